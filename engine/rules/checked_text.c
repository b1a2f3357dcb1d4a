/* checked_text.c: a file's text, with its additions, subtractions and multiplications as calls (checked.h).
 *
 *     a + b - c.d * 2      is      (_calculate("+-;12,16;a,b,;", a , b , (_calculate("*;...", c.d , 2))))
 *
 * and, where it shares its lines with another,
 *
 *     { compute = function(c) ... end }      is      { compute = (_calculate("f13",function(c) ... end)) }
 *
 * The first argument holds the operators; then where each stands, in bytes of the file; then what each operand is called, for
 * messages. A chain is one call, so that it nests no deeper than it did. In brackets, a call is none that Lua would make in place of
 * its caller, whose line would be lost. */
#include "rules/checked.h"

#include <stdlib.h>
#include <string.h>

#define CHAIN_MOST 100 /* operators of one call: each operand takes a register */

struct edit {
	size_t at, taken; /* bytes of the file from there on that are left out */
	size_t number;    /* in the order found */
	bool closes;
	const struct syntax_node *node; /* opens: the call for it, a chain or a function */
};

struct rewriting {
	const struct syntax *syntax;
	size_t functions;                /* how many were visited */
	const struct syntax_node *entry; /* what the entry of a table that was visited last gives */
	const char *name;                /* of the function: one that the file does not use */
	struct edit *edits;
	size_t count, capacity;
	const struct syntax_node *within; /* the rest of the chain that was opened last */
	int length;                       /* of that chain so far */
	bool failed;
};

/* '\0': it is none that can wrap. */
static char sign_of(const struct syntax_node *node)
{
	enum syntax_operator op;

	if (node->kind != SYNTAX_BINARY && node->kind != SYNTAX_UNARY)
		return '\0';
	op = node->as.operation.op;
	if (op == OPERATOR_NEGATE) {
		const enum syntax_kind kind = node->as.operation.right->kind;

		return kind == SYNTAX_INTEGER || kind == SYNTAX_FLOAT ? '\0' : 'n';
	}
	return op == OPERATOR_ADD ? '+' : op == OPERATOR_SUBTRACT ? '-' : op == OPERATOR_MULTIPLY ? '*' : '\0';
}

/* What stands to the left of `node` in its chain; NULL: it is the first. */
static const struct syntax_node *chained(const struct syntax_node *node)
{
	const struct syntax_node *left = node->as.operation.left;
	char sign = left ? sign_of(left) : '\0';

	return sign && sign != 'n' && (sign == '*') == (sign_of(node) == '*') ? left : NULL;
}

static void edit(struct rewriting *rewriting, struct edit edit)
{
	if (array_reserve(&rewriting->edits, &rewriting->capacity, rewriting->count + 1, sizeof *rewriting->edits)) {
		rewriting->failed = true;
		return;
	}
	edit.number = rewriting->count;
	rewriting->edits[rewriting->count++] = edit;
}

static bool same_lines(const struct syntax_node *a, const struct syntax_node *b)
{
	return a->as.function.line_defined == b->as.function.line_defined
	       && a->as.function.last_line_defined == b->as.function.last_line_defined;
}

/* Whether it stands inside another of the same lines. */
static bool is_inside(const struct syntax_node *function)
{
	const struct syntax_node *enclosing = function->as.function.enclosing;

	return enclosing && same_lines(function, enclosing);
}

/* Whether Lua could take function `index` of the file for another, neither of them inside the other. */
static bool shares_lines(const struct syntax *syntax, size_t index)
{
	const struct syntax_node *function = syntax->functions[index];
	int line = function->as.function.line_defined;

	if (is_inside(function))
		return false;
	for (size_t i = index; i-- > 1 && syntax->functions[i]->as.function.line_defined == line;) {
		if (same_lines(syntax->functions[i], function) && !is_inside(syntax->functions[i]))
			return true;
	}
	for (size_t i = index + 1;
	     i < syntax->function_count && syntax->functions[i]->as.function.line_defined == line; i++) {
		if (same_lines(syntax->functions[i], function) && !is_inside(syntax->functions[i]))
			return true;
	}
	return false;
}

/* Declarations take functions as entries of tables. */
static void visit_function(struct rewriting *rewriting, const struct syntax_node *node)
{
	size_t index = rewriting->functions++;

	if (node != rewriting->entry || !shares_lines(rewriting->syntax, index))
		return;
	edit(rewriting, (struct edit){ .at = node->offset, .node = node });
	edit(rewriting, (struct edit){ .at = node->offset + node->length, .closes = true });
}

static bool visit(const struct syntax_node *node, void *context)
{
	struct rewriting *rewriting = context;
	char sign = sign_of(node);

	if (node->kind == SYNTAX_ENTRY)
		rewriting->entry = node->as.index.value;
	if (node->kind == SYNTAX_FUNCTION && !rewriting->failed)
		visit_function(rewriting, node);
	if (!sign || rewriting->failed)
		return !rewriting->failed;
	if (node == rewriting->within) {
		rewriting->length++;
	} else {
		rewriting->length = 1;
		edit(rewriting, (struct edit){ .at = node->offset, .taken = sign == 'n', .node = node });
		edit(rewriting, (struct edit){ .at = node->offset + node->length, .closes = true });
	}
	if (sign != 'n')
		edit(rewriting, (struct edit){ .at = node->as.operation.at, .taken = 1 });
	/* What is visited next is what stands to the left. */
	rewriting->within = sign == 'n' || rewriting->length == CHAIN_MOST ? NULL : chained(node);
	return true;
}

static int in_order(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->closes != y->closes)
		return x->closes ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* As Lua calls what it finds wrong; nothing for what has no name. */
static void append_operand(struct text *out, const struct syntax_node *operand)
{
	const char *kind = NULL, *name = NULL;

	if (operand->kind == SYNTAX_NAME) {
		const struct syntax_local *local = operand->as.name.local;

		kind = !local ? "global" : local->function == operand->as.name.function ? "local" : "upvalue";
		name = operand->as.name.text;
	} else if (operand->kind == SYNTAX_INDEX && operand->as.index.dotted) {
		kind = "field";
		name = operand->as.index.key->as.string.bytes;
	}
	if (kind)
		text_append_format(out, "%s '%s'", kind, name);
	text_append_char(out, ',');
}

static void append_opening(struct text *out, const char *name, const struct syntax_node *node)
{
	const struct syntax_node *chain[CHAIN_MOST];
	size_t count = 0;

	if (node->kind == SYNTAX_FUNCTION) {
		text_append_format(out, "(%s(\"f%d\",", name, node->column);
		return;
	}
	for (const struct syntax_node *at = node; at && count < CHAIN_MOST; at = chained(at))
		chain[count++] = at;
	text_append_format(out, "(%s(\"", name);
	for (size_t i = count; i > 0; i--)
		text_append_char(out, sign_of(chain[i - 1]));
	text_append_char(out, ';');
	for (size_t i = count; i > 0; i--)
		text_append_format(out, "%zu,", chain[i - 1]->as.operation.at);
	text_append_char(out, ';');
	if (chain[count - 1]->as.operation.left)
		append_operand(out, chain[count - 1]->as.operation.left);
	for (size_t i = count; i > 0; i--)
		append_operand(out, chain[i - 1]->as.operation.right);
	text_append(out, "\",");
}

static void append_edited(struct text *out, const struct rewriting *rewriting, const struct source *source)
{
	size_t at = 0;

	for (size_t i = 0; i < rewriting->count; i++) {
		const struct edit *edit = &rewriting->edits[i];

		text_append_bytes(out, source->text + at, edit->at - at);
		at = edit->at + edit->taken;
		if (edit->node)
			append_opening(out, rewriting->name, edit->node);
		else
			text_append(out, edit->closes ? "))" : ",");
	}
	text_append_bytes(out, source->text + at, source->length - at);
}

int checked_text(const struct syntax *syntax, struct text *out)
{
	const struct source *source = syntax->source;
	struct text name = TEXT_INIT;
	struct rewriting rewriting = { .syntax = syntax };
	int result = -1;

	text_append(&name, "_calculate");
	while (!name.failed && memmem(source->text, source->length, name.bytes, name.length))
		text_append_char(&name, '_');
	syntax_visit(syntax->main, visit, &rewriting);
	if (name.failed || rewriting.failed)
		goto out;
	rewriting.name = text_string(&name);
	if (rewriting.count)
		qsort(rewriting.edits, rewriting.count, sizeof *rewriting.edits, in_order);
	text_append_format(out, "local %s = ... return function(...) ", rewriting.name);
	append_edited(out, &rewriting, source);
	/* A file may end in a comment. */
	text_append(out, "\nend");
	result = out->failed ? -1 : 0;
out:
	free(rewriting.edits);
	text_release(&name);
	return result;
}
