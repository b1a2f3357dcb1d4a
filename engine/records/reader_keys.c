/* reader_keys.c: questions about a record type as a whole: how many records, and by which keys they can be looked up. */
#include "records/reader.h"

#include "records/reader_sql.h"

#include <stdlib.h>
#include <string.h>

int reader_count(struct connection *connection, const struct schema *schema, int type, struct record_counts *counts,
                 struct error *err)
{
	const struct record_type *record_type = &schema->types[type];
	struct record_type all = *record_type;
	struct text sql = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int result, code;

	all.where = NULL;
	text_append(&sql, "SELECT count(*)");
	if (record_type->where)
		text_append_format(&sql,
		                   ", count(CASE WHEN (%s\n) THEN 1 END), count(CASE WHEN NOT (%s\n) THEN 1 END)",
		                   record_type->where, record_type->where);
	reader_sql_from(&all, &sql);
	result = sql.failed ? error_memory(err) : connection_prepare(connection, text_string(&sql), &statement, err);
	if (!result) {
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW && record_type->where) {
			counts->rows = sqlite3_column_int64(statement, 1);
			counts->left_out = sqlite3_column_int64(statement, 2);
			counts->undecided = sqlite3_column_int64(statement, 0) - counts->rows - counts->left_out;
		} else if (code == SQLITE_ROW) {
			*counts = (struct record_counts){ .rows = sqlite3_column_int64(statement, 0) };
		} else {
			result = connection_error(connection, code, err);
		}
	}
	sqlite3_finalize(statement);
	text_release(&sql);
	return result;
}

/* A set of fields that tells records apart, compared with the one asked for; and the list of all, for an error. */
struct key_search {
	const struct record_type *type;
	const int *wanted; /* `count` fields */
	size_t count;
	int *order;
	bool found;
	struct text known; /* "(year, district), (name)" */
};

static void offer_key(struct key_search *search, const int *fields, size_t count)
{
	size_t matched = 0;

	text_append(&search->known, search->known.length ? ", (" : "(");
	for (size_t i = 0; i < count; i++) {
		text_append_format(&search->known, "%s%s", i ? ", " : "", search->type->fields[fields[i]].name);
		for (size_t j = 0; j < search->count; j++)
			matched += search->wanted[j] == fields[i];
	}
	text_append_char(&search->known, ')');
	if (search->found || matched != count || count != search->count)
		return;
	memcpy(search->order, fields, count * sizeof *fields);
	search->found = true;
}

/* The name of the table behind `from`, which is quoted. */
static void table_name(const char *from, struct text *out)
{
	for (const char *at = from + 1; at[0] && at[1]; at++) {
		text_append_char(out, *at);
		at += at[0] == '"' && at[1] == '"';
	}
}

/* Each unique index over plain columns, from rows (index name, column name or NULL). */
static int offer_indexes(struct key_search *search, sqlite3_stmt *statement, int *fields)
{
	struct text index = TEXT_INIT;
	size_t count = 0;
	bool whole = false, failed = false;
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW && !failed) {
		const char *name = (const char *) sqlite3_column_text(statement, 0);
		const char *column = (const char *) sqlite3_column_text(statement, 1);
		int field = column ? schema_field(search->type, column) : -1;

		if (!name)
			break;
		if (!index.length || strcmp(text_string(&index), name)) {
			if (whole && count)
				offer_key(search, fields, count);
			text_clear(&index);
			text_append(&index, name);
			count = 0;
			whole = true;
		}
		whole = whole && field >= 0 && count < search->type->field_count;
		if (whole)
			fields[count++] = field;
		failed = index.failed;
	}
	if (whole && count)
		offer_key(search, fields, count);
	text_release(&index);
	return code == SQLITE_DONE ? SQLITE_OK : failed || code == SQLITE_ROW ? SQLITE_NOMEM : code;
}

static int search_indexes(struct connection *connection, struct key_search *search, struct error *err)
{
	static const char sql[] =
		"SELECT l.name, i.name FROM pragma_index_list(?1) AS l, pragma_index_info(l.name) AS i"
		" WHERE l.\"unique\" AND NOT l.partial AND l.origin <> 'pk' ORDER BY l.name, i.seqno";
	struct text table = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int *fields = calloc(search->type->field_count + 1, sizeof *fields);
	int result = -1, code;

	table_name(search->type->from, &table);
	if (!fields || table.failed) {
		error_memory(err);
		goto out;
	}
	connection->trusted = true;
	result = connection_prepare(connection, sql, &statement, err);
	if (!result) {
		code = sqlite3_bind_text(statement, 1, text_string(&table), -1, SQLITE_STATIC);
		if (code == SQLITE_OK)
			code = offer_indexes(search, statement, fields);
		if (code != SQLITE_OK)
			result = connection_error(connection, code, err);
	}
	sqlite3_finalize(statement);
	connection->trusted = false;
out:
	free(fields);
	text_release(&table);
	return result;
}

static int find_wanted(const struct record_type *type, const char *const *names, size_t count, int *wanted,
                       struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		struct nearest nearest = nearest_to(names[i]);

		wanted[i] = schema_field(type, names[i]);
		if (wanted[i] >= 0)
			continue;
		for (size_t j = 0; j < type->field_count; j++)
			nearest_offer(&nearest, type->fields[j].name);
		error_set(err, ERROR_INPUT, "'%s' has no field '%s'", type->name, names[i]);
		return error_did_you_mean(err, nearest.best);
	}
	return 0;
}

static int no_such_key(const struct key_search *search, const char *const *names, struct error *err)
{
	struct text asked = TEXT_INIT;

	for (size_t i = 0; i < search->count; i++)
		text_append_format(&asked, "%s%s", i ? ", " : "", names[i]);
	if (asked.failed || search->known.failed)
		error_memory(err);
	else if (search->known.length)
		error_set(err, ERROR_INPUT, "(%s) is not a key of '%s', whose keys are %s", text_string(&asked),
		          search->type->name, text_string(&search->known));
	else
		error_set(err, ERROR_INPUT, "'%s' has no key to look records up by", search->type->name);
	text_release(&asked);
	return -1;
}

int reader_lookup_key(struct connection *connection, const struct schema *schema, int type, const char *const *names,
                      size_t count, int *order, struct error *err)
{
	const struct record_type *record_type = &schema->types[type];
	int *wanted = calloc(count + 1, sizeof *wanted);
	struct key_search search = { .type = record_type, .wanted = wanted, .count = count, .order = order };
	int result = -1;

	if (!wanted) {
		error_memory(err);
		goto out;
	}
	if (find_wanted(record_type, names, count, wanted, err))
		goto out;
	if (record_type->key_count && !record_type->unusable)
		offer_key(&search, record_type->key, record_type->key_count);
	/* A view or query has no index. */
	if (!search.found && record_type->from[0] == '"' && search_indexes(connection, &search, err))
		goto out;
	result = search.found ? 0 : no_such_key(&search, names, err);
out:
	free(wanted);
	text_release(&search.known);
	return result;
}
