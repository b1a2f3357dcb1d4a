/* run.c: rule files, run from end to end over a few records. What is evaluated without Lua is what Lua gives, to the seal; or both fail
 * with the same words at the same place. The run file that comes of it is whole, and can be shown. */
#include "evaluated.h"
#include "files.h"
#include "report.h"

static const char scenario_text[] =
	"scenario: case\nperiods: 2025-26 to 2026-27\nrules: [a.lua]\nparameters: [parameters.yaml]\n"
	"set: {g.share: {2026-27: 3%}}\n";
static const char parameters_text[] =
	"fee: {type: money, illustrative: test, values: {2024-04-01: £12.50, 2026-04-01: £13}}\n"
	"late: {type: money, illustrative: test, values: {2026-01-01: £1}}\n"
	"g: {share: {type: rate, illustrative: test, values: {2024-04-01: 12.5%}}}\n";

static void make_database(void)
{
	make_test_folder();
	atexit(remove_test_folder);
	run_sql(in_folder("data.db"),
	        "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT, tax MONEY INTEGER);"
	        "CREATE TABLE home (id INTEGER PRIMARY KEY, worth MONEY INTEGER, owned FLAG INTEGER, note TEXT "
	        "OPTIONAL, town INTEGER OPTIONAL REFERENCES town);"
	        "CREATE TABLE thing (id INTEGER PRIMARY KEY, m MONEY INTEGER, n INTEGER OPTIONAL, r RATE TEXT "
	        "OPTIONAL, f FLAG INTEGER, s TEXT OPTIONAL, b DATE TEXT OPTIONAL, w REAL PERSONAL, "
	        "home INTEGER OPTIONAL REFERENCES home, next INTEGER OPTIONAL REFERENCES thing);"
	        "INSERT INTO town VALUES (1, 'Ely', 100), (2, '', NULL);"
	        "INSERT INTO home VALUES (1, 1000, 1, 'x', 1), (2, NULL, 0, NULL, 2), (3, 5, 1, '', NULL), "
	        "(4, 6, NULL, 'é', 9);"
	        "INSERT INTO thing VALUES (1, 2550, 3, '0.055', 1, 'own', '2024-02-29', 1.5, 1, 2), "
	        "(2, 0, NULL, NULL, 0, NULL, NULL, 0, 2, 3), (3, NULL, -1, '1', NULL, '', '2025-04-01', NULL, 3, "
	        "NULL), "
	        "(4, -1, 0, '-0.5', 1, 'é', '1900-01-01', -1e300, 4, 9), "
	        "(5, 7, 9223372036854775807, '0', 0, 'x', NULL, 2, 77, 4);"
	        /* More than are evaluated at a time without Lua: every one differs from its neighbours. */
	        "WITH RECURSIVE i(i) AS (SELECT 6 UNION ALL SELECT i + 1 FROM i WHERE i < 70) INSERT INTO thing "
	        "SELECT i, "
	        "i * i - 900, nullif(i % 5, 0), nullif('0.0' || i % 7, '0.00'), nullif(i % 3, 2), "
	        "nullif(substr('own rent', i % 9), ''), date('2020-02-28', (i * 37) || ' days'), i / 4.0, i % 6, "
	        "iif(i % 9, i + 1, NULL) FROM i;");
}

/* With little to spend, so that endless rules are over soon. */
static int evaluate_little(struct inputs *inputs, bool lua_only, struct error *err)
{
	const struct evaluate_options options = {
		.jobs = 1, .memory = 8u << 20, .instructions = 20000, .lua_only = lua_only
	};
	const struct sink sink = { .begin = no_begin, .chunk = no_chunk };
	struct result result = { .types = NULL };
	int failed = evaluate(&inputs->plan, &inputs->sources, inputs->database, &options, &sink, &result, err);

	result_release(&result);
	if (failed)
		check_error(err);
	return failed;
}

static void check_same(const struct error *a, const struct error *b)
{
	must(!strcmp(a->message, b->message) && !strcmp(a->hint, b->hint) && !strcmp(a->cause, b->cause));
	must(!strcmp(a->file, b->file) && a->line == b->line && a->column == b->column
	     && !strcmp(a->excerpt, b->excerpt));
}

static int run_again(struct inputs *inputs, bool lua_only, struct run_outcome *outcome, struct error *err)
{
	const struct run_options options = { .jobs = 1, .lua_only = lua_only };

	unlink(in_folder("a.run"));
	return inputs_run(inputs, in_folder("a.run"), &options, NULL, outcome, err);
}

static void check_whole(const char *path)
{
	const struct verify_options options = { .secret = NULL };
	struct problems found = PROBLEMS_INIT;
	struct verification verification;
	struct database *file = NULL;
	struct error err = ERROR_INIT;

	must(!run_file_open(&file, path, 1, &err));
	must(!verify_run(file, &options, &verification, &found, &err) && found.count == 0);
	check_report(file, path);
	must(err.code == ERROR_NONE);
	problems_release(&found);
	database_close(file);
}

static void run_both(struct inputs *inputs)
{
	struct run_outcome with = { .path = NULL }, without = { .path = NULL };
	struct error first = ERROR_INIT, second = ERROR_INIT;
	int failed = evaluate_little(inputs, false, &first);

	must(failed == evaluate_little(inputs, true, &second));
	check_same(&first, &second);
	if (failed)
		return;
	failed = run_again(inputs, false, &with, &first);
	must(failed == run_again(inputs, true, &without, &second));
	check_same(&first, &second);
	must(!memcmp(with.seal, without.seal, SHA256_SIZE));
	if (!failed)
		check_whole(in_folder("a.run"));
	run_outcome_release(&with);
	run_outcome_release(&without);
}

/* What the bytes do not say themselves. */
static void add_default(struct sources *sources, const char *path, const char *text)
{
	struct error err = ERROR_INIT;

	must(is_there(sources, path) || !sources_add(sources, path, kind_of(path), text, strlen(text), &err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;

	if (!test_folder[0])
		make_database();
	must(!sources_init(&inputs.sources, NULL, &err));
	if (take_files(&inputs.sources, "a.lua", data, size)) {
		add_default(&inputs.sources, "case.yaml", scenario_text);
		add_default(&inputs.sources, "parameters.yaml", parameters_text);
		if (!inputs_load(&inputs, "case.yaml", in_folder("data.db"), NULL, 1, &problems))
			run_both(&inputs);
		check_problems(&problems);
	}
	inputs_release(&inputs);
	problems_release(&problems);
	return 0;
}
