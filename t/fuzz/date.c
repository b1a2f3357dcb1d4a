/* date.c: dates and periods. What is read is printed as the same text; a date is read exactly when the calendar has it. */
#include "fuzz.h"

#include "value/date.h"

/* By its digits alone, and a calendar of its own. */
static bool in_calendar(const char *text, size_t length, int number[3])
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap;

	if (length != 10)
		return false;
	number[0] = number[1] = number[2] = 0;
	for (int i = 0; i < 10; i++) {
		int part = (i > 3) + (i > 6);

		if (i == 4 || i == 7) {
			if (text[i] != '-')
				return false;
		} else if (text[i] < '0' || text[i] > '9') {
			return false;
		} else {
			number[part] = number[part] * 10 + text[i] - '0';
		}
	}
	leap = number[0] % 4 == 0 && (number[0] % 100 != 0 || number[0] % 400 == 0);
	return number[0] > 0 && number[1] >= 1 && number[1] <= 12 && number[2] >= 1
	       && number[2] <= days[number[1] - 1] + (number[1] == 2 && leap);
}

static void take_date(const char *text, size_t length, int months)
{
	struct error err = ERROR_INIT;
	struct date date, later, back;
	char printed[DATE_TEXT_SIZE];
	int number[3];
	bool read = !date_parse(text, length, &date, &err);

	must(read == in_calendar(text, length, number));
	must(read == (err.code == ERROR_NONE));
	if (!read) {
		check_error(&err);
		return;
	}
	must(date.year == number[0] && date.month == number[1] && date.day == number[2]);
	date_print(date, printed);
	must(!memcmp(printed, text, 10) && !printed[10]);
	back = date_from_number(date_number(date));
	must(!date_compare(back, date));
	if (date_number(date) > 0)
		must(date_compare(date_from_number(date_number(date) - 1), date) < 0);
	must(date_age_on(date, date) == 0);
	for (int rule = MONTH_END_LAST_DAY; rule <= MONTH_END_ERROR; rule++) {
		if (date_add_months(date, months, (enum month_end) rule, &later, &err))
			continue;
		must(!date_compare(date_from_number(date_number(later)), later));
		must(months == 0 ? !date_compare(later, date) : (date_compare(later, date) > 0) == (months > 0));
		if (rule == MONTH_END_LAST_DAY)
			must((later.year - date.year) * 12 + later.month - date.month == months);
	}
}

static void take_period(const char *text, size_t length)
{
	struct error err = ERROR_INIT;
	struct period period, again;

	if (period_parse(text, length, &period, &err)) {
		check_error(&err);
		return;
	}
	must(err.code == ERROR_NONE);
	must(date_compare(period.start, period.finish) <= 0);
	must(!period_parse(period.label, strlen(period.label), &again, &err));
	must(!strcmp(period.label, again.label) && !date_compare(period.start, again.start)
	     && !date_compare(period.finish, again.finish));
}

/* Two bytes for a number of months, then the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int16_t months;

	if (size < sizeof months)
		return 0;
	memcpy(&months, data, sizeof months);
	take_date((const char *) data + sizeof months, size - sizeof months, months);
	take_period((const char *) data + sizeof months, size - sizeof months);
	return 0;
}
