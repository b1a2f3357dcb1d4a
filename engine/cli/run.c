/* run.c: reckon run SCENARIO...: evaluates each scenario, writes its run file, prints its results. */
#include "cli/commands.h"
#include "cli/output.h"

#include "base/file.h"
#include "report/report.h"
#include "run/execute.h"
#include "run/run_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Before anything is evaluated. Several run files cannot have one name. */
static int check_output(const struct arguments *arguments, struct error *err)
{
	const char *output = arguments->options[OPTION_OUTPUT];
	struct stat status;

	if (!output || (!stat(output, &status) && S_ISDIR(status.st_mode)))
		return 0;
	if (file_check_place(output, err))
		return -1;
	if (arguments->operand_count == 1)
		return 0;
	error_set(err, ERROR_INPUT, "'%s' is not a folder, and %zu run files would be written there", output,
	          arguments->operand_count);
	return error_hint(err, "make the folder first, or run the scenarios one by one");
}

/* Another run may have put its file there since. */
static int check_seal(const struct summary *summary, const struct run_outcome *outcome, struct error *err)
{
	char seal[SHA256_HEX_SIZE];

	sha256_hex(outcome->seal, seal);
	return !strcmp(summary_seal(summary), seal)
	               ? 0
	               : error_set(err, ERROR_INPUT, "another run has replaced '%s' since it was written",
	                           outcome->path);
}

/* The results are read back from the run file: what is printed is what it holds. */
static int print_results(const struct run_outcome *outcome, bool json, struct error *err)
{
	const char *path = outcome->path;
	struct database *file;
	struct summary summary = { .manifest = NULL };
	struct text results = TEXT_INIT;
	int failed = run_file_open(&file, path, 1, err);

	if (failed)
		return failed;
	failed = summary_read(&summary, file, json ? SUMMARY_ROWS_MOST : REPORT_FINDINGS_WHOLE, err);
	failed = failed ? failed : check_seal(&summary, outcome, err);
	if (!failed) {
		if (json)
			report_json(&summary, path, &results);
		else
			report_text(&summary, path, &results);
		failed = results.failed ? error_memory(err) : 0;
	}
	if (!failed)
		fwrite(results.bytes, 1, results.length, stdout);
	text_release(&results);
	summary_release(&summary);
	database_close(file);
	return failed;
}

/* Behind the results, whatever their form: why the status is not 0. */
static int report_missed(const struct run_outcome *outcome)
{
	struct error err;

	error_set(&err, ERROR_FOUND, "'%s': of %zu expectation%s %zu missed, %zu incomplete", outcome->path,
	          outcome->expectations, outcome->expectations == 1 ? "" : "s", outcome->missed, outcome->incomplete);
	fflush(stdout);
	return report_error(&err);
}

/* *path: the run file that was written, for the caller to free; NULL: none was. */
static int run_one(const char *scenario, const struct run_options *options, bool json, char **path)
{
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	struct run_outcome outcome;
	int failed = run_scenario(scenario, options, &outcome, &problems);
	int status;

	progress_end(options->progress_context);
	status = report_problems(&problems);
	if (!failed && print_results(&outcome, json, &err))
		status = report_error(&err);
	else if (!failed && (outcome.missed || outcome.incomplete) && status < ERROR_FOUND)
		status = report_missed(&outcome);
	*path = outcome.path;
	outcome.path = NULL;
	run_outcome_release(&outcome);
	problems_release(&problems);
	return status;
}

/* Runs all of them, also behind one that fails. `written`: room for as many paths. */
static int run_all(const struct arguments *arguments, struct run_options *options, char **written)
{
	bool json = arguments->options[OPTION_JSON];
	int status = 0;

	options->written = (const char *const *) written;
	for (size_t i = 0; i < arguments->operand_count; i++) {
		if (i > 0 && !json)
			putchar('\n');
		int result = run_one(arguments->operands[i], options, json, &written[options->written_count]);

		options->written_count += written[options->written_count] != NULL;
		status = result > status ? result : status;
	}
	for (size_t i = 0; i < options->written_count; i++)
		free(written[i]);
	return status;
}

int command_run(const struct arguments *arguments)
{
	struct progress progress = { .what = "evaluating " };
	struct run_options options = { .data = arguments->options[OPTION_DATA],
		                       .output = arguments->options[OPTION_OUTPUT],
		                       .jobs = arguments->jobs,
		                       .without_data = arguments->options[OPTION_WITHOUT_DATA],
		                       .progress = progress_is_shown() ? progress_of_pass : NULL,
		                       .progress_context = &progress };
	char **written = calloc(arguments->operand_count + 1, sizeof *written);
	struct error err = ERROR_INIT;
	struct text secret = TEXT_INIT;
	int status;

	if (!written)
		error_memory(&err);
	if (!written || check_output(arguments, &err)
	    || secret_read(arguments->options[OPTION_SECRET_FILE], &secret, &err)) {
		status = report_error(&err);
	} else {
		options.secret = secret.bytes;
		options.secret_length = secret.length;
		status = run_all(arguments, &options, written);
	}
	free(written);
	secret_release(&secret);
	return status;
}
