/* totals.c: the totals of a run for a terminal: alone, or in groups down a list, with a column for each period. */
#include "report/totals.h"

#include "report/parts.h"
#include "report/series.h"

#include <stdlib.h>
#include <string.h>

bool total_is_money(const struct summary_total *total)
{
	return !strcmp(total->type, "money");
}

static bool any_row_has_pence(const struct summary_total *total)
{
	for (size_t i = 0; i < total->row_count; i++) {
		if (total_is_money(total) && amount_has_pence(total->rows[i].value))
			return true;
	}
	return false;
}

void total_append_value(struct text *out, const struct summary_total *total, const struct summary_total_row *row,
                        struct amount_style style)
{
	if (row->value && total_is_money(total))
		amount_append(out, row->value, style);
	else
		text_append(out, row->value ? row->shown : row->unknown ? "unknown" : "none");
}

/* Into the last row of `series`, in the period of `row`: its value, and that records are not known. */
static void put_value(struct series *series, const struct summary_total *total, const struct summary_total_row *row,
                      struct amount_style style)
{
	size_t period = report_period(series->summary, row->period);
	struct text text = TEXT_INIT;

	total_append_value(&text, total, row, style);
	series_cell(series, period, text_string(&text));
	if (row->unknown && series->summary->period_count > 1) {
		series_mark(series, period);
	} else if (row->unknown) {
		text_clear(&text);
		text_append(&text, "and ");
		report_count(&text, row->unknown);
		text_append(&text, " unknown");
		series_remark(series, text_string(&text));
	}
	series->failed |= text.failed;
	text_release(&text);
}

/* How many records the whole of the total does not know in each period, when it is as many in all; otherwise -1. */
static int64_t unknown_throughout(const struct summary *summary, const struct summary_total *total)
{
	int64_t unknown = -1;
	size_t periods = 0;

	for (size_t i = 0; i < total->row_count; i++) {
		if (total->rows[i].groups)
			continue;
		if (periods++ && total->rows[i].unknown != unknown)
			return -1;
		unknown = total->rows[i].unknown;
	}
	return periods == summary->period_count ? unknown : -1;
}

/* Under a table with marks: how many records are not known in which periods. */
static void print_unknown(const struct summary *summary, const struct summary_total *total, struct text *out)
{
	int64_t throughout = unknown_throughout(summary, total);
	struct text line = TEXT_INIT;
	bool any = throughout > 0;

	text_append_format(&line, "* %s: records not known: ", title_of(total->title, total->name));
	if (any) {
		report_count(&line, throughout);
		text_append(&line, " in every period");
	}
	for (size_t i = 0; throughout < 0 && i < total->row_count; i++) {
		const struct summary_total_row *row = &total->rows[i];

		if (row->groups || !row->unknown)
			continue;
		text_append(&line, any ? ", " : "");
		report_count(&line, row->unknown);
		text_append_format(&line, " in %s", row->period);
		any = true;
	}
	if (any && summary->period_count > 1)
		print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

bool total_group_is_unknown(const char *group)
{
	return !strcmp(group, "unknown");
}

static bool any_group_unknown(const struct summary_total *total, const struct summary_total_row *row)
{
	for (size_t i = 0; row->groups && i < total->group_count; i++) {
		if (total_group_is_unknown(row->groups[i]))
			return true;
	}
	return false;
}

const char *total_path_end(const char *path)
{
	int dots = 0;

	for (const char *at = path + strlen(path); at > path; at--) {
		if (at[-1] == '.' && ++dots == 2)
			return at;
	}
	return path;
}

/* The different groups of a total, in the order of their values, each with its row in every period. */
struct groups {
	struct arena arena;
	size_t period_count;
	const struct summary_total_row **whole; /* a period each; NULL: there is none */
	struct group {
		const struct summary_total_row **rows; /* a period each; NULL: there is none */
		const struct summary_total_row *first;
		struct group *next;
	} * *items; /* as they were met */
	size_t count, capacity;
	struct group *head;
};

static bool is_group(const struct summary_total *total, const struct group *group,
                     const struct summary_total_row *row, size_t period)
{
	/* A group called unknown and the one that is are two in each period. */
	if (group->rows[period])
		return false;
	for (size_t i = 0; i < total->group_count; i++) {
		if (strcmp(group->first->groups[i], row->groups[i]) != 0)
			return false;
	}
	return true;
}

/* How many parts of two groups are the same, from the first on. */
static size_t shared_parts(const struct summary_total *total, const struct summary_total_row *a,
                           const struct summary_total_row *b)
{
	size_t shared = 0;

	while (shared < total->group_count && !strcmp(a->groups[shared], b->groups[shared]))
		shared++;
	return shared;
}

/* A new group behind `before` and what belongs with that more than the new one does; NULL: in front. NULL: out of memory. */
static struct group *add_group(const struct summary_total *total, struct groups *groups, struct group *before,
                               const struct summary_total_row *row)
{
	struct group *group = arena_alloc(&groups->arena, sizeof *group);

	if (!group || array_reserve(&groups->items, &groups->capacity, groups->count + 1, sizeof(struct group *)))
		return NULL;
	group->rows = arena_array(&groups->arena, groups->period_count, sizeof *group->rows);
	if (!group->rows)
		return NULL;
	group->first = row;
	while (before && before->next
	       && shared_parts(total, before->first, before->next->first) > shared_parts(total, before->first, row))
		before = before->next;
	group->next = before ? before->next : groups->head;
	*(before ? &before->next : &groups->head) = group;
	groups->items[groups->count++] = group;
	return group;
}

/* Rows of each period are in the order of their values: a group that is new in it goes behind the one before it. */
static int collect_groups(const struct summary *summary, const struct summary_total *total, struct groups *groups)
{
	size_t known = 0, last = summary->period_count;
	struct group *before = NULL;

	for (size_t i = 0; i < total->row_count; i++) {
		const struct summary_total_row *row = &total->rows[i];
		size_t period = report_period(summary, row->period);
		struct group *group;

		ensure(period < summary->period_count);
		if (period != last) {
			last = period;
			known = groups->count;
			before = NULL;
		}
		if (!row->groups) {
			groups->whole[period] = row;
			continue;
		}
		group = before ? before->next : groups->head;
		if (group && !is_group(total, group, row, period))
			group = NULL;
		for (size_t j = 0; !group && j < known; j++)
			group = is_group(total, groups->items[j], row, period) ? groups->items[j] : NULL;
		if (!group)
			group = add_group(total, groups, before, row);
		if (!group)
			return -1;
		group->rows[period] = row;
		before = group;
	}
	return 0;
}

static void put_rows(struct series *series, const struct summary_total *total,
                     const struct summary_total_row *const *rows, struct amount_style style)
{
	for (size_t period = 0; period < series->summary->period_count; period++) {
		if (rows[period])
			put_value(series, total, rows[period], style);
	}
}

/* Where groups are rounded one by one, they need not add up to the whole. */
static void print_rounded(const struct summary *summary, const struct summary_total *total,
                          const struct groups *groups, enum amount_unit unit, struct text *out)
{
	bool several = summary->period_count > 1;
	struct text line = TEXT_INIT;

	for (size_t period = 0; period < summary->period_count; period++) {
		struct printed_sum sum = { .unknown = !groups->whole[period] };

		for (size_t i = 0; i < groups->count; i++) {
			if (groups->items[i]->rows[period])
				printed_part(&sum, groups->items[i]->rows[period]->value, unit);
		}
		if (groups->whole[period])
			printed_whole(&sum, groups->whole[period]->value, unit);
		if (total_is_money(total) && !strcmp(total->kind, "sum") && !total->cut)
			printed_sum_tell(&sum, unit, several ? summary->periods[period] : NULL, &line);
	}
	printed_sum_print(&line, out);
}

/* Groups down, one to a line; those with something unknown in them behind the others, and the whole last, as sums stand on
 * paper. */
static void put_groups(struct series *series, const struct summary_total *total, const struct groups *groups,
                       struct amount_style style)
{
	for (int pass = 0; pass < 2; pass++) {
		for (const struct group *group = groups->head; group; group = group->next) {
			if (any_group_unknown(total, group->first) != (pass == 1))
				continue;
			series_row(series);
			for (size_t i = 0; i < series->label_count; i++)
				series_label(series, i, group->first->groups[i]);
			put_rows(series, total, group->rows, style);
		}
	}
	series_row(series);
	series_label(series, 0, "all");
	put_rows(series, total, groups->whole, style);
}

static void print_list(const struct summary *summary, const struct summary_total *total, struct amount_style style,
                       struct text *out)
{
	const char *headings[SERIES_LABELS_MOST];
	struct groups groups = { .period_count = summary->period_count };
	struct series series;

	series_begin(&series, summary, total->group_count);
	series.headings = headings;
	for (size_t i = 0; i < series.label_count; i++)
		headings[i] = total_path_end(total->grouped_by[i]);
	groups.whole = arena_array(&groups.arena, summary->period_count, sizeof *groups.whole);
	if (!groups.whole || collect_groups(summary, total, &groups)) {
		out->failed = true;
	} else {
		put_groups(&series, total, &groups, style);
		series_print(&series, out);
		print_rounded(summary, total, &groups, style.unit, out);
	}
	print_unknown(summary, total, out);
	if (total->cut)
		print_wrapped(out, "and more, in the run file's table total", 2);
	series_release(&series);
	free(groups.items);
	arena_release(&groups.arena);
}

static void print_grouped(const struct summary *summary, const struct summary_total *total, struct text *out)
{
	const struct amount_style style = { amount_unit_of(summary), any_row_has_pence(total) };
	const char *unit = total_is_money(total) ? amount_unit_shown(style.unit) : "";
	struct text title = TEXT_INIT;

	text_append_format(&title, "%s%s%s", title_of(total->title, total->name), *unit ? ", " : "", unit);
	print_wrapped(out, text_string(&title), 2);
	if (summary->period_count > 1 || !total_print_matrix(total, style, out))
		print_list(summary, total, style, out);
	out->failed |= title.failed;
	text_release(&title);
}

/* The totals that are not grouped, one to a line: those of money, or the others, or both. Gives how many there are. */
static size_t print_plain_totals(const struct summary *summary, bool money, bool others, struct text *out)
{
	struct amount_style style = { amount_unit_of(summary), false };
	struct series series;
	size_t printed;

	series_begin(&series, summary, 1);
	series.unit = money ? amount_unit_shown(style.unit) : "";
	for (size_t i = 0; i < summary->total_count; i++)
		style.with_pence |= !summary->totals[i].group_count && any_row_has_pence(&summary->totals[i]);
	for (size_t i = 0; i < summary->total_count; i++) {
		const struct summary_total *total = &summary->totals[i];

		if (total->group_count || !(total_is_money(total) ? money : others))
			continue;
		series_row(&series);
		series_label(&series, 0, title_of(total->title, total->name));
		for (size_t j = 0; j < total->row_count; j++)
			put_value(&series, total, &total->rows[j], style);
	}
	printed = series.row_count;
	series_print(&series, out);
	for (size_t i = 0; i < summary->total_count; i++) {
		const struct summary_total *total = &summary->totals[i];

		if (!total->group_count && (total_is_money(total) ? money : others))
			print_unknown(summary, total, out);
	}
	series_release(&series);
	return printed;
}

static bool is_expected(const struct summary *summary, const struct summary_total *total,
                        const struct summary_total_row *row)
{
	for (size_t i = 0; i < summary->expectation_count; i++) {
		const struct summary_expectation *expectation = &summary->expectations[i];
		bool same = !strcmp(expectation->name, total->name) && !strcmp(expectation->period, row->period)
		            && expectation->group_count == total->group_count;

		for (size_t j = 0; same && j < total->group_count; j++)
			same = !strcmp(expectation->groups[j], row->groups[j]);
		if (same)
			return true;
	}
	return false;
}

/* Whether every group of the total in every period stands among the expectations, which are told before the totals. */
static bool is_held(const struct summary *summary, const struct summary_total *total)
{
	size_t held = 0;

	for (size_t i = 0; i < total->row_count; i++) {
		const struct summary_total_row *row = &total->rows[i];

		if (row->unknown || (row->value && row->groups && !is_expected(summary, total, row)))
			return false;
		held += row->value && row->groups;
	}
	return held > 0;
}

static void print_held(const struct summary *summary, struct text *out)
{
	struct text line = TEXT_INIT;
	size_t held = 0;

	for (size_t i = 0; i < summary->total_count; i++)
		held += is_held(summary, &summary->totals[i]);
	if (held)
		text_append_format(&line, "%zu more %s: every group is told among the expectations", held,
		                   held == 1 ? "total" : "totals");
	if (held)
		print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

void report_totals(const struct summary *summary, struct text *out)
{
	bool apart = amount_unit_of(summary) != UNIT_POUNDS; /* what is no money has no such unit */
	struct text others = TEXT_INIT;
	size_t printed;

	if (!summary->total_count)
		return;
	report_heading(out, "Totals");
	printed = print_plain_totals(summary, true, !apart, out);
	if (apart) {
		size_t more = print_plain_totals(summary, false, true, &others);

		text_append(out, printed && more ? "\n" : "");
		report_append(out, &others);
		printed += more;
	}
	for (size_t i = 0; i < summary->total_count; i++) {
		if (!summary->totals[i].group_count || is_held(summary, &summary->totals[i]))
			continue;
		if (printed++)
			text_append_char(out, '\n');
		print_grouped(summary, &summary->totals[i], out);
	}
	print_held(summary, out);
}
