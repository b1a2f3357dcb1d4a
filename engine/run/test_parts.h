/* test_parts.h: what the files of test.h share. Not for others.
 *
 * | file           | does                                                                        |
 * | test.c         | a file of tests: its cases, in groups that are evaluated on one plan        |
 * | test_expect.c  | reads what is expected, by the types of rules, totals and figures           |
 * | test_compare.c | holds it against what came out                                              |
 * | test_find.c    | which files there are                                                       |
 */
#ifndef RECKON_RUN_TEST_PARTS_H
#define RECKON_RUN_TEST_PARTS_H

#include "config/tests.h"
#include "evaluate/evaluate.h"
#include "records/given.h"
#include "run/test.h"

enum expected_kind { EXPECTED_VALUE, EXPECTED_UNKNOWN, EXPECTED_NONE };

/* What is expected of one thing, in one period or in each. */
struct expected {
	const struct yaml_node *node;
	int period; /* -1: each */
	enum expected_kind kind;
	struct value value;
	struct value within; /* how far off it may be; VALUE_NONE: not at all */
	const int *facts;    /* EXPECTED_UNKNOWN: what is missing, ascending */
	size_t fact_count;
	bool facts_said;
};

enum test_target { TARGET_OUTCOME };

struct test_expectation {
	enum test_target target;
	const struct given_record *record; /* whose it is */
	int type;                          /* index into the plan's types */
	int column;                        /* TARGET_OUTCOME: index into its columns */
	enum type value_type;
	struct expected *values;
	size_t count;
	bool compared; /* its record was met */
};

/* One test, once the types of everything are known. */
struct test_case {
	const struct test *test;
	struct test_result *result;
	struct given given;
	struct test_expectation *expectations; /* malloc'ed; all else lives in the reader's arena */
	size_t count, capacity;
	const struct yaml_node *error_at; /* it is to fail, */
	const char *error;                /* with a message that holds this; NULL: it is not */
};

/* Reads test->expect into `test_case`, whose records are read. Problems go to the reader's. */
void test_expect_read(struct test_case *test_case, const struct yaml_reader *reader, const struct plan *plan,
                      const struct given *shared);

/* What came out of a test, and where misses go: test_compare.c. */
struct comparing {
	const struct plan *plan;
	const struct test_case *test_case;
	struct arena *arena; /* the result's */
	size_t capacity;     /* of the result's misses */
};
/* A chunk of a type, as the sink gets it. */
int test_compare_chunk(struct comparing *comparing, const struct chunk *chunk, struct error *err);

#endif
