/* scenario.c: reads a scenario, what it extends, and the files they name, into one scenario. */
#include "config/scenario.h"

#include "base/file.h"
#include "config/expectations.h"
#include "config/periods.h"
#include "config/records_entry.h"

#include <stdlib.h>
#include <string.h>

/* Scenarios that extend one another. More than this is no longer something that a reader can follow. */
#define EXTENDS_MAX 16
#define FILES_MAX   1000

static const char *const scenario_keys[] = { "scenario",  "title",  "extends",    "data",   "on",
	                                     "periods",   "rules",  "parameters", "set",    "records",
	                                     "decisions", "strict", "in",         "expect", NULL };

/* One file of the chain: the scenario itself first, then what it extends. */
struct layer {
	struct yaml_reader reader;
	const char *folder; /* its own, relative to that of the sources */
	const struct yaml_node *root;
};

/* A file that a layer names. */
struct named_file {
	const struct layer *layer;
	const struct yaml_node *node;
	const char *path; /* relative to the folder of the sources */
};

struct file_list {
	struct named_file *items;
	size_t count;
	const struct layer *layer;    /* whose list it is, */
	const struct yaml_node *node; /* and the list itself; NULL: none that could be read */
	bool given;                   /* even where it could not be read */
	bool left_out;                /* a path in it was bad */
};

/* One entry of `set`. */
struct override {
	const struct layer *layer;
	const struct yaml_node *name, *value;
};

struct reading {
	struct scenario *scenario;
	struct sources *sources;
	struct problems *problems;
	struct layer layers[EXTENDS_MAX];
	size_t layer_count;
	bool incomplete; /* a layer could not be read: what is missing may be in it */
	bool periods_given;
	struct file_list rules, parameters;
	struct records_reading records;
};

/* The loop that a scenario's `extends` closes: "a.yaml -> base.yaml -> a.yaml". */
static void report_loop(const struct reading *reading, size_t first, const struct layer *last,
                        const struct yaml_node *node)
{
	struct text loop = TEXT_INIT;

	for (size_t i = first; i < reading->layer_count; i++)
		text_append_format(&loop, "%s -> ", reading->layers[i].reader.source->path);
	text_append(&loop, reading->layers[first].reader.source->path);
	if (loop.failed)
		yaml_problem_memory(&last->reader);
	else
		yaml_problem(&last->reader, node, NULL, "a scenario extends itself: %s", text_string(&loop));
	text_release(&loop);
}

/* The path of what `last` extends; NULL: nothing, or a problem that was reported. */
static const char *extended_path(struct reading *reading, const struct layer *last, const struct yaml_node **node)
{
	const char *written, *path;

	*node = yaml_get(last->root, "extends");
	if (!*node)
		return NULL;
	reading->incomplete = true;
	if (!yaml_text(&last->reader, *node, "'extends'", &written))
		return NULL;
	path = path_join(&reading->scenario->arena, last->folder, written);
	if (!path)
		yaml_problem_memory(&last->reader);
	for (size_t i = 0; path && i < reading->layer_count; i++) {
		if (!strcmp(reading->layers[i].reader.source->path, path)) {
			report_loop(reading, i, last, *node);
			return NULL;
		}
	}
	if (path && reading->layer_count == EXTENDS_MAX) {
		yaml_problem(&last->reader, *node, NULL, "more than %d scenarios that extend one another",
		             EXTENDS_MAX);
		return NULL;
	}
	return path;
}

/* Reads one file of the chain. `node` of `by` names it (NULL: the command line). */
static struct layer *read_layer(struct reading *reading, const char *path, const struct layer *by,
                                const struct yaml_node *node)
{
	struct layer *layer = &reading->layers[reading->layer_count];
	struct arena *arena = &reading->scenario->arena;
	struct error err = ERROR_INIT;
	const struct source *source = NULL;

	if (by || !scenario_check_path(reading->sources, path, &err))
		source = sources_read(reading->sources, path, SOURCE_SCENARIO, &err);
	if (!source) {
		if (by)
			yaml_problem_error(&by->reader, node, &err);
		else
			problems_add(reading->problems, &err);
		return NULL;
	}
	*layer = (struct layer){ .reader = { .source = source, .arena = arena, .problems = reading->problems } };
	layer->folder = path_directory(arena, source->path);
	if (!layer->folder) {
		yaml_problem_memory(&layer->reader);
		return NULL;
	}
	layer->root = yaml_read(source, arena, reading->problems);
	if (!layer->root || !yaml_expect(&layer->reader, layer->root, YAML_MAP, "a scenario"))
		return NULL;
	if (!by && scenario_check_root(reading->sources, source, layer->root, &err)) {
		problems_add(reading->problems, &err);
		return NULL;
	}
	reading->layer_count++;
	return layer;
}

static void read_layers(struct reading *reading, const char *path)
{
	const struct layer *layer = NULL;
	const struct yaml_node *node = NULL;

	reading->incomplete = true;
	while (path) {
		layer = read_layer(reading, path, layer, node);
		if (!layer)
			return;
		reading->incomplete = false;
		path = extended_path(reading, layer, &node);
	}
}

/* medium-term-2025-30 */
static bool is_scenario_name(const char *name)
{
	bool in_word = false;

	for (; *name; name++) {
		if (*name == '-' && in_word && name[1])
			in_word = false;
		else if ((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9'))
			in_word = true;
		else
			return false;
	}
	return in_word;
}

static void read_name(struct reading *reading, const struct layer *layer)
{
	const struct yaml_node *node = yaml_get(layer->root, "scenario");
	const char *name;

	if (layer == &reading->layers[0])
		yaml_require(&layer->reader, layer->root, layer->root, "scenario", scenario_keys);
	if (!node || !yaml_text(&layer->reader, node, "'scenario'", &name))
		return;
	if (is_scenario_name(name))
		reading->scenario->name = name;
	else
		yaml_problem(&layer->reader, node, "as medium-term-2025-30",
		             "a scenario's name must be words of small letters and digits joined by '-', not '%s'",
		             name);
}

static void read_data(struct reading *reading, const struct layer *layer)
{
	const struct yaml_node *node = yaml_get(layer->root, "data");
	const char *written;

	if (!node || !yaml_text(&layer->reader, node, "'data'", &written))
		return;
	reading->scenario->data_file = layer->reader.source;
	reading->scenario->data_line = node->line;
	reading->scenario->data_column = node->column;
	reading->scenario->data = path_join(layer->reader.arena, layer->folder, written);
	if (!reading->scenario->data)
		yaml_problem_memory(&layer->reader);
}

static void read_decisions(struct reading *reading, const struct layer *layer)
{
	const struct yaml_node *node = yaml_get(layer->root, "decisions");
	struct scenario *scenario = reading->scenario;

	if (!node || !yaml_text(&layer->reader, node, "'decisions'", &scenario->decisions))
		return;
	scenario->decisions_file = layer->reader.source;
	scenario->decisions_line = node->line;
	scenario->decisions_column = node->column;
}

/* `on` or `periods`; what a layer says replaces either of those it extends. */
static void read_periods(struct reading *reading, const struct layer *layer)
{
	const struct yaml_node *on = yaml_get(layer->root, "on"), *periods = yaml_get(layer->root, "periods");
	struct scenario *scenario = reading->scenario;

	if (on && periods)
		yaml_problem(&layer->reader, yaml_get_key(layer->root, "periods"), "take one of them out",
		             "both 'on' and 'periods'");
	if (on || periods || yaml_misspelt(layer->root, "on", scenario_keys)
	    || yaml_misspelt(layer->root, "periods", scenario_keys))
		reading->periods_given = true;
	if (on && periods_read_day(&layer->reader, on, &scenario->periods))
		scenario->period_count = 1;
	if (periods)
		periods_read(&layer->reader, periods, &scenario->periods, &scenario->period_count);
}

/* A path as its file says it, made relative to the folder of the sources. */
static bool read_path(const struct layer *layer, const struct yaml_node *node, const char *what, const char *ending,
                      struct named_file *out)
{
	const struct yaml_reader *reader = &layer->reader;
	const char *written;

	if (!yaml_text(reader, node, what, &written))
		return false;
	if (ending && !path_ends_with(written, ending)) {
		yaml_problem(reader, node, NULL, "'%s' does not end in '%s'", written, ending);
		return false;
	}
	*out = (struct named_file){ .layer = layer, .node = node };
	out->path = path_join(reader->arena, layer->folder, written);
	if (!out->path)
		yaml_problem_memory(reader);
	return out->path != NULL;
}

/* A list of files, in place of the one that was there. `ending` may be NULL: any. */
static void read_files(const struct layer *layer, const char *key, const char *ending, struct file_list *list)
{
	const struct yaml_reader *reader = &layer->reader;
	const struct yaml_node *node = yaml_get(layer->root, key);
	char what[32], item[48];

	list->given = list->given || node || yaml_misspelt(layer->root, key, scenario_keys);
	snprintf(what, sizeof what, "'%s'", key);
	snprintf(item, sizeof item, "a path in '%s'", key);
	if (!node || !yaml_expect(reader, node, YAML_LIST, what))
		return;
	if (node->count > FILES_MAX) {
		yaml_problem(reader, node, NULL, "more than %d files in %s", FILES_MAX, what);
		return;
	}
	*list = (struct file_list){ .layer = layer, .node = node, .given = true };
	list->items = arena_array(reader->arena, node->count, sizeof *list->items);
	if (!list->items) {
		yaml_problem_memory(reader);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		if (read_path(layer, node->items[i], item, ending, &list->items[list->count]))
			list->count++;
		else
			list->left_out = true;
	}
}

/* What one file says of everything but `set`, over what those before it said. */
static void read_layer_keys(struct reading *reading, const struct layer *layer)
{
	struct scenario *scenario = reading->scenario;
	const struct yaml_node *node;

	yaml_known_keys(&layer->reader, layer->root, scenario_keys);
	read_name(reading, layer);
	if ((node = yaml_get(layer->root, "title")))
		yaml_text(&layer->reader, node, "'title'", &scenario->title);
	if ((node = yaml_get(layer->root, "strict")))
		yaml_flag(&layer->reader, node, "'strict'", &scenario->strict);
	read_data(reading, layer);
	read_periods(reading, layer);
	read_files(layer, "rules", ".lua", &reading->rules);
	read_files(layer, "parameters", NULL, &reading->parameters);
	if ((node = yaml_get(layer->root, "records")))
		records_entries_read(&reading->records, &layer->reader, node);
	read_decisions(reading, layer);
	if ((node = yaml_get(layer->root, "in")))
		amount_unit_read(&layer->reader, node, &scenario->unit);
	if ((node = yaml_get(layer->root, "expect")))
		expectations_read(scenario, &layer->reader, node);
}

/* Reports each file that is listed again, and leaves it out: reading it twice would only repeat what it says. */
static void drop_repeated(struct file_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct named_file *file = &list->items[i];
		size_t before = 0;

		while (before < kept && strcmp(list->items[before].path, file->path))
			before++;
		if (before < kept)
			yaml_problem(&file->layer->reader, file->node, NULL, "'%s' is listed twice", file->path);
		else
			list->items[kept++] = *file;
	}
	list->count = kept;
}

/* NULL: it cannot be read, and the problem stands at the path. */
static const struct source *read_named(struct reading *reading, const struct named_file *file, enum source_kind kind)
{
	struct error err = ERROR_INIT;
	const struct source *source = sources_read(reading->sources, file->path, kind, &err);

	if (!source)
		yaml_problem_error(&file->layer->reader, file->node, &err);
	return source;
}

static void read_rule_files(struct reading *reading)
{
	const struct layer *top = &reading->layers[0];
	struct scenario *scenario = reading->scenario;
	struct file_list *list = &reading->rules;

	if (list->node && list->node->count == 0)
		yaml_problem(&list->layer->reader, list->node, "as [uplift.lua]", "'rules' is an empty list");
	else if (!list->given && !reading->incomplete)
		yaml_problem(&top->reader, top->root, "as rules: [uplift.lua]", "'rules' is missing");
	scenario->rules_incomplete = reading->incomplete || (list->given && !list->node) || list->left_out;
	drop_repeated(list);
	scenario->rules = arena_array(&scenario->arena, list->count, sizeof *scenario->rules);
	if (!scenario->rules) {
		yaml_problem_memory(&top->reader);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		if (read_named(reading, &list->items[i], SOURCE_RULES))
			scenario->rules[scenario->rule_count++] = list->items[i].path;
		else
			scenario->rules_incomplete = true;
	}
}

static void read_parameter_files(struct reading *reading)
{
	struct parameters *parameters = &reading->scenario->parameters;
	struct file_list *list = &reading->parameters;

	/* Where a list of files is missing or bad, an unknown name is no fault of whoever uses it. */
	parameters->incomplete = reading->incomplete || (list->given && !list->node) || list->left_out;
	drop_repeated(list);
	for (size_t i = 0; i < list->count; i++) {
		const struct source *source = read_named(reading, &list->items[i], SOURCE_PARAMETERS);

		if (source)
			parameters_read(parameters, source, reading->problems);
		else
			parameters->incomplete = true;
	}
}

/* By name; of one name the scenario's own first, then that of what it extends. */
static int compare_overrides(const void *a, const void *b)
{
	const struct override *left = a, *right = b;
	int order = strcmp(left->name->text, right->name->text);

	return order ? order : left->layer < right->layer ? -1 : left->layer > right->layer;
}

/* Every entry of every layer's `set`. NULL: none, or a problem that was reported. */
static struct override *collect_overrides(const struct reading *reading, size_t *count)
{
	struct override *overrides;
	size_t room = 0;

	*count = 0;
	for (size_t i = 0; i < reading->layer_count; i++) {
		const struct yaml_node *set = yaml_get(reading->layers[i].root, "set");

		if (set && yaml_expect(&reading->layers[i].reader, set, YAML_MAP, "'set'"))
			room += set->count;
	}
	overrides = arena_array(&reading->scenario->arena, room, sizeof *overrides);
	if (!overrides)
		yaml_problem_memory(&reading->layers[0].reader);
	for (size_t i = 0; overrides && i < reading->layer_count; i++) {
		const struct layer *layer = &reading->layers[i];
		const struct yaml_node *set = yaml_get(layer->root, "set");

		for (size_t j = 0; set && set->kind == YAML_MAP && j < set->count; j++) {
			if (!yaml_comma(&layer->reader, set, j))
				overrides[(*count)++] = (struct override){ .layer = layer,
					                                   .name = set->keys[j],
					                                   .value = set->items[j] };
		}
	}
	return overrides;
}

/* What an override of an override changes is not what the parameter's own values say. */
static void forget_before(struct parameters *parameters, const char *name)
{
	for (size_t i = 0; i < parameters->count; i++) {
		if (!strcmp(parameters->items[i].name, name))
			parameters->items[i].before = NULL;
	}
}

static void apply_overrides(struct reading *reading)
{
	const char *set_by[EXTENDS_MAX];
	struct override *overrides;
	size_t count;

	for (size_t i = 0; i < reading->layer_count; i++) {
		set_by[i] =
			arena_format(&reading->scenario->arena, "set in %s", reading->layers[i].reader.source->path);
		if (!set_by[i]) {
			yaml_problem_memory(&reading->layers[i].reader);
			return;
		}
	}
	overrides = collect_overrides(reading, &count);
	if (!overrides || count == 0)
		return;
	qsort(overrides, count, sizeof *overrides, compare_overrides);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && !strcmp(overrides[i - 1].name->text, overrides[i].name->text)) {
			forget_before(&reading->scenario->parameters, overrides[i].name->text);
			continue;
		}
		parameters_set(&reading->scenario->parameters, overrides[i].name, overrides[i].value,
		               &overrides[i].layer->reader, set_by[overrides[i].layer - reading->layers]);
	}
}

static void apply_changes(struct scenario *scenario, const struct scenario_changes *changes,
                          struct problems *problems)
{
	const struct yaml_node *set = changes->set;
	struct yaml_reader reader;
	struct period *periods;

	scenario->expectation_count = 0;
	for (size_t i = 0; set && i < set->count; i++) {
		reader = *changes->reader;
		reader.arena = &scenario->arena;
		reader.problems = problems;
		parameters_set(&scenario->parameters, set->keys[i], set->items[i], &reader, changes->set_by);
	}
	if (!changes->periods)
		return;
	periods = arena_array(&scenario->arena, changes->period_count, sizeof *periods);
	if (!periods) {
		struct error err;

		error_memory(&err);
		problems_add(problems, &err);
		return;
	}
	memcpy(periods, changes->periods, changes->period_count * sizeof *periods);
	scenario->periods = periods;
	scenario->period_count = changes->period_count;
}

int scenario_read(struct scenario *scenario, struct sources *sources, const char *path, struct problems *problems)
{
	return scenario_read_changed(scenario, sources, path, NULL, problems);
}

int scenario_read_changed(struct scenario *scenario, struct sources *sources, const char *path,
                          const struct scenario_changes *changes, struct problems *problems)
{
	struct reading reading = {
		.scenario = scenario, .sources = sources, .problems = problems, .records = { .scenario = scenario }
	};
	size_t errors_before = problems->errors;

	*scenario = (struct scenario){ .arena = ARENA_INIT };
	scenario->parameters.arena = &scenario->arena;
	read_layers(&reading, path);
	if (reading.layer_count == 0)
		return -1;
	for (size_t i = reading.layer_count; i-- > 0;)
		read_layer_keys(&reading, &reading.layers[i]);
	if (!reading.periods_given && !reading.incomplete)
		yaml_problem(&reading.layers[0].reader, reading.layers[0].root,
		             "as on: 2025-04-01, or periods: 2025-26", "'on' or 'periods' is missing");
	scenario->file = reading.layers[0].reader.source;
	records_entries_check(&reading.records, problems);
	read_rule_files(&reading);
	read_parameter_files(&reading);
	apply_overrides(&reading);
	if (changes)
		apply_changes(scenario, changes, problems);
	if (problems->errors == errors_before && scenario->period_count)
		parameters_derive(&scenario->parameters, scenario->periods[scenario->period_count - 1].finish,
		                  problems);
	return problems->errors > errors_before ? -1 : 0;
}

enum scenario_kind scenario_kind(const struct yaml_node *root)
{
	const struct yaml_node *name, *rules, *extends;

	/* A file of tests names a scenario. */
	if (root->kind != YAML_MAP || yaml_get(root, "tests"))
		return SCENARIO_NOT;
	/* Everything in a file of parameters is a map. */
	name = yaml_get(root, "scenario");
	rules = yaml_get(root, "rules");
	extends = yaml_get(root, "extends");
	if (name && name->kind == YAML_SCALAR)
		return SCENARIO_WHOLE;
	return (rules && rules->kind == YAML_LIST) || (extends && extends->kind == YAML_SCALAR) ? SCENARIO_PART
	                                                                                        : SCENARIO_NOT;
}

void scenario_release(struct scenario *scenario)
{
	arena_release(&scenario->arena);
	*scenario = (struct scenario){ .name = NULL };
}
