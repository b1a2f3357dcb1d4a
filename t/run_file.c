/* run_file.c: what a run file holds, and that nothing in it can be altered, added or taken out without `verify` saying where. */
#include "run_case.h"

static const char rules[] =
	"rule \"age\" { on = \"person\", type = \"integer\", title = \"Age\", compute = function(c, p, at)\n"
	"  return age_on(c.born, at.start) end }\n"
	"rule \"half\" { on = \"person\", type = \"rate\", optional = true, compute = function(c)\n"
	"  if c.id ~= 3 then return c.part * decimal \"0.5\" end end }\n"
	"rule \"load\" { on = \"person\", type = \"number\", status = \"draft\", compute = function(c) return "
	"c.weight end }\n"
	"rule \"help\" { on = \"person\", type = \"eligibility\", title = \"Help\", source = \"Scheme 2025, section "
	"1\",\n"
	"  from = \"2020-04-01\", to = \"2030-03-31\",\n"
	"  conditions = all { { \"young\", function(c) return c.age < 30 end } },\n"
	"  award = function(c, p) return p.help.weekly * 2 end }\n"
	"rule \"people\" { on = \"home\", type = \"integer\", compute = function(h) return #related(h, \"person\") "
	"end }\n"
	"total \"cost\" { sum = \"person.help_award\", by = { \"home.place\" }, title = \"Cost\" }\n"
	"finding \"old\" { on = \"person\", level = \"warning\", title = \"Old\", when = function(c) return c.age > "
	"60 end,\n"
	"  message = \"{name} is {age}\" }\n"
	"figure \"start\" { type = \"money\", title = \"Start\", source = \"Paper\", compute = function(f, p) return "
	"p.help.weekly * 3 end }\n"
	"figure \"step\" { type = \"money\", compute = function() return money \"-£1.05\" end }\n"
	"figure \"finish\" { type = \"money\", compute = function(f) return f.start + f.step end }\n"
	"figure \"spent\" { type = \"money\", compute = function(f) return f.cost + f.start end }\n"
	"figure \"word\" { type = \"text\", optional = true, compute = function() return nil end }\n"
	"bridge \"walk\" { title = \"A walk\", source = \"Paper, page 2\", opening = \"start\", steps = { \"step\" "
	"}, "
	"closing = \"finish\" }\n"
	"bridge \"spend\" { opening = \"cost\", steps = { \"start\" }, closing = \"spent\" }\n"
	"finding \"lower\" { level = \"info\", title = \"Lower\", when = function(f) return f.step < 0 end,\n"
	"  message = \"from {start} to {finish}\" }\n";

static const char data[] =
	"CREATE TABLE home (place TEXT, number INTEGER, PRIMARY KEY (place, number));"
	"CREATE TABLE person (id INTEGER PRIMARY KEY, place TEXT, number INTEGER, name TEXT PERSONAL, born DATE TEXT "
	"PERSONAL, "
	"part RATE TEXT, weight REAL, unread TEXT, FOREIGN KEY (place, number) REFERENCES home);"
	"INSERT INTO home VALUES ('Ely', 1), ('Ely', 2), ('March', 1);"
	"INSERT INTO person VALUES (1, 'Ely', 1, 'Ann', '2001-05-06', '0.5', 61.5, 'u'), "
	"(2, 'Ely', 1, 'Bob', NULL, NULL, 70, 'u'), (3, 'March', 1, 'Cy', '1950-01-01', '1', 0, 'u'), "
	"(4, 'Ely', 2, NULL, '1951-01-01', '0.25', NULL, 'u'), (5, 'Ely', 2, 'Eve', '2020-02-29', '-0.125', -1.5, "
	"'u');"
	"CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, outcome TEXT, "
	"decided_by "
	"TEXT PERSONAL, decided_on DATE TEXT, reason TEXT);"
	"INSERT INTO decision VALUES (1, 'home', 'Ely, 1', 'people', '2', 'panel', '2025-03-01', 'as counted'), "
	"(2, 'home', 'Ely, 9', 'people', '2', 'panel', '2025-03-01', 'as counted');";

#define SCENARIO                                                                                                   \
	CASE_SCENARIO "title: A case\nparameters: [p.yaml]\nrecords:\n  person: {where: \"id "                     \
		      "< 5\"}\n"                                                                                   \
		      "in: £000\nexpect:\n"                                                                       \
		      "  - {figure: finish, in: £m, values: {2025-04-01: 0.0}, within: rounding, title: A walk, " \
		      "source: Paper}\n"                                                                           \
		      "  - {figure: start, values: {2025-04-01: £31}, note: A misprint}\n"                        \
		      "  - {total: cost, group: [Ely], values: {2025-04-01: £20}}\n"                              \
		      "decisions: decision\n"

static void make_run(const char *name)
{
	case_data(data);
	case_write("case.lua", rules);
	case_write("p.yaml",
	           "help:\n  weekly: {type: money, title: Weekly help, source: Scheme, values: {2023-04-01: £10}}\n"
	           "  other: {type: money, illustrative: made up, values: {2023-04-01: £1}}\n");
	case_write("case.yaml", SCENARIO);
	ok(succeeds(case_run(name)), "a run with everything in it");
}

/* schema/run.sql's words, table by table. */
static void test_contents(void)
{
	is_text(ask("SELECT name, value, sealed FROM manifest WHERE name NOT IN ('when', 'where', 'who', 'data', "
	            "'lua', 'sqlite', "
	            "'engine') ORDER BY name"),
	        "decisions|decision|1 format|2|1 in|£000|1 periods|2025-04-01|1 scenario|case|1 "
	        "scenario_path|case.yaml|1 secret|no|1 "
	        "title|A "
	        "case|1",
	        "manifest: what the run was");
	is_text(ask("SELECT count(*), sum(sealed), sum(_leaf IS NOT NULL) FROM manifest WHERE name IN ('when', "
	            "'where', 'who', "
	            "'data', 'lua', 'sqlite')"),
	        "6|0|0", "manifest: circumstances are in no digest");
	is_text(ask("SELECT path, kind, length(sha256), length(text) > 50 FROM source"),
	        "case.lua|rules|64|1 case.yaml|scenario|64|1 p.yaml|parameters|64|1",
	        "source: every file that was read");
	is_text(ask("SELECT * FROM (SELECT name, period, title, type, value, shown, in_force, source, illustrative, "
	            "carried, "
	            "overridden FROM parameter_value)"),
	        "help.weekly|2025-04-01|Weekly help|money|1000|£10|2023-04-01|Scheme|NULL|1|0",
	        "parameter_value: those that rules read, as in force");
	is_text(ask("SELECT record_type, query, filter, rows, left_out, undecided, undated, evaluated, "
	            "length(digest), "
	            "length(outcomes) FROM input"),
	        "decision|decision|NULL|2|0|0|0|0|64|NULL home|home|NULL|3|0|0|0|1|64|64 person|person|id < "
	        "5|4|1|0|0|1|64|64",
	        "input: record types, rows, rows left out");
	is_text(ask("SELECT record_type, position, name, type, optional, personal, key, unknown FROM input_field "
	            "WHERE record_type <> 'decision'"),
	        "home|1|place|text|0|0|1|0 home|2|number|integer|0|0|2|0 person|1|id|integer|0|0|1|0 "
	        "person|2|place|text|0|0|0|0 person|3|number|integer|0|0|0|0 person|4|name|text|0|1|0|1 "
	        "person|5|born|date|0|1|0|1 person|6|part|rate|0|0|0|1 person|7|weight|number|0|0|0|1",
	        "input_field: the fields that were read and no others, and how often each is not known");
	is_text(ask("SELECT record_type, name, position, type, title, source, draft, in_force_from, in_force_to, "
	            "path, line, eligible, "
	            "not_eligible, known, none, unknown, award, award_unknown FROM rule ORDER BY position"),
	        "person|age|1|integer|Age|NULL|0|NULL|NULL|case.lua|1|NULL|NULL|3|0|1|NULL|NULL "
	        "person|half|2|rate|NULL|NULL|0|NULL|NULL|case.lua|3|NULL|NULL|2|1|1|NULL|NULL "
	        "person|load|3|number|NULL|NULL|1|NULL|NULL|case.lua|5|NULL|NULL|3|0|1|NULL|NULL "
	        "person|help|4|eligibility|Help|Scheme 2025, section "
	        "1|0|2020-04-01|2030-03-31|case.lua|6|1|2|NULL|0|1|2000|1 "
	        "home|people|5|integer|NULL|NULL|0|NULL|NULL|case.lua|10|NULL|NULL|3|0|0|NULL|NULL",
	        "rule: how outcomes fell");
	is_text(ask("SELECT record_type, rule, fact, records FROM missing_fact"),
	        "person||person.born|1 person||person.part|1 person||person.weight|1 person|age|person.born|1 "
	        "person|half|person.part|1 person|help|person.born|1 person|load|person.weight|1",
	        "missing_fact: what holds up what");
	is_text(ask("SELECT name, position, declared, title, kind, record_type, grouped_by, groups, type, value, "
	            "shown, known, unknown "
	            "FROM total"),
	        "cost|0|1|Cost|sum|person|[\"home.place\"]|[]|money|2000|£20|3|1 "
	        "cost|1|1|Cost|sum|person|[\"home.place\"]|[\"Ely\"]|money|2000|£20|2|1 "
	        "cost|2|1|Cost|sum|person|[\"home.place\"]|[\"March\"]|money|0|£0|1|0",
	        "total: the whole, then groups");
	is_text(ask("SELECT name, period, declared, title, source, type, value, shown, because FROM figure"),
	        "finish|2025-04-01|3|NULL|NULL|money|2895|£28.95|NULL "
	        "spent|2025-04-01|4|NULL|NULL|money|5000|£50|cost "
	        "start|2025-04-01|1|Start|Paper|money|3000|£30|NULL "
	        "step|2025-04-01|2|NULL|NULL|money|-105|-£1.05|NULL "
	        "word|2025-04-01|5|NULL|NULL|text|NULL||NULL",
	        "figure: values, what makes them incomplete, and where there is none");
	is_text(ask("SELECT bridge, period, position, declared, title, source, part, name, label, type, value, "
	            "shown, "
	            "because FROM bridge_step"),
	        "spend|2025-04-01|0|2|NULL|NULL|opening|cost|Cost|money|2000|£20|cost "
	        "spend|2025-04-01|1|2|NULL|NULL|step|start|Start|money|3000|£30|cost "
	        "spend|2025-04-01|2|2|NULL|NULL|closing|spent|spent|money|5000|£50|cost "
	        "walk|2025-04-01|0|1|A walk|Paper, page 2|opening|start|Start|money|3000|£30|NULL "
	        "walk|2025-04-01|1|1|A walk|Paper, page 2|step|step|step|money|-105|-£1.05|NULL "
	        "walk|2025-04-01|2|1|A walk|Paper, page 2|closing|finish|finish|money|2895|£28.95|NULL",
	        "bridge_step: from opening to closing");
	is_text(ask("SELECT position, name, groups, period, title, source, note, unit, type, expected, found, "
	            "difference, allowed, outcome, because, path, line FROM expectation"),
	        "1|finish|[]|2025-04-01|A walk|Paper|NULL|£m|money|0|2895|2895|5000000|rounding|NULL|case.yaml|11 "
	        "2|start|[]|2025-04-01|NULL|NULL|A misprint|NULL|money|3100|3000|-100|0|missed|NULL|case.yaml|12 "
	        "3|cost|[\"Ely\"]|2025-04-01|NULL|NULL|NULL|NULL|money|2000|2000|0|0|incomplete|cost|case.yaml|13",
	        "expectation: what was published, what was found, the difference and what rounding allows");
	is_text(ask("SELECT name, position, level, title, record_type, key, period, undecided, message FROM finding"),
	        "lower|1|info|Lower|||2025-04-01|0|from £30 to £28.95 old|1|warning|Old|person|2|2025-04-01|1|NULL "
	        "old|2|warning|Old|person|3|2025-04-01|0|Cy is 75 "
	        "old|3|warning|Old|person|4|2025-04-01|0|unknown is 74",
	        "finding: key, message, undecided; neither type nor key where it is about figures");
	is_text(ask("SELECT text FROM note ORDER BY position"),
	        "load is a draft rule, not in force help.weekly is carried: its value of 2023-04-01 is used for "
	        "2025-04-01 home: rule people goes through its person records without the 1 row left out",
	        "note: drafts and carried values");
	is_text(ask("SELECT id, place, number, name, born, part, weight, length(_commitment_name), "
	            "length(_commitment_born), "
	            "length(_leaf) FROM record_person"),
	        "1|Ely|1|Ann|2001-05-06|0.5|61.5|32|32|8 2|Ely|1|Bob|NULL|NULL|70.0|32|32|8 "
	        "3|March|1|Cy|1950-01-01|1|0.0|32|32|8 "
	        "4|Ely|2|NULL|1951-01-01|0.25|NULL|32|32|8",
	        "record_person: the fields that were read, with commitments for personal ones");
	is_text(ask("SELECT id, _period, age, half, load, help, help_award, _unknown FROM outcome_person"),
	        "1|2025-04-01|23|0.25|61.5|eligible|2000|NULL "
	        "2|2025-04-01|NULL|NULL|70.0|unknown|NULL|age,half,help_award "
	        "3|2025-04-01|75|NULL|0.0|not_eligible|0|NULL 4|2025-04-01|74|0.125|NULL|not_eligible|0|load",
	        "outcome_person: a column for each rule, and what is unknown");
	is_text(ask("SELECT place, number, people FROM outcome_home"), "Ely|1|2 Ely|2|1 March|1|1",
	        "rows that 'where' leaves out are nobody's children");
	is_text(ask("SELECT position, period, decision, record_type, key, rule, type, effect, given, given_shown, "
	            "given_award, "
	            "decided, decided_shown, decided_award, decided_by, decided_on, reason, because FROM decision"),
	        "1|2025-04-01|1|home|Ely, 1|people|integer|same|2|2|NULL|2|2|NULL|NULL|2025-03-01|as counted|NULL "
	        "2||2|home|Ely, 9|people|integer|dormant|NULL|NULL|NULL|2|2|NULL|NULL|2025-03-01|as "
	        "counted|no_record",
	        "decision: what was decided, and those that are dormant");
	is_text(ask("SELECT group_concat(name) FROM digest"),
	        "bridge_step,decision,expectation,figure,finding,input,input_field,manifest,missing_fact,note,"
	        "parameter_value,"
	        "rule,seal,"
	        "source,total",
	        "digest: a root for each table, and the seal");
	is_text(ask("SELECT (SELECT * FROM pragma_application_id) = 0x524B524E, (SELECT * FROM pragma_user_version)"),
	        "1|2", "the file says what it is");
	is_text(ask("SELECT count(*) FROM pragma_foreign_key_check"), "0", "its references hold");
	is_text(ask("PRAGMA integrity_check"), "ok", "and SQLite finds nothing wrong with it");
}

/* What is not sealed: circumstances, which anybody may change. */
static bool is_unsealed(const char *table, const char *key)
{
	static const char *const names[] = { "data", "lua", "sqlite", "when", "where", "who" };

	for (size_t i = 0; !strcmp(table, "manifest") && i < 6; i++) {
		if (strstr(key, names[i]))
			return true;
	}
	return false;
}

/* Alters one value in a copy of the run file; `row` counts from 0 in the table's own order. Verify must name table and row. */
static bool notices(const char *table, const char *column, const char *keys, int row, const char *change)
{
	char sql[2000], where[1000], key[200], expected[400];
	const char *said;

	snprintf(where, sizeof where, "(%s) = (SELECT %s FROM \"%s\" ORDER BY %s LIMIT 1 OFFSET %d)", keys, keys,
	         table, keys, row);
	snprintf(sql, sizeof sql, "SELECT %s FROM \"%s\" ORDER BY %s LIMIT 1 OFFSET %d", keys, table, keys, row);
	snprintf(key, sizeof key, "%s", ask(sql));
	if (is_unsealed(table, key))
		return true;
	copy_run("case.run", "altered.run");
	snprintf(sql, sizeof sql,
	         "PRAGMA ignore_check_constraints = 1; UPDATE OR REPLACE \"%s\" SET \"%s\" = %s WHERE %s", table,
	         column, change, where);
	run_sql(in_folder("altered.run"), sql);
	snprintf(expected, sizeof expected, "table '%s'", table);
	said = verified("altered.run");
	if (strstr(said, expected) || (strstr(said, "refused") && strstr(said, "was altered")))
		return true;
	printf("# %s: %s\n", sql, said);
	return false;
}

/* The key columns of a table, with commas between. */
static void keys_of(const char *table, char *out, size_t size)
{
	char sql[200];

	snprintf(sql, sizeof sql,
	         "SELECT group_concat('\"' || name || '\"') FROM (SELECT name FROM pragma_table_info('%s') WHERE pk "
	         "> 0 ORDER BY pk)",
	         table);
	snprintf(out, size, "%s", ask(sql));
}

/* Whether the column is what SQLite keeps the table by: it takes whole numbers alone. */
static bool is_rowid(const char *table, const char *column)
{
	char sql[300];

	snprintf(sql, sizeof sql,
	         "SELECT count(*) FROM pragma_table_info('%s') WHERE pk = 1 AND name = '%s' AND type = 'INTEGER' AND "
	         "(SELECT wr FROM pragma_table_list('%s')) = 0",
	         table, column, table);
	return atoi(ask(sql)) > 0;
}

static bool notices_all(const char *table)
{
	static const char *const changes[] = { "'zz'", "12345", "0.5", "x'00ff'" };
	char sql[200], keys[200], columns[600], *column, *save = NULL;
	int rows, tried = 0;
	bool all = true;

	keys_of(table, keys, sizeof keys);
	snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", table);
	snprintf(columns, sizeof columns, "%s", ask(sql));
	snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", table);
	rows = atoi(ask(sql));
	for (column = strtok_r(columns, " ", &save); column; column = strtok_r(NULL, " ", &save)) {
		for (int row = 0; row<rows; row += rows> 4 ? 3 : 1) {
			/* A personal value may go: its commitment stays. It may not become another one. */
			all = notices(table, column, keys, row,
			              is_rowid(table, column) ? "12345" : changes[tried % 4])
			      && all;
			tried++;
		}
	}
	return all && tried > 0;
}

static void test_alterations(void)
{
	char tables[600], *table, *save = NULL;

	snprintf(tables, sizeof tables, "%s",
	         ask("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"));
	for (table = strtok_r(tables, " ", &save); table; table = strtok_r(NULL, " ", &save))
		ok(notices_all(table), "an altered value of '%s' is noticed, in each of its columns", table);
}

/* What is done to a copy, and what verify says. */
static void says(const char *sql, const char *expected, const char *promise)
{
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"), sql);
	is_text(verified("altered.run"), expected, promise);
}

static void test_named_rows(void)
{
	says("UPDATE record_person SET number = 2 WHERE id = 3", "table 'record_person': the row '3' was altered",
	     "a record is named by its key");
	says("UPDATE record_home SET number = 9 WHERE number = 2",
	     "table 'record_home': the row 'Ely, 9' was altered", "a record with a key of two columns too");
	says("UPDATE record_person SET name = 'Dan' WHERE id = 1", "table 'record_person': the row '1' was altered",
	     "a personal value may not become another");
	says("UPDATE record_person SET part = '0.50' WHERE id = 1", "table 'record_person': the row '1' was altered",
	     "nor a decimal be written another way");
	says("UPDATE outcome_person SET age = 24 WHERE id = 1; UPDATE outcome_person SET age = 25 WHERE id = 3",
	     "table 'outcome_person': the row '1, 2025-04-01' was altered", "the first altered outcome is named");
	says("UPDATE outcome_person SET _unknown = NULL WHERE id = 4",
	     "table 'outcome_person': the row '4, 2025-04-01' was altered", "unknown may not become none");
	says("UPDATE outcome_person SET _unknown = 'age,half,load,help_award' WHERE id = 2",
	     "table 'outcome_person': the row '2, 2025-04-01' was altered", "nor a value be said to be unknown");
	says("UPDATE total SET value = '2001' WHERE position = 1",
	     "table 'total': the row 'cost, 2025-04-01, 1' was altered",
	     "a total is named by name, period and position");
	says("UPDATE figure SET value = '2896', shown = '£28.96' WHERE name = 'finish'",
	     "table 'figure': the row 'finish, 2025-04-01' was altered", "a figure by name and period");
	says("UPDATE bridge_step SET value = '0' WHERE bridge = 'walk' AND part = 'step'",
	     "table 'bridge_step': the row 'walk, 2025-04-01, 1' was altered",
	     "a step by its bridge, period and position");
	says("UPDATE expectation SET outcome = 'exact' WHERE name = 'start'",
	     "table 'expectation': the row '2' was altered", "an expectation by its position");
	says("DELETE FROM expectation WHERE outcome = 'missed'", "table 'expectation': rows were added or taken out",
	     "an expectation that was taken out");
	says("UPDATE manifest SET value = '£m' WHERE name = 'in'", "table 'manifest': the row 'in' was altered",
	     "the unit that amounts are printed in");
	says("UPDATE source SET text = text || ' ' WHERE path = 'p.yaml'",
	     "table 'source': the row 'p.yaml' was altered\ntable 'source': the text of 'p.yaml' is not the one its "
	     "SHA-256 says",
	     "a source by its path");
	says("UPDATE finding SET message = 'fine' WHERE position = 2; UPDATE note SET text = 'none' WHERE position = "
	     "2",
	     "table 'finding': the row 'old, 2' was altered\ntable 'note': the row '2' was altered",
	     "every altered table is named");
	says("UPDATE record_person SET name = (SELECT name FROM record_person WHERE id = 3), _commitment_name = "
	     "(SELECT "
	     "_commitment_name FROM record_person WHERE id = 3) WHERE id = 1",
	     "table 'record_person': the row '1' was altered", "a value with its commitment belongs to its record");
}

static void test_rows(void)
{
	says("DELETE FROM record_person WHERE id = 4",
	     "table 'record_person': rows were added, taken out or put in another order",
	     "a record that was taken out");
	says("DELETE FROM outcome_home WHERE number = 2",
	     "table 'outcome_home': rows were added, taken out or put in another order",
	     "an outcome that was taken out");
	says("INSERT INTO outcome_home SELECT 'Zz', 1, _period, people, _decided, _unknown, _leaf FROM outcome_home "
	     "WHERE "
	     "number = 2",
	     "table 'outcome_home': the row 'Zz, 1, 2025-04-01' was altered",
	     "an outcome that was added with another's leaf");
	says("DELETE FROM missing_fact WHERE rule = 'age'", "table 'missing_fact': rows were added or taken out",
	     "a row of a small table that was taken out");
	says("CREATE TEMP TABLE x AS SELECT * FROM record_person WHERE id = 1; UPDATE record_person SET id = 9 WHERE "
	     "id = 1; "
	     "UPDATE record_person SET id = 1 WHERE id = 3; UPDATE record_person SET id = 3 WHERE id = 9",
	     "table 'record_person': the row '1' was altered", "records that changed their keys");
	says("DELETE FROM digest WHERE name = 'rule'",
	     "table 'digest': the row 'rule' is not the digest of what the file holds\ntable 'digest': rows were "
	     "added or taken out",
	     "a digest that was taken out");
	says("UPDATE digest SET value = '00' || substr(value, 3) WHERE name = 'seal'",
	     "table 'digest': the row 'seal' is not the digest of what the file holds", "another seal");
	says("UPDATE input SET outcomes = NULL WHERE record_type = 'home'",
	     "table 'input': the row 'home' was altered\ntable 'outcome_home': it does not belong into a run file",
	     "outcomes that are said not to be there");
}

/* Whatever else a declaration can say is SQL of someone else's. */
static void declared_otherwise(void)
{
	static const char *const other[] = {
		"ALTER TABLE rule ADD COLUMN extra",
		"ALTER TABLE rule RENAME COLUMN title TO name2",
		"CREATE TABLE m AS SELECT * FROM manifest; DROP TABLE manifest; ALTER TABLE m RENAME TO manifest; "
		"INSERT INTO manifest VALUES ('scenario', 'another', 0, NULL)",
		"UPDATE sqlite_schema SET sql = replace(sql, 'PRIMARY KEY,', 'COLLATE nocase PRIMARY KEY,') WHERE "
		"name = 'source'",
		"UPDATE sqlite_schema SET sql = replace(sql, 'text   TEXT', 'text TEXT DEFAULT (hex(1))') WHERE name "
		"= "
		"'source'",
		"UPDATE sqlite_schema SET sql = replace(sql, 'text   TEXT', 'text TEXT CHECK (length(text))') WHERE "
		"name = 'source'",
		"UPDATE sqlite_schema SET sql = replace(sql, 'text   TEXT', 'text ''-- TEXT') WHERE name = 'source'",
	};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		char sql[400];

		copy_run("case.run", "altered.run");
		snprintf(sql, sizeof sql, "PRAGMA writable_schema = 1; %s", other[i]);
		run_sql(in_folder("altered.run"), sql);
		ok(strstr(verified("altered.run"), "refused: ") != NULL, "refused: %s", other[i]);
	}
	says("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, '\"place\" TEXT', '\"place\" "
	     "TEXT "
	     "CHECK (length(place))') WHERE name = 'record_home'",
	     "table 'record_home': it is not declared as its fields and rules are", "a check of records");
	says("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'RATE TEXT', 'TEXT')",
	     "table 'outcome_person': it is not declared as its fields and rules are\ntable 'record_person': it is "
	     "not "
	     "declared as its fields and rules are",
	     "another type of a column");
	says("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, ' (', ' -- words' || char(10) "
	     "|| '(') WHERE name = 'note'",
	     "whole", "words that are only a comment say nothing");
}

static void test_foreign(void)
{
	static const char not_mine[] = "it was not written by reckon";

	says("CREATE TABLE extra (a)", "table 'extra': it does not belong into a run file", "a table of one's own");
	says("ALTER TABLE outcome_home ADD COLUMN extra",
	     "table 'outcome_home': it is not declared as its fields and rules are", "a column of one's own");
	says("ANALYZE; VACUUM", "whole", "VACUUM and ANALYZE change nothing");
	says("UPDATE manifest SET value = 'someone' WHERE name = 'who'", "whole", "who made a run is not sealed");
	says("UPDATE manifest SET name = 'title2' WHERE name = 'who'",
	     "table 'manifest': the row 'title2' was altered", "but nothing else may stand beside what is");
	says("DROP TABLE record_home", "the records of 'home' are not there, but others are",
	     "records of one type that were taken out");
	says("DROP TABLE record_home; DROP TABLE record_person; DROP TABLE record_decision", "whole",
	     "records that were all taken out leave the seal as it was");
	declared_otherwise();
	for (int i = 0; i < 5; i++) {
		static const char *const active[] = {
			"CREATE VIEW v AS SELECT 1", "CREATE INDEX i ON rule (name)",
			"CREATE TRIGGER t AFTER INSERT ON rule BEGIN SELECT 1; END",
			"ALTER TABLE rule ADD COLUMN x AS (hex(name))",
			("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = "
			 "'CREATE VIRTUAL TABLE note USING fts5 (text)' WHERE name = 'note'")
		};

		copy_run("case.run", "altered.run");
		run_sql(in_folder("altered.run"), active[i]);
		ok(!strncmp(verified("altered.run"), "refused", 7) && strstr(verified("altered.run"), not_mine),
		   "refused before it can run: %s", active[i]);
	}
}

/* Files that lie about themselves are refused, with a reason. */
static void test_lies(void)
{
	static const char *const lies[] = {
		"UPDATE input_field SET key = 1",
		"UPDATE input_field SET key = 0",
		"UPDATE input_field SET key = 2000000000",
		"UPDATE input_field SET key = -1",
		"UPDATE input_field SET type = 'poem'",
		"UPDATE input_field SET type = 'eligibility'",
		"UPDATE input_field SET name = 'x' || name",
		"UPDATE input_field SET name = name || char(0) || 'x'",
		"UPDATE input_field SET record_type = 'person\" --' WHERE record_type = 'home'",
		"UPDATE rule SET name = 'zz' || position",
		"UPDATE rule SET award = 5",
		"UPDATE rule SET position = 1",
		"UPDATE input SET record_type = 'sqlite_schema' WHERE record_type = 'home'",
		"UPDATE input SET rows = -1",
		"UPDATE record_person SET number = zeroblob(1000000) WHERE id = 1",
		"UPDATE record_person SET _leaf = zeroblob(9)",
		"UPDATE record_person SET _commitment_name = 'short'",
		"UPDATE outcome_person SET age = 1e308",
		"UPDATE outcome_person SET help = 'perhaps'",
		"UPDATE finding SET message = CAST(x'ff1b5b' AS TEXT)",
		"DROP TABLE outcome_person",
		"DROP TABLE note",
		"DROP TABLE digest",
		"DROP TABLE source; CREATE TABLE source (path, kind, sha256, text)",
		"DROP TABLE total; CREATE TABLE total (a)",
		"DROP TABLE total; CREATE TABLE total AS SELECT 1 AS name",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101000) "
		"INSERT INTO input_field SELECT 'person', i + 100, 'f' || i, 'text', 0, 0, 0, 0, x'00' "
		"FROM n",
		"PRAGMA user_version = 99",
		"PRAGMA application_id = 7"
	};

	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		const char *said;

		copy_run("case.run", "altered.run");
		run_sql(in_folder("altered.run"), lies[i]);
		said = verified("altered.run");
		ok(strcmp(said, "whole") != 0, "not whole: %s", lies[i]);
		ok(strcmp(replayed("altered.run", &(struct run_options){ .jobs = 1 }), "same") != 0, "nor replayed");
	}
}

/* Every table's rows: what the file says. The words of its schema are not compared, nor the order of its tables: they say nothing
 * of the run. */
static bool same_contents(const char *a, const char *b)
{
	char command[900];

	snprintf(
		command, sizeof command,
		"sqlite3 '%s/%s' '.dump --data-only' 2>/dev/null | LC_ALL=C sort >'%s/a.sql'; sqlite3 '%s/%s' '.dump "
		"--data-only' 2>/dev/null | LC_ALL=C sort >'%s/b.sql'; cmp "
		"-s '%s/a.sql' "
		"'%s/b.sql'",
		test_folder, a, test_folder, test_folder, b, test_folder, test_folder, test_folder);
	return system(command) == 0;
}

/* Bits flipped in place and files cut short: refused, found, or nothing of what it says has changed. */
static void test_spoilt(void)
{
	struct text run = TEXT_INIT;
	struct error err = ERROR_INIT;
	size_t whole = 0, noticed = 0, passed_over = 0, step = getenv("RECKON_QUICK") ? 97 * 13 : 97;

	ensure(!file_read(in_folder("case.run"), 1u << 28, &run, &err));
	for (size_t at = 0; at < run.length; at += step) {
		char flipped = (char) (1 << at % 8);

		run.bytes[at] ^= flipped;
		write_file(in_folder("altered.run"), run.bytes, run.length);
		run.bytes[at] ^= flipped;
		if (strcmp(verified("altered.run"), "whole")) {
			noticed++;
			continue;
		}
		whole++;
		if (same_contents("case.run", "altered.run")
		    || strstr(ask_file("altered.run", "SELECT group_concat(value) FROM "
		                                      "manifest WHERE sealed = 0"),
		              "no such"))
			continue;
		/* Only what is in no digest may differ. */
		run_sql(in_folder("altered.run"), "DELETE FROM manifest WHERE sealed = 0");
		copy_run("case.run", "other.run");
		run_sql(in_folder("other.run"), "DELETE FROM manifest WHERE sealed = 0");
		if (!same_contents("other.run", "altered.run")) {
			printf("# byte %zu\n", at);
			passed_over++;
		}
	}
	printf("# of %zu: %zu noticed, %zu whole\n", run.length / step + 1, noticed, whole);
	ok(passed_over == 0, "a flipped bit is noticed, or lies where nothing is kept");
	ok(noticed > 3 && whole > 3, "and both happen");
	for (size_t length = 0; length < run.length; length += length < 2048 ? 256 : run.length / 23) {
		write_file(in_folder("altered.run"), run.bytes, length);
		/* The last page may be empty towards its end. */
		if (strcmp(verified("altered.run"), "whole") || same_contents("case.run", "altered.run"))
			continue;
		printf("# whole at %zu of %zu bytes\n", length, run.length);
		passed_over++;
	}
	ok(passed_over == 0, "a file that was cut short is not whole, unless nothing was lost");
	text_release(&run);
}

static void test_targets(void)
{
	struct run_options before = case_options;

	case_write("mine.run", "not a run file");
	ok(case_run("mine") == -1 && failed_with(NULL, 0, "is there and is not a run file", "--output"),
	   "a file that is not a run file is left alone");
	ok(!case_run("case") && !case_run("case"), "a run file is replaced");
	mkdir(in_folder("results"), 0700);
	case_options.output = in_folder("results");
	run_outcome_release(&case_outcome);
	ok(!run_scenario(in_folder("case.yaml"), &case_options, &case_outcome, &case_problems)
	           && access(in_folder("results/case.run"), F_OK) == 0,
	   "a folder gets a run file named after the scenario");
	case_options = before;
}

static int note_rows(unsigned int kind, void *context, void *statement, void *sql)
{
	(void) kind, (void) statement;
	*(int *) context += strstr(sql, "verify_row") != NULL;
	return 0;
}

/* How many tables of records and outcomes SQLite had to read; -1: the file is not whole. */
static int read_by_sqlite(const char *name)
{
	const struct verify_options options = { .secret = NULL };
	struct problems found = PROBLEMS_INIT;
	struct verification verification;
	struct database *file = NULL;
	struct error err;
	int tables = 0;

	if (run_file_open(&file, in_folder(name), 1, &err))
		return -1;
	sqlite3_trace_v2(database_connection(file, 0)->sqlite, SQLITE_TRACE_STMT, note_rows, &tables);
	if (verify_run(file, &options, &verification, &found, &err) || found.count)
		tables = -1;
	problems_release(&found);
	database_close(file);
	return tables;
}

static void test_pages(void)
{
	is_number(read_by_sqlite("case.run"), 0,
	          "rows as they were written are verified without SQLite's finding them");
	copy_run("case.run", "other.run");
	run_sql(in_folder("other.run"), "PRAGMA page_size = 512; VACUUM");
	is_number(read_by_sqlite("other.run"), 0, "... in pages of another size, too");
	run_sql(in_folder("other.run"), "UPDATE record_person SET weight = weight");
	is_number(read_by_sqlite("other.run"), 1, "a number that SQLite stores as a whole one is left to it");
	copy_run("case.run", "other.run");
	run_sql(in_folder("other.run"), "PRAGMA journal_mode = wal");
	is_number(read_by_sqlite("other.run"), 5, "in WAL mode SQLite reads them all");
}

int main(void)
{
	make_test_folder();
	make_run("case");
	test_contents();
	is_text(verified("case.run"), "whole", "a run file is whole");
	test_pages();
	test_alterations();
	test_named_rows();
	test_rows();
	test_foreign();
	test_lies();
	test_spoilt();
	test_targets();
	return case_done();
}
