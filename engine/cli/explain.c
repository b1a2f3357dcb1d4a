/* explain.c: reckon explain RUN|SCENARIO RULE KEY [PERIOD]: why an outcome came out as it did. */
#include "cli/commands.h"
#include "cli/output.h"

#include "report/explanation.h"

#include <stdio.h>

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
	int status, failed = explain(&question, &options, &explained, &problems);

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
