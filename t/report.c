/* report.c: a run told to people fits a terminal of 80 columns, cannot command it, and shows what the run file holds. */
#include "report_case.h"

#define LONG_TITLE \
	"A title that goes on and on about everything that the rule, of which it is the title, ever did for anybody"

static void make_wide_run(void)
{
	case_data("CREATE TABLE household_with_a_long_name (id INTEGER PRIMARY KEY, a_name_of_a_ward_that_is_long "
	          "TEXT, income "
	          "MONEY INTEGER, another_field_with_a_long_name MONEY INTEGER, state STATUS TEXT);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO "
	          "household_with_a_long_name SELECT i, CASE WHEN i % 5 THEN 'The ward of Saint Ives and Hemingford "
	          "Grey number ' "
	          "|| (i % 4) END, CASE WHEN i % 3 THEN i * 100000000001 END, i, CASE i % 4 WHEN 0 THEN 'unknown' "
	          "WHEN 1 THEN "
	          "'eligible' WHEN 2 THEN 'a longer state' END FROM n;");
	ok(succeeds(case_rules(
		   "local h = \"household_with_a_long_name\"\n"
		   "rule \"a_rule_with_quite_a_long_name_of_its_own\" { on = h, type = \"eligibility\", title = "
		   "\"" LONG_TITLE "\",\n"
		   "  conditions = all { { \"poor\", function(c) return c.income < money \"£17m\" end } },\n"
		   "  award = function(c) return c.income end }\n"
		   "rule \"another_rule_with_quite_a_long_name\" { on = h, type = \"money\", status = \"draft\", "
		   "title = \"" LONG_TITLE "\",\n"
		   "  compute = function(c) return c.income end }\n"
		   "total \"by_ward\" { sum = h .. \".income\", by = { \"a_name_of_a_ward_that_is_long\" }, title = "
		   "\"" LONG_TITLE "\" }\n"
		   "total \"by_both\" { sum = h .. \".another_field_with_a_long_name\", by = { "
		   "\"a_name_of_a_ward_that_is_long\", "
		   "\"state\" } }\n"
		   "total \"by_three\" { count = h, by = { \"a_name_of_a_ward_that_is_long\", \"state\", "
		   "\"a_rule_with_quite_a_long_name_of_its_own\" } }\n"
		   "total \"all_of_it\" { sum = h .. \".income\", title = \"" LONG_TITLE "\" }\n"
		   "finding \"rich\" { on = h, level = \"warning\", title = \"" LONG_TITLE "\",\n"
		   "  when = function(c) return c.income > money \"£10m\" end,\n"
		   "  message = \"{income} a year in {a_name_of_a_ward_that_is_long}, which is more than anybody "
		   "would have thought "
		   "possible\" }\n")),
	   "a run with long names, titles and figures");
}

static void test_width(void)
{
	const char *text = report_of("case.run", false);

	ok(fits(text), "no line is wider than 80 columns");
	ok(strstr(text, "Eligibility") && strstr(text, "Outcomes") && strstr(text, "Totals")
	           && strstr(text, "Findings") && strstr(text, "Missing facts") && strstr(text, "Notes")
	           && strstr(text, "(draft)"),
	   "every part is there");
	ok(strstr(text, "more, in the run file's table finding"), "what is left out is said");
	ok(strstr(text, ask("SELECT value FROM digest WHERE name = 'seal'")), "the seal stands at the end");
}

/* A status called unknown and one that is not known are two groups, with a cell each. */
static void test_two_unknowns(void)
{
	const char *text;

	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, ward TEXT, state STATUS TEXT);"
	          "INSERT INTO home VALUES (1, 'n', 'unknown'), (2, 'n', 'unknown'), (3, 'n', NULL), (4, 's', 'a');");
	ok(succeeds(case_rules("total \"homes\" { count = \"home\", by = { \"ward\", \"state\" } }\n")),
	   "two groups of one name");
	text = report_of("case.run", false);
	ok(strstr(text, "n     unknown  2") && strstr(text, "n     unknown  1"), "have a figure each");
}

static void test_controls(void)
{
	case_data("CREATE TABLE home (id TEXT PRIMARY KEY, name TEXT, n INTEGER);"
	          "INSERT INTO home VALUES ('a' || char(27) || '[2J', 'x' || char(27) || ']0;owned' || char(7) || "
	          "char(155) || "
	          "'m', 1), ('b', 'line' || char(13) || char(10) || 'two', 2);");
	ok(succeeds(case_rules(
		   "total \"homes\" { count = \"home\", by = { \"name\" } }\n"
		   "finding \"f\" { on = \"home\", level = \"info\", when = function(h) return h.n > 0 end,\n"
		   "  message = \"{id} {name}\" }\n"
		   "rule \"r\" { on = \"home\", type = \"integer\", compute = function(h) return h.n end }\n")),
	   "records whose texts command terminals");
	ok(!has_control_bytes(report_of("case.run", false)), "are shown without their control bytes");
	ok(!has_control_bytes(report_of("case.run", true)), "and escaped in JSON");
	copy_run("case.run", "altered.run");
	run_sql(in_folder("altered.run"), "UPDATE manifest SET value = 'a' || char(27) || '[31m' || CAST(x'ff' AS "
	                                  "TEXT); UPDATE note SET text = char(7); "
	                                  "UPDATE total SET name = char(27) || name, title = char(27), grouped_by = "
	                                  "'[\"' || char(155) || '\"]'; "
	                                  "UPDATE rule SET period = char(27) || period");
	ok(!has_control_bytes(report_of("altered.run", false)), "nor can a foreign run file command one");
	ok(utf8_valid(report_of("altered.run", true), strlen(report_of("altered.run", true)), NULL),
	   "JSON is UTF-8 whatever it holds");
}

/* Reports of files that lie do not crash. */
static void test_lies(void)
{
	static const char *const lies[] = {
		"UPDATE total SET grouped_by = 'x'",
		"UPDATE total SET groups = '[[[[1]]]]'",
		"UPDATE total SET groups = '[]'",
		"UPDATE total SET grouped_by = "
		"'[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\",\"n\",\"o\"]'",
		"UPDATE total SET value = 'lots', type = 'money'",
		"UPDATE total SET value = '99999999999999999999999999', type = 'money'",
		"DELETE FROM total WHERE position = 0",
		"UPDATE total SET known = -9223372036854775808, unknown = -9223372036854775808",
		"UPDATE rule SET award = -9223372036854775808, award_unknown = 9223372036854775807, unknown = -5",
		"UPDATE input SET rows = 9223372036854775807, left_out = 9223372036854775807, undecided = "
		"9223372036854775807",
		"UPDATE input_field SET unknown = 9223372036854775807",
		"UPDATE finding SET undecided = 9223372036854775807",
		"UPDATE finding SET undecided = -9223372036854775808",
		"DELETE FROM manifest",
		"DELETE FROM digest",
		"UPDATE missing_fact SET records = 'many'",
		"UPDATE note SET text = replace(hex(zeroblob(200000)), '0', 'w ')",
	};

	make_wide_run();
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		const char *text;

		copy_run("case.run", "altered.run");
		run_sql(in_folder("altered.run"), lies[i]);
		text = report_of("altered.run", true);
		ok(*text, "told, or refused: %.70s", lies[i]);
		text = report_of("altered.run", false);
		ok(*text, "and to people");
	}
}

int main(void)
{
	make_test_folder();
	make_wide_run();
	test_width();
	test_two_unknowns();
	test_controls();
	test_lies();
	return case_done();
}
