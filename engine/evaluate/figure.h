/* figure.h: what is computed when all records are done: figures, bridges, findings about figures, expectations. */
#ifndef RECKON_EVALUATE_FIGURE_H
#define RECKON_EVALUATE_FIGURE_H

#include "evaluate/evaluate.h"

struct machine;

/* Fills result->figures, bridges and figure_findings from result->totals, on `machine`'s sandbox. Errors: what a figure's
 * function raises, a cycle, an unknown group, a value that does not fit the figure's type, a bridge that does not sum. */
int figures_evaluate(struct machine *machine, struct result *result, struct error *err);

/* The figures alone. */
int figures_only(struct machine *machine, struct result *result, struct error *err);

/* expectation.c: before the run: every expectation names a figure or total, a group of the right size, periods of the run and
 * values that can be read; problems have place and nearest name. */
void expectations_check(const struct plan *plan, struct problems *problems);
/* Fills result->expectations. Errors: a group that no period has. */
int expectations_settle(struct result *result, struct error *err);

/* The value of one of the things that a total is grouped by, as written. "none" and "unknown" are what they say where the type has no
 * such value of its own, or with `words`. */
int total_by_read(enum type type, const char *text, bool words, struct value *out, struct error *err);
/* The cell of the group of a total in one period. NULL: no such group then; *elsewhere says whether there could be: another
 * period has it, or it is declared that there may be such values (statuses, flags, none of what is optional). */
const struct total_cell *total_group_cell(const struct result *result, int total, size_t period,
                                          const struct value *by, bool *elsewhere);
/* Whether records are missing in that group: their value is not known, or it is not known whether they belong to it. */
bool total_group_incomplete(const struct result *result, int total, size_t period, const struct value *by);
/* What a total's cell gives: VALUE_NONE for the extreme of nothing. Its type is ruleset_amount_type's. */
struct value total_cell_value(const struct total *total, const struct total_cell *cell);

#endif
