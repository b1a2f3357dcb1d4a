/* notes_parts.h: what notes.c and its neighbours share. Not for others. */
#ifndef RECKON_RUN_NOTES_PARTS_H
#define RECKON_RUN_NOTES_PARTS_H

#include "records/connection.h"
#include "run/notes.h"

/* Takes what is in `text` as a note, and empties it. -1: no memory. */
int notes_add(struct notes *notes, struct text *text);

/* notes_lists.c: lists that lack rows which `where` left out. -1: no memory. */
int notes_short_lists(struct notes *notes, const struct result *result, struct text *text);
/* The same for rows of which it is not known whose they are: a foreign key that is NULL, and not OPTIONAL. -1: no memory. */
int notes_unknown_parents(struct notes *notes, const struct result *result, struct text *text);

/* notes_periods.c: rules that begin or end within a period. -1: no memory. */
int notes_cut(struct notes *notes, const struct plan *plan, struct text *text);
/* Rows of periods that the run does not have: of such record types the periods are read again. */
int notes_elsewhen(struct notes *notes, const struct result *result, struct connection *connection, struct text *text,
                   struct error *err);

/* Rows that name a period and count in each (undated.h), or what `kept`, the run file that the records come from, says of that. */
int notes_undated(struct notes *notes, const struct plan *plan, struct connection *connection,
                  struct connection *kept, struct text *text, struct error *err);

#endif
