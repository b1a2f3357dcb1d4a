/* chunk_table.c: the records and the outcomes of a chunk as rows that SQLite can select. */
#include "run/chunk_table.h"

#include "run/run_file.h"

#include <stdlib.h>

const char *const chunk_table_names[] = { "chunk_records", "chunk_outcomes" };

struct view {
	sqlite3_vtab base; /* SQLite's own, which comes first */
	struct chunk_table *table;
	enum chunk_part part;
};

struct cursor {
	sqlite3_vtab_cursor base;
	size_t row; /* of the chunk; of outcomes: record by record, in each period by period */
	size_t count;
};

static size_t count_columns(const struct plan_type *type, enum chunk_part part)
{
	return part == CHUNK_RECORDS_PART ? type->field_count + type->personal_count + 1
	                                  : type->record->key_count + type->column_count + 3;
}

static int connect_part(sqlite3 *sqlite, struct chunk_table *table, enum chunk_part part, sqlite3_vtab **out)
{
	size_t count = count_columns(table->type, part);
	struct text sql = TEXT_INIT;
	struct view *view = NULL;
	int code = SQLITE_NOMEM;

	text_append(&sql, "CREATE TABLE chunk (");
	for (size_t i = 0; i < count; i++)
		text_append_format(&sql, "%sc%zu", i ? ", " : "", i);
	text_append(&sql, ")");
	if (!sql.failed)
		code = sqlite3_declare_vtab(sqlite, text_string(&sql));
	text_release(&sql);
	if (code != SQLITE_OK)
		return code;
	view = calloc(1, sizeof *view);
	if (!view)
		return SQLITE_NOMEM;
	view->table = table;
	view->part = part;
	*out = &view->base;
	return SQLITE_OK;
}

static int connect_records(sqlite3 *sqlite, void *context, int count, const char *const *arguments,
                           sqlite3_vtab **out, char **message)
{
	(void) count, (void) arguments, (void) message;
	return connect_part(sqlite, context, CHUNK_RECORDS_PART, out);
}

static int connect_outcomes(sqlite3 *sqlite, void *context, int count, const char *const *arguments,
                            sqlite3_vtab **out, char **message)
{
	(void) count, (void) arguments, (void) message;
	return connect_part(sqlite, context, CHUNK_OUTCOMES_PART, out);
}

static int disconnect(sqlite3_vtab *base)
{
	free(base);
	return SQLITE_OK;
}

static int plan_query(sqlite3_vtab *base, sqlite3_index_info *info)
{
	(void) base;
	info->estimatedCost = CHUNK_RECORDS;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	struct cursor *cursor = calloc(1, sizeof *cursor);

	(void) base;
	if (!cursor)
		return SQLITE_NOMEM;
	*out = &cursor->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
	free(base);
	return SQLITE_OK;
}

static const struct view *view_of(const struct cursor *cursor)
{
	return (const struct view *) cursor->base.pVtab;
}

/* A record outside its own dates has no outcome. */
static void pass_absent(struct cursor *cursor)
{
	const struct view *view = view_of(cursor);

	while (view->part == CHUNK_OUTCOMES_PART && cursor->row < cursor->count
	       && view->table->chunk->absent[cursor->row])
		cursor->row++;
}

static int start(sqlite3_vtab_cursor *base, int number, const char *text, int count, sqlite3_value **values)
{
	struct cursor *cursor = (struct cursor *) base;
	const struct view *view = view_of(cursor);
	const struct chunk *chunk = view->table->chunk;

	(void) number, (void) text, (void) count, (void) values;
	cursor->row = 0;
	cursor->count =
		!chunk ? 0 : chunk->count * (view->part == CHUNK_OUTCOMES_PART ? view->table->plan->period_count : 1);
	pass_absent(cursor);
	return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
	struct cursor *cursor = (struct cursor *) base;

	cursor->row++;
	pass_absent(cursor);
	return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *base)
{
	const struct cursor *cursor = (const struct cursor *) base;

	return cursor->row >= cursor->count;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *id)
{
	*id = (sqlite3_int64) ((const struct cursor *) base)->row;
	return SQLITE_OK;
}

/* Gives a value as its column stores it. */
static int give_value(sqlite3_context *to, enum type type, struct value value)
{
	struct text plain = TEXT_INIT;

	switch (value.kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		return SQLITE_OK; /* NULL, as nothing was given */
	case VALUE_INTEGER:
		if (type == TYPE_RATE || type == TYPE_DECIMAL)
			break;
		sqlite3_result_int64(to, value.as.integer);
		return SQLITE_OK;
	case VALUE_FLAG:
		sqlite3_result_int(to, value.as.integer != 0);
		return SQLITE_OK;
	case VALUE_TEXT:
		sqlite3_result_text64(to, value.as.text, value.length, SQLITE_STATIC, SQLITE_UTF8);
		return SQLITE_OK;
	case VALUE_NUMBER:
		sqlite3_result_double(to, value.as.number);
		return SQLITE_OK;
	case VALUE_DECIMAL:
		break;
	}
	decimal_print(value_as_decimal(value), &plain);
	if (plain.failed) {
		text_release(&plain);
		return SQLITE_NOMEM;
	}
	sqlite3_result_text64(to, text_string(&plain), plain.length, SQLITE_TRANSIENT, SQLITE_UTF8);
	text_release(&plain);
	return SQLITE_OK;
}

static int give_record(const struct chunk_table *table, size_t row, size_t column, sqlite3_context *to)
{
	const struct plan_type *type = table->type;
	const struct chunk *chunk = table->chunk;

	if (column < type->field_count)
		return give_value(to, type->record->fields[type->fields[column]].type,
		                  chunk->values[row * type->field_count + column]);
	column -= type->field_count;
	if (column < type->personal_count)
		sqlite3_result_blob(to, chunk->commitments[row * type->personal_count + column], SHA256_SIZE,
		                    SQLITE_STATIC);
	else
		sqlite3_result_blob(to, chunk->leaves[row], LEAF_SHOWN, SQLITE_STATIC);
	return SQLITE_OK;
}

/* The names of the columns that are unknown, with commas between; NULL when there are none. */
static int give_unknown(struct chunk_table *table, const struct value *outcomes, sqlite3_context *to)
{
	text_clear(&table->scratch);
	for (size_t i = 0; i < table->type->column_count; i++) {
		if (outcomes[i].kind != VALUE_UNKNOWN)
			continue;
		text_append(&table->scratch, table->scratch.length ? "," : "");
		text_append(&table->scratch, table->type->columns[i].name);
	}
	if (table->scratch.failed)
		return SQLITE_NOMEM;
	if (table->scratch.length)
		sqlite3_result_text64(to, text_string(&table->scratch), table->scratch.length, SQLITE_TRANSIENT,
		                      SQLITE_UTF8);
	return SQLITE_OK;
}

static int give_outcome(struct chunk_table *table, size_t at, size_t column, sqlite3_context *to)
{
	const struct plan_type *type = table->type;
	const struct chunk *chunk = table->chunk;
	size_t periods = table->plan->period_count, keys = type->record->key_count;
	const struct value *outcomes = chunk->outcomes + at * type->column_count;

	if (column < keys)
		return give_value(to, type->record->fields[type->record->key[column]].type,
		                  chunk->values[at / periods * type->field_count + (size_t) type->key_slots[column]]);
	column -= keys;
	if (column == 0) {
		sqlite3_result_text(to, table->plan->periods[at % periods].label, -1, SQLITE_STATIC);
		return SQLITE_OK;
	}
	column--;
	if (column < type->column_count)
		return give_value(to, type->columns[column].type, outcomes[column]);
	if (column == type->column_count)
		return give_unknown(table, outcomes, to);
	sqlite3_result_blob(to, chunk->outcome_leaves[at], LEAF_SHOWN, SQLITE_STATIC);
	return SQLITE_OK;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
	const struct cursor *cursor = (const struct cursor *) base;
	const struct view *view = view_of(cursor);

	return view->part == CHUNK_RECORDS_PART ? give_record(view->table, cursor->row, (size_t) column, to)
	                                        : give_outcome(view->table, cursor->row, (size_t) column, to);
}

/* Without xCreate a module is a table of its own name. */
#define MODULE(connect)                                                                                        \
	{                                                                                                      \
		.iVersion = 0, .xConnect = (connect), .xBestIndex = plan_query, .xDisconnect = disconnect,     \
		.xOpen = open_cursor, .xClose = close_cursor, .xFilter = start, .xNext = next, .xEof = at_end, \
		.xColumn = give_column, .xRowid = row_id                                                       \
	}
static const sqlite3_module modules[] = { MODULE(connect_records), MODULE(connect_outcomes) };

int chunk_table_declare(sqlite3 *sqlite, struct chunk_table *table)
{
	int code = SQLITE_OK;

	for (int part = 0; code == SQLITE_OK && part < 2; part++) {
		code = sqlite3_create_module(sqlite, chunk_table_names[part], NULL, NULL);
		if (code == SQLITE_OK)
			code = sqlite3_create_module(sqlite, chunk_table_names[part], &modules[part], table);
	}
	return code;
}
