/* date.c: dates and periods. */
#include "tap.h"

#include "value/date.h"

static struct date date(int year, int month, int day)
{
	return (struct date){ .year = (int16_t) year, .month = (int8_t) month, .day = (int8_t) day };
}

/* Every day from 1600 to 2400, counted by hand: the number goes up by one, and comes back as the same day. */
static void test_every_day(void)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct error err = ERROR_INIT;
	int32_t expected = date_number(date(1600, 1, 1));
	int wrong_numbers = 0, wrong_dates = 0, wrong_texts = 0;

	for (int year = 1600; year <= 2400; year++) {
		bool leap = year % 4 == 0 && (year % 100 || year % 400 == 0);

		for (int month = 1; month <= 12; month++) {
			for (int day = 1; day <= days[month - 1] + (leap && month == 2); day++, expected++) {
				struct date made = date(year, month, day), parsed = date(0, 0, 0);
				char text[DATE_TEXT_SIZE];

				wrong_numbers += date_number(made) != expected;
				wrong_dates += date_compare(date_from_number(expected), made) != 0;
				date_print(made, text);
				wrong_texts +=
					date_parse(text, strlen(text), &parsed, &err) || date_compare(parsed, made);
			}
		}
	}
	is_number(wrong_numbers, 0, "days from 1600 to 2400 are numbered one by one");
	is_number(wrong_dates, 0, "each number gives back its day");
	is_number(wrong_texts, 0, "each day reads back from its text");
	is_number(date_number(date(1, 1, 1)), 0, "the first day has number 0");
	is_number(date_number(date(1970, 1, 1)), 719162, "the start of 1970 is where others have it");
	ok(!date_compare(date_from_number(date_number(date(9999, 12, 31))), date(9999, 12, 31)),
	   "the last day comes back from its number");
}

/* 10 years for each of four digits, months 01 and 11, 10 to 12, days 01, 11 and 21, 20 to 29, and the two dashes. */
static void test_every_byte(void)
{
	struct error err = ERROR_INIT;
	struct date out;
	int dates = 0;

	for (size_t place = 0; place < 10; place++) {
		for (int byte = 0; byte < 256; byte++) {
			char text[] = "2025-11-21";

			text[place] = (char) byte;
			dates += !date_parse(text, 10, &out, &err);
		}
	}
	is_number(dates, 4 * 10 + 2 + 3 + 3 + 10 + 2, "no byte but those of dates is read in any place of one");
}

static void test_age(void)
{
	ok(date_age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
	           && date_age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18,
	   "one born on 29 February comes of age on 1 March in other years");
	ok(date_age_on(date(2008, 2, 29), date(2028, 2, 28)) == 19
	           && date_age_on(date(2008, 2, 29), date(2028, 2, 29)) == 20,
	   "and on 29 February in leap years");
	ok(date_age_on(date(2000, 4, 2), date(2025, 4, 1)) == 24
	           && date_age_on(date(2000, 4, 1), date(2025, 4, 1)) == 25,
	   "an age is reached on the birthday, not the day before");
	is_number(date_age_on(date(2025, 4, 1), date(2025, 4, 1)), 0, "the age at birth is 0");
	is_number(date_age_on(date(2025, 4, 1), date(2025, 3, 31)), -1, "before birth the age is negative");
}

static void months(struct date from, int count, enum month_end rule, const char *expected, const char *name)
{
	struct error err = ERROR_INIT;
	struct date out;
	char text[DATE_TEXT_SIZE] = "error";

	if (!date_add_months(from, count, rule, &out, &err))
		date_print(out, text);
	is_text(text, expected, name);
}

static void test_months(void)
{
	months(date(2025, 1, 31), 1, MONTH_END_LAST_DAY, "2025-02-28",
	       "31 January and a month: the last day of February");
	months(date(2024, 1, 31), 1, MONTH_END_LAST_DAY, "2024-02-29", "31 January and a month in a leap year");
	months(date(2025, 1, 31), 1, MONTH_END_OVERFLOW, "2025-03-03", "31 January and a month, running over");
	months(date(2024, 1, 30), 1, MONTH_END_OVERFLOW, "2024-03-01",
	       "30 January and a month, running over in a leap year");
	months(date(2025, 1, 31), 1, MONTH_END_ERROR, "error", "31 January and a month, where that is an error");
	months(date(2025, 1, 28), 1, MONTH_END_ERROR, "2025-02-28", "28 January and a month is never an error");
	months(date(2025, 3, 31), -1, MONTH_END_LAST_DAY, "2025-02-28", "months can be taken away");
	months(date(2025, 12, 15), 1, MONTH_END_LAST_DAY, "2026-01-15", "a month from December is in the next year");
	months(date(2025, 1, 15), -1, MONTH_END_LAST_DAY, "2024-12-15",
	       "a month before January is in the year before");
	months(date(2025, 4, 1), 12 * 18, MONTH_END_LAST_DAY, "2043-04-01", "eighteen years on");
	months(date(9999, 12, 1), 1, MONTH_END_LAST_DAY, "error", "beyond 9999 is an error");
	months(date(1, 1, 1), -1, MONTH_END_LAST_DAY, "error", "before 0001 is an error");
	months(date(2025, 1, 1), 2147483647, MONTH_END_LAST_DAY, "error", "very many months are an error");
	months(date(2025, 1, 1), -2147483647 - 1, MONTH_END_LAST_DAY, "error", "very many months back are an error");
}

static void refused(const char *text, size_t length, const char *says, const char *hint)
{
	struct error err = ERROR_INIT;
	struct date out = date(7, 7, 7);
	bool failed = date_parse(text, length, &out, &err) == -1 && err.code == ERROR_INPUT && out.year == 7;

	if (!ok(failed && strstr(err.message, says) && strstr(err.hint, hint), "'%s' is refused: %s %s", text, says,
	        hint))
		printf("#   %s | %s\n", err.message, err.hint);
}

static void test_refused_dates(void)
{
	static const struct {
		const char *text, *says, *hint;
	} cases[] = {
		{ "2025-09-31", "September 2025 has days 01 to 30", "" },
		{ "2025-02-29", "February 2025 has days 01 to 28", "" },
		{ "1900-02-29", "February 1900 has days 01 to 28", "" },
		{ "2025-04-00", "days 01 to 30", "" },
		{ "2025-13-01", "months go from 01 to 12", "" },
		{ "2025-00-01", "months go from 01 to 12", "" },
		{ "0000-01-01", "years go from 0001", "" },
		{ "01/04/2025", "such as 2025-04-01", "write 2025-04-01" },
		{ "1.4.25", "such as 2025-04-01", "write 2025-04-01" },
		{ "01/04/85", "such as 2025-04-01", "write 1985-04-01" },
		{ "2025/4/1", "such as 2025-04-01", "write 2025-04-01" },
		{ "1 April 2025", "such as 2025-04-01", "write 2025-04-01" },
		{ "1-apr-2025", "such as 2025-04-01", "write 2025-04-01" },
		{ "31/09/2025", "such as 2025-04-01", "" },
		{ "20250401", "such as 2025-04-01", "" },
		{ "", "such as 2025-04-01", "" },
		{ "2025-04-01 ", "such as 2025-04-01", "write 2025-04-01" },
		{ "2025-04-01T00:00:00", "such as 2025-04-01", "" },
		{ "-025-04-01", "such as 2025-04-01", "" },
		{ "2025-+4-01", "such as 2025-04-01", "" },
		{ "99999999999999999999-01-01", "such as 2025-04-01", "" },
		{ "\xFF\xFE\xFF\xFE\xFF\xFE\xFF\xFE\xFF\xFE", "such as 2025-04-01", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		refused(cases[i].text, strlen(cases[i].text), cases[i].says, cases[i].hint);
	refused("2025-04-0\0", 10, "such as 2025-04-01", "");
}

static void period(const char *text, const char *label, const char *start, const char *finish)
{
	struct error err = ERROR_INIT;
	struct period got = { .label = "error" }, again = { .label = "" };
	char from[DATE_TEXT_SIZE] = "", to[DATE_TEXT_SIZE] = "";

	if (!period_parse(text, strlen(text), &got, &err)) {
		date_print(got.start, from);
		date_print(got.finish, to);
	}
	if (!ok(!strcmp(got.label, label) && !strcmp(from, start) && !strcmp(to, finish), "'%s' is %s to %s", text,
	        start, finish))
		printf("#   got: %s %s %s %s\n", got.label, from, to, err.message);
	ok(!period_parse(got.label, strlen(got.label), &again, &err) && !date_compare(again.start, got.start)
	           && !date_compare(again.finish, got.finish) && !strcmp(again.label, got.label),
	   "the label of '%s' reads back as the same period", text);
}

static void no_period(const char *text, const char *hint)
{
	struct error err = ERROR_INIT;
	struct period got;

	if (!ok(period_parse(text, strlen(text), &got, &err) == -1 && err.code == ERROR_INPUT
	                && strstr(err.hint, hint),
	        "'%s' is not a period %s", text, hint))
		printf("#   %s | %s\n", err.message, err.hint);
}

static void test_periods(void)
{
	struct period year;

	period("2025-26", "2025-26", "2025-04-01", "2026-03-31");
	period("2025", "2025", "2025-01-01", "2025-12-31");
	period("2025-Q2", "2025-Q2", "2025-04-01", "2025-06-30");
	period("2025-Q4", "2025-Q4", "2025-10-01", "2025-12-31");
	period("2024-02", "2024-02", "2024-02-01", "2024-02-29");
	period("2025-12", "2025-12", "2025-12-01", "2025-12-31");
	period("2011-12", "2011-12", "2011-04-01", "2012-03-31");
	period("2011-M12", "2011-M12", "2011-12-01", "2011-12-31");
	period("2025-M04", "2025-04", "2025-04-01", "2025-04-30");
	period("1999-00", "1999-00", "1999-04-01", "2000-03-31");
	period("2000-01", "2000-01", "2000-04-01", "2001-03-31");
	period("2000-M01", "2000-M01", "2000-01-01", "2000-01-31");
	period("2025-04-01", "2025-04-01", "2025-04-01", "2025-04-01");
	no_period("2025-27", "the financial year is 2025-26");
	no_period("2025-13", "the financial year is 2025-26");
	no_period("2025-00", "");
	no_period("9999-00", "9998-99");
	no_period("0000", "");
	no_period("2025/26", "write 2025-26");
	no_period("2025-2026", "write 2025-26");
	no_period("FY 2025-26", "write 2025-26");
	no_period("fy2025/26", "write 2025-26");
	no_period("1999/2000", "write 1999-00");
	no_period("25-26", "write the whole year, as 2025-26");
	no_period("25/26", "write the whole year, as 2025-26");
	no_period("Q1 2025", "write 2025-Q1");
	no_period("2025Q1", "write 2025-Q1");
	no_period("2025-q4", "write 2025-Q4");
	no_period("Q1 2025-26", "quarters are those of the calendar: April to June 2025 is 2025-Q2");
	no_period("2025-26-Q1", "quarters are those of the calendar: April to June 2025 is 2025-Q2");
	no_period("2025-Q5", "quarters go from Q1 to Q4");
	no_period("2025-5", "write 2025-05");
	no_period("2025/04", "write 2025-04");
	no_period("04/2025", "write 2025-04");
	no_period("April 2025", "write 2025-04");
	no_period("Sept. 2025", "write 2025-09");
	no_period("June 2005", "write 2005-M06");
	no_period("2025-Q0", "");
	no_period("2025-M13", "");
	no_period("2025-09-31", "");
	no_period("2025-2027", "");
	no_period("13/2025", "");
	no_period("year 2025", "");
	no_period("99999999999999999999", "");
	no_period("Q", "");
	no_period("Q1", "");
	no_period("Q1 Q2 Q3 Q4", "");
	no_period("\xC2\xA3", "");
	no_period("", "");
	no_period("2025-26 to 2029-30", "");
	year = period_of_financial_year(date(2026, 3, 31));
	is_text(year.label, "2025-26", "31 March lies in the financial year that began before");
	year = period_of_financial_year(date(2026, 4, 1));
	is_text(year.label, "2026-27", "1 April begins a financial year");
	year = period_of_financial_year(date(1, 3, 31));
	is_number(year.start.year, 0, "no financial year reaches before the year 0001");
	year = period_of_financial_year(date(9999, 4, 1));
	is_number(year.start.year, 0, "no financial year reaches beyond the year 9999");
}

int main(void)
{
	test_every_day();
	test_every_byte();
	test_age();
	test_months();
	test_refused_dates();
	test_periods();
	return done();
}
