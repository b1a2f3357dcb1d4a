/* check_values.c: the values that parameters have in the periods of a scenario, and what its overrides change of them. */
#include "run/check_parts.h"

#include "rules/check.h"
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

/* Whether a rule that every record of its type has in the period surely reads it: what it computes, or its first condition; or a
 * figure does, which every period has. */
static bool is_surely_read(const struct plan *plan, const struct parameter *parameter, const struct period *period)
{
	const struct ruleset *ruleset = plan->ruleset;
	int index = (int) (parameter - plan->scenario->parameters.items);

	for (size_t i = 0; i < ruleset->figure_count; i++) {
		if (function_surely_reads(&ruleset->functions[ruleset->figures[i].compute], parameter->name))
			return true;
	}
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
		if (surely_reads(ruleset->functions[function].formula, index)
		    || function_surely_reads(&ruleset->functions[function], parameter->name))
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

/* At the name that `set` names. */
static void warn_at_set(const struct parameter *parameter, struct problems *problems, struct error *err)
{
	const struct source *file = parameter->set_file;

	err->warning = true;
	error_excerpt_at(err, file->shown, file->text, file->length, parameter->set_line, parameter->set_column,
	                 (int) strlen(parameter->name));
	problems_add(problems, err);
}

static void warn_of_set(const struct parameter *parameter, struct problems *problems, const char *why)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "setting '%s' changes nothing: %s", parameter->name, why);
	warn_at_set(parameter, problems, &err);
}

static void warn_of_frozen(const struct parameter *parameter, struct problems *problems)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "'%s' is set for all dates, and so not uprated by '%s'", parameter->name,
	          parameter->uprate->by);
	error_hint(&err, "set it from a year, {2025-26: ...}: later years are uprated then");
	warn_at_set(parameter, problems, &err);
}

static void warn_of_parameter(const struct parameter *parameter, struct problems *problems, struct error *err)
{
	const struct source *file = parameter->file;

	err->warning = true;
	error_excerpt_at(err, file->shown, file->text, file->length, parameter->line, parameter->column,
	                 last_part(parameter->name));
	problems_add_once(problems, err);
}

/* Who says `carry` of what is uprated may mean the index, or that the value stays: it stays, and the run says so. */
static void check_carry(const struct plan *plan, const struct parameter *parameter, struct problems *problems)
{
	for (size_t i = 0; parameter->carry && parameter->uprate && i < plan->period_count; i++) {
		const struct period *period = &plan->periods[i];
		bool carried = false;
		struct error err = ERROR_INIT;

		if (!parameter_in_force(parameter, period, &carried, &err) || !carried
		    || !plan_reads_in_period(plan, parameter, period))
			continue;
		error_set(&err, ERROR_INPUT, "'%s' says 'carry', but its index '%s' has no value for %s",
		          parameter->name, parameter->uprate->by, period->label);
		error_hint(&err, "say 'carry: true' of '%.60s', to uprate by its last value again",
		           parameter->uprate->by);
		warn_of_parameter(parameter, problems, &err);
		return;
	}
}

/* Whether a level looks as if each of its values were meant to multiply by: 1.038, 1.02. One that begins with 1 may be a level. */
static const struct dated_value *not_a_level(const struct parameter *index)
{
	const struct decimal one = decimal_from_integer(1);
	const struct decimal least = { 8, 1 }, most = { 125, 2 };
	bool near = true;

	for (size_t i = 0; i < index->count; i++) {
		struct decimal level = value_as_decimal(index->values[i].value);

		if (index->values[i].not_set)
			continue;
		if (i > 0 && !index->values[i - 1].not_set
		    && decimal_compare(level, value_as_decimal(index->values[i - 1].value)) < 0)
			return &index->values[i];
		near &= decimal_compare(level, least) >= 0 && decimal_compare(level, most) <= 0
		        && (i > 0 || decimal_compare(level, one) != 0);
	}
	return near ? &index->values[0] : NULL;
}

static void check_level(const struct plan *plan, const struct parameter *index, struct problems *problems)
{
	const struct dated_value *odd;
	struct error err = ERROR_INIT;
	struct text shown = TEXT_INIT;

	if (index->shape != SHAPE_VALUE || index->held || (index->type != TYPE_DECIMAL && index->type != TYPE_INTEGER)
	    || !usage_is_index(plan->scenario, index))
		return;
	odd = not_a_level(index);
	if (!odd)
		return;
	value_print(index->type, odd->value, &shown);
	error_set(&err, ERROR_INPUT, "as a level, the index '%s' %s %s", index->name,
	          odd == index->values ? "begins with" : "falls, to", text_string(&shown));
	error_hint(&err, "a level is as 133.1 and then 138; for what each year adds write 'type: rate', and 3.8%%");
	text_release(&shown);
	warn_of_parameter(index, problems, &err);
}

/* `step: 10` of what is £4.50 a week is £10, and leaves nothing of it. */
static void check_step(const struct parameter *parameter, struct problems *problems)
{
	struct error err = ERROR_INIT;
	struct text step = TEXT_INIT, value = TEXT_INIT;
	int64_t pence;

	if (parameter->shape != SHAPE_VALUE || parameter->type != TYPE_MONEY || !parameter->uprate
	    || !decimal_is_integer(parameter->uprate->step, &pence))
		return;
	for (size_t i = 0; i < parameter->count; i++) {
		const struct dated_value *given = &parameter->values[i];

		if (given->uprated || given->not_set || given->value.as.integer <= 0
		    || given->value.as.integer >= pence)
			continue;
		value_print(TYPE_MONEY, value_integer(pence), &step);
		value_print(TYPE_MONEY, given->value, &value);
		error_set(&err, ERROR_INPUT, "'%s' is uprated in steps of %s, more than its value of %s",
		          parameter->name, text_string(&step), text_string(&value));
		error_hint(&err, "a bare number is pounds: ten pence is 10p");
		warn_of_parameter(parameter, problems, &err);
		break;
	}
	text_release(&step);
	text_release(&value);
}

static bool has_percent(const struct dated_value *value)
{
	return value->written && value->written->length && value->written->text[value->written->length - 1] == '%';
}

/* `2%, 2.5%, 0.8`: who writes percent forgot a sign. 0 is 0%. */
static void check_percent(const struct parameter *parameter, struct problems *problems)
{
	size_t with = 0;

	if (parameter->shape != SHAPE_VALUE || parameter->type != TYPE_RATE)
		return;
	while (with < parameter->count && !has_percent(&parameter->values[with]))
		with++;
	for (size_t i = 0; with < parameter->count && i < parameter->count; i++) {
		const struct dated_value *value = &parameter->values[i];
		const struct source *file = value->file;
		struct text shown = TEXT_INIT;
		struct error err = ERROR_INIT;

		if (!value->written || has_percent(value) || file != parameter->values[with].file
		    || value_compare(value->value, value_integer(0)) == 0)
			continue;
		value_print(TYPE_RATE, value->value, &shown);
		error_set(&err, ERROR_INPUT, "a rate is 1 where it is 100%%: %.40s here is %.40s",
		          value->written->text, text_string(&shown));
		error_hint(&err, "others are written with %%: write %.40s%%, or %.40s", value->written->text,
		           text_string(&shown));
		text_release(&shown);
		err.warning = true;
		error_excerpt(&err, file->shown, file->text, file->length, value->written->offset,
		              value->written->span);
		problems_add_once(problems, &err);
	}
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
	if (parameter_is_frozen(parameter, plan->periods[0].start, plan->periods[plan->period_count - 1].finish)
	    && usage_is_read(plan, parameter))
		warn_of_frozen(parameter, problems);
	if (!usage_is_read(plan, parameter))
		warn_of_set(parameter, problems, "no rule of this scenario reads it");
	else if (!days && parameter->shape == SHAPE_VALUE && !parameter->before->uprate
	         && parameter->read != READ_BY_DAY && same_values(plan, parameter))
		warn_of_set(parameter, problems, "it has this value in every period");
}

void values_check(const struct plan *plan, struct problems *problems)
{
	const struct parameters *parameters = &plan->scenario->parameters;

	for (size_t i = 0; i < parameters->count; i++) {
		check_periods(plan, &parameters->items[i], problems);
		check_set(plan, &parameters->items[i], problems);
		check_carry(plan, &parameters->items[i], problems);
		check_level(plan, &parameters->items[i], problems);
		check_step(&parameters->items[i], problems);
		check_percent(&parameters->items[i], problems);
	}
}
