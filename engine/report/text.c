/* text.c: a run for a terminal: plain, aligned, in the order a reader asks: is the data good, what came out, what is not
 * known, what should be looked at. */
#include "report/report.h"

#include "report/table.h"

#include <inttypes.h>
#include <string.h>

static void append_count(struct text *out, int64_t count)
{
	value_print(TYPE_INTEGER, value_integer(count), out);
}

/* A count with thousands commas, in a cell. */
static void count_cell(struct table *table, size_t column, int64_t count)
{
	struct text text = TEXT_INIT;

	append_count(&text, count);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

/* Pounds, with pence where the column has any, so that a column of money lines up. */
static void append_money(struct text *out, int64_t pence, bool with_pence)
{
	uint64_t size = pence < 0 ? 0 - (uint64_t) pence : (uint64_t) pence;
	struct text pounds = TEXT_INIT;

	append_count(&pounds, (int64_t) (size / 100));
	text_append_format(out, "%s£%s", pence < 0 ? "-" : "", text_string(&pounds));
	if (with_pence)
		text_append_format(out, ".%02d", (int) (size % 100));
	out->failed |= pounds.failed;
	text_release(&pounds);
}

static void money_cell(struct table *table, size_t column, int64_t pence, bool with_pence)
{
	struct text text = TEXT_INIT;

	append_money(&text, pence, with_pence);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

static void heading(struct text *out, const char *text)
{
	text_append_format(out, "\n%s\n", text);
}

/* With the period, where there are several. */
static void period_heading(struct text *out, const char *text, const struct summary *summary, const char *period)
{
	if (summary->period_count > 1)
		text_append_format(out, "\n%s, %s\n", text, period);
	else
		heading(out, text);
}

static void print_head(const struct summary *summary, struct text *out)
{
	const char *title = summary_manifest(summary, "title"), *name = summary_manifest(summary, "scenario");
	struct text line = TEXT_INIT;

	print_wrapped(out, *title ? title : name, 0);
	text_append_format(&line, "scenario %s, %s, reckon %s", name, summary_manifest(summary, "periods"),
	                   summary_manifest(summary, "engine"));
	print_wrapped(out, text_string(&line), 0);
	out->failed |= line.failed;
	text_release(&line);
}

/* "income 412, tenure 390": the facts that are not known, most first. */
static void append_unknown_fields(const struct summary_input *input, struct text *out)
{
	int64_t last = INT64_MAX;
	size_t after = 0;

	for (;;) {
		const struct summary_field *most = NULL;
		size_t place = 0;

		/* The next in order: fewer than the last, or as many and further on. */
		for (size_t i = 0; i < input->field_count; i++) {
			const struct summary_field *field = &input->fields[i];
			bool later = field->unknown < last || (field->unknown == last && i >= after);

			if (field->unknown > 0 && later && (!most || field->unknown > most->unknown)) {
				most = field;
				place = i;
			}
		}
		if (!most)
			return;
		text_append_format(out, "%s%s ", out->length ? ", " : "", most->name);
		append_count(out, most->unknown);
		last = most->unknown;
		after = place + 1;
	}
}

static void print_data(const struct summary *summary, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct table table;

	heading(out, "Data");
	table_begin(&table, align, 4);
	table_row(&table);
	table_cell(&table, 0, "record type");
	table_cell(&table, 1, "rows");
	table_cell(&table, 2, "left out");
	table_cell(&table, 3, "outside its dates");
	for (size_t i = 0; i < summary->input_count && !table.failed; i++) {
		const struct summary_input *input = &summary->inputs[i];

		table_row(&table);
		table_cell(&table, 0, "%s", input->type);
		count_cell(&table, 1, input->rows);
		count_cell(&table, 2, input->left_out + input->undecided);
		count_cell(&table, 3, input->undated);
	}
	table_print(&table, out);
	table_release(&table);
	for (size_t i = 0; i < summary->input_count; i++) {
		struct text unknown = TEXT_INIT, line = TEXT_INIT;

		append_unknown_fields(&summary->inputs[i], &unknown);
		text_append_format(&line, "not known of %s: %s", summary->inputs[i].type, text_string(&unknown));
		if (unknown.length)
			print_wrapped(out, text_string(&line), 2);
		out->failed |= unknown.failed || line.failed;
		text_release(&unknown);
		text_release(&line);
	}
}

static bool any_rule(const struct summary *summary, bool eligibility, bool awards)
{
	for (size_t i = 0; i < summary->rule_count; i++) {
		if (summary->rules[i].eligibility == eligibility && (!awards || summary->rules[i].awards))
			return true;
	}
	return false;
}

static const char *title_of(const char *title, const char *name)
{
	return title ? title : name;
}

static bool any_award_has_pence(const struct summary *summary)
{
	for (size_t i = 0; i < summary->rule_count; i++) {
		if (summary->rules[i].awards && summary->rules[i].award % 100)
			return true;
	}
	return false;
}

/* Records that are eligible, but for how much is not known: the cost leaves them out, and says so. */
static void print_uncosted(const struct summary_rule *rule, struct text *out)
{
	struct text line = TEXT_INIT;
	int64_t more;

	if (!rule->awards || __builtin_sub_overflow(rule->award_unknown, rule->unknown, &more) || more <= 0)
		return;
	append_count(&line, more);
	text_append_format(&line, " %s: eligible, but the award is not known (%s)", more == 1 ? "record" : "records",
	                   title_of(rule->title, rule->name));
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

static void print_eligibility(const struct summary *summary, const char *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	bool awards = any_rule(summary, true, true), with_pence = any_award_has_pence(summary);
	struct table table;

	if (!any_rule(summary, true, false))
		return;
	period_heading(out, "Eligibility", summary, period);
	table_begin(&table, align, awards ? 5 : 4);
	table_row(&table);
	table_cell(&table, 1, "eligible");
	table_cell(&table, 2, "not");
	table_cell(&table, 3, "unknown");
	if (awards)
		table_cell(&table, 4, "cost");
	for (size_t i = 0; i < summary->rule_count && !table.failed; i++) {
		const struct summary_rule *rule = &summary->rules[i];

		if (!rule->eligibility || strcmp(rule->period, period))
			continue;
		table_row(&table);
		table_cell(&table, 0, "%s%s", title_of(rule->title, rule->name), rule->draft ? " (draft)" : "");
		count_cell(&table, 1, rule->eligible);
		count_cell(&table, 2, rule->not_eligible);
		count_cell(&table, 3, rule->unknown);
		if (rule->awards)
			money_cell(&table, 4, rule->award, with_pence);
	}
	table_print(&table, out);
	table_release(&table);
	for (size_t i = 0; i < summary->rule_count; i++) {
		if (!strcmp(summary->rules[i].period, period))
			print_uncosted(&summary->rules[i], out);
	}
}

static void print_outcomes(const struct summary *summary, const char *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct table table;

	if (!any_rule(summary, false, false))
		return;
	period_heading(out, "Outcomes", summary, period);
	table_begin(&table, align, 5);
	table_row(&table);
	table_cell(&table, 1, "of");
	table_cell(&table, 2, "known");
	table_cell(&table, 3, "none");
	table_cell(&table, 4, "unknown");
	for (size_t i = 0; i < summary->rule_count && !table.failed; i++) {
		const struct summary_rule *rule = &summary->rules[i];

		if (rule->eligibility || strcmp(rule->period, period))
			continue;
		table_row(&table);
		table_cell(&table, 0, "%s%s", title_of(rule->title, rule->name), rule->draft ? " (draft)" : "");
		table_cell(&table, 1, "%s", rule->type);
		count_cell(&table, 2, rule->known);
		count_cell(&table, 3, rule->none);
		count_cell(&table, 4, rule->unknown);
	}
	table_print(&table, out);
	table_release(&table);
}

static bool is_money(const struct summary_total *total)
{
	return !strcmp(total->type, "money");
}

/* The plain value of a money total: the run file has checked nothing of it, so what is not a number reads as 0. */
static int64_t pence_of(const struct summary_total_row *row)
{
	struct decimal decimal;
	struct error err;
	int64_t pence = 0;

	if (row->value && !decimal_parse(row->value, strlen(row->value), &decimal, &err))
		decimal_is_integer(decimal, &pence);
	return pence;
}

static bool any_row_has_pence(const struct summary_total *total)
{
	for (size_t i = 0; i < total->row_count; i++) {
		if (is_money(total) && pence_of(&total->rows[i]) % 100)
			return true;
	}
	return false;
}

static void value_cell(struct table *table, size_t column, const struct summary_total *total,
                       const struct summary_total_row *row, bool with_pence)
{
	if (row->value && is_money(total))
		money_cell(table, column, pence_of(row), with_pence);
	else if (row->value)
		table_cell(table, column, "%s", row->shown);
	else /* the least of no records is none; of records that are all unknown, unknown */
		table_cell(table, column, row->unknown ? "unknown" : "none");
}

/* How many records a total does not know. */
static void unknown_cell(struct table *table, size_t column, const struct summary_total_row *row)
{
	struct text text = TEXT_INIT;

	if (!row->unknown)
		return;
	append_count(&text, row->unknown);
	table_cell(table, column, "and %s unknown", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

/* The end of a path says enough above a column: "district.name" of "household.district.name". */
static const char *path_end(const char *path)
{
	int dots = 0;

	for (const char *at = path + strlen(path); at > path; at--) {
		if (at[-1] == '.' && ++dots == 2)
			return at;
	}
	return path;
}

static bool is_unknown(const char *group)
{
	return !strcmp(group, "unknown");
}

static bool any_group_unknown(const struct summary_total *total, const struct summary_total_row *row)
{
	for (size_t i = 0; row->groups && i < total->group_count; i++) {
		if (is_unknown(row->groups[i]))
			return true;
	}
	return false;
}

/* Groups down, one to a line; those with something unknown in them behind the others, and the whole last, as sums stand on
 * paper. */
static void print_list(const struct summary_total *total, struct text *out)
{
	enum align align[12] = { ALIGN_LEFT };
	size_t columns = total->group_count < 8 ? total->group_count : 8;
	bool with_pence = any_row_has_pence(total);
	struct table table;

	align[columns] = ALIGN_RIGHT;
	table_begin(&table, align, columns + 2);
	table_row(&table);
	for (size_t i = 0; i < columns; i++)
		table_cell(&table, i, "%s", path_end(total->grouped_by[i]));
	for (size_t pass = 0; pass < 3; pass++) {
		for (size_t i = pass < 2; i < (pass < 2 ? total->row_count : 1) && !table.failed; i++) {
			const struct summary_total_row *row = &total->rows[i];

			if (pass < 2 && any_group_unknown(total, row) != (pass == 1))
				continue;
			table_row(&table);
			for (size_t j = 0; j < columns; j++)
				table_cell(&table, j, "%s", row->groups ? row->groups[j] : j == 0 ? "all" : "");
			value_cell(&table, columns, total, row, with_pence);
			unknown_cell(&table, columns + 1, row);
		}
	}
	table_print(&table, out);
	table_release(&table);
}

#define ACROSS_MOST 6

/* Eligible, not eligible, unknown: in that order; anything else as first met, with unknown last. */
static int across_rank(const char *group)
{
	return !strcmp(group, "eligible") ? 0 : !strcmp(group, "not_eligible") ? 1 : is_unknown(group) ? 3 : 2;
}

static void insert_across(const char *across[ACROSS_MOST], size_t count, const char *group)
{
	while (count > 0 && across_rank(across[count - 1]) > across_rank(group)) {
		across[count] = across[count - 1];
		count--;
	}
	across[count] = group;
}

/* The different second groups of a total by two things; 0 when they are too many to stand side by side, or when a cell would have
 * to say what is unknown in it. */
static size_t groups_across(const struct summary_total *total, const char *across[ACROSS_MOST])
{
	size_t count = 0, width = 24;

	for (size_t i = 1; total->group_count == 2 && i < total->row_count; i++) {
		const struct summary_total_row *row = &total->rows[i];
		size_t place = 0;

		if (!row->groups || row->unknown)
			return 0;
		while (place < count && strcmp(across[place], row->groups[1]))
			place++;
		if (place < count)
			continue;
		if (count == ACROSS_MOST)
			return 0;
		insert_across(across, count++, row->groups[1]);
		width += 2 + (strlen(row->groups[1]) > 11 ? strlen(row->groups[1]) : 11);
	}
	return width <= REPORT_COLUMNS ? count : 0;
}

/* Whether two rows would stand in one cell: a group called unknown beside the one that is. */
static bool has_shared_cell(const struct summary_total *total, const char *const *across, size_t count)
{
	bool taken[ACROSS_MOST] = { false };

	for (size_t i = 1; count > 0 && i < total->row_count; i++) {
		const char *const *groups = total->rows[i].groups;
		size_t place = 0;

		if (i > 1 && strcmp(groups[0], total->rows[i - 1].groups[0]) != 0)
			memset(taken, 0, sizeof taken);
		while (place < count && strcmp(across[place], groups[1]) != 0)
			place++;
		ensure(place < count);
		if (taken[place])
			return true;
		taken[place] = true;
	}
	return false;
}

/* The first groups down, the second across. */
static void print_matrix(const struct summary_total *total, const char *const *across, size_t count, struct text *out)
{
	static const enum align align[1 + ACROSS_MOST] = { ALIGN_LEFT,  ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT,
		                                           ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	bool with_pence = any_row_has_pence(total);
	const char *down = NULL;
	struct table table;

	table_begin(&table, align, count + 1);
	table_row(&table);
	table_cell(&table, 0, "%s", path_end(total->grouped_by[0]));
	for (size_t i = 0; i < count; i++)
		table_cell(&table, i + 1, "%s", strcmp(across[i], "not_eligible") ? across[i] : "not eligible");
	for (size_t i = 1; i < total->row_count && !table.failed; i++) {
		const struct summary_total_row *row = &total->rows[i];
		size_t place = 0;

		if (!down || strcmp(down, row->groups[0])) {
			table_row(&table);
			table_cell(&table, 0, "%s", row->groups[0]);
			down = row->groups[0];
		}
		while (strcmp(across[place], row->groups[1]))
			place++;
		value_cell(&table, place + 1, total, row, with_pence);
	}
	table_print(&table, out);
	table_release(&table);
}

static void print_grouped(const struct summary_total *total, struct text *out)
{
	const char *across[ACROSS_MOST];
	size_t count = groups_across(total, across);

	print_wrapped(out, title_of(total->title, total->name), 2);
	if (count && !has_shared_cell(total, across, count))
		print_matrix(total, across, count, out);
	else
		print_list(total, out);
}

/* The rows of one period; row_count is 0 when it has none. */
static struct summary_total in_period(const struct summary_total *total, const char *period)
{
	struct summary_total slice = *total;
	size_t first = 0;

	while (first < total->row_count && strcmp(total->rows[first].period, period))
		first++;
	slice.rows = total->rows + first;
	slice.row_count = 0;
	while (first + slice.row_count < total->row_count && !strcmp(slice.rows[slice.row_count].period, period))
		slice.row_count++;
	return slice;
}

/* The totals that are not grouped, one to a line. Gives how many there are. */
static size_t print_plain_totals(const struct summary *summary, const char *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_LEFT };
	bool with_pence = false;
	size_t printed = 0;
	struct table table;

	for (size_t i = 0; i < summary->total_count; i++)
		with_pence |= !summary->totals[i].group_count && any_row_has_pence(&summary->totals[i]);
	table_begin(&table, align, 3);
	for (size_t i = 0; i < summary->total_count && !table.failed; i++) {
		struct summary_total total = in_period(&summary->totals[i], period);

		if (total.group_count || !total.row_count)
			continue;
		table_row(&table);
		table_cell(&table, 0, "%s", title_of(total.title, total.name));
		value_cell(&table, 1, &total, &total.rows[0], with_pence);
		unknown_cell(&table, 2, &total.rows[0]);
		printed++;
	}
	table_print(&table, out);
	table_release(&table);
	return printed;
}

static void print_totals(const struct summary *summary, const char *period, struct text *out)
{
	size_t printed;

	if (!summary->total_count)
		return;
	period_heading(out, "Totals", summary, period);
	printed = print_plain_totals(summary, period, out);
	for (size_t i = 0; i < summary->total_count; i++) {
		struct summary_total total = in_period(&summary->totals[i], period);

		if (!total.group_count || !total.row_count)
			continue;
		if (printed++)
			text_append_char(out, '\n');
		print_grouped(&total, out);
	}
}

#define MISSING_SHOWN 10

static void print_missing(const struct summary *summary, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT, ALIGN_RIGHT };
	size_t shown = 0, left = 0;
	const char *type = "";
	struct table table;

	table_begin(&table, align, 3);
	table_row(&table);
	table_cell(&table, 0, "fact");
	table_cell(&table, 1, "holds up");
	table_cell(&table, 2, "records");
	for (size_t i = 0; i < summary->missing_count && !table.failed; i++) {
		const struct summary_missing *missing = &summary->missing[i];

		if (*missing->rule)
			continue;
		if (strcmp(type, missing->type))
			shown = 0;
		type = missing->type;
		if (shown++ >= MISSING_SHOWN) {
			left++;
			continue;
		}
		table_row(&table);
		table_cell(&table, 0, "%s", missing->fact);
		table_cell(&table, 1, "%s", missing->type);
		count_cell(&table, 2, missing->records);
	}
	if (table.row_count > 1) {
		heading(out, "Missing facts, by how many records they hold up");
		table_print(&table, out);
	}
	if (left)
		text_append_format(out, "  and %zu more, in the run file's table missing_fact\n", left);
	table_release(&table);
}

static void print_findings(const struct summary *summary, struct text *out)
{
	if (!summary->finding_count)
		return;
	heading(out, "Findings");
	for (size_t i = 0; i < summary->finding_count; i++) {
		const struct summary_finding *finding = &summary->findings[i];
		size_t most = finding->found > REPORT_FINDINGS_WHOLE ? REPORT_FINDINGS_FIRST : REPORT_FINDINGS_WHOLE;
		size_t shown = finding->row_count < most ? finding->row_count : most;
		struct text line = TEXT_INIT;

		text_append_format(&line, "%s: %s: ", finding->level, title_of(finding->title, finding->name));
		append_count(&line, finding->found);
		if (finding->undecided) {
			text_append(&line, ", and ");
			append_count(&line, finding->undecided);
			text_append(&line, " undecided");
		}
		print_wrapped(out, text_string(&line), 2);
		for (size_t j = 0; j < shown; j++) {
			text_clear(&line);
			text_append_format(&line, "%s %s: %s", finding->type, finding->rows[j].key,
			                   finding->rows[j].message);
			print_wrapped(out, text_string(&line), 4);
		}
		if (finding->found > (int64_t) shown)
			text_append_format(out, "    and %" PRId64 " more, in the run file's table finding\n",
			                   finding->found - (int64_t) shown);
		out->failed |= line.failed;
		text_release(&line);
	}
}

static void print_notes(const struct summary *summary, struct text *out)
{
	if (!summary->note_count)
		return;
	heading(out, "Notes");
	for (size_t i = 0; i < summary->note_count; i++)
		print_wrapped(out, summary->notes[i], 2);
}

void report_text(const struct summary *summary, const char *path, struct text *out)
{
	struct text seal = TEXT_INIT;

	print_head(summary, out);
	print_data(summary, out);
	for (size_t i = 0; i < summary->period_count; i++) {
		print_eligibility(summary, summary->periods[i], out);
		print_outcomes(summary, summary->periods[i], out);
		print_totals(summary, summary->periods[i], out);
	}
	print_missing(summary, out);
	print_findings(summary, out);
	print_notes(summary, out);
	text_append_format(out, "\nrun file  %s\n", path);
	text_append_format(&seal, "seal      %s", summary_seal(summary));
	print_wrapped(out, text_string(&seal), 0);
	out->failed |= seal.failed;
	text_release(&seal);
}
