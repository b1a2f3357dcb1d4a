/* decimal_text.h: exact decimals and their digits. */
#ifndef RECKON_VALUE_DECIMAL_TEXT_H
#define RECKON_VALUE_DECIMAL_TEXT_H

#include "value/decimal.h"

#define DECIMAL_TEXT_SIZE 48 /* sign, 39 digits or "0." and 38, NUL */

struct decimal decimal_canonical(int128 coefficient, int scale); /* coefficient / 10^scale without trailing zeros */

/* The shortest plain form; returns its length. */
size_t decimal_format(struct decimal d, char out[DECIMAL_TEXT_SIZE]);
size_t integer_format(int64_t value, char out[DECIMAL_TEXT_SIZE]);

enum scan_result {
	SCAN_OK,
	SCAN_NOT_A_NUMBER, /* not [+-]digits[.digits] */
	SCAN_COMMAS,       /* a thousands comma in the wrong place */
	SCAN_TOO_LARGE,
	SCAN_TOO_PRECISE /* more than DECIMAL_MAX_SCALE decimals */
};
/* Reads [+-]digits[.digits], thousands commas allowed, times 10^power. */
enum scan_result decimal_scan(const char *text, size_t length, int power, struct decimal *out);

#endif
