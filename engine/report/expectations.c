/* expectations.c: what was published beside what was found, for a terminal: all when they are few, otherwise those that were missed
 * or cannot be settled; and how many there are. */
#include "report/amount.h"
#include "report/parts.h"
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

#define LABEL_LEAST 18 /* a narrower first column is hard to read */

static bool is_open(const struct summary_expectation *expectation)
{
	return !strcmp(expectation->outcome, "missed") || !strcmp(expectation->outcome, "incomplete");
}

static int64_t count_of(const struct summary_expectation_counts *counts)
{
	return counts->exact + counts->rounding + counts->missed + counts->incomplete;
}

/* How many there are in the list: those that are missed or incomplete stand first in the summary. */
static size_t shown_of(const struct summary *summary)
{
	size_t shown = 0;

	if (count_of(&summary->expected) <= REPORT_EXPECTATIONS_WHOLE)
		return summary->expectation_count;
	while (shown < summary->expectation_count && shown < REPORT_EXPECTATIONS_MOST
	       && is_open(&summary->expectations[shown]))
		shown++;
	return shown;
}

static enum amount_unit unit_of(const struct summary *summary, const struct summary_expectation *expectation)
{
	return expectation->unit ? amount_unit_named(expectation->unit) : amount_unit_of(summary);
}

/* "£000"; "" where amounts say theirs, or have none. */
static const char *unit_shown(const struct summary *summary, const struct summary_expectation *expectation)
{
	return strcmp(expectation->type, "money") ? "" : amount_unit_shown(unit_of(summary, expectation));
}

/* The one unit of all that are shown; NULL: they differ. */
static const char *one_unit(const struct summary *summary, size_t shown)
{
	const char *unit = shown ? unit_shown(summary, summary->expectations) : "";

	for (size_t i = 1; i < shown; i++) {
		if (strcmp(unit, unit_shown(summary, &summary->expectations[i])) != 0)
			return NULL;
	}
	return unit;
}

/* "Net budget, row sum"; without a title "net_by_line (Libraries)". */
static void append_label(struct text *out, const struct summary_expectation *expectation)
{
	text_append(out, title_of(expectation->title, expectation->name));
	for (size_t i = 0; !expectation->title && i < expectation->group_count; i++)
		text_append_format(out, "%s%s", i ? ", " : " (", expectation->groups[i]);
	if (!expectation->title && expectation->group_count)
		text_append_char(out, ')');
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Whether it says the same of another period as the one before it in the list. */
static bool goes_on(const struct summary *summary, size_t place, size_t shown)
{
	const struct summary_expectation *b = &summary->expectations[place], *a = b - 1;

	if (place == 0 || place >= shown || a->group_count != b->group_count)
		return false;
	for (size_t i = 0; i < a->group_count; i++) {
		if (strcmp(a->groups[i], b->groups[i]) != 0)
			return false;
	}
	return !strcmp(a->name, b->name) && !strcmp(a->outcome, b->outcome) && is_same(a->title, b->title)
	       && is_same(a->source, b->source) && is_same(a->note, b->note) && is_same(a->because, b->because)
	       && strcmp(a->period, b->period) != 0;
}

/* Not rounded: the difference is what it is about. What is no money is shown by its type. */
static void append_value(struct text *out, const struct summary *summary,
                         const struct summary_expectation *expectation, const char *plain)
{
	struct decimal number;
	struct error err;
	enum type type;

	if (!plain)
		text_append(out, expectation->because ? "unknown" : "none");
	else if (!strcmp(expectation->type, "money"))
		amount_append_exact(out, plain, unit_of(summary, expectation));
	else if (!strcmp(expectation->type, type_names[TYPE_FLAG]))
		text_append(out, strcmp(plain, "0") ? "yes" : "no");
	else if (type_named(expectation->type, &type)
	         && (type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER)
	         && !decimal_parse(plain, strlen(plain), &number, &err))
		value_print(type, value_decimal(number), out);
	else
		text_append(out, plain);
}

static void value_cell(struct table *table, size_t column, const struct summary *summary,
                       const struct summary_expectation *expectation, const char *plain)
{
	struct text text = TEXT_INIT;

	append_value(&text, summary, expectation, plain);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

static bool is_pence(struct decimal decimal)
{
	return !decimal.scale && decimal.coefficient <= MONEY_LIMIT && decimal.coefficient >= -MONEY_LIMIT;
}

/* "£000" where the published number, without `in`, is a thousandth of what was found: it is taken for pounds. NULL: it is not so. */
static const char *unit_lacking(const struct summary_expectation *expectation)
{
	struct decimal published, found;
	struct error ignored;

	if (expectation->unit || !expectation->found || strcmp(expectation->type, "money") != 0
	    || decimal_parse(expectation->expected, strlen(expectation->expected), &published, &ignored)
	    || decimal_parse(expectation->found, strlen(expectation->found), &found, &ignored)
	    || published.coefficient == 0 || !is_pence(published) || !is_pence(found))
		return NULL;
	for (enum amount_unit unit = UNIT_THOUSANDS; unit <= UNIT_MILLIONS; unit++) {
		int128 meant = published.coefficient * (amount_unit_pence[unit] / amount_unit_pence[UNIT_POUNDS]);
		int128 off = found.coefficient - meant;

		/* As far as rounding to two digits may take it. */
		if ((off < 0 ? -off : off) * 20 <= (meant < 0 ? -meant : meant))
			return amount_unit_names[unit];
	}
	return NULL;
}

/* Why it cannot be settled, where it was published, and what is known of why it does not tie. */
static void append_note(struct text *out, const struct summary_expectation *expectation)
{
	if (!is_open(expectation))
		return;
	if (expectation->because)
		text_append_format(out, "not all is known of %s", expectation->because);
	if (expectation->source)
		text_append_format(out, "%s%s", out->length ? "; " : "", expectation->source);
	if (unit_lacking(expectation))
		text_append_format(out, "%sa number without 'in' is pounds: is 'in: %s' meant?",
		                   out->length ? "\n" : "", unit_lacking(expectation));
	if (expectation->note)
		text_append_format(out, "%s%s", out->length ? "\n" : "", expectation->note);
}

enum { LABEL, PUBLISHED, FOUND, DIFFERENCE, ALLOWED, UNIT, COLUMNS };

/* The label; where several periods follow each other, each of them below it. */
static void put_label(struct table *table, const struct summary *summary, size_t place, size_t shown)
{
	const struct summary_expectation *expectation = &summary->expectations[place];
	bool first = !goes_on(summary, place, shown), alone = first && !goes_on(summary, place + 1, shown);
	bool with_period = alone && summary->period_count > 1;
	struct text text = TEXT_INIT;

	append_label(&text, expectation);
	table_row(table);
	if (first)
		table_cell(table, LABEL, "  %s%s%s", text_string(&text), with_period ? ", " : "",
		           with_period ? expectation->period : "");
	if (first && !alone) {
		table_span(table);
		table_row(table);
	}
	if (!alone)
		table_cell(table, LABEL, "    %s", expectation->period);
	table->failed |= text.failed;
	text_release(&text);
}

static void put_row(struct table *table, const struct summary *summary, size_t place, size_t shown)
{
	const struct summary_expectation *expectation = &summary->expectations[place];
	struct text text = TEXT_INIT;

	put_label(table, summary, place, shown);
	value_cell(table, PUBLISHED, summary, expectation, expectation->expected);
	value_cell(table, FOUND, summary, expectation, expectation->found);
	if (expectation->difference)
		value_cell(table, DIFFERENCE, summary, expectation, expectation->difference);
	if (expectation->allowed)
		value_cell(table, ALLOWED, summary, expectation, expectation->allowed);
	if (table->column_count > UNIT)
		table_cell(table, UNIT, "%s", unit_shown(summary, expectation));
	if (!goes_on(summary, place + 1, shown))
		append_note(&text, expectation);
	if (text.length)
		table_note(table, text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

/* Those of one outcome stand together, under its name. */
static bool begins_outcome(const struct summary *summary, size_t place)
{
	const struct summary_expectation *expectation = &summary->expectations[place];

	return place == 0 || strcmp(expectation->outcome, expectation[-1].outcome) != 0;
}

static const char *outcome_shown(const struct summary_expectation *expectation)
{
	return strcmp(expectation->outcome, "rounding") ? expectation->outcome : "within rounding";
}

static void fill(struct table *table, const struct summary *summary, size_t shown)
{
	table_row(table);
	table_cell(table, PUBLISHED, "published");
	table_cell(table, FOUND, "found");
	table_cell(table, DIFFERENCE, "difference");
	table_cell(table, ALLOWED, "allowed");
	if (table->column_count > UNIT)
		table_cell(table, UNIT, "in");
	for (size_t i = 0; i < shown && !table->failed; i++) {
		if (begins_outcome(summary, i)) {
			table_row(table);
			table_cell(table, LABEL, "%s", outcome_shown(&summary->expectations[i]));
			table_span(table);
		}
		put_row(table, summary, i, shown);
	}
}

static void append_named(struct text *line, const char *name, const struct summary *summary,
                         const struct summary_expectation *expectation, const char *plain)
{
	text_append(line, name);
	append_value(line, summary, expectation, plain);
}

/* Amounts too wide for a table: in words. */
static void print_line(const struct summary *summary, size_t place, struct text *out)
{
	const struct summary_expectation *expectation = &summary->expectations[place];
	const char *unit = unit_shown(summary, expectation);
	struct text line = TEXT_INIT, note = TEXT_INIT;

	if (begins_outcome(summary, place))
		print_wrapped(out, outcome_shown(expectation), 2);
	append_label(&line, expectation);
	if (summary->period_count > 1)
		text_append_format(&line, ", %s", expectation->period);
	text_append_format(&line, "%s%s", *unit ? ", in " : "", unit);
	append_named(&line, ": published ", summary, expectation, expectation->expected);
	append_named(&line, ", found ", summary, expectation, expectation->found);
	if (expectation->difference)
		append_named(&line, ", difference ", summary, expectation, expectation->difference);
	if (expectation->allowed)
		append_named(&line, ", allowed ", summary, expectation, expectation->allowed);
	print_wrapped(out, text_string(&line), 4);
	append_note(&note, expectation);
	print_wrapped(out, text_string(&note), 6);
	out->failed |= line.failed || note.failed;
	text_release(&line);
	text_release(&note);
}

static void append_count(struct text *line, int64_t count, const char *what)
{
	if (!count)
		return;
	text_append(line, line->bytes[line->length - 1] == ':' ? " " : ", ");
	report_count(line, count);
	text_append_format(line, " %s", what);
}

/* "143 expectations: 130 exact, 9 within rounding, 4 missed" */
static void print_counts(const struct summary_expectation_counts *counts, struct text *out)
{
	struct text line = TEXT_INIT;

	report_count(&line, count_of(counts));
	text_append(&line, count_of(counts) == 1 ? " expectation:" : " expectations:");
	if (!line.failed) {
		append_count(&line, counts->exact, "exact");
		append_count(&line, counts->rounding, "within rounding");
		append_count(&line, counts->missed, "missed");
		append_count(&line, counts->incomplete, "incomplete");
	}
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

void report_expectations(const struct summary *summary, struct text *out)
{
	static const enum align align[COLUMNS] = { ALIGN_LEFT,  ALIGN_RIGHT, ALIGN_RIGHT,
		                                   ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_LEFT };
	int64_t open = summary->expected.missed + summary->expected.incomplete;
	size_t shown = shown_of(summary);
	const char *unit = one_unit(summary, shown);
	struct table table;

	if (!count_of(&summary->expected))
		return;
	report_detailed_heading(out, "Expectations", unit ? unit : "");
	table_begin(&table, align, unit ? UNIT : COLUMNS);
	fill(&table, summary, shown);
	if (table.failed || table_width(&table, LABEL_LEAST) <= REPORT_COLUMNS) {
		if (table.failed || shown)
			table_print(&table, out);
	} else {
		for (size_t i = 0; i < shown; i++)
			print_line(summary, i, out);
	}
	table_release(&table);
	if (open > (int64_t) shown)
		text_append_format(out,
		                   "  and %" PRId64
		                   " more that are missed or incomplete, in the run file's table\n  expectation\n",
		                   open - (int64_t) shown);
	print_counts(&summary->expected, out);
}
