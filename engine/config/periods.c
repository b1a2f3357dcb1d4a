/* periods.c: one period, a range of like periods, or a list of them. */
#include "config/periods.h"

#include <string.h>

enum period_kind { A_DAY, A_MONTH, A_QUARTER, A_CALENDAR_YEAR, A_FINANCIAL_YEAR };
static const char *const kind_names[] = { "a day", "a month", "a quarter", "a calendar year", "a financial year" };

static enum period_kind kind_of(const struct period *period)
{
	int months = (period->finish.year - period->start.year) * 12 + period->finish.month - period->start.month + 1;

	if (!date_compare(period->start, period->finish))
		return A_DAY;
	if (months == 12)
		return period->start.month == 1 ? A_CALENDAR_YEAR : A_FINANCIAL_YEAR;
	return months == 3 ? A_QUARTER : A_MONTH;
}

/* The period of the same kind that follows. The caller knows that one does: a later one was written. */
static struct period period_after(const struct period *period)
{
	struct date start = date_from_number(date_number(period->finish) + 1);
	struct error err = ERROR_INIT;
	struct period next;
	char text[32];

	switch (kind_of(period)) {
	case A_FINANCIAL_YEAR:
		snprintf(text, sizeof text, "%04d-%02d", start.year, (start.year + 1) % 100);
		break;
	case A_CALENDAR_YEAR:
		snprintf(text, sizeof text, "%04d", start.year);
		break;
	case A_QUARTER:
		snprintf(text, sizeof text, "%04d-Q%d", start.year, (start.month + 2) / 3);
		break;
	default:
		snprintf(text, sizeof text, "%04d-M%02d", start.year, start.month);
		break;
	}
	ensure(!period_parse(text, strlen(text), &next, &err));
	return next;
}

/* Outcomes are kept in the order of their periods' labels, which must be that of the calendar. A month that reads as a financial
 * year has a letter in its label (2005-M06, but 2005-07): where that puts it behind the next, all months of the run have it. */
static void order_labels(struct period *periods, size_t count)
{
	size_t i = 1;

	while (i < count && strcmp(periods[i - 1].label, periods[i].label) < 0)
		i++;
	if (i >= count)
		return;
	for (i = 0; i < count; i++)
		snprintf(periods[i].label, sizeof periods[i].label, "%04d-M%02d", periods[i].start.year,
		         periods[i].start.month);
}

/* The part of a scalar between blanks. */
static struct yaml_node trimmed(const struct yaml_node *node, size_t start, size_t end)
{
	while (start < end && strchr(" \t\n", node->text[start]))
		start++;
	while (end > start && strchr(" \t\n", node->text[end - 1]))
		end--;
	return yaml_part(node, start, end - start);
}

static bool read_one(const struct yaml_reader *reader, const struct yaml_node *node, struct period *out)
{
	struct error err = ERROR_INIT;

	if (period_parse(node->text, node->length, out, &err)) {
		if (!err.hint[0])
			error_hint(&err, "a range is written '2025-26 to 2029-30', with blanks around 'to'");
		yaml_problem_error(reader, node, &err);
		return false;
	}
	if (kind_of(out) == A_DAY) {
		yaml_problem(reader, node, "a single day is given by 'on'", "'%s' is a day, not a period",
		             out->label);
		return false;
	}
	return true;
}

static bool read_scalar(const struct yaml_reader *reader, const struct yaml_node *node, struct period *out)
{
	const char *text;
	struct yaml_node whole;

	if (!yaml_text(reader, node, "a period", &text))
		return false;
	whole = trimmed(node, 0, node->length);
	if (strstr(text, " to ")) {
		yaml_problem(reader, &whole, "write the range by itself, without a list", "a range within a list");
		return false;
	}
	return read_one(reader, &whole, out);
}

/* 2005-06 beside months was meant to be one: it reads as a financial year. False: there is no such month. */
static bool month_meant(const struct period *year, const struct period *month, char hint[64])
{
	int number = (year->start.year + 1) % 100;

	if (kind_of(year) != A_FINANCIAL_YEAR || kind_of(month) != A_MONTH || number < 1 || number > 12)
		return false;
	snprintf(hint, 64, "as a month it is written %04d-M%02d", year->start.year, number);
	return true;
}

static bool check_range(const struct yaml_reader *reader, const struct yaml_node *node, const struct period *first,
                        const struct period *last)
{
	enum period_kind kind = kind_of(first);
	char hint[64];

	if (kind != kind_of(last)) {
		if (!month_meant(first, last, hint) && !month_meant(last, first, hint))
			snprintf(hint, sizeof hint, "both ends of a range are of one kind");
		yaml_problem(reader, node, hint, "'%s' is %s and '%s' is %s", first->label, kind_names[kind],
		             last->label, kind_names[kind_of(last)]);
		return false;
	}
	if (date_compare(last->start, first->start) < 0) {
		yaml_problem(reader, node, NULL, "the range ends with '%s', before its beginning '%s'", last->label,
		             first->label);
		return false;
	}
	return true;
}

static bool fill_range(const struct yaml_reader *reader, const struct yaml_node *node, const struct period *first,
                       const struct period *last, struct period **out, size_t *count)
{
	struct period *periods = arena_array(reader->arena, PERIODS_COUNT_MAX, sizeof *periods);
	size_t filled = 1;

	if (!periods) {
		yaml_problem_memory(reader);
		return false;
	}
	for (periods[0] = *first; date_compare(periods[filled - 1].start, last->start) < 0; filled++) {
		if (filled == PERIODS_COUNT_MAX) {
			yaml_problem(reader, node, NULL, "a range of more than %d periods", PERIODS_COUNT_MAX);
			return false;
		}
		periods[filled] = period_after(&periods[filled - 1]);
	}
	order_labels(periods, filled);
	*out = periods;
	*count = filled;
	return true;
}

static bool read_range(const struct yaml_reader *reader, const struct yaml_node *node, size_t to, struct period **out,
                       size_t *count)
{
	struct yaml_node left = trimmed(node, 0, to), right = trimmed(node, to + 4, node->length);
	struct period first, last;
	bool good = read_one(reader, &left, &first);

	good = read_one(reader, &right, &last) && good;
	return good && check_range(reader, node, &first, &last)
	       && fill_range(reader, node, &first, &last, out, count);
}

/* Whether `period` is the one after `before`: a figure that reads the period before must not get one from long ago. */
static bool check_next(const struct yaml_reader *reader, const struct yaml_node *node, const struct period *before,
                       const struct period *period)
{
	struct period next;
	char hint[96];

	if (date_compare(period->finish, before->start) < 0) {
		yaml_problem(reader, node, "write the periods in order", "'%s' comes before '%s'", period->label,
		             before->label);
		return false;
	}
	if (date_compare(period->start, before->finish) <= 0) {
		yaml_problem(reader, node, NULL, "'%s' overlaps '%s'", period->label, before->label);
		return false;
	}
	if (kind_of(period) != kind_of(before)) {
		yaml_problem(reader, node, "the periods of a run are of one kind", "'%s' is %s and '%s' is %s",
		             before->label, kind_names[kind_of(before)], period->label, kind_names[kind_of(period)]);
		return false;
	}
	next = period_after(before);
	if (!date_compare(period->start, next.start))
		return true;
	snprintf(hint, sizeof hint, "write '%s to %s', or a scenario for each", before->label, period->label);
	yaml_problem(reader, node, hint, "'%s' is missing between '%s' and '%s'", next.label, before->label,
	             period->label);
	return false;
}

static bool read_list(const struct yaml_reader *reader, const struct yaml_node *node, struct period **out,
                      size_t *count)
{
	struct period *periods;
	bool read = true, good = true;

	if (node->count == 0 || node->count > PERIODS_COUNT_MAX) {
		if (node->count == 0)
			yaml_problem(reader, node, NULL, "'periods' is an empty list");
		else
			yaml_problem(reader, node, NULL, "a list of more than %d periods", PERIODS_COUNT_MAX);
		return false;
	}
	periods = arena_array(reader->arena, node->count, sizeof *periods);
	if (!periods) {
		yaml_problem_memory(reader);
		return false;
	}
	for (size_t i = 0; i < node->count; i++)
		read = read_scalar(reader, node->items[i], &periods[i]) && read;
	for (size_t i = 1; read && i < node->count; i++)
		good = check_next(reader, node->items[i], &periods[i - 1], &periods[i]) && good;
	if (!read || !good)
		return false;
	order_labels(periods, node->count);
	*out = periods;
	*count = node->count;
	return true;
}

bool periods_read(const struct yaml_reader *reader, const struct yaml_node *node, struct period **out, size_t *count)
{
	const char *text, *to;
	struct period *one;

	if (node->kind == YAML_LIST)
		return read_list(reader, node, out, count);
	if (!yaml_text(reader, node, "'periods'", &text))
		return false;
	to = strstr(text, " to ");
	if (to)
		return read_range(reader, node, (size_t) (to - text), out, count);
	one = arena_alloc(reader->arena, sizeof *one);
	if (!one) {
		yaml_problem_memory(reader);
		return false;
	}
	*out = one;
	*count = 1;
	return read_scalar(reader, node, one);
}

bool periods_read_day(const struct yaml_reader *reader, const struct yaml_node *node, struct period **out)
{
	struct period *day = arena_alloc(reader->arena, sizeof *day);
	struct value value;

	if (!day) {
		yaml_problem_memory(reader);
		return false;
	}
	*out = day;
	if (!yaml_value(reader, node, TYPE_DATE, &value))
		return false;
	struct error err = ERROR_INIT;

	ensure(!period_parse(value.as.text, value.length, day, &err));
	return true;
}
