/* kept.c: the inputs that a run file keeps, taken out of it again. */
#include "run/kept.h"

#include <string.h>

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

int kept_load(struct inputs *inputs, struct connection *file, const char *path, struct run_options *options,
              struct problems *problems)
{
	struct text scenario = TEXT_INIT;
	bool secret = false;
	struct error err;
	int failed = -1;

	if (sources_init(&inputs->sources, NULL, &err)
	    || take_sources(file, &inputs->sources, &scenario, &secret, &err)) {
		problems_add(problems, &err);
		goto out;
	}
	if (secret && !options->secret) {
		error_set(&err, ERROR_INPUT, "run file '%s' was sealed with a secret", path);
		error_hint(&err, "give it with --secret-file");
		problems_add(problems, &err);
		goto out;
	}
	if (!secret)
		options->secret = NULL;
	failed = inputs_load(inputs, text_string(&scenario), options->data ? options->data : path,
	                     options->data ? NULL : "record_", options->jobs, problems);
out:
	text_release(&scenario);
	return failed;
}
