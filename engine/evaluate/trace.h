/* trace.h: why an outcome came out as it did: what was asked, what was read, how it was worked out.
 *
 * A trace is made by explainer_outcome() and its like (explain.h): nothing is traced in a run. It owns what it holds, texts of
 * values too, but borrows the plan, and with it the ruleset, the scenario and the schema: release it before them.
 *
 *     trace_outcome   of a rule on a record in a period: the version in force, and how it came to its value
 *       trace_condition   the tree of conditions, each with yes, no or not known
 *       trace_call        one call of a declared function: what it read, in order, each thing once; the steps of the library; its
 *                         expression, where it has one
 *         trace_read        a field, a parameter, another outcome (whose own trace it points to), ...
 */
#ifndef RECKON_EVALUATE_TRACE_H
#define RECKON_EVALUATE_TRACE_H

#include "evaluate/decision.h"
#include "rules/formula.h"
#include "rules/step.h"

/* A record that was met. */
struct trace_record {
	int type;        /* index into plan->types */
	const char *key; /* as people write it: "1204"; of several columns "2025-26, north" */
};

enum trace_read_kind {
	TRACE_FIELD,
	TRACE_OUTCOME,  /* outcome; award: its award */
	TRACE_RELATION, /* of `record`; records: the parent; none: VALUE_NONE, or VALUE_UNKNOWN */
	TRACE_RELATED,  /* records: those found */
	TRACE_KNOWN,    /* known(record, "name"): a flag */
	TRACE_LOOKUP, /* name: the reference table; key: what was asked for; records: the row; none: VALUE_UNKNOWN */
	TRACE_TOTAL,  /* key: the group; NULL: the whole. unknown: how many records of it are */
	TRACE_FIGURE,
	TRACE_PARAMETER,
	TRACE_AT /* "at.start", ... */
};

struct trace_outcome;

struct trace_read {
	enum trace_read_kind kind;
	const struct trace_record *record; /* whose it is; NULL: nobody's */
	const char *name;                  /* as the rule wrote it: "income", "household.income", "voucher.limit" */
	const char *bare;                  /* the last part of it, without the way to the record */
	enum type type;                    /* of the value */
	struct value value;                /* VALUE_UNKNOWN: this is what raised unknown; VALUE_NONE */
	bool award, previous;              /* an award; of the period before */
	bool beside;                       /* not met, for an earlier fact was missing; the test needs it as well */
	bool row;                          /* with VALUE_UNKNOWN: what is missing is the row itself */

	const struct trace_outcome *outcome; /* TRACE_OUTCOME; TRACE_FIGURE: of that figure */

	const struct parameter *parameter; /* TRACE_PARAMETER: with what was in force, and whether it is carried */
	struct dated_value in_force;
	bool carried;

	const struct trace_record **records;
	size_t record_count;
	const char *key;
	int total;       /* TRACE_TOTAL: index into the ruleset */
	int64_t unknown; /* TRACE_TOTAL */

	struct place place;  /* of the line that read it first; source NULL: not known */
	const void *subject; /* between the files of evaluate/ */
	const void **instances;
};

/* An expression with a value for each part: of a function that has a formula. NULL: a part that was not evaluated (the other branch,
 * what follows an `and` that was false; of an `if` that hangs on what is not known, both). */
struct expression {
	const struct formula *formula;
	struct value value; /* VALUE_UNKNOWN: something in it is not known */
	enum type type;     /* how the value is shown */
	const char *
		name; /* of what is read: "income", "household.income", "voucher.limit"; FORMULA_LET, FORMULA_SLOT: of a local of
	                     the function itself, otherwise NULL */
	const struct trace_read *read; /* of such a leaf; NULL: it was not read, for an earlier fact was missing */
	const struct expression *a, *b, *c; /* FORMULA_SLOT: a, what it was given */
};

/* What a scale gives for the part of an amount that lies in one bracket (of a whole scale: the amount, in its bracket). */
struct trace_part {
	const struct bracket *bracket;
	struct decimal amount, gives;
};

struct trace_step {
	struct library_step step; /* its texts and lists are the trace's */
	struct place place;
	struct trace_part *parts; /* STEP_SCALE: their `gives` add up to its result */
	size_t part_count;
	const char **cells; /* STEP_TABLE: as people write them, row by row, one an input */
};

struct trace_call {
	const struct function *function;
	const struct trace_record *record; /* NULL: a figure's function */
	struct trace_read **reads;         /* in the order first read */
	size_t read_count, read_capacity;
	struct trace_step *steps;
	size_t step_count, step_capacity;
	struct value value; /* VALUE_UNKNOWN: some read is not known */
	enum type type;
	const struct expression *expression; /* NULL: only Lua knows */
	const void *instance;                /* between the files of evaluate/ */
	struct trace_path {
		const void *instance;
		const char *path;
	} * paths;
	size_t path_count, path_capacity;
};

enum trace_answer { TRACE_NO, TRACE_YES, TRACE_NOT_KNOWN, TRACE_NOT_ASKED };
extern const char *const trace_answer_names[]; /* "no", "yes", "unknown", "not asked" */

struct trace_condition {
	const struct condition *declared;
	enum trace_answer
		answer; /* TRACE_NOT_ASKED: the answer was settled before, and asking it all the same failed */
	bool beside;    /* the answer of the tree above was settled before this one was asked */
	const struct trace_call *call; /* of a test; NULL: not asked */
	struct trace_condition *children;
	size_t count;
};

/* Why there is no outcome, or why it is not known, before any rule is asked. */
enum trace_reason {
	REASON_NONE,          /* the rule was asked */
	REASON_OUTSIDE,       /* the record's own dates do not touch the period */
	REASON_DATES_UNKNOWN, /* its own dates are not known */
	REASON_NO_DAY,        /* the date that the rule goes by is not there */
	REASON_DAY_UNKNOWN,   /* it is not known */
	REASON_NOT_IN_FORCE   /* no version of the rule is in force on the day */
};

/* A rule on a record, or, with `figure`, a figure; in one period. */
struct trace_outcome {
	const struct rule *rule;     /* the version in force; with REASON_...: the first; NULL: a figure */
	const struct figure *figure; /* NULL: a rule */
	const struct trace_record *record;
	const struct period *period;
	enum trace_reason reason;
	struct date day;           /* that decided which version is in force */
	struct trace_read **dates; /* the record's own dates, and the one that the rule goes by */
	size_t date_count;
	enum type type;
	struct value value;                 /* eligibility: a flag; VALUE_UNKNOWN; VALUE_NONE */
	struct value award;                 /* of an eligibility rule that has one */
	const struct decision *decision;    /* it came from this; NULL: from the rule */
	struct value given, given_award;    /* with a decision: what the rule gives by itself */
	struct trace_condition *conditions; /* with a decision too: of what the rule gives */
	const struct trace_call *compute;   /* other rules; figures */
	const struct trace_call *award_call;
	const char *because; /* of a figure: the totals that make it incomplete; NULL: complete */
	const int *facts;    /* what is missing, as the run counts it: of the plan */
	size_t fact_count;
	size_t number; /* in the order begun, from 0 */
};

/* A fact that is missing: a field of a record, or a row. */
struct trace_fact {
	const struct trace_record *record; /* whose field, or whose parent; NULL: a row that was looked up */
	const char *name;                  /* of the field; "household (no such row)" */
};

/* Facts that together can settle the outcome. */
struct trace_settling {
	const struct trace_fact **facts;
	size_t count;
	bool yes, no; /* an eligibility outcome that they can make eligible, or not eligible */
};

struct trace_slot;
struct trace {
	struct arena arena;
	const struct plan *plan;
	const struct trace_outcome *root; /* what was asked for */
	struct trace_settling *settlings; /* of the root, when it is not known: shortest first */
	size_t settling_count;
	bool settlings_cut;                      /* there are more than were looked for */
	const struct trace_fact *const *missing; /* every fact that was found missing on the way */
	size_t missing_count;
	const struct trace_record **met; /* every record that was met, also as a decision */
	size_t met_count, met_capacity;

	/* Between the files of evaluate/. */
	struct trace_slot *slots;
	size_t slot_count, slot_capacity;
	struct trace_outcome *outcome;    /* being evaluated */
	struct trace_call *call;          /* running */
	struct trace_call *last;          /* that ended */
	const struct trace_call *again;   /* being called again, with what it read alone */
	struct trace_condition *children; /* where the next condition goes */
	size_t outcome_count, node_count;
};

void trace_release(struct trace *trace);

/* Two sides of a comparison, for a test that compares numbers or dates: how far off it is. `left` and `right` as written; false: the
 * call is no such comparison, or not all is known. */
struct trace_sides {
	const struct expression *left, *right;
	enum formula_kind
		kind; /* FORMULA_LESS, FORMULA_LESS_EQUAL, FORMULA_EQUAL, FORMULA_NOT_EQUAL, FORMULA_BETWEEN */
	bool swapped; /* written the other way: left > right */
	const struct expression *high; /* FORMULA_BETWEEN: right is the low end */
};
bool trace_sides(const struct trace_call *call, struct trace_sides *sides);

/* The test of a tree that has this label, the first there is; NULL: none. */
const struct trace_condition *trace_find_condition(const struct trace_condition *tree, const char *label);

#endif
