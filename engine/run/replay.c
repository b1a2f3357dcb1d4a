/* replay.c: evaluates a run again and compares every byte. */
#include "run/replay.h"

#include "base/new_file.h"
#include "run/run_file.h"
#include "run/verify.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static int add(struct problems *problems, const struct error *err)
{
	problems_add(problems, err);
	return -1;
}

/* The file as it was: its text is kept without the byte order mark that it may have begun with, its digest is with it. */
static int add_source(struct sources *sources, const char *path, enum source_kind kind, sqlite3_stmt *statement,
                      struct error *err)
{
	const char *text = (const char *) sqlite3_column_text(statement, 2);
	const char *expected = (const char *) sqlite3_column_text(statement, 3);
	size_t length = (size_t) sqlite3_column_bytes(statement, 2);
	struct text whole = TEXT_INIT;
	char hex[SHA256_HEX_SIZE];
	uint8_t digest[SHA256_SIZE];
	int failed;

	if (!text || !expected)
		return error_memory(err);
	if (length > SOURCE_LIMIT)
		return error_set(err, ERROR_INPUT, "source '%s' is larger than %u bytes", path, SOURCE_LIMIT);
	sha256(text, length, digest);
	sha256_hex(digest, hex);
	text_append(&whole, strcmp(hex, expected) ? "\xEF\xBB\xBF" : "");
	text_append_bytes(&whole, text, length);
	failed = whole.failed ? error_memory(err)
	                      : sources_add(sources, path, kind, text_string(&whole), whole.length, err);
	text_release(&whole);
	return failed;
}

static int take_source(struct connection *file, sqlite3_stmt *statement, struct sources *sources, struct error *err)
{
	const char *path = (const char *) sqlite3_column_text(statement, 0);
	const char *named = (const char *) sqlite3_column_text(statement, 1);
	enum source_kind kind;

	if ((sqlite3_errcode(file->sqlite) & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	/* A name with a NUL in it would be that of another source. */
	if (!path || !named || !source_kind_named(named, &kind)
	    || strlen(path) != (size_t) sqlite3_column_bytes(statement, 0))
		return error_set(err, ERROR_INPUT, "run file '%s': table 'source' was altered",
		                 database_path(file->database));
	return add_source(sources, path, kind, statement, err);
}

#define SOURCES_LIMIT (128u << 20) /* of all together: they are held in memory */

/* The sources that the run file keeps, and the path of the scenario among them. */
static int take_sources(struct connection *file, struct sources *sources, struct text *scenario, bool *secret,
                        struct error *err)
{
	sqlite3_stmt *statement = NULL;
	size_t length = 0;
	int code, failed = -1;

	if (connection_prepare(file, "SELECT path, kind, text, sha256 FROM source ORDER BY path", &statement, err))
		return -1;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		length += (size_t) sqlite3_column_bytes(statement, 2);
		if (length > SOURCES_LIMIT) {
			error_set(err, ERROR_INPUT, "run file '%s' holds more than %u bytes of sources",
			          database_path(file->database), SOURCES_LIMIT);
			goto out;
		}
		if (take_source(file, statement, sources, err))
			goto out;
	}
	if (code != SQLITE_DONE) {
		connection_error(file, code, err);
		goto out;
	}
	sqlite3_finalize(statement);
	statement = NULL;
	if (connection_prepare(file, "SELECT name, value FROM manifest WHERE name IN ('scenario_path', 'secret')",
	                       &statement, err))
		goto out;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *name = (const char *) sqlite3_column_text(statement, 0);
		const char *value = (const char *) sqlite3_column_text(statement, 1);

		if (name && value && !strcmp(name, "secret"))
			*secret = !strcmp(value, "yes");
		else
			text_append(scenario, value ? value : "");
	}
	failed = code != SQLITE_DONE ? connection_error(file, code, err) : scenario->failed ? error_memory(err) : 0;
out:
	sqlite3_finalize(statement);
	return failed;
}

/* Somewhere to write: beside the run file is not always permitted. */
static int begin_scratch(struct new_file *file, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	struct text path = TEXT_INIT;
	int failed;

	text_append_format(&path, "%s/reckon-replay", folder && *folder ? folder : "/tmp");
	failed = path.failed ? error_memory(err) : new_file_begin(file, text_string(&path), err);
	if (failed && !path.failed)
		error_hint(err, "a replay is written there and compared: set TMPDIR to a folder where you may write");
	text_release(&path);
	return failed;
}

static int compare_with(struct connection *recorded, const char *path,
                        bool (*each)(void *context, const struct difference *difference), void *context,
                        int64_t *count, struct error *err)
{
	struct database *replayed;
	int failed;

	if (run_file_open(&replayed, path, 1, err))
		return -1;
	failed = compare_runs(recorded, database_connection(replayed, 0), each, context, count, err);
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

	if (begin_scratch(&scratch, err))
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
	if (begin_scratch(&scratch, err))
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
	struct text scenario = TEXT_INIT;
	bool secret = false;
	struct error err;
	int failed = -1;

	if (sources_init(&inputs->sources, NULL, &err)
	    || take_sources(recorded, &inputs->sources, &scenario, &secret, &err)) {
		add(problems, &err);
		goto out;
	}
	if (secret && !options->secret) {
		error_set(&err, ERROR_INPUT, "run file '%s' was sealed with a secret", path);
		error_hint(&err, "give it with --secret-file");
		add(problems, &err);
		goto out;
	}
	if (!secret)
		options->secret = NULL;
	if (inputs_load(inputs, text_string(&scenario), options->data ? options->data : path,
	                options->data ? NULL : "record_", options->jobs, problems))
		goto out;
	failed = run_for_seal(inputs, recorded, options, replay, &err) ? add(problems, &err) : 0;
out:
	text_release(&scenario);
	return failed;
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
