/* host.c: what rules ask of the evaluator by name: known(), lookup(), group(), and those that have files of their own. */
#include "evaluate/amount.h"
#include "evaluate/gather.h"
#include "evaluate/members.h"
#include "evaluate/tracing.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

static int raise_input(struct machine *machine, const struct instance *instance, struct error *err,
                       const char *nearest)
{
	error_did_you_mean(err, nearest);
	return instance ? machine_raise(machine, instance, NULL, err)
	                : sandbox_raise(sandbox_lua(machine->sandbox), err);
}

/* known(record, "field"): [-0, +1, e] whether reading it would give something rather than raise unknown. */
static int host_known(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	struct instance *instance = record_at(L, 1);
	const struct plan_type *type = &machine->plan->types[instance->type];
	const char *name = luaL_checkstring(L, 2);
	int relation = schema_relation(type->record, name), field = schema_field(type->record, name);
	int rule = ruleset_rule(machine->plan->ruleset, type->schema_type, name);
	struct nearest nearest = nearest_to(name);
	struct error err;
	bool known;

	if (relation >= 0) {
		bool none = false;

		known = related_parent(machine, instance, relation, &none) || none;
	} else if (field >= 0 && type->slot[field] >= 0) {
		known = instance->values[type->slot[field]].kind != VALUE_UNKNOWN;
	} else if (rule >= 0) {
		const struct outcome *outcome =
			machine_outcome(machine, instance, type->rule_place[rule], machine->period);
		bool award = strcmp(machine->plan->ruleset->rules[rule].name, name) != 0;

		known = (award ? outcome->award : outcome->value).kind != VALUE_UNKNOWN;
		sandbox_charge_read(L);
	} else {
		for (size_t i = 0; i < type->record->field_count; i++)
			nearest_offer(&nearest, type->record->fields[i].name);
		for (size_t i = 0; i < type->column_count; i++) {
			if (type->columns[i].rule >= 0)
				nearest_offer(&nearest, type->columns[i].name);
		}
		error_set(&err, ERROR_INPUT, "'%s' has no field or rule '%s'", type->record->name, name);
		return raise_input(machine, instance, &err, nearest.best);
	}
	if (machine->trace)
		known = trace_known(machine, instance, name, known);
	lua_pushboolean(L, known);
	return 1;
}

/* Whether the table at index 2 has just the key fields of a lookup. */
static bool has_just_these(lua_State *L, const struct plan_type *type, const struct plan_lookup *lookup)
{
	size_t count = 0;

	sandbox_charge_walk(L);
	for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
		count++;
	if (count != lookup->key_count)
		return false;
	for (size_t i = 0; i < lookup->key_count; i++) {
		bool there = lua_getfield(L, 2, type->record->fields[lookup->key[i]].name) != LUA_TNIL;

		lua_pop(L, 1);
		if (!there)
			return false;
	}
	return true;
}

/* The value on top of the stack as a key of type `field`: a record stands for its own key. */
static struct value key_value(lua_State *L, struct machine *machine, const struct field *field)
{
	struct value value;
	struct error err;

	if (lua_type(L, -1) == LUA_TTABLE) {
		const struct instance *instance = record_at(L, -1);
		const struct plan_type *type = &machine->plan->types[instance->type];

		if (type->record->key_count == 1)
			return instance->values[type->key_slots[0]];
	}
	if (lua_value_get(L, -1, field->type, &value, &err))
		raise_input(machine, NULL, &err, NULL);
	return value;
}

/* lookup("band_d", {year = ..., district = ...}): [-0, +1, e] the row; unknown when there is none. */
static int host_lookup(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	const struct plan *plan = machine->plan;
	const char *name = luaL_checkstring(L, 1);
	struct value key[KEY_MOST];
	struct instance *row;
	struct error err;
	size_t which = 0;

	if (machine->figures) {
		error_set(&err, ERROR_INPUT, "a figure reads no records: 'lookup' works in rules");
		error_hint(&err, "look the value up in a rule, and read a total of what the rule gives");
		return raise_input(machine, NULL, &err, NULL);
	}
	luaL_checktype(L, 2, LUA_TTABLE);
	lua_settop(L, 2);
	for (; which < plan->lookup_count; which++) {
		const struct plan_type *type = &plan->types[plan->lookups[which].type];

		if (!strcmp(type->record->name, name) && has_just_these(L, type, &plan->lookups[which]))
			break;
	}
	if (which == plan->lookup_count) {
		error_set(&err, ERROR_INPUT,
		          "this lookup of '%s' could not be seen before the run, or a key in it is nil", name);
		error_hint(&err, "write the table's name and its key fields where lookup is called");
		return raise_input(machine, NULL, &err, NULL);
	}
	const struct plan_lookup *lookup = &plan->lookups[which];

	/* The values stay on the stack while the texts among them are borrowed. */
	luaL_checkstack(L, (int) lookup->key_count + 4, NULL);
	for (size_t i = 0; i < lookup->key_count; i++) {
		const struct field *field = &plan->types[lookup->type].record->fields[lookup->key[i]];

		lua_getfield(L, 2, field->name);
		key[i] = key_value(L, machine, field);
	}
	row = related_lookup(machine, which, key);
	if (machine->trace)
		row = trace_lookup(machine, which, key, row);
	if (!row)
		return machine_raise_missing(machine, machine->missing, machine->missing_count);
	record_push(machine, row);
	return 1;
}

/* group("total", value, ...): [-0, +1, e] one group of a total, in this period. */
static int host_group(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	int total = amount_find_total(machine);

	if (machine->figures)
		amount_push_group(machine, total);
	else
		after_push_group(machine, total);
	return 1;
}

static size_t host_missing(lua_State *L, const int **facts)
{
	const struct machine *machine = sandbox_context(L);

	*facts = machine->missing;
	return machine->missing_count;
}

static int host_raise_missing(lua_State *L, const int *facts, size_t count)
{
	struct machine *machine = sandbox_context(L);
	struct fact_set set;

	facts_open(machine, &set);
	facts_add(&set, facts, count);
	facts_set_missing(&set);
	return machine_raise_missing(machine, machine->missing, machine->missing_count);
}

static struct date host_day(lua_State *L)
{
	const struct machine *machine = sandbox_context(L);
	const struct running *running = machine->running_count ? &machine->running[machine->running_count - 1] : NULL;
	struct date day = machine->plan->periods[machine->period].start;

	if (running && running->rule->dated_by >= 0) {
		const struct instance *instance = running->instance;
		const struct plan_type *type = &machine->plan->types[instance->type];
		struct value value = instance->values[type->slot[running->rule->dated_by]];
		struct error err;

		/* The rule is in force, so the date is there and is one. */
		ensure(value.kind == VALUE_TEXT && !date_parse(value.as.text, value.length, &day, &err));
	}
	return day;
}

const struct sandbox_host record_host = {
	.related = members_related,
	.known = host_known,
	.lookup = host_lookup,
	.group = host_group,
	.any = gather_any,
	.every = gather_every,
	.at_least = gather_at_least,
	.count = gather_count,
	.sum = gather_sum,
	.least = gather_least,
	.greatest = gather_greatest,
	.missing = host_missing,
	.raise_missing = host_raise_missing,
	.day = host_day,
};
