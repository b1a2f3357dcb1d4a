/* checked.c: whole numbers in rules never wrap: random expressions, with operands to the ends of 64 bits, give what GMP gives,
 * however they are written; and what goes wrong is said of the line and the name where it stands. */
#include "rule_files.h"

#include <gmp.h>
#include <stdlib.h>

static uint64_t random_state = 20250401;

static uint64_t random_bits(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* What may stand between two words of Lua. */
static const char *blank(void)
{
	static const char *const blanks[] = { "", " ", "  ", "\n", " -- a + b\n", "--[[ * ]]", "\t" };

	return blanks[random_bits() % (sizeof blanks / sizeof *blanks)];
}

/* Writes a random expression and works it out; false: it leaves 127 bits somewhere. */
static bool make(struct text *out, mpz_t value, int depth)
{
	static const char signs[] = "+-*+-*n(";
	char sign = depth > 0 ? signs[random_bits() % (sizeof signs - 1)] : '\0';
	bool fits = true;
	mpz_t right;

	mpz_init(right);
	switch (sign) {
	case '\0': {
		int64_t whole = (int64_t) random_bits() >> random_bits() % 64;

		/* Lua has no negative literals, and -2^63 not even as one that is negated. */
		if (random_bits() % 8 == 0)
			whole = random_bits() % 2 ? INT64_MAX : INT64_MIN;
		mpz_set_si(value, whole);
		if (whole == INT64_MIN)
			text_append(out, "math.mininteger");
		else if (random_bits() % 2)
			text_append_format(out, "one(%lld)", (long long) whole);
		else
			text_append_format(out, "(%lld)", (long long) whole);
		break;
	}
	case 'n':
		text_append_format(out, "(-%s", random_bits() % 2 ? " " : "\n");
		fits = make(out, value, depth - 1);
		text_append(out, ")");
		mpz_neg(value, value);
		break;
	case '(':
		text_append_format(out, "(%s", blank());
		fits = make(out, value, depth - 1);
		text_append_format(out, "%s)", blank());
		break;
	default:
		/* Without brackets the operators would bind otherwise than the tree. */
		text_append_format(out, "(%s", blank());
		fits = make(out, value, depth - 1);
		text_append_format(out, "%s %c %s", blank(), sign, blank());
		fits = make(out, right, depth - 1) && fits;
		text_append_format(out, "%s)", blank());
		(sign == '+' ? mpz_add : sign == '-' ? mpz_sub : mpz_mul)(value, value, right);
	}
	mpz_clear(right);
	return fits && mpz_sizeinbase(value, 2) <= 126;
}

static void test_expressions(void)
{
	struct text text = TEXT_INIT;
	int wrong = 0, wide = 0;
	mpz_t value;

	mpz_init(value);
	for (int i = 0; i < 3000;) {
		struct error err = ERROR_INIT;
		const char *got;
		char *expected;

		text_clear(&text);
		text_append(&text, "local function one(n) return n, 5 end\nreturn tostring(");
		if (!make(&text, value, 1 + (int) (random_bits() % 5)) || text.length > 3500)
			continue;
		text_append(&text, ")");
		expected = mpz_get_str(NULL, 10, value);
		got = run_body("", text_string(&text), NULL, &err);
		if (strcmp(got, expected) && wrong++ < 3)
			printf("# %s\n#   got: %s\n#   expected: %s\n", text_string(&text), got, expected);
		wide += !mpz_fits_slong_p(value);
		free(expected);
		i++;
	}
	ok(wrong == 0 && wide > 300, "3000 expressions are exact, %d of them beyond 64 bits", wide);
	mpz_clear(value);
	text_release(&text);
}

/* Operators without brackets group as they do in Lua, however many they are. */
static void test_chains(void)
{
	struct text text = TEXT_INIT;
	int wrong = 0;

	for (int i = 0; i < 300; i++) {
		int64_t total = 0, product, sign = 1, count = 1 + (int64_t) (random_bits() % 250);
		struct error err = ERROR_INIT;
		char expected[32];

		text_clear(&text);
		text_append(&text, "local a, b, c = 2, 3, { d = -5 }\nreturn tostring(");
		for (int64_t term = 0; term < count; term++) {
			product = 1;
			for (int64_t factor = random_bits() % 3; factor >= 0; factor--) {
				static const char *const names[] = { "a", "b", "c.d", "#'seven77'", "-a", "c['d']" };
				static const int64_t values[] = { 2, 3, -5, 7, -2, -5 };
				size_t which = random_bits() % 6;

				product *= values[which];
				text_append(&text, names[which]);
				text_append(&text, factor > 0 ? "*" : "");
			}
			total += sign * product;
			sign = random_bits() % 2 ? 1 : -1;
			if (term + 1 < count)
				text_append(&text, sign > 0 ? " +" : "- ");
		}
		text_append(&text, ")");
		snprintf(expected, sizeof expected, "%lld", (long long) total);
		if (text.length > 3500)
			continue;
		if (strcmp(run_body("", text_string(&text), NULL, &err), expected) && wrong++ < 1)
			printf("# %s\n#   expected: %s (%s)\n", text_string(&text), expected, err.message);
	}
	is_number(wrong, 0, "chains of up to 250 terms group as they are written");
	text_release(&text);
}

static void gives(const char *body, const char *expected, const char *name)
{
	struct error err = ERROR_INIT;

	is_text(run_body("", body, NULL, &err), expected, name);
}

/* `line` of the body, from 1. */
static void fails(const char *body, int line, int column, const char *message, const char *name)
{
	struct error err = ERROR_INIT;

	run_body("", body, NULL, &err);
	is_text(err.message, message, name);
	ok(err.line == line + 2 && err.column == column, "... at %d:%d", line, column);
	if (err.line != line + 2 || err.column != column)
		printf("#   got: %d:%d\n", err.line - 2, err.column);
}

static void test_meanings(void)
{
	gives("return tostring(math.maxinteger * 2 - math.maxinteger)", "9223372036854775807",
	      "what comes back within 64 bits is a whole number again");
	gives("return math.type(math.maxinteger + 1 - 1)", "integer", "... for Lua too");
	gives("local n = math.maxinteger n = n + 1 return tostring(n > math.maxinteger)", "true",
	      "what is beyond them is greater");
	gives("return tostring(-math.mininteger)", "9223372036854775808", "the least number has a negative");
	gives("local function two() return 1, 2 end return tostring(1 + two()) .. tostring(two() * 3)", "23",
	      "of several values the first counts");
	gives("local _calculate = 4 return tostring(_calculate + 1)", "5", "no name is taken from rules");
	gives("local t = { 1 + 1, x = 2 * 3, [2 + 1] = 4 } return tostring(t[1] + t.x + t[3])", "12", "in tables");
	gives("local n = 0 for i = 1 + 0, 2 * 2, 1 + 0 do n = n + i end return tostring(n)", "10", "in loops");
	gives("return '1 + 2 -- ' .. [[ 3 * 4 ]] .. tostring(1 - -1 --[[ - 5 ]] - - 1)", "1 + 2 --  3 * 4 3",
	      "texts and comments are left alone");
	gives("return tostring(rate '5.5%' * 1000 + 1 - decimal '0.5')", "55.5", "decimals are among them");
	gives("return tostring(c.weight * c.weight == c.weight + c.weight - c.weight)", "false",
	      "floats are as they were");
	gives("return tostring(1 + 2 < 2 * 2 and not (-1 + 2 == 0) or 1 - 1)", "true",
	      "other operators bind as they did");
}

static void test_errors(void)
{
	fails("local t = {}\nreturn 1 +\n  2 * t.cap\n  - 3", 3, 9,
	      "attempt to perform arithmetic on a nil value (field 'cap')",
	      "an operand that is not there is named, on the line of its operator");
	fails("local none\nreturn 1\n  - none", 3, 5, "attempt to perform arithmetic on a nil value (local 'none')",
	      "a local");
	fails("local none = {}\nlocal function f() return none * 2 end\nreturn f()", 2, 27,
	      "attempt to perform arithmetic on a table value (upvalue 'none')", "one of the function around");
	fails("local t = {}\nreturn -t.cap", 2, 11, "attempt to perform arithmetic on a nil value (field 'cap')",
	      "what is negated");
	fails("return 1 + '2'", 1, 1, "attempt to perform arithmetic on a string value", "a text");
	fails("local f = function() end\nreturn 1 + f()", 2, 1, "attempt to perform arithmetic on a nil value",
	      "a call that gives nothing");
	fails("local n = math.maxinteger\nn = n\n  * n\n  * n\nreturn n", 4, 3,
	      "multiplication: 85070591730234615847396907784232501249 * 9223372036854775807 is beyond what an exact "
	      "decimal holds "
	      "(128 bits, 38 decimals)",
	      "beyond 128 bits");
}

/* What Lua's reader would wrap is not read. */
static void test_constants(void)
{
	gives("return tostring(0x7fffffffffffffff) .. tostring(-0X00000000000000000010)", "9223372036854775807-16",
	      "hexadecimal numbers of up to 63 bits");
	fails("return 1 +\n  0x8000000000000000", 2, 3,
	      "'0x8000000000000000' has more than the 63 bits of a whole number", "one of 64 would be negative");
	fails("return -0x10000000000000005", 1, 9,
	      "'0x10000000000000005' has more than the 63 bits of a whole number", "one of more would lose them");
	fails("return 9223372036854775808", 1, 8, "'9223372036854775808' would be a float, which is never exact",
	      "a decimal one would be a float");
}

/* The compiler has a limit of its own, which is told as what it is. */
static void test_nesting(void)
{
	struct text text = TEXT_INIT;
	struct error err = ERROR_INIT;

	text_append(&text, "return tostring(");
	for (int i = 0; i < 25; i++)
		text_append(&text, "(1 + 2 * ");
	text_append(&text, "1");
	for (int i = 0; i < 25; i++)
		text_append(&text, ")");
	text_append(&text, ")");
	gives(text_string(&text), "67108863", "25 brackets");
	text_clear(&text);
	text_append(&text, "return ");
	for (int i = 0; i < 90; i++)
		text_append(&text, "(1 + ");
	text_append(&text, "1");
	for (int i = 0; i < 90; i++)
		text_append(&text, ")");
	run_body("", text_string(&text), NULL, &err);
	is_text(err.message, "brackets and operators are nested too deeply", "ninety are too many");
	text_release(&text);
}

int main(void)
{
	test_nesting();
	test_expressions();
	test_chains();
	test_meanings();
	test_errors();
	test_constants();
	return done();
}
