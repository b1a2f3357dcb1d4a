/* wide.c: integers beyond 128 bits, held against GMP on limbs chosen for the rare cases of long division. */
#include "tap.h"

#include "value/wide.h"

#include <gmp.h>

static uint64_t state = 20250401;

static uint64_t random_bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * UINT64_C(0x2545F4914F6CDD1D);
}

/* Limbs at their limits make carries run far, and quotient digits that are guessed too large. */
static void random_wide(struct wide *out, int most)
{
	static const uint32_t usual[] = { 0, 1, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF };

	out->size = (int) (random_bits() % (uint64_t) most) + 1;
	for (int i = 0; i < out->size; i++)
		out->limb[i] = random_bits() % 4 ? usual[random_bits() % 7] : (uint32_t) random_bits();
	while (out->size > 0 && out->limb[out->size - 1] == 0)
		out->size--;
}

static void to_big(const struct wide *a, mpz_t out)
{
	mpz_import(out, (size_t) a->size, -1, sizeof a->limb[0], 0, 0, a->limb);
}

static bool same(const struct wide *a, mpz_t b)
{
	mpz_t value;
	bool equal;

	mpz_init(value);
	to_big(a, value);
	equal = mpz_cmp(value, b) == 0 && (a->size == 0 || a->limb[a->size - 1] != 0);
	mpz_clear(value);
	return equal;
}

static void test_division(void)
{
	int wrong = 0;
	mpz_t x, y, quotient, rest;

	mpz_inits(x, y, quotient, rest, NULL);
	for (int i = 0; i < 200000; i++) {
		struct wide a, b, q, r;

		random_wide(&a, 24);
		do
			random_wide(&b, 12);
		while (b.size == 0);
		to_big(&a, x);
		to_big(&b, y);
		mpz_tdiv_qr(quotient, rest, x, y);
		wide_divide(&a, &b, &q, &r);
		wrong += !same(&q, quotient) || !same(&r, rest);
	}
	is_number(wrong, 0, "long division is exact, where digits are guessed too large as well");
	mpz_clears(x, y, quotient, rest, NULL);
}

static void test_others(void)
{
	int wrong = 0;
	mpz_t x, y, result;

	mpz_inits(x, y, result, NULL);
	for (int i = 0; i < 100000; i++) {
		struct wide a, b, out;
		int power = (int) (random_bits() % 40);
		uint32_t small = (uint32_t) random_bits() | 1;

		random_wide(&a, 12);
		random_wide(&b, 12);
		to_big(&a, x);
		to_big(&b, y);
		wide_multiply(&a, &b, &out);
		mpz_mul(result, x, y);
		wrong += !same(&out, result);
		wrong += (wide_compare(&a, &b) > 0) - (wide_compare(&a, &b) < 0)
		         != (mpz_cmp(x, y) > 0) - (mpz_cmp(x, y) < 0);
		mpz_sub(result, x, y);
		mpz_abs(result, result);
		if (wide_compare(&a, &b) >= 0)
			wide_subtract(&a, &b, &out);
		else
			wide_subtract(&b, &a, &out);
		wrong += !same(&out, result);
		wrong += wide_bits(&a) != (a.size ? (int) mpz_sizeinbase(x, 2) : 0);
		wide_add(&a, &b, &b);
		mpz_add(result, x, y);
		wrong += !same(&b, result);
		wide_scale(&b, power);
		mpz_ui_pow_ui(y, 10, (unsigned long) power);
		mpz_mul(result, result, y);
		wrong += !same(&b, result);
		wide_shift_left(&b, power * 3);
		mpz_mul_2exp(result, result, (mp_bitcnt_t) power * 3);
		wrong += !same(&b, result);
		wrong += wide_divide_small(&b, small) != mpz_tdiv_q_ui(result, result, small);
		wrong += !same(&b, result);
	}
	is_number(wrong, 0, "sums, differences, products, shifts and orders are exact");
	mpz_clears(x, y, result, NULL);
}

int main(void)
{
	struct wide a;
	uint128 value;

	test_division();
	test_others();
	wide_set(&a, ~(uint128) 0);
	ok(wide_get(&a, &value) && value == ~(uint128) 0, "128 bits come back whole");
	wide_shift_left(&a, 1);
	ok(!wide_get(&a, &value), "129 bits do not fit");
	return done();
}
