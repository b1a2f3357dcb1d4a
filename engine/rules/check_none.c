/* check_none.c: sums and comparisons with what there may be none of, in a rule that nowhere asks for nil: a run stops at the first record
 * that has none. */
#include "rules/check.h"
#include "rules/formula.h"
#include "rules/place.h"

#include <string.h>

/* One function's formula on the way down, and what its locals were given. */
struct walk {
	const struct ruleset *ruleset;
	const struct formula *slots[FORMULA_SLOTS];
};

static const struct formula *settled(const struct walk *walk, const struct formula *formula)
{
	while (formula && formula->kind == FORMULA_SLOT)
		formula = walk->slots[formula->index];
	return formula;
}

/* The name of what may be none; NULL: it is something else. */
static const char *optional_name(const struct walk *walk, const struct formula *formula)
{
	const struct ruleset *ruleset = walk->ruleset;

	formula = settled(walk, formula);
	if (formula && formula->kind == FORMULA_FIELD) {
		const struct field *field = &ruleset->schema->types[formula->record->type].fields[formula->index];

		return field->optional ? field->name : NULL;
	}
	if (formula && formula->kind == FORMULA_OUTCOME && !formula->award)
		return ruleset->rules[formula->index].optional ? ruleset->rules[formula->index].name : NULL;
	return NULL;
}

/* What Lua cannot work out with nil. */
static bool needs_value(enum formula_kind kind)
{
	switch (kind) {
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
	case FORMULA_ADD:
	case FORMULA_SUBTRACT:
	case FORMULA_MULTIPLY:
	case FORMULA_NEGATE:
	case FORMULA_ROUND:
	case FORMULA_DIVIDE:
	case FORMULA_MINIMUM:
	case FORMULA_MAXIMUM:
	case FORMULA_BETWEEN:
		return true;
	default:
		return false;
	}
}

/* The first name that is calculated with, though there may be none; with `asked`, whether what goes by that name stands anywhere else:
 * it is tested then, or there is another thing to do where there is none. Recursion is bounded by how deep a formula may be. */
static const char *find(struct walk *walk, const struct formula *formula, const char *asked)
{
	const struct formula *const parts[] = { formula->a, formula->b, formula->c };
	bool needed = needs_value(formula->kind);

	if (formula->kind == FORMULA_LET)
		walk->slots[formula->index] = formula->a;
	for (size_t i = 0; i < 3; i++) {
		const char *name = parts[i] ? optional_name(walk, parts[i]) : NULL;

		if (name && (asked ? !needed && formula->kind != FORMULA_LET && !strcmp(name, asked) : needed))
			return name;
	}
	for (size_t i = 0; i < 3; i++) {
		const char *name = parts[i] ? find(walk, parts[i], asked) : NULL;

		if (name)
			return name;
	}
	return NULL;
}

/* Whether the function asks for nil; true of one that only Lua knows. */
static bool asks(const struct ruleset *ruleset, int function, const char *name)
{
	struct walk walk = { .ruleset = ruleset };

	return function != NO_FUNCTION
	       && (!ruleset->functions[function].formula || find(&walk, ruleset->functions[function].formula, name));
}

/* Recursion is bounded by how deep conditions may be. */
static bool conditions_ask(const struct ruleset *ruleset, const struct condition *condition, const char *name)
{
	if (condition->kind == CONDITION_TEST)
		return asks(ruleset, condition->function, name);
	for (size_t i = 0; i < condition->count; i++) {
		if (conditions_ask(ruleset, &condition->children[i], name))
			return true;
	}
	return false;
}

/* The records may have been chosen by it. */
static bool is_chosen_by(const struct scenario *scenario, const char *name)
{
	for (size_t i = 0; i < scenario->record_count; i++) {
		const struct records_entry *entry = &scenario->records[i];

		if ((entry->where && strstr(entry->where, name)) || (entry->query && strstr(entry->query, name)))
			return true;
	}
	return false;
}

static void check_function(const struct ruleset *ruleset, const struct condition *conditions, int index,
                           const struct scenario *scenario, struct problems *problems)
{
	const struct function *function = index == NO_FUNCTION ? NULL : &ruleset->functions[index];
	struct walk walk = { .ruleset = ruleset };
	struct error err = ERROR_INIT;
	const char *name = function && function->formula ? find(&walk, function->formula, NULL) : NULL;

	if (!name || asks(ruleset, index, name) || (conditions && conditions_ask(ruleset, conditions, name))
	    || is_chosen_by(scenario, name))
		return;
	error_set(&err, ERROR_INPUT, "a run stops where there is no '%.80s': there may be none", name);
	error_hint(&err, "nil means that there is none: test for it first, or say what counts then: (c.%.60s or 0)",
	           name);
	err.warning = true;
	place_problem_of(problems, function->place, name, &err);
}

static void check_conditions(const struct ruleset *ruleset, const struct rule *rule,
                             const struct condition *condition, const struct scenario *scenario,
                             struct problems *problems)
{
	if (condition->kind == CONDITION_TEST)
		check_function(ruleset, rule->conditions, condition->function, scenario, problems);
	for (size_t i = 0; i < condition->count; i++)
		check_conditions(ruleset, rule, &condition->children[i], scenario, problems);
}

void check_none(const struct ruleset *ruleset, const struct scenario *scenario, struct problems *problems)
{
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];

		check_function(ruleset, NULL, rule->compute, scenario, problems);
		check_function(ruleset, rule->conditions, rule->award, scenario, problems);
		if (rule->conditions)
			check_conditions(ruleset, rule, rule->conditions, scenario, problems);
	}
	for (size_t i = 0; i < ruleset->total_count; i++)
		check_function(ruleset, NULL, ruleset->totals[i].where, scenario, problems);
	for (size_t i = 0; i < ruleset->finding_count; i++)
		check_function(ruleset, NULL, ruleset->findings[i].when, scenario, problems);
}
