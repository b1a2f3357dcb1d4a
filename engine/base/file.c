/* file.c: paths and whole files. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, const char *path, size_t limit, struct text *out, struct error *err)
{
	char buffer[1 << 14];
	size_t total = 0;

	for (;;) {
		ssize_t got = read(fd, buffer, sizeof buffer);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(err, "read", path);
		if (got == 0)
			return out->failed ? error_memory(err) : 0;
		total += (size_t) got;
		if (total > limit)
			return error_set(err, ERROR_INPUT, "'%s' is larger than %zu bytes", path, limit);
		text_append_bytes(out, buffer, (size_t) got);
	}
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Not by the locale's order, as alphasort has it. */
static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* ".yaml", with its dot; "" where there is none. */
static const char *ending_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name ? dot : "";
}

/* A file of another kind is not what was meant, but support.cvs and parameters.yml are. Without an ending, any may be missing. */
static bool is_of_kind(const char *wanted, const char *entry)
{
	const char *ending = ending_of(wanted), *found = ending_of(entry);
	struct nearest nearest = nearest_to(ending);

	nearest_offer(&nearest, found);
	return !*ending || nearest.best;
}

static bool lacks_ending_only(const char *wanted, const char *entry)
{
	size_t length = strlen(wanted);

	return !*ending_of(wanted) && !strncmp(entry, wanted, length) && entry + length == ending_of(entry);
}

/* Of these, the only one in a folder is what was meant, whatever it is called: a pack has several of the others. */
static bool is_alone_offered(const char *name)
{
	const char *ending = ending_of(name);

	return !strcmp(ending, ".csv") || !strcmp(ending, ".run") || !strcmp(ending, ".db");
}

/* Into `hint` the entry of `folder` most like `name`, behind `before`. */
static void hint_at_nearest(struct error *err, const char *folder, const char *before, const char *name)
{
	struct nearest nearest = nearest_to(name);
	struct dirent **entries = NULL;
	const char *whole = NULL, *only = NULL;
	int alike = 0;
	int count = scandir(folder, &entries, is_shown, compare_entries);

	for (int i = 0; i < count; i++) {
		if (is_of_kind(name, entries[i]->d_name))
			nearest_offer(&nearest, entries[i]->d_name);
		if (is_alone_offered(name) && !strcmp(ending_of(name), ending_of(entries[i]->d_name))) {
			only = entries[i]->d_name;
			alike++;
		}
		if (lacks_ending_only(name, entries[i]->d_name))
			whole = entries[i]->d_name;
	}
	if (!nearest.best && alike == 1)
		nearest.best = only;
	if (whole || nearest.best)
		error_hint(err, "did you mean '%s%s'?", before, whole ? whole : nearest.best);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}

/* "a/b" of "a/b/c", where there is an "a": *folder is what is there, and *part what is not. */
static const char *missing_folder(struct arena *arena, const char *path, const char **folder, const char **part)
{
	const char *missing = NULL;
	struct stat status;

	for (*folder = path_directory(arena, path); *folder && stat(*folder, &status) && errno == ENOENT;) {
		missing = *folder;
		*part = path_base(missing);
		*folder = path_directory(arena, missing);
	}
	return *folder ? missing : NULL;
}

int file_open_failed(struct error *err, const char *what, const char *path)
{
	bool missing = errno == ENOENT;
	struct arena arena = ARENA_INIT;
	const char *folder, *part = NULL, *gone, *slash = strrchr(path, '/');

	error_system(err, what, path);
	gone = missing ? missing_folder(&arena, path, &folder, &part) : NULL;
	if (gone) {
		size_t before = strlen(gone) - strlen(part);
		const char *kept = arena_bytes(&arena, gone, before);

		error_set(err, ERROR_INPUT, "cannot %s '%s': there is no folder '%s'", what, path, gone);
		if (kept)
			hint_at_nearest(err, folder, kept, part);
	} else if (missing && folder) {
		hint_at_nearest(err, folder, "", slash ? slash + 1 : path);
	}
	arena_release(&arena);
	return -1;
}

int file_named_failed(struct error *err, const char *what, const char *path)
{
	static const char mean[] = "did you mean '";
	const char *slash = strrchr(path, '/');
	char hint[sizeof err->hint];

	file_open_failed(err, what, path);
	snprintf(hint, sizeof hint, "%s", err->hint);
	if (!slash || strncmp(hint, mean, strlen(mean)) != 0 || strchr(hint, '/')
	    || strstr(err->message, "there is no folder"))
		return -1;
	return error_hint(err, "%s%.*s%s", mean, (int) (slash + 1 - path), path, hint + strlen(mean));
}

int file_check_place(const char *path, struct error *err)
{
	struct arena arena = ARENA_INIT;
	const char *folder = path_directory(&arena, path);
	struct stat status;
	int failed = 0;

	if (!folder) {
		failed = error_memory(err);
	} else if (stat(folder, &status)) {
		failed = file_open_failed(err, "write", path);
		if (!err->hint[0])
			error_hint(err, "make the folder first");
	} else if (!S_ISDIR(status.st_mode)) {
		failed = error_set(err, ERROR_INPUT, "cannot write '%s': '%s' is not a folder", path, folder);
	}
	arena_release(&arena);
	return failed;
}

int file_stat_failed(const char *path, struct error *err)
{
	return errno == EIO || errno == ENOMEM ? error_system(err, "look at", path) : 0;
}

int file_read(const char *path, size_t limit, struct text *out, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat status;
	int result;

	if (fd < 0)
		return file_open_failed(err, "open", path);
	if (fstat(fd, &status))
		result = error_system(err, "read", path);
	else if (S_ISDIR(status.st_mode))
		result = error_set(err, ERROR_INPUT, "'%s' is a folder, not a file", path);
	else
		result = read_all(fd, path, limit, out, err);
	close(fd);
	return result;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_ends_with(const char *path, const char *ending)
{
	size_t length = strlen(path), end = strlen(ending);

	return length > end && !strcmp(path + length - end, ending);
}

char *path_directory(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return arena_text(arena, ".");
	return slash == path ? arena_text(arena, "/") : arena_bytes(arena, path, (size_t) (slash - path));
}

/* Appends one part of a path to what is normalised so far: "." goes, ".." takes the part before it. */
static void add_part(char *out, size_t *length, bool absolute, const char *part, size_t part_length)
{
	size_t start = *length;

	if (part_length == 0 || (part_length == 1 && part[0] == '.'))
		return;
	if (part_length == 2 && part[0] == '.' && part[1] == '.') {
		while (start > 0 && out[start - 1] != '/')
			start--;
		bool is_up = *length - start == 2 && out[start] == '.' && out[start + 1] == '.';

		if (*length > start && !is_up) {
			*length = start > (absolute ? 1 : 0) ? start - 1 : start;
			return;
		}
		if (absolute)
			return;
	}
	if (*length > 0 && out[*length - 1] != '/')
		out[(*length)++] = '/';
	memcpy(out + *length, part, part_length);
	*length += part_length;
}

char *path_join(struct arena *arena, const char *folder, const char *path)
{
	size_t folder_length = path[0] == '/' ? 0 : strlen(folder);
	char *joined = arena_format(arena, "%s%s%s", folder_length ? folder : "", folder_length ? "/" : "", path);
	char *out = joined ? arena_alloc(arena, strlen(joined) + 2) : NULL;
	size_t length = 0;

	if (!out)
		return NULL;
	bool absolute = joined[0] == '/';

	if (absolute)
		out[length++] = '/';
	for (const char *part = joined; *part;) {
		size_t part_length = strcspn(part, "/");

		add_part(out, &length, absolute, part, part_length);
		part += part_length + (part[part_length] == '/');
	}
	if (length == 0)
		out[length++] = '.';
	out[length] = '\0';
	return out;
}
