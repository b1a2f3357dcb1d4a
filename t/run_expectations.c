/* run_expectations.c: published values are held against what a run finds: exact, explained by rounding, missed or incomplete; and
 * what cannot be held against anything is refused before the run. */
#include "evaluated.h"

#include "evaluate/figure.h"

static const char data[] = "CREATE TABLE line (id INTEGER PRIMARY KEY, year TEXT, service TEXT OPTIONAL, part TEXT, "
			   "amount MONEY INTEGER, met FLAG INTEGER);"
			   "INSERT INTO line VALUES"
			   " (1, '2025-26', 'Libraries', 'a', 780249900, 1), (2, '2025-26', 'Parks', 'a', 1000, 0),"
			   " (3, '2026-27', 'Libraries', 'b', 780250000, 1), (4, '2026-27', NULL, 'a', 5, 1),"
			   " (5, '2027-28', 'Parks', 'a', 300, 1), (6, '2027-28', 'Parks', 'b', NULL, 0);";

static const char rules[] =
	"rule \"paid\" { on = \"line\", type = \"eligibility\","
	" conditions = all { { \"met\", function(l) return l.met end } } }\n"
	"total \"cost\" { sum = \"line.amount\" }\n"
	"total \"by_service\" { sum = \"line.amount\", by = { \"service\" } }\n"
	"total \"lines\" { count = \"line\", by = { \"service\", \"part\" } }\n"
	"total \"most\" { max = \"line.amount\", by = { \"service\" } }\n"
	"total \"by_met\" { count = \"line\", by = { \"met\", \"paid\" } }\n"
	"total \"nothing\" { min = \"line.amount\", where = function(l) return l.id > 100 end }\n"
	"total \"nobody\" { sum = \"line.amount\", by = { \"service\" }, where = function(l) return l.id > 100 end "
	"}\n"
	"figure \"gap\" { type = \"money\", compute = function(f, p, at)"
	"  if at.period == \"2025-26\" then return money \"£17,750,000\" end"
	"  if at.period == \"2026-27\" then return money \"£17,650,000\" end"
	"  return money \"£17,750,000.01\" end }\n"
	"figure \"share\" { type = \"rate\", compute = function(f, p, at)"
	"  if at.period == \"2025-26\" then return rate \"4.985%\" end"
	"  if at.period == \"2026-27\" then return rate \"4.995%\" end"
	"  return rate \"4.99500001%\" end }\n"
	"figure \"ratio\" { type = \"decimal\", compute = function() return decimal \"12.5\" end }\n"
	"figure \"homes\" { type = \"integer\", compute = function() return 1204 end }\n"
	"figure \"rating\" { type = \"text\", compute = function() return \"amber\" end }\n"
	"figure \"ready\" { type = \"flag\", compute = function() return true end }\n"
	"figure \"due\" { type = \"date\", compute = function(f, p, at) return at.finish end }\n"
	"figure \"rare\" { type = \"money\", optional = true, compute = function() return nil end }\n"
	"figure \"late\" { type = \"money\", compute = function(f) return f.cost + 0 end }\n"
	"figure \"mean\" { type = \"number\", compute = function(f) return f.homes end }\n";

static struct text yaml;

/* The scenario with these expectations. */
static const char *expecting(const char *expectations)
{
	text_clear(&yaml);
	text_append(&yaml, "periods: 2025-26 to 2027-28\nrecords:\n  line: {period: year}\nexpect:\n");
	text_append(&yaml, expectations);
	return text_string(&yaml);
}

/* What came of each: "outcome found - expected = difference of allowed (because)", '; ' between; or the first error. Static. */
static const char *settled(const char *expectations)
{
	struct text *out = next_answer();

	if (evaluated(expecting(expectations), rules, 1)) {
		problems_sort(&case_problems);
		return case_problems.items[0].message;
	}
	for (size_t i = 0; i < evaluated_result.expectation_count; i++) {
		const struct expectation_result *result = &evaluated_result.expectations[i];

		text_append_format(out, "%s%s ", i ? "; " : "", expectation_outcome_names[result->outcome]);
		value_print(result->type, result->found, out);
		text_append(out, " - ");
		value_print(result->type, result->expected, out);
		text_append(out, " = ");
		value_print(result->type, result->difference, out);
		text_append(out, " of ");
		value_print(result->type, result->allowed, out);
		append_because(out, result->because);
	}
	return text_string(out);
}

static void rounding_explains_up_to_half_a_unit(void)
{
	is_text(settled("  - {figure: gap, in: £m, values: {2025-26: 17.7, 2026-27: 17.7, 2027-28: 17.7}, within: "
	                "rounding}\n"),
	        "rounding £17,750,000 - £17,700,000 = £50,000 of £50,000; "
	        "rounding £17,650,000 - £17,700,000 = -£50,000 of £50,000; "
	        "missed £17,750,000.01 - £17,700,000 = £50,000.01 of £50,000",
	        "half a unit of the last printed digit, above and below, and not a penny more");
	is_text(settled("  - {figure: gap, in: £m, values: {2025-26: 17.70, 2026-27: 17.65}, within: rounding}\n"),
	        "missed £17,750,000 - £17,700,000 = £50,000 of £5,000; "
	        "exact £17,650,000 - £17,650,000 = £0 of £5,000",
	        "a zero that is printed counts");
	is_text(settled("  - {figure: gap, in: £m, values: {2025-26: 17.75, 2026-27: 17.7}}\n"),
	        "exact £17,750,000 - £17,750,000 = £0 of £0; missed £17,650,000 - £17,700,000 = -£50,000 of £0",
	        "without 'within' only what is exact is right");
	is_text(settled("  - {figure: gap, in: £m, values: {2025-26: 17.9, 2027-28: 17.9}, within: {addends: 2}}\n"
	                "  - {figure: gap, in: £m, values: {2025-26: 17.9, 2027-28: 17.9}, within: {addends: 3}}\n"
	                "  - {figure: gap, in: £m, values: {2025-26: 17.8}, within: {addends: 0}}\n"),
	        "rounding £17,750,000 - £17,900,000 = -£150,000 of £150,000; "
	        "rounding £17,750,000.01 - £17,900,000 = -£149,999.99 of £150,000; "
	        "rounding £17,750,000 - £17,900,000 = -£150,000 of £200,000; "
	        "rounding £17,750,000.01 - £17,900,000 = -£149,999.99 of £200,000; "
	        "rounding £17,750,000 - £17,800,000 = -£50,000 of £50,000",
	        "a sum of rounded numbers may be out by half a unit for each, and half for itself");
	is_text(settled("  - {figure: gap, values: {2025-26: £17.8m, 2026-27: £18 million}, within: rounding}\n"
	                "  - {figure: gap, values: {2025-26: \"£17,750,001\"}, within: rounding}\n"),
	        "rounding £17,750,000 - £17,800,000 = -£50,000 of £50,000; "
	        "rounding £17,650,000 - £18,000,000 = -£350,000 of £500,000; "
	        "missed £17,750,000 - £17,750,001 = -£1 of £0.50",
	        "amounts may be written with their unit");
}

static void every_type_is_settled(void)
{
	is_text(settled("  - {figure: share, values: {2025-26: 4.99%, 2026-27: 4.99%, 2027-28: 4.99%}, within: "
	                "rounding}\n"),
	        "rounding 4.985% - 4.99% = -0.005% of 0.005%; rounding 4.995% - 4.99% = 0.005% of 0.005%; "
	        "missed 4.99500001% - 4.99% = 0.00500001% of 0.005%",
	        "rates, to the last decimal");
	is_text(settled("  - {figure: ratio, values: {2025-26: 12, 2026-27: 12.0, 2027-28: 12.50}, within: "
	                "rounding}\n"),
	        "rounding 12.5 - 12 = 0.5 of 0.5; missed 12.5 - 12 = 0.5 of 0.05; exact 12.5 - 12.5 = 0 of 0.005",
	        "decimals");
	is_text(settled("  - {figure: homes, values: {2025-26: 1204, 2026-27: 1203}, within: rounding}\n"
	                "  - {figure: homes, values: {2025-26: 1203}, within: {addends: 1}}\n"),
	        "exact 1,204 - 1,204 = 0 of 0; missed 1,204 - 1,203 = 1 of 0; rounding 1,204 - 1,203 = 1 of 1",
	        "whole numbers");
	is_text(settled("  - {figure: rating, values: {2025-26: amber, 2026-27: Amber}}\n"
	                "  - {figure: ready, values: {2025-26: yes, 2026-27: no}}\n"
	                "  - {figure: due, values: {2025-26: 2026-03-31, 2026-27: 2026-03-31}}\n"),
	        "exact amber - amber = none of none; missed amber - Amber = none of none; "
	        "exact yes - yes = none of none; missed yes - no = none of none; "
	        "exact 2026-03-31 - 2026-03-31 = none of none; missed 2027-03-31 - 2026-03-31 = none of none",
	        "texts, flags and dates are the same or are not");
	is_text(settled("  - {figure: rare, values: {2025-26: £0}, within: rounding}\n"
	                "  - {total: nothing, values: {2025-26: £0}}\n"),
	        "missed none - £0 = none of £0.50; missed none - £0 = none of £0",
	        "what there is none of is not nought");
}

static void totals_and_groups_are_settled(void)
{
	is_text(settled("  - {total: cost, values: {2025-26: \"£7,802,509\"}}\n"),
	        "exact £7,802,509 - £7,802,509 = £0 of £0", "the whole of a total");
	is_text(settled("  - {total: by_service, group: [Libraries], in: £000, values: {2025-26: 7802, 2026-27: "
	                "7802, "
	                "2027-28: 0}, within: rounding}\n"),
	        "rounding £7,802,499 - £7,802,000 = £499 of £500; rounding £7,802,500 - £7,802,000 = £500 of £500; "
	        "exact £0 - £0 = £0 of £500",
	        "a group; where only other periods have it, it is nought");
	is_text(settled("  - {total: lines, group: [Libraries, b], values: {2025-26: 0, 2026-27: 1}}\n"
	                "  - {total: most, group: [Parks], values: {2025-26: £10, 2026-27: £10}}\n"),
	        "exact 0 - 0 = 0 of 0; exact 1 - 1 = 0 of 0; exact £10 - £10 = £0 of £0; "
	        "missed none - £10 = none of £0",
	        "a group by two things; of the most there is none");
	is_text(settled("  - {total: by_service, group: [none], values: {2026-27: 5p}}\n"
	                "  - {total: by_met, group: [yes, eligible], values: {2025-26: 1, 2026-27: 2}}\n"
	                "  - {total: by_met, group: [no, not eligible], values: {2025-26: 1}}\n"),
	        "exact £0.05 - £0.05 = £0 of £0; exact 1 - 1 = 0 of 0; exact 2 - 2 = 0 of 0; exact 1 - 1 = 0 of 0",
	        "groups go by the words that they are shown by");
	is_text(settled("  - {total: nobody, group: [Libraries], values: {2025-26: £0}}\n"),
	        "exact £0 - £0 = £0 of £0", "a total that no record came to has nought in every group");
}

static void what_is_incomplete_is_not_settled(void)
{
	is_text(settled("  - {total: cost, values: {2027-28: £3}, within: rounding}\n"
	                "  - {total: by_service, group: [Parks], values: {2025-26: £10, 2027-28: £9}}\n"
	                "  - {figure: late, values: {2027-28: £3}}\n"),
	        "incomplete £3 - £3 = £0 of £0.50 (incomplete: cost); exact £10 - £10 = £0 of £0; "
	        "incomplete £3 - £9 = -£6 of £0 (incomplete: by_service); "
	        "incomplete £3 - £3 = £0 of £0 (incomplete: cost)",
	        "even where what is known is what is expected");
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, year TEXT, service TEXT, part TEXT, amount MONEY "
	          "INTEGER, "
	          "met FLAG INTEGER);"
	          "INSERT INTO line VALUES (1, '2025-26', 'Parks', 'a', NULL, 1), (2, '2025-26', NULL, 'a', 5, 1);");
	is_text(settled("  - {total: by_service, group: [Parks], values: {2025-26: £0}}\n"
	                "  - {total: lines, group: [Parks, a], values: {2025-26: 1}}\n"),
	        "incomplete none - £0 = none of £0 (incomplete: by_service); "
	        "incomplete 1 - 1 = 0 of 0 (incomplete: lines)",
	        "nor where nothing is known, or a record may belong to the group");
	case_data(data);
}

/* The expectations are refused: each problem as in config.h. */
static void refused(const char *name, const char *expectations, const char *expected)
{
	struct text *out = next_answer();

	if (!evaluated(expecting(expectations), rules, 1))
		text_append(out, "they are not refused");
	problems_sort(&case_problems);
	for (size_t i = 0; i < case_problems.count; i++) {
		const struct error *err = &case_problems.items[i];

		text_append_format(out, "%d:%d+%d: %s", err->line, err->column, err->length, err->message);
		if (err->hint[0])
			text_append_format(out, " [%s]", err->hint);
		text_append_char(out, '\n');
	}
	is_text(text_string(out), expected, name);
}

static void refuses_what_is_not_there(void)
{
	refused("a figure or total that there is not",
	        "  - {figure: gpa, values: {2025-26: 1}}\n  - {total: costs, values: {2025-26: 1}}\n"
	        "  - {figure: cost, values: {2025-26: 1}}\n  - {total: gap, values: {2025-26: 1}}\n"
	        "  - {total: elsewhere, values: {2030-31: x}}\n",
	        "8:14+3: there is no figure 'gpa' [did you mean 'gap'?]\n"
	        "9:13+5: there is no total 'costs' [did you mean 'cost'?]\n"
	        "10:14+4: there is no figure 'cost' [it is a total: write 'total']\n"
	        "11:13+3: there is no total 'gap' [it is a figure: write 'figure']\n"
	        "12:13+9: there is no total 'elsewhere'\n");
	refused("a period that the run does not have",
	        "  - {figure: gap, values: {2024-25: 1, 2028-29: 1, 2026: 1, 2027-Q3: 1, 2026-27: 1}}\n",
	        "8:28+7: the run has no period '2024-25' [it has '2025-26' to '2027-28', of which '2025-26' is the "
	        "nearest]\n"
	        "8:40+7: the run has no period '2028-29' [it has '2025-26' to '2027-28', of which '2027-28' is the "
	        "nearest]\n"
	        "8:52+4: the run has no period '2026' [it has '2025-26' to '2027-28', of which '2026-27' is the "
	        "nearest]\n"
	        "8:61+7: the run has no period '2027-Q3' [it has '2025-26' to '2027-28', of which '2027-28' is the "
	        "nearest]\n");
	refused("a group of what has none, and one that lacks something",
	        "  - {total: cost, group: [Libraries], values: {2025-26: 1}}\n"
	        "  - {total: lines, group: [Libraries], values: {2025-26: 1}}\n"
	        "  - {total: by_service, group: [Libraries, a], values: {2025-26: 1}}\n"
	        "  - {total: by_met, group: [perhaps, often], values: {2025-26: 1}}\n",
	        "8:26+11: total 'cost' has no groups [take 'group' out, or declare the total with by = { ... }]\n"
	        "9:27+11: total 'lines' is grouped by 'service', 'part': expected 2 values in 'group', not 1\n"
	        "10:32+14: total 'by_service' is grouped by 'service': expected 1 value in 'group', not 2\n"
	        "11:29+7: expected a flag: yes, no, true or false, got 'perhaps'\n"
	        "11:38+5: expected eligible, not_eligible or unknown, got 'often'\n");
	refused("a group that no period has, with the nearest",
	        "  - {total: by_service, group: [Librarys], values: {2025-26: 1}}\n",
	        "8:32+10: total 'by_service' has no group 'Librarys' in any period [did you mean 'Libraries'?]\n");
	refused("also of two things", "  - {total: lines, group: [Parks, c], values: {2025-26: 1}}\n",
	        "8:27+10: total 'lines' has no group 'Parks, c' in any period [did you mean 'Parks, a'?]\n");
	refused("a word for none where there is none",
	        "  - {total: lines, group: [unknown, a], values: {2025-26: 1}}\n",
	        "8:27+12: total 'lines' has no group 'unknown, a' in any period\n");
}

static void refuses_what_does_not_fit(void)
{
	refused("every value that cannot be read",
	        "  - {figure: gap, in: £m, values: {2025-26: abc, 2026-27: 17.123456789, 2027-28: £17.7m}}\n"
	        "  - {figure: gap, values: {2025-26: 5%, 2026-27: £1.005}}\n"
	        "  - {figure: homes, values: {2025-26: 12.5, 2026-27: £12}}\n"
	        "  - {figure: share, values: {2025-26: 5}}\n  - {figure: due, values: {2025-26: 2025-09-31}}\n",
	        "8:45+3: expected an amount in £m such as 17.7, got 'abc'\n"
	        "8:59+12: '17.123456789' is printed finer than a penny [amounts in £m have at most 8 decimals]\n"
	        "8:82+6: '£17.7m' has a unit of its own, and 'in' says £m [write the number alone, or take 'in' "
	        "out]\n"
	        "9:37+2: expected money such as £1,234.50, £17.7m or 50p, got '5%' [this is a rate, not money]\n"
	        "9:50+6: '£1.005' is not whole pence [money has at most two decimals of a pound]\n"
	        "10:39+4: expected an integer such as 1,204, got '12.5' [an integer has no decimals]\n"
	        "10:54+3: expected an integer such as 1,204, got '£12'\n"
	        "11:39+1: '5' would be a rate of 500% [write 5%, or 500% if that is what is meant]\n"
	        "12:37+10: '2025-09-31' is not a date: September 2025 has days 01 to 30\n");
	refused("a unit for what is not money, and a margin for what is no number",
	        "  - {figure: homes, in: £000, values: {2025-26: 12}}\n"
	        "  - {total: lines, in: £, values: {2025-26: 12}, within: rounding}\n"
	        "  - {figure: rating, values: {2025-26: amber}, within: rounding}\n",
	        "8:25+4: 'in' is for money, and figure 'homes' is of type integer\n"
	        "9:24+1: 'in' is for money, and total 'lines' is of type integer\n"
	        "10:56+8: 'within' is for numbers, and figure 'rating' is of type text\n");
	refused("a number, which no printed value can tie to", "  - {figure: mean, values: {2025-26: 12}}\n",
	        "8:14+4: figure 'mean' is a number, which is never exact [expectations are of exact values: declare "
	        "it "
	        "as a decimal]\n");
}

static void periods_go_by_their_days(void)
{
	is_text(evaluated("on: 2025-04-01\nexpect: [{figure: homes, values: {2025-04-01: 1204}}]\n", rules, 1)
	                ? case_problems.items[0].message
	                : expectation_outcome_names[evaluated_result.expectations[0].outcome],
	        "exact", "a day is a period");
	is_text(evaluated("periods: 2005-M06 to 2005-07\nexpect: [{figure: homes, values: {2005-07: 1204, 2005-M06: "
	                  "1}}]\n",
	                  rules, 1)
	                ? case_problems.items[0].message
	                : expectation_outcome_names[evaluated_result.expectations[0].outcome],
	        "exact", "a month that the run labels another way is the same month");
	is_number((long long) evaluated_result.expectations[0].period, 1, "and keeps its place");
	ok(evaluated("on: 2025-04-01\nexpect: [{figure: homes, values: {2025-26: 1204}}]\n", rules, 1) == -1
	           && failed_with("case.yaml", 5, "the run has no period '2025-26'", "it has only '2025-04-01'"),
	   "a year is not its first day");
}

int main(void)
{
	make_test_folder();
	case_data(data);
	rounding_explains_up_to_half_a_unit();
	every_type_is_settled();
	totals_and_groups_are_settled();
	what_is_incomplete_is_not_settled();
	refuses_what_is_not_there();
	refuses_what_does_not_fit();
	periods_go_by_their_days();
	text_release(&yaml);
	return evaluated_done();
}
