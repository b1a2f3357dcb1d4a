/* resolve_totals.c: totals: what they are made of, and what they are grouped by. */
#include "rules/resolve.h"

#include "rules/place.h"

#include <string.h>

static bool is_exact(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER;
}

/* Whether a total of this kind can be made of what the path leads to. */
static int check_total_type(const struct total *total, struct error *err)
{
	enum type type = total->of.value_type;
	bool is_record = total->of.field < 0 && total->of.rule < 0;

	switch (total->kind) {
	case TOTAL_COUNT:
		return 0;
	case TOTAL_SUM:
		if (!is_record && is_exact(type))
			return 0;
		break;
	default:
		if (!is_record && (is_exact(type) || type == TYPE_DATE))
			return 0;
	}
	error_set(err, ERROR_INPUT, "total '%s' cannot be made of '%s', which is %s", total->name, total->of.text,
	          is_record ? "a record" : type_names[type]);
	if (is_record || type == TYPE_FLAG)
		error_hint(err, "write count = \"%s\"", total->of.text);
	else if (type == TYPE_ELIGIBILITY)
		error_hint(err, "count it, or sum its award: %s_award", total->of.text);
	else if (type == TYPE_NUMBER)
		error_hint(err, "floats do not add up exactly: make it a decimal");
	return -1;
}

/* "charge.income": the type, then a path from it. "charge" alone counts its records. */
static int resolve_of(struct ruleset *ruleset, const char *text, struct total *total, struct error *err)
{
	const char *dot = strchr(text, '.');
	char *type = arena_bytes(&ruleset->arena, text, dot ? (size_t) (dot - text) : strlen(text));

	if (!type)
		return error_memory(err);
	total->on = resolve_type(ruleset->schema, type, err);
	if (total->on < 0)
		return dot || err->hint[0] ? -1 : error_hint(err, "begin with the record type, as household.income");
	total->of = (struct path){ .type = total->on, .field = -1, .rule = -1, .value_type = TYPE_INTEGER };
	if (dot && resolve_path(ruleset, total->on, dot + 1, &total->of, err))
		return -1;
	total->of.text = text;
	return check_total_type(total, err);
}

static int resolve_by(struct resolver *resolver, const struct declared_total *declared, struct total *total)
{
	struct ruleset *ruleset = resolver->ruleset;

	total->by = arena_array(&ruleset->arena, declared->by_count + 1, sizeof *total->by);
	if (!total->by)
		return -1;
	for (size_t i = 0; i < declared->by_count; i++) {
		struct error err = ERROR_INIT;
		struct path *by = &total->by[total->by_count];

		if (!resolve_path(ruleset, total->on, declared->by[i], by, &err) && by->value_type == TYPE_NUMBER)
			error_set(&err, ERROR_INPUT,
			          "total '%s' cannot be grouped by '%s', which is a number (a float)", total->name,
			          by->text);
		if (err.code == ERROR_NONE)
			total->by_count++;
		else
			place_problem_of(resolver->problems, total->place, declared->by[i], &err);
	}
	return 0;
}

int resolve_total(struct resolver *resolver, const struct declared_total *declared)
{
	struct ruleset *ruleset = resolver->ruleset;
	struct total total = declared->total;
	struct error err = ERROR_INIT;
	struct amount *amount = resolve_amount(resolver, total.name, total.place);
	bool bad;

	if (!amount || !declared->of)
		return 0;
	bad = resolve_of(ruleset, declared->of, &total, &err);
	if (bad)
		place_problem_of(resolver->problems, total.place, declared->of, &err);
	if (total.on < 0)
		return 0;
	resolve_set_on(ruleset, total.where, total.on);
	if (resolve_by(resolver, declared, &total))
		return -1;
	if (!bad) {
		amount->total = (int) ruleset->total_count;
		ruleset->totals[ruleset->total_count++] = total;
	}
	return 0;
}
