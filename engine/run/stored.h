/* stored.h: a record type as a run file keeps it: which fields and outcomes its tables have. */
#ifndef RECKON_RUN_STORED_H
#define RECKON_RUN_STORED_H

#include "evaluate/plan.h"
#include "records/connection.h"

/* One record type of a run file, put together from `input`, `input_field` and `rule` alone. Lives in an arena. */
struct stored_type {
	struct plan_type type; /* record, fields, key_slots, columns, personal_count: enough for leaves */
	struct record_type record;
	int64_t rows;
	const char *digest, *outcomes; /* as hexadecimal; outcomes NULL: none */
};

struct stored_types {
	struct stored_type *items; /* by name */
	size_t count;
};

/* Contradictions within the file (a type that does not exist, no key) are errors: it was altered. */
int stored_types_read(struct connection *file, struct arena *arena, struct stored_types *out, struct error *err);

const struct stored_type *stored_type_named(const struct stored_types *types,
                                            const char *name); /* borrows; NULL: none */

/* "SELECT ... ORDER BY key" over record_<type>: the fields, the commitments, _leaf. With a `function` of SQL the row is one or more
 * calls of it, with the number of a column, from 0, and then that and the following ones, STORED_PART at most; the authorizer must be
 * told to trust it. */
int stored_records(struct connection *file, const struct stored_type *type, const char *function,
                   sqlite3_stmt **statement, struct error *err);
/* Over outcome_<type>: the key's fields, _period, the columns, _unknown, _leaf. */
int stored_outcomes(struct connection *file, const struct stored_type *type, const char *function,
                    sqlite3_stmt **statement, struct error *err);
#define STORED_PART 60 /* of the 64 arguments that database_harden permits */
typedef int (*stored_rows)(struct connection *file, const struct stored_type *type, const char *function,
                           sqlite3_stmt **statement, struct error *err);

/* "1204" or "17, b": the columns at `places` of the current row. */
void stored_key(sqlite3_stmt *statement, const int *places, size_t count, struct text *out);

/* Compares a column of the current rows as SQLite sorts them: NULL, numbers, text, blobs. */
int stored_compare(sqlite3_stmt *a, sqlite3_stmt *b, int column);

/* Whether `name` is among the names in `list` (an _unknown), which have commas between. */
bool stored_is_listed(const char *list, size_t length, const char *name);

int stored_table_is_there(struct connection *file, const char *prefix, const char *type, bool *there,
                          struct error *err);

#endif
