/* schema.c: record types, as the database's own tables declare them: fields, keys and foreign keys.
 * What a scenario says about them is in schema_entries.c. */
#include "records/schema.h"

#include "records/column_type.h"
#include "records/schema_build.h"
#include "records/sql_text.h"

#include <stdlib.h>
#include <string.h>

int schema_type(const struct schema *schema, const char *name)
{
	size_t low = 0, high = schema->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, schema->types[middle].name);

		if (order == 0)
			return (int) middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

int schema_field(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++) {
		if (!strcmp(type->fields[i].name, name))
			return (int) i;
	}
	return -1;
}

int schema_relation(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->relation_count; i++) {
		if (!strcmp(type->relations[i].name, name))
			return (int) i;
	}
	return -1;
}

int schema_relation_to(const struct record_type *child, int parent)
{
	int found = -1;

	for (size_t i = 0; i < child->relation_count; i++) {
		if (child->relations[i].parent != parent)
			continue;
		if (found >= 0)
			return -2;
		found = (int) i;
	}
	return found;
}

void schema_release(struct schema *schema)
{
	arena_release(&schema->arena);
	*schema = (struct schema){ .types = NULL };
}

int schema_add_type(struct schema_build *build, const char *name, struct record_type **type)
{
	if (array_reserve(&build->types, &build->capacity, build->count + 1, sizeof *build->types))
		return error_memory(&build->error);
	*type = &build->types[build->count];
	**type = (struct record_type){
		.name = arena_text(build->arena, name), .valid_from = -1, .valid_until = -1, .period = -1
	};
	if (!(*type)->name)
		return error_memory(&build->error);
	(*type)->entry = schema_entry(build, name);
	build->count++;
	return 0;
}

int schema_fields_array(struct schema_build *build, size_t count, int **fields)
{
	*fields = arena_array(build->arena, count ? count : 1, sizeof **fields);
	return *fields ? 0 : error_memory(&build->error);
}

/* What SQLite keeps, and compares, alike: whole numbers or text. */
static bool is_whole_number(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_INTEGER || type == TYPE_FLAG;
}

static bool is_text(enum type type)
{
	return type == TYPE_TEXT || type == TYPE_STATUS || type == TYPE_DATE;
}

bool schema_same_storage(const struct field *a, const struct field *b)
{
	return (is_whole_number(a->type) && is_whole_number(b->type)) || (is_text(a->type) && is_text(b->type));
}

int schema_check_key(struct schema_build *build, struct record_type *type)
{
	for (size_t i = 0; i < type->key_count && !type->unusable; i++) {
		const struct field *field = &type->fields[type->key[i]];

		if (field->unusable)
			type->unusable = arena_format(build->arena, "its key field '%s' cannot be read: %s",
			                              field->name, field->unusable);
		else if (!is_whole_number(field->type) && !is_text(field->type))
			type->unusable = arena_format(build->arena,
			                              "its key field '%s' is a %s: keys are whole numbers or text",
			                              field->name, type_names[field->type]);
		else
			continue;
		if (!type->unusable)
			return error_memory(&build->error);
	}
	return 0;
}

/* Runs `sql` with one text parameter; for each row calls `row`. */
static int each_row(struct schema_build *build, const char *sql, const char *parameter,
                    int (*row)(struct schema_build *build, sqlite3_stmt *statement, void *context), void *context)
{
	struct connection *connection = build->connection;
	sqlite3_stmt *statement = NULL;
	bool trusted = connection->trusted;
	int result, code = SQLITE_OK;

	connection->trusted = true;
	result = connection_prepare(connection, sql, &statement, &build->error);
	if (!result && parameter)
		code = sqlite3_bind_text(statement, 1, parameter, -1, SQLITE_STATIC);
	while (!result && code == SQLITE_OK) {
		code = sqlite3_step(statement);
		if (code != SQLITE_ROW)
			break;
		code = SQLITE_OK;
		result = row(build, statement, context);
	}
	if (!result && code != SQLITE_DONE)
		result = connection_error(connection, code, &build->error);
	sqlite3_finalize(statement);
	connection->trusted = trusted;
	return result;
}

/* A text column's content; NULL for NULL. *failed: out of memory. */
static const char *column_text(sqlite3_stmt *statement, int column, bool *failed)
{
	const char *text;

	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return NULL;
	text = (const char *) sqlite3_column_text(statement, column);
	*failed = *failed || !text;
	return text;
}

struct columns {
	struct record_type *type;
	size_t capacity;
	struct field *fields; /* malloc'ed while it grows */
	int *key_place;       /* of each field, from 1; 0: not in the key */
	size_t key_capacity;
	bool computed, bad_name;
};

/* What the scenario says of a table's field wins over a column type that is not one of our own. */
static void apply_entry_field(struct schema_build *build, const struct records_entry *entry, const char *declared,
                              struct field *field)
{
	for (size_t i = 0; entry && !build->prefix && i < entry->field_count; i++) {
		const struct records_field *given = &entry->fields[i];

		if (strcmp(given->name, field->name))
			continue;
		if (column_type_is_ours(declared)
		    && (given->type != field->type || given->optional != field->optional)) {
			schema_problem(
				build, entry, given->line, given->column, NULL,
				"field '%s' of '%s' is declared '%s' in the database, which a scenario cannot change",
				given->name, entry->type, declared);
			continue;
		}
		field->type = given->type;
		field->optional = given->optional;
		field->personal = field->personal || given->personal;
		field->unusable = NULL;
	}
}

/* name, type, pk, hidden */
static int add_column(struct schema_build *build, sqlite3_stmt *statement, void *context)
{
	struct columns *columns = context;
	struct record_type *type = columns->type;
	bool failed = false;
	const char *name = column_text(statement, 0, &failed), *declared = column_text(statement, 1, &failed);
	int hidden = sqlite3_column_int(statement, 3);
	struct field *field;

	if (failed || !name)
		return error_memory(&build->error);
	if (hidden == 1)
		return 0;
	columns->computed = columns->computed || hidden;
	columns->bad_name = columns->bad_name || !utf8_valid(name, strlen(name), NULL);
	if (array_reserve(&columns->fields, &columns->capacity, type->field_count + 1, sizeof *columns->fields)
	    || array_reserve(&columns->key_place, &columns->key_capacity, type->field_count + 1,
	                     sizeof *columns->key_place))
		return error_memory(&build->error);
	field = &columns->fields[type->field_count];
	*field = (struct field){ .name = arena_text(build->arena, name) };
	if (!field->name || column_type_read(declared, field, build->arena))
		return error_memory(&build->error);
	apply_entry_field(build, type->entry, declared ? declared : "", field);
	columns->key_place[type->field_count] = sqlite3_column_int(statement, 2);
	type->key_count += columns->key_place[type->field_count] > 0;
	type->field_count++;
	return 0;
}

static int keep_columns(struct schema_build *build, struct columns *columns)
{
	struct record_type *type = columns->type;

	type->fields = arena_array(build->arena, type->field_count ? type->field_count : 1, sizeof *type->fields);
	if (!type->fields)
		return error_memory(&build->error);
	if (schema_fields_array(build, type->key_count, &type->key))
		return -1;
	ensure(type->field_count == 0 || (columns->fields && columns->key_place));
	if (type->field_count)
		memcpy(type->fields, columns->fields, type->field_count * sizeof *type->fields);
	for (size_t i = 0; i < type->field_count; i++) {
		int place = columns->key_place[i];

		if (place > 0 && (size_t) place <= type->key_count)
			type->key[place - 1] = (int) i;
	}
	if (columns->bad_name)
		type->unusable = "a column's name is not UTF-8 text";
	else if (columns->computed && build->prefix)
		type->unusable = "it has computed columns, which no run file has";
	else if (!type->key_count)
		type->unusable = "it has no primary key";
	return 0;
}

/* Whether SQLite compares every key column as bytes. A rowid has no collation. */
static int find_collation(struct schema_build *build, struct record_type *type, const char *table)
{
	type->key_binary = true;
	for (size_t i = 0; i < type->key_count; i++) {
		const char *collation = NULL;
		int code = sqlite3_table_column_metadata(build->connection->sqlite, "main", table,
		                                         type->fields[type->key[i]].name, NULL, &collation, NULL,
		                                         NULL, NULL);

		if (code != SQLITE_OK)
			return connection_error(build->connection, code, &build->error);
		if (collation && sqlite3_stricmp(collation, "BINARY"))
			type->key_binary = false;
	}
	return 0;
}

/* sql of a table */
static int read_checks(struct schema_build *build, sqlite3_stmt *statement, void *context)
{
	bool failed = false;
	const char *sql = column_text(statement, 0, &failed);

	if (failed || (sql && schema_status_lists(context, sql, build->arena)))
		return error_memory(&build->error);
	return 0;
}

/* name of a table */
static int add_table(struct schema_build *build, sqlite3_stmt *statement, void *context)
{
	bool failed = false;
	const char *table = column_text(statement, 0, &failed);
	size_t skip = build->prefix ? strlen(build->prefix) : 0;
	const struct records_entry *entry;
	struct columns columns = { .type = NULL };
	struct text from = TEXT_INIT;
	int result = -1;

	(void) context;
	if (failed || !table)
		return error_memory(&build->error);
	if ((skip && (strncmp(table, build->prefix, skip) || !table[skip]))
	    || !utf8_valid(table, strlen(table), NULL))
		return 0;
	entry = schema_entry(build, table + skip);
	if (entry && entry->query && !build->prefix)
		return 0;
	if (schema_add_type(build, table + skip, &columns.type))
		return -1;
	sql_append_name(&from, table);
	columns.type->from = from.failed ? NULL : arena_text(build->arena, text_string(&from));
	columns.type->key_unique = true;
	if (!columns.type->from)
		error_memory(&build->error);
	else if (!each_row(build, "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid", table,
	                   add_column, &columns)
	         && !keep_columns(build, &columns) && !find_collation(build, columns.type, table)
	         && !each_row(build, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", table,
	                      read_checks, columns.type))
		result = 0;
	free(columns.fields);
	free(columns.key_place);
	text_release(&from);
	return result;
}

static int compare_types(const void *a, const void *b)
{
	return strcmp(((const struct record_type *) a)->name, ((const struct record_type *) b)->name);
}

static int settle_types(struct schema_build *build)
{
	struct schema *schema = build->schema;

	for (size_t i = 0; i < build->count; i++) {
		if (schema_check_key(build, &build->types[i]))
			return -1;
	}
	schema->types = arena_array(build->arena, build->count ? build->count : 1, sizeof *schema->types);
	if (!schema->types)
		return error_memory(&build->error);
	if (build->count) {
		qsort(build->types, build->count, sizeof *build->types, compare_types);
		memcpy(schema->types, build->types, build->count * sizeof *build->types);
	}
	schema->count = build->count;
	return 0;
}

static int find_field_nocase(const struct record_type *type, const char *name)
{
	int exact = schema_field(type, name);

	for (size_t i = 0; exact < 0 && i < type->field_count; i++) {
		if (names_equal_nocase(type->fields[i].name, name))
			return (int) i;
	}
	return exact;
}

/* The columns of one foreign key as they come, one row each. */
struct foreign_key {
	struct record_type *child;
	int id; /* of the key being gathered; -1: none yet */
	const char *parent;
	const char **from, **to; /* malloc'ed; texts in the arena; `to` NULL: the parent's key in order */
	size_t count, from_capacity, to_capacity;
};

/* Places the child's fields in the order of the parent's key; false when the key is not the whole of that. */
static bool match_parent_key(const struct foreign_key *key, const struct record_type *parent, int *fields)
{
	if (key->count != parent->key_count || parent->unusable)
		return false;
	for (size_t i = 0; i < key->count; i++)
		fields[i] = -1;
	for (size_t i = 0; i < key->count; i++) {
		int field = find_field_nocase(key->child, key->from[i]), to = -1;
		size_t place = i;

		if (key->to[i]) {
			to = find_field_nocase(parent, key->to[i]);
			for (place = 0; place < parent->key_count && parent->key[place] != to; place++)
				;
		}
		if (field < 0 || place >= parent->key_count || fields[place] >= 0
		    || key->child->fields[field].unusable
		    || !schema_same_storage(&key->child->fields[field], &parent->fields[parent->key[place]]))
			return false;
		fields[place] = field;
	}
	return true;
}

/* A foreign key that does not point at another record type's key is a fact of the database, not a relation. */
static int finish_foreign_key(struct schema_build *build, struct foreign_key *key)
{
	struct relation relation = { .count = key->count };
	size_t skip = build->prefix ? strlen(build->prefix) : 0;

	if (!key->count)
		return 0;
	relation.parent = -1;
	if (!strncasecmp(key->parent, build->prefix ? build->prefix : "", skip)) {
		for (size_t i = 0; i < build->schema->count; i++) {
			if (names_equal_nocase(build->schema->types[i].name, key->parent + skip))
				relation.parent = (int) i;
		}
	}
	if (relation.parent < 0)
		return 0;
	if (schema_fields_array(build, key->count, &relation.fields))
		return -1;
	if (!match_parent_key(key, &build->schema->types[relation.parent], relation.fields))
		return 0;
	return schema_add_relation(build, key->child, &relation);
}

/* id, table, from, to */
static int add_foreign_key_column(struct schema_build *build, sqlite3_stmt *statement, void *context)
{
	struct foreign_key *key = context;
	bool failed = false;
	const char *table = column_text(statement, 1, &failed), *from = column_text(statement, 2, &failed);
	const char *to = column_text(statement, 3, &failed);
	int id = sqlite3_column_int(statement, 0);

	if (failed || !table || !from)
		return error_memory(&build->error);
	if (id != key->id) {
		if (finish_foreign_key(build, key))
			return -1;
		key->id = id;
		key->count = 0;
		key->parent = arena_text(build->arena, table);
		if (!key->parent)
			return error_memory(&build->error);
	}
	if (array_reserve(&key->from, &key->from_capacity, key->count + 1, sizeof *key->from)
	    || array_reserve(&key->to, &key->to_capacity, key->count + 1, sizeof *key->to))
		return error_memory(&build->error);
	key->from[key->count] = arena_text(build->arena, from);
	key->to[key->count] = to ? arena_text(build->arena, to) : NULL;
	if (!key->from[key->count] || (to && !key->to[key->count]))
		return error_memory(&build->error);
	key->count++;
	return 0;
}

static int read_foreign_keys(struct schema_build *build, struct record_type *type)
{
	struct foreign_key key = { .child = type, .id = -1 };
	struct text table = TEXT_INIT;
	int result;

	text_append(&table, build->prefix ? build->prefix : "");
	text_append(&table, type->name);
	/* SQLite numbers foreign keys from the last declared to the first. */
	if (table.failed)
		result = error_memory(&build->error);
	else
		result = each_row(build,
		                  "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1)"
		                  " ORDER BY id DESC, seq",
		                  text_string(&table), add_foreign_key_column, &key);
	if (!result)
		result = finish_foreign_key(build, &key);
	free(key.from);
	free(key.to);
	text_release(&table);
	return result;
}

static int read_all(struct schema_build *build)
{
	/* rootpage 0: a virtual table, whose rows are whatever its module says. */
	if (each_row(build,
	             "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE "
	             "'sqlite\\_%'"
	             " ESCAPE '\\' ORDER BY name",
	             NULL, add_table, NULL))
		return -1;
	if (schema_apply_entries(build) || settle_types(build))
		return -1;
	for (size_t i = 0; i < build->schema->count; i++) {
		if (!build->schema->types[i].is_query && read_foreign_keys(build, &build->schema->types[i]))
			return -1;
	}
	return schema_apply_references(build);
}

int schema_read(struct schema *schema, struct connection *connection, const struct records_entry *entries,
                size_t count, const char *prefix, struct problems *problems)
{
	struct schema_build build = { .schema = schema,
		                      .arena = &schema->arena,
		                      .connection = connection,
		                      .entries = entries,
		                      .entry_count = count,
		                      .prefix = prefix,
		                      .problems = problems };
	size_t errors_before = problems->errors;
	int result;

	*schema = (struct schema){ .arena = ARENA_INIT };
	result = read_all(&build);
	free(build.types);
	if (result)
		problems_add(problems, &build.error);
	return problems->errors > errors_before ? -1 : 0;
}
