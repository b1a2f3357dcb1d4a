/* totals_matrix.c: a total of one period by two things: the first groups down, the second across. */
#include "report/totals.h"

#include <string.h>

#define ACROSS_MOST 8

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

/* What a matrix takes: its longest first group, which can be wrapped, and each column's heading or its widest value. */
static size_t width_across(const struct summary_total *total, const char *const *across, size_t count)
{
	size_t first = 0, width = 0;

	for (size_t i = 1; i < total->row_count; i++)
		first = strlen(total->rows[i].groups[0]) > first ? strlen(total->rows[i].groups[0]) : first;
	for (size_t i = 0; i < count; i++) {
		size_t widest = total_is_money(total) ? 11 : 0;

		widest = strlen(across[i]) > widest ? strlen(across[i]) : widest;
		for (size_t j = 1; j < total->row_count && !total_is_money(total); j++)
			widest = strlen(total->rows[j].shown) > widest ? strlen(total->rows[j].shown) : widest;
		width += 2 + widest;
	}
	return width + (first > 24 ? 24 : first);
}

/* The different second groups of a total by two things; 0 when they are too many to stand side by side, or when a cell would have
 * to say what is unknown in it. */
static size_t groups_across(const struct summary_total *total, const char *across[ACROSS_MOST])
{
	const char *down = NULL;
	size_t count = 0,
	       next = 0; /* rows of one first group are in order: a new one goes behind that of the row before */

	for (size_t i = 1; total->group_count == 2 && i < total->row_count; i++) {
		const struct summary_total_row *row = &total->rows[i];
		size_t place = 0;

		if (!row->groups || row->unknown)
			return 0;
		if (!down || strcmp(down, row->groups[0]) != 0)
			next = 0;
		down = row->groups[0];
		while (place < count && strcmp(across[place], row->groups[1]))
			place++;
		if (place == count && count == ACROSS_MOST)
			return 0;
		if (place == count) {
			place = insert_across(across, count, next, row->groups[1]);
			count++;
		}
		next = place + 1;
	}
	return count && width_across(total, across, count) <= REPORT_COLUMNS ? count : 0;
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
static void print_matrix(const struct summary_total *total, const char *const *across, size_t count,
                         struct amount_style style, struct text *out)
{
	enum align align[1 + ACROSS_MOST] = { ALIGN_LEFT };
	struct text text = TEXT_INIT;
	const char *down = NULL;
	struct table table;

	for (size_t i = 1; i <= count; i++)
		align[i] = ALIGN_RIGHT;
	table_begin(&table, align, count + 1);
	table_row(&table);
	table_cell(&table, 0, "%s", total_path_end(total->grouped_by[0]));
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
		while (place < count && strcmp(across[place], row->groups[1]) != 0)
			place++;
		ensure(place < count);
		text_clear(&text);
		total_append_value(&text, total, row, style);
		table_cell(&table, place + 1, "%s", text_string(&text));
		table.failed |= text.failed;
	}
	table_print(&table, out);
	table_release(&table);
	text_release(&text);
}

bool total_print_matrix(const struct summary_total *total, struct amount_style style, struct text *out)
{
	const char *across[ACROSS_MOST];
	size_t count = groups_across(total, across);

	if (!count || has_shared_cell(total, across, count))
		return false;
	print_matrix(total, across, count, style, out);
	return true;
}
