/* step.h: what a function of the library worked out, for who watches a sandbox (sandbox_watch). */
#ifndef RECKON_RULES_STEP_H
#define RECKON_RULES_STEP_H

#include "config/parameters.h"
#include "rules/cell.h"

enum library_step_kind {
	STEP_ROUND,    /* x, step, mode */
	STEP_DIVIDE,   /* x, by, step, mode */
	STEP_SHARE,    /* x into so many: count */
	STEP_SCALE,    /* parameter, scale, x */
	STEP_CATEGORY, /* parameter, name: what is given stands in `value` */
	STEP_TABLE     /* a decision table: inputs, rows */
};

/* Borrowed by who is told: it lives until the call returns. */
struct library_step {
	enum library_step_kind kind;
	struct decimal x, by, step, result;
	enum rounding mode;
	size_t count;
	const struct parameter *parameter;
	const struct scale *scale;
	const char *name;
	struct value value;
	struct step_input {
		const char *label;
		enum type type;
		struct value value;
		bool needed; /* some row asks for it */
	} * inputs;
	size_t input_count;
	int table;       /* of ruleset->tables; -1: none of them */
	struct date day; /* STEP_TABLE: by which its rows apply; year 0: they have no days */
	struct step_row {
		size_t row;               /* from 0 */
		size_t number;            /* as its reader counts: in the spreadsheet, or in Lua from 1 */
		bool certain;             /* false: whether it matches is not known */
		const char *file;         /* the path of its CSV file; NULL: it stands in Lua */
		const char *source;       /* what the file gives as its source; NULL: nothing */
		const struct cell *cells; /* one an input; only while it is told */
	} * rows;                         /* that matched, or may, in the order in which they count */
	size_t row_count;
};

#endif
