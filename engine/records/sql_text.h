/* sql_text.h: putting names and pieces of a scenario's SQL into statements. */
#ifndef RECKON_RECORDS_SQL_TEXT_H
#define RECKON_RECORDS_SQL_TEXT_H

#include "base/text.h"

/* Appends an SQL name in double quotes. */
void sql_append_name(struct text *out, const char *name);

/* NULL when `sql` can be put between parentheses and stay there: quotes and comments are closed, parentheses match, and
 * there is no ';' (sql_length leaves out one at the end). Otherwise what is wrong with it. */
const char *sql_piece_problem(const char *sql, size_t length);

/* The length of `sql` without white space and one ';' at its end. */
size_t sql_length(const char *sql);

#endif
