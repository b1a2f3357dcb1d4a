/* formula_parts.h: between formula.c, which compiles functions and their statements, and formula_expression.c. */
#ifndef RECKON_RULES_FORMULA_PARTS_H
#define RECKON_RULES_FORMULA_PARTS_H

#include "rules/formula.h"

#define MAX_NODES 400
#define MAX_DEPTH 100
#define MAX_BOUND 48

enum bound_kind { BOUND_VALUE, BOUND_RECORD, BOUND_PARAMETERS, BOUND_AT };

/* A local of a function that is being compiled, or of a helper that it calls. */
struct bound {
	const struct syntax_local *local;
	enum bound_kind kind;
	int slot;                            /* value */
	const struct formula_record *record; /* record */
	const char *group;                   /* parameters: "", "uplift", ... */
};

struct compiler {
	struct ruleset *ruleset;
	const struct parameters *parameters;
	struct arena *arena;
	struct bound bound[MAX_BOUND];
	size_t bound_count;
	size_t nodes;
	int depth, slots;
	int helpers; /* that are being compiled, one in another */
	bool memory_failed;
	bool extended; /* FORMULA_SCALE and what follows it may be used */
};

/* Each gives NULL where there is no formula, or no memory (then compiler->memory_failed is set). */

struct formula *formula_node(struct compiler *compiler, enum formula_kind kind);
const struct formula *formula_constant(struct compiler *compiler, struct value value);
/* NULL where a part is. */
const struct formula *formula_with_parts(struct compiler *compiler, enum formula_kind kind, int index,
                                         const struct formula *a, const struct formula *b, const struct formula *c);
const struct formula_record *formula_new_record(struct compiler *compiler, const struct formula_record *child,
                                                int relation, int slot, int type);

struct bound *formula_find_bound(struct compiler *compiler, const struct syntax_local *local);
/* The local that a name stands for, where it is bound to `kind`. */
const struct bound *formula_bound_as(struct compiler *compiler, const struct syntax_node *node, enum bound_kind kind);
/* Without the parentheses around it. */
const struct syntax_node *formula_bare(const struct syntax_node *node);
/* The record that an expression gives: c, c.household, or a local that holds one. */
const struct formula_record *formula_record_of(struct compiler *compiler, const struct syntax_node *node);
/* The dotted name of a group of parameters (or of one): "" for p itself. */
const char *formula_parameters_of(struct compiler *compiler, const struct syntax_node *node);

const struct formula *formula_expression(struct compiler *compiler, const struct syntax_node *node);
/* A call of a helper of the same file. */
const struct formula *formula_helper(struct compiler *compiler, const struct syntax_local *local,
                                     const struct syntax_list *arguments);

#endif
