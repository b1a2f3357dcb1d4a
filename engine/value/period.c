/* period.c: periods and their labels. */
#include "value/date.h"

#include "value/quote.h"

#include <string.h>

#define YEAR_MAX 9999

/* The digits of a label, part by part: every form is told apart by its length and its punctuation. */
static bool digits(const char *text, size_t count, int *value)
{
	for (*value = 0; count > 0; count--, text++) {
		if (*text < '0' || *text > '9')
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

/* For what people write instead: 2025/26, 2025-2026, 2025/2026, FY2025-26. */
static int not_a_period(const char *text, size_t length, struct error *err)
{
	char quoted[QUOTE_SIZE];
	int year, next;

	error_set(err, ERROR_INPUT,
	          "expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '%s'",
	          quote(text, length, quoted));
	if (length > 2 && (text[0] | 32) == 'f' && (text[1] | 32) == 'y') {
		text += text[2] == ' ' ? 3 : 2;
		length -= (size_t) (text[-1] == ' ' ? 3 : 2);
	}
	if ((length == 7 || length == 9) && digits(text, 4, &year) && (text[4] == '/' || text[4] == '-')
	    && digits(text + 5, length - 5, &next) && next == (length == 7 ? (year + 1) % 100 : year + 1))
		return error_hint(err, "write %04d-%02d", year, (year + 1) % 100);
	return -1;
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

	if (length == 10 && digits(text, 4, &year) && text[4] == '-') {
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
