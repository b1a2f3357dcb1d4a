/* run_formula_cases.c: what is evaluated without Lua is what Lua gives, in the corners: each rule is run both ways, and
 * every outcome and missing fact, or the error with its place and excerpt, is the same. */
#include "run_case.h"

static void make_data(void)
{
	case_data("CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT, tax MONEY INTEGER);"
	          "CREATE TABLE home (id INTEGER PRIMARY KEY, worth MONEY INTEGER, owned FLAG INTEGER, note TEXT "
	          "OPTIONAL, "
	          "town INTEGER OPTIONAL REFERENCES town);"
	          "CREATE TABLE thing (id INTEGER PRIMARY KEY, m MONEY INTEGER, n INTEGER OPTIONAL, r RATE TEXT "
	          "OPTIONAL, "
	          "f FLAG INTEGER, s TEXT OPTIONAL, b DATE TEXT OPTIONAL, home INTEGER OPTIONAL REFERENCES home, "
	          "next INTEGER OPTIONAL REFERENCES thing);"
	          "INSERT INTO town VALUES (1, 'Ely', 100), (2, '', NULL);"
	          "INSERT INTO home VALUES (1, 1000, 1, 'x', 1), (2, NULL, 0, NULL, 2), (3, 5, 1, '', NULL), "
	          "(4, 6, NULL, 'é', 9);"
	          "INSERT INTO thing VALUES (1, 2550, 3, '0.055', 1, 'own', '2024-02-29', 1, 2), "
	          "(2, 0, NULL, NULL, 0, NULL, NULL, 2, 3), (3, NULL, -1, '1', NULL, '', '2025-04-01', 3, NULL), "
	          "(4, -1, 0, '-0.5', 1, 'é', '1900-01-01', 4, 9), "
	          "(5, 7, 9223372036854775807, '0', 0, 'x', NULL, 77, 4), "
	          "(6, 8, -9223372036854775807, '12', 1, 'y', NULL, NULL, NULL);");
}

/* Runs what is in case.lua: everything that can be seen of it. Static, one of two. */
static const char *result(bool lua_only)
{
	static struct text results[2];
	struct text *out = &results[lua_only];
	char seal[2 * SHA256_SIZE + 1];
	int failed;

	case_options.lua_only = lua_only;
	text_clear(out);
	failed = case_run("case");
	for (size_t i = 0; i < case_problems.count; i++) {
		const struct error *err = &case_problems.items[i];

		text_append_format(out, "%s:%d:%d %s (%s) %s\n%s\n", err->file, err->line, err->column, err->message,
		                   err->hint, err->cause, err->excerpt);
	}
	if (!failed) {
		sha256_hex(case_outcome.seal, seal);
		text_append_format(out, "%s\n%s\n%s\n", seal,
		                   ask("SELECT record_type, rule, fact, records FROM missing_fact ORDER BY 1, 2, 3"),
		                   ask("SELECT * FROM note"));
	}
	return text_string(out);
}

static void same(const char *rules, const char *name)
{
	const char *with, *without;

	case_write("case.lua", rules);
	with = result(false);
	without = result(true);
	is_text(with, without, name);
}

struct corner {
	const char *name, *rules;
};

static const struct corner corners[] = {
	{ "a text with a NUL", "rule \"x\" { on = \"thing\", type = \"text\", optional = true, compute = function(c, "
	                       "p, at)\nreturn \"a\\0b\"\nend }\n" },
	{ "a text that is not UTF-8", "rule \"x\" { on = \"thing\", type = \"text\", optional = true, compute = "
	                              "function(c, p, at)\nreturn \"\\xff\"\nend }\n" },
	{ "a field's name with a NUL", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = "
	                               "function(c, p, at)\nreturn c[\"m\\0x\"]\nend }\n" },
	{ "a parameter's name with a NUL", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute "
	                                   "= function(c, p, at)\nreturn p[\"fee\\0x\"]\nend }\n" },
	{ "a part of the period with a NUL", "rule \"x\" { on = \"thing\", type = \"text\", optional = true, compute "
	                                     "= function(c, p, at)\nreturn at[\"period\\0x\"]\nend }\n" },
	{ "a relation's name with a NUL", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = "
	                                  "function(c, p, at)\nlocal h = c[\"home\\0x\"]\nreturn h.worth\nend }\n" },
	{ "a group that is not there", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = "
	                               "function(c, p, at)\nlocal g = p.nothing\nreturn c.m\nend }\n" },
	{ "a group that is not there, handed to a helper",
	  "local function f(x, y) return y end\nrule \"x\" { on = \"thing\", type = \"money\", optional = true, "
	  "compute = function(c, p, at)\nreturn f(p.nothing, c.m)\nend }\n" },
	{ "a parent that is not there, or not known",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.home.worth\nend }\n" },
	{ "a relation tested before it is followed",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nif c.home "
	  "then return c.home.worth end\nend }\n" },
	{ "a parent that is not used", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = "
	                               "function(c, p, at)\nlocal h = c.home\nreturn c.m\nend }\n" },
	{ "a parent's parent", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = "
	                       "function(c, p, at)\nreturn c.home.town.tax\nend }\n" },
	{ "a parameter without a value yet", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, "
	                                     "compute = function(c, p, at)\nreturn p.late\nend }\n" },
	{ "a parameter without a value yet, asked for when it has one",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nif "
	  "at.period == \"2027-28\" then return p.late end\nreturn 0\nend }\n" },
	{ "a parameter read at the end of periods", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, "
	                                            "compute = function(c, p, at)\nreturn p.ending\nend }\n" },
	{ "a parameter that the scenario sets", "rule \"x\" { on = \"thing\", type = \"rate\", optional = true, "
	                                        "compute = function(c, p, at)\nreturn p.g.share\nend }\n" },
	{ "a sum beyond 64 bits", "rule \"x\" { on = \"thing\", type = \"integer\", optional = true, compute = "
	                          "function(c, p, at)\nreturn c.n + 1\nend }\n" },
	{ "a difference beyond 64 bits", "rule \"x\" { on = \"thing\", type = \"integer\", optional = true, compute "
	                                 "= function(c, p, at)\nreturn -c.n - 2\nend }\n" },
	{ "a product beyond 64 bits", "rule \"x\" { on = \"thing\", type = \"integer\", optional = true, compute = "
	                              "function(c, p, at)\nreturn (c.n or 1) * (c.n or 1)\nend }\n" },
	{ "integers with decimals", "rule \"x\" { on = \"thing\", type = \"decimal\", optional = true, compute = "
	                            "function(c, p, at)\nreturn (c.n or 1) * (c.r or 1) - (c.r or 0)\nend }\n" },
	{ "a value of another type", "rule \"x\" { on = \"thing\", type = \"text\", optional = true, compute = "
	                             "function(c, p, at)\nreturn c.s or c.m\nend }\n" },
	{ "a text of the period", "rule \"x\" { on = \"thing\", type = \"text\", optional = true, compute = "
	                          "function(c, p, at)\nreturn c.s and at.start\nend }\n" },
	{ "texts that are no dates", "rule \"x\" { on = \"thing\", type = \"date\", optional = true, compute = "
	                             "function(c, p, at)\nreturn c.s\nend }\n" },
	{ "dates of the record, or of the period", "rule \"x\" { on = \"thing\", type = \"date\", optional = true, "
	                                           "compute = function(c, p, at)\nreturn c.b or at.finish\nend }\n" },
	{ "rules in a loop", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, "
	                     "p, at)\nreturn c.y\nend }\nrule \"y\" { on = \"thing\", type = \"money\", optional = "
	                     "true, compute = function(c, p, at)\nreturn c.x\nend }\n" },
	{ "a loop through a rule that needs Lua",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.y\nend }\nrule \"y\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, "
	  "at)\nlocal t = { c.x }\nreturn t[1]\nend }\n" },
	{ "a rule that reads itself along a chain", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, "
	                                            "compute = function(c, p, at)\nreturn c.next.x\nend }\n" },
	{ "a rule that reads itself along a chain, with Lua",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nif c.next "
	  "then return c.next.x end\nreturn 0\nend }\n" },
	{ "an endless rule that a formula reads",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.z\nend }\nrule \"z\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, "
	  "at)\nwhile true do end\nend }\n" },
	{ "a failing rule that a formula reads",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.z\nend }\nrule \"z\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, "
	  "at)\nreturn c.m .. c.home\nend }\n" },
	{ "an eligibility outcome",
	  "rule \"x\" { on = \"thing\", type = \"flag\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.e\nend }\nrule \"e\" { on = \"thing\", type = \"eligibility\", conditions = all {\n{ \"a\", "
	  "function(c)\nreturn c.f end }, any {\n{ \"b\", function(c)\nreturn c.m > 0 end },\n{ \"c\", "
	  "function(c)\nreturn c.home.owned end } } }, award = function(c)\nreturn c.m end }\n" },
	{ "an award", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, "
	              "at)\nreturn c.e_award\nend }\nrule \"e\" { on = \"thing\", type = \"eligibility\", conditions "
	              "= all {\n{ \"a\", function(c)\nreturn c.f end }, any {\n{ \"b\", function(c)\nreturn c.m > 0 "
	              "end },\n{ \"c\", function(c)\nreturn c.home.owned end } } }, award = function(c)\nif c.m < 0 "
	              "then return 0 end\nreturn c.m end }\n" },
	{ "a condition that gives no flag", "rule \"e\" { on = \"thing\", type = \"eligibility\", conditions = all "
	                                    "{\n{ \"a\", function(c)\nreturn c.n end } } }\n" },
	{ "a rule that is not in force yet",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn c.e "
	  "and 100 or 200\nend }\nrule \"e\" { on = \"thing\", type = \"eligibility\", from = \"2026-04-01\", "
	  "conditions = all {\n{ \"a\", function(c)\nreturn c.id > 2 end } } }\n" },
	{ "versions of a rule",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.e\nend }\nrule \"e\" { on = \"thing\", type = \"money\", from = \"2026-04-01\", to = \"2027-03-31\", "
	  "optional = true, compute = function(c, p, at)\nreturn c.m\nend }\nrule \"e\" { on = \"thing\", type = "
	  "\"money\", from = \"2027-04-01\", optional = true, compute = function(c, p, at)\nreturn p.fee\nend }\n" },
	{ "a rule with a day of its own",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn c.e "
	  "or p.fee\nend }\nrule \"e\" { on = \"thing\", type = \"money\", dated_by = \"b\", optional = true, "
	  "compute = function(c, p, at)\nreturn p.fee\nend }\n" },
	{ "a rule that reads the period before",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.e\nend }\nrule \"e\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, "
	  "at)\nif at.previous then return at.previous.x end\nreturn c.m\nend }\n" },
	{ "locals of a loop", "for i = 1, 3 do\nlocal k = i\nlocal q = 7\nrule(\"x\" .. i) { on = \"thing\", type = "
	                      "\"integer\", compute = function(c)\nlocal q = q\nreturn k + q\nend }\nend\n" },
	{ "a local assigned after it was captured",
	  "local q = 5\nlocal function f() return q end\nq = 6\nrule \"x\" { on = \"thing\", type = \"integer\", "
	  "optional = true, compute = function(c, p, at)\nreturn f() + q\nend }\n" },
	{ "locals of one name",
	  "local q = 5\nrule \"x\" { on = \"thing\", type = \"integer\", optional = true, compute = function(c, p, "
	  "at)\nlocal q = q + 1\nif c.f then\nlocal q = q * 2\nreturn q\nend\nreturn q\nend }\n" },
	{ "a local of the library's name",
	  "local round = function(x) return 7 end\nrule \"x\" { on = \"thing\", type = \"integer\", optional = true, "
	  "compute = function(c, p, at)\nreturn round(c.m, 5)\nend }\n" },
	{ "a helper with fewer arguments",
	  "local function f(a, b) return b end\nrule \"x\" { on = \"thing\", type = \"integer\", optional = true, "
	  "compute = function(c, p, at)\nreturn f(c.m)\nend }\n" },
	{ "a helper with more arguments, one of them not known",
	  "local function f(a, b) return a end\nrule \"x\" { on = \"thing\", type = \"integer\", optional = true, "
	  "compute = function(c, p, at)\nreturn f(c.m, c.f, c.home.worth)\nend }\n" },
	{ "a call with two results as the last argument",
	  "local function two() return 1, 2 end\nlocal function f(a, b) return b end\nrule \"x\" { on = \"thing\", "
	  "type = \"integer\", optional = true, compute = function(c, p, at)\nreturn f(two())\nend }\n" },
	{ "a call without a result as the last argument",
	  "local function none() end\nrule \"x\" { on = \"thing\", type = \"integer\", optional = true, compute = "
	  "function(c, p, at)\nreturn min(1, none())\nend }\n" },
	{ "functions on one line",
	  "local function a(c) return c.m > 0 end local function b(c) return c.id end rule \"x\" { on = \"thing\", "
	  "type = \"flag\", compute = a } rule \"y\" { on = \"thing\", type = \"integer\", compute = b }" },
	{ "a text that is none of a status's values",
	  "rule \"x\" { on = \"thing\", type = \"status\", values = { \"own\", \"rent\" }, compute = "
	  "function(c)\nreturn c.s or \"own\" end }" },
	{ "a status", "rule \"x\" { on = \"thing\", type = \"status\", values = { \"own\", \"rent\" }, compute = "
	              "function(c)\nreturn c.f and \"own\" or \"rent\" end }" },
	{ "a step of zero", "rule \"x\" { on = \"thing\", type = \"decimal\", optional = true, compute = function(c, "
	                    "p, at)\nreturn round(c.m * p.g.share, 0)\nend }\n" },
	{ "division by zero", "rule \"x\" { on = \"thing\", type = \"decimal\", optional = true, compute = "
	                      "function(c, p, at)\nreturn divide(c.m, c.m, 1)\nend }\n" },
	{ "a rounding mode", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, "
	                     "p, at)\nreturn round(c.m * p.g.share, money \"1p\", \"half_even\")\nend }\n" },
	{ "a flag where an integer belongs", "rule \"x\" { on = \"thing\", type = \"integer\", optional = true, "
	                                     "compute = function(c, p, at)\nreturn c.f == c.m\nend }\n" },
	{ "nil, decimals and integers, equal or not",
	  "rule \"x\" { on = \"thing\", type = \"flag\", optional = true, compute = function(c, p, at)\nreturn c.r "
	  "== c.n or c.f == (c.m == 0)\nend }\n" },
	{ "nil compared with a number", "rule \"x\" { on = \"thing\", type = \"flag\", optional = true, compute = "
	                                "function(c, p, at)\nreturn c.r < c.n\nend }\n" },
	{ "nil compared with a text", "rule \"x\" { on = \"thing\", type = \"flag\", optional = true, compute = "
	                              "function(c, p, at)\nreturn c.s < \"f\"\nend }\n" },
	{ "texts compared with one that holds a NUL",
	  "rule \"x\" { on = \"thing\", type = \"flag\", optional = true, compute = function(c, p, at)\nreturn (c.s "
	  "or \"\") < \"e\\0f\"\nend }\n" },
	{ "a whole number where a float belongs", "rule \"x\" { on = \"thing\", type = \"number\", optional = true, "
	                                          "compute = function(c, p, at)\nreturn c.m\nend }\n" },
	{ "a total's where and a finding's when",
	  "total \"t\" { count = \"thing\", where = function(c)\nreturn c.home.owned end }\nfinding \"q\" { on = "
	  "\"thing\", level = \"info\", when = function(c, p)\nreturn c.m > p.fee end, message = \"{m}\" }\nrule "
	  "\"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn c.m\nend "
	  "}\n" },
	{ "a where that gives no flag", "total \"t\" { count = \"thing\", where = function(c)\nreturn c.n end }\n" },
	{ "a when that gives no flag", "finding \"t\" { on = \"thing\", level = \"info\", when = function(c)\nreturn "
	                               "c.s end, message = \"a\" }\n" },
	{ "texts that a parent's rule gives",
	  "rule \"w\" { on = \"home\", type = \"text\", optional = true, compute = function(c) return c.note end "
	  "}\nrule \"x\" { on = \"thing\", type = \"text\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.home and c.home.w\nend }\nrule \"y\" { on = \"thing\", type = \"text\", optional = true, compute = "
	  "function(c, p, at)\nreturn c.home.w\nend }\n" },
};

/* A parent is read when a rule first asks for it, and what is wrong with it is told with the place that asked. */
static const struct corner bad_parents[] = {
	{ "a parent with a bad value", "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = "
	                               "function(c, p, at)\nreturn c.zone.worth\nend }\n" },
	{ "a parent with a bad value, read by a rule that another reads",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nreturn "
	  "c.y\nend }\nrule \"y\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, "
	  "at)\nreturn c.zone.worth\nend }\n" },
	{ "a parent with a bad value, read for a rule that needs Lua",
	  "rule \"x\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p, at)\nlocal t = { "
	  "c.y }\nreturn t[1]\nend }\nrule \"y\" { on = \"thing\", type = \"money\", optional = true, compute = "
	  "function(c, p, at)\nreturn c.zone.worth\nend }\n" },
	{ "a parent with a bad value in a condition",
	  "rule \"e\" { on = \"thing\", type = \"eligibility\", conditions = all {\n{ \"a\", function(c)\nreturn "
	  "c.zone.worth > 100 end } } }\n" },
	{ "a parent with a bad value in a total's where",
	  "total \"t\" { count = \"thing\", where = function(c)\nreturn c.zone.worth > 500 end }\n" },
};

/* Handing long texts to Lua costs steps, but not of the rule that happens to be the first to ask for their record. */
static void long_texts(void)
{
	case_data("CREATE TABLE zone (id INTEGER PRIMARY KEY, t TEXT, u TEXT, v TEXT);"
	          "CREATE TABLE thing (id INTEGER PRIMARY KEY, zone INTEGER REFERENCES zone);"
	          "INSERT INTO zone VALUES (1, hex(zeroblob(32000)), hex(zeroblob(32001)), hex(zeroblob(32002)));"
	          "INSERT INTO thing VALUES (1, 1), (2, 1);");
	case_write("case.yaml", CASE_SCENARIO);
	case_write("case.lua", "rule \"x\" { on = \"thing\", type = \"integer\", compute = function(c)\n"
	                       "local n = #c.zone.t + #c.zone.u + #c.zone.v\n"
	                       "if c.id == 1 then return n end\nfor i = 1, 9985000 do end\nreturn n end }\n");
	ok(succeeds(case_run("case")), "a record whose parent was met before stays within its budget");
	run_sql(in_folder("data.db"), "DELETE FROM thing WHERE id = 1");
	ok(succeeds(case_run("case")), "and does so too where it is the first to meet it");
}

/* How many rules may wait for one another is counted the same. */
static void long_chains(void)
{
	static const char rule[] = "rule \"x\" { on = \"thing\", type = \"integer\", compute = function(c)\n"
				   "if c.id == %d then return 0 end\nreturn c.next.x + 1 end }\n";
	char rules[sizeof rule + 10];

	case_data("CREATE TABLE thing (id INTEGER PRIMARY KEY, next INTEGER REFERENCES thing);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) "
	          "INSERT INTO thing SELECT i, i + 1 FROM n;");
	case_write("case.yaml", CASE_SCENARIO);
	for (int last = 39; last <= 41; last++) {
		char name[80];

		snprintf(rules, sizeof rules, rule, last);
		snprintf(name, sizeof name, "a chain that ends at record %d, as it is and in Lua", last);
		same(rules, name);
	}
	ok(failed_with("case.lua", 1, "more than 40 outcomes wait for one another", NULL), "(the last is too long)");
}

int main(void)
{
	make_test_folder();
	make_data();
	case_write("parameters.yaml",
	           "fee: {type: money, illustrative: test, values: {2024-04-01: £12.50, 2026-04-01: £13}}\n"
	           "late: {type: money, illustrative: test, values: {2026-01-01: £1}}\n"
	           "ending: {type: money, read: end, illustrative: test, values: {2024-04-01: £1, 2025-06-01: £2}}\n"
	           "g: {share: {type: rate, illustrative: test, values: {2024-04-01: 12.5%}}}\n");
	case_write("case.yaml", "scenario: case\ndata: data.db\nperiods: 2025-26 to 2027-28\nrules: [case.lua]\n"
	                        "parameters: [parameters.yaml]\nset:\n  g.share: {2026-27: 3%}\n");
	for (size_t i = 0; i < sizeof corners / sizeof *corners; i++)
		same(corners[i].rules, corners[i].name);
	case_data("CREATE TABLE zone (id INTEGER PRIMARY KEY, worth MONEY INTEGER);"
	          "CREATE TABLE thing (id INTEGER PRIMARY KEY, zone INTEGER REFERENCES zone, f FLAG INTEGER);"
	          "INSERT INTO zone VALUES (1, 1), (2, 'bad'); INSERT INTO thing VALUES (1, 1, 1), (2, 2, 0);");
	for (size_t i = 0; i < sizeof bad_parents / sizeof *bad_parents; i++)
		same(bad_parents[i].rules, bad_parents[i].name);
	long_chains();
	long_texts();
	return case_done();
}
