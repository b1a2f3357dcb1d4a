/* bridge.c: holds what a bridge adds up to against what it closes with, exactly. */
#include "evaluate/amount.h"
#include "rules/place.h"

#include <string.h>

/* One bridge in one period. */
struct crossing {
	const struct plan *plan;
	const struct bridge *bridge;
	size_t period;
	struct bridge_result *found;
};

/* Appends " + £5", or " - £5" for what is less than nothing. */
static void append_step(enum type type, struct value value, struct text *out)
{
	struct decimal size = value_as_decimal(value);
	struct error err;
	bool negative = size.coefficient < 0;

	if (negative && decimal_negate(size, &size, &err)) {
		size = value_as_decimal(value);
		negative = false;
	}
	text_append(out, negative ? " - " : " + ");
	value_print(type, value_decimal(size), out);
}

/* How long the terms of a sum may be until only their number is said. */
#define TERMS_MOST 300

static int does_not_sum(const struct crossing *crossing, struct decimal sum, struct error *err)
{
	const struct bridge *bridge = crossing->bridge;
	const struct bridge_result *found = crossing->found;
	struct decimal closing = value_as_decimal(found->closing), difference;
	bool less = decimal_compare(closing, sum) < 0;
	struct text terms = TEXT_INIT, all = TEXT_INIT, closed = TEXT_INIT, apart = TEXT_INIT;

	if (decimal_subtract(less ? sum : closing, less ? closing : sum, &difference, err))
		return -1;
	value_print(bridge->type, found->opening, &terms);
	for (size_t i = 0; i < bridge->step_count && terms.length <= TERMS_MOST; i++)
		append_step(bridge->type, found->steps[i], &terms);
	if (terms.length > TERMS_MOST) {
		text_clear(&terms);
		value_print(bridge->type, found->opening, &terms);
		text_append_format(&terms, " + %zu steps", bridge->step_count);
	}
	value_print(bridge->type, value_decimal(sum), &all);
	value_print(bridge->type, found->closing, &closed);
	value_print(bridge->type, value_decimal(difference), &apart);
	if (terms.failed || all.failed || closed.failed || apart.failed)
		error_memory(err);
	else
		error_set(err, ERROR_INPUT, "bridge '%s' does not sum in %s: %s = %s, but '%s' is %s: %s %s",
		          bridge->name, crossing->plan->periods[crossing->period].label, text_string(&terms),
		          text_string(&all), bridge->closing.name, text_string(&closed), text_string(&apart),
		          less ? "less" : "more");
	text_release(&terms);
	text_release(&all);
	text_release(&closed);
	text_release(&apart);
	return -1;
}

static int prove(const struct crossing *crossing, struct error *err)
{
	const struct bridge *bridge = crossing->bridge;
	const struct bridge_result *found = crossing->found;
	struct decimal sum = value_as_decimal(found->opening);
	struct error cause;

	for (size_t i = 0; i < bridge->step_count; i++) {
		if (found->steps[i].kind == VALUE_NONE) {
			error_set(err, ERROR_INPUT, "step '%s' of bridge '%s' is none in %s", bridge->steps[i].name,
			          bridge->name, crossing->plan->periods[crossing->period].label);
			return error_hint(err, "let its figure give 0 where nothing is added");
		}
		if (decimal_add(sum, value_as_decimal(found->steps[i]), &sum, &cause)) {
			error_set(err, ERROR_INPUT, "bridge '%s' cannot be added up in %s", bridge->name,
			          crossing->plan->periods[crossing->period].label);
			return error_cause(err, "%s", cause.message);
		}
	}
	return decimal_compare(sum, value_as_decimal(found->closing)) ? does_not_sum(crossing, sum, err) : 0;
}

static int cross(const struct figures *figures, const struct crossing *crossing, bool *because, struct error *err)
{
	const struct bridge *bridge = crossing->bridge;
	struct bridge_result *found = crossing->found;

	memset(because, 0, crossing->plan->ruleset->total_count * sizeof *because);
	found->steps = arena_array(&figures->result->arena, bridge->step_count, sizeof *found->steps);
	if (!found->steps)
		return error_memory(err);
	found->opening = amount_value(figures, &bridge->opening, crossing->period, because);
	for (size_t i = 0; i < bridge->step_count; i++)
		found->steps[i] = amount_value(figures, &bridge->steps[i], crossing->period, because);
	found->closing = amount_value(figures, &bridge->closing, crossing->period, because);
	if (amount_because(figures->result, because, &found->because))
		return error_memory(err);
	/* Where not all is known, it is not known either that there is no such bridge. */
	found->absent = !found->because && (found->opening.kind == VALUE_NONE || found->closing.kind == VALUE_NONE);
	if (found->absent || found->because || !prove(crossing, err))
		return 0; /* a sum with unknown parts is not proved */
	place_error(err, bridge->place);
	return -1;
}

int bridges_evaluate(const struct figures *figures, struct error *err)
{
	struct result *result = figures->result;
	const struct plan *plan = result->plan;
	size_t count = plan->ruleset->bridge_count * plan->period_count;
	bool *because = arena_array(&result->arena, plan->ruleset->total_count + 1, sizeof *because);

	result->bridges = arena_array(&result->arena, count, sizeof *result->bridges);
	if (!because || !result->bridges)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct crossing crossing = { .plan = plan,
			                           .bridge = &plan->ruleset->bridges[i / plan->period_count],
			                           .period = i % plan->period_count,
			                           .found = &result->bridges[i] };

		if (cross(figures, &crossing, because, err))
			return -1;
	}
	return 0;
}
