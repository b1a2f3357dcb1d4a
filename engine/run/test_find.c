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

struct finding {
	struct arena *arena;
	const char **files; /* malloc'ed while it grows */
	size_t count, capacity;
};

static int add(struct finding *finding, const char *path, struct error *err)
{
	for (size_t i = 0; i < finding->count; i++) {
		if (!strcmp(finding->files[i], path))
			return 0;
	}
	if (array_reserve(&finding->files, &finding->capacity, finding->count + 1, sizeof *finding->files))
		return error_memory(err);
	finding->files[finding->count++] = path;
	return 0;
}

static bool is_of_tests(const char *name)
{
	static const char ending[] = ".tests.yaml";
	size_t length = strlen(name), end = sizeof ending - 1;

	return !strcmp(name, "tests.yaml") || (length > end && !strcmp(name + length - end, ending));
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
static int look_into(struct finding *finding, const char *folder, int depth, struct error *err)
{
	const char **names;
	size_t count;
	int failed = list(folder, finding->arena, &names, &count, err);

	for (int folders = 0; folders < 2; folders++) {
		for (size_t i = 0; i < count && !failed; i++) {
			const char *path = path_join(finding->arena, folder, names[i]);
			struct stat status;

			if (!path)
				failed = error_memory(err);
			else if (!folders && is_of_tests(names[i]) && !stat(path, &status) && S_ISREG(status.st_mode))
				failed = add(finding, path, err);
			else if (folders && !lstat(path, &status) && S_ISDIR(status.st_mode) && depth < FOLDERS_DEPTH)
				failed = look_into(finding, path, depth + 1, err);
		}
	}
	free(names);
	return failed;
}

static int look_at(struct finding *finding, const char *path, struct error *err)
{
	size_t before = finding->count;
	struct stat status;
	const char *kept;

	if (stat(path, &status))
		return file_open_failed(err, "open", path);
	kept = path_join(finding->arena, ".", path);
	if (!kept)
		return error_memory(err);
	if (!S_ISDIR(status.st_mode))
		return add(finding, kept, err);
	if (look_into(finding, kept, 0, err))
		return -1;
	if (finding->count > before)
		return 0;
	error_set(err, ERROR_INPUT, "there are no tests in '%s'", path);
	return error_hint(err, "tests are in files called tests.yaml or NAME.tests.yaml");
}

int tests_find(const char *const *paths, size_t count, struct arena *arena, const char *const **files,
               size_t *file_count, struct error *err)
{
	struct finding finding = { .arena = arena };
	const char **kept = NULL;
	int failed = 0;

	for (size_t i = 0; i < count && !failed; i++)
		failed = look_at(&finding, paths[i], err);
	if (!failed) {
		kept = arena_array(arena, finding.count, sizeof *kept);
		failed = kept ? 0 : error_memory(err);
	}
	if (!failed && finding.count)
		memcpy(kept, finding.files, finding.count * sizeof *kept);
	free(finding.files);
	*files = kept;
	*file_count = finding.count;
	return failed;
}
