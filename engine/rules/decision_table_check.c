/* decision_table_check.c: says which rows of a decision table overlap, which cases no row matches, or only the default takes between
 * two rows, and which rows are never hit, as far as its hit policy makes that a fault; each with an example. */
#include "rules/decision_table_check.h"

#include "rules/decision_table_regions.h"
#include "rules/place.h"
#include "rules/table_match.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OVERLAPS 20 /* said of one table */
#define MOST_GAPS     20

/* Days on which the same rows apply. */
struct stretch {
	struct date first, last; /* year 0: open */
};

struct table_checking {
	struct regions regions;
	const struct decision_table *table;
	struct stretch *stretches;
	size_t stretch_count;
	uint64_t *applying; /* the rows that apply in the stretch that is looked at */
	struct place place;
	const struct syntax_node *written;
	struct problems *problems;
	struct arena arena;
	size_t *point;  /* a region for each input */
	bool unchecked; /* it was said that not all is looked at */
	bool failed;    /* out of memory */
};

/* The row as it stands in the source: the entries of the declaration without a key. */
static const struct syntax_node *written_row(const struct table_checking *checking, size_t row)
{
	const struct syntax_node *written = checking->written;

	for (size_t i = 0; written && i < written->as.list.count; i++) {
		const struct syntax_node *entry = written->as.list.items[i];

		if (!entry->as.index.key && row-- == 0)
			return entry->as.index.value;
	}
	return NULL;
}

/* The row, or the table where `row` is its number of rows. */
static void place(const struct table_checking *checking, size_t row, struct error *err)
{
	const struct decision_table *table = checking->table;
	const struct source *source = table->file ? table->file->source : checking->place.source;
	const struct syntax_node *node = row < table->row_count ? written_row(checking, row) : NULL;

	if (table->file && row < table->row_count)
		error_excerpt(err, source->shown, source->text, source->length, table->file->rows[row].offset,
		              table->file->rows[row].written);
	else if (table->file)
		error_excerpt(err, source->shown, source->text, source->length, table->file->inputs[0].heading.offset,
		              table->file->inputs[0].heading.written);
	else if (node)
		error_excerpt(err, source->shown, source->text, source->length, node->offset, node->length);
	else
		place_error(err, checking->place);
}

static void warn(struct table_checking *checking, size_t row, const char *hint, const char *format, ...)
{
	struct error err = ERROR_INIT;
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s", message);
	err.warning = true;
	place(checking, row, &err);
	if (hint)
		error_hint(&err, "%s", hint);
	problems_add(checking->problems, &err);
}

static size_t number(const struct table_checking *checking, size_t row)
{
	return decision_table_row_number(checking->table, row);
}

/* "household.income £500, tenure own": the point, but for inputs that no row asks for. Borrows from the arena. */
static const char *show(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	struct text text = TEXT_INIT;
	const char *shown;

	for (size_t i = 0; i < table->input_count; i++) {
		const struct region *region = &checking->regions.inputs[i].items[checking->point[i]];

		if (region->example.kind == VALUE_UNKNOWN)
			continue;
		text_append_format(&text, "%s%s ", text.length ? ", " : "", table->inputs[i].label);
		value_print(table->inputs[i].type, region->example, &text);
	}
	shown = arena_text(&checking->arena, text_string(&text));
	checking->failed |= text.failed || !shown;
	text_release(&text);
	return shown ? shown : "";
}

/* A region of the input that both rows match; -1: none. */
static long shared_region(const struct input_regions *input, size_t a, size_t b)
{
	for (size_t word = 0; word < bit_words(input->count); word++) {
		uint64_t both = input->regions[a][word] & input->regions[b][word];

		for (; both; both &= both - 1) {
			size_t region = word * 64 + (size_t) __builtin_ctzll(both);

			if (input->items[region].likely)
				return (long) region;
		}
	}
	return -1;
}

/* Whether some day is one of both; *first: the first one, year 0 where there is none or the rows have no days. */
static bool days_meet(const struct decision_table *table, size_t a, size_t b, struct date *first)
{
	const struct table_file_row *of_a, *of_b;

	*first = (struct date){ 0 };
	if (!table->file)
		return true;
	of_a = &table->file->rows[a];
	of_b = &table->file->rows[b];
	*first = date_compare(of_a->from, of_b->from) < 0 ? of_b->from : of_a->from;
	return (!of_a->until.year || date_compare(*first, of_a->until) <= 0)
	       && (!of_b->until.year || date_compare(*first, of_b->until) <= 0);
}

static bool overlap(struct table_checking *checking, size_t a, size_t b, struct date *day)
{
	if (!days_meet(checking->table, a, b, day))
		return false;
	for (size_t i = 0; i < checking->table->input_count; i++) {
		long region = shared_region(&checking->regions.inputs[i], a, b);

		if (region < 0)
			return false;
		checking->point[i] = (size_t) region;
	}
	return true;
}

/* " on 2025-04-01", where days matter. */
#define ON_SIZE (DATE_TEXT_SIZE + 8)
static const char *on(struct date day, char out[ON_SIZE])
{
	char text[DATE_TEXT_SIZE];

	out[0] = '\0';
	if (day.year) {
		date_print(day, text);
		snprintf(out, ON_SIZE, " on %s", text);
	}
	return out;
}

/* Each row with the first before it that it must not share a case with. */
static void check_overlaps(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	bool any = table->hit == HIT_ANY;
	char when[ON_SIZE];
	struct date day;
	int said = 0;

	for (size_t row = 1; row < table->row_count && said < MOST_OVERLAPS; row++) {
		for (size_t other = 0; other < row; other++) {
			if ((any && decision_table_same(table, row, other)) || !overlap(checking, other, row, &day))
				continue;
			warn(checking, row,
			     any ? "under hit = \"any\" rows that match together must give the same"
			         : "a record that two rows match is an error: part them, or say hit = \"first\"",
			     "rows %zu and %zu of the decision table both match %.300s%s", number(checking, other),
			     number(checking, row), show(checking), on(day, when));
			said++;
			break;
		}
	}
}

static void report_unchecked(struct table_checking *checking)
{
	if (checking->unchecked)
		return;
	checking->unchecked = true;
	warn(checking, checking->table->row_count, NULL,
	     "not checked: which cases this decision table leaves out, and which of its rows are never hit");
}

/* A row that no value of an input can match. */
static bool check_dead(struct table_checking *checking, size_t row)
{
	for (size_t i = 0; i < checking->table->input_count; i++) {
		const struct input_regions *input = &checking->regions.inputs[i];
		bool matches = false;

		for (size_t word = 0; word < bit_words(input->count); word++)
			matches |= input->regions[row][word] != 0;
		if (matches)
			continue;
		warn(checking, row, NULL,
		     "row %zu of the decision table never matches: no value passes its cell for '%.80s'",
		     number(checking, row), checking->table->inputs[i].label);
		return true;
	}
	return false;
}

/* The day that stands for the stretch. */
static struct date day_of(struct stretch stretch)
{
	return stretch.first.year ? stretch.first : stretch.last;
}

static void enter(struct table_checking *checking, struct stretch stretch)
{
	memset(checking->applying, 0, checking->regions.row_words * sizeof *checking->applying);
	for (size_t row = 0; row < checking->table->row_count; row++) {
		if (table_row_applies(checking->table, row, day_of(stretch)))
			bit_set(checking->applying, row);
	}
}

/* What becomes of a row. NONE_LEFT: others take all but that there is none, and it is not known whether there may be. */
enum fate { NEVER_APPLIES, TAKEN, NONE_LEFT, HIT };

/* The first of the rows that apply, in the order in which they are looked at, that matches the row's first case. */
static size_t taken_by(const struct table_checking *checking, size_t row)
{
	const struct decision_table *table = checking->table;

	for (size_t at = 0; at < table->row_count && table->order[at] != row; at++) {
		bool matches = bit_get(checking->applying, table->order[at]);

		for (size_t i = 0; i < table->input_count; i++)
			matches =
				matches
				&& bit_get(checking->regions.inputs[i].regions[table->order[at]], checking->point[i]);
		if (matches)
			return table->order[at];
	}
	return row;
}

static void report_unreachable(struct table_checking *checking, size_t row, enum fate fate)
{
	char hint[400];

	/* An example that records hold, where there is one. */
	for (size_t i = 0; i < checking->table->input_count; i++) {
		long region = shared_region(&checking->regions.inputs[i], row, row);

		checking->point[i] = region < 0 ? 0 : (size_t) region;
	}
	snprintf(hint, sizeof hint, "row %zu takes %.300s", number(checking, taken_by(checking, row)),
	         show(checking));
	warn(checking, row, hint,
	     fate == TAKEN ? "row %zu of the decision table is never hit: others before it take all that it matches"
	                   : "row %zu of the decision table is never hit, unless there can be none of what is asked "
	                     "for: others before it take all else",
	     number(checking, row));
}

/* Whether rows before it in the order leave something for the row at `at`, on the days that are looked at. 1, 0, or as
 * regions_uncovered. */
static int is_reached(struct table_checking *checking, const uint64_t *before, size_t row)
{
	struct arena scratch = ARENA_INIT;
	int found = regions_uncovered(&checking->regions, before, &row, checking->point, &scratch);

	arena_release(&scratch);
	return found;
}

/* What the rows before it leave to a row. False: it would take too long to say. */
static bool find_fate(struct table_checking *checking, const uint64_t *before, size_t row, enum fate *fate)
{
	int found = is_reached(checking, before, row), with_none = 0;

	if (found == 0) {
		checking->regions.doubts = true;
		with_none = is_reached(checking, before, row);
		checking->regions.doubts = false;
	}
	checking->failed |= found == -1 || with_none == -1;
	*fate = found != 0 ? HIT : with_none == 1 ? NONE_LEFT : TAKEN;
	return found != -2 && with_none != -2;
}

/* What becomes of each row on the days of one stretch. False: it would take too long to say. */
static bool follow_rows(struct table_checking *checking, enum fate *fates, uint64_t *before)
{
	const struct decision_table *table = checking->table;

	memset(before, 0, checking->regions.row_words * sizeof *before);
	for (size_t at = 0; at < table->row_count; at++) {
		size_t row = table->order[at];
		enum fate fate = HIT;

		if (!bit_get(checking->applying, row))
			continue;
		checking->regions.steps++;
		if (fates[row] != HIT && !find_fate(checking, before, row, &fate))
			return false;
		fates[row] = fate > fates[row] ? fate : fates[row];
		bit_set(before, row);
	}
	return true;
}

static size_t stretch_of(struct table_checking *checking, size_t row)
{
	size_t i = 0;

	while (!table_row_applies(checking->table, row, day_of(checking->stretches[i])))
		i++;
	return i;
}

/* Rows that can never be the one that is hit, on no day. */
static void check_rows(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	bool in_order = table->hit == HIT_FIRST || table->hit == HIT_PRIORITY, whole = true;
	enum fate *fates = arena_array(&checking->arena, table->row_count, sizeof *fates);
	uint64_t *before = arena_array(&checking->arena, checking->regions.row_words, sizeof *before);

	if (!fates || !before) {
		checking->failed = true;
		return;
	}
	for (size_t row = 0; row < table->row_count; row++) {
		if (check_dead(checking, row) || !in_order)
			fates[row] = HIT; /* nothing more to say of it */
	}
	for (size_t i = 0; in_order && whole && i < checking->stretch_count; i++) {
		enter(checking, checking->stretches[i]);
		whole = follow_rows(checking, fates, before);
	}
	if (!whole)
		report_unchecked(checking);
	for (size_t row = 0; whole && row < table->row_count; row++) {
		if (fates[row] != TAKEN && fates[row] != NONE_LEFT)
			continue;
		enter(checking, checking->stretches[stretch_of(checking, row)]);
		report_unreachable(checking, row, fates[row]);
	}
}

/* Days between others on which no row applies at all. */
static void report_hole(struct table_checking *checking, struct stretch stretch)
{
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

	if (!stretch.first.year || !stretch.last.year)
		return; /* before or behind all of them: the table is not for those days */
	date_print(stretch.first, first);
	date_print(stretch.last, last);
	warn(checking, checking->table->row_count, "a record of such a day is an error",
	     "no row of the decision table applies from %s to %s", first, last);
}

/* A case that no row matches, where the table then gives nothing. */
static void check_gaps(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	size_t *said = arena_array(&checking->arena, table->input_count, sizeof *said);
	bool has_said = false;
	char when[ON_SIZE];

	for (size_t i = 0; said && i < checking->stretch_count; i++) {
		struct arena scratch = ARENA_INIT;
		bool any = false;
		int found = 0;

		enter(checking, checking->stretches[i]);
		for (size_t word = 0; word < checking->regions.row_words; word++)
			any |= checking->applying[word] != 0;
		if (!any)
			report_hole(checking, checking->stretches[i]);
		else if (!table->defaults)
			found = regions_uncovered(&checking->regions, checking->applying, NULL, checking->point,
			                          &scratch);
		arena_release(&scratch);
		checking->failed |= found == -1;
		if (found == -2) {
			report_unchecked(checking);
			return;
		}
		if (found != 1 || (has_said && !memcmp(said, checking->point, table->input_count * sizeof *said)))
			continue;
		has_said = true;
		memcpy(said, checking->point, table->input_count * sizeof *said);
		warn(checking, table->row_count, "add a row, or a default: without them it gives nothing",
		     "no row of the decision table matches %.300s%s", show(checking),
		     on(day_of(checking->stretches[i]), when));
	}
	checking->failed |= !said;
}

/* Looks for gaps of the input between two rows, on the days that are looked at. False: no more is to be said of the table. */
static bool check_between(struct table_checking *checking, size_t input, bool *said, int *count, struct date day)
{
	char when[ON_SIZE];

	for (size_t region = 0; region < checking->regions.inputs[input].count; region++) {
		struct region_gap gap = { .input = input, .region = region };
		struct arena scratch = ARENA_INIT;
		int found = said[region] ? 0
		                         : regions_gap(&checking->regions, checking->applying, &gap, checking->point,
		                                       &scratch);

		arena_release(&scratch);
		checking->failed |= found == -1;
		if (found == -2)
			report_unchecked(checking);
		if (found < 0 || *count == MOST_GAPS)
			return false;
		if (found == 0)
			continue;
		said[region] = true;
		++*count;
		warn(checking, gap.above,
		     "bring the rows together; or, where the default is meant there, say so in a row",
		     "between rows %zu and %zu of the decision table, the default takes %.300s%s",
		     number(checking, gap.below), number(checking, gap.above), show(checking), on(day, when));
	}
	return true;
}

/* A default is meant for what lies outside all rows: between two bands it hides that they do not meet. */
static void check_defaulted(struct table_checking *checking)
{
	bool more = checking->table->defaults;
	int count = 0;

	for (size_t input = 0; more && input < checking->table->input_count; input++) {
		bool *said = arena_array(&checking->arena, checking->regions.inputs[input].count, sizeof *said);

		checking->failed |= !said;
		for (size_t i = 0; said && more && i < checking->stretch_count; i++) {
			enter(checking, checking->stretches[i]);
			more = check_between(checking, input, said, &count, day_of(checking->stretches[i]));
		}
	}
}

static int compare_days(const void *a, const void *b)
{
	return date_compare(*(const struct date *) a, *(const struct date *) b);
}

static struct date day_beside(struct date day, int days)
{
	struct date beside = date_from_number(date_number(day) + days);

	return beside.year >= 1 && beside.year <= 9999 ? beside : (struct date){ 0 };
}

/* The days parted where rows begin and end; a table without days is one stretch that is open at both ends. */
static int make_stretches(struct table_checking *checking)
{
	const struct table_file *file = checking->table->file;
	size_t rows = file && file->dated ? file->row_count : 0, count = 0;
	struct date *begins = arena_array(&checking->arena, 2 * rows + 1, sizeof *begins);

	checking->stretches = arena_array(&checking->arena, 2 * rows + 1, sizeof *checking->stretches);
	if (!begins || !checking->stretches)
		return -1;
	for (size_t row = 0; row < rows; row++) {
		struct date after =
			file->rows[row].until.year ? day_beside(file->rows[row].until, 1) : (struct date){ 0 };

		if (file->rows[row].from.year)
			begins[count++] = file->rows[row].from;
		if (after.year)
			begins[count++] = after;
	}
	qsort(begins, count, sizeof *begins, compare_days);
	checking->stretch_count = 1;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && !date_compare(begins[i], begins[i - 1]))
			continue;
		checking->stretches[checking->stretch_count - 1].last = day_beside(begins[i], -1);
		checking->stretches[checking->stretch_count++].first = begins[i];
	}
	return 0;
}

void decision_table_check(const struct decision_table *table, struct place place, const struct syntax_node *written,
                          struct problems *problems)
{
	struct table_checking checking = { .table = table, .place = place, .written = written, .problems = problems };
	int made;

	checking.point = arena_array(&checking.arena, table->input_count, sizeof *checking.point);
	made = checking.point ? regions_make(&checking.regions, table, &checking.arena) : -1;
	checking.applying = arena_array(&checking.arena, checking.regions.row_words, sizeof *checking.applying);
	if (made >= 0 && (!checking.applying || make_stretches(&checking)))
		made = -1;
	if (made == 0)
		report_unchecked(&checking);
	if (made == 1) {
		check_rows(&checking);
		if (table->hit == HIT_UNIQUE || table->hit == HIT_ANY)
			check_overlaps(&checking);
		if (table->hit <= HIT_FIRST) {
			check_gaps(&checking);
			check_defaulted(&checking);
		}
	}
	if (made < 0 || checking.failed) {
		struct error err = ERROR_INIT;

		error_memory(&err);
		problems_add(problems, &err);
	}
	arena_release(&checking.arena);
}
