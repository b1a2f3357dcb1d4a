/* table_tree.h: a table's rows, which come in the order of its key, packed into pages of a run file
 * (https://www.sqlite.org/fileformat2.html#b_tree_pages).
 *
 * SQLite finds each row its place, and makes room there; rows that come in order need neither. Pages are filled one after the
 * other, and what stands above them grows with them: memory for one page of each level. Functions return SQLite codes.
 */
#ifndef RECKON_RUN_TABLE_TREE_H
#define RECKON_RUN_TABLE_TREE_H

#include "run/page_file.h"

#include <stdbool.h>

#define TREE_LEVELS_MOST 20 /* as in SQLite */

struct tree_page;
struct table_tree {
	struct page_file *pages; /* borrows */
	uint32_t root;           /* the page that SQLite made for the table */
	bool by_number; /* kept by a whole number, not by the columns that a row begins with (WITHOUT ROWID) */
	bool has_last;
	int64_t last; /* number */
	size_t depth;
	struct tree_page *levels[TREE_LEVELS_MOST]; /* owned: leaves first */
};

/* Begins the rows of an empty table. Release it in any case. */
void table_tree_begin(struct table_tree *tree, struct page_file *pages, uint32_t root, bool by_number);
void table_tree_release(struct table_tree *tree);

/* Adds a row: its record (record_format.h), and the number that it is kept by, where it is. It comes after those before it. */
int table_tree_add(struct table_tree *tree, int64_t number, const void *record, size_t length);
/* Writes what is left, when all rows are added. */
int table_tree_finish(struct table_tree *tree);

#endif
