/* run_changes.c: what comparing two runs counts, held against what SQL counts over their two run files: random records, random rules,
 * other parameters, and other records in each. */
#include "run_case.h"

#include "run/changes.h"

#define ROUNDS  12
#define RECORDS 60

static uint64_t seed = 20260401;

static int random_below(int most)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int) ((seed >> 33) % (uint64_t) most);
}

/* Towns, some without a name, and things, some without a town; of each field some are not known. */
static void make_data(void)
{
	struct text sql = TEXT_INIT;

	text_append(&sql,
	            "CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT);"
	            "INSERT INTO town VALUES (1, 'unity'), (2, 'north'), (3, NULL);"
	            "CREATE TABLE thing (id INTEGER PRIMARY KEY, town INTEGER REFERENCES town, f INTEGER, g INTEGER "
	            "OPTIONAL, h FLAG INTEGER);");
	for (int i = 1; i <= RECORDS; i++) {
		text_append_format(&sql, "INSERT INTO thing VALUES (%d", i);
		for (int j = 0; j < 4; j++) {
			if (random_below(8) == 0)
				text_append(&sql, ", NULL");
			else
				text_append_format(&sql, ", %d",
				                   j == 3 ? random_below(2) : 1 + random_below(j ? 20 : 3));
		}
		text_append(&sql, ");");
	}
	case_data(text_string(&sql));
	text_release(&sql);
}

/* One rule of each kind of outcome. Words begin with those letters that the words of eligibility begin with. */
static void make_rules(void)
{
	struct text rules = TEXT_INIT;
	int k = random_below(20);

	text_append_format(
		&rules,
		"rule \"help\" { on = \"thing\", type = \"eligibility\", conditions = all {\n"
		"{ \"f\", function(c, p) return c.f <= p.limit end },\n"
		"any { { \"g\", function(c) return c.g == nil or c.g > %d end }, { \"h\", function(c) return c.h end "
		"} } },\n"
		"award = function(c, p) return p.price * c.f end }\n"
		"rule \"fee\" { on = \"thing\", type = \"money\", optional = true, compute = function(c, p)\n"
		"if c.g == nil and p.limit > %d then return nil end return c.f * p.price - %d end }\n"
		"rule \"big\" { on = \"thing\", type = \"flag\", compute = function(c, p) return c.f > p.limit end "
		"}\n"
		"rule \"level\" { on = \"thing\", type = \"status\", optional = true, values = { \"none\", "
		"\"under\", "
		"\"enough\" },\n"
		"compute = function(c, p) if c.g == nil then return nil end\n"
		"if c.g > p.limit then return \"none\" end if c.f > p.limit then return \"under\" end return "
		"\"enough\" end }\n",
		k, random_below(20), random_below(40));
	case_write("case.lua", text_string(&rules));
	text_release(&rules);
}

static bool make_run(const char *name)
{
	struct text yaml = TEXT_INIT;
	char file[16];

	text_append_format(&yaml,
	                   CASE_SCENARIO "parameters: [parameters.yaml]\nset: {limit: %d, price: %dp}\n"
	                                 "records: {thing: {where: 'id > %d AND id < %d'}}\n",
	                   random_below(20), 1 + random_below(3), random_below(10), RECORDS - random_below(10));
	case_write("case.yaml", text_string(&yaml));
	snprintf(file, sizeof file, "%s.yaml", name);
	case_write(file, text_string(&yaml));
	text_release(&yaml);
	return succeeds(case_run(name));
}

/* The outcomes of both runs, and the records, in one database. */
static void put_together(void)
{
	struct text sql = TEXT_INIT;

	unlink(in_folder("both.db"));
	text_append_format(
		&sql,
		"ATTACH '%s' AS x; CREATE TABLE a AS SELECT * FROM x.outcome_thing; DETACH x;"
		"ATTACH '%s' AS x; CREATE TABLE b AS SELECT * FROM x.outcome_thing; DETACH x;"
		"ATTACH '%s' AS x; CREATE TABLE place AS SELECT thing.id, ifnull(town.name, 'unknown') AS name "
		"FROM x.thing LEFT JOIN x.town ON town.id = thing.town; DETACH x;",
		in_folder("a.run"), in_folder("b.run"), in_folder("data.db"));
	run_sql(in_folder("both.db"), text_string(&sql));
	text_release(&sql);
}

struct asked_rule {
	const char *name;
	const char *amount; /* NULL: there is none */
	bool words;         /* it is neither yes nor no */
};

static void append_is_unknown(struct text *sql, const char *run, const char *column)
{
	text_append_format(sql, "instr(',' || ifnull(%s._unknown, '') || ',', ',%s,')", run, column);
}

static void append_state(struct text *sql, const char *run, const struct asked_rule *rule)
{
	text_append(sql, "CASE WHEN ");
	append_is_unknown(sql, run, rule->name);
	text_append_format(sql, " THEN 'unknown' WHEN %s.%s IS NULL THEN 'none' ", run, rule->name);
	if (!rule->words)
		text_append_format(
			sql, "WHEN %s.%s = 'unknown' THEN 'unknown' WHEN %s.%s IN ('not_eligible', 0) THEN 'no' ",
			run, rule->name, run, rule->name);
	text_append(sql, "ELSE 'yes' END");
}

/* NULL: none; "unknown". An award is nothing where there is none. */
static void append_amount(struct text *sql, const char *run, const struct asked_rule *rule)
{
	if (!rule->amount) {
		text_append(sql, "NULL");
		return;
	}
	text_append(sql, "CASE WHEN ");
	append_is_unknown(sql, run, rule->amount);
	text_append_format(sql, " THEN 'unknown' ELSE %s%s.%s%s END", rule->words ? "" : "ifnull(", run, rule->amount,
	                   rule->words ? "" : ", 0)");
}

/* Each record that is in both, as SQL sees it. */
static void append_pairs(struct text *sql, const struct asked_rule *rule)
{
	text_append(sql, "WITH pair AS (SELECT a.id, name, ");
	append_state(sql, "a", rule);
	text_append(sql, " AS f, ");
	append_state(sql, "b", rule);
	text_append_format(sql, " AS t, a.%s IS NOT b.%s AS other, ", rule->name, rule->name);
	append_amount(sql, "a", rule);
	text_append(sql, " AS x, ");
	append_amount(sql, "b", rule);
	text_append(sql, " AS y FROM a JOIN b USING (id) JOIN place USING (id)) ");
}

/* In the order of append_tally. */
static void append_counts(struct text *sql, bool measured)
{
	static const char *const states[] = { "yes", "no", "unknown", "none" };

	text_append(sql, "count(*)");
	for (int from = 0; from < 4; from++) {
		for (int to = 0; to < 4; to++)
			text_append_format(sql, " || ' ' || sum(f = '%s' AND t = '%s')", states[from], states[to]);
	}
	text_append(sql, " || ' ' || sum(other AND f <> 'unknown' AND t <> 'unknown')");
	if (!measured)
		return;
#define KNOWN "typeof(x) = 'integer' AND typeof(y) = 'integer'"
	text_append(sql,
	            " || ' ' || sum(" KNOWN " AND y > x) || ' ' || sum(" KNOWN " AND y < x)"
	            " || ' ' || sum(iif(" KNOWN ", max(y - x, 0), 0)) || ' ' || sum(iif(" KNOWN ", min(y - x, 0), 0))"
	            " || ' ' || sum((" KNOWN " AND x = y) OR (x IS NULL AND y IS NULL))"
	            " || ' ' || sum('unknown' IN (ifnull(x, 0), ifnull(y, 0)))"
	            " || ' ' || sum((x IS NULL) <> (y IS NULL) AND 'unknown' NOT IN (ifnull(x, 0), ifnull(y, 0)))");
}

static void append_tally(struct text *out, const struct tally *tally, bool measured)
{
	text_append_format(out, "%d", (int) tally->records);
	for (int from = 0; from < STATE_COUNT; from++) {
		for (int to = 0; to < STATE_COUNT; to++)
			text_append_format(out, " %d", (int) tally->states[from][to]);
	}
	text_append_format(out, " %d", (int) tally->changed);
	if (!measured)
		return;
	text_append_format(out, " %d %d ", (int) tally->more, (int) tally->less);
	decimal_print(tally->gains, out);
	text_append_char(out, ' ');
	decimal_print(tally->losses, out);
	text_append_format(out, " %d %d %d", (int) tally->same, (int) tally->unknown, (int) tally->none);
}

static int64_t told;
static void tell(void *context, const struct changes_period *period, const struct change *change)
{
	(void) context, (void) period, (void) change;
	told++;
}

static int64_t changes_seen;

/* What comparing finds, whole and by group, is what SQL finds; and as many records are told of. */
static bool is_what_sql_counts(const struct changes *changes, const struct asked_rule *rule)
{
	const struct changes_period *period = &changes->periods[0];
	struct text sql = TEXT_INIT, found = TEXT_INIT;
	bool same;

	append_pairs(&sql, rule);
	text_append(&sql, "SELECT ");
	append_counts(&sql, rule->amount);
	text_append_format(
		&sql,
		", (SELECT count(*) FROM a WHERE id NOT IN (SELECT id FROM b)), (SELECT count(*) FROM b WHERE id NOT "
		"IN (SELECT id FROM a)), sum(f <> t OR other OR x IS NOT y) FROM pair");
	append_tally(&found, &period->all, rule->amount);
	text_append_format(&found, "|%d|%d|%d", (int) period->only_from, (int) period->only_to, (int) told);
	same = !strcmp(text_string(&found), ask_file("both.db", text_string(&sql)));
	if (!same)
		printf("# %s: %s\n#   SQL: %s\n", rule->name, text_string(&found),
		       ask_file("both.db", text_string(&sql)));
	changes_seen += told;
	for (size_t i = 0; i < period->group_count && same; i++) {
		text_clear(&sql);
		text_clear(&found);
		append_pairs(&sql, rule);
		text_append(&sql, "SELECT ");
		append_counts(&sql, rule->amount);
		text_append_format(&sql, ", (SELECT count(DISTINCT name) FROM pair) FROM pair WHERE name = '%s'",
		                   period->groups[i]->name);
		append_tally(&found, &period->groups[i]->tally, rule->amount);
		text_append_format(&found, "|%d", (int) period->group_count);
		same = !strcmp(text_string(&found), ask_file("both.db", text_string(&sql)));
		if (!same)
			printf("# %s, %s: %s\n#   SQL: %s\n", rule->name, period->groups[i]->name,
			       text_string(&found), ask_file("both.db", text_string(&sql)));
	}
	text_release(&sql);
	text_release(&found);
	return same;
}

/* Compares `from` and `to`, scenarios or run files; `by` NULL: no groups. */
static bool comparing_counts_the_same(const char *from, const char *to, const struct asked_rule *rule, const char *by)
{
	const struct run_options options = { .jobs = 1 };
	const char *const paths[2] = { in_folder(from), in_folder(to) };
	struct compared runs[2] = { { .path = NULL }, { .path = NULL } };
	struct compared_rule rules[2];
	struct changes changes = { .periods = NULL };
	struct problems found = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	bool right = true;

	told = 0;
	for (int i = 0; i < 2 && right; i++)
		right = !compared_open(&runs[i], paths[i], &options, &found)
		        && !compared_find_rule(&runs[i], rule->name, &rules[i], &err)
		        && !compared_ask(&runs[i], &rules[i], by, &found);
	right = right && !changes_find(&runs[0], &rules[0], &runs[1], &rules[1], tell, NULL, &changes, &err)
	        && is_what_sql_counts(&changes, rule);
	if (!right)
		printf("# %s to %s: %s %s\n", from, to, err.message, found.count ? found.items[0].message : "");
	changes_release(&changes);
	for (int i = 0; i < 2; i++)
		compared_close(&runs[i]);
	problems_release(&found);
	return right;
}

int main(void)
{
	static const struct asked_rule rules[] = { { "help", "help_award", false },
		                                   { "fee", "fee", true },
		                                   { "big", NULL, false },
		                                   { "level", NULL, true } };
	bool scenarios = true, files = true;

	make_test_folder();
	case_write("parameters.yaml", "limit: {title: L, type: integer, illustrative: t, values: {2025-26: 4}}\n"
	                              "price: {title: P, type: money, illustrative: t, values: {2025-26: 1p}}\n");
	for (int round = 0; round < ROUNDS && scenarios && files; round++) {
		make_data();
		make_rules();
		if (!make_run("a") || !make_run("b"))
			return 1;
		put_together();
		for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
			scenarios &= comparing_counts_the_same("a.yaml", "b.yaml", &rules[i], "town.name");
			files &= comparing_counts_the_same("a.run", "b.run", &rules[i], NULL);
		}
	}
	ok(scenarios, "comparing two scenarios counts, whole and by group, what SQL counts over their runs");
	ok(files, "so does comparing the run files");
	ok(changes_seen > 500, "and they differ");
	return case_done();
}
