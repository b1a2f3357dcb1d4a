/* verify_sqlite.c: the rows of record_<type> and outcome_<type>, as SQLite gives them, held against their leaves.
 *
 * SQLite hands a row over as the arguments of a function of ours: reading its columns from outside would cost as much again as
 * finding them. The tables are kept in the order of their keys (declared.c saw to that), so that SQLite need not sort the rows,
 * and calls in that order. */
#include "run/verify_parts.h"

#include "records/cell.h"
#include "run/run_file.h"

#include <string.h>

/* As much of it as rows_is_form needs. */
static struct value as_stored(sqlite3_value *stored)
{
	int class = sqlite3_value_type(stored);

	if (class == SQLITE_FLOAT)
		return (struct value){ .kind = VALUE_NUMBER };
	if (class != SQLITE_TEXT)
		return (struct value){ .kind = VALUE_NONE };
	return value_text((const char *) sqlite3_value_text(stored), (size_t) sqlite3_value_bytes(stored));
}

static bool read_digest(sqlite3_value *stored, struct value *out)
{
	const void *bytes = sqlite3_value_type(stored) == SQLITE_BLOB ? sqlite3_value_blob(stored) : NULL;

	out->kind = VALUE_TEXT;
	out->length = bytes ? (uint32_t) sqlite3_value_bytes(stored) : 0;
	out->as.text = bytes;
	return bytes;
}

/* A value that is not what it must be, as it is named where it stands in a key. */
static struct value read_any(sqlite3_value *stored)
{
	const char *text = (const char *) sqlite3_value_text(stored);

	return text ? value_text(text, (size_t) sqlite3_value_bytes(stored)) : (struct value){ .kind = VALUE_NONE };
}

/* Says which row does not agree. */
static void find_row(struct rows *rows)
{
	struct text *key = &rows->check->key;
	char table[160];

	snprintf(table, sizeof table, "%s%.120s", rows->prefix, rows->type->record.name);
	text_clear(key);
	for (size_t i = 0; i < rows->key_count; i++) {
		const struct value *value = &rows->values[rows->key[i]];

		text_append(key, i ? ", " : "");
		if (value->kind == VALUE_NONE || value->kind == VALUE_UNKNOWN)
			text_append(key, "NULL");
		else
			value_print_plain(rows->fields[rows->key[i]].type, *value, key);
	}
	check_find(rows->check, "table '%s': the row '%s' was altered", table, text_string(key));
}

/* -1: out of memory. */
static int check_row(struct rows *rows)
{
	bool agrees = rows->readable;

	if (rows_add_leaf(rows, &agrees))
		return -1;
	if (!agrees && !rows->row_found) {
		find_row(rows);
		rows->row_found = true;
	}
	return 0;
}

/* What SQLite lends is there for as long as the call. */
static int keep_texts(struct rows *rows, struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (values[i].kind != VALUE_TEXT)
			continue;
		values[i].as.text = arena_bytes(&rows->texts, values[i].as.text, values[i].length);
		if (!values[i].as.text)
			return -1;
	}
	return 0;
}

/* Reads values; where one is not what it must be, so is the row. -1: out of memory. */
static int read_values(struct rows *rows, const struct field *fields, sqlite3_value **stored, struct value *values,
                       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum type type = fields[i].type;

		/* Of the other types SQLite has one form for each value. */
		if (cell_read(stored[i], &fields[i], &values[i])
		    && (!rows_has_forms(type)
		        || rows_is_form(as_stored(stored[i]), type, &values[i], &rows->check->scratch)))
			continue;
		rows->readable = false;
		values[i] = read_any(stored[i]);
		/* SQLite may need memory to put a NUL behind a text. */
		if (rows->check->scratch.failed
		    || (sqlite3_value_type(stored[i]) == SQLITE_TEXT && values[i].kind == VALUE_NONE))
			return -1;
	}
	return 0;
}

/* Reads what the columns from `first` on hold. -1: out of memory. */
static int read_part(struct rows *rows, size_t first, size_t count, sqlite3_value **stored)
{
	struct value *values = rows->values + first;
	size_t plain = first < rows->field_count ? rows->field_count - first : 0;

	plain = plain < count ? plain : count;
	if (read_values(rows, rows->fields + first, stored, values, plain))
		return -1;
	for (size_t i = plain; i < count; i++)
		rows->readable &= read_digest(stored[i], &values[i]);
	return 0;
}

/* The SQL function: the number of a column, and the values of that and those that follow. */
static void take(sqlite3_context *context, int count, sqlite3_value **arguments)
{
	struct rows *rows = sqlite3_user_data(context);
	size_t first = (size_t) sqlite3_value_int64(arguments[0]), columns = (size_t) count - 1;
	bool is_last = first + columns == rows->column_count;

	ensure(first == rows->taken && first + columns <= rows->column_count);
	if (first == 0)
		rows->readable = true;
	if (read_part(rows, first, columns, arguments + 1)
	    || (is_last ? check_row(rows) : keep_texts(rows, rows->values + first, columns)))
		sqlite3_result_error_nomem(context);
	rows->taken = is_last ? 0 : first + columns;
	if (first > 0 && is_last)
		arena_clear(&rows->texts);
}

static const char function[] = "verify_row";

static int step_through(struct rows *rows, stored_rows open)
{
	struct connection *file = rows->check->file;
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_create_function_v2(file->sqlite, function, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, rows, take,
	                                      NULL, NULL, NULL);

	if (code != SQLITE_OK)
		return connection_error(file, code, rows->check->err);
	if (open(file, rows->type, function, &statement, rows->check->err))
		return -1;
	do
		code = sqlite3_step(statement);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		connection_error(file, code, rows->check->err);
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? 0 : -1;
}

int rows_by_sqlite(struct rows *rows, stored_rows open)
{
	struct connection *file = rows->check->file;
	int failed;

	/* The authorizer does not know the function; SQLite may ask it again while it steps. */
	file->trusted = true;
	failed = step_through(rows, open);
	file->trusted = false;
	/* Nothing may call it any more. Taking a function out cannot fail while no statement is under way. */
	sqlite3_create_function_v2(file->sqlite, function, -1, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
	return failed;
}
