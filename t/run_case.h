/* run_case.h: for tests of whole runs: a small database, a rule file and a scenario in a folder of the test's own, and
 * questions put to the run file in SQL. */
#ifndef RECKON_T_RUN_CASE_H
#define RECKON_T_RUN_CASE_H

#include "base/file.h"
#include "records.h"
#include "run/replay.h"
#include "run/run_file.h"
#include "run/verify.h"

static struct run_options case_options = { .jobs = 1 };
static struct run_outcome case_outcome;
static struct problems case_problems;

__attribute__((unused)) static void case_write(const char *name, const char *text)
{
	write_file(in_folder(name), text, strlen(text));
}

/* A new database `data.db`. */
__attribute__((unused)) static void case_data(const char *sql)
{
	unlink(in_folder("data.db"));
	run_sql(in_folder("data.db"), sql);
}

#define CASE_SCENARIO                     \
	"scenario: case\ndata: data.db\n" \
	"on: 2025-04-01\nrules: [case.lua]\n"

/* Runs `case.yaml` into `name`.run. 0, or -1: case_problems says why. Either way forgets the run before. */
__attribute__((unused)) static int case_run(const char *name)
{
	char output[80];

	run_outcome_release(&case_outcome);
	problems_release(&case_problems);
	snprintf(output, sizeof output, "%s.run", name);
	case_options.output = in_folder(output);
	return run_scenario(in_folder("case.yaml"), &case_options, &case_outcome, &case_problems);
}

/* Runs `rules` on `data.db`, with no more in the scenario than it needs. */
__attribute__((unused)) static int case_rules(const char *rules)
{
	case_write("case.lua", rules);
	case_write("case.yaml", CASE_SCENARIO);
	return case_run("case");
}

/* Every value that `sql` gives in the database `name`: columns with '|' between, rows with ' ' between. Static, one of four. */
__attribute__((unused)) static const char *ask_file(const char *name, const char *sql)
{
	static struct text answers[4];
	static int next;
	struct text *answer = &answers[next++ % 4];
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *statement = NULL;

	text_clear(answer);
	if (sqlite3_open_v2(in_folder(name), &sqlite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK
	    || sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL) != SQLITE_OK)
		text_append(answer, sqlite3_errmsg(sqlite));
	while (statement && sqlite3_step(statement) == SQLITE_ROW) {
		text_append(answer, answer->length ? " " : "");
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const char *value = (const char *) sqlite3_column_text(statement, i);

			text_append_format(answer, "%s%s", i ? "|" : "", value ? value : "NULL");
		}
	}
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	return text_string(answer);
}

#define ask(sql) ask_file("case.run", (sql))

/* The run failed, with one error whose place, message and hint hold these (file NULL: no place; hint NULL: any). */
__attribute__((unused)) static bool failed_with(const char *file, int line, const char *message, const char *hint)
{
	for (size_t i = 0; i < case_problems.count; i++) {
		const struct error *err = &case_problems.items[i];
		const char *base = strrchr(err->file, '/');

		if (!err->warning && (!file || !strcmp(base ? base + 1 : err->file, file))
		    && (!file || err->line == line) && strstr(err->message, message)
		    && (!hint || strstr(err->hint, hint)))
			return true;
	}
	printf("# expected %s:%d: %s (%s); got:\n", file ? file : "", line, message, hint ? hint : "any hint");
	for (size_t i = 0; i < case_problems.count; i++)
		printf("#   %s:%d: %s (%s)\n", case_problems.items[i].file, case_problems.items[i].line,
		       case_problems.items[i].message, case_problems.items[i].hint);
	return false;
}

/* For a run that must succeed: says why when it does not. */
__attribute__((unused)) static bool succeeds(int failed)
{
	for (size_t i = 0; failed && i < case_problems.count; i++)
		printf("#   %s:%d: %s (%s) %s\n", case_problems.items[i].file, case_problems.items[i].line,
		       case_problems.items[i].message, case_problems.items[i].hint, case_problems.items[i].cause);
	return !failed;
}

/* Verifies a run file: the problems found, one a line, "whole", or "refused: " and why. Static. */
__attribute__((unused)) static const char *verified_with(const char *name, const struct verify_options *options,
                                                         struct verification *out)
{
	static struct text text;
	struct problems found = PROBLEMS_INIT;
	struct database *file = NULL;
	struct error err = ERROR_INIT;

	text_clear(&text);
	if (run_file_open(&file, in_folder(name), 1, &err) || verify_run(file, options, out, &found, &err))
		text_append_format(&text, "refused: %s", err.message);
	for (size_t i = 0; i < found.count; i++)
		text_append_format(&text, "%s%s", text.length ? "\n" : "", found.items[i].message);
	if (!text.length)
		text_append(&text, "whole");
	problems_release(&found);
	database_close(file);
	return text_string(&text);
}

__attribute__((unused)) static const char *verified(const char *name)
{
	const struct verify_options options = { .secret = NULL };
	struct verification verification;

	return verified_with(name, &options, &verification);
}

__attribute__((unused)) static void copy_run(const char *from, const char *to)
{
	struct text text = TEXT_INIT;
	struct error err = ERROR_INIT;

	if (file_read(in_folder(from), 1u << 28, &text, &err))
		exit(1);
	write_file(in_folder(to), text.bytes, text.length);
	text_release(&text);
}

/* What a replay tells of: "table key column: recorded / replayed", one a line; "same"; or "refused: " and why. Static. */
static struct text case_told;
__attribute__((unused)) static bool tell_difference(void *context, const struct difference *difference)
{
	(void) context;
	text_append_format(&case_told, "%s%s '%s' %s: %s / %s", case_told.length ? "\n" : "", difference->table,
	                   difference->key, difference->column ? difference->column : "-",
	                   difference->recorded ? difference->recorded : "-",
	                   difference->replayed ? difference->replayed : "-");
	return true;
}

__attribute__((unused)) static const char *replayed(const char *name, const struct run_options *options)
{
	struct problems problems = PROBLEMS_INIT;
	struct replay replay;
	int failed;

	text_clear(&case_told);
	failed = replay_run(in_folder(name), options, tell_difference, NULL, &replay, &problems);
	for (size_t i = 0; failed && i < problems.count; i++)
		text_append_format(&case_told, "%s: %s", i ? "\n" : "refused", problems.items[i].message);
	if (!case_told.length)
		text_append(&case_told,
		            memcmp(replay.seal, replay.recorded_seal, SHA256_SIZE) ? "another seal" : "same");
	problems_release(&problems);
	return text_string(&case_told);
}

/* What `case_done` gives back at the end of a test. */
__attribute__((unused)) static int case_done(void)
{
	run_outcome_release(&case_outcome);
	problems_release(&case_problems);
	text_release(&case_told);
	remove_test_folder();
	return done();
}

#endif
