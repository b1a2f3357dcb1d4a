/* import_references.c: foreign keys that point at nothing, found when all rows are in, and shown where they stand in the
 * CSV file, which is read a second time for that. */
#include "records/connection.h"
#include "records/import_table.h"

#include <stdlib.h>
#include <string.h>

struct dangling {
	int line; /* 0: not known (a table without rowid) */
	int key;  /* SQLite's number of the foreign key */
};

struct dangling_list {
	struct dangling *items;
	size_t count, capacity;
	bool complete;
};

static int compare_lines(const void *a, const void *b)
{
	const struct import_line *x = a, *y = b;

	return x->rowid < y->rowid ? -1 : x->rowid > y->rowid;
}

static int compare_dangling(const void *a, const void *b)
{
	const struct dangling *x = a, *y = b;

	return x->line != y->line ? (x->line < y->line ? -1 : 1) : x->key < y->key ? -1 : x->key > y->key;
}

/* Rows that were there before are not this import's to answer for. */
static int find_dangling(struct import_table *table, const struct import_line *lines, size_t count,
                         struct dangling_list *found, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(table->sqlite, "SELECT rowid, fkid FROM pragma_foreign_key_check(?1)", -1,
	                              &statement, NULL);
	int result = 0;

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
	while (code == SQLITE_OK && !result && sqlite3_step(statement) == SQLITE_ROW) {
		struct import_line wanted = { .rowid = sqlite3_column_int64(statement, 0) };
		const struct import_line *line = NULL;
		bool known = sqlite3_column_type(statement, 0) != SQLITE_NULL;

		if (known && count)
			line = bsearch(&wanted, lines, count, sizeof *lines, compare_lines);
		if (known && !line)
			continue;
		if (array_reserve(&found->items, &found->capacity, found->count + 1, sizeof *found->items))
			result = error_memory(err);
		else
			found->items[found->count++] = (struct dangling){ .line = line ? line->line : 0,
				                                          .key = sqlite3_column_int(statement, 1) };
	}
	if (code == SQLITE_OK)
		code = sqlite3_reset(statement);
	if (!result && code != SQLITE_OK)
		result = database_error(table->sqlite, code, table->database_path, err);
	sqlite3_finalize(statement);
	return result;
}

/* The first column of foreign key `key`, and the table that it points at: copies in the arena, or NULL. */
static void describe(struct import_table *table, int key, const char **column, const char **parent)
{
	sqlite3_stmt *statement = NULL;

	*column = *parent = NULL;
	if (sqlite3_prepare_v2(
		    table->sqlite,
		    "SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1) WHERE id = ?2 ORDER BY seq LIMIT 1",
		    -1, &statement, NULL)
	            == SQLITE_OK
	    && sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC) == SQLITE_OK
	    && sqlite3_bind_int(statement, 2, key) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
		const char *from = (const char *) sqlite3_column_text(statement, 0);
		const char *to = (const char *) sqlite3_column_text(statement, 1);

		*column = from ? arena_text(&table->arena, from) : NULL;
		*parent = to ? arena_text(&table->arena, to) : NULL;
	}
	sqlite3_finalize(statement);
}

/* Whether the cell is known to be bad: it was not imported as it stands there. */
static bool has_problem_at(const struct problems *problems, const struct error *problem)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (problems->items[i].line == problem->line && problems->items[i].column == problem->column)
			return true;
	}
	return false;
}

static int add_problem(struct import_table *table, const struct dangling *dangling, bool complete,
                       const struct csv_file *csv, const struct csv_row *row, struct problems *problems,
                       struct error *err)
{
	struct error problem = ERROR_INIT;
	const char *column, *parent;
	int cell = -1;

	describe(table, dangling->key, &column, &parent);
	if (!column || !parent)
		return error_memory(err);
	if (!complete && names_equal_nocase(parent, table->name))
		return 0;
	for (size_t i = 0; i < table->count; i++) {
		if (names_equal_nocase(table->columns[i].field.name, column))
			cell = table->columns[i].cell;
	}
	if (row && cell >= 0)
		error_set(&problem, ERROR_INPUT, "column '%s' refers to a record of '%s' that is not there: '%.80s'",
		          column, parent, row->cells[cell].text);
	else
		error_set(&problem, ERROR_INPUT, "column '%s' of '%s' refers to a record of '%s' that is not there",
		          column, table->name, parent);
	if (row)
		csv_place(csv, cell >= 0 ? (size_t) cell : 0, &problem);
	else
		error_place(&problem, table->csv_path, 0, 0);
	if (row && has_problem_at(problems, &problem))
		return 0;
	error_hint(&problem, "import '%s' first, or correct the reference", parent);
	problems_add(problems, &problem);
	return 0;
}

static int show_dangling(struct import_table *table, const struct dangling_list *found, struct problems *problems,
                         struct error *err)
{
	struct csv_file *csv = NULL;
	struct csv_row row;
	size_t at = 0;
	enum csv_result read = CSV_ROW;
	struct error bad; /* of a row that was told when the rows were imported */
	int result = 0;

	for (; !result && at < found->count && found->items[at].line == 0; at++)
		result = add_problem(table, &found->items[at], found->complete, NULL, NULL, problems, err);
	if (!result && at < found->count)
		result = csv_open(&csv, table->csv_path, table->cancelled, err);
	while (!result && at < found->count && (read == CSV_ROW || read == CSV_BAD_ROW)) {
		read = csv_next(csv, &row, &bad);
		if (read == CSV_BROKEN) {
			*err = bad;
			result = -1;
		}
		for (; !result && read == CSV_ROW && at < found->count && found->items[at].line <= row.line; at++)
			result = add_problem(table, &found->items[at], found->complete, csv, &row, problems, err);
	}
	csv_close(csv);
	return result;
}

int import_check_references(struct import_table *table, struct import_line *lines, size_t count, bool complete,
                            struct problems *problems, struct error *err)
{
	struct dangling_list found = { .complete = complete };
	int result;

	if (count)
		qsort(lines, count, sizeof *lines, compare_lines);
	result = find_dangling(table, lines, count, &found, err);
	if (!result && found.count) {
		qsort(found.items, found.count, sizeof *found.items, compare_dangling);
		result = show_dangling(table, &found, problems, err);
	}
	free(found.items);
	return result;
}
