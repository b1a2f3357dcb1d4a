/* scale.h: scales: brackets that say what is due on an amount, exactly.
 *
 * A marginal scale applies each bracket to the part of the amount that lies in it, and adds up; a whole scale applies the one
 * bracket that the amount lies in to all of it. What lies in no bracket gives 0.
 */
#ifndef RECKON_CONFIG_SCALE_H
#define RECKON_CONFIG_SCALE_H

#include "base/error.h"
#include "base/text.h"
#include "value/value.h"

enum scale_kind { SCALE_MARGINAL, SCALE_WHOLE };

/* A point of a scale: just before its value, or just behind it, so that it says to which side the value itself belongs. */
struct bracket_edge {
	struct value at;
	bool behind; /* a bracket that begins here is `over` the value; one that ends here goes `up_to` it */
};

struct bracket {
	struct bracket_edge begin, end; /* end.at VALUE_NONE: it has no end */
	struct value gives;             /* a rate, or an amount */
	int line;
};

struct scale {
	enum scale_kind kind;
	enum type of;                   /* of the amounts that it is asked for */
	bool rates;                     /* brackets give rates, of the amount; otherwise amounts of type `gives` */
	enum type gives;                /* TYPE_RATE for rates */
	const struct bracket *brackets; /* ascending, each beginning where the one before ends; borrowed */
	size_t count;
};

int bracket_edge_compare(struct bracket_edge a, struct bracket_edge b); /* <0, 0, >0; neither without a value */

/* What the scale gives of an amount, exact and not rounded:
 *   marginal, rates: the sum of each rate times the part of the amount in its bracket
 *   marginal, amounts: the sum of the amounts of all brackets that are reached
 *   whole, rates: the rate of the amount's bracket times the whole amount
 *   whole, amounts: the amount of its bracket
 * 0, or -1 where a number grows too large. */
int scale_of(const struct scale *scale, struct decimal amount, struct decimal *out, struct error *err);

/* "from £0: 20%; over £37,700: 40%" */
void scale_print(const struct scale *scale, struct text *out);
/* JSON: [{"from":0,"up_to":3770000,"rate":0.2},{"over":3770000,"rate":0.4}], in pence */
void scale_print_plain(const struct scale *scale, struct text *out);

#endif
