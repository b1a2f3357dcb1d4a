/* test_amounts.c: reads what a test expects of totals, their groups, and figures. */
#include "run/test_parts.h"

#include "evaluate/figure.h"

#include <string.h>

static void read_groups(const struct expecting *expecting, const struct total *total,
                        const struct test_expectation *whole, const struct value *before, size_t depth,
                        const struct yaml_node *map);

/* One group, or those below it. */
static void read_group(const struct expecting *expecting, const struct total *total,
                       const struct test_expectation *whole, const struct value *by, size_t depth,
                       const struct yaml_node *key, const struct yaml_node *node)
{
	const struct holder holder = { .type = whole->value_type, .what = key->text, .total = true };
	struct test_expectation expectation = *whole;

	if (depth < total->by_count) {
		read_groups(expecting, total, whole, by, depth, node);
		return;
	}
	expectation.by = by;
	if (test_values_read(expecting, &holder, node, &expectation))
		test_expect_add(expecting, &expectation);
}

/* {Libraries: £3}, or of a total that is grouped by two things {Libraries: {adult: £3}}. `before`: what is said of the first `depth`. */
static void read_groups(const struct expecting *expecting, const struct total *total,
                        const struct test_expectation *whole, const struct value *before, size_t depth,
                        const struct yaml_node *map)
{
	const struct yaml_reader *reader = expecting->reader;

	if (!test_expect_map(expecting, map, "what is expected of groups"))
		return;
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		struct value *by = arena_array(reader->arena, total->by_count, sizeof *by);
		struct error err = ERROR_INIT;

		if (!by) {
			yaml_problem_memory(reader);
			return;
		}
		if (depth)
			memcpy(by, before, depth * sizeof *by);
		if (total_by_read(total->by[depth].value_type, key->text, !key->quoted, &by[depth], &err))
			yaml_problem_error(reader, key, &err);
		else
			read_group(expecting, total, whole, by, depth + 1, key, map->items[i]);
	}
}

static void read_total(const struct expecting *expecting, const struct yaml_node *key, const struct yaml_node *node,
                       const struct amount *amount)
{
	const struct ruleset *ruleset = expecting->plan->ruleset;
	const struct total *total = &ruleset->totals[amount->total];
	struct test_expectation expectation = { .target = TARGET_TOTAL,
		                                .index = amount->total,
		                                .value_type = ruleset_amount_type(ruleset, amount) };
	const struct holder holder = { .type = expectation.value_type, .what = key->text, .total = true };
	const struct yaml_node *groups = yaml_get(node, "groups");

	if (groups && total->by_count == 0)
		yaml_problem(expecting->reader, yaml_get_key(node, "groups"), NULL, "total '%s' has no groups",
		             total->name);
	else if (groups)
		read_groups(expecting, total, &expectation, NULL, 0, groups);
	/* Of the whole nothing need be said beside its groups. */
	if (groups && node->count == 1)
		return;
	if (test_values_read(expecting, &holder, node, &expectation))
		test_expect_add(expecting, &expectation);
}

static void read_figure(const struct expecting *expecting, const struct yaml_node *key, const struct yaml_node *node,
                        const struct amount *amount)
{
	const struct figure *figure = &expecting->plan->ruleset->figures[amount->figure];
	struct test_expectation expectation = { .target = TARGET_FIGURE, .index = amount->figure };
	const struct holder holder = {
		.type = figure->type, .statuses = figure->statuses, .what = key->text, .figure = true
	};

	if (test_values_read(expecting, &holder, node, &expectation))
		test_expect_add(expecting, &expectation);
}

void test_amounts_read(const struct expecting *expecting, const struct yaml_node *map, bool totals)
{
	const struct ruleset *ruleset = expecting->plan->ruleset;

	if (!test_expect_map(expecting, map, totals ? "'totals'" : "'figures'"))
		return;
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		struct nearest nearest = nearest_to(key->text);
		struct amount amount;

		if (ruleset_amount(ruleset, key->text, &amount) && (amount.total >= 0) == totals) {
			if (totals)
				read_total(expecting, key, map->items[i], &amount);
			else
				read_figure(expecting, key, map->items[i], &amount);
			continue;
		}
		for (size_t j = 0; j < ruleset->amount_count; j++) {
			if ((ruleset->amounts[j].total >= 0) == totals)
				nearest_offer(&nearest, ruleset->amounts[j].name);
		}
		yaml_problem_nearest(expecting->reader, key, nearest.best, "there is no %s '%s'",
		                     totals ? "total" : "figure", key->text);
	}
}
