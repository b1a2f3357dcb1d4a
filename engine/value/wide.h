/* wide.h: unsigned integers of up to 1,536 bits, for the few exact results whose way leads beyond 128 bits: a quotient of
 * two decimals, a share, a float read from or compared with decimal digits. Only value/ uses it. Fixed size, no
 * allocation; who computes with it knows the bounds, so overflow is a bug. */
#ifndef RECKON_VALUE_WIDE_H
#define RECKON_VALUE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 uint128;

#define WIDE_LIMBS 48
#define WIDE_BITS  (WIDE_LIMBS * 32)

struct wide {
	int size;                  /* limbs in use: the highest is not 0, and zero has none */
	uint32_t limb[WIDE_LIMBS]; /* lowest first; those beyond size are not set */
};

void wide_set(struct wide *out, uint128 value);
bool wide_get(const struct wide *a, uint128 *value); /* false: does not fit */
int wide_bits(const struct wide *a);                 /* the position of the highest bit, from 1; 0 for zero */
int wide_compare(const struct wide *a, const struct wide *b);

/* `out` may be any of the arguments, except in wide_multiply. */
void wide_add(const struct wide *a, const struct wide *b, struct wide *out);
void wide_subtract(const struct wide *a, const struct wide *b, struct wide *out); /* a >= b */
void wide_multiply(const struct wide *a, const struct wide *b, struct wide *out);
void wide_shift_left(struct wide *a, int bits);
void wide_scale(struct wide *a, int power);              /* times 10 to the power (>= 0) */
uint32_t wide_divide_small(struct wide *a, uint32_t by); /* a becomes the quotient; returns the remainder */

/* quotient and remainder of a / b; b is not zero. The four are different objects. */
void wide_divide(const struct wide *a, const struct wide *b, struct wide *quotient, struct wide *remainder);

#endif
