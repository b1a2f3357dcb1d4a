/* series.c: a table with a column a period. */
#include "report/series.h"

#include <stdlib.h>
#include <string.h>

#define LABEL_LEAST  18 /* what a first label keeps of its width before periods go into a block of their own */
#define BLOCK_MOST   (TABLE_COLUMNS_MOST - SERIES_LABELS_MOST)
#define SPACE_BEFORE 2 /* each column but the first; and the first, as tables are indented */

size_t report_period(const struct summary *summary, const char *label)
{
	size_t place = 0;

	while (place < summary->period_count && strcmp(summary->periods[place], label) != 0)
		place++;
	return place;
}

void series_begin(struct series *series, const struct summary *summary, size_t labels)
{
	*series = (struct series){ .summary = summary,
		                   .label_count = labels < SERIES_LABELS_MOST ? labels : SERIES_LABELS_MOST,
		                   .unit = "" };
}

void series_row(struct series *series)
{
	size_t periods = series->summary->period_count;
	struct series_row *row;

	if (array_reserve(&series->rows, &series->row_capacity, series->row_count + 1, sizeof *series->rows)) {
		series->failed = true;
		return;
	}
	row = &series->rows[series->row_count];
	row->labels = arena_array(&series->arena, series->label_count, sizeof *row->labels);
	row->cells = arena_array(&series->arena, periods + 1, sizeof *row->cells);
	row->marked = arena_array(&series->arena, periods + 1, sizeof *row->marked);
	if (row->labels && row->cells && row->marked)
		series->row_count++;
	else
		series->failed = true;
}

void series_rule(struct series *series)
{
	series_row(series);
	if (!series->failed)
		series->rows[series->row_count - 1].rule = true;
}

static void keep(struct series *series, const char **place, const char *text)
{
	*place = arena_text(&series->arena, text);
	series->failed |= !*place;
}

void series_label(struct series *series, size_t label, const char *text)
{
	if (!series->failed)
		keep(series, &series->rows[series->row_count - 1].labels[label], text);
}

void series_cell(struct series *series, size_t period, const char *text)
{
	if (!series->failed && period < series->summary->period_count)
		keep(series, &series->rows[series->row_count - 1].cells[period], text);
}

void series_mark(struct series *series, size_t period)
{
	if (series->failed || period >= series->summary->period_count)
		return;
	series->rows[series->row_count - 1].marked[period] = true;
	series->any_marked = true;
}

void series_remark(struct series *series, const char *text)
{
	if (series->failed)
		return;
	keep(series, &series->rows[series->row_count - 1].remark, text);
	series->any_remark = true;
}

static size_t width_of(const char *text)
{
	return text ? utf8_width(text, strlen(text)) : 0;
}

static size_t label_width(const struct series *series, size_t label)
{
	size_t width = series->headings ? width_of(series->headings[label]) : 0;

	for (size_t i = 0; i < series->row_count; i++) {
		size_t of_row = width_of(series->rows[i].labels[label]);

		width = of_row > width ? of_row : width;
	}
	return width;
}

static size_t cell_width(const struct series *series)
{
	size_t width = 0;

	for (size_t period = 0; period < series->summary->period_count; period++) {
		size_t heading = width_of(series->summary->periods[period]);

		width = heading > width ? heading : width;
		for (size_t i = 0; i < series->row_count; i++) {
			size_t of_row = width_of(series->rows[i].cells[period]);

			width = of_row > width ? of_row : width;
		}
	}
	return width + series->any_marked;
}

/* Periods that stand side by side in each block: as many as fit, and in every block about as many. */
static size_t block_size(const struct series *series, size_t periods)
{
	size_t cell = SPACE_BEFORE + cell_width(series), used = SPACE_BEFORE;
	size_t first = label_width(series, 0), fit, blocks;

	used += first < LABEL_LEAST ? first : LABEL_LEAST;
	for (size_t i = 1; i < series->label_count; i++)
		used += SPACE_BEFORE + label_width(series, i);
	fit = used + cell <= REPORT_COLUMNS ? (REPORT_COLUMNS - used) / cell : 1;
	fit = fit < BLOCK_MOST ? fit : BLOCK_MOST;
	blocks = (periods + fit - 1) / fit;
	return blocks ? (periods + blocks - 1) / blocks : 1;
}

/* Cells without a mark keep the room of one, so that their digits line up with those of the others. */
static void put_cell(const struct series *series, struct table *table, size_t column, const char *text, bool marked)
{
	if (text)
		table_cell(table, column, "%s%s", text, marked ? "*" : series->any_marked ? " " : "");
}

static void put_headings(const struct series *series, struct table *table, const size_t *periods, size_t count)
{
	bool several = series->summary->period_count > 1, labelled = false;

	for (size_t i = 0; series->headings && i < series->label_count; i++)
		labelled |= series->headings[i] != NULL;
	if (!several && !labelled && !*series->unit)
		return;
	table_row(table);
	for (size_t i = 0; labelled && i < series->label_count; i++)
		table_cell(table, i, "%s", series->headings[i] ? series->headings[i] : "");
	if (!labelled && several)
		table_cell(table, 0, "%s", series->unit);
	if (!labelled && !several)
		put_cell(series, table, series->label_count, series->unit, false);
	for (size_t i = 0; several && i < count; i++)
		put_cell(series, table, series->label_count + i, series->summary->periods[periods[i]], false);
}

static void print_block(const struct series *series, const size_t *periods, size_t count, struct text *out)
{
	bool remark = series->any_remark && series->summary->period_count == 1;
	enum align align[TABLE_COLUMNS_MOST] = { ALIGN_LEFT };
	size_t columns = series->label_count + count;
	struct table table;

	for (size_t i = series->label_count; i < columns; i++)
		align[i] = ALIGN_RIGHT;
	table_begin(&table, align, columns + remark);
	put_headings(series, &table, periods, count);
	for (size_t i = 0; i < series->row_count && !table.failed; i++) {
		const struct series_row *row = &series->rows[i];

		table_row(&table);
		if (row->rule)
			table_rule(&table);
		for (size_t j = 0; j < series->label_count; j++)
			table_cell(&table, j, "%s", row->labels[j] ? row->labels[j] : "");
		for (size_t j = 0; j < count; j++)
			put_cell(series, &table, series->label_count + j, row->cells[periods[j]],
			         row->marked[periods[j]]);
		if (remark && row->remark)
			table_cell(&table, columns, "%s", row->remark);
	}
	table_print(&table, out);
	table_release(&table);
}

void series_print(struct series *series, struct text *out)
{
	size_t *periods = arena_array(&series->arena, series->summary->period_count + 1, sizeof *periods);
	size_t count = 0, size;

	if (series->failed || !periods) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < series->summary->period_count; i++) {
		if (!series->hidden || !series->hidden[i])
			periods[count++] = i;
	}
	size = block_size(series, count);
	for (size_t from = 0; series->row_count && from < count; from += size) {
		if (from)
			text_append_char(out, '\n');
		print_block(series, periods + from, from + size < count ? size : count - from, out);
	}
}

void series_release(struct series *series)
{
	free(series->rows);
	arena_release(&series->arena);
	*series = (struct series){ .rows = NULL };
}
