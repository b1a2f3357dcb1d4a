/* embed.c: the public functions of reckon.h, over run/ and report/. */
#include "reckon.h"

#include "report/report.h"
#include "run/execute.h"
#include "run/replay.h"
#include "run/run_file.h"
#include "run/verify.h"

#include <stdlib.h>
#include <string.h>

static const struct reckon_options no_options;

void reckon_outcome_release(struct reckon_outcome *outcome)
{
	free(outcome->path);
	free(outcome->report);
	*outcome = (struct reckon_outcome){ .path = NULL };
}

/* Hands the problems to the caller and gives the status they come to. */
static int say_problems(const struct reckon_options *options, struct problems *problems)
{
	int status = RECKON_DONE;
	char *text = NULL;
	size_t length = 0;
	FILE *out;

	problems_sort(problems);
	for (size_t i = 0; i < problems->count; i++) {
		if (!problems->items[i].warning && (int) problems->items[i].code > status)
			status = (int) problems->items[i].code;
	}
	if (!options->say || !problems->count)
		return status;
	out = open_memstream(&text, &length);
	if (!out)
		return RECKON_SYSTEM;
	problems_print(problems, "reckon", out);
	if (fclose(out) == 0)
		options->say(options->context, text);
	free(text);
	return status;
}

static struct run_options settle(const struct reckon_options *options)
{
	return (struct run_options){ .data = options->data,
		                     .output = options->output,
		                     .jobs = options->jobs,
		                     .without_data = options->without_data != 0,
		                     .secret = options->secret,
		                     .secret_length = options->secret_length };
}

int reckon_run(const char *scenario, const struct reckon_options *options, struct reckon_outcome *outcome)
{
	struct problems problems = PROBLEMS_INIT;
	struct run_options settled;
	struct run_outcome ran;
	bool missed = false;
	int status;

	*outcome = (struct reckon_outcome){ .path = NULL };
	options = options ? options : &no_options;
	settled = settle(options);
	if (!run_scenario(scenario, &settled, &ran, &problems)) {
		outcome->path = ran.path;
		sha256_hex(ran.seal, outcome->seal);
		missed = ran.missed || ran.incomplete;
	}
	status = say_problems(options, &problems);
	problems_release(&problems);
	return missed && status == RECKON_DONE ? RECKON_FOUND : status;
}

/* Each difference is a problem: replays are told of like anything else. */
static bool add_difference(void *context, const struct difference *difference)
{
	struct problems *problems = context;
	struct error err;

	if (difference->column)
		error_set(&err, ERROR_FOUND, "table '%s', row '%s', column '%s': recorded '%s', replayed '%s'",
		          difference->table, difference->key, difference->column, difference->recorded,
		          difference->replayed);
	else
		error_set(&err, ERROR_FOUND, "table '%s', row '%s': only in the %s", difference->table,
		          difference->key, difference->recorded ? "recorded run" : "replay");
	problems_add(problems, &err);
	return problems->count < PROBLEMS_MAX;
}

int reckon_replay(const char *run_file, const struct reckon_options *options, struct reckon_outcome *outcome)
{
	struct problems problems = PROBLEMS_INIT;
	struct run_options settled;
	struct replay replay;
	int status;

	*outcome = (struct reckon_outcome){ .path = NULL };
	options = options ? options : &no_options;
	settled = settle(options);
	if (!replay_run(run_file, &settled, add_difference, &problems, &replay, &problems))
		sha256_hex(replay.seal, outcome->seal);
	status = say_problems(options, &problems);
	problems_release(&problems);
	return status;
}

int reckon_verify(const char *run_file, const struct reckon_options *options, struct reckon_outcome *outcome)
{
	struct problems problems = PROBLEMS_INIT;
	struct verification verification;
	struct database *file = NULL;
	struct error err;
	int status;

	*outcome = (struct reckon_outcome){ .path = NULL };
	options = options ? options : &no_options;
	const struct verify_options how = { .secret = options->secret, .secret_length = options->secret_length };

	if (run_file_open(&file, run_file, 1, &err) || verify_run(file, &how, &verification, &problems, &err))
		problems_add(&problems, &err);
	else
		sha256_hex(verification.seal, outcome->seal);
	database_close(file);
	status = say_problems(options, &problems);
	problems_release(&problems);
	return status;
}

int reckon_report(const char *run_file, enum reckon_format format, const struct reckon_options *options,
                  struct reckon_outcome *outcome)
{
	size_t findings = format == RECKON_JSON ? SUMMARY_ROWS_MOST : REPORT_FINDINGS_WHOLE;
	struct problems problems = PROBLEMS_INIT;
	struct summary summary = { .manifest = NULL };
	struct database *file = NULL;
	struct text text = TEXT_INIT;
	struct error err;
	int status;

	*outcome = (struct reckon_outcome){ .path = NULL };
	options = options ? options : &no_options;
	if (run_file_open(&file, run_file, 1, &err) || summary_read(&summary, file, findings, &err)) {
		problems_add(&problems, &err);
	} else {
		(format == RECKON_JSON ? report_json : report_text)(&summary, run_file, &text);
		snprintf(outcome->seal, sizeof outcome->seal, "%s", summary_seal(&summary));
		outcome->report = text.failed ? NULL : text.bytes;
		if (text.failed) {
			error_memory(&err);
			problems_add(&problems, &err);
			text_release(&text);
		}
	}
	summary_release(&summary);
	database_close(file);
	status = say_problems(options, &problems);
	problems_release(&problems);
	return status;
}
