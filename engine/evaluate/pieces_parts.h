/* pieces_parts.h: how a value hangs on the field that is tried. Between the files of pieces.c, which says what it is for.
 *
 * | file          | does                                                         |
 * | pieces.c      | outcomes of rules, for one value of the field after another  |
 * | pieces_walk.c | formulas and decision tables: what keeps coming out the same |
 */
#ifndef RECKON_EVALUATE_PIECES_PARTS_H
#define RECKON_EVALUATE_PIECES_PARTS_H

#include "evaluate/machine.h"
#include "evaluate/pieces.h"
#include "rules/formula.h"

/* A value on the way, and how it hangs on x. Of what does not, the value says all. */
struct hanging {
	struct value value;
	bool varies;
	struct form form; /* of dates in days */
};

struct pieces {
	const struct plan *plan;
	struct pieces_question question;
	struct machine *machine;
	struct arena record, arena; /* of the record as it is; of what is evaluated for one x */
	struct value *values;       /* of the record as it is */
	enum type type;             /* of the field */
	int slot;                   /* of the field among those of its record */
	bool *depends;              /* by rule, the first version: whether the field may reach it */
	int64_t own;
	bool has_own;

	int64_t x;                    /* being tried */
	struct substitute substitute; /* of the record whose field it is */
	struct span span;
	bool opaque;
	const char *because;
	struct hanging found;
	char date[DATE_TEXT_SIZE];
	int depth;
};

/* A function being walked. */
struct walk {
	struct pieces *pieces;
	struct instance *instance;
	const struct rule *rule;
	struct hanging slots[FORMULA_SLOTS];
	struct instance *records[FORMULA_SLOTS];
};

/* pieces_walk.c */
void pieces_hang_still(struct hanging *out, struct value value);
/* Only Lua knows what the rule's function does with other values. */
void pieces_give_up(struct pieces *pieces, const char *because);
/* Whether it is the record whose field is tried: parents and children are read anew each time. */
bool pieces_is_target(const struct pieces *pieces, const struct instance *instance);
/* What the formula gives, and how that hangs on the field; narrows the span to where each comparison on the way comes out the same. */
enum formula_result pieces_walk(struct walk *with, const struct formula *formula, struct hanging *out);
/* A decision table in the place of a function: what its cells compare its inputs with stays as it is. False: it is none, or an input
 * cannot be followed. */
bool pieces_walk_table(struct walk *with, int function);

/* pieces.c: the outcome (or award) of a rule, by its index in the ruleset, and how it hangs on the field. */
void pieces_outcome(struct pieces *pieces, struct instance *instance, int place_of_rule, bool award,
                    struct hanging *out);

#endif
