/* database.h: someone's SQLite database, opened read-only and hardened, by one connection or several that all
 * read the same commit. */
#ifndef RECKON_RECORDS_DATABASE_H
#define RECKON_RECORDS_DATABASE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct database;
struct connection;

/* Opens `path` with `connections` connections, each with a read transaction begun on the same commit (whatever others
 * write meanwhile). A missing file, one that is not a database, a locked one, no permission: errors that say so.
 * Hardened as SANDBOX items 19 and 20 say. */
int database_open(struct database **database, const char *path, size_t connections, struct error *err);
/* An empty database with the tables that the SQL in the `count` files at `paths` creates, one after another, in memory: for checking
 * rules where there are no records. The SQL may not reach other files. One connection. */
int database_open_sql(struct database **database, const char *const *paths, size_t count, struct error *err);
/* Makes the database `path`, which is not there yet, with what the SQL in the file at `sql_path` creates. The SQL may not reach other
 * files. What could not be finished is not left. */
int database_make(const char *path, const char *sql_path, struct error *err);
void database_close(struct database *database);                                  /* NULL is fine */
struct connection *database_connection(struct database *database, size_t index); /* borrows */
const char *database_path(const struct database *database);

/* For the run file's own code: PRAGMA application_id and user_version. */
int database_identity(struct connection *connection, int32_t *application_id, int32_t *user_version,
                      struct error *err);

/* Every statement of every connection stops with an error soon after this; callable from another thread. */
void database_interrupt(struct database *database);

/* For tests: every SELECT without an ORDER BY gives its rows the other way round, so that what leans on it shows. */
void database_reverse_unordered(struct database *database);

#endif
