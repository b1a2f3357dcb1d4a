/* run_file.h: the run file as an SQLite file: its identity, how rows are written with their leaves, how they are read.
 * schema/run.sql documents every table. */
#ifndef RECKON_RUN_RUN_FILE_H
#define RECKON_RUN_RUN_FILE_H

#include "base/error.h"
#include "base/sha256.h"
#include "records/connection.h"
#include "value/value.h"

#define RUN_APPLICATION_ID 0x524B524E /* "RKRN" */
#define RUN_FORMAT         2
#define LEAF_SHOWN         8 /* bytes of a leaf that stand in its row */

/* A small table of schema/run.sql: the columns that enter its leaves, of which the first `keys` are its key. */
struct run_table {
	const char *name, *columns;
	int keys;
};
extern const struct run_table run_tables[]; /* by name; a NULL name at the end */
#define RUN_TABLES_MOST 16

/* Opens an existing run file read-only and checks that it is one, of a format we know, and that nothing in it but tables can
 * come into play. `connections` as database_open. */
int run_file_open(struct database **file, const char *path, size_t connections, struct error *err);

/* One row on its way into a table: each value is bound and enters the leaf. */
struct row {
	sqlite3 *sqlite;         /* borrows */
	sqlite3_stmt *statement; /* owned; its last parameter is _leaf */
	struct text content;     /* of the leaf */
	int next;                /* parameter to bind, from 1 */
	int code;                /* the first SQLite failure, sticky */
};
int row_prepare(struct row *row, sqlite3 *sqlite, const char *sql, struct error *err);
void row_release(struct row *row);
void row_text(struct row *row, const char *text); /* NULL: SQL NULL. Borrows until row_insert */
void row_bytes(struct row *row, const char *text, size_t length);
void row_integer(struct row *row, int64_t value);
void row_unsealed(struct row *row); /* this row has a NULL for its leaf */
void row_leafless(struct row *row); /* this table has no leaves */
/* Writes the row and makes ready for the next. `path`: for messages. */
int row_insert(struct row *row, const char *path, struct error *err);

/* The leaf of a stored row: its first `columns` columns as SQLite stores them. */
int stored_leaf(sqlite3_stmt *statement, int columns, struct text *scratch, uint8_t out[SHA256_SIZE],
                struct error *err);

/* The root of a small table, each row's leaf checked against its _leaf. *bad (owned text) is the key of the first row that
 * does not agree, as "name, period"; empty when all do. */
int table_root(struct connection *file, const struct run_table *table, uint8_t out[SHA256_SIZE], struct text *bad,
               struct error *err);

/* The seal: the root over the names and roots of the small tables, by name. */
struct table_digest {
	const char *name;
	uint8_t root[SHA256_SIZE];
};
void seal_of(const struct table_digest *digests, size_t count, uint8_t out[SHA256_SIZE]);

#endif
