/* outcome.c: evaluates rules on records, each once; loops; what an outcome may be. */
#include "evaluate/coverage.h"
#include "evaluate/tracing.h"
#include "rules/place.h"

#include <string.h>

static const struct plan_type *type_of(const struct machine *machine, const struct instance *instance)
{
	return &machine->plan->types[instance->type];
}

static void raise_loop(struct machine *machine, struct instance *instance, int place)
{
	const struct rule *rule;
	struct text loop = TEXT_INIT;
	struct error err;
	size_t from = 0;

	while (machine->running[from].instance != instance || machine->running[from].place != place
	       || machine->running[from].period != machine->period)
		from++;
	rule = machine->running[from].rule;
	for (size_t i = from; i < machine->running_count; i++)
		text_append_format(&loop, "%s -> ", machine->running[i].rule->name);
	error_set(&err, ERROR_INPUT, "rules read one another in a loop: %.500s%s", text_string(&loop), rule->name);
	text_release(&loop);
	place_error(&err, rule->place);
	machine_raise(machine, instance, NULL, &err);
}

/* The last day of the rule's records, and the last on which each value of a gap was in force. */
static void note_day(struct machine *machine, int version, struct date day)
{
	const struct plan *plan = machine->plan;
	struct date *latest = &machine->latest[(size_t) version * (1 + plan->gap_count)];

	if (date_compare(day, latest[0]) > 0)
		latest[0] = day;
	for (size_t i = 0; i < plan->gap_count; i++) {
		const struct plan_gap *gap = &plan->gaps[i];

		if (date_compare(day, gap->from) >= 0 && date_compare(day, gap->until) < 0
		    && date_compare(day, latest[1 + i]) > 0)
			latest[1 + i] = day;
	}
}

/* The version of a rule that is in force for this record in this period. NULL: none is, and the outcome is none or unknown. */
static const struct rule *in_force(struct machine *machine, struct instance *instance, const struct rule *rule,
                                   struct outcome *outcome)
{
	const struct plan_type *type = type_of(machine, instance);
	const struct ruleset *ruleset = machine->plan->ruleset;
	struct date day = machine->plan->periods[machine->period].start;
	int version;

	if (rule->dated_by >= 0) {
		struct value value = instance->values[type->slot[rule->dated_by]];
		int fact = plan_fact_of_field(machine->plan, instance->type, rule->dated_by);
		struct error err;

		/* None: there is no day on which it applies. */
		outcome->value = value;
		if (machine->trace && value.kind != VALUE_TEXT)
			trace_reason(machine, value.kind == VALUE_UNKNOWN ? REASON_DAY_UNKNOWN : REASON_NO_DAY);
		if (value.kind == VALUE_UNKNOWN) {
			machine->missing = &fact;
			machine->missing_count = 1;
			machine_keep_missing(machine, instance, outcome);
		}
		if (value.kind != VALUE_TEXT)
			return NULL;
		if (date_parse(value.as.text, value.length, &day, &err))
			machine_raise(machine, instance, rule->name, &err);
	}
	outcome->value = (struct value){ .kind = VALUE_NONE };
	version = ruleset_version(ruleset, rule->first_version, day);
	if (machine->trace) {
		trace_version(machine, version < 0 ? rule : &ruleset->rules[version], day);
		if (version < 0)
			trace_reason(machine, REASON_NOT_IN_FORCE);
	}
	if (version < 0)
		return NULL;
	if (rule->dated_by >= 0)
		note_day(machine, version, day);
	return &ruleset->rules[version];
}

static bool is_declared_status(const struct rule *rule, struct value value)
{
	for (size_t i = 0; rule->statuses[i]; i++) {
		if (strlen(rule->statuses[i]) == value.length
		    && !memcmp(rule->statuses[i], value.as.text, value.length))
			return true;
	}
	return false;
}

/* What is paid: a negative one would pass for a saving in the cost. */
static int check_award(struct value award, struct error *err)
{
	struct text shown = TEXT_INIT;

	if (award.kind == VALUE_NONE) {
		error_set(err, ERROR_INPUT, "expected an award, got nothing");
		return error_hint(err, "does every way through the function end in a return? Return 0 for no award");
	}
	if (value_check(TYPE_MONEY, award, err))
		return -1;
	if (award.as.integer >= 0)
		return 0;
	value_print(TYPE_MONEY, award, &shown);
	error_set(err, ERROR_INPUT, "an award of %s: an award is never negative", text_string(&shown));
	text_release(&shown);
	return error_hint(err, "return 0 for no award; what may be negative is a rule of type money");
}

int machine_check_value(enum type type, bool optional, struct value value, struct error *err)
{
	if (value.kind != VALUE_NONE)
		return value_check(type, value, err);
	if (optional)
		return 0;
	error_set(err, ERROR_INPUT, "expected %s, got nothing", type_names[type]);
	return error_hint(err, "does every way end in a return, or every case have a row? If there may be none, "
	                       "write optional = true");
}

int machine_check_outcome(const struct rule *rule, struct value value, enum type type, struct error *err)
{
	if (rule->type == TYPE_ELIGIBILITY)
		return check_award(value, err);
	if (machine_check_value(type, rule->optional, value, err))
		return -1;
	if (value.kind == VALUE_NONE)
		return 0;
	if (rule->statuses && type == TYPE_STATUS && !is_declared_status(rule, value)) {
		error_set(err, ERROR_INPUT, "'%.*s' is not among the rule's values", (int) value.length,
		          value.as.text);
		struct text status = TEXT_INIT;

		text_append_bytes(&status, value.as.text, value.length);
		struct nearest nearest = nearest_to(text_string(&status));
		for (size_t i = 0; rule->statuses[i]; i++)
			nearest_offer(&nearest, rule->statuses[i]);
		error_did_you_mean(err, nearest.best);
		text_release(&status);
		return -1;
	}
	return 0;
}

bool machine_fits(const struct rule *rule, const struct value *value, enum type type)
{
	struct error err; /* Lua says it again, with its place */
	bool kind;

	/* Most are. */
	if (type == TYPE_MONEY && value->kind == VALUE_INTEGER && value->as.integer >= 0
	    && value->as.integer <= MONEY_LIMIT)
		return true;
	switch (type) {
	case TYPE_FLAG:
		kind = value->kind == VALUE_FLAG;
		break;
	case TYPE_DATE:
	case TYPE_TEXT:
	case TYPE_STATUS:
		kind = value->kind == VALUE_TEXT;
		break;
	case TYPE_NUMBER:
	case TYPE_ELIGIBILITY:
		kind = false;
		break;
	default:
		kind = value->kind == VALUE_INTEGER || value->kind == VALUE_DECIMAL;
		break;
	}
	return (kind || value->kind == VALUE_NONE) && !machine_check_outcome(rule, *value, type, &err);
}

/* Texts may belong to Lua, or to another record. */
static struct value keep_text(struct machine *machine, struct instance *instance, struct value value)
{
	if (value.kind == VALUE_TEXT) {
		value.as.text = arena_bytes(instance->arena, value.as.text, value.length);
		if (!value.as.text)
			machine_raise_memory(machine);
	}
	return value;
}

/* The function of a rule that is only asked (rules/asked.h) failed: as if it had not been tried, and what had begun for it neither. A
 * run that must end ends all the same. Returns whether it is such a rule. */
static bool forgive(struct machine *machine, const struct rule *rule, const struct error *err, size_t running,
                    size_t period)
{
	if (!rule->asked || err->code != ERROR_INPUT)
		return false;
	for (size_t i = running; i < machine->running_count; i++) {
		const struct running *begun = &machine->running[i];

		begun->instance
			->outcomes[begun->period * type_of(machine, begun->instance)->rule_count
		                   + (size_t) begun->place]
			.state = OUTCOME_UNTRIED;
	}
	machine->running_count = running;
	machine->period = period;
	machine->named = false;
	return true;
}

/* Calls one function of a rule and takes what it gives: a value of `type`, or unknown. */
static struct value call_for_value(struct machine *machine, struct instance *instance, int function,
                                   const struct rule *rule, enum type type, struct outcome *outcome)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct value value = { .kind = VALUE_UNKNOWN };
	size_t running = machine->running_count, period = machine->period;
	struct error err;

	switch (formula_evaluate(machine, instance, function, rule, &value)) {
	case FORMULA_DONE:
		if (machine_fits(rule, &value, type))
			return keep_text(machine, instance, value);
		break;
	case FORMULA_UNKNOWN:
		machine_keep_missing(machine, instance, outcome);
		return (struct value){ .kind = VALUE_UNKNOWN };
	case FORMULA_LUA:
		break;
	}
	value.kind = VALUE_UNKNOWN;
	if ((size_t) function >= machine->plan->ruleset->declared_count)
		return (struct value){ .kind = VALUE_NONE };
	switch (machine_call(machine, instance, function, rule, &err)) {
	case CALL_UNKNOWN:
		machine_keep_missing(machine, instance, outcome);
		if (machine->trace)
			trace_computed(machine, value, type, rule->type == TYPE_ELIGIBILITY);
		return value;
	case CALL_FAILED:
		if (forgive(machine, rule, &err, running, period))
			return value;
		/* A decision table that is the function itself runs no line of Lua. */
		if (!err.file[0] && err.code == ERROR_INPUT)
			place_error(&err, machine->plan->ruleset->functions[function].place);
		machine_raise(machine, instance, rule->name, &err);
		break;
	case CALL_OK:
		break;
	}
	if (lua_value_get(L, -1, type, &value, &err) || machine_check_outcome(rule, value, type, &err)) {
		if (forgive(machine, rule, &err, running, period)) {
			lua_pop(L, 1);
			return (struct value){ .kind = VALUE_UNKNOWN };
		}
		place_error(&err, machine->plan->ruleset->functions[function].place);
		if (lua_isnil(L, -1))
			no_row_explain(machine, instance, function, rule, &err);
		machine_raise(machine, instance, rule->name, &err);
	}
	value = keep_text(machine, instance, value);
	lua_pop(L, 1);
	if (machine->trace)
		trace_computed(machine, value, type, rule->type == TYPE_ELIGIBILITY);
	return value;
}

struct value machine_award(struct machine *machine, struct instance *instance, const struct rule *rule,
                           struct outcome *outcome)
{
	return call_for_value(machine, instance, rule->award, rule, TYPE_MONEY, outcome);
}

struct value machine_shown(const struct rule *rule, struct value value)
{
	if (rule->type != TYPE_ELIGIBILITY || value.kind == VALUE_NONE)
		return value;
	if (value.kind == VALUE_UNKNOWN)
		return value_text("unknown", 7);
	return value.as.integer ? value_text("eligible", 8) : value_text("not_eligible", 12);
}

/* What the rule gives by itself. Returns the version in force; NULL: none is, or it is not known which. */
static const struct rule *evaluate_rule(struct machine *machine, struct instance *instance, const struct rule *rule,
                                        struct outcome *outcome)
{
	enum validity validity = inforce_validity(machine, instance);

	*outcome = (struct outcome){ .state = OUTCOME_RUNNING };
	if (machine->trace && validity != VALIDITY_INSIDE)
		trace_reason(machine, validity == VALIDITY_OUTSIDE ? REASON_OUTSIDE : REASON_DATES_UNKNOWN);
	if (validity == VALIDITY_OUTSIDE) /* no outcome: that is what the zeros above say */
		return NULL;
	rule = in_force(machine, instance, rule, outcome);
	if (!rule) {
		outcome->award.kind = outcome->value.kind;
		return NULL;
	}
	if (machine->options->coverage)
		machine->options->coverage->rules[rule - machine->plan->ruleset->rules] = true;
	machine->running[machine->running_count - 1].rule = rule;
	if (validity == VALIDITY_UNKNOWN) {
		outcome->value.kind = outcome->award.kind = VALUE_UNKNOWN;
		inforce_missing(machine, instance);
		machine_keep_missing(machine, instance, outcome);
		return rule;
	}
	if (rule->type != TYPE_ELIGIBILITY) {
		outcome->value = call_for_value(machine, instance, rule->compute, rule, rule->type, outcome);
		return rule;
	}
	condition_evaluate(machine, instance, rule, outcome);
	if (outcome->value.kind == VALUE_UNKNOWN)
		outcome->award.kind = VALUE_UNKNOWN;
	else if (!outcome->value.as.integer)
		outcome->award = value_integer(0);
	else if (rule->award != NO_FUNCTION)
		outcome->award = machine_award(machine, instance, rule, outcome);
	return rule;
}

static void raise_too_deep(struct machine *machine, const struct instance *instance, const struct rule *rule)
{
	struct error err;

	/* Where it was noticed hangs on what was evaluated before; where it began does not. */
	if (machine->running_count) {
		instance = machine->running[0].instance;
		rule = machine->running[0].rule;
	}
	error_set(&err, ERROR_INPUT, "more than %d outcomes wait for one another", RUNNING_MOST);
	error_hint(&err,
	           "a rule that reads itself on the next record, and so on, or any() within any(), goes no further "
	           "than that");
	if (rule)
		place_error(&err, rule->place);
	if (!instance)
		sandbox_raise(sandbox_lua(machine->sandbox), &err);
	machine_raise(machine, instance, rule ? rule->name : NULL, &err);
}

/* What the rule that is running has to wait for, as if nothing had been evaluated before. */
static void note_depth(struct machine *machine, size_t depth)
{
	struct running *reader;

	if (machine->running_count == 0)
		return;
	reader = &machine->running[machine->running_count - 1];
	depth += machine->nested - reader->nested;
	reader->deepest = depth > reader->deepest ? depth : reader->deepest;
}

void machine_enter(struct machine *machine)
{
	if (machine->running_count + machine->nested + 1 > RUNNING_MOST)
		raise_too_deep(machine, machine->figures ? NULL : machine->called, NULL);
	machine->nested++;
	note_depth(machine, 0);
}

/* A plain rule (plan.h) whose formula gives its outcome: the same as evaluate_rule, by the shortest way. False: it has to go
 * the long one, and nothing has happened. */
static bool evaluate_plain(struct machine *machine, struct instance *instance, const struct rule *rule,
                           struct outcome *outcome)
{
	struct value value;

	outcome->state = OUTCOME_RUNNING;
	if (formula_evaluate(machine, instance, rule->compute, rule, &value) != FORMULA_DONE
	    || !machine_fits(rule, &value, rule->type)) {
		outcome->state = OUTCOME_UNTRIED;
		return false;
	}
	outcome->value = keep_text(machine, instance, value);
	outcome->facts = NULL;
	outcome->fact_count = 0;
	outcome->decided = NULL;
	return true;
}

const struct outcome *machine_outcome(struct machine *machine, struct instance *instance, int place, size_t period)
{
	const struct plan_type *type = type_of(machine, instance);
	struct outcome *outcome = &instance->outcomes[period * type->rule_count + (size_t) place];
	const struct plan_rule *planned = &type->rules[place];
	const struct rule *rule = &machine->plan->ruleset->rules[planned->rule];
	size_t outer = machine->period;

	machine->period = period;
	if (outcome->state == OUTCOME_RUNNING)
		raise_loop(machine, instance, place);
	if (machine->running_count + machine->nested + (outcome->state == OUTCOME_DONE ? outcome->depth : 1)
	    > RUNNING_MOST)
		raise_too_deep(machine, instance, rule);
	if (outcome->state == OUTCOME_UNTRIED) {
		machine->running[machine->running_count++] = (struct running){ .instance = instance,
			                                                       .place = place,
			                                                       .rule = rule,
			                                                       .period = period,
			                                                       .nested = machine->nested };
		if (!planned->plain || rule->type == TYPE_ELIGIBILITY || instance->decisions
		    || !evaluate_plain(machine, instance, rule, outcome)) {
			struct sandbox_budget budget = sandbox_enter(machine->sandbox, planned->hooked);
			const struct rule *version;
			struct trace_outer outer_trace = { .outcome = NULL };

			if (machine->trace)
				outer_trace = trace_begin_rule(machine, instance, place, rule);
			version = evaluate_rule(machine, instance, rule, outcome);
			if (instance->decisions)
				decided_settle(machine, instance, place, version, outcome);
			if (machine->trace)
				trace_end_rule(machine, outer_trace, outcome);
			sandbox_leave(machine->sandbox, budget);
		}
		machine->running_count--;
		outcome->state = OUTCOME_DONE;
		/* The record's own outcomes come in the plan's order: none of them has to wait for others. */
		outcome->depth = instance == machine->mains[instance->type]
		                         ? 0
		                         : 1 + machine->running[machine->running_count].deepest;
	}
	machine->period = outer;
	note_depth(machine, outcome->depth);
	return outcome;
}
