/* cell.c: cells of decision tables. A cell that is read says of any value yes or no, its negation says the other, and a value that
 * a cell names matches it. */
#include "fuzz.h"

#include "rules/cell.h"
#include "value/value.h"

/* Values of the type, and none, to hold the cell against; more come out of the cell's own bounds. */
static size_t some_values(enum type type, struct value out[8])
{
	static const char *const texts[TYPE_COUNT][3] = {
		{ "£0", "£7,400", "-1p" }, { "0", "5.5%", "-100%" },
		{ "0", "1.055", "-2" },    { "0", "150", "-7" },
		{ "yes", "no", "yes" },    { "2025-04-01", "0001-01-01", "9999-12-31" },
		{ "", "own", "a,b" },      { "open", "shut", "own" },
		{ "0", "1.5", "-1e300" },  { "eligible", "unknown", "not_eligible" },
	};
	size_t count = 0;

	for (int i = 0; i < 3; i++) {
		struct error err = ERROR_INIT;

		if (!value_parse(type, texts[type][i], strlen(texts[type][i]), &out[count], &err))
			count++;
	}
	out[count++] = (struct value){ .kind = VALUE_NONE };
	return count;
}

static void check_test(const struct cell *cell, const struct cell_test *test)
{
	bool single = test->low.present && test->high.present && test->low.inclusive && test->high.inclusive;

	must(test->low.present || test->high.present);
	if (single && !value_compare(test->low.value, test->high.value))
		must(cell_matches(cell, test->low.value) != cell->negated);
	if (test->low.present && test->high.present)
		must(value_compare(test->low.value, test->high.value) <= 0);
}

static void take_cell(enum type type, const char *text, size_t length)
{
	size_t most = cell_most_tests(text, length), offset = SIZE_MAX;
	struct cell_test *tests = calloc(most ? most : 1, sizeof *tests);
	struct error err = ERROR_INIT;
	struct value values[8];
	size_t count = some_values(type, values);
	struct cell cell;

	must(tests);
	if (cell_parse(type, text, length, tests, &cell, &offset, &err)) {
		must(offset <= length);
		check_error(&err);
	} else {
		struct cell other = cell;

		must(utf8_valid(text, length, NULL) && !memchr(text, 0, length));
		must(err.code == ERROR_NONE && cell.count <= most && cell.any == (cell.count == 0));
		other.negated = !cell.negated;
		for (size_t i = 0; i < count; i++)
			must(cell.any ? cell_matches(&cell, values[i])
			              : cell_matches(&cell, values[i]) != cell_matches(&other, values[i]));
		for (size_t i = 0; i < cell.count; i++)
			check_test(&cell, &cell.tests[i]);
	}
	free(tests);
}

/* A byte for the type, then the cell. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0)
		take_cell(data[0] % TYPE_COUNT, (const char *) data + 1, size - 1);
	return 0;
}
