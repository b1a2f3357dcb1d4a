/* verify.h: recomputes every digest of a run file and names the rows that do not agree. */
#ifndef RECKON_RUN_VERIFY_H
#define RECKON_RUN_VERIFY_H

#include "evaluate/evaluate.h"

struct verify_options {
	const void *secret; /* the key that the commitments were made with; NULL: none */
	size_t secret_length;
	bool small_only; /* rows of records and outcomes are not read */
	void (*progress)(void *context, const char *table, int64_t done, int64_t rows); /* may be NULL */
	void *progress_context;
};

struct verification {
	uint8_t seal[SHA256_SIZE]; /* computed from what is in the file */
	int64_t rows;              /* whose leaves were computed */
	int64_t dropped;           /* PERSONAL values that were taken out; their commitments still hold the seal */
	bool unchecked;    /* PERSONAL values could not be held against their commitments: the secret was not given */
	bool without_data; /* the file holds no records */
	int64_t expectations, missed, incomplete; /* as the run found them: nothing is evaluated here */
	char when[40];                            /* the run's, as the manifest says */
	char scenario[128];
};

/* Every table that does not agree is a problem (ERROR_FOUND) that names its first altered row by table and key. 0: the file
 * was read to its end, whatever was found; -1: it could not be (then *err). */
int verify_run(struct database *file, const struct verify_options *options, struct verification *out,
               struct problems *found, struct error *err);

#endif
