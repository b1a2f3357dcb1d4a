/* cell.c: reading a decision table's cell, and matching a value against it. */
#include "rules/cell.h"

#include "value/quote.h"

#include <string.h>
#include <strings.h>

struct cursor {
	enum type type;
	const char *text, *at, *end;
	const char *fault; /* where the error lies */
	struct cell_test *tests;
	size_t count;
	struct error *err;
};

size_t cell_most_tests(const char *text, size_t length)
{
	size_t most = 1;

	for (size_t i = 0; i < length; i++)
		most += text[i] == ',';
	return most;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip_spaces(struct cursor *cursor)
{
	while (cursor->at < cursor->end && is_space(*cursor->at))
		cursor->at++;
}

static bool starts(const struct cursor *cursor, const char *with)
{
	size_t length = strlen(with);

	return (size_t) (cursor->end - cursor->at) >= length && !memcmp(cursor->at, with, length);
}

static bool take(struct cursor *cursor, const char *what)
{
	if (!starts(cursor, what))
		return false;
	cursor->at += strlen(what);
	return true;
}

static int fault_at(struct cursor *cursor, const char *at)
{
	cursor->fault = at;
	return -1;
}

/* Types whose values have a "less than" that a reader would expect. */
static bool is_ordered(enum type type)
{
	return type != TYPE_FLAG && type != TYPE_TEXT && type != TYPE_STATUS && type != TYPE_ELIGIBILITY;
}

/* Where the value that begins at the cursor ends. */
static const char *value_end(const struct cursor *cursor)
{
	const char *at = cursor->at, *end = cursor->end;
	bool ordered = is_ordered(cursor->type), grouped = ordered && cursor->type != TYPE_DATE;

	for (; at < end; at++) {
		bool within_number =
			grouped && at > cursor->at && is_digit(at[-1]) && at + 1 < end && is_digit(at[1]);

		if ((*at == ',' && !within_number) || *at == ')' || *at == ']' || *at == '[')
			break;
		if (ordered && *at == '.' && at + 1 < end && at[1] == '.')
			break;
	}
	while (at > cursor->at && is_space(at[-1]))
		at--;
	return at;
}

/* For "10-20" and "10 to 20": the range that was meant. */
static void hint_at_range(struct cursor *cursor, const char *start, const char *end)
{
	for (const char *at = start + 1; is_ordered(cursor->type) && cursor->type != TYPE_DATE && at + 1 < end;
	     at++) {
		size_t skip = *at == '-' ? 1 : end - at > 4 && !memcmp(at, " to ", 4) ? 4 : 0;

		if (skip && end - start < 60) {
			error_hint(cursor->err, "write a range as [%.*s..%.*s]", (int) (at - start), start,
			           (int) (end - at) - (int) skip, at + skip);
			return;
		}
	}
}

/* For "up to £100" and "65 or over", as a scheme words it. */
static void hint_at_words(struct cursor *cursor, const char *start, const char *end)
{
	static const struct {
		const char *before, *behind, *sign;
	} words[] = {
		{ "up to ", "", "<= " },    { "at most ", "", "<= " },  { "over ", "", "> " },
		{ "above ", "", "> " },     { "more than ", "", "> " }, { "under ", "", "< " },
		{ "below ", "", "< " },     { "less than ", "", "< " }, { "at least ", "", ">= " },
		{ "from ", "", ">= " },     { "", " or more", ">= " },  { "", " or over", ">= " },
		{ "", " and over", ">= " }, { "", " or above", ">= " }, { "", " and above", ">= " },
		{ "", " or less", "<= " },  { "", " or under", "<= " }, { "", " and under", "<= " },
		{ "", " or below", "<= " }, { "", "+", ">= " },
	};
	size_t length = (size_t) (end - start);

	for (size_t i = 0; is_ordered(cursor->type) && i < sizeof words / sizeof *words && length < 60; i++) {
		size_t before = strlen(words[i].before), behind = strlen(words[i].behind);
		struct error ignored = ERROR_INIT;
		struct value value;

		if (length <= before + behind || strncasecmp(start, words[i].before, before) != 0
		    || strncasecmp(end - behind, words[i].behind, behind) != 0
		    || value_parse(cursor->type, start + before, length - before - behind, &value, &ignored))
			continue;
		error_hint(cursor->err, "write %s%.*s", words[i].sign, (int) (length - before - behind),
		           start + before);
		return;
	}
}

static int parse_quoted(struct cursor *cursor, struct value *out)
{
	const char *start = cursor->at + 1;
	const char *end = memchr(start, '"', (size_t) (cursor->end - start));
	char quoted[QUOTE_SIZE];

	if (!end) {
		error_set(cursor->err, ERROR_INPUT, "the text that begins here has no closing quote");
		return fault_at(cursor, cursor->at);
	}
	if (cursor->type != TYPE_TEXT && cursor->type != TYPE_STATUS) {
		error_set(cursor->err, ERROR_INPUT, "expected %s, got text", type_names[cursor->type]);
		error_hint(cursor->err, "write it without quotes: %s", quote(start, (size_t) (end - start), quoted));
		return fault_at(cursor, cursor->at);
	}
	if (value_parse(TYPE_TEXT, start, (size_t) (end - start), out, cursor->err))
		return fault_at(cursor, cursor->at);
	cursor->at = end + 1;
	return 0;
}

/* One value, as it is written anywhere, up to what ends it. */
static int parse_value(struct cursor *cursor, struct value *out)
{
	const char *start, *end;
	char quoted[QUOTE_SIZE];

	skip_spaces(cursor);
	if (starts(cursor, "\""))
		return parse_quoted(cursor, out);
	start = cursor->at;
	end = value_end(cursor);
	if (end == start) {
		error_set(cursor->err, ERROR_INPUT, "expected %s", type_names[cursor->type]);
		if (starts(cursor, ","))
			error_hint(cursor->err, "a comma stands between two tests");
		if (starts(cursor, "..") && cursor->end - start > 2)
			error_hint(cursor->err, "write <= %s",
			           quote(start + 2, (size_t) (cursor->end - start) - 2, quoted));
		return fault_at(cursor, start);
	}
	if (value_parse(cursor->type, start, (size_t) (end - start), out, cursor->err)) {
		if (!cursor->err->hint[0])
			hint_at_range(cursor, start, end);
		hint_at_words(cursor, start, end);
		return fault_at(cursor, start);
	}
	cursor->at = end;
	return 0;
}

static int require_order(struct cursor *cursor, const char *at)
{
	if (is_ordered(cursor->type))
		return 0;
	error_set(cursor->err, ERROR_INPUT, "a %s has no order", type_names[cursor->type]);
	error_hint(cursor->err,
	           cursor->type == TYPE_FLAG ? "write true or false" : "write \"a\", \"b\" or not(\"a\")");
	return fault_at(cursor, at);
}

/* < <= > >= and what may be written by mistake for them. True: *result says how it ended. */
static bool parse_comparison(struct cursor *cursor, struct cell_test *test, int *result)
{
	static const struct {
		const char *written, *hint;
	} mistakes[] = {
		{ "==", "write the value alone" }, { "=<", "write <=" },       { "=>", "write >=" },
		{ "=", "write the value alone" },  { "!=", "write not(...)" }, { "<>", "write not(...)" },
		{ "~=", "write not(...)" },        { "≤", "write <=" },        { "≥", "write >=" },
	};
	const char *start = cursor->at;
	bool less, inclusive;
	struct cell_bound bound = { .present = true };

	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		if (starts(cursor, mistakes[i].written)) {
			error_set(cursor->err, ERROR_INPUT, "a cell has no '%s'", mistakes[i].written);
			error_hint(cursor->err, "%s", mistakes[i].hint);
			*result = fault_at(cursor, start);
			return true;
		}
	}
	less = starts(cursor, "<");
	if (!less && !starts(cursor, ">"))
		return false;
	cursor->at++;
	inclusive = take(cursor, "=");
	*result = require_order(cursor, start) || parse_value(cursor, &bound.value) ? -1 : 0;
	bound.inclusive = inclusive;
	*(less ? &test->high : &test->low) = bound;
	return true;
}

/* What closes a range: ] takes its end in; ) and DMN's outward [ leave it out. */
static int parse_range_end(struct cursor *cursor, struct cell_test *test)
{
	int order;

	skip_spaces(cursor);
	if (cursor->at == cursor->end || !strchr("])[", *cursor->at)) {
		error_set(cursor->err, ERROR_INPUT, "a range ends with ']' or ')'");
		return fault_at(cursor, cursor->at);
	}
	test->high.inclusive = *cursor->at == ']';
	cursor->at++;
	order = value_compare(test->low.value, test->high.value);
	if (order > 0 || (order == 0 && !(test->low.inclusive && test->high.inclusive)))
		return error_set(cursor->err, ERROR_INPUT, "nothing lies in this range: %s",
		                 order > 0 ? "it ends before it begins" : "it leaves out the one value it has");
	return 0;
}

static int parse_range(struct cursor *cursor, struct cell_test *test)
{
	const char *start = cursor->at;

	test->low.present = test->high.present = true;
	test->low.inclusive = *cursor->at == '[';
	cursor->at++;
	if (require_order(cursor, start) || parse_value(cursor, &test->low.value))
		return -1;
	skip_spaces(cursor);
	if (!take(cursor, "..")) {
		error_set(cursor->err, ERROR_INPUT, "expected '..' between the two ends of a range");
		error_hint(cursor->err, "write [150..200]");
		return fault_at(cursor, cursor->at);
	}
	if (parse_value(cursor, &test->high.value))
		return -1;
	return parse_range_end(cursor, test) ? fault_at(cursor, cursor->fault ? cursor->fault : start) : 0;
}

static struct cell_test single(struct value value)
{
	struct cell_bound bound = { .present = true, .inclusive = true, .value = value };

	return (struct cell_test){ .low = bound, .high = bound };
}

/* The word itself, not the start of a longer one. */
static bool take_none(struct cursor *cursor)
{
	if (!starts(cursor, "none") || value_end(cursor) != cursor->at + 4)
		return false;
	cursor->at += 4;
	return true;
}

static int parse_single(struct cursor *cursor, struct cell_test *test)
{
	const char *start = cursor->at;
	struct value value = { .kind = VALUE_NONE };
	char quoted[QUOTE_SIZE];

	if (!take_none(cursor)) {
		if (starts(cursor, "-") && value_end(cursor) == cursor->at + 1) {
			error_set(cursor->err, ERROR_INPUT, "'-' (any value) stands alone in its cell");
			return fault_at(cursor, start);
		}
		if (parse_value(cursor, &value))
			return -1;
	}
	if (starts(cursor, "..")) {
		error_set(cursor->err, ERROR_INPUT, "a range stands in brackets");
		if (cursor->end - cursor->at > 2)
			error_hint(cursor->err, "write [%s]", quote(start, (size_t) (cursor->end - start), quoted));
		else
			error_hint(cursor->err, "write >= %s", quote(start, (size_t) (cursor->at - start), quoted));
		return fault_at(cursor, start);
	}
	*test = single(value);
	return 0;
}

static int parse_test(struct cursor *cursor, struct cell_test *test)
{
	int result;

	skip_spaces(cursor);
	*test = (struct cell_test){ .low.present = false };
	if (parse_comparison(cursor, test, &result))
		return result;
	if (starts(cursor, "[") || starts(cursor, "(") || starts(cursor, "]"))
		return parse_range(cursor, test);
	return parse_single(cursor, test);
}

static int parse_tests(struct cursor *cursor)
{
	do {
		if (parse_test(cursor, &cursor->tests[cursor->count]))
			return -1;
		cursor->count++;
		skip_spaces(cursor);
	} while (take(cursor, ","));
	return 0;
}

/* "not", then a parenthesis: anything else that begins so is a text. */
static bool take_not(struct cursor *cursor)
{
	const char *start = cursor->at;

	if (take(cursor, "not")) {
		skip_spaces(cursor);
		if (take(cursor, "("))
			return true;
	}
	cursor->at = start;
	return false;
}

static int parse_cell(struct cursor *cursor, struct cell *cell)
{
	skip_spaces(cursor);
	if (cursor->at == cursor->end) {
		error_set(cursor->err, ERROR_INPUT, "the cell is empty");
		error_hint(cursor->err, "write - where any value will do");
		return fault_at(cursor, cursor->text);
	}
	if (starts(cursor, "-") && value_end(cursor) == cursor->at + 1 && cursor->end == cursor->at + 1) {
		cell->any = true;
		return 0;
	}
	cell->negated = take_not(cursor);
	if (parse_tests(cursor))
		return -1;
	if (cell->negated && !take(cursor, ")")) {
		error_set(cursor->err, ERROR_INPUT, "not( has no closing ')'");
		return fault_at(cursor, cursor->at);
	}
	skip_spaces(cursor);
	if (cursor->at < cursor->end) {
		error_set(cursor->err, ERROR_INPUT, "unexpected '%c' after a test",
		          *cursor->at >= ' ' ? *cursor->at : '?');
		error_hint(cursor->err, "a comma stands between two tests");
		return fault_at(cursor, cursor->at);
	}
	cell->tests = cursor->tests;
	cell->count = cursor->count;
	return 0;
}

int cell_parse(enum type type, const char *text, size_t length, struct cell_test *tests, struct cell *out,
               size_t *offset, struct error *err)
{
	struct cursor cursor = {
		.type = type, .text = text, .at = text, .end = text + length, .tests = tests, .err = err
	};
	struct cell cell = { .any = false };

	while (cursor.end > cursor.at && is_space(cursor.end[-1]))
		cursor.end--;
	if (parse_cell(&cursor, &cell)) {
		*offset = cursor.fault ? (size_t) (cursor.fault - text) : 0;
		return -1;
	}
	*out = cell;
	return 0;
}

struct cell cell_equal(struct value value, struct cell_test *test)
{
	*test = single(value);
	return (struct cell){ .tests = test, .count = 1 };
}

/* Most cells hold money or integers, once for each row and record: those take the short way. */
static int compare(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return a->as.integer < b->as.integer ? -1 : a->as.integer > b->as.integer;
	return value_compare(*a, *b);
}

static bool test_matches(const struct cell_test *test, const struct value *value)
{
	bool for_none = test->low.present && test->low.value.kind == VALUE_NONE;

	if (for_none || value->kind == VALUE_NONE)
		return for_none && value->kind == VALUE_NONE;
	if (test->low.present) {
		int order = compare(value, &test->low.value);

		if (order < 0 || (order == 0 && !test->low.inclusive))
			return false;
	}
	if (test->high.present) {
		int order = compare(value, &test->high.value);

		if (order > 0 || (order == 0 && !test->high.inclusive))
			return false;
	}
	return true;
}

bool cell_matches(const struct cell *cell, struct value value)
{
	if (cell->any)
		return true;
	for (size_t i = 0; i < cell->count; i++) {
		if (test_matches(&cell->tests[i], &value))
			return !cell->negated;
	}
	return cell->negated;
}
