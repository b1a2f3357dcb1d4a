/* value.c: types and their names, making values, ordering them, and fitting them to a type. */
#include "value/value.h"

#include "value/decimal_text.h"
#include "value/float_text.h"
#include "value/quote.h"

#include <math.h>
#include <string.h>

const char *const type_names[TYPE_COUNT + 1] = { "money", "rate",   "decimal", "integer",     "flag", "date",
	                                         "text",  "status", "number",  "eligibility", NULL };

bool type_named(const char *name, enum type *type)
{
	for (int i = 0; i < TYPE_COUNT; i++) {
		if (!strcmp(type_names[i], name)) {
			*type = (enum type) i;
			return true;
		}
	}
	return false;
}

struct value value_decimal(struct decimal value)
{
	int64_t whole;

	if (decimal_is_integer(value, &whole))
		return value_integer(whole);
	return (struct value){ .kind = VALUE_DECIMAL, .scale = value.scale, .as.coefficient = value.coefficient };
}

struct decimal value_as_decimal(struct value value)
{
	ensure(value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL);
	return value.kind == VALUE_INTEGER
	               ? decimal_from_integer(value.as.integer)
	               : (struct decimal){ .coefficient = value.as.coefficient, .scale = value.scale };
}

/* none, unknown, numbers, flags, texts */
static int rank(struct value value)
{
	switch (value.kind) {
	case VALUE_NONE:
		return 0;
	case VALUE_UNKNOWN:
		return 1;
	case VALUE_INTEGER:
	case VALUE_DECIMAL:
	case VALUE_NUMBER:
		return 2;
	case VALUE_FLAG:
		return 3;
	case VALUE_TEXT:
		return 4;
	}
	bug("a kind of value that does not exist");
}

/* NaN comes before every other number. */
static int compare_numbers(struct value a, struct value b)
{
	bool a_is_float = a.kind == VALUE_NUMBER, b_is_float = b.kind == VALUE_NUMBER;
	bool a_is_nan = a_is_float && isnan(a.as.number), b_is_nan = b_is_float && isnan(b.as.number);

	if (a_is_nan || b_is_nan)
		return b_is_nan - a_is_nan;
	if (a_is_float && b_is_float)
		return a.as.number < b.as.number ? -1 : a.as.number > b.as.number;
	if (a_is_float)
		return float_compare_decimal(a.as.number, value_as_decimal(b));
	if (b_is_float)
		return -float_compare_decimal(b.as.number, value_as_decimal(a));
	if (a.kind == VALUE_INTEGER && b.kind == VALUE_INTEGER)
		return a.as.integer < b.as.integer ? -1 : a.as.integer > b.as.integer;
	return decimal_compare(value_as_decimal(a), value_as_decimal(b));
}

int value_compare(struct value a, struct value b)
{
	int order = rank(a) - rank(b);
	uint32_t shorter;

	if (order)
		return order < 0 ? -1 : 1;
	switch (a.kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		return 0;
	case VALUE_FLAG:
		return a.as.integer < b.as.integer ? -1 : a.as.integer > b.as.integer;
	case VALUE_INTEGER:
	case VALUE_DECIMAL:
	case VALUE_NUMBER:
		return compare_numbers(a, b);
	case VALUE_TEXT:
		shorter = a.length < b.length ? a.length : b.length;
		order = shorter ? memcmp(a.as.text, b.as.text, shorter) : 0;
		if (order)
			return order < 0 ? -1 : 1;
		return a.length < b.length ? -1 : a.length > b.length;
	}
	bug("a kind of value that does not exist");
}

/* What each type expects, as messages say it. */
static const char *const expected[TYPE_COUNT] = {
	"money (whole pence)",       "a rate", "a decimal",       "an integer", "a flag (yes or no)",
	"a date such as 2025-04-01", "text",   "a status (text)", "a number",   "eligible, not_eligible or unknown",
};

/* A value in the words of a message: 12.345, 'abc', yes. */
static void describe(struct value value, char out[QUOTE_SIZE + 2])
{
	char text[DECIMAL_TEXT_SIZE], quoted[QUOTE_SIZE];

	_Static_assert(DECIMAL_TEXT_SIZE <= QUOTE_SIZE && FLOAT_TEXT_SIZE <= DECIMAL_TEXT_SIZE, "sizes");
	switch (value.kind) {
	case VALUE_NONE:
	case VALUE_UNKNOWN:
		strcpy(out, value.kind == VALUE_NONE ? "none" : "unknown");
		return;
	case VALUE_INTEGER:
	case VALUE_DECIMAL:
		decimal_format(value_as_decimal(value), text);
		strcpy(out, text);
		return;
	case VALUE_FLAG:
		strcpy(out, value.as.integer ? "the flag yes" : "the flag no");
		return;
	case VALUE_TEXT:
		snprintf(out, QUOTE_SIZE + 2, "'%s'", quote(value.as.text, value.length, quoted));
		return;
	case VALUE_NUMBER:
		float_format(value.as.number, text);
		snprintf(out, QUOTE_SIZE + 2, "the float %s", text);
		return;
	}
}

static int wrong(enum type type, struct value value, struct error *err)
{
	char shown[QUOTE_SIZE + 2];

	describe(value, shown);
	error_set(err, ERROR_INPUT, "expected %s, got %s", expected[type], shown);
	if (value.kind == VALUE_NUMBER)
		return error_hint(err,
		                  "a float is for statistics only: write the decimal as text, or round it to a step");
	if (type == TYPE_MONEY && value.kind == VALUE_DECIMAL)
		return error_hint(err, "round it: round(x, money \"1p\")");
	if (type == TYPE_INTEGER && value.kind == VALUE_DECIMAL)
		return error_hint(err, value.scale > 0 ? "round it: round(x, 1)" : "an integer has at most 64 bits");
	return -1;
}

static int check_money(struct value value, struct error *err)
{
	if (value.kind != VALUE_INTEGER)
		return wrong(TYPE_MONEY, value, err);
	if (value.as.integer < -MONEY_LIMIT || value.as.integer > MONEY_LIMIT)
		return error_set(err, ERROR_INPUT,
		                 "money of %lld pence is beyond plus or minus 2^53 pence (£90,071,992,547,409.92)",
		                 (long long) value.as.integer);
	return 0;
}

static int check_text(enum type type, struct value value, struct error *err)
{
	size_t bad;

	if (value.kind != VALUE_TEXT)
		return wrong(type, value, err);
	if (value.length && memchr(value.as.text, 0, value.length))
		return error_set(err, ERROR_INPUT, "a NUL byte in text");
	if (!utf8_valid(value.as.text, value.length, &bad))
		return error_set(err, ERROR_INPUT, "byte 0x%02X is not UTF-8 text",
		                 (unsigned int) (unsigned char) value.as.text[bad]);
	return 0;
}

static bool is_eligibility(struct value value)
{
	static const char *const names[] = { "eligible", "not_eligible", "unknown" };

	for (size_t i = 0; value.kind == VALUE_TEXT && i < 3; i++) {
		if (strlen(names[i]) == value.length && !memcmp(names[i], value.as.text, value.length))
			return true;
	}
	return false;
}

int value_check(enum type type, struct value value, struct error *err)
{
	struct date date;

	if (value.kind == VALUE_NONE || value.kind == VALUE_UNKNOWN)
		return 0;
	switch (type) {
	case TYPE_MONEY:
		return check_money(value, err);
	case TYPE_RATE:
	case TYPE_DECIMAL:
		return value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL ? 0 : wrong(type, value, err);
	case TYPE_INTEGER:
		return value.kind == VALUE_INTEGER ? 0 : wrong(type, value, err);
	case TYPE_FLAG:
		return value.kind == VALUE_FLAG ? 0 : wrong(type, value, err);
	case TYPE_DATE:
		return value.kind == VALUE_TEXT ? date_parse(value.as.text, value.length, &date, err)
		                                : wrong(type, value, err);
	case TYPE_TEXT:
	case TYPE_STATUS:
		return check_text(type, value, err);
	case TYPE_NUMBER:
		return value.kind == VALUE_NUMBER && isfinite(value.as.number) ? 0 : wrong(type, value, err);
	case TYPE_ELIGIBILITY:
		return is_eligibility(value) ? 0 : wrong(type, value, err);
	case TYPE_COUNT:
		break;
	}
	bug("a type that does not exist");
}
