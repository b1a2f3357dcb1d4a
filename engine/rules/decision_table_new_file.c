/* decision_table_new_file.c: decision_table "support.csv": from a declaration that names a file. When files are loaded for the first
 * time it is kept until the types of its columns are known; afterwards the ruleset has its rows. */
#include "rules/decision_table.h"

#include "rules/decision_table_state.h"
#include "rules/library.h"
#include "rules/load.h"
#include "rules/lua_value.h"

#include <lauxlib.h>
#include <string.h>

/* What is kept outside Lua is not under its memory limit: it is paid for. */
#define TABLE_STEPS  500
#define STEPS_A_CELL 16
#define TABLE_PATH   100 /* bytes of a path */
#define FILE_ENDING  ".csv"

static int raise(lua_State *L, struct error *err)
{
	return decision_table_fail(L, err, "%s", "");
}

static void *kept(lua_State *L, void *allocated)
{
	struct error err = ERROR_INIT;

	if (!allocated) {
		error_memory(&err);
		sandbox_raise(L, &err);
	}
	return allocated;
}

/* Parts of plain names, none of them hidden or "..", and the ending. */
static bool is_table_path(const char *path, size_t length)
{
	bool begins = true;

	if (length <= strlen(FILE_ENDING) || length > TABLE_PATH
	    || strcmp(path + length - strlen(FILE_ENDING), FILE_ENDING) != 0)
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char) path[i];

		if (c < 0x20 || c == 0x7F || c == '\\' || c == ':' || (begins && (c == '.' || c == '/')))
			return false;
		begins = c == '/';
	}
	return true;
}

/* [-0, +0, e] the file named at the top of the stack: in the pack, else in the library beside it. */
static const struct source *find_file(lua_State *L, struct loading *loading)
{
	struct error err = ERROR_INIT;
	const struct source *source;
	const char *path;
	size_t length;

	if (lua_type(L, -1) != LUA_TSTRING) {
		error_set(&err, ERROR_INPUT, "'file' must be text, not %s", lua_value_describe(L, -1));
		raise(L, &err);
	}
	path = lua_tolstring(L, -1, &length);
	if (!is_table_path(path, length)) {
		error_set(&err, ERROR_INPUT, "'%.60s' is not the name of a table's file", path);
		error_hint(&err, "it ends in " FILE_ENDING ", and lies in the pack or in ../lib");
		raise(L, &err);
	}
	source = load_find(loading, path, SOURCE_TABLE, &err);
	if (!source)
		sandbox_raise(L, &err);
	return source;
}

/* The rows of the file, read once however many tables have it. */
static const struct table_file *read_file(struct loading *loading, const struct source *source)
{
	const struct declared *declared = &loading->declared;

	for (size_t i = 0; i < declared->table_count; i++) {
		const struct table_declaration *other = declared->tables[i].declaration;

		if (other && other->source == source)
			return other->file;
	}
	return table_file_read(source, loading->arena, loading->problems);
}

static const char *copy_text(lua_State *L, struct loading *loading, const char *text)
{
	sandbox_charge(L, (int64_t) strlen(text));
	return kept(L, arena_text(loading->arena, text));
}

static struct value copy_value(lua_State *L, struct loading *loading, struct value value)
{
	if (value.kind != VALUE_TEXT)
		return value;
	sandbox_charge(L, value.length);
	value.as.text = kept(L, arena_bytes(loading->arena, value.as.text, value.length));
	return value;
}

/* Of what hangs on the userdata a copy that lives with the ruleset. */
static void copy_columns(lua_State *L, struct loading *loading, const struct decision_table *own,
                         struct table_declaration *declaration)
{
	declaration->input_count = own->input_count;
	declaration->inputs = kept(L, arena_array(loading->arena, own->input_count + 1, sizeof *declaration->inputs));
	for (size_t i = 0; i < own->input_count; i++) {
		declaration->inputs[i] = own->inputs[i];
		declaration->inputs[i].label = copy_text(L, loading, own->inputs[i].label);
	}
	declaration->output_count = own->output_count;
	declaration->outputs =
		kept(L, arena_array(loading->arena, own->output_count + 1, sizeof *declaration->outputs));
	for (size_t i = 0; i < own->output_count; i++) {
		struct table_output *output = &declaration->outputs[i];
		struct value *values =
			kept(L, arena_array(loading->arena, own->outputs[i].value_count + 1, sizeof *values));

		*output = own->outputs[i];
		output->name = copy_text(L, loading, output->name);
		for (size_t j = 0; j < output->value_count; j++)
			values[j] = copy_value(L, loading, output->values[j]);
		output->values = values;
	}
}

/* [-0, +0, e] one value of the default, on top: a text is read when its type is known. */
static struct table_default read_value(lua_State *L, struct loading *loading)
{
	struct table_default given = { .text = NULL };
	struct decimal decimal;
	struct error err = ERROR_INIT;

	if (lua_type(L, -1) == LUA_TSTRING)
		given.text = copy_text(L, loading, lua_tostring(L, -1));
	else if (lua_isboolean(L, -1))
		given.value = value_flag(lua_toboolean(L, -1));
	else if (lua_decimal_at(L, -1, &decimal))
		given.value = value_decimal(decimal);
	else if (lua_type(L, -1) == LUA_TNUMBER)
		given.value = (struct value){ .kind = VALUE_NUMBER, .as.number = lua_tonumber(L, -1) };
	else {
		error_set(&err, ERROR_INPUT, "default: expected a value, got %s", lua_value_describe(L, -1));
		raise(L, &err);
	}
	return given;
}

/* [-0, +0, e] the default on top: a value, or a list of the outputs. */
static void read_default(lua_State *L, struct loading *loading, struct table_declaration *declaration)
{
	static const char *const no_names[] = { NULL };
	size_t count = 1;
	bool list = lua_istable(L, -1);

	if (lua_isnil(L, -1))
		return;
	if (list)
		count = decision_table_open_list(L, -1, 0, no_names, "default: ");
	declaration->default_count = count;
	declaration->defaults = kept(L, arena_array(loading->arena, count + 1, sizeof *declaration->defaults));
	for (size_t i = 0; i < count; i++) {
		if (list)
			lua_rawgeti(L, -1, (lua_Integer) i + 1);
		declaration->defaults[i] = read_value(L, loading);
		if (list)
			lua_pop(L, 1);
	}
	if (list)
		lua_pop(L, 1);
}

/* [-0, +0, e] loading for the first time: what the declaration at `index` (0: there is none) says, for later. */
static struct table_declaration *declare(struct table_builder *builder, struct loading *loading,
                                         const struct source *source, int index)
{
	lua_State *L = builder->L;
	struct table_declaration *declaration;

	sandbox_charge(L, TABLE_STEPS + (int64_t) source->length);
	declaration = kept(L, arena_alloc(loading->arena, sizeof *declaration));
	declaration->source = source;
	declaration->hit = builder->table->hit;
	declaration->aggregate = builder->table->aggregate;
	copy_columns(L, loading, builder->table, declaration);
	if (index) {
		lua_getfield(L, index, "on");
		if (!lua_isnil(L, -1) && lua_type(L, -1) != LUA_TSTRING) {
			struct error err = ERROR_INIT;

			error_set(&err, ERROR_INPUT, "'on' must be text, not %s", lua_value_describe(L, -1));
			raise(L, &err);
		}
		if (!lua_isnil(L, -1))
			declaration->on = copy_text(L, loading, lua_tostring(L, -1));
		lua_getfield(L, index, "default");
		read_default(L, loading, declaration);
		lua_pop(L, 2);
	}
	declaration->file = read_file(loading, source);
	if (declaration->file)
		sandbox_charge(L, STEPS_A_CELL
		                          * (int64_t) (declaration->file->row_count
		                                       * (declaration->file->input_count
		                                          + declaration->file->output_count)));
	return declaration;
}

/* [-0, +0, e] the readers of the ruleset's table: the functions that the declaration gives for its inputs, and paths. */
static void set_readers(struct table_builder *builder, const struct decision_table *table)
{
	lua_State *L = builder->L;
	const struct decision_table *own = builder->table;

	lua_newtable(L);
	for (size_t i = 0; i < table->input_count; i++) {
		size_t given = 0;

		while (given < own->input_count && strcmp(own->inputs[given].label, table->inputs[i].label) != 0)
			given++;
		if (given < own->input_count)
			lua_rawgeti(L, builder->readers, (lua_Integer) given + 1);
		else
			decision_table_push_path(L, table->inputs[i].label, "");
		lua_rawseti(L, -2, (lua_Integer) i + 1);
	}
	lua_setiuservalue(L, builder->readers - TABLE_READERS, TABLE_READERS);
}

/* [-0, +0, e] what its rows give in Lua. */
static void set_results(struct table_builder *builder, const struct decision_table *table)
{
	lua_State *L = builder->L;

	sandbox_charge(L, (int64_t) (table->row_count * table->output_count));
	for (size_t row = 0; row < table->row_count; row++) {
		decision_table_push_result(L, table, table->results + row * table->output_count);
		lua_rawseti(L, builder->results, (lua_Integer) row + 1);
	}
	if (table->defaults) {
		decision_table_push_result(L, table, table->defaults);
		lua_setiuservalue(L, builder->results - TABLE_RESULTS, TABLE_DEFAULT);
	}
}

int decision_table_new_file(lua_State *L)
{
	static const char *const names[] = { "file", "on", "hit", "aggregate", "inputs", "outputs", "default", NULL };
	struct table_builder builder = { .L = L };
	struct loading *loading = sandbox_of(L)->loading;
	const struct source *source;
	struct table_object *object;
	struct error err = ERROR_INIT;
	int content = 0, table;

	lua_settop(L, 1);
	if (!loading) {
		error_set(&err, ERROR_INPUT, "a table's file is read only while files are loaded");
		return raise(L, &err);
	}
	if (lua_istable(L, 1)) {
		if (decision_table_open_list(L, 1, 0, names, "") > 0) {
			error_set(&err, ERROR_INPUT, "its rows stand in the file: a row here has no place");
			return raise(L, &err);
		}
		content = 2;
		lua_getfield(L, content, "file");
	} else {
		lua_pushvalue(L, 1);
	}
	source = find_file(L, loading);
	table = decision_table_push(&builder);
	object = lua_touserdata(L, table);
	if (content) {
		builder.table->hit = (enum hit_policy) decision_table_choice(L, content, "hit", hit_names);
		builder.table->aggregate =
			(enum aggregate) decision_table_choice(L, content, "aggregate", aggregate_names);
		if (lua_getfield(L, content, "inputs") != LUA_TNIL)
			decision_table_read_inputs(&builder, -1);
		if (lua_getfield(L, content, "outputs") != LUA_TNIL)
			decision_table_read_outputs(&builder, -1);
		lua_pop(L, 2);
	}
	if (loading->ruleset) {
		if (loading->declared.table_count >= loading->ruleset->table_count) {
			error_set(&err, ERROR_BUG, "there are more tables than when the files were loaded first");
			return raise(L, &err);
		}
		object->table = loading->ruleset->tables[loading->declared.table_count].content;
		ensure(object->table != NULL);
		set_readers(&builder, object->table);
		set_results(&builder, object->table);
	} else {
		object->table = NULL;
		object->declaration = declare(&builder, loading, source, content);
	}
	lua_settop(L, table);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &decision_table_key);
	lua_setmetatable(L, table);
	return 1;
}
