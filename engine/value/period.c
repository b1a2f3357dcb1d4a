/* period.c: periods and their labels. */
#include "value/date.h"

#include "value/quote.h"

#include <string.h>

#define YEAR_MAX 9999

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits of a label, part by part: every form is told apart by its length and its punctuation. */
static bool digits(const char *text, size_t count, int *value)
{
	for (*value = 0; count > 0; count--, text++) {
		if (!is_digit(*text))
			return false;
		*value = *value * 10 + (*text - '0');
	}
	return true;
}

static struct date first_of(int year, int month)
{
	return (struct date){ .year = (int16_t) year, .month = (int8_t) month, .day = 1 };
}

static struct date last_of(int year, int month)
{
	return (struct date){ .year = (int16_t) year,
		              .month = (int8_t) month,
		              .day = (int8_t) date_days_in_month(year, month) };
}

static void set_financial_year(int year, struct period *out)
{
	*out = (struct period){ .start = first_of(year, 4), .finish = last_of(year + 1, 3) };
	snprintf(out->label, sizeof out->label, "%04d-%02d", year, (year + 1) % 100);
}

static void set_months(int year, int first, int last, struct period *out)
{
	*out = (struct period){ .start = first_of(year, first), .finish = last_of(year, last) };
	if (last - first == 11)
		snprintf(out->label, sizeof out->label, "%04d", year);
	else if (last - first == 2)
		snprintf(out->label, sizeof out->label, "%04d-Q%d", year, last / 3);
	else /* where year and month read as a financial year, the month needs its letter */
		snprintf(out->label, sizeof out->label, (year + 1) % 100 == first ? "%04d-M%02d" : "%04d-%02d", year,
		         first);
}

struct period period_of_financial_year(struct date date)
{
	int year = date.year - (date.month < 4);
	struct period period = { .label = "" };

	if (year >= 1 && year < YEAR_MAX)
		set_financial_year(year, &period);
	return period;
}

/* A label taken apart into numbers and words, whatever is between them. */
struct parts {
	struct part {
		char letter; /* 'q', or 'm' for the name of a month; 0: digits */
		int digits;  /* how many */
		int value;   /* of a month its number */
	} items[4];
	size_t count;
};

/* The month that a word begins with the first three letters of; 0: none. */
static int month_named(const char *word, size_t length)
{
	static const char *const names[] = { "jan", "feb", "mar", "apr", "may", "jun",
		                             "jul", "aug", "sep", "oct", "nov", "dec" };

	for (int i = 0; length >= 3 && i < 12; i++) {
		if ((word[0] | 32) == names[i][0] && (word[1] | 32) == names[i][1] && (word[2] | 32) == names[i][2])
			return i + 1;
	}
	return 0;
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* False: there is more in it than a label could have. */
static bool take_apart(const char *text, size_t length, struct parts *parts)
{
	*parts = (struct parts){ .count = 0 };
	for (size_t at = 0, end; at < length; at = end) {
		struct part part = { .letter = 0 };

		for (end = at; end < length && is_digit(text[end]) && end - at < 5; end++)
			;
		if (end > at) {
			part.digits = (int) (end - at);
			digits(text + at, end - at, &part.value);
		} else if (is_letter(text[at])) {
			while (end < length && is_letter(text[end]))
				end++;
			part.value = month_named(text + at, end - at);
			part.letter = part.value ? 'm' : 'q';
			if (end - at == 2 && (text[at] | 32) == 'f' && (text[at + 1] | 32) == 'y'
			    && parts->count == 0)
				continue;
			if (!part.value && (end - at > 1 || (text[at] | 32) != 'q'))
				return false;
		} else if (strchr(" -/.'", text[at])) {
			end = at + 1;
			continue;
		} else {
			return false;
		}
		if (parts->count == sizeof parts->items / sizeof *parts->items)
			return false;
		parts->items[parts->count++] = part;
	}
	return true;
}

/* Takes 'q' and its number, wherever they stand, out of the parts. 0: there are none. */
static int take_quarter(struct parts *parts)
{
	for (size_t i = 0; i + 1 < parts->count; i++) {
		int quarter = parts->items[i + 1].value;

		if (parts->items[i].letter != 'q' || parts->items[i + 1].digits != 1)
			continue;
		parts->count -= 2;
		memmove(parts->items + i, parts->items + i + 2, (parts->count - i) * sizeof *parts->items);
		return quarter;
	}
	return 0;
}

static int hint_of_quarter(const struct parts *parts, int quarter, struct error *err)
{
	if (parts->count != 1 || parts->items[0].digits != 4)
		return -1;
	if (quarter > 4)
		return error_hint(err, "quarters go from Q1 to Q4");
	return error_hint(err, "write %04d-Q%d", parts->items[0].value, quarter);
}

/* A year and the next, or a year and a month in either order. */
static int hint_of_two(const struct part *first, const struct part *second, struct error *err)
{
	int year = first->value, next = second->value;

	if (!first->letter && !second->letter) {
		if (first->digits == 4
		    && ((second->digits == 4 && next == year + 1)
		        || (second->digits == 2 && next == (year + 1) % 100)))
			return error_hint(err, "write %04d-%02d", year, (year + 1) % 100);
		if (first->digits == 2 && second->digits == 2 && next == (year + 1) % 100)
			return error_hint(err, "write the whole year, as 20%02d-%02d", year, next);
	}
	if (second->digits == 4) {
		year = second->value;
		next = first->value;
	}
	if (first->digits == 4 && second->digits == 1 && !second->letter && next == (year + 1) % 10)
		return error_hint(err, "write %04d-%02d, or of the month %04d-%02d", year, (year + 1) % 100, year,
		                  next);
	if ((first->digits == 4 || second->digits == 4) && next >= 1 && next <= 12)
		return error_hint(err, next == (year + 1) % 100 ? "write %04d-M%02d" : "write %04d-%02d", year, next);
	return -1;
}

/* For what people write instead: 2025/26, 2025-2026, FY2025-26, 25-26, Q1 2025, 2025-5, April 2025. */
static int not_a_period(const char *text, size_t length, struct error *err)
{
	char quoted[QUOTE_SIZE];
	struct parts parts;
	int quarter;

	error_set(err, ERROR_INPUT,
	          "expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '%s'",
	          quote(text, length, quoted));
	if (!take_apart(text, length, &parts))
		return -1;
	quarter = take_quarter(&parts);
	if (quarter && parts.count == 2)
		return error_hint(err, "quarters are those of the calendar: April to June 2025 is 2025-Q2");
	if (quarter)
		return hint_of_quarter(&parts, quarter, err);
	return parts.count == 2 ? hint_of_two(&parts.items[0], &parts.items[1], err) : -1;
}

static int parse_two_digits(const char *text, int year, int second, struct period *out, struct error *err)
{
	if (second == (year + 1) % 100 && year < YEAR_MAX) {
		set_financial_year(year, out);
		return 0;
	}
	if (second >= 1 && second <= 12) {
		set_months(year, second, second, out);
		return 0;
	}
	error_set(err, ERROR_INPUT, "'%.7s' is neither a financial year nor a month", text);
	if (year == YEAR_MAX)
		return error_hint(err, "the last financial year is 9998-99");
	return error_hint(err, "the financial year is %04d-%02d; months go from 01 to 12", year, (year + 1) % 100);
}

int period_parse(const char *text, size_t length, struct period *out, struct error *err)
{
	int year, second;

	if (length == 10 && digits(text, 4, &year) && text[4] == '-' && is_digit(text[8])) {
		struct period day = { .label = "" };

		if (date_parse(text, length, &day.start, err))
			return -1;
		day.finish = day.start;
		date_print(day.start, day.label);
		*out = day;
		return 0;
	}
	if (length < 4 || length > 8 || !digits(text, 4, &year) || (length > 4 && text[4] != '-'))
		return not_a_period(text, length, err);
	if (year < 1)
		return error_set(err, ERROR_INPUT, "'%.*s' is not a period: years go from 0001 to 9999", (int) length,
		                 text);
	if (length == 4) {
		set_months(year, 1, 12, out);
		return 0;
	}
	if (length == 7 && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4') {
		second = (text[6] - '0') * 3;
		set_months(year, second - 2, second, out);
		return 0;
	}
	if (length == 7 && digits(text + 5, 2, &second))
		return parse_two_digits(text, year, second, out, err);
	if (length == 8 && text[5] == 'M' && digits(text + 6, 2, &second) && second >= 1 && second <= 12) {
		set_months(year, second, second, out);
		return 0;
	}
	return not_a_period(text, length, err);
}

/* Whole months; 0: a day. */
static int months_of(const struct period *period)
{
	if (!date_compare(period->start, period->finish))
		return 0;
	return (period->finish.year - period->start.year) * 12 + period->finish.month - period->start.month + 1;
}

bool period_same_kind(const struct period *a, const struct period *b)
{
	int months = months_of(a);

	return months == months_of(b) && (months != 12 || a->start.month == b->start.month);
}
