/* test_values.c: reads one expected value, or one for each period. */
#include "run/test_parts.h"

#include <stdlib.h>
#include <string.h>

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

	if (node->quoted || (!unknown && !none) || (unknown && !holder->facts)
	    || is_listed(holder->statuses, node->text))
		return false;
	expected->kind = unknown ? EXPECTED_UNKNOWN : EXPECTED_NONE;
	return true;
}

static bool read_eligibility(const struct expecting *expecting, const struct holder *holder,
                             const struct yaml_node *node, struct expected *expected)
{
	static const char *const words[] = { "eligible", "not_eligible", "unknown", "none", NULL };
	int choice;

	if (!yaml_choice(expecting->reader, node, holder->what, words, &choice))
		return false;
	expected->value = value_text(words[choice], strlen(words[choice]));
	return true;
}

static bool read_scalar(const struct expecting *expecting, const struct holder *holder, const struct yaml_node *node,
                        struct expected *expected)
{
	struct nearest nearest;

	if (node->kind == YAML_SCALAR && read_word(holder, node, expected))
		return true;
	if (holder->type == TYPE_ELIGIBILITY)
		return read_eligibility(expecting, holder, node, expected);
	if (!yaml_value(expecting->reader, node, holder->type, &expected->value))
		return false;
	if (!holder->statuses || is_listed(holder->statuses, node->text))
		return true;
	nearest = nearest_to(node->text);
	for (size_t i = 0; holder->statuses[i]; i++)
		nearest_offer(&nearest, holder->statuses[i]);
	yaml_problem_nearest(expecting->reader, node, nearest.best, "'%s' is never '%s'", holder->what, node->text);
	return false;
}

/* The fact that a name means: "household.savings". -1: none, which is reported. */
static int find_fact(const struct expecting *expecting, const struct yaml_node *node)
{
	struct nearest nearest = nearest_to(node->text);
	struct text name = TEXT_INIT;
	int found = -1;
	char best[128] = "";

	for (int i = 0; i < expecting->plan->fact_count && found < 0; i++) {
		text_clear(&name);
		plan_fact_name(expecting->plan, i, &name);
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
		yaml_problem_memory(expecting->reader);
	else if (found < 0)
		yaml_problem_nearest(expecting->reader, node, nearest.best,
		                     "'%s' is no fact that can be missing here", node->text);
	text_release(&name);
	return found;
}

static int compare_facts(const void *a, const void *b)
{
	int left = *(const int *) a, right = *(const int *) b;

	return left < right ? -1 : left > right;
}

/* {unknown: [household.savings]} */
static bool read_missing(const struct expecting *expecting, const struct yaml_node *node, struct expected *expected)
{
	const char *const *names;
	size_t count = node->kind == YAML_LIST ? node->count : 1;
	int *facts = arena_array(expecting->reader->arena, count, sizeof *facts);

	expected->kind = EXPECTED_UNKNOWN;
	if (!facts)
		yaml_problem_memory(expecting->reader);
	if (!facts || !yaml_texts(expecting->reader, node, "'unknown'", &names))
		return false;
	for (size_t i = 0; i < count; i++) {
		facts[i] = find_fact(expecting, node->kind == YAML_LIST ? node->items[i] : node);
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

static bool read_within(const struct expecting *expecting, const struct holder *holder, const struct yaml_node *key,
                        const struct yaml_node *node, struct expected *expected)
{
	if (!has_distance(holder->type)) {
		yaml_problem(expecting->reader, key, NULL, "'within' is for numbers, and '%s' is none", holder->what);
		return false;
	}
	if (expected->kind != EXPECTED_VALUE) {
		yaml_problem(expecting->reader, key, "take one of them out", "'within' of what has no value");
		return false;
	}
	if (!yaml_value(expecting->reader, node, holder->type, &expected->within))
		return false;
	if (value_compare(expected->within, value_integer(0)) >= 0)
		return true;
	yaml_problem(expecting->reader, node, NULL, "'within' must not be negative");
	return false;
}

/* How many records are not known. */
static bool read_count(const struct expecting *expecting, const struct yaml_node *node, int64_t *count)
{
	struct value value;

	if (!yaml_value(expecting->reader, node, TYPE_INTEGER, &value))
		return false;
	if (value.as.integer < 0)
		yaml_problem(expecting->reader, node, "it is how many records are not known",
		             "'unknown' must not be negative");
	*count = value.as.integer;
	return value.as.integer >= 0;
}

/* {value: £350, within: £1}, {unknown: [...]} */
static bool read_said(const struct expecting *expecting, const struct holder *holder, const struct yaml_node *map,
                      struct expected *expected)
{
	static const char *const outcome_keys[] = { "value", "within", "unknown", NULL };
	static const char *const total_keys[] = { "value", "within", "unknown", "groups", NULL };
	static const char *const figure_keys[] = { "value", "within", "incomplete", NULL };
	const char *const *keys = holder->total ? total_keys : holder->figure ? figure_keys : outcome_keys;
	const struct yaml_node *value = yaml_get(map, "value"), *within = yaml_get(map, "within"),
			       *unknown = yaml_get(map, "unknown"), *incomplete = yaml_get(map, "incomplete");

	yaml_known_keys(expecting->reader, map, keys);
	if (holder->total && unknown && !read_count(expecting, unknown, &expected->unknown))
		return false;
	if (holder->figure && incomplete
	    && !yaml_flag(expecting->reader, incomplete, "'incomplete'", &expected->incomplete))
		return false;
	unknown = holder->facts ? unknown : NULL;
	if (unknown && (value || within)) {
		yaml_problem(expecting->reader, yaml_get_key(map, "unknown"), "what is unknown has no value",
		             "both 'unknown' and '%s'", value ? "value" : "within");
		return false;
	}
	if (unknown)
		return read_missing(expecting, unknown, expected);
	value = yaml_require(expecting->reader, map, map, "value", keys);
	if (!value || !read_scalar(expecting, holder, value, expected))
		return false;
	return !within || read_within(expecting, holder, yaml_get_key(map, "within"), within, expected);
}

/* The place of the period among the plan's; -1: none, which is reported. */
int test_find_period(const struct expecting *expecting, const struct yaml_node *key)
{
	struct nearest nearest = nearest_to(key->text);
	struct error err = ERROR_INIT;
	struct period period;

	if (period_parse(key->text, key->length, &period, &err)) {
		yaml_problem_error(expecting->reader, key, &err);
		return -1;
	}
	for (size_t i = 0; i < expecting->plan->period_count; i++) {
		if (!strcmp(expecting->plan->periods[i].label, period.label))
			return (int) i;
		nearest_offer(&nearest, expecting->plan->periods[i].label);
	}
	yaml_problem_nearest(expecting->reader, key, nearest.best, "'%s' is not a period of this test", key->text);
	return -1;
}

bool test_is_by_period(const struct yaml_node *node)
{
	return node->kind == YAML_MAP && node->count && node->keys[0]->text[0] >= '0'
	       && node->keys[0]->text[0] <= '9';
}

static bool read_one(const struct expecting *expecting, const struct holder *holder, const struct yaml_node *node,
                     int period, struct expected *expected)
{
	*expected = (struct expected){ .node = node, .period = period };
	return node->kind == YAML_MAP ? read_said(expecting, holder, node, expected)
	                              : read_scalar(expecting, holder, node, expected);
}

/* What is expected of something: once, or {2025-26: ..., 2026-27: ...}. */
bool test_values_read(const struct expecting *expecting, const struct holder *holder, const struct yaml_node *node,
                      struct test_expectation *expectation)
{
	bool by_period = test_is_by_period(node), good = true;

	expectation->count = by_period ? node->count : 1;
	expectation->values = arena_array(expecting->reader->arena, expectation->count, sizeof *expectation->values);
	expectation->value_type = holder->type;
	if (!expectation->values) {
		yaml_problem_memory(expecting->reader);
		return false;
	}
	if (!by_period)
		return read_one(expecting, holder, node, -1, &expectation->values[0]);
	for (size_t i = 0; i < node->count; i++) {
		int period = test_find_period(expecting, node->keys[i]);

		good &= read_one(expecting, holder, node->items[i], period, &expectation->values[i]) && period >= 0;
	}
	return good;
}
