/* run_outcomes.c: outcomes of rules: what they lack, when they are in force, what stops a run; and that neither order nor the
 * number of jobs enters them. */
#include "run_case.h"

static void test_unknown(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, rent MONEY INTEGER, note TEXT OPTIONAL, size INTEGER);"
	          "INSERT INTO home VALUES (1, 100, NULL, 2), (2, NULL, 'x', NULL), (3, 300, NULL, NULL);");
	ok(succeeds(case_rules(
		   "rule \"dear\" { on = \"home\", type = \"flag\", compute = function(c) return c.rent > 200 end }\n"
		   "rule \"per_head\" { on = \"home\", type = \"money\", optional = true,\n"
		   "  compute = function(c)\n"
		   "    if c.note then return nil end\n"
		   "    return divide(c.rent, c.size, money \"1p\") end }\n"
		   "rule \"copes\" { on = \"home\", type = \"text\", compute = function(c)\n"
		   "  if not known(c, \"rent\") then return \"no rent\" end\n"
		   "  if not known(c, \"per_head\") then return \"no share\" end\n"
		   "  return c.dear and \"dear\" or \"cheap\" end }\n")),
	   "rules over missing facts");
	is_text(ask("SELECT dear, per_head, copes, _unknown FROM outcome_home"),
	        "0|50|cheap|NULL NULL|NULL|no rent|dear 1|NULL|no share|per_head",
	        "what lacks a fact is unknown, what there is none of is not, and known() asks without harm");
	is_text(ask("SELECT rule, fact, records FROM missing_fact"),
	        "|home.rent|1 |home.size|1 dear|home.rent|1 per_head|home.size|1",
	        "facts are counted where they hold up an outcome");
	is_text(ask("SELECT name, known, none, unknown FROM rule ORDER BY position"),
	        "dear|2|0|1 per_head|1|1|1 copes|3|0|0", "so are outcomes");
	is_text(ask("SELECT name, unknown FROM input_field ORDER BY position"), "id|0 rent|1 note|0 size|2",
	        "and the fields of which they come");
}

static void test_types(void)
{
	case_data("CREATE TABLE t (id TEXT PRIMARY KEY, r RATE TEXT, d DECIMAL TEXT, n REAL, f FLAG INTEGER, day "
	          "DATE TEXT);"
	          "INSERT INTO t VALUES ('é ''1''', '0.0550', '-12.5', 2.5, 1, '2024-02-29'), ('', '1', '3', 4, 0, "
	          "'2025-01-01');");
	ok(succeeds(case_rules(
		   "rule \"rate\" { on = \"t\", type = \"rate\", compute = function(c) return c.r * 2 end }\n"
		   "rule \"decimal\" { on = \"t\", type = \"decimal\", compute = function(c) return c.d * c.d end }\n"
		   "rule \"number\" { on = \"t\", type = \"number\", compute = function(c) return c.n end }\n"
		   "rule \"whole\" { on = \"t\", type = \"number\", compute = function(c) return 3 end }\n"
		   "rule \"flag\" { on = \"t\", type = \"flag\", compute = function(c) return not c.f end }\n"
		   "rule \"later\" { on = \"t\", type = \"date\", compute = function(c) return add_months(c.day, 12, "
		   "\"last_day\") "
		   "end }\n"
		   "rule \"key\" { on = \"t\", type = \"text\", compute = function(c) return c.id end }\n"
		   "rule \"state\" { on = \"t\", type = \"status\", values = { \"on\", \"off\" },\n"
		   "  compute = function(c) return c.f and \"on\" or \"off\" end }\n")),
	   "outcomes of every type");
	is_text(ask("SELECT rate, decimal, number, whole, flag, later, \"key\", state FROM outcome_t ORDER BY id"),
	        "2|9|4.0|3.0|1|2026-01-01||off 0.11|156.25|2.5|3.0|0|2025-02-28|é '1'|on",
	        "are stored as their types are");
	is_text(ask("SELECT DISTINCT typeof(rate), typeof(number), typeof(flag), typeof(\"key\") FROM outcome_t"),
	        "text|real|integer|text", "and as their columns say");
	is_text(verified("case.run"), "whole", "and are whole");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 1 }), "same", "and come back the same");
}

static void test_dates(void)
{
	case_data("CREATE TABLE claim (id INTEGER PRIMARY KEY, day DATE TEXT);"
	          "INSERT INTO claim VALUES (1, '2024-03-31'), (2, '2024-04-01'), (3, '2025-03-31'), (4, "
	          "'2025-04-01'), (5, NULL);");
	case_write("p.yaml",
	           "rate: {type: money, source: Scheme, values: {2024-01-01: £1, 2024-04-01: £2, 2025-04-01: £3}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [p.yaml]\n");
	case_write("case.lua",
	           "rule \"pays\" { on = \"claim\", type = \"money\", dated_by = \"day\", from = \"2024-03-31\",\n"
	           "  to = \"2025-03-31\", compute = function(c, p) return p.rate end }\n"
	           "rule \"now\" { on = \"claim\", type = \"money\", from = \"2025-04-01\",\n"
	           "  compute = function(c, p, at) return p.rate end }\n"
	           "rule \"before\" { on = \"claim\", type = \"money\", to = \"2025-03-31\",\n"
	           "  compute = function(c, p, at) return p.rate end }\n"
	           "rule \"help\" { on = \"claim\", type = \"eligibility\", to = \"2025-03-31\",\n"
	           "  conditions = all { { \"always\", function() return true end } },\n"
	           "  award = function() return 1 end }\n"
	           "rule \"reads\" { on = \"claim\", type = \"text\", status = \"draft\",\n"
	           "  compute = function(c) return tostring(c.before) .. tostring(c.help) .. tostring(c.help_award) "
	           "end }\n");
	ok(succeeds(case_run("case")), "rules with dates");
	is_text(ask("SELECT id, pays, _unknown FROM outcome_claim"),
	        "1|100|NULL 2|200|NULL 3|200|NULL 4|NULL|NULL 5|NULL|pays",
	        "a rule dated by the record goes by its day: parameters, first day, last day");
	is_text(ask("SELECT DISTINCT now, before, help, help_award FROM outcome_claim"), "300|NULL|NULL|NULL",
	        "another goes by the period, and gives nothing outside its dates");
	is_text(ask("SELECT DISTINCT reads FROM outcome_claim"), "nilnilnil", "which reads as nil");
	is_text(ask("SELECT text FROM note WHERE text LIKE '%draft%'"), "reads is a draft rule, not in force",
	        "a run that uses drafts says so");
	is_text(ask("SELECT name, none, known, unknown FROM rule WHERE name IN ('pays', 'before') ORDER BY name"),
	        "before|5|0|0 pays|1|3|1", "outcomes that are not there are counted apart from unknown ones");
}

static void test_carried(void)
{
	static const char dated[] = "rule \"pays\" { on = \"claim\", type = \"money\", dated_by = \"day\",\n"
				    "  compute = function(c, p) return p.rate end }\n";

	case_data("CREATE TABLE claim (id INTEGER PRIMARY KEY, day DATE TEXT);"
	          "INSERT INTO claim VALUES (1, '2023-01-01'), (2, '2020-05-01');");
	case_write("p.yaml", "rate: {type: money, source: Scheme, values: {2020-04-01: £1, 2021-04-01: £2}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [p.yaml]\n");
	case_write("case.lua", dated);
	ok(succeeds(case_run("case")), "a value may be carried on a record's own day");
	is_text(ask("SELECT text FROM note"),
	        "rate is carried: its value of 2021-04-01 is used for records dated up to 2023-01-01",
	        "and the run says so, and of nothing else");
	case_write("case.yaml", CASE_SCENARIO "parameters: [p.yaml]\nstrict: true\n");
	ok(case_run("case") == -1 && failed_with("p.yaml", 1, "that of 2021-04-01 would be carried", "carry: true"),
	   "unless it is strict");
	case_data("CREATE TABLE claim (id INTEGER PRIMARY KEY, day DATE TEXT); INSERT INTO claim VALUES (1, "
	          "'2021-12-31');");
	ok(succeeds(case_run("case")), "strict is content with values in their time, whatever the period");
	case_data("CREATE TABLE claim (id INTEGER PRIMARY KEY, day DATE TEXT); INSERT INTO claim VALUES (3, "
	          "'2020-03-31');");
	ok(case_run("case") == -1 && failed_with("case.lua", 2, "'rate' has no value before 2020-04-01", "p.yaml")
	           && failed_with("case.lua", 2, "rule 'pays', claim 3", NULL),
	   "a day before the first value is an error that names the record");
}

static void test_cycles(void)
{
	case_data("CREATE TABLE t (id INTEGER PRIMARY KEY, next INTEGER REFERENCES t); INSERT INTO t VALUES (1, 2), "
	          "(2, 1);");
	ok(case_rules("rule \"north\" { on = \"t\", type = \"integer\", compute = function(c) return c.east end }\n"
	              "rule \"east\" { on = \"t\", type = \"integer\", compute = function(c) return c.south end }\n"
	              "rule \"south\" { on = \"t\", type = \"integer\", compute = function(c) return c.east end }\n")
	                   == -1
	           && failed_with("case.lua", 3, "rules read one another in a loop: south -> east -> south (t 1)",
	                          NULL),
	   "a loop among rules is printed whole, without what led to it");
	ok(case_rules(
		   "rule \"far\" { on = \"t\", type = \"integer\", compute = function(c) return c.next.far end }\n")
	                   == -1
	           && failed_with("case.lua", 1, "far -> far", NULL),
	   "so is one through other records");
	ok(case_rules("rule \"sure\" { on = \"t\", type = \"eligibility\",\n"
	              "  conditions = any { { \"self\", function(c) return c.sure end } } }\n")
	                   == -1
	           && failed_with("case.lua", 1, "sure -> sure", NULL),
	   "and one in a condition");
	ok(succeeds(case_rules("rule \"up\" { on = \"t\", type = \"integer\",\n"
	                       "  compute = function(c) if c.id == 1 then return c.down end return 5 end }\n"
	                       "rule \"down\" { on = \"t\", type = \"integer\",\n"
	                       "  compute = function(c) if c.id == 2 then return c.up end return 6 end }\n")),
	   "rules that might read one another, but never both do, are no loop");
	is_text(ask("SELECT up, down FROM outcome_t"), "6|6 5|5", "and give what they give");
}

/* One rule, `body` its function, over two homes: the run must fail at that line, for home 1, and leave no run file. */
static void stops(const char *type, const char *body, int line, const char *message, const char *hint,
                  const char *promise)
{
	char rule[800], where[160];

	unlink(in_folder("case.run"));
	snprintf(rule, sizeof rule,
	         "rule \"x\" { on = \"home\", type = \"%s\", compute = function(c, p, at)\n%s\nend }\n", type, body);
	ok(case_rules(rule) == -1 && failed_with("case.lua", line, message, hint)
	           && failed_with("case.lua", line, "home 1", NULL) && access(in_folder("case.run"), F_OK) == -1,
	   "%s", promise);
	snprintf(where, sizeof where, "ls '%s' | grep -v '^case\\.\\(lua\\|yaml\\)$' | grep -qv '^data.db$'",
	         test_folder);
	ok(system(where) != 0, "and nothing is left behind");
}

static void test_errors(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, rent MONEY INTEGER); INSERT INTO home VALUES (1, 3), "
	          "(2, 4);");
	unlink(in_folder("p.yaml"));
	stops("money", "return \"£5\"", 1, "expected money", NULL, "a text for money");
	stops("money", "local x = c.rent", 1, "expected money, got nothing", "return", "nothing at all");
	stops("money", "return c.rent * decimal \"0.5\"", 1, "expected money (whole pence), got 1.5", "round",
	      "a fraction of a penny");
	stops("integer", "return multiply(9223372036854775807, c.rent)", 1, "expected an integer", NULL,
	      "a number beyond 64 bits");
	stops("money", "return 9007199254740993", 1, "2^53", NULL, "money beyond its range");
	stops("date", "return \"2025-02-30\"", 1, "", NULL, "an impossible date");
	stops("text", "error({ c.rent })", 2, "raised a table", "error(", "a table that is raised");
	stops("text", "error(\"not \\27[31mlike this\")", 2, "not  [31mlike this", NULL,
	      "a text that is raised, without its bells");
	stops("text", "return \"\\xff\"", 1, "not UTF-8", NULL, "bytes that are no text");
	stops("text", "return \"a\\0b\"", 1, "NUL", NULL, "a NUL in text");
	stops("integer", "local n = 0\nwhile true do n = n + 1 end\nreturn n", 3, "instructions", "loop",
	      "a loop without an end");
	stops("integer", "local function f(n) return 1 + f(n) end\nreturn f(1)", 2, "too deeply", NULL,
	      "a call without an end");
	stops("text", "local s = \"x\"\nwhile true do s = s .. s end", 3, "", NULL, "memory without an end");
}

/* A budget is for one rule on one record, whoever asked for it, and before or after whom. */
static void test_budgets(void)
{
	static const char slow[] =
		"rule \"slow\" { on = \"home\", type = \"integer\", compute = function(h)\n"
		"  local n = 0\n"
		"  for i = 1, 1000000 do n = n + 1 end\n"
		"  return n end }\n"
		"rule \"sum\" { on = \"home\", type = \"integer\", compute = function(h)\n"
		"  local n = 0\n"
		"  for _, other in ipairs(related(h, \"home\")) do n = n + other.slow + other.slow end\n"
		"  return n + h.next.slow end }\n";

	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, next INTEGER REFERENCES home);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) INSERT INTO home "
	          "SELECT i, 1 FROM n;");
	ok(succeeds(case_rules(slow)), "what another record's rules cost is not the reader's");
	is_text(ask("SELECT group_concat(sum) FROM outcome_home"), "11000000,1000000,1000000,1000000,1000000",
	        "and is right");
	ok(case_rules("rule \"one\" { on = \"home\", type = \"integer\", compute = function(c) return 1 end }\n"
	              "finding \"f\" { on = \"home\", level = \"info\", message = \"x\", when = function(h)\n"
	              "  local n = h.next.one\n"
	              "  while true do n = n + h.next.one end\n"
	              "  return true end }\n")
	                   == -1
	           && failed_with("case.lua", 4, "instructions", NULL),
	   "reading an outcome again and again does not lift the budget");
	ok(case_rules("rule \"one\" { on = \"home\", type = \"integer\", compute = function(c) return 1 end }\n"
	              "total \"t\" { count = \"home\", where = function(h)\n"
	              "  local n = h.next.one\n"
	              "  while true do n = n + 1 end\n"
	              "  return true end }\n")
	                   == -1
	           && failed_with("case.lua", 4, "instructions", NULL),
	   "nor does reading one before a loop");
}

static const char *const shuffled_rules[] = {
	"rule \"adult\" { on = \"person\", type = \"flag\", compute = function(c, p, at) return age_on(c.born, "
	"at.start) >= 18 end }\n",
	"rule \"adults\" { on = \"home\", type = \"integer\", compute = function(h)\n"
	"  local n = 0\n"
	"  for _, m in ipairs(related(h, \"person\")) do if m.adult then n = n + 1 end end\n"
	"  return n end }\n",
	"rule \"share\" { on = \"person\", type = \"money\", compute = function(c)\n"
	"  if c.home.adults == 0 then return 0 end\n"
	"  return divide(c.home.rent, c.home.adults, money \"1p\", \"half_even\") end }\n",
	"rule \"poor\" { on = \"person\", type = \"eligibility\",\n"
	"  conditions = any { { \"share\", function(c) return c.share > 300 end }, { \"young\", function(c) return "
	"not c.adult end } },\n"
	"  award = function(c) return c.share * 2 end }\n",
	"total \"cost\" { sum = \"person.poor_award\", by = { \"home.rent\" } }\n",
	"finding \"crowded\" { on = \"home\", level = \"info\", when = function(h) return h.adults > 2 end, message "
	"= \"{adults}\" }\n",
};

#define RESULTS                                                                                                      \
	"SELECT group_concat(id || coalesce(adult, '?') || coalesce(share, '?') || poor || coalesce(poor_award, "    \
	"'?')) "                                                                                                     \
	"FROM (SELECT * FROM outcome_person ORDER BY id) UNION ALL SELECT group_concat(id || coalesce(adults, "      \
	"'?')) FROM "                                                                                                \
	"(SELECT * FROM outcome_home ORDER BY id) UNION ALL SELECT group_concat(groups || value || known || "        \
	"unknown) FROM "                                                                                             \
	"(SELECT * FROM total ORDER BY position) UNION ALL SELECT group_concat(key || coalesce(message, '?')) FROM " \
	"(SELECT * "                                                                                                 \
	"FROM finding ORDER BY position) UNION ALL SELECT group_concat(rule || fact || records) FROM missing_fact"

static void insert_people(const char *order)
{
	struct text sql = TEXT_INIT;

	text_append_format(
		&sql,
		"CREATE TABLE home (id INTEGER PRIMARY KEY, rent MONEY INTEGER);"
		"CREATE TABLE person (id TEXT PRIMARY KEY, home INTEGER REFERENCES home, born DATE TEXT);"
		"CREATE TABLE n (i INTEGER PRIMARY KEY);"
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO n SELECT "
		"i "
		"FROM n;"
		"INSERT INTO home SELECT i, CASE WHEN i %% 17 THEN i %% 9 * 100 END FROM n WHERE i <= 1200 ORDER BY "
		"%s;"
		"INSERT INTO person SELECT 'p' || i, i * i %% 1250, CASE WHEN i %% 23 THEN (1950 + i %% 75) || "
		"'-04-0' || (1 + i %% 9) END FROM n ORDER BY %s;",
		order, order);
	case_data(text_string(&sql));
	text_release(&sql);
}

static void test_order(void)
{
	static const int orders[][6] = {
		{ 0, 1, 2, 3, 4, 5 }, { 5, 4, 3, 2, 1, 0 }, { 2, 5, 0, 3, 1, 4 }, { 3, 1, 4, 0, 5, 2 }
	};
	static const char *const rows[] = { "i", "-i", "i * 7919 % 3001", "i % 10, -i" };
	struct text first = TEXT_INIT;
	uint8_t seal[SHA256_SIZE];

	for (int i = 0; i < 4; i++) {
		struct text rules = TEXT_INIT;

		insert_people(rows[i]);
		for (int j = 0; j < 6; j++)
			text_append(&rules, shuffled_rules[orders[i][j]]);
		case_options.jobs = i % 2 ? 2 : 1;
		ok(succeeds(case_rules(text_string(&rules))), "rules in some order, rows in another");
		if (i == 0)
			text_append(&first, ask(RESULTS));
		ok(!strcmp(ask(RESULTS), text_string(&first)) && first.length > 40000,
		   "give the same outcomes, totals and findings");
		text_release(&rules);
	}
	memcpy(seal, case_outcome.seal, sizeof seal);
	for (size_t jobs = 1; jobs <= 8; jobs += jobs < 3 ? 1 : 5) {
		case_options.jobs = jobs;
		ok(!case_run("case") && !memcmp(seal, case_outcome.seal, sizeof seal), "%zu jobs give the same seal",
		   jobs);
	}
	case_options.jobs = 1;
	text_release(&first);
}

/* The first error in key order is the one that is told, whoever meets which first. */
static void test_first_error(void)
{
	insert_people("i");
	for (size_t jobs = 1; jobs <= 7; jobs += 3) {
		case_options.jobs = jobs;
		ok(case_rules("rule \"x\" { on = \"home\", type = \"integer\", compute = function(h)\n"
		              "  if h.id > 1100 then error(\"late\") end\n"
		              "  if h.id % 700 == 0 then error(\"early\") end\n"
		              "  return 1 end }\n")
		                   == -1
		           && failed_with("case.lua", 3, "early (rule 'x', home 700)", NULL),
		   "with %zu jobs it is the first record's error", jobs);
	}
	case_options.jobs = 1;
	run_sql(in_folder("data.db"), "UPDATE home SET rent = 'a lot' WHERE id = 1150");
	case_options.jobs = 4;
	ok(case_rules("rule \"x\" { on = \"home\", type = \"money\", compute = function(h) return h.rent end }\n")
	                   == -1
	           && failed_with(NULL, 0, "table 'home', key 1150, column 'rent'", NULL),
	   "a stored value that does not fit stops the run with table, key and column");
	ok(case_rules("rule \"x\" { on = \"home\", type = \"money\", compute = function(h)\n"
	              "  if h.id == 1140 then error(\"early\") end\n"
	              "  return h.rent end }\n")
	                   == -1
	           && failed_with("case.lua", 2, "early (rule 'x', home 1140)", NULL),
	   "what a rule finds in a record before it is told instead");
	case_options.jobs = 1;
}

int main(void)
{
	make_test_folder();
	test_unknown();
	test_types();
	test_dates();
	test_carried();
	test_cycles();
	test_errors();
	test_budgets();
	test_order();
	test_first_error();
	return case_done();
}
