/* total.c: adds up totals, exactly, in groups found by a hash table over their canonical bytes. */
#include "evaluate/total.h"

#include <stdlib.h>
#include <string.h>

struct group {
	struct value *by; /* in the arena */
	const char *key;  /* canonical bytes of `by`, in the arena */
	size_t key_length;
	uint64_t hash;
	struct total_cell cell;
};

struct accumulator {
	const struct total *total;
	struct arena arena; /* the groups' values and keys; extremes' texts */
	struct total_cell all;
	struct group *groups; /* in the order they were met */
	size_t group_count, group_capacity;
	uint32_t *buckets; /* group + 1, or 0; a power of two, at most half full */
	size_t bucket_count;
	struct text key; /* scratch */
};

int total_cell_add(struct total_cell *cell, struct value value, struct error *err)
{
	if (decimal_add(cell->sum, value_as_decimal(value), &cell->sum, err))
		return -1;
	cell->known++;
	return 0;
}

int total_cell_merge(struct total_cell *into, const struct total_cell *from, struct error *err)
{
	if (decimal_add(into->sum, from->sum, &into->sum, err))
		return -1;
	into->known += from->known;
	into->unknown += from->unknown;
	return 0;
}

struct accumulator *accumulator_new(const struct total *total)
{
	struct accumulator *accumulator = calloc(1, sizeof *accumulator);

	if (accumulator)
		accumulator->total = total;
	return accumulator;
}

void accumulator_free(struct accumulator *accumulator)
{
	if (!accumulator)
		return;
	arena_release(&accumulator->arena);
	text_release(&accumulator->key);
	free(accumulator->groups);
	free(accumulator->buckets);
	free(accumulator);
}

void accumulator_clear(struct accumulator *accumulator)
{
	arena_clear(&accumulator->arena);
	if (accumulator->group_count) {
		memset(accumulator->buckets, 0, accumulator->bucket_count * sizeof *accumulator->buckets);
		memset(accumulator->groups, 0, accumulator->group_count * sizeof *accumulator->groups);
	}
	accumulator->group_count = 0;
	accumulator->all = (struct total_cell){ .known = 0 };
}

/* FNV-1a: only finds groups again; their order comes from their values. */
static uint64_t hash_bytes(const char *bytes, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char) bytes[i]) * 0x100000001b3u;
	return hash;
}

static int copy_value(struct arena *arena, struct value value, struct value *out)
{
	*out = value;
	if (value.kind == VALUE_TEXT) {
		out->as.text = arena_bytes(arena, value.as.text, value.length);
		if (!out->as.text)
			return -1;
	}
	return 0;
}

static int grow_buckets(struct accumulator *accumulator)
{
	size_t count = accumulator->bucket_count ? 2 * accumulator->bucket_count : 64;
	uint32_t *buckets = calloc(count, sizeof *buckets);

	if (!buckets)
		return -1;
	for (size_t i = 0; i < accumulator->group_count; i++) {
		size_t at = accumulator->groups[i].hash & (count - 1);

		while (buckets[at])
			at = (at + 1) & (count - 1);
		buckets[at] = (uint32_t) i + 1;
	}
	free(accumulator->buckets);
	accumulator->buckets = buckets;
	accumulator->bucket_count = count;
	return 0;
}

static int new_group(struct accumulator *accumulator, const struct value *by, uint64_t hash, struct error *err)
{
	const struct total *total = accumulator->total;
	struct group *group;

	if (accumulator->group_count >= TOTAL_GROUPS_MAX)
		return error_set(err, ERROR_INPUT, "total '%s' has more than %d groups", total->name,
		                 TOTAL_GROUPS_MAX);
	if (array_reserve(&accumulator->groups, &accumulator->group_capacity, accumulator->group_count + 1,
	                  sizeof *accumulator->groups))
		return error_memory(err);
	group = &accumulator->groups[accumulator->group_count];
	group->hash = hash;
	group->key_length = accumulator->key.length;
	group->key = arena_bytes(&accumulator->arena, text_string(&accumulator->key), accumulator->key.length);
	group->by = arena_array(&accumulator->arena, total->by_count, sizeof *group->by);
	if (!group->key || !group->by)
		return error_memory(err);
	for (size_t i = 0; i < total->by_count; i++) {
		if (copy_value(&accumulator->arena, by[i], &group->by[i]))
			return error_memory(err);
	}
	accumulator->group_count++;
	return 0;
}

static struct group *find_group(struct accumulator *accumulator, const struct value *by, struct error *err)
{
	uint64_t hash;
	size_t at;

	text_clear(&accumulator->key);
	for (size_t i = 0; i < accumulator->total->by_count; i++)
		value_canonical(by[i], &accumulator->key);
	if (accumulator->key.failed
	    || (accumulator->bucket_count < 2 * (accumulator->group_count + 1) && grow_buckets(accumulator))) {
		error_memory(err);
		return NULL;
	}
	hash = hash_bytes(text_string(&accumulator->key), accumulator->key.length);
	for (at = hash & (accumulator->bucket_count - 1); accumulator->buckets[at];
	     at = (at + 1) & (accumulator->bucket_count - 1)) {
		struct group *group = &accumulator->groups[accumulator->buckets[at] - 1];

		if (group->hash == hash && group->key_length == accumulator->key.length
		    && !memcmp(group->key, accumulator->key.bytes, group->key_length))
			return group;
	}
	if (new_group(accumulator, by, hash, err))
		return NULL;
	accumulator->buckets[at] = (uint32_t) accumulator->group_count;
	return &accumulator->groups[accumulator->group_count - 1];
}

static bool more_extreme(enum total_kind kind, struct value value, struct value than)
{
	int order;

	if (than.kind == VALUE_NONE)
		return true;
	order = value_compare(value, than);
	return kind == TOTAL_MIN ? order < 0 : order > 0;
}

/* Adds to one cell what the total's kind asks for. Counting flags counts the true ones, so a group of none shows as 0. */
static int add_to_cell(struct accumulator *accumulator, struct total_cell *cell, struct value value,
                       struct error *err)
{
	enum total_kind kind = accumulator->total->kind;

	if (value.kind == VALUE_UNKNOWN) {
		cell->unknown++;
		return 0;
	}
	if (kind == TOTAL_SUM)
		return total_cell_add(cell, value, err);
	if (kind == TOTAL_COUNT)
		return total_cell_add(cell, value_integer(value.kind == VALUE_FLAG ? value.as.integer : 1), err);
	if (more_extreme(kind, value, cell->extreme) && copy_value(&accumulator->arena, value, &cell->extreme))
		return error_memory(err);
	cell->known++;
	return 0;
}

int accumulator_add(struct accumulator *accumulator, struct value value, const struct value *by, struct error *err)
{
	struct group *group;

	if (value.kind == VALUE_NONE)
		return 0;
	if (add_to_cell(accumulator, &accumulator->all, value, err))
		return -1;
	if (accumulator->total->by_count == 0)
		return 0;
	group = find_group(accumulator, by, err);
	return group ? add_to_cell(accumulator, &group->cell, value, err) : -1;
}

static int merge_cells(struct accumulator *into, struct total_cell *cell, const struct total_cell *from,
                       struct error *err)
{
	if (from->extreme.kind != VALUE_NONE && more_extreme(into->total->kind, from->extreme, cell->extreme)
	    && copy_value(&into->arena, from->extreme, &cell->extreme))
		return error_memory(err);
	return total_cell_merge(cell, from, err);
}

int accumulator_merge(struct accumulator *into, const struct accumulator *from, struct error *err)
{
	if (merge_cells(into, &into->all, &from->all, err))
		return -1;
	for (size_t i = 0; i < from->group_count; i++) {
		struct group *group = find_group(into, from->groups[i].by, err);

		if (!group || merge_cells(into, &group->cell, &from->groups[i].cell, err))
			return -1;
	}
	return 0;
}

/* Money that left its range is an error, not a figure. */
static int check_cell(const struct total *total, const struct total_cell *cell, struct error *err)
{
	struct error cause;

	if (total->kind != TOTAL_SUM || !value_check(total->of.value_type, value_decimal(cell->sum), &cause))
		return 0;
	error_set(err, ERROR_INPUT, "total '%s' is beyond what its type can hold", total->name);
	return error_cause(err, "%.200s", cause.message);
}

struct sorting {
	size_t by_count;
};

static int compare_groups(const void *a, const void *b, void *context)
{
	const struct total_group *left = a, *right = b;
	const struct sorting *sorting = context;

	for (size_t i = 0; i < sorting->by_count; i++) {
		int order = value_compare(left->by[i], right->by[i]);

		if (order)
			return order;
	}
	return 0;
}

static int copy_cell(struct arena *arena, const struct total_cell *from, struct total_cell *out)
{
	*out = *from;
	return copy_value(arena, from->extreme, &out->extreme);
}

int accumulator_result(const struct accumulator *accumulator, struct arena *arena, struct total_result *out,
                       struct error *err)
{
	const struct total *total = accumulator->total;
	struct sorting sorting = { .by_count = total->by_count };

	*out = (struct total_result){ .group_count = accumulator->group_count };
	out->groups = arena_array(arena, accumulator->group_count, sizeof *out->groups);
	if (!out->groups || copy_cell(arena, &accumulator->all, &out->all))
		return error_memory(err);
	for (size_t i = 0; i < accumulator->group_count; i++) {
		const struct group *from = &accumulator->groups[i];
		struct total_group *group = &out->groups[i];

		group->by = arena_array(arena, total->by_count, sizeof *group->by);
		if (!group->by || copy_cell(arena, &from->cell, &group->cell))
			return error_memory(err);
		for (size_t j = 0; j < total->by_count; j++) {
			if (copy_value(arena, from->by[j], &group->by[j]))
				return error_memory(err);
		}
		if (check_cell(total, &group->cell, err))
			return -1;
	}
	if (out->group_count)
		qsort_r(out->groups, out->group_count, sizeof *out->groups, compare_groups, &sorting);
	return check_cell(total, &accumulator->all, err);
}
