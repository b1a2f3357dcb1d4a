/* totals_matrix.c: a total of one period by two things: the first groups down, the second across, and for counts what each line
 * and column adds up to. */
#include "report/parts.h"
#include "report/totals.h"

#include <string.h>

#define ACROSS_MOST 8

struct matrix {
	const struct summary_total *total;
	const char *across[ACROSS_MOST]; /* the second groups, in order */
	size_t count;
	bool summed; /* with an "all" at the end of each line and column */
};

/* Eligible, not eligible, unknown: in that order; anything else between, in the order of the rows. */
static int across_rank(const char *group)
{
	return !strcmp(group, "eligible")       ? 0
	       : !strcmp(group, "not_eligible") ? 1
	       : total_group_is_unknown(group)  ? 3
	                                        : 2;
}

/* Puts a group in `place`, or where its rank lets it stand. Gives where that is. */
static size_t insert_across(const char *across[ACROSS_MOST], size_t count, size_t place, const char *group)
{
	while (place > 0 && across_rank(across[place - 1]) > across_rank(group))
		place--;
	while (place < count && across_rank(across[place]) < across_rank(group))
		place++;
	memmove(&across[place + 1], &across[place], (count - place) * sizeof *across);
	across[place] = group;
	return place;
}

/* The count in a row. A foreign run file may hold anything: false for what is no number. */
static bool count_of(const struct summary_total_row *row, int64_t *out)
{
	struct decimal decimal;
	struct error err; /* written only on failure */

	return row->value && !decimal_parse(row->value, strlen(row->value), &decimal, &err)
	       && decimal_is_integer(decimal, out) && *out >= 0 && *out <= INT64_MAX / 2;
}

/* Counts add up; the greatest of several does not, and an amount that is rounded only seems to. */
static bool adds_up(const struct summary_total *total)
{
	int64_t whole = 0, sum = 0, count;

	if (strcmp(total->kind, "count") != 0 || !count_of(&total->rows[0], &whole))
		return false;
	for (size_t i = 1; i < total->row_count; i++) {
		if (!count_of(&total->rows[i], &count) || __builtin_add_overflow(sum, count, &sum))
			return false;
	}
	return sum == whole;
}

static size_t wider(size_t width, const char *text)
{
	size_t of_text = text ? utf8_width(text, strlen(text)) : 0;

	return of_text > width ? of_text : width;
}

/* The columns it takes: its longest first group, which can be wrapped, and each column's heading or its widest value. */
static size_t width_of(const struct matrix *matrix, struct amount_style style)
{
	const struct summary_total *total = matrix->total;
	size_t first = 0, value = 0, width = 2;
	struct text text = TEXT_INIT;

	for (size_t i = 1; i < total->row_count; i++) {
		text_clear(&text);
		total_append_value(&text, total, &total->rows[i], style);
		value = wider(value, text_string(&text));
		first = wider(first, total->rows[i].groups[0]);
	}
	for (size_t i = 0; i < matrix->count; i++)
		width += 2 + wider(value, matrix->across[i]);
	if (matrix->summed)
		width += 2 + wider(3, total->rows[0].shown);
	text_release(&text);
	return width + (first > 24 ? 24 : first);
}

static size_t place_of(const struct matrix *matrix, const char *group)
{
	size_t place = 0;

	while (place < matrix->count && strcmp(matrix->across[place], group) != 0)
		place++;
	return place;
}

/* Whether this is the first row of its first group. */
static bool begins_line(const struct summary_total *total, size_t row)
{
	return row == 1 || strcmp(total->rows[row].groups[0], total->rows[row - 1].groups[0]) != 0;
}

/* False: there are too many different second groups, or a cell would have to say what is unknown in it. */
static bool find_across(struct matrix *matrix)
{
	const struct summary_total *total = matrix->total;
	size_t next = 0; /* rows of one first group are in order: a new one goes behind that of the row before */

	for (size_t i = 1; i < total->row_count; i++) {
		const struct summary_total_row *row = &total->rows[i];
		size_t place;

		if (!row->groups || row->unknown)
			return false;
		if (begins_line(total, i))
			next = 0;
		place = place_of(matrix, row->groups[1]);
		if (place == matrix->count && matrix->count == ACROSS_MOST)
			return false;
		if (place == matrix->count) {
			place = insert_across(matrix->across, matrix->count, next, row->groups[1]);
			matrix->count++;
		}
		next = place + 1;
	}
	return matrix->count > 0;
}

/* Whether two rows would stand in one cell: a group called unknown beside the one that is. */
static bool has_shared_cell(const struct matrix *matrix)
{
	const struct summary_total *total = matrix->total;
	bool taken[ACROSS_MOST] = { false };

	for (size_t i = 1; i < total->row_count; i++) {
		size_t place = place_of(matrix, total->rows[i].groups[1]);

		ensure(place < matrix->count);
		if (begins_line(total, i))
			memset(taken, 0, sizeof taken);
		if (taken[place])
			return true;
		taken[place] = true;
	}
	return false;
}

static void put_heading(const struct matrix *matrix, struct table *table)
{
	table_row(table);
	table_cell(table, 0, "%s", total_path_end(matrix->total->grouped_by[0]));
	for (size_t i = 0; i < matrix->count; i++)
		table_cell(table, i + 1, "%s",
		           strcmp(matrix->across[i], "not_eligible") ? matrix->across[i] : "not eligible");
	if (matrix->summed)
		table_cell(table, matrix->count + 1, "all");
}

/* The rows from `first` on that are of one first group. Gives the row behind them. */
static size_t put_line(const struct matrix *matrix, size_t first, struct amount_style style, int64_t *sums,
                       struct table *table)
{
	const struct summary_total *total = matrix->total;
	struct text text = TEXT_INIT;
	int64_t sum = 0, count = 0;
	size_t row = first;

	table_row(table);
	table_cell(table, 0, "%s", total->rows[first].groups[0]);
	do {
		size_t place = place_of(matrix, total->rows[row].groups[1]);

		ensure(place < matrix->count);
		text_clear(&text);
		total_append_value(&text, total, &total->rows[row], style);
		table_cell(table, place + 1, "%s", text_string(&text));
		if (matrix->summed && count_of(&total->rows[row], &count)) {
			sum += count;
			sums[place] += count;
		}
		row++;
	} while (row < total->row_count && !begins_line(total, row));
	if (matrix->summed)
		count_cell(table, matrix->count + 1, sum);
	table->failed |= text.failed;
	text_release(&text);
	return row;
}

static void print(const struct matrix *matrix, struct amount_style style, struct text *out)
{
	enum align align[ACROSS_MOST + 2] = { ALIGN_LEFT };
	int64_t sums[ACROSS_MOST] = { 0 };
	struct table table;

	for (size_t i = 1; i < ACROSS_MOST + 2; i++)
		align[i] = ALIGN_RIGHT;
	table_begin(&table, align, matrix->count + 1 + matrix->summed);
	put_heading(matrix, &table);
	for (size_t row = 1; row < matrix->total->row_count && !table.failed;)
		row = put_line(matrix, row, style, sums, &table);
	if (matrix->summed) {
		table_row(&table);
		table_cell(&table, 0, "all");
		for (size_t i = 0; i < matrix->count; i++)
			count_cell(&table, i + 1, sums[i]);
		table_cell(&table, matrix->count + 1, "%s", matrix->total->rows[0].shown);
	}
	table_print(&table, out);
	table_release(&table);
}

bool total_print_matrix(const struct summary_total *total, struct amount_style style, struct text *out)
{
	struct matrix matrix = { .total = total };

	if (total->group_count != 2 || !find_across(&matrix) || has_shared_cell(&matrix))
		return false;
	matrix.summed = adds_up(total);
	if (width_of(&matrix, style) > REPORT_COLUMNS)
		matrix.summed = false;
	if (width_of(&matrix, style) > REPORT_COLUMNS)
		return false;
	print(&matrix, style, out);
	return true;
}
