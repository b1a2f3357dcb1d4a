/* test_expect.c: reads what a test expects, typed by what the rules declare. */
#include "run/test_parts.h"

#include <string.h>

void test_expect_add(const struct expecting *expecting, const struct test_expectation *expectation)
{
	struct test_case *test_case = expecting->test_case;

	if (array_reserve(&test_case->expectations, &test_case->capacity, test_case->count + 1,
	                  sizeof *test_case->expectations))
		yaml_problem_memory(expecting->reader);
	else
		test_case->expectations[test_case->count++] = *expectation;
}

bool test_expect_map(const struct expecting *expecting, const struct yaml_node *node, const char *what)
{
	if (!yaml_expect(expecting->reader, node, YAML_MAP, what))
		return false;
	if (node->count == 0)
		yaml_problem(expecting->reader, node, NULL, "nothing is expected here");
	return true;
}

/* `household_support: eligible` */
static void read_outcome(const struct expecting *expecting, const struct given_record *record, int type,
                         const struct yaml_node *key, const struct yaml_node *node)
{
	const struct plan_type *planned = &expecting->plan->types[type];
	struct test_expectation expectation = { .target = TARGET_OUTCOME, .record = record, .type = type };
	struct nearest nearest = nearest_to(key->text);
	struct holder holder = { .what = key->text, .facts = true };
	size_t column = 0;

	while (column < planned->column_count
	       && (planned->columns[column].rule < 0 || strcmp(planned->columns[column].name, key->text)))
		column++;
	if (column == planned->column_count) {
		nearest_offer(&nearest, "findings");
		nearest_offer(&nearest, "conditions");
		for (size_t i = 0; i < planned->column_count; i++) {
			if (planned->columns[i].rule >= 0)
				nearest_offer(&nearest, planned->columns[i].name);
		}
		yaml_problem_nearest(expecting->reader, key, nearest.best, "no rule '%s' is about '%s'", key->text,
		                     planned->record->name);
		return;
	}
	expectation.index = (int) column;
	holder.type = planned->columns[column].type;
	holder.statuses = expecting->plan->ruleset->rules[planned->columns[column].rule].statuses;
	if (test_values_read(expecting, &holder, node, &expectation))
		test_expect_add(expecting, &expectation);
}

/* Whether a version of the rule has a condition of that label; offers those that there are. */
static bool has_condition(const struct condition *condition, const char *label, struct nearest *nearest)
{
	if (condition->kind == CONDITION_TEST) {
		nearest_offer(nearest, condition->label);
		return !strcmp(condition->label, label);
	}
	for (size_t i = 0; i < condition->count; i++) {
		if (has_condition(&condition->children[i], label, nearest))
			return true;
	}
	return false;
}

/* `"a child lives there": yes` */
static void read_condition(const struct expecting *expecting, const struct given_record *record, int type, int rule,
                           const struct yaml_node *key, const struct yaml_node *node)
{
	const struct ruleset *ruleset = expecting->plan->ruleset;
	const struct holder holder = { .type = TYPE_FLAG, .what = key->text, .facts = true };
	struct test_expectation expectation = {
		.target = TARGET_CONDITION, .record = record, .type = type, .index = rule, .label = key->text
	};
	struct nearest nearest = nearest_to(key->text);
	bool found = false;

	for (int version = rule; version >= 0 && !found; version = ruleset->rules[version].next_version)
		found = has_condition(ruleset->rules[version].conditions, key->text, &nearest);
	if (!found)
		yaml_problem_nearest(expecting->reader, key, nearest.best, "rule '%s' has no condition '%s'",
		                     ruleset->rules[rule].name, key->text);
	else if (test_values_read(expecting, &holder, node, &expectation))
		test_expect_add(expecting, &expectation);
}

/* {household_support: {"a child lives there": yes}} */
static void read_conditions(const struct expecting *expecting, const struct given_record *record, int type,
                            const struct yaml_node *map)
{
	const struct ruleset *ruleset = expecting->plan->ruleset;
	const struct plan_type *planned = &expecting->plan->types[type];

	if (!test_expect_map(expecting, map, "'conditions'"))
		return;
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i], *item = map->items[i];
		int rule = ruleset_rule(ruleset, planned->schema_type, key->text);
		struct nearest nearest = nearest_to(key->text);

		for (size_t j = 0; j < planned->column_count; j++) {
			if (planned->columns[j].type == TYPE_ELIGIBILITY)
				nearest_offer(&nearest, planned->columns[j].name);
		}
		if (rule < 0 || ruleset->rules[rule].type != TYPE_ELIGIBILITY) {
			yaml_problem_nearest(expecting->reader, key, nearest.best,
			                     "no eligibility rule '%s' is about '%s'", key->text,
			                     planned->record->name);
			continue;
		}
		if (!test_expect_map(expecting, item, "what is expected of conditions"))
			continue;
		for (size_t j = 0; j < item->count; j++)
			read_condition(expecting, record, type, rule, item->keys[j], item->items[j]);
	}
}

static void read_record(const struct expecting *expecting, const struct given_record *record, int type,
                        const struct yaml_node *map)
{
	for (size_t i = 0; i < map->count; i++) {
		if (!strcmp(map->keys[i]->text, "findings"))
			test_findings_read(expecting, record, type, map->items[i]);
		else if (!strcmp(map->keys[i]->text, "conditions"))
			read_conditions(expecting, record, type, map->items[i]);
		else
			read_outcome(expecting, record, type, map->keys[i], map->items[i]);
	}
}

/* The one record of the type: of the test's own, or else of those that every test has. NULL: none, or several; *count says. */
static const struct given_record *only_record(const struct expecting *expecting, int type, size_t *count)
{
	const struct given *all[] = { &expecting->test_case->given, expecting->shared };
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

static const struct given_record *find_record(const struct expecting *expecting, int type, const char *name)
{
	const struct given_record *record = given_find(&expecting->test_case->given, type, name);

	return record ? record : given_find(expecting->shared, type, name);
}

static void report_no_record(const struct expecting *expecting, int type, const struct yaml_node *key)
{
	const struct given *all[] = { &expecting->test_case->given, expecting->shared };
	const char *type_name = expecting->plan->schema->types[type].name;
	struct nearest nearest = nearest_to(key->text);

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; j < all[i]->count; j++) {
			const struct given_record *record = all[i]->items[j];

			if (record->type == type && record->name)
				nearest_offer(&nearest, record->name);
		}
	}
	if (nearest.best)
		yaml_problem_nearest(expecting->reader, key, nearest.best, "no '%s' is called '%s'", type_name,
		                     key->text);
	else
		yaml_problem(expecting->reader, key,
		             "several are given: name each with 'called' and say which is meant",
		             "no '%s' is called '%s'", type_name, key->text);
}

/* Whether what a key says is expected of a record that it names: nothing of that name is expected of the records themselves. */
static bool names_record(const struct expecting *expecting, int type, int place, const struct yaml_node *key)
{
	const struct plan_type *planned = &expecting->plan->types[place];

	for (size_t i = 0; i < planned->column_count; i++) {
		if (!strcmp(planned->columns[i].name, key->text))
			return false;
	}
	return strcmp(key->text, "findings") != 0 && strcmp(key->text, "conditions") != 0
	       && find_record(expecting, type, key->text) != NULL;
}

/* Of one record its outcomes, of several the outcomes of each by its name. */
static void read_type(const struct expecting *expecting, int type, const struct yaml_node *key,
                      const struct yaml_node *map)
{
	int place = expecting->plan->type_place[type];
	const struct given_record *only;
	size_t count;

	if (!test_expect_map(expecting, map, "what is expected of records"))
		return;
	if (place < 0 || !expecting->plan->types[place].evaluated) {
		yaml_problem(expecting->reader, key, NULL, "no rule of the scenario is about '%s'", key->text);
		return;
	}
	only = only_record(expecting, type, &count);
	if (count == 0) {
		yaml_problem(expecting->reader, key, "give one under 'given'", "no '%s' is given", key->text);
		return;
	}
	if (only && (map->count == 0 || !names_record(expecting, type, place, map->keys[0]))) {
		read_record(expecting, only, place, map);
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		const struct given_record *record = find_record(expecting, type, map->keys[i]->text);

		if (!record)
			report_no_record(expecting, type, map->keys[i]);
		else if (test_expect_map(expecting, map->items[i], "what is expected of a record"))
			read_record(expecting, record, place, map->items[i]);
	}
}

static void report_unknown_type(const struct expecting *expecting, const struct yaml_node *key)
{
	static const char *const others[] = { "totals", "figures", "findings", "error" };
	const struct schema *schema = expecting->plan->schema;
	struct nearest nearest = nearest_to(key->text);

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		nearest_offer(&nearest, others[i]);
	for (size_t i = 0; i < schema->count; i++)
		nearest_offer(&nearest, schema->types[i].name);
	yaml_problem_nearest(expecting->reader, key, nearest.best, "there is no record type '%s'", key->text);
}

void test_expect_read(struct test_case *test_case, const struct yaml_reader *reader, const struct plan *plan,
                      const struct given *shared)
{
	struct expecting expecting = { .test_case = test_case, .reader = reader, .plan = plan, .shared = shared };
	const struct yaml_node *map = test_case->test->expect;

	for (size_t i = 0; map && i < map->count; i++) {
		const struct yaml_node *key = map->keys[i], *item = map->items[i];
		int type = schema_type(plan->schema, key->text);

		if (type >= 0) {
			read_type(&expecting, type, key, item);
		} else if (!strcmp(key->text, "totals") || !strcmp(key->text, "figures")) {
			test_amounts_read(&expecting, item, key->text[0] == 't');
		} else if (!strcmp(key->text, "findings")) {
			test_findings_read(&expecting, NULL, -1, item);
		} else if (!strcmp(key->text, "error")) {
			test_case->error_at = key;
			yaml_text(reader, item, "'error'", &test_case->error);
		} else {
			report_unknown_type(&expecting, key);
		}
	}
	if (test_case->error && test_case->count)
		yaml_problem(reader, test_case->error_at, "expect one or the other",
		             "where there is an error nothing "
		             "comes out");
}
