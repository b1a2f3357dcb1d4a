/* changes.h: whose outcomes of one rule differ between two runs: how many records change, from what to what, by how much, in which
 * groups, and which conditions flipped. */
#ifndef RECKON_RUN_CHANGES_H
#define RECKON_RUN_CHANGES_H

#include "run/compared.h"
#include "run/tally.h"

/* A value as people write it, and plain, as a run file stores it; NULL: there is none. One that is not known is "unknown" in both. */
struct shown {
	const char *shown, *plain;
};

/* One record whose outcome or amount differs; or only one of the runs knows it. */
struct change {
	const char *key;
	const char *group; /* NULL: there are none */
	struct shown from, to;
	struct shown amount_from, amount_to; /* of awards */
	struct shown difference; /* of awards, or of outcomes that are amounts; none where it is not known */
	const char *conditions;  /* that flipped, with semicolons between; NULL: not known, or none */
};

/* A condition, by its label, of the records whose outcome differs. STATE_NONE: it is no condition in that run. */
struct flipped {
	const char *label;
	int64_t records[STATE_COUNT][STATE_COUNT];
};

/* From one value to another: of outcomes that are neither yes and no nor amounts. */
struct pair {
	const char *from, *to;
	int64_t records;
};
#define PAIRS_MOST   40
#define GROUPS_MOST  10000
#define SAMPLES_EACH 5 /* of each kind of change, the first in the order of keys */

struct changes_period {
	const char *from, *to; /* labels of the periods that are compared */
	struct tally all;
	struct change_group {
		struct value value;
		const char *name; /* as people write it */
		struct tally tally;
	} * *groups; /* in the order of their values */
	size_t group_count, group_capacity;
	struct flipped *flips; /* in the order of the trees */
	size_t flip_count;
	struct pair *pairs; /* most records first */
	size_t pair_count;
	int64_t other_pairs;    /* records that change between other values */
	struct change *samples; /* in the order of keys */
	size_t sample_count;
	int64_t only_from, only_to; /* records that are in one run only */
};

struct changes {
	struct arena arena;
	const char *record_type, *rule;
	const char *title; /* NULL: none */
	enum type type;
	bool awards, amounts; /* an eligibility with awards; the outcome itself is an amount */
	bool summed;          /* these may be added up: not rates */
	const char *by;       /* NULL: no groups */
	bool conditions;      /* which of them flipped is known */
	struct changes_period *periods;
	size_t period_count;
};

/* Both runs were asked about the rule. `each` may be NULL; it is told every record that differs, in the order of keys. Release
 * `changes` in any case. */
int changes_find(const struct compared *from, const struct compared_rule *from_rule, const struct compared *to,
                 const struct compared_rule *to_rule,
                 void (*each)(void *context, const struct changes_period *period, const struct change *change),
                 void *context, struct changes *changes, struct error *err);
void changes_release(struct changes *changes);

#endif
