/* recorded.h: what a run file holds of one outcome, figure or total, against what an explanation gives. */
#ifndef RECKON_RUN_RECORDED_H
#define RECKON_RUN_RECORDED_H

#include "evaluate/evaluate.h"
#include "evaluate/trace.h"
#include "records/connection.h"

/* Whether the file keeps the records of its run, or there were none to keep. */
int recorded_has_records(struct connection *file, bool *out, struct error *err);

/* 0 when the file holds what the trace gives for its root, whose record has this key, or its award; otherwise ERROR_FOUND, or why that
 * cannot be found out. */
int recorded_check(struct connection *file, const struct trace *trace, const struct value *key, bool award,
                   struct error *err);
/* The same of the figure that is the trace's root, and of a total in a period, with its groups. */
int recorded_check_figure(struct connection *file, const struct trace *trace, struct error *err);
int recorded_check_total(struct connection *file, const struct total *total, const struct total_result *found,
                         const struct period *period, struct error *err);

#endif
