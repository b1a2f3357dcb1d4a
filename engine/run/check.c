/* check.c: goes through what is to be checked: packs, scenarios, and files that no scenario names. */
#include "run/check_parts.h"

#include "base/file.h"
#include "rules/table_file.h"
#include "run/pack.h"
#include "run/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool checking_has_seen(const struct checking *checking, const char *shown)
{
	for (size_t i = 0; i < checking->seen_count; i++) {
		if (!strcmp(checking->seen[i].shown, shown))
			return true;
	}
	return false;
}

void checking_see(struct checking *checking, const char *shown, enum source_kind kind)
{
	const char *kept;

	if ((checking->only && strcmp(checking->only, shown)) || checking_has_seen(checking, shown))
		return;
	kept = arena_text(&checking->arena, shown);
	if (!kept
	    || array_reserve(&checking->seen, &checking->seen_capacity, checking->seen_count + 1,
	                     sizeof *checking->seen))
		checking->failed = true;
	else
		checking->seen[checking->seen_count++] = (struct seen_file){ kept, kind };
}

static int read_pack(struct checking *checking, const char *folder, struct pack *pack, struct error *err)
{
	struct problems problems = PROBLEMS_INIT;
	int failed = pack_read(pack, &checking->arena, folder, &problems, err);

	checking_add(checking, &problems);
	problems_release(&problems);
	return failed;
}

static enum pack_file kind_of(struct checking *checking, const char *path)
{
	struct problems problems = PROBLEMS_INIT;
	enum pack_file kind = pack_file_kind(path, &problems);

	checking_add(checking, &problems);
	problems_release(&problems);
	return kind;
}

static void warn_of_file(struct checking *checking, const char *path, const char *message, const char *hint)
{
	struct error err;

	error_set(&err, ERROR_INPUT, "%s", message);
	err.warning = true;
	error_place(&err, path, 0, 0);
	if (hint)
		error_hint(&err, "%s", hint);
	problems_add(checking->found, &err);
}

/* A file that no scenario names: what can be said of it without the others. */
static void check_alone(struct checking *checking, const char *path, enum source_kind kind)
{
	struct inputs inputs = { .database = NULL };
	struct scenario *scenario = &inputs.scenario;
	const char *folder = path_directory(&checking->arena, path), *rules[] = { path_base(path) };
	const struct source *source = NULL;
	struct error err;

	if (!folder || sources_init(&inputs.sources, folder, &err)) {
		checking->failed = true;
		return;
	}
	source = sources_read(&inputs.sources, rules[0], kind, &err);
	scenario->parameters.arena = &scenario->arena;
	if (!source) {
		problems_add(checking->found, &err);
	} else if (kind == SOURCE_PARAMETERS) {
		parameters_read(&scenario->parameters, source, checking->found);
		warn_of_file(checking, source->shown, "no scenario beside it names this file of parameters", NULL);
	} else if (kind == SOURCE_TABLE) {
		table_file_read(source, &checking->arena, checking->found);
		warn_of_file(checking, source->shown,
		             "not checked: what its cells say, since no rule that a scenario beside it names has it",
		             "give it to a rule: compute = decision_table \"...\"");
	} else {
		scenario->rules = rules;
		scenario->rule_count = 1;
		ruleset_load_checking(&inputs.ruleset, &inputs.sources, scenario, NULL, checking->found);
		warn_of_file(checking, source->shown,
		             "not checked: what this file reads, since no scenario beside it names it",
		             "name it in the 'rules' of a scenario");
	}
	for (size_t i = 0; i < inputs.sources.count; i++)
		checking_see(checking, inputs.sources.items[i]->shown, inputs.sources.items[i]->kind);
	inputs_release(&inputs);
}

/* Scenarios, those first that are whole, and then those that nobody extends. */
static void check_scenarios(struct checking *checking, const struct listing *yaml, const enum pack_file *kinds)
{
	for (size_t i = 0; i < yaml->count; i++) {
		if (kinds[i] == PACK_SCENARIO)
			check_scenario(checking, yaml->items[i]);
	}
	for (size_t i = 0; i < yaml->count; i++) {
		if (kinds[i] == PACK_PART && !checking->only && !checking_has_seen(checking, yaml->items[i]))
			check_scenario(checking, yaml->items[i]);
	}
}

static void check_left_over(struct checking *checking, const struct listing *yaml, const enum pack_file *kinds,
                            const struct listing *lua)
{
	for (size_t i = 0; i < yaml->count; i++) {
		if (checking_has_seen(checking, yaml->items[i]))
			continue;
		if (kinds[i] == PACK_PARAMETERS)
			check_alone(checking, yaml->items[i], SOURCE_PARAMETERS);
		else if (kinds[i] == PACK_TESTS_MISNAMED)
			warn_of_file(checking, yaml->items[i],
			             "not checked: these are tests, and 'reckon test' does not find them here",
			             "call the file tests.yaml, or NAME.tests.yaml");
		else if (kinds[i] == PACK_OTHER)
			warn_of_file(checking, yaml->items[i],
			             "not checked: this is neither a scenario nor a file of parameters", NULL);
	}
	for (size_t i = 0; i < lua->count; i++) {
		if (!checking_has_seen(checking, lua->items[i]))
			check_alone(checking, lua->items[i], SOURCE_RULES);
	}
}

/* Scenarios of all packs come first: one may name what lies in another. */
static void check_packs(struct checking *checking, const struct pack *packs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_scenarios(checking, &packs[i].yaml, packs[i].kinds);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < packs[i].yaml.count; j++) {
			if (packs[i].kinds[j] == PACK_TESTS)
				check_tests(checking, packs[i].yaml.items[j]);
		}
	}
	for (size_t i = 0; i < count; i++) {
		check_left_over(checking, &packs[i].yaml, packs[i].kinds, &packs[i].lua);
		if (packs[i].has_scenario) {
			usage_report(checking, packs[i].folder);
			usage_report_rules(checking, packs[i].folder);
		}
	}
}

/* A folder is a pack; one without a scenario may hold packs, and what they share, or a folder `rules` that does. Recursion ends with
 * the path. */
static int check_folder(struct checking *checking, const char *path, struct error *err)
{
	const char *folder = path_join(&checking->arena, ".", path);
	struct listing below = { .items = NULL };
	struct pack own = { .has_scenario = false }, *packs = NULL;
	struct stat rules = { .st_mode = 0 };
	bool found = false;
	int failed = folder ? read_pack(checking, folder, &own, err) : error_memory(err);

	if (!failed && !own.has_scenario)
		failed = listing_read(&below, &checking->arena, folder, NULL, err);
	packs = arena_array(&checking->arena, below.count, sizeof *packs);
	if (!failed && !packs)
		failed = error_memory(err);
	for (size_t i = 0; !failed && i < below.count; i++) {
		failed = read_pack(checking, below.items[i], &packs[i], err);
		found |= packs[i].has_scenario;
	}
	if (!failed && found)
		check_packs(checking, packs, below.count);
	if (!failed)
		check_packs(checking, &own, 1);
	found = found || own.yaml.count || own.lua.count;
	for (size_t i = 0; packs && i < below.count; i++)
		pack_release(&packs[i]);
	pack_release(&own);
	free(below.items);
	if (failed || found)
		return failed;
	/* A workspace keeps its packs in `rules`. */
	folder = path_join(&checking->arena, folder, "rules");
	if (!folder)
		return error_memory(err);
	failed = stat(folder, &rules) ? file_stat_failed(folder, err) : 0;
	if (failed)
		return -1;
	if (S_ISDIR(rules.st_mode))
		return check_folder(checking, folder, err);
	error_set(err, ERROR_INPUT, "there is no scenario, rule file or file of parameters in '%s'", path);
	return error_hint(err, "name the folder of a pack, or one that holds packs");
}

/* A file that scenarios name: what is said of it where they do. */
static int check_part(struct checking *checking, const char *path, enum source_kind kind, struct error *err)
{
	const char *folder = path_directory(&checking->arena, path);
	const char *shown = path_join(&checking->arena, ".", path);
	struct pack pack = { .has_scenario = false };
	int failed;

	checking->only = shown;
	failed = folder && shown ? read_pack(checking, folder, &pack, err) : error_memory(err);
	if (!failed)
		check_scenarios(checking, &pack.yaml, pack.kinds);
	checking->only = NULL;
	if (!failed && !checking_has_seen(checking, shown))
		check_alone(checking, path, kind);
	pack_release(&pack);
	return failed;
}

static int check_path(struct checking *checking, const char *path, struct error *err)
{
	struct stat status;

	if (stat(path, &status))
		return file_named_failed(err, "open", path);
	if (S_ISDIR(status.st_mode))
		return check_folder(checking, path, err);
	if (path_ends_with(path, ".sql")) {
		error_set(err, ERROR_INPUT, "'%s' makes tables, and says nothing that is checked by itself", path);
		return error_hint(err, "name the pack, and this file behind --schema: reckon check rules --schema %s",
		                  path);
	}
	if (path_ends_with(path, ".lua"))
		return check_part(checking, path, SOURCE_RULES, err);
	if (path_ends_with(path, ".csv"))
		return check_part(checking, path, SOURCE_TABLE, err);
	switch (kind_of(checking, path)) {
	case PACK_SCENARIO:
	case PACK_PART:
		check_scenario(checking, path);
		return 0;
	case PACK_TESTS:
	case PACK_TESTS_MISNAMED:
		check_tests(checking, path);
		return 0;
	case PACK_PARAMETERS:
	case PACK_OTHER:
		return check_part(checking, path, SOURCE_PARAMETERS, err);
	default:
		return 0;
	}
}

static int look_at_all(struct checking *checking, const char *const *paths, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (check_path(checking, paths[i], err))
			return -1;
	}
	return checking->failed ? error_memory(err) : 0;
}

int check_paths(const char *const *paths, size_t count, const struct check_options *options, struct checked *checked,
                struct problems *found, struct error *err)
{
	struct checking checking = { .options = options, .found = found };
	int failed = look_at_all(&checking, paths, count, err);

	*checked = (struct checked){ .test_files = checking.test_files };
	for (size_t i = 0; i < checking.seen_count; i++) {
		checked->scenarios += checking.seen[i].kind == SOURCE_SCENARIO;
		checked->rule_files += checking.seen[i].kind == SOURCE_RULES;
		checked->parameter_files += checking.seen[i].kind == SOURCE_PARAMETERS;
		checked->tables += checking.seen[i].kind == SOURCE_TABLE;
	}
	free(checking.seen);
	free(checking.usage);
	free(checking.rules);
	arena_release(&checking.arena);
	return failed;
}
