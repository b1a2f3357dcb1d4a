/* test_findings.c: reads which findings a test expects. */
#include "run/test_parts.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	const struct expecting *expecting;
	int on; /* the record type, of the schema; -1: about figures */
};

/* The finding of that name; -1: none, which is reported. */
static int find(const struct reading *reading, const struct yaml_node *node)
{
	const struct ruleset *ruleset = reading->expecting->plan->ruleset;
	struct nearest nearest = nearest_to(node->text);

	for (size_t i = 0; i < ruleset->finding_count; i++) {
		if (ruleset->findings[i].on != reading->on)
			continue;
		if (!strcmp(ruleset->findings[i].name, node->text))
			return (int) i;
		nearest_offer(&nearest, ruleset->findings[i].name);
	}
	yaml_problem_nearest(reading->expecting->reader, node, nearest.best, "there is no finding '%s' %s%s",
	                     node->text, reading->on < 0 ? "about figures" : "on ",
	                     reading->on < 0 ? "" : ruleset->schema->types[reading->on].name);
	return -1;
}

static int compare(const void *a, const void *b)
{
	const struct expected_finding *left = a, *right = b;

	return left->finding < right->finding ? -1 : left->finding > right->finding;
}

/* A name, or a name with its message. */
static bool read_one(const struct reading *reading, const struct yaml_node *node, const struct yaml_node *message,
                     struct expected_finding *out)
{
	const struct yaml_reader *reader = reading->expecting->reader;

	if (!yaml_expect(reader, node, YAML_SCALAR, "a finding's name"))
		return false;
	*out = (struct expected_finding){ .finding = find(reading, node) };
	if (out->finding < 0)
		return false;
	if (!message)
		return true;
	if (message->kind == YAML_SCALAR && !message->quoted && !strcmp(message->text, "undecided")) {
		out->undecided = true;
		return true;
	}
	return yaml_text(reader, message, "a finding's message", &out->message);
}

/* [a, b], or {a: its message, b: undecided}: these, and no others. */
static bool read_set(const struct reading *reading, const struct yaml_node *node, int period,
                     struct expected_findings *out)
{
	const struct yaml_reader *reader = reading->expecting->reader;
	bool map = node->kind == YAML_MAP;

	*out = (struct expected_findings){ .node = node, .period = period };
	if (!map && !yaml_expect(reader, node, YAML_LIST, "'findings'"))
		return false;
	out->items = arena_array(reader->arena, node->count, sizeof *out->items);
	if (!out->items) {
		yaml_problem_memory(reader);
		return false;
	}
	for (size_t i = 0; i < node->count; i++) {
		if (!read_one(reading, map ? node->keys[i] : node->items[i], map ? node->items[i] : NULL,
		              &out->items[out->count]))
			return false;
		for (size_t j = 0; j < out->count; j++) {
			if (out->items[j].finding != out->items[out->count].finding)
				continue;
			yaml_problem(reader, node->items[i], NULL, "'%s' is listed twice", node->items[i]->text);
			return false;
		}
		out->count++;
	}
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, compare);
	return true;
}

void test_findings_read(const struct expecting *expecting, const struct given_record *record, int type,
                        const struct yaml_node *node)
{
	const struct reading reading = { expecting, type < 0 ? -1 : expecting->plan->types[type].schema_type };
	struct test_expectation expectation = { .target = record ? TARGET_FINDINGS : TARGET_FIGURE_FINDINGS,
		                                .record = record,
		                                .type = type };
	bool by_period = test_is_by_period(node), good = true;

	expectation.count = by_period ? node->count : 1;
	expectation.findings = arena_array(expecting->reader->arena, expectation.count, sizeof *expectation.findings);
	if (!expectation.findings) {
		yaml_problem_memory(expecting->reader);
		return;
	}
	if (!by_period)
		good = read_set(&reading, node, -1, &expectation.findings[0]);
	for (size_t i = 0; by_period && i < node->count; i++) {
		int period = test_find_period(expecting, node->keys[i]);

		good &= read_set(&reading, node->items[i], period, &expectation.findings[i]) && period >= 0;
	}
	if (good)
		test_expect_add(expecting, &expectation);
}
