/* value_print.c: values as people write them, and as SQLite columns store them. What value_print writes, value_parse
 * reads back as the same value. */
#include "value/value.h"

#include "value/decimal_text.h"
#include "value/float_text.h"

#include <string.h>

/* Plain digits with thousands commas in the whole part; `sign` and `currency` go before. */
static void append_grouped(struct text *out, const char *currency, const char *digits)
{
	size_t whole;

	if (*digits == '-') {
		text_append_char(out, '-');
		digits++;
	}
	text_append(out, currency);
	for (whole = strcspn(digits, "."); whole > 0; whole--) {
		text_append_char(out, *digits++);
		if (whole > 1 && whole % 3 == 1)
			text_append_char(out, ',');
	}
	text_append(out, digits);
}

/* 1250 is £12.50, 740000 is £7,400. */
static void append_money(struct text *out, int64_t pence)
{
	char digits[DECIMAL_TEXT_SIZE];
	size_t length = decimal_format(decimal_canonical(pence, 2), digits);
	const char *point = strchr(digits, '.');

	if (point && point[2] == '\0') {
		digits[length] = '0';
		digits[length + 1] = '\0';
	}
	append_grouped(out, "£", digits);
}

/* Hundredfold by moving the point, which cannot overflow. */
static void append_rate(struct text *out, struct decimal rate)
{
	char digits[DECIMAL_TEXT_SIZE + 2];
	int zeros = rate.scale < 2 && rate.coefficient != 0 ? 2 - rate.scale : 0;
	size_t length;

	rate.scale = rate.scale > 2 ? rate.scale - 2 : 0;
	length = decimal_format(rate, digits);
	memset(digits + length, '0', (size_t) zeros);
	digits[length + (size_t) zeros] = '\0';
	append_grouped(out, "", digits);
	text_append_char(out, '%');
}

static void append_decimal(struct text *out, struct decimal d)
{
	char digits[DECIMAL_TEXT_SIZE];

	decimal_format(d, digits);
	append_grouped(out, "", digits);
}

static void append_float(struct text *out, double number)
{
	char digits[FLOAT_TEXT_SIZE];

	float_format(number, digits);
	text_append(out, digits);
}

void value_print(enum type type, struct value value, struct text *out)
{
	switch (value.kind) {
	case VALUE_NONE:
		text_append(out, "none");
		return;
	case VALUE_UNKNOWN:
		text_append(out, "unknown");
		return;
	case VALUE_INTEGER:
	case VALUE_DECIMAL:
		if (type == TYPE_MONEY && value.kind == VALUE_INTEGER)
			append_money(out, value.as.integer);
		else if (type == TYPE_RATE)
			append_rate(out, value_as_decimal(value));
		else
			append_decimal(out, value_as_decimal(value));
		return;
	case VALUE_FLAG:
		text_append(out, value.as.integer ? "yes" : "no");
		return;
	case VALUE_TEXT:
		if (type == TYPE_ELIGIBILITY && value.length == 12 && !memcmp(value.as.text, "not_eligible", 12))
			text_append(out, "not eligible");
		else
			text_append_bytes(out, value.as.text, value.length);
		return;
	case VALUE_NUMBER:
		append_float(out, value.as.number);
		return;
	}
	bug("a kind of value that does not exist");
}

void value_print_plain(enum type type, struct value value, struct text *out)
{
	char digits[DECIMAL_TEXT_SIZE];

	(void) type; /* what is stored follows from the value alone */
	switch (value.kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		return;
	case VALUE_INTEGER:
	case VALUE_DECIMAL:
		text_append_bytes(out, digits, decimal_format(value_as_decimal(value), digits));
		return;
	case VALUE_FLAG:
		text_append_char(out, value.as.integer ? '1' : '0');
		return;
	case VALUE_TEXT:
		text_append_bytes(out, value.as.text, value.length);
		return;
	case VALUE_NUMBER:
		append_float(out, value.as.number);
		return;
	}
	bug("a kind of value that does not exist");
}
