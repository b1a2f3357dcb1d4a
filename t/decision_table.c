/* decision_table.c: decision tables in Lua: each hit policy, what is read, and every mistake in a declaration. */
#include "tap.h"

#include "rules/decision_table.h"
#include "rules/library.h"
#include "rules/lua_value.h"
#include "rules/sandbox_state.h"

#include <lauxlib.h>

static struct sandbox *sandbox;

/* Raises unknown for the name "missing", as a record's proxy does. */
static int unknown_field(lua_State *L)
{
	if (lua_type(L, 2) == LUA_TSTRING && !strcmp(lua_tostring(L, 2), "missing"))
		return sandbox_raise_unknown(L);
	lua_pushnil(L);
	return 1;
}

/* [-1, +1, m] makes the table on top a record with a fact that is not known. */
static int as_record(lua_State *L)
{
	lua_settop(L, 1);
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, unknown_field);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, 1);
	return 1;
}

/* Light userdata: the text. Runs it in a fresh environment, given decision_table as it is outside of loading, and a maker
 * of records; leaves what it gives as text in the registry. */
static int run_protected(lua_State *L)
{
	const char *text = lua_touserdata(L, 1);

	if (luaL_loadbufferx(L, text, strlen(text), "=rules", "t") != LUA_OK)
		return lua_error(L);
	library_push_environment(L);
	lua_setupvalue(L, -2, 1);
	lua_pushcfunction(L, decision_table_new);
	lua_pushcfunction(L, as_record);
	lua_call(L, 2, 1);
	luaL_tolstring(L, -1, NULL);
	lua_setfield(L, LUA_REGISTRYINDEX, "result");
	return 0;
}

/* What a piece of Lua gives, or the message of its error. Borrows until the next run. */
static const char *run(const char *code)
{
	static char result[1400], text[2200];
	struct error err = ERROR_INIT;
	lua_State *L = sandbox_lua(sandbox);

	snprintf(text, sizeof text, "local decision_table, record = ... %s", code);
	sandbox_begin(sandbox, true);
	switch (sandbox_protect(sandbox, run_protected, text, &err)) {
	case CALL_OK:
		lua_getfield(L, LUA_REGISTRYINDEX, "result");
		snprintf(result, sizeof result, "%s", lua_tostring(L, -1));
		lua_pop(L, 1);
		break;
	case CALL_UNKNOWN:
		snprintf(result, sizeof result, "unknown");
		break;
	case CALL_FAILED:
		snprintf(result, sizeof result, "%s%s%s", err.message, err.hint[0] ? " | " : "", err.hint);
		break;
	}
	return result;
}

/* A table over the whole number c.x, called for x from 0 to 4, its results with spaces between. */
static const char *over_x(const char *declaration)
{
	char text[2000];

	snprintf(text, sizeof text,
	         "local function show(v)\n"
	         "  if type(v) ~= 'table' then return tostring(v) end\n"
	         "  local parts = {}\n"
	         "  for i, x in ipairs(v) do parts[i] = tostring(x) end\n"
	         "  return '{' .. table.concat(parts, ',') .. '}'\n"
	         "end\n"
	         "local t = decision_table {\n"
	         "  inputs = { { 'x', type = 'integer' } }, outputs = { { 'y', type = 'integer' %s }\n"
	         "local all = {}\n"
	         "for x = 0, 4 do all[x + 1] = show(t({ x = x })) end\n"
	         "return table.concat(all, ' ')\n",
	         declaration);
	return run(text);
}

static void test_policies(void)
{
	is_text(over_x("} }, { '1', '10' }, { '[2..3]', '20' }"), "nil 10 20 20 nil",
	        "unique is the default, and no match gives nil");
	is_text(over_x("} }, hit = 'unique', default = 7, { '1', '10' }"), "7 10 7 7 7",
	        "no match gives the default");
	is_text(over_x("} }, hit = 'unique', { '< 3', '10' }, { '9', '1' }, { '> 1', '20' }"),
	        "decision table: rows 1 and 3 both match | under 'unique', one row at most may match",
	        "two matches under unique are an error that names both rows");
	is_text(over_x("} }, hit = 'any', { '< 3', '10' }, { '[1..3]', '10' }"), "10 10 10 10 nil",
	        "rows may both match under any when they agree");
	is_text(over_x("} }, hit = 'any', { '< 3', '10' }, { '2', '11' }"),
	        "decision table: rows 1 and 2 both match, and give different outputs | under 'any', rows that match "
	        "must agree",
	        "rows that disagree under any are an error that names both");
	is_text(over_x("} }, hit = 'first', { '< 3', '10' }, { '-', '20' }"), "10 10 10 20 20",
	        "first gives the first row that matches");
	is_text(over_x(", values = { '30', '20', '10' } } }, hit = 'priority', { '< 3', '10' }, { '> 1', '20' }, { "
	               "'2', 30 }"),
	        "10 10 30 20 20", "priority gives the best of the output's values");
	is_text(over_x("} }, hit = 'rule_order', { '< 3', '10' }, { '> 1', '20' }, { '2', '5' }"),
	        "{10} {10} {10,20,5} {20} {20}", "rule_order gives all as the rows stand");
	is_text(over_x(", values = { 5, 20, 10 } } }, hit = 'output_order', { '< 3', '10' }, { '1', '20' }, { '1', "
	               "'5' }, "
	               "{ '1', '20' }"),
	        "{10} {5,20,20,10} {10} {} {}", "output_order gives all, best first");
	is_text(over_x("} }, hit = 'collect', { '< 3', '10' }, { '> 1', '20' }"), "{10} {10} {10,20} {20} {20}",
	        "collect gives a list");
	is_text(over_x("} }, hit = 'collect', default = { '7' }, { '1', '10' }"), "{7} {10} {7} {7} {7}",
	        "the default of a list is in a list");
	is_text(over_x("} }, hit = 'collect', aggregate = 'sum', { '< 3', '10' }, { '[2..3]', '-4' }"),
	        "10 10 6 -4 nil", "collect can add up");
	is_text(over_x("} }, hit = 'collect', aggregate = 'min', { '< 3', '10' }, { '[2..3]', '20' }"),
	        "10 10 10 20 nil", "collect can take the least");
	is_text(over_x("} }, hit = 'collect', aggregate = 'max', default = '0', { '< 3', '10' }, { '[2..3]', '20' }"),
	        "10 10 20 20 0", "collect can take the greatest");
	is_text(over_x("} }, hit = 'collect', aggregate = 'count', { '< 3', '10' }, { '[2..3]', '10' }"), "1 1 2 1 0",
	        "collect can count, and counts nothing as 0");
	is_text(over_x("} }, hit = 'collect', aggregate = 'sum', { '-', '9223372036854775807' }, { '4', '1' }"),
	        "decision table: sum: expected an integer, got 9223372036854775808 | an integer has at most 64 bits",
	        "a sum that does not fit is an error");
}

static void test_values(void)
{
	is_text(run("local t = decision_table { hit = 'first',\n"
	            "  inputs = { { 'household.income', type = 'money' }, { 'tenure', type = 'text' } },\n"
	            "  outputs = { { 'amount', type = 'money' }, { 'band', type = 'text' }, { 'rate', type = 'rate' "
	            "} },\n"
	            "  { '< £7,400', '\"own\", \"rent\"', '£12.50', 'low', '5.5%' },\n"
	            "  { '-', 'not(\"own\")', money '£3', 'other', rate '100%' } }\n"
	            "local a = t({ household = { income = 739999 }, tenure = 'own' })\n"
	            "local b = t({ household = { income = 740000 }, tenure = 'lodge' })\n"
	            "local c = t({ household = { income = 740000 }, tenure = 'own' })\n"
	            "return a.amount .. ' ' .. a.band .. ' ' .. tostring(a.rate) .. ' ' .. b.amount .. ' ' .. b.band "
	            ".. ' ' ..\n"
	            "  b.rate .. ' ' .. tostring(c)"),
	        "1250 low 0.055 300 other 1 nil", "money, text and rates are read as people write them");
	is_text(run("local t = decision_table { hit = 'first',\n"
	            "  inputs = { { 'twice x', function(c, p, at) return c.x * p.factor + at.add end, type = "
	            "'decimal' } },\n"
	            "  outputs = { { 'y', type = 'flag' } }, { '<= 4.5', true }, { '-', 'no' } }\n"
	            "return tostring(t({ x = decimal '2.1' }, { factor = 2 }, { add = 0 })) .. ' ' ..\n"
	            "  tostring(t({ x = decimal '2.1' }, { factor = 2 }, { add = 1 }))"),
	        "true false", "an input may be a function of record, parameters and period");
	is_text(run("local t = decision_table { hit = 'first', inputs = { { 'f', type = 'flag' }, { 'd', type = "
	            "'date' } },\n"
	            "  outputs = { { 'y', type = 'date' } }, { true, '>= 2025-04-01', '2025-05-01' } }\n"
	            "return t({ f = true, d = '2025-04-01' }) .. ' ' .. tostring(t({ f = true, d = '2025-03-31' }))"),
	        "2025-05-01 nil", "dates and flags of Lua stand for themselves");
	is_text(run("local t = decision_table { inputs = { { 'cap', type = 'money' } }, outputs = { { 'y', type = "
	            "'text' } },\n"
	            "  { 'none', 'open' }, { '>= £0', 'capped' } }\n"
	            "return t({}) .. ' ' .. t({ cap = 5 })"),
	        "open capped", "a cell can ask whether there is none");
	is_text(run("local t = decision_table { hit = 'first', inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'a', type = 'integer' }, { 'b', type = 'integer' } }, default = { 1, '2' }, { "
	            "'1', 3, 4 } }\n"
	            "local d = t({ x = 0 })\n"
	            "return d.a .. d.b .. t({ x = 1 }).b"),
	        "124", "several outputs have a default each");
}

static void test_reading(void)
{
	static const char table[] =
		"local t = decision_table { hit = 'first', inputs = { { 'x', type = 'integer' }, "
		"{ 'missing', type = 'integer' } }, outputs = { { 'y', type = 'integer' } }, %s }\n"
		"return t(record({ x = %d }))";
	char text[600];

	snprintf(text, sizeof text, table, "{ '1', '-', 5 }, { '2', '3', 6 }", 1);
	is_text(run(text), "5",
	        "a row that asks for what is not known does no harm where another of its cells fails");
	snprintf(text, sizeof text, table, "{ '1', '-', 5 }, { '2', '3', 6 }", 2);
	is_text(run(text), "unknown", "... and makes the outcome unknown where none does");
	snprintf(text, sizeof text, table, "{ '2', '3', 6 }, { '2', '-', 6 }", 2);
	is_text(run(text), "6", "what every row in doubt would give is known");
	snprintf(text, sizeof text, table, "{ '2', '3', 6 }", 2);
	is_text(run(text), "unknown", "no row is another outcome than the row in doubt");
	snprintf(text, sizeof text, table, "{ '2', '3', 6 }, default = 6", 2);
	is_text(run(text), "6", "... unless the default is the same");
	snprintf(text, sizeof text, table, "{ '1', '-', 5 }, { '2', '-', 6 }", 2);
	is_text(run(text), "6", "an input with '-' in every row is not read");
	is_text(run("local n = 0\n"
	            "local t = decision_table { hit = 'collect', inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } }, { '1', 1 }, { '1', 2 } }\n"
	            "return t({ x = 5.5 })"),
	        "decision table: input 'x': a float reached integer | keep to money, rates, decimals and integers, "
	        "and "
	        "round(x, step, mode)",
	        "an input of another type is an error that names it");
	is_text(run("local t = decision_table { inputs = { { 'a.b', type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } }, { '1', 1 } } return t({})"),
	        "decision table: input 'a.b': there is none to read 'b' of | give a function as input, which can "
	        "test for nil "
	        "first",
	        "a path through nothing is an error that names it");
	is_text(run("local t = decision_table { inputs = { { 'a', type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } }, { '1', 1 } } return t()"),
	        "decision table: it was called without a record | give it what the rule's function was given: (c, p, "
	        "at)",
	        "a call without a record is an error");
}

/* A table over c.x, known, and c.missing: what it gives for x = 1. */
static const char *in_doubt(const char *declaration)
{
	char text[1000];

	snprintf(text, sizeof text,
	         "local t = decision_table { inputs = { { 'x', type = 'integer' }, { 'missing', type = 'integer' } "
	         "},\n"
	         "  outputs = { { 'y', type = 'integer' %s }\n"
	         "local v = t(record({ x = 1 }))\n"
	         "return type(v) == 'table' and '{' .. table.concat(v, ',') .. '}' or tostring(v)",
	         declaration);
	return run(text);
}

static void test_three_values(void)
{
	is_text(in_doubt("} }, { '1', '< 5', 10 }, { '2', '> 1', 20 }"), "unknown", "unique: a row in doubt");
	is_text(in_doubt("} }, { '1', '-', 10 }, { '2', '> 1', 20 }"), "10",
	        "unique: the row in doubt fails elsewhere");
	is_text(in_doubt("} }, { '1', '-', 10 }, { '1', '> 1', 10 }"), "unknown",
	        "unique: a second row that may match would be an error");
	is_text(in_doubt("} }, hit = 'any', { '1', '-', 10 }, { '1', '> 1', 10 }"), "10",
	        "any: a row in doubt that agrees does not matter");
	is_text(in_doubt("} }, hit = 'any', { '1', '-', 10 }, { '1', '> 1', 20 }"), "unknown",
	        "... one that does not, does");
	is_text(in_doubt("} }, hit = 'first', { '1', '-', 10 }, { '1', '> 1', 20 }"), "10",
	        "first: what stands behind a row that matches does not matter");
	is_text(in_doubt("} }, hit = 'first', { '1', '> 1', 20 }, { '1', '-', 10 }"), "unknown",
	        "... what stands before, does");
	is_text(in_doubt(", values = { 30, 20, 10 } } }, hit = 'priority', { '1', '> 1', 10 }, { '1', '-', 20 }"),
	        "20", "priority: a row in doubt that comes after does not matter");
	is_text(in_doubt(", values = { 30, 20, 10 } } }, hit = 'priority', { '1', '> 1', 30 }, { '1', '-', 20 }"),
	        "unknown", "... one that comes before, does");
	is_text(in_doubt("} }, hit = 'rule_order', { '1', '-', 10 }, { '1', '> 1', 10 }"), "unknown",
	        "rule order: whether a row is in the list matters");
	is_text(in_doubt("} }, hit = 'collect', { '1', '-', 10 }, { '2', '> 1', 10 }"), "{10}",
	        "collect: a row that fails elsewhere does not");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'sum', { '1', '-', 10 }, { '1', '> 1', 0 }"), "10",
	        "sum: nothing more does not matter");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'sum', { '1', '-', 10 }, { '1', '> 1', 1 }"), "unknown",
	        "... something more does");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'sum', { '1', '> 1', 0 }"), "unknown",
	        "... and so does whether there is a sum at all");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'sum', default = 0, { '1', '> 1', 0 }"), "0",
	        "... unless that is the same");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'min', { '1', '-', 10 }, { '1', '> 1', 11 }"), "10",
	        "min: more does not matter");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'min', { '1', '-', 10 }, { '1', '> 1', 9 }"), "unknown",
	        "... less does");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'max', { '1', '> 1', 10 }, { '1', '-', 10 }"), "10",
	        "max: as much does not matter");
	is_text(in_doubt("} }, hit = 'collect', aggregate = 'count', { '1', '> 1', 10 }, { '1', '-', 10 }"),
	        "unknown", "count: a row in doubt does");
}

static void test_state(void)
{
	is_text(run("local n = { count = 0 }\n"
	            "local t = decision_table { inputs = { { 'f', function(c) n.count = n.count + 1 return n.count "
	            "end, "
	            "type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } }, { '1', 1 } } return t({})"),
	        "cannot set 'count': the table is read-only after loading | a rule keeps nothing from one record to "
	        "the next: "
	        "make a table inside the function",
	        "an input function keeps nothing from call to call");
	is_text(run("local t = decision_table { inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'a', type = 'integer' }, { 'b', type = 'integer' } }, { '1', 1, 2 } }\n"
	            "t({ x = 1 }).a = 5"),
	        "cannot set 'a': the table is read-only after loading | a rule keeps nothing from one record to the "
	        "next: "
	        "make a table inside the function",
	        "outputs cannot be changed");
	is_text(run("local t = decision_table { inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'amount', type = 'integer' }, { 'b', type = 'integer' } }, { '1', 1, 2 } }\n"
	            "return t({ x = 1 }).amuont"),
	        "decision table: there is no output 'amuont' | did you mean 'amount'?",
	        "a name that is no output is an error with the nearest one");
	is_text(run("local rows = { hit = 'first', inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } }, { '1', 1 } }\n"
	            "local t = decision_table(rows)\n"
	            "rows[1][2] = 99 rows.hit = 'any'\n"
	            "return t({ x = 1 })"),
	        "1", "changing the declaration afterwards changes nothing");
	is_text(run("return tostring(decision_table { inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } }, { '1', 1 } })"),
	        "decision table", "a decision table shows no address");
}

/* A declaration that is wrong: `says` is part of the message and hint. */
static void wrong(const char *declaration, const char *says)
{
	char text[1000];
	const char *got;

	snprintf(text, sizeof text, "return decision_table %s", declaration);
	got = run(text);
	if (!ok(!strncmp(got, "decision table: ", 16) && strstr(got, says), "refused: %s", says))
		printf("#   got: %s\n", got);
}

#define INPUT  "inputs = { { 'x', type = 'integer' } }, "
#define OUTPUT "outputs = { { 'y', type = 'integer' } }, "

static void test_wrong(void)
{
	wrong("(5)", "expected a table, got an integer");
	wrong("{ hits = 'first', " INPUT OUTPUT "{ '1', 1 } }", "unknown key 'hits' | did you mean 'hit'?");
	wrong("{ hit = 'frist', " INPUT OUTPUT "{ '1', 1 } }", "unknown hit 'frist' | did you mean 'first'?");
	wrong("{ hit = 5, " INPUT OUTPUT "{ '1', 1 } }", "unknown hit 'an integer'");
	wrong("{ hit = 'collect', aggregate = 'mean', " INPUT OUTPUT "{ '1', 1 } }", "unknown aggregate 'mean'");
	wrong("{ aggregate = 'sum', " INPUT OUTPUT "{ '1', 1 } }", "hit = \"collect\" only");
	wrong("{ hit = 'priority', " INPUT OUTPUT "{ '1', 1 } }", "needs an output with its values");
	wrong("{ hit = 'collect', aggregate = 'sum', " INPUT "outputs = { { 'y', type = 'text' } }, { '1', 'a' } }",
	      "no sum of a text");
	wrong("{ hit = 'collect', aggregate = 'count', default = 0, " INPUT OUTPUT "{ '1', 1 } }",
	      "count needs no default");
	wrong("{ hit = 'collect', aggregate = 'sum', " INPUT
	      "outputs = { { 'y', type = 'money' }, { 'z', type = 'money' } }, { '1', 1, 1 } }",
	      "a sum is of one output");
	wrong("{ " OUTPUT "{ '1', 1 } }", "inputs: expected a table, got nothing (nil)");
	wrong("{ inputs = {}, " OUTPUT "{ '1', 1 } }", "it has 0 inputs");
	wrong("{ inputs = { 'x' }, " OUTPUT "{ '1', 1 } }", "input 1: expected a table, got text");
	wrong("{ inputs = { { 'x' } }, " OUTPUT "{ '1', 1 } }", "input 1: it has no type");
	wrong("{ inputs = { { 'x', type = 'mony' } }, " OUTPUT "{ '1', 1 } }",
	      "unknown type 'mony' | did you mean 'money'?");
	wrong("{ inputs = { { 'x', type = 'eligibility' } }, " OUTPUT "{ '1', 1 } }", "its type here is flag");
	wrong("{ inputs = { { 'Income of all', type = 'money' } }, " OUTPUT "{ '1', 1 } }", "is not a path to read");
	wrong("{ inputs = { { 'a..b', type = 'money' } }, " OUTPUT "{ '1', 1 } }", "is not a path to read");
	wrong("{ inputs = { { 'x', 5, type = 'money' } }, " OUTPUT "{ '1', 1 } }",
	      "expected a function after the label");
	wrong("{ inputs = { { 'x', title = 'X', type = 'money' } }, " OUTPUT "{ '1', 1 } }",
	      "input 1: unknown key 'title'");
	wrong("{ " INPUT "{ '1', 1 } }", "outputs: expected a table");
	wrong("{ " INPUT "outputs = { { 'Y', type = 'money' } }, { '1', 1 } }", "names are lower_snake_case");
	wrong("{ " INPUT "outputs = { { 'y', type = 'money' }, { 'y', type = 'money' } }, { '1', 1, 1 } }",
	      "output 2: output 1 has the name 'y' already");
	wrong("{ " INPUT "outputs = { { 'y', type = 'integer', values = { 1, 2, 1 } } }, { '1', 1 } }",
	      "values 1 and 3 are the same");
	wrong("{ " INPUT "outputs = { { 'y', type = 'text', values = { 'low', 'high' } } }, { '1', 'hihg' } }",
	      "row 1, output 'y': it is not one of the output's values");
	wrong("{ " INPUT OUTPUT " }", "it has no rows");
	wrong("{ " INPUT OUTPUT "{ '1', 1 }, { '2' } }",
	      "row 2: it has 1 cells: for 1 input and 1 output it needs 2");
	wrong("{ " INPUT OUTPUT "{ '1', 1 }, nil, { '2', 1 } }", "the list has a gap before number 3");
	wrong("{ " INPUT OUTPUT "{ '1', 1 }, { '< [5', 1 } }",
	      "row 2, input 'x', cell '< [5', character 3: expected integer");
	wrong("{ " INPUT OUTPUT "{ 1.5, 1 } }", "row 1, input 'x': a float reached integer");
	wrong("{ " INPUT OUTPUT "{ {}, 1 } }", "row 1, input 'x': expected integer, got a table");
	wrong("{ " INPUT OUTPUT "{ '1', 'many' } }",
	      "row 1, output 'y': expected an integer such as 1,204, got 'many'");
	wrong("{ " INPUT OUTPUT "{ '1', {} } }", "row 1, output 'y': expected integer, got a table");
	wrong("{ default = 'x', " INPUT OUTPUT "{ '1', 1 } }", "default, output 'y': expected an integer");
	wrong("{ default = { 1, 2 }, " INPUT OUTPUT "{ '1', 1 } }", "default: expected 1 in the list, got 2");
	wrong("{ " INPUT OUTPUT "{ '1', 1, note = 'x' } }", "row 1: unknown key 'note'");
}

static void test_budget(void)
{
	is_text(run("local rows = { hit = 'collect', inputs = { { 'x', type = 'integer' } },\n"
	            "  outputs = { { 'y', type = 'integer' } } }\n"
	            "for i = 1, 2000 do rows[i] = { '1', i } end\n"
	            "local t = decision_table(rows)\n"
	            "for i = 1, 1000000 do t({ x = 2 }) end"),
	        "took more than 10000000 instructions | look for a loop that does not end",
	        "the rows that are looked at count against the budget");
}

/* Memory refused at every step of the way: an error each time, and in the end a table. */
static void test_memory(struct sources *sources)
{
	struct sandbox *before = sandbox;
	struct sandbox_limits limits = { .memory = 0 };
	int refusals = 0, others = 0;
	bool made = false;

	for (size_t memory = 1000; !made && memory < 1000000; memory += 100) {
		struct error err = ERROR_INIT;
		const char *got;

		limits.memory = memory;
		if (sandbox_open(&sandbox, sources, &limits, NULL, &err))
			continue;
		got = run("local t = decision_table { hit = 'priority', default = { 'b', 0 },\n"
		          "  inputs = { { 'a.x', type = 'integer' }, { 'f', function(c) return c.f end, type = "
		          "'text' } },\n"
		          "  outputs = { { 'y', type = 'text', values = { 'a', 'b' } }, { 'z', type = 'money' } },\n"
		          "  { '1, 2, 3', 'not(\"a\")', 'a', '£1' }, { '[1..5)', '-', 'b', '£2' } }\n"
		          "return t({ a = { x = 2 }, f = 'b' }).y");
		made = !strcmp(got, "a");
		/* A stack that cannot grow reads the same whether for its depth or for want of memory. */
		if (strstr(got, "of memory") || strstr(got, "too deeply"))
			refusals++;
		else
			others += !made;
		sandbox_free(sandbox);
	}
	sandbox = before;
	ok(made && refusals > 10 && others == 0, "memory refused at any step is an error, and nothing else");
}

int main(void)
{
	struct error err = ERROR_INIT;
	struct sources sources = { .items = NULL };

	if (sandbox_open(&sandbox, &sources, NULL, NULL, &err)) {
		printf("Bail out! %s\n", err.message);
		return 1;
	}
	test_policies();
	test_values();
	test_reading();
	test_three_values();
	test_state();
	test_wrong();
	test_budget();
	test_memory(&sources);
	sandbox_free(sandbox);
	return done();
}
