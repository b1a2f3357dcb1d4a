/* explain.c: finds what is asked for, and asks. */
#include "run/explain.h"

#include "base/content.h"
#include "evaluate/key_text.h"
#include "run/kept.h"
#include "run/recorded.h"
#include "run/run_file.h"

#include <stdlib.h>
#include <string.h>

void explained_release(struct explained *explained)
{
	trace_release(&explained->trace);
	database_close(explained->file);
	explainer_close(explained->explainer);
	inputs_release(&explained->inputs);
}

/* Every name that can be asked for. */
static const char *nearest_name(const struct inputs *inputs, const char *name)
{
	const struct ruleset *ruleset = &inputs->ruleset;
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		nearest_offer(&nearest, ruleset->rules[i].name);
		if (ruleset->rules[i].award_name)
			nearest_offer(&nearest, ruleset->rules[i].award_name);
	}
	for (size_t i = 0; i < ruleset->amount_count; i++)
		nearest_offer(&nearest, ruleset->amounts[i].name);
	return nearest.best;
}

/* Whether it is the name of a rule, as operands in another order have it. */
static bool is_rule(const struct inputs *inputs, const char *name)
{
	for (size_t i = 0; name && i < inputs->ruleset.rule_count; i++) {
		if (!strcmp(inputs->ruleset.rules[i].name, name))
			return true;
	}
	return false;
}

static int fail_name(const struct inputs *inputs, const char *name, const char *key, struct error *err)
{
	const char *dot = strchr(name, '.'), *nearest = nearest_name(inputs, dot ? dot + 1 : name);

	error_set(err, ERROR_INPUT, "scenario '%s' has no rule, figure or total '%s'", inputs->scenario.name, name);
	for (size_t i = 0; i < inputs->ruleset.finding_count; i++) {
		if (!strcmp(inputs->ruleset.findings[i].name, name))
			return error_hint(err, "it is a finding: explain a rule that its 'when' reads");
	}
	for (size_t i = 0; i < inputs->ruleset.bridge_count; i++) {
		if (!strcmp(inputs->ruleset.bridges[i].name, name))
			return error_hint(err, "it is a bridge: explain one of its figures, such as '%s'",
			                  inputs->ruleset.bridges[i].closing.name);
	}
	if (parameters_find(&inputs->scenario.parameters, name))
		return error_hint(err,
		                  "it is a parameter: 'reckon parameters SCENARIO %.60s' shows it, and who reads it",
		                  name);
	if (is_rule(inputs, key))
		return error_hint(err, "the order is: reckon explain RUN %.60s KEY", key);
	if (!nearest)
		return error_hint(err, "'reckon run' lists what a scenario has");
	return error_did_you_mean(err, nearest);
}

static int fail_several(const struct inputs *inputs, const char *name, struct error *err)
{
	const struct schema *schema = &inputs->schema;
	struct text all = TEXT_INIT;

	for (size_t i = 0; i < schema->count; i++) {
		if (ruleset_rule(&inputs->ruleset, (int) i, name) >= 0)
			text_append_format(&all, "%s%s.%s", all.length ? " or " : "", schema->types[i].name, name);
	}
	error_set(err, ERROR_INPUT, "several record types have a rule '%s'", name);
	error_hint(err, "write %s", text_string(&all));
	text_release(&all);
	return -1;
}

/* The rule of this name, or of "type.name". -1: there is none, or several. */
static int find_rule(const struct inputs *inputs, const char *name, const char *key, int *rule, struct error *err)
{
	const struct schema *schema = &inputs->schema;
	const char *dot = strchr(name, '.');
	const char *bare = dot ? dot + 1 : name;

	*rule = -1;
	for (size_t i = 0; i < schema->count; i++) {
		const char *type = schema->types[i].name;
		int found = ruleset_rule(&inputs->ruleset, (int) i, bare);

		if (found < 0
		    || (dot && (strlen(type) != (size_t) (dot - name) || strncmp(type, name, strlen(type)))))
			continue;
		if (*rule >= 0)
			return fail_several(inputs, name, err);
		*rule = found;
	}
	return *rule < 0 ? fail_name(inputs, name, key, err) : 0;
}

static void append_key_fields(const struct record_type *type, struct text *out)
{
	for (size_t i = 0; i < type->key_count; i++)
		text_append_format(out, "%s%s", i ? ", " : "", type->fields[type->key[i]].name);
}

#define KEYS_OFFERED 200000 /* so many are looked through for one that is near */

/* A row that has its key alone. */
static void append_row_key(const struct record_type *type, const struct value *key, struct text *out)
{
	for (size_t i = 0; i < type->key_count; i++) {
		text_append(out, i ? ", " : "");
		value_print_plain(type->fields[type->key[i]].type, key[i], out);
	}
}

/* Into *near the key that is nearest to what was wanted, so long as it is text: numbers are not misspelt. *first is the first there is. */
static int find_near(struct explained *explained, int type, const char *wanted, struct text *first, struct text *near,
                     struct error *err)
{
	const struct record_type *record = &explained->inputs.schema.types[type];
	bool texts = record->key_count == 1 && record->fields[record->key[0]].type == TYPE_TEXT;
	struct nearest nearest = nearest_to(wanted);
	struct text one = TEXT_INIT;
	struct reader *reader = NULL;
	const struct value *row;
	int found = 0, failed = -1;

	if (reader_open(&reader, database_connection(explained->inputs.database, 0), &explained->inputs.schema, type,
	                READER_SCAN, -1, record->key, record->key_count, err)
	    || reader_seek(reader, NULL, NULL, err))
		goto out;
	for (int i = 0; i < (texts ? KEYS_OFFERED : 1) && (found = reader_next(reader, &row, err)) == 1; i++) {
		text_clear(&one);
		append_row_key(record, row, &one);
		if (i == 0)
			append_row_key(record, row, first);
		nearest.best = near->length ? "" : NULL; /* what it was is overwritten */
		if (texts)
			nearest_offer(&nearest, text_string(&one));
		if (nearest.best != one.bytes)
			continue;
		text_clear(near);
		text_append_bytes(near, one.bytes, one.length);
	}
	failed = found < 0 ? -1 : one.failed || near->failed || first->failed ? error_memory(err) : 0;
out:
	reader_close(reader);
	text_release(&one);
	return failed;
}

static int fail_key(struct explained *explained, int type, const char *key, struct error *err)
{
	const struct record_type *record = &explained->inputs.schema.types[type];
	struct record_counts counts = { .rows = 0 };
	struct text near = TEXT_INIT, first = TEXT_INIT;
	int failed = -1;

	if (!reader_count(database_connection(explained->inputs.database, 0), &explained->inputs.schema, type,
	                  &counts, err)
	    && !find_near(explained, type, key, &first, &near, err))
		failed = 0;
	if (!failed) {
		error_set(err, ERROR_INPUT, "there is no %s '%s'", record->name, key);
		if (near.length)
			error_did_you_mean(err, text_string(&near));
		else if (counts.rows == 0)
			error_hint(err, "the scenario reads no records of this type at all");
		else
			error_hint(err, "there are %lld; the first is '%s'%s", (long long) counts.rows,
			           text_string(&first),
			           counts.left_out + counts.undecided ? "; the scenario's 'where' leaves out others"
			                                              : "");
	}
	text_release(&near);
	text_release(&first);
	return -1;
}

static int ask_rule(struct explained *explained, const struct question *question, struct error *err)
{
	const struct inputs *inputs = &explained->inputs;
	const struct record_type *type;
	struct value key[KEY_MOST];
	struct text fields = TEXT_INIT;
	int rule, found;
	size_t period;

	if (find_rule(inputs, question->name, question->key, &rule, err))
		return -1;
	type = &inputs->schema.types[inputs->ruleset.rules[rule].on];
	if (!question->key) {
		append_key_fields(type, &fields);
		error_set(err, ERROR_INPUT, "'%s' is a rule of %s: whose outcome is to be explained?", question->name,
		          type->name);
		error_hint(err, "give the key of the record behind the rule: its %s", text_string(&fields));
		text_release(&fields);
		return -1;
	}
	if (key_parse(type, question->key, strlen(question->key), key, err)
	    || inputs_find_period(inputs, question->period, &period, err))
		return -1;
	const char *dot = strchr(question->name, '.');

	explained->award = strcmp(dot ? dot + 1 : question->name, inputs->ruleset.rules[rule].name) != 0;
	explained->period = &inputs->plan.periods[period];
	found = explainer_outcome(explained->explainer, rule, key, period, &explained->trace, err);
	if (found == 0)
		return fail_key(explained, inputs->ruleset.rules[rule].on, question->key, err);
	if (found < 0 || !explained->file)
		return found < 0 ? -1 : 0;
	return recorded_check(database_connection(explained->file, 0), &explained->trace, key, explained->award, err);
}

static int ask_amount(struct explained *explained, const struct question *question, const struct amount *amount,
                      struct error *err)
{
	const struct inputs *inputs = &explained->inputs;
	struct connection *file = explained->file ? database_connection(explained->file, 0) : NULL;
	size_t period;

	if (question->period) {
		error_set(err, ERROR_INPUT, "unexpected '%s': '%s' is a %s, and belongs to no record",
		          question->period, question->name, amount->figure >= 0 ? "figure" : "total");
		return error_hint(err, "give the period alone");
	}
	if (inputs_find_period(inputs, question->key, &period, err))
		return -1;
	explained->period = &inputs->plan.periods[period];
	if (amount->figure >= 0) {
		explained->kind = EXPLAINED_FIGURE;
		if (explainer_figure(explained->explainer, amount->figure, period, &explained->trace, err) < 0)
			return -1;
		return file ? recorded_check_figure(file, &explained->trace, err) : 0;
	}
	explained->kind = EXPLAINED_TOTAL;
	explained->result = explainer_result(explained->explainer, err);
	if (!explained->result)
		return -1;
	explained->total = &inputs->ruleset.totals[amount->total];
	explained->found = &explained->result->totals[(size_t) amount->total * inputs->plan.period_count + period];
	return file ? recorded_check_total(file, explained->total, explained->found, explained->period, err) : 0;
}

static int check_records(struct explained *explained, const char *path, const struct run_options *options,
                         struct error *err)
{
	bool kept;

	if (options->data)
		return 0;
	if (recorded_has_records(database_connection(explained->file, 0), &kept, err))
		return -1;
	if (kept)
		return 0;
	error_set(err, ERROR_INPUT, "run file '%s' holds no records", path);
	return error_hint(err, "it was written with --without-data: give the database with --data");
}

static int load(struct explained *explained, const char *path, struct run_options *options, struct problems *problems)
{
	enum content content;
	struct error err;

	if (content_of(path, &content, &err))
		return problems_fail(problems, &err);
	if (content != CONTENT_RUN_FILE && content != CONTENT_DATABASE)
		return inputs_load_file(&explained->inputs, path, options->data, options->jobs, problems);
	if (run_file_open(&explained->file, path, 1, &err) || check_records(explained, path, options, &err))
		return problems_fail(problems, &err);
	options->secret = ""; /* none is needed: no digest is computed */
	return kept_load(&explained->inputs, database_connection(explained->file, 0), path, options, problems);
}

int explain(const struct question *question, const struct run_options *options, struct explained *out,
            struct problems *problems)
{
	struct run_options settled = *options;
	struct evaluate_options how = { .cancelled = options->cancelled,
		                        .progress = options->progress,
		                        .progress_context = options->progress_context };
	struct amount amount;
	struct error err;
	int failed;

	*out = (struct explained){ .kind = EXPLAINED_OUTCOME };
	settled.jobs = how.jobs = settled.jobs ? settled.jobs : run_default_jobs();
	if (load(out, question->path, &settled, problems))
		return -1;
	failed = explainer_open(&out->explainer, &out->inputs.plan, &out->inputs.sources, out->inputs.database, &how,
	                        &err);
	if (!failed && ruleset_amount(&out->inputs.ruleset, question->name, &amount))
		failed = ask_amount(out, question, &amount, &err);
	else if (!failed)
		failed = ask_rule(out, question, &err);
	if (!failed && out->file)
		failed = recorded_check_inputs(out->file, &out->inputs, out->explainer,
		                               out->kind == EXPLAINED_OUTCOME ? &out->trace : NULL, problems, &err);
	if (!failed)
		return 0;
	if (err.code == ERROR_FOUND)
		error_hint(&err,
		           options->data
		                   ? "are these the records of the run? 'reckon replay' with --data says what differs"
		                   : "'reckon verify' says whether it was altered");
	problems_add(problems, &err);
	return err.code == ERROR_FOUND ? 0 : -1;
}
