/* table_commas.h: amounts in a decision table's CSV file whose comma, without quotes round them, parted them into cells: what was
 * meant for £1,100 stands there as £1, and 100 in the column to its right. Where a note may stand, nothing else would be wrong with
 * such a row, so it is found by reading each row in both ways: one that has a meaning with the cells as one amount is an error,
 * even where it has one without.
 */
#ifndef RECKON_RULES_TABLE_COMMAS_H
#define RECKON_RULES_TABLE_COMMAS_H

#include "rules/decision_table_state.h"

/* How many of the `count` cells, from the first on, may be one amount whose digits are grouped by commas; 1: none but the first. */
size_t table_commas_group(const struct table_file *file, const struct table_file_cell *cells, size_t count);

/* Sets *count to how many cells of the row, from *first on, may be one amount, with all others in columns that can hold them;
 * 0: there are none such. -1: out of memory. */
int table_commas_find(const struct table_file *file, const struct table_columns *columns,
                      const struct table_file_row *row, size_t *first, size_t *count);

/* Adds the problem; `certain`: the row has no meaning otherwise. */
void table_commas_problem(const struct table_file *file, const struct table_file_cell *cells, size_t count,
                          bool certain, struct problems *problems);

#endif
