/* compare.c: two run files, row by row, as a merge in key order. */
#include "run/compare.h"

#include "run/run_file.h"
#include "run/stored.h"

#include <stdlib.h>
#include <string.h>

struct side {
	struct connection *file;
	sqlite3_stmt *statement;
	bool row; /* one is waiting */
};

struct comparison {
	struct side recorded, replayed;
	bool (*each)(void *context, const struct difference *difference);
	void *context;
	int64_t *count;
	struct error *err;
	const char *table;
	int keys;
	bool enough; /* of this table */
	struct text key, left, right;
};

static int next(struct comparison *comparison, struct side *side)
{
	int code = sqlite3_step(side->statement);

	side->row = code == SQLITE_ROW;
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : connection_error(side->file, code, comparison->err);
}

/* Columns compare as SQLite sorts them: NULL, numbers, text, blobs. */
static int compare_columns(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
	int left = sqlite3_column_type(a, column), right = sqlite3_column_type(b, column);
	int left_length, right_length, order;
	const void *left_bytes, *right_bytes;

	if (left != right)
		return left == SQLITE_NULL ? -1 : right == SQLITE_NULL ? 1 : left < right ? -1 : 1;
	switch (left) {
	case SQLITE_NULL:
		return 0;
	case SQLITE_INTEGER: {
		sqlite3_int64 x = sqlite3_column_int64(a, column), y = sqlite3_column_int64(b, column);

		return x < y ? -1 : x > y;
	}
	case SQLITE_FLOAT: {
		double x = sqlite3_column_double(a, column), y = sqlite3_column_double(b, column);

		return x < y ? -1 : x > y;
	}
	default:
		left_bytes = sqlite3_column_blob(a, column);
		right_bytes = sqlite3_column_blob(b, column);
		left_length = sqlite3_column_bytes(a, column);
		right_length = sqlite3_column_bytes(b, column);
		order = left_length && right_length
		                ? memcmp(left_bytes, right_bytes,
		                         (size_t) (left_length < right_length ? left_length : right_length))
		                : 0;
		return order ? order : left_length < right_length ? -1 : left_length > right_length;
	}
}

static int compare_keys(const struct comparison *comparison)
{
	for (int i = 0; i < comparison->keys; i++) {
		int order = compare_columns(comparison->recorded.statement, comparison->replayed.statement, i);

		if (order)
			return order;
	}
	return 0;
}

static const char *show(sqlite3_stmt *statement, int column, struct text *out)
{
	const char *text = (const char *) sqlite3_column_text(statement, column);

	text_clear(out);
	text_append(out, text ? text : "NULL");
	return text_string(out);
}

static void tell(struct comparison *comparison, sqlite3_stmt *statement, const char *column, const char *recorded,
                 const char *replayed)
{
	struct difference difference = {
		.table = comparison->table, .column = column, .recorded = recorded, .replayed = replayed
	};

	++*comparison->count;
	if (comparison->enough)
		return;
	text_clear(&comparison->key);
	for (int i = 0; i < comparison->keys; i++)
		stored_key(statement, &i, 1, (text_append(&comparison->key, i ? ", " : ""), &comparison->key));
	difference.key = text_string(&comparison->key);
	comparison->enough = !comparison->each(comparison->context, &difference);
}

static void compare_rows(struct comparison *comparison)
{
	sqlite3_stmt *left = comparison->recorded.statement, *right = comparison->replayed.statement;

	for (int i = comparison->keys; i < sqlite3_column_count(left); i++) {
		if (compare_columns(left, right, i))
			tell(comparison, left, sqlite3_column_name(left, i), show(left, i, &comparison->left),
			     show(right, i, &comparison->right));
	}
}

/* Both statements are prepared, with their first `keys` columns in order. */
static int merge(struct comparison *comparison, const char *table, int keys)
{
	comparison->table = table;
	comparison->keys = keys;
	comparison->enough = false;
	if (next(comparison, &comparison->recorded) || next(comparison, &comparison->replayed))
		return -1;
	while (comparison->recorded.row || comparison->replayed.row) {
		int order = !comparison->recorded.row ? 1 : !comparison->replayed.row ? -1 : compare_keys(comparison);

		if (order < 0)
			tell(comparison, comparison->recorded.statement, NULL, "", NULL);
		else if (order > 0)
			tell(comparison, comparison->replayed.statement, NULL, NULL, "");
		else
			compare_rows(comparison);
		if (order <= 0 && next(comparison, &comparison->recorded))
			return -1;
		if (order >= 0 && next(comparison, &comparison->replayed))
			return -1;
	}
	return 0;
}

static void finalize(struct comparison *comparison)
{
	sqlite3_finalize(comparison->recorded.statement);
	sqlite3_finalize(comparison->replayed.statement);
	comparison->recorded.statement = comparison->replayed.statement = NULL;
}

static int compare_small(struct comparison *comparison, const struct run_table *table)
{
	struct text sql = TEXT_INIT;
	int failed;

	text_append_format(&sql, "SELECT %s FROM %s %s ORDER BY 1", table->columns, table->name,
	                   strcmp(table->name, "manifest") ? "" : "WHERE sealed = 1");
	for (int i = 2; i <= table->keys; i++)
		text_append_format(&sql, ", %d", i);
	failed = sql.failed ? error_memory(comparison->err)
	                    : connection_prepare(comparison->recorded.file, text_string(&sql),
	                                         &comparison->recorded.statement, comparison->err)
	                              || connection_prepare(comparison->replayed.file, text_string(&sql),
	                                                    &comparison->replayed.statement, comparison->err);
	text_release(&sql);
	if (!failed)
		failed = merge(comparison, table->name, table->keys);
	finalize(comparison);
	return failed ? -1 : 0;
}

/* The tables of one record type, which both runs have. */
static int compare_type(struct comparison *comparison, const struct stored_type *type)
{
	struct connection *recorded = comparison->recorded.file, *replayed = comparison->replayed.file;
	struct text name = TEXT_INIT;
	bool there, there_too;
	int failed = -1;

	if (stored_table_is_there(recorded, "outcome_", type->record.name, &there, comparison->err)
	    || stored_table_is_there(replayed, "outcome_", type->record.name, &there_too, comparison->err))
		goto out;
	text_append_format(&name, "outcome_%s", type->record.name);
	if (there && there_too
	    && (stored_outcomes(recorded, type, &comparison->recorded.statement, comparison->err)
	        || stored_outcomes(replayed, type, &comparison->replayed.statement, comparison->err)
	        || merge(comparison, text_string(&name), (int) type->record.key_count + 1)))
		goto out;
	failed = name.failed ? error_memory(comparison->err) : 0;
out:
	finalize(comparison);
	text_release(&name);
	return failed;
}

int compare_runs(struct connection *recorded, struct connection *replayed,
                 bool (*each)(void *context, const struct difference *difference), void *context, int64_t *count,
                 struct error *err)
{
	struct comparison comparison = { .recorded = { .file = recorded },
		                         .replayed = { .file = replayed },
		                         .each = each,
		                         .context = context,
		                         .count = count,
		                         .err = err };
	struct arena arena = ARENA_INIT;
	struct stored_types types;
	int failed = -1;

	*count = 0;
	for (const struct run_table *table = run_tables; table->name; table++) {
		if (compare_small(&comparison, table))
			goto out;
	}
	if (stored_types_read(recorded, &arena, &types, err))
		goto out;
	for (size_t i = 0; i < types.count; i++) {
		if (compare_type(&comparison, &types.items[i]))
			goto out;
	}
	failed = comparison.key.failed || comparison.left.failed || comparison.right.failed ? error_memory(err) : 0;
out:
	arena_release(&arena);
	text_release(&comparison.key);
	text_release(&comparison.left);
	text_release(&comparison.right);
	return failed;
}
