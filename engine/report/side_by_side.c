/* side_by_side.c: the figures, totals and costs of several runs beside each other. See side_by_side.h. */
#include "report/side_by_side.h"

#include "report/amount.h"
#include "report/json_parts.h"
#include "report/parts.h"
#include "report/series.h"

#include <stdlib.h>
#include <string.h>

enum part { PART_FIGURES, PART_TOTALS, PART_ELIGIBILITY, PART_COUNT };
static const char *const part_titles[PART_COUNT] = { "Figures", "Totals", "Eligibility" };

/* What one run found in one period. */
struct cell {
	bool there;
	bool incomplete;   /* records are not known */
	const char *plain; /* NULL: none, or nothing is known */
	const char *shown;
};

/* Something that runs have in common, with a cell for each run and period. */
struct line {
	enum part part;
	const char *name, *what, *type; /* what: "eligible", "cost"; else NULL */
	const char *label;
	struct cell *cells; /* run by run, each period by period */
	struct line *next;
};

struct beside {
	struct arena arena;
	const struct summary *runs;
	size_t count;
	bool one_period;   /* of each run, whatever it is called */
	struct summary of; /* for series: the columns */
	const char **periods;
	size_t period_count;
	struct line *first, **last;
	struct amount_style style;
	bool failed;
};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool is_money(const struct line *line)
{
	return !strcmp(line->type, "money");
}

static int compare_labels(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Every period of some run, or one that stands for all. */
static void collect_periods(struct beside *beside)
{
	size_t most = 1;

	beside->one_period = true;
	for (size_t i = 0; i < beside->count; i++) {
		most += beside->runs[i].period_count;
		beside->one_period &= beside->runs[i].period_count <= 1;
	}
	beside->periods = arena_array(&beside->arena, most, sizeof *beside->periods);
	beside->failed |= !beside->periods;
	if (beside->failed)
		return;
	for (size_t i = 0; i < beside->count && !beside->one_period; i++) {
		for (size_t j = 0; j < beside->runs[i].period_count; j++) {
			const char *label = beside->runs[i].periods[j];
			size_t seen = 0;

			while (seen < beside->period_count && strcmp(beside->periods[seen], label) != 0)
				seen++;
			if (seen == beside->period_count)
				beside->periods[beside->period_count++] = label;
		}
	}
	if (beside->one_period)
		beside->periods[beside->period_count++] = "";
	qsort(beside->periods, beside->period_count, sizeof *beside->periods, compare_labels);
}

static size_t period_place(const struct beside *beside, const char *label)
{
	size_t place = 0;

	while (!beside->one_period && place < beside->period_count && strcmp(beside->periods[place], label) != 0)
		place++;
	return place;
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The line of this name, made where there is none yet. NULL: out of memory. */
static struct line *line_of(struct beside *beside, enum part part, const char *name, const char *what,
                            const char *label, const char *type)
{
	struct line *line = beside->first;

	while (line && (line->part != part || strcmp(line->name, name) != 0 || !is_same(line->what, what)))
		line = line->next;
	if (line || beside->failed)
		return line;
	line = arena_alloc(&beside->arena, sizeof *line);
	if (line) {
		*line = (struct line){ .part = part, .name = name, .what = what, .type = type };
		line->label = what ? arena_format(&beside->arena, "%s: %s", label, what) : label;
		line->cells = arena_array(&beside->arena, beside->count * beside->period_count, sizeof *line->cells);
	}
	beside->failed |= !line || !line->cells || !line->label;
	if (beside->failed)
		return NULL;
	*beside->last = line;
	beside->last = &line->next;
	return line;
}

static void put(struct beside *beside, struct line *line, size_t run, const char *period, struct cell cell)
{
	size_t place = period_place(beside, period);

	cell.there = true;
	if (line && place < beside->period_count)
		line->cells[run * beside->period_count + place] = cell;
	if (cell.plain && line && is_money(line))
		beside->style.with_pence |= amount_has_pence(cell.plain);
}

static void put_number(struct beside *beside, struct line *line, size_t run, const char *period, enum type type,
                       int64_t number, bool incomplete)
{
	struct text plain = TEXT_INIT, shown = TEXT_INIT;
	struct cell cell = { .incomplete = incomplete };

	value_print_plain(type, value_integer(number), &plain);
	value_print(type, value_integer(number), &shown);
	cell.plain = arena_text(&beside->arena, text_string(&plain));
	cell.shown = arena_text(&beside->arena, text_string(&shown));
	beside->failed |= plain.failed || shown.failed || !cell.plain || !cell.shown;
	if (!beside->failed)
		put(beside, line, run, period, cell);
	text_release(&plain);
	text_release(&shown);
}

static void take_run(struct beside *beside, size_t run)
{
	const struct summary *summary = &beside->runs[run];

	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];
		struct line *line = line_of(beside, PART_FIGURES, figure->name, NULL,
		                            title_of(figure->title, figure->name), figure->type);

		for (size_t j = 0; j < figure->row_count; j++)
			put(beside, line, run, figure->rows[j].period,
			    (struct cell){ .plain = figure->rows[j].value,
			                   .shown = figure->rows[j].shown,
			                   .incomplete = figure->rows[j].because });
	}
	for (size_t i = 0; i < summary->total_count; i++) {
		const struct summary_total *total = &summary->totals[i];
		struct line *line = line_of(beside, PART_TOTALS, total->name, NULL,
		                            title_of(total->title, total->name), total->type);

		for (size_t j = 0; j < total->row_count; j++) {
			if (!total->rows[j].groups)
				put(beside, line, run, total->rows[j].period,
				    (struct cell){ .plain = total->rows[j].value,
				                   .shown = total->rows[j].shown,
				                   .incomplete = total->rows[j].unknown > 0 });
		}
	}
	for (size_t i = 0; i < summary->rule_count; i++) {
		const struct summary_rule *rule = &summary->rules[i];
		const char *label = title_of(rule->title, rule->name);

		if (!rule->eligibility)
			continue;
		put_number(beside, line_of(beside, PART_ELIGIBILITY, rule->name, "eligible", label, "integer"), run,
		           rule->period, TYPE_INTEGER, rule->eligible, rule->unknown > 0);
		if (rule->awards)
			put_number(beside, line_of(beside, PART_ELIGIBILITY, rule->name, "cost", label, "money"), run,
			           rule->period, TYPE_MONEY, rule->award, rule->award_unknown > 0);
	}
}

static const struct cell *cell_of(const struct beside *beside, const struct line *line, size_t run, size_t period)
{
	return &line->cells[run * beside->period_count + period];
}

static bool runs_differ(const struct beside *beside, const struct line *line)
{
	for (size_t run = 1; run < beside->count; run++) {
		for (size_t period = 0; period < beside->period_count; period++) {
			const struct cell *a = cell_of(beside, line, 0, period);
			const struct cell *b = cell_of(beside, line, run, period);

			if (a->there != b->there || a->incomplete != b->incomplete || !is_same(a->plain, b->plain))
				return true;
		}
	}
	return false;
}

/* From one run to another, where both are numbers. */
static bool difference_of(const struct line *line, const struct cell *from, const struct cell *to,
                          struct decimal *difference)
{
	struct decimal a, b;
	struct error err;
	enum type type;

	return type_named(line->type, &type)
	       && (type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER)
	       && from->plain && to->plain && !decimal_parse(from->plain, strlen(from->plain), &a, &err)
	       && !decimal_parse(to->plain, strlen(to->plain), &b, &err) && !decimal_subtract(b, a, difference, &err);
}

static void put_cell(struct beside *beside, struct series *series, size_t column, const struct line *line,
                     const struct cell *cell)
{
	struct text text = TEXT_INIT;

	if (!cell->there)
		text_append(&text, "-");
	else if (cell->plain && is_money(line))
		amount_append(&text, cell->plain, beside->style);
	else
		text_append(&text, cell->plain ? cell->shown : cell->incomplete ? "unknown" : "none");
	series_cell(series, column, text_string(&text));
	if (cell->incomplete)
		series_mark(series, column);
	series->failed |= text.failed;
	text_release(&text);
}

static void put_difference(struct beside *beside, struct series *series, size_t column, const struct line *line,
                           const struct cell *from, const struct cell *to)
{
	struct text plain = TEXT_INIT, text = TEXT_INIT;
	struct decimal difference;
	enum type type;

	if (!difference_of(line, from, to, &difference) || !type_named(line->type, &type))
		return;
	if (difference.coefficient > 0)
		text_append_char(&text, '+');
	decimal_print(difference, &plain);
	if (type == TYPE_MONEY)
		amount_append(&text, text_string(&plain), beside->style);
	else
		value_print(type, value_decimal(difference), &text);
	series_cell(series, column, text_string(&text));
	if (from->incomplete || to->incomplete)
		series_mark(series, column);
	series->failed |= plain.failed || text.failed;
	text_release(&plain);
	text_release(&text);
}

static const char *letter(struct beside *beside, size_t run)
{
	const char *text = arena_format(&beside->arena, "%c", letters[run]);

	beside->failed |= !text;
	return text ? text : "";
}

static void label_row(struct series *series, const struct line *line, bool is_new)
{
	series_row(series);
	if (is_new && line->label)
		series_label(series, 0, line->label);
}

/* Runs as columns: a line for each thing. */
static void put_across(struct beside *beside, struct series *series, const struct line *line)
{
	label_row(series, line, true);
	for (size_t run = 0; run < beside->count; run++)
		put_cell(beside, series, run, line, cell_of(beside, line, run, 0));
	if (beside->count == 2)
		put_difference(beside, series, 2, line, cell_of(beside, line, 0, 0), cell_of(beside, line, 1, 0));
}

/* Periods as columns: a line for each run, or one where all are the same. */
static void put_down(struct beside *beside, struct series *series, const struct line *line)
{
	bool differ = runs_differ(beside, line);
	size_t rows = differ ? beside->count + (beside->count == 2) : 1;

	for (size_t row = 0; row < rows; row++) {
		bool difference = row == beside->count;

		label_row(series, line, row == 0);
		series_label(series, 1, !differ ? "all" : difference ? "B - A" : letter(beside, row));
		for (size_t period = 0; period < beside->period_count; period++) {
			if (difference)
				put_difference(beside, series, period, line, cell_of(beside, line, 0, period),
				               cell_of(beside, line, 1, period));
			else
				put_cell(beside, series, period, line, cell_of(beside, line, row, period));
		}
	}
}

/* The columns that `series` prints. */
static void name_columns(struct beside *beside)
{
	size_t count = beside->count + (beside->count == 2);
	const char **names = arena_array(&beside->arena, count, sizeof *names);

	beside->failed |= !names;
	for (size_t run = 0; run < beside->count && !beside->failed; run++)
		names[run] = letter(beside, run);
	if (beside->count == 2 && !beside->failed)
		names[2] = "B - A";
	beside->of = *beside->runs;
	beside->of.periods = beside->one_period ? names : beside->periods;
	beside->of.period_count = beside->one_period ? count : beside->period_count;
}

/* Of a part what is money, or what is not, or both. */
static void print_lines(struct beside *beside, enum part part, bool money, bool others, struct text *out)
{
	const char *unit = money ? amount_unit_shown(beside->style.unit) : "";
	struct series series;

	series_begin(&series, &beside->of, 1 + !beside->one_period);
	for (const struct line *line = beside->first; line; line = line->next) {
		if (line->part != part || !(is_money(line) ? money : others))
			continue;
		if (beside->one_period)
			put_across(beside, &series, line);
		else
			put_down(beside, &series, line);
	}
	if (series.row_count) {
		report_detailed_heading(out, part_titles[part], unit);
		series_print(&series, out);
		if (series.any_marked)
			print_wrapped(out, "* incomplete: some records are not known", 2);
	}
	out->failed |= series.failed;
	series_release(&series);
}

static void print_part(struct beside *beside, enum part part, struct text *out)
{
	bool apart = beside->style.unit != UNIT_POUNDS; /* what is no money has no such unit */

	print_lines(beside, part, true, !apart, out);
	if (apart)
		print_lines(beside, part, false, true, out);
}

static void collect(struct beside *beside, const struct summary *summaries, size_t count)
{
	*beside = (struct beside){ .runs = summaries, .count = count };
	beside->last = &beside->first;
	beside->style.unit = amount_unit_of(summaries);
	collect_periods(beside);
	for (size_t i = 0; i < count && !beside->failed; i++)
		take_run(beside, i);
	if (!beside->failed)
		name_columns(beside);
}

/* What lies below a total is not shown here: that it differs, is. */
static bool groups_differ(const struct summary_total *a, const struct summary_total *b)
{
	bool differ = a->row_count != b->row_count || a->group_count != b->group_count;

	for (size_t i = 0; !differ && i < a->row_count; i++) {
		const struct summary_total_row *left = &a->rows[i], *right = &b->rows[i];

		differ = left->unknown != right->unknown || !left->groups != !right->groups
		         || !is_same(left->value, right->value);
		for (size_t j = 0; !differ && left->groups && j < a->group_count; j++)
			differ = !is_same(left->groups[j], right->groups[j]);
	}
	return differ;
}

static void print_differing_groups(const struct beside *beside, struct text *out)
{
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < beside->runs[0].total_count; i++) {
		const struct summary_total *total = &beside->runs[0].totals[i];
		bool differ = false;

		for (size_t run = 1; run < beside->count; run++) {
			for (size_t j = 0; j < beside->runs[run].total_count; j++) {
				const struct summary_total *other = &beside->runs[run].totals[j];

				differ |= !strcmp(other->name, total->name) && groups_differ(total, other);
			}
		}
		if (differ)
			text_append_format(&line, "%s%s", line.length ? "; " : "but groups do, of ",
			                   title_of(total->title, total->name));
	}
	if (line.length)
		print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

/* One line in place of columns that are the same. False: something differs. */
static bool print_nothing_differs(const struct beside *beside, struct text *out)
{
	if (beside->count < 2 || !beside->first)
		return false;
	for (const struct line *line = beside->first; line; line = line->next) {
		if (runs_differ(beside, line))
			return false;
	}
	text_append(out, "\nNothing differs: all figures, totals, counts and costs are the same\n");
	print_differing_groups(beside, out);
	return true;
}

void report_side_by_side(const struct summary *summaries, const char *const *paths, size_t count, struct text *out)
{
	struct beside beside;
	struct text line = TEXT_INIT;
	bool same;

	collect(&beside, summaries, count);
	for (size_t i = 0; i < count; i++) {
		const char *title = summary_manifest(&summaries[i], "title");

		text_clear(&line);
		text_append_format(&line, "%c  %s", letters[i], paths[i]);
		print_wrapped(out, text_string(&line), 0);
		text_clear(&line);
		text_append_format(&line, "%s, %s", *title ? title : summary_manifest(&summaries[i], "scenario"),
		                   summary_manifest(&summaries[i], "periods"));
		print_wrapped(out, text_string(&line), 3);
	}
	same = !beside.failed && print_nothing_differs(&beside, out);
	for (int part = 0; part < PART_COUNT && !beside.failed && !same; part++)
		print_part(&beside, (enum part) part, out);
	report_parameters_beside(summaries, count, out);
	out->failed |= line.failed || beside.failed;
	text_release(&line);
	arena_release(&beside.arena);
}

static void put_line_json(const struct beside *beside, const struct line *line, struct text *out)
{
	static const char *const parts[PART_COUNT] = { "figure", "total", "rule" };

	json_item(out);
	json_text(out, "kind", parts[line->part]);
	json_text(out, "name", line->name);
	if (line->what)
		json_text(out, "what", line->what);
	json_text(out, "type", line->type);
	json_flag(out, "same", !runs_differ(beside, line));
	json_key(out, "values");
	text_append_char(out, '[');
	for (size_t run = 0; run < beside->count; run++) {
		for (size_t period = 0; period < beside->period_count; period++) {
			const struct cell *cell = cell_of(beside, line, run, period);
			const char run_letter[2] = { letters[run], '\0' };

			if (!cell->there)
				continue;
			json_item(out);
			json_text(out, "run", run_letter);
			if (!beside->one_period)
				json_text(out, "period", beside->periods[period]);
			json_text(out, "value", cell->plain);
			json_flag(out, "incomplete", cell->incomplete);
			text_append_char(out, '}');
		}
	}
	text_append(out, "]}");
}

void report_side_by_side_json(const struct summary *summaries, const char *const *paths, size_t count,
                              struct text *out)
{
	struct beside beside;

	collect(&beside, summaries, count);
	text_append(out, "{\"runs\": [");
	for (size_t i = 0; i < count; i++) {
		const char run_letter[2] = { letters[i], '\0' };

		json_item(out);
		json_text(out, "run", run_letter);
		json_text(out, "path", paths[i]);
		json_text(out, "scenario", summary_manifest(&summaries[i], "scenario"));
		json_text(out, "title", summary_manifest(&summaries[i], "title"));
		json_text(out, "periods", summary_manifest(&summaries[i], "periods"));
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
	json_list(out, "compared");
	for (const struct line *line = beside.first; line && !beside.failed; line = line->next)
		put_line_json(&beside, line, out);
	text_append_char(out, ']');
	report_parameters_beside_json(summaries, count, out);
	text_append(out, "\n}\n");
	out->failed |= beside.failed;
	arena_release(&beside.arena);
}
