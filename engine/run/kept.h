/* kept.h: the inputs that a run file keeps, taken out of it again. */
#ifndef RECKON_RUN_KEPT_H
#define RECKON_RUN_KEPT_H

#include "records/connection.h"
#include "run/execute.h"

/* Reads and checks everything that the run in `file`, which lies at `path`, was made from, as inputs_load does; the records are those
 * that the run file holds, or those of options->data where that is given. A run that was sealed with a secret needs it;
 * options->secret becomes NULL for one that was not. Always leaves `inputs` releasable. */
int kept_load(struct inputs *inputs, struct connection *file, const char *path, struct run_options *options,
              struct problems *problems);

#endif
