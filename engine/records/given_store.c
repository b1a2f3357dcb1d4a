/* given_store.c: see given_store.h. One handle both writes and reads, so that nobody waits for a lock; the authorizer lets
 * nothing write but the statements of this file. */
#include "records/given_store.h"

#include "records/database_parts.h"
#include "records/sql_text.h"

#include <stdlib.h>
#include <string.h>

struct given_store {
	const struct schema *schema;
	struct database *database;
	sqlite3 *sqlite;        /* the connections' */
	sqlite3_stmt **inserts; /* by the schema's types; NULL: not wanted */
	sqlite3_stmt *mark, *back;
};

static void append_fields(struct text *sql, const struct record_type *type, const int *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_append(sql, i ? ", " : "");
		sql_append_name(sql, type->fields[fields[i]].name);
	}
}

/* CREATE TABLE, and an index for each way by which its records are sought. */
static void append_table(struct text *sql, const struct record_type *type)
{
	text_append_format(sql, "CREATE TABLE %s (", type->from);
	for (size_t i = 0; i < type->field_count; i++) {
		sql_append_name(sql, type->fields[i].name);
		text_append_char(sql, ' ');
		if (!type->fields[i].unusable)
			field_declaration(&type->fields[i], sql);
		text_append(sql, ", ");
	}
	text_append(sql, "PRIMARY KEY (");
	append_fields(sql, type, type->key, type->key_count);
	text_append(sql, ")) WITHOUT ROWID;\n");
}

static void append_index(struct text *sql, const struct record_type *type, size_t number, const int *fields,
                         size_t count, bool unique)
{
	struct text name = TEXT_INIT;

	text_append_format(&name, "%s by %zu%s", type->name, number, unique ? "u" : "");
	sql->failed |= name.failed;
	text_append(sql, unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	sql_append_name(sql, text_string(&name));
	text_append_format(sql, " ON %s (", type->from);
	append_fields(sql, type, fields, count);
	text_append(sql, ");\n");
	text_release(&name);
}

/* Children come by parent, then by their own key. */
static void append_relations(struct text *sql, const struct record_type *type)
{
	int fields[64];

	for (size_t i = 0; i < type->relation_count; i++) {
		const struct relation *way = &type->relations[i];
		size_t count = 0;

		for (size_t j = 0; j < way->count && count < 64; j++)
			fields[count++] = way->fields[j];
		for (size_t j = 0; j < type->key_count && count < 64; j++) {
			bool there = false;

			for (size_t k = 0; k < way->count; k++)
				there |= way->fields[k] == type->key[j];
			if (!there)
				fields[count++] = type->key[j];
		}
		append_index(sql, type, i, fields, count, false);
	}
}

/* Each wanted type is the plain table of its name. */
static int make_plain(struct schema *schema, const bool *wanted, struct error *err)
{
	struct text name = TEXT_INIT;
	bool failed = false;

	for (size_t i = 0; i < schema->count && !failed; i++) {
		struct record_type *type = &schema->types[i];
		const char *from;

		if (!wanted[i])
			continue;
		text_clear(&name);
		sql_append_name(&name, type->name);
		from = arena_text(&schema->arena, text_string(&name));
		failed = name.failed || !from;
		type->from = from;
		type->where = NULL;
		type->is_query = false;
		type->key_unique = type->key_binary = true;
	}
	text_release(&name);
	return failed ? error_memory(err) : 0;
}

static int make_tables(struct given_store *store, const bool *wanted, const struct given_key *keys, size_t key_count,
                       struct error *err)
{
	struct text sql = TEXT_INIT;
	int code = SQLITE_NOMEM;

	for (size_t i = 0; i < store->schema->count; i++) {
		if (!wanted[i])
			continue;
		append_table(&sql, &store->schema->types[i]);
		append_relations(&sql, &store->schema->types[i]);
	}
	for (size_t i = 0; i < key_count; i++)
		append_index(&sql, &store->schema->types[keys[i].type], i, keys[i].fields, keys[i].count, true);
	if (!sql.failed)
		code = sqlite3_exec(store->sqlite, text_string(&sql), NULL, NULL, NULL);
	text_release(&sql);
	return code == SQLITE_OK ? 0 : database_error(store->sqlite, code, database_path(store->database), err);
}

static int prepare(struct given_store *store, const char *sql, sqlite3_stmt **statement, struct error *err)
{
	int code = sqlite3_prepare_v3(store->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);

	return code == SQLITE_OK ? 0 : database_error(store->sqlite, code, database_path(store->database), err);
}

static int prepare_inserts(struct given_store *store, const bool *wanted, struct error *err)
{
	struct text sql = TEXT_INIT;
	int failed = 0;

	for (size_t i = 0; i < store->schema->count && !failed; i++) {
		const struct record_type *type = &store->schema->types[i];

		if (!wanted[i])
			continue;
		text_clear(&sql);
		text_append_format(&sql, "INSERT INTO %s VALUES (", type->from);
		for (size_t j = 0; j < type->field_count; j++)
			text_append(&sql, j ? ", ?" : "?");
		text_append_char(&sql, ')');
		failed = sql.failed ? error_memory(err) : prepare(store, text_string(&sql), &store->inserts[i], err);
	}
	text_release(&sql);
	return failed;
}

static int open_handle(struct given_store *store, struct error *err)
{
	struct connection *connections = store->database->connections;
	int code = sqlite3_open_v2(":memory:", &store->sqlite,
	                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

	connections[0] = (struct connection){ .sqlite = store->sqlite, .database = store->database };
	store->database->count = 1;
	store->database->one = true;
	if (code == SQLITE_OK)
		code = database_harden(store->sqlite);
	return code == SQLITE_OK ? 0 : database_error(store->sqlite, code, database_path(store->database), err);
}

/* From here on the handle only reads, but for what is prepared. */
static int finish_connections(struct given_store *store, struct error *err)
{
	return database_finish_connection(&store->database->connections[0], err);
}

int given_store_open(struct given_store **out, struct schema *schema, const bool *wanted,
                     const struct given_key *keys, size_t key_count, struct error *err)
{
	struct given_store *store = calloc(1, sizeof *store);

	if (!store)
		return error_memory(err);
	store->schema = schema;
	store->database = database_new("the records of a test", 1);
	store->inserts = calloc(schema->count + 1, sizeof(sqlite3_stmt *));
	if (!store->database || !store->inserts) {
		error_memory(err);
		goto fail;
	}
	if (make_plain(schema, wanted, err) || open_handle(store, err)
	    || make_tables(store, wanted, keys, key_count, err) || prepare_inserts(store, wanted, err)
	    || prepare(store, "SAVEPOINT test", &store->mark, err)
	    || prepare(store, "ROLLBACK TO test", &store->back, err) || finish_connections(store, err))
		goto fail;
	*out = store;
	return 0;
fail:
	given_store_close(store);
	return -1;
}

void given_store_close(struct given_store *store)
{
	if (!store)
		return;
	for (size_t i = 0; store->inserts && i < store->schema->count; i++)
		sqlite3_finalize(store->inserts[i]);
	sqlite3_finalize(store->mark);
	sqlite3_finalize(store->back);
	database_close(store->database);
	free(store->inserts);
	free(store);
}

struct database *given_store_database(struct given_store *store)
{
	return store->database;
}

static int bind(sqlite3_stmt *statement, int parameter, enum type type, const struct value *value)
{
	struct text text = TEXT_INIT;
	int code;

	switch (value->kind) {
	case VALUE_INTEGER:
	case VALUE_FLAG:
		return sqlite3_bind_int64(statement, parameter, value->as.integer);
	case VALUE_NUMBER:
		return sqlite3_bind_double(statement, parameter, value->as.number);
	case VALUE_TEXT:
		return sqlite3_bind_text(statement, parameter, value->as.text, (int) value->length, SQLITE_STATIC);
	case VALUE_DECIMAL:
		value_print_plain(type, *value, &text);
		code = text.failed ? SQLITE_NOMEM
		                   : sqlite3_bind_text(statement, parameter, text_string(&text), (int) text.length,
		                                       SQLITE_TRANSIENT);
		text_release(&text);
		return code;
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		break;
	}
	return sqlite3_bind_null(statement, parameter);
}

/* Runs one of the statements prepared here. Returns an SQLite code. */
static int run(struct given_store *store, sqlite3_stmt *statement)
{
	bool *trusted =
		&store->database->connections[0].trusted; /* SQLite may prepare it again, and asks the authorizer */
	int code;

	*trusted = true;
	sqlite3_step(statement);
	code = sqlite3_reset(statement);
	*trusted = false;
	return code;
}

static int put_one(struct given_store *store, const struct given_record *record, struct error *err)
{
	const struct record_type *type = &store->schema->types[record->type];
	sqlite3_stmt *insert = store->inserts[record->type];
	int code = SQLITE_OK;

	for (size_t i = 0; i < type->field_count && code == SQLITE_OK; i++)
		code = bind(insert, (int) i + 1, type->fields[i].type, &record->values[i]);
	if (code == SQLITE_OK)
		code = run(store, insert);
	if (code == SQLITE_OK)
		return 0;
	if ((code & 0xFF) == SQLITE_CONSTRAINT)
		return error_set(err, ERROR_INPUT, "another '%s' has the same key", type->name);
	return database_error(store->sqlite, code, database_path(store->database), err);
}

int given_store_put(struct given_store *store, const struct given *given, const struct given_record **culprit,
                    struct error *err)
{
	for (size_t i = 0; i < given->count; i++) {
		*culprit = given->items[i];
		if (store->inserts[given->items[i]->type] && put_one(store, given->items[i], err))
			return -1;
	}
	return 0;
}

static int step(struct given_store *store, sqlite3_stmt *statement, struct error *err)
{
	int code = run(store, statement);

	return code == SQLITE_OK ? 0 : database_error(store->sqlite, code, database_path(store->database), err);
}

int given_store_mark(struct given_store *store, struct error *err)
{
	return step(store, store->mark, err);
}

int given_store_back(struct given_store *store, struct error *err)
{
	return step(store, store->back, err);
}
