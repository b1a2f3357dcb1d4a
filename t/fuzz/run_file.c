/* run_file.c: run files that someone changed. A good one is made by the program; the bytes say what is done to it: SQL, or bytes put
 * in other places. Whatever it holds then, it is refused, or what is wrong with it is found, or it says what it always said; and what
 * it carries is loaded and evaluated as if its digests had been made to agree. Reading it never changes it. */
#include "report.h"
#include "run_case.h"

static struct text good;
static uint64_t good_content;

/* One number for everything in the file that a digest covers, whatever the order of its rows. */
static uint64_t table_content(sqlite3 *sqlite, const char *table)
{
	char *sql =
		sqlite3_mprintf("SELECT * FROM \"%w\" %s", table, strcmp(table, "manifest") ? "" : "WHERE sealed");
	sqlite3_stmt *statement = NULL;
	struct text row = TEXT_INIT;
	uint64_t sum = 0, part;

	must(sql && sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL) == SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		uint8_t digest[SHA256_SIZE];

		text_clear(&row);
		text_append(&row, table);
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			text_append_format(&row, "|%s|%d|", sqlite3_column_name(statement, i),
			                   sqlite3_column_type(statement, i));
			text_append_bytes(&row, sqlite3_column_blob(statement, i),
			                  (size_t) sqlite3_column_bytes(statement, i));
		}
		sha256(row.bytes, row.length, digest);
		memcpy(&part, digest, sizeof part);
		sum += part;
	}
	sqlite3_finalize(statement);
	sqlite3_free(sql);
	text_release(&row);
	return sum;
}

static uint64_t content(const char *path)
{
	sqlite3_stmt *statement = NULL;
	sqlite3 *sqlite = NULL;
	uint64_t sum = 0;

	must(sqlite3_open_v2(path, &sqlite, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	must(sqlite3_prepare_v2(sqlite, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &statement, NULL)
	     == SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		sum += table_content(sqlite, (const char *) sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	return sum;
}

static void make_good(void)
{
	make_test_folder();
	atexit(remove_test_folder);
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, town TEXT, tax MONEY INTEGER, note TEXT PERSONAL);"
	          "CREATE TABLE child (id INTEGER PRIMARY KEY, age INTEGER, home INTEGER REFERENCES home);"
	          "INSERT INTO home VALUES (1, 'Ely', 100, 'a'), (2, 'March', NULL, 'b'), (3, 'Ely', 300, NULL);"
	          "INSERT INTO child VALUES (1, 4, 1), (2, NULL, 1), (3, 12, 3);");
	case_write("parameters.yaml", "fee: {type: money, illustrative: test, values: {2024-04-01: £1}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [parameters.yaml]\n"
	                                      "expect: [{total: cost, values: {2025-04-01: £5}}]\n");
	case_write("case.lua",
	           "rule \"due\" { on = \"home\", type = \"money\", compute = function(c, p) return c.tax + p.fee "
	           "end }\n"
	           "rule \"young\" { on = \"child\", type = \"eligibility\", conditions = all { { \"young\", "
	           "function(c) return c.age < 5 end } }, award = function(c, p) return c.home.due end }\n"
	           "total \"cost\" { sum = \"child.young_award\", by = { \"home.town\" } }\n"
	           "figure \"half\" { type = \"money\", compute = function(f) return f.cost end }\n"
	           "finding \"noted\" { on = \"home\", level = \"info\", when = function(c) return c.note == \"a\" "
	           "end, message = \"{town}\" }\n");
	must(succeeds(case_run("case")));
	struct error err = ERROR_INIT;
	must(!file_read(in_folder("case.run"), 1u << 20, &good, &err));
	good_content = content(in_folder("case.run"));
}

/* Anything in the file may be asked for, nothing outside it; and not for long. */
static int permit(void *context, int action, const char *first, const char *second, const char *schema,
                  const char *inner)
{
	(void) context, (void) second, (void) schema, (void) inner;
	if (action == SQLITE_ATTACH || action == SQLITE_DETACH)
		return SQLITE_DENY;
	if (action == SQLITE_PRAGMA && sqlite3_stricmp(first, "user_version")
	    && sqlite3_stricmp(first, "application_id") && sqlite3_stricmp(first, "writable_schema"))
		return SQLITE_DENY;
	return SQLITE_OK;
}

static int stop(void *context)
{
	(void) context;
	return 1;
}

static void change_by_sql(const char *path, const uint8_t *data, size_t size)
{
	char *sql = malloc(size + 1);
	sqlite3 *sqlite = NULL;

	must(sql && sqlite3_open(path, &sqlite) == SQLITE_OK);
	memcpy(sql, data, size);
	sql[size] = '\0';
	sqlite3_exec(sqlite, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY", NULL, NULL, NULL);
	sqlite3_limit(sqlite, SQLITE_LIMIT_LENGTH, 1000000);
	sqlite3_set_authorizer(sqlite, permit, NULL);
	sqlite3_progress_handler(sqlite, 100000, stop, NULL);
	sqlite3_exec(sqlite, sql, NULL, NULL, NULL);
	sqlite3_close(sqlite);
	free(sql);
}

/* Each change: three bytes of place, one of length, and what is put there; a length of 0 cuts the file off. */
static size_t change_bytes(uint8_t *bytes, size_t length, const uint8_t *data, size_t size)
{
	while (size >= 4) {
		size_t place = (size_t) (data[0] | data[1] << 8 | data[2] << 16) % length, count = data[3];

		data += 4;
		size -= 4;
		if (count == 0)
			return place;
		count = count < size ? count : size;
		count = count < length - place ? count : length - place;
		memcpy(bytes + place, data, count);
		data += count;
		size -= count;
	}
	return length;
}

static void write_changed(const char *path, const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(good.length);
	size_t length = good.length;

	must(bytes);
	memcpy(bytes, good.bytes, length);
	if (data[0] % 2 == 0)
		length = change_bytes(bytes, length, data + 1, size - 1);
	write_file(path, bytes, length);
	free(bytes);
	if (data[0] % 2)
		change_by_sql(path, data + 1, size - 1);
}

/* What a replay does once it has found the file whole: here whether it is or not. */
static void evaluate_anyway(struct connection *file, const char *path)
{
	const struct run_options options = { .jobs = 1 };
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	struct run_outcome outcome = { .path = NULL };
	sqlite3_stmt *statement = NULL;
	struct error err = ERROR_INIT;

	must(!sources_init(&inputs.sources, NULL, &err));
	if (connection_prepare(file, "SELECT path, kind, text FROM source ORDER BY path", &statement, &err))
		goto out;
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const char *name = (const char *) sqlite3_column_text(statement, 0);
		const char *kind = (const char *) sqlite3_column_text(statement, 1);
		const char *text = (const char *) sqlite3_column_text(statement, 2);
		enum source_kind of;

		if (!name || !kind || !text || !source_kind_named(kind, &of)
		    || sources_add(&inputs.sources, name, of, text, (size_t) sqlite3_column_bytes(statement, 2),
		                   &err))
			goto out;
	}
	sqlite3_finalize(statement);
	statement = NULL;
	unlink(in_folder("again.run"));
	if (!inputs_load(&inputs, "case.yaml", path, "record_", 1, &problems)
	    && inputs_run(&inputs, in_folder("again.run"), &options, file, &outcome, &err))
		check_error(&err);
	check_problems(&problems);
out:
	sqlite3_finalize(statement);
	problems_release(&problems);
	inputs_release(&inputs);
	run_outcome_release(&outcome);
}

static void take_run(const char *path, bool evaluated)
{
	const struct verify_options options = { .secret = NULL };
	struct problems found = PROBLEMS_INIT;
	struct verification verification;
	struct database *file = NULL;
	struct error err = ERROR_INIT;

	if (run_file_open(&file, path, 1, &err)) {
		check_error(&err);
		return;
	}
	if (verify_run(file, &options, &verification, &found, &err))
		check_error(&err);
	check_problems(&found);
	if (err.code == ERROR_NONE && found.count == 0)
		must(!memcmp(verification.seal, case_outcome.seal, SHA256_SIZE) && content(path) == good_content);
	problems_release(&found);
	check_report(file, path);
	if (evaluated)
		evaluate_anyway(database_connection(file, 0), path);
	database_close(file);
}

/* A byte for what is done: odd, the rest is SQL; 2 of 4, it is evaluated too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text before = TEXT_INIT, after = TEXT_INIT;
	struct error err = ERROR_INIT;

	if (!good.length)
		make_good();
	if (size < 1)
		return 0;
	unlink(in_folder("bad.run"));
	write_changed(in_folder("bad.run"), data, size);
	must(!file_read(in_folder("bad.run"), 1u << 24, &before, &err));
	take_run(in_folder("bad.run"), data[0] & 2);
	must(!file_read(in_folder("bad.run"), 1u << 24, &after, &err));
	must(before.length == after.length && !memcmp(text_string(&before), text_string(&after), before.length));
	text_release(&before);
	text_release(&after);
	return 0;
}
