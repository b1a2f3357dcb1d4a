/* float_text.h: floats as text, the same on every machine and under every locale: nearest and shortest. */
#ifndef RECKON_VALUE_FLOAT_TEXT_H
#define RECKON_VALUE_FLOAT_TEXT_H

#include "value/decimal.h"

#define FLOAT_TEXT_SIZE 40

/* The shortest text that reads back as the same float: "0.1", "1500", "1.5e20", "-inf", "nan". */
void float_format(double value, char out[FLOAT_TEXT_SIZE]);

/* Reads [+-]digits[.digits][e[+-]digits] as the nearest float, ties to even. False: not of that form, or beyond the
 * range of a float, which sets *too_large. */
bool float_scan(const char *text, size_t length, double *out, bool *too_large);

/* By exact value. `number` is not NaN. */
int float_compare_decimal(double number, struct decimal d);

#endif
