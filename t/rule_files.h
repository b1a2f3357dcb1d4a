/* rule_files.h: rule files in memory, over a schema in memory, for tests of the rules. */
#ifndef RECKON_T_RULE_FILES_H
#define RECKON_T_RULE_FILES_H

#include "rules/sandbox.h"
#include "tap.h"

#include <lauxlib.h>

static struct field charge_fields[] = {
	{ .name = "ref", .type = TYPE_TEXT },       { .name = "service", .type = TYPE_TEXT },
	{ .name = "current", .type = TYPE_MONEY },  { .name = "published", .type = TYPE_MONEY, .optional = true },
	{ .name = "statutory", .type = TYPE_FLAG }, { .name = "starts", .type = TYPE_DATE },
	{ .name = "vat", .type = TYPE_RATE },       { .name = "weight", .type = TYPE_NUMBER },
};
static struct field child_fields[] = {
	{ .name = "id", .type = TYPE_INTEGER },
	{ .name = "born", .type = TYPE_DATE },
	{ .name = "household_id", .type = TYPE_INTEGER },
};
static struct field household_fields[] = {
	{ .name = "id", .type = TYPE_INTEGER },
	{ .name = "district", .type = TYPE_TEXT },
	{ .name = "income", .type = TYPE_MONEY },
};
static int first_field[] = { 0 }, third_field[] = { 2 };
static struct relation child_relations[] = {
	{ .name = "household", .parent = 2, .fields = third_field, .count = 1 },
};
static struct record_type test_types[] = {
	{ .name = "charge",
	  .fields = charge_fields,
	  .field_count = 8,
	  .key = first_field,
	  .key_count = 1,
	  .valid_from = -1,
	  .valid_until = -1,
	  .period = -1 },
	{ .name = "child",
	  .fields = child_fields,
	  .field_count = 3,
	  .key = first_field,
	  .key_count = 1,
	  .relations = child_relations,
	  .relation_count = 1,
	  .valid_from = -1,
	  .valid_until = -1,
	  .period = -1 },
	{ .name = "household",
	  .fields = household_fields,
	  .field_count = 3,
	  .key = first_field,
	  .key_count = 1,
	  .valid_from = -1,
	  .valid_until = -1,
	  .period = -1 },
	{ .name = "log", .valid_from = -1, .valid_until = -1, .period = -1, .unusable = "the table has no key" },
};
static const struct schema test_schema = { .types = test_types, .count = 4 };

/* Rule files, loaded: look at result, ruleset and problems, then forget(). */
struct loaded {
	struct sources sources;
	struct scenario scenario;
	struct ruleset ruleset;
	struct problems problems;
	const char *paths[8];
	int result;
};

/* Loads the rule files at loaded->paths from loaded->sources. */
__attribute__((unused)) static void load_paths(struct loaded *loaded)
{
	loaded->scenario.rules = loaded->paths;
	loaded->scenario.parameters.arena = &loaded->scenario.arena;
	loaded->result =
		ruleset_load(&loaded->ruleset, &loaded->sources, &loaded->scenario, &test_schema, &loaded->problems);
}

/* `texts` are pairs of path and text; a path that begins with '+' is a module, not named by the scenario. */
__attribute__((unused)) static void load_files(struct loaded *loaded, const char *const *texts)
{
	struct error err = ERROR_INIT;

	*loaded = (struct loaded){ .problems = PROBLEMS_INIT };
	ensure(!sources_init(&loaded->sources, NULL, &err));
	for (; texts[0]; texts += 2) {
		const char *path = texts[0][0] == '+' ? texts[0] + 1 : texts[0];

		ensure(!sources_add(&loaded->sources, path, SOURCE_RULES, texts[1], strlen(texts[1]), &err));
		if (path == texts[0])
			loaded->paths[loaded->scenario.rule_count++] = path;
	}
	load_paths(loaded);
}

#define load_text(loaded, text) load_files((loaded), (const char *const[]){ "a.lua", (text), NULL })

__attribute__((unused)) static void forget(struct loaded *loaded)
{
	ruleset_release(&loaded->ruleset);
	problems_release(&loaded->problems);
	sources_release(&loaded->sources);
	arena_release(&loaded->scenario.arena);
}

/* Whether some problem is at this line and says this (a part of the message or the hint). */
__attribute__((unused)) static bool has_problem(const struct loaded *loaded, int line, const char *says)
{
	for (size_t i = 0; i < loaded->problems.count; i++) {
		const struct error *err = &loaded->problems.items[i];

		if (err->line == line && (strstr(err->message, says) || strstr(err->hint, says)))
			return true;
	}
	for (size_t i = 0; i < loaded->problems.count; i++)
		printf("#   %s:%d:%d: %s (%s)\n", loaded->problems.items[i].file, loaded->problems.items[i].line,
		       loaded->problems.items[i].column, loaded->problems.items[i].message,
		       loaded->problems.items[i].hint);
	return false;
}

/* What the test's rules get as a record: a plain table. */
static const char record_key;

static int make_record(lua_State *L)
{
	lua_newtable(L);
	lua_pushinteger(L, 1000);
	lua_setfield(L, -2, "current");
	lua_pushliteral(L, "Waste");
	lua_setfield(L, -2, "service");
	lua_pushnumber(L, 2.5);
	lua_setfield(L, -2, "weight");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &record_key);
	return 0;
}

__attribute__((unused)) static const char *number_text(long long number)
{
	static char text[32];

	snprintf(text, sizeof text, "%lld", number);
	return text;
}

/* Calls declared function `number` (from 0) with one record. The text of its result, or the error's message behind
 * "error: "; static, until the next call. */
__attribute__((unused)) static const char *call_function(struct sandbox *sandbox, int number, struct error *err)
{
	static char result[512];
	lua_State *L = sandbox_lua(sandbox);

	sandbox_begin(sandbox, true);
	if (sandbox_protect(sandbox, make_record, NULL, err) != CALL_OK)
		return "error: out of memory";
	sandbox_begin(sandbox, true);
	sandbox_push_functions(L);
	lua_rawgeti(L, -1, number + 1);
	lua_remove(L, -2);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &record_key);
	error_clear(err);
	if (sandbox_call(sandbox, 1, 1, err) != CALL_OK) {
		snprintf(result, sizeof result, "error: %.480s", err->message);
		return result;
	}
	snprintf(result, sizeof result, "%.500s",
	         lua_isinteger(L, -1)  ? number_text(lua_tointeger(L, -1))
	         : lua_isstring(L, -1) ? lua_tostring(L, -1)
	                               : luaL_typename(L, -1));
	lua_pop(L, 1);
	return result;
}

/* What `body`, the inside of a rule's function of (c, p, at), returns; `limits` and `host` may be NULL. */
__attribute__((unused)) static const char *run_body(const char *head, const char *body,
                                                    const struct sandbox_limits *limits, struct error *err)
{
	static const char frame[] =
		"%s\nrule \"x\" { on = \"charge\", type = \"text\", compute = function(c, p, at)\n%s\nend }";
	char text[4096];
	struct loaded loaded;
	struct sandbox *sandbox = NULL;
	const char *result = "not loaded";

	ensure(snprintf(text, sizeof text, frame, head, body) < (int) sizeof text);
	load_text(&loaded, text);
	if (loaded.problems.count > 0)
		*err = loaded.problems.items[0];
	else if (!sandbox_new(&sandbox, &loaded.ruleset, &loaded.sources, limits, NULL, err))
		result = call_function(sandbox, 0, err);
	if (!strcmp(result, "not loaded"))
		printf("#   %s:%d: %s\n", err->file, err->line, err->message);
	sandbox_free(sandbox);
	forget(&loaded);
	return result;
}

/* Loading `text` must give the problem, and no other. */
__attribute__((unused)) static void refused(const char *text, int line, const char *says, const char *name)
{
	struct loaded loaded;

	load_text(&loaded, text);
	ok(loaded.result == -1 && has_problem(&loaded, line, says) && loaded.problems.count == 1, "%s", name);
	if (loaded.problems.count != 1)
		printf("#   %zu problems\n", loaded.problems.count);
	for (size_t i = 0; loaded.problems.count > 1 && i < loaded.problems.count; i++)
		printf("#   line %d: %s\n", loaded.problems.items[i].line, loaded.problems.items[i].message);
	forget(&loaded);
}

#endif
