/* declared.c: how a run file declares its tables. */
#include "run/declared.h"

#include "records/sql_text.h"
#include "run/run_file.h"
#include "run_schema.h"

#include <string.h>

void declared_table_name(struct text *sql, const char *prefix, const char *type)
{
	struct text name = TEXT_INIT;

	text_append_format(&name, "%s%s", prefix, type);
	sql->failed |= name.failed;
	sql_append_name(sql, text_string(&name));
	text_release(&name);
}

void declared_names(struct text *sql, const struct record_type *record, const int *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_append(sql, i ? ", " : "");
		sql_append_name(sql, record->fields[fields[i]].name);
	}
}

/* "name DECLARATION, " */
static void append_column(struct text *sql, const struct field *field)
{
	sql_append_name(sql, field->name);
	text_append_char(sql, ' ');
	field_declaration(field, sql);
	text_append(sql, ", ");
}

void declared_records(struct text *sql, const struct plan_type *type)
{
	const struct record_type *record = type->record;

	text_append(sql, "CREATE TABLE ");
	declared_table_name(sql, "record_", record->name);
	text_append(sql, " (");
	for (size_t i = 0; i < type->field_count; i++)
		append_column(sql, &record->fields[type->fields[i]]);
	/* A commitment's column is called after its field. */
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &record->fields[type->fields[i]];

		if (!field->personal)
			continue;
		declared_table_name(sql, "_commitment_", field->name);
		text_append(sql, " BLOB NOT NULL, ");
	}
	text_append(sql, "_leaf BLOB NOT NULL, PRIMARY KEY (");
	declared_names(sql, record, record->key, record->key_count);
	text_append(sql, ")");
}

void declared_foreign_key(struct text *sql, const char *names, const char *parent)
{
	text_append_format(sql, ", FOREIGN KEY (%s) REFERENCES ", names);
	declared_table_name(sql, "record_", parent);
}

bool declared_by_number(const struct record_type *record, bool one_row)
{
	const struct field *key = &record->fields[record->key[0]];

	return one_row && record->key_count == 1 && key->type == TYPE_INTEGER && !key->optional && !key->personal;
}

static void append_end(struct text *sql, bool by_number)
{
	text_append(sql, by_number ? ")" : ") WITHOUT ROWID");
}

void declared_end(struct text *sql, const struct plan_type *type)
{
	append_end(sql, declared_by_number(type->record, true));
}

void declared_outcomes(struct text *sql, const struct plan_type *type, bool one_period)
{
	const struct record_type *record = type->record;
	bool by_number = declared_by_number(record, one_period);

	text_append(sql, "CREATE TABLE ");
	declared_table_name(sql, "outcome_", record->name);
	text_append(sql, " (");
	for (size_t i = 0; i < record->key_count; i++)
		append_column(sql, &record->fields[record->key[i]]);
	text_append(sql, "_period TEXT, ");
	for (size_t i = 0; i < type->column_count; i++) {
		enum type kind = type->columns[i].type == TYPE_ELIGIBILITY ? TYPE_STATUS : type->columns[i].type;

		append_column(sql, &(struct field){ .name = type->columns[i].name, .type = kind, .optional = true });
	}
	text_append(sql, "_unknown TEXT, _leaf BLOB NOT NULL, PRIMARY KEY (");
	declared_names(sql, record, record->key, record->key_count);
	text_append(sql, by_number ? ")" : ", _period)");
	append_end(sql, by_number);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Appends `sql` without its comments, and with one space for any white space: what is said, however it is written. Quotes are
 * not looked for, since schema/run.sql has none outside comments: what has some compares as different. */
static void append_plain(struct text *out, const char *sql)
{
	while (*sql) {
		bool space = false;

		for (; is_space(*sql) || (sql[0] == '-' && sql[1] == '-'); space = true)
			sql += is_space(*sql) ? 1 : strcspn(sql, "\n");
		if (space)
			text_append_char(out, ' ');
		if (*sql)
			text_append_char(out, *sql++);
	}
}

/* Whether `declared`, the declaration of `table`, is the one in `schema`, which is schema/run.sql, both plain. */
static bool is_in_schema(const char *schema, const char *table, const char *declared)
{
	char begin[64];
	size_t length = strlen(declared);
	const char *at;

	snprintf(begin, sizeof begin, "CREATE TABLE %s (", table);
	at = strstr(schema, begin);
	ensure(at);
	return strcspn(at, ";") == length && !memcmp(at, declared, length);
}

/* 0: the table is there and declared as it must be. */
static int check_small(struct connection *file, sqlite3_stmt *statement, const char *schema, const char *table,
                       struct text *plain, struct error *err)
{
	int code = sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC), failed = 0;

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_DONE)
		return error_set(err, ERROR_INPUT, "run file '%s' has no table '%s'", database_path(file->database),
		                 table);
	if (code != SQLITE_ROW)
		return connection_error(file, code, err);
	text_clear(plain);
	append_plain(plain, (const char *) sqlite3_column_text(statement, 0) ?: "");
	if (plain->failed || sqlite3_errcode(file->sqlite) == SQLITE_NOMEM)
		failed = error_memory(err);
	else if (!is_in_schema(schema, table, text_string(plain)))
		failed = error_set(err, ERROR_INPUT,
		                   "run file '%s' declares its table '%s' otherwise than reckon does",
		                   database_path(file->database), table);
	sqlite3_reset(statement);
	return failed;
}

int declared_small_tables(struct connection *file, struct error *err)
{
	struct text schema = TEXT_INIT, plain = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int failed;

	append_plain(&schema, RUN_SCHEMA_SQL);
	file->trusted = true;
	failed = schema.failed
	                 ? error_memory(err)
	                 : connection_prepare(file, "SELECT sql FROM sqlite_schema WHERE name = ?", &statement, err);
	file->trusted = false;
	for (const struct run_table *table = run_tables; !failed && table->name; table++)
		failed = check_small(file, statement, text_string(&schema), table->name, &plain, err);
	if (!failed)
		failed = check_small(file, statement, text_string(&schema), "digest", &plain, err);
	sqlite3_finalize(statement);
	text_release(&schema);
	text_release(&plain);
	return failed;
}

/* The foreign keys of a table, in the order in which they were declared: they say how records are related, and stand nowhere else. */
static int append_foreign_keys(struct connection *file, const char *table, struct text *sql, struct error *err)
{
	static const char list[] =
		"SELECT \"table\", \"from\", seq FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq";
	struct text names = TEXT_INIT, parent = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int code;

	if (connection_prepare(file, list, &statement, err))
		return -1;
	code = sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		const char *to, *from;

		code = sqlite3_step(statement);
		if (names.length && (code != SQLITE_ROW || sqlite3_column_int(statement, 2) == 0)) {
			declared_foreign_key(sql, text_string(&names), text_string(&parent));
			text_clear(&names);
		}
		if (code != SQLITE_ROW)
			break;
		to = (const char *) sqlite3_column_text(statement, 0);
		from = (const char *) sqlite3_column_text(statement, 1);
		text_clear(&parent);
		text_append(&parent, to && !strncmp(to, "record_", 7) ? to + 7 : "");
		text_append(&names, names.length ? ", " : "");
		sql_append_name(&names, from ? from : "");
	}
	sql->failed |= names.failed | parent.failed;
	text_release(&names);
	text_release(&parent);
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? 0 : connection_error(file, code, err);
}

/* Whether `stored` declares `table` as a run with `type` does. */
static int check_kept(struct connection *file, const struct stored_type *type, bool outcomes, const char *stored,
                      const char *table, bool *agrees, struct error *err)
{
	struct text sql = TEXT_INIT;
	int failed = 0;

	*agrees = false;
	for (int one_period = 0; outcomes && one_period < 2; one_period++) {
		text_clear(&sql);
		declared_outcomes(&sql, &type->type, one_period);
		*agrees |= !sql.failed && !strcmp(text_string(&sql), stored);
	}
	if (!outcomes) {
		declared_records(&sql, &type->type);
		failed = append_foreign_keys(file, table, &sql, err);
		declared_end(&sql, &type->type);
		*agrees = !strcmp(text_string(&sql), stored);
	}
	if (!failed && sql.failed)
		failed = error_memory(err);
	text_release(&sql);
	return failed;
}

static bool is_small(const char *table)
{
	const struct run_table *small = run_tables;

	while (small->name && strcmp(small->name, table) != 0)
		small++;
	return small->name || !strcmp(table, "digest");
}

static void add_problem(struct problems *found, const char *format, const char *table)
{
	struct error err;

	error_set(&err, ERROR_FOUND, format, table);
	problems_add(found, &err);
}

struct tables {
	struct connection *file;
	const struct stored_types *types;
	struct problems *found;
	bool *readable;
};

static int check_one(struct tables *tables, const char *table, const char *sql, struct error *err)
{
	bool outcomes = !strncmp(table, "outcome_", 8), agrees;
	const struct stored_type *type = NULL;

	if (is_small(table))
		return 0;
	if (outcomes)
		type = stored_type_named(tables->types, table + 8);
	else if (!strncmp(table, "record_", 7))
		type = stored_type_named(tables->types, table + 7);
	if (!type || (outcomes && !type->outcomes)) {
		add_problem(tables->found, "table '%s': it does not belong into a run file", table);
		return 0;
	}
	if (check_kept(tables->file, type, outcomes, sql, table, &agrees, err))
		return -1;
	if (!agrees)
		add_problem(tables->found, "table '%s': it is not declared as its fields and rules are", table);
	*tables->readable = *tables->readable && agrees;
	return 0;
}

static int check_missing(struct tables *tables, struct error *err)
{
	for (size_t i = 0; i < tables->types->count; i++) {
		const struct stored_type *type = &tables->types->items[i];
		bool there = true;

		if (type->outcomes && stored_table_is_there(tables->file, "outcome_", type->record.name, &there, err))
			return -1;
		if (there)
			continue;
		add_problem(tables->found, "the table of outcomes of '%s' is not there", type->record.name);
		*tables->readable = false;
	}
	return 0;
}

int declared_tables(struct connection *file, const struct stored_types *types, struct problems *found, bool *readable,
                    struct error *err)
{
	struct tables tables = { .file = file, .types = types, .found = found, .readable = readable };
	sqlite3_stmt *statement = NULL;
	int code, failed = -1;

	*readable = true;
	file->trusted = true;
	/* What ANALYZE leaves behind says nothing. */
	if (connection_prepare(file,
	                       "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat_' ESCAPE '\\' "
	                       "ORDER BY name",
	                       &statement, err))
		goto out;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *name = (const char *) sqlite3_column_text(statement, 0);
		const char *sql = (const char *) sqlite3_column_text(statement, 1);

		if (!name || !sql) {
			error_memory(err);
			goto out;
		}
		if (check_one(&tables, name, sql, err))
			goto out;
	}
	failed = code == SQLITE_DONE ? check_missing(&tables, err) : connection_error(file, code, err);
out:
	sqlite3_finalize(statement);
	file->trusted = false; /* not before: SQLite asks about the pragma while it steps */
	return failed;
}
