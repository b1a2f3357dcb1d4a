/* tally.h: what the differences between two runs come to, record by record. */
#ifndef RECKON_RUN_TALLY_H
#define RECKON_RUN_TALLY_H

#include "value/value.h"

/* Eligible (or a flag's yes), not, not known, and no outcome: outside the dates of the rule. */
enum state { STATE_YES, STATE_NO, STATE_UNKNOWN, STATE_NONE, STATE_COUNT };

/* Bounds of the bands in which differences of money are counted, in pence: below the first, from it to below the second, ... */
#define TALLY_BANDS 7
extern const int64_t tally_bounds[TALLY_BANDS - 1];

/* Some of the records that are in both runs. Zero-initialise. */
struct tally {
	int64_t records;
	int64_t states[STATE_COUNT]
		      [STATE_COUNT]; /* from, to; what is neither yes nor no counts as yes where it is known */
	int64_t changed;             /* outcomes that differ, both known */
	/* Awards, or outcomes that are amounts. */
	int64_t more, less, same, unknown, none; /* unknown, none: in one of the runs at least, in just one of them */
	struct decimal gains, losses;            /* losses are negative */
	int64_t more_bands[TALLY_BANDS], less_bands[TALLY_BANDS];
};

/* Of a stored outcome of this type: eligibility is one of three words, a flag is yes or no, anything else is known. */
enum state state_of(enum type type, struct value value);

/* Adds a pair of amounts. *difference is set where both are known. -1: a sum grows too large. */
int tally_amount(struct tally *tally, struct value from, struct value to, struct decimal *difference,
                 struct error *err);
/* What the known differences come to. */
int tally_net(const struct tally *tally, struct decimal *out, struct error *err);

#endif
