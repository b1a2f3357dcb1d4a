/* record_format.c: rows in SQLite's record format. */
#include "run/record_format.h"

#include "base/error.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#define HEADER_SIZE_MOST 3 /* how long the types are, as a varint: two bytes of it are good for 3,000 columns */
#define TYPE_MOST        5 /* of a text of 1 GB */
#define VALUE_MOST       8 /* of all but texts and blobs */
#define SPARE            64

enum serial_type {
	SERIAL_NULL = 0,
	SERIAL_BYTE = 1,
	SERIAL_6_BYTES = 5,
	SERIAL_8_BYTES = 6,
	SERIAL_NUMBER = 7,
	SERIAL_ZERO = 8, /* and 9 is one: neither takes a byte */
	SERIAL_BLOB = 12,
	SERIAL_TEXT = 13
};

unsigned char *varint_put(unsigned char *to, uint64_t value)
{
	int length = 1;

	if (value < 0x80) {
		*to = (unsigned char) value;
		return to + 1;
	}
	if (value >> 56) { /* nine bytes, of which the last has eight bits */
		to[8] = (unsigned char) value;
		value >>= 8;
		for (int i = 7; i >= 0; i--, value >>= 7)
			to[i] = (unsigned char) (value | 0x80);
		return to + 9;
	}
	while (value >> 7 * length)
		length++;
	for (int i = length - 1; i >= 0; i--, value >>= 7)
		to[i] = (unsigned char) ((value & 0x7F) | (i < length - 1 ? 0x80 : 0));
	return to + length;
}

uint64_t varint_get(const unsigned char **at)
{
	uint64_t value = 0;

	for (int i = 0; i < VARINT_MOST - 1; i++) {
		unsigned char byte = *(*at)++;

		value = value << 7 | (byte & 0x7F);
		if (byte < 0x80)
			return value;
	}
	return value << 8 | *(*at)++;
}

bool varint_get_short(const unsigned char **at, uint32_t *value)
{
	const unsigned char *byte = *at;

	*value = 0;
	do
		*value = *value << 7 | (*byte & 0x7F);
	while (*byte++ >= 0x80 && byte < *at + 4);
	*at = byte;
	return byte[-1] < 0x80;
}

/* The values are put where they would stand behind the longest header there could be, and are moved at the end. */
int record_begin(struct record *record, struct text *out, size_t columns)
{
	size_t header = HEADER_SIZE_MOST + columns * TYPE_MOST;
	unsigned char *room = (unsigned char *) text_room(out, header + columns * VALUE_MOST + VALUE_MOST + SPARE);

	if (!room)
		return -1;
	*record = (struct record){ .out = out,
		                   .start = out->length,
		                   .columns = columns,
		                   .spare = SPARE,
		                   .types = room + HEADER_SIZE_MOST,
		                   .values = room + header };
	return 0;
}

void record_null(struct record *record)
{
	*record->types++ = SERIAL_NULL;
}

/* The highest bytes of `bits`; there is room for all of them. */
static inline void put_bits(struct record *record, uint64_t bits, size_t bytes)
{
	uint64_t big_endian = htobe64(bits);

	memcpy(record->values, &big_endian, sizeof big_endian);
	record->values += bytes;
}

void record_integer(struct record *record, int64_t value)
{
	uint64_t size = value < 0 ? ~(uint64_t) value : (uint64_t) value;
	unsigned int bytes = size ? (unsigned int) (64 - __builtin_clzll(size)) / 8 + 1 : 1; /* with the sign's bit */

	if (value == 0 || value == 1) {
		*record->types++ = (unsigned char) (SERIAL_ZERO + value);
		return;
	}
	bytes = bytes <= 4 ? bytes : bytes <= 6 ? 6 : 8;
	*record->types++ = (unsigned char) (bytes <= 4   ? SERIAL_BYTE + bytes - 1
	                                    : bytes == 6 ? SERIAL_6_BYTES
	                                                 : SERIAL_8_BYTES);
	put_bits(record, (uint64_t) value << (64 - 8 * bytes), bytes);
}

void record_number(struct record *record, double value)
{
	uint64_t bits;

	if (isnan(value)) {
		record_null(record);
		return;
	}
	memcpy(&bits, &value, sizeof bits);
	*record->types++ = SERIAL_NUMBER;
	put_bits(record, bits, sizeof bits);
}

/* Room for a text beside what every column may need. */
static bool has_room(struct record *record, size_t length)
{
	size_t types = (size_t) ((char *) record->types - record->out->bytes);
	char *room;

	if (length <= record->spare) {
		record->spare -= length;
		return true;
	}
	text_used(record->out, (char *) record->values);
	room = text_room(record->out, length + record->columns * VALUE_MOST + VALUE_MOST + SPARE);
	record->out->length = record->start;
	if (!room)
		return false;
	record->spare = SPARE;
	record->types = (unsigned char *) record->out->bytes + types;
	record->values = (unsigned char *) room;
	return true;
}

static void put_bytes(struct record *record, uint64_t type, const void *bytes, size_t length)
{
	if (!has_room(record, length))
		return;
	record->types = varint_put(record->types, type + 2 * (uint64_t) length);
	if (length)
		memcpy(record->values, bytes, length);
	record->values += length;
}

void record_text(struct record *record, const char *text, size_t length)
{
	put_bytes(record, SERIAL_TEXT, text, length);
}

void record_blob(struct record *record, const void *bytes, size_t length)
{
	put_bytes(record, SERIAL_BLOB, bytes, length);
}

void record_end(struct record *record)
{
	unsigned char *start = (unsigned char *) record->out->bytes + record->start,
		      *first = start + HEADER_SIZE_MOST;
	unsigned char *values = first + record->columns * TYPE_MOST;
	size_t types = (size_t) (record->types - first), length = (size_t) (record->values - values);
	/* The header's length counts itself. */
	size_t header = types + (types + 1 < 0x80 ? 1 : 2);
	unsigned char *to = varint_put(start, header);

	ensure(to + types == start + header);
	memmove(to, first, types);
	memmove(to + types, values, length);
	text_used(record->out, (char *) to + types + length);
}

/* How the values of each type are stored that are neither texts nor blobs: `bytes` of them, and the eight bytes that begin there
 * are shifted by `shift` and masked to be the value, to which `base` is added. */
struct form {
	uint8_t bytes, shift;
	enum value_kind kind;
	int64_t mask, base;
};
#define NO_KIND VALUE_UNKNOWN /* is never stored */
static const struct form forms[SERIAL_BLOB] = {
	[SERIAL_NULL] = { 0, 0, VALUE_NONE, 0, 0 },
	[SERIAL_BYTE] = { 1, 56, VALUE_INTEGER, -1, 0 },
	{ 2, 48, VALUE_INTEGER, -1, 0 },
	{ 3, 40, VALUE_INTEGER, -1, 0 },
	{ 4, 32, VALUE_INTEGER, -1, 0 },
	[SERIAL_6_BYTES] = { 6, 16, VALUE_INTEGER, -1, 0 },
	[SERIAL_8_BYTES] = { 8, 0, VALUE_INTEGER, -1, 0 },
	[SERIAL_NUMBER] = { 8, 0, VALUE_NUMBER, -1, 0 },
	[SERIAL_ZERO] = { 0, 0, VALUE_INTEGER, 0, 0 },
	{ 0, 0, VALUE_INTEGER, 0, 1 },
	{ 0, 0, NO_KIND, 0, 0 },
	{ 0, 0, NO_KIND, 0, 0 },
};

/* A value that is neither a text nor a blob. No branch hangs on its size. False: there is no such type, or it is a number that is
 * none, which SQLite reads as NULL. */
static inline bool read_number(const unsigned char *bytes, const struct form *form, struct value *out)
{
	uint64_t bits;
	int64_t integer;

	memcpy(&bits, bytes, sizeof bits);
	integer = (((int64_t) be64toh(bits) >> form->shift) & form->mask) + form->base;
	out->kind = form->kind;
	if (form->kind != VALUE_NUMBER) {
		out->as.integer = integer;
		return form->kind != NO_KIND;
	}
	memcpy(&out->as.number, &integer, sizeof out->as.number);
	return !isnan(out->as.number);
}

bool record_read(const unsigned char *record, size_t length, const int *places, size_t count, size_t blobs,
                 struct value *values)
{
	const unsigned char *types = record, *end = record + length, *bytes, *first;
	uint32_t header, type;

	if (!varint_get_short(&types, &header) || header > length)
		return false;
	first = bytes = record + header;
	for (size_t i = 0; i < count; i++) {
		struct value *value = &values[places[i]];
		size_t size;

		if (types >= first)
			return false;
		type = *types;
		if (type < SERIAL_BLOB) {
			types++;
			size = forms[type].bytes;
			if (i >= count - blobs || size > (size_t) (end - bytes)
			    || !read_number(bytes, &forms[type], value))
				return false;
		} else {
			if (!varint_get_short(&types, &type) || type < SERIAL_BLOB)
				return false;
			size = (type - SERIAL_BLOB) / 2;
			if (size > (size_t) (end - bytes) || (type % 2 == 0) != (i >= count - blobs))
				return false;
			value->kind = VALUE_TEXT;
			value->length = (uint32_t) size;
			value->as.text = (const char *) bytes;
		}
		bytes += size;
	}
	return types == first && bytes == end;
}
