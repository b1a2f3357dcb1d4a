/* tests.h: a file of tests as it is written: which scenario, which records are given, what is expected of its rules. What fields,
 * rules and conditions there are is not known here: `given` and `expect` are read when the schema and the rules are.
 */
#ifndef RECKON_CONFIG_TESTS_H
#define RECKON_CONFIG_TESTS_H

#include "config/yaml.h"
#include "value/date.h"

struct test {
	const char *name; /* none twice in a file */
	int line;
	const struct period *periods; /* `on`, `period` or `periods`; NULL: those of the scenario */
	size_t period_count;
	const struct yaml_node *set;    /* a map; NULL: nothing is set otherwise than in the scenario */
	const struct yaml_node *given;  /* a map; NULL: no records but those that every test has */
	const struct yaml_node *expect; /* a map that is not empty */
};

struct tests_file {
	struct arena arena; /* owns all of it */
	const struct source *source;
	const char *scenario;       /* its path, relative to the folder of the tests */
	const char *const *schemas; /* SQL files that make the tables, NULL behind the last; NULL: not said */
	const struct yaml_node *scenario_at, *schema_at;
	const struct yaml_node *given; /* records that every test has; NULL: none */
	struct test *tests;
	size_t count;
};

/* Reads `path` (relative to sources->folder). Always leaves `file` releasable. 0, or -1 with errors in `problems`. */
int tests_read(struct tests_file *file, struct sources *sources, const char *path, struct problems *problems);
void tests_release(struct tests_file *file);

#endif
