/* import.c: CSV files. All of a file goes into its table or nothing: what is there afterwards are the rows that were counted, each
 * cell as its column's type stores it, or the table as it was, with a problem that says why. */
#include "fuzz.h"
#include "records.h"

#include "records/import.h"

static sqlite3 *kept; /* counts the rows behind the import's back */

static int64_t count(const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t result;

	must(sqlite3_prepare_v2(kept, sql, -1, &statement, NULL) == SQLITE_OK);
	must(sqlite3_step(statement) == SQLITE_ROW);
	result = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return result;
}

static void make_database(void)
{
	make_test_folder();
	atexit(remove_test_folder);
	run_sql(in_folder("data.db"),
	        "CREATE TABLE service (id TEXT PRIMARY KEY NOT NULL); INSERT INTO service VALUES ('lib'), ('park');"
	        "CREATE TABLE charge (id INTEGER PRIMARY KEY, service TEXT REFERENCES service, price MONEY INTEGER,"
	        "rise RATE TEXT, factor DECIMAL TEXT, day DATE TEXT, held FLAG INTEGER, "
	        "state STATUS TEXT CHECK (state IN ('open', 'shut')), n INTEGER DEFAULT 7, level REAL, "
	        "parent INTEGER REFERENCES charge, code TEXT UNIQUE);");
	must(sqlite3_open(in_folder("data.db"), &kept) == SQLITE_OK);
	must(sqlite3_exec(kept, "PRAGMA synchronous = OFF", NULL, NULL, NULL) == SQLITE_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems = PROBLEMS_INIT;
	int64_t rows = -1;

	if (!kept)
		make_database();
	write_file(in_folder("in.csv"), data, size);
	if (import_csv(in_folder("data.db"), "charge", in_folder("in.csv"),
	               &(struct import_options){ .progress = NULL }, &rows, &problems)) {
		must(problems.errors > 0);
		must(count("SELECT count(*) FROM charge") == 0);
	} else {
		must(problems.errors == 0 && count("SELECT count(*) FROM charge") == rows);
		must(count("SELECT count(*) FROM pragma_foreign_key_check('charge')") == 0);
		must(count("SELECT count(*) FROM charge WHERE typeof(price) NOT IN ('integer', 'null') "
		           "OR typeof(rise) NOT IN ('text', 'null') OR typeof(factor) NOT IN ('text', 'null') "
		           "OR held NOT IN (0, 1) OR day <> date(day) OR typeof(level) NOT IN ('real', 'null')")
		     == 0);
		must(sqlite3_exec(kept, "DELETE FROM charge", NULL, NULL, NULL) == SQLITE_OK);
	}
	check_problems(&problems);
	problems_release(&problems);
	return 0;
}
