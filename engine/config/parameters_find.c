/* parameters_find.c: parameters by name, and their values by day. */
#include "config/parameters_parts.h"

#include <string.h>

/* A name against the first `length` bytes of another. */
static int compare_name(const char *name, const char *other, size_t length)
{
	int order = strncmp(name, other, length);

	return order ? order : name[length] != '\0';
}

size_t parameters_lower_bound(const struct parameters *parameters, const char *name, size_t length)
{
	size_t low = 0, high = parameters->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_name(parameters->items[middle].name, name, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct parameter *parameters_find(const struct parameters *parameters, const char *name)
{
	size_t at = parameters_lower_bound(parameters, name, strlen(name));

	if (at < parameters->count && !strcmp(parameters->items[at].name, name))
		return &parameters->items[at];
	return NULL;
}

/* Whether `name` is below the group named by the first `length` bytes of `group`. */
static bool is_below(const char *name, const char *group, size_t length)
{
	return !strncmp(name, group, length) && name[length] == '.';
}

bool parameters_is_group(const struct parameters *parameters, const char *name)
{
	size_t length = strlen(name), at = parameters_lower_bound(parameters, name, length);

	/* '.' sorts before all that a name is made of, so what is below a name comes right behind it. */
	if (at < parameters->count && !strcmp(parameters->items[at].name, name))
		at++;
	return at < parameters->count && is_below(parameters->items[at].name, name, length);
}

/* For a long name whole names are too far apart: the last part is compared with its neighbours in the group. */
static const char *nearest_in_group(const struct parameters *parameters, const char *name)
{
	const char *dot = strrchr(name, '.');
	struct nearest nearest = nearest_to(dot ? dot + 1 : name);
	size_t length = dot ? (size_t) (dot - name) : 0;
	const char *best = NULL;

	for (size_t i = 0; i < parameters->count; i++) {
		const char *candidate = parameters->items[i].name, *last = strrchr(candidate, '.'),
			   *before = nearest.best;

		if (dot && !is_below(candidate, name, length))
			continue;
		nearest_offer(&nearest, last ? last + 1 : candidate);
		if (nearest.best != before)
			best = candidate;
	}
	return best;
}

/* Among more than this a guess is worth little, and seeking it for hundreds of unknown names would take minutes. */
#define NEAREST_AMONG 10000

const char *parameters_nearest(const struct parameters *parameters, const char *name)
{
	struct nearest nearest = nearest_to(name);

	if (parameters->count > NEAREST_AMONG)
		return NULL;
	for (size_t i = 0; i < parameters->count; i++)
		nearest_offer(&nearest, parameters->items[i].name);
	return nearest.best ? nearest.best : nearest_in_group(parameters, name);
}

static bool is_last(const struct parameter *parameter, const struct dated_value *value)
{
	return value == &parameter->values[parameter->count - 1];
}

/* Whether the day is as many months, or more, after another. */
static bool is_after(struct date day, struct date start, int months)
{
	struct error ignored = ERROR_INIT;
	struct date end;

	return !date_add_months(start, months, MONTH_END_LAST_DAY, &end, &ignored) && date_compare(day, end) >= 0;
}

bool dated_value_is_over(const struct parameter *parameter, const struct dated_value *value, struct date day)
{
	if (parameter->held)
		return false;
	if (parameter->until.year && is_last(parameter, value))
		return date_compare(day, parameter->until) > 0;
	return is_after(day, value->from, 12);
}

/* Whether the value, on `day`, is used beyond what it was meant for. */
static bool is_carried(const struct parameter *parameter, const struct dated_value *value, struct date day)
{
	bool uprated = parameter->uprate && date_compare(day, parameter->uprate->from) >= 0;

	if (!dated_value_is_over(parameter, value, day))
		return false;
	if (is_last(parameter, value) && parameter->until.year)
		return true;
	return (!parameter->carry || uprated)
	       && (is_last(parameter, value) || is_after(value[1].from, value->from, 13));
}

bool parameter_has_gap(const struct parameter *parameter, const struct dated_value *value, struct date *from)
{
	struct error ignored = ERROR_INIT;

	return !is_last(parameter, value) && !value->not_set
	       && !date_add_months(value->from, 12, MONTH_END_LAST_DAY, from, &ignored)
	       && date_compare(*from, value[1].from) < 0 && is_carried(parameter, value, *from);
}

int parameter_hint_carried(const struct parameter *parameter, struct error *err)
{
	if (parameter->uprate)
		return error_hint(err, "add a value to '%.60s', say 'carry: true' of that, or leave out 'strict'",
		                  parameter->uprate->by);
	return error_hint(err, "add a value, say 'carry: true', or leave out 'strict'");
}

bool parameter_is_frozen(const struct parameter *parameter, struct date first, struct date last)
{
	struct error ignored = ERROR_INIT;
	struct date day;

	if (!parameter->held || !parameter->uprate)
		return false;
	for (int year = 0; !date_add_months(parameter->uprate->from, 12 * year, MONTH_END_LAST_DAY, &day, &ignored);
	     year++) {
		if (date_compare(day, last) > 0)
			return false;
		if (date_compare(day, first) > 0)
			return true;
	}
	return false;
}

static const struct dated_value *not_set_yet(const struct parameter *parameter, const struct dated_value *value,
                                             struct error *err)
{
	char from[DATE_TEXT_SIZE];

	date_print(value->from, from);
	if (value->uprated)
		error_set(err, ERROR_INPUT,
		          "the value of '%s' from %s on is not set yet: nor is that of its index '%s'",
		          parameter->name, from, value->uprated->index->name);
	else
		error_set(err, ERROR_INPUT, "the value of '%s' from %s on is not set yet", parameter->name, from);
	error_hint(err, "put %s on line %d of %.60s once it is known, or try one with the scenario's 'set'",
	           value->uprated ? "the index's" : "it", value->key->line, value->file->shown);
	return NULL;
}

const struct dated_value *dated_value_on(const struct parameter *parameter, struct date day)
{
	size_t low = 0, high = parameter->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (date_compare(parameter->values[middle].from, day) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &parameter->values[low - 1] : NULL;
}

/* The value in force on a day. */
static const struct dated_value *in_force_on(const struct parameter *parameter, struct date day, bool *carried,
                                             struct error *err)
{
	const struct dated_value *value = dated_value_on(parameter, day);
	char on[DATE_TEXT_SIZE], first[DATE_TEXT_SIZE];

	if (!value) {
		date_print(day, on);
		error_set(err, ERROR_INPUT, "the parameter '%s' has no value on %s", parameter->name, on);
		if (parameter->count) {
			date_print(parameter->values[0].from, first);
			error_hint(err, "its first value, on line %d of %.100s, is from %s",
			           parameter->values[0].key->line, parameter->values[0].file->shown, first);
		}
		return NULL;
	}
	if (value->not_set)
		return not_set_yet(parameter, value, err);
	*carried = is_carried(parameter, value, day);
	return value;
}

const struct dated_value *parameter_in_force(const struct parameter *parameter, const struct period *period,
                                             bool *carried, struct error *err)
{
	const struct dated_value *first, *last;

	if (parameter->read != READ_BY_DAY)
		return in_force_on(parameter, parameter->read == READ_END ? period->finish : period->start, carried,
		                   err);
	first = in_force_on(parameter, period->start, carried, err);
	last = first ? in_force_on(parameter, period->finish, carried, err) : NULL;
	for (const struct dated_value *value = first; last && value < last; value++) {
		if (value->not_set)
			return not_set_yet(parameter, value, err);
	}
	return last;
}

const struct dated_value *parameter_value(const struct parameter *parameter, const struct period *period,
                                          struct dated_value *room, bool *carried, struct error *err)
{
	const struct dated_value *last = parameter_in_force(parameter, period, carried, err);
	int32_t start = date_number(period->start), until = date_number(period->finish) + 1, days = until - start;
	struct decimal sum = decimal_from_integer(0), part;

	if (!last || parameter->read != READ_BY_DAY || date_compare(last->from, period->start) <= 0)
		return last;
	for (const struct dated_value *value = last; until > start; value--) {
		int32_t from = date_number(value->from) > start ? date_number(value->from) : start;

		if (decimal_multiply(value_as_decimal(value->value), decimal_from_integer(until - from), &part, err)
		    || decimal_add(sum, part, &sum, err))
			return NULL;
		until = from;
	}
	if (decimal_divide(sum, decimal_from_integer(days), parameter->step, ROUND_HALF_UP, &sum, err))
		return NULL;
	*room = *last;
	room->value = value_decimal(sum);
	return room;
}
