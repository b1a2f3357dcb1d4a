/* published.c: a published value is read exactly, and so is how finely it was printed. */
#include "evaluate/published.h"

#include "tap.h"

#define AS_WRITTEN (-1)

/* "value / digit / what rounding allows / what that of three addends allows", or "message [hint]". Static. */
static const char *read_as(enum type type, int unit, const char *text)
{
	static struct text out;
	struct published published;
	struct error err = ERROR_INIT;
	enum amount_unit in = unit < 0 ? UNIT_POUNDS : (enum amount_unit) unit;

	text_clear(&out);
	if (published_read(type, unit < 0 ? NULL : &in, text, &published, &err)) {
		text_append_format(&out, err.hint[0] ? "%s [%s]" : "%s", err.message, err.hint);
		return text_string(&out);
	}
	value_print_plain(type, published.value, &out);
	text_append(&out, " / ");
	decimal_print(published.digit, &out);
	for (int addends = 0; addends < 6; addends += 3) {
		struct value allowed;

		text_append(&out, " / ");
		if (published_allowed(type, &published, addends, &allowed, &err))
			text_append(&out, err.message);
		else
			value_print_plain(type, allowed, &out);
	}
	return text_string(&out);
}

#define is_read(type, unit, text, expected) is_text(read_as(type, unit, text), expected, #unit " " text)

static void money_in_a_unit(void)
{
	is_read(TYPE_MONEY, UNIT_MILLIONS, "17.7", "1770000000 / 10000000 / 5000000 / 20000000");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "17.70", "1770000000 / 1000000 / 500000 / 2000000");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "-17.7", "-1770000000 / 10000000 / 5000000 / 20000000");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "+0.0", "0 / 10000000 / 5000000 / 20000000");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "0.00000001", "1 / 1 / 0 / 2");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, "7802", "780200000 / 100000 / 50000 / 200000");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, "7,802", "780200000 / 100000 / 50000 / 200000");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, " 7,800.5 ", "780050000 / 10000 / 5000 / 20000");
	is_read(TYPE_MONEY, UNIT_POUNDS, "12", "1200 / 100 / 50 / 200");
	is_read(TYPE_MONEY, UNIT_POUNDS, "12.34", "1234 / 1 / 0 / 2");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "90071992.54740992", "9007199254740992 / 1 / 0 / 2");
}

static void money_as_written(void)
{
	is_read(TYPE_MONEY, AS_WRITTEN, "£1,234", "123400 / 100 / 50 / 200");
	is_read(TYPE_MONEY, AS_WRITTEN, "£1,234.50", "123450 / 1 / 0 / 2");
	is_read(TYPE_MONEY, AS_WRITTEN, "£1,234.5", "123450 / 10 / 5 / 20");
	is_read(TYPE_MONEY, AS_WRITTEN, "£2.2 million", "220000000 / 10000000 / 5000000 / 20000000");
	is_read(TYPE_MONEY, AS_WRITTEN, "-£443k", "-44300000 / 100000 / 50000 / 200000");
	is_read(TYPE_MONEY, AS_WRITTEN, "£17.77777777m", "1777777777 / 1 / 0 / 2");
	is_read(TYPE_MONEY, AS_WRITTEN, "£1.5bn", "150000000000 / 10000000000 / 5000000000 / 20000000000");
	is_read(TYPE_MONEY, AS_WRITTEN, "50p", "50 / 1 / 0 / 2");
	is_read(TYPE_MONEY, AS_WRITTEN, "12", "1200 / 100 / 50 / 200");
}

static void other_numbers(void)
{
	is_read(TYPE_RATE, AS_WRITTEN, "4.99%", "0.0499 / 0.0001 / 0.00005 / 0.0002");
	is_read(TYPE_RATE, AS_WRITTEN, "5%", "0.05 / 0.01 / 0.005 / 0.02");
	is_read(TYPE_RATE, AS_WRITTEN, "0.0499", "0.0499 / 0.0001 / 0.00005 / 0.0002");
	is_read(TYPE_RATE, AS_WRITTEN, "0", "0 / 1 / 0.5 / 2");
	is_read(TYPE_RATE, AS_WRITTEN, "105%", "1.05 / 0.01 / 0.005 / 0.02");
	is_read(TYPE_INTEGER, AS_WRITTEN, "12", "12 / 1 / 0 / 2");
	is_read(TYPE_INTEGER, AS_WRITTEN, "1,204", "1204 / 1 / 0 / 2");
	is_read(TYPE_INTEGER, AS_WRITTEN, "1204.0", "1204 / 0.1 / 0 / 0");
	is_read(TYPE_DECIMAL, AS_WRITTEN, "8.58", "8.58 / 0.01 / 0.005 / 0.02");
	is_read(TYPE_DECIMAL, AS_WRITTEN, "-12", "-12 / 1 / 0.5 / 2");
	is_read(TYPE_STATUS, AS_WRITTEN, "amber 1", "amber 1 / 0 / 0 / 0");
	is_read(TYPE_DATE, AS_WRITTEN, "2025-04-01", "2025-04-01 / 0 / 0 / 0");
	is_read(TYPE_FLAG, AS_WRITTEN, "yes", "1 / 0 / 0 / 0");
}

static void refusals(void)
{
	is_read(TYPE_MONEY, UNIT_MILLIONS, "abc", "expected an amount in £m such as 17.7, got 'abc'");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, "", "expected an amount in £000 such as 1,234, got ''");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, "(443)",
	        "expected an amount in £000 such as 1,234, got '(443)' [write a negative amount with a minus sign: "
	        "-443]");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, "78,02",
	        "expected an amount in £000 such as 1,234, got '78,02' [commas part thousands; decimals stand behind "
	        "a "
	        "point: 78.02]");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "5.5%", "expected an amount in £m such as 17.7, got '5.5%'");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "£17.7m",
	        "'£17.7m' has a unit of its own, and 'in' says £m [write the number alone, or take 'in' out]");
	is_read(TYPE_MONEY, UNIT_POUNDS, "£12",
	        "'£12' has a unit of its own, and 'in' says £ [write the number alone, or take 'in' out]");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "17.777777777",
	        "'17.777777777' is printed finer than a penny [amounts in £m have at most 8 decimals]");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "17.700000000",
	        "'17.700000000' is printed finer than a penny [amounts in £m have at most 8 decimals]");
	is_read(TYPE_MONEY, UNIT_THOUSANDS, "7.123456",
	        "'7.123456' is printed finer than a penny [amounts in £000 have at most 5 decimals]");
	is_read(TYPE_MONEY, UNIT_POUNDS, "7.000",
	        "'7.000' is printed finer than a penny [amounts in £ have at most 2 decimals]");
	is_read(TYPE_MONEY, UNIT_POUNDS, "7.0000000000000000000000000000000000000000000000000000",
	        "'7.0000000000000000000000000000000000000000000000...' is printed finer than a penny [amounts in "
	        "£ "
	        "have at most 2 decimals]");
	is_read(TYPE_MONEY, AS_WRITTEN, "£12.3400",
	        "'£12.3400' is printed finer than a penny [amounts in pounds have at most 2 decimals]");
	is_read(TYPE_MONEY, AS_WRITTEN, "£12.345",
	        "'£12.345' is not whole pence [money has at most two decimals of a pound]");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "90071992.54740993",
	        "'90071992.54740993' in £m is beyond plus or minus 2^53 pence (£90,071,992,547,409.92)");
	is_read(TYPE_MONEY, UNIT_MILLIONS, "1000000000000000000000000000000000000",
	        "'1000000000000000000000000000000000000' in £m is beyond plus or minus 2^53 pence "
	        "(£90,071,992,547,409.92)");
	is_read(TYPE_DECIMAL, AS_WRITTEN, "1.00000000000000000000000000000000000000000",
	        "a number with more than 38 decimals");
	is_read(TYPE_RATE, AS_WRITTEN, "5.5",
	        "'5.5' would be a rate of 550% [write 5.5%, or 550% if that is what is meant]");
	is_read(TYPE_INTEGER, AS_WRITTEN, "12.5",
	        "expected an integer such as 1,204, got '12.5' [an integer has no decimals]");
}

/* Whatever is read is so many units of its last digit; whatever is not says why. */
static void survives_mutation(void)
{
	static const struct {
		enum type type;
		int unit;
		const char *text;
	} good[] = { { TYPE_MONEY, AS_WRITTEN, "-£1,234.56m" }, { TYPE_MONEY, UNIT_MILLIONS, "-1,234.5678" },
		     { TYPE_RATE, AS_WRITTEN, "-104.99%" },     { TYPE_INTEGER, AS_WRITTEN, "-1,204" },
		     { TYPE_DECIMAL, AS_WRITTEN, "0.050" },     { TYPE_MONEY, AS_WRITTEN, "£2.2 million" } };
	static const char with[] = " -+.,%£pkm019x\xC2";
	long long wrong = 0, read = 0, tried = 0;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		for (size_t at = 0; at < strlen(good[i].text); at++) {
			for (size_t j = 0; j < sizeof with; j++, tried++) { /* the last ends the text there */
				enum amount_unit unit = UNIT_MILLIONS;
				struct published published;
				struct error err = ERROR_INIT;
				struct decimal again;
				char text[40];

				snprintf(text, sizeof text, "%s", good[i].text);
				text[at] = with[j];
				if (published_read(good[i].type, good[i].unit < 0 ? NULL : &unit, text, &published,
				                   &err)) {
					wrong += err.code != ERROR_INPUT || !err.message[0];
					continue;
				}
				read++;
				wrong += decimal_round(value_as_decimal(published.value), published.digit, ROUND_DOWN,
				                       &again, &err)
				         || decimal_compare(again, value_as_decimal(published.value));
			}
		}
	}
	ok(read > 0 && read < tried, "of %lld texts with one byte changed some can be read", tried);
	is_number(wrong, 0, "each is so many of its last digit; every other one says what is wrong");
}

int main(void)
{
	money_in_a_unit();
	money_as_written();
	other_numbers();
	refusals();
	survives_mutation();
	return done();
}
