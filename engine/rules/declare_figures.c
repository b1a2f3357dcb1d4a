/* declare_figures.c: figures and bridges, as they are declared. */
#include "rules/declaration.h"
#include "rules/place.h"

static const struct key figure_keys[] = {
	{ "type", KEY_TEXT, true },   { "optional", KEY_FLAG, false }, { "values", KEY_TEXTS, false },
	{ "title", KEY_TEXT, false }, { "source", KEY_TEXT, false },   { "compute", KEY_FUNCTION, true },
	{ NULL, KEY_ANY, false },
};

void declaration_of_figures(struct declaration *declaration, int function)
{
	if (function != NO_FUNCTION)
		declaration->loading->declared.functions[function].figures = true;
}

void declaration_read_figure(struct declaration *declaration)
{
	struct figure figure = { .name = declaration->name, .place = declaration->place };
	size_t count;

	declaration_check_keys(declaration, figure_keys);
	if (declaration_type(declaration, &figure.type)) {
		declaration_check_values(declaration, figure.type);
		if (figure.type == TYPE_ELIGIBILITY)
			declaration_problem(declaration, "type", "records are eligible: that is for rules",
			                    "figure '%s' cannot be of type eligibility", declaration->name);
	}
	figure.optional = declaration_flag(declaration, "optional");
	figure.statuses = declaration_texts(declaration, "values", &count);
	figure.title = declaration_text(declaration, "title");
	figure.source = declaration_text(declaration, "source");
	figure.compute = declaration_function(declaration, "compute");
	declaration_of_figures(declaration, figure.compute);
	DECLARATION_RESERVE(declaration, figure);
	declaration->loading->declared.figures[declaration->loading->declared.figure_count++] = figure;
}

static const struct key bridge_keys[] = {
	{ "title", KEY_TEXT, false }, { "source", KEY_TEXT, false }, { "opening", KEY_TEXT, true },
	{ "steps", KEY_TEXTS, true }, { "closing", KEY_TEXT, true }, { NULL, KEY_ANY, false },
};

void declaration_read_bridge(struct declaration *declaration)
{
	struct declared_bridge read = { .bridge = { .name = declaration->name, .place = declaration->place } };

	declaration_check_keys(declaration, bridge_keys);
	read.bridge.title = declaration_text(declaration, "title");
	read.bridge.source = declaration_text(declaration, "source");
	read.opening = declaration_text(declaration, "opening");
	read.steps = declaration_texts(declaration, "steps", &read.step_count);
	read.closing = declaration_text(declaration, "closing");
	DECLARATION_RESERVE(declaration, bridge);
	declaration->loading->declared.bridges[declaration->loading->declared.bridge_count++] = read;
}
