/* test_parts.h: what the files of test.h share. Not for others.
 *
 * | file           | does                                                                        |
 * | test.c         | a file of tests: its scenario, its tables, its groups                       |
 * | test_group.c   | the tests of one group, evaluated one after another on one plan             |
 * | test_expect.c  | reads what is expected of records                                           |
 * | test_decisions.c| decisions that are given                                                   |
 * | test_values.c  | one expected value, by the type of what it is expected of                   |
 * | test_amounts.c | what is expected of totals and figures                                      |
 * | test_findings.c| which findings are expected                                                 |
 * | test_compare.c | holds it against what came out                                              |
 * | test_explain.c | asks for conditions, and why what is wrong came out as it did               |
 * | test_coverage.c| what the tests of a file exercise of the rules                              |
 * | test_find.c    | which files there are                                                       |
 */
#ifndef RECKON_RUN_TEST_PARTS_H
#define RECKON_RUN_TEST_PARTS_H

#include "config/tests.h"
#include "evaluate/coverage.h"
#include "evaluate/evaluate.h"
#include "records/given.h"
#include "run/test.h"

/* One file while it is run. */
struct testing {
	const struct test_options *options;
	struct tests_file file;
	struct sources sources;
	struct database *tables; /* from which the schema is read; NULL: of each group's scenario */
	struct tests_result *result;
	struct problems *problems;
	bool *grouped; /* by test: it was in a group already, or is left out */
	bool *left_out;
	struct coverage coverage;
	const char *scenario_folder, *scenario_name;
	tests_expected *expected; /* it is only read, and this told what is expected; NULL: it is run */
	void *context;
};

/* test_group.c: reads, and unless they are only checked runs, the test `first` and all that are of its scenario, day and parameters,
 * and marks them as grouped. Once something is wrong with the file, they are only read. Problems go to testing->problems. */
void test_group_run(struct testing *testing, size_t first);

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
	int64_t unknown; /* of totals: so many records are not known */
	bool incomplete; /* of figures: it is */
};

/* All findings of a record, or about figures, in one period or in each. */
struct expected_findings {
	const struct yaml_node *node;
	int period; /* -1: each */
	struct expected_finding {
		int finding;         /* index into the ruleset; ascending */
		bool undecided;      /* whether there is one is not known */
		const char *message; /* NULL: any */
	} * items;
	size_t count;
};

/* TARGET_FINDINGS: of a record; TARGET_FIGURE_FINDINGS: about figures. */
enum test_target {
	TARGET_OUTCOME,
	TARGET_CONDITION,
	TARGET_FINDINGS,
	TARGET_TOTAL,
	TARGET_FIGURE,
	TARGET_FIGURE_FINDINGS
};

struct test_expectation {
	enum test_target target;
	const struct given_record *record; /* whose it is; NULL: of totals, figures and findings about them */
	int type;                          /* of the record: index into the plan's types */
	/* Outcome: into the type's columns; condition (of the first version of its rule), total, figure: into the ruleset's. */
	int index;
	const char *label;      /* of a condition */
	const struct value *by; /* the group of a total; NULL: the whole */
	enum type value_type;
	struct expected *values;
	size_t count;
	struct expected_findings *findings; /* of the targets of findings, in place of values; as many as `count` */
	bool compared;                      /* its record was met */
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

/* Between the files that read what is expected. */
struct expecting {
	struct test_case *test_case;
	const struct yaml_reader *reader;
	const struct plan *plan;
	const struct given *shared;
};
void test_expect_add(const struct expecting *expecting, const struct test_expectation *expectation);
/* Whether it is a map; that it is none, or an empty one, is reported. */
bool test_expect_map(const struct expecting *expecting, const struct yaml_node *node, const char *what);

/* test_values.c: of what there can be values. */
struct holder {
	enum type type;
	const char *const *statuses; /* all that it can be; NULL: not listed */
	const char *what;            /* its name */
	bool facts;                  /* it can be unknown, for want of facts */
	bool total, figure;
};
/* Fills the expectation's values, from one, or one for each period. False: a problem was added. */
bool test_values_read(const struct expecting *expecting, const struct holder *holder, const struct yaml_node *node,
                      struct test_expectation *expectation);
/* Whether it is a map by period, and which of the plan's a key is; -1: none, which is reported. */
bool test_is_by_period(const struct yaml_node *node);
int test_find_period(const struct expecting *expecting, const struct yaml_node *key);

/* test_amounts.c: `totals` and `figures`. */
void test_amounts_read(const struct expecting *expecting, const struct yaml_node *map, bool totals);
/* test_findings.c: of a record of the plan's type `type`, or about figures: `record` NULL. */
void test_findings_read(const struct expecting *expecting, const struct given_record *record, int type,
                        const struct yaml_node *node);

/* What came out of a test, and where misses go: test_compare.c. */
struct comparing {
	const struct plan *plan;
	const struct test_case *test_case;
	struct arena *arena; /* the result's */
	size_t capacity;     /* of the result's misses */
	struct why {         /* beside each of those: what could explain it */
		const struct test_expectation *expectation;
		size_t period;
	} * whys;
};
/* A chunk of a type, as the sink gets it. */
int test_compare_chunk(struct comparing *comparing, const struct chunk *chunk, struct error *err);
/* What a condition came to. */
int test_compare_condition(struct comparing *comparing, const struct test_expectation *expectation, size_t period,
                           struct value answer, struct error *err);
/* Whether something is expected in that period. */
bool test_expects(const struct test_expectation *expectation, size_t period);
/* What came of all records. */
int test_compare_result(struct comparing *comparing, const struct result *result, struct error *err);

/* test_explain.c: compares the conditions that are expected, and explains what is wrong, as `explain` does it (NULL: nobody does).
 * `database` holds the records. */
int test_explain(struct comparing *comparing, struct sources *sources, struct database *database,
                 void (*explain)(const struct trace *trace, struct text *out), struct error *err);

/* test_decisions.c, where the scenario names a record type for decisions. */
bool test_decisions_given(const struct plan *plan, const struct given *given);
/* Puts keys in the place of names of records that decisions are on. `shared`: records that there are besides; NULL: those are what is
 * read. That one is on no record is reported. */
void test_decisions_name(const struct yaml_reader *reader, const struct plan *plan, const struct given *given,
                         const struct given *shared);
/* Reads decisions from the database into the plan. Problems have their places in the file. 0, or -1. */
int test_decisions_read(const struct yaml_reader *reader, struct plan *plan, struct database *database,
                        const struct given *given, const struct given *shared, struct problems *problems);

/* test_coverage.c: what has been exercised of the rules, which were read from `sources`; lives in `arena`. NULL: out of memory. */
const struct tests_coverage *test_coverage(const struct coverage *coverage, const struct ruleset *ruleset,
                                           const struct sources *sources, struct arena *arena);

#endif
