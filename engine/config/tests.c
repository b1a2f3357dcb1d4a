/* tests.c: reads a file of tests: its keys, the days that tests are about, their names. */
#include "config/tests.h"

#include "config/periods.h"
#include "config/scenario.h"

#include <stdlib.h>
#include <string.h>

static const char *const file_keys[] = { "scenario", "schema", "given", "tests", NULL };
static const char *const test_keys[] = { "name", "on", "period", "periods", "set", "given", "expect", NULL };

/* A map, or NULL where it is not there or is none, which is reported. */
static const struct yaml_node *get_map(const struct yaml_reader *reader, const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);
	char what[16];

	snprintf(what, sizeof what, "'%s'", key);
	return node && yaml_expect(reader, node, YAML_MAP, what) ? node : NULL;
}

static void read_periods(const struct yaml_reader *reader, const struct yaml_node *map, struct test *test)
{
	static const char *const keys[] = { "on", "period", "periods" };
	const char *first = NULL;
	struct period *periods = NULL;
	size_t count = 0;

	for (int i = 0; i < 3; i++) {
		const struct yaml_node *node = yaml_get(map, keys[i]);

		if (!node)
			continue;
		if (first) {
			yaml_problem(reader, yaml_get_key(map, keys[i]), "take one of them out", "both '%s' and '%s'",
			             first, keys[i]);
			return;
		}
		first = keys[i];
		if (i == 0)
			count = periods_read_day(reader, node, &periods);
		else if (!periods_read(reader, node, &periods, &count))
			count = 0;
	}
	test->periods = count ? periods : NULL;
	test->period_count = count;
}

static void read_test(const struct yaml_reader *reader, const struct yaml_node *node, struct test *test)
{
	const struct yaml_node *name;

	*test = (struct test){ .line = node->line };
	if (!yaml_expect(reader, node, YAML_MAP, "a test"))
		return;
	yaml_known_keys(reader, node, test_keys);
	name = yaml_require(reader, node, node, "name", test_keys);
	if (name && yaml_text(reader, name, "'name'", &test->name))
		test->line = name->line;
	read_periods(reader, node, test);
	test->set = get_map(reader, node, "set");
	test->given = get_map(reader, node, "given");
	if (yaml_require(reader, node, name ? name : node, "expect", test_keys))
		test->expect = get_map(reader, node, "expect");
	if (test->expect && test->expect->count == 0)
		yaml_problem(reader, test->expect, "a test without expectations cannot fail", "'expect' is empty");
}

static int compare_names(const void *a, const void *b)
{
	const struct test *left = *(const struct test *const *) a, *right = *(const struct test *const *) b;
	int order = strcmp(left->name ? left->name : "", right->name ? right->name : "");

	return order ? order : left->line < right->line ? -1 : left->line > right->line;
}

/* A test that fails is known by its name. */
static void refuse_same_names(const struct yaml_reader *reader, const struct yaml_node *list,
                              const struct tests_file *file)
{
	const struct test **sorted = arena_array(reader->arena, file->count, sizeof(struct test *));

	if (!sorted) {
		yaml_problem_memory(reader);
		return;
	}
	for (size_t i = 0; i < file->count; i++)
		sorted[i] = &file->tests[i];
	if (file->count)
		qsort(sorted, file->count, sizeof *sorted, compare_names);
	for (size_t i = 1; i < file->count; i++) {
		const struct test *test = sorted[i], *before = sorted[i - 1];

		if (test->name && before->name && !strcmp(test->name, before->name))
			yaml_problem(reader, yaml_get(list->items[test - file->tests], "name"),
			             "a test that fails is known by its name", "the test in line %d has this name",
			             before->line);
	}
}

static void read_tests(const struct yaml_reader *reader, const struct yaml_node *list, struct tests_file *file)
{
	if (!yaml_expect(reader, list, YAML_LIST, "'tests'"))
		return;
	if (list->count == 0)
		yaml_problem(reader, list, NULL, "'tests' is an empty list");
	file->tests = arena_array(&file->arena, list->count, sizeof *file->tests);
	if (!file->tests) {
		yaml_problem_memory(reader);
		return;
	}
	file->count = list->count;
	for (size_t i = 0; i < list->count; i++)
		read_test(reader, list->items[i], &file->tests[i]);
	refuse_same_names(reader, list, file);
}

static void read_root(const struct yaml_reader *reader, const struct yaml_node *root, struct tests_file *file)
{
	const struct yaml_node *node;

	if (!yaml_expect(reader, root, YAML_MAP, "a file of tests"))
		return;
	if (scenario_kind(root) == SCENARIO_WHOLE && yaml_get(root, "rules")) {
		yaml_problem(reader, root, "'reckon run' evaluates it; tests are in a file of their own, tests.yaml",
		             "this is a scenario, not a file of tests");
		return;
	}
	yaml_known_keys(reader, root, file_keys);
	file->scenario_at = yaml_require(reader, root, root, "scenario", file_keys);
	if (file->scenario_at)
		yaml_text(reader, file->scenario_at, "'scenario'", &file->scenario);
	file->schema_at = yaml_get(root, "schema");
	if (file->schema_at)
		yaml_texts(reader, file->schema_at, "'schema'", &file->schemas);
	file->given = get_map(reader, root, "given");
	node = yaml_require(reader, root, root, "tests", file_keys);
	if (node)
		read_tests(reader, node, file);
}

int tests_read(struct tests_file *file, struct sources *sources, const char *path, struct problems *problems)
{
	size_t errors_before = problems->errors;
	struct yaml_reader reader = { .arena = &file->arena, .problems = problems };
	struct error err = ERROR_INIT;
	const struct yaml_node *root;

	*file = (struct tests_file){ .arena = ARENA_INIT };
	file->source = reader.source = sources_read(sources, path, SOURCE_SCENARIO, &err);
	if (!file->source)
		return problems_fail(problems, &err);
	root = yaml_read(file->source, &file->arena, problems);
	if (root)
		read_root(&reader, root, file);
	return problems->errors > errors_before ? -1 : 0;
}

void tests_release(struct tests_file *file)
{
	arena_release(&file->arena);
	*file = (struct tests_file){ .scenario = NULL };
}
