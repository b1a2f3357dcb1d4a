/* table_doubt.h: what a decision table gives whatever the inputs are that are not known. Between table_match.c and table_doubt.c. */
#ifndef RECKON_RULES_TABLE_DOUBT_H
#define RECKON_RULES_TABLE_DOUBT_H

#include "rules/table_match.h"

/* Of the policies that give one row: whether every value that the unknown inputs may have gives the same, and, in matches->given, the row
 * that says what; row_count: what no match gives. matches->rows are all that match or may, in the order of the policy, up to the first
 * that settles it. Where rows would contradict each other it hangs on the inputs. 1; 0: it hangs on them, or there are too many rows or values
 * to try; -1: out of memory. */
int table_doubt_settled(const struct decision_table *table, const struct table_case *asked,
                        struct table_matches *matches, struct error *err);

#endif
