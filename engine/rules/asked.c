/* asked.c: outcomes that no rule file declares. See asked.h. */
#include "rules/asked.h"

#include "rules/formula.h"
#include "rules/resolve.h"

#include <string.h>

/* Room for so many more rules and functions: they move, and nothing points at one of them yet. */
static int make_room(struct ruleset *ruleset, size_t more)
{
	struct rule *rules = arena_array(&ruleset->arena, ruleset->rule_count + more, sizeof *rules);
	struct function *functions = arena_array(&ruleset->arena, ruleset->function_count + more, sizeof *functions);

	if (!rules || !functions || rule_index_begin(ruleset, ruleset->rule_count + more))
		return -1;
	if (ruleset->rule_count)
		memcpy(rules, ruleset->rules, ruleset->rule_count * sizeof *rules);
	if (ruleset->function_count)
		memcpy(functions, ruleset->functions, ruleset->function_count * sizeof *functions);
	ruleset->rules = rules;
	ruleset->functions = functions;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (rules[i].first_version == (int) i)
			rule_index_add(ruleset, (int) i);
	}
	return 0;
}

/* A rule that gives what `function` gives, in force when `like` is. */
static int add_rule(struct ruleset *ruleset, const struct rule *like, const char *name, enum type type, int function)
{
	int place = (int) ruleset->rule_count++;
	struct rule *rule = &ruleset->rules[place];

	*rule = (struct rule){ .name = name,
		               .on = like->on,
		               .type = type,
		               .optional = true,
		               .asked = true,
		               .from = like->from,
		               .to = like->to,
		               .dated_by = like->dated_by,
		               .compute = function,
		               .award = NO_FUNCTION,
		               .after = like->after,
		               .after_count = like->after_count,
		               .first_version = place,
		               .next_version = -1,
		               .place = like->place };
	rule_index_add(ruleset, place);
	return place;
}

/* A function that has a formula, and nothing in Lua. */
static int add_function(struct ruleset *ruleset, const struct function *like, const struct formula *formula)
{
	struct function *function = &ruleset->functions[ruleset->function_count];

	*function = *like;
	function->syntax = NULL;
	function->formula = function->wider = formula;
	return (int) ruleset->function_count++;
}

/* The type of what a formula gives, as far as its parts tell; TYPE_COUNT: they do not. */
static enum type type_of(const struct ruleset *ruleset, const struct parameters *parameters,
                         const struct formula *const slots[FORMULA_SLOTS], const struct formula *formula)
{
	const struct rule *rule;
	enum type a, b;

	switch (formula->kind) {
	case FORMULA_FIELD:
		return ruleset->schema->types[formula->record->type].fields[formula->index].type;
	case FORMULA_OUTCOME:
		rule = &ruleset->rules[formula->index];
		return formula->award ? TYPE_MONEY : rule->type;
	case FORMULA_PARAMETER:
		return parameters->items[formula->index].type;
	case FORMULA_PERIOD:
		return formula->index == FORMULA_AT_PERIOD ? TYPE_TEXT : TYPE_DATE;
	case FORMULA_SLOT:
		return slots[formula->index] ? type_of(ruleset, parameters, slots, slots[formula->index])
		                             : TYPE_COUNT;
	case FORMULA_LET:
	case FORMULA_LET_RECORD:
	case FORMULA_IF:
		return type_of(ruleset, parameters, slots, formula->b);
	case FORMULA_NEGATE:
	case FORMULA_ROUND:
		return type_of(ruleset, parameters, slots, formula->a);
	case FORMULA_ADD:
	case FORMULA_SUBTRACT:
	case FORMULA_MULTIPLY:
	case FORMULA_DIVIDE:
	case FORMULA_MINIMUM:
	case FORMULA_MAXIMUM:
		a = type_of(ruleset, parameters, slots, formula->a);
		b = type_of(ruleset, parameters, slots, formula->b);
		if (formula->kind == FORMULA_DIVIDE && a == TYPE_MONEY && b == TYPE_MONEY)
			return TYPE_DECIMAL;
		if (a == TYPE_MONEY || b == TYPE_MONEY)
			return TYPE_MONEY;
		return a == TYPE_COUNT || (a == TYPE_INTEGER && b != TYPE_COUNT) ? b : a;
	default:
		return TYPE_COUNT;
	}
}

static bool is_measured(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER
	       || type == TYPE_DATE;
}

/* Locals that stand around a comparison. */
struct around {
	const struct formula *lets[FORMULA_SLOTS];
	const struct formula *slots[FORMULA_SLOTS];
	size_t count;
};

/* `part` with the locals around it; NULL: out of memory. */
static const struct formula *surround(struct ruleset *ruleset, const struct around *around,
                                      const struct formula *part)
{
	for (size_t i = around->count; part && i > 0; i--) {
		struct formula *let = arena_alloc(&ruleset->arena, sizeof *let);

		if (let) {
			*let = *around->lets[i - 1];
			let->b = part;
		}
		part = let;
	}
	return part;
}

static enum comparison comparison_of(const struct formula *formula, bool negated)
{
	/* a < b, a <= b; written the other way round; not one of these. */
	static const enum comparison less[2][2] = { { COMPARISON_LESS, COMPARISON_LESS_EQUAL },
		                                    { COMPARISON_GREATER, COMPARISON_GREATER_EQUAL } };

	switch (formula->kind) {
	case FORMULA_LESS:
		return less[(formula->index != 0) != negated][negated];
	case FORMULA_LESS_EQUAL:
		return less[(formula->index != 0) != negated][!negated];
	case FORMULA_EQUAL:
		return negated ? COMPARISON_NONE : COMPARISON_EQUAL;
	case FORMULA_NOT_EQUAL:
		return negated ? COMPARISON_EQUAL : COMPARISON_NONE;
	case FORMULA_BETWEEN:
		return negated ? COMPARISON_NONE : COMPARISON_BETWEEN;
	default:
		return COMPARISON_NONE;
	}
}

/* An outcome that gives one side of a comparison. NULL: out of memory. */
static const char *add_side(struct ruleset *ruleset, const struct asked_test *test, const struct around *around,
                            const struct formula *part, const char *side)
{
	const char *name = arena_format(&ruleset->arena, "%s %s", ruleset->rules[test->rule].name, side);
	const struct formula *formula = surround(ruleset, around, part);

	if (!name || !formula)
		return NULL;
	add_rule(ruleset, &ruleset->rules[test->rule], name, test->type == TYPE_DATE ? TYPE_DATE : TYPE_DECIMAL,
	         add_function(ruleset, &ruleset->functions[test->condition->function], formula));
	return name;
}

/* What the test compares, where it is a plain comparison. -1: out of memory. */
static int ask_sides(struct ruleset *ruleset, const struct parameters *parameters, struct asked_test *test)
{
	const struct formula *formula = ruleset->functions[test->condition->function].formula;
	struct around around = { .count = 0 };
	bool negated = false;

	while (formula
	       && (formula->kind == FORMULA_LET || formula->kind == FORMULA_LET_RECORD
	           || formula->kind == FORMULA_NOT)) {
		negated ^= formula->kind == FORMULA_NOT;
		if (formula->kind == FORMULA_LET)
			around.slots[formula->index] = formula->a;
		if (formula->kind == FORMULA_NOT)
			formula = formula->a;
		else if (around.count == FORMULA_SLOTS)
			return 0;
		else
			formula = (around.lets[around.count++] = formula)->b;
	}
	test->comparison = formula ? comparison_of(formula, negated) : COMPARISON_NONE;
	if (test->comparison == COMPARISON_NONE)
		return 0;
	test->type = type_of(ruleset, parameters, around.slots, formula->a);
	if (test->type == TYPE_COUNT)
		test->type = type_of(ruleset, parameters, around.slots, formula->b);
	if (!is_measured(test->type)) {
		test->comparison = COMPARISON_NONE;
		return 0;
	}
	test->left = add_side(ruleset, test, &around, formula->a, "left");
	test->right = add_side(ruleset, test, &around, formula->b, "right");
	if (test->comparison == COMPARISON_BETWEEN)
		test->furthest = add_side(ruleset, test, &around, formula->c, "furthest");
	return test->left && test->right && (test->furthest || test->comparison != COMPARISON_BETWEEN) ? 0 : -1;
}

static size_t count_tests(const struct condition *condition)
{
	size_t count = condition->kind == CONDITION_TEST;

	for (size_t i = 0; i < condition->count; i++)
		count += count_tests(&condition->children[i]);
	return count;
}

static int ask_tests(struct ruleset *ruleset, const struct parameters *parameters, int version,
                     const struct condition *condition, struct asked *out)
{
	const struct rule like = ruleset->rules[version];
	struct asked_test *test;
	const char *name;

	for (size_t i = 0; i < condition->count; i++) {
		if (ask_tests(ruleset, parameters, version, &condition->children[i], out))
			return -1;
	}
	if (condition->kind != CONDITION_TEST)
		return 0;
	test = &out->tests[out->test_count++];
	name = arena_format(&ruleset->arena, "%s %zu", like.name, out->test_count);
	if (!name)
		return -1;
	*test = (struct asked_test){ .version = version, .condition = condition };
	test->rule = add_rule(ruleset, &like, name, TYPE_FLAG, condition->function);
	return ask_sides(ruleset, parameters, test);
}

static void add_read(struct reads *reads, enum read_kind kind, int type, const char *name, struct place place)
{
	reads->items[reads->count++] = (struct read){ .kind = kind, .type = type, .name = name, .place = place };
}

/* What a path reads: the keys of the parents on its way, and what stands at its end. */
static int reads_of_path(struct ruleset *ruleset, int on, const struct path *path, struct place place,
                         struct reads *reads)
{
	size_t most = 1;

	for (size_t i = 0; i < ruleset->schema->count; i++)
		most += ruleset->schema->types[i].field_count;
	*reads = (struct reads){ .items = arena_array(&ruleset->arena, most * (path->relation_count + 1),
		                                      sizeof *reads->items),
		                 .followed = true,
		                 .bounded = true };
	if (!reads->items)
		return -1;
	for (size_t i = 0; i < path->relation_count; i++) {
		const struct record_type *type = &ruleset->schema->types[on];
		const struct relation *way = &type->relations[path->relations[i]];

		for (size_t j = 0; j < way->count; j++)
			add_read(reads, READ_FIELD, on, type->fields[way->fields[j]].name, place);
		on = way->parent;
	}
	if (path->field >= 0)
		add_read(reads, READ_FIELD, on, ruleset->schema->types[on].fields[path->field].name, place);
	else
		add_read(reads, READ_OUTCOME, on,
		         path->award ? ruleset->rules[path->rule].award_name : ruleset->rules[path->rule].name,
		         place);
	return 0;
}

/* c.household.district as a formula. NULL: out of memory. */
static const struct formula *formula_of_path(struct ruleset *ruleset, int on, const struct path *path)
{
	struct formula *formula = arena_alloc(&ruleset->arena, sizeof *formula);
	struct formula_record *record = arena_alloc(&ruleset->arena, sizeof *record);

	if (!formula || !record)
		return NULL;
	*record = (struct formula_record){ .relation = -1, .slot = -1, .type = on };
	for (size_t i = 0; i < path->relation_count; i++) {
		struct formula_record *parent = arena_alloc(&ruleset->arena, sizeof *parent);

		if (!parent)
			return NULL;
		on = ruleset->schema->types[on].relations[path->relations[i]].parent;
		*parent = (struct formula_record){
			.child = record, .relation = path->relations[i], .slot = -1, .type = on
		};
		record = parent;
	}
	*formula = (struct formula){ .kind = path->field >= 0 ? FORMULA_FIELD : FORMULA_OUTCOME,
		                     .award = path->award,
		                     .index = path->field >= 0 ? path->field : path->rule,
		                     .record = record };
	return formula;
}

static int ask_path(struct ruleset *ruleset, const struct rule *rule, const char *text, struct asked *out,
                    struct error *err)
{
	const char *kept = arena_text(&ruleset->arena, text);
	const char *name = arena_format(&ruleset->arena, "%s by", rule->name);
	struct function function = { .place = rule->place, .last_line = rule->place.line, .on = rule->on };
	struct rule always = *rule;
	const struct formula *formula;
	struct path path;

	if (!kept || !name)
		return error_memory(err);
	if (resolve_path(ruleset, rule->on, kept, &path, err))
		return -1;
	if (path.value_type == TYPE_NUMBER) {
		error_set(err, ERROR_INPUT, "'%s' is a number for statistics: there are no groups by it", kept);
		return -1;
	}
	formula = formula_of_path(ruleset, rule->on, &path);
	if (!formula || reads_of_path(ruleset, rule->on, &path, rule->place, &function.reads))
		return error_memory(err);
	always.from = always.to = (struct date){ .year = 0 };
	always.dated_by = -1;
	/* An outcome that a formula reads is a flag where it is an eligibility. */
	add_rule(ruleset, &always, name, path.value_type == TYPE_ELIGIBILITY ? TYPE_FLAG : path.value_type,
	         add_function(ruleset, &function, formula));
	out->by = name;
	out->path = kept;
	out->by_type = path.value_type;
	return 0;
}

int ruleset_ask(struct ruleset *ruleset, const struct parameters *parameters, int rule, const char *path,
                struct asked *out, struct error *err)
{
	size_t tests = 0;

	*out = (struct asked){ .rule = rule };
	for (int i = rule; i >= 0; i = ruleset->rules[i].next_version) {
		if (ruleset->rules[i].conditions)
			tests += count_tests(ruleset->rules[i].conditions);
	}
	out->tests = arena_array(&ruleset->arena, tests + 1, sizeof *out->tests);
	/* Of each test its answer and at most three sides; and one path. */
	if (!out->tests || make_room(ruleset, 4 * tests + 1))
		return error_memory(err);
	for (int i = rule; i >= 0; i = ruleset->rules[i].next_version) {
		if (ruleset->rules[i].conditions
		    && ask_tests(ruleset, parameters, i, ruleset->rules[i].conditions, out))
			return error_memory(err);
	}
	return path ? ask_path(ruleset, &ruleset->rules[rule], path, out, err) : 0;
}
