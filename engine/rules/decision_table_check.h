/* decision_table_check.h: rows of a decision table that overlap, cases that no row matches, and rows that are never hit. */
#ifndef RECKON_RULES_DECISION_TABLE_CHECK_H
#define RECKON_RULES_DECISION_TABLE_CHECK_H

#include "rules/ruleset.h"
#include "rules/syntax.h"

#include <lua.h>

/* Adds a warning for each finding about the decision table at `index`, at its row where `written` (the table constructor in the
 * source, or NULL) shows it, otherwise at `place`. [-0, +0, -] */
void decision_table_check(lua_State *L, int index, struct place place, const struct syntax_node *written,
                          struct problems *problems);

#endif
