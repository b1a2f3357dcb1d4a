/* expectations.c: what a scenario expects is read as it is written, and every problem of it is said at its place. */
#include "config/scenario.h"

#include "config.h"

#include <inttypes.h>

#define DATED "scenario: s\nrules: [r.lua]\nperiods: 2025-26 to 2026-27\n"

/* Reads the scenario `text`; `base` is there to be extended. The bench owns the texts, `scenario` the rest. */
static int read_scenario(struct bench *bench, struct scenario *scenario, const char *text, const char *base)
{
	bench_init(bench);
	bench_file(bench, "s", text);
	bench_file(bench, "base/b", base);
	bench_file(bench, "r.lua", "\n");
	return scenario_read(scenario, &bench->sources, "s", &bench->problems);
}

static void refused(const char *name, const char *text, const char *expected)
{
	struct scenario scenario;
	struct bench bench;
	int result = read_scenario(&bench, &scenario, text, "");

	is_text(bench_listed(&bench), expected, name);
	is_number(result, expected[0] ? -1 : 0, "and the result says whether there were errors");
	scenario_release(&scenario);
	bench_release(&bench);
}

static void reads_what_is_said(void)
{
	struct scenario scenario;
	struct bench bench;

	read_scenario(&bench, &scenario,
	              DATED "in: £000\n"
	                    "expect:\n"
	                    "  - {figure: gap, in: £m, values: {2025-26: 17.70, 2026-27: 10.2}, within: rounding}\n"
	                    "  - total: net_by_line\n"
	                    "    group: [Libraries, 010]\n"
	                    "    values: {2026-M05: \"£7,802\"}\n"
	                    "    within: {addends: 5}\n"
	                    "    title: Net budget of libraries, row sum\n"
	                    "    source: Budget paper, table 1, line 475\n"
	                    "    note: A movement of table 3 is not in it\n"
	                    "  - {total: homes, values: {2025-26: 12}}\n",
	              "");
	is_text(bench_listed(&bench), "", "good expectations have no problems");
	ok(scenario.unit == UNIT_THOUSANDS, "the unit that amounts are printed in is kept");
	is_number((long long) scenario.expectation_count, 3, "so is each expectation");

	const struct expectation *gap = &scenario.expectations[0], *net = &scenario.expectations[1],
				 *homes = &scenario.expectations[2];

	is_text(gap->figure, "gap", "of a figure");
	ok(!gap->total && !gap->group, "and then of no total");
	ok(gap->has_unit && gap->unit == UNIT_MILLIONS, "in a unit of its own");
	is_number((long long) gap->value_count, 2, "with a value for each period");
	is_text(gap->values[0].period, "2025-26", "by its label");
	is_text(gap->values[0].value, "17.70", "as it is written, zeros and all");
	is_number(gap->values[1].value_at->line, 6, "with its line");
	is_number(gap->values[1].value_at->column, 61, "and its column");
	ok(gap->rounding && gap->addends == 0, "rounding is that of one number");
	is_text(net->total, "net_by_line", "of a total");
	is_number((long long) net->group_count, 2, "of one group");
	is_text(net->group[1], "010", "that is text");
	ok(!net->has_unit, "without a unit values are as they are written");
	is_text(net->values[0].period, "2026-05", "a period goes by one name, however it is written");
	ok(net->rounding && net->addends == 5, "or that of a sum");
	is_text(net->title, "Net budget of libraries, row sum", "its title is kept");
	is_text(net->source, "Budget paper, table 1, line 475", "its source is kept");
	is_text(net->note, "A movement of table 3 is not in it", "its note is kept");
	is_text(net->file->path, "s", "it knows its file");
	is_number(net->line, 7, "and where it stands");
	ok(!homes->rounding && !homes->title && !homes->note, "what is not said is not there");
	scenario_release(&scenario);
	bench_release(&bench);

	read_scenario(&bench, &scenario, DATED, "");
	ok(scenario.unit == UNIT_POUNDS && scenario.expectation_count == 0,
	   "a scenario may expect nothing, in pounds");
	scenario_release(&scenario);
	bench_release(&bench);
}

static void units_are_what_they_say(void)
{
	is_number(amount_unit_pence[UNIT_POUNDS], 100, "a pound is a hundred pence");
	is_number(amount_unit_pence[UNIT_THOUSANDS], 100000, "a thousand of them a hundred thousand");
	is_number(amount_unit_pence[UNIT_MILLIONS], 100000000, "a million of them a hundred million");
	refused("a unit is one of three", DATED "in: £k\nexpect: [{figure: a, in: £M, values: {2025-26: 1}}]\n",
	        "s:4:5+2: 'in' must be £, £000 or £m, not '£k' [did you mean '£000'?]\n"
	        "s:5:26+2: 'in' must be £, £000 or £m, not '£M' [did you mean '£m'?]\n");
	refused("others are not guessed at", DATED "in: $\nexpect: [{figure: a, in: [£], values: {2025-26: 1}}]\n",
	        "s:4:5+1: 'in' must be £, £000 or £m, not '$'\n"
	        "s:5:26+3: 'in' must be a single value, not a list\n");
}

static void lists_replace(void)
{
	struct scenario scenario;
	struct bench bench;

	read_scenario(&bench, &scenario, DATED "extends: base/b\nexpect:\n  - {figure: b, values: {2025-26: 1}}\n",
	              "in: £m\nexpect: [{figure: a, values: {2025-26: 1}}, {figure: c, values: {2025-26: 1}}]\n");
	is_text(bench_listed(&bench), "", "expectations of a scenario that is extended are read");
	is_number((long long) scenario.expectation_count, 1, "a list of its own takes their place");
	is_text(scenario.expectations[0].figure, "b", "whole");
	ok(scenario.unit == UNIT_MILLIONS, "what is not said again stays");
	scenario_release(&scenario);
	bench_release(&bench);

	read_scenario(&bench, &scenario, DATED "extends: base/b\nexpect: []\n",
	              "expect: [{figure: a, values: {2025-26: 1}}]\n");
	is_number((long long) scenario.expectation_count, 0, "an empty list expects nothing any more");
	scenario_release(&scenario);
	bench_release(&bench);

	read_scenario(&bench, &scenario, DATED "extends: base/b\n",
	              "expect:\n  - {figure: a, values: {2025-26: }, titel: x}\n");
	is_text(bench_listed(&bench),
	        "base/b:2:35+1: '2025-26' has no value\n"
	        "base/b:2:38+5: unknown key 'titel' [did you mean 'title'?]\n",
	        "problems of an extended scenario stand in its file");
	scenario_release(&scenario);
	bench_release(&bench);
}

#define EXPECT DATED "expect:\n"

static void refuses_what_is_not_one(void)
{
	refused("'expect' is a list", DATED "expect: {figure: a}\n",
	        "s:4:9+11: 'expect' must be a list, not a map [a list is written [a, b]]\n");
	refused("of maps", EXPECT "  - gap\n  - [a]\n",
	        "s:5:5+3: an expectation must be a map of keys and values, not a single value [a map is written "
	        "{key: value}]\n"
	        "s:6:5+3: an expectation must be a map of keys and values, not a list [a map is written {key: "
	        "value}]\n");
	refused("that name one figure or total",
	        EXPECT
	        "  - {figure: a, total: b, values: {2025-26: 1}}\n  - {values: {2025-26: 1}}\n"
	        "  - {figur: a, values: {2025-26: 1}}\n  - {total: Net Budget, values: {2025-26: 1}}\n  - {}\n",
	        "s:5:17+5: both 'figure' and 'total' [an expectation is of one of them]\n"
	        "s:6:6+6: 'figure' or 'total' is missing [as figure: gap]\n"
	        "s:7:6+5: unknown key 'figur' [did you mean 'figure'?]\n"
	        "s:8:13+10: a total's name must be small letters, digits and '_', beginning with a letter, not 'Net "
	        "Budget' [did you mean 'net_budget'?]\n"
	        "s:9:5+2: 'figure' or 'total' is missing [as figure: gap]\n"
	        "s:9:5+2: 'values' is missing\n");
	refused("every problem of an expectation is said at once",
	        EXPECT "  - figure: a\n    in: pounds\n    group: x\n    valuse: {}\n    within: round\n    title:\n"
	               "    source: ''\n    title: y\n    note: [x]\n",
	        "s:6:9+6: 'in' must be £, £000 or £m, not 'pounds'\n"
	        "s:7:5+5: a figure has no groups ['group' goes with 'total']\n"
	        "s:7:12+1: 'group' must be a list, not a single value [a list is written [a, b]]\n"
	        "s:8:5+6: unknown key 'valuse' [did you mean 'values'?]\n"
	        "s:9:13+5: 'within' must be rounding or {addends: 5}, not 'round'\n"
	        "s:10:11+1: 'title' has no value\n"
	        "s:11:13+2: 'source' is empty\n"
	        "s:12:5+5: duplicate key 'title' [it is on line 10 already]\n"
	        "s:13:11+3: 'note' must be a single value, not a list\n");
	refused("a group is of texts",
	        EXPECT "  - {total: a, group: [], values: {2025-26: 1}}\n"
	               "  - {total: a, group: [x, [y], ''], values: {2025-26: 1}}\n",
	        "s:5:23+2: 'group' is an empty list [as [Libraries]]\n"
	        "s:6:27+3: an item of 'group' must be a single value, not a list\n"
	        "s:6:32+2: an item of 'group' is empty\n");
}

static void refuses_bad_values(void)
{
	refused("values are a map", EXPECT "  - {figure: a, values: 17}\n  - {figure: a, values: [17]}\n",
	        "s:5:25+2: 'values' must be a map of keys and values, not a single value [a map is written {key: "
	        "value}]\n"
	        "s:6:25+4: 'values' must be a map of keys and values, not a list [a map is written {key: value}]\n");
	refused("that holds some", EXPECT "  - {figure: a, values: {}}\n",
	        "s:5:25+2: 'values' is empty [as {2025-26: 17.7}]\n");
	refused("by period", EXPECT "  - {figure: a, values: {2025/26: 1, 2025-27: , 2025-26: 3}}\n",
	        "s:5:26+7: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '2025/26' "
	        "[write 2025-26]\n"
	        "s:5:38+7: '2025-27' is neither a financial year nor a month [the financial year is 2025-26; months "
	        "go from 01 to 12]\n");
	refused("a comma that ends a value is explained", EXPECT "  - {figure: a, values: {2025-26: £1,234}}\n",
	        "s:5:38+3: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '234' "
	        "[between { and } write numbers without commas, or in quotes]\n");
	refused("each once", EXPECT "  - {figure: a, values: {2025-26: 1, 2025-26: 2}}\n",
	        "s:5:38+7: duplicate key '2025-26' [it is on line 5 already]\n");
	refused("however it is written", EXPECT "  - {figure: a, values: {2025-04: 1, 2025-M04: 2}}\n",
	        "s:5:38+8: '2025-M04' is the period '2025-04', which has a value already\n");
	refused("as single values", EXPECT "  - {figure: a, values: {2025-26: [1], 2026-27: ' '}}\n",
	        "s:5:35+3: '2025-26' must be a single value, not a list\n"
	        "s:5:49+3: '2026-27' is empty\n");
}

static void refuses_bad_margins(void)
{
	refused("'within' is rounding or how many were added up",
	        EXPECT "  - {figure: a, values: {2025-26: 1}, within: }\n"
	               "  - {figure: a, values: {2025-26: 1}, within: [rounding]}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {adends: 3}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: 0.5}\n",
	        "s:5:47+1: 'within' has no value\n"
	        "s:6:47+10: 'within' must be a single value, not a list\n"
	        "s:7:47+2: 'addends' is missing\n"
	        "s:8:48+6: unknown key 'adends' [did you mean 'addends'?]\n"
	        "s:9:47+3: 'within' must be rounding or {addends: 5}, not '0.5'\n");
	refused("addends are a whole number from 0 to 1000",
	        EXPECT "  - {figure: a, values: {2025-26: 1}, within: {addends: 0}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {addends: 1000}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {addends: 1001}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {addends: -1}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {addends: 2.5}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {addends: many}}\n"
	               "  - {figure: a, values: {2025-26: 1}, within: {addends: 99999999999999999999}}\n",
	        "s:7:57+4: 'addends' must be from 0 to 1000, not '1001' [it is how many rounded numbers were added "
	        "up]\n"
	        "s:8:57+2: 'addends' must be from 0 to 1000, not '-1' [it is how many rounded numbers were added "
	        "up]\n"
	        "s:9:57+3: expected an integer such as 1,204, got '2.5' [an integer has no decimals]\n"
	        "s:10:57+4: expected an integer such as 1,204, got 'many'\n"
	        "s:11:57+20: expected an integer such as 1,204, got '99999999999999999999' [an integer has at most "
	        "64 "
	        "bits]\n");
}

static void is_bounded(void)
{
	struct text text = TEXT_INIT;

	text_append(&text, EXPECT);
	for (int i = 0; i < 10001; i++)
		text_append(&text, "  - {figure: a, values: {2025-26: 1}}\n");
	refused("a list of ten thousand and one is refused", text_string(&text),
	        "s:5:3+1: more than 10000 expectations\n");
	text_clear(&text);
	text_append(&text, EXPECT "  - {figure: a, values: {");
	for (int i = 1; i <= 401; i++)
		text_append_format(&text, "%04d: 1, ", i);
	text_append(&text, "}}\n");
	refused("so are values for more periods than a run can have", text_string(&text),
	        "s:5:25+3611: values for more than 400 periods\n");
	text_release(&text);
}

/* One thing after another is done to good text: nothing may be read that was not said, and nothing may break. */
static void survives_mutation(void)
{
	static const char good[] = EXPECT "  - {figure: gap, in: £m, values: {2025-26: 17.7}, within: {addends: 2}}\n"
					  "  - total: net\n    group: [a, b]\n    values: {2026-27: £1,234}\n";
	static const char with[] = "\0 \n\t:{}[],-'\"#&*!?9aé";
	long long silent = 0, tried = 0, read = 0;
	size_t length = sizeof good - 1;
	char text[sizeof good + 1];

	for (size_t at = strlen(DATED); at < length; at++) {
		for (size_t i = 0; i < sizeof with; i++) {
			struct scenario scenario;
			struct bench bench;
			size_t kept = length;

			memcpy(text, good, sizeof good);
			if (i + 1 < sizeof with) {
				text[at] = with[i];
			} else { /* taken out */
				memmove(text + at, text + at + 1, length - at);
				kept--;
			}
			bench_init(&bench);
			bench_file(&bench, "r.lua", "\n");
			bench_bytes(&bench, "s", text, kept);
			if (scenario_read(&scenario, &bench.sources, "s", &bench.problems)) {
				silent += bench.problems.errors == 0;
			} else {
				read++;
				for (size_t j = 0; j < scenario.expectation_count; j++)
					silent += !scenario.expectations[j].value_count
					          || !scenario.expectations[j].figure
					                     == !scenario.expectations[j].total;
			}
			tried++;
			scenario_release(&scenario);
			bench_release(&bench);
		}
	}
	ok(read > 0 && read < tried, "of %lld texts with one byte changed some are good still", tried);
	is_number(silent, 0, "and every other one says what is wrong");
}

int main(void)
{
	reads_what_is_said();
	units_are_what_they_say();
	lists_replace();
	refuses_what_is_not_one();
	refuses_bad_values();
	refuses_bad_margins();
	is_bounded();
	survives_mutation();
	return done();
}
