/* formula.h: what a declared function gives, as an expression that needs no Lua to be evaluated.
 *
 * Most functions of rules compare and add up fields, parameters and outcomes. Such a one is compiled from its syntax into
 * a tree of the nodes below, which evaluate/formula.c walks. Lua stays the authority: a function with anything else in
 * it has no formula, and a formula that meets what it does not know the answer to (a wrong type, an overflow) gives up and
 * Lua is asked. Functions have no effects, so nothing is lost by asking twice.
 */
#ifndef RECKON_RULES_FORMULA_H
#define RECKON_RULES_FORMULA_H

#include "config/parameters.h"
#include "rules/ruleset.h"
#include "rules/syntax.h"

#define FORMULA_SLOTS 16 /* locals of one formula */

enum formula_kind {
	FORMULA_CONSTANT,  /* value; index: 1 where it is written as money */
	FORMULA_FIELD,     /* record, index: field of its type */
	FORMULA_OUTCOME,   /* record, index: rule, the first version; award */
	FORMULA_PARAMETER, /* index: among the scenario's parameters */
	FORMULA_PERIOD,    /* index: enum formula_at */
	FORMULA_SLOT,      /* index */
	FORMULA_LET, /* index: slot that gets a; value: its name, where the function itself declares it; then b */
	FORMULA_LET_RECORD, /* index: slot that gets record; then b */
	FORMULA_IF,         /* a, then b, else c */
	FORMULA_AND,        /* a, b */
	FORMULA_OR,
	FORMULA_NOT, /* a */
	FORMULA_EQUAL,
	FORMULA_NOT_EQUAL,
	FORMULA_LESS, /* a, b as written; index: 1 where b is to be less */
	FORMULA_LESS_EQUAL,
	FORMULA_ADD,
	FORMULA_SUBTRACT,
	FORMULA_MULTIPLY,
	FORMULA_NEGATE,  /* a */
	FORMULA_ROUND,   /* a to the step b; index: enum rounding */
	FORMULA_DIVIDE,  /* a by b to the step c; index: enum rounding */
	FORMULA_MINIMUM, /* a, b */
	FORMULA_MAXIMUM,
	FORMULA_BETWEEN, /* a from b to c */
	/* Only in wider formulas, which nobody evaluates record by record. */
	FORMULA_SCALE,    /* what the scale `index`, among the scenario's parameters, gives of a */
	FORMULA_CATEGORY, /* what the parameter `index` gives of category a */
	FORMULA_AGE,      /* whole years from date a to date b */
	FORMULA_DAYS      /* from date a to date b */
};

enum formula_at { FORMULA_AT_PERIOD, FORMULA_AT_START, FORMULA_AT_FINISH };

/* Which record a field or outcome is read from. */
struct formula_record {
	const struct formula_record *child; /* whose parent by `relation` it is; NULL: it is at the end */
	int relation;
	int slot; /* without a child: the slot it stands in; -1: the function's own record */
	int type; /* of the schema */
};

struct formula {
	enum formula_kind kind;
	bool award;
	int index;
	struct value value;
	const struct formula_record *record;
	const struct formula *a, *b, *c;
};

/* Gives every function of the ruleset its formula, where it has one, and its wider one, which may have the last kinds too: for who
 * explains an outcome, or works out where it may change, and needs to see into more functions than are worth evaluating without Lua.
 * What was analysed must be without errors. Returns 0, or -1 when out of memory. */
int formulas_compile(struct ruleset *ruleset, const struct parameters *parameters);

#endif
