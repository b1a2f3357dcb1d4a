/* totals.c: the totals of a run for a terminal: alone, in groups down a list, or in a matrix by two things. */
#include "report/parts.h"

#include <string.h>

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
	report_count(&text, row->unknown);
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
		while (place < count && strcmp(across[place], row->groups[1]) != 0)
			place++;
		ensure(place < count);
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

void report_totals(const struct summary *summary, const char *period, struct text *out)
{
	size_t printed;

	if (!summary->total_count)
		return;
	report_period_heading(out, "Totals", summary, period);
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
