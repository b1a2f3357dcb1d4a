/* results_rules.c: how the outcomes of rules fell, and what holds them up: the tables rule and missing_fact. */
#include "run/results.h"

static void count_or_null(struct row *row, bool there, int64_t count)
{
	if (there)
		row_integer(row, count);
	else
		row_text(row, NULL);
}

/* A rule in one period: what its version then says, and how its outcomes fell. */
static int write_rule(struct results *results, size_t index, size_t period, int64_t position, struct error *err)
{
	const struct ruleset *ruleset = results->plan->ruleset;
	const struct rule *rule =
		&ruleset->rules[ruleset_version_near(ruleset, (int) index, results->plan->periods[period].start)];
	const struct rule_result *counted = &results->result->rules[index * results->plan->period_count + period];
	bool eligibility = rule->type == TYPE_ELIGIBILITY, awards = rule->award != NO_FUNCTION;
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	struct row *row = &results->row;
	int64_t award = 0;

	if (awards && !decimal_is_integer(counted->award.sum, &award))
		return error_set(err, ERROR_INPUT, "the awards of rule '%s' add up to more than can be held",
		                 rule->name);
	row_text(row, results->plan->schema->types[rule->on].name);
	row_text(row, rule->name);
	row_text(row, results->plan->periods[period].label);
	row_integer(row, position);
	row_text(row, type_names[rule->type]);
	row_text(row, rule->title);
	row_text(row, rule->source);
	row_integer(row, rule->draft);
	row_text(row, results_date(rule->from, from));
	row_text(row, results_date(rule->to, to));
	row_text(row, rule->place.source->path);
	row_integer(row, rule->place.line);
	count_or_null(row, eligibility, counted->eligible);
	count_or_null(row, eligibility, counted->not_eligible);
	count_or_null(row, !eligibility, counted->known);
	row_integer(row, counted->none);
	row_integer(row, counted->unknown);
	count_or_null(row, awards, award);
	count_or_null(row, awards, counted->award.unknown);
	return results_insert(results, err);
}

static int write_rules(struct results *results, struct error *err)
{
	const struct ruleset *ruleset = results->plan->ruleset;
	int64_t position = 0;

	if (results_open(results, "rule", err))
		return -1;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].first_version != (int) i)
			continue;
		position++;
		for (size_t period = 0; period < results->plan->period_count; period++) {
			if (write_rule(results, i, period, position, err))
				return -1;
		}
	}
	return 0;
}

static int write_missing_of(struct results *results, const char *type, const char *rule, const int64_t *records,
                            struct error *err)
{
	for (int fact = 0; fact < results->plan->fact_count; fact++) {
		if (!records[fact])
			continue;
		text_clear(&results->first);
		plan_fact_name(results->plan, fact, &results->first);
		row_text(&results->row, type);
		row_text(&results->row, rule);
		row_text(&results->row, text_string(&results->first));
		row_integer(&results->row, records[fact]);
		if (results_insert(results, err))
			return -1;
	}
	return 0;
}

static int write_missing(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;
	size_t facts = (size_t) plan->fact_count;

	if (results_open(results, "missing_fact", err))
		return -1;
	for (size_t i = 0; i < plan->type_count; i++) {
		if (write_missing_of(results, plan->types[i].record->name, "",
		                     results->result->records_held_up + i * facts, err))
			return -1;
	}
	for (size_t i = 0; i < plan->ruleset->rule_count; i++) {
		const struct rule *rule = &plan->ruleset->rules[i];

		if (write_missing_of(results, plan->schema->types[rule->on].name, rule->name,
		                     results->result->held_up + i * facts, err))
			return -1;
	}
	return 0;
}

int results_rules(struct results *results, struct error *err)
{
	return write_rules(results, err) || write_missing(results, err) ? -1 : 0;
}
