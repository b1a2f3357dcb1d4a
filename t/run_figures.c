/* run_figures.c: figures: what they are computed from, what makes them incomplete, what stops a run; and findings about them. */
#include "evaluated.h"

#define ONE_YEAR     "on: 2025-04-01\n"
#define THREE_YEARS  "periods: 2025-26 to 2027-28\nrecords:\n  line: {period: year}\n"
#define MONEY        ", type = \"money\", compute = function(f, p, at) "
#define FIGURE(name) "figure \"" name "\" { type = \"money\", compute = function(f, p, at) return "

/* Without an end of line. */
/* Functions that are locals: Lua knows them by their line alone. */
#define ONE_LINE(name, value)                                                   \
	"local function " name "(f, p, at) return " value " end figure \"" name \
	"\" { type = \"money\", compute = " name " } "

static const char data[] = "CREATE TABLE line (id INTEGER PRIMARY KEY, year TEXT, service TEXT OPTIONAL, part TEXT, "
			   "amount MONEY INTEGER, "
			   "met FLAG INTEGER);"
			   "INSERT INTO line VALUES"
			   " (1, '2025-26', 'Libraries', 'a', 1000, 1), (2, '2025-26', 'Parks', 'a', 250, 0),"
			   " (3, '2026-27', 'Libraries', 'b', 1100, 1), (4, '2026-27', NULL, 'a', 5, 1),"
			   " (5, '2027-28', 'Parks', 'a', 300, 1), (6, '2027-28', 'Parks', 'b', NULL, 0);";

static const char totals[] = "total \"cost\" { sum = \"line.amount\" }\n"
			     "total \"by_service\" { sum = \"line.amount\", by = { \"service\" } }\n"
			     "total \"lines\" { count = \"line\", by = { \"service\", \"part\" } }\n"
			     "total \"most\" { max = \"line.amount\", by = { \"service\" } }\n";

static const char *with_totals(const char *figures)
{
	static struct text text;

	text_clear(&text);
	text_append(&text, totals);
	text_append(&text, figures);
	return text_string(&text);
}

static void test_values(void)
{
	case_write("parameters.yaml", "funding:\n  title: Funding\n  type: money\n  illustrative: a test\n"
	                              "  values: {2025-04-01: £9, 2026-04-01: £10.50}\n");
	case_data(data);
	ok(succeeds(evaluated(
		   THREE_YEARS "parameters: [parameters.yaml]\n",
		   with_totals(FIGURE("gap") "f.cost - f.funding end }\n" FIGURE(
			   "funding") "p.funding end }\n"
	                              "figure \"share\" { type = \"rate\", compute = function(f) "
	                              "return divide(f.funding, f.cost, rate \"0.1%\") end }\n"
	                              "figure \"doubled\" { type = \"decimal\", compute = function() "
	                              "return decimal \"0.5\" * 4 end }\n"
	                              "figure \"year\" { type = \"text\", compute = function(f, p, at) "
	                              "return at.period .. \" from \" .. at.start end }\n"
	                              "figure \"short\" { type = \"flag\", compute = function(f) return f.gap > 0 "
	                              "end }\n"
	                              "figure \"rare\" { type = \"integer\", optional = true, compute = "
	                              "function(f, p, at) if at.period == \"2026-27\" then return 7 end end }\n"),
		   1)),
	   "figures of several types");
	is_text(figure_text("gap"), "£3.50; £0.55; -£7.50 (incomplete: cost)",
	        "a figure reads totals, and figures declared after it");
	is_text(figure_text("funding"), "£9; £10.50; £10.50", "a figure reads the parameters of its period");
	is_text(figure_text("doubled"), "2; 2; 2", "a decimal that is whole is a whole number");
	is_text(figure_text("year"), "2025-26 from 2025-04-01; 2026-27 from 2026-04-01; 2027-28 from 2027-04-01",
	        "a figure knows its period");
	is_text(figure_text("short"), "yes; yes; no (incomplete: cost)", "a figure may be a flag");
	is_text(figure_text("rare"), "none; 7; none", "an optional figure may be none");
}

/* A table that declares what a status can be tells a wrong name from a group that is empty. */
static void test_declared_groups(void)
{
	static const char statuses[] = "total \"by_kind\" { sum = \"item.amount\", by = { \"kind\" } }\n"
				       "total \"by_both\" { sum = \"item.amount\", by = { \"kind\", \"name\" } }\n";
	struct text rules = TEXT_INIT;

	case_data("CREATE TABLE item (id INTEGER PRIMARY KEY, kind STATUS TEXT CHECK (kind IN ('cost', 'saving')), "
	          "name TEXT, amount MONEY INTEGER, paid FLAG INTEGER, note TEXT OPTIONAL);"
	          "INSERT INTO item VALUES (1, 'cost', 'a', 300, 0, 'x');");
	text_append_format(&rules, "%s%s", statuses, FIGURE("x") "group(\"by_kind\", \"saving\") end }\n");
	ok(succeeds(evaluated(ONE_YEAR, text_string(&rules), 1)), "a group of a declared status may be empty");
	is_text(figure_text("x"), "£0", "and then gives nothing");
	text_clear(&rules);
	text_append_format(&rules, "%s%s", statuses,
	                   "total \"by_more\" { count = \"item\", by = { \"paid\", \"note\" } }\n" FIGURE(
				   "x") "group(\"by_more\", true, nil) end }\n");
	ok(succeeds(evaluated(ONE_YEAR, text_string(&rules), 1)), "so may one of a flag, and of what is optional");
	is_text(figure_text("x"), "£0", "and gives nothing");
	text_clear(&rules);
	text_append_format(&rules, "%s%s", statuses, FIGURE("x") "group(\"by_kind\", \"savings\") end }\n");
	evaluated(ONE_YEAR, text_string(&rules), 1);
	ok(failed_with("case.lua", 3, "there is no group 'savings'", NULL), "one that is not declared is an error");
	text_clear(&rules);
	text_append_format(&rules, "%s%s", statuses, FIGURE("x") "group(\"by_both\", \"saving\", \"b\") end }\n");
	evaluated(ONE_YEAR, text_string(&rules), 1);
	ok(failed_with("case.lua", 3, "there is no group 'saving, b'", NULL),
	   "so is one with a value that nothing declares");
	text_release(&rules);
}

static void test_groups(void)
{
	case_data(data);
	ok(succeeds(evaluated(
		   THREE_YEARS,
		   with_totals(FIGURE("libraries") "group(\"by_service\", \"Libraries\") end }\n" FIGURE(
			   "parks") "group(\"by_service\", \"Parks\") end }\n" FIGURE("nowhere") "group(\"by_"
	                                                                                         "service\", nil) "
	                                                                                         "end }\n"
	                                                                                         "figure \"parks_a\" "
	                                                                                         "{ type = "
	                                                                                         "\"integer\", "
	                                                                                         "compute = "
	                                                                                         "function() return "
	                                                                                         "group(\"lines\", "
	                                                                                         "\"Parks\", \"a\") "
	                                                                                         "end }\n"
	                                                                                         "figure "
	                                                                                         "\"most_in_parks\" "
	                                                                                         "{ type = "
	                                                                                         "\"money\", "
	                                                                                         "optional = true, "
	                                                                                         "compute = "
	                                                                                         "function() return "
	                                                                                         "group(\"most\", "
	                                                                                         "\"Parks\") end "
	                                                                                         "}\n"),
		   1)),
	   "figures over groups");
	is_text(figure_text("libraries"), "£10; £11; £0", "a sum of a group that only other periods have is 0");
	is_text(figure_text("parks"), "£2.50; £0; £3 (incomplete: by_service)",
	        "a figure of a group in which something is unknown is incomplete");
	is_text(figure_text("nowhere"), "£0; £0.05; £0", "nil asks for the group of those that have none");
	is_text(figure_text("parks_a"), "1; 0; 1", "a group by two things, complete though others are not");
	is_text(figure_text("most_in_parks"), "£2.50; none; £3 (incomplete: most)",
	        "the greatest in a group that only other periods have is none");
	evaluated(THREE_YEARS, with_totals("\n" FIGURE("x") "group(\"by_service\", \"Librares\") end }\n"), 1);
	ok(failed_with("case.lua", 6,
	               "there is no group 'Librares' of total 'by_service' in any period (figure 'x', 2025-26)",
	               "did you mean 'Libraries'?"),
	   "a group that no period has is an error with the nearest one");
	evaluated(THREE_YEARS, with_totals(FIGURE("x") "group(\"lines\", \"Parks\", \"c\") end }\n"), 1);
	ok(failed_with("case.lua", 5, "no group 'Parks, c' of total 'lines'", "did you mean 'Parks, a'?"),
	   "so is one of two things");
	/* How many values there are, the source cannot always tell. */
	evaluated(THREE_YEARS,
	          with_totals("local names = { \"Parks\", \"a\", \"b\" }\n" FIGURE(
			  "x") "group(\"lines\", table.unpack(names)) end }\n"),
	          1);
	ok(failed_with("case.lua", 6,
	               "total 'lines' is grouped by 'service', 'part': expected 2 values after its name, got 3",
	               NULL),
	   "as many values as the total has groups");
	evaluated(THREE_YEARS, with_totals("local name = 3\n" FIGURE("x") "group(\"by_service\", name) end }\n"), 1);
	ok(failed_with("case.lua", 6, "'service' of total 'by_service': expected text, got", NULL),
	   "values are of their field's type");
	evaluated(THREE_YEARS, with_totals("local name = \"cost\"\n" FIGURE("x") "group(name .. \"\", 1) end }\n"),
	          1);
	ok(case_problems.errors > 0, "a total's name is written where group is called");
}

static void test_unknown_groups(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, service TEXT, met FLAG INTEGER, amount MONEY INTEGER);"
	          "INSERT INTO line VALUES (1, 'Parks', 1, 100), (2, NULL, 1, 7), (3, 'Roads', 0, 20);");
	ok(succeeds(evaluated(
		   ONE_YEAR,
		   "total \"by_both\" { sum = \"line.amount\", by = { \"service\", \"met\" } }\n"
		   "total \"by_met\" { sum = \"line.amount\", by = { \"met\" } }\n" FIGURE(
			   "parks") "group(\"by_both\", \"Parks\", true) end }\n" FIGURE("roads") "group(\"by_both\","
												  " \"Roads\", "
												  "false) end "
												  "}\n" FIGURE(
													  "met") "gro"
														 "up("
														 "\"b"
														 "y_"
														 "met"
														 "\","
														 " tr"
														 "ue)"
														 " en"
														 "d "
														 "}"
														 "\n",
		   1)),
	   "figures over groups of which some are unknown");
	is_text(figure_text("parks"), "£1 (incomplete: by_both)",
	        "a group is incomplete while it is not known whether a record belongs to it");
	is_text(figure_text("roads"), "£0.20", "and complete where none can");
	is_text(figure_text("met"), "£1.07", "a flag names a group");
}

static void test_no_records(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, service TEXT, amount MONEY INTEGER);");
	ok(succeeds(evaluated(ONE_YEAR,
	                      "total \"cost\" { sum = \"line.amount\", by = { \"service\" } }\n"
	                      "total \"least\" { min = \"line.amount\" }\n" FIGURE(
				      "all") "f.cost + group(\"cost\", \"Parks\") end }\n"
	                                     "figure \"least_of_all\" { type = \"money\", optional = true, compute = "
	                                     "function(f) return f.least end }\n",
	                      2)),
	   "a run without a record");
	is_text(figure_text("all"), "£0", "sums of nothing are 0, in whatever group");
	is_text(figure_text("least_of_all"), "none", "the least of nothing is none");
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, amount MONEY INTEGER);"
	          "INSERT INTO line VALUES (1, NULL);");
	ok(succeeds(evaluated(ONE_YEAR,
	                      "total \"least\" { min = \"line.amount\" }\n"
	                      "figure \"floor\" { type = \"money\", optional = true, compute = function(f) return "
	                      "f.least end }\n"
	                      "finding \"seen\" { level = \"info\", when = function(f) return f.floor == nil end, "
	                      "message = \"{floor}, {least}\" }\n",
	                      1)),
	   "a total of which nothing is known");
	is_text(figure_text("floor"), "none (incomplete: least)", "is none, and incomplete");
	is_text(findings_text(), "seen, 2025-04-01: unknown, unknown", "and is shown as unknown");
	ok(succeeds(evaluated(ONE_YEAR, FIGURE("one") "1 end }\n", 1)), "a run without any rule about records");
	is_text(figure_text("one"), "£0.01", "has its figures");
}

/* Parameters that figures alone read are the run's too, and what is carried for them is said. */
static void test_parameters(void)
{
	const struct plan *plan = &evaluated_inputs.plan;

	case_write("parameters.yaml", "funding:\n  title: Funding\n  type: money\n  illustrative: a test\n"
	                              "  values: {2025-04-01: £9}\n"
	                              "limit:\n  title: Limit\n  type: money\n  illustrative: a test\n"
	                              "  values: {2026-04-01: £1}\n"
	                              "unread:\n  title: Unread\n  type: money\n  illustrative: a test\n"
	                              "  values: {2025-04-01: £9}\n");
	case_data(data);
	ok(succeeds(evaluated(THREE_YEARS "parameters: [parameters.yaml]\n",
	                      FIGURE("funding") "p.funding end }\n"
	                                        "finding \"low\" { level = \"info\", when = function(f, p, at) "
	                                        "return at.period ~= \"2025-26\" and f.funding > p.limit end, "
	                                        "message = \"{funding}\" }\n",
	                      1)),
	   "parameters that figures read");
	is_number((long long) plan->parameter_count, 2, "are in the plan, those of findings too, and no others");
	ok(plan_reads_in_period(plan, plan->parameters[0], &plan->periods[2])
	           && plan_reads_in_period(plan, plan->parameters[1], &plan->periods[2]),
	   "and are read in every period");
	is_text(findings_text(), "low, 2026-27: £9; low, 2027-28: £9", "as they are in force");
	evaluated(THREE_YEARS "parameters: [parameters.yaml]\nstrict: true\n", FIGURE("funding") "p.funding end }\n",
	          1);
	ok(failed_with("parameters.yaml", 1, "parameter 'funding' has no value for 2026-27", NULL),
	   "so 'strict' refuses to carry them");
	evaluated(THREE_YEARS "parameters: [parameters.yaml]\n", "\n" FIGURE("limit") "p.limit end }\n", 1);
	ok(failed_with("case.lua", 2, "parameter 'limit' has no value before 2026-04-01 (figure 'limit', 2025-26)",
	               NULL),
	   "and one that has no value yet is an error");
}

static void test_previous(void)
{
	case_data(data);
	ok(succeeds(evaluated(
		   THREE_YEARS,
		   with_totals(FIGURE("opening") "at.previous and at.previous.closing or 100 end }\n" FIGURE(
			   "closing") "f.opening + f.cost end }\n" FIGURE("growth") "f.cost - (at.previous and "
	                                                                            "at.previous.cost or 0) end }\n"),
		   1)),
	   "figures that read the period before");
	is_text(figure_text("opening"), "£1; £13.50; £24.55", "a figure of the period before");
	is_text(figure_text("closing"), "£13.50; £24.55; £27.55 (incomplete: cost)", "is no loop");
	is_text(figure_text("growth"), "£12.50; -£1.45; -£8.05 (incomplete: cost)", "a total of the period before");
	evaluated(THREE_YEARS,
	          with_totals("local function last(at) return at.previous end\n" FIGURE(
			  "x") "at.previous and last(at)[at.period] or 0 end }\n"),
	          1);
	ok(failed_with("case.lua", 6, "'at.previous' has no '2026-27'", NULL), "it has no other names");
}

static void test_incomplete(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, year TEXT, a MONEY INTEGER, b MONEY INTEGER, "
	          "c MONEY INTEGER);"
	          "INSERT INTO line VALUES (1, '2025-26', NULL, 1, 1), (2, '2026-27', 1, NULL, 1), "
	          "(3, '2027-28', 1, 1, 1);");
	ok(succeeds(evaluated(
		   THREE_YEARS,
		   "total \"z\" { sum = \"line.a\" }\ntotal \"y\" { sum = \"line.b\" }\n"
		   "total \"x\" { sum = \"line.c\" }\n" FIGURE("both") "f.y + f.z + f.y end }\n" FIGURE(
			   "thro"
			   "ugh") "f.x + f.both end }\n" FIGURE("carried") "f.y + (at.previous and "
									   "at.previous.carried or f.z) end "
									   "}\n" FIGURE("sound") "f.x end }\n" FIGURE(
										   "choosy") "at.period "
											     "== "
											     "\"2025-26\" "
											     "and f.x or "
											     "f.y end "
											     "}\n" FIGURE(
												     "pair") "f.both "
													     "+ "
													     "(at."
													     "previou"
													     "s and "
													     "at."
													     "previou"
													     "s.both "
													     "or 0) "
													     "end "
													     "}\n",
		   1)),
	   "figures over totals that are not all known");
	is_text(figure_text("both"), "£0.02 (incomplete: z); £0.01 (incomplete: y); £0.03",
	        "a figure that reads an incomplete total is incomplete");
	is_text(figure_text("through"), "£0.03 (incomplete: z); £0.02 (incomplete: y); £0.04",
	        "so is one that reads an incomplete figure");
	is_text(figure_text("carried"), "£0.01 (incomplete: z); £0.01 (incomplete: z, y); £0.02 (incomplete: z, y)",
	        "and one that reads what was incomplete a period before: each total once, in the order declared");
	is_text(figure_text("sound"), "£0.01; £0.01; £0.01", "another is not");
	is_text(figure_text("choosy"), "£0.01; £0 (incomplete: y); £0.01", "what was not read does not matter");
	is_text(figure_text("pair"), "£0.02 (incomplete: z); £0.03 (incomplete: z, y); £0.04 (incomplete: y)",
	        "both periods count");
}

/* Loops that cannot be seen before the run: of what stands on one line it is not certain which function reads it. */
static void test_cycles(void)
{
	case_data(data);
	evaluated(THREE_YEARS,
	          with_totals(ONE_LINE("a", "f.b") ONE_LINE("b", "f.c + f.cost")
	                              ONE_LINE("c", "at.period == \"2025-26\" and f.cost or f.a")),
	          1);
	ok(failed_with("case.lua", 5, "a -> b -> c", "at.previous.")
	           && strstr(case_problems.items[0].message, "2026-27)"),
	   "a loop is printed whole, with the period in which it is met");
	evaluated(ONE_YEAR, ONE_LINE("a", "f.a + 1") ONE_LINE("b", "1"), 1);
	ok(failed_with("case.lua", 1, "a -> a", "at.previous.a"), "a figure that reads itself is a loop");
	ok(succeeds(evaluated(THREE_YEARS,
	                      ONE_LINE("a", "at.period == \"2025-26\" and f.b or 1")
	                              ONE_LINE("b", "at.period == \"2025-26\" and 2 or f.a"),
	                      1)),
	   "a loop that no period goes round");
	is_text(figure_text("b"), "£0.02; £0.01; £0.01", "is none");
}

/* Where none of its figures is declared before what it reads, a long chain is evaluated all the same. */
static void test_chain(void)
{
	struct text rules = TEXT_INIT;

	case_data(data);
	for (int i = 0; i < 300; i++)
		text_append_format(&rules, FIGURE("a%d") "f.a%d + 1 end }\n", i, i + 1);
	text_append(&rules, FIGURE("a300") "0 end }\n");
	ok(succeeds(evaluated(ONE_YEAR, text_string(&rules), 1)), "a chain of figures");
	is_text(figure_text("a0"), "£3", "may be long");
	text_release(&rules);
}

static void test_errors(void)
{
	case_data(data);
	evaluated(THREE_YEARS,
	          with_totals("figure \"x\" { type = \"money\",\n  compute = function(f, p, at)\n"
	                      "  return at.period == \"2026-27\" and f.most + {} or 1 end }\n"),
	          1);
	ok(failed_with("case.lua", 7, "(figure 'x', 2026-27)", NULL), "an error names the figure and the period");
	ok(strstr(case_problems.items[0].excerpt, "at.period"), "and shows the line");
	evaluated(ONE_YEAR, "figure \"x\" { type = \"money\", compute = function() end }\n", 1);
	ok(failed_with("case.lua", 1, "expected money, got nothing (figure 'x', 2025-04-01)", "optional = true"),
	   "a figure is something, unless it is optional");
	evaluated(ONE_YEAR, "figure \"x\" { type = \"integer\",\n compute = function() return \"many\" end }\n", 1);
	ok(failed_with("case.lua", 2, "expected", NULL), "a figure is of its type");
	evaluated(ONE_YEAR, FIGURE("x") "decimal \"0.5\" end }\n", 1);
	ok(failed_with("case.lua", 1, "expected money", NULL), "a part of a penny is no money");
	evaluated(ONE_YEAR, FIGURE("x") "9007199254740993 end }\n", 1);
	ok(failed_with("case.lua", 1, "(figure 'x'", NULL), "nor is what is beyond its range");
	evaluated(ONE_YEAR, FIGURE("x") "f.y + 1 end }\n" FIGURE("y") "error(\"no such grant\") end }\n", 1);
	ok(failed_with("case.lua", 2, "no such grant (figure 'y', 2025-04-01)", NULL),
	   "the error of a figure that another reads is its own");
	evaluated(ONE_YEAR, "figure \"x\" { type = \"money\",\n  compute = function()\n    while true do end end }\n",
	          1);
	ok(failed_with("case.lua", 3, "took more than 1000000 instructions (figure 'x'", "a loop that does not end"),
	   "a figure that does not end is stopped");
	evaluated(ONE_YEAR,
	          FIGURE("x") "1 end }\nfinding \"odd\" { level = \"info\",\n  when = function(f) return 1 end, "
	                      "message = \"!\" }\n",
	          1);
	ok(failed_with("case.lua", 3, "when of 'odd' gave an integer: expected true or false", NULL),
	   "a finding is there or not");
	evaluated(ONE_YEAR, FIGURE("x") "f + 1 end }\n", 1);
	ok(failed_with("case.lua", 1, "arithmetic", "name one of them"), "the figures are no figure");
	evaluated(ONE_YEAR,
	          FIGURE("x") "f.maybe + 1 end }\nfigure \"maybe\" { type = \"money\", optional = true, compute = "
	                      "function() end }\n",
	          1);
	ok(failed_with("case.lua", 1, "'maybe'", "there is none: test for it"), "nor is one of which there is none");
	evaluated(ONE_YEAR, FIGURE("x") "(function() f.y = 1 end)() end }\n" FIGURE("y") "1 end }\n", 1);
	ok(case_problems.errors > 0, "figures cannot be changed");
}

/* Each figure has instructions of its own, however much those that it reads have used. */
static void test_budget(void)
{
	struct text rules = TEXT_INIT;

	case_data(data);
	text_append(&rules, FIGURE("all") "0");
	for (int i = 0; i < 10; i++)
		text_append_format(&rules, " + f.a%d", i);
	text_append(&rules, " end }\n");
	for (int i = 0; i < 10; i++)
		text_append_format(&rules,
		                   "figure \"a%d\" { type = \"money\", compute = function() local n = 0 "
		                   "while n < 90000 do n = n + 1 end return n end }\n",
		                   i);
	ok(succeeds(evaluated(ONE_YEAR, text_string(&rules), 1)), "figures that take long one by one");
	is_text(figure_text("all"), "£9,000", "are not added up to one that takes too long");
	text_release(&rules);
}

static void test_findings(void)
{
	case_data(data);
	ok(succeeds(evaluated(
		   THREE_YEARS,
		   with_totals("finding \"grows\" { level = \"warning\", title = \"Growth\",\n"
	                       "  when = function(f, p, at) return f.cost > (at.previous and "
	                       "at.previous.cost or 0) end,\n"
	                       "  message = \"cost {cost}, at most {most}, rate {part}, left {left}\" }\n"
	                       "finding \"shrinks\" { level = \"info\",\n"
	                       "  when = function(f) return f.cost < 1000 end, message = \"{cost} only\" }\n"
	                       "figure \"part\" { type = \"rate\", compute = function() return rate "
	                       "\"5.5%\" end }\n"
	                       "figure \"left\" { type = \"money\", optional = true, compute = function() "
	                       "end }\n"),
		   1)),
	   "findings about figures");
	is_text(findings_text(),
	        "grows, 2025-26: cost £12.50, at most £10, rate 5.5%, left none; "
	        "grows, 2027-28: undecided; shrinks, 2027-28: £3 (incomplete) only",
	        "are made once a period, with amounts shown by their types, and say what is incomplete");
	is_number(evaluated_result.findings[0].found, 1, "and are counted");
	is_number(evaluated_result.findings[0].undecided, 1, "also those that what is not known may make hold");
}

static void test_jobs(void)
{
	struct text sql = TEXT_INIT, first = TEXT_INIT;

	text_append(&sql,
	            "CREATE TABLE line (id INTEGER PRIMARY KEY, year TEXT, service TEXT, amount MONEY INTEGER);");
	for (int i = 0; i < 5000; i++)
		text_append_format(&sql, "%s(%d, '%d-%d', 's%d', %s)", i % 500 ? "," : ";INSERT INTO line VALUES ", i,
		                   2025 + i % 3, 26 + i % 3, i % 7, i % 999 ? "1" : "NULL");
	case_data(text_string(&sql));
	for (size_t jobs = 1; jobs <= 4; jobs += 3) {
		ok(succeeds(evaluated(THREE_YEARS,
		                      "total \"cost\" { sum = \"line.amount\", by = { \"service\" } }\n" FIGURE(
					      "all") "f.cost + (at.previous and at.previous.all or 0) end "
		                                     "}\n" FIGURE("one") "group(\"cost\", \"s3\") end }\n"
		                                                         "finding \"much\" { level = \"info\", "
		                                                         "when = function(f) return f.all > "
		                                                         "2000 end, "
		                                                         "message = \"{all}\" }\n",
		                      jobs)),
		   "figures with %zu jobs", jobs);
		text_append_format(&first, "%s/%s/%s|", figure_text("all"), figure_text("one"), findings_text());
	}
	size_t half = first.length / 2;

	ok(first.length % 2 == 0 && !memcmp(first.bytes, first.bytes + half, half) && strstr(first.bytes, "£"),
	   "are the same");
	text_release(&sql);
	text_release(&first);
}

int main(void)
{
	make_test_folder();
	test_values();
	test_groups();
	test_declared_groups();
	test_unknown_groups();
	test_no_records();
	test_parameters();
	test_previous();
	test_incomplete();
	test_cycles();
	test_chain();
	test_errors();
	test_budget();
	test_findings();
	test_jobs();
	return evaluated_done();
}
