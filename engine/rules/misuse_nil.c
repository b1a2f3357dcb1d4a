/* misuse_nil.c: what is asked of a value that is always there: whether it is nil, or, where it is no flag, whether it is true; and
 * `not`, `and` and `or` that reach further, or less far, than they read. Lua gives the same answer for every record, and what was
 * meant to be told apart is not. */
#include "rules/abstract.h"

#include <string.h>

/* One name on a record, the parameters or `at`. */
struct asked {
	const struct syntax_node *node;  /* as it stands there: the name, or a local that is nothing else */
	const struct syntax_node *index; /* NULL: it is a call of related() */
	const char *why;                 /* why it is never nil */
	bool of_record;
	enum type type;
};

/* `c`, `c.household`, `at`: no call stands in it, and no local that may have become something else since. */
static bool is_settled(const struct syntax_node *node)
{
	for (;; node = node->as.index.object) {
		while (node->kind == SYNTAX_PARENTHESES)
			node = node->as.operation.right;
		if (node->kind == SYNTAX_NAME)
			return !node->as.name.local || !node->as.name.local->assigned;
		if (node->kind != SYNTAX_INDEX || node->as.index.key->kind != SYNTAX_STRING)
			return false;
	}
}

/* The name that `node` reads, itself or by a local that holds it; NULL: it is something else. */
static const struct syntax_node *name_read(const struct syntax_node *node)
{
	for (;;) {
		const struct syntax_local *local;

		while (node->kind == SYNTAX_PARENTHESES)
			node = node->as.operation.right;
		if (node->kind == SYNTAX_INDEX)
			return is_settled(node) ? node : NULL;
		local = node->kind == SYNTAX_NAME ? node->as.name.local : NULL;
		if (!local || local->kind != LOCAL_VARIABLE || local->assigned || !local->value)
			return NULL;
		node = local->value;
	}
}

/* Whether `node` is related(...), by itself or by a local that holds it. */
static bool is_list(const struct syntax_node *node)
{
	const struct syntax_node *function;

	while (node->kind == SYNTAX_PARENTHESES)
		node = node->as.operation.right;
	if (node->kind == SYNTAX_NAME) {
		const struct syntax_local *local = node->as.name.local;

		return local && local->kind == LOCAL_VARIABLE && !local->assigned && local->value
		       && local->value->kind == SYNTAX_CALL && is_list(local->value);
	}
	function = node->kind == SYNTAX_CALL ? node->as.call.callee : NULL;
	return function && function->kind == SYNTAX_NAME && !function->as.name.local
	       && !strcmp(function->as.name.text, "related");
}

static bool record_has(const struct analysis *analysis, int type, const char *name, struct asked *asked)
{
	const struct record_type *record = &analysis->schema->types[type];
	int relation = schema_relation(record, name), field = schema_field(record, name);
	int rule = ruleset_rule(analysis->ruleset, type, name);
	bool optional = false;

	asked->of_record = true;
	if (relation >= 0) {
		for (size_t i = 0; i < record->relations[relation].count; i++)
			optional |= record->fields[record->relations[relation].fields[i]].optional;
		asked->type = TYPE_COUNT;
		asked->why = "its key is not OPTIONAL";
	} else if (field >= 0) {
		optional = record->fields[field].optional;
		asked->type = record->fields[field].type;
		asked->why = "it is not OPTIONAL";
	} else if (rule >= 0) {
		optional = !ruleset_always_gives(analysis->ruleset, rule);
		asked->type = strcmp(analysis->ruleset->rules[rule].name, name) != 0
		                      ? TYPE_MONEY
		                      : analysis->ruleset->rules[rule].type;
		asked->why = "its rule is not optional";
	} else {
		return false;
	}
	return !optional;
}

bool misuse_never_nil(const struct analysis *analysis, int type, const char *name)
{
	struct asked ignored;

	return record_has(analysis, type, name, &ignored);
}

/* Whether what `node` reads is there whenever reading it gives anything at all. */
static bool is_always_there(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                            struct asked *asked)
{
	const struct parameter *parameter;
	struct abstract object;
	const char *name;
	char full[256];

	*asked = (struct asked){ .node = node, .index = name_read(node) };
	if (analysis->loading)
		return false;
	if (is_list(node)) {
		asked->type = TYPE_COUNT;
		asked->why = "it is a list, which is empty where there are none";
		return true;
	}
	if (!asked->index)
		return false;
	object = follow(analysis, frame, asked->index->as.index.object);
	name = asked->index->as.index.key->as.string.bytes;
	if (object.count != 1)
		return false;
	switch (object.items->kind) {
	case ATOM_RECORD:
		return record_has(analysis, object.items->type, name, asked);
	case ATOM_PARAMETERS:
		snprintf(full, sizeof full, "%s%s%s", object.items->text, *object.items->text ? "." : "", name);
		parameter = parameters_find(analysis->parameters, full);
		if (!parameter || parameter->shape != SHAPE_VALUE)
			return false;
		asked->type = parameter->type;
		asked->why = "a parameter has a value in every period, or the run stops";
		return true;
	case ATOM_AT:
		asked->type = strcmp(name, "period") != 0 ? TYPE_DATE : TYPE_TEXT;
		asked->why = "every run has a period";
		return !strcmp(name, "period") || !strcmp(name, "start") || !strcmp(name, "finish");
	default:
		return false;
	}
}

/* "write known(c, "income") to ask whether it is known"; "write #related(c, "person") > 0"; `no`: the other way round. */
static const char *hint_asked(const struct frame *frame, const struct asked *asked, bool no, char hint[200])
{
	const struct syntax_node *object;

	if (asked->type == TYPE_COUNT && !asked->index) {
		snprintf(hint, 200, "write #%.*s %s 0 to ask whether there are %s", (int) asked->node->length,
		         frame->file->source->text + asked->node->offset, no ? "==" : ">", no ? "none" : "any");
		return asked->node->length < 120 ? hint : "ask for the list's length: # and > 0";
	}
	if (!asked->of_record)
		return NULL;
	object = asked->index->as.index.object;
	snprintf(hint, 200, "write %sknown(%.*s, \"%.80s\") to ask whether it is known", no ? "not " : "",
	         object->length < 60 ? (int) object->length : 60, frame->file->source->text + object->offset,
	         asked->index->as.index.key->as.string.bytes);
	return hint;
}

void misuse_nil(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	const struct syntax_node *left = node->as.operation.left, *right = node->as.operation.right;
	const struct syntax_node *other = left->kind == SYNTAX_NIL ? right : left;
	char shown[MISUSE_SHOWN], hint[200];
	struct asked asked;

	if ((left->kind != SYNTAX_NIL && right->kind != SYNTAX_NIL)
	    || !is_always_there(analysis, frame, other, &asked))
		return;
	misuse_show(frame, other, shown);
	read_problem(analysis, frame, other, NULL,
	             hint_asked(frame, &asked, node->as.operation.op == OPERATOR_EQUAL, hint),
	             "'%s' is never nil: %s", shown, asked.why);
}

void misuse_truth(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	char shown[MISUSE_SHOWN], hint[200];
	struct asked asked;

	if (!is_always_there(analysis, frame, node, &asked) || asked.type == TYPE_FLAG
	    || asked.type == TYPE_ELIGIBILITY)
		return;
	misuse_show(frame, node, shown);
	read_problem(analysis, frame, node, NULL, hint_asked(frame, &asked, false, hint),
	             "'%s' counts as true, whatever it is: %s", shown, asked.why);
}

void misuse_condition(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	for (;;) {
		while (node->kind == SYNTAX_PARENTHESES)
			node = node->as.operation.right;
		if (node->kind != SYNTAX_BINARY
		    || (node->as.operation.op != OPERATOR_AND && node->as.operation.op != OPERATOR_OR))
			break;
		/* Its left side was asked when it was followed. */
		node = node->as.operation.right;
	}
	misuse_truth(analysis, frame, node);
}

static const struct syntax_node *without_brackets(const struct syntax_node *node)
{
	while (node->kind == SYNTAX_PARENTHESES)
		node = node->as.operation.right;
	return node;
}

static bool is_constant(const struct syntax_node *node)
{
	return node->kind == SYNTAX_STRING || node->kind == SYNTAX_INTEGER;
}

static bool is_no_flag(const struct syntax_node *node, struct abstract value)
{
	if (is_constant(node))
		return true;
	return value.count == 1 && value.items->kind == ATOM_PLAIN && value.items->type
	       && value.items->type - 1 != TYPE_FLAG && value.items->type - 1 != TYPE_ELIGIBILITY;
}

bool misuse_not(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	const struct syntax_node *left = node->as.operation.left, *right = node->as.operation.right;
	enum syntax_operator op = node->as.operation.op;
	char shown[MISUSE_SHOWN], other[MISUSE_SHOWN], hint[200];

	if (analysis->loading || (op != OPERATOR_EQUAL && op != OPERATOR_NOT_EQUAL) || left->kind != SYNTAX_UNARY
	    || left->as.operation.op != OPERATOR_NOT || !is_no_flag(right, follow(analysis, frame, right)))
		return false;
	follow(analysis, frame, left->as.operation.right);
	misuse_show(frame, left->as.operation.right, shown);
	misuse_show(frame, right, other);
	snprintf(hint, sizeof hint, "write %s %s %s", shown, op == OPERATOR_EQUAL ? "~=" : "==", other);
	read_problem(analysis, frame, left, NULL, hint, "'not' is of '%s' alone: true or false, and never %s", shown,
	             other);
	return true;
}

/* `c.tenure == "rent" or "own"`, `"rent" or "own"`: a text or a number that counts as true. */
void misuse_joined(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node)
{
	const struct syntax_node *left = without_brackets(node->as.operation.left);
	const struct syntax_node *right = node->as.operation.right, *one;
	const char *word = node->as.operation.op == OPERATOR_OR ? "or" : "and";
	char shown[MISUSE_SHOWN], other[MISUSE_SHOWN], hint[200];
	bool compares = left->kind == SYNTAX_BINARY && left->as.operation.op >= OPERATOR_EQUAL
	                && left->as.operation.op <= OPERATOR_GREATER_EQUAL;

	if (analysis->loading)
		return;
	if (is_constant(left)) {
		misuse_show(frame, left, shown);
		snprintf(hint, sizeof hint, "each is compared by itself: x == %s %s x == ...", shown, word);
		read_problem(analysis, frame, left, NULL, hint, "%s counts as true, so '%s' chooses nothing", shown,
		             word);
		return;
	}
	if (!compares || !is_constant(right) || node->as.operation.op != OPERATOR_OR)
		return;
	one = left->as.operation.left;
	misuse_show(frame, one, shown);
	misuse_show(frame, right, other);
	snprintf(hint, sizeof hint, "each is compared by itself: %s %s %s %s", word, shown,
	         left->as.operation.op == OPERATOR_NOT_EQUAL ? "~=" : "==", other);
	read_problem(analysis, frame, right, NULL, hint, "%s stands by itself here, and counts as true", other);
}
