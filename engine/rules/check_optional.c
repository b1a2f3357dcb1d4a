/* check_optional.c: conditions that are true of a record because it has none of what they ask for: where there may be none of an
 * amount or a day, `~= 0` passes every record without it. Who asks for nil too, in the rule, has thought of it. */
#include "rules/check.h"
#include "rules/formula.h"
#include "rules/syntax.h"

#include <string.h>

/* The fact that a comparison holds against a value, and the value; NULL: it is none. */
static const struct formula *fact_of(const struct formula *formula, const struct formula **value)
{
	bool first = formula->a->kind == FORMULA_FIELD || formula->a->kind == FORMULA_OUTCOME;
	const struct formula *fact = first ? formula->a : formula->b;

	*value = first ? formula->b : formula->a;
	return (fact->kind == FORMULA_FIELD || fact->kind == FORMULA_OUTCOME)
	                       && ((*value)->kind == FORMULA_CONSTANT || (*value)->kind == FORMULA_PARAMETER)
	               ? fact
	               : NULL;
}

static bool is_measured(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_INTEGER || type == TYPE_RATE || type == TYPE_DECIMAL
	       || type == TYPE_DATE;
}

/* The name of an amount or day that there may be none of; NULL: the fact is another. A text that is not this one may well be none. */
static const char *optional_name(const struct ruleset *ruleset, const struct formula *fact)
{
	const struct rule *rule = &ruleset->rules[fact->index];

	if (fact->kind == FORMULA_FIELD) {
		const struct field *field = &ruleset->schema->types[fact->record->type].fields[fact->index];

		return field->optional && is_measured(field->type) ? field->name : NULL;
	}
	return !fact->award && rule->optional && is_measured(rule->type) ? rule->name : NULL;
}

/* Whether nil is asked of a fact of that name. Recursion is bounded by how deep a formula may be. */
static bool asks_nil(const struct ruleset *ruleset, const struct formula *formula, const char *name)
{
	const struct formula *value, *fact;
	const char *other;

	if (!formula)
		return false;
	if ((formula->kind == FORMULA_EQUAL || formula->kind == FORMULA_NOT_EQUAL)
	    && (fact = fact_of(formula, &value)) && value->kind == FORMULA_CONSTANT && value->value.kind == VALUE_NONE
	    && (other = optional_name(ruleset, fact)) && !strcmp(other, name))
		return true;
	return asks_nil(ruleset, formula->a, name) || asks_nil(ruleset, formula->b, name)
	       || asks_nil(ruleset, formula->c, name);
}

/* Recursion is bounded by how deep conditions may be. */
static bool rule_asks_nil(const struct ruleset *ruleset, const struct condition *condition, const char *name)
{
	if (condition->kind == CONDITION_TEST)
		return asks_nil(ruleset, ruleset->functions[condition->function].formula, name);
	for (size_t i = 0; i < condition->count; i++) {
		if (rule_asks_nil(ruleset, &condition->children[i], name))
			return true;
	}
	return false;
}

/* The name of what, when there is none, makes `formula` give `yes`. */
static const char *passed_by_none(const struct ruleset *ruleset, const struct formula *formula, bool yes)
{
	const struct formula *value, *fact;
	const char *name;

	switch (formula->kind) {
	case FORMULA_NOT:
		return passed_by_none(ruleset, formula->a, !yes);
	case FORMULA_AND:
	case FORMULA_OR:
		name = passed_by_none(ruleset, formula->a, yes);
		return name ? name : passed_by_none(ruleset, formula->b, yes);
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
		if ((formula->kind == FORMULA_NOT_EQUAL) != yes)
			return NULL;
		fact = fact_of(formula, &value);
		return fact && (value->kind != FORMULA_CONSTANT || value->value.kind != VALUE_NONE)
		               ? optional_name(ruleset, fact)
		               : NULL;
	default:
		return NULL;
	}
}

static void check_below(const struct ruleset *ruleset, const struct rule *rule, const struct condition *condition,
                        struct problems *problems)
{
	const struct formula *formula =
		condition->kind == CONDITION_TEST ? ruleset->functions[condition->function].formula : NULL;
	const char *name = formula ? passed_by_none(ruleset, formula, true) : NULL;

	if (name && !rule_asks_nil(ruleset, rule->conditions, name)) {
		const struct syntax_node *syntax = ruleset->functions[condition->function].syntax;
		const char *record = syntax && syntax->kind == SYNTAX_FUNCTION && syntax->as.function.parameters.count
		                             ? syntax->as.function.parameters.items[0]->name
		                             : "c";
		char hint[400];

		snprintf(hint, sizeof hint,
		         "write %.40s.%.80s ~= nil and ..., or %.40s.%.80s == nil or ... where none is to pass",
		         record, name, record, name);
		check_warn(problems, condition, hint, "condition '%.100s' is true where there is no '%.80s'",
		           condition->label, name);
	}
	for (size_t i = 0; i < condition->count; i++)
		check_below(ruleset, rule, &condition->children[i], problems);
}

void check_optional(const struct ruleset *ruleset, const struct rule *rule, struct problems *problems)
{
	check_below(ruleset, rule, rule->conditions, problems);
}
