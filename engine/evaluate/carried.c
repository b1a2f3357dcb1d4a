/* carried.c: which parameters are used past their time. For rules that go by the run's periods that is known before it starts;
 * for those whose records have days of their own (dated_by) only when every record was read. */
#include "evaluate/evaluate.h"

#include <string.h>

static bool function_reads(const struct ruleset *ruleset, int function, const char *parameter)
{
	const struct reads *reads;

	if (function == NO_FUNCTION)
		return false;
	reads = &ruleset->functions[function].reads;
	for (size_t i = 0; i < reads->count; i++) {
		if (reads->items[i].kind == READ_PARAMETER && !strcmp(reads->items[i].name, parameter))
			return true;
	}
	return !reads->followed;
}

static bool condition_reads(const struct ruleset *ruleset, const struct condition *condition, const char *parameter)
{
	if (condition->kind == CONDITION_TEST)
		return function_reads(ruleset, condition->function, parameter);
	for (size_t i = 0; i < condition->count; i++) {
		if (condition_reads(ruleset, &condition->children[i], parameter))
			return true;
	}
	return false;
}

static bool rule_reads(const struct ruleset *ruleset, const struct rule *rule, const char *parameter)
{
	return function_reads(ruleset, rule->compute, parameter) || function_reads(ruleset, rule->award, parameter)
	       || (rule->conditions && condition_reads(ruleset, rule->conditions, parameter));
}

/* Whether the version of its rule that is in force in the period is this one. */
static bool in_force(const struct ruleset *ruleset, size_t rule, const struct period *period)
{
	return ruleset_version(ruleset, ruleset->rules[rule].first_version, period->start) == (int) rule;
}

bool plan_reads_in_period(const struct plan *plan, const struct parameter *parameter, const struct period *period)
{
	const struct ruleset *ruleset = plan->ruleset;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].dated_by < 0 && in_force(ruleset, i, period)
		    && rule_reads(ruleset, &ruleset->rules[i], parameter->name))
			return true;
	}
	for (size_t i = 0; i < ruleset->total_count; i++) {
		if (function_reads(ruleset, ruleset->totals[i].where, parameter->name))
			return true;
	}
	for (size_t i = 0; i < ruleset->figure_count; i++) {
		if (function_reads(ruleset, ruleset->figures[i].compute, parameter->name))
			return true;
	}
	for (size_t i = 0; i < ruleset->finding_count; i++) {
		if (function_reads(ruleset, ruleset->findings[i].when, parameter->name))
			return true;
	}
	return false;
}

const struct dated_value *result_carried(const struct result *result, const struct parameter *parameter,
                                         struct date *day)
{
	const struct ruleset *ruleset = result->plan->ruleset;
	const struct dated_value *value;
	bool carried = false;
	struct error none_yet;

	*day = (struct date){ 0 };
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (date_compare(result->latest[i], *day) > 0
		    && rule_reads(ruleset, &ruleset->rules[i], parameter->name))
			*day = result->latest[i];
	}
	if (!day->year)
		return NULL;
	/* What is carried on some day is carried on every later one. */
	value = parameter_in_force(parameter, &(struct period){ .start = *day, .finish = *day }, &carried, &none_yet);
	return carried ? value : NULL;
}
