/* abstract.c: sets of atoms, tables and frames: what the analysis reckons with. */
#include "rules/abstract.h"

#include <stdlib.h>
#include <string.h>

void *analysis_alloc(struct analysis *analysis, size_t size)
{
	void *result = arena_alloc(analysis->arena, size);

	if (!result)
		analysis->memory_failed = true;
	return result;
}

void analysis_not_followed(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node)
{
	analysis->bounded = false;
	if (analysis->loading)
		analysis->load_incomplete = true;
	if (analysis->loading || !analysis->followed)
		return;
	analysis->followed = false;
	analysis->not_followed = (struct place){ frame->file->source, node->line, node->column };
}

/* Charges the budget; false when it is spent, and the rest is not followed. */
bool analysis_step(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, long steps)
{
	if (analysis->memory_failed)
		return false;
	analysis->steps += steps;
	if (analysis->steps <= analysis->step_limit && analysis->depth <= MAX_DEPTH)
		return true;
	analysis_not_followed(analysis, frame, node);
	return false;
}

void analysis_keep(struct analysis *analysis, const struct atom *closure)
{
	if (!analysis->loading)
		return;
	analysis->steps += (long) analysis->closure_count / 16;
	for (size_t i = 0; i < analysis->closure_count; i++) {
		const struct atom *kept = &analysis->closures[i];

		if (kept->node == closure->node && kept->frame == closure->frame && kept->table == closure->table)
			return;
	}
	if (array_reserve(&analysis->closures, &analysis->closure_capacity, analysis->closure_count + 1,
	                  sizeof *analysis->closures))
		analysis->memory_failed = true;
	else
		analysis->closures[analysis->closure_count++] = *closure;
}

struct abstract abstract_atom(struct analysis *analysis, struct atom atom)
{
	struct atom *copy = analysis_alloc(analysis, sizeof *copy);

	if (!copy)
		return (struct abstract){ NULL, 0 };
	*copy = atom;
	return (struct abstract){ copy, 1 };
}

struct abstract abstract_plain(void)
{
	static const struct atom plain = { .kind = ATOM_PLAIN };

	return (struct abstract){ &plain, 1 };
}

struct abstract abstract_opaque(void)
{
	static const struct atom opaque = { .kind = ATOM_OPAQUE };

	return (struct abstract){ &opaque, 1 };
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_atom(const struct atom *a, const struct atom *b)
{
	return a->kind == b->kind && a->type == b->type && a->table == b->table && a->frame == b->frame
	       && (a->kind == ATOM_TEXT || a->node == b->node) && same_text(a->text, b->text)
	       && a->statuses == b->statuses;
}

static bool has_atom(struct abstract value, const struct atom *atom)
{
	for (size_t i = 0; i < value.count; i++) {
		if (same_atom(&value.items[i], atom))
			return true;
	}
	return false;
}

/* Too many to tell apart. What may hold a record is then not followed any more. */
static struct abstract give_up(struct analysis *analysis, struct abstract a, struct abstract b)
{
	bool holds = abstract_holds(analysis, a) || abstract_holds(analysis, b);

	if (holds && analysis->loading)
		analysis->load_incomplete = true;
	if (holds && !analysis->loading) {
		analysis->followed = false;
		analysis->bounded = false;
	}
	return abstract_opaque();
}

struct abstract abstract_join(struct analysis *analysis, struct abstract a, struct abstract b)
{
	size_t count = a.count, missing = 0;
	struct atom *items;

	if (!a.count || a.items == b.items)
		return b.count >= a.count ? b : a;
	for (size_t i = 0; i < b.count; i++)
		missing += !has_atom(a, &b.items[i]);
	if (!missing)
		return a;
	if (count + missing > MAX_ATOMS)
		return give_up(analysis, a, b);
	analysis->steps += (long) (count + missing) / 4;
	items = analysis_alloc(analysis, (count + missing) * sizeof *items);
	if (!items)
		return a;
	memcpy(items, a.items, count * sizeof *items);
	for (size_t i = 0; i < b.count; i++) {
		if (!has_atom(a, &b.items[i]))
			items[count++] = b.items[i];
	}
	return (struct abstract){ items, count };
}

static bool grow(struct analysis *analysis, struct abstract *value, struct abstract more)
{
	struct abstract joined = abstract_join(analysis, *value, more);
	bool grew = joined.items != value->items || joined.count != value->count;

	/* What was given up once stays given up. */
	if (grew && value->count == 1 && joined.count == 1 && same_atom(value->items, joined.items))
		grew = false;
	*value = joined;
	return grew;
}

bool abstract_grow(struct analysis *analysis, struct abstract *value, struct abstract more)
{
	bool grew = grow(analysis, value, more);

	analysis->changes += grew;
	return grew;
}

bool abstract_is_text(struct abstract value)
{
	for (size_t i = 0; i < value.count; i++) {
		if (value.items[i].kind != ATOM_TEXT)
			return false;
	}
	return value.count > 0;
}

static bool holds(struct analysis *analysis, struct abstract value, int depth)
{
	for (size_t i = 0; i < value.count; i++) {
		const struct atom *atom = &value.items[i];
		struct table *table = atom->table;

		switch (atom->kind) {
		case ATOM_PLAIN:
		case ATOM_TEXT:
		case ATOM_LIBRARY:
		case ATOM_PARAMETERS:
		case ATOM_GRADED:
		case ATOM_OF:
		case ATOM_OPAQUE:
			break;
		case ATOM_TABLE:
			if (table->mark == analysis->mark)
				break;
			table->mark = analysis->mark;
			if (depth > MAX_INLINED || holds(analysis, table->positional, depth + 1)
			    || holds(analysis, table->computed, depth + 1))
				return true;
			for (const struct table_field *field = table->fields; field; field = field->next) {
				if (holds(analysis, field->value, depth + 1))
					return true;
			}
			break;
		default:
			return true;
		}
	}
	return false;
}

bool abstract_holds(struct analysis *analysis, struct abstract value)
{
	analysis->mark++;
	return holds(analysis, value, 0);
}

/* The table that `node` makes here: the same one each time that this frame comes by. */
struct table *table_at(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct table *table = NULL;

	if (frame->again || analysis->loops) {
		for (table = frame->tables; table && table->node != node; table = table->next)
			analysis->steps++;
	}
	if (table)
		return table;
	table = analysis_alloc(analysis, sizeof *table);
	if (!table)
		return NULL;
	table->node = node;
	table->loading = analysis->loading;
	table->next = frame->tables;
	frame->tables = table;
	return table;
}

void table_set(struct analysis *analysis, struct table *table, const char *name, struct abstract value)
{
	struct table_field *field = table->fields;

	while (field && strcmp(field->name, name) != 0) {
		field = field->next;
		analysis->steps++;
	}
	if (!field) {
		field = analysis_alloc(analysis, sizeof *field);
		if (!field)
			return;
		field->name = name;
		field->next = table->fields;
		table->fields = field;
	}
	abstract_grow(analysis, &field->value, value);
}

/* { money "£100", 52 }: which of them a number leads to is not told apart, so that beside an amount 52 may be no amount. */
void table_add(struct analysis *analysis, struct table *table, struct abstract value)
{
	bool written = false, typed = false;

	abstract_grow(analysis, &table->positional, value);
	for (size_t i = 0; i < table->positional.count; i++) {
		const struct atom *atom = &table->positional.items[i];

		written |= atom->kind == ATOM_PLAIN && !atom->type && atom->node;
		typed |= atom->kind == ATOM_PLAIN && atom->type;
	}
	if (written && typed)
		abstract_grow(analysis, &table->positional,
		              abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN, .text = quantity_mixed }));
}

struct abstract table_get(struct analysis *analysis, const struct table *table, const char *name)
{
	for (const struct table_field *field = table->fields; field; field = field->next) {
		if (!strcmp(field->name, name))
			return abstract_join(analysis, field->value, table->computed);
		analysis->steps++;
	}
	return table->computed;
}

struct abstract table_all(struct analysis *analysis, const struct table *table)
{
	struct abstract all = abstract_join(analysis, table->positional, table->computed);

	for (const struct table_field *field = table->fields; field; field = field->next)
		all = abstract_join(analysis, all, field->value);
	return all;
}

struct frame *frame_new(struct analysis *analysis, const struct analysed_file *file,
                        const struct syntax_node *function, struct frame *parent)
{
	size_t slots = (size_t) function->as.function.local_count;
	struct frame *frame = analysis_alloc(analysis, sizeof *frame);

	if (!frame)
		return NULL;
	frame->file = file;
	frame->function = function;
	frame->parent = parent;
	frame->loading = analysis->loading;
	frame->locals = analysis_alloc(analysis, slots * sizeof *frame->locals);
	frame->captured = analysis_alloc(analysis, slots * sizeof *frame->captured);
	analysis->steps += (long) slots / 4;
	return frame->locals && frame->captured ? frame : NULL;
}

static struct frame *frame_of(struct frame *frame, const struct syntax_local *local)
{
	while (frame && frame->function != local->function)
		frame = frame->parent;
	return frame;
}

struct abstract local_get(struct analysis *analysis, struct frame *frame, const struct syntax_local *local)
{
	struct frame *owner = frame_of(frame, local);

	(void) analysis;
	if (!owner)
		return abstract_opaque();
	return local->captured ? owner->captured[local->slot] : owner->locals[local->slot];
}

void local_set(struct analysis *analysis, struct frame *frame, const struct syntax_local *local,
               struct abstract value)
{
	struct frame *owner = frame_of(frame, local);

	/* A rule's function that changes what was made while loading is refused elsewhere. */
	if (!owner || (owner->loading && !analysis->loading))
		return;
	if (local->captured)
		abstract_grow(analysis, &owner->captured[local->slot], value);
	else
		owner->locals[local->slot] = value;
}

struct abstract *frame_snapshot(struct analysis *analysis, struct frame *frame)
{
	size_t slots = (size_t) frame->function->as.function.local_count;
	struct abstract *snapshot = analysis_alloc(analysis, slots * sizeof *snapshot);

	analysis->steps += (long) slots / 4;
	if (snapshot && slots)
		memcpy(snapshot, frame->locals, slots * sizeof *snapshot);
	return snapshot;
}

void frame_restore(struct frame *frame, const struct abstract *snapshot)
{
	size_t slots = (size_t) frame->function->as.function.local_count;

	if (slots && snapshot)
		memcpy(frame->locals, snapshot, slots * sizeof *snapshot);
}

bool frame_merge(struct analysis *analysis, struct frame *frame, struct abstract *into)
{
	bool grew = false;

	for (int i = 0; i < frame->function->as.function.local_count; i++) {
		if (grow(analysis, &into[i], frame->locals[i]))
			grew = true;
	}
	return grew;
}
