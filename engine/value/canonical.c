/* canonical.c: the bytes of a value that enter digests. This is a format: run files sealed years ago depend on it. */
#include "value/value.h"

#include "value/decimal_text.h"

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

static void put_header(unsigned char out[HEADER], enum tag tag, uint32_t length)
{
	out[0] = (unsigned char) tag;
	out[1] = (unsigned char) (length >> 24);
	out[2] = (unsigned char) (length >> 16);
	out[3] = (unsigned char) (length >> 8);
	out[4] = (unsigned char) length;
}

/* The fast path of every row: no formatting function, one append. */
static void append_integer(int64_t value, struct text *out)
{
	unsigned char bytes[HEADER + 20], digits[20];
	uint64_t size = value < 0 ? -(uint64_t) value : (uint64_t) value;
	uint32_t count = 0, used = HEADER;

	do {
		digits[count++] = (unsigned char) ('0' + size % 10);
		size /= 10;
	} while (size);
	if (value < 0)
		bytes[used++] = '-';
	while (count)
		bytes[used++] = digits[--count];
	put_header(bytes, TAG_EXACT, used - HEADER);
	text_append_bytes(out, bytes, used);
}

static void append_number(double number, struct text *out)
{
	unsigned char bytes[HEADER + 8];
	uint64_t bits;

	memcpy(&bits, &number, sizeof bits);
	if (isnan(number))
		bits = UINT64_C(0x7FF8000000000000);
	else if (number == 0)
		bits = 0; /* no negative zero */
	put_header(bytes, TAG_NUMBER, 8);
	for (int i = 0; i < 8; i++)
		bytes[HEADER + i] = (unsigned char) (bits >> (56 - 8 * i));
	text_append_bytes(out, bytes, sizeof bytes);
}

static void append_bytes(enum tag tag, const char *bytes, uint32_t length, struct text *out)
{
	unsigned char header[HEADER];

	put_header(header, tag, length);
	text_append_bytes(out, header, HEADER);
	text_append_bytes(out, bytes, length);
}

void value_canonical(struct value value, struct text *out)
{
	char digits[DECIMAL_TEXT_SIZE];

	switch (value.kind) {
	case VALUE_INTEGER:
		append_integer(value.as.integer, out);
		return;
	case VALUE_TEXT:
		append_bytes(TAG_TEXT, value.as.text, value.length, out);
		return;
	case VALUE_FLAG:
		append_bytes(TAG_FLAG, value.as.integer ? "1" : "0", 1, out);
		return;
	case VALUE_NONE:
		append_bytes(TAG_NONE, "", 0, out);
		return;
	case VALUE_UNKNOWN:
		append_bytes(TAG_UNKNOWN, "", 0, out);
		return;
	case VALUE_DECIMAL:
		append_bytes(TAG_EXACT, digits, (uint32_t) decimal_format(value.as.decimal, digits), out);
		return;
	case VALUE_NUMBER:
		append_number(value.as.number, out);
		return;
	}
	bug("a kind of value that does not exist");
}
