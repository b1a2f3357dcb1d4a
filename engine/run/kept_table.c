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
	size_t row; /* of outcomes: record by record, in each period by period */
	size_t record, period;
	const struct value *fields, *outcomes;
	struct text names; /* of outcomes */
};

static struct kept_column *add_column(struct kept_table *table, enum kept kept, size_t place)
{
	struct kept_column *column = &table->columns[table->column_count++];

	*column = (struct kept_column){ .kept = kept, .place = place };
	return column;
}

static void add_value(struct kept_table *table, enum kept kept, size_t place, enum type type)
{
	add_column(table, kept, place)->decimal = type == TYPE_RATE || type == TYPE_DECIMAL;
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
	for (size_t i = 0; i < type->column_count; i++)
		add_value(table, KEPT_OUTCOME, i, type->columns[i].type);
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

int kept_table_init(struct kept_table *table, const struct plan *plan, const struct plan_type *type, bool outcomes,
                    struct error *err)
{
	size_t most = type->record->key_count + type->field_count + type->personal_count + type->column_count + 3;

	*table = (struct kept_table){ .plan = plan, .type = type, .outcomes = outcomes };
	table->columns = calloc(most, sizeof *table->columns);
	if (!table->columns)
		return error_memory(err);
	table->by_number = declared_by_number(type->record, !outcomes || plan->period_count == 1);
	if (outcomes)
		add_outcome_columns(table);
	else
		add_record_columns(table);
	if (!table->by_number)
		put_key_first(table);
	for (size_t i = 1; i < plan->period_count; i++)
		ensure(strcmp(plan->periods[i - 1].label, plan->periods[i].label) < 0);
	return 0;
}

void kept_table_release(struct kept_table *table)
{
	free(table->columns);
	*table = (struct kept_table){ .type = NULL };
}

static void put_decimal(struct record *record, const struct value *value)
{
	char digits[DECIMAL_TEXT_SIZE];

	record_text(record, digits, decimal_format(value_as_decimal(*value), digits));
}

/* Puts a value as its column stores it. */
static void put_value(struct record *record, const struct kept_column *column, const struct value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		record_null(record);
		break;
	case VALUE_INTEGER:
		if (column->decimal)
			put_decimal(record, value);
		else
			record_integer(record, value->as.integer);
		break;
	case VALUE_FLAG:
		record_integer(record, value->as.integer != 0);
		break;
	case VALUE_TEXT:
		record_text(record, value->as.text, value->length);
		break;
	case VALUE_NUMBER:
		record_number(record, value->as.number);
		break;
	case VALUE_DECIMAL:
		put_decimal(record, value);
		break;
	}
}

/* The names of the outcomes that are unknown, with commas between; NULL when there are none. */
static void put_unknown(struct record *record, struct row_place *at)
{
	const struct plan_type *type = at->table->type;
	size_t first = 0;

	while (first < type->column_count && at->outcomes[first].kind != VALUE_UNKNOWN)
		first++;
	if (first == type->column_count) {
		record_null(record);
		return;
	}
	text_clear(&at->names);
	for (size_t i = first; i < type->column_count; i++) {
		if (at->outcomes[i].kind != VALUE_UNKNOWN)
			continue;
		text_append(&at->names, i > first ? "," : "");
		text_append(&at->names, type->columns[i].name);
	}
	record_text(record, text_string(&at->names), at->names.length);
}

static void put_column(struct record *record, struct row_place *at, const struct kept_column *column)
{
	const struct kept_table *table = at->table;
	const struct chunk *chunk = at->chunk;
	const char *label;

	switch (column->kept) {
	case KEPT_NUMBER: /* stands in front of the row */
		record_null(record);
		break;
	case KEPT_FIELD:
		put_value(record, column, &at->fields[column->place]);
		break;
	case KEPT_OUTCOME:
		put_value(record, column, &at->outcomes[column->place]);
		break;
	case KEPT_PERIOD:
		label = table->plan->periods[at->period].label;
		record_text(record, label, strlen(label));
		break;
	case KEPT_UNKNOWN:
		put_unknown(record, at);
		break;
	case KEPT_COMMITMENT:
		record_blob(record, chunk->commitments[at->record * table->type->personal_count + column->place],
		            SHA256_SIZE);
		break;
	case KEPT_RECORD_LEAF:
		record_blob(record, chunk->leaves[at->record], LEAF_SHOWN);
		break;
	case KEPT_LEAF:
		record_blob(record, chunk->outcome_leaves[at->row], LEAF_SHOWN);
		break;
	}
}

/* Goes to a row of the chunk. False: the table has none for it, since the record lies outside its own dates. */
static bool arrive(struct row_place *at, size_t row)
{
	const struct kept_table *table = at->table;
	size_t periods = table->outcomes ? table->plan->period_count : 1;

	at->row = row;
	at->record = periods == 1 ? row : row / periods;
	at->period = row - at->record * periods;
	if (table->outcomes && at->chunk->absent[row])
		return false;
	at->fields = at->chunk->values + at->record * table->type->field_count;
	at->outcomes = at->chunk->outcomes + row * table->type->column_count;
	return true;
}

static void encode_row(struct row_place *at, struct text *out)
{
	const struct kept_table *table = at->table;
	size_t start = out->length;
	struct kept_row row = { .number = 0 };
	struct record record;

	if (table->by_number)
		row.number = at->fields[table->type->key_slots[0]].as.integer;
	text_append_bytes(out, &row, sizeof row);
	if (record_begin(&record, out, table->column_count))
		return;
	for (size_t i = 0; i < table->column_count; i++)
		put_column(&record, at, &table->columns[i]);
	record_end(&record);
	row.length = out->length - start - sizeof row;
	memcpy(out->bytes + start, &row, sizeof row);
}

void kept_table_encode(const struct kept_table *table, const struct chunk *chunk, struct text *out)
{
	struct row_place at = { .table = table, .chunk = chunk };
	size_t rows = chunk->count * (table->outcomes ? table->plan->period_count : 1);

	for (size_t row = 0; row < rows && !out->failed; row++) {
		if (arrive(&at, row))
			encode_row(&at, out);
	}
	out->failed |= at.names.failed;
	text_release(&at.names);
}
