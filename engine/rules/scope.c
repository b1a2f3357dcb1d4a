/* scope.c: which declaration a name belongs to, and which label a goto, as Lua 5.4 has them. */
#include "rules/parse.h"

#include <string.h>

static struct syntax_local hidden_local = { .name = "" };

void scope_open(struct parser *parser, struct block *block, bool loop)
{
	*block = (struct block){ .enclosing = parser->function->block,
		                 .loop = loop,
		                 .first_local = parser->local_count,
		                 .first_label = parser->label_count,
		                 .first_jump = parser->jump_count };
	parser->function->block = block;
}

/* Gotos that look further out have left this block's locals behind. */
void scope_close(struct parser *parser)
{
	struct block *block = parser->function->block;

	parser->local_count = block->first_local;
	parser->label_count = block->first_label;
	for (size_t i = block->first_jump; i < parser->jump_count; i++) {
		if (parser->jumps[i].locals > block->first_local)
			parser->jumps[i].locals = block->first_local;
	}
	parser->function->block = block->enclosing;
}

int scope_open_function(struct parser *parser, struct function_state *state, struct syntax_node *node)
{
	*state = (struct function_state){ .enclosing = parser->function,
		                          .node = node,
		                          .first_local = parser->local_count,
		                          .first_label = parser->label_count,
		                          .first_jump = parser->jump_count };
	node->as.function.enclosing = parser->function ? parser->function->node : NULL;
	parser->function = state;
	if (array_reserve(&parser->functions, &parser->function_capacity, parser->function_count + 1,
	                  sizeof *parser->functions))
		return parser_memory(parser);
	parser->functions[parser->function_count++] = node;
	return 0;
}

int scope_close_function(struct parser *parser)
{
	struct function_state *state = parser->function;

	if (parser->jump_count > state->first_jump) {
		const struct syntax_node *jump = parser->jumps[state->first_jump].node;

		return parser_fail_at(parser, jump->offset, jump->length, "goto without a visible label '%s'",
		                      jump->as.string.bytes);
	}
	parser->function = state->enclosing;
	return 0;
}

static struct syntax_local *new_local(struct parser *parser, enum syntax_local_kind kind, const char *name,
                                      size_t length)
{
	struct syntax_local *local = arena_alloc(parser->arena, sizeof *local);

	if (!local) {
		parser_memory(parser);
		return NULL;
	}
	local->kind = kind;
	local->name = name;
	local->name_length = length;
	local->function = parser->function->node;
	local->slot = parser->function->node->as.function.local_count++;
	local->offset = parser->token.offset;
	local->line = parser->token.line;
	local->column = parser->token.column;
	return local;
}

static int check_room(struct parser *parser, size_t more)
{
	if (parser->local_count - parser->function->first_local + more > MAX_LOCALS)
		return parser_fail(parser, "more than %d locals in one function", MAX_LOCALS);
	return 0;
}

struct syntax_local *scope_new_local(struct parser *parser, enum syntax_local_kind kind, size_t pending)
{
	struct syntax_local *local;

	if (parser->token.kind != TOKEN_NAME) {
		parser_expected(parser, "a name");
		return NULL;
	}
	if (check_room(parser, pending + 1))
		return NULL;
	local = new_local(parser, kind, parser->token.text, parser->token.text_length);
	return local && !parser_next(parser) ? local : NULL;
}

struct syntax_local *scope_new_self(struct parser *parser)
{
	return new_local(parser, LOCAL_PARAMETER, "self", 4);
}

int scope_activate(struct parser *parser, struct syntax_local *local)
{
	if (array_reserve(&parser->locals, &parser->local_capacity, parser->local_count + 1, sizeof *parser->locals))
		return parser_memory(parser);
	parser->locals[parser->local_count++] = local;
	return 0;
}

int scope_hidden(struct parser *parser, int count)
{
	if (check_room(parser, (size_t) count))
		return -1;
	while (count-- > 0) {
		if (scope_activate(parser, &hidden_local))
			return -1;
	}
	return 0;
}

void scope_resolve(struct parser *parser, struct syntax_node *name)
{
	const char *text = name->as.name.text;
	size_t length = strlen(text);

	name->as.name.function = parser->function->node;
	for (size_t i = parser->local_count; i-- > 0;) {
		struct syntax_local *local = parser->locals[i];

		if (local->name_length == length && !memcmp(local->name, text, length)) {
			name->as.name.local = local;
			if (local->function != parser->function->node)
				local->captured = true;
			return;
		}
	}
}

int scope_assign(struct parser *parser, struct syntax_node *target)
{
	struct syntax_local *local = target->kind == SYNTAX_NAME ? target->as.name.local : NULL;

	if (!local)
		return 0;
	if (local->constant)
		return parser_fail_at(parser, target->offset, target->length,
		                      "'%s' is declared <%s> at line %d and cannot be assigned", local->name,
		                      local->close ? "close" : "const", local->line);
	local->assigned = true;
	return 0;
}

static bool same_label(const struct syntax_node *a, const struct syntax_node *b)
{
	return !strcmp(a->as.string.bytes, b->as.string.bytes);
}

/* Settles the gotos of this block that were waiting for `label`. */
static int settle_jumps(struct parser *parser, const struct syntax_node *label, size_t locals)
{
	size_t kept = parser->function->block->first_jump;

	for (size_t i = kept; i < parser->jump_count; i++) {
		struct jump *jump = &parser->jumps[i];

		if (!same_label(jump->node, label)) {
			parser->jumps[kept++] = *jump;
		} else if (jump->locals < locals) {
			return parser_fail_at(parser, jump->node->offset, jump->node->length,
			                      "goto '%s' jumps into the scope of local '%s'", label->as.string.bytes,
			                      parser->locals[jump->locals]->name);
		}
	}
	parser->jump_count = kept;
	return 0;
}

/* `last`: nothing but its block's end follows, where the block's locals are gone already. */
int scope_label(struct parser *parser, struct syntax_node *label, bool last)
{
	size_t locals = last ? parser->function->block->first_local : parser->local_count;

	for (size_t i = parser->function->first_label; i < parser->label_count; i++) {
		if (same_label(parser->labels[i].node, label))
			return parser_fail_at(parser, label->offset, label->length,
			                      "label '%s' is already there at line %d", label->as.string.bytes,
			                      parser->labels[i].node->line);
	}
	if (parser->label_count >= MAX_JUMPS)
		return parser_fail(parser, "more than %d labels", MAX_JUMPS);
	if (array_reserve(&parser->labels, &parser->label_capacity, parser->label_count + 1, sizeof *parser->labels))
		return parser_memory(parser);
	parser->labels[parser->label_count++] = (struct jump){ .node = label, .locals = locals };
	return settle_jumps(parser, label, locals);
}

int scope_goto(struct parser *parser, struct syntax_node *jump)
{
	for (size_t i = parser->function->first_label; i < parser->label_count; i++) {
		if (same_label(parser->labels[i].node, jump))
			return 0;
	}
	if (parser->jump_count >= MAX_JUMPS)
		return parser_fail(parser, "more than %d gotos", MAX_JUMPS);
	if (array_reserve(&parser->jumps, &parser->jump_capacity, parser->jump_count + 1, sizeof *parser->jumps))
		return parser_memory(parser);
	parser->jumps[parser->jump_count++] = (struct jump){ .node = jump, .locals = parser->local_count };
	return 0;
}

int scope_break(struct parser *parser, struct syntax_node *jump)
{
	for (const struct block *block = parser->function->block; block; block = block->enclosing) {
		if (block->loop)
			return 0;
	}
	return parser_fail_at(parser, jump->offset, jump->length, "break outside a loop");
}
