/* parameters_set.c: a scenario's overrides of parameters. */
#include "config/parameters_parts.h"

#include <string.h>

static void report_unknown(const struct parameters *parameters, const struct yaml_reader *reader,
                           const struct yaml_node *name_node)
{
	const char *name = name_node->text;

	if (parameters_is_group(parameters, name)) {
		size_t at = parameters_lower_bound(parameters, name, name_node->length);
		char hint[128];

		snprintf(hint, sizeof hint, "name one of them, as '%.100s'", parameters->items[at].name);
		yaml_problem(reader, name_node, hint, "'%s' is a group of parameters, not one", name);
	} else if (!parameters->incomplete) {
		/* What is no longer kept needs no suggestion: to seek one takes long. */
		bool kept = reader->problems->count < PROBLEMS_MAX;

		yaml_problem_nearest(reader, name_node, kept ? parameters_nearest(parameters, name) : NULL,
		                     "unknown parameter '%s'", name);
	}
}

/* One value from the first day there is. It was meant for every period, so it is never carried. */
static void set_for_all_dates(struct parameter *parameter, const struct yaml_node *node,
                              const struct yaml_reader *reader, const char *set_by)
{
	struct dated_value *all = arena_alloc(reader->arena, sizeof *all);

	if (!all) {
		yaml_problem_memory(reader);
		return;
	}
	*all = (struct dated_value){ .from = { 1, 1, 1 },
		                     .source = set_by,
		                     .illustrative = parameter->illustrative,
		                     .file = reader->source,
		                     .key = node };
	if (!parameter_value_read(reader, node, parameter, all))
		return;
	parameter->values = all;
	parameter->count = 1;
	parameter->held = true;
	parameter->until = (struct date){ .year = 0 };
}

/* Merges by day: where both give a value, the override's wins. */
static void set_by_date(struct parameter *parameter, const struct yaml_node *node, const struct yaml_reader *reader,
                        const char *set_by)
{
	struct dated_value *given = NULL, *merged, *own = parameter->values;
	const struct value_source source = { .illustrative = parameter->illustrative, .shown = set_by };
	size_t given_count = 0, count = 0, i = 0, j = 0;

	if (node->count == 0)
		yaml_problem(reader, node, NULL, "no value is set");
	if (!dated_values_read(reader, node, parameter, &source, false, &given, &given_count) || given_count == 0)
		return;
	merged = arena_array(reader->arena, parameter->count + given_count, sizeof *merged);
	if (!merged) {
		yaml_problem_memory(reader);
		return;
	}
	while (i < parameter->count || j < given_count) {
		int order = i == parameter->count ? 1
		            : j == given_count    ? -1
		                                  : date_compare(own[i].from, given[j].from);

		i += order == 0;
		merged[count++] = order < 0 ? own[i++] : given[j++];
	}
	/* `until` was said of the last value; a later one that is set here goes on from there. */
	if (parameter->until.year && date_compare(given[given_count - 1].from, parameter->until) > 0)
		parameter->until = (struct date){ .year = 0 };
	parameter->values = merged;
	parameter->count = count;
}

/* Whether the value under a name is a map of dates, not itself one value. */
static bool is_dated(const struct parameter *parameter, const struct yaml_node *node)
{
	if (node->kind != YAML_MAP || parameter->shape != SHAPE_CATEGORIES)
		return node->kind == YAML_MAP;
	for (size_t i = 0; i < node->count; i++) {
		if (node->items[i]->kind == YAML_MAP)
			return true;
	}
	return false;
}

/* What it was, for those who ask what the override changes. */
static void keep_before(struct parameter *parameter, const struct yaml_node *name_node,
                        const struct yaml_reader *reader)
{
	struct parameter *before = arena_alloc(reader->arena, sizeof *before);

	if (!before) {
		yaml_problem_memory(reader);
		return;
	}
	*before = *parameter;
	parameter->before = before;
	parameter->set_file = reader->source;
	parameter->set_line = name_node->line;
	parameter->set_column = name_node->column;
}

void parameters_set(struct parameters *parameters, const struct yaml_node *name_node, const struct yaml_node *node,
                    const struct yaml_reader *reader, const char *set_by)
{
	size_t at = parameters_lower_bound(parameters, name_node->text, name_node->length);
	struct parameter *parameter;

	if (at == parameters->count || strcmp(parameters->items[at].name, name_node->text)) {
		report_unknown(parameters, reader, name_node);
		return;
	}
	parameter = &parameters->items[at];
	keep_before(parameter, name_node, reader);
	parameter->overridden = true;
	if (is_dated(parameter, node))
		set_by_date(parameter, node, reader, set_by);
	else if (node->kind == YAML_LIST && parameter->shape != SHAPE_SCALE)
		yaml_problem(reader, node, "write {2025-26: 4.99%}",
		             "a value, or a map of dates to values, not a list");
	else
		set_for_all_dates(parameter, node, reader, set_by);
}
