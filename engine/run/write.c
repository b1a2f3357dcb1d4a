/* write.c: the run file's own connection, and the tables that grow with the data: record_<type>, outcome_<type>, finding. */
#include "run/write.h"

#include "evaluate/key_text.h"
#include "run/declared.h"
#include "run/writer.h"
#include "run_schema.h"

#include <stdlib.h>
#include <string.h>

/* SQLite's own limit on columns, less the key's and ours. */
#define COLUMNS_MOST 1900
/* And on the bytes of a row. */
#define LENGTH_MOST 1000000000

int writer_failed(const struct writer *writer, int code, struct error *err)
{
	if ((code & 0xFF) == SQLITE_NOMEM)
		return error_memory(err);
	error_set(err, ERROR_SYSTEM, "cannot write run file '%s'", writer->path);
	return database_cause(writer->sqlite, code, err);
}

int writer_execute(struct writer *writer, const char *sql, struct error *err)
{
	int code = sqlite3_exec(writer->sqlite, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : writer_failed(writer, code, err);
}

static int execute_text(struct writer *writer, struct text *sql, struct error *err)
{
	int failed = sql->failed ? error_memory(err) : writer_execute(writer, text_string(sql), err);

	text_release(sql);
	return failed;
}

/* Names that begin as the run file's own columns do would stand beside those. */
static int check_names(const struct plan_type *type, struct error *err)
{
	static const char commitment[] = "_commitment_", *const own[] = { PLAN_DECIDED, "_leaf", "_period",
		                                                          "_unknown" };

	for (size_t i = 0; i < type->field_count; i++) {
		const char *name = type->record->fields[type->fields[i]].name;
		char start[sizeof commitment];
		bool taken;

		snprintf(start, sizeof start, "%s", name);
		taken = names_equal_nocase(start, commitment);

		for (size_t j = 0; j < sizeof own / sizeof *own; j++)
			taken |= names_equal_nocase(name, own[j]);
		if (!taken)
			continue;
		error_set(err, ERROR_INPUT, "field '%s' of '%s' has the name of a column that every run file has",
		          name, type->record->name);
		return error_hint(err,
		                  "read the table by a query in the scenario's 'records' that names it otherwise");
	}
	return 0;
}

/* What SQLite has no room for, before anything is done. */
static int check_columns(const struct plan_type *type, struct error *err)
{
	size_t fields = type->field_count + type->personal_count;

	if (fields <= COLUMNS_MOST && type->column_count + type->record->key_count <= COLUMNS_MOST)
		return 0;
	if (fields > COLUMNS_MOST) {
		error_set(err, ERROR_INPUT,
		          "rules read %zu fields of '%s': a run file has a column for each, and room for %d", fields,
		          type->record->name, COLUMNS_MOST);
		return error_hint(err,
		                  "give fields that belong together a table, or a query in 'records', of their own");
	}
	error_set(
		err, ERROR_INPUT,
		"'%s' has %zu outcomes, of rules and their awards: a run file has a column for each, and room for %d",
		type->record->name, type->column_count, COLUMNS_MOST);
	return error_hint(err, "put some rules into a scenario of their own, or on a query in 'records' that gives "
	                       "the same records");
}

int writer_check_type(const struct plan_type *type, struct error *err)
{
	return check_columns(type, err) || check_names(type, err) ? -1 : 0;
}

int writer_open(struct writer **out, const char *path, const struct plan *plan, bool without_data,
                struct connection *against, struct error *err)
{
	struct writer *writer;
	struct text plain = TEXT_INIT;
	char identity[96];
	int code;

	for (size_t i = 0; i < plan->type_count; i++) {
		if (writer_check_type(&plan->types[i], err))
			return -1;
	}
	writer = calloc(1, sizeof *writer);
	if (!writer)
		return error_memory(err);
	writer->plan = plan;
	writer->without_data = without_data;
	writer->against = against;
	database_plain_path(path, &plain);
	writer->path = strdup(path);
	writer->finding_positions = calloc(plan->ruleset->finding_count + 1, sizeof *writer->finding_positions);
	if (!writer->path || !writer->finding_positions || plain.failed) {
		error_memory(err);
		goto fail;
	}
	code = sqlite3_open_v2(text_string(&plain), &writer->sqlite,
	                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		writer_failed(writer, code, err);
		goto fail;
	}
	snprintf(identity, sizeof identity, "PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN",
	         RUN_APPLICATION_ID, RUN_FORMAT);
	writer->pages.sqlite = writer->sqlite;
	code = against ? page_file_hold_against(&writer->pages, against->sqlite) : SQLITE_OK;
	if (code != SQLITE_OK) {
		writer_failed(writer, code, err);
		goto fail;
	}
	/* No journal: the file is new and is thrown away whole if anything fails; it is synced before it is renamed. */
	if (writer_execute(writer,
	                   "PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE; "
	                   "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA encoding = 'UTF-8'; PRAGMA "
	                   "foreign_keys = OFF; "
	                   "PRAGMA cache_size = -2048",
	                   err)
	    || writer_execute(writer, identity, err) || writer_execute(writer, RUN_SCHEMA_SQL, err)
	    || row_prepare(&writer->finding, writer->sqlite,
	                   "INSERT INTO finding (name, position, declared, level, title, record_type, key, period, "
	                   "undecided, "
	                   "message, "
	                   "_leaf) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	                   err))
		goto fail;
	text_release(&plain);
	*out = writer;
	return 0;
fail:
	text_release(&plain);
	writer_close(writer);
	return -1;
}

static void release_table(struct grown_table *table)
{
	kept_table_release(&table->kept);
	table_tree_release(&table->tree);
}

void writer_close(struct writer *writer)
{
	if (!writer)
		return;
	release_table(&writer->records);
	release_table(&writer->outcomes);
	page_file_release(&writer->pages);
	row_release(&writer->finding);
	row_release(&writer->decision);
	sqlite3_close(writer->sqlite);
	text_release(&writer->scratch);
	free(writer->finding_positions);
	free(writer->path);
	free(writer);
}

/* Relations stay what they were: foreign keys to the parent's own table in the run file. */
static void append_relations(const struct plan *plan, const struct plan_type *type, struct text *sql)
{
	struct text names = TEXT_INIT;

	for (size_t i = 0; i < type->record->relation_count; i++) {
		const struct relation *relation = &type->record->relations[i];
		bool read = plan->type_place[relation->parent] >= 0;

		for (size_t j = 0; j < relation->count; j++)
			read = read && type->slot[relation->fields[j]] >= 0;
		if (!read)
			continue;
		text_clear(&names);
		declared_names(&names, type->record, relation->fields, relation->count);
		declared_foreign_key(sql, text_string(&names), plan->schema->types[relation->parent].name);
	}
	sql->failed |= names.failed;
	text_release(&names);
}

static int create_records(struct writer *writer, const struct plan_type *type, struct error *err)
{
	struct text sql = TEXT_INIT;

	declared_records(&sql, type);
	append_relations(writer->plan, type, &sql);
	declared_end(&sql, type);
	return execute_text(writer, &sql, err);
}

static int create_outcomes(struct writer *writer, const struct plan_type *type, struct error *err)
{
	struct text sql = TEXT_INIT;

	declared_outcomes(&sql, type, writer->plan->period_count == 1);
	return execute_text(writer, &sql, err);
}

/* The file is SQLite's, in a transaction, or ours. */
static int to_sqlite(struct writer *writer, struct error *err)
{
	int code;

	if (!writer->has_file)
		return 0;
	code = page_file_give_back(&writer->pages);
	if (code != SQLITE_OK)
		return writer_failed(writer, code, err);
	writer->has_file = false;
	return writer_execute(writer, "BEGIN", err);
}

static int to_pages(struct writer *writer, struct error *err)
{
	int code;

	if (writer->has_file)
		return 0;
	if (writer_execute(writer, "COMMIT", err))
		return -1;
	code = page_file_take(&writer->pages);
	if (code != SQLITE_OK)
		return writer_failed(writer, code, err);
	writer->has_file = true;
	return 0;
}

/* The page that SQLite made for a table; 0: there is none. Returns an SQLite code. */
static int find_root(sqlite3 *sqlite, const char *prefix, const struct plan_type *type, uint32_t *root)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(sqlite, "SELECT rootpage FROM sqlite_schema WHERE name = ? || ?", -1,
	                              &statement, NULL);

	*root = 0;
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, prefix, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 2, type->record->name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*root = (uint32_t) sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

/* A table that begins elsewhere has other pages, whatever stands where these would. */
static void compare_root(struct writer *writer, const char *prefix, const struct plan_type *type, uint32_t root)
{
	uint32_t recorded;

	writer->against->trusted = true;
	writer->pages.differs |=
		find_root(writer->against->sqlite, prefix, type, &recorded) != SQLITE_OK || recorded != root;
	writer->against->trusted = false;
}

/* Begins the rows of a table that was just created. */
static int begin_table(struct writer *writer, const char *prefix, const struct plan_type *type,
                       struct grown_table *table, struct error *err)
{
	uint32_t root;
	int code;

	if (kept_table_init(&table->kept, writer->plan, type, table == &writer->outcomes, err))
		return -1;
	code = find_root(writer->sqlite, prefix, type, &root);
	if (code != SQLITE_OK)
		return writer_failed(writer, code, err);
	ensure(root);
	if (writer->against)
		compare_root(writer, prefix, type, root);
	table_tree_begin(&table->tree, &writer->pages, root, table->kept.by_number);
	return 0;
}

/* When all rows of a table are there. */
static int end_table(struct writer *writer, struct grown_table *table, struct error *err)
{
	int code;

	if (!table->kept.type)
		return 0;
	if (to_pages(writer, err))
		return -1;
	code = table_tree_finish(&table->tree);
	release_table(table);
	return code == SQLITE_OK ? 0 : writer_failed(writer, code, err);
}

int writer_end_tables(struct writer *writer, struct error *err)
{
	return end_table(writer, &writer->records, err) || end_table(writer, &writer->outcomes, err)
	                       || to_sqlite(writer, err)
	               ? -1
	               : 0;
}

static int begin_type(void *context, const struct plan_type *type, struct error *err)
{
	struct writer *writer = context;

	if (writer_end_tables(writer, err))
		return -1;
	if (!writer->without_data
	    && (create_records(writer, type, err) || begin_table(writer, "record_", type, &writer->records, err)))
		return -1;
	if (!type->column_count)
		return 0;
	if (create_outcomes(writer, type, err))
		return -1;
	return begin_table(writer, "outcome_", type, &writer->outcomes, err);
}

/* Side by side for several chunks: rows become bytes here, so that the one who writes has only to copy them. */
static int prepare_chunk(void *context, struct chunk *chunk, struct error *err)
{
	const struct writer *writer = context;

	text_clear(&chunk->kept_records);
	text_clear(&chunk->kept_outcomes);
	if (writer->records.kept.type)
		kept_table_encode(&writer->records.kept, chunk, &chunk->kept_records);
	if (writer->outcomes.kept.type)
		kept_table_encode(&writer->outcomes.kept, chunk, &chunk->kept_outcomes);
	return chunk->kept_records.failed || chunk->kept_outcomes.failed ? error_memory(err) : 0;
}

/* Adds rows as kept_table_encode gives them. */
static int add_rows(struct table_tree *tree, const struct text *rows)
{
	struct kept_row row;
	int code = SQLITE_OK;

	for (size_t at = 0; code == SQLITE_OK && at < rows->length; at += sizeof row + row.length) {
		memcpy(&row, rows->bytes + at, sizeof row);
		code = row.length > LENGTH_MOST
		               ? SQLITE_TOOBIG
		               : table_tree_add(tree, row.number, rows->bytes + at + sizeof row, row.length);
	}
	return code;
}

/* Writes the chunk's rows of one kind. */
static int write_rows(struct writer *writer, struct grown_table *table, const struct text *rows, struct error *err)
{
	int code;

	if (!table->kept.type)
		return 0;
	if (to_pages(writer, err))
		return -1;
	code = add_rows(&table->tree, rows);
	return code == SQLITE_OK ? 0 : writer_failed(writer, code, err);
}

static int write_finding(struct writer *writer, const struct plan_type *type, const struct chunk *chunk,
                         const struct chunk_finding *found, struct error *err)
{
	const struct finding *finding = &writer->plan->ruleset->findings[found->finding];
	struct row *row = &writer->finding;

	text_clear(&writer->scratch);
	key_print(type, chunk->values + found->row * type->field_count, &writer->scratch);
	if (writer->scratch.failed)
		return error_memory(err);
	row_text(row, finding->name);
	row_integer(row, ++writer->finding_positions[found->finding]);
	row_integer(row, found->finding + 1);
	row_text(row, finding_level_names[finding->level]);
	row_text(row, finding->title);
	row_text(row, type->record->name);
	row_text(row, text_string(&writer->scratch));
	row_text(row, writer->plan->periods[found->period].label);
	row_integer(row, found->undecided);
	if (found->undecided)
		row_text(row, NULL);
	else
		row_bytes(row, found->message, found->message_length);
	return row_insert(row, writer->path, err);
}

static int write_chunk(void *context, const struct chunk *chunk, struct error *err)
{
	struct writer *writer = context;
	const struct plan_type *type = &writer->plan->types[chunk->type];

	if (write_rows(writer, &writer->records, &chunk->kept_records, err)
	    || write_rows(writer, &writer->outcomes, &chunk->kept_outcomes, err)
	    || (chunk->finding_count + chunk->decision_count && to_sqlite(writer, err)))
		return -1;
	for (size_t i = 0; i < chunk->finding_count; i++) {
		if (write_finding(writer, type, chunk, &chunk->findings[i], err))
			return -1;
	}
	for (size_t i = 0; i < chunk->decision_count; i++) {
		if (chunk->decisions[i].applies && writer_decision(writer, &chunk->decisions[i], err))
			return -1;
	}
	return 0;
}

bool writer_is_same(const struct writer *writer)
{
	return writer->against && !writer->pages.differs;
}

struct sink writer_sink(struct writer *writer)
{
	return (struct sink){
		.context = writer, .begin = begin_type, .prepare = prepare_chunk, .chunk = write_chunk
	};
}
