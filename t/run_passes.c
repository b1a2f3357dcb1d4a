/* run_passes.c: rules that come after totals, held against an evaluator of the test's own that knows of no passes: it asks for
 * what it needs, over everything in memory. */
#include "run_case.h"

static uint64_t state;

static int below(int n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int) ((state >> 33) % (uint64_t) n);
}

/* A program: rules and totals in one list, `line` and `ward` the record types. In its own period a node reads only those before
 * it; of the period before, any. */
enum { WARDS = 3, LINES = 12, NODES_MOST = 14, PERIODS_MOST = 4, READS_MOST = 3 };
enum node_kind { LINE_RULE, WARD_RULE, TOTAL };
enum read_how { OWN_FIELD, OWN_RULE, OWN_PREVIOUS, PARENT_RULE, WHOLE, WHOLE_PREVIOUS, GROUP };

struct node {
	enum node_kind kind;
	struct term {
		enum read_how how;
		int node; /* -1: none */
		int factor;
	} terms[READS_MOST];
	int term_count;
	bool chooses; /* the last term only when the first is even */
	/* Totals: of a rule. */
	int of, sum;  /* sum 0: max */
	int where;    /* a rule whose even values belong; -1: all */
	bool grouped; /* lines by ward */
};

struct program {
	struct node nodes[NODES_MOST];
	int count, periods;
};

struct answer {
	bool asked, unknown, none; /* none: the most of nothing */
	int64_t value;
	int64_t missing; /* totals: how many are unknown */
};

static struct program program;
static int64_t line_field[LINES], ward_field[WARDS];
static bool line_known[LINES];
static struct answer rule_answers[NODES_MOST][PERIODS_MOST][LINES];
static struct answer total_answers[NODES_MOST][PERIODS_MOST][WARDS + 1]; /* the whole at the end */

#define MODULUS 1000003

static int ward_of(int line)
{
	return line * 7 % WARDS;
}

static bool fits(enum node_kind reader, enum read_how how, const struct node *read)
{
	switch (how) {
	case OWN_FIELD:
		return true;
	case OWN_RULE:
	case OWN_PREVIOUS:
		return read->kind == reader;
	case PARENT_RULE:
		return reader == LINE_RULE && read->kind == WARD_RULE;
	case WHOLE:
	case WHOLE_PREVIOUS:
		return read->kind == TOTAL;
	case GROUP:
		return read->kind == TOTAL && read->grouped;
	}
	return false;
}

static void make_total(struct node *node, int before)
{
	node->kind = TOTAL;
	node->of = node->where = -1;
	for (int i = 0; i < before; i++) {
		if (program.nodes[i].kind != TOTAL && (node->of < 0 || below(2)))
			node->of = i;
	}
	for (int i = 0; i < before && below(2); i++) {
		if (program.nodes[i].kind == program.nodes[node->of].kind)
			node->where = i;
	}
	node->sum = below(3);
	node->grouped = program.nodes[node->of].kind == LINE_RULE && below(2);
}

static void make_program(void)
{
	program.count = 3 + below(NODES_MOST - 3);
	program.periods = 1 + below(PERIODS_MOST);
	for (int i = 0; i < program.count; i++) {
		struct node *node = &program.nodes[i];

		*node = (struct node){ .kind = i == 0 ? LINE_RULE : (enum node_kind) below(3) };
		if (node->kind == TOTAL)
			make_total(node, i);
	}
	for (int i = 0; i < program.count; i++) {
		struct node *node = &program.nodes[i];

		node->term_count = node->kind == TOTAL ? 0 : 1 + below(READS_MOST);
		node->chooses = below(3) == 0;
		for (int j = 0; j < node->term_count; j++) {
			struct term *term = &node->terms[j];

			for (int tries = 0;; tries++) {
				term->how = tries > 20 ? OWN_FIELD : (enum read_how) below(GROUP + 1);
				term->factor = 1 + below(9);
				bool before = term->how == OWN_PREVIOUS || term->how == WHOLE_PREVIOUS;

				if (term->how != OWN_FIELD && !before && i == 0)
					continue;
				term->node = term->how == OWN_FIELD ? 0 : below(before ? program.count : i);
				if (fits(node->kind, term->how, &program.nodes[term->node]))
					break;
			}
		}
	}
}

/* The evaluator. */

static const struct answer *answer_rule(int index, int period, int record);

static const struct answer *answer_total(int index, int period, int group)
{
	const struct node *node = &program.nodes[index];
	struct answer *answer = &total_answers[index][period][group];
	int records = program.nodes[node->of].kind == LINE_RULE ? LINES : WARDS;

	if (answer->asked)
		return answer;
	*answer = (struct answer){ .asked = true, .none = !node->sum };
	for (int i = 0; i < records; i++) {
		const struct answer *of, *where = NULL;

		if (group < WARDS && ward_of(i) != group)
			continue;
		of = answer_rule(node->of, period, i);
		if (node->where >= 0)
			where = answer_rule(node->where, period, i);
		if (where && !where->unknown && where->value % 2 != 0)
			continue;
		if (of->unknown || (where && where->unknown)) {
			answer->missing++;
			continue;
		}
		if (node->sum)
			answer->value += of->value;
		else if (answer->none || of->value > answer->value)
			answer->value = of->value;
		answer->none = false;
	}
	return answer;
}

static struct answer answer_term(const struct node *node, const struct term *term, int period, int record)
{
	struct answer answer = { .unknown = false };

	switch (term->how) {
	case OWN_FIELD:
		if (node->kind == WARD_RULE)
			answer.value = ward_field[record];
		else
			answer = (struct answer){ .value = line_field[record], .unknown = !line_known[record] };
		break;
	case OWN_RULE:
		answer = *answer_rule(term->node, period, record);
		break;
	case OWN_PREVIOUS:
		if (period > 0)
			answer = *answer_rule(term->node, period - 1, record);
		break;
	case PARENT_RULE:
		answer = *answer_rule(term->node, period, ward_of(record));
		break;
	case WHOLE:
		answer = *answer_total(term->node, period, WARDS);
		break;
	case WHOLE_PREVIOUS:
		if (period > 0)
			answer = *answer_total(term->node, period - 1, WARDS);
		break;
	case GROUP:
		answer = *answer_total(term->node, period, node->kind == WARD_RULE ? record : ward_of(record));
		break;
	}
	if (answer.none)
		answer.value = 5;
	return answer;
}

static const struct answer *answer_rule(int index, int period, int record)
{
	const struct node *node = &program.nodes[index];
	struct answer *answer = &rule_answers[index][period][record];
	int64_t first = 0;

	if (answer->asked)
		return answer;
	*answer = (struct answer){ .asked = true };
	for (int i = 0; i < node->term_count && !answer->unknown; i++) {
		struct answer term;

		if (i > 0 && i == node->term_count - 1 && node->chooses && first % 2 != 0)
			break;
		term = answer_term(node, &node->terms[i], period, record);
		answer->unknown = term.unknown;
		first = i == 0 ? term.value : first;
		answer->value += node->terms[i].factor * (term.value % MODULUS);
	}
	return answer;
}

/* The same as a rule file. */

static void write_term(struct text *out, const struct node *node, const struct term *term)
{
	const char *group = node->kind == WARD_RULE ? "c.id" : "c.ward.id";

	switch (term->how) {
	case OWN_FIELD:
		text_append(out, "c.amount");
		break;
	case OWN_RULE:
		text_append_format(out, "c.n%d", term->node);
		break;
	case OWN_PREVIOUS:
		text_append_format(out, "(at.previous and at.previous.n%d or 0)", term->node);
		break;
	case PARENT_RULE:
		text_append_format(out, "c.ward.n%d", term->node);
		break;
	case WHOLE:
		text_append_format(out, "(at.totals.n%d or 5)", term->node);
		break;
	case WHOLE_PREVIOUS:
		text_append_format(out, "(not at.previous and 0 or at.previous and at.previous.totals.n%d or 5)",
		                   term->node);
		break;
	case GROUP:
		text_append_format(out, "(group(\"n%d\", %s) or 5)", term->node, group);
		break;
	}
}

static void write_rule(struct text *out, int index)
{
	const struct node *node = &program.nodes[index];
	int after = 0;

	text_append_format(out, "rule \"n%d\" { on = \"%s\", type = \"integer\",", index,
	                   node->kind == LINE_RULE ? "line" : "ward");
	for (int i = 0; i < node->term_count; i++) {
		bool repeated = false;

		for (int j = 0; j < i; j++)
			repeated |= node->terms[j].how >= WHOLE && node->terms[j].node == node->terms[i].node;
		if (node->terms[i].how >= WHOLE && !repeated)
			text_append_format(out, "%s\"n%d\"", after++ ? ", " : " after = { ", node->terms[i].node);
	}
	text_append_format(out, "%s\n  compute = function(c, p, at)\n    local sum, first = 0, nil\n",
	                   after ? " }," : "");
	for (int i = 0; i < node->term_count; i++) {
		bool chosen = i > 0 && i == node->term_count - 1 && node->chooses;

		text_append_format(out, "    %slocal t%d = ", chosen ? "if first % 2 == 0 then " : "", i);
		write_term(out, node, &node->terms[i]);
		text_append_format(out, " sum = sum + %d * math_rem(t%d)%s%s\n", node->terms[i].factor, i,
		                   i == 0 ? " first = t0" : "", chosen ? " end" : "");
	}
	text_append(out, "    return sum\n  end }\n");
}

static void write_program(void)
{
	struct text rules = TEXT_INIT, scenario = TEXT_INIT;

	text_append_format(&rules, "local function math_rem(x) return x %% %d end\n", MODULUS);
	for (int i = 0; i < program.count; i++) {
		const struct node *node = &program.nodes[i];
		const char *on = node->kind == TOTAL && program.nodes[node->of].kind == WARD_RULE ? "ward" : "line";

		if (node->kind != TOTAL) {
			write_rule(&rules, i);
			continue;
		}
		text_append_format(&rules, "total \"n%d\" { %s = \"%s.n%d\"", i, node->sum ? "sum" : "max", on,
		                   node->of);
		if (node->grouped)
			text_append(&rules, ", by = { \"ward.id\" }");
		if (node->where >= 0)
			text_append_format(&rules, ", where = function(c) return c.n%d %% 2 == 0 end", node->where);
		text_append(&rules, " }\n");
	}
	text_append_format(&scenario, "scenario: case\ndata: data.db\nperiods: 2020-21 to %d-%d\nrules: [case.lua]\n",
	                   2019 + program.periods, 20 + program.periods);
	case_write("case.lua", text_string(&rules));
	case_write("case.yaml", text_string(&scenario));
	text_release(&rules);
	text_release(&scenario);
}

static void make_data(void)
{
	struct text sql = TEXT_INIT;

	text_append(&sql, "CREATE TABLE ward (id INTEGER PRIMARY KEY, amount INTEGER);"
	                  "CREATE TABLE line (id INTEGER PRIMARY KEY, ward_id INTEGER REFERENCES ward, "
	                  "amount INTEGER);");
	for (int i = 0; i < WARDS; i++)
		text_append_format(&sql, "INSERT INTO ward VALUES (%d, %d);", i, (int) (ward_field[i] = below(1000)));
	for (int i = 0; i < LINES; i++) {
		line_field[i] = below(100000);
		line_known[i] = i % 5 != 3;
		text_append_format(&sql, "INSERT INTO line VALUES (%d, %d, ", i, ward_of(i));
		if (line_known[i])
			text_append_format(&sql, "%d);", (int) line_field[i]);
		else
			text_append(&sql, "NULL);");
	}
	case_data(text_string(&sql));
	text_release(&sql);
}

/* Every outcome of node `index` in the run, as `ask` shows them. */
static bool rule_agrees(int index)
{
	const struct node *node = &program.nodes[index];
	struct text expected = TEXT_INIT;
	char sql[200];
	bool same;

	for (int period = 0; period < program.periods; period++) {
		for (int i = 0; i < (node->kind == LINE_RULE ? LINES : WARDS); i++) {
			const struct answer *answer = answer_rule(index, period, i);

			text_append(&expected, expected.length ? " " : "");
			if (answer->unknown)
				text_append(&expected, "NULL");
			else
				text_append_format(&expected, "%lld", (long long) answer->value);
		}
	}
	snprintf(sql, sizeof sql, "SELECT n%d FROM outcome_%s ORDER BY _period, id", index,
	         node->kind == LINE_RULE ? "line" : "ward");
	same = !strcmp(ask(sql), text_string(&expected));
	if (!same)
		printf("# n%d\n#   got      %s\n#   expected %s\n", index, ask(sql), text_string(&expected));
	text_release(&expected);
	return same;
}

static bool total_agrees(int index)
{
	struct text expected = TEXT_INIT;
	char sql[200];
	bool same;

	for (int period = 0; period < program.periods; period++) {
		const struct answer *answer = answer_total(index, period, WARDS);

		text_append(&expected, expected.length ? " " : "");
		if (answer->none)
			text_append_format(&expected, "NULL|%lld", (long long) answer->missing);
		else
			text_append_format(&expected, "%lld|%lld", (long long) answer->value,
			                   (long long) answer->missing);
	}
	snprintf(sql, sizeof sql,
	         "SELECT value, unknown FROM total WHERE name = 'n%d' AND position = 0 ORDER BY period", index);
	same = !strcmp(ask(sql), text_string(&expected));
	if (!same)
		printf("# n%d\n#   got      %s\n#   expected %s\n", index, ask(sql), text_string(&expected));
	text_release(&expected);
	return same;
}

static int passes_seen;

static void see_pass(void *context, int pass, int passes, const char *type, int64_t done, int64_t rows)
{
	(void) context, (void) pass, (void) type, (void) done, (void) rows;
	passes_seen = passes;
}

static bool same_seal_with(struct run_options options)
{
	struct run_options usual = case_options;
	uint8_t seal[SHA256_SIZE];
	bool same;

	memcpy(seal, case_outcome.seal, sizeof seal);
	case_options = options;
	same = succeeds(case_run("other")) && !memcmp(seal, case_outcome.seal, sizeof seal);
	case_options = usual;
	return same;
}

static void test_random_programs(void)
{
	int count = getenv("RECKON_QUICK") ? 40 : 400, failed = 0, several = 0, one_by_one = 0;

	for (int i = 0; i < count && failed < 3; i++) {
		bool same;
		int passes;

		state = (uint64_t) i;
		memset(rule_answers, 0, sizeof rule_answers);
		memset(total_answers, 0, sizeof total_answers);
		make_data();
		make_program();
		write_program();
		case_options.progress = see_pass;
		same = succeeds(case_run("case"));
		passes = passes_seen;
		several += passes > 1;
		for (int j = 0; same && j < program.count; j++)
			same = program.nodes[j].kind == TOTAL ? total_agrees(j) : rule_agrees(j);
		same = same && same_seal_with((struct run_options){ .jobs = 4 });
		same = same
		       && same_seal_with((struct run_options){ .jobs = 1, .one_by_one = true, .progress = see_pass });
		one_by_one += passes_seen > passes;
		same = same
		       && same_seal_with((struct run_options){ .jobs = 2, .lua_only = true, .one_by_one = true });
		if (!same) {
			failed++;
			printf("# program %d in %d passes\n", i, passes);
		}
	}
	case_options.progress = NULL;
	ok(!failed, "%d random programs give what they say, whatever the number of jobs and passes", count);
	printf("# of %d: %d in several passes, %d in more when periods go one by one\n", count, several, one_by_one);
	ok(several > count / 4 && one_by_one > count / 8, "and many of them need several passes");
}

/* Shares of a total, in groups and whole: held against SQL over the records that the run keeps. */
static const char lines[] =
	"CREATE TABLE line (id INTEGER PRIMARY KEY, department TEXT OPTIONAL, cost MONEY INTEGER);"
	"INSERT INTO line VALUES (1, 'roads', 300), (2, 'roads', 500), (3, 'parks', 200), (4, NULL, 1000), (5, "
	"'parks', -40);";

static int run_case_over(const char *periods, const char *rules)
{
	char scenario[200];

	snprintf(scenario, sizeof scenario, "scenario: case\ndata: data.db\nperiods: %s\nrules: [case.lua]\n",
	         periods);
	case_write("case.lua", rules);
	case_write("case.yaml", scenario);
	return case_run("case");
}

static void test_shares(void)
{
	case_data(lines);
	ok(succeeds(run_case_over(
		   "2025-26", "total \"net\" { sum = \"line.cost\" }\n"
			      "total \"by_department\" { sum = \"line.cost\", by = { \"department\" } }\n"
			      "rule \"share\" { on = \"line\", type = \"decimal\", after = { \"net\" },\n"
			      "  compute = function(c, p, at) return divide(c.cost, at.totals.net, decimal "
			      "\"0.0001\") end }\n"
			      "rule \"rest\" { on = \"line\", type = \"money\", after = { \"by_department\" },\n"
			      "  compute = function(c) return group(\"by_department\", c.department) - c.cost end "
			      "}\n"
			      "total \"shares\" { sum = \"line.share\" }\n"
			      "rule \"scaled\" { on = \"line\", type = \"decimal\", after = { \"shares\" },\n"
			      "  compute = function(c, p, at) return at.totals.shares * c.id end }\n")),
	   "rules that read totals, and totals of such rules");
	is_text(ask("SELECT id, share FROM outcome_line ORDER BY id"),
	        ask("SELECT id, rtrim(printf('%.4f', round(cost * 1.0 / (SELECT sum(cost) FROM record_line), 4)), "
	            "'0') "
	            "FROM record_line ORDER BY id"),
	        "each line's share of the whole is what SQL says");
	is_text(ask("SELECT id, rest FROM outcome_line ORDER BY id"),
	        ask("SELECT a.id, (SELECT sum(cost) FROM record_line b WHERE b.department IS a.department) - a.cost "
	            "FROM record_line a ORDER BY a.id"),
	        "and so is the rest of its group, that of no department too");
	is_text(ask("SELECT value FROM total WHERE name = 'shares'"), "1", "the shares add up");
	is_text(ask("SELECT scaled FROM outcome_line ORDER BY id"), "1 2 3 4 5", "and a rule after that finds them");
	is_text(verified("case.run"), "whole", "the run file is whole");
	is_text(replayed("case.run", &case_options), "same", "and replays");
}

/* A levy that hangs on what was spent in the period before. */
static void test_levy(void)
{
	struct run_options forced = { .jobs = 3, .one_by_one = true };

	case_data(lines);
	case_options.progress = see_pass;
	ok(succeeds(run_case_over("2025-26 to 2029-30",
	                          "rule \"spend\" { on = \"line\", type = \"money\", after = { \"spending\" },\n"
	                          "  compute = function(c, p, at)\n"
	                          "    if not at.previous then return c.cost end\n"
	                          "    return at.previous.spend + divide(at.previous.totals.spending, 10, money "
	                          "\"1p\") + c.id\n"
	                          "  end }\n"
	                          "total \"spending\" { sum = \"line.spend\" }\n")),
	   "a rule reads the total that it is part of, of the period before");
	is_number(passes_seen, 5, "then each period waits for the one before");
	is_text(ask("SELECT value FROM total ORDER BY period"), "1960 2955 4450 6690 10050",
	        "the totals follow one another");
	ok(same_seal_with(forced), "and three jobs give the same");
	case_options.progress = NULL;
}

#define NOTES "SELECT text FROM note ORDER BY text"

static void test_incomplete(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, department TEXT, cost MONEY INTEGER, level INTEGER "
	          "OPTIONAL);"
	          "INSERT INTO line VALUES (1, 'roads', 300, NULL), (2, 'roads', NULL, NULL), (3, NULL, 50, NULL);");
	ok(succeeds(run_case_over("2025-26 to 2026-27",
	                          "rule \"grown\" { on = \"line\", type = \"money\", after = { \"net\" },\n"
	                          "  compute = function(c, p, at)\n"
	                          "    if not at.previous then return c.cost end\n"
	                          "    return at.previous.totals.net\n"
	                          "  end }\n"
	                          "total \"net\" { sum = \"line.grown\" }\n"
	                          "total \"grouped\" { sum = \"line.grown\", by = { \"department\" } }\n"
	                          "total \"top\" { max = \"line.level\" }\n"
	                          "rule \"rest\" { on = \"line\", type = \"money\", after = { \"grouped\" },\n"
	                          "  compute = function(c) return group(\"grouped\", \"roads\") end }\n"
	                          "rule \"over\" { on = \"line\", type = \"flag\", after = { \"top\" },\n"
	                          "  compute = function(c, p, at) return at.totals.top == nil end }\n")),
	   "totals of which not all is known can be read");
	is_text(ask("SELECT id, _period, grown, rest, over FROM outcome_line ORDER BY _period, id"),
	        "1|2025-26|300|300|1 2|2025-26|NULL|300|1 3|2025-26|50|300|1 "
	        "1|2026-27|350|700|1 2|2026-27|350|700|1 3|2026-27|350|700|1",
	        "they are what is known; the most of nothing is nil");
	is_text(ask(NOTES),
	        "grown reads what is known of net: 1 record is unknown in 2025-26 "
	        "rest reads what is known of grouped: 2 records are unknown in 2025-26, 1 in 2026-27",
	        "the run notes each rule and total once, with how much is not known; a group lacks also what may be "
	        "in it");
}

#define COST_AFTER(text)                                                                              \
	"total \"net\" { sum = \"line.cost\" }\n"                                                     \
	"total \"by_department\" { sum = \"line.cost\", by = { \"department\" } }\n"                  \
	"rule \"share\" { on = \"line\", type = \"money\", after = { \"net\", \"by_department\" },\n" \
	"  compute = function(c, p, at) " text " end }\n"

static void test_groups(void)
{
	case_data("CREATE TABLE line (id INTEGER PRIMARY KEY, department TEXT, cost MONEY INTEGER, year TEXT);"
	          "INSERT INTO line VALUES (1, 'roads', 300, '2025-26'), (2, 'parks', 40, '2026-27');");
	case_write("case.lua", COST_AFTER("return group(\"by_department\", \"parks\")"));
	case_write("case.yaml", "scenario: case\ndata: data.db\nperiods: 2025-26 to 2026-27\nrules: [case.lua]\n"
	                        "records: {line: {period: year}}\n");
	ok(succeeds(case_run("case")), "a group that only a later period has");
	is_text(ask("SELECT id, _period, share FROM outcome_line"), "1|2025-26|0 2|2026-27|40", "is 0 before");
	ok(same_seal_with((struct run_options){ .jobs = 2, .one_by_one = true }), "also when periods go one by one");
	case_write("case.lua", COST_AFTER("return group(\"by_department\", \"park\")"));
	ok(case_run("case") == -1 && failed_with("case.lua", 4, "no group 'park'", "did you mean 'parks'?"),
	   "a group that no period has is an error");
	case_options.one_by_one = true;
	ok(case_run("case") == -1 && failed_with("case.lua", 4, "no group 'park'", "did you mean 'parks'?"),
	   "and the same one by one");
	case_options.one_by_one = false;
}

/* What an early pass takes for an empty group, since later periods may still have it, must not pass for good. */
static void test_groups_in_early_passes(void)
{
	case_data("CREATE TABLE ward (id INTEGER PRIMARY KEY, name TEXT);"
	          "CREATE TABLE line (id INTEGER PRIMARY KEY, ward INTEGER REFERENCES ward, cost MONEY INTEGER, year "
	          "TEXT);"
	          "INSERT INTO ward VALUES (1, 'North'), (2, 'South'), (3, 'East');"
	          "INSERT INTO line VALUES (1, 1, 300, '2025-26'), (2, 2, 40, '2026-27'), (3, 1, 7, '2026-27');");
	case_write("case.lua", "total \"spent\" { sum = \"line.cost\", by = { \"ward.name\" } }\n"
	                       "rule \"in_ward\" { on = \"ward\", type = \"money\", after = { \"spent\" },\n"
	                       "  compute = function(w) return group(\"spent\", w.name) end }\n"
	                       "rule \"south\" { on = \"line\", type = \"money\", after = { \"spent\" },\n"
	                       "  compute = function(c) return group(\"spent\", \"South\") + c.ward.in_ward end }\n"
	                       "total \"all_south\" { sum = \"line.south\" }\n"
	                       "rule \"over\" { on = \"line\", type = \"money\", after = { \"all_south\" },\n"
	                       "  compute = function(c, p, at) return at.totals.all_south end }\n");
	case_write("case.yaml", "scenario: case\ndata: data.db\nperiods: 2025-26 to 2026-27\nrules: [case.lua]\n"
	                        "records: {line: {period: year}, ward: {where: \"name <> 'East'\"}}\n");
	ok(succeeds(case_run("case")), "a group that only a later period has, in an early pass");
	is_text(ask("SELECT id, south, over FROM outcome_line"), "1|300|300 2|80|127 3|47|127", "is 0 before");
	ok(same_seal_with((struct run_options){ .jobs = 2, .one_by_one = true }), "also when periods go one by one");
	case_write("case.yaml", "scenario: case\ndata: data.db\nperiods: 2025-26 to 2026-27\nrules: [case.lua]\n"
	                        "records: {line: {period: year, where: \"cost <> 40\"}}\n");
	ok(case_run("case") == -1 && failed_with("case.lua", 5, "no group 'South'", NULL),
	   "and an error when there turns out to be none");
	case_write("case.yaml", "scenario: case\ndata: data.db\nperiods: 2025-26 to 2026-27\nrules: [case.lua]\n"
	                        "records: {line: {period: year}}\n");
	run_sql(in_folder("data.db"), "INSERT INTO line VALUES (4, 3, 1, '2024-25');");
	for (int jobs = 1; jobs <= 3; jobs += 2) {
		case_options.jobs = (size_t) jobs;
		ok(case_run("case") == -1
		           && failed_with(
				   "case.lua", 3,
				   "no group 'East' of total 'spent' in any period (rule 'in_ward', ward 3, 2025-26)",
				   NULL),
		   "also on a record that an early pass has met, with %d jobs", jobs);
	}
	case_options.jobs = 1;
}

static void test_errors(void)
{
	case_data(lines);
	for (int jobs = 1; jobs <= 4; jobs += 3) {
		case_options.jobs = (size_t) jobs;
		ok(run_case_over("2025-26", "rule \"twice\" { on = \"line\", type = \"money\",\n"
		                            "  compute = function(c)\n"
		                            "    if c.id >= 3 then error(\"no line so high\") end\n"
		                            "    return 2 * c.cost end }\n"
		                            "total \"net\" { sum = \"line.twice\" }\n"
		                            "rule \"early\" { on = \"line\", type = \"money\", after = { \"net\" },\n"
		                            "  compute = function(c, p, at)\n"
		                            "    if c.id == 1 then error(\"too late to be the first\") end\n"
		                            "    return at.totals.net end }\n")
		                   == -1
		           && failed_with("case.lua", 3, "no line so high (rule 'twice', line 3)", NULL),
		   "what fails in an early pass is named as ever, with %d jobs", jobs);
	}
	case_options.jobs = 1;
	ok(run_case_over("2025-26", "local function pick(n, c, name) if n > 0 then return pick(n - 1, c, name) end "
	                            "return known(c, name) and 1 or 2 end\n"
	                            "rule \"sum\" { on = \"line\", type = \"money\",\n"
	                            "  compute = function(c) return pick(1, c, \"sha\" .. \"re\") end }\n"
	                            "total \"net\" { sum = \"line.sum\" }\n"
	                            "rule \"share\" { on = \"line\", type = \"money\", after = { \"net\" },\n"
	                            "  compute = function(c, p, at) return at.totals.net end }\n")
	                   == -1
	           && failed_with("case.lua", 6, "rule 'share' is read before its total 'net' is known",
	                          "by its name"),
	   "a total that is not known yet is not read, whatever could not be followed before the run");
	ok(run_case_over("2025-26",
	                 "local function total_of(n, at) if n > 0 then return total_of(n - 1, at) end "
	                 "return at.totals.net end\n"
	                 "rule \"share\" { on = \"line\", type = \"money\", after = { \"net\" },\n"
	                 "  compute = function(c, p, at) return total_of(1, at) end }\n"
	                 "rule \"part\" { on = \"line\", type = \"money\", compute = function(c) return c.share end "
	                 "}\n"
	                 "total \"net\" { sum = \"line.part\" }\n")
	                   == -1
	           && failed_with("case.lua", 2, "rule 'share' -> total 'net' -> rule 'part' -> rule 'share'", NULL),
	   "a loop of totals and rules is refused, also where it cannot be followed");
}

/* More rules, each reading the next, than may wait for one another when they are asked for one by one. */
static void test_long_chain(void)
{
	struct text rules = TEXT_INIT;

	case_data(lines);
	for (int i = 0; i < 100; i++)
		text_append_format(&rules,
		                   "rule \"r%d\" { on = \"line\", type = \"money\",\n"
		                   "  compute = function(c, p, at) return (at.previous and at.previous.r99 or 1) + "
		                   "c.r%d end }\n",
		                   i, i + 1);
	text_append(&rules,
	            "rule \"r100\" { on = \"line\", type = \"money\", compute = function(c) return c.cost end }\n"
	            "total \"chained\" { sum = \"line.r0\" }\n"
	            "rule \"over\" { on = \"line\", type = \"money\", after = { \"chained\" },\n"
	            "  compute = function(c, p, at) return at.totals.chained end }\n");
	ok(succeeds(run_case_over("2025-26 to 2026-27", text_string(&rules))),
	   "a long chain of rules below a total that is read");
	is_text(ask("SELECT DISTINCT _period, over FROM outcome_line"), "2025-26|2460 2026-27|198460",
	        "is worked out in an early pass as in the last");
	ok(same_seal_with((struct run_options){ .jobs = 2, .lua_only = true, .one_by_one = true }),
	   "with and without Lua");
	text_release(&rules);
}

static atomic_bool stop;

static void stop_in_first(void *context, int pass, int passes, const char *type, int64_t done, int64_t rows)
{
	(void) context, (void) type, (void) done, (void) rows;
	atomic_store(&stop, pass == 1 && passes == 2);
}

static void test_stopping(void)
{
	case_data(lines);
	case_options.progress = stop_in_first;
	case_options.cancelled = &stop;
	ok(run_case_over("2025-26", COST_AFTER("return at.totals.net")) == -1
	           && failed_with(NULL, 0, "stopped by a signal", NULL),
	   "a run can be stopped in a pass that writes nothing");
	case_options.progress = NULL;
	case_options.cancelled = NULL;
}

int main(void)
{
	make_test_folder();
	test_random_programs();
	test_shares();
	test_levy();
	test_incomplete();
	test_groups();
	test_groups_in_early_passes();
	test_errors();
	test_long_chain();
	test_stopping();
	return case_done();
}
