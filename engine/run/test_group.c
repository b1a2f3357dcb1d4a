/* test_group.c: the tests of one scenario, day and parameters are evaluated one after another on one plan, each on records of its
 * own. */
#include "records/given_store.h"
#include "run/execute.h"
#include "run/test_parts.h"

#include <stdlib.h>
#include <string.h>

/* What tests of one scenario, day and parameters are evaluated with. */
struct group {
	struct testing *testing;
	struct arena arena;
	struct yaml_reader reader;
	struct inputs inputs; /* its database is that of the store, which owns it */
	struct database *tables;
	struct given_store *store;
	struct given shared;
	struct test_case *cases; /* malloc'ed */
	size_t count, capacity;
	struct evaluator *evaluator; /* NULL: none yet, or it met an error */
	struct evaluate_options options;
};

static bool same_nodes(const struct yaml_node *a, const struct yaml_node *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->count != b->count)
		return false;
	if (a->kind == YAML_SCALAR)
		return !strcmp(a->text, b->text);
	for (size_t i = 0; i < a->count; i++) {
		if ((a->kind == YAML_MAP && strcmp(a->keys[i]->text, b->keys[i]->text))
		    || !same_nodes(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

static bool same_group(const struct test *a, const struct test *b)
{
	if (a->period_count != b->period_count)
		return false;
	for (size_t i = 0; i < a->period_count; i++) {
		if (strcmp(a->periods[i].label, b->periods[i].label))
			return false;
	}
	return same_nodes(a->set, b->set);
}

/* The database that the scenario names, for its tables. */
static int open_scenarios_tables(struct group *group, struct error *err)
{
	struct inputs *inputs = &group->inputs;
	const struct tests_file *file = &group->testing->file;

	if (!inputs_open(inputs, NULL, NULL, 0, err)) {
		group->tables = inputs->database;
		inputs->database = NULL;
		return 0;
	}
	error_hint(err, "name an SQL file that makes the tables: 'schema: ../../schema/fees.sql', or --schema");
	yaml_place(file->source, file->scenario_at, err);
	return -1;
}

/* What a real run could look up by has to be a key there. */
static int find_lookup_keys(struct group *group, struct connection *tables, struct given_key *keys, struct error *err)
{
	const struct plan *plan = &group->inputs.plan;

	for (size_t i = 0; i < plan->lookup_count; i++) {
		const struct plan_lookup *lookup = &plan->lookups[i];
		const struct plan_type *type = &plan->types[lookup->type];
		const char *names[KEY_MOST];
		int order[KEY_MOST];

		ensure(lookup->key_count <= KEY_MOST);
		for (size_t j = 0; j < lookup->key_count; j++)
			names[j] = type->record->fields[lookup->key[j]].name;
		if (reader_lookup_key(tables, plan->schema, type->schema_type, names, lookup->key_count, order, err))
			return -1;
		keys[i] = (struct given_key){ type->schema_type, lookup->key, lookup->key_count };
	}
	return 0;
}

static int open_store(struct group *group, struct connection *tables, struct error *err)
{
	struct inputs *inputs = &group->inputs;
	const struct plan *plan = &inputs->plan;
	bool *wanted = arena_array(&group->arena, inputs->schema.count, sizeof *wanted);
	struct given_key *keys = arena_array(&group->arena, plan->lookup_count, sizeof *keys);

	if (!wanted || !keys)
		return error_memory(err);
	for (size_t i = 0; i < plan->type_count; i++)
		wanted[plan->types[i].schema_type] = true;
	return find_lookup_keys(group, tables, keys, err)
	       || given_store_open(&group->store, &inputs->schema, wanted, keys, plan->lookup_count, err);
}

/* A database that is not there yet stops no check. */
static int report_tables(const struct group *group, struct error *err)
{
	if (group->testing->expected && err->code != ERROR_SYSTEM) {
		struct error cause = *err;

		error_set(err, ERROR_INPUT, "not checked: what these tests give and expect");
		err->warning = true;
		yaml_place(group->reader.source, group->testing->file.scenario_at, err);
		error_hint(err, "%s", cause.hint);
		error_cause(err, "%s", cause.message);
	}
	return problems_fail(group->testing->problems, err);
}

/* Everything but the records. */
static int load(struct group *group, const struct test *first)
{
	const struct testing *testing = group->testing;
	struct inputs *inputs = &group->inputs;
	struct problems *problems = testing->problems;
	const struct scenario_changes changes = { .periods = first->periods,
		                                  .period_count = first->period_count,
		                                  .set = first->set,
		                                  .reader = &group->reader,
		                                  .set_by = "set in a test" };
	struct database *tables;
	struct error err = ERROR_INIT;

	if (sources_init(&inputs->sources, testing->scenario_folder, &err))
		return problems_fail(problems, &err);
	if (scenario_read_changed(&inputs->scenario, &inputs->sources, testing->scenario_name, &changes, problems))
		return -1;
	if (!testing->tables && open_scenarios_tables(group, &err))
		return report_tables(group, &err);
	tables = testing->tables ? testing->tables : group->tables;

	int failed = schema_read(&inputs->schema, database_connection(tables, 0), inputs->scenario.records,
	                         inputs->scenario.record_count, NULL, problems);

	/* Where the tables have no decisions, no test gives any. */
	if (inputs->scenario.decisions && schema_type(&inputs->schema, inputs->scenario.decisions) < 0)
		inputs->scenario.decisions = NULL;
	if (ruleset_load(&inputs->ruleset, &inputs->sources, &inputs->scenario, &inputs->schema, problems) || failed)
		return -1;
	if (plan_make(&inputs->plan, &inputs->ruleset, &inputs->scenario, problems))
		return -1;
	return open_store(group, database_connection(tables, 0), &err) ? problems_fail(problems, &err) : 0;
}

static int read_cases(struct group *group)
{
	const struct plan *plan = &group->inputs.plan;

	given_read(&group->shared, &group->reader, plan->schema, group->testing->file.given, NULL);
	test_decisions_name(&group->reader, plan, &group->shared, NULL);
	for (size_t i = 0; i < group->count; i++) {
		struct test_case *test_case = &group->cases[i];

		given_read(&test_case->given, &group->reader, plan->schema, test_case->test->given, &group->shared);
		given_report_loose(&test_case->given, &group->reader, &group->shared);
		test_decisions_name(&group->reader, plan, &test_case->given, &group->shared);
		test_expect_read(test_case, &group->reader, plan, &group->shared);
	}
	return group->testing->problems->errors ? -1 : 0;
}

static void tell_expected(const struct group *group)
{
	const struct testing *testing = group->testing;
	const struct plan *plan = &group->inputs.plan;

	for (size_t i = 0; i < group->count; i++) {
		for (size_t j = 0; j < group->cases[i].count; j++) {
			const struct test_expectation *one = &group->cases[i].expectations[j];

			if (one->target == TARGET_OUTCOME)
				testing->expected(testing->context, &group->inputs.ruleset,
				                  plan->types[one->type].columns[one->index].rule);
		}
	}
}

/* Of two records with one key the later one. */
static int put(struct group *group, const struct given *given, struct error *err)
{
	const struct given_record *culprit = NULL;

	if (!given_store_put(group->store, given, &culprit, err))
		return 0;
	if (culprit && err->code == ERROR_INPUT)
		yaml_place(group->reader.source, culprit->node, err);
	return -1;
}

static int begin_type(void *context, const struct plan_type *type, struct error *err)
{
	(void) context, (void) type, (void) err;
	return 0;
}

static int take_chunk(void *context, const struct chunk *chunk, struct error *err)
{
	return test_compare_chunk(context, chunk, err);
}

static int evaluate_case(struct group *group, struct test_case *test_case, struct error *err)
{
	struct inputs *inputs = &group->inputs;
	struct comparing comparing = { .plan = &inputs->plan,
		                       .test_case = test_case,
		                       .arena = &group->testing->result->arena };
	const struct sink sink = { .context = &comparing, .begin = begin_type, .chunk = take_chunk };
	struct result result = { .types = NULL };
	int failed;

	if (!group->evaluator
	    && evaluator_open(&group->evaluator, &inputs->plan, &inputs->sources, given_store_database(group->store),
	                      &group->options, err))
		return -1;
	failed = evaluator_run(group->evaluator, &sink, &result, err);
	if (failed) {
		evaluator_close(group->evaluator);
		group->evaluator = NULL;
	}
	failed = failed || test_compare_result(&comparing, &result, err)
	         || test_explain(&comparing, &inputs->sources, given_store_database(group->store),
	                         group->testing->options->explain, err);
	result_release(&result);
	return failed;
}

/* That it failed may be what is expected. -1: the system failed. */
static int judge_error(struct group *group, struct test_case *test_case, const struct error *failure)
{
	struct test_result *result = test_case->result;
	struct error *kept;
	struct error err;

	if (failure->code == ERROR_SYSTEM)
		return problems_fail(group->testing->problems, failure);
	if (test_case->error && strstr(failure->message, test_case->error))
		return 0;
	kept = arena_alloc(&group->testing->result->arena, sizeof *kept);
	if (!kept) {
		error_memory(&err);
		return problems_fail(group->testing->problems, &err);
	}
	*kept = *failure;
	result->miss_count = 0;
	result->error = kept;
	return 0;
}

static int judge_no_error(struct group *group, struct test_case *test_case)
{
	struct test_result *result = test_case->result;
	struct arena *arena = &group->testing->result->arena;
	const char *expected;
	struct error err;

	if (!test_case->error)
		return 0;
	expected = arena_text(arena, test_case->error);
	result->misses = arena_array(arena, 1, sizeof *result->misses);
	if (!expected || !result->misses) {
		error_memory(&err);
		return problems_fail(group->testing->problems, &err);
	}
	result->misses[result->miss_count++] = (struct test_miss){
		.what = "error", .expected = expected, .actual = "none", .line = test_case->error_at->line
	};
	return 0;
}

static int read_decisions(struct group *group, const struct test_case *test_case, struct problems *problems)
{
	return test_decisions_read(&group->reader, &group->inputs.plan, given_store_database(group->store),
	                           &test_case->given, &group->shared, problems);
}

/* Those of a test whose records are put: what is wrong with them was said when all were checked. */
static int take_decisions(struct group *group, const struct test_case *test_case, struct error *err)
{
	struct problems problems = PROBLEMS_INIT;
	int failed = read_decisions(group, test_case, &problems) ? problems_say_one(&problems, err) : 0;

	problems_release(&problems);
	return failed;
}

static int run_case(struct group *group, struct test_case *test_case)
{
	struct error err = ERROR_INIT;
	bool failed = put(group, &test_case->given, &err) || take_decisions(group, test_case, &err)
	              || evaluate_case(group, test_case, &err);
	int result = failed ? judge_error(group, test_case, &err) : judge_no_error(group, test_case);

	if (given_store_back(group->store, &err))
		return problems_fail(group->testing->problems, &err);
	return result;
}

static bool is_last_group(const struct testing *testing)
{
	size_t left = 0;

	for (size_t i = 0; i < testing->file.count; i++)
		left += !testing->grouped[i];
	return left == 0;
}

static int begin_coverage(struct group *group)
{
	struct testing *testing = group->testing;
	struct error err = ERROR_INIT;

	group->options = (struct evaluate_options){ .jobs = 1, .missing = true };
	if (!testing->options->coverage)
		return 0;
	group->options.coverage = &testing->coverage;
	group->options.lua_only = true;
	return coverage_open(&testing->coverage, &group->inputs.ruleset, &group->inputs.sources, &err)
	               ? problems_fail(testing->problems, &err)
	               : 0;
}

/* When all tests have run, while the rules are there. */
static int end_coverage(struct group *group)
{
	struct testing *testing = group->testing;
	struct error err;

	if (!testing->options->coverage || !is_last_group(testing))
		return 0;
	testing->result->coverage = test_coverage(&testing->coverage, &group->inputs.ruleset, &group->inputs.sources,
	                                          &testing->result->arena);
	if (testing->result->coverage)
		return 0;
	error_memory(&err);
	return problems_fail(testing->problems, &err);
}

/* What every test has, and what is wrong with the decisions of each. */
static int begin_cases(struct group *group)
{
	struct problems *problems = group->testing->problems;
	const struct plan *plan = &group->inputs.plan;
	bool all = test_decisions_given(plan, &group->shared);
	struct error err = ERROR_INIT;

	if (put(group, &group->shared, &err) || given_store_mark(group->store, &err))
		return problems_fail(problems, &err);
	for (size_t i = 0; i < group->count; i++) {
		const struct test_case *test_case = &group->cases[i];

		if (!all && !test_decisions_given(plan, &test_case->given))
			continue;
		/* That two records have one key is what came of the test. */
		if (!put(group, &test_case->given, &err))
			read_decisions(group, test_case, problems);
		if (given_store_back(group->store, &err))
			return problems_fail(problems, &err);
	}
	return problems->errors ? -1 : 0;
}

static int run_cases(struct group *group)
{
	if (begin_coverage(group))
		return -1;
	for (size_t i = 0; i < group->count; i++) {
		if (run_case(group, &group->cases[i]))
			return -1;
	}
	return end_coverage(group);
}

static void group_release(struct group *group)
{
	evaluator_close(group->evaluator);
	for (size_t i = 0; i < group->count; i++) {
		given_release(&group->cases[i].given);
		free(group->cases[i].expectations);
	}
	free(group->cases);
	given_release(&group->shared);
	given_store_close(group->store);
	inputs_release(&group->inputs);
	database_close(group->tables);
	arena_release(&group->arena);
}

/* All tests from `first` on that are of its group. */
static int gather(struct group *group, size_t first)
{
	struct testing *testing = group->testing;
	struct error err;

	for (size_t i = first; i < testing->file.count; i++) {
		const struct test *test = &testing->file.tests[i];

		if (testing->grouped[i] || !same_group(test, &testing->file.tests[first]))
			continue;
		if (array_reserve(&group->cases, &group->capacity, group->count + 1, sizeof *group->cases)) {
			error_memory(&err);
			return problems_fail(testing->problems, &err);
		}
		testing->grouped[i] = true;
		group->cases[group->count++] =
			(struct test_case){ .test = test, .result = &testing->result->tests[i] };
	}
	return 0;
}

/* What is wrong with the rules is wrong for every group: each problem once. */
static void add_problems(struct problems *to, const struct problems *from)
{
	for (size_t i = 0; i < from->count; i++)
		problems_add_once(to, &from->items[i]);
	to->dropped += from->dropped;
	to->memory_failed |= from->memory_failed;
}

void test_group_run(struct testing *testing, size_t first)
{
	struct problems *all = testing->problems, own = PROBLEMS_INIT;
	struct group group = { .testing = testing };

	group.reader =
		(struct yaml_reader){ .source = testing->file.source, .arena = &group.arena, .problems = &own };
	testing->problems = &own;
	if (!gather(&group, first) && !load(&group, &testing->file.tests[first]) && !read_cases(&group)
	    && !begin_cases(&group)) {
		if (testing->expected)
			tell_expected(&group);
		else if (!all->errors)
			run_cases(&group);
	}
	testing->problems = all;
	add_problems(all, &own);
	problems_release(&own);
	group_release(&group);
}
