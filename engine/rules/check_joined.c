/* check_joined.c: finds tests of different facts that `and` or `or` join inside one condition. What a condition's function reads, it
 * needs: joined, a fact that is not known leaves the condition unknown where the other would have settled it. */
#include "rules/check.h"
#include "rules/formula.h"
#include "rules/syntax.h"

#include <string.h>

#define MOST_FACTS 32

struct facts {
	const struct formula *items[MOST_FACTS];
	size_t count;
	bool whole;   /* all that is read is among them */
	bool missing; /* only what may be missing is among them */
};

/* Locals on the way down: what each slot was given. */
struct slots {
	const struct formula *values[FORMULA_SLOTS];
	const struct formula_record *records[FORMULA_SLOTS];
};

static bool same_record(const struct formula_record *a, const struct formula_record *b, const struct slots *slots)
{
	while (a && !a->child && a->slot >= 0)
		a = slots->records[a->slot];
	while (b && !b->child && b->slot >= 0)
		b = slots->records[b->slot];
	if (!a || !b || a->type != b->type || !a->child != !b->child)
		return false;
	return !a->child || (a->relation == b->relation && same_record(a->child, b->child, slots));
}

static bool same_fact(const struct formula *a, const struct formula *b, const struct slots *slots)
{
	return a->kind == b->kind && a->index == b->index && same_record(a->record, b->record, slots);
}

static void add(struct facts *facts, const struct formula *fact, const struct slots *slots)
{
	for (size_t i = 0; i < facts->count; i++) {
		if (same_fact(facts->items[i], fact, slots))
			return;
	}
	if (facts->count < MOST_FACTS)
		facts->items[facts->count++] = fact;
	else
		facts->whole = false;
}

/* A record's own key is always known, and so is what there may be none of. */
static bool may_be_missing(const struct ruleset *ruleset, const struct formula *field)
{
	const struct record_type *type;

	if (field->record->child || field->record->slot >= 0)
		return true;
	type = &ruleset->schema->types[field->record->type];
	for (size_t i = 0; i < type->key_count; i++) {
		if (type->key[i] == field->index)
			return false;
	}
	return !type->fields[field->index].optional;
}

/* Recursion is bounded by how deep a formula may be. */
static void collect(const struct ruleset *ruleset, const struct formula *formula, struct slots *slots,
                    struct facts *facts)
{
	if (!formula)
		return;
	switch (formula->kind) {
	case FORMULA_FIELD:
		if (!facts->missing || may_be_missing(ruleset, formula))
			add(facts, formula, slots);
		return;
	case FORMULA_OUTCOME:
		add(facts, formula, slots);
		return;
	case FORMULA_SLOT:
		collect(ruleset, slots->values[formula->index], slots, facts);
		return;
	case FORMULA_LET:
		slots->values[formula->index] = formula->a;
		collect(ruleset, formula->b, slots, facts);
		return;
	case FORMULA_LET_RECORD:
		slots->records[formula->index] = formula->record;
		collect(ruleset, formula->b, slots, facts);
		return;
	default:
		collect(ruleset, formula->a, slots, facts);
		collect(ruleset, formula->b, slots, facts);
		collect(ruleset, formula->c, slots, facts);
	}
}

static bool share(const struct facts *a, const struct facts *b, const struct slots *slots)
{
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			if (same_fact(a->items[i], b->items[j], slots))
				return true;
		}
	}
	return false;
}

static const char *name_of(const struct ruleset *ruleset, const struct formula *fact)
{
	if (fact->kind == FORMULA_FIELD)
		return ruleset->schema->types[fact->record->type].fields[fact->index].name;
	return fact->award ? ruleset->rules[fact->index].award_name : ruleset->rules[fact->index].name;
}

/* The two tests as conditions of their own, as they would be written: what they say is there, but for their labels. False: they are not
 * the whole of the function, or too long. */
static bool propose(const struct function *function, const char *group, char *out, size_t size)
{
	const struct syntax_node *node = function->syntax, *sides[2], *given;
	const char *text = function->place.source->text;
	char parameters[64] = "";
	size_t used;

	if (!node || node->kind != SYNTAX_FUNCTION || node->as.function.body.count != 1)
		return false;
	given = node->as.function.body.items[0];
	if (given->kind != SYNTAX_RETURN || given->as.list.count != 1)
		return false;
	given = given->as.list.items[0];
	if (given->kind == SYNTAX_PARENTHESES)
		given = given->as.operation.right;
	if (given->kind != SYNTAX_BINARY || memchr(text + given->offset, '\n', given->length))
		return false;
	for (size_t i = 0; i < node->as.function.parameters.count; i++) {
		used = strlen(parameters);
		snprintf(parameters + used, sizeof parameters - used, "%s%s", i ? ", " : "",
		         node->as.function.parameters.items[i]->name);
	}
	sides[0] = given->as.operation.left;
	sides[1] = given->as.operation.right;
	used = (size_t) snprintf(out, size, "write %s {", group);
	for (int i = 0; i < 2 && used < size; i++)
		used += (size_t) snprintf(out + used, size - used, " { \"...\", function(%s) return %.*s end }%s",
		                          parameters, (int) sides[i]->length, text + sides[i]->offset,
		                          i ? " }" : ",");
	return used < size;
}

void check_joined(const struct ruleset *ruleset, const struct rule *rule, const struct condition *test,
                  struct problems *problems)
{
	const struct formula *formula = ruleset->functions[test->function].formula;
	struct facts left = { .whole = true, .missing = true }, right = { .whole = true };
	struct slots slots = { .values = { NULL } };
	const char *word, *group;
	char hint[240];

	(void) rule;
	while (formula && (formula->kind == FORMULA_LET || formula->kind == FORMULA_LET_RECORD)) {
		if (formula->kind == FORMULA_LET)
			slots.values[formula->index] = formula->a;
		else
			slots.records[formula->index] = formula->record;
		formula = formula->b;
	}
	if (!formula || (formula->kind != FORMULA_AND && formula->kind != FORMULA_OR))
		return;
	/* What comes first and is known lets what comes second be as it should: it is not read where it does not matter. */
	collect(ruleset, formula->a, &slots, &left);
	collect(ruleset, formula->b, &slots, &right);
	if (!left.whole || !right.whole || !left.count || !right.count || share(&left, &right, &slots))
		return;
	word = formula->kind == FORMULA_AND ? "and" : "or";
	group = formula->kind == FORMULA_AND ? "all" : "any";
	if (!propose(&ruleset->functions[test->function], group, hint, sizeof hint))
		snprintf(hint, sizeof hint, "make two conditions of it, in %s { ... }: one can then settle it alone",
		         group);
	check_warn(problems, test, hint,
	           "'%s' joins tests of different facts, '%.80s' and '%.80s': the first must be known", word,
	           name_of(ruleset, left.items[0]), name_of(ruleset, right.items[0]));
}
