/* definitions.c: classes for lua-language-server, from the schema, the rules and the parameters of scenarios. */
#include "report/definitions.h"

#include <stdlib.h>
#include <string.h>

static void add(struct definitions *all, const char *class, const char *name, const char *type, const char *note)
{
	struct definition item = { .order = all->count };

	if (all->failed || array_reserve(&all->items, &all->capacity, all->count + 1, sizeof *all->items)) {
		all->failed = true;
		return;
	}
	item.class = arena_text(&all->arena, class);
	item.name = arena_text(&all->arena, name);
	item.type = arena_text(&all->arena, type);
	item.note = note ? arena_text(&all->arena, note) : NULL;
	all->failed = !item.class || !item.name || !item.type || (note && !item.note);
	all->items[all->count++] = item;
}

static const char *format(struct definitions *all, const char *pattern, const char *a, const char *b)
{
	const char *made = arena_format(&all->arena, pattern, a, b);

	all->failed = all->failed || !made;
	return made ? made : "";
}

/* All that a status can be goes into the note: as a type it would make editors think that a comparison tells one record type
 * from another. */
static const char *status_note(struct definitions *all, const char *const *statuses, const char *title)
{
	const char *note = NULL;

	for (size_t i = 0; statuses && statuses[i]; i++)
		note = note ? format(all, "%s, %s", note, statuses[i]) : format(all, "One of %s%s", statuses[i], "");
	return note && title ? format(all, "%s. %s", title, note) : note ? note : title;
}

static const char *lua_type_of(struct definitions *all, enum type type, bool optional)
{
	const char *name = type == TYPE_ELIGIBILITY ? type_names[TYPE_FLAG]
	                   : type == TYPE_TEXT      ? "string"
	                                            : type_names[type];

	return optional ? format(all, "(%s)?%s", name, "") : name;
}

/* Key fields that a foreign key is made of are read as the parent record, where they share its name. */
static bool is_relation(const struct record_type *type, const char *name)
{
	return schema_relation(type, name) >= 0;
}

static void add_type(struct definitions *all, const struct schema *schema, const struct record_type *type)
{
	add(all, type->name, "", "reckon.record", NULL);
	add(all, format(all, "%s.outcomes%s", type->name, ""), "", "", NULL);
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (!field->unusable && name_is_identifier(field->name, strlen(field->name))
		    && !is_relation(type, field->name))
			add(all, type->name, field->name, lua_type_of(all, field->type, field->optional),
			    status_note(all, field->statuses, NULL));
	}
	for (size_t i = 0; i < type->relation_count; i++) {
		const struct relation *relation = &type->relations[i];
		bool optional = relation->count > 0 && type->fields[relation->fields[0]].optional;

		add(all, type->name, relation->name,
		    format(all, optional ? "%s?%s" : "%s%s", schema->types[relation->parent].name, ""), NULL);
	}
}

static void add_rules(struct definitions *all, const struct schema *schema, const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];
		const char *on = schema->types[rule->on].name;
		const char *type = lua_type_of(all, rule->type, rule->optional);
		const char *before = format(all, "%s.outcomes%s", on, "");

		const char *note = status_note(all, rule->statuses, rule->title);

		add(all, on, rule->name, type, note);
		add(all, before, rule->name, type, note);
		if (rule->award_name) {
			add(all, on, rule->award_name, type_names[TYPE_MONEY], rule->title);
			add(all, before, rule->award_name, type_names[TYPE_MONEY], rule->title);
		}
	}
}

static void add_figures(struct definitions *all, const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->amount_count; i++) {
		const struct amount *amount = &ruleset->amounts[i];
		const struct figure *figure = amount->figure >= 0 ? &ruleset->figures[amount->figure] : NULL;
		const char *title = figure ? figure->title : ruleset->totals[amount->total].title;
		const char *type = lua_type_of(all, ruleset_amount_type(ruleset, amount), figure && figure->optional);

		add(all, "reckon.figures", amount->name, type, title);
		if (!figure)
			add(all, "reckon.totals", amount->name, type, title);
	}
}

/* voucher.income_limit: the class of `voucher`, with a field that has the parameter's type. */
static void add_parameter(struct definitions *all, const struct parameter *parameter)
{
	const char *class = "reckon.parameters", *at = parameter->name, *dot;
	const char *type =
		parameter->shape == SHAPE_VALUE ? lua_type_of(all, parameter->type, false) : "reckon.graded";

	for (; (dot = strchr(at, '.')); at = dot + 1) {
		char *group = arena_bytes(&all->arena, at, (size_t) (dot - at));
		const char *inner = group ? format(all, "%s.%s", class, group) : "";

		all->failed = all->failed || !group;
		if (all->failed)
			return;
		add(all, class, group, inner, NULL);
		add(all, inner, "", "", NULL);
		class = inner;
	}
	add(all, class, at, type, parameter->title);
}

void definitions_add(struct definitions *all, const struct inputs *inputs)
{
	const struct schema *schema = &inputs->schema;

	add(all, "reckon.parameters", "", "", "Parameters in force, by dotted name.");
	add(all, "reckon.figures", "", "", "Figures and totals, by name.");
	add(all, "reckon.totals", "", "", NULL);
	for (size_t i = 0; i < schema->count; i++) {
		if (!schema->types[i].unusable)
			add_type(all, schema, &schema->types[i]);
	}
	add_rules(all, schema, &inputs->ruleset);
	add_figures(all, &inputs->ruleset);
	for (size_t i = 0; i < inputs->scenario.parameters.count; i++)
		add_parameter(all, &inputs->scenario.parameters.items[i]);
}

static int compare(const void *a, const void *b)
{
	const struct definition *left = a, *right = b;
	int order = strcmp(left->class, right->class);

	order = order ? order : strcmp(left->name, right->name);
	return order ? order : (left->order > right->order) - (left->order < right->order);
}

static void keep_first_of_each(struct definitions *all)
{
	size_t kept = 0;

	if (all->count)
		qsort(all->items, all->count, sizeof *all->items, compare);
	for (size_t i = 0; i < all->count; i++) {
		if (i && !strcmp(all->items[i].class, all->items[i - 1].class)
		    && !strcmp(all->items[i].name, all->items[i - 1].name))
			continue;
		all->items[kept++] = all->items[i];
	}
	all->count = kept;
}

static bool is_record(const struct definition *item)
{
	return item->name[0] == '\0' && !strcmp(item->type, "reckon.record");
}

/* Titles are of one line; whatever else is in them would be read as Lua. */
static void append_note(const char *note, struct text *out)
{
	for (; note && *note; note++)
		text_append_char(out, *note == '\n' || *note == '\r' ? ' ' : *note);
}

static void print_classes(const struct definitions *all, struct text *out)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct definition *item = &all->items[i];
		bool starts = i == 0 || strcmp(all->items[i - 1].class, item->class) != 0;

		if (starts)
			text_append_format(out, "\n---@class (exact) %s%s%s", item->class,
			                   is_record(item) ? ": " : "", is_record(item) ? item->type : "");
		if (item->name[0])
			text_append_format(out, "%s---@field %s %s", starts ? "\n" : "", item->name, item->type);
		if (item->note)
			text_append_char(out, ' ');
		append_note(item->note, out);
		text_append_char(out, '\n');
	}
}

/* For each record type what depends on it: the declarations on it, what `at` holds, and what related() and lookup() give. */
static void print_for_types(const struct definitions *all, struct text *out)
{
	static const char *const asks = "fun(c: %s, p: reckon.parameters, at: reckon.at.%s): ";

	for (size_t i = 0; i < all->count; i++) {
		const char *name = all->items[i].class;

		if (!is_record(&all->items[i]))
			continue;
		text_append_format(out,
		                   "\n---@class (exact) reckon.at.%s: reckon.at\n---@field previous %s.outcomes?\n",
		                   name, name);
		text_append_format(
			out,
			"\n---@class (exact) reckon.rule.%s: reckon.rule\n---@field on \"%s\"\n---@field compute? ",
			name, name);
		text_append_format(out, asks, name, name);
		text_append(out, "any\n---@field award? ");
		text_append_format(out, asks, name, name);
		text_append_format(out,
		                   "money\n\n---@class (exact) reckon.finding.%s: reckon.finding\n---@field on "
		                   "\"%s\"\n---@field when ",
		                   name, name);
		text_append_format(out, asks, name, name);
		text_append(out, "boolean?\n");
	}
}

static void print_union(const struct definitions *all, const char *kind, struct text *out)
{
	const char *between = "";

	for (size_t i = 0; i < all->count; i++) {
		if (!is_record(&all->items[i]))
			continue;
		text_append_format(out, "%s%s%s", between, kind, all->items[i].class);
		between = " | ";
	}
	if (!between[0])
		text_append(out, "table");
}

static void print_functions(const struct definitions *all, struct text *out)
{
	text_append(out, "\n---One named outcome for each record, for each period.\n---@param name string\n"
	                 "---@return fun(declaration: ");
	print_union(all, "reckon.rule.", out);
	text_append(out, ")\nfunction rule(name) end\n"
	                 "\n---A labelled observation on a record, or on figures.\n---@param name string\n"
	                 "---@return fun(declaration: ");
	print_union(all, "reckon.finding.", out);
	text_append(out, " | reckon.finding.figures)\nfunction finding(name) end\n\n"
	                 "---An exact aggregate over records or outcomes, perhaps grouped.\n---@param name string\n"
	                 "---@return fun(declaration: reckon.total)\nfunction total(name) end\n\n"
	                 "---The records of a type that lead to this one, in the order of their keys.\n");
	for (size_t i = 0; i < all->count; i++) {
		if (is_record(&all->items[i]))
			text_append_format(
				out, "---@overload fun(record: table, type: \"%s\", role?: string | table): %s[]\n",
				all->items[i].class, all->items[i].class);
	}
	text_append(
		out,
		"---@param record table\n---@param type string\n---@param role? string | table Only those of whom a "
		"field or rule of this name is true, or whose fields have these values.\n---@return table[]\n"
		"function related(record, type, role) end\n\n---The row of a table that has this key.\n");
	for (size_t i = 0; i < all->count; i++) {
		if (is_record(&all->items[i]))
			text_append_format(out, "---@overload fun(type: \"%s\", key: table): %s\n",
			                   all->items[i].class, all->items[i].class);
	}
	text_append(out,
	            "---@param type string\n---@param key table\n---@return table\nfunction lookup(type, key) end\n");
}

int definitions_print(struct definitions *all, struct text *out, struct error *err)
{
	if (!all->failed)
		keep_first_of_each(all);
	text_append(out, "---@meta _\n-- Records, outcomes, figures and parameters, for editors. Written by 'reckon "
	                 "editor': call it again when "
	                 "tables,\n-- rules or parameters have changed.\n\n---@class reckon.record\n\n"
	                 "---@class (exact) reckon.at\n---@field period string As 2025-26.\n---@field start date\n"
	                 "---@field finish date\n---@field totals reckon.totals Of rules with `after`.\n"
	                 "---@field previous reckon.figures?\n\n"
	                 "---@class (exact) reckon.finding.figures: reckon.finding\n"
	                 "---@field when fun(f: reckon.figures, p: reckon.parameters, at: reckon.at): boolean?\n");
	print_classes(all, out);
	print_for_types(all, out);
	print_functions(all, out);
	return all->failed || out->failed ? error_memory(err) : 0;
}

void definitions_release(struct definitions *all)
{
	free(all->items);
	arena_release(&all->arena);
	*all = (struct definitions) DEFINITIONS_INIT;
}
