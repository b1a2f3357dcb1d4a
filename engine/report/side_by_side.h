/* side_by_side.h: the figures, totals and costs of several runs beside each other, for people and for programs. */
#ifndef RECKON_REPORT_SIDE_BY_SIDE_H
#define RECKON_REPORT_SIDE_BY_SIDE_H

#include "run/summary.h"

#define SIDE_BY_SIDE_MOST 26 /* runs: they are called A to Z */

/* `paths`: what each run was given as. Appends to `out`; memory that ran out shows in out->failed. */
void report_side_by_side(const struct summary *summaries, const char *const *paths, size_t count, struct text *out);
void report_side_by_side_json(const struct summary *summaries, const char *const *paths, size_t count,
                              struct text *out);

/* parameters_beside.c: parameters of the first run that have another value in another run which has them too; nothing where there
 * are none. The first of them, with the source of each value; as JSON a list `parameters` of all, in an object that is open. */
void report_parameters_beside(const struct summary *summaries, size_t count, struct text *out);
void report_parameters_beside_json(const struct summary *summaries, size_t count, struct text *out);

#endif
