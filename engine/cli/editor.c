/* editor.c: reckon editor SCENARIO...: writes what editors need to complete and check rules and YAML files. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/file.h"
#include "base/json.h"
#include "base/new_file.h"
#include "editor_files.h"
#include "report/definitions.h"
#include "run/pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETTINGS ".luarc.json"

static int write_in(struct arena *arena, const char *folder, const char *name, const char *text, size_t length,
                    struct error *err)
{
	const char *path = path_join(arena, folder, name);

	return path ? new_file_write(path, text, length, err) : error_memory(err);
}

/* Where the settings of lua-language-server are not there yet they are written; a user's own are left alone. */
static int write_settings(const char *folder, struct text *said, struct error *err)
{
	struct text text = TEXT_INIT, library = TEXT_INIT;
	int failed;

	json_append_text(&library, folder, strlen(folder));
	text_append_format(&text,
	                   "{\n"
	                   "  \"runtime.version\": \"Lua 5.4\",\n"
	                   "  \"workspace.library\": [%s],\n"
	                   "  \"workspace.checkThirdParty\": false,\n"
	                   "  \"diagnostics.unusedLocalExclude\": [\"c\", \"f\", \"p\", \"at\"],\n"
	                   "  \"runtime.builtin\": {\n"
	                   "    \"basic\": \"disable\", \"bit\": \"disable\", \"bit32\": \"disable\", "
	                   "\"coroutine\": \"disable\",\n"
	                   "    \"debug\": \"disable\", \"ffi\": \"disable\", "
	                   "\"io\": \"disable\",\n"
	                   "    \"jit\": \"disable\", \"math\": \"disable\", \"os\": \"disable\", "
	                   "\"package\": \"disable\",\n"
	                   "    \"string\": \"disable\", \"table\": \"disable\", \"utf8\": \"disable\"\n"
	                   "  }\n"
	                   "}\n",
	                   text_string(&library));
	bool there = !access(SETTINGS, F_OK), known = there || errno == ENOENT;

	failed = text.failed || library.failed ? error_memory(err)
	         : known                       ? 0
	                                       : error_system(err, "look for", SETTINGS);
	if (!failed && !there) {
		failed = new_file_write(SETTINGS, text.bytes, text.length, err);
		text_append(said, SETTINGS " sets up lua-language-server for this folder\n");
	} else if (!failed) {
		text_append(said, SETTINGS " is there and was left alone: it needs these settings\n");
		text_append_bytes(said, text.bytes, text.length);
	}
	text_release(&text);
	text_release(&library);
	return failed;
}

/* Which YAML files are held against which schema: patterns, as JSON strings with commas between. */
struct yaml_files {
	struct arena arena;
	struct listing folders; /* in which scenarios are */
	struct text scenarios, parameters, others;
};

static void list_pattern(struct text *list, const char *pattern)
{
	text_append(list, list->length ? ",\n      " : "\n      ");
	json_append_text(list, pattern, strlen(pattern));
}

/* What its folder's pattern would take for a scenario, and is none. */
static void list_other(struct yaml_files *files, const char *path)
{
	const char *excluded = arena_format(&files->arena, "!%s", path);

	if (excluded)
		list_pattern(&files->others, excluded);
	else
		files->others.failed = true;
}

/* Once each: scenarios share them. */
static void list_parameters(struct yaml_files *files, const char *path)
{
	struct text item = TEXT_INIT;

	json_append_text(&item, path, strlen(path));
	if (item.failed) {
		files->parameters.failed = true;
	} else if (!strstr(text_string(&files->parameters), text_string(&item))) {
		list_pattern(&files->parameters, path);
		list_other(files, path);
	}
	text_release(&item);
}

/* Every file of a pack that is not something else is taken for a scenario: more of them are written. But from the current folder that
 * would be every file below, and there they are named. */
static int list_folder(struct yaml_files *files, const char *folder, struct error *err)
{
	struct problems unread = PROBLEMS_INIT; /* said where the file is used */
	struct pack pack;
	bool here = !strcmp(folder, ".");
	const char *all = path_join(&files->arena, folder, "*.yaml");
	int failed = pack_read(&pack, &files->arena, folder, &unread, err) || problems_failure(&unread, err) ? -1 : 0;

	if (!failed && !all)
		failed = error_memory(err);
	if (!failed && !here)
		list_pattern(&files->scenarios, all);
	for (size_t i = 0; !failed && i < pack.yaml.count; i++) {
		enum pack_file kind = pack.kinds[i];
		const char *path = pack.yaml.items[i];

		if (here && (kind == PACK_SCENARIO || kind == PACK_PART))
			list_pattern(&files->scenarios, path);
		else if (kind == PACK_PARAMETERS)
			list_parameters(files, path);
		else if (kind == PACK_OTHER || kind == PACK_TESTS_MISNAMED)
			list_other(files, path);
	}
	pack_release(&pack);
	problems_release(&unread);
	return failed;
}

static int list_sources(struct yaml_files *files, const struct sources *sources, struct error *err)
{
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = sources->items[i];
		const char *folder;
		bool seen = false;

		if (source->kind == SOURCE_PARAMETERS)
			list_parameters(files, source->shown);
		if (source->kind != SOURCE_SCENARIO)
			continue;
		folder = path_directory(&files->arena, source->shown);
		for (size_t j = 0; folder && j < files->folders.count; j++)
			seen |= !strcmp(files->folders.items[j], folder);
		if (seen)
			continue;
		if (!folder
		    || array_reserve(&files->folders.items, &files->folders.capacity, files->folders.count + 1,
		                     sizeof *files->folders.items))
			return error_memory(err);
		files->folders.items[files->folders.count++] = folder;
		if (list_folder(files, folder, err))
			return -1;
	}
	return 0;
}

static void yaml_files_release(struct yaml_files *files)
{
	text_release(&files->scenarios);
	text_release(&files->parameters);
	text_release(&files->others);
	free(files->folders.items);
	arena_release(&files->arena);
}

/* Scenarios whose rules have errors give their tables and parameters all the same. */
static int add_scenario(struct definitions *definitions, struct yaml_files *files, const char *path,
                        const struct arguments *arguments)
{
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	int status = 0;

	if (inputs_load_file(&inputs, path, arguments->options[OPTION_DATA], 1, &problems))
		status = report_problems(&problems);
	if (inputs.schema.count)
		definitions_add(definitions, &inputs);
	if (list_sources(files, &inputs.sources, &err))
		status = report_error(&err);
	inputs_release(&inputs);
	problems_release(&problems);
	return status;
}

static int write_folder(struct definitions *definitions, const char *folder, struct error *err)
{
	static const struct {
		const char *path, *text;
	} files[] = { EDITOR_FILES };
	struct arena arena = ARENA_INIT;
	struct text made = TEXT_INIT;
	int failed = definitions_print(definitions, &made, err);

	if (!failed && mkdir(folder, 0777) && errno != EEXIST)
		failed = error_system(err, "make the folder", folder);
	failed = failed || write_in(&arena, folder, "records.lua", made.bytes, made.length, err);
	for (size_t i = 0; !failed && i < sizeof files / sizeof *files; i++)
		failed =
			write_in(&arena, folder, path_base(files[i].path), files[i].text, strlen(files[i].text), err);
	text_release(&made);
	arena_release(&arena);
	return failed;
}

/* One of the settings for YAML: the files that are held against a schema. */
static void say_schema(struct text *said, const char *folder, const char *kind, const char *list)
{
	struct text path = TEXT_INIT;
	struct text quoted = TEXT_INIT;

	text_append_format(&path, "%s/%s.schema.json", folder, kind);
	json_append_text(&quoted, text_string(&path), path.length);
	text_append_format(said, "    %s: [%s\n    ]", text_string(&quoted), list);
	said->failed = said->failed || path.failed || quoted.failed;
	text_release(&path);
	text_release(&quoted);
}

static void say_schemas(struct text *said, const char *folder, struct yaml_files *files)
{
	struct text tests = TEXT_INIT;

	list_pattern(&tests, "**/tests.yaml");
	list_pattern(&tests, "**/*.tests.yaml");
	list_pattern(&files->others, "!**/tests.yaml");
	list_pattern(&files->others, "!**/*.tests.yaml");
	text_append_format(&files->scenarios, "%s%s", files->scenarios.length ? "," : "",
	                   text_string(&files->others));
	text_append(said, "settings of yaml-language-server, which Visual Studio Code has in\n"
	                  ".vscode/settings.json:\n"
	                  "{\n"
	                  "  \"yaml.schemas\": {\n");
	say_schema(said, folder, "scenario", text_string(&files->scenarios));
	text_append(said, ",\n");
	say_schema(said, folder, "parameters", text_string(&files->parameters));
	text_append(said, ",\n");
	say_schema(said, folder, "tests", text_string(&tests));
	text_append(said, "\n  }\n}\n");
	said->failed = said->failed || tests.failed || files->scenarios.failed || files->parameters.failed
	               || files->others.failed;
	text_release(&tests);
}

static int write_all(struct definitions *definitions, struct yaml_files *files, const char *folder, struct error *err)
{
	struct text said = TEXT_INIT;
	int failed = write_folder(definitions, folder, err) || write_settings(folder, &said, err);

	say_schemas(&said, folder, files);
	if (!failed && said.failed)
		failed = error_memory(err);
	if (!failed)
		printf("%s holds what editors need to know\n%s", folder, text_string(&said));
	text_release(&said);
	return failed;
}

int command_editor(const struct arguments *arguments)
{
	const char *folder = arguments->options[OPTION_OUTPUT] ? arguments->options[OPTION_OUTPUT] : ".reckon";
	struct definitions definitions = DEFINITIONS_INIT;
	struct yaml_files files = { .arena = ARENA_INIT };
	struct error err = ERROR_INIT;
	int status = 0;

	for (size_t i = 0; i < arguments->operand_count && status < ERROR_SYSTEM; i++) {
		int one = add_scenario(&definitions, &files, arguments->operands[i], arguments);

		status = one > status ? one : status;
	}
	if (status < ERROR_SYSTEM && definitions.count && write_all(&definitions, &files, folder, &err))
		status = report_error(&err);
	definitions_release(&definitions);
	yaml_files_release(&files);
	return status;
}
