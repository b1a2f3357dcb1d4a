/* run_bridges.c: bridges: that opening and steps come to the closing figure, exactly, in every period. */
#include "evaluated.h"

#define ONE_YEAR  "on: 2025-04-01\n"
#define TWO_YEARS "periods: 2025-26 to 2026-27\n"
#define FIGURE(name, type, value)                                                                                \
	"figure \"" name "\" { type = \"" type "\", optional = true, compute = function(f, p, at) return " value \
	" end }\n"
#define BRIDGE "bridge \"way\" { opening = \"opening\", steps = { \"up\", \"down\" }, closing = \"closing\" }\n"

static void test_sums(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, amount MONEY INTEGER); INSERT INTO line VALUES (1, "
	          "300);");
	ok(succeeds(evaluated(TWO_YEARS,
	                      "total \"up\" { sum = \"line.amount\" }\n" FIGURE(
				      "opening", "money", "at.previous and at.previous.closing or 1000")
	                              FIGURE("down", "money", "-100") FIGURE("closing", "money", "f.opening + 200")
	                                      BRIDGE,
	                      1)),
	   "a bridge that sums");
	is_text(bridge_text(), "£10, £3, -£1 = £12; £12, £3, -£1 = £14", "is kept with its steps, totals among them");
	ok(succeeds(evaluated(
		   ONE_YEAR,
		   FIGURE("opening", "decimal", "decimal \"0.1\"") FIGURE("up", "decimal", "decimal \"0.2\"")
			   FIGURE("down", "decimal", "decimal \"-1.3\"") FIGURE("closing", "decimal", "-1") BRIDGE,
		   1)),
	   "a bridge of decimals");
	is_text(bridge_text(), "0.1, 0.2, -1.3 = -1", "adds up exactly");
}

static void test_does_not_sum(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY);");
	evaluated(TWO_YEARS,
	          FIGURE("opening", "money", "100000") FIGURE("up", "money", "550") FIGURE("down", "money", "-200")
	                  FIGURE("closing", "money", "at.previous and 100349 or 100350") BRIDGE,
	          1);
	ok(failed_with("case.lua", 5,
	               "bridge 'way' does not sum in 2026-27: £1,000 + £5.50 - £2 = £1,003.50, but 'closing' is "
	               "£1,003.49: £0.01 less",
	               NULL),
	   "a bridge that does not sum shows the sum, the closing figure and the difference, in its period");
	is_number(case_problems.items[case_problems.count - 1].column, 9, "at the bridge's place");
	evaluated(ONE_YEAR,
	          FIGURE("opening", "integer", "1") FIGURE("up", "integer", "-1") FIGURE("down", "integer", "0")
	                  FIGURE("closing", "integer", "12000") BRIDGE,
	          1);
	ok(failed_with("case.lua", 5, "1 - 1 + 0 = 0, but 'closing' is 12,000: 12,000 more", NULL),
	   "whole numbers are shown as such");
}

static void test_many_steps(void)
{
	struct text rules = TEXT_INIT;

	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY);");
	text_append(&rules, FIGURE("none", "money", "0") FIGURE("nothing", "money", "0"));
	for (int i = 0; i < 60; i++)
		text_append_format(&rules, FIGURE("one%d", "money", "123456789"), i);
	text_append(&rules, "bridge \"long\" { opening = \"nothing\", closing = \"none\", steps = { ");
	for (int i = 0; i < 60; i++)
		text_append_format(&rules, "\"one%d\", ", i);
	text_append(&rules, "} }\n");
	evaluated(ONE_YEAR, text_string(&rules), 1);
	ok(failed_with("case.lua", 63, "£0 + 60 steps = £74,074,073.40, but 'none' is £0: £74,074,073.40 less", NULL),
	   "of many steps only the sum is shown");
	text_release(&rules);
}

static void test_incomplete(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, amount MONEY INTEGER, other MONEY INTEGER, "
	          "rest MONEY INTEGER);"
	          "INSERT INTO line VALUES (1, NULL, 1, NULL), (2, 5, NULL, NULL);");
	ok(succeeds(evaluated(
		   ONE_YEAR,
		   "total \"up\" { sum = \"line.amount\" }\ntotal \"others\" { sum = \"line.other\" }\n" FIGURE(
			   "opening", "money", "f.others") FIGURE("down", "money", "0")
			   FIGURE("closing", "money", "0") BRIDGE,
		   1)),
	   "a bridge with something unknown in it is no error");
	is_text(bridge_text(), "£0.01, £0.05, £0 = £0 (incomplete: up, others)", "and is shown as incomplete");

	ok(succeeds(evaluated(ONE_YEAR,
	                      "total \"up\" { sum = \"line.amount\" }\n"
	                      "total \"opening\" { min = \"line.rest\" }\n" FIGURE("down", "money", "0")
	                              FIGURE("closing", "money", "6") BRIDGE,
	                      1)),
	   "a bridge whose opening figure is not known");
	is_text(bridge_text(), "none, £0.05, £0 = £0.06 (incomplete: up, opening)", "is incomplete, and there");
}

static void test_absent(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY);");
	ok(succeeds(evaluated(TWO_YEARS,
	                      FIGURE("opening", "money", "at.previous and 1 or nil")
	                              FIGURE("up", "money", "at.previous and 2 or nil") FIGURE("down", "money", "3")
	                                      FIGURE("closing", "money", "6") BRIDGE,
	                      1)),
	   "a bridge without an opening figure in one period");
	is_text(bridge_text(), "absent: none, none, £0.03 = £0.06; £0.01, £0.02, £0.03 = £0.06", "is absent there");
	ok(succeeds(evaluated(ONE_YEAR,
	                      FIGURE("opening", "money", "1") FIGURE("up", "money", "2") FIGURE("down", "money", "3")
	                              FIGURE("closing", "money", "nil") BRIDGE,
	                      1)),
	   "so is one without a closing figure");
	evaluated(TWO_YEARS,
	          FIGURE("opening", "money", "1") FIGURE("up", "money", "0")
	                  FIGURE("down", "money", "at.previous and 0") FIGURE("closing", "money", "1") BRIDGE,
	          1);
	ok(failed_with("case.lua", 5, "step 'down' of bridge 'way' is none in 2025-26", "0"),
	   "a step that is none is an error");
}

int main(void)
{
	make_test_folder();
	test_sums();
	test_does_not_sum();
	test_many_steps();
	test_incomplete();
	test_absent();
	return evaluated_done();
}
