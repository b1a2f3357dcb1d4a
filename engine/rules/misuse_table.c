/* misuse_table.c: what can never be right with the inputs of a decision table written in Lua, whose types it says itself: a type
 * that is not the field's, a status that there is not, `none` where there always is a value. Of a table in a CSV file
 * decision_table_content.c says the same. And bare numbers for money, which count pence: only in Lua there are any. */
#include "rules/abstract.h"
#include "rules/cell.h"

#include <string.h>

/* One input, as far as it is known what it reads. */
struct input {
	const struct syntax_node *rows; /* the table that the declaration is */
	size_t column;
	enum type type;     /* as the declaration says */
	enum type own_type; /* of what it reads; TYPE_COUNT: not known */
	const char *name;
	const char *const *statuses; /* NULL: not known */
	bool never_none;
};

static const struct syntax_node *entry_named(const struct syntax_node *table, const char *name)
{
	for (size_t i = 0; i < table->as.list.count; i++) {
		const struct syntax_node *key = table->as.list.items[i]->as.index.key;

		if (key && key->kind == SYNTAX_STRING && !strcmp(key->as.string.bytes, name))
			return table->as.list.items[i]->as.index.value;
	}
	return NULL;
}

/* Entry `index` of those without a key, from 0; NULL: there is none. */
static const struct syntax_node *entry_at(const struct syntax_node *table, size_t index)
{
	for (size_t i = 0; i < table->as.list.count; i++) {
		if (!table->as.list.items[i]->as.index.key && index-- == 0)
			return table->as.list.items[i]->as.index.value;
	}
	return NULL;
}

/* Which of the declaration's inputs `node` is; false: they are made elsewhere. */
static bool find_input(const struct syntax_node *call, const struct syntax_node *node, struct input *input)
{
	const struct syntax_node *inputs, *type, *name, *one;

	if (call->kind != SYNTAX_CALL || call->as.call.arguments.count != 1
	    || call->as.call.arguments.items[0]->kind != SYNTAX_TABLE)
		return false;
	input->rows = call->as.call.arguments.items[0];
	inputs = entry_named(input->rows, "inputs");
	if (!inputs || inputs->kind != SYNTAX_TABLE || node->kind != SYNTAX_TABLE)
		return false;
	for (input->column = 0; (one = entry_at(inputs, input->column)) && one != node;)
		input->column++;
	type = entry_named(node, "type");
	name = entry_at(node, 0);
	if (!one || !type || type->kind != SYNTAX_STRING || !name || name->kind != SYNTAX_STRING)
		return false;
	input->name = name->as.string.bytes;
	return type_named(type->as.string.bytes, &input->type);
}

/* Whether cells of `type` say what is meant of values of `own`: money counts pence, which no other number does. */
static bool can_stand_for(enum type type, enum type own)
{
	static const enum type others[TYPE_COUNT] = {
		[TYPE_RATE] = TYPE_DECIMAL,    [TYPE_INTEGER] = TYPE_DECIMAL, [TYPE_NUMBER] = TYPE_DECIMAL,
		[TYPE_DECIMAL] = TYPE_DECIMAL, [TYPE_DATE] = TYPE_TEXT,       [TYPE_STATUS] = TYPE_TEXT,
		[TYPE_TEXT] = TYPE_TEXT,       [TYPE_FLAG] = TYPE_FLAG,       [TYPE_ELIGIBILITY] = TYPE_FLAG
	};

	return others[type] == others[own];
}

static bool is_listed(const char *const *statuses, struct value value)
{
	for (; *statuses; statuses++) {
		if (strlen(*statuses) == value.length && !memcmp(*statuses, value.as.text, value.length))
			return true;
	}
	return false;
}

static void check_test(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                       const struct input *input, const struct cell_test *test)
{
	struct value value = test->low.value;

	if (!test->low.present)
		return;
	if (value.kind == VALUE_NONE && input->never_none) {
		read_problem(analysis, frame, node, NULL,
		             can_stand_for(input->type, TYPE_TEXT) ? "the word itself is '\"none\"'" : NULL,
		             "'none' means that there is none, and '%.60s' always has a value", input->name);
	} else if (value.kind == VALUE_TEXT && input->statuses && !is_listed(input->statuses, value)) {
		char *name = arena_bytes(analysis->arena, value.as.text, value.length);
		struct nearest nearest = nearest_to(name ? name : "");

		analysis->memory_failed |= !name;
		for (const char *const *one = input->statuses; *one; one++)
			nearest_offer(&nearest, *one);
		read_problem(analysis, frame, node, nearest.best, NULL, "there is no status '%.60s'",
		             name ? name : "");
	}
}

static void check_cells(struct analysis *analysis, const struct frame *frame, const struct input *input)
{
	const struct syntax_node *row;

	for (size_t i = 0; (row = entry_at(input->rows, i)) && analysis_step(analysis, frame, row, 1); i++) {
		const struct syntax_node *node = row->kind == SYNTAX_TABLE ? entry_at(row, input->column) : NULL;
		struct error err = ERROR_INIT;
		struct cell_test *tests;
		struct cell cell;
		size_t length, offset;

		if (!node || node->kind != SYNTAX_STRING)
			continue;
		length = node->as.string.length;
		tests = analysis_alloc(analysis,
		                       cell_most_tests(node->as.string.bytes, length) * sizeof(struct cell_test));
		if (!tests || cell_parse(input->type, node->as.string.bytes, length, tests, &cell, &offset, &err))
			continue; /* said when it was made */
		for (size_t j = 0; j < cell.count; j++)
			check_test(analysis, frame, node, input, &cell.tests[j]);
	}
}

void misuse_input(struct analysis *analysis, const struct atom *decision, const struct syntax_node *node,
                  struct abstract given, int on)
{
	struct frame place = { .file = decision->file };
	struct input input = { .own_type = TYPE_COUNT };
	const struct syntax_node *type;
	char hint[40];

	if (analysis->loading || !find_input(decision->node, node, &input))
		return;
	type = entry_named(node, "type");
	if (given.count == 1 && given.items->kind == ATOM_PLAIN && given.items->type) {
		input.own_type = (enum type)(given.items->type - 1);
		input.statuses = input.own_type == TYPE_STATUS ? given.items->statuses : NULL;
	}
	if (input.own_type != TYPE_COUNT && !can_stand_for(input.type, input.own_type)) {
		snprintf(hint, sizeof hint, "write type = \"%s\"",
		         type_names[input.own_type == TYPE_ELIGIBILITY ? TYPE_FLAG : input.own_type]);
		read_problem(analysis, &place, type, NULL, hint,
		             "'%.80s' is of type %s, and its cells are read as %s", input.name,
		             type_names[input.own_type], type_names[input.type]);
		return;
	}
	input.never_none = on >= 0 && !entry_at(node, 1) && misuse_never_nil(analysis, on, input.name);
	if (input.never_none || input.statuses)
		check_cells(analysis, &place, &input);
}

/* The table that the declaration is; NULL: it is made elsewhere. */
static const struct syntax_node *declaration_of(const struct atom *decision)
{
	const struct syntax_node *call = decision->node;

	if (call->kind != SYNTAX_CALL || call->as.call.arguments.count != 1
	    || call->as.call.arguments.items[0]->kind != SYNTAX_TABLE)
		return NULL;
	return call->as.call.arguments.items[0];
}

static void warn_of_number(struct analysis *analysis, const struct frame *place, const struct syntax_node *node)
{
	if (node && node->kind == SYNTAX_UNARY)
		node = node->as.operation.right;
	if (node && node->kind == SYNTAX_INTEGER)
		quantity_pence(analysis, place, node);
}

static void check_money(struct analysis *analysis, const struct frame *place, const struct syntax_node *rows,
                        size_t column)
{
	for (size_t i = 0; i < rows->as.list.count; i++) {
		const struct syntax_node *entry = rows->as.list.items[i], *row = entry->as.index.value;

		if (!entry->as.index.key && row->kind == SYNTAX_TABLE)
			warn_of_number(analysis, place, entry_at(row, column));
	}
}

static bool is_money(const struct syntax_node *one)
{
	const struct syntax_node *type = one->kind == SYNTAX_TABLE ? entry_named(one, "type") : NULL;

	return type && type->kind == SYNTAX_STRING && !strcmp(type->as.string.bytes, type_names[TYPE_MONEY]);
}

void misuse_pence(struct analysis *analysis, const struct atom *decision)
{
	const struct syntax_node *rows = declaration_of(decision), *inputs, *outputs, *fallback, *values, *one;
	struct frame place = { .file = decision->file };
	size_t width = 0;

	if (analysis->loading || !rows)
		return;
	inputs = entry_named(rows, "inputs");
	outputs = entry_named(rows, "outputs");
	fallback = entry_named(rows, "default");
	if (!inputs || inputs->kind != SYNTAX_TABLE || !outputs || outputs->kind != SYNTAX_TABLE)
		return;
	for (; (one = entry_at(inputs, width)); width++) {
		if (is_money(one))
			check_money(analysis, &place, rows, width);
	}
	for (size_t i = 0; (one = entry_at(outputs, i)); i++) {
		if (!is_money(one))
			continue;
		check_money(analysis, &place, rows, width + i);
		if (fallback)
			warn_of_number(analysis, &place,
			               fallback->kind == SYNTAX_TABLE ? entry_at(fallback, i) : fallback);
		values = entry_named(one, "values");
		for (size_t j = 0; values && values->kind == SYNTAX_TABLE && entry_at(values, j); j++)
			warn_of_number(analysis, &place, entry_at(values, j));
	}
}

/* The type that the engine asks of a function. */
static enum type type_wanted(const struct owner *owner)
{
	if (owner->gives_money)
		return TYPE_MONEY;
	return owner->rule->type == TYPE_ELIGIBILITY ? TYPE_FLAG : owner->rule->type;
}

void misuse_output(struct analysis *analysis, const struct atom *decision)
{
	const struct syntax_node *rows = declaration_of(decision), *outputs, *one, *type;
	struct frame place = { .file = decision->file };
	enum type given, wanted;
	char hint[40];

	if (!analysis->owner.rule || !rows)
		return;
	outputs = entry_named(rows, "outputs");
	if (!outputs || outputs->kind != SYNTAX_TABLE || outputs->as.list.count != 1
	    || entry_named(rows, "aggregate"))
		return;
	one = entry_at(outputs, 0);
	type = one && one->kind == SYNTAX_TABLE ? entry_named(one, "type") : NULL;
	if (!type || type->kind != SYNTAX_STRING || !type_named(type->as.string.bytes, &given))
		return;
	wanted = type_wanted(&analysis->owner);
	snprintf(hint, sizeof hint, "write type = \"%s\"", type_names[wanted]);
	if (!can_stand_for(given, wanted))
		read_problem(analysis, &place, type, NULL, hint, "rule '%.80s' takes %s from the table, not %s",
		             analysis->owner.name, type_names[wanted], type_names[given]);
}
