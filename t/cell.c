/* cell.c: the cells of decision tables: every form, every boundary, hostile text. */
#include "tap.h"

#include "rules/cell.h"

#define MOST 16

static bool value_of(enum type type, const char *text, struct value *out)
{
	struct error err = ERROR_INIT;

	if (!strcmp(text, "none")) {
		*out = (struct value){ .kind = VALUE_NONE };
		return true;
	}
	return !value_parse(type, text, strlen(text), out, &err);
}

/* `inside` and `outside`: values with a bar between, that match the cell and that do not. */
static bool all_match(enum type type, const struct cell *cell, const char *values, bool expected)
{
	bool right = true;

	while (*values) {
		size_t length = strcspn(values, "|");
		char text[64];
		struct value value;

		snprintf(text, sizeof text, "%.*s", (int) length, values);
		if (!value_of(type, text, &value) || cell_matches(cell, value) != expected) {
			printf("#   wrong for %s\n", text);
			right = false;
		}
		values += length + (values[length] == '|');
	}
	return right;
}

/* A cell that is printed is the same cell. */
static void is_written_again(enum type type, const struct cell *cell, const char *inside, const char *outside)
{
	struct text text = TEXT_INIT;
	struct cell_test tests[MOST];
	struct cell again;
	struct error err = ERROR_INIT;
	size_t offset = 0;
	bool same;

	cell_print(type, cell, &text);
	same = !cell_parse(type, text_string(&text), text.length, tests, &again, &offset, &err)
	       && all_match(type, &again, inside, true) && all_match(type, &again, outside, false);
	if (!same)
		printf("#   %s\n", err.message);
	ok(same, "... and is written %s", text_string(&text));
	text_release(&text);
}

static void matches(enum type type, const char *text, const char *inside, const char *outside)
{
	struct cell_test tests[MOST];
	struct cell cell;
	struct error err = ERROR_INIT;
	size_t offset = 0;
	bool right = cell_most_tests(text, strlen(text)) <= MOST
	             && !cell_parse(type, text, strlen(text), tests, &cell, &offset, &err) && err.code == ERROR_NONE;

	if (!right)
		printf("#   %s at %zu\n", err.message, offset);
	right = right && all_match(type, &cell, inside, true) && all_match(type, &cell, outside, false);
	ok(right, "%s %s holds %s, and not %s", type_names[type], text, inside, outside);
	is_written_again(type, &cell, inside, outside);
}

static void test_matching(void)
{
	matches(TYPE_INTEGER, "-", "0|-5|none", "");
	matches(TYPE_INTEGER, " - ", "0|none", "");
	matches(TYPE_INTEGER, "< 150", "149|-1", "150|151|none");
	matches(TYPE_INTEGER, "<=150", "149|150", "151|none");
	matches(TYPE_INTEGER, "> 150", "151", "150|149|none");
	matches(TYPE_INTEGER, ">= 150", "150|151", "149|none");
	matches(TYPE_INTEGER, "150", "150", "149|151|none");
	matches(TYPE_INTEGER, "-150", "-150", "150");
	matches(TYPE_INTEGER, "[150..200)", "150|199", "149|200|none");
	matches(TYPE_INTEGER, "(1..5]", "2|5", "1|6");
	matches(TYPE_INTEGER, "(1..5)", "2|4", "1|5");
	matches(TYPE_INTEGER, "]1..5[", "2|4", "1|5");
	matches(TYPE_INTEGER, "[ 5 .. 5 ]", "5", "4|6");
	matches(TYPE_INTEGER, "[-5..-1]", "-5|-1", "-6|0");
	matches(TYPE_INTEGER, "1, 3, [5..7]", "1|3|5|7", "2|4|8");
	matches(TYPE_INTEGER, "< 5, > 10", "4|11", "5|10|none");
	matches(TYPE_INTEGER, "1,200", "1200", "1|200");
	matches(TYPE_INTEGER, "1, 200", "1|200", "1200");
	matches(TYPE_INTEGER, "not(1, 2)", "0|3|none", "1|2");
	matches(TYPE_INTEGER, "not( < 5 )", "5|none", "4");
	matches(TYPE_INTEGER, "none", "none", "0");
	matches(TYPE_INTEGER, "none, 3", "none|3", "4");
	matches(TYPE_INTEGER, "not(none)", "0", "none");
	matches(TYPE_MONEY, ">= £7,400", "£7,400|£7,400.01", "£7,399.99");
	matches(TYPE_MONEY, "[£1,000..£2,000)", "£1,000|£1,999.99", "£999.99|£2,000");
	matches(TYPE_MONEY, "[50p..£2.2 million]", "50p|£2.2m", "49p|£2,200,000.01");
	matches(TYPE_MONEY, "£5, £1,234", "£5|£1,234", "£234");
	matches(TYPE_MONEY, "-£5", "-£5", "£5");
	matches(TYPE_RATE, "<= 5.5%", "5.5%|0.055|0", "5.50000001%|100%");
	matches(TYPE_RATE, "[2.25%..5.5%)", "2.25%|5.49%", "2.2499%|5.5%");
	matches(TYPE_DECIMAL, "[1.5..2.5]", "1.5|2|2.5", "1.4999999999999999999999|2.5000000000000000000001");
	matches(TYPE_DECIMAL, "(1..2)", "1.0000000000000000000000000001", "1|2");
	matches(TYPE_DATE, ">= 2025-04-01", "2025-04-01|2026-01-01", "2025-03-31");
	matches(TYPE_DATE, "[2025-04-01..2026-03-31]", "2025-04-01|2026-03-31", "2025-03-31|2026-04-01");
	matches(TYPE_DATE, "2025-04-01,2025-05-01", "2025-04-01|2025-05-01", "2025-04-02");
	matches(TYPE_FLAG, "true", "yes", "no|none");
	matches(TYPE_FLAG, "no", "no", "yes|none");
	matches(TYPE_FLAG, "not(true)", "no|none", "yes");
	matches(TYPE_TEXT, "\"own\", \"rent\"", "own|rent", "Own|lodge|none");
	matches(TYPE_TEXT, "own, rent", "own|rent", "own, rent");
	matches(TYPE_TEXT, "not(\"own\")", "rent|none", "own");
	matches(TYPE_TEXT, "\"a, b) - ]..\"", "a, b) - ]..", "a");
	matches(TYPE_TEXT, "\"-\"", "-", "own|none");
	matches(TYPE_TEXT, "\"none\"", "", "own|none");
	matches(TYPE_TEXT, "nothing", "nothing", "not");
	matches(TYPE_TEXT, "not now", "not now", "now");
	matches(TYPE_STATUS, "in_force", "in_force", "draft");
	matches(TYPE_NUMBER, "< 1.5e3", "1499.9999999", "1500");
}

static void refused(enum type type, const char *text, size_t offset, const char *says, const char *hint)
{
	struct cell_test tests[MOST];
	struct cell cell = { .count = 77 };
	struct error err = ERROR_INIT;
	size_t at = 999;
	bool failed = cell_parse(type, text, strlen(text), tests, &cell, &at, &err) == -1;

	if (!ok(failed && err.code == ERROR_INPUT && at == offset && cell.count == 77 && strstr(err.message, says)
	                && strstr(err.hint, hint),
	        "%s '%s' is refused at %zu: %s %s", type_names[type], text, offset, says, hint))
		printf("#   %d at %zu: %s | %s\n", failed, at, err.message, err.hint);
}

static void test_refused(void)
{
	refused(TYPE_INTEGER, "", 0, "empty", "write -");
	refused(TYPE_INTEGER, "   ", 0, "empty", "write -");
	refused(TYPE_INTEGER, "<", 1, "expected integer", "");
	refused(TYPE_INTEGER, "< x", 2, "got 'x'", "");
	refused(TYPE_INTEGER, "= 5", 0, "no '='", "alone");
	refused(TYPE_INTEGER, "== 5", 0, "no '=='", "alone");
	refused(TYPE_INTEGER, "!= 5", 0, "no '!='", "not(...)");
	refused(TYPE_INTEGER, "=> 5", 0, "no '=>'", "write >=");
	refused(TYPE_INTEGER, "≤ 5", 0, "no '≤'", "write <=");
	refused(TYPE_INTEGER, "[1..5", 5, "ends with", "");
	refused(TYPE_INTEGER, "[1, 5]", 2, "expected '..'", "[150..200]");
	refused(TYPE_INTEGER, "[5..1]", 0, "ends before it begins", "");
	refused(TYPE_INTEGER, "[5..5)", 0, "leaves out", "");
	refused(TYPE_INTEGER, "[..5]", 1, "expected integer", "");
	refused(TYPE_INTEGER, "1..5", 0, "in brackets", "[1..");
	refused(TYPE_INTEGER, "10-20", 0, "got '10-20'", "[10..20]");
	refused(TYPE_MONEY, "£10 to £20", 0, "got '£10 to £20'", "[£10..£20]");
	refused(TYPE_INTEGER, "1, -", 3, "stands alone", "");
	refused(TYPE_INTEGER, "not(-)", 4, "stands alone", "");
	refused(TYPE_INTEGER, "not(1", 5, "closing", "");
	refused(TYPE_INTEGER, "not(1) 2", 7, "unexpected '2'", "");
	refused(TYPE_INTEGER, "1,", 2, "expected integer", "");
	refused(TYPE_INTEGER, ",1", 0, "expected integer", "");
	refused(TYPE_INTEGER, "1]", 1, "unexpected ']'", "");
	refused(TYPE_INTEGER, "\"5\"", 0, "got text", "without quotes: 5");
	refused(TYPE_INTEGER, "1.5", 0, "got '1.5'", "");
	refused(TYPE_MONEY, "< £1.234", 2, "whole pence", "");
	refused(TYPE_DATE, "< 2025-09-31", 2, "days 01 to 30", "");
	refused(TYPE_DATE, "< 1/4/2025", 2, "such as", "write 2025-04-01");
	refused(TYPE_TEXT, "\"own", 0, "closing quote", "");
	refused(TYPE_TEXT, "< \"m\"", 0, "no order", "");
	refused(TYPE_TEXT, "\"own\" \"rent\"", 6, "unexpected '\"'", "a comma");
	refused(TYPE_FLAG, "> true", 0, "no order", "true or false");
	refused(TYPE_FLAG, "maybe", 0, "got 'maybe'", "");
}

static uint64_t state = 20250401;

static uint64_t random_bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * UINT64_C(0x2545F4914F6CDD1D);
}

/* Texts of what cells are made of, in any order: read or refused, within the array that was asked for. */
static void test_hostile(void)
{
	static const char *const pieces[] = { "not(", "(",    "[", ")",  "]",          "..",  ",",   " ",
		                              "-",    "\"",   "<", ">=", "1",          "£2",  "%",   "none",
		                              "5p",   "\xFF", "=", ".",  "2025-04-01", "own", "true" };
	int wrong = 0, read = 0;

	for (int i = 0; i < 200000; i++) {
		struct cell_test tests[MOST + 1];
		struct cell cell;
		char text[128] = "";
		struct error err = ERROR_INIT;
		size_t length = 0, offset = 0, most;

		for (uint64_t parts = random_bits() % 8; parts > 0; parts--) {
			const char *piece = pieces[random_bits() % (sizeof pieces / sizeof pieces[0])];

			memcpy(text + length, piece, strlen(piece));
			length += strlen(piece);
		}
		most = cell_most_tests(text, length);
		memset(&tests[most], 0x55, sizeof tests[most]);
		if (cell_parse((enum type)(random_bits() % TYPE_ELIGIBILITY), text, length, tests, &cell, &offset,
		               &err)) {
			wrong += err.code != ERROR_INPUT || offset > length;
		} else {
			read++;
			wrong += cell.count > most || cell.any != (cell.count == 0);
		}
		wrong += ((unsigned char *) &tests[most])[0] != 0x55;
	}
	is_number(wrong, 0, "any text is a cell or is refused with its place");
	ok(read > 1000, "both happened");
}

int main(void)
{
	test_matching();
	test_refused();
	test_hostile();
	return done();
}
