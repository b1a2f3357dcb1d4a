/* test_expect.c: reads what a test expects, typed by what the rules declare. */
#include "run/test_parts.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct test_case *test_case;
	const struct yaml_reader *reader;
	const struct plan *plan;
	const struct given *shared;
};

/* Of what there can be values: an outcome, an award, a figure... */
struct holder {
	enum type type;
	const char *const *statuses; /* NULL: not listed */
	const char *what;            /* for messages: its name */
	bool facts;                  /* unknown names what is missing */
};

static bool is_listed(const char *const *list, const char *text)
{
	for (size_t i = 0; list && list[i]; i++) {
		if (!strcmp(list[i], text))
			return true;
	}
	return false;
}

/* "unknown" or "none", where that is no value of the type itself. */
static bool read_word(const struct holder *holder, const struct yaml_node *node, struct expected *expected)
{
	bool unknown = !strcmp(node->text, "unknown"), none = !strcmp(node->text, "none");

	if (node->quoted || (!unknown && !none) || is_listed(holder->statuses, node->text))
		return false;
	expected->kind = unknown ? EXPECTED_UNKNOWN : EXPECTED_NONE;
	return true;
}

static bool read_eligibility(const struct reading *reading, const struct holder *holder, const struct yaml_node *node,
                             struct expected *expected)
{
	static const char *const words[] = { "eligible", "not_eligible", "unknown", "none", NULL };
	int choice;

	if (!yaml_choice(reading->reader, node, holder->what, words, &choice))
		return false;
	expected->value = value_text(words[choice], strlen(words[choice]));
	return true;
}

static bool read_scalar(const struct reading *reading, const struct holder *holder, const struct yaml_node *node,
                        struct expected *expected)
{
	struct nearest nearest;

	if (node->kind == YAML_SCALAR && read_word(holder, node, expected))
		return true;
	if (holder->type == TYPE_ELIGIBILITY)
		return read_eligibility(reading, holder, node, expected);
	if (!yaml_value(reading->reader, node, holder->type, &expected->value))
		return false;
	if (!holder->statuses || is_listed(holder->statuses, node->text))
		return true;
	nearest = nearest_to(node->text);
	for (size_t i = 0; holder->statuses[i]; i++)
		nearest_offer(&nearest, holder->statuses[i]);
	yaml_problem_nearest(reading->reader, node, nearest.best, "'%s' is never '%s'", holder->what, node->text);
	return false;
}

/* The fact that a name means: "household.savings". -1: none, which is reported. */
static int find_fact(const struct reading *reading, const struct yaml_node *node)
{
	struct nearest nearest = nearest_to(node->text);
	struct text name = TEXT_INIT;
	int found = -1;
	char best[128] = "";

	for (int i = 0; i < reading->plan->fact_count && found < 0; i++) {
		text_clear(&name);
		plan_fact_name(reading->plan, i, &name);
		if (name.failed)
			break;
		if (!strcmp(text_string(&name), node->text))
			found = i;
		nearest_offer(&nearest, text_string(&name));
		/* The name is gone with the next. */
		if (nearest.best == text_string(&name)) {
			snprintf(best, sizeof best, "%s", nearest.best);
			nearest.best = best;
		}
	}
	if (name.failed)
		yaml_problem_memory(reading->reader);
	else if (found < 0)
		yaml_problem_nearest(reading->reader, node, nearest.best, "'%s' is no fact that can be missing here",
		                     node->text);
	text_release(&name);
	return found;
}

static int compare_facts(const void *a, const void *b)
{
	int left = *(const int *) a, right = *(const int *) b;

	return left < right ? -1 : left > right;
}

/* {unknown: [household.savings]} */
static bool read_missing(const struct reading *reading, const struct yaml_node *node, struct expected *expected)
{
	const char *const *names;
	size_t count = node->kind == YAML_LIST ? node->count : 1;
	int *facts = arena_array(reading->reader->arena, count, sizeof *facts);

	expected->kind = EXPECTED_UNKNOWN;
	if (!facts)
		yaml_problem_memory(reading->reader);
	if (!facts || !yaml_texts(reading->reader, node, "'unknown'", &names))
		return false;
	for (size_t i = 0; i < count; i++) {
		facts[i] = find_fact(reading, node->kind == YAML_LIST ? node->items[i] : node);
		if (facts[i] < 0)
			return false;
	}
	qsort(facts, count, sizeof *facts, compare_facts);
	expected->facts = facts;
	expected->fact_count = count;
	expected->facts_said = true;
	return true;
}

static bool has_distance(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER
	       || type == TYPE_NUMBER;
}

static bool read_within(const struct reading *reading, const struct holder *holder, const struct yaml_node *key,
                        const struct yaml_node *node, struct expected *expected)
{
	if (!has_distance(holder->type)) {
		yaml_problem(reading->reader, key, NULL, "'within' is for numbers, and '%s' is none", holder->what);
		return false;
	}
	if (!yaml_value(reading->reader, node, holder->type, &expected->within))
		return false;
	if (value_compare(expected->within, value_integer(0)) >= 0)
		return true;
	yaml_problem(reading->reader, node, NULL, "'within' must not be negative");
	return false;
}

/* {value: £350, within: £1}, {unknown: [...]} */
static bool read_said(const struct reading *reading, const struct holder *holder, const struct yaml_node *map,
                      struct expected *expected)
{
	static const char *const keys[] = { "value", "within", "unknown", NULL };
	const struct yaml_node *value = yaml_get(map, "value"), *within = yaml_get(map, "within"),
			       *unknown = yaml_get(map, "unknown");

	yaml_known_keys(reading->reader, map, keys);
	if (unknown && (value || within)) {
		yaml_problem(reading->reader, yaml_get_key(map, "unknown"), "what is unknown has no value",
		             "both 'unknown' and '%s'", value ? "value" : "within");
		return false;
	}
	if (unknown)
		return read_missing(reading, unknown, expected);
	value = yaml_require(reading->reader, map, map, "value", keys);
	if (!value || !read_scalar(reading, holder, value, expected))
		return false;
	return !within || read_within(reading, holder, yaml_get_key(map, "within"), within, expected);
}

/* The place of the period among the plan's; -1: none, which is reported. */
static int find_period(const struct reading *reading, const struct yaml_node *key)
{
	struct nearest nearest = nearest_to(key->text);
	struct error err = ERROR_INIT;
	struct period period;

	if (period_parse(key->text, key->length, &period, &err)) {
		yaml_problem_error(reading->reader, key, &err);
		return -1;
	}
	for (size_t i = 0; i < reading->plan->period_count; i++) {
		if (!strcmp(reading->plan->periods[i].label, period.label))
			return (int) i;
		nearest_offer(&nearest, reading->plan->periods[i].label);
	}
	yaml_problem_nearest(reading->reader, key, nearest.best, "'%s' is not a period of this test", key->text);
	return -1;
}

static bool is_by_period(const struct yaml_node *node)
{
	return node->kind == YAML_MAP && node->count && node->keys[0]->text[0] >= '0'
	       && node->keys[0]->text[0] <= '9';
}

static bool read_one(const struct reading *reading, const struct holder *holder, const struct yaml_node *node,
                     int period, struct expected *expected)
{
	*expected = (struct expected){ .node = node, .period = period };
	return node->kind == YAML_MAP ? read_said(reading, holder, node, expected)
	                              : read_scalar(reading, holder, node, expected);
}

/* What is expected of something: once, or {2025-26: ..., 2026-27: ...}. */
static bool read_expected(const struct reading *reading, const struct holder *holder, const struct yaml_node *node,
                          struct test_expectation *expectation)
{
	bool by_period = is_by_period(node), good = true;

	expectation->count = by_period ? node->count : 1;
	expectation->values = arena_array(reading->reader->arena, expectation->count, sizeof *expectation->values);
	expectation->value_type = holder->type;
	if (!expectation->values) {
		yaml_problem_memory(reading->reader);
		return false;
	}
	if (!by_period)
		return read_one(reading, holder, node, -1, &expectation->values[0]);
	for (size_t i = 0; i < node->count; i++) {
		int period = find_period(reading, node->keys[i]);

		good &= read_one(reading, holder, node->items[i], period, &expectation->values[i]) && period >= 0;
	}
	return good;
}

static void add(const struct reading *reading, const struct test_expectation *expectation)
{
	struct test_case *test_case = reading->test_case;

	if (array_reserve(&test_case->expectations, &test_case->capacity, test_case->count + 1,
	                  sizeof *test_case->expectations))
		yaml_problem_memory(reading->reader);
	else
		test_case->expectations[test_case->count++] = *expectation;
}

/* `household_support: eligible` */
static void read_outcome(const struct reading *reading, const struct given_record *record, int type,
                         const struct yaml_node *key, const struct yaml_node *node)
{
	const struct plan_type *planned = &reading->plan->types[type];
	struct test_expectation expectation = { .target = TARGET_OUTCOME, .record = record, .type = type };
	struct nearest nearest = nearest_to(key->text);
	struct holder holder = { .what = key->text, .facts = true };
	size_t column = 0;

	while (column < planned->column_count && strcmp(planned->columns[column].name, key->text))
		nearest_offer(&nearest, planned->columns[column++].name);
	if (column == planned->column_count) {
		yaml_problem_nearest(reading->reader, key, nearest.best, "no rule '%s' is about '%s'", key->text,
		                     planned->record->name);
		return;
	}
	expectation.column = (int) column;
	holder.type = planned->columns[column].type;
	holder.statuses = reading->plan->ruleset->rules[planned->columns[column].rule].statuses;
	if (read_expected(reading, &holder, node, &expectation))
		add(reading, &expectation);
}

static void read_record(const struct reading *reading, const struct given_record *record, int type,
                        const struct yaml_node *map)
{
	if (map->count == 0)
		yaml_problem(reading->reader, map, NULL, "nothing is expected here");
	for (size_t i = 0; i < map->count; i++)
		read_outcome(reading, record, type, map->keys[i], map->items[i]);
}

/* The one record of the type: of the test's own, or else of those that every test has. NULL: none, or several; *count says. */
static const struct given_record *only_record(const struct reading *reading, int type, size_t *count)
{
	const struct given *all[] = { &reading->test_case->given, reading->shared };
	const struct given_record *found = NULL;

	*count = 0;
	for (int i = 0; i < 2 && *count == 0; i++) {
		for (size_t j = 0; j < all[i]->count; j++) {
			if (all[i]->items[j]->type != type)
				continue;
			found = all[i]->items[j];
			++*count;
		}
	}
	return *count == 1 ? found : NULL;
}

static const struct given_record *find_record(const struct reading *reading, int type, const char *name)
{
	const struct given_record *record = given_find(&reading->test_case->given, type, name);

	return record ? record : given_find(reading->shared, type, name);
}

static void report_no_record(const struct reading *reading, int type, const struct yaml_node *key)
{
	const struct given *all[] = { &reading->test_case->given, reading->shared };
	const char *type_name = reading->plan->schema->types[type].name;
	struct nearest nearest = nearest_to(key->text);

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; j < all[i]->count; j++) {
			const struct given_record *record = all[i]->items[j];

			if (record->type == type && record->name)
				nearest_offer(&nearest, record->name);
		}
	}
	if (nearest.best)
		yaml_problem_nearest(reading->reader, key, nearest.best, "no '%s' is called '%s'", type_name,
		                     key->text);
	else
		yaml_problem(reading->reader, key,
		             "several are given: name each with 'called' and say which is meant",
		             "no '%s' is called '%s'", type_name, key->text);
}

/* Of one record its outcomes, of several the outcomes of each by its name. */
static void read_type(const struct reading *reading, int type, const struct yaml_node *key,
                      const struct yaml_node *map)
{
	int place = reading->plan->type_place[type];
	const struct given_record *only;
	size_t count;

	if (!yaml_expect(reading->reader, map, YAML_MAP, "what is expected of records"))
		return;
	if (place < 0 || !reading->plan->types[place].evaluated) {
		yaml_problem(reading->reader, key, NULL, "no rule of the scenario is about '%s'", key->text);
		return;
	}
	only = only_record(reading, type, &count);
	if (count == 0) {
		yaml_problem(reading->reader, key, "give one under 'given'", "no '%s' is given", key->text);
		return;
	}
	if (only && !(map->count == 1 && find_record(reading, type, map->keys[0]->text) == only)) {
		read_record(reading, only, place, map);
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		const struct given_record *record = find_record(reading, type, map->keys[i]->text);

		if (!record)
			report_no_record(reading, type, map->keys[i]);
		else if (yaml_expect(reading->reader, map->items[i], YAML_MAP, "what is expected of a record"))
			read_record(reading, record, place, map->items[i]);
	}
}

void test_expect_read(struct test_case *test_case, const struct yaml_reader *reader, const struct plan *plan,
                      const struct given *shared)
{
	struct reading reading = { .test_case = test_case, .reader = reader, .plan = plan, .shared = shared };
	const struct yaml_node *map = test_case->test->expect;

	for (size_t i = 0; map && i < map->count; i++) {
		const struct yaml_node *key = map->keys[i], *item = map->items[i];
		int type = schema_type(plan->schema, key->text);
		struct nearest nearest = nearest_to(key->text);

		if (type >= 0) {
			read_type(&reading, type, key, item);
		} else if (!strcmp(key->text, "error")) {
			test_case->error_at = key;
			yaml_text(reader, item, "'error'", &test_case->error);
		} else {
			nearest_offer(&nearest, "error");
			for (size_t j = 0; j < plan->schema->count; j++)
				nearest_offer(&nearest, plan->schema->types[j].name);
			yaml_problem_nearest(reader, key, nearest.best, "there is no record type '%s'", key->text);
		}
	}
	if (test_case->error && test_case->count)
		yaml_problem(reader, test_case->error_at, "expect one or the other",
		             "where there is an error nothing "
		             "comes out");
}
