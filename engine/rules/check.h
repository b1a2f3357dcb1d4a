/* check.h: what a run would not notice in rules that load: conditions that cannot be what they look like. */
#ifndef RECKON_RULES_CHECK_H
#define RECKON_RULES_CHECK_H

#include "rules/ruleset.h"

/* Adds a warning for each condition that joins tests of different facts by `and` or `or`, for each that can never be true, or
 * false, with the values in force in a period of the scenario, for each that is true where what it asks for is not there, and for each
 * function that cannot work with what may be none; and for functions that stand on one line, which none of this looks at. `ruleset` was loaded from it without an error. */
void ruleset_check(const struct ruleset *ruleset, const struct scenario *scenario, struct problems *problems);

/* check_joined.c, check_ranges.c, check_optional.c, check_none.c */
void check_joined(const struct ruleset *ruleset, const struct rule *rule, const struct condition *test,
                  struct problems *problems);
void check_ranges(const struct ruleset *ruleset, const struct rule *rule, const struct scenario *scenario,
                  struct problems *problems);
void check_optional(const struct ruleset *ruleset, const struct rule *rule, struct problems *problems);
void check_none(const struct ruleset *ruleset, const struct scenario *scenario, struct problems *problems);

/* surely.c: whether whoever calls the function reads the parameter of that name, unless what stands before it stops there. */
bool function_surely_reads(const struct function *function, const char *parameter);

/* Adds a warning at the place of a condition. */
void check_warn(struct problems *problems, const struct condition *at, const char *hint, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
