/* import_table.c: opening the table that a CSV file is imported into, and matching the two. */
#include "records/import_table.h"

#include "base/content.h"
#include "base/file.h"
#include "records/column_type.h"
#include "records/connection.h"
#include "records/schema_build.h"
#include "records/sql_text.h"

#include <stdlib.h>
#include <string.h>

/* How long another program may hold the database before we give up, and how often it is looked whether it still does. */
#define PATIENCE_MS 5000
#define WAIT_MS     10

bool import_table_stopped(const struct import_table *table)
{
	return table->cancelled && atomic_load_explicit(table->cancelled, memory_order_relaxed);
}

/* SQLite asks now and then: whether a long statement is to end. */
static int ask_stopped(void *table)
{
	return import_table_stopped(table);
}

/* Whether to wait on for a lock, after `tries` waits. */
static int wait_on(void *table, int tries)
{
	if (import_table_stopped(table) || tries >= PATIENCE_MS / WAIT_MS)
		return 0;
	sqlite3_sleep(WAIT_MS);
	return 1;
}

void import_table_release(struct import_table *table)
{
	/* Closing a handle rolls back what it did not commit. */
	sqlite3_close(table->sqlite);
	free(table->columns);
	arena_release(&table->arena);
	*table = (struct import_table){ .columns = NULL };
}

static int open_for_writing(struct import_table *table, struct error *err)
{
	struct text plain = TEXT_INIT;
	int code = SQLITE_NOMEM;

	database_plain_path(table->database_path, &plain);
	if (!plain.failed)
		code = sqlite3_open_v2(text_string(&plain), &table->sqlite,
		                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	text_release(&plain);
	if (code == SQLITE_OK)
		code = database_harden(table->sqlite);
	if (code == SQLITE_OK)
		code = sqlite3_busy_handler(table->sqlite, wait_on, table);
	if (code == SQLITE_OK)
		sqlite3_progress_handler(table->sqlite, 10000, ask_stopped, table);
	/* References are checked once, at the end, so that rows may refer to later ones. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(table->sqlite, "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536", NULL,
		                    NULL, NULL);
	if (code == SQLITE_OK && sqlite3_db_readonly(table->sqlite, "main") == 1) {
		error_set(err, ERROR_SYSTEM, "database '%s' cannot be written to", table->database_path);
		return error_hint(err, "you need permission to write the file and its folder");
	}
	if (code == SQLITE_OK)
		code = sqlite3_exec(table->sqlite, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : database_error(table->sqlite, code, table->database_path, err);
}

static int no_such_table(struct import_table *table, const char *type, struct error *err)
{
	struct nearest nearest = nearest_to(table->name);
	sqlite3_stmt *statement = NULL;
	int code;

	if (type)
		return error_set(err, ERROR_INPUT, "'%s' is not a table but a %s", table->name, type);
	error_set(err, ERROR_INPUT, "there is no table '%s' in '%s'", table->name, table->database_path);
	code = sqlite3_prepare_v2(table->sqlite, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
	                          -1, &statement, NULL);
	while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
		const char *name = (const char *) sqlite3_column_text(statement, 0);

		/* What the nearest name borrows must outlive the row. */
		if (name && (name = arena_text(&table->arena, name)))
			nearest_offer(&nearest, name);
	}
	sqlite3_finalize(statement);
	return error_did_you_mean(err, nearest.best);
}

/* Whether `name` is an ordinary table, and has a rowid. */
static int check_table(struct import_table *table, struct error *err)
{
	static const char sql[] = "SELECT type, wr, EXISTS (SELECT 1 FROM pragma_foreign_key_list(?1))"
				  " FROM pragma_table_list(?1) WHERE schema = 'main'";
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(table->sqlite, sql, -1, &statement, NULL), result = 0;

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const char *type = (const char *) sqlite3_column_text(statement, 0);

		table->has_rowid = !sqlite3_column_int(statement, 1);
		table->has_references = sqlite3_column_int(statement, 2);
		if (!type) /* every entry has one: there was no memory to put it into UTF-8 */
			result = error_memory(err);
		else if (strcmp(type, "table") || !strncmp(table->name, "sqlite_", 7))
			result = no_such_table(table, strcmp(type, "table") ? type : "table of SQLite's own", err);
	} else if (code == SQLITE_DONE) {
		result = no_such_table(table, NULL, err);
	} else {
		result = database_error(table->sqlite, code, table->database_path, err);
	}
	sqlite3_finalize(statement);
	return result;
}

/* name, type, notnull, dflt_value, pk, hidden */
static int read_column(struct import_table *table, sqlite3_stmt *statement, struct import_column *column)
{
	const char *name = (const char *) sqlite3_column_text(statement, 0);
	const char *declared = (const char *) sqlite3_column_text(statement, 1);

	if (!name)
		return -1;
	*column = (struct import_column){ .field.name = arena_text(&table->arena, name),
		                          .declared = arena_text(&table->arena, declared ? declared : ""),
		                          .not_null = sqlite3_column_int(statement, 2),
		                          .has_default = sqlite3_column_type(statement, 3) != SQLITE_NULL,
		                          .in_key = sqlite3_column_int(statement, 4) > 0,
		                          .computed = sqlite3_column_int(statement, 5) >= 2,
		                          .cell = -1 };
	if (!column->field.name || !column->declared)
		return -1;
	column->keeps_text = column_type_keeps_text(column->declared);
	return column_type_read(column->declared, &column->field, &table->arena);
}

static int read_columns(struct import_table *table, struct error *err)
{
	static const char sql[] = "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1)"
				  " WHERE hidden <> 1 ORDER BY cid";
	sqlite3_stmt *statement = NULL;
	size_t capacity = 0;
	int code = sqlite3_prepare_v2(table->sqlite, sql, -1, &statement, NULL);
	bool failed = false;

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
	while (code == SQLITE_OK && !failed && sqlite3_step(statement) == SQLITE_ROW) {
		failed = array_reserve(&table->columns, &capacity, table->count + 1, sizeof *table->columns)
		         || read_column(table, statement, &table->columns[table->count]);
		table->count += !failed;
	}
	if (code == SQLITE_OK)
		code = sqlite3_reset(statement);
	sqlite3_finalize(statement);
	if (failed)
		return error_memory(err);
	return code == SQLITE_OK ? 0 : database_error(table->sqlite, code, table->database_path, err);
}

/* What its statuses can be, where the table says so. */
static int read_statuses(struct import_table *table, struct error *err)
{
	static const char sql[] = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
	struct record_type type = { .field_count = table->count };
	sqlite3_stmt *statement = NULL;
	const char *text = NULL;
	int code = sqlite3_prepare_v2(table->sqlite, sql, -1, &statement, NULL), failed = 0;

	type.fields = arena_array(&table->arena, table->count, sizeof *type.fields);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		text = (const char *) sqlite3_column_text(statement, 0);
		code = text ? SQLITE_ROW : SQLITE_NOMEM; /* every table has one */
	}
	for (size_t i = 0; type.fields && i < table->count; i++)
		type.fields[i] = table->columns[i].field;
	if (!type.fields || (text && schema_status_lists(&type, text, &table->arena)))
		failed = error_memory(err);
	for (size_t i = 0; !failed && i < table->count; i++)
		table->columns[i].field.statuses = type.fields[i].statuses;
	sqlite3_finalize(statement);
	return failed || code == SQLITE_ROW || code == SQLITE_DONE
	               ? failed
	               : database_error(table->sqlite, code, table->database_path, err);
}

/* The three operands in another order are a common mistake: each is known by its ending. */
static int check_order(const char *database, const char *name, const char *csv, struct error *err)
{
	const char *operands[] = { database, name, csv }, *place[3] = { "council.db", "household", "file.csv" };

	if (!path_ends_with(name, ".csv") && !path_ends_with(name, ".db") && !path_ends_with(csv, ".db")
	    && (!path_ends_with(database, ".csv") || path_ends_with(csv, ".csv")))
		return 0;
	for (size_t i = 0; i < 3; i++)
		place[path_ends_with(operands[i], ".db")    ? 0
		      : path_ends_with(operands[i], ".csv") ? 2
		                                            : 1] = operands[i];
	error_set(err, ERROR_INPUT, "a database is named first, then its table, then a CSV file");
	return error_hint(err, "the order is: reckon import %.60s %.60s %.60s", place[0], place[1], place[2]);
}

int import_table_open(struct import_table *table, const char *database_path, const char *name, const char *csv_path,
                      const atomic_bool *cancelled, struct error *err)
{
	*table = (struct import_table){
		.database_path = database_path, .name = name, .csv_path = csv_path, .cancelled = cancelled
	};
	enum content content;

	if (check_order(database_path, name, csv_path, err) || content_of(database_path, &content, err))
		return -1;
	if (content != CONTENT_UNKNOWN && content != CONTENT_DATABASE) {
		content_refuse(err, database_path, content, "a database of records");
		return content == CONTENT_RUN_FILE
		               ? -1
		               : error_hint(err, "the order is: reckon import council.db household file.csv");
	}
	if (database_check_path(database_path, err) || open_for_writing(table, err) || check_table(table, err)
	    || read_columns(table, err) || read_statuses(table, err))
		return -1;
	return 0;
}

static struct import_column *find_column(struct import_table *table, const struct csv_cell *cell)
{
	for (size_t i = 0; i < table->count; i++) {
		if (strlen(table->columns[i].field.name) == cell->length
		    && !memcmp(table->columns[i].field.name, cell->text, cell->length))
			return &table->columns[i];
	}
	return NULL;
}

/* Why values cannot be put into a column; false: they can. */
static bool column_problem(const struct import_table *table, const struct import_column *column, struct error *err)
{
	bool decimal = column->field.type == TYPE_RATE || column->field.type == TYPE_DECIMAL;

	if (column->computed) {
		error_set(err, ERROR_INPUT, "column '%s' of '%s' is computed: it cannot be imported",
		          column->field.name, table->name);
	} else if (column->field.unusable) {
		error_set(err, ERROR_INPUT, "column '%s' of '%s' cannot be imported: %s", column->field.name,
		          table->name, column->field.unusable);
	} else if (decimal && !column->keeps_text) {
		error_set(err, ERROR_INPUT, "column '%s' of '%s' is declared '%s', which SQLite stores as a float",
		          column->field.name, table->name, column->declared);
		error_hint(err, "declare it %s", column->field.type == TYPE_RATE ? "RATE TEXT" : "DECIMAL TEXT");
	} else {
		return false;
	}
	return true;
}

static void match_header_cell(struct import_table *table, const struct csv_file *csv, const struct csv_cell *cell,
                              size_t index, struct problems *problems)
{
	struct import_column *column = find_column(table, cell);
	struct nearest nearest = nearest_to(cell->text);
	struct error err = ERROR_INIT;

	if (!column && cell->length == 0) {
		error_set(&err, ERROR_INPUT, "column %zu has no name", index + 1);
	} else if (!column) {
		error_set(&err, ERROR_INPUT, "table '%s' has no column '%s'", table->name, cell->text);
		for (size_t i = 0; i < table->count; i++)
			nearest_offer(&nearest, table->columns[i].field.name);
		error_did_you_mean(&err, nearest.best);
	} else if (column->cell >= 0) {
		error_set(&err, ERROR_INPUT, "column '%s' is there twice", cell->text);
	} else {
		column->cell = (int) index;
		if (!column_problem(table, column, &err))
			return;
	}
	csv_place(csv, index, &err);
	problems_add(problems, &err);
}

void import_table_match(struct import_table *table, const struct csv_file *csv, const struct csv_row *header,
                        struct problems *problems)
{
	for (size_t i = 0; i < header->count; i++)
		match_header_cell(table, csv, &header->cells[i], i, problems);
	for (size_t i = 0; i < table->count; i++) {
		const struct import_column *column = &table->columns[i];
		struct error err = ERROR_INIT;

		if (column->cell >= 0 || column->computed || column->has_default
		    || (!column->not_null && !column->in_key))
			continue;
		error_set(&err, ERROR_INPUT, "the column '%s' of table '%s' is missing", column->field.name,
		          table->name);
		csv_place(csv, header->count, &err);
		error_hint(&err, "every row needs a value there");
		problems_add(problems, &err);
	}
}
