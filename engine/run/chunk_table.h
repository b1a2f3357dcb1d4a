/* chunk_table.h: the chunk that is being written, as two virtual tables of the writer's connection: one INSERT ... SELECT
 * then writes a thousand rows, in less than half the time that an INSERT with bound values takes for each. */
#ifndef RECKON_RUN_CHUNK_TABLE_H
#define RECKON_RUN_CHUNK_TABLE_H

#include "evaluate/evaluate.h"

#include <sqlite3.h>

/* What the tables show. Stays where it is while the connection lives. */
struct chunk_table {
	const struct plan *plan;
	const struct plan_type *type;
	const struct chunk *chunk; /* NULL: none is being written */
	struct text scratch;
};

enum chunk_part { CHUNK_RECORDS_PART, CHUNK_OUTCOMES_PART };

/* Makes both tables of table->type on `sqlite`, in the place of those of another type. They have the columns of record_<type> (fields,
 * commitments, _leaf) and outcome_<type> (key, _period, outcomes, _unknown, _leaf). Returns an SQLite code. */
int chunk_table_declare(sqlite3 *sqlite, struct chunk_table *table);
/* Appends " SELECT ... FROM ...": every column of one of them, of the rows of the chunk. */
void chunk_table_select(const struct chunk_table *table, enum chunk_part part, struct text *sql);

#endif
