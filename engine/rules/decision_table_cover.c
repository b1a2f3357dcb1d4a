/* decision_table_cover.c: looks for a case that rows of a decision table leave out: input by input, with the rows that are still
 * possible, and no further where one of them takes all that is left. */
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

/* Whether one of the rows takes whatever is left, or none is possible any more. */
static bool settles(const struct search *search, size_t input, bool *empty)
{
	const struct regions *regions = search->regions;
	const uint64_t *rows = search->rows[input];

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

	if (++search->regions->steps > REGIONS_MOST_STEPS || settles(search, input, &empty))
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
