/* database.c: opening someone's database so that nothing in it, and nothing that reads it, can change anything. */
#include "records/database.h"

#include "base/content.h"
#include "base/file.h"
#include "records/database_parts.h"
#include "records/sorted_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How long another program may hold the database before we give up. */
#define PATIENCE_MS 5000
/* Several connections begin together by trying again and again: only the first waits for a lock, at most FIRST_WAIT_MS,
 * and after a try that met a lock others get up to TRY_WAIT_MS; all within PATIENCE_MS. */
#define TRY_WAIT_MS   5
#define FIRST_WAIT_MS 20
#define MEGABYTE      (1 << 20)
#define LENGTH_LIMIT  (64 * MEGABYTE) /* of a text or blob */

void database_plain_path(const char *path, struct text *out)
{
	if (path[0] == ':' || !strncmp(path, "file:", 5))
		text_append(out, "./");
	text_append(out, path);
}

int database_check_path(const char *path, struct error *err)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int result = 0;

	if (fd < 0)
		return file_open_failed(err, "open database", path);
	if (fstat(fd, &status))
		result = error_system(err, "open database", path);
	else if (S_ISDIR(status.st_mode))
		result = error_set(err, ERROR_INPUT, "'%s' is a folder, not a database", path);
	else if (!S_ISREG(status.st_mode))
		result = error_set(err, ERROR_INPUT, "'%s' is not a file", path);
	else if (status.st_size == 0)
		result = error_set(err, ERROR_INPUT, "database '%s' is empty: it has no tables", path);
	close(fd);
	return result;
}

/* Whether the file says that it is in WAL mode (file format, offset 18: 2). */
static bool is_write_ahead(const char *path)
{
	unsigned char header[20];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool yes = fd >= 0 && pread(fd, header, sizeof header, 0) == (ssize_t) sizeof header && header[18] == 2;

	if (fd >= 0)
		close(fd);
	return yes;
}

/* What the system last refused SQLite in the database's file, or 0. */
static int file_errno(sqlite3 *sqlite)
{
	int number = 0;

	if (!sqlite || sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_LAST_ERRNO, &number) != SQLITE_OK)
		return 0;
	return number;
}

int database_cause(sqlite3 *sqlite, int code, struct error *err)
{
	/* The handle says more, where it was the one that failed. */
	bool known = sqlite && (sqlite3_errcode(sqlite) & 0xFF) == (code & 0xFF);
	const char *words = known ? sqlite3_errmsg(sqlite) : sqlite3_errstr(code);
	int number = (code & 0xFF) == SQLITE_IOERR ? file_errno(sqlite) : 0;

	return number ? error_cause(err, "%s: %s", words, strerror(number)) : error_cause(err, "%s", words);
}

static int open_failed(sqlite3 *sqlite, int code, const char *path, struct error *err)
{
	if (code == SQLITE_READONLY_ROLLBACK) {
		error_set(err, ERROR_INPUT,
		          "database '%s' was left half-way by a program that was stopped while it wrote", path);
		error_hint(
			err,
			"its -journal file holds how it was before: open it once with a program that may write it");
		return -1;
	}
	if (is_write_ahead(path)) {
		error_set(err, ERROR_SYSTEM,
		          "cannot read database '%s': it is in WAL mode, and its -wal and -shm files cannot be made "
		          "or used",
		          path);
		error_hint(err,
		           "copy the database to a folder where you may write, or set its journal_mode to delete");
	} else {
		error_set(err, ERROR_SYSTEM, "cannot read database '%s'", path);
	}
	return database_cause(sqlite, code, err);
}

/* What SQLite calls damaged may be a disk that fails, which a copy of the same file would not mend. */
static int damaged(sqlite3 *sqlite, const char *path, struct error *err)
{
	int number = file_errno(sqlite);

	if (number == EIO || number == ENXIO || number == ERANGE) {
		error_set(err, ERROR_SYSTEM, "cannot read database '%s'", path);
		return error_cause(err, "%s", strerror(number));
	}
	error_set(err, ERROR_INPUT, "database '%s' is damaged or cut short", path);
	error_hint(err, "restore it from a copy");
	return database_cause(sqlite, SQLITE_CORRUPT, err);
}

int database_error(sqlite3 *sqlite, int code, const char *path, struct error *err)
{
	enum content content;

	switch (code & 0xFF) {
	case SQLITE_NOMEM:
		return error_memory(err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		error_set(err, ERROR_INPUT, "database '%s' is locked by another program", path);
		return error_hint(err, "let that program finish or close it, then try again");
	case SQLITE_NOTADB:
		if (content_of(path, &content, err))
			return -1;
		/* With SQLite's own beginning it is one, and cut short or encrypted. */
		if (content != CONTENT_UNKNOWN && content != CONTENT_DATABASE && content != CONTENT_RUN_FILE)
			return content_refuse(err, path, content, "a database of records");
		error_set(err, ERROR_INPUT, "'%s' is not an SQLite database", path);
		break;
	case SQLITE_CORRUPT:
		return damaged(sqlite, path, err);
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return open_failed(sqlite, code, path, err);
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_PERM:
		error_set(err, ERROR_SYSTEM, "cannot read or write database '%s'", path);
		break;
	case SQLITE_MISUSE:
		bug("SQLite was misused");
	default:
		error_set(err, ERROR_INPUT, "cannot read database '%s'", path);
		break;
	}
	return database_cause(sqlite, code, err);
}

int connection_stopped(const struct connection *connection, struct error *err)
{
	return error_set(err, ERROR_SYSTEM, "reading database '%s' was interrupted", connection->database->path);
}

/* Functions of dates, which give another answer each day when they are asked for 'now'. */
static bool reads_clock(const char *refused)
{
	static const char *const names[] = { "'date'",      "'time'",     "'datetime'",
		                             "'julianday'", "'strftime'", "'unixepoch'" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strstr(refused, names[i]))
			return true;
	}
	return false;
}

int connection_error(struct connection *connection, int code, struct error *err)
{
	if ((code & 0xFF) == SQLITE_INTERRUPT)
		return connection_stopped(connection, err);
	/* For a table SQLite says AUTH, for a function only ERROR. */
	if (((code & 0xFF) == SQLITE_AUTH || (code & 0xFF) == SQLITE_ERROR) && connection->refused[0]) {
		error_set(err, ERROR_INPUT, "%s may not be used in SQL that reads records", connection->refused);
		if (reads_clock(connection->refused))
			return error_hint(err, "it can read the clock; the date in a text such as '2025-04-01 09:30' "
			                       "is substr(x, 1, 10)");
		return error_hint(err, "records are only read, with functions that always give the same answer");
	}
	if ((code & 0xFF) == SQLITE_TOOBIG)
		return error_set(err, ERROR_INPUT,
		                 "database '%s' holds a text or a blob of more than %d MB, and it would be read",
		                 connection->database->path, LENGTH_LIMIT / MEGABYTE);
	if ((code & 0xFF) == SQLITE_ERROR || (code & 0xFF) == SQLITE_AUTH) {
		error_set(err, ERROR_INPUT, "SQL fails on database '%s'", connection->database->path);
		return error_cause(err, "%s", sqlite3_errmsg(connection->sqlite));
	}
	return database_error(connection->sqlite, code, connection->database->path, err);
}

bool connection_interrupted(const struct connection *connection)
{
	return atomic_load_explicit(&connection->database->interrupted, memory_order_relaxed);
}

static int ask_progress(void *argument)
{
	return connection_interrupted(argument);
}

int connection_prepare(struct connection *connection, const char *sql, sqlite3_stmt **statement, struct error *err)
{
	int code;

	connection->refused[0] = '\0';
	code = sqlite3_prepare_v3(connection->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
	return code == SQLITE_OK ? 0 : connection_error(connection, code, err);
}

int database_harden(sqlite3 *sqlite)
{
	static const struct {
		int limit, value;
	} limits[] = { { SQLITE_LIMIT_LENGTH, LENGTH_LIMIT },     { SQLITE_LIMIT_SQL_LENGTH, MEGABYTE },
		       { SQLITE_LIMIT_EXPR_DEPTH, 200 },          { SQLITE_LIMIT_COMPOUND_SELECT, 100 },
		       { SQLITE_LIMIT_FUNCTION_ARG, 64 },         { SQLITE_LIMIT_ATTACHED, 0 },
		       { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 20 },
		       { SQLITE_LIMIT_VARIABLE_NUMBER, 4000 },    { SQLITE_LIMIT_WORKER_THREADS, 0 } };
	static const struct {
		int option, value;
	} options[] = { { SQLITE_DBCONFIG_DEFENSIVE, 1 },
		        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		        { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		        /* "name" is never silently a text: a misspelt column is an error. */
		        { SQLITE_DBCONFIG_DQS_DML, 0 } };
	int code = sqlite3_extended_result_codes(sqlite, 1);

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		sqlite3_limit(sqlite, limits[i].limit, limits[i].value);
	for (size_t i = 0; code == SQLITE_OK && i < sizeof options / sizeof *options; i++)
		code = sqlite3_db_config(sqlite, options[i].option, options[i].value, NULL);
	return code;
}

/* Opens one handle. On failure too, *sqlite is to be closed. */
static int open_handle(sqlite3 **sqlite, const char *path, struct error *err)
{
	struct text plain = TEXT_INIT;
	int code = SQLITE_NOMEM;

	database_plain_path(path, &plain);
	if (!plain.failed)
		code = sqlite3_open_v2(text_string(&plain), sqlite,
		                       SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	text_release(&plain);
	if (code == SQLITE_OK)
		code = database_harden(*sqlite);
	/* These do not read the file yet. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(*sqlite,
		                    "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL,
		                    NULL, NULL);
	return code == SQLITE_OK ? 0 : database_error(*sqlite, code, path, err);
}

/* What begins a transaction on one handle, prepared so that several follow each other within microseconds. BEGIN alone
 * reads nothing: a transaction is of the commit that its first read sees. */
struct beginning {
	sqlite3 *sqlite;
	sqlite3_stmt *begin, *read;
};

static void beginning_release(struct beginning *beginning)
{
	sqlite3_finalize(beginning->begin);
	sqlite3_finalize(beginning->read);
}

/* Steps `statement`, prepared when it is first needed: what reads a table needs the schema, which may be locked.
 * *number, where not NULL, becomes its first column. Returns an SQLite code. */
static int step_prepared(sqlite3 *sqlite, sqlite3_stmt **statement, const char *sql, int64_t *number)
{
	int code = *statement ? SQLITE_OK
	                      : sqlite3_prepare_v3(sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);

	if (code != SQLITE_OK)
		return code;
	if (sqlite3_step(*statement) == SQLITE_ROW && number)
		*number = sqlite3_column_int64(*statement, 0);
	return sqlite3_reset(*statement);
}

static int begin_one(struct beginning *beginning)
{
	int code = step_prepared(beginning->sqlite, &beginning->begin, "BEGIN", NULL);

	return code == SQLITE_OK ? step_prepared(beginning->sqlite, &beginning->read,
	                                         "SELECT 1 FROM sqlite_schema LIMIT 1", NULL)
	                         : code;
}

/* The number that changes, for a handle without a transaction, whenever another commits. */
static int ask_version(struct beginning *monitor, int64_t *version)
{
	return step_prepared(monitor->sqlite, &monitor->read, "PRAGMA data_version", version);
}

static void end_all(struct database *database)
{
	for (size_t i = 0; i < database->count; i++) {
		sqlite3 *sqlite = database->connections[i].sqlite;

		if (!sqlite3_get_autocommit(sqlite))
			sqlite3_exec(sqlite, "ROLLBACK", NULL, NULL, NULL);
	}
}

/* Whether a begun transaction is of a database in WAL mode; it cannot change while the transaction lasts. */
static int ask_write_ahead(sqlite3 *sqlite, bool *yes)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(sqlite, "PRAGMA journal_mode", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const unsigned char *mode = sqlite3_column_text(statement, 0);

		*yes = mode && !strcmp((const char *) mode, "wal");
		code = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return code;
}

/* One try. In a rollback journal's mode nobody commits while we hold one lock for reading, so to have all is to have the
 * same commit. In WAL mode others go on: *same says that none committed between the first beginning and the last, as
 * seen by a handle without a transaction, the last of `beginnings` where there is more than one. On an error, *failed
 * has it. */
static int begin_all(struct beginning *beginnings, size_t count, bool *same, sqlite3 **failed)
{
	struct beginning *monitor = count > 1 ? &beginnings[count] : NULL;
	int64_t before = 0, after = 0;
	bool write_ahead = false;
	int code = monitor ? ask_version(monitor, &before) : SQLITE_OK;

	*failed = monitor ? monitor->sqlite : NULL;
	for (size_t i = 0; code == SQLITE_OK && i < count; i++) {
		*failed = beginnings[i].sqlite;
		code = begin_one(&beginnings[i]);
	}
	if (code == SQLITE_OK && monitor) {
		*failed = monitor->sqlite;
		code = ask_version(monitor, &after);
	}
	*same = before == after;
	if (code == SQLITE_OK && !*same) {
		*failed = beginnings[0].sqlite;
		code = ask_write_ahead(*failed, &write_ahead);
		*same = !write_ahead;
	}
	return code;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int begin_together(struct database *database, struct beginning *beginnings, struct error *err)
{
	int64_t start = now_ms();
	bool same = false;
	sqlite3 *failed;

	for (int tries = 0;; tries++) {
		int code = begin_all(beginnings, database->count, &same, &failed);
		bool last = database->count == 1 || now_ms() - start >= PATIENCE_MS;

		if (code == SQLITE_OK && same)
			return 0;
		if (code != SQLITE_OK && ((code & 0xFF) != SQLITE_BUSY || last))
			return database_error(failed, code, database->path, err);
		if (last) {
			error_set(err, ERROR_INPUT,
			          "database '%s' is written to so often that no one state of it can be read",
			          database->path);
			return error_hint(err, "let the writing program finish, or read a copy");
		}
		/* A writer may be waiting for the locks that we have while we wait for its: let it go first. Where only somebody
		 * committed in between, nobody waits, and the next moment is as good as any. */
		end_all(database);
		if (code != SQLITE_OK)
			sqlite3_sleep(1 + tries % TRY_WAIT_MS);
	}
}

static int open_connections(struct database *database, size_t count, struct error *err)
{
	struct beginning *beginnings = calloc(count + 1, sizeof *beginnings);
	sqlite3 *monitor = NULL;
	int result = -1;

	if (!beginnings)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct connection *connection = &database->connections[i];

		connection->database = database;
		database->count = i + 1;
		if (open_handle(&connection->sqlite, database->path, err))
			goto out;
		sqlite3_busy_timeout(connection->sqlite, count == 1 ? PATIENCE_MS : i == 0 ? FIRST_WAIT_MS : 0);
		beginnings[i].sqlite = connection->sqlite;
	}
	if (count > 1) {
		if (open_handle(&monitor, database->path, err))
			goto out;
		sqlite3_busy_timeout(monitor, FIRST_WAIT_MS);
		beginnings[count].sqlite = monitor;
	}
	result = begin_together(database, beginnings, err);
out:
	for (size_t i = 0; i <= count; i++)
		beginning_release(&beginnings[i]);
	free(beginnings);
	sqlite3_close(monitor);
	return result;
}

int database_finish_connection(struct connection *connection, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(connection->sqlite, "PRAGMA encoding", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const unsigned char *name = sqlite3_column_text(statement, 0);

		connection->utf8 = name && !strcmp((const char *) name, "UTF-8");
		code = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	if (code == SQLITE_OK)
		code = sqlite3_exec(connection->sqlite, "PRAGMA cache_size = -8192", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_set_authorizer(connection->sqlite, authorize_reading, connection);
	sqlite3_progress_handler(connection->sqlite, 10000, ask_progress, connection);
	return code == SQLITE_OK ? 0 : database_error(connection->sqlite, code, connection->database->path, err);
}

struct database *database_new(const char *path, size_t connections)
{
	struct database *database = calloc(1, sizeof *database);

	if (!database)
		return NULL;
	database->path = strdup(path);
	database->connections = calloc(connections, sizeof *database->connections);
	if (!database->path || !database->connections) {
		database_close(database);
		return NULL;
	}
	return database;
}

int database_open(struct database **out, const char *path, size_t connections, struct error *err)
{
	struct database *database;

	ensure(connections > 0);
	if (database_check_path(path, err))
		return -1;
	database = database_new(path, connections);
	if (!database)
		return error_memory(err);
	if (open_connections(database, connections, err))
		goto fail;
	for (size_t i = 0; i < connections; i++) {
		if (database_finish_connection(&database->connections[i], err))
			goto fail;
	}
	*out = database;
	return 0;
fail:
	database_close(database);
	return -1;
}

void database_close(struct database *database)
{
	if (!database)
		return;
	for (size_t i = 0; i < database->count; i++) {
		sorted_copies_free(database->connections[i].copies);
		sqlite3_close(database->connections[i].sqlite);
	}
	free(database->connections);
	free(database->path);
	free(database);
}

struct connection *database_connection(struct database *database, size_t index)
{
	ensure(index < database->count || database->one);
	return &database->connections[database->one ? 0 : index];
}

const char *database_path(const struct database *database)
{
	return database->path;
}

int database_identity(struct connection *connection, int32_t *application_id, int32_t *user_version,
                      struct error *err)
{
	int64_t id = 0, version = 0;
	sqlite3_stmt *ask_id = NULL, *ask_format = NULL;
	int code;

	connection->trusted = true;
	code = step_prepared(connection->sqlite, &ask_id, "PRAGMA application_id", &id);
	if (code == SQLITE_OK)
		code = step_prepared(connection->sqlite, &ask_format, "PRAGMA user_version", &version);
	connection->trusted = false;
	sqlite3_finalize(ask_id);
	sqlite3_finalize(ask_format);
	if (code != SQLITE_OK)
		return connection_error(connection, code, err);
	*application_id = (int32_t) id;
	*user_version = (int32_t) version;
	return 0;
}

void database_interrupt(struct database *database)
{
	atomic_store(&database->interrupted, true);
	for (size_t i = 0; i < database->count; i++)
		sqlite3_interrupt(database->connections[i].sqlite);
}

void database_reverse_unordered(struct database *database)
{
	for (size_t i = 0; i < database->count; i++) {
		struct connection *connection = &database->connections[i];

		connection->trusted = true;
		sqlite3_exec(connection->sqlite, "PRAGMA reverse_unordered_selects = ON", NULL, NULL, NULL);
		connection->trusted = false;
	}
}
