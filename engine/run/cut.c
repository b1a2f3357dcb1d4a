/* cut.c: rules that begin or end within a period. See cut.h. */
#include "run/cut.h"

#include "rules/place.h"

static bool begins_within(const struct rule *rule, const struct period *period)
{
	return rule->from.year && date_compare(rule->from, period->start) > 0
	       && date_compare(rule->from, period->finish) <= 0;
}

static bool ends_within(const struct rule *rule, const struct period *period)
{
	return rule->to.year && date_compare(rule->to, period->start) >= 0
	       && date_compare(rule->to, period->finish) < 0;
}

/* Whether another version begins in the period: then it is told of there. */
static bool goes_on(const struct ruleset *ruleset, int first, const struct period *period)
{
	bool begins = false;

	for (int i = first; i >= 0; i = ruleset->rules[i].next_version)
		begins |= begins_within(&ruleset->rules[i], period);
	return begins;
}

bool cut_append(const struct plan *plan, int rule, const struct period *period, struct text *out)
{
	const struct ruleset *ruleset = plan->ruleset;
	const struct rule *version = &ruleset->rules[rule];
	char day[DATE_TEXT_SIZE];

	if (version->dated_by >= 0 || version->left_out)
		return false;
	if (begins_within(version, period)) {
		bool before = ruleset_version(ruleset, version->first_version, period->start) >= 0;

		date_print(version->from, day);
		text_append_format(out, "%s on %s, within %s, and %s: the first day of a period decides",
		                   before ? "takes another shape" : "begins", day, period->label,
		                   before ? "has the one before for all of it" : "is in force in none of it");
		return true;
	}
	if (!ends_within(version, period) || goes_on(ruleset, version->first_version, period))
		return false;
	date_print(version->to, day);
	text_append_format(out,
	                   "ends on %s, within %s, and is in force for all of it: the first day of a period decides",
	                   day, period->label);
	return true;
}

static void warn(const struct rule *rule, const char *how, struct problems *problems)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "rule '%.60s' %s", rule->name, how);
	err.warning = true;
	error_hint(&err, "run shorter periods; or say with dated_by which day of a record decides");
	place_error(&err, rule->place);
	problems_add(problems, &err);
}

void cut_check(const struct plan *plan, struct problems *problems)
{
	struct text how = TEXT_INIT;

	for (size_t i = 0; i < plan->ruleset->rule_count; i++) {
		for (size_t j = 0; j < plan->period_count; j++) {
			if (cut_append(plan, (int) i, &plan->periods[j], &how))
				warn(&plan->ruleset->rules[i], text_string(&how), problems);
			text_clear(&how);
		}
	}
	problems->memory_failed |= how.failed;
	text_release(&how);
}
