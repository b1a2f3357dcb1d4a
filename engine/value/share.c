/* share.c: splitting a whole number in proportion, exactly. */
#include "value/decimal.h"
#include "value/wide.h"

#include <stdlib.h>

struct part {
	struct wide remainder;
	size_t index;
};

static int by_remainder(const void *left, const void *right)
{
	const struct part *a = left, *b = right;
	int order = wide_compare(&b->remainder, &a->remainder);

	return order ? order : a->index < b->index ? -1 : a->index > b->index;
}

static int check_weights(const struct decimal *weights, size_t count, int *scale, struct error *err)
{
	bool any = false;

	*scale = 0;
	for (size_t i = 0; i < count; i++) {
		if (weights[i].coefficient < 0)
			return error_set(err, ERROR_INPUT, "share: weight %zu is negative", i + 1);
		any |= weights[i].coefficient > 0;
		if (weights[i].scale > *scale)
			*scale = weights[i].scale;
	}
	return any ? 0 : error_set(err, ERROR_INPUT, "share: no weight is more than 0");
}

static void set_weight(struct wide *out, struct decimal weight, int scale)
{
	wide_set(out, (uint128) weight.coefficient);
	wide_scale(out, scale - weight.scale);
}

int share_by_weight(int64_t total, const struct decimal *weights, size_t count, int64_t *out, struct error *err)
{
	uint64_t size = total < 0 ? -(uint64_t) total : (uint64_t) total, left = size;
	struct wide all, weight, whole, product, quotient;
	struct part *parts;
	uint128 given;
	int scale;

	if (check_weights(weights, count, &scale, err))
		return -1;
	parts = calloc(count, sizeof *parts);
	if (!parts)
		return error_memory(err);
	wide_set(&all, 0);
	for (size_t i = 0; i < count; i++) {
		set_weight(&weight, weights[i], scale);
		wide_add(&all, &weight, &all);
	}
	wide_set(&whole, size);
	for (size_t i = 0; i < count; i++) {
		set_weight(&weight, weights[i], scale);
		wide_multiply(&weight, &whole, &product);
		wide_divide(&product, &all, &quotient, &parts[i].remainder);
		ensure(wide_get(&quotient, &given) && given <= left);
		left -= (uint64_t) given;
		out[i] = (int64_t) (total < 0 ? -(uint64_t) given : (uint64_t) given);
		parts[i].index = i;
	}
	qsort(parts, count, sizeof *parts, by_remainder);
	for (size_t i = 0; i < left; i++)
		out[parts[i].index] += total < 0 ? -1 : 1;
	free(parts);
	return 0;
}
