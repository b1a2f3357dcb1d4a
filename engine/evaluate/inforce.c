/* inforce.c: what rules are handed beside the record: `p`, the parameters in force, and `at`, the period; and whether a
 * record's own dates touch that period.
 *
 * `p` and `at` are read-only views: an empty table whose metatable looks names up in the table of values, and below that
 * explains what is wrong with a name that is not there. */
#include "evaluate/amount.h"
#include "evaluate/tracing.h"
#include "rules/formula.h"
#include "rules/lua_parameter.h"

#include <lauxlib.h>
#include <string.h>

static int refuse_assignment(lua_State *L)
{
	return luaL_error(L, "parameters and periods cannot be changed");
}

/* Whether what is in force is announced, but not set yet: nothing else is missing once the first value is in force. */
static bool is_announced(const struct parameter *parameter, const struct period *period)
{
	struct date day = parameter->read == READ_END ? period->finish : period->start;

	return parameter->count && date_compare(parameter->values[0].from, day) <= 0;
}

/* A name that is not among the values. Upvalues: the machine, the group's dotted name, the period. */
static int index_parameters(lua_State *L)
{
	struct machine *machine = lua_touserdata(L, lua_upvalueindex(1));
	const struct parameters *parameters = &machine->plan->scenario->parameters;
	const char *group = lua_tostring(L, lua_upvalueindex(2));
	size_t length;
	const char *name = luaL_checklstring(L, 2, &length);
	const char *full = *group ? lua_pushfstring(L, "%s.%s", group, name) : name;
	/* What begins like a parameter's name and goes on behind a NUL is another. */
	const struct parameter *parameter = strlen(name) == length ? parameters_find(parameters, full) : NULL;
	struct dated_value room;
	struct error err;
	bool carried;

	if (parameter && machine->options->tracing) {
		const struct dated_value *value =
			parameter_value(parameter, lua_touserdata(L, lua_upvalueindex(3)), &room, &carried, &err);

		if (value && machine->trace)
			value = trace_parameter(machine, parameter, value, carried);
		if (value) {
			lua_parameter_push(L, parameter, value);
			return 1;
		}
	}
	if (parameter && is_announced(parameter, lua_touserdata(L, lua_upvalueindex(3)))) {
		ensure(!parameter_value(parameter, lua_touserdata(L, lua_upvalueindex(3)), &room, &carried, &err));
	} else if (!parameter) {
		error_set(&err, ERROR_INPUT, "there is no parameter '%s'", full);
		error_did_you_mean(&err, parameters_nearest(parameters, full));
	} else if (parameter->count) {
		char first[DATE_TEXT_SIZE];

		date_print(parameter->values[0].from, first);
		error_set(&err, ERROR_INPUT, "parameter '%s' has no value before %s", full, first);
		error_hint(&err, "add the value that was in force to '%s', line %d", parameter->file->shown,
		           parameter->line);
	} else {
		error_set(&err, ERROR_INPUT, "parameter '%s' has no value", full);
	}
	return sandbox_raise(L, &err);
}

/* [-1, +1, m] replaces the table of values on top by a read-only view of it. */
static void make_view(lua_State *L, const char *shown)
{
	lua_newtable(L);
	lua_createtable(L, 0, 4);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_assignment);
	lua_setfield(L, -2, "__newindex");
	lua_pushstring(L, shown);
	lua_setfield(L, -2, "__name");
	lua_pushstring(L, shown);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_replace(L, -2);
}

/* [-0, +1, m] a table of values whose missing names are explained. */
static void push_group(lua_State *L, struct machine *machine, const char *name, size_t length,
                       const struct period *period)
{
	lua_newtable(L);
	lua_createtable(L, 0, 1);
	lua_pushlightuserdata(L, machine);
	lua_pushlstring(L, name, length);
	*(struct period *) lua_newuserdatauv(L, sizeof *period, 0) = *period;
	lua_pushcclosure(L, index_parameters, 3);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
}

/* [-0, +1, m] the view of one group: every parameter below `prefix` (its length includes the last dot) in `period`.
 * `*next` runs over the plan's parameters, which are sorted by name, so that a group's stand together. */
static void push_parameters(lua_State *L, struct machine *machine, const struct period *period, size_t prefix,
                            size_t *next)
{
	const struct plan *plan = machine->plan;
	const char *group = *next < plan->parameter_count ? plan->parameters[*next]->name : "";
	size_t group_length = prefix ? prefix - 1 : 0;

	luaL_checkstack(L, 12, "parameters are nested too deep");
	push_group(L, machine, group, group_length, period);
	while (*next < plan->parameter_count) {
		const struct parameter *parameter = plan->parameters[*next];
		const char *rest = parameter->name + prefix;
		size_t length;
		const struct dated_value *value;
		struct dated_value room;
		bool carried;
		struct error err;

		if (strncmp(parameter->name, group, prefix))
			break;
		length = strcspn(rest, ".");
		lua_pushlstring(L, rest, length);
		if (rest[length] == '.') {
			push_parameters(L, machine, period, prefix + length + 1, next);
			lua_rawset(L, -3);
			continue;
		}
		++*next;
		value = parameter_value(parameter, period, &room, &carried, &err);
		/* Read, it is an error; not read, it does no harm. What is traced is asked for one by one. */
		if (!value || machine->options->tracing) {
			lua_pop(L, 1);
			continue;
		}
		lua_parameter_push(L, parameter, value);
		lua_rawset(L, -3);
	}
	make_view(L, "parameters");
}

static const char *const at_names[] = { "period", "start", "finish" }; /* enum formula_at */

/* A name that is not among the values: `previous` depends on the record, or the figure, that is asking, and is nil in the first period. */
static int index_at(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	const char *name = luaL_checkstring(L, 2);

	if (!strcmp(name, "previous")) {
		if (machine->period == 0)
			return 0;
		if (machine->figures) {
			amount_push_previous(machine);
			return 1;
		}
		if (!machine->called)
			return 0;
		record_push_previous(machine, machine->called);
		return 1;
	}
	for (int part = FORMULA_AT_PERIOD; part <= FORMULA_AT_FINISH && machine->options->tracing; part++) {
		struct value value;

		if (strcmp(name, at_names[part]) != 0)
			continue;
		value = inforce_at(machine, part);
		if (machine->trace)
			trace_at(machine, part, value);
		lua_value_push(L, TYPE_TEXT, value);
		return 1;
	}
	if (!strcmp(name, "totals") && !machine->figures) {
		after_push_totals(machine, false);
		return 1;
	}
	return luaL_error(L, "'at' has no '%s': it has period, start, finish%s and previous", name,
	                  machine->figures ? "" : ", totals");
}

/* [-0, +1, m] `at` for one period. */
static void push_at(lua_State *L, const struct machine *machine, size_t period)
{
	const struct period_texts *texts = &machine->period_texts[period];
	const char *const parts[] = { machine->plan->periods[period].label, texts->start, texts->finish };

	lua_createtable(L, 0, 4);
	for (int part = FORMULA_AT_PERIOD; part <= FORMULA_AT_FINISH && !machine->options->tracing; part++) {
		lua_pushstring(L, parts[part]);
		lua_setfield(L, -2, at_names[part]);
	}
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, index_at);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	make_view(L, "period");
}

/* The same values for formulas. Those that are not read, or have no value yet, stay unknown. */
static void keep_values(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	const struct parameters *all = &plan->scenario->parameters;

	for (size_t i = 0; i < plan->period_count; i++) {
		struct value *values = machine->parameter_values + i * all->count;

		for (size_t j = 0; j < all->count; j++)
			values[j].kind = VALUE_UNKNOWN;
		for (size_t j = 0; j < plan->parameter_count; j++) {
			const struct parameter *parameter = plan->parameters[j];
			bool carried;
			struct error err;
			struct dated_value room;
			const struct dated_value *value =
				parameter_value(parameter, &plan->periods[i], &room, &carried, &err);

			if (value)
				values[parameter - all->items] = value->value;
		}
		date_print(plan->periods[i].start, machine->period_texts[i].start);
		date_print(plan->periods[i].finish, machine->period_texts[i].finish);
	}
}

const struct value *inforce_parameter(const struct machine *machine, int index)
{
	return &machine->parameter_values[machine->period * machine->plan->scenario->parameters.count
	                                  + (size_t) index];
}

struct value inforce_at(const struct machine *machine, int part)
{
	const struct period_texts *texts = &machine->period_texts[machine->period];
	const char *text = part == FORMULA_AT_PERIOD  ? machine->plan->periods[machine->period].label
	                   : part == FORMULA_AT_START ? texts->start
	                                              : texts->finish;

	return value_text(text, strlen(text));
}

void inforce_open(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct plan *plan = machine->plan;

	keep_values(machine);

	lua_newtable(L);
	lua_newtable(L);
	for (size_t i = 0; i < plan->period_count; i++) {
		size_t next = 0;

		push_parameters(L, machine, &plan->periods[i], 0, &next);
		lua_rawseti(L, -3, (lua_Integer) i + 1);
		push_at(L, machine, i);
		lua_rawseti(L, -2, (lua_Integer) i + 1);
	}
	machine->at_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	machine->parameters_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* For a record with a date of its own: between two days on which some parameter changes, `p` is the same. */
static void push_dated(lua_State *L, struct machine *machine, struct date day)
{
	const struct plan *plan = machine->plan;
	struct period period = { .start = day, .finish = day };
	size_t interval = 0, next = 0;
	lua_Integer place;

	while (interval < plan->break_count && date_compare(plan->breaks[interval], day) <= 0)
		interval++;
	place = (lua_Integer) plan->period_count + (lua_Integer) interval + 1;
	/* Whether a value is carried hangs on the day itself. */
	if (lua_rawgeti(L, -1, place) == LUA_TNIL || machine->options->tracing) {
		lua_pop(L, 1);
		push_parameters(L, machine, &period, 0, &next);
		lua_pushvalue(L, -1);
		lua_rawseti(L, -3, place);
	}
}

void inforce_push_parameters(struct machine *machine, const struct instance *instance, const struct rule *rule)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->parameters_ref);
	if (rule && rule->dated_by >= 0) {
		const struct plan_type *type = &machine->plan->types[instance->type];
		struct value value = instance->values[type->slot[rule->dated_by]];
		struct date day = { 0 };
		struct error err;

		/* The rule is in force, so the date is there and is one. */
		ensure(value.kind == VALUE_TEXT && !date_parse(value.as.text, value.length, &day, &err));
		push_dated(L, machine, day);
	} else {
		lua_rawgeti(L, -1, (lua_Integer) machine->period + 1);
	}
	lua_replace(L, -2);
}

/* Whether a record that belongs to one period belongs to this one. A text that is no period at all would leave the record out of
 * every figure without a word: it is an error. */
static enum validity validity_in_period(struct machine *machine, const struct instance *instance)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct period *period = &machine->plan->periods[machine->period];
	struct value value = instance->values[type->period];
	struct period own;
	struct error cause, err;

	if (value.kind != VALUE_TEXT)
		return value.kind == VALUE_UNKNOWN ? VALIDITY_UNKNOWN : VALIDITY_OUTSIDE;
	if (strlen(period->label) == value.length && !memcmp(period->label, value.as.text, value.length))
		return VALIDITY_INSIDE;
	if (period_parse(value.as.text, value.length, &own, &cause)) {
		error_set(&err, ERROR_INPUT, "field '%s': '%.*s' is not a period",
		          type->record->fields[type->fields[type->period]].name, (int) value.length, value.as.text);
		error_hint(&err, "write it as the periods of the run are written: %s", period->label);
		machine_raise(machine, instance, NULL, &err);
	}
	return date_compare(own.start, period->start) || date_compare(own.finish, period->finish) ? VALIDITY_OUTSIDE
	                                                                                          : VALIDITY_INSIDE;
}

static enum validity validity_of(struct machine *machine, const struct instance *instance)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct period *period = &machine->plan->periods[machine->period];
	const int slots[] = { type->valid_from, type->valid_until };
	enum validity validity = VALIDITY_INSIDE;

	if (type->period >= 0)
		validity = validity_in_period(machine, instance);
	for (int i = 0; i < 2 && validity != VALIDITY_OUTSIDE; i++) {
		struct value value;
		struct date date;
		struct error err;

		if (slots[i] < 0)
			continue;
		value = instance->values[slots[i]];
		if (value.kind == VALUE_UNKNOWN)
			validity = VALIDITY_UNKNOWN;
		if (value.kind != VALUE_TEXT || date_parse(value.as.text, value.length, &date, &err))
			continue; /* the reader has checked that it is a date; none: open */
		if (i == 0 ? date_compare(date, period->finish) > 0 : date_compare(date, period->start) < 0)
			validity = VALIDITY_OUTSIDE;
	}
	return validity;
}

enum validity inforce_validity(struct machine *machine, struct instance *instance)
{
	if (instance->validity == VALIDITY_UNASKED || instance->validity_period != machine->period) {
		instance->validity = validity_of(machine, instance);
		instance->validity_period = machine->period;
	}
	return instance->validity;
}

void inforce_missing(struct machine *machine, const struct instance *instance)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const int slots[] = { type->valid_from, type->valid_until, type->period };
	size_t count = 0;

	/* Ascending, each once, like all lists of facts: facts stand in the order of the fields. */
	for (size_t slot = 0; slot < type->field_count; slot++) {
		bool dates = (int) slot == slots[0] || (int) slot == slots[1] || (int) slot == slots[2];

		if (dates && instance->values[slot].kind == VALUE_UNKNOWN)
			machine->missing_dates[count++] =
				plan_fact_of_field(machine->plan, instance->type, type->fields[slot]);
	}
	machine->missing = machine->missing_dates;
	machine->missing_count = count;
}

void inforce_push_at(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->at_ref);
	lua_rawgeti(L, -1, (lua_Integer) machine->period + 1);
	lua_replace(L, -2);
}
