/* run_conditions.c: condition trees in three values, every one of up to four tests, against an evaluator that knows nothing of
 * the engine's: in every order of the tests, for every combination of yes, no and not known. */
#include "run_case.h"

enum { NO, YES, UNKNOWN };

struct tree {
	char kind; /* 'a' to 'd': a test of that field; '&': all; '|': any */
	int count;
	const struct tree *children[4];
};

static struct tree trees[4096];
static int tree_count;

static const struct tree *new_tree(char kind, int count, const struct tree *const *children)
{
	struct tree *tree = &trees[tree_count++];

	ensure(tree_count < 4096);
	*tree = (struct tree){ .kind = kind, .count = count };
	for (int i = 0; i < count; i++)
		tree->children[i] = children[i];
	return tree;
}

/* Every tree over the tests `fields` in this order. */
static int every_tree(const char *fields, int count, const struct tree **out);

/* Every way to cut `fields` into at least two trees, below an `all` and below an `any`. */
static int every_cut(const char *fields, int count, const struct tree **before, int used, const struct tree **out)
{
	int made = 0;

	if (count == 0 && used >= 2) {
		out[made++] = new_tree('&', used, before);
		out[made++] = new_tree('|', used, before);
	}
	for (int first = 1; first <= count; first++) {
		const struct tree *subtrees[64], *parts[4];
		int found;

		if (used == 0 && first == count)
			continue;
		found = every_tree(fields, first, subtrees);
		memcpy(parts, before, (size_t) used * sizeof *parts);
		for (int i = 0; i < found; i++) {
			parts[used] = subtrees[i];
			made += every_cut(fields + first, count - first, parts, used + 1, out + made);
		}
	}
	return made;
}

static int every_tree(const char *fields, int count, const struct tree **out)
{
	const struct tree *none[4] = { NULL };

	if (count > 1)
		return every_cut(fields, count, none, 0, out);
	out[0] = new_tree(fields[0], 0, NULL);
	return 1;
}

static void write_tree(const struct tree *tree, struct text *out)
{
	if (tree->count == 0) {
		text_append_format(out, "{ \"%c\", function(c) return c.%c end }, ", tree->kind, tree->kind);
		return;
	}
	text_append(out, tree->kind == '&' ? "all { " : "any { ");
	for (int i = 0; i < tree->count; i++)
		write_tree(tree->children[i], out);
	text_append(out, "}, ");
}

/* Strong Kleene: `all` is the least of its parts and `any` the greatest, with no < unknown < yes. */
static int kleene(const struct tree *tree, const int facts[4])
{
	static const int rank[] = { [NO] = 0, [UNKNOWN] = 1, [YES] = 2 };
	int answer = tree->count == 0 ? facts[tree->kind - 'a'] : tree->kind == '&' ? YES : NO;

	for (int i = 0; i < tree->count; i++) {
		int part = kleene(tree->children[i], facts);

		if (tree->kind == '&' ? rank[part] < rank[answer] : rank[part] > rank[answer])
			answer = part;
	}
	return answer;
}

/* The facts that would settle an unknown tree: those of its unknown parts. Bits. */
static int lacking(const struct tree *tree, const int facts[4])
{
	int bits = 0;

	if (kleene(tree, facts) != UNKNOWN)
		return 0;
	if (tree->count == 0)
		return 1 << (tree->kind - 'a');
	for (int i = 0; i < tree->count; i++)
		bits |= lacking(tree->children[i], facts);
	return bits;
}

/* Record number `id` (from 0) has its facts as the digits of `id` in base three. */
static void facts_of(int id, int facts[4])
{
	for (int i = 0; i < 4; i++, id /= 3)
		facts[i] = id % 3;
}

static void make_data(void)
{
	struct text sql = TEXT_INIT;

	text_append(&sql,
	            "CREATE TABLE fact (id INTEGER PRIMARY KEY, a FLAG INTEGER, b FLAG INTEGER, c FLAG INTEGER, "
	            "d FLAG INTEGER);");
	for (int id = 0; id < 81; id++) {
		static const char *const stored[] = { "0", "1", "NULL" };
		int facts[4];

		facts_of(id, facts);
		text_append_format(&sql, "INSERT INTO fact VALUES (%d, %s, %s, %s, %s);", id, stored[facts[0]],
		                   stored[facts[1]], stored[facts[2]], stored[facts[3]]);
	}
	case_data(text_string(&sql));
	text_release(&sql);
}

/* Compares the run with the evaluator; the first tree that differs is printed. */
static bool outcomes_agree(const struct tree **found, int count)
{
	static const char *const words[] = { "not_eligible", "eligible", "unknown" };
	bool agree = true;

	for (int i = 0; agree && i < count; i++) {
		struct text expected = TEXT_INIT, missing = TEXT_INIT, sql = TEXT_INIT;
		int held_up[4] = { 0 };

		for (int id = 0; id < 81; id++) {
			int facts[4], lacks;

			facts_of(id, facts);
			lacks = lacking(found[i], facts);
			text_append_format(&expected, "%s%s", id ? " " : "", words[kleene(found[i], facts)]);
			for (int j = 0; j < 4; j++)
				held_up[j] += lacks >> j & 1;
		}
		for (int j = 0; j < 4; j++) {
			if (held_up[j])
				text_append_format(&missing, "%sfact.%c|%d", missing.length ? " " : "", 'a' + j,
				                   held_up[j]);
		}
		text_append_format(&sql, "SELECT r%d FROM outcome_fact ORDER BY id", i);
		agree = !strcmp(ask(text_string(&sql)), text_string(&expected));
		text_clear(&sql);
		text_append_format(&sql, "SELECT fact, records FROM missing_fact WHERE rule = 'r%d' ORDER BY fact",
		                   i);
		agree = agree && !strcmp(ask(text_string(&sql)), text_string(&missing));
		if (!agree) {
			text_clear(&sql);
			write_tree(found[i], &sql);
			printf("# %s\n", text_string(&sql));
		}
		text_release(&expected);
		text_release(&missing);
		text_release(&sql);
	}
	return agree;
}

/* Every tree over these tests, in this order, in one run. */
static bool trees_agree(const char *fields)
{
	const struct tree *found[128];
	struct text rules = TEXT_INIT;
	int count;
	bool agree;

	tree_count = 0;
	count = every_tree(fields, (int) strlen(fields), found);
	for (int i = 0; i < count; i++) {
		text_append_format(&rules, "rule \"r%d\" { on = \"fact\", type = \"eligibility\", conditions = ", i);
		if (found[i]->count == 0)
			text_append(&rules, "all { ");
		write_tree(found[i], &rules);
		text_append(&rules, found[i]->count == 0 ? "} }\n" : "}\n");
	}
	agree = succeeds(case_rules(text_string(&rules))) && outcomes_agree(found, count);
	text_release(&rules);
	return agree;
}

/* Every order of the first `count` fields. */
static int try_orders(char *fields, int from, int count)
{
	int failed = 0;

	if (from == count) {
		char order[5] = "";

		memcpy(order, fields, (size_t) count);
		if (trees_agree(order))
			return 0;
		printf("# in the order %s\n", order);
		return 1;
	}
	for (int i = from; i < count; i++) {
		char swapped[5] = "";

		memcpy(swapped, fields, 4);
		swapped[from] = fields[i];
		swapped[i] = fields[from];
		failed += try_orders(swapped, from + 1, count);
	}
	return failed;
}

/* A test may be unknown because of another rule, a parent, or a row that is not there. */
static void test_missing_of_others(void)
{
	case_data(
		"CREATE TABLE district (code TEXT PRIMARY KEY, rural FLAG INTEGER);"
		"CREATE TABLE home (id INTEGER PRIMARY KEY, district TEXT REFERENCES district, income MONEY INTEGER, "
		"size INTEGER, rent MONEY INTEGER);"
		"INSERT INTO district VALUES ('E', 1), ('W', NULL);"
		"INSERT INTO home VALUES (1, 'E', NULL, NULL, NULL), (2, 'W', 100, NULL, 1), (3, 'X', 100, 2, 1),"
		" (4, NULL, NULL, 2, 1);");
	ok(succeeds(case_rules("rule \"poor\" { on = \"home\", type = \"eligibility\", conditions = all {\n"
	                       "  { \"low income\", function(c) return c.income < 200 end } } }\n"
	                       "rule \"remote\" { on = \"home\", type = \"eligibility\", conditions = all {\n"
	                       "  { \"poor\", function(c) return c.poor end },\n"
	                       "  { \"rural\", function(c) return c.district.rural end },\n"
	                       "  { \"small\", function(c) return c.size + c.rent < 3 end } } }\n")),
	   "conditions may ask parents and other rules");
	is_text(ask("SELECT poor, remote FROM outcome_home"),
	        "unknown|unknown eligible|unknown eligible|not_eligible unknown|not_eligible",
	        "an unknown outcome is unknown to those who read it");
	is_text(ask("SELECT fact, records FROM missing_fact WHERE rule = 'remote' ORDER BY fact"),
	        "district.rural|1 home.income|1 home.rent|1 home.size|2",
	        "it lacks what they lack, and a test lacks all that it reads");
	is_text(ask("SELECT rule, fact, records FROM missing_fact WHERE rule = '' ORDER BY fact"),
	        "|district.rural|1 |home.income|2 |home.rent|1 |home.size|2", "each fact counts once for a record");
	ok(succeeds(case_rules("rule \"rural\" { on = \"home\", type = \"eligibility\", conditions = any {\n"
	                       "  { \"rural\", function(c) return c.district.rural end } } }\n")),
	   "a parent may not be there");
	is_text(ask("SELECT rural FROM outcome_home"), "eligible unknown unknown unknown",
	        "a dangling reference is not known, and is no error");
	is_text(ask("SELECT fact, records FROM missing_fact WHERE rule = 'rural' ORDER BY fact"),
	        "district.rural|1 district: no such row|1 home.district|1", "what is missing says which it was");
}

static void test_awards(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY, poor FLAG INTEGER, size INTEGER);"
	          "INSERT INTO home VALUES (1, 1, 3), (2, 0, 3), (3, NULL, 3), (4, 1, NULL), (5, 0, NULL);");
	ok(succeeds(case_rules("rule \"help\" { on = \"home\", type = \"eligibility\", conditions = all {\n"
	                       "  { \"poor\", function(c) return c.poor end } },\n"
	                       "  award = function(c) return money \"£1.50\" * c.size end }\n"
	                       "rule \"twice\" { on = \"home\", type = \"money\",\n"
	                       "  compute = function(c) return 2 * c.help_award end }\n"
	                       "rule \"knows\" { on = \"home\", type = \"flag\",\n"
	                       "  compute = function(c) return known(c, \"help_award\") end }\n"
	                       "total \"cost\" { sum = \"home.help_award\" }\n")),
	   "an eligibility rule may have an award");
	is_text(ask("SELECT help, help_award, twice, knows, _unknown FROM outcome_home"),
	        "eligible|450|900|1|NULL not_eligible|0|0|1|NULL unknown|NULL|NULL|0|help_award,twice "
	        "eligible|NULL|NULL|0|help_award,twice not_eligible|0|0|1|NULL",
	        "the award is 0 when not eligible, unknown when that is, or when it lacks a fact");
	is_text(ask("SELECT eligible, not_eligible, unknown, award, award_unknown FROM rule WHERE name = 'help'"),
	        "2|2|1|450|2", "the rule's counts and cost");
	is_text(ask("SELECT value, known, unknown FROM total"), "450|3|2", "its total knows what it does not know");
	is_text(ask("SELECT fact, records FROM missing_fact WHERE rule = 'help' ORDER BY fact"),
	        "home.poor|1 home.size|1", "a fact that holds up only the award is missing too");
}

static void test_what_tests_give(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY); INSERT INTO home VALUES (7);");
	ok(case_rules("rule \"x\" { on = \"home\", type = \"eligibility\",\n"
	              "  conditions = all {\n"
	              "    { \"first\", function(c) return true end },\n"
	              "    { \"second\", function(c) return c.id end } } }\n")
	                   == -1
	           && failed_with("case.lua", 4, "condition 'second' gave an integer", NULL)
	           && failed_with("case.lua", 4, "home 7", NULL),
	   "a test gives true or false, nothing else");
	ok(case_rules("rule \"x\" { on = \"home\", type = \"eligibility\",\n"
	              "  conditions = all { { \"first\", function(c) local a = c.id == 7 end } } }\n")
	                   == -1
	           && failed_with("case.lua", 2, "condition 'first' gave nothing", "return"),
	   "a test without 'return' is told so");
}

int main(void)
{
	char fields[] = "abcd";

	make_test_folder();
	make_data();
	for (int count = 1; count <= (getenv("RECKON_QUICK") ? 3 : 4); count++)
		ok(try_orders(fields, 0, count) == 0, "every tree of %d tests is right in every order", count);
	test_missing_of_others();
	test_awards();
	test_what_tests_give();
	return case_done();
}
