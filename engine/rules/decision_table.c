/* decision_table.c: decision tables at work: reads the inputs, finds the rows, gives what the hit policy says. */
#include "rules/decision_table.h"

#include "rules/decision_table_state.h"
#include "rules/frozen.h"
#include "rules/lua_value.h"
#include "rules/sandbox_state.h"
#include "rules/table_match.h"

#include <lauxlib.h>
#include <stdarg.h>
#include <string.h>

const char decision_table_key;

int decision_table_fail(lua_State *L, const struct error *err, const char *format, ...)
{
	struct error failure = *err, told;
	char place[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(place, sizeof place, format, arguments);
	va_end(arguments);
	/* The place, where there is one, stays. */
	error_set(&told, err->code, "decision table: %s%s", place, err->message);
	memcpy(failure.message, told.message, sizeof failure.message);
	return sandbox_raise(L, &failure);
}

/* The arguments of a call, and above them what the call keeps on the stack. */
enum { ARGUMENT_TABLE = 1, ARGUMENT_RECORD, ARGUMENT_PARAMETERS, ARGUMENT_AT, ARGUMENT_READING };

/* One call, on the C stack of decision_table_call. */
struct reading {
	const struct decision_table *table;
	struct value *inputs; /* texts are borrowed from Lua's stack; VALUE_UNKNOWN: not known */
	size_t number;        /* read_one: of the input, from 0 */
};

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
	if (lua_rawgeti(L, readers, (lua_Integer) number + 1) == LUA_TTABLE) {
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

/* [-5, +all inputs, e] protected, given the arguments of the call and the reading. */
static int read_all(lua_State *L)
{
	struct reading *reading = lua_touserdata(L, ARGUMENT_READING);
	size_t count = reading->table->input_count;

	luaL_checkstack(L, (int) count + LUA_MINSTACK, NULL);
	lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_READERS);
	for (size_t i = 0; i < count; i++)
		read_input(L, &reading->table->inputs[i], ARGUMENT_READING + 1, i, &reading->inputs[i]);
	return (int) count;
}

/* [-5, +1, e] protected: one of them. */
static int read_one(lua_State *L)
{
	struct reading *reading = lua_touserdata(L, ARGUMENT_READING);
	size_t number = reading->number;

	lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_READERS);
	read_input(L, &reading->table->inputs[number], ARGUMENT_READING + 1, number, &reading->inputs[number]);
	return 1;
}

/* [-0, +(results) with CALL_OK, e] calls `read`, protected; raises any error but unknown. */
static enum call_result call_reader(lua_State *L, lua_CFunction read, struct reading *reading, int results)
{
	struct error err; /* written on failure only: clearing it would cost more than the call */
	enum call_result result;

	lua_pushcfunction(L, read);
	for (int i = ARGUMENT_TABLE; i <= ARGUMENT_AT; i++)
		lua_pushvalue(L, i);
	lua_pushlightuserdata(L, reading);
	result = sandbox_call(sandbox_of(L), ARGUMENT_READING, results, &err);
	if (result == CALL_FAILED)
		sandbox_raise(L, &err);
	return result;
}

/* [-0, +inputs, e] fills reading->inputs. Nearly every record knows all that is asked: only where something is not known are the
 * inputs read one by one. Rules are pure, so nothing is lost. */
static void read_inputs(lua_State *L, struct reading *reading)
{
	size_t count = reading->table->input_count;

	if (call_reader(L, read_all, reading, (int) count) == CALL_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		reading->number = i;
		if (call_reader(L, read_one, reading, 1) == CALL_OK)
			continue;
		lua_pushnil(L);
		reading->inputs[i] = (struct value){ .kind = VALUE_UNKNOWN };
	}
}

/* [-0, +1, m] appends what the unknown just raised lacks to the facts at `index`, whose place it takes. */
static size_t add_facts(lua_State *L, const struct sandbox_host *host, int index, size_t count)
{
	const int *facts;
	size_t more = host->missing(L, &facts);
	int *all;

	if (!more)
		return count;
	all = lua_newuserdatauv(L, (count + more) * sizeof *all, 0);
	if (count)
		memcpy(all, lua_touserdata(L, index), count * sizeof *all);
	memcpy(all + count, facts, more * sizeof *all);
	lua_replace(L, index);
	return count + more;
}

/* [-0, +0, v] raises unknown, for what all these inputs lack: each is read again. */
static int raise_unknown(lua_State *L, struct reading *reading, const bool *inputs)
{
	const struct sandbox_host *host = &sandbox_of(L)->host;
	size_t count = 0;
	int facts;

	if (!host->missing)
		return sandbox_raise_unknown(L);
	lua_pushnil(L);
	facts = lua_gettop(L);
	for (size_t i = 0; i < reading->table->input_count; i++) {
		reading->number = i;
		if (!inputs[i])
			continue;
		if (call_reader(L, read_one, reading, 1) == CALL_UNKNOWN)
			count = add_facts(L, host, facts, count);
		else
			lua_pop(L, 1);
	}
	return host->raise_missing(L, lua_touserdata(L, facts), count);
}

/* [-0, +1, v] pushes what a row gives; row_count: what no match does. */
static void push_result(lua_State *L, const struct decision_table *table, size_t row)
{
	if (row == table->row_count) {
		lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_DEFAULT);
		return;
	}
	lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_RESULTS);
	lua_rawgeti(L, -1, (lua_Integer) row + 1);
	lua_remove(L, -2);
}

/* [-0, +1, m] the policies that give a list. */
static void push_list(lua_State *L, const struct decision_table *table, const struct table_matches *matches)
{
	lua_Integer count = 0;

	lua_newtable(L);
	for (size_t i = 0; i < matches->count; i++) {
		push_result(L, table, matches->rows[i].row);
		lua_rawseti(L, -2, ++count);
	}
	if (count > 0)
		return;
	if (lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_DEFAULT) != LUA_TNIL)
		lua_rawseti(L, -2, 1);
	else
		lua_pop(L, 1);
}

/* [-0, +0, e] the input functions belong to no rule that would be frozen with what it holds. Their upvalues are settled
 * only when all files have run. */
static void freeze_readers(lua_State *L, struct table_object *object)
{
	struct error err = ERROR_INIT;

	if (sandbox_of(L)->loading) {
		error_set(&err, ERROR_INPUT, "it can be called only inside a rule's function");
		decision_table_fail(L, &err, "%s", "");
	}
	ensure(object->table != NULL);
	lua_getiuservalue(L, ARGUMENT_TABLE, TABLE_READERS);
	for (size_t i = 1; i <= object->table->input_count; i++) {
		if (lua_rawgeti(L, -1, (lua_Integer) i) == LUA_TFUNCTION)
			frozen_freeze(L, -1);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	object->frozen = true;
}

#define ROWS_TOLD 16

/* [-0, +0, e] tells who watches which rows match, or may. */
static void tell_rows(lua_State *L, const struct table_object *object, const struct reading *reading,
                      const struct table_case *asked, const struct table_matches *matches)
{
	const struct decision_table *table = object->table;
	struct step_input read[TABLE_MOST_INPUTS];
	struct step_row rows[ROWS_TOLD];
	struct library_step step = { .kind = STEP_TABLE,
		                     .inputs = read,
		                     .input_count = table->input_count,
		                     .table = object->number,
		                     .day = asked->day,
		                     .rows = rows };

	for (size_t i = 0; i < table->input_count; i++)
		read[i] = (struct step_input){ table->inputs[i].label, table->inputs[i].type, reading->inputs[i],
			                       table->inputs[i].needed };
	for (; step.row_count < matches->count && step.row_count < ROWS_TOLD; step.row_count++) {
		const struct table_row_match *match = &matches->rows[step.row_count];

		rows[step.row_count] =
			(struct step_row){ .row = match->row,
			                   .number = decision_table_row_number(table, match->row),
			                   .certain = match->certain,
			                   .file = table->file ? table->file->source->path : NULL,
			                   .source = table->file ? table->file->rows[match->row].source : NULL,
			                   .cells = table->cells + match->row * table->input_count };
	}
	sandbox_tell(L, &step);
}

#define FEW_ROWS 32

/* Where the rows stand in a file, what is wrong with them is shown there. */
static void place_row(const struct decision_table *table, const struct table_matches *matches, struct error *err)
{
	const struct table_file *file = table->file;
	size_t row = matches->given < table->row_count ? matches->given : 0;

	if (file)
		error_excerpt(err, file->source->shown, file->source->text, file->source->length,
		              file->rows[row].offset, file->rows[row].written);
}

/* [-0, +1, e] finds the rows, and pushes what the policy makes of them. */
static int give(lua_State *L, const struct table_object *object, struct reading *reading)
{
	const struct decision_table *table = object->table;
	const struct sandbox_host *host = &sandbox_of(L)->host;
	bool lacking[TABLE_MOST_INPUTS] = { false };
	struct table_case asked = { .inputs = reading->inputs };
	struct table_row_match few[FEW_ROWS];
	struct table_matches matches = { .rows = few, .lacking = lacking };
	struct error err = ERROR_INIT;
	enum table_answer answer;
	struct value aggregate;

	if (table->file && table->file->dated && host->day)
		asked.day = host->day(L);
	/* Pushed, so that it is given back whatever happens. */
	if (table->row_count > FEW_ROWS)
		matches.rows = lua_newuserdatauv(L, table->row_count * sizeof *matches.rows, 0);
	answer = table_match(table, &asked, &matches, &aggregate, &err);
	if (sandbox_of(L)->watch)
		tell_rows(L, object, reading, &asked, &matches);
	switch (answer) {
	case TABLE_WRONG:
		place_row(table, &matches, &err);
		return decision_table_fail(L, &err, "%s", "");
	case TABLE_UNKNOWN:
		return raise_unknown(L, reading, lacking);
	case TABLE_ROW:
		push_result(L, table, matches.given);
		return 1;
	case TABLE_LIST:
		push_list(L, table, &matches);
		return 1;
	case TABLE_VALUE:
		lua_value_push(L, table->outputs[0].type, aggregate);
		return 1;
	}
	bug("a way to match that does not exist");
}

/* [-4, +1, e] __call: table, c, p, at. */
static int decision_table_call(lua_State *L)
{
	struct value inputs[TABLE_MOST_INPUTS] = { { .kind = VALUE_NONE } };
	struct table_object *object;
	struct error err = ERROR_INIT;
	struct reading reading = { .inputs = inputs };

	lua_settop(L, ARGUMENT_AT);
	object = lua_touserdata(L, ARGUMENT_TABLE);
	if (!object->table || !object->frozen)
		freeze_readers(L, object);
	reading.table = object->table;
	sandbox_charge(L, (int64_t) (object->table->row_count * object->table->input_count));
	if (!lua_checkstack(L, (int) object->table->input_count + 2 * LUA_MINSTACK)) {
		error_set(&err, ERROR_INPUT, "functions call each other too deeply");
		return decision_table_fail(L, &err, "%s", "");
	}
	if (lua_isnil(L, ARGUMENT_RECORD)) {
		error_set(&err, ERROR_INPUT, "it was called without a record");
		error_hint(&err, "give it what the rule's function was given: (c, p, at)");
		return decision_table_fail(L, &err, "%s", "");
	}
	read_inputs(L, &reading);
	return give(L, object, &reading);
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
