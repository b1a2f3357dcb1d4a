/* members.c: related(): the list of a record's members, who of them has a role, and of whom that is not known. */
#include "evaluate/members.h"

#include "evaluate/tracing.h"
#include "rules/frozen.h"

#include <lauxlib.h>
#include <string.h>

static const char list_key, doubts_key; /* their addresses: in the metatable of a list with doubt */

#define WORD 64

void facts_open(struct machine *machine, struct fact_set *set)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	luaL_checkstack(L, LUA_MINSTACK, NULL);
	lua_pushnil(L);
	*set = (struct fact_set){ machine, lua_gettop(L) };
}

static size_t words_of(const struct machine *machine)
{
	return (size_t) machine->plan->fact_count / WORD + 1;
}

void facts_add(struct fact_set *set, const int *facts, size_t count)
{
	lua_State *L = sandbox_lua(set->machine->sandbox);
	uint64_t *words = lua_touserdata(L, set->at);

	if (!words) {
		/* What is to be added may lie where the next allocation puts something else: it is in C's memory. */
		words = lua_newuserdatauv(L, words_of(set->machine) * sizeof *words, 0);
		memset(words, 0, words_of(set->machine) * sizeof *words);
		lua_replace(L, set->at);
	}
	for (size_t i = 0; i < count; i++)
		words[facts[i] / WORD] |= (uint64_t) 1 << facts[i] % WORD;
}

void facts_clear(struct fact_set *set)
{
	lua_State *L = sandbox_lua(set->machine->sandbox);

	if (lua_isnil(L, set->at))
		return;
	lua_pushnil(L);
	lua_replace(L, set->at);
}

void facts_set_missing(const struct fact_set *set)
{
	struct machine *machine = set->machine;
	const uint64_t *words = lua_touserdata(sandbox_lua(machine->sandbox), set->at);
	size_t count = 0;

	for (size_t i = 0; words && i < words_of(machine); i++) {
		for (uint64_t left = words[i]; left; left &= left - 1)
			machine->missing_room[count++] = (int) (i * WORD) + __builtin_ctzll(left);
	}
	machine->missing = machine->missing_room;
	machine->missing_count = count;
}

void members_open(lua_State *L, int index, const char *function, struct members *out)
{
	luaL_checkstack(L, LUA_MINSTACK, NULL);
	*out = (struct members){ .list = lua_gettop(L) + 1, .doubts = lua_gettop(L) + 2 };
	if (lua_type(L, index) == LUA_TTABLE && lua_getmetatable(L, index)) {
		if (lua_rawgetp(L, -1, &list_key) == LUA_TTABLE) {
			lua_rawgetp(L, -2, &doubts_key);
			lua_remove(L, out->list);
			out->count = (lua_Integer) lua_rawlen(L, out->list);
			return;
		}
		lua_settop(L, out->list - 1);
	}
	if (lua_type(L, index) != LUA_TTABLE || record_if_any(L, index)) {
		struct error err;

		error_set(&err, ERROR_INPUT, "'%s' goes through a list, and got %s", function,
		          lua_type(L, index) == LUA_TTABLE ? "a record" : lua_value_describe(L, index));
		error_hint(&err, "a record's members are related(record, \"type\")");
		sandbox_raise(L, &err);
	}
	lua_pushvalue(L, index);
	lua_pushnil(L);
	out->count = luaL_len(L, out->list);
}

bool members_doubt(lua_State *L, const struct members *members, lua_Integer i, struct fact_set *set)
{
	bool doubt = !lua_isnil(L, members->doubts) && lua_rawgeti(L, members->doubts, i) == LUA_TSTRING;

	if (doubt && set) {
		size_t length, count;
		const char *bytes = lua_tolstring(L, -1, &length);

		count = length / sizeof(int);
		memcpy(set->machine->missing_room, bytes, count * sizeof(int));
		facts_add(set, set->machine->missing_room, count);
	}
	lua_settop(L, lua_gettop(L) - !lua_isnil(L, members->doubts));
	return doubt;
}

/* Upvalue: the doubts of a list that is used as if there were none. */
static int raise_doubt(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	struct fact_set set;
	struct members members = { .doubts = lua_upvalueindex(1) };

	facts_open(machine, &set);
	for (lua_pushnil(L); lua_next(L, members.doubts); lua_pop(L, 1))
		members_doubt(L, &members, lua_tointeger(L, -2), &set);
	facts_set_missing(&set);
	return machine_raise_missing(machine, machine->missing, machine->missing_count);
}

/* [-2, +1, m] a list and its doubts: becomes a table that cannot be used as if it had none. */
static void put_in_doubt(lua_State *L)
{
	static const char *const uses[] = { "__index", "__newindex", "__len", "__pairs" };
	int list = lua_gettop(L) - 1, doubts = list + 1;

	lua_newtable(L);
	lua_createtable(L, 2, 5);
	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
		lua_pushvalue(L, doubts);
		lua_pushcclosure(L, raise_doubt, 1);
		lua_setfield(L, -2, uses[i]);
	}
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pushvalue(L, list);
	lua_rawsetp(L, -2, &list_key);
	lua_pushvalue(L, doubts);
	lua_rawsetp(L, -2, &doubts_key);
	lua_setmetatable(L, -2);
	lua_replace(L, list);
	lua_settop(L, list);
}

/* "person" or "person.household": which of the machine's children that is. */
static size_t find_children(struct machine *machine, const struct instance *instance, const char *name)
{
	const struct plan *plan = machine->plan;
	int parent = plan->types[instance->type].schema_type;
	size_t length = strcspn(name, ".");
	struct nearest nearest;
	struct error err;

	for (size_t i = 0; i < machine->children_count; i++) {
		const struct record_type *type = plan->types[machine->children[i].type].record;
		const struct relation *relation = &type->relations[machine->children[i].relation];

		if (relation->parent != parent)
			continue;
		if (strncmp(type->name, name, length) || type->name[length])
			continue;
		if (name[length] == '.' ? !strcmp(relation->name, name + length + 1)
		                        : schema_relation_to(type, parent) == machine->children[i].relation)
			return i;
	}
	nearest = nearest_to(name);
	for (size_t i = 0; i < machine->children_count; i++)
		nearest_offer(&nearest, plan->types[machine->children[i].type].record->name);
	error_set(&err, ERROR_INPUT, "'%s' has no related '%s' that could be seen before the run",
	          plan->types[instance->type].record->name, name);
	error_did_you_mean(&err, nearest.best);
	machine_raise(machine, instance, NULL, &err);
	return 0;
}

/* Who is asked for: those of whom `flag` is true, or those whose fields equal what the table has under their names. */
#define ROLE_MOST 16
struct role {
	const char *flag; /* NULL: the table; neither: everybody */
	int table;        /* stack index; 0: none */
	const char *names[ROLE_MOST];
	size_t count;
};

static int raise_role(lua_State *L, const char *message, const char *hint)
{
	struct error err;

	error_set(&err, ERROR_INPUT, "%s", message);
	error_hint(&err, "%s", hint);
	return sandbox_raise(L, &err);
}

/* The names in the role's table, sorted: what they cost, and which is wrong, may not hang on the order that Lua keeps. */
static void sort_names(lua_State *L, struct role *role)
{
	if (!frozen_push_content(L, role->table))
		lua_pushvalue(L, role->table);
	sandbox_charge_walk(L);
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		size_t at = role->count;

		if (lua_type(L, -2) != LUA_TSTRING || at == ROLE_MOST)
			raise_role(L, "a role is a name, or a table of a few names and what they equal",
			           "write related(record, \"person\", { role = \"child\" })");
		for (; at > 0 && strcmp(role->names[at - 1], lua_tostring(L, -2)) > 0; at--)
			role->names[at] = role->names[at - 1];
		role->names[at] = lua_tostring(L, -2);
		role->count++;
	}
	lua_pop(L, 1);
	if (!role->count)
		raise_role(L, "a role that asks for nothing: the table is empty, or what it asks for is nil",
		           "leave it out to have everybody");
}

/* A nil in the table asks for nothing, and there would be more members than are meant. */
static bool is_written(const struct machine *machine, int type, const struct role *role)
{
	for (size_t i = 0; i < machine->role_count; i++) {
		const char *names = machine->roles[i].names;
		size_t at = 0;

		for (; machine->roles[i].type == type && at < role->count; at++) {
			size_t length = strlen(role->names[at]);

			if (strncmp(names, role->names[at], length) != 0 || (names[length] && names[length] != ','))
				break;
			names += length + (names[length] == ',');
		}
		if (at == role->count && !*names)
			return true;
	}
	return false;
}

static void read_role(lua_State *L, int index, int type, struct role *role)
{
	*role = (struct role){ .flag = NULL };
	if (lua_isnone(L, index))
		return;
	if (lua_type(L, index) == LUA_TSTRING) {
		role->flag = lua_tostring(L, index);
	} else if (lua_type(L, index) == LUA_TTABLE && !record_if_any(L, index)) {
		role->table = index;
		sort_names(L, role);
		if (!is_written(sandbox_context(L), type, role))
			raise_role(L, "what a role asks for is nil, or its names could not be seen before the run",
			           "those without are asked for by a function: any(list, function(one) ... end)");
	} else {
		raise_role(L, "a role is a name, or a table of names and what they equal",
		           "write related(record, \"person\", { role = \"child\" })");
	}
}

enum kind { KIND_NUMBER, KIND_TEXT, KIND_FLAG, KIND_RECORD, KIND_OTHER };

static enum kind kind_of(lua_State *L, int index)
{
	struct decimal exact;

	switch (lua_type(L, index)) {
	case LUA_TSTRING:
		return KIND_TEXT;
	case LUA_TBOOLEAN:
		return KIND_FLAG;
	case LUA_TTABLE:
		return KIND_RECORD;
	default:
		return lua_decimal_at(L, index, &exact) ? KIND_NUMBER : KIND_OTHER;
	}
}

enum answer { NO, YES, NOT_KNOWN };

/* Whether the member's field `name` equals what the role says; NOT_KNOWN: what is missing is set. */
static enum answer equals(struct machine *machine, struct instance *member, const struct role *role, const char *name)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	int top = lua_gettop(L);
	enum answer answer = NO;
	struct error err;

	if (!record_push_path(machine, member, name))
		return NOT_KNOWN;
	lua_getfield(L, role->table, name);
	if (!lua_isnil(L, -2) && kind_of(L, -1) != kind_of(L, -2)) {
		error_set(&err, ERROR_INPUT, "'%.60s' is %s, and never %s", name, lua_value_describe(L, -2),
		          lua_value_describe(L, -1));
		machine_raise_at(machine, member, &err);
	}
	if (!lua_isnil(L, -2) && lua_compare(L, -1, -2, LUA_OPEQ))
		answer = YES;
	lua_settop(L, top);
	return answer;
}

/* Whether the member's `flag` is true; likewise. */
static enum answer has_flag(struct machine *machine, struct instance *member, const char *flag)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	enum answer answer;
	struct error err;

	if (!record_push_path(machine, member, flag))
		return NOT_KNOWN;
	if (!lua_isboolean(L, -1)) {
		error_set(&err, ERROR_INPUT, "'%.60s' gave %s: expected true or false", flag,
		          lua_value_describe(L, -1));
		if (!lua_isnil(L, -1))
			error_hint(&err, "write { %.60s = ... }, with what it is to equal", flag);
		machine_raise_at(machine, member, &err);
	}
	answer = lua_toboolean(L, -1) ? YES : NO;
	lua_pop(L, 1);
	return answer;
}

#define MEMBER_STEPS 2 /* for each name that is asked of a member */

/* Whether the member is in the list; NOT_KNOWN: `set` has what would settle it. */
static enum answer belongs(struct machine *machine, struct instance *member, const struct role *role,
                           struct fact_set *set)
{
	enum answer answer = YES, one;

	facts_clear(set);
	switch (inforce_validity(machine, member)) {
	case VALIDITY_OUTSIDE:
		return NO;
	case VALIDITY_UNKNOWN:
		inforce_missing(machine, member);
		if (machine->trace)
			trace_missing(machine, member);
		facts_add(set, machine->missing, machine->missing_count);
		answer = NOT_KNOWN;
		break;
	default:
		break;
	}
	for (size_t i = 0; i < role->count + (role->flag != NULL); i++) {
		sandbox_charge(sandbox_lua(machine->sandbox), MEMBER_STEPS);
		one = role->flag ? has_flag(machine, member, role->flag)
		                 : equals(machine, member, role, role->names[i]);
		if (one == NO)
			return NO;
		if (one == NOT_KNOWN) {
			facts_add(set, machine->missing, machine->missing_count);
			answer = NOT_KNOWN;
		}
	}
	return answer;
}

int members_related(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	struct instance *instance = record_at(L, 1);
	const char *name = luaL_checkstring(L, 2);
	size_t which = find_children(machine, instance, name);
	struct child_list children;
	struct fact_set set;
	struct role role;
	lua_Integer count = 0;
	int list, doubts;

	read_role(L, 3, machine->children[which].type, &role);
	children = *related_children(machine, instance, which);
	if (machine->trace)
		children = trace_related(machine, instance, which, children);
	sandbox_charge(L, (int64_t) children.count);
	facts_open(machine, &set);
	lua_createtable(L, role.count || role.flag ? 0 : (int) children.count, 0);
	list = lua_gettop(L);
	doubts = list + 1;
	lua_pushnil(L);
	for (size_t i = 0; i < children.count; i++) {
		enum answer answer = belongs(machine, children.items[i], &role, &set);

		if (answer == NO)
			continue;
		record_push(machine, children.items[i]);
		lua_rawseti(L, list, ++count);
		if (answer == YES)
			continue;
		if (lua_isnil(L, doubts)) {
			lua_newtable(L);
			lua_replace(L, doubts);
		}
		facts_set_missing(&set);
		lua_pushlstring(L, (const char *) machine->missing, machine->missing_count * sizeof(int));
		lua_rawseti(L, doubts, count);
	}
	if (lua_isnil(L, doubts))
		lua_pop(L, 1);
	else
		put_in_doubt(L);
	return 1;
}
