/* resolve_figures.c: figures, bridges, and the totals that rules come after. */
#include "rules/resolve.h"

#include "rules/amounts.h"
#include "rules/place.h"

#include <string.h>

struct amount *resolve_amount(struct resolver *resolver, const char *name, struct place place)
{
	struct ruleset *ruleset = resolver->ruleset;
	bool found;
	size_t at = amount_at(ruleset, name, &found);
	struct amount *amount = &ruleset->amounts[at];

	if (found) {
		place_problem(resolver->problems, place, name, "totals and figures have one name each",
		              "there is already a %s '%s'", amount->figure < 0 ? "total" : "figure", name);
		return NULL;
	}
	memmove(amount + 1, amount, (ruleset->amount_count - at) * sizeof *amount);
	ruleset->amount_count++;
	*amount = (struct amount){ .name = name, .figure = -1, .total = -1 };
	return amount;
}

void resolve_figure(struct resolver *resolver, const struct figure *declared)
{
	struct ruleset *ruleset = resolver->ruleset;
	struct amount *amount = resolve_amount(resolver, declared->name, declared->place);

	if (!amount)
		return;
	amount->figure = (int) ruleset->figure_count;
	ruleset->figures[ruleset->figure_count++] = *declared;
}

/* One name in a bridge that is read: its amounts so far are the opening one, then steps. */
struct parts {
	struct amount *amounts;
	size_t count;
	enum type type; /* of the first */
	bool bad;
};

static bool is_added(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_INTEGER || type == TYPE_DECIMAL;
}

/* Why an amount cannot stand in the bridge; untouched where it can. */
static void check_part(const struct resolver *resolver, const struct parts *parts, const struct amount *amount,
                       struct error *err)
{
	enum type type = ruleset_amount_type(resolver->ruleset, amount);

	for (size_t i = 0; i < parts->count; i++) {
		if (!strcmp(parts->amounts[i].name, amount->name)) {
			error_set(err, ERROR_INPUT, "'%s' stands twice in the bridge", amount->name);
			return;
		}
	}
	if (!is_added(type))
		error_set(err, ERROR_INPUT, "'%s' is of type %s: a bridge is of money, integers or decimals",
		          amount->name, type_names[type]);
	else if (parts->count && type != parts->type)
		error_set(err, ERROR_INPUT, "'%s' is of type %s, and '%s' of type %s: a bridge is of one type",
		          amount->name, type_names[type], parts->amounts[0].name, type_names[parts->type]);
}

/* Adds the figure or total called `name`; reports why it cannot be in the bridge. */
static void add_part(struct resolver *resolver, const struct bridge *bridge, struct parts *parts, const char *name)
{
	struct error err = ERROR_INIT;
	struct amount amount;

	if (ruleset_amount(resolver->ruleset, name, &amount)) {
		check_part(resolver, parts, &amount, &err);
	} else {
		parts->bad = true;
		if (amount_is_declared(resolver->ruleset, name))
			return;
		/* Seeking the nearest takes long: not for what is only counted. */
		if (resolver->problems->count < PROBLEMS_MAX)
			amount_fail_unknown(resolver->ruleset, name, &err);
		else
			error_set(&err, ERROR_INPUT, "there is no figure or total");
	}
	if (err.code != ERROR_NONE) {
		parts->bad = true;
		place_problem_of(resolver->problems, bridge->place, name, &err);
		return;
	}
	if (!parts->count)
		parts->type = ruleset_amount_type(resolver->ruleset, &amount);
	parts->amounts[parts->count++] = amount;
}

int resolve_bridge(struct resolver *resolver, const struct declared_bridge *declared)
{
	struct ruleset *ruleset = resolver->ruleset;
	struct bridge bridge = declared->bridge;
	struct parts parts = { .bad = false };

	for (size_t i = 0; i < ruleset->bridge_count; i++) {
		if (!strcmp(ruleset->bridges[i].name, bridge.name)) {
			place_problem(resolver->problems, bridge.place, bridge.name, NULL,
			              "there is already a bridge '%s'", bridge.name);
			return 0;
		}
	}
	if (!declared->opening || !declared->closing || !declared->step_count)
		return 0;
	parts.amounts = arena_array(&ruleset->arena, declared->step_count + 2, sizeof *parts.amounts);
	if (!parts.amounts)
		return -1;
	add_part(resolver, &bridge, &parts, declared->opening);
	for (size_t i = 0; i < declared->step_count; i++)
		add_part(resolver, &bridge, &parts, declared->steps[i]);
	add_part(resolver, &bridge, &parts, declared->closing);
	if (parts.bad)
		return 0;
	bridge.type = parts.type;
	bridge.opening = parts.amounts[0];
	bridge.steps = parts.amounts + 1;
	bridge.step_count = declared->step_count;
	bridge.closing = parts.amounts[declared->step_count + 1];
	ruleset->bridges[ruleset->bridge_count++] = bridge;
	return 0;
}

/* One total that a rule comes after; -1: there is none of the name, which is reported. */
static int find_total(struct resolver *resolver, const struct rule *rule, const char *name)
{
	const struct ruleset *ruleset = resolver->ruleset;
	struct error err = ERROR_INIT;
	struct amount amount;

	if (!ruleset_amount(ruleset, name, &amount)) {
		if (amount_is_declared(ruleset, name))
			return -1;
		error_set(&err, ERROR_INPUT, "there is no total '%s'", name);
		error_did_you_mean(&err, amount_nearest(ruleset, name, false));
	} else if (amount.total < 0) {
		error_set(&err, ERROR_INPUT, "'%s' is a figure: a rule comes after totals", name);
		error_hint(&err, "figures are there when every record has been evaluated");
	} else {
		return amount.total;
	}
	place_problem_of(resolver->problems, rule->place, name, &err);
	return -1;
}

int resolve_after(struct resolver *resolver)
{
	struct ruleset *ruleset = resolver->ruleset;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct declared_rule *declared = resolver->rules[i];
		struct rule *rule = &ruleset->rules[i];

		if (!declared->after_count)
			continue;
		rule->after = arena_array(&ruleset->arena, declared->after_count, sizeof *rule->after);
		if (!rule->after)
			return -1;
		for (size_t j = 0; j < declared->after_count; j++) {
			int total = find_total(resolver, rule, declared->after[j]);

			if (total >= 0)
				rule->after[rule->after_count++] = total;
		}
	}
	return 0;
}
