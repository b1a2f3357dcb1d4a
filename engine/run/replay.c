/* replay.c: evaluates a run again and compares every byte. */
#include "run/replay.h"

#include "run/kept.h"
#include "run/run_file.h"
#include "run/scratch.h"
#include "run/verify.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static int add(struct problems *problems, const struct error *err)
{
	problems_add(problems, err);
	return -1;
}

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

/* The seal that comes out. */
static int run_for_seal(struct inputs *inputs, struct connection *recorded, const struct run_options *options,
                        struct replay *replay, struct error *err)
{
	struct run_options how = *options;
	struct run_outcome again = { .path = NULL };
	struct new_file scratch;
	int failed;

	how.seal_only = true;
	if (scratch_begin(&scratch, err))
		return -1;
	failed = inputs_run(inputs, scratch.temporary, &how, options->data ? NULL : recorded, &again, err);
	memcpy(replay->seal, again.seal, sizeof again.seal);
	new_file_abandon(&scratch);
	return failed;
}

static int check_whole(struct database *file, const struct run_options *options, struct replay *replay,
                       struct problems *problems)
{
	const struct verify_options how = { .secret = options->secret, .secret_length = options->secret_length };
	struct verification verification;
	struct error err;

	if (verify_run(file, &how, &verification, problems, &err))
		return add(problems, &err);
	memcpy(replay->recorded_seal, verification.seal, SHA256_SIZE);
	replay->altered = problems->count > 0;
	if (replay->altered)
		return -1;
	if (verification.without_data && !options->data) {
		error_set(&err, ERROR_INPUT, "run file '%s' holds no records", database_path(file));
		error_hint(&err, "it was written with --without-data: give the database with --data");
		return add(problems, &err);
	}
	if (verification.dropped && !options->data) {
		error_set(&err, ERROR_INPUT, "run file '%s' lacks %lld personal values that were taken out",
		          database_path(file), (long long) verification.dropped);
		error_hint(&err, "give the database with --data");
		return add(problems, &err);
	}
	return 0;
}

/* The check of the run file as it is, which goes on beside the evaluation where there are jobs for both. */
struct checking {
	struct database *file; /* its own connection */
	const struct run_options *options;
	struct replay *replay; /* recorded_seal, altered */
	struct problems problems;
	int failed;
	pthread_t thread;
	bool started;
};

static void *checking_main(void *context)
{
	struct checking *checking = context;

	checking->failed = check_whole(checking->file, checking->options, checking->replay, &checking->problems);
	return NULL;
}

/* Starts the check, or does it. */
static int checking_begin(struct checking *checking, const char *path, struct error *err)
{
	if (run_file_open(&checking->file, path, 1, err))
		return -1;
	checking->started =
		checking->options->jobs > 1 && !pthread_create(&checking->thread, NULL, checking_main, checking);
	if (!checking->started)
		checking_main(checking);
	return 0;
}

/* Waits for it. 0: the run file is whole; -1: it is not, or that could not be found out. */
static int checking_end(struct checking *checking)
{
	if (checking->started)
		pthread_join(checking->thread, NULL);
	checking->started = false;
	return checking->failed;
}

static void hand_over(const struct problems *from, struct problems *to)
{
	for (size_t i = 0; i < from->count; i++)
		problems_add(to, &from->items[i]);
	to->dropped += from->dropped;
	to->memory_failed |= from->memory_failed;
}

/* Everything that the evaluation needs, out of the run file; then the seal that comes out. */
static int evaluate_again(struct inputs *inputs, struct connection *recorded, const char *path,
                          struct run_options *options, struct replay *replay, struct problems *problems)
{
	struct error err;

	if (kept_load(inputs, recorded, path, options, problems))
		return -1;
	return run_for_seal(inputs, recorded, options, replay, &err) ? add(problems, &err) : 0;
}

/* The recorded seal is computed from every row of the run file: where the seal that comes out is the same, so is every byte. Only
 * where it is not are rows written, to be held against one another. What is wrong with the run file goes before whatever came of
 * evaluating it. */
int replay_run(const char *path, const struct run_options *options,
               bool (*each)(void *context, const struct difference *difference), void *context, struct replay *replay,
               struct problems *problems)
{
	struct inputs inputs = { .database = NULL };
	struct run_options settled = *options, as_given;
	struct checking checking = { .options = &as_given, .replay = replay, .problems = PROBLEMS_INIT };
	struct problems evaluating = PROBLEMS_INIT;
	struct database *file = NULL;
	struct error err;
	int failed = -1;

	*replay = (struct replay){ .differences = 0 };
	settled.jobs = settled.jobs ? settled.jobs : run_default_jobs();
	settled.without_data = !options->data; /* records from the file itself are what they were */
	as_given = settled;
	if (run_file_open(&file, path, 1, &err) || checking_begin(&checking, path, &err)) {
		add(problems, &err);
		goto out;
	}
	if (checking.started || !checking.failed)
		failed = evaluate_again(&inputs, database_connection(file, 0), path, &settled, replay, &evaluating);
	if (checking_end(&checking)) {
		failed = -1;
		hand_over(&checking.problems, problems);
		goto out;
	}
	hand_over(&evaluating, problems);
	if (!failed && memcmp(replay->seal, replay->recorded_seal, sizeof replay->seal) != 0
	    && run_and_compare(&inputs, database_connection(file, 0), &settled, each, context, replay, &err))
		failed = add(problems, &err);
out:
	problems_release(&evaluating);
	problems_release(&checking.problems);
	inputs_release(&inputs);
	database_close(checking.file);
	database_close(file);
	return failed;
}
