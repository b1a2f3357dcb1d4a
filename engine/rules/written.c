/* written.c: in which declaration a function is written. Lua knows of a function no more than its lines: where several
 * declarations stand on one line, each function is followed for each of them, and only its own reports what is wrong. */
#include "rules/abstract.h"

#include <string.h>

/* rule "name" { ... }: the call with the name; NULL: it is none. */
static const struct syntax_node *declaration_of(const struct syntax_node *node)
{
	static const char *const kinds[] = { "rule", "total", "figure", "finding" };
	const struct syntax_node *inner, *callee;

	if (node->kind != SYNTAX_CALL || node->as.call.callee->kind != SYNTAX_CALL)
		return NULL;
	inner = node->as.call.callee;
	callee = inner->as.call.callee;
	if (callee->kind != SYNTAX_NAME || callee->as.name.local || inner->as.call.arguments.count != 1
	    || inner->as.call.arguments.items[0]->kind != SYNTAX_STRING)
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!strcmp(callee->as.name.text, kinds[i]))
			return inner;
	}
	return NULL;
}

static bool count_declaration(const struct syntax_node *node, void *context)
{
	*(size_t *) context += declaration_of(node) != NULL;
	return true;
}

static bool keep_declaration(const struct syntax_node *node, void *context)
{
	const struct syntax_node *inner = declaration_of(node);
	struct module *module = context;

	if (inner)
		module->written[module->written_count++] =
			(struct written){ .begin = node->offset,
			                  .end = node->offset + node->length,
			                  .kind = inner->as.call.callee->as.name.text,
			                  .name = inner->as.call.arguments.items[0]->as.string.bytes };
	return true;
}

void written_find(struct analysis *analysis, size_t file)
{
	const struct syntax *syntax = analysis->files[file].syntax;
	struct module *module = &analysis->modules[file];
	size_t count = 0;

	if (!syntax)
		return;
	syntax_visit(syntax->main, count_declaration, &count);
	module->written = arena_array(&analysis->load_arena, count + 1, sizeof *module->written);
	if (module->written)
		syntax_visit(syntax->main, keep_declaration, module);
	else
		analysis->memory_failed = true;
}

bool written_elsewhere(const struct analysis *analysis, const struct atom *closure)
{
	const struct module *module = &analysis->modules[closure->file - analysis->files];
	const struct owner *owner = &analysis->owner;
	const struct written *written;
	size_t low = 0, high = module->written_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (module->written[middle].begin <= closure->node->offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || !owner->name)
		return false;
	written = &module->written[low - 1];
	return closure->node->offset < written->end
	       && (strcmp(written->kind, owner->kind) != 0 || strcmp(written->name, owner->name) != 0);
}
