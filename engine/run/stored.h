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

/* "SELECT ... ORDER BY key" over record_<type>: the fields, the commitments, _leaf. */
int stored_records(struct connection *file, const struct stored_type *type, sqlite3_stmt **statement,
                   struct error *err);
/* Over outcome_<type>: the key's fields, _period, the columns, _unknown, _leaf. */
int stored_outcomes(struct connection *file, const struct stored_type *type, sqlite3_stmt **statement,
                    struct error *err);

/* Whether a value is stored the one way that a run file stores it: 0.50 or a whole number where 0.5 is written means the same, but
 * was altered all the same. */
bool stored_exactly(sqlite3_stmt *statement, int column, enum type type, struct value value, struct text *scratch);
/* Reads the outcome columns of the current row into `out` (column_count values, borrowed from SQLite). False: altered, also
 * where _period and _unknown are not what they must be. */
bool stored_outcome_values(sqlite3_stmt *statement, const struct stored_type *type, struct value *out,
                           struct text *scratch);
/* "1204" or "17, b": the columns at `places` of the current row. */
void stored_key(sqlite3_stmt *statement, const int *places, size_t count, struct text *out);

int stored_table_is_there(struct connection *file, const char *prefix, const char *type, bool *there,
                          struct error *err);

#endif
