/* check_usage.c: which parameters of a pack no scenario reads. */
#include "run/check_parts.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

static struct usage_file *find_file(struct checking *checking, const struct source *source)
{
	for (size_t i = 0; i < checking->usage_count; i++) {
		if (!strcmp(checking->usage[i].shown, source->shown))
			return &checking->usage[i];
	}
	return NULL;
}

static int describe(struct checking *checking, const struct parameter *parameter, struct usage *usage)
{
	const char *dot = strrchr(parameter->name, '.');

	usage->name = arena_text(&checking->arena, parameter->name);
	if (!usage->name)
		return -1;
	error_set(&usage->unused, ERROR_INPUT, "no rule reads the parameter '%s'", parameter->name);
	usage->unused.warning = true;
	error_excerpt_at(&usage->unused, parameter->file->shown, parameter->file->text, parameter->file->length,
	                 parameter->line, parameter->column, (int) strlen(dot ? dot + 1 : parameter->name));
	return 0;
}

/* The parameters that a scenario has from `source`; all scenarios that name the file have the same. */
static int add_file(struct checking *checking, const struct scenario *scenario, const struct source *source)
{
	const struct parameters *parameters = &scenario->parameters;
	struct usage_file file = { .shown = arena_text(&checking->arena, source->shown) };

	file.items = arena_array(&checking->arena, parameters->count, sizeof *file.items);
	if (!file.shown || !file.items
	    || array_reserve(&checking->usage, &checking->usage_capacity, checking->usage_count + 1,
	                     sizeof *checking->usage))
		return -1;
	for (size_t i = 0; i < parameters->count; i++) {
		if (parameters->items[i].file == source
		    && describe(checking, &parameters->items[i], &file.items[file.count++]))
			return -1;
	}
	checking->usage[checking->usage_count++] = file;
	return 0;
}

static int compare_names(const void *name, const void *usage)
{
	return strcmp(name, ((const struct usage *) usage)->name);
}

bool usage_is_read(const struct plan *plan, const struct parameter *parameter)
{
	size_t low = 0, high = plan->parameter_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(plan->parameters[middle]->name, parameter->name);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool usage_is_index(const struct scenario *scenario, const struct parameter *parameter)
{
	for (size_t i = 0; i < scenario->parameters.count; i++) {
		const struct parameter *other = &scenario->parameters.items[i];
		const struct uprating *uprate = other->before ? other->before->uprate : other->uprate;

		if (uprate && !strcmp(uprate->by, parameter->name))
			return true;
	}
	return false;
}

void usage_note(struct checking *checking, const struct scenario *scenario, const struct plan *plan)
{
	for (size_t i = 0; i < scenario->parameters.count; i++) {
		const struct parameter *parameter = &scenario->parameters.items[i];
		struct usage_file *file = find_file(checking, parameter->file);
		struct usage *usage;

		if (!file && add_file(checking, scenario, parameter->file)) {
			checking->failed = true;
			return;
		}
		file = find_file(checking, parameter->file);
		usage = bsearch(parameter->name, file->items, file->count, sizeof *file->items, compare_names);
		if (usage && (!plan || usage_is_read(plan, parameter) || usage_is_index(scenario, parameter)))
			usage->used = true;
	}
}

void usage_report(struct checking *checking, const char *folder)
{
	for (size_t i = 0; i < checking->usage_count; i++) {
		const struct usage_file *file = &checking->usage[i];
		const char *own = path_directory(&checking->arena, file->shown);

		if (!own) {
			checking->failed = true;
			return;
		}
		for (size_t j = 0; j < file->count && !strcmp(own, folder); j++) {
			if (!file->items[j].used)
				problems_add(checking->found, &file->items[j].unused);
		}
	}
}
