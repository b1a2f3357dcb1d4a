/* test_find.c: which files of tests there are below the paths that a user names. */
#include "base/file.h"
#include "run/test.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDERS_DEPTH 32

struct file_search {
	struct arena *arena;
	const char **files; /* malloc'ed while it grows */
	size_t count, capacity;
};

static int add(struct file_search *search, const char *path, struct error *err)
{
	for (size_t i = 0; i < search->count; i++) {
		if (!strcmp(search->files[i], path))
			return 0;
	}
	if (array_reserve(&search->files, &search->capacity, search->count + 1, sizeof *search->files))
		return error_memory(err);
	search->files[search->count++] = path;
	return 0;
}

bool tests_is_file(const char *name)
{
	return !strcmp(name, "tests.yaml") || path_ends_with(name, ".tests.yaml");
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* The names in a folder, in order, but for hidden ones. *names is malloc'ed. */
static int list(const char *folder, struct arena *arena, const char ***names, size_t *count, struct error *err)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	size_t capacity = 0;
	int failed = 0;

	*names = NULL;
	*count = 0;
	if (!directory)
		return errno == ENOMEM ? error_memory(err) : error_system(err, "look into", folder);
	while (!failed && (entry = readdir(directory))) {
		const char *name;

		if (entry->d_name[0] == '.')
			continue;
		name = arena_text(arena, entry->d_name);
		if (!name || array_reserve(names, &capacity, *count + 1, sizeof **names))
			failed = error_memory(err);
		else
			(*names)[(*count)++] = name;
	}
	closedir(directory);
	if (*count)
		qsort(*names, *count, sizeof **names, compare_names);
	return failed;
}

/* Links to folders are not followed: one may lead back. */
static int look_into(struct file_search *search, const char *folder, int depth, struct error *err)
{
	const char **names;
	size_t count;
	int failed = list(folder, search->arena, &names, &count, err);

	for (int folders = 0; folders < 2; folders++) {
		for (size_t i = 0; i < count && !failed; i++) {
			const char *path = path_join(search->arena, folder, names[i]);
			struct stat status;

			if (!folders && !tests_is_file(names[i]))
				continue;
			if (!path)
				failed = error_memory(err);
			else if (folders ? lstat(path, &status) : stat(path, &status))
				failed = file_stat_failed(path, err);
			else if (!folders && S_ISREG(status.st_mode))
				failed = add(search, path, err);
			else if (folders && S_ISDIR(status.st_mode) && depth < FOLDERS_DEPTH)
				failed = look_into(search, path, depth + 1, err);
		}
	}
	free(names);
	return failed;
}

static int look_at(struct file_search *search, const char *path, struct error *err)
{
	size_t before = search->count;
	struct stat status;
	const char *kept;

	if (stat(path, &status))
		return file_named_failed(err, "open", path);
	kept = path_join(search->arena, ".", path);
	if (!kept)
		return error_memory(err);
	if (!S_ISDIR(status.st_mode))
		return add(search, kept, err);
	if (look_into(search, kept, 0, err))
		return -1;
	if (search->count > before)
		return 0;
	error_set(err, ERROR_INPUT, "there are no tests in '%s'", path);
	return error_hint(err, "tests are in files called tests.yaml or NAME.tests.yaml");
}

int tests_find(const char *const *paths, size_t count, struct arena *arena, const char *const **files,
               size_t *file_count, struct error *err)
{
	struct file_search search = { .arena = arena };
	const char **kept = NULL;
	int failed = 0;

	for (size_t i = 0; i < count && !failed; i++)
		failed = look_at(&search, paths[i], err);
	if (!failed) {
		kept = arena_array(arena, search.count, sizeof *kept);
		failed = kept ? 0 : error_memory(err);
	}
	if (!failed && search.count)
		memcpy(kept, search.files, search.count * sizeof *kept);
	free(search.files);
	*files = kept;
	*file_count = search.count;
	return failed;
}
