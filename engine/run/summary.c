/* summary.c: what a run file says, read into one arena. */
#include "run/summary.h"

#include "run/reading.h"

#include <string.h>

static void add_manifest(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_entry *entry =
		reading_more(reading, &summary->manifest, &summary->manifest_count, sizeof *entry);

	if (entry)
		*entry = (struct summary_entry){ reading_text(reading, 0), reading_text(reading, 1) };
}

static void add_digest(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_entry *entry = reading_more(reading, &summary->digests, &summary->digest_count, sizeof *entry);

	if (entry)
		*entry = (struct summary_entry){ reading_text(reading, 0), reading_text(reading, 1) };
}

static void add_note(struct reading *reading)
{
	const char **note =
		reading_more(reading, &reading->summary->notes, &reading->summary->note_count, sizeof *note);

	if (note)
		*note = reading_text(reading, 0);
}

static void add_period(struct reading *reading)
{
	const char **period =
		reading_more(reading, &reading->summary->periods, &reading->summary->period_count, sizeof *period);

	if (period)
		*period = reading_text(reading, 0);
}

static void add_input(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_input *input = reading_more(reading, &summary->inputs, &summary->input_count, sizeof *input);

	if (!input)
		return;
	*input = (struct summary_input){ .type = reading_text(reading, 0),
		                         .query = reading_text(reading, 1),
		                         .filter = reading_maybe(reading, 2),
		                         .rows = reading_number(reading, 3),
		                         .left_out = reading_number(reading, 4),
		                         .undecided = reading_number(reading, 5),
		                         .undated = reading_number(reading, 6),
		                         .evaluated = reading_number(reading, 7) };
}

static void add_field(struct reading *reading)
{
	const char *type = reading_text(reading, 0);

	for (size_t i = 0; i < reading->summary->input_count; i++) {
		struct summary_input *input = &reading->summary->inputs[i];
		struct summary_field *field;

		if (strcmp(input->type, type))
			continue;
		field = reading_more(reading, &input->fields, &input->field_count, sizeof *field);
		if (field)
			*field = (struct summary_field){ .name = reading_text(reading, 1),
				                         .type = reading_text(reading, 2),
				                         .optional = reading_number(reading, 3),
				                         .personal = reading_number(reading, 4),
				                         .key = reading_number(reading, 5),
				                         .unknown = reading_number(reading, 6) };
	}
}

static void add_rule(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_rule *rule = reading_more(reading, &summary->rules, &summary->rule_count, sizeof *rule);

	if (!rule)
		return;
	*rule = (struct summary_rule){ .type = reading_text(reading, 0),
		                       .name = reading_text(reading, 1),
		                       .kind = reading_text(reading, 2),
		                       .title = reading_maybe(reading, 3),
		                       .source = reading_maybe(reading, 4),
		                       .draft = reading_number(reading, 5),
		                       .eligible = reading_number(reading, 6),
		                       .not_eligible = reading_number(reading, 7),
		                       .known = reading_number(reading, 8),
		                       .none = reading_number(reading, 9),
		                       .unknown = reading_number(reading, 10),
		                       .award = reading_number(reading, 11),
		                       .award_unknown = reading_number(reading, 12),
		                       .period = reading_text(reading, 13) };
	rule->eligibility = sqlite3_column_type(reading->statement, 6) != SQLITE_NULL;
	rule->awards = sqlite3_column_type(reading->statement, 11) != SQLITE_NULL;
}

static void add_missing(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_missing *missing =
		reading_more(reading, &summary->missing, &summary->missing_count, sizeof *missing);

	if (missing)
		*missing = (struct summary_missing){ reading_text(reading, 0), reading_text(reading, 1),
			                             reading_text(reading, 2), reading_number(reading, 3) };
}

static void add_total(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_total *total = summary->total_count ? &summary->totals[summary->total_count - 1] : NULL;
	const char *name = reading_text(reading, 0);
	struct summary_total_row *row;
	size_t groups = 0;

	if (!total || strcmp(total->name, name)) {
		total = reading_more(reading, &summary->totals, &summary->total_count, sizeof *total);
		if (!total)
			return;
		*total = (struct summary_total){ .name = name,
			                         .title = reading_maybe(reading, 1),
			                         .kind = reading_text(reading, 2),
			                         .record_type = reading_text(reading, 3),
			                         .type = reading_text(reading, 6) };
		reading_list(reading, "total", reading_text(reading, 4), &total->grouped_by, &total->group_count);
	}
	total->cut |= total->row_count >= SUMMARY_ROWS_MOST;
	if (total->cut)
		return;
	row = reading_more(reading, &total->rows, &total->row_count, sizeof *row);
	if (!row)
		return;
	*row = (struct summary_total_row){ .value = reading_maybe(reading, 7),
		                           .shown = reading_text(reading, 8),
		                           .known = reading_number(reading, 9),
		                           .unknown = reading_number(reading, 10),
		                           .period = reading_text(reading, 11) };
	reading_list(reading, "total", reading_text(reading, 5), &row->groups, &groups);
	if (groups != total->group_count)
		row->groups = NULL;
}

static void add_finding(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_finding *finding =
		reading_more(reading, &summary->findings, &summary->finding_count, sizeof *finding);

	if (finding)
		*finding = (struct summary_finding){ .name = reading_text(reading, 0),
			                             .level = reading_text(reading, 1),
			                             .type = reading_text(reading, 2),
			                             .title = reading_maybe(reading, 3),
			                             .found = reading_number(reading, 4),
			                             .undecided = reading_number(reading, 5) };
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
		struct summary_finding_row *row =
			reading_more(reading, &finding->rows, &finding->row_count, sizeof *row);

		if (row)
			*row = (struct summary_finding_row){ reading_text(reading, 0), reading_text(reading, 1),
				                             reading_text(reading, 2) };
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
		reading_more(reading, &summary->parameters, &summary->parameter_count, sizeof *parameter);

	if (parameter)
		*parameter = (struct summary_parameter){ .name = reading_text(reading, 0),
			                                 .period = reading_text(reading, 1),
			                                 .title = reading_maybe(reading, 2),
			                                 .type = reading_text(reading, 3),
			                                 .value = reading_maybe(reading, 4),
			                                 .shown = reading_maybe(reading, 5),
			                                 .in_force = reading_maybe(reading, 6),
			                                 .source = reading_maybe(reading, 7),
			                                 .illustrative = reading_maybe(reading, 8),
			                                 .carried = reading_number(reading, 9),
			                                 .overridden = reading_number(reading, 10) };
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
	{ "SELECT period FROM rule UNION SELECT period FROM total UNION SELECT period FROM figure UNION SELECT "
	  "period "
	  "FROM parameter_value ORDER BY 1",
	  add_period },
	{ "SELECT name, value FROM digest ORDER BY name", add_digest },
};

int summary_read(struct summary *summary, struct database *file, size_t finding_rows, struct error *err)
{
	struct reading reading = { .summary = summary, .file = database_connection(file, 0), .err = err };

	*summary = (struct summary){ .manifest = NULL };
	reading.finding_rows = finding_rows < SUMMARY_ROWS_MOST ? finding_rows : SUMMARY_ROWS_MOST;
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		if (reading_each(&reading, queries[i].sql, queries[i].each))
			return -1;
	}
	if (summary_read_figures(&reading) || summary_read_decisions(&reading))
		return -1;
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
