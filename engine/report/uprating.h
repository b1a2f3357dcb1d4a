/* uprating.h: how a parameter's value follows from the one before it, so that a reader can work it out again. */
#ifndef RECKON_REPORT_UPRATING_H
#define RECKON_REPORT_UPRATING_H

#include "base/text.h"
#include "config/parameters.h"

/* `base`, moved as the index moved, before it is rounded; *exact false: cut off behind eight decimals. False: rounded it does not give
 * `value` (which is a mean of several), or it is too large. */
bool uprating_product(const struct parameter *parameter, const struct uprated *uprated, struct value base,
                      struct value value, struct value *product, bool *exact);

/* "cpi of 2026-04-01: £107.74 × (1 + 2%) = £109.8948, rounded to a multiple of £0.01 (half_up)"; nothing where the value is given, or not
 * a single one. */
void report_uprating(const struct parameter *parameter, const struct dated_value *value, struct text *out);

#endif
