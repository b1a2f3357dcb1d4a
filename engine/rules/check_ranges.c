/* check_ranges.c: conditions that contradict one another: tests of one fact against constants and parameters, held together with
 * the values in force. Tests of anything else are taken as possible, so nothing is said that is not so. */
#include "rules/check.h"
#include "rules/formula.h"

#define MOST_RANGES   24
#define MOST_EXCLUDED 8

struct bound {
	struct value value;
	bool inclusive;
	const struct condition *from; /* NULL: open */
};

/* What a fact can still be. */
struct range {
	const struct formula *fact;
	struct bound low, high;
	struct value excluded[MOST_EXCLUDED];
	const struct condition *excluded_from[MOST_EXCLUDED];
	size_t excluded_count;
};

struct ranges {
	struct range items[MOST_RANGES];
	size_t count;
	bool empty;
	const struct condition *one, *other; /* which cannot both be true, when empty; the same one: by itself */
};

struct checking {
	const struct ruleset *ruleset;
	const struct rule *rule;
	const struct scenario *scenario;
	const struct period *period;
	struct problems *problems;
	bool found; /* of this rule something was said */
};

static bool same_record(const struct formula_record *a, const struct formula_record *b)
{
	if (a->slot >= 0 || b->slot >= 0 || a->type != b->type || !a->child != !b->child)
		return false;
	return !a->child || (a->relation == b->relation && same_record(a->child, b->child));
}

static bool is_own(const struct formula_record *record)
{
	for (; record->child; record = record->child)
		;
	return record->slot < 0;
}

static bool is_fact(const struct formula *formula)
{
	return (formula->kind == FORMULA_FIELD || formula->kind == FORMULA_OUTCOME) && is_own(formula->record);
}

/* The type of a fact that tests hold against something. */
static enum type type_of(const struct checking *checking, const struct formula *fact)
{
	if (fact->kind == FORMULA_FIELD)
		return checking->ruleset->schema->types[fact->record->type].fields[fact->index].type;
	return fact->award ? TYPE_MONEY : checking->ruleset->rules[fact->index].type;
}

/* Whether there may be none: then it is neither this value nor any other. */
static bool is_optional(const struct checking *checking, const struct formula *fact)
{
	if (fact->kind == FORMULA_FIELD)
		return checking->ruleset->schema->types[fact->record->type].fields[fact->index].optional;
	return checking->ruleset->rules[fact->index].optional;
}

/* What a constant or a parameter is in the period; false: that is not known here. */
static bool value_of(const struct checking *checking, const struct formula *formula, struct value *out)
{
	const struct parameter *parameter;
	const struct dated_value *value;
	struct error none_yet;
	bool carried;

	if (formula->kind == FORMULA_CONSTANT) {
		*out = formula->value;
		return out->kind != VALUE_NONE && out->kind != VALUE_UNKNOWN;
	}
	/* Records with days of their own have the values of those days. */
	if (formula->kind != FORMULA_PARAMETER || checking->rule->dated_by >= 0)
		return false;
	parameter = &checking->scenario->parameters.items[formula->index];
	value = parameter->shape == SHAPE_VALUE ? parameter_in_force(parameter, checking->period, &carried, &none_yet)
	                                        : NULL;
	if (!value || value->not_set)
		return false;
	*out = value->value;
	return true;
}

static struct range *range_of(struct ranges *ranges, const struct formula *fact)
{
	for (size_t i = 0; i < ranges->count; i++) {
		const struct formula *other = ranges->items[i].fact;

		if (other->kind == fact->kind && other->index == fact->index && other->award == fact->award
		    && same_record(other->record, fact->record))
			return &ranges->items[i];
	}
	if (ranges->count == MOST_RANGES)
		return NULL;
	ranges->items[ranges->count] = (struct range){ .fact = fact };
	return &ranges->items[ranges->count++];
}

static void contradict(struct ranges *ranges, const struct condition *one, const struct condition *other)
{
	if (ranges->empty)
		return;
	ranges->empty = true;
	ranges->one = one;
	ranges->other = other;
}

static void look(struct ranges *ranges, const struct range *range)
{
	int order;

	if (!range->low.from || !range->high.from)
		return;
	order = value_compare(range->low.value, range->high.value);
	if (order > 0 || (order == 0 && (!range->low.inclusive || !range->high.inclusive)))
		contradict(ranges, range->low.from, range->high.from);
	for (size_t i = 0; order == 0 && i < range->excluded_count; i++) {
		if (!value_compare(range->excluded[i], range->low.value))
			contradict(ranges, range->low.from, range->excluded_from[i]);
	}
}

/* Of whole numbers, more than 15 is at least 16. */
static void make_inclusive(const struct checking *checking, const struct formula *fact, struct bound *bound, int step)
{
	enum type type = type_of(checking, fact);

	if ((type != TYPE_INTEGER && type != TYPE_MONEY) || bound->inclusive || bound->value.kind != VALUE_INTEGER
	    || bound->value.as.integer <= -MONEY_LIMIT || bound->value.as.integer >= MONEY_LIMIT)
		return;
	bound->value = value_integer(bound->value.as.integer + step);
	bound->inclusive = true;
}

static void at_least(const struct checking *checking, struct ranges *ranges, const struct formula *fact,
                     struct bound bound)
{
	struct range *range = range_of(ranges, fact);
	int order;

	if (!range)
		return;
	make_inclusive(checking, fact, &bound, 1);
	order = range->low.from ? value_compare(bound.value, range->low.value) : 1;
	if (order > 0 || (order == 0 && !bound.inclusive))
		range->low = bound;
	look(ranges, range);
}

static void at_most(const struct checking *checking, struct ranges *ranges, const struct formula *fact,
                    struct bound bound)
{
	struct range *range = range_of(ranges, fact);
	int order;

	if (!range)
		return;
	make_inclusive(checking, fact, &bound, -1);
	order = range->high.from ? value_compare(bound.value, range->high.value) : -1;
	if (order < 0 || (order == 0 && !bound.inclusive))
		range->high = bound;
	look(ranges, range);
}

static void exclude(struct ranges *ranges, const struct formula *fact, struct bound bound)
{
	struct range *range = range_of(ranges, fact);

	if (!range || range->excluded_count == MOST_EXCLUDED)
		return;
	range->excluded[range->excluded_count] = bound.value;
	range->excluded_from[range->excluded_count++] = bound.from;
	look(ranges, range);
}

static void equals(const struct checking *checking, struct ranges *ranges, const struct formula *fact,
                   struct bound bound, bool equal)
{
	bound.inclusive = true;
	if (!equal && bound.value.kind == VALUE_FLAG && !is_optional(checking, fact)) {
		bound.value = value_flag(!bound.value.as.integer);
		equal = true;
	}
	if (!equal) {
		exclude(ranges, fact, bound);
		return;
	}
	at_least(checking, ranges, fact, bound);
	at_most(checking, ranges, fact, bound);
}

/* fact < value, value < fact, with or without equality, written either way round (index); `yes` false: not so. */
static void compared(const struct checking *checking, struct ranges *ranges, const struct formula *formula, bool yes,
                     const struct condition *from)
{
	const struct formula *less = formula->index ? formula->b : formula->a;
	const struct formula *more = formula->index ? formula->a : formula->b;
	bool or_equal = formula->kind == FORMULA_LESS_EQUAL;
	struct bound bound = { .from = from, .inclusive = yes ? or_equal : !or_equal };
	bool fact_is_less = is_fact(less);
	const struct formula *fact = fact_is_less ? less : more;

	if (!is_fact(fact) || !value_of(checking, fact_is_less ? more : less, &bound.value))
		return;
	if (fact_is_less == yes)
		at_most(checking, ranges, fact, bound);
	else
		at_least(checking, ranges, fact, bound);
}

static void between(const struct checking *checking, struct ranges *ranges, const struct formula *formula,
                    const struct condition *from)
{
	struct bound bound = { .from = from, .inclusive = true };

	if (!is_fact(formula->a))
		return;
	if (value_of(checking, formula->b, &bound.value))
		at_least(checking, ranges, formula->a, bound);
	if (value_of(checking, formula->c, &bound.value))
		at_most(checking, ranges, formula->a, bound);
}

/* Narrows the ranges by what holds when `formula` gives `yes`. Recursion is bounded by how deep a formula may be. */
static void narrow(const struct checking *checking, struct ranges *ranges, const struct formula *formula, bool yes,
                   const struct condition *from)
{
	struct bound bound = { .from = from };
	bool equal;

	switch (formula->kind) {
	case FORMULA_NOT:
		narrow(checking, ranges, formula->a, !yes, from);
		break;
	case FORMULA_AND:
	case FORMULA_OR:
		if (yes != (formula->kind == FORMULA_AND))
			break;
		narrow(checking, ranges, formula->a, yes, from);
		narrow(checking, ranges, formula->b, yes, from);
		break;
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
		compared(checking, ranges, formula, yes, from);
		break;
	case FORMULA_BETWEEN:
		if (yes)
			between(checking, ranges, formula, from);
		break;
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
		equal = (formula->kind == FORMULA_EQUAL) == yes;
		if (is_fact(formula->a) && value_of(checking, formula->b, &bound.value))
			equals(checking, ranges, formula->a, bound, equal);
		else if (is_fact(formula->b) && value_of(checking, formula->a, &bound.value))
			equals(checking, ranges, formula->b, bound, equal);
		break;
	case FORMULA_FIELD:
	case FORMULA_OUTCOME:
		bound.value = value_flag(true);
		if (is_fact(formula) && !formula->award
		    && (type_of(checking, formula) == TYPE_FLAG || type_of(checking, formula) == TYPE_ELIGIBILITY))
			equals(checking, ranges, formula, bound, yes);
		break;
	default:
		break;
	}
}

static void narrow_by_test(const struct checking *checking, struct ranges *ranges, const struct condition *test,
                           bool yes)
{
	const struct formula *formula = checking->ruleset->functions[test->function].formula;

	if (formula)
		narrow(checking, ranges, formula, yes, test);
}

/* In which period, where there are several. */
static const char *in_period(const struct checking *checking, char *out, size_t size)
{
	snprintf(out, size, "%s%s", checking->scenario->period_count > 1 ? " in " : "",
	         checking->scenario->period_count > 1 ? checking->period->label : "");
	return out;
}

/* A test that joins others by the wrong word: what to ask; NULL: it is not such a one. */
static const char *joined_otherwise(const struct checking *checking, const struct condition *at, bool possible)
{
	const struct formula *formula = checking->ruleset->functions[at->function].formula;

	if (possible && formula->kind == FORMULA_OR)
		return "one side of 'or' or the other is true of every value: is 'and' meant?";
	if (!possible && formula->kind == FORMULA_AND)
		return "no value passes both sides of 'and': is 'or' meant?";
	return NULL;
}

static void report(struct checking *checking, const struct ranges *ranges, const struct condition *at, bool possible)
{
	const struct condition *other = ranges->one == at ? ranges->other : ranges->one;
	const char *what = possible ? "false" : "true";
	char period[80];

	checking->found = true;
	in_period(checking, period, sizeof period);
	if (other == at)
		check_warn(checking->problems, at, joined_otherwise(checking, at, possible),
		           "condition '%.100s' can never be %s%s", at->label, what, period);
	else if (possible)
		check_warn(checking->problems, at, "one of them is true of every value",
		           "conditions '%.100s' and '%.100s' are never both false%s", other->label, at->label,
		           period);
	else
		check_warn(checking->problems, at, "no value passes both",
		           "condition '%.100s' can never be true where '%.100s' is%s", at->label, other->label,
		           period);
}

/* A test that is true of every value, whatever stands around it. */
static void check_alone(struct checking *checking, const struct condition *test)
{
	struct ranges ranges = { .count = 0 };

	narrow_by_test(checking, &ranges, test, false);
	if (ranges.empty)
		report(checking, &ranges, test, true);
}

/* Adds what the tests of an `all` say, those of an `all` inside it too; reports the first that cannot be. */
static void add_all(struct checking *checking, struct ranges *ranges, const struct condition *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct condition *child = &all->children[i];
		bool before = ranges->empty;

		if (child->kind == CONDITION_ALL)
			add_all(checking, ranges, child);
		else if (child->kind == CONDITION_TEST)
			narrow_by_test(checking, ranges, child, true);
		if (child->kind == CONDITION_TEST && ranges->empty && !before)
			report(checking, ranges, child, false);
		if (child->kind == CONDITION_TEST)
			check_alone(checking, child);
	}
}

static void check_group(struct checking *checking, const struct condition *group, struct ranges inherited);

/* One of several: each is held against what must be true besides; and all of them false must be possible. */
static void check_any(struct checking *checking, const struct condition *any, const struct ranges *inherited)
{
	struct ranges none = { .count = 0 };

	for (size_t i = 0; i < any->count; i++) {
		const struct condition *child = &any->children[i];
		bool before = none.empty;
		struct ranges ranges = *inherited;

		if (child->kind != CONDITION_TEST) {
			check_group(checking, child, ranges);
			continue;
		}
		narrow_by_test(checking, &ranges, child, true);
		if (ranges.empty && !inherited->empty)
			report(checking, &ranges, child, false);
		narrow_by_test(checking, &none, child, false);
		if (none.empty && !before)
			report(checking, &none, child, true);
	}
}

static void check_below(struct checking *checking, const struct condition *all, const struct ranges *ranges)
{
	for (size_t i = 0; i < all->count; i++) {
		if (all->children[i].kind == CONDITION_ANY)
			check_any(checking, &all->children[i], ranges);
		else if (all->children[i].kind == CONDITION_ALL)
			check_below(checking, &all->children[i], ranges);
	}
}

static void check_group(struct checking *checking, const struct condition *group, struct ranges inherited)
{
	if (group->kind == CONDITION_ANY) {
		check_any(checking, group, &inherited);
		return;
	}
	add_all(checking, &inherited, group);
	if (!inherited.empty)
		check_below(checking, group, &inherited);
}

void check_ranges(const struct ruleset *ruleset, const struct rule *rule, const struct scenario *scenario,
                  struct problems *problems)
{
	struct checking checking = { .ruleset = ruleset, .rule = rule, .scenario = scenario, .problems = problems };
	int index = (int) (rule - ruleset->rules);

	/* What is so in one period is likely so in all: it is said of the first. */
	for (size_t i = 0; i < scenario->period_count && !checking.found; i++) {
		struct ranges ranges = { .count = 0 };

		checking.period = &scenario->periods[i];
		if (rule->dated_by < 0
		    && ruleset_version(ruleset, rule->first_version, checking.period->start) != index)
			continue;
		if (rule->conditions->kind == CONDITION_TEST)
			continue;
		check_group(&checking, rule->conditions, ranges);
	}
}
