/* undated.c: rows that say which period they are of, and are counted in each. See undated.h. Of most columns few rows are read: all of
 * them where the first few look like it. */
#include "run/undated.h"

#include "records/reader_sql.h"
#include "run/stored.h"

#include <string.h>

#define NAMES_MOST 100 /* different periods in one column; more are something else */
#define FIRST_ROWS 100 /* looked at before all are */

/* What is being looked at. */
struct undated {
	const struct plan *plan;
	const struct record_type *type;
	const struct field *field;
	char some[2][24];     /* the first two, by name, that the column holds */
	int count;            /* of those it holds */
	int64_t named, other; /* rows that name a period, and rows that do not */
	char other_some[48];  /* the first text of the latter by name; "": they hold none */
	bool several_others;  /* texts */
	bool of_run;          /* a period of the run is among them */
};

/* Whether a path begins with the field, or with a relation that it is part of. */
static bool leads_through(const struct undated *undated, const struct path *path)
{
	const struct record_type *type = undated->type;
	bool found = path->relation_count == 0 && path->field >= 0 && &type->fields[path->field] == undated->field;

	for (size_t i = 0; path->relation_count && i < type->relations[path->relations[0]].count; i++)
		found |= &type->fields[type->relations[path->relations[0]].fields[i]] == undated->field;
	return found;
}

/* Whether a function, or what a total is grouped by, tells the periods apart itself: or may, since not all is known of it, or the key of
 * children is read with their list. */
static bool is_read(const struct undated *undated)
{
	const struct ruleset *ruleset = undated->plan->ruleset;
	const struct schema *schema = undated->plan->schema;

	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++) {
			const struct read *read = &reads->items[j];
			bool own = read->type >= 0 && &schema->types[read->type] == undated->type;

			if (own && (read->kind == READ_LOOKUP || read->kind == READ_ROLE || read->kind == READ_FIELD)
			    && stored_is_listed(read->name, strlen(read->name), undated->field->name))
				return true;
		}
		if (!reads->followed)
			return true;
	}
	for (size_t i = 0; i < ruleset->total_count; i++) {
		const struct total *total = &ruleset->totals[i];

		for (size_t j = 0; &schema->types[total->on] == undated->type && j < total->by_count; j++) {
			if (leads_through(undated, &total->by[j]))
				return true;
		}
	}
	return false;
}

/* Whether its records are evaluated, or gone through as children: others are only met by those that lead to them. */
static bool counts(const struct plan *plan, const struct plan_type *type)
{
	const struct ruleset *ruleset = plan->ruleset;
	bool listed = false;

	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++)
			listed |= reads->items[j].kind == READ_RELATED && reads->items[j].type == type->schema_type;
	}
	return type->evaluated || listed;
}

static bool is_key(const struct undated *undated)
{
	return undated->type->key_count == 1 && &undated->type->fields[undated->type->key[0]] == undated->field;
}

/* Whether the text is a period's name, of those of the kind that the run has. *of_run: it is one of them. */
static bool is_period(const struct undated *undated, const char *text, bool *of_run)
{
	const struct plan *plan = undated->plan;
	struct period period;
	struct error ignored;

	*of_run = false;
	for (size_t i = 0; i < plan->period_count; i++)
		*of_run |= !strcmp(plan->periods[i].label, text);
	return strlen(text) < sizeof undated->some[0] && !period_parse(text, strlen(text), &period, &ignored)
	       && period_same_kind(&period, plan->periods);
}

/* The two that come first by name, in whatever order rows are read. */
static void keep_least(struct undated *undated, const char *text)
{
	bool first = undated->count == 0 || strcmp(text, undated->some[0]) < 0;

	if (first)
		memcpy(undated->some[1], undated->some[0], sizeof undated->some[0]);
	if (first || undated->count == 1 || strcmp(text, undated->some[1]) < 0)
		snprintf(undated->some[!first], sizeof undated->some[0], "%s", text);
}

static void keep_other(struct undated *undated, const char *text, int64_t rows)
{
	undated->other += rows;
	if (!text)
		return;
	undated->several_others = *undated->other_some != '\0';
	if (!undated->several_others)
		snprintf(undated->other_some, sizeof undated->other_some, "%.40s", text);
}

/* Steps through values, in order, and the number of rows that hold each. */
static int count_values(struct undated *undated, struct connection *connection, sqlite3_stmt *statement,
                        struct error *err)
{
	bool of_run;
	int code;

	undated->count = 0;
	undated->named = undated->other = 0;
	undated->of_run = undated->several_others = false;
	*undated->other_some = '\0';
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *text = (const char *) sqlite3_column_text(statement, 0);
		int64_t rows = sqlite3_column_count(statement) > 1 ? sqlite3_column_int64(statement, 1) : 1;

		if (!text || !is_period(undated, text, &of_run)) {
			keep_other(undated, text, rows);
			continue;
		}
		if (undated->count < NAMES_MOST)
			keep_least(undated, text);
		undated->count++;
		undated->named += rows;
		undated->of_run |= of_run;
	}
	return code == SQLITE_DONE ? 0 : connection_error(connection, code, err);
}

/* Of all rows, or of the first few. */
static int look_at_rows(struct undated *undated, struct connection *connection, bool all, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	struct text sql = TEXT_INIT;
	int field = (int) (undated->field - undated->type->fields), failed;

	if (all)
		reader_sql_values(undated->type, field, &sql);
	else
		reader_sql_first(undated->type, field, FIRST_ROWS, &sql);
	failed = sql.failed ? error_memory(err) : connection_prepare(connection, text_string(&sql), &statement, err);
	if (!failed)
		failed = count_values(undated, connection, statement, err);
	sqlite3_finalize(statement);
	text_release(&sql);
	return failed;
}

/* All but one row, or one in ten: a slip of the pen is what this is to say something of, not what it is to fall silent at. Where more
 * rows hold something else ('committed'), the column is of another kind. */
static bool all_but_few_named(const struct undated *undated)
{
	return undated->named && (undated->other <= 1 || undated->other <= undated->named / 10);
}

/* 1: all but few rows name a period, there are several, and one is of the run; 0: not so; -1: an error. */
static int look_at_column(struct undated *undated, struct connection *connection, struct error *err)
{
	if (look_at_rows(undated, connection, false, err))
		return -1;
	/* Among the first few there may be more slips than among all. */
	if (undated->named < undated->other)
		return 0;
	if (look_at_rows(undated, connection, true, err))
		return -1;
	return all_but_few_named(undated) && undated->of_run && undated->count > 1 && undated->count <= NAMES_MOST;
}

/* ", except in 3 rows: 'n/a' and so on" */
static void append_others(const struct undated *undated, struct text *out)
{
	if (!undated->other)
		return;
	text_append_format(out, ", except in %lld row%s", (long long) undated->other, undated->other == 1 ? "" : "s");
	if (*undated->other_some)
		text_append_format(out, ": '%s'%s", undated->other_some, undated->several_others ? " and so on" : "");
}

static void warn(const struct undated *undated, struct problems *problems)
{
	const struct records_entry *entry = undated->type->entry;
	const struct plan *plan = undated->plan;
	const struct source *file = entry ? entry->file : plan->scenario->file;
	const char *type = undated->type->name, *field = undated->field->name;
	struct error err = ERROR_INIT;
	struct text others = TEXT_INIT;

	append_others(undated, &others);
	error_set(&err, ERROR_INPUT, "each %.60s counts in %s, though its '%.60s' names one: '%s'%s '%s'%s%s", type,
	          plan->period_count > 1 ? "every period" : plan->periods[0].label, field, undated->some[0],
	          undated->count > 2 ? "," : " or", undated->some[1], undated->count > 2 ? " and so on" : "",
	          text_string(&others));
	problems->memory_failed |= others.failed;
	text_release(&others);
	err.warning = true;
	if (entry)
		error_excerpt_at(&err, file->shown, file->text, file->length, entry->line, entry->column,
		                 (int) strlen(type));
	else
		error_place(&err, file->shown, 0, 0);
	if (entry)
		error_hint(&err, "say there: period: %.60s", field);
	else
		error_hint(&err, "say in the scenario: records: {%.60s: {period: %.60s}}", type, field);
	problems_add(problems, &err);
}

/* The first such column of a type. */
static int look_at_type(struct undated *undated, struct connection *connection, struct problems *problems)
{
	for (size_t i = 0; i < undated->type->field_count; i++) {
		struct error err;
		int found;

		undated->field = &undated->type->fields[i];
		if (undated->field->unusable
		    || (undated->field->type != TYPE_TEXT && undated->field->type != TYPE_STATUS)
		    || (undated->type->where && strstr(undated->type->where, undated->field->name)) || is_key(undated)
		    || is_read(undated))
			continue;
		found = look_at_column(undated, connection, &err);
		if (found < 0) {
			problems_add(problems, &err);
			return -1;
		}
		if (found) {
			warn(undated, problems);
			return 0;
		}
	}
	return 0;
}

int undated_check(const struct plan *plan, struct connection *connection, struct problems *problems)
{
	for (size_t i = 0; i < plan->type_count; i++) {
		struct undated undated = { .plan = plan, .type = plan->types[i].record };

		if (plan->types[i].dated || !counts(plan, &plan->types[i])
		    || plan->types[i].schema_type == plan->decision_type)
			continue;
		if (look_at_type(&undated, connection, problems))
			return -1;
	}
	return 0;
}
