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

static uint32_t count_digits(uint64_t size)
{
	for (uint32_t count = 1;; count += 4, size /= 10000) {
		if (size < 10)
			return count;
		if (size < 100)
			return count + 1;
		if (size < 1000)
			return count + 2;
		if (size < 10000)
			return count + 3;
	}
}

/* The common case of every row: no formatting function, and two digits at a time. */
static char *put_integer(char *to, int64_t value)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	bool negative = value < 0;
	uint64_t size = negative ? -(uint64_t) value : (uint64_t) value;
	uint32_t length = count_digits(size) + negative;
	char *end;

	to = put_header(to, TAG_EXACT, length);
	*to = '-';
	end = to += length;
	for (; size >= 100; size /= 100)
		memcpy(to -= 2, &pairs[2 * (size % 100)], 2);
	if (size >= 10)
		memcpy(to - 2, &pairs[2 * size], 2);
	else
		to[-1] = (char) ('0' + size);
	return end;
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

void values_canonical(const struct value *values, size_t count, struct text *out)
{
	size_t most = 0;
	char *to;

	/* Nothing but a text is longer than a decimal. */
	for (size_t i = 0; i < count; i++)
		most += HEADER + DECIMAL_TEXT_SIZE + (values[i].kind == VALUE_TEXT ? values[i].length : 0);
	to = text_room(out, most);
	if (!to)
		return;
	for (size_t i = 0; i < count; i++)
		to = put_value(to, &values[i]);
	text_used(out, to);
}

void value_canonical(struct value value, struct text *out)
{
	values_canonical(&value, 1, out);
}
