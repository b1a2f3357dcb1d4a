/* decision_table_bounds.h: where the answer of a decision table may change: for who looks at a table from outside, and does not call it. */
#ifndef RECKON_RULES_DECISION_TABLE_BOUNDS_H
#define RECKON_RULES_DECISION_TABLE_BOUNDS_H

#include "value/value.h"

#include <lua.h>

/* [-0, +0, -] how many inputs the table at `index` has; 0: it is no decision table. */
size_t decision_table_inputs(lua_State *L, int index);
/* [-0, +0, -] what an input (from 0) reads: a path from the record; NULL: its cells are all "-". *function: a function reads it, and this is
 * only its label. */
const char *decision_table_input(lua_State *L, int index, size_t input, bool *function);
/* [-0, +0, -] calls `each` with every value that a cell of the input compares with. */
void decision_table_bounds(lua_State *L, int index, size_t input, void (*each)(void *context, struct value bound),
                           void *context);

#endif
