/* report.h: what a run file says, for people and for programs. Each appends to `out`; memory that ran out shows in
 * out->failed. */
#ifndef RECKON_REPORT_REPORT_H
#define RECKON_REPORT_REPORT_H

#include "run/summary.h"

/* A finding with at most this many rows is listed whole; of a longer one the first few stand for the rest. */
#define REPORT_FINDINGS_WHOLE 60
#define REPORT_FINDINGS_FIRST 10

/* So many expectations are all listed; of more, those that were missed or are incomplete, and at most so many. */
#define REPORT_EXPECTATIONS_WHOLE 20
#define REPORT_EXPECTATIONS_MOST  100

/* For a terminal of 80 columns: data quality, figures, bridges, expectations, outcomes, totals, missing facts, findings, decisions, notes, the run file and its seal. */
void report_text(const struct summary *summary, const char *path, struct text *out);

/* JSON: everything that is in the summary. */
void report_json(const struct summary *summary, const char *path, struct text *out);

#endif
