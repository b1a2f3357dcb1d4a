/* pack.c: lists the files of a pack, and tells what each YAML file is. */
#include "run/pack.h"

#include "base/file.h"
#include "config/scenario.h"
#include "run/test.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A folder, or else a file that ends: a pipe would be waited for. */
static int is_listed(const char *path, bool folders, bool *listed, struct error *err)
{
	struct stat status;

	*listed = false;
	if (stat(path, &status))
		return file_stat_failed(path, err);
	*listed = folders ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode);
	return 0;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

int listing_read(struct listing *out, struct arena *arena, const char *folder, const char *ending, struct error *err)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	int failed = 0;

	if (!directory)
		return errno == ENOMEM ? error_memory(err) : error_system(err, "look into", folder);
	while (!failed && (entry = readdir(directory))) {
		const char *path;
		bool listed = false;

		if (entry->d_name[0] == '.' || (ending && !path_ends_with(entry->d_name, ending)))
			continue;
		path = path_join(arena, folder, entry->d_name);
		if (!path || array_reserve(&out->items, &out->capacity, out->count + 1, sizeof *out->items))
			failed = error_memory(err);
		else
			failed = is_listed(path, !ending, &listed, err);
		if (listed)
			out->items[out->count++] = path;
	}
	closedir(directory);
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, compare_texts);
	return failed;
}

enum pack_file pack_file_kind(const char *path, struct problems *problems)
{
	struct sources sources;
	struct arena arena = ARENA_INIT;
	struct problems found = PROBLEMS_INIT;
	struct error err;
	enum pack_file kind = PACK_BAD;
	const char *folder = path_directory(&arena, path);
	const struct source *source = NULL;
	const struct yaml_node *root = NULL;

	/* `reckon test` tells them by their names too. */
	if (tests_is_file(path_base(path))) {
		arena_release(&arena);
		return PACK_TESTS;
	}
	if (!folder)
		error_memory(&err);
	if (sources_init(&sources, folder, &err) || !folder
	    || !(source = sources_read(&sources, path_base(path), SOURCE_SCENARIO, &err)))
		problems_add(&found, &err);
	else
		root = yaml_read(source, &arena, &found);
	if (root) {
		enum scenario_kind scenario = scenario_kind(root);

		kind = scenario == SCENARIO_WHOLE                              ? PACK_SCENARIO
		       : scenario == SCENARIO_PART                             ? PACK_PART
		       : yaml_get(root, "tests") && yaml_get(root, "scenario") ? PACK_TESTS_MISNAMED
		       : parameters_are_in(root)                               ? PACK_PARAMETERS
		                                                               : PACK_OTHER;
	}
	/* What is only refused is said where the file is read for what it is. */
	for (size_t i = 0; !root && i < found.count; i++)
		problems_add(problems, &found.items[i]);
	problems->dropped += root ? 0 : found.dropped;
	problems->memory_failed |= found.memory_failed;
	problems_release(&found);
	sources_release(&sources);
	arena_release(&arena);
	return kind;
}

int pack_read(struct pack *pack, struct arena *arena, const char *folder, struct problems *problems,
              struct error *err)
{
	*pack = (struct pack){ .folder = folder };
	if (listing_read(&pack->yaml, arena, folder, ".yaml", err)
	    || listing_read(&pack->lua, arena, folder, ".lua", err))
		return -1;
	pack->kinds = arena_array(arena, pack->yaml.count, sizeof *pack->kinds);
	if (!pack->kinds)
		return error_memory(err);
	for (size_t i = 0; i < pack->yaml.count; i++) {
		pack->kinds[i] = pack_file_kind(pack->yaml.items[i], problems);
		pack->has_scenario |= pack->kinds[i] == PACK_SCENARIO || pack->kinds[i] == PACK_PART;
	}
	return 0;
}

void pack_release(struct pack *pack)
{
	free(pack->yaml.items);
	free(pack->lua.items);
}
