/* parameters.c: parameters are typed, dated and sourced; what is wrong is said at its place; the value in force is the
 * right one on either side of every boundary. */
#include "config/parameters.h"

#include "config.h"

#define GOOD                                                                         \
	"voucher:\n"                                                                 \
	"  income_limit:\n"                                                          \
	"    title: Household income limit\n"                                        \
	"    type: money\n"                                                          \
	"    unit: a year\n"                                                         \
	"    source: {title: Household Support Fund scheme 2025-26, section: '3'}\n" \
	"    values:\n"                                                              \
	"      2025-26: \xC2\xA3"                                                    \
	"7,600\n"                                                                    \
	"      2024-04-01: \xC2\xA3"                                                 \
	"7,400\n"                                                                    \
	"  weeks: {type: integer, values: {2024-25: 6}, illustrative: chosen to show the sum, carry: yes}\n"

static struct parameters read_files(struct bench *bench, const char *const texts[])
{
	struct parameters parameters = { .arena = &bench->arena };

	for (int i = 0; texts[i]; i++) {
		char name[2] = { (char) ('a' + i), '\0' };
		const struct source *source = bench_file(bench, name, texts[i]);

		if (source)
			parameters_read(&parameters, source, &bench->problems);
	}
	return parameters;
}

static void refused(const char *name, const char *text, const char *expected)
{
	struct bench bench;

	bench_init(&bench);
	read_files(&bench, (const char *const[]){ text, NULL });
	is_text(bench_listed(&bench), expected, name);
	bench_release(&bench);
}

static void reads_what_is_declared(void)
{
	struct bench bench;

	bench_init(&bench);
	struct parameters parameters = read_files(&bench, (const char *const[]){ GOOD,
	                                                                         "pay: {type: rate, values: "
	                                                                         "{2025-26: 3%}, source: Budget}\n",
	                                                                         NULL });
	const struct parameter *limit = parameters_find(&parameters, "voucher.income_limit");
	const struct parameter *weeks = parameters_find(&parameters, "voucher.weeks");

	is_text(bench_listed(&bench), "", "a good file has no problems");
	is_number((long long) parameters.count, 3, "every parameter of every file is there");
	is_text(parameters.items[0].name, "pay", "by name");
	is_text(limit->title, "Household income limit", "a title is kept");
	is_text(limit->unit, "a year", "a unit is kept");
	is_text(limit->source, "Household Support Fund scheme 2025-26, section 3",
	        "a source reads as people cite it");
	is_number((long long) limit->count, 2, "all values are there");
	is_number(limit->values[0].from.year, 2024, "by date, however they were written");
	is_number(limit->values[1].value.as.integer, 760000, "money is in pence");
	is_number(limit->values[1].key->line, 8, "a value knows its line");
	is_text(limit->values[1].source, limit->source, "a value carries its source");
	ok(weeks->carry && !weeks->source, "an illustrative parameter has no source");
	is_text(weeks->values[0].source, "illustrative: chosen to show the sum", "and its values say that they are");
	ok(parameters_is_group(&parameters, "voucher"), "a group is known as one");
	ok(!parameters_is_group(&parameters, "vouch") && !parameters_is_group(&parameters, "voucher.weeks"),
	   "the beginning of a name is no group, nor is a parameter");
	ok(!parameters_find(&parameters, "voucher") && !parameters_find(&parameters, "voucher.week"),
	   "only whole names are found");
	is_text(parameters_nearest(&parameters, "voucher.incom_limit"), "voucher.income_limit",
	        "a slip of the pen is near");
	is_text(parameters_nearest(&parameters, "income_limit"), "voucher.income_limit",
	        "so is a name without its group");
	ok(!parameters_nearest(&parameters, "zebra"), "something else is not");
	bench_release(&bench);
}

static void refuses_bad_declarations(void)
{
	refused("an unknown key is refused with the nearest",
	        "a: {type: money, values: {2025-26: 1}, source: x, titel: y}\n",
	        "a:1:51+5: unknown key 'titel' [did you mean 'title'?]\n");
	refused("an uprating says all that it needs",
	        "a: {type: money, values: {2025-26: 1}, source: x, uprate: {by: b}}\n",
	        "a:1:59+7: 'from' is missing\na:1:59+7: 'step' is missing\n");
	refused("a misspelt 'values' is not also missing", "a: {type: money, vaules: {2025-26: 1}, source: x}\n",
	        "a:1:18+6: unknown key 'vaules' [did you mean 'values'?]\n");
	refused("a parameter needs a type", "a: {values: {2025-26: 1}, source: x}\n", "a:1:1+1: 'type' is missing\n");
	refused("a parameter needs values", "a: {type: money, source: x}\n", "a:1:1+1: 'values' is missing\n");
	refused("at least one", "a: {type: money, values: {}, source: x}\n", "a:1:26+2: 'values' is empty\n");
	refused("a parameter needs a source", "a: {type: money, values: {2025-26: 1}}\n",
	        "a:1:1+1: 'a' has no 'source' [say where it is published, or with 'illustrative' why it need not "
	        "be]\n");
	refused("it cannot be sourced and illustrative",
	        "a: {type: money, values: {2025-26: 1}, source: x, illustrative: y}\n",
	        "a:1:51+12: 'a' has both 'source' and 'illustrative' [take one of them out]\n");
	refused("illustrative gives a reason", "a: {type: money, values: {2025-26: 1}, illustrative: yes}\n",
	        "a:1:54+3: 'illustrative' must say why the value is only illustrative, not 'yes'\n");
	refused("a source of several parts needs a title",
	        "a: {type: money, values: {2025-26: 1}, source: {section: 3, pages: 4}}\n",
	        "a:1:48+22: 'title' is missing\n"
	        "a:1:61+5: unknown key 'pages' [did you mean 'page'?]\n");
	refused("an unknown type is refused with the nearest", "a: {type: mony, values: {2025-26: x}, source: x}\n",
	        "a:1:11+4: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony' [did "
	        "you "
	        "mean "
	        "'money'?]\n");
	refused("outcomes' types are not parameters' types",
	        "a: {type: eligibility, values: {2025-26: x}, source: x}\n",
	        "a:1:11+11: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not "
	        "'eligibility'\n");
	refused("values are read from one end of the period",
	        "a: {type: text, values: {2025-26: x}, source: x, read: middle}\n",
	        "a:1:56+6: 'read' must be start, end or by_day, not 'middle'\n");
	refused("or by day, where they are numbers",
	        "a: {type: text, values: {2025-26: x}, source: x, read: by_day}\n",
	        "a:1:50+4: only money, rates, decimals and integers have a mean by days\n");
	refused("with a step that is known", "a: {type: rate, values: {2025-26: 1%}, source: x, read: by_day}\n",
	        "a:1:1+1: 'a' is read by day, and has no 'step' [say what the mean by days is rounded to, as step: "
	        "0.01%]\n");
	refused("'until' comes after the last value",
	        "a: {type: text, values: {2025-26: x, 2026-27: y}, source: x, until: 2026-03-31}\n",
	        "a:1:69+10: 'until' lies before the last value, on line 1\n");
	refused("names are in lower_snake_case",
	        "Fees:\n  perHour: {type: text, values: {2025-26: x}, source: x}\n"
	        "9th: 1\n",
	        "a:1:1+4: a parameter's name must be small letters, digits and '_', beginning with a letter, not "
	        "'Fees' [did "
	        "you mean 'fees'?]\n"
	        "a:3:1+3: a parameter's name must be small letters, digits and '_', beginning with a letter, not "
	        "'9th'\n");
	refused("a bare value is not a parameter", "a: 5\nb:\nc: [1]\nd: {}\n",
	        "a:1:1+1: 'a' is neither a parameter nor a group of them [a parameter is a map with 'type', 'values' "
	        "and "
	        "'source']\n"
	        "a:2:1+1: 'b' is neither a parameter nor a group of them [a parameter is a map with 'type', 'values' "
	        "and "
	        "'source']\n"
	        "a:3:1+1: 'c' is neither a parameter nor a group of them [a parameter is a map with 'type', 'values' "
	        "and "
	        "'source']\n"
	        "a:4:1+1: the group 'd' is empty\n");
	refused("a file is a map", "- a\n",
	        "a:1:1+1: a file of parameters must be a map of keys and values, not a list [a map is written {key: "
	        "value}]\n");
}

static void refuses_bad_values(void)
{
	refused("an impossible date is refused with the days there are",
	        "a:\n  type: money\n  source: x\n  values:\n    2025-09-31: 1\n",
	        "a:5:5+10: '2025-09-31' is not a date: September 2025 has days 01 to 30\n");
	refused("one day cannot have two values, however it is written",
	        "a:\n  type: money\n  source: x\n  values:\n    2025-26: 1\n    2024-25: 1\n    2025-04-01: 2\n",
	        "a:7:5+10: '2025-04-01' is the day that '2025-26' on line 5 gives a value already\n");
	refused("the same key twice is a duplicate key",
	        "a: {type: money, source: x, values: {2025-26: 1, 2025-26: 1}}\n",
	        "a:1:50+7: duplicate key '2025-26' [it is on line 1 already]\n");
	refused("months, quarters, calendar years and other text are no dates of values",
	        "a:\n  type: money\n  source: x\n  values: {2025-05: 1, 2025-Q2: 1, 2025: 1, 2025-27: 1, 2025/26: 1, "
	        "soon: 1}\n",
	        "a:4:12+7: a value is given from a date or for a financial year, not for '2025-05' [write 2025-04-01 "
	        "or "
	        "2025-26]\n"
	        "a:4:24+7: a value is given from a date or for a financial year, not for '2025-Q2' [write 2025-04-01 "
	        "or "
	        "2025-26]\n"
	        "a:4:36+4: a value is given from a date or for a financial year, not for '2025' [write 2025-04-01 or "
	        "2025-26]\n"
	        "a:4:45+7: a value is given from a date or for a financial year, not for '2025-27' [the financial "
	        "year is "
	        "2025-26; months go from 01 to 12]\n"
	        "a:4:57+7: a value is given from a date or for a financial year, not for '2025/26' [write 2025-26]\n"
	        "a:4:69+4: a value is given from a date or for a financial year, not for 'soon' [write 2025-04-01 or "
	        "2025-26]\n");
	refused("values must be of the parameter's type",
	        "a: {type: integer, source: x, values: {2025-26: 1.5}}\n"
	        "b: {type: date, source: x, values: {2025-26: tomorrow, 2026-27: [1]}}\n"
	        "c: {type: money, source: x, values: {2025-26: , 2026-27: ''}}\n",
	        "a:1:49+3: expected an integer such as 1,204, got '1.5' [an integer has no decimals]\n"
	        "a:2:46+8: expected a date such as 2025-04-01, got 'tomorrow'\n"
	        "a:2:65+3: a value must be a single value, not a list\n"
	        "a:3:47+1: a value is missing [what is announced, and not set yet, is written: not set]\n"
	        "a:3:58+2: expected money such as \xC2\xA3"
	        "1,234.50, \xC2\xA3"
	        "17.7m or 50p, got nothing\n");
}

static void refuses_names_taken_twice(void)
{
	static const char same[] = "voucher:\n  weeks: {type: integer, values: {2025-26: 1}, source: x}\n";
	static const char as_parameter[] = "voucher: {type: integer, values: {2025-26: 1}, source: x}\n";
	static const char below[] =
		"voucher:\n  weeks:\n    most: {type: integer, values: {2025-26: 1}, source: x}\n";
	struct bench bench;

	bench_init(&bench);
	read_files(&bench, (const char *const[]){ GOOD, same, as_parameter, below, NULL });
	is_text(bench_listed(&bench),
	        "b:2:3+5: the parameter 'voucher.weeks' is given already ['voucher.weeks' is on line 10 of a]\n"
	        "c:1:1+7: 'voucher' cannot be both a parameter and a group ['voucher.income_limit' is on line 2 of "
	        "a]\n"
	        "d:3:5+4: 'voucher.weeks' cannot be both a parameter and a group ['voucher.weeks' is on line 10 of "
	        "a]\n",
	        "a name is given once, as a parameter or as a group, across files");
	bench_release(&bench);
}

/* The value of `name` for a period, as text, with " carried" behind one that is. */
static const char *in_force(struct bench *bench, const struct parameters *parameters, const char *name,
                            const char *label)
{
	const struct parameter *parameter = parameters_find(parameters, name);
	struct error err = ERROR_INIT;
	const struct dated_value *value;
	struct period period;
	bool carried = false;

	if (period_parse(label, strlen(label), &period, &err))
		abort();
	value = parameter_in_force(parameter, &period, &carried, &err);
	text_clear(&bench->listed);
	if (value)
		value_print(parameter->type, value->value, &bench->listed);
	else
		text_append_format(&bench->listed, "%s [%s]", err.message, err.hint);
	if (carried)
		text_append(&bench->listed, " carried");
	return text_string(&bench->listed);
}

static void sources_of_values(void)
{
	struct bench bench;

	bench_init(&bench);
	struct parameters parameters = read_files(
		&bench,
		(const char *const[]){
			"one: {type: integer, illustrative: why, values: {2024-25: 1, 2025-26: {value: 2, source: "
			"{title: Act, page: 3}}, 2026-27: {value: not set, source: Bill}, 2027-28: {value: 3}}}\n"
			"by: {type: money, by: area, source: Act, values: {2024-25: {value: £1, source: £2}, "
			"2025-26: {value: {value: £1}, illustrative: draft}}}\n",
			NULL });
	const struct parameter *one = parameters_find(&parameters, "one"), *by = parameters_find(&parameters, "by");

	is_text(bench_listed(&bench), "", "a value may have a source of its own");
	is_text(one->values[0].source, "illustrative: why", "one that has none has its parameter's");
	is_text(one->values[1].source, "Act, page 3", "one that has has that");
	ok(!one->values[1].illustrative && !one->values[2].illustrative, "and is not illustrative");
	ok(one->values[2].not_set, "what is not set has a source too");
	is_text(one->values[3].illustrative, "why", "a value by itself is what it would be without braces");
	is_number((long long) by->values[0].categories->count, 2, "categories may be called value and source");
	is_text(by->values[1].illustrative, "draft", "and stand beside a source themselves");
	bench_release(&bench);
	bench_init(&bench);
	read_files(&bench,
	           (const char *const[]){
			   "one: {type: integer, source: Act, values: {2024-25: {value: 1, source: Act, "
			   "illustrative: why}, 2025-26: {source: Act}, 2026-27: {value: 1, sorce: Act}, 2027-28: "
			   "{value: {value: 1}}, 2028-29: {north: 1}}}\n",
			   NULL });
	is_text(bench_listed(&bench),
	        "a:1:77+12: 'one' has both 'source' and 'illustrative' [take one of them out]\n"
	        "a:1:106+13: 'value' is missing\n"
	        "a:1:141+5: unknown key 'sorce' [did you mean 'source'?]\n"
	        "a:1:171+10: a value must be a single value, not a map\n"
	        "a:1:193+10: a value must be a single value, not a map\n",
	        "what is wrong with that is said");
	bench_release(&bench);
}

static void finds_the_value_in_force(void)
{
	struct bench bench;

	bench_init(&bench);
	struct parameters parameters = read_files(
		&bench,
		(const char *const[]){
			"plain: {type: integer, source: x, values: {2024-04-01: 1, 2025-04-01: 2}}\n"
			"kept: {type: integer, source: x, carry: yes, values: {2025-04-01: 2}}\n"
			"bound: {type: integer, source: x, until: 2025-09-30, values: {2025-04-01: 2}}\n"
			"long: {type: integer, source: x, until: 2028-03-31, values: {2025-04-01: 2}}\n"
			"closing: {type: integer, source: x, read: end, values: {2024-04-01: 1, 2026-03-31: "
			"2}}\n"
			"leap: {type: integer, source: x, values: {2024-02-29: 1}}\n"
			"gap: {type: integer, source: x, values: {2020-21: 1, 2022-23: 2, 2023-24: not set}}\n"
			"kept_gap: {type: integer, source: x, carry: yes, values: {2020-21: 1, 2022-23: "
			"2}}\n"
			"mondays: {type: integer, source: x, values: {2020-04-06: 1, 2021-04-12: 2}}\n"
			"month: {type: integer, source: x, values: {2020-04-06: 1, 2021-05-06: 2}}\n"
			"bound_gap: {type: integer, source: x, until: 2030-03-31, values: {2020-21: 1, "
			"2022-23: 2}}\n"
			"last: {type: integer, source: x, values: {9999-01-01: 1}}\n",
			NULL });

	ok(bench.problems.count == 0, "the file is good");
	is_text(in_force(&bench, &parameters, "plain", "2024-03-31"),
	        "the parameter 'plain' has no value on 2024-03-31 [its first value, on line 1 of a, is from "
	        "2024-04-01]",
	        "before the first value there is none");
	is_text(in_force(&bench, &parameters, "plain", "2024-04-01"), "1", "a value is in force from its day");
	is_text(in_force(&bench, &parameters, "plain", "2025-03-31"), "1",
	        "to the day before the next, never carried");
	is_text(in_force(&bench, &parameters, "plain", "2025-04-01"), "2", "when the next is");
	is_text(in_force(&bench, &parameters, "plain", "2026-03-31"), "2", "the last value is good for a year");
	is_text(in_force(&bench, &parameters, "plain", "2026-04-01"), "2 carried",
	        "and carried from its anniversary");
	is_text(in_force(&bench, &parameters, "plain", "2025-26"), "2", "a period is decided by its first day");
	is_text(in_force(&bench, &parameters, "plain", "2026-27"), "2 carried",
	        "in the next year the value is carried");
	is_text(in_force(&bench, &parameters, "kept", "2045-46"), "2", "what says 'carry' is not reported");
	is_text(in_force(&bench, &parameters, "bound", "2025-09-30"), "2", "'until' includes its day");
	is_text(in_force(&bench, &parameters, "bound", "2025-10-01"), "2 carried", "and not the next");
	is_text(in_force(&bench, &parameters, "long", "2027-28"), "2", "'until' can be years away");
	is_text(in_force(&bench, &parameters, "long", "2028-29"), "2 carried", "and ends all the same");
	is_text(in_force(&bench, &parameters, "closing", "2025-26"), "2",
	        "what is read at the end has the last day's value");
	is_text(in_force(&bench, &parameters, "closing", "2024-25"), "1", "and not a later one");
	is_text(in_force(&bench, &parameters, "leap", "2025-02-27"), "1",
	        "a value from 29 February is good for a year");
	is_text(in_force(&bench, &parameters, "leap", "2025-02-28"), "1 carried", "which ends with February");
	is_text(in_force(&bench, &parameters, "gap", "2021-03-31"), "1", "a value between others is good for a year");
	is_text(in_force(&bench, &parameters, "gap", "2021-22"), "1 carried", "and carried as the last one is");
	is_text(in_force(&bench, &parameters, "gap", "2022-23"), "2", "up to the next");
	is_text(in_force(&bench, &parameters, "kept_gap", "2021-22"), "1", "unless 'carry' is said");
	is_text(in_force(&bench, &parameters, "bound_gap", "2021-22"), "1 carried", "'until' is said of the last");
	is_text(in_force(&bench, &parameters, "bound_gap", "2029-30"), "2", "and of no other");
	is_text(in_force(&bench, &parameters, "mondays", "2021-04-11"), "1",
	        "a year that begins some days later lacks nothing");
	is_text(in_force(&bench, &parameters, "month", "2021-05-05"), "1 carried", "but one does a month later");
	is_text(in_force(&bench, &parameters, "last", "9999-12-31"), "1", "the calendar's end carries nothing");
	bench_release(&bench);
}

/* Applies `text`, a map of overrides in a file "s", to GOOD. */
static struct parameters override(struct bench *bench, const char *text)
{
	struct parameters parameters = read_files(bench, (const char *const[]){ GOOD, NULL });
	const struct source *source = bench_file(bench, "s", text);
	const struct yaml_node *set = yaml_read(source, &bench->arena, &bench->problems);
	struct yaml_reader reader = { source, &bench->arena, &bench->problems };

	for (size_t i = 0; set && i < set->count; i++)
		parameters_set(&parameters, set->keys[i], set->items[i], &reader, "set in s");
	return parameters;
}

static void overrides(void)
{
	struct bench bench;
	struct parameters parameters;
	const struct parameter *limit;

	bench_init(&bench);
	parameters = override(&bench, "voucher.income_limit: {2025-04-01: 8000, 2026-27: 9000}\nvoucher.weeks: 4\n");
	limit = parameters_find(&parameters, "voucher.income_limit");
	is_text(bench_listed(&bench), "", "good overrides have no problems");
	ok(limit->overridden, "an overridden parameter says so");
	is_number((long long) limit->count, 3, "overrides are merged by day");
	is_text(limit->values[1].source, "set in s", "the value of a day is replaced, source and all");
	is_text(in_force(&bench, &parameters, "voucher.income_limit", "2024-25"),
	        "\xC2\xA3"
	        "7,400",
	        "other days stay");
	is_text(in_force(&bench, &parameters, "voucher.income_limit", "2025-26"),
	        "\xC2\xA3"
	        "8,000",
	        "a day is replaced");
	is_text(in_force(&bench, &parameters, "voucher.income_limit", "2026-27"),
	        "\xC2\xA3"
	        "9,000",
	        "a year is added");
	is_text(in_force(&bench, &parameters, "voucher.weeks", "1999"), "4", "a bare value is good for all dates");
	bench_release(&bench);

	bench_init(&bench);
	override(&bench, "voucher.income_limt: 1\nvoucher: 2\nnonsense: 3\nvoucher.weeks: 1.5\n"
	                 "voucher.income_limit: {2025: 1, 2026-27: x}\n");
	is_text(bench_listed(&bench),
	        "s:1:1+19: unknown parameter 'voucher.income_limt' [did you mean 'voucher.income_limit'?]\n"
	        "s:2:1+7: 'voucher' is a group of parameters, not one [name one of them, as 'voucher.income_limit']\n"
	        "s:3:1+8: unknown parameter 'nonsense'\n"
	        "s:4:16+3: expected an integer such as 1,204, got '1.5' [an integer has no decimals]\n"
	        "s:5:24+4: a value is given from a date or for a financial year, not for '2025' [write 2025-04-01 or "
	        "2025-26]\n"
	        "s:5:42+1: expected money such as \xC2\xA3"
	        "1,234.50, \xC2\xA3"
	        "17.7m or 50p, got 'x'\n",
	        "each bad override is said at its place");
	bench_release(&bench);
	bench_init(&bench);
	override(&bench, "voucher.weeks: [4]\nvoucher.income_limit: {}\n");
	is_text(bench_listed(&bench),
	        "s:1:16+3: a value, or a map of dates to values, not a list [write {2025-26: 4.99%}]\n"
	        "s:2:23+2: no value is set\n",
	        "an override is a value or a map");
	bench_release(&bench);
}

static void a_large_file_is_read_quickly(void)
{
	struct text text = TEXT_INIT;
	struct bench bench;

	/* Looked up one by one this many names would take minutes, so a slow lookup stops the tests. */
	for (int i = 0; i < 60000; i++)
		text_append_format(&text, "p%d: {type: integer, values: {2025-26: %d}, source: x}\n", i, i);
	bench_init(&bench);
	struct parameters parameters = read_files(&bench, (const char *const[]){ text_string(&text), NULL });

	is_number((long long) parameters.count, 60000, "sixty thousand parameters are read");
	is_text(in_force(&bench, &parameters, "p59999", "2025-26"), "59,999", "and found");
	bench_release(&bench);
	text_release(&text);
}

int main(void)
{
	reads_what_is_declared();
	refuses_bad_declarations();
	refuses_bad_values();
	refuses_names_taken_twice();
	sources_of_values();
	finds_the_value_in_force();
	overrides();
	a_large_file_is_read_quickly();
	return done();
}
