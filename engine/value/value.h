/* value.h: the types a field, parameter or outcome can have, and one value of them.
 *
 * Texts are borrowed: a struct value never owns what it points to; its maker says how long that lives.
 */
#ifndef RECKON_VALUE_VALUE_H
#define RECKON_VALUE_VALUE_H

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "value/date.h"
#include "value/decimal.h"

enum type {
	TYPE_MONEY, /* whole pence */
	TYPE_RATE,  /* an exact decimal shown as a percentage: 0.055 is 5.5% */
	TYPE_DECIMAL,
	TYPE_INTEGER,
	TYPE_FLAG,
	TYPE_DATE,
	TYPE_TEXT,
	TYPE_STATUS,      /* text, one of a declared list */
	TYPE_NUMBER,      /* a float: statistics only */
	TYPE_ELIGIBILITY, /* outcomes only: eligible, not_eligible or unknown */
	TYPE_COUNT
};
extern const char *const type_names[TYPE_COUNT + 1]; /* "money", ...; NULL at the end */
bool type_named(const char *name, enum type *type);

enum value_kind {
	VALUE_NONE,    /* there is none: an OPTIONAL field's NULL, an outcome outside its rule's dates */
	VALUE_UNKNOWN, /* not known */
	VALUE_INTEGER, /* money, integer, and every whole rate or decimal */
	VALUE_DECIMAL, /* a rate or decimal that is not whole */
	VALUE_FLAG,
	VALUE_TEXT, /* text, status, date, eligibility */
	VALUE_NUMBER
};

struct value {
	enum value_kind kind;
	uint32_t length; /* of text */
	int scale;       /* of a decimal */
	union {
		int64_t integer;    /* also flag: 0 or 1 */
		int128 coefficient; /* of a decimal: value_as_decimal */
		const char *text;   /* borrowed; not always NUL-terminated */
		double number;
	} as;
};

#define MONEY_LIMIT ((int64_t) 1 << 53) /* stored money lies within plus or minus this many pence */

/* Here and not in value.c since every value that is read is made so, and a call would cost more than what it does. */
static inline struct value value_integer(int64_t value)
{
	return (struct value){ .kind = VALUE_INTEGER, .as.integer = value };
}

static inline struct value value_flag(bool value)
{
	return (struct value){ .kind = VALUE_FLAG, .as.integer = value };
}

static inline struct value value_text(const char *text, size_t length)
{
	ensure(length <= UINT32_MAX);
	return (struct value){ .kind = VALUE_TEXT, .length = (uint32_t) length, .as.text = text };
}

struct value value_decimal(struct decimal value);    /* a whole one becomes VALUE_INTEGER when it fits */
struct decimal value_as_decimal(struct value value); /* of VALUE_INTEGER or VALUE_DECIMAL */

/* A total order: none, unknown, numbers by exact size (NaN first), flags, texts by bytes (BINARY). */
int value_compare(struct value a, struct value b);

/* Reads what a person writes, as the type is written:
 *   money: £1,234.50  12.50  £17.7m  £2.2 million  £443k  50p  -£443k  £-5 (refused: the sign goes first)
 *          bare digits are pounds; more than two decimals of a pound that are not whole pence: an error
 *   rate: 5.5%  0.055  (5.5 is refused: 550% is written with its sign)    decimal: 1.055    integer: 1,204    flag: yes no true false
 *   date: 2025-04-01    text, status: as they are    number: 1.5e3
 * White space at both ends is ignored, except of text, which is taken as it is (UTF-8 without NUL). Texts are borrowed from
 * `text`. Errors say what was expected, with an example; for a near miss the hint says what to write. */
int value_parse(enum type type, const char *text, size_t length, struct value *out, struct error *err);

/* Shows a value the way people write its type: £1,234.50, 5.5%, 1,204, yes, 2025-04-01. None: "none"; unknown: "unknown". */
void value_print(enum type type, struct value value, struct text *out);
/* For machines: 123450, 0.055, 1204, 1: what an SQLite column of the type stores; none and unknown: "". */
void value_print_plain(enum type type, struct value value, struct text *out);

/* Fits `value` (an outcome, a stored field) to `type`: kind and range. Errors say what the value is and what was
 * expected ("expected money (whole pence), got 12.345"). None and unknown fit every type: whether there may be none is the
 * field's or the rule's to say. NaN and infinities are not numbers. */
int value_check(enum type type, struct value value, struct error *err);

/* Appends the canonical form used in digests: a tag byte for the kind, 4 bytes big-endian length, the bytes
 * (integers and decimals as plain decimal text under one tag, flags "0" "1", numbers as IEEE 754 big-endian with one NaN
 * and no negative zero). None and unknown have tags of their own and no bytes. Types do not enter, so that a money 100 and an
 * integer 100 read from another schema digest alike; names and types are in the table's header leaf. */
void value_canonical(struct value value, struct text *out);
void values_canonical(const struct value *values, size_t count, struct text *out);

#endif
