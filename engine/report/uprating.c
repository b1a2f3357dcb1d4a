/* uprating.c: how a parameter's value follows from the one before it, worked out again. */
#include "report/uprating.h"

#include "report/explanation.h"

#define CUT_OFF 8 /* decimals of a quotient that has no end */

bool uprating_product(const struct parameter *parameter, const struct uprated *uprated, struct value base,
                      struct value value, struct value *product, bool *exact)
{
	const struct uprating *uprate = parameter->uprate;
	struct decimal by = value_as_decimal(uprated->to->value), from = decimal_from_integer(1);
	struct decimal moved, rounded, again, fine = { 1, CUT_OFF };
	struct error err;

	if (uprated->level)
		from = value_as_decimal(uprated->level->value);
	else if (decimal_add(by, from, &by, &err))
		return false;
	if (decimal_multiply(value_as_decimal(base), by, &moved, &err)
	    || decimal_divide(moved, from, uprate->step, uprate->mode, &rounded, &err)
	    || decimal_compare(rounded, value_as_decimal(value)) != 0
	    || decimal_divide(moved, from, fine, ROUND_DOWN, &again, &err))
		return false;
	*product = value_decimal(again);
	*exact = !decimal_multiply(again, from, &rounded, &err) && !decimal_compare(rounded, moved);
	return true;
}

static void append_factor(const struct uprated *uprated, struct text *out)
{
	enum type type = uprated->index->type;

	text_append(out, uprated->level ? " × " : " × (1 + ");
	report_value(type, uprated->to->value, out);
	text_append(out, uprated->level ? " / " : ")");
	if (uprated->level)
		report_value(type, uprated->level->value, out);
}

/* "£107.74 × (1 + 2%) = £109.8948", "£100 × 133 / 130 ≈ £102.3076923076" */
static bool append_product(const struct parameter *parameter, const struct uprated *uprated, struct value base,
                           struct value value, struct text *out)
{
	struct value product;
	bool exact;

	if (!uprating_product(parameter, uprated, base, value, &product, &exact))
		return false;
	report_value(parameter->type, base, out);
	append_factor(uprated, out);
	text_append(out, exact ? " = " : " ≈ ");
	report_value(parameter->type, product, out);
	return true;
}

static bool append_products(const struct parameter *parameter, const struct dated_value *value, struct text *out)
{
	const struct categories *before = value->uprated->base->categories, *after = value->categories;

	if (!after)
		return append_product(parameter, value->uprated, value->uprated->base->value, value->value, out);
	for (size_t i = 0; i < after->count; i++) {
		text_append_format(out, "%s%s ", i ? "; " : "", after->items[i].name);
		if (!append_product(parameter, value->uprated, before->items[i].value, after->items[i].value, out))
			return false;
	}
	return true;
}

void report_uprating(const struct parameter *parameter, const struct dated_value *value, struct text *out)
{
	const struct uprated *uprated = value->uprated;
	struct text products = TEXT_INIT;
	char day[DATE_TEXT_SIZE];

	if (uprated && append_products(parameter, value, &products)) {
		date_print(uprated->to->from, day);
		text_append_format(out, "%s of %s", uprated->index->name, day);
		if (uprated->level) {
			date_print(uprated->level->from, day);
			text_append_format(out, " over %s", day);
		}
		text_append_format(out, "%s: %s, rounded to a multiple of ", uprated->carried ? ", carried" : "",
		                   text_string(&products));
		report_value(parameter->type, value_decimal(parameter->uprate->step), out);
		text_append_format(out, " (%s)", rounding_names[parameter->uprate->mode]);
	}
	out->failed |= products.failed;
	text_release(&products);
}
