/* comparison.h: what comparing runs found, for people and for programs. Each appends to `out`; memory that ran out shows in
 * out->failed. */
#ifndef RECKON_REPORT_COMPARISON_H
#define RECKON_REPORT_COMPARISON_H

#include "run/changes.h"
#include "run/cliffs.h"
#include "run/near.h"
#include "run/summary.h"

/* Whose outcomes change. */
void report_changes(const struct changes *changes, const struct summary *from, const struct summary *to,
                    struct text *out);
/* One object: its members but the records, and each of those. */
void report_changes_json(const struct changes *changes, const struct summary *from, const struct summary *to,
                         struct text *out);
void report_change_json(const struct changes_period *period, const struct change *change, struct text *out);

/* Who misses by one condition. */
void report_near(const struct near *near, const struct summary *run, struct text *out);
void report_near_json(const struct near *near, const struct summary *run, struct text *out);
void report_near_record_json(const struct near_period *period, const struct near_condition *condition,
                             const struct near_record *record, struct text *out);

/* Where an award jumps along a field. */
/* `before`: of the period that was told before it; NULL: this is the first. */
void report_cliffs(const struct cliffs *cliffs, const struct cliffs *before, struct text *out);
void report_cliffs_json(const struct cliffs *cliffs, struct text *out);

#endif
