/* table_tree.c: fills the pages of a table. See table_tree.h. */
#include "run/table_tree.h"

#include "base/error.h"
#include "run/record_format.h"

#include <string.h>

#define LEAF_HEADER  8
#define INNER_HEADER 12 /* ends with the page of what comes last */
#define CHILD_SIZE   4  /* a number of a page: in front of a cell, of what comes before it */
#define LINK_SIZE    4  /* the same, of the page where a long record goes on */
#define CELL_LEAST   4 /* a shorter cell takes as much: it leaves room for what SQLite writes there when it is free */

/* A page that is being filled: the places of its cells stand behind its header, the cells at its end, from the last to the first. */
struct tree_page {
	unsigned char bytes[FILE_PAGE_SIZE];
	size_t count, start; /* of the cells; where the last of them begins */
	size_t last_size;
	int64_t last_number; /* that the last row of a leaf is kept by */
};

void table_tree_begin(struct table_tree *tree, struct page_file *pages, uint32_t root, bool by_number)
{
	*tree = (struct table_tree){ .pages = pages, .root = root, .by_number = by_number };
}

void table_tree_release(struct table_tree *tree)
{
	for (size_t i = 0; i < TREE_LEVELS_MOST; i++)
		free(tree->levels[i]);
	*tree = (struct table_tree){ .pages = NULL };
}

static size_t header_size(size_t level)
{
	return level ? INNER_HEADER : LEAF_HEADER;
}

/* Empty, without a trace of what stood in it. */
static void clear(struct tree_page *page)
{
	memset(page, 0, sizeof *page);
	page->start = FILE_PAGE_SIZE;
}

/* Makes sure that there is a page for the level. */
static int reach(struct table_tree *tree, size_t level)
{
	if (level < tree->depth)
		return SQLITE_OK;
	ensure(level < TREE_LEVELS_MOST);
	tree->levels[level] = malloc(sizeof *tree->levels[level]);
	if (!tree->levels[level])
		return SQLITE_NOMEM;
	clear(tree->levels[level]);
	tree->depth = level + 1;
	return SQLITE_OK;
}

static bool has_room(const struct tree_page *page, size_t level, size_t size)
{
	return header_size(level) + 2 * (page->count + 1) + size <= page->start;
}

/* Room for one more cell, for which there is some. */
static unsigned char *add_cell(struct tree_page *page, size_t level, size_t size)
{
	page->start -= size;
	page->last_size = size;
	page_put_short(page->bytes + header_size(level) + 2 * page->count++, page->start);
	return page->bytes + page->start;
}

/* Takes the last cell away, and copies it to `cell`. */
static void take_last(struct tree_page *page, size_t level, unsigned char *cell)
{
	ensure(page->count > 1);
	memcpy(cell, page->bytes + page->start, page->last_size);
	memset(page->bytes + page->start, 0, page->last_size);
	page->start += page->last_size;
	page->count--;
	memset(page->bytes + header_size(level) + 2 * page->count, 0, 2);
}

static void write_header(const struct table_tree *tree, struct tree_page *page, size_t level, uint32_t right)
{
	page->bytes[0] = tree->by_number ? (level ? 5 : 13) : (level ? 2 : 10);
	page_put_short(page->bytes + 3, page->count);
	page_put_short(page->bytes + 5, page->start);
	if (level)
		page_put_number(page->bytes + 8, right);
}

/* Puts a page that is full, and is page `child` of the file, into the level above: in front of the `size` bytes at `key`, the row
 * or the number that comes last in it or just behind it. A page that is full there gives up its last cell: the page that it leads
 * to comes last in it, and its key goes one level higher. So no page is ever left with nothing but what comes last. */
static int put_above(struct table_tree *tree, size_t level, uint32_t child, const unsigned char *key, size_t size)
{
	unsigned char taken[FILE_PAGE_SIZE], *cell;
	struct tree_page *page;
	int code = reach(tree, level);

	if (code != SQLITE_OK)
		return code;
	page = tree->levels[level];
	if (!has_room(page, level, CHILD_SIZE + size)) {
		size_t taken_size = page->last_size - CHILD_SIZE;
		uint32_t number = tree->pages->next;

		take_last(page, level, taken);
		write_header(tree, page, level, page_number_at(taken));
		code = page_file_add(tree->pages, page->bytes);
		if (code == SQLITE_OK)
			code = put_above(tree, level + 1, number, taken + CHILD_SIZE, taken_size);
		if (code != SQLITE_OK)
			return code;
		clear(page);
	}
	cell = add_cell(page, level, CHILD_SIZE + size);
	page_put_number(cell, child);
	memcpy(cell + CHILD_SIZE, key, size);
	return SQLITE_OK;
}

/* Writes a leaf that is full. Where rows are kept by their columns, its last row stands above it, and in no leaf. */
static int close_leaf(struct table_tree *tree)
{
	struct tree_page *leaf = tree->levels[0];
	unsigned char key[FILE_PAGE_SIZE];
	size_t size = leaf->last_size;
	uint32_t number = tree->pages->next;
	int code;

	if (tree->by_number)
		size = (size_t) (varint_put(key, (uint64_t) leaf->last_number) - key);
	else
		take_last(leaf, 0, key);
	/* Behind the number of a page it is long enough: all of it is its length, in one byte, and the record. */
	if (!tree->by_number && size == CELL_LEAST)
		size = 1 + (size_t) key[0];
	write_header(tree, leaf, 0, 0);
	code = page_file_add(tree->pages, leaf->bytes);
	if (code == SQLITE_OK)
		code = put_above(tree, 1, number, key, size);
	clear(leaf);
	return code;
}

/* How much of a record stands in its cell; the rest goes to pages of its own. */
static size_t local_size(const struct table_tree *tree, size_t length)
{
	size_t most = tree->by_number ? FILE_PAGE_SIZE - 35 : (FILE_PAGE_SIZE - 12) * 64 / 255 - 23;
	size_t least = (FILE_PAGE_SIZE - 12) * 32 / 255 - 23, local;

	if (length <= most)
		return length;
	local = least + (length - least) % (FILE_PAGE_SIZE - LINK_SIZE);
	return local <= most ? local : least;
}

/* Writes what does not stand in the cell, as a chain of pages. *first: the number of its first page. */
static int write_rest(struct table_tree *tree, const unsigned char *bytes, size_t length, uint32_t *first)
{
	unsigned char page[FILE_PAGE_SIZE];
	int code = SQLITE_OK;

	*first = tree->pages->next;
	while (code == SQLITE_OK && length > 0) {
		size_t here = length < sizeof page - LINK_SIZE ? length : sizeof page - LINK_SIZE;

		memset(page, 0, sizeof page);
		page_put_number(page, here < length ? page_after(tree->pages->next) : 0);
		memcpy(page + LINK_SIZE, bytes, here);
		code = page_file_add(tree->pages, page);
		bytes += here;
		length -= here;
	}
	return code;
}

int table_tree_add(struct table_tree *tree, int64_t number, const void *record, size_t length)
{
	unsigned char head[2 * VARINT_MOST], *end = varint_put(head, length), *cell;
	size_t local = local_size(tree, length), head_size, size;
	uint32_t rest = 0;
	int code = reach(tree, 0);

	ensure(!tree->by_number || !tree->has_last || number > tree->last);
	tree->has_last = true;
	tree->last = number;
	if (tree->by_number)
		end = varint_put(end, (uint64_t) number);
	head_size = (size_t) (end - head);
	size = head_size + local + (local < length ? LINK_SIZE : 0);
	size = size < CELL_LEAST ? CELL_LEAST : size;
	if (code == SQLITE_OK && !has_room(tree->levels[0], 0, size))
		code = close_leaf(tree);
	if (code == SQLITE_OK && local < length)
		code = write_rest(tree, (const unsigned char *) record + local, length - local, &rest);
	if (code != SQLITE_OK)
		return code;
	cell = add_cell(tree->levels[0], 0, size);
	memcpy(cell, head, head_size);
	memcpy(cell + head_size, record, local);
	if (local < length)
		page_put_number(cell + head_size + local, rest);
	tree->levels[0]->last_number = number;
	return SQLITE_OK;
}

int table_tree_finish(struct table_tree *tree)
{
	int code = reach(tree, 0);
	uint32_t right = 0;

	for (size_t level = 0; code == SQLITE_OK && level + 1 < tree->depth; level++) {
		write_header(tree, tree->levels[level], level, right);
		right = tree->pages->next;
		code = page_file_add(tree->pages, tree->levels[level]->bytes);
	}
	if (code != SQLITE_OK)
		return code;
	write_header(tree, tree->levels[tree->depth - 1], tree->depth - 1, right);
	return page_file_put(tree->pages, tree->root, tree->levels[tree->depth - 1]->bytes);
}
