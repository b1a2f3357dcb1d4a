/* file.c: paths, whole files, and files that appear whole or not at all. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
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

/* Temporary files that exist now, for the signal handler: a fixed table, since it may neither lock nor allocate. */
#define NEW_FILES_MAX 8
static _Atomic(char *) unfinished[NEW_FILES_MAX];

static bool remember(char *path)
{
	for (size_t i = 0; i < NEW_FILES_MAX; i++) {
		char *none = NULL;

		if (atomic_compare_exchange_strong(&unfinished[i], &none, path))
			return true;
	}
	return false;
}

static void forget(char *path)
{
	for (size_t i = 0; i < NEW_FILES_MAX; i++) {
		char *expected = path;

		if (atomic_compare_exchange_strong(&unfinished[i], &expected, NULL))
			return;
	}
}

void new_file_abandon_all(void)
{
	for (size_t i = 0; i < NEW_FILES_MAX; i++) {
		char *path = atomic_load(&unfinished[i]);

		if (path)
			unlink(path);
	}
}

int new_file_begin(struct new_file *file, const char *target, struct error *err)
{
	static const char suffix[] = ".XXXXXX";
	size_t length = strlen(target);
	sigset_t all, before;
	bool begun = false;
	int fd;

	*file = (struct new_file){ .target = strdup(target), .temporary = malloc(length + sizeof suffix) };
	if (!file->target || !file->temporary) {
		error_memory(err);
		goto fail;
	}
	memcpy(file->temporary, target, length);
	memcpy(file->temporary + length, suffix, sizeof suffix);
	/* A signal between the two would leave a file that nobody knows of. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	fd = mkostemp(file->temporary, O_CLOEXEC);
	if (fd < 0) {
		error_system(err, "create a file beside", target);
	} else if (!remember(file->temporary)) {
		unlink(file->temporary);
		error_set(err, ERROR_BUG, "more than %d files are being written at once", NEW_FILES_MAX);
	} else {
		begun = true;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (fd >= 0)
		close(fd);
	if (begun)
		return 0;
fail:
	free(file->target);
	free(file->temporary);
	*file = (struct new_file){ NULL, NULL };
	return -1;
}

/* mkostemp makes the file private; a result gets the mode that any new file would have. */
static int set_ordinary_mode(const char *path)
{
	mode_t mask = umask(0);

	umask(mask);
	return chmod(path, 0666 & ~mask);
}

static int sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	int result;

	if (fd < 0)
		return -1;
	do
		result = fsync(fd);
	while (result && errno == EINTR);
	/* Some file systems have no fsync for folders; the rename itself is still atomic there. */
	if (result && errno == EINVAL)
		result = 0;
	if (close(fd))
		result = -1;
	return result;
}

static int sync_folder(const char *target)
{
	struct arena arena = ARENA_INIT;
	char *folder = path_directory(&arena, target);
	int result = folder ? sync_path(folder, O_RDONLY | O_DIRECTORY) : -1;

	if (!folder)
		errno = ENOMEM;
	arena_release(&arena);
	return result;
}

int new_file_commit(struct new_file *file, struct error *err)
{
	if (set_ordinary_mode(file->temporary) || sync_path(file->temporary, O_RDWR)) {
		error_system(err, "write", file->target);
		new_file_abandon(file);
		return -1;
	}
	if (rename(file->temporary, file->target)) {
		error_system(err, "put in its place", file->target);
		new_file_abandon(file);
		return -1;
	}
	forget(file->temporary);
	if (sync_folder(file->target)) {
		error_system(err, "sync the folder of", file->target);
		free(file->target);
		free(file->temporary);
		*file = (struct new_file){ NULL, NULL };
		return -1;
	}
	free(file->target);
	free(file->temporary);
	*file = (struct new_file){ NULL, NULL };
	return 0;
}

void new_file_abandon(struct new_file *file)
{
	if (file->temporary) {
		unlink(file->temporary);
		forget(file->temporary);
	}
	free(file->target);
	free(file->temporary);
	*file = (struct new_file){ NULL, NULL };
}
