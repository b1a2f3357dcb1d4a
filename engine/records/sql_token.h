/* sql_token.h: the words of an SQL text: names, texts, numbers, signs. Comments and white space are passed over. */
#ifndef RECKON_RECORDS_SQL_TOKEN_H
#define RECKON_RECORDS_SQL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum sql_kind {
	SQL_END,
	SQL_WORD,   /* a keyword or a bare name */
	SQL_NAME,   /* in "double quotes", `these` or [these] */
	SQL_TEXT,   /* in 'single quotes' */
	SQL_NUMBER, /* without its sign */
	SQL_SIGN    /* ( <= || and everything else */
};
struct sql_token {
	enum sql_kind kind;
	const char *at;
	size_t length; /* with its quotes */
};

/* The token at *at, behind which *at is then. What is never closed goes to the end. */
struct sql_token sql_token_next(const char **at);
/* Whether it is this word or sign, in any capitals; nothing in quotes is. */
bool sql_token_is(struct sql_token token, const char *text);

#endif
