/* decision_table_check.h: rows of a decision table that overlap, cases that no row matches, and rows that are never hit. */
#ifndef RECKON_RULES_DECISION_TABLE_CHECK_H
#define RECKON_RULES_DECISION_TABLE_CHECK_H

#include "rules/decision_table_state.h"
#include "rules/syntax.h"

/* Adds a warning for each finding about the table: at its row where that stands in a file or where `written` (the table constructor
 * in the source, or NULL) shows it, otherwise at `place`. Where rows have days, each stretch of days between them is looked at. */
void decision_table_check(const struct decision_table *table, struct place place, const struct syntax_node *written,
                          struct problems *problems);

#endif
