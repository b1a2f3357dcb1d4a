/* figure_rules.c: what rule files say of figures, bridges and rules after totals, and every mistake they can make in it. */
#include "rule_files.h"

#define TOTAL   "total \"income\" { sum = \"charge.current\" }\n"
#define GROUPED "total \"by_service\" { sum = \"charge.current\", by = { \"service\", \"statutory\" } }\n"
#define FIGURE(name, body) \
	"figure \"" name "\" { type = \"money\", compute = function(f, p, at) return " body " end }\n"
#define BRIDGE(opening, steps, closing) \
	"bridge \"b\" {\n  opening = \"" opening "\",\n  steps = { " steps " },\n  closing = \"" closing "\",\n}\n"

/* Loading `text` must give one problem, at this place, with this message and this hint. */
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
	struct loaded loaded;
	const struct ruleset *ruleset = &loaded.ruleset;
	struct amount amount;

	load_files(&loaded,
	           (const char *const[]){
			   "a.lua",
			   "figure \"state\" { type = \"status\", values = { \"good\", \"bad\" },\n"
			   "  compute = function() return \"good\" end }\n"
			   "figure \"gap\" {\n"
			   "  type = \"money\", title = \"Gap\", source = \"Budget paper\", optional = true,\n"
			   "  compute = function(f) return f.income end }\n",
			   "b.lua",
			   TOTAL "total \"charges\" { count = \"charge\" }\n"
				 "total \"last\" { max = \"charge.starts\" }\n",
			   NULL });
	ok(loaded.result == 0 && loaded.problems.count == 0 && ruleset->figure_count == 2,
	   "figures load, and may read totals of later files");
	is_text(ruleset->figures[1].name, "gap", "a figure has its name");
	is_text(ruleset->figures[1].title, "Gap", "its title");
	is_text(ruleset->figures[1].source, "Budget paper", "its source");
	ok(ruleset->figures[1].type == TYPE_MONEY && ruleset->figures[1].optional && !ruleset->figures[0].optional,
	   "its type, and that there may be none");
	is_text(ruleset->figures[0].statuses[1], "bad", "a status has the values it may take");
	ok(ruleset->figures[1].place.line == 3 && ruleset->figures[1].compute == 1 && ruleset->functions[1].figures
	           && ruleset->functions[1].on == -1,
	   "its place, and its function, which is given the figures");
	ok(ruleset_amount(ruleset, "gap", &amount) && amount.figure == 1 && amount.total == -1
	           && ruleset_amount_type(ruleset, &amount) == TYPE_MONEY,
	   "a figure is found by its name");
	ok(ruleset_amount(ruleset, "income", &amount) && amount.figure == -1 && amount.total == 0
	           && ruleset_amount_type(ruleset, &amount) == TYPE_MONEY,
	   "a total too");
	ok(ruleset_amount(ruleset, "charges", &amount) && ruleset_amount_type(ruleset, &amount) == TYPE_INTEGER,
	   "a count is an integer");
	ok(ruleset_amount(ruleset, "last", &amount) && ruleset_amount_type(ruleset, &amount) == TYPE_DATE,
	   "an extreme is what it is of");
	ok(!ruleset_amount(ruleset, "Gap", &amount) && !ruleset_amount(ruleset, "", &amount)
	           && !ruleset_amount(ruleset, "zzz", &amount),
	   "and nothing by another name");
	forget(&loaded);
}

static void test_figures_refused(void)
{
	is_refused("figure \"gap\" { compute = function() return 1 end }\n", 1, 9, "figure 'gap' needs 'type'", "");
	is_refused("figure \"gap\" { type = \"money\" }\n", 1, 9, "figure 'gap' needs 'compute'", "");
	is_refused("figure \"gap\" { type = \"money\", compute = 12 }\n", 1, 32,
	           "'compute' of figure 'gap' must be a function of this pack, or a decision table, not an integer",
	           "");
	is_refused(
		"figure \"gap\" { type = \"money\", compute = tostring }\n", 1, 32,
		"'compute' of figure 'gap' must be a function of this pack, or a decision table, not a function of "
		"the library",
		"");
	is_refused("figure \"gap\" { type = \"mony\", compute = function() return 1 end }\n", 1, 24,
	           "figure 'gap' has no type 'mony'", "did you mean 'money'?");
	is_refused("figure \"gap\" {\n  type = \"eligibility\", compute = function() return true end }\n", 2, 3,
	           "figure 'gap' cannot be of type eligibility", "records are eligible: that is for rules");
	is_refused("figure \"gap\" { type = \"status\", compute = function() return \"a\" end }\n", 1, 9,
	           "figure 'gap' of type status needs 'values'", "values = { \"open\", \"closed\" }");
	is_refused("figure \"gap\" { type = \"money\", values = { \"a\" }, compute = function() return 0 end }\n", 1,
	           32, "figure 'gap' of type money takes no 'values'", "that is for type = \"status\"");
	is_refused("figure \"gap\" { type = \"money\", on = \"charge\", compute = function() return 0 end }\n", 1, 32,
	           "unknown key 'on' in figure 'gap'", "");
	is_refused("figure \"gap\"\n", 1, 9, "figure 'gap' has no table",
	           "write NAME { ... }: the table belongs to the name");
	is_refused("figure \"Gap\" {}\n", 1, 9, "'Gap' is not a name for a figure",
	           "names are lower_snake_case, of at most 60 letters");
	is_refused("figure \"gap\" (1)\n", 1, 9, "figure 'gap' takes a table, not an integer",
	           "figure \"name\" { type = ..., compute = function(f, p, at) ... end }");
	is_refused(TOTAL "\n" FIGURE("income", "0"), 3, 9, "there is already a total 'income'",
	           "totals and figures have one name each");
	is_refused(FIGURE("income", "0") TOTAL, 1, 9, "there is already a total 'income'",
	           "totals and figures have one name each");
	is_refused(FIGURE("gap", "0") FIGURE("gap", "0"), 2, 9, "there is already a figure 'gap'",
	           "totals and figures have one name each");
	is_refused("rule \"totals\" { on = \"charge\", type = \"money\", compute = function() return 0 end }\n", 1, 7,
	           "a rule cannot be called 'totals'", "at.previous.totals is the totals of the period before");
}

static void test_bridges(void)
{
	struct loaded loaded;
	const struct bridge *bridge;

	load_text(&loaded,
	          "bridge \"to_balance\" {\n  title = \"To balance\", source = \"Table 1\",\n"
	          "  opening = \"income\", steps = { \"pay\", \"prices\" }, closing = \"gap\",\n}\n" TOTAL FIGURE(
			  "pay", "1") FIGURE("prices", "0") FIGURE("gap", "0"));
	ok(loaded.result == 0 && loaded.ruleset.bridge_count == 1, "a bridge loads, before what it is of");
	bridge = &loaded.ruleset.bridges[0];
	is_text(bridge->name, "to_balance", "a bridge has its name");
	is_text(bridge->title, "To balance", "its title");
	is_text(bridge->source, "Table 1", "its source");
	ok(bridge->place.line == 1 && bridge->type == TYPE_MONEY, "its place, and the type of all its amounts");
	ok(bridge->opening.total == 0 && bridge->opening.figure == -1 && bridge->closing.figure == 2, "both ends");
	ok(bridge->step_count == 2 && bridge->steps[0].figure == 0 && bridge->steps[1].figure == 1, "and its steps");
	is_text(bridge->steps[1].name, "prices", "by name");
	forget(&loaded);
}

#define FOUR                                                                                                      \
	TOTAL FIGURE("pay", "0")                                                                                  \
		FIGURE("gap", "0") "figure \"label\" { type = \"text\", compute = function() return \"\" end }\n" \
				   "total \"charges\" { count = \"charge\" }\n"

static void test_bridges_refused(void)
{
	is_refused(FOUR BRIDGE("incme", "\"pay\"", "gap"), 7, 14, "there is no figure or total 'incme'",
	           "did you mean 'income'?");
	is_refused(FOUR BRIDGE("income", "\"pya\"", "gap"), 8, 14, "there is no figure or total 'pya'",
	           "did you mean 'pay'?");
	is_refused(
		FOUR BRIDGE("income", "\"current\"", "gap"), 8, 14, "there is no figure or total 'current'",
		"'current' is of 'charge' records: a total adds it up; a finding about records says on = \"charge\"");
	is_refused(FOUR BRIDGE("income", "\"pay\"", "Gap"), 9, 14, "there is no figure or total 'Gap'",
	           "did you mean 'gap'?");
	is_refused(FOUR BRIDGE("income", "\"label\"", "gap"), 8, 14,
	           "'label' is of type text: a bridge is of money, integers or decimals", "");
	is_refused(FOUR BRIDGE("income", "\"charges\"", "gap"), 8, 14,
	           "'charges' is of type integer, and 'income' of type money: a bridge is of one type", "");
	is_refused(FOUR BRIDGE("income", "", "gap"), 8, 3, "'steps' of bridge 'b' must hold from 1 to 200 texts", "");
	is_refused(FOUR BRIDGE("income", "\"pay\", \"pay\"", "gap"), 8, 3, "'pay' stands twice in 'steps'", "");
	is_refused(FOUR BRIDGE("income", "\"pay\"", "income"), 7, 14, "'income' stands twice in the bridge", "");
	is_refused(FOUR BRIDGE("income", "\"income\"", "gap"), 7, 14, "'income' stands twice in the bridge", "");
	is_refused(FOUR BRIDGE("income", "\"pay\", 3", "gap"), 8, 3, "item 2 of 'steps' must be text, not an integer",
	           "");
	is_refused(FOUR "bridge \"b\" { opening = \"income\", steps = \"pay\", closing = \"gap\" }\n", 6, 34,
	           "'steps' of bridge 'b' must be a list of texts, not text", "");
	is_refused(FOUR "bridge \"b\" { steps = { \"pay\" }, closing = \"gap\" }\n", 6, 9,
	           "bridge 'b' needs 'opening'", "");
	is_refused(
		FOUR
		"bridge \"b\" { openning = \"x\", opening = \"income\", steps = { \"pay\" }, closing = \"gap\" }\n",
		6, 14, "unknown key 'openning' in bridge 'b'", "did you mean 'opening'?");
	is_refused(FOUR BRIDGE("income", "\"pay\"", "gap") BRIDGE("income", "\"pay\"", "gap"), 11, 9,
	           "there is already a bridge 'b'", "");
	is_refused("total \"bad\" { sum = \"charge.nothing\" }\n" FOUR BRIDGE("bad", "\"pay\"", "gap"), 1, 22,
	           "'charge' has no field or rule 'nothing'", "");
}

#define RULE_AFTER(list)                                                             \
	"rule \"share\" { on = \"charge\", type = \"money\",\n  after = " list ",\n" \
	"  compute = function(c, p, at) return c.current end }\n"

static void test_after(void)
{
	struct loaded loaded;
	const struct rule *rule;

	load_text(&loaded, RULE_AFTER("{ \"by_service\", \"income\" }") TOTAL GROUPED);
	rule = &loaded.ruleset.rules[0];
	ok(loaded.result == 0 && rule->after_count == 2 && rule->after[0] == 1 && rule->after[1] == 0,
	   "a rule may come after totals");
	forget(&loaded);
	is_refused(RULE_AFTER("{ \"incme\" }") TOTAL, 2, 14, "there is no total 'incme'", "did you mean 'income'?");
	is_refused(RULE_AFTER("{ \"gap\" }") FIGURE("gap", "0"), 2, 14,
	           "'gap' is a figure: a rule comes after totals",
	           "figures are there when every record has been evaluated");
	is_refused(RULE_AFTER("\"income\"") TOTAL, 2, 3, "'after' of rule 'share' must be a list of texts, not text",
	           "");
	is_refused(RULE_AFTER("{}") TOTAL, 2, 3, "'after' of rule 'share' must hold from 1 to 200 texts", "");
	is_refused(RULE_AFTER("{ \"bad\" }") "total \"bad\" { sum = \"charge.nothing\" }\n", 4, 22,
	           "'charge' has no field or rule 'nothing'", "");
}

static void test_findings(void)
{
	struct loaded loaded;
	const struct finding *finding;

	load_text(&loaded, "finding \"open\" { level = \"warning\", when = function(f) return f.gap > 0 end,\n"
	                   "  message = \"the gap is {gap} of {income}\" }\n" TOTAL FIGURE("gap", "0"));
	ok(loaded.result == 0 && loaded.problems.count == 0 && loaded.ruleset.finding_count == 1,
	   "a finding that says nothing of 'on' is about figures");
	finding = &loaded.ruleset.findings[0];
	ok(finding->on == -1 && loaded.ruleset.functions[finding->when].figures, "its function is given the figures");
	ok(finding->message.count == 4 && finding->message.parts[1].text == NULL
	           && finding->message.parts[1].amount.figure == 0 && finding->message.parts[3].amount.total == 0,
	   "its message shows figures and totals");
	forget(&loaded);
	is_refused("finding \"open\" { level = \"info\", when = function() return true end, message = \"{gpa}\" "
	           "}\n" FIGURE("gap_a", "0"),
	           1, 69, "there is no figure or total 'gpa'", "");
	is_refused(
		"finding \"open\" { level = \"info\", when = function() return true end,\n"
		"  message = \"{current}\" }\n",
		2, 3, "there is no figure or total 'current'",
		"'current' is of 'charge' records: a total adds it up; a finding about records says on = \"charge\"");
	is_refused(
		"finding \"open\" { on = 3, level = \"info\", when = function() return true end, message = \"m\" }\n",
		1, 18, "'on' of finding 'open' must be text, not an integer", "");
}

/* Declarations of later files may name what a file that failed would have declared. */
static void test_failed_file(void)
{
	struct loaded loaded;

	load_files(&loaded, (const char *const[]){ "a.lua",
	                                           FIGURE("gap", "f.nothing") BRIDGE("x", "\"y\"", "z")
	                                                   RULE_AFTER("{ \"w\" }"),
	                                           "b.lua", "error(\"broken\")\n", NULL });
	ok(loaded.result == -1 && loaded.problems.count == 1 && has_problem(&loaded, 1, "broken"),
	   "when a file fails, nobody is blamed for naming what it would have declared");
	forget(&loaded);
}

/* Each of many figures reads the one before it. */
static void test_many(void)
{
	struct text text = TEXT_INIT;
	struct loaded loaded;
	struct amount amount;

	text_append(&text, "figure \"f0\" { type = \"integer\", compute = function(f) return 1 end }\n");
	for (int i = 1; i < 10000; i++)
		text_append_format(&text,
		                   "figure \"f%d\" { type = \"integer\", compute = function(f) return f.f%d end }\n",
		                   i, i - 1);
	load_text(&loaded, text_string(&text));
	ok(loaded.result == 0 && loaded.ruleset.figure_count == 10000
	           && ruleset_amount(&loaded.ruleset, "f7777", &amount) && amount.figure == 7777,
	   "ten thousand figures load");
	forget(&loaded);
	text_clear(&text);
	text_append(&text, "total \"t\" { count = \"charge\" }\n");
	for (int i = 0; i < 300; i++) {
		text_append_format(&text, "bridge \"b%d\" { opening = \"t\", closing = \"t\", steps = { \"s\"", i);
		for (int j = 0; j < 190; j++)
			text_append_format(&text, ", \"s%d_%d\"", i, j);
		text_append(&text, " } }\n");
	}
	load_text(&loaded, text_string(&text));
	ok(loaded.result == -1 && loaded.problems.count == 500 && loaded.problems.dropped == 300 * 192 - 500,
	   "of tens of thousands of unknown names 500 are shown, and the rest counted");
	forget(&loaded);
	text_release(&text);
}

/* The longest name there may be, and one that is longer. */
static void test_long_names(void)
{
#define TEN "abcdefghij"
	struct loaded loaded;

	load_text(&loaded,
	          FIGURE(TEN TEN TEN TEN TEN TEN, "0") FIGURE(
			  "x", "f." TEN TEN TEN TEN TEN TEN) "bridge \"" TEN TEN TEN TEN TEN TEN
	                                                     "\" { opening = \"" TEN TEN TEN TEN TEN TEN
	                                                     "\", steps = { \"x\" }, closing = \"y\" }\n" FIGURE(
								     "y", "0"));
	ok(loaded.result == 0 && loaded.ruleset.bridge_count == 1, "names have up to 60 letters");
	forget(&loaded);
	is_refused(FIGURE(TEN TEN TEN TEN TEN TEN "x", "0"), 1, 9,
	           "'" TEN TEN TEN TEN TEN TEN "x' is not a name for a figure",
	           "names are lower_snake_case, of at most 60 letters");
	is_refused("bridge \"a.b\" { }\n", 1, 9, "'a.b' is not a name for a bridge",
	           "names are lower_snake_case, of at most 60 letters");
}

int main(void)
{
	test_figures();
	test_figures_refused();
	test_bridges();
	test_bridges_refused();
	test_after();
	test_findings();
	test_failed_file();
	test_many();
	test_long_names();
	return done();
}
