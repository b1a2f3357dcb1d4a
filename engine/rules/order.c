/* order.c: loops within a period: rules, totals and figures are a graph, whose strongly connected parts are found by Tarjan's
 * method, on a stack of our own since rules may be many. */
#include "rules/order.h"

#include "rules/place.h"

#include <stdlib.h>
#include <string.h>

#define NONE ((size_t) -1)

/* A rule (its first version), a total or a figure. */
struct vertex {
	size_t first, last; /* its edges: what it needs */
	size_t next;        /* edge to be followed next */
	size_t index, low;  /* from 1, in the order met; 0: not met */
	size_t part;        /* from 1: the part that it is in; 0: not known yet */
	size_t before;      /* the one that the search came from */
};

struct graph {
	const struct ruleset *ruleset;
	struct vertex *vertices; /* rules, then totals, then figures */
	size_t count;
	size_t *edges; /* vertices, in the order of those that need them */
	size_t edge_count, edge_capacity;
	size_t *stack, *path; /* room for all vertices */
	size_t stack_count, path_count, met, parts;
	bool memory_failed;
};

static size_t total_vertex(const struct ruleset *ruleset, int total)
{
	return ruleset->rule_count + (size_t) total;
}

static size_t figure_vertex(const struct ruleset *ruleset, int figure)
{
	return ruleset->rule_count + ruleset->total_count + (size_t) figure;
}

static bool is_rule(const struct graph *graph, size_t vertex)
{
	return vertex < graph->ruleset->rule_count;
}

static bool is_figure(const struct graph *graph, size_t vertex)
{
	return vertex >= graph->ruleset->rule_count + graph->ruleset->total_count;
}

static bool is_total(const struct graph *graph, size_t vertex)
{
	return !is_rule(graph, vertex) && !is_figure(graph, vertex);
}

static void add_edge(struct graph *graph, size_t to)
{
	if (array_reserve(&graph->edges, &graph->edge_capacity, graph->edge_count + 1, sizeof *graph->edges))
		graph->memory_failed = true;
	else
		graph->edges[graph->edge_count++] = to;
}

static void add_rule(struct graph *graph, int rule)
{
	if (rule >= 0)
		add_edge(graph, (size_t) graph->ruleset->rules[rule].first_version);
}

/* The outcomes that a function about records reads, of any type. */
static void add_outcomes(struct graph *graph, int function)
{
	const struct reads *reads;

	if (function == NO_FUNCTION)
		return;
	reads = &graph->ruleset->functions[function].reads;
	for (size_t i = 0; i < reads->count; i++) {
		if (reads->items[i].kind == READ_OUTCOME)
			add_rule(graph, ruleset_rule(graph->ruleset, reads->items[i].type, reads->items[i].name));
	}
}

static void add_conditions(struct graph *graph, const struct condition *condition)
{
	if (condition->kind == CONDITION_TEST)
		add_outcomes(graph, condition->function);
	for (size_t i = 0; i < condition->count; i++)
		add_conditions(graph, &condition->children[i]);
}

/* How functions read a total. */
struct reading {
	const char *total;
	bool now, before; /* in this period, in the one before */
	bool followed;
};

static void note_reading(const struct ruleset *ruleset, int function, struct reading *reading)
{
	const struct reads *reads;

	if (function == NO_FUNCTION)
		return;
	reads = &ruleset->functions[function].reads;
	reading->followed &= reads->followed;
	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];

		if (read->type >= 0 || strcmp(read->name, reading->total) != 0)
			continue;
		reading->now |= read->kind == READ_AMOUNT;
		reading->before |= read->kind == READ_PREVIOUS;
	}
}

static void note_condition(const struct ruleset *ruleset, const struct condition *condition, struct reading *reading)
{
	if (condition->kind == CONDITION_TEST)
		note_reading(ruleset, condition->function, reading);
	for (size_t i = 0; i < condition->count; i++)
		note_condition(ruleset, &condition->children[i], reading);
}

/* Whether the rule needs the total of the same period. What is said binds, read or not; but a rule that reads of a total only
 * what it was in the period before does not wait for it. */
static bool needs_total(const struct ruleset *ruleset, const struct rule *version, int total)
{
	struct reading reading = { .total = ruleset->totals[total].name, .followed = true };

	note_reading(ruleset, version->compute, &reading);
	note_reading(ruleset, version->award, &reading);
	if (version->conditions)
		note_condition(ruleset, version->conditions, &reading);
	return reading.now || !reading.before || !reading.followed;
}

static void add_rule_edges(struct graph *graph, int rule)
{
	const struct ruleset *ruleset = graph->ruleset;

	for (; rule >= 0; rule = ruleset->rules[rule].next_version) {
		const struct rule *version = &ruleset->rules[rule];

		for (size_t i = 0; i < version->after_count; i++) {
			if (needs_total(ruleset, version, version->after[i]))
				add_edge(graph, total_vertex(ruleset, version->after[i]));
		}
		add_outcomes(graph, version->compute);
		add_outcomes(graph, version->award);
		if (version->conditions)
			add_conditions(graph, version->conditions);
	}
}

static void add_total_edges(struct graph *graph, const struct total *total)
{
	add_rule(graph, total->of.rule);
	for (size_t i = 0; i < total->by_count; i++)
		add_rule(graph, total->by[i].rule);
	add_outcomes(graph, total->where);
}

/* What a figure reads may be another's, where several stand on its lines: only what is certain is a loop. */
static void add_figure_edges(struct graph *graph, const struct figure *figure)
{
	const struct reads *reads;

	if (figure->compute == NO_FUNCTION)
		return;
	reads = &graph->ruleset->functions[figure->compute].reads;
	for (size_t i = 0; i < reads->count && !reads->shared; i++) {
		struct amount amount;

		if (reads->items[i].kind == READ_AMOUNT
		    && ruleset_amount(graph->ruleset, reads->items[i].name, &amount) && amount.figure >= 0)
			add_edge(graph, figure_vertex(graph->ruleset, amount.figure));
	}
}

static void add_edges(struct graph *graph, size_t vertex)
{
	const struct ruleset *ruleset = graph->ruleset;

	graph->vertices[vertex].first = graph->vertices[vertex].next = graph->edge_count;
	if (is_figure(graph, vertex))
		add_figure_edges(graph, &ruleset->figures[vertex - figure_vertex(ruleset, 0)]);
	else if (is_total(graph, vertex))
		add_total_edges(graph, &ruleset->totals[vertex - total_vertex(ruleset, 0)]);
	else if (ruleset->rules[vertex].first_version == (int) vertex)
		add_rule_edges(graph, (int) vertex);
	graph->vertices[vertex].last = graph->edge_count;
}

static void meet(struct graph *graph, size_t vertex)
{
	graph->vertices[vertex].index = graph->vertices[vertex].low = ++graph->met;
	graph->stack[graph->stack_count++] = vertex;
	graph->path[graph->path_count++] = vertex;
}

/* The last vertex of the path has no edge left: it closes a part, or belongs to that of one before it. */
static void leave(struct graph *graph)
{
	size_t vertex = graph->path[--graph->path_count], member;
	size_t low = graph->vertices[vertex].low;

	if (graph->path_count) {
		struct vertex *parent = &graph->vertices[graph->path[graph->path_count - 1]];

		parent->low = low < parent->low ? low : parent->low;
	}
	if (low != graph->vertices[vertex].index)
		return;
	graph->parts++;
	do {
		member = graph->stack[--graph->stack_count];
		graph->vertices[member].part = graph->parts;
	} while (member != vertex);
}

static void find_parts_from(struct graph *graph, size_t root)
{
	meet(graph, root);
	while (graph->path_count) {
		struct vertex *vertex = &graph->vertices[graph->path[graph->path_count - 1]];
		struct vertex *to;

		if (vertex->next == vertex->last) {
			leave(graph);
			continue;
		}
		to = &graph->vertices[graph->edges[vertex->next++]];
		if (!to->index)
			meet(graph, (size_t) (to - graph->vertices));
		else if (!to->part && to->index < vertex->low)
			vertex->low = to->index;
	}
}

/* The shortest way on from `to`, which `vertex` needs, back to `vertex`, within their part: each `before` says where from. */
static void find_way(struct graph *graph, size_t vertex, size_t to)
{
	size_t count = 0, next = 0;

	for (size_t i = 0; i < graph->count; i++)
		graph->vertices[i].before = NONE;
	graph->vertices[to].before = vertex;
	graph->path[count++] = to;
	while (next < count && graph->vertices[vertex].before == NONE) {
		size_t at = graph->path[next++];

		for (size_t i = graph->vertices[at].first; i < graph->vertices[at].last; i++) {
			struct vertex *reached = &graph->vertices[graph->edges[i]];

			if (reached->part != graph->vertices[at].part || reached->before != NONE)
				continue;
			reached->before = at;
			graph->path[count++] = graph->edges[i];
		}
	}
}

static void append_name(const struct graph *graph, size_t vertex, struct text *out)
{
	const struct ruleset *ruleset = graph->ruleset;

	if (is_figure(graph, vertex))
		text_append_format(out, "figure '%s'", ruleset->figures[vertex - figure_vertex(ruleset, 0)].name);
	else if (is_total(graph, vertex))
		text_append_format(out, "total '%s'", ruleset->totals[vertex - total_vertex(ruleset, 0)].name);
	else
		text_append_format(out, "rule '%s'", ruleset->rules[vertex].name);
}

#define SHOWN_ENDS ((size_t) 4) /* of a long loop, so many at each end */

/* "rule 'share' -> total 'cost' -> rule 'cost_of' -> rule 'share'" */
static void append_loop(struct graph *graph, size_t vertex, struct text *out)
{
	size_t count = 0, at = vertex;

	do {
		graph->path[count++] = at;
		at = graph->vertices[at].before;
	} while (at != vertex);
	append_name(graph, vertex, out);
	/* The way was walked backwards. */
	for (size_t i = count - 1; i + 1 > 0; i--) {
		size_t done = count - i;

		if (count > 2 * SHOWN_ENDS && done == SHOWN_ENDS) {
			text_append_format(out, " -> ... %zu more ...", i + 1 - SHOWN_ENDS);
			i = SHOWN_ENDS;
			continue;
		}
		text_append(out, " -> ");
		append_name(graph, graph->path[i], out);
	}
}

/* The version of the rule that comes after the total. */
static const struct rule *version_after(const struct ruleset *ruleset, size_t rule, size_t total)
{
	for (int i = (int) rule; i >= 0; i = ruleset->rules[i].next_version) {
		for (size_t j = 0; j < ruleset->rules[i].after_count; j++) {
			if (total_vertex(ruleset, ruleset->rules[i].after[j]) == total)
				return &ruleset->rules[i];
		}
	}
	return &ruleset->rules[rule];
}

static void report(struct graph *graph, size_t vertex, size_t to, struct problems *problems)
{
	const struct ruleset *ruleset = graph->ruleset;
	struct text loop = TEXT_INIT;

	find_way(graph, vertex, to);
	append_loop(graph, vertex, &loop);
	if (loop.failed)
		graph->memory_failed = true;
	else if (is_figure(graph, vertex))
		place_problem(problems, ruleset->figures[vertex - figure_vertex(ruleset, 0)].place, NULL,
		              "at.previous holds the figures of the period before",
		              "figures read one another in a loop: %s", text_string(&loop));
	else
		place_problem(problems, version_after(ruleset, vertex, to)->place, "after",
		              "at.previous.totals holds those of the period before",
		              "rule '%s' comes after a total that needs it: %s", ruleset->rules[vertex].name,
		              text_string(&loop));
	text_release(&loop);
}

/* What the vertex needs of its own part, where a loop begins at it: of a rule a total, of a figure a figure. NONE: nothing. */
static size_t begins_loop(const struct graph *graph, size_t vertex)
{
	const struct vertex *from = &graph->vertices[vertex];

	for (size_t i = from->first; i < from->last; i++) {
		size_t to = graph->edges[i];

		if (graph->vertices[to].part == from->part
		    && (is_rule(graph, vertex) ? is_total(graph, to) : is_figure(graph, to)))
			return to;
	}
	return NONE;
}

/* Each part that has a loop is reported once, at what is declared first. */
static void report_loops(struct graph *graph, struct problems *problems)
{
	bool *reported = calloc(graph->parts + 1, sizeof *reported);

	if (!reported) {
		graph->memory_failed = true;
		return;
	}
	for (size_t i = 0; i < graph->count && problems->count < PROBLEMS_MAX; i++) {
		size_t to = begins_loop(graph, i);

		if (to == NONE || reported[graph->vertices[i].part])
			continue;
		reported[graph->vertices[i].part] = true;
		report(graph, i, to, problems);
	}
	free(reported);
}

static bool is_needed(const struct ruleset *ruleset)
{
	bool needed = ruleset->figure_count > 0;

	for (size_t i = 0; i < ruleset->rule_count && !needed; i++)
		needed = ruleset->rules[i].after_count > 0;
	return needed;
}

int order_check(const struct ruleset *ruleset, struct problems *problems)
{
	struct arena arena = ARENA_INIT;
	struct graph graph = { .ruleset = ruleset,
		               .count = ruleset->rule_count + ruleset->total_count + ruleset->figure_count };
	int result = -1;

	if (!is_needed(ruleset))
		return 0;
	graph.vertices = arena_array(&arena, graph.count, sizeof *graph.vertices);
	graph.stack = arena_array(&arena, graph.count, sizeof *graph.stack);
	graph.path = arena_array(&arena, graph.count, sizeof *graph.path);
	if (!graph.vertices || !graph.stack || !graph.path)
		goto out;
	for (size_t i = 0; i < graph.count && !graph.memory_failed; i++)
		add_edges(&graph, i);
	if (graph.memory_failed)
		goto out;
	for (size_t i = 0; i < graph.count; i++) {
		if (!graph.vertices[i].index)
			find_parts_from(&graph, i);
	}
	report_loops(&graph, problems);
	result = graph.memory_failed ? -1 : 0;
out:
	free(graph.edges);
	arena_release(&arena);
	return result;
}
