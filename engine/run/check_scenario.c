/* check_scenario.c: one scenario, with the rules and parameters that it names, held against the tables that it reads. What `reckon
 * run` refuses is refused in the same words; where a run would stop, the rest is still looked at. */
#include "run/check_parts.h"

#include "base/file.h"
#include "rules/check.h"
#include "run/alike_keys.h"
#include "run/cut.h"
#include "run/undated.h"
#include "run/write.h"

#include <string.h>

void checking_add(struct checking *checking, const struct problems *from)
{
	struct problems *to = checking->found;

	for (size_t i = 0; i < from->count; i++) {
		if (!checking->only || !strcmp(from->items[i].file, checking->only))
			problems_add_once(to, &from->items[i]);
	}
	to->dropped += from->dropped;
	to->memory_failed |= from->memory_failed;
}

static void not_checked(const struct scenario *scenario, const struct error *cause, struct problems *problems)
{
	const struct source *file = scenario->data_file;
	struct error err;

	error_set(&err, ERROR_INPUT, "not checked: which fields, relations and parameters rules read");
	err.warning = true;
	if (file)
		error_excerpt_at(&err, file->shown, file->text, file->length, scenario->data_line,
		                 scenario->data_column, 0);
	else
		error_place(&err, scenario->file->shown, 0, 0);
	error_hint(&err, "name a database with --data, or an SQL file that makes its tables with --schema");
	error_cause(&err, "%s", cause->message);
	problems_add(problems, &err);
}

/* The tables, from wherever they are to be had. A database that the command line names has to be there. */
static bool open_tables(const struct checking *checking, struct inputs *inputs, struct problems *problems)
{
	const struct check_options *options = checking->options;
	struct error err;

	if (options->schema ? !database_open_sql(&inputs->database, &options->schema, 1, &err)
	                    : !inputs_open(inputs, options->data, NULL, 0, &err))
		return true;
	if (options->schema || options->data || err.code == ERROR_SYSTEM)
		problems_add(problems, &err);
	else
		not_checked(&inputs->scenario, &err, problems);
	return false;
}

/* What cannot be written is the scenario's, whose rules it brings together. */
static void check_tables(const struct plan *plan, struct problems *problems)
{
	for (size_t i = 0; i < plan->type_count; i++) {
		struct error err;

		if (!writer_check_type(&plan->types[i], &err))
			continue;
		error_place(&err, plan->scenario->file->shown, 0, 0);
		problems_add(problems, &err);
	}
}

/* Everything behind the scenario itself. `whole`: nothing is wrong with that. */
static void check_inputs(struct checking *checking, struct inputs *inputs, bool whole, struct problems *problems)
{
	bool tables = open_tables(checking, inputs, problems);
	const struct plan *plan = NULL;

	if (tables
	    && schema_read(&inputs->schema, database_connection(inputs->database, 0), inputs->scenario.records,
	                   inputs->scenario.record_count, NULL, problems))
		whole = false;
	if (ruleset_load_checking(&inputs->ruleset, &inputs->sources, &inputs->scenario,
	                          tables ? &inputs->schema : NULL, problems))
		whole = false;
	if (tables && whole && !plan_make(&inputs->plan, &inputs->ruleset, &inputs->scenario, problems))
		plan = &inputs->plan;
	if (plan) {
		check_tables(plan, problems);
		ruleset_check(&inputs->ruleset, &inputs->scenario, problems);
		values_check(plan, problems);
		cut_check(plan, problems);
		undated_check(plan, database_connection(inputs->database, 0), problems);
		alike_keys_check(plan, database_connection(inputs->database, 0), problems);
	}
	usage_note(checking, &inputs->scenario, plan);
	usage_note_rules(checking, &inputs->ruleset, plan);
}

void check_scenario(struct checking *checking, const char *path)
{
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	struct error err;
	const char *folder = path_directory(&checking->arena, path);

	if (!folder) {
		checking->failed = true;
		return;
	}
	if (sources_init(&inputs.sources, folder, &err)) {
		problems_add(&problems, &err);
		goto out;
	}
	bool whole = !scenario_read(&inputs.scenario, &inputs.sources, path_base(path), &problems);

	if (inputs.scenario.file)
		check_inputs(checking, &inputs, whole, &problems);
	for (size_t i = 0; i < inputs.sources.count; i++)
		checking_see(checking, inputs.sources.items[i]->shown, inputs.sources.items[i]->kind);
out:
	checking_add(checking, &problems);
	problems_release(&problems);
	inputs_release(&inputs);
}
