/* text.h: a growing buffer of bytes, and the few things done with names and UTF-8.
 *
 * Appending never returns an error: when memory runs out the buffer stays as it was, `failed` is set and
 * stays set, and the one who uses the result checks it once.
 */
#ifndef RECKON_BASE_TEXT_H
#define RECKON_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct text {
	char *bytes; /* NUL-terminated once anything was appended; may hold NULs within */
	size_t length, capacity;
	bool failed;
};
#define TEXT_INIT             \
	{                     \
		.bytes = NULL \
	}

void text_append(struct text *text, const char *string);
/* Where up to `most` bytes may be written, after which text_used says where they end. NULL: out of memory. */
char *text_room(struct text *text, size_t most);
void text_used(struct text *text, char *end);
void text_append_bytes(struct text *text, const void *bytes, size_t length);
void text_append_char(struct text *text, char c);
void text_append_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_append_formatv(struct text *text, const char *format, va_list arguments);
const char *text_string(const struct text *text); /* never NULL: "" when empty; borrows */
void text_clear(struct text *text);               /* empty, memory kept */
void text_release(struct text *text);

/* UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool utf8_valid(const char *bytes, size_t length, size_t *bad_offset); /* bad_offset may be NULL */
size_t utf8_characters(const char *bytes, size_t length);              /* code points */
size_t utf8_width(const char *bytes, size_t length);                   /* columns on a terminal */

/* The size of the character at `bytes`, which are at least one; 0: it is no UTF-8, or a control character, which a terminal obeys. */
size_t utf8_shown_size(const char *bytes, size_t length);
/* Prints text that someone else wrote: what is not shown goes as '?'. */
void text_print(const char *string, FILE *out);

/* Whether byte `at` is the last of a line: \n, or a \r that no \n follows, as Lua counts them too. */
bool text_ends_line(const char *bytes, size_t length, size_t at);

bool name_is_identifier(const char *name, size_t length); /* lower_snake_case: [a-z][a-z0-9_]* */
bool names_equal_nocase(const char *a, const char *b);    /* ASCII */

/* The name nearest to `name`, for "did you mean": offer every candidate, then ask.
 * Distance is that of Damerau and Levenshtein (optimal string alignment), ignoring case; a candidate counts
 * when it is at most a third of the name's length away (at least 1). Ties go to the first offered. */
struct nearest {
	const char *name;
	const char *best; /* borrows; NULL: none is near enough */
	int distance;
};
struct nearest nearest_to(const char *name);
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
