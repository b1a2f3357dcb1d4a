/* page_file.h: whole pages that are added to a run file beside SQLite.
 *
 * The file belongs to one or the other: to SQLite, or, between two of its transactions, to us. Nobody else knows the file, so
 * nothing is locked. SQLite sees by the header that there are more pages, and forgets what it had read. Pages go through SQLite's own
 * handle of the file. Functions return SQLite codes.
 */
#ifndef RECKON_RUN_PAGE_FILE_H
#define RECKON_RUN_PAGE_FILE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define FILE_PAGE_SIZE 4096 /* of a run file: SQLite's usual one */

struct page_file {
	sqlite3 *sqlite; /* borrows */
	sqlite3_file *file;
	uint32_t next;         /* the number of the page that is added next */
	size_t waiting;        /* pages in `buffer`: those before `next` */
	unsigned char *buffer; /* owned */
	/* Another file whose pages are compared with those that would be written, which then are not; NULL: none. */
	sqlite3_file *against;
	bool differs; /* one of them is another */
};

void page_file_release(struct page_file *pages);

/* Takes the file over from SQLite, which has just committed, and gives it back when all is in it that was added. */
int page_file_take(struct page_file *pages);
int page_file_give_back(struct page_file *pages);

/* From now on pages are compared with those of `recorded`, which has a transaction open. */
int page_file_hold_against(struct page_file *pages, sqlite3 *recorded);

/* The number of the page that is added after the one with this number. */
uint32_t page_after(uint32_t number);
/* Adds a page; it gets the number that `next` was. */
int page_file_add(struct page_file *pages, const unsigned char page[FILE_PAGE_SIZE]);
/* Writes a page that SQLite made. */
int page_file_put(struct page_file *pages, uint32_t number, const unsigned char page[FILE_PAGE_SIZE]);

/* As in every number of a page or header: four or two bytes, the highest first. */
uint32_t page_number_at(const unsigned char *bytes);
size_t page_short_at(const unsigned char *bytes);
void page_put_number(unsigned char *to, uint32_t number);
void page_put_short(unsigned char *to, size_t number);

#endif
