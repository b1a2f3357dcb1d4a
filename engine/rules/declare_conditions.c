/* declare_conditions.c: condition trees: all { ... }, any { ... } and { "label", function }. */
#include "rules/declaration.h"
#include "rules/lua_value.h"
#include "rules/place.h"

#include <lauxlib.h>
#include <string.h>

/* What all {...} and any {...} give: rules can only hand it on. Its table is the one user value. */
struct group {
	enum condition_kind kind;
	struct place place;
};

static const char group_key;

/* A tree this deep is a mistake, and it is walked by recursion; one this large too, where groups hold each other twice. */
#define CONDITIONS_DEEP 32
#define CONDITIONS_MOST 1000
#define CONDITION_STEPS 50 /* for each, whenever a rule takes it */

static int push_group(lua_State *L, enum condition_kind kind, const char *name)
{
	struct group *group;

	char hint[80];

	snprintf(hint, sizeof hint, "inside a function write %s(list, test)", kind == CONDITION_ALL ? "every" : name);
	if (!sandbox_of(L)->loading)
		return library_fail(L, hint, "'%s { ... }' joins conditions while files are loaded", name);
	if (lua_gettop(L) > 1)
		return library_fail(L, hint, "'%s { ... }' joins conditions: it takes one table", name);
	library_table_at(L, 1, name);
	group = lua_newuserdatauv(L, sizeof *group, 1);
	*group = (struct group){ .kind = kind };
	lua_rawgetp(L, LUA_REGISTRYINDEX, &group_key);
	lua_setmetatable(L, -2);
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, -2, 1);
	sandbox_place(L, &group->place);
	return 1;
}

int declare_all(lua_State *L)
{
	return push_group(L, CONDITION_ALL, "all");
}

/* any { ... } while files are loaded; any(list, test) when rules run. */
int declare_any(lua_State *L)
{
	if (!sandbox_of(L)->loading && lua_gettop(L) != 1)
		return library_ask(L, sandbox_of(L)->host.any, "any");
	return push_group(L, CONDITION_ANY, "any");
}

void declare_open(lua_State *L)
{
	lua_createtable(L, 0, 2);
	lua_pushliteral(L, "conditions");
	lua_setfield(L, -2, "__name");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &group_key);
}

static const struct group *group_at(lua_State *L, int index)
{
	bool is_group = false;

	if (lua_type(L, index) == LUA_TUSERDATA && lua_getmetatable(L, index)) {
		lua_rawgetp(L, LUA_REGISTRYINDEX, &group_key);
		is_group = lua_rawequal(L, -1, -2);
		lua_pop(L, 2);
	}
	return is_group ? lua_touserdata(L, index) : NULL;
}

/* The labels met so far in one rule. */
struct labels {
	const char *label;
	const struct labels *before;
};

struct builder {
	struct declaration *declaration;
	const struct labels *labels;
	struct place place; /* of the key: for what has no place of its own */
	size_t count;
	bool failed, stopped; /* stopped: too large to go on with */
};

static void fail(struct builder *builder, struct place place, const char *word, const char *hint, const char *message)
{
	builder->failed = true;
	place_problem(builder->declaration->loading->problems, place, word, hint, "%s in rule '%s'", message,
	              builder->declaration->name);
}

/* [-0, +0, e] copies the text at `index`, and sees to it that no other condition of the rule has it. */
static const char *add_label(struct builder *builder, int index, struct place place)
{
	struct declaration *declaration = builder->declaration;
	const char *label = lua_tostring(declaration->lua, index);
	struct labels *added;

	if (!label[0]) {
		fail(builder, place, NULL, NULL, "a condition's label is empty");
		return NULL;
	}
	for (const struct labels *at = builder->labels; at; at = at->before) {
		if (strcmp(at->label, label) != 0)
			continue;
		builder->failed = true;
		place_problem(declaration->loading->problems, place, NULL,
		              "explanations tell conditions apart by their labels",
		              "two conditions of rule '%s' have the label '%s'", declaration->name, label);
		return NULL;
	}
	/* What is kept outside Lua is not under its memory limit: it is paid for. */
	sandbox_charge(declaration->lua, (int64_t) lua_rawlen(declaration->lua, index));
	label = declaration_keep(declaration, arena_text(declaration->loading->arena, label));
	added = declaration_keep(declaration, arena_alloc(declaration->loading->arena, sizeof *added));
	*added = (struct labels){ label, builder->labels };
	builder->labels = added;
	return label;
}

/* Whether the table at `index` has only the items 1 to `count` and, where allowed, a label. */
static bool has_only_items(lua_State *L, int index, lua_Integer count, bool label)
{
	lua_Integer keys;
	bool only = true;

	index = lua_absindex(L, index);
	library_push_sorted_keys(L, index);
	keys = (lua_Integer) lua_rawlen(L, -1);
	for (lua_Integer i = 1; i <= keys; i++) {
		if (lua_rawgeti(L, -1, i) == LUA_TSTRING)
			only &= label && !strcmp(lua_tostring(L, -1), "label");
		else
			only &= lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 1 && lua_tointeger(L, -1) <= count;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return only;
}

/* [-0, +0, e] { "label", function } at `index`. */
static void build_test(struct builder *builder, int index, struct condition *out)
{
	struct declaration *declaration = builder->declaration;
	lua_State *L = declaration->lua;
	int label, function;

	lua_geti(L, index, 1);
	lua_geti(L, index, 2);
	label = lua_gettop(L) - 1;
	function = label + 1;
	out->kind = CONDITION_TEST;
	out->function = declaration_add_function(declaration, function);
	if (out->function != NO_FUNCTION)
		out->place = declaration->loading->declared.functions[out->function].place;
	if (lua_istable(L, label) || group_at(L, label))
		fail(builder, builder->place, NULL, "write all { ... } or any { ... }",
		     "a list of conditions without 'all' or 'any'");
	else if (lua_type(L, label) != LUA_TSTRING)
		fail(builder, out->place, NULL, "write { \"what is tested\", function(record, p) ... end }",
		     "a condition without a label");
	else if (out->function == NO_FUNCTION)
		fail(builder, builder->place, lua_tostring(L, label),
		     "write { \"what is tested\", function(record, p) ... end }", "a condition without a function");
	else if (!has_only_items(L, index, 2, false))
		fail(builder, out->place, NULL, "write all { ... } or any { ... } for several",
		     "a condition with more than a label and a function");
	else
		out->label = add_label(builder, label, out->place);
	lua_pop(L, 2);
}

static void build(struct builder *builder, int index, struct condition *out, int depth);

/* [-0, +0, e] the group's table on top of the stack. */
static void build_group(struct builder *builder, const struct group *group, struct condition *out, int depth)
{
	struct declaration *declaration = builder->declaration;
	lua_State *L = declaration->lua;
	int table = lua_gettop(L);
	lua_Integer count = luaL_len(L, table);

	out->kind = group->kind;
	out->function = NO_FUNCTION;
	out->place = group->place;
	if (!has_only_items(L, table, count, true)) {
		fail(builder, group->place, NULL, "a group holds conditions, and perhaps label = \"...\"",
		     "an unknown key or a hole among the conditions");
		return;
	}
	if (count == 0) {
		fail(builder, group->place, group->kind == CONDITION_ALL ? "all" : "any", NULL,
		     "a group without conditions");
		return;
	}
	if (lua_getfield(L, table, "label") == LUA_TSTRING)
		out->label = add_label(builder, -1, group->place);
	else if (!lua_isnil(L, -1))
		fail(builder, group->place, "label", NULL, "a group's label is not text");
	lua_pop(L, 1);
	out->children = declaration_keep(
		declaration, arena_array(declaration->loading->arena, (size_t) count, sizeof *out->children));
	out->count = (size_t) count;
	for (lua_Integer i = 1; i <= count && !builder->stopped; i++) {
		lua_geti(L, table, i);
		build(builder, lua_gettop(L), &out->children[i - 1], depth + 1);
		lua_pop(L, 1);
	}
}

static void build(struct builder *builder, int index, struct condition *out, int depth)
{
	lua_State *L = builder->declaration->lua;
	const struct group *group = group_at(L, index);
	char message[96];

	luaL_checkstack(L, LUA_MINSTACK, "conditions are nested too deeply");
	sandbox_charge(L, CONDITION_STEPS);
	out->place = builder->place;
	if (depth > CONDITIONS_DEEP || ++builder->count > CONDITIONS_MOST) {
		builder->stopped = true;
		fail(builder, builder->place, NULL, NULL,
		     depth > CONDITIONS_DEEP ? "conditions are nested too deeply" : "there are too many conditions");
	} else if (group) {
		lua_getiuservalue(L, index, 1);
		build_group(builder, group, out, depth);
		lua_pop(L, 1);
	} else if (lua_istable(L, index)) {
		build_test(builder, index, out);
	} else {
		snprintf(message, sizeof message, "%s stands where a condition should", lua_value_describe(L, index));
		fail(builder, builder->place, NULL,
		     "a condition is { \"label\", function }, all { ... } or any { ... }", message);
	}
}

struct condition *declaration_conditions(struct declaration *declaration)
{
	lua_State *L = declaration->lua;
	struct builder builder = { .declaration = declaration, .place = declaration->place };
	struct condition *root;
	int underline;

	if (lua_getfield(L, declaration->table, "conditions") == LUA_TNIL) {
		lua_pop(L, 1);
		return NULL;
	}
	place_find(&builder.place, "conditions", strlen("conditions"), &underline);
	root = declaration_keep(declaration, arena_alloc(declaration->loading->arena, sizeof *root));
	build(&builder, lua_gettop(L), root, 0);
	lua_pop(L, 1);
	return builder.failed ? NULL : root;
}
