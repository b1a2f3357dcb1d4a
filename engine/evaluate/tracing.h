/* tracing.h: how the machine tells a trace what it does. Everything here is called only where machine->trace is there, inside a
 * protected call, and raises for want of memory, or where there is more than a trace holds.
 *
 * What is read goes through the functions that give it back: while a function runs they note it and give what they were given. When
 * it has run, it is called again (trace_call_end), and then they give what they noted, and nothing else: a read that was not noted,
 * or another result, is a bug.
 */
#ifndef RECKON_EVALUATE_TRACING_H
#define RECKON_EVALUATE_TRACING_H

#include "evaluate/machine.h"
#include "evaluate/trace.h"

/* So much is kept of one outcome. */
#define TRACE_MOST 200000

/* trace.c */
void *trace_alloc(struct machine *machine, size_t count, size_t size);
const char *trace_text(struct machine *machine, const char *text);
struct value trace_value(struct machine *machine, struct value value); /* with a copy of its text */
/* An array that lives in the trace, grown by doubling: room for one more. */
void *trace_more(struct machine *machine, void *items_pointer, size_t *count, size_t *capacity, size_t size);
/* What is kept under a key of four parts: where a pointer to it goes, NULL in it where there is none yet. */
void **trace_find(struct machine *machine, int kind, const void *a, const void *b, uint64_t c);
const struct trace_record *trace_record_of(struct machine *machine, const struct instance *instance);
void trace_watch(void *machine, const struct library_step *step);

/* The node of an outcome, whether it is evaluated yet or not. */
struct trace_outcome *trace_rule_outcome(struct machine *machine, const struct instance *instance, int place,
                                         size_t period);
struct trace_outcome *trace_figure_outcome(struct machine *machine, int figure, size_t period);

/* Around the evaluation of a rule, or of a figure (`instance` NULL). Begin gives what end takes back. */
struct trace_outer {
	struct trace_outcome *outcome;
	struct trace_call *call;
	struct trace_condition *children;
	const struct trace_call *again;
};
struct trace_outer trace_begin_rule(struct machine *machine, struct instance *instance, int place,
                                    const struct rule *rule);
void trace_end_rule(struct machine *machine, struct trace_outer outer, const struct outcome *outcome);
struct trace_outer trace_begin_figure(struct machine *machine, int figure);
void trace_end_figure(struct machine *machine, struct trace_outer outer, struct value value, const char *because);
/* What was settled before the rule is asked. */
void trace_reason(struct machine *machine, enum trace_reason reason);
void trace_version(struct machine *machine, const struct rule *rule, struct date day);
void trace_date(struct machine *machine, const struct instance *instance, int field);

/* Around the call of a declared function (`instance` NULL: a figure's). Between them it is called once more, after trace_again; both
 * results are then on the stack, where they stay; unless memory ran out for the second. */
struct trace_outer trace_begin_call(struct machine *machine, const struct instance *instance, int function);
void trace_again(struct machine *machine);
void trace_end_call(struct machine *machine, struct trace_outer outer, enum call_result first,
                    enum call_result second);
/* What the call that just ended gave: the rule's value (or the figure's), its award, or a test's answer. */
void trace_called(struct machine *machine, struct value value, enum type type);
void trace_computed(struct machine *machine, struct value value, enum type type, bool award);

/* Around a condition: begin gives its node, and makes its children's come next. */
struct trace_condition *trace_begin_condition(struct machine *machine, const struct condition *condition);
void trace_end_condition(struct machine *machine, struct trace_condition *node, enum trace_answer answer,
                         bool beside);

/* A test may be asked although the answer is settled, and fail: what was going on before, and going back to it. Raises `err` again
 * where it is none of the rule's. */
struct trace_aside {
	size_t running_count, nested, period;
	struct trace_outer outer;
};
struct trace_aside trace_begin_aside(struct machine *machine);
void trace_recover(struct machine *machine, struct trace_aside aside, const struct error *err);

/* The number by which a call notes that it read an outcome. */
static inline uint64_t trace_outcome_number(int place, bool award, bool previous)
{
	return ((uint64_t) place * 2 + award) * 2 + previous;
}

/* trace_read.c: each gives what is to be read. */
struct value trace_field(struct machine *machine, const struct instance *instance, int field, struct value value);
void trace_beside(struct machine *machine, const struct instance *instance,
                  int field); /* needed too, and not known */
struct value trace_outcome_read(struct machine *machine, struct instance *instance, int place, bool award,
                                size_t period, struct value value);
struct instance *trace_relation(struct machine *machine, const struct instance *instance, int relation,
                                struct instance *parent, bool *none);
struct child_list trace_related(struct machine *machine, const struct instance *instance, size_t which,
                                struct child_list list);
void trace_missing(struct machine *machine, const struct instance *instance); /* whose own dates are not known */
bool trace_known(struct machine *machine, const struct instance *instance, const char *name, bool known);
struct instance *trace_lookup(struct machine *machine, size_t which, const struct value *key, struct instance *row);
/* `by` NULL: the whole of the total. */
struct value trace_total(struct machine *machine, int total, const struct value *by, bool previous,
                         struct value value, int64_t unknown);
struct value trace_figure(struct machine *machine, int figure, bool previous, struct value value);
const struct dated_value *trace_parameter(struct machine *machine, const struct parameter *parameter,
                                          const struct dated_value *value, bool carried);
void trace_at(struct machine *machine, int part, struct value value); /* enum formula_at */
const char *trace_at_name(int part);

/* arithmetic.c: the expression of a call that has ended, worked out from what it noted. Fills call->expression. */
void trace_arithmetic(struct machine *machine, struct trace_call *call);

/* Fills the parts of a STEP_SCALE, which must add up to what the scale gave. */
void trace_brackets(struct machine *machine, struct trace_step *traced);

/* settle.c: fills the trace's settlings. */
void trace_settle(struct machine *machine);

#endif
