/* table_scan.h: the rows of a table, read from the pages of a file as they lie there
 * (https://www.sqlite.org/fileformat2.html#b_tree_pages).
 *
 * SQLite takes more time to find out what each value of a row is, and to hand it over, than all else takes that is done with it.
 * What is read here has the form that SQLite gives it, to the letter, and SQLite reads the same; anything that is odd, and anything
 * that fails, ends the scan, and then SQLite is to be asked. So nothing is ever known only from here that SQLite would deny.
 */
#ifndef RECKON_RUN_TABLE_SCAN_H
#define RECKON_RUN_TABLE_SCAN_H

#include "records/connection.h"

/* Gets a row in key order: its record (record_read), and the whole number that it is kept by; NULL: it is kept by its first
 * columns. All is there for as long as the call. False ends the scan. */
typedef bool (*scan_row)(void *context, const int64_t *number, const unsigned char *record, size_t length);

/* Calls `row` for the rows of a table of the file, which is UTF-8 and has a transaction open. True: for all that there are, and
 * it never gave false. */
bool table_scan(struct connection *file, const char *table, scan_row row, void *context);

#endif
