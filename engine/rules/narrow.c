/* narrow.c: leaves out what nobody asks for. See narrow.h. */
#include "rules/narrow.h"

#include <stdlib.h>

static void mark(bool *used, int function)
{
	if (function != NO_FUNCTION)
		used[function] = true;
}

static void mark_conditions(bool *used, const struct condition *condition)
{
	if (condition->kind == CONDITION_TEST)
		mark(used, condition->function);
	for (size_t i = 0; i < condition->count; i++)
		mark_conditions(used, &condition->children[i]);
}

int ruleset_narrow(struct ruleset *ruleset, const bool *kept)
{
	bool *used = calloc(ruleset->function_count + 1, sizeof *used);

	if (!used)
		return -1;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		struct rule *rule = &ruleset->rules[i];

		rule->left_out = !kept[rule->first_version];
		if (rule->left_out) {
			rule->after_count = 0;
			continue;
		}
		mark(used, rule->compute);
		mark(used, rule->award);
		if (rule->conditions)
			mark_conditions(used, rule->conditions);
	}
	for (size_t i = 0; i < ruleset->function_count; i++) {
		if (!used[i])
			ruleset->functions[i].reads = (struct reads){ .followed = true, .bounded = true };
	}
	ruleset->total_count = ruleset->figure_count = ruleset->amount_count = 0;
	ruleset->bridge_count = ruleset->finding_count = 0;
	free(used);
	return 0;
}
