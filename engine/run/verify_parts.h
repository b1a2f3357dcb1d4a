/* verify_parts.h: what the two ways of reading the rows of a table share: verify_rows.c and verify_sqlite.c. */
#ifndef RECKON_RUN_VERIFY_PARTS_H
#define RECKON_RUN_VERIFY_PARTS_H

#include "run/verify_rows.h"

/* One table. Its columns are first those that hold values, then those that hold digests, of which the last is _leaf. */
struct rows {
	struct check *check;
	const struct stored_type *type;
	const char *prefix, *expected; /* expected: the root that `input` gives */
	const struct field *fields;    /* of the columns that hold values */
	size_t field_count, column_count;
	const int *key; /* the columns that name a row */
	size_t key_count;
	/* The leaf of a row whose values could be read. *agrees: what else it holds is what it should be. 0, or -1: out of memory. */
	int (*leaf)(struct rows *rows, uint8_t leaf[SHA256_SIZE], bool *agrees);

	const int *places; /* the columns, in the order in which a row is stored */
	size_t *exact;     /* owned: the columns whose values could be stored in more than one way */
	size_t exact_count;
	struct value *values; /* the row: by column; a digest as a text */
	size_t taken;         /* columns of it */
	bool readable;        /* all of those held what they must */
	struct arena texts;   /* of its values that came with a call before the last */
	struct merkle tree;
	bool row_found; /* one that does not agree */
};

/* Values of the type could be stored in more than one way. */
bool rows_has_forms(enum type type);
/* Whether what is stored is the one way that a run file stores this number: 0.50 or a whole number where 0.5 is written means the
 * same, but was altered all the same. */
bool rows_is_form(struct value stored, enum type type, const struct value *value, struct text *scratch);

/* All values of a row are there: its leaf goes into the tree, if it is the one that the row says. 0, or -1: out of memory. */
int rows_add_leaf(struct rows *rows, bool *agrees);

/* Reads all rows; the first that does not agree is a problem. 0, or -1 with rows->check->err. */
int rows_by_sqlite(struct rows *rows, stored_rows open);

#endif
