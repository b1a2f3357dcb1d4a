/* recorded.h: what a run file holds of one outcome, against what an explanation gives. */
#ifndef RECKON_RUN_RECORDED_H
#define RECKON_RUN_RECORDED_H

#include "evaluate/trace.h"
#include "records/connection.h"

/* Whether the file keeps the records of its run, or there were none to keep. */
int recorded_has_records(struct connection *file, bool *out, struct error *err);

/* 0 when the file holds what the trace gives for its root, whose record has this key, or its award; otherwise ERROR_FOUND, or why that
 * cannot be found out. */
int recorded_check(struct connection *file, const struct trace *trace, const struct value *key, bool award,
                   struct error *err);

#endif
