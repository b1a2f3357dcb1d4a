/* value.c: typed values: what people write, how it is shown back, what fits a type, what enters digests. */
#include "tap.h"

#include "value/value.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

static uint64_t state = 20250401;

static uint64_t random_bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * UINT64_C(0x2545F4914F6CDD1D);
}

static void shows(enum type type, const char *written, const char *shown, const char *plain)
{
	struct error err = ERROR_INIT;
	struct text person = TEXT_INIT, machine = TEXT_INIT;
	struct value value;

	if (!value_parse(type, written, strlen(written), &value, &err)) {
		value_print(type, value, &person);
		value_print_plain(type, value, &machine);
	}
	if (!ok(!strcmp(text_string(&person), shown) && !strcmp(text_string(&machine), plain) && !err.code,
	        "%s '%s' is shown as '%s' and stored as %s", type_names[type], written, shown, plain))
		printf("#   got: '%s' '%s' %s\n", text_string(&person), text_string(&machine), err.message);
	text_release(&person);
	text_release(&machine);
}

static void test_written(void)
{
	shows(TYPE_MONEY, "£1,234.50", "£1,234.50", "123450");
	shows(TYPE_MONEY, "12.50", "£12.50", "1250");
	shows(TYPE_MONEY, "£12.5", "£12.50", "1250");
	shows(TYPE_MONEY, "7400", "£7,400", "740000");
	shows(TYPE_MONEY, "£17.7m", "£17,700,000", "1770000000");
	shows(TYPE_MONEY, "£2.2 million", "£2,200,000", "220000000");
	shows(TYPE_MONEY, "£1.25bn", "£1,250,000,000", "125000000000");
	shows(TYPE_MONEY, "£443k", "£443,000", "44300000");
	shows(TYPE_MONEY, "-£443k", "-£443,000", "-44300000");
	shows(TYPE_MONEY, "50p", "£0.50", "50");
	shows(TYPE_MONEY, "-5p", "-£0.05", "-5");
	shows(TYPE_MONEY, "  £3 \t", "£3", "300");
	shows(TYPE_MONEY, "£1.2300", "£1.23", "123");
	shows(TYPE_MONEY, "£0.001k", "£1", "100");
	shows(TYPE_MONEY, "£90,071,992,547,409.92", "£90,071,992,547,409.92", "9007199254740992");
	shows(TYPE_MONEY, "-£90,071,992,547,409.92", "-£90,071,992,547,409.92", "-9007199254740992");
	shows(TYPE_RATE, "5.5%", "5.5%", "0.055");
	shows(TYPE_RATE, "0.055", "5.5%", "0.055");
	shows(TYPE_RATE, "100%", "100%", "1");
	shows(TYPE_RATE, "-2.25 %", "-2.25%", "-0.0225");
	shows(TYPE_RATE, "100,000%", "100,000%", "1000");
	shows(TYPE_DECIMAL, "1.055", "1.055", "1.055");
	shows(TYPE_DECIMAL, "1,234.5", "1,234.5", "1234.5");
	shows(TYPE_DECIMAL, "1.000", "1", "1");
	shows(TYPE_INTEGER, "1,204", "1,204", "1204");
	shows(TYPE_INTEGER, "010", "10", "10");
	shows(TYPE_INTEGER, "-9223372036854775808", "-9,223,372,036,854,775,808", "-9223372036854775808");
	shows(TYPE_FLAG, "yes", "yes", "1");
	shows(TYPE_FLAG, "FALSE", "no", "0");
	shows(TYPE_DATE, " 2025-04-01 ", "2025-04-01", "2025-04-01");
	shows(TYPE_TEXT, "  as it is ", "  as it is ", "  as it is ");
	shows(TYPE_STATUS, " closed ", "closed", "closed");
	shows(TYPE_NUMBER, "1.5e3", "1500", "1500");
	shows(TYPE_NUMBER, "0.1", "0.1", "0.1");
	shows(TYPE_NUMBER, "-1.5E-7", "-1.5e-7", "-1.5e-7");
	shows(TYPE_ELIGIBILITY, "not eligible", "not eligible", "not_eligible");
}

static void refused(enum type type, const char *text, const char *says, const char *hint)
{
	struct error err = ERROR_INIT;
	struct value value = value_integer(77);
	bool failed = value_parse(type, text, strlen(text), &value, &err) == -1;

	if (!ok(failed && err.code == ERROR_INPUT && strstr(err.message, says) && strstr(err.hint, hint)
	                && value.as.integer == 77,
	        "'%s' is no %s: %s", text, type_names[type], *hint ? hint : says))
		printf("#   %d %s | %s\n", failed, err.message, err.hint);
}

static void test_refused(void)
{
	static const char *const no_money[] = { "£",    "p",   "m",      "million", "£1p2",
		                                "free", "1e3", "£1.2.3", "1 2",     "£1 2",
		                                "££1",  "£1£", "--1",    "\xC2",    "\xC2\xA3\xC2",
		                                "0x10", "nan", "1,,000", "£5 k m" };

	refused(TYPE_MONEY, "", "got nothing", "");
	refused(TYPE_MONEY, "  ", "got nothing", "");
	for (size_t i = 0; i < sizeof no_money / sizeof no_money[0]; i++)
		refused(TYPE_MONEY, no_money[i], "such as £1,234.50", "");
	refused(TYPE_MONEY, "£-5", "such as", "write -£5");
	refused(TYPE_MONEY, "(£443)", "such as", "-£443");
	refused(TYPE_MONEY, "\xE2\x88\x92£5", "such as", "plain minus sign");
	refused(TYPE_MONEY, "£50p", "such as", "write 50p");
	refused(TYPE_MONEY, "£ 5", "such as", "without a space");
	refused(TYPE_MONEY, "$5", "such as", "pounds");
	refused(TYPE_MONEY, "5%", "such as", "a rate");
	refused(TYPE_MONEY, "£1,23", "such as", "behind a point: £1.23");
	refused(TYPE_MONEY, "£1,23.45", "such as", "each three digits");
	refused(TYPE_MONEY, "£1.234", "not whole pence", "two decimals");
	refused(TYPE_MONEY, "0.5p", "not whole pence", "");
	refused(TYPE_MONEY, "£90,071,992,547,409.93", "beyond", "");
	refused(TYPE_MONEY, "-£90071992547409.93", "beyond", "");
	refused(TYPE_MONEY, "99999999999999999999999999999999999999999", "more digits", "");
	refused(TYPE_MONEY, "99999999999999999999999999999m", "beyond", "");
	refused(TYPE_RATE, "5.5pc", "such as 5.5%", "write the sign");
	refused(TYPE_RATE, "%", "such as 5.5%", "");
	refused(TYPE_RATE, "5%%", "such as 5.5%", "");
	refused(TYPE_DECIMAL, "5.5%", "such as 1.055", "rate");
	refused(TYPE_DECIMAL, ".5", "such as 1.055", "write 0.5");
	refused(TYPE_INTEGER, "1.5", "such as 1,204", "no decimals");
	refused(TYPE_INTEGER, "9223372036854775808", "such as 1,204", "64 bits");
	refused(TYPE_FLAG, "1", "yes, no", "write yes");
	refused(TYPE_FLAG, "n", "yes, no", "write no");
	refused(TYPE_FLAG, "maybe", "yes, no", "");
	refused(TYPE_DATE, "01/04/2025", "such as 2025-04-01", "write 2025-04-01");
	refused(TYPE_DATE, "", "got nothing", "");
	refused(TYPE_DATE, "2025-09-31", "days 01 to 30", "");
	refused(TYPE_TEXT, "\xFF", "not UTF-8", "");
	refused(TYPE_NUMBER, "1e999", "beyond the range", "");
	refused(TYPE_NUMBER, "1,000", "such as", "without commas");
	refused(TYPE_NUMBER, "inf", "such as", "");
	refused(TYPE_NUMBER, "0x1p3", "such as", "");
	refused(TYPE_ELIGIBILITY, "yes", "not_eligible", "");
}

static struct decimal random_decimal(void)
{
	int128 bits = (int128) ((unsigned __int128) random_bits() << 64 | random_bits());

	bits >>= random_bits() % 127;
	struct decimal d = { .coefficient = bits, .scale = (int) (random_bits() % 39) };

	while (d.scale > 0 && d.coefficient % 10 == 0) {
		d.coefficient /= 10;
		d.scale--;
	}
	return d;
}

static struct value random_value(enum type type, char text[DATE_TEXT_SIZE])
{
	uint64_t bits = random_bits();
	struct value number = { .kind = VALUE_NUMBER };

	switch (type) {
	case TYPE_MONEY:
		return value_integer((int64_t) bits >> (10 + random_bits() % 53));
	case TYPE_RATE:
	case TYPE_DECIMAL:
		return value_decimal(random_decimal());
	case TYPE_INTEGER:
		return value_integer((int64_t) bits >> random_bits() % 63);
	case TYPE_FLAG:
		return value_flag(bits & 1);
	case TYPE_DATE:
		date_print(date_from_number((int32_t) (bits % 3652059)), text);
		return value_text(text, 10);
	case TYPE_TEXT:
	case TYPE_STATUS:
		for (int i = 0; i < 8; i++)
			text[i] = (char) ('!' + (bits >> 8 * i & 63));
		return value_text(text, 8);
	case TYPE_NUMBER:
		do {
			memcpy(&number.as.number, &bits, sizeof bits);
			bits = random_bits();
		} while (!isfinite(number.as.number) || number.as.number == 0);
		if (bits % 2)
			number.as.number = (double) ((int64_t) random_bits() >> random_bits() % 63) / 100;
		return number;
	default:
		return bits & 1 ? value_text("eligible", 8) : value_text("not_eligible", 12);
	}
}

static void test_round_trip(const char *where)
{
	for (int type = 0; type < TYPE_COUNT; type++) {
		int wrong = 0;

		for (int i = 0; i < 20000; i++) {
			char bytes[DATE_TEXT_SIZE];
			struct value value = random_value((enum type) type, bytes), again = { .kind = VALUE_NONE };
			struct text text = TEXT_INIT;
			struct error err = ERROR_INIT;

			value_print((enum type) type, value, &text);
			if (value_parse((enum type) type, text.bytes, text.length, &again, &err)
			    || again.kind != value.kind || value_compare(again, value)) {
				wrong++;
				printf("#   %s\n", text.bytes);
			}
			text_release(&text);
		}
		ok(wrong == 0, "every %s reads back from how it is shown%s", type_names[type], where);
	}
}

/* Correct rounding, against the C library in the C locale. */
static void test_float_reading(void)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t) 0);
	int wrong = 0;

	for (int i = 0; i < 50000; i++) {
		char written[80];
		struct value value = { .kind = VALUE_NONE };
		struct error err = ERROR_INIT;
		double nearest;

		snprintf(written, sizeof written, "%llu%llu.%llue%d",
		         (unsigned long long) (random_bits() % 100000000),
		         (unsigned long long) (random_bits() >> random_bits() % 60),
		         (unsigned long long) random_bits(), (int) (random_bits() % 640) - 340);
		nearest = strtod_l(written, NULL, plain);
		if (value_parse(TYPE_NUMBER, written, strlen(written), &value, &err))
			wrong += !isinf(nearest);
		else
			wrong += value.as.number != nearest;
	}
	freelocale(plain);
	is_number(wrong, 0, "a number is read as the nearest float");
}

static struct value number(double value)
{
	return (struct value){ .kind = VALUE_NUMBER, .as.number = value };
}

static void test_order(void)
{
	struct decimal tenth = { 1, 1 }, below = { (int128) 1000000000000000055, 19 },
		       above = { (int128) 1000000000000000056, 19 };
	/* The float nearest to 0.1 is 0.100000000000000005551..., between the last two. */
	struct value ordered[] = {
		{ .kind = VALUE_NONE },
		{ .kind = VALUE_UNKNOWN },
		number(NAN),
		number(-INFINITY),
		value_integer(INT64_MIN),
		number(-1.5),
		value_integer(-1),
		number(-5e-324),
		value_integer(0),
		number(5e-324),
		value_decimal(tenth),
		value_decimal(below),
		number(0.1),
		value_decimal(above),
		value_integer(1),
		number(1.5),
		value_integer(INT64_MAX),
		number(9223372036854775808.0),
		number(1e300),
		number(INFINITY),
		value_flag(false),
		value_flag(true),
		value_text("", 0),
		value_text("A", 1),
		value_text("a", 1),
		value_text("a\0", 2),
		value_text("b", 1),
		value_text("\xC2\xA3", 2),
	};
	int wrong = 0, count = (int) (sizeof ordered / sizeof ordered[0]);

	for (int i = 0; i < count; i++) {
		for (int j = 0; j < count; j++) {
			int order = value_compare(ordered[i], ordered[j]);

			wrong += (order > 0) - (order < 0) != (i > j) - (i < j);
		}
	}
	is_number(wrong, 0, "values of all kinds have one order, by exact size");
	is_number(value_compare(value_integer(1), number(1)), 0, "1 and 1.0 are the same size");
}

static void fits(enum type type, struct value value, const char *says, const char *name)
{
	struct error err = ERROR_INIT;
	int result = value_check(type, value, &err);

	if (!ok(says ? result == -1 && strstr(err.message, says) : result == 0 && err.code == ERROR_NONE, "%s", name))
		printf("#   %d %s\n", result, err.message);
}

static void test_check(void)
{
	struct decimal d = { 12345, 3 };

	fits(TYPE_MONEY, value_integer(MONEY_LIMIT), NULL, "2^53 pence is money");
	fits(TYPE_MONEY, value_integer(MONEY_LIMIT + 1), "beyond", "2^53 pence and one is not");
	fits(TYPE_MONEY, value_integer(-MONEY_LIMIT - 1), "beyond", "nor is its opposite");
	fits(TYPE_MONEY, value_decimal(d), "expected money (whole pence), got 12.345", "money is whole pence");
	fits(TYPE_MONEY, number(12), "the float 12", "a float is not money, whole or not");
	fits(TYPE_RATE, value_decimal(d), NULL, "a rate may be a decimal");
	fits(TYPE_RATE, value_integer(1), NULL, "a rate may be whole");
	fits(TYPE_RATE, value_text("5%", 2), "got '5%'", "a rate is not text");
	fits(TYPE_INTEGER, value_decimal(d), "expected an integer, got 12.345", "an integer is whole");
	fits(TYPE_FLAG, value_integer(1), "expected a flag", "a flag is not an integer");
	fits(TYPE_DATE, value_text("2025-02-30", 10), "days 01 to 28", "a date exists");
	fits(TYPE_DATE, value_integer(20250401), "expected a date", "a date is not an integer");
	fits(TYPE_TEXT, value_text("\xFF", 1), "not UTF-8", "text is UTF-8");
	fits(TYPE_TEXT, value_text("a\0b", 3), "NUL", "text holds no NUL");
	fits(TYPE_NUMBER, number(NAN), "nan", "NaN is not a number");
	fits(TYPE_NUMBER, number(INFINITY), "inf", "nor is an infinity");
	fits(TYPE_NUMBER, value_integer(1), "expected a number", "a number is a float");
	fits(TYPE_ELIGIBILITY, value_text("not_eligible", 12), NULL, "not_eligible is an eligibility");
	fits(TYPE_ELIGIBILITY, value_flag(true), "eligible", "a flag is not one");
	fits(TYPE_MONEY, (struct value){ .kind = VALUE_UNKNOWN }, NULL, "unknown fits any type");
}

static void canonical(struct value value, const char *bytes, size_t length, const char *name)
{
	struct text text = TEXT_INIT;

	value_canonical(value, &text);
	ok(text.length == length && !memcmp(text.bytes, bytes, length), "%s", name);
	text_release(&text);
}

static void test_canonical(void)
{
	struct decimal d = { -55, 3 }, large = { (int128) 1 << 100, 0 };

	canonical(value_integer(0),
	          "D\0\0\0\1"
	          "0",
	          6, "0 enters digests as its digit");
	canonical(value_integer(-120), "D\0\0\0\4-120", 9, "an integer enters as plain text");
	canonical(value_integer(INT64_MIN), "D\0\0\0\24-9223372036854775808", 25, "and so does the least");
	canonical(value_decimal(d), "D\0\0\0\6-0.055", 11, "a decimal enters as plain text");
	canonical(value_decimal(large),
	          "D\0\0\0\37"
	          "1267650600228229401496703205376",
	          36, "and so does a large one");
	canonical(value_flag(true),
	          "F\0\0\0\1"
	          "1",
	          6, "a flag enters as 1 or 0");
	canonical(value_text("a\0b", 3), "T\0\0\0\3a\0b", 8, "text enters with its length");
	canonical(value_text("", 0), "T\0\0\0\0", 5, "empty text is not none");
	canonical((struct value){ .kind = VALUE_NONE }, "N\0\0\0\0", 5, "none has a tag of its own");
	canonical((struct value){ .kind = VALUE_UNKNOWN }, "U\0\0\0\0", 5, "unknown has a tag of its own");
	canonical(number(1.5), "R\0\0\0\10\x3F\xF8\0\0\0\0\0\0", 13, "a number enters as its bits");
	canonical(number(-0.0), "R\0\0\0\10\0\0\0\0\0\0\0\0", 13, "there is no negative zero");
	canonical(number(-NAN), "R\0\0\0\10\x7F\xF8\0\0\0\0\0\0", 13, "there is one NaN");
}

/* As canonical forms are defined: a tag, four bytes of length, the text. */
static bool enters_as(struct value value, char tag, const char *content, size_t length)
{
	struct text text = TEXT_INIT;
	char header[5] = { tag, 0, 0, (char) (length >> 8), (char) length };
	bool same;

	value_canonical(value, &text);
	same = text.length == sizeof header + length && !memcmp(text.bytes, header, sizeof header)
	       && !memcmp(text.bytes + sizeof header, content, length);
	text_release(&text);
	return same;
}

static void test_canonical_sizes(void)
{
	size_t wrong = 0;
	char shown[32];

	for (uint64_t power = 1, digits = 0; digits < 19; digits++, power *= 10) {
		for (int i = 0; i < 200; i++) {
			int64_t number = i < 4 ? (int64_t) power - 2 + i : (int64_t) (random_bits() % power);

			number = i & 1 ? -number : number;
			wrong += !enters_as(value_integer(number), 'D', shown,
			                    (size_t) snprintf(shown, sizeof shown, "%lld", (long long) number));
		}
	}
	ok(wrong == 0, "integers of every number of digits enter as they are written");
	wrong = 0;
	for (size_t length = 0; length <= 600; length++) {
		char *bytes = malloc(length + 1);

		for (size_t i = 0; i < length; i++)
			bytes[i] = (char) random_bits();
		wrong += !enters_as(value_text(bytes, length), 'T', bytes, length);
		free(bytes);
	}
	ok(wrong == 0, "and texts of every length");
	wrong = 0;
	for (uint32_t length = 0; length <= 200; length++) {
		struct text together = TEXT_INIT, apart = TEXT_INIT;
		char *bytes = calloc(1, length + 1);
		struct value row[] = { value_integer(INT64_MIN),  value_text(bytes, length), value_flag(true),
			               value_text(bytes, length), value_text(bytes, length), number(0.5),
			               value_integer(12345678) };

		values_canonical(row, sizeof row / sizeof *row, &together);
		for (size_t i = 0; i < sizeof row / sizeof *row; i++)
			value_canonical(row[i], &apart);
		wrong += together.length != apart.length || memcmp(together.bytes, apart.bytes, apart.length) != 0;
		text_release(&together);
		text_release(&apart);
		free(bytes);
	}
	ok(wrong == 0, "and a row as its values do, one by one");
}

/* Texts of random bytes from what numbers and dates are made of: every one is read or refused, none goes wrong. */
static void test_hostile(void)
{
	static const char alphabet[] = "0123456789012345678900,.-+£pkmbn %e/()\0 million2025-04-01\xFF";
	int wrong = 0, read = 0;

	for (int i = 0; i < 200000; i++) {
		char bytes[24];
		size_t length = random_bits() % sizeof bytes;
		enum type type = (enum type)(random_bits() % TYPE_COUNT);
		struct error err = ERROR_INIT, check = ERROR_INIT;
		struct value value;

		for (size_t j = 0; j < length; j++)
			bytes[j] = alphabet[random_bits() % (sizeof alphabet - 1)];
		if (value_parse(type, bytes, length, &value, &err)) {
			wrong += err.code != ERROR_INPUT || !utf8_valid(err.message, strlen(err.message), NULL);
		} else {
			read++;
			wrong += value_check(type, value, &check) != 0;
		}
	}
	is_number(wrong, 0, "any bytes are read as a value of the type or refused in readable words");
	ok(read > 1000, "both happened");
}

int main(void)
{
	test_written();
	test_refused();
	test_round_trip("");
	test_float_reading();
	test_order();
	test_check();
	test_canonical();
	test_canonical_sizes();
	test_hostile();
	if (setlocale(LC_ALL, "de_DE.UTF-8"))
		test_round_trip(", with a decimal comma");
	else
		printf("# no locale with a decimal comma here\n");
	return done();
}
