/* comparison.h: what comparing runs found, for people and for programs. Each appends to `out`; memory that ran out shows in
 * out->failed. */
#ifndef RECKON_REPORT_COMPARISON_H
#define RECKON_REPORT_COMPARISON_H

#include "run/changes.h"
#include "run/summary.h"

/* Whose outcomes change. */
void report_changes(const struct changes *changes, const struct summary *from, const struct summary *to,
                    struct text *out);
/* One object: its members but the records, and each of those. */
void report_changes_json(const struct changes *changes, const struct summary *from, const struct summary *to,
                         struct text *out);
void report_change_json(const struct changes_period *period, const struct change *change, struct text *out);

#endif
