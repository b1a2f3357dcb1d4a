/* tap.c: see tap.h. What went wrong stands in a block of YAML behind its test point. */
#include "report/tap.h"

#include "base/json.h"

#include <string.h>

/* A description: '#' would begin a directive. */
static void append_name(struct text *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '#' || *name == '\\')
			text_append_char(out, '\\');
		text_append_char(out, (unsigned char) *name < 0x20 || *name == 0x7F ? ' ' : *name);
	}
}

static void append_indent(struct text *out, int indent)
{
	text_append_format(out, "%*s", indent, "");
}

/* Whether it can stand in YAML without quotes. */
static bool is_plain(const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,()%/+- ";
	size_t length = strlen(text);

	if (length == 0 || text[0] == ' ' || text[length - 1] == ' ' || strchr("-%,", text[0]))
		return false;
	for (const char *at = text; *at; at++) {
		if (!strchr(safe, *at) && (unsigned char) *at < 0x80)
			return false;
	}
	return true;
}

static void append_pair(struct text *out, int indent, const char *key, const char *value)
{
	append_indent(out, indent);
	text_append_format(out, "%s: ", key);
	if (is_plain(value))
		text_append(out, value);
	else
		json_append_text(out, value, strlen(value));
	text_append_char(out, '\n');
}

/* A block of text: its lines, indented but for those that are empty. */
static void append_lines(struct text *out, int indent, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");

		if (length)
			append_indent(out, indent);
		text_append_bytes(out, lines, length);
		text_append_char(out, '\n');
		lines += length + (lines[length] == '\n');
	}
}

/* What is a list's item begins with '-', in place of two spaces. */
static void append_miss(struct text *out, int indent, const struct test_miss *miss)
{
	append_indent(out, indent);
	text_append(out, "- ");
	append_pair(out, 0, "what", miss->what);
	append_pair(out, indent + 2, "expected", miss->expected);
	append_pair(out, indent + 2, "actual", miss->actual);
	append_indent(out, indent + 2);
	text_append_format(out, "line: %d\n", miss->line);
	if (miss->explanation) {
		append_indent(out, indent + 2);
		text_append(out, "why: |\n");
		append_lines(out, indent + 4, miss->explanation);
	}
}

static void append_place(struct text *out, int indent, const char *key, const char *file, int line)
{
	append_indent(out, indent);
	text_append_format(out, "%s: %s:%d\n", key, file, line);
}

static void append_error(struct text *out, int indent, const struct error *error)
{
	append_pair(out, indent, "error", error->message);
	if (error->file[0])
		append_place(out, indent, "place", error->file, error->line);
	if (error->excerpt[0])
		append_pair(out, indent, "excerpt", error->excerpt);
	if (error->hint[0])
		append_pair(out, indent, "hint", error->hint);
	if (error->cause[0])
		append_pair(out, indent, "cause", error->cause);
}

void tap_append_point(bool passed, size_t number, const char *name, int indent, struct text *out)
{
	append_indent(out, indent);
	text_append_format(out, "%s %zu - ", passed ? "ok" : "not ok", number);
	append_name(out, name);
	text_append_char(out, '\n');
}

void tap_append_tests(const struct tests_result *result, int indent, struct text *out)
{
	append_indent(out, indent);
	text_append_format(out, "1..%zu\n", result->count);
	for (size_t i = 0; i < result->count; i++) {
		const struct test_result *test = &result->tests[i];
		bool passed = !test->miss_count && !test->error;

		tap_append_point(passed, i + 1, test->name, indent, out);
		if (passed)
			continue;
		append_indent(out, indent + 2);
		text_append(out, "---\n");
		append_place(out, indent + 2, "at", result->shown, test->line);
		if (test->error)
			append_error(out, indent + 2, test->error);
		if (test->miss_count) {
			append_indent(out, indent + 2);
			text_append(out, "wrong:\n");
		}
		for (size_t j = 0; j < test->miss_count; j++)
			append_miss(out, indent + 4, &test->misses[j]);
		append_indent(out, indent + 2);
		text_append(out, "...\n");
	}
}

int tap_coverage_share(const struct tests_coverage *coverage)
{
	size_t all = 0, exercised = 0;

	for (int i = 0; i < COVERED_KINDS; i++) {
		all += coverage->counts[i].all;
		exercised += coverage->counts[i].exercised;
	}
	return all ? (int) (exercised * 1000 / all) : 1000;
}

void tap_append_coverage(const struct tests_result *result, struct text *out)
{
	static const char *const names[] = { [COVERED_RULES] = "rules",
		                             [COVERED_ANSWERS] = "answers of conditions: yes, no and unknown",
		                             [COVERED_ROWS] = "rows of decision tables",
		                             [COVERED_LINES] = "lines" };
	const struct tests_coverage *coverage = result->coverage;
	int share = tap_coverage_share(coverage);

	text_append_format(out, "# %s exercises %d.%d%% of its rules:\n", result->shown, share / 10, share % 10);
	for (int i = 0; i < COVERED_KINDS; i++) {
		if (coverage->counts[i].all)
			text_append_format(out, "#   %5zu of %5zu %s\n", coverage->counts[i].exercised,
			                   coverage->counts[i].all, names[i]);
	}
	if (coverage->missing_count)
		text_append(out, "# never exercised:\n");
	for (size_t i = 0; i < coverage->missing_count; i++) {
		const struct uncovered *missing = &coverage->missing[i];

		text_append_format(out, "#   %s:%d: ", missing->file, missing->line);
		text_append(out, missing->what);
		text_append_char(out, '\n');
	}
}
