/* compared.c: one of the runs that are compared. See compared.h. */
#include "run/compared.h"

#include "base/content.h"
#include "rules/narrow.h"
#include "run/kept.h"
#include "run/outcomes.h"
#include "run/run_file.h"
#include "run/scratch.h"
#include "run/stored.h"

#include <stdlib.h>
#include <string.h>

int compared_open(struct compared *compared, const char *path, const struct run_options *options,
                  struct problems *problems)
{
	enum content content;
	struct error err;

	*compared = (struct compared){ .path = path, .options = *options, .scratch = { .fd = -1 } };
	compared->options.jobs = options->jobs ? options->jobs : run_default_jobs();
	compared->options.without_data =
		true; /* outcomes are compared, and nothing else of what is evaluated for that */
	if (content_of(path, &content, &err))
		return problems_fail(problems, &err);
	if (content == CONTENT_RUN_FILE || content == CONTENT_DATABASE)
		return run_file_open(&compared->recorded, path, 1, &err) ? problems_fail(problems, &err) : 0;
	if (inputs_load_file(&compared->inputs, path, options->data, compared->options.jobs, problems))
		return -1;
	compared->loaded = true;
	return 0;
}

void compared_close(struct compared *compared)
{
	database_close(compared->evaluated);
	if (compared->scratch.temporary)
		new_file_abandon(&compared->scratch);
	inputs_release(&compared->inputs);
	database_close(compared->recorded);
	arena_release(&compared->names);
	*compared = (struct compared){ .scratch = { .fd = -1 } };
}

struct database *compared_database(const struct compared *compared)
{
	return compared->evaluated ? compared->evaluated : compared->recorded;
}

struct connection *compared_file(const struct compared *compared)
{
	return database_connection(compared_database(compared), 0);
}

static int evaluate_into(struct compared *compared, struct error *err)
{
	struct connection *kept = compared->recorded ? database_connection(compared->recorded, 0) : NULL;
	struct run_outcome outcome = { .path = NULL };

	if (scratch_begin(&compared->scratch, err)
	    || inputs_run(&compared->inputs, compared->scratch.temporary, &compared->options, kept, &outcome, err))
		return -1;
	return run_file_open(&compared->evaluated, compared->scratch.temporary, 1, err);
}

int compared_run(struct compared *compared, struct problems *problems)
{
	struct error err;

	return !compared->recorded && evaluate_into(compared, &err) ? problems_fail(problems, &err) : 0;
}

/* Whether every record that the run read is in its file. */
static int holds_records(struct connection *file, bool *holds, struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct stored_types types;
	int failed = stored_types_read(file, &arena, &types, err);

	*holds = true;
	for (size_t i = 0; !failed && *holds && i < types.count; i++)
		failed = stored_table_is_there(file, "record_", types.items[i].record.name, holds, err);
	arena_release(&arena);
	return failed;
}

static int append_row(sqlite3_stmt *statement, struct text *out)
{
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const char *text = (const char *) sqlite3_column_text(statement, i);

			text_append(out, text ? text : "-");
			text_append_char(out, ' ');
		}
	}
	return code;
}

/* How the rule's outcomes fell, in every period. */
static int append_counts(struct connection *file, const struct compared_rule *rule, struct text *out,
                         struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code, failed;

	if (connection_prepare(file,
	                       "SELECT period, eligible, not_eligible, known, none, unknown, award, award_unknown "
	                       "FROM rule WHERE record_type = ? AND name = ? ORDER BY period",
	                       &statement, err))
		return -1;
	code = sqlite3_bind_text(statement, 1, rule->type, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 2, rule->name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = append_row(statement, out);
	failed = code != SQLITE_DONE ? connection_error(file, code, err) : out->failed ? error_memory(err) : 0;
	sqlite3_finalize(statement);
	return failed;
}

/* Into *same whether both files say the same of the rule over all records. */
static int same_counts(const struct compared *compared, const struct compared_rule *rule, bool *same,
                       struct error *err)
{
	struct text recorded = TEXT_INIT, evaluated = TEXT_INIT;
	int failed = append_counts(database_connection(compared->recorded, 0), rule, &recorded, err)
	             || append_counts(database_connection(compared->evaluated, 0), rule, &evaluated, err);

	*same = !failed && !strcmp(text_string(&recorded), text_string(&evaluated));
	text_release(&recorded);
	text_release(&evaluated);
	return failed ? -1 : 0;
}

/* The current rows of two files are one record's, in one period, with one outcome. */
static bool same_row(const struct outcomes *a, const struct outcomes *b)
{
	bool same = a->row == b->row;

	if (!same || !a->row)
		return same;
	same = a->key_count == b->key_count && !outcomes_compare(a, b) && !strcmp(a->period, b->period);
	for (size_t i = 0; same && i < a->count; i++)
		same = !value_compare(a->values[i], b->values[i]);
	return same;
}

/* Into *same whether both files hold the same outcomes of the rule, record by record. */
static int same_outcomes(const struct compared *compared, const struct compared_rule *rule, bool *same,
                         struct error *err)
{
	const struct inputs *inputs = &compared->inputs;
	int place = ruleset_rule(&inputs->ruleset, schema_type(&inputs->schema, rule->type), rule->name);
	const char *names[] = { rule->name, inputs->ruleset.rules[place].award_name };
	size_t count = names[1] ? 2 : 1;
	struct outcomes recorded = { .statement = NULL }, evaluated = { .statement = NULL };
	int failed =
		outcomes_open(&recorded, database_connection(compared->recorded, 0), rule->type, names, count, err)
		|| outcomes_open(&evaluated, database_connection(compared->evaluated, 0), rule->type, names, count,
	                         err);

	for (*same = !failed; *same && !failed;) {
		failed = outcomes_next(&recorded, err) || outcomes_next(&evaluated, err);
		*same = !failed && same_row(&recorded, &evaluated);
		if (!recorded.row)
			break;
	}
	outcomes_close(&recorded);
	outcomes_close(&evaluated);
	return failed ? -1 : 0;
}

/* A run file is what was found then: another engine, values that were taken out since, or somebody who altered it may make of it
 * something else, which is no answer to what was asked. */
static int drop_unless_same(struct compared *compared, const struct compared_rule *rule, struct problems *problems)
{
	struct error err;
	bool same;

	if (same_counts(compared, rule, &same, &err) || (same && same_outcomes(compared, rule, &same, &err)))
		return problems_fail(problems, &err);
	if (same)
		return 0;
	database_close(compared->evaluated);
	compared->evaluated = NULL;
	new_file_abandon(&compared->scratch);
	compared->differs = true;
	error_set(&err, ERROR_FOUND, "'%.200s' holds other outcomes of '%s' than evaluating it again gives",
	          compared->path, rule->name);
	error_hint(&err, compared->options.data ? "are these the records of the run?"
	                                        : "'reckon verify' says whether it was altered");
	problems_add(problems, &err);
	return 0;
}

int compared_load(struct compared *compared, struct problems *problems)
{
	struct problems found = PROBLEMS_INIT;
	struct connection *file;
	struct error err;
	bool holds;
	int failed;

	if (compared->loaded)
		return 0;
	file = database_connection(compared->recorded, 0);
	if (holds_records(file, &holds, &err))
		return problems_fail(problems, &err);
	compared->loaded = holds && !kept_load(&compared->inputs, file, compared->path, &compared->options, &found);
	/* That it cannot be evaluated again is no problem; that the system failed is. */
	failed = !compared->loaded && problems_failure(&found, &err) ? problems_fail(problems, &err) : 0;
	problems_release(&found);
	return failed;
}

static int plan_anew(struct inputs *inputs, struct error *err)
{
	struct problems found = PROBLEMS_INIT;
	int failed = inputs_plan(inputs, &found) ? problems_say_one(&found, err) : 0;

	problems_release(&found);
	return failed;
}

/* Marks what is asked for, and what that hangs on, in any period. False: totals are among it, or what cannot be followed. */
static bool mark_needed(const struct inputs *inputs, int rule, bool *needed, bool *kept)
{
	const struct ruleset *ruleset = &inputs->ruleset;
	const struct plan *plan = &inputs->plan;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		for (size_t period = 0;
		     period < plan->period_count && (i == (size_t) rule || ruleset->rules[i].asked); period++) {
			plan_outcome_needs(plan, (int) i, period, needed);
			for (size_t j = 0; j < ruleset->rule_count * plan->period_count; j++)
				kept[j / plan->period_count] |= needed[j];
		}
	}
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (kept[ruleset->rules[i].first_version] && ruleset->rules[i].after_count)
			return false;
	}
	for (size_t i = 0; i < ruleset->function_count; i++) {
		if (!ruleset->functions[i].reads.followed)
			return false;
	}
	return true;
}

/* What the rule does not hang on is not evaluated: that would often be most of a pack. What was decided is read for all rules. */
static int leave_out(struct inputs *inputs, int rule, struct error *err)
{
	size_t rules = inputs->ruleset.rule_count, periods = inputs->plan.period_count;
	bool *needed, *kept;
	int failed = 0;

	if (inputs->scenario.decisions)
		return 0;
	needed = calloc(rules * periods + 1, sizeof *needed);
	kept = calloc(rules + 1, sizeof *kept);
	if (!needed || !kept) {
		failed = error_memory(err);
	} else if (mark_needed(inputs, rule, needed, kept)) {
		inputs->scenario.expectation_count = 0;
		failed = ruleset_narrow(&inputs->ruleset, kept) ? error_memory(err) : plan_anew(inputs, err);
	}
	free(needed);
	free(kept);
	return failed;
}

/* With its questions the run is planned anew; what planning warns of was said before. */
static int plan_questions(struct compared *compared, const struct compared_rule *rule, const char *by,
                          struct error *err)
{
	struct inputs *inputs = &compared->inputs;
	int type = schema_type(&inputs->schema, rule->type);
	int place = type < 0 ? -1 : ruleset_rule(&inputs->ruleset, type, rule->name);

	if (place < 0)
		return error_set(err, ERROR_INPUT, "'%s': there is no rule '%s' of '%s'", compared->path, rule->name,
		                 rule->type);
	return ruleset_ask(&inputs->ruleset, &inputs->scenario.parameters, place, by, &compared->asked, err)
	                       || plan_anew(inputs, err) || leave_out(inputs, place, err)
	               ? -1
	               : 0;
}

int compared_ask(struct compared *compared, const struct compared_rule *rule, const char *by,
                 struct problems *problems)
{
	struct error err;

	if (!compared->loaded)
		return 0;
	if (plan_questions(compared, rule, by, &err) || evaluate_into(compared, &err))
		return problems_fail(problems, &err);
	return compared->recorded ? drop_unless_same(compared, rule, problems) : 0;
}

/* Looks for a rule among names, one after another. */
struct search {
	const char *type, *name; /* type NULL: any */
	size_t type_length;
	struct nearest nearest;
	struct compared_rule found;
	const char *other; /* a second type that has one */
};

static void offer(struct search *search, const char *type, const char *name, const char *award)
{
	nearest_offer(&search->nearest, name);
	if (strcmp(search->name, name) != 0 && (!award || strcmp(search->name, award) != 0))
		return;
	if (search->type
	    && (strlen(type) != search->type_length || memcmp(type, search->type, search->type_length) != 0))
		return;
	if (search->found.name)
		search->other = type;
	else
		search->found = (struct compared_rule){ type, name };
}

static void offer_declared(struct search *search, const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];

		if (rule->first_version == (int) i && !rule->asked)
			offer(search, ruleset->schema->types[rule->on].name, rule->name, rule->award_name);
	}
}

static int offer_recorded(struct compared *compared, struct search *search, struct error *err)
{
	struct stored_types types;

	if (stored_types_read(database_connection(compared->recorded, 0), &compared->names, &types, err))
		return -1;
	for (size_t i = 0; i < types.count; i++) {
		const struct plan_type *type = &types.items[i].type;

		for (size_t j = 0; j < type->column_count; j++) {
			bool awards = j + 1 < type->column_count && type->columns[j + 1].award;

			if (!type->columns[j].award)
				offer(search, types.items[i].record.name, type->columns[j].name,
				      awards ? type->columns[j + 1].name : NULL);
		}
	}
	return 0;
}

/* What goes by that name, and is no rule. */
static int hint_at_other(const struct inputs *inputs, const char *name, struct error *err)
{
	struct amount amount;

	if (ruleset_amount(&inputs->ruleset, name, &amount))
		return error_hint(err, "it is a %s: without --records all of them are compared",
		                  amount.figure >= 0 ? "figure" : "total");
	if (parameters_find(&inputs->scenario.parameters, name))
		return error_hint(err,
		                  "it is a parameter: 'reckon parameters SCENARIO %.60s' shows it, and who reads it",
		                  name);
	return error_hint(err, "'reckon run' lists what a scenario has");
}

int compared_find_rule(struct compared *compared, const char *text, struct compared_rule *out, struct error *err)
{
	const char *dot = strchr(text, '.');
	struct search search = { .type = dot ? text : NULL,
		                 .name = dot ? dot + 1 : text,
		                 .type_length = dot ? (size_t) (dot - text) : 0 };

	search.nearest = nearest_to(search.name);
	if (compared->recorded ? offer_recorded(compared, &search, err) : 0)
		return -1;
	if (!compared->recorded)
		offer_declared(&search, &compared->inputs.ruleset);
	if (search.other) {
		error_set(err, ERROR_INPUT, "'%s' is a rule of '%s' and of '%s'", search.name, search.found.type,
		          search.other);
		return error_hint(err, "say which: %s.%s", search.found.type, search.name);
	}
	if (!search.found.name) {
		error_set(err, ERROR_INPUT, "'%s' has no rule '%s'", compared->path, text);
		if (search.nearest.best)
			return error_did_you_mean(err, search.nearest.best);
		return compared->loaded ? hint_at_other(&compared->inputs, text, err) : -1;
	}
	*out = search.found;
	return 0;
}

const char *compared_usual_groups(const struct compared *compared, const struct compared_rule *rule)
{
	const struct ruleset *ruleset = &compared->inputs.ruleset;
	int type = compared->loaded ? schema_type(&compared->inputs.schema, rule->type) : -1;
	int place = type < 0 ? -1 : ruleset_rule(ruleset, type, rule->name);

	for (size_t i = 0; place >= 0 && i < ruleset->total_count; i++) {
		const struct total *total = &ruleset->totals[i];
		bool is_of = total->on == type && total->of.relation_count == 0 && total->of.rule == place;
		const char *other = NULL;

		for (size_t j = 0; total->on == type && j < total->by_count; j++) {
			if (total->by[j].relation_count == 0 && total->by[j].rule == place)
				is_of = true;
			else if (!other)
				other = total->by[j].text;
		}
		if (is_of && other)
			return other;
	}
	return NULL;
}
