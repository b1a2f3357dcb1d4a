/* content.c: what files are, by how they begin and by their names. See content.h. */
#include "base/content.h"

#include "base/file.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *what, *hint;
} contents[] = {
	[CONTENT_FOLDER] = { "a folder", NULL },
	[CONTENT_RUN_FILE] = { "a run file", "'reckon verify', 'replay', 'explain' and 'compare' take run files" },
	[CONTENT_DATABASE] = { "a database of records",
	                       "a scenario names it under 'data', or a command with --data" },
	[CONTENT_SPREADSHEET] = { "a spreadsheet, or something else in a zip file", "save it as 'CSV UTF-8'" },
	[CONTENT_UTF16] = { "UTF-16 text", "save it as UTF-8" },
	[CONTENT_YAML] = { "a YAML file", "if it is a scenario, 'reckon run' evaluates it and writes its run file" },
	[CONTENT_RULES] = { "a rule file", "a scenario names it under 'rules'; 'reckon check' takes it too" },
	[CONTENT_CSV] = { "a CSV file",
	                  "'reckon import' takes it into a table; a rule names it as its decision table" },
	[CONTENT_SQL] = { "an SQL file", "sqlite3 makes a database of it: sqlite3 council.db <schema.sql" },
};

static const struct {
	const char *end;
	enum content content;
} endings[] = { { ".yaml", CONTENT_YAML },
	        { ".yml", CONTENT_YAML },
	        { ".lua", CONTENT_RULES },
	        { ".csv", CONTENT_CSV },
	        { ".sql", CONTENT_SQL } };

static bool begins(const char *bytes, size_t length, const char *with, size_t with_length)
{
	return length >= with_length && !memcmp(bytes, with, with_length);
}

/* Run files have this application_id (run/run_file.h), at byte 68 of the header. */
static bool has_run_identity(const char *bytes, size_t length)
{
	return length >= CONTENT_BYTES && !memcmp(bytes + 68, "RKRN", 4);
}

enum content content_of_bytes(const char *bytes, size_t length)
{
	if (begins(bytes, length, "SQLite format 3", 16))
		return has_run_identity(bytes, length) ? CONTENT_RUN_FILE : CONTENT_DATABASE;
	if (begins(bytes, length, "PK\3\4", 4))
		return CONTENT_SPREADSHEET;
	if (begins(bytes, length, "\xFF\xFE", 2) || begins(bytes, length, "\xFE\xFF", 2))
		return CONTENT_UTF16;
	return CONTENT_UNKNOWN;
}

static enum content content_of_name(const char *path)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t end = strlen(endings[i].end);

		if (length > end && !strcmp(path + length - end, endings[i].end))
			return endings[i].content;
	}
	return CONTENT_UNKNOWN;
}

int content_of(const char *path, enum content *content, struct error *err)
{
	char bytes[CONTENT_BYTES];
	struct stat status;
	ssize_t length;
	int fd, failed;

	*content = CONTENT_UNKNOWN;
	/* What is not there, whoever reads it says. Opening a pipe would take what is in it from him. */
	if (stat(path, &status))
		return file_stat_failed(path, err);
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
		return 0;
	if (S_ISDIR(status.st_mode)) {
		*content = CONTENT_FOLDER;
		return 0;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return error_system(err, "open", path);
	length = read(fd, bytes, sizeof bytes);
	failed = length < 0 ? error_system(err, "read", path) : 0;
	close(fd);
	if (!failed)
		*content = content_of_bytes(bytes, (size_t) length);
	if (*content == CONTENT_UNKNOWN)
		*content = content_of_name(path);
	return failed;
}

int content_refuse(struct error *err, const char *path, enum content content, const char *wanted)
{
	ensure(content != CONTENT_UNKNOWN);
	error_set(err, ERROR_INPUT, "'%s' is %s, not %s", path, contents[content].what, wanted);
	if (contents[content].hint)
		error_hint(err, "%s", contents[content].hint);
	return -1;
}
