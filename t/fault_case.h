/* fault_case.h: for tests of faults: what can fail (a run, a run over another, replay, verify, an explanation, a comparison, a
 * check, tests, an import), each done within the test's own process, and what must hold afterwards, whatever failed. */
#ifndef RECKON_T_FAULT_CASE_H
#define RECKON_T_FAULT_CASE_H

#include "run_case.h"

#include "records/import.h"
#include "report/comparison.h"
#include "report/explanation.h"
#include "report/tap.h"
#include "run/check.h"

#include <dirent.h>

enum deed { RUN, RUN_WITHOUT_DATA, RUN_OVER, REPLAY, VERIFY, EXPLAIN, COMPARE, CHECK, TEST, IMPORT, DEEDS };
static const char *const deed_names[DEEDS] = { "a run with two jobs",
	                                       "a run without its data",
	                                       "a run over another",
	                                       "a replay",
	                                       "verify",
	                                       "explanations",
	                                       "a comparison",
	                                       "a check",
	                                       "tests",
	                                       "an import" };

static const char fault_tables[] =
	"CREATE TABLE ward (code TEXT NOT NULL PRIMARY KEY, name TEXT);"
	"CREATE TABLE household (id INTEGER NOT NULL PRIMARY KEY, ward TEXT REFERENCES ward (code), income MONEY "
	"INTEGER, "
	"name TEXT PERSONAL);"
	"CREATE TABLE person (id INTEGER NOT NULL PRIMARY KEY, household INTEGER NOT NULL REFERENCES household (id), "
	"born DATE TEXT);"
	"INSERT INTO ward VALUES ('N', 'North'), ('S', 'South');"
	"INSERT INTO household VALUES (1, 'N', 1000, 'A'), (2, 'S', NULL, 'B'), (3, 'N', 2000, NULL);"
	"INSERT INTO person VALUES (1, 1, '1980-01-01'), (2, 1, '2015-02-28'), (3, 3, '1955-12-31');"
	"CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, outcome TEXT, "
	"award MONEY "
	"INTEGER OPTIONAL, decided_by TEXT PERSONAL, decided_on DATE TEXT, reason TEXT);"
	"INSERT INTO decision VALUES (1, 'household', '2', 'need', '£20', NULL, 'panel', '2025-03-01', 'statements "
	"seen'),"
	" (2, 'household', '3', 'grant', 'eligible', 500, 'panel', '2025-03-01', 'hardship'),"
	" (3, 'household', '9', 'grant', 'eligible', NULL, 'panel', '2025-03-01', 'moved away');";
static const char fault_rules[] =
	"rule 'need' { on = 'household', type = 'money', compute = function(h) return 3000 - h.income end }\n"
	"rule 'grant' { on = 'household', type = 'eligibility', conditions = all {\n"
	"  { 'in need', function(h) return h.need > 0 end },\n"
	"  { 'not alone', function(h) return #related(h, 'person') > 0 end } },\n"
	"  award = function(h) return round(h.need * rate '12.5%', 5) end }\n"
	"total 'cost' { sum = 'household.grant_award', by = { 'ward.name' } }\n"
	"rule 'share' { on = 'household', type = 'money', after = { 'cost' },\n"
	"  compute = function(h, p, at) return at.totals.cost - h.need end }\n"
	"figure 'twice' { type = 'money', compute = function(f) return 2 * f.cost end }\n"
	"finding 'poor' { on = 'household', level = 'warning', when = function(h) return h.need > 1500 end,\n"
	"  message = '{name}: {need}' }\n";
static const char fault_tests[] =
	"scenario: case.yaml\ntests:\n"
	"  - name: in need and not alone\n"
	"    given: {household: [{id: 1, income: £10}], person: [{id: 1, household: 1}]}\n"
	"    expect: {household: {1: {need: £20, grant: eligible, grant_award: £2.50}}, totals: {cost: £2.50}}\n";
static const char fault_csv[] = "id,ward,income,name\n11,N,£5,C\n12,N,£6,D\n13,S,£7,\"E, F\"\n14,S,,G\n";

static struct text data_before, run_before;
static uint8_t usual_seal[SHA256_SIZE];

static void read_whole(const char *name, struct text *out)
{
	struct error err;

	text_clear(out);
	if (file_read(in_folder(name), 1u << 24, out, &err))
		text_append(out, "it cannot be read");
}

static bool holds(const char *name, const struct text *expected)
{
	struct text got = TEXT_INIT;
	bool same;

	read_whole(name, &got);
	same = got.length == expected->length && !memcmp(text_string(&got), text_string(expected), got.length);
	text_release(&got);
	return same;
}

/* The folder with all that is needed, made anew. `sql` says what kind of database the data are in. */
static void fault_case_begin(const char *sql)
{
	struct text tables = TEXT_INIT;

	unlink(in_folder("data.db-wal"));
	text_append_format(&tables, "%s; %s", sql, fault_tables);
	case_data(text_string(&tables));
	text_release(&tables);
	case_write("case.lua", fault_rules);
	case_write("case.yaml", CASE_SCENARIO "decisions: decision\n");
	case_write("case.tests.yaml", fault_tests);
	case_write("rows.csv", fault_csv);
	case_options = (struct run_options){ .jobs = 2, .secret = "salt", .secret_length = 4 };
	if (!succeeds(case_run("whole"))) {
		printf("Bail out! the run does not succeed\n");
		exit(1);
	}
	memcpy(usual_seal, case_outcome.seal, sizeof usual_seal);
	read_whole("data.db", &data_before);
	read_whole("whole.run", &run_before);
}

static int worst(const struct problems *problems)
{
	int code = problems->memory_failed ? ERROR_SYSTEM : 0;

	for (size_t i = 0; i < problems->count; i++) {
		if (!problems->items[i].warning && (int) problems->items[i].code > code)
			code = (int) problems->items[i].code;
	}
	return code;
}

/* What failed must say why. */
static int said(const struct problems *problems)
{
	int code = worst(problems);

	return code ? code : ERROR_BUG;
}

static bool tell_nothing(void *context, const struct difference *difference)
{
	(void) context;
	(void) difference;
	return true;
}

static int do_run(enum deed deed, struct problems *problems)
{
	struct run_options options = case_options;
	struct run_outcome outcome;
	int failed;

	options.jobs = deed == RUN ? 2 : 1;
	options.without_data = deed == RUN_WITHOUT_DATA;
	options.output = in_folder("case.run");
	failed = run_scenario(in_folder("case.yaml"), &options, &outcome, problems);
	if (!failed && memcmp(outcome.seal, usual_seal, sizeof usual_seal))
		failed = ERROR_FOUND;
	run_outcome_release(&outcome);
	return failed > 0 ? failed : failed ? said(problems) : 0;
}

static int do_verify(struct problems *problems)
{
	const struct verify_options options = { .secret = case_options.secret,
		                                .secret_length = case_options.secret_length };
	struct verification verification;
	struct database *file = NULL;
	struct error err;
	int code = 0;

	if (run_file_open(&file, in_folder("whole.run"), 1, &err)
	    || verify_run(file, &options, &verification, problems, &err)) {
		problems_add(problems, &err);
		code = worst(problems);
	} else if (problems->count) {
		code = ERROR_FOUND;
	}
	database_close(file);
	return code;
}

/* One outcome that is not known and one that comes after a total, from the run file; a figure from the scenario. */
static int do_explain(struct problems *problems)
{
	const struct question questions[] = {
		{ in_folder("whole.run"), "grant", "2", NULL },
		{ in_folder("whole.run"), "share", "1", NULL },
		{ in_folder("case.yaml"), "twice", NULL, NULL },
	};
	struct run_options options = case_options;
	bool failed = false;

	options.jobs = 1;
	for (size_t i = 0; i < sizeof questions / sizeof *questions && !failed; i++) {
		struct explained explained;
		struct text out = TEXT_INIT;
		struct error err;

		failed = explain(&questions[i], &options, &explained, problems) != 0;
		if (!failed) {
			report_explanation(&explained, &out);
			report_explanation_json(&explained, &out);
			failed = out.failed;
		}
		if (out.failed) {
			error_memory(&err);
			problems_add(problems, &err);
		}
		text_release(&out);
		explained_release(&explained);
	}
	return failed ? said(problems) : 0;
}

/* A run file beside a scenario: who gains and loses, who is near, and where an award jumps. */
static bool find_all(struct compared runs[2], struct text *out, struct problems *problems)
{
	const struct cliffs_question question = { .field = "income", .key = "1" };
	const char *paths[] = { in_folder("whole.run"), in_folder("case.yaml") };
	struct run_options options = case_options;
	struct summary summaries[2] = { { .manifest = NULL }, { .manifest = NULL } };
	struct changes changes = { .periods = NULL };
	struct near near = { .periods = NULL };
	struct cliffs cliffs = { .stretches = NULL };
	struct compared_rule rules[2];
	struct error err = ERROR_INIT;
	bool failed = false;

	for (size_t i = 0; i < 2 && !failed; i++)
		failed = compared_open(&runs[i], paths[i], &options, problems) || compared_load(&runs[i], problems)
		         || compared_find_rule(&runs[i], "grant", &rules[i], &err)
		         || compared_ask(&runs[i], &rules[i], "ward.name", problems)
		         || summary_read(&summaries[i], compared_database(&runs[i]), 0, &err);
	failed = failed || changes_find(&runs[0], &rules[0], &runs[1], &rules[1], NULL, NULL, &changes, &err)
	         || near_find(&runs[1], &rules[1], NULL, NULL, &near, &err)
	         || cliffs_find(&runs[1], &rules[1], &question, &cliffs, problems);
	if (!failed) {
		report_changes(&changes, &summaries[0], &summaries[1], out);
		report_near(&near, &summaries[1], out);
		report_cliffs(&cliffs, NULL, out);
		failed = out->failed && error_memory(&err);
	}
	if (err.code != ERROR_NONE)
		problems_add(problems, &err);
	cliffs_release(&cliffs);
	near_release(&near);
	changes_release(&changes);
	for (size_t i = 0; i < 2; i++)
		summary_release(&summaries[i]);
	return !failed;
}

static int do_compare(struct problems *problems)
{
	struct compared runs[2] = { { .path = NULL }, { .path = NULL } };
	struct text out = TEXT_INIT;
	bool found = find_all(runs, &out, problems);

	for (size_t i = 0; i < 2; i++)
		compared_close(&runs[i]);
	text_release(&out);
	return found ? 0 : said(problems);
}

static int do_check(struct problems *problems)
{
	const char *const path = in_folder("case.yaml");
	const struct check_options options = { .data = NULL };
	struct checked checked;
	struct error err;

	if (check_paths(&path, 1, &options, &checked, problems, &err))
		problems_add(problems, &err);
	return worst(problems);
}

static void explain_trace(const struct trace *trace, struct text *out)
{
	report_trace(trace, 0, out);
}

static int do_test(struct problems *problems)
{
	const struct test_options options = { .explain = explain_trace, .coverage = true };
	struct tests_result result;
	struct text out = TEXT_INIT;
	struct error err;
	int code = 0;

	if (tests_run(in_folder("case.tests.yaml"), &options, &result, problems)) {
		code = said(problems);
	} else {
		tap_append_tests(&result, 0, &out);
		if (result.coverage)
			tap_append_coverage(&result, &out);
		if (out.failed) {
			error_memory(&err);
			problems_add(problems, &err);
		}
		code = out.failed ? ERROR_SYSTEM : result.failed ? ERROR_FOUND : 0;
	}
	text_release(&out);
	tests_result_release(&result);
	return code;
}

/* Does it: the status that a command would end with. */
static int do_deed(enum deed deed, struct problems *problems)
{
	const struct import_options ordinary = { .progress = NULL };
	struct replay replay;
	int64_t rows;

	switch (deed) {
	case RUN:
	case RUN_WITHOUT_DATA:
	case RUN_OVER:
		return do_run(deed, problems);
	case REPLAY:
		if (replay_run(in_folder("whole.run"), &case_options, tell_nothing, NULL, &replay, problems))
			return replay.altered ? ERROR_FOUND : said(problems);
		return replay.differences || memcmp(replay.seal, usual_seal, sizeof usual_seal) ? ERROR_FOUND : 0;
	case VERIFY:
		return do_verify(problems);
	case EXPLAIN:
		return do_explain(problems);
	case COMPARE:
		return do_compare(problems);
	case CHECK:
		return do_check(problems);
	case TEST:
		return do_test(problems);
	default:
		return import_csv(in_folder("data.db"), "household", in_folder("rows.csv"), &ordinary, &rows,
		                  problems)
		               ? said(problems)
		               : 0;
	}
}

/* Everything as it is before each deed. */
static void restore(enum deed deed)
{
	static const char *const extra[] = { "data.db-journal", "case.run", "whole.run-journal" };

	for (size_t i = 0; i < sizeof extra / sizeof *extra; i++)
		unlink(in_folder(extra[i]));
	if (deed == RUN_OVER)
		write_file(in_folder("case.run"), run_before.bytes, run_before.length);
	if (deed == IMPORT)
		write_file(in_folder("data.db"), data_before.bytes, data_before.length);
}

/* A name that must not be in the folder, or NULL. */
static const char *left_behind(const char *folder, bool journal)
{
	static const char *const known[] = { ".",           "..",          "data.db",        "case.lua",
		                             "case.yaml",   "rows.csv",    "case.run",       "whole.run",
		                             "data.db-wal", "data.db-shm", "case.tests.yaml" };
	static char left[256];
	DIR *entries = opendir(folder);
	const struct dirent *entry;

	left[0] = '\0';
	while (entries && (entry = readdir(entries))) {
		bool is_known = journal && !strcmp(entry->d_name, "data.db-journal");

		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			is_known |= !strcmp(entry->d_name, known[i]);
		if (!is_known)
			snprintf(left, sizeof left, "%s", entry->d_name);
	}
	if (entries)
		closedir(entries);
	return left[0] ? left : NULL;
}

/* What does not hold after a deed that ended with `status`, or NULL. Nothing fails any more. `unsure`: what failed may have
 * been after all was done, or in taking it back, which SQLite's journal then does. */
static const char *wrong_after(enum deed deed, int status, bool unsure)
{
	static char wrong[512];
	const char *left = left_behind(test_folder, unsure), *rows;
	const bool ends_in_file = deed == RUN || deed == RUN_WITHOUT_DATA || deed == RUN_OVER;

	if (status != 0 && status != ERROR_SYSTEM)
		return "it is taken for another fault";
	if (left) {
		snprintf(wrong, sizeof wrong, "left behind: %s", left);
		return wrong;
	}
	if (!holds("whole.run", &run_before))
		return "a run file was changed";
	if (deed == IMPORT) {
		/* Whoever opens it next for writing takes back what was left half-done. */
		run_sql(in_folder("data.db"), "SELECT count(*) FROM household");
		rows = ask_file("data.db", "SELECT count(*) FROM household");
		if (strcmp(rows, status ? "3" : "7") && !(unsure && !strcmp(rows, "7")))
			return "an import of some rows";
		return NULL;
	}
	if (!holds("data.db", &data_before))
		return "the data was changed";
	if (!ends_in_file)
		return NULL;
	if (access(in_folder("case.run"), F_OK) != 0)
		return status == 0 || deed == RUN_OVER ? "there is no run file" : NULL;
	if (status != 0)
		return deed == RUN_OVER && holds("case.run", &run_before) ? NULL : "there is a run file that failed";
	return strcmp(verified("case.run"), "whole") ? "the run file is not whole" : NULL;
}

static void fault_case_end(void)
{
	text_release(&data_before);
	text_release(&run_before);
}

#endif
