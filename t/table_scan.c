/* table_scan.c: what a scan reads from the pages of a file, SQLite reads the same: of files as SQLite leaves them, whatever the
 * size of their pages, and of any in which bytes were altered. */
#include "random.h"
#include "records.h"
#include "scanned.h"
#include "tap.h"

#include "base/file.h"
#include <unistd.h>

static const char *text_of(size_t length)
{
	static char text[200000];

	ensure(length <= sizeof text);
	for (size_t i = 0; i < length; i++)
		text[i] = (char) ('a' + (i * 7 + length) % 26);
	return text;
}

static void bind_any(sqlite3_stmt *insert, int parameter, size_t most)
{
	size_t length = below(8) ? below(20) : below(most);
	double number = (double) next_random() / 7;

	switch (below(6)) {
	case 0:
		sqlite3_bind_null(insert, parameter);
		break;
	case 1:
		sqlite3_bind_double(insert, parameter, below(2) ? number : -number);
		break;
	case 2:
		sqlite3_bind_text(insert, parameter, text_of(length), (int) length, SQLITE_TRANSIENT);
		break;
	default: {
		int64_t value = (int64_t) (next_random() << 31 ^ next_random()) >> below(64);

		sqlite3_bind_int64(insert, parameter, below(2) ? value : -value);
		break;
	}
	}
}

/* A table as SQLite makes one, with rows that were put in anywhere, changed and taken out again. */
static void make_file(const char *path, int kind, int page_size, int reserved, size_t rows, size_t longest)
{
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *insert = NULL;
	char sql[200];

	unlink(path);
	ensure(sqlite3_open(path, &sqlite) == SQLITE_OK);
	snprintf(sql, sizeof sql, "PRAGMA page_size = %d; PRAGMA auto_vacuum = %d; PRAGMA synchronous = OFF",
	         page_size, (int) below(2));
	ensure(sqlite3_exec(sqlite, sql, NULL, NULL, NULL) == SQLITE_OK);
	ensure(sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved) == SQLITE_OK);
	ensure(sqlite3_exec(sqlite, declarations[kind], NULL, NULL, NULL) == SQLITE_OK);
	ensure(sqlite3_exec(sqlite, "BEGIN", NULL, NULL, NULL) == SQLITE_OK);
	ensure(sqlite3_prepare_v2(sqlite, "INSERT OR REPLACE INTO t (a, b, c, d, e, f) VALUES (?, ?, ?, ?, ?, ?)", -1,
	                          &insert, NULL)
	       == SQLITE_OK);
	for (size_t i = 0; i < rows; i++) {
		char key[24];

		snprintf(key, sizeof key, "%06zu", below(1000000));
		if (kind)
			sqlite3_bind_text(insert, 1, key, -1, SQLITE_TRANSIENT);
		else
			sqlite3_bind_int64(insert, 1, below(2) ? (int64_t) i : (int64_t) (next_random() << 32));
		for (int column = 2; column <= 5; column++)
			bind_any(insert, column, longest);
		sqlite3_bind_text(insert, 5, text_of(9), (int) below(9), SQLITE_TRANSIENT);
		sqlite3_bind_blob(insert, 6, text_of(8), 8, SQLITE_TRANSIENT);
		ensure(sqlite3_step(insert) == SQLITE_DONE);
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
	ensure(sqlite3_exec(sqlite,
	                    "DELETE FROM t WHERE b % 5 = 1; UPDATE t SET c = d, d = 1 WHERE b % 5 = 2; COMMIT", NULL,
	                    NULL, NULL)
	       == SQLITE_OK);
	if (below(3) == 0)
		ensure(sqlite3_exec(sqlite, "VACUUM", NULL, NULL, NULL) == SQLITE_OK);
	ensure(sqlite3_close(sqlite) == SQLITE_OK);
}

static void test_files(void)
{
	static const int page_sizes[] = { 512, 1024, 4096, 65536 };
	static const size_t numbers[] = { 0, 1, 7, 2000 };
	size_t wrong[2] = { 0, 0 };

	for (size_t i = 0; i < 64; i++) {
		int kind = (int) (i & 1), page_size = page_sizes[i >> 1 & 3];

		make_file(in_folder("t.db"), kind, page_size, i >> 3 & 1 ? 1 + (int) below(32) : 0, numbers[i >> 4],
		          i % 5 ? (size_t) page_size : 100000);
		wrong[kind] += scan_file(in_folder("t.db"), SIZE_MAX) != SAME;
	}
	is_number((long long) wrong[0], 0, "tables kept by a number are read as SQLite reads them, to the last row");
	is_number((long long) wrong[1], 0, "tables kept by their first columns are, too");
	make_file(in_folder("t.db"), 0, 4096, 0, 100, 100);
	ok(scan_file(in_folder("t.db"), 10) == LEFT, "a scan ends when its reader has had enough");
}

/* Alters a byte or a number here and there: mostly in the first bytes of a page, which say what is in the others. */
static void alter(struct text *bytes, size_t page_size)
{
	size_t pages = bytes->length / page_size;

	for (size_t i = 0, times = 1 + below(3); i < times; i++) {
		size_t page = below(pages) * page_size;
		size_t at = page + (below(3) ? below(below(2) ? 12 : 60) : below(page_size));
		char *other = bytes->bytes + below(pages) * page_size;

		switch (below(5)) {
		case 0:
			bytes->bytes[at] = (char) next_random();
			break;
		case 1:
			bytes->bytes[at] = (char) (bytes->bytes[at] ^ 1 << below(8));
			break;
		case 2:
			bytes->bytes[at] = (char) (bytes->bytes[at] + (below(2) ? 1 : -1));
			break;
		case 3:
			if (page && other != bytes->bytes)
				memcpy(bytes->bytes + page, other, below(2) ? page_size : 12);
			break;
		default: /* a number of a page, or a place in one */
			if (at + 4 <= bytes->length)
				memcpy(bytes->bytes + at, (char[4]){ 0, 0, (char) below(2), (char) next_random() },
				       4);
			break;
		}
	}
	if (below(50) == 0)
		bytes->length -= below(2 * page_size < bytes->length ? 2 * page_size : bytes->length);
}

static void test_alterations(int kind)
{
	size_t turns = getenv("RECKON_QUICK") ? 300 : 8000, counts[4] = { 0 };
	struct text good = TEXT_INIT, bad = TEXT_INIT;
	struct error err;

	for (size_t i = 0; i < turns; i++) {
		if (i % 200 == 0) {
			make_file(in_folder("t.db"), kind, 512, below(2) ? (int) below(32) : 0, 5 + below(60), 1500);
			text_clear(&good);
			ensure(!file_read(in_folder("t.db"), 1u << 24, &good, &err));
		}
		text_clear(&bad);
		text_append_bytes(&bad, good.bytes, good.length);
		alter(&bad, 512);
		write_file(in_folder("bad.db"), bad.bytes, bad.length);
		counts[scan_file(in_folder("bad.db"), 100000)]++;
		if (counts[DIFFERENT] == 1) {
			write_file(in_folder("different.db"), bad.bytes, bad.length);
			printf("# turn %zu\n", i);
			break;
		}
	}
	text_release(&good);
	text_release(&bad);
	printf("# %zu read, %zu left to SQLite, %zu unreadable\n", counts[SAME], counts[LEFT], counts[UNREADABLE]);
	is_number((long long) counts[DIFFERENT], 0,
	          kind ? "files with altered bytes, kept by their columns: what is read is what SQLite reads"
	               : "files with altered bytes, kept by a number: what is read is what SQLite reads");
	ok(counts[SAME] > turns / 20 && counts[LEFT] > turns / 20, "... and many are read, and many are not");
}

int main(void)
{
	make_test_folder();
	test_files();
	test_alterations(0);
	test_alterations(1);
	return done();
}
