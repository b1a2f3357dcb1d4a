/* table_tree.c: tables whose pages are laid out here are, to SQLite, what they would be if it had inserted their rows. */
#include "random.h"
#include "records.h"
#include "tap.h"

#include "run/record_format.h"
#include "run/table_tree.h"

#include <unistd.h>

#define COLUMNS "a, b, c"

/* The same rows twice: in `packed` by a tree, in `plain` by SQLite. */
static struct filling {
	sqlite3 *sqlite;
	sqlite3_stmt *insert;
	struct page_file pages;
	struct table_tree tree;
	struct record record;
	struct text bytes;
	int column;
	int code; /* the first failure */
} now;

static void note(int code)
{
	if (now.code == SQLITE_OK && code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
		now.code = code;
}

static int64_t ask(const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t answer = -1;

	note(sqlite3_prepare_v2(now.sqlite, sql, -1, &statement, NULL));
	if (statement && sqlite3_step(statement) == SQLITE_ROW)
		answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return answer;
}

static void run(const char *sql)
{
	note(sqlite3_exec(now.sqlite, sql, NULL, NULL, NULL));
}

/* Both tables, as `declaration` has them behind their names; the file is then ours. */
static void begin_with(const char *declaration, const char *insert, bool by_number)
{
	char sql[400];

	now = (struct filling){ .sqlite = NULL };
	unlink(in_folder("tree.db"));
	note(sqlite3_open(in_folder("tree.db"), &now.sqlite));
	snprintf(sql, sizeof sql,
	         "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ATTACH ':memory:' AS beside; "
	         "CREATE TABLE main.packed (%s; CREATE TABLE beside.plain (%s;",
	         declaration, declaration);
	run(sql);
	note(sqlite3_prepare_v2(now.sqlite, insert, -1, &now.insert, NULL));
	now.pages.sqlite = now.sqlite;
	note(page_file_take(&now.pages));
	table_tree_begin(&now.tree, &now.pages,
	                 (uint32_t) ask("SELECT rootpage FROM main.sqlite_schema WHERE name = 'packed'"), by_number);
}

static void begin(const char *declaration, bool by_number)
{
	begin_with(declaration, "INSERT INTO beside.plain (" COLUMNS ") VALUES (?, ?, ?)", by_number);
}

static void begin_row_of(size_t columns)
{
	text_clear(&now.bytes);
	now.column = 1;
	if (record_begin(&now.record, &now.bytes, columns))
		note(SQLITE_NOMEM);
}

static void begin_row(void)
{
	begin_row_of(3);
}

static void put_integer(int64_t value)
{
	record_integer(&now.record, value);
	note(sqlite3_bind_int64(now.insert, now.column++, value));
}

static void put_number(double value)
{
	record_number(&now.record, value);
	note(sqlite3_bind_double(now.insert, now.column++, value));
}

static void put_null(void)
{
	record_null(&now.record);
	note(sqlite3_bind_null(now.insert, now.column++));
}

static void put_text(const char *text, size_t length)
{
	record_text(&now.record, text, length);
	note(sqlite3_bind_text64(now.insert, now.column++, text, length, SQLITE_TRANSIENT, SQLITE_UTF8));
}

static void put_blob(const void *bytes, size_t length)
{
	record_blob(&now.record, bytes, length);
	note(sqlite3_bind_blob64(now.insert, now.column++, bytes, length, SQLITE_TRANSIENT));
}

/* The key of a table kept by number: nothing stands in its column. */
static void put_key(int64_t number)
{
	record_null(&now.record);
	note(sqlite3_bind_int64(now.insert, now.column++, number));
}

static void end_row(int64_t number)
{
	record_end(&now.record);
	note(table_tree_add(&now.tree, number, now.bytes.bytes, now.bytes.length));
	note(sqlite3_step(now.insert));
	sqlite3_reset(now.insert);
}

static const char *text_of(size_t length)
{
	static char text[3 << 20];

	ensure(length <= sizeof text);
	for (size_t i = 0; i < length; i++)
		text[i] = (char) ('a' + (i * 7 + length) % 26);
	return text;
}

static void finish(void)
{
	note(table_tree_finish(&now.tree));
	note(page_file_give_back(&now.pages));
}

static void close_all(void)
{
	sqlite3_finalize(now.insert);
	note(sqlite3_close(now.sqlite));
	table_tree_release(&now.tree);
	page_file_release(&now.pages);
	text_release(&now.bytes);
}

static bool is_same(void)
{
	return ask("SELECT (SELECT count(*) FROM main.packed) = (SELECT count(*) FROM beside.plain)") == 1
	       && ask("SELECT count(*) FROM (SELECT quote(a), quote(b), quote(c) FROM main.packed EXCEPT "
	              "SELECT quote(a), quote(b), quote(c) FROM beside.plain)")
	                  == 0
	       && ask("SELECT count(*) FROM (SELECT a FROM main.packed NOT INDEXED EXCEPT SELECT a FROM "
	              "beside.plain)")
	                  == 0;
}

/* Finishes, and says that all is as it must be. */
static void check(const char *what)
{
	bool whole;

	finish();
	whole = ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1;
	ok(now.code == SQLITE_OK && whole && is_same(), "%s", what);
	if (now.code || !whole)
		printf("# code %d, whole %d, %lld pages\n", now.code, whole, (long long) ask("PRAGMA page_count"));
	now.code = SQLITE_OK;
	run("CREATE TABLE main.another AS SELECT * FROM main.packed; DELETE FROM main.packed WHERE b <> 1");
	ok(now.code == SQLITE_OK && ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1,
	   "%s: SQLite goes on with the file", what);
	close_all();
}

static const char by_number[] = "a INTEGER PRIMARY KEY, b, c)",
		  by_text[] = "a TEXT, b, c, PRIMARY KEY (a, b)) WITHOUT ROWID";

static void test_values(void)
{
	static const int64_t near[] = { -1, 0, 1, 2 };
	int64_t key = INT64_MIN;

	begin(by_number, true);
	for (int bits = 0; bits < 64; bits++) {
		for (size_t i = 0; i < 4; i++) {
			int64_t value = (int64_t) ((UINT64_C(1) << bits) + (uint64_t) near[i]);

			begin_row();
			put_key(key);
			put_integer(value);
			put_integer((int64_t) - (uint64_t) value);
			end_row(key++);
		}
	}
	check("whole numbers of every size, kept by the least numbers");
	begin(by_number, true);
	for (key = 1; key <= 6; key++) {
		begin_row();
		put_key(key);
		put_number(key == 1   ? 0.1
		           : key == 2 ? -1e300
		           : key == 3 ? 4.0
		           : key == 4 ? 0.0
		           : key == 5 ? 5e-324
		                      : 1.5);
		if (key % 2)
			put_null();
		else
			put_blob("\0\1\xFF", (size_t) key / 2);
		end_row(key);
	}
	begin_row();
	put_key(INT64_MAX - 1);
	put_text("", 0);
	put_blob("", 0);
	end_row(INT64_MAX - 1);
	check("numbers, NULL, blobs, empty ones");
}

static void test_few(void)
{
	for (int rows = 0; rows < 2; rows++) {
		begin(by_number, true);
		for (int i = 0; i < rows; i++) {
			begin_row();
			put_key(5);
			put_integer(6);
			put_text("seven", 5);
			end_row(5);
		}
		check(rows ? "one row" : "none");
		begin(by_text, false);
		for (int i = 0; i < rows; i++) {
			begin_row();
			put_text("five", 4);
			put_integer(6);
			put_text("seven", 5);
			end_row(0);
		}
		check(rows ? "one row kept by text" : "none kept by text");
	}
}

/* Every size around those from which a row no longer stands in its page, and around what fills one more. */
static void test_sizes(void)
{
	static const size_t starts[] = { 50, 420, 930, 4000, 4500, 8050, 8170, 12200, 100000 };
	int64_t key = 0;

	begin(by_number, true);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		for (size_t length = starts[i]; length < starts[i] + 110; length++) {
			key += 1 + (int64_t) below(1000000);
			begin_row();
			put_key(key);
			put_integer((int64_t) length);
			put_text(text_of(length), length);
			end_row(key);
		}
	}
	check("rows of every size around the pages' limits");
	begin(by_text, false);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		for (size_t length = starts[i]; length < starts[i] + 110; length++) {
			char text[24];

			snprintf(text, sizeof text, "%06zu", length);
			begin_row();
			put_text(text, 6);
			put_integer((int64_t) length);
			put_text(text_of(length), length);
			end_row(0);
		}
	}
	check("rows of every size, kept by text");
	begin(by_number, true);
	for (key = 0; key < 3; key++) {
		begin_row();
		put_key(key);
		put_text(text_of(3 << 20), 3 << 20);
		put_text(text_of((2 << 20) - (size_t) key), (2 << 20) - (size_t) key);
		end_row(key);
	}
	check("rows of megabytes");
}

/* Keys of up to `key_most` bytes, three rows with each. */
static void fill_by_text(size_t rows, size_t key_most, size_t rest_most)
{
	char key[5000];
	size_t length = 0;

	begin(by_text, false);
	memcpy(key, text_of(sizeof key), sizeof key);
	for (size_t i = 0; i < rows; i++) {
		char number[24];

		if (i % 3 == 0)
			length = 8 + below(key_most);
		snprintf(number, sizeof number, "%08zu", i / 3);
		memcpy(key, number, 8);
		begin_row();
		put_text(key, length);
		put_integer((int64_t) (i % 3));
		put_text(text_of(rest_most), below(rest_most));
		end_row(0);
	}
}

static void test_many(void)
{
	int64_t key = -1000000;
	size_t rows = getenv("RECKON_QUICK") ? 5000 : 60000;

	begin(by_number, true);
	for (size_t i = 0; i < rows; i++) {
		key += 1 + (int64_t) (below(10) ? 0 : below(100000000));
		begin_row();
		put_key(key);
		put_integer((int64_t) next_random());
		put_text(text_of(60), below(100) ? below(60) : 60);
		end_row(key);
	}
	check("many rows: several levels of pages");
	fill_by_text(rows, 30, 10);
	check("many rows, kept by text");
	fill_by_text(rows / 10, 4000, 10);
	check("rows that fill pages by fours, kept by text: many levels");
}

/* For every number of rows from one page of them to the next, and on to a third level, the last pages are never empty. */
static void test_ends(void)
{
	size_t most = getenv("RECKON_QUICK") ? 40 : 300, wrong = 0;

	for (size_t rows = 1; rows < most; rows++) {
		begin(rows % 2 ? by_text : by_number, rows % 2 == 0);
		for (size_t i = 0; i < rows / 2; i++) {
			char key[1000], number[24];

			snprintf(number, sizeof number, "%08zu", i);
			memcpy(key, text_of(sizeof key), sizeof key);
			memcpy(key, number, 8);
			begin_row();
			if (rows % 2)
				put_text(key, 900);
			else
				put_key((int64_t) i << 40);
			put_integer(1);
			put_text(text_of(2000), rows % 2 ? 3 : 1990);
			end_row((int64_t) i << 40);
		}
		finish();
		wrong += now.code != SQLITE_OK || !is_same()
		         || ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check") != 1;
		close_all();
	}
	is_number((long long) wrong, 0, "whatever the number of rows, the last pages are whole");
}

/* A row of one column that holds next to nothing takes four bytes of a page all the same, and none more where it stands above one:
 * the empty text is put last into a page, and first into the next. */
static void test_least_rows(void)
{
	size_t wrong = 0;

	for (int64_t numbers = 0; numbers < 640; numbers = numbers == 2 ? 560 : numbers + 1) {
		begin_with("a PRIMARY KEY) WITHOUT ROWID", "INSERT INTO beside.plain (a) VALUES (?)", false);
		for (int64_t key = 0; key < numbers; key++) {
			begin_row_of(1);
			put_integer(key);
			end_row(0);
		}
		begin_row_of(1);
		put_text("", 0);
		end_row(0);
		begin_row_of(1);
		put_blob("", 0);
		end_row(0);
		for (size_t length = 1; length < 200; length++) {
			char key[200];

			memset(key, 'z', sizeof key);
			begin_row_of(1);
			put_blob(key, length);
			end_row(0);
		}
		finish();
		wrong += now.code != SQLITE_OK
		         || ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check") != 1
		         || ask("SELECT count(*) FROM (SELECT quote(a) FROM main.packed EXCEPT SELECT quote(a) FROM "
		                "beside.plain)")
		                    != 0
		         || ask("SELECT (SELECT count(*) FROM main.packed) = (SELECT count(*) FROM beside.plain)")
		                    != 1;
		run("DELETE FROM main.packed WHERE a <> ''");
		wrong += now.code != SQLITE_OK
		         || ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check") != 1;
		close_all();
	}
	is_number((long long) wrong, 0, "rows of three bytes and less are whole, and SQLite goes on with them");
}

/* Where SQLite's locks lie, one gigabyte from the file's beginning, is no page. */
static void test_locked_page(void)
{
	const uint32_t locked = (1 << 30) / FILE_PAGE_SIZE + 1;

	for (uint32_t before = 1; before <= 3; before++) {
		begin(by_number, true);
		now.pages.next = locked - before;
		for (int64_t key = 0; key < 3; key++) {
			begin_row();
			put_key(key);
			put_integer(key);
			put_text(text_of(9000), 9000);
			end_row(key);
		}
		finish();
		ok(now.code == SQLITE_OK && is_same()
		           && ask("SELECT count(*) FROM dbstat WHERE pageno = 262145") == 0,
		   "%u pages before the one that SQLite locks, it is left out", before);
		close_all();
	}
	/* What is given back may end just before it. */
	begin(by_number, true);
	now.pages.next = locked - 1;
	begin_row();
	put_key(1);
	put_integer(1);
	put_text(text_of(5000), 5000);
	end_row(1);
	finish();
	ok(now.code == SQLITE_OK && is_same() && ask("PRAGMA page_count") == locked - 1,
	   "a file may end just before it");
	run("CREATE TABLE main.another AS SELECT 1 AS one");
	ok(now.code == SQLITE_OK && ask("SELECT one FROM main.another") == 1, "and SQLite goes on behind it");
	close_all();
}

int main(void)
{
	make_test_folder();
	test_few();
	test_values();
	test_sizes();
	test_many();
	test_ends();
	test_least_rows();
	test_locked_page();
	return done();
}
