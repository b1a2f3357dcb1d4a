/* cliffs.h: an award of one record as a function of one of its fields: at which values it jumps, and how it goes between them. */
#ifndef RECKON_RUN_CLIFFS_H
#define RECKON_RUN_CLIFFS_H

#include "run/compared.h"

struct cliffs_question {
	const char *field;     /* a path from the rule's record */
	const char *key;       /* of the record, as people write it */
	const char *from, *to; /* as people write the field; NULL: the least and the greatest value in the records */
	size_t period;         /* of the run's */
};

/* Values of the field from `from` to `to` between which the outcome goes evenly: as many pence, say, for each pound. */
struct stretch {
	int64_t from, to; /* pence, whole numbers, days since 0001-01-01 */
	struct value at_from, at_to;
	bool tried;                 /* value by value: only Lua knows how it goes */
	struct decimal slope, over; /* of numbers that are not tried: slope / over for each penny, one or day */
};

/* Between the last value of one stretch and the first of the next: more than the slope and rounding explain. */
struct cliff {
	size_t behind;       /* the stretch that begins there */
	bool measured;       /* both are numbers */
	struct decimal jump; /* after less before */
};

struct cliffs {
	struct arena arena;
	const char *record_type, *rule, *key, *field;
	const char *title; /* NULL: none */
	const char *period;
	enum type field_type, type; /* type: of what is shown: an award is money */
	bool award;
	int64_t low, high;
	bool has_own;
	int64_t own;       /* the record's own value */
	const char *tried; /* a rule that only Lua knows, for which each value was tried; NULL: none */
	struct stretch *stretches;
	size_t stretch_count, stretch_capacity;
	struct cliff *items;
	size_t count, capacity;
};

/* `run` is loaded. What is found is exact and all there is: each stretch is proved by the formulas of what it rests on, or each of its values
 * was tried. Where that would be too many it is an error that says so. Release `cliffs` in any case. */
int cliffs_find(struct compared *run, const struct compared_rule *rule, const struct cliffs_question *question,
                struct cliffs *cliffs, struct problems *problems);
void cliffs_release(struct cliffs *cliffs);
/* Whether they are, of the same question in two periods, the same. */
bool cliffs_same(const struct cliffs *a, const struct cliffs *b);

#endif
