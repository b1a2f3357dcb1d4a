/* test.c: reckon test [PATH...]: runs the tests of rules and prints TAP. */
#include "cli/commands.h"
#include "cli/output.h"

#include "report/explanation.h"
#include "report/tap.h"

#include <stdio.h>
#include <stdlib.h>

/* What all files came to. */
struct totals {
	size_t tests, failed;
	int status;
};

static int print(struct text *out)
{
	struct error err = ERROR_INIT;

	if (out->failed) {
		error_memory(&err);
		return report_error(&err);
	}
	fwrite(text_string(out), 1, out->length, stdout);
	fflush(stdout);
	text_clear(out);
	return 0;
}

/* Whether less than the threshold is exercised, which is said. */
static bool check_threshold(const struct tests_result *result, size_t threshold)
{
	int share = tap_coverage_share(result->coverage);
	struct error err;

	if ((size_t) share >= threshold * 10)
		return false;
	error_set(&err, ERROR_FOUND, "'%s' exercises %d.%d%% of its rules, and %zu%% is asked for", result->shown,
	          share / 10, share % 10, threshold);
	report_error(&err);
	return true;
}

/* `number` of `count` files: of several each is a subtest. */
static int run_file(const char *path, size_t number, size_t count, const struct test_options *options,
                    size_t threshold, struct totals *totals)
{
	struct problems problems = PROBLEMS_INIT;
	struct tests_result result;
	struct text out = TEXT_INIT;
	bool several = count > 1;
	bool run = !tests_run(path, options, &result, &problems);
	int status = report_problems(&problems);

	if (several && run)
		tap_append_subtest(path, &out);
	if (run)
		tap_append_tests(&result, several ? 4 : 0, &out);
	if (several)
		tap_append_point(run && !result.failed, number, path, 0, &out);
	if (run) {
		totals->tests += result.count;
		totals->failed += result.failed;
		status = result.failed && status < ERROR_FOUND ? ERROR_FOUND : status;
		if (result.coverage)
			tap_append_coverage(&result, &out);
	}
	if (print(&out))
		status = ERROR_SYSTEM;
	if (run && result.coverage && check_threshold(&result, threshold) && status < ERROR_FOUND)
		status = ERROR_FOUND;
	totals->status = status > totals->status ? status : totals->status;
	text_release(&out);
	tests_result_release(&result);
	problems_release(&problems);
	return status;
}

/* What is printed is TAP 14, and but for that line 13 too. Perl's harness refuses a version that it does not know, and many of those in
 * use know 13 only. */
static void print_version(void)
{
	puts(getenv("HARNESS_VERSION") ? "TAP version 13" : "TAP version 14");
}

static void explain_trace(const struct trace *trace, struct text *out)
{
	report_trace(trace, 0, out);
}

int command_test(const struct arguments *arguments)
{
	static const char *const here[] = { "." };
	const struct test_options options = { .data = arguments->options[OPTION_DATA],
		                              .schema = arguments->options[OPTION_SCHEMA],
		                              .explain = explain_trace,
		                              .coverage = arguments->options[OPTION_COVERAGE]
		                                          || arguments->options[OPTION_THRESHOLD] };
	const char *const *paths = arguments->operand_count ? arguments->operands : here;
	size_t count = arguments->operand_count ? arguments->operand_count : 1, file_count;
	struct arena arena = ARENA_INIT;
	struct totals totals = { .tests = 0 };
	const char *const *files;
	struct error err = ERROR_INIT;

	if (options.data && options.schema) {
		error_set(&err, ERROR_INPUT, "the tables come from '--data' or from '--schema', not from both");
		return report_error(&err);
	}
	if (tests_find(paths, count, &arena, &files, &file_count, &err)) {
		arena_release(&arena);
		return report_error(&err);
	}
	print_version();
	if (file_count > 1)
		printf("1..%zu\n", file_count);
	for (size_t i = 0; i < file_count; i++)
		run_file(files[i], i + 1, file_count, &options, arguments->threshold, &totals);
	if (totals.failed)
		printf("# %zu of %zu tests failed\n", totals.failed, totals.tests);
	arena_release(&arena);
	return totals.status;
}
