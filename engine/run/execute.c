/* execute.c: a run, from a scenario to a run file. */
#include "run/execute.h"

#include "base/file.h"
#include "base/new_file.h"
#include "base/version.h"
#include "evaluate/decision.h"
#include "run/alike_keys.h"
#include "run/notes.h"
#include "run/run_file.h"
#include "run/undated.h"
#include "run/write.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void run_outcome_release(struct run_outcome *outcome)
{
	free(outcome->path);
	*outcome = (struct run_outcome){ .path = NULL };
}

/* The database's path: as given on the command line, or as the scenario has it, relative to the scenario's folder. */
static const char *data_path(struct inputs *inputs, const char *data, struct error *err)
{
	const struct scenario *scenario = &inputs->scenario;
	const char *path = data;

	if (!path && !scenario->data) {
		error_set(err, ERROR_INPUT, "scenario '%s' names no database", scenario->name);
		error_hint(err, "add a line such as 'data: council.db', or give --data");
		return NULL;
	}
	if (!path)
		path = path_join(&inputs->scenario.arena, inputs->sources.folder ? inputs->sources.folder : ".",
		                 scenario->data);
	if (!path)
		error_memory(err);
	return path;
}

/* Its records are there, under other names and only as far as one run's rules read them: not what a scenario means. */
static int refuse_run_file(struct database *database, struct error *err)
{
	int32_t application_id, format;

	if (database_identity(database_connection(database, 0), &application_id, &format, err))
		return -1;
	if (application_id != RUN_APPLICATION_ID)
		return 0;
	error_set(err, ERROR_INPUT, "'%s' is a run file, not a database of records", database_path(database));
	return error_hint(err, "evaluate it again with 'reckon replay', or name the database that it was made from");
}

int inputs_open(struct inputs *inputs, const char *data, const char *prefix, size_t jobs, struct error *err)
{
	data = data_path(inputs, data, err);
	if (!data)
		return -1;
	if (prefix ? run_file_open(&inputs->database, data, jobs + 1, err)
	           : database_open(&inputs->database, data, jobs + 1, err))
		return -1;
	return prefix ? 0 : refuse_run_file(inputs->database, err);
}

int inputs_plan(struct inputs *inputs, struct problems *problems)
{
	plan_release(&inputs->plan);
	return plan_make(&inputs->plan, &inputs->ruleset, &inputs->scenario, problems)
	                       || decisions_read(&inputs->plan, database_connection(inputs->database, 0), NULL, NULL,
	                                         problems)
	               ? -1
	               : 0;
}

int inputs_load(struct inputs *inputs, const char *path, const char *data, const char *prefix, size_t jobs,
                struct problems *problems)
{
	struct error err;

	if (scenario_read(&inputs->scenario, &inputs->sources, path, problems))
		return -1;
	if (inputs_open(inputs, data, prefix, jobs, &err))
		return problems_fail(problems, &err);
	/* Problems of rules are worth reporting beside those of records, as long as there is a schema to hold them against. */
	int failed = schema_read(&inputs->schema, database_connection(inputs->database, 0), inputs->scenario.records,
	                         inputs->scenario.record_count, prefix, problems);

	if (ruleset_load(&inputs->ruleset, &inputs->sources, &inputs->scenario, &inputs->schema, problems) || failed)
		return -1;
	if (inputs_plan(inputs, problems))
		return -1;
	if (prefix)
		return 0;
	return undated_check(&inputs->plan, database_connection(inputs->database, 0), problems)
	                       || alike_keys_check(&inputs->plan, database_connection(inputs->database, 0), problems)
	               ? -1
	               : 0;
}

int inputs_load_file(struct inputs *inputs, const char *path, const char *data, size_t jobs,
                     struct problems *problems)
{
	struct arena arena = ARENA_INIT;
	const char *folder = path_directory(&arena, path);
	struct error err;
	int failed;

	if (!folder) {
		error_memory(&err);
		return problems_fail(problems, &err);
	}
	failed = sources_init(&inputs->sources, folder, &err)
	                 ? problems_fail(problems, &err)
	                 : inputs_load(inputs, path_base(path), data, NULL, jobs, problems);
	arena_release(&arena);
	return failed;
}

int inputs_find_period(const struct inputs *inputs, const char *label, size_t *out, struct error *err)
{
	const struct scenario *scenario = &inputs->scenario;
	struct nearest nearest = nearest_to(label ? label : "");
	size_t last = scenario->period_count - 1;

	*out = 0;
	for (size_t i = 0; label && i < scenario->period_count; i++) {
		if (!strcmp(scenario->periods[i].label, label)) {
			*out = i;
			return 0;
		}
		nearest_offer(&nearest, scenario->periods[i].label);
	}
	if (!label)
		return 0;
	error_set(err, ERROR_INPUT, "scenario '%s' has no period '%s'", scenario->name, label);
	if (nearest.best)
		return error_did_you_mean(err, nearest.best);
	if (last == 0)
		return error_hint(err, "it has one: %s", scenario->periods[0].label);
	return error_hint(err, "it goes from %s to %s", scenario->periods[0].label, scenario->periods[last].label);
}

void inputs_release(struct inputs *inputs)
{
	plan_release(&inputs->plan);
	ruleset_release(&inputs->ruleset);
	schema_release(&inputs->schema);
	database_close(inputs->database);
	scenario_release(&inputs->scenario);
	sources_release(&inputs->sources);
}

/* Rows that `where` left out were counted when the records were taken out of their database. */
static int take_counts(struct result *result, struct connection *kept, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int failed = 0;

	if (connection_prepare(kept, "SELECT left_out, undecided FROM input WHERE record_type = ?", &statement, err))
		return -1;
	for (size_t i = 0; !failed && i < result->plan->type_count; i++) {
		int code = sqlite3_bind_text(statement, 1, result->plan->types[i].record->name, -1, SQLITE_STATIC);

		if (code == SQLITE_OK)
			code = sqlite3_step(statement);
		if (code == SQLITE_ROW) {
			result->types[i].counts.left_out = sqlite3_column_int64(statement, 0);
			result->types[i].counts.undecided = sqlite3_column_int64(statement, 1);
			if (result->types[i].counts.left_out < 0 || result->types[i].counts.undecided < 0)
				failed = error_set(err, ERROR_INPUT, "run file '%s': table 'input' was altered",
				                   database_path(kept->database));
		} else if (code != SQLITE_DONE) {
			failed = connection_error(kept, code, err);
		}
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
	return failed;
}

#define TIME_SIZE     32
#define MANIFEST_MOST 16

/* The user's name, from the machine's own list: getpwuid asks directories too, with libraries that it loads for that, and they
 * do not survive a want of memory. A user who is not listed goes by number. */
static void note_user(char *who, size_t who_size)
{
	FILE *list = fopen("/etc/passwd", "re");
	const struct passwd *user;

	snprintf(who, who_size, "user %lu", (unsigned long) getuid());
	while (list && (user = fgetpwent(list))) {
		if (user->pw_uid == getuid() && utf8_valid(user->pw_name, strlen(user->pw_name), NULL)) {
			snprintf(who, who_size, "%s", user->pw_name);
			break;
		}
	}
	if (list)
		fclose(list);
}

/* The clock, the user and the machine: recorded for people, apart from every digest. */
static void note_circumstances(char when[TIME_SIZE], char *who, size_t who_size, char *where, size_t where_size)
{
	time_t now = time(NULL);
	struct tm utc;

	note_user(who, who_size);
	strftime(when, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	if (gethostname(where, where_size) || !utf8_valid(where, strnlen(where, where_size), NULL))
		snprintf(where, where_size, "?");
	where[where_size - 1] = '\0';
}

static int finish(struct inputs *inputs, struct writer *writer, const struct result *result,
                  const struct run_options *options, struct connection *kept, uint8_t seal[SHA256_SIZE],
                  struct error *err)
{
	const struct scenario *scenario = &inputs->scenario;
	const struct period *first = scenario->periods, *last = scenario->periods + scenario->period_count - 1;
	char when[TIME_SIZE], who[64], where[256], periods[64], format[16];
	struct notes notes;
	int failed;

	note_circumstances(when, who, sizeof who, where, sizeof where);
	snprintf(format, sizeof format, "%d", RUN_FORMAT);
	snprintf(periods, sizeof periods, "%s%s%s", first->label, first == last ? "" : " to ",
	         first == last ? "" : last->label);
	const struct manifest_entry manifest[] = {
		{ "format", format, true },
		{ "engine", RECKON_VERSION, true },
		{ "scenario", scenario->name, true },
		{ "scenario_path", scenario->file->path, true },
		{ "title", scenario->title ? scenario->title : "", true },
		{ "periods", periods, true },
		{ "decisions", scenario->decisions ? scenario->decisions : "", true },
		{ "in", amount_unit_names[scenario->unit], true },
		{ "secret", options->secret ? "yes" : "no", true },
		{ "lua", evaluate_lua_version(), false },
		{ "sqlite", sqlite3_libversion(), false },
		{ "when", when, false },
		{ "who", who, false },
		{ "where", where, false },
		{ "data", database_path(inputs->database), false },
	};

	failed = notes_make(&notes, &inputs->plan, result, database_connection(inputs->database, 0), kept, err);
	if (!failed)
		failed = writer_finish(writer, &inputs->sources, result, manifest, sizeof manifest / sizeof *manifest,
		                       notes.items, notes.count, seal, err);
	notes_release(&notes);
	return failed;
}

/* `strict: true`, for the days of records: those of periods were checked before. */
static int check_carried(const struct result *result, struct error *err)
{
	const struct plan *plan = result->plan;

	for (size_t i = 0; plan->scenario->strict && i < plan->parameter_count; i++) {
		const struct parameter *parameter = plan->parameters[i];

		for (size_t j = 0; j < parameter->count; j++) {
			char from[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
			struct date day;

			if (!result_carried(result, parameter, &parameter->values[j], &day))
				continue;
			date_print(parameter->values[j].from, from);
			date_print(day, last);
			error_set(
				err, ERROR_INPUT,
				"parameter '%s' has no value for records dated up to %s: that of %s would be carried",
				parameter->name, last, from);
			error_excerpt_at(err, parameter->file->shown, parameter->file->text, parameter->file->length,
			                 parameter->line, parameter->column, 0);
			return parameter_hint_carried(parameter, err);
		}
	}
	return 0;
}

static void count_expectations(const struct result *result, struct run_outcome *outcome)
{
	outcome->expectations = result->expectation_count;
	for (size_t i = 0; i < result->expectation_count; i++) {
		outcome->missed += result->expectations[i].outcome == EXPECTATION_MISSED;
		outcome->incomplete += result->expectations[i].outcome == EXPECTATION_INCOMPLETE;
	}
}

int inputs_run(struct inputs *inputs, const char *path, const struct run_options *options, struct connection *kept,
               struct run_outcome *outcome, struct error *err)
{
	const struct evaluate_options how = { .jobs = options->jobs,
		                              .lua_only = options->lua_only,
		                              .secret = options->secret,
		                              .secret_length = options->secret_length,
		                              .cancelled = options->cancelled,
		                              .progress = options->progress,
		                              .progress_context = options->progress_context };
	struct writer *writer = NULL;
	struct result result = { .types = NULL };
	struct sink sink;
	int failed = -1;

	if (options->one_by_one)
		plan_one_by_one(&inputs->plan);
	if (writer_open(&writer, path, &inputs->plan, options->without_data, options->against, err))
		return -1;
	sink = writer_sink(writer);
	if (evaluate(&inputs->plan, &inputs->sources, inputs->database, &how, &sink, &result, err))
		goto out;
	if ((kept && take_counts(&result, kept, err)) || check_carried(&result, err))
		goto out;
	count_expectations(&result, outcome);
	failed = finish(inputs, writer, &result, options, kept, outcome->seal, err);
	outcome->same = writer_is_same(writer);
out:
	writer_close(writer);
	result_release(&result);
	return failed;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

static bool needs_slash(const char *folder)
{
	return folder && *folder && folder[strlen(folder) - 1] != '/';
}

/* Only a run file may be written over, or what is not there. */
static int check_target(const char *path, struct error *err)
{
	struct database *file;

	if (access(path, F_OK))
		return errno == ENOENT ? 0 : error_system(err, "look at", path);
	if (!run_file_open(&file, path, 1, err)) {
		database_close(file);
		return 0;
	}
	/* What it is cannot be known of a file that cannot be read. */
	if (err->code == ERROR_SYSTEM)
		return -1;
	error_set(err, ERROR_INPUT, "'%s' is there and is not a run file: it is left alone", path);
	return error_hint(err, "give another name with --output");
}

/* NAME.run in the working directory, or in the folder that the user says, or the file. */
static void append_target(const struct scenario *scenario, const struct run_options *options, struct text *path)
{
	if (options->output)
		text_append(path, options->output);
	if (!options->output || is_folder(options->output))
		text_append_format(path, "%s%s.run", needs_slash(options->output) ? "/" : "", scenario->name);
}

/* A link stays, and the file that it leads to is written: a rename would put the file in the place of the link. */
static int follow_link(struct text *path, struct error *err)
{
	struct stat status;
	char *target;

	if (lstat(text_string(path), &status) || !S_ISLNK(status.st_mode))
		return 0;
	target = realpath(text_string(path), NULL);
	if (!target && errno == ENOENT) {
		error_set(err, ERROR_INPUT, "'%s' is a link to nothing: it is left alone", text_string(path));
		return error_hint(err, "give another name with --output");
	}
	if (!target)
		return errno == ENOMEM ? error_memory(err) : error_system(err, "look at", text_string(path));
	text_clear(path);
	text_append(path, target);
	free(target);
	return 0;
}

static int check_unwritten(const struct scenario *scenario, const struct run_options *options, const char *path,
                           struct error *err)
{
	for (size_t i = 0; i < options->written_count; i++) {
		if (strcmp(path, options->written[i]) != 0)
			continue;
		error_set(err, ERROR_INPUT, "'%s' was just written for another scenario, which is called '%s' too",
		          path, scenario->name);
		return error_hint(err, "give one of them another name, or run them one by one");
	}
	return 0;
}

/* Owned; NULL: *err says why. Only a run file may be written over. */
static char *target_path(const struct scenario *scenario, const struct run_options *options, struct error *err)
{
	struct text path = TEXT_INIT;

	append_target(scenario, options, &path);
	if (!path.failed && !follow_link(&path, err) && !path.failed
	    && !check_unwritten(scenario, options, text_string(&path), err) && !check_target(text_string(&path), err))
		return path.bytes;
	if (path.failed)
		error_memory(err);
	text_release(&path);
	return NULL;
}

static int run_into(struct inputs *inputs, const struct run_options *options, struct run_outcome *outcome,
                    struct error *err)
{
	struct new_file file;
	char *target = target_path(&inputs->scenario, options, err);

	if (!target || new_file_begin(&file, target, err)) {
		free(target);
		return -1;
	}
	if (inputs_run(inputs, file.temporary, options, NULL, outcome, err)) {
		new_file_abandon(&file);
		free(target);
		return -1;
	}
	if (new_file_commit(&file, err)) {
		free(target);
		return -1;
	}
	outcome->path = target;
	return 0;
}

size_t run_default_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > 64 ? 64 : (size_t) processors;
}

int run_scenario(const char *path, const struct run_options *options, struct run_outcome *outcome,
                 struct problems *problems)
{
	struct inputs inputs = { .database = NULL };
	struct run_options settled = *options;
	struct error err;
	int failed;

	*outcome = (struct run_outcome){ .path = NULL };
	settled.jobs = settled.jobs ? settled.jobs : run_default_jobs();
	failed = inputs_load_file(&inputs, path, settled.data, settled.jobs, problems);
	if (!failed && run_into(&inputs, &settled, outcome, &err))
		failed = problems_fail(problems, &err);
	inputs_release(&inputs);
	return failed;
}
