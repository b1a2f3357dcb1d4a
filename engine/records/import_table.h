/* import_table.h: the table that a CSV file is imported into. Not for other folders. */
#ifndef RECKON_RECORDS_IMPORT_TABLE_H
#define RECKON_RECORDS_IMPORT_TABLE_H

#include "base/memory.h"
#include "records/csv_file.h"
#include "records/schema.h"

#include <sqlite3.h>

struct import_column {
	struct field field;
	const char *declared;
	bool in_key, not_null, has_default, computed;
	bool keeps_text; /* SQLite leaves decimal text as it is */
	int cell;        /* of each CSV row, from 0; -1: the file has no such column */
	bool bad;        /* its cell in the current row: something else stands there for it */
};

struct import_table {
	struct arena arena;
	const char *database_path, *name, *csv_path;
	const atomic_bool *cancelled; /* may be NULL */
	sqlite3 *sqlite;              /* open for writing */
	struct import_column *columns;
	size_t count;
	bool has_rowid, has_references;
};

/* Opens the database for writing, waiting for others that use it, begins the one transaction and reads the table's columns. Always leaves `table`
 * releasable; releasing without a commit takes everything back. */
int import_table_open(struct import_table *table, const char *database_path, const char *name, const char *csv_path,
                      const atomic_bool *cancelled, struct error *err);
bool import_table_stopped(const struct import_table *table); /* `cancelled` was set */
void import_table_release(struct import_table *table);

/* Matches the header's names with the columns; every mismatch is a problem. */
void import_table_match(struct import_table *table, const struct csv_file *csv, const struct csv_row *header,
                        struct problems *problems);

/* Where each imported row came from, to name the line of one whose foreign key points at nothing. */
struct import_line {
	int64_t rowid;
	int line;
};
/* Checks the table's foreign keys, and adds a problem for each that dangles. `lines` are reordered. `complete`: every row
 * went in; otherwise a row may rightly refer to one that was refused, so what refers to the table itself is let pass.
 * Returns 0, or -1 with an error that is not about the rows. */
int import_check_references(struct import_table *table, struct import_line *lines, size_t count, bool complete,
                            struct problems *problems, struct error *err);

#endif
