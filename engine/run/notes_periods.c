/* notes_periods.c: rows that belong to no period of the run, or that name one and count in each, and rules that begin or end within one. */
#include "run/notes_parts.h"

#include "records/reader_sql.h"
#include "run/cut.h"
#include "run/undated.h"

#include <string.h>

int notes_cut(struct notes *notes, const struct plan *plan, struct text *text)
{
	struct text how = TEXT_INIT;
	int failed = 0;

	for (size_t i = 0; !failed && i < plan->ruleset->rule_count; i++) {
		for (size_t j = 0; !failed && j < plan->period_count; j++) {
			if (cut_append(plan, (int) i, &plan->periods[j], &how)) {
				text_append_format(text, "rule %s %s", plan->ruleset->rules[i].name,
				                   text_string(&how));
				failed = how.failed || notes_add(notes, text) ? -1 : 0;
			}
			text_clear(&how);
		}
	}
	text_release(&how);
	return failed;
}

#define PERIODS_NAMED 5

/* Rows by the periods that they name. */
struct elsewhen {
	int64_t rows;
	size_t named, others; /* periods */
	struct text list;     /* "2023-24 (2), 2024-25 (1)" */
};

static bool is_of_run(const struct plan *plan, const struct period *period)
{
	bool is = false;

	for (size_t i = 0; i < plan->period_count; i++)
		is |= !date_compare(period->start, plan->periods[i].start)
		      && !date_compare(period->finish, plan->periods[i].finish);
	return is;
}

static void add_period(struct elsewhen *when, const char *text, int64_t rows)
{
	when->rows += rows;
	if (when->named == PERIODS_NAMED)
		when->others++;
	else
		text_append_format(&when->list, "%s%s (%lld)", when->named++ ? ", " : "", text, (long long) rows);
}

/* Of the run's kind into the first, of another into the second. */
static int read_periods(const struct plan *plan, struct connection *connection, sqlite3_stmt *statement,
                        struct elsewhen when[2], struct error *err)
{
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *text = (const char *) sqlite3_column_text(statement, 0);
		struct period period;
		struct error ignored;

		if (text && !period_parse(text, strlen(text), &period, &ignored) && !is_of_run(plan, &period))
			add_period(&when[!period_same_kind(&period, plan->periods)], text,
			           sqlite3_column_int64(statement, 1));
	}
	return code == SQLITE_DONE ? 0 : connection_error(connection, code, err);
}

static int note_periods(struct notes *notes, const struct plan *plan, const char *type, const struct elsewhen *when,
                        bool other_kind, struct text *text)
{
	bool one = when->rows == 1;

	if (!when->rows)
		return 0;
	text_append_format(text, "%s: %lld row%s ", type, (long long) when->rows, one ? "" : "s");
	if (other_kind)
		text_append_format(text,
		                   "%s a period of another kind than %s, and %s in none: ", one ? "names" : "name",
		                   plan->periods[0].label, one ? "counts" : "count");
	else
		text_append_format(text,
		                   "%s of a period that the run does not have, and %s in none: ", one ? "is" : "are",
		                   one ? "counts" : "count");
	text_append(text, text_string(&when->list));
	if (when->others)
		text_append_format(text, " and %zu other%s", when->others, when->others == 1 ? "" : "s");
	text->failed |= when->list.failed;
	return notes_add(notes, text);
}

static int note_elsewhen(struct notes *notes, const struct plan *plan, const struct record_type *type,
                         struct connection *connection, struct text *text, struct error *err)
{
	struct elsewhen when[2] = { { .list = TEXT_INIT }, { .list = TEXT_INIT } };
	sqlite3_stmt *statement = NULL;
	struct text sql = TEXT_INIT;
	int failed;

	reader_sql_values(type, type->period, &sql);
	failed = sql.failed ? error_memory(err) : connection_prepare(connection, text_string(&sql), &statement, err);
	if (!failed)
		failed = read_periods(plan, connection, statement, when, err);
	for (int i = 0; !failed && i < 2; i++)
		failed = note_periods(notes, plan, type->name, &when[i], i == 1, text) ? error_memory(err) : 0;
	sqlite3_finalize(statement);
	text_release(&when[0].list);
	text_release(&when[1].list);
	text_release(&sql);
	return failed;
}

int notes_elsewhen(struct notes *notes, const struct result *result, struct connection *connection, struct text *text,
                   struct error *err)
{
	const struct plan *plan = result->plan;

	for (size_t i = 0; i < plan->type_count; i++) {
		const struct plan_type *type = &plan->types[i];

		if (type->period >= 0 && result->types[i].undated
		    && note_elsewhen(notes, plan, type->record, connection, text, err))
			return -1;
	}
	return 0;
}

/* Run files do not hold the column, for no rule reads it: as with rows that were left out, what was found when the records were taken out
 * of their database stands. */
static int keep_undated(struct notes *notes, struct connection *kept, struct text *text, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code, failed = 0;

	if (connection_prepare(
		    kept,
		    "SELECT text FROM note WHERE text LIKE 'each % counts in %, though its %' ORDER BY position",
		    &statement, err))
		return -1;
	while (!failed && (code = sqlite3_step(statement)) != SQLITE_DONE) {
		const char *kept_text = code == SQLITE_ROW ? (const char *) sqlite3_column_text(statement, 0) : NULL;

		if (kept_text) {
			text_append(text, kept_text);
			failed = notes_add(notes, text) ? error_memory(err) : 0;
		} else {
			failed = connection_error(kept, code == SQLITE_ROW ? SQLITE_NOMEM : code, err);
		}
	}
	sqlite3_finalize(statement);
	return failed;
}

int notes_undated(struct notes *notes, const struct plan *plan, struct connection *connection,
                  struct connection *kept, struct text *text, struct error *err)
{
	struct problems problems = PROBLEMS_INIT;
	int failed;

	if (kept)
		return keep_undated(notes, kept, text, err);
	failed = undated_check(plan, connection, &problems);
	if (problems.memory_failed)
		failed = error_memory(err);
	else if (failed)
		*err = problems.items[problems.count - 1];
	for (size_t i = 0; !failed && i < problems.count; i++) {
		text_append(text, problems.items[i].message);
		failed = notes_add(notes, text) ? error_memory(err) : 0;
	}
	problems_release(&problems);
	return failed;
}
