/* form.c: values that are linear in a whole number, but for rounding. See form.h. */
#include "evaluate/form.h"

static const struct decimal zero = { 0, 0 }, one = { 1, 0 };

struct form form_constant(struct decimal value)
{
	return (struct form){ .at = value, .slope = zero, .over = one, .low = zero, .high = zero };
}

struct form form_of_x(int64_t x)
{
	return (struct form){ .at = decimal_from_integer(x), .slope = one, .over = one, .low = zero, .high = zero };
}

bool form_is_constant(const struct form *form)
{
	return form->slope.coefficient == 0 && form->low.coefficient == 0 && form->high.coefficient == 0;
}

void span_collapse(struct span *span)
{
	span->low = span->high = span->x;
}

static bool times(struct decimal a, struct decimal b, struct decimal *out)
{
	struct error err;

	return !decimal_multiply(a, b, out, &err);
}

static bool plus(struct decimal a, struct decimal b, struct decimal *out)
{
	struct error err;

	return !decimal_add(a, b, out, &err);
}

static bool minus(struct decimal a, struct decimal b, struct decimal *out)
{
	struct error err;

	return !decimal_subtract(a, b, out, &err);
}

/* a or -a, over both denominators. */
static bool over_both(struct decimal a, struct decimal a_over, struct decimal b, struct decimal b_over, bool subtract,
                      struct decimal *out)
{
	struct decimal left, right;

	return times(a, b_over, &left) && times(b, a_over, &right)
	       && (subtract ? minus(left, right, out) : plus(left, right, out));
}

static bool add(const struct form *a, const struct form *b, bool subtract, struct form *out)
{
	bool same = decimal_compare(a->over, b->over) == 0;

	if (same) {
		out->over = a->over;
		return (subtract ? minus(a->at, b->at, &out->at) : plus(a->at, b->at, &out->at))
		       && (subtract ? minus(a->slope, b->slope, &out->slope) : plus(a->slope, b->slope, &out->slope));
	}
	return times(a->over, b->over, &out->over) && over_both(a->at, a->over, b->at, b->over, subtract, &out->at)
	       && over_both(a->slope, a->over, b->slope, b->over, subtract, &out->slope);
}

struct form form_add(struct span *span, const struct form *a, const struct form *b, bool subtract)
{
	struct form out = form_constant(zero);

	if (add(a, b, subtract, &out)
	    && (subtract ? minus(a->low, b->high, &out.low) : plus(a->low, b->low, &out.low))
	    && (subtract ? minus(a->high, b->low, &out.high) : plus(a->high, b->high, &out.high)))
		return out;
	span_collapse(span);
	return form_constant(zero);
}

struct form form_scale(struct span *span, const struct form *a, struct decimal factor)
{
	bool negative = factor.coefficient < 0;
	struct form out = *a;

	if (times(a->at, factor, &out.at) && times(a->slope, factor, &out.slope)
	    && times(negative ? a->high : a->low, factor, &out.low)
	    && times(negative ? a->low : a->high, factor, &out.high))
		return out;
	span_collapse(span);
	return form_constant(zero);
}

/* What rounding to a multiple of the step can take away (*low) and add. */
static void rounding_band(struct decimal step, enum rounding mode, struct decimal *low, struct decimal *high)
{
	struct decimal half, less;
	struct error err;

	if (decimal_multiply(step, (struct decimal){ 5, 1 }, &half, &err))
		half = step;
	*low = *high = zero;
	switch (mode) {
	case ROUND_CEILING:
		*high = step;
		return;
	case ROUND_FLOOR:
		break;
	case ROUND_UP:
	case ROUND_DOWN:
		*high = step;
		break;
	default:
		*high = half;
		step = half;
		break;
	}
	if (!decimal_negate(step, &less, &err))
		*low = less;
}

struct form form_round(struct span *span, const struct form *a, struct decimal by, struct decimal step,
                       enum rounding mode)
{
	struct form divided = *a;
	struct decimal low, high;
	struct error err;

	if (by.coefficient < 0) {
		divided = form_scale(span, a, (struct decimal){ -1, 0 });
		if (decimal_negate(by, &by, &err))
			goto fail;
	}
	/* What rounding before it has left is divided too: rounded outwards where that is not finite. */
	if (decimal_compare(by, one)
	    && (!times(divided.over, by, &divided.over)
	        || decimal_divide(divided.low, by, (struct decimal){ 1, 6 }, ROUND_FLOOR, &divided.low, &err)
	        || decimal_divide(divided.high, by, (struct decimal){ 1, 6 }, ROUND_CEILING, &divided.high, &err)))
		goto fail;
	if (form_is_constant(a))
		return divided;
	rounding_band(step, mode, &low, &high);
	if (plus(divided.low, low, &divided.low) && plus(divided.high, high, &divided.high))
		return divided;
fail:
	span_collapse(span);
	return form_constant(zero);
}

/* How far x may go up where `from` + `slope` * t < 0 (or, where not strict, <= 0) holds at t = 0. */
static int64_t furthest(struct decimal from, struct decimal slope, bool strict, int64_t most)
{
	struct decimal steps, room;
	struct error err;
	int64_t whole;

	if (slope.coefficient <= 0)
		return most;
	if (decimal_negate(from, &room, &err)
	    || decimal_divide(room, slope, one, strict ? ROUND_CEILING : ROUND_FLOOR, &steps, &err))
		return 0;
	if (!decimal_is_integer(steps, &whole))
		return most;
	whole -= strict;
	return whole < 0 ? 0 : whole < most ? whole : most;
}

/* How many values lie behind `from`, up to `to`: at most as many as can be counted. */
static int64_t room_to(int64_t from, int64_t to)
{
	int64_t room;

	return __builtin_sub_overflow(to, from, &room) ? INT64_MAX : room;
}

/* Narrows to where `from` + `slope` * (x - x0) < 0, or <= 0. */
static void keep_below(struct span *span, struct decimal from, struct decimal slope, bool strict)
{
	struct decimal other;
	struct error err;

	if (from.coefficient > 0 || (strict && from.coefficient == 0) || decimal_negate(slope, &other, &err)) {
		span_collapse(span);
		return;
	}
	span->high = span->x + furthest(from, slope, strict, room_to(span->x, span->high));
	span->low = span->x - furthest(from, other, strict, room_to(span->low, span->x));
}

/* a - b at its highest (`low`: at its lowest, negated), but for the denominator. */
static bool extreme(const struct form *difference, bool low, struct decimal *from, struct decimal *slope)
{
	struct decimal rounding;
	struct error err;

	if (!times(low ? difference->low : difference->high, difference->over, &rounding)
	    || !plus(difference->at, rounding, from))
		return false;
	*slope = difference->slope;
	return !low || (!decimal_negate(*from, from, &err) && !decimal_negate(*slope, slope, &err));
}

void span_keep(struct span *span, const struct form *a, const struct form *b, enum relation_kept relation)
{
	bool low = relation == KEEP_GREATER || relation == KEEP_GREATER_EQUAL;
	struct form difference;
	struct decimal from, slope;

	if (form_is_constant(a) && form_is_constant(b))
		return;
	difference = form_add(span, a, b, true);
	if (relation == KEEP_EQUAL || !extreme(&difference, low, &from, &slope)) {
		if (relation != KEEP_EQUAL || !form_is_constant(&difference))
			span_collapse(span);
		return;
	}
	keep_below(span, from, slope, relation == KEEP_LESS || relation == KEEP_GREATER);
}

bool form_allows(const struct form *form, struct decimal *out)
{
	static const struct decimal fine = { 1, 6 };
	struct decimal size = form->slope, band;
	struct error err;

	if (size.coefficient < 0 && decimal_negate(size, &size, &err))
		return false;
	return !decimal_divide(size, form->over, fine, ROUND_CEILING, &size, &err)
	       && minus(form->high, form->low, &band) && plus(size, band, out);
}
