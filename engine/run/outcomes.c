/* outcomes.c: some of the outcomes of a record type, record by record. See outcomes.h. */
#include "run/outcomes.h"

#include "records/cell.h"
#include "records/sql_text.h"
#include "run/declared.h"

#include <string.h>

static const int first_columns[KEY_MOST] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

static int altered(const struct outcomes *outcomes, const char *column, struct error *err)
{
	if ((sqlite3_errcode(outcomes->file->sqlite) & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	error_set(err, ERROR_INPUT, "run file '%s': the outcome '%s' was altered",
	          database_path(outcomes->file->database), column);
	return error_hint(err, "'reckon verify' says which rows were");
}

static int find_column(const struct stored_type *type, const char *name, struct field *field, enum type *declared)
{
	for (size_t i = 0; i < type->type.column_count; i++) {
		const struct plan_column *column = &type->type.columns[i];

		if (strcmp(column->name, name) != 0)
			continue;
		*declared = column->type;
		*field = (struct field){ .name = name, .type = column->type, .optional = true };
		if (column->type == TYPE_ELIGIBILITY)
			field->type = TYPE_STATUS;
		return 0;
	}
	return -1;
}

/* SELECT key, _period, _unknown, outcomes FROM outcome_<type> ORDER BY key, _period */
static int prepare(struct outcomes *outcomes, const struct stored_type *type, struct error *err)
{
	const struct record_type *record = &type->record;
	struct text sql = TEXT_INIT;
	int failed;

	text_append(&sql, "SELECT ");
	declared_names(&sql, record, record->key, record->key_count);
	text_append(&sql, ", _period, _unknown");
	for (size_t i = 0; i < outcomes->count; i++) {
		text_append(&sql, ", ");
		sql_append_name(&sql, outcomes->fields[i].name);
	}
	text_append(&sql, " FROM ");
	declared_table_name(&sql, "outcome_", record->name);
	text_append(&sql, " ORDER BY ");
	declared_names(&sql, record, record->key, record->key_count);
	text_append(&sql, ", _period");
	failed = sql.failed ? error_memory(err)
	                    : connection_prepare(outcomes->file, text_string(&sql), &outcomes->statement, err);
	text_release(&sql);
	return failed;
}

int outcomes_open(struct outcomes *outcomes, struct connection *file, const char *type, const char *const *names,
                  size_t count, struct error *err)
{
	const struct stored_type *stored;
	struct stored_types types;

	*outcomes = (struct outcomes){ .file = file, .count = count };
	if (stored_types_read(file, &outcomes->arena, &types, err))
		return -1;
	stored = stored_type_named(&types, type);
	if (!stored)
		return error_set(err, ERROR_INPUT, "run file '%s' has no records of type '%s'",
		                 database_path(file->database), type);
	outcomes->key_count = stored->record.key_count;
	outcomes->fields = arena_array(&outcomes->arena, count, sizeof *outcomes->fields);
	outcomes->values = arena_array(&outcomes->arena, count, sizeof *outcomes->values);
	outcomes->types = arena_array(&outcomes->arena, count, sizeof *outcomes->types);
	if (!outcomes->fields || !outcomes->values || !outcomes->types)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (find_column(stored, names[i], &outcomes->fields[i], &outcomes->types[i]))
			return error_set(err, ERROR_INPUT, "run file '%s' has no outcome '%s'",
			                 database_path(file->database), names[i]);
	}
	return prepare(outcomes, stored, err);
}

void outcomes_close(struct outcomes *outcomes)
{
	sqlite3_finalize(outcomes->statement);
	arena_release(&outcomes->arena);
	*outcomes = (struct outcomes){ .statement = NULL };
}

static int read_values(struct outcomes *outcomes, struct error *err)
{
	int place = (int) outcomes->key_count + 1;
	const char *unknown = (const char *) sqlite3_column_text(outcomes->statement, place);
	size_t length = unknown ? (size_t) sqlite3_column_bytes(outcomes->statement, place) : 0;

	for (size_t i = 0; i < outcomes->count; i++) {
		const struct field *field = &outcomes->fields[i];
		sqlite3_value *stored = sqlite3_column_value(outcomes->statement, place + 1 + (int) i);

		if (!cell_read(stored, field, &outcomes->values[i]))
			return altered(outcomes, field->name, err);
		if (outcomes->values[i].kind == VALUE_NONE && unknown
		    && stored_is_listed(unknown, length, field->name))
			outcomes->values[i].kind = VALUE_UNKNOWN;
	}
	return 0;
}

int outcomes_next(struct outcomes *outcomes, struct error *err)
{
	int code = sqlite3_step(outcomes->statement);

	outcomes->row = code == SQLITE_ROW;
	if (code == SQLITE_DONE)
		return 0;
	if (code != SQLITE_ROW)
		return connection_error(outcomes->file, code, err);
	outcomes->period = (const char *) sqlite3_column_text(outcomes->statement, (int) outcomes->key_count);
	if (!outcomes->period)
		return altered(outcomes, "_period", err);
	return read_values(outcomes, err);
}

int outcomes_compare(const struct outcomes *a, const struct outcomes *b)
{
	int order = 0;

	for (size_t i = 0; i < a->key_count && !order; i++)
		order = stored_compare(a->statement, b->statement, (int) i);
	return order;
}

void outcomes_key(const struct outcomes *outcomes, struct text *out)
{
	stored_key(outcomes->statement, first_columns, outcomes->key_count, out);
}
