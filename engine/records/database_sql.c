/* database_sql.c: the tables of an SQL file, in memory, where there is no database yet to read them from. */
#include "base/file.h"
#include "records/database_parts.h"

#include <string.h>
#include <unistd.h>

#define SQL_LIMIT (4u << 20)

/* Tables are made, in this database alone. */
static int authorize_making(void *context, int action, const char *first, const char *second, const char *schema,
                            const char *inner)
{
	(void) context, (void) second, (void) schema, (void) inner;
	switch (action) {
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_VTABLE:
		return SQLITE_DENY;
	case SQLITE_PRAGMA: /* as they stand at the head of such files; each works on this database, which nobody keeps */
		return first && strstr(first, "directory") ? SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_OK;
	}
}

/* The place that SQLite says, in bytes of the statement that begins at `statement`. */
static int refuse(sqlite3 *sqlite, int code, const char *path, const struct text *sql, const char *statement,
                  struct error *err)
{
	const char *file = sqlite3_db_filename(sqlite, "main");
	const char *all = text_string(sql);
	int offset = sqlite3_error_offset(sqlite);

	switch (code & 0xFF) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		/* In memory the statements did it. A file that was just made is not read as it was written: its disk fails. */
		if (!file || !*file)
			break;
		error_set(err, ERROR_SYSTEM, "cannot read or write database '%s'", file);
		return database_cause(sqlite, code, err);
	case SQLITE_NOMEM:
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return database_error(sqlite, code, file && *file ? file : path, err);
	default:
		break;
	}
	if (offset < 0)
		offset = (int) strspn(statement, " \t\r\n;");
	error_set(err, ERROR_INPUT, "the tables cannot be made: %s", sqlite3_errmsg(sqlite));
	return error_excerpt(err, path, all, sql->length, (size_t) (statement - all) + (size_t) offset, 1);
}

static int make_tables(sqlite3 *sqlite, const char *path, const struct text *sql, struct error *err)
{
	const char *next = text_string(sql);
	int code = SQLITE_OK;

	while (code == SQLITE_OK && *next) {
		sqlite3_stmt *prepared = NULL;
		const char *statement = next;

		code = sqlite3_prepare_v2(sqlite, statement, -1, &prepared, &next);
		while (code == SQLITE_OK && prepared && (code = sqlite3_step(prepared)) == SQLITE_ROW)
			code = SQLITE_OK;
		if (code == SQLITE_DONE)
			code = SQLITE_OK;
		if (code != SQLITE_OK)
			refuse(sqlite, code, path, sql, statement, err);
		sqlite3_finalize(prepared);
	}
	return code == SQLITE_OK ? 0 : -1;
}

static int read_tables(sqlite3 *sqlite, const char *path, struct error *err)
{
	struct text sql = TEXT_INIT;
	int failed = file_read(path, SQL_LIMIT, &sql, err) || make_tables(sqlite, path, &sql, err);

	text_release(&sql);
	return failed ? -1 : 0;
}

static int open_memory(struct database *database, const char *const *paths, size_t count, struct error *err)
{
	struct connection *connection = &database->connections[0];
	int code = sqlite3_open_v2(":memory:", &connection->sqlite,
	                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

	connection->database = database;
	database->count = 1;
	if (code == SQLITE_OK)
		code = database_harden(connection->sqlite);
	if (code == SQLITE_OK)
		code = sqlite3_set_authorizer(connection->sqlite, authorize_making, NULL);
	if (code != SQLITE_OK)
		return database_error(connection->sqlite, code, paths[0], err);
	for (size_t i = 0; i < count; i++) {
		if (read_tables(connection->sqlite, paths[i], err))
			return -1;
	}
	return database_finish_connection(connection, err);
}

int database_open_sql(struct database **out, const char *const *paths, size_t count, struct error *err)
{
	struct database *database = database_new(paths[0], 1);
	int failed = database ? open_memory(database, paths, count, err) : error_memory(err);

	if (failed)
		database_close(database);
	else
		*out = database;
	return failed;
}

int database_make(const char *path, const char *sql_path, struct error *err)
{
	struct text sql = TEXT_INIT;
	sqlite3 *sqlite = NULL;
	int code, failed = sql_path ? file_read(sql_path, SQL_LIMIT, &sql, err) : error_memory(err);

	if (failed)
		goto out;
	code = sqlite3_open_v2(path, &sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_set_authorizer(sqlite, authorize_making, NULL);
	failed = code != SQLITE_OK ? database_error(sqlite, code, path, err)
	                           : make_tables(sqlite, sql_path, &sql, err);
	sqlite3_close(sqlite);
	if (failed)
		unlink(path);
out:
	text_release(&sql);
	return failed;
}
