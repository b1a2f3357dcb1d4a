/* scan.h: one scan of a record type after another, on the same machines. */
#ifndef RECKON_EVALUATE_SCAN_H
#define RECKON_EVALUATE_SCAN_H

#include "evaluate/machine.h"

#include <pthread.h>

/* A chunk on its way through a scan. */
struct slot {
	struct chunk chunk;
	struct arena arrays; /* the chunk's, for one scan; its own arena holds what belongs to its records */
	int64_t number;      /* of the chunk it holds, or -1: free */
	bool finished, failed;
	struct error err;
};

struct scan {
	const struct plan *plan;
	const struct evaluate_options *options;
	struct connection *connection;
	struct machine **machines; /* options->jobs */
	struct slot *slots;
	size_t slot_count;
	size_t chunk_records; /* the most in one chunk of the type being scanned */
	bool *counted;        /* by the plan's types: its rows were counted in an earlier pass */

	int pass; /* of the plan */
	int type; /* being scanned */
	/* Whoever reads holds `reading`: one at a time, and the others go on meanwhile. */
	pthread_mutex_t reading;
	struct reader *reader;
	/* What follows, and the slots' states, are under `lock`, which nobody holds for long. */
	pthread_mutex_t lock;
	pthread_cond_t freed;    /* a slot, for the one who reads */
	pthread_cond_t finished; /* the chunk that is wanted next, or the reading */
	int64_t next_read;       /* number of the next chunk to be read */
	int64_t next_wanted;     /* number of the next chunk that the sink gets */
	bool read_all;           /* the reader has no more, or failed */
	bool stopped;            /* give up */
};

/* Release it in any case. */
int scan_open(struct scan *scan, const struct plan *plan, struct sources *sources, struct database *database,
              const struct evaluate_options *options, struct error *err);
void scan_release(struct scan *scan);

/* Scans the plan's type `type` in the pass that the machines were begun for. `sink` NULL: a dry pass, which only adds to
 * totals; otherwise fills `result`'s counts and roots too. */
int scan_type(struct scan *scan, int type, const struct sink *sink, struct type_result *result, struct error *err);

#endif
