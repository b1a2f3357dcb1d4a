/* kept_table.h: a table of records or outcomes as the run file keeps it: its columns, and what a chunk has for its rows. */
#ifndef RECKON_RUN_KEPT_TABLE_H
#define RECKON_RUN_KEPT_TABLE_H

#include "evaluate/evaluate.h"

/* What stands in a column. */
enum kept {
	KEPT_NUMBER, /* the key that the table is kept by */
	KEPT_FIELD,
	KEPT_PERIOD,
	KEPT_OUTCOME,
	KEPT_UNKNOWN,
	KEPT_COMMITMENT,
	KEPT_RECORD_LEAF,
	KEPT_LEAF
};

struct kept_column {
	enum kept kept;
	bool decimal; /* a rate or a decimal: kept as text, whole or not */
	size_t place; /* among the record's fields, commitments or outcomes */
};

struct kept_table {
	const struct plan *plan;      /* borrows */
	const struct plan_type *type; /* borrows; NULL: there is none */
	bool outcomes;                /* of the type, else its records */
	bool by_number;               /* it is kept by its key, a whole number */
	struct kept_column *columns;  /* owned; in SQLite's order: where there is no number, the key comes first */
	size_t column_count;
};

int kept_table_init(struct kept_table *table, const struct plan *plan, const struct plan_type *type, bool outcomes,
                    struct error *err);
void kept_table_release(struct kept_table *table);

/* Appends each row that the chunk has: a struct kept_row, then `length` bytes in SQLite's record format. */
struct kept_row {
	int64_t number; /* with by_number */
	size_t length;
};
void kept_table_encode(const struct kept_table *table, const struct chunk *chunk, struct text *out);

#endif
