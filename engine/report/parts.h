/* parts.h: what the parts of a report for a terminal share: counts, money, headings. */
#ifndef RECKON_REPORT_PARTS_H
#define RECKON_REPORT_PARTS_H

#include "report/table.h"
#include "run/summary.h"

void report_count(struct text *out, int64_t count); /* with thousands commas */
void count_cell(struct table *table, size_t column, int64_t count);
/* Pence are shown where the column has any, so that a column of money lines up. */
void money_cell(struct table *table, size_t column, int64_t pence, bool with_pence);

void report_heading(struct text *out, const char *text);
/* With the period, where there are several. */
void report_period_heading(struct text *out, const char *text, const struct summary *summary, const char *period);

const char *title_of(const char *title, const char *name); /* the title where there is one; borrows */

/* totals.c: every total of one period. */
void report_totals(const struct summary *summary, const char *period, struct text *out);

#endif
