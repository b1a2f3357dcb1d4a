/* library.c: the list of every name that rules can reach, and of those they cannot, with the reason.
 *
 * luaL_openlibs is never called: what is not listed here does not exist.
 */
#include "rules/library.h"

#include "rules/decision_table.h"
#include "rules/declare.h"
#include "rules/frozen.h"
#include "rules/load.h"
#include "rules/lua_parameter.h"
#include "rules/lua_value.h"

#include <lauxlib.h>
#include <stdarg.h>
#include <string.h>

/* The libraries: tables of their own, under these names. */
static const struct {
	const char *name;
	const struct library_entry *entries;
} libraries[] = {
	{ "math", library_math },
	{ "string", library_string },
	{ "table", library_table },
	{ "utf8", library_utf8 },
};

#define MAKES_FLOAT "it makes a float, and no float decides a figure"

/* What stock Lua has and rules do not: the reason is shown to who writes the name. */
static const struct {
	const char *name, *reason;
} omitted[] = {
	{ "_VERSION", "the run file says which versions made it" },
	{ "_G", "nothing is shared by way of globals: use local names, and require for what files share" },
	{ "collectgarbage", "memory is the host's concern, and its state differs from run to run" },
	{ "coroutine", "a coroutine starts the count of instructions anew, and keeps state between records" },
	{ "debug", "it reaches past every bound of the sandbox" },
	{ "dofile", "files are loaded by the scenario, or by require \"name\"" },
	{ "getmetatable", "it reaches the host's own tables" },
	{ "io", "a run reads nothing but its rules, parameters, scenario and records" },
	{ "load", "code that is made while running cannot be checked before" },
	{ "loadfile", "files are loaded by the scenario, or by require \"name\"" },
	{ "loadstring", "code that is made while running cannot be checked before" },
	{ "next", "its order differs on every run: use pairs, which goes in sorted order" },
	{ "os", "a clock or an environment would give another answer on another day" },
	{ "package", "files are loaded by the scenario, or by require \"name\"" },
	{ "pcall", "a rule must not swallow 'not known' or a limit: test with known(record, \"field\")" },
	{ "print", "results are outcomes, totals and findings: declare a finding" },
	{ "rawequal", "records and read-only tables are only whole through their own access" },
	{ "rawget", "records and read-only tables are only whole through their own access" },
	{ "rawlen", "records and read-only tables are only whole through their own access" },
	{ "rawset", "records and read-only tables are only whole through their own access" },
	{ "setmetatable",
	  "tables that act on their own would hide what a rule reads, and finalizers escape the budget" },
	{ "unpack", "write table.unpack" },
	{ "warn", "declare a finding" },
	{ "xpcall", "a rule must not swallow 'not known' or a limit: test with known(record, \"field\")" },
	{ "math.acos", MAKES_FLOAT },
	{ "math.asin", MAKES_FLOAT },
	{ "math.atan", MAKES_FLOAT },
	{ "math.atan2", MAKES_FLOAT },
	{ "math.ceil", "write round(x, 1, \"ceiling\")" },
	{ "math.cos", MAKES_FLOAT },
	{ "math.cosh", MAKES_FLOAT },
	{ "math.deg", MAKES_FLOAT },
	{ "math.exp", MAKES_FLOAT },
	{ "math.floor", "write round(x, 1, \"floor\")" },
	{ "math.fmod", "write a % b" },
	{ "math.frexp", MAKES_FLOAT },
	{ "math.huge", MAKES_FLOAT },
	{ "math.ldexp", MAKES_FLOAT },
	{ "math.log", MAKES_FLOAT },
	{ "math.log10", MAKES_FLOAT },
	{ "math.modf", "write round(x, 1, \"down\")" },
	{ "math.pi", MAKES_FLOAT },
	{ "math.pow", MAKES_FLOAT },
	{ "math.rad", MAKES_FLOAT },
	{ "math.random", "the same inputs give the same outcomes" },
	{ "math.randomseed", "the same inputs give the same outcomes" },
	{ "math.sin", MAKES_FLOAT },
	{ "math.sinh", MAKES_FLOAT },
	{ "math.sqrt", MAKES_FLOAT },
	{ "math.tan", MAKES_FLOAT },
	{ "math.tanh", MAKES_FLOAT },
	{ "math.ult", "exact values have a sign" },
	{ "string.dump", "bytecode is never loaded" },
	{ "string.gmatch", "patterns have no bound on their time: take text apart with find and sub" },
	{ "string.gsub", "patterns have no bound on their time: take text apart with find and sub" },
	{ "string.match", "patterns have no bound on their time: take text apart with find and sub" },
	{ "string.pack", "records hold no binary data" },
	{ "string.packsize", "records hold no binary data" },
	{ "string.reverse", "it would cut characters of several bytes" },
	{ "string.unpack", "records hold no binary data" },
	{ "table.move", "write a loop" },
	{ "utf8.char", "write the character itself" },
	{ "utf8.charpattern", "there are no patterns" },
	{ "utf8.codepoint", "write the character itself" },
	{ "utf8.codes", "take text apart with find and sub" },
	{ "utf8.offset", "take text apart with find and sub" },
};

static const char content_key, environment_key;

int library_fail(lua_State *L, const char *hint, const char *format, ...)
{
	struct error err = ERROR_INIT;
	char message[sizeof err.message];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s", message);
	if (hint)
		error_hint(&err, "%s", hint);
	return sandbox_raise(L, &err);
}

static int fail_argument(lua_State *L, int index, const char *function, const char *expected, const char *hint)
{
	return library_fail(L, hint, "'%s' takes %s as argument %d, not %s", function, expected, index,
	                    lua_value_describe(L, index));
}

struct decimal library_exact_at(lua_State *L, int index, const char *function)
{
	struct decimal value = { 0 };

	if (!lua_decimal_at(L, index, &value))
		fail_argument(L, index, function, "money, a rate, a decimal or an integer",
		              lua_type(L, index) == LUA_TSTRING
		                      ? "write money \"£1.50\", rate \"5.5%\" or decimal \"1.5\""
		                      : NULL);
	return value;
}

lua_Integer library_integer_at(lua_State *L, int index, const char *function)
{
	if (!lua_isinteger(L, index))
		fail_argument(L, index, function, "an integer", NULL);
	return lua_tointeger(L, index);
}

const char *library_text_at(lua_State *L, int index, const char *function, size_t *length)
{
	if (lua_type(L, index) != LUA_TSTRING)
		fail_argument(L, index, function, "text",
		              lua_type(L, index) == LUA_TNUMBER ? "write tostring(x)" : NULL);
	return lua_tolstring(L, index, length);
}

struct date library_date_at(lua_State *L, int index, const char *function)
{
	struct error err; /* written only on failure */
	struct date date = { 0 };
	size_t length;
	const char *text;

	if (lua_type(L, index) != LUA_TSTRING)
		fail_argument(L, index, function, "a date", "a date is text: \"2025-04-01\"");
	text = lua_tolstring(L, index, &length);
	if (date_parse(text, length, &date, &err))
		sandbox_raise(L, &err);
	return date;
}

void library_table_at(lua_State *L, int index, const char *function)
{
	if (!lua_istable(L, index))
		fail_argument(L, index, function, "a table", NULL);
}

void library_function_at(lua_State *L, int index, const char *function)
{
	if (!lua_isfunction(L, index))
		fail_argument(L, index, function, "a function", NULL);
}

const char *library_reason(const char *name)
{
	for (size_t i = 0; i < sizeof omitted / sizeof omitted[0]; i++) {
		if (!strcmp(omitted[i].name, name))
			return omitted[i].reason;
	}
	return NULL;
}

/* Raises for a name that is not there. `full` is what reasons are listed by; `names` is the content it was looked for in. */
static int fail_missing(lua_State *L, int names, const char *what, const char *full, const char *name)
{
	struct error err = ERROR_INIT;
	struct nearest nearest = nearest_to(name);
	const char *reason = library_reason(full);

	error_set(&err, ERROR_INPUT, "%s '%s'", reason ? "rules have no" : what, full);
	if (reason) {
		error_hint(&err, "%s", reason);
		return sandbox_raise(L, &err);
	}
	/* In sorted order, so that of two equally near names it is always the same. */
	library_push_sorted_keys(L, names);
	for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TSTRING; i++) {
		nearest_offer(&nearest, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	error_did_you_mean(&err, nearest.best);
	return sandbox_raise(L, &err);
}

/* __index of the globals' content: table, key. */
static int missing_global(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";

	return fail_missing(L, 1, "unknown name", name, name);
}

/* __index of a library's content; upvalue 1 is the library's name. */
static int missing_member(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	const char *library = lua_tostring(L, lua_upvalueindex(1));
	char full[96];

	snprintf(full, sizeof full, "%s.%s", library, name);
	return fail_missing(L, 1, "unknown function", full, name);
}

/* [-0, +0, m] adds entries to the table on top. */
static void add_entries(lua_State *L, const struct library_entry *entries)
{
	for (; entries->name; entries++) {
		lua_pushcfunction(L, entries->function);
		lua_setfield(L, -2, entries->name);
	}
}

/* [-0, +1, m] one library, read-only. */
static void push_library(lua_State *L, const char *name, const struct library_entry *entries)
{
	lua_newtable(L);
	add_entries(L, entries);
	if (entries == library_math) {
		lua_pushinteger(L, LUA_MAXINTEGER);
		lua_setfield(L, -2, "maxinteger");
		lua_pushinteger(L, LUA_MININTEGER);
		lua_setfield(L, -2, "mininteger");
	}
	lua_createtable(L, 0, 1);
	lua_pushstring(L, name);
	lua_pushcclosure(L, missing_member, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	frozen_wrap(L, NULL);
}

/* Texts find their functions in the string library, and have no arithmetic: "10" + 1 is an error. */
static void lock_strings(lua_State *L)
{
	lua_pushliteral(L, "");
	lua_createtable(L, 0, 2);
	lua_getfield(L, -3, "string");
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}

static int refuse_global(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";

	return library_fail(L, "write local", "cannot set the global '%s'", name);
}

void library_open(lua_State *L)
{
	lua_decimal_open(L);
	decision_table_open(L);
	lua_parameter_open(L);
	declare_open(L);
	lua_newtable(L);
	add_entries(L, library_basic);
	add_entries(L, library_exact);
	add_entries(L, library_dates);
	add_entries(L, library_host);
	add_entries(L, load_entries);
	add_entries(L, declare_entries);
	library_add_readers(L);
	for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
		push_library(L, libraries[i].name, libraries[i].entries);
		lua_setfield(L, -2, libraries[i].name);
	}
	lock_strings(L);
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, missing_global);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	/* One metatable serves every file's _ENV: what stands behind it is read-only. */
	lua_createtable(L, 0, 3);
	lua_pushvalue(L, -2);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_global);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &environment_key);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &content_key);
}

void library_push_environment(lua_State *L)
{
	lua_newtable(L);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &environment_key);
	lua_setmetatable(L, -2);
}
