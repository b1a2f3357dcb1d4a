/* summary.c: what a run file says, read into one arena. */
#include "run/summary.h"

#include "run/run_file.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct summary *summary;
	struct connection *file;
	struct error *err;
	sqlite3_stmt *statement;
	size_t finding_rows;
	bool failed; /* memory ran out: sticky */
	bool spoilt; /* a list of groups is not one: sticky */
};

/* Column as text in the arena; NULL for NULL. Whoever wrote the file: it is UTF-8 then. */
static const char *maybe_text(struct reading *reading, int column)
{
	const void *text = sqlite3_column_text(reading->statement, column);
	char *copy;
	size_t bad;

	if (!text)
		return NULL;
	copy = arena_bytes(&reading->summary->arena, text, (size_t) sqlite3_column_bytes(reading->statement, column));
	for (char *at = copy; at && !utf8_valid(at, strlen(at), &bad); at += bad + 1)
		at[bad] = '?';
	reading->failed |= !copy;
	return copy;
}

static const char *text_of(struct reading *reading, int column)
{
	const char *text = maybe_text(reading, column);

	return text ? text : "";
}

/* No run counts further than this: numbers of a file that lies can be added and subtracted all the same. */
#define NUMBER_MOST ((int64_t) 1 << 60)

static int64_t number_of(const struct reading *reading, int column)
{
	int64_t number = sqlite3_column_int64(reading->statement, column);

	return number > NUMBER_MOST ? NUMBER_MOST : number < -NUMBER_MOST ? -NUMBER_MOST : number;
}

/* Room for one more in an array that grows by doubling within the arena. NULL: out of memory. */
static void *more(struct reading *reading, void *items_pointer, size_t *count, size_t item_size)
{
	void **items = items_pointer;

	/* Grown when the count is a power of two: what was there is copied, the arena keeps the old until the end. */
	if ((*count & (*count - 1)) == 0) {
		void *grown = arena_array(&reading->summary->arena, *count ? 2 * *count : 1, item_size);

		if (!grown) {
			reading->failed = true;
			return NULL;
		}
		if (*count)
			memcpy(grown, *items, *count * item_size);
		*items = grown;
	}
	return (char *) *items + (*count)++ * item_size;
}

static int for_each(struct reading *reading, const char *sql, void (*each)(struct reading *))
{
	sqlite3_stmt *outer = reading->statement;
	int code;

	if (connection_prepare(reading->file, sql, &reading->statement, reading->err))
		return -1;
	while ((code = sqlite3_step(reading->statement)) == SQLITE_ROW && !reading->failed)
		each(reading);
	sqlite3_finalize(reading->statement);
	reading->statement = outer;
	if (reading->failed)
		return error_memory(reading->err);
	if (reading->spoilt)
		return error_set(reading->err, ERROR_INPUT, "run file '%s': table 'total' was altered",
		                 database_path(reading->file->database));
	return code == SQLITE_DONE ? 0 : connection_error(reading->file, code, reading->err);
}

static void add_manifest(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_entry *entry = more(reading, &summary->manifest, &summary->manifest_count, sizeof *entry);

	if (entry)
		*entry = (struct summary_entry){ text_of(reading, 0), text_of(reading, 1) };
}

static void add_digest(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_entry *entry = more(reading, &summary->digests, &summary->digest_count, sizeof *entry);

	if (entry)
		*entry = (struct summary_entry){ text_of(reading, 0), text_of(reading, 1) };
}

static void add_note(struct reading *reading)
{
	const char **note = more(reading, &reading->summary->notes, &reading->summary->note_count, sizeof *note);

	if (note)
		*note = text_of(reading, 0);
}

static void add_period(struct reading *reading)
{
	const char **period =
		more(reading, &reading->summary->periods, &reading->summary->period_count, sizeof *period);

	if (period)
		*period = text_of(reading, 0);
}

static void add_input(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_input *input = more(reading, &summary->inputs, &summary->input_count, sizeof *input);

	if (!input)
		return;
	*input = (struct summary_input){ .type = text_of(reading, 0),
		                         .query = text_of(reading, 1),
		                         .filter = maybe_text(reading, 2),
		                         .rows = number_of(reading, 3),
		                         .left_out = number_of(reading, 4),
		                         .undecided = number_of(reading, 5),
		                         .undated = number_of(reading, 6),
		                         .evaluated = number_of(reading, 7) };
}

static void add_field(struct reading *reading)
{
	const char *type = text_of(reading, 0);

	for (size_t i = 0; i < reading->summary->input_count; i++) {
		struct summary_input *input = &reading->summary->inputs[i];
		struct summary_field *field;

		if (strcmp(input->type, type))
			continue;
		field = more(reading, &input->fields, &input->field_count, sizeof *field);
		if (field)
			*field = (struct summary_field){ .name = text_of(reading, 1),
				                         .type = text_of(reading, 2),
				                         .optional = number_of(reading, 3),
				                         .personal = number_of(reading, 4),
				                         .key = number_of(reading, 5),
				                         .unknown = number_of(reading, 6) };
	}
}

static void add_rule(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_rule *rule = more(reading, &summary->rules, &summary->rule_count, sizeof *rule);

	if (!rule)
		return;
	*rule = (struct summary_rule){ .type = text_of(reading, 0),
		                       .name = text_of(reading, 1),
		                       .kind = text_of(reading, 2),
		                       .title = maybe_text(reading, 3),
		                       .source = maybe_text(reading, 4),
		                       .draft = number_of(reading, 5),
		                       .eligible = number_of(reading, 6),
		                       .not_eligible = number_of(reading, 7),
		                       .known = number_of(reading, 8),
		                       .none = number_of(reading, 9),
		                       .unknown = number_of(reading, 10),
		                       .award = number_of(reading, 11),
		                       .award_unknown = number_of(reading, 12),
		                       .period = text_of(reading, 13) };
	rule->eligibility = sqlite3_column_type(reading->statement, 6) != SQLITE_NULL;
	rule->awards = sqlite3_column_type(reading->statement, 11) != SQLITE_NULL;
}

static void add_missing(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_missing *missing = more(reading, &summary->missing, &summary->missing_count, sizeof *missing);

	if (missing)
		*missing = (struct summary_missing){ text_of(reading, 0), text_of(reading, 1), text_of(reading, 2),
			                             number_of(reading, 3) };
}

/* A JSON list of texts, as results.c writes it; SQLite takes it apart. */
static void read_list(struct reading *reading, const char *json, const char ***items, size_t *count)
{
	struct connection *file = reading->file;
	bool trusted = file->trusted;
	sqlite3_stmt *statement = NULL;
	int code;

	/* Our own SQL, on a text: the authorizer, which guards what others wrote, does not know json_each. */
	file->trusted = true;
	code = sqlite3_prepare_v2(file->sqlite, "SELECT value FROM json_each(?) ORDER BY key", -1, &statement, NULL);
	file->trusted = trusted;
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, json, -1, SQLITE_STATIC);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		const char **item, *text;

		code = sqlite3_step(statement);
		if (code != SQLITE_ROW)
			break;
		text = (const char *) sqlite3_column_text(statement, 0);
		item = more(reading, items, count, sizeof *item);
		if (item)
			*item = arena_text(&reading->summary->arena, text ? text : "");
		reading->failed |= !item || !*item;
		if (reading->failed)
			break;
	}
	reading->failed |= (code & 0xFF) == SQLITE_NOMEM;
	if (code != SQLITE_DONE && !reading->failed) /* not JSON: the file was altered */
		reading->spoilt = true;
	sqlite3_finalize(statement);
}

static void add_total(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_total *total = summary->total_count ? &summary->totals[summary->total_count - 1] : NULL;
	const char *name = text_of(reading, 0);
	struct summary_total_row *row;
	size_t groups = 0;

	if (!total || strcmp(total->name, name)) {
		total = more(reading, &summary->totals, &summary->total_count, sizeof *total);
		if (!total)
			return;
		*total = (struct summary_total){ .name = name,
			                         .title = maybe_text(reading, 1),
			                         .kind = text_of(reading, 2),
			                         .record_type = text_of(reading, 3),
			                         .type = text_of(reading, 6) };
		read_list(reading, text_of(reading, 4), &total->grouped_by, &total->group_count);
	}
	if (total->row_count >= SUMMARY_ROWS_MOST)
		return;
	row = more(reading, &total->rows, &total->row_count, sizeof *row);
	if (!row)
		return;
	*row = (struct summary_total_row){ .value = maybe_text(reading, 7),
		                           .shown = text_of(reading, 8),
		                           .known = number_of(reading, 9),
		                           .unknown = number_of(reading, 10),
		                           .period = text_of(reading, 11) };
	read_list(reading, text_of(reading, 5), &row->groups, &groups);
	if (groups != total->group_count)
		row->groups = NULL;
}

static void add_finding(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_finding *finding = more(reading, &summary->findings, &summary->finding_count, sizeof *finding);

	if (finding)
		*finding = (struct summary_finding){ .name = text_of(reading, 0),
			                             .level = text_of(reading, 1),
			                             .type = text_of(reading, 2),
			                             .title = maybe_text(reading, 3),
			                             .found = number_of(reading, 4),
			                             .undecided = number_of(reading, 5) };
}

static int read_finding_rows(struct reading *reading, struct summary_finding *finding)
{
	int code;

	if (connection_prepare(
		    reading->file,
		    "SELECT key, period, message FROM finding WHERE name = ? AND undecided = 0 ORDER BY position "
		    "LIMIT ?",
		    &reading->statement, reading->err))
		return -1;
	sqlite3_bind_text(reading->statement, 1, finding->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(reading->statement, 2, (sqlite3_int64) reading->finding_rows);
	while ((code = sqlite3_step(reading->statement)) == SQLITE_ROW && !reading->failed) {
		struct summary_finding_row *row = more(reading, &finding->rows, &finding->row_count, sizeof *row);

		if (row)
			*row = (struct summary_finding_row){ text_of(reading, 0), text_of(reading, 1),
				                             text_of(reading, 2) };
	}
	sqlite3_finalize(reading->statement);
	reading->statement = NULL;
	if (reading->failed)
		return error_memory(reading->err);
	return code == SQLITE_DONE ? 0 : connection_error(reading->file, code, reading->err);
}

static void add_parameter(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_parameter *parameter =
		more(reading, &summary->parameters, &summary->parameter_count, sizeof *parameter);

	if (parameter)
		*parameter = (struct summary_parameter){ .name = text_of(reading, 0),
			                                 .period = text_of(reading, 1),
			                                 .title = maybe_text(reading, 2),
			                                 .type = text_of(reading, 3),
			                                 .value = maybe_text(reading, 4),
			                                 .shown = maybe_text(reading, 5),
			                                 .in_force = maybe_text(reading, 6),
			                                 .source = maybe_text(reading, 7),
			                                 .illustrative = maybe_text(reading, 8),
			                                 .carried = number_of(reading, 9),
			                                 .overridden = number_of(reading, 10) };
}

static const struct query {
	const char *sql;
	void (*each)(struct reading *);
} queries[] = {
	{ "SELECT name, value FROM manifest ORDER BY name", add_manifest },
	{ "SELECT record_type, query, filter, rows, left_out, undecided, undated, evaluated FROM input ORDER BY "
	  "record_type",
	  add_input },
	{ "SELECT record_type, name, type, optional, personal, key, unknown FROM input_field ORDER BY record_type, "
	  "position",
	  add_field },
	{ "SELECT record_type, name, type, title, source, draft, eligible, not_eligible, known, none, unknown, "
	  "award, "
	  "award_unknown, period FROM rule ORDER BY position, period",
	  add_rule },
	{ "SELECT record_type, rule, fact, records FROM missing_fact ORDER BY record_type, rule, records DESC, fact",
	  add_missing },
	{ "SELECT name, title, kind, record_type, grouped_by, groups, type, value, shown, known, unknown, period "
	  "FROM total "
	  "ORDER BY declared, period, position",
	  add_total },
	{ "SELECT name, min(level), min(record_type), min(title), sum(1 - undecided), sum(undecided) FROM finding "
	  "GROUP BY name ORDER BY CASE min(level) WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, "
	  "min(declared), "
	  "name",
	  add_finding },
	{ "SELECT name, period, title, type, value, shown, in_force, source, illustrative, carried, overridden FROM "
	  "parameter_value ORDER BY name, period",
	  add_parameter },
	{ "SELECT text FROM note ORDER BY position", add_note },
	{ "SELECT period FROM rule UNION SELECT period FROM total UNION SELECT period FROM parameter_value ORDER BY "
	  "1",
	  add_period },
	{ "SELECT name, value FROM digest ORDER BY name", add_digest },
};

int summary_read(struct summary *summary, struct database *file, size_t finding_rows, struct error *err)
{
	struct reading reading = { .summary = summary, .file = database_connection(file, 0), .err = err };

	*summary = (struct summary){ .manifest = NULL };
	reading.finding_rows = finding_rows < SUMMARY_ROWS_MOST ? finding_rows : SUMMARY_ROWS_MOST;
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		if (for_each(&reading, queries[i].sql, queries[i].each))
			return -1;
	}
	for (size_t i = 0; i < summary->finding_count; i++) {
		if (read_finding_rows(&reading, &summary->findings[i]))
			return -1;
	}
	return 0;
}

void summary_release(struct summary *summary)
{
	arena_release(&summary->arena);
	*summary = (struct summary){ .manifest = NULL };
}

static const char *find_entry(const struct summary_entry *entries, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(entries[i].name, name))
			return entries[i].value;
	}
	return "";
}

const char *summary_manifest(const struct summary *summary, const char *name)
{
	return find_entry(summary->manifest, summary->manifest_count, name);
}

const char *summary_seal(const struct summary *summary)
{
	return find_entry(summary->digests, summary->digest_count, "seal");
}
