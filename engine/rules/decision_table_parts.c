/* decision_table_parts.c: reading the parts of a decision table's declaration: lists, inputs, outputs and their values. */
#include "rules/decision_table_state.h"
#include "rules/frozen.h"
#include "rules/library.h"
#include "rules/lua_value.h"

#include <string.h>

#define BLOCK_ALIGNMENT ((uintptr_t) _Alignof(struct value))

void decision_table_keep(struct table_builder *builder, int index)
{
	lua_pushvalue(builder->L, index);
	lua_rawseti(builder->L, builder->kept, (lua_Integer) lua_rawlen(builder->L, builder->kept) + 1);
}

void *decision_table_block(struct table_builder *builder, size_t count, size_t size)
{
	/* Lua aligns for its own types only, and a decimal wants more. */
	char *block = lua_newuserdatauv(builder->L, count * size + BLOCK_ALIGNMENT, 0);
	size_t skip = -(uintptr_t) block % BLOCK_ALIGNMENT;

	decision_table_keep(builder, -1);
	lua_pop(builder->L, 1);
	return memset(block + skip, 0, count * size);
}

static bool is_listed(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (!strcmp(*names, name))
			return true;
	}
	return false;
}

/* [-0, +0, e] raises for a key, on top, that a declaration does not have. */
static void fail_key(lua_State *L, const char *const *names, const char *place)
{
	struct error err = ERROR_INIT;

	if (lua_type(L, -1) == LUA_TSTRING) {
		struct nearest nearest = nearest_to(lua_tostring(L, -1));

		for (; *names; names++)
			nearest_offer(&nearest, *names);
		error_set(&err, ERROR_INPUT, "unknown key '%s'", lua_tostring(L, -1));
		error_did_you_mean(&err, nearest.best);
	} else if (lua_isinteger(L, -1)) {
		error_set(&err, ERROR_INPUT, "the list has a gap before number %lld",
		          (long long) lua_tointeger(L, -1));
	} else {
		error_set(&err, ERROR_INPUT, "%s as a key", lua_value_describe(L, -1));
	}
	decision_table_fail(L, &err, "%s", place);
}

size_t decision_table_open_list(lua_State *L, int index, size_t length, const char *const *names, const char *place)
{
	struct error err = ERROR_INIT;
	lua_Integer next = 1;

	if (!lua_istable(L, index)) {
		error_set(&err, ERROR_INPUT, "expected a table, got %s", lua_value_describe(L, index));
		decision_table_fail(L, &err, "%s", place);
	}
	if (!frozen_push_content(L, index))
		lua_pushvalue(L, index);
	library_push_sorted_keys(L, -1);
	for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
		if (lua_isinteger(L, -1) ? lua_tointeger(L, -1) != next++
		                         : lua_type(L, -1) != LUA_TSTRING || !is_listed(lua_tostring(L, -1), names))
			fail_key(L, names, place);
		lua_pop(L, 1);
	}
	lua_pop(L, 2); /* the nil and the keys */
	if (length > 0 && (size_t) next - 1 != length) {
		error_set(&err, ERROR_INPUT, "expected %zu in the list, got %zu", length, (size_t) next - 1);
		decision_table_fail(L, &err, "%s", place);
	}
	return (size_t) next - 1;
}

/* [-0, +0, e] the `type` of the table on top. */
static enum type read_type(lua_State *L, const char *place)
{
	struct error err = ERROR_INIT;
	enum type type = TYPE_TEXT;

	if (lua_getfield(L, -1, "type") != LUA_TSTRING) {
		error_set(&err, ERROR_INPUT, "it has no type");
		error_hint(&err, "write type = \"money\"");
		decision_table_fail(L, &err, "%s", place);
	}
	if (!type_named(lua_tostring(L, -1), &type) || type == TYPE_ELIGIBILITY) {
		struct nearest nearest = nearest_to(lua_tostring(L, -1));

		for (int i = 0; i < TYPE_ELIGIBILITY; i++)
			nearest_offer(&nearest, type_names[i]);
		error_set(&err, ERROR_INPUT, "unknown type '%s'", lua_tostring(L, -1));
		error_did_you_mean(&err, nearest.best);
		if (type == TYPE_ELIGIBILITY)
			error_hint(&err, "an eligibility reads as true or false: its type here is flag");
		decision_table_fail(L, &err, "%s", place);
	}
	lua_pop(L, 1);
	return type;
}

/* [-0, +0, e] the text at number 1 of the table on top, kept. */
static const char *read_name(struct table_builder *builder, const char *what, const char *place)
{
	lua_State *L = builder->L;
	struct error err = ERROR_INIT;
	const char *name;

	if (lua_rawgeti(L, -1, 1) != LUA_TSTRING || lua_rawlen(L, -1) == 0) {
		error_set(&err, ERROR_INPUT, "expected %s first", what);
		decision_table_fail(L, &err, "%s", place);
	}
	name = lua_tostring(L, -1);
	decision_table_keep(builder, -1);
	lua_pop(L, 1);
	return name;
}

void decision_table_push_path(lua_State *L, const char *path, const char *place)
{
	struct error err = ERROR_INIT;
	lua_Integer count = 0;

	lua_newtable(L);
	for (const char *at = path;;) {
		size_t length = strcspn(at, ".");

		if (!name_is_identifier(at, length)) {
			error_set(&err, ERROR_INPUT, "'%s' is not a path to read", path);
			error_hint(&err, "write { \"household.income\", type = ... }, or a label and a function");
			decision_table_fail(L, &err, "%s", place);
		}
		lua_pushlstring(L, at, length);
		lua_rawseti(L, -2, ++count);
		if (at[length] == '\0')
			return;
		at += length + 1;
	}
}

/* [-0, +0, e] one input, whose table is on top. */
static void read_input(struct table_builder *builder, size_t number, const char *place)
{
	lua_State *L = builder->L;
	struct table_input *input = &builder->table->inputs[number];
	struct error err = ERROR_INIT;

	input->label = read_name(builder, "a path or a label", place);
	input->type = read_type(L, place);
	lua_rawgeti(L, -1, 2);
	if (lua_isnil(L, -1)) {
		decision_table_push_path(L, input->label, place);
		lua_remove(L, -2);
	} else if (!lua_isfunction(L, -1)) {
		error_set(&err, ERROR_INPUT, "expected a function after the label, got %s",
		          lua_value_describe(L, -1));
		decision_table_fail(L, &err, "%s", place);
	}
	lua_rawseti(L, builder->readers, (lua_Integer) number + 1);
}

static void check_count(lua_State *L, size_t count, size_t most, const char *what)
{
	struct error err = ERROR_INIT;

	if (count >= 1 && count <= most)
		return;
	error_set(&err, ERROR_INPUT, "it has %zu %s: from 1 to %zu are possible", count, what, most);
	decision_table_fail(L, &err, "%s", "");
}

void decision_table_read_inputs(struct table_builder *builder, int index)
{
	static const char *const no_names[] = { NULL }, *const names[] = { "type", NULL };
	lua_State *L = builder->L;
	struct error err = ERROR_INIT;
	size_t count = decision_table_open_list(L, index, 0, no_names, "inputs: ");
	int list = lua_gettop(L);

	check_count(L, count, TABLE_MOST_INPUTS, "inputs");
	builder->table->input_count = count;
	builder->table->inputs = decision_table_block(builder, count, sizeof *builder->table->inputs);
	for (size_t i = 0; i < count; i++) {
		char place[32];
		size_t length;

		snprintf(place, sizeof place, "input %zu: ", i + 1);
		lua_rawgeti(L, list, (lua_Integer) i + 1);
		length = decision_table_open_list(L, -1, 0, names, place);
		if (length > 2) {
			error_set(&err, ERROR_INPUT,
			          "expected a path, or a label and a function, got %zu in the list", length);
			decision_table_fail(L, &err, "%s", place);
		}
		read_input(builder, i, place);
		lua_settop(L, list);
	}
	lua_pop(L, 1);
}

struct value decision_table_output(struct table_builder *builder, int index, const struct table_output *output,
                                   const char *place)
{
	lua_State *L = builder->L;
	struct error err = ERROR_INIT;
	struct value value = { .kind = VALUE_NONE };
	size_t length;
	int result;

	index = lua_absindex(L, index);
	if (lua_type(L, index) == LUA_TSTRING) {
		const char *text = lua_tolstring(L, index, &length);

		decision_table_keep(builder, index);
		result = value_parse(output->type, text, length, &value, &err);
	} else {
		result = lua_value_get(L, index, output->type, &value, &err);
		if (!result && value.kind == VALUE_NONE)
			result = error_set(&err, ERROR_INPUT, "expected %s, got nothing (nil)",
			                   type_names[output->type]);
	}
	if (result)
		decision_table_fail(L, &err, "%soutput '%s': ", place, output->name);
	if (!decision_table_is_listed(output, value)) {
		error_set(&err, ERROR_INPUT, "it is not one of the output's values");
		decision_table_fail(L, &err, "%soutput '%s': ", place, output->name);
	}
	return value;
}

/* [-0, +0, e] the `values` of an output, whose table is on top. */
static void read_values(struct table_builder *builder, struct table_output *output, const char *place)
{
	static const char *const no_names[] = { NULL };
	lua_State *L = builder->L;
	struct error err = ERROR_INIT;
	struct value *values;
	size_t count;

	if (lua_getfield(L, -1, "values") == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	count = decision_table_open_list(L, -1, 0, no_names, place);
	values = decision_table_block(builder, count, sizeof *values);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, -1, (lua_Integer) i + 1);
		values[i] = decision_table_output(builder, -1, output, place);
		lua_pop(L, 1);
		for (size_t j = 0; j < i; j++) {
			if (!value_compare(values[i], values[j])) {
				error_set(&err, ERROR_INPUT, "values %zu and %zu are the same", j + 1, i + 1);
				decision_table_fail(L, &err, "%s", place);
			}
		}
	}
	if (count == 0) {
		error_set(&err, ERROR_INPUT, "its values are an empty list");
		decision_table_fail(L, &err, "%s", place);
	}
	lua_pop(L, 2);
	output->values = values;
	output->value_count = count;
}

/* [-0, +0, e] one output, whose table is on top. */
static void read_output(struct table_builder *builder, size_t number, const char *place)
{
	struct table_output *outputs = builder->table->outputs, *output = &outputs[number];
	struct error err = ERROR_INIT;

	output->name = read_name(builder, "a name", place);
	output->type = read_type(builder->L, place);
	if (!name_is_identifier(output->name, strlen(output->name))) {
		error_set(&err, ERROR_INPUT, "'%s' is not a name: names are lower_snake_case", output->name);
		decision_table_fail(builder->L, &err, "%s", place);
	}
	for (size_t i = 0; i < number; i++) {
		if (!strcmp(outputs[i].name, output->name)) {
			error_set(&err, ERROR_INPUT, "output %zu has the name '%s' already", i + 1, output->name);
			decision_table_fail(builder->L, &err, "%s", place);
		}
	}
	read_values(builder, output, place);
}

void decision_table_read_outputs(struct table_builder *builder, int index)
{
	static const char *const no_names[] = { NULL }, *const names[] = { "type", "values", NULL };
	lua_State *L = builder->L;
	size_t count = decision_table_open_list(L, index, 0, no_names, "outputs: ");
	int list = lua_gettop(L);

	check_count(L, count, TABLE_MOST_OUTPUTS, "outputs");
	builder->table->output_count = count;
	builder->table->outputs = decision_table_block(builder, count, sizeof *builder->table->outputs);
	for (size_t i = 0; i < count; i++) {
		char place[32];

		snprintf(place, sizeof place, "output %zu: ", i + 1);
		lua_rawgeti(L, list, (lua_Integer) i + 1);
		decision_table_open_list(L, -1, 1, names, place);
		read_output(builder, i, place);
		lua_settop(L, list);
	}
	lua_pop(L, 1);
}
