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

/* Runs fail with this about the only decision, which differs from a right one as said. */
static void refuses(const char *row, const char *message, const char *hint)
{
	ok(run_with(row) && failed_with(NULL, 0, message, hint), "refused: %s", message);
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
	is_text(ask("SELECT town, number, charge, dear FROM outcome_home"),
	        "Ely|1|500|0 Ely|2|100000|1 March, West|1|NULL|NULL",
	        "a key of several columns, and money as people write it");
	is_text(ask("SELECT name, value, unknown FROM total"), "charges|100500|1 cost|4500|0",
	        "totals are of what was decided");
	is_text(ask("SELECT key, message FROM finding"), "1|eligible £5.00 2|eligible £40.00", "findings too");
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
	        "5|Ely, 2|charge|departs|700|£7.00|NULL|100000|£1,000.00|NULL "
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

int main(void)
{
	make_test_folder();
	test_places();
	refuses(ROW("1", "persn", "1", "support", "'eligible'", "NULL"), "x", NULL);
	return case_done();
}
