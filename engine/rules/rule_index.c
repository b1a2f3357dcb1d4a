/* rule_index.c: rules by their names and those of their awards. Names are looked up wherever rules read one another, and by
 * known() while records are evaluated: what that costs must not hang on how many rules there are. */
#include "rules/resolve.h"

#include <string.h>

/* Slots hold the place and 1 of a rule, the first version, or 0; one for its name and one for its award's. */
static size_t first_slot(const struct ruleset *ruleset, int on, const char *name)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t) (on + 1);

	for (size_t i = 0; name[i]; i++)
		hash = (hash ^ (unsigned char) name[i]) * 0x100000001b3u;
	return (hash ^ hash >> 32) & (ruleset->rule_slot_count - 1);
}

int rule_index_begin(struct ruleset *ruleset, size_t most)
{
	ruleset->rule_slot_count = 8;
	while (ruleset->rule_slot_count / 4 < most)
		ruleset->rule_slot_count *= 2;
	ruleset->rule_slots = arena_array(&ruleset->arena, ruleset->rule_slot_count, sizeof *ruleset->rule_slots);
	return ruleset->rule_slots ? 0 : -1;
}

static void add_name(struct ruleset *ruleset, int rule, const char *name)
{
	size_t at = first_slot(ruleset, ruleset->rules[rule].on, name);

	while (ruleset->rule_slots[at])
		at = (at + 1) & (ruleset->rule_slot_count - 1);
	ruleset->rule_slots[at] = rule + 1;
}

void rule_index_add(struct ruleset *ruleset, int rule)
{
	add_name(ruleset, rule, ruleset->rules[rule].name);
	if (ruleset->rules[rule].award_name)
		add_name(ruleset, rule, ruleset->rules[rule].award_name);
}

int ruleset_rule(const struct ruleset *ruleset, int on, const char *name)
{
	size_t at = first_slot(ruleset, on, name);

	for (; ruleset->rule_slots[at]; at = (at + 1) & (ruleset->rule_slot_count - 1)) {
		int place = ruleset->rule_slots[at] - 1;
		const struct rule *rule = &ruleset->rules[place];

		if (rule->on == on
		    && (!strcmp(rule->name, name) || (rule->award_name && !strcmp(rule->award_name, name))))
			return place;
	}
	return -1;
}
