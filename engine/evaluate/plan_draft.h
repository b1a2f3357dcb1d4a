/* plan_draft.h: a plan while it is being made, between plan.c and plan_layout.c. */
#ifndef RECKON_EVALUATE_PLAN_DRAFT_H
#define RECKON_EVALUATE_PLAN_DRAFT_H

#include "evaluate/plan.h"

/* What is collected before the plan's arrays can be sized. */
struct draft {
	struct plan *plan;
	const struct schema *schema;
	const struct ruleset *ruleset;
	struct problems *problems;
	bool *used;      /* by schema type */
	bool **needed;   /* by schema type, by field */
	bool everything; /* some function could not be followed: any parameter may be read */
};

/* Notes that a field is read, and with it its record type. */
void plan_need_field(struct draft *draft, int type, int field, const struct place *place);
/* Finds the record type that holds decisions, and its fields. */
void plan_decisions(struct draft *draft);
/* Lays out the types that are used, with the fields that are needed. 0, or -1: out of memory. */
int plan_lay_out(struct draft *draft);
/* Settles which pass computes each total. 0, or -1: out of memory. */
int plan_passes(struct draft *draft);

/* Notes what reads which parameter. 0, or -1: out of memory. */
int plan_readers(struct plan *plan);

#endif
