/* init.c: reckon init DIR: a workspace that runs at once: tables with a few records, a pack with a rule of each kind, a test. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/signals.h"

#include "base/file.h"
#include "base/new_file.h"
#include "records/database.h"
#include "records/import.h"
#include "workspace_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE "council.db"
#define TABLES   "schema/support.sql"

static const struct workspace_file {
	const char *path, *text;
} files[] = { WORKSPACE_FILES };
enum { FILE_COUNT = sizeof files / sizeof *files };

/* In the order in which they are made. */
static const char *const folders[] = { "schema", "schema/support", "rules", "rules/support" };
/* In an order that has every row's foreign keys there before it. */
static const char *const tables[] = { "area", "family", "child" };
enum { FOLDER_COUNT = sizeof folders / sizeof *folders, TABLE_COUNT = sizeof tables / sizeof *tables };

/* The workspace's own README stands at its top. */
static const char *path_within(const struct workspace_file *file)
{
	return strcmp(path_base(file->path), "README.md") ? file->path : "README.md";
}

/* What was made here, and is taken away again where the rest cannot be made. */
struct made {
	bool folder, database;
	size_t folders, files; /* the first ones */
};

struct making {
	const char *folder;
	struct arena arena;
	const atomic_bool *stop; /* a signal came */
	struct made made;
	struct problems *problems;
	struct error *err;
};

static int occupied(struct making *making)
{
	error_set(making->err, ERROR_INPUT, "there is something in '%s' already", making->folder);
	return error_hint(making->err, "name a folder that is not there yet: it will be made");
}

static int stopped(struct making *making)
{
	return error_set(making->err, ERROR_SYSTEM, "making the workspace '%s' was stopped: nothing of it is left",
	                 making->folder);
}

/* NULL: making->err says so. */
static const char *path_in(struct making *making, const char *name)
{
	const char *path = path_join(&making->arena, making->folder, name);

	if (!path)
		error_memory(making->err);
	return path;
}

/* A folder that is new, or empty: nothing of anybody's is written over. */
static int begin(struct making *making)
{
	const struct dirent *entry;
	bool empty = true;
	DIR *open;

	making->made.folder = !mkdir(making->folder, 0777);
	if (making->made.folder)
		return 0;
	if (errno != EEXIST)
		return error_system(making->err, "make the folder", making->folder);
	open = opendir(making->folder);
	if (!open)
		return error_system(making->err, "open the folder", making->folder);
	errno = 0;
	while (empty && (entry = readdir(open)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	int failed = !empty  ? occupied(making)
	             : errno ? error_system(making->err, "read the folder", making->folder)
	                     : 0;

	closedir(open);
	return failed;
}

/* Whoever makes the first one has the workspace, should two begin at once. */
static int make_folders(struct making *making)
{
	for (size_t i = 0; i < FOLDER_COUNT; i++, making->made.folders++) {
		const char *path = path_in(making, folders[i]);

		if (!path)
			return -1;
		if (mkdir(path, 0777))
			return i == 0 && errno == EEXIST ? occupied(making)
			                                 : error_system(making->err, "make the folder", path);
	}
	return 0;
}

static int make_files(struct making *making)
{
	for (size_t i = 0; i < FILE_COUNT; i++) {
		const char *path = path_in(making, path_within(&files[i]));

		if (!path)
			return -1;
		if (atomic_load(making->stop))
			return stopped(making);
		making->made.files++;
		if (new_file_write(path, files[i].text, strlen(files[i].text), making->err))
			return -1;
	}
	return 0;
}

static int make_database(struct making *making)
{
	const char *path = path_in(making, DATABASE);

	if (!path)
		return -1;
	making->made.database = true;
	if (database_make(path, path_join(&making->arena, making->folder, TABLES), making->err))
		return -1;
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		const struct import_options options = { .cancelled = making->stop };
		const char *csv = arena_format(&making->arena, "%s/schema/support/%s.csv", making->folder, tables[i]);
		int64_t rows;

		if (!csv)
			return error_memory(making->err);
		if (atomic_load(making->stop))
			return stopped(making);
		if (import_csv(path, tables[i], csv, &options, &rows, making->problems))
			return -1;
	}
	return 0;
}

/* Where this is needed memory may be at its end. A path that is too long was never made. */
static void take_away(const struct making *making, const char *name, int (*remove)(const char *))
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/%s", making->folder, name) < (int) sizeof path)
		remove(path);
}

/* What could not be finished is taken away. */
static void undo(const struct making *making)
{
	if (making->made.database) {
		take_away(making, DATABASE, unlink);
		take_away(making, DATABASE "-journal", unlink);
	}
	for (size_t i = 0; i < making->made.files; i++)
		take_away(making, path_within(&files[i]), unlink);
	for (size_t i = making->made.folders; i-- > 0;)
		take_away(making, folders[i], rmdir);
	if (making->made.folder)
		rmdir(making->folder);
}

/* As a shell takes it for one word, whatever is in it. */
static int print_next_steps(const char *folder, struct error *err)
{
	struct text word = TEXT_INIT;

	for (const char *at = folder; *at; at++)
		text_append_bytes(&word, *at == '\'' ? "'\\''" : at, *at == '\'' ? 4 : 1);
	if (word.failed) {
		text_release(&word);
		return error_memory(err);
	}
	text_print(folder, stdout);
	printf(" is a workspace that runs. Begin with:\n  cd '");
	text_print(text_string(&word), stdout);
	printf("'\n"
	       "  reckon run rules/support/autumn-2025.yaml\n"
	       "  reckon test rules/support\n"
	       "README.md says what there is and what to change.\n");
	text_release(&word);
	return 0;
}

int command_init(const struct arguments *arguments)
{
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	struct making making = { .folder = arguments->operands[0],
		                 .arena = ARENA_INIT,
		                 .stop = signals_hold(),
		                 .problems = &problems,
		                 .err = &err };
	int status = 0;

	if (begin(&making)) {
		status = report_error(&err);
	} else if (make_folders(&making) || make_files(&making) || make_database(&making)
	           || print_next_steps(making.folder, &err)) {
		status = problems.count || problems.memory_failed ? report_problems(&problems) : report_error(&err);
		undo(&making);
	}
	problems_release(&problems);
	arena_release(&making.arena);
	return status;
}
