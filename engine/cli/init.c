/* init.c: reckon init DIR: a workspace that runs at once: tables with a few records, a pack with a rule of each kind, a test. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/file.h"
#include "base/new_file.h"
#include "records/database.h"
#include "records/import.h"
#include "workspace_files.h"

#include <dirent.h>
#include <errno.h>
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

static int make_folder(const char *path, struct error *err)
{
	return mkdir(path, 0777) ? error_system(err, "make the folder", path) : 0;
}

/* A folder that is new, or empty: nothing of anybody's is written over. */
static int begin(const char *folder, bool *made, struct error *err)
{
	const struct dirent *entry;
	bool empty = true;
	DIR *open;

	*made = !mkdir(folder, 0777);
	if (*made)
		return 0;
	if (errno != EEXIST)
		return error_system(err, "make the folder", folder);
	open = opendir(folder);
	if (!open)
		return error_system(err, "open the folder", folder);
	while (empty && (entry = readdir(open)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	closedir(open);
	if (empty)
		return 0;
	error_set(err, ERROR_INPUT, "there is something in '%s' already", folder);
	return error_hint(err, "name a folder that is not there yet: it will be made");
}

static int make_database(struct arena *arena, const char *folder, struct problems *problems, struct error *err)
{
	const char *path = path_join(arena, folder, DATABASE);

	if (!path)
		return error_memory(err);
	if (database_make(path, path_join(arena, folder, TABLES), err))
		return -1;
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		const struct import_options options = { .cancelled = NULL };
		const char *csv = arena_format(arena, "%s/schema/support/%s.csv", folder, tables[i]);
		int64_t rows;

		if (!csv)
			return error_memory(err);
		if (import_csv(path, tables[i], csv, &options, &rows, problems))
			return -1;
	}
	return 0;
}

static int fill(struct arena *arena, const char *folder, struct problems *problems, struct error *err)
{
	for (size_t i = 0; i < FOLDER_COUNT; i++) {
		const char *path = path_join(arena, folder, folders[i]);

		if (!path ? error_memory(err) : make_folder(path, err))
			return -1;
	}
	for (size_t i = 0; i < FILE_COUNT; i++) {
		const char *path = path_join(arena, folder, path_within(&files[i]));

		if (!path ? error_memory(err) : new_file_write(path, files[i].text, strlen(files[i].text), err))
			return -1;
	}
	return make_database(arena, folder, problems, err);
}

/* What could not be finished is taken away: all that is in the folder was made here. */
static void undo(struct arena *arena, const char *folder, bool made)
{
	const char *path;

	if ((path = path_join(arena, folder, DATABASE)))
		unlink(path);
	for (size_t i = 0; i < FILE_COUNT; i++) {
		if ((path = path_join(arena, folder, path_within(&files[i]))))
			unlink(path);
	}
	for (size_t i = FOLDER_COUNT; i-- > 0;) {
		if ((path = path_join(arena, folder, folders[i])))
			rmdir(path);
	}
	if (made)
		rmdir(folder);
}

int command_init(const struct arguments *arguments)
{
	const char *folder = arguments->operands[0];
	struct problems problems = PROBLEMS_INIT;
	struct arena arena = ARENA_INIT;
	struct error err = ERROR_INIT;
	bool made = false;
	int status = 0;

	if (begin(folder, &made, &err)) {
		status = report_error(&err);
	} else if (fill(&arena, folder, &problems, &err)) {
		status = problems.count ? report_problems(&problems) : report_error(&err);
		undo(&arena, folder, made);
	} else {
		printf("%s is a workspace that runs. Begin with:\n"
		       "  cd '%s'\n"
		       "  reckon run rules/support/autumn-2025.yaml\n"
		       "  reckon test rules/support\n"
		       "README.md says what there is and what to change.\n",
		       folder, folder);
	}
	problems_release(&problems);
	arena_release(&arena);
	return status;
}
