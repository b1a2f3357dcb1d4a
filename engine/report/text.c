/* text.c: a run for a terminal: plain, aligned, in the order a reader asks: is the data good, what came out and does it tie to what
 * was published, what is not known, what should be looked at. */
#include "report/report.h"

#include "report/parts.h"

#include <inttypes.h>
#include <string.h>

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
		report_count(out, most->unknown);
		last = most->unknown;
		after = place + 1;
	}
}

static void print_data(const struct summary *summary, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct table table;

	report_heading(out, "Data");
	table_begin(&table, align, 4);
	table_row(&table);
	table_cell(&table, 0, "record type");
	table_cell(&table, 1, "rows");
	table_cell(&table, 2, "left out");
	table_cell(&table, 3, "in no period");
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
	report_count(&line, more);
	text_append_format(&line, " %s: eligible, but the award is not known (%s)", more == 1 ? "record" : "records",
	                   title_of(rule->title, rule->name));
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

static void print_eligibility(const struct summary *summary, const char *period, const char *label, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	bool awards = any_rule(summary, true, true), with_pence = any_award_has_pence(summary);
	struct table table;

	if (!any_rule(summary, true, false))
		return;
	report_detailed_heading(out, "Eligibility", label);
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

/* Of rules that are no eligibility a reader of results wants to hear only where something is not known, or not in force. */
static bool is_told(const struct summary_rule *rule)
{
	return rule->eligibility || rule->unknown > 0 || rule->draft;
}

static void print_untold(size_t told, size_t untold, struct text *out)
{
	struct text line = TEXT_INIT;

	report_count(&line, (int64_t) untold);
	text_append_format(&line, " %s%s: nothing unknown", told ? "more " : "", untold == 1 ? "rule" : "rules");
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

static void print_outcomes(const struct summary *summary, const char *period, const char *label, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	size_t told = 0, untold = 0;
	struct table table;

	if (!any_rule(summary, false, false))
		return;
	report_detailed_heading(out, "Outcomes", label);
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
		if (!is_told(rule)) {
			untold++;
			continue;
		}
		told++;
		table_row(&table);
		table_cell(&table, 0, "%s%s", title_of(rule->title, rule->name), rule->draft ? " (draft)" : "");
		table_cell(&table, 1, "%s", rule->type);
		count_cell(&table, 2, rule->known);
		count_cell(&table, 3, rule->none);
		count_cell(&table, 4, rule->unknown);
	}
	if (told)
		table_print(&table, out);
	if (untold)
		print_untold(told, untold, out);
	table_release(&table);
}

static bool has_same_outcomes(const struct summary_rule *a, const struct summary_rule *b)
{
	if (!is_told(a) && !is_told(b))
		return true;
	return a->draft == b->draft && a->eligible == b->eligible && a->not_eligible == b->not_eligible
	       && a->known == b->known && a->none == b->none && a->unknown == b->unknown && a->award == b->award
	       && a->award_unknown == b->award_unknown
	       && !strcmp(title_of(a->title, a->name), title_of(b->title, b->name));
}

/* Whether everything that is said of the rules in one period is said in the other. */
static bool is_same_period(const struct summary *summary, const char *period, const char *other)
{
	const struct summary_rule *end = summary->rules + summary->rule_count, *b = summary->rules;

	for (const struct summary_rule *a = summary->rules; a < end; a++) {
		if (strcmp(a->period, period) != 0)
			continue;
		while (b < end && strcmp(b->period, other) != 0)
			b++;
		if (b == end || !has_same_outcomes(a, b++))
			return false;
	}
	return true;
}

/* From one period up to, but without, another: counts and costs of several that are the same are those of each of them. */
static void append_periods(const struct summary *summary, size_t first, size_t end, struct text *out)
{
	if (end - first > 1 && end - first == summary->period_count)
		text_append(out, "in each period");
	else if (end - first > 1)
		text_append_format(out, "in each of %s to %s", summary->periods[first], summary->periods[end - 1]);
	else if (summary->period_count > 1)
		text_append(out, summary->periods[first]);
}

/* Eligibility and other outcomes; periods that follow each other and are the same are told once. */
static void print_rules(const struct summary *summary, struct text *out)
{
	size_t next;

	if (!summary->rule_count)
		return;
	for (size_t i = 0; i < summary->period_count; i = next) {
		struct text label = TEXT_INIT;

		for (next = i + 1; next < summary->period_count; next++) {
			if (!is_same_period(summary, summary->periods[i], summary->periods[next]))
				break;
		}
		append_periods(summary, i, next, &label);
		print_eligibility(summary, summary->periods[i], text_string(&label), out);
		print_outcomes(summary, summary->periods[i], text_string(&label), out);
		out->failed |= label.failed;
		text_release(&label);
	}
	report_decided(summary, out);
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
		report_heading(out, "Missing facts, by how many records they hold up");
		table_print(&table, out);
	}
	if (left)
		text_append_format(out, "  and %zu more, in the run file's table missing_fact\n", left);
	table_release(&table);
}

/* "charge 17: ", "charge 17, 2026-27: ", or, about figures, "2026-27: ". */
static void append_place(struct text *line, const struct summary_finding *finding,
                         const struct summary_finding_row *row, bool several)
{
	bool record = *finding->type;

	if (record)
		text_append_format(line, "%s %s", finding->type, row->key);
	if (several)
		text_append_format(line, "%s%s", record ? ", " : "", row->period);
	if (record || several)
		text_append(line, ": ");
}

static void print_findings(const struct summary *summary, struct text *out)
{
	if (!summary->finding_count)
		return;
	report_heading(out, "Findings");
	for (size_t i = 0; i < summary->finding_count; i++) {
		const struct summary_finding *finding = &summary->findings[i];
		size_t most = finding->found > REPORT_FINDINGS_WHOLE ? REPORT_FINDINGS_FIRST : REPORT_FINDINGS_WHOLE;
		size_t shown = finding->row_count < most ? finding->row_count : most;
		struct text line = TEXT_INIT;

		text_append_format(&line, "%s: %s: ", finding->level, title_of(finding->title, finding->name));
		report_count(&line, finding->found);
		if (finding->undecided) {
			text_append(&line, ", and ");
			report_count(&line, finding->undecided);
			text_append(&line, " undecided");
		}
		print_wrapped(out, text_string(&line), 2);
		for (size_t j = 0; j < shown; j++) {
			text_clear(&line);
			append_place(&line, finding, &finding->rows[j], summary->period_count > 1);
			text_append(&line, finding->rows[j].message);
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
	report_heading(out, "Notes");
	for (size_t i = 0; i < summary->note_count; i++)
		print_wrapped(out, summary->notes[i], 2);
}

void report_text(const struct summary *summary, const char *path, struct text *out)
{
	struct text seal = TEXT_INIT;

	print_head(summary, out);
	print_data(summary, out);
	report_figures(summary, out);
	report_bridges(summary, out);
	report_expectations(summary, out);
	print_rules(summary, out);
	report_totals(summary, out);
	print_missing(summary, out);
	print_findings(summary, out);
	report_decisions(summary, out);
	print_notes(summary, out);
	text_append(out, "\nrun file  ");
	print_visible(out, path);
	text_append_char(out, '\n');
	text_append_format(&seal, "seal      %s", summary_seal(summary));
	print_wrapped(out, text_string(&seal), 0);
	out->failed |= seal.failed;
	text_release(&seal);
}
