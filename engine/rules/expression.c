/* expression.c: the part of the parser that reads expressions. */
#include "rules/parse.h"

struct syntax_node *parse_name_text(struct parser *parser)
{
	struct syntax_node *node = parser_node(parser, SYNTAX_STRING);

	if (!node)
		return NULL;
	if (parser->token.kind != TOKEN_NAME) {
		parser_expected(parser, "a name");
		return NULL;
	}
	node->as.string.bytes = parser->token.text;
	node->as.string.length = parser->token.text_length;
	if (parser_next(parser))
		return NULL;
	parser_finish(parser, node);
	return node;
}

struct syntax_node *parse_name(struct parser *parser)
{
	struct syntax_node *node = parser_node(parser, SYNTAX_NAME);

	if (!node)
		return NULL;
	if (parser->token.kind != TOKEN_NAME) {
		parser_expected(parser, "a name");
		return NULL;
	}
	node->as.name.text = parser->token.text;
	if (parser_next(parser))
		return NULL;
	parser_finish(parser, node);
	scope_resolve(parser, node);
	return node;
}

/* nil, true, numbers, texts, `...`: one token. */
static struct syntax_node *parse_constant(struct parser *parser, enum syntax_kind kind)
{
	struct syntax_node *node = parser_node(parser, kind);

	if (!node)
		return NULL;
	if (kind == SYNTAX_INTEGER)
		node->as.integer = parser->token.integer;
	if (kind == SYNTAX_STRING) {
		node->as.string.bytes = parser->token.text;
		node->as.string.length = parser->token.text_length;
	}
	if (kind == SYNTAX_VARARG && !parser->function->node->as.function.vararg) {
		parser_fail(parser, "'...' is only for functions that take it: function(...)");
		return NULL;
	}
	if (parser_next(parser))
		return NULL;
	parser_finish(parser, node);
	return node;
}

int parse_expressions(struct parser *parser, struct syntax_node *node, struct syntax_list *list)
{
	size_t mark = parser->stacked;
	int failed = 0;

	do {
		struct syntax_node *expression = parse_expression(parser);

		if (!expression || parser_push(parser, expression))
			return -1;
	} while (parser_accept(parser, ',', &failed));
	return failed ? -1 : parser_list(parser, mark, node, list);
}

/* One entry of a table: `name = value`, `[key] = value` or `value`. */
static struct syntax_node *parse_entry(struct parser *parser)
{
	struct syntax_node *entry = parser_node(parser, SYNTAX_ENTRY), *key = NULL;
	int ahead = 0;

	if (!entry)
		return NULL;
	if (parser->token.kind == TOKEN_NAME && parser_look_ahead(parser, &ahead))
		return NULL;
	if (parser->token.kind == TOKEN_NAME && ahead == '=') {
		key = parse_name_text(parser);
		if (!key)
			return NULL;
		entry->as.index.dotted = true;
	} else if (parser->token.kind == '[') {
		if (parser_next(parser))
			return NULL;
		key = parse_expression(parser);
		if (!key || parser_take(parser, ']'))
			return NULL;
	}
	if (key && parser_take(parser, '='))
		return NULL;
	entry->as.index.key = key;
	entry->as.index.value = parse_expression(parser);
	if (parser_adopt(parser, entry, key) || parser_adopt(parser, entry, entry->as.index.value))
		return NULL;
	parser_finish(parser, entry);
	return entry;
}

static struct syntax_node *parse_table(struct parser *parser)
{
	struct syntax_node *table = parser_node(parser, SYNTAX_TABLE);
	size_t mark = parser->stacked;
	int failed = 0;

	if (!table || parser_take(parser, '{'))
		return NULL;
	while (parser->token.kind != '}') {
		struct syntax_node *entry = parse_entry(parser);

		if (!entry || parser_push(parser, entry))
			return NULL;
		if (!parser_accept(parser, ',', &failed) && !parser_accept(parser, ';', &failed))
			break;
		if (failed)
			return NULL;
	}
	if (failed || parser_list(parser, mark, table, &table->as.list)
	    || parser_close(parser, '}', "{", table->line))
		return NULL;
	parser_finish(parser, table);
	return table;
}

/* Arguments: (a, b), "text" or {table}. */
static int parse_arguments(struct parser *parser, struct syntax_node *call)
{
	size_t mark = parser->stacked;
	struct syntax_node *argument;

	if (parser->token.kind == '(') {
		int line = parser->token.line;

		if (parser_next(parser))
			return -1;
		if (parser->token.kind != ')' && parse_expressions(parser, call, &call->as.call.arguments))
			return -1;
		return parser_close(parser, ')', "(", line);
	}
	if (parser->token.kind == TOKEN_STRING)
		argument = parse_constant(parser, SYNTAX_STRING);
	else if (parser->token.kind == '{')
		argument = parse_table(parser);
	else {
		parser_expected(parser, "arguments of a call");
		return call->kind == SYNTAX_METHOD_CALL
		               ? error_hint(&parser->err, "a field is read with '.', not ':'")
		               : -1;
	}
	if (!argument || parser_push(parser, argument))
		return -1;
	return parser_list(parser, mark, call, &call->as.call.arguments);
}

static struct syntax_node *parse_parentheses(struct parser *parser)
{
	struct syntax_node *node = parser_node(parser, SYNTAX_PARENTHESES);
	int line = parser->token.line;

	if (!node || parser_next(parser))
		return NULL;
	node->as.operation.right = parse_expression(parser);
	if (parser_adopt(parser, node, node->as.operation.right) || parser_close(parser, ')', "(", line))
		return NULL;
	parser_finish(parser, node);
	return node;
}

/* What follows `object`: .name, [key], a call. */
static struct syntax_node *parse_suffix(struct parser *parser, struct syntax_node *object)
{
	int kind = parser->token.kind;
	bool index = kind == '.' || kind == '[';
	struct syntax_node *node = parser_node_from(parser,
	                                            index         ? SYNTAX_INDEX
	                                            : kind == ':' ? SYNTAX_METHOD_CALL
	                                                          : SYNTAX_CALL,
	                                            object);

	if (!node || parser_adopt(parser, node, object))
		return NULL;
	if (index) {
		node->as.index.object = object;
		node->as.index.dotted = kind == '.';
		if (parser_next(parser))
			return NULL;
		node->as.index.key = kind == '.' ? parse_name_text(parser) : parse_expression(parser);
		if (parser_adopt(parser, node, node->as.index.key) || (kind == '[' && parser_take(parser, ']')))
			return NULL;
	} else {
		node->as.call.callee = object;
		if (kind == ':') {
			if (parser_next(parser))
				return NULL;
			node->as.call.name = parse_name_text(parser);
			if (!node->as.call.name)
				return NULL;
		}
		if (parse_arguments(parser, node))
			return NULL;
	}
	parser_finish(parser, node);
	return node;
}

struct syntax_node *parse_suffixed(struct parser *parser)
{
	struct syntax_node *node;

	if (parser->token.kind == TOKEN_NAME) {
		node = parse_name(parser);
	} else if (parser->token.kind == '(') {
		node = parse_parentheses(parser);
	} else {
		parser_expected(parser, "an expression");
		return NULL;
	}
	while (node
	       && (parser->token.kind == '.' || parser->token.kind == '[' || parser->token.kind == ':'
	           || parser->token.kind == '(' || parser->token.kind == '{' || parser->token.kind == TOKEN_STRING))
		node = parse_suffix(parser, node);
	return node;
}

static struct syntax_node *parse_simple(struct parser *parser)
{
	struct syntax_node *node;

	switch (parser->token.kind) {
	case TOKEN_NIL:
		return parse_constant(parser, SYNTAX_NIL);
	case TOKEN_TRUE:
		return parse_constant(parser, SYNTAX_TRUE);
	case TOKEN_FALSE:
		return parse_constant(parser, SYNTAX_FALSE);
	case TOKEN_INTEGER:
		return parse_constant(parser, SYNTAX_INTEGER);
	case TOKEN_FLOAT:
		return parse_constant(parser, SYNTAX_FLOAT);
	case TOKEN_STRING:
		return parse_constant(parser, SYNTAX_STRING);
	case TOKEN_DOTS:
		return parse_constant(parser, SYNTAX_VARARG);
	case '{':
		return parse_table(parser);
	case TOKEN_FUNCTION:
		node = parser_node(parser, SYNTAX_FUNCTION);
		if (!node || parser_next(parser))
			return NULL;
		return parse_function(parser, node, false, parser->token.last_line);
	default:
		return parse_suffixed(parser);
	}
}

/* Binary operators with their binding to the left and right: the right one is weaker where the operator groups
 * to the right. */
struct binary {
	int token;
	enum syntax_operator op;
	int left, right;
};
static const struct binary binaries[] = {
	{ TOKEN_OR, OPERATOR_OR, 1, 1 },
	{ TOKEN_AND, OPERATOR_AND, 2, 2 },
	{ '<', OPERATOR_LESS, 3, 3 },
	{ '>', OPERATOR_GREATER, 3, 3 },
	{ TOKEN_LESS_EQUAL, OPERATOR_LESS_EQUAL, 3, 3 },
	{ TOKEN_GREATER_EQUAL, OPERATOR_GREATER_EQUAL, 3, 3 },
	{ TOKEN_NOT_EQUAL, OPERATOR_NOT_EQUAL, 3, 3 },
	{ TOKEN_EQUAL, OPERATOR_EQUAL, 3, 3 },
	{ '|', OPERATOR_BIT_OR, 4, 4 },
	{ '~', OPERATOR_BIT_XOR, 5, 5 },
	{ '&', OPERATOR_BIT_AND, 6, 6 },
	{ TOKEN_SHIFT_LEFT, OPERATOR_SHIFT_LEFT, 7, 7 },
	{ TOKEN_SHIFT_RIGHT, OPERATOR_SHIFT_RIGHT, 7, 7 },
	{ TOKEN_CONCATENATE, OPERATOR_CONCATENATE, 9, 8 },
	{ '+', OPERATOR_ADD, 10, 10 },
	{ '-', OPERATOR_SUBTRACT, 10, 10 },
	{ '*', OPERATOR_MULTIPLY, 11, 11 },
	{ '/', OPERATOR_DIVIDE, 11, 11 },
	{ TOKEN_FLOOR_DIVIDE, OPERATOR_FLOOR_DIVIDE, 11, 11 },
	{ '%', OPERATOR_MODULO, 11, 11 },
	{ '^', OPERATOR_POWER, 14, 13 },
};
#define UNARY_BINDING 12

static const struct binary *binary_at(const struct parser *parser)
{
	for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++) {
		if (binaries[i].token == parser->token.kind)
			return &binaries[i];
	}
	return NULL;
}

static int unary_at(const struct parser *parser)
{
	switch (parser->token.kind) {
	case '-':
		return OPERATOR_NEGATE;
	case '~':
		return OPERATOR_BIT_NOT;
	case '#':
		return OPERATOR_LENGTH;
	case TOKEN_NOT:
		return OPERATOR_NOT;
	default:
		return -1;
	}
}

static struct syntax_node *parse_operation(struct parser *parser, int binding);

static struct syntax_node *parse_unary(struct parser *parser, enum syntax_operator op)
{
	struct syntax_node *node = parser_node(parser, SYNTAX_UNARY);

	if (!node)
		return NULL;
	node->as.operation.op = op;
	node->as.operation.at = parser->token.offset;
	if (parser_next(parser))
		return NULL;
	node->as.operation.right = parse_operation(parser, UNARY_BINDING);
	if (parser_adopt(parser, node, node->as.operation.right))
		return NULL;
	parser_finish(parser, node);
	return node;
}

/* An expression whose operators all bind to the left more strongly than `binding`. */
static struct syntax_node *parse_operation(struct parser *parser, int binding)
{
	struct syntax_node *left;
	const struct binary *binary;
	int unary = unary_at(parser);

	if (parser_enter(parser))
		return NULL;
	left = unary >= 0 ? parse_unary(parser, (enum syntax_operator) unary) : parse_simple(parser);
	while (left && (binary = binary_at(parser)) && binary->left > binding) {
		struct syntax_node *node = parser_node_from(parser, SYNTAX_BINARY, left);

		if (!node)
			return NULL;
		node->as.operation.op = binary->op;
		node->as.operation.at = parser->token.offset;
		node->as.operation.left = left;
		if (parser_next(parser))
			return NULL;
		node->as.operation.right = parse_operation(parser, binary->right);
		if (parser_adopt(parser, node, left) || parser_adopt(parser, node, node->as.operation.right))
			return NULL;
		parser_finish(parser, node);
		left = node;
	}
	parser->levels--;
	return left;
}

struct syntax_node *parse_expression(struct parser *parser)
{
	return parse_operation(parser, 0);
}
