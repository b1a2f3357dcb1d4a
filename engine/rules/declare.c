/* declare.c: rule, total, finding, figure and bridge: each is called with a name, and what that gives is called with a table. */
#include "rules/declare.h"

#include "rules/declaration.h"
#include "rules/lua_value.h"
#include "rules/place.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

const char *const finding_level_names[] = { "info", "warning", "error", NULL };

void declared_release(struct declared *declared)
{
	free(declared->rules);
	free(declared->totals);
	free(declared->figures);
	free(declared->bridges);
	free(declared->findings);
	free(declared->functions);
	free(declared->tables);
	free(declared->names);
	*declared = (struct declared){ .rules = NULL };
}

void declared_check_finished(const struct declared *declared, struct problems *problems)
{
	for (size_t i = 0; i < declared->name_count; i++) {
		const struct declared_name *name = &declared->names[i];

		if (!name->finished)
			place_problem(problems, name->place, NULL,
			              "write NAME { ... }: the table belongs to the name", "%s '%s' has no table",
			              name->kind, name->name);
	}
}

void declared_interrupted(struct declared *declared)
{
	if (declared->name_count > 0)
		declared->names[declared->name_count - 1].finished = true;
}

static const struct key rule_keys[] = {
	{ "on", KEY_TEXT, true },         { "type", KEY_TEXT, true },         { "optional", KEY_FLAG, false },
	{ "values", KEY_TEXTS, false },   { "title", KEY_TEXT, false },       { "source", KEY_TEXT, false },
	{ "status", KEY_TEXT, false },    { "from", KEY_TEXT, false },        { "to", KEY_TEXT, false },
	{ "dated_by", KEY_TEXT, false },  { "compute", KEY_FUNCTION, false }, { "conditions", KEY_ANY, false },
	{ "award", KEY_FUNCTION, false }, { "after", KEY_TEXTS, false },      { NULL, KEY_ANY, false },
};

/* What goes with a rule's type, and what does not. */
static void check_rule_shape(struct declaration *declaration, enum type type)
{
	static const char *const only_eligibility[] = { "conditions", "award" }, *const never[] = { "compute",
		                                                                                    "optional" };
	bool eligibility = type == TYPE_ELIGIBILITY;
	const char *needed = eligibility ? "conditions" : "compute";

	if (!declaration_has(declaration, needed))
		declaration_problem(declaration, NULL, NULL, "rule '%s' of type %s needs '%s'", declaration->name,
		                    type_names[type], needed);
	for (size_t i = 0; i < 2; i++) {
		const char *key = eligibility ? never[i] : only_eligibility[i];

		if (declaration_has(declaration, key))
			declaration_problem(
				declaration, key, eligibility ? NULL : "that is for type = \"eligibility\"",
				"rule '%s' of type %s takes no '%s'", declaration->name, type_names[type], key);
	}
	declaration_check_values(declaration, type);
}

static void read_rule(struct declaration *declaration)
{
	static const char *const statuses[] = { "draft", "in_force", NULL };
	struct declared_rule read = {
		.rule = { .name = declaration->name, .place = declaration->place, .dated_by = -1 }
	};
	struct rule *rule = &read.rule;
	const char *status;
	size_t count;

	declaration_check_keys(declaration, rule_keys);
	read.on = declaration_text(declaration, "on");
	read.dated_by = declaration_text(declaration, "dated_by");
	if (declaration_type(declaration, &rule->type))
		check_rule_shape(declaration, rule->type);
	rule->optional = declaration_flag(declaration, "optional");
	rule->statuses = declaration_texts(declaration, "values", &count);
	rule->title = declaration_text(declaration, "title");
	rule->source = declaration_text(declaration, "source");
	status = declaration_text(declaration, "status");
	rule->draft = status && declaration_choose(declaration, "status", status, statuses) == 0;
	rule->from = declaration_date(declaration, "from");
	rule->to = declaration_date(declaration, "to");
	if (rule->from.year && rule->to.year && date_compare(rule->from, rule->to) > 0)
		declaration_problem(declaration, "to", NULL, "rule '%s' ends before it begins", declaration->name);
	rule->compute = declaration_function(declaration, "compute");
	rule->conditions = declaration_conditions(declaration);
	rule->award = declaration_function(declaration, "award");
	read.after = declaration_texts(declaration, "after", &read.after_count);
	DECLARATION_RESERVE(declaration, rule);
	declaration->loading->declared.rules[declaration->loading->declared.rule_count++] = read;
}

static const char *const total_kind_names[] = { "sum", "count", "min", "max", NULL };
static const struct key total_keys[] = {
	{ "sum", KEY_TEXT, false },   { "count", KEY_TEXT, false },  { "min", KEY_TEXT, false },
	{ "max", KEY_TEXT, false },   { "by", KEY_TEXTS, false },    { "where", KEY_FUNCTION, false },
	{ "title", KEY_TEXT, false }, { "source", KEY_TEXT, false }, { NULL, KEY_ANY, false },
};

static void read_total(struct declaration *declaration)
{
	struct declared_total read = { .total = {
					       .name = declaration->name, .place = declaration->place, .on = -1 } };
	int given = 0;

	declaration_check_keys(declaration, total_keys);
	for (int i = 0; total_kind_names[i]; i++) {
		if (!declaration_has(declaration, total_kind_names[i]))
			continue;
		given++;
		read.total.kind = (enum total_kind) i;
		read.of = declaration_text(declaration, total_kind_names[i]);
	}
	if (given != 1) {
		declaration_problem(declaration, NULL, "sum = \"charge.income\", count = \"household\", ...",
		                    "total '%s' needs exactly one of sum, count, min and max", declaration->name);
		read.of = NULL;
	}
	read.by = declaration_texts(declaration, "by", &read.by_count);
	read.total.title = declaration_text(declaration, "title");
	read.total.source = declaration_text(declaration, "source");
	read.total.where = declaration_function(declaration, "where");
	DECLARATION_RESERVE(declaration, total);
	declaration->loading->declared.totals[declaration->loading->declared.total_count++] = read;
}

static const struct key finding_keys[] = {
	{ "on", KEY_TEXT, false },     { "level", KEY_TEXT, true },  { "when", KEY_FUNCTION, true },
	{ "message", KEY_TEXT, true }, { "title", KEY_TEXT, false }, { NULL, KEY_ANY, false },
};

static void read_finding(struct declaration *declaration)
{
	struct declared_finding read = { .finding = {
						 .name = declaration->name, .place = declaration->place, .on = -1 } };
	const char *level;
	int chosen;

	declaration_check_keys(declaration, finding_keys);
	read.on = declaration_text(declaration, "on");
	read.figures = !declaration_has(declaration, "on");
	read.message = declaration_text(declaration, "message");
	level = declaration_text(declaration, "level");
	chosen = level ? declaration_choose(declaration, "level", level, finding_level_names) : -1;
	read.finding.level = chosen < 0 ? FINDING_INFO : (enum finding_level) chosen;
	read.finding.title = declaration_text(declaration, "title");
	read.finding.when = declaration_function(declaration, "when");
	if (read.figures)
		declaration_of_figures(declaration, read.finding.when);
	DECLARATION_RESERVE(declaration, finding);
	declaration->loading->declared.findings[declaration->loading->declared.finding_count++] = read;
}

enum { DECLARE_RULE, DECLARE_TOTAL, DECLARE_FINDING, DECLARE_FIGURE, DECLARE_BRIDGE };
static const struct {
	const char *kind, *example;
	void (*read)(struct declaration *declaration);
} readers[] = {
	[DECLARE_RULE] = { "rule", "rule \"name\" { on = ..., type = ..., compute = function(record, p) ... end }",
	                   read_rule },
	[DECLARE_TOTAL] = { "total", "total \"name\" { sum = \"type.field\" }", read_total },
	[DECLARE_FINDING] = { "finding", "finding \"name\" { on = ..., level = ..., when = ..., message = ... }",
	                      read_finding },
	[DECLARE_FIGURE] = { "figure", "figure \"name\" { type = ..., compute = function(f, p, at) ... end }",
	                     declaration_read_figure },
	[DECLARE_BRIDGE] = { "bridge", "bridge \"name\" { opening = \"...\", steps = { ... }, closing = \"...\" }",
	                     declaration_read_bridge },
};

/* The second call: upvalues are the kind and the place among the names. */
static int finish(lua_State *L)
{
	struct loading *loading = sandbox_of(L)->loading;
	int kind = (int) lua_tointeger(L, lua_upvalueindex(1));
	struct declared_name *name;
	struct declaration declaration;

	if (!loading)
		return library_fail(L, NULL, "'%s' works only while files are loaded", readers[kind].kind);
	name = &loading->declared.names[lua_tointeger(L, lua_upvalueindex(2))];
	if (name->finished)
		return library_fail(L, NULL, "%s '%s' is declared twice", name->kind, name->name);
	name->finished = true;
	if (!lua_istable(L, 1))
		return library_fail(L, readers[kind].example, "%s '%s' takes a table, not %s", name->kind, name->name,
		                    lua_value_describe(L, 1));
	declaration = (struct declaration){
		.lua = L, .loading = loading, .kind = name->kind, .name = name->name, .place = name->place, .table = 1
	};
	lua_settop(L, 1);
	luaL_checkstack(L, LUA_MINSTACK, "too deep");
	readers[kind].read(&declaration);
	return 0;
}

#define DECLARATION_STEPS 500

/* The first call: a name, and where it stands. */
static int begin(lua_State *L, int kind)
{
	struct loading *loading = sandbox_of(L)->loading;
	struct declaration declaration = { .lua = L, .loading = loading, .kind = readers[kind].kind };
	size_t length;
	const char *name;

	if (!loading)
		return library_fail(L, "declare at the head of a file, outside of functions",
		                    "'%s' works only while files are loaded", readers[kind].kind);
	if (lua_type(L, 1) != LUA_TSTRING)
		return library_fail(L, readers[kind].example, "'%s' takes a name, not %s", readers[kind].kind,
		                    lua_value_describe(L, 1));
	name = lua_tolstring(L, 1, &length);
	if (!name_is_identifier(name, length) || length > 60)
		return library_fail(L, "names are lower_snake_case, of at most 60 letters",
		                    "'%s' is not a name for a %s", name, readers[kind].kind);
	/* Declarations are kept outside Lua, beyond its memory limit: they are paid for. */
	sandbox_charge(L, DECLARATION_STEPS);
	DECLARATION_RESERVE(&declaration, name);
	declaration.name = declaration_keep(&declaration, arena_text(loading->arena, name));
	sandbox_place(L, &declaration.place);
	loading->declared.names[loading->declared.name_count] = (struct declared_name){ .kind = declaration.kind,
		                                                                        .name = declaration.name,
		                                                                        .place = declaration.place };
	lua_pushinteger(L, kind);
	lua_pushinteger(L, (lua_Integer) loading->declared.name_count++);
	lua_pushcclosure(L, finish, 2);
	return 1;
}

static int declare_rule(lua_State *L)
{
	return begin(L, DECLARE_RULE);
}

static int declare_total(lua_State *L)
{
	return begin(L, DECLARE_TOTAL);
}

static int declare_finding(lua_State *L)
{
	return begin(L, DECLARE_FINDING);
}

static int declare_figure(lua_State *L)
{
	return begin(L, DECLARE_FIGURE);
}

static int declare_bridge(lua_State *L)
{
	return begin(L, DECLARE_BRIDGE);
}

const struct library_entry declare_entries[] = {
	{ "all", declare_all },
	{ "any", declare_any },
	{ "bridge", declare_bridge },
	{ "decision_table", declare_decision_table },
	{ "figure", declare_figure },
	{ "finding", declare_finding },
	{ "rule", declare_rule },
	{ "total", declare_total },
	{ NULL, NULL },
};
