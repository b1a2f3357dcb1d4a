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
void report_detailed_heading(struct text *out, const char *text,
                             const char *detail); /* periods or a unit; "": none */

const char *title_of(const char *title, const char *name); /* the title where there is one; borrows */

/* Appends `part` and releases it. */
void report_append(struct text *out, struct text *part);

/* decisions.c: how many, what they change, and the first of them. */
void report_decided(const struct summary *summary,
                    struct text *out); /* that there are, below the outcomes; nothing: none */
void report_decisions(const struct summary *summary, struct text *out);
/* figures.c, bridges.c, expectations.c, totals.c: all of them, in every period. */
void report_figures(const struct summary *summary, struct text *out);
void report_bridges(const struct summary *summary, struct text *out);
void report_expectations(const struct summary *summary, struct text *out);
void report_totals(const struct summary *summary, struct text *out);

#endif
