/* reader_sql.c: the SELECT statements behind readers: every one that gives more than one row has a total ORDER BY in
 * BINARY collation. */
#include "records/reader_sql.h"

#include "records/sql_text.h"

#include <string.h>

static bool is_text(const struct field *field)
{
	return field->type == TYPE_TEXT || field->type == TYPE_STATUS || field->type == TYPE_DATE;
}

/* The number of a field among the columns of a copy. */
static size_t column_of(const struct reader_request *request, int field)
{
	for (size_t i = 0; i < request->column_count; i++) {
		if (request->columns[i] == field)
			return i;
	}
	bug("a reader orders by a field that it does not read");
}

static void append_field(const struct reader_request *request, int field, bool compared, struct text *out)
{
	const struct record_type *type = request->type;

	if (request->copied) {
		text_append_format(out, "c%zu", column_of(request, field));
		return;
	}
	sql_append_name(out, type->fields[field].name);
	/* Said only where it may differ from the column's own: SQLite finds no index behind COLLATE in a row value. */
	if (compared && !type->key_binary && is_text(&type->fields[field]))
		text_append(out, " COLLATE BINARY");
}

/* (a, b) OP (?1, ?2) */
static void append_comparison(const struct reader_request *request, const char *operator, size_t parameter,
                              struct text *out)
{
	bool several = request->range_count > 1;

	text_append(out, several ? " AND (" : " AND ");
	for (size_t i = 0; i < request->range_count; i++) {
		text_append(out, i ? ", " : "");
		append_field(request, request->range[i], true, out);
	}
	text_append_format(out, "%s %s %s", several ? ")" : "", operator, several ? "(" : "");
	for (size_t i = 0; i < request->range_count; i++)
		text_append_format(out, "%s?%zu", i ? ", " : "", parameter + i);
	text_append(out, several ? ")" : "");
}

void reader_sql_from(const struct record_type *type, struct text *out)
{
	text_append_format(out, " FROM %s", type->from);
	if (type->is_query) {
		text_append(out, " AS ");
		sql_append_name(out, type->name);
	}
	/* The line end closes a comment in the scenario's SQL. */
	if (type->where)
		text_append_format(out, " WHERE (%s\n)", type->where);
	else
		text_append(out, " WHERE 1");
}

void reader_sql_values(const struct record_type *type, int field, struct text *out)
{
	text_append(out, "SELECT ");
	sql_append_name(out, type->fields[field].name);
	text_append(out, " COLLATE BINARY, count(*)");
	reader_sql_from(type, out);
	text_append(out, " GROUP BY 1 ORDER BY 1");
}

void reader_sql_first(const struct record_type *type, int field, int rows, struct text *out)
{
	text_append(out, "SELECT ");
	sql_append_name(out, type->fields[field].name);
	reader_sql_from(type, out);
	for (size_t i = 0; i < type->key_count; i++) {
		text_append(out, i ? ", " : " ORDER BY ");
		sql_append_name(out, type->fields[type->key[i]].name);
		text_append(out, type->key_binary ? "" : " COLLATE BINARY");
	}
	text_append_format(out, " LIMIT %d", rows);
}

static void append_columns(const struct reader_request *request, struct text *out)
{
	text_append(out, "SELECT ");
	for (size_t i = 0; i < request->column_count; i++) {
		text_append(out, i ? ", " : "");
		append_field(request, request->columns[i], false, out);
	}
	if (request->column_count == 0)
		text_append(out, "1");
}

static void append_order(const struct reader_request *request, struct text *out)
{
	for (size_t i = 0; i < request->order_count; i++) {
		text_append(out, i ? ", " : " ORDER BY ");
		append_field(request, request->columns[i], true, out);
	}
}

void reader_sql(const struct reader_request *request, bool has_from, bool has_to, struct text *out)
{
	size_t n = request->range_count;

	append_columns(request, out);
	if (request->copied)
		text_append(out, " FROM sorted WHERE 1");
	else
		reader_sql_from(request->type, out);
	if (has_from)
		append_comparison(request, request->equal ? "=" : ">=", 1, out);
	if (has_to)
		append_comparison(request, "<", n + 1, out);
	/* A reference that is NULL in part points at nothing. (A key that is NULL is found elsewhere, and is an error.) */
	for (size_t i = 0; i < n && !request->copied && !request->equal; i++) {
		text_append(out, " AND ");
		append_field(request, request->range[i], false, out);
		text_append(out, " IS NOT NULL");
	}
	append_order(request, out);
}

void reader_sql_copy(const struct reader_request *request, struct text *out)
{
	append_columns(request, out);
	reader_sql_from(request->type, out);
	/* Records without the reference are nobody's children; a NULL in the type's own key is left in, and found. */
	for (size_t i = 0; i < request->range_count; i++) {
		bool own = false;

		for (size_t j = 0; j < request->type->key_count; j++)
			own = own || request->type->key[j] == request->range[i];
		if (own)
			continue;
		text_append(out, " AND ");
		append_field(request, request->range[i], false, out);
		text_append(out, " IS NOT NULL");
	}
	/* Put in order first, rows are appended to the copy, which is several times faster than finding each its place. */
	append_order(request, out);
}

void reader_sql_null_key(const struct record_type *type, struct text *out)
{
	text_append(out, "SELECT 1");
	reader_sql_from(type, out);
	text_append(out, " AND (");
	for (size_t i = 0; i < type->key_count; i++) {
		text_append(out, i ? " OR " : "");
		sql_append_name(out, type->fields[type->key[i]].name);
		text_append(out, " IS NULL");
	}
	text_append(out, ") LIMIT 1");
}

/* Reads SQLite's plan, whose words are stable enough to choose by, since only speed hangs on them. */
static bool is_direct_step(const char *detail, bool first)
{
	return (!first || !strncmp(detail, "SEARCH ", 7)) && !strstr(detail, "USE TEMP B-TREE FOR ORDER BY")
	       && !strstr(detail, "MATERIALIZE") && !strstr(detail, "CO-ROUTINE") && !strstr(detail, "AUTOMATIC");
}

int reader_sql_is_direct(struct connection *connection, const struct reader_request *request, bool *direct,
                         struct error *err)
{
	struct text sql = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int result, code = SQLITE_DONE;
	bool first = true;

	*direct = false;
	for (size_t i = 0; i < request->order_count && !connection->utf8; i++) {
		/* UTF-16 sorts by its own bytes, not by those of UTF-8. */
		if (is_text(&request->type->fields[request->columns[i]]))
			return 0;
	}
	text_append(&sql, "EXPLAIN QUERY PLAN ");
	reader_sql(request, true, !request->equal, &sql);
	result = sql.failed ? error_memory(err) : connection_prepare(connection, text_string(&sql), &statement, err);
	if (!result) {
		*direct = true;
		while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
			const char *detail = (const char *) sqlite3_column_text(statement, 3);

			*direct = *direct && detail && is_direct_step(detail, first);
			first = false;
		}
		if (code != SQLITE_DONE)
			result = connection_error(connection, code, err);
	}
	sqlite3_finalize(statement);
	text_release(&sql);
	return result;
}
