/* column_type.h: what a declared column type says about a field. */
#ifndef RECKON_RECORDS_COLUMN_TYPE_H
#define RECKON_RECORDS_COLUMN_TYPE_H

#include "records/schema.h"

/* Sets type, optional, personal, and, for a declaration that gives no type, unusable (in `arena`) of `field`.
 * `declared` may be NULL or "". Returns -1 when out of memory. */
int column_type_read(const char *declared, struct field *field, struct arena *arena);

/* Whether the declaration is one of ours (MONEY, RATE, ...), which a scenario may not read as something else. */
bool column_type_is_ours(const char *declared);

/* How SQLite stores what is put into such a column: whether decimal text stays text. */
bool column_type_keeps_text(const char *declared);

#endif
