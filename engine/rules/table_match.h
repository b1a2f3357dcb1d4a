/* table_match.h: which rows of a decision table match a case, in Kleene's three values, and what the hit policy makes of them. Free of
 * Lua.
 *
 * A cell that is not "-" neither matches an input that is not known nor fails to; a row matches where all of its cells do, and does
 * not where one fails. The outcome is known where every way in which the rows in doubt could turn out gives the same.
 */
#ifndef RECKON_RULES_TABLE_MATCH_H
#define RECKON_RULES_TABLE_MATCH_H

#include "rules/decision_table_state.h"

struct table_case {
	const struct value *inputs; /* VALUE_UNKNOWN: not known */
	struct date day;            /* that of the rule: rows of other days do not apply; year 0: all do */
};

struct table_matches {
	struct table_row_match {
		size_t row;
		bool certain; /* false: it may match, and it does not matter whether it does */
	} * rows;             /* given: room for all of the table's */
	size_t count;
	bool none;    /* perhaps (certainly, where count is 0) no row matches */
	size_t given; /* TABLE_ROW: which row says what comes of it; row_count: no match. TABLE_WRONG: at which row */
	bool *lacking; /* given, one an input: TABLE_UNKNOWN: those that would have to be known */
};

enum table_answer {
	TABLE_ROW,     /* matches->given */
	TABLE_LIST,    /* of what matches->rows give */
	TABLE_VALUE,   /* *aggregate */
	TABLE_UNKNOWN, /* it hangs on inputs that are not known: matches->lacking */
	TABLE_WRONG    /* *err */
};

enum table_answer table_match(const struct decision_table *table, const struct table_case *asked,
                              struct table_matches *matches, struct value *aggregate, struct error *err);

/* Whether a row applies on that day. */
bool table_row_applies(const struct decision_table *table, size_t row, struct date day);

#endif
