/* cell.h: one stored value, read as its field's type. */
#ifndef RECKON_RECORDS_CELL_H
#define RECKON_RECORDS_CELL_H

#include "records/schema.h"

#include <sqlite3.h>

/* Text is borrowed from SQLite, for as long as it keeps the value. False when the stored value does not fit the field (or memory
 * ran out): then cell_problem says how.
 *
 * An argument of an SQL function costs a third of a column of a row. For a column, one call of sqlite3_column_value and then
 * sqlite3_value_...() cost half of what sqlite3_column_...() do, each of which looks it up again; that a column may be read so
 * is promised for connections without a mutex, as all of ours are. */
bool cell_read(sqlite3_value *stored, const struct field *field, struct value *out);

/* The same of values as they are stored: integers, numbers, texts, and none for NULL. False when one does not fit its field. */
bool cells_fit(const struct field *fields, struct value *values, size_t count);

/* A message for a value that does not fit. `where` is "table 'household', key 1204". Returns -1. */
int cell_problem(sqlite3_stmt *statement, int column, const struct field *field, const char *where,
                 struct error *err);

/* Appends a stored value as it is, for messages: 12, 1.5, 'text', NULL, a blob. Long text is cut. */
void cell_show(sqlite3_stmt *statement, int column, struct text *out);

/* Binds a key value; returns an SQLite code. */
int cell_bind(sqlite3_stmt *statement, int parameter, const struct value *value);

#endif
