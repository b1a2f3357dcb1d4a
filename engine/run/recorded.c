/* recorded.c: what a run file holds of one outcome, against what an explanation gives. */
#include "run/recorded.h"

#include "evaluate/key_text.h"
#include "records/sql_text.h"
#include "records/cell.h"

#include <string.h>

int recorded_has_records(struct connection *file, bool *out, struct error *err)
{
	static const char sql[] =
		"SELECT 1 FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) = 'record_' "
		"UNION ALL SELECT 1 FROM (SELECT count(*) AS n FROM input) WHERE n = 0";
	sqlite3_stmt *statement = NULL;
	bool trusted = file->trusted;
	int code, failed;

	*out = false;
	/* Our own SQL: the authorizer, which guards what others wrote, keeps them from the schema. */
	file->trusted = true;
	failed = connection_prepare(file, sql, &statement, err);
	file->trusted = trusted;
	if (failed)
		return -1;
	code = sqlite3_step(statement);
	*out = code == SQLITE_ROW;
	sqlite3_finalize(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : connection_error(file, code, err);
}

/* The outcome's column in the row of its record and period. */
static int prepare(struct connection *file, const struct plan_type *type, const char *column,
                   sqlite3_stmt **statement, struct error *err)
{
	struct text sql = TEXT_INIT;
	struct text table = TEXT_INIT;
	int failed;

	text_append_format(&table, "outcome_%s", type->record->name);
	text_append(&sql, "SELECT ");
	sql_append_name(&sql, column);
	text_append(&sql, " FROM ");
	sql_append_name(&sql, text_string(&table));
	text_append(&sql, " WHERE _period = ?1");
	for (size_t i = 0; i < type->record->key_count; i++) {
		text_append(&sql, " AND ");
		sql_append_name(&sql, type->record->fields[type->record->key[i]].name);
		text_append_format(&sql, " = ?%zu", i + 2);
	}
	failed = sql.failed || table.failed ? error_memory(err)
	                                    : connection_prepare(file, text_string(&sql), statement, err);
	text_release(&sql);
	text_release(&table);
	return failed;
}

/* As the column holds it. */
static void append_plain(const struct trace_outcome *outcome, bool award, struct text *out)
{
	struct value value = award ? outcome->award : outcome->value;

	if (award || outcome->type != TYPE_ELIGIBILITY || value.kind == VALUE_NONE)
		value_print_plain(award ? TYPE_MONEY : outcome->type, value, out);
	else if (value.kind == VALUE_UNKNOWN)
		text_append(out, "unknown");
	else
		text_append(out, value.as.integer ? "eligible" : "not_eligible");
}

static int differs(const struct trace_outcome *outcome, bool award, const char *stored, struct error *err)
{
	struct text now = TEXT_INIT;
	int failed = 0;

	append_plain(outcome, award, &now);
	if (now.failed)
		failed = error_memory(err);
	else if (strcmp(stored ? stored : "", text_string(&now)) != 0)
		failed = error_set(err, ERROR_FOUND, "the run file holds %s%.200s for this, and not %s%.200s",
		                   stored ? "" : "nothing", stored ? stored : "", now.length ? "" : "nothing",
		                   text_string(&now));
	text_release(&now);
	return failed;
}

int recorded_check(struct connection *file, const struct trace *trace, const struct value *key, bool award,
                   struct error *err)
{
	const struct trace_outcome *outcome = trace->root;
	const struct plan_type *type = &trace->plan->types[outcome->record->type];
	sqlite3_stmt *statement = NULL;
	int code, failed = -1;

	if (outcome->type == TYPE_NUMBER)
		return 0;
	if (prepare(file, type, award ? outcome->rule->award_name : outcome->rule->name, &statement, err))
		return -1;
	code = sqlite3_bind_text(statement, 1, outcome->period->label, -1, SQLITE_STATIC);
	for (size_t i = 0; code == SQLITE_OK && i < type->record->key_count; i++)
		code = cell_bind(statement, (int) i + 2, &key[i]);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		failed = differs(outcome, award,
		                 code == SQLITE_ROW ? (const char *) sqlite3_column_text(statement, 0) : NULL, err);
	else
		connection_error(file, code, err);
	sqlite3_finalize(statement);
	return failed;
}
