/* import.c: typed, all-or-nothing import of a CSV file into a table. Rows stream through one prepared INSERT in one
 * transaction; after the first problem they still do, so that all problems are found, and then nothing is kept. */
#include "records/import.h"

#include "records/connection.h"
#include "records/import_table.h"
#include "records/sql_text.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_ROWS 10000

struct import {
	struct import_table table;
	struct csv_file *csv;
	size_t header_count;
	sqlite3_stmt *insert;
	struct text decimal;       /* a decimal as it is stored */
	struct import_line *lines; /* kept only where foreign keys are to be checked */
	size_t line_count, line_capacity;
	struct problems *problems;
};

static int prepare_insert(struct import *import, struct error *err)
{
	struct import_table *table = &import->table;
	struct text sql = TEXT_INIT, values = TEXT_INIT;
	size_t bound = 0;
	int code = SQLITE_NOMEM;

	/* OR ABORT: whatever the table says (ON CONFLICT REPLACE), a conflict is reported. */
	text_append(&sql, "INSERT OR ABORT INTO ");
	sql_append_name(&sql, table->name);
	for (size_t i = 0; i < table->count; i++) {
		if (table->columns[i].cell < 0)
			continue;
		text_append(&sql, bound ? ", " : " (");
		sql_append_name(&sql, table->columns[i].field.name);
		text_append(&values, bound++ ? ", ?" : "?");
	}
	text_append_format(&sql, ") VALUES (%s)", text_string(&values));
	if (!sql.failed && !values.failed)
		code = sqlite3_prepare_v3(table->sqlite, text_string(&sql), -1, SQLITE_PREPARE_PERSISTENT,
		                          &import->insert, NULL);
	text_release(&sql);
	text_release(&values);
	return code == SQLITE_OK ? 0 : database_error(table->sqlite, code, table->database_path, err);
}

static void cell_problem_at(struct import *import, size_t cell, struct error *problem)
{
	csv_place(import->csv, cell, problem);
	problems_add(import->problems, problem);
}

static void bad_cell(struct import *import, const struct import_column *column, const struct error *cause)
{
	struct error problem = *cause;

	error_set(&problem, ERROR_INPUT, "column '%s': %s", column->field.name, cause->message);
	if (cause->hint[0])
		error_hint(&problem, "%s", cause->hint);
	cell_problem_at(import, (size_t) column->cell, &problem);
}

static int bind_decimal(struct import *import, int parameter, struct value value)
{
	text_clear(&import->decimal);
	decimal_print(value_as_decimal(value), &import->decimal);
	if (import->decimal.failed)
		return SQLITE_NOMEM;
	return sqlite3_bind_text64(import->insert, parameter, import->decimal.bytes, import->decimal.length,
	                           SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Values are stored in one form each, whatever the file's: pence, plain decimal text, 0 or 1, ISO dates. */
static int bind_value(struct import *import, int parameter, const struct import_column *column, struct value value)
{
	if (column->field.type == TYPE_RATE || column->field.type == TYPE_DECIMAL)
		return bind_decimal(import, parameter, value);
	switch (value.kind) {
	case VALUE_INTEGER:
		if (column->field.type == TYPE_NUMBER)
			return sqlite3_bind_double(import->insert, parameter, (double) value.as.integer);
		return sqlite3_bind_int64(import->insert, parameter, value.as.integer);
	case VALUE_FLAG:
		return sqlite3_bind_int64(import->insert, parameter, value.as.integer);
	case VALUE_NUMBER:
		return sqlite3_bind_double(import->insert, parameter, value.as.number);
	case VALUE_TEXT:
		/* The row's bytes outlive its INSERT. */
		return sqlite3_bind_text64(import->insert, parameter, value.as.text, value.length, SQLITE_STATIC,
		                           SQLITE_UTF8);
	default:
		return sqlite3_bind_null(import->insert, parameter);
	}
}

/* "own, rent, social_rent": the words that a status can be. */
static void bad_status(struct import *import, const struct import_column *column, const struct csv_cell *cell)
{
	struct nearest nearest = nearest_to(cell->text);
	struct text words = TEXT_INIT;
	struct error problem;

	for (const char *const *status = column->field.statuses; *status; status++) {
		text_append_format(&words, "%s%s", words.length ? ", " : "", *status);
		nearest_offer(&nearest, *status);
	}
	error_set(&problem, ERROR_INPUT, "column '%s': '%.80s' is none of its words: %s", column->field.name,
	          cell->text, text_string(&words));
	error_did_you_mean(&problem, nearest.best);
	cell_problem_at(import, (size_t) column->cell, &problem);
	text_release(&words);
}

static bool is_status(const struct import_column *column, const struct csv_cell *cell)
{
	const char *const *status = column->field.statuses;

	while (status && *status && strcmp(*status, cell->text))
		status++;
	return !status || *status;
}

/* False: a problem was added. */
static bool read_cell(struct import *import, const struct import_column *column, const struct csv_cell *cell,
                      struct value *value)
{
	struct error
		problem; /* written on failure only: clearing one for every cell would cost more than reading it */

	if (cell->length == 0) {
		*value = (struct value){ .kind = VALUE_NONE };
		if (!column->not_null && !column->in_key)
			return true;
		error_set(&problem, ERROR_INPUT, "column '%s' needs a value", column->field.name);
		cell_problem_at(import, (size_t) column->cell, &problem);
		return false;
	}
	if (value_parse(column->field.type, cell->text, cell->length, value, &problem)
	    || value_check(column->field.type, *value, &problem)) {
		bad_cell(import, column, &problem);
		return false;
	}
	if (is_status(column, cell))
		return true;
	bad_status(import, column, cell);
	return false;
}

/* So that what else is wrong with the row is found too, something stands in the place of a cell that is bad. Nothing of it stays. */
static int bind_cell(struct import *import, int parameter, struct import_column *column, const struct csv_cell *cell,
                     struct error *err)
{
	struct value value;
	int code;

	column->bad = !read_cell(import, column, cell, &value);
	if (column->bad && column->not_null)
		code = sqlite3_bind_zeroblob(import->insert, parameter, 0);
	else if (column->bad || value.kind == VALUE_NONE)
		code = sqlite3_bind_null(import->insert, parameter);
	else
		code = bind_value(import, parameter, column, value);
	return code == SQLITE_OK ? 0 : database_error(import->table.sqlite, code, import->table.database_path, err);
}

/* The column that a constraint's message names first ("UNIQUE constraint failed: charge.id, charge.year"), or NULL. */
static const struct import_column *named_column(const struct import *import, const char *message)
{
	const char *from = strstr(message, ": ");
	size_t skip = strlen(import->table.name);

	if (!from || strncmp(from + 2, import->table.name, skip) || from[2 + skip] != '.')
		return NULL;
	from += 2 + skip + 1;
	for (size_t i = 0; i < import->table.count; i++) {
		const struct import_column *column = &import->table.columns[i];
		size_t length = strlen(column->field.name);

		if (!strncmp(from, column->field.name, length) && (from[length] == '\0' || from[length] == ','))
			return column;
	}
	return NULL;
}

static bool is_word_part(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
	       || ((unsigned char) c & 0x80);
}

static bool holds_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at++) {
		if ((at == text || !is_word_part(at[-1])) && !is_word_part(at[length]))
			return true;
	}
	return false;
}

/* The first of the file's columns that stands in a CHECK (the name of the CHECK, where it has one, may tell), or NULL. */
static const struct import_column *checked_column(const struct import *import, const char *check)
{
	for (size_t i = 0; i < import->table.count; i++) {
		const struct import_column *column = &import->table.columns[i];

		if (column->cell >= 0 && holds_word(check, column->field.name))
			return column;
	}
	return NULL;
}

/* Whether what a constraint says may only be about what stands in the place of a bad cell: it names that column, or none at all. */
static bool is_about_bad(const struct import *import, const char *message)
{
	bool any_bad = false, names_bad = false, names_any = false;

	for (size_t i = 0; i < import->table.count; i++) {
		const struct import_column *column = &import->table.columns[i];
		bool named = holds_word(message, column->field.name);

		any_bad |= column->bad;
		names_any |= named;
		names_bad |= named && column->bad;
	}
	return names_bad || (any_bad && !names_any);
}

static void say_check(const struct import_column *column, const struct csv_row *row, const char *check,
                      struct error *problem)
{
	if (column)
		error_set(problem, ERROR_INPUT, "column '%s': '%.80s' breaks a rule of the table: CHECK (%s)",
		          column->field.name, row->cells[column->cell].text, check);
	else
		error_set(problem, ERROR_INPUT, "the row breaks a rule of the table: CHECK (%s)", check);
}

/* What a constraint refused, in the words of the file's owner. */
static void row_refused(struct import *import, const struct csv_row *row, int code)
{
	const char *message = sqlite3_errmsg(import->table.sqlite), *what = strstr(message, ": ");
	const struct import_column *column = named_column(import, message);
	struct error problem = ERROR_INIT;

	what = what ? what + 2 : message;
	if (is_about_bad(import, what))
		return;
	switch (code) {
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_ROWID:
		error_set(&problem, ERROR_INPUT, "another row has the same key: %s", what);
		error_hint(&problem, "it stands earlier in the file, or is in the table already");
		break;
	case SQLITE_CONSTRAINT_CHECK:
		column = checked_column(import, what);
		say_check(column, row, what, &problem);
		break;
	case SQLITE_CONSTRAINT_NOTNULL:
		error_set(&problem, ERROR_INPUT, "a value is missing: %s", what);
		break;
	default:
		error_set(&problem, ERROR_INPUT, "the table refuses the row: %s", message);
		break;
	}
	cell_problem_at(import, column && column->cell >= 0 ? (size_t) column->cell : 0, &problem);
}

static int keep_line(struct import *import, int line, struct error *err)
{
	if (!import->table.has_references || !import->table.has_rowid)
		return 0;
	if (array_reserve(&import->lines, &import->line_capacity, import->line_count + 1, sizeof *import->lines))
		return error_memory(err);
	import->lines[import->line_count++] =
		(struct import_line){ .rowid = sqlite3_last_insert_rowid(import->table.sqlite), .line = line };
	return 0;
}

/* Returns SQLite's code: what a constraint refused is a problem that was added. */
static int step_insert(struct import *import, const struct csv_row *row)
{
	int code = sqlite3_step(import->insert);

	if ((code & 0xFF) == SQLITE_CONSTRAINT)
		row_refused(import, row, code);
	sqlite3_reset(import->insert);
	return code;
}

/* The row that a CHECK refused, once more without the CHECKs: it may have another's key, or refer to what is not there. */
static int insert_unchecked(struct import *import, const struct csv_row *row)
{
	int code = sqlite3_exec(import->table.sqlite, "PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL);
	int restored;

	if (code != SQLITE_OK)
		return code;
	code = step_insert(import, row);
	restored = sqlite3_exec(import->table.sqlite, "PRAGMA ignore_check_constraints = OFF", NULL, NULL, NULL);
	return restored == SQLITE_OK ? code : restored;
}

static int insert_row(struct import *import, const struct csv_row *row, struct error *err)
{
	int code = step_insert(import, row);

	if (code == SQLITE_CONSTRAINT_CHECK && !import->problems->dropped)
		code = insert_unchecked(import, row);
	if (code != SQLITE_DONE && (code & 0xFF) != SQLITE_CONSTRAINT)
		return database_error(import->table.sqlite, code, import->table.database_path, err);
	return code == SQLITE_DONE ? keep_line(import, row->line, err) : 0;
}

static int import_row(struct import *import, const struct csv_row *row, struct error *err)
{
	struct error problem = ERROR_INIT;
	bool has_key = true;
	int parameter = 1;

	if (row->count != import->header_count) {
		error_set(&problem, ERROR_INPUT, "the row has %zu cell%s, the header %zu", row->count,
		          row->count == 1 ? "" : "s", import->header_count);
		error_hint(&problem, "a cell with a comma in it is put in quotes");
		cell_problem_at(import, row->count > import->header_count ? import->header_count : row->count,
		                &problem);
		return 0;
	}
	for (size_t i = 0; i < import->table.count; i++) {
		struct import_column *column = &import->table.columns[i];

		if (column->cell < 0)
			continue;
		if (bind_cell(import, parameter++, column, &row->cells[column->cell], err))
			return -1;
		has_key = has_key && !(column->bad && column->in_key);
	}
	return has_key ? insert_row(import, row, err) : 0;
}

static int read_header(struct import *import, struct error *err)
{
	struct csv_row header;

	switch (csv_next(import->csv, &header, err)) {
	case CSV_ROW:
		import->header_count = header.count;
		import_table_match(&import->table, import->csv, &header, import->problems);
		return 0;
	case CSV_END:
		error_set(err, ERROR_INPUT, "'%s' is empty: its first row must name the columns",
		          import->table.csv_path);
		return error_place(err, import->table.csv_path, 1, 1);
	default:
		return -1;
	}
}

static int stopped(const struct import *import, struct error *err)
{
	return error_set(err, ERROR_SYSTEM, "the import into '%s' was stopped: nothing was imported",
	                 import->table.database_path);
}

static int import_rows(struct import *import, const struct import_options *options, int64_t *rows, struct error *err)
{
	struct error bad = ERROR_INIT;
	struct csv_row row;

	for (;;) {
		switch (csv_next(import->csv, &row, &bad)) {
		case CSV_ROW:
			if (import_row(import, &row, err))
				return -1;
			break;
		case CSV_BAD_ROW:
			problems_add(import->problems, &bad);
			break;
		case CSV_BROKEN:
			*err = bad;
			return -1;
		case CSV_END:
			return 0;
		}
		++*rows;
		if (import_table_stopped(&import->table))
			return stopped(import, err);
		if (options->progress && *rows % PROGRESS_ROWS == 0)
			options->progress(options->progress_context, *rows);
	}
}

static int commit(struct import *import, struct error *err)
{
	int code = sqlite3_exec(import->table.sqlite, "COMMIT", NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : database_error(import->table.sqlite, code, import->table.database_path, err);
}

int import_csv(const char *db_path, const char *table, const char *csv_path, const struct import_options *options,
               int64_t *rows, struct problems *problems)
{
	struct import import = { .problems = problems };
	size_t before = problems->errors;
	struct error err = ERROR_INIT;
	int64_t read = 0;
	int result = -1;

	if (import_table_open(&import.table, db_path, table, csv_path, options->cancelled, &err)
	    || csv_open(&import.csv, csv_path, options->cancelled, &err) || read_header(&import, &err))
		goto out;
	/* Against a wrong header every row would be wrong. */
	if (problems->errors > before)
		goto out;
	if (prepare_insert(&import, &err) || import_rows(&import, options, &read, &err))
		goto out;
	if (import.table.has_references
	    && import_check_references(&import.table, import.lines, import.line_count, problems->errors == before,
	                               problems, &err))
		goto out;
	if (problems->errors > before || commit(&import, &err))
		goto out;
	*rows = read;
	result = 0;
out:
	/* Whatever it was that met the stop. */
	if (result && import_table_stopped(&import.table))
		stopped(&import, &err);
	if (err.code)
		problems_add(problems, &err);
	/* References were checked last: back to the order of the file. */
	problems_sort(problems);
	if (problems->memory_failed)
		result = -1;
	sqlite3_finalize(import.insert);
	import_table_release(&import.table);
	csv_close(import.csv);
	text_release(&import.decimal);
	free(import.lines);
	return result;
}
