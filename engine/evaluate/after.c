/* after.c: what rules with `after` read of totals: at.totals.NAME, at.previous.totals.NAME and group(). An earlier pass has
 * computed them (plan_passes.c). An incomplete total is read by its known value, and that is noted. */
#include "evaluate/amount.h"
#include "evaluate/tracing.h"

#include <lauxlib.h>

/* The rule that reads; what is no rule (a `where`, a `when`) reads none. Raises unless it comes after the total. */
static const struct rule *reader_of(struct machine *machine, int total)
{
	const struct total *declared = &machine->plan->ruleset->totals[total];
	const struct running *running;
	struct error err;

	if (machine->running_count == 0) {
		error_set(&err, ERROR_INPUT, "total '%s' is read outside the function of a rule", declared->name);
		error_hint(&err, "read it in a rule with after = { \"%s\" }, and that rule here", declared->name);
		sandbox_raise(sandbox_lua(machine->sandbox), &err);
	}
	running = &machine->running[machine->running_count - 1];
	for (size_t i = 0; i < running->rule->after_count; i++) {
		if (running->rule->after[i] == total)
			return running->rule;
	}
	error_set(&err, ERROR_INPUT, "rule '%s' reads total '%s' and does not come after it", running->rule->name,
	          declared->name);
	error_hint(&err, "write after = { \"%s\" }", declared->name);
	sandbox_raise(sandbox_lua(machine->sandbox), &err);
	return NULL;
}

/* Raises unless an earlier pass has computed the total in the period. */
static void check_known(struct machine *machine, const struct rule *rule, int total, size_t period)
{
	const struct plan *plan = machine->plan;
	struct error err;

	if (plan->passes[(size_t) total * plan->period_count + period] < machine->pass)
		return;
	error_set(&err, ERROR_INPUT, "rule '%s' is read before its total '%s' is known", rule->name,
	          plan->ruleset->totals[total].name);
	error_hint(&err, "what reads '%s' could not be followed before the run: read it by its name on the record",
	           rule->name);
	sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

/* Whichever pass it is: the last one reads all that others do. */
static void note_incomplete(struct machine *machine, const struct rule *rule, int total, size_t period,
                            enum read_incomplete how)
{
	int wait = plan_wait(machine->plan, rule->first_version, total);

	machine->read_incomplete[(size_t) wait * machine->plan->period_count + period] |= (uint8_t) how;
}

/* __index of at.totals and at.previous.totals; upvalues: names -> totals, whether it is the period before. */
static int index_totals(lua_State *L)
{
	struct machine *machine = sandbox_context(L);
	const struct plan *plan = machine->plan;
	size_t period = machine->period - (size_t) lua_toboolean(L, lua_upvalueindex(2));
	const struct total_cell *cell;
	const struct rule *rule;
	struct value value;
	int total;

	lua_settop(L, 2);
	lua_insert(L, 1); /* the name, where amount_find_total looks for it */
	lua_pushvalue(L, 1);
	if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL)
		amount_find_total(machine);
	total = (int) lua_tointeger(L, -1);
	rule = reader_of(machine, total);
	check_known(machine, rule, total, period);
	cell = &machine->known->totals[(size_t) total * plan->period_count + period].all;
	if (cell->unknown)
		note_incomplete(machine, rule, total, period, READ_INCOMPLETE_WHOLE);
	value = total_cell_value(&plan->ruleset->totals[total], cell);
	if (machine->trace)
		value = trace_total(machine, total, NULL, lua_toboolean(L, lua_upvalueindex(2)), value,
		                    cell->unknown);
	lua_value_push(L, ruleset_amount_type(plan->ruleset, &(struct amount){ .figure = -1, .total = total }),
	               value);
	return 1;
}

void after_push_group(struct machine *machine, int total)
{
	const struct rule *rule = reader_of(machine, total);

	check_known(machine, rule, total, machine->period);
	if (amount_push_group(machine, total))
		note_incomplete(machine, rule, total, machine->period, READ_INCOMPLETE_GROUP);
}

static int refuse_assignment(lua_State *L)
{
	return luaL_error(L, "totals cannot be changed");
}

/* [-0, +0, m] a proxy over the table of names on top; returns its place in the registry. */
static int make_proxy(lua_State *L, bool previous)
{
	lua_newtable(L);
	lua_createtable(L, 0, 4);
	lua_pushvalue(L, -3);
	lua_pushboolean(L, previous);
	lua_pushcclosure(L, index_totals, 2);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_assignment);
	lua_setfield(L, -2, "__newindex");
	lua_pushliteral(L, "totals");
	lua_setfield(L, -2, "__name");
	lua_pushliteral(L, "totals");
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	return luaL_ref(L, LUA_REGISTRYINDEX);
}

void after_open(struct machine *machine)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct ruleset *ruleset = machine->plan->ruleset;

	lua_newtable(L);
	for (size_t i = 0; i < ruleset->total_count; i++) {
		lua_pushinteger(L, (lua_Integer) i);
		lua_setfield(L, -2, ruleset->totals[i].name);
	}
	machine->totals_ref = make_proxy(L, false);
	machine->previous_totals_ref = make_proxy(L, true);
	lua_pop(L, 1);
}

void after_push_totals(struct machine *machine, bool previous)
{
	lua_rawgeti(sandbox_lua(machine->sandbox), LUA_REGISTRYINDEX,
	            previous ? machine->previous_totals_ref : machine->totals_ref);
}
