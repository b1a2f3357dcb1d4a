/* sandbox.c: a Lua state with bounds: its memory, its instructions, and the one way in and out.
 *
 * What rules can reach is library.c's; how an error becomes one that people can read is failure.c's.
 */
#include "rules/sandbox_state.h"

#include "rules/library.h"
#include "rules/load.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEMORY       ((size_t) 64 << 20)
#define DEFAULT_INSTRUCTIONS ((int64_t) 10000000)

/* Instructions between two looks at the budget. */
#define HOOK_STRIDE 1000

/* Making a long text is one instruction to the hook, so its bytes are charged where they are allocated. Short texts
 * are shared, and whether one is made anew depends on what ran before: they must not count. */
#define CHARGED_TEXT 256
#define BYTES_A_STEP 32
#define SANDBOX_ROOM 8 /* stack slots that a protected call needs */

/* Where the limit refuses memory, Lua looks through all that it holds, and asks again: a rule that keeps just below the limit
 * would have it do so with every few instructions. */
#define SEARCH_STEPS 500000

/* A table's part of this size is gone through in no time that counts. */
#define LARGE_PART  ((size_t) 512 << 10)
#define PART_A_STEP 128
#define WALK_STEPS  100

static const char functions_key;

struct sandbox *sandbox_of(lua_State *L)
{
	return *(struct sandbox **) lua_getextraspace(L);
}

static void *refuse(struct sandbox *sandbox, enum refusal why)
{
	struct place place;

	sandbox->refusal = why;
	/* Behind a function that failed Lua tries to make do with less, and may be refused that too: not that is the place. */
	if (sandbox->lua && sandbox_place(sandbox->lua, &place))
		sandbox->refused_at = place;
	return NULL;
}

/* lua_Alloc. For a new object Lua gives its type instead of an old size. */
static void *allocate(void *context, void *block, size_t old_size, size_t new_size)
{
	struct sandbox *sandbox = context;
	size_t held = block ? old_size : 0;
	void *moved;

	if (new_size == 0) {
		free(block);
		sandbox->memory -= held;
		return NULL;
	}
	if (!block && old_size == LUA_TSTRING && new_size > CHARGED_TEXT) {
		if (new_size > SANDBOX_TEXT_LIMIT)
			return refuse(sandbox, REFUSED_LONG_TEXT);
		sandbox->remaining -= (int64_t) (new_size / BYTES_A_STEP);
	}
	if (new_size > held && new_size - held > sandbox->limits.memory - sandbox->memory) {
		sandbox->remaining -= SEARCH_STEPS;
		return refuse(sandbox, REFUSED_BY_LIMIT);
	}
	moved = realloc(block, new_size);
	if (!moved)
		return refuse(sandbox, REFUSED_BY_SYSTEM);
	sandbox->memory = sandbox->memory - held + new_size;
	if (new_size > LARGE_PART && new_size > sandbox->largest)
		sandbox->largest = new_size;
	return moved;
}

static int panic(lua_State *L)
{
	(void) L;
	bug("Lua raised an error outside a protected call");
}

static void budget_hook(lua_State *L, lua_Debug *ar);

/* Counts instructions, where `hooked`, and lines where somebody watches them. */
static void set_hook(const struct sandbox *sandbox, bool hooked, int stride)
{
	int mask = (hooked ? LUA_MASKCOUNT : 0) | (sandbox->lines ? LUA_MASKLINE : 0);

	lua_sethook(sandbox->lua, mask ? budget_hook : NULL, mask, stride);
}

/* Raises, now and at every instruction from now on. */
static void spend(lua_State *L)
{
	struct sandbox *sandbox = sandbox_of(L);
	struct error err = ERROR_INIT;

	sandbox->spent = true;
	set_hook(sandbox, true, 1);
	error_set(&err, ERROR_INPUT, "took more than %lld instructions", (long long) sandbox->limits.instructions);
	error_hint(&err, "look for a loop that does not end");
	sandbox_raise(L, &err);
}

static void budget_hook(lua_State *L, lua_Debug *ar)
{
	struct sandbox *sandbox = sandbox_of(L);

	if (ar->event == LUA_HOOKLINE) {
		struct place place;

		if (sandbox->lines && sandbox_place(L, &place))
			sandbox->lines(sandbox->context, &place);
		return;
	}
	sandbox->remaining -= HOOK_STRIDE;
	if (sandbox->spent || sandbox->remaining < 0)
		spend(L);
}

void sandbox_charge(lua_State *L, int64_t steps)
{
	struct sandbox *sandbox = sandbox_of(L);

	sandbox->remaining -= steps;
	if (sandbox->spent || sandbox->remaining < 0)
		spend(L);
}

void sandbox_charge_walk(lua_State *L)
{
	sandbox_charge(L, WALK_STEPS + (int64_t) (sandbox_of(L)->largest / PART_A_STEP));
}

void sandbox_begin(struct sandbox *sandbox, bool hooked)
{
	sandbox->remaining = sandbox->limits.instructions;
	sandbox->largest = 0;
	sandbox->refused_at = (struct place){ .source = NULL };
	/* Setting the hook also starts its count anew, so that what ran before decides nothing. */
	if (hooked)
		set_hook(sandbox, true, HOOK_STRIDE);
	else if (sandbox->hooked || sandbox->spent)
		set_hook(sandbox, false, 0);
	sandbox->hooked = hooked;
	sandbox->spent = sandbox->spent_told = false;
}

struct sandbox_budget sandbox_enter(struct sandbox *sandbox, bool hooked)
{
	struct sandbox_budget outer = { .remaining = sandbox->remaining,
		                        .largest = sandbox->largest,
		                        .hooked = sandbox->hooked };

	sandbox_begin(sandbox, hooked);
	return outer;
}

void sandbox_leave(struct sandbox *sandbox, struct sandbox_budget outer)
{
	if (outer.hooked || sandbox->hooked)
		set_hook(sandbox, outer.hooked, HOOK_STRIDE);
	sandbox->remaining = outer.remaining;
	sandbox->largest = outer.largest;
	sandbox->hooked = outer.hooked;
}

int64_t sandbox_pause(const struct sandbox *sandbox)
{
	return sandbox->remaining;
}

void sandbox_resume(struct sandbox *sandbox, int64_t paused)
{
	sandbox->remaining = paused;
}

/* The hook's count starts anew here, whether or not an evaluation came between; this pays for what it had counted. */
#define READ_STEPS 100

void sandbox_charge_read(lua_State *L)
{
	sandbox_charge(L, READ_STEPS);
	if (sandbox_of(L)->hooked)
		set_hook(sandbox_of(L), true, HOOK_STRIDE);
}

int sandbox_raise_unknown(lua_State *L)
{
	lua_pushlightuserdata(L, (void *) &failure_unknown_mark);
	return lua_error(L);
}

int sandbox_raise(lua_State *L, const struct error *err)
{
	sandbox_of(L)->raised = *err;
	lua_pushlightuserdata(L, (void *) &failure_raised_mark);
	return lua_error(L);
}

static enum call_result fail_spent(const struct sandbox *sandbox, struct error *err)
{
	*err = sandbox->failure;
	return CALL_FAILED;
}

enum call_result sandbox_call(struct sandbox *sandbox, int arguments, int results, struct error *err)
{
	lua_State *L = sandbox->lua;
	int handler = lua_gettop(L) - arguments, status;
	locale_t caller;
	bool unknown;

	if (!lua_checkstack(L, SANDBOX_ROOM)) {
		lua_settop(L, handler - 1);
		error_memory(err);
		return CALL_FAILED;
	}
	if (sandbox->spent) {
		lua_settop(L, handler - 1);
		return fail_spent(sandbox, err);
	}
	lua_pushcfunction(L, failure_handler);
	lua_insert(L, handler);
	/* Lua compares texts and writes floats as the thread's locale says: it says nothing while rules run. */
	caller = uselocale(sandbox->no_locale);
	status = lua_pcall(L, arguments, results, handler);
	uselocale(caller);
	lua_remove(L, handler);
	if (status == LUA_OK) {
		if (!sandbox->spent)
			return CALL_OK;
		/* Someone between swallowed it: it stays spent. */
		lua_settop(L, handler - 1);
		return fail_spent(sandbox, err);
	}
	unknown = lua_touserdata(L, -1) == &failure_unknown_mark;
	lua_settop(L, handler - 1);
	if (unknown && !sandbox->spent)
		return CALL_UNKNOWN;
	if (status == LUA_ERRMEM)
		failure_memory(sandbox, err);
	else if (status == LUA_ERRERR && !sandbox->spent)
		/* The stack ran out again while the first error was described. */
		error_set(err, ERROR_INPUT, "functions call each other too deeply");
	else
		*err = sandbox->failure;
	return CALL_FAILED;
}

enum call_result sandbox_protect(struct sandbox *sandbox, lua_CFunction function, void *argument, struct error *err)
{
	if (!lua_checkstack(sandbox->lua, SANDBOX_ROOM)) {
		error_memory(err);
		return CALL_FAILED;
	}
	lua_pushcfunction(sandbox->lua, function);
	lua_pushlightuserdata(sandbox->lua, argument);
	return sandbox_call(sandbox, 1, 0, err);
}

void sandbox_push_functions(lua_State *L)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &functions_key);
}

lua_State *sandbox_lua(struct sandbox *sandbox)
{
	return sandbox->lua;
}

void sandbox_set_context(struct sandbox *sandbox, void *context)
{
	sandbox->context = context;
}

void sandbox_watch_lines(struct sandbox *sandbox, sandbox_line_watcher *watch)
{
	sandbox->lines = watch;
	set_hook(sandbox, sandbox->hooked, HOOK_STRIDE);
}

sandbox_watcher *sandbox_watch(struct sandbox *sandbox, sandbox_watcher *watch)
{
	sandbox_watcher *before = sandbox->watch;

	sandbox->watch = watch;
	return before;
}

void sandbox_tell(lua_State *L, const struct library_step *step)
{
	const struct sandbox *sandbox = sandbox_of(L);

	if (sandbox->watch)
		sandbox->watch(sandbox->context, step);
}

void *sandbox_context(lua_State *L)
{
	return sandbox_of(L)->context;
}

/* [-1, +0, e] protected: everything that a new state gets. */
static int open_state(lua_State *L)
{
	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &functions_key);
	library_open(L);
	return 0;
}

int sandbox_open(struct sandbox **sandbox, const struct sources *sources, const struct sandbox_limits *limits,
                 const struct sandbox_host *host, struct error *err)
{
	struct sandbox *made = calloc(1, sizeof *made);

	if (!made)
		return error_memory(err);
	made->limits.memory = limits && limits->memory ? limits->memory : DEFAULT_MEMORY;
	made->limits.instructions = limits && limits->instructions ? limits->instructions : DEFAULT_INSTRUCTIONS;
	made->sources = sources;
	if (host)
		made->host = *host;
	made->no_locale = newlocale(LC_ALL_MASK, "C", (locale_t) 0);
	if (!made->no_locale) {
		error_memory(err);
		goto fail;
	}
	made->lua = lua_newstate(allocate, made);
	if (!made->lua) {
		error_memory(err);
		goto fail;
	}
	*(struct sandbox **) lua_getextraspace(made->lua) = made;
	lua_atpanic(made->lua, panic);
	sandbox_begin(made, false);
	if (sandbox_protect(made, open_state, NULL, err) != CALL_OK)
		goto fail;
	*sandbox = made;
	return 0;
fail:
	sandbox_free(made);
	return -1;
}

void sandbox_free(struct sandbox *sandbox)
{
	if (!sandbox)
		return;
	if (sandbox->lua)
		lua_close(sandbox->lua);
	if (sandbox->no_locale)
		freelocale(sandbox->no_locale);
	free(sandbox);
}

int sandbox_new(struct sandbox **sandbox, const struct ruleset *ruleset, struct sources *sources,
                const struct sandbox_limits *limits, const struct sandbox_host *host, struct error *err)
{
	struct sandbox *made = NULL;

	if (sandbox_open(&made, sources, limits, host, err))
		return -1;
	if (load_again(made, ruleset, err)) {
		sandbox_free(made);
		return -1;
	}
	*sandbox = made;
	return 0;
}
