/* reader.c: records come typed, checked and in key order, whatever the order, index, encoding or names of the tables. */
#include "base/file.h"
#include "records.h"

static struct error err;
static struct schema schema;
static struct database *database;
static struct connection *connection;

static void open_database(const char *name, const char *sql, const struct records_entry *entries, size_t count)
{
	struct problems problems = PROBLEMS_INIT;

	database = open_new(name, sql);
	connection = database_connection(database, 0);
	if (schema_read(&schema, connection, entries, count, NULL, &problems)) {
		problems_print(&problems, "bail out", stdout);
		exit(1);
	}
	err = (struct error) ERROR_INIT;
}

static void close_database(void)
{
	schema_release(&schema);
	database_close(database);
}

static int type_index(const char *name)
{
	int type = schema_type(&schema, name);

	if (type < 0)
		printf("Bail out! no type %s\n", name);
	return type;
}

/* One reader over all fields (or none): rows as "key|parent: values;", or the error. */
static void append_values(struct text *out, const struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_append(out, i ? "," : "");
		if (values[i].kind == VALUE_NONE)
			text_append(out, "none");
		else if (values[i].kind == VALUE_UNKNOWN)
			text_append(out, "unknown");
		else
			value_print_plain(values[i].kind == VALUE_DECIMAL  ? TYPE_DECIMAL
			                  : values[i].kind == VALUE_TEXT   ? TYPE_TEXT
			                  : values[i].kind == VALUE_FLAG   ? TYPE_FLAG
			                  : values[i].kind == VALUE_NUMBER ? TYPE_NUMBER
			                                                   : TYPE_INTEGER,
			                  values[i], out);
	}
}

/* Reads the fields again, into one place after another: all stay, and are what was read before. */
static bool filled_again(struct reader *reader, const struct value *from, const struct value *to, size_t field_count,
                         const struct text *before)
{
	struct arena arena = ARENA_INIT;
	struct value *rows = NULL;
	struct text again = TEXT_INIT;
	size_t count = 0, capacity = 0;
	bool same;

	if (reader_seek(reader, from, to, &err) || array_reserve(&rows, &capacity, field_count + 1, sizeof *rows))
		return false;
	while (reader_fill(reader, rows + count * field_count, &arena, &err) == 1) {
		count++;
		if (array_reserve(&rows, &capacity, (count + 1) * field_count + 1, sizeof *rows))
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		append_values(&again, rows + i * field_count, field_count);
		text_append(&again, ";");
	}
	same = !strcmp(text_string(&again), text_string(before));
	free(rows);
	arena_release(&arena);
	text_release(&again);
	return same;
}

static const char *rows_of(struct reader *reader, const struct value *from, const struct value *to, size_t key_count,
                           size_t parent_count, size_t field_count)
{
	static struct text text[4];
	static int turn;
	struct text *out = &text[turn++ % 4];
	struct text fields = TEXT_INIT;
	const struct value *row;
	int found = reader_seek(reader, from, to, &err);

	text_clear(out);
	while (!found && (found = reader_next(reader, &row, &err)) == 1) {
		append_values(out, reader_row_key(reader), key_count);
		if (parent_count) {
			text_append(out, "|");
			append_values(out, reader_row_parent(reader), parent_count);
		}
		if (field_count) {
			text_append(out, ":");
			append_values(out, row, field_count);
		}
		append_values(&fields, row, field_count);
		text_append(&fields, ";");
		text_append(out, ";");
		found = 0;
	}
	if (!found && !filled_again(reader, from, to, field_count, &fields))
		text_append(out, "and otherwise when read into places");
	text_release(&fields);
	if (found < 0) {
		text_append(out, "error: ");
		text_append(out, err.message);
	}
	return text_string(out);
}

static const char *read_type(const char *name, enum reader_order order, int relation, const struct value *from,
                             const struct value *to)
{
	int type = type_index(name), fields[600];
	const struct record_type *t = &schema.types[type];
	size_t count = 0;
	struct reader *reader = NULL;
	const char *result;

	err = (struct error) ERROR_INIT;
	for (size_t i = 0; i < t->field_count && i < 600; i++) {
		if (!t->fields[i].unusable)
			fields[count++] = (int) i;
	}
	if (reader_open(&reader, connection, &schema, type, order, relation, fields, count, &err))
		return err.message;
	result = rows_of(reader, from, to, t->key_count, relation >= 0 ? t->relations[relation].count : 0, count);
	reader_close(reader);
	return result;
}

static struct value text(const char *string)
{
	return value_text(string, strlen(string));
}

static void typed_values(void)
{
	open_database(
		"typed.db",
		"CREATE TABLE t(id INTEGER PRIMARY KEY, m MONEY INTEGER, r RATE TEXT, d DECIMAL TEXT, day DATE TEXT,"
		" f FLAG INTEGER, s STATUS TEXT, i INTEGER, x TEXT, n REAL, o MONEY INTEGER OPTIONAL, u BLOB);"
		"INSERT INTO t VALUES(2, 1250, '0.055', '1.10', '2025-04-01', 1, 'open', -7, 'héllo', 0.5, 3, x'00');"
		"INSERT INTO t VALUES(1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);"
		"INSERT INTO t VALUES(3, 9007199254740992, '2', '-0.5', '2024-02-29', 0, '', 9223372036854775807, "
		"'', 2,"
		" -9007199254740992, NULL)",
		NULL, 0);
	is_text(read_type("t", READER_SCAN, -1, NULL, NULL),
	        "1:1,unknown,unknown,unknown,unknown,unknown,unknown,unknown,unknown,unknown,none;"
	        "2:2,1250,0.055,1.1,2025-04-01,1,open,-7,héllo,0.5,3;"
	        "3:3,9007199254740992,2,-0.5,2024-02-29,0,,9223372036854775807,,2,-9007199254740992;",
	        "values are typed, NULL is not known, or none when optional");
	{
		int fields[] = { 3, 1, 3 }, unusable[] = { 11 };
		struct reader *reader = NULL;

		is_number(reader_open(&reader, connection, &schema, 0, READER_SCAN, -1, fields, 3, &err), 0,
		          "(opened)");
		is_text(rows_of(reader, NULL, NULL, 1, 0, 3),
		        "1:unknown,unknown,unknown;2:1.1,1250,1.1;3:-0.5,9007199254740992,-0.5;",
		        "fields come in the order asked for, and may be asked for twice");
		reader_close(reader);
		ok(reader_open(&reader, connection, &schema, 0, READER_SCAN, -1, unusable, 1, &err) == -1
		           && strstr(err.message, "field 'u' of 't' cannot be read: its column is declared 'BLOB'"),
		   "a field that cannot be read is an error when it is read: %s", err.message);
	}
	close_database();
}

static void bad_values(void)
{
	static const char *const bad[][3] = {
		{ "m", "'12.50'", "expected money (whole pence), got '12.50' (text)" },
		{ "m", "12.5", "expected money (whole pence), got 12.5 (float)" },
		{ "m", "9007199254740993", "expected money (whole pence), got 9007199254740993 (integer)" },
		{ "m", "x'31'", "expected money (whole pence), got 1 bytes (blob)" },
		{ "r", "0.055", "got 0.055 (float)" },
		{ "r", "'5.5%'", "got '5.5%' (text)" },
		{ "r", "''", "got '' (text)" },
		{ "r", "'1,000'", "got '1,000' (text)" },
		{ "r", "'1e3'", "got '1e3' (text)" },
		{ "day", "'2025-09-31'", "expected a date (like 2025-04-01), got '2025-09-31' (text)" },
		{ "day", "'1.4.2025'", "got '1.4.2025' (text)" },
		{ "day", "20250401", "got 20250401 (integer)" },
		{ "f", "2", "expected a flag (1 or 0), got 2 (integer)" },
		{ "f", "'yes'", "got 'yes' (text)" },
		{ "i", "1.0", "expected a whole number, got 1.0 (float)" },
		{ "x", "5", "expected text, got 5 (integer)" },
		{ "x", "x'6162'", "got 2 bytes (blob)" },
		{ "x", "CAST(x'61FF' AS TEXT)", "bytes that are not UTF-8 in 'a?'" },
		{ "x", "CAST(x'EDA080' AS TEXT)", "bytes that are not UTF-8" },
		{ "x", "CAST(x'610062' AS TEXT)", "a NUL byte in text in" },
		{ "s", "CAST(x'00' AS TEXT)", "a NUL byte in text in" },
		{ "n", "'many'", "expected a number, got 'many' (text)" },
		{ "n", "9e999", "expected a number, got Inf (float)" }
	};
	char sql[512], prefix[64];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *got;

		/* A view carries no affinity, so that any value can stand there. */
		struct records_field fields[] = {
			{ .name = "id", .type = TYPE_INTEGER }, { .name = "m", .type = TYPE_MONEY },
			{ .name = "r", .type = TYPE_RATE },     { .name = "day", .type = TYPE_DATE },
			{ .name = "f", .type = TYPE_FLAG },     { .name = "i", .type = TYPE_INTEGER },
			{ .name = "x", .type = TYPE_TEXT },     { .name = "s", .type = TYPE_STATUS },
			{ .name = "n", .type = TYPE_NUMBER }
		};
		const char *const key[] = { "id", NULL };
		struct records_entry entry = { .type = "t", .key = key, .field_count = 2 };

		for (size_t j = 1; j < sizeof fields / sizeof *fields; j++) {
			if (!strcmp(fields[j].name, bad[i][0]))
				fields[1] = fields[j];
		}
		entry.fields = fields;
		snprintf(sql, sizeof sql,
		         "CREATE TABLE kept(id INTEGER PRIMARY KEY, v); INSERT INTO kept VALUES(1204, %s);"
		         "CREATE VIEW t AS SELECT id, v AS %s FROM kept",
		         bad[i][1], bad[i][0]);
		open_database("bad.db", sql, &entry, 1);
		got = read_type("t", READER_SCAN, -1, NULL, NULL);
		snprintf(prefix, sizeof prefix, "error: table 't', key 1204, column '%s': ", bad[i][0]);
		ok(!strncmp(got, prefix, strlen(prefix)) && strstr(got, bad[i][2]) && err.hint[0]
		           && err.code == ERROR_INPUT,
		   "bad value %s in %s: %s", bad[i][1], bad[i][0], bad[i][2]);
		if (strncmp(got, prefix, strlen(prefix)) || !strstr(got, bad[i][2]))
			printf("# got: %s\n", got);
		close_database();
	}
	open_database("float.db",
	              "CREATE TABLE t(id INTEGER PRIMARY KEY, d DECIMAL(10,2)); INSERT INTO t VALUES(1,'12.50')",
	              NULL, 0);
	ok(strstr(read_type("t", READER_SCAN, -1, NULL, NULL), "got 12.5 (float)")
	           && strstr(err.hint, "declare the column DECIMAL TEXT"),
	   "an exact value that SQLite made a float is an error that says why: %s", err.hint);
	close_database();
	open_database("long.db",
	              "CREATE TABLE t(a TEXT, b INTEGER, m MONEY INTEGER, PRIMARY KEY(a, b)) WITHOUT ROWID;"
	              "INSERT INTO t VALUES('x''y', 2, 'x' || hex(zeroblob(1000)))",
	              NULL, 0);
	ok(!strncmp(read_type("t", READER_SCAN, -1, NULL, NULL),
	            "error: table 't', key ('x'y', 2), column 'm': expected", 53),
	   "a composite key is shown: %s", err.message);
	close_database();
}

/* Texts of 0 to 20 letters, with something else before each of them or behind. */
static void bytes_anywhere(void)
{
	static const char *const what[] = { "a letter of two bytes is read anywhere in a text",
		                            "a byte that is not UTF-8 is found anywhere in a text",
		                            "a NUL byte is found anywhere in a text" };
	int field = 1, wrong[3] = { 0 };
	struct reader *reader = NULL;

	open_database(
		"bytes.db",
		"CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT);"
		"WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < 20)"
		"INSERT INTO t SELECT kind * 10000 + length.i * 100 + at.i, substr('abcdefghijklmnopqrst', 1, at.i)"
		" || CAST(bytes AS TEXT) || substr('abcdefghijklmnopqrst', at.i + 1, length.i - at.i)"
		" FROM number AS length, number AS at,"
		" (SELECT 0 AS kind, x'C3A9' AS bytes UNION SELECT 1, x'FF' UNION SELECT 2, x'00')"
		" WHERE at.i <= length.i",
		NULL, 0);
	is_number(reader_open(&reader, connection, &schema, 0, READER_KEY, -1, &field, 1, &err), 0, "(opened)");
	for (int kind = 0; kind < 3; kind++) {
		for (int length = 0; length <= 20; length++) {
			for (int at = 0; at <= length; at++) {
				struct value key = value_integer(kind * 10000 + length * 100 + at);
				const struct value *row;
				int found =
					reader_seek(reader, &key, NULL, &err) ? 0 : reader_next(reader, &row, &err);

				if (kind == 0)
					wrong[kind] += found != 1 || row[0].length != (uint32_t) length + 2;
				else
					wrong[kind] +=
						found != -1
						|| !strstr(err.message, kind == 1 ? "not UTF-8" : "a NUL byte");
			}
		}
	}
	for (int kind = 0; kind < 3; kind++)
		is_number(wrong[kind], 0, what[kind]);
	reader_close(reader);
	close_database();
}

static void bad_keys(void)
{
	open_database("nullkey.db",
	              "CREATE TABLE t(k TEXT PRIMARY KEY, v INTEGER); INSERT INTO t VALUES('a',1),(NULL,2),('c',3);"
	              "CREATE TABLE u(a TEXT, b TEXT, PRIMARY KEY(a, b)); INSERT INTO u VALUES('a',NULL);"
	              "CREATE TABLE n(k TEXT COLLATE NOCASE PRIMARY KEY); INSERT INTO n VALUES(NULL);"
	              "CREATE TABLE none(v TEXT);",
	              NULL, 0);
	is_text(read_type("t", READER_SCAN, -1, NULL, NULL), "table 't': a key is NULL", "a NULL key is an error");
	is_text(read_type("u", READER_SCAN, -1, NULL, NULL), "table 'u': a key is NULL", "in a composite key too");
	is_text(read_type("n", READER_SCAN, -1, NULL, NULL), "table 'n': a key is NULL (k NULL)",
	        "and in a sorted copy");
	is_text(read_type("none", READER_SCAN, -1, NULL, NULL),
	        "table 'none' cannot be read as records: it has no primary key",
	        "a table without a key is an error when read");
	close_database();
}

/* The keys alone, of a range. */
static const char *keys(const char *name, const struct value *from, const struct value *to)
{
	int type = type_index(name);
	struct reader *reader = NULL;
	const char *result;

	err = (struct error) ERROR_INIT;
	if (reader_open(&reader, connection, &schema, type, READER_SCAN, -1, NULL, 0, &err))
		return err.message;
	result = rows_of(reader, from, to, schema.types[type].key_count, 0, 0);
	reader_close(reader);
	return result;
}

static void in_key_order(void)
{
	static const char *const types[][3] = {
		{ "int", "-9223372036854775808;-5;0;1;3;7;9223372036854775807;", "whole numbers sort as numbers" },
		{ "word", ";B;a;ab;b;z;é;", "text keys sort as bytes" },
		{ "nocase", "A;D;F;b;c;e;g;", "whatever the column's collation" },
		{ "both", "w,9;x,1;x,2;x,3;y,-1;y,0;z,0;", "composite keys sort by their parts" },
		{ "sixteen", "1,1;1,2;2,1;2,2;3,3;4,1;5,5;", "whatever stands between them" },
		{ "slow", "-9223372036854775808;-5;0;1;3;7;9223372036854775807;", "a query's records do too" },
		{ "filtered", "w,9;x,1;x,2;y,-1;y,0;z,0;", "and those that 'where' takes" },
	};
	struct value from[2] = { text("x"), value_integer(2) }, to[2] = { text("y"), value_integer(0) };
	const char *const key[] = { "k", NULL }, *const two[] = { "a", "b", NULL };
	struct records_field fields[] = { { .name = "a", .type = TYPE_TEXT }, { .name = "b", .type = TYPE_INTEGER } };
	struct records_field slow_fields[] = { { .name = "k", .type = TYPE_INTEGER } };
	struct records_entry entries[] = { { .type = "slow",
		                             .query = "SELECT DISTINCT k FROM int",
		                             .key = key,
		                             .fields = slow_fields,
		                             .field_count = 1 },
		                           { .type = "filtered",
		                             .query = "SELECT a, b FROM both",
		                             .key = two,
		                             .fields = fields,
		                             .field_count = 2,
		                             .where = "b <> 3" } };

	open_database("sorted.db",
	              "CREATE TABLE int(k INTEGER PRIMARY KEY); INSERT INTO int "
	              "VALUES(-5),(0),(1),(7),(9223372036854775807),"
	              "(-9223372036854775808),(3);"
	              "CREATE TABLE word(k TEXT PRIMARY KEY) ; INSERT INTO word "
	              "VALUES('b'),('B'),(''),('é'),('a'),('ab'),('z');"
	              "CREATE TABLE both(a TEXT, b INTEGER, PRIMARY KEY(a, b)) WITHOUT ROWID;"
	              "INSERT INTO both VALUES('x',1),('x',2),('y',-1),('w',9),('x',3),('y',0),('z',0);"
	              "CREATE TABLE nocase(k TEXT COLLATE NOCASE PRIMARY KEY);"
	              "INSERT INTO nocase VALUES('b'),('A'),('c'),('D'),('e'),('F'),('g');"
	              "CREATE TABLE sixteen(a TEXT, b INTEGER, c TEXT, PRIMARY KEY(a, c)); "
	              "INSERT INTO sixteen "
	              "VALUES('1',1,'1'),('1',1,'2'),('2',1,'1'),('2',1,'2'),('3',1,'3'),('4',1,'1'),('5',0,'5')",
	              entries, 2);
	for (int reversed = 0; reversed < 2; reversed++) {
		for (size_t i = 0; i < sizeof types / sizeof *types; i++)
			is_text(keys(types[i][0], NULL, NULL), types[i][1],
			        reversed ? "(20) and when unordered rows are reversed" : types[i][2]);
		is_text(keys("both", from, to), "x,2;x,3;y,-1;", "in a range too");
		is_text(keys("filtered", from, to), "x,2;y,-1;", "of a query too");
		database_reverse_unordered(database);
	}
	close_database();
	open_database("none.db", "CREATE TABLE t(k INTEGER PRIMARY KEY)", NULL, 0);
	is_text(keys("t", NULL, NULL), "", "no records are none");
	close_database();
}

static void single_records(void)
{
	const char *const key[] = { "k", NULL };
	struct records_field fields[] = { { .name = "k", .type = TYPE_TEXT } };
	struct records_entry entries[] = { { .type = "q",
		                             .query = "SELECT v AS k FROM word WHERE v IS NOT NULL",
		                             .key = key,
		                             .fields = fields,
		                             .field_count = 1 },
		                           { .type = "some", .where = "v = 'one'" } };
	struct value k;

	open_database("single.db",
	              "CREATE TABLE word(k TEXT PRIMARY KEY, v TEXT); INSERT INTO word "
	              "VALUES('a','one'),('A','two'),('c',NULL);"
	              "CREATE TABLE some(k INTEGER PRIMARY KEY, v TEXT); INSERT INTO some "
	              "VALUES(1,'one'),(2,'two'),(3,NULL);",
	              entries, 2);
	k = text("a");
	is_text(read_type("word", READER_KEY, -1, &k, NULL), "a:a,one;", "a record is found by its key");
	k = text("A");
	is_text(read_type("word", READER_KEY, -1, &k, NULL), "A:A,two;", "exactly");
	k = text("b");
	is_text(read_type("word", READER_KEY, -1, &k, NULL), "", "and no other");
	k = text("two");
	is_text(read_type("q", READER_KEY, -1, &k, NULL), "two:two;", "in a query too");
	k = value_integer(1);
	is_text(read_type("some", READER_KEY, -1, &k, NULL), "1:1,one;", "a record that 'where' takes");
	k = value_integer(2);
	is_text(read_type("some", READER_KEY, -1, &k, NULL), "", "a record that 'where' leaves out is not there");
	{
		struct record_counts counts;

		is_number(reader_count(connection, &schema, type_index("some"), &counts, &err), 0, "(counted)");
		is_number(counts.rows, 1, "records are counted");
		is_number(counts.left_out, 1, "those left out apart");
		is_number(counts.undecided, 1, "and those for which 'where' is NULL");
		is_number(reader_count(connection, &schema, type_index("word"), &counts, &err), 0, "(counted)");
		ok(counts.rows == 3 && !counts.left_out && !counts.undecided, "without 'where' all are read");
	}
	close_database();
	entries[0].query = "SELECT v AS k FROM word UNION ALL SELECT 'one'";
	open_database("twice.db",
	              "CREATE TABLE word(k TEXT PRIMARY KEY, v TEXT); INSERT INTO word VALUES('a','one'),('b','two')",
	              entries, 1);
	is_text(read_type("q", READER_SCAN, -1, NULL, NULL), "query 'q': two records have the same key (k 'one')",
	        "two records with one key are an error");
	close_database();
	entries[0].query = "SELECT v AS k FROM word";
	open_database("thrice.db",
	              "CREATE TABLE word(k TEXT PRIMARY KEY, v TEXT); CREATE INDEX word_v ON word(v);"
	              "INSERT INTO word VALUES('a','one'),('b','two'),('c','one'),('d','three')",
	              entries, 1);
	ok(strstr(read_type("q", READER_SCAN, -1, NULL, NULL),
	          "error: query 'q', key 'one': two records have the same key")
	           != NULL,
	   "and when they are read by an index");
	k = text("one");
	ok(strstr(read_type("q", READER_KEY, -1, &k, NULL), "two records have the same key") != NULL,
	   "and when only one is asked for");
	close_database();
}

#define FAMILY                                                                                                     \
	"CREATE TABLE home(k INTEGER PRIMARY KEY); INSERT INTO home VALUES(1),(2),(3),(4);"                        \
	"CREATE TABLE person(id TEXT PRIMARY KEY, home INTEGER REFERENCES home, v INTEGER);"                       \
	"INSERT INTO person VALUES('d',1,4),('a',3,1),('b',1,2),('e',NULL,5),('c',3,3),('f',99,6);"                \
	"CREATE TABLE spot(a TEXT, b INTEGER, PRIMARY KEY(a, b)); INSERT INTO spot VALUES('x',1),('x',2),('y',1);" \
	"CREATE TABLE mark(id INTEGER PRIMARY KEY, b INTEGER, a TEXT, FOREIGN KEY(a, b) REFERENCES spot);"         \
	"INSERT INTO mark VALUES(9,1,'x'),(8,1,'y'),(7,2,'x'),(6,1,'x'),(5,NULL,'x'),(4,1,NULL);"

static void children(void)
{
	static const char *const indexes[] = { "", "CREATE INDEX i ON person(home); CREATE INDEX j ON mark(a, b);",
		                               "CREATE INDEX i ON person(home, id); CREATE INDEX j ON mark(b, a);",
		                               "CREATE INDEX i ON person(v, home); CREATE INDEX j ON mark(b);" };

	for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
		char sql[2000];
		struct value from[2] = { value_integer(2) }, to[2] = { value_integer(4) };

		snprintf(sql, sizeof sql, "%s%s", FAMILY, indexes[i]);
		open_database("family.db", sql, NULL, 0);
		is_text(read_type("person", READER_CHILDREN, 0, NULL, NULL),
		        "b|1:b,1,2;d|1:d,1,4;a|3:a,3,1;c|3:c,3,3;f|99:f,99,6;",
		        "children by parent, then key, with any index");
		is_text(read_type("person", READER_CHILDREN, 0, from, to), "a|3:a,3,1;c|3:c,3,3;",
		        "of a range of parents");
		is_text(read_type("person", READER_CHILDREN, 0, NULL, from), "b|1:b,1,2;d|1:d,1,4;",
		        "of the first parents");
		is_text(read_type("person", READER_CHILDREN, 0, to, NULL), "f|99:f,99,6;", "of the last parents");
		is_text(read_type("mark", READER_CHILDREN, 0, NULL, NULL),
		        "6|x,1:6,1,x;9|x,1:9,1,x;7|x,2:7,2,x;8|y,1:8,1,y;", "children of composite keys");
		from[0] = to[0] = text("x");
		from[1] = value_integer(2);
		to[1] = value_integer(2);
		is_text(read_type("mark", READER_CHILDREN, 0, from, NULL), "7|x,2:7,2,x;8|y,1:8,1,y;",
		        "from a composite key");
		is_text(read_type("mark", READER_CHILDREN, 0, NULL, to), "6|x,1:6,1,x;9|x,1:9,1,x;",
		        "to a composite key");
		close_database();
	}
}

static void encodings(void)
{
	static const char *const names[] = { "UTF-8", "UTF-16le", "UTF-16be" };

	for (size_t i = 0; i < 3; i++) {
		char sql[1000];
		struct value k = text("é");

		snprintf(
			sql, sizeof sql,
			"PRAGMA encoding = '%s'; CREATE TABLE t(k TEXT PRIMARY KEY, \"naïve\" TEXT, m MONEY INTEGER);"
			"INSERT INTO t "
			"VALUES('é','x',1),('z','y',2),('\U0001F600','emoji',3),('\uFFFD','mark',4),('a','',5)",
			names[i]);
		open_database("encoding.db", sql, NULL, 0);
		is_text(read_type("t", READER_SCAN, -1, NULL, NULL),
		        "a:a,,5;z:z,y,2;é:é,x,1;\uFFFD:\uFFFD,mark,4;\U0001F600:\U0001F600,emoji,3;", names[i]);
		is_text(read_type("t", READER_KEY, -1, &k, NULL), "é:é,x,1;", "and by key");
		close_database();
	}
}

static void wide_and_hostile(void)
{
	struct text sql = TEXT_INIT;
	const char *rows;

	text_append(&sql, "CREATE TABLE wide(k INTEGER PRIMARY KEY");
	for (int i = 0; i < 499; i++)
		text_append_format(&sql, ", c%d INTEGER", i);
	text_append(&sql, "); INSERT INTO wide VALUES(1");
	for (int i = 0; i < 499; i++)
		text_append_format(&sql, ", %d", i);
	text_append(&sql, ")");
	open_database("wide.db", text_string(&sql), NULL, 0);
	rows = read_type("wide", READER_SCAN, -1, NULL, NULL);
	ok(!strncmp(rows, "1:1,0,1,2,", 10) && strstr(rows, ",497,498;"), "a table of 500 columns is read");
	close_database();
	text_release(&sql);
	open_database("hostile.db",
	              "CREATE TABLE \"a\"\"; DROP TABLE b; --\"(\"k'\"\"\" TEXT PRIMARY KEY, \") FROM x\" INTEGER, "
	              "\"select\" TEXT);"
	              "INSERT INTO \"a\"\"; DROP TABLE b; --\" VALUES('''; --', 1, 'x')",
	              NULL, 0);
	is_text(read_type("a\"; DROP TABLE b; --", READER_SCAN, -1, NULL, NULL), "'; --:'; --,1,x;",
	        "hostile names are names");
	close_database();
}

static void lookups(void)
{
	int order[3], fields[] = { 3 };
	const char *const names[] = { "district", "year", NULL }, *const unknown[] = { "yaer" },
			  *const half[] = { "year" }, *const code[] = { "code" }, *const sorted[] = { "name" };
	struct reader *reader = NULL;
	struct value key[2] = { value_integer(2025), text("north") };

	open_database(
		"lookup.db",
		"CREATE TABLE band(year INTEGER, district TEXT, code TEXT UNIQUE, amount MONEY INTEGER, name TEXT,"
		" PRIMARY KEY(year, district));"
		"CREATE UNIQUE INDEX part ON band(name) WHERE name > 'a'; CREATE UNIQUE INDEX e ON band(amount + 1);"
		"INSERT INTO band "
		"VALUES(2025,'north','N',100,'n'),(2025,'south',NULL,200,NULL),(2026,'north',NULL,300,'x')",
		NULL, 0);
	is_number(reader_lookup_key(connection, &schema, 0, names, 2, order, &err), 0,
	          "a lookup names the key in any order");
	ok(order[0] == 0 && order[1] == 1, "and gets its own order");
	is_number(reader_open_lookup(&reader, connection, &schema, 0, order, 2, fields, 1, &err), 0, "(opened)");
	is_text(rows_of(reader, key, NULL, 2, 0, 1), "2025,north:100;", "and finds the record");
	key[0] = value_integer(2026);
	is_text(rows_of(reader, key, NULL, 2, 0, 1), "2026,north:300;", "and another with the same reader");
	key[0] = value_integer(2027);
	is_text(rows_of(reader, key, NULL, 2, 0, 1), "", "and none where there is none");
	reader_close(reader);
	is_number(reader_lookup_key(connection, &schema, 0, code, 1, order, &err), 0, "a unique index is a key too");
	is_number(reader_open_lookup(&reader, connection, &schema, 0, order, 1, fields, 1, &err), 0, "(opened)");
	key[0] = text("N");
	is_text(rows_of(reader, key, NULL, 2, 0, 1), "2025,north:100;", "by it the record is found");
	key[0] = (struct value){ .kind = VALUE_UNKNOWN };
	is_text(rows_of(reader, key, NULL, 2, 0, 1), "", "what is not known finds nothing");
	reader_close(reader);
	ok(reader_lookup_key(connection, &schema, 0, unknown, 1, order, &err) == -1
	           && !strcmp(err.hint, "did you mean 'year'?"),
	   "an unknown field is named with the nearest");
	ok(reader_lookup_key(connection, &schema, 0, half, 1, order, &err) == -1
	           && !strcmp(err.message, "(year) is not a key of 'band', whose keys are (year, district), (code)"),
	   "half a key is an error that names the keys: %s", err.message);
	ok(reader_lookup_key(connection, &schema, 0, sorted, 1, order, &err) == -1, "a partial index is no key");
	close_database();
}

/* Reads what there is of a damaged table. */
static void read_damaged(const char *path, const char *what)
{
	struct problems problems = PROBLEMS_INIT;
	struct reader *reader = NULL;
	const struct value *row;
	int field = 0, found;

	if (database_open(&database, path, 1, &err) == 0) {
		connection = database_connection(database, 0);
		found = schema_read(&schema, connection, NULL, 0, NULL, &problems) ? -1 : 0;
		if (!found && !reader_open(&reader, connection, &schema, 0, READER_SCAN, -1, &field, 1, &err)
		    && !reader_seek(reader, NULL, NULL, &err)) {
			do
				found = reader_next(reader, &row, &err);
			while (found == 1);
			is_number(found, -1, what);
		}
		reader_close(reader);
		close_database();
	}
	problems_release(&problems);
	ok(strstr(err.message, "damaged or cut short") != NULL, "that says so: %s", err.message);
}

static void damaged_while_reading(void)
{
	const char *path = in_folder("torn.db");

	open_database("torn.db",
	              "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);"
	              "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<5000)"
	              "INSERT INTO t SELECT i, hex(zeroblob(50)) FROM n",
	              NULL, 0);
	close_database();
	ok(truncate(path, 200000) == 0, "(cut)");
	read_damaged(path, "reading a damaged table ends with an error");
}

/* Writes `to` over `from`, of which there is one in the file. */
static void alter_file(const char *path, const char *from, const char *to, size_t length)
{
	struct text file = TEXT_INIT;
	char *at = file_read(path, 1 << 20, &file, &err) ? NULL : memmem(file.bytes, file.length, from, length);

	if (at)
		memcpy(at, to, length);
	ok(at && !memmem(file.bytes, file.length, from, length), "(altered)");
	write_file(path, file.bytes, file.length);
	text_release(&file);
}

/* SQLite reads on: what follows from an order, merging and packing, would go wrong. */
static void out_of_order(void)
{
	/* Of each row: its length, its number, and how its record begins. */
	open_database("order.db",
	              "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (5, 'one'), (6, 'two')",
	              NULL, 0);
	close_database();
	alter_file(in_folder("order.db"), "\6\5\3\0\23one", "\6\7\3\0\23one", 8);
	read_damaged(in_folder("order.db"), "a table whose numbers stand out of order ends with an error");
	open_database("order.db",
	              "CREATE TABLE t(a TEXT PRIMARY KEY, b INTEGER) WITHOUT ROWID; INSERT INTO t VALUES ('b', 1), "
	              "('c', 2)",
	              NULL, 0);
	close_database();
	alter_file(in_folder("order.db"), "\3\17\11b", "\3\17\11d", 4);
	read_damaged(in_folder("order.db"), "a table whose texts stand out of order ends with an error");
}

int main(void)
{
	make_test_folder();
	typed_values();
	bad_values();
	bytes_anywhere();
	bad_keys();
	in_key_order();
	single_records();
	children();
	encodings();
	wide_and_hostile();
	lookups();
	damaged_while_reading();
	out_of_order();
	remove_test_folder();
	return done();
}
