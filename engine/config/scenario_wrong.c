/* scenario_wrong.c: what is said where a scenario is meant and something else is given: a folder, a run file, a file of tests, the
 * name of nothing. Those scenarios that are near are named. */
#include "config/scenario.h"

#include "base/content.h"
#include "base/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define HINT_COLUMNS 44  /* that names may take */
#define FILES_LOOKED 200 /* more are not opened to make a hint */
#define DEPTH_LOOKED 2   /* a workspace, its folder `rules`, a pack */

/* The scenarios that were found, as a hint has them. */
struct found {
	struct text names; /* fees/2025-26.yaml, fees/policy.yaml */
	size_t count, shown;
	size_t looked;
};

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Not by the locale's order, as alphasort has it. */
static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_scenario(const char *folder, const char *name)
{
	struct problems problems = PROBLEMS_INIT;
	struct arena arena = ARENA_INIT;
	struct sources sources;
	struct error err;
	const struct source *source =
		sources_init(&sources, folder, &err) ? NULL : sources_read(&sources, name, SOURCE_SCENARIO, &err);
	const struct yaml_node *root = source ? yaml_read(source, &arena, &problems) : NULL;
	bool is = root && scenario_kind(root) == SCENARIO_WHOLE;

	problems_release(&problems);
	arena_release(&arena);
	sources_release(&sources);
	return is;
}

static void add_found(struct found *found, const char *path)
{
	found->count++;
	if (found->shown && found->names.length + strlen(path) > HINT_COLUMNS)
		return;
	text_append_format(&found->names, "%s%s", found->shown ? ", " : "", path);
	found->shown++;
}

/* Those of a folder; where it has none, those of its folders. `shown` is how they are told: below the folder that was first. */
static void look_into(struct found *found, struct arena *arena, const char *folder, const char *shown, int depth)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_shown, compare_entries);
	size_t before = found->count;

	for (int pass = 0; pass < 2 && found->count == before; pass++) {
		for (int i = 0; i < count; i++) {
			const char *path = path_join(arena, folder, entries[i]->d_name);
			const char *told = path_join(arena, shown, entries[i]->d_name);
			enum content content = CONTENT_UNKNOWN;
			struct error err;

			if (!path || !told || content_of(path, &content, &err))
				continue;
			if (pass == 0 && content == CONTENT_YAML && found->looked++ < FILES_LOOKED
			    && is_scenario(folder, entries[i]->d_name))
				add_found(found, told);
			else if (pass == 1 && content == CONTENT_FOLDER && depth > 0)
				look_into(found, arena, path, told, depth - 1);
		}
	}
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}

/* Takes the place of the hint that is there, if any scenario is found. `where`: "its scenarios". */
static void hint_at_scenarios(struct error *err, const char *where, const char *folder, int depth)
{
	struct found found = { .names = TEXT_INIT };
	struct arena arena = ARENA_INIT;

	look_into(&found, &arena, folder, ".", depth);
	if (found.count == 1)
		error_did_you_mean(err, path_join(&arena, folder, text_string(&found.names)));
	else if (found.count > found.shown)
		error_hint(err, "%s: %s and %zu more", where, text_string(&found.names), found.count - found.shown);
	else if (found.count)
		error_hint(err, "%s: %s", where, text_string(&found.names));
	text_release(&found.names);
	arena_release(&arena);
}

int scenario_check_path(const struct sources *sources, const char *path, struct error *err)
{
	struct arena arena = ARENA_INIT;
	const char *whole = sources->folder ? path_join(&arena, sources->folder, path) : NULL;
	const char *folder = whole ? path_directory(&arena, whole) : NULL;
	enum content content = CONTENT_UNKNOWN;
	int failed = folder ? content_of(whole, &content, err) : 0;

	if (failed) {
		arena_release(&arena);
		return failed;
	}
	if (folder && !sources_has(sources, path)) {
		failed = file_named_failed(err, "open", whole);
		if (err->code == ERROR_INPUT && !err->hint[0])
			hint_at_scenarios(err, "scenarios there", folder, 0);
	} else if (content != CONTENT_UNKNOWN && content != CONTENT_YAML) {
		failed = content_refuse(err, whole, content, "a scenario");
		if (content == CONTENT_FOLDER)
			hint_at_scenarios(err, "its scenarios", whole, DEPTH_LOOKED);
		else if (content == CONTENT_RULES)
			hint_at_scenarios(err, "scenarios beside it", folder, 0);
	}
	arena_release(&arena);
	return failed;
}

int scenario_check_root(const struct sources *sources, const struct source *source, const struct yaml_node *root,
                        struct error *err)
{
	struct arena arena = ARENA_INIT;
	const char *folder;
	bool tests = yaml_get(root, "tests");

	if (scenario_kind(root) != SCENARIO_NOT || !sources->folder || (!tests && !parameters_are_in(root)))
		return 0;
	error_set(err, ERROR_INPUT, "'%s' is a file of %s, not a scenario", source->shown,
	          tests ? "tests" : "parameters");
	if (tests)
		error_hint(err, "'reckon test' runs it");
	else if ((folder = path_directory(&arena, source->shown)))
		hint_at_scenarios(err, "scenarios beside it", folder, 0);
	arena_release(&arena);
	return -1;
}
