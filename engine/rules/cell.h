/* cell.h: one cell of a decision table: DMN's unary tests (Decision Model and Notation, chapters 8 and 10), read for its
 * input's type. Free of Lua, allocates nothing.
 *
 *     -                          any value, and none
 *     £7,400   "own"   own       this value (quotes round text may be left out); true  false  2025-04-01
 *     none                       there is none (an OPTIONAL field); the word itself is "none"
 *     < 150  <= 5.5%  > 0  >= £7,400
 *     [150..200)  (1..5]         a range: square brackets take the end in, round ones leave it out (DMN's ]1..5[ too)
 *     "own", "rent"   < 5, > 10  one of several
 *     not("own", "rent")         none of these; an input that is none is none of these
 * A comma between two digits belongs to the number (1,200); a list of numbers has a space after its commas.
 */
#ifndef RECKON_RULES_CELL_H
#define RECKON_RULES_CELL_H

#include "value/value.h"

/* A range; a single value is a range from itself to itself. */
struct cell_bound {
	bool present; /* false: open without end */
	bool inclusive;
	struct value value; /* VALUE_NONE in both bounds: the test for none */
};
struct cell_test {
	struct cell_bound low, high;
};

struct cell {
	bool any; /* "-": no tests */
	bool negated;
	size_t count;
	const struct cell_test *tests; /* borrows the array that was given to read into */
};

/* The most tests that a cell of this text can hold: how large an array to give to cell_parse. */
size_t cell_most_tests(const char *text, size_t length);

/* Reads a cell. Texts are borrowed from `text`. On an error *offset is the byte of `text` where it lies. */
int cell_parse(enum type type, const char *text, size_t length, struct cell_test *tests, struct cell *out,
               size_t *offset, struct error *err);

/* The cell that tests for one value; `test` is where to keep it. */
struct cell cell_equal(struct value value, struct cell_test *test);

/* As people write it, so that it can be read again. */
void cell_print(enum type type, const struct cell *cell, struct text *out);

/* `value` has the type that the cell was read for, or is none. */
bool cell_matches(const struct cell *cell, struct value value);

#endif
