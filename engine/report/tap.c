/* tap.c: see tap.h. What went wrong stands in a block of YAML behind its test point. */
#include "report/tap.h"

#include "base/json.h"
#include "report/table.h"

#include <string.h>

/* The size of the character there; 0: it would break a line, act on a terminal, or is none that YAML has. */
static size_t shown_size(const char *bytes, size_t length)
{
	static const char *const others[] = { "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBF\xBE", "\xEF\xBF\xBF" };
	size_t size = utf8_shown_size(bytes, length);

	for (size_t i = 0; size == 3 && i < sizeof others / sizeof *others; i++) {
		if (!memcmp(bytes, others[i], 3))
			return 0;
	}
	return size;
}

/* Part of a line: bytes that must not stand there show as spaces. */
static void append_shown(struct text *out, const char *bytes, size_t length)
{
	while (length) {
		size_t size = shown_size(bytes, length), step = size ? size : 1;

		text_append_bytes(out, size ? bytes : " ", step);
		bytes += step;
		length -= step;
		while (!size && length && ((unsigned char) *bytes & 0xC0) == 0x80)
			bytes++, length--;
	}
}

/* A description: '#' would begin a directive. */
static void append_name(struct text *out, const char *name)
{
	while (*name) {
		size_t length = strcspn(name, "#\\");

		append_shown(out, name, length);
		name += length;
		if (*name)
			text_append_format(out, "\\%c", *name++);
	}
}

static void append_indent(struct text *out, int indent)
{
	text_append_format(out, "%*s", indent, "");
}

/* Whether it is a number as people write it: others that YAML has (0x1F, 1_000, 010) are texts here. */
static bool is_number(const char *text)
{
	bool zero = text[0] == '0' && text[1] >= '0' && text[1] <= '9';

	return !zero && !text[strspn(text, "0123456789.,-%")];
}

/* Whether it can stand in YAML without quotes: neither a mark nor a value that is not the text. */
static bool is_plain(const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,()%/+- ";
	static const char *const nothing[] = { "null", "Null", "NULL" };
	size_t length = strlen(text);
	bool digit = text[0] >= '0' && text[0] <= '9';

	if (length == 0 || text[0] == ' ' || text[length - 1] == ' ' || strchr("-%,.+", text[0]))
		return false;
	if (digit && !strchr(text, ' ') && !is_number(text))
		return false;
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
		if (!strcmp(text, nothing[i]))
			return false;
	}
	for (size_t i = 0, size; i < length; i += size) {
		bool colon = text[i] == ':' && text[i + 1] && text[i + 1] != ' ' && !digit;

		size = shown_size(text + i, length - i);
		if (!size || (size == 1 && !colon && !strchr(safe, text[i])))
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

/* A block of text: its lines. Those that are empty are indented too: Perl's harness wants it. */
static void append_lines(struct text *out, int indent, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");

		append_indent(out, indent);
		append_shown(out, lines, length);
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
		/* The first line says to YAML, and to Perl's harness, how far all of them are indented. */
		append_lines(out, indent + 4, miss->explanation + strspn(miss->explanation, " \n"));
	}
}

static void append_place(struct text *out, int indent, const char *key, const char *file, int line)
{
	struct text place = TEXT_INIT;

	text_append_format(&place, "%s:%d", file, line);
	append_pair(out, indent, key, text_string(&place));
	out->failed |= place.failed;
	text_release(&place);
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

void tap_append_subtest(const char *name, struct text *out)
{
	text_append(out, "# Subtest: ");
	append_shown(out, name, strlen(name));
	text_append_char(out, '\n');
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
	text_append_format(out, result->count ? "1..%zu\n" : "1..%zu # SKIP no test has such a name\n",
	                   result->count);
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

/* In tenths of a percent, rounded down. */
static int share_of(size_t exercised, size_t all)
{
	return all ? (int) (exercised * 1000 / all) : 1000;
}

int tap_coverage_share(const struct tests_coverage *coverage)
{
	size_t all = 0, exercised = 0;

	for (int i = 0; i < COVERED_KINDS; i++) {
		all += coverage->counts[i].all;
		exercised += coverage->counts[i].exercised;
	}
	return share_of(exercised, all);
}

/* "'help' 4, 'size' 3" */
void tap_append_costly(const struct tests_coverage *coverage, struct text *out)
{
	for (size_t i = 0; i < coverage->rule_count && i < COSTLY_MOST; i++)
		text_append_format(out, "%s'%s' %zu", i ? ", " : "", coverage->rules[i].rule,
		                   coverage->rules[i].count.all);
}

/* A comment, wrapped: what follows its first line is indented by two more. */
static void append_comment(struct text *out, int indent, const struct text *words)
{
	struct text lines = TEXT_INIT;

	print_hanging(&lines, text_string(words), indent, 2);
	for (size_t i = 0; i < lines.length; i++) {
		if (i == 0 || lines.bytes[i - 1] == '\n')
			lines.bytes[i] = '#';
	}
	text_append(out, text_string(&lines));
	out->failed |= lines.failed || words->failed;
	text_release(&lines);
}

static void append_files(const struct tests_coverage *coverage, struct text *out)
{
	struct text words = TEXT_INIT;

	if (coverage->file_count > 1)
		text_append(out, "# by file:\n");
	for (size_t i = 0; coverage->file_count > 1 && i < coverage->file_count; i++) {
		const struct covered_part *file = &coverage->files[i];
		int share = share_of(file->count.exercised, file->count.all);

		text_clear(&words);
		text_append_format(&words, "%d.%d%% of %s", share / 10, share % 10, file->file);
		append_comment(out, share < 100 ? 6 : share < 1000 ? 5 : 4, &words);
	}
	text_release(&words);
}

void tap_append_coverage(const struct tests_result *result, struct text *out)
{
	static const char *const names[] = { [COVERED_RULES] = "rules",
		                             [COVERED_ANSWERS] = "answers of conditions: yes, no and unknown",
		                             [COVERED_ROWS] = "rows of decision tables",
		                             [COVERED_LINES] = "lines" };
	const struct tests_coverage *coverage = result->coverage;
	int share = tap_coverage_share(coverage);
	struct text words = TEXT_INIT;

	text_append_format(&words, "%s exercises %d.%d%% of its rules:", result->shown, share / 10, share % 10);
	append_comment(out, 2, &words);
	for (int i = 0; i < COVERED_KINDS; i++) {
		if (coverage->counts[i].all)
			text_append_format(out, "#   %5zu of %5zu %s\n", coverage->counts[i].exercised,
			                   coverage->counts[i].all, names[i]);
	}
	append_files(coverage, out);
	if (coverage->missing_count)
		text_append(out, "# never exercised:\n");
	for (size_t i = 0; i < coverage->missing_count; i++) {
		const struct uncovered *missing = &coverage->missing[i];

		text_clear(&words);
		text_append_format(&words, "%s:%d: %s", missing->file, missing->line, missing->what);
		append_comment(out, 4, &words);
	}
	text_release(&words);
}
