/* run_file.c: identity, rows and leaves of run files. */
#include "run/run_file.h"

#include "base/content.h"
#include "base/file.h"
#include "run/declared.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct run_table run_tables[] = {
	{ "bridge_step",
	  "bridge, period, position, declared, title, source, part, name, label, type, value, shown, because", 3 },
	{ "decision",
	  "position, period, decision, record_type, key, rule, type, effect, given, given_shown, given_award, "
	  "decided, "
	  "decided_shown, decided_award, decided_by, decided_on, reason, because",
	  2 },
	{ "expectation",
	  "position, name, groups, period, title, source, note, unit, type, expected, found, difference, allowed, "
	  "outcome, because, path, line",
	  1 },
	{ "figure", "name, period, declared, title, source, type, value, shown, because", 2 },
	{ "finding", "name, position, declared, level, title, record_type, key, period, undecided, message", 2 },
	{ "input", "record_type, query, filter, rows, left_out, undecided, undated, evaluated, digest, outcomes", 1 },
	{ "input_field", "record_type, position, name, type, optional, personal, key, unknown", 2 },
	{ "manifest", "name, value, sealed", 1 },
	{ "missing_fact", "record_type, rule, fact, records", 3 },
	{ "note", "position, text", 1 },
	{ "parameter_value",
	  "name, period, title, type, value, shown, in_force, source, illustrative, carried, overridden", 2 },
	{ "rule",
	  "record_type, name, period, position, type, title, source, draft, in_force_from, in_force_to, path, line, "
	  "eligible, "
	  "not_eligible, known, none, unknown, award, award_unknown",
	  3 },
	{ "source", "path, kind, sha256, text", 1 },
	{ "total",
	  "name, period, position, declared, title, kind, record_type, grouped_by, groups, type, value, shown, "
	  "known, unknown",
	  3 },
	{ NULL, NULL, 0 },
};

/* Text would be read as it should be, but keys go in another order. */
static int refuse_encoding(struct connection *file, struct error *err)
{
	return file->utf8 ? 0
	                  : error_set(err, ERROR_INPUT,
	                              "run file '%s' is in another encoding than UTF-8: it was not written by reckon",
	                              database_path(file->database));
}

/* A run file has tables and nothing else: a view, a trigger, a virtual table or a computed column in it was put there to be
 * run, and an index to show something else than its table does. */
static int refuse_active_content(struct connection *file, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code;

	file->trusted = true;
	code = sqlite3_prepare_v2(file->sqlite,
	                          "SELECT type, name FROM sqlite_schema WHERE type <> 'table' "
	                          "OR sql NOT LIKE 'CREATE TABLE%' "
	                          "UNION ALL SELECT 'computed column', t.name || '.' || c.name FROM sqlite_schema t, "
	                          "pragma_table_xinfo(t.name) c WHERE c.hidden <> 0",
	                          -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	file->trusted = false;
	if (code == SQLITE_ROW)
		error_set(err, ERROR_INPUT, "run file '%s' holds the %s '%.100s': it was not written by reckon",
		          database_path(file->database), (const char *) sqlite3_column_text(statement, 0),
		          (const char *) sqlite3_column_text(statement, 1));
	else if (code != SQLITE_DONE)
		connection_error(file, code, err);
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? 0 : -1;
}

/* What is plainly something else is called what it is. */
static int check_path(const char *path, struct error *err)
{
	enum content content;

	if (content_of(path, &content, err))
		return -1;
	if (content == CONTENT_UNKNOWN)
		return access(path, F_OK) ? file_named_failed(err, "open run file", path) : 0;
	return content == CONTENT_RUN_FILE || content == CONTENT_DATABASE
	               ? 0
	               : content_refuse(err, path, content, "a run file");
}

int run_file_open(struct database **file, const char *path, size_t connections, struct error *err)
{
	struct database *opened;
	int32_t application_id, format;

	if (check_path(path, err) || database_open(&opened, path, connections, err))
		return -1;
	if (database_identity(database_connection(opened, 0), &application_id, &format, err)) {
		database_close(opened);
		return -1;
	}
	if (application_id != RUN_APPLICATION_ID || format != RUN_FORMAT) {
		if (application_id != RUN_APPLICATION_ID)
			content_refuse(err, path, CONTENT_DATABASE, "a run file");
		else
			error_set(err, ERROR_INPUT, "run file '%s' has format %d: this reckon knows format %d", path,
			          format, RUN_FORMAT);
		database_close(opened);
		return -1;
	}
	if (refuse_encoding(database_connection(opened, 0), err)
	    || refuse_active_content(database_connection(opened, 0), err)
	    || declared_small_tables(database_connection(opened, 0), err)) {
		database_close(opened);
		return -1;
	}
	*file = opened;
	return 0;
}

int row_prepare(struct row *row, sqlite3 *sqlite, const char *sql, struct error *err)
{
	*row = (struct row){ .sqlite = sqlite, .next = 1 };
	row->code = sqlite3_prepare_v3(sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &row->statement, NULL);
	if (row->code == SQLITE_NOMEM)
		return error_memory(err);
	if (row->code != SQLITE_OK) {
		error_set(err, ERROR_SYSTEM, "cannot prepare writing the run file");
		return database_cause(sqlite, row->code, err);
	}
	return 0;
}

void row_release(struct row *row)
{
	sqlite3_finalize(row->statement);
	text_release(&row->content);
	*row = (struct row){ .statement = NULL };
}

static void note_code(struct row *row, int code)
{
	if (row->code == SQLITE_OK)
		row->code = code;
	row->next++;
}

void row_bytes(struct row *row, const char *text, size_t length)
{
	value_canonical(value_text(text, length), &row->content);
	note_code(row, sqlite3_bind_text64(row->statement, row->next, text, length, SQLITE_STATIC, SQLITE_UTF8));
}

void row_text(struct row *row, const char *text)
{
	if (text) {
		row_bytes(row, text, strlen(text));
		return;
	}
	value_canonical((struct value){ .kind = VALUE_NONE }, &row->content);
	note_code(row, sqlite3_bind_null(row->statement, row->next));
}

void row_integer(struct row *row, int64_t value)
{
	value_canonical(value_integer(value), &row->content);
	note_code(row, sqlite3_bind_int64(row->statement, row->next, value));
}

static int write_failed(struct row *row, int code, const char *path, struct error *err)
{
	if ((code & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	error_set(err, ERROR_SYSTEM, "cannot write run file '%s'", path);
	return database_cause(row->sqlite, code, err);
}

static int insert(struct row *row, const char *path, struct error *err)
{
	int code = row->code;

	if (row->content.failed)
		return error_memory(err);
	if (code == SQLITE_OK)
		code = sqlite3_step(row->statement);
	if (code != SQLITE_DONE) {
		sqlite3_reset(row->statement);
		return write_failed(row, code, path, err);
	}
	sqlite3_reset(row->statement);
	text_clear(&row->content);
	row->next = 1;
	return 0;
}

void row_unsealed(struct row *row)
{
	note_code(row, sqlite3_bind_null(row->statement, row->next));
	text_clear(&row->content);
	row->next = -1;
}

void row_leafless(struct row *row)
{
	row->next = -1;
}

int row_insert(struct row *row, const char *path, struct error *err)
{
	uint8_t leaf[SHA256_SIZE];

	if (row->next > 0) {
		merkle_leaf(text_string(&row->content), row->content.length, leaf);
		note_code(row, sqlite3_bind_blob(row->statement, row->next, leaf, LEAF_SHOWN, SQLITE_STATIC));
	}
	return insert(row, path, err);
}

int stored_leaf(sqlite3_stmt *statement, int columns, struct text *scratch, uint8_t out[SHA256_SIZE],
                struct error *err)
{
	text_clear(scratch);
	for (int i = 0; i < columns; i++) {
		struct value value = { .kind = VALUE_NONE };

		switch (sqlite3_column_type(statement, i)) {
		case SQLITE_INTEGER:
			value = value_integer(sqlite3_column_int64(statement, i));
			break;
		case SQLITE_FLOAT: /* none is ever written: a row that has one was altered */
			value = (struct value){ .kind = VALUE_NUMBER,
				                .as.number = sqlite3_column_double(statement, i) };
			break;
		case SQLITE_TEXT: {
			const char *text = (const char *) sqlite3_column_text(statement, i);

			value = value_text(text ? text : "", (size_t) sqlite3_column_bytes(statement, i));
			break;
		}
		case SQLITE_BLOB: /* nor is any of these: it must not pass for the text with the same bytes */
			value_canonical((struct value){ .kind = VALUE_UNKNOWN }, scratch);
			break;
		default:
			break;
		}
		value_canonical(value, scratch);
	}
	if (scratch->failed)
		return error_memory(err);
	merkle_leaf(text_string(scratch), scratch->length, out);
	return 0;
}

/* The rows of a small table in key order, _leaf last. */
static int read_table(struct connection *file, const struct run_table *table, sqlite3_stmt **statement,
                      struct error *err)
{
	struct text sql = TEXT_INIT;
	int failed;

	text_append_format(&sql, "SELECT %s, _leaf FROM %s ORDER BY 1", table->columns, table->name);
	for (int i = 2; i <= table->keys; i++)
		text_append_format(&sql, ", %d", i);
	failed = sql.failed ? error_memory(err) : connection_prepare(file, text_string(&sql), statement, err);
	text_release(&sql);
	return failed;
}

static void name_row(sqlite3_stmt *statement, int keys, struct text *out)
{
	for (int i = 0; i < keys; i++) {
		const char *text = (const char *) sqlite3_column_text(statement, i);

		text_append(out, i ? ", " : "");
		text_append(out, text ? text : "");
	}
}

/* Whether the _leaf in `column` of the current row is how `leaf` begins. */
static bool leaf_agrees(sqlite3_stmt *statement, int column, const uint8_t leaf[SHA256_SIZE])
{
	const void *shown =
		sqlite3_column_type(statement, column) == SQLITE_BLOB ? sqlite3_column_blob(statement, column) : NULL;

	return shown && sqlite3_column_bytes(statement, column) == LEAF_SHOWN && !memcmp(shown, leaf, LEAF_SHOWN);
}

static void add_header(sqlite3_stmt *statement, const char *table, int columns, struct text *scratch,
                       struct merkle *tree)
{
	uint8_t leaf[SHA256_SIZE];

	text_clear(scratch);
	value_canonical(value_text(table, strlen(table)), scratch);
	for (int i = 0; i < columns; i++) {
		const char *name = sqlite3_column_name(statement, i);

		value_canonical(value_text(name ? name : "", name ? strlen(name) : 0), scratch);
	}
	merkle_leaf(text_string(scratch), scratch->length, leaf);
	merkle_add(tree, leaf);
}

/* A row of the manifest that is in no digest. Only these names may be: another one could stand before a sealed one's. */
static bool is_unsealed(sqlite3_stmt *statement)
{
	static const char *const names[] = { "data", "lua", "sqlite", "when", "where", "who" };
	const char *name;

	/* The name is not asked for as text unless it is one: asking would make one of it, and hide that it was altered. */
	if (sqlite3_column_type(statement, 0) != SQLITE_TEXT || sqlite3_column_type(statement, 2) != SQLITE_INTEGER
	    || sqlite3_column_int(statement, 2) != 0 || sqlite3_column_type(statement, 3) != SQLITE_NULL)
		return false;
	name = (const char *) sqlite3_column_text(statement, 0);
	for (size_t i = 0; name && i < sizeof names / sizeof *names; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

int table_root(struct connection *file, const struct run_table *table, uint8_t out[SHA256_SIZE], struct text *bad,
               struct error *err)
{
	struct merkle tree = { .count = 0 };
	struct text scratch = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	bool manifest = !strcmp(table->name, "manifest");
	int columns, failed = -1, code;

	if (read_table(file, table, &statement, err))
		goto out;
	columns = sqlite3_column_count(statement) - 1;
	add_header(statement, table->name, columns, &scratch, &tree);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		uint8_t leaf[SHA256_SIZE];

		if (manifest && is_unsealed(statement))
			continue;
		if (stored_leaf(statement, columns, &scratch, leaf, err))
			goto out;
		if (!leaf_agrees(statement, columns, leaf) && bad->length == 0)
			name_row(statement, table->keys, bad);
		merkle_add(&tree, leaf);
	}
	if (code != SQLITE_DONE) {
		connection_error(file, code, err);
		goto out;
	}
	merkle_root(&tree, out);
	failed = scratch.failed || bad->failed ? error_memory(err) : 0;
out:
	sqlite3_finalize(statement);
	text_release(&scratch);
	return failed;
}

void seal_of(const struct table_digest *digests, size_t count, uint8_t out[SHA256_SIZE])
{
	struct merkle tree = { .count = 0 };

	for (size_t i = 0; i < count; i++) {
		uint8_t content[2 * SHA256_SIZE], leaf[SHA256_SIZE];

		sha256(digests[i].name, strlen(digests[i].name), content);
		memcpy(content + SHA256_SIZE, digests[i].root, SHA256_SIZE);
		merkle_leaf(content, sizeof content, leaf);
		merkle_add(&tree, leaf);
	}
	merkle_root(&tree, out);
}
