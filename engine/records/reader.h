/* reader.h: reads records of one type, typed and checked, in key order.
 *
 * A reader belongs to one connection and one thread. It reads only the fields it was opened for (`fields`: indexes
 * into the type's fields). A stored value that does not fit its type is an error with table, key, column and value.
 * Rows are borrowed: valid until the next call on the same reader.
 */
#ifndef RECKON_RECORDS_READER_H
#define RECKON_RECORDS_READER_H

#include "records/database.h"
#include "records/schema.h"

struct reader;

enum reader_order {
	READER_SCAN,    /* by key, within a range of keys */
	READER_KEY,     /* the one record with a given key */
	READER_CHILDREN /* the records whose `relation` points into a range of parent keys: by parent key, then key */
};

/* `relation` (index into the type's relations) is for READER_CHILDREN only; otherwise -1. READER_CHILDREN works well
 * without an index on the foreign key too (it sorts once, on disk when large). */
int reader_open(struct reader **reader, struct connection *connection, const struct schema *schema, int type,
                enum reader_order order, int relation, const int *fields, size_t field_count, struct error *err);
void reader_close(struct reader *reader); /* NULL is fine */

/* Starts over. SCAN, CHILDREN: keys from `from` (included; NULL: the first) to `to` (not included; NULL: the last).
 * KEY: `from` is the key and `to` is NULL. Keys are arrays of key_count values (of the parent, for CHILDREN). */
int reader_seek(struct reader *reader, const struct value *from, const struct value *to, struct error *err);

/* 1: *row is the next record, values in the order of `fields`; 0: no more; -1: an error. */
int reader_next(struct reader *reader, const struct value **row, struct error *err);
/* The same, but the record's values (as many as `fields`) are written to `to`, and their texts copied into `texts`, so that
 * they stay. */
int reader_fill(struct reader *reader, struct value *to, struct arena *texts, struct error *err);
/* The current row's key (key_count values) and, for CHILDREN, its parent's key; whether they are among `fields` or not. */
const struct value *reader_row_key(const struct reader *reader);
const struct value *reader_row_parent(const struct reader *reader);

struct record_counts {
	int64_t rows;      /* that the run reads */
	int64_t left_out;  /* rows for which `where` is false */
	int64_t undecided; /* rows for which `where` is NULL: left out too, and said so */
};
int reader_count(struct connection *connection, const struct schema *schema, int type, struct record_counts *counts,
                 struct error *err);

/* Finds the record type's reference key for lookup(): the fields named (in any order) must be its primary key or a unique
 * index. Fills `order` with field indexes; on failure says which keys there are. */
int reader_lookup_key(struct connection *connection, const struct schema *schema, int type, const char *const *names,
                      size_t count, int *order, struct error *err);
/* A reader by such a key: READER_KEY, but `key_fields` instead of the primary key. */
int reader_open_lookup(struct reader **reader, struct connection *connection, const struct schema *schema, int type,
                       const int *key_fields, size_t key_count, const int *fields, size_t field_count,
                       struct error *err);

#endif
