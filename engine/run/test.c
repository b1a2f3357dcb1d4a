/* test.c: a file of tests: finds its scenario and tables, and hands its tests over group by group. */
#include "base/file.h"
#include "run/test_parts.h"

#include <string.h>

/* A database that the command line names, or tables that it or the file names. False: a problem was added. */
static bool open_tables(struct testing *testing)
{
	const struct test_options *options = testing->options;
	const struct tests_file *file = &testing->file;
	struct yaml_reader reader = { .source = file->source, .problems = testing->problems };
	const char **paths = NULL;
	size_t count = 0;
	struct error err = ERROR_INIT;

	if (options->data) {
		if (!database_open(&testing->tables, options->data, 1, &err))
			return true;
		problems_add(testing->problems, &err);
		return false;
	}
	if (options->schema) {
		if (!database_open_sql(&testing->tables, &options->schema, 1, &err))
			return true;
		problems_add(testing->problems, &err);
		return false;
	}
	while (file->schemas && file->schemas[count])
		count++;
	if (!count)
		return true;
	paths = arena_array(&testing->file.arena, count, sizeof *paths);
	for (size_t i = 0; paths && i < count; i++) {
		paths[i] = path_join(&testing->file.arena, testing->sources.folder, file->schemas[i]);
		paths = paths[i] ? paths : NULL;
	}
	if (!paths)
		error_memory(&err);
	if (paths && !database_open_sql(&testing->tables, paths, count, &err))
		return true;
	yaml_problem_error(&reader, file->schema_at, &err);
	return false;
}

/* That it is not there is said where it is named. */
static int find_scenario(struct testing *testing)
{
	const struct tests_file *file = &testing->file;
	struct yaml_reader reader = { .source = file->source, .problems = testing->problems };
	struct error err = ERROR_INIT;

	if (sources_read(&testing->sources, file->scenario, SOURCE_SCENARIO, &err))
		return 0;
	yaml_problem_error(&reader, file->scenario_at, &err);
	return -1;
}

static int prepare(struct testing *testing)
{
	struct arena *arena = &testing->result->arena;
	const char *path;
	struct error err;

	testing->result->tests = arena_array(arena, testing->file.count, sizeof *testing->result->tests);
	testing->grouped = arena_array(arena, testing->file.count, sizeof *testing->grouped);
	testing->left_out = arena_array(arena, testing->file.count, sizeof *testing->left_out);
	path = path_join(arena, testing->sources.folder, testing->file.scenario);
	testing->scenario_folder = path ? path_directory(arena, path) : NULL;
	testing->scenario_name = path ? path_base(path) : NULL;
	if (!testing->result->tests || !testing->grouped || !testing->left_out || !testing->scenario_folder) {
		error_memory(&err);
		return problems_fail(testing->problems, &err);
	}
	testing->result->count = testing->file.count;
	for (size_t i = 0; i < testing->file.count; i++) {
		struct test_result *result = &testing->result->tests[i];

		const char *name = testing->file.tests[i].name;

		result->name = arena_text(arena, name ? name : ""); /* where there is none, nothing is evaluated */
		result->line = testing->file.tests[i].line;
		if (!result->name) {
			error_memory(&err);
			return problems_fail(testing->problems, &err);
		}
	}
	return 0;
}

/* Tests that are not asked for are in no group. */
static void leave_out(struct testing *testing)
{
	const char *only = testing->options->only;
	struct nearest nearest = nearest_to(only ? only : "");

	for (size_t i = 0; only && i < testing->file.count; i++) {
		nearest_offer(&nearest, testing->result->tests[i].name);
		testing->left_out[i] = testing->grouped[i] = !strstr(testing->result->tests[i].name, only);
	}
	testing->result->nearest = nearest.best;
}

static void count_results(struct testing *testing)
{
	struct tests_result *result = testing->result;
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++) {
		if (testing->left_out[i])
			continue;
		result->failed += result->tests[i].miss_count || result->tests[i].error;
		result->tests[count++] = result->tests[i];
	}
	result->count = count;
}

static void run_file(struct testing *testing)
{
	leave_out(testing);
	for (size_t i = 0; i < testing->file.count; i++) {
		if (!testing->grouped[i])
			test_group_run(testing, i);
	}
	count_results(testing);
}

static int take_file(struct testing *testing, const char *path)
{
	struct problems *problems = testing->problems;
	size_t errors_before = problems->errors;
	struct arena arena = ARENA_INIT;
	const char *folder = path_directory(&arena, path);
	struct error err = ERROR_INIT;

	*testing->result = (struct tests_result){ .shown = path };
	if (!folder)
		error_memory(&err);
	if (!folder || sources_init(&testing->sources, folder, &err)) {
		problems_add(problems, &err);
	} else {
		/* What can be read is held against the rules, whatever is wrong with the rest. */
		tests_read(&testing->file, &testing->sources, path_base(path), problems);
		if (testing->file.scenario && !find_scenario(testing) && open_tables(testing) && !prepare(testing))
			run_file(testing);
	}
	database_close(testing->tables);
	coverage_release(&testing->coverage);
	tests_release(&testing->file);
	sources_release(&testing->sources);
	arena_release(&arena);
	return problems->errors > errors_before ? -1 : 0;
}

int tests_run(const char *path, const struct test_options *options, struct tests_result *result,
              struct problems *problems)
{
	struct testing testing = { .options = options, .result = result, .problems = problems };

	return take_file(&testing, path);
}

void tests_check(const char *path, const struct test_options *options, tests_expected *expected, void *context,
                 struct problems *problems)
{
	struct tests_result result;
	struct testing testing = {
		.options = options, .result = &result, .problems = problems, .expected = expected, .context = context
	};

	take_file(&testing, path);
	tests_result_release(&result);
}

void tests_result_release(struct tests_result *result)
{
	arena_release(&result->arena);
	*result = (struct tests_result){ .shown = NULL };
}
