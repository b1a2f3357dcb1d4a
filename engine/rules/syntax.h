/* syntax.h: the syntax tree of a rule file, with places: what must be known before running it.
 * Reads all of Lua 5.4 as its own compiler does, names resolved to their locals. Every node lives in the arena that was
 * given, and the tree borrows the source. What only the compiler can count (registers, upvalues, jumps) stays its own to
 * refuse: a file is good when both accept it.
 */
#ifndef RECKON_RULES_SYNTAX_H
#define RECKON_RULES_SYNTAX_H

#include "base/error.h"
#include "base/memory.h"
#include "base/source.h"

#include <stdint.h>

#define SYNTAX_MAX_LEVELS 200  /* nested blocks, functions, tables, brackets, operators: Lua's own limit */
#define SYNTAX_MAX_HEIGHT 1000 /* a tree's height, which a long chain a + b + c... or a.b.c... also makes */
#define SYNTAX_MAX_NODES  1000000

enum syntax_kind {
	/* expressions */
	SYNTAX_NIL,
	SYNTAX_TRUE,
	SYNTAX_FALSE,
	SYNTAX_INTEGER, /* as.integer */
	SYNTAX_FLOAT,
	SYNTAX_STRING, /* as.string: escapes resolved */
	SYNTAX_VARARG,
	SYNTAX_FUNCTION,    /* as.function */
	SYNTAX_NAME,        /* as.name */
	SYNTAX_INDEX,       /* as.index: a.b and a["b"] alike, key a SYNTAX_STRING; a[b] */
	SYNTAX_CALL,        /* as.call */
	SYNTAX_METHOD_CALL, /* as.call, with name */
	SYNTAX_TABLE,       /* as.list: SYNTAX_ENTRY nodes */
	SYNTAX_ENTRY,       /* as.index: key (object NULL; key NULL: positional) and value */
	SYNTAX_BINARY,      /* as.operation */
	SYNTAX_UNARY,       /* as.operation, left NULL */
	SYNTAX_PARENTHESES, /* as.operation, left NULL */
	/* statements */
	SYNTAX_LOCAL,              /* as.local */
	SYNTAX_ASSIGN,             /* as.assign */
	SYNTAX_CALL_STATEMENT,     /* as.operation.right: the call */
	SYNTAX_DO,                 /* as.loop.body */
	SYNTAX_WHILE,              /* as.loop: condition, body */
	SYNTAX_REPEAT,             /* as.loop: body, condition */
	SYNTAX_IF,                 /* as.list: SYNTAX_BRANCH nodes */
	SYNTAX_BRANCH,             /* as.loop: condition (NULL: else) and body */
	SYNTAX_FOR_NUMERIC,        /* as.loop: one local; values: first, last and perhaps step */
	SYNTAX_FOR_IN,             /* as.loop: locals, values */
	SYNTAX_FUNCTION_STATEMENT, /* as.assign: one target, one value (a SYNTAX_FUNCTION) */
	SYNTAX_LOCAL_FUNCTION,     /* as.local: one local, one value */
	SYNTAX_RETURN,             /* as.list */
	SYNTAX_BREAK,
	SYNTAX_GOTO, /* as.string: the label */
	SYNTAX_LABEL /* as.string */
};

enum syntax_operator {
	OPERATOR_ADD,
	OPERATOR_SUBTRACT,
	OPERATOR_MULTIPLY,
	OPERATOR_DIVIDE,
	OPERATOR_FLOOR_DIVIDE,
	OPERATOR_MODULO,
	OPERATOR_POWER,
	OPERATOR_CONCATENATE,
	OPERATOR_EQUAL,
	OPERATOR_NOT_EQUAL,
	OPERATOR_LESS,
	OPERATOR_LESS_EQUAL,
	OPERATOR_GREATER,
	OPERATOR_GREATER_EQUAL,
	OPERATOR_AND,
	OPERATOR_OR,
	OPERATOR_BIT_AND,
	OPERATOR_BIT_OR,
	OPERATOR_BIT_XOR,
	OPERATOR_SHIFT_LEFT,
	OPERATOR_SHIFT_RIGHT,
	OPERATOR_NEGATE,
	OPERATOR_NOT,
	OPERATOR_LENGTH,
	OPERATOR_BIT_NOT
};

struct syntax_node;

struct syntax_list {
	struct syntax_node **items;
	size_t count;
};

enum syntax_local_kind { LOCAL_VARIABLE, LOCAL_PARAMETER, LOCAL_LOOP };

/* One declared local. */
struct syntax_local {
	const char *name;
	size_t name_length;
	enum syntax_local_kind kind;
	const struct syntax_node *function; /* the function that declares it */
	int slot;                           /* its number among that function's locals, in the order declared */
	const struct syntax_node *value;    /* what it is declared with; NULL: nothing, or a later result of a call */
	size_t offset;                      /* of the name */
	int line, column;
	bool constant; /* <const> or <close> */
	bool close;
	bool assigned; /* somewhere after its declaration */
	bool captured; /* named by a function inside its own */
};

struct syntax_locals {
	struct syntax_local **items;
	size_t count;
};

struct syntax_node {
	enum syntax_kind kind;
	int line, column;      /* of its first character; from 1; column in characters */
	int last_line;         /* of its last character */
	int height;            /* of the tree below, from 1 */
	size_t offset, length; /* bytes of the source's text */
	union {
		int64_t integer;
		struct {
			const char *bytes; /* NUL-terminated, and may hold NULs within */
			size_t length;
		} string;
		struct {
			const char *text;
			struct syntax_local *local;         /* NULL: a global */
			const struct syntax_node *function; /* the one that names it here */
		} name;
		struct {
			struct syntax_node *object, *key, *value;
			bool dotted; /* written a.b, or {b = ...} */
		} index;
		struct {
			struct syntax_node *callee; /* of a method call: the object */
			struct syntax_node *name;   /* of a method call: a SYNTAX_STRING */
			struct syntax_list arguments;
		} call;
		struct {
			const struct syntax_node *enclosing; /* NULL: the file itself */
			struct syntax_locals parameters;     /* `self` of a method first */
			bool vararg;
			struct syntax_list body;
			int local_count;                     /* slots of all its locals */
			int line_defined, last_line_defined; /* as Lua's debug information has them */
		} function;
		struct {
			enum syntax_operator op;
			size_t at; /* byte offset of the operator itself */
			struct syntax_node *left, *right;
		} operation;
		struct syntax_list list;
		struct {
			struct syntax_locals locals;
			struct syntax_list values;
		} local;
		struct {
			struct syntax_list targets, values;
		} assign;
		struct {
			struct syntax_node *condition;
			struct syntax_locals locals;
			struct syntax_list values;
			struct syntax_list body;
		} loop;
	} as;
};

/* One file's tree. */
struct syntax {
	const struct source *source;
	struct syntax_node *main;       /* a SYNTAX_FUNCTION whose body is the file */
	struct syntax_node **functions; /* every function, main first, in the order they begin */
	size_t function_count;
};

/* Parses. On a syntax error adds it to `problems` (place, excerpt, what was expected) and returns NULL; so too when
 * memory runs out. */
const struct syntax *syntax_parse(const struct source *source, struct arena *arena, struct problems *problems);

/* Adds everything rule files may not write: '/' and '//' (divide() is the only division), '^', float literals, goto,
 * assignments to globals and from a nested function to locals of an enclosing one, any use of _ENV. */
void syntax_refuse(const struct syntax *syntax, struct problems *problems);

/* Calls `visit` for `node` and everything below it, outermost first, in the order written. `visit` returns false to leave
 * out what is below. */
void syntax_visit(const struct syntax_node *node, bool (*visit)(const struct syntax_node *node, void *context),
                  void *context);

/* Adds an error (printf-like message) at those bytes of `source`, with excerpt; `hint` may be NULL. */
void syntax_problem_at(struct problems *problems, const struct source *source, size_t offset, size_t length,
                       const char *hint, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* That part of the source (whole words of Lua) on one line: white space and comments squeezed to one space, cut behind `limit` bytes with "...".
 * Lives in `arena`; NULL: out of memory. */
char *syntax_text(const struct syntax *syntax, size_t offset, size_t length, size_t limit, struct arena *arena);

#endif
