/* test_explain.c: what only a trace knows: what each condition came to, and why an outcome is what it is. The evaluator is asked once
 * more, about that record alone, so tests that expect no conditions and pass pay nothing. */
#include "evaluate/explain.h"
#include "run/test_parts.h"

#include <string.h>

/* So many outcomes of one test are explained: one that is wrong often makes the others so. */
#define EXPLAINED_MOST 3

struct asking {
	struct comparing *comparing;
	struct sources *sources;
	struct database *database;
	struct evaluate_options options;
	struct explainer *explainer;
	struct trace trace;
};

/* Fills the trace. -1: an error. */
static int ask(struct asking *asking, const struct test_expectation *expectation, size_t period, struct error *err)
{
	const struct plan *plan = asking->comparing->plan;
	const struct plan_type *type;
	struct value key[KEY_MOST];
	int rule, found;

	if (!asking->explainer
	    && explainer_open(&asking->explainer, plan, asking->sources, asking->database, &asking->options, err))
		return -1;
	if (expectation->target == TARGET_FIGURE)
		return explainer_figure(asking->explainer, expectation->index, period, &asking->trace, err) < 0 ? -1
		                                                                                                : 0;
	type = &plan->types[expectation->type];
	rule = expectation->target == TARGET_OUTCOME ? type->columns[expectation->index].rule : expectation->index;
	ensure(type->record->key_count <= KEY_MOST);
	for (size_t i = 0; i < type->record->key_count; i++)
		key[i] = expectation->record->values[type->record->key[i]];
	found = explainer_outcome(asking->explainer, rule, key, period, &asking->trace, err);
	ensure(found != 0);
	return found < 0 ? -1 : 0;
}

static struct value answer_of(const struct trace *trace, const char *label)
{
	const struct trace_condition *tree = trace->root ? trace->root->conditions : NULL;
	const struct trace_condition *condition = tree ? trace_find_condition(tree, label) : NULL;

	if (!condition || condition->answer == TRACE_NOT_ASKED)
		return (struct value){ .kind = VALUE_NONE };
	if (condition->answer == TRACE_NOT_KNOWN)
		return (struct value){ .kind = VALUE_UNKNOWN };
	return value_flag(condition->answer == TRACE_YES);
}

static int compare_conditions(struct asking *asking, struct error *err)
{
	const struct test_case *test_case = asking->comparing->test_case;

	for (size_t i = 0; i < test_case->count; i++) {
		const struct test_expectation *expectation = &test_case->expectations[i];

		for (size_t period = 0;
		     period < asking->comparing->plan->period_count && expectation->target == TARGET_CONDITION;
		     period++) {
			if (!test_expects(expectation, period))
				continue;
			if (ask(asking, expectation, period, err)
			    || test_compare_condition(asking->comparing, expectation, period,
			                              answer_of(&asking->trace, expectation->label), err))
				return -1;
		}
	}
	return 0;
}

static bool can_be_explained(const struct test_expectation *expectation)
{
	return expectation->target == TARGET_OUTCOME || expectation->target == TARGET_CONDITION
	       || expectation->target == TARGET_FIGURE;
}

/* Of an award the trace is that of its rule. */
static bool same_outcome(const struct plan *plan, const struct why *a, const struct why *b)
{
	const struct test_expectation *left = a->expectation, *right = b->expectation;
	bool figures = left->target == TARGET_FIGURE;

	if (figures != (right->target == TARGET_FIGURE) || a->period != b->period || left->record != right->record)
		return false;
	if (figures)
		return left->index == right->index;
	int rules[2];

	for (int i = 0; i < 2; i++) {
		const struct test_expectation *one = i ? right : left;

		rules[i] =
			one->target == TARGET_OUTCOME ? plan->types[one->type].columns[one->index].rule : one->index;
	}
	return rules[0] == rules[1];
}

static int explain_misses(struct asking *asking, void (*explain)(const struct trace *trace, struct text *out),
                          struct error *err)
{
	struct comparing *comparing = asking->comparing;
	struct test_result *result = comparing->test_case->result;
	size_t explained = 0;

	for (size_t i = 0; i < result->miss_count && explained < EXPLAINED_MOST; i++) {
		const struct why *why = &comparing->whys[i];
		struct text text = TEXT_INIT;
		bool before = !can_be_explained(why->expectation);

		for (size_t j = 0; j < i && !before; j++)
			before = can_be_explained(comparing->whys[j].expectation)
			         && same_outcome(comparing->plan, &comparing->whys[j], why);
		if (before)
			continue;
		if (ask(asking, why->expectation, why->period, err))
			return -1;
		explain(&asking->trace, &text);
		result->misses[i].explanation = text.failed ? NULL : arena_text(comparing->arena, text_string(&text));
		text_release(&text);
		if (!result->misses[i].explanation)
			return error_memory(err);
		explained++;
	}
	return 0;
}

int test_explain(struct comparing *comparing, struct sources *sources, struct database *database,
                 void (*explain)(const struct trace *trace, struct text *out), struct error *err)
{
	struct asking asking = {
		.comparing = comparing, .sources = sources, .database = database, .options = { .jobs = 1 }
	};
	int failed = compare_conditions(&asking, err);

	if (!failed && explain)
		failed = explain_misses(&asking, explain, err);
	trace_release(&asking.trace);
	explainer_close(asking.explainer);
	return failed;
}
