/* database.c: opening someone's database: only ever read, one commit for all connections, plain errors. */
#include "records/connection.h"

#include "records.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>

static struct error err;

static const char *open_fails(const char *path)
{
	struct database *database = NULL;

	err = (struct error) ERROR_INIT;
	if (database_open(&database, path, 2, &err) == 0) {
		database_close(database);
		return "opened";
	}
	return err.message;
}

static void bad_files(void)
{
	char noise[4096], expected[512];
	const char *path;
	FILE *file;

	path = in_folder("missing.db");
	snprintf(expected, sizeof expected, "cannot open database '%s': No such file or directory", path);
	is_text(open_fails(path), expected, "a missing database is named");
	is_number(err.code, ERROR_INPUT, "a missing database is the user's to mend");
	ok(access(path, F_OK) != 0, "and it is not created");

	snprintf(expected, sizeof expected, "'%s' is a folder, not a database", test_folder);
	is_text(open_fails(test_folder), expected, "a folder is not a database");

	path = in_folder("empty.db");
	write_file(path, "", 0);
	snprintf(expected, sizeof expected, "database '%s' is empty: it has no tables", path);
	is_text(open_fails(path), expected, "an empty file is named");

	path = in_folder("noise.db");
	memset(noise, 'x', sizeof noise);
	write_file(path, noise, sizeof noise);
	snprintf(expected, sizeof expected, "'%s' is not an SQLite database", path);
	is_text(open_fails(path), expected, "a file of something else is not a database");
	is_number(err.code, ERROR_INPUT, "and is the user's to mend");

	path = in_folder("fifo");
	mkfifo(path, 0600);
	snprintf(expected, sizeof expected, "'%s' is not a file", path);
	is_text(open_fails(path), expected, "a pipe does not hang the program");

	path = in_folder("schema.db");
	run_sql(path, "CREATE TABLE t(a INTEGER PRIMARY KEY); PRAGMA writable_schema=ON;"
	              "UPDATE sqlite_schema SET sql='CREATE TABLE t(';");
	ok(strstr(open_fails(path), "is damaged") != NULL, "a broken schema is damage");

	path = in_folder("cut.db");
	run_sql(path, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);"
	              "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<5000)"
	              "INSERT INTO t SELECT i, hex(zeroblob(50)) FROM n");
	ok(truncate(path, 20000) == 0, "(cut short)");
	file = fopen(path, "rb");
	ok(file != NULL, "(still there)");
	fclose(file);
	{
		struct database *database = NULL;
		sqlite3_stmt *statement = NULL;
		int code;

		err = (struct error) ERROR_INIT;
		if (database_open(&database, path, 1, &err) == 0) {
			struct connection *connection = database_connection(database, 0);

			if (!connection_prepare(connection, "SELECT sum(length(b)) FROM t", &statement, &err)) {
				code = sqlite3_step(statement);
				if (code != SQLITE_ROW)
					connection_error(connection, code, &err);
			}
			sqlite3_finalize(statement);
		}
		ok(strstr(err.message, "damaged or cut short") != NULL, "a database that was cut short is damage: %s",
		   err.message);
		database_close(database);
	}
	if (geteuid() != 0) {
		path = in_folder("secret.db");
		run_sql(path, "CREATE TABLE t(a)");
		chmod(path, 0);
		ok(strstr(open_fails(path), "Permission denied") != NULL, "no permission is said");
		is_number(err.code, ERROR_SYSTEM, "and is the system's");
		path = in_folder("closed/wal.db");
		mkdir(in_folder("closed"), 0700);
		run_sql(path, "PRAGMA journal_mode = wal; CREATE TABLE t(a)");
		chmod(in_folder("closed"), 0500);
		ok(strstr(open_fails(path), "it is in WAL mode") != NULL,
		   "a WAL database in a folder closed to us: %s", err.message);
		chmod(in_folder("closed"), 0700);
	}
	path = in_folder("locked.db");
	run_sql(path, "CREATE TABLE t(a)");
}

/* What SQL makes of a statement: "" or the error. */
static const char *sql_error(struct database *database, const char *sql)
{
	struct connection *connection = database_connection(database, 0);
	sqlite3_stmt *statement = NULL;

	err = (struct error) ERROR_INIT;
	if (!connection_prepare(connection, sql, &statement, &err)) {
		int code = sqlite3_step(statement);

		if (code != SQLITE_ROW && code != SQLITE_DONE)
			connection_error(connection, code, &err);
	}
	sqlite3_finalize(statement);
	return err.code ? err.message : "";
}

static void only_reading(void)
{
	static const char *const refused[] = { "SELECT random()",
		                               "SELECT randomblob(4)",
		                               "SELECT CURRENT_TIMESTAMP",
		                               "SELECT CURRENT_DATE",
		                               "SELECT date('now')",
		                               "SELECT datetime(1, 'unixepoch')",
		                               "SELECT strftime('%s')",
		                               "SELECT julianday('now')",
		                               "SELECT unixepoch()",
		                               "SELECT load_extension('x')",
		                               "SELECT last_insert_rowid()",
		                               "SELECT changes()",
		                               "SELECT total_changes()",
		                               "SELECT sqlite_version()",
		                               "SELECT sqlite_source_id()",
		                               "SELECT group_concat(a) FROM t",
		                               "SELECT exp(1)",
		                               "SELECT pow(2, 0.5)",
		                               "SELECT zeroblob(1000000000)",
		                               "INSERT INTO t VALUES (9, 'x')",
		                               "UPDATE t SET b = 1",
		                               "DELETE FROM t",
		                               "DROP TABLE t",
		                               "CREATE TABLE u(a)",
		                               "CREATE TEMP TABLE u(a)",
		                               "ATTACH ':memory:' AS x",
		                               "ATTACH 'other.db' AS x",
		                               "DETACH main",
		                               "PRAGMA query_only = OFF",
		                               "PRAGMA user_version = 5",
		                               "PRAGMA writable_schema = ON",
		                               "SELECT * FROM pragma_table_info('t')",
		                               "SELECT * FROM pragma_database_list",
		                               "SELECT * FROM sqlite_schema",
		                               "SELECT * FROM sqlite_master",
		                               "SELECT * FROM dbstat",
		                               "SELECT * FROM sqlite_dbpage",
		                               "SELECT * FROM sqlite_stat1",
		                               "VACUUM",
		                               "VACUUM INTO 'x.db'",
		                               "REINDEX",
		                               "ANALYZE",
		                               "COMMIT",
		                               "ROLLBACK",
		                               "BEGIN",
		                               "SAVEPOINT a",
		                               "SELECT a FROM t ORDER BY random()",
		                               "SELECT * FROM clock",
		                               "SELECT * FROM indirect",
		                               "SELECT (SELECT b FROM t WHERE a = random())",
		                               "WITH x AS (SELECT random()) SELECT * FROM x",
		                               "SELECT count(*) FILTER (WHERE random() > 0) FROM t",
		                               "SELECT \"no such thing\"",
		                               "SELECT 'a' LIKE 'b' ESCAPE random()",
		                               "SELECT fts3_tokenizer('simple')",
		                               "SELECT value FROM json_each('[1,2]')",
		                               "SELECT * FROM found" };
	static const char *const permitted[] = {
		"SELECT * FROM t WHERE b LIKE 'x%' AND b GLOB '*'",
		"SELECT count(*), sum(a), avg(a), min(a), max(b) FROM t",
		"SELECT upper(trim(b)) || substr(b, 1, 2) FROM t",
		"SELECT coalesce(b, 'x'), ifnull(b, 1), nullif(a, 2) FROM t",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n",
		"SELECT row_number() OVER (ORDER BY a) FROM t",
		"SELECT CAST(round(1.25, 1) AS TEXT)",
		"SELECT json_extract('{\"a\":1}', '$.a')",
		"SELECT '{\"a\":1}' ->> 'a'",
		"SELECT * FROM plain",
		"SELECT CASE WHEN a BETWEEN 1 AND 2 THEN 1 END FROM t WHERE a IN (1, 2)",
		"SELECT iif(a, 1, 2), abs(-1) FROM t",
		"SELECT * FROM dated"
	};
	struct database *database = open_new(
		"read.db", "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1,'x');"
			   "CREATE VIEW plain AS SELECT a FROM t; CREATE VIEW clock AS SELECT date('now');"
			   "CREATE VIEW indirect AS SELECT * FROM clock;"
			   "CREATE VIEW dated AS SELECT '2025-04-01' AS d;"
			   "CREATE INDEX t_b ON t(b); ANALYZE; CREATE VIRTUAL TABLE found USING rtree(a, b, c)");
	struct stat before, after;

	stat(in_folder("read.db"), &before);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *message = sql_error(database, refused[i]);

		ok(message[0] && err.code == ERROR_INPUT, "(19) refused: %s", refused[i]);
	}
	for (size_t i = 0; i < sizeof permitted / sizeof *permitted; i++)
		ok(!sql_error(database, permitted[i])[0], "(19) permitted: %s %s", permitted[i], err.cause);
	is_text(sql_error(database, "SELECT random()"),
	        "the function 'random' may not be used in SQL that reads records", "a refusal names the function");
	is_text(sql_error(database, "SELECT * FROM clock"),
	        "the function 'date' may not be used in SQL that reads records",
	        "a view of the database is held to the same");
	is_text(sql_error(database, "SELECT * FROM sqlite_schema"),
	        "the table 'sqlite_master' may not be used in SQL that reads records", "a refusal names the table");
	is_text(sql_error(database, "SELECT * FROM found"),
	        "a virtual table may not be used in SQL that reads records", "modules are not run");
	database_close(database);
	stat(in_folder("read.db"), &after);
	ok(before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec
	           && before.st_size == after.st_size,
	   "(19) the file was not touched");
}

static void limits(void)
{
	struct database *database = open_new("limits.db", "CREATE TABLE t(a); PRAGMA application_id = 1919247214;"
	                                                  "PRAGMA user_version = -3");
	struct text sql = TEXT_INIT;
	int32_t id = 0, version = 0;

	text_append(&sql, "SELECT ");
	for (int i = 0; i < 400; i++)
		text_append(&sql, "(1+");
	text_append(&sql, "1");
	for (int i = 0; i < 400; i++)
		text_append(&sql, ")");
	ok(sql_error(database, text_string(&sql))[0], "(19) an expression that is too deep is an error");
	text_clear(&sql);
	text_append(&sql, "SELECT 1");
	for (int i = 0; i < 200; i++)
		text_append(&sql, " UNION SELECT 1");
	ok(sql_error(database, text_string(&sql))[0], "(19) too many compound selects are an error");
	text_clear(&sql);
	text_append(&sql, "SELECT 'x' LIKE '");
	for (int i = 0; i < 60; i++)
		text_append(&sql, "%a%");
	text_append(&sql, "'");
	ok(sql_error(database, text_string(&sql))[0], "(19) too long a LIKE pattern is an error");
	text_release(&sql);
	ok(sql_error(database, "SELECT length(replace(printf('%100000s', 'x'), ' ', printf('%1000s', 'y')))")[0],
	   "(19) too long a text is an error");
	is_number(database_identity(database_connection(database, 0), &id, &version, &err), 0, "identity is read");
	is_number(id, 1919247214, "application_id");
	is_number(version, -3, "user_version");
	is_text(database_path(database), in_folder("limits.db"), "the path is as given");
	database_close(database);
}

static void *interrupt_soon(void *database)
{
	usleep(50000);
	database_interrupt(database);
	return NULL;
}

static void interrupting(void)
{
	struct database *database = open_new("stop.db", "CREATE TABLE t(a)");
	pthread_t thread;

	pthread_create(&thread, NULL, interrupt_soon, database);
	ok(strstr(sql_error(database, "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT sum(i) FROM n"),
	          "was interrupted")
	           != NULL,
	   "another thread can stop a query that has no end");
	pthread_join(thread, NULL);
	ok(sql_error(database, "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT sum(i) FROM n")[0],
	   "and what starts after it stops too");
	database_close(database);
}

static int64_t ask(struct database *database, size_t connection, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = -1;
	struct error ignored = ERROR_INIT;

	if (!connection_prepare(database_connection(database, connection), sql, &statement, &ignored)
	    && sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

/* A child process that commits as fast as it can: every commit adds one to both counters. */
static pid_t start_writer(const char *path)
{
	pid_t pid = fork();

	if (pid == 0) {
		sqlite3 *sqlite = NULL;

		sqlite3_open(path, &sqlite);
		sqlite3_busy_timeout(sqlite, 10000);
		sqlite3_exec(sqlite, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
		for (;;)
			sqlite3_exec(
				sqlite,
				"BEGIN IMMEDIATE; UPDATE counter SET n = n + 1; UPDATE other SET n = n + 1; COMMIT",
				NULL, NULL, NULL);
	}
	return pid;
}

static void same_commit(const char *mode)
{
	char sql[256], name[32];
	const char *path;
	pid_t writer;
	int64_t first = -1, last = -1;
	bool same = true, steady = true, opened = true;

	snprintf(name, sizeof name, "writer-%s.db", mode);
	path = in_folder(name);
	snprintf(sql, sizeof sql,
	         "PRAGMA journal_mode = %s; CREATE TABLE counter(n); INSERT INTO counter VALUES(0);"
	         "CREATE TABLE other(n); INSERT INTO other VALUES(0)",
	         mode);
	run_sql(path, sql);
	writer = start_writer(path);
	for (int round = 0; round < 20 && opened; round++) {
		struct database *database = NULL;
		int64_t seen = -1;

		err = (struct error) ERROR_INIT;
		opened = database_open(&database, path, 6, &err) == 0;
		for (size_t i = 0; opened && i < 6; i++) {
			int64_t n = ask(database, i, "SELECT n FROM counter");

			same = same && (i == 0 || n == seen) && ask(database, i, "SELECT n FROM other") == n;
			seen = n;
		}
		if (opened) {
			usleep(3000);
			steady = steady && ask(database, 3, "SELECT n FROM counter") == seen;
		}
		first = first < 0 ? seen : first;
		last = seen;
		database_close(database);
		usleep(5000);
	}
	ok(opened, "%s: a database is opened while another program writes: %s", mode, err.message);
	ok(same, "%s: all connections read the same commit", mode);
	ok(steady, "%s: and go on reading it", mode);
	ok(last > first, "%s: (the other program did write: %lld to %lld)", mode, (long long) first,
	   (long long) last);
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
}

static void locked(void)
{
	const char *path = in_folder("locked.db");
	sqlite3 *sqlite = NULL;
	char expected[512];

	sqlite3_open(path, &sqlite);
	sqlite3_exec(sqlite, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	snprintf(expected, sizeof expected, "database '%s' is locked by another program", path);
	is_text(open_fails(path), expected, "a locked database is named");
	is_number(err.code, ERROR_INPUT, "a locked database is for the user to free");
	sqlite3_exec(sqlite, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(sqlite);
	is_text(open_fails(path), "opened", "and opens once it is free");
}

static void odd_paths(void)
{
	char here[4096];
	struct database *database = NULL;

	ok(getcwd(here, sizeof here) && chdir(test_folder) == 0, "(in the folder)");
	run_sql("./file:odd?mode=memory", "CREATE TABLE t(a)");
	run_sql("./:memory:", "CREATE TABLE t(a)");
	is_text(open_fails("file:odd?mode=memory"), "opened", "a path that looks like a URI is a path");
	is_text(open_fails(":memory:"), "opened", "a file called :memory: is a file");
	ok(database_open(&database, "file:missing?mode=memory", 1, &err) != 0,
	   "and no database is made up from a name");
	ok(chdir(here) == 0, "(back)");
}

int main(void)
{
	make_test_folder();
	bad_files();
	only_reading();
	limits();
	interrupting();
	same_commit("delete");
	same_commit("wal");
	locked();
	odd_paths();
	remove_test_folder();
	return done();
}
