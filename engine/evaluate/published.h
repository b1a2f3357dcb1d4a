/* published.h: a value as somebody else printed it: what it is, and how finely it was printed. */
#ifndef RECKON_EVALUATE_PUBLISHED_H
#define RECKON_EVALUATE_PUBLISHED_H

#include "config/scenario.h"

struct published {
	struct value value;
	struct decimal
		digit; /* one unit of its last printed digit: 17.7 in £m is printed to 10,000,000 pence. 0: no number */
};

/* Money, rates, decimals and integers: what can be rounded. */
bool published_is_number(enum type type);

/* Reads `text`, which lives as long as *out. `unit`: it is a number of that unit of money; NULL: it is as its type is written.
 * Money that is printed finer than a penny is an error. */
int published_read(enum type type, const enum amount_unit *unit, const char *text, struct published *out,
                   struct error *err);

/* The most by which a sum of `addends` numbers, each rounded, and itself rounded, can differ from what was printed (0: one number
 * that was rounded): (addends + 1) / 2 units of the last digit. Whole for money and integers, which differ by whole numbers. */
int published_allowed(enum type type, const struct published *published, int addends, struct value *out,
                      struct error *err);

#endif
