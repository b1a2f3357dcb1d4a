/* surely.c: whether a function comes to a parameter whenever it is called, by how it is written: nothing decides before it. */
#include "rules/check.h"

#include "rules/syntax.h"

#include <string.h>

/* The parameter that is sought: its dotted name, below the local that holds them all. */
struct sought {
	const struct syntax_local *all;
	const char *name;
};

/* p.g.x, or g.x behind `local g = p.g`. `length`: so much of the name. */
static bool is_named(const struct sought *sought, const struct syntax_node *node, size_t length)
{
	const struct syntax_local *local = node->kind == SYNTAX_NAME ? node->as.name.local : NULL;
	const struct syntax_node *key = node->kind == SYNTAX_INDEX ? node->as.index.key : NULL;
	size_t last = key && key->kind == SYNTAX_STRING ? key->as.string.length : 0;

	if (local)
		return local == sought->all
		               ? length == 0
		               : local->value && !local->assigned && is_named(sought, local->value, length);
	if (!last || last > length || memcmp(sought->name + length - last, key->as.string.bytes, last) != 0)
		return false;
	if (last < length && (last + 1 == length || sought->name[length - last - 1] != '.'))
		return false;
	return is_named(sought, node->as.index.object, last < length ? length - last - 1 : 0);
}

static bool reads(const struct sought *sought, const struct syntax_node *node);

static bool any_reads(const struct sought *sought, const struct syntax_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (reads(sought, list->items[i]))
			return true;
	}
	return false;
}

static bool reads(const struct sought *sought, const struct syntax_node *node)
{
	enum syntax_operator op;

	switch (node->kind) {
	case SYNTAX_INDEX:
		return is_named(sought, node, strlen(sought->name)) || reads(sought, node->as.index.object)
		       || reads(sought, node->as.index.key);
	case SYNTAX_UNARY:
	case SYNTAX_PARENTHESES:
		return reads(sought, node->as.operation.right);
	case SYNTAX_BINARY:
		op = node->as.operation.op;
		return reads(sought, node->as.operation.left)
		       || (op != OPERATOR_AND && op != OPERATOR_OR && reads(sought, node->as.operation.right));
	case SYNTAX_CALL:
	case SYNTAX_METHOD_CALL:
		return reads(sought, node->as.call.callee) || any_reads(sought, &node->as.call.arguments);
	default:
		return false;
	}
}

bool function_surely_reads(const struct function *function, const char *parameter)
{
	const struct syntax_node *node = function->syntax;
	struct sought sought = { .name = parameter };

	if (!node || node->as.function.parameters.count < 2 || node->as.function.parameters.items[1]->assigned)
		return false;
	sought.all = node->as.function.parameters.items[1];
	for (size_t i = 0; i < node->as.function.body.count; i++) {
		const struct syntax_node *statement = node->as.function.body.items[i];

		switch (statement->kind) {
		case SYNTAX_LOCAL:
			if (any_reads(&sought, &statement->as.local.values))
				return true;
			break;
		case SYNTAX_RETURN:
			return any_reads(&sought, &statement->as.list);
		case SYNTAX_IF:
			return reads(&sought, statement->as.list.items[0]->as.loop.condition);
		default:
			return false;
		}
	}
	return false;
}
