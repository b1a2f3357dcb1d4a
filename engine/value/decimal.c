/* decimal.c: exact arithmetic on decimals. Every operation first tries 128-bit arithmetic with overflow checks, which
 * serves nearly all; where that is not enough it goes the same way in wide integers, so that only a result that truly
 * does not fit is an error. */
#include "value/decimal.h"

#include "value/decimal_text.h"
#include "value/wide.h"

#include <string.h>

#define INT128_MAX_MAGNITUDE ((uint128) 1 << 127) /* of a negative coefficient; a positive one has one less */

const char *const rounding_names[] = { "half_up", "half_even", "half_down", "up", "down", "ceiling", "floor", NULL };

bool rounding_named(const char *name, enum rounding *mode)
{
	for (int i = 0; rounding_names[i]; i++) {
		if (!strcmp(rounding_names[i], name)) {
			*mode = (enum rounding) i;
			return true;
		}
	}
	return false;
}

struct decimal decimal_from_integer(int64_t value)
{
	return (struct decimal){ .coefficient = value, .scale = 0 };
}

bool decimal_is_integer(struct decimal d, int64_t *value)
{
	if (d.scale != 0 || d.coefficient < INT64_MIN || d.coefficient > INT64_MAX)
		return false;
	*value = (int64_t) d.coefficient;
	return true;
}

static uint128 magnitude(int128 value)
{
	return value < 0 ? -(uint128) value : (uint128) value;
}

/* value times 10^power; false when that overflows. */
static bool scale_up(int128 value, int power, int128 *out)
{
	int64_t step = 1;

	for (; power >= 18; power -= 18) {
		if (__builtin_mul_overflow(value, (int128) 1000000000000000000, &value))
			return false;
	}
	for (; power > 0; power--)
		step *= 10;
	return !__builtin_mul_overflow(value, (int128) step, out);
}

struct decimal decimal_canonical(int128 coefficient, int scale)
{
	if (coefficient == 0)
		scale = 0;
	while (scale > 0 && (coefficient < INT64_MIN || coefficient > INT64_MAX) && coefficient % 10 == 0) {
		coefficient /= 10;
		scale--;
	}
	if (scale > 0 && coefficient >= INT64_MIN && coefficient <= INT64_MAX) {
		int64_t small = (int64_t) coefficient; /* division in 64 bits is many times faster */

		while (scale > 0 && small % 10 == 0) {
			small /= 10;
			scale--;
		}
		coefficient = small;
	}
	return (struct decimal){ .coefficient = coefficient, .scale = scale };
}

/* Gives back a wide result when it fits once its trailing zeros are gone. */
static bool fit(bool negative, struct wide *result, int scale, struct decimal *out)
{
	uint128 small;

	while (scale > 0 && result->size > 0) {
		struct wide shorter = *result;

		if (wide_divide_small(&shorter, 10) != 0)
			break;
		*result = shorter;
		scale--;
	}
	if (!wide_get(result, &small) || small > INT128_MAX_MAGNITUDE - !negative)
		return false;
	if (small == 0)
		scale = 0;
	if (scale > DECIMAL_MAX_SCALE)
		return false;
	*out = (struct decimal){ .coefficient = negative ? (int128) -small : (int128) small, .scale = scale };
	return true;
}

static int does_not_fit(struct error *err, const char *operation, struct decimal a, const char *between,
                        struct decimal b)
{
	char first[DECIMAL_TEXT_SIZE], second[DECIMAL_TEXT_SIZE];

	decimal_format(a, first);
	decimal_format(b, second);
	return error_set(err, ERROR_INPUT,
	                 "%s: %s %s %s is beyond what an exact decimal holds (128 bits, %d decimals)", operation,
	                 first, between, second, DECIMAL_MAX_SCALE);
}

/* a + b, or a - b. */
static bool add_wide(struct decimal a, struct decimal b, bool subtract, struct decimal *out)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	bool negative = a.coefficient < 0, other_negative = (b.coefficient < 0) != subtract;
	struct wide first, second, sum;

	wide_set(&first, magnitude(a.coefficient));
	wide_set(&second, magnitude(b.coefficient));
	wide_scale(&first, scale - a.scale);
	wide_scale(&second, scale - b.scale);
	if (negative == other_negative) {
		wide_add(&first, &second, &sum);
	} else if (wide_compare(&first, &second) >= 0) {
		wide_subtract(&first, &second, &sum);
	} else {
		wide_subtract(&second, &first, &sum);
		negative = other_negative;
	}
	return fit(negative, &sum, scale, out);
}

int decimal_add(struct decimal a, struct decimal b, struct decimal *out, struct error *err)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	int128 first, second, sum;

	if (scale_up(a.coefficient, scale - a.scale, &first) && scale_up(b.coefficient, scale - b.scale, &second)
	    && !__builtin_add_overflow(first, second, &sum)) {
		*out = decimal_canonical(sum, scale);
		return 0;
	}
	return add_wide(a, b, false, out) ? 0 : does_not_fit(err, "addition", a, "+", b);
}

int decimal_subtract(struct decimal a, struct decimal b, struct decimal *out, struct error *err)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	int128 first, second, difference;

	if (scale_up(a.coefficient, scale - a.scale, &first) && scale_up(b.coefficient, scale - b.scale, &second)
	    && !__builtin_sub_overflow(first, second, &difference)) {
		*out = decimal_canonical(difference, scale);
		return 0;
	}
	return add_wide(a, b, true, out) ? 0 : does_not_fit(err, "subtraction", a, "-", b);
}

int decimal_negate(struct decimal a, struct decimal *out, struct error *err)
{
	return decimal_subtract(decimal_from_integer(0), a, out, err);
}

int decimal_multiply(struct decimal a, struct decimal b, struct decimal *out, struct error *err)
{
	struct wide first, second, product;
	int128 small;

	if (!__builtin_mul_overflow(a.coefficient, b.coefficient, &small)) {
		struct decimal result = decimal_canonical(small, a.scale + b.scale);

		if (result.scale <= DECIMAL_MAX_SCALE) {
			*out = result;
			return 0;
		}
		return does_not_fit(err, "multiplication", a, "*", b);
	}
	wide_set(&first, magnitude(a.coefficient));
	wide_set(&second, magnitude(b.coefficient));
	wide_multiply(&first, &second, &product);
	if (fit((a.coefficient < 0) != (b.coefficient < 0), &product, a.scale + b.scale, out))
		return 0;
	return does_not_fit(err, "multiplication", a, "*", b);
}

int decimal_compare(struct decimal a, struct decimal b)
{
	int128 first, second;

	if ((a.coefficient < 0) != (b.coefficient < 0) || a.scale == b.scale)
		return a.coefficient < b.coefficient ? -1 : a.coefficient > b.coefficient;
	/* Of one sign. One that is too large to write with the other's decimals is the larger in size. */
	if (a.scale < b.scale) {
		if (!scale_up(a.coefficient, b.scale - a.scale, &first))
			return a.coefficient < 0 ? -1 : 1;
		second = b.coefficient;
	} else {
		if (!scale_up(b.coefficient, a.scale - b.scale, &second))
			return b.coefficient < 0 ? 1 : -1;
		first = a.coefficient;
	}
	return first < second ? -1 : first > second;
}

/* Whether a quotient with a rest goes to the next step away from zero: `half` compares the rest with half a step. */
static bool goes_away(enum rounding mode, bool negative, bool odd, int half)
{
	switch (mode) {
	case ROUND_HALF_UP:
		return half >= 0;
	case ROUND_HALF_EVEN:
		return half > 0 || (half == 0 && odd);
	case ROUND_HALF_DOWN:
		return half > 0;
	case ROUND_UP:
		return true;
	case ROUND_DOWN:
		return false;
	case ROUND_CEILING:
		return !negative;
	case ROUND_FLOOR:
		return negative;
	}
	bug("a rounding mode that does not exist");
}

static bool scale_up_magnitude(uint128 *value, int power)
{
	for (; power > 0; power--) {
		if (__builtin_mul_overflow(*value, (uint128) 10, value))
			return false;
	}
	return true;
}

/* a / b / step in 128 bits, rounded, times step; false where that is not enough. `power`: of ten, for a. */
static bool divide_small(uint128 a, uint128 b, struct decimal step, int power, bool negative, enum rounding mode,
                         struct decimal *out)
{
	uint128 quotient, rest;
	int128 result;

	if (__builtin_mul_overflow(b, (uint128) step.coefficient, &b) || !scale_up_magnitude(&a, power)
	    || !scale_up_magnitude(&b, -power))
		return false;
	if (a <= UINT64_MAX && b <= UINT64_MAX) {
		quotient = (uint64_t) a / (uint64_t) b;
		rest = (uint64_t) a % (uint64_t) b;
	} else {
		quotient = a / b;
		rest = a % b;
	}
	if (rest && goes_away(mode, negative, quotient & 1, rest > b - rest ? 1 : rest < b - rest ? -1 : 0))
		quotient++;
	if (quotient >= INT128_MAX_MAGNITUDE)
		return false;
	result = negative ? -(int128) quotient : (int128) quotient;
	if (__builtin_mul_overflow(result, step.coefficient, &result))
		return false;
	*out = decimal_canonical(result, step.scale);
	return true;
}

static bool divide_wide(uint128 a, uint128 b, struct decimal step, int power, bool negative, enum rounding mode,
                        struct decimal *out)
{
	struct wide dividend, divisor, quotient, rest, part, one;

	wide_set(&dividend, a);
	wide_set(&part, b);
	wide_set(&one, (uint128) step.coefficient);
	wide_multiply(&part, &one, &divisor);
	wide_scale(power > 0 ? &dividend : &divisor, power > 0 ? power : -power);
	wide_divide(&dividend, &divisor, &quotient, &rest);
	if (rest.size > 0) {
		int half;

		wide_subtract(&divisor, &rest, &part);
		half = wide_compare(&rest, &part);
		wide_set(&part, 1);
		if (goes_away(mode, negative, quotient.size > 0 && (quotient.limb[0] & 1), half))
			wide_add(&quotient, &part, &quotient);
	}
	wide_multiply(&quotient, &one, &part);
	return fit(negative, &part, step.scale, out);
}

int decimal_divide(struct decimal a, struct decimal b, struct decimal step, enum rounding mode, struct decimal *out,
                   struct error *err)
{
	bool negative = (a.coefficient < 0) != (b.coefficient < 0);
	uint128 dividend = magnitude(a.coefficient), divisor = magnitude(b.coefficient);
	int power = b.scale + step.scale - a.scale;

	if (step.coefficient <= 0)
		return error_set(err, ERROR_INPUT, "the step to round to must be more than 0");
	if (divisor == 0)
		return error_set(err, ERROR_INPUT, "division by zero");
	if (divide_small(dividend, divisor, step, power, negative, mode, out)
	    || divide_wide(dividend, divisor, step, power, negative, mode, out))
		return 0;
	return does_not_fit(err, "division", a, "/", b);
}

int decimal_round(struct decimal x, struct decimal step, enum rounding mode, struct decimal *out, struct error *err)
{
	struct error failure = ERROR_INIT;

	if (!decimal_divide(x, decimal_from_integer(1), step, mode, out, &failure))
		return 0;
	if (step.coefficient > 0)
		return does_not_fit(err, "rounding", x, "to a multiple of", step);
	*err = failure;
	return -1;
}
