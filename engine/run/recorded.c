/* recorded.c: what a run file holds of one outcome, figure or total, against what an explanation gives. */
#include "run/recorded.h"

#include "evaluate/key_text.h"
#include "records/sql_text.h"
#include "records/cell.h"
#include "evaluate/figure.h"
#include "run/results.h"

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

/* Releases `now`. `what`: for which part of what is explained the file holds it. */
static int differs(const char *stored, struct text *now, const char *what, struct error *err)
{
	int failed = 0;

	if (now->failed)
		failed = error_memory(err);
	else if (strcmp(stored ? stored : "", text_string(now)) != 0)
		failed = error_set(err, ERROR_FOUND, "the run file holds %s%.200s for %.200s, and not %s%.200s",
		                   stored ? "" : "nothing", stored ? stored : "", what, now->length ? "" : "nothing",
		                   text_string(now));
	text_release(now);
	return failed;
}

/* What the statement, stepped with this code, holds in its first column, against what is there now, which is released. */
static int held(struct connection *file, sqlite3_stmt *statement, int code, struct text *now, const char *what,
                struct error *err)
{
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return differs(code == SQLITE_ROW ? (const char *) sqlite3_column_text(statement, 0) : NULL, now,
		               what, err);
	text_release(now);
	return connection_error(file, code, err);
}

/* The group of a total's row, which stands where this one has to. */
static int same_group(sqlite3_stmt *statement, const char *group, struct error *err)
{
	const char *stored = (const char *) sqlite3_column_text(statement, 1);

	return stored && !strcmp(stored, group)
	               ? 0
	               : error_set(err, ERROR_FOUND, "the run file holds a group %.200s of this, and not %.200s",
	                           stored ? stored : "without a name", group);
}

/* One column of the outcome's row: its own, or its award's, which are told apart where one was asked for and the other differs. */
static int check_column(struct connection *file, const struct trace *trace, const struct value *key, bool award,
                        const char *what, struct error *err)
{
	const struct trace_outcome *outcome = trace->root;
	const struct plan_type *type = &trace->plan->types[outcome->record->type];
	sqlite3_stmt *statement = NULL;
	struct text now = TEXT_INIT;
	int code, failed;

	if (prepare(file, type, award ? outcome->rule->award_name : outcome->rule->name, &statement, err))
		return -1;
	code = sqlite3_bind_text(statement, 1, outcome->period->label, -1, SQLITE_STATIC);
	for (size_t i = 0; code == SQLITE_OK && i < type->record->key_count; i++)
		code = cell_bind(statement, (int) i + 2, &key[i]);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	append_plain(outcome, award, &now);
	failed = held(file, statement, code, &now, what, err);
	sqlite3_finalize(statement);
	return failed;
}

int recorded_check(struct connection *file, const struct trace *trace, const struct value *key, bool award,
                   struct error *err)
{
	const struct rule *rule = trace->root->rule;

	if (trace->root->type == TYPE_NUMBER)
		return 0;
	if (check_column(file, trace, key, award, "this", err))
		return -1;
	return rule->award_name ? check_column(file, trace, key, !award, award ? rule->name : rule->award_name, err)
	                        : 0;
}

/* A row of `sql`, of this name and period, and of its first column what is there now. Steps on. */
static int open_amount(struct connection *file, const char *sql, const char *name, const struct period *period,
                       sqlite3_stmt **statement, struct error *err)
{
	int code;

	if (connection_prepare(file, sql, statement, err))
		return -1;
	code = sqlite3_bind_text(*statement, 1, name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(*statement, 2, period->label, -1, SQLITE_STATIC);
	return code == SQLITE_OK ? 0 : connection_error(file, code, err);
}

int recorded_check_figure(struct connection *file, const struct trace *trace, struct error *err)
{
	static const char sql[] = "SELECT value FROM figure WHERE name = ?1 AND period = ?2";
	const struct trace_outcome *outcome = trace->root;
	sqlite3_stmt *statement = NULL;
	struct text now = TEXT_INIT;
	int failed = -1;

	if (outcome->type == TYPE_NUMBER)
		return 0;
	value_print_plain(outcome->type, outcome->value, &now);
	if (open_amount(file, sql, outcome->figure->name, outcome->period, &statement, err))
		text_release(&now);
	else
		failed = held(file, statement, sqlite3_step(statement), &now, "this", err);
	sqlite3_finalize(statement);
	return failed;
}

/* One cell as its row in the table has it: value, records that are in it, records that may be. */
static void append_cell(const struct total *total, const struct total_cell *cell, struct text *out)
{
	struct value value = total_cell_value(total, cell);

	value_print_plain(total->kind == TOTAL_COUNT ? TYPE_INTEGER : total->of.value_type, value, out);
	text_append_format(out, "%s over %lld record%s", value.kind == VALUE_NONE ? "nothing" : "",
	                   (long long) cell->known, cell->known == 1 ? "" : "s");
	if (cell->unknown)
		text_append_format(out, " and %lld unknown", (long long) cell->unknown);
}

int recorded_check_total(struct connection *file, const struct total *total, const struct total_result *found,
                         const struct period *period, struct error *err)
{
	static const char sql[] =
		"SELECT ifnull(value, 'nothing') || ' over ' || known || iif(known = 1, ' record', ' records') "
		"|| iif(unknown = 0, '', ' and ' || unknown || ' unknown'), groups FROM total "
		"WHERE name = ?1 AND period = ?2 ORDER BY position";
	struct text now = TEXT_INIT, group = TEXT_INIT;
	sqlite3_stmt *statement = NULL;
	int code = SQLITE_DONE, failed;

	if (total->kind != TOTAL_COUNT && total->of.value_type == TYPE_NUMBER)
		return 0;
	failed = open_amount(file, sql, total->name, period, &statement, err);
	for (size_t i = 0; !failed && i <= found->group_count; i++) {
		code = sqlite3_step(statement);
		text_clear(&group);
		results_total_groups(total, i ? found->groups[i - 1].by : NULL, &group);
		append_cell(total, i ? &found->groups[i - 1].cell : &found->all, &now);
		failed = group.failed ? error_memory(err)
		                      : held(file, statement, code, &now, i ? text_string(&group) : "this", err);
		if (!failed)
			failed = same_group(statement, text_string(&group), err);
	}
	if (!failed && (code = sqlite3_step(statement)) == SQLITE_ROW)
		failed = error_set(err, ERROR_FOUND, "the run file holds a group %.200s of this, and there is none",
		                   (const char *) sqlite3_column_text(statement, 1));
	else if (!failed && code != SQLITE_DONE)
		failed = connection_error(file, code, err);
	text_release(&now);
	text_release(&group);
	sqlite3_finalize(statement);
	return failed;
}
