/* pieces.h: an outcome of one record as a function of one of its fields: from which value of the field to which it is linear, exactly.
 *
 * The outcome itself is always what a run gives (the machine evaluates the record with another value in the field). Beside that, the
 * formulas of what it rests on are walked with how each value hangs on the field, which gives the span in which every comparison on
 * the way comes out the same. Where only Lua knows what a function does, the span is the one value that was tried.
 */
#ifndef RECKON_EVALUATE_PIECES_H
#define RECKON_EVALUATE_PIECES_H

#include "evaluate/explain.h"
#include "evaluate/form.h"

/* What is asked: an outcome (or award) of a record in a period, with another value in `field` of that record, or of the one that the
 * relations lead to. */
struct pieces_question {
	int rule; /* index into the ruleset: the first version */
	bool award;
	const struct value *key;
	size_t period;
	const struct path *path; /* leads to the field */
};

struct piece {
	struct span span;    /* x: pence, whole numbers, days since 0001-01-01 */
	struct value value;  /* at span.x; of eligibility a flag. Texts live until the next is asked for */
	bool opaque;         /* only Lua knows: nothing is said of other values */
	const char *because; /* opaque: the rule whose function that is */
	struct form form;    /* of numbers, where not opaque */
};

struct pieces;

/* Borrows all it is given. 1; 0: there is no such record; -1: an error. */
int pieces_open(struct pieces **pieces, struct explainer *explainer, const struct plan *plan,
                const struct pieces_question *question, struct error *err);
void pieces_close(struct pieces *pieces); /* NULL is fine */
/* The record's own value of the field; false: there is none, or it is not known. */
bool pieces_own(const struct pieces *pieces, int64_t *x);
/* The piece that x lies in, as far as it goes between low and high. */
int pieces_at(struct pieces *pieces, int64_t x, int64_t low, int64_t high, struct piece *out, struct error *err);

#endif
