/* chunk_table.c: the records and the outcomes of a chunk as rows that SQLite can select. */
#include "run/chunk_table.h"

#include "run/run_file.h"

#include <stdlib.h>

static const char *const names[] = { "chunk_records", "chunk_outcomes" };

/* What stands in a column: asked once for each value that is written, so looked up once for each type of record. */
enum shown {
	SHOWN_FIELD,
	SHOWN_OUTCOME,
	SHOWN_PERIOD,
	SHOWN_UNKNOWN,
	SHOWN_COMMITMENT,
	SHOWN_RECORD_LEAF,
	SHOWN_LEAF
};

struct column {
	enum shown shown;
	bool decimal; /* a rate or a decimal: kept as text, whole or not */
	size_t place; /* among the record's fields, outcomes or commitments */
};

struct view {
	sqlite3_vtab base; /* SQLite's own, which comes first */
	struct chunk_table *table;
	enum chunk_part part;
	size_t column_count;
	struct column columns[];
};

struct cursor {
	sqlite3_vtab_cursor base;
	size_t row; /* of the chunk; of outcomes: record by record, in each period by period */
	size_t count;
	size_t record, period; /* of the row */
	const struct value *fields, *outcomes;
};

static struct column *add_column(struct view *view, enum shown shown, size_t place)
{
	struct column *column = &view->columns[view->column_count++];

	column->shown = shown;
	column->place = place;
	return column;
}

static void add_value(struct view *view, enum shown shown, size_t place, enum type type)
{
	add_column(view, shown, place)->decimal = type == TYPE_RATE || type == TYPE_DECIMAL;
}

static void add_record_columns(struct view *view)
{
	const struct plan_type *type = view->table->type;

	for (size_t i = 0; i < type->field_count; i++)
		add_value(view, SHOWN_FIELD, i, type->record->fields[type->fields[i]].type);
	for (size_t i = 0; i < type->personal_count; i++)
		add_column(view, SHOWN_COMMITMENT, i);
	add_column(view, SHOWN_RECORD_LEAF, 0);
}

static void add_outcome_columns(struct view *view)
{
	const struct plan_type *type = view->table->type;

	for (size_t i = 0; i < type->record->key_count; i++)
		add_value(view, SHOWN_FIELD, (size_t) type->key_slots[i],
		          type->record->fields[type->record->key[i]].type);
	add_column(view, SHOWN_PERIOD, 0);
	for (size_t i = 0; i < type->column_count; i++)
		add_value(view, SHOWN_OUTCOME, i, type->columns[i].type);
	add_column(view, SHOWN_UNKNOWN, 0);
	add_column(view, SHOWN_LEAF, 0);
}

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
	view = calloc(1, sizeof *view + count * sizeof *view->columns);
	if (!view)
		return SQLITE_NOMEM;
	view->table = table;
	view->part = part;
	if (part == CHUNK_RECORDS_PART)
		add_record_columns(view);
	else
		add_outcome_columns(view);
	ensure(view->column_count == count);
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

/* Finds the row's values. A record outside its own dates has no outcome. */
static void arrive(struct cursor *cursor)
{
	const struct view *view = view_of(cursor);
	const struct chunk *chunk = view->table->chunk;
	const struct plan_type *type = view->table->type;
	size_t periods = view->part == CHUNK_OUTCOMES_PART ? view->table->plan->period_count : 1;

	while (view->part == CHUNK_OUTCOMES_PART && cursor->row < cursor->count && chunk->absent[cursor->row])
		cursor->row++;
	if (cursor->row >= cursor->count)
		return;
	cursor->record = periods == 1 ? cursor->row : cursor->row / periods;
	cursor->period = cursor->row - cursor->record * periods;
	cursor->fields = chunk->values + cursor->record * type->field_count;
	cursor->outcomes = chunk->outcomes + cursor->row * type->column_count;
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
	arrive(cursor);
	return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
	struct cursor *cursor = (struct cursor *) base;

	cursor->row++;
	arrive(cursor);
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

static int give_decimal(sqlite3_context *to, struct value value)
{
	struct text plain = TEXT_INIT;

	decimal_print(value_as_decimal(value), &plain);
	if (plain.failed) {
		text_release(&plain);
		return SQLITE_NOMEM;
	}
	sqlite3_result_text64(to, text_string(&plain), plain.length, SQLITE_TRANSIENT, SQLITE_UTF8);
	text_release(&plain);
	return SQLITE_OK;
}

/* Gives a value as its column stores it. */
static int give_value(sqlite3_context *to, bool decimal, const struct value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		break; /* NULL, as nothing was given */
	case VALUE_INTEGER:
		if (decimal)
			return give_decimal(to, *value);
		sqlite3_result_int64(to, value->as.integer);
		break;
	case VALUE_FLAG:
		sqlite3_result_int64(to, value->as.integer != 0);
		break;
	case VALUE_TEXT:
		sqlite3_result_text64(to, value->as.text, value->length, SQLITE_STATIC, SQLITE_UTF8);
		break;
	case VALUE_NUMBER:
		sqlite3_result_double(to, value->as.number);
		break;
	case VALUE_DECIMAL:
		return give_decimal(to, *value);
	}
	return SQLITE_OK;
}

/* The names of the columns that are unknown, with commas between; NULL when there are none. */
static int give_unknown(struct chunk_table *table, const struct value *outcomes, sqlite3_context *to)
{
	size_t first = 0;

	while (first < table->type->column_count && outcomes[first].kind != VALUE_UNKNOWN)
		first++;
	if (first == table->type->column_count)
		return SQLITE_OK;
	text_clear(&table->scratch);
	for (size_t i = first; i < table->type->column_count; i++) {
		if (outcomes[i].kind != VALUE_UNKNOWN)
			continue;
		text_append(&table->scratch, table->scratch.length ? "," : "");
		text_append(&table->scratch, table->type->columns[i].name);
	}
	if (table->scratch.failed)
		return SQLITE_NOMEM;
	sqlite3_result_text64(to, text_string(&table->scratch), table->scratch.length, SQLITE_TRANSIENT, SQLITE_UTF8);
	return SQLITE_OK;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int number)
{
	const struct cursor *cursor = (const struct cursor *) base;
	const struct view *view = view_of(cursor);
	const struct column *column = &view->columns[number];
	const struct chunk *chunk = view->table->chunk;

	switch (column->shown) {
	case SHOWN_FIELD:
		return give_value(to, column->decimal, &cursor->fields[column->place]);
	case SHOWN_OUTCOME:
		return give_value(to, column->decimal, &cursor->outcomes[column->place]);
	case SHOWN_PERIOD:
		sqlite3_result_text(to, view->table->plan->periods[cursor->period].label, -1, SQLITE_STATIC);
		break;
	case SHOWN_UNKNOWN:
		return give_unknown(view->table, cursor->outcomes, to);
	case SHOWN_COMMITMENT:
		sqlite3_result_blob(
			to, chunk->commitments[cursor->record * view->table->type->personal_count + column->place],
			SHA256_SIZE, SQLITE_STATIC);
		break;
	case SHOWN_RECORD_LEAF:
		sqlite3_result_blob(to, chunk->leaves[cursor->record], LEAF_SHOWN, SQLITE_STATIC);
		break;
	case SHOWN_LEAF:
		sqlite3_result_blob(to, chunk->outcome_leaves[cursor->row], LEAF_SHOWN, SQLITE_STATIC);
		break;
	}
	return SQLITE_OK;
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
		code = sqlite3_create_module(sqlite, names[part], NULL, NULL);
		if (code == SQLITE_OK)
			code = sqlite3_create_module(sqlite, names[part], &modules[part], table);
	}
	return code;
}

void chunk_table_select(const struct chunk_table *table, enum chunk_part part, struct text *sql)
{
	size_t count = count_columns(table->type, part);

	for (size_t i = 0; i < count; i++) {
		text_append(sql, i ? ", " : " SELECT ");
		/* The only period is the same in every row. Labels have no quotes. */
		if (part == CHUNK_OUTCOMES_PART && i == table->type->record->key_count
		    && table->plan->period_count == 1)
			text_append_format(sql, "'%s'", table->plan->periods[0].label);
		else
			text_append_format(sql, "c%zu", i);
	}
	text_append_format(sql, " FROM %s", names[part]);
}
