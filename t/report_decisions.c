/* report_decisions.c: what a report tells of decisions: how many depart from their rules, what that costs, who decided what and why. */
#include "report_case.h"

static const char rules[] =
	"rule \"help\" { on = \"person\", type = \"eligibility\", title = \"Help\", conditions = all {\n"
	"  { \"poor\", function(c) return c.income < money \"£5\" end } }, award = function(c) return money \"£20\" "
	"end }\n"
	"rule \"fee\" { on = \"person\", type = \"money\", compute = function(c) return c.income end }\n"
	"rule \"word\" { on = \"person\", type = \"text\", compute = function(c) return \"w\" end }\n";

static void says(const char *text, const char *line)
{
	ok(strstr(text, line) != NULL, "it says: %.60s", line);
	if (!strstr(text, line))
		printf("# in: %s\n", strstr(text, "\nDecisions") ?: text);
}

static void make_run(bool without_data)
{
	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, income MONEY INTEGER);"
	          "INSERT INTO person VALUES (1, 100), (2, 900), (3, NULL), (4, 100);"
	          "CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, "
	          "outcome TEXT,"
	          " award MONEY INTEGER OPTIONAL, decided_by TEXT PERSONAL, decided_on DATE TEXT, reason TEXT,"
	          " valid_from DATE TEXT OPTIONAL);"
	          "INSERT INTO decision VALUES (1, 'person', '1', 'help', 'eligible', NULL, 'a', '2025-01-01', 'r', "
	          "NULL),"
	          " (2, 'person', '2', 'help', 'eligible', NULL, 'case panel', '2025-01-02', 'Zażółć gęślą jaźń' || "
	          "char(27) || '[31m', NULL),"
	          " (3, 'person', '3', 'help', 'eligible', 3000, 'c', '2025-01-03', 'r', NULL),"
	          " (4, 'person', '4', 'help', 'eligible', 1, 'd', '2025-01-04', 'r', NULL),"
	          " (5, 'person', '3', 'fee', '£1,000', NULL, 'e', '2025-01-05', 'r', NULL),"
	          " (6, 'person', '2', 'word', '\"x\"', NULL, 'f', '2025-01-06', 'r', NULL),"
	          " (7, 'person', '8', 'word', 'y', NULL, 'g', '2025-01-06', 'r', NULL),"
	          " (8, 'person', '1', 'word', 'y', NULL, 'g', '2025-01-06', 'r', '2026-01-01');");
	case_write("case.lua", rules);
	case_write("case.yaml", CASE_SCENARIO "decisions: decision\n");
	case_options.without_data = without_data;
	ok(succeeds(case_run("case")), "a run with decisions%s", without_data ? ", without its data" : "");
}

static void test_text(void)
{
	const char *text = report_of("case.run", false);

	says(text, "\n  5 outcomes were decided otherwise than their rules give: see Decisions\n");
	says(text,
	     "\nDecisions\n  Help: 3 depart from the rule, 1 is as the rule gives\n"
	     "    eligible, where the rule gives not eligible: 1\n    eligible, where the rule gives unknown: 1\n"
	     "    eligible, with another award: 1\n    awards of £50.01, by the rule £20 and 1 unknown\n"
	     "    person 2: eligible, £20; the rule gives not eligible\n"
	     "      case panel, 2025-01-02: Zażółć gęślą jaźń?[31m\n"
	     "    person 3: eligible, £30; the rule gives unknown\n      c, 2025-01-03: r\n"
	     "    person 4: eligible, £0.01; the rule gives eligible, £20\n");
	says(text, "  fee: 1 departs from the rule\n    amounts of £1,000, by the rule £0 and 1 unknown\n"
	           "    person 3: £1,000; the rule gives unknown\n      e, 2025-01-05: r\n");
	says(text, "  2 decisions are dormant\n    decision 7, person 8, word: there is no such record\n"
	           "    decision 8, person 1, word: it holds in no period of this run\n");
	ok(fits(text) && !has_control_bytes(text), "it fits a terminal, and nothing in it is obeyed by one");
}

static void test_json(void)
{
	const char *json = report_of("case.run", true);

	says(json, "\"decision_counts\": [\n    {\"record_type\": \"person\", \"rule\": \"help\", \"departs\": 3, "
	           "\"same\": 1, "
	           "\"given_amount\": 2000, \"given_amount_unknown\": 1, \"decided_amount\": 5001, "
	           "\"decided_amount_unknown\": 0}");
	says(json, "{\"decision\": \"6\", \"record_type\": \"person\", \"key\": \"2\", \"rule\": \"word\", "
	           "\"period\": \"2025-04-01\", "
	           "\"effect\": \"departs\", \"given\": \"w\", \"decided\": \"\\\"x\\\"\", \"given_amount\": null, "
	           "\"decided_amount\": null, "
	           "\"decided_by\": \"f\", \"decided_on\": \"2025-01-06\", \"reason\": \"r\", \"because\": null}");
	says(json, "\"period\": null, \"effect\": \"dormant\", \"given\": null, \"decided\": \"y\"");
}

int main(void)
{
	make_test_folder();
	make_run(false);
	test_text();
	test_json();
	make_run(true);
	says(report_of("case.run", false), "\n      2025-01-03: r\n");
	case_write("case.yaml", CASE_SCENARIO);
	ok(succeeds(case_run("case")) && !strstr(report_of("case.run", false), "Decisions"),
	   "without decisions nothing is said of them");
	return case_done();
}
