/* check.c: reckon check [PATH...]: says everything that is wrong with rules, parameters and scenarios. */
#include "cli/commands.h"
#include "cli/output.h"

#include "report/json_parts.h"
#include "run/check.h"

#include <stdio.h>
#include <string.h>

static size_t count_warnings(const struct problems *found)
{
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		count += found->items[i].warning;
	return count;
}

/* " in 2 scenarios, 3 rule files and 1 file of parameters": the first three always, others where there are any. */
static void print_checked(const struct checked *checked)
{
	const struct {
		size_t count;
		const char *one, *several;
	} kinds[] = {
		{ checked->scenarios, "scenario", "scenarios" },
		{ checked->rule_files, "rule file", "rule files" },
		{ checked->parameter_files, "file of parameters", "files of parameters" },
		{ checked->tables, "decision table", "decision tables" },
		{ checked->test_files, "file of tests", "files of tests" },
	};
	size_t count = sizeof kinds / sizeof *kinds, last = 2;

	for (size_t i = last + 1; i < count; i++)
		last = kinds[i].count ? i : last;
	for (size_t i = 0; i <= last; i++) {
		if (i > 2 && !kinds[i].count)
			continue;
		fputs(i == 0 ? " in " : i == last ? " and " : ", ", stdout);
		print_count((int64_t) kinds[i].count, kinds[i].one, kinds[i].several);
	}
	putchar('\n');
}

static void print_text(const struct problems *found, const struct checked *checked)
{
	for (size_t i = 0; i < found->count; i++)
		error_print(&found->items[i], "reckon", stdout);
	if (found->dropped)
		printf("reckon: %zu more not shown\n", found->dropped);
	if (found->count == 0) {
		fputs("nothing found", stdout);
	} else {
		print_count((int64_t) found->errors, "error", "errors");
		fputs(", ", stdout);
		print_count((int64_t) count_warnings(found), "warning", "warnings");
	}
	print_checked(checked);
}

static int print_json(const struct problems *found, const struct checked *checked, struct error *err)
{
	struct text out = TEXT_INIT;
	int failed;

	text_append_format(&out,
	                   "{\"scenarios\": %zu, \"rule_files\": %zu, \"parameter_files\": %zu, "
	                   "\"tables\": %zu, \"test_files\": %zu, \"errors\": %zu, "
	                   "\"warnings\": %zu, \"not_shown\": %zu, \"problems\": [",
	                   checked->scenarios, checked->rule_files, checked->parameter_files, checked->tables,
	                   checked->test_files, found->errors, count_warnings(found), found->dropped);
	for (size_t i = 0; i < found->count; i++) {
		text_append(&out, i ? ",\n  " : "\n  ");
		json_problem(&out, &found->items[i]);
	}
	text_append(&out, found->count ? "\n]}\n" : "]}\n");
	failed = out.failed ? error_memory(err) : 0;
	if (!failed)
		fwrite(out.bytes, 1, out.length, stdout);
	text_release(&out);
	return failed;
}

/* Then what was found is not all that there is. */
static bool system_failed(const struct problems *found)
{
	for (size_t i = 0; i < found->count; i++) {
		if (found->items[i].code == ERROR_SYSTEM)
			return true;
	}
	return found->memory_failed;
}

/* What was found is a result: 1, whatever a run would make of it. */
static int print_found(struct problems *found, const struct checked *checked, const struct arguments *arguments)
{
	struct error err = ERROR_INIT;

	if (system_failed(found))
		return report_problems(found);
	problems_sort(found);
	if (!arguments->options[OPTION_JSON])
		print_text(found, checked);
	else if (print_json(found, checked, &err))
		return report_error(&err);
	return found->errors || (found->count && arguments->options[OPTION_STRICT]) ? ERROR_FOUND : 0;
}

int command_check(const struct arguments *arguments)
{
	static const char *const here[] = { "." };
	const struct check_options options = { .data = arguments->options[OPTION_DATA],
		                               .schema = arguments->options[OPTION_SCHEMA] };
	const char *const *paths = arguments->operand_count ? arguments->operands : here;
	size_t count = arguments->operand_count ? arguments->operand_count : 1;
	struct problems found = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	struct checked checked;
	int status;

	if (options.data && options.schema) {
		error_set(&err, ERROR_INPUT, "the tables come from '--data' or from '--schema', not from both");
		return report_error(&err);
	}
	status = check_paths(paths, count, &options, &checked, &found, &err)
	                 ? report_error(&err)
	                 : print_found(&found, &checked, arguments);
	problems_release(&found);
	return status;
}
