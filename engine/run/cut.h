/* cut.h: rules that begin or end within a period, of which the first day decides whether they are in force in it. */
#ifndef RECKON_RUN_CUT_H
#define RECKON_RUN_CUT_H

#include "evaluate/plan.h"

/* Appends "begins on 2025-09-01, within 2025-26, ..." where the first or last day of this rule (one version, by its index) cuts the
 * period so that it goes by another day than a reader may think. False: it does not. */
bool cut_append(const struct plan *plan, int rule, const struct period *period, struct text *out);
/* Adds a warning for each. */
void cut_check(const struct plan *plan, struct problems *problems);

#endif
