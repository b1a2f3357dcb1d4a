/* amount.h: amounts are figures and the wholes of totals: how the functions of figures, and of findings about figures, see them,
 * and which totals make them incomplete. Between figure.c, amount.c and bridge.c.
 *
 * Functions that take a machine and no `err` raise Lua errors.
 */
#ifndef RECKON_EVALUATE_AMOUNT_H
#define RECKON_EVALUATE_AMOUNT_H

#include "evaluate/figure.h"
#include "evaluate/machine.h"

/* How far a figure has come in one period. */
struct figure_state {
	enum outcome_state state;
	const int *because; /* the totals that make it incomplete, in the order declared */
	size_t because_count;
};

/* A function that is running: a figure's, or a finding's. */
struct figure_frame {
	int figure;    /* -1: a finding */
	bool *because; /* as ruleset->totals: those incomplete ones that it has read */
};

/* What a machine has while figures are evaluated. All of it lives in the result's arena. */
struct figures {
	struct result *result;
	struct figure_state *states; /* as result->figures */
	struct figure_frame frames[RUNNING_MOST];
	size_t frame_count;
	int figures_ref, previous_ref; /* Lua registry: `f`, and what at.previous gives */
};

/* figure.c: evaluates the figure in the machine's period, if that has not been done. */
void figure_need(struct machine *machine, int figure);

/* amount.c */
void amount_open(struct machine *machine);          /* makes `f` and at.previous */
void amount_close(struct machine *machine);         /* gives them back; raises nothing */
void amount_push_figures(struct machine *machine);  /* [-0, +1] */
void amount_push_previous(struct machine *machine); /* [-0, +1] */
/* An amount in a period in which it was evaluated. Sets because[total] for each total that makes it incomplete; NULL: nobody asks. */
struct value amount_value(const struct figures *figures, const struct amount *amount, size_t period, bool *because);
/* Which total the name at index 1 of the stack is. */
int amount_find_total(struct machine *machine);
/* [-0, +1] what group() gives: the group of `total` in the machine's period that the values from index 2 on say. Returns whether
 * it is incomplete; a figure's function that is running has then noted it. */
bool amount_push_group(struct machine *machine, int total);

/* bridge.c: fills result->bridges when all figures are done. */
int bridges_evaluate(const struct figures *figures, struct error *err);

/* The names of those totals, comma between; NULL in *out: none. 0, or -1: out of memory. */
int amount_because(struct result *result, const bool *because, const char **out);

#endif
