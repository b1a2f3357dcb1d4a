/* near.c: the records that miss an eligibility by one condition. See near.h. */
#include "run/near.h"

#include "run/outcomes.h"

#include <string.h>

static const struct decimal money_bounds[NEAR_BOUNDS] = { { 100, 0 },   { 1000, 0 },   { 10000, 0 },
	                                                  { 50000, 0 }, { 100000, 0 }, { 500000, 0 } };
static const struct decimal whole_bounds[NEAR_BOUNDS] = { { 1, 0 },  { 2, 0 },  { 7, 0 },
	                                                  { 30, 0 }, { 90, 0 }, { 365, 0 } };
static const struct decimal part_bounds[NEAR_BOUNDS] = { { 1, 3 }, { 1, 2 }, { 5, 2 }, { 1, 1 }, { 5, 1 }, { 1, 0 } };

const struct decimal *near_bounds(enum type type)
{
	return type == TYPE_MONEY                          ? money_bounds
	       : type == TYPE_DATE || type == TYPE_INTEGER ? whole_bounds
	                                                   : part_bounds;
}

/* Places of a test's answer and sides among the outcomes; 0: there is none. */
struct columns {
	size_t answer, left, right, furthest;
};

struct walk {
	struct near *near;
	const struct compared *run;
	const struct asked *asked;
	struct outcomes outcomes;
	struct columns *columns; /* as the tests */
	enum state *answers;     /* of the current record, as the tests */
	size_t decided;          /* place among the outcomes of which of them were decided; 0: none can be */
	enum state *would;       /* what the tree would answer if just that test were met */
	bool *measured;          /* by how much it is missed is known */
	void (*each)(void *context, const struct near_period *period, const struct near_condition *condition,
	             const struct near_record *record);
	void *context;
	struct text key;
	struct error *err;
};

static int open_outcomes(struct walk *walk, const struct compared_rule *rule)
{
	const struct asked *asked = walk->asked;
	struct arena *arena = &walk->near->arena;
	const char **names = arena_array(arena, 4 * asked->test_count + 2, sizeof *names);
	size_t count = 0;

	walk->columns = arena_array(arena, asked->test_count, sizeof *walk->columns);
	walk->answers = arena_array(arena, asked->test_count, sizeof *walk->answers);
	walk->would = arena_array(arena, asked->test_count, sizeof *walk->would);
	walk->measured = arena_array(arena, asked->test_count, sizeof *walk->measured);
	if (!names || !walk->columns || !walk->answers || !walk->would || !walk->measured)
		return error_memory(walk->err);
	names[count++] = rule->name;
	if (walk->run->inputs.plan.decisions)
		names[walk->decided = count++] = PLAN_DECIDED;
	for (size_t i = 0; i < asked->test_count; i++) {
		const struct asked_test *test = &asked->tests[i];
		struct columns *columns = &walk->columns[i];

		names[columns->answer = count++] = walk->run->inputs.ruleset.rules[test->rule].name;
		if (test->comparison == COMPARISON_NONE)
			continue;
		names[columns->left = count++] = test->left;
		names[columns->right = count++] = test->right;
		if (test->furthest)
			names[columns->furthest = count++] = test->furthest;
	}
	return outcomes_open(&walk->outcomes, compared_file(walk->run), rule->type, names, count, walk->err);
}

static size_t count_parts(const struct condition *condition)
{
	size_t count = 1;

	for (size_t i = 0; i < condition->count; i++)
		count += count_parts(&condition->children[i]);
	return count;
}

/* The parts of a tree behind those that there are; its first test is *test. */
static void add_parts(struct near_part *parts, size_t *count, const struct near_part *part, size_t *test)
{
	const struct condition *condition = part->declared;
	struct near_part child = { .version = part->version, .depth = part->depth + 1 };

	parts[*count] = *part;
	parts[*count].required = part->required && condition->kind != CONDITION_ALL;
	if (condition->kind == CONDITION_TEST)
		parts[*count].test = (*test)++;
	++*count;
	child.required = part->required && condition->kind == CONDITION_ALL;
	for (size_t i = 0; i < condition->count; i++) {
		child.declared = &condition->children[i];
		add_parts(parts, count, &child, test);
	}
}

/* Every version has a tree, and its tests follow each other. */
static int prepare_parts(struct walk *walk, struct near_period *period)
{
	const struct asked *asked = walk->asked;
	const struct ruleset *ruleset = &walk->run->inputs.ruleset;
	struct near *near = walk->near;
	size_t most = 0, count = 0, test = 0;

	for (size_t i = 0; i < asked->test_count; i++) {
		if (i == 0 || asked->tests[i].version != asked->tests[i - 1].version)
			most += count_parts(ruleset->rules[asked->tests[i].version].conditions);
	}
	period->parts = arena_array(&near->arena, most, sizeof *period->parts);
	if (!period->parts)
		return error_memory(walk->err);
	while (test < asked->test_count) {
		int version = asked->tests[test].version;

		add_parts(period->parts, &count,
		          &(struct near_part){ .declared = ruleset->rules[version].conditions,
		                               .version = version,
		                               .required = true },
		          &test);
	}
	near->part_count = count;
	return 0;
}

static int prepare(struct walk *walk, const struct compared_rule *rule)
{
	const struct plan *plan = &walk->run->inputs.plan;
	const struct rule *declared = &plan->ruleset->rules[walk->asked->rule];
	struct near *near = walk->near;

	near->record_type = rule->type;
	near->rule = rule->name;
	near->title = declared->title;
	near->condition_count = walk->asked->test_count;
	near->period_count = plan->period_count;
	near->periods = arena_array(&near->arena, plan->period_count, sizeof *near->periods);
	if (!near->periods)
		return error_memory(walk->err);
	for (size_t i = 0; i < plan->period_count; i++) {
		struct near_period *period = &near->periods[i];

		period->label = plan->periods[i].label;
		period->conditions = arena_array(&near->arena, near->condition_count, sizeof *period->conditions);
		if (!period->conditions)
			return error_memory(walk->err);
		for (size_t j = 0; j < near->condition_count; j++) {
			const struct asked_test *test = &walk->asked->tests[j];

			period->conditions[j].condition = test->condition;
			period->conditions[j].version = test->version;
			period->conditions[j].type = test->comparison == COMPARISON_NONE ? TYPE_COUNT : test->type;
		}
		if (prepare_parts(walk, period))
			return -1;
	}
	return 0;
}

/* The tree from its tests' answers, the first of which is *at. */
static enum state tree_answer(const struct condition *condition, const enum state *answers, size_t *at)
{
	enum state settles = condition->kind == CONDITION_ANY ? STATE_YES : STATE_NO;
	enum state answer = settles == STATE_YES ? STATE_NO : STATE_YES;

	if (condition->kind == CONDITION_TEST)
		return answers[(*at)++];
	for (size_t i = 0; i < condition->count; i++) {
		enum state child = tree_answer(&condition->children[i], answers, at);

		if (child == settles)
			answer = settles;
		else if (child == STATE_UNKNOWN && answer != settles)
			answer = STATE_UNKNOWN;
	}
	return answer;
}

static bool number_of(enum type type, struct value value, struct decimal *out)
{
	struct date date;
	struct error err;

	if (type != TYPE_DATE) {
		*out = value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL ? value_as_decimal(value)
		                                                                  : decimal_from_integer(0);
		return value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL;
	}
	if (value.kind != VALUE_TEXT || date_parse(value.as.text, value.length, &date, &err))
		return false;
	*out = decimal_from_integer(date_number(date));
	return true;
}

static bool is_counted(enum type type)
{
	return type != TYPE_RATE && type != TYPE_DECIMAL;
}

/* Whole things lie beyond a limit by one at least. */
static bool is_beyond(enum comparison comparison, enum type type, struct decimal left, struct decimal right)
{
	return (comparison == COMPARISON_LESS || comparison == COMPARISON_GREATER) && is_counted(type)
	       && left.scale == 0 && right.scale == 0;
}

/* By how much the condition is missed; record->right becomes the limit that is. False: that is not known. */
static bool measure(const struct walk *walk, size_t place, struct near_record *record)
{
	const struct asked_test *test = &walk->asked->tests[place];
	const struct columns *columns = &walk->columns[place];
	const struct value *values = walk->outcomes.values;
	struct decimal left, right, by;
	struct error err;
	bool below;

	if (test->comparison == COMPARISON_NONE || !number_of(test->type, values[columns->left], &left)
	    || !number_of(test->type, values[columns->right], &right))
		return false;
	record->left = values[columns->left];
	record->right = values[columns->right];
	below = decimal_compare(left, right) < 0;
	if (test->comparison == COMPARISON_BETWEEN && !below) {
		record->right = values[columns->furthest];
		if (!number_of(test->type, record->right, &right))
			return false;
	}
	if (below ? decimal_subtract(right, left, &by, &err) : decimal_subtract(left, right, &by, &err))
		return false;
	if (is_beyond(test->comparison, test->type, left, right)
	    && decimal_add(by, decimal_from_integer(1), &by, &err))
		return false;
	/* Whole pence reach a limit between two of them by whole pence. */
	if (is_counted(test->type) && left.scale == 0
	    && decimal_round(by, decimal_from_integer(1), ROUND_CEILING, &by, &err))
		return false;
	record->measured = true;
	record->misses_by = by;
	return true;
}

/* Copies the texts of a record into `room`, whose memory is used again and again. */
static int keep_texts(struct near_record *record, struct text *room)
{
	struct value *const texts[] = { &record->left, &record->right };
	size_t length = strlen(record->key) + 1;

	text_clear(room);
	text_append_bytes(room, record->key, length);
	for (size_t i = 0; i < 2; i++) {
		if (texts[i]->kind == VALUE_TEXT)
			text_append_bytes(room, texts[i]->as.text, texts[i]->length);
	}
	if (room->failed)
		return -1;
	record->key = room->bytes;
	for (size_t i = 0; i < 2; i++) {
		if (texts[i]->kind != VALUE_TEXT)
			continue;
		texts[i]->as.text = room->bytes + length;
		length += texts[i]->length;
	}
	return 0;
}

/* Among the nearest, behind those that are as near. */
static int keep_nearest(struct walk *walk, struct near_condition *condition, const struct near_record *record)
{
	size_t at = condition->nearest_count;
	struct text room = TEXT_INIT;
	struct near_record *place;

	while (at > 0 && record->measured
	       && (!condition->nearest[at - 1].measured
	           || decimal_compare(record->misses_by, condition->nearest[at - 1].misses_by) < 0))
		at--;
	if (at == NEAR_NEAREST)
		return 0;
	if (condition->nearest_count == NEAR_NEAREST)
		room = condition->nearest[NEAR_NEAREST - 1].room;
	else
		condition->nearest_count++;
	place = &condition->nearest[at];
	memmove(place + 1, place, (condition->nearest_count - 1 - at) * sizeof *place);
	*place = *record;
	if (keep_texts(place, &room)) {
		place->room = room;
		return error_memory(walk->err);
	}
	place->room = room;
	return 0;
}

/* The record would be eligible if this condition were met. */
static int add_near(struct walk *walk, struct near_period *period, size_t place)
{
	struct near_condition *condition = &period->conditions[place];
	struct near_record record = { .key = text_string(&walk->key) };

	condition->records++;
	walk->measured[place] = measure(walk, place, &record);
	if (record.measured) {
		const struct decimal *bounds = near_bounds(condition->type);

		condition->measured++;
		for (size_t i = 0; i < NEAR_BOUNDS; i++)
			condition->within[i] += decimal_compare(record.misses_by, bounds[i]) <= 0;
	}
	if (walk->each)
		walk->each(walk->context, period, condition, &record);
	return keep_nearest(walk, condition, &record);
}

static int add_first(struct walk *walk, struct near_part *part)
{
	if (part->first_count == NEAR_NEAREST)
		return 0;
	text_append(&part->first, part->first_count++ ? ", " : "");
	text_append(&part->first, text_string(&walk->key));
	return part->first.failed ? error_memory(walk->err) : 0;
}

/* What the part at *at, and each of its own, makes of the record: yes where one of its tests would do. */
static int add_part(struct walk *walk, struct near_part *parts, size_t *at, enum state *would, bool *measured)
{
	struct near_part *part = &parts[(*at)++];
	bool test = part->declared->kind == CONDITION_TEST;

	*would = test ? walk->would[part->test] : STATE_NO;
	*measured = test && *would == STATE_YES && walk->measured[part->test];
	for (size_t i = 0; i < part->declared->count; i++) {
		enum state child;
		bool child_measured;

		if (add_part(walk, parts, at, &child, &child_measured))
			return -1;
		if (child == STATE_YES || (child == STATE_UNKNOWN && *would == STATE_NO))
			*would = child;
		*measured |= child_measured;
	}
	part->records += *would == STATE_YES;
	part->perhaps += *would == STATE_UNKNOWN;
	return part->required && *would == STATE_YES && !*measured ? add_first(walk, part) : 0;
}

/* A record that is not eligible. */
static int look_at(struct walk *walk, struct near_period *period)
{
	const struct asked *asked = walk->asked;
	const struct ruleset *ruleset = &walk->run->inputs.ruleset;
	size_t first = 0, end, at;
	enum state all;
	bool measured;

	/* Those of the version that is in force have an answer. */
	while (first < asked->test_count && walk->answers[first] == STATE_NONE)
		first++;
	if (first == asked->test_count) {
		period->decided++;
		return 0;
	}
	for (end = first; end < asked->test_count && asked->tests[end].version == asked->tests[first].version;)
		end++;
	const struct condition *tree = ruleset->rules[asked->tests[first].version].conditions;
	at = first;
	if (tree_answer(tree, walk->answers, &at) != STATE_NO) {
		period->decided++;
		return 0;
	}
	text_clear(&walk->key);
	outcomes_key(&walk->outcomes, &walk->key);
	if (walk->key.failed)
		return error_memory(walk->err);
	for (size_t i = first; i < end; i++) {
		enum state answer;

		walk->would[i] = STATE_NO;
		if (walk->answers[i] != STATE_NO)
			continue;
		walk->answers[i] = STATE_YES;
		at = first;
		answer = tree_answer(tree, walk->answers, &at);
		walk->answers[i] = STATE_NO;
		walk->would[i] = answer;
		period->conditions[i].perhaps += answer == STATE_UNKNOWN;
		if (answer == STATE_YES && add_near(walk, period, i))
			return -1;
	}
	for (at = 0; period->parts[at].version != asked->tests[first].version;)
		at++;
	if (add_part(walk, period->parts, &at, &all, &measured))
		return -1;
	period->near += all == STATE_YES;
	period->perhaps += all == STATE_UNKNOWN;
	return 0;
}

static struct near_period *period_of(const struct walk *walk)
{
	for (size_t i = 0; i < walk->near->period_count; i++) {
		if (!strcmp(walk->near->periods[i].label, walk->outcomes.period))
			return &walk->near->periods[i];
	}
	return NULL;
}

/* What somebody decided stays, whatever conditions come to be met. */
static bool is_decided(const struct walk *walk)
{
	const struct value *list = &walk->outcomes.values[walk->decided];

	return walk->decided && list->kind == VALUE_TEXT
	       && stored_is_listed(list->as.text, list->length, walk->near->rule);
}

static int look_at_all(struct walk *walk)
{
	for (;;) {
		struct near_period *period;
		enum state state;

		if (outcomes_next(&walk->outcomes, walk->err))
			return -1;
		if (!walk->outcomes.row)
			return 0;
		period = period_of(walk);
		if (!period)
			continue;
		state = state_of(TYPE_ELIGIBILITY, walk->outcomes.values[0]);
		period->states[state]++;
		for (size_t i = 0; i < walk->asked->test_count; i++)
			walk->answers[i] = state_of(TYPE_ELIGIBILITY, walk->outcomes.values[walk->columns[i].answer]);
		if (state == STATE_NO && is_decided(walk))
			period->decided++;
		else if (state == STATE_NO && look_at(walk, period))
			return -1;
	}
}

int near_find(const struct compared *run, const struct compared_rule *rule,
              void (*each)(void *context, const struct near_period *period, const struct near_condition *condition,
                           const struct near_record *record),
              void *context, struct near *near, struct error *err)
{
	struct walk walk = {
		.near = near, .run = run, .asked = &run->asked, .each = each, .context = context, .err = err
	};
	int failed;

	*near = (struct near){ .periods = NULL };
	if (!run->evaluated) {
		error_set(err, ERROR_INPUT, "'%s' cannot be evaluated again: its conditions are not known",
		          run->path);
		return error_hint(err, "give its scenario, with --data for its database");
	}
	if (!run->asked.test_count) {
		error_set(err, ERROR_INPUT, "rule '%s' is no eligibility: it has no conditions to miss", rule->name);
		return -1;
	}
	failed = prepare(&walk, rule) || open_outcomes(&walk, rule) || look_at_all(&walk);
	outcomes_close(&walk.outcomes);
	text_release(&walk.key);
	return failed ? -1 : 0;
}

void near_release(struct near *near)
{
	for (size_t i = 0; i < near->period_count && near->periods; i++) {
		for (size_t j = 0; j < near->part_count && near->periods[i].parts; j++)
			text_release(&near->periods[i].parts[j].first);
		for (size_t j = 0; j < near->condition_count && near->periods[i].conditions; j++) {
			struct near_condition *condition = &near->periods[i].conditions[j];

			for (size_t k = 0; k < condition->nearest_count; k++)
				text_release(&condition->nearest[k].room);
		}
	}
	arena_release(&near->arena);
	*near = (struct near){ .periods = NULL };
}
