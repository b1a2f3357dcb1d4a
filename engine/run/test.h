/* test.h: tests of rules: records given in a file, evaluated as a run does, and what is expected held against what came out. */
#ifndef RECKON_RUN_TEST_H
#define RECKON_RUN_TEST_H

#include "base/error.h"
#include "base/memory.h"
#include "rules/ruleset.h"

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct trace;

struct test_options {
	const char *data;   /* the database whose tables the rules read; NULL: what the tests or the scenario say */
	const char *schema; /* an SQL file that makes these tables, in place of a database; NULL: none */
	/* May be NULL. Appends why an outcome came out as it did. */
	void (*explain)(const struct trace *trace, struct text *out);
	const char *only; /* tests with this in their names, the others are left out; NULL: all */
	bool coverage;    /* results say what is exercised; rules then run in Lua alone, which takes longer */
};

/* What of the rules a file of tests exercises. */
enum covered_kind { COVERED_RULES, COVERED_ANSWERS, COVERED_ROWS, COVERED_LINES, COVERED_KINDS };
struct tests_coverage {
	struct covered_count {
		size_t all, exercised;
	} counts[COVERED_KINDS]; /* of conditions three answers each: yes, no and unknown */
	struct covered_part {
		const char *file; /* as shown */
		const char *rule; /* NULL: the file itself */
		int line;         /* where the rule is declared */
		struct covered_count count;
	} * files,
		*rules; /* by name; by how much is missing, most first: what stands from where a rule is declared to the next */
	size_t file_count, rule_count;
	struct uncovered {
		const char *file; /* as shown; NULL: none */
		int line;
		const char *what; /* "rule 'household_support'" */
		size_t count;     /* so many answers, or 1 */
	} * missing;              /* by file and line */
	size_t missing_count, missing_capacity;
};

/* Something that is not as expected. */
struct test_miss {
	const char *what; /* "household_support of household smith in 2025-26" */
	const char *expected, *actual;
	int line;                /* of the expectation */
	const char *explanation; /* of what came out: lines; NULL: none */
};

struct test_result {
	const char *name;
	int line;
	struct test_miss *misses;
	size_t miss_count;
	const struct error *error; /* evaluating it failed, and that was not expected; NULL: it did not */
};

struct tests_result {
	struct arena arena; /* owns all of it */
	const char *shown;  /* the file */
	struct test_result *tests;
	size_t count, failed;
	const char *nearest; /* where `only` leaves out all: the name that it is near to; NULL: none is */
	const struct tests_coverage *coverage; /* NULL: it was not asked for */
};

/* Runs a file of tests. Problems of the file, its scenario, rules, parameters and tables go to `problems`, all of them, and then no
 * result is of use. 0, or -1 with errors there. Release the result in any case. */
int tests_run(const char *path, const struct test_options *options, struct tests_result *result,
              struct problems *problems);
void tests_result_release(struct tests_result *result);

/* Reads such a file as a run of it does, and evaluates nothing: all problems go to `problems`. Where the tables of its scenario cannot be
 * had, that what it gives and expects was not checked is a warning. `expected` is told of every rule (of the ruleset that the tests
 * are for) of which an outcome is expected. */
typedef void tests_expected(void *context, const struct ruleset *ruleset, int rule);
void tests_check(const char *path, const struct test_options *options, tests_expected *expected, void *context,
                 struct problems *problems);

/* Whether a file of that name is one of tests: `tests.yaml` or `NAME.tests.yaml`. */
bool tests_is_file(const char *name);

/* The files of tests that `paths` name: files, and of folders every `tests.yaml` and `NAME.tests.yaml` in it and below. In order,
 * each once. *files lives in `arena`. Errors: a path that cannot be looked at, or below which there are none. */
int tests_find(const char *const *paths, size_t count, struct arena *arena, const char *const **files,
               size_t *file_count, struct error *err);

#endif
