/* table_scan.c: the pages of a table. Whatever a file holds, what a scan reads from it is what SQLite reads. The files have pages of
 * 512 bytes, so that several go into an input. */
#include "fuzz.h"
#include "records.h"
#include "scanned.h"

#define ROWS_MOST 20000 /* pages that lead to one another can hold any number of rows */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;

	if (!begun)
		make_test_folder();
	begun = true;
	write_file(in_folder("t.db"), data, size);
	must(scan_file(in_folder("t.db"), ROWS_MOST) != DIFFERENT);
	return 0;
}
