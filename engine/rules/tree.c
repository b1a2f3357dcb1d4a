/* tree.c: what all who read a syntax tree share: walking it, errors at a node, its source on one line. */
#include "rules/lexer.h"
#include "rules/syntax.h"

#include <stdarg.h>

struct visitor {
	bool (*visit)(const struct syntax_node *node, void *context);
	void *context;
};

static void walk(const struct visitor *visitor, const struct syntax_node *node);

static void walk_list(const struct visitor *visitor, const struct syntax_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		walk(visitor, list->items[i]);
}

static void walk_loop(const struct visitor *visitor, const struct syntax_node *node)
{
	if (node->kind != SYNTAX_REPEAT)
		walk(visitor, node->as.loop.condition);
	walk_list(visitor, &node->as.loop.values);
	walk_list(visitor, &node->as.loop.body);
	if (node->kind == SYNTAX_REPEAT)
		walk(visitor, node->as.loop.condition);
}

static void walk(const struct visitor *visitor, const struct syntax_node *node)
{
	if (!node || !visitor->visit(node, visitor->context))
		return;
	switch (node->kind) {
	case SYNTAX_FUNCTION:
		walk_list(visitor, &node->as.function.body);
		break;
	case SYNTAX_INDEX:
	case SYNTAX_ENTRY:
		walk(visitor, node->as.index.object);
		walk(visitor, node->as.index.key);
		walk(visitor, node->as.index.value);
		break;
	case SYNTAX_CALL:
	case SYNTAX_METHOD_CALL:
		walk(visitor, node->as.call.callee);
		walk(visitor, node->as.call.name);
		walk_list(visitor, &node->as.call.arguments);
		break;
	case SYNTAX_BINARY:
	case SYNTAX_UNARY:
	case SYNTAX_PARENTHESES:
	case SYNTAX_CALL_STATEMENT:
		walk(visitor, node->as.operation.left);
		walk(visitor, node->as.operation.right);
		break;
	case SYNTAX_TABLE:
	case SYNTAX_IF:
	case SYNTAX_RETURN:
		walk_list(visitor, &node->as.list);
		break;
	case SYNTAX_LOCAL:
	case SYNTAX_LOCAL_FUNCTION:
		walk_list(visitor, &node->as.local.values);
		break;
	case SYNTAX_ASSIGN:
	case SYNTAX_FUNCTION_STATEMENT:
		walk_list(visitor, &node->as.assign.targets);
		walk_list(visitor, &node->as.assign.values);
		break;
	case SYNTAX_DO:
	case SYNTAX_WHILE:
	case SYNTAX_REPEAT:
	case SYNTAX_BRANCH:
	case SYNTAX_FOR_NUMERIC:
	case SYNTAX_FOR_IN:
		walk_loop(visitor, node);
		break;
	default:
		break;
	}
}

void syntax_visit(const struct syntax_node *node, bool (*visit)(const struct syntax_node *node, void *context),
                  void *context)
{
	struct visitor visitor = { visit, context };

	walk(&visitor, node);
}

void syntax_problem_at(struct problems *problems, const struct source *source, size_t offset, size_t length,
                       const char *hint, const char *format, ...)
{
	struct error err = ERROR_INIT;
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s", message);
	if (hint)
		error_hint(&err, "%s", hint);
	/* Beyond the limit problems are only counted: no need to look for their place. */
	if (problems->count < PROBLEMS_MAX)
		error_excerpt(&err, source->shown, source->text, source->length, offset, length);
	problems_add(problems, &err);
}

/* Behind a cut there may be half a character: gives back the length without it. */
static size_t whole_characters(const char *bytes, size_t length)
{
	size_t bad;

	return utf8_valid(bytes, length, &bad) || length - bad > 3 ? length : bad;
}

char *syntax_text(const struct syntax *syntax, size_t offset, size_t length, size_t limit, struct arena *arena)
{
	struct lexer lexer;
	struct token token;
	struct error ignored = ERROR_INIT;
	struct text text = TEXT_INIT;
	size_t end = 0;
	char *result = NULL;

	lexer_init(&lexer, syntax->source->text + offset, length, NULL);
	while (text.length <= limit && !lexer_next(&lexer, &token, &ignored) && token.kind != TOKEN_FINISH) {
		if (text.length && token.offset > end)
			text_append_char(&text, ' ');
		for (size_t i = 0; i < token.length && text.length <= limit + 4; i++) {
			char c = lexer.text[token.offset + i];

			text_append_char(&text, c == '\n' || c == '\r' ? ' ' : c);
		}
		end = token.offset + token.length;
	}
	if (!text.failed && !lexer.scratch.failed) {
		bool cut = text.length > limit;
		size_t kept = cut ? whole_characters(text_string(&text), limit) : text.length;

		result = arena_format(arena, "%.*s%s", (int) kept, text_string(&text), cut ? "..." : "");
	}
	text_release(&text);
	lexer_release(&lexer);
	return result;
}
