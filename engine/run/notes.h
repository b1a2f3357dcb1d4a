/* notes.h: what a reader of the results must know: drafts, carried, overridden and illustrative parameters, reads that could not be
 * followed, rows that `where` could not decide, lists that may lack rows, rows and rules that periods leave out. */
#ifndef RECKON_RUN_NOTES_H
#define RECKON_RUN_NOTES_H

#include "evaluate/evaluate.h"

struct notes {
	struct arena arena;
	const char **items;
	size_t count, capacity;
};

/* `connection`: to the records that the run read; `kept`: to the run file that they come from, or NULL. */
int notes_make(struct notes *notes, const struct plan *plan, const struct result *result,
               struct connection *connection, struct connection *kept, struct error *err);
void notes_release(struct notes *notes);

#endif
