/* record_format.h: a row in SQLite's record format, as it stands in a database file
 * (https://www.sqlite.org/fileformat2.html#record_format). */
#ifndef RECKON_RUN_RECORD_FORMAT_H
#define RECKON_RUN_RECORD_FORMAT_H

#include "base/text.h"
#include "value/value.h"

#include <stdint.h>

/* One record that is being appended to `out`: begin it, put a value for each column, end it. */
struct record {
	struct text *out; /* borrows */
	size_t start, columns, spare;
	unsigned char *types, *values; /* where the next value's type and the value go */
};

/* 0, or -1 when out of memory; later calls leave that to `out`, whose `failed` says so. */
int record_begin(struct record *record, struct text *out, size_t columns);
void record_null(struct record *record);
void record_integer(struct record *record, int64_t value);
void record_number(struct record *record, double value); /* NaN: NULL, as SQLite has it */
void record_text(struct record *record, const char *text, size_t length);
void record_blob(struct record *record, const void *bytes, size_t length);
void record_end(struct record *record);

/* Reads a record of `count` values, the last `blobs` of which must be blobs, and no others. The value in column i becomes
 * values[places[i]], as it is stored: VALUE_NONE is NULL; bytes, also a blob's, are borrowed. Up to RECORD_SLACK bytes behind
 * the record must be there; what they hold is the same. False: the record is another, or not as SQLite would write one. */
#define RECORD_SLACK 16
bool record_read(const unsigned char *record, size_t length, const int *places, size_t count, size_t blobs,
                 struct value *values);

/* SQLite's variable-length integers: writes one and returns where it ends, at most VARINT_MOST bytes further on. */
#define VARINT_MOST 9
unsigned char *varint_put(unsigned char *to, uint64_t value);
/* Reads one and goes on behind it. */
uint64_t varint_get(const unsigned char **at);
/* The same, of one that takes four bytes at most; false: it takes more. */
bool varint_get_short(const unsigned char **at, uint32_t *value);

#endif
