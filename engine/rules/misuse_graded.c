/* misuse_graded.c: a scale, or a parameter with a value for each category, taken for one value, or asked for what it has not. */
#include "rules/abstract.h"

#include <string.h>

void misuse_graded(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   const char *name)
{
	const struct parameter *parameter = parameters_find(analysis->parameters, name);
	char hint[200];

	if (analysis->loading || !parameter)
		return;
	if (parameter->shape == SHAPE_SCALE) {
		snprintf(hint, sizeof hint, "write p.%.100s:of(amount)", name);
		read_problem(analysis, frame, node, NULL, hint, "'%.100s' is a scale, not one value", name);
	} else {
		snprintf(hint, sizeof hint, "write p.%.100s:of(%.60s)", name, parameter->by);
		read_problem(analysis, frame, node, NULL, hint,
		             "'%.100s' has a value for each %.60s, not one for all", name, parameter->by);
	}
}

static bool has_category(const struct parameter *parameter, const char *name)
{
	for (size_t i = 0; i < parameter->count; i++) {
		const struct categories *categories = parameter->values[i].categories;

		for (size_t j = 0; categories && j < categories->count; j++) {
			if (!strcmp(categories->items[j].name, name))
				return true;
		}
	}
	return false;
}

/* Whether none of the statuses that it may be is a category. */
static bool has_none(const struct parameter *parameter, const char *const *statuses)
{
	for (; *statuses; statuses++) {
		if (has_category(parameter, *statuses))
			return false;
	}
	return true;
}

static void no_category(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                        const struct parameter *parameter, const char *name)
{
	struct nearest nearest = nearest_to(name);
	char hint[160];

	for (size_t i = 0; i < parameter->count; i++) {
		const struct categories *categories = parameter->values[i].categories;

		for (size_t j = 0; categories && j < categories->count; j++)
			nearest_offer(&nearest, categories->items[j].name);
	}
	snprintf(hint, sizeof hint, "add it to the values in '%.100s', line %d", parameter->file->shown,
	         parameter->line);
	read_problem(analysis, frame, node, nearest.best, hint, "'%.100s' has no value for the %.60s '%.60s'",
	             parameter->name, parameter->by, name);
}

void misuse_of(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, const char *name,
               struct abstract asked)
{
	const struct parameter *parameter = parameters_find(analysis->parameters, name);
	const struct atom *atom = asked.items;
	char shown[MISUSE_SHOWN];

	if (!analysis->checking || analysis->loading || !parameter || asked.count != 1)
		return;
	if (parameter->shape == SHAPE_SCALE
	    && (atom->kind == ATOM_TEXT
	        || (atom->kind == ATOM_PLAIN && atom->type
	            && type_family((enum type)(atom->type - 1)) != FAMILY_NUMBER))) {
		read_problem(analysis, frame, node, NULL, "give it money, a rate, a decimal or an integer",
		             "'%.100s:of' takes an exact amount, not %s", name,
		             atom->kind == ATOM_TEXT ? "text" : type_shown((enum type)(atom->type - 1)));
	} else if (parameter->shape == SHAPE_CATEGORIES && atom->kind == ATOM_TEXT) {
		if (!has_category(parameter, atom->text))
			no_category(analysis, frame, node, parameter, atom->text);
	} else if (parameter->shape == SHAPE_CATEGORIES && atom->kind == ATOM_PLAIN && atom->statuses
	           && has_none(parameter, atom->statuses)) {
		misuse_show(frame, node, shown);
		read_problem(analysis, frame, node, NULL, NULL,
		             "'%.100s' has no value for any %.60s that '%s' can be", name, parameter->by, shown);
	}
}
