/* failure.c: turns what Lua raised into an error with file, line, excerpt and a message that people can read.
 *
 * It runs as the message handler, while the stack still stands, and allocates nothing in Lua: so it works when memory
 * or the stack ran out.
 */
#include "rules/lua_value.h"
#include "rules/place.h"
#include "rules/sandbox_state.h"

#include <string.h>

const char failure_unknown_mark, failure_raised_mark;

static const struct source *source_of_chunk(const struct sandbox *sandbox, const char *chunk)
{
	if (chunk[0] != '@' || !sandbox->sources)
		return NULL;
	for (size_t i = 0; i < sandbox->sources->count; i++) {
		if (!strcmp(sandbox->sources->items[i]->path, chunk + 1))
			return sandbox->sources->items[i];
	}
	return NULL;
}

/* Frames that are looked through; deeper ones only repeat. */
#define FRAMES_LOOKED_AT 64

bool sandbox_place(lua_State *L, struct place *place)
{
	struct sandbox *sandbox = sandbox_of(L);
	lua_Debug frame;

	for (int level = 0; level < FRAMES_LOOKED_AT && lua_getstack(L, level, &frame); level++) {
		const struct source *source;

		if (!lua_getinfo(L, "Sl", &frame) || frame.currentline <= 0)
			continue;
		source = source_of_chunk(sandbox, frame.source);
		if (source) {
			*place = (struct place){ .source = source, .line = frame.currentline };
			return true;
		}
	}
	return false;
}

/* Takes the "file:line: " that Lua put before its message: the error has a place of its own. */
static const char *without_prefix(lua_State *L, const char *message)
{
	lua_Debug frame;
	char prefix[LUA_IDSIZE + 32];

	for (int level = 0; level < FRAMES_LOOKED_AT && lua_getstack(L, level, &frame); level++) {
		if (!lua_getinfo(L, "Sl", &frame) || frame.currentline <= 0)
			continue;
		int length = snprintf(prefix, sizeof prefix, "%s:%d: ", frame.short_src, frame.currentline);

		if (!strncmp(message, prefix, (size_t) length))
			return message + length;
	}
	return message;
}

/* What to do about what Lua says: the first of its words that the message holds. */
static const struct {
	const char *words, *hint;
} hints[] = {
	{ "arithmetic on a string value",
	  "write money \"£1.50\", rate \"5.5%\", decimal \"1.5\", or tonumber(text) for a whole number" },
	{ "for iterator", "write for _, one in ipairs(list) do" },
	{ "index a nil value (field 'previous')", "before the first period there is none: test at.previous first" },
	{ "a nil value", "nil means that there is none: test for it first" },
	{ "compare nil", "nil means that there is none: test for it first" },
	{ "with nil", "nil means that there is none: test for it first" },
	{ "graded parameter", "ask it for one value: p.name:of(amount), or :of(category)" },
	{ "parameters value", "this is a group of parameters: name one of them" },
	{ "record value", "this is a record: name one of its fields" },
	{ "compare record", "this is a record: name one of its fields" },
	{ "with record", "this is a record: name one of its fields" },
	{ "figures value", "these are the figures and totals: name one of them" },
	{ "compare figures", "these are the figures and totals: name one of them" },
	{ "with figures", "these are the figures and totals: name one of them" },
	{ "compare string",
	  "texts and numbers have no order: write money \"£1.50\", rate \"5.5%\" or decimal \"1.5\"" },
	{ "with string", "texts and numbers have no order: write money \"£1.50\", rate \"5.5%\" or decimal \"1.5\"" },
};

void failure_explain(struct error *err, const char *message)
{
	if (strstr(message, "stack overflow")) {
		error_set(err, ERROR_INPUT, "functions call each other too deeply");
		error_hint(err, "look for a function that calls itself without an end");
		return;
	}
	error_set(err, ERROR_INPUT, "%s", message[0] ? message : "an error without a message");
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		if (strstr(message, hints[i].words)) {
			error_hint(err, "%s", hints[i].hint);
			return;
		}
	}
}

static void describe(lua_State *L, struct sandbox *sandbox, struct error *err)
{
	if (lua_touserdata(L, 1) == &failure_raised_mark) {
		*err = sandbox->raised;
		return;
	}
	if (lua_type(L, 1) == LUA_TSTRING) {
		failure_explain(err, without_prefix(L, lua_tostring(L, 1)));
		return;
	}
	error_set(err, ERROR_INPUT, "raised %s instead of a message", lua_value_describe(L, 1));
	error_hint(err, "write error(\"what is wrong\")");
}

/* A rule's own words may hold anything: control bytes, which a terminal would obey, and bytes that are no text. */
static void clean(char *text)
{
	size_t bad;

	while (!utf8_valid(text, strlen(text), &bad))
		text[bad] = '?';
	for (; *text; text++) {
		if ((unsigned char) *text < 0x20 || *text == 0x7F)
			*text = ' ';
	}
}

int failure_handler(lua_State *L)
{
	struct sandbox *sandbox = sandbox_of(L);
	struct place place;

	if (lua_touserdata(L, 1) == &failure_unknown_mark)
		return 1;
	/* A spent budget is told once: later only by a host that raises it again, with what it adds. */
	if (sandbox->spent_told && !(lua_touserdata(L, 1) == &failure_raised_mark && sandbox->raised.file[0]))
		return 1;
	describe(L, sandbox, &sandbox->failure);
	clean(sandbox->failure.message);
	if (!sandbox->failure.file[0] && sandbox_place(L, &place))
		place_error(&sandbox->failure, place);
	sandbox->spent_told = sandbox->spent;
	return 1;
}

void failure_memory(const struct sandbox *sandbox, struct error *err)
{
	switch (sandbox->refusal) {
	case REFUSED_BY_LIMIT:
		error_set(err, ERROR_INPUT, "used more than %zu KiB of memory", sandbox->limits.memory / 1024);
		error_hint(err, "look for a table or a text that grows without an end");
		break;
	case REFUSED_LONG_TEXT:
		error_set(err, ERROR_INPUT, "made a text of more than %zu KiB", SANDBOX_TEXT_LIMIT / 1024);
		break;
	default:
		error_memory(err);
	}
	if (sandbox->refused_at.source)
		place_error(err, sandbox->refused_at);
}
