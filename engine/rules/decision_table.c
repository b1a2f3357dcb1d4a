/* decision_table.c: decision tables at work: reads the inputs, finds the rows, gives what the hit policy says. */
#include "rules/decision_table.h"

#include "rules/decision_table_state.h"
#include "rules/frozen.h"
#include "rules/lua_value.h"
#include "rules/sandbox_state.h"

#include <stdarg.h>
#include <string.h>

const char decision_table_key;

int decision_table_fail(lua_State *L, const struct error *err, const char *format, ...)
{
	struct error failure = *err;
	char place[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(place, sizeof place, format, arguments);
	va_end(arguments);
	error_set(&failure, err->code, "decision table: %s%s", place, err->message);
	error_hint(&failure, "%s", err->hint);
	return sandbox_raise(L, &failure);
}

/* The arguments of a call, and above them what the call keeps on the stack. */
enum { ARGUMENT_TABLE = 1, ARGUMENT_RECORD, ARGUMENT_PARAMETERS, ARGUMENT_AT };

/* [-0, +1, e] follows the path whose names are the list on top, which it replaces. */
static void read_path(lua_State *L, const struct table_input *input)
{
	int names = lua_gettop(L);

	lua_pushvalue(L, ARGUMENT_RECORD);
	for (lua_Integer i = 1; lua_rawgeti(L, names, i) == LUA_TSTRING; i++) {
		if (lua_isnil(L, -2)) {
			struct error err = ERROR_INIT;

			error_set(&err, ERROR_INPUT, "there is none to read '%s' of", lua_tostring(L, -1));
			error_hint(&err, "give a function as input, which can test for nil first");
			decision_table_fail(L, &err, "input '%s': ", input->label);
		}
		lua_gettable(L, -2);
		lua_remove(L, -2);
	}
	lua_pop(L, 1);
	lua_replace(L, names);
}

/* [-0, +1, e] pushes what the input reads, which keeps alive the text that *out borrows. */
static void read_input(lua_State *L, const struct table_input *input, int readers, size_t number, struct value *out)
{
	struct error err = ERROR_INIT;

	if (!input->needed) {
		lua_pushnil(L);
		return;
	}
	if (lua_rawgeti(L, readers, (lua_Integer) number) == LUA_TTABLE) {
		read_path(L, input);
	} else {
		lua_pushvalue(L, ARGUMENT_RECORD);
		lua_pushvalue(L, ARGUMENT_PARAMETERS);
		lua_pushvalue(L, ARGUMENT_AT);
		lua_call(L, 3, 1);
	}
	if (lua_value_get(L, -1, input->type, out, &err))
		decision_table_fail(L, &err, "input '%s': ", input->label);
}

static bool row_matches(const struct decision_table *table, size_t row, const struct value *inputs)
{
	const struct cell *cells = table->cells + row * table->input_count;

	for (size_t i = 0; i < table->input_count; i++) {
		if (!cell_matches(&cells[i], inputs[i]))
			return false;
	}
	return true;
}

/* The next row that matches, from *position on, in the table's order. False: there is no more. */
static bool next_match(const struct decision_table *table, const struct value *inputs, size_t *position, size_t *row)
{
	while (*position < table->row_count) {
		*row = table->order[(*position)++];
		if (row_matches(table, *row, inputs))
			return true;
	}
	return false;
}

static bool same_results(const struct decision_table *table, size_t a, size_t b)
{
	for (size_t i = 0; i < table->output_count; i++) {
		if (value_compare(table->results[a * table->output_count + i],
		                  table->results[b * table->output_count + i]))
			return false;
	}
	return true;
}

/* [-0, +1, v] pushes what a row gives. */
static void push_result(lua_State *L, size_t row)
{
	lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_RESULTS);
	lua_rawgeti(L, -1, (lua_Integer) row + 1);
	lua_remove(L, -2);
}

/* [-0, +1, v] the policies that give one row. */
static int give_one(lua_State *L, const struct decision_table *table, const struct value *inputs)
{
	size_t position = 0, row, other;
	struct error err = ERROR_INIT;

	if (!next_match(table, inputs, &position, &row)) {
		lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_DEFAULT);
		return 1;
	}
	while ((table->hit == HIT_UNIQUE || table->hit == HIT_ANY) && next_match(table, inputs, &position, &other)) {
		if (table->hit == HIT_ANY && same_results(table, row, other))
			continue;
		error_set(&err, ERROR_INPUT, "rows %zu and %zu both match%s", row + 1, other + 1,
		          table->hit == HIT_ANY ? ", and give different outputs" : "");
		error_hint(&err, table->hit == HIT_ANY ? "under 'any', rows that match must agree"
		                                       : "under 'unique', one row at most may match");
		decision_table_fail(L, &err, "%s", "");
	}
	push_result(L, row);
	return 1;
}

/* [-0, +1, m] the policies that give a list. */
static int give_list(lua_State *L, const struct decision_table *table, const struct value *inputs)
{
	size_t position = 0, row;
	lua_Integer count = 0;

	lua_newtable(L);
	while (next_match(table, inputs, &position, &row)) {
		push_result(L, row);
		lua_rawseti(L, -2, ++count);
	}
	if (count == 0 && lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_DEFAULT) != LUA_TNIL)
		lua_rawseti(L, -2, 1);
	else if (count == 0)
		lua_pop(L, 1);
	return 1;
}

static int add(struct value *sum, struct value more, struct error *err)
{
	struct decimal result;

	if (more.kind == VALUE_NUMBER) {
		sum->as.number += more.as.number;
		return 0;
	}
	if (decimal_add(value_as_decimal(*sum), value_as_decimal(more), &result, err))
		return -1;
	*sum = value_decimal(result);
	return 0;
}

/* [-0, +1, m] sum, min, max and count. */
static int give_aggregate(lua_State *L, const struct decision_table *table, const struct value *inputs)
{
	size_t position = 0, row, matches = 0;
	struct value result = { .kind = VALUE_NONE };
	struct error err = ERROR_INIT;

	while (next_match(table, inputs, &position, &row)) {
		struct value value = table->results[row * table->output_count];
		bool takes = matches == 0 || (table->aggregate == AGGREGATE_MIN && value_compare(value, result) < 0)
		             || (table->aggregate == AGGREGATE_MAX && value_compare(value, result) > 0);

		if (takes)
			result = value;
		else if (table->aggregate == AGGREGATE_SUM && add(&result, value, &err))
			decision_table_fail(L, &err, "sum: ");
		matches++;
	}
	if (table->aggregate == AGGREGATE_COUNT)
		lua_pushinteger(L, (lua_Integer) matches);
	else if (matches == 0)
		lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_DEFAULT);
	else if (value_check(table->outputs[0].type, result, &err))
		decision_table_fail(L, &err, "sum: ");
	else
		lua_value_push(L, table->outputs[0].type, result);
	return 1;
}

/* [-0, +0, e] the input functions belong to no rule that would be frozen with what it holds. Their upvalues are settled
 * only when all files have run. */
static void freeze_readers(lua_State *L, struct decision_table *table, int readers)
{
	struct error err = ERROR_INIT;

	if (sandbox_of(L)->loading) {
		error_set(&err, ERROR_INPUT, "it can be called only inside a rule's function");
		decision_table_fail(L, &err, "%s", "");
	}
	for (size_t i = 1; i <= table->input_count; i++) {
		if (lua_rawgeti(L, readers, (lua_Integer) i) == LUA_TFUNCTION)
			frozen_freeze(L, -1);
		lua_pop(L, 1);
	}
	table->frozen = true;
}

#define ROWS_TOLD 16

/* [-0, +0, e] tells who watches which rows match: of those policies that look no further than the first, that one. */
static void tell_rows(lua_State *L, const struct decision_table *table, const struct value *inputs)
{
	struct step_input read[TABLE_MOST_INPUTS];
	size_t rows[ROWS_TOLD], position = 0, row;
	struct library_step step = {
		.kind = STEP_TABLE, .inputs = read, .input_count = table->input_count, .rows = rows
	};
	bool first = table->hit == HIT_FIRST || table->hit == HIT_PRIORITY;

	for (size_t i = 0; i < table->input_count; i++)
		read[i] = (struct step_input){ table->inputs[i].label, table->inputs[i].type, inputs[i],
			                       table->inputs[i].needed };
	while (step.row_count < (first ? 1 : ROWS_TOLD) && next_match(table, inputs, &position, &row))
		rows[step.row_count++] = row + 1;
	sandbox_tell(L, &step);
}

/* [-4, +1, e] __call: table, c, p, at. */
static int decision_table_call(lua_State *L)
{
	struct value inputs[TABLE_MOST_INPUTS] = { { .kind = VALUE_NONE } };
	struct decision_table *table;
	struct error err = ERROR_INIT;
	int readers;

	lua_settop(L, ARGUMENT_AT);
	table = lua_touserdata(L, ARGUMENT_TABLE);
	sandbox_charge(L, (int64_t) (table->row_count * table->input_count));
	if (!lua_checkstack(L, (int) table->input_count + 20)) {
		error_set(&err, ERROR_INPUT, "functions call each other too deeply");
		return decision_table_fail(L, &err, "%s", "");
	}
	if (lua_isnil(L, ARGUMENT_RECORD)) {
		error_set(&err, ERROR_INPUT, "it was called without a record");
		error_hint(&err, "give it what the rule's function was given: (c, p, at)");
		return decision_table_fail(L, &err, "%s", "");
	}
	lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_READERS);
	readers = lua_gettop(L);
	if (!table->frozen)
		freeze_readers(L, table, readers);
	for (size_t i = 0; i < table->input_count; i++)
		read_input(L, &table->inputs[i], readers, i + 1, &inputs[i]);
	if (sandbox_of(L)->watch)
		tell_rows(L, table, inputs);
	switch (table->hit) {
	case HIT_UNIQUE:
	case HIT_ANY:
	case HIT_PRIORITY:
	case HIT_FIRST:
		return give_one(L, table, inputs);
	case HIT_RULE_ORDER:
	case HIT_OUTPUT_ORDER:
		return give_list(L, table, inputs);
	case HIT_COLLECT:
		return table->aggregate == AGGREGATE_LIST ? give_list(L, table, inputs)
		                                          : give_aggregate(L, table, inputs);
	}
	bug("a hit policy that does not exist");
}

static int decision_table_tostring(lua_State *L)
{
	lua_pushliteral(L, "decision table");
	return 1;
}

void decision_table_open(lua_State *L)
{
	lua_createtable(L, 0, 4);
	lua_pushcfunction(L, decision_table_call);
	lua_setfield(L, -2, "__call");
	lua_pushcfunction(L, decision_table_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushliteral(L, "decision_table");
	lua_setfield(L, -2, "__name");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &decision_table_key);
}
