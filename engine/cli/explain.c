/* explain.c: reckon explain RUN|SCENARIO RULE KEY [PERIOD]: why an outcome came out as it did. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/file.h"
#include "report/explanation.h"

#include <stdio.h>
#include <unistd.h>

/* RULE RUN KEY, or KEY before both: the file is known by its ending. */
static int check_order(const struct arguments *arguments, struct error *err)
{
	static const char *const endings[] = { ".run", ".yaml", ".yml" };
	const char *first = arguments->operands[0];

	for (size_t i = 0; i < arguments->operand_count; i++) {
		for (size_t j = 0; j < sizeof endings / sizeof *endings; j++) {
			if (!path_ends_with(arguments->operands[i], endings[j]))
				continue;
			if (i == 0 || !access(first, F_OK))
				return 0;
			error_set(err, ERROR_INPUT, "a run file or a scenario is named first, and not '%s'", first);
			return error_hint(err, "the order is: reckon explain %s RULE KEY", arguments->operands[i]);
		}
	}
	return 0;
}

int command_explain(const struct arguments *arguments)
{
	const char *const *operands = arguments->operands;
	struct progress progress = { .what = "reading " };
	const struct run_options options = { .data = arguments->options[OPTION_DATA],
		                             .jobs = arguments->jobs,
		                             .progress = progress_is_shown() ? progress_of_pass : NULL,
		                             .progress_context = &progress };
	const struct question question = { .path = operands[0],
		                           .name = operands[1],
		                           .key = arguments->operand_count > 2 ? operands[2] : NULL,
		                           .period = arguments->operand_count > 3 ? operands[3] : NULL };
	struct problems problems = PROBLEMS_INIT;
	struct explained explained;
	struct text out = TEXT_INIT;
	struct error err;
	int status, failed;

	if (check_order(arguments, &err))
		return report_error(&err);
	failed = explain(&question, &options, &explained, &problems);
	progress_end(&progress);
	status = report_problems(&problems);
	if (failed)
		goto out;
	if (arguments->options[OPTION_JSON])
		report_explanation_json(&explained, &out);
	else
		report_explanation(&explained, &out);
	if (out.failed) {
		error_memory(&err);
		status = report_error(&err);
	} else {
		fwrite(text_string(&out), 1, out.length, stdout);
	}
out:
	text_release(&out);
	explained_release(&explained);
	problems_release(&problems);
	return status;
}
