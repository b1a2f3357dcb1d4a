/* amount.c: amounts of money as a report prints them. */
#include "report/amount.h"

#include "report/table.h"

#include <string.h>

enum amount_unit amount_unit_named(const char *name)
{
	for (int i = 0; amount_unit_names[i]; i++) {
		if (!strcmp(amount_unit_names[i], name))
			return (enum amount_unit) i;
	}
	return UNIT_POUNDS;
}

enum amount_unit amount_unit_of(const struct summary *summary)
{
	return amount_unit_named(summary_manifest(summary, "in"));
}

const char *amount_unit_shown(enum amount_unit unit)
{
	return unit == UNIT_POUNDS ? "" : amount_unit_names[unit];
}

static bool pence_of(const char *plain, struct decimal *pence)
{
	struct error err;

	return plain && !decimal_parse(plain, strlen(plain), pence, &err);
}

bool amount_has_pence(const char *plain)
{
	struct decimal pence, pounds, back;
	struct error err;

	return pence_of(plain, &pence) && !decimal_round(pence, decimal_from_integer(100), ROUND_DOWN, &pounds, &err)
	       && !decimal_subtract(pence, pounds, &back, &err) && back.coefficient != 0;
}

/* In so many units, a multiple of the step. */
static bool in_units(const char *plain, enum amount_unit unit, struct decimal step, struct decimal *out)
{
	struct decimal pence;
	struct error err;

	return pence_of(plain, &pence)
	       && !decimal_divide(pence, decimal_from_integer(amount_unit_pence[unit]), step, ROUND_HALF_UP, out,
	                          &err);
}

bool amount_printed(const char *plain, enum amount_unit unit, struct decimal *out)
{
	static const struct decimal steps[] = { { 1, 2 }, { 1, 0 }, { 1, 1 } };

	return in_units(plain, unit, steps[unit], out);
}

void amount_append_number(struct text *out, struct decimal number, enum amount_unit unit)
{
	value_print(TYPE_DECIMAL, value_decimal(number), out);
	if (unit == UNIT_MILLIONS && number.scale == 0)
		text_append(out, ".0");
}

/* Pounds, with pence where the column has any, so that a column of money lines up. */
static void append_pounds(struct text *out, struct decimal pounds, bool with_pence)
{
	bool negative = pounds.coefficient < 0;
	struct error err;

	if (negative && decimal_negate(pounds, &pounds, &err))
		negative = false; /* only a number that no run holds: it has its own sign then */
	text_append(out, negative ? "-£" : "£");
	value_print(TYPE_DECIMAL, value_decimal(pounds), out);
	if (with_pence)
		text_append(out, pounds.scale == 0 ? ".00" : pounds.scale == 1 ? "0" : "");
}

void amount_append(struct text *out, const char *plain, struct amount_style style)
{
	struct decimal number;

	if (!amount_printed(plain, style.unit, &number))
		text_append(out, plain ? plain : "");
	else if (style.unit == UNIT_POUNDS)
		append_pounds(out, number, style.with_pence);
	else
		amount_append_number(out, number, style.unit);
}

void amount_append_exact(struct text *out, const char *plain, enum amount_unit unit)
{
	static const struct decimal least = { 1, 10 }; /* a hundredth of a penny in £m */
	struct decimal number;

	if (!in_units(plain, unit, least, &number))
		text_append(out, plain ? plain : "");
	else if (unit == UNIT_POUNDS)
		append_pounds(out, number, number.scale > 0);
	else
		amount_append_number(out, number, unit);
}

void printed_part(struct printed_sum *sum, const char *plain, enum amount_unit unit)
{
	struct decimal number;
	struct error err;

	sum->unknown |= !amount_printed(plain, unit, &number) || decimal_add(sum->parts, number, &sum->parts, &err);
}

void printed_whole(struct printed_sum *sum, const char *plain, enum amount_unit unit)
{
	sum->unknown |= !amount_printed(plain, unit, &sum->whole);
}

void printed_sum_tell(const struct printed_sum *sum, enum amount_unit unit, const char *period, struct text *line)
{
	bool first = line->length == 0;

	if (unit == UNIT_POUNDS || sum->unknown || !decimal_compare(sum->parts, sum->whole))
		return;
	if (first)
		text_append_format(line, "Printed in %s, rounded: ", amount_unit_names[unit]);
	else
		text_append(line, "; ");
	if (period)
		text_append_format(line, "in %s ", period);
	text_append(line, first ? "the parts as printed come to " : "to ");
	amount_append_number(line, sum->parts, unit);
	text_append(line, ", the total is ");
	amount_append_number(line, sum->whole, unit);
}

void printed_sum_print(struct text *line, struct text *out)
{
	if (line->length)
		text_append_char(line, '.');
	print_wrapped(out, text_string(line), 2);
	out->failed |= line->failed;
	text_release(line);
}
