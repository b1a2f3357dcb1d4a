/* replay.c: evaluates a run again and compares every byte. */
#include "run/replay.h"

#include "run/kept.h"
#include "run/run_file.h"
#include "run/scratch.h"
#include "run/verify.h"

#include <stdlib.h>
#include <string.h>

static int compare_with(struct connection *recorded, const char *path,
                        bool (*each)(void *context, const struct difference *difference), void *context,
                        int64_t *count, struct error *err)
{
	struct database *replayed;
	int failed;

	if (run_file_open(&replayed, path, 1, err))
		return -1;
	failed = differences_find(recorded, database_connection(replayed, 0), each, context, count, err);
	database_close(replayed);
	return failed;
}

/* Evaluates from what `inputs` holds into a scratch file that holds everything, and compares it. */
static int run_and_compare(struct inputs *inputs, struct connection *recorded, const struct run_options *options,
                           bool (*each)(void *context, const struct difference *difference), void *context,
                           struct replay *replay, struct error *err)
{
	struct run_outcome again = { .path = NULL };
	struct new_file scratch;
	int failed = -1;

	if (scratch_begin(&scratch, err))
		return -1;
	if (!inputs_run(inputs, scratch.temporary, options, options->data ? NULL : recorded, &again, err)
	    && !compare_with(recorded, scratch.temporary, each, context, &replay->differences, err))
		failed = 0;
	new_file_abandon(&scratch);
	return failed;
}

/* What comes out, held against what the run file holds: *same, and the seal. */
static int run_against(struct inputs *inputs, struct connection *recorded, const struct run_options *options,
                       struct replay *replay, bool *same, struct error *err)
{
	struct run_options how = *options;
	struct run_outcome again = { .path = NULL };
	struct new_file scratch;
	int failed;

	how.against = recorded;
	if (scratch_begin(&scratch, err))
		return -1;
	failed = inputs_run(inputs, scratch.temporary, &how, options->data ? NULL : recorded, &again, err);
	memcpy(replay->seal, again.seal, sizeof again.seal);
	*same = again.same;
	new_file_abandon(&scratch);
	return failed;
}

/* Whether the run file is whole; `small_only`: as far as its small tables go. Notes whether it holds records. */
static int check_whole(struct database *file, bool small_only, struct run_options *options, struct replay *replay,
                       struct problems *problems)
{
	const struct verify_options how = { .secret = options->secret,
		                            .secret_length = options->secret_length,
		                            .small_only = small_only };
	struct verification verification;
	struct error err;

	if (verify_run(file, &how, &verification, problems, &err))
		return problems_fail(problems, &err);
	memcpy(replay->recorded_seal, verification.seal, SHA256_SIZE);
	replay->altered = problems->count > 0;
	options->without_data = verification.without_data;
	if (replay->altered)
		return -1;
	if (verification.without_data && !options->data) {
		error_set(&err, ERROR_INPUT, "run file '%s' holds no records", database_path(file));
		error_hint(&err, "it was written with --without-data: give the database with --data");
		return problems_fail(problems, &err);
	}
	if (verification.dropped && !options->data) {
		error_set(&err, ERROR_INPUT, "run file '%s' lacks %lld personal values that were taken out",
		          database_path(file), (long long) verification.dropped);
		error_hint(&err, "give the database with --data");
		return problems_fail(problems, &err);
	}
	return 0;
}

static void hand_over(const struct problems *from, struct problems *to)
{
	for (size_t i = 0; i < from->count; i++)
		problems_add(to, &from->items[i]);
	to->dropped += from->dropped;
	to->memory_failed |= from->memory_failed;
}

/* Everything that the evaluation needs, out of the run file; then what comes out. */
static int evaluate_again(struct inputs *inputs, struct connection *recorded, const char *path,
                          struct run_options *options, struct replay *replay, bool *same, struct problems *problems)
{
	struct error err;

	if (kept_load(inputs, recorded, path, options, problems))
		return -1;
	return run_against(inputs, recorded, options, replay, same, &err) ? problems_fail(problems, &err) : 0;
}

static bool has_same_seal(const struct replay *replay)
{
	return !memcmp(replay->seal, replay->recorded_seal, sizeof replay->seal);
}

/* Where the small tables agree with the recorded seal, the same seal comes out, and records and outcomes are those that come out,
 * every byte is the same, and nothing need be read for a second time. If not, every row is: the run file may be altered, which
 * goes before whatever came of evaluating it, or lie otherwise in its pages (VACUUM). Only where it is whole and the seal is
 * another are rows written, to be held against one another. */
int replay_run(const char *path, const struct run_options *options,
               bool (*each)(void *context, const struct difference *difference), void *context, struct replay *replay,
               struct problems *problems)
{
	struct inputs inputs = { .database = NULL };
	struct run_options settled = *options;
	struct problems small = PROBLEMS_INIT, evaluating = PROBLEMS_INIT;
	struct database *file = NULL;
	struct error err;
	bool same = false;
	int failed = -1;

	*replay = (struct replay){ .differences = 0 };
	settled.jobs = settled.jobs ? settled.jobs : run_default_jobs();
	if (run_file_open(&file, path, 1, &err)) {
		problems_add(problems, &err);
		goto out;
	}
	if (!check_whole(file, true, &settled, replay, &small))
		failed = evaluate_again(&inputs, database_connection(file, 0), path, &settled, replay, &same,
		                        &evaluating);
	if ((failed || !same || !has_same_seal(replay)) && check_whole(file, false, &settled, replay, problems)) {
		failed = -1;
		goto out;
	}
	/* What the first reading could not do, and the second could, was not done. */
	hand_over(&small, problems);
	hand_over(&evaluating, problems);
	settled.without_data = !options->data; /* records from the file itself are what they were */
	if (!failed && !has_same_seal(replay)
	    && run_and_compare(&inputs, database_connection(file, 0), &settled, each, context, replay, &err))
		failed = problems_fail(problems, &err);
out:
	problems_release(&small);
	problems_release(&evaluating);
	inputs_release(&inputs);
	database_close(file);
	return failed;
}
