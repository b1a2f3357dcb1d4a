/* test.c: reckon test [PATH...]: runs the tests of rules and prints TAP, or JSON. */
#include "cli/commands.h"
#include "cli/output.h"

#include "report/explanation.h"
#include "report/json_parts.h"
#include "report/tap.h"
#include "report/tests_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Running all files. */
struct session {
	struct test_options options;
	size_t threshold;
	bool json;
	size_t files;         /* of several each is a subtest */
	size_t run;           /* files so far */
	size_t broken;        /* of those: could not be run */
	size_t tests, failed; /* of all those that could */
	char nearest[128];    /* the name nearest to what --only says, where it leaves out all; "": none is near */
	int status;
};

static void end_with(struct session *session, int status)
{
	session->status = status > session->status ? status : session->status;
}

/* Prints and clears it. */
static void print(struct session *session, struct text *out)
{
	struct error err = ERROR_INIT;

	if (out->failed) {
		error_memory(&err);
		end_with(session, report_error(&err));
		return;
	}
	fwrite(text_string(out), 1, out->length, stdout);
	fflush(stdout);
	text_clear(out);
}

/* Less than the threshold may be exercised, which is said. */
static void check_threshold(struct session *session, const struct tests_result *result)
{
	int share = tap_coverage_share(result->coverage);
	struct text costly = TEXT_INIT;
	struct error err;

	if ((size_t) share >= session->threshold * 10)
		return;
	error_set(&err, ERROR_FOUND, "'%s' exercises %d.%d%% of its rules, and %zu%% is asked for", result->shown,
	          share / 10, share % 10, session->threshold);
	tap_append_costly(result->coverage, &costly);
	if (costly.length)
		error_hint(&err, "most of what is missing is of %s", text_string(&costly));
	end_with(session, report_error(&err));
	text_release(&costly);
}

static void append_tap(const struct session *session, const char *path, const struct tests_result *result,
                       struct text *out)
{
	bool several = session->files > 1, run = result != NULL;

	if (several && run)
		tap_append_subtest(path, out);
	if (run)
		tap_append_tests(result, several ? 4 : 0, out);
	if (several)
		tap_append_point(run && !result->failed, session->run, path, 0, out);
	if (run && result->coverage)
		tap_append_coverage(result, out);
}

static void append_json(const struct session *session, const char *path, const struct tests_result *result,
                        const struct problems *problems, struct text *out)
{
	text_append(out, session->run > 1 ? ",\n    " : "\n    ");
	report_tests_json(path, result, problems, out);
}

static void run_file(struct session *session, const char *path)
{
	struct problems problems = PROBLEMS_INIT;
	struct tests_result result;
	struct text out = TEXT_INIT;
	bool run = !tests_run(path, &session->options, &result, &problems);

	end_with(session, report_problems(&problems));
	session->run++;
	if (session->json)
		append_json(session, path, run ? &result : NULL, &problems, &out);
	else
		append_tap(session, path, run ? &result : NULL, &out);
	print(session, &out);
	if (!run) {
		session->broken++;
	} else {
		session->tests += result.count;
		session->failed += result.failed;
		if (result.failed)
			end_with(session, ERROR_FOUND);
		if (result.coverage)
			check_threshold(session, &result);
		if (result.nearest)
			snprintf(session->nearest, sizeof session->nearest, "%s", result.nearest);
	}
	text_release(&out);
	tests_result_release(&result);
	problems_release(&problems);
}

/* What is printed is TAP 14, and but for that line 13 too. Perl's harness refuses a version that it does not know, and many of those in
 * use know 13 only. */
static void begin(const struct session *session)
{
	if (session->json) {
		fputs("{\n  \"files\": [", stdout);
		return;
	}
	puts(getenv("HARNESS_VERSION") ? "TAP version 13" : "TAP version 14");
	if (session->files > 1)
		printf("1..%zu\n", session->files);
}

static void finish(const struct session *session)
{
	if (session->json) {
		printf("\n  ],\n  \"count\": %zu, \"failed\": %zu, \"files_not_run\": %zu\n}\n", session->tests,
		       session->failed, session->broken);
		return;
	}
	if (session->failed)
		printf("# %zu of %zu tests failed", session->failed, session->tests);
	else if (session->tests)
		printf("# %zu test%s passed", session->tests, session->tests == 1 ? "" : "s");
	else
		fputs("# no test was run", stdout);
	if (session->broken && session->files > 1)
		printf(", %zu of %zu files could not be run", session->broken, session->files);
	putchar('\n');
}

/* No name has what --only says. */
static void report_none(struct session *session)
{
	struct error err;

	error_set(&err, ERROR_INPUT, "no test has '%s' in its name", session->options.only);
	error_did_you_mean(&err, session->nearest[0] ? session->nearest : NULL);
	end_with(session, report_error(&err));
}

static void explain_trace(const struct trace *trace, struct text *out)
{
	report_trace(trace, 0, out);
}

int command_test(const struct arguments *arguments)
{
	static const char *const here[] = { "." };
	bool json = arguments->options[OPTION_JSON];
	struct session session = {
		.options = { .data = arguments->options[OPTION_DATA],
		             .schema = arguments->options[OPTION_SCHEMA],
		             .explain = json ? report_trace_json : explain_trace,
		             .only = arguments->options[OPTION_ONLY],
		             .coverage =
		                     arguments->options[OPTION_COVERAGE] || arguments->options[OPTION_THRESHOLD] },
		.threshold = arguments->threshold,
		.json = json,
	};
	const char *const *paths = arguments->operand_count ? arguments->operands : here;
	size_t count = arguments->operand_count ? arguments->operand_count : 1;
	struct arena arena = ARENA_INIT;
	const char *const *files;
	struct error err = ERROR_INIT;

	if (session.options.data && session.options.schema) {
		error_set(&err, ERROR_INPUT, "the tables come from '--data' or from '--schema', not from both");
		return report_error(&err);
	}
	if (tests_find(paths, count, &arena, &files, &session.files, &err)) {
		arena_release(&arena);
		return report_error(&err);
	}
	begin(&session);
	for (size_t i = 0; i < session.files; i++)
		run_file(&session, files[i]);
	finish(&session);
	if (session.options.only && !session.tests && !session.broken)
		report_none(&session);
	arena_release(&arena);
	return session.status;
}
