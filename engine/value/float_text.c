/* float_text.c: floats as text. The C library's own ways follow the locale, so reading is done with exact integers here,
 * and of what the library prints only the digits are taken. */
#include "value/float_text.h"

#include "value/wide.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MANTISSA_BITS  53
#define LEAST_EXPONENT (-1074) /* of the lowest bit of the smallest float */
#define DIGITS_KEPT    36      /* digits beyond these are kept only as "and a bit more" */

/* dividend / divisor as the nearest float; `sticky`: and a bit more. */
static double nearest_float(struct wide *dividend, struct wide *divisor, bool sticky)
{
	struct wide quotient, rest;
	int exponent = wide_bits(dividend) - wide_bits(divisor) - MANTISSA_BITS - 2, drop;
	uint128 bits, half, low;

	/* A quotient of 54 to 56 bits, or fewer where the float is subnormal: one bit decides, the rest are sticky. */
	if (exponent < LEAST_EXPONENT - 2)
		exponent = LEAST_EXPONENT - 2;
	wide_shift_left(exponent < 0 ? dividend : divisor, exponent < 0 ? -exponent : exponent);
	wide_divide(dividend, divisor, &quotient, &rest);
	sticky |= rest.size > 0;
	ensure(wide_get(&quotient, &bits));
	drop = wide_bits(&quotient) - MANTISSA_BITS;
	if (drop < 2)
		drop = 2;
	half = (uint128) 1 << (drop - 1);
	low = bits & (half * 2 - 1);
	bits >>= drop;
	if (low > half || (low == half && (sticky || (bits & 1))))
		bits++;
	return ldexp((double) (uint64_t) bits, exponent + drop);
}

/* digits * 10^power as the nearest float. */
static double from_digits(uint128 digits, int64_t power, bool sticky)
{
	struct wide dividend, divisor;

	if (digits == 0 || power < -400)
		return 0;
	if (power > 310)
		return HUGE_VAL;
	wide_set(&dividend, digits);
	wide_set(&divisor, 1);
	wide_scale(power > 0 ? &dividend : &divisor, (int) (power > 0 ? power : -power));
	return nearest_float(&dividend, &divisor, sticky);
}

struct scanner {
	const char *at, *end;
	uint128 digits;
	int64_t power;
	int kept;
	bool sticky;
};

static bool scan_digits(struct scanner *scanner, bool fraction)
{
	const char *start = scanner->at;

	for (; scanner->at < scanner->end && *scanner->at >= '0' && *scanner->at <= '9'; scanner->at++) {
		int digit = *scanner->at - '0';

		if (scanner->kept < DIGITS_KEPT) {
			scanner->digits = scanner->digits * 10 + (unsigned int) digit;
			scanner->kept += scanner->digits != 0;
			scanner->power -= fraction;
		} else {
			scanner->sticky |= digit != 0;
			scanner->power += !fraction;
		}
	}
	return scanner->at > start;
}

static bool scan_exponent(struct scanner *scanner)
{
	bool negative = false;
	int64_t exponent = 0;
	const char *start;

	if (scanner->at == scanner->end || (*scanner->at | 32) != 'e')
		return true;
	scanner->at++;
	if (scanner->at < scanner->end && (*scanner->at == '-' || *scanner->at == '+'))
		negative = *scanner->at++ == '-';
	start = scanner->at;
	for (; scanner->at < scanner->end && *scanner->at >= '0' && *scanner->at <= '9'; scanner->at++) {
		if (exponent < 100000000)
			exponent = exponent * 10 + (*scanner->at - '0');
	}
	scanner->power += negative ? -exponent : exponent;
	return scanner->at > start;
}

bool float_scan(const char *text, size_t length, double *out, bool *too_large)
{
	struct scanner scanner = { .at = text, .end = text + length };
	bool negative = false;
	double value;

	*too_large = false;
	if (length > 0 && (*text == '-' || *text == '+'))
		negative = *scanner.at++ == '-';
	if (!scan_digits(&scanner, false))
		return false;
	if (scanner.at < scanner.end && *scanner.at == '.') {
		scanner.at++;
		if (!scan_digits(&scanner, true))
			return false;
	}
	if (!scan_exponent(&scanner) || scanner.at != scanner.end)
		return false;
	value = from_digits(scanner.digits, scanner.power, scanner.sticky);
	if (isinf(value)) {
		*too_large = true;
		return false;
	}
	*out = negative && value != 0 ? -value : value;
	return true;
}

/* The significant digits of a finite positive float, rounded to `count`; the power of ten of the first. */
static int significant(double value, int count, char digits[20])
{
	char printed[64];
	int used = 0, power = 0;
	const char *at = printed;
	bool negative;

	snprintf(printed, sizeof printed, "%.*e", count - 1, value);
	/* Between the digits stands whatever the locale has for a decimal point. */
	for (; *at != 'e'; at++) {
		if (*at >= '0' && *at <= '9' && used < count)
			digits[used++] = *at;
	}
	negative = *++at == '-';
	for (at++; *at; at++)
		power = power * 10 + (*at - '0');
	digits[used] = '\0';
	return negative ? -power : power;
}

static bool reads_back(const char *digits, int power, double value)
{
	uint128 whole = 0;

	for (const char *at = digits; *at; at++)
		whole = whole * 10 + (unsigned int) (*at - '0');
	return from_digits(whole, power - (int) strlen(digits) + 1, false) == value;
}

void float_format(double value, char out[FLOAT_TEXT_SIZE])
{
	char digits[20];
	const char *sign = value < 0 ? "-" : "";
	int count = 1, power;

	if (isnan(value) || isinf(value)) {
		snprintf(out, FLOAT_TEXT_SIZE, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
		return;
	}
	if (value == 0) {
		snprintf(out, FLOAT_TEXT_SIZE, "0");
		return;
	}
	do
		power = significant(fabs(value), count, digits);
	while (!reads_back(digits, power, fabs(value)) && ++count <= DBL_DECIMAL_DIG);
	count = (int) strlen(digits);
	if (power < -5 || power > 15)
		snprintf(out, FLOAT_TEXT_SIZE, "%s%c%s%se%d", sign, digits[0], count > 1 ? "." : "", digits + 1,
		         power);
	else if (power < 0)
		snprintf(out, FLOAT_TEXT_SIZE, "%s0.%.*s%s", sign, -power - 1, "0000", digits);
	else if (power >= count - 1)
		snprintf(out, FLOAT_TEXT_SIZE, "%s%s%.*s", sign, digits, power - count + 1, "000000000000000");
	else
		snprintf(out, FLOAT_TEXT_SIZE, "%s%.*s.%s", sign, power + 1, digits, digits + power + 1);
}

int float_compare_decimal(double number, struct decimal d)
{
	bool negative = number < 0;
	struct wide left, right;
	int exponent, order;
	double mantissa;

	if (number == 0)
		return d.coefficient > 0 ? -1 : d.coefficient < 0;
	if (isinf(number) || d.coefficient == 0 || negative != (d.coefficient < 0))
		return negative ? -1 : 1;
	mantissa = frexp(fabs(number), &exponent);
	wide_set(&left, (uint64_t) ldexp(mantissa, MANTISSA_BITS));
	exponent -= MANTISSA_BITS;
	wide_set(&right, negative ? -(uint128) d.coefficient : (uint128) d.coefficient);
	wide_scale(&left, d.scale);
	wide_shift_left(exponent > 0 ? &left : &right, exponent > 0 ? exponent : -exponent);
	order = wide_compare(&left, &right);
	return negative ? -order : order;
}
