/* tally.c: what the differences between two runs come to, record by record. */
#include "run/tally.h"

const int64_t tally_bounds[TALLY_BANDS - 1] = { 100, 1000, 10000, 100000, 1000000, 10000000 };

enum state state_of(enum type type, struct value value)
{
	if (value.kind == VALUE_NONE)
		return STATE_NONE;
	if (value.kind == VALUE_UNKNOWN)
		return STATE_UNKNOWN;
	if (value.kind == VALUE_FLAG)
		return value.as.integer ? STATE_YES : STATE_NO;
	if (type != TYPE_ELIGIBILITY || value.kind != VALUE_TEXT || value.length == 0)
		return STATE_YES;
	return value.as.text[0] == 'u' ? STATE_UNKNOWN : value.as.text[0] == 'n' ? STATE_NO : STATE_YES;
}

static size_t band_of(struct decimal size)
{
	size_t band = 0;

	while (band < TALLY_BANDS - 1 && decimal_compare(size, decimal_from_integer(tally_bounds[band])) >= 0)
		band++;
	return band;
}

int tally_amount(struct tally *tally, struct value from, struct value to, struct decimal *difference,
                 struct error *err)
{
	struct decimal size;

	if (from.kind == VALUE_UNKNOWN || to.kind == VALUE_UNKNOWN) {
		tally->unknown++;
		return 0;
	}
	if (from.kind == VALUE_NONE || to.kind == VALUE_NONE) {
		tally->none += from.kind != to.kind;
		tally->same += from.kind == to.kind;
		return 0;
	}
	if (decimal_subtract(value_as_decimal(to), value_as_decimal(from), difference, err))
		return -1;
	if (difference->coefficient == 0) {
		tally->same++;
		return 0;
	}
	if (difference->coefficient > 0) {
		tally->more++;
		tally->more_bands[band_of(*difference)]++;
		return decimal_add(tally->gains, *difference, &tally->gains, err);
	}
	tally->less++;
	if (decimal_negate(*difference, &size, err))
		return -1;
	tally->less_bands[band_of(size)]++;
	return decimal_add(tally->losses, *difference, &tally->losses, err);
}

int tally_net(const struct tally *tally, struct decimal *out, struct error *err)
{
	return decimal_add(tally->gains, tally->losses, out, err);
}
