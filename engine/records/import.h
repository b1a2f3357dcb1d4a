/* import.h: typed, all-or-nothing import of a CSV file into a table. */
#ifndef RECKON_RECORDS_IMPORT_H
#define RECKON_RECORDS_IMPORT_H

#include "base/error.h"

#include <stdatomic.h>
#include <stdint.h>

struct import_options {
	const atomic_bool *cancelled; /* may be NULL; set by a signal: nothing is imported, with an error */
	/* May be NULL. The number of rows read, now and then. */
	void (*progress)(void *context, int64_t rows);
	void *progress_context;
};

/* Reads `csv_path` (UTF-8, RFC 4180, first row names the columns) into `table` of the database `db_path`, in one
 * transaction: every cell is read as its column's declared type is written by people (value_parse); an empty cell is NULL.
 * Every bad cell, ragged row, unknown or missing column, broken CHECK, duplicate key and dangling foreign key goes to
 * `problems` with line and column of the CSV file, and then nothing is imported. Returns 0 with *rows imported, or -1:
 * look at `problems`. */
int import_csv(const char *db_path, const char *table, const char *csv_path, const struct import_options *options,
               int64_t *rows, struct problems *problems);

#endif
