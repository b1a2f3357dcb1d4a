/* cell_text.c: a cell of a decision table, written as people write it. */
#include "rules/cell.h"

#include <string.h>

static void print_value(enum type type, struct value value, struct text *out)
{
	bool quoted = value.kind == VALUE_TEXT && type != TYPE_DATE && !memchr(value.as.text, '"', value.length);

	text_append(out, quoted ? "\"" : "");
	if (value.kind == VALUE_NONE)
		text_append(out, "none");
	else
		value_print(type, value, out);
	text_append(out, quoted ? "\"" : "");
}

static void print_test(enum type type, const struct cell_test *test, struct text *out)
{
	const struct cell_bound *low = &test->low, *high = &test->high;

	if (low->present && high->present && !value_compare(low->value, high->value)) {
		print_value(type, low->value, out);
	} else if (low->present && high->present) {
		text_append_char(out, low->inclusive ? '[' : '(');
		print_value(type, low->value, out);
		text_append(out, "..");
		print_value(type, high->value, out);
		text_append_char(out, high->inclusive ? ']' : ')');
	} else if (low->present) {
		text_append(out, low->inclusive ? ">= " : "> ");
		print_value(type, low->value, out);
	} else {
		text_append(out, high->inclusive ? "<= " : "< ");
		print_value(type, high->value, out);
	}
}

void cell_print(enum type type, const struct cell *cell, struct text *out)
{
	if (cell->any)
		text_append_char(out, '-');
	text_append(out, cell->negated ? "not(" : "");
	for (size_t i = 0; i < cell->count; i++) {
		text_append(out, i ? ", " : "");
		print_test(type, &cell->tests[i], out);
	}
	text_append(out, cell->negated ? ")" : "");
}
