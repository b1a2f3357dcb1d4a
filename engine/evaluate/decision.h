/* decision.h: decisions: what somebody decided on one record, in the place of what a rule gives for it.
 *
 * They are rows of the record type that the scenario names (schema/decisions.sql), which is read, digested and kept like any other. All
 * are held at once: rules meet a record in any order, as a parent, a child or by lookup. So there may be only so many.
 */
#ifndef RECKON_EVALUATE_DECISION_H
#define RECKON_EVALUATE_DECISION_H

#include "evaluate/plan.h"
#include "records/connection.h"

#define DECISIONS_MOST      100000
#define DECISIONS_TEXT_MOST (64u << 20) /* bytes of all their texts together */

struct decision {
	size_t position;  /* of its row among all of them, in key order, from 0 */
	const char *name; /* the key of its row, as messages show it */
	int type;         /* of its record: index into plan->types */
	const char *record_key;
	const struct value *key; /* the same */
	int place;               /* of the rule among the type's */
	size_t first, end;       /* the periods that it holds in: from `first` up to, but without, `end` */
	struct value value;      /* as outcomes have it: eligibility is a VALUE_FLAG */
	struct value award;      /* VALUE_NONE: as the rule works it out */
	const char *by, *on, *reason;
};

struct decisions {
	struct decision *items; /* by type, key, place and period */
	size_t count;
	size_t rows;      /* all that there are */
	size_t elsewhere; /* of them, those on rules that the run does not have: they decide nothing */
	struct {
		const struct decision *items;
		size_t count;
	} * of; /* by plan type */
};

/* Gives a problem its place, where rows are written somewhere: of the row with that key the field of that name. */
typedef void decision_place(void *context, const char *key, const char *field, struct error *err);

/* Reads the decisions that the scenario names, if it does, into plan->decisions, in the place of those that were read before. One on
 * a rule that the scenario does not have, nor one of a name that is near, is counted and left; every other that cannot be is a
 * problem: 0, or -1. `place` may be NULL. */
int decisions_read(struct plan *plan, struct connection *connection, decision_place *place, void *context,
                   struct problems *problems);

/* The decisions on a record, given by a row of its type; NULL: none. */
const struct decision *decisions_find(const struct plan *plan, int type, const struct value *values, size_t *count);

/* "household 17, rule 'voucher'" */
void decision_print(const struct plan *plan, const struct decision *decision, struct text *out);

#endif
