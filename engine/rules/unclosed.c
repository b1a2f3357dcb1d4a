/* unclosed.c: what is still open where the parser meets what cannot stand there: the brace, or the function without its 'end'. The text
 * is read once more up to there, for only one error of a file is told this way. */
#include "rules/parse.h"

#include <string.h>

/* Deeper than this the parser itself gives up. */
#define DEPTH_MOST 256

struct opener {
	struct token token;
	int closer;
};

/* The token that closes what this one opens; 0: it opens nothing. */
static int closer_of(int kind)
{
	switch (kind) {
	case '{':
		return '}';
	case '(':
		return ')';
	case '[':
		return ']';
	case TOKEN_REPEAT:
		return TOKEN_UNTIL;
	case TOKEN_FUNCTION:
	case TOKEN_IF:
	case TOKEN_DO: /* that of a loop too */
		return TOKEN_END;
	default:
		return 0;
	}
}

static bool is_closer(int kind)
{
	return kind == '}' || kind == ')' || kind == ']' || kind == TOKEN_END || kind == TOKEN_UNTIL;
}

/* The innermost that is open before `offset`. */
static bool find_open(const struct parser *parser, size_t offset, struct opener *open)
{
	struct opener stack[DEPTH_MOST];
	struct token token = { .kind = 0 };
	struct error err;
	struct lexer lexer;
	size_t depth = 0;

	lexer_init(&lexer, parser->source->text, parser->source->length, NULL);
	while (depth < DEPTH_MOST && !lexer_next(&lexer, &token, &err) && token.offset < offset
	       && token.kind != TOKEN_FINISH) {
		int closer = closer_of(token.kind);

		if (closer)
			stack[depth++] = (struct opener){ token, closer };
		else if (depth && token.kind == stack[depth - 1].closer)
			depth--;
	}
	lexer_release(&lexer);
	if (depth)
		*open = stack[depth - 1];
	return depth > 0 && depth < DEPTH_MOST;
}

void parser_tell_open(struct parser *parser)
{
	int kind = parser->token.kind;
	const char *text = parser->source->text;
	struct opener open;
	char buffer[8];

	if ((kind != TOKEN_FINISH && !is_closer(kind)) || !find_open(parser, parser->token.offset, &open)
	    || kind == open.closer)
		return;
	if (kind == TOKEN_FINISH) {
		parser_fail_at(parser, open.token.offset, open.token.length, "this '%.*s' is never closed",
		               (int) open.token.length, text + open.token.offset);
		if (open.closer >= TOKEN_AND)
			error_hint(&parser->err, "it ends with '%s'", lexer_kind_name(open.closer, buffer));
	} else if (!strstr(parser->err.message, " to close ")) {
		error_hint(&parser->err, "the '%.*s' at line %d is not closed yet", (int) open.token.length,
		           text + open.token.offset, open.token.line);
	}
}
