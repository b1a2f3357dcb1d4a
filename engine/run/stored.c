/* stored.c: record types as a run file keeps them. A run file may come from anywhere: nothing in it is believed. */
#include "run/stored.h"

#include "records/sql_text.h"

#include <string.h>

static int altered(struct connection *file, const char *table, struct error *err)
{
	/* What SQLite could not give for want of memory reads as NULL. */
	if ((sqlite3_errcode(file->sqlite) & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	error_set(err, ERROR_INPUT, "run file '%s' contradicts itself: table '%s' was altered",
	          database_path(file->database), table);
	return -1;
}

/* NULL also for a text with a NUL in it, which would be read as another. */
static const char *column_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
	const char *text = (const char *) sqlite3_column_text(statement, column);
	size_t length = (size_t) sqlite3_column_bytes(statement, column);

	return text && strlen(text) == length ? arena_bytes(arena, text, length) : NULL;
}

/* Steps through a statement, one parameter bound, calling `each` for its rows. */
static int for_each(struct connection *file, const char *sql, const char *parameter,
                    int (*each)(void *context, sqlite3_stmt *statement, struct error *err), void *context,
                    struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code, failed = -1;

	if (connection_prepare(file, sql, &statement, err))
		return -1;
	code = parameter ? sqlite3_bind_text(statement, 1, parameter, -1, SQLITE_STATIC) : SQLITE_OK;
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW && each(context, statement, err))
			goto out;
	}
	failed = code == SQLITE_DONE ? 0 : connection_error(file, code, err);
out:
	sqlite3_finalize(statement);
	return failed;
}

struct loading {
	struct connection *file;
	struct arena *arena;
	struct stored_types *types;
	struct stored_type *type; /* whose fields or rules are being read */
	bool decisions;           /* the run has some */
	size_t room;              /* rows that were counted: a spoilt file may give more of them */
};

static int count_row(void *context, sqlite3_stmt *statement, struct error *err)
{
	size_t *count = context;

	(void) err;
	*count = (size_t) sqlite3_column_int64(statement, 0);
	return 0;
}

#define ITEMS_MOST 100000 /* of record types, fields or rules: a lying count must not be believed */

static int count_rows(struct connection *file, const char *sql, const char *parameter, size_t *count,
                      struct error *err)
{
	if (for_each(file, sql, parameter, count_row, count, err))
		return -1;
	return *count <= ITEMS_MOST ? 0 : altered(file, "input", err);
}

static int read_field(void *context, sqlite3_stmt *statement, struct error *err)
{
	struct loading *loading = context;
	struct stored_type *stored = loading->type;
	struct record_type *record = &stored->record;
	struct field *field = &record->fields[record->field_count];
	const char *type = column_text(statement, 1, loading->arena);
	int64_t key = sqlite3_column_int64(statement, 4);

	if (loading->room-- == 0)
		return altered(loading->file, "input_field", err);
	field->name = column_text(statement, 0, loading->arena);
	if (!field->name || !type || !type_named(type, &field->type) || field->type == TYPE_ELIGIBILITY)
		return altered(loading->file, "input_field", err);
	field->optional = sqlite3_column_int(statement, 2);
	field->personal = sqlite3_column_int(statement, 3);
	stored->type.personal_count += field->personal;
	stored->type.fields[record->field_count] = (int) record->field_count;
	if (key < 0 || key > KEY_MOST || (key > 0 && record->key[key - 1] >= 0))
		return altered(loading->file, "input_field", err);
	if (key > 0) {
		record->key[key - 1] = (int) record->field_count;
		stored->type.key_slots[key - 1] = (int) record->field_count;
		record->key_count++;
	}
	stored->type.field_count = ++record->field_count;
	return 0;
}

static int read_rule(void *context, sqlite3_stmt *statement, struct error *err)
{
	struct loading *loading = context;
	struct plan_type *type = &loading->type->type;
	const char *kind = column_text(statement, 1, loading->arena);
	struct plan_column *column;

	if (loading->room-- == 0)
		return altered(loading->file, "rule", err);
	column = &type->columns[type->column_count++];
	column->name = column_text(statement, 0, loading->arena);
	if (!column->name || !kind || !type_named(kind, &column->type))
		return altered(loading->file, "rule", err);
	if (sqlite3_column_type(statement, 2) == SQLITE_NULL)
		return 0;
	type->columns[type->column_count].type = TYPE_MONEY;
	type->columns[type->column_count].award = true;
	type->columns[type->column_count].name = arena_format(loading->arena, "%s_award", column->name);
	return type->columns[type->column_count++].name ? 0 : error_memory(err);
}

static int read_details(struct loading *loading, struct stored_type *stored, struct error *err)
{
	const char *name = stored->record.name;
	struct arena *arena = loading->arena;
	size_t fields = 0, rules = 0;

	if (count_rows(loading->file, "SELECT count(*) FROM input_field WHERE record_type = ?", name, &fields, err)
	    || count_rows(loading->file, "SELECT count(DISTINCT name) FROM rule WHERE record_type = ?", name, &rules,
	                  err))
		return -1;
	stored->record.fields = arena_array(arena, fields, sizeof *stored->record.fields);
	stored->record.key = arena_array(arena, KEY_MOST, sizeof *stored->record.key);
	stored->type.fields = arena_array(arena, fields, sizeof *stored->type.fields);
	stored->type.key_slots = arena_array(arena, KEY_MOST, sizeof *stored->type.key_slots);
	stored->type.columns = arena_array(arena, 2 * rules + 2, sizeof *stored->type.columns);
	if (!stored->record.fields || !stored->record.key || !stored->type.fields || !stored->type.key_slots
	    || !stored->type.columns)
		return error_memory(err);
	loading->type = stored;
	for (size_t i = 0; i < KEY_MOST; i++)
		stored->record.key[i] = -1;
	loading->room = fields;
	if (for_each(loading->file,
	             "SELECT name, type, optional, personal, key FROM input_field WHERE record_type = ? ORDER BY "
	             "position",
	             name, read_field, loading, err))
		return -1;
	loading->room = rules;
	if (for_each(loading->file,
	             "SELECT name, type, award FROM rule WHERE record_type = ? GROUP BY name ORDER BY name", name,
	             read_rule, loading, err))
		return -1;
	if (loading->decisions && rules)
		stored->type.columns[stored->type.column_count++] =
			(struct plan_column){ PLAN_DECIDED, TYPE_TEXT, -1, false };
	/* Places in the key were given once each: the first of them must be taken. */
	for (size_t i = 0; i < stored->record.key_count; i++) {
		if (stored->record.key[i] < 0)
			return altered(loading->file, "input_field", err);
	}
	return stored->record.key_count ? 0 : altered(loading->file, "input_field", err);
}

static int read_input(void *context, sqlite3_stmt *statement, struct error *err)
{
	struct loading *loading = context;
	struct stored_type *stored;

	if (loading->room-- == 0)
		return altered(loading->file, "input", err);
	stored = &loading->types->items[loading->types->count];
	stored->record.name = column_text(statement, 0, loading->arena);
	stored->rows = sqlite3_column_int64(statement, 1);
	stored->digest = column_text(statement, 2, loading->arena);
	stored->outcomes = column_text(statement, 3, loading->arena);
	stored->type.record = &stored->record;
	if (!stored->record.name || !stored->digest)
		return altered(loading->file, "input", err);
	loading->types->count++;
	return 0;
}

static int read_decisions(void *context, sqlite3_stmt *statement, struct error *err)
{
	struct loading *loading = context;

	(void) err;
	loading->decisions = sqlite3_column_bytes(statement, 0) > 0;
	return 0;
}

int stored_types_read(struct connection *file, struct arena *arena, struct stored_types *out, struct error *err)
{
	struct loading loading = { .file = file, .arena = arena, .types = out };
	size_t count = 0;

	*out = (struct stored_types){ .count = 0 };
	if (for_each(file, "SELECT value FROM manifest WHERE name = 'decisions'", NULL, read_decisions, &loading, err)
	    || count_rows(file, "SELECT count(*) FROM input", NULL, &count, err))
		return -1;
	out->items = arena_array(arena, count, sizeof *out->items);
	if (!out->items)
		return error_memory(err);
	loading.room = count;
	if (for_each(file, "SELECT record_type, rows, digest, outcomes FROM input ORDER BY record_type", NULL,
	             read_input, &loading, err))
		return -1;
	for (size_t i = 0; i < out->count; i++) {
		if (read_details(&loading, &out->items[i], err))
			return -1;
	}
	return 0;
}

const struct stored_type *stored_type_named(const struct stored_types *types, const char *name)
{
	for (size_t i = 0; i < types->count; i++) {
		if (!strcmp(types->items[i].record.name, name))
			return &types->items[i];
	}
	return NULL;
}

static void append_prefixed(struct text *sql, const char *prefix, const char *name)
{
	struct text whole = TEXT_INIT;

	text_append_format(&whole, "%s%s", prefix, name);
	sql->failed |= whole.failed;
	sql_append_name(sql, text_string(&whole));
	text_release(&whole);
}

static void append_key(struct text *sql, const struct stored_type *type)
{
	for (size_t i = 0; i < type->record.key_count; i++) {
		text_append(sql, i ? ", " : "");
		sql_append_name(sql, type->record.fields[type->record.key[i]].name);
	}
}

/* The columns of a SELECT: as they are, or as arguments of a function, of which SQLite takes only so many in a call. */
struct columns {
	struct text sql;
	const char *function; /* NULL: none */
	size_t count;
};

/* Where the name of the next column goes. */
static struct text *next_column(struct columns *columns)
{
	bool begins = columns->function && columns->count % STORED_PART == 0;

	text_append(&columns->sql, columns->count == 0 ? "SELECT " : begins ? "), " : ", ");
	if (begins)
		text_append_format(&columns->sql, "%s(%zu, ", columns->function, columns->count);
	columns->count++;
	return &columns->sql;
}

static void append_from(struct columns *columns, const char *prefix, const struct stored_type *type)
{
	text_append(&columns->sql, columns->function ? ") FROM " : " FROM ");
	append_prefixed(&columns->sql, prefix, type->record.name);
	text_append(&columns->sql, " ORDER BY ");
	append_key(&columns->sql, type);
}

static int prepare(struct connection *file, struct columns *columns, sqlite3_stmt **statement, struct error *err)
{
	int failed = columns->sql.failed ? error_memory(err)
	                                 : connection_prepare(file, text_string(&columns->sql), statement, err);

	text_release(&columns->sql);
	return failed;
}

int stored_records(struct connection *file, const struct stored_type *type, const char *function,
                   sqlite3_stmt **statement, struct error *err)
{
	struct columns columns = { .function = function };

	for (size_t i = 0; i < type->record.field_count; i++)
		sql_append_name(next_column(&columns), type->record.fields[i].name);
	for (size_t i = 0; i < type->record.field_count; i++) {
		if (type->record.fields[i].personal)
			append_prefixed(next_column(&columns), "_commitment_", type->record.fields[i].name);
	}
	text_append(next_column(&columns), "_leaf");
	append_from(&columns, "record_", type);
	return prepare(file, &columns, statement, err);
}

int stored_outcomes(struct connection *file, const struct stored_type *type, const char *function,
                    sqlite3_stmt **statement, struct error *err)
{
	struct columns columns = { .function = function };

	for (size_t i = 0; i < type->record.key_count; i++)
		sql_append_name(next_column(&columns), type->record.fields[type->record.key[i]].name);
	text_append(next_column(&columns), "_period");
	for (size_t i = 0; i < type->type.column_count; i++)
		sql_append_name(next_column(&columns), type->type.columns[i].name);
	text_append(next_column(&columns), "_unknown");
	text_append(next_column(&columns), "_leaf");
	append_from(&columns, "outcome_", type);
	text_append(&columns.sql, ", _period");
	return prepare(file, &columns, statement, err);
}

void stored_key(sqlite3_stmt *statement, const int *places, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = (const char *) sqlite3_column_text(statement, places[i]);

		text_append(out, i ? ", " : "");
		text_append(out, text ? text : "NULL");
	}
}

int stored_compare(sqlite3_stmt *a, sqlite3_stmt *b, int column)
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

bool stored_is_listed(const char *list, size_t length, const char *name)
{
	const char *at = list, *end = at + length;
	size_t name_length = strlen(name);

	while (at < end) {
		const char *comma = memchr(at, ',', (size_t) (end - at));
		size_t item = (size_t) ((comma ? comma : end) - at);

		if (item == name_length && !memcmp(at, name, item))
			return true;
		at += item + 1;
	}
	return false;
}

static int note_there(void *context, sqlite3_stmt *statement, struct error *err)
{
	(void) statement;
	(void) err;
	*(bool *) context = true;
	return 0;
}

int stored_table_is_there(struct connection *file, const char *prefix, const char *type, bool *there,
                          struct error *err)
{
	struct text name = TEXT_INIT;
	bool trusted = file->trusted;
	int failed;

	*there = false;
	text_append_format(&name, "%s%s", prefix, type);
	file->trusted = true;
	failed = name.failed ? error_memory(err)
	                     : for_each(file, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?",
	                                text_string(&name), note_there, there, err);
	file->trusted = trusted;
	text_release(&name);
	return failed;
}
