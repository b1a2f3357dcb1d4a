/* parameters_derive.c: values that follow from an index: each year's is the one before it, uprated and rounded to a step. */
#include "config/parameters_parts.h"

#include <string.h>

#define LONGEST_CHAIN 50  /* of indices that are uprated by another */
#define MOST_YEARS    200 /* beyond it, a slip in a date; and room for its years would be taken for each parameter */

enum state { STATE_NOT_YET, STATE_RUNNING, STATE_DONE };

struct derivation {
	struct parameters *parameters;
	struct date last;
	struct problems *problems;
	enum state *states; /* as the parameters */
};

/* How far the index moved: a value is multiplied by `by` and divided by `from`. */
struct movement {
	struct decimal by, from;
	const char *shown;
};

static struct yaml_reader reader_of(const struct derivation *derivation, const struct parameter *parameter)
{
	return (struct yaml_reader){ .source = parameter->file,
		                     .arena = derivation->parameters->arena,
		                     .problems = derivation->problems };
}

static const struct dated_value *on_day(const struct parameter *parameter, struct date day, bool *carried,
                                        struct error *err)
{
	struct period period = { .start = day, .finish = day };

	return parameter_in_force(parameter, &period, carried, err);
}

/* The index's value on the day, shown with its source. */
static const char *show_index(const struct yaml_reader *reader, const struct parameter *index,
                              const struct dated_value *value, const char *before)
{
	struct text shown = TEXT_INIT;
	const char *result;

	value_print(index->type, value->value, &shown);
	result = shown.failed ? NULL
	                      : arena_format(reader->arena, "%s %s%s (%s)", index->name, before, text_string(&shown),
	                                     value->source ? value->source : "");
	text_release(&shown);
	if (!result)
		yaml_problem_memory(reader);
	return result;
}

/* A rate moves by itself; a level by what it was on the day `base` to what it is on `day`. False: there is none, with a problem
 * where that is wrong; or the index goes no further. */
static bool read_movement(const struct yaml_reader *reader, const struct parameter *parameter,
                          const struct parameter *index, struct date base, struct date day, struct movement *out)
{
	const struct decimal one = decimal_from_integer(1);
	const struct dated_value *value, *before;
	struct error err = ERROR_INIT;
	char was[80] = "";
	bool carried, carried_before;

	value = on_day(index, day, &carried, &err);
	if (!value && index->count && date_compare(day, index->values[0].from) < 0)
		yaml_problem_error(reader, parameter->uprate->node, &err);
	if (!value || carried)
		return false;
	out->by = value_as_decimal(value->value);
	out->from = one;
	if (index->type == TYPE_RATE) {
		if (decimal_add(out->by, one, &out->by, &err)) {
			yaml_problem_error(reader, parameter->uprate->node, &err);
			return false;
		}
	} else {
		struct text shown = TEXT_INIT;

		before = on_day(index, base, &carried_before, &err);
		if (!before) {
			yaml_problem_error(reader, parameter->uprate->node, &err);
			return false;
		}
		out->from = value_as_decimal(before->value);
		value_print(index->type, before->value, &shown);
		snprintf(was, sizeof was, "from %.60s to ", text_string(&shown));
		text_release(&shown);
	}
	if (out->from.coefficient <= 0) {
		yaml_problem(reader, parameter->uprate->node, NULL, "the index '%s' is not above zero", index->name);
		return false;
	}
	out->shown = show_index(reader, index, value, was);
	return out->shown != NULL;
}

static bool move(const struct yaml_reader *reader, const struct parameter *parameter, const struct movement *movement,
                 struct value *value)
{
	const struct uprating *uprate = parameter->uprate;
	struct error err = ERROR_INIT;
	struct decimal moved;

	if (decimal_multiply(value_as_decimal(*value), movement->by, &moved, &err)
	    || decimal_divide(moved, movement->from, uprate->step, uprate->mode, &moved, &err)) {
		yaml_problem_error(reader, uprate->node, &err);
		return false;
	}
	*value = value_decimal(moved);
	if (!value_check(parameter->type, *value, &err))
		return true;
	yaml_problem_error(reader, uprate->node, &err);
	return false;
}

/* The value of `base`, moved, from `day` on. */
static bool derive_value(const struct yaml_reader *reader, const struct parameter *parameter,
                         const struct dated_value *base, struct date day, const struct movement *movement,
                         const char *given, struct dated_value *out)
{
	char from[DATE_TEXT_SIZE];
	struct category *items = NULL;
	struct categories *categories = NULL;

	date_print(base->from, from);
	*out = *base;
	out->from = day;
	out->derived = true;
	out->source = arena_format(reader->arena, "the value of %s uprated by %s; %s", from, movement->shown, given);
	if (!out->source)
		yaml_problem_memory(reader);
	if (!base->categories)
		return out->source && move(reader, parameter, movement, &out->value);
	categories = arena_alloc(reader->arena, sizeof *categories);
	items = arena_array(reader->arena, base->categories->count, sizeof *items);
	if (!categories || !items)
		yaml_problem_memory(reader);
	if (!categories || !items || !out->source)
		return false;
	for (size_t i = 0; i < base->categories->count; i++) {
		items[i] = base->categories->items[i];
		if (!move(reader, parameter, movement, &items[i].value))
			return false;
	}
	*categories = (struct categories){ items, base->categories->count };
	out->categories = categories;
	return true;
}

/* The last day of the run; or, for records with days of their own, the last of the year for which the index has its last value. */
static struct date last_day(const struct derivation *derivation, const struct parameter *index)
{
	struct error ignored = ERROR_INIT;
	struct date year;

	if (index->count == 0
	    || date_add_months(index->values[index->count - 1].from, 12, MONTH_END_LAST_DAY, &year, &ignored))
		return derivation->last;
	year = date_from_number(date_number(year) - 1);
	return date_compare(year, derivation->last) > 0 ? year : derivation->last;
}

/* Inserts, year by year, what no value is given for. */
static void derive_values(const struct derivation *derivation, struct parameter *parameter,
                          const struct parameter *index)
{
	struct yaml_reader reader = reader_of(derivation, parameter);
	const struct uprating *uprate = parameter->uprate;
	struct date last = last_day(derivation, index);
	int years = last.year - uprate->from.year + 1;
	struct dated_value *values;
	const char *given = NULL; /* the source of the value that the derived ones follow from */
	size_t own = 0, count = 0;

	if (years > MOST_YEARS) {
		yaml_problem(&reader, uprate->node, NULL, "'%s' would be uprated for %d years", parameter->name,
		             years);
		return;
	}
	values = arena_array(reader.arena, parameter->count + (size_t) (years > 0 ? years : 0), sizeof *values);
	if (!values) {
		yaml_problem_memory(&reader);
		return;
	}
	for (int year = 0; year < years; year++) {
		struct movement movement;
		struct error ignored = ERROR_INIT;
		struct date day;

		if (date_add_months(uprate->from, 12 * year, MONTH_END_LAST_DAY, &day, &ignored)
		    || date_compare(day, last) > 0)
			break;
		while (own < parameter->count && date_compare(parameter->values[own].from, day) <= 0)
			values[count++] = parameter->values[own++];
		if (count && !values[count - 1].derived)
			given = values[count - 1].source;
		if (count && !date_compare(values[count - 1].from, day))
			continue;
		if (count == 0)
			yaml_problem(&reader, uprate->node, "give the value that is to be uprated first",
			             "'%s' has no value before its 'uprate' begins", parameter->name);
		if (count == 0 || values[count - 1].not_set
		    || !read_movement(&reader, parameter, index, values[count - 1].from, day, &movement)
		    || !derive_value(&reader, parameter, &values[count - 1], day, &movement, given, &values[count]))
			break;
		count++;
	}
	while (own < parameter->count)
		values[count++] = parameter->values[own++];
	if (parameter->until.year && date_compare(values[count - 1].from, parameter->until) > 0)
		parameter->until = (struct date){ .year = 0 };
	parameter->values = values;
	parameter->count = count;
}

/* The index that a parameter names; NULL after a problem. */
static struct parameter *find_index(const struct derivation *derivation, const struct parameter *parameter)
{
	struct yaml_reader reader = reader_of(derivation, parameter);
	const struct parameters *all = derivation->parameters;
	const struct uprating *uprate = parameter->uprate;
	const struct parameter *index = parameters_find(all, uprate->by);

	if (!index) {
		if (!all->incomplete)
			yaml_problem_nearest(&reader, uprate->node, parameters_nearest(all, uprate->by),
			                     "unknown parameter '%s'", uprate->by);
		return NULL;
	}
	if (index->shape == SHAPE_VALUE
	    && (index->type == TYPE_RATE || index->type == TYPE_DECIMAL || index->type == TYPE_INTEGER))
		return &all->items[index - all->items];
	yaml_problem(&reader, uprate->node, "an index is a rate, as 3.8%, or a level, as a decimal or an integer",
	             "'%s' is no index", uprate->by);
	return NULL;
}

/* Of a parameter, and first of its index. Recursion is bounded by LONGEST_CHAIN. */
static void derive(struct derivation *derivation, struct parameter *parameter, int depth)
{
	size_t place = (size_t) (parameter - derivation->parameters->items);
	struct yaml_reader reader = reader_of(derivation, parameter);
	struct parameter *index;

	if (!parameter->uprate || derivation->states[place] == STATE_DONE)
		return;
	if (derivation->states[place] == STATE_RUNNING || depth > LONGEST_CHAIN) {
		yaml_problem(&reader, parameter->uprate->node, NULL,
		             depth > LONGEST_CHAIN ? "'%s' is uprated by too many indices, one by another"
		                                   : "'%s' is uprated by itself",
		             parameter->name);
		return;
	}
	derivation->states[place] = STATE_RUNNING;
	index = find_index(derivation, parameter);
	if (index) {
		derive(derivation, index, depth + 1);
		derive_values(derivation, parameter, index);
	}
	derivation->states[place] = STATE_DONE;
}

void parameters_derive(struct parameters *parameters, struct date last, struct problems *problems)
{
	struct derivation derivation = { .parameters = parameters, .last = last, .problems = problems };

	if (parameters->count == 0)
		return;
	derivation.states = arena_array(parameters->arena, parameters->count, sizeof *derivation.states);
	if (!derivation.states) {
		struct error err = ERROR_INIT;

		error_memory(&err);
		problems_add(problems, &err);
		return;
	}
	for (size_t i = 0; i < parameters->count; i++)
		derive(&derivation, &parameters->items[i], 0);
}
