/* declaration.c: reads the keys of one declaration's table, and reports all that is wrong with them. */
#include "rules/declaration.h"

#include "rules/checked.h"
#include "rules/decision_table.h"
#include "rules/decision_table_check.h"
#include "rules/decision_table_state.h"
#include "rules/lua_value.h"
#include "rules/place.h"

#include <lauxlib.h>
#include <string.h>

int declaration_raise_memory(struct declaration *declaration)
{
	struct error err = ERROR_INIT;

	error_memory(&err);
	return sandbox_raise(declaration->lua, &err);
}

void *declaration_keep(struct declaration *declaration, void *allocated)
{
	if (!allocated)
		declaration_raise_memory(declaration);
	return allocated;
}

bool declaration_is_function(lua_State *L, int index)
{
	if (lua_isfunction(L, index))
		return !lua_iscfunction(L, index);
	if (lua_type(L, index) != LUA_TUSERDATA || luaL_getmetafield(L, index, "__call") == LUA_TNIL)
		return false;
	lua_pop(L, 1);
	return true;
}

static const char *kind_expected(enum key_kind kind)
{
	static const char *const names[] = {
		[KEY_TEXT] = "text",
		[KEY_FLAG] = "true or false",
		[KEY_FUNCTION] = "a function of this pack, or a decision table",
		[KEY_TEXTS] = "a list of texts",
	};

	return names[kind];
}

static bool has_kind(lua_State *L, int index, enum key_kind kind)
{
	switch (kind) {
	case KEY_TEXT:
		return lua_type(L, index) == LUA_TSTRING;
	case KEY_FLAG:
		return lua_isboolean(L, index);
	case KEY_FUNCTION:
		return declaration_is_function(L, index);
	case KEY_TEXTS:
		return lua_istable(L, index);
	default:
		return true;
	}
}

static void report_unknown(struct declaration *declaration, const struct key *keys, const char *name)
{
	struct nearest nearest = nearest_to(name);
	struct error err = ERROR_INIT;

	for (; keys->name; keys++)
		nearest_offer(&nearest, keys->name);
	error_set(&err, ERROR_INPUT, "unknown key '%s' in %s '%s'", name, declaration->kind, declaration->name);
	error_did_you_mean(&err, nearest.best);
	place_problem_of(declaration->loading->problems, declaration->place, name, &err);
}

void declaration_check_keys(struct declaration *declaration, const struct key *keys)
{
	lua_State *L = declaration->lua;
	const struct key *key;
	lua_Integer count;

	library_push_sorted_keys(L, declaration->table);
	count = (lua_Integer) lua_rawlen(L, -1);
	for (lua_Integer i = 1; i <= count; i++) {
		if (lua_rawgeti(L, -1, i) != LUA_TSTRING) {
			declaration_problem(declaration, NULL, "every value has a key: key = value",
			                    "a value without a key in %s '%s'", declaration->kind, declaration->name);
			lua_pop(L, 1);
			break;
		}
		for (key = keys; key->name && strcmp(key->name, lua_tostring(L, -1)) != 0; key++)
			;
		if (!key->name)
			report_unknown(declaration, keys, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	for (key = keys; key->name; key++) {
		bool given = lua_getfield(L, declaration->table, key->name) != LUA_TNIL;

		if (given && !has_kind(L, -1, key->kind))
			declaration_problem(declaration, key->name, NULL, "'%s' of %s '%s' must be %s, not %s",
			                    key->name, declaration->kind, declaration->name, kind_expected(key->kind),
			                    lua_iscfunction(L, -1) ? "a function of the library"
			                                           : lua_value_describe(L, -1));
		else if (!given && key->required)
			declaration_problem(declaration, NULL, NULL, "%s '%s' needs '%s'", declaration->kind,
			                    declaration->name, key->name);
		lua_pop(L, 1);
	}
}

/* [-0, +1, e] true when what stands under `key` has the kind. */
static bool push_key(struct declaration *declaration, const char *key, enum key_kind kind)
{
	lua_getfield(declaration->lua, declaration->table, key);
	return has_kind(declaration->lua, -1, kind);
}

/* A copy of the text on top of the stack. */
static const char *copy_text(struct declaration *declaration)
{
	/* What is kept outside Lua is not under its memory limit: it is paid for. */
	sandbox_charge(declaration->lua, (int64_t) lua_rawlen(declaration->lua, -1));
	return declaration_keep(declaration,
	                        arena_text(declaration->loading->arena, lua_tostring(declaration->lua, -1)));
}

const char *declaration_text(struct declaration *declaration, const char *key)
{
	const char *text = push_key(declaration, key, KEY_TEXT) ? copy_text(declaration) : NULL;

	lua_pop(declaration->lua, 1);
	if (text && !text[0]) {
		declaration_problem(declaration, key, NULL, "'%s' of %s '%s' is empty", key, declaration->kind,
		                    declaration->name);
		return NULL;
	}
	return text;
}

bool declaration_flag(struct declaration *declaration, const char *key)
{
	bool flag = push_key(declaration, key, KEY_FLAG) && lua_toboolean(declaration->lua, -1);

	lua_pop(declaration->lua, 1);
	return flag;
}

bool declaration_has(struct declaration *declaration, const char *key)
{
	bool has = lua_getfield(declaration->lua, declaration->table, key) != LUA_TNIL;

	lua_pop(declaration->lua, 1);
	return has;
}

struct date declaration_date(struct declaration *declaration, const char *key)
{
	const char *text = declaration_text(declaration, key);
	struct error err = ERROR_INIT;
	struct date date = { 0 };

	if (text && date_parse(text, strlen(text), &date, &err)) {
		place_problem_of(declaration->loading->problems, declaration->place, text, &err);
		date = (struct date){ 0 };
	}
	return date;
}

#define TEXTS_MOST 200

const char **declaration_texts(struct declaration *declaration, const char *key, size_t *count)
{
	lua_State *L = declaration->lua;
	const char **texts = NULL;
	lua_Integer length;

	*count = 0;
	if (!push_key(declaration, key, KEY_TEXTS))
		goto out;
	length = luaL_len(L, -1);
	if (length < 1 || length > TEXTS_MOST) {
		declaration_problem(declaration, key, NULL, "'%s' of %s '%s' must hold from 1 to %d texts", key,
		                    declaration->kind, declaration->name, TEXTS_MOST);
		goto out;
	}
	texts = declaration_keep(declaration,
	                         arena_array(declaration->loading->arena, (size_t) length + 1, sizeof *texts));
	for (lua_Integer i = 1; i <= length; i++) {
		bool is_text = lua_geti(L, -1, i) == LUA_TSTRING && lua_rawlen(L, -1) > 0, again = false;

		if (!is_text)
			declaration_problem(declaration, key, NULL, "item %lld of '%s' must be text, not %s",
			                    (long long) i, key,
			                    lua_type(L, -1) == LUA_TSTRING ? "empty" : lua_value_describe(L, -1));
		for (size_t before = 0; is_text && before < *count; before++)
			again |= !strcmp(texts[before], lua_tostring(L, -1));
		if (again)
			declaration_problem(declaration, key, NULL, "'%s' stands twice in '%s'", lua_tostring(L, -1),
			                    key);
		else if (is_text)
			texts[(*count)++] = copy_text(declaration);
		lua_pop(L, 1);
	}
out:
	lua_pop(L, 1);
	return texts;
}

/* The one call of `decision_table` with a table that stands on a line. */
struct call_on_line {
	int line;
	const struct syntax_node *table; /* NULL: there is none, or more than one */
	int count;
};

static bool find_call(const struct syntax_node *node, void *context)
{
	struct call_on_line *call = context;

	if (node->kind == SYNTAX_CALL && node->line == call->line && node->as.call.callee->kind == SYNTAX_NAME
	    && !strcmp(node->as.call.callee->as.name.text, "decision_table") && node->as.call.arguments.count == 1
	    && node->as.call.arguments.items[0]->kind == SYNTAX_TABLE) {
		call->table = call->count++ ? NULL : node->as.call.arguments.items[0];
	}
	return node->line <= call->line && node->last_line >= call->line;
}

static void look_into_table(lua_State *L, const struct decision_table *table, const struct place *place)
{
	struct loading *loading = sandbox_of(L)->loading;
	struct call_on_line call = { .line = place->line };

	for (size_t i = 0; place->source && i < loading->file_count; i++) {
		if (loading->files[i].source == place->source && loading->files[i].syntax)
			syntax_visit(loading->files[i].syntax->main, find_call, &call);
	}
	decision_table_check(table, *place, call.table, loading->problems);
}

int declare_decision_table(lua_State *L)
{
	struct loading *loading = sandbox_of(L)->loading;
	struct declaration declaration = { .lua = L, .loading = loading };
	struct declared_table made = { .place = { .source = NULL } };
	struct table_object *object;

	if (!loading)
		return library_fail(L, "make it at the head of a file, outside of functions",
		                    "'decision_table' works only while files are loaded");
	if (decision_table_new(L) != 1)
		bug("a decision table is one value");
	object = lua_touserdata(L, -1);
	DECLARATION_RESERVE(&declaration, table);
	sandbox_place(L, &made.place);
	made.declaration = object->declaration;
	made.row_count = object->table ? object->table->row_count : 0;
	object->number = (int) loading->declared.table_count;
	loading->declared.tables[loading->declared.table_count++] = made;
	if (loading->checking && object->table)
		look_into_table(L, object->table, &made.place);
	return 1;
}

int declaration_add_function(struct declaration *declaration, int index)
{
	lua_State *L = declaration->lua;
	struct declared *declared = &declaration->loading->declared;
	struct function function = {
		.place = declaration->place, .last_line = declaration->place.line, .on = -1, .table = -1
	};
	lua_Debug details;

	index = lua_absindex(L, index);
	if (!declaration_is_function(L, index))
		return NO_FUNCTION;
	if (array_reserve(&declared->functions, &declared->function_capacity, declared->function_count + 1,
	                  sizeof *declared->functions))
		declaration_raise_memory(declaration);
	if (lua_isfunction(L, index)) {
		lua_pushvalue(L, index);
		lua_getinfo(L, ">S", &details);
		function.place.source = load_source(declaration->loading, details.source);
		function.place.line = details.linedefined;
		function.place.column = checked_column(L, index);
		function.last_line = details.lastlinedefined;
	} else {
		/* The one object that can be called. */
		function.table = ((const struct table_object *) lua_touserdata(L, index))->number;
		function.place = declared->tables[function.table].place;
		function.last_line = function.place.line;
	}
	sandbox_push_functions(L);
	lua_pushvalue(L, index);
	lua_rawseti(L, -2, (lua_Integer) declared->function_count + 1);
	lua_pop(L, 1);
	declared->functions[declared->function_count] = function;
	return (int) declared->function_count++;
}

int declaration_function(struct declaration *declaration, const char *key)
{
	int function = NO_FUNCTION;

	if (push_key(declaration, key, KEY_FUNCTION))
		function = declaration_add_function(declaration, -1);
	lua_pop(declaration->lua, 1);
	return function;
}

int declaration_choose(struct declaration *declaration, const char *key, const char *text, const char *const *names)
{
	struct nearest nearest = nearest_to(text);
	struct error err = ERROR_INIT;
	struct text list = TEXT_INIT;

	for (int i = 0; names[i]; i++) {
		if (!strcmp(names[i], text))
			return i;
		nearest_offer(&nearest, names[i]);
	}
	for (int i = 0; names[i]; i++)
		text_append_format(&list, "%s%s", i ? ", " : "", names[i]);
	error_set(&err, ERROR_INPUT, "%s '%s' has no %s '%s'", declaration->kind, declaration->name, key, text);
	if (nearest.best)
		error_did_you_mean(&err, nearest.best);
	else
		error_hint(&err, "one of %s", text_string(&list));
	text_release(&list);
	place_problem_of(declaration->loading->problems, declaration->place, text, &err);
	return -1;
}

bool declaration_type(struct declaration *declaration, enum type *type)
{
	const char *name = declaration_text(declaration, "type");
	int chosen = name ? declaration_choose(declaration, "type", name, type_names) : -1;

	*type = chosen < 0 ? TYPE_TEXT : (enum type) chosen;
	return chosen >= 0;
}

void declaration_check_values(struct declaration *declaration, enum type type)
{
	if (type == TYPE_STATUS && !declaration_has(declaration, "values"))
		declaration_problem(declaration, NULL, "values = { \"open\", \"closed\" }",
		                    "%s '%s' of type status needs 'values'", declaration->kind, declaration->name);
	if (type != TYPE_STATUS && declaration_has(declaration, "values"))
		declaration_problem(declaration, "values", "that is for type = \"status\"",
		                    "%s '%s' of type %s takes no 'values'", declaration->kind, declaration->name,
		                    type_names[type]);
}
