/* checked.h: whole numbers that never wrap, and functions that are known by more than their lines. Lua's `+`, `-` and `*` on integers give the remainder by 2^64 without a word, and Lua
 * cannot be told otherwise. So what it compiles is the file's text with these operators written as calls, each on the line
 * where it stood: the sum is exact, as that of decimals is, and beyond 128 bits an error. Nor does Lua know at which column a
 * function begins: where several that a declaration may take stand on the same lines, each is handed over with its own. All else, messages, excerpts and
 * what a run file keeps, goes by the text as it was written. Internal to rules/. */
#ifndef RECKON_RULES_CHECKED_H
#define RECKON_RULES_CHECKED_H

#include "base/text.h"
#include "rules/syntax.h"

#include <lua.h>

/* Appends to `out` the text that Lua compiles: a chunk that is called with checked_calculate, and gives the file's own as a
 * function. Returns 0, or -1 when out of memory. */
int checked_text(const struct syntax *syntax, struct text *out);

/* [-0, +1, e] works out a chain of operations: what it does is in its first argument, made by checked_text. */
int checked_calculate(lua_State *L);

/* [-0, +0, m] the column where the function at `index` begins, from 1, if it shares its lines; 0: it is alone, or not known. */
int checked_column(lua_State *L, int index);

#endif
