/* schema_entries.c: what a scenario's `records` section adds to the tables: conditions, queries, types, dates. */
#include "records/schema_build.h"
#include "records/sql_text.h"

#include <stdlib.h>
#include <string.h>

const struct records_entry *schema_entry(const struct schema_build *build, const char *type)
{
	for (size_t i = 0; i < build->entry_count; i++) {
		if (!strcmp(build->entries[i].type, type))
			return &build->entries[i];
	}
	return NULL;
}

/* A piece of SQL in an entry: what it is called, where it stands. */
struct piece {
	const struct records_entry *entry;
	const struct record_type *type;
	const char *name; /* "where" or "query" */
	const char *sql;
	const struct source *file;
	int line, column;
};

/* What SQLite says is wrong is the cause; this adds the hint, and gives back the word that it is about: NULL when there is
 * none. */
static const char *advise(const struct schema_build *build, const struct piece *piece, const char *cause,
                          struct error *err)
{
	static const char no_column[] = "no such column: ", no_table[] = "no such table: ";
	struct nearest nearest = nearest_to("");

	if (!strncmp(cause, no_table, sizeof no_table - 1)) {
		nearest = nearest_to(cause + sizeof no_table - 1);
		for (size_t i = 0; i < build->count; i++)
			nearest_offer(&nearest, build->types[i].name);
	} else if (!strncmp(cause, no_column, sizeof no_column - 1)) {
		nearest = nearest_to(cause + sizeof no_column - 1);
		for (size_t i = 0; piece->type && i < piece->type->field_count; i++)
			nearest_offer(&nearest, piece->type->fields[i].name);
	} else if (strstr(cause, "syntax error") && !strcmp(piece->name, "query")) {
		error_hint(err, "a query is one SELECT: SELECT field, field FROM table");
	} else if (strstr(cause, "syntax error")) {
		error_hint(err, "it is a test that each row passes or not, as in SQL: income > 100 AND ward = 'N'");
	}
	error_did_you_mean(err, nearest.best);
	return nearest.name[0] ? nearest.name : NULL;
}

/* "the function 'date'": the name in it, in `name`. */
static const char *refused_name(const char *refused, char name[128])
{
	const char *quote = strchr(refused, '\'');

	snprintf(name, 128, "%s", quote ? quote + 1 : "");
	name[strcspn(name, "'")] = '\0';
	return name[0] ? name : NULL;
}

/* 0: *statement is ready; 1: a problem of the entry was added; -1: build->error. */
static int compile(struct schema_build *build, const struct piece *piece, const char *sql, sqlite3_stmt **statement)
{
	struct connection *connection = build->connection;
	struct error err = ERROR_INIT;
	const char *word = NULL;
	char name[128];
	int code;

	connection->refused[0] = '\0';
	code = sqlite3_prepare_v2(connection->sqlite, sql, -1, statement, NULL);
	if (code == SQLITE_OK && sqlite3_bind_parameter_count(*statement) == 0)
		return 0;
	if (code == SQLITE_OK) {
		error_set(&err, ERROR_INPUT, "the %s of '%s' has a parameter '%s', and nothing gives it a value",
		          piece->name, piece->entry->type, sqlite3_bind_parameter_name(*statement, 1) ?: "?");
	} else if (connection->refused[0]) {
		connection_error(connection, code, &err);
		word = refused_name(connection->refused, name);
	} else if ((code & 0xFF) == SQLITE_ERROR || (code & 0xFF) == SQLITE_TOOBIG) {
		const char *cause = sqlite3_errmsg(connection->sqlite);

		error_set(&err, ERROR_INPUT, "the %s of '%s' is not SQL that works here", piece->name,
		          piece->entry->type);
		error_cause(&err, "%s", cause);
		word = advise(build, piece, cause, &err);
	} else {
		return connection_error(connection, code, &build->error);
	}
	sqlite3_finalize(*statement);
	*statement = NULL;
	schema_place(&err, piece->file, piece->line, piece->column, word ? word : "");
	problems_add(build->problems, &err);
	return 1;
}

/* 0: `piece` can stand between parentheses; 1: a problem was added. */
static int check_piece(struct schema_build *build, const struct piece *piece)
{
	char message[256];
	const char *problem = sql_piece_problem(piece->sql, sql_length(piece->sql));

	if (!problem && sql_length(piece->sql) > 0)
		return 0;
	snprintf(message, sizeof message, "the %s of '%.100s' cannot be used: %s", piece->name, piece->entry->type,
	         problem ? problem : "it is empty");
	schema_problem_at(build, piece->file, piece->line, piece->column, "", NULL, message);
	return 1;
}

static int apply_where(struct schema_build *build, const struct records_entry *entry, struct record_type *type)
{
	struct piece piece = { entry,
		               type,
		               "where",
		               entry->where,
		               entry->where_file ?: entry->file,
		               entry->where_line,
		               entry->where_column };
	struct text sql = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int result;

	if (check_piece(build, &piece))
		return 0;
	text_append_format(&sql, "SELECT 1 FROM %s", type->from);
	if (type->is_query) {
		text_append(&sql, " AS ");
		sql_append_name(&sql, type->name);
	}
	text_append(&sql, " WHERE (");
	text_append_bytes(&sql, entry->where, sql_length(entry->where));
	text_append(&sql, "\n)");
	result = sql.failed ? error_memory(&build->error) : compile(build, &piece, text_string(&sql), &statement);
	text_release(&sql);
	sqlite3_finalize(statement);
	if (result)
		return result < 0 ? -1 : 0;
	type->where = arena_bytes(build->arena, entry->where, sql_length(entry->where));
	return type->where ? schema_check_where(build, entry, type) : error_memory(&build->error);
}

static int named_field(struct schema_build *build, const struct records_entry *entry, const struct record_type *type,
                       const char *name, const char *what, enum type expected)
{
	int field = schema_field(type, name);
	struct nearest nearest = nearest_to(name);
	char message[300];

	if (field >= 0 && !type->fields[field].unusable
	    && (type->fields[field].type == expected
	        || (expected == TYPE_TEXT && type->fields[field].type == TYPE_STATUS)))
		return field;
	for (size_t i = 0; i < type->field_count; i++)
		nearest_offer(&nearest, type->fields[i].name);
	if (field < 0)
		snprintf(message, sizeof message, "%s: '%.100s' has no field '%.100s'", what, entry->type, name);
	else
		snprintf(message, sizeof message, "%s: field '%.100s' of '%.100s' is not a %s but %s", what, name,
		         entry->type, type_names[expected], type_names[type->fields[field].type]);
	schema_problem_at(build, entry->file, entry->line, entry->column, what, field < 0 ? nearest.best : NULL,
	                  message);
	return -1;
}

/* `key` of an entry: fields by name. */
static int apply_key(struct schema_build *build, const struct records_entry *entry, struct record_type *type)
{
	size_t count = 0;
	int *key;

	while (entry->key[count])
		count++;
	if (schema_fields_array(build, count, &key))
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct nearest nearest = nearest_to(entry->key[i]);

		key[i] = schema_field(type, entry->key[i]);
		for (size_t j = 0; j < i; j++) {
			if (key[j] == key[i] && key[i] >= 0)
				schema_problem(build, entry, entry->line, entry->column, NULL,
				               "the key of '%s' names '%s' twice", entry->type, entry->key[i]);
		}
		if (key[i] >= 0)
			continue;
		for (size_t j = 0; j < type->field_count; j++)
			nearest_offer(&nearest, type->fields[j].name);
		schema_problem(build, entry, entry->line, entry->column, nearest.best,
		               "the key of '%s' has no field '%s'", entry->type, entry->key[i]);
		key[i] = 0;
	}
	type->key = key;
	type->key_count = count;
	type->key_unique = type->key_binary = false;
	type->unusable = count ? NULL : "it has no key";
	return 0;
}

/* The fields of a view or query are what the entry types. */
static int take_fields(struct schema_build *build, const struct records_entry *entry, struct record_type *type)
{
	type->fields = arena_array(build->arena, entry->field_count ? entry->field_count : 1, sizeof *type->fields);
	if (!type->fields)
		return error_memory(&build->error);
	for (size_t i = 0; i < entry->field_count; i++) {
		const struct records_field *given = &entry->fields[i];

		type->fields[i] = (struct field){ .name = arena_text(build->arena, given->name),
			                          .type = given->type,
			                          .optional = given->optional,
			                          .personal = given->personal };
		if (!type->fields[i].name)
			return error_memory(&build->error);
	}
	type->field_count = entry->field_count;
	return 0;
}

/* Every field is a column; for a query every column is a field too (a view may have columns that nobody needs). */
static void compare_columns(struct schema_build *build, const struct piece *piece, sqlite3_stmt *statement)
{
	const struct records_entry *entry = piece->entry;
	int count = sqlite3_column_count(statement);

	for (size_t i = 0; i < entry->field_count; i++) {
		struct nearest nearest = nearest_to(entry->fields[i].name);
		bool found = false;

		for (int column = 0; column < count && !found; column++) {
			const char *name = sqlite3_column_name(statement, column);

			found = name && !strcmp(name, entry->fields[i].name);
			if (name)
				nearest_offer(&nearest, name);
		}
		if (!found)
			schema_problem(build, entry, entry->fields[i].line, entry->fields[i].column, nearest.best,
			               "the %s of '%s' gives no field '%s'", piece->name, entry->type,
			               entry->fields[i].name);
	}
	for (int column = 0; column < count && piece->type->is_query; column++) {
		const char *name = sqlite3_column_name(statement, column);

		if (name && schema_field(piece->type, name) < 0)
			schema_problem(build, entry, piece->line, piece->column, NULL,
			               "the query of '%s' gives a column '%s' that 'fields' does not type",
			               entry->type, name);
	}
}

/* A type whose records come from `from`: a query in parentheses or a view's name. Takes it out again when it cannot. */
static int add_typed(struct schema_build *build, const struct records_entry *entry, const struct piece *piece,
                     const char *from, bool is_query)
{
	struct record_type *type;
	struct piece compiled = *piece;
	struct text sql = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int result;

	if (!entry->key || !entry->key[0] || !entry->field_count) {
		schema_problem(build, entry, entry->line, entry->column, NULL,
		               "the %s of '%s' needs 'key' and 'fields'", piece->name, entry->type);
		return 0;
	}
	if (schema_add_type(build, entry->type, &type))
		return -1;
	type->from = arena_text(build->arena, from);
	if (!type->from)
		return error_memory(&build->error);
	type->is_query = is_query;
	if (take_fields(build, entry, type) || apply_key(build, entry, type))
		return -1;
	compiled.type = type;
	text_append_format(&sql, "SELECT * FROM %s", type->from);
	result = sql.failed ? error_memory(&build->error) : compile(build, &compiled, text_string(&sql), &statement);
	text_release(&sql);
	if (result == 0)
		compare_columns(build, &compiled, statement);
	sqlite3_finalize(statement);
	return result < 0 ? -1 : 0;
}

static int add_query(struct schema_build *build, const struct records_entry *entry)
{
	struct piece piece = { entry,
		               NULL,
		               "query",
		               entry->query,
		               entry->query_file ?: entry->file,
		               entry->query_line,
		               entry->query_column };
	struct text from = TEXT_INIT;
	int result;

	if (check_piece(build, &piece))
		return 0;
	text_append_char(&from, '(');
	text_append_bytes(&from, entry->query, sql_length(entry->query));
	text_append(&from, "\n)");
	result =
		from.failed ? error_memory(&build->error) : add_typed(build, entry, &piece, text_string(&from), true);
	text_release(&from);
	return result;
}

/* 1: `name` is a view; 0: it is not; -1: build->error. */
static int is_view(struct schema_build *build, const char *name)
{
	struct connection *connection = build->connection;
	sqlite3_stmt *statement = NULL;
	int result = -1, code;

	connection->trusted = true;
	if (!connection_prepare(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ?1",
	                        &statement, &build->error)) {
		code = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		if (code == SQLITE_OK)
			code = sqlite3_step(statement);
		result = code == SQLITE_ROW;
		if (code != SQLITE_ROW && code != SQLITE_DONE)
			result = connection_error(connection, code, &build->error);
	}
	sqlite3_finalize(statement);
	connection->trusted = false;
	return result;
}

static struct record_type *find_type(struct schema_build *build, const char *name)
{
	for (size_t i = 0; i < build->count; i++) {
		if (!strcmp(build->types[i].name, name))
			return &build->types[i];
	}
	return NULL;
}

static int add_view(struct schema_build *build, const struct records_entry *entry)
{
	struct piece piece = { entry, NULL, "view", NULL, entry->file, entry->line, entry->column };
	struct nearest nearest = nearest_to(entry->type);
	struct text from = TEXT_INIT;
	int result = is_view(build, entry->type);

	if (result < 0)
		return -1;
	if (result == 0) {
		for (size_t i = 0; i < build->count; i++)
			nearest_offer(&nearest, build->types[i].name);
		schema_problem(build, entry, entry->line, entry->column, nearest.best,
		               "there is no table '%s' in '%s', and no 'query' gives its records", entry->type,
		               database_path(build->connection->database));
		return 0;
	}
	sql_append_name(&from, entry->type);
	result = from.failed ? error_memory(&build->error)
	                     : add_typed(build, entry, &piece, text_string(&from), false);
	text_release(&from);
	return result;
}

/* What an entry says about a table: its fields' types were applied as they were read. */
static int check_table_entry(struct schema_build *build, const struct records_entry *entry, struct record_type *type)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		const struct records_field *given = &entry->fields[i];
		struct nearest nearest = nearest_to(given->name);

		if (schema_field(type, given->name) >= 0)
			continue;
		for (size_t j = 0; j < type->field_count; j++)
			nearest_offer(&nearest, type->fields[j].name);
		schema_problem(build, entry, given->line, given->column, nearest.best,
		               "table '%s' has no column '%s'", entry->type, given->name);
	}
	if (!entry->key || !entry->key[0])
		return 0;
	for (size_t i = 0; i < type->key_count; i++) {
		if (!entry->key[i] || strcmp(entry->key[i], type->fields[type->key[i]].name)
		    || (i + 1 == type->key_count && entry->key[i + 1])) {
			schema_problem(build, entry, entry->line, entry->column, NULL,
			               "table '%s' has a primary key of its own, which is not the 'key' given here",
			               entry->type);
			return 0;
		}
	}
	return type->key_count ? 0 : apply_key(build, entry, type);
}

static int apply_entry(struct schema_build *build, const struct records_entry *entry)
{
	struct record_type *type;

	if (!build->prefix && entry->query) {
		if (add_query(build, entry))
			return -1;
	} else if (!build->prefix) {
		type = find_type(build, entry->type);
		if (type ? check_table_entry(build, entry, type) : add_view(build, entry))
			return -1;
	}
	type = find_type(build, entry->type);
	/* A run file holds only the types that its rules read. */
	if (!type)
		return 0;
	if (entry->where && !build->prefix && apply_where(build, entry, type))
		return -1;
	if (entry->valid_from)
		type->valid_from = named_field(build, entry, type, entry->valid_from, "valid_from", TYPE_DATE);
	if (entry->valid_until)
		type->valid_until = named_field(build, entry, type, entry->valid_until, "valid_until", TYPE_DATE);
	if (entry->period)
		type->period = named_field(build, entry, type, entry->period, "period", TYPE_TEXT);
	return 0;
}

int schema_apply_entries(struct schema_build *build)
{
	for (size_t i = 0; i < build->entry_count; i++) {
		if (apply_entry(build, &build->entries[i]))
			return -1;
	}
	return 0;
}

/* The name a relation goes by: the column without "_id", or the parent's type for a key of several columns; where that
 * would hide another field or relation, its columns joined by '_'. NULL in *name: none is free. */
static int name_relation(struct schema_build *build, const struct record_type *child, const struct relation *relation,
                         const char **name)
{
	const char *column = child->fields[relation->fields[0]].name;
	size_t length = strlen(column);
	char *names[2];
	struct text joined = TEXT_INIT;

	if (relation->count > 1)
		names[0] = arena_text(build->arena, build->schema->types[relation->parent].name);
	else if (length > 3 && !strcmp(column + length - 3, "_id"))
		names[0] = arena_bytes(build->arena, column, length - 3);
	else
		names[0] = arena_text(build->arena, column);
	for (size_t i = 0; i < relation->count; i++)
		text_append_format(&joined, "%s%s", i ? "_" : "", child->fields[relation->fields[i]].name);
	names[1] = joined.failed ? NULL : arena_text(build->arena, text_string(&joined));
	text_release(&joined);
	if (!names[0] || !names[1])
		return error_memory(&build->error);
	*name = NULL;
	for (size_t i = 0; i < 2 && !*name; i++) {
		int field = schema_field(child, names[i]);
		bool own = relation->count == 1 && field == relation->fields[0];

		if ((field < 0 || own) && schema_relation(child, names[i]) < 0)
			*name = names[i];
	}
	return 0;
}

int schema_add_relation(struct schema_build *build, struct record_type *child, const struct relation *relation)
{
	struct relation *grown;
	const char *name = NULL;

	/* The same key said twice (in the table and by `references`) is one relation. */
	for (size_t i = 0; i < child->relation_count; i++) {
		const struct relation *known = &child->relations[i];

		if (known->parent == relation->parent && known->count == relation->count
		    && !memcmp(known->fields, relation->fields, known->count * sizeof *known->fields))
			return 0;
	}
	if (name_relation(build, child, relation, &name))
		return -1;
	if (!name)
		return 0;
	grown = arena_array(build->arena, child->relation_count + 1, sizeof *grown);
	if (!grown)
		return error_memory(&build->error);
	if (child->relation_count)
		memcpy(grown, child->relations, child->relation_count * sizeof *grown);
	grown[child->relation_count] = *relation;
	grown[child->relation_count].name = name;
	child->relations = grown;
	child->relation_count++;
	return 0;
}

static int apply_reference(struct schema_build *build, const struct records_entry *entry, struct record_type *child,
                           const struct records_field *given)
{
	struct relation relation = { .parent = schema_type(build->schema, given->references), .count = 1 };
	struct nearest nearest = nearest_to(given->references);
	int field = schema_field(child, given->name);
	const struct record_type *parent;

	/* What is not in the run file was not read, so it is not needed; a field that is not there was reported before. */
	if (field < 0 || (relation.parent < 0 && build->prefix))
		return 0;
	for (size_t i = 0; i < build->schema->count; i++)
		nearest_offer(&nearest, build->schema->types[i].name);
	if (relation.parent < 0) {
		schema_problem(build, entry, given->line, given->column, nearest.best,
		               "field '%s' references '%s', which is no record type", given->name, given->references);
		return 0;
	}
	parent = &build->schema->types[relation.parent];
	if (parent->unusable || parent->key_count != 1
	    || !schema_same_storage(&child->fields[field], &parent->fields[parent->key[0]])) {
		schema_problem(build, entry, given->line, given->column, NULL,
		               "field '%s' references '%s', whose key is not one field of the same type", given->name,
		               given->references);
		return 0;
	}
	if (schema_fields_array(build, 1, &relation.fields))
		return -1;
	relation.fields[0] = field;
	return schema_add_relation(build, child, &relation);
}

int schema_apply_references(struct schema_build *build)
{
	for (size_t i = 0; i < build->entry_count; i++) {
		const struct records_entry *entry = &build->entries[i];
		int type = schema_type(build->schema, entry->type);

		for (size_t j = 0; type >= 0 && j < entry->field_count; j++) {
			if (entry->fields[j].references
			    && apply_reference(build, entry, &build->schema->types[type], &entry->fields[j]))
				return -1;
		}
	}
	return 0;
}
