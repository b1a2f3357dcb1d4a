/* run_lies.c: run files whose every digest holds, computed again by someone who altered them: replay believes nothing in them,
 * reads nothing beside them, and says why it does not go on, or what differs. */
#include "run_case.h"

#include "report/comparison.h"
#include "report/explanation.h"

static const char rules[] =
	"rule \"double\" { on = \"person\", type = \"money\", title = \"Double\", compute = function(c, p)\n"
	"  return c.income + c.home.rent + p.extra end }\n"
	"total \"all\" { sum = \"person.double\" }\n";

static void make_run(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, rent MONEY INTEGER);"
	          "CREATE TABLE person (id INTEGER PRIMARY KEY, home INTEGER REFERENCES home, income MONEY INTEGER);"
	          "INSERT INTO home VALUES (1, 5), (2, 7); INSERT INTO person VALUES (1, 1, 100), (2, 2, 200);");
	case_write("case.lua", rules);
	case_write("p.yaml", "extra: {type: money, illustrative: made up, values: {2023-04-01: £1}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [p.yaml]\n");
	ok(succeeds(case_run("case")), "an honest run");
	is_text(replayed("case.run", &case_options), "same", "... replays");
}

/* SQL: leaf(column, ...): what a row's _leaf must be. */
static void leaf_function(sqlite3_context *to, int count, sqlite3_value **values)
{
	struct text content = TEXT_INIT;
	uint8_t leaf[SHA256_SIZE];

	for (int i = 0; i < count; i++) {
		struct value value = { .kind = VALUE_NONE };

		if (sqlite3_value_type(values[i]) == SQLITE_INTEGER)
			value = value_integer(sqlite3_value_int64(values[i]));
		else if (sqlite3_value_type(values[i]) == SQLITE_TEXT)
			value = value_text((const char *) sqlite3_value_text(values[i]),
			                   (size_t) sqlite3_value_bytes(values[i]));
		value_canonical(value, &content);
	}
	merkle_leaf(text_string(&content), content.length, leaf);
	sqlite3_result_blob(to, leaf, LEAF_SHOWN, SQLITE_TRANSIENT);
	text_release(&content);
}

/* SQL: digest(text). */
static void digest_function(sqlite3_context *to, int count, sqlite3_value **values)
{
	uint8_t digest[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];
	const void *bytes = sqlite3_value_blob(values[0]);

	(void) count;
	sha256(bytes ? bytes : "", (size_t) sqlite3_value_bytes(values[0]), digest);
	sha256_hex(digest, hex);
	sqlite3_result_text(to, hex, -1, SQLITE_TRANSIENT);
}

static void execute(sqlite3 *sqlite, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(sqlite, sql, NULL, NULL, &message) != SQLITE_OK) {
		printf("Bail out! %s: %s\n", message, sql);
		exit(1);
	}
}

static void write_digest(sqlite3 *sqlite, const char *name, const uint8_t digest[SHA256_SIZE])
{
	char hex[SHA256_HEX_SIZE], sql[200];

	sha256_hex(digest, hex);
	snprintf(sql, sizeof sql, "UPDATE digest SET value = '%s' WHERE name = '%s'", hex, name);
	execute(sqlite, sql);
}

/* The roots of the small tables and the seal over them, written into the file as it is now. */
static void seal_again(sqlite3 *sqlite, const char *path)
{
	struct table_digest digests[RUN_TABLES_MOST];
	struct text bad = TEXT_INIT;
	uint8_t seal[SHA256_SIZE];
	struct database *file;
	struct error err;
	size_t count = 0;

	if (run_file_open(&file, path, 1, &err))
		return; /* refused already */
	for (; run_tables[count].name; count++) {
		digests[count].name = run_tables[count].name;
		if (table_root(database_connection(file, 0), &run_tables[count], digests[count].root, &bad, &err))
			exit(1);
	}
	database_close(file);
	seal_of(digests, count, seal);
	for (size_t i = 0; i < count; i++)
		write_digest(sqlite, digests[i].name, digests[i].root);
	write_digest(sqlite, "seal", seal);
	text_release(&bad);
}

/* lie.run: case.run with `sql` done to it, and every digest of the small tables made to agree. */
static void lie(const char *sql)
{
	const char *path = in_folder("lie.run");
	sqlite3 *sqlite;

	copy_run("case.run", "lie.run");
	if (sqlite3_open(path, &sqlite) != SQLITE_OK)
		exit(1);
	sqlite3_create_function(sqlite, "leaf", -1, SQLITE_UTF8, NULL, leaf_function, NULL, NULL);
	sqlite3_create_function(sqlite, "digest", 1, SQLITE_UTF8, NULL, digest_function, NULL, NULL);
	execute(sqlite, "PRAGMA ignore_check_constraints = 1; PRAGMA synchronous = OFF");
	execute(sqlite, sql);
	execute(sqlite, "UPDATE source SET sha256 = digest(text)");
	for (const struct run_table *table = run_tables; table->name; table++) {
		char update[700];

		snprintf(update, sizeof update, "UPDATE %s SET _leaf = leaf(%s) %s", table->name, table->columns,
		         strcmp(table->name, "manifest") ? "" : "WHERE sealed");
		execute(sqlite, update);
	}
	seal_again(sqlite, path);
	sqlite3_close(sqlite);
}

/* Everything else that takes a run file: whatever comes of it, it comes, or is said. */
static bool is_asked(const char *name)
{
	const struct question question = { in_folder(name), "double", "1", NULL };
	struct problems problems = PROBLEMS_INIT;
	struct compared runs[2] = { { .path = NULL }, { .path = NULL } };
	struct compared_rule of[2];
	struct explained explained;
	struct changes changes = { .periods = NULL };
	struct text out = TEXT_INIT;
	struct error err = ERROR_INIT;
	bool failed = explain(&question, &case_options, &explained, &problems) != 0,
	     said = !failed || problems.errors;

	if (!failed)
		report_explanation(&explained, &out);
	explained_release(&explained);
	for (size_t i = 0; i < 2 && said; i++) {
		size_t before = problems.errors;

		failed = compared_open(&runs[i], in_folder(i ? "case.run" : name), &case_options, &problems)
		         || compared_load(&runs[i], &problems) || compared_find_rule(&runs[i], "double", &of[i], &err)
		         || compared_ask(&runs[i], &of[i], NULL, &problems);
		said = !failed || problems.errors > before || err.code != ERROR_NONE;
		if (failed)
			break;
	}
	if (!failed)
		changes_find(&runs[0], &of[0], &runs[1], &of[1], NULL, NULL, &changes, &err);
	changes_release(&changes);
	for (size_t i = 0; i < 2; i++)
		compared_close(&runs[i]);
	problems_release(&problems);
	text_release(&out);
	return said;
}

/* The digests hold, and replaying says `told` somewhere. */
static void tells(const char *sql, const char *told, const char *name)
{
	const char *got;

	lie(sql);
	ok(!strcmp(verified("lie.run"), "whole"), "digests computed again hold: %s", name);
	if (strcmp(verified("lie.run"), "whole") != 0)
		printf("# got: %.900s\n", verified("lie.run"));
	got = replayed("lie.run", &case_options);
	ok(strstr(got, told) != NULL, "... and replaying tells");
	if (!strstr(got, told))
		printf("# expected: %s\n# got: %.900s\n", told, got);
	ok(is_asked("lie.run"), "... and an explanation or a comparison comes to something, or says why not");
}

/* verify itself finds that the file contradicts itself. */
static void finds(const char *sql, const char *said, const char *name)
{
	const char *got;

	lie(sql);
	got = verified("lie.run");
	ok(strstr(got, said) != NULL, "%s", name);
	if (!strstr(got, said))
		printf("# expected: %s\n# got: %.900s\n", said, got);
	ok(strncmp(replayed("lie.run", &case_options), "refused", 7) == 0, "... and it is not replayed");
}

#define RULE_TEXT(text)    "UPDATE source SET text = " text " WHERE path = 'case.lua'"
#define SCENARIO(from, to) "UPDATE source SET text = replace(text, '" from "', '" to "') WHERE path = 'case.yaml'"

static void test_results(void)
{
	tells("UPDATE total SET value = '999999', shown = '£9,999.99'", "total", "another total");
	tells("UPDATE rule SET known = 9223372036854775807", "known: 9223372036854775807 / 2",
	      "a count of the most there is");
	tells("UPDATE parameter_value SET value = '5', shown = '5p'",
	      "parameter_value 'extra, 2025-04-01' value: 5 / 100", "another parameter");
	tells("UPDATE manifest SET value = 'Better' WHERE name = 'title'", "manifest 'title' value: Better / ",
	      "another title");
	tells(RULE_TEXT("replace(text, 'rent +', 'rent -')"), "outcome_person '1, 2025-04-01' double: 205 / 5",
	      "another rule than gave the outcomes");
	tells("INSERT INTO note SELECT 9 + position, text || '!', _leaf FROM note LIMIT 1", "note", "one note more");
	tells("UPDATE input SET rows = 1000000000000000000 WHERE record_type = 'person'",
	      "input 'person' rows: 1000000000000000000 / 2", "a count of rows that there are not");
	tells("UPDATE input SET left_out = 9223372036854775807, undecided = 9223372036854775807, rows = "
	      "9223372036854775807",
	      "rows: 9223372036854775807 / 2", "counts of the most there is");
	tells("UPDATE input SET left_out = -9223372036854775807 - 1", "table 'input' was altered",
	      "a count below nothing");
}

static void test_sources(void)
{
	static const char none[] = "the run file holds no source";

	tells("UPDATE source SET path = '../case.lua' WHERE path = 'case.lua'", none, "a source by another name");
	tells("UPDATE source SET path = 'x' || path", none, "all sources by other names");
	tells("DELETE FROM source WHERE path = 'case.lua'", none, "a source that is not there");
	tells("UPDATE manifest SET value = 'other.yaml' WHERE name = 'scenario_path'", none,
	      "a scenario that is not there");
	tells("UPDATE manifest SET value = '/etc/passwd' WHERE name = 'scenario_path'", "is an absolute path",
	      "a scenario outside");
	tells("INSERT INTO source SELECT 'x' || path, kind, sha256, text, _leaf FROM source",
	      "source 'xcase.lua' -:  / -", "sources that no rule asks for");
	tells(SCENARIO("[case.lua]", "[p.lua]"), none, "a rule file that is beside the run file, but not in it");
	tells(SCENARIO("[case.lua]", "[/etc/case.lua]"), "is an absolute path", "a rule file by its absolute path");
	tells(SCENARIO("[case.lua]", "[../../../../../../etc/case.lua]"), none, "a rule file far away");
	tells(SCENARIO("scenario: case", "extends: other.yaml"), none, "a scenario that extends one outside");
	tells("UPDATE source SET kind = 'poem' WHERE path = 'case.lua'", "table 'source' was altered",
	      "a source of a kind that there is not");
	tells("UPDATE source SET kind = 'table' WHERE path = 'case.lua'", "source 'case.lua' kind: table / rules",
	      "a source of another kind");
	tells(RULE_TEXT("text || char(0) || 'x'"), "a NUL byte in text", "a NUL in a source");
	tells(RULE_TEXT("CAST(x'2d2dff' AS TEXT)"), "is not UTF-8 text", "a source that is not UTF-8");
	tells("UPDATE source SET path = path || char(0) || 'x' WHERE path = 'case.lua'", "table 'source' was altered",
	      "a NUL in a name");
	tells("INSERT INTO source SELECT path || char(0), kind, sha256, 'os.exit()', _leaf FROM source WHERE path = "
	      "'case.lua'",
	      "table 'source' was altered", "two sources that C would call the same");
	tells(RULE_TEXT("CAST(zeroblob(20000000) AS TEXT)"), "source 'case.lua' is larger than 16777216 bytes",
	      "a source that is larger than any may be");
	tells(RULE_TEXT("''"), "rule 'person, double, 2025-04-01' -:  / -", "a rule file without rules");
}

static void test_hostile_rules(void)
{
	case_write("p.lua", "os.exit(7)\n");
	tells(RULE_TEXT("'os.exit(7)'"), "refused: rules have no 'os'", "a rule file that ends the program");
	tells(RULE_TEXT("'io.open(\"/etc/passwd\")'"), "refused: rules have no 'io'", "a rule file that reads files");
	tells(RULE_TEXT("'while true do end'"), "instructions", "a rule file without an end");
	tells(RULE_TEXT("'local t = {} for i = 1, 1000000000 do t[i] = (\"x\"):rep(1000) .. i end'"), "refused",
	      "a rule file that wants all memory");
	tells(RULE_TEXT("replace(text, 'return ', 'while true do end return ')"), "instructions",
	      "a rule without an end");
	tells(RULE_TEXT("char(27) || 'Lua'"), "refused", "bytecode");
	tells(RULE_TEXT("'require \"p\" ' || text"), "refused", "a file that is beside the run file, but not in it");
	tells("UPDATE source SET text = 'a: &x [*x, *x]' WHERE path = 'p.yaml'", "refused",
	      "parameters that repeat themselves");
	tells("WITH RECURSIVE n(i, t) AS (SELECT 1, '[' UNION ALL SELECT i + 1, t || t FROM n WHERE i < 18) "
	      "UPDATE source SET text = 'extra: ' || (SELECT t FROM n ORDER BY i DESC LIMIT 1) WHERE path = 'p.yaml'",
	      "refused", "parameters a hundred thousand deep");
}

static void test_hostile_scenarios(void)
{
	tells(SCENARIO("on: 2025-04-01", "periods: 0001-02 to 9998-99"), "refused", "periods of ten thousand years");
	tells(SCENARIO("on: 2025-04-01", "periods: 1601-02 to 1999-2000"), "refused", "more periods than outcomes");
	tells(SCENARIO("on: 2025-04-01", "on: 99999-01-01"), "refused", "a day that there is not");
	/* Records come from the run file: what would be asked of a database is not asked of it. */
	tells("UPDATE source SET text = text || 'records: {home: {where: \"load_extension(''x'')\"}}' WHERE path = "
	      "'case.yaml'",
	      "filter", "SQL in a condition is not run again");
	tells("UPDATE source SET text = text || 'records: {home: {query: \"ATTACH ''x'' AS y\", key: [id], fields: "
	      "{id: "
	      "integer, rent: money}}}' WHERE path = 'case.yaml'",
	      "query", "SQL in a query is not run again");
	ok(access("x", F_OK) != 0, "... and makes no file");
}

static void test_contradictions(void)
{
	finds("UPDATE input SET digest = replace(digest, 'a', 'b')", "rows were added, taken out",
	      "another root of records");
	finds("UPDATE input SET outcomes = replace(outcomes, '1', '2')", "rows were added, taken out",
	      "another root of outcomes");
	finds("UPDATE input SET outcomes = NULL", "it does not belong into a run file",
	      "outcomes that are said not to be there");
	finds("UPDATE input SET outcomes = digest WHERE record_type = 'home'",
	      "the table of outcomes of 'home' is not there", "outcomes that are said to be there");
	finds("UPDATE input_field SET type = 'decimal' WHERE name = 'rent'",
	      "table 'record_home': it is not declared as", "another type of a field");
	finds("UPDATE input_field SET personal = 1", "table 'record_home': it is not declared as",
	      "fields said to be personal");
	finds("UPDATE input_field SET name = name || char(0)", "table 'input_field' was altered",
	      "NULs in the names of fields");
	finds("UPDATE input_field SET type = 'eligibility'", "table 'input_field' was altered",
	      "a type that no field has");
	finds("UPDATE input_field SET key = 16 WHERE key = 1", "table 'input_field' was altered", "keys beyond any");
	finds("UPDATE rule SET type = 'text'", "table 'outcome_person': it is not declared as",
	      "another type of a rule");
	finds("UPDATE rule SET award = 1", "table 'outcome_person': it is not declared as",
	      "an award that there is not");
	finds("UPDATE input SET record_type = 'x' WHERE record_type = 'home'", "contradicts itself",
	      "a record type by another name");
	finds("UPDATE input SET record_type = 'PERSON' WHERE record_type = 'home'", "contradicts itself",
	      "a record type that differs by case");
	finds("DELETE FROM input; DELETE FROM input_field", "it does not belong into a run file", "no record types");
	finds("DELETE FROM manifest WHERE name = 'scenario_path'",
	      "table 'manifest': it does not say 'scenario_path'", "no scenario");
	finds("DELETE FROM manifest", "table 'manifest': it does not say 'engine'", "no manifest");
}

/* A run with a decision, and what was said to have been decided. */
static void test_decisions(void)
{
	run_sql(in_folder("data.db"),
	        "CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, "
	        "outcome TEXT,"
	        " decided_by TEXT PERSONAL, decided_on DATE TEXT, reason TEXT);"
	        "INSERT INTO decision VALUES (1, 'person', '1', 'double', '£9', 'panel', '2025-03-01', 'hardship'),"
	        " (2, 'person', '9', 'double', '£9', 'panel', '2025-03-01', 'hardship');");
	case_write("case.yaml", CASE_SCENARIO "parameters: [p.yaml]\ndecisions: decision\n");
	ok(succeeds(case_run("case")), "an honest run with decisions");
	tells("UPDATE decision SET decided = '1', decided_shown = '£0.01' WHERE position = 1",
	      "decision '1, 2025-04-01' decided: 1 / 900", "something else decided");
	tells("UPDATE decision SET given = '900', given_shown = '£9', effect = 'same' WHERE position = 1",
	      "decision '1, 2025-04-01' effect: same / departs", "a rule said to have given the same");
	tells("UPDATE decision SET reason = 'a favour'", "decision '1, 2025-04-01' reason: a favour / hardship",
	      "another reason");
	tells("DELETE FROM decision", "decision '1, 2025-04-01' -: - / ", "decisions that are not said");
	tells("UPDATE decision SET position = 9223372036854775807, period = '' WHERE position = 1", "decision '",
	      "a decision in no place");
	tells("UPDATE manifest SET value = 'home' WHERE name = 'decisions'",
	      "manifest 'decisions' value: home / decision", "decisions from elsewhere");
	tells(SCENARIO("decisions: decision", ""), "decision '1, 2025-04-01' -:  / -",
	      "a scenario without decisions");
	tells(SCENARIO("decisions: decision", "decisions: home"), "'home' holds no decisions",
	      "a scenario with others");
	tells(SCENARIO("decisions: decision", "decisions: x"), "no record type 'x'",
	      "a scenario with none that are there");
	tells(RULE_TEXT("replace(text, 'double', 'triple')"),
	      "note 'decision: 2 decisions are on rules that this scenario does not have'",
	      "a decision on a rule that is not there");
	finds("UPDATE manifest SET value = '' WHERE name = 'decisions'",
	      "table 'outcome_person': it is not declared as", "no decisions where outcomes have some");
	finds("DELETE FROM manifest WHERE name = 'decisions'", "it does not say 'decisions'",
	      "nothing said of decisions");
}

#define TABLE(text) "UPDATE source SET text = " text " WHERE path = 'bands.csv'"

/* A run with a decision table of a CSV file. */
static void test_tables(void)
{
	case_write("bands.csv", "if income,then amount\n< 1.50,1\n>= 1.50,2\n");
	case_write("case.lua",
	           "rule \"double\" { on = \"person\", type = \"money\", compute = decision_table \"bands.csv\" }\n"
	           "total \"all\" { sum = \"person.double\" }\n");
	case_write("case.yaml", CASE_SCENARIO);
	ok(succeeds(case_run("case")), "an honest run with a table");
	is_text(replayed("case.run", &case_options), "same", "... replays");
	tells(TABLE("replace(text, ',2', ',3')"), "outcome_person '2, 2025-04-01' double: 200 / 300",
	      "another output");
	tells(TABLE("replace(text, '>= 1.50', '>= 5')"), "refused", "a table with a gap that a record falls into");
	tells(TABLE("replace(text, '< 1.50', '< 5')"), "refused", "rows that overlap");
	tells(TABLE("''"), "refused", "no table");
	tells(TABLE("'a,b'"), "refused", "a table of something else");
	tells(TABLE("text || char(0)"), "a NUL byte in text", "a NUL in a table");
	tells(TABLE("CAST(x'2cff' AS TEXT)"), "is not UTF-8 text", "a table that is not UTF-8");
	tells(TABLE("'\"' || text"), "refused", "a quote that does not end");
	tells(TABLE("replace(text, '1.50', hex(zeroblob(1000000)))"), "refused", "a cell of two million letters");
	tells("WITH RECURSIVE n(i, t) AS (SELECT 1, '> 1,2' || char(10) UNION ALL SELECT i + 1, t || t FROM n WHERE "
	      "i "
	      "< 18) "
	      "UPDATE source SET text = text || (SELECT t FROM n ORDER BY i DESC LIMIT 1) WHERE path = 'bands.csv'",
	      "refused", "a hundred thousand rows that say the same");
	tells("WITH RECURSIVE n(i, t) AS (SELECT 1, ',x' UNION ALL SELECT i + 1, t || t FROM n WHERE i < 18) "
	      "UPDATE source SET text = (SELECT t FROM n ORDER BY i DESC LIMIT 1) || char(10) || text WHERE path = "
	      "'bands.csv'",
	      "refused", "a hundred thousand columns");
	tells("DELETE FROM source WHERE path = 'bands.csv'", "refused: there is no file 'bands.csv'",
	      "a table that is not there");
	tells("UPDATE source SET kind = 'rules' WHERE path = 'bands.csv'", "source 'bands.csv' kind: rules / table",
	      "a table of another kind");
	tells(RULE_TEXT("replace(text, 'bands.csv', '../bands.csv')"), "refused", "a table beside the pack");
	tells(RULE_TEXT("replace(text, 'bands.csv', '/etc/passwd')"), "refused", "a table by its absolute path");
	tells(RULE_TEXT("replace(text, 'bands.csv', 'case.yaml')"), "refused", "a table that is a scenario");
}

int main(void)
{
	make_test_folder();
	make_run();
	test_results();
	test_sources();
	test_hostile_rules();
	test_hostile_scenarios();
	test_contradictions();
	test_decisions();
	test_tables();
	return case_done();
}
