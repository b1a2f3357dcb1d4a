/* table_doubt.c: tries one value of each region of the inputs that are not known. See table_doubt.h. */
#include "rules/table_doubt.h"

#include "rules/decision_table_regions.h"

#define POINTS_MOST 1024 /* values of all unknown inputs together that are tried */
#define ROWS_MOST   64   /* in doubt: of each record, every cell is held against every region */

/* The rows that match or may, and of their cells those of the inputs that are not known. */
struct doubt {
	const struct decision_table *table;
	const struct table_matches *matches;
	struct decision_table part;
	struct regions regions;
	size_t given; /* by the points tried so far; row_count + 1: none was */
};

static int take_part(struct doubt *doubt, const struct table_case *asked, struct arena *arena)
{
	const struct decision_table *table = doubt->table;
	size_t rows = doubt->matches->count, count = 0;
	struct decision_table *part = &doubt->part;

	part->inputs = arena_array(arena, table->input_count, sizeof *part->inputs);
	part->cells = arena_array(arena, rows * table->input_count, sizeof *part->cells);
	if (!part->inputs || !part->cells)
		return -1;
	part->row_count = rows;
	for (size_t i = 0; i < table->input_count; i++) {
		if (asked->inputs[i].kind == VALUE_UNKNOWN)
			part->inputs[part->input_count++] = table->inputs[i];
	}
	for (size_t row = 0; row < rows; row++) {
		const struct cell *cells = table->cells + doubt->matches->rows[row].row * table->input_count;

		for (size_t i = 0; i < table->input_count; i++) {
			if (asked->inputs[i].kind == VALUE_UNKNOWN)
				part->cells[count++] = cells[i];
		}
	}
	return 0;
}

static bool matches_at(const struct doubt *doubt, size_t row, const size_t *point)
{
	size_t input = 0;

	while (input < doubt->part.input_count && bit_get(doubt->regions.inputs[input].rows[point[input]], row))
		input++;
	return input == doubt->part.input_count;
}

/* The row that says what comes of the point; row_count: no row matches; row_count + 1: rows contradict each other. */
static size_t given_at(const struct doubt *doubt, const size_t *point)
{
	const struct decision_table *table = doubt->table;
	size_t given = table->row_count;

	for (size_t i = 0; i < doubt->matches->count; i++) {
		size_t row = doubt->matches->rows[i].row;

		if (!matches_at(doubt, i, point))
			continue;
		if (given == table->row_count)
			given = row;
		else if (table->hit == HIT_UNIQUE
		         || (table->hit == HIT_ANY && !decision_table_same(table, given, row)))
			return table->row_count + 1;
	}
	return given;
}

/* Whether the point gives what those before it did. */
static bool agrees(struct doubt *doubt, const size_t *point)
{
	size_t given = given_at(doubt, point), none = doubt->table->row_count + 1;

	if (given == none)
		return false;
	if (doubt->given == none)
		doubt->given = given;
	return decision_table_same(doubt->table, doubt->given, given);
}

static bool all_agree(struct doubt *doubt)
{
	size_t point[TABLE_MOST_INPUTS] = { 0 }, input = 0, points = 1;

	ensure(doubt->regions.inputs);
	for (size_t i = 0; i < doubt->part.input_count; i++) {
		points *= doubt->regions.inputs[i].count;
		if (points > POINTS_MOST)
			return false;
	}
	while (input < doubt->part.input_count) {
		if (!agrees(doubt, point))
			return false;
		/* The next point, as a counter goes. */
		for (input = 0; input < doubt->part.input_count; input++) {
			if (++point[input] < doubt->regions.inputs[input].count)
				break;
			point[input] = 0;
		}
	}
	return true;
}

int table_doubt_settled(const struct decision_table *table, const struct table_case *asked,
                        struct table_matches *matches, struct error *err)
{
	struct doubt doubt = { .table = table, .matches = matches, .given = table->row_count + 1 };
	struct arena arena = ARENA_INIT;
	bool settled;
	int made;

	if (matches->count > ROWS_MOST)
		return 0;
	made = take_part(&doubt, asked, &arena) ? -1 : regions_make(&doubt.regions, &doubt.part, &arena);
	settled = made > 0 && all_agree(&doubt);
	if (settled)
		matches->given = doubt.given;
	arena_release(&arena);
	return made < 0 ? error_memory(err) : settled;
}
