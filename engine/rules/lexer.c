/* lexer.c: reads Lua's words: names, numbers, strings, signs. Knows nothing of grammar. */
#include "rules/lexer.h"

#include <string.h>

static const char *const words[] = { "and",      "break",  "do",     "else",   "elseif",     "end",   "false", "for",
	                             "function", "goto",   "if",     "in",     "local",      "nil",   "not",   "or",
	                             "repeat",   "return", "then",   "true",   "until",      "while", "//",    "...",
	                             "..",       "==",     ">=",     "<=",     "~=",         "<<",    ">>",    "::",
	                             "name",     "string", "number", "number", "end of file" };

const char *lexer_kind_name(int kind, char buffer[8])
{
	if (kind < TOKEN_AND) {
		snprintf(buffer, 8, kind > ' ' && kind < 127 ? "'%c'" : "'\\%d'", kind);
		return buffer;
	}
	return words[kind - TOKEN_AND];
}

bool lexer_is_word(const char *word)
{
	for (int i = 0; i <= TOKEN_WHILE - TOKEN_AND; i++) {
		if (!strcmp(words[i], word))
			return true;
	}
	return false;
}

void lexer_init(struct lexer *lexer, const char *text, size_t length, struct arena *arena)
{
	*lexer = (struct lexer){ .text = text, .length = length, .line = 1, .column = 1, .arena = arena };
}

void lexer_release(struct lexer *lexer)
{
	text_release(&lexer->scratch);
}

/* The classes of Lua's own reader: ASCII only, whatever the locale. */
static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The byte `ahead` of here; -1 behind the end. */
static int peek(const struct lexer *lexer, size_t ahead)
{
	return lexer->length - lexer->at > ahead ? (unsigned char) lexer->text[lexer->at + ahead] : -1;
}

static bool at_newline(const struct lexer *lexer)
{
	return peek(lexer, 0) == '\n' || peek(lexer, 0) == '\r';
}

/* Steps over one line end: \n, \r, \r\n or \n\r. */
static void skip_newline(struct lexer *lexer)
{
	int first = peek(lexer, 0), second = peek(lexer, 1);

	lexer->at += (second == '\n' || second == '\r') && second != first ? 2 : 1;
	lexer->line++;
	lexer->counted = lexer->at;
	lexer->column = 1;
}

/* The column of byte `offset`, at or behind the last one asked for on this line: each byte is counted once. */
static int column_of(struct lexer *lexer, size_t offset)
{
	for (; lexer->counted < offset; lexer->counted++)
		lexer->column += ((unsigned char) lexer->text[lexer->counted] & 0xC0) != 0x80;
	return lexer->column;
}

/* An error at the bytes from `offset` up to where the lexer stands. */
static int fail(struct lexer *lexer, struct token *token, size_t offset, struct error *err, const char *message)
{
	token->offset = offset;
	token->length = lexer->at > offset ? lexer->at - offset : 1;
	return error_set(err, ERROR_INPUT, "%s", message);
}

/* `10p` and `5k` are money to who writes them. */
static int fail_number(struct lexer *lexer, struct token *token, size_t start, struct error *err)
{
	const char *text = lexer->text + start;
	size_t length = lexer->at - start, digits = strspn(text, "0123456789.");
	bool pence = digits + 1 == length && text[digits] == 'p';
	bool pounds =
		digits && digits < length && length - digits <= 2
		&& ((text[digits] == 'k' && digits + 1 == length) || (text[digits] == 'm' && digits + 1 == length)
	            || !strncmp(text + digits, "bn", length - digits));

	fail(lexer, token, start, err, "malformed number");
	if (length > 30 || (!pence && !pounds))
		return -1;
	return error_hint(err, "write money \"%s%.*s\"", pence ? "" : "£", (int) length, text);
}

/* At '[': the number of '=' when a long bracket opens here; -1 when not; -2 when it only begins as one. */
static int long_bracket(const struct lexer *lexer, int bracket)
{
	size_t equals = 0;

	while (peek(lexer, 1 + equals) == '=')
		equals++;
	if (peek(lexer, 1 + equals) == bracket)
		return (int) equals;
	return equals ? -2 : -1;
}

/* Reads a long string or comment that opens here with `equals` signs. Bytes go to scratch when `keep`. */
static int read_long(struct lexer *lexer, struct token *token, int equals, bool keep, struct error *err)
{
	size_t start = lexer->at;

	lexer->at += (size_t) equals + 2;
	if (at_newline(lexer))
		skip_newline(lexer);
	for (;;) {
		int c = peek(lexer, 0);

		if (c < 0) {
			lexer->at = start + (size_t) equals + 2;
			return fail(lexer, token, start, err,
			            keep ? "long string without its closing bracket"
			                 : "long comment without its closing bracket");
		}
		if (c == ']' && long_bracket(lexer, ']') == equals) {
			lexer->at += (size_t) equals + 2;
			return 0;
		}
		if (keep)
			text_append_char(&lexer->scratch, (char) (c == '\r' ? '\n' : c));
		if (at_newline(lexer))
			skip_newline(lexer);
		else
			lexer->at++;
	}
}

static int skip_blank(struct lexer *lexer, struct token *token, struct error *err)
{
	for (;;) {
		int c = peek(lexer, 0);

		if (at_newline(lexer)) {
			skip_newline(lexer);
		} else if (is_space(c)) {
			lexer->at++;
		} else if (c == '-' && peek(lexer, 1) == '-') {
			int equals;

			lexer->at += 2;
			equals = peek(lexer, 0) == '[' ? long_bracket(lexer, '[') : -1;
			if (equals >= 0) {
				if (read_long(lexer, token, equals, false, err))
					return -1;
			} else {
				while (peek(lexer, 0) >= 0 && !at_newline(lexer))
					lexer->at++;
			}
		} else {
			return 0;
		}
	}
}

/* The digits at `at` of `text`; moves `at` behind them. */
static size_t count_digits(const char *text, size_t length, size_t *at, bool hexadecimal)
{
	size_t start = *at;

	while (*at < length && (hexadecimal ? hex_value(text[*at]) >= 0 : is_digit(text[*at])))
		(*at)++;
	return *at - start;
}

/* What was read as a number: its kind and value; TOKEN_FINISH when it is none. A decimal integer that does not fit is a
 * float, a hexadecimal one wraps: so Lua has it. */
static int number_kind(const char *text, size_t length, int64_t *value)
{
	bool hexadecimal = length > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	size_t at = hexadecimal ? 2 : 0, first = at, digits = count_digits(text, length, &at, hexadecimal),
	       fraction = 0;
	bool whole = at == length;
	uint64_t result = 0;
	int exponent = hexadecimal ? 'p' : 'e';

	if (at < length && text[at] == '.') {
		at++;
		fraction = count_digits(text, length, &at, hexadecimal);
	}
	if (digits + fraction == 0)
		return TOKEN_FINISH;
	if (at < length && (text[at] | 0x20) == exponent) {
		at++;
		if (at < length && (text[at] == '+' || text[at] == '-'))
			at++;
		if (count_digits(text, length, &at, false) == 0)
			return TOKEN_FINISH;
	}
	if (at < length)
		return TOKEN_FINISH;
	if (!whole)
		return TOKEN_FLOAT;
	for (at = first; at < length; at++) {
		uint64_t digit = (uint64_t) hex_value(text[at]);

		if (!hexadecimal && result > (INT64_MAX - digit) / 10)
			return TOKEN_FLOAT;
		result = result * (hexadecimal ? 16 : 10) + digit;
	}
	*value = (int64_t) result;
	return TOKEN_INTEGER;
}

/* Takes everything that looks like part of a number, then says whether it is one. */
static int read_number(struct lexer *lexer, struct token *token, struct error *err)
{
	size_t start = lexer->at;
	int exponent = 'e';

	if (peek(lexer, 0) == '0' && (peek(lexer, 1) | 0x20) == 'x') {
		exponent = 'p';
		lexer->at += 2;
	}
	for (;;) {
		int c = peek(lexer, 0);

		if (c >= 0 && (c | 0x20) == exponent) {
			lexer->at++;
			if (peek(lexer, 0) == '+' || peek(lexer, 0) == '-')
				lexer->at++;
		} else if (c >= 0 && (hex_value(c) >= 0 || c == '.')) {
			lexer->at++;
		} else {
			break;
		}
	}
	while (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
		lexer->at++;
	token->kind = number_kind(lexer->text + start, lexer->at - start, &token->integer);
	if (token->kind == TOKEN_FINISH)
		return fail_number(lexer, token, start, err);
	return 0;
}

/* \u{...}: up to 2^31 - 1, in UTF-8's old form of up to six bytes. */
static int read_code_point(struct lexer *lexer, struct token *token, size_t start, struct error *err)
{
	uint32_t code = 0, first_room = 0x3F;
	char bytes[8];
	int at = 8, digits = 0;

	if (peek(lexer, 0) != '{')
		return fail(lexer, token, start, err, "expected '{' in \\u{...}");
	for (lexer->at++; hex_value(peek(lexer, 0)) >= 0; lexer->at++, digits++) {
		if (code > 0x7FFFFFFu)
			return fail(lexer, token, start, err, "character number too large");
		code = code * 16 + (uint32_t) hex_value(peek(lexer, 0));
	}
	if (!digits)
		return fail(lexer, token, start, err, "expected a hexadecimal digit in \\u{...}");
	if (peek(lexer, 0) != '}')
		return fail(lexer, token, start, err, "expected '}' in \\u{...}");
	lexer->at++;
	if (code < 0x80) {
		text_append_char(&lexer->scratch, (char) code);
		return 0;
	}
	do {
		bytes[--at] = (char) (0x80 | (code & 0x3F));
		code >>= 6;
		first_room >>= 1;
	} while (code > first_room);
	bytes[--at] = (char) ((~first_room << 1) | code);
	text_append_bytes(&lexer->scratch, bytes + at, (size_t) (8 - at));
	return 0;
}

/* \ddd: up to three decimal digits. */
static int read_decimal_escape(struct lexer *lexer, struct token *token, size_t start, struct error *err)
{
	int value = 0;

	for (int i = 0; i < 3 && is_digit(peek(lexer, 0)); i++, lexer->at++)
		value = value * 10 + peek(lexer, 0) - '0';
	if (value > 255)
		return fail(lexer, token, start, err, "decimal escape too large: bytes go to 255");
	text_append_char(&lexer->scratch, (char) value);
	return 0;
}

/* Behind a backslash. */
static int read_escape(struct lexer *lexer, struct token *token, struct error *err)
{
	static const char names[] = "abfnrtv\\\"'", values[] = "\a\b\f\n\r\t\v\\\"'";
	size_t start = lexer->at - 1;
	int c = peek(lexer, 0);
	const char *simple = c > 0 ? strchr(names, c) : NULL;

	if (simple) {
		text_append_char(&lexer->scratch, values[simple - names]);
		lexer->at++;
	} else if (at_newline(lexer)) {
		text_append_char(&lexer->scratch, '\n');
		skip_newline(lexer);
	} else if (c == 'x') {
		int high = hex_value(peek(lexer, 1)), low = hex_value(peek(lexer, 2));

		lexer->at++;
		if (high < 0 || low < 0)
			return fail(lexer, token, start, err, "expected two hexadecimal digits behind \\x");
		lexer->at += 2;
		text_append_char(&lexer->scratch, (char) (high * 16 + low));
	} else if (c == 'u') {
		lexer->at++;
		return read_code_point(lexer, token, start, err);
	} else if (c == 'z') {
		lexer->at++;
		while (is_space(peek(lexer, 0))) {
			if (at_newline(lexer))
				skip_newline(lexer);
			else
				lexer->at++;
		}
	} else if (is_digit(c)) {
		return read_decimal_escape(lexer, token, start, err);
	} else if (c >= 0) {
		lexer->at++;
		fail(lexer, token, start, err, "unknown escape in a text");
		return error_hint(err, "a backslash itself is written \\\\");
	}
	return 0; /* at the end of the file the string's own reader complains */
}

static int read_string(struct lexer *lexer, struct token *token, struct error *err)
{
	size_t start = lexer->at;
	int quote = peek(lexer, 0);

	lexer->at++;
	while (peek(lexer, 0) != quote) {
		if (peek(lexer, 0) < 0 || at_newline(lexer))
			return fail(lexer, token, start, err, "text without its closing quote");
		if (peek(lexer, 0) == '\\') {
			lexer->at++;
			if (read_escape(lexer, token, err))
				return -1;
		} else {
			text_append_char(&lexer->scratch, lexer->text[lexer->at++]);
		}
	}
	lexer->at++;
	token->kind = TOKEN_STRING;
	return 0;
}

static void read_name(struct lexer *lexer, struct token *token)
{
	const char *name = lexer->text + lexer->at;
	size_t length = 0;

	while (is_letter(peek(lexer, length)) || is_digit(peek(lexer, length)))
		length++;
	lexer->at += length;
	token->kind = TOKEN_NAME;
	for (int i = 0; i <= TOKEN_WHILE - TOKEN_AND; i++) {
		if (strlen(words[i]) == length && !memcmp(words[i], name, length))
			token->kind = TOKEN_AND + i;
	}
	if (token->kind == TOKEN_NAME)
		text_append_bytes(&lexer->scratch, name, length);
}

/* Signs: the longest that fits. */
static void read_sign(struct lexer *lexer, struct token *token)
{
	const char *at = lexer->text + lexer->at;

	for (int kind = TOKEN_FLOOR_DIVIDE; kind <= TOKEN_DOUBLE_COLON; kind++) {
		const char *sign = words[kind - TOKEN_AND];
		size_t length = strlen(sign);

		if (lexer->length - lexer->at >= length && !memcmp(sign, at, length)) {
			token->kind = kind;
			lexer->at += length;
			return;
		}
	}
	token->kind = (unsigned char) *at;
	lexer->at++;
}

static int read_token(struct lexer *lexer, struct token *token, struct error *err)
{
	int c = peek(lexer, 0), equals;

	if (c < 0) {
		token->kind = TOKEN_FINISH;
		return 0;
	}
	if (is_letter(c)) {
		read_name(lexer, token);
		return 0;
	}
	if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1))))
		return read_number(lexer, token, err);
	if (c == '"' || c == '\'')
		return read_string(lexer, token, err);
	equals = c == '[' ? long_bracket(lexer, '[') : -1;
	if (equals == -2) {
		size_t start = lexer->at;

		lexer->at += 2;
		return fail(lexer, token, start, err, "a long text opens with [[ or [=[");
	}
	if (equals >= 0) {
		token->kind = TOKEN_STRING;
		return read_long(lexer, token, equals, true, err);
	}
	read_sign(lexer, token);
	return 0;
}

int lexer_next(struct lexer *lexer, struct token *token, struct error *err)
{
	*token = (struct token){ .kind = TOKEN_FINISH };
	text_clear(&lexer->scratch);
	if (skip_blank(lexer, token, err))
		return -1;
	token->offset = lexer->at;
	token->line = lexer->line;
	token->column = column_of(lexer, lexer->at);
	if (read_token(lexer, token, err))
		return -1;
	token->length = lexer->at - token->offset;
	token->last_line = lexer->line;
	if (lexer->scratch.failed)
		return error_memory(err);
	if (lexer->arena && (token->kind == TOKEN_NAME || token->kind == TOKEN_STRING)) {
		token->text_length = lexer->scratch.length;
		token->text = arena_bytes(lexer->arena, text_string(&lexer->scratch), token->text_length);
		if (!token->text)
			return error_memory(err);
	}
	return 0;
}
