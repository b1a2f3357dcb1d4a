/* statements.c: follows statements: what locals hold where branches and loops meet. */
#include "rules/abstract.h"

#include <string.h>

static void follow_statement(struct analysis *analysis, struct frame *frame, const struct syntax_node *node);

void follow_statements(struct analysis *analysis, struct frame *frame, const struct syntax_list *statements)
{
	for (size_t i = 0; i < statements->count && !frame->stopped; i++) {
		const struct syntax_node *node = statements->items[i];

		analysis->depth++;
		if (analysis_step(analysis, frame, node, 1))
			follow_statement(analysis, frame, node);
		analysis->depth--;
	}
}

/* Value `index` of a list whose last expression may give several. */
struct values {
	struct abstract *items;
	size_t count;
	struct abstract rest;
};

static bool follow_values(struct analysis *analysis, struct frame *frame, const struct syntax_list *list,
                          struct values *out)
{
	*out = (struct values){ .count = list->count };
	out->items = analysis_alloc(analysis, (list->count + 1) * sizeof *out->items);
	if (!out->items)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		struct multi value = follow_multi(analysis, frame, list->items[i]);

		out->items[i] = value.first;
		if (i + 1 == list->count)
			out->rest = value.rest;
	}
	return true;
}

static struct abstract value_at(const struct values *values, size_t index)
{
	return index < values->count ? values->items[index] : values->rest;
}

static void set_locals(struct analysis *analysis, struct frame *frame, const struct syntax_locals *locals,
                       const struct values *values)
{
	for (size_t i = 0; i < locals->count; i++)
		local_set(analysis, frame, locals->items[i], value_at(values, i));
}

static void set_in_table(struct analysis *analysis, struct frame *frame, const struct syntax_node *target,
                         struct table *table, struct abstract key, struct abstract value)
{
	const struct syntax_node *key_node = target->as.index.key;

	if (table->loading && !analysis->loading) {
		analysis_not_followed(analysis, frame, target);
		return;
	}
	if (key_node->kind == SYNTAX_STRING)
		table_set(analysis, table, key_node->as.string.bytes, value);
	else if (key_node->kind == SYNTAX_INTEGER)
		table_add(analysis, table, value);
	else if (abstract_is_text(key) && key.count == 1)
		table_set(analysis, table, key.items->text, value);
	else
		abstract_grow(analysis, &table->computed, value);
}

static void set_index(struct analysis *analysis, struct frame *frame, const struct syntax_node *target,
                      struct abstract value)
{
	struct abstract object = follow(analysis, frame, target->as.index.object);
	struct abstract key = follow(analysis, frame, target->as.index.key);

	follow_scalar(analysis, frame, target->as.index.key, key);
	for (size_t i = 0; i < object.count; i++) {
		switch (object.items[i].kind) {
		case ATOM_TABLE:
			set_in_table(analysis, frame, target, object.items[i].table, key, value);
			break;
		case ATOM_RECORD:
		case ATOM_LIST:
		case ATOM_PARAMETERS:
		case ATOM_AT:
		case ATOM_PREVIOUS:
			read_problem(analysis, frame, target, NULL, "keep it in a local, or return it",
			             "records and parameters cannot be changed");
			break;
		case ATOM_FIGURES:
		case ATOM_TOTALS:
		case ATOM_PREVIOUS_TOTALS:
			read_problem(analysis, frame, target, NULL, "keep it in a local, or return it",
			             "figures and totals cannot be changed");
			break;
		case ATOM_OPAQUE:
			if (abstract_holds(analysis, value))
				analysis_not_followed(analysis, frame, target);
			break;
		default:
			break;
		}
	}
}

static void follow_assign(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct values values;

	if (!follow_values(analysis, frame, &node->as.assign.values, &values))
		return;
	for (size_t i = 0; i < node->as.assign.targets.count; i++) {
		const struct syntax_node *target = node->as.assign.targets.items[i];

		if (target->kind == SYNTAX_INDEX)
			set_index(analysis, frame, target, value_at(&values, i));
		else if (target->as.name.local)
			local_set(analysis, frame, target->as.name.local, value_at(&values, i));
	}
}

/* Adds what holds here to what holds where another way arrives. */
static void arrive(struct analysis *analysis, struct frame *frame, struct abstract **into)
{
	if (*into)
		frame_merge(analysis, frame, *into);
	else
		*into = frame_snapshot(analysis, frame);
}

static void follow_if(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct abstract *behind = NULL, *before;
	bool otherwise = false;

	for (size_t i = 0; i < node->as.list.count; i++) {
		const struct syntax_node *branch = node->as.list.items[i];

		if (branch->as.loop.condition) {
			follow(analysis, frame, branch->as.loop.condition);
			misuse_condition(analysis, frame, branch->as.loop.condition);
		} else {
			otherwise = true;
		}
		before = frame_snapshot(analysis, frame);
		if (!before)
			return;
		follow_statements(analysis, frame, &branch->as.loop.body);
		if (!frame->stopped)
			arrive(analysis, frame, &behind);
		frame->stopped = false;
		frame_restore(frame, before);
	}
	if (!otherwise)
		arrive(analysis, frame, &behind);
	if (behind)
		frame_restore(frame, behind);
	else
		frame->stopped = true;
}

/* Follows the body until what holds at its head no longer grows. `values`: what the loop's own locals are. */
static void follow_rounds(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                          const struct values *values)
{
	struct loop loop = { NULL }, *outer = frame->loop;
	struct abstract *head = frame_snapshot(analysis, frame);
	bool grew = head != NULL;

	frame->loop = &loop;
	analysis->loops++;
	for (int round = 0; grew && round < MAX_ROUNDS; round++) {
		long changes = analysis->changes;

		frame_restore(frame, head);
		if (node->kind == SYNTAX_WHILE)
			follow(analysis, frame, node->as.loop.condition);
		set_locals(analysis, frame, &node->as.loop.locals, values);
		follow_statements(analysis, frame, &node->as.loop.body);
		if (!frame->stopped && node->kind == SYNTAX_REPEAT)
			follow(analysis, frame, node->as.loop.condition);
		grew = !frame->stopped && frame_merge(analysis, frame, head);
		grew = grew || analysis->changes != changes;
		frame->stopped = false;
	}
	if (grew)
		analysis_not_followed(analysis, frame, node);
	analysis->loops--;
	frame->loop = outer;
	if (!head)
		return;
	frame_restore(frame, head);
	if (loop.left) {
		frame_merge(analysis, frame, loop.left);
		frame_restore(frame, loop.left);
	}
}

/* An integer that stands there, or a local that is only ever one. */
static bool constant_integer(const struct syntax_node *node, int64_t *value)
{
	int64_t sign = 1;

	if (node->kind == SYNTAX_UNARY && node->as.operation.op == OPERATOR_NEGATE) {
		sign = -1;
		node = node->as.operation.right;
	}
	if (node->kind == SYNTAX_NAME && node->as.name.local && node->as.name.local->value
	    && !node->as.name.local->assigned)
		node = node->as.name.local->value;
	if (node->kind != SYNTAX_INTEGER || node->as.integer > BOUNDED_LOOP || node->as.integer < -BOUNDED_LOOP)
		return false;
	*value = sign * node->as.integer;
	return true;
}

/* How often `for i = first, last, step` goes round; 0: not known before it runs. */
static long constant_rounds(const struct syntax_list *values)
{
	int64_t first, last, step = 1;

	if (!constant_integer(values->items[0], &first) || !constant_integer(values->items[1], &last)
	    || (values->count > 2 && !constant_integer(values->items[2], &step)) || step == 0)
		return 0;
	if (step > 0 ? last < first : last > first)
		return 1;
	return (long) ((last - first) / step) + 1;
}

static void follow_numeric(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	long rounds = constant_rounds(&node->as.loop.values), outer = analysis->rounds;
	struct abstract counter = abstract_plain();
	struct values values = { .items = &counter, .count = 1 };

	for (size_t i = 0; i < node->as.loop.values.count; i++)
		follow_scalar(analysis, frame, node->as.loop.values.items[i],
		              follow(analysis, frame, node->as.loop.values.items[i]));
	if (!rounds || rounds * outer > BOUNDED_LOOP)
		analysis->bounded = false;
	else
		analysis->rounds = rounds * outer;
	follow_rounds(analysis, frame, node, &values);
	analysis->rounds = outer;
}

static bool is_library(struct abstract value, const char *name)
{
	return value.count == 1 && value.items->kind == ATOM_LIBRARY && !strcmp(value.items->text, name);
}

/* for key, element in pairs(list) or ipairs(list). Another iterator is called, and what it gives is not known. */
static void follow_for_in(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	const struct syntax_node *iterator = node->as.loop.values.items[0];
	struct abstract items[2] = { abstract_plain(), abstract_opaque() }, callee = { NULL, 0 };
	struct values values = { .items = items, .count = 2 };

	analysis->bounded = false;
	if (iterator->kind == SYNTAX_CALL && iterator->as.call.arguments.count == 1)
		callee = follow(analysis, frame, iterator->as.call.callee);
	if (is_library(callee, "pairs") || is_library(callee, "ipairs")) {
		const struct syntax_node *list = iterator->as.call.arguments.items[0];

		items[1] = follow_element(analysis, frame, list, follow(analysis, frame, list),
		                          is_library(callee, "pairs"));
	} else {
		struct values ignored;

		analysis_not_followed(analysis, frame, iterator);
		if (follow_values(analysis, frame, &node->as.loop.values, &ignored))
			misuse_iterator(analysis, frame, iterator, ignored.items[0]);
		items[0] = values.rest = abstract_opaque();
	}
	follow_rounds(analysis, frame, node, &values);
}

static void follow_return(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct values values;

	if (!follow_values(analysis, frame, &node->as.list, &values))
		return;
	misuse_results(analysis, frame, node);
	if (!frame->caller && node->as.list.count == 1)
		quantities_given(analysis, frame, node->as.list.items[0], value_at(&values, 0));
	if (!frame->caller && node->as.list.count == 1)
		misuse_given(analysis, frame, node->as.list.items[0], value_at(&values, 0));
	if (!frame->caller && node->as.list.count)
		misuse_group(analysis, frame, node->as.list.items[0], value_at(&values, 0));
	frame->result.first = abstract_join(analysis, frame->result.first, value_at(&values, 0));
	for (size_t i = 1; i < values.count; i++)
		frame->result.rest = abstract_join(analysis, frame->result.rest, values.items[i]);
	frame->result.rest = abstract_join(analysis, frame->result.rest, values.rest);
	frame->returned |= node->as.list.count > 0;
	frame->stopped = true;
}

/* error(...): nothing behind it is reached. */
static void follow_call(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	const struct syntax_node *callee = node->kind == SYNTAX_CALL ? node->as.call.callee : node;

	follow(analysis, frame, node);
	frame->stopped |=
		callee->kind == SYNTAX_NAME && !callee->as.name.local && !strcmp(callee->as.name.text, "error");
}

static void follow_local(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct values values;

	if (follow_values(analysis, frame, &node->as.local.values, &values))
		set_locals(analysis, frame, &node->as.local.locals, &values);
}

static void follow_statement(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct values none = { .items = NULL };

	switch (node->kind) {
	case SYNTAX_LOCAL:
	case SYNTAX_LOCAL_FUNCTION:
		follow_local(analysis, frame, node);
		break;
	case SYNTAX_ASSIGN:
	case SYNTAX_FUNCTION_STATEMENT:
		follow_assign(analysis, frame, node);
		break;
	case SYNTAX_CALL_STATEMENT:
		follow_call(analysis, frame, node->as.operation.right);
		break;
	case SYNTAX_DO:
		follow_statements(analysis, frame, &node->as.loop.body);
		break;
	case SYNTAX_IF:
		follow_if(analysis, frame, node);
		break;
	case SYNTAX_WHILE:
	case SYNTAX_REPEAT:
		analysis->bounded = false;
		follow_rounds(analysis, frame, node, &none);
		break;
	case SYNTAX_FOR_NUMERIC:
		follow_numeric(analysis, frame, node);
		break;
	case SYNTAX_FOR_IN:
		follow_for_in(analysis, frame, node);
		break;
	case SYNTAX_RETURN:
		follow_return(analysis, frame, node);
		break;
	case SYNTAX_BREAK:
		if (frame->loop)
			arrive(analysis, frame, &frame->loop->left);
		frame->stopped = true;
		break;
	case SYNTAX_GOTO:
		analysis_not_followed(analysis, frame, node);
		break;
	default:
		break;
	}
}
