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

int file_open_failed(struct error *err, const char *what, const char *path)
{
	bool missing = errno == ENOENT;
	struct arena arena = ARENA_INIT;
	struct dirent **entries = NULL;
	struct nearest nearest = nearest_to(path_base(path));
	const char *folder;
	int count;

	error_system(err, what, path);
	folder = missing ? path_directory(&arena, path) : NULL;
	count = folder ? scandir(folder, &entries, is_shown, compare_entries) : 0;
	for (int i = 0; i < count; i++)
		nearest_offer(&nearest, entries[i]->d_name);
	error_did_you_mean(err, nearest.best);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	arena_release(&arena);
	return -1;
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
