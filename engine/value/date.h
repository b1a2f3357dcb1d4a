/* date.h: calendar dates (proleptic Gregorian, years 0001 to 9999) and periods. No clock, no time zone.
 * In rules and in SQLite a date is its ISO 8601 text, 2025-04-01, which sorts as dates do. */
#ifndef RECKON_VALUE_DATE_H
#define RECKON_VALUE_DATE_H

#include "base/error.h"

#include <stdint.h>

struct date {
	int16_t year; /* 0: no date */
	int8_t month, day;
};

#define DATE_TEXT_SIZE 11

/* Exactly YYYY-MM-DD; an impossible date (31 September) is an error that says which days the month has. */
int date_parse(const char *text, size_t length, struct date *out, struct error *err);
/* For a near miss, the date that was probably meant, day before month as is usual here; false: none was. */
bool date_guess(const char *text, size_t length, struct date *out);
void date_print(struct date date, char out[DATE_TEXT_SIZE]);
int date_compare(struct date a, struct date b);
int32_t date_number(struct date date); /* days since 0001-01-01, which is 0 */
struct date date_from_number(int32_t number);
int date_days_in_month(int year, int month);

/* Whole years from `born` to `on`, negative before birth. 29 February birthdays attain their age on 1 March in
 * other years (Family Law Reform Act 1969, section 9 and common law: at the first moment of the day). */
int date_age_on(struct date born, struct date on);

enum month_end { MONTH_END_LAST_DAY, MONTH_END_OVERFLOW, MONTH_END_ERROR };
extern const char *const month_end_names[]; /* "last_day", ...; NULL at the end */
extern const char month_end_choice[];       /* all of them, for a hint */
/* 31 January and one month: the last day (28 or 29 February), 3 March (or 2), or an error. */
int date_add_months(struct date date, int months, enum month_end rule, struct date *out, struct error *err);

/* A period: a labelled, closed range of days. */
struct period {
	char label[24]; /* "2025-26", "2025", "2025-Q2", "2025-04", "2025-04-01" */
	struct date start, finish;
};

/* "2025-26" (1 April to 31 March), "2025" (calendar year), "2025-Q2" (calendar quarter), "2025-04" (month),
 * "2025-04-01" (one day). "2025-27" is an error. Where "2025-12" could be a month, it is a month: a financial year's
 * second part is the first's next year ("2011-12" is the year 2011-12; a month of 2011 is then written 2011-M12). */
int period_parse(const char *text, size_t length, struct period *out, struct error *err);
/* Whether both are days, or both months, quarters, calendar years or financial years. */
bool period_same_kind(const struct period *a, const struct period *b);
/* The one that holds the date; all zero where it leaves the years 0001 to 9999. */
struct period period_of_financial_year(struct date date);

#endif
