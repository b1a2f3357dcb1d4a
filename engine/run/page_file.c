/* page_file.c: adds pages to a run file, and keeps its header true (https://www.sqlite.org/fileformat2.html#the_database_header). */
#include "run/page_file.h"

#include <endian.h>
#include <string.h>

#define WAITING_MOST 16 /* pages that are written at once: SQLite writes less than 128 KiB at a time */
#define PAGES_MOST   0x3FFFFFFEu
#define LOCKED_PAGE  (0x40000000u / FILE_PAGE_SIZE + 1) /* where locks lie: it holds nothing */

/* In the header. */
#define HEADER_SIZE  100
#define FORM_AT      16 /* the size of a page, and how it is used */
#define FORM_SIZE    8
#define CHANGES_AT   24 /* how often the file was changed: whoever has read it must read it again */
#define PAGES_AT     28
#define VALID_FOR_AT 92 /* the number of changes that the number of pages goes with */

uint32_t page_number_at(const unsigned char *bytes)
{
	uint32_t big_endian;

	memcpy(&big_endian, bytes, sizeof big_endian);
	return be32toh(big_endian);
}

size_t page_short_at(const unsigned char *bytes)
{
	return (size_t) bytes[0] << 8 | bytes[1];
}

void page_put_number(unsigned char *to, uint32_t number)
{
	uint32_t big_endian = htobe32(number);

	memcpy(to, &big_endian, sizeof big_endian);
}

void page_put_short(unsigned char *to, size_t number)
{
	to[0] = (unsigned char) (number >> 8);
	to[1] = (unsigned char) number;
}

void page_file_release(struct page_file *pages)
{
	free(pages->buffer);
	*pages = (struct page_file){ .buffer = NULL };
}

static int write_at(struct page_file *pages, const void *bytes, size_t size, sqlite3_int64 at)
{
	return pages->file->pMethods->xWrite(pages->file, bytes, (int) size, at);
}

static int read_header(sqlite3_file *file, unsigned char header[HEADER_SIZE])
{
	return file->pMethods->xRead(file, header, HEADER_SIZE, 0);
}

static sqlite3_int64 place(uint32_t number)
{
	return ((sqlite3_int64) number - 1) * FILE_PAGE_SIZE;
}

/* Other pages may look the same and mean something else. (In WAL mode they are not all in the file.) */
static void compare_form(struct page_file *pages, const unsigned char header[HEADER_SIZE])
{
	unsigned char recorded[HEADER_SIZE];

	if (pages->against
	    && (read_header(pages->against, recorded) != SQLITE_OK
	        || memcmp(recorded + FORM_AT, header + FORM_AT, FORM_SIZE) != 0))
		pages->differs = true;
}

int page_file_hold_against(struct page_file *pages, sqlite3 *recorded)
{
	return sqlite3_file_control(recorded, "main", SQLITE_FCNTL_FILE_POINTER, &pages->against);
}

int page_file_take(struct page_file *pages)
{
	unsigned char header[HEADER_SIZE];
	int code;

	if (!pages->buffer)
		pages->buffer = malloc((size_t) WAITING_MOST * FILE_PAGE_SIZE);
	if (!pages->buffer)
		return SQLITE_NOMEM;
	code = sqlite3_file_control(pages->sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &pages->file);
	if (code == SQLITE_OK)
		code = read_header(pages->file, header);
	if (code == SQLITE_OK)
		compare_form(pages, header);
	if (code == SQLITE_OK)
		pages->next = page_after(page_number_at(header + PAGES_AT));
	return code;
}

/* Whoever reads the file in earnest says why, where it cannot be read. */
static void compare(struct page_file *pages, const unsigned char *bytes, size_t size, sqlite3_int64 at)
{
	unsigned char recorded[WAITING_MOST * FILE_PAGE_SIZE];

	if (pages->differs)
		return;
	pages->differs = pages->against->pMethods->xRead(pages->against, recorded, (int) size, at) != SQLITE_OK
	                 || memcmp(recorded, bytes, size) != 0;
}

static int write_pages(struct page_file *pages, const unsigned char *bytes, size_t count, uint32_t first)
{
	if (!pages->against)
		return write_at(pages, bytes, count * FILE_PAGE_SIZE, place(first));
	compare(pages, bytes, count * FILE_PAGE_SIZE, place(first));
	return SQLITE_OK;
}

/* Writes what waits: the pages that end before `next`. */
static int flush(struct page_file *pages)
{
	size_t waiting = pages->waiting;

	pages->waiting = 0;
	return waiting ? write_pages(pages, pages->buffer, waiting, pages->next - (uint32_t) waiting) : SQLITE_OK;
}

/* Nothing that was compared may lie behind what the other file counts. This one grows: SQLite wants it to be as long as its header
 * says, whatever is in it. */
static int reach(struct page_file *pages, uint32_t last)
{
	static const unsigned char nothing[FILE_PAGE_SIZE];
	unsigned char recorded[HEADER_SIZE];
	sqlite3_int64 size = 0;
	int code = pages->file->pMethods->xFileSize(pages->file, &size);

	pages->differs |=
		read_header(pages->against, recorded) != SQLITE_OK || page_number_at(recorded + PAGES_AT) < last;
	if (code != SQLITE_OK || size > place(last))
		return code;
	return write_at(pages, nothing, sizeof nothing, place(last));
}

int page_file_give_back(struct page_file *pages)
{
	unsigned char header[HEADER_SIZE];
	uint32_t last = pages->next - 1 == LOCKED_PAGE ? LOCKED_PAGE - 1 : pages->next - 1;
	int code = flush(pages);

	if (code == SQLITE_OK)
		code = read_header(pages->file, header);
	if (code == SQLITE_OK && pages->against)
		code = reach(pages, last);
	if (code != SQLITE_OK)
		return code;
	page_put_number(header + CHANGES_AT, page_number_at(header + CHANGES_AT) + 1);
	memcpy(header + VALID_FOR_AT, header + CHANGES_AT, 4);
	page_put_number(header + PAGES_AT, last);
	return write_at(pages, header, sizeof header, 0);
}

uint32_t page_after(uint32_t number)
{
	return number + (number + 1 == LOCKED_PAGE ? 2 : 1);
}

int page_file_add(struct page_file *pages, const unsigned char page[FILE_PAGE_SIZE])
{
	uint32_t after = page_after(pages->next);
	int code;

	if (pages->next > PAGES_MOST)
		return SQLITE_FULL;
	memcpy(pages->buffer + pages->waiting++ * FILE_PAGE_SIZE, page, FILE_PAGE_SIZE);
	pages->next++;
	code = pages->waiting == WAITING_MOST || pages->next != after ? flush(pages) : SQLITE_OK;
	pages->next = after;
	return code;
}

int page_file_put(struct page_file *pages, uint32_t number, const unsigned char page[FILE_PAGE_SIZE])
{
	return write_pages(pages, page, 1, number);
}
