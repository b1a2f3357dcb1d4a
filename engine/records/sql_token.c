/* sql_token.c: the words of an SQL text. Whether they make sense is SQLite's to say. */
#include "records/sql_token.h"

#include <sqlite3.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$'
	       || ((unsigned char) c & 0x80);
}

static const char *skip_blank(const char *at)
{
	for (;;) {
		const char *end = NULL;

		at += strspn(at, " \t\r\n\f");
		if (!strncmp(at, "--", 2))
			end = strchr(at, '\n');
		else if (!strncmp(at, "/*", 2))
			end = strstr(at + 2, "*/");
		else
			return at;
		if (!end)
			return at + strlen(at);
		at = end + (*end == '\n' ? 1 : 2);
	}
}

/* Behind the quote that closes; one that is written twice stands for itself. */
static const char *quoted_end(const char *at)
{
	char last = *at == '[' ? ']' : *at;
	const char *end = strchr(at + 1, last);

	while (end && last != ']' && end[1] == last)
		end = strchr(end + 2, last);
	return end ? end + 1 : at + strlen(at);
}

static const char *number_end(const char *at)
{
	while (is_name(*at) || *at == '.' || ((*at == '+' || *at == '-') && (at[-1] == 'e' || at[-1] == 'E')))
		at++;
	return at;
}

static size_t sign_length(const char *at)
{
	static const char *const signs[] = { "<=", ">=", "<>", "!=", "==", "||", "<<", ">>" };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (!strncmp(at, signs[i], 2))
			return 2;
	}
	return 1;
}

struct sql_token sql_token_next(const char **at)
{
	const char *begin = skip_blank(*at), *end = begin;
	enum sql_kind kind = SQL_END;

	if (*begin == '\'' || *begin == '"' || *begin == '`' || *begin == '[') {
		kind = *begin == '\'' ? SQL_TEXT : SQL_NAME;
		end = quoted_end(begin);
	} else if (is_digit(*begin) || (*begin == '.' && is_digit(begin[1]))) {
		kind = SQL_NUMBER;
		end = number_end(begin);
	} else if (is_name(*begin)) {
		kind = SQL_WORD;
		while (is_name(*end))
			end++;
	} else if (*begin) {
		kind = SQL_SIGN;
		end += sign_length(begin);
	}
	*at = end;
	return (struct sql_token){ kind, begin, (size_t) (end - begin) };
}

bool sql_token_is(struct sql_token token, const char *text)
{
	return (token.kind == SQL_WORD || token.kind == SQL_SIGN) && token.length == strlen(text)
	       && !sqlite3_strnicmp(token.at, text, (int) token.length);
}
