/* resolve_tables.c: what the columns of decision tables in CSV files stand for. An input is a path from the record (of a figure's
 * table a figure or total), unless its type is given in Lua; a single output has the type of the rule that the table is for. */
#include "rules/resolve.h"

#include "rules/amounts.h"
#include "rules/decision_table_check.h"
#include "rules/decision_table_state.h"
#include "rules/place.h"

#include <string.h>

/* The first declaration that a table is given to; or the first after it for which the table's columns are something else. */
struct holder {
	bool there;
	int on;           /* record type; -1: the figures */
	const char *name; /* NULL: it has none of its own */
	bool typed;       /* what it gives has a type */
	enum type type;
	const char *const *statuses;
	bool award;
};

struct tables {
	struct ruleset *ruleset;
	struct loading *loading;
	struct holder *holders, *others; /* by table */
	bool all_loaded;                 /* otherwise a name that is not there may be in a file that failed */
};

static bool same_words(const char *const *a, const char *const *b)
{
	while (a && b && *a && *b && !strcmp(*a, *b))
		a++, b++;
	return a && b ? !*a && !*b : a == b;
}

static bool holds_alike(const struct holder *a, const struct holder *b)
{
	return a->on == b->on && a->type == b->type && same_words(a->statuses, b->statuses);
}

static void hold(struct tables *tables, int function, struct holder holder)
{
	int table = function == NO_FUNCTION ? -1 : tables->ruleset->functions[function].table;

	if (table < 0)
		return;
	holder.there = true;
	if (!tables->holders[table].there)
		tables->holders[table] = holder;
	else if (!tables->others[table].there && !holds_alike(&tables->holders[table], &holder))
		tables->others[table] = holder;
}

static void hold_conditions(struct tables *tables, const struct condition *condition, int on)
{
	if (condition->kind == CONDITION_TEST)
		hold(tables, condition->function, (struct holder){ .on = on, .typed = true, .type = TYPE_FLAG });
	for (size_t i = 0; i < condition->count; i++)
		hold_conditions(tables, &condition->children[i], on);
}

static void find_holders(struct tables *tables)
{
	const struct ruleset *ruleset = tables->ruleset;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];

		hold(tables, rule->compute,
		     (struct holder){ .on = rule->on,
		                      .name = rule->name,
		                      .typed = true,
		                      .type = rule->type,
		                      .statuses = rule->statuses });
		hold(tables, rule->award,
		     (struct holder){ .on = rule->on, .typed = true, .type = TYPE_MONEY, .award = true });
		if (rule->conditions)
			hold_conditions(tables, rule->conditions, rule->on);
	}
	for (size_t i = 0; i < ruleset->figure_count; i++) {
		const struct figure *figure = &ruleset->figures[i];

		hold(tables, figure->compute,
		     (struct holder){ .on = -1,
		                      .name = figure->name,
		                      .typed = true,
		                      .type = figure->type,
		                      .statuses = figure->statuses });
	}
	for (size_t i = 0; i < ruleset->total_count; i++)
		hold(tables, ruleset->totals[i].where,
		     (struct holder){ .on = ruleset->totals[i].on, .typed = true, .type = TYPE_FLAG });
	for (size_t i = 0; i < ruleset->finding_count; i++)
		hold(tables, ruleset->findings[i].when,
		     (struct holder){ .on = ruleset->findings[i].on, .typed = true, .type = TYPE_FLAG });
}

/* Whose record the inputs are read from. -2: that is not known, which is reported. */
static int find_on(struct tables *tables, size_t number)
{
	const struct declared_table *declared = &tables->loading->declared.tables[number];
	const struct holder *holder = &tables->holders[number];
	struct error err = ERROR_INIT;
	int on;

	if (!declared->declaration->on)
		return holder->there ? holder->on : -2;
	on = resolve_type(tables->ruleset->schema, declared->declaration->on, &err);
	if (on >= 0)
		return on;
	place_problem_of(tables->loading->problems, declared->place, declared->declaration->on, &err);
	return -2;
}

static int amount_column(const struct ruleset *ruleset, const char *name, struct column_type *column,
                         struct error *err)
{
	struct amount amount;

	if (!ruleset_amount(ruleset, name, &amount)) {
		amount_fail_unknown(ruleset, name, err);
		return -1;
	}
	column->type = ruleset_amount_type(ruleset, &amount);
	column->statuses = amount.figure >= 0 ? ruleset->figures[amount.figure].statuses : NULL;
	return 0;
}

static int record_column(struct ruleset *ruleset, int on, const char *name, struct column_type *column,
                         struct error *err)
{
	struct path path;
	bool optional;

	if (resolve_path(ruleset, on, name, &path, err))
		return -1;
	optional = path.field >= 0 ? ruleset->schema->types[path.type].fields[path.field].optional
	                           : !path.award && ruleset->rules[path.rule].optional;
	column->none = optional ? NONE_POSSIBLE : NONE_NEVER;
	column->type = path.value_type == TYPE_ELIGIBILITY ? TYPE_FLAG : path.value_type;
	column->statuses = path.field >= 0 ? ruleset->schema->types[path.type].fields[path.field].statuses
	                   : path.award    ? NULL
	                                   : ruleset->rules[path.rule].statuses;
	/* Where a relation is on the way there may be no record at its end. */
	column->never_none = path.relation_count == 0 && !optional
	                     && (path.field >= 0 || ruleset_always_gives(ruleset, path.rule));
	return 0;
}

static bool is_path(const char *name)
{
	for (;;) {
		size_t length = strcspn(name, ".");

		if (!name_is_identifier(name, length))
			return false;
		if (!name[length])
			return true;
		name += length + 1;
	}
}

/* Why an input, which Lua gives no type, has none. */
static void resolve_input(struct tables *tables, size_t number, int on, const struct table_file_column *heading,
                          struct column_type *column)
{
	const struct declared_table *declared = &tables->loading->declared.tables[number];
	const struct table_declaration *declaration = declared->declaration;
	struct error err = ERROR_INIT;
	struct nearest nearest;

	for (size_t i = 0; i < declaration->input_count; i++) {
		if (strcmp(declaration->inputs[i].label, heading->name) != 0)
			continue;
		column->type = declaration->inputs[i].type;
		column->known = true;
		column->given = true;
		return;
	}
	if (!is_path(heading->name)) {
		nearest = nearest_to(heading->name);
		for (size_t i = 0; i < declaration->input_count; i++)
			nearest_offer(&nearest, declaration->inputs[i].label);
		error_set(&err, ERROR_INPUT, "'%.80s' is not the name of a field or rule", heading->name);
		error_hint(&err,
		           "or declare it in Lua: inputs = { { \"%.60s\", function(c, p) ... end, type = ... } }",
		           heading->name);
		error_did_you_mean(&err, nearest.best);
	} else if (on == -2) {
		return; /* said once, for the table */
	} else if (!(on < 0 ? amount_column(tables->ruleset, heading->name, column, &err)
	                    : record_column(tables->ruleset, on, heading->name, column, &err))) {
		column->known = true;
		return;
	} else if (!tables->all_loaded && err.code != ERROR_SYSTEM) {
		return;
	}
	table_file_problem(declaration->file, &heading->heading, SIZE_MAX, &err, tables->loading->problems);
}

static void resolve_output(struct tables *tables, size_t number, const struct table_file_column *heading,
                           struct column_type *column)
{
	const struct table_declaration *declaration = tables->loading->declared.tables[number].declaration;
	const struct holder *holder = &tables->holders[number];
	struct error err = ERROR_INIT;
	bool counted = declaration->aggregate == AGGREGATE_COUNT;

	for (size_t i = 0; i < declaration->output_count; i++) {
		if (strcmp(declaration->outputs[i].name, heading->name) != 0)
			continue;
		column->type = declaration->outputs[i].type;
		column->known = true;
		return;
	}
	if (!name_is_identifier(heading->name, strlen(heading->name))) {
		error_set(&err, ERROR_INPUT, "'%.80s' is not a name: names are lower_snake_case", heading->name);
	} else if (counted) {
		/* Of what is counted it does not matter what it is. */
		*column = (struct column_type){ .known = true, .type = TYPE_TEXT };
	} else if (holder->there && holder->typed && declaration->file->output_count == 1) {
		*column = (struct column_type){ .known = true,
			                        .type = holder->type,
			                        .statuses = holder->statuses,
			                        .rule = holder->name,
			                        .award = holder->award && declaration->hit != HIT_COLLECT };
	} else if (tables->all_loaded) {
		error_set(&err, ERROR_INPUT, "what '%.80s' is cannot be told from the rule", heading->name);
		error_hint(&err, "say so in Lua: outputs = { { \"%.60s\", type = \"money\" } }", heading->name);
	}
	if (err.code)
		table_file_problem(declaration->file, &heading->heading, SIZE_MAX, &err, tables->loading->problems);
}

/* What Lua says of columns that the file does not have. */
static void check_declared(struct tables *tables, const struct declared_table *declared)
{
	const struct table_declaration *declaration = declared->declaration;
	const struct table_file *file = declaration->file;
	size_t inputs = declaration->input_count, count = inputs + declaration->output_count;

	for (size_t i = 0; i < count; i++) {
		const char *name = i < inputs ? declaration->inputs[i].label : declaration->outputs[i - inputs].name;
		const char *word = i < inputs ? "if" : "then";
		const struct table_file_column *columns = i < inputs ? file->inputs : file->outputs;
		size_t column_count = i < inputs ? file->input_count : file->output_count;
		struct nearest nearest = nearest_to(name);
		struct error err = ERROR_INIT;
		bool found = false;

		for (size_t j = 0; j < column_count; j++) {
			found |= !strcmp(columns[j].name, name);
			nearest_offer(&nearest, columns[j].name);
		}
		if (found)
			continue;
		error_set(&err, ERROR_INPUT, "the file '%s' has no column '%s %.80s'", file->source->path, word,
		          name);
		if (nearest.best)
			error_hint(&err, "did you mean '%s %.80s'?", word, nearest.best);
		place_problem_of(tables->loading->problems, declared->place, name, &err);
	}
}

static bool needs_record(const struct table_declaration *declaration)
{
	for (size_t i = 0; i < declaration->file->input_count; i++) {
		bool given = false;

		for (size_t j = 0; j < declaration->input_count; j++)
			given |= !strcmp(declaration->inputs[j].label, declaration->file->inputs[i].name);
		if (!given && is_path(declaration->file->inputs[i].name))
			return true;
	}
	return false;
}

static const char *holder_name(const struct holder *holder)
{
	return holder->name ? holder->name : holder->type == TYPE_MONEY ? "an award" : "a condition";
}

static bool output_is_typed(const struct table_declaration *declaration)
{
	return declaration->output_count > 0 || declaration->aggregate == AGGREGATE_COUNT;
}

/* A table that two declarations share, whose columns would be read for the one and hold for the other too. */
static void check_shared(struct tables *tables, size_t number)
{
	const struct declared_table *declared = &tables->loading->declared.tables[number];
	const struct table_declaration *declaration = declared->declaration;
	const struct holder *one = &tables->holders[number], *other = &tables->others[number];
	const struct schema *schema = tables->ruleset->schema;
	const char *path = declaration->file->source->path;
	struct problems *problems = tables->loading->problems;

	if (!other->there)
		return;
	if (one->on != other->on && !declaration->on && needs_record(declaration))
		place_problem(problems, declared->place, path, "make a table of the file for each of them",
		              "decision table '%s': '%s' has it for %s, and '%s' for %s: its inputs are not the same",
		              path, holder_name(one), one->on < 0 ? "figures" : schema->types[one->on].name,
		              holder_name(other), other->on < 0 ? "figures" : schema->types[other->on].name);
	else if (one->type != other->type && !output_is_typed(declaration))
		place_problem(problems, declared->place, path, "make a table of the file for each of them",
		              "decision table '%s': '%s' takes %s from it, and '%s' %s", path, holder_name(one),
		              type_names[one->type], holder_name(other), type_names[other->type]);
	else if (one->type == other->type && !same_words(one->statuses, other->statuses)
	         && !output_is_typed(declaration))
		place_problem(problems, declared->place, path, "make a table of the file for each of them",
		              "decision table '%s': '%s' and '%s' declare different 'values'", path, holder_name(one),
		              holder_name(other));
}

static void check_size(struct tables *tables, const struct declared_table *declared)
{
	const struct table_file *file = declared->declaration->file;

	if (file->input_count > TABLE_MOST_INPUTS || file->output_count > TABLE_MOST_OUTPUTS)
		place_problem(tables->loading->problems, declared->place, NULL, NULL,
		              "decision table '%s': it has %zu inputs and %zu outputs: %d and %d are possible",
		              file->source->path, file->input_count, file->output_count, TABLE_MOST_INPUTS,
		              TABLE_MOST_OUTPUTS);
}

/* -1: out of memory. */
static int resolve_table(struct tables *tables, size_t number)
{
	const struct declared_table *declared = &tables->loading->declared.tables[number];
	const struct table_declaration *declaration = declared->declaration;
	struct arena *arena = &tables->ruleset->arena;
	const struct table_file *file = declaration->file;
	struct problems *problems = tables->loading->problems;
	struct table_made *made = &tables->ruleset->tables[number];
	struct table_columns columns = {
		.inputs = arena_array(arena, file->input_count, sizeof *columns.inputs),
		.outputs = arena_array(arena, file->output_count, sizeof *columns.outputs),
	};
	size_t errors = problems->errors;
	int on = find_on(tables, number);

	if (!columns.inputs || !columns.outputs)
		return -1;
	check_size(tables, declared);
	check_shared(tables, number);
	check_declared(tables, declared);
	if (on == -2 && !declaration->on && tables->all_loaded && needs_record(declaration))
		place_problem(problems, declared->place, file->source->path,
		              "say so: decision_table { file = \"...\", on = \"household\" }",
		              "on which records the decision table '%s' works cannot be told", file->source->path);
	for (size_t i = 0; i < file->input_count; i++)
		resolve_input(tables, number, on, &file->inputs[i], &columns.inputs[i]);
	for (size_t i = 0; i < file->output_count; i++)
		resolve_output(tables, number, &file->outputs[i], &columns.outputs[i]);
	made->row_count = file->row_count;
	made->content = decision_table_content(declaration, declared->place, &columns, arena, problems);
	if (problems->errors != errors)
		made->content = NULL;
	else if (made->content && tables->loading->checking)
		decision_table_check(made->content, declared->place, NULL, problems);
	return 0;
}

int resolve_tables(struct ruleset *ruleset, struct loading *loading, bool all_loaded)
{
	const struct declared *declared = &loading->declared;
	struct tables tables = { .ruleset = ruleset, .loading = loading, .all_loaded = all_loaded };

	ruleset->tables = arena_array(&ruleset->arena, declared->table_count + 1, sizeof *ruleset->tables);
	tables.holders = arena_array(&ruleset->arena, declared->table_count + 1, sizeof *tables.holders);
	tables.others = arena_array(&ruleset->arena, declared->table_count + 1, sizeof *tables.others);
	if (!ruleset->tables || !tables.holders || !tables.others)
		return -1;
	ruleset->table_count = declared->table_count;
	find_holders(&tables);
	for (size_t i = 0; i < declared->table_count; i++) {
		ruleset->tables[i].place = declared->tables[i].place;
		ruleset->tables[i].row_count = declared->tables[i].row_count;
		ruleset->tables[i].in_file = declared->tables[i].declaration != NULL;
		if (declared->tables[i].declaration && declared->tables[i].declaration->file
		    && resolve_table(&tables, i))
			return -1;
	}
	return 0;
}
