/* evaluated.h: for tests of what a run evaluates when its records are done: rules, loaded and evaluated without a run file, and
 * their figures, bridges and findings as texts. */
#ifndef RECKON_T_EVALUATED_H
#define RECKON_T_EVALUATED_H

#include "run_case.h"

static struct inputs evaluated_inputs;
static struct result evaluated_result;

static int no_begin(void *context, const struct plan_type *type, struct error *err)
{
	(void) context, (void) type, (void) err;
	return 0;
}

static int no_chunk(void *context, const struct chunk *chunk, struct error *err)
{
	(void) context, (void) chunk, (void) err;
	return 0;
}

__attribute__((unused)) static void evaluated_release(void)
{
	result_release(&evaluated_result);
	inputs_release(&evaluated_inputs);
	evaluated_inputs = (struct inputs){ .database = NULL };
	problems_release(&case_problems);
}

/* Evaluates `rules` on `data.db` with what else the scenario says (periods, parameters, records). 0, or -1: case_problems says why. */
__attribute__((unused)) static int evaluated(const char *scenario, const char *rules, size_t jobs)
{
	const struct evaluate_options options = { .jobs = jobs, .instructions = 1000000 };
	const struct sink sink = { .begin = no_begin, .chunk = no_chunk };
	struct error err = ERROR_INIT;
	char yaml[2000];

	evaluated_release();
	case_write("case.lua", rules);
	snprintf(yaml, sizeof yaml, "scenario: case\ndata: data.db\nrules: [case.lua]\n%s", scenario);
	case_write("case.yaml", yaml);
	if (sources_init(&evaluated_inputs.sources, test_folder, &err)) {
		problems_add(&case_problems, &err);
		return -1;
	}
	if (inputs_load(&evaluated_inputs, "case.yaml", NULL, NULL, jobs, &case_problems))
		return -1;
	if (evaluate(&evaluated_inputs.plan, &evaluated_inputs.sources, evaluated_inputs.database, &options, &sink,
	             &evaluated_result, &err)) {
		problems_add(&case_problems, &err);
		return -1;
	}
	return 0;
}

static struct text *next_answer(void)
{
	static struct text answers[8];
	static int next;
	struct text *answer = &answers[next++ % 8];

	text_clear(answer);
	return answer;
}

static void append_because(struct text *out, const char *because)
{
	if (because)
		text_append_format(out, " (incomplete: %s)", because);
}

/* A figure in every period, '; ' between. Static. */
__attribute__((unused)) static const char *figure_text(const char *name)
{
	const struct ruleset *ruleset = &evaluated_inputs.ruleset;
	size_t periods = evaluated_inputs.plan.period_count;
	struct text *out = next_answer();
	struct amount amount;

	if (!evaluated_result.figures || !ruleset_amount(ruleset, name, &amount) || amount.figure < 0)
		return "no such figure";
	for (size_t i = 0; i < periods; i++) {
		const struct figure_result *found = &evaluated_result.figures[(size_t) amount.figure * periods + i];

		text_append(out, i ? "; " : "");
		value_print(ruleset_amount_type(ruleset, &amount), found->value, out);
		append_because(out, found->because);
	}
	return text_string(out);
}

/* The first bridge in every period, '; ' between. Static. */
__attribute__((unused)) static const char *bridge_text(void)
{
	const struct bridge *bridge = evaluated_inputs.ruleset.bridges;
	struct text *out = next_answer();

	for (size_t i = 0; evaluated_result.bridges && i < evaluated_inputs.plan.period_count; i++) {
		const struct bridge_result *found = &evaluated_result.bridges[i];

		text_append(out, i ? "; " : "");
		if (found->absent)
			text_append(out, "absent: ");
		value_print(bridge->type, found->opening, out);
		for (size_t j = 0; j < bridge->step_count; j++) {
			text_append(out, ", ");
			value_print(bridge->type, found->steps[j], out);
		}
		text_append(out, " = ");
		value_print(bridge->type, found->closing, out);
		append_because(out, found->because);
	}
	return text_string(out);
}

/* The findings about figures: "name, period: message", '; ' between. Static. */
__attribute__((unused)) static const char *findings_text(void)
{
	struct text *out = next_answer();

	for (size_t i = 0; i < evaluated_result.figure_finding_count; i++) {
		const struct figure_finding *found = &evaluated_result.figure_findings[i];

		text_append_format(out, "%s%s, %s: %s", i ? "; " : "",
		                   evaluated_inputs.ruleset.findings[found->finding].name,
		                   evaluated_inputs.plan.periods[found->period].label,
		                   found->message ? found->message : "undecided");
	}
	return text_string(out);
}

__attribute__((unused)) static int evaluated_done(void)
{
	evaluated_release();
	return case_done();
}

#endif
