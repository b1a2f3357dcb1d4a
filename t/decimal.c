/* decimal.c: exact arithmetic, held against GMP's rationals over random cases from a fixed seed. */
#include "rational.h"
#include "tap.h"

#include "base/text.h"

#include <stdlib.h>

#define CASES 150000

static uint64_t state = 20250401;

static uint64_t random_bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * UINT64_C(0x2545F4914F6CDD1D);
}

/* Of any size, small ones as often as large ones; sometimes at the very limits. */
static struct decimal random_decimal(void)
{
	static const int128 largest = (int128) (((unsigned __int128) 1 << 127) - 1);
	struct decimal d = { .coefficient = (int128) ((unsigned __int128) random_bits() << 64 | random_bits()) };

	d.coefficient >>= random_bits() % 127;
	if (random_bits() % 64 == 0)
		d.coefficient = random_bits() % 2 ? largest : -largest - 1;
	if (random_bits() % 4 == 0)
		d.coefficient = (int128) (random_bits() % 2001) - 1000;
	d.scale = (int) (random_bits() % (random_bits() % 8 == 0 ? 39 : 7));
	while (d.scale > 0 && d.coefficient % 10 == 0) {
		d.coefficient /= 10;
		d.scale--;
	}
	return d;
}

static void test_arithmetic(void)
{
	int wrong_sums = 0, wrong_differences = 0, wrong_products = 0, wrong_orders = 0, wrong_negatives = 0,
	    failures = 0;
	mpq_t a, b, exact;

	mpq_inits(a, b, exact, NULL);
	for (int i = 0; i < CASES; i++) {
		struct decimal x = random_decimal(), y = random_decimal(), result = { 0, 0 };
		struct error err = ERROR_INIT;
		int order, status;

		if (random_bits() % 16 == 0)
			y = x;
		to_rational(x, a);
		to_rational(y, b);
		mpq_add(exact, a, b);
		status = decimal_add(x, y, &result, &err);
		failures += status != 0;
		wrong_sums += !agrees(status, result, exact);
		mpq_sub(exact, a, b);
		wrong_differences += !agrees(decimal_subtract(x, y, &result, &err), result, exact);
		mpq_mul(exact, a, b);
		wrong_products += !agrees(decimal_multiply(x, y, &result, &err), result, exact);
		mpq_neg(exact, a);
		wrong_negatives += !agrees(decimal_negate(x, &result, &err), result, exact);
		order = mpq_cmp(a, b);
		status = decimal_compare(x, y);
		wrong_orders += (order > 0) - (order < 0) != (status > 0) - (status < 0);
	}
	is_number(wrong_sums, 0, "sums are exact, or an error where they cannot be held");
	is_number(wrong_differences, 0, "differences are exact, or an error where they cannot be held");
	is_number(wrong_products, 0, "products are exact, or an error where they cannot be held");
	is_number(wrong_negatives, 0, "negatives are exact, or an error where they cannot be held");
	is_number(wrong_orders, 0, "decimals compare by their exact value");
	ok(failures > 100, "the cases reach beyond what can be held");
	mpq_clears(a, b, exact, NULL);
}

/* The multiple of `step` for `quotient`, from the definition of each mode: candidates below and above, chosen. */
static void round_exactly(mpq_t quotient, mpq_t step, enum rounding mode, mpq_t out)
{
	mpz_t below, above, chosen;
	mpq_t count, half;
	int side;

	mpz_inits(below, above, chosen, NULL);
	mpq_inits(count, half, NULL);
	mpq_div(count, quotient, step);
	mpz_fdiv_q(below, mpq_numref(count), mpq_denref(count));
	mpz_cdiv_q(above, mpq_numref(count), mpq_denref(count));
	mpz_add(mpq_numref(half), below, above);
	mpz_set_ui(mpq_denref(half), 2);
	mpq_canonicalize(half);
	side = mpq_cmp(count, half); /* over, at or under the middle */
	if (mode == ROUND_CEILING || (mode == ROUND_UP && mpq_sgn(count) > 0)
	    || (mode == ROUND_DOWN && mpq_sgn(count) < 0))
		side = 1;
	else if (mode == ROUND_FLOOR || mode == ROUND_UP || mode == ROUND_DOWN)
		side = -1;
	else if (side == 0 && mode == ROUND_HALF_UP)
		side = mpq_sgn(count);
	else if (side == 0 && mode == ROUND_HALF_DOWN)
		side = -mpq_sgn(count);
	else if (side == 0)
		side = mpz_even_p(above) ? 1 : -1;
	mpz_set(chosen, side > 0 ? above : below);
	mpq_set_z(out, chosen);
	mpq_mul(out, out, step);
	mpz_clears(below, above, chosen, NULL);
	mpq_clears(count, half, NULL);
}

static struct decimal random_step(void)
{
	static const struct decimal usual[] = { { 1, 0 }, { 5, 0 }, { 25, 0 }, { 1, 2 },
		                                { 5, 3 }, { 1, 1 }, { 100, 0 } };
	struct decimal step;

	if (random_bits() % 4)
		return usual[random_bits() % 7];
	do
		step = random_decimal();
	while (step.coefficient <= 0);
	return step;
}

static void test_rounding(void)
{
	int wrong_rounds[7] = { 0 }, wrong_quotients[7] = { 0 }, ties = 0;
	mpq_t x, y, s, exact, quotient;

	mpq_inits(x, y, s, exact, quotient, NULL);
	for (int i = 0; i < CASES; i++) {
		struct decimal a = random_decimal(), b = random_decimal(), step = random_step(), result = { 0, 0 };
		struct error err = ERROR_INIT;
		enum rounding mode = (enum rounding)(i % 7);

		/* One case in four lies on or near a tie. */
		if (i % 4 == 0 && step.scale < 38) {
			a.coefficient = ((int128) (random_bits() % 4001) - 2000) * 5 * (step.coefficient % 1000000);
			a.scale = step.scale + 1;
			step.coefficient %= 1000000;
			step.coefficient += step.coefficient == 0;
			while (a.scale > 0 && a.coefficient % 10 == 0) {
				a.coefficient /= 10;
				a.scale--;
			}
			ties += a.scale > step.scale;
		}
		while (b.coefficient == 0)
			b = random_decimal();
		to_rational(a, x);
		to_rational(b, y);
		to_rational(step, s);
		round_exactly(x, s, mode, exact);
		wrong_rounds[mode] += !agrees(decimal_round(a, step, mode, &result, &err), result, exact);
		mpq_div(quotient, x, y);
		round_exactly(quotient, s, mode, exact);
		wrong_quotients[mode] += !agrees(decimal_divide(a, b, step, mode, &result, &err), result, exact);
	}
	for (int mode = 0; mode < 7; mode++) {
		ok(wrong_rounds[mode] == 0, "rounding %s gives the right multiple of the step (%d wrong)",
		   rounding_names[mode], wrong_rounds[mode]);
		ok(wrong_quotients[mode] == 0, "division %s gives the right multiple of the step (%d wrong)",
		   rounding_names[mode], wrong_quotients[mode]);
	}
	ok(ties > 1000, "ties are among the cases");
	mpq_clears(x, y, s, exact, quotient, NULL);
}

static int64_t rounded(const char *x, const char *step, enum rounding mode)
{
	struct decimal a, b, result = { 0, 0 };
	struct error err = ERROR_INIT;
	int64_t whole = INT64_MIN;

	if (decimal_parse(x, strlen(x), &a, &err) || decimal_parse(step, strlen(step), &b, &err)
	    || decimal_round(a, b, mode, &result, &err) || !decimal_is_integer(result, &whole))
		printf("#   %s\n", err.message);
	return whole;
}

static void test_modes(void)
{
	static const struct {
		const char *x;
		int expected[7]; /* half_up half_even half_down up down ceiling floor */
	} cases[] = {
		{ "2.5", { 3, 2, 2, 3, 2, 3, 2 } },
		{ "-2.5", { -3, -2, -2, -3, -2, -2, -3 } },
		{ "3.5", { 4, 4, 3, 4, 3, 4, 3 } },
		{ "-3.5", { -4, -4, -3, -4, -3, -3, -4 } },
		{ "2.4", { 2, 2, 2, 3, 2, 3, 2 } },
		{ "-2.6", { -3, -3, -3, -3, -2, -2, -3 } },
		{ "0.5", { 1, 0, 0, 1, 0, 1, 0 } },
		{ "-0.5", { -1, 0, 0, -1, 0, 0, -1 } },
		{ "2.50000000000000000000000000000000001", { 3, 3, 3, 3, 2, 3, 2 } },
		{ "7", { 7, 7, 7, 7, 7, 7, 7 } },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool right = true;

		for (int mode = 0; mode < 7; mode++)
			right &= rounded(cases[i].x, "1", (enum rounding) mode) == cases[i].expected[mode];
		ok(right, "%s rounds as each of the seven modes says", cases[i].x);
	}
	is_number(rounded("1022.5", "25", ROUND_HALF_UP), 1025, "a price goes to the nearest 25p");
	is_number(rounded("1037.5", "25", ROUND_HALF_UP), 1050, "a tie between two steps goes up");
	is_number(rounded("1012.5", "25", ROUND_HALF_EVEN), 1000, "half_even takes the even number of steps");
}

static void test_names(void)
{
	enum rounding mode = ROUND_UP;

	ok(rounding_named("half_even", &mode) && mode == ROUND_HALF_EVEN, "a mode is found by its name");
	ok(!rounding_named("nearest", &mode) && mode == ROUND_HALF_EVEN, "a name that is no mode is not found");
}

static void test_share_exactly(void)
{
	int wrong_sums = 0, far = 0, unfair = 0;
	mpq_t all, weight, exact, difference;

	mpq_inits(all, weight, exact, difference, NULL);
	for (int i = 0; i < 20000; i++) {
		struct decimal weights[8];
		int64_t parts[8], total = (int64_t) random_bits() >> random_bits() % 63, sum = 0;
		size_t count = random_bits() % 8 + 1;
		struct error err = ERROR_INIT;
		double remainders[8];

		for (size_t j = 0; j < count; j++) {
			weights[j] = random_decimal();
			if (weights[j].coefficient <= 0)
				weights[j] = (struct decimal){ (int128) (random_bits() % 5) + (j == 0), 0 };
		}
		if (share_by_weight(total, weights, count, parts, &err)) {
			wrong_sums++;
			continue;
		}
		mpq_set_ui(all, 0, 1);
		for (size_t j = 0; j < count; j++) {
			to_rational(weights[j], weight);
			mpq_add(all, all, weight);
			sum += parts[j];
		}
		wrong_sums += sum != total;
		for (size_t j = 0; j < count; j++) {
			to_rational(weights[j], weight);
			mpq_set_si(exact, total, 1);
			mpq_mul(exact, exact, weight);
			mpq_div(exact, exact, all);
			mpq_set_si(difference, parts[j], 1);
			mpq_sub(difference, exact, difference);
			if (total < 0)
				mpq_neg(difference, difference);
			/* exact less given: in [0, 1) where nothing was added, in (-1, 0) where one was. */
			mpq_set_si(weight, 1, 1);
			far += mpq_cmp(difference, weight) >= 0;
			mpq_set_si(weight, -1, 1);
			far += mpq_cmp(difference, weight) <= 0;
			remainders[j] = mpq_get_d(difference);
		}
		/* Nobody who was given one more had a clearly smaller remainder than somebody who was not. */
		for (size_t j = 0; j < count; j++) {
			for (size_t k = 0; k < count; k++)
				unfair += remainders[j] < 0 && remainders[k] >= 0
				          && remainders[j] + 1 < remainders[k] - 1e-9;
		}
	}
	is_number(wrong_sums, 0, "shares sum to exactly the total");
	is_number(far, 0, "each share is less than one away from its exact proportion");
	is_number(unfair, 0, "what is left over goes to the largest remainders");
	mpq_clears(all, weight, exact, difference, NULL);
}

static void test_share(void)
{
	struct decimal equal[3] = { { 1, 0 }, { 1, 0 }, { 1, 0 } };
	struct decimal none[2] = { { 0, 0 }, { 0, 0 } }, negative[2] = { { 1, 0 }, { -1, 0 } };
	struct decimal one_empty[3] = { { 0, 0 }, { 5, 1 }, { 5, 1 } };
	struct error err = ERROR_INIT;
	int64_t parts[3];

	ok(!share_by_weight(100, equal, 3, parts, &err) && parts[0] == 34 && parts[1] == 33 && parts[2] == 33,
	   "of equal remainders the first comes first");
	ok(!share_by_weight(-100, equal, 3, parts, &err) && parts[0] == -34 && parts[1] == -33 && parts[2] == -33,
	   "a negative total is split as its opposite is");
	ok(!share_by_weight(1, one_empty, 3, parts, &err) && parts[0] == 0 && parts[1] == 1 && parts[2] == 0,
	   "a weight of 0 gets nothing");
	ok(!share_by_weight(INT64_MIN, equal, 1, parts, &err) && parts[0] == INT64_MIN,
	   "the least total can be shared");
	ok(err.code == ERROR_NONE, "an error is untouched on success");
	ok(share_by_weight(1, none, 2, parts, &err) && strstr(err.message, "no weight"), "all weights 0 is an error");
	ok(share_by_weight(1, negative, 2, parts, &err) && strstr(err.message, "weight 2 is negative"),
	   "a negative weight is an error that names it");
}

static void test_text(void)
{
	static const char *const refused[] = { "",
		                               "-",
		                               "+",
		                               ".",
		                               "1.",
		                               ".5",
		                               "1..2",
		                               "1.2.3",
		                               "1e3",
		                               "0x10",
		                               " 1",
		                               "1 ",
		                               "--1",
		                               "+-1",
		                               "1,23",
		                               ",123",
		                               "1234,567",
		                               "1,2345",
		                               "1,,234",
		                               "1,234,",
		                               "1.234,567",
		                               "\xD9\xA1",
		                               "1_000",
		                               "inf",
		                               "nan",
		                               "170141183460469231731687303715884105728",
		                               "0.000000000000000000000000000000000000001" };
	struct decimal d, again;
	struct error err = ERROR_INIT;
	int wrong = 0;

	for (int i = 0; i < 20000; i++) {
		struct text text = TEXT_INIT;

		d = random_decimal();
		decimal_print(d, &text);
		wrong += decimal_parse(text.bytes, text.length, &again, &err) || again.scale != d.scale
		         || again.coefficient != d.coefficient;
		text_release(&text);
	}
	is_number(wrong, 0, "what is printed reads back as the same decimal");
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		error_clear(&err);
		ok(decimal_parse(refused[i], strlen(refused[i]), &d, &err) == -1 && err.code == ERROR_INPUT,
		   "'%s' is not a decimal", refused[i]);
	}
	ok(decimal_parse("1\0002", 3, &d, &err) == -1, "a NUL within a number is refused");
	ok(!decimal_parse("1,234,567.890", 13, &d, &err) && d.coefficient == 123456789 && d.scale == 2,
	   "commas in the right places are read, and zeros at the end do not count");
	ok(!decimal_parse("0010", 4, &d, &err) && d.coefficient == 10 && d.scale == 0, "leading zeros mean nothing");
	ok(!decimal_parse("-0.00", 5, &d, &err) && d.coefficient == 0 && d.scale == 0, "there is one zero");
	ok(!decimal_parse("1.00000000000000000000000000000000000000000000000000", 52, &d, &err) && d.coefficient == 1
	           && d.scale == 0,
	   "any number of zeros may follow the point");
}

static void test_errors(void)
{
	struct decimal one = { 1, 0 }, zero = { 0, 0 }, minus = { -1, 0 }, result = { 7, 0 };
	struct decimal large = { (int128) (((unsigned __int128) 1 << 127) - 1), 0 }, small = { 1, 38 };
	struct error err = ERROR_INIT;

	ok(decimal_divide(one, zero, one, ROUND_UP, &result, &err) && strstr(err.message, "division by zero"),
	   "dividing by zero is an error");
	ok(decimal_divide(one, one, zero, ROUND_UP, &result, &err) && strstr(err.message, "step"),
	   "a step of zero is an error");
	ok(decimal_round(one, minus, ROUND_UP, &result, &err) && strstr(err.message, "step"),
	   "a negative step is an error");
	ok(decimal_add(large, one, &result, &err) && strstr(err.message, "addition"),
	   "an overflow names the operation");
	ok(decimal_multiply(small, small, &result, &err) && strstr(err.message, "multiplication"),
	   "too many decimals are an error, not a rounding");
	is_number((long long) result.coefficient, 7, "a result is untouched on failure");
}

int main(void)
{
	test_arithmetic();
	test_rounding();
	test_modes();
	test_names();
	test_share_exactly();
	test_share();
	test_text();
	test_errors();
	return done();
}
