/* sorted_copy.c: records read once into a private, temporary database, sorted by the key they are asked for. */
#include "records/sorted_copy.h"

#include "records/cell.h"

#include <stdlib.h>
#include <string.h>

struct sorted_copy {
	struct sorted_copy *next;
	char *sql; /* owned: what it was made from tells whether it can be used again */
	size_t order_count;
	sqlite3 *sqlite;
};

sqlite3 *sorted_copy_handle(struct sorted_copy *copy)
{
	return copy->sqlite;
}

void sorted_copies_free(struct sorted_copy *first)
{
	while (first) {
		struct sorted_copy *next = first->next;

		sqlite3_close(first->sqlite);
		free(first->sql);
		free(first);
		first = next;
	}
}

/* An error of the private database is one of ours or of the disk, never of the user's data. */
static int copy_error(sqlite3 *sqlite, int code, struct error *err)
{
	if ((code & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	error_set(err, ERROR_SYSTEM, "cannot sort records in a temporary file");
	return database_cause(sqlite, code, err);
}

/* An empty name is SQLite's temporary database: in memory while small, on disk beyond that, gone when closed. */
static int open_temporary(sqlite3 **sqlite)
{
	int code =
		sqlite3_open_v2("", sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_extended_result_codes(*sqlite, 1);
	if (code == SQLITE_OK)
		code = sqlite3_exec(*sqlite,
		                    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
		                    "PRAGMA locking_mode = EXCLUSIVE",
		                    NULL, NULL, NULL);
	return code;
}

static int create_table(sqlite3 *sqlite, const struct copy_request *request, sqlite3_stmt **insert)
{
	struct text create = TEXT_INIT, put = TEXT_INIT;
	int code = SQLITE_NOMEM;

	text_append(&create, "CREATE TABLE sorted (");
	text_append(&put, "INSERT INTO sorted VALUES (");
	for (size_t i = 0; i < request->column_count; i++) {
		text_append_format(&create, "c%zu, ", i);
		text_append(&put, i ? ", ?" : "?");
	}
	text_append(&create, "PRIMARY KEY (");
	for (size_t i = 0; i < request->order_count; i++)
		text_append_format(&create, "%sc%zu", i ? ", " : "", i);
	text_append(&create, ")) WITHOUT ROWID");
	text_append_char(&put, ')');
	if (!create.failed && !put.failed)
		code = sqlite3_exec(sqlite, text_string(&create), NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v2(sqlite, text_string(&put), -1, insert, NULL);
	text_release(&create);
	text_release(&put);
	return code;
}

/* A key that is NULL or there twice cannot tell records apart. */
static int key_error(sqlite3_stmt *select, const struct copy_request *request, bool is_null, struct error *err)
{
	struct text key = TEXT_INIT;

	for (size_t i = 0; i < request->order_count; i++) {
		text_append_format(&key, "%s%s ", i ? ", " : "", request->type->fields[request->columns[i]].name);
		cell_show(select, (int) i, &key);
	}
	if (key.failed)
		error_memory(err);
	else if (is_null)
		error_set(err, ERROR_INPUT, "%s '%s': a key is NULL (%s)",
		          request->type->is_query ? "query" : "table", request->type->name, text_string(&key));
	else
		error_set(err, ERROR_INPUT, "%s '%s': two records have the same key (%s)",
		          request->type->is_query ? "query" : "table", request->type->name, text_string(&key));
	if (!key.failed)
		error_hint(err, "a key must tell every record from every other");
	text_release(&key);
	return -1;
}

static bool has_null_key(sqlite3_stmt *select, size_t order_count)
{
	for (size_t i = 0; i < order_count; i++) {
		if (sqlite3_column_type(select, (int) i) == SQLITE_NULL)
			return true;
	}
	return false;
}

static int copy_row(sqlite3 *sqlite, sqlite3_stmt *select, sqlite3_stmt *insert, const struct copy_request *request,
                    struct error *err)
{
	int code = SQLITE_OK;

	if (has_null_key(select, request->order_count))
		return key_error(select, request, true, err);
	for (size_t i = 0; code == SQLITE_OK && i < request->column_count; i++)
		code = sqlite3_bind_value(insert, (int) i + 1, sqlite3_column_value(select, (int) i));
	if (code == SQLITE_OK)
		code = sqlite3_step(insert) == SQLITE_DONE ? SQLITE_OK : sqlite3_extended_errcode(sqlite);
	sqlite3_reset(insert);
	if ((code & 0xFF) == SQLITE_CONSTRAINT)
		return key_error(select, request, false, err);
	return code == SQLITE_OK ? 0 : copy_error(sqlite, code, err);
}

static int fill(struct connection *connection, struct sorted_copy *copy, const struct copy_request *request,
                struct error *err)
{
	sqlite3_stmt *select = NULL, *insert = NULL;
	int result = -1, code = open_temporary(&copy->sqlite);

	if (code == SQLITE_OK)
		code = create_table(copy->sqlite, request, &insert);
	if (code == SQLITE_OK)
		code = sqlite3_exec(copy->sqlite, "BEGIN", NULL, NULL, NULL);
	if (code != SQLITE_OK) {
		copy_error(copy->sqlite, code, err);
		goto out;
	}
	if (connection_prepare(connection, request->sql, &select, err))
		goto out;
	while ((code = sqlite3_step(select)) == SQLITE_ROW) {
		if (connection_interrupted(connection)) {
			connection_stopped(connection, err);
			goto out;
		}
		if (copy_row(copy->sqlite, select, insert, request, err))
			goto out;
	}
	if (code != SQLITE_DONE) {
		connection_error(connection, code, err);
		goto out;
	}
	code = sqlite3_exec(copy->sqlite, "COMMIT", NULL, NULL, NULL);
	result = code == SQLITE_OK ? 0 : copy_error(copy->sqlite, code, err);
out:
	sqlite3_finalize(select);
	sqlite3_finalize(insert);
	return result;
}

int sorted_copy_get(struct connection *connection, const struct copy_request *request, struct sorted_copy **out,
                    struct error *err)
{
	struct sorted_copy *copy;

	for (copy = connection->copies; copy; copy = copy->next) {
		if (copy->order_count == request->order_count && !strcmp(copy->sql, request->sql)) {
			*out = copy;
			return 0;
		}
	}
	copy = calloc(1, sizeof *copy);
	if (copy)
		copy->sql = strdup(request->sql);
	if (!copy || !copy->sql) {
		free(copy);
		return error_memory(err);
	}
	copy->order_count = request->order_count;
	if (fill(connection, copy, request, err)) {
		sorted_copies_free(copy);
		return -1;
	}
	copy->next = connection->copies;
	connection->copies = copy;
	*out = copy;
	return 0;
}
