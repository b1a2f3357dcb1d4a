/* published.c: reads published values, exactly, with the unit of their last printed digit. */
#include "evaluate/published.h"

#include "value/quote.h"

#include <string.h>

bool published_is_number(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER;
}

/* The number that has 1 for its last digit and 0 for all others: £1,234.50 gives £0,000.01, 4.99% gives 0.01%. */
static int write_digit(const char *text, struct text *out)
{
	size_t last = strlen(text);

	while (last > 0 && (text[last - 1] < '0' || text[last - 1] > '9'))
		last--;
	for (size_t i = 0; text[i]; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (text[i] != '-' && text[i] != '+')
			text_append_char(out, !digit ? text[i] : i + 1 == last ? '1' : '0');
	}
	return out->failed ? -1 : 0;
}

static int finer_than_a_penny(const char *text, const char *unit, int decimals, struct error *err)
{
	char quoted[QUOTE_SIZE];

	error_set(err, ERROR_INPUT, "'%s' is printed finer than a penny", quote(text, strlen(text), quoted));
	return error_hint(err, "amounts in %s have at most %d decimals", unit, decimals);
}

/* "£17.7m" where a number of £m is expected, or no number at all. */
static int not_an_amount(const char *text, enum amount_unit unit, const struct error *why, struct error *err)
{
	char quoted[QUOTE_SIZE];
	struct value money;
	struct error none;

	quote(text, strlen(text), quoted);
	if (!value_parse(TYPE_MONEY, text, strlen(text), &money, &none)) {
		error_set(err, ERROR_INPUT, "'%s' has a unit of its own, and 'in' says %s", quoted,
		          amount_unit_names[unit]);
		return error_hint(err, "write the number alone, or take 'in' out");
	}
	error_set(err, ERROR_INPUT, "expected an amount in %s such as %s, got '%s'", amount_unit_names[unit],
	          unit == UNIT_MILLIONS ? "17.7" : "1,234", quoted);
	if (why->hint[0] && !strchr(text, '%'))
		error_hint(err, "%s", why->hint);
	return -1;
}

static int too_large(const char *text, enum amount_unit unit, struct error *err)
{
	char quoted[QUOTE_SIZE];

	return error_set(err, ERROR_INPUT, "'%s' in %s is beyond plus or minus 2^53 pence (£90,071,992,547,409.92)",
	                 quote(text, strlen(text), quoted), amount_unit_names[unit]);
}

/* A number of a unit of money. */
static int read_amount(enum amount_unit unit, const char *text, const char *digit, struct published *out,
                       struct error *err)
{
	static const int decimals[] = { [UNIT_POUNDS] = 2, [UNIT_THOUSANDS] = 5, [UNIT_MILLIONS] = 8 };
	struct decimal pence = decimal_from_integer(amount_unit_pence[unit]), amount;
	struct value value;
	struct error why;

	if (value_parse(TYPE_DECIMAL, text, strlen(text), &value, &why))
		return not_an_amount(text, unit, &why, err);
	if (decimal_multiply(value_as_decimal(value), pence, &amount, &why))
		return too_large(text, unit, err);
	/* Zeros at its end cost a number nothing, but its digit may be beyond what can be held. */
	if (value_parse(TYPE_DECIMAL, digit, strlen(digit), &value, &why)
	    || decimal_multiply(value_as_decimal(value), pence, &out->digit, &why) || out->digit.scale > 0)
		return finer_than_a_penny(text, amount_unit_names[unit], decimals[unit], err);
	out->value = value_decimal(amount);
	return value_check(TYPE_MONEY, out->value, &why) ? too_large(text, unit, err) : 0;
}

/* As its type is written. */
static int read_as_written(enum type type, const char *text, const char *digit, struct published *out,
                           struct error *err)
{
	/* A rate without its sign, and an integer with decimals, are printed as decimals are. */
	enum type printed = type == TYPE_MONEY || strchr(text, '%') ? type : TYPE_DECIMAL;
	struct error none;
	struct value unit;

	if (value_parse(type, text, strlen(text), &out->value, err))
		return -1;
	if (!published_is_number(type))
		return 0;
	if (value_parse(printed, digit, strlen(digit), &unit, &none))
		return type == TYPE_MONEY ? finer_than_a_penny(text, "pounds", 2, err)
		                          : error_set(err, ERROR_INPUT, "a number with more than %d decimals",
		                                      DECIMAL_MAX_SCALE);
	out->digit = value_as_decimal(unit);
	return 0;
}

int published_read(enum type type, const enum amount_unit *unit, const char *text, struct published *out,
                   struct error *err)
{
	struct text digit = TEXT_INIT;
	int failed;

	*out = (struct published){ .digit = decimal_from_integer(0) };
	if (write_digit(text, &digit))
		failed = error_memory(err);
	else if (unit)
		failed = read_amount(*unit, text, text_string(&digit), out, err);
	else
		failed = read_as_written(type, text, text_string(&digit), out, err);
	text_release(&digit);
	return failed;
}

int published_allowed(enum type type, const struct published *published, int addends, struct value *out,
                      struct error *err)
{
	const struct decimal half = { .coefficient = 5, .scale = 1 };
	struct decimal allowed;

	if (decimal_multiply(published->digit, decimal_from_integer(addends + 1), &allowed, err)
	    || decimal_multiply(allowed, half, &allowed, err))
		return -1;
	if ((type == TYPE_MONEY || type == TYPE_INTEGER)
	    && decimal_round(allowed, decimal_from_integer(1), ROUND_FLOOR, &allowed, err))
		return -1;
	*out = value_decimal(allowed);
	return 0;
}
