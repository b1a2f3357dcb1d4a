/* Explanations hold what the run gives: over records of every scenario of every pack, picked at random, each rule in each period is
 * explained, which works everything out again (a difference is a bug, and ends the program); what it gives is held against what
 * the run wrote, its conditions against their answer, and its text is looked at. */
#include "explain_case.h"

#include "report/explanation.h"

/* Of each type of each scenario; RECKON_EXPLAIN says another number. */
#define RECORDS_ASKED 12

static size_t records_asked = RECORDS_ASKED;

/* Records of one scenario, as they come by: every so many of a type one is kept. */
struct kept {
	int type;
	struct value *key, *outcomes;
};
struct sample {
	const struct plan *plan;
	struct arena arena;
	struct kept items[4000];
	size_t count, of_type;
	uint64_t random;
};

static struct value copy(struct arena *arena, struct value value)
{
	if (value.kind == VALUE_TEXT)
		value.as.text = arena_bytes(arena, value.as.text, value.length);
	return value;
}

static void keep(struct sample *sample, const struct chunk *chunk, size_t row)
{
	const struct plan_type *type = &sample->plan->types[chunk->type];
	size_t outcomes = type->column_count * sample->plan->period_count;
	struct kept *kept = &sample->items[sample->count++];

	kept->type = chunk->type;
	kept->key = arena_array(&sample->arena, type->record->key_count + 1, sizeof *kept->key);
	kept->outcomes = arena_array(&sample->arena, outcomes + 1, sizeof *kept->outcomes);
	for (size_t i = 0; i < type->record->key_count; i++)
		kept->key[i] =
			copy(&sample->arena, chunk->values[row * type->field_count + (size_t) type->key_slots[i]]);
	/* Where a record has no row, nothing was ever written. */
	for (size_t i = 0; i < outcomes; i++)
		kept->outcomes[i] = chunk->absent[row * sample->plan->period_count + i / type->column_count]
		                            ? (struct value){ .kind = VALUE_NONE }
		                            : copy(&sample->arena, chunk->outcomes[row * outcomes + i]);
}

static int begin(void *context, const struct plan_type *type, struct error *err)
{
	struct sample *sample = context;

	(void) type, (void) err;
	sample->of_type = 0;
	return 0;
}

static int take(void *context, const struct chunk *chunk, struct error *err)
{
	struct sample *sample = context;
	const struct plan_type *type = &sample->plan->types[chunk->type];

	(void) err;
	for (size_t row = 0; type->rule_count && row < chunk->count; row++) {
		sample->random = sample->random * 6364136223846793005u + 1442695040888963407u;
		if (sample->of_type < records_asked && sample->count < 4000
		    && (sample->random >> 33) % (chunk->count / records_asked + 1) == 0) {
			keep(sample, chunk, row);
			sample->of_type++;
		}
	}
	return 0;
}

struct tally {
	size_t asked, unknown, settled, wide, empty, differ, folded, expressions, calls;
};

static bool same(enum type type, struct value stored, struct value explained)
{
	struct value shown = explained;

	if (type == TYPE_ELIGIBILITY && explained.kind != VALUE_NONE)
		shown = explained.kind == VALUE_UNKNOWN ? value_text("unknown", 7)
		        : explained.as.integer          ? value_text("eligible", 8)
		                                        : value_text("not_eligible", 12);
	return !value_compare(stored, shown) && stored.kind == shown.kind;
}

static void count_calls(struct tally *tally, const struct trace_outcome *outcome)
{
	const struct trace_call *calls[] = { outcome->compute, outcome->award_call };

	for (size_t i = 0; i < 2; i++) {
		tally->calls += calls[i] != NULL;
		tally->expressions += calls[i] && calls[i]->expression;
	}
}

static void look_at_text(struct tally *tally, const struct trace *trace)
{
	static struct text text;

	text_clear(&text);
	report_trace(trace, 0, &text);
	tally->empty += text.length < 20 || text.failed;
	if (widest_line(text_string(&text)) > 80) {
		if (!tally->wide++)
			printf("# too wide:\n%s", text_string(&text));
	}
}

static void ask_one(struct explainer *explainer, const struct kept *kept, int rule, size_t period,
                    struct trace *trace, struct tally *tally)
{
	const struct plan *plan = trace->plan;
	const struct plan_type *type = &plan->types[kept->type];
	const struct rule *declared = &plan->ruleset->rules[rule];
	const struct plan_rule *planned = &type->rules[type->rule_place[rule]];
	const struct value *stored = &kept->outcomes[period * type->column_count + (size_t) planned->column];
	struct error err = ERROR_INIT;

	tally->asked++;
	if (explainer_outcome(explainer, rule, kept->key, period, trace, &err) != 1) {
		printf("# %s: %s\n", declared->name, err.message);
		tally->differ++;
		return;
	}
	if (!same(declared->type, stored[0], trace->root->value)
	    || (declared->award != NO_FUNCTION && !same(TYPE_MONEY, stored[1], trace->root->award))) {
		if (!tally->differ++)
			printf("# %s of %s differs\n", declared->name, trace->root->record->key);
	}
	if (trace->root->conditions && !trace->root->decision)
		tally->folded += fold(trace->root->conditions) == trace->root->conditions->answer
		                 && same(TYPE_ELIGIBILITY, stored[0], answer_value(trace->root->conditions->answer));
	else
		tally->folded++;
	if (trace->root->value.kind == VALUE_UNKNOWN) {
		tally->unknown++;
		tally->settled += trace->settling_count > 0;
	}
	count_calls(tally, trace->root);
	look_at_text(tally, trace);
}

/* Every figure, in every period. */
static void ask_figures(struct explainer *explainer, const struct result *result, struct trace *trace,
                        struct tally *tally)
{
	const struct plan *plan = result->plan;
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < plan->ruleset->figure_count * plan->period_count; i++) {
		const struct figure_result *found = &result->figures[i];

		tally->asked++;
		tally->folded++;
		if (explainer_figure(explainer, (int) (i / plan->period_count), i % plan->period_count, trace, &err)
		    < 0) {
			printf("# figure: %s\n", err.message);
			tally->differ++;
			continue;
		}
		tally->differ += value_compare(found->value, trace->root->value) != 0
		                 || !found->because != !trace->root->because;
		count_calls(tally, trace->root);
		look_at_text(tally, trace);
	}
}

static void ask_pack(const char *path, const char *data)
{
	static struct sample sample;
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	const struct evaluate_options options = { .jobs = 1 };
	const struct sink sink = { .context = &sample, .begin = begin, .chunk = take };
	struct explainer *explainer = NULL;
	struct result result = { .types = NULL };
	struct trace trace = { .plan = NULL };
	struct tally tally = { .asked = 0 };
	struct error err = ERROR_INIT;
	int failed = inputs_load_file(&inputs, path, data, 1, &problems);

	sample = (struct sample){ .plan = &inputs.plan, .random = 20250401 };
	if (!failed)
		failed =
			evaluate(&inputs.plan, &inputs.sources, inputs.database, &options, &sink, &result, &err)
			|| explainer_open(&explainer, &inputs.plan, &inputs.sources, inputs.database, &options, &err);
	for (size_t i = 0; i < problems.count; i++)
		printf("# %s:%d: %s\n", problems.items[i].file, problems.items[i].line, problems.items[i].message);
	if (failed)
		printf("# %s %s\n", err.message, err.hint);
	for (size_t i = 0; !failed && i < sample.count; i++) {
		const struct plan_type *type = &inputs.plan.types[sample.items[i].type];

		for (size_t j = 0; j < type->rule_count * inputs.plan.period_count; j++) {
			trace.plan = &inputs.plan;
			ask_one(explainer, &sample.items[i], type->rules[j % type->rule_count].rule,
			        j / type->rule_count, &trace, &tally);
		}
	}
	if (!failed)
		ask_figures(explainer, &result, &trace, &tally);
	printf("# %s: %zu explanations of %zu records, %zu unknown, %zu of %zu functions as expressions\n", path,
	       tally.asked, sample.count, tally.unknown, tally.expressions, tally.calls);
	ok(!failed && tally.asked > 0, "%s: outcomes are explained", path);
	ok(!tally.differ, "... and are what the run gives");
	ok(tally.folded == tally.asked, "... and what their conditions come to");
	ok(tally.settled == tally.unknown, "... and of each that is not known it is said what could settle it");
	ok(!tally.empty && !tally.wide, "... in words, within 80 columns");
	trace_release(&trace);
	explainer_close(explainer);
	result_release(&result);
	arena_release(&sample.arena);
	inputs_release(&inputs);
	problems_release(&problems);
}

int main(void)
{
	static const char *const packs[] = {
		"rules/eligibility/2025-26.yaml",
		"rules/eligibility/2026-27.yaml",
		"rules/fees/2025-26.yaml",
		"rules/kpi/2013-14.yaml",
		"rules/kpi/2016-17.yaml",
		"rules/kpi/equality-plan.yaml",
		"rules/kpi/2013-14-illustrative.yaml",
		"rules/savings/gap.yaml",
		"rules/savings/committee.yaml",
		"rules/savings/capital.yaml",
		"rules/law/worked-examples.yaml",
	};
	const char *build = getenv("RECKON_BUILD"), *asked = getenv("RECKON_EXPLAIN");
	char command[600];

	if (asked)
		records_asked = strtoul(asked, NULL, 10);
	make_test_folder();
	snprintf(command, sizeof command, "scripts/make-database '%s' '%s/reckon' 3000 >'%s' 2>&1",
	         in_folder("council.db"), build ? build : "build", in_folder("log"));
	ok(!system(command), "the sample database is made");
	for (size_t i = 0; i < sizeof packs / sizeof *packs; i++)
		ask_pack(packs[i], in_folder("council.db"));
	remove_test_folder();
	return done();
}
