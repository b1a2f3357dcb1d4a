/* side_by_side.h: the figures, totals and costs of several runs beside each other, for people and for programs. */
#ifndef RECKON_REPORT_SIDE_BY_SIDE_H
#define RECKON_REPORT_SIDE_BY_SIDE_H

#include "run/summary.h"

#define SIDE_BY_SIDE_MOST 26 /* runs: they are called A to Z */

/* `paths`: what each run was given as. Appends to `out`; memory that ran out shows in out->failed. */
void report_side_by_side(const struct summary *summaries, const char *const *paths, size_t count, struct text *out);
void report_side_by_side_json(const struct summary *summaries, const char *const *paths, size_t count,
                              struct text *out);

#endif
