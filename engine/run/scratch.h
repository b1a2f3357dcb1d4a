/* scratch.h: a run file that is written to be looked at, and goes away again. */
#ifndef RECKON_RUN_SCRATCH_H
#define RECKON_RUN_SCRATCH_H

#include "base/new_file.h"

/* Somewhere to write: beside a scenario or a run file is not always permitted. End it with new_file_abandon. */
int scratch_begin(struct new_file *file, struct error *err);

#endif
