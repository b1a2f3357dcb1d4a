/* reader.c: records of one type, typed and checked, in key order. */
#include "records/reader.h"

#include "records/cell.h"
#include "records/reader_sql.h"
#include "records/sorted_copy.h"

#include <stdlib.h>
#include <string.h>

struct reader {
	struct arena arena;
	struct connection *connection;
	const struct record_type *type;
	struct reader_request request;
	sqlite3 *sqlite;             /* of the connection, or of a sorted copy */
	sqlite3_stmt *statements[4]; /* by which ends of the range are given; prepared when first needed */
	sqlite3_stmt *current;
	const struct field **columns; /* that are read */
	int *places;                  /* of each column's value in the row, or -1: it is not a field asked for */
	struct value *others;         /* by column: values with no place */
	struct value *row;            /* in the order of `fields` */
	int *again;                   /* pairs: a field asked for twice gets its value from the first place */
	struct value *key, *parent;   /* copies of values of the current row */
	int *key_columns, *parent_columns;
	size_t field_count, again_count, key_count, parent_count;
	struct value *last_key; /* of the row before */
	struct text last_key_text;
	bool has_last;
	bool by_key; /* READER_SCAN */
};

static const char *kind_of_source(const struct record_type *type)
{
	return type->is_query ? "query" : "table";
}

static int check_usable(const struct record_type *type, const int *fields, size_t count, struct error *err)
{
	if (type->unusable) {
		error_set(err, ERROR_INPUT, "%s '%s' cannot be read as records: %s", kind_of_source(type), type->name,
		          type->unusable);
		return error_hint(err, "give it a primary key, or a 'query' with a 'key' in the scenario's records");
	}
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &type->fields[fields[i]];

		if (field->unusable)
			return error_set(err, ERROR_INPUT, "field '%s' of '%s' cannot be read: %s", field->name,
			                 type->name, field->unusable);
	}
	return 0;
}

/* The place of `field` among the columns, which it joins when it is new. */
static int add_column(int *columns, size_t *count, int field)
{
	for (size_t i = 0; i < *count; i++) {
		if (columns[i] == field)
			return (int) i;
	}
	columns[(*count)++] = field;
	return (int) *count - 1;
}

static void place_field(struct reader *reader, int column, int place)
{
	int *again = reader->again + 2 * reader->again_count;

	if (reader->places[column] < 0) {
		reader->places[column] = place;
		return;
	}
	again[0] = place;
	again[1] = reader->places[column];
	reader->again_count++;
}

/* Lays out what is read: range and key first (they sort), then the other fields. */
static int lay_out(struct reader *reader, const int *range, size_t range_count, const int *fields, size_t field_count,
                   struct error *err)
{
	const struct record_type *type = reader->type;
	struct arena *arena = &reader->arena;
	size_t most = range_count + type->key_count + field_count, count = 0;
	int *columns = arena_array(arena, most, sizeof *columns), *range_copy;

	range_copy = arena_array(arena, range_count, sizeof *range_copy);
	reader->key_columns = arena_array(arena, type->key_count, sizeof *reader->key_columns);
	reader->parent_columns = arena_array(arena, range_count, sizeof *reader->parent_columns);
	reader->columns = arena_array(arena, most, sizeof *reader->columns);
	reader->places = arena_array(arena, most, sizeof *reader->places);
	reader->others = arena_array(arena, most, sizeof *reader->others);
	reader->row = arena_array(arena, field_count, sizeof *reader->row);
	reader->again = arena_array(arena, field_count, 2 * sizeof *reader->again);
	reader->key = arena_array(arena, type->key_count, sizeof *reader->key);
	reader->last_key = arena_array(arena, type->key_count, sizeof *reader->last_key);
	reader->parent = arena_array(arena, range_count, sizeof *reader->parent);
	if (!columns || !range_copy || !reader->key_columns || !reader->parent_columns || !reader->columns
	    || !reader->places || !reader->others || !reader->row || !reader->again || !reader->key
	    || !reader->last_key || !reader->parent)
		return error_memory(err);
	for (size_t i = 0; i < range_count; i++) {
		range_copy[i] = range[i];
		reader->parent_columns[i] = add_column(columns, &count, range[i]);
	}
	for (size_t i = 0; i < type->key_count; i++)
		reader->key_columns[i] = add_column(columns, &count, type->key[i]);
	reader->request.order_count = count;
	for (size_t i = 0; i < most; i++)
		reader->places[i] = -1;
	for (size_t i = 0; i < field_count; i++)
		place_field(reader, add_column(columns, &count, fields[i]), (int) i);
	for (size_t i = 0; i < count; i++)
		reader->columns[i] = &type->fields[columns[i]];
	reader->request.columns = columns;
	reader->request.column_count = count;
	reader->request.range = range_copy;
	reader->request.range_count = range_count;
	reader->field_count = field_count;
	reader->key_count = type->key_count;
	reader->parent_count = range_count;
	return 0;
}

/* Reads from the table itself where an index gives the order, otherwise from a sorted copy. */
static int choose_source(struct reader *reader, struct error *err)
{
	struct copy_request copy = { .type = reader->type,
		                     .columns = reader->request.columns,
		                     .column_count = reader->request.column_count,
		                     .order_count = reader->request.order_count };
	struct sorted_copy *made;
	struct text sql = TEXT_INIT;
	bool direct;
	int result;

	reader->sqlite = reader->connection->sqlite;
	if (reader_sql_is_direct(reader->connection, &reader->request, &direct, err))
		return -1;
	/* Asked for one key, nobody would see a second record with it; making a copy finds them all. */
	if (direct && (!reader->request.equal || reader->type->key_unique))
		return 0;
	reader_sql_copy(&reader->request, &sql);
	copy.sql = text_string(&sql);
	result = sql.failed ? error_memory(err) : sorted_copy_get(reader->connection, &copy, &made, err);
	if (!result) {
		reader->request.copied = true;
		reader->sqlite = sorted_copy_handle(made);
	}
	text_release(&sql);
	return result;
}

/* A range leaves out rows whose key is NULL, so they are looked for. (SQLite allows NULL in most primary keys.) */
static int refuse_null_keys(struct reader *reader, struct error *err)
{
	struct text sql = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int result, code;

	reader_sql_null_key(reader->type, &sql);
	result = sql.failed ? error_memory(err)
	                    : connection_prepare(reader->connection, text_string(&sql), &statement, err);
	if (!result) {
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW) {
			result = error_set(err, ERROR_INPUT, "%s '%s': a key is NULL", kind_of_source(reader->type),
			                   reader->type->name);
			error_hint(err, "a key must tell every record from every other");
		} else if (code != SQLITE_DONE) {
			result = connection_error(reader->connection, code, err);
		}
	}
	sqlite3_finalize(statement);
	text_release(&sql);
	return result;
}

struct opening {
	struct connection *connection;
	const struct record_type *type;
	const int *range;
	size_t range_count;
	bool equal;
	const int *fields;
	size_t field_count;
};

static int open_reader(struct reader **out, const struct opening *opening, struct error *err)
{
	struct reader *reader = calloc(1, sizeof *reader);

	if (!reader)
		return error_memory(err);
	reader->connection = opening->connection;
	reader->type = opening->type;
	reader->request = (struct reader_request){ .type = opening->type, .equal = opening->equal };
	if (lay_out(reader, opening->range, opening->range_count, opening->fields, opening->field_count, err)
	    || choose_source(reader, err)) {
		reader_close(reader);
		return -1;
	}
	*out = reader;
	return 0;
}

int reader_open(struct reader **out, struct connection *connection, const struct schema *schema, int type,
                enum reader_order order, int relation, const int *fields, size_t field_count, struct error *err)
{
	const struct record_type *record_type = &schema->types[type];
	struct opening opening = { .connection = connection,
		                   .type = record_type,
		                   .range = record_type->key,
		                   .range_count = record_type->key_count,
		                   .equal = order == READER_KEY,
		                   .fields = fields,
		                   .field_count = field_count };
	struct reader *reader;

	if (check_usable(record_type, fields, field_count, err))
		return -1;
	if (order == READER_CHILDREN) {
		opening.range = record_type->relations[relation].fields;
		opening.range_count = record_type->relations[relation].count;
	}
	if (open_reader(&reader, &opening, err))
		return -1;
	reader->by_key = order == READER_SCAN;
	if (reader->by_key && !reader->request.copied && refuse_null_keys(reader, err)) {
		reader_close(reader);
		return -1;
	}
	*out = reader;
	return 0;
}

int reader_open_lookup(struct reader **reader, struct connection *connection, const struct schema *schema, int type,
                       const int *key_fields, size_t key_count, const int *fields, size_t field_count,
                       struct error *err)
{
	struct opening opening = { .connection = connection,
		                   .type = &schema->types[type],
		                   .range = key_fields,
		                   .range_count = key_count,
		                   .equal = true,
		                   .fields = fields,
		                   .field_count = field_count };

	if (check_usable(opening.type, key_fields, key_count, err)
	    || check_usable(opening.type, fields, field_count, err))
		return -1;
	return open_reader(reader, &opening, err);
}

void reader_close(struct reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < sizeof reader->statements / sizeof *reader->statements; i++)
		sqlite3_finalize(reader->statements[i]);
	text_release(&reader->last_key_text);
	arena_release(&reader->arena);
	free(reader);
}

/* An error of whichever database the rows come from. */
static int reading_error(struct reader *reader, int code, struct error *err)
{
	if (!reader->request.copied)
		return connection_error(reader->connection, code, err);
	if ((code & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	error_set(err, ERROR_SYSTEM, "cannot read sorted records from a temporary file");
	return error_cause(err, "%s", sqlite3_errmsg(reader->sqlite));
}

static int prepare_variant(struct reader *reader, bool has_from, bool has_to, struct error *err)
{
	sqlite3_stmt **statement = &reader->statements[has_from | has_to << 1];
	struct text sql = TEXT_INIT;
	int result = 0, code;

	if (!*statement) {
		reader_sql(&reader->request, has_from, has_to, &sql);
		if (sql.failed) {
			result = error_memory(err);
		} else if (!reader->request.copied) {
			result = connection_prepare(reader->connection, text_string(&sql), statement, err);
		} else {
			code = sqlite3_prepare_v3(reader->sqlite, text_string(&sql), -1, SQLITE_PREPARE_PERSISTENT,
			                          statement, NULL);
			result = code == SQLITE_OK ? 0 : reading_error(reader, code, err);
		}
		text_release(&sql);
	}
	reader->current = result ? NULL : *statement;
	return result;
}

int reader_seek(struct reader *reader, const struct value *from, const struct value *to, struct error *err)
{
	size_t n = reader->request.range_count;
	int code = SQLITE_OK;

	if (reader->current)
		sqlite3_reset(reader->current);
	reader->has_last = false;
	if (prepare_variant(reader, from, to && !reader->request.equal, err))
		return -1;
	for (size_t i = 0; from && code == SQLITE_OK && i < n; i++)
		code = cell_bind(reader->current, (int) i + 1, &from[i]);
	for (size_t i = 0; to && !reader->request.equal && code == SQLITE_OK && i < n; i++)
		code = cell_bind(reader->current, (int) (n + i) + 1, &to[i]);
	return code == SQLITE_OK ? 0 : reading_error(reader, code, err);
}

/* "table 'household', key 1204" */
static void append_where(struct reader *reader, struct text *out)
{
	text_append_format(out, "%s '%s', key %s", kind_of_source(reader->type), reader->type->name,
	                   reader->key_count > 1 ? "(" : "");
	for (size_t i = 0; i < reader->key_count; i++) {
		text_append(out, i ? ", " : "");
		cell_show(reader->current, reader->key_columns[i], out);
	}
	text_append(out, reader->key_count > 1 ? ")" : "");
}

static int bad_cell(struct reader *reader, size_t column, struct error *err)
{
	struct text where = TEXT_INIT;

	append_where(reader, &where);
	if (where.failed)
		error_memory(err);
	else
		cell_problem(reader->current, (int) column, reader->columns[column], text_string(&where), err);
	text_release(&where);
	return -1;
}

static int bad_key(struct reader *reader, const char *what, struct error *err)
{
	struct text where = TEXT_INIT;

	append_where(reader, &where);
	if (where.failed)
		error_memory(err);
	else
		error_set(err, ERROR_INPUT, "%s: %s", text_string(&where), what);
	error_hint(err, "a key must tell every record from every other");
	text_release(&where);
	return -1;
}

static int compare_with_last(const struct reader *reader)
{
	int order = 0;

	for (size_t i = 0; order == 0 && i < reader->key_count; i++)
		order = value_compare(reader->key[i], reader->last_key[i]);
	return order;
}

/* Rows come in key order, so that two with one key stand together. SQLite takes the order of a table's pages for granted, and
 * what comes of records rests on it: a damaged file may have another. */
static int check_order(struct reader *reader, struct error *err)
{
	int order = reader->has_last ? compare_with_last(reader) : 1;
	size_t at = 0;

	if (order == 0)
		return bad_key(reader, "two records have the same key", err);
	if (order < 0 && reader->by_key)
		return connection_error(reader->connection, SQLITE_CORRUPT, err);
	text_clear(&reader->last_key_text);
	for (size_t i = 0; i < reader->key_count; i++) {
		if (reader->key[i].kind == VALUE_TEXT)
			text_append_bytes(&reader->last_key_text, reader->key[i].as.text, reader->key[i].length);
	}
	if (reader->last_key_text.failed)
		return error_memory(err);
	for (size_t i = 0; i < reader->key_count; i++) {
		reader->last_key[i] = reader->key[i];
		if (reader->key[i].kind != VALUE_TEXT)
			continue;
		reader->last_key[i].as.text = text_string(&reader->last_key_text) + at;
		at += reader->key[i].length;
	}
	reader->has_last = true;
	return 0;
}

/* The value of a column of the row that was read last. */
static struct value *value_at(const struct reader *reader, struct value *row, int column)
{
	return reader->places[column] < 0 ? &reader->others[column] : &row[reader->places[column]];
}

static int read_row(struct reader *reader, struct value *row, struct error *err)
{
	for (size_t i = 0; i < reader->request.column_count; i++) {
		sqlite3_value *stored = sqlite3_column_value(reader->current, (int) i);

		if (!cell_read(stored, reader->columns[i], value_at(reader, row, (int) i)))
			return bad_cell(reader, i, err);
	}
	for (size_t i = 0; i < reader->key_count; i++) {
		reader->key[i] = *value_at(reader, row, reader->key_columns[i]);
		if (reader->key[i].kind == VALUE_NONE || reader->key[i].kind == VALUE_UNKNOWN)
			return bad_key(reader, "a key is NULL", err);
	}
	for (size_t i = 0; i < reader->parent_count; i++)
		reader->parent[i] = *value_at(reader, row, reader->parent_columns[i]);
	for (size_t i = 0; i < reader->again_count; i++)
		row[reader->again[2 * i]] = row[reader->again[2 * i + 1]];
	return (reader->type->key_unique && !reader->by_key) || reader->request.copied ? 0 : check_order(reader, err);
}

/* Reads the next record into `row`; 1, 0 and -1 as reader_next. */
static int step(struct reader *reader, struct value *row, struct error *err)
{
	int code;

	if (!reader->current)
		return 0;
	if (connection_interrupted(reader->connection))
		return connection_stopped(reader->connection, err);
	code = sqlite3_step(reader->current);
	if (code == SQLITE_ROW)
		return read_row(reader, row, err) ? -1 : 1;
	if (code == SQLITE_DONE) {
		/* Another step would begin again. */
		sqlite3_reset(reader->current);
		reader->current = NULL;
		return 0;
	}
	return reading_error(reader, code, err);
}

int reader_next(struct reader *reader, const struct value **row, struct error *err)
{
	int found = step(reader, reader->row, err);

	if (found == 1)
		*row = reader->row;
	return found;
}

int reader_fill(struct reader *reader, struct value *to, struct arena *texts, struct error *err)
{
	int found = step(reader, to, err);
	size_t length = 0;
	char *copy;

	if (found != 1)
		return found;
	for (size_t i = 0; i < reader->field_count; i++)
		length += to[i].kind == VALUE_TEXT ? (size_t) to[i].length + 1 : 0;
	if (length == 0)
		return 1;
	copy = arena_alloc(texts, length);
	if (!copy)
		return error_memory(err);
	for (size_t i = 0; i < reader->field_count; i++) {
		if (to[i].kind != VALUE_TEXT)
			continue;
		memcpy(copy, to[i].as.text, to[i].length);
		to[i].as.text = copy;
		copy += to[i].length + 1; /* a NUL stands behind each */
	}
	return 1;
}

const struct value *reader_row_key(const struct reader *reader)
{
	return reader->key;
}

const struct value *reader_row_parent(const struct reader *reader)
{
	return reader->parent;
}
