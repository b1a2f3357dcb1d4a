/* lexer.h: the words of a Lua text, one after the other, with places. Follows Lua 5.4's own reading byte for byte. */
#ifndef RECKON_RULES_LEXER_H
#define RECKON_RULES_LEXER_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdint.h>

/* Single characters are tokens of their own value; the rest begin here. Words come first, in lexer_words' order. */
enum token_kind {
	TOKEN_AND = 256,
	TOKEN_BREAK,
	TOKEN_DO,
	TOKEN_ELSE,
	TOKEN_ELSEIF,
	TOKEN_END,
	TOKEN_FALSE,
	TOKEN_FOR,
	TOKEN_FUNCTION,
	TOKEN_GOTO,
	TOKEN_IF,
	TOKEN_IN,
	TOKEN_LOCAL,
	TOKEN_NIL,
	TOKEN_NOT,
	TOKEN_OR,
	TOKEN_REPEAT,
	TOKEN_RETURN,
	TOKEN_THEN,
	TOKEN_TRUE,
	TOKEN_UNTIL,
	TOKEN_WHILE,
	TOKEN_FLOOR_DIVIDE, /* signs of several characters: a longer one before its own beginning */
	TOKEN_DOTS,
	TOKEN_CONCATENATE,
	TOKEN_EQUAL,
	TOKEN_GREATER_EQUAL,
	TOKEN_LESS_EQUAL,
	TOKEN_NOT_EQUAL,
	TOKEN_SHIFT_LEFT,
	TOKEN_SHIFT_RIGHT,
	TOKEN_DOUBLE_COLON,
	TOKEN_NAME,
	TOKEN_STRING,
	TOKEN_INTEGER,
	TOKEN_FLOAT,
	TOKEN_FINISH
};

struct token {
	int kind;         /* enum token_kind or a character */
	int line, column; /* from 1; column in characters */
	int last_line;    /* where it ends: a long string has many lines */
	size_t offset, length;
	const char *text; /* name: its text; string: its bytes, escapes resolved; both NUL-terminated in the arena */
	size_t text_length;
	int64_t integer;
};

struct lexer {
	const char *text; /* borrows */
	size_t length, at;
	int line;            /* of `at` */
	size_t counted;      /* columns are counted up to this byte... */
	int column;          /* ...which has this one */
	struct arena *arena; /* names and strings live here; NULL: they are not kept */
	struct text scratch;
};

void lexer_init(struct lexer *lexer, const char *text, size_t length, struct arena *arena);
void lexer_release(struct lexer *lexer);

/* Reads the next token. On failure *err has code, message and hint, and token->offset and length its place. */
int lexer_next(struct lexer *lexer, struct token *token, struct error *err);

/* "'end'", "end of file", "name": for messages; in `buffer` or constant. */
bool lexer_is_word(const char *word); /* one that Lua keeps for itself: "and", "while" */
const char *lexer_kind_name(int kind, char buffer[8]);

#endif
