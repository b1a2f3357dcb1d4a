/* operation.c: what Lua and the library do with the same values. What they would refuse, or what would not fit, is left to them. */
#include "evaluate/operation.h"

#include <string.h>

static bool is_exact(const struct value *value)
{
	return value->kind == VALUE_INTEGER || value->kind == VALUE_DECIMAL;
}

bool operation_is_true(const struct value *value)
{
	return value->kind != VALUE_NONE && (value->kind != VALUE_FLAG || value->as.integer);
}

static int compare_texts(const struct value *a, const struct value *b)
{
	int order = memcmp(a->as.text, b->as.text, a->length < b->length ? a->length : b->length);

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

static bool are_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_INTEGER:
	case VALUE_FLAG:
		return a->as.integer == b->as.integer;
	case VALUE_TEXT:
		return a->length == b->length && !memcmp(a->as.text, b->as.text, a->length);
	case VALUE_DECIMAL:
		return a->scale == b->scale && a->as.coefficient == b->as.coefficient;
	default:
		return true; /* nil and nil */
	}
}

/* Two exact values or two texts; anything else is for Lua to refuse. */
static bool compare(const struct value *a, const struct value *b, int *order)
{
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		*order = (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
	else if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		*order = compare_texts(a, b);
	else if (is_exact(a) && is_exact(b))
		*order = decimal_compare(value_as_decimal(*a), value_as_decimal(*b));
	else
		return false;
	return true;
}

/* Whole numbers that leave 64 bits become decimals: left to Lua. */
static enum formula_result add_up(enum formula_kind kind, const struct value *a, const struct value *b,
                                  struct value *out)
{
	struct decimal result;
	struct error err; /* written only on failure, and Lua says it again */
	int64_t whole;
	bool overflow;

	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER) {
		overflow = kind == FORMULA_ADD        ? __builtin_add_overflow(a->as.integer, b->as.integer, &whole)
		           : kind == FORMULA_SUBTRACT ? __builtin_sub_overflow(a->as.integer, b->as.integer, &whole)
		                                      : __builtin_mul_overflow(a->as.integer, b->as.integer, &whole);
		*out = value_integer(whole);
		return overflow ? FORMULA_LUA : FORMULA_DONE;
	}
	if (!is_exact(a) || !is_exact(b))
		return FORMULA_LUA;
	if ((kind == FORMULA_ADD ? decimal_add
	     : kind == FORMULA_SUBTRACT
	             ? decimal_subtract
	             : decimal_multiply)(value_as_decimal(*a), value_as_decimal(*b), &result, &err))
		return FORMULA_LUA;
	*out = value_decimal(result);
	return FORMULA_DONE;
}

static enum formula_result negate(const struct value *a, struct value *out)
{
	struct decimal result;
	struct error err;

	if (!is_exact(a) || decimal_negate(value_as_decimal(*a), &result, &err))
		return FORMULA_LUA;
	/* -(-2^63) leaves 64 bits: left to Lua. */
	if (a->kind == VALUE_INTEGER && a->as.integer == INT64_MIN)
		return FORMULA_LUA;
	*out = value_decimal(result);
	return FORMULA_DONE;
}

static enum formula_result round_to(const struct value *x, const struct value *by, const struct value *step,
                                    enum rounding mode, struct value *out)
{
	struct decimal result;
	struct error err;

	if (!is_exact(x) || !is_exact(by) || !is_exact(step) || value_as_decimal(*step).coefficient <= 0
	    || value_as_decimal(*by).coefficient == 0)
		return FORMULA_LUA;
	if (by->kind == VALUE_INTEGER && by->as.integer == 1
	            ? decimal_round(value_as_decimal(*x), value_as_decimal(*step), mode, &result, &err)
	            : decimal_divide(value_as_decimal(*x), value_as_decimal(*by), value_as_decimal(*step), mode,
	                             &result, &err))
		return FORMULA_LUA;
	*out = value_decimal(result);
	return FORMULA_DONE;
}

enum formula_result operation(const struct formula *formula, const struct value *a, const struct value *b,
                              const struct value *c, struct value *out)
{
	const struct value one = { .kind = VALUE_INTEGER, .as.integer = 1 };
	int low, high;

	switch (formula->kind) {
	case FORMULA_NOT:
		*out = value_flag(!operation_is_true(a));
		return FORMULA_DONE;
	case FORMULA_NEGATE:
		return negate(a, out);
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
		*out = value_flag(are_equal(a, b) == (formula->kind == FORMULA_EQUAL));
		return FORMULA_DONE;
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
		if (!compare(a, b, &low))
			return FORMULA_LUA;
		low = formula->index ? -low : low;
		*out = value_flag(formula->kind == FORMULA_LESS ? low < 0 : low <= 0);
		return FORMULA_DONE;
	case FORMULA_ADD:
	case FORMULA_SUBTRACT:
	case FORMULA_MULTIPLY:
		return add_up(formula->kind, a, b, out);
	case FORMULA_ROUND:
		return round_to(a, &one, b, (enum rounding) formula->index, out);
	case FORMULA_DIVIDE:
		return round_to(a, b, c, (enum rounding) formula->index, out);
	case FORMULA_MINIMUM:
	case FORMULA_MAXIMUM: /* the first of equals */
		if (!compare(b, a, &low))
			return FORMULA_LUA;
		*out = (formula->kind == FORMULA_MINIMUM ? low < 0 : low > 0) ? *b : *a;
		return FORMULA_DONE;
	case FORMULA_BETWEEN:
		if (!compare(a, b, &low) || !compare(a, c, &high))
			return FORMULA_LUA;
		*out = value_flag(low >= 0 && high <= 0);
		return FORMULA_DONE;
	default:
		return FORMULA_LUA;
	}
}
