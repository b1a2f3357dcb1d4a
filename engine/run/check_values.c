/* check_values.c: the values that parameters have in the periods of a scenario, and what its overrides change of them. */
#include "run/check_parts.h"

#include "rules/formula.h"

#include <string.h>

/* The first thing known to read the parameter, and *days: whether something reads it on the days of records. */
static bool has_reader(const struct plan *plan, const struct parameter *parameter, bool *days)
{
	int index = (int) (parameter - plan->scenario->parameters.items);
	bool found = false;

	*days = false;
	for (size_t i = 0; i < plan->reader_count; i++) {
		const struct plan_reader *reader = &plan->readers[i];

		if (reader->parameter != index && reader->parameter != -1)
			continue;
		found |= reader->parameter == index;
		*days |= reader->rule >= 0 && plan->ruleset->rules[reader->rule].dated_by >= 0;
	}
	return found;
}

/* Length in characters to underline: the last part of its name. */
static int last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return (int) strlen(dot ? dot + 1 : name);
}

/* Whether every record comes to the parameter, whatever its fields are, unless what stands before it is not known. */
static bool surely_reads(const struct formula *formula, int parameter)
{
	if (!formula)
		return false;
	switch (formula->kind) {
	case FORMULA_PARAMETER:
		return formula->index == parameter;
	case FORMULA_AND:
	case FORMULA_OR:
		return surely_reads(formula->a, parameter);
	case FORMULA_IF:
		return surely_reads(formula->a, parameter)
		       || (surely_reads(formula->b, parameter) && surely_reads(formula->c, parameter));
	default:
		return surely_reads(formula->a, parameter) || surely_reads(formula->b, parameter)
		       || surely_reads(formula->c, parameter);
	}
}

/* Whether a rule that every record of its type has in the period surely reads it: what it computes, or its first condition. */
static bool is_surely_read(const struct plan *plan, const struct parameter *parameter, const struct period *period)
{
	const struct ruleset *ruleset = plan->ruleset;
	int index = (int) (parameter - plan->scenario->parameters.items);

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];
		const struct record_type *record = &ruleset->schema->types[rule->on];
		const struct condition *first = rule->conditions;
		int function = rule->compute;

		while (first && first->kind != CONDITION_TEST)
			first = first->count ? first->children : NULL;
		function = first ? first->function : function;
		if (function == NO_FUNCTION || rule->dated_by >= 0 || record->valid_from >= 0
		    || record->valid_until >= 0 || record->period >= 0
		    || ruleset_version(ruleset, rule->first_version, period->start) != (int) i)
			continue;
		if (surely_reads(ruleset->functions[function].formula, index))
			return true;
	}
	return false;
}

/* Where a rule comes to read it, the run stops in these words: an error where every record does, otherwise a warning. */
static void check_periods(const struct plan *plan, const struct parameter *parameter, struct problems *problems)
{
	const struct source *file = parameter->file;
	bool days, carried;
	struct error err = ERROR_INIT;

	if (!has_reader(plan, parameter, &days))
		return;
	for (size_t i = 0; i < plan->period_count; i++) {
		if (parameter_in_force(parameter, &plan->periods[i], &carried, &err)
		    || !plan_reads_in_period(plan, parameter, &plan->periods[i]))
			continue;
		err.warning = !is_surely_read(plan, parameter, &plan->periods[i]);
		error_excerpt_at(&err, file->shown, file->text, file->length, parameter->line, parameter->column,
		                 last_part(parameter->name));
		problems_add(problems, &err);
		return;
	}
}

static void warn_of_set(const struct parameter *parameter, struct problems *problems, const char *why)
{
	const struct source *file = parameter->set_file;
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "setting '%s' changes nothing: %s", parameter->name, why);
	err.warning = true;
	error_excerpt_at(&err, file->shown, file->text, file->length, parameter->set_line, parameter->set_column,
	                 (int) strlen(parameter->name));
	problems_add(problems, &err);
}

/* The same value in each period, and as little or as much past its time. */
static bool same_values(const struct plan *plan, const struct parameter *parameter)
{
	struct error none_yet;

	for (size_t i = 0; i < plan->period_count; i++) {
		bool carried = false, was_carried = false;
		const struct dated_value *now = parameter_in_force(parameter, &plan->periods[i], &carried, &none_yet);
		const struct dated_value *then =
			parameter_in_force(parameter->before, &plan->periods[i], &was_carried, &none_yet);

		if (!now || !then || carried != was_carried || value_compare(now->value, then->value) != 0)
			return false;
	}
	return true;
}

/* What the scenario itself sets: what it takes over from another may be meant for that one. */
static void check_set(const struct plan *plan, const struct parameter *parameter, struct problems *problems)
{
	bool days;

	if (!parameter->before || parameter->set_file != plan->scenario->file
	    || usage_is_index(plan->scenario, parameter))
		return;
	has_reader(plan, parameter, &days);
	if (!usage_is_read(plan, parameter))
		warn_of_set(parameter, problems, "no rule of this scenario reads it");
	else if (!days && parameter->shape == SHAPE_VALUE && !parameter->uprate && parameter->read != READ_BY_DAY
	         && same_values(plan, parameter))
		warn_of_set(parameter, problems, "it has this value in every period");
}

void values_check(const struct plan *plan, struct problems *problems)
{
	const struct parameters *parameters = &plan->scenario->parameters;

	for (size_t i = 0; i < parameters->count; i++) {
		check_periods(plan, &parameters->items[i], problems);
		check_set(plan, &parameters->items[i], problems);
	}
}
