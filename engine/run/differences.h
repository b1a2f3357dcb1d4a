/* differences.h: holds two run files against each other, row by row. */
#ifndef RECKON_RUN_DIFFERENCES_H
#define RECKON_RUN_DIFFERENCES_H

#include "records/database.h"

/* What differs between two runs of the same thing. */
struct difference {
	const char *table;
	const char *key;                 /* "1204, 2025-26" */
	const char *column;              /* NULL: the row is in only one of them */
	const char *recorded, *replayed; /* as SQLite shows them; NULL: not there */
};

/* Calls `each` for every difference in what both files hold, table by table, in key order. Tables of records are compared when both
 * have them. `each` returns false when it has seen enough of a table. Counts all of them in *count. */
int differences_find(struct connection *recorded, struct connection *replayed,
                     bool (*each)(void *context, const struct difference *difference), void *context, int64_t *count,
                     struct error *err);

#endif
