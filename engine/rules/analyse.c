/* analyse.c: what each declared function can read: finds its syntax by its place, follows it, and keeps what was found. */
#include "rules/abstract.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT 160

static int file_of(const struct analysis *analysis, const struct source *source)
{
	for (size_t i = 0; source && i < analysis->file_count; i++) {
		if (analysis->files[i].source == source || !strcmp(analysis->files[i].source->path, source->path))
			return (int) i;
	}
	return -1;
}

/* Follows every file as it loads. Files that others require are followed when they ask for them. */
static void load_files(struct analysis *analysis)
{
	analysis->loading = true;
	analysis->arena = &analysis->load_arena;
	for (size_t i = 0; i < analysis->file_count; i++) {
		analysis->steps = 0;
		analysis->step_limit = LOAD_STEPS;
		analysis->rounds = 1;
		written_find(analysis, i);
		call_module(analysis, i);
	}
	analysis->loading = false;
	analysis->arena = &analysis->function_arena;
}

/* Where several share its lines, `column` says which it is; 0: not known. */
static bool matches(const struct function *function, int column, const struct atom *closure)
{
	const struct syntax_node *node = closure->node;

	if ((closure->kind == ATOM_DECISION) != (function->table >= 0) || (column && node->column != column))
		return false;
	if (closure->kind == ATOM_DECISION)
		return node->line == function->place.line
		       && (function->last_line == function->place.line || function->last_line == node->last_line);
	return node->as.function.line_defined == function->place.line
	       && node->as.function.last_line_defined == function->last_line;
}

/* A function that loading did not come by: what encloses it holds nothing that is known. */
static struct frame *unknown_frame(struct analysis *analysis, size_t file, const struct syntax_node *function)
{
	struct frame *frame, *parent;

	if (!function)
		return NULL;
	if (!function->as.function.enclosing && analysis->modules[file].frame)
		return analysis->modules[file].frame;
	parent = unknown_frame(analysis, file, function->as.function.enclosing);
	frame = frame_new(analysis, &analysis->files[file], function, parent);
	for (int i = 0; frame && i < function->as.function.local_count; i++)
		frame->locals[i] = frame->captured[i] = abstract_opaque();
	return frame;
}

/* The first 160 bytes of what a function says: the expression it returns, or its body. */
static const char *text_of(const struct analysis *analysis, const struct analysed_file *file,
                           const struct syntax_node *node)
{
	const struct syntax_list *body = &node->as.function.body;
	const struct syntax_node *first = node, *last = node;

	if (node->kind == SYNTAX_FUNCTION) {
		if (!body->count)
			return arena_text(&analysis->ruleset->arena, "");
		first = body->items[0];
		last = body->items[body->count - 1];
		if (body->count == 1 && first->kind == SYNTAX_RETURN && first->as.list.count == 1)
			first = last = first->as.list.items[0];
	}
	return syntax_text(file->syntax, first->offset, last->offset + last->length - first->offset, TEXT_LIMIT,
	                   &analysis->ruleset->arena);
}

/* Follows `closure` as `function`; what it says is kept from the first that matches. */
static void follow_match(struct analysis *analysis, struct function *function, const struct atom *closure)
{
	if (analysis->steps > analysis->step_limit) {
		analysis->followed = analysis->bounded = false;
		return;
	}
	analysis->quiet = written_elsewhere(analysis, closure);
	call_declared(analysis, closure, function->on);
	analysis->quiet = false;
	analysis->matches++;
	if (analysis->matches == 1 && closure->kind == ATOM_FUNCTION)
		function->syntax = closure->node;
	else if (function->syntax != closure->node) {
		function->syntax = NULL;
		if (!function->other_column && closure->kind == ATOM_FUNCTION)
			function->other_column = closure->node->column;
	}
	if (function->text)
		return;
	function->place.column = closure->node->column;
	function->text = text_of(analysis, closure->file, closure->node);
	if (!function->text)
		analysis->memory_failed = true;
}

/* True when loading made a closure of this function. */
static bool was_made(const struct analysis *analysis, const struct syntax_node *function)
{
	for (size_t i = 0; i < analysis->closure_count; i++) {
		if (analysis->closures[i].node == function)
			return true;
	}
	return false;
}

/* Whether it is certain which of the closures the function is. */
static bool stands_alone(const struct analysis *analysis, const struct function *function, int column, size_t file)
{
	const struct syntax_node *node = NULL;

	for (size_t i = 0; i < analysis->closure_count; i++) {
		const struct atom *closure = &analysis->closures[i];

		if (closure->file != &analysis->files[file] || !matches(function, column, closure))
			continue;
		if (node && node != closure->node)
			return false;
		node = closure->node;
	}
	return node && !analysis->load_incomplete;
}

/* Every closure and decision table of its place. When loading made none, or perhaps more than was seen, every other
 * function that stands there. */
static void follow_matches(struct analysis *analysis, struct function *function, size_t file)
{
	const struct syntax *syntax = analysis->files[file].syntax;
	int column = function->table < 0 ? function->place.column : 0;
	bool found = false;

	analysis->certain = stands_alone(analysis, function, column, file);
	for (size_t i = 0; i < analysis->closure_count; i++) {
		const struct atom *closure = &analysis->closures[i];

		if (closure->file != &analysis->files[file] || !matches(function, column, closure))
			continue;
		found = true;
		follow_match(analysis, function, closure);
	}
	for (size_t i = 1; (!found || analysis->load_incomplete) && i < syntax->function_count; i++) {
		struct atom closure = { .kind = ATOM_FUNCTION,
			                .node = syntax->functions[i],
			                .file = &analysis->files[file] };

		if (!matches(function, column, &closure))
			continue;
		/* Thousands on one line: what is left of them is not followed. */
		analysis->steps += (long) analysis->closure_count / 16 + 1;
		if (analysis->steps > analysis->step_limit) {
			analysis->followed = analysis->bounded = false;
			break;
		}
		if (was_made(analysis, closure.node))
			continue;
		closure.frame = unknown_frame(analysis, file, closure.node->as.function.enclosing);
		follow_match(analysis, function, &closure);
	}
}

static int keep_reads(struct analysis *analysis, struct reads *reads)
{
	reads->items = arena_array(&analysis->ruleset->arena, analysis->read_count, sizeof *reads->items);
	if (!reads->items)
		return -1;
	if (analysis->read_count)
		memcpy(reads->items, analysis->reads, analysis->read_count * sizeof *reads->items);
	reads->count = analysis->read_count;
	reads->followed = analysis->followed;
	reads->not_followed = analysis->not_followed;
	reads->shared = analysis->matches > 1;
	reads->bounded = analysis->bounded && analysis->followed;
	return 0;
}

static void own(struct owner *owners, int function, struct owner owner)
{
	if (function != NO_FUNCTION)
		owners[function] = owner;
}

static void own_conditions(struct owner *owners, const struct condition *condition, struct owner owner)
{
	if (condition->kind == CONDITION_TEST)
		own(owners, condition->function, owner);
	for (size_t i = 0; i < condition->count; i++)
		own_conditions(owners, &condition->children[i], owner);
}

/* For each function what handed it over; NULL: out of memory. */
static struct owner *find_owners(struct analysis *analysis)
{
	const struct ruleset *ruleset = analysis->ruleset;
	struct owner *owners = arena_array(&analysis->load_arena, ruleset->function_count + 1, sizeof *owners);

	for (size_t i = 0; owners && i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];
		struct owner owner = {
			.kind = "rule", .name = rule->name, .rule = rule, .wanted = TYPE_FLAG, .asks = true
		};

		if (rule->conditions)
			own_conditions(owners, rule->conditions, owner);
		owner.asks = false;
		owner.wanted = rule->type;
		owner.optional = rule->optional;
		owner.statuses = rule->type == TYPE_STATUS ? rule->statuses : NULL;
		owner.gives_money = rule->type == TYPE_MONEY;
		own(owners, rule->compute, owner);
		owner.wanted = TYPE_MONEY;
		owner.optional = false;
		owner.gives_money = true;
		own(owners, rule->award, owner);
	}
	for (size_t i = 0; owners && i < ruleset->figure_count; i++) {
		const struct figure *figure = &ruleset->figures[i];

		own(owners, figure->compute,
		    (struct owner){ .kind = "figure",
		                    .name = figure->name,
		                    .wanted = figure->type,
		                    .optional = figure->optional,
		                    .statuses = figure->type == TYPE_STATUS ? figure->statuses : NULL,
		                    .gives_money = figure->type == TYPE_MONEY });
	}
	for (size_t i = 0; owners && i < ruleset->total_count; i++)
		own(owners, ruleset->totals[i].where,
		    (struct owner){ .kind = "total",
		                    .name = ruleset->totals[i].name,
		                    .wanted = TYPE_FLAG,
		                    .asks = true,
		                    .records = true });
	for (size_t i = 0; owners && i < ruleset->finding_count; i++)
		own(owners, ruleset->findings[i].when,
		    (struct owner){ .kind = "finding",
		                    .name = ruleset->findings[i].name,
		                    .wanted = TYPE_FLAG,
		                    .asks = true,
		                    .records = ruleset->findings[i].on >= 0 });
	for (size_t i = 0; owners && i < ruleset->function_count; i++)
		owners[i].figures = ruleset->functions[i].figures;
	return owners;
}

static int analyse_function(struct analysis *analysis, int index)
{
	struct function *function = &analysis->ruleset->functions[index];
	int file = file_of(analysis, function->place.source);

	analysis->owner = analysis->owners[index];
	analysis->read_count = 0;
	analysis->turn++;
	analysis->followed = analysis->bounded = true;
	analysis->matches = 0;
	analysis->not_followed = function->place;
	analysis->steps = 0;
	analysis->step_limit = analysis->total_steps < TOTAL_STEPS ? FUNCTION_STEPS : 0;
	analysis->depth = analysis->loops = 0;
	analysis->rounds = 1;
	function->text = NULL;
	if (file >= 0 && analysis->files[file].syntax)
		follow_matches(analysis, function, (size_t) file);
	/* Its place is in no file that was read: nothing is known of it. */
	if (!function->text)
		analysis->followed = analysis->bounded = false;
	if (analysis->steps > BOUNDED_STEPS)
		analysis->bounded = false;
	analysis->total_steps += analysis->steps;
	arena_clear(&analysis->function_arena);
	return keep_reads(analysis, &function->reads);
}

int ruleset_analyse(struct ruleset *ruleset, const struct analysed_file *files, size_t count,
                    const struct parameters *parameters, bool checking, struct problems *problems)
{
	struct analysis analysis = { .ruleset = ruleset,
		                     .schema = ruleset->schema,
		                     .files = files,
		                     .file_count = count,
		                     .parameters = parameters,
		                     .checking = checking,
		                     .problems = problems };
	int failed = 0;

	analysis.modules = arena_array(&analysis.load_arena, count, sizeof *analysis.modules);
	analysis.owners = find_owners(&analysis);
	if (!analysis.owners)
		failed = -1;
	else if (analysis.modules)
		load_files(&analysis);
	for (size_t i = 0; analysis.modules && i < ruleset->function_count && !failed; i++)
		failed = analyse_function(&analysis, (int) i);
	if (!analysis.modules || failed || analysis.memory_failed) {
		struct error err = ERROR_INIT;

		error_memory(&err);
		problems_add(problems, &err);
		failed = -1;
	}
	free(analysis.closures);
	free(analysis.reported);
	free(analysis.reads);
	free(analysis.read_slots);
	arena_release(&analysis.load_arena);
	arena_release(&analysis.function_arena);
	return failed;
}
