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

enum movement_kind { MOVED, NOT_SET, ENDED, WRONG };

/* How far the index moved: a value is multiplied by `by` and divided by `from`. */
struct movement {
	struct decimal by, from;
	struct uprated uprated; /* but for its base */
	const char *shown;
};

static struct yaml_reader reader_of(const struct derivation *derivation, const struct parameter *parameter)
{
	return (struct yaml_reader){ .source = parameter->file,
		                     .arena = derivation->parameters->arena,
		                     .problems = derivation->problems };
}

/* "2026-27", or the day itself where no financial year begins on it. */
static void print_year(struct date day, char out[DATE_TEXT_SIZE])
{
	struct period year = period_of_financial_year(day);

	if (date_compare(year.start, day))
		date_print(day, out);
	else
		snprintf(out, DATE_TEXT_SIZE, "%.10s", year.label);
}

/* Told once, however many parameters the index uprates. */
static void report_gap(const struct yaml_reader *reader, const struct parameter *index,
                       const struct dated_value *value, struct date day)
{
	char missing[DATE_TEXT_SIZE], before[DATE_TEXT_SIZE], next[DATE_TEXT_SIZE];
	struct error err = ERROR_INIT;

	print_year(day, missing);
	print_year(value[0].from, before);
	print_year(value[1].from, next);
	error_set(&err, ERROR_INPUT, "the index '%s' has no value for %s, between %s and %s", index->name, missing,
	          before, next);
	error_hint(&err, "give it one, or say 'carry: true' of '%.60s' to use the one before again", index->name);
	yaml_place(value[1].file, value[1].key, &err);
	problems_add_once(reader->problems, &err);
}

/* The index's value in force on a day. A year for which it has none is told, and the value before stands in, to find what else is
 * wrong. *carried: the value is used past its time. */
static enum movement_kind read_index(const struct yaml_reader *reader, const struct parameter *parameter,
                                     const struct parameter *index, struct date day, const struct dated_value **out,
                                     bool *carried)
{
	const struct dated_value *value = dated_value_on(index, day);
	struct error err = ERROR_INIT;
	bool over;

	*out = value;
	if (!value) {
		ensure(!parameter_in_force(index, &(struct period){ .start = day, .finish = day }, &over, &err));
		yaml_problem_error(reader, parameter->uprate->node, &err);
		return WRONG;
	}
	if (value->not_set)
		return NOT_SET;
	over = dated_value_is_over(index, value, day);
	if (over && !index->carry && value == &index->values[index->count - 1])
		return ENDED;
	if (over && !index->carry)
		report_gap(reader, index, value, day);
	*carried |= over;
	return MOVED;
}

/* "cpi 3.8% (ONS)", "level from 133.1 to 138 (ONS)" */
static const char *show_index(const struct yaml_reader *reader, const struct uprated *uprated)
{
	const struct parameter *index = uprated->index;
	const struct dated_value *to = uprated->to;
	struct text shown = TEXT_INIT;
	char day[DATE_TEXT_SIZE];
	const char *result;

	text_append_format(&shown, "%s ", index->name);
	if (uprated->level) {
		text_append(&shown, "from ");
		value_print(index->type, uprated->level->value, &shown);
		text_append(&shown, " to ");
	}
	value_print(index->type, to->value, &shown);
	if (uprated->carried) {
		date_print(to->from, day);
		text_append_format(&shown, " carried from %s", day);
	}
	result = shown.failed
	                 ? NULL
	                 : arena_format(reader->arena, "%s (%s)", text_string(&shown), to->source ? to->source : "");
	text_release(&shown);
	if (!result)
		yaml_problem_memory(reader);
	return result;
}

/* A rate moves by itself; a level by what it was on the day `base` to what it is on `day`. */
static enum movement_kind read_movement(const struct yaml_reader *reader, const struct parameter *parameter,
                                        const struct parameter *index, struct date base, struct date day,
                                        struct movement *out)
{
	const struct decimal one = decimal_from_integer(1);
	struct uprated *uprated = &out->uprated;
	struct error err = ERROR_INIT;
	enum movement_kind kind;

	*uprated = (struct uprated){ .index = index };
	kind = read_index(reader, parameter, index, day, &uprated->to, &uprated->carried);
	if (kind == MOVED && index->type != TYPE_RATE)
		kind = read_index(reader, parameter, index, base, &uprated->level, &uprated->carried);
	if (kind != MOVED)
		return kind;
	out->by = value_as_decimal(uprated->to->value);
	out->from = uprated->level ? value_as_decimal(uprated->level->value) : one;
	if (!uprated->level && decimal_add(out->by, one, &out->by, &err)) {
		yaml_problem_error(reader, parameter->uprate->node, &err);
		return WRONG;
	}
	if (out->from.coefficient <= 0) {
		yaml_problem(reader, parameter->uprate->node, NULL, "the index '%s' is not above zero", index->name);
		return WRONG;
	}
	out->shown = show_index(reader, uprated);
	return out->shown ? MOVED : WRONG;
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

/* What the index moves the value of `base` to; *out is a copy of it. */
static bool move_all(const struct yaml_reader *reader, const struct parameter *parameter,
                     const struct movement *movement, struct dated_value *out)
{
	const struct categories *base = out->categories;
	struct categories *categories;
	struct category *items;

	if (!base)
		return move(reader, parameter, movement, &out->value);
	categories = arena_alloc(reader->arena, sizeof *categories);
	items = arena_array(reader->arena, base->count, sizeof *items);
	if (!categories || !items) {
		yaml_problem_memory(reader);
		return false;
	}
	for (size_t i = 0; i < base->count; i++) {
		items[i] = base->items[i];
		if (!move(reader, parameter, movement, &items[i].value))
			return false;
	}
	*categories = (struct categories){ items, base->count };
	out->categories = categories;
	return true;
}

/* The value of `base`, moved, from `day` on. */
static bool derive_value(const struct yaml_reader *reader, const struct parameter *parameter,
                         const struct dated_value *base, struct date day, const struct movement *movement,
                         const char *given, struct dated_value *out)
{
	struct uprated *uprated = arena_alloc(reader->arena, sizeof *uprated);
	char from[DATE_TEXT_SIZE];

	date_print(base->from, from);
	*out = *base;
	out->from = day;
	out->uprated = uprated;
	out->file = movement->uprated.to->file;
	out->key = movement->uprated.to->key;
	out->source = arena_format(reader->arena, "the value of %s uprated by %s; %s", from, movement->shown, given);
	if (!out->source || !uprated) {
		yaml_problem_memory(reader);
		return false;
	}
	*uprated = movement->uprated;
	uprated->base = base;
	return move_all(reader, parameter, movement, out);
}

/* Not set from `day` on, because the index is not. */
static bool derive_not_set(const struct yaml_reader *reader, const struct uprated *movement, struct date day,
                           struct dated_value *out)
{
	const struct dated_value *missing =
		movement->level && movement->level->not_set ? movement->level : movement->to;
	struct uprated *uprated = arena_alloc(reader->arena, sizeof *uprated);
	char from[DATE_TEXT_SIZE];

	date_print(missing->from, from);
	*out = (struct dated_value){ .from = day, .not_set = true, .file = missing->file, .key = missing->key };
	out->uprated = uprated;
	out->source = arena_format(reader->arena, "its index %s is not set from %s on", movement->index->name, from);
	if (!out->source || !uprated) {
		yaml_problem_memory(reader);
		return false;
	}
	*uprated = (struct uprated){ .index = movement->index, .to = missing };
	return true;
}

/* The value of the year that begins on `day`, after the value before. *out stays as it is where there is none. False: nor is there
 * one in later years. */
static bool derive_year(const struct yaml_reader *reader, const struct parameter *parameter,
                        const struct parameter *index, const struct dated_value *before, struct date day,
                        const char *given, struct dated_value *out, size_t *count)
{
	struct movement movement;

	if (before->not_set)
		return true;
	switch (read_movement(reader, parameter, index, before->from, day, &movement)) {
	case MOVED:
		if (!derive_value(reader, parameter, before, day, &movement, given, out))
			return false;
		break;
	case NOT_SET:
		if (!derive_not_set(reader, &movement.uprated, day, out))
			return false;
		break;
	default:
		return false;
	}
	++*count;
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
		struct error ignored = ERROR_INIT;
		struct date day;

		if (date_add_months(uprate->from, 12 * year, MONTH_END_LAST_DAY, &day, &ignored)
		    || date_compare(day, last) > 0)
			break;
		while (own < parameter->count && date_compare(parameter->values[own].from, day) <= 0)
			values[count++] = parameter->values[own++];
		if (count && !values[count - 1].uprated)
			given = values[count - 1].source;
		if (count && !date_compare(values[count - 1].from, day))
			continue;
		if (count == 0)
			yaml_problem(&reader, uprate->node, "give the value that is to be uprated first",
			             "'%s' has no value before its 'uprate' begins", parameter->name);
		if (count == 0
		    || !derive_year(&reader, parameter, index, &values[count - 1], day, given, &values[count],
		                    &count))
			break;
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

	if (!parameter->uprate || parameter->held || derivation->states[place] == STATE_DONE)
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
