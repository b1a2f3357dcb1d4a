/* table_match.c: which rows of random decision tables match, and what each hit policy makes of them, held against a plain reading of
 * DMN; and where inputs are not known, against every value that they may have. */
#include "tap.h"

#include "rules/table_match.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MOST 5
#define INPUTS    3
#define OUTPUTS   2

static uint64_t seed = 11;

static int random_below(int most)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int) ((seed >> 33) % (uint64_t) most);
}

/* What an input may be: whole numbers (from LEAST), flags, texts; the last one of whole numbers and texts is that there is none. Cells
 * name whole numbers from 0 to 8 and texts from a to d: so of what they cannot tell apart there is one at least. */
#define LEAST (-1)
#define NONE  11
static const enum type types[INPUTS] = { TYPE_INTEGER, TYPE_FLAG, TYPE_TEXT };
static const int domain[INPUTS] = { NONE + 1, 2, 6 };
static const char *const texts[] = { "a", "b", "c", "d", "e" };
#define NO_TEXT 5

static struct value input_value(size_t input, int number)
{
	if (input == 0)
		return number == NONE ? (struct value){ .kind = VALUE_NONE } : value_integer(number + LEAST);
	if (input == 1)
		return value_flag(number);
	return number == NO_TEXT ? (struct value){ .kind = VALUE_NONE } : value_text(texts[number], 1);
}

/* A random cell: how it is written, and which numbers of the domain pass it. */
struct plain_cell {
	char text[60];
	bool passes[NONE + 1];
};

static void append(struct plain_cell *cell, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void append(struct plain_cell *cell, const char *format, ...)
{
	size_t length = strlen(cell->text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cell->text + length, sizeof cell->text - length, format, arguments);
	va_end(arguments);
}

static void add_integers(struct plain_cell *cell)
{
	static const char *const signs[] = { "<", "<=", ">", ">=" };
	int kind = random_below(7), low = random_below(6), high = low + 1 + random_below(3);
	bool open_low = random_below(2), open_high = random_below(2);

	if (kind < 4)
		append(cell, "%s %d", signs[kind], low);
	else if (kind == 4)
		append(cell, "%c%d..%d%c", open_low ? '(' : '[', low, high, open_high ? ')' : ']');
	else
		append(cell, kind == 5 ? "%d" : "none", low);
	for (int x = LEAST; x < NONE + LEAST; x++)
		cell->passes[x - LEAST] |=
			kind == 0   ? x < low
			: kind == 1 ? x <= low
			: kind == 2 ? x > low
			: kind == 3 ? x >= low
			: kind == 4 ? (open_low ? x > low : x >= low) && (open_high ? x < high : x <= high)
				    : kind == 5 && x == low;
	cell->passes[NONE] |= kind == 6;
}

static void make_cell(size_t input, struct plain_cell *cell)
{
	int count = 1 + random_below(2);
	bool negated = random_below(4) == 0;

	*cell = (struct plain_cell){ .text = "" };
	if (random_below(3) == 0) {
		append(cell, "-");
		for (int i = 0; i < domain[input]; i++)
			cell->passes[i] = true;
		return;
	}
	append(cell, "%s", negated ? "not(" : "");
	for (int i = 0; i < count; i++) {
		int chosen = random_below(domain[input] - (input == 2)); /* not the text that no cell names */

		chosen += input == 2 && chosen == NO_TEXT - 1;

		append(cell, "%s", i ? ", " : "");
		if (input == 0) {
			add_integers(cell);
			continue;
		}
		cell->passes[chosen] = true;
		append(cell, "%s",
		       input == 1          ? (chosen ? "true" : "false")
		       : chosen == NO_TEXT ? "none"
		                           : texts[chosen]);
	}
	append(cell, "%s", negated ? ")" : "");
	for (int i = 0; i < domain[input]; i++)
		cell->passes[i] ^= negated;
}

/* The same table twice: as it is read, and plain. Outputs are whole numbers from 0 to 3; 0 is the best of them. */
static struct decision_table table;
static struct plain_cell plain[ROWS_MOST][INPUTS];
static int outputs[ROWS_MOST][OUTPUTS], defaults[OUTPUTS];
static struct cell_test tests[ROWS_MOST][INPUTS][4];

static void make_table(void)
{
	static struct table_input inputs[INPUTS];
	static struct table_output columns[OUTPUTS];
	static struct cell cells[ROWS_MOST * INPUTS];
	static struct value results[ROWS_MOST * OUTPUTS], default_values[OUTPUTS], values[4];
	static uint32_t order[ROWS_MOST];
	struct error err = ERROR_INIT;

	table = (struct decision_table){ .hit = (enum hit_policy) random_below(HIT_COLLECT + 1),
		                         .input_count = INPUTS,
		                         .output_count = (size_t) random_below(OUTPUTS) + 1,
		                         .row_count = (size_t) random_below(ROWS_MOST) + 1,
		                         .inputs = inputs,
		                         .outputs = columns,
		                         .cells = cells,
		                         .results = results,
		                         .order = order };
	if (table.hit == HIT_COLLECT)
		table.aggregate = (enum aggregate) random_below(AGGREGATE_COUNT + 1);
	if (table.aggregate != AGGREGATE_LIST)
		table.output_count = 1;
	if (random_below(2) && table.aggregate != AGGREGATE_COUNT)
		table.defaults = default_values;
	for (int i = 0; i < 4; i++)
		values[i] = value_integer(i);
	for (size_t i = 0; i < OUTPUTS; i++) {
		columns[i] = (struct table_output){ .type = TYPE_INTEGER, .values = values, .value_count = 4 };
		defaults[i] = random_below(4);
		default_values[i] = value_integer(defaults[i]);
	}
	for (size_t row = 0; row < table.row_count; row++) {
		for (size_t i = 0; i < INPUTS; i++) {
			size_t offset;

			inputs[i].type = types[i];
			inputs[i].none = i == 1 ? NONE_NEVER : NONE_PERHAPS;
			make_cell(i, &plain[row][i]);
			ensure(!cell_parse(types[i], plain[row][i].text, strlen(plain[row][i].text), tests[row][i],
			                   &cells[row * INPUTS + i], &offset, &err));
		}
		for (size_t i = 0; i < table.output_count; i++) {
			outputs[row][i] = random_below(4);
			results[row * table.output_count + i] = value_integer(outputs[row][i]);
		}
	}
	decision_table_order(&table);
}

/* What comes of a case, as text: by the plain reading. */
#define ANSWER_SIZE 80

static void append_outputs(char answer[ANSWER_SIZE], const int *given)
{
	for (size_t i = 0; i < table.output_count; i++) {
		size_t length = strlen(answer);

		snprintf(answer + length, ANSWER_SIZE - length, "%d%s", given[i],
		         i + 1 < table.output_count ? "," : " ");
	}
}

static void append_default(char answer[ANSWER_SIZE])
{
	if (table.defaults)
		append_outputs(answer, defaults);
	else if (table.hit < HIT_RULE_ORDER || table.aggregate != AGGREGATE_LIST)
		snprintf(answer, ANSWER_SIZE, "nil");
}

static bool is_better(const int *a, const int *b)
{
	size_t i = 0;

	while (i + 1 < table.output_count && a[i] == b[i])
		i++;
	return a[i] < b[i];
}

static void aggregate(char answer[ANSWER_SIZE], const size_t *hits, size_t count)
{
	int result = outputs[hits[0]][0];

	for (size_t i = 1; i < count; i++) {
		int more = outputs[hits[i]][0];

		if (table.aggregate == AGGREGATE_SUM)
			result += more;
		else if (table.aggregate == AGGREGATE_MIN ? more < result : more > result)
			result = more;
	}
	append_outputs(answer, &result);
}

static void expect(const int numbers[INPUTS], char answer[ANSWER_SIZE])
{
	size_t hits[ROWS_MOST], count = 0;
	bool differ = false;

	*answer = '\0';
	for (size_t row = 0; row < table.row_count; row++) {
		size_t i = 0;

		while (i < INPUTS && plain[row][i].passes[numbers[i]])
			i++;
		if (i < INPUTS)
			continue;
		hits[count++] = row;
		differ |= memcmp(outputs[row], outputs[hits[0]], table.output_count * sizeof(int)) != 0;
	}
	for (size_t i = 0; (table.hit == HIT_PRIORITY || table.hit == HIT_OUTPUT_ORDER) && i < count; i++)
		for (size_t j = i; j > 0 && is_better(outputs[hits[j]], outputs[hits[j - 1]]); j--) {
			size_t hit = hits[j];

			hits[j] = hits[j - 1];
			hits[j - 1] = hit;
		}
	if (table.aggregate == AGGREGATE_COUNT)
		snprintf(answer, ANSWER_SIZE, "%zu ", count);
	else if (count == 0)
		append_default(answer);
	else if ((table.hit == HIT_UNIQUE && count > 1) || (table.hit == HIT_ANY && differ))
		snprintf(answer, ANSWER_SIZE, "wrong");
	else if (table.hit < HIT_RULE_ORDER)
		append_outputs(answer, outputs[hits[0]]);
	else if (table.aggregate != AGGREGATE_LIST)
		aggregate(answer, hits, count);
	else
		for (size_t i = 0; i < count; i++)
			append_outputs(answer, outputs[hits[i]]);
}

/* The same by table_match. `unknown`: bits of the inputs that are not known. */
static void ask(const int numbers[INPUTS], unsigned unknown, char answer[ANSWER_SIZE], bool lacking[INPUTS])
{
	struct table_row_match rows[ROWS_MOST];
	struct value inputs[INPUTS], value;
	struct table_case asked = { .inputs = inputs };
	struct table_matches matches = { .rows = rows, .lacking = lacking };
	struct error err = ERROR_INIT;
	int whole;

	*answer = '\0';
	for (size_t i = 0; i < INPUTS; i++) {
		inputs[i] = input_value(i, numbers[i]);
		lacking[i] = false;
		if (unknown >> i & 1)
			inputs[i] = (struct value){ .kind = VALUE_UNKNOWN };
	}
	switch (table_match(&table, &asked, &matches, &value, &err)) {
	case TABLE_ROW:
		if (matches.given < table.row_count)
			append_outputs(answer, outputs[matches.given]);
		else
			append_default(answer);
		break;
	case TABLE_LIST:
		for (size_t i = 0; i < matches.count; i++)
			append_outputs(answer, outputs[rows[i].row]);
		if (!matches.count)
			append_default(answer);
		break;
	case TABLE_VALUE:
		whole = (int) value.as.integer;
		append_outputs(answer, &whole);
		break;
	case TABLE_UNKNOWN:
		snprintf(answer, ANSWER_SIZE, "unknown");
		break;
	case TABLE_WRONG:
		snprintf(answer, ANSWER_SIZE, "wrong");
		break;
	}
}

/* What comes of every value that the unknown inputs may have: one answer, or "unknown". *wrong: of some, that rows contradict. */
static void expect_of_all(const int numbers[INPUTS], unsigned unknown, char answer[ANSWER_SIZE], bool *wrong)
{
	int tried[INPUTS];

	*answer = '\0';
	*wrong = false;
	for (int all = 0; all < domain[0] * domain[1] * domain[2]; all++) {
		char one[ANSWER_SIZE];
		bool meant = true;
		int rest = all;

		for (size_t i = 0; i < INPUTS; i++) {
			tried[i] = rest % domain[i];
			rest /= domain[i];
			meant &= unknown >> i & 1 || tried[i] == numbers[i];
		}
		if (!meant)
			continue;
		expect(tried, one);
		*wrong |= !strcmp(one, "wrong");
		if (!*answer)
			strcpy(answer, *one ? one : "[]");
		else if (strcmp(answer, *one ? one : "[]") != 0)
			strcpy(answer, "unknown");
	}
}

static void tell(const int numbers[INPUTS], unsigned unknown, const char *got, const char *expected)
{
	printf("# %s %s%s:", hit_names[table.hit], aggregate_names[table.aggregate],
	       table.defaults ? ", with a default" : "");
	for (size_t i = 0; i < INPUTS; i++) {
		if (unknown >> i & 1)
			printf(" ?");
		else
			printf(" %d", numbers[i]);
	}
	printf(": got %s, expected %s\n", got, expected);
	for (size_t row = 0; row < table.row_count; row++)
		printf("#   %s | %s | %s || %d %d\n", plain[row][0].text, plain[row][1].text, plain[row][2].text,
		       outputs[row][0], outputs[row][1]);
	printf("#   default %d %d\n", defaults[0], defaults[1]);
}

static int wrong_known, wrong_unknown, left_open, asked_unknown, settled;

static void try_case(const int numbers[INPUTS], unsigned unknown)
{
	char got[ANSWER_SIZE], expected[ANSWER_SIZE];
	bool lacking[INPUTS], wrong;

	ask(numbers, unknown, got, lacking);
	if (!*got)
		strcpy(got, "[]");
	expect_of_all(numbers, unknown, expected, &wrong);
	if (!unknown) {
		if (strcmp(got, expected) && wrong_known++ < 3)
			tell(numbers, unknown, got, expected);
		return;
	}
	asked_unknown++;
	settled += strcmp(got, "unknown") != 0;
	if (strcmp(got, "unknown") && strcmp(got, expected) && !wrong && wrong_unknown++ < 3)
		tell(numbers, unknown, got, expected);
	if (table.hit < HIT_RULE_ORDER && !strcmp(got, "unknown") && strcmp(got, expected) && !wrong
	    && left_open++ < 3)
		tell(numbers, unknown, got, expected);
}

int main(void)
{
	int tables = getenv("RECKON_QUICK") ? 200 : 4000;

	for (int i = 0; i < tables; i++) {
		make_table();
		for (int j = 0; j < 8; j++) {
			const int numbers[INPUTS] = { random_below(domain[0]), random_below(domain[1]),
				                      random_below(domain[2]) };

			for (unsigned unknown = 0; unknown < 1u << INPUTS; unknown++)
				try_case(numbers, unknown);
		}
	}
	is_number(wrong_known, 0, "random tables give what a plain reading of their rows gives");
	is_number(wrong_unknown, 0, "where inputs are not known, what they give is what every value would");
	is_number(left_open, 0,
	          "... and of policies that give one row it is said wherever every value would give the same");
	ok(settled > asked_unknown / 5, "... and much is settled without them");
	return done();
}
