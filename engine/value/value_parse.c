/* value_parse.c: reading what people write, by the type it is written for. One way for YAML, CSV and Lua. For a near miss
 * the error says what to write. */
#include "value/value.h"

#include "value/decimal_text.h"
#include "value/float_text.h"
#include "value/quote.h"

#include <string.h>

/* A piece of text, which need not end in NUL. */
struct piece {
	const char *text;
	size_t length;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static struct piece trim(struct piece piece)
{
	while (piece.length > 0 && is_space(piece.text[0])) {
		piece.text++;
		piece.length--;
	}
	while (piece.length > 0 && is_space(piece.text[piece.length - 1]))
		piece.length--;
	return piece;
}

static struct piece from(struct piece piece, size_t offset)
{
	return (struct piece){ piece.text + offset, piece.length - offset };
}

static bool starts(struct piece piece, const char *with)
{
	size_t length = strlen(with);

	return piece.length >= length && !memcmp(piece.text, with, length);
}

static bool ends(struct piece piece, const char *with)
{
	size_t length = strlen(with);

	return piece.length >= length && !memcmp(piece.text + piece.length - length, with, length);
}

static bool contains(struct piece piece, const char *what)
{
	for (size_t at = 0; at < piece.length; at++) {
		if (starts(from(piece, at), what))
			return true;
	}
	return false;
}

/* Letters without regard to case; `word` is in lower case. */
static bool is_word(struct piece piece, const char *word)
{
	if (piece.length != strlen(word))
		return false;
	for (size_t at = 0; at < piece.length; at++) {
		char c = piece.text[at];

		if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word[at])
			return false;
	}
	return true;
}

static const char *const examples[TYPE_COUNT] = {
	"money such as £1,234.50, £17.7m or 50p",
	"a rate such as 5.5% or 0.055",
	"a decimal such as 1.055",
	"an integer such as 1,204",
	"a flag: yes, no, true or false",
	"a date such as 2025-04-01",
	"text",
	"a status",
	"a number such as 12.5 or 1.5e3",
	"eligible, not_eligible or unknown",
};

static int not_that(enum type type, struct piece piece, struct error *err)
{
	char quoted[QUOTE_SIZE];

	if (piece.length == 0)
		return error_set(err, ERROR_INPUT, "expected %s, got nothing", examples[type]);
	error_set(err, ERROR_INPUT, "expected %s, got '%s'", examples[type], quote(piece.text, piece.length, quoted));
	return contains(piece, "\u00A0") ? error_hint(err, "there is a no-break space in it: type a space, or none")
	                                 : -1;
}

/* "5,5%", as it is written where the comma is for decimals. */
static int hint_at_commas(const char *quoted, struct error *err)
{
	const char *comma = strchr(quoted, ',');

	if (comma && !strchr(comma + 1, ',') && !strchr(quoted, '.'))
		return error_hint(err, "commas part thousands; decimals stand behind a point: %.*s.%s",
		                  (int) (comma - quoted), quoted, comma + 1);
	return error_hint(err, "a comma stands before each three digits of the whole part, or nowhere");
}

/* The hints that hold for every sort of number. */
static int not_a_number(enum type type, enum scan_result why, struct piece piece, struct error *err)
{
	char quoted[QUOTE_SIZE];

	quote(piece.text, piece.length, quoted);
	if (why == SCAN_TOO_LARGE || why == SCAN_TOO_PRECISE)
		return error_set(err, ERROR_INPUT, "'%s' has more digits than can be held (%d)", quoted,
		                 DECIMAL_MAX_SCALE);
	not_that(type, piece, err);
	if (why == SCAN_COMMAS)
		return hint_at_commas(quoted, err);
	if (starts(piece, "(") && ends(piece, ")"))
		return error_hint(err, "write a negative amount with a minus sign: -%.*s",
		                  (int) strcspn(quoted + 1, ")"), quoted + 1);
	if (contains(piece, "\xE2\x88\x92") || contains(piece, "\xE2\x80\x93"))
		return error_hint(err, "write the plain minus sign '-'");
	if (starts(piece, "."))
		return error_hint(err, "write 0%s", quoted);
	if (ends(piece, "."))
		return error_hint(err, "write %.*s", (int) strlen(quoted) - 1, quoted);
	return -1;
}

struct unit {
	const char *name;
	int power;   /* of ten, from the number written to pence */
	bool spaced; /* a word, which may stand apart */
};
static const struct unit units[] = {
	{ "p", 0, false },      { "k", 5, false },       { "m", 8, false },       { "bn", 11, false },
	{ "million", 8, true }, { "thousand", 5, true }, { "billion", 11, true },
};

/* Takes the unit off the end: "17.7m" leaves "17.7". NULL: there is none. */
static const struct unit *take_unit(struct piece *piece)
{
	size_t letters = 0;
	struct piece word;

	while (letters < piece->length && (piece->text[piece->length - letters - 1] | 32) >= 'a'
	       && (piece->text[piece->length - letters - 1] | 32) <= 'z')
		letters++;
	word = from(*piece, piece->length - letters);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (is_word(word, units[i].name)) {
			piece->length -= letters;
			if (units[i].spaced)
				*piece = trim(*piece);
			return &units[i];
		}
	}
	return NULL;
}

/* "£150.05 p.w.", "50 pounds": how many characters the amount takes; 0: no words stand behind one. */
static size_t amount_before_words(struct piece rest)
{
	size_t digits = 0, letters;

	while (digits < rest.length && strchr("0123456789,.", rest.text[digits]))
		digits++;
	for (letters = digits; letters < rest.length && strchr(" /", rest.text[letters]);)
		letters++;
	while (digits && (rest.text[digits - 1] == '.' || rest.text[digits - 1] == ','))
		digits--;
	if (letters == digits || letters == rest.length || (rest.text[letters] | 32) < 'a'
	    || (rest.text[letters] | 32) > 'z' || starts(from(rest, letters), "to "))
		return 0;
	return digits;
}

static int money_hint(struct piece whole, struct piece rest, bool pounds, const struct unit *unit, struct error *err)
{
	char quoted[QUOTE_SIZE];

	quote(rest.text, rest.length, quoted);
	if (pounds && (*quoted == '-' || *quoted == '+'))
		return error_hint(err, "the sign goes first: write %c£%s", *quoted, quoted + 1);
	if (pounds && *quoted == ' ')
		return error_hint(err, "write £ and the amount without a space between");
	if (pounds && unit && unit->power == 0)
		return error_hint(err, "write %sp, or pounds: £0.50", quoted);
	if (amount_before_words(rest) && !unit)
		return error_hint(err, "write £%.*s alone: what it is for is said elsewhere",
		                  (int) amount_before_words(rest), rest.text);
	if (starts(whole, "$") || starts(whole, "€"))
		return error_hint(err, "money is in pounds");
	return err->hint[0] ? -1 : ends(whole, "%") ? error_hint(err, "this is a rate, not money") : -1;
}

static int parse_money(struct piece whole, struct value *out, struct error *err)
{
	struct piece rest = whole;
	const struct unit *unit = take_unit(&rest);
	char digits[DECIMAL_TEXT_SIZE * 2], quoted[QUOTE_SIZE];
	bool negative = starts(rest, "-"), pounds;
	enum scan_result result;
	struct decimal pence;
	int64_t integer;

	if (negative || starts(rest, "+"))
		rest = from(rest, 1);
	pounds = starts(rest, "£");
	if (pounds)
		rest = from(rest, strlen("£"));
	if (rest.length == 0 || rest.text[0] < '0' || rest.text[0] > '9' || (pounds && unit && unit->power == 0)
	    || rest.length + 1 >= sizeof digits) {
		not_a_number(TYPE_MONEY, SCAN_NOT_A_NUMBER, whole, err);
		return money_hint(whole, rest, pounds, unit, err);
	}
	result = decimal_scan(rest.text, rest.length, unit ? unit->power : 2, &pence);
	if (result != SCAN_OK) {
		not_a_number(TYPE_MONEY, result, whole, err);
		return money_hint(whole, rest, pounds, unit, err);
	}
	quote(whole.text, whole.length, quoted);
	if (pence.scale != 0) {
		error_set(err, ERROR_INPUT, "'%s' is not whole pence", quoted);
		return error_hint(err, "money has at most two decimals of a pound");
	}
	if (!decimal_is_integer(pence, &integer) || integer > MONEY_LIMIT)
		return error_set(err, ERROR_INPUT, "'%s' is beyond plus or minus 2^53 pence (£90,071,992,547,409.92)",
		                 quoted);
	*out = value_integer(negative ? -integer : integer);
	return 0;
}

/* "5.5" for 5.5%: nobody who means 550% is held up long by having to say so, and others are spared a wrong bill. */
static int rate_without_sign(struct piece whole, struct decimal rate, struct error *err)
{
	struct text shown = TEXT_INIT;
	char quoted[QUOTE_SIZE];

	quote(whole.text, whole.length, quoted);
	value_print(TYPE_RATE, value_decimal(rate), &shown);
	error_set(err, ERROR_INPUT, "'%s' would be a rate of %s", quoted, text_string(&shown));
	error_hint(err, "write %s%%, or %s if that is what is meant", quoted, text_string(&shown));
	text_release(&shown);
	return -1;
}

static int parse_rate(struct piece whole, struct value *out, struct error *err)
{
	struct piece rest = whole;
	bool percent = ends(rest, "%");
	enum scan_result result;
	struct decimal rate;

	if (percent) {
		rest.length--;
		rest = trim(rest);
	}
	result = decimal_scan(rest.text, rest.length, percent ? -2 : 0, &rate);
	if (result == SCAN_OK && !percent
	    && (decimal_compare(rate, decimal_from_integer(1)) >= 0
	        || decimal_compare(rate, decimal_from_integer(-1)) <= 0))
		return rate_without_sign(whole, rate, err);
	if (result == SCAN_OK) {
		*out = value_decimal(rate);
		return 0;
	}
	not_a_number(TYPE_RATE, result, whole, err);
	if (ends(whole, "pc") || ends(whole, "percent") || ends(whole, "per cent"))
		return error_hint(err, "write the sign: 5.5%%");
	return -1;
}

static int parse_decimal(enum type type, struct piece piece, struct value *out, struct error *err)
{
	struct decimal decimal;
	enum scan_result result = decimal_scan(piece.text, piece.length, 0, &decimal);
	int64_t integer;

	if (result != SCAN_OK) {
		not_a_number(type, result, piece, err);
		if (ends(piece, "%"))
			return error_hint(err, "a percentage is a rate: declare it as one, or write it as a decimal");
		return -1;
	}
	if (type == TYPE_INTEGER && !decimal_is_integer(decimal, &integer)) {
		not_that(type, piece, err);
		return error_hint(err, decimal.scale > 0 ? "an integer has no decimals"
		                                         : "an integer has at most 64 bits");
	}
	*out = value_decimal(decimal);
	return 0;
}

static int parse_flag(struct piece piece, struct value *out, struct error *err)
{
	bool yes = is_word(piece, "yes") || is_word(piece, "true"),
	     no = is_word(piece, "no") || is_word(piece, "false");

	if (yes || no) {
		*out = value_flag(yes);
		return 0;
	}
	not_that(TYPE_FLAG, piece, err);
	if (is_word(piece, "y") || is_word(piece, "1") || is_word(piece, "on") || is_word(piece, "t"))
		return error_hint(err, "write yes");
	if (is_word(piece, "n") || is_word(piece, "0") || is_word(piece, "off") || is_word(piece, "f"))
		return error_hint(err, "write no");
	return -1;
}

static int parse_number(struct piece piece, struct value *out, struct error *err)
{
	bool too_large;
	double number;

	if (float_scan(piece.text, piece.length, &number, &too_large)) {
		*out = (struct value){ .kind = VALUE_NUMBER, .as.number = number };
		return 0;
	}
	if (too_large) {
		char quoted[QUOTE_SIZE];

		return error_set(err, ERROR_INPUT, "'%s' is beyond the range of a number (about 1.8e308)",
		                 quote(piece.text, piece.length, quoted));
	}
	not_a_number(TYPE_NUMBER, SCAN_NOT_A_NUMBER, piece, err);
	return contains(piece, ",") ? error_hint(err, "write it without commas") : -1;
}

static int parse_eligibility(struct piece piece, struct value *out, struct error *err)
{
	static const char *const names[][2] = { { "eligible", "eligible" },
		                                { "not_eligible", "not_eligible" },
		                                { "not eligible", "not_eligible" },
		                                { "unknown", "unknown" } };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (is_word(piece, names[i][0])) {
			*out = value_text(names[i][1], strlen(names[i][1]));
			return 0;
		}
	}
	return not_that(TYPE_ELIGIBILITY, piece, err);
}

static int parse_date(struct piece piece, struct value *out, struct error *err)
{
	struct date date;

	if (piece.length == 0)
		return not_that(TYPE_DATE, piece, err);
	if (date_parse(piece.text, piece.length, &date, err))
		return -1;
	*out = value_text(piece.text, piece.length);
	return 0;
}

int value_parse(enum type type, const char *text, size_t length, struct value *out, struct error *err)
{
	struct piece whole = { text, length }, piece = trim(whole);
	struct value value;

	switch (type) {
	case TYPE_MONEY:
		return parse_money(piece, out, err);
	case TYPE_RATE:
		return parse_rate(piece, out, err);
	case TYPE_DECIMAL:
	case TYPE_INTEGER:
		return parse_decimal(type, piece, out, err);
	case TYPE_FLAG:
		return parse_flag(piece, out, err);
	case TYPE_DATE:
		return parse_date(piece, out, err);
	case TYPE_TEXT:
	case TYPE_STATUS:
		if (length > UINT32_MAX)
			return error_set(err, ERROR_INPUT, "a text of more than 4 GiB");
		value = type == TYPE_TEXT ? value_text(text, length) : value_text(piece.text, piece.length);
		if (value_check(type, value, err))
			return -1;
		*out = value;
		return 0;
	case TYPE_NUMBER:
		return parse_number(piece, out, err);
	case TYPE_ELIGIBILITY:
		return parse_eligibility(piece, out, err);
	case TYPE_COUNT:
		break;
	}
	bug("a type that does not exist");
}
