/* recorded.h: what a run file holds of one outcome, figure or total, and of what it was made from, against what an explanation gives. */
#ifndef RECKON_RUN_RECORDED_H
#define RECKON_RUN_RECORDED_H

#include "evaluate/evaluate.h"
#include "evaluate/trace.h"
#include "records/connection.h"
#include "run/execute.h"

/* Whether the file keeps the records of its run, or there were none to keep. */
int recorded_has_records(struct connection *file, bool *out, struct error *err);

/* 0 when the file holds what the trace gives for its root, whose record has this key, and for its award; otherwise ERROR_FOUND, or why
 * that cannot be found out. `award`: that is what was asked for. */
int recorded_check(struct connection *file, const struct trace *trace, const struct value *key, bool award,
                   struct error *err);
/* The same of the figure that is the trace's root, and of a total in a period, with its groups. */
int recorded_check_figure(struct connection *file, const struct trace *trace, struct error *err);
int recorded_check_total(struct connection *file, const struct total *total, const struct total_result *found,
                         const struct period *period, struct error *err);

/* Whether what was read is what the run read (recorded_inputs.c): where it is not, that is added to `problems` (ERROR_FOUND). 0, or -1:
 * it cannot be found out. First what the file keeps of sources, parameters and the like; then each record of the trace and, where that
 * is NULL or the file keeps none, all records, as `explainer` reads them. */
struct explainer;
int recorded_check_inputs(struct database *file, const struct inputs *inputs, struct explainer *explainer,
                          const struct trace *trace, struct problems *problems, struct error *err);

#endif
