/* syntax.c: syntax_parse, and what all parts of the parser share. Statements are in statement.c, expressions in
 * expression.c, names in scope.c. */
#include "rules/parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int parser_fail_at(struct parser *parser, size_t offset, size_t length, const char *format, ...)
{
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&parser->err, ERROR_INPUT, "%s", message);
	return error_excerpt(&parser->err, parser->source->shown, parser->source->text, parser->source->length,
	                     offset, length);
}

int parser_fail(struct parser *parser, const char *format, ...)
{
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	return parser_fail_at(parser, parser->token.offset, parser->token.length, "%s", message);
}

int parser_memory(struct parser *parser)
{
	return error_memory(&parser->err);
}

/* What stands here, as messages name it: what was written, cut short, or "end of file". */
static const char *found(const struct parser *parser, char buffer[48])
{
	const struct token *token = &parser->token;
	const char *text = parser->source->text;
	size_t length = token->length;

	if (token->kind == TOKEN_FINISH)
		return "end of file";
	/* A token of one byte may be the first of a character that Lua does not know. */
	while (token->kind >= 0x80 && token->kind < TOKEN_AND && length < 4
	       && ((unsigned char) text[token->offset + length] & 0xC0) == 0x80)
		length++;
	if ((unsigned char) text[token->offset] < ' ')
		return "a control character";
	if (length > 24 || memchr(text + token->offset, '\n', length))
		return token->kind == TOKEN_STRING ? "a text" : "a long word";
	snprintf(buffer, 48, "'%.*s'", (int) length, text + token->offset);
	return buffer;
}

/* What people write who know another language, or a spreadsheet: `before` and `at` are what stands before this token, and
 * from it on. */
struct slip {
	const char *before, *at, *hint;
};
static const struct slip slips[] = {
	{ "", "!=", "'is not' is written ~=" },
	{ "", "!", "write not" },
	{ "&", "&", "write and" },
	{ "|", "|", "write or" },
	{ "", "+=", "write it out: total = total + x" },
	{ "", "-=", "write it out: total = total - x" },
	{ "", "*=", "write it out: total = total * x" },
	{ "", "++", "write it out: n = n + 1" },
	{ "", "=>", "'at least' is written >=" },
	{ "", "=<", "'at most' is written <=" },
	{ ":", "\"", "a key is set with =, not with :" },
	{ "", "?", "write if ... then ... else ... end" },
	{ "", "//", "a remark begins with --" },
	{ "", "/*", "a remark begins with --" },
	{ "", "#", "a remark begins with --" },
	{ "", "£", "money is written money \"£12.50\"" },
	{ "", "\u201C", "texts stand in straight quotes: \"so\"" },
	{ "", "\u201D", "texts stand in straight quotes: \"so\"" },
	{ "", "\u2018", "texts stand in straight quotes: \"so\"" },
	{ "", "\u2019", "texts stand in straight quotes: \"so\"" },
	{ "", "\u00A0", "this is a no-break space: type a space in its place" },
	{ "", "\u2013", "this is a dash: type a minus, -" },
	{ "", "\u2212", "this is a long minus: type the one of the keyboard, -" },
	{ "", "<>", "'is not' is written ~=" },
	{ "<", ">", "'is not' is written ~=" },
	{ "return", "if ", "write if ... then return ... end" },
	{ "%", "", "a rate is written rate \"5.5%\"" },
};

static bool stands(const char *text, size_t length, const char *expected)
{
	return strlen(expected) <= length && !memcmp(text, expected, strlen(expected));
}

/* The word that ends at `end`, in small letters; "": there is none, or it is a long one. */
static void word_before(const struct source *source, size_t end, char word[16])
{
	size_t length = 0;

	while (length < end && length < 16 && isalpha((unsigned char) source->text[end - length - 1]))
		length++;
	length = length < 16 ? length : 0;
	for (size_t i = 0; i < length; i++)
		word[i] = (char) tolower((unsigned char) source->text[end - length + i]);
	word[length] = '\0';
}

/* `IF x THEN`: a word of Lua in capitals, this one or the one before. */
static bool hint_at_capitals(struct parser *parser)
{
	const struct token *token = &parser->token;
	const size_t ends[] = { token->kind == TOKEN_NAME ? token->offset + token->length : 0, parser->last_end };
	char word[16];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		word_before(parser->source, ends[i], word);
		if (*word && lexer_is_word(word)
		    && !stands(parser->source->text + ends[i] - strlen(word), strlen(word), word)) {
			error_hint(&parser->err, "write %s, in small letters", word);
			return true;
		}
	}
	return false;
}

/* `money 10`: what it is to read is a text. */
static bool hint_at_amount(struct parser *parser)
{
	const struct token *token = &parser->token;
	const char *text = parser->source->text + token->offset;
	char word[16];
	bool money;

	word_before(parser->source, parser->last_end, word);
	money = !strcmp(word, "money");
	if ((token->kind != TOKEN_INTEGER && token->kind != TOKEN_FLOAT) || token->length > 30
	    || (!money && strcmp(word, "rate") != 0 && strcmp(word, "decimal") != 0))
		return false;
	error_hint(&parser->err, "write %s \"%s%.*s%s\"", word, money ? "£" : "", (int) token->length, text,
	           *word == 'r' ? "%" : "");
	return true;
}

/* NULL: nothing that we know. */
static const char *slip_at(const struct parser *parser, const char *what)
{
	const struct source *source = parser->source;
	size_t offset = parser->token.offset;

	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
		size_t before = strlen(slips[i].before);

		if (parser->last_end < before
		    || !stands(source->text + parser->last_end - before, before, slips[i].before))
			continue;
		if (stands(source->text + offset, source->length - offset, slips[i].at))
			return slips[i].hint;
	}
	/* Only where a test ends, or what is given back, is it likely that one was meant. */
	if (parser->token.kind == '='
	    && (!strcmp(what, "'then'") || !strcmp(what, "'do'") || strstr(what, " to close '(")
	        || strstr(what, " to close 'function'")))
		return "two values are compared with ==";
	return NULL;
}

int parser_expected(struct parser *parser, const char *what)
{
	char buffer[48];
	const char *hint = slip_at(parser, what);

	parser_fail(parser, "expected %s, found %s", what, found(parser, buffer));
	if (hint)
		return error_hint(&parser->err, "%s", hint);
	if (hint_at_capitals(parser) || hint_at_amount(parser))
		return -1;
	parser_tell_open(parser);
	return -1;
}

static int read_token(struct parser *parser, struct token *token)
{
	if (!lexer_next(&parser->lexer, token, &parser->err))
		return 0;
	if (parser->err.code == ERROR_INPUT)
		error_excerpt(&parser->err, parser->source->shown, parser->source->text, parser->source->length,
		              token->offset, token->length);
	return -1;
}

int parser_next(struct parser *parser)
{
	parser->last_end = parser->token.offset + parser->token.length;
	parser->last_line = parser->token.last_line;
	if (!parser->has_ahead)
		return read_token(parser, &parser->token);
	parser->token = parser->ahead;
	parser->has_ahead = false;
	return 0;
}

int parser_look_ahead(struct parser *parser, int *kind)
{
	if (!parser->has_ahead) {
		if (read_token(parser, &parser->ahead))
			return -1;
		parser->has_ahead = true;
	}
	*kind = parser->ahead.kind;
	return 0;
}

int parser_take(struct parser *parser, int kind)
{
	char buffer[8], what[24];

	if (parser->token.kind == kind)
		return parser_next(parser);
	if (kind < TOKEN_AND)
		return parser_expected(parser, lexer_kind_name(kind, buffer));
	snprintf(what, sizeof what, "'%s'", lexer_kind_name(kind, buffer));
	return parser_expected(parser, what);
}

bool parser_accept(struct parser *parser, int kind, int *failed)
{
	if (parser->token.kind != kind)
		return false;
	if (parser_next(parser))
		*failed = -1;
	return !*failed;
}

/* On a line of its own stands what may be a further entry of a list. */
static bool begins_entry(const struct parser *parser)
{
	int kind = parser->token.kind;

	return parser->token.line > parser->last_line && (kind == TOKEN_NAME || kind == TOKEN_STRING || kind == '{');
}

int parser_close(struct parser *parser, int kind, const char *opened, int line)
{
	char buffer[8], what[64];
	const char *name = lexer_kind_name(kind, buffer), *quote = kind < TOKEN_AND ? "" : "'";

	if (parser->token.kind == kind)
		return parser_next(parser);
	snprintf(what, sizeof what, "%s%s%s to close '%s' at line %d", quote, name, quote, opened, line);
	parser_expected(parser, what);
	/* A comma is forgotten far oftener than a brace. */
	if (kind == '}' && begins_entry(parser) && !parser->err.hint[0])
		error_hint(&parser->err,
		           parser->token.column > 1 ? "a comma is missing at the end of line %d"
		                                    : "a '}' is missing above, or a comma at the end of line %d",
		           parser->last_line);
	return -1;
}

int parser_enter(struct parser *parser)
{
	if (++parser->levels > SYNTAX_MAX_LEVELS)
		return parser_fail(parser, "nested more than %d levels deep", SYNTAX_MAX_LEVELS);
	return 0;
}

struct syntax_node *parser_node(struct parser *parser, enum syntax_kind kind)
{
	struct syntax_node *node;

	if (++parser->nodes > SYNTAX_MAX_NODES) {
		parser_fail(parser, "this file is too long to be rules");
		return NULL;
	}
	node = arena_alloc(parser->arena, sizeof *node);
	if (!node) {
		parser_memory(parser);
		return NULL;
	}
	node->kind = kind;
	node->line = parser->token.line;
	node->column = parser->token.column;
	node->last_line = parser->token.last_line;
	node->offset = parser->token.offset;
	node->height = 1;
	return node;
}

struct syntax_node *parser_node_from(struct parser *parser, enum syntax_kind kind, const struct syntax_node *first)
{
	struct syntax_node *node = parser_node(parser, kind);

	if (node) {
		node->line = first->line;
		node->column = first->column;
		node->offset = first->offset;
	}
	return node;
}

/* `child` NULL where it may be left out, or where it failed (then the error stands already). */
int parser_adopt(struct parser *parser, struct syntax_node *node, const struct syntax_node *child)
{
	if (!child)
		return parser->err.code ? -1 : 0;
	if (child->height >= node->height)
		node->height = child->height + 1;
	if (node->height > SYNTAX_MAX_HEIGHT)
		return parser_fail_at(parser, node->offset, 1, "an expression of more than %d parts",
		                      SYNTAX_MAX_HEIGHT);
	return 0;
}

void parser_finish(struct parser *parser, struct syntax_node *node)
{
	node->length = parser->last_end > node->offset ? parser->last_end - node->offset : 0;
	node->last_line = parser->last_line;
}

int parser_push(struct parser *parser, struct syntax_node *node)
{
	if (array_reserve(&parser->nodes_stacked, &parser->stack_capacity, parser->stacked + 1,
	                  sizeof *parser->nodes_stacked))
		return parser_memory(parser);
	parser->nodes_stacked[parser->stacked++] = node;
	return 0;
}

int parser_list(struct parser *parser, size_t mark, struct syntax_node *node, struct syntax_list *list)
{
	size_t count = parser->stacked - mark;

	list->items = arena_array(parser->arena, count, sizeof *list->items);
	if (!list->items)
		return parser_memory(parser);
	list->count = count;
	for (size_t i = 0; i < count; i++) {
		list->items[i] = parser->nodes_stacked[mark + i];
		if (parser_adopt(parser, node, list->items[i]))
			return -1;
	}
	parser->stacked = mark;
	return 0;
}

static struct syntax_node *parse_file(struct parser *parser)
{
	struct function_state state;
	struct block block;
	struct syntax_node *main;

	if (parser_next(parser))
		return NULL;
	main = parser_node(parser, SYNTAX_FUNCTION);
	if (!main || scope_open_function(parser, &state, main))
		return NULL;
	main->offset = 0;
	main->line = main->column = 1;
	main->as.function.vararg = true;
	scope_open(parser, &block, false);
	if (parse_statements(parser, main, &main->as.function.body))
		return NULL;
	if (parser->token.kind != TOKEN_FINISH) {
		parser_expected(parser, "a statement");
		return NULL;
	}
	scope_close(parser);
	if (scope_close_function(parser))
		return NULL;
	main->length = parser->source->length;
	main->last_line = parser->token.line;
	return main;
}

static const struct syntax *finish(struct parser *parser, struct syntax_node *main)
{
	struct syntax *syntax = arena_alloc(parser->arena, sizeof *syntax);

	if (!syntax)
		return NULL;
	syntax->source = parser->source;
	syntax->main = main;
	syntax->functions = arena_array(parser->arena, parser->function_count, sizeof *syntax->functions);
	if (!syntax->functions)
		return NULL;
	memcpy(syntax->functions, parser->functions, parser->function_count * sizeof *syntax->functions);
	syntax->function_count = parser->function_count;
	return syntax;
}

const struct syntax *syntax_parse(const struct source *source, struct arena *arena, struct problems *problems)
{
	struct parser parser = { .source = source, .arena = arena };
	const struct syntax *syntax = NULL;
	struct syntax_node *main;

	lexer_init(&parser.lexer, source->text, source->length, arena);
	if (source->text[0] == '\033') { /* as Lua's compiler begins its files */
		parser_fail_at(&parser, 0, 1, "this is compiled Lua");
		error_hint(&parser.err, "rules are read as text: name the file that it was compiled from");
		main = NULL;
	} else {
		main = parse_file(&parser);
	}
	if (main) {
		syntax = finish(&parser, main);
		if (!syntax)
			parser_memory(&parser);
	}
	if (!syntax)
		problems_add(problems, &parser.err);
	lexer_release(&parser.lexer);
	free(parser.nodes_stacked);
	free(parser.locals);
	free(parser.labels);
	free(parser.jumps);
	free(parser.functions);
	return syntax;
}
