/* editor.c: reckon editor SCENARIO...: writes what editors need to complete and check rules and YAML files. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/file.h"
#include "base/json.h"
#include "base/new_file.h"
#include "editor_files.h"
#include "report/definitions.h"

#include <errno.h>
#include <stdio.h>
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
	failed = text.failed || library.failed ? error_memory(err) : 0;
	if (!failed && access(SETTINGS, F_OK)) {
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

/* The YAML files of the scenarios, by the schema they are held against. */
struct yaml_files {
	struct text scenarios, parameters;
};

/* Once each: scenarios share what they extend and their parameters. */
static void list_file(struct text *list, const char *path)
{
	struct text item = TEXT_INIT;

	json_append_text(&item, path, strlen(path));
	if (!strstr(text_string(list), text_string(&item)))
		text_append_format(list, "%s%s", list->length ? ", " : "", text_string(&item));
	list->failed = list->failed || item.failed;
	text_release(&item);
}

/* Scenarios whose rules have errors give their tables and parameters all the same. */
static int add_scenario(struct definitions *definitions, struct yaml_files *files, const char *path,
                        const struct arguments *arguments)
{
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	int status = 0;

	if (inputs_load_file(&inputs, path, arguments->options[OPTION_DATA], 1, &problems))
		status = report_problems(&problems);
	if (inputs.schema.count)
		definitions_add(definitions, &inputs);
	for (size_t i = 0; i < inputs.sources.count; i++) {
		const struct source *source = inputs.sources.items[i];

		if (source->kind == SOURCE_SCENARIO)
			list_file(&files->scenarios, source->shown);
		else if (source->kind == SOURCE_PARAMETERS)
			list_file(&files->parameters, source->shown);
	}
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

/* One of the settings for YAML; that of tests is the last. */
static void say_schema(struct text *said, const char *folder, const char *kind, const char *list)
{
	struct text path = TEXT_INIT;
	struct text quoted = TEXT_INIT;

	text_append_format(&path, "%s/%s.schema.json", folder, kind);
	json_append_text(&quoted, text_string(&path), path.length);
	text_append_format(said, "    %s: [%s]%s\n", text_string(&quoted), list, strcmp(kind, "tests") ? "," : "");
	said->failed = said->failed || path.failed || quoted.failed;
	text_release(&path);
	text_release(&quoted);
}

static int write_all(struct definitions *definitions, const struct yaml_files *files, const char *folder,
                     struct error *err)
{
	struct text said = TEXT_INIT;
	int failed = write_folder(definitions, folder, err) || write_settings(folder, &said, err);

	text_append(&said,
	            "for YAML files, these are settings of the YAML language server:\n  \"yaml.schemas\": {\n");
	say_schema(&said, folder, "scenario", text_string(&files->scenarios));
	say_schema(&said, folder, "parameters", text_string(&files->parameters));
	say_schema(&said, folder, "tests", "\"**/tests.yaml\", \"**/*.tests.yaml\"");
	text_append(&said, "  }\n");
	if (!failed && (said.failed || files->scenarios.failed || files->parameters.failed))
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
	struct yaml_files files = { TEXT_INIT, TEXT_INIT };
	struct error err = ERROR_INIT;
	int status = 0;

	for (size_t i = 0; i < arguments->operand_count && status < ERROR_SYSTEM; i++) {
		int one = add_scenario(&definitions, &files, arguments->operands[i], arguments);

		status = one > status ? one : status;
	}
	if (status < ERROR_SYSTEM && definitions.count && write_all(&definitions, &files, folder, &err))
		status = report_error(&err);
	definitions_release(&definitions);
	text_release(&files.scenarios);
	text_release(&files.parameters);
	return status;
}
