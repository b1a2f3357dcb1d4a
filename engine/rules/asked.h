/* asked.h: outcomes that no rule file declares, for questions about those that one does.
 *
 * A run answers for every record what its rules say. To ask more of it (which condition failed, by how much, for which group), each
 * test of an eligibility rule, each side of a comparison and the end of a path are made rules of their own before the run is planned:
 * they are then evaluated like all others, beside them, and change none of their outcomes. Their names have a space in them, as no
 * declared name has.
 */
#ifndef RECKON_RULES_ASKED_H
#define RECKON_RULES_ASKED_H

#include "config/parameters.h"
#include "rules/ruleset.h"

/* What a test compares, when it is nothing but one comparison of numbers or dates. */
enum comparison {
	COMPARISON_NONE,
	COMPARISON_LESS, /* parts[0] < parts[1] */
	COMPARISON_LESS_EQUAL,
	COMPARISON_GREATER,
	COMPARISON_GREATER_EQUAL,
	COMPARISON_EQUAL,
	COMPARISON_BETWEEN /* parts[1] <= parts[0] <= parts[2] */
};

/* One test of the rule. */
struct asked_test {
	int version; /* of the rule: index into the ruleset */
	const struct condition *condition;
	int rule; /* its outcome: yes, no, unknown (its function failed, too); none where the version is not in force */
	enum comparison comparison;
	enum type type;       /* of what is compared: money, rate, decimal, integer or date */
	const char *left;     /* names of the outcomes that are compared; */
	const char *right;    /* none where they could not be worked out */
	const char *furthest; /* of COMPARISON_BETWEEN: parts[2] */
};

struct asked {
	int rule; /* the first version */
	struct asked_test
		*tests; /* version by version, each in the order of its tree; none: it is no eligibility rule */
	size_t test_count;
	const char *by;   /* name of the outcome that the path leads to; NULL: none was asked for */
	const char *path; /* as written */
	enum type by_type;
};

/* Asks of a rule (its first version) its tests and, where `path` is not NULL, what that leads to from each of its records. `out` lives as
 * long as the ruleset, which must not be planned yet. 0, or -1: the path leads nowhere, or there is no memory. */
int ruleset_ask(struct ruleset *ruleset, const struct parameters *parameters, int rule, const char *path,
                struct asked *out, struct error *err);

#endif
