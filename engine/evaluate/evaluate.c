/* evaluate.c: what a run does: its passes over the records (plan_passes.c), and what comes of them. */
#include "evaluate/evaluate.h"

#include "evaluate/decision.h"
#include "evaluate/figure.h"
#include "evaluate/scan.h"

#include <stdlib.h>

static int result_prepare(struct result *result, const struct plan *plan, struct error *err)
{
	const struct ruleset *ruleset = plan->ruleset;
	struct arena *arena = &result->arena;
	size_t facts = (size_t) plan->fact_count;

	*result = (struct result){ .plan = plan };
	result->types = arena_array(arena, plan->type_count, sizeof *result->types);
	result->rules = arena_array(arena, ruleset->rule_count * plan->period_count, sizeof *result->rules);
	result->latest = arena_array(arena, ruleset->rule_count * (1 + plan->gap_count), sizeof *result->latest);
	result->findings = arena_array(arena, ruleset->finding_count, sizeof *result->findings);
	result->totals = arena_array(arena, ruleset->total_count * plan->period_count, sizeof *result->totals);
	result->read_incomplete =
		arena_array(arena, plan->wait_count * plan->period_count, sizeof *result->read_incomplete);
	result->held_up = arena_array(arena, ruleset->rule_count * facts, sizeof *result->held_up);
	result->records_held_up = arena_array(arena, plan->type_count * facts, sizeof *result->records_held_up);
	result->decisions =
		arena_array(arena, plan->decisions ? plan->decisions->rows : 0, sizeof *result->decisions);
	if (!result->types || !result->rules || !result->decisions || !result->latest || !result->findings
	    || !result->totals || !result->read_incomplete || !result->held_up || !result->records_held_up)
		return error_memory(err);
	for (size_t i = 0; i < plan->type_count; i++) {
		result->types[i].unknown = arena_array(arena, plan->types[i].field_count, sizeof(int64_t));
		if (!result->types[i].unknown)
			return error_memory(err);
	}
	return 0;
}

/* Adds what one machine counted. Sums only, so the order of machines cannot matter. */
static int collect_counts(struct result *result, const struct machine *machine, struct error *err)
{
	const struct plan *plan = result->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t facts = (size_t) plan->fact_count;

	for (size_t i = 0; i < plan->type_count; i++) {
		result->types[i].undated += machine->undated[i];
		for (size_t j = 0; j < plan->types[i].field_count; j++)
			result->types[i].unknown[j] += machine->unknown[i][j];
	}
	for (size_t i = 0; i < ruleset->rule_count * plan->period_count; i++) {
		const struct rule_result *from = &machine->rule_results[i];
		struct rule_result *into = &result->rules[i];

		into->eligible += from->eligible;
		into->not_eligible += from->not_eligible;
		into->known += from->known;
		into->none += from->none;
		into->unknown += from->unknown;
		if (total_cell_merge(&into->award, &from->award, err))
			return -1;
	}
	for (size_t i = 0; i < ruleset->rule_count * (1 + plan->gap_count); i++) {
		if (date_compare(machine->latest[i], result->latest[i]) > 0)
			result->latest[i] = machine->latest[i];
	}
	for (size_t i = 0; i < ruleset->finding_count; i++) {
		result->findings[i].found += machine->finding_results[i].found;
		result->findings[i].undecided += machine->finding_results[i].undecided;
	}
	for (size_t i = 0; i < plan->wait_count * plan->period_count; i++)
		result->read_incomplete[i] |= machine->read_incomplete[i];
	for (size_t i = 0; i < ruleset->rule_count * facts; i++)
		result->held_up[i] += machine->held_up[i];
	for (size_t i = 0; i < plan->type_count * facts; i++)
		result->records_held_up[i] += machine->records_held_up[i];
	return 0;
}

/* The totals of one pass, over all machines. */
static int collect_totals(struct result *result, const struct scan *scan, struct error *err)
{
	const struct worker *workers = scan->workers;
	size_t cells = result->plan->ruleset->total_count * result->plan->period_count;

	for (size_t i = 0; i < cells; i++) {
		if (result->plan->passes[i] != scan->pass)
			continue;
		for (size_t j = 1; j < scan->options->jobs; j++) {
			if (accumulator_merge(workers[0].machine->totals[i], workers[j].machine->totals[i], err))
				return -1;
		}
		if (accumulator_result(workers[0].machine->totals[i], &result->arena, &result->totals[i], err))
			return -1;
	}
	return 0;
}

/* Whether a pass computes a total of the type. */
static bool has_totals(const struct plan *plan, const struct plan_type *type, int pass)
{
	for (size_t i = 0; i < type->total_count; i++) {
		for (size_t period = 0; period < plan->period_count; period++) {
			if (plan->passes[(size_t) type->totals[i] * plan->period_count + period] == pass)
				return true;
		}
	}
	return false;
}

static int run_pass(struct scan *scan, int pass, const struct sink *sink, bool *needed, struct result *result,
                    struct error *err)
{
	const struct plan *plan = scan->plan;
	bool dry = pass < plan->last_pass;

	scan->pass = pass;
	if (dry)
		plan_pass_needs(plan, pass, needed);
	for (size_t i = 0; i < scan->options->jobs; i++)
		machine_begin_pass(scan->workers[i].machine, pass, dry ? needed : NULL, result);
	for (size_t i = 0; i < plan->type_count; i++) {
		if (dry && !has_totals(plan, &plan->types[i], pass))
			continue;
		if (scan_type(scan, (int) i, dry ? NULL : sink, &result->types[i], err))
			return -1;
	}
	return collect_totals(result, scan, err);
}

struct evaluator {
	struct scan scan;
	bool *needed; /* room for plan_pass_needs */
	bool used;
};

int evaluator_open(struct evaluator **out, const struct plan *plan, struct sources *sources,
                   struct database *database, const struct evaluate_options *options, struct error *err)
{
	struct evaluator *evaluator = calloc(1, sizeof *evaluator);
	int failed = -1;

	if (!evaluator)
		return error_memory(err);
	failed = scan_open(&evaluator->scan, plan, sources, database, options, err);
	evaluator->needed = calloc(plan->ruleset->rule_count * plan->period_count + 1, sizeof *evaluator->needed);
	if (!failed && !evaluator->needed)
		failed = error_memory(err);
	if (failed)
		evaluator_close(evaluator);
	else
		*out = evaluator;
	return failed;
}

/* Without a sink: no more than the totals that rules wait for. */
int evaluator_run(struct evaluator *evaluator, const struct sink *sink, struct result *result, struct error *err)
{
	struct scan *scan = &evaluator->scan;
	const struct plan *plan = scan->plan;
	size_t jobs = scan->options->jobs;

	if (result_prepare(result, plan, err))
		return -1;
	scan->decisions = result->decisions;
	for (size_t i = 0; evaluator->used && i < jobs; i++)
		machine_begin_run(scan->workers[i].machine);
	evaluator->used = true;
	for (int pass = 0; pass < plan->last_pass + (sink != NULL); pass++) {
		if (run_pass(scan, pass, sink, evaluator->needed, result, err))
			return -1;
	}
	if (!sink)
		return 0;
	for (size_t i = 0; i < jobs; i++) {
		if (collect_counts(result, scan->workers[i].machine, err))
			return -1;
	}
	return figures_evaluate(scan->workers[0].machine, result, err) || expectations_settle(result, err) ? -1 : 0;
}

void evaluator_close(struct evaluator *evaluator)
{
	if (!evaluator)
		return;
	scan_release(&evaluator->scan);
	free(evaluator->needed);
	free(evaluator);
}

int evaluate(const struct plan *plan, struct sources *sources, struct database *database,
             const struct evaluate_options *options, const struct sink *sink, struct result *result,
             struct error *err)
{
	struct evaluator *evaluator = NULL;
	int failed = -1;

	if (!evaluator_open(&evaluator, plan, sources, database, options, err))
		failed = evaluator_run(evaluator, sink, result, err);
	evaluator_close(evaluator);
	return failed;
}

int evaluate_totals(const struct plan *plan, struct sources *sources, struct database *database,
                    const struct evaluate_options *options, struct result *result, struct error *err)
{
	return evaluate(plan, sources, database, options, NULL, result, err);
}

void result_release(struct result *result)
{
	arena_release(&result->arena);
	*result = (struct result){ .types = NULL };
}
