/* figures.c: the figures of a run for a terminal: one to a line, with a column for each period. */
#include "report/amount.h"
#include "report/parts.h"
#include "report/series.h"

#include <string.h>

#define TEXT_MOST 24 /* wider texts do not stand in a column */

static bool is_money(const struct summary_figure *figure)
{
	return !strcmp(figure->type, "money");
}

/* That there is none is certain only where all is known. */
static const char *shown_of(const struct summary_figure_row *row)
{
	return row->value ? row->shown : row->because ? "unknown" : "none";
}

/* A figure whose texts are too wide for a column has lines of its own. */
static bool has_lines(const struct summary_figure *figure)
{
	for (size_t i = 0; i < figure->row_count && !is_money(figure); i++) {
		if (utf8_width(figure->rows[i].shown, strlen(figure->rows[i].shown)) > TEXT_MOST)
			return true;
	}
	return false;
}

static struct amount_style style_of(const struct summary *summary)
{
	struct amount_style style = { amount_unit_of(summary), false };

	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];

		for (size_t j = 0; is_money(figure) && j < figure->row_count; j++)
			style.with_pence |= amount_has_pence(figure->rows[j].value);
	}
	return style;
}

static void put_figure(struct series *series, const struct summary_figure *figure, struct amount_style style)
{
	struct text text = TEXT_INIT;

	series_row(series);
	series_label(series, 0, title_of(figure->title, figure->name));
	for (size_t i = 0; i < figure->row_count; i++) {
		const struct summary_figure_row *row = &figure->rows[i];
		size_t period = report_period(series->summary, row->period);

		text_clear(&text);
		if (row->value && is_money(figure))
			amount_append(&text, row->value, style);
		else
			text_append(&text, shown_of(row));
		series_cell(series, period, text_string(&text));
		if (row->because)
			series_mark(series, period);
	}
	series->failed |= text.failed;
	text_release(&text);
}

/* Those of money, or the others, or both. Gives how many there are. */
static size_t print_table(const struct summary *summary, bool money, bool others, struct text *out)
{
	struct amount_style style = style_of(summary);
	struct series series;
	size_t printed;

	series_begin(&series, summary, 1);
	series.unit = money ? amount_unit_shown(style.unit) : "";
	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];

		if (!has_lines(figure) && (is_money(figure) ? money : others))
			put_figure(&series, figure, style);
	}
	printed = series.row_count;
	series_print(&series, out);
	series_release(&series);
	return printed;
}

static void print_lines(const struct summary *summary, const struct summary_figure *figure, struct text *out)
{
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < figure->row_count; i++) {
		const struct summary_figure_row *row = &figure->rows[i];

		text_clear(&line);
		text_append(&line, title_of(figure->title, figure->name));
		if (summary->period_count > 1)
			text_append_format(&line, ", %s", row->period);
		text_append_format(&line, ": %s%s", shown_of(row), row->because ? "*" : "");
		print_wrapped(out, text_string(&line), 2);
	}
	out->failed |= line.failed;
	text_release(&line);
}

/* Whether the totals that make this row incomplete were told with a row before it. */
static bool is_told(const struct summary *summary, size_t figure, size_t row)
{
	const char *because = summary->figures[figure].rows[row].because;

	for (size_t i = 0; i <= figure; i++) {
		const struct summary_figure *earlier = &summary->figures[i];

		for (size_t j = 0; j < (i < figure ? earlier->row_count : row); j++) {
			if (earlier->rows[j].because && !strcmp(earlier->rows[j].because, because))
				return true;
		}
	}
	return false;
}

/* Below: the totals of which not all is known, with the figures that are incomplete because of them. */
static void print_incomplete(const struct summary *summary, const char *because, struct text *out)
{
	struct text line = TEXT_INIT;
	bool any = false;

	text_append_format(&line, "* incomplete, for not all is known of %s: ", because);
	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];
		bool is_one = false;

		for (size_t j = 0; j < figure->row_count; j++)
			is_one |= figure->rows[j].because && !strcmp(figure->rows[j].because, because);
		if (is_one)
			text_append_format(&line, "%s%s", any ? ", " : "", title_of(figure->title, figure->name));
		any |= is_one;
	}
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

void report_figures(const struct summary *summary, struct text *out)
{
	bool apart = amount_unit_of(summary) != UNIT_POUNDS; /* what is no money has no such unit */
	size_t printed;

	if (!summary->figure_count)
		return;
	report_heading(out, "Figures");
	printed = print_table(summary, true, !apart, out);
	if (apart) {
		struct text others = TEXT_INIT;

		if (print_table(summary, false, true, &others) && printed)
			text_append_char(out, '\n');
		report_append(out, &others);
	}
	for (size_t i = 0; i < summary->figure_count; i++) {
		if (has_lines(&summary->figures[i]))
			print_lines(summary, &summary->figures[i], out);
	}
	for (size_t i = 0; i < summary->figure_count; i++) {
		for (size_t j = 0; j < summary->figures[i].row_count; j++) {
			if (summary->figures[i].rows[j].because && !is_told(summary, i, j))
				print_incomplete(summary, summary->figures[i].rows[j].because, out);
		}
	}
}
