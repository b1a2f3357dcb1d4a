/* compare.c: reckon compare SCENARIO...: the results of several runs beside each other, or whose outcomes of a rule change. */
#include "cli/commands.h"
#include "cli/output.h"

#include "report/comparison.h"
#include "report/side_by_side.h"

#include <stdlib.h>
#include <string.h>

/* What every way of comparing begins from. */
struct compare {
	const struct arguments *arguments;
	struct run_options options;
	struct progress progress;
	struct problems problems;
	struct text out;
};

/* Warnings of several scenarios that share files are said once each; status 0, or what the worst problem gives. */
static int say_problems(struct compare *compare)
{
	struct problems once = PROBLEMS_INIT;
	int status;

	progress_end(&compare->progress);
	for (size_t i = 0; i < compare->problems.count; i++) {
		const struct error *problem = &compare->problems.items[i];
		bool seen = false;

		for (size_t j = 0; j < once.count && !seen; j++)
			seen = once.items[j].line == problem->line && !strcmp(once.items[j].file, problem->file)
			       && !strcmp(once.items[j].message, problem->message);
		if (!seen)
			problems_add(&once, problem);
	}
	once.memory_failed |= compare->problems.memory_failed;
	once.dropped += compare->problems.dropped;
	status = report_problems(&once);
	problems_release(&once);
	return status;
}

static int print_out(struct compare *compare)
{
	struct error err = ERROR_INIT;

	if (compare->out.failed) {
		error_memory(&err);
		return report_error(&err);
	}
	fwrite(text_string(&compare->out), 1, compare->out.length, stdout);
	text_clear(&compare->out);
	return 0;
}

static int fail(struct compare *compare, const struct error *err)
{
	problems_add(&compare->problems, err);
	return -1;
}

/* One run after another: of each only its results are kept. */
static int summarise(struct compare *compare, const char *path, struct summary *summary)
{
	struct compared operand = { .path = path };
	struct error err;
	int failed = compared_open(&operand, path, &compare->options, &compare->problems)
	             || compared_run(&operand, &compare->problems);

	if (!failed && summary_read(summary, compared_database(&operand), 0, &err))
		failed = fail(compare, &err);
	compared_close(&operand);
	return failed;
}

static int compare_results(struct compare *compare)
{
	size_t count = compare->arguments->operand_count;
	const char *const *paths = compare->arguments->operands;
	struct summary *summaries = calloc(count, sizeof *summaries);
	struct error err = ERROR_INIT;
	int status, failed = 0;

	if (!summaries) {
		error_memory(&err);
		return report_error(&err);
	}
	for (size_t i = 0; i < count; i++)
		failed |= summarise(compare, paths[i], &summaries[i]);
	status = say_problems(compare);
	if (!failed) {
		if (compare->arguments->options[OPTION_JSON])
			report_side_by_side_json(summaries, paths, count, &compare->out);
		else
			report_side_by_side(summaries, paths, count, &compare->out);
		status = print_out(compare);
	}
	for (size_t i = 0; i < count; i++)
		summary_release(&summaries[i]);
	free(summaries);
	return status;
}

/* The groups that are asked for are worked out by evaluating. */
static int check_groups(struct compare *compare, const struct compared *operand)
{
	const char *by = compare->arguments->options[OPTION_BY];
	struct error err;

	if (!by || operand->evaluated)
		return 0;
	error_set(&err, ERROR_INPUT, "'%s' cannot be evaluated again: there are no groups by '%s'", operand->path,
	          by);
	error_hint(&err, "give its scenario, with --data for its database");
	return fail(compare, &err);
}

/* Opens both operands and asks each about the rule. */
static int ask_both(struct compare *compare, const char *rule, struct compared operands[2],
                    struct compared_rule rules[2])
{
	const char *by = compare->arguments->options[OPTION_BY];
	struct error err;

	for (size_t i = 0; i < 2; i++) {
		if (compared_open(&operands[i], compare->arguments->operands[i], &compare->options,
		                  &compare->problems)
		    || compared_load(&operands[i], &compare->problems))
			return -1;
		if (compared_find_rule(&operands[i], rule, &rules[i], &err))
			return fail(compare, &err);
	}
	/* The groups of a total are usual where both runs can be asked for them. */
	if (!by && operands[0].loaded && operands[1].loaded)
		by = compared_usual_groups(&operands[0], &rules[0]);
	for (size_t i = 0; i < 2; i++) {
		if (compared_ask(&operands[i], &rules[i], by, &compare->problems)
		    || check_groups(compare, &operands[i]))
			return -1;
	}
	return 0;
}

/* Of a list that grows with the records what is done is written out; how it ends is looked back at. */
static void write_out(struct compare *compare)
{
	if (compare->out.failed || compare->out.length < 1 << 16)
		return;
	fwrite(compare->out.bytes, 1, compare->out.length - 1, stdout);
	text_clear(&compare->out);
	text_append_char(&compare->out, '}');
}

static void print_change(void *context, const struct changes_period *period, const struct change *change)
{
	struct compare *compare = context;

	report_change_json(period, change, &compare->out);
	write_out(compare);
}

static int compare_records(struct compare *compare)
{
	bool json = compare->arguments->options[OPTION_JSON];
	struct compared operands[2] = { { .path = NULL }, { .path = NULL } };
	struct compared_rule rules[2];
	struct summary summaries[2] = { { .manifest = NULL }, { .manifest = NULL } };
	struct changes changes = { .periods = NULL };
	struct error err = ERROR_INIT;
	int failed = ask_both(compare, compare->arguments->options[OPTION_RECORDS], operands, rules);

	for (size_t i = 0; i < 2 && !failed; i++) {
		if (summary_read(&summaries[i], compared_database(&operands[i]), 0, &err))
			failed = fail(compare, &err);
	}
	if (json)
		text_append(&compare->out, "{\"records\": [");
	if (!failed
	    && changes_find(&operands[0], &rules[0], &operands[1], &rules[1], json ? print_change : NULL, compare,
	                    &changes, &err))
		failed = fail(compare, &err);
	int status = say_problems(compare);

	if (!failed && json) {
		text_append_char(&compare->out, ']');
		report_changes_json(&changes, &summaries[0], &summaries[1], &compare->out);
		text_append(&compare->out, "\n}\n");
	} else if (!failed) {
		report_changes(&changes, &summaries[0], &summaries[1], &compare->out);
	}
	if (!failed && print_out(compare))
		status = ERROR_SYSTEM;
	changes_release(&changes);
	for (size_t i = 0; i < 2; i++) {
		summary_release(&summaries[i]);
		compared_close(&operands[i]);
	}
	return status;
}

static void print_near(void *context, const struct near_period *period, const struct near_condition *condition,
                       const struct near_record *record)
{
	struct compare *compare = context;

	report_near_record_json(period, condition, record, &compare->out);
	write_out(compare);
}

/* Opens the run, and finds the rule in it. */
static int open_one(struct compare *compare, struct compared *run, const char *name, struct compared_rule *rule)
{
	struct error err;

	if (compared_open(run, compare->arguments->operands[0], &compare->options, &compare->problems)
	    || compared_load(run, &compare->problems))
		return -1;
	return compared_find_rule(run, name, rule, &err) ? fail(compare, &err) : 0;
}

static int compare_near(struct compare *compare)
{
	bool json = compare->arguments->options[OPTION_JSON];
	struct compared run = { .path = NULL };
	struct compared_rule rule;
	struct summary summary = { .manifest = NULL };
	struct near near = { .periods = NULL };
	struct error err = ERROR_INIT;
	int status, failed = open_one(compare, &run, compare->arguments->options[OPTION_NEAR], &rule)
	                     || compared_ask(&run, &rule, NULL, &compare->problems);

	failed = failed || run.differs;
	if (!failed && summary_read(&summary, compared_database(&run), 0, &err))
		failed = fail(compare, &err);
	if (json)
		text_append(&compare->out, "{\"records\": [");
	if (!failed && near_find(&run, &rule, json ? print_near : NULL, compare, &near, &err))
		failed = fail(compare, &err);
	status = say_problems(compare);
	if (!failed && json) {
		text_append_char(&compare->out, ']');
		report_near_json(&near, &summary, &compare->out);
		text_append(&compare->out, "\n}\n");
	} else if (!failed) {
		report_near(&near, &summary, &compare->out);
	}
	if (!failed)
		status = print_out(compare);
	near_release(&near);
	summary_release(&summary);
	compared_close(&run);
	return status;
}

/* The periods that are asked for: the one that was named, or all. */
static int settle_periods(struct compare *compare, const struct compared *run, size_t *first, size_t *end)
{
	const char *label = compare->arguments->options[OPTION_PERIOD];
	struct error err;

	*first = 0;
	*end = run->inputs.plan.period_count;
	if (!label || !run->loaded)
		return 0;
	if (inputs_find_period(&run->inputs, label, first, &err))
		return fail(compare, &err);
	*end = *first + 1;
	return 0;
}

static void print_cliffs(struct compare *compare, const struct cliffs *cliffs, const struct cliffs *before)
{
	bool json = compare->arguments->options[OPTION_JSON];

	if (json && before)
		text_append(&compare->out, ",\n");
	if (json)
		report_cliffs_json(cliffs, &compare->out);
	else
		report_cliffs(cliffs, before, &compare->out);
}

static int compare_cliffs(struct compare *compare)
{
	const struct arguments *arguments = compare->arguments;
	struct cliffs_question question = { .field = arguments->options[OPTION_FIELD],
		                            .key = arguments->options[OPTION_KEY],
		                            .from = arguments->options[OPTION_FROM],
		                            .to = arguments->options[OPTION_TO] };
	struct compared run = { .path = NULL };
	struct compared_rule rule;
	struct cliffs found[2] = { { .stretches = NULL }, { .stretches = NULL } };
	size_t end = 0, first = 0;
	int status, failed = open_one(compare, &run, arguments->options[OPTION_CLIFFS], &rule)
	                     || settle_periods(compare, &run, &first, &end);

	if (!failed && !run.loaded)
		failed = cliffs_find(&run, &rule, &question, &found[0], &compare->problems);
	text_append(&compare->out, arguments->options[OPTION_JSON] ? "{\"periods\": [\n" : "");
	for (size_t i = first; !failed && i < end; i++) {
		struct cliffs *cliffs = &found[i % 2];

		cliffs_release(cliffs);
		question.period = i;
		failed = cliffs_find(&run, &rule, &question, cliffs, &compare->problems);
		if (!failed)
			print_cliffs(compare, cliffs, i > first ? &found[(i + 1) % 2] : NULL);
	}
	text_append(&compare->out, arguments->options[OPTION_JSON] ? "]}\n" : "");
	status = say_problems(compare);
	if (!failed)
		status = print_out(compare);
	cliffs_release(&found[0]);
	cliffs_release(&found[1]);
	compared_close(&run);
	return status;
}

/* How many runs each way of comparing takes. */
static int check_operands(const struct arguments *arguments, struct error *err)
{
	size_t count = arguments->operand_count;
	bool records = arguments->options[OPTION_RECORDS], near = arguments->options[OPTION_NEAR];
	bool cliffs = arguments->options[OPTION_CLIFFS];

	if (records + near + cliffs > 1)
		return error_set(err, ERROR_INPUT, "of '--records', '--near' and '--cliffs' only one can be given");
	if (!cliffs
	    && (arguments->options[OPTION_KEY] || arguments->options[OPTION_FROM] || arguments->options[OPTION_TO]
	        || arguments->options[OPTION_PERIOD]))
		return error_set(err, ERROR_INPUT,
		                 "'--key', '--from', '--to' and '--period' belong to '--cliffs', which is not given");
	if (cliffs && !arguments->options[OPTION_KEY]) {
		error_set(err, ERROR_INPUT, "'--cliffs' looks at one record: which?");
		return error_hint(err, "give its key, as in --key 5");
	}
	if (cliffs && count != 1)
		return error_set(err, ERROR_INPUT, "'--cliffs' looks at one run, and %zu are given", count);
	if (records && count != 2)
		return error_set(err, ERROR_INPUT, "'--records' compares two runs, and %zu %s given", count,
		                 count == 1 ? "is" : "are");
	if (near && count != 1)
		return error_set(err, ERROR_INPUT, "'--near' looks at one run, and %zu are given", count);
	if (arguments->options[OPTION_BY] && !records) {
		error_set(err, ERROR_INPUT, "'--by' groups the records of '--records', which is not given");
		return -1;
	}
	if (count > SIDE_BY_SIDE_MOST)
		return error_set(err, ERROR_INPUT, "at most %d runs are compared, and %zu are given",
		                 SIDE_BY_SIDE_MOST, count);
	return 0;
}

int command_compare(const struct arguments *arguments)
{
	struct compare compare = { .arguments = arguments,
		                   .options = { .data = arguments->options[OPTION_DATA], .jobs = arguments->jobs },
		                   .progress = { .what = "evaluating " },
		                   .problems = PROBLEMS_INIT };
	struct text secret = TEXT_INIT;
	struct error err = ERROR_INIT;
	int status;

	compare.options.progress = progress_is_shown() ? progress_of_pass : NULL;
	compare.options.progress_context = &compare.progress;
	if (check_operands(arguments, &err) || secret_read(arguments->options[OPTION_SECRET_FILE], &secret, &err)) {
		status = report_error(&err);
	} else {
		compare.options.secret = secret.bytes;
		compare.options.secret_length = secret.length;
		status = arguments->options[OPTION_RECORDS]  ? compare_records(&compare)
		         : arguments->options[OPTION_NEAR]   ? compare_near(&compare)
		         : arguments->options[OPTION_CLIFFS] ? compare_cliffs(&compare)
		                                             : compare_results(&compare);
	}
	problems_release(&compare.problems);
	text_release(&compare.out);
	secret_release(&secret);
	return status;
}
