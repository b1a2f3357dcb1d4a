/* run_replay.c: a run again, from its file alone or from the database; personal values and their commitments; run files without
 * data. */
#include "run_case.h"

static const char rules[] =
	"rule \"due\" { on = \"home\", type = \"money\", compute = function(h, p) return h.rent + p.fee end }\n"
	"rule \"adults\" { on = \"home\", type = \"integer\", compute = function(h)\n"
	"  local n = 0\n"
	"  for _, person in ipairs(related(h, \"person\")) do if person.born < \"2007-04-01\" then n = n + 1 end "
	"end\n"
	"  return n end }\n"
	"rule \"greeting\" { on = \"person\", type = \"text\", compute = function(c) return \"Dear \" .. c.name end "
	"}\n"
	"total \"due\" { sum = \"home.due\" }\n"
	"figure \"fees\" { type = \"money\", compute = function(f, p) return p.fee * 3 end }\n"
	"figure \"charge\" { type = \"money\", compute = function(f) return f.due + f.fees end }\n"
	"bridge \"to_charge\" { opening = \"due\", steps = { \"fees\" }, closing = \"charge\" }\n"
	"finding \"costly\" { level = \"info\", when = function(f) return f.charge > money \"£9\" end, message = "
	"\"{charge}\" }\n"
	"finding \"dear\" { on = \"home\", level = \"info\", when = function(h) return h.rent > 250 end, message = "
	"\"{rent}\" }\n";

#define DATA                                                                                                       \
	"CREATE TABLE home (id INTEGER PRIMARY KEY, rent MONEY INTEGER);"                                          \
	"CREATE TABLE person (id INTEGER PRIMARY KEY, home INTEGER OPTIONAL REFERENCES home, name TEXT PERSONAL, " \
	"born DATE TEXT OPTIONAL PERSONAL);"                                                                       \
	"INSERT INTO home VALUES (1, 100), (2, NULL), (3, 300), (4, 400);"                                         \
	"INSERT INTO person VALUES (1, 1, 'Ann', '1990-01-01'), (2, 1, NULL, '2015-01-01'), (3, 3, 'Ann', "        \
	"'1991-01-01');"

static const struct run_options one = { .jobs = 1 }, three = { .jobs = 3 };

static void write_case(void)
{
	case_data(DATA);
	case_write("case.lua", rules);
	case_write("p.yaml", "fee: {type: money, source: Scheme, values: {2025-04-01: £1}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [p.yaml]\nrecords:\n  home: {where: \"rent < 400\"}\n"
	                                      "expect:\n  - {figure: charge, values: {2025-04-01: £9}}\n");
}

static void test_same(void)
{
	struct run_options with_data = { .jobs = 2, .data = in_folder("data.db") };
	char data[300];

	write_case();
	snprintf(data, sizeof data, "%s", with_data.data);
	with_data.data = data;
	ok(succeeds(case_run("case")), "a run");
	is_text(replayed("case.run", &with_data), "same", "is the same from its database");
	/* Nothing but the run file is left. */
	unlink(in_folder("case.lua"));
	unlink(in_folder("p.yaml"));
	unlink(in_folder("case.yaml"));
	rename(in_folder("data.db"), in_folder("kept.db"));
	is_text(replayed("case.run", &one), "same", "and from the run file alone");
	is_text(replayed("case.run", &three), "same", "with any number of jobs");
	rename(in_folder("kept.db"), in_folder("data.db"));
	is_text(ask("SELECT left_out, undecided FROM input WHERE record_type = 'home'"), "1|1",
	        "rows that 'where' leaves out are counted, those it cannot decide apart");
	is_text(ask("SELECT text FROM note WHERE text LIKE '%where%'"),
	        "home: 1 row left out because the scenario's where is not known for it", "and told");
}

static void test_changed_data(void)
{
	char data[300];
	struct run_options with_data = { .jobs = 1, .data = data };

	snprintf(data, sizeof data, "%s", in_folder("data.db"));
	run_sql(data, "UPDATE home SET rent = 101 WHERE id = 1");
	ok(strstr(replayed("case.run", &with_data), "record_home '1' rent: 100 / 101"),
	   "a changed value is named by row and column");
	ok(strstr(text_string(&case_told), "outcome_home '1, 2025-04-01' due: 200 / 201"),
	   "with the outcome that it changed");
	ok(strstr(text_string(&case_told), "total 'due, 2025-04-01, []' value: 600 / 601"), "and the total");
	ok(strstr(text_string(&case_told), "figure 'charge, 2025-04-01' value: 900 / 901")
	           && strstr(text_string(&case_told), "figure 'charge, 2025-04-01' shown: £9 / £9.01"),
	   "the figure that reads it");
	ok(strstr(text_string(&case_told), "bridge_step 'to_charge, 2025-04-01, 0' value: 600 / 601")
	           && strstr(text_string(&case_told), "bridge_step 'to_charge, 2025-04-01, 2' value: 900 / 901")
	           && !strstr(text_string(&case_told), "bridge_step 'to_charge, 2025-04-01, 1'"),
	   "the steps of a bridge that changed, and no others");
	ok(strstr(text_string(&case_told), "expectation '1' found: 900 / 901")
	           && strstr(text_string(&case_told), "expectation '1' difference: 0 / 1")
	           && strstr(text_string(&case_told), "expectation '1' outcome: exact / missed"),
	   "the expectation that is missed now");
	ok(strstr(text_string(&case_told), "finding 'costly, , , 2025-04-01' -: - / "),
	   "and what is found about figures");
	ok(!strstr(text_string(&case_told), "'3"), "and no row that is as it was");
	case_data(DATA "UPDATE home SET rent = 260 WHERE id = 1");
	ok(strstr(replayed("case.run", &with_data), "finding 'dear, home, 1, 2025-04-01' -: - / ")
	           && !strstr(text_string(&case_told), "finding 'dear, home, 3"),
	   "a finding more is one difference, whatever stands behind it");
	case_data(DATA "DELETE FROM home WHERE id = 3; INSERT INTO home VALUES (7, 5)");
	ok(strstr(replayed("case.run", &with_data), "record_home '3' -:  / -")
	           && strstr(text_string(&case_told), "record_home '7' -: - / ")
	           && strstr(text_string(&case_told), "outcome_home '3, 2025-04-01' -:  / -"),
	   "rows that came and went are named");
	case_data("CREATE TABLE home (id TEXT PRIMARY KEY, rent MONEY INTEGER); CREATE TABLE person (id INTEGER "
	          "PRIMARY KEY, "
	          "home TEXT OPTIONAL REFERENCES home, name TEXT, born DATE TEXT OPTIONAL); INSERT INTO home VALUES "
	          "('1', 100)");
	ok(strstr(replayed("case.run", &with_data), "input_field 'home, 1' type: integer / text"),
	   "a key of another type is a difference, not a failure");
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, rent MONEY INTEGER)");
	ok(!strncmp(replayed("case.run", &with_data), "refused", 7), "a database without a record type is refused");
	case_data(DATA);
	is_text(replayed("case.run", &with_data), "same", "and the first data are still the same");
}

static void test_altered(void)
{
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"), "UPDATE record_home SET rent = 101 WHERE id = 1");
	is_text(replayed("altered.run", &one), "refused: table 'record_home': the row '1' was altered",
	        "an altered run file is not replayed, and says where");
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"), "UPDATE outcome_home SET due = due + 1 WHERE id = 3");
	is_text(replayed("altered.run", &one), "refused: table 'outcome_home': the row '3, 2025-04-01' was altered",
	        "whether a record or an outcome was");
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"), "UPDATE outcome_home SET _leaf = zeroblob(8) WHERE id = 3");
	is_text(replayed("altered.run", &one), "refused: table 'outcome_home': the row '3, 2025-04-01' was altered",
	        "or a leaf alone");
}

/* What a table holds is what SQLite finds, not what stands where it was written. */
static void test_elsewhere(void)
{
	copy_run("case.run", "elsewhere.run");
	run_sql(in_folder("elsewhere.run"), "VACUUM");
	is_text(replayed("elsewhere.run", &one), "same", "a run file that was vacuumed is the same");
	copy_run("case.run", "elsewhere.run");
	run_sql(in_folder("elsewhere.run"), "PRAGMA journal_mode = WAL");
	is_text(replayed("elsewhere.run", &one), "same", "or put into WAL mode");
	copy_run("case.run", "elsewhere.run");
	run_sql(in_folder("elsewhere.run"),
	        "CREATE TABLE other (id INTEGER PRIMARY KEY, _period, adults, due, _unknown, _leaf);"
	        "INSERT INTO other (id, _period, adults, due, _unknown, _leaf)"
	        " SELECT id, _period, adults, due + (id = 3), _unknown, _leaf FROM outcome_home;"
	        "PRAGMA writable_schema = ON;"
	        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'other')"
	        " WHERE name = 'outcome_home'; DELETE FROM sqlite_schema WHERE name = 'other'");
	is_text(ask_file("elsewhere.run", "SELECT due FROM outcome_home WHERE id = 3"), "401",
	        "(a table whose name leads to other pages)");
	is_text(replayed("elsewhere.run", &one), "refused: table 'outcome_home': the row '3, 2025-04-01' was altered",
	        "is held for what it shows, though the pages that were written are all there");
}

static void test_without_data(void)
{
	char data[300];
	struct run_options with_data = { .jobs = 1, .data = data };
	uint8_t seal[SHA256_SIZE];

	write_case();
	snprintf(data, sizeof data, "%s", in_folder("data.db"));
	ok(!case_run("case"), "a run with its data");
	memcpy(seal, case_outcome.seal, sizeof seal);
	case_options.without_data = true;
	ok(!case_run("bare") && !memcmp(seal, case_outcome.seal, sizeof seal), "has the same seal without them");
	case_options.without_data = false;
	is_text(ask_file("bare.run", "SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 'record%'"),
	        "NULL", "no records are in it");
	is_text(verified("bare.run"), "whole", "it is whole");
	ok(strstr(replayed("bare.run", &one), "holds no records"), "it cannot be replayed alone");
	is_text(replayed("bare.run", &with_data), "same", "but with the database");
}

/* `secret` was or was not given when the run was made; `given` when it is verified. */
static const char *verified_by(const char *name, const char *given, struct verification *out)
{
	const struct verify_options options = { .secret = given, .secret_length = given ? strlen(given) : 0 };

	return verified_with(name, &options, out);
}

static void test_personal(void)
{
	struct verification said;
	char data[300];
	struct run_options with_data = { .jobs = 1, .data = data };

	write_case();
	snprintf(data, sizeof data, "%s", in_folder("data.db"));
	ok(!case_run("case"), "a run with personal values");
	is_text(ask("SELECT count(DISTINCT _commitment_name) FROM record_person WHERE name = 'Ann'"), "2",
	        "equal values of two records have different commitments");
	ok(!strcmp(verified_by("case.run", NULL, &said), "whole") && !said.dropped && !said.unchecked
	           && said.rows == 10,
	   "all of it is verified");
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"),
	        "UPDATE record_person SET name = NULL; UPDATE record_person SET born = NULL WHERE id = 3");
	ok(!strcmp(verified_by("altered.run", NULL, &said), "whole") && said.dropped == 3,
	   "values may be taken out: the seal stays, and they are counted");
	ok(strstr(replayed("altered.run", &one), "lacks 3 personal values"),
	   "such a run file is replayed only with the database");
	is_text(replayed("altered.run", &with_data), "same", "where they come from, without being a difference");
	run_sql(in_folder("altered.run"), "UPDATE record_person SET name = 'Eve' WHERE id = 2");
	is_text(verified_by("altered.run", NULL, &said), "table 'record_person': the row '2' was altered",
	        "but a value may not be put where there was none");
}

static void test_secret(void)
{
	struct verification said;
	struct run_options keyed = { .jobs = 1, .secret = "the key", .secret_length = 7 };
	struct run_options wrong = { .jobs = 1, .secret = "the kez", .secret_length = 7 };
	uint8_t seal[SHA256_SIZE];

	write_case();
	ok(!case_run("case"), "a run without a secret");
	memcpy(seal, case_outcome.seal, sizeof seal);
	case_options.secret = "the key";
	case_options.secret_length = 7;
	ok(!case_run("keyed") && memcmp(seal, case_outcome.seal, sizeof seal), "with one the seal is another");
	case_options.secret = NULL;
	case_options.secret_length = 0;
	ok(!strcmp(verified_by("keyed.run", "the key", &said), "whole") && !said.unchecked,
	   "with it all is verified");
	ok(!strcmp(verified_by("keyed.run", NULL, &said), "whole") && said.unchecked,
	   "without it all but personal values, and that is said");
	is_text(verified_by("keyed.run", "the kez", &said), "table 'record_person': the row '1' was altered",
	        "with another one nothing personal agrees");
	copy_run("keyed.run", "altered.run");
	run_sql(in_folder("altered.run"), "UPDATE record_person SET name = 'Eve' WHERE id = 3");
	is_text(verified_by("altered.run", "the key", &said), "table 'record_person': the row '3' was altered",
	        "an altered personal value is found by those who have it");
	ok(!strcmp(verified_by("case.run", "the key", &said), "whole"), "one that was not needed does no harm");
	is_text(replayed("keyed.run", &keyed), "same", "a keyed run is replayed with its secret");
	ok(strstr(replayed("keyed.run", &one), "sealed with a secret"), "not without");
	ok(strstr(replayed("keyed.run", &wrong), "was altered"), "nor with another");
}

/* A scenario's own query over tables that were not made for it. */
static void test_queries(void)
{
	char data[300];
	struct run_options with_data = { .jobs = 1, .data = data };

	case_data("CREATE TABLE accounts (\"Account No\" VARCHAR(20), amt REAL, PRIMARY KEY (\"Account No\"));"
	          "CREATE TABLE lines (acc TEXT, line INT, pence INT); INSERT INTO accounts VALUES ('b', 12.34), "
	          "('a', 0.1);"
	          "INSERT INTO lines VALUES ('b', 2, 7), ('a', 1, 5), ('b', 1, 3);");
	snprintf(data, sizeof data, "%s", in_folder("data.db"));
	case_write("case.lua", "rule \"lines\" { on = \"account\", type = \"money\", compute = function(a)\n"
	                       "  local sum = 0\n"
	                       "  for _, line in ipairs(related(a, \"line\")) do sum = sum + line.pence end\n"
	                       "  return sum + a.amount end }\n"
	                       "rule \"whose\" { on = \"line\", type = \"text\", compute = function(l) return "
	                       "l.acc.number end }\n");
	case_write("case.yaml", CASE_SCENARIO
	           "records:\n"
	           "  account:\n"
	           "    query: SELECT \"Account No\" AS number, CAST(round(amt * 100) AS "
	           "INTEGER) AS amount FROM accounts\n"
	           "    key: [number]\n"
	           "    fields: {number: text, amount: money}\n"
	           "  line:\n"
	           "    query: SELECT acc, line AS position, pence FROM lines\n"
	           "    key: [acc, position]\n"
	           "    fields: {acc: {type: text, references: account}, position: integer, pence: money}\n");
	if (!ok(succeeds(case_run("case")), "a scenario's own queries"))
		return;
	is_text(ask("SELECT number, lines FROM outcome_account"), "a|15 b|1244", "are records with relations");
	is_text(ask("SELECT acc, position, whose FROM outcome_line"), "a|1|a b|1|b b|2|b", "both ways");
	is_text(replayed("case.run", &one), "same", "and come back from the run file");
	is_text(replayed("case.run", &with_data), "same", "or from the database");
}

/* SQLite keeps a table by a whole number only where the column says INTEGER and no more. */
static void test_personal_keys(void)
{
	case_data("CREATE TABLE home (id INTEGER PERSONAL PRIMARY KEY, rent MONEY INTEGER);"
	          "CREATE TABLE flat (id TEXT PERSONAL PRIMARY KEY, floor INTEGER);"
	          "INSERT INTO home VALUES (-1, 100), (7, NULL); INSERT INTO flat VALUES ('b', 1), ('a', 2);");
	case_write(
		"case.lua",
		"rule \"half\" { on = \"home\", type = \"decimal\", compute = function(h) return h.rent * decimal "
		"\"0.005\" end }\n"
		"rule \"whole\" { on = \"home\", type = \"decimal\", compute = function(h) return h.half * 2 end }\n"
		"rule \"above\" { on = \"flat\", type = \"integer\", compute = function(f) return f.floor + 1 end "
		"}\n");
	case_write("case.yaml", CASE_SCENARIO);
	if (!ok(succeeds(case_run("case")), "keys may be personal"))
		return;
	is_text(ask("SELECT id, half, whole, typeof(whole), _unknown FROM outcome_home"),
	        "-1|0.5|1|text|NULL 7|NULL|NULL|null|half,whole",
	        "and are kept, with decimals as text, and what is unknown");
	is_text(ask("SELECT id, above FROM outcome_flat"), "a|3 b|2", "whole numbers or not");
	is_text(ask("SELECT integrity_check FROM pragma_integrity_check"), "ok", "in tables that SQLite finds whole");
	is_text(replayed("case.run", &one), "same", "and come back");
}

/* Windows editors begin files with one. */
static void test_byte_order_mark(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY); INSERT INTO home VALUES (1)");
	case_write("case.lua", "\xEF\xBB\xBFrule \"one\" { on = \"home\", type = \"integer\", compute = function() "
	                       "return 1 end }\n");
	case_write("case.yaml", "\xEF\xBB\xBF" CASE_SCENARIO);
	ok(succeeds(case_run("case")), "files that begin with a byte order mark");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 1 }), "same", "are replayed with it");
}

int main(void)
{
	make_test_folder();
	setenv("TMPDIR", test_folder, 1);
	test_same();
	test_changed_data();
	test_altered();
	test_elsewhere();
	test_without_data();
	test_personal();
	test_secret();
	test_queries();
	test_personal_keys();
	test_byte_order_mark();
	return case_done();
}
