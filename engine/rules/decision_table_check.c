/* decision_table_check.c: says which rows of a decision table overlap, which cases no row matches, and which rows are never hit, as
 * far as its hit policy makes that a fault; each with an example. */
#include "rules/decision_table_check.h"

#include "rules/decision_table_regions.h"
#include "rules/place.h"

#include <stdarg.h>
#include <string.h>

#define MOST_OVERLAPS 20 /* said of one table */

struct table_checking {
	struct regions regions;
	const struct decision_table *table;
	struct place place;
	const struct syntax_node *written;
	struct problems *problems;
	struct arena arena;
	size_t *point; /* a region for each input */
	bool has_default;
	bool failed; /* out of memory */
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

/* A warning at a row; at the table where `row` is its number of rows. */
static void warn(struct table_checking *checking, size_t row, const char *hint, const char *format, ...)
{
	const struct syntax_node *node = row < checking->table->row_count ? written_row(checking, row) : NULL;
	const struct source *source = checking->place.source;
	struct error err = ERROR_INIT;
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s", message);
	err.warning = true;
	if (node)
		error_excerpt(&err, source->shown, source->text, source->length, node->offset, node->length);
	else
		place_error(&err, checking->place);
	if (hint)
		error_hint(&err, "%s", hint);
	problems_add(checking->problems, &err);
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

static bool agree(const struct decision_table *table, size_t a, size_t b)
{
	for (size_t i = 0; i < table->output_count; i++) {
		if (value_compare(table->results[a * table->output_count + i],
		                  table->results[b * table->output_count + i])
		    != 0)
			return false;
	}
	return true;
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

static bool overlap(struct table_checking *checking, size_t a, size_t b)
{
	for (size_t i = 0; i < checking->table->input_count; i++) {
		long region = shared_region(&checking->regions.inputs[i], a, b);

		if (region < 0)
			return false;
		checking->point[i] = (size_t) region;
	}
	return true;
}

/* Each row with the first before it that it must not share a case with. */
static void check_overlaps(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	bool any = table->hit == HIT_ANY;
	int said = 0;

	for (size_t row = 1; row < table->row_count && said < MOST_OVERLAPS; row++) {
		for (size_t other = 0; other < row; other++) {
			if ((any && agree(table, row, other)) || !overlap(checking, other, row))
				continue;
			warn(checking, row,
			     any ? "under hit = \"any\" rows that match together must give the same"
			         : "a record that two rows match is an error: part them, or say hit = \"first\"",
			     "rows %zu and %zu of the decision table both match %.300s", other + 1, row + 1,
			     show(checking));
			said++;
			break;
		}
	}
}

static void report_unchecked(struct table_checking *checking)
{
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
		     "row %zu of the decision table never matches: no value passes its cell for '%.80s'", row + 1,
		     checking->table->inputs[i].label);
		return true;
	}
	return false;
}

/* The first of `rows`, in the order in which they are looked at, that matches the row's first case. */
static size_t taken_by(const struct table_checking *checking, size_t row)
{
	const struct decision_table *table = checking->table;

	for (size_t at = 0; at < table->row_count && table->order[at] != row; at++) {
		bool matches = true;

		for (size_t i = 0; i < table->input_count; i++)
			matches =
				matches
				&& bit_get(checking->regions.inputs[i].regions[table->order[at]], checking->point[i]);
		if (matches)
			return table->order[at];
	}
	return row;
}

static void report_unreachable(struct table_checking *checking, size_t row)
{
	char hint[400];

	/* An example that records hold, where there is one. */
	for (size_t i = 0; i < checking->table->input_count; i++) {
		long region = shared_region(&checking->regions.inputs[i], row, row);

		checking->point[i] = region < 0 ? 0 : (size_t) region;
	}
	snprintf(hint, sizeof hint, "row %zu takes %.300s", taken_by(checking, row) + 1, show(checking));
	warn(checking, row, hint,
	     "row %zu of the decision table is never hit: others before it take all that it matches", row + 1);
}

/* Rows that can never be the one that is hit. */
static void check_rows(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	bool in_order = table->hit == HIT_FIRST || table->hit == HIT_PRIORITY;
	uint64_t *before = arena_array(&checking->arena, checking->regions.row_words, sizeof *before);

	checking->failed |= !before;
	for (size_t at = 0; before && at < table->row_count; at++) {
		size_t row = table->order[at];
		int found;

		if (check_dead(checking, row))
			continue;
		found = in_order && at > 0 ? regions_uncovered(&checking->regions, before, &row, checking->point,
		                                               &checking->arena)
		                           : 1;
		if (found == 0)
			report_unreachable(checking, row);
		if (found == -2) {
			report_unchecked(checking);
			return;
		}
		checking->failed |= found == -1;
		bit_set(before, row);
	}
}

/* A case that no row matches, where the table then gives nothing. */
static void check_gaps(struct table_checking *checking)
{
	const struct decision_table *table = checking->table;
	uint64_t *all = arena_array(&checking->arena, checking->regions.row_words, sizeof *all);
	int found = -1;

	for (size_t row = 0; all && row < table->row_count; row++)
		bit_set(all, row);
	if (all)
		found = regions_uncovered(&checking->regions, all, NULL, checking->point, &checking->arena);
	if (found == 1)
		warn(checking, table->row_count, "add a row, or a default: without them it gives nothing",
		     "no row of the decision table matches %.300s", show(checking));
	else if (found == -2)
		report_unchecked(checking);
	checking->failed |= found == -1;
}

void decision_table_check(lua_State *L, int index, struct place place, const struct syntax_node *written,
                          struct problems *problems)
{
	struct table_checking checking = {
		.table = lua_touserdata(L, index), .place = place, .written = written, .problems = problems
	};
	enum hit_policy hit = checking.table->hit;
	int made;

	checking.has_default = lua_getiuservalue(L, index, TABLE_DEFAULT) != LUA_TNIL;
	lua_pop(L, 1);
	checking.point = arena_array(&checking.arena, checking.table->input_count, sizeof *checking.point);
	made = checking.point ? regions_make(&checking.regions, checking.table, &checking.arena) : -1;
	if (made == 0)
		report_unchecked(&checking);
	if (made == 1) {
		check_rows(&checking);
		if (hit == HIT_UNIQUE || hit == HIT_ANY)
			check_overlaps(&checking);
		if (!checking.has_default && hit <= HIT_FIRST)
			check_gaps(&checking);
	}
	if (made < 0 || checking.failed) {
		struct error err = ERROR_INIT;

		error_memory(&err);
		problems_add(problems, &err);
	}
	arena_release(&checking.arena);
}
