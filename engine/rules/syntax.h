/* syntax.h: the syntax tree of a rule file, with places: what must be known before running it.
 * Reads all of Lua 5.4. Every node lives in the tree's arena. */
#ifndef RECKON_RULES_SYNTAX_H
#define RECKON_RULES_SYNTAX_H

#include "base/error.h"
#include "base/memory.h"
#include "base/source.h"

struct syntax;              /* one file's tree */
struct syntax_node;

/* Parses. On a syntax error adds it to `problems` (place, excerpt, what was expected) and returns NULL. */
const struct syntax *syntax_parse(const struct source *source, struct arena *arena, struct problems *problems);

/* Adds everything rule files may not write: '/' and '//' (divide() is the only division), '^', float literals outside the
 * functions of statistics, goto, assignments to globals and to locals of an enclosing function. */
void syntax_refuse(const struct syntax *syntax, struct problems *problems);

#endif
