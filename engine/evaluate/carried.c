/* carried.c: what reads which parameters, and which of them are used past their time. For rules that go by the run's periods that
 * is known before it starts; for those whose records have days of their own (dated_by) only when every record was read. */
#include "evaluate/evaluate.h"
#include "evaluate/plan_draft.h"

#include <stdlib.h>

static void add_reader(struct plan *plan, int parameter, int rule)
{
	if (plan->readers)
		plan->readers[plan->reader_count] = (struct plan_reader){ parameter, rule };
	plan->reader_count++;
}

static void add_function(struct plan *plan, int function, int rule)
{
	const struct parameters *parameters = &plan->scenario->parameters;
	const struct reads *reads;

	if (function == NO_FUNCTION)
		return;
	reads = &plan->ruleset->functions[function].reads;
	for (size_t i = 0; i < reads->count; i++) {
		if (reads->items[i].kind == READ_PARAMETER)
			add_reader(plan,
			           (int) (parameters_find(parameters, reads->items[i].name) - parameters->items),
			           rule);
	}
	if (!reads->followed)
		add_reader(plan, -1, rule);
}

static void add_conditions(struct plan *plan, const struct condition *condition, int rule)
{
	if (condition->kind == CONDITION_TEST)
		add_function(plan, condition->function, rule);
	for (size_t i = 0; i < condition->count; i++)
		add_conditions(plan, &condition->children[i], rule);
}

static void add_readers(struct plan *plan)
{
	const struct ruleset *ruleset = plan->ruleset;

	plan->reader_count = 0;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];

		add_function(plan, rule->compute, (int) i);
		add_function(plan, rule->award, (int) i);
		if (rule->conditions)
			add_conditions(plan, rule->conditions, (int) i);
	}
	for (size_t i = 0; i < ruleset->total_count; i++)
		add_function(plan, ruleset->totals[i].where, -1);
	for (size_t i = 0; i < ruleset->figure_count; i++)
		add_function(plan, ruleset->figures[i].compute, -1);
	for (size_t i = 0; i < ruleset->finding_count; i++)
		add_function(plan, ruleset->findings[i].when, -1);
}

static int compare_readers(const void *a, const void *b)
{
	const struct plan_reader *left = a, *right = b;

	if (left->parameter != right->parameter)
		return left->parameter < right->parameter ? -1 : 1;
	return (left->rule > right->rule) - (left->rule < right->rule);
}

int plan_readers(struct plan *plan)
{
	add_readers(plan); /* counts them */
	plan->readers = arena_array(&plan->arena, plan->reader_count, sizeof *plan->readers);
	if (!plan->readers)
		return -1;
	add_readers(plan);
	if (plan->reader_count)
		qsort(plan->readers, plan->reader_count, sizeof *plan->readers, compare_readers);
	return 0;
}

/* The first reader of a parameter, or where it would stand. */
static size_t first_reader(const struct plan *plan, int parameter)
{
	size_t low = 0, high = plan->reader_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (plan->readers[middle].parameter < parameter)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The next reader of the parameter, from *at on, which goes behind it: first those that may read any. NULL: no more. */
static const struct plan_reader *next_reader(const struct plan *plan, const struct parameter *parameter, size_t *at)
{
	int index = (int) (parameter - plan->scenario->parameters.items);

	if (*at < plan->reader_count && plan->readers[*at].parameter == -1)
		return &plan->readers[(*at)++];
	if (*at == 0 || plan->readers[*at - 1].parameter == -1)
		*at = first_reader(plan, index);
	if (*at < plan->reader_count && plan->readers[*at].parameter == index)
		return &plan->readers[(*at)++];
	return NULL;
}

bool plan_reads_in_period(const struct plan *plan, const struct parameter *parameter, const struct period *period)
{
	const struct ruleset *ruleset = plan->ruleset;
	const struct plan_reader *reader;
	size_t at = 0;

	while ((reader = next_reader(plan, parameter, &at))) {
		const struct rule *rule = reader->rule < 0 ? NULL : &ruleset->rules[reader->rule];

		/* Of a rule, the version that is in force in the period. */
		if (!rule
		    || (rule->dated_by < 0
		        && ruleset_version(ruleset, rule->first_version, period->start) == reader->rule))
			return true;
	}
	return false;
}

/* Where, of a rule's days, that of the value stands; the last value's may be any. */
static size_t place_of(const struct plan *plan, const struct dated_value *value)
{
	size_t place = 0;

	while (place < plan->gap_count && plan->gaps[place].value != value)
		place++;
	return place < plan->gap_count ? 1 + place : 0;
}

bool result_carried(const struct result *result, const struct parameter *parameter, const struct dated_value *value,
                    struct date *day)
{
	const struct plan *plan = result->plan;
	const struct plan_reader *reader;
	bool last = value == &parameter->values[parameter->count - 1], carried = false;
	size_t at = 0, place = last ? 0 : place_of(plan, value);
	struct error none_yet;

	*day = (struct date){ 0 };
	if (!last && !place)
		return false;
	while ((reader = next_reader(plan, parameter, &at))) {
		struct date latest = { 0 };

		if (reader->rule >= 0)
			latest = result->latest[(size_t) reader->rule * (1 + plan->gap_count) + place];
		if (date_compare(latest, *day) > 0)
			*day = latest;
	}
	if (!day->year || !last)
		return day->year;
	/* The last value, carried on some day, is carried on every later one. */
	return parameter_in_force(parameter, &(struct period){ .start = *day, .finish = *day }, &carried, &none_yet)
	               == value
	       && carried;
}
