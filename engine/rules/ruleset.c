/* ruleset.c: loads the rule files of a scenario: text, syntax, declarations, names, and what each function can read. */
#include "rules/ruleset.h"

#include "rules/analyse.h"
#include "rules/decision_table_state.h"
#include "rules/formula.h"
#include "rules/load.h"
#include "rules/order.h"
#include "rules/place.h"
#include "rules/resolve.h"

#include <stdlib.h>
#include <string.h>

int ruleset_version(const struct ruleset *ruleset, int rule, struct date day)
{
	for (; rule >= 0; rule = ruleset->rules[rule].next_version) {
		const struct rule *version = &ruleset->rules[rule];

		if ((!version->from.year || date_compare(version->from, day) <= 0)
		    && (!version->to.year || date_compare(day, version->to) <= 0))
			break;
	}
	return rule;
}

bool ruleset_always_gives(const struct ruleset *ruleset, int rule)
{
	for (; rule >= 0; rule = ruleset->rules[rule].next_version) {
		const struct rule *version = &ruleset->rules[rule];
		const struct record_type *record = &ruleset->schema->types[version->on];

		if (version->optional || version->from.year || version->to.year || record->valid_from >= 0
		    || record->valid_until >= 0 || record->period >= 0
		    || (version->dated_by >= 0 && record->fields[version->dated_by].optional))
			return false;
	}
	return true;
}

int ruleset_version_near(const struct ruleset *ruleset, int rule, struct date day)
{
	int found = ruleset_version(ruleset, rule, day), next = -1, last = -1;

	/* Days of different versions do not meet, so their first days are in the order of their last ones. */
	for (; found < 0 && rule >= 0; rule = ruleset->rules[rule].next_version) {
		struct date from = ruleset->rules[rule].from;

		if (from.year && date_compare(day, from) < 0) {
			if (next < 0 || date_compare(from, ruleset->rules[next].from) < 0)
				next = rule;
		} else if (last < 0 || date_compare(from, ruleset->rules[last].from) > 0) {
			last = rule;
		}
	}
	return found >= 0 ? found : next >= 0 ? next : last;
}

struct place ruleset_table_row(const struct ruleset *ruleset, int table, size_t row, size_t *number,
                               const char **source)
{
	const struct table_made *made = &ruleset->tables[table];
	const struct table_file *file = made->content ? made->content->file : NULL;

	*number = file ? (size_t) file->rows[row].number : row + 1;
	*source = file ? file->rows[row].source : NULL;
	return file ? (struct place){ .source = file->source, .line = file->rows[row].line, .column = 1 }
	            : made->place;
}

void ruleset_release(struct ruleset *ruleset)
{
	arena_release(&ruleset->arena);
	*ruleset = (struct ruleset){ .arena = ARENA_INIT };
}

static int report_memory(struct problems *problems)
{
	struct error err = ERROR_INIT;

	error_memory(&err);
	return problems_fail(problems, &err);
}

/* Reads and parses one file; one that does not parse is reported, and not run. -1: out of memory. */
static int read_file(struct ruleset *ruleset, struct loading *loading, const char *path)
{
	struct problems *problems = loading->problems;
	struct error err = ERROR_INIT;
	const struct source *source = sources_read(loading->sources, path, SOURCE_RULES, &err);
	const struct syntax *syntax;

	if (!source) {
		problems_add(problems, &err);
		return 0;
	}
	for (size_t i = 0; i < ruleset->file_count; i++) {
		if (!strcmp(ruleset->files[i], source->path)) {
			error_set(&err, ERROR_INPUT, "rule file '%s' is named twice", source->shown);
			problems_add(problems, &err);
			return 0;
		}
	}
	ruleset->files[ruleset->file_count++] = source->path;
	syntax = syntax_parse(source, loading->arena, problems);
	if (syntax) {
		syntax_refuse(syntax, problems);
		analyse_names(syntax, problems);
	}
	if (load_add(loading, source, syntax, false))
		return -1;
	if (!syntax)
		loading->files[loading->file_count - 1].state = FILE_FAILED;
	return 0;
}

/* The analysis finds the columns of functions, and with them those of the conditions that are functions. */
static void place_conditions(const struct ruleset *ruleset, struct condition *condition)
{
	if (condition->kind == CONDITION_TEST)
		condition->place = ruleset->functions[condition->function].place;
	for (size_t i = 0; i < condition->count; i++)
		place_conditions(ruleset, &condition->children[i]);
}

/* Names are worth looking up only when everything that they may stand for is there: a file that failed says so itself, and
 * every other file that names its rules would be blamed for it. */
static bool all_loaded(const struct loading *loading, const struct scenario *scenario)
{
	if (scenario->rules_incomplete)
		return false;
	for (size_t i = 0; i < loading->file_count; i++) {
		if (loading->files[i].state != FILE_LOADED)
			return false;
	}
	return true;
}

static int analyse(struct ruleset *ruleset, const struct loading *loading, const struct scenario *scenario)
{
	struct analysed_file *files = arena_array(&ruleset->arena, loading->file_count + 1, sizeof *files);

	if (!files)
		return report_memory(loading->problems);
	if (!all_loaded(loading, scenario))
		return 0;
	for (size_t i = 0; i < loading->file_count; i++)
		files[i] = (struct analysed_file){ loading->files[i].source, loading->files[i].syntax };
	if (ruleset_analyse(ruleset, files, loading->file_count, &scenario->parameters, loading->checking,
	                    loading->problems))
		return -1;
	if (order_check(ruleset, loading->problems))
		return report_memory(loading->problems);
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].conditions)
			place_conditions(ruleset, ruleset->rules[i].conditions);
	}
	return 0;
}

static int load_all(struct ruleset *ruleset, struct sources *sources, const struct scenario *scenario,
                    const struct schema *schema, bool checking, struct problems *problems)
{
	struct loading loading = {
		.sources = sources, .arena = &ruleset->arena, .problems = problems, .checking = checking
	};
	struct sandbox *sandbox = NULL;
	struct error err = ERROR_INIT;
	size_t errors = problems->errors;
	int result = -1;

	*ruleset = (struct ruleset){ .arena = ARENA_INIT, .schema = schema };
	ruleset->files = arena_array(&ruleset->arena, scenario->rule_count + 1, sizeof *ruleset->files);
	if (!ruleset->files)
		return report_memory(problems);
	for (size_t i = 0; i < scenario->rule_count; i++) {
		if (read_file(ruleset, &loading, scenario->rules[i])) {
			report_memory(problems);
			goto out;
		}
	}
	if (sandbox_open(&sandbox, sources, NULL, NULL, &err)) {
		problems_add(problems, &err);
		goto out;
	}
	loading.sandbox = sandbox;
	load_run(&loading);
	if (schema && resolve(ruleset, &loading.declared, all_loaded(&loading, scenario), problems)) {
		report_memory(problems);
		goto out;
	}
	if (schema && resolve_tables(ruleset, &loading, all_loaded(&loading, scenario))) {
		report_memory(problems);
		goto out;
	}
	if (schema && analyse(ruleset, &loading, scenario))
		goto out;
	if (schema && problems->errors == errors && formulas_compile(ruleset, &scenario->parameters)) {
		report_memory(problems);
		goto out;
	}
	result = problems->errors == errors && !problems->memory_failed ? 0 : -1;
out:
	sandbox_free(sandbox);
	load_release(&loading);
	return result;
}

int ruleset_load(struct ruleset *ruleset, struct sources *sources, const struct scenario *scenario,
                 const struct schema *schema, struct problems *problems)
{
	return load_all(ruleset, sources, scenario, schema, false, problems);
}

int ruleset_load_checking(struct ruleset *ruleset, struct sources *sources, const struct scenario *scenario,
                          const struct schema *schema, struct problems *problems)
{
	return load_all(ruleset, sources, scenario, schema, true, problems);
}
