/* run_formulas.c: what is evaluated without Lua is what Lua gives: random functions over records with every kind of value,
 * run both ways; the seals, or the errors, are the same. */
#include "run_case.h"

static uint64_t state;

static int below(int n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int) ((state >> 33) % (uint64_t) n);
}

static bool own;       /* nothing is read but the record itself */
static bool in_second; /* within the rule of that name, which does not read itself */

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
	for (int i = 0; i < 150; i++) {
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
		                              "p.share",
		                              "3",
		                              "0",
		                              "money \"£1.50\"",
		                              "rate \"5.5%\"",
		                              "decimal \"0.125\"",
		                              "c.m",
		                              "p.fee",
		                              "c.home.worth",
		                              "-1",
		                              "c.first_award",
		                              "c.second_award",
		                              "(c.n or 0)",
		                              "(c.r or rate \"2%\")",
		                              "limit",
		                              NULL };
	static const enum kind all[] = { EXACT, EXACT, EXACT };
	static const char *const forms[] = { "(% + %)",
		                             "(% - %)",
		                             "(% * %)",
		                             "-(%)",
		                             "min(%, %)",
		                             "max(%, %, %)",
		                             "round(%, money \"25p\")",
		                             "round(%, decimal \"0.5\", \"half_even\")",
		                             "divide(%, 7, decimal \"0.01\", \"floor\")",
		                             "divide(%, %, 1)",
		                             "twice(%)",
		                             NULL };

	if (depth <= 0)
		text_append(out, pick(leaves));
	else
		compound(out, pick(forms), all, depth);
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
	static const char *const leaves[] = { "c.s", "\"rent\"", "at.period", "(c.x or \"\")", "\"é\"", NULL };

	text_append(out, pick(leaves));
}

/* Now and then of another kind than is wanted: what is wrong is said the same either way. */
static void expression(struct text *out, enum kind kind, int depth)
{
	if (below(150) == 0)
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

static void write_rules(struct text *out)
{
	static const struct {
		const char *type;
		enum kind kind;
	} types[] = {
		{ "decimal", EXACT }, { "flag", FLAG }, { "text", TEXT }, { "decimal", EXACT }, { "flag", FLAG }
	};

	own = below(2);
	text_append(out, "local limit <const> = money \"£2\"\nlocal function twice(x) if x == 0 then return 0 end "
	                 "return x * 2 end\n");
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
	text_append(out, "\t},\n\taward = function(c, p)\n\t\treturn max(0, round(");
	expression(out, EXACT, 1);
	text_append(out, ", 1)) end }\n");
	in_second = false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		text_append_format(
			out, "rule \"r%zu\" { on = \"thing\", type = \"%s\", compute = function(c, p, at)\n\t\t", i,
			types[i].type);
		body(out, types[i].kind, 2);
		text_append(out, "\nend }\n");
	}
	text_append(out, "total \"m\" { count = \"thing\", where = function(c)\n\treturn c.r1 and c.r4 end }\n");
}

/* Runs what is in case.lua; gives the seal, or the first error. Static, one of two. */
static const char *result(bool lua_only)
{
	static char results[2][400];
	char *out = results[lua_only];

	case_options.lua_only = lua_only;
	if (case_run(lua_only ? "lua" : "formula") == 0)
		sha256_hex(case_outcome.seal, out);
	else
		snprintf(out, sizeof results[0], "%.150s:%d: %.200s", case_problems.items[0].file,
		         case_problems.items[0].line, case_problems.items[0].message);
	return out;
}

static void random_rules(void)
{
	int count = getenv("RECKON_QUICK") ? 40 : 600, failed = 0, different = 0;

	for (int i = 0; i < count && different < 3; i++) {
		struct text rules = TEXT_INIT;
		const char *without, *with;

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
	make_data();
	case_write("parameters.yaml", "fee: {type: money, illustrative: test, values: {2024-04-01: £12.50}}\n"
	                              "share: {type: rate, illustrative: test, values: {2024-04-01: 12.5%}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [parameters.yaml]\n");
	random_rules();
	return case_done();
}
