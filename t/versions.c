/* versions.c: a rule whose shape changes on a day: declared again for other days, it stays one rule with one outcome. */
#include "run_case.h"

#define DATES(from, to) "from = \"" from "\", to = \"" to "\", "
#define PERIODS                                                                                      \
	"scenario: case\ndata: data.db\nperiods: 2024-25 to 2027-28\nrules: [case.lua, later.lua]\n" \
	"parameters: [p.yaml]\n"

/* Flat until March 2025, by size from April 2025 to March 2026, nothing for a year, then a draft. */
#define FIRST                                                                                     \
	"rule \"fee\" { on = \"home\", type = \"money\", title = \"Flat\", source = \"Act 1\",\n" \
	"  to = \"2025-03-31\", compute = function(c, p) return p.flat end }\n"                   \
	"rule \"double\" { on = \"home\", type = \"money\", optional = true,\n"                   \
	"  compute = function(c) return c.fee and known(c, \"fee\") and 2 * c.fee or nil end }\n" \
	"rule \"before\" { on = \"home\", type = \"money\", optional = true,\n"                   \
	"  compute = function(c, p, at) return at.previous and at.previous.fee end }\n"           \
	"total \"fees\" { sum = \"home.fee\" }\n"                                                 \
	"finding \"dear\" { on = \"home\", level = \"info\",\n"                                   \
	"  when = function(c) return c.fee ~= nil and c.fee > 1000 end, message = \"{fee}\" }\n"
#define LATER                                                                                                      \
	"rule \"fee\" { on = \"home\", type = \"money\", title = \"By size\", source = \"Act 2\",\n"               \
	"  " DATES("2025-04-01",                                                                                   \
	           "2026-03-31") "compute = function(c, p) return c.size * p.room end }\n"                         \
				 "rule \"fee\" { on = \"home\", type = \"money\", title = \"Proposal\", status = " \
				 "\"draft\",\n"                                                                    \
				 "  from = \"2027-04-01\", compute = function(c, p, at) return 7 end }\n"
#define PARAMETERS                                                                           \
	"flat: {type: money, source: Act 1, values: {2024-04-01: £5}, until: 2025-03-31}\n" \
	"room: {type: money, source: Act 2, values: {2025-04-01: £4}}\n"

static void test_periods(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, size INTEGER);"
	          "INSERT INTO home VALUES (1, 2), (2, 3), (3, NULL);");
	case_write("case.lua", FIRST);
	case_write("later.lua", LATER);
	case_write("p.yaml", PARAMETERS);
	case_write("case.yaml", PERIODS);
	ok(succeeds(case_run("case")), "a rule has a version for some periods, and another for others");
	is_text(ask("SELECT _period, group_concat(coalesce(fee, _unknown), ',') FROM outcome_home GROUP BY 1 "
	            "ORDER BY 1"),
	        "2024-25|500,500,500 2025-26|800,1200,double,fee 2026-27|before 2027-28|7,7,7",
	        "each period has the outcomes of the version in force; where none is, there are none");
	is_text(ask("SELECT name FROM pragma_table_info('outcome_home') WHERE name IN ('fee', 'double', 'before')"),
	        "before double fee", "in one column, by its name");
	is_text(ask("SELECT period, position, title, source, draft, in_force_from, in_force_to, path, line FROM rule "
	            "WHERE name = 'fee' ORDER BY period"),
	        "2024-25|1|Flat|Act 1|0|NULL|2025-03-31|case.lua|1 "
	        "2025-26|1|By size|Act 2|0|2025-04-01|2026-03-31|later.lua|1 "
	        "2026-27|1|Proposal|NULL|1|2027-04-01|NULL|later.lua|3 "
	        "2027-28|1|Proposal|NULL|1|2027-04-01|NULL|later.lua|3",
	        "a period shows the version in force in it, or else the next");
	is_text(ask("SELECT period, known, none, unknown FROM rule WHERE name = 'fee' ORDER BY period"),
	        "2024-25|3|0|0 2025-26|2|0|1 2026-27|0|3|0 2027-28|3|0|0", "and has its counts");
	is_text(ask("SELECT DISTINCT position, name FROM rule ORDER BY 1"), "1|fee 2|double 3|before",
	        "rules are counted once");
	is_text(ask("SELECT value FROM total ORDER BY period"), "1500 2000 0 21", "a total takes every version");
	is_text(ask("SELECT period, key, message FROM finding WHERE undecided = 0"), "2025-26|2|£12",
	        "so does a finding, and its message");
	is_text(ask("SELECT _period, double FROM outcome_home WHERE id = 2 ORDER BY 1"),
	        "2024-25|1000 2025-26|2400 2026-27|NULL 2027-28|14", "another rule reads the one in force");
	is_text(ask("SELECT _period, before FROM outcome_home WHERE id = 2 ORDER BY 1"),
	        "2024-25|NULL 2025-26|500 2026-27|1200 2027-28|NULL", "at.previous that of the period before");
	is_text(ask("SELECT rule, fact, records FROM missing_fact WHERE rule = 'fee'"), "fee|home.size|1",
	        "what is missing is told of the rule");
	is_text(ask("SELECT text FROM note ORDER BY position"), "fee is a draft rule, not in force",
	        "a draft version is told, and an old version's parameters are not said to be carried");
	is_text(verified("case.run"), "whole", "the run is whole");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 3 }), "same", "and comes back the same");
}

static void test_change_day(void)
{
	case_write("case.yaml", "scenario: case\ndata: data.db\non: 2025-03-31\nrules: [case.lua, later.lua]\n"
	                        "parameters: [p.yaml]\nstrict: true\n");
	ok(succeeds(case_run("case")), "on the last day of a version");
	is_text(ask("SELECT fee FROM outcome_home WHERE id = 2"), "500", "it is the one in force");
	is_text(ask("SELECT count(*) FROM note"), "0", "and a draft for later days is none of the run");
	case_write("case.yaml", "scenario: case\ndata: data.db\non: 2025-04-01\nrules: [case.lua, later.lua]\n"
	                        "parameters: [p.yaml]\nstrict: true\n");
	ok(succeeds(case_run("case")), "a strict run does not mind a parameter of an earlier version");
	is_text(ask("SELECT fee FROM outcome_home WHERE id = 2"), "1200", "on the next day the next one is in force");
}

/* The day is the record's own. */
static void test_dated_by(void)
{
	case_data("CREATE TABLE claim (id INTEGER PRIMARY KEY, made DATE TEXT, pay MONEY INTEGER);"
	          "INSERT INTO claim VALUES (1, '2025-03-31', 900), (2, '2025-04-01', 900), (3, '2026-03-31', 900),"
	          "(4, '2026-04-01', 900), (5, NULL, 900), (6, '2025-04-01', NULL), (7, '2025-03-31', NULL);");
	ok(succeeds(case_rules(
		   "rule \"help\" { on = \"claim\", type = \"eligibility\", dated_by = \"made\", title = \"Old\",\n"
		   "  to = \"2025-03-31\", conditions = { \"anyone\", function() return true end },\n"
		   "  award = function() return 100 end }\n"
		   "rule \"help\" { on = \"claim\", type = \"eligibility\", dated_by = \"made\", title = \"New\",\n"
		   "  " DATES("2025-04-01", "2026-03-31") "conditions = all {\n"
							  "    { \"pay\", function(c) return c.pay < 1000 end },\n"
							  "    { \"odd\", function(c) return c.id ~= 3 end } },\n"
							  "  award = function(c) return 1000 - c.pay end }\n"
							  "total \"paid\" { sum = \"claim.help_award\" }\n"
							  "total \"helped\" { count = \"claim.help\" }\n")),
	   "versions by the records' own dates");
	is_text(ask("SELECT id, help, help_award, _unknown FROM outcome_claim ORDER BY id"),
	        "1|eligible|100|NULL 2|eligible|100|NULL 3|not_eligible|0|NULL 4|NULL|NULL|NULL "
	        "5|unknown|NULL|help_award 6|unknown|NULL|help_award 7|eligible|100|NULL",
	        "each record has the version of its day; without a day it is unknown which");
	is_text(ask("SELECT title, eligible, not_eligible, none, unknown, award, award_unknown FROM rule"),
	        "New|3|1|1|2|300|2", "the rule counts all, and is shown as on the period's first day");
	is_text(ask("SELECT name, value, unknown FROM total ORDER BY declared"), "paid|300|2 helped|3|2",
	        "totals take all");
	is_text(ask("SELECT rule, fact, records FROM missing_fact WHERE rule = 'help'"),
	        "help|claim.made|1 help|claim.pay|1", "what is missing is what the version of that day reads");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 2 }), "same", "and it comes back the same");
}

static void test_loop(void)
{
	case_data("CREATE TABLE t (id INTEGER PRIMARY KEY);INSERT INTO t VALUES (1);");
	case_write("case.yaml", CASE_SCENARIO);
	case_write("case.lua", "rule \"a\" { on = \"t\", type = \"integer\", to = \"2025-03-31\",\n"
	                       "  compute = function(c) return c.b end }\n"
	                       "rule \"b\" { on = \"t\", type = \"integer\", from = \"2025-04-01\",\n"
	                       "  compute = function() return 1 end }\n"
	                       "rule \"a\" { on = \"t\", type = \"integer\", from = \"2025-04-01\",\n"
	                       "  compute = function() return 2 end }\n"
	                       "rule \"b\" { on = \"t\", type = \"integer\", to = \"2025-03-31\",\n"
	                       "  compute = function(c) return c.a end }\n");
	ok(succeeds(case_run("case")), "a loop of versions that are not in force harms nobody");
	is_text(ask("SELECT a, b FROM outcome_t"), "2|1", "whatever the versions in force read comes first");
	case_write("case.yaml", "scenario: case\ndata: data.db\non: 2025-03-31\nrules: [case.lua]\n");
	ok(case_run("case") == -1 && failed_with("case.lua", 7, "in a loop: b -> a -> b", NULL),
	   "on a day they are, it is told at the version");
}

int main(void)
{
	make_test_folder();
	test_periods();
	test_change_day();
	test_dated_by();
	test_loop();
	return case_done();
}
