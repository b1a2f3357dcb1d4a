/* tests_json.c: see tests_json.h. */
#include "report/tests_json.h"

#include "report/json_parts.h"
#include "report/tap.h"

#include <string.h>

static void put_miss(const struct test_miss *miss, struct text *out)
{
	text_append_char(out, '{');
	json_text(out, "what", miss->what);
	json_text(out, "expected", miss->expected);
	json_text(out, "actual", miss->actual);
	json_number(out, "line", miss->line);
	if (miss->explanation) {
		json_key(out, "explanation");
		text_append_bytes(out, miss->explanation, strcspn(miss->explanation, "\n"));
	}
	text_append_char(out, '}');
}

static void put_test(const struct test_result *test, struct text *out)
{
	text_append_char(out, '{');
	json_text(out, "name", test->name);
	json_number(out, "line", test->line);
	json_text(out, "status", test->error ? "error" : test->miss_count ? "failed" : "passed");
	if (test->miss_count) {
		json_key(out, "wrong");
		text_append_char(out, '[');
		for (size_t i = 0; i < test->miss_count; i++) {
			text_append(out, i ? ", " : "");
			put_miss(&test->misses[i], out);
		}
		text_append_char(out, ']');
	}
	if (test->error) {
		json_key(out, "error");
		json_problem(out, test->error);
	}
	text_append_char(out, '}');
}

static void put_coverage(const struct tests_coverage *coverage, struct text *out)
{
	static const char *const names[] = { [COVERED_RULES] = "rules",
		                             [COVERED_ANSWERS] = "answers",
		                             [COVERED_ROWS] = "rows",
		                             [COVERED_LINES] = "lines" };
	int share = tap_coverage_share(coverage);

	json_key(out, "coverage");
	text_append_char(out, '{');
	json_key(out, "percent");
	text_append_format(out, "%d.%d", share / 10, share % 10);
	for (int i = 0; i < COVERED_KINDS; i++) {
		json_key(out, names[i]);
		text_append_char(out, '{');
		json_number(out, "exercised", (int64_t) coverage->counts[i].exercised);
		json_number(out, "all", (int64_t) coverage->counts[i].all);
		text_append_char(out, '}');
	}
	json_key(out, "files");
	text_append_char(out, '[');
	for (size_t i = 0; i < coverage->file_count; i++) {
		text_append(out, i ? ", {" : "{");
		json_text(out, "file", coverage->files[i].file);
		json_number(out, "exercised", (int64_t) coverage->files[i].count.exercised);
		json_number(out, "all", (int64_t) coverage->files[i].count.all);
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
	json_key(out, "missing");
	text_append_char(out, '[');
	for (size_t i = 0; i < coverage->missing_count; i++) {
		text_append(out, i ? ",\n      {" : "\n      {");
		json_text(out, "file", coverage->missing[i].file);
		json_number(out, "line", coverage->missing[i].line);
		json_text(out, "what", coverage->missing[i].what);
		text_append_char(out, '}');
	}
	text_append(out, "]}");
}

void report_tests_json(const char *path, const struct tests_result *result, const struct problems *problems,
                       struct text *out)
{
	text_append_char(out, '{');
	json_text(out, "file", path);
	json_flag(out, "ran", result != NULL);
	json_key(out, "problems");
	text_append_char(out, '[');
	for (size_t i = 0; i < problems->count; i++) {
		text_append(out, i ? ",\n      " : "\n      ");
		json_problem(out, &problems->items[i]);
	}
	text_append_char(out, ']');
	if (result) {
		json_number(out, "count", (int64_t) result->count);
		json_number(out, "failed", (int64_t) result->failed);
		if (result->coverage)
			put_coverage(result->coverage, out);
		json_key(out, "tests");
		text_append_char(out, '[');
		for (size_t i = 0; i < result->count; i++) {
			text_append(out, i ? ",\n      " : "\n      ");
			put_test(&result->tests[i], out);
		}
		text_append_char(out, ']');
	}
	text_append_char(out, '}');
}
