/* bridges.c: the bridges of a run for a terminal: from an opening figure by steps to a closing one, with a column for each
 * period. */
#include "report/amount.h"
#include "report/parts.h"
#include "report/series.h"

#include <string.h>

static bool is_money(const struct summary_bridge *bridge)
{
	return !strcmp(bridge->type, "money");
}

static struct amount_style style_of(const struct summary *summary, const struct summary_bridge *bridge)
{
	struct amount_style style = { amount_unit_of(summary), false };

	for (size_t i = 0; is_money(bridge) && i < bridge->row_count; i++)
		style.with_pence |= amount_has_pence(bridge->rows[i].value);
	return style;
}

/* The rows of the period; *count is 0 where there is no bridge in it. */
static const struct summary_bridge_row *rows_in(const struct summary_bridge *bridge, const char *period,
                                                size_t *count)
{
	size_t first = 0;

	*count = 0;
	while (first < bridge->row_count && strcmp(bridge->rows[first].period, period) != 0)
		first++;
	while (first + *count < bridge->row_count && !strcmp(bridge->rows[first + *count].period, period))
		++*count;
	return bridge->rows + first;
}

/* The period whose bridge says the labels: every one has the same steps, except in a file that was altered. */
static const struct summary_bridge_row *longest(const struct summary *summary, const struct summary_bridge *bridge,
                                                size_t *count)
{
	const struct summary_bridge_row *best = NULL;

	*count = 0;
	for (size_t i = 0; i < summary->period_count; i++) {
		size_t of_period;
		const struct summary_bridge_row *rows = rows_in(bridge, summary->periods[i], &of_period);

		if (of_period > *count) {
			best = rows;
			*count = of_period;
		}
	}
	return best;
}

/* Whether the figure, or the whole of the total, is incomplete in the period. */
static bool is_incomplete(const struct summary *summary, const char *name, const char *period)
{
	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];

		for (size_t j = 0; !strcmp(figure->name, name) && j < figure->row_count; j++) {
			if (!strcmp(figure->rows[j].period, period))
				return figure->rows[j].because != NULL;
		}
	}
	for (size_t i = 0; i < summary->total_count; i++) {
		const struct summary_total *total = &summary->totals[i];

		for (size_t j = 0; !strcmp(total->name, name) && j < total->row_count; j++) {
			if (!strcmp(total->rows[j].period, period) && !total->rows[j].groups)
				return total->rows[j].unknown > 0;
		}
	}
	return false;
}

static void put_cells(struct series *series, const struct summary_bridge *bridge, size_t place,
                      struct amount_style style)
{
	const struct summary *summary = series->summary;
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < summary->period_count; i++) {
		size_t count;
		const struct summary_bridge_row *rows = rows_in(bridge, summary->periods[i], &count);

		text_clear(&text);
		if (place < count && !rows[place].value)
			text_append(&text, "unknown");
		else if (place < count && is_money(bridge))
			amount_append(&text, rows[place].value, style);
		else if (place < count)
			text_append(&text, rows[place].shown);
		series_cell(series, i, text_string(&text));
		if (place < count && rows[place].because
		    && (place + 1 == count || is_incomplete(summary, rows[place].name, summary->periods[i])))
			series_mark(series, i);
	}
	series->failed |= text.failed;
	text_release(&text);
}

/* Where the steps are rounded one by one, they need not lead to the closing figure. */
static void print_rounded(const struct summary *summary, const struct summary_bridge *bridge, enum amount_unit unit,
                          struct text *out)
{
	struct text line = TEXT_INIT;

	for (size_t i = 0; is_money(bridge) && i < summary->period_count; i++) {
		struct printed_sum sum = { .unknown = false }, pence = { .unknown = false };
		size_t count;
		const struct summary_bridge_row *rows = rows_in(bridge, summary->periods[i], &count);

		for (size_t j = 0; j + 1 < count; j++) {
			printed_part(&sum, rows[j].value, unit);
			printed_part(&pence, rows[j].value, UNIT_POUNDS);
		}
		if (!count)
			continue;
		printed_whole(&sum, rows[count - 1].value, unit);
		printed_whole(&pence, rows[count - 1].value, UNIT_POUNDS);
		/* What an incomplete one is off by may be what is not known. */
		if (!rows->because || (!pence.unknown && !decimal_compare(pence.parts, pence.whole)))
			printed_sum_tell(&sum, unit, summary->period_count > 1 ? summary->periods[i] : NULL, &line);
	}
	printed_sum_print(&line, out);
}

/* Why the sum is not proved in the period; NULL: it is, or there is no bridge. */
static const char *because_in(const struct summary *summary, const struct summary_bridge *bridge, size_t period)
{
	size_t count;
	const struct summary_bridge_row *rows = rows_in(bridge, summary->periods[period], &count);

	return count ? rows->because : NULL;
}

/* One line for all periods in which it is for the same totals. */
static void print_incomplete(const struct summary *summary, const struct summary_bridge *bridge, struct text *out)
{
	for (size_t i = 0; i < summary->period_count; i++) {
		const char *because = because_in(summary, bridge, i);
		struct text line = TEXT_INIT, periods = TEXT_INIT;
		size_t count = 0;

		for (size_t j = 0; because && j < summary->period_count; j++) {
			const char *other = because_in(summary, bridge, j);

			if (!other || strcmp(other, because) != 0)
				continue;
			if (j < i) /* told */
				because = NULL;
			text_append_format(&periods, "%s%s", count++ ? ", " : " in ", summary->periods[j]);
		}
		if (because) {
			text_append_format(&line, "* not all is known of %s, so the sum is not proved%s", because,
			                   count < summary->period_count ? text_string(&periods) : "");
			print_wrapped(out, text_string(&line), 2);
		}
		out->failed |= line.failed || periods.failed;
		text_release(&line);
		text_release(&periods);
	}
}

/* Periods in which there is no such bridge have no column. */
static void hide_absent(struct series *series, const struct summary_bridge *bridge)
{
	const struct summary *summary = series->summary;

	series->hidden = arena_array(&series->arena, summary->period_count, sizeof *series->hidden);
	series->failed |= !series->hidden;
	for (size_t i = 0; !series->failed && i < summary->period_count; i++) {
		size_t count;

		rows_in(bridge, summary->periods[i], &count);
		series->hidden[i] = count == 0;
	}
}

static void print_bridge(const struct summary *summary, const struct summary_bridge *bridge, struct text *out)
{
	struct amount_style style = style_of(summary, bridge);
	const char *unit = is_money(bridge) ? amount_unit_shown(style.unit) : "";
	struct text title = TEXT_INIT;
	struct series series;
	size_t count;
	const struct summary_bridge_row *labels = longest(summary, bridge, &count);

	text_append_format(&title, "%s%s%s", title_of(bridge->title, bridge->name), *unit ? ", " : "", unit);
	text_append_char(out, '\n');
	print_wrapped(out, text_string(&title), 0);
	series_begin(&series, summary, 1);
	hide_absent(&series, bridge);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && strcmp(labels[i].part, labels[i - 1].part) != 0)
			series_rule(&series);
		series_row(&series);
		series_label(&series, 0, labels[i].label);
		put_cells(&series, bridge, i, style);
	}
	series_print(&series, out);
	print_rounded(summary, bridge, style.unit, out);
	print_incomplete(summary, bridge, out);
	series_release(&series);
	out->failed |= title.failed;
	text_release(&title);
}

void report_bridges(const struct summary *summary, struct text *out)
{
	for (size_t i = 0; i < summary->bridge_count; i++)
		print_bridge(summary, &summary->bridges[i], out);
}
