/* table_scan.c: reads a table's pages. See table_scan.h. */
#include "run/table_scan.h"

#include "run/page_file.h"
#include "run/record_format.h"

#include <string.h>

#define LEVELS_MOST  20 /* as in SQLite */
#define LEAF_HEADER  8
#define INNER_HEADER 12 /* ends with the page of what comes last */
#define CHILD_SIZE   4  /* a number of a page: in front of a cell, of what comes before it */
#define LINK_SIZE    4  /* the same, of the page where a long record goes on */
#define CELL_LEAST   4
#define CELL_TAKES   6          /* the least that a cell takes in a page, with its place */
#define RECORD_MOST  (1 << 20)  /* what is longer is left to SQLite: there are few of those */
#define LOCKED_AT    0x40000000 /* where locks lie is no page */
#define RESERVED_AT  20         /* in the file: how many bytes are kept free at the end of each page */

struct scan {
	struct connection *file;
	sqlite3_file *pages;
	uint32_t root, count, left; /* pages of the file; of those, how many may still be read */
	size_t page_size, usable;   /* usable: without what is kept free at the end of each page */
	bool by_number;
	unsigned char *levels[LEVELS_MOST]; /* owned: the page of each level where the scan is; the root's first */
	unsigned char *rest;                /* owned: a page of a record that does not end in its cell */
	struct text record;                 /* such a record */
	scan_row row;
	void *context;
};

/* Where the table begins and what the file's pages are; false: SQLite must read it. In WAL mode some pages are not in the file. */
static bool find_root(struct scan *scan, const char *table)
{
	static const char sql[] =
		"SELECT rootpage, page_count, page_size, sql LIKE '%) WITHOUT ROWID' FROM sqlite_schema, "
		"pragma_page_count, pragma_page_size, pragma_journal_mode WHERE type = 'table' AND name = ? "
		"AND typeof(rootpage) = 'integer' AND rootpage BETWEEN 2 AND page_count AND journal_mode = 'delete'";
	struct connection *file = scan->file;
	sqlite3_stmt *statement = NULL;
	bool trusted = file->trusted, found = false;

	file->trusted = true;
	if (sqlite3_prepare_v2(file->sqlite, sql, -1, &statement, NULL) == SQLITE_OK
	    && sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC) == SQLITE_OK
	    && sqlite3_step(statement) == SQLITE_ROW) {
		scan->root = (uint32_t) sqlite3_column_int64(statement, 0);
		scan->count = (uint32_t) sqlite3_column_int64(statement, 1);
		scan->page_size = (size_t) sqlite3_column_int64(statement, 2);
		scan->by_number = !sqlite3_column_int(statement, 3);
		found = sqlite3_step(statement) == SQLITE_DONE;
	}
	sqlite3_finalize(statement);
	file->trusted = trusted;
	return found;
}

static bool find_pages(struct scan *scan)
{
	unsigned char reserved;

	if (sqlite3_file_control(scan->file->sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &scan->pages) != SQLITE_OK
	    || !scan->pages->pMethods
	    || scan->pages->pMethods->xRead(scan->pages, &reserved, 1, RESERVED_AT) != SQLITE_OK)
		return false;
	scan->usable = scan->page_size - reserved;
	scan->left = scan->count;
	return true;
}

/* Reads a page into *into, which is made when there is none. Where pages lead back to others, more are read than there are. */
static bool read_page(struct scan *scan, uint32_t number, unsigned char **into)
{
	sqlite3_int64 at = (sqlite3_int64) (number - 1) * (sqlite3_int64) scan->page_size;

	if (number < 2 || number > scan->count || at == LOCKED_AT || scan->left-- == 0
	    || connection_interrupted(scan->file))
		return false;
	if (!*into)
		*into = calloc(1, scan->page_size + RECORD_SLACK);
	return *into && scan->pages->pMethods->xRead(scan->pages, *into, (int) scan->page_size, at) == SQLITE_OK;
}

/* How much of a record stands in its cell; the rest is in pages of its own. */
static size_t local_size(const struct scan *scan, size_t length)
{
	size_t most = scan->by_number ? scan->usable - 35 : (scan->usable - 12) * 64 / 255 - 23;
	size_t least = (scan->usable - 12) * 32 / 255 - 23, local;

	if (length <= most)
		return length;
	local = least + (length - least) % (scan->usable - LINK_SIZE);
	return local <= most ? local : least;
}

/* Puts a record together from its first bytes and the pages where it goes on, of which `link` is the first. */
static bool read_rest(struct scan *scan, const unsigned char *first, size_t local, size_t length, uint32_t link)
{
	char *to;

	text_clear(&scan->record);
	to = text_room(&scan->record, length + RECORD_SLACK);
	if (!to)
		return false;
	memset(to + length, 0, RECORD_SLACK);
	memcpy(to, first, local);
	for (size_t done = local; done < length;) {
		size_t here = scan->usable - LINK_SIZE;

		here = here < length - done ? here : length - done;
		if (!read_page(scan, link, &scan->rest))
			return false;
		memcpy(to + done, scan->rest + LINK_SIZE, here);
		link = page_number_at(scan->rest);
		done += here;
	}
	return link == 0;
}

/* The row in the cell at `at`, of which nothing may stand behind `end`. */
static bool read_cell(struct scan *scan, const unsigned char *at, const unsigned char *end)
{
	int64_t number;
	uint32_t length;
	size_t local;

	if (!varint_get_short(&at, &length) || length > RECORD_MOST)
		return false;
	if (scan->by_number)
		number = (int64_t) varint_get(&at);
	local = local_size(scan, length);
	if (at > end || (size_t) (end - at) < local + (local < length ? LINK_SIZE : 0))
		return false;
	if (local < length) {
		if (!read_rest(scan, at, local, length, page_number_at(at + local)))
			return false;
		at = (const unsigned char *) scan->record.bytes;
	}
	return scan->row(scan->context, scan->by_number ? &number : NULL, at, length);
}

/* Above the leaves of rows that are kept by a number stand only numbers. */
static bool skip_number(const unsigned char *at, const unsigned char *end)
{
	varint_get(&at);
	return at <= end;
}

/* All that stands in a page and in those that it leads to. */
static bool read_tree(struct scan *scan, uint32_t number, size_t level)
{
	const unsigned char *page, *end;
	size_t header, cells, least;
	bool is_leaf;

	if (level == LEVELS_MOST || !read_page(scan, number, &scan->levels[level]))
		return false;
	page = scan->levels[level];
	end = page + scan->usable;
	is_leaf = page[0] == (scan->by_number ? 13 : 10);
	if (!is_leaf && page[0] != (scan->by_number ? 5 : 2))
		return false;
	header = is_leaf ? LEAF_HEADER : INNER_HEADER;
	least = is_leaf ? CELL_LEAST : CHILD_SIZE + 1;
	cells = page_short_at(page + 3);
	if (cells == 0) /* an empty table; no other page is ever left so */
		return level == 0 && is_leaf;
	if (cells > (scan->page_size - LEAF_HEADER) / CELL_TAKES)
		return false;
	for (size_t i = 0; i < cells; i++) {
		size_t at = page_short_at(page + header + 2 * i);
		const unsigned char *cell = page + at;

		if (at < header + 2 * cells || at + least > scan->usable)
			return false;
		if (!is_leaf && !read_tree(scan, page_number_at(cell), level + 1))
			return false;
		if (is_leaf || !scan->by_number ? !read_cell(scan, is_leaf ? cell : cell + CHILD_SIZE, end)
		                                : !skip_number(cell + CHILD_SIZE, end))
			return false;
	}
	return is_leaf || read_tree(scan, page_number_at(page + LEAF_HEADER), level + 1);
}

bool table_scan(struct connection *file, const char *table, scan_row row, void *context)
{
	struct scan scan = { .file = file, .row = row, .context = context };
	bool whole = find_root(&scan, table) && find_pages(&scan) && read_tree(&scan, scan.root, 0);

	for (size_t i = 0; i < LEVELS_MOST; i++)
		free(scan.levels[i]);
	free(scan.rest);
	text_release(&scan.record);
	return whole;
}
