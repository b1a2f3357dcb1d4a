/* canonical.c: the bytes of a value that enter digests. This is a format: run files sealed years ago depend on it. */
#include "value/value.h"

#include "value/decimal_text.h"

#include <endian.h>
#include <math.h>
#include <string.h>

enum tag {
	TAG_NONE = 'N',
	TAG_UNKNOWN = 'U',
	TAG_EXACT = 'D', /* integers and decimals: equal numbers digest alike */
	TAG_FLAG = 'F',
	TAG_TEXT = 'T',
	TAG_NUMBER = 'R'
};

#define HEADER 5

/* Each of the functions below writes at `to` and returns where what it wrote ends. */

static char *put_header(char *to, enum tag tag, uint32_t length)
{
	uint32_t big_endian = htobe32(length);

	*to = (char) tag;
	memcpy(to + 1, &big_endian, sizeof big_endian);
	return to + HEADER;
}

/* Most texts are short: a call would cost more than copying them as two words, which overlap. */
static void copy(char *to, const char *from, size_t length)
{
	uint64_t first, last;
	uint32_t first_half, last_half;

	if (length > 2 * sizeof first) {
		memcpy(to, from, length);
	} else if (length >= sizeof first) {
		memcpy(&first, from, sizeof first);
		memcpy(&last, from + length - sizeof last, sizeof last);
		memcpy(to, &first, sizeof first);
		memcpy(to + length - sizeof last, &last, sizeof last);
	} else if (length >= sizeof first_half) {
		memcpy(&first_half, from, sizeof first_half);
		memcpy(&last_half, from + length - sizeof last_half, sizeof last_half);
		memcpy(to, &first_half, sizeof first_half);
		memcpy(to + length - sizeof last_half, &last_half, sizeof last_half);
	} else if (length > 0) {
		to[0] = from[0];
		to[length / 2] = from[length / 2];
		to[length - 1] = from[length - 1];
	}
}

static char *put_bytes(char *to, enum tag tag, const char *bytes, uint32_t length)
{
	to = put_header(to, tag, length);
	copy(to, bytes, length);
	return to + length;
}

#define EACH_BYTE (~UINT64_C(0) / 255)

/* The eight digits of a number below 100,000,000, one in each byte, the first of them lowest: the number is taken apart into
 * halves of four digits, those into halves of two, and those into digits, the parts of one size side by side. A product and a shift
 * divide them all: 10,486 / 2^20 is 1 / 100 for what is below 10,000, and 103 / 2^10 is 1 / 10 below 100. */
static uint64_t take_apart(uint32_t number)
{
	uint64_t fours = number / 10000 | (uint64_t) (number % 10000) << 32;
	uint64_t hundreds = fours * 10486 >> 20 & UINT64_C(0x0000007F0000007F);
	uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
	uint64_t tens = twos * 103 >> 10 & UINT64_C(0x000F000F000F000F);

	return tens | (twos - 10 * tens) << 8;
}

/* The common case of every row: no formatting function, no loop, and no branch that depends on how long the number is. */
static char *put_short(char *to, uint32_t size, bool negative)
{
	uint64_t digits = take_apart(size);
	/* The last digit is there even if it is 0. */
	uint32_t zeros = (uint32_t) __builtin_ctzll(digits | UINT64_C(1) << 56) / 8, length = 8 - zeros;
	uint64_t text = htole64((digits | '0' * EACH_BYTE) >> 8 * zeros);

	to = put_header(to, TAG_EXACT, length + negative);
	*to = '-';
	memcpy(to + negative, &text, sizeof text);
	return to + negative + length;
}

static char *put_integer(char *to, int64_t value)
{
	uint64_t size = value < 0 ? -(uint64_t) value : (uint64_t) value;
	char digits[20], *end = digits + sizeof digits, *first = end;

	if (size < 100000000)
		return put_short(to, (uint32_t) size, value < 0);
	for (; size > 0; size /= 10)
		*--first = (char) ('0' + size % 10);
	if (value < 0)
		*--first = '-';
	return put_bytes(to, TAG_EXACT, first, (uint32_t) (end - first));
}

static char *put_number(char *to, double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof bits);
	if (isnan(number))
		bits = UINT64_C(0x7FF8000000000000);
	else if (number == 0)
		bits = 0; /* no negative zero */
	to = put_header(to, TAG_NUMBER, 8);
	for (int i = 0; i < 8; i++)
		*to++ = (char) (bits >> (56 - 8 * i));
	return to;
}

static char *put_value(char *to, const struct value *value)
{
	char digits[DECIMAL_TEXT_SIZE];

	switch (value->kind) {
	case VALUE_INTEGER:
		return put_integer(to, value->as.integer);
	case VALUE_TEXT:
		return put_bytes(to, TAG_TEXT, value->as.text, value->length);
	case VALUE_FLAG:
		to = put_header(to, TAG_FLAG, 1);
		*to++ = value->as.integer ? '1' : '0';
		return to;
	case VALUE_NONE:
		return put_header(to, TAG_NONE, 0);
	case VALUE_UNKNOWN:
		return put_header(to, TAG_UNKNOWN, 0);
	case VALUE_DECIMAL:
		return put_bytes(to, TAG_EXACT, digits, (uint32_t) decimal_format(value_as_decimal(*value), digits));
	case VALUE_NUMBER:
		return put_number(to, value->as.number);
	}
	bug("a kind of value that does not exist");
}

#define MOST (HEADER + DECIMAL_TEXT_SIZE) /* nothing but a text is longer than a decimal */

void values_canonical(const struct value *values, size_t count, struct text *out)
{
	char *to = text_room(out, count * MOST);

	if (!to)
		return;
	for (size_t i = 0; i < count; i++) {
		if (values[i].kind == VALUE_TEXT && values[i].length > DECIMAL_TEXT_SIZE) {
			text_used(out, to);
			to = text_room(out, values[i].length + (count - i) * MOST);
			if (!to)
				return;
		}
		to = put_value(to, &values[i]);
	}
	text_used(out, to);
}

void value_canonical(struct value value, struct text *out)
{
	values_canonical(&value, 1, out);
}
