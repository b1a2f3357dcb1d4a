/* wide.c: arithmetic on unsigned integers of a fixed greatest size, in limbs of 32 bits. */
#include "value/wide.h"

#include "base/error.h"

#include <string.h>

static void trim(struct wide *a)
{
	while (a->size > 0 && a->limb[a->size - 1] == 0)
		a->size--;
}

static void push(struct wide *a, uint32_t limb)
{
	ensure(a->size < WIDE_LIMBS);
	a->limb[a->size++] = limb;
}

void wide_set(struct wide *out, uint128 value)
{
	out->size = 0;
	for (; value; value >>= 32)
		out->limb[out->size++] = (uint32_t) value;
}

bool wide_get(const struct wide *a, uint128 *value)
{
	uint128 result = 0;

	if (a->size > 4)
		return false;
	for (int i = a->size - 1; i >= 0; i--)
		result = result << 32 | a->limb[i];
	*value = result;
	return true;
}

int wide_bits(const struct wide *a)
{
	return a->size == 0 ? 0 : a->size * 32 - __builtin_clz(a->limb[a->size - 1]);
}

int wide_compare(const struct wide *a, const struct wide *b)
{
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	for (int i = a->size - 1; i >= 0; i--) {
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	}
	return 0;
}

void wide_add(const struct wide *a, const struct wide *b, struct wide *out)
{
	const struct wide *longer = a->size >= b->size ? a : b, *shorter = longer == a ? b : a;
	int size = longer->size, short_size = shorter->size;
	uint64_t carry = 0;

	for (int i = 0; i < size; i++) {
		carry += (uint64_t) longer->limb[i] + (i < short_size ? shorter->limb[i] : 0);
		out->limb[i] = (uint32_t) carry;
		carry >>= 32;
	}
	out->size = size;
	if (carry)
		push(out, (uint32_t) carry);
}

void wide_subtract(const struct wide *a, const struct wide *b, struct wide *out)
{
	int size = a->size, other = b->size;
	int64_t borrow = 0;

	for (int i = 0; i < size; i++) {
		borrow += (int64_t) a->limb[i] - (i < other ? b->limb[i] : 0);
		out->limb[i] = (uint32_t) borrow;
		borrow >>= 32;
	}
	ensure(borrow == 0 && other <= size);
	out->size = size;
	trim(out);
}

void wide_multiply(const struct wide *a, const struct wide *b, struct wide *out)
{
	int size = a->size + b->size;

	ensure(size <= WIDE_LIMBS && out != a && out != b);
	memset(out->limb, 0, (size_t) size * sizeof out->limb[0]);
	for (int i = 0; i < a->size; i++) {
		uint64_t carry = 0;

		for (int j = 0; j < b->size; j++) {
			carry += (uint64_t) a->limb[i] * b->limb[j] + out->limb[i + j];
			out->limb[i + j] = (uint32_t) carry;
			carry >>= 32;
		}
		out->limb[i + b->size] = (uint32_t) carry;
	}
	out->size = size;
	trim(out);
}

static void multiply_small(struct wide *a, uint32_t by)
{
	uint64_t carry = 0;

	for (int i = 0; i < a->size; i++) {
		carry += (uint64_t) a->limb[i] * by;
		a->limb[i] = (uint32_t) carry;
		carry >>= 32;
	}
	if (carry)
		push(a, (uint32_t) carry);
}

void wide_scale(struct wide *a, int power)
{
	static const uint32_t powers[] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000
	};

	for (; power > 9; power -= 9)
		multiply_small(a, powers[9]);
	multiply_small(a, powers[power]);
}

void wide_shift_left(struct wide *a, int bits)
{
	int limbs = bits / 32;

	if (a->size == 0)
		return;
	ensure(a->size + limbs <= WIDE_LIMBS);
	memmove(a->limb + limbs, a->limb, (size_t) a->size * sizeof a->limb[0]);
	memset(a->limb, 0, (size_t) limbs * sizeof a->limb[0]);
	a->size += limbs;
	if (bits % 32)
		multiply_small(a, (uint32_t) 1 << bits % 32);
}

uint32_t wide_divide_small(struct wide *a, uint32_t by)
{
	uint64_t remainder = 0;

	for (int i = a->size - 1; i >= 0; i--) {
		remainder = remainder << 32 | a->limb[i];
		a->limb[i] = (uint32_t) (remainder / by);
		remainder %= by;
	}
	trim(a);
	return (uint32_t) remainder;
}

/* Takes digit * divisor away from the limbs of `from` that begin at `at`. True when that was one divisor too much. */
static bool take_away(struct wide *from, int at, const struct wide *divisor, uint64_t digit)
{
	uint64_t carry = 0;
	int64_t borrow = 0;

	for (int i = 0; i <= divisor->size; i++) {
		carry += i < divisor->size ? digit * divisor->limb[i] : 0;
		borrow += (int64_t) from->limb[at + i] - (int64_t) (uint32_t) carry;
		from->limb[at + i] = (uint32_t) borrow;
		carry >>= 32;
		borrow >>= 32;
	}
	return borrow < 0;
}

static void give_back(struct wide *to, int at, const struct wide *divisor)
{
	uint64_t carry = 0;

	for (int i = 0; i <= divisor->size; i++) {
		carry += (uint64_t) to->limb[at + i] + (i < divisor->size ? divisor->limb[i] : 0);
		to->limb[at + i] = (uint32_t) carry;
		carry >>= 32;
	}
}

/* Long division in base 2^32 (Knuth, The Art of Computer Programming, 4.3.1, algorithm D): both are shifted so that the
 * divisor's highest bit is set; then the quotient digit guessed from the two highest limbs is at most two too large. */
void wide_divide(const struct wide *a, const struct wide *b, struct wide *quotient, struct wide *remainder)
{
	struct wide divisor = *b;
	int shift, size = b->size;

	ensure(size > 0);
	*remainder = *a;
	quotient->size = 0;
	if (wide_compare(a, b) < 0)
		return;
	if (size == 1) {
		*quotient = *a;
		wide_set(remainder, wide_divide_small(quotient, b->limb[0]));
		return;
	}
	shift = __builtin_clz(b->limb[size - 1]);
	wide_shift_left(&divisor, shift);
	wide_shift_left(remainder, shift);
	push(remainder, 0);
	quotient->size = remainder->size - size;
	for (int at = quotient->size - 1; at >= 0; at--) {
		uint64_t top = (uint64_t) remainder->limb[at + size] << 32 | remainder->limb[at + size - 1];
		uint64_t digit = top / divisor.limb[size - 1], rest = top % divisor.limb[size - 1];

		while (rest <= UINT32_MAX
		       && (digit > UINT32_MAX
		           || digit * divisor.limb[size - 2] > (rest << 32 | remainder->limb[at + size - 2]))) {
			digit--;
			rest += divisor.limb[size - 1];
		}
		if (take_away(remainder, at, &divisor, digit)) {
			digit--;
			give_back(remainder, at, &divisor);
		}
		quotient->limb[at] = (uint32_t) digit;
	}
	trim(quotient);
	trim(remainder);
	/* The lowest bits shifted in were zeros and stay so: shifting back is exact. */
	for (int i = 0; shift && i < remainder->size; i++) {
		uint32_t above = i + 1 < remainder->size ? remainder->limb[i + 1] : 0;

		remainder->limb[i] = remainder->limb[i] >> shift | above << (32 - shift);
	}
	trim(remainder);
}
