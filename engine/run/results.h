/* results.h: what the files that write the small tables share: results.c, results_rules.c, results_totals.c, results_figures.c. */
#ifndef RECKON_RUN_RESULTS_H
#define RECKON_RUN_RESULTS_H

#include "run/writer.h"

/* Everything a small table is written from, and the row it is written with. */
struct results {
	struct writer *writer;
	const struct plan *plan;
	const struct result *result;
	struct row row;
	struct text first, second; /* scratch that a row borrows from until it is inserted */
};

/* Makes `row` ready for the table, one of run_tables. */
int results_open(struct results *results, const char *name, struct error *err);
int results_insert(struct results *results, struct error *err);
/* A date, or NULL when there is none; `out` has room for one and lives until the row is inserted. */
const char *results_date(struct date date, char out[DATE_TEXT_SIZE]);

/* The SQL that writes a row of the table. */
void results_sql(const char *name, struct text *sql);

/* The decisions that are dormant: the others were written with the records that they are on. */
int results_decisions(struct results *results, struct error *err);
int results_rules(struct results *results, struct error *err);
int results_totals(struct results *results, struct error *err);
/* The JSON list that names a total's group as people write it; of the whole, whose `by` is NULL, "[]". */
void results_total_groups(const struct total *total, const struct value *by, struct text *out);
/* Figures, bridges, expectations, and the findings about figures. */
int results_figures(struct results *results, struct error *err);

#endif
