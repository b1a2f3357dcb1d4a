/* reading.h: what the files that read a summary share: summary.c, summary_figures.c, summary_decisions.c. */
#ifndef RECKON_RUN_READING_H
#define RECKON_RUN_READING_H

#include "run/run_file.h"
#include "run/summary.h"

struct reading {
	struct summary *summary;
	struct connection *file;
	struct error *err;
	sqlite3_stmt *statement;
	size_t finding_rows;
	bool failed;        /* memory ran out: sticky */
	const char *spoilt; /* the table in which a list of groups is not one: sticky */
};

/* Calls `each` for every row; its columns are those of `sql`. */
int reading_each(struct reading *reading, const char *sql, void (*each)(struct reading *));

/* Column as text in the arena; NULL for NULL. Whoever wrote the file: it is UTF-8 then. */
const char *reading_maybe(struct reading *reading, int column);
const char *reading_text(struct reading *reading, int column); /* "" for NULL */
int64_t reading_number(const struct reading *reading, int column);
/* A JSON list of texts, as results_totals.c writes it; SQLite takes it apart. `table`: where it is from. */
void reading_list(struct reading *reading, const char *table, const char *json, const char ***items, size_t *count);
/* Room for one more in an array that grows by doubling within the arena. NULL: out of memory. */
void *reading_more(struct reading *reading, void *items_pointer, size_t *count, size_t item_size);

/* summary_decisions.c */
int summary_read_decisions(struct reading *reading);
/* summary_figures.c: figures, bridges and expectations. */
int summary_read_figures(struct reading *reading);

#endif
