/* trace.c: the nodes of a trace: outcomes, conditions, calls. */
#include "evaluate/tracing.h"

#include "evaluate/key_text.h"

#include <stdlib.h>
#include <string.h>

const char *const trace_answer_names[] = { "no", "yes", "unknown", "not asked", NULL };

struct trace_slot {
	int kind;
	const void *a, *b;
	uint64_t c;
	void *item;
};

/* Kinds beyond those of reads. */
enum { SLOT_RECORD = 100, SLOT_OUTCOME, SLOT_FIGURE };

void trace_release(struct trace *trace)
{
	arena_release(&trace->arena);
	free(trace->slots);
	*trace = (struct trace){ .slots = NULL };
}

static void raise_too_much(struct machine *machine)
{
	struct error err;

	error_set(&err, ERROR_INPUT, "this takes more than %d steps to explain", TRACE_MOST);
	sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

void *trace_alloc(struct machine *machine, size_t count, size_t size)
{
	void *room = arena_array(&machine->trace->arena, count + 1, size);

	if (!room)
		machine_raise_memory(machine);
	if (++machine->trace->node_count > TRACE_MOST)
		raise_too_much(machine);
	return room;
}

const char *trace_text(struct machine *machine, const char *text)
{
	const char *copy = arena_text(&machine->trace->arena, text);

	if (!copy)
		machine_raise_memory(machine);
	return copy;
}

struct value trace_value(struct machine *machine, struct value value)
{
	if (value.kind == VALUE_TEXT) {
		value.as.text = arena_bytes(&machine->trace->arena, value.as.text, value.length);
		if (!value.as.text)
			machine_raise_memory(machine);
	}
	return value;
}

void *trace_more(struct machine *machine, void *items_pointer, size_t *count, size_t *capacity, size_t size)
{
	void **items = items_pointer;

	if (*count == *capacity) {
		size_t grown = *capacity ? 2 * *capacity : 8;
		void *room = trace_alloc(machine, grown, size);

		if (*count)
			memcpy(room, *items, *count * size);
		*items = room;
		*capacity = grown;
	}
	return (char *) *items + (*count)++ * size;
}

/* Addresses decide only where a key stands in the table, which nobody walks. */
static size_t slot_of(const struct trace *trace, int kind, const void *a, const void *b, uint64_t c)
{
	uint64_t hash = 0xcbf29ce484222325u;
	const uint64_t parts[] = { (uint64_t) kind, (uintptr_t) a, (uintptr_t) b, c };
	size_t place;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		hash = (hash ^ parts[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	place = (size_t) hash & (trace->slot_capacity - 1);
	while (trace->slots[place].item) {
		const struct trace_slot *slot = &trace->slots[place];

		if (slot->kind == kind && slot->a == a && slot->b == b && slot->c == c)
			break;
		place = (place + 1) & (trace->slot_capacity - 1);
	}
	return place;
}

static void grow_slots(struct machine *machine)
{
	struct trace *trace = machine->trace;
	struct trace_slot *old = trace->slots;
	size_t count = trace->slot_capacity;
	size_t capacity = count ? 2 * count : 256;
	struct trace_slot *slots = calloc(capacity, sizeof *slots);

	if (!slots)
		machine_raise_memory(machine);
	trace->slots = slots;
	trace->slot_capacity = capacity;
	for (size_t i = 0; i < count; i++) {
		if (old[i].item)
			slots[slot_of(trace, old[i].kind, old[i].a, old[i].b, old[i].c)] = old[i];
	}
	free(old);
}

void **trace_find(struct machine *machine, int kind, const void *a, const void *b, uint64_t c)
{
	struct trace *trace = machine->trace;
	struct trace_slot *slot;

	if (2 * (trace->slot_count + 1) > trace->slot_capacity)
		grow_slots(machine);
	slot = &trace->slots[slot_of(trace, kind, a, b, c)];
	if (!slot->item) {
		*slot = (struct trace_slot){ kind, a, b, c, NULL };
		/* Its place is taken when the caller puts the item there. */
		trace->slot_count++;
	}
	return &slot->item;
}

static void meet(struct machine *machine, const struct trace_record *record)
{
	struct trace *trace = machine->trace;
	const struct trace_record **met =
		trace_more(machine, &trace->met, &trace->met_count, &trace->met_capacity, sizeof *met);

	*met = record;
}

const struct trace_record *trace_record_of(struct machine *machine, const struct instance *instance)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	void **slot = trace_find(machine, SLOT_RECORD, instance, NULL, 0);
	struct trace_record *record = *slot;
	struct text *key = &machine->scratch;

	if (record)
		return record;
	record = trace_alloc(machine, 1, sizeof *record);
	record->type = instance->type;
	text_clear(key);
	key_print(type, instance->values, key);
	if (key->failed)
		machine_raise_memory(machine);
	record->key = trace_text(machine, text_string(key));
	meet(machine, record);
	return *slot = record;
}

/* The row that the decision is. */
static void meet_decision(struct machine *machine, const struct decision *decision)
{
	struct trace_record *record = trace_alloc(machine, 1, sizeof *record);

	record->type = machine->plan->type_place[machine->plan->decision_type];
	record->key = decision->name;
	meet(machine, record);
}

/* Outcomes */

static struct trace_outer enter(struct machine *machine, struct trace_outcome *outcome)
{
	struct trace *trace = machine->trace;
	struct trace_outer outer = { trace->outcome, trace->call, trace->children, trace->again };

	trace->outcome = outcome;
	trace->call = NULL;
	trace->children = NULL;
	trace->again = NULL;
	return outer;
}

static void leave(struct machine *machine, struct trace_outer outer)
{
	struct trace *trace = machine->trace;

	trace->outcome = outer.outcome;
	trace->call = outer.call;
	trace->children = outer.children;
	trace->again = outer.again;
}

static struct trace_outcome *new_outcome(struct machine *machine, size_t period)
{
	struct trace_outcome *outcome = trace_alloc(machine, 1, sizeof *outcome);

	outcome->period = &machine->plan->periods[period];
	outcome->number = machine->trace->outcome_count++;
	outcome->value.kind = outcome->award.kind = VALUE_UNKNOWN;
	return outcome;
}

struct trace_outcome *trace_rule_outcome(struct machine *machine, const struct instance *instance, int place,
                                         size_t period)
{
	void **slot = trace_find(machine, SLOT_OUTCOME, instance, NULL,
	                         period * machine->plan->types[instance->type].rule_count + (size_t) place);

	if (!*slot)
		*slot = new_outcome(machine, period);
	return *slot;
}

struct trace_outcome *trace_figure_outcome(struct machine *machine, int figure, size_t period)
{
	void **slot =
		trace_find(machine, SLOT_FIGURE, NULL, NULL, (size_t) figure * machine->plan->period_count + period);

	if (!*slot)
		*slot = new_outcome(machine, period);
	return *slot;
}

struct trace_outer trace_begin_rule(struct machine *machine, struct instance *instance, int place,
                                    const struct rule *rule)
{
	struct trace_outcome *outcome = trace_rule_outcome(machine, instance, place, machine->period);
	const struct plan_type *type = &machine->plan->types[instance->type];
	const int own[] = { type->valid_from, type->valid_until, type->period };

	const struct trace_record *record = trace_record_of(machine, instance);

	/* It may have been begun before, and failed. */
	*outcome = (struct trace_outcome){ .rule = rule,
		                           .type = rule->type,
		                           .record = record,
		                           .period = outcome->period,
		                           .day = outcome->period->start,
		                           .number = outcome->number };

	struct trace_outer outer = enter(machine, outcome);

	outcome->dates = trace_alloc(machine, 4, sizeof(struct trace_read *));
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (own[i] >= 0)
			trace_date(machine, instance, type->fields[own[i]]);
	}
	if (rule->dated_by >= 0)
		trace_date(machine, instance, rule->dated_by);
	return outer;
}

void trace_date(struct machine *machine, const struct instance *instance, int field)
{
	struct trace_outcome *outcome = machine->trace->outcome;
	const struct plan_type *type = &machine->plan->types[instance->type];
	struct trace_read *read = trace_alloc(machine, 1, sizeof *read);

	*read = (struct trace_read){ .kind = TRACE_FIELD,
		                     .record = outcome->record,
		                     .name = type->record->fields[field].name,
		                     .bare = type->record->fields[field].name,
		                     .type = type->record->fields[field].type,
		                     .value = trace_value(machine, instance->values[type->slot[field]]) };
	outcome->dates[outcome->date_count++] = read;
}

void trace_end_rule(struct machine *machine, struct trace_outer outer, const struct outcome *outcome)
{
	struct trace_outcome *node = machine->trace->outcome;
	int *facts = trace_alloc(machine, outcome->fact_count, sizeof *facts);

	if (outcome->decided) {
		meet_decision(machine, outcome->decided->decision);
		node->decision = outcome->decided->decision;
		node->given = trace_value(machine, outcome->decided->given.value);
		node->given_award = outcome->decided->given.award;
	}
	node->value = trace_value(machine, outcome->value);
	node->award = node->rule->type == TYPE_ELIGIBILITY ? outcome->award : (struct value){ .kind = VALUE_NONE };
	if (outcome->value.kind == VALUE_UNKNOWN || outcome->award.kind == VALUE_UNKNOWN) {
		if (outcome->fact_count)
			memcpy(facts, outcome->facts, outcome->fact_count * sizeof *facts);
		node->facts = facts;
		node->fact_count = outcome->fact_count;
	}
	leave(machine, outer);
}

struct trace_outer trace_begin_figure(struct machine *machine, int figure)
{
	struct trace_outcome *outcome = trace_figure_outcome(machine, figure, machine->period);

	outcome->figure = &machine->plan->ruleset->figures[figure];
	outcome->type = outcome->figure->type;
	outcome->day = outcome->period->start;
	return enter(machine, outcome);
}

void trace_end_figure(struct machine *machine, struct trace_outer outer, struct value value, const char *because)
{
	struct trace_outcome *outcome = machine->trace->outcome;

	outcome->value = trace_value(machine, value);
	outcome->because = because ? trace_text(machine, because) : NULL;
	leave(machine, outer);
}

void trace_reason(struct machine *machine, enum trace_reason reason)
{
	machine->trace->outcome->reason = reason;
}

void trace_version(struct machine *machine, const struct rule *rule, struct date day)
{
	machine->trace->outcome->rule = rule;
	machine->trace->outcome->day = day;
}

/* Conditions */

struct trace_condition *trace_begin_condition(struct machine *machine, const struct condition *condition)
{
	struct trace *trace = machine->trace;
	struct trace_condition *node = trace->children;

	if (!node)
		node = trace->outcome->conditions = trace_alloc(machine, 1, sizeof *node);
	node->declared = condition;
	node->answer = TRACE_NOT_ASKED;
	node->count = condition->count;
	if (condition->count)
		node->children = trace_alloc(machine, condition->count, sizeof *node->children);
	trace->children = node->children;
	return node;
}

void trace_end_condition(struct machine *machine, struct trace_condition *node, enum trace_answer answer, bool beside)
{
	struct trace_call *call = machine->trace->last;

	node->answer = answer;
	node->beside = beside;
	if (node->declared->kind == CONDITION_TEST && answer != TRACE_NOT_ASKED) {
		node->call = call;
		trace_called(machine,
		             answer == TRACE_NOT_KNOWN ? (struct value){ .kind = VALUE_UNKNOWN }
		                                       : value_flag(answer == TRACE_YES),
		             TYPE_FLAG);
	}
	machine->trace->children = node + 1;
}

struct trace_aside trace_begin_aside(struct machine *machine)
{
	struct trace *trace = machine->trace;

	trace->last = NULL;
	return (struct trace_aside){ .running_count = machine->running_count,
		                     .nested = machine->nested,
		                     .period = machine->period,
		                     .outer = { trace->outcome, trace->call, trace->children, trace->again } };
}

void trace_recover(struct machine *machine, struct trace_aside aside, const struct error *err)
{
	if (err->code != ERROR_INPUT)
		sandbox_raise(sandbox_lua(machine->sandbox), err);
	while (machine->running_count > aside.running_count) {
		const struct running *running = &machine->running[--machine->running_count];
		const struct plan_type *type = &machine->plan->types[running->instance->type];

		running->instance->outcomes[running->period * type->rule_count + (size_t) running->place].state =
			OUTCOME_UNTRIED;
	}
	machine->nested = aside.nested;
	machine->period = aside.period;
	machine->named = false;
	related_next_chunk(machine); /* children may have been read by half */
	leave(machine, aside.outer);
	machine->trace->last = NULL;
	/* What was spent was spent on this alone. */
	sandbox_begin(machine->sandbox, false);
}

/* Calls */

struct trace_outer trace_begin_call(struct machine *machine, const struct instance *instance, int function)
{
	struct trace *trace = machine->trace;
	struct trace_outer outer = { trace->outcome, trace->call, trace->children, trace->again };
	struct trace_call *call = trace_alloc(machine, 1, sizeof *call);

	call->function = &machine->plan->ruleset->functions[function];
	call->record = instance ? trace_record_of(machine, instance) : NULL;
	call->instance = instance;
	call->value.kind = VALUE_UNKNOWN;
	call->type = TYPE_FLAG;
	trace->call = call;
	return outer;
}

void trace_again(struct machine *machine)
{
	machine->trace->again = machine->trace->call;
}

/* The results of the two calls, the first below the second. */
static bool same_result(lua_State *L)
{
	struct decimal a, b;

	if (lua_decimal_at(L, -1, &a) && lua_decimal_at(L, -2, &b))
		return a.coefficient == b.coefficient && a.scale == b.scale;
	return lua_rawequal(L, -1, -2);
}

void trace_end_call(struct machine *machine, struct trace_outer outer, enum call_result first,
                    enum call_result second)
{
	struct trace *trace = machine->trace;

	ensure(first == second || second == CALL_FAILED);
	ensure(second != CALL_OK || same_result(sandbox_lua(machine->sandbox)));
	trace->last = trace->call;
	leave(machine, outer);
}

void trace_called(struct machine *machine, struct value value, enum type type)
{
	struct trace_call *call = machine->trace->last;

	call->value = trace_value(machine, value);
	call->type = type;
	trace_arithmetic(machine, call);
}

void trace_computed(struct machine *machine, struct value value, enum type type, bool award)
{
	struct trace *trace = machine->trace;

	trace_called(machine, value, type);
	if (award)
		trace->outcome->award_call = trace->last;
	else
		trace->outcome->compute = trace->last;
}

/* Steps */

static const char *cell_text(struct machine *machine, enum type type, const struct cell *cell)
{
	struct text *text = &machine->scratch;

	text_clear(text);
	cell_print(type, cell, text);
	if (text->failed)
		machine_raise_memory(machine);
	return trace_text(machine, text_string(text));
}

/* The rows of a decision table, which may be the sandbox's own. */
static void keep_rows(struct machine *machine, struct trace_step *kept, const struct library_step *step)
{
	kept->step.rows = trace_alloc(machine, step->row_count, sizeof *step->rows);
	kept->cells = trace_alloc(machine, step->row_count * step->input_count, sizeof *kept->cells);
	for (size_t i = 0; i < step->row_count; i++) {
		kept->step.rows[i] = step->rows[i];
		kept->step.rows[i].cells = NULL;
		if (step->rows[i].source)
			kept->step.rows[i].source = trace_text(machine, step->rows[i].source);
		for (size_t j = 0; j < step->input_count; j++)
			kept->cells[i * step->input_count + j] =
				cell_text(machine, step->inputs[j].type, &step->rows[i].cells[j]);
	}
}

void trace_watch(void *context, const struct library_step *step)
{
	struct machine *machine = context;
	struct trace *trace = machine->trace;
	struct trace_call *call = trace ? trace->call : NULL;
	struct trace_step *kept;

	if (!call || trace->again)
		return;
	kept = trace_more(machine, &call->steps, &call->step_count, &call->step_capacity, sizeof *kept);
	kept->step = *step;
	if (!sandbox_place(sandbox_lua(machine->sandbox), &kept->place))
		kept->place = call->function->place;
	kept->step.name = step->name ? trace_text(machine, step->name) : NULL;
	kept->step.value = trace_value(machine, step->value);
	kept->step.inputs = trace_alloc(machine, step->input_count, sizeof *step->inputs);
	for (size_t i = 0; i < step->input_count; i++) {
		kept->step.inputs[i] = step->inputs[i];
		kept->step.inputs[i].label = trace_text(machine, step->inputs[i].label);
		kept->step.inputs[i].value = trace_value(machine, step->inputs[i].value);
	}
	keep_rows(machine, kept, step);
	if (step->kind == STEP_SCALE)
		trace_brackets(machine, kept);
}

/* What is asked of a trace */

const struct trace_condition *trace_find_condition(const struct trace_condition *tree, const char *label)
{
	if (!tree)
		return NULL;
	if (tree->declared->label && !strcmp(tree->declared->label, label))
		return tree;
	for (size_t i = 0; i < tree->count; i++) {
		const struct trace_condition *found = trace_find_condition(&tree->children[i], label);

		if (found)
			return found;
	}
	return NULL;
}
