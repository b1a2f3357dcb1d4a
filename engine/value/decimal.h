/* decimal.h: exact decimals: coefficient / 10^scale, the coefficient in 128 bits.
 *
 * Always canonical: no trailing zero in the coefficient while scale > 0, and zero has scale 0. So two decimals
 * are equal exactly when their fields are. Overflow is an error, never a wrap, never a rounding.
 */
#ifndef RECKON_VALUE_DECIMAL_H
#define RECKON_VALUE_DECIMAL_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

typedef __int128 int128;

#define DECIMAL_MAX_SCALE 38

struct decimal {
	int128 coefficient;
	int scale; /* 0 to DECIMAL_MAX_SCALE */
};

enum rounding {
	ROUND_HALF_UP, /* to nearest, ties away from zero: the default */
	ROUND_HALF_EVEN,
	ROUND_HALF_DOWN, /* ties towards zero */
	ROUND_UP,        /* away from zero */
	ROUND_DOWN,      /* towards zero */
	ROUND_CEILING,
	ROUND_FLOOR
};
extern const char *const rounding_names[]; /* "half_up", ...; NULL at the end */
bool rounding_named(const char *name, enum rounding *mode);

struct decimal decimal_from_integer(int64_t value);
bool decimal_is_integer(struct decimal d, int64_t *value); /* whole, and within 64 bits */

/* Each: 0, or -1 with an error that names the operation when the result does not fit. */
int decimal_add(struct decimal a, struct decimal b, struct decimal *out, struct error *err);
int decimal_subtract(struct decimal a, struct decimal b, struct decimal *out, struct error *err);
int decimal_multiply(struct decimal a, struct decimal b, struct decimal *out, struct error *err);
int decimal_negate(struct decimal a, struct decimal *out, struct error *err);
int decimal_compare(struct decimal a, struct decimal b); /* <0, 0, >0; never fails */

/* The multiple of `step` that `mode` chooses for x. step > 0. */
int decimal_round(struct decimal x, struct decimal step, enum rounding mode, struct decimal *out, struct error *err);
/* The multiple of `step` that `mode` chooses for the exact quotient a / b. b is not 0, step > 0. */
int decimal_divide(struct decimal a, struct decimal b, struct decimal step, enum rounding mode, struct decimal *out,
                   struct error *err);

/* Splits `total` into `count` integers in proportion to weights >= 0 (not all 0), summing exactly to `total`: each
 * gets its share rounded towards zero, what is left goes one by one to the largest remainders, ties to the first
 * (the largest remainder method, also Hamilton's). */
int share_by_weight(int64_t total, const struct decimal *weights, size_t count, int64_t *out, struct error *err);

/* "-12.5", "0.055", "3": the shortest plain form. */
void decimal_print(struct decimal d, struct text *out);
/* Plain digits only: [+-]digits[.digits], thousands commas in the right places allowed. Whole text. */
int decimal_parse(const char *text, size_t length, struct decimal *out, struct error *err);

#endif
