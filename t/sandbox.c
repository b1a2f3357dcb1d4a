/* sandbox.c: what rules can reach, that they keep nothing, what bounds them, and how they fail. The numbers are those of
 * the list of promises that a host of hostile rules must keep. */
#include "rule_files.h"

#include "rules/abstract.h"
#include "rules/frozen.h"
#include "rules/library.h"
#include "rules/sandbox_state.h"

#include <lualib.h>
#include <stdlib.h>

/* Every name that rules can reach, in order. */
static const char all_names[] =
	"add_months age_on all any assert at_least between bridge count date days_between decimal decision_table "
	"divide "
	"error every figure financial_year finding greatest group ipairs known least lookup math math.abs math.max "
	"math.maxinteger math.min math.mininteger math.tointeger math.type max min money multiply pairs rate related "
	"require "
	"round rule select share string string.byte string.char string.find string.format string.len string.lower "
	"string.rep string.sub string.upper sum table table.concat table.insert table.pack table.remove table.sort "
	"table.unpack tonumber tostring total type utf8 utf8.len";

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Adds the names in the table on top of the stack, and those of the libraries in it. */
static void collect(lua_State *L, const char *prefix, char **names, size_t *count)
{
	int table = lua_gettop(L);

	lua_pushnil(L);
	while (lua_next(L, table)) {
		char full[64];

		snprintf(full, sizeof full, "%s%s", prefix, lua_tostring(L, -2));
		names[(*count)++] = strdup(full);
		if (frozen_push_content(L, -1)) {
			char inner[80];

			snprintf(inner, sizeof inner, "%s.", full);
			collect(L, inner, names, count);
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
	}
}

static struct sandbox *new_sandbox(struct loaded *loaded, const char *text, const struct sandbox_limits *limits,
                                   const struct sandbox_host *host)
{
	struct sandbox *sandbox = NULL;
	struct error err = ERROR_INIT;

	load_text(loaded, text);
	if (loaded->result)
		problems_print(&loaded->problems, "#", stdout);
	if (sandbox_new(&sandbox, &loaded->ruleset, &loaded->sources, limits, host, &err))
		printf("#   %s\n", err.message);
	return sandbox;
}

static void test_names(void)
{
	struct loaded loaded;
	struct sandbox *sandbox = new_sandbox(&loaded, "", NULL, NULL);
	lua_State *L = sandbox_lua(sandbox), *stock = luaL_newstate();
	char *names[256], text[4096] = "";
	size_t count = 0;
	bool known = true, reasoned = true;

	library_push_environment(L);
	ok(lua_rawlen(L, -1) == 0 && (lua_pushnil(L), lua_next(L, -2) == 0), "3: an environment itself is empty");
	luaL_getmetafield(L, -1, "__index");
	collect(L, "", names, &count);
	lua_settop(L, 0);
	qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 0; i < count; i++) {
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "", names[i]);
		known &= library_has(names[i]);
	}
	is_text(text, all_names, "2: rules reach exactly the names of the allow-list");
	ok(known, "2: and the analysis knows every one of them");

	luaL_openlibs(stock);
	lua_pushglobaltable(stock);
	lua_pushnil(stock);
	while (lua_next(stock, 1)) {
		const char *name = lua_tostring(stock, -2);

		if (!library_reason(name) && !library_has(name)) {
			reasoned = false;
			printf("#   %s\n", name);
		}
		if (lua_istable(stock, -1) && library_has(name)) {
			lua_pushnil(stock);
			while (lua_next(stock, -2)) {
				char full[64];

				snprintf(full, sizeof full, "%s.%s", name, lua_tostring(stock, -2));
				if (!library_reason(full) && !library_has(full)) {
					reasoned = false;
					printf("#   %s\n", full);
				}
				lua_pop(stock, 1);
			}
		}
		lua_pop(stock, 1);
	}
	ok(reasoned, "3: whatever stock Lua has and rules do not, has its reason");
	lua_close(stock);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	sandbox_free(sandbox);
	forget(&loaded);
}

static void test_text_only(void)
{
	struct loaded loaded;

	load_text(&loaded, "\x1bLua54");
	ok(loaded.result == -1 && loaded.problems.count == 1, "1: bytecode is refused");
	forget(&loaded);
}

/* What the body raises or returns in a fresh sandbox. */
static void body_gives(const char *body, const char *expected, const char *name)
{
	struct error err = ERROR_INIT;

	is_text(run_body("", body, NULL, &err), expected, name);
}

static void body_fails(const char *body, const char *message, const char *name)
{
	struct error err = ERROR_INIT;
	const char *got = run_body("", body, NULL, &err);

	if (!ok(strstr(got, "error: ") && (strstr(err.message, message) || strstr(err.hint, message)), "%s", name))
		printf("#   got: %s (%s)\n", got, err.hint);
}

static void test_closed(void)
{
	body_fails("return '10' + 1", "arithmetic on a string", "4: texts have no arithmetic");
	body_fails("return -'10'", "arithmetic on a string", "4: nor a minus");
	body_fails("return '10' | 1", "bitwise", "4: nor bits");
	body_fails("string.sub = 5", "read-only", "4: the string library is read-only");
	body_fails("local s = ('x') s.y = 1", "index", "4: a text has no fields to set");
	body_fails("math.abs = 5", "read-only", "5: libraries are read-only");
	body_fails("local t = table t.new = 5", "read-only", "5: under any name");
	body_fails("return ('x')['du' .. 'mp']", "bytecode is never loaded", "3: nothing dumps bytecode");
	body_fails("rule 'late' {}", "only while files are loaded", "5: nothing is declared while rules run");
	body_fails("return all { { 'a', function() return true end } }", "joins conditions while files are loaded",
	           "5: nor a condition made");
	body_fails("return decision_table {}", "only while files are loaded", "5: nor a decision table");
	body_gives("local t = {} t.x = 1 t[1] = 2 table.insert(t, 3) return tostring(t.x + #t)", "3",
	           "5: a table made inside the function can be written");
	body_gives("return tostring(pairs) .. tostring({}) .. tostring(('x').rep) .. tostring(select(2, pairs({})))",
	           "functiontablefunctioniterator", "8: no text shows an address");
	body_fails("return 'x' .. {}", "concatenate", "8: nor does joining");
	body_gives("return tostring('a' < 'B') .. c.weight", "false2.5",
	           "8: no locale orders texts or writes numbers");
	body_fails("error(function() end)", "raised a function instead of a message",
	           "15: an error that is not text is described");
	body_fails("error('a\\27[31mb\\xFFc')", "a [31mb?c", "15: an error's bytes cannot command a terminal");
}

/* A rule that tries to count its calls gives the same on each of three calls. */
static void cannot_count(const char *head, const char *body, const char *name)
{
	char text[2048], first[512];
	struct loaded loaded;
	struct error err = ERROR_INIT;
	struct sandbox *sandbox;
	bool same;

	snprintf(text, sizeof text,
	         "%s\nrule \"x\" { on = \"charge\", type = \"integer\", compute = function(c, p, at) %s end }\n",
	         head, body);
	sandbox = new_sandbox(&loaded, text, NULL, NULL);
	if (sandbox) {
		snprintf(first, sizeof first, "%s", call_function(sandbox, 0, &err));
		same = !strcmp(first, call_function(sandbox, 0, &err))
		       && !strcmp(first, call_function(sandbox, 0, &err));
		ok(same, "5: no state by %s", name);
		if (!same || strstr(first, "error"))
			printf("#   %s\n", first);
	} else {
		ok(false, "5: no state by %s", name);
	}
	sandbox_free(sandbox);
	forget(&loaded);
}

static void test_no_state(void)
{
	cannot_count("local t = { n = 0 }", "t.n = t.n + 1 return t.n", "a table's field");
	cannot_count("local t = {}", "t[#t + 1] = 1 return #t", "a list");
	cannot_count("local t = {}", "table.insert(t, 1) return #t", "table.insert");
	cannot_count("local t = { 2, 1 }", "table.sort(t) return t[1]", "table.sort");
	cannot_count("local t = { 1, 2, 3 }", "table.remove(t) return #t", "table.remove");
	cannot_count("local t = { inner = { n = 0 } }", "t.inner.n = t.inner.n + 1 return t.inner.n",
	             "a table in a table");
	cannot_count("local k = { n = 0 } local t = { [k] = true }", "k.n = k.n + 1 return k.n",
	             "a table that is a key");
	cannot_count("local t = { n = 0 } local function f() return t end", "local u = f() u.n = u.n + 1 return u.n",
	             "a table behind a function");
	cannot_count("local t = { f = (function() local u = { n = 0 } return function() u.n = u.n + 1 return u.n end "
	             "end)() }",
	             "return t.f()", "a table behind a function in a table");
	cannot_count("local f, s, k = pairs({ 10, 20, 30 })", "local key = f(s, k) return key",
	             "an iterator that is kept");
	cannot_count("local f, s = pairs({ 10, 20, 30 })", "local a = f(s, 1) local b = f(s, a) return b",
	             "an iterator's position");
	cannot_count("local f, s = ipairs({ 10, 20, 30 })", "local key = f(s, 1) return key", "ipairs");
	cannot_count("local l = {}", "l[money '£1'] = 1 return money '£1'", "what money has read");
	cannot_count("", "local n = #tostring(string) return n", "a library");
}

static void test_frozen(void)
{
	static const char head[] = "local t = { 10, 20, 30, name = 'x', inner = { 1 } }";
	struct error err = ERROR_INIT;

	is_text(run_body(head, "return #t .. t[2] .. t.name .. #t.inner", NULL, &err), "320x1",
	        "5: a read-only table is indexed and measured");
	is_text(run_body(head, "local s = '' for i, v in ipairs(t) do s = s .. v end return s", NULL, &err), "102030",
	        "5: ipairs goes through it");
	is_text(run_body(head, "local s = '' for k in pairs(t) do s = s .. k .. ' ' end return s", NULL, &err),
	        "1 2 3 inner name ", "5: pairs goes through it");
	is_text(run_body(head, "return table.concat(t, '+') .. select('#', table.unpack(t))", NULL, &err),
	        "10+20+303", "5: lists are joined and unpacked");
	is_text(run_body(head, "return type(t) .. tostring(t) .. tostring(t == t) .. tostring(t.nothing)", NULL,
	                 &err),
	        "tabletabletruenil", "5: it is a table like any other");
	is_text(run_body("local t = {} for i = 1, 5 do t[i] = i end", "return tostring(#t)", NULL, &err), "5",
	        "5: while files are loaded tables are built");
}

static void test_order(void)
{
	body_gives("local s = '' for k in pairs({ zebra = 1, ant = 1, [3] = 1, [-1] = 1, [2] = 1 }) do s = s .. k .. "
	           "' ' end "
	           "return s",
	           "-1 2 3 ant zebra ", "6: pairs goes in sorted order");
	body_gives("local t = {} for i = 1, 60 do t[i] = { k = i % 3, i = i } end table.sort(t, function(a, b) "
	           "return a.k < b.k "
	           "end) local s = '' for i = 2, 60 do s = s .. (t[i].k == t[i - 1].k and t[i].i < t[i - 1].i and "
	           "'!' or '') end "
	           "return s .. t[1].i .. t[60].i",
	           "359", "7: sorting is stable");
}

static void test_budget(void)
{
	static const struct sandbox_limits limits = { .instructions = 100000 };
	struct error err = ERROR_INIT;
	struct loaded loaded;
	struct sandbox *sandbox;
	int64_t left;

	run_body("", "while true do end", &limits, &err);
	ok(strstr(err.message, "more than 100000 instructions") && err.line == 3 && err.excerpt[0],
	   "10: a loop without an end stops, with its place");
	run_body("", "local s = ('x'):rep(1000) while true do local u = s:upper() end", &limits, &err);
	ok(strstr(err.message, "instructions") != NULL, "10: work inside C is charged");
	for (size_t i = 0; i < 9; i++) {
		static const char *const bodies[] = {
			"local s = ('x'):rep(60000) for i = 1, 400 do local u = s .. i end",
			"local s = ('x'):rep(60000) for i = 1, 200 do s:find('y') end",
			"local s = ('x'):rep(60000) for i = 1, 200 do s:lower() end",
			"for i = 1, 200 do ('x'):rep(60000) end",
			"local t = {} for i = 1, 10000 do table.insert(t, 1, i) end",
			"local t = {} for i = 1, 1000 do t[i] = i end for i = 1, 1000 do table.sort(t) end",
			"local t = {} for i = 1, 1000 do t[i] = 'xxxxxxxx' end for i = 1, 1000 do table.concat(t) "
			"end",
			"local t = {} for i = 1, 1000 do t[i] = 1 end for i = 1, 1000 do pairs(t) end",
			"local t = {} for i = 1, 150 do t[i] = 1 end for i = 1, 1000 do table.pack(table.unpack(t)) "
			"end",
		};

		error_clear(&err);
		run_body("", bodies[i], &limits, &err);
		if (!ok(strstr(err.message, "instructions") != NULL, "10: long work is charged: %s", bodies[i]))
			printf("#   %s\n", err.message);
	}

	sandbox = new_sandbox(
		&loaded,
		"rule \"x\" { on = \"charge\", type = \"integer\", compute = function() while true do end end }\n"
		"rule \"y\" { on = \"charge\", type = \"integer\", compute = function() local n = 0 for i = 1, 5000 "
		"do n = n + i end return n end }\n",
		&limits, NULL);
	is_text(call_function(sandbox, 1, &err), "12502500", "10: work within the budget is done");
	left = sandbox->remaining;
	call_function(sandbox, 0, &err);
	sandbox_push_functions(sandbox_lua(sandbox));
	lua_rawgeti(sandbox_lua(sandbox), -1, 2);
	ok(sandbox_call(sandbox, 0, 1, &err) == CALL_FAILED && strstr(err.message, "instructions"),
	   "10: a spent budget stays spent");
	lua_settop(sandbox_lua(sandbox), 0);
	is_text(call_function(sandbox, 1, &err), "12502500", "10: until the next evaluation begins");
	ok(sandbox->remaining == left, "9: the same work costs the same, whatever ran before");
	sandbox_free(sandbox);
	forget(&loaded);
}

/* A host that swallows every error of what it calls. */
static int swallow(lua_State *L)
{
	struct error err = ERROR_INIT;

	sandbox_push_functions(L);
	lua_rawgeti(L, -1, 1);
	sandbox_call(sandbox_of(L), 0, 0, &err);
	lua_pushboolean(L, 1);
	return 1;
}

/* One that adds its own words to the error, and raises it again. */
static int add_words(lua_State *L)
{
	struct error err = ERROR_INIT;

	sandbox_push_functions(L);
	lua_rawgeti(L, -1, 1);
	sandbox_call(sandbox_of(L), 0, 0, &err);
	strcat(err.message, " (rule 'x')");
	return sandbox_raise(L, &err);
}

static int raise_unknown(lua_State *L)
{
	return sandbox_raise_unknown(L);
}

static void test_sticky(void)
{
	static const struct sandbox_limits limits = { .instructions = 100000 };
	static const struct sandbox_host host = { .known = swallow, .lookup = raise_unknown };
	static const struct sandbox_host telling = { .known = add_words };
	struct error err = ERROR_INIT;
	struct loaded loaded;
	struct sandbox *sandbox = new_sandbox(
		&loaded,
		"rule \"x\" { on = \"charge\", type = \"integer\", compute = function() while true do end end }\n"
		"rule \"y\" { on = \"charge\", type = \"integer\", compute = function(c) known(c, \"current\") "
		"return 1 end }\n"
		"rule \"z\" { on = \"charge\", type = \"integer\", compute = function() return lookup(\"charge\", { "
		"ref = \"a\" "
		"}).current end }\n",
		&limits, &host);
	lua_State *L = sandbox_lua(sandbox);

	is_text(call_function(sandbox, 1, &err), "error: took more than 100000 instructions",
	        "10: not even the host's own protected call swallows a spent budget");
	is_number(err.line, 1, "10: its place is where it was spent");
	sandbox_begin(sandbox, false);
	sandbox_push_functions(L);
	lua_rawgeti(L, -1, 3);
	ok(sandbox_call(sandbox, 0, 1, &err) == CALL_UNKNOWN && lua_gettop(L) == 1,
	   "15: unknown comes back as itself");
	sandbox_free(sandbox);
	ok(!sandbox_new(&sandbox, &loaded.ruleset, &loaded.sources, &limits, &telling, &err), "10: another host");
	is_text(call_function(sandbox, 1, &err), "error: took more than 100000 instructions (rule 'x')",
	        "10: may add to what it says");
	is_number(err.line, 1, "10: and the place stays");
	sandbox_free(sandbox);
	forget(&loaded);
}

static void test_memory(void)
{
	static const struct sandbox_limits limits = { .memory = (size_t) 4 << 20 };
	struct error err = ERROR_INIT;
	struct loaded loaded;
	struct sandbox *sandbox;
	bool failed = true;
	size_t enough = 0;

	run_body("", "local t = {}\nfor i = 1, 1000000 do t[i] = { i } end", &limits, &err);
	ok(strstr(err.message, "KiB of memory") && err.line == 4,
	   "13: a table that grows without an end stops, with its "
	   "place");
	run_body("", "local s = 'x'\nfor i = 1, 100 do s = s .. s end", &limits, &err);
	ok(strstr(err.message, "made a text of more than") && err.line == 4, "14: so does a text");
	run_body("", "local function f(n) return 1 + f(n + 1) end\nreturn f(1)", NULL, &err);
	ok(strstr(err.message, "too deeply") && err.line == 3, "14: and calls without an end");
	run_body("", "local t = {} for i = 1, 100000 do t[i] = i end return select('#', table.unpack(t))", NULL,
	         &err);
	ok(strstr(err.message, "at most") != NULL, "14: what is pushed by data is bounded");

	sandbox = new_sandbox(
		&loaded,
		"rule \"x\" { on = \"charge\", type = \"integer\", compute = function() local t = {} for i = 1, "
		"1000000 do t[i] = { i } end end }\n"
		"rule \"y\" { on = \"charge\", type = \"integer\", compute = function(c) return c.current end }\n",
		&limits, NULL);
	for (int i = 0; i < 3; i++)
		failed &= strstr(call_function(sandbox, 0, &err), "KiB of memory") != NULL;
	ok(failed, "13: a rule that runs out of memory fails each time");
	is_text(call_function(sandbox, 1, &err), "1000", "13: and the next one runs");
	sandbox_free(sandbox);

	for (size_t memory = 1024; memory < (size_t) 512 << 10 && !enough; memory += 509) {
		struct sandbox_limits little = { .memory = memory };

		sandbox = NULL;
		error_clear(&err);
		if (!sandbox_new(&sandbox, &loaded.ruleset, &loaded.sources, &little, NULL, &err)) {
			enough = memory;
			sandbox_free(sandbox);
		} else if (err.code != ERROR_SYSTEM && err.code != ERROR_INPUT) {
			break;
		}
	}
	ok(enough > 0, "17: a sandbox with too little memory, however little, fails cleanly");
	forget(&loaded);
}

static void test_failures(void)
{
	struct error err = ERROR_INIT;

	run_body("", "local x = nil\n  return x.amount + 1", NULL, &err);
	is_text(err.message, "attempt to index a nil value (local 'x')",
	        "15: Lua's own words come without its prefix");
	ok(err.line == 4 && err.column == 10 && err.length == 1, "15: with the word underlined");
	is_text(err.excerpt, "  return x.amount + 1", "15: in its line");
	is_text(err.file, "a.lua", "15: and file");
	run_body("local function helper(x) return x.y end", "return helper(nil)", NULL, &err);
	is_number(err.line, 1, "15: the innermost place is told");
	is_text(run_body("", "error('a.lua:3: mine')", NULL, &err), "error: a.lua:3: mine",
	        "15: a rule's own words stay as they are");
}

int main(void)
{
	test_names();
	test_text_only();
	test_closed();
	test_no_state();
	test_frozen();
	test_order();
	test_budget();
	test_sticky();
	test_memory();
	test_failures();
	return done();
}
