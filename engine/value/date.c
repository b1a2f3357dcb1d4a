/* date.c: calendar dates of the proleptic Gregorian calendar. */
#include "value/date.h"

#include "value/quote.h"

#include <stdio.h>
#include <string.h>

#define YEAR_MAX 9999

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int year, int month)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	ensure(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && is_leap(year));
}

static const char *const month_names[] = { "January", "February", "March",     "April",   "May",      "June",
	                                   "July",    "August",   "September", "October", "November", "December" };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads at most `most` digits; returns how many. */
static size_t read_digits(const char *text, size_t length, size_t most, int *value)
{
	size_t used = 0;

	for (*value = 0; used < length && used < most && is_digit(text[used]); used++)
		*value = *value * 10 + (text[used] - '0');
	return used;
}

/* The month whose name, or its first three letters or more, stands in `text`; 0: none. */
static int month_named(const char *text, size_t length)
{
	for (int month = 0; month < 12 && length >= 3; month++) {
		size_t same = 0;

		while (same < length && month_names[month][same]
		       && (text[same] | 32) == (month_names[month][same] | 32))
			same++;
		if (same == length)
			return month + 1;
	}
	return 0;
}

static bool exists(int year, int month, int day)
{
	return year >= 1 && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1
	       && day <= date_days_in_month(year, month);
}

/* A run of digits or letters of what was meant as a date. */
struct part {
	const char *text;
	size_t length;
	int number; /* -1: letters */
};

/* Splits at anything but digits and letters; returns how many parts there are, 4 for more than three. */
static int split(const char *text, size_t length, struct part parts[3])
{
	size_t at = 0;
	int count = 0;

	while (at < length) {
		struct part part = { .text = text + at, .number = -1 };

		if (is_digit(text[at])) {
			part.length = read_digits(part.text, length - at, 5, &part.number);
		} else {
			while (at + part.length < length && (part.text[part.length] | 32) >= 'a'
			       && (part.text[part.length] | 32) <= 'z')
				part.length++;
		}
		at += part.length ? part.length : 1;
		if (part.length && count == 3)
			return 4;
		if (part.length)
			parts[count++] = part;
	}
	return count;
}

bool date_guess(const char *text, size_t length, struct date *out)
{
	struct part parts[3];
	int year, month, day;

	if (split(text, length, parts) != 3)
		return false;
	month = parts[1].number >= 0 ? parts[1].number : month_named(parts[1].text, parts[1].length);
	if (parts[0].length == 4 && parts[0].number >= 0) {
		year = parts[0].number;
		day = parts[2].number;
	} else {
		day = parts[0].number;
		year = parts[2].number;
		if (parts[2].length != 2 && parts[2].length != 4)
			return false;
		if (parts[2].length == 2)
			year += year < 50 ? 2000 : 1900;
	}
	if (!exists(year, month, day))
		return false;
	*out = (struct date){ .year = (int16_t) year, .month = (int8_t) month, .day = (int8_t) day };
	return true;
}

/* A month or a year, or nearly so. */
static bool is_period(const char *text, size_t length)
{
	struct error err = ERROR_INIT;
	struct period period;

	return length < strlen("2025-04-01") && (!period_parse(text, length, &period, &err) || err.hint[0]);
}

static int not_a_date(const char *text, size_t length, struct error *err)
{
	char quoted[QUOTE_SIZE], meant[DATE_TEXT_SIZE];
	struct date date;

	error_set(err, ERROR_INPUT, "expected a date such as 2025-04-01, got '%s'", quote(text, length, quoted));
	if (length > 40)
		return -1;
	if (!date_guess(text, length, &date))
		return is_period(text, length) ? error_hint(err, "it takes one day, as 2025-04-01") : -1;
	date_print(date, meant);
	return error_hint(err, "write %s (year, month, day)", meant);
}

/* Below zero, whatever is added to it, where they are not digits. */
static int two_digits(const char *text)
{
	return is_digit(text[0]) && is_digit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0') : -10000;
}

int date_parse(const char *text, size_t length, struct date *out, struct error *err)
{
	int year, month, day;

	if (length != 10 || text[4] != '-' || text[7] != '-')
		return not_a_date(text, length, err);
	year = two_digits(text) * 100 + two_digits(text + 2);
	month = two_digits(text + 5);
	day = two_digits(text + 8);
	if (year < 0 || month < 0 || day < 0)
		return not_a_date(text, length, err);
	if (year < 1)
		return error_set(err, ERROR_INPUT, "'%.10s' is not a date: years go from 0001 to 9999", text);
	if (month < 1 || month > 12)
		return error_set(err, ERROR_INPUT, "'%.10s' is not a date: months go from 01 to 12", text);
	if (day < 1 || (day > 28 && day > date_days_in_month(year, month)))
		return error_set(err, ERROR_INPUT, "'%.10s' is not a date: %s %d has days 01 to %d", text,
		                 month_names[month - 1], year, date_days_in_month(year, month));
	*out = (struct date){ .year = (int16_t) year, .month = (int8_t) month, .day = (int8_t) day };
	return 0;
}

void date_print(struct date date, char out[DATE_TEXT_SIZE])
{
	unsigned int year = (unsigned int) date.year % 10000, month = (unsigned int) date.month % 100,
		     day = (unsigned int) date.day % 100;

	snprintf(out, DATE_TEXT_SIZE, "%04u-%02u-%02u", year, month, day);
}

int date_compare(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return a.day < b.day ? -1 : a.day > b.day;
}

/* Days in the `years` years from 0001 on. */
static int32_t days_in_years(int32_t years)
{
	return years * 365 + years / 4 - years / 100 + years / 400;
}

int32_t date_number(struct date date)
{
	int32_t number;

	ensure(exists(date.year, date.month, date.day));
	number = days_in_years(date.year - 1) + date.day - 1;
	for (int month = 1; month < date.month; month++)
		number += date_days_in_month(date.year, month);
	return number;
}

struct date date_from_number(int32_t number)
{
	int32_t year, left;
	int month = 1;

	ensure(number >= 0 && number < days_in_years(YEAR_MAX));
	/* A guess that is at most one year too early. */
	year = (int32_t) ((int64_t) number * 400 / days_in_years(400));
	while (days_in_years(year + 1) <= number)
		year++;
	while (days_in_years(year) > number)
		year--;
	left = number - days_in_years(year);
	for (year++; left >= date_days_in_month(year, month); month++)
		left -= date_days_in_month(year, month);
	return (struct date){ .year = (int16_t) year, .month = (int8_t) month, .day = (int8_t) (left + 1) };
}

int date_age_on(struct date born, struct date on)
{
	/* One born on 29 February has, in other years, not yet reached the birthday on 28 February, and has on 1 March. */
	bool before = on.month != born.month ? on.month < born.month : on.day < born.day;

	return on.year - born.year - before;
}

const char *const month_end_names[] = { "last_day", "overflow", "error", NULL };
const char month_end_choice[] =
	"\"last_day\" (31 January and a month: 28 February), \"overflow\" (3 March), \"error\"";

int date_add_months(struct date date, int months, enum month_end rule, struct date *out, struct error *err)
{
	int64_t month = (int64_t) date.year * 12 + date.month - 1 + months;
	int64_t year = month / 12;
	char shown[DATE_TEXT_SIZE];
	int days;

	date_print(date, shown);
	if (month < 12 || year > YEAR_MAX)
		return error_set(err, ERROR_INPUT, "%s and %d months is not within the years 0001 to 9999", shown,
		                 months);
	month = month % 12 + 1;
	days = date_days_in_month((int) year, (int) month);
	if (date.day <= days || rule == MONTH_END_LAST_DAY) {
		int day = date.day <= days ? date.day : days;

		*out = (struct date){ .year = (int16_t) year, .month = (int8_t) month, .day = (int8_t) day };
		return 0;
	}
	if (rule == MONTH_END_ERROR)
		return error_set(err, ERROR_INPUT, "%s and %d months: %s %d has %d days", shown, months,
		                 month_names[month - 1], (int) year, days);
	/* No month with fewer than 31 days is a December, so the year stays. */
	*out = (struct date){ .year = (int16_t) year,
		              .month = (int8_t) (month + 1),
		              .day = (int8_t) (date.day - days) };
	return 0;
}
