/* scenario.c: a scenario and what it extends make one; every problem of every file is said at its place. */
#include "config/scenario.h"

#include "config.h"

#include <unistd.h>

struct file {
	const char *path, *text;
};

#define UPLIFT                                                                                          \
	{                                                                                               \
		"p.yaml", "uplift:\n"                                                                   \
			  "  general: {type: rate, source: x, values: {2025-26: 2.25%, 2026-27: 2%}}\n" \
			  "  staff: {type: rate, source: x, values: {2025-26: 5.5%}}\n"                 \
	}
#define RULES                 \
	{                     \
		"r.lua", "\n" \
	}
#define END                \
	{                  \
		NULL, NULL \
	}

/* Reads the first of the files. The bench owns the texts, `scenario` the rest. */
static int read_first(struct bench *bench, struct scenario *scenario, const struct file *files)
{
	bench_init(bench);
	for (size_t i = 0; files[i].path; i++)
		bench_file(bench, files[i].path, files[i].text);
	return scenario_read(scenario, &bench->sources, files[0].path, &bench->problems);
}

static void refused_files(const char *name, const struct file *files, const char *expected)
{
	struct scenario scenario;
	struct bench bench;
	int result = read_first(&bench, &scenario, files);

	is_text(bench_listed(&bench), expected, name);
	is_number(result, expected[0] ? -1 : 0, "and the result says whether there were errors");
	scenario_release(&scenario);
	bench_release(&bench);
}

/* A scenario that is good but for `text`. */
static void refused(const char *name, const char *text, const char *expected)
{
	refused_files(name, (const struct file[]){ { "s", text }, RULES, UPLIFT, END }, expected);
}

#define SCENARIO "scenario: s\nrules: [r.lua]\n"
#define DATED    SCENARIO "on: 2025-04-01\n"

static void reads_what_is_said(void)
{
	struct scenario scenario;
	struct bench bench;
	int result = read_first(
		&bench, &scenario,
		(const struct file[]){ { "s.yaml", "scenario: medium-term-2025-30\ntitle: Base case\n"
	                                           "data: council.db\non: 2025-04-01\nrules: [r.lua]\n"
	                                           "parameters: [p.yaml]\nstrict: yes\n"
	                                           "set:\n  uplift.general: {2026-27: 3%}\n"
	                                           "records:\n"
	                                           "  movement: {where: \"committee = 'CSMI'\"}\n"
	                                           "  award:\n"
	                                           "    query: |\n      SELECT * FROM x\n"
	                                           "    key: [household, paid_on]\n"
	                                           "    valid_until: paid_on\n"
	                                           "    fields:\n"
	                                           "      household: {type: integer, references: household}\n"
	                                           "      paid_on: date\n"
	                                           "      amount: money optional\n"
	                                           "      name: {type: text, personal: yes, optional: no}\n"
	                                           "      born: date optional personal\n" },
	                               RULES,
	                               UPLIFT,
	                               END });

	is_text(bench_listed(&bench), "", "a good scenario has no problems");
	is_number(result, 0, "and is read");
	is_text(scenario.name, "medium-term-2025-30", "its name is kept");
	is_text(scenario.title, "Base case", "its title is kept");
	is_text(scenario.data, "council.db", "its data is kept");
	is_text(scenario.file->path, "s.yaml", "it knows its file");
	is_number((long long) scenario.period_count, 1, "a day is one period");
	is_text(scenario.periods[0].label, "2025-04-01", "named by its date");
	ok(scenario.strict, "strict is strict");
	is_number((long long) scenario.rule_count, 1, "its rules are listed");
	is_text(scenario.rules[0], "r.lua", "by path");

	const struct parameter *general = parameters_find(&scenario.parameters, "uplift.general");

	ok(general->overridden && !parameters_find(&scenario.parameters, "uplift.staff")->overridden,
	   "what is set is overridden, and nothing else");
	is_text(general->values[1].source, "set in s.yaml", "a value that is set names the file that sets it");

	const struct records_entry *movement = &scenario.records[0], *award = &scenario.records[1];

	is_number((long long) scenario.record_count, 2, "records are kept");
	is_text(movement->where, "committee = 'CSMI'", "a condition is kept as it is written");
	is_number(movement->where_line, 11, "with its line");
	is_number(movement->where_column, 21, "and its column");
	is_text(award->query, "SELECT * FROM x\n", "a query is kept as it is written");
	is_text(award->query_file->path, "s.yaml", "with its file");
	is_text(award->key[1], "paid_on", "a key is a list of fields");
	ok(!award->key[2], "that ends");
	is_text(award->valid_until, "paid_on", "dates are kept");
	is_text(award->fields[0].references, "household", "a reference is kept");
	ok(award->fields[2].type == TYPE_MONEY && award->fields[2].optional && !award->fields[2].personal,
	   "a field's short form gives type and more");
	ok(award->fields[3].personal && !award->fields[3].optional, "so does its long form");
	ok(award->fields[4].personal && award->fields[4].optional, "and both words can follow a type");
	scenario_release(&scenario);
	bench_release(&bench);
}

static void refuses_bad_scenarios(void)
{
	refused("what must be there is missing at the top", "title: x\n",
	        "s:1:1+5: 'scenario' is missing\n"
	        "s:1:1+5: 'on' or 'periods' is missing [as on: 2025-04-01, or periods: 2025-26]\n"
	        "s:1:1+5: 'rules' is missing [as rules: [uplift.lua]]\n");
	refused("what is misspelt is not also missing", "senario: x\nperods: 2025-26\nrule: [r.lua]\n",
	        "s:1:1+7: unknown key 'senario' [did you mean 'scenario'?]\n"
	        "s:2:1+6: unknown key 'perods' [did you mean 'periods'?]\n"
	        "s:3:1+4: unknown key 'rule' [did you mean 'rules'?]\n");
	refused("keys of later versions are unknown keys", DATED "vary: {}\nseek: {}\n",
	        "s:4:1+4: unknown key 'vary'\n"
	        "s:5:1+4: unknown key 'seek'\n");
	refused("a day and periods exclude one another", DATED "periods: 2025-26\n",
	        "s:4:1+7: both 'on' and 'periods' [take one of them out]\n");
	refused("a scenario's name is plain", "scenario: Base Case\nrules: [r.lua]\non: 2025-04-01\n",
	        "s:1:11+9: a scenario's name must be words of small letters and digits joined by '-', not 'Base "
	        "Case' [as "
	        "medium-term-2025-30]\n");
	refused("and not only dashes", "scenario: a--b-\nrules: [r.lua]\non: 2025-04-01\n",
	        "s:1:11+5: a scenario's name must be words of small letters and digits joined by '-', not 'a--b-' "
	        "[as "
	        "medium-term-2025-30]\n");
	refused("an impossible date is refused", SCENARIO "on: 2025-09-31\n",
	        "s:3:5+10: '2025-09-31' is not a date: September 2025 has days 01 to 30\n");
	refused("a period is no day", SCENARIO "on: 2025-26\n",
	        "s:3:5+7: expected a date such as 2025-04-01, got '2025-26' [it takes one day, as 2025-04-01]\n");
	refused("a scenario is a map", "- a\n",
	        "s:1:1+1: a scenario must be a map of keys and values, not a list [a map is written {key: value}]\n");
	refused("nothing is no value", DATED "title:\ndata: ''\nstrict: maybe\n",
	        "s:4:7+1: 'title' has no value\n"
	        "s:5:7+2: 'data' is empty\n"
	        "s:6:9+5: expected a flag: yes, no, true or false, got 'maybe'\n");
}

static void refuses_bad_file_lists(void)
{
	refused("rules are a list", "scenario: s\non: 2025-04-01\nrules: r.lua\n",
	        "s:3:8+5: 'rules' must be a list, not a single value [a list is written [a, b]]\n");
	refused("that is not empty", "scenario: s\non: 2025-04-01\nrules: []\n",
	        "s:3:8+2: 'rules' is an empty list [as [uplift.lua]]\n");
	refused("of Lua files", "scenario: s\non: 2025-04-01\nrules: [r.lua, r.txt, .lua, [x]]\n",
	        "s:3:16+5: 'r.txt' does not end in '.lua'\n"
	        "s:3:23+4: '.lua' does not end in '.lua'\n"
	        "s:3:29+3: a path in 'rules' must be a single value, not a list\n");
	refused("each once, however it is written", "scenario: s\non: 2025-04-01\nrules: [r.lua, x/../r.lua]\n",
	        "s:3:16+10: 'r.lua' is listed twice\n");
	refused("parameters too", DATED "parameters: [p.yaml, ./p.yaml]\n", "s:4:22+8: 'p.yaml' is listed twice\n");
	refused("a file that is missing is refused where it is named, and names in it are not called unknown",
	        DATED "parameters: [p.yaml, q.yaml]\nset: {other.name: 1}\n",
	        "s:4:22+6: the run file holds no source 'q.yaml'\n");
	refused("an absolute path is refused", DATED "parameters: [/etc/p.yaml]\n",
	        "s:4:14+11: '/etc/p.yaml' is an absolute path [write it relative to the scenario's folder, so that a "
	        "run can "
	        "be replayed elsewhere]\n");
	refused_files(
		"every problem of every file is reported in one go",
		(const struct file[]){
			{ "s", "scenario: s\nextends: b\ntitel: x\nparameters: [p, q]\nrules: [r.lua, no.lua]\n" },
			{ "b", "on: 2025-13-01\nrecords: {x: 1}\n" },
			{ "p", "a: {type: mony, values: {2025-26: 1}, source: x}\n" },
			{ "q", "b: [\n" },
			RULES,
			END },
		"b:1:5+10: '2025-13-01' is not a date: months go from 01 to 12\n"
		"b:2:14+1: what is said of a record type must be a map of keys and values, not a single value [a map "
		"is "
		"written {key: value}]\n"
		"p:1:11+4: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony' [did "
		"you "
		"mean "
		"'money'?]\n"
		"q:1:4+1: this '[' is never closed\n"
		"s:3:1+5: unknown key 'titel' [did you mean 'title'?]\n"
		"s:5:16+6: the run file holds no source 'no.lua'\n");
}

/* The labels of the periods that `text` gives. */
static void periods_are(const char *text, const char *expected)
{
	struct text file = TEXT_INIT, labels = TEXT_INIT;
	struct scenario scenario;
	struct bench bench;
	int result;

	text_append_format(&file, SCENARIO "periods: %s\n", text);
	result = read_first(&bench, &scenario, (const struct file[]){ { "s", text_string(&file) }, RULES, END });
	for (size_t i = 0; result == 0 && i < scenario.period_count; i++)
		text_append_format(&labels, "%s%s", i ? " " : "", scenario.periods[i].label);
	is_text(result ? bench_listed(&bench) : text_string(&labels), expected, text);
	scenario_release(&scenario);
	bench_release(&bench);
	text_release(&labels);
	text_release(&file);
}

static void reads_periods(void)
{
	periods_are("2025-26", "2025-26");
	periods_are("2025-26 to 2029-30", "2025-26 2026-27 2027-28 2028-29 2029-30");
	periods_are("2025-26  to  2026-27", "2025-26 2026-27");
	periods_are("2025-26 to 2025-26", "2025-26");
	periods_are("1998-99 to 2000-01", "1998-99 1999-00 2000-01");
	periods_are("2024 to 2026", "2024 2025 2026");
	periods_are("2025-Q3 to 2026-Q2", "2025-Q3 2025-Q4 2026-Q1 2026-Q2");
	periods_are("2011-10 to 2012-01", "2011-10 2011-11 2011-M12 2012-01");
	periods_are("2025-Q1 to 2026-Q4", "2025-Q1 2025-Q2 2025-Q3 2025-Q4 2026-Q1 2026-Q2 2026-Q3 2026-Q4");
	periods_are("2025-11 to 2026-02", "2025-11 2025-12 2026-01 2026-02");
	periods_are("2005-05 to 2005-M06", "2005-05 2005-M06");
	periods_are("2005-M06 to 2005-08", "2005-M06 2005-M07 2005-M08");
	periods_are("[2005-M06, 2005-07]", "2005-M06 2005-M07");
	periods_are("[2025-26, 2026-27]", "2025-26 2026-27");
	periods_are("[2025-Q4, 2026-Q1]", "2025-Q4 2026-Q1");
	periods_are("9997-98 to 9998-99", "9997-98 9998-99");
	periods_are("2026-27 to 2025-26",
	            "s:3:10+18: the range ends with '2025-26', before its beginning '2026-27'\n");
	periods_are("2025-26 to 2029", "s:3:10+15: '2025-26' is a financial year and '2029' is a calendar year [both "
	                               "ends of a range are of one "
	                               "kind]\n");
	periods_are("2025-26 to 2029-31", "s:3:21+7: '2029-31' is neither a financial year nor a month [the "
	                                  "financial year is 2029-30; months go "
	                                  "from 01 to 12]\n");
	periods_are("2025-26..2029-30",
	            "s:3:10+16: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got "
	            "'2025-26..2029-30' [a range is written '2025-26 to 2029-30', with blanks around 'to']\n");
	periods_are("2025-04-01", "s:3:10+10: '2025-04-01' is a day, not a period [a single day is given by 'on']\n");
	periods_are("0001 to 9999", "s:3:10+12: a range of more than 400 periods\n");
	periods_are("0001 to 0401", "s:3:10+12: a range of more than 400 periods\n");
	periods_are(
		"[2025-26, 2027-28, 2029-30]",
		"s:3:20+7: '2026-27' is missing between '2025-26' and '2027-28' [write '2025-26 to 2027-28', or a "
		"scenario for each]\n"
		"s:3:29+7: '2028-29' is missing between '2027-28' and '2029-30' [write '2027-28 to 2029-30', or a "
		"scenario for each]\n");
	periods_are("[2024, 2025-Q1, 2025-26]",
	            "s:3:17+7: '2024' is a calendar year and '2025-Q1' is a quarter [the periods of a run are of one "
	            "kind]\n"
	            "s:3:26+7: '2025-Q1' is a quarter and '2025-26' is a financial year [the periods of a run are of "
	            "one kind]\n");
	periods_are("[2025-26 to 2026-27, 2027-28]",
	            "s:3:11+18: a range within a list [write the range by itself, without a list]\n");
	periods_are(
		"Q1 2025 to Q4 2025",
		"s:3:10+7: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got 'Q1 2025' "
		"[write 2025-Q1]\n"
		"s:3:21+7: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got 'Q4 2025' "
		"[write 2025-Q4]\n");
	periods_are("[2025-26, 2025-Q4]", "s:3:20+7: '2025-Q4' overlaps '2025-26'\n");
	periods_are("[2025-26, 2025-26]", "s:3:20+7: '2025-26' overlaps '2025-26'\n");
	periods_are("[2026-27, 2025-26]",
	            "s:3:20+7: '2025-26' comes before '2026-27' [write the periods in order]\n");
	periods_are("[]", "s:3:10+2: 'periods' is an empty list\n");
	periods_are("[2025-26, [2026-27]]", "s:3:20+9: a period must be a single value, not a list\n");
	periods_are("{from: 2025-26}", "s:3:10+15: 'periods' must be a single value, not a map\n");
	periods_are("to",
	            "s:3:10+2: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got 'to' [a "
	            "range is written '2025-26 to 2029-30', with blanks around 'to']\n");
}

static void four_hundred_periods_are_not_too_many(void)
{
	struct scenario scenario;
	struct bench bench;

	is_number(read_first(&bench, &scenario,
	                     (const struct file[]){ { "s", SCENARIO "periods: 0001 to 0400\n" }, RULES, END }),
	          0, "a range of 400 periods is read");
	is_number((long long) scenario.period_count, 400, "and holds them all");
	is_text(scenario.periods[399].label, "0400", "to the last");
	scenario_release(&scenario);
	bench_release(&bench);
}

static void extends(void)
{
	struct scenario scenario;
	struct bench bench;
	int result =
		read_first(&bench, &scenario,
	                   (const struct file[]){
				   { "top.yaml", "scenario: top\nextends: shared/middle.yaml\nperiods: 2026-27\n"
	                                         "set: {uplift.general: 4%}\n"
	                                         "records: {charge: {where: b = 2}, extra: {where: c = 3}}\n" },
				   { "shared/middle.yaml",
	                             "scenario: middle\nextends: ../base/base.yaml\ntitle: Middle\n"
	                             "rules: [../r.lua]\nset: {uplift.general: {2025-26: 9%}, uplift.staff: 6%}\n"
	                             "records: {charge: {where: a = 1}}\n" },
				   { "base/base.yaml",
	                             "scenario: base\ntitle: Base\ndata: council.db\non: 2025-04-01\nstrict: yes\n"
	                             "rules: [one.lua, two.lua]\nparameters: [../p.yaml]\n"
	                             "records: {charge: {query: SELECT 1, key: id, fields: {id: integer}}}\n" },
				   RULES,
				   UPLIFT,
				   END });

	is_text(bench_listed(&bench), "", "a chain of scenarios is read");
	is_number(result, 0, "without errors");
	is_text(scenario.name, "top", "the name is the scenario's own");
	is_text(scenario.file->path, "top.yaml", "and so is the file");
	is_text(scenario.title, "Middle", "the nearest title wins");
	is_text(scenario.data, "base/council.db", "data is relative to the file that says it");
	is_number((long long) scenario.period_count, 1, "'periods' takes the place of");
	is_text(scenario.periods[0].label, "2026-27", "an extended 'on'");
	ok(scenario.strict, "what is only said far down still counts");
	is_number((long long) scenario.rule_count, 1, "a list replaces a list");
	is_text(scenario.rules[0], "r.lua", "paths are relative to the file that says them");

	const struct parameter *general = parameters_find(&scenario.parameters, "uplift.general");
	const struct parameter *staff = parameters_find(&scenario.parameters, "uplift.staff");

	is_number((long long) general->count, 1, "an override replaces an override of the same name whole");
	is_text(general->values[0].source, "set in top.yaml", "and names its file");
	is_text(staff->values[0].source, "set in shared/middle.yaml", "other names stay");

	is_number((long long) scenario.record_count, 2, "records are merged by type");
	is_text(scenario.records[0].where, "b = 2", "a type's keys by key");
	is_text(scenario.records[0].where_file->path, "top.yaml", "each from its own file");
	is_text(scenario.records[0].query, "SELECT 1", "what is not said again stays");
	is_text(scenario.records[0].query_file->path, "base/base.yaml", "with the place it was said at");
	is_text(scenario.records[0].key[0], "id", "one field by itself is a key");
	is_text(scenario.records[1].where, "c = 3", "a new type is added");
	scenario_release(&scenario);
	bench_release(&bench);

	read_first(&bench, &scenario,
	           (const struct file[]){ { "s", DATED "extends: b\n" }, { "b", "data: /srv/x.db\n" }, RULES, END });
	is_text(scenario.data, "/srv/x.db", "an absolute path of data stays");
	scenario_release(&scenario);
	bench_release(&bench);
}

static void refuses_bad_extending(void)
{
	refused_files("a scenario that extends itself is shown its loop",
	              (const struct file[]){ { "a", DATED "extends: b\n" },
	                                     { "b", "extends: d/c\n" },
	                                     { "d/c", "extends: ../b\n" },
	                                     RULES,
	                                     END },
	              "d/c:1:10+4: a scenario extends itself: b -> d/c -> b\n");
	refused_files("also at once", (const struct file[]){ { "a", DATED "extends: ./a\n" }, RULES, END },
	              "a:4:10+3: a scenario extends itself: a -> a\n");
	refused_files("what extends something missing says where, and not what else may be missing",
	              (const struct file[]){ { "a", "scenario: a\nextends: b\n" }, END },
	              "a:2:10+1: the run file holds no source 'b'\n");
	refused_files("problems of an extended file stand in that file",
	              (const struct file[]){
			      { "a", DATED "extends: b\nrules: [r.lua]\n" }, { "b", "tilte: x\n" }, RULES, END },
	              "a:5:1+5: duplicate key 'rules' [it is on line 2 already]\n"
	              "b:1:1+5: unknown key 'tilte' [did you mean 'title'?]\n");
	refused_files("a scenario extends one other",
	              (const struct file[]){ { "a", DATED "extends: [b, c]\n" }, RULES, END },
	              "a:4:10+6: 'extends' must be a single value, not a list\n");
}

static void refuses_long_chains(void)
{
	struct scenario scenario;
	struct bench bench;

	bench_init(&bench);
	for (int i = 0; i < 40; i++) {
		char path[16], text[64];

		snprintf(path, sizeof path, "s%d", i);
		snprintf(text, sizeof text, "%sextends: s%d\n", i ? "" : DATED, i + 1);
		bench_file(&bench, path, text);
	}
	bench_file(&bench, "r.lua", "\n");
	is_number(scenario_read(&scenario, &bench.sources, "s0", &bench.problems), -1, "a chain of forty is refused");
	is_text(bench_listed(&bench), "s15:1:10+3: more than 16 scenarios that extend one another\n",
	        "where it becomes too long");
	scenario_release(&scenario);
	bench_release(&bench);
}

static void refuses_bad_overrides(void)
{
	refused("what is set must be a parameter",
	        DATED "parameters: [p.yaml]\nset: {uplift.genral: 1%, uplift: 2%}\n",
	        "s:5:7+13: unknown parameter 'uplift.genral' [did you mean 'uplift.general'?]\n"
	        "s:5:26+6: 'uplift' is a group of parameters, not one [name one of them, as 'uplift.general']\n");
	refused("to a value of its type", DATED "parameters: [p.yaml]\nset: {uplift.general: {2025-26: lots}}\n",
	        "s:5:33+4: expected a rate such as 5.5% or 0.055, got 'lots'\n");
	refused("also where no parameters are read", DATED "set: {uplift.general: 1%}\n",
	        "s:4:7+14: unknown parameter 'uplift.general'\n");
	refused("'set' is a map", DATED "set: [a]\n",
	        "s:4:6+3: 'set' must be a map of keys and values, not a list [a map is written {key: value}]\n");
}

#define QUERY DATED "records:\n  x:\n    query: SELECT 1\n"

static void refuses_bad_records(void)
{
	refused("an unknown key is refused", DATED "records: {x: {were: a}}\n",
	        "s:4:15+4: unknown key 'were' [did you mean 'where'?]\n");
	refused("a query needs a key and fields", QUERY,
	        "s:6:12+8: the query of 'x' has no 'key' [name the fields that tell one record from another]\n"
	        "s:6:12+8: the query of 'x' has no 'fields' [list them with their types]\n");
	refused("the key is among the fields", QUERY "    key: [id, daye]\n    fields: {id: integer, day: date}\n",
	        "s:7:15+4: the key 'daye' is not among the fields [did you mean 'day'?]\n");
	refused("each once", QUERY "    key: [id, id]\n    fields: {id: integer}\n",
	        "s:7:15+2: 'key' lists 'id' twice\n");
	refused("dates are fields that are dates",
	        QUERY "    key: id\n    fields: {id: integer, day: date}\n    valid_from: id\n    valid_until: dya\n",
	        "s:9:17+2: 'valid_from' names the field 'id', which is not a date but integer\n"
	        "s:10:18+3: 'dya' is not among the fields [did you mean 'day'?]\n");
	refused("a field's type is refused at its word",
	        QUERY
	        "    key: id\n    fields: {id: integer, a: mony optional, b: money opt, c: text personal personal}\n",
	        "s:8:30+4: a field's type must be money, rate, decimal, integer, flag, date, text, status or number, "
	        "not "
	        "'mony' [did you mean 'money'?]\n"
	        "s:8:54+3: what follows a field's type must be optional or personal, not 'opt'\n"
	        "s:8:76+8: 'personal' is said twice\n");
	refused("a field's long form has keys of its own",
	        QUERY "    key: id\n    fields:\n      id: {typ: integer}\n      a: {optional: yes}\n      b: {type: "
	              "[x]}\n",
	        "s:9:12+3: unknown key 'typ' [did you mean 'type'?]\n"
	        "s:10:7+1: 'type' is missing\n"
	        "s:11:17+3: a field's type must be a single value, not a list\n");
	refused("fields are a map", QUERY "    key: id\n    fields: [id]\n",
	        "s:8:13+4: 'fields' must be a map of keys and values, not a list [a map is written {key: value}]\n");
	refused("a query or condition is not empty", DATED "records: {x: {where: ' '}, y: {where: }}\n",
	        "s:4:22+3: 'where' is empty\n"
	        "s:4:39+1: 'where' has no value\n");
}

static void reads_from_disk(void)
{
	char folder[] = "/tmp/reckon-scenario-XXXXXX", path[64];
	struct error err = ERROR_INIT;
	struct scenario scenario;
	struct bench bench;

	bench_init(&bench);
	sources_release(&bench.sources);
	if (!mkdtemp(folder) || sources_init(&bench.sources, folder, &err))
		abort();
	is_number(scenario_read(&scenario, &bench.sources, "none.yaml", &bench.problems), -1,
	          "a scenario must be there");
	ok(bench.problems.count == 1 && strstr(bench.problems.items[0].message, "none.yaml"),
	   "and the message names the one that is not");
	is_number(bench.problems.items[0].code, ERROR_INPUT, "which is the user's to mend");
	scenario_release(&scenario);

	snprintf(path, sizeof path, "%s/s.yaml", folder);
	FILE *file = fopen(path, "w");

	if (!file)
		abort();
	fputs("scenario: s\non: 2025-04-01\nrules: [gone.lua]\n", file);
	fclose(file);
	is_number(scenario_read(&scenario, &bench.sources, "s.yaml", &bench.problems), -1, "so must its rules");
	ok(bench.problems.count == 2 && bench.problems.items[1].line == 3 && bench.problems.items[1].column == 9,
	   "and a missing one is shown where it is named");
	scenario_release(&scenario);
	unlink(path);
	rmdir(folder);
	bench_release(&bench);
}

int main(void)
{
	reads_what_is_said();
	refuses_bad_scenarios();
	refuses_bad_file_lists();
	reads_periods();
	four_hundred_periods_are_not_too_many();
	extends();
	refuses_bad_extending();
	refuses_long_chains();
	refuses_bad_overrides();
	refuses_bad_records();
	reads_from_disk();
	return done();
}
