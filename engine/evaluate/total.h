/* total.h: exact aggregates: how totals add up, group, and count what is unknown.
 * Adding is exact and commutative, so the order of records and the number of workers cannot matter. */
#ifndef RECKON_EVALUATE_TOTAL_H
#define RECKON_EVALUATE_TOTAL_H

#include "rules/ruleset.h"

/* One cell: the known value and how many records are unknown. */
struct total_cell {
	struct decimal sum;   /* sum; for count the number counted */
	struct value extreme; /* min, max: VALUE_NONE while nothing is known; its text is owned by the total */
	int64_t known;        /* records that entered the value */
	int64_t unknown;      /* records whose value, or whose `where`, is unknown */
};

int total_cell_add(struct total_cell *cell, struct value value, struct error *err); /* to sum; counts as known */
int total_cell_merge(struct total_cell *into, const struct total_cell *from, struct error *err);

struct total_group {
	struct value *by; /* as the total's `by`; VALUE_UNKNOWN is a group too */
	struct total_cell cell;
};

struct total_result {
	struct total_cell all;
	struct total_group *groups; /* in the order of their values; empty for a total that is not grouped */
	size_t group_count;
};

#define TOTAL_GROUPS_MAX 100000

/* One worker's share of one total. Owns copies of its texts. */
struct accumulator;
struct accumulator *accumulator_new(const struct total *total); /* NULL: out of memory */
void accumulator_free(struct accumulator *accumulator);         /* NULL is fine */
void accumulator_clear(struct accumulator *accumulator);        /* as if nothing had been added */

/* One record: `value` is what `of` gives (VALUE_UNKNOWN when it, or `where`, is unknown; VALUE_NONE: not counted; for a count
 * of flags or of eligibility outcomes a VALUE_FLAG, of which the true ones count). */
int accumulator_add(struct accumulator *accumulator, struct value value, const struct value *by, struct error *err);
int accumulator_merge(struct accumulator *into, const struct accumulator *from, struct error *err);
/* The result, its groups sorted; lives in `arena`. Checks that money totals stay within MONEY_LIMIT. */
int accumulator_result(const struct accumulator *accumulator, struct arena *arena, struct total_result *out,
                       struct error *err);

#endif
