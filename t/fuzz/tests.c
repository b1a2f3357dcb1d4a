/* tests.c: files of tests, run from end to end on a small pack. Whatever is written in one, problems are said, or every test has a
 * result; the second time it is the same. */
#include "fuzz.h"

#include "records.h"
#include "report/explanation.h"
#include "report/tap.h"

static const char scenario_text[] =
	"scenario: case\nperiods: 2025-26 to 2026-27\nrules: [a.lua]\nparameters: [parameters.yaml]\n";
static const char parameters_text[] = "g: {line: {type: money, illustrative: test, values: {2024-04-01: £12.50}}}\n";
static const char rules_text[] =
	"rule 'help' { on = 'home', type = 'eligibility', conditions = any {\n"
	"{ 'low', function(c, p) return c.worth <= p.g.line end },\n"
	"{ 'owned', function(c) return c.owned end } },\n"
	"award = function(c, p) return round(c.worth * c.share, money '1p') end }\n"
	"rule 'people' { on = 'home', type = 'integer', compute = function(c) return #related(c, 'person') end }\n"
	"rule 'age' { on = 'person', type = 'integer', compute = function(c, p, at) return age_on(c.born, at.start) "
	"end }\n"
	"rule 'kind_of' { on = 'person', type = 'text', optional = true, compute = function(c) return c.home.kind "
	"end }\n"
	"rule 'town_tax' { on = 'home', type = 'money', compute = function(c) return lookup('town', { name = "
	"c.town.name }).tax end }\n"
	"total 'worths' { sum = 'home.worth', by = { 'kind', 'help' } }\n"
	"figure 'all' { type = 'money', compute = function(f) return f.worths end }\n"
	"finding 'dear' { on = 'home', level = 'info', when = function(c) return c.worth > 100 end, message = "
	"'{worth}' }\n"
	"finding 'much' { level = 'info', when = function(f) return f.all > 100 end, message = '{all}' }\n";
static const char tables_text[] =
	"CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT UNIQUE, tax MONEY INTEGER);"
	"CREATE TABLE home (code TEXT NOT NULL PRIMARY KEY, worth MONEY INTEGER, owned FLAG INTEGER, share RATE TEXT "
	"OPTIONAL,"
	" kind STATUS TEXT OPTIONAL CHECK (kind IN ('flat', 'house', 'none')), town INTEGER REFERENCES town);"
	"CREATE TABLE person (home TEXT REFERENCES home, number INTEGER, born DATE TEXT, weight REAL, PRIMARY KEY "
	"(home, number));";

static void make_pack(void)
{
	static const struct {
		const char *name, *text;
	} files[] = { { "scenario.yaml", scenario_text },
		      { "parameters.yaml", parameters_text },
		      { "a.lua", rules_text },
		      { "tables.sql", tables_text } };

	make_test_folder();
	atexit(remove_test_folder);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		write_file(in_folder(files[i].name), files[i].text, strlen(files[i].text));
}

static void explain_trace(const struct trace *trace, struct text *out)
{
	report_trace(trace, 0, out);
}

/* 0, or -1 with problems; `out` gets what is printed. */
static int run(struct text *out)
{
	const struct test_options options = { .schema = in_folder("tables.sql"), .explain = explain_trace };
	struct problems problems = PROBLEMS_INIT;
	struct tests_result result;
	int failed = tests_run(in_folder("tests.yaml"), &options, &result, &problems);

	must(!failed == (problems.errors == 0));
	check_problems(&problems);
	for (size_t i = 0; !failed && i < result.count; i++)
		must(result.tests[i].name && result.tests[i].line > 0);
	if (!failed)
		tap_append_tests(&result, 0, out);
	must(!out->failed && utf8_valid(text_string(out), out->length, NULL));
	tests_result_release(&result);
	problems_release(&problems);
	return failed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text first = TEXT_INIT, second = TEXT_INIT;

	if (!test_folder[0])
		make_pack();
	write_file(in_folder("tests.yaml"), (const char *) data, size);
	must(run(&first) == run(&second));
	must(first.length == second.length && !memcmp(text_string(&first), text_string(&second), first.length));
	text_release(&first);
	text_release(&second);
	return 0;
}
