/* plan_passes.c: in which passes a run goes over the records, so that a rule with `after` finds its totals.
 *
 * A cell is a total in one period. A cell that some rule reads has to be known before that rule is evaluated, so it is
 * computed in an earlier pass; the pass of a cell is one more than the highest of the cells that it hangs on, through every
 * rule it is made of, in its own period and, through at.previous, in those before. All passes but the last are dry: they
 * evaluate just the rules that their cells need, on the record types of those totals, and give nothing but the cells. The
 * last pass evaluates everything, knows every total that is read, and is the only one that writes, counts and digests.
 *
 * Whether periods go one by one follows from that and is no case of its own: where nothing read in one period hangs on a
 * total of the period before, the cells of all periods share a pass; where a levy hangs on last year's total, each period
 * waits for the one before.
 *
 * Why records are read and evaluated again, rather than outcomes of the period before merged with what was written: the
 * engine has one way to an outcome, so periods one by one cannot differ from all at once; nothing is kept between passes but
 * the cells, so memory stays constant and no half-written table is read; and a sink need not be readable. What it costs: a
 * dry pass reads the records of its types once more and evaluates the rules below its totals, without writing or hashing,
 * which is the larger part of a run. A rule that reads its own outcome of the period before is evaluated again for all
 * periods before it, so with periods one by one its work grows with their square. Measured over 100,000 records and seven
 * rules: two passes took 1.2 times as long as one; five periods one by one 1.7 times as long as at once, and twelve 1.5 times,
 * or 2.7 times where the rule also reads its own outcome of the period before. */
#include "evaluate/plan_draft.h"

#include <string.h>

/* Something that a rule or a total hangs on: a rule (its first version) or a total; the other is -1. */
struct edge {
	int rule, total;
	bool previous; /* in the period before */
};

struct node {
	struct edge *edges;
	size_t count;
};

struct plan_needs {
	struct node *rules;  /* as ruleset->rules; empty for all but first versions */
	struct node *totals; /* as ruleset->totals */
};

struct building {
	const struct ruleset *ruleset;
	struct node *node;
};

static int total_named(const struct ruleset *ruleset, const char *name)
{
	for (size_t i = 0; i < ruleset->total_count; i++) {
		if (!strcmp(ruleset->totals[i].name, name))
			return (int) i;
	}
	return -1; /* a figure */
}

static void add_edge(struct node *node, int rule, int total, bool previous)
{
	if (rule >= 0 || total >= 0)
		node->edges[node->count++] = (struct edge){ rule, total, previous };
}

static void add_reads(void *context, const struct reads *reads)
{
	struct building *building = context;
	const struct ruleset *ruleset = building->ruleset;

	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		bool previous = read->kind == READ_PREVIOUS;

		if (read->kind == READ_OUTCOME || (previous && read->type >= 0))
			add_edge(building->node, ruleset_rule(ruleset, read->type, read->name), -1, previous);
		else if (read->kind == READ_AMOUNT || previous)
			add_edge(building->node, -1, total_named(ruleset, read->name), previous);
	}
}

static void count_reads(void *context, const struct reads *reads)
{
	*(size_t *) context += reads->count;
}

static void note_followed(void *context, const struct reads *reads)
{
	*(bool *) context &= reads->followed;
}

static int build_rule(struct draft *draft, struct node *node, int rule)
{
	const struct ruleset *ruleset = draft->ruleset;
	struct building building = { ruleset, node };
	size_t count = 0;
	bool followed = true;

	plan_visit_rule(ruleset, rule, count_reads, &count);
	plan_visit_rule(ruleset, rule, note_followed, &followed);
	for (int i = rule; i >= 0; i = ruleset->rules[i].next_version)
		count += ruleset->rules[i].after_count;
	node->edges = arena_array(&draft->plan->arena, count, sizeof *node->edges);
	if (!node->edges)
		return -1;
	plan_visit_rule(ruleset, rule, add_reads, &building);
	/* What cannot be followed may read any of the totals that the rule comes after. */
	for (int i = rule; !followed && i >= 0; i = ruleset->rules[i].next_version) {
		for (size_t j = 0; j < ruleset->rules[i].after_count; j++)
			add_edge(node, -1, ruleset->rules[i].after[j], false);
	}
	return 0;
}

static int build_total(struct draft *draft, struct node *node, const struct total *total)
{
	const struct ruleset *ruleset = draft->ruleset;
	struct building building = { ruleset, node };
	const struct reads *where = total->where == NO_FUNCTION ? NULL : &ruleset->functions[total->where].reads;

	node->edges = arena_array(&draft->plan->arena, 1 + total->by_count + (where ? where->count : 0),
	                          sizeof *node->edges);
	if (!node->edges)
		return -1;
	add_edge(node, total->of.rule, -1, false);
	for (size_t i = 0; i < total->by_count; i++)
		add_edge(node, total->by[i].rule, -1, false);
	if (where)
		add_reads(&building, where);
	return 0;
}

static int build(struct draft *draft)
{
	const struct ruleset *ruleset = draft->ruleset;
	struct arena *arena = &draft->plan->arena;
	struct plan_needs *needs = arena_alloc(arena, sizeof *needs);

	if (!needs)
		return -1;
	needs->rules = arena_array(arena, ruleset->rule_count, sizeof *needs->rules);
	needs->totals = arena_array(arena, ruleset->total_count, sizeof *needs->totals);
	if (!needs->rules || !needs->totals)
		return -1;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].first_version == (int) i && build_rule(draft, &needs->rules[i], (int) i))
			return -1;
	}
	for (size_t i = 0; i < ruleset->total_count; i++) {
		if (build_total(draft, &needs->totals[i], &ruleset->totals[i]))
			return -1;
	}
	draft->plan->needs = needs;
	return 0;
}

/* Levels, from 0: of a rule in a period, the first pass in which it can be evaluated; of a total, the same of all its rules. */
struct levels {
	const struct plan *plan;
	int *rules, *totals; /* [index * period_count + period] */
};

static int level_of(const struct levels *levels, const struct edge *edge, size_t period)
{
	size_t periods = levels->plan->period_count;

	if (edge->previous && period-- == 0)
		return 0;
	return edge->rule >= 0 ? levels->rules[(size_t) edge->rule * periods + period]
	                       : levels->totals[(size_t) edge->total * periods + period] + 1;
}

/* Raises the levels of `nodes` in one period to what they hang on. */
static bool raise_levels(const struct levels *levels, const struct node *nodes, size_t count, int *of, size_t period)
{
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		int *own = &of[i * levels->plan->period_count + period];

		for (size_t j = 0; j < nodes[i].count; j++) {
			int level = level_of(levels, &nodes[i].edges[j], period);

			changed |= level > *own;
			*own = level > *own ? level : *own;
		}
	}
	return changed;
}

static int find_levels(struct draft *draft, struct levels *levels)
{
	const struct plan *plan = draft->plan;
	size_t rules = plan->ruleset->rule_count, totals = plan->ruleset->total_count;

	levels->plan = plan;
	levels->rules = arena_array(&draft->plan->arena, rules * plan->period_count, sizeof *levels->rules);
	levels->totals = arena_array(&draft->plan->arena, totals * plan->period_count, sizeof *levels->totals);
	if (!levels->rules || !levels->totals)
		return -1;
	/* Until nothing changes: rules may read one another in a circle. That no total lies on one was seen at loading. */
	for (size_t period = 0; period < plan->period_count; period++) {
		bool raised = true;

		for (size_t rounds = 0; raised; rounds++) {
			ensure(rounds <= rules + totals);
			raised = raise_levels(levels, plan->needs->rules, rules, levels->rules, period);
			raised |= raise_levels(levels, plan->needs->totals, totals, levels->totals, period);
		}
	}
	return 0;
}

/* The cells that some rule reads. The others have time until the last pass. */
static void find_read(const struct plan *plan, bool *read)
{
	for (size_t i = 0; i < plan->ruleset->rule_count; i++) {
		const struct node *node = &plan->needs->rules[i];

		for (size_t j = 0; j < node->count; j++) {
			const struct edge *edge = &node->edges[j];

			if (edge->total < 0)
				continue;
			for (size_t period = edge->previous; period < plan->period_count; period++)
				read[(size_t) edge->total * plan->period_count + period - edge->previous] = true;
		}
	}
}

/* Every rule with each total that it comes after, once. */
static int list_waits(struct draft *draft)
{
	struct plan *plan = draft->plan;
	const struct ruleset *ruleset = draft->ruleset;
	size_t count = 0;

	for (size_t i = 0; i < ruleset->rule_count; i++)
		count += ruleset->rules[i].after_count;
	plan->waits = arena_array(&plan->arena, count, sizeof *plan->waits);
	if (!plan->waits)
		return -1;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		for (size_t j = 0; j < ruleset->rules[i].after_count; j++) {
			struct plan_wait wait = { ruleset->rules[i].first_version, ruleset->rules[i].after[j] };

			if (plan_wait(plan, wait.rule, wait.total) < 0)
				plan->waits[plan->wait_count++] = wait;
		}
	}
	return 0;
}

int plan_passes(struct draft *draft)
{
	struct plan *plan = draft->plan;
	size_t cells = draft->ruleset->total_count * plan->period_count;
	struct levels levels;
	bool *read = arena_array(&plan->arena, cells, sizeof *read);

	plan->passes = arena_array(&plan->arena, cells, sizeof *plan->passes);
	if (!read || !plan->passes || build(draft) || list_waits(draft))
		return -1;
	plan->last_pass = 0;
	if (find_levels(draft, &levels))
		return -1;
	find_read(plan, read);
	for (size_t i = 0; i < cells; i++) {
		if (read[i] && levels.totals[i] >= plan->last_pass)
			plan->last_pass = levels.totals[i] + 1;
	}
	for (size_t i = 0; i < cells; i++)
		plan->passes[i] = read[i] ? levels.totals[i] : plan->last_pass;
	return 0;
}

void plan_one_by_one(struct plan *plan)
{
	size_t totals = plan->ruleset->total_count;
	int last = plan->last_pass, next = last;

	/* New numbers lie beyond the old ones, so that none is taken for another, and come down at the end. */
	for (size_t period = 0; period < plan->period_count; period++) {
		for (int pass = 0; pass < last; pass++) {
			bool there = false;

			for (size_t i = 0; i < totals; i++) {
				int *cell = &plan->passes[i * plan->period_count + period];

				if (*cell != pass)
					continue;
				*cell = next + 1;
				there = true;
			}
			next += there;
		}
	}
	plan->last_pass = next - last;
	for (size_t i = 0; i < totals * plan->period_count; i++)
		plan->passes[i] = plan->passes[i] == last ? plan->last_pass : plan->passes[i] - last - 1;
}

/* Marks what a node hangs on, as far as it is rules: totals are known by then. */
static bool mark(const struct plan *plan, const struct node *node, size_t period, bool *needed)
{
	bool changed = false;

	for (size_t i = 0; i < node->count; i++) {
		const struct edge *edge = &node->edges[i];
		bool *at;

		if (edge->rule < 0 || (edge->previous && period == 0))
			continue;
		at = &needed[(size_t) edge->rule * plan->period_count + period - edge->previous];
		changed |= !*at;
		*at = true;
	}
	return changed;
}

/* Marks what those that are marked hang on, and so on. */
static void mark_below(const struct plan *plan, bool *needed)
{
	const struct ruleset *ruleset = plan->ruleset;
	size_t periods = plan->period_count;

	/* Nothing hangs on a later period. */
	for (size_t period = periods; period-- > 0;) {
		for (bool changed = true; changed;) {
			changed = false;
			for (size_t i = 0; i < ruleset->rule_count; i++) {
				if (needed[i * periods + period])
					changed |= mark(plan, &plan->needs->rules[i], period, needed);
			}
		}
	}
}

void plan_pass_needs(const struct plan *plan, int pass, bool *needed)
{
	const struct ruleset *ruleset = plan->ruleset;
	size_t periods = plan->period_count;

	memset(needed, 0, ruleset->rule_count * periods * sizeof *needed);
	for (size_t i = 0; i < ruleset->total_count * periods; i++) {
		if (plan->passes[i] == pass)
			mark(plan, &plan->needs->totals[i / periods], i % periods, needed);
	}
	mark_below(plan, needed);
}

void plan_outcome_needs(const struct plan *plan, int rule, size_t period, bool *needed)
{
	memset(needed, 0, plan->ruleset->rule_count * plan->period_count * sizeof *needed);
	needed[(size_t) rule * plan->period_count + period] = true;
	mark_below(plan, needed);
}

int plan_wait(const struct plan *plan, int rule, int total)
{
	for (size_t i = 0; i < plan->wait_count; i++) {
		if (plan->waits[i].rule == rule && plan->waits[i].total == total)
			return (int) i;
	}
	return -1;
}
