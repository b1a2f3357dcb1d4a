/* differences.c: two run files, row by row, as a merge in key order. */
#include "run/differences.h"

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
	const int *key_columns; /* where the key stands in a row */
	int keys;
	const struct stored_type *record; /* the rows are records of this type; NULL: they are not */
	bool enough;                      /* of this table */
	struct text key, left, right;
};

/* Small tables and outcomes begin with their key. */
static const int first_columns[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 };

static int next(struct comparison *comparison, struct side *side)
{
	int code = sqlite3_step(side->statement);

	side->row = code == SQLITE_ROW;
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : connection_error(side->file, code, comparison->err);
}

static int compare_keys(const struct comparison *comparison)
{
	for (int i = 0; i < comparison->keys; i++) {
		int order = stored_compare(comparison->recorded.statement, comparison->replayed.statement,
		                           comparison->key_columns[i]);

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
	stored_key(statement, comparison->key_columns, (size_t) comparison->keys, &comparison->key);
	difference.key = text_string(&comparison->key);
	comparison->enough = !comparison->each(comparison->context, &difference);
}

static void compare_column(struct comparison *comparison, int compared, int shown)
{
	sqlite3_stmt *left = comparison->recorded.statement, *right = comparison->replayed.statement;

	if (stored_compare(left, right, compared))
		tell(comparison, left, sqlite3_column_name(left, shown), show(left, shown, &comparison->left),
		     show(right, shown, &comparison->right));
}

/* A personal field is the same where its commitment is: the value itself may have been taken out. */
static void compare_records(struct comparison *comparison)
{
	const struct record_type *type = &comparison->record->record;
	int commitment = (int) type->field_count;

	for (int i = 0; i < (int) type->field_count; i++)
		compare_column(comparison, type->fields[i].personal ? commitment++ : i, i);
}

/* Everything but the key and the leaf, which follows from the rest. */
static void compare_rows(struct comparison *comparison)
{
	sqlite3_stmt *left = comparison->recorded.statement;

	for (int i = comparison->keys; i < sqlite3_column_count(left); i++) {
		if (strcmp(sqlite3_column_name(left, i), "_leaf") != 0)
			compare_column(comparison, i, i);
	}
}

/* Both statements are prepared, in the order of their keys. */
static int merge(struct comparison *comparison, const char *table, const int *key_columns, int keys)
{
	comparison->table = table;
	comparison->key_columns = key_columns;
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
		else if (comparison->record)
			compare_records(comparison);
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

/* Where a position is part of the key, one row more would make all that follow it differ: these are told apart by what they
 * say. */
static const struct run_table without_position[] = {
	{ "finding", "name, record_type, key, period, level, title, undecided, message", 4 },
	{ "note", "text", 1 },
	{ "total", "name, period, groups, title, kind, record_type, grouped_by, type, value, shown, known, unknown",
	  3 },
};

static int compare_small(struct comparison *comparison, const struct run_table *table)
{
	struct text sql = TEXT_INIT;
	int failed;

	for (size_t i = 0; i < sizeof without_position / sizeof *without_position; i++) {
		if (!strcmp(without_position[i].name, table->name))
			table = &without_position[i];
	}

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
		failed = merge(comparison, table->name, first_columns, table->keys);
	finalize(comparison);
	return failed ? -1 : 0;
}

/* One table of a record type, when both runs have it. */
static int compare_stored(struct comparison *comparison, const struct stored_type *type, const char *prefix,
                          stored_rows rows, const int *key_columns, size_t keys)
{
	struct connection *recorded = comparison->recorded.file, *replayed = comparison->replayed.file;
	struct error *err = comparison->err;
	struct text name = TEXT_INIT;
	bool there, there_too;
	int failed = -1;

	if (stored_table_is_there(recorded, prefix, type->record.name, &there, err)
	    || stored_table_is_there(replayed, prefix, type->record.name, &there_too, err))
		goto out;
	text_append_format(&name, "%s%s", prefix, type->record.name);
	if (there && there_too
	    && (rows(recorded, type, NULL, &comparison->recorded.statement, err)
	        || rows(replayed, type, NULL, &comparison->replayed.statement, err)
	        || merge(comparison, text_string(&name), key_columns, (int) keys)))
		goto out;
	failed = name.failed ? error_memory(err) : 0;
out:
	finalize(comparison);
	text_release(&name);
	return failed;
}

static bool has_same_key(const struct stored_type *type, const struct stored_type *other)
{
	const struct record_type *a = &type->record, *b = &other->record;

	if (a->key_count != b->key_count)
		return false;
	for (size_t i = 0; i < a->key_count; i++) {
		if (strcmp(a->fields[a->key[i]].name, b->fields[b->key[i]].name) != 0)
			return false;
	}
	return true;
}

/* The same fields, and the same of them personal. */
static bool has_same_fields(const struct stored_type *type, const struct stored_type *other)
{
	const struct record_type *a = &type->record, *b = &other->record;

	if (a->field_count != b->field_count)
		return false;
	for (size_t i = 0; i < a->field_count; i++) {
		if (strcmp(a->fields[i].name, b->fields[i].name) != 0
		    || a->fields[i].personal != b->fields[i].personal)
			return false;
	}
	return true;
}

static bool has_same_columns(const struct stored_type *type, const struct stored_type *other)
{
	const struct plan_type *a = &type->type, *b = &other->type;

	if (a->column_count != b->column_count)
		return false;
	for (size_t i = 0; i < a->column_count; i++) {
		if (strcmp(a->columns[i].name, b->columns[i].name) != 0)
			return false;
	}
	return true;
}

/* The record type may be another in the two runs: only what both have can be compared; `input_field` and `rule` tell the rest. */
static int compare_type(struct comparison *comparison, const struct stored_type *type,
                        const struct stored_type *other)
{
	int failed = 0;

	if (!other || !has_same_key(type, other))
		return 0;
	comparison->record = type;
	if (has_same_fields(type, other))
		failed = compare_stored(comparison, type, "record_", stored_records, type->type.key_slots,
		                        type->record.key_count);
	comparison->record = NULL;
	if (!failed && has_same_columns(type, other))
		failed = compare_stored(comparison, type, "outcome_", stored_outcomes, first_columns,
		                        type->record.key_count + 1);
	return failed;
}

int differences_find(struct connection *recorded, struct connection *replayed,
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
	struct stored_types types, others;
	int failed = -1;

	*count = 0;
	for (const struct run_table *table = run_tables; table->name; table++) {
		if (compare_small(&comparison, table))
			goto out;
	}
	if (stored_types_read(recorded, &arena, &types, err) || stored_types_read(replayed, &arena, &others, err))
		goto out;
	for (size_t i = 0; i < types.count; i++) {
		if (compare_type(&comparison, &types.items[i],
		                 stored_type_named(&others, types.items[i].record.name)))
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
