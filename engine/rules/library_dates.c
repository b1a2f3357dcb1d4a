/* library_dates.c: dates as ISO text. No clock: every date comes from a record, a parameter, a period or the rule. */
#include "rules/library.h"

#include <string.h>

/* [-0, +1, m] */
static int push_date(lua_State *L, struct date date)
{
	char text[DATE_TEXT_SIZE];

	date_print(date, text);
	lua_pushstring(L, text);
	return 1;
}

/* date "2025-04-01": the same text, once it is known to be a date */
static int date_date(lua_State *L)
{
	library_date_at(L, 1, "date");
	lua_settop(L, 1);
	return 1;
}

static int date_age(lua_State *L)
{
	struct date born = library_date_at(L, 1, "age_on"), on = library_date_at(L, 2, "age_on");

	lua_pushinteger(L, date_age_on(born, on));
	return 1;
}

/* days_between(a, b): from a to b, negative when b comes first */
static int date_days_between(lua_State *L)
{
	struct date a = library_date_at(L, 1, "days_between"), b = library_date_at(L, 2, "days_between");

	lua_pushinteger(L, (lua_Integer) date_number(b) - date_number(a));
	return 1;
}

static int date_add_months_by(lua_State *L)
{
	struct error err = ERROR_INIT;
	struct date date = library_date_at(L, 1, "add_months"), result;
	lua_Integer months = library_integer_at(L, 2, "add_months");
	const char *name;

	if (lua_isnoneornil(L, 3))
		return library_fail(L, month_end_choice, "'add_months' needs the month-end rule");
	name = library_text_at(L, 3, "add_months", NULL);
	if (months < -120000 || months > 120000)
		return library_fail(L, NULL, "'add_months' cannot add %lld months", (long long) months);
	for (int i = 0; month_end_names[i]; i++) {
		if (strcmp(month_end_names[i], name))
			continue;
		if (date_add_months(date, (int) months, (enum month_end) i, &result, &err))
			return sandbox_raise(L, &err);
		return push_date(L, result);
	}
	return library_fail(L, month_end_choice, "'add_months' has no month-end rule '%s'", name);
}

/* financial_year("2025-04-01"): "2025-26" */
static int date_financial_year(lua_State *L)
{
	struct period period = period_of_financial_year(library_date_at(L, 1, "financial_year"));

	lua_pushstring(L, period.label);
	return 1;
}

const struct library_entry library_dates[] = {
	{ "add_months", date_add_months_by },
	{ "age_on", date_age },
	{ "date", date_date },
	{ "days_between", date_days_between },
	{ "financial_year", date_financial_year },
	{ NULL, NULL },
};
