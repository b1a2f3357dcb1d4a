/* record.c: records as rules see them.
 *
 * A record in Lua is a proxy: an empty table whose metatable looks names up in a second table, which holds the fields that
 * are there. What is not in that one (a NULL, an outcome, a relation, a wrong name) falls through to index_record. So
 * reading a field that is known costs no call into C, and nothing can be stored in a record. */
#include "evaluate/tracing.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* What a name on a record stands for: kind in the low bits, index above. */
enum name_kind { NAME_FIELD, NAME_RELATION, NAME_OUTCOME, NAME_AWARD };
#define NAME_CODE(kind, index) ((lua_Integer) (index) *4 + (kind))

static const char instance_key = 0; /* its address: where a proxy's metatable keeps the instance */

static void raise_unknown_name(struct machine *machine, const struct instance *instance, const char *name)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	struct nearest nearest = nearest_to(name);
	struct error err;

	for (size_t i = 0; i < type->record->field_count; i++)
		nearest_offer(&nearest, type->record->fields[i].name);
	for (size_t i = 0; i < type->record->relation_count; i++)
		nearest_offer(&nearest, type->record->relations[i].name);
	for (size_t i = 0; i < type->column_count; i++) {
		if (type->columns[i].rule >= 0)
			nearest_offer(&nearest, type->columns[i].name);
	}
	error_set(&err, ERROR_INPUT, "'%s' has no field or rule '%s'", type->record->name, name);
	error_did_you_mean(&err, nearest.best);
	machine_raise(machine, instance, NULL, &err);
}

/* Such a text never gets into Lua, which would say that a rule made it. */
static bool is_too_long(struct value value)
{
	return value.kind == VALUE_TEXT && value.length > SANDBOX_READ_MOST;
}

/* Says what is missing; gives false. */
static bool lack(struct machine *machine, const int *facts, size_t count)
{
	machine->missing = facts;
	machine->missing_count = count;
	return false;
}

static bool push_field(struct machine *machine, struct instance *instance, int field)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct plan_type *type = &machine->plan->types[instance->type];
	struct value value;

	if (type->slot[field] < 0) {
		struct error err;

		error_set(&err, ERROR_INPUT, "field '%s.%s' is read in a way that could not be seen before the run",
		          type->record->name, type->record->fields[field].name);
		error_hint(&err, "read it by its name on the record: c.%s", type->record->fields[field].name);
		machine_raise(machine, instance, NULL, &err);
	}
	value = instance->values[type->slot[field]];
	if (machine->trace)
		value = trace_field(machine, instance, field, value);
	if (value.kind == VALUE_UNKNOWN) {
		machine->missing_one = plan_fact_of_field(machine->plan, instance->type, field);
		return lack(machine, &machine->missing_one, 1);
	}
	if (is_too_long(value)) {
		struct error err;

		error_set(&err, ERROR_INPUT, "'%s' is a text of %zu bytes, and rules read texts of at most %d",
		          type->record->fields[field].name, (size_t) value.length, SANDBOX_READ_MOST);
		machine_raise(machine, instance, NULL, &err);
	}
	lua_value_push(L, type->record->fields[field].type, value);
	return true;
}

static bool push_outcome(struct machine *machine, struct instance *instance, int place, bool award, size_t period)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct plan_rule *planned = &machine->plan->types[instance->type].rules[place];
	const struct rule *rule = &machine->plan->ruleset->rules[planned->rule];
	const struct outcome *outcome = machine_outcome(machine, instance, place, period);
	struct value value = award ? outcome->award : outcome->value;

	if (machine->trace)
		value = trace_outcome_read(machine, instance, place, award, period, value);
	sandbox_charge_read(L);
	if (value.kind == VALUE_UNKNOWN)
		return lack(machine, outcome->facts, outcome->fact_count);
	if (value.kind == VALUE_FLAG)
		lua_pushboolean(L, value.as.integer != 0);
	else
		lua_value_push(L, award ? TYPE_MONEY : rule->type, value);
	return true;
}

static bool push_relation(struct machine *machine, struct instance *instance, int relation)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	bool none = false;
	struct instance *parent = related_parent(machine, instance, relation, &none);

	if (machine->trace)
		parent = trace_relation(machine, instance, relation, parent, &none);
	if (parent)
		record_push(machine, parent);
	else if (none)
		lua_pushnil(L);
	else
		return false; /* related_parent said what is missing */
	return true;
}

/* [-0, +(1|0), e] what the name with this code stands for; false: what is missing is set. */
static bool push_coded(struct machine *machine, struct instance *instance, lua_Integer code)
{
	switch ((enum name_kind)(code & 3)) {
	case NAME_FIELD:
		return push_field(machine, instance, (int) (code >> 2));
	case NAME_RELATION:
		return push_relation(machine, instance, (int) (code >> 2));
	case NAME_OUTCOME:
		return push_outcome(machine, instance, (int) (code >> 2), false, machine->period);
	default:
		return push_outcome(machine, instance, (int) (code >> 2), true, machine->period);
	}
}

/* __index of the table that holds the fields; upvalues: the instance, and the names of its type. */
static int index_record(lua_State *L)
{
	struct instance *instance = lua_touserdata(L, lua_upvalueindex(1));
	struct machine *machine = instance->machine;
	lua_Integer code;

	if (lua_type(L, 2) != LUA_TSTRING)
		return luaL_error(L, "records are read by name, such as c.income");
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL)
		raise_unknown_name(machine, instance, lua_tostring(L, 2));
	code = lua_tointeger(L, -1);
	lua_pop(L, 1);
	if (!push_coded(machine, instance, code))
		return machine_raise_missing(machine, machine->missing, machine->missing_count);
	return 1;
}

/* [-0, +(1|0), e] what the name on top of the stack, which stays there, is on the record; false: what is missing is set. */
static bool push_named(struct machine *machine, struct instance *instance)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	lua_Integer code;

	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->names_ref);
	lua_rawgeti(L, -1, instance->type + 1);
	lua_pushvalue(L, -3);
	if (lua_rawget(L, -2) == LUA_TNIL)
		raise_unknown_name(machine, instance, lua_tostring(L, -4));
	code = lua_tointeger(L, -1);
	lua_pop(L, 3);
	return push_coded(machine, instance, code);
}

bool record_push_path(struct machine *machine, struct instance *instance, const char *path)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	luaL_checkstack(L, 8, NULL);
	for (;;) {
		size_t length = strcspn(path, ".");
		bool known;

		lua_pushlstring(L, path, length);
		known = push_named(machine, instance);
		lua_remove(L, known ? -2 : -1);
		if (!known)
			return false;
		if (!path[length] || lua_isnil(L, -1))
			return true;
		path += length + 1;
		instance = record_at(L, -1);
		lua_pop(L, 1);
	}
}

/* __index of what `at.previous` gives; upvalues as above. Only outcomes have a period before. */
static int index_previous(lua_State *L)
{
	struct instance *instance = lua_touserdata(L, lua_upvalueindex(1));
	struct machine *machine = instance->machine;
	lua_Integer code;

	luaL_checkstring(L, 2);
	lua_pushvalue(L, 2);
	lua_rawget(L, lua_upvalueindex(2));
	code = lua_tointeger(L, -1);
	if (lua_isnil(L, -1) && !strcmp(lua_tostring(L, 2), "totals")) {
		after_push_totals(machine, true);
		return 1;
	}
	if (lua_isnil(L, -1) || (code & 3) == NAME_FIELD || (code & 3) == NAME_RELATION) {
		struct error err;

		error_set(&err, ERROR_INPUT, "'at.previous' has no '%s'", lua_tostring(L, 2));
		error_hint(&err, "it holds the outcomes of the period before; a field is the same in every period");
		machine_raise(machine, instance, NULL, &err);
	}
	lua_pop(L, 1);
	if (!push_outcome(machine, instance, (int) (code >> 2), (code & 3) == NAME_AWARD, machine->period - 1))
		return machine_raise_missing(machine, machine->missing, machine->missing_count);
	return 1;
}

static int refuse_assignment(lua_State *L)
{
	return luaL_error(L, "a record cannot be changed");
}

static int name_record(lua_State *L)
{
	struct instance *instance = lua_touserdata(L, lua_upvalueindex(1));
	struct machine *machine = instance->machine;

	text_clear(&machine->scratch);
	machine_append_key(machine, instance, &machine->scratch);
	lua_pushlstring(L, text_string(&machine->scratch), machine->scratch.length);
	return 1;
}

/* The same row may be met as the record itself, as a parent and as a child: it is one record all the same. */
static int same_record(lua_State *L)
{
	const struct instance *a = record_at(L, 1), *b = record_at(L, 2);
	const struct plan_type *type = &a->machine->plan->types[a->type];
	bool same = a->type == b->type;

	for (size_t i = 0; same && i < type->record->key_count; i++)
		same = value_compare(a->values[type->key_slots[i]], b->values[type->key_slots[i]]) == 0;
	lua_pushboolean(L, same);
	return 1;
}

/* [-0, +0] names -> codes of one type, into the table on top. A relation hides the field of the same name. */
static void fill_names(lua_State *L, const struct machine *machine, const struct plan_type *type)
{
	const struct ruleset *ruleset = machine->plan->ruleset;

	for (size_t i = 0; i < type->record->field_count; i++) {
		lua_pushinteger(L, NAME_CODE(NAME_FIELD, i));
		lua_setfield(L, -2, type->record->fields[i].name);
	}
	for (size_t i = 0; i < type->record->relation_count; i++) {
		lua_pushinteger(L, NAME_CODE(NAME_RELATION, i));
		lua_setfield(L, -2, type->record->relations[i].name);
	}
	for (size_t i = 0; i < type->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[type->rules[i].rule];

		lua_pushinteger(L, NAME_CODE(NAME_OUTCOME, i));
		lua_setfield(L, -2, rule->name);
		if (rule->award != NO_FUNCTION) {
			lua_pushinteger(L, NAME_CODE(NAME_AWARD, i));
			lua_setfield(L, -2, rule->award_name);
		}
	}
}

/* [-0, +0] the names under which fields are stored, into the table on top: false for one that a relation hides. */
static void fill_keys(lua_State *L, const struct plan_type *type)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const char *name = type->record->fields[type->fields[i]].name;

		if (schema_relation(type->record, name) >= 0)
			lua_pushboolean(L, false);
		else
			lua_pushstring(L, name);
		lua_rawseti(L, -2, (lua_Integer) i + 1);
	}
}

/* [-0, +0, m] one method into the metatable on top, with the instance as its first upvalue. */
static void set_method(lua_State *L, const char *name, lua_CFunction function, struct instance *instance)
{
	lua_pushlightuserdata(L, instance);
	lua_pushcclosure(L, function, 1);
	lua_setfield(L, -2, name);
}

/* [-0, +0, m] the instance's two tables. */
static void make_tables(struct machine *machine, struct instance *instance)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	luaL_checkstack(L, 8, NULL);
	lua_newtable(L); /* the fields */
	lua_createtable(L, 0, 1);
	lua_pushlightuserdata(L, instance);
	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->names_ref);
	lua_rawgeti(L, -1, instance->type + 1);
	lua_replace(L, -2);
	lua_pushcclosure(L, index_record, 2);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_pushvalue(L, -1);
	instance->values_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_newtable(L); /* the proxy */
	lua_createtable(L, 0, 7);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	set_method(L, "__newindex", refuse_assignment, instance);
	set_method(L, "__tostring", name_record, instance);
	set_method(L, "__eq", same_record, instance);
	lua_pushliteral(L, "record");
	lua_setfield(L, -2, "__metatable");
	lua_pushliteral(L, "record");
	lua_setfield(L, -2, "__name");
	lua_pushlightuserdata(L, instance);
	lua_rawsetp(L, -2, &instance_key);
	lua_setmetatable(L, -2);
	instance->proxy_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_pop(L, 1);
}

struct instance *record_new(struct machine *machine, int type)
{
	const struct plan_type *planned = &machine->plan->types[type];
	struct instance *instance = calloc(1, sizeof *instance);

	if (!instance)
		machine_raise_memory(machine);
	instance->machine = machine;
	instance->type = type;
	instance->values_ref = instance->proxy_ref = instance->previous_ref = LUA_NOREF;
	/* Hung on the machine before anything can raise. */
	instance->next_made = machine->made;
	machine->made = instance;
	instance->outcomes =
		calloc(planned->rule_count * machine->plan->period_count + 1, sizeof *instance->outcomes);
	instance->parents = calloc(planned->record->relation_count + 1, sizeof(struct instance *));
	instance->children = calloc(machine->children_count + 1, sizeof *instance->children);
	if (!instance->outcomes || !instance->parents || !instance->children)
		machine_raise_memory(machine);
	make_tables(machine, instance);
	return instance;
}

void record_open(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct plan *plan = machine->plan;

	lua_createtable(L, (int) plan->type_count, 0);
	lua_createtable(L, (int) plan->type_count, 0);
	for (size_t i = 0; i < plan->type_count; i++) {
		lua_newtable(L);
		fill_names(L, machine, &plan->types[i]);
		lua_rawseti(L, -3, (lua_Integer) i + 1);
		lua_newtable(L);
		fill_keys(L, &plan->types[i]);
		lua_rawseti(L, -2, (lua_Integer) i + 1);
	}
	machine->keys_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	machine->names_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	for (size_t i = 0; i < plan->type_count; i++) {
		if (plan->types[i].evaluated)
			machine->mains[i] = record_new(machine, (int) i);
	}
}

void record_close(struct machine *machine)
{
	while (machine->made) {
		struct instance *instance = machine->made;

		machine->made = instance->next_made;
		text_release(&instance->key);
		free(instance->outcomes);
		free(instance->parents);
		free(instance->children);
		free(instance);
	}
}

bool record_is_substituted(const struct machine *machine, int type, const struct value *values)
{
	const struct substitute *substitute = machine->substitute;
	const struct plan_type *planned = &machine->plan->types[type];
	bool same = substitute && substitute->type == type;

	for (size_t i = 0; same && i < planned->record->key_count; i++)
		same = value_compare(values[planned->key_slots[i]], substitute->key[i]) == 0;
	return same;
}

static const struct value *substitute(struct machine *machine, int type, const struct value *values,
                                      struct arena *arena)
{
	size_t count = machine->plan->types[type].field_count;
	struct value *copy;

	if (!record_is_substituted(machine, type, values))
		return values;
	copy = arena_array(arena, count, sizeof *copy);
	if (!copy)
		machine_raise_memory(machine);
	memcpy(copy, values, count * sizeof *copy);
	copy[machine->substitute->slot] = machine->substitute->value;
	return copy;
}

void record_fill(struct machine *machine, struct instance *instance, const struct value *values, struct arena *arena)
{
	const struct plan_type *type = &machine->plan->types[instance->type];

	if (machine->substitute)
		values = substitute(machine, instance->type, values, arena);
	instance->values = values;
	instance->arena = arena;
	instance->validity = VALIDITY_UNASKED;
	instance->decisions = decisions_find(machine->plan, instance->type, values, &instance->decision_count);
	for (size_t i = 0; i < type->rule_count * machine->plan->period_count; i++)
		instance->outcomes[i].state = OUTCOME_UNTRIED;
	for (size_t i = 0; i < type->record->relation_count; i++)
		instance->parents[i] = NULL;
	instance->in_lua = false;
}

/* Many a record is evaluated without Lua: its fields come there when it is first pushed. */
static void put_fields(struct machine *machine, struct instance *instance)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct value *values = instance->values;
	int64_t paused = sandbox_pause(machine->sandbox);
	bool tracing = machine->options->tracing;

	luaL_checkstack(L, 6, NULL);
	lua_rawgeti(L, LUA_REGISTRYINDEX, instance->values_ref);
	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->keys_ref);
	lua_rawgeti(L, -1, instance->type + 1);
	lua_replace(L, -2);
	for (size_t i = 0; i < type->field_count; i++) {
		if (lua_rawgeti(L, -1, (lua_Integer) i + 1) == LUA_TBOOLEAN) {
			lua_pop(L, 1);
			continue;
		}
		/* What is not there is asked for, and so can be traced. */
		if (tracing || values[i].kind == VALUE_UNKNOWN || is_too_long(values[i]))
			lua_pushnil(L);
		else
			lua_value_push(L, type->record->fields[type->fields[i]].type, values[i]);
		lua_rawset(L, -4);
	}
	lua_pop(L, 2);
	sandbox_resume(machine->sandbox, paused);
	instance->in_lua = true;
}

void record_push(struct machine *machine, struct instance *instance)
{
	if (!instance->in_lua)
		put_fields(machine, instance);
	lua_rawgeti(sandbox_lua(machine->sandbox), LUA_REGISTRYINDEX, instance->proxy_ref);
}

void record_push_previous(struct machine *machine, struct instance *instance)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	ensure(machine->period > 0);
	if (instance->previous_ref == LUA_NOREF) {
		lua_newtable(L);
		lua_createtable(L, 0, 3);
		lua_pushlightuserdata(L, instance);
		lua_rawgeti(L, LUA_REGISTRYINDEX, machine->names_ref);
		lua_rawgeti(L, -1, instance->type + 1);
		lua_replace(L, -2);
		lua_pushcclosure(L, index_previous, 2);
		lua_setfield(L, -2, "__index");
		set_method(L, "__newindex", refuse_assignment, instance);
		lua_pushliteral(L, "previous outcomes");
		lua_setfield(L, -2, "__metatable");
		lua_setmetatable(L, -2);
		instance->previous_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, instance->previous_ref);
}

struct instance *record_if_any(lua_State *L, int index)
{
	struct instance *instance = NULL;

	if (lua_type(L, index) == LUA_TTABLE && lua_getmetatable(L, index)) {
		lua_rawgetp(L, -1, &instance_key);
		instance = lua_touserdata(L, -1);
		lua_pop(L, 2);
	}
	return instance;
}

struct instance *record_at(lua_State *L, int index)
{
	struct instance *instance = record_if_any(L, index);

	if (!instance)
		luaL_error(L, "expected a record, got %s", luaL_typename(L, index));
	return instance;
}

struct value record_path(struct machine *machine, struct instance *instance, const struct path *path)
{
	const struct value unknown = { .kind = VALUE_UNKNOWN };
	const struct plan_type *type;

	for (size_t i = 0; i < path->relation_count; i++) {
		bool none = false;
		struct instance *parent = related_parent(machine, instance, path->relations[i], &none);

		if (!parent)
			return none ? (struct value){ .kind = VALUE_NONE } : unknown;
		instance = parent;
	}
	type = &machine->plan->types[instance->type];
	if (path->rule >= 0) {
		const struct outcome *outcome =
			machine_outcome(machine, instance, type->rule_place[path->rule], machine->period);

		return path->award ? outcome->award : outcome->value;
	}
	return path->field >= 0 ? instance->values[type->slot[path->field]] : value_integer(1);
}
