/* totals.h: what totals.c and totals_matrix.c share. */
#ifndef RECKON_REPORT_TOTALS_H
#define RECKON_REPORT_TOTALS_H

#include "report/amount.h"
#include "report/table.h"

bool total_is_money(const struct summary_total *total);
/* The least of no records is none; of records that are all unknown, unknown. */
void total_append_value(struct text *out, const struct summary_total *total, const struct summary_total_row *row,
                        struct amount_style style);
/* The end of a path says enough above a column: "district.name" of "household.district.name". Borrows. */
const char *total_path_end(const char *path);
bool total_group_is_unknown(const char *group);

/* Prints the total as a matrix. False, and nothing printed, when it is no total by two things, when it is too wide, or when a cell
 * would have to say what is unknown in it. */
bool total_print_matrix(const struct summary_total *total, struct amount_style style, struct text *out);

#endif
