/* decision_table_new.c: the global `decision_table`: from a declaration to a table that can be called. */
#include "rules/decision_table.h"

#include "rules/decision_table_state.h"
#include "rules/frozen.h"
#include "rules/library.h"
#include "rules/lua_value.h"

#include <lauxlib.h>
#include <string.h>

int decision_table_choice(lua_State *L, int index, const char *key, const char *const *names)
{
	struct error err = ERROR_INIT;
	struct nearest nearest;
	const char *written;
	int choice = 0;

	if (lua_getfield(L, index, key) == LUA_TNIL) {
		lua_pop(L, 1);
		return 0;
	}
	written = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : lua_value_describe(L, -1);
	nearest = nearest_to(written);
	while (names[choice] && strcmp(names[choice], written) != 0)
		nearest_offer(&nearest, names[choice++]);
	if (!names[choice]) {
		error_set(&err, ERROR_INPUT, "unknown %s '%s'", key, written);
		error_did_you_mean(&err, nearest.best);
		decision_table_fail(L, &err, "%s", "");
	}
	lua_pop(L, 1);
	return choice;
}

/* [-0, +0, e] the input cell on top. */
static struct cell read_cell(struct table_builder *builder, size_t row, const struct table_input *input)
{
	lua_State *L = builder->L;
	struct error err = ERROR_INIT;
	struct value value = { .kind = VALUE_NONE };
	struct cell cell = { .any = false };
	size_t length, offset = 0;
	const char *text;

	if (lua_type(L, -1) != LUA_TSTRING) {
		if (lua_value_get(L, -1, input->type, &value, &err))
			decision_table_fail(L, &err, "row %zu, input '%s': ", row + 1, input->label);
		return cell_equal(value, decision_table_block(builder, 1, sizeof(struct cell_test)));
	}
	text = lua_tolstring(L, -1, &length);
	decision_table_keep(builder, -1);
	if (cell_parse(input->type, text, length,
	               decision_table_block(builder, cell_most_tests(text, length), sizeof(struct cell_test)), &cell,
	               &offset, &err)) {
		size_t character = utf8_characters(text, offset) + 1;

		decision_table_fail(L, &err, "row %zu, input '%s', cell '%.60s', character %zu: ", row + 1,
		                    input->label, text, character);
	}
	return cell;
}

/* __index of a table of outputs: its content, and a name that it does not have. */
static int missing_output(lua_State *L)
{
	struct error err = ERROR_INIT;
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : lua_value_describe(L, 2);
	struct nearest nearest = nearest_to(name);

	error_set(&err, ERROR_INPUT, "there is no output '%s'", name);
	library_push_sorted_keys(L, 1);
	for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TSTRING; i++) {
		nearest_offer(&nearest, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	error_did_you_mean(&err, nearest.best);
	return decision_table_fail(L, &err, "%s", "");
}

void decision_table_push_result(lua_State *L, const struct decision_table *table, const struct value *results)
{
	if (table->output_count == 1) {
		lua_value_push(L, table->outputs[0].type, results[0]);
		return;
	}
	lua_createtable(L, 0, (int) table->output_count);
	for (size_t i = 0; i < table->output_count; i++) {
		lua_value_push(L, table->outputs[i].type, results[i]);
		lua_setfield(L, -2, table->outputs[i].name);
	}
	frozen_wrap(L, missing_output);
}

/* [-0, +0, e] one row, which stands on top. */
static void read_row(struct table_builder *builder, size_t row)
{
	static const char *const no_names[] = { NULL };
	lua_State *L = builder->L;
	struct decision_table *table = builder->table;
	struct cell *cells = table->cells + row * table->input_count;
	struct value *results = table->results + row * table->output_count;
	struct error err = ERROR_INIT;
	char place[32];
	size_t length;

	snprintf(place, sizeof place, "row %zu: ", row + 1);
	length = decision_table_open_list(L, -1, 0, no_names, place);
	if (length != table->input_count + table->output_count) {
		error_set(&err, ERROR_INPUT, "it has %zu cells: for %zu input%s and %zu output%s it needs %zu",
		          length, table->input_count, table->input_count == 1 ? "" : "s", table->output_count,
		          table->output_count == 1 ? "" : "s", table->input_count + table->output_count);
		decision_table_fail(L, &err, "%s", place);
	}
	snprintf(place, sizeof place, "row %zu, ", row + 1);
	for (size_t i = 0; i < length; i++) {
		lua_rawgeti(L, -1, (lua_Integer) i + 1);
		if (i < table->input_count) {
			cells[i] = read_cell(builder, row, &table->inputs[i]);
			table->inputs[i].needed |= !cells[i].any;
		} else {
			results[i - table->input_count] =
				decision_table_output(builder, -1, &table->outputs[i - table->input_count], place);
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	decision_table_push_result(L, table, results);
	lua_rawseti(L, builder->results, (lua_Integer) row + 1);
}

/* [-1, +1, e] the default on top, a value or a list of the outputs, becomes what Lua is given for it. */
static void read_default(struct table_builder *builder)
{
	static const char *const no_names[] = { NULL };
	lua_State *L = builder->L;
	struct decision_table *table = builder->table;
	struct value *results = decision_table_block(builder, table->output_count, sizeof *results);

	if (lua_istable(L, -1) || table->output_count > 1)
		decision_table_open_list(L, -1, table->output_count, no_names, "default: ");
	else {
		lua_createtable(L, 1, 0);
		lua_pushvalue(L, -2);
		lua_rawseti(L, -2, 1);
	}
	for (size_t i = 0; i < table->output_count; i++) {
		lua_rawgeti(L, -1, (lua_Integer) i + 1);
		results[i] = decision_table_output(builder, -1, &table->outputs[i], "default, ");
		lua_pop(L, 1);
	}
	lua_pop(L, 2);
	table->defaults = results;
	decision_table_push_result(L, table, results);
}

/* [-0, +0, e] the rows of the declaration at `index`. */
static void read_rows(struct table_builder *builder, int index, size_t count)
{
	lua_State *L = builder->L;
	struct decision_table *table = builder->table;
	struct error err = ERROR_INIT;

	if (count == 0) {
		error_set(&err, ERROR_INPUT, "it has no rows");
		error_hint(&err, "write a row as { \"< 150\", \"-\", \"£5\" }: the input cells, then the outputs");
		decision_table_fail(L, &err, "%s", "");
	}
	sandbox_charge(L, (int64_t) (count * (table->input_count + table->output_count)));
	table->row_count = count;
	table->cells = decision_table_block(builder, count * table->input_count, sizeof *table->cells);
	table->results = decision_table_block(builder, count * table->output_count, sizeof *table->results);
	table->order = decision_table_block(builder, count, sizeof *table->order);
	for (size_t row = 0; row < count; row++) {
		lua_rawgeti(L, index, (lua_Integer) row + 1);
		read_row(builder, row);
		lua_pop(L, 1);
	}
	decision_table_order(table);
}

int decision_table_push(struct table_builder *builder)
{
	lua_State *L = builder->L;
	struct table_object *object = lua_newuserdatauv(L, sizeof *object, TABLE_USER_VALUES);
	int index = lua_gettop(L);

	memset(object, 0, sizeof *object);
	object->table = builder->table = &object->own;
	object->number = -1;
	for (int i = TABLE_KEPT; i <= TABLE_RESULTS; i++) {
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_setiuservalue(L, index, i);
	}
	builder->kept = index + TABLE_KEPT;
	builder->readers = index + TABLE_READERS;
	builder->results = index + TABLE_RESULTS;
	return index;
}

int decision_table_new(lua_State *L)
{
	static const char *const names[] = { "hit", "aggregate", "inputs", "outputs", "default", NULL };
	struct table_builder builder = { .L = L };
	int declaration = 2, table;
	size_t rows;
	struct error err = ERROR_INIT;

	luaL_checkstack(L, 2 * LUA_MINSTACK, "too deep");
	lua_settop(L, 1);
	if (lua_type(L, 1) == LUA_TSTRING || (lua_istable(L, 1) && lua_getfield(L, 1, "file") != LUA_TNIL))
		return decision_table_new_file(L);
	lua_settop(L, 1);
	rows = decision_table_open_list(L, 1, 0, names, "");
	table = decision_table_push(&builder);
	builder.table->hit = (enum hit_policy) decision_table_choice(L, declaration, "hit", hit_names);
	builder.table->aggregate =
		(enum aggregate) decision_table_choice(L, declaration, "aggregate", aggregate_names);
	lua_getfield(L, declaration, "inputs");
	decision_table_read_inputs(&builder, -1);
	lua_getfield(L, declaration, "outputs");
	decision_table_read_outputs(&builder, -1);
	lua_getfield(L, declaration, "default");
	if (decision_table_check_policy(builder.table, !lua_isnil(L, -1), &err))
		decision_table_fail(L, &err, "%s", "");
	if (!lua_isnil(L, -1)) {
		read_default(&builder);
		lua_setiuservalue(L, table, TABLE_DEFAULT);
	}
	read_rows(&builder, declaration, rows);
	lua_settop(L, table);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &decision_table_key);
	lua_setmetatable(L, table);
	return 1;
}
