/* decimal_text.c: printing decimals and reading them. */
#include "value/decimal_text.h"

#include "value/quote.h"
#include "value/wide.h"

#include <string.h>

/* Writes the digits so that they end at `end`; returns where they begin. At least `least` digits. */
static char *write_digits(uint128 value, int least, char *end)
{
	while (value > UINT64_MAX) {
		*--end = (char) ('0' + (int) (value % 10));
		value /= 10;
		least--;
	}
	for (uint64_t small = (uint64_t) value; small > 0 || least > 0; small /= 10) {
		*--end = (char) ('0' + (int) (small % 10));
		least--;
	}
	return end;
}

size_t decimal_format(struct decimal d, char out[DECIMAL_TEXT_SIZE])
{
	uint128 size = d.coefficient < 0 ? -(uint128) d.coefficient : (uint128) d.coefficient;
	char digits[DECIMAL_TEXT_SIZE], *end = digits + sizeof digits;
	char *start = write_digits(size, d.scale + 1, end);
	size_t whole = (size_t) (end - start) - (size_t) d.scale, used = 0;

	if (d.coefficient < 0)
		out[used++] = '-';
	memcpy(out + used, start, whole);
	used += whole;
	if (d.scale > 0) {
		out[used++] = '.';
		memcpy(out + used, start + whole, (size_t) d.scale);
		used += (size_t) d.scale;
	}
	out[used] = '\0';
	return used;
}

size_t integer_format(int64_t value, char out[DECIMAL_TEXT_SIZE])
{
	return decimal_format(decimal_from_integer(value), out);
}

void decimal_print(struct decimal d, struct text *out)
{
	char digits[DECIMAL_TEXT_SIZE];

	text_append_bytes(out, digits, decimal_format(d, digits));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits of a number in two parts, without the zeros at the end: value * 10^power. */
struct digits {
	uint128 value;
	int zeros; /* that came after the last digit other than 0 */
	bool overflow;
};

static void take_digit(struct digits *digits, char c)
{
	if (c == '0') {
		digits->zeros += digits->value != 0;
		return;
	}
	for (; digits->zeros >= 0; digits->zeros--)
		digits->overflow |= __builtin_mul_overflow(digits->value, (uint128) 10, &digits->value);
	digits->zeros = 0;
	digits->overflow |= __builtin_add_overflow(digits->value, (uint128) (c - '0'), &digits->value);
}

/* Reads the whole part: digits, or digits in threes after commas. Returns where it ends; NULL: commas misplaced. */
static const char *scan_whole(const char *at, const char *end, struct digits *digits)
{
	const char *start = at;
	int since_comma = -1; /* -1: no comma yet */

	for (; at < end && (is_digit(*at) || *at == ','); at++) {
		if (*at == ',') {
			if (since_comma == -1 ? at == start || at - start > 3 : since_comma != 3)
				return NULL;
			since_comma = 0;
		} else {
			take_digit(digits, *at);
			since_comma += since_comma >= 0;
		}
	}
	return since_comma == -1 || since_comma == 3 ? at : NULL;
}

/* digits * 10^power as a decimal. */
static enum scan_result assemble(const struct digits *digits, int power, bool negative, struct decimal *out)
{
	uint128 value = digits->value, limit = ((uint128) 1 << 127) - !negative;
	bool overflow = digits->overflow;

	if (value == 0 && !overflow) {
		*out = decimal_from_integer(0);
		return SCAN_OK;
	}
	if (power < -DECIMAL_MAX_SCALE && !overflow)
		return SCAN_TOO_PRECISE;
	for (; power > 0 && !overflow; power--)
		overflow = __builtin_mul_overflow(value, (uint128) 10, &value);
	if (overflow || value > limit)
		return power < -DECIMAL_MAX_SCALE ? SCAN_TOO_PRECISE : SCAN_TOO_LARGE;
	*out = decimal_canonical(negative ? (int128) -value : (int128) value, power < 0 ? -power : 0);
	return SCAN_OK;
}

enum scan_result decimal_scan(const char *text, size_t length, int power, struct decimal *out)
{
	const char *at = text, *end = text + length;
	struct digits digits = { .value = 0 };
	bool negative = false;
	int decimals = 0;

	if (at < end && (*at == '-' || *at == '+'))
		negative = *at++ == '-';
	if (at == end || !is_digit(*at) || length > 10000)
		return SCAN_NOT_A_NUMBER;
	at = scan_whole(at, end, &digits);
	if (!at)
		return SCAN_COMMAS;
	if (at < end && *at == '.') {
		const char *point = at++;

		for (; at < end && is_digit(*at); at++)
			take_digit(&digits, *at);
		decimals = (int) (at - point) - 1;
		if (decimals == 0)
			return SCAN_NOT_A_NUMBER;
	}
	if (at < end)
		return SCAN_NOT_A_NUMBER;
	return assemble(&digits, power + digits.zeros - decimals, negative, out);
}

int decimal_parse(const char *text, size_t length, struct decimal *out, struct error *err)
{
	struct decimal result;
	char quoted[QUOTE_SIZE];

	switch (decimal_scan(text, length, 0, &result)) {
	case SCAN_OK:
		*out = result;
		return 0;
	case SCAN_NOT_A_NUMBER:
		break;
	case SCAN_COMMAS:
		error_set(err, ERROR_INPUT, "expected a decimal such as 1,234.5, got '%s'",
		          quote(text, length, quoted));
		return error_hint(err, "a comma stands before each three digits of the whole part, or nowhere");
	case SCAN_TOO_LARGE:
		return error_set(err, ERROR_INPUT, "'%s' has more digits than an exact decimal holds (38)",
		                 quote(text, length, quoted));
	case SCAN_TOO_PRECISE:
		return error_set(err, ERROR_INPUT, "'%s' has more than %d decimals", quote(text, length, quoted),
		                 DECIMAL_MAX_SCALE);
	}
	return error_set(err, ERROR_INPUT, "expected a decimal such as 1.055, got '%s'", quote(text, length, quoted));
}
