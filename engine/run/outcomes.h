/* outcomes.h: some of the outcomes of a record type in a finished run, record by record in the order of their keys. */
#ifndef RECKON_RUN_OUTCOMES_H
#define RECKON_RUN_OUTCOMES_H

#include "run/stored.h"

struct outcomes {
	struct connection *file; /* borrowed */
	sqlite3_stmt *statement;
	size_t key_count, count;
	enum type *types;     /* of each outcome */
	struct field *fields; /* how each is stored */
	struct value *values; /* count, of the current row; texts live until the next */
	const char *period;   /* of the current row */
	bool row;             /* there is one */
	struct arena arena;
};

/* Opens the outcomes called `names` of records of `type`. One that the run does not have is an error: it is for the caller to know. Close
 * in any case. */
int outcomes_open(struct outcomes *outcomes, struct connection *file, const char *type, const char *const *names,
                  size_t count, struct error *err);
void outcomes_close(struct outcomes *outcomes);
/* The next row; none: outcomes->row is false. */
int outcomes_next(struct outcomes *outcomes, struct error *err);

/* Compares the keys of the current rows of two runs. */
int outcomes_compare(const struct outcomes *a, const struct outcomes *b);
void outcomes_key(const struct outcomes *outcomes, struct text *out); /* "1204" or "17, b" */

#endif
