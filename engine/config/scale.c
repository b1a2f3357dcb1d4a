/* scale.c: what a scale gives of an amount, and how a scale is shown. */
#include "config/scale.h"

int bracket_edge_compare(struct bracket_edge a, struct bracket_edge b)
{
	int order = value_compare(a.at, b.at);

	return order ? order : a.behind - b.behind;
}

/* Whether the amount lies above the edge. */
static bool is_above(struct decimal amount, struct bracket_edge edge)
{
	int order = decimal_compare(amount, value_as_decimal(edge.at));

	return edge.behind ? order > 0 : order >= 0;
}

static bool is_in(struct decimal amount, const struct bracket *bracket)
{
	return is_above(amount, bracket->begin)
	       && (bracket->end.at.kind == VALUE_NONE || !is_above(amount, bracket->end));
}

/* A rate times the part of the amount that lies in the bracket; the amount has reached it. */
static int rate_of_part(const struct bracket *bracket, struct decimal amount, struct decimal *out, struct error *err)
{
	bool beyond = bracket->end.at.kind != VALUE_NONE && is_above(amount, bracket->end);
	struct decimal top = beyond ? value_as_decimal(bracket->end.at) : amount, part;

	return decimal_subtract(top, value_as_decimal(bracket->begin.at), &part, err)
	                       || decimal_multiply(part, value_as_decimal(bracket->gives), out, err)
	               ? -1
	               : 0;
}

static int marginal_of(const struct scale *scale, struct decimal amount, struct decimal *out, struct error *err)
{
	for (size_t i = 0; i < scale->count && is_above(amount, scale->brackets[i].begin); i++) {
		const struct bracket *bracket = &scale->brackets[i];
		struct decimal part = value_as_decimal(bracket->gives);

		if ((scale->rates && rate_of_part(bracket, amount, &part, err)) || decimal_add(*out, part, out, err))
			return -1;
	}
	return 0;
}

static int whole_of(const struct scale *scale, struct decimal amount, struct decimal *out, struct error *err)
{
	for (size_t i = 0; i < scale->count; i++) {
		const struct bracket *bracket = &scale->brackets[i];

		if (!is_in(amount, bracket))
			continue;
		*out = value_as_decimal(bracket->gives);
		return scale->rates ? decimal_multiply(*out, amount, out, err) : 0;
	}
	return 0;
}

int scale_of(const struct scale *scale, struct decimal amount, struct decimal *out, struct error *err)
{
	*out = decimal_from_integer(0);
	return scale->kind == SCALE_MARGINAL ? marginal_of(scale, amount, out, err)
	                                     : whole_of(scale, amount, out, err);
}

/* The last bracket's end only: every other ends where the next one begins. */
static bool shows_end(const struct scale *scale, size_t i)
{
	return i + 1 == scale->count && scale->brackets[i].end.at.kind != VALUE_NONE;
}

void scale_print(const struct scale *scale, struct text *out)
{
	for (size_t i = 0; i < scale->count; i++) {
		const struct bracket *bracket = &scale->brackets[i];

		text_append_format(out, "%s%s ", i ? "; " : "", bracket->begin.behind ? "over" : "from");
		value_print(scale->of, bracket->begin.at, out);
		if (shows_end(scale, i)) {
			text_append(out, bracket->end.behind ? " up to " : " to below ");
			value_print(scale->of, bracket->end.at, out);
		}
		text_append(out, ": ");
		value_print(scale->gives, bracket->gives, out);
	}
}

void scale_print_plain(const struct scale *scale, struct text *out)
{
	text_append_char(out, '[');
	for (size_t i = 0; i < scale->count; i++) {
		const struct bracket *bracket = &scale->brackets[i];

		text_append_format(out, "%s{\"%s\":", i ? "," : "", bracket->begin.behind ? "over" : "from");
		value_print_plain(scale->of, bracket->begin.at, out);
		if (bracket->end.at.kind != VALUE_NONE) {
			text_append_format(out, ",\"%s\":", bracket->end.behind ? "up_to" : "below");
			value_print_plain(scale->of, bracket->end.at, out);
		}
		text_append_format(out, ",\"%s\":", scale->rates ? "rate" : "amount");
		value_print_plain(scale->gives, bracket->gives, out);
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
}
