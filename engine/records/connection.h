/* connection.h: what the files of records/ share about a connection. Not for other folders: it shows sqlite3.h. */
#ifndef RECKON_RECORDS_CONNECTION_H
#define RECKON_RECORDS_CONNECTION_H

#include "base/text.h"
#include "records/database.h"

#include <sqlite3.h>
#include <stdbool.h>

struct sorted_copy;

struct connection {
	sqlite3 *sqlite;
	struct database *database;
	bool trusted;      /* a PRAGMA of our own is running: the authorizer lets it pass */
	bool utf8;         /* the database stores text as UTF-8, so that BINARY order is that of value_compare */
	char refused[128]; /* what the authorizer refused last, "" for nothing */
	struct sorted_copy *copies; /* made by readers, kept until the database is closed */
};

/* Prepares one statement under the authorizer, to be used more than once. */
int connection_prepare(struct connection *connection, const char *sql, sqlite3_stmt **statement, struct error *err);

/* Says why SQLite failed with `code` just now, in the user's words; SQLite's own become the cause. Returns -1. */
int connection_error(struct connection *connection, int code, struct error *err);
/* The same for any handle on the database at `path` (import has its own). */
int database_error(sqlite3 *sqlite, int code, const char *path, struct error *err);
/* SQLite's own words for `code` become the cause, with the system's for what failed there. `sqlite` may be NULL. Returns -1. */
int database_cause(sqlite3 *sqlite, int code, struct error *err);

/* The statement stopped because database_interrupt was called. */
bool connection_interrupted(const struct connection *connection);
int connection_stopped(const struct connection *connection, struct error *err);

/* Checks made before SQLite opens a path: it exists, is a file, is not empty. */
int database_check_path(const char *path, struct error *err);
/* The settings that every handle gets, read-only or not. Returns an SQLite code. */
int database_harden(sqlite3 *sqlite);
/* A path that SQLite reads as a path, whatever it begins with (not ":memory:", not an URI). Appends to `out`. */
void database_plain_path(const char *path, struct text *out);

/* The authorizer that permits SELECT, READ and listed functions only; `connection` is its argument. */
int authorize_reading(void *connection, int action, const char *first, const char *second, const char *schema,
                      const char *inner);

#endif
