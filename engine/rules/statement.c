/* statement.c: the part of the parser that reads statements, blocks and functions. */
#include "rules/parse.h"

#include <string.h>

static struct syntax_node *parse_statement(struct parser *parser);

/* True where a block ends. `until` ends one too, but its condition still sees the block's locals. */
static bool block_ends(const struct parser *parser, bool with_until)
{
	switch (parser->token.kind) {
	case TOKEN_ELSE:
	case TOKEN_ELSEIF:
	case TOKEN_END:
	case TOKEN_FINISH:
	/* No statement begins with these: so it is the block's end that is missing. */
	case ',':
	case '}':
	case ')':
	case ']':
		return true;
	case TOKEN_UNTIL:
		return with_until;
	default:
		return false;
	}
}

int parse_statements(struct parser *parser, struct syntax_node *node, struct syntax_list *list)
{
	size_t mark = parser->stacked;
	bool last = false;
	int failed = 0;

	while (!last && !block_ends(parser, true)) {
		struct syntax_node *statement;

		if (parser_accept(parser, ';', &failed))
			continue;
		if (failed)
			return -1;
		last = parser->token.kind == TOKEN_RETURN;
		statement = parse_statement(parser);
		if (!statement || parser_push(parser, statement))
			return -1;
	}
	return failed ? -1 : parser_list(parser, mark, node, list);
}

static int parse_block(struct parser *parser, struct syntax_node *node, struct syntax_list *list, bool loop)
{
	struct block block;

	scope_open(parser, &block, loop);
	if (parse_statements(parser, node, list))
		return -1;
	scope_close(parser);
	return 0;
}

/* Locals gathered while they are not yet seen. */
struct pending {
	struct syntax_local *items[MAX_LOCALS];
	size_t count;
};

static int add_local(struct parser *parser, struct pending *pending, enum syntax_local_kind kind)
{
	struct syntax_local *local = scope_new_local(parser, kind, pending->count);

	if (!local)
		return -1;
	pending->items[pending->count++] = local;
	return 0;
}

static int keep_locals(struct parser *parser, const struct pending *pending, struct syntax_locals *locals)
{
	locals->items = arena_array(parser->arena, pending->count, sizeof *locals->items);
	if (!locals->items)
		return parser_memory(parser);
	locals->count = pending->count;
	for (size_t i = 0; i < pending->count; i++) {
		locals->items[i] = pending->items[i];
		if (scope_activate(parser, pending->items[i]))
			return -1;
	}
	return 0;
}

static int parse_parameters(struct parser *parser, struct syntax_node *node, bool method)
{
	struct pending pending = { .count = 0 };
	int failed = 0;

	if (method) {
		pending.items[0] = scope_new_self(parser);
		if (!pending.items[0])
			return -1;
		pending.count = 1;
	}
	if (parser_take(parser, '('))
		return -1;
	if (parser->token.kind != ')') {
		do {
			if (parser_accept(parser, TOKEN_DOTS, &failed))
				node->as.function.vararg = true;
			else if (failed || add_local(parser, &pending, LOCAL_PARAMETER))
				return -1;
		} while (!node->as.function.vararg && parser_accept(parser, ',', &failed));
	}
	if (failed || parser_take(parser, ')'))
		return -1;
	return keep_locals(parser, &pending, &node->as.function.parameters);
}

struct syntax_node *parse_function(struct parser *parser, struct syntax_node *node, bool method, int line_defined)
{
	struct function_state state;
	struct block block;

	if (scope_open_function(parser, &state, node))
		return NULL;
	scope_open(parser, &block, false);
	node->as.function.line_defined = line_defined;
	if (parse_parameters(parser, node, method) || parse_statements(parser, node, &node->as.function.body))
		return NULL;
	node->as.function.last_line_defined = parser->token.last_line;
	if (parser_close(parser, TOKEN_END, "function", node->line))
		return NULL;
	scope_close(parser);
	if (scope_close_function(parser))
		return NULL;
	parser_finish(parser, node);
	return node;
}

static int parse_branch(struct parser *parser)
{
	struct syntax_node *branch = parser_node(parser, SYNTAX_BRANCH);
	bool otherwise = parser->token.kind == TOKEN_ELSE;

	if (!branch || parser_next(parser))
		return -1;
	if (!otherwise) {
		branch->as.loop.condition = parse_expression(parser);
		if (parser_adopt(parser, branch, branch->as.loop.condition) || parser_take(parser, TOKEN_THEN))
			return -1;
	}
	if (parse_block(parser, branch, &branch->as.loop.body, false))
		return -1;
	parser_finish(parser, branch);
	return parser_push(parser, branch);
}

static int parse_if(struct parser *parser, struct syntax_node *node)
{
	size_t mark = parser->stacked;

	do {
		if (parse_branch(parser))
			return -1;
	} while (parser->token.kind == TOKEN_ELSEIF);
	if (parser->token.kind == TOKEN_ELSE && parse_branch(parser))
		return -1;
	node->kind = SYNTAX_IF;
	if (parser_list(parser, mark, node, &node->as.list))
		return -1;
	return parser_close(parser, TOKEN_END, "if", node->line);
}

static int parse_while(struct parser *parser, struct syntax_node *node)
{
	node->kind = SYNTAX_WHILE;
	if (parser_next(parser))
		return -1;
	node->as.loop.condition = parse_expression(parser);
	if (parser_adopt(parser, node, node->as.loop.condition) || parser_take(parser, TOKEN_DO)
	    || parse_block(parser, node, &node->as.loop.body, true))
		return -1;
	return parser_close(parser, TOKEN_END, "while", node->line);
}

static int parse_repeat(struct parser *parser, struct syntax_node *node)
{
	struct block loop, body;

	node->kind = SYNTAX_REPEAT;
	if (parser_next(parser))
		return -1;
	scope_open(parser, &loop, true);
	scope_open(parser, &body, false);
	if (parse_statements(parser, node, &node->as.loop.body)
	    || parser_close(parser, TOKEN_UNTIL, "repeat", node->line))
		return -1;
	node->as.loop.condition = parse_expression(parser);
	if (parser_adopt(parser, node, node->as.loop.condition))
		return -1;
	scope_close(parser);
	scope_close(parser);
	return 0;
}

static int parse_for(struct parser *parser, struct syntax_node *node)
{
	struct pending pending = { .count = 0 };
	struct block loop;
	int failed = 0;

	if (parser_next(parser))
		return -1;
	scope_open(parser, &loop, true);
	if (add_local(parser, &pending, LOCAL_LOOP))
		return -1;
	node->kind = parser->token.kind == '=' ? SYNTAX_FOR_NUMERIC : SYNTAX_FOR_IN;
	if (node->kind == SYNTAX_FOR_IN) {
		while (parser_accept(parser, ',', &failed)) {
			if (add_local(parser, &pending, LOCAL_LOOP))
				return -1;
		}
		if (failed)
			return -1;
		if (parser->token.kind != TOKEN_IN)
			return parser_expected(parser, pending.count == 1 ? "'=' or 'in'" : "'in'");
	}
	if (parser_next(parser) || scope_hidden(parser, node->kind == SYNTAX_FOR_NUMERIC ? 3 : 4)
	    || parse_expressions(parser, node, &node->as.loop.values))
		return -1;
	if (node->kind == SYNTAX_FOR_NUMERIC && node->as.loop.values.count < 2)
		return parser_expected(parser, "',' and the last value of the loop");
	if (node->kind == SYNTAX_FOR_NUMERIC && node->as.loop.values.count > 3)
		return parser_fail(parser, "a numeric for takes a first value, a last value and a step");
	if (parser_take(parser, TOKEN_DO) || keep_locals(parser, &pending, &node->as.loop.locals)
	    || parse_block(parser, node, &node->as.loop.body, false))
		return -1;
	scope_close(parser);
	return parser_close(parser, TOKEN_END, "for", node->line);
}

static int parse_attribute(struct parser *parser, struct syntax_local *local)
{
	int failed = 0;

	if (!parser_accept(parser, '<', &failed))
		return failed;
	if (parser->token.kind != TOKEN_NAME)
		return parser_expected(parser, "'const' or 'close'");
	local->close = !strcmp(parser->token.text, "close");
	local->constant = local->close || !strcmp(parser->token.text, "const");
	if (!local->constant)
		return parser_fail(parser, "unknown attribute '%.40s': there are const and close",
		                   parser->token.text);
	return parser_next(parser) ? -1 : parser_take(parser, '>');
}

static int parse_local(struct parser *parser, struct syntax_node *node)
{
	struct pending pending = { .count = 0 };
	bool close = false;
	int failed = 0;

	node->kind = SYNTAX_LOCAL;
	do {
		struct syntax_local *local;

		if (add_local(parser, &pending, LOCAL_VARIABLE))
			return -1;
		local = pending.items[pending.count - 1];
		if (parse_attribute(parser, local))
			return -1;
		if (local->close && close)
			return parser_fail(parser, "more than one <close> local in one statement");
		close = close || local->close;
	} while (parser_accept(parser, ',', &failed));
	if (!failed && parser_accept(parser, '=', &failed) && parse_expressions(parser, node, &node->as.local.values))
		return -1;
	for (size_t i = 0; i < pending.count && i < node->as.local.values.count; i++)
		pending.items[i]->value = node->as.local.values.items[i];
	return failed ? -1 : keep_locals(parser, &pending, &node->as.local.locals);
}

static int parse_local_function(struct parser *parser, struct syntax_node *node)
{
	struct pending pending = { .count = 0 };
	struct syntax_node *value = parser_node(parser, SYNTAX_FUNCTION);
	size_t mark = parser->stacked;

	node->kind = SYNTAX_LOCAL_FUNCTION;
	if (!value || parser_next(parser) || add_local(parser, &pending, LOCAL_VARIABLE)
	    || keep_locals(parser, &pending, &node->as.local.locals))
		return -1;
	if (!parse_function(parser, value, false, parser->token.last_line))
		return -1;
	pending.items[0]->value = value;
	return parser_push(parser, value) ? -1 : parser_list(parser, mark, node, &node->as.local.values);
}

/* function a.b:c() ... end */
static int parse_function_statement(struct parser *parser, struct syntax_node *node)
{
	struct syntax_node *value = parser_node(parser, SYNTAX_FUNCTION), *target;
	size_t mark = parser->stacked;
	bool method = false;

	node->kind = SYNTAX_FUNCTION_STATEMENT;
	if (!value || parser_next(parser))
		return -1;
	target = parse_name(parser);
	while (target && !method && (parser->token.kind == '.' || parser->token.kind == ':')) {
		struct syntax_node *index = parser_node_from(parser, SYNTAX_INDEX, target);

		method = parser->token.kind == ':';
		if (!index || parser_next(parser))
			return -1;
		index->as.index.object = target;
		index->as.index.key = parse_name_text(parser);
		index->as.index.dotted = true;
		if (parser_adopt(parser, index, target) || parser_adopt(parser, index, index->as.index.key))
			return -1;
		parser_finish(parser, index);
		target = index;
	}
	if (!target || scope_assign(parser, target) || parser_push(parser, target)
	    || parser_list(parser, mark, node, &node->as.assign.targets)
	    || !parse_function(parser, value, method, node->line) || parser_push(parser, value))
		return -1;
	return parser_list(parser, mark, node, &node->as.assign.values);
}

static int parse_return(struct parser *parser, struct syntax_node *node)
{
	int failed = 0;

	node->kind = SYNTAX_RETURN;
	if (parser_next(parser))
		return -1;
	if (!block_ends(parser, true) && parser->token.kind != ';' && parse_expressions(parser, node, &node->as.list))
		return -1;
	parser_accept(parser, ';', &failed);
	return failed;
}

/* The label of a goto, or of ::label::. */
static int read_label(struct parser *parser, struct syntax_node *node, enum syntax_kind kind)
{
	if (parser_next(parser))
		return -1;
	if (parser->token.kind != TOKEN_NAME)
		return parser_expected(parser, "the name of a label");
	node->kind = kind;
	node->as.string.bytes = parser->token.text;
	node->as.string.length = parser->token.text_length;
	if (parser_next(parser))
		return -1;
	parser_finish(parser, node);
	return 0;
}

/* A label at the end of its block does not see the block's locals; empty statements and more labels may follow it. */
static int parse_label(struct parser *parser, struct syntax_node *node)
{
	int failed = 0;

	if (read_label(parser, node, SYNTAX_LABEL) || parser_take(parser, TOKEN_DOUBLE_COLON))
		return -1;
	while (parser->token.kind == ';' || parser->token.kind == TOKEN_DOUBLE_COLON) {
		if (parser_accept(parser, ';', &failed))
			continue;
		if (failed)
			return -1;
		/* A label says nothing that runs: it needs no place in the tree. */
		if (!parse_statement(parser))
			return -1;
	}
	return failed ? -1 : scope_label(parser, node, block_ends(parser, false));
}

static bool can_assign(const struct syntax_node *node)
{
	return node->kind == SYNTAX_NAME || node->kind == SYNTAX_INDEX;
}

/* A value stands where something is to be done: at the end of a function, it was to be given back. */
static int expected_effect(struct parser *parser)
{
	bool last = parser->token.kind == TOKEN_END;

	parser_expected(parser, "'=' or a call's arguments");
	return last ? error_hint(&parser->err, "a function gives its value with return") : -1;
}

/* A call, or an assignment. */
static int parse_plain(struct parser *parser, struct syntax_node *node)
{
	struct syntax_node *first = parse_suffixed(parser);
	size_t mark = parser->stacked;
	int failed = 0;

	if (!first)
		return -1;
	if (parser->token.kind != '=' && parser->token.kind != ',') {
		node->kind = SYNTAX_CALL_STATEMENT;
		node->as.operation.right = first;
		if (first->kind != SYNTAX_CALL && first->kind != SYNTAX_METHOD_CALL)
			return expected_effect(parser);
		return parser_adopt(parser, node, first);
	}
	node->kind = SYNTAX_ASSIGN;
	for (;;) {
		if (!can_assign(first))
			return parser_fail_at(parser, first->offset, first->length, "this cannot be assigned to");
		if (scope_assign(parser, first) || parser_push(parser, first))
			return -1;
		if (!parser_accept(parser, ',', &failed))
			break;
		first = parse_suffixed(parser);
		if (!first)
			return -1;
	}
	if (failed || parser_list(parser, mark, node, &node->as.assign.targets) || parser_take(parser, '='))
		return -1;
	return parse_expressions(parser, node, &node->as.assign.values);
}

static int parse_by_word(struct parser *parser, struct syntax_node *node)
{
	switch (parser->token.kind) {
	case TOKEN_IF:
		return parse_if(parser, node);
	case TOKEN_WHILE:
		return parse_while(parser, node);
	case TOKEN_DO:
		node->kind = SYNTAX_DO;
		if (parser_next(parser) || parse_block(parser, node, &node->as.loop.body, false))
			return -1;
		return parser_close(parser, TOKEN_END, "do", node->line);
	case TOKEN_FOR:
		return parse_for(parser, node);
	case TOKEN_REPEAT:
		return parse_repeat(parser, node);
	case TOKEN_FUNCTION:
		return parse_function_statement(parser, node);
	case TOKEN_LOCAL:
		if (parser_next(parser))
			return -1;
		return parser->token.kind == TOKEN_FUNCTION ? parse_local_function(parser, node)
		                                            : parse_local(parser, node);
	case TOKEN_DOUBLE_COLON:
		return parse_label(parser, node);
	case TOKEN_RETURN:
		return parse_return(parser, node);
	case TOKEN_BREAK:
		node->kind = SYNTAX_BREAK;
		if (parser_next(parser))
			return -1;
		parser_finish(parser, node);
		return scope_break(parser, node);
	case TOKEN_GOTO:
		if (read_label(parser, node, SYNTAX_GOTO))
			return -1;
		return scope_goto(parser, node);
	default:
		return parse_plain(parser, node);
	}
}

static struct syntax_node *parse_statement(struct parser *parser)
{
	struct syntax_node *node;

	if (parser_enter(parser))
		return NULL;
	node = parser_node(parser, SYNTAX_DO); /* each statement sets its own kind */
	if (!node || parse_by_word(parser, node))
		return NULL;
	parser_finish(parser, node);
	parser->levels--;
	return node;
}
