/* ruleset.c: loading rule files: what they declare, and every mistake they can make in it. */
#include "rule_files.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define RULE(body) "rule \"r\" {\n  on = \"charge\", type = \"money\",\n  " body "\n}\n"
#define COMPUTE    "compute = function(c) return c.current end"

static void test_rules(void)
{
	struct loaded loaded;
	const struct rule *rule;

	load_text(&loaded, "rule \"proposed\" {\n"
	                   "  on = \"charge\", type = \"money\", optional = true,\n"
	                   "  title = \"Proposed charge\", source = \"Schedule\", status = \"draft\",\n"
	                   "  from = \"2025-04-01\", to = \"2026-03-31\", dated_by = \"starts\",\n"
	                   "  compute = function(c)\n    return c.current\n  end,\n"
	                   "}\n"
	                   "rule \"band\" { on = \"charge\", type = \"status\", values = { \"low\", \"high\" },\n"
	                   "  compute = function(c) return \"low\" end }\n");
	ok(loaded.result == 0 && loaded.problems.count == 0 && loaded.ruleset.rule_count == 2, "good rules load");
	rule = &loaded.ruleset.rules[0];
	is_text(rule->name, "proposed", "a rule has its name");
	ok(rule->on == 0 && rule->type == TYPE_MONEY && rule->optional && rule->draft,
	   "its type, and that it is a draft");
	is_text(rule->title, "Proposed charge", "its title");
	is_text(rule->source, "Schedule", "its source");
	ok(rule->from.year == 2025 && rule->to.month == 3 && rule->dated_by == 5, "its dates");
	ok(rule->place.line == 1 && rule->place.source != NULL, "the place of its declaration");
	ok(rule->compute == 0 && rule->conditions == NULL && rule->award == NO_FUNCTION, "and its function");
	ok(loaded.ruleset.functions[0].place.line == 5 && loaded.ruleset.functions[0].last_line == 7
	           && loaded.ruleset.functions[0].on == 0,
	   "a function has its lines and the type of its record");
	is_text(loaded.ruleset.rules[1].statuses[1], "high", "a status rule has the values it may take");
	ok(loaded.ruleset.rules[1].dated_by == -1 && loaded.ruleset.rules[1].from.year == 0,
	   "what is not said is open");
	forget(&loaded);
}

/* A second declaration of rule `r`, on line 5. */
#define AGAIN(dates, body) "rule \"r\" { on = \"charge\", " dates " type = \"money\",\n" body COMPUTE " }\n"
#define BEFORE             RULE("to = \"2025-03-31\", " COMPUTE)
#define AFTER              "from = \"2025-04-01\","

static void test_versions(void)
{
	struct loaded loaded;
	const struct ruleset *ruleset = &loaded.ruleset;
	const struct date may_2024 = { 2024, 5, 1 }, may_2025 = { 2025, 5, 1 }, may_2026 = { 2026, 5, 1 },
			  may_2028 = { 2028, 5, 1 };

	load_files(&loaded,
	           (const char *const[]){
			   "a.lua",
			   "rule \"other\" { on = \"charge\", type = \"money\", " COMPUTE " }\n"
			   "rule \"r\" { on = \"charge\", type = \"money\", from = \"2027-04-01\", to = "
			   "\"2028-03-31\", " COMPUTE " }\n"
			   "total \"t\" { sum = \"charge.r\" }\n",
			   "b.lua",
			   "rule \"r\" { on = \"child\", type = \"text\", compute = function() return \"\" end }\n"
			   "rule \"r\" { on = \"charge\", type = \"money\", from = \"2025-04-01\", to = "
			   "\"2026-03-31\", " COMPUTE " }\n"
			   "rule \"r\" { on = \"charge\", type = \"money\", to = \"2025-03-31\", " COMPUTE " }\n",
			   NULL });
	ok(loaded.result == 0 && loaded.problems.count == 0 && ruleset->rule_count == 5,
	   "a rule may be declared again for other days, in any order, in any file");
	ok(ruleset_rule(ruleset, 0, "r") == 1 && ruleset->totals[0].of.rule == 1, "the first declared has the name");
	ok(ruleset->rules[1].next_version == 3 && ruleset->rules[3].next_version == 4
	           && ruleset->rules[4].next_version == -1,
	   "the others follow as they were declared");
	ok(ruleset->rules[4].first_version == 1 && ruleset->rules[1].first_version == 1
	           && ruleset->rules[2].first_version == 2 && ruleset->rules[2].next_version == -1,
	   "those of another type are other rules");
	ok(ruleset_version(ruleset, 1, may_2024) == 4 && ruleset_version(ruleset, 1, may_2025) == 3
	           && ruleset_version(ruleset, 1, may_2026) == -1 && ruleset_version(ruleset, 1, may_2028) == -1,
	   "each is in force on its days");
	ok(ruleset_version_near(ruleset, 1, may_2025) == 3 && ruleset_version_near(ruleset, 1, may_2026) == 1
	           && ruleset_version_near(ruleset, 1, may_2028) == 1,
	   "between them the next is spoken of, and after them the last");
	forget(&loaded);
}

static void test_versions_refused(void)
{
	refused(BEFORE AGAIN("from = \"2025-03-31\",", ""), 5,
	        "already a rule of 'charge' on 2025-03-31: it is declared on line 1 of 'a.lua'",
	        "versions have no day in both");
	refused(BEFORE AGAIN("from = \"2024-03-31\",", ""), 5, "from 2024-03-31 to 2025-03-31: it is", "nor several");
	refused(BEFORE AGAIN("", ""), 5, "until 2025-03-31: it is", "one without dates is in force on all");
	refused(RULE(COMPUTE) AGAIN(AFTER, ""), 5, "from 2025-04-01 on: it is", "so is one declared before");
	refused(BEFORE AGAIN(AFTER, "") AGAIN("from = \"2030-01-01\",", ""), 7,
	        "from 2030-01-01 on: it is declared on line 5", "every version is asked");
	refused(BEFORE "rule \"r\" { on = \"charge\", type = \"integer\", " AFTER
	               " compute = function() return 1 end }",
	        5, "has another 'type' than its version on line 1 of 'a.lua'", "versions have one type");
	refused(BEFORE AGAIN(AFTER, "optional = true, "), 5, "another 'optional'", "are all optional or none");
	refused(BEFORE AGAIN(AFTER, "dated_by = \"starts\", "), 5, "another 'dated_by'", "have one day that decides");
	refused("rule \"s\" { on = \"charge\", type = \"status\", to = \"2025-03-31\", values = { \"a\", \"b\" },\n"
	        "  compute = function() return \"a\" end }\n"
	        "rule \"s\" { on = \"charge\", type = \"status\", from = \"2025-04-01\", values = { \"a\" },\n"
	        "  compute = function() return \"a\" end }\n",
	        3, "another 'values'", "have one list of values");
	refused("rule \"e\" { on = \"charge\", type = \"eligibility\", to = \"2025-03-31\",\n"
	        "  conditions = { \"x\", function() return true end }, award = function() return money \"£1\" end }\n"
	        "rule \"e\" { on = \"charge\", type = \"eligibility\", from = \"2025-04-01\",\n"
	        "  conditions = { \"x\", function() return true end } }\n",
	        3, "another 'award'", "and all have an award or none");
	refused(BEFORE AGAIN(AFTER, "title = c, "), 6, "unknown name 'c'", "every version is checked");
}

static void test_eligibility(void)
{
	struct loaded loaded;
	const struct condition *tree;

	load_text(&loaded, "rule \"voucher\" {\n"
	                   "  on = \"child\", type = \"eligibility\",\n"
	                   "  conditions = all {\n"
	                   "    { \"born\", function(c) return c.born < \"2020-01-01\" end },\n"
	                   "    any {\n"
	                   "      label = \"money\",\n"
	                   "      { \"low income\", function(c) return c.household.income < 1 end },\n"
	                   "      { \"north\", function(c) return c.household.district == \"North\" end },\n"
	                   "    },\n"
	                   "  },\n"
	                   "  award = function(c) return 100 end,\n"
	                   "}\n"
	                   "rule \"single\" { on = \"child\", type = \"eligibility\",\n"
	                   "  conditions = { \"has an id\", function(c) return c.id > 0 end } }\n");
	ok(loaded.result == 0 && loaded.ruleset.rule_count == 2, "eligibility rules load");
	tree = loaded.ruleset.rules[0].conditions;
	ok(tree && tree->kind == CONDITION_ALL && tree->count == 2 && tree->place.line == 3,
	   "all is the root of the tree");
	is_text(tree->children[0].label, "born", "a condition has its label");
	ok(tree->children[0].kind == CONDITION_TEST && tree->children[0].function == 0
	           && tree->children[0].place.line == 4,
	   "its function and its place");
	ok(tree->children[1].kind == CONDITION_ANY && tree->children[1].count == 2, "any stands within all");
	is_number(tree->children[0].place.column, 15, "to the column");
	is_text(tree->children[1].label, "money", "a group may have a label");
	ok(tree->children[1].children[1].function == 2 && loaded.ruleset.rules[0].award == 3,
	   "functions are numbered in the order written");
	is_text(loaded.ruleset.rules[0].award_name, "voucher_award", "an award has its own name");
	ok(ruleset_rule(&loaded.ruleset, 1, "voucher_award") == 0 && ruleset_rule(&loaded.ruleset, 1, "voucher") == 0
	           && ruleset_rule(&loaded.ruleset, 0, "voucher") == -1
	           && ruleset_rule(&loaded.ruleset, 1, "x") == -1,
	   "rules are found by name and by award, on their own type only");
	ok(loaded.ruleset.rules[1].conditions->kind == CONDITION_TEST, "a single condition needs no group");
	forget(&loaded);
}

static void test_totals(void)
{
	struct loaded loaded;
	const struct total *totals;

	load_files(&loaded,
	           (const char *const[]){
			   "a.lua",
			   "total \"income\" { sum = \"charge.proposed\", by = { \"service\", \"statutory\" },\n"
			   "  where = function(c) return c.statutory end }\n"
			   "total \"households\" { count = \"household\", title = \"Households\" }\n"
			   "total \"awards\" { sum = \"child.voucher_award\", by = { \"household.district\" } }\n"
			   "total \"last\" { max = \"child.born\" }\n"
			   "total \"eligible\" { count = \"child.voucher\" }\n"
			   "total \"by_parent\" { min = \"child.household.income\" }\n",
			   "b.lua",
			   "rule \"proposed\" { on = \"charge\", type = \"money\", " COMPUTE " }\n"
			   "rule \"voucher\" { on = \"child\", type = \"eligibility\",\n"
			   "  conditions = { \"always\", function(c) return true end }, award = function(c) return 5 "
			   "end }\n",
			   NULL });
	ok(loaded.result == 0 && loaded.ruleset.total_count == 6, "totals may name rules of later files");
	totals = loaded.ruleset.totals;
	ok(totals[0].kind == TOTAL_SUM && totals[0].on == 0 && totals[0].of.rule == 0 && totals[0].of.field == -1
	           && totals[0].of.value_type == TYPE_MONEY,
	   "a sum of outcomes");
	ok(totals[0].by_count == 2 && totals[0].by[0].field == 1 && totals[0].by[1].value_type == TYPE_FLAG,
	   "grouped");
	ok(totals[0].where == 0 && loaded.ruleset.functions[0].on == 0, "of some records");
	ok(totals[1].kind == TOTAL_COUNT && totals[1].of.field == -1 && totals[1].of.rule == -1 && totals[1].on == 2,
	   "a count of records");
	ok(totals[2].of.award && totals[2].of.value_type == TYPE_MONEY && totals[2].by[0].relation_count == 1
	           && totals[2].by[0].type == 2 && totals[2].by[0].field == 1,
	   "a sum of awards, grouped by a parent's field");
	ok(totals[3].kind == TOTAL_MAX && totals[3].of.value_type == TYPE_DATE, "the greatest date");
	ok(totals[4].of.value_type == TYPE_ELIGIBILITY && !totals[4].of.award, "a count of who is eligible");
	ok(totals[5].on == 1 && totals[5].of.type == 2 && totals[5].of.field == 2, "the least of a parent's field");
	is_text(totals[0].of.text, "charge.proposed", "a total keeps its path as it was written");
	forget(&loaded);
}

static void test_findings(void)
{
	struct loaded loaded;
	const struct message *message;

	load_text(&loaded, "rule \"proposed\" { on = \"charge\", type = \"money\", " COMPUTE " }\n"
	                   "finding \"departs\" { on = \"charge\", level = \"warning\", title = \"Departs\",\n"
	                   "  when = function(c) return c.published ~= c.proposed end,\n"
	                   "  message = \"{published} {{is}} not {proposed}.\" }\n");
	ok(loaded.result == 0 && loaded.ruleset.finding_count == 1, "a finding loads");
	message = &loaded.ruleset.findings[0].message;
	ok(message->count == 4 && !message->parts[0].text && message->parts[0].path.field == 3,
	   "its message has paths");
	is_text(message->parts[1].text, " {is} not ", "text between them, a doubled brace being a brace");
	ok(message->parts[2].path.rule == 0 && loaded.ruleset.findings[0].level == FINDING_WARNING,
	   "outcomes, and a level");
	is_text(message->parts[3].text, ".", "and what stands behind");
	forget(&loaded);
}

static void test_bad_rules(void)
{
	refused(RULE("tilte = \"x\", " COMPUTE), 3, "did you mean 'title'?", "an unknown key gets the nearest");
	refused(RULE(COMPUTE ", 5"), 1, "a value without a key", "a value without a key");
	refused("rule \"r\" { on = \"charge\", type = \"money\" }", 1, "needs 'compute'",
	        "a rule needs its function");
	refused("rule \"r\" { type = \"money\", " COMPUTE " }", 1, "needs 'on'", "a rule needs its record type");
	refused("rule \"r\" { on = \"charge\", " COMPUTE " }", 1, "needs 'type'", "a rule needs its type");
	refused("rule \"r\" { on = \"chrage\", type = \"money\", compute = function() return 1 end }", 1,
	        "did you mean 'charge'?", "an unknown record type gets the nearest");
	refused("rule \"r\" { on = \"log\", type = \"money\", compute = function() return 1 end }", 1,
	        "the table has no key", "a table without a key cannot be used, and says why");
	refused("rule \"r\" { on = \"charge\", type = \"mony\", " COMPUTE " }", 1, "did you mean 'money'?",
	        "an unknown type gets the nearest");
	refused("rule \"r\" { on = \"charge\", type = \"colour\", " COMPUTE " }", 1, "one of money, rate",
	        "or the list of types");
	refused(RULE("title = 5, " COMPUTE), 3, "must be text, not an integer", "a title is text");
	refused(RULE("title = \"\", " COMPUTE), 3, "is empty", "a title is not empty");
	refused(RULE("optional = \"yes\", " COMPUTE), 3, "must be true or false, not text", "optional is a flag");
	refused(RULE("compute = 5"), 3, "must be a function", "compute is a function");
	refused(RULE("compute = round"), 3, "not a function of the library", "of the pack's own");
	refused(RULE("status = \"drafty\", " COMPUTE), 3, "did you mean 'draft'?", "a status is draft or in_force");
	refused(RULE("from = \"2025-09-31\", " COMPUTE), 3, "01 to 30", "an impossible date is refused");
	refused(RULE("from = \"2026-01-01\", to = \"2025-01-01\", " COMPUTE), 3, "ends before it begins",
	        "a rule ends after it begins");
	refused(RULE("dated_by = \"current\", " COMPUTE), 3, "is money, not a date", "dated_by is a date field");
	refused(RULE("dated_by = \"start\", " COMPUTE), 3, "did you mean 'starts'?",
	        "an unknown one gets the nearest");
	refused(RULE("award = function() return 0 end, " COMPUTE), 3, "takes no 'award'",
	        "only eligibility has awards");
	refused(RULE("values = { \"a\" }, " COMPUTE), 3, "takes no 'values'", "only a status has values");
	refused("rule \"r\" { on = \"charge\", type = \"status\", compute = function() return \"a\" end }", 1,
	        "needs 'values'", "a status rule lists its values");
	refused("rule \"r\" { on = \"charge\", type = \"status\", values = { \"a\", \"a\" }, compute = function() "
	        "return "
	        "\"a\" end }",
	        1, "stands twice", "each once");
	refused("rule \"r\" { on = \"charge\", type = \"status\", values = { 1 }, compute = function() return \"a\" "
	        "end }",
	        1, "must be text, not an integer", "as texts");
	refused("rule \"r\" { on = \"charge\", type = \"status\", values = {}, compute = function() return \"a\" end "
	        "}",
	        1, "from 1 to", "at least one");
	refused(RULE(COMPUTE) "rule \"R_2\" {}", 5, "lower_snake_case", "names are lower_snake_case");
	refused(RULE(COMPUTE) RULE(COMPUTE), 5,
	        "already a rule of 'charge' on every day: it is declared on line 1 of 'a.lua'",
	        "a name is used once on a type");
	refused("rule \"current\" { on = \"charge\", type = \"money\", " COMPUTE " }", 1, "already a field",
	        "and is not a field's");
	refused("rule \"household\" { on = \"child\", type = \"money\", compute = function() return 1 end }", 1,
	        "already a relation", "nor a relation's");
	refused("rule \"r\"\n", 1, "has no table", "a name alone declares nothing");
	refused("rule \"r\" \"x\"\n", 1, "takes a table, not text", "what follows the name is a table");
	refused("rule { on = \"charge\" }\n", 1, "takes a name, not a table", "and before the table is a name");
	refused("local d = rule \"r\"\nd { on = \"charge\", type = \"money\", " COMPUTE " }\nd {}\n", 3,
	        "declared twice", "a declaration happens once");
	refused("rule \"r\" { on = \"charge\", type = \"money\", compute = function(c)\n"
	        "  rule \"s\" {}\n  return 1 end }\nrule \"t\" {\n",
	        4, "never closed", "a file that does not parse is reported");
}

#define CONDITIONS(text) "rule \"r\" { on = \"child\", type = \"eligibility\",\n  conditions = " text "\n}\n"
#define TEST             "{ \"a\", function(c) return true end }"

static void test_bad_conditions(void)
{
	struct loaded loaded;

	refused("rule \"r\" { on = \"child\", type = \"eligibility\" }\n", 1, "needs 'conditions'",
	        "eligibility needs conditions");
	refused("rule \"r\" { on = \"child\", type = \"eligibility\", optional = true, conditions = " TEST " }\n", 1,
	        "takes no 'optional'", "and is never optional");
	refused(CONDITIONS("all {}"), 2, "a group without conditions", "an empty all says nothing");
	refused(CONDITIONS("any {}"), 2, "a group without conditions", "nor does an empty any");
	refused(CONDITIONS("{ " TEST " }"), 2, "without 'all' or 'any'", "a bare list says neither all nor any");
	refused(CONDITIONS("5"), 2, "an integer stands where a condition should", "a number is no condition");
	refused(CONDITIONS("all { function() return true end }"), 2, "a function stands where a condition should",
	        "a function alone has no label");
	refused(CONDITIONS("{ function() return true end, \"a\" }"), 2, "without a label", "the label comes first");
	refused(CONDITIONS("{ \"a\" }"), 2, "without a function", "then the function");
	refused(CONDITIONS("{ \"a\", round }"), 2, "without a function", "one of the pack's own");
	refused(CONDITIONS("{ \"a\", function() return true end, 5 }"), 2, "more than a label and a function",
	        "and nothing else");
	refused(CONDITIONS("{ \"\", function() return true end }"), 2, "label is empty", "a label says something");
	refused(CONDITIONS("all { " TEST ",\n any { " TEST " } }"), 3, "have the label 'a'",
	        "labels are told apart within a rule");
	refused(CONDITIONS("all { " TEST ", labl = \"x\" }"), 2, "an unknown key", "a group has no other keys");
	refused(CONDITIONS("all { " TEST ", label = 5 }"), 2, "label is not text", "a group's label is text");
	load_text(&loaded, "local deep = " TEST "\n"
	                   "for i = 1, 100 do deep = all { deep } end\n" CONDITIONS("deep"));
	ok(loaded.result == -1 && has_problem(&loaded, 4, "nested too deeply"), "a bottomless tree is refused");
	forget(&loaded);
	load_text(&loaded,
	          "local inner = {}\nlocal loop = all(inner)\ntable.insert(inner, loop)\n" CONDITIONS("loop"));
	ok(loaded.result == -1 && has_problem(&loaded, 5, "nested too deeply"), "and so is one that holds itself");
	forget(&loaded);
}

static void test_bad_totals(void)
{
	refused("total \"t\" {}", 1, "exactly one of", "a total needs to say of what");
	refused("total \"t\" { sum = \"charge.current\", count = \"charge\" }", 1, "exactly one of", "of one thing");
	refused("total \"t\" { sum = \"charge.curent\" }", 1, "did you mean 'current'?", "of a field that exists");
	refused("total \"t\" { sum = \"chrage.current\" }", 1, "did you mean 'charge'?", "of a type that exists");
	refused("total \"t\" { sum = \"charge\" }", 1, "count = \"charge\"", "records are counted, not summed");
	refused("total \"t\" { sum = \"charge.statutory\" }", 1, "count = \"charge.statutory\"", "as flags are");
	refused("total \"t\" { sum = \"charge.service\" }", 1, "which is text", "text has no sum");
	refused("total \"t\" { sum = \"charge.weight\" }", 1, "floats do not add up exactly", "nor have floats");
	refused("total \"t\" { max = \"charge.service\" }", 1, "which is text", "text has no greatest");
	refused("total \"t\" { sum = \"child.household.incme\" }", 1, "did you mean 'income'?",
	        "a parent's field exists");
	refused("total \"t\" { sum = \"child.born.year\" }", 1, "has no fields", "a value has no fields");
	refused("total \"t\" { count = \"child.household\" }", 1, "is a record, not a value",
	        "a parent is not a value");
	refused("total \"t\" { count = \"child\", by = { \"household\" } }", 1, "is a record, not a value",
	        "a group is a value");
	refused("total \"t\" { count = \"charge\", by = { \"weight\" } }", 1, "cannot be grouped",
	        "and not one that is a float");
	refused("total \"t\" { count = \"charge\", by = \"service\" }", 1, "must be a list of texts",
	        "groups are a list");
	refused("total \"t\" { count = \"charge\" }\ntotal \"t\" { count = \"child\" }", 2, "already a total",
	        "a total's name is used once");
	refused("total \"t\" { count = \"charge\", wher = 1 }", 1, "did you mean 'where'?", "its keys are known");
	refused("rule \"v\" { on = \"child\", type = \"eligibility\", conditions = " TEST " }\n"
	        "total \"t\" { sum = \"child.v\" }",
	        2, "sum its award", "an eligibility is counted, its award is summed");
}

#define FINDING(rest) \
	"finding \"f\" { on = \"charge\", level = \"info\", when = function(c) return true end,\n  " rest " }\n"

static void test_bad_findings(void)
{
	refused(FINDING("message = \"{curent}\""), 2, "did you mean 'current'?", "a message names fields that exist");
	refused(FINDING("message = \"{current\""), 2, "without its '}'", "a brace is closed");
	refused(FINDING("message = \"{}\""), 2, "has no field or rule ''", "and holds a name");
	refused(FINDING("title = \"x\""), 1, "needs 'message'", "a finding has a message");
	refused(FINDING("message = \"x\"") FINDING("message = \"x\""), 3, "already a finding",
	        "its name is used once");
	refused("finding \"f\" { on = \"charge\", level = \"warn\", when = function() return true end, message = "
	        "\"x\" }",
	        1, "info, warning, error", "a level is one of three");
}

static void test_several_problems(void)
{
	struct loaded loaded;

	load_files(&loaded,
	           (const char *const[]){
			   "a.lua",
			   "rule \"a\" { on = \"charge\", type = \"mony\", tilte = \"x\", " COMPUTE " }\n"
			   "total \"t\" { sum = \"charge.curent\", by = { \"sevice\" } }\n",
			   "b.lua", "rule \"b\" { on = \"chrage\", type = \"money\", compute = 5 }\n", NULL });
	problems_sort(&loaded.problems);
	is_number((long long) loaded.problems.count, 6, "all problems of all files are reported at once");
	is_text(loaded.problems.items[0].excerpt,
	        "rule \"a\" { on = \"charge\", type = \"mony\", tilte = \"x\", compute = function(c) return "
	        "c.current end }",
	        "each with its line");
	ok(loaded.problems.items[0].column == 35 && loaded.problems.items[0].length == 4, "and the word underlined");
	is_text(loaded.problems.items[5].file, "b.lua", "in its file");
	forget(&loaded);

	load_files(&loaded,
	           (const char *const[]){ "a.lua", "local x = nil\nlocal y = x.field\n", "b.lua",
	                                  "rule \"b\" { on = \"charge\", type = \"money\", " COMPUTE " }\n", NULL });
	ok(loaded.result == -1 && loaded.problems.count == 1 && has_problem(&loaded, 2, "nil value"),
	   "an error while a file runs has its place, and other files are still looked at");
	ok(loaded.ruleset.rule_count == 1, "and loaded");
	forget(&loaded);

	load_files(&loaded, (const char *const[]){ "a.lua", "local x = 1\n", "./a.lua", "local x = 1\n", NULL });
	ok(loaded.result == -1 && has_problem(&loaded, 0, "named twice"), "a file named twice is refused");
	forget(&loaded);
}

static void test_modules(void)
{
	struct loaded loaded;
	struct sandbox *sandbox = NULL;
	struct error err = ERROR_INIT;

	load_files(&loaded, (const char *const[]){ "a.lua",
	                                           "local tools = require \"tools\"\n"
	                                           "rule \"a\" { on = \"charge\", type = \"money\", compute = "
	                                           "function(c) return tools.double(c.current) "
	                                           "end }\n",
	                                           "b.lua",
	                                           "local tools, again = require \"tools\", require \"tools\"\n"
	                                           "rule \"b\" { on = \"charge\", type = \"flag\", compute = "
	                                           "function(c) return tools == again end }\n",
	                                           "+../lib/tools.lua",
	                                           "return { double = function(x) return 2 * x end }\n", NULL });
	ok(loaded.result == 0, "a module of the library is required");
	ok(loaded.ruleset.file_count == 2, "and is not one of the rule files");
	ok(!sandbox_new(&sandbox, &loaded.ruleset, &loaded.sources, NULL, NULL, &err),
	   "a second sandbox loads the same");
	is_text(call_function(sandbox, 0, &err), "2000", "its functions can be called");
	is_text(call_function(sandbox, 1, &err), "boolean", "and it is loaded once");
	sandbox_free(sandbox);
	forget(&loaded);

	load_files(&loaded, (const char *const[]){ "a.lua", "require \"one\"\n", "+one.lua", "\nrequire \"two\"\n",
	                                           "+two.lua", "require \"one\"\n", NULL });
	ok(has_problem(&loaded, 1, "one.lua -> two.lua -> one.lua"), "a cycle among files prints the loop");
	is_number((long long) loaded.problems.count, 1, "once");
	forget(&loaded);

	load_files(&loaded, (const char *const[]){ "a.lua", "require \"b\"\n", "b.lua", "return 1\n", NULL });
	ok(has_problem(&loaded, 1, "is a rule file of the scenario"), "a rule file is not a module");
	forget(&loaded);

	load_files(&loaded, (const char *const[]){ "a.lua", "local m = require \"m\"\nm.x = 1\n", "+m.lua",
	                                           "return { x = 0 }\n", NULL });
	ok(has_problem(&loaded, 2, "read-only"), "no file changes what a module returned");
	forget(&loaded);

	load_files(&loaded, (const char *const[]){ "a.lua", "require \"m\"\n", "+m.lua", "return 1 / 2\n", NULL });
	ok(has_problem(&loaded, 1, "divide"), "what is refused in rule files is refused in modules");
	forget(&loaded);

	load_files(&loaded, (const char *const[]){ "a.lua", "require \"m\"\n", "b.lua", "require \"m\"\n", "+m.lua",
	                                           "local x = = 1\n", NULL });
	ok(loaded.result == -1 && has_problem(&loaded, 1, "'m' could not be loaded"),
	   "a module that does not parse stops "
	   "those that need it");
	forget(&loaded);

	refused("require \"../secret\"\n", 1, "not the name of a module", "folders are no part of a module's name");
	refused("require \"/etc/passwd\"\n", 1, "not the name of a module", "nor are absolute paths");
	refused("require \"nothing\"\n", 1, "there is no module 'nothing'", "a missing module is reported");
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ensure(file && fputs(text, file) >= 0 && !fclose(file));
}

/* A pack on disk: a folder, the library beside it, and a file outside of both. */
static void test_modules_on_disk(void)
{
	char folder[] = "/tmp/reckon-modules-XXXXXX";
	static const char *const made[] = { "pack/a.lua", "pack/b.lua", "pack/leak.lua", "lib/tools.lua",
		                            "outside.lua" };
	struct loaded loaded = { .problems = PROBLEMS_INIT };
	struct error err = ERROR_INIT;

	ensure(mkdtemp(folder) && !chdir(folder) && !mkdir("pack", 0700) && !mkdir("lib", 0700));
	write_file("pack/a.lua", "local tools = require \"tools\"\n"
	                         "rule \"a\" { on = \"charge\", type = \"integer\", compute = function(c) return "
	                         "tools.one() end }\n");
	write_file("pack/b.lua", "require \"leak\"\n");
	write_file("lib/tools.lua", "return { one = function() return 1 end }\n");
	write_file("outside.lua", "return 1\n");
	ensure(!symlink("../outside.lua", "pack/leak.lua"));

	ensure(!sources_init(&loaded.sources, "pack", &err));
	loaded.paths[0] = "a.lua";
	loaded.scenario.rule_count = 1;
	load_paths(&loaded);
	ok(loaded.result == 0 && loaded.sources.count == 2, "a module is read from the library beside the pack");
	is_text(loaded.sources.items[1]->path, "../lib/tools.lua", "and kept among the sources of the run");
	forget(&loaded);

	loaded = (struct loaded){ .problems = PROBLEMS_INIT };
	ensure(!sources_init(&loaded.sources, "pack", &err));
	loaded.paths[0] = "b.lua";
	loaded.scenario.rule_count = 1;
	load_paths(&loaded);
	ok(loaded.result == -1 && has_problem(&loaded, 1, "'leak.lua' is not a file of the pack")
	           && loaded.sources.count == 1,
	   "a link that leads out of the pack is not followed, nor what it leads to read");
	forget(&loaded);

	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
		unlink(made[i]);
	ensure(!rmdir("pack") && !rmdir("lib") && !chdir("/") && !rmdir(folder));
}

int main(void)
{
	test_rules();
	test_versions();
	test_versions_refused();
	test_eligibility();
	test_totals();
	test_findings();
	test_bad_rules();
	test_bad_conditions();
	test_bad_totals();
	test_bad_findings();
	test_several_problems();
	test_modules();
	test_modules_on_disk();
	return done();
}
