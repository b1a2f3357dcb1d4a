/* condition.c: condition trees in Kleene's three values: a false condition settles `all`, a true one settles `any`, whatever
 * else is not known.
 *
 * Nearly every record knows all it needs, so a tree first runs under one protected call, as if there were only yes and no.
 * Only when that raises unknown is it run again test by test, each protected. Rules are pure, so nothing is lost. */
#include "evaluate/coverage.h"
#include "evaluate/tracing.h"

#include <lauxlib.h>
#include <string.h>

enum answer { NO = TRACE_NO, YES = TRACE_YES, NOT_KNOWN = TRACE_NOT_KNOWN, NOT_ASKED = TRACE_NOT_ASKED };

static void raise_not_yes_or_no(struct machine *machine, struct instance *instance, const struct rule *rule,
                                const struct condition *condition)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct error err;

	error_set(&err, ERROR_INPUT, "condition '%s' gave %s: expected true or false", condition->label,
	          lua_value_describe(L, -1));
	if (lua_isnil(L, -1))
		error_hint(&err, "does the function end in 'return'?");
	error_excerpt_at(&err, condition->place.source->shown, condition->place.source->text,
	                 condition->place.source->length, condition->place.line, condition->place.column, 0);
	machine_raise(machine, instance, rule->name, &err);
}

/* The first run: what it works on. */
struct trial {
	struct machine *machine;
	struct instance *instance;
	const struct rule *rule;
	bool answer;
};

enum { TRIAL_FUNCTIONS = 2, TRIAL_RECORD, TRIAL_PARAMETERS, TRIAL_AT }; /* places in the frame of try_tree */

static bool try_condition(lua_State *L, const struct trial *trial, const struct condition *condition)
{
	bool answer;

	if (condition->kind != CONDITION_TEST) {
		bool settles = condition->kind == CONDITION_ANY;

		for (size_t i = 0; i < condition->count; i++) {
			if (try_condition(L, trial, &condition->children[i]) == settles)
				return settles;
		}
		return !settles;
	}
	lua_rawgeti(L, TRIAL_FUNCTIONS, condition->function + 1);
	lua_pushvalue(L, TRIAL_RECORD);
	lua_pushvalue(L, TRIAL_PARAMETERS);
	lua_pushvalue(L, TRIAL_AT);
	lua_call(L, 3, 1);
	if (!lua_isboolean(L, -1))
		raise_not_yes_or_no(trial->machine, trial->instance, trial->rule, condition);
	answer = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return answer;
}

static int try_tree(lua_State *L)
{
	struct trial *trial = lua_touserdata(L, 1);
	struct machine *machine = trial->machine;

	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->functions_ref);
	record_push(machine, trial->instance);
	inforce_push_parameters(machine, trial->instance, trial->rule);
	inforce_push_at(machine);
	machine->called = trial->instance;
	trial->answer = try_condition(L, trial, trial->rule->conditions);
	return 0;
}

/* Facts that are missing, ascending, each once. */
struct missing {
	struct arena *arena;
	int *items;
	size_t count, capacity;
};

static void add_missing(struct machine *machine, struct missing *missing, int fact)
{
	size_t at = missing->count;

	while (at > 0 && missing->items[at - 1] >= fact)
		at--;
	if (at < missing->count && missing->items[at] == fact)
		return;
	if (missing->count == missing->capacity) {
		size_t capacity = missing->capacity ? 2 * missing->capacity : 8;
		int *items = arena_array(missing->arena, capacity, sizeof *items);

		if (!items)
			machine_raise_memory(machine);
		if (missing->count)
			memcpy(items, missing->items, missing->count * sizeof *items);
		missing->items = items;
		missing->capacity = capacity;
	}
	memmove(missing->items + at + 1, missing->items + at, (missing->count - at) * sizeof *missing->items);
	missing->items[at] = fact;
	missing->count++;
}

/* A test needs all it reads: beside the fact that was raised, every other one of its own record that is not known. */
static void add_missing_of_test(struct machine *machine, struct instance *instance, int function,
                                struct missing *missing)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct reads *reads = &machine->plan->ruleset->functions[function].reads;

	for (size_t i = 0; i < machine->missing_count; i++)
		add_missing(machine, missing, machine->missing[i]);
	/* Of tests on one line it is not known which reads what: then only what was met is said to be missing. */
	for (size_t i = 0; !reads->shared && i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		int field;

		if (read->kind != READ_FIELD || read->type != type->schema_type)
			continue;
		field = schema_field(type->record, read->name);
		if (type->slot[field] < 0 || instance->values[type->slot[field]].kind != VALUE_UNKNOWN)
			continue;
		add_missing(machine, missing, plan_fact_of_field(machine->plan, instance->type, field));
		if (machine->trace)
			trace_beside(machine, instance, field);
	}
}

static enum answer ask_test(struct machine *machine, struct instance *instance, const struct rule *rule,
                            const struct condition *condition, struct missing *missing)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	enum answer answer = NOT_KNOWN;
	struct value value;
	struct error err;

	switch (formula_evaluate(machine, instance, condition->function, rule, &value)) {
	case FORMULA_UNKNOWN:
		add_missing_of_test(machine, instance, condition->function, missing);
		return NOT_KNOWN;
	case FORMULA_DONE:
		if (value.kind == VALUE_FLAG)
			return value.as.integer ? YES : NO;
		break;
	case FORMULA_LUA:
		break;
	}
	switch (machine_call(machine, instance, condition->function, rule, &err)) {
	case CALL_OK:
		if (!lua_isboolean(L, -1))
			raise_not_yes_or_no(machine, instance, rule, condition);
		answer = lua_toboolean(L, -1) ? YES : NO;
		lua_pop(L, 1);
		break;
	case CALL_UNKNOWN:
		add_missing_of_test(machine, instance, condition->function, missing);
		break;
	case CALL_FAILED:
		machine_raise(machine, instance, rule->name, &err);
	}
	return answer;
}

/* A test that is asked only for the trace, when the answer is settled: it may fail, for a condition before it may be what makes it fit
 * to be asked. */
static enum answer ask_test_beside(struct machine *machine, struct instance *instance, const struct rule *rule,
                                   const struct condition *condition)
{
	const struct reads *reads = &machine->plan->ruleset->functions[condition->function].reads;
	struct sandbox_budget budget = sandbox_enter(machine->sandbox, !reads->bounded || !reads->followed);
	lua_State *L = sandbox_lua(machine->sandbox);
	struct missing missing = { .arena = instance->arena };
	struct trace_aside aside = trace_begin_aside(machine);
	enum answer answer = NOT_ASKED;
	struct error err;

	switch (machine_call(machine, instance, condition->function, rule, &err)) {
	case CALL_OK:
		if (lua_isboolean(L, -1))
			answer = lua_toboolean(L, -1) ? YES : NO;
		lua_pop(L, 1);
		break;
	case CALL_UNKNOWN:
		answer = NOT_KNOWN;
		add_missing_of_test(machine, instance, condition->function, &missing);
		break;
	case CALL_FAILED:
		trace_recover(machine, aside, &err);
		break;
	}
	sandbox_leave(machine->sandbox, budget);
	return answer;
}

static enum answer ask_beside(struct machine *machine, struct instance *instance, const struct rule *rule,
                              const struct condition *condition)
{
	struct trace_condition *node = trace_begin_condition(machine, condition);
	enum answer settles = condition->kind == CONDITION_ANY ? YES : NO;
	enum answer answer = settles == YES ? NO : YES;

	if (condition->kind == CONDITION_TEST)
		answer = ask_test_beside(machine, instance, rule, condition);
	for (size_t i = 0; i < condition->count; i++) {
		enum answer child = ask_beside(machine, instance, rule, &condition->children[i]);

		if (answer == settles || child == settles)
			answer = settles;
		else if (child >= NOT_KNOWN && answer != NOT_ASKED)
			answer = child;
	}
	trace_end_condition(machine, node, (enum trace_answer) answer, true);
	return answer;
}

static enum answer ask(struct machine *machine, struct instance *instance, const struct rule *rule,
                       const struct condition *condition, struct missing *missing);

static enum answer ask_children(struct machine *machine, struct instance *instance, const struct rule *rule,
                                const struct condition *condition, struct missing *missing)
{
	enum answer settles = condition->kind == CONDITION_ANY ? YES : NO;
	enum answer answer = settles == YES ? NO : YES;
	struct missing here = { .arena = missing->arena };

	for (size_t i = 0; i < condition->count; i++) {
		enum answer child = ask(machine, instance, rule, &condition->children[i], &here);

		if (child == settles) { /* what the others lack does not matter any more */
			while (machine->trace && ++i < condition->count)
				ask_beside(machine, instance, rule, &condition->children[i]);
			return settles;
		}
		if (child == NOT_KNOWN)
			answer = NOT_KNOWN;
	}
	for (size_t i = 0; i < here.count; i++)
		add_missing(machine, missing, here.items[i]);
	return answer;
}

static enum answer ask(struct machine *machine, struct instance *instance, const struct rule *rule,
                       const struct condition *condition, struct missing *missing)
{
	struct trace_condition *node = machine->trace ? trace_begin_condition(machine, condition) : NULL;
	enum answer answer = condition->kind == CONDITION_TEST
	                             ? ask_test(machine, instance, rule, condition, missing)
	                             : ask_children(machine, instance, rule, condition, missing);

	if (node)
		trace_end_condition(machine, node, (enum trace_answer) answer, false);
	if (machine->options->coverage && condition->kind == CONDITION_TEST)
		machine->options->coverage->answers[condition->function] |= (uint8_t) (1 << answer);
	return answer;
}

/* Whether no test of the tree needs Lua: then they are asked one by one. */
static bool has_formulas(const struct machine *machine, const struct condition *condition)
{
	if (condition->kind == CONDITION_TEST)
		return machine->plan->ruleset->functions[condition->function].formula && !machine->options->lua_only;
	for (size_t i = 0; i < condition->count; i++) {
		if (!has_formulas(machine, &condition->children[i]))
			return false;
	}
	return true;
}

void condition_evaluate(struct machine *machine, struct instance *instance, const struct rule *rule,
                        struct outcome *outcome)
{
	struct trial trial = { .machine = machine, .instance = instance, .rule = rule };
	struct missing missing = { .arena = instance->arena };
	struct instance *outer = machine->called;
	enum call_result result;
	enum answer answer;
	struct error err;

	/* A rule dated by its records has none: formulas read the parameters of the period. */
	result = machine->trace || machine->options->coverage
	                         || (rule->dated_by < 0 && has_formulas(machine, rule->conditions))
	                 ? CALL_UNKNOWN
	                 : sandbox_protect(machine->sandbox, try_tree, &trial, &err);
	machine->called = outer;
	switch (result) {
	case CALL_OK:
		outcome->value = value_flag(trial.answer);
		return;
	case CALL_FAILED:
		machine_raise(machine, instance, rule->name, &err);
		return;
	case CALL_UNKNOWN:
		break;
	}
	answer = ask(machine, instance, rule, rule->conditions, &missing);
	outcome->value = value_flag(answer == YES);
	if (answer == NOT_KNOWN) {
		outcome->value = (struct value){ .kind = VALUE_UNKNOWN };
		outcome->facts = missing.items;
		outcome->fact_count = missing.count;
	}
}
