/* replay.h: evaluates a run again, from the run file alone or against the database, and compares every byte. */
#ifndef RECKON_RUN_REPLAY_H
#define RECKON_RUN_REPLAY_H

#include "run/differences.h"
#include "run/execute.h"

struct replay {
	uint8_t recorded_seal[SHA256_SIZE], seal[SHA256_SIZE];
	int64_t differences; /* all of them, told or not */
	bool altered;        /* the run file itself does not agree with its digests: see `problems` */
};

/* options->data: the database to read the records from; NULL: those in the run file. output and without_data are not used.
 * `each` is told what differs. 0: it was replayed, whatever differs; -1: it could not be (errors in `problems`). An altered run
 * file is not replayed: its problems (ERROR_FOUND) say which rows. */
int replay_run(const char *path, const struct run_options *options,
               bool (*each)(void *context, const struct difference *difference), void *context, struct replay *replay,
               struct problems *problems);

#endif
