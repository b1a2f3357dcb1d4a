/* decision_table_cover.c: looks for a case that rows of a decision table leave out, or leave out between them: input by input, with
 * the rows that are still possible, and no further where one of them takes all that is left. */
#include "rules/decision_table_regions.h"

#include <string.h>

struct search {
	struct regions *regions;
	const size_t *within;
	size_t *point;
	uint64_t **rows; /* for each input, those possible before it */
};

static bool is_allowed(const struct search *search, size_t input, size_t region)
{
	const struct input_regions *own = &search->regions->inputs[input];

	if (own->items[region].doubtful && !search->regions->doubts)
		return false;
	return search->within ? bit_get(own->regions[*search->within], region) : own->items[region].missing;
}

/* The first region allowed for each input from `input` on; false: one has none. */
static bool fill(const struct search *search, size_t input)
{
	for (; input < search->regions->table->input_count; input++) {
		size_t count = search->regions->inputs[input].count, region = 0;

		while (region < count && !is_allowed(search, input, region))
			region++;
		if (region == count)
			return false;
		search->point[input] = region;
	}
	return true;
}

/* Whether one of the rows takes whatever is left from `input` on, or none is possible any more. */
static bool settles(const struct regions *regions, const uint64_t *rows, size_t input, bool *empty)
{
	*empty = true;
	for (size_t word = 0; word < regions->row_words; word++) {
		for (uint64_t left = rows[word]; left; left &= left - 1) {
			*empty = false;
			if (regions->any_from[word * 64 + (size_t) __builtin_ctzll(left)] <= input)
				return true;
		}
	}
	return false;
}

/* Recursion is bounded by TABLE_MOST_INPUTS. */
static bool look(struct search *search, size_t input)
{
	const struct regions *regions = search->regions;
	const uint64_t *before = NULL;
	bool empty;

	if (++search->regions->steps > REGIONS_MOST_STEPS || settles(regions, search->rows[input], input, &empty))
		return false;
	if (empty)
		return fill(search, input);
	for (size_t region = 0; region < regions->inputs[input].count; region++) {
		const uint64_t *mask = regions->inputs[input].rows[region];

		if (!is_allowed(search, input, region)
		    || (before && !memcmp(before, mask, regions->row_words * sizeof *mask)))
			continue;
		before = mask;
		for (size_t i = 0; i < regions->row_words; i++)
			search->rows[input + 1][i] = search->rows[input][i] & mask[i];
		search->point[input] = region;
		if (look(search, input + 1))
			return true;
	}
	return false;
}

int regions_uncovered(struct regions *regions, const uint64_t *rows, const size_t *within, size_t *point,
                      struct arena *arena)
{
	struct search search = { .regions = regions, .within = within, .point = point };
	size_t count = regions->table->input_count;
	bool found;

	search.rows = arena_array(arena, count + 1, sizeof *search.rows);
	for (size_t i = 0; search.rows && i <= count; i++) {
		search.rows[i] = arena_array(arena, regions->row_words, sizeof **search.rows);
		if (!search.rows[i])
			return -1;
	}
	if (!search.rows)
		return -1;
	memcpy(search.rows[0], rows, regions->row_words * sizeof *rows);
	found = look(&search, 0);
	return found ? 1 : regions->steps > REGIONS_MOST_STEPS ? -2 : 0;
}

struct between {
	struct regions *regions;
	struct region_gap *gap;
	size_t *point;
	uint64_t **rows; /* for each input three sets of those possible before it: of the gap, below and above it */
};

static bool is_measured(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_INTEGER || type == TYPE_DATE || type == TYPE_RATE
	       || type == TYPE_DECIMAL;
}

/* Whether the row takes more than single values of the input. */
static bool is_band(const struct decision_table *table, size_t row, size_t input)
{
	const struct cell *cell = &table->cells[row * table->input_count + input];

	for (size_t i = 0; i < cell->count && !cell->negated; i++) {
		const struct cell_bound *low = &cell->tests[i].low, *high = &cell->tests[i].high;

		if (!low->present || !high->present || value_compare(low->value, high->value) != 0)
			return true;
	}
	return false;
}

static bool any_row(const uint64_t *rows, size_t words, size_t *first)
{
	for (size_t word = 0; word < words; word++) {
		if (rows[word]) {
			*first = word * 64 + (size_t) __builtin_ctzll(rows[word]);
			return true;
		}
	}
	return false;
}

/* The nearest rows on both sides of the case that was found. */
static bool name_rows(const struct between *between, const uint64_t *below, const uint64_t *above, uint64_t *nearest)
{
	const struct regions *regions = between->regions;
	struct region_gap *gap = between->gap;
	const struct input_regions *own = &regions->inputs[gap->input];
	bool found = any_row(below, regions->row_words, &gap->below);

	for (size_t region = gap->region + 1; found && region < own->count; region++) {
		for (size_t i = 0; i < regions->row_words; i++)
			nearest[i] = above[i] & own->rows[region][i];
		if (any_row(nearest, regions->row_words, &gap->above))
			return gap->above != gap->below
			       && (is_band(regions->table, gap->below, gap->input)
			           || is_band(regions->table, gap->above, gap->input));
	}
	return false;
}

/* Recursion is bounded by TABLE_MOST_INPUTS. */
static bool look_between(struct between *between, size_t input)
{
	struct regions *regions = between->regions;
	size_t words = regions->row_words, ignored;
	uint64_t *const *now = &between->rows[3 * input], *const *next = now + 3;
	bool empty;

	if (++regions->steps > REGIONS_MOST_STEPS || !any_row(now[1], words, &ignored)
	    || !any_row(now[2], words, &ignored) || settles(regions, now[0], input, &empty))
		return false;
	if (input == regions->table->input_count)
		return name_rows(between, now[1], now[2], next[0]);
	for (size_t region = 0; region < regions->inputs[input].count; region++) {
		const uint64_t *mask = regions->inputs[input].rows[region];
		bool is_gap = input == between->gap->input;

		if (is_gap ? region != between->gap->region : !regions->inputs[input].items[region].missing)
			continue;
		for (size_t i = 0; i < words; i++) {
			next[0][i] = now[0][i] & mask[i];
			next[1][i] = is_gap ? now[1][i] : now[1][i] & mask[i];
			next[2][i] = is_gap ? now[2][i] : now[2][i] & mask[i];
		}
		between->point[input] = region;
		if (look_between(between, input + 1))
			return true;
	}
	return false;
}

int regions_gap(struct regions *regions, const uint64_t *rows, struct region_gap *gap, size_t *point,
                struct arena *arena)
{
	struct between between = { .regions = regions, .gap = gap, .point = point };
	const struct input_regions *own = &regions->inputs[gap->input];
	size_t sets = 3 * (regions->table->input_count + 2);

	if (!is_measured(regions->table->inputs[gap->input].type) || gap->region == 0
	    || !own->items[gap->region].missing || own->items[gap->region - 1].example.kind == VALUE_NONE)
		return 0;
	between.rows = arena_array(arena, sets, sizeof *between.rows);
	for (size_t i = 0; between.rows && i < sets; i++) {
		between.rows[i] = arena_array(arena, regions->row_words, sizeof **between.rows);
		if (!between.rows[i])
			return -1;
	}
	if (!between.rows)
		return -1;
	for (size_t i = 0; i < regions->row_words; i++) {
		uint64_t here = own->rows[gap->region][i];

		between.rows[0][i] = rows[i];
		between.rows[1][i] = rows[i] & own->rows[gap->region - 1][i] & ~here;
		for (size_t region = gap->region + 1; region < own->count; region++)
			between.rows[2][i] |= rows[i] & own->rows[region][i] & ~here;
	}
	if (look_between(&between, 0))
		return 1;
	return regions->steps > REGIONS_MOST_STEPS ? -2 : 0;
}
