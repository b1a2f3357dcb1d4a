/* check.h: everything that is wrong with rules, parameters and scenarios, found without evaluating a rule. */
#ifndef RECKON_RUN_CHECK_H
#define RECKON_RUN_CHECK_H

#include "base/error.h"

#include <stddef.h>

struct check_options {
	const char *data;   /* the database whose tables the rules read; NULL: what each scenario says */
	const char *schema; /* an SQL file that makes these tables, in place of a database; NULL: none */
};

/* What was looked at. */
struct checked {
	size_t scenarios, rule_files, parameter_files, tables, test_files;
};

/* Checks each path: a scenario, a rule file, a parameter file, a file of tests or a decision table's CSV file, by the scenarios of its folder that name it, or a pack (a folder):
 * its scenarios, what they name, and the files beside them. A folder without a scenario holds packs.
 * Problems of all files go to `found`, each once. Returns 0, or -1 when a path cannot be looked at. */
int check_paths(const char *const *paths, size_t count, const struct check_options *options, struct checked *checked,
                struct problems *found, struct error *err);

#endif
