/* report.h: what a run file says, for people and for programs. Each appends to `out`; memory that ran out shows in
 * out->failed. */
#ifndef RECKON_REPORT_REPORT_H
#define RECKON_REPORT_REPORT_H

#include "run/summary.h"

#define REPORT_FINDINGS 10 /* rows of each finding that a report for people lists, unless it is told otherwise */

/* For a terminal of 80 columns: data quality, outcomes, totals, missing facts, findings, notes, the run file and its seal. */
void report_text(const struct summary *summary, const char *path, struct text *out);

/* JSON: everything that is in the summary. */
void report_json(const struct summary *summary, const char *path, struct text *out);

#endif
