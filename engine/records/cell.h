/* cell.h: one stored value, read as its field's type. */
#ifndef RECKON_RECORDS_CELL_H
#define RECKON_RECORDS_CELL_H

#include "records/schema.h"

#include <sqlite3.h>

/* Reads column `column` of the current row; text is borrowed from SQLite until the next step. False when the stored value
 * does not fit the field (or memory ran out): then cell_problem says how. */
bool cell_read(sqlite3_stmt *statement, int column, const struct field *field, struct value *out);

/* A message for a value that does not fit. `where` is "table 'household', key 1204". Returns -1. */
int cell_problem(sqlite3_stmt *statement, int column, const struct field *field, const char *where,
                 struct error *err);

/* Appends a stored value as it is, for messages: 12, 1.5, 'text', NULL, a blob. Long text is cut. */
void cell_show(sqlite3_stmt *statement, int column, struct text *out);

/* Binds a key value; returns an SQLite code. */
int cell_bind(sqlite3_stmt *statement, int parameter, const struct value *value);

#endif
