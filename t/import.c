/* import.c: a CSV file goes into a table whole and typed, or not at all, with every problem listed at its place. */
#include "records/import.h"

#include "records.h"

static struct problems problems;
static const char *path;
static int64_t rows;

#define TABLES                                                                                                       \
	"CREATE TABLE service(id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL);"                                    \
	"INSERT INTO service VALUES('lib','Libraries'),('park','Parks');"                                            \
	"CREATE TABLE charge(id INTEGER PRIMARY KEY, service TEXT NOT NULL REFERENCES service, price MONEY INTEGER," \
	" rise RATE TEXT, factor DECIMAL TEXT, from_day DATE TEXT, held FLAG INTEGER, state STATUS TEXT"             \
	" CHECK (state IN ('open','shut')), n INTEGER DEFAULT 7, level REAL, parent INTEGER REFERENCES charge,"      \
	" twice INTEGER AS (n * 2), code TEXT UNIQUE ON CONFLICT REPLACE);"

static void fresh(const char *sql)
{
	path = in_folder("import.db");
	unlink(path);
	run_sql(path, sql);
}

static const struct import_options ordinary;

static int import_bytes(const char *table, const char *csv, size_t length)
{
	const char *file = in_folder("in.csv");

	problems_release(&problems);
	rows = -1;
	write_file(file, csv, length);
	return import_csv(path, table, file, &ordinary, &rows, &problems);
}

static int import_text(const char *table, const char *csv)
{
	return import_bytes(table, csv, strlen(csv));
}

/* One text: the rows of a query, cells by '|', rows by ';'. */
static const char *stored(const char *sql)
{
	static char out[4000];
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *statement = NULL;
	size_t used = 0;

	out[0] = '\0';
	sqlite3_open(path, &sqlite);
	sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL);
	while (sqlite3_step(statement) == SQLITE_ROW && used < 3500) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const unsigned char *text = sqlite3_column_text(statement, i);

			used += (size_t) snprintf(out + used, sizeof out - used, "%s%s", i ? "|" : "",
			                          text ? (const char *) text : "NULL");
		}
		used += (size_t) snprintf(out + used, sizeof out - used, ";");
	}
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	return out;
}

static void good_files(void)
{
	fresh(TABLES);
	is_number(import_text("charge", "service,id,price,rise,factor,from_day,held,state,level,parent,code\n"
	                                "lib,2,\"£1,234.50\",5.5%,1.0550,2025-04-01,yes,open,1.5e3,1,a\r\n"
	                                "\"park\",1,50p,200%,3.00,2024-02-29,no,shut,2,,\"b \"\"q\"\"\"\n"
	                                "\n"
	                                "lib,3,£17.7m,,,,,,,,\"two\nlines\"\n"),
	          0, "a file is imported");
	is_number(rows, 3, "and its rows counted");
	is_text(problems_text(&problems), "", "without a problem");
	is_text(stored("SELECT id, service, price, typeof(price), rise, typeof(rise), factor, typeof(factor), "
	               "from_day, held,"
	               " state, n, level, typeof(level), parent, code FROM charge ORDER BY id"),
	        "1|park|50|integer|2|text|3|text|2024-02-29|0|shut|7|2.0|real|NULL|b \"q\";"
	        "2|lib|123450|integer|0.055|text|1.055|text|2025-04-01|1|open|7|1500.0|real|1|a;"
	        "3|lib|1770000000|integer|NULL|null|NULL|null|NULL|NULL|NULL|7|NULL|null|NULL|two\nlines;",
	        "every value is stored in its one form; what is missing takes its default; an empty cell is NULL");
	fresh(TABLES);
	is_number(import_text("service", "\xEF\xBB\xBFid,name\ng,Gärten"), 0,
	          "a byte order mark and a missing last line end");
	is_text(stored("SELECT * FROM service ORDER BY id"), "g|Gärten;lib|Libraries;park|Parks;", "are no matter");
	is_number(import_text("service", "name,id\rA,a\rB,b\r"), 0, "old line ends");
	is_number(rows, 2, "are line ends");
	is_number(import_text("service", "id,name\n"), 0, "a file without rows");
	is_number(rows, 0, "imports none");
}

/* Nothing may be imported, and the problems are exactly these. */
static void refused(const char *table, const char *csv, const char *expected, const char *name)
{
	int result;

	fresh(TABLES);
	result = import_text(table, csv);
	ok(result == -1 && !strncmp(problems_text(&problems), expected, strlen(expected)), "%s", name);
	if (strncmp(problems_text(&problems), expected, strlen(expected)))
		printf("# got:\n%s\n# expected:\n%s\n", problems_text(&problems), expected);
	is_text(stored("SELECT count(*), (SELECT count(*) FROM service) FROM charge"), "0|2;",
	        "and nothing is imported");
}

static void bad_files(void)
{
	refused("charge",
	        "id,service,price\n"
	        "1,lib,12\n"
	        "2,lib,twelve\n"
	        "3,,x\n"
	        "1,lib,1\n"
	        "4,nowhere,1\n"
	        "5,lib\n"
	        "6,lib,1,2\n",
	        "3:7 column 'price': ", "every bad row is listed");
	{
		const char *text = problems_text(&problems);

		ok(strstr(text, "\n4:3 column 'service' needs a value") && strstr(text, "\n4:4 column 'price'"),
		   "all cells of a row");
		ok(strstr(text, "\n5:1 another row has the same key: charge.id") != NULL, "a duplicate key");
		ok(strstr(text, "\n7:6 the row has 2 cells, the header 3")
		           && strstr(text, "\n8:9 the row has 4 cells"),
		   "ragged rows");
		ok(strstr(text, "\n6:3 column 'service' refers to a record of 'service' that is not there: 'nowhere'")
		           != NULL,
		   "a dangling reference: %s", text);
		is_number((long long) problems.count, 7, "each once");
		is_text(problems.items[0].excerpt, "2,lib,twelve", "with the line of the file");
		is_text(problems.items[0].file, in_folder("in.csv"), "and the file");
	}
	refused("charge", "id,service,pirce,price,price,twice,,id\n1,lib,2,3,3,4,5,6\n",
	        "1:12 table 'charge' has no column 'pirce' [did you mean 'price'?]\n"
	        "1:24 column 'price' is there twice\n"
	        "1:30 column 'twice' of 'charge' is computed: it cannot be imported\n"
	        "1:36 column 7 has no name\n"
	        "1:37 column 'id' is there twice\n",
	        "every fault of the header is listed");
	refused("charge", "id,price\n1,2\n", "1:9 the column 'service' of table 'charge' is missing",
	        "a missing column");
	refused("charge", "id,service,state\n1,lib,open\n2,lib,ajar\n",
	        "3:7 column 'state': 'ajar' is none of its words: open, shut", "a status that is none of its words");
	refused("charge", "id,service,code\n1,lib,a\n2,lib,b\n3,lib,a\n",
	        "4:7 another row has the same key: charge.code",
	        "a unique column, though the table would replace the row");
	refused("charge", "id,service,parent\n1,lib,3\n3,lib,9\n",
	        "3:7 column 'parent' refers to a record of 'charge' that is not there: '9'",
	        "a dangling reference to itself");
	is_number((long long) problems.count, 1, "and a reference to a later row is good");
	refused("charge", "id,service,parent,price\n1,lib,,x\n2,lib,1,1\n", "2:8 column 'price'", "a bad row");
	is_number((long long) problems.count, 1, "and what refers to it is not blamed");
	refused("charge", "id,service,from_day\n1,lib,2025-09-31\n", "2:7 column 'from_day': ", "an impossible date");
	refused("charge", "id,service,price\n1,lib,1.234\n2,lib,99999999999999999999\n",
	        "2:7 column 'price': ", "money beyond pence, and beyond range");
	refused("charge", "", "1:1 '", "an empty file");
	refused("charge", "\n\n  \n", "1:1 '", "a file of empty lines");
	refused("nosuch", "id\n1\n", "0:0 there is no table 'nosuch'", "an unknown table");
	refused("servise", "id\n1\n", "0:0 there is no table 'servise'", "a misspelt table");
	is_text(problems.items[0].hint, "did you mean 'service'?", "with the nearest");
	refused("service", "id,name\na,\"b\nc,d\n", "2:3 a quote that is opened here is not closed",
	        "an unclosed quote");
	refused("service", "id,name\na,b\nc,d\"e\nf,g\n", "3:4 a quote stands where none can", "a stray quote");
	refused("service", "id,name\na,\"b\"c\nf,g\n", "2:6 a quote stands where none can", "text after a quote");
	refused("service", "id,name\na,\xFF\nb,ok\nc,\xC3\n", "2:3 byte 0xFF is not UTF-8 text",
	        "bytes that are not UTF-8");
	is_number((long long) problems.count, 2, "each of them");
	refused("service", "\xFF\xFEi\0d\0", "1:1 '", "UTF-16");
	refused("service", "id,name\n\"a\nb\",\"c\n\n", "3:4 a quote that is opened here",
	        "a place after a cell of two lines");
	fresh(TABLES);
	is_number(import_bytes("service", "id,name\na,b\0c\n", 14), -1, "a NUL byte");
	ok(strstr(problems_text(&problems), "2:4 a NUL byte in text") != NULL, "has its place: %s",
	   problems_text(&problems));
}

static void many_problems(void)
{
	struct text csv = TEXT_INIT;

	text_append(&csv, "id,service\n");
	for (int i = 0; i < 3000; i++)
		text_append(&csv, "x,lib\n");
	fresh(TABLES);
	is_number(import_bytes("charge", csv.bytes, csv.length), -1, "three thousand bad cells");
	is_number((long long) problems.errors, 3000, "are counted");
	text_clear(&csv);
	text_append(&csv, "id,name\na,\"");
	for (int i = 0; i < 300000; i++)
		text_append(&csv, "long\n");
	is_number(import_bytes("service", csv.bytes, csv.length), -1, "a quote without end");
	ok(strstr(problems_text(&problems), "2:3 a quote that is opened here is not closed") != NULL,
	   "is shown where it opens");
	text_release(&csv);
}

static void bad_databases(void)
{
	sqlite3 *sqlite = NULL;

	fresh(TABLES
	      "CREATE VIEW v AS SELECT 1 AS id; CREATE TABLE floaty(id INTEGER PRIMARY KEY, d DECIMAL(10,2), u UUID);"
	      "CREATE TABLE tagged(a TEXT, s TEXT REFERENCES service, PRIMARY KEY(a)) WITHOUT ROWID");
	is_number(import_text("v", "id\n1\n"), -1, "a view");
	ok(strstr(problems_text(&problems), "'v' is not a table but a view") != NULL, "is not a table");
	is_number(import_text("floaty", "id,d,u\n1,2.5,x\n"), -1, "columns that cannot hold exact values");
	ok(strstr(problems_text(&problems),
	          "1:4 column 'd' of 'floaty' is declared 'DECIMAL(10,2)', which SQLite stores as a float")
	           && strstr(problems_text(&problems), "1:6 column 'u'"),
	   "are refused: %s", problems_text(&problems));
	is_number(import_text("tagged", "a,s\nx,lib\ny,none\n"), -1, "a dangling reference in a table without rowid");
	ok(strstr(problems_text(&problems),
	          "column 's' of 'tagged' refers to a record of 'service' that is not there")
	           != NULL,
	   "is found: %s", problems_text(&problems));
	is_number(import_text("sqlite_schema", "type\nx\n"), -1, "SQLite's own table is refused");

	sqlite3_open(path, &sqlite);
	sqlite3_exec(sqlite, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	is_number(import_text("service", "id,name\na,b\n"), -1, "a locked database");
	ok(strstr(problems_text(&problems), "is locked by another program") != NULL, "is said to be locked");
	sqlite3_exec(sqlite, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(sqlite);

	path = in_folder("none.db");
	is_number(import_text("service", "id,name\na,b\n"), -1, "a missing database");
	ok(strstr(problems_text(&problems), "No such file") && access(path, F_OK), "is not created");
	path = in_folder("in.csv");
	is_number(import_text("service", "id,name\na,b\n"), -1, "a file that is no database");
	ok(strstr(problems_text(&problems), "is a CSV file, not a database") != NULL, "is said to be none: %s",
	   problems_text(&problems));
	fresh(TABLES);
	problems_release(&problems);
	is_number(import_csv(path, "service", in_folder("none.csv"), &ordinary, &rows, &problems), -1,
	          "a missing file");
	problems_release(&problems);
	is_number(import_csv(path, "service", test_folder, &ordinary, &rows, &problems), -1, "a folder");
}

static int64_t told;
static void tell(void *context, int64_t count)
{
	(void) context;
	told = count;
}

static void many_rows(void)
{
	const struct import_options telling = { .progress = tell };
	struct text csv = TEXT_INIT;
	const char *file = in_folder("big.csv");

	text_append(&csv, "id,service,price,rise,code\n");
	for (int i = 0; i < 60000; i++)
		text_append_format(&csv, "%d,lib,£%d.%02d,%d.5%%,\"é %d\"\n", i, i, i % 100, i % 50, i);
	write_file(file, csv.bytes, csv.length);
	fresh(TABLES);
	problems_release(&problems);
	is_number(import_csv(path, "charge", file, &telling, &rows, &problems), 0, "many rows, over many blocks");
	is_number(rows, 60000, "are all imported");
	is_number(told, 60000, "and progress told");
	is_text(stored("SELECT count(*), sum(price), count(DISTINCT code), max(length(code)) FROM charge"),
	        "60000|179999970000|60000|7;", "unharmed");
	text_release(&csv);
}

int main(void)
{
	make_test_folder();
	good_files();
	bad_files();
	many_problems();
	bad_databases();
	many_rows();
	problems_release(&problems);
	remove_test_folder();
	return done();
}
