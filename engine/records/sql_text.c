/* sql_text.c: putting names and pieces of a scenario's SQL into statements. It knows only as much of SQL as is needed
 * to see where quotes, comments and parentheses end; whether the piece makes sense is SQLite's to say. */
#include "records/sql_text.h"

#include <string.h>

void sql_append_name(struct text *out, const char *name)
{
	text_append_char(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			text_append_char(out, '"');
		text_append_char(out, *name);
	}
	text_append_char(out, '"');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

size_t sql_length(const char *sql)
{
	size_t length = strlen(sql);

	while (length > 0 && is_space(sql[length - 1]))
		length--;
	if (length > 0 && sql[length - 1] == ';')
		length--;
	return length;
}

/* The byte after what begins at `at` (a quoted text or name, a comment, or one byte); `length` + 1: it never ends. */
static size_t skip(const char *sql, size_t length, size_t at)
{
	char first = sql[at], last = first == '[' ? ']' : first;
	const char *end;

	if (first == '-' && at + 1 < length && sql[at + 1] == '-') {
		/* What follows the piece goes on a line of its own, so a comment may run to its end. */
		end = memchr(sql + at, '\n', length - at);
		return end ? (size_t) (end - sql) + 1 : length;
	}
	if (first == '/' && at + 1 < length && sql[at + 1] == '*') {
		end = memmem(sql + at + 2, length - at - 2, "*/", 2);
		return end ? (size_t) (end - sql) + 2 : length + 1;
	}
	if (first != '\'' && first != '"' && first != '`' && first != '[')
		return at + 1;
	/* A doubled quote ends one text and begins the next, which comes to the same. */
	end = memchr(sql + at + 1, last, length - at - 1);
	return end ? (size_t) (end - sql) + 1 : length + 1;
}

const char *sql_piece_problem(const char *sql, size_t length)
{
	int depth = 0;

	for (size_t at = 0; at < length;) {
		size_t next = skip(sql, length, at);

		if (next > length)
			return "a quote or comment is not closed";
		if (sql[at] == ';')
			return "it holds more than one statement";
		depth += sql[at] == '(' ? 1 : sql[at] == ')' ? -1 : 0;
		if (depth < 0)
			return "a ')' closes nothing";
		at = next;
	}
	return depth > 0 ? "a '(' is not closed" : NULL;
}
