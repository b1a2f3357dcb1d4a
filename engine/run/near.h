/* near.h: the records that miss an eligibility by one condition: for which, and by how much. */
#ifndef RECKON_RUN_NEAR_H
#define RECKON_RUN_NEAR_H

#include "run/changes.h"
#include "run/compared.h"

#define NEAR_BOUNDS  6 /* by how much they miss: within the first, the second, ... */
#define NEAR_NEAREST 5 /* records of each condition that are kept */

/* A record that is not eligible, and would be if this one condition were met and all else stayed. */
struct near_record {
	const char *key;
	/* Of a condition that compares numbers or dates, what is compared, and the least by which the left side would have to be
	 * another: a penny, a day or one more than the limit where it must lie beyond that. */
	bool measured;
	struct value left, right; /* numbers as decimals; dates as texts */
	struct decimal misses_by; /* days, of dates */
	struct text room;         /* for its texts, when it is kept */
};

struct near_condition {
	const struct condition *condition;
	int version;              /* of the rule */
	enum type type;           /* of what it compares; TYPE_COUNT: it is no plain comparison */
	int64_t records, perhaps; /* perhaps: it hangs on something else, which is not known */
	int64_t measured;         /* of `records`, those whose distance is known */
	int64_t within[NEAR_BOUNDS];
	struct near_record
		nearest[NEAR_NEAREST]; /* the nearest first; of what is not measured the first in the order of keys */
	size_t nearest_count;
};

/* A part of the rule's tree of conditions, with the records that miss the rule by one test of it. The parts of an `all` share none of
 * them: only one may be missed. Of an `any` that is missed each part stands for the same records, where one test of it would do. */
struct near_part {
	const struct condition *declared; /* a test, or what joins others */
	int version;                      /* of the rule */
	size_t depth;                     /* 0: a whole tree */
	size_t test;                      /* of a test: its place among the conditions */
	/* It must be met, whatever else is: a test, or an `any`, below nothing but `all`. Each record that is near misses one of these. */
	bool required;
	int64_t records, perhaps;
	struct text first; /* with `required`: keys of the first records that are near it and measured nowhere */
	size_t first_count;
};

struct near_period {
	const char *label;
	int64_t states[STATE_COUNT]; /* records by their outcome */
	int64_t near, perhaps;       /* of those not eligible: by some condition; by none for certain, but perhaps */
	int64_t decided;             /* of those not eligible: not by their conditions */
	struct near_condition *conditions; /* as compared->asked.tests */
	struct near_part *parts;           /* version by version, each before those that it joins */
};

struct near {
	struct arena arena;
	const char *record_type, *rule;
	const char *title; /* NULL: none */
	size_t condition_count, part_count;
	struct near_period *periods;
	size_t period_count;
};

/* Up to where a condition of this type is nearly met, in its units (pence; days for dates). */
const struct decimal *near_bounds(enum type type);

/* `run` was asked about the rule, which is one of eligibility, and was evaluated for that. `each` may be NULL; it is told every
 * record that is near, once for each condition, in the order of keys. Release `near` in any case. */
int near_find(const struct compared *run, const struct compared_rule *rule,
              void (*each)(void *context, const struct near_period *period, const struct near_condition *condition,
                           const struct near_record *record),
              void *context, struct near *near, struct error *err);
void near_release(struct near *near);

#endif
