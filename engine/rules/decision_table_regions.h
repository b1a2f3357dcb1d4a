/* decision_table_regions.h: the values of each input of a decision table, parted where a cell of some row begins or ends: within a
 * region every cell matches all values or none, so that one example stands for all. Between decision_table_check.c,
 * decision_table_regions.c and decision_table_cover.c. */
#ifndef RECKON_RULES_DECISION_TABLE_REGIONS_H
#define RECKON_RULES_DECISION_TABLE_REGIONS_H

#include "base/memory.h"
#include "rules/decision_table_state.h"

/* More than this is not checked. */
#define REGIONS_MOST_ROWS   1000
#define REGIONS_MOST_BOUNDS 4000
#define REGIONS_MOST_STEPS  500000 /* of all searches in one table */

struct region {
	struct value example;
	bool likely;   /* records hold such values: two rows that share them overlap */
	bool missing;  /* that no row has them is worth a word */
	bool doubtful; /* that there is none, where it is not known whether there may be */
};

struct input_regions {
	struct region *items; /* amounts and dates ascend; none comes before them */
	size_t count;
	uint64_t **rows;    /* for each region, which rows match it */
	uint64_t **regions; /* for each row, which regions it matches */
};

struct regions {
	const struct decision_table *table;
	struct input_regions *inputs;
	size_t row_words;
	long steps;       /* taken by searches so far */
	bool doubts;      /* doubtful regions are looked at too */
	size_t *any_from; /* for each row, the input from which on all its cells are "-" */
};

static inline bool bit_get(const uint64_t *bits, size_t index)
{
	return bits[index / 64] >> (index % 64) & 1;
}
static inline void bit_set(uint64_t *bits, size_t index)
{
	bits[index / 64] |= (uint64_t) 1 << (index % 64);
}
static inline size_t bit_words(size_t count)
{
	return (count + 63) / 64;
}

/* 1: done; 0: the table is one that cannot be looked at this way; -1: out of memory. */
int regions_make(struct regions *regions, const struct decision_table *table, struct arena *arena);

/* Looks for a case, a region for each input, that none of `rows` matches. `within`: a row whose regions alone are looked at;
 * NULL: those that are `missing`. 1: found, in `point`; 0: there is none; -1: out of memory; -2: it would take too long. */
int regions_uncovered(struct regions *regions, const uint64_t *rows, const size_t *within, size_t *point,
                      struct arena *arena);

/* A case that no row matches, while of the same case with less of one input one row matches, and with more of it another. One of
 * them is a band of that input: a table of single values is meant to leave out what lies between them. */
struct region_gap {
	size_t input, region; /* where it is looked for: the first region behind the row below */
	size_t below, above;  /* the rows */
};

/* Looks for one where `gap` says, among `rows`, and sets its rows; otherwise as regions_uncovered of what is `missing`. */
int regions_gap(struct regions *regions, const uint64_t *rows, struct region_gap *gap, size_t *point,
                struct arena *arena);

#endif
