/* rational.h: exact decimals held against GMP's rationals. */
#ifndef RECKON_T_RATIONAL_H
#define RECKON_T_RATIONAL_H

#include "value/decimal.h"

#include <gmp.h>

/* A decimal as a rational, by way of its bits, not of our text. */
__attribute__((unused)) static void to_rational(struct decimal d, mpq_t out)
{
	unsigned __int128 size =
		d.coefficient < 0 ? -(unsigned __int128) d.coefficient : (unsigned __int128) d.coefficient;
	uint64_t halves[2] = { (uint64_t) (size >> 64), (uint64_t) size };

	mpz_import(mpq_numref(out), 2, 1, 8, 0, 0, halves);
	if (d.coefficient < 0)
		mpz_neg(mpq_numref(out), mpq_numref(out));
	mpz_ui_pow_ui(mpq_denref(out), 10, (unsigned long) d.scale);
	mpq_canonicalize(out);
}

/* Whether `q` can be held: the least scale that makes it whole is at most 38, and the whole is within 128 bits. */
__attribute__((unused)) static bool can_be_held(mpq_t q)
{
	mpz_t scaled, rest;
	bool held = false;

	mpz_inits(scaled, rest, NULL);
	for (unsigned long scale = 0; scale <= 38 && !held; scale++) {
		mpz_ui_pow_ui(scaled, 10, scale);
		mpz_mul(scaled, scaled, mpq_numref(q));
		mpz_tdiv_qr(scaled, rest, scaled, mpq_denref(q));
		if (mpz_sgn(rest) != 0)
			continue;
		if (mpz_sgn(scaled) < 0)
			mpz_add_ui(scaled, scaled, 1);
		held = mpz_sizeinbase(scaled, 2) <= 127;
		break;
	}
	mpz_clears(scaled, rest, NULL);
	return held;
}

/* The result is the exact one, in canonical form; or there is an error and the exact one cannot be held. */
__attribute__((unused)) static bool agrees(int result, struct decimal got, mpq_t exact)
{
	mpq_t value;
	bool same;

	if (result)
		return !can_be_held(exact);
	if (got.scale < 0 || got.scale > DECIMAL_MAX_SCALE || (got.scale > 0 && got.coefficient % 10 == 0))
		return false;
	mpq_init(value);
	to_rational(got, value);
	same = mpq_equal(value, exact);
	mpq_clear(value);
	return same;
}

#endif
