/* recorded_inputs.c: whether what an explanation read is what the run read: values can be altered, or another database given, and the
 * outcome be the same. */
#include "run/recorded.h"

#include "evaluate/explain.h"
#include "evaluate/key_text.h"
#include "evaluate/leaf.h"
#include "records/cell.h"
#include "records/sql_text.h"
#include "run/declared.h"
#include "run/run_file.h"
#include "run/verify.h"

#include <stdlib.h>
#include <string.h>

struct reading_of {
	struct connection *file;
	const struct inputs *inputs;
	bool keyed; /* commitments were made with a secret, which nobody gave */
	struct text scratch;
	struct error *err;
};

/* SELECT "_leaf", "_commitment_..." FROM "record_<type>" WHERE key */
static int prepare_row(struct reading_of *reading, const struct plan_type *type, sqlite3_stmt **statement)
{
	const struct record_type *record = type->record;
	struct text sql = TEXT_INIT, name = TEXT_INIT;
	int failed;

	text_append(&sql, "SELECT _leaf");
	for (size_t i = 0; i < type->field_count; i++) {
		if (!record->fields[type->fields[i]].personal)
			continue;
		text_clear(&name);
		text_append_format(&name, "_commitment_%s", record->fields[type->fields[i]].name);
		text_append(&sql, ", ");
		sql_append_name(&sql, text_string(&name));
	}
	text_append(&sql, " FROM ");
	declared_table_name(&sql, "record_", record->name);
	for (size_t i = 0; i < record->key_count; i++) {
		text_append(&sql, i ? " AND " : " WHERE ");
		sql_append_name(&sql, record->fields[record->key[i]].name);
		text_append_format(&sql, " = ?%zu", i + 1);
	}
	failed = sql.failed || name.failed
	                 ? error_memory(reading->err)
	                 : connection_prepare(reading->file, text_string(&sql), statement, reading->err);
	text_release(&sql);
	text_release(&name);
	return failed;
}

/* The commitments of a row: of each PERSONAL value that is there, and can be computed, its own; of others the one that is stored. */
static int fill_commitments(struct reading_of *reading, const struct plan_type *type, const struct value *values,
                            sqlite3_stmt *stored, uint8_t (*commitments)[SHA256_SIZE])
{
	int personal = 0;

	for (size_t i = 0; i < type->field_count; i++) {
		uint8_t *to = commitments[personal];
		const void *bytes;

		if (!type->record->fields[type->fields[i]].personal)
			continue;
		bytes = sqlite3_column_blob(stored, ++personal);
		if (!reading->keyed && values[i].kind != VALUE_NONE && values[i].kind != VALUE_UNKNOWN) {
			if (leaf_commitment(type, values, i, NULL, 0, &reading->scratch, to))
				return error_memory(reading->err);
		} else if (bytes && sqlite3_column_bytes(stored, personal) == SHA256_SIZE) {
			memcpy(to, bytes, SHA256_SIZE);
		}
	}
	return 0;
}

/* Whether the row that was read has the leaf that the stored one has. */
static int compare_row(struct reading_of *reading, const struct plan_type *type, const struct value *values,
                       sqlite3_stmt *stored, bool *same)
{
	uint8_t(*commitments)[SHA256_SIZE] = calloc(type->personal_count + 1, SHA256_SIZE);
	const void *shown = sqlite3_column_blob(stored, 0);
	uint8_t leaf[SHA256_SIZE];
	int failed = -1;

	if (!commitments)
		return error_memory(reading->err);
	if (!fill_commitments(reading, type, values, stored, commitments)) {
		failed = leaf_record(type, values, commitments, &reading->scratch, leaf) ? error_memory(reading->err)
		                                                                         : 0;
		*same = !failed && shown && sqlite3_column_bytes(stored, 0) == LEAF_SHOWN
		        && !memcmp(shown, leaf, LEAF_SHOWN);
	}
	free(commitments);
	return failed;
}

/* *same: the record with this key, as it is read, is the one that the file's digests speak of. */
static int check_record(struct reading_of *reading, const struct plan_type *type, const char *name, bool *same)
{
	struct connection *records = database_connection(reading->inputs->database, 0);
	const struct value *values = NULL;
	struct value key[KEY_MOST];
	struct reader *reader = NULL;
	sqlite3_stmt *stored = NULL;
	int code = SQLITE_OK, found, failed = -1;

	*same = false;
	if (key_parse(type->record, name, strlen(name), key, reading->err)
	    || reader_open(&reader, records, &reading->inputs->schema, type->schema_type, READER_KEY, -1,
	                   type->fields, type->field_count, reading->err)
	    || reader_seek(reader, key, NULL, reading->err)
	    || (found = reader_next(reader, &values, reading->err)) < 0 || prepare_row(reading, type, &stored))
		goto out;
	for (size_t i = 0; code == SQLITE_OK && i < type->record->key_count; i++)
		code = cell_bind(stored, (int) i + 1, &key[i]);
	if (code == SQLITE_OK)
		code = sqlite3_step(stored);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		connection_error(reading->file, code, reading->err);
	else
		failed = found && code == SQLITE_ROW ? compare_row(reading, type, values, stored, same) : 0;
out:
	sqlite3_finalize(stored);
	reader_close(reader);
	return failed;
}

/* -1 also where it is not the run's: ERROR_FOUND. */
static int check_met(struct reading_of *reading, int place, const char *key)
{
	const struct plan_type *type = &reading->inputs->plan.types[place];
	bool same;

	if (check_record(reading, type, key, &same))
		return -1;
	return same ? 0
	            : error_set(reading->err, ERROR_FOUND, "%s '%s' is not the record that the run read",
	                        type->record->name, key);
}

/* The records of the type, all of them, by the root in `input`. */
static int check_root(struct reading_of *reading, const struct plan_type *type, const uint8_t root[SHA256_SIZE])
{
	sqlite3_stmt *statement = NULL;
	char hex[SHA256_HEX_SIZE];
	const char *stored;
	int code, failed = 0;

	sha256_hex(root, hex);
	if (connection_prepare(reading->file, "SELECT digest FROM input WHERE record_type = ?1", &statement,
	                       reading->err))
		return -1;
	code = sqlite3_bind_text(statement, 1, type->record->name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	stored = code == SQLITE_ROW ? (const char *) sqlite3_column_text(statement, 0) : NULL;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		failed = connection_error(reading->file, code, reading->err);
	else if (!stored || strcmp(stored, hex) != 0)
		failed = error_set(reading->err, ERROR_FOUND, "the records of '%s' are not those that the run read",
		                   type->record->name);
	sqlite3_finalize(statement);
	return failed;
}

static int check_roots(struct reading_of *reading, struct explainer *explainer)
{
	const struct plan *plan = &reading->inputs->plan;
	const struct result *result = explainer_result(explainer, reading->err);
	int failed = result ? 0 : -1;

	for (size_t i = 0; !failed && i < plan->type_count; i++) {
		if (!reading->keyed || !plan->types[i].personal_count)
			failed = check_root(reading, &plan->types[i], result->types[i].root);
	}
	return failed;
}

static int is_keyed(struct reading_of *reading)
{
	static const char sql[] = "SELECT 1 FROM manifest WHERE name = 'secret' AND value = 'yes'";
	sqlite3_stmt *statement = NULL;
	int code;

	if (connection_prepare(reading->file, sql, &statement, reading->err))
		return -1;
	code = sqlite3_step(statement);
	reading->keyed = code == SQLITE_ROW;
	sqlite3_finalize(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : connection_error(reading->file, code, reading->err);
}

int recorded_check_inputs(struct database *file, const struct inputs *inputs, struct explainer *explainer,
                          const struct trace *trace, struct problems *problems, struct error *err)
{
	static const struct verify_options small = { .small_only = true };
	struct reading_of reading = { .file = database_connection(file, 0), .inputs = inputs, .err = err };
	size_t before = problems->count;
	struct verification verification;
	bool kept;
	int failed;

	if (verify_run(file, &small, &verification, problems, err) || is_keyed(&reading))
		return -1;
	if (problems->count > before)
		return 0; /* what else differs comes from that */
	if (recorded_has_records(reading.file, &kept, err))
		return -1;
	failed = trace && kept ? 0 : check_roots(&reading, explainer);
	for (size_t i = 0; !failed && trace && kept && i < trace->met_count; i++)
		failed = check_met(&reading, trace->met[i]->type, trace->met[i]->key);
	text_release(&reading.scratch);
	return failed;
}
