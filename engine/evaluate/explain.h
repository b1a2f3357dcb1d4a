/* explain.h: asks the pure function about one record, or one figure, and how it came to what it gives.
 *
 * Between evaluate/ and who explains: nothing here knows names, files or people. Evaluating with a trace goes record by record and in
 * Lua, so it costs what one record costs and not what a run does; only what comes after totals needs the passes before it, over all
 * records, once for an explainer.
 */
#ifndef RECKON_EVALUATE_EXPLAIN_H
#define RECKON_EVALUATE_EXPLAIN_H

#include "evaluate/evaluate.h"
#include "evaluate/trace.h"

struct explainer;

/* Borrows all it is given. `database` has options->jobs + 1 connections; jobs is for the passes over all records. One thread. */
int explainer_open(struct explainer **explainer, const struct plan *plan, struct sources *sources,
                   struct database *database, const struct evaluate_options *options, struct error *err);
void explainer_close(struct explainer *explainer); /* NULL is fine */

/* The outcome of `rule` (index into the ruleset: the first version) for the record with this key, in a period: trace->root. `trace` is
 * zero, or was used before; release it in the end. 1; 0: there is no such record; -1: an error, as a run would meet it, or too much
 * to explain. What was worked out is worked out twice (arithmetic.c, machine.c): a difference is a bug. */
int explainer_outcome(struct explainer *explainer, int rule, const struct value *key, size_t period,
                      struct trace *trace, struct error *err);
/* The same for a figure. */
int explainer_figure(struct explainer *explainer, int figure, size_t period, struct trace *trace, struct error *err);
/* Makes the machine ready for that outcome of that record, whose values come into `arena`, without a trace: for who evaluates it
 * otherwise. 1; 0: there is no such record; -1: an error. The machine is the explainer's; where something fails in it, close the explainer. */
struct machine;
int explainer_record(struct explainer *explainer, int rule, const struct value *key, size_t period,
                     struct arena *arena, struct machine **machine, struct value **values, struct error *err);
/* What a run over all records comes to: figures, totals with their groups, what is missing. NULL: an error. The explainer owns it. */
const struct result *explainer_result(struct explainer *explainer, struct error *err);

#endif
