/* analyse.h: what each declared function can read, found in the syntax before anything runs.
 *
 * The files are followed as they would run, with records, parameters and `at` standing for any of their kind: through
 * aliases, helpers, closures, tables, required modules and loops. What cannot be followed is said so in the function's
 * reads (followed false, with the place), never passed over.
 */
#ifndef RECKON_RULES_ANALYSE_H
#define RECKON_RULES_ANALYSE_H

#include "config/parameters.h"
#include "rules/ruleset.h"
#include "rules/syntax.h"

struct analysed_file {
	const struct source *source;
	const struct syntax *syntax; /* NULL: it could not be parsed */
};

/* Fills `reads`, `text` and place.column of every function of `ruleset` (in its arena) from place.source, place.line,
 * last_line and `on`. Functions are called with (record, parameters, at); a decision table given as a function has the
 * place of its call. Reading `at.previous.name` is a read of its own kind: it is of the period before.
 *
 * Adds an error for every unknown field, relation, outcome, parameter, record type and lookup key, with place, excerpt
 * and the nearest right name; each only once. `checking`: also for what a run says only when it comes by: a function that gives
 * nothing, or what its declaration does not take. Returns 0, or -1 when out of memory (a problem says so). */
int ruleset_analyse(struct ruleset *ruleset, const struct analysed_file *files, size_t count,
                    const struct parameters *parameters, bool checking, struct problems *problems);

/* Adds an error for every global name that rules do not have ("unknown function 'ruond'"). Wants nothing to have run:
 * worth asking before the declarations do. ruleset_analyse does not ask it again. */
void analyse_names(const struct syntax *syntax, struct problems *problems);

#endif
