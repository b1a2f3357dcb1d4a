/* load.c: runs rule files, and the modules that they require, each once and each in a world of its own. */
#include "rules/load.h"

#include "base/file.h"
#include "rules/analyse.h"
#include "rules/checked.h"
#include "rules/frozen.h"
#include "rules/place.h"

#include <errno.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* In the registry: what each module returned, by path. */
static const char modules_key;

int load_add(struct loading *loading, const struct source *source, const struct syntax *syntax, bool is_module)
{
	if (array_reserve(&loading->files, &loading->file_capacity, loading->file_count + 1, sizeof *loading->files))
		return -1;
	loading->files[loading->file_count++] =
		(struct loaded_file){ .source = source, .syntax = syntax, .is_module = is_module };
	return 0;
}

void load_release(struct loading *loading)
{
	free(loading->files);
	free(loading->running);
	text_release(&loading->text);
	declared_release(&loading->declared);
}

static int raise_memory(lua_State *L)
{
	struct error err = ERROR_INIT;

	error_memory(&err);
	return sandbox_raise(L, &err);
}

/* [-0, +1, e] compiles the file, in a fresh environment, with whole numbers that never wrap. */
static void compile_file(lua_State *L, const struct loaded_file *file)
{
	struct loading *loading = sandbox_of(L)->loading;
	const struct source *source = file->source;
	const struct syntax *syntax = file->syntax;

	/* It was parsed, and found good, when files were loaded for the first time. */
	if (!syntax)
		syntax = syntax_parse(source, loading->arena, loading->problems);
	text_clear(&loading->text);
	if (!syntax || checked_text(syntax, &loading->text))
		raise_memory(L);
	lua_pushfstring(L, "@%s", source->path);
	/* "t": text only; bytecode could do anything. */
	if (luaL_loadbufferx(L, loading->text.bytes, loading->text.length, lua_tostring(L, -1), "t") != LUA_OK) {
		/* As calls, operators take more of the compiler's levels. */
		if (strstr(lua_tostring(L, -1), "overflow"))
			library_fail(L, "give a part of it a name: local part = ...",
			             "brackets and operators are nested too deeply");
		lua_error(L);
	}
	lua_remove(L, -2);
	library_push_environment(L);
	lua_setupvalue(L, -2, 1);
	lua_pushcfunction(L, checked_calculate);
	lua_call(L, 1, 1);
}

/* [-0, +1, e] runs the file and leaves the one value it returns. */
static void run_file(lua_State *L, size_t index)
{
	struct loading *loading = sandbox_of(L)->loading;

	if (array_reserve(&loading->running, &loading->running_capacity, loading->running_count + 1,
	                  sizeof *loading->running))
		raise_memory(L);
	luaL_checkstack(L, LUA_MINSTACK, "too deep");
	loading->files[index].state = FILE_RUNNING;
	loading->running[loading->running_count++] = index;
	compile_file(L, &loading->files[index]);
	lua_call(L, 0, 1);
	loading->files[index].state = FILE_LOADED;
	loading->running_count--;
}

/* [-1, +0, e] protected: a rule file, and then everything that its functions hold becomes read-only. */
static int run_rule_file(lua_State *L)
{
	const size_t *index = lua_touserdata(L, 1);
	lua_Integer before;

	sandbox_push_functions(L);
	before = (lua_Integer) lua_rawlen(L, 2);
	run_file(L, *index);
	for (lua_Integer i = before + 1; i <= (lua_Integer) lua_rawlen(L, 2); i++) {
		lua_rawgeti(L, 2, i);
		frozen_freeze(L, -1);
		lua_pop(L, 1);
	}
	return 0;
}

/* What the parser has reported at a line, running it would only report again. */
static bool is_reported(const struct problems *problems, const struct error *err)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (problems->items[i].line == err->line && !problems->items[i].warning
		    && !strcmp(problems->items[i].file, err->file))
			return true;
	}
	return false;
}

void load_run(struct loading *loading)
{
	struct sandbox *sandbox = loading->sandbox;

	sandbox->loading = loading;
	for (size_t i = 0; i < loading->file_count; i++) {
		struct error err = ERROR_INIT;

		if (loading->files[i].state != FILE_WAITING)
			continue;
		loading->running_count = 0;
		sandbox_begin(sandbox, true);
		if (sandbox_protect(sandbox, run_rule_file, &i, &err) == CALL_OK)
			continue;
		loading->files[i].state = FILE_FAILED;
		declared_interrupted(&loading->declared);
		for (size_t r = 0; r < loading->running_count; r++)
			loading->files[loading->running[r]].state = FILE_FAILED;
		if (!err.file[0])
			error_place(&err, loading->files[i].source->shown, 0, 0);
		if (err.line == 0 || !is_reported(loading->problems, &err))
			problems_add(loading->problems, &err);
	}
	sandbox->loading = NULL;
	declared_check_finished(&loading->declared, loading->problems);
}

static const struct source *find_source(const struct sources *sources, const char *path)
{
	for (size_t i = 0; i < sources->count; i++) {
		if (!strcmp(sources->items[i]->path, path))
			return sources->items[i];
	}
	return NULL;
}

const struct source *load_source(const struct loading *loading, const char *chunk)
{
	const struct source *source = chunk[0] == '@' ? find_source(loading->sandbox->sources, chunk + 1) : NULL;

	ensure(source != NULL);
	return source;
}

/* The file most like the one that is not there. */
static void offer_file(struct loading *loading, const char *name, struct error *err)
{
	const char *path = path_join(loading->arena, loading->sources->folder, name);
	struct error missing = ERROR_INIT;

	errno = ENOENT;
	if (path && file_open_failed(&missing, "open", path) && missing.hint[0])
		error_hint(err, "%s", missing.hint);
}

/* The folder of the file that runs now, and asks; relative to that of the scenario. NULL: out of memory. */
static const char *asking_folder(struct loading *loading)
{
	size_t last = loading->running_count;

	return last ? path_directory(loading->arena, loading->files[loading->running[last - 1]].source->path) : ".";
}

/* Beside the file that asks, beside the scenario, in the library. *there: there is such a file, though NULL may be what comes of it. */
static const struct source *find_beside(struct loading *loading, const char *name, enum source_kind kind, bool *there,
                                        struct error *err)
{
	const char *const folders[] = { asking_folder(loading), ".", "../lib" };

	*there = true;
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		const char *path = folders[i] ? path_join(loading->arena, folders[i], name) : NULL;
		const struct source *source;

		if (!path) {
			error_memory(err);
			return NULL;
		}
		source = find_source(loading->sandbox->sources, path);
		/* Kept in a run file, it counts as one of its sources once it is read. */
		if (source)
			return loading->sources ? sources_read(loading->sources, path, kind, err) : source;
		if (!loading->sources || !loading->sources->folder || !sources_has(loading->sources, path))
			continue;
		if (!sources_may_require(loading->sources, path, folders[i])) {
			error_set(err, ERROR_INPUT, "'%s' is not a file of the pack or of ../lib", path);
			error_hint(err, "a link may not lead out of them: copy the file");
			return NULL;
		}
		return sources_read(loading->sources, path, kind, err);
	}
	*there = false;
	return NULL;
}

const struct source *load_find(struct loading *loading, const char *path, enum source_kind kind, struct error *err)
{
	bool there;
	const struct source *source = find_beside(loading, path, kind, &there, err);

	if (there)
		return source;
	error_set(err, ERROR_INPUT, "there is no file '%s'", path);
	error_hint(err, "it would lie beside this file or the scenario, or in ../lib");
	if (loading->sources && loading->sources->folder)
		offer_file(loading, path, err);
	return NULL;
}

/* The text of a module: in the pack, else in the library beside it. NULL with an error. */
static const struct source *module_source(struct loading *loading, const char *name, struct error *err)
{
	const struct source *source;
	char path[128], *ending;
	bool there;

	snprintf(path, sizeof path, "%s.lua", name);
	source = find_beside(loading, path, SOURCE_RULES, &there, err);
	if (there)
		return source;
	error_set(err, ERROR_INPUT, "there is no module '%s'", name);
	error_hint(err, "it would be %s.lua beside this file or the scenario, or in ../lib", name);
	if (loading->sources && loading->sources->folder)
		offer_file(loading, path, err);
	/* A module is named without its ending. */
	ending = strstr(err->hint, ".lua'?");
	if (ending)
		snprintf(ending, sizeof "'?", "'?");
	return NULL;
}

/* "a.lua, b.lua, a.lua": the files that run, from the one at `index` on, and back to it. */
static int raise_loop(lua_State *L, struct loading *loading, size_t index)
{
	char loop[512] = "";
	size_t from = 0, used = 0;

	while (from < loading->running_count && loading->running[from] != index)
		from++;
	for (size_t i = from; i < loading->running_count; i++) {
		const char *path = loading->files[loading->running[i]].source->path;

		if (used + strlen(path) + 4 < sizeof loop)
			used += (size_t) snprintf(loop + used, sizeof loop - used, "%s -> ", path);
	}
	return library_fail(L, "move what both need into a third", "files require each other: %s%s", loop,
	                    loading->files[index].source->path);
}

/* [-0, +1, m] */
static void push_modules(lua_State *L)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &modules_key) != LUA_TNIL)
		return;
	lua_pop(L, 1);
	lua_newtable(L);
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &modules_key);
}

/* [-0, +1, e] runs a module for the first time. */
static void run_module(lua_State *L, size_t index)
{
	struct loading *loading = sandbox_of(L)->loading;

	run_file(L, index);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_pushboolean(L, 1);
	}
	/* No file changes what another holds. */
	frozen_freeze(L, -1);
	push_modules(L);
	lua_pushvalue(L, -2);
	lua_setfield(L, -2, loading->files[index].source->path);
	lua_pop(L, 1);
}

/* Finds or adds the file of a module, parsed when files are loaded for the first time. */
static size_t module_file(lua_State *L, struct loading *loading, const struct source *source)
{
	const struct syntax *syntax = NULL;
	size_t index;

	for (index = 0; index < loading->file_count; index++) {
		if (loading->files[index].source == source)
			return index;
	}
	if (loading->sources) {
		syntax = syntax_parse(source, loading->arena, loading->problems);
		if (syntax) {
			syntax_refuse(syntax, loading->problems);
			analyse_names(syntax, loading->problems);
		}
	}
	if (load_add(loading, source, syntax, true))
		raise_memory(L);
	if (loading->sources && !syntax)
		loading->files[index].state = FILE_FAILED;
	return index;
}

/* require "name" */
static int load_require(lua_State *L)
{
	struct loading *loading = sandbox_of(L)->loading;
	struct error err = ERROR_INIT;
	const struct source *source;
	size_t length, index;
	const char *name = library_text_at(L, 1, "require", &length);

	if (!loading)
		return library_fail(L, "write local dates = require \"dates\" at the head of the file",
		                    "'require' works only while files are loaded");
	if (!name_is_identifier(name, length) || length > 64)
		return library_fail(L, "names are lower_snake_case, and folders are not part of them",
		                    "'%s' is not the name of a module", name);
	source = module_source(loading, name, &err);
	if (!source)
		return sandbox_raise(L, &err);
	index = module_file(L, loading, source);
	if (!loading->files[index].is_module)
		return library_fail(L, "a file that others require is not named by the scenario",
		                    "'%s' is a rule file of the scenario", source->path);
	switch (loading->files[index].state) {
	case FILE_RUNNING:
		return raise_loop(L, loading, index);
	case FILE_FAILED:
		return library_fail(L, NULL, "module '%s' could not be loaded", name);
	case FILE_LOADED:
		push_modules(L);
		lua_getfield(L, -1, source->path);
		return 1;
	default:
		run_module(L, index);
		return 1;
	}
}

const struct library_entry load_entries[] = {
	{ "require", load_require },
	{ NULL, NULL },
};

int load_again(struct sandbox *sandbox, const struct ruleset *ruleset, struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct problems problems = PROBLEMS_INIT;
	struct loading loading = { .sandbox = sandbox, .arena = &arena, .problems = &problems, .ruleset = ruleset };
	int result = -1;

	for (size_t i = 0; i < ruleset->file_count; i++) {
		const struct source *source = find_source(sandbox->sources, ruleset->files[i]);

		ensure(source != NULL);
		if (load_add(&loading, source, NULL, false)) {
			error_memory(err);
			goto out;
		}
	}
	load_run(&loading);
	if (problems.count > 0)
		*err = problems.items[0];
	else if (problems.memory_failed)
		error_memory(err);
	else if (loading.declared.function_count != ruleset->declared_count
	         || loading.declared.table_count != ruleset->table_count)
		error_set(err, ERROR_BUG, "rule files declared other functions when they were loaded again");
	else
		result = 0;
out:
	load_release(&loading);
	problems_release(&problems);
	arena_release(&arena);
	return result;
}
