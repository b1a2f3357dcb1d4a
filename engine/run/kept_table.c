/* kept_table.c: rows of records and outcomes as a run file keeps them. */
#include "run/kept_table.h"

#include "run/declared.h"
#include "run/record_format.h"
#include "run/run_file.h"
#include "value/decimal_text.h"

#include <stdlib.h>
#include <string.h>

/* A row of a chunk. */
struct row_place {
	const struct kept_table *table;
	const struct chunk *chunk;
	size_t record, period;
	const struct value *fields, *outcomes;
	struct text scratch; /* with room for all texts that are made for a row, so that they stay where they are */
};

static struct kept_column *add_column(struct kept_table *table, enum kept kept, size_t place)
{
	struct kept_column *column = &table->columns[table->column_count++];

	*column = (struct kept_column){ .kept = kept, .place = place, .parameter = (int) table->column_count };
	return column;
}

static void add_value(struct kept_table *table, enum kept kept, size_t place, enum type type)
{
	struct kept_column *column = add_column(table, kept, place);

	column->decimal = type == TYPE_RATE || type == TYPE_DECIMAL;
	table->text_most += column->decimal ? DECIMAL_TEXT_SIZE : 0;
}

static void add_field(struct kept_table *table, size_t slot)
{
	const struct plan_type *type = table->type;

	add_value(table, KEPT_FIELD, slot, type->record->fields[type->fields[slot]].type);
	if (table->by_number && type->key_slots[0] == (int) slot)
		table->columns[table->column_count - 1].kept = KEPT_NUMBER;
}

static void add_record_columns(struct kept_table *table)
{
	for (size_t i = 0; i < table->type->field_count; i++)
		add_field(table, i);
	for (size_t i = 0; i < table->type->personal_count; i++)
		add_column(table, KEPT_COMMITMENT, i);
	add_column(table, KEPT_RECORD_LEAF, 0);
}

static void add_outcome_columns(struct kept_table *table)
{
	const struct plan_type *type = table->type;

	for (size_t i = 0; i < type->record->key_count; i++)
		add_field(table, (size_t) type->key_slots[i]);
	add_column(table, KEPT_PERIOD, 0);
	for (size_t i = 0; i < type->column_count; i++) {
		add_value(table, KEPT_OUTCOME, i, type->columns[i].type);
		table->text_most += strlen(type->columns[i].name) + 1;
	}
	add_column(table, KEPT_UNKNOWN, 0);
	add_column(table, KEPT_LEAF, 0);
}

/* A table without a number begins with its key, in the key's order. Of outcomes that is so as they are declared. */
static void put_key_first(struct kept_table *table)
{
	const struct plan_type *type = table->type;

	for (size_t i = 0; i < type->record->key_count; i++) {
		size_t at = i;
		struct kept_column column;

		while (table->columns[at].kept != KEPT_FIELD
		       || table->columns[at].place != (size_t) type->key_slots[i])
			at++;
		column = table->columns[at];
		memmove(&table->columns[i + 1], &table->columns[i], (at - i) * sizeof column);
		table->columns[i] = column;
	}
}

/* Labels are mostly ascending, but "2005-M06" is not behind "2005-07". */
static void sort_periods(struct kept_table *table)
{
	const struct period *periods = table->plan->periods;

	for (size_t i = 0; i < table->plan->period_count; i++) {
		size_t at = i;

		for (; at > 0 && strcmp(periods[table->periods[at - 1]].label, periods[i].label) > 0; at--)
			table->periods[at] = table->periods[at - 1];
		table->periods[at] = i;
	}
}

int kept_table_init(struct kept_table *table, const struct plan *plan, const struct plan_type *type, bool outcomes,
                    struct error *err)
{
	size_t most = type->record->key_count + type->field_count + type->personal_count + type->column_count + 3;

	*table = (struct kept_table){ .plan = plan, .type = type, .outcomes = outcomes, .in_order = true };
	table->columns = calloc(most, sizeof *table->columns);
	table->periods = calloc(plan->period_count, sizeof *table->periods);
	if (!table->columns || !table->periods) {
		kept_table_release(table);
		return error_memory(err);
	}
	table->by_number = declared_by_number(type->record, !outcomes || plan->period_count == 1);
	for (size_t i = 0; i < type->record->key_count; i++) {
		enum type key = type->record->fields[type->record->key[i]].type;

		table->in_order &= key != TYPE_RATE && key != TYPE_DECIMAL;
	}
	if (outcomes)
		add_outcome_columns(table);
	else
		add_record_columns(table);
	if (!table->by_number)
		put_key_first(table);
	sort_periods(table);
	return 0;
}

void kept_table_release(struct kept_table *table)
{
	free(table->columns);
	free(table->periods);
	*table = (struct kept_table){ .type = NULL };
}

/* The names of the outcomes that are unknown, with commas between; NULL when there are none. */
static void name_unknown(struct row_place *at, struct value *out)
{
	const struct plan_type *type = at->table->type;
	size_t start = at->scratch.length;

	out->kind = VALUE_NONE;
	for (size_t i = 0; i < type->column_count; i++) {
		if (at->outcomes[i].kind != VALUE_UNKNOWN)
			continue;
		text_append(&at->scratch, at->scratch.length > start ? "," : "");
		text_append(&at->scratch, type->columns[i].name);
	}
	if (at->scratch.length > start)
		*out = value_text(text_string(&at->scratch) + start, at->scratch.length - start);
}

static struct value bytes_of(const uint8_t *bytes, size_t length)
{
	return value_text((const char *) bytes, length);
}

static bool is_blob(const struct kept_column *column)
{
	return column->kept == KEPT_COMMITMENT || column->kept == KEPT_RECORD_LEAF || column->kept == KEPT_LEAF;
}

/* What stands in a column: in the chunk, or in `made`. */
static inline const struct value *find_value(struct row_place *at, const struct kept_column *column,
                                             struct value *made)
{
	const struct plan_type *type = at->table->type;
	const struct chunk *chunk = at->chunk;
	const struct value *value = made;
	size_t start;

	switch (column->kept) {
	case KEPT_NUMBER:
	case KEPT_FIELD:
		value = &at->fields[column->place];
		break;
	case KEPT_OUTCOME:
		value = &at->outcomes[column->place];
		break;
	case KEPT_PERIOD:
		*made = value_text(at->table->plan->periods[at->period].label,
		                   strlen(at->table->plan->periods[at->period].label));
		break;
	case KEPT_UNKNOWN:
		name_unknown(at, made);
		break;
	case KEPT_COMMITMENT:
		*made = bytes_of(chunk->commitments[at->record * type->personal_count + column->place], SHA256_SIZE);
		break;
	case KEPT_RECORD_LEAF:
		*made = bytes_of(chunk->leaves[at->record], LEAF_SHOWN);
		break;
	case KEPT_LEAF:
		*made = bytes_of(chunk->outcome_leaves[at->record * at->table->plan->period_count + at->period],
		                 LEAF_SHOWN);
		break;
	}
	if (!column->decimal || (value->kind != VALUE_INTEGER && value->kind != VALUE_DECIMAL))
		return value;
	start = at->scratch.length;
	decimal_print(value_as_decimal(*value), &at->scratch);
	*made = value_text(text_string(&at->scratch) + start, at->scratch.length - start);
	return made;
}

/* Begins at a row of the chunk. False: the table has none for it, since the record lies outside its own dates. */
static bool arrive(struct row_place *at, size_t row)
{
	const struct kept_table *table = at->table;
	size_t periods = table->outcomes ? table->plan->period_count : 1, place;

	at->record = row / periods;
	at->period = table->periods[row % periods];
	place = at->record * table->plan->period_count + at->period;
	if (table->outcomes && at->chunk->absent[place])
		return false;
	at->fields = at->chunk->values + at->record * table->type->field_count;
	at->outcomes = at->chunk->outcomes + place * table->type->column_count;
	text_clear(&at->scratch);
	return true;
}

/* As many as there are at most. */
static size_t begin_rows(const struct kept_table *table, const struct chunk *chunk, struct row_place *at)
{
	*at = (struct row_place){ .table = table, .chunk = chunk };
	if (table->text_most && !text_room(&at->scratch, table->text_most))
		return 0;
	return chunk->count * (table->outcomes ? table->plan->period_count : 1);
}

static void encode_value(struct record *record, const struct kept_column *column, const struct value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		record_null(record);
		break;
	case VALUE_INTEGER:
	case VALUE_FLAG:
		record_integer(record, value->as.integer);
		break;
	case VALUE_TEXT:
		if (is_blob(column))
			record_blob(record, value->as.text, value->length);
		else
			record_text(record, value->as.text, value->length);
		break;
	case VALUE_NUMBER:
		record_number(record, value->as.number);
		break;
	case VALUE_DECIMAL:
		bug("a decimal in a column that has none");
	}
}

static void encode_row(struct row_place *at, struct text *out)
{
	const struct kept_table *table = at->table;
	size_t start = out->length;
	struct kept_row row = { .number = 0 };
	struct record record;
	struct value made;

	text_append_bytes(out, &row, sizeof row);
	if (record_begin(&record, out, table->column_count))
		return;
	for (size_t i = 0; i < table->column_count; i++) {
		const struct kept_column *column = &table->columns[i];
		const struct value *value = find_value(at, column, &made);

		if (column->kept == KEPT_NUMBER) {
			row.number = value->as.integer;
			record_null(&record);
		} else {
			encode_value(&record, column, value);
		}
	}
	record_end(&record);
	row.length = out->length - start - sizeof row;
	memcpy(out->bytes + start, &row, sizeof row);
}

void kept_table_encode(const struct kept_table *table, const struct chunk *chunk, struct text *out)
{
	struct row_place at;
	size_t rows = begin_rows(table, chunk, &at);

	for (size_t row = 0; row < rows && !out->failed; row++) {
		if (arrive(&at, row))
			encode_row(&at, out);
	}
	out->failed |= at.scratch.failed;
	text_release(&at.scratch);
}

static int bind_value(sqlite3_stmt *insert, const struct kept_column *column, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
	case VALUE_FLAG:
		return sqlite3_bind_int64(insert, column->parameter, value->as.integer);
	case VALUE_TEXT:
		if (is_blob(column))
			return sqlite3_bind_blob64(insert, column->parameter, value->as.text, value->length,
			                           SQLITE_STATIC);
		return sqlite3_bind_text64(insert, column->parameter, value->as.text, value->length, SQLITE_STATIC,
		                           SQLITE_UTF8);
	case VALUE_NUMBER:
		return sqlite3_bind_double(insert, column->parameter, value->as.number);
	default:
		return sqlite3_bind_null(insert, column->parameter);
	}
}

static int insert_row(struct row_place *at, sqlite3_stmt *insert)
{
	int code = SQLITE_OK, reset;
	struct value made;

	for (size_t i = 0; code == SQLITE_OK && i < at->table->column_count; i++) {
		const struct kept_column *column = &at->table->columns[i];

		code = bind_value(insert, column, find_value(at, column, &made));
	}
	if (code != SQLITE_OK)
		return code;
	if (at->scratch.failed)
		return SQLITE_NOMEM;
	code = sqlite3_step(insert);
	reset = sqlite3_reset(insert);
	return code == SQLITE_DONE ? SQLITE_OK : reset;
}

int kept_table_insert(const struct kept_table *table, const struct chunk *chunk, sqlite3_stmt *insert)
{
	struct row_place at;
	size_t rows = begin_rows(table, chunk, &at);
	int code = at.scratch.failed ? SQLITE_NOMEM : SQLITE_OK;

	for (size_t row = 0; row < rows && code == SQLITE_OK; row++) {
		if (arrive(&at, row))
			code = insert_row(&at, insert);
	}
	text_release(&at.scratch);
	return code;
}
