/* declared.h: how a run file declares its tables, for writing them and for telling whether a file's are declared so. What a
 * declaration can carry beside columns (checks, defaults, collations, computed columns) is SQL, and someone else's. */
#ifndef RECKON_RUN_DECLARED_H
#define RECKON_RUN_DECLARED_H

#include "run/stored.h"

/* "prefix_type", quoted. */
void declared_table_name(struct text *sql, const char *prefix, const char *type);
/* "a", "b": the names of `fields` of a record type. */
void declared_names(struct text *sql, const struct record_type *record, const int *fields, size_t count);

/* Whether a table with one row for each record is kept by their key because that is one whole number: SQLite keeps a table by such
 * a one as it is, for less than by any other key. (With more words behind INTEGER it does not.) */
bool declared_by_number(const struct record_type *record, bool one_row);
/* CREATE TABLE record_<type> up to the end of its primary key: foreign keys and declared_end follow. */
void declared_records(struct text *sql, const struct plan_type *type);
/* One foreign key to record_<parent>. `names`: its columns, quoted, with commas between. */
void declared_foreign_key(struct text *sql, const char *names, const char *parent);
void declared_end(struct text *sql, const struct plan_type *type);
/* CREATE TABLE outcome_<type>, whole. With one period its name is not needed in the key. */
void declared_outcomes(struct text *sql, const struct plan_type *type, bool one_period);

/* Whether every table of schema/run.sql is in the file, declared as there but for comments and white space; else an error. */
int declared_small_tables(struct connection *file, struct error *err);

/* Adds a problem (ERROR_FOUND) for each table that is declared otherwise than a run of `types` declares it, is missing, or does not
 * belong into a run file. *readable: all of record_<type> and outcome_<type> that are there can be read. */
int declared_tables(struct connection *file, const struct stored_types *types, struct problems *found, bool *readable,
                    struct error *err);

#endif
