/* run_totals.c: totals of every kind, what they do not know, their groups; and findings. */
#include "run_case.h"

static const char data[] =
	"CREATE TABLE ward (code TEXT PRIMARY KEY, city TEXT OPTIONAL);"
	"CREATE TABLE bill (id INTEGER PRIMARY KEY, ward TEXT OPTIONAL REFERENCES ward, amount MONEY INTEGER, "
	"refund MONEY INTEGER OPTIONAL, share DECIMAL TEXT, due DATE TEXT, paid FLAG INTEGER, kind STATUS TEXT);"
	"INSERT INTO ward VALUES ('n', 'Ely'), ('s', NULL);"
	"INSERT INTO bill VALUES"
	" (1, 'n', 1050, NULL, '0.1', '2025-05-01', 1, 'a'),"
	" (2, 'n', NULL, 20, '0.2', NULL, 0, 'b'),"
	" (3, 's', -50, 5, NULL, '2024-12-31', NULL, 'unknown'),"
	" (4, NULL, 700, NULL, '-0.3', '2025-05-02', 1, NULL),"
	" (5, 'x', 1, NULL, '0', '2025-01-01', 0, 'a');";

#define TOTAL(name) "SELECT value, shown, known, unknown FROM total WHERE name = '" name "' AND position = 0"
#define GROUPS(name) \
	"SELECT groups, value, known, unknown FROM total WHERE name = '" name "' AND position > 0 ORDER BY position"

static void test_kinds(void)
{
	case_data(data);
	ok(succeeds(case_rules(
		   "total \"amount\" { sum = \"bill.amount\" }\n"
		   "total \"refund\" { sum = \"bill.refund\" }\n"
		   "total \"share\" { sum = \"bill.share\" }\n"
		   "total \"bills\" { count = \"bill\" }\n"
		   "total \"paid\" { count = \"bill.paid\" }\n"
		   "total \"amounts\" { count = \"bill.amount\" }\n"
		   "total \"least\" { min = \"bill.amount\" }\n"
		   "total \"most\" { max = \"bill.share\" }\n"
		   "total \"first_due\" { min = \"bill.due\" }\n"
		   "total \"last_due\" { max = \"bill.due\" }\n"
		   "total \"small\" { sum = \"bill.amount\", where = function(b) return b.amount < 701 end }\n"
		   "total \"settled\" { sum = \"bill.amount\", where = function(b) return b.paid end }\n"
		   "total \"settled_refund\" { sum = \"bill.refund\", where = function(b) return b.paid end }\n"
		   "total \"settled_paid\" { count = \"bill.paid\", where = function(b) return b.amount > 0 end "
		   "}\n")),
	   "totals of every kind");
	is_text(ask(TOTAL("amount")), "1701|£17.01|4|1", "a sum holds what is known, and how many are not");
	is_text(ask(TOTAL("refund")), "25|£0.25|2|0", "what there is none of is neither added nor unknown");
	is_text(ask(TOTAL("share")), "0|0|4|1", "decimals add up exactly");
	is_text(ask(TOTAL("bills")), "5|5|5|0", "a count of records");
	is_text(ask(TOTAL("paid")), "2|2|4|1", "a count of flags counts those that are set");
	is_text(ask(TOTAL("amounts")), "4|4|4|1", "a count of values counts those that are there");
	is_text(ask(TOTAL("least")), "-50|-£0.50|4|1", "the least");
	is_text(ask(TOTAL("most")), "0.2|0.2|4|1", "the most, of decimals");
	is_text(ask(TOTAL("first_due")), "2024-12-31|2024-12-31|4|1", "the first day");
	is_text(ask(TOTAL("last_due")), "2025-05-02|2025-05-02|4|1", "the last day");
	is_text(ask(TOTAL("small")), "651|£6.51|3|1", "a record whose 'where' is not known is unknown");
	is_text(ask(TOTAL("settled")), "1750|£17.50|2|1", "so is one whose 'where' lacks another fact");
	is_text(ask(TOTAL("settled_refund")), "0|£0|0|1",
	        "but not one that would add nothing, whether it belongs into the total or not");
	is_text(ask(TOTAL("settled_paid")), "2|2|3|0", "nor a flag that would not count");
	is_text(verified("case.run"), "whole", "the run file is whole");
}

static void test_groups(void)
{
	case_data(data);
	ok(succeeds(case_rules("rule \"help\" { on = \"bill\", type = \"eligibility\",\n"
	                       "  conditions = all { { \"paid\", function(b) return b.paid end } } }\n"
	                       "total \"by_ward\" { sum = \"bill.amount\", by = { \"ward\" } }\n"
	                       "total \"by_city\" { sum = \"bill.amount\", by = { \"ward.city\" } }\n"
	                       "total \"by_kind\" { count = \"bill\", by = { \"kind\" } }\n"
	                       "total \"by_help\" { count = \"bill\", by = { \"help\", \"paid\" } }\n"
	                       "total \"of_city\" { count = \"bill.ward.city\" }\n"
	                       "total \"nobody\" { sum = \"bill.amount\", by = { \"kind\" }, where = function(b) "
	                       "return b.id > 9 end }\n"
	                       "total \"none_paid\" { count = \"bill.paid\", by = { \"ward\" } }\n")),
	   "totals by groups");
	is_text(ask(GROUPS("by_ward")), "[\"none\"]|700|1|0 [\"n\"]|1050|1|1 [\"s\"]|-50|1|0 [\"x\"]|1|1|0",
	        "by a field that a relation hides");
	is_text(ask(GROUPS("by_city")), "[\"none\"]|650|2|0 [\"unknown\"]|1|1|0 [\"Ely\"]|1050|1|1",
	        "by a parent's field: none, unknown, known");
	is_text(ask(GROUPS("by_kind")), "[\"unknown\"]|1|1|0 [\"a\"]|2|2|0 [\"b\"]|1|1|0 [\"unknown\"]|1|1|0",
	        "a kind called unknown is not the unknown one");
	is_text(ask(GROUPS("by_help")),
	        "[\"unknown\", \"unknown\"]|1|1|0 [\"not_eligible\", \"no\"]|2|2|0 [\"eligible\", \"yes\"]|2|2|0",
	        "by an eligibility outcome, and by two things");
	is_text(ask(TOTAL("of_city")), "2|2|2|1",
	        "a path through a parent that is not there is unknown, through none nothing");
	is_text(ask(TOTAL("nobody")), "0|£0|0|0", "a total of no records");
	is_text(ask(GROUPS("nobody")), "", "has no groups");
	is_text(ask(GROUPS("none_paid")), "[\"none\"]|1|1|0 [\"n\"]|1|2|0 [\"s\"]|0|0|1 [\"x\"]|0|1|0",
	        "a group in which none counts is shown, with 0");
	is_text(ask("SELECT t.name FROM total t WHERE position = 0 AND grouped_by <> '[]' AND (known, unknown) <> "
	            "(SELECT coalesce(sum(known), 0), coalesce(sum(unknown), 0) FROM total g WHERE g.name = t.name "
	            "AND position > 0)"),
	        "", "groups are the whole");
}

static void test_nothing_known(void)
{
	case_data("CREATE TABLE bill (id INTEGER PRIMARY KEY, amount MONEY INTEGER, due DATE TEXT OPTIONAL);"
	          "INSERT INTO bill VALUES (1, NULL, NULL), (2, NULL, NULL);");
	ok(succeeds(case_rules("total \"amount\" { sum = \"bill.amount\" }\n"
	                       "total \"least\" { min = \"bill.amount\" }\n"
	                       "total \"first\" { min = \"bill.due\" }\n")),
	   "totals of which nothing is known");
	is_text(ask(TOTAL("amount")), "0|£0|0|2", "the known part of a sum is nothing");
	is_text(ask(TOTAL("least")), "NULL|unknown|0|2", "the least of unknown amounts is unknown");
	is_text(ask(TOTAL("first")), "NULL|none|0|0", "the first of no days is none");
	case_data("CREATE TABLE bill (id INTEGER PRIMARY KEY, amount MONEY INTEGER, due DATE TEXT OPTIONAL);");
	ok(succeeds(case_rules("total \"amount\" { sum = \"bill.amount\", by = { \"due\" } }\n"
	                       "total \"least\" { min = \"bill.amount\" }\n")),
	   "totals of no records at all");
	is_text(ask("SELECT name, position, value, shown FROM total ORDER BY declared, position"),
	        "amount|0|0|£0 least|0|NULL|none", "are nothing, and none");
}

static void test_limits(void)
{
	struct text rules = TEXT_INIT, by = TEXT_INIT;

	case_data("CREATE TABLE bill (id INTEGER PRIMARY KEY, amount MONEY INTEGER, count INTEGER);"
	          "INSERT INTO bill VALUES (1, 9007199254740992, 9223372036854775807), (2, 1, 1), (3, -1, -1);");
	ok(succeeds(case_rules("total \"amount\" { sum = \"bill.amount\" }\n"
	                       "total \"count\" { sum = \"bill.count\" }\n")),
	   "a total may pass its limit on the way");
	is_text(ask("SELECT value FROM total"), "9007199254740992 9223372036854775807", "when it comes back");
	ok(case_rules("total \"amount\" { sum = \"bill.amount\", where = function(b) return b.id < 3 end }\n") == -1
	           && failed_with(NULL, 0, "total 'amount' is beyond what its type can hold", NULL),
	   "money beyond its range is an error");
	ok(case_rules("total \"count\" { sum = \"bill.count\", where = function(b) return b.id < 3 end }\n") == -1
	           && failed_with(NULL, 0, "total 'count' is beyond what its type can hold", NULL),
	   "so is an integer beyond 64 bits");
	ok(case_rules("total \"t\" { sum = \"bill.amount\", where = function(b)\n  return b.amount end }\n") == -1
	           && failed_with("case.lua", 1, "where of 't' gave", NULL),
	   "'where' gives true or false");
	for (int i = 0; i < 18; i++) {
		text_append_format(&rules,
		                   "rule \"r%d\" { on = \"bill\", type = \"integer\", compute = function(b)\n"
		                   "  return b.id + %d end }\n",
		                   i, i);
		text_append_format(&by, "%s\"r%d\"", i ? ", " : "", i);
	}
	text_append_format(&rules, "total \"t\" { count = \"bill\", by = { %s } }\n", text_string(&by));
	ok(succeeds(case_rules(text_string(&rules))), "groups by eighteen things");
	is_text(ask("SELECT count(*), max(known) FROM total WHERE position > 0"), "3|1", "are groups like others");
	text_release(&rules);
	text_release(&by);
}

/* Groups come from a hash table: their order may not. */
static void test_many_groups(void)
{
	uint8_t seal[SHA256_SIZE];

	case_data("CREATE TABLE bill (id INTEGER PRIMARY KEY, name TEXT, amount MONEY INTEGER);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
	          "INSERT INTO bill SELECT i, 'g' || (i * 7919 % 1009), i FROM n;");
	ok(succeeds(case_rules("total \"t\" { sum = \"bill.amount\", by = { \"name\" } }\n")), "a thousand groups");
	is_text(ask("SELECT group_concat(groups || value) FROM (SELECT * FROM total WHERE position > 0 ORDER BY "
	            "position)"),
	        ask_file("data.db",
	                 "SELECT group_concat('[\"' || name || '\"]' || amount) FROM (SELECT name, sum(amount) AS "
	                 "amount FROM bill GROUP BY name ORDER BY name)"),
	        "are those of SQL, in order");
	memcpy(seal, case_outcome.seal, sizeof seal);
	case_options.jobs = 3;
	ok(!case_run("case") && !memcmp(seal, case_outcome.seal, sizeof seal), "and the same with three jobs");
	case_options.jobs = 1;
}

static void test_findings(void)
{
	case_data(data);
	ok(succeeds(case_rules(
		   "rule \"half\" { on = \"bill\", type = \"money\",\n"
		   "  compute = function(b) return divide(b.amount, 2, money \"1p\", \"half_even\") end }\n"
		   "rule \"help\" { on = \"bill\", type = \"eligibility\",\n"
		   "  conditions = all { { \"paid\", function(b) return b.paid end } } }\n"
		   "finding \"late\" { on = \"bill\", level = \"warning\", title = \"Late bills\",\n"
		   "  when = function(b) return b.due < \"2025-05-01\" end,\n"
		   "  message = \"{{due}} {due}: {amount} less {refund}, half {half}, {help}, {kind} in "
		   "{ward.city}\" }\n"
		   "finding \"odd\" { on = \"bill\", level = \"info\",\n"
		   "  when = function(b) return b.id % 2 == 1 and b.paid end, message = \"odd\" }\n")),
	   "findings");
	is_text(ask("SELECT position, level, key, period, undecided, message FROM finding WHERE name = 'late' ORDER "
	            "BY position"),
	        "1|warning|2|2025-04-01|1|NULL "
	        "2|warning|3|2025-04-01|0|{due} 2024-12-31: -£0.50 less £0.05, half -£0.25, unknown, unknown in none "
	        "3|warning|5|2025-04-01|0|{due} 2025-01-01: £0.01 less none, half £0, not eligible, a in unknown",
	        "values show as people write them; what is not known whether it holds is undecided, without a "
	        "message");
	is_text(ask("SELECT key, undecided FROM finding WHERE name = 'odd' ORDER BY position"), "1|0 3|1",
	        "a 'when' that lacks a fact is undecided");
	ok(case_rules("finding \"f\" { on = \"bill\", level = \"info\", message = \"x\",\n"
	              "  when = function(b) return b.id end }\n")
	                   == -1
	           && failed_with("case.lua", 2, "when of 'f' gave", NULL)
	           && failed_with("case.lua", 2, "bill 1", NULL),
	   "'when' gives true or false, and the error names the record");
}

/* Records outside their dates are in no total; records whose dates are not known are unknown in all. */
static void test_dates(void)
{
	case_data("CREATE TABLE lease (id INTEGER PRIMARY KEY, starts DATE TEXT, ends DATE TEXT OPTIONAL, rent MONEY "
	          "INTEGER);"
	          "INSERT INTO lease VALUES (1, '2020-01-01', NULL, 1), (2, '2020-01-01', '2025-04-01', 2), "
	          "(3, '2020-01-01', '2025-03-31', 4), (4, '2025-04-01', NULL, 8), (5, '2025-04-02', NULL, 16), "
	          "(6, NULL, NULL, 32), (7, NULL, '2025-03-31', 64), (8, NULL, NULL, NULL);");
	case_write(
		"case.lua",
		"rule \"twice\" { on = \"lease\", type = \"money\", compute = function(l) return 2 * l.rent end }\n"
		"rule \"dear\" { on = \"lease\", type = \"eligibility\",\n"
		"  conditions = all { { \"dear\", function(l) return l.rent > 1 end } } }\n"
		"rule \"old\" { on = \"lease\", type = \"integer\", to = \"2025-03-31\",\n"
		"  compute = function() return 1 end }\n"
		"total \"leases\" { count = \"lease\" }\n"
		"total \"rent\" { sum = \"lease.rent\" }\n"
		"total \"double\" { sum = \"lease.twice\", where = function(l) return l.id ~= 6 end }\n"
		"finding \"cheap\" { on = \"lease\", level = \"info\", message = \"x\",\n"
		"  when = function(l) return l.rent < 3 end }\n");
	case_write("case.yaml", CASE_SCENARIO "records:\n  lease: {valid_from: starts, valid_until: ends}\n");
	ok(succeeds(case_run("case")), "records with dates of their own");
	is_text(ask("SELECT id, twice, dear, old, _unknown FROM outcome_lease"),
	        "1|2|not_eligible|NULL|NULL 2|4|eligible|NULL|NULL 4|16|eligible|NULL|NULL 6|NULL|unknown|NULL|twice "
	        "8|NULL|unknown|NULL|twice",
	        "both days belong to it; outside there is no outcome, and where its dates are not known an unknown "
	        "one");
	is_text(ask(TOTAL("leases")), "3|3|3|2", "a record whose dates are not known is unknown in a count");
	is_text(ask(TOTAL("rent")), "11|£0.11|3|2", "and in a sum, whatever else is known of it");
	is_text(ask(TOTAL("double")), "22|£0.22|3|1", "unless 'where' leaves it out");
	is_text(ask("SELECT key, undecided FROM finding ORDER BY position"), "1|0 2|0 8|1",
	        "a finding on it is undecided where it is not denied");
	is_text(ask("SELECT undated FROM input"), "3", "records outside their dates are counted");
	is_text(ask("SELECT fact, records FROM missing_fact WHERE rule = ''"), "lease.starts|2",
	        "the missing date is a missing fact");
	is_text(ask("SELECT none, known, unknown FROM rule WHERE name = 'twice'"), "0|3|2",
	        "and so are the rule's outcomes");
}

/* Another record's rule reads one that is outside its dates: there is no outcome for it either. */
static void test_dates_of_parents(void)
{
	case_data("CREATE TABLE scheme (id INTEGER PRIMARY KEY, starts DATE TEXT, rate MONEY INTEGER);"
	          "CREATE TABLE claim (id INTEGER PRIMARY KEY, scheme INTEGER REFERENCES scheme);"
	          "INSERT INTO scheme VALUES (1, '2025-04-01', 10), (2, '2026-01-01', 20), (3, NULL, 30);"
	          "INSERT INTO claim VALUES (1, 1), (2, 2), (3, 3);");
	case_write(
		"case.lua",
		"rule \"double\" { on = \"scheme\", type = \"money\", compute = function(s) return 2 * s.rate end }\n"
		"rule \"pays\" { on = \"claim\", type = \"money\", optional = true,\n"
		"  compute = function(c) return c.scheme.double end }\n"
		"rule \"children\" { on = \"scheme\", type = \"integer\", optional = true, compute = function(s)\n"
		"  for _, c in ipairs(related(s, \"claim\")) do return c.pays end end }\n");
	case_write("case.yaml", CASE_SCENARIO "records:\n  scheme: {valid_from: starts}\n");
	ok(succeeds(case_run("case")), "a parent with dates of its own");
	is_text(ask("SELECT pays, _unknown FROM outcome_claim"), "20|NULL NULL|NULL NULL|pays",
	        "has no outcome outside them, whoever asks");
	is_text(ask("SELECT children, _unknown FROM outcome_scheme"), "20|NULL NULL|children,double",
	        "nor through its children");
}

int main(void)
{
	make_test_folder();
	test_kinds();
	test_groups();
	test_nothing_known();
	test_limits();
	test_many_groups();
	test_findings();
	test_dates();
	test_dates_of_parents();
	return case_done();
}
