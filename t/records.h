/* records.h: temporary databases for the tests of engine/records. */
#ifndef RECKON_T_RECORDS_H
#define RECKON_T_RECORDS_H

#include "config/scenario.h"
#include "records/database.h"
#include "records/reader.h"
#include "records/schema.h"
#include "tap.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char test_folder[64];

__attribute__((unused)) static void remove_test_folder(void)
{
	char command[128];

	chmod(test_folder, 0700);
	snprintf(command, sizeof command, "rm -rf '%s'", test_folder);
	if (test_folder[0] && system(command))
		printf("# could not remove %s\n", test_folder);
}

__attribute__((unused)) static void make_test_folder(void)
{
	const char *folder = getenv("TMPDIR");

	snprintf(test_folder, sizeof test_folder, "%s/reckon-test-XXXXXX",
	         folder && strlen(folder) < 40 ? folder : "/tmp");
	if (!mkdtemp(test_folder))
		exit(1);
}

/* A path in the test's own folder; one of a few static buffers. */
__attribute__((unused)) static const char *in_folder(const char *name)
{
	static char paths[8][256];
	static int next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", test_folder, name);
	return path;
}

__attribute__((unused)) static void run_sql(const char *path, const char *sql)
{
	sqlite3 *sqlite = NULL;
	char *message = NULL;

	if (sqlite3_open(path, &sqlite) != SQLITE_OK
	    || sqlite3_exec(sqlite, sql, NULL, NULL, &message) != SQLITE_OK) {
		printf("Bail out! %s: %s\n", sql, message ? message : "cannot open");
		exit(1);
	}
	sqlite3_close(sqlite);
}

/* A new database made by `sql`, opened with one connection. */
__attribute__((unused)) static struct database *open_new(const char *name, const char *sql)
{
	struct error err = ERROR_INIT;
	struct database *database = NULL;
	const char *path = in_folder(name);

	unlink(path);
	run_sql(path, sql);
	if (database_open(&database, path, 1, &err)) {
		error_print(&err, "bail out", stdout);
		exit(1);
	}
	return database;
}

__attribute__((unused)) static void write_file(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes, 1, length, file) != length || fclose(file))
		exit(1);
}

/* The problems' messages, hints and causes, one a line. */
__attribute__((unused)) static const char *problems_text(const struct problems *problems)
{
	static char text[20000];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < problems->count && used < sizeof text - 2000; i++) {
		const struct error *e = &problems->items[i];

		used += (size_t) snprintf(text + used, sizeof text - used, "%d:%d %s%s%s%s%s\n", e->line, e->column,
		                          e->message, e->hint[0] ? " [" : "", e->hint, e->hint[0] ? "]" : "", "");
	}
	return text;
}

#endif
