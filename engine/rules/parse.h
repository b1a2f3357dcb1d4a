/* parse.h: what the parts of the parser share: its state, errors, lists, scopes. Private to syntax.c,
 * unclosed.c, statement.c, expression.c and scope.c.
 *
 * Each parsing function returns NULL (or -1) once something failed; parser->err then says what. Nothing goes on behind
 * the first failure.
 */
#ifndef RECKON_RULES_PARSE_H
#define RECKON_RULES_PARSE_H

#include "rules/lexer.h"
#include "rules/syntax.h"

#define MAX_LOCALS 200  /* active in one function, the hidden ones of loops among them: Lua's own limit */
#define MAX_JUMPS  1000 /* labels visible, and gotos waiting, at one place: each is compared with each */

/* A block being read. Begins and ends with scope_open and scope_close. */
struct block {
	struct block *enclosing; /* of the same function */
	bool loop;
	size_t first_local, first_label, first_jump;
};

/* A function being read. */
struct function_state {
	struct function_state *enclosing;
	struct syntax_node *node;
	struct block *block;
	size_t first_local, first_label, first_jump;
};

/* A label, or a goto that still looks for one. */
struct jump {
	struct syntax_node *node;
	size_t locals; /* that were active there */
};

struct parser {
	struct lexer lexer;
	struct token token, ahead; /* the current token, and the one behind it when has_ahead */
	bool has_ahead;
	size_t last_end; /* where the token before the current one ended */
	int last_line;
	const struct source *source;
	struct arena *arena;
	struct error err;
	int levels;
	size_t nodes;
	struct function_state *function;
	/* Stacks, each owned. */
	struct syntax_node **nodes_stacked;
	size_t stacked, stack_capacity;
	struct syntax_local **locals;
	size_t local_count, local_capacity;
	struct jump *labels, *jumps;
	size_t label_count, label_capacity, jump_count, jump_capacity;
	struct syntax_node **functions;
	size_t function_count, function_capacity;
};

/* syntax.c */
int parser_fail(struct parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* at the token */
int parser_fail_at(struct parser *parser, size_t offset, size_t length, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
int parser_memory(struct parser *parser);
int parser_next(struct parser *parser);
int parser_look_ahead(struct parser *parser, int *kind);
int parser_expected(struct parser *parser, const char *what);     /* "expected WHAT, found 'token'" */
int parser_take(struct parser *parser, int kind);                 /* that token, or an error */
bool parser_accept(struct parser *parser, int kind, int *failed); /* that token, if it is there */
/* The token that closes what `opened` at `line`. */
int parser_close(struct parser *parser, int kind, const char *opened, int line);
/* unclosed.c */
/* Of an error at the current token: where at a closing one, or at the end, something else is still open, that is told. */
void parser_tell_open(struct parser *parser);

/* syntax.c */
int parser_enter(struct parser *parser); /* one level deeper; left by parser->levels-- */
struct syntax_node *parser_node(struct parser *parser, enum syntax_kind kind); /* begins at the current token */
struct syntax_node *parser_node_from(struct parser *parser, enum syntax_kind kind, const struct syntax_node *first);
int parser_adopt(struct parser *parser, struct syntax_node *node, const struct syntax_node *child);
void parser_finish(struct parser *parser, struct syntax_node *node); /* ends behind the last token */
int parser_push(struct parser *parser, struct syntax_node *node);
/* Takes all nodes pushed since `mark` as a list of `node`. */
int parser_list(struct parser *parser, size_t mark, struct syntax_node *node, struct syntax_list *list);

/* statement.c */
/* A function from its parameters on; `node` began at its first word. */
struct syntax_node *parse_function(struct parser *parser, struct syntax_node *node, bool method, int line_defined);
/* Statements up to the end of the block; the caller holds the scope. */
int parse_statements(struct parser *parser, struct syntax_node *node, struct syntax_list *list);

/* expression.c */
struct syntax_node *parse_expression(struct parser *parser);
struct syntax_node *parse_suffixed(struct parser *parser); /* a name, index or call */
int parse_expressions(struct parser *parser, struct syntax_node *node, struct syntax_list *list); /* at least one */
struct syntax_node *parse_name_text(struct parser *parser); /* a name as a SYNTAX_STRING */
struct syntax_node *parse_name(struct parser *parser);      /* resolved */

/* scope.c */
void scope_open(struct parser *parser, struct block *block, bool loop);
void scope_close(struct parser *parser);
int scope_open_function(struct parser *parser, struct function_state *state, struct syntax_node *node);
int scope_close_function(struct parser *parser);
/* Makes a local of the current token (a name). It is not seen until scope_activate. */
struct syntax_local *scope_new_local(struct parser *parser, enum syntax_local_kind kind, size_t pending);
struct syntax_local *scope_new_self(struct parser *parser);
int scope_activate(struct parser *parser, struct syntax_local *local);
int scope_hidden(struct parser *parser, int count); /* the locals that Lua's loops keep for themselves */
void scope_resolve(struct parser *parser, struct syntax_node *name);
int scope_assign(struct parser *parser, struct syntax_node *target); /* marks; a constant is an error */
int scope_label(struct parser *parser, struct syntax_node *label, bool last);
int scope_goto(struct parser *parser, struct syntax_node *jump);
int scope_break(struct parser *parser, struct syntax_node *jump);

#endif
