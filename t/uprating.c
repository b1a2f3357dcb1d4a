/* uprating.c: values that follow from an index are exact, rounded to their step and say where they come from; a value by days
 * counts each day once. */
#include "config/parameters.h"

#include "config.h"

#define INDEX                                                                                            \
	"cpi: {type: rate, source: ONS, values: {2025-26: 1.7%, 2026-27: 3.8%, 2027-28: 2%}}\n"          \
	"level: {type: decimal, source: ONS, values: {2024-04-01: 130, 2025-26: 133.1, 2026-27: 138}}\n" \
	"fee: {type: money, source: Act, values: {2024-25: £218.15"

static struct parameters derived(struct bench *bench, const char *text, const char *last)
{
	struct parameters parameters = { .arena = &bench->arena };
	const struct source *source;
	struct error err = ERROR_INIT;
	struct date day;

	bench_init(bench);
	source = bench_file(bench, "a", text);
	if (source)
		parameters_read(&parameters, source, &bench->problems);
	if (bench->problems.count == 0 && !date_parse(last, strlen(last), &day, &err))
		parameters_derive(&parameters, day, &bench->problems);
	return parameters;
}

/* The values of 'fee' from their days, as people write them. */
static void gives(const char *name, const char *text, const char *last, const char *expected)
{
	struct bench bench;
	struct parameters parameters = derived(&bench, text, last);
	const struct parameter *fee = parameters_find(&parameters, "fee");
	struct text found = TEXT_INIT;

	for (size_t i = 0; fee && i < fee->count; i++) {
		char from[DATE_TEXT_SIZE];

		date_print(fee->values[i].from, from);
		text_append_format(&found, "%s%s ", i ? ", " : "", from);
		parameter_print(fee, &fee->values[i], &found);
		text_append(&found, fee->values[i].not_set ? "not set" : "");
		text_append(&found, fee->values[i].uprated ? " derived" : "");
	}
	is_text(bench.problems.count ? bench_listed(&bench) : text_string(&found), expected, name);
	text_release(&found);
	bench_release(&bench);
}

static void values_follow_from_an_index(void)
{
	struct bench bench;
	struct parameters parameters;

	gives("each year's value is that of the year before, uprated and rounded, while the index has one",
	      INDEX "}, uprate: {by: cpi, from: 2025-26, step: 5p}}\n", "2031-03-31",
	      "2024-04-01 £218.15, 2025-04-01 £221.85 derived, 2026-04-01 £230.30 derived, 2027-04-01 £234.90 "
	      "derived");
	gives("for records of later days too, as far as the index goes",
	      INDEX "}, uprate: {by: cpi, from: 2025-26, step: 5p}}\n", "2024-04-01",
	      "2024-04-01 £218.15, 2025-04-01 £221.85 derived, 2026-04-01 £230.30 derived, 2027-04-01 £234.90 "
	      "derived");
	gives("an index that is carried goes on up to the last day of the run",
	      "cpi: {type: rate, source: ONS, carry: yes, values: {2025-26: 10%}}\n"
	      "fee: {type: money, source: Act, values: {2024-25: £1}, uprate: {by: cpi, from: 2025-26, step: 1p}}\n",
	      "2027-04-01",
	      "2024-04-01 £1, 2025-04-01 £1.10 derived, 2026-04-01 £1.21 derived, 2027-04-01 £1.33 derived");
	gives("a value that is given stands, and what follows goes on from it",
	      INDEX ", 2026-27: £300}, uprate: {by: cpi, from: 2025-26, step: £1, mode: floor}}\n", "2031-03-31",
	      "2024-04-01 £218.15, 2025-04-01 £221 derived, 2026-04-01 £300, 2027-04-01 £306 derived");
	gives("by a level the value moves as the index does",
	      INDEX "}, uprate: {by: level, from: 2025-26, step: 1p}}\n", "2026-04-01",
	      "2024-04-01 £218.15, 2025-04-01 £223.35 derived, 2026-04-01 £231.57 derived");
	gives("values by category are uprated each",
	      "cpi: {type: rate, source: ONS, values: {2025-26: 10%}}\n"
	      "fee: {type: money, by: area, source: Act, values: {2024-25: {n: £1, s: £2.22}}, uprate: {by: cpi, "
	      "from: "
	      "2025-26, step: 10p}}\n",
	      "2025-04-01", "2024-04-01 n: £1, s: £2.22, 2025-04-01 n: £1.10, s: £2.40 derived");
	parameters = derived(&bench, INDEX "}, uprate: {by: level, from: 2025-26, step: 1p}}\n", "2026-04-01");
	is_text(parameters_find(&parameters, "fee")->values[2].source,
	        "the value of 2025-04-01 uprated by level from 133.1 to 138 (ONS); Act",
	        "a derived value says what it follows from");
	bench_release(&bench);
	gives("what is uprated by itself is refused",
	      "fee: {type: rate, source: Act, values: {2024-25: 1%}, uprate: {by: b, from: 2025-26, step: 1%}}\n"
	      "b: {type: rate, source: Act, values: {2024-25: 1%}, uprate: {by: fee, from: 2025-26, step: 1%}}\n",
	      "2026-04-01", "a:2:66+3: 'b' is uprated by itself\n");
	gives("so is an index that is none",
	      "fee: {type: money, source: Act, values: {2024-25: 1}, uprate: {by: fe, from: 2025-26, step: 1p}}\n",
	      "2026-04-01", "a:1:68+2: unknown parameter 'fe' [did you mean 'fee'?]\n");
	gives("and money as an index",
	      "fee: {type: money, source: Act, values: {2024-25: 1}, uprate: {by: fee, from: 2025-26, step: 1p}}\n",
	      "2026-04-01",
	      "a:1:68+3: 'fee' is no index [an index is a rate, as 3.8%, or a level, as a decimal or an integer]\n");
	gives("an index begins before what it uprates", INDEX "}, uprate: {by: cpi, from: 2024-10-01, step: 5p}}\n",
	      "2031-03-31",
	      "a:3:74+3: the parameter 'cpi' has no value on 2024-10-01 [its first value, on line 1 of a, is from "
	      "2025-04-01]\n");
	gives("a value comes before its uprating", INDEX "}, uprate: {by: cpi, from: 2023-24, step: 5p}}\n",
	      "2031-03-31",
	      "a:3:74+3: 'fee' has no value before its 'uprate' begins [give the value that is to be uprated "
	      "first]\n");
	gives("a slip in a year is said",
	      "cpi: {type: rate, source: ONS, carry: yes, values: {1025-26: 10%}}\n"
	      "fee: {type: money, source: Act, values: {1024-25: 1}, uprate: {by: cpi, from: 1025-26, step: 1p}}\n",
	      "2027-04-01", "a:2:68+3: 'fee' would be uprated for 1003 years\n");
	gives("a step is above zero", INDEX "}, uprate: {by: cpi, from: 2025-26, step: 0}}\n", "2031-03-31",
	      "a:3:100+1: a step is above zero\n");
}

#define FEE "fee: {type: money, source: Act, values: {2024-25: £100"
#define BY  "}, uprate: {by: cpi, from: 2025-26, step: 1p}}\n"

/* What an index does not say is never made up from another year. */
static void years_that_an_index_lacks(void)
{
	gives("a year that a rate lacks is told, once for all that it uprates",
	      "cpi: {type: rate, source: ONS, values: {2025-26: 3.8%, 2027-28: 2%, 2030-31: 1%}}\n" FEE BY
	      "charge: {type: money, source: Act, values: {2024-25: £1" BY,
	      "2026-03-31",
	      "a:1:56+7: the index 'cpi' has no value for 2026-27, between 2025-26 and 2027-28 [give it one, or say "
	      "'carry: true' of 'cpi' to use the one before again]\n"
	      "a:1:69+7: the index 'cpi' has no value for 2028-29, between 2027-28 and 2030-31 [give it one, or say "
	      "'carry: true' of 'cpi' to use the one before again]\n"
	      "a:1:69+7: the index 'cpi' has no value for 2029-30, between 2027-28 and 2030-31 [give it one, or say "
	      "'carry: true' of 'cpi' to use the one before again]\n");
	gives("so is one that a level lacks: standing still and moving by two years after it are both wrong",
	      "cpi: {type: decimal, source: ONS, values: {2024-25: 100, 2025-26: 110, 2027-28: 120}}\n" FEE BY,
	      "2026-03-31",
	      "a:1:72+7: the index 'cpi' has no value for 2026-27, between 2025-26 and 2027-28 [give it one, or say "
	      "'carry: true' of 'cpi' to use the one before again]\n");
	gives("and the one in which the value began",
	      "cpi: {type: decimal, source: ONS, values: {2022-23: 100, 2025-26: 110}}\n" FEE BY, "2026-03-31",
	      "a:1:58+7: the index 'cpi' has no value for 2024-25, between 2022-23 and 2025-26 [give it one, or say "
	      "'carry: true' of 'cpi' to use the one before again]\n");
	gives("other days are named as days",
	      "cpi: {type: rate, source: ONS, values: {2025-04-02: 10%, 2027-04-02: 10%}}\n"
	      "fee: {type: money, source: Act, values: {2024-25: £100}, uprate: {by: cpi, from: 2025-04-02, step: "
	      "1p}}\n",
	      "2026-03-31",
	      "a:1:58+10: the index 'cpi' has no value for 2026-04-02, between 2025-04-02 and 2027-04-02 [give it "
	      "one, or say 'carry: true' of 'cpi' to use the one before again]\n");
	gives("a year for which a value is given needs no index",
	      "cpi: {type: rate, source: ONS, values: {2025-26: 10%, 2027-28: 10%}}\n" FEE ", 2026-27: £200" BY,
	      "2028-03-31", "2024-04-01 £100, 2025-04-01 £110 derived, 2026-04-01 £200, 2027-04-01 £220 derived");
	gives("with 'carry' the value before is used again",
	      "cpi: {type: rate, source: ONS, carry: yes, values: {2025-26: 10%, 2027-28: 0%}}\n" FEE BY,
	      "2028-03-31",
	      "2024-04-01 £100, 2025-04-01 £110 derived, 2026-04-01 £121 derived, 2027-04-01 £121 derived");
	gives("a level with 'carry' stands, and then catches up",
	      "cpi: {type: decimal, source: ONS, carry: yes, values: {2024-25: 100, 2025-26: 110, 2027-28: "
	      "121}}\n" FEE BY,
	      "2028-03-31",
	      "2024-04-01 £100, 2025-04-01 £110 derived, 2026-04-01 £110 derived, 2027-04-01 £121 derived");
	gives("where the index ends so does uprating, and later values that are given stand",
	      "cpi: {type: rate, source: ONS, values: {2025-26: 10%}}\n" FEE ", 2028-29: £7" BY, "2030-03-31",
	      "2024-04-01 £100, 2025-04-01 £110 derived, 2028-04-01 £7");
	gives("what the index says 'until' is no gap",
	      "cpi: {type: rate, source: ONS, until: 2027-03-31, values: {2025-26: 10%}}\n" FEE BY, "2028-03-31",
	      "2024-04-01 £100, 2025-04-01 £110 derived, 2026-04-01 £121 derived");
	gives("from the day on which the index is not set nothing is, until a value is given",
	      "cpi: {type: rate, source: ONS, values: {2025-26: 10%, 2026-27: not set, 2027-28: 10%, 2028-29: 10%, "
	      "2029-30: 10%}}\n" FEE ", 2028-29: £7" BY,
	      "2030-03-31",
	      "2024-04-01 £100, 2025-04-01 £110 derived, 2026-04-01 not set derived, 2028-04-01 £7, 2029-04-01 £7.70 "
	      "derived");
	gives("nor by a level that was not set when the value began",
	      "cpi: {type: decimal, source: ONS, values: {2024-25: not set, 2025-26: 110}}\n" FEE BY, "2025-04-01",
	      "2024-04-01 £100, 2025-04-01 not set derived");
	gives("nor by an index that follows from another",
	      "ons: {type: rate, source: ONS, values: {2025-26: 10%, 2026-27: not set}}\n"
	      "cpi: {type: decimal, source: x, values: {2024-25: 100}, uprate: {by: ons, from: 2025-26, step: "
	      "0.1}}\n" FEE BY,
	      "2026-04-01", "2024-04-01 £100, 2025-04-01 £110 derived, 2026-04-01 not set derived");
}

static void by_day(const char *name, const char *period_text, const char *expected)
{
	struct bench bench;
	struct parameters parameters = derived(&bench,
	                                       "fee: {type: money, read: by_day, source: Act, values: {2024-25: £10, "
	                                       "2025-07-01: £20, 2026-01-01: £31, 2027-02-01: not set}}\n",
	                                       "2030-01-01");
	struct error err = ERROR_INIT;
	struct dated_value room;
	const struct dated_value *value = NULL;
	struct period period;
	struct text found = TEXT_INIT;
	bool carried;

	if (bench.problems.count == 0 && !period_parse(period_text, strlen(period_text), &period, &err))
		value = parameter_value(&parameters.items[0], &period, &room, &carried, &err);
	if (value)
		value_print(TYPE_MONEY, value->value, &found);
	is_text(value ? text_string(&found) : err.message, expected, name);
	text_release(&found);
	bench_release(&bench);
}

int main(void)
{
	values_follow_from_an_index();
	years_that_an_index_lacks();
	/* 91 days of £10, 184 of £20, 90 of £31: £7,380 over 365. */
	by_day("a value by day is the mean of a period's days, to the penny", "2025-26", "£20.22");
	by_day("a month with one value has that", "2025-08", "£20");
	by_day("the day before counts with the old value", "2025-06-30", "£10");
	by_day("the day itself with the new one", "2025-07-01", "£20");
	by_day("a period that begins before the first value is an error", "2024",
	       "the parameter 'fee' has no value on 2024-01-01");
	by_day("a day that has no value yet is an error", "2026-27",
	       "the value of 'fee' from 2027-02-01 on is not set yet");
	return done();
}
