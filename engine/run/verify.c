/* verify.c: recomputes every digest of a run file. */
#include "run/verify.h"

#include "run/declared.h"
#include "run/run_file.h"
#include "run/verify_rows.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void check_find(struct check *check, const char *format, const char *table, const char *key)
{
	struct error err;

	error_set(&err, ERROR_FOUND, format, table, key);
	if (check->keyed && check->options->secret)
		error_hint(&err, "is the secret the one that the run was sealed with?");
	problems_add(check->found, &err);
}

/* A value of the `digest` table, or of the manifest; "" when it is not there. */
static int read_named(struct check *check, const char *sql, const char *name, struct text *out)
{
	sqlite3_stmt *statement = NULL;
	int code;

	text_clear(out);
	if (connection_prepare(check->file, sql, &statement, check->err))
		return -1;
	code = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const char *text = (const char *) sqlite3_column_text(statement, 0);

		text_append(out, text ? text : "");
		code = SQLITE_DONE;
	}
	if (code != SQLITE_DONE)
		connection_error(check->file, code, check->err);
	sqlite3_finalize(statement);
	return code != SQLITE_DONE ? -1 : out->failed ? error_memory(check->err) : 0;
}

static const char digest_sql[] = "SELECT value FROM digest WHERE name = ?";
static const char manifest_sql[] = "SELECT value FROM manifest WHERE name = ?";

/* Every source's digest is that of its text. A text that began with a byte order mark is kept without it. */
static int check_source_digests(struct check *check)
{
	sqlite3_stmt *statement = NULL;
	int code;

	if (connection_prepare(check->file, "SELECT path, sha256, text FROM source ORDER BY path", &statement,
	                       check->err))
		return -1;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *path = (const char *) sqlite3_column_text(statement, 0);
		const char *expected = (const char *) sqlite3_column_text(statement, 1);
		const char *text = (const char *) sqlite3_column_text(statement, 2);
		char plain[SHA256_HEX_SIZE], marked[SHA256_HEX_SIZE];
		uint8_t digest[SHA256_SIZE];
		struct text with_mark = TEXT_INIT;

		text_append(&with_mark, "\xEF\xBB\xBF");
		text_append_bytes(&with_mark, text ? text : "", (size_t) sqlite3_column_bytes(statement, 2));
		if (with_mark.failed) {
			text_release(&with_mark);
			sqlite3_finalize(statement);
			return error_memory(check->err);
		}
		sha256(with_mark.bytes, with_mark.length, digest);
		sha256_hex(digest, marked);
		sha256(with_mark.bytes + 3, with_mark.length - 3, digest);
		sha256_hex(digest, plain);
		text_release(&with_mark);
		if (!expected || (strcmp(expected, plain) && strcmp(expected, marked)))
			check_find(check, "table '%s': the text of '%s' is not the one its SHA-256 says", "source",
			           path ? path : "");
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? 0 : connection_error(check->file, code, check->err);
}

/* The stored digests, each by its name: those of the tables, and the seal over them, and nothing else. */
static int check_digests(struct check *check, const struct table_digest *digests, size_t count, bool whole)
{
	struct text expected = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	char hex[SHA256_HEX_SIZE];
	int code, failed = -1;

	for (size_t i = 0; i <= count; i++) {
		const char *name = i < count ? digests[i].name : "seal";

		if (read_named(check, digest_sql, name, &expected))
			goto out;
		sha256_hex(i < count ? digests[i].root : check->out->seal, hex);
		/* A table that was altered was named already. */
		if (whole && strcmp(hex, text_string(&expected)))
			check_find(check, "table '%s': the row '%s' is not the digest of what the file holds",
			           "digest", name);
	}
	if (connection_prepare(check->file, "SELECT count(*) FROM digest", &statement, check->err))
		goto out;
	code = sqlite3_step(statement);
	if (code != SQLITE_ROW) {
		connection_error(check->file, code, check->err);
		goto out;
	}
	if (sqlite3_column_int64(statement, 0) != (int64_t) count + 1)
		check_find(check, "table '%s': rows were added or taken out%s", "digest", "");
	failed = 0;
out:
	sqlite3_finalize(statement);
	text_release(&expected);
	return failed;
}

/* The manifest says what the run was: none of its sealed rows may be missing. */
static int check_manifest(struct check *check)
{
	static const char *const names[] = { "decisions", "engine",        "format", "in",   "periods",
		                             "scenario",  "scenario_path", "secret", "title" };
	static const char sql[] = "SELECT name FROM manifest WHERE name = ? AND sealed = 1";
	struct text name = TEXT_INIT;
	int failed = 0;

	for (size_t i = 0; !failed && i < sizeof names / sizeof *names; i++) {
		failed = read_named(check, sql, names[i], &name);
		if (!failed && !name.length)
			check_find(check, "table '%s': it does not say '%s'", "manifest", names[i]);
	}
	text_release(&name);
	return failed;
}

static int check_small_tables(struct check *check)
{
	struct table_digest digests[RUN_TABLES_MOST];
	struct text bad = TEXT_INIT, expected = TEXT_INIT, seal = TEXT_INIT;
	char hex[SHA256_HEX_SIZE];
	bool row_found[RUN_TABLES_MOST] = { false };
	size_t count = 0, found = check->found->count;
	int failed = -1;

	for (; run_tables[count].name; count++) {
		ensure(count < RUN_TABLES_MOST);
		text_clear(&bad);
		digests[count].name = run_tables[count].name;
		if (table_root(check->file, &run_tables[count], digests[count].root, &bad, check->err))
			goto out;
		row_found[count] = bad.length > 0;
		if (row_found[count])
			check_find(check, "table '%s': the row '%s' was altered", digests[count].name,
			           text_string(&bad));
	}
	seal_of(digests, count, check->out->seal);
	sha256_hex(check->out->seal, hex);
	if (read_named(check, digest_sql, "seal", &seal))
		goto out;
	/* Every row agrees with its leaf, but not the whole with the seal: rows are missing, or too many. */
	for (size_t i = 0; strcmp(hex, text_string(&seal)) && i < count; i++) {
		char root[SHA256_HEX_SIZE];

		if (read_named(check, digest_sql, digests[i].name, &expected))
			goto out;
		sha256_hex(digests[i].root, root);
		if (!row_found[i] && strcmp(root, text_string(&expected)))
			check_find(check, "table '%s': rows were added or taken out%s", digests[i].name, "");
	}
	failed = check_digests(check, digests, count, check->found->count == found) || check_source_digests(check)
	                 ? -1
	                 : 0;
out:
	text_release(&bad);
	text_release(&expected);
	text_release(&seal);
	return failed;
}

static int check_types(struct check *check, const struct stored_types *types)
{
	const char *missing = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < types->count; i++) {
		const struct stored_type *type = &types->items[i];
		bool there;

		if (stored_table_is_there(check->file, "record_", type->record.name, &there, check->err))
			return -1;
		kept += there;
		missing = there ? missing : type->record.name;
		if (check->options->small_only)
			continue;
		if (there && check_records(check, type))
			return -1;
		if (type->outcomes && check_outcomes(check, type))
			return -1;
	}
	check->out->without_data = types->count > 0 && kept == 0;
	if (kept > 0 && kept < types->count)
		check_find(check, "the records of '%s' are not there, but others are%s", missing, "");
	return 0;
}

/* What stands behind the database's last page is in no digest, and nobody sees it. In WAL mode the file's size says nothing. */
static int check_end(struct check *check)
{
	static const char sql[] =
		"SELECT page_count * page_size FROM pragma_page_count, pragma_page_size, pragma_journal_mode "
		"WHERE journal_mode <> 'wal'";
	sqlite3_stmt *statement = NULL;
	struct stat status;
	int code;

	check->file->trusted = true;
	code = sqlite3_prepare_v2(check->file->sqlite, sql, -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW && !stat(database_path(check->file->database), &status)
	    && status.st_size > sqlite3_column_int64(statement, 0))
		check_find(check, "'%s' goes on behind the end of its database%s",
		           database_path(check->file->database), "");
	sqlite3_finalize(statement);
	check->file->trusted = false;
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : connection_error(check->file, code, check->err);
}

static int count_expectations(struct check *check)
{
	static const char sql[] = "SELECT outcome, count(*) FROM expectation GROUP BY outcome";
	struct verification *out = check->out;
	sqlite3_stmt *statement = NULL;
	int code;

	if (connection_prepare(check->file, sql, &statement, check->err))
		return -1;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *outcome = (const char *) sqlite3_column_text(statement, 0);
		int64_t count = sqlite3_column_int64(statement, 1);

		out->expectations += count;
		out->missed += outcome && !strcmp(outcome, "missed") ? count : 0;
		out->incomplete += outcome && !strcmp(outcome, "incomplete") ? count : 0;
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? 0 : connection_error(check->file, code, check->err);
}

int verify_run(struct database *file, const struct verify_options *options, struct verification *out,
               struct problems *found, struct error *err)
{
	struct check check = {
		.file = database_connection(file, 0), .options = options, .out = out, .found = found, .err = err
	};
	struct arena arena = ARENA_INIT;
	struct stored_types types;
	struct text text = TEXT_INIT;
	bool readable;
	int failed = -1;

	*out = (struct verification){ .rows = 0 };
	if (read_named(&check, manifest_sql, "secret", &text))
		goto out;
	check.keyed = !strcmp(text_string(&text), "yes");
	if (read_named(&check, manifest_sql, "when", &text))
		goto out;
	snprintf(out->when, sizeof out->when, "%s", text_string(&text));
	if (read_named(&check, manifest_sql, "scenario", &text))
		goto out;
	snprintf(out->scenario, sizeof out->scenario, "%s", text_string(&text));
	if (check_end(&check) || check_small_tables(&check) || check_manifest(&check) || count_expectations(&check)
	    || stored_types_read(check.file, &arena, &types, err)
	    || declared_tables(check.file, &types, found, &readable, err)
	    || (readable && check_types(&check, &types)))
		goto out;
	failed = 0;
out:
	arena_release(&arena);
	text_release(&text);
	text_release(&check.scratch);
	text_release(&check.key);
	return failed;
}
