/* reader_sql.h: the SELECT statements behind readers. */
#ifndef RECKON_RECORDS_READER_SQL_H
#define RECKON_RECORDS_READER_SQL_H

#include "records/connection.h"
#include "records/schema.h"

struct reader_request {
	const struct record_type *type;
	const int *columns; /* fields to read, each once; the first order_count sort the rows */
	size_t column_count, order_count;
	const int *range; /* fields that are compared with the keys given to reader_seek */
	size_t range_count;
	bool equal;  /* range fields equal one key; otherwise they lie between two */
	bool copied; /* from a sorted copy made for this request */
	bool utf8;
};

/* Parameters: ?1.. the lower (or only) key, then the upper key. */
void reader_sql(const struct reader_request *request, bool has_from, bool has_to, struct text *out);
/* All rows that a sorted copy needs. */
void reader_sql_copy(const struct reader_request *request, struct text *out);
/* Whether any row has a NULL in the key: LIMIT 1. */
void reader_sql_null_key(const struct record_type *type, struct text *out);
/* FROM and WHERE of a type, with one more condition ("" for none). */
void reader_sql_from(const struct record_type *type, struct text *out);
/* Each value of a field, in order, and the number of rows that hold it. */
void reader_sql_values(const struct record_type *type, int field, struct text *out);
/* The field of the first rows, in the order of the key. */
void reader_sql_first(const struct record_type *type, int field, int rows, struct text *out);

/* Whether SQLite finds and orders a range of these records by an index. A matter of speed alone: with or without a copy
 * the rows are the same. */
int reader_sql_is_direct(struct connection *connection, const struct reader_request *request, bool *direct,
                         struct error *err);

#endif
