/* report_figures.c: figures, bridges, expectations and totals over several periods fit a terminal of 80 columns, whatever their
 * labels, amounts and units are, cannot command it, and do not crash it where a run file lies. */
#include "report_case.h"

#define LABEL "Sixty characters of a label, as policy lines and services have"

static const char rules[] =
	"total \"by_both\" { sum = \"line.amount\", by = { \"service\", \"kind\" }, title = \"" LABEL "\" }\n"
	"total \"whole\" { sum = \"line.amount\", title = \"" LABEL "\" }\n"
	"total \"matrix\" { sum = \"line.known_amount\", by = { \"service\", \"kind\" } }\n"
	"total \"lines\" { count = \"line\" }\n"
	"figure \"opening\" { type = \"money\", title = \"" LABEL "\", compute = function() return money "
	"\"-£99,999,999,999.99\" end }\n"
	"figure \"step\" { type = \"money\", title = \"" LABEL "\", compute = function() return money "
	"\"£99,949,999,999.94\" end }\n"
	"figure \"closing\" { type = \"money\", title = \"" LABEL
	"\", compute = function(f) return f.opening + f.step end }\n"
	"figure \"of_totals\" { type = \"money\", title = \"" LABEL "\", compute = function(f) return f.whole end }\n"
	"figure \"rate_of_it\" { type = \"rate\", title = \"" LABEL
	"\", compute = function() return rate \"12.3456789%\" end }\n"
	"figure \"words\" { type = \"text\", title = \"" LABEL "\", compute = function() return \"" LABEL " " LABEL
	"\" end }\n"
	"figure \"nothing\" { type = \"money\", optional = true, compute = function() return nil end }\n"
	"bridge \"across\" { title = \"" LABEL
	", and then some more of it to go on\", opening = \"opening\", steps = { "
	"\"step\" }, closing = \"closing\" }\n"
	"bridge \"unproved\" { opening = \"whole\", steps = { \"step\" }, closing = \"together\" }\n"
	"figure \"together\" { type = \"money\", compute = function(f) return f.whole + f.step end }\n"
	"finding \"deep\" { level = \"error\", title = \"" LABEL "\", when = function(f) return f.opening < 0 end,\n"
	"  message = \"{opening}, {closing} and {words}\" }\n";

/* A run over `periods` whose amounts are printed in `unit`. */
static bool make_run(const char *periods, const char *unit)
{
	struct text scenario = TEXT_INIT;
	bool done;

	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, service TEXT, kind TEXT, amount MONEY INTEGER, "
	          "known_amount "
	          "MONEY INTEGER);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO line "
	          "SELECT i, '" LABEL " ' || (i % 3), 'kind ' || (i % 4), CASE WHEN i % 9 THEN i * -12345678901 END, "
	          "-9999999999999 "
	          "FROM n;");
	case_write("case.lua", rules);
	text_append_format(&scenario,
	                   "scenario: case\ndata: data.db\nperiods: %s\nrules: [case.lua]\nin: %s\nexpect:\n",
	                   periods, unit);
	for (int i = 0; i < 3; i++) {
		static const char *const units[] = { "in: £m, values: {2025-26: 17.7}",
			                             "in: £000, values: {2025-26: 7802}",
			                             "values: {2025-26: \"-£99,999,999,999.99\"}" };

		text_append_format(&scenario,
		                   "  - {figure: closing, %s, title: \"" LABEL "\", source: \"" LABEL " " LABEL
		                   "\", note: \"" LABEL " " LABEL "\"}\n",
		                   units[i]);
	}
	text_append(&scenario, "  - {figure: rate_of_it, values: {2025-26: 12.3%}, within: rounding}\n"
	                       "  - {figure: opening, values: {2025-26: \"-£99,999,999,999.99\"}}\n"
	                       "  - {total: whole, values: {2025-26: £1}}\n");
	case_write("case.yaml", text_string(&scenario));
	done = succeeds(case_run("case"));
	text_release(&scenario);
	return done;
}

static void test_width(void)
{
	static const char *const units[] = { "£", "£000", "£m" };
	static const char *const periods[] = { "2025-26", "2025-26 to 2026-27", "2025-26 to 2029-30",
		                               "2025-26 to 2048-49" };

	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		for (size_t j = 0; j < sizeof units / sizeof *units; j++) {
			const char *text;

			ok(make_run(periods[i], units[j]), "a run over %s in %s", periods[i], units[j]);
			text = report_of("case.run", false);
			ok(fits(text), "no line of its report is wider than 80 columns");
			ok(strstr(text, "\nFigures\n") && strstr(text, "\nExpectations") && strstr(text, "\nTotals\n")
			           && strstr(text, "\nFindings\n"),
			   "and every part is there");
		}
	}
}

static void test_order(void)
{
	static const char *const parts[] = { "\nData\n",       "\nFigures\n", "\n" LABEL ", and",
		                             "\nExpectations", "\nTotals\n",  "\nFindings\n" };
	const char *text, *at;

	ok(make_run("2025-26 to 2029-30", "£m"), "a run in £m");
	text = at = report_of("case.run", false);
	for (size_t i = 0; i < sizeof parts / sizeof *parts && at; i++)
		at = strstr(at, parts[i]);
	ok(at != NULL, "data quality comes first, then figures, bridges, expectations, totals, findings");
	ok(strstr(text, "  -100,000.0") && !strstr(text, "£-") && !strstr(text, "-£m"),
	   "amounts are rounded half up, away from zero");
	ok(strstr(text, "Printed in £m, rounded: in 2025-26 the parts as printed come to -50.0, the total is -50.1")
	           == NULL,
	   "nothing is said of a sum that is right as printed");
	ok(strstr(text, "* not all is known of whole, so the sum is not proved"), "a sum that is not proved is said");
	ok(strstr(text, "* incomplete, for not all is known of whole: "), "and figures that are incomplete");
}

static void test_controls(void)
{
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"),
	        "UPDATE figure SET title = char(27) || '[2J', because = char(7), shown = char(155) || shown; "
	        "UPDATE bridge_step SET title = char(27), label = char(13) || label, because = char(27); "
	        "UPDATE expectation SET title = char(27), source = char(7), note = char(8), because = char(155), "
	        "outcome = "
	        "char(27), groups = '[\"' || char(155) || '\"]'; UPDATE manifest SET value = char(27) WHERE name = "
	        "'in'");
	ok(!has_control_bytes(report_of("altered.run", false)), "a foreign run file cannot command a terminal");
	ok(!has_control_bytes(report_of("altered.run", true)), "nor by JSON");
	ok(utf8_valid(report_of("altered.run", true), strlen(report_of("altered.run", true)), NULL),
	   "which is UTF-8");
}

/* Reports of files that lie do not crash. */
static void test_lies(void)
{
	static const char *const lies[] = {
		"UPDATE figure SET value = 'lots'",
		"UPDATE figure SET value = '-170141183460469231731687303715884105728'",
		"UPDATE figure SET value = '170141183460469231731687303715884105727'",
		"UPDATE figure SET value = '0.00000000000000000000000000000000000001'",
		"UPDATE figure SET value = NULL",
		"UPDATE figure SET type = 'poem'",
		"UPDATE figure SET period = period || 'x'",
		"UPDATE figure SET because = ', ,,,'",
		"DELETE FROM figure WHERE period = '2026-27'",
		"UPDATE figure SET declared = 1",
		"UPDATE bridge_step SET part = 'opening'",
		"DELETE FROM bridge_step WHERE position = 0",
		"DELETE FROM bridge_step WHERE position > 0",
		"UPDATE bridge_step SET period = 'never ' || period",
		"UPDATE bridge_step SET value = '99999999999999999999999999999999999999'",
		"UPDATE bridge_step SET value = '-0.5', type = 'integer'",
		"UPDATE bridge_step SET position = 9223372036854775807 WHERE position = 1",
		"UPDATE expectation SET groups = '[[[1]]]'",
		"UPDATE bridge_step SET value = NULL",
		"UPDATE expectation SET allowed = NULL, found = NULL, because = NULL",
		"UPDATE expectation SET groups = 'x'",
		"UPDATE expectation SET groups = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]', title = NULL",
		"UPDATE expectation SET unit = '£££', type = 'poem'",
		"UPDATE expectation SET outcome = 'fine'",
		"UPDATE expectation SET expected = 'lots', allowed = '-', found = '1e9', difference = ''",
		"UPDATE expectation SET period = 'never'",
		"UPDATE expectation SET line = -9223372036854775808",
		"UPDATE total SET groups = '[\"a\"]' WHERE position > 0",
		"UPDATE total SET groups = '[\"a\", \"unknown\"]' WHERE position > 0",
		"DELETE FROM total WHERE position = 0",
		"UPDATE total SET value = '170141183460469231731687303715884105727'",
		"DELETE FROM manifest WHERE name = 'in'",
		"DELETE FROM rule",
	};

	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		copy_run("case.run", "altered.run");
		run_sql(in_folder("altered.run"), lies[i]);
		ok(*report_of("altered.run", true), "told, or refused: %.70s", lies[i]);
		ok(*report_of("altered.run", false), "and to people");
	}
}

int main(void)
{
	make_test_folder();
	test_width();
	test_order();
	test_controls();
	test_lies();
	return case_done();
}
