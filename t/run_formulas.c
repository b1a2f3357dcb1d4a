/* run_formulas.c: what is evaluated without Lua is what Lua gives: random functions over records with every kind of value,
 * run both ways; the seals, or the errors, are the same. */
#include "run_case.h"

static uint64_t state;

static int below(int n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int) ((state >> 33) % (uint64_t) n);
}

#define RECORDS 200 /* more than three batches, the last not full */

static bool own;       /* nothing is read but the record itself */
static bool in_second; /* within the rule of that name, which does not read itself */
static int rule_count; /* r0, r1 ... that are written already: what may be read of them */

static const char *pick(const char *const *items)
{
	int count = 0;
	const char *item;

	while (items[count])
		count++;
	do
		item = items[below(count)];
	while ((own && strstr(item, "home")) || (in_second && strstr(item, "second")));
	return item;
}

static void make_data(void)
{
	static const char *const money[] = { "0",       "1", "-1", "2550", "9007199254740992", "-9007199254740992",
		                             "1234567", NULL };
	static const char *const rate[] = { "'0.055'",          "'1'",  "'0'",  "'-0.5'",
		                            "'0.333333333333'", "'12'", "NULL", NULL };
	static const char *const text[] = { "'own'", "'rent'", "''", "'é'", "'Own'", "'ownx'", "NULL", NULL };
	static const char *const flag[] = { "0", "1", "1", "0", "NULL", NULL };
	static const char *const date[] = { "'2024-02-29'", "'2025-04-01'", "'2025-04-02'",
		                            "'1900-01-01'", "NULL",         NULL };
	struct text sql = TEXT_INIT;

	text_append(
		&sql,
		"CREATE TABLE home (home_id INTEGER PRIMARY KEY, worth MONEY INTEGER, owned FLAG INTEGER);"
		"CREATE TABLE thing (id INTEGER PRIMARY KEY, m MONEY INTEGER, k MONEY INTEGER, n INTEGER OPTIONAL, "
		"r RATE TEXT OPTIONAL, q DECIMAL TEXT, f FLAG INTEGER, g FLAG INTEGER OPTIONAL, s STATUS TEXT, "
		"x TEXT OPTIONAL, b DATE TEXT, "
		"home INTEGER REFERENCES home (home_id));");
	for (int i = 0; i < 8; i++)
		text_append_format(&sql, "INSERT INTO home VALUES (%d, %s, %s);", i, i == 3 ? "NULL" : pick(money),
		                   pick(flag));
	for (int i = 0; i < RECORDS; i++) {
		text_append_format(&sql, "INSERT INTO thing VALUES (%d, %s, %s, ", i, pick(money),
		                   i % 7 ? pick(money) : "NULL");
		text_append_format(&sql, "%s, %s, ", i % 5 ? pick(money) : "NULL", pick(rate));
		text_append_format(&sql, "%s, %s, ", i % 11 ? "'2.5'" : "NULL", pick(flag));
		text_append_format(&sql, "%s, %s, ", pick(flag), i % 13 ? "'rent'" : "'own'");
		text_append_format(&sql, "%s, %s, ", pick(text), pick(date));
		if (i % 9 == 0)
			text_append(&sql, "NULL);");
		else
			text_append_format(&sql, "%d);", below(10)); /* 8 and 9: no such row */
	}
	case_data(text_string(&sql));
	text_release(&sql);
}

enum kind { EXACT, FLAG, TEXT, KINDS };

static const struct rule_type {
	const char *type;
	enum kind kind;
	bool optional;
} rule_types[] = { { "decimal", EXACT, false }, { "flag", FLAG, false },    { "text", TEXT, false },
	           { "decimal", EXACT, true },  { "flag", FLAG, true },     { "status", TEXT, false },
	           { "date", TEXT, true },      { "money", EXACT, false },  { "decimal", EXACT, false },
	           { "flag", FLAG, false },     { "integer", EXACT, false } };

/* Reads one of the rules before, if it gives what is wanted. */
static bool rule_before(struct text *out, enum kind kind)
{
	int rule = rule_count - 1;

	while (rule >= 0 && (rule_types[rule].kind != kind || below(2)))
		rule--;
	if (rule < 0 || in_second)
		return false;
	if (!rule_types[rule].optional || below(20) == 0)
		text_append_format(out, "c.r%d", rule);
	else if (kind == EXACT)
		text_append_format(out, "(c.r%d or p.fee)", rule);
	else if (kind == TEXT)
		text_append_format(out, "(c.r%d or at.finish)", rule);
	else
		text_append_format(out, below(2) ? "(c.r%d == true)" : "(c.r%d ~= nil)", rule);
	return true;
}

static void expression(struct text *out, enum kind kind, int depth);

/* `format` with a '%' for each expression of `kinds`. */
static void compound(struct text *out, const char *format, const enum kind *kinds, int depth)
{
	for (; *format; format++) {
		if (*format == '%')
			expression(out, *kinds++, depth - 1);
		else
			text_append_char(out, *format);
	}
}

static void exact(struct text *out, int depth)
{
	static const char *const leaves[] = { "c.m",
		                              "c.k",
		                              "c.q",
		                              "p.fee",
		                              "1 * p.share",
		                              "3",
		                              "0",
		                              "money \"£1.50\"",
		                              "1 * rate \"5.5%\"",
		                              "decimal \"0.125\"",
		                              "c.m",
		                              "p.fee",
		                              "c.home.worth",
		                              "-1",
		                              "c.first_award",
		                              "c.second_award",
		                              "(c.n or 0)",
		                              "1 * (c.r or rate \"2%\")",
		                              "limit",
		                              NULL };
	static const enum kind all[] = { EXACT, EXACT, EXACT };
	static const char *const forms[] = {
		"(% + %)",
		"(% - %)",
		"(% * (1 + 0) * %)", /* what is no amount of money that could be told from others */
		"-(%)",
		"min(%, %)",
		"max(%, %, %)",
		"round(%, money \"25p\")",
		"round(%, decimal \"0.5\", \"half_even\")",
		"divide(%, 7, decimal \"0.01\", \"floor\")",
		"divide(%, max(1, %), 1)",
		"twice(%)",
		NULL
	};

	if (depth > 0)
		compound(out, below(60) ? pick(forms) : "divide(%, %, 1)", all, depth);
	else if (below(3) || !rule_before(out, EXACT))
		text_append(out, pick(leaves));
}

static void flag(struct text *out, int depth)
{
	static const char *const leaves[] = {
		"c.f",     "c.f",      "(c.g == nil)",    "true",         "c.home.owned",
		"c.first", "c.second", "known(c, \"k\")", "(c.n ~= nil)", "not c.g",
		NULL
	};
	static const enum kind two_flags[] = { FLAG, FLAG, FLAG }, two_exact[] = { EXACT, EXACT, EXACT },
			       two_texts[] = { TEXT, TEXT };
	static const char *const of_flags[] = { "(% and %)", "(% or %)", "(not %)", "(% == %)", "(% ~= %)", NULL };
	static const char *const of_exact[] = { "(% < %)",  "(% <= %)", "(% > %)",          "(% >= %)",
		                                "(% == %)", "(% ~= %)", "between(%, %, %)", NULL };
	static const char *const of_dates[] = { "c.b < at.start", "at.finish <= c.b", "c.b == \"2025-04-01\"",
		                                "between(c.b, \"2025-04-01\", at.finish)", NULL };
	static const char *const of_texts[] = { "(% == %)", "(% < %)", "(% >= %)", NULL };

	if (depth <= 0) {
		if (below(3) || !rule_before(out, FLAG))
			text_append(out, pick(leaves));
		return;
	}
	switch (below(4)) {
	case 3:
		text_append(out, pick(of_dates));
		break;
	case 0:
		compound(out, pick(of_flags), two_flags, depth);
		break;
	case 1:
		compound(out, pick(of_exact), two_exact, depth);
		break;
	default:
		compound(out, pick(of_texts), two_texts, depth);
	}
}

static void text(struct text *out)
{
	static const char *const leaves[] = { "c.s",   "\"rent\"", "at.period", "(c.x or \"\")",
		                              "\"é\"", "p.word",   "at.start",  NULL };

	if (below(3) || !rule_before(out, TEXT))
		text_append(out, pick(leaves));
}

/* Now and then of another kind than is wanted: what is wrong is said the same either way. */
static void expression(struct text *out, enum kind kind, int depth)
{
	if (below(400) == 0)
		kind = (enum kind) below(KINDS);
	if (kind == EXACT)
		exact(out, below(depth + 1) ? depth : 0);
	else if (kind == FLAG)
		flag(out, below(depth + 1) ? depth : 0);
	else
		text(out);
}

static void body(struct text *out, enum kind kind, int depth)
{
	switch (depth > 0 ? below(5) : 0) {
	case 1:
		text_append(out, "if ");
		expression(out, FLAG, 2);
		text_append(out, " then ");
		body(out, kind, depth - 1);
		text_append(out, " end\n\t\t");
		body(out, kind, depth - 1);
		break;
	case 2:
		text_append(out, "if ");
		expression(out, FLAG, 1);
		text_append(out, " then ");
		body(out, kind, depth - 1);
		text_append(out, " elseif ");
		expression(out, FLAG, 1);
		text_append(out, " then ");
		body(out, kind, depth - 1);
		text_append(out, " else ");
		body(out, kind, depth - 1);
		text_append(out, " end");
		break;
	case 3:
		text_append(out, own ? "local home, rates, v = c, p, " : "local home, rates, v = c.home, p, ");
		expression(out, kind, 2);
		text_append_format(out, "\n\t\tif home.%s and rates.fee > 0 then return v end\n\t\t",
		                   own ? "f" : "owned");
		body(out, kind, depth - 1);
		break;
	default:
		text_append(out, "return ");
		expression(out, kind, 3);
	}
}

/* What the rule's type takes of an expression. */
static void rule_body(struct text *out, const struct rule_type *type)
{
	if (type->optional) {
		text_append(out, "if ");
		expression(out, FLAG, 1);
		text_append_format(out, " then return %s end\n\t\t", type->kind == FLAG ? "c.g" : "nil");
	}
	if (!strcmp(type->type, "status")) {
		text_append(out, "local v = ");
		expression(out, TEXT, 1);
		text_append(out, "\n\t\tif v == \"rent\" or v == \"own\" then return v end return ");
		text_append(out, below(20) ? "p.word" : "at.period");
	} else if (!strcmp(type->type, "date")) {
		text_append(out, "if ");
		expression(out, FLAG, 1);
		text_append_format(out, " then return c.b end return %s",
		                   below(2) ? "at.finish" : "c.g and at.start or nil");
	} else if (!strcmp(type->type, "money") || !strcmp(type->type, "integer")) {
		text_append(out, "local v = ");
		expression(out, EXACT, 2);
		text_append(out, "\n\t\treturn max(-100, min(100, round(v, 1)))");
	} else {
		body(out, type->kind, 2);
	}
}

static void write_rule(struct text *out, int rule)
{
	const struct rule_type *type = &rule_types[rule];

	text_append_format(
		out, "rule \"r%d\" { on = \"thing\", type = \"%s\", %s%s%s\n\tcompute = function(c, p, at)\n\t\t",
		rule, type->type, type->optional ? "optional = true, " : "",
		below(8) == 0 ? "status = \"draft\", " : "",
		strcmp(type->type, "status") != 0 ? "" : "values = { \"own\", \"rent\", \"2025-26\" },");
	rule_body(out, type);
	text_append(out, "\nend }\n");
}

static void write_eligibility(struct text *out)
{
	text_append_format(out,
	                   "rule \"first\" { on = \"thing\", type = \"eligibility\", conditions = all {\n"
	                   "\t{ \"a\", function(c)\n\t\treturn c.f end },\n\tany {\n\t{ \"b\", function(c, "
	                   "p)\n\t\treturn c.k < p.fee end },\n"
	                   "\t{ \"c\", function(c, p)\n\t\treturn %s end } } },\n"
	                   "\taward = function(c)\n\t\treturn c.k > 0 and 5 or 0 end }\n",
	                   own ? "(c.g == nil)" : "c.home.owned");
	text_append_format(out, "rule \"second\" { on = \"thing\", type = \"eligibility\", conditions = %s {\n",
	                   below(2) ? "any" : "all");
	in_second = true;
	for (int i = 0; i < 3; i++) {
		text_append_format(out, "\t%s { \"%d\", function(c, p, at)\n\t\treturn ", i == 1 ? "all {" : "", i);
		expression(out, FLAG, 2);
		text_append_format(out, " end }%s,\n", i == 2 ? " }" : "");
	}
	text_append(out, "\t},\n\taward = function(c, p)\n\t\treturn max(0, round(min(9999, ");
	expression(out, EXACT, 1);
	text_append(out, "), 1)) end }\n");
	in_second = false;
}

/* Rules that are read by totals, findings, and in a pass of their own after a total. */
static void write_readers(struct text *out)
{
	text_append(out,
	            "total \"m\" { count = \"thing\", where = function(c)\n\treturn c.r1 and c.r4 == true end }\n"
	            "total \"awards\" { sum = \"thing.second_award\", by = { \"r5\" } }\n"
	            "total \"cash\" { sum = \"thing.r7\", by = { \"r6\", \"second\" } }\n"
	            "total \"most\" { max = \"thing.r3\" }\n"
	            "total \"eligible\" { count = \"thing.first\" }\n");
	text_append(out, "finding \"odd\" { on = \"thing\", level = \"info\", when = function(c, p, at)\n\treturn ");
	expression(out, FLAG, 1);
	text_append(out, " end,\n\tmessage = \"{r0} {r2} {r3} {r5} {r6} {second} {second_award}\" }\n");
	if (below(3) == 0)
		text_append(out, "rule \"share\" { on = \"thing\", type = \"decimal\", after = { \"cash\" }, "
		                 "compute = function(c, p, at)\n\treturn c.r7 + at.totals.cash end }\n"
		                 "total \"shares\" { sum = \"thing.share\" }\n");
	if (below(4) == 0)
		text_append(out, "rule \"before\" { on = \"thing\", type = \"flag\", compute = function(c, p, at)\n"
		                 "\treturn at.previous ~= nil and at.previous.second and not c.second end }\n");
}

static void write_rules(struct text *out)
{
	own = below(3);
	text_append(out, "local limit <const> = money \"£2\"\nlocal function twice(x) if x == 0 then return 0 end "
	                 "return x * 2 end\n");
	write_eligibility(out);
	for (rule_count = 0; rule_count < (int) (sizeof rule_types / sizeof *rule_types); rule_count++)
		write_rule(out, rule_count);
	write_readers(out);
	rule_count = 0;
}

/* One period, a few, or so many that a chunk holds no more than one batch. */
static void write_scenario(void)
{
	static const char *const periods[] = { "on: 2025-04-01", "on: 2025-04-01", "periods: 2025-26 to 2027-28",
		                               "periods: 2025-26 to 2036-37" };
	struct text scenario = TEXT_INIT;

	text_append_format(&scenario,
	                   "scenario: case\ndata: data.db\n%s\nrules: [case.lua]\nparameters: [parameters.yaml]\n",
	                   periods[below(20) ? below(3) : 3]);
	case_write("case.yaml", text_string(&scenario));
	text_release(&scenario);
}

/* Runs what is in case.lua; gives the seal, or the first error. Static, one of two. */
static const char *result(bool lua_only)
{
	static char results[2][400];
	char *out = results[lua_only];

	case_options.lua_only = lua_only;
	case_options.jobs = lua_only ? 1 : 1 + (size_t) below(4);
	if (case_run(lua_only ? "lua" : "formula") == 0)
		sha256_hex(case_outcome.seal, out);
	else
		snprintf(out, sizeof results[0], "%.150s:%d: %.200s", case_problems.items[0].file,
		         case_problems.items[0].line, case_problems.items[0].message);
	return out;
}

static void random_rules(void)
{
	int count = getenv("RECKON_QUICK") ? 40 : 200, failed = 0, different = 0;

	for (int i = 0; i < count && different < 3; i++) {
		struct text rules = TEXT_INIT;
		const char *without, *with;

		if (i % 50 == 0)
			make_data();
		write_scenario();
		write_rules(&rules);
		case_write("case.lua", text_string(&rules));
		with = result(false);
		without = result(true);
		failed += strchr(with, ':') != NULL;
		if (strcmp(with, without) != 0) {
			different++;
			printf("# %s\n# %s\n# %s\n", with, without, text_string(&rules));
		}
		text_release(&rules);
	}
	is_number(different, 0, "random functions give the same with and without Lua");
	ok(failed > count / 20 && failed < count * 9 / 10, "(some are wrong, and say the same: %d of %d)", failed,
	   count);
}

int main(void)
{
	make_test_folder();
	state = 20251122;
	case_write("parameters.yaml",
	           "fee: {type: money, illustrative: test, values: {2024-04-01: £12.50, 2026-04-01: £1}}\n"
	           "word: {type: text, illustrative: test, values: {2024-04-01: rent, 2026-10-01: own}}\n"
	           "share: {type: rate, illustrative: test, values: {2024-04-01: 12.5%}}\n");
	random_rules();
	return case_done();
}
