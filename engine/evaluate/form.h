/* form.h: how a value hangs on one whole number x, as far as it is linear: for every x of a span around where it was worked out,
 *
 *     value(x) = (at + slope * (x - x0)) / over + r,   low <= r <= high
 *
 * where r is what rounding adds. All exact. What does not fit into a decimal makes the span a single x, of which everything is known, so
 * nothing that is said of a span is ever a guess.
 */
#ifndef RECKON_EVALUATE_FORM_H
#define RECKON_EVALUATE_FORM_H

#include "value/decimal.h"

#include <stdbool.h>

struct form {
	struct decimal at, slope;
	struct decimal over; /* > 0 */
	struct decimal low, high;
};

/* Where x may lie, around x0. */
struct span {
	int64_t x, low, high;
};

struct form form_constant(struct decimal value);
struct form form_of_x(int64_t x);
bool form_is_constant(const struct form *form);

/* Each gives the form of what is done to others; where it has none, the span becomes x alone. */
struct form form_add(struct span *span, const struct form *a, const struct form *b, bool subtract);
struct form form_scale(struct span *span, const struct form *a, struct decimal factor);
/* a / by, rounded to a multiple of the step. by is not 0. */
struct form form_round(struct span *span, const struct form *a, struct decimal by, struct decimal step,
                       enum rounding mode);

enum relation_kept { KEEP_LESS, KEEP_LESS_EQUAL, KEEP_GREATER, KEEP_GREATER_EQUAL, KEEP_EQUAL };
/* Narrows the span to where a and b, whose values at x stand so to each other, certainly still do. */
void span_keep(struct span *span, const struct form *a, const struct form *b, enum relation_kept relation);
/* To x alone. */
void span_collapse(struct span *span);

/* The most that the value changes from one x to the next, as far as slope and rounding go. False: it does not fit. */
bool form_allows(const struct form *form, struct decimal *out);

#endif
