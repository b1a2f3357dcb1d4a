/* value.c: values as people write them. A decimal is what GMP reads of the same digits; money is whole pence of it; what is
 * printed is read back as the same value. */
#include "fuzz.h"
#include "rational.h"

#include "value/value.h"

/* The digits without commas, as GMP takes them: an integer and a power of ten. False: too long to be worth it. */
static bool plain_digits(const char *text, size_t length, char digits[128], int *decimals)
{
	size_t used = 0;

	*decimals = -1;
	for (size_t i = 0; i < length; i++) {
		if (used + 1 >= 128)
			return false;
		if (text[i] == '.')
			*decimals = 0;
		else if (text[i] != ',' && text[i] != '+') {
			*decimals += *decimals >= 0;
			digits[used++] = text[i];
		}
	}
	digits[used] = '\0';
	*decimals = *decimals < 0 ? 0 : *decimals;
	return true;
}

/* Whether the text is digits with at most one point and one sign, and commas, rightly or wrongly placed. */
static bool looks_decimal(const char *text, size_t length)
{
	bool point = false, digit = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			digit = true;
		else if (text[i] == '.' && digit && !point && text[i - 1] != ',')
			point = true;
		else if (!((i == 0 && (text[i] == '-' || text[i] == '+')) || (text[i] == ',' && digit && !point)))
			return false;
	}
	return digit && text[length - 1] != '.' && text[length - 1] != ',';
}

static bool exact_of(const char *text, size_t length, mpq_t out)
{
	char digits[128];
	int decimals;

	if (!plain_digits(text, length, digits, &decimals))
		return false;
	must(!mpz_set_str(mpq_numref(out), digits, 10));
	mpz_ui_pow_ui(mpq_denref(out), 10, (unsigned long) decimals);
	mpq_canonicalize(out);
	return true;
}

static void take_decimal(const char *text, size_t length)
{
	struct error err = ERROR_INIT;
	struct decimal read, again, product;
	struct text printed = TEXT_INIT;
	bool good = !decimal_parse(text, length, &read, &err);
	mpq_t exact;

	must(good || err.message[0]);
	must(!good || looks_decimal(text, length));
	mpq_init(exact);
	if (length && looks_decimal(text, length) && !memchr(text, ',', length) && exact_of(text, length, exact))
		must(agrees(good ? 0 : -1, read, exact));
	if (good && exact_of(text, length, exact)) {
		must(agrees(0, read, exact));
		decimal_print(read, &printed);
		must(!decimal_parse(text_string(&printed), printed.length, &again, &err));
		must(again.coefficient == read.coefficient && again.scale == read.scale);
		mpq_mul(exact, exact, exact);
		must(agrees(decimal_multiply(read, read, &product, &err), product, exact));
	}
	mpq_clear(exact);
	text_release(&printed);
}

/* Whole pence, by GMP, of an amount that was accepted. */
static void check_money(const char *text, size_t length, struct value value)
{
	static const struct {
		const char *letters;
		unsigned long pence;
	} units[] = { { "bn", 100000000000 },
		      { "billion", 100000000000 },
		      { "million", 100000000 },
		      { "m", 100000000 },
		      { "thousand", 100000 },
		      { "k", 100000 },
		      { "p", 1 },
		      { "", 100 } };
	char kept[128];
	size_t used = 0, unit = 0, letters = 0;
	mpq_t exact, factor;

	must(value.kind == VALUE_INTEGER && value.as.integer >= -MONEY_LIMIT && value.as.integer <= MONEY_LIMIT);
	for (size_t i = 0; i < length && used < sizeof kept; i++) {
		if (strchr("0123456789.-", text[i]) && text[i])
			kept[used++] = text[i];
		letters += (text[i] | 32) >= 'a' && (text[i] | 32) <= 'z';
	}
	while (strlen(units[unit].letters) != letters || !memmem(text, length, units[unit].letters, letters))
		if (++unit == sizeof units / sizeof *units)
			return; /* MILLION, Bn: only what is in small letters is looked up */
	mpq_inits(exact, factor, NULL);
	if (used < sizeof kept && exact_of(kept, used, exact)) {
		mpq_set_ui(factor, units[unit].pence, 1);
		mpq_mul(exact, exact, factor);
		mpq_set_si(factor, value.as.integer, 1);
		must(mpq_equal(exact, factor));
	}
	mpq_clears(exact, factor, NULL);
}

static void check_printed(enum type type, struct value value)
{
	struct error err = ERROR_INIT;
	struct text printed = TEXT_INIT, first = TEXT_INIT, second = TEXT_INIT;
	struct value again;

	must(!value_check(type, value, &err));
	value_print(type, value, &printed);
	must(!value_parse(type, text_string(&printed), printed.length, &again, &err));
	must(value_compare(value, again) == 0);
	text_clear(&printed);
	value_print_plain(type, value, &printed);
	value_canonical(value, &first);
	value_canonical(again, &second);
	must(first.length == second.length && !memcmp(first.bytes, second.bytes, first.length));
	text_release(&printed);
	text_release(&first);
	text_release(&second);
}

/* A byte for the type, then the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = ERROR_INIT;
	const char *text = (const char *) data + 1;
	struct value value;

	if (size < 1)
		return 0;
	if (data[0] % (TYPE_COUNT + 1) == TYPE_COUNT) {
		take_decimal(text, size - 1);
		return 0;
	}
	enum type type = data[0] % (TYPE_COUNT + 1);
	if (value_parse(type, text, size - 1, &value, &err)) {
		check_error(&err);
		return 0;
	}
	must(err.code == ERROR_NONE);
	if (type == TYPE_MONEY)
		check_money(text, size - 1, value);
	check_printed(type, value);
	return 0;
}
