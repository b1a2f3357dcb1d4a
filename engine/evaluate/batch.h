/* batch.h: rules on 64 records at a time: a formula is walked once for all of them, and what is true of a record is a bit.
 *
 * Only for rules that the plan calls batched. A lane, one record of the batch, drops out of a rule where something is
 * unknown, does not fit, or is Lua's to say; that rule is then evaluated for that record by itself, which says what is missing or
 * wrong. So no record raises here, and those that do raise come in their order.
 */
#ifndef RECKON_EVALUATE_BATCH_H
#define RECKON_EVALUATE_BATCH_H

#include "evaluate/machine.h"

#define BATCH_RECORDS 64

struct batch *batch_new(const struct plan *plan); /* NULL: out of memory */
void batch_free(struct batch *batch);             /* NULL is fine */

/* Evaluates what it can of up to BATCH_RECORDS rows of the chunk from `first` on, in every period: writes it into the chunk's
 * outcomes, and counts it. In a dry pass only what is needed, and uncounted. */
void batch_evaluate(struct machine *machine, struct chunk *chunk, size_t first);

/* Whether rule `place` of the type is evaluated in `period` for the record in the lane. */
bool batch_has(const struct batch *batch, size_t period, size_t place, size_t lane);
/* Whether all rules are, in all periods. */
bool batch_has_all(const struct batch *batch, size_t lane);
/* Hands what is evaluated to the instance of the record in the lane. */
void batch_fill(const struct batch *batch, size_t lane, struct instance *instance);

#endif
