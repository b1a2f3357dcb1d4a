/* scanned.h: for tests of table_scan.h: a table's rows as a scan gives them, held against those that SQLite gives. */
#ifndef RECKON_T_SCANNED_H
#define RECKON_T_SCANNED_H

#include "run/record_format.h"
#include "run/table_scan.h"

#define COLUMNS 6 /* the last is a blob */

static const char *const declarations[] = {
	"CREATE TABLE t (a INTEGER PRIMARY KEY, b, c, d, e, f BLOB)",
	"CREATE TABLE t (b, a, c, d, e, f BLOB, PRIMARY KEY (a, e)) WITHOUT ROWID"
};
static const char *const questions[] = { "SELECT a, b, c, d, e, f FROM t ORDER BY a",
	                                 "SELECT a, e, b, c, d, f FROM t ORDER BY a, e" };
static const int places[COLUMNS] = { 0, 1, 2, 3, 4, 5 };

static void append_value(struct text *out, char kind, const void *bytes, size_t length)
{
	text_append_char(out, kind);
	text_append_bytes(out, &length, sizeof length);
	text_append_bytes(out, bytes, length);
}

struct scanned {
	struct text rows;
	size_t most; /* rows before the scan is ended */
};

static bool take(void *context, const int64_t *number, const unsigned char *record, size_t length)
{
	struct scanned *scanned = context;
	struct value values[COLUMNS];

	if (scanned->most-- == 0 || !record_read(record, length, places, COLUMNS, 1, values))
		return false;
	if (number && values[0].kind != VALUE_NONE)
		return false;
	if (number)
		values[0] = value_integer(*number);
	for (size_t i = 0; i < COLUMNS; i++) {
		const struct value *value = &values[i];

		if (value->kind == VALUE_NONE)
			append_value(&scanned->rows, 'N', "", 0);
		else if (value->kind == VALUE_TEXT)
			append_value(&scanned->rows, i + 1 < COLUMNS ? 'T' : 'B', value->as.text, value->length);
		else
			append_value(&scanned->rows, value->kind == VALUE_INTEGER ? 'I' : 'R', &value->as, 8);
	}
	return true;
}

static int read_by_sqlite(struct connection *file, const char *question, struct text *out)
{
	sqlite3_stmt *statement = NULL;
	struct error err;
	int code;

	if (connection_prepare(file, question, &statement, &err))
		return SQLITE_ERROR;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		for (int i = 0; i < COLUMNS; i++) {
			int class = sqlite3_column_type(statement, i);
			int64_t integer = sqlite3_column_int64(statement, i);
			double number = sqlite3_column_double(statement, i);

			if (class == SQLITE_INTEGER)
				append_value(out, 'I', &integer, sizeof integer);
			else if (class == SQLITE_FLOAT)
				append_value(out, 'R', &number, sizeof number);
			else if (class == SQLITE_NULL)
				append_value(out, 'N', "", 0);
			else
				append_value(out, class == SQLITE_TEXT ? 'T' : 'B', sqlite3_column_blob(statement, i),
				             (size_t) sqlite3_column_bytes(statement, i));
		}
	}
	sqlite3_finalize(statement);
	return code;
}

/* Which of the declarations is the only one in the file, as whoever scans it has made sure of; -1: none. */
static int declared_kind(struct connection *file)
{
	sqlite3_stmt *statement = NULL;
	int kind = -1;

	file->trusted = true;
	if (sqlite3_prepare_v2(file->sqlite, "SELECT sql FROM sqlite_schema", -1, &statement, NULL) == SQLITE_OK
	    && sqlite3_step(statement) == SQLITE_ROW) {
		const char *sql = (const char *) sqlite3_column_text(statement, 0);

		for (int i = 0; sql && i < 2; i++)
			kind = strcmp(sql, declarations[i]) ? kind : i;
		kind = sqlite3_step(statement) == SQLITE_DONE ? kind : -1;
	}
	sqlite3_finalize(statement);
	file->trusted = false;
	return kind;
}

enum outcome {
	UNREADABLE, /* to SQLite too, or it is none of those tables */
	LEFT,       /* to SQLite */
	SAME,
	DIFFERENT
};

/* What comes of scanning the table in a file, of at most so many rows. */
static enum outcome scan_file(const char *path, size_t most)
{
	struct scanned scanned = { .rows = TEXT_INIT, .most = most };
	struct text expected = TEXT_INIT;
	struct database *database = NULL;
	enum outcome outcome = UNREADABLE;
	struct connection *file;
	struct error err;
	int kind;

	if (database_open(&database, path, 1, &err))
		return UNREADABLE;
	file = database_connection(database, 0);
	kind = file->utf8 ? declared_kind(file) : -1;
	if (kind >= 0) {
		outcome = LEFT;
		if (table_scan(file, "t", take, &scanned))
			outcome = read_by_sqlite(file, questions[kind], &expected) == SQLITE_DONE
			                          && expected.length == scanned.rows.length
			                          && !memcmp(text_string(&expected), text_string(&scanned.rows),
			                                     expected.length)
			                  ? SAME
			                  : DIFFERENT;
	}
	text_release(&scanned.rows);
	text_release(&expected);
	database_close(database);
	return outcome;
}

#endif
