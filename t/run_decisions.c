/* run_decisions.c: decisions on single records: they take the place of what a rule gives, everywhere, and what the rule gives by itself
 * stands beside them; each that cannot be is named. */
#include "run_case.h"

#define TABLES                                                                                                       \
	"CREATE TABLE home (town TEXT NOT NULL, number INTEGER NOT NULL, rent MONEY INTEGER, PRIMARY KEY (town, "    \
	"number));"                                                                                                  \
	"CREATE TABLE person (id INTEGER PRIMARY KEY, town TEXT, number INTEGER, income MONEY INTEGER,"              \
	" left_on DATE TEXT OPTIONAL, FOREIGN KEY (town, number) REFERENCES home);"                                  \
	"CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, outcome TEXT " \
	"OPTIONAL,"                                                                                                  \
	" award MONEY INTEGER OPTIONAL, decided_by TEXT PERSONAL, decided_on DATE TEXT, reason TEXT,"                \
	" valid_from DATE TEXT OPTIONAL, valid_until DATE TEXT OPTIONAL);"                                           \
	"INSERT INTO home VALUES ('Ely', 1, 500), ('Ely', 2, 700), ('March, West', 1, NULL);"                        \
	"INSERT INTO person VALUES (1, 'Ely', 1, 100, NULL), (2, 'Ely', 1, NULL, NULL), (3, 'Ely', 2, 900, NULL),"   \
	" (4, 'March, West', 1, 100, NULL), (5, 'Ely', 2, 100, '2024-03-31');"

static const char rules[] =
	"rule \"support\" { on = \"person\", type = \"eligibility\", title = \"Support\", conditions = all {\n"
	"  { \"income is low\", function(c, p) return c.income < 500 end },\n"
	"  { \"rent is high\", function(c, p) return c.home.dear end } },\n"
	"  award = function(c, p) return c.home.rent end }\n"
	"rule \"dear\" { on = \"home\", type = \"flag\", compute = function(c, p) return c.rent >= 600 end }\n"
	"rule \"charge\" { on = \"home\", type = \"money\", compute = function(c, p) return c.rent end }\n"
	"rule \"note\" { on = \"home\", type = \"text\", optional = true, compute = function(c, p) return nil end }\n"
	"rule \"rate\" { on = \"home\", type = \"rate\", compute = function(c, p) return rate \"5%\" end }\n"
	"rule \"colour\" { on = \"home\", type = \"status\", values = { \"red\", \"green\" },\n"
	"  compute = function(c, p) return \"red\" end }\n"
	"rule \"again\" { on = \"person\", type = \"flag\", compute = function(c, p) return c.support end }\n"
	"total \"cost\" { sum = \"person.support_award\" }\n"
	"total \"charges\" { sum = \"home.charge\" }\n"
	"finding \"supported\" { on = \"person\", level = \"info\", when = function(c, p) return c.support end,\n"
	"  message = \"{support} {support_award}\" }\n";

#define ROW(id, type, key, rule, outcome, award)                                                      \
	"INSERT INTO decision VALUES (" id ", '" type "', '" key "', '" rule "', " outcome ", " award \
	", 'duty manager', '2025-03-01', 'because', NULL, NULL);"

#define SCENARIO CASE_SCENARIO "decisions: decision\nrecords: {person: {valid_until: left_on}}\n"

static int run_with(const char *decisions)
{
	struct text sql = TEXT_INIT;
	int failed;

	text_append_format(&sql, TABLES "%s", decisions);
	case_data(text_string(&sql));
	text_release(&sql);
	case_write("case.lua", rules);
	case_write("case.yaml", SCENARIO);
	failed = case_run("case");
	return failed;
}

/* A run fails with this about its only decision. */
static void refuses(const char *row, const char *message, const char *hint)
{
	ok(run_with(row) && failed_with(NULL, 0, message, hint), "refused: %s", message);
}

/* The same about a right decision that `change` was done to. */
static void refuses_change(const char *change, const char *message, const char *hint)
{
	char sql[600];

	snprintf(sql, sizeof sql, "%sUPDATE decision SET %s;",
	         ROW("7", "person", "1", "support", "'eligible'", "NULL"), change);
	refuses(sql, message, hint);
}

static void test_places(void)
{
	ok(succeeds(run_with(ROW("1", "person", "1", "support", "'eligible'",
	                         "NULL") ROW("2", "person", "2", "support", "'eligible'", "4000")
	                             ROW("3", "person", "3", "support", "'not_eligible'", "NULL")
	                                     ROW("4", "person", "4", "support", "'not_eligible'", "0")
	                                             ROW("5", "home", "Ely, 2", "charge", "'£1,000'", "NULL")
	                                                     ROW("6", "home", "Ely, 1", "dear", "'no'", "NULL"))),
	   "a run with decisions");
	is_text(ask("SELECT id, support, support_award, again, _unknown FROM outcome_person"),
	        "1|eligible|500|1|NULL 2|eligible|4000|1|NULL 3|not_eligible|0|0|NULL 4|not_eligible|0|0|NULL",
	        "outcomes, awards and the rules that read them are what was decided");
	is_text(ask("SELECT id, _decided FROM outcome_person"), "1|support 2|support 3|support 4|support",
	        "beside each stands which of them were decided");
	is_text(ask("SELECT town, number, _decided FROM outcome_home"), "Ely|1|dear Ely|2|charge March, West|1|NULL",
	        "... or that none was");
	is_text(ask("SELECT town, number, charge, dear FROM outcome_home"),
	        "Ely|1|500|0 Ely|2|100000|1 March, West|1|NULL|NULL",
	        "a key of several columns, and money as people write it");
	is_text(ask("SELECT name, value, unknown FROM total"), "charges|100500|1 cost|4500|0",
	        "totals are of what was decided");
	is_text(ask("SELECT key, message FROM finding"), "1|eligible £5 2|eligible £40", "findings too");
	is_text(ask("SELECT eligible, not_eligible, unknown, award FROM rule WHERE name = 'support'"), "2|2|0|4500",
	        "so are the counts of a rule");
	is_text(ask("SELECT record_type, fact, records FROM missing_fact WHERE rule <> ''"),
	        "home|home.rent|1 home|home.rent|1", "no fact holds up what was decided");
	is_text(ask("SELECT position, key, rule, effect, given, given_shown, given_award, decided, decided_shown, "
	            "decided_award "
	            "FROM decision"),
	        "1|1|support|departs|not_eligible|not_eligible|0|eligible|eligible|500 "
	        "2|2|support|departs|not_eligible|not_eligible|0|eligible|eligible|4000 "
	        "3|3|support|same|not_eligible|not_eligible|0|not_eligible|not_eligible|0 "
	        "4|4|support|departs|unknown|unknown|NULL|not_eligible|not_eligible|0 "
	        "5|Ely, 2|charge|departs|700|£7|NULL|100000|£1,000|NULL "
	        "6|Ely, 1|dear|same|0|no|NULL|0|no|NULL",
	        "what the rule gives by itself stands beside it");
	is_text(ask("SELECT DISTINCT decision = position, decided_by, decided_on, reason, because, period FROM "
	            "decision"),
	        "1|NULL|2025-03-01|because|NULL|2025-04-01", "with when and why; who is PERSONAL");
	is_text(ask("SELECT DISTINCT decided_by, length(_commitment_decided_by) FROM record_decision"),
	        "duty manager|32", "and is kept with the records, under a commitment");
	is_text(replayed("case.run", &case_options), "same", "a replay from the file alone is the same");
	is_text(verified("case.run"), "whole", "the run file is whole");
}

/* The mistakes that people make, each said with the table, the key of the row, and the column. */
static void test_mistakes(void)
{
#define IN(column) "table 'decision', key 7, column '" column "': "
	refuses_change("record_type = 'persn'", IN("record_type") "there is no record type 'persn'",
	               "did you mean 'person'?");
	refuses_change("rule = 'suport'", IN("rule") "the scenario has no rule 'suport' on 'person'",
	               "did you mean 'support'?");
	refuses_change("rule = 'support_award'", IN("rule") "the scenario has no rule 'support_award'", "'support'");
	refuses_change("record_key = '1a'", IN("record_key") "'1a' is not the key of a 'person'", "its key is id");
	refuses_change("record_key = '1,000'", IN("record_key") "'1,000' is not the key", NULL);
	refuses_change("record_key = ''", IN("record_key") "it is empty", NULL);
	refuses_change("outcome = 'Eligible'", IN("outcome") "expected eligible or not_eligible, got 'Eligible'",
	               "did you mean 'eligible'?");
	refuses_change("outcome = 'unknown'", IN("outcome") "expected eligible or not_eligible, got 'unknown'", NULL);
	refuses_change("outcome = NULL", IN("outcome") "it is NULL", NULL);
	refuses_change("award = -1", IN("award") "an award of -£0.01", NULL);
	refuses_change("award = 100, outcome = 'not_eligible'", IN("award") "an award for one who is not_eligible",
	               NULL);
	refuses_change("award = 100, rule = 'again', outcome = 'yes'", IN("award") "rule 'again' has no award", NULL);
	refuses_change("decided_by = ' '", IN("decided_by") "it is empty", NULL);
	refuses_change("decided_by = NULL", IN("decided_by") "it is NULL", NULL);
	refuses_change("outcome = CAST(x'656c696769626c650078' AS TEXT)", IN("outcome") "a NUL byte in text",
	               "correct the stored text");
	refuses_change("outcome = CAST(x'656c696769626c6500' AS TEXT)", IN("outcome") "a NUL byte in text",
	               "correct the stored text");
	refuses_change("rule = 'support' || char(0)", IN("rule") "a NUL byte in text", "correct the stored text");
	refuses_change("record_type = 'person' || char(0, 120)", IN("record_type") "a NUL byte in text",
	               "correct the stored text");
	refuses_change("record_key = '1' || char(0)", IN("record_key") "a NUL byte in text",
	               "correct the stored text");
	refuses_change("reason = 'because' || char(0) || 'of nothing'", IN("reason") "a NUL byte in text",
	               "correct the stored text");
	refuses_change("reason = NULL", IN("reason") "it is NULL", NULL);
	refuses_change("reason = char(10)", IN("reason") "it is empty", NULL);
	refuses_change("decided_on = NULL", IN("decided_on") "it is NULL", NULL);
	refuses_change("decided_on = '2025-02-29'",
	               IN("decided_on") "expected a date (like 2025-04-01), got '2025-02-29'", NULL);
	refuses_change("valid_from = 'April'", IN("valid_from") "expected a date (like 2025-04-01), got 'April'",
	               NULL);
	refuses_change("valid_from = '2025-06-01', valid_until = '2025-05-31'",
	               IN("valid_until") "it ends before it begins", NULL);
	refuses_change("award = 1.5", IN("award") "expected money", NULL);
	refuses(ROW("7", "home", "Ely", "charge", "'£5'", "NULL"),
	        IN("record_key") "'Ely' is not the key of a 'home'",
	        "its key is town, number, with a comma and a space between them");
	refuses(ROW("7", "home", "Ely, x", "charge", "'£5'", "NULL"), IN("record_key") "'Ely, x' is not the key",
	        NULL);
	refuses(ROW("7", "home", "Ely, 1", "charge", "'5.555'", "NULL"), IN("outcome") "rule 'charge': ", NULL);
	refuses(ROW("7", "home", "Ely, 1", "charge", "NULL", "NULL"), IN("outcome") "it is NULL", NULL);
	refuses(ROW("7", "home", "Ely, 1", "rate", "'5.5'", "NULL"), IN("outcome") "rule 'rate': ", "550%");
	refuses(ROW("7", "home", "Ely, 1", "dear", "'maybe'", "NULL"), IN("outcome") "rule 'dear': ", NULL);
	refuses(ROW("7", "home", "Ely, 1", "colour", "'gren'", "NULL"),
	        IN("outcome") "rule 'colour': 'gren' is not among", "did you mean 'green'?");
	refuses(ROW("7", "person", "1", "support", "'eligible'", "NULL")
	                ROW("9", "person", "1", "support", "'eligible'", "NULL"),
	        "table 'decision', key 9, column 'record_key': person 1, rule 'support' is decided for 2025-04-01 by "
	        "the row with key 7 "
	        "already",
	        "valid_until");
#undef IN
	ok(run_with(ROW("1", "person", "1", "suport", "'x'", "NULL")
	                    ROW("2", "persn", "1", "support", "'eligible'", "NULL"))
	           && case_problems.errors == 2,
	   "every problem is said, not only the first");
	ok(run_with("ALTER TABLE decision RENAME reason TO why;")
	           && failed_with("case.yaml", 5, "'decision' holds no decisions: it has no field 'reason'", NULL),
	   "refused: a table without a column that decisions need");
	ok(run_with("ALTER TABLE decision DROP award; ALTER TABLE decision ADD award TEXT;")
	           && failed_with("case.yaml", 5, "field 'award' of 'decision' is text: in a decision it is money",
	                          NULL),
	   "refused: a column of another type");
	ok(run_with("DROP TABLE decision;")
	           && failed_with("case.yaml", 5, "there is no record type 'decision' that could hold decisions",
	                          NULL),
	   "refused: no such table");
	ok(run_with("ALTER TABLE decision RENAME TO decided;")
	           && failed_with("case.yaml", 5, "there is no record type 'decision'", "did you mean 'decided'?"),
	   "... with the nearest name");
}

static void test_outcomes(void)
{
	ok(succeeds(run_with(
		   ROW("1", "home", "Ely, 1", "note", "'Żółw, \"it''s\" 17'",
	               "NULL") ROW("2", "home", "March, West, 1", "note", "'x'",
	                           "NULL") ROW("3", "home", "Ely, 2", "rate", "'12.5%'",
	                                       "NULL") ROW("4", "home", "Ely, 2", "colour", "'green'",
	                                                   "NULL") ROW("5", "person", "2", "again", "'yes'", "NULL")
			   ROW("6", "person", "4", "support", "'eligible'",
	                       "NULL") ROW("7", "person", "77", "support", "'eligible'", "NULL")
				   ROW("8", "person", "5", "support", "'eligible'",
	                               "200") "UPDATE decision SET reason = 'Zażółć – gęślą jaźń ✓' WHERE id = 1;"
					      "INSERT INTO decision VALUES (9, 'person', '3', 'support', 'eligible', "
					      "5, 'panel', '2025-01-01', 'r', NULL,"
					      " '2025-03-31'), (10, 'person', '3', 'support', 'eligible', 6, "
					      "'panel', '2025-01-01', 'r', '2025-04-02', NULL);")),
	   "outcomes of all types are decided");
	is_text(ask("SELECT town, number, note, rate, colour FROM outcome_home"),
	        "Ely|1|Żółw, \"it's\" 17|0.05|red Ely|2|NULL|0.125|green March, West|1|x|0.05|red",
	        "each is kept as its type is, whatever stands in the key");
	is_text(ask("SELECT id, support, support_award, again, _unknown FROM outcome_person WHERE id IN (2, 4)"),
	        "2|not_eligible|0|1|NULL 4|eligible|NULL|1|support_award",
	        "an award that the rule cannot work out is unknown, though eligible was decided");
	is_text(ask("SELECT fact, records FROM missing_fact WHERE rule = 'support'"), "home.rent|1",
	        "... for want of that fact");
	is_text(ask("SELECT decision, because FROM decision WHERE effect = 'dormant'"),
	        "7|no_record 8|no_outcome 9|no_period 10|no_period",
	        "decisions on records that are not there, or at other times, are dormant: they stop nothing, and are "
	        "said");
	is_text(ask("SELECT given, given_shown, decided_shown FROM decision WHERE position = 1"),
	        "NULL|none|Żółw, \"it's\" 17", "none is given where there is none");
	is_text(replayed("case.run", &case_options), "same", "the same again");
	ok(succeeds(run_with(ROW("1", "home", "Ely, 1", "note", "NULL", "NULL"))),
	   "that there is none can be decided");
	is_text(ask("SELECT effect, decided, decided_shown FROM decision"), "same|NULL|none",
	        "... of a rule that is optional");
	ok(succeeds(run_with("")), "no decisions");
	is_text(ask("SELECT (SELECT count(*) FROM decision), rows FROM input WHERE record_type = 'decision'"), "0|0",
	        "... are none of them");
	is_text(replayed("case.run", &case_options), "same", "... and the same again");
}

/* A decision holds in the periods that its dates touch, and a period's outcome may rest on the one before. */
static void test_periods(void)
{
	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, since DATE TEXT);"
	          "CREATE TABLE decision (id TEXT PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, outcome "
	          "TEXT,"
	          " decided_by TEXT, decided_on DATE TEXT, reason TEXT, valid_from DATE TEXT OPTIONAL, valid_until "
	          "DATE TEXT OPTIONAL);"
	          "INSERT INTO person VALUES (1, '2020-01-01'), (2, '2026-06-01'), (3, NULL);"
	          "INSERT INTO decision VALUES ('a', 'person', '1', 'sum', '10', 'x', '2025-01-01', 'r', NULL, "
	          "'2025-04-01'),"
	          " ('b', 'person', '1', 'sum', '100', 'x', '2025-01-01', 'r', '2027-03-31', '2027-04-01'),"
	          " ('c', 'person', '2', 'sum', '1', 'x', '2025-01-01', 'r', NULL, NULL),"
	          " ('d', 'person', '3', 'sum', '7', 'x', '2025-01-01', 'r', NULL, '2026-03-31'),"
	          " ('e', 'person', '2', 'law', 'yes', 'x', '2025-01-01', 'r', NULL, NULL);");
	case_write("case.lua", "rule \"sum\" { on = \"person\", type = \"integer\", compute = function(c, p, at)\n"
	                       "  return at.previous and at.previous.sum and at.previous.sum + 1 or 0 end }\n"
	                       "rule \"law\" { on = \"person\", type = \"flag\", from = \"2027-04-01\", compute = "
	                       "function() return false end }\n");
	case_write("case.yaml", "scenario: case\ndata: data.db\nperiods: 2025-26 to 2027-28\nrules: [case.lua]\n"
	                        "decisions: decision\nrecords: {person: {valid_from: since}}\n");
	ok(succeeds(case_run("case")), "decisions over periods");
	is_text(ask("SELECT id, _period, sum, law, coalesce(_unknown, '') FROM outcome_person"),
	        "1|2025-26|10|NULL| 1|2026-27|100|NULL| 1|2027-28|100|0| 2|2026-27|1|NULL| 2|2027-28|1|1| "
	        "3|2025-26|7|NULL| "
	        "3|2026-27|NULL|NULL|sum 3|2027-28|NULL|NULL|law,sum",
	        "each holds where its dates touch a period; one settles what is unknown, none makes an outcome where "
	        "there is none");
	is_text(ask("SELECT decision, period, effect, given_shown, decided_shown FROM decision"),
	        "a|2025-26|departs|0|10 b|2026-27|departs|11|100 b|2027-28|departs|101|100 c|2026-27|departs|0|1 "
	        "c|2027-28|departs|2|1 d|2025-26|departs|unknown|7 e|2027-28|departs|no|yes",
	        "... and stands once for each");
	is_text(replayed("case.run", &case_options), "same", "the same again");
	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, since DATE TEXT); INSERT INTO person VALUES (1, "
	          "'2020-01-01');"
	          "CREATE TABLE decision (id TEXT PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, outcome "
	          "TEXT,"
	          " decided_by TEXT, decided_on DATE TEXT, reason TEXT, valid_from DATE TEXT OPTIONAL, valid_until "
	          "DATE TEXT OPTIONAL);"
	          "INSERT INTO decision VALUES ('a', 'person', '1', 'sum', '10', 'x', '2025-01-01', 'r', NULL, NULL),"
	          " ('b', 'person', '1', 'sum', '10', 'x', '2025-01-01', 'r', '2025-04-01', '2025-04-01'),"
	          " ('c', 'person', '1', 'sum', '10', 'x', '2025-01-01', 'r', '2027-04-01', NULL);");
	ok(case_run("case") && case_problems.errors == 2
	           && failed_with(NULL, 0, "'c', column", NULL)
	                              + failed_with(NULL, 0,
	                                            "key c, column 'record_key': person 1, rule 'sum' is "
	                                            "decided for 2027-28 by the row with key a already",
	                                            NULL)
	                      == 1
	           && failed_with(NULL, 0, "key b, column 'record_key': person 1, rule 'sum' is decided for 2025-26",
	                          NULL),
	   "two on one outcome are refused in whichever period they meet");
}

/* Where rules are evaluated 64 records at a time, those with decisions are not; nothing else changes. */
static void test_batches(void)
{
	static const char big_rules[] = "rule \"low\" { on = \"person\", type = \"eligibility\", conditions = all {\n"
					"  { \"income\", function(c, p) return c.income < 400 end } }, award = "
					"function(c) return c.income * 2 end }\n"
					"rule \"twice\" { on = \"person\", type = \"money\", compute = function(c) "
					"return c.low_award + c.income end }\n"
					"rule \"never\" { on = \"person\", type = \"flag\", compute = function(c) "
					"return c.low and c.income > 300 end }\n"
					"total \"all\" { sum = \"person.twice\" }\n"
					"rule \"part\" { on = \"person\", type = \"decimal\", after = { \"all\" }, "
					"compute = function(c, p, at)\n"
					"  return divide(c.twice * 100, at.totals.all, decimal \"0.01\") end }\n";
	char seals[6][SHA256_HEX_SIZE];

	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, income MONEY INTEGER);"
	          "CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, "
	          "outcome TEXT,"
	          " award MONEY INTEGER OPTIONAL, decided_by TEXT, decided_on DATE TEXT, reason TEXT);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO person "
	          "SELECT i, CASE WHEN i % 50 THEN i * 7919 % 1000 END FROM n;"
	          "INSERT INTO decision SELECT id, 'person', id, 'low', CASE id % 2 WHEN 0 THEN 'eligible' ELSE "
	          "'not_eligible' END,"
	          " CASE WHEN id % 4 = 0 THEN id END, 'x', '2025-01-01', 'r' FROM person WHERE id % 29 = 3 OR id > "
	          "4990;"
	          "INSERT INTO decision SELECT 10000 + id, 'person', id, 'twice', '£1', NULL, 'x', '2025-01-01', 'r' "
	          "FROM person "
	          "WHERE id % 31 = 3;");
	case_write("case.lua", big_rules);
	case_write("case.yaml", CASE_SCENARIO "decisions: decision\n");
	for (int i = 0; i < 6; i++) {
		case_options.jobs = (size_t[]){ 1, 2, 4 }[i % 3];
		case_options.lua_only = i >= 3;
		ok(succeeds(case_run("case")), "a run with %zu jobs, by %s", case_options.jobs,
		   i < 3 ? "formulas" : "Lua alone");
		sha256_hex(case_outcome.seal, seals[i]);
		is_text(seals[i], seals[0], "... has the same seal");
	}
	case_options.jobs = 1;
	case_options.lua_only = false;
	is_text(ask("WITH d AS (SELECT r.id, r.income, l.outcome AS decided, l.award AS decided_award, t.id IS NOT "
	            "NULL AS one,"
	            " CASE WHEN r.income < 400 THEN 'eligible' WHEN r.income >= 400 THEN 'not_eligible' ELSE "
	            "'unknown' END AS rule_gives"
	            " FROM record_person r LEFT JOIN record_decision l ON l.record_key = r.id AND l.rule = 'low'"
	            " LEFT JOIN record_decision t ON t.record_key = r.id AND t.rule = 'twice'),"
	            " e AS (SELECT *, coalesce(decided, rule_gives) AS low, CASE coalesce(decided, rule_gives) WHEN "
	            "'eligible' THEN"
	            " coalesce(decided_award, 2 * income) WHEN 'not_eligible' THEN 0 END AS award FROM d)"
	            " SELECT count(*), sum(o.low IS e.low), sum(o.low_award IS e.award),"
	            " sum(o.twice IS CASE WHEN one THEN 100 ELSE e.award + income END),"
	            " sum(o.never IS CASE e.low WHEN 'eligible' THEN income > 300 WHEN 'not_eligible' THEN 0 END)"
	            " FROM e JOIN outcome_person o USING (id)"),
	        "5000|5000|5000|5000|5000", "every outcome is what SQL makes of the same");
	is_text(ask("SELECT (SELECT count(*) FROM decision) = (SELECT count(*) FROM record_decision), (SELECT "
	            "count(*) FROM decision "
	            "WHERE effect = 'dormant')"),
	        "1|0", "every decision is told of");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 2 }), "same", "the same again");
}

static void test_kept(void)
{
	static const char one[] = ROW("1", "person", "1", "support", "'eligible'", "NULL");
	uint8_t seal[SHA256_SIZE];

	ok(succeeds(run_with(one)), "a run");
	memcpy(seal, case_outcome.seal, sizeof seal);
	case_options.without_data = true;
	ok(succeeds(case_run("case")) && !memcmp(seal, case_outcome.seal, sizeof seal),
	   "without its data it has the same seal");
	case_options.without_data = false;
	is_text(ask("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'record%'"), "0",
	        "... and keeps no record, nor who decided");
	is_text(ask("SELECT decided_shown, reason FROM decision"), "eligible|because", "... but what was decided");
	ok(strstr(replayed("case.run", &case_options), "holds no records"), "... it is not replayed by itself");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 1, .data = in_folder("data.db") }), "same",
	        "... but with the data");
	run_sql(in_folder("data.db"), "UPDATE decision SET award = 5");
	ok(strstr(replayed("case.run", &(struct run_options){ .jobs = 1, .data = in_folder("data.db") }),
	          "decision '1, 2025-04-01' decided_award: 500 / 5"),
	   "another decision makes another run");
	case_options.secret = "key";
	case_options.secret_length = 3;
	ok(succeeds(run_with(one)) && memcmp(seal, case_outcome.seal, sizeof seal) != 0,
	   "a secret enters the commitments of who decided");
	is_text(replayed("case.run", &case_options), "same", "... and is needed to replay");
	is_text(verified_with("case.run", &(struct verify_options){ .secret = "key", .secret_length = 3 },
	                      &(struct verification){ 0 }),
	        "whole", "... and to verify it");
	case_options.secret = NULL;
	run_sql(in_folder("case.run"), "UPDATE record_decision SET decided_by = NULL");
	is_text(verified("case.run"), "whole", "who decided can be taken out later");
	ok(succeeds(run_with(one)), "a run");
	run_sql(in_folder("case.run"), "UPDATE record_decision SET reason = 'another'");
	is_text(verified("case.run"), "table 'record_decision': the row '1' was altered", "but no reason be altered");
}

/* A run holds all decisions at once, so there may be only so many. */
static void test_limits(void)
{
	ok(run_with("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001) INSERT INTO "
	            "decision "
	            "SELECT i, 'person', 100 + i, 'support', 'eligible', NULL, 'x', '2025-01-01', 'r', NULL, NULL "
	            "FROM n;")
	           && failed_with(NULL, 0, "'decision' holds more decisions than a run can: 100000",
	                          "'where' in 'records'"),
	   "too many are refused");
	ok(run_with("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70) INSERT INTO "
	            "decision SELECT i, "
	            "'person', 100 + i, 'support', 'eligible', NULL, 'x', '2025-01-01', hex(zeroblob(500000)), NULL, "
	            "NULL FROM n;")
	           && failed_with(NULL, 0, "'decision' holds more decisions than a run can", NULL),
	   "too long ones too");
}

/* A rule that fails is to be mended, whatever anyone decided. */
static void test_failing_rule(void)
{
	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, income MONEY INTEGER); INSERT INTO person VALUES (1, "
	          "5);"
	          "CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, "
	          "outcome TEXT,"
	          " decided_by TEXT, decided_on DATE TEXT, reason TEXT);"
	          "INSERT INTO decision VALUES (1, 'person', '1', 'bad', '£1', 'x', '2025-01-01', 'r');");
	case_write("case.lua", "rule \"bad\" { on = \"person\", type = \"money\", compute = function(c) return "
	                       "c.income == 5 and true or 1 end }\n");
	case_write("case.yaml", CASE_SCENARIO "decisions: decision\n");
	ok(case_run("case") && failed_with("case.lua", 1, "(rule 'bad', person 1)", NULL),
	   "a rule that fails, fails with a decision too");
}

/* Someone else's tables: a query gives them the names that decisions have. */
static void test_query(void)
{
	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, income MONEY INTEGER); INSERT INTO person VALUES (1, "
	          "5), (2, 6);"
	          "CREATE TABLE casework (ref TEXT, who INTEGER, what TEXT, officer TEXT, day TEXT, notes TEXT, "
	          "state TEXT);"
	          "INSERT INTO casework VALUES ('a', 1, '£7', 'o', '2025-01-01', 'n', 'final'), ('b', 2, 'later', "
	          "'o', '', '', 'open');");
	case_write("case.lua",
	           "rule \"fee\" { on = \"person\", type = \"money\", compute = function(c) return c.income end }\n");
	case_write("case.yaml", CASE_SCENARIO "decisions: casework\nrecords:\n  casework:\n    query: SELECT ref, "
	                                      "'person' AS record_type, CAST(who AS TEXT) AS record_key,"
	                                      " 'fee' AS rule, what AS outcome, officer AS decided_by, day AS "
	                                      "decided_on, notes AS reason FROM casework"
	                                      " WHERE state = 'final'\n"
	                                      "    key: ref\n    fields: {ref: text, record_type: text, record_key: "
	                                      "text, rule: text, outcome: text,"
	                                      " decided_by: text personal, decided_on: date, reason: text}\n");
	ok(succeeds(case_run("case")), "decisions by a query");
	is_text(ask("SELECT id, fee FROM outcome_person"), "1|700 2|6", "... are those that it gives");
	is_text(replayed("case.run", &case_options), "same", "... again from the run file alone");
	case_write("case.yaml", CASE_SCENARIO "decisions: casework\nrecords:\n  casework:\n    query: SELECT ref, "
	                                      "'person' AS record_type, who AS record_key,"
	                                      " 'fee' AS rule, what AS outcome, officer AS decided_by, day AS "
	                                      "decided_on, notes AS reason FROM casework\n"
	                                      "    key: ref\n    fields: {ref: text, record_type: text, record_key: "
	                                      "text, rule: text, outcome: text,"
	                                      " decided_by: text personal, decided_on: date, reason: text}\n");
	ok(case_run("case")
	           && failed_with(NULL, 0, "query 'casework', key 'a', column 'record_key': expected text, got 1",
	                          NULL),
	   "what does not fit there is said of the query");
}

int main(void)
{
	make_test_folder();
	test_places();
	test_mistakes();
	test_outcomes();
	test_periods();
	test_batches();
	test_kept();
	test_limits();
	test_failing_rule();
	test_query();
	return case_done();
}
