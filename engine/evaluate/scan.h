/* scan.h: one scan of a record type after another, on the same machines. */
#ifndef RECKON_EVALUATE_SCAN_H
#define RECKON_EVALUATE_SCAN_H

#include "evaluate/machine.h"

#include <pthread.h>

/* One of options->jobs that go on side by side, with a chunk of its own. */
struct worker {
	struct scan *scan;
	struct machine *machine;
	struct chunk chunk;
	struct arena arrays; /* the chunk's, for one scan; its own arena holds what belongs to its records */
	int64_t number;      /* of the chunk */
	bool failed;
	struct error err;
	pthread_t thread; /* of all but the first, which is the caller */
};

struct scan {
	const struct plan *plan;
	const struct evaluate_options *options;
	struct connection *connection;
	struct worker *workers;
	size_t chunk_records; /* the most in one chunk of the type being scanned */
	bool *counted;        /* by the plan's types: its rows were counted in an earlier pass */

	int pass; /* of the plan */
	int type; /* being scanned */
	atomic_bool stopped;

	pthread_mutex_t reading; /* what follows is for the worker that holds it */
	struct reader **readers; /* by the plan's types: opened when first needed */
	struct table_headers {
		bool made;
		uint8_t records[SHA256_SIZE], outcomes[SHA256_SIZE];
	} * headers;           /* by the plan's types: the first leaves of their trees */
	struct reader *reader; /* of the type */
	int64_t next_read;     /* number of the next chunk to be read */
	int64_t records_read;
	bool read_all; /* the reader has no more, or failed */

	pthread_mutex_t giving; /* and this */
	pthread_cond_t given;   /* a chunk was */
	int64_t next_given;     /* number of the next chunk that the sink gets */
	const struct sink *sink;
	struct type_result *result;
	struct decision_result *decisions; /* the result's */
	int64_t done;                      /* records given away */
	struct merkle record_tree, outcome_tree;
	struct error *err; /* the first in key order */
	bool failed;       /* it is set */
};

/* Release it in any case. */
int scan_open(struct scan *scan, const struct plan *plan, struct sources *sources, struct database *database,
              const struct evaluate_options *options, struct error *err);
void scan_release(struct scan *scan);

/* Scans the plan's type `type` in the pass that the machines were begun for. `sink` NULL: a dry pass, which only adds to
 * totals; otherwise fills `result`'s counts and roots too. */
int scan_type(struct scan *scan, int type, const struct sink *sink, struct type_result *result, struct error *err);

#endif
