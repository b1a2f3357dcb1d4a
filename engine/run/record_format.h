/* record_format.h: a row in SQLite's record format, as it stands in a database file
 * (https://www.sqlite.org/fileformat2.html#record_format). */
#ifndef RECKON_RUN_RECORD_FORMAT_H
#define RECKON_RUN_RECORD_FORMAT_H

#include "base/text.h"

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

/* SQLite's variable-length integers: writes one and returns where it ends, at most VARINT_MOST bytes further on. */
#define VARINT_MOST 9
unsigned char *varint_put(unsigned char *to, uint64_t value);

#endif
