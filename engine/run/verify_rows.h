/* verify_rows.h: what the files that verify a run file share, and the check of record_<type> and outcome_<type>. */
#ifndef RECKON_RUN_VERIFY_ROWS_H
#define RECKON_RUN_VERIFY_ROWS_H

#include "run/stored.h"
#include "run/verify.h"

struct check {
	struct connection *file;
	const struct verify_options *options;
	struct verification *out;
	struct problems *found;
	struct error *err;
	bool keyed; /* the commitments were made with a secret */
	struct text scratch, key;
};

/* Adds that a row or table does not agree: `format` with both texts. */
void check_find(struct check *check, const char *format, const char *table, const char *key);

/* Every row is held against its leaf, and their root against the one in `input`. The tables are declared as `type` says. 0, or -1
 * with *check->err: they could not be read to their end. */
int check_records(struct check *check, const struct stored_type *type);
int check_outcomes(struct check *check, const struct stored_type *type);

#endif
