/* text.c: a growing buffer; UTF-8; the nearest name. */
#include "base/text.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `more` bytes and a NUL. False, once and for all, when there is none. */
static bool reserve(struct text *text, size_t more)
{
	size_t needed;

	if (text->failed)
		return false;
	if (more < text->capacity - text->length)
		return true;
	if (__builtin_add_overflow(text->length, more, &needed) || __builtin_add_overflow(needed, (size_t) 1, &needed)
	    || array_reserve(&text->bytes, &text->capacity, needed, 1)) {
		text->failed = true;
		return false;
	}
	return true;
}

char *text_room(struct text *text, size_t most)
{
	return reserve(text, most) ? text->bytes + text->length : NULL;
}

void text_used(struct text *text, char *end)
{
	text->length = (size_t) (end - text->bytes);
	*end = '\0';
}

void text_append_bytes(struct text *text, const void *bytes, size_t length)
{
	if (!reserve(text, length))
		return;
	if (length)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_append(struct text *text, const char *string)
{
	text_append_bytes(text, string, strlen(string));
}

void text_append_char(struct text *text, char c)
{
	text_append_bytes(text, &c, 1);
}

void text_append_formatv(struct text *text, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0)
		text->failed = true;
	else if (reserve(text, (size_t) length)) {
		vsnprintf(text->bytes + text->length, (size_t) length + 1, format, again);
		text->length += (size_t) length;
	}
	va_end(again);
}

void text_append_format(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_append_formatv(text, format, arguments);
	va_end(arguments);
}

const char *text_string(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->bytes)
		text->bytes[0] = '\0';
}

void text_release(struct text *text)
{
	free(text->bytes);
	*text = (struct text) TEXT_INIT;
}

/* Decodes one character; 0 bytes consumed when it is not well formed (Unicode standard, table 3-7). */
static size_t decode(const unsigned char *bytes, size_t length, uint32_t *character)
{
	unsigned char first = bytes[0];
	size_t size = first < 0x80   ? 1
	              : first < 0xC2 ? 0
	              : first < 0xE0 ? 2
	              : first < 0xF0 ? 3
	              : first < 0xF5 ? 4
	                             : 0;
	uint32_t value = size == 1 ? first : size == 2 ? first & 0x1Fu : size == 3 ? first & 0x0Fu : first & 0x07u;

	if (size == 0 || size > length)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3Fu);
	}
	if ((size == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)))
	    || (size == 4 && (value < 0x10000 || value > 0x10FFFF)))
		return 0;
	*character = value;
	return size;
}

bool utf8_valid(const char *bytes, size_t length, size_t *bad_offset)
{
	const unsigned char *at = (const unsigned char *) bytes;
	size_t i = 0;

	while (i < length) {
		uint32_t character;
		size_t size = at[i] < 0x80 ? 1 : decode(at + i, length - i, &character);

		if (size == 0) {
			if (bad_offset)
				*bad_offset = i;
			return false;
		}
		i += size;
	}
	return true;
}

size_t utf8_shown_size(const char *bytes, size_t length)
{
	uint32_t character = 0;
	size_t size = decode((const unsigned char *) bytes, length, &character);

	return character < 0x20 || (character >= 0x7F && character < 0xA0) ? 0 : size;
}

void text_print(const char *string, FILE *out)
{
	for (size_t left = strlen(string), size; left > 0; string += size, left -= size) {
		size = utf8_shown_size(string, left);
		if (size)
			fwrite(string, 1, size, out);
		else
			putc('?', out);
		size += !size;
	}
}

size_t utf8_characters(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char) bytes[i] & 0xC0) != 0x80;
	return count;
}

static size_t character_width(uint32_t c)
{
	/* No locale is ever set, so wcwidth() is of no use: combining marks take no column, East Asian wide ones two. */
	if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x20D0 && c <= 0x20FF) || c == 0xFEFF
	    || (c >= 0xFE00 && c <= 0xFE0F))
		return 0;
	if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3)
	    || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60)
	    || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD))
		return 2;
	return 1;
}

size_t utf8_width(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *) bytes;
	size_t width = 0, i = 0;

	while (i < length) {
		uint32_t character = at[i];
		size_t size = decode(at + i, length - i, &character);

		width += size == 0 ? 1 : character_width(character);
		i += size == 0 ? 1 : size;
	}
	return width;
}

bool text_ends_line(const char *bytes, size_t length, size_t at)
{
	return bytes[at] == '\n' || (bytes[at] == '\r' && (at + 1 == length || bytes[at + 1] != '\n'));
}

bool name_is_identifier(const char *name, size_t length)
{
	if (length == 0 || name[0] < 'a' || name[0] > 'z')
		return false;
	for (size_t i = 1; i < length; i++) {
		char c = name[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return true;
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool names_equal_nocase(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

#define NAME_MAX_COMPARED 64

/* Optimal string alignment distance, three rows at a time. */
static int distance_between(const char *a, const char *b)
{
	size_t m = strlen(a), n = strlen(b);
	int rows[3][NAME_MAX_COMPARED + 1];
	int *before = rows[0], *last = rows[1], *now = rows[2];

	if (m > NAME_MAX_COMPARED || n > NAME_MAX_COMPARED)
		return NAME_MAX_COMPARED;
	for (size_t j = 0; j <= n; j++)
		last[j] = (int) j;
	for (size_t i = 1; i <= m; i++) {
		int *spare = before;

		now[0] = (int) i;
		for (size_t j = 1; j <= n; j++) {
			int same = lower(a[i - 1]) == lower(b[j - 1]);
			int best = last[j - 1] + !same;

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])
			    && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[n];
}

struct nearest nearest_to(const char *name)
{
	return (struct nearest){ .name = name };
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	int allowed = (int) strlen(nearest->name) / 3;
	int distance = distance_between(nearest->name, candidate);

	if (distance <= (allowed > 1 ? allowed : 1) && (!nearest->best || distance < nearest->distance)) {
		nearest->best = candidate;
		nearest->distance = distance;
	}
}
