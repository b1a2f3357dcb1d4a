/* plan_layout.c: lays out the record types of a plan: their slots and facts, and the order in which rules are evaluated. */
#include "evaluate/plan_draft.h"
#include "rules/formula.h"

#include <stdlib.h>
#include <string.h>

/* Fields, slots and facts of one type. */
static int lay_out_type(struct draft *draft, struct plan_type *type, int schema_type, int first_fact)
{
	struct arena *arena = &draft->plan->arena;
	const struct record_type *record = &draft->schema->types[schema_type];
	size_t count = 0;

	*type = (struct plan_type){ .schema_type = schema_type, .record = record, .first_fact = first_fact };
	type->valid_from = type->valid_until = type->period = -1;
	type->fields = arena_array(arena, record->field_count, sizeof *type->fields);
	type->slot = arena_array(arena, record->field_count, sizeof *type->slot);
	type->key_slots = arena_array(arena, record->key_count, sizeof *type->key_slots);
	type->rule_place = arena_array(arena, draft->ruleset->rule_count, sizeof *type->rule_place);
	if (!type->fields || !type->slot || !type->key_slots || !type->rule_place)
		return -1;
	for (size_t i = 0; i < record->field_count; i++) {
		type->slot[i] = draft->needed[schema_type][i] ? (int) count : -1;
		if (!draft->needed[schema_type][i])
			continue;
		type->fields[count++] = (int) i;
		type->personal_count += record->fields[i].personal;
	}
	type->field_count = count;
	for (size_t i = 0; i < record->key_count; i++)
		type->key_slots[i] = type->slot[record->key[i]];
	if (record->valid_from >= 0)
		type->valid_from = type->slot[record->valid_from];
	if (record->valid_until >= 0)
		type->valid_until = type->slot[record->valid_until];
	if (record->period >= 0)
		type->period = type->slot[record->period];
	type->dated = type->valid_from >= 0 || type->valid_until >= 0 || type->period >= 0;
	return 0;
}

static const struct reads *reads_of(const struct ruleset *ruleset, int function)
{
	return function == NO_FUNCTION ? NULL : &ruleset->functions[function].reads;
}

static void visit_condition(const struct ruleset *ruleset, const struct condition *condition,
                            void (*visit)(void *, const struct reads *), void *context)
{
	if (condition->kind == CONDITION_TEST)
		visit(context, reads_of(ruleset, condition->function));
	for (size_t i = 0; i < condition->count; i++)
		visit_condition(ruleset, &condition->children[i], visit, context);
}

void plan_visit_rule(const struct ruleset *ruleset, int first, void (*visit)(void *, const struct reads *),
                     void *context)
{
	for (int i = first; i >= 0; i = ruleset->rules[i].next_version) {
		const struct rule *rule = &ruleset->rules[i];

		if (rule->compute != NO_FUNCTION)
			visit(context, reads_of(ruleset, rule->compute));
		if (rule->award != NO_FUNCTION)
			visit(context, reads_of(ruleset, rule->award));
		if (rule->conditions)
			visit_condition(ruleset, rule->conditions, visit, context);
	}
}

/* Depth-first order over the rules of one type: what a rule may read comes first. A loop is not an error here (the rules may
 * never take that way): the evaluator prints the loop if one is run into. */
struct ordering {
	const struct ruleset *ruleset;
	struct plan_type *type;
	bool *seen; /* by ruleset rule */
	int depth;
};

#define ORDER_DEPTH 2000

static void order_rule(struct ordering *ordering, int rule);

static void order_reads(void *context, const struct reads *reads)
{
	struct ordering *ordering = context;

	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];

		if (read->kind == READ_OUTCOME && read->type == ordering->type->schema_type) {
			int rule = ruleset_rule(ordering->ruleset, read->type, read->name);

			ensure(rule >= 0);
			order_rule(ordering, rule);
		}
	}
}

static void order_rule(struct ordering *ordering, int rule)
{
	struct plan_type *type = ordering->type;

	if (ordering->seen[rule] || ordering->depth > ORDER_DEPTH)
		return;
	ordering->seen[rule] = true;
	ordering->depth++;
	plan_visit_rule(ordering->ruleset, rule, order_reads, ordering);
	ordering->depth--;
	type->rule_place[rule] = (int) type->rule_count;
	type->rules[type->rule_count++].rule = rule;
}

struct bounds {
	bool unbounded;
};

static void note_bounds(void *context, const struct reads *reads)
{
	struct bounds *bounds = context;

	/* Another rule's outcome has its own entry and its own hook; related records cost in proportion to the data. */
	if (!reads->bounded || !reads->followed)
		bounds->unbounded = true;
}

static int compare_rule_names(const void *a, const void *b, void *context)
{
	const struct ruleset *ruleset = context;
	const struct plan_rule *left = a, *right = b;

	return strcmp(ruleset->rules[left->rule].name, ruleset->rules[right->rule].name);
}

/* A rule's columns: its outcome, and its award next to it. */
static void add_columns(struct draft *draft, struct plan_type *type, int rule)
{
	const struct rule *declared = &draft->ruleset->rules[rule];
	struct plan_rule *entry = &type->rules[type->rule_place[rule]];

	entry->column = (int) type->column_count;
	type->columns[type->column_count++] = (struct plan_column){ declared->name, declared->type, rule, false };
	if (declared->award != NO_FUNCTION)
		type->columns[type->column_count++] =
			(struct plan_column){ declared->award_name, TYPE_MONEY, rule, true };
}

/* Whether the rule at `index` is one of the type's, and stands for all its versions. */
static bool is_planned(const struct ruleset *ruleset, const struct plan_type *type, size_t index)
{
	const struct rule *rule = &ruleset->rules[index];

	return rule->on == type->schema_type && rule->first_version == (int) index && !rule->left_out;
}

static bool have_formulas(const struct ruleset *ruleset, const struct condition *condition)
{
	if (condition->kind == CONDITION_TEST)
		return ruleset->functions[condition->function].formula;
	for (size_t i = 0; i < condition->count; i++) {
		if (!have_formulas(ruleset, &condition->children[i]))
			return false;
	}
	return true;
}

static bool is_plain(const struct plan *plan, const struct plan_type *type, const struct rule *rule)
{
	const struct ruleset *ruleset = plan->ruleset;

	if (rule->next_version >= 0 || rule->from.year || rule->to.year || rule->dated_by >= 0 || type->dated)
		return false;
	if (rule->type != TYPE_ELIGIBILITY)
		return ruleset->functions[rule->compute].formula;
	return have_formulas(ruleset, rule->conditions)
	       && (rule->award == NO_FUNCTION || ruleset->functions[rule->award].formula);
}

/* Whether a formula of a rule at `place` reads its own record only, and of its outcomes only those of batched rules before. */
static bool reads_batched(const struct plan_type *type, size_t place, const struct formula *formula)
{
	if (!formula)
		return true;
	if (formula->kind == FORMULA_LET_RECORD)
		return false;
	if ((formula->kind == FORMULA_FIELD || formula->kind == FORMULA_OUTCOME)
	    && (formula->record->child || formula->record->slot >= 0))
		return false;
	if (formula->kind == FORMULA_OUTCOME) {
		size_t read = (size_t) type->rule_place[formula->index];

		return read < place && type->rules[read].batched;
	}
	return reads_batched(type, place, formula->a) && reads_batched(type, place, formula->b)
	       && reads_batched(type, place, formula->c);
}

static bool tests_batched(const struct ruleset *ruleset, const struct plan_type *type, size_t place,
                          const struct condition *condition)
{
	if (condition->kind == CONDITION_TEST)
		return reads_batched(type, place, ruleset->functions[condition->function].formula);
	for (size_t i = 0; i < condition->count; i++) {
		if (!tests_batched(ruleset, type, place, &condition->children[i]))
			return false;
	}
	return true;
}

/* Of a plain rule. */
static bool is_batched(const struct ruleset *ruleset, const struct plan_type *type, size_t place,
                       const struct rule *rule)
{
	if (rule->type != TYPE_ELIGIBILITY)
		return reads_batched(type, place, ruleset->functions[rule->compute].formula);
	return tests_batched(ruleset, type, place, rule->conditions)
	       && (rule->award == NO_FUNCTION || reads_batched(type, place, ruleset->functions[rule->award].formula));
}

static int lay_out_rules(struct draft *draft, struct plan_type *type)
{
	const struct ruleset *ruleset = draft->ruleset;
	struct arena *arena = &draft->plan->arena;
	struct ordering ordering = { .ruleset = ruleset, .type = type };
	struct plan_rule *by_name;
	size_t count = 0;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		count += is_planned(ruleset, type, i);
		type->rule_place[i] = -1;
	}
	type->rules = arena_array(arena, count, sizeof *type->rules);
	type->columns = arena_array(arena, 2 * count + 1, sizeof *type->columns);
	ordering.seen = arena_array(arena, ruleset->rule_count, sizeof *ordering.seen);
	if (!type->rules || !type->columns || !ordering.seen)
		return -1;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (is_planned(ruleset, type, i))
			order_rule(&ordering, (int) i);
	}
	/* Columns stand by name, so that the order in which rules are declared reaches no digest. */
	by_name = arena_array(arena, count, sizeof *by_name);
	if (!by_name)
		return -1;
	if (type->rule_count) {
		memcpy(by_name, type->rules, type->rule_count * sizeof *by_name);
		qsort_r(by_name, type->rule_count, sizeof *by_name, compare_rule_names, (void *) ruleset);
	}
	for (size_t i = 0; i < type->rule_count; i++)
		add_columns(draft, type, by_name[i].rule);
	if (draft->plan->decision_type >= 0 && type->rule_count)
		type->columns[type->column_count++] = (struct plan_column){ PLAN_DECIDED, TYPE_TEXT, -1, false };
	for (size_t i = 0; i < type->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[type->rules[i].rule];
		struct bounds bounds = { .unbounded = false };

		plan_visit_rule(ruleset, type->rules[i].rule, note_bounds, &bounds);
		type->rules[i].hooked = bounds.unbounded;
		type->rules[i].plain = is_plain(draft->plan, type, rule);
		type->rules[i].batched = type->rules[i].plain && is_batched(ruleset, type, i, rule);
	}
	return 0;
}

static int lay_out_observers(struct draft *draft, struct plan_type *type)
{
	const struct ruleset *ruleset = draft->ruleset;
	struct arena *arena = &draft->plan->arena;

	type->totals = arena_array(arena, ruleset->total_count, sizeof *type->totals);
	type->findings = arena_array(arena, ruleset->finding_count, sizeof *type->findings);
	if (!type->totals || !type->findings)
		return -1;
	for (size_t i = 0; i < ruleset->total_count; i++) {
		if (ruleset->totals[i].on == type->schema_type)
			type->totals[type->total_count++] = (int) i;
	}
	for (size_t i = 0; i < ruleset->finding_count; i++) {
		if (ruleset->findings[i].on == type->schema_type)
			type->findings[type->finding_count++] = (int) i;
	}
	type->evaluated = type->rule_count || type->total_count || type->finding_count;
	return 0;
}

int plan_lay_out(struct draft *draft)
{
	struct plan *plan = draft->plan;
	const struct schema *schema = draft->schema;

	plan->type_place = arena_array(&plan->arena, schema->count, sizeof *plan->type_place);
	plan->types = arena_array(&plan->arena, schema->count, sizeof *plan->types);
	if (!plan->type_place || !plan->types)
		return -1;
	for (size_t i = 0; i < schema->count; i++) {
		struct plan_type *type = &plan->types[plan->type_count];

		plan->type_place[i] = -1;
		if (!draft->used[i])
			continue;
		plan->type_place[i] = (int) plan->type_count++;
		if (lay_out_type(draft, type, (int) i, plan->fact_count) || lay_out_rules(draft, type)
		    || lay_out_observers(draft, type))
			return -1;
		plan->fact_count += (int) schema->types[i].field_count + 1;
	}
	for (size_t i = 0; i < plan->lookup_count; i++)
		plan->lookups[i].type = plan->type_place[plan->lookups[i].type];
	return 0;
}
