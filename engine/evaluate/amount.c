/* amount.c: figures and totals as the functions of figures read them.
 *
 * `f` and at.previous are proxies, as records are: empty tables whose metatable looks each name up here. A read notes which
 * incomplete totals it brings to whoever is running. */
#include "evaluate/amount.h"
#include "evaluate/tracing.h"

#include <lauxlib.h>
#include <string.h>

/* What a name stands for: a total in the lowest bit, its index above. */
#define AMOUNT_CODE(index, is_total) ((lua_Integer) (index) *2 + (is_total))

struct value total_cell_value(const struct total *total, const struct total_cell *cell)
{
	return total->kind == TOTAL_SUM || total->kind == TOTAL_COUNT ? value_decimal(cell->sum) : cell->extreme;
}

/* Groups stand in the order of their values. Narrows [*low, *high), alike in the values before `place`, to those that have
 * `value` there. */
static void narrow(const struct total_group *groups, size_t place, struct value value, size_t *low, size_t *high)
{
	size_t last = *high, middle;

	while (*low < *high) {
		middle = *low + (*high - *low) / 2;
		if (value_compare(groups[middle].by[place], value) < 0)
			*low = middle + 1;
		else
			*high = middle;
	}
	*high = last;
	for (size_t from = *low; from < *high;) {
		middle = from + (*high - from) / 2;
		if (value_compare(groups[middle].by[place], value) > 0)
			*high = middle;
		else
			from = middle + 1;
	}
}

static const struct total_cell *find_group(const struct total *total, const struct total_result *found,
                                           const struct value *by)
{
	size_t low = 0, high = found->group_count;

	for (size_t i = 0; i < total->by_count; i++)
		narrow(found->groups, i, by[i], &low, &high);
	return low < high ? &found->groups[low].cell : NULL;
}

/* Whether it is declared that there may be this value: a status of a list, yes and no, none of what is optional. */
static bool is_declared_value(const struct plan *plan, const struct path *path, struct value value)
{
	const struct field *field = path->field >= 0 ? &plan->schema->types[path->type].fields[path->field] : NULL;
	const struct rule *rule = path->rule >= 0 ? &plan->ruleset->rules[path->rule] : NULL;
	const char *const *status = rule ? rule->statuses : field ? field->statuses : NULL;

	if (value.kind == VALUE_NONE)
		return path->relation_count || (rule && rule->optional) || (field && field->optional);
	if (value.kind == VALUE_FLAG)
		return true;
	if (!status || value.kind != VALUE_TEXT)
		return false;
	while (*status && value_compare(value_text(*status, strlen(*status)), value) != 0)
		status++;
	return *status != NULL;
}

/* Such a group may be empty in every period. */
static bool is_declared(const struct plan *plan, const struct total *total, const struct value *by)
{
	for (size_t i = 0; i < total->by_count; i++) {
		if (!is_declared_value(plan, &total->by[i], by[i]))
			return false;
	}
	return total->by_count > 0;
}

const struct total_cell *total_group_cell(const struct result *result, int total, size_t period,
                                          const struct value *by, bool *elsewhere)
{
	const struct total *declared = &result->plan->ruleset->totals[total];
	size_t periods = result->plan->period_count;
	const struct total_result *found = &result->totals[(size_t) total * periods];
	const struct total_cell *cell = find_group(declared, &found[period], by);

	*elsewhere = false;
	for (size_t i = 0; !cell && i < periods && !*elsewhere; i++)
		*elsewhere = find_group(declared, &found[i], by) != NULL;
	*elsewhere = *elsewhere || (!cell && is_declared(result->plan, declared, by));
	return cell;
}

/* Whether something is missing in those of the groups [low, high) that are the group asked for (`same`) or may be it. */
static bool lacks(const struct total *total, const struct total_group *groups, const struct value *by, size_t place,
                  size_t low, size_t high, bool same)
{
	const struct value unknown = { .kind = VALUE_UNKNOWN };
	size_t from = low, to = high;

	if (low == high)
		return false;
	if (place == total->by_count)
		return groups[low].cell.unknown > 0 || (!same && groups[low].cell.known > 0);
	narrow(groups, place, by[place], &from, &to);
	if (lacks(total, groups, by, place + 1, from, to, same))
		return true;
	narrow(groups, place, unknown, &low, &high);
	return low != from && lacks(total, groups, by, place + 1, low, high, false);
}

bool total_group_incomplete(const struct result *result, int total, size_t period, const struct value *by)
{
	const struct total_result *found = &result->totals[(size_t) total * result->plan->period_count + period];

	return lacks(&result->plan->ruleset->totals[total], found->groups, by, 0, 0, found->group_count, true);
}

struct value amount_value(const struct figures *figures, const struct amount *amount, size_t period, bool *because)
{
	const struct result *result = figures->result;
	size_t periods = result->plan->period_count;

	if (amount->figure >= 0) {
		size_t at = (size_t) amount->figure * periods + period;
		const struct figure_state *state = &figures->states[at];

		ensure(state->state == OUTCOME_DONE);
		for (size_t i = 0; because && i < state->because_count; i++)
			because[state->because[i]] = true;
		return result->figures[at].value;
	}
	const struct total_cell *all = &result->totals[(size_t) amount->total * periods + period].all;

	if (because && all->unknown > 0)
		because[amount->total] = true;
	return total_cell_value(&result->plan->ruleset->totals[amount->total], all);
}

int amount_because(struct result *result, const bool *because, const char **out)
{
	const struct ruleset *ruleset = result->plan->ruleset;
	struct text names = TEXT_INIT;

	*out = NULL;
	for (size_t i = 0; i < ruleset->total_count; i++) {
		if (because[i])
			text_append_format(&names, "%s%s", names.length ? ", " : "", ruleset->totals[i].name);
	}
	if (names.length && !names.failed)
		*out = arena_text(&result->arena, text_string(&names));
	bool failed = names.failed || (names.length && !*out);

	text_release(&names);
	return failed ? -1 : 0;
}

static bool *running_because(const struct figures *figures)
{
	ensure(figures->frame_count > 0);
	return figures->frames[figures->frame_count - 1].because;
}

/* A name that is neither a figure nor a total; `where` is "f" or "at.previous". */
static int raise_unknown_name(struct machine *machine, const char *name, bool previous)
{
	const struct ruleset *ruleset = machine->plan->ruleset;
	struct nearest nearest = nearest_to(name);
	struct error err;

	for (size_t i = 0; i < ruleset->figure_count; i++)
		nearest_offer(&nearest, ruleset->figures[i].name);
	for (size_t i = 0; i < ruleset->total_count; i++)
		nearest_offer(&nearest, ruleset->totals[i].name);
	error_set(&err, ERROR_INPUT,
	          previous ? "'at.previous' has no '%s': it holds the figures and totals of the period before"
	                   : "there is no figure or total '%s'",
	          name);
	error_did_you_mean(&err, nearest.best);
	return sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

static int64_t total_unknown(const struct machine *machine, int total, size_t period)
{
	const struct result *result = machine->figures->result;

	return result->totals[(size_t) total * result->plan->period_count + period].all.unknown;
}

/* __index of `f` and of at.previous; upvalues: the machine, names -> codes, whether it is at.previous. */
static int index_amount(lua_State *L)
{
	struct machine *machine = lua_touserdata(L, lua_upvalueindex(1));
	bool previous = lua_toboolean(L, lua_upvalueindex(3));
	struct amount amount = { .figure = -1, .total = -1 };
	lua_Integer code;
	struct value value;

	if (lua_type(L, 2) != LUA_TSTRING)
		return luaL_error(L, "figures are read by name, such as f.gap");
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL)
		raise_unknown_name(machine, lua_tostring(L, 2), previous);
	code = lua_tointeger(L, -1);
	lua_pop(L, 1);
	*(code & 1 ? &amount.total : &amount.figure) = (int) (code >> 1);
	ensure(machine->figures); /* `f` reaches only functions that run for figures, and keep nothing */
	if (!previous && amount.figure >= 0)
		figure_need(machine, amount.figure);
	sandbox_charge_read(L);
	value = amount_value(machine->figures, &amount, machine->period - previous,
	                     running_because(machine->figures));
	if (machine->trace && amount.figure >= 0)
		value = trace_figure(machine, amount.figure, previous, value);
	else if (machine->trace)
		value = trace_total(machine, amount.total, NULL, previous, value,
		                    total_unknown(machine, amount.total, machine->period - previous));
	lua_value_push(L, ruleset_amount_type(machine->plan->ruleset, &amount), value);
	return 1;
}

static int refuse_assignment(lua_State *L)
{
	return luaL_error(L, "figures and totals cannot be changed");
}

/* [-0, +1, m] names -> codes. */
static void push_names(lua_State *L, const struct ruleset *ruleset)
{
	lua_newtable(L);
	for (size_t i = 0; i < ruleset->figure_count; i++) {
		lua_pushinteger(L, AMOUNT_CODE(i, 0));
		lua_setfield(L, -2, ruleset->figures[i].name);
	}
	for (size_t i = 0; i < ruleset->total_count; i++) {
		lua_pushinteger(L, AMOUNT_CODE(i, 1));
		lua_setfield(L, -2, ruleset->totals[i].name);
	}
}

/* [-0, +0, m] a proxy over the table of names on top; returns its place in the registry. */
static int make_proxy(lua_State *L, struct machine *machine, bool previous, const char *shown)
{
	lua_newtable(L);
	lua_createtable(L, 0, 4);
	lua_pushlightuserdata(L, machine);
	lua_pushvalue(L, -4);
	lua_pushboolean(L, previous);
	lua_pushcclosure(L, index_amount, 3);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_assignment);
	lua_setfield(L, -2, "__newindex");
	lua_pushstring(L, shown);
	lua_setfield(L, -2, "__name");
	lua_pushstring(L, shown);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	return luaL_ref(L, LUA_REGISTRYINDEX);
}

void amount_open(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	luaL_checkstack(L, 10, NULL);
	push_names(L, machine->plan->ruleset);
	machine->figures->figures_ref = make_proxy(L, machine, false, "figures");
	machine->figures->previous_ref = make_proxy(L, machine, true, "previous figures");
	lua_pop(L, 1);
}

void amount_close(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	luaL_unref(L, LUA_REGISTRYINDEX, machine->figures->figures_ref);
	luaL_unref(L, LUA_REGISTRYINDEX, machine->figures->previous_ref);
}

void amount_push_figures(struct machine *machine)
{
	lua_rawgeti(sandbox_lua(machine->sandbox), LUA_REGISTRYINDEX, machine->figures->figures_ref);
}

void amount_push_previous(struct machine *machine)
{
	ensure(machine->period > 0);
	lua_rawgeti(sandbox_lua(machine->sandbox), LUA_REGISTRYINDEX, machine->figures->previous_ref);
}

int amount_find_total(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct ruleset *ruleset = machine->plan->ruleset;
	const char *name = luaL_checkstring(L, 1);
	struct nearest nearest = nearest_to(name);
	struct amount amount;
	struct error err;

	if (!ruleset_amount(ruleset, name, &amount)) {
		for (size_t i = 0; i < ruleset->total_count; i++)
			nearest_offer(&nearest, ruleset->totals[i].name);
		error_set(&err, ERROR_INPUT, "there is no total '%s'", name);
		error_did_you_mean(&err, nearest.best);
		return sandbox_raise(L, &err);
	}
	if (amount.total >= 0)
		return amount.total;
	error_set(&err, ERROR_INPUT, "'%s' is a figure, and only totals have groups", name);
	error_hint(&err, "read it by its name: f.%s", name);
	return sandbox_raise(L, &err);
}

/* Only a grouped total has groups, and as many values name one as it has `by`. */
static void check_arity(struct machine *machine, const struct total *total)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	size_t given = (size_t) lua_gettop(L) - 1;
	struct text *by = &machine->scratch;
	struct error err;

	if (given == total->by_count && given > 0)
		return;
	if (total->by_count == 0) {
		error_set(&err, ERROR_INPUT, "total '%s' has no groups", total->name);
		error_hint(&err, "read the whole of it by its name, or declare it with by = { ... }");
		sandbox_raise(L, &err);
	}
	text_clear(by);
	for (size_t i = 0; i < total->by_count; i++)
		text_append_format(by, "%s'%s'", i ? ", " : "", total->by[i].text);
	error_set(&err, ERROR_INPUT, "total '%s' is grouped by %.300s: expected %zu value%s after its name, got %zu",
	          total->name, text_string(by), total->by_count, total->by_count == 1 ? "" : "s", given);
	sandbox_raise(L, &err);
}

/* What rules read of an eligibility outcome, or the word by which its group is shown. */
static bool eligibility_at(lua_State *L, int index, struct value *out)
{
	const char *word = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "";

	if (!lua_isboolean(L, index) && strcmp(word, "eligible") && strcmp(word, "not_eligible"))
		return false;
	*out = value_flag(lua_isboolean(L, index) ? lua_toboolean(L, index) : !strcmp(word, "eligible"));
	return true;
}

/* [-0, +0, e] the values that group() was given. Their texts are borrowed from the stack. */
static void take_group(struct machine *machine, const struct total *total, struct value *by)
{
	lua_State *L = sandbox_lua(machine->sandbox);

	for (size_t i = 0; i < total->by_count; i++) {
		enum type type = total->by[i].value_type;
		int index = (int) i + 2;
		struct error err, wrong;

		if (type == TYPE_ELIGIBILITY ? eligibility_at(L, index, &by[i])
		                             : !lua_value_get(L, index, type, &by[i], &wrong))
			continue;
		if (type == TYPE_ELIGIBILITY)
			error_set(&wrong, ERROR_INPUT, "expected true or false, got %s",
			          lua_value_describe(L, index));
		error_set(&err, ERROR_INPUT, "'%s' of total '%s': %s", total->by[i].text, total->name, wrong.message);
		error_hint(&err, "%s", wrong.hint);
		sandbox_raise(L, &err);
	}
}

/* Into machine->scratch, as groups are shown. */
static const char *show_group(struct machine *machine, const struct total *total, const struct value *by)
{
	struct text *out = &machine->scratch;

	text_clear(out);
	for (size_t i = 0; i < total->by_count; i++) {
		text_append(out, i ? ", " : "");
		if (total->by[i].value_type == TYPE_ELIGIBILITY && by[i].kind == VALUE_FLAG)
			text_append(out, by[i].as.integer ? "eligible" : "not_eligible");
		else
			value_print(total->by[i].value_type, by[i], out);
	}
	if (out->failed)
		machine_raise_memory(machine);
	return text_string(out);
}

static void raise_unknown_group(struct machine *machine, int index, const struct value *by)
{
	const struct total *total = &machine->plan->ruleset->totals[index];
	size_t periods = machine->plan->period_count;
	const struct total_result *found = &machine->known->totals[(size_t) index * periods];
	struct arena *arena = &machine->cache_arena;
	char *wanted = arena_text(arena, show_group(machine, total, by));
	struct nearest nearest;
	struct error err;

	if (!wanted)
		machine_raise_memory(machine);
	nearest = nearest_to(wanted);
	for (size_t period = 0; period < periods; period++) {
		for (size_t i = 0; i < found[period].group_count; i++) {
			const char *shown = show_group(machine, total, found[period].groups[i].by);

			nearest_offer(&nearest, shown);
			if (nearest.best != shown)
				continue;
			nearest.best = arena_text(arena, shown);
			if (!nearest.best)
				machine_raise_memory(machine);
		}
	}
	error_set(&err, ERROR_INPUT, "there is no group '%.300s' of total '%s' in any period", wanted, total->name);
	error_did_you_mean(&err, nearest.best);
	sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

/* A total to which no record came at all has no groups that could tell a wrong name from a right one. */
static bool has_groups(const struct machine *machine, int total)
{
	size_t periods = machine->plan->period_count;

	for (size_t i = 0; i < periods; i++) {
		if (machine->known->totals[(size_t) total * periods + i].group_count)
			return true;
	}
	return false;
}

bool amount_push_group(struct machine *machine, int total)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct total *declared = &machine->plan->ruleset->totals[total];
	struct total_cell nothing = { .known = 0 };
	const struct total_cell *cell;
	struct amount amount = { .figure = -1, .total = total };
	bool elsewhere, incomplete;
	struct value value;

	sandbox_charge_read(L);
	check_arity(machine, declared);
	take_group(machine, declared, machine->asked);
	cell = total_group_cell(machine->known, total, machine->period, machine->asked, &elsewhere);
	/* In a dry pass other periods may not be known yet: the last one says what is wrong. */
	if (!cell && !elsewhere && !machine->needed && has_groups(machine, total))
		raise_unknown_group(machine, total, machine->asked);
	incomplete = total_group_incomplete(machine->known, total, machine->period, machine->asked);
	if (incomplete && machine->figures)
		running_because(machine->figures)[total] = true;
	value = total_cell_value(declared, cell ? cell : &nothing);
	if (machine->trace)
		value = trace_total(machine, total, machine->asked, false, value, cell ? cell->unknown : 0);
	lua_value_push(L, ruleset_amount_type(machine->plan->ruleset, &amount), value);
	return incomplete;
}
