/* amounts.c: figures and totals by name: they share their names. */
#include "rules/amounts.h"

#include <string.h>

size_t amount_at(const struct ruleset *ruleset, const char *name, bool *found)
{
	size_t low = 0, high = ruleset->amount_count;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(ruleset->amounts[middle].name, name);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool amount_is_declared(const struct ruleset *ruleset, const char *name)
{
	bool found;

	amount_at(ruleset, name, &found);
	return found;
}

bool ruleset_amount(const struct ruleset *ruleset, const char *name, struct amount *amount)
{
	bool found;
	size_t at = amount_at(ruleset, name, &found);

	if (!found || (ruleset->amounts[at].figure < 0 && ruleset->amounts[at].total < 0))
		return false;
	*amount = ruleset->amounts[at];
	return true;
}

enum type ruleset_amount_type(const struct ruleset *ruleset, const struct amount *amount)
{
	const struct total *total;

	if (amount->figure >= 0)
		return ruleset->figures[amount->figure].type;
	total = &ruleset->totals[amount->total];
	return total->kind == TOTAL_COUNT ? TYPE_INTEGER : total->of.value_type;
}

#define AMOUNTS_AMONG 2000 /* seeking among more takes long, and helps little */

const char *amount_nearest(const struct ruleset *ruleset, const char *name, bool figures)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < ruleset->amount_count && ruleset->amount_count <= AMOUNTS_AMONG; i++) {
		if (figures || ruleset->amounts[i].figure < 0)
			nearest_offer(&nearest, ruleset->amounts[i].name);
	}
	return nearest.best;
}

int amount_fail_unknown(const struct ruleset *ruleset, const char *name, struct error *err)
{
	const char *nearest = amount_nearest(ruleset, name, true);

	error_set(err, ERROR_INPUT, "there is no figure or total '%.80s'", name);
	if (nearest)
		return error_did_you_mean(err, nearest);
	for (size_t i = 0; i < ruleset->schema->count; i++) {
		const struct record_type *type = &ruleset->schema->types[i];

		if (schema_field(type, name) >= 0 || ruleset_rule(ruleset, (int) i, name) >= 0)
			return error_hint(err,
			                  "'%.60s' is of '%.60s' records: a total adds it up; a finding about "
			                  "records says on = \"%.60s\"",
			                  name, type->name, type->name);
	}
	return -1;
}
