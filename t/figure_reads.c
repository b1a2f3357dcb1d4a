/* figure_reads.c: what figures and rules after totals can read is known before they run, and so are loops. */
#include "rule_files.h"

#include <stdlib.h>

/* Every text begins with these four lines: totals and figures to be read. */
#define HEAD                                                                                                    \
	"total \"income\" { sum = \"charge.current\" }\n"                                                       \
	"total \"lines\" { sum = \"charge.current\", by = { \"service\", \"statutory\" } }\n"                   \
	"figure \"gap\" { type = \"money\", optional = true, compute = function() return nil end }\n"           \
	"figure \"state\" { type = \"status\", values = { \"open\", \"closed\" }, compute = function() return " \
	"\"open\" end }\n"
#define FIGURE(body) HEAD "figure \"x\" { type = \"money\", compute = function(f, p, at)\n" body "\nend }\n"
#define RULE(after, body)                                                                                   \
	HEAD "rule \"r\" { on = \"charge\", type = \"money\", " after "compute = function(c, p, at)\n" body \
	     "\nend }\n"
#define AFTER "after = { \"income\", \"lines\" }, "

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* "gap <income charge.current charge!net charge<net": amounts, what is of the period before, fields, outcomes; sorted. */
static const char *shown(const struct reads *reads)
{
	static char buffer[1000], items[32][80];
	char *sorted[32];
	size_t used = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < reads->count && i < 32; i++) {
		const struct read *read = &reads->items[i];
		const char *type = read->type < 0 ? "" : test_types[read->type].name;
		static const char *const marks[] = {
			[READ_FIELD] = ".",      [READ_OUTCOME] = "!", [READ_RELATED] = ">", [READ_LOOKUP] = "[",
			[READ_PARAMETER] = "p.", [READ_AMOUNT] = "",   [READ_PREVIOUS] = "<"
		};

		sorted[i] = items[i];
		snprintf(items[i], sizeof items[i], "%.30s%s%.30s", type, marks[read->kind], read->name);
	}
	qsort(sorted, reads->count, sizeof *sorted, compare_texts);
	for (size_t i = 0; i < reads->count; i++)
		used += (size_t) snprintf(buffer + used, sizeof buffer - used, "%s%s", i ? " " : "", sorted[i]);
	return buffer;
}

/* The last function of the text reads this and nothing else. */
static void is_read(const char *text, const char *expected, const char *name)
{
	struct loaded loaded;
	const struct reads *reads;

	load_text(&loaded, text);
	for (size_t i = 0; i < loaded.problems.count; i++)
		printf("#   line %d: %s\n", loaded.problems.items[i].line, loaded.problems.items[i].message);
	if (ok(loaded.result == 0, "it loads: %s", name)) {
		reads = &loaded.ruleset.functions[loaded.ruleset.function_count - 1].reads;
		is_text(shown(reads), expected, name);
		ok(reads->followed, "and all of it was followed");
	}
	forget(&loaded);
}

static void is_refused(const char *text, int line, int column, const char *message, const char *hint)
{
	struct loaded loaded;
	const struct error *problem;

	load_text(&loaded, text);
	if (!ok(loaded.result == -1 && loaded.problems.count == 1, "refused: %s", message)) {
		for (size_t i = 0; i < loaded.problems.count; i++)
			printf("#   line %d: %s\n", loaded.problems.items[i].line, loaded.problems.items[i].message);
		forget(&loaded);
		return;
	}
	problem = &loaded.problems.items[0];
	is_text(problem->message, message, "says what is wrong");
	is_text(problem->hint, hint, "and what is right");
	is_number(problem->line, line, "in its line");
	is_number(problem->column, column, "at its column");
	forget(&loaded);
}

static void test_figures(void)
{
	is_read(FIGURE("return f.gap - f.income"), "gap income", "a figure reads figures and totals");
	is_read(FIGURE("return at.previous and at.previous.x or f.lines"), "<x lines",
	        "what is of the period before is told apart");
	is_read(FIGURE("local all, before = f, at.previous\nif not before then return 0 end\nreturn all.gap + "
	               "before.income"),
	        "<income gap", "aliases are followed");
	is_read(HEAD "local function sum(figures) return figures.gap + figures.income end\n"
	             "figure \"x\" { type = \"money\", compute = function(f) return sum(f) end }\n",
	        "gap income", "helpers are followed");
	is_read(HEAD "local of = { gap = function(f) return f.gap end }\n"
	             "figure \"x\" { type = \"money\", compute = of.gap }\n",
	        "gap", "functions in tables are followed");
	is_read(FIGURE("return group(\"lines\", \"Libraries\", true) + group(\"lines\", f.state, false)"),
	        "lines state", "a group is a read of its total, and so is what chooses it");
	is_read(FIGURE("local total = 0\nfor _, name in ipairs({ \"Waste\", \"Roads\" }) do\n"
	               "total = total + group(\"lines\", name, true) end\nreturn total"),
	        "lines", "groups are read in loops");
	is_read(HEAD
	        "local function get(...) return group(...) end\n"
	        "figure \"x\" { type = \"money\", compute = function(f) return get(\"lines\", \"gap\", true) end }\n",
	        "lines", "and through a helper that hands on all it is given");
	is_read(FIGURE("return (f.state == \"open\" or f[\"gap\"] == nil) and 1 or 2"), "gap state",
	        "a figure that is not there is nil");
	is_read(HEAD "finding \"n\" { level = \"info\", message = \"m\", when = function(f) return f.gap > f.income "
	             "end }\n",
	        "gap income", "so does a finding about figures");
	is_read(HEAD "figure \"x\" { type = \"text\", compute = decision_table { hit = \"first\",\n"
	             "  inputs = { { \"gap\", type = \"money\" },\n"
	             "    { \"in\", function(f) return f.income end, type = \"money\" } },\n"
	             "  outputs = { { \"result\", type = \"text\" } },\n"
	             "  { \"> £0\", \"-\", \"short\" }, { \"-\", \"-\", \"even\" } } }\n",
	        "gap income", "a decision table of figures");
}

static void test_figures_refused(void)
{
	is_refused(FIGURE("return f.gapp"), 6, 10, "there is no figure or total 'gapp'", "did you mean 'gap'?");
	is_refused(
		FIGURE("return f.current"), 6, 10, "there is no figure or total 'current'",
		"'current' is of 'charge' records: a total adds it up; a finding about records says on = \"charge\"");
	is_refused(HEAD "figure \"x\" { type = \"money\", compute = function() return f.gap end }\n", 5, 58,
	           "unknown name 'f'", "it is handed to a figure's function: function(f, p, at)");
	is_refused(FIGURE("return f.gap.income"), 6, 14, "this is money, which has no 'income'",
	           "a figure has one value for each period");
	is_refused(FIGURE("return f[at.period]"), 6, 8, "figures are read by name only", "write f.gap, never f[x]");
	is_refused(FIGURE("f.gap = 1"), 6, 1, "figures and totals cannot be changed",
	           "keep it in a local, or return it");
	is_refused(FIGURE("return at.previous and at.previous.incme"), 6, 36, "there is no figure or total 'incme'",
	           "did you mean 'income'?");
	is_refused(FIGURE("return at.totals.income"), 6, 11, "unknown name 'at.totals'",
	           "a figure reads totals as it reads figures: f.name");
	is_refused(FIGURE("return at.finsh"), 6, 11, "unknown name 'at.finsh'", "did you mean 'finish'?");
	is_refused(FIGURE("return known(f, \"gap\") and f.gap or 0"), 6, 8,
	           "'known' works on records, not on figures", "a figure that is not there is nil: f.gap ~= nil");
	is_refused(FIGURE("return #related(f, \"child\")"), 6, 9, "'related' works on records, not on figures",
	           "what records hold comes to figures through totals");
	is_refused(FIGURE("return lookup(\"charge\", { ref = \"a\" }).current"), 6, 8,
	           "'lookup' works on records, not on figures", "what records hold comes to figures through totals");
	is_refused(FIGURE("return f.state == \"opened\" and f.gap or 0"), 6, 19, "'f.state' is never 'opened'",
	           "did you mean 'open'?");
	is_refused(FIGURE("return f.gap, 1"), 6, 15, "a figure's function gives back one thing",
	           "a number is written without commas: 1000");
	is_refused(HEAD
	           "figure \"x\" { type = \"text\", compute = decision_table { hit = \"first\",\n"
	           "  inputs = { { \"gpa\", type = \"money\" } }, outputs = { { \"result\", type = \"text\" } },\n"
	           "  { \"-\", \"even\" } } }\n",
	           6, 16, "there is no figure or total 'gpa'", "did you mean 'gap'?");
}

static void test_groups_refused(void)
{
	is_refused(FIGURE("return group(\"line\", \"a\", true)"), 6, 14, "there is no total 'line'",
	           "did you mean 'lines'?");
	is_refused(FIGURE("return group(\"gap\", \"a\")"), 6, 14, "'gap' is a figure, not a total",
	           "write f.name: a figure has no groups");
	is_refused(FIGURE("return group(\"income\", \"a\")"), 6, 14, "total 'income' has no groups: it has no 'by'",
	           "its whole is f.name");
	is_refused(FIGURE("return group(\"lines\", \"a\")"), 6, 8,
	           "total 'lines' is grouped by 2 values, and 1 is given: group(\"lines\", service, statutory)", "");
	is_refused(FIGURE("return group(\"lines\")"), 6, 8,
	           "total 'lines' is grouped by 2 values, and 0 are given: group(\"lines\", service, statutory)", "");
	is_refused(FIGURE("return group(\"lines\", \"a\", true, 1)"), 6, 8,
	           "total 'lines' is grouped by 2 values, and 3 are given: group(\"lines\", service, statutory)", "");
	is_refused(FIGURE("return group(\"li\" .. \"nes\", \"a\", true)"), 6, 8,
	           "'group' takes the name of a total, as a text that stands there", "write group(\"total\", value)");
	is_refused(FIGURE("return group()"), 6, 8, "'group' takes the name of a total, as a text that stands there",
	           "write group(\"total\", value)");
	is_refused(HEAD
	           "local function one(...) return group(\"lines\", ...) end\n"
	           "figure \"x\" { type = \"money\", compute = function(f) return one(\"a\", true) + f.gpa end }\n",
	           6, 78, "there is no figure or total 'gpa'", "did you mean 'gap'?");
}

static void test_rules(void)
{
	is_read(RULE(AFTER, "return at.totals.income"), "income", "a rule reads the totals that it comes after");
	is_read(RULE(AFTER, "return c.current + group(\"lines\", c.service, c.statutory)"),
	        "charge.current charge.service charge.statutory lines", "and their groups");
	is_read(RULE(AFTER, "local before = at.previous\nif not before then return 0 end\n"
	                    "return before.totals.income + before.r"),
	        "<income charge<r", "those of the period before, and its own outcomes");
	is_read(RULE(AFTER, "local totals = at.totals\nreturn totals.income - totals.lines"), "income lines",
	        "by another name");
	is_read(HEAD "rule \"r\" { on = \"charge\", type = \"eligibility\", " AFTER
	             "conditions = { \"c\", function(c, p, at)\nreturn c.current > at.totals.income end } }\n",
	        "charge.current income", "in conditions");
	is_read(RULE("", "return at.previous and at.previous.r or 0"), "charge<r", "other rules read no totals");
}

static void test_rules_refused(void)
{
	is_refused(RULE("", "return at.totals.income"), 6, 18,
	           "rule 'r' reads total 'income', which is not in its 'after'",
	           "write after = { \"income\" } in the rule");
	is_refused(RULE("", "return group(\"lines\", c.service, true)"), 6, 14,
	           "rule 'r' reads total 'lines', which is not in its 'after'",
	           "write after = { \"lines\" } in the rule");
	is_refused(RULE("after = { \"lines\" }, ", "return at.totals.income"), 6, 18,
	           "rule 'r' reads total 'income', which is not in its 'after'",
	           "add it there: after = { \"income\", ... }");
	is_refused(RULE("after = { \"lines\" }, ", "return at.previous and at.previous.totals.income"), 6, 43,
	           "rule 'r' reads total 'income', which is not in its 'after'",
	           "add it there: after = { \"income\", ... }");
	is_refused(RULE(AFTER, "return at.totals.incme"), 6, 18, "there is no total 'incme'",
	           "did you mean 'income'?");
	is_refused(RULE(AFTER, "return at.totals.gap"), 6, 18, "'gap' is a figure, not a total",
	           "figures are there when every record has been evaluated");
	is_refused(RULE(AFTER, "return at.totals[c.service]"), 6, 8, "totals are read by name only",
	           "write at.totals.income; one group of it is group(\"income\", value)");
	is_refused(RULE(AFTER, "at.totals.income = 3"), 6, 1, "figures and totals cannot be changed",
	           "keep it in a local, or return it");
	is_refused(RULE(AFTER, "return group(\"income\")"), 6, 14, "total 'income' has no groups: it has no 'by'",
	           "its whole is at.totals.name");
	is_refused(RULE(AFTER, "return at.total.income"), 6, 11, "unknown name 'at.total'", "did you mean 'totals'?");
	is_refused(HEAD "finding \"n\" { on = \"charge\", level = \"info\", message = \"m\",\n"
	                "  when = function(c, p, at) return c.current > at.totals.income end }\n",
	           6, 58, "only figures, findings about figures and rules with 'after' read totals",
	           "give the record an outcome by a rule with 'after'");
	is_refused(HEAD "total \"t\" { count = \"charge\",\n"
	                "  where = function(c) return group(\"lines\", \"a\", true) > 0 end }\n",
	           6, 36, "only figures, findings about figures and rules with 'after' read totals",
	           "give the record an outcome by a rule with 'after'");
	is_refused("total \"bad\" { sum = \"charge.nothing\" }\n"
	           "rule \"r\" { on = \"charge\", type = \"money\", after = { \"bad\" },\n"
	           "  compute = function(c, p, at) return at.totals.bad + group(\"bad\", 1) end }\n"
	           "figure \"g\" { type = \"money\", compute = function(f) return f.bad end }\n",
	           1, 22, "'charge' has no field or rule 'nothing'", "");
}

/* A rule of charges: its name, what else it says, what it gives. */
#define OF(name, more, gives)                                                                                       \
	"rule \"" name "\" { on = \"charge\", type = \"money\", " more "compute = function(c, p, at) return " gives \
	" end }\n"
#define SUM(name, of)    "total \"" name "\" { sum = \"charge." of "\" }\n"
#define F(name, gives)   "figure \"" name "\" { type = \"money\", compute = function(f, p, at) return " gives " end }\n"
#define TOO_EARLY(loop)  "comes after a total that needs it: " loop
#define PREVIOUS_TOTALS  "at.previous.totals holds those of the period before"
#define PREVIOUS_FIGURES "at.previous holds the figures of the period before"

static void test_passes(void)
{
	is_refused(OF("share", "after = { \"net\" }, ", "at.totals.net") SUM("net", "share"), 1, 47,
	           "rule 'share' " TOO_EARLY("rule 'share' -> total 'net' -> rule 'share'"), PREVIOUS_TOTALS);
	is_refused(OF("cost", "", "c.share") SUM("net", "cost") OF("share", "after = { \"net\" }, ", "at.totals.net"),
	           3, 47, "rule 'share' " TOO_EARLY("rule 'share' -> total 'net' -> rule 'cost' -> rule 'share'"),
	           PREVIOUS_TOTALS);
	is_refused(OF("share", "after = { \"net\" }, ",
	              "at.totals.net * c.current") "total \"net\" { count = \"charge\",\n  where "
	                                           "= function(c) return c.share > 0 end }\n",
	           1, 47, "rule 'share' " TOO_EARLY("rule 'share' -> total 'net' -> rule 'share'"), PREVIOUS_TOTALS);
	is_refused(OF("share", "after = { \"net\" }, ",
	              "at.totals.net") "total \"net\" { sum = \"charge.current\", by = { \"share\" } }\n",
	           1, 47, "rule 'share' " TOO_EARLY("rule 'share' -> total 'net' -> rule 'share'"), PREVIOUS_TOTALS);
	is_refused(OF("a", "after = { \"u\" }, ", "0") OF("b", "after = { \"t\" }, ", "0") SUM("t", "a")
	                   SUM("u", "b"),
	           1, 43, "rule 'a' " TOO_EARLY("rule 'a' -> total 'u' -> rule 'b' -> total 't' -> rule 'a'"),
	           PREVIOUS_TOTALS);
	is_refused(SUM("net", "levy") OF("levy", "after = { \"net\" }, ",
	                                 "at.previous and at.previous.totals.net + at.totals.net or 0"),
	           2, 46, "rule 'levy' " TOO_EARLY("rule 'levy' -> total 'net' -> rule 'levy'"), PREVIOUS_TOTALS);
	is_refused("rule \"r\" { on = \"charge\", type = \"money\", to = \"2025-03-31\",\n"
	           "  compute = function(c) return c.current end }\n"
	           "rule \"r\" { on = \"charge\", type = \"money\", from = \"2025-04-01\",\n"
	           "  after = { \"net\" }, compute = function(c, p, at) return at.totals.net end }\n" SUM("net", "r"),
	           4, 3, "rule 'r' " TOO_EARLY("rule 'r' -> total 'net' -> rule 'r'"), PREVIOUS_TOTALS);
	is_refused(
		"rule \"out\" { on = \"child\", type = \"money\", compute = function(c) return c.household.e end }\n"
		"rule \"e\" { on = \"household\", type = \"money\", after = { \"t\" }, compute = function(h)\n"
		"  return h.income end }\n"
		"total \"t\" { sum = \"child.out\" }\n",
		2, 46, "rule 'e' " TOO_EARLY("rule 'e' -> total 't' -> rule 'out' -> rule 'e'"), PREVIOUS_TOTALS);
}

/* Each is followed for all of its line, but only its own declaration says what is wrong with it. */
static void test_one_line(void)
{
	is_read("total \"t\" { sum = \"charge.current\", where = function(c) return c.statutory end } "
	        "rule \"r\" { on = \"child\", type = \"date\", compute = function(c) return c.born end } "
	        "figure \"x\" { type = \"money\", compute = function(f) return f.t end }\n",
	        "t", "declarations on one line");
	is_refused("total \"t\" { sum = \"charge.current\", where = function(c) return c.statury end } "
	           "figure \"x\" { type = \"money\", compute = function(f) return f.t end }\n",
	           1, 66, "'charge' has no field, relation or rule 'statury'", "did you mean 'statutory'?");
	is_refused("total \"t\" { sum = \"charge.current\", where = function(c) return c.statutory end } "
	           "figure \"x\" { type = \"money\", compute = function(f) return f.tt end }\n",
	           1, 142, "there is no figure or total 'tt'", "did you mean 't'?");
}

static void test_no_loop(void)
{
	is_read(SUM("net", "levy") OF("levy", "after = { \"net\" }, ", "at.previous and at.previous.totals.net or 0"),
	        "<net", "a rule that reads of its own total what it was in the period before");
	is_read(SUM("net", "share") OF("share", "after = { \"costs\" }, ", "at.totals.costs") SUM("costs", "current"),
	        "costs", "totals of rules after other totals");
	is_read(SUM("net", "cost") OF("cost", "", "at.previous and at.previous.share or 0")
	                OF("share", "after = { \"net\" }, ", "at.totals.net"),
	        "net", "what is of the period before is no loop");
	is_read(OF("a", "", "c.b") OF("b", "", "c.a") OF("c", "after = { \"t\" }, ", "at.totals.t + c.a")
	                SUM("t", "current"),
	        "charge!a t", "rules that may read one another are left to the run");
	is_read(F("a", "f.b") F("b", "at.previous and at.previous.a or 0"), "<a",
	        "nor are figures of the period before");
	is_read("local function twice(name, of)\n  figure(name) { type = \"money\", compute = function(f) return "
	        "of(f) end }\n"
	        "end\n"
	        "twice(\"a\", function(f) return f.b end)\ntwice(\"b\", function(f) return f.c end)\n" F("c", "0"),
	        "", "figures of one function are not taken for one another");
}

static void test_figure_loops(void)
{
	is_refused(F("a", "f.a"), 1, 9, "figures read one another in a loop: figure 'a' -> figure 'a'",
	           PREVIOUS_FIGURES);
	is_refused(F("a", "f.b") F("b", "f.c + f.d") F("c", "f.a") F("d", "0"), 1, 9,
	           "figures read one another in a loop: figure 'a' -> figure 'b' -> figure 'c' -> figure 'a'",
	           PREVIOUS_FIGURES);
	is_refused(F("z", "f.b") F("b", "f.c") F("c", "f.b"), 2, 9,
	           "figures read one another in a loop: figure 'b' -> figure 'c' -> figure 'b'", PREVIOUS_FIGURES);
}

static void test_large(void)
{
	struct text text = TEXT_INIT;
	struct loaded loaded;

	for (int i = 0; i < 5000; i++)
		text_append_format(&text,
		                   "figure \"f%d\" { type = \"integer\", compute = function(f) return f.f%d end }\n",
		                   i, (i + 1) % 5000);
	is_refused(
		text_string(&text), 1, 9,
		"figures read one another in a loop: figure 'f0' -> figure 'f1' -> figure 'f2' -> figure 'f3' -> ... "
		"4993 more ... -> figure 'f4997' -> figure 'f4998' -> figure 'f4999' -> figure 'f0'",
		PREVIOUS_FIGURES);
	text_clear(&text);
	for (int i = 0; i < 2000; i++)
		text_append_format(&text,
		                   "figure \"f%d\" { type = \"integer\", compute = function(f) return f.f%d end }\n",
		                   i, i ^ 1);
	load_text(&loaded, text_string(&text));
	ok(loaded.result == -1 && loaded.problems.count == 500, "of many loops as many are shown as of any problem");
	forget(&loaded);
	text_release(&text);
}

int main(void)
{
	test_figures();
	test_figures_refused();
	test_groups_refused();
	test_rules();
	test_rules_refused();
	test_passes();
	test_one_line();
	test_no_loop();
	test_figure_loops();
	test_large();
	return done();
}
