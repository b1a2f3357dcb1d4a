/* run_near.c: who misses an eligibility by one condition, and by how much: random trees held against what the engine itself gives when
 * just that fact is another. */
#include "run_case.h"

#include "run/near.h"

#define FIELDS  6
#define RECORDS 40
#define TREES   25

static uint64_t seed = 20251130;

static int random_below(int most)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int) ((seed >> 33) % (uint64_t) most);
}

/* Ways to test a field, written with its name, and what each says of a value. */
#define FORMS 9
static const char *const forms[FORMS] = {
	"return c.f%d < 3",
	"return c.f%d <= 2",
	"return c.f%d > 4",
	"return 5 <= c.f%d",
	"return not (c.f%d >= 2)",
	"local x = c.f%d return between(x, 2, 4)",
	"return c.f%d == 3",
	"local limit = p.limit return c.f%d + 1 < limit",
	"return c.f%d * 2 >= p.limit",
};

static bool holds(int form, int x)
{
	switch (form) {
	case 0:
		return x < 3;
	case 1:
		return x <= 2;
	case 2:
		return x > 4;
	case 3:
		return x >= 5;
	case 4:
		return x < 2;
	case 5:
		return x >= 2 && x <= 4;
	case 6:
		return x == 3;
	case 7:
		return x + 1 < 4;
	default:
		return x * 2 >= 4;
	}
}

/* The nearest value for which the test holds. */
static int nearest(int form, int x)
{
	for (int far = 1;; far++) {
		if (holds(form, x - far))
			return x - far;
		if (holds(form, x + far))
			return x + far;
	}
}

/* By how much the left side is off: as the forms are written, not the field. */
static int distance(int form, int x)
{
	int off = nearest(form, x) - x;

	return form == 8 ? 4 - 2 * x : off < 0 ? -off : off;
}

/* Each field once, in a random tree of all and any. */
static void append_tree(struct text *out, int from, int to, const int *form, int depth)
{
	text_append(out, random_below(2) ? "all {" : "any {");
	while (from < to) {
		int length = 1 + random_below(to - from);

		if (length == 1 || depth > 3) {
			text_append_format(out, "{ \"%d\", function(c, p) ", from);
			text_append_format(out, forms[form[from]], from);
			text_append(out, " end },\n");
			from++;
		} else {
			append_tree(out, from, from + length, form, depth + 1);
			text_append_char(out, ',');
			from += length;
		}
	}
	text_append_char(out, '}');
}

static int values[RECORDS][FIELDS]; /* -1: not known */

static void append_record(struct text *sql, int id, const int *record)
{
	text_append_format(sql, "INSERT INTO thing VALUES (%d", id);
	for (int i = 0; i < FIELDS; i++) {
		if (record[i] < -99)
			text_append(sql, ", NULL");
		else
			text_append_format(sql, ", %d", record[i]);
	}
	text_append(sql, ");");
}

/* Records, and behind each those in which one fact is another, so that its test holds. */
static void make_data(const int *form)
{
	struct text sql = TEXT_INIT;

	text_append(&sql,
	            "CREATE TABLE thing (id INTEGER PRIMARY KEY, f0 INTEGER, f1 INTEGER, f2 INTEGER, f3 INTEGER, f4 "
	            "INTEGER, f5 INTEGER);");
	for (int i = 0; i < RECORDS; i++) {
		for (int j = 0; j < FIELDS; j++)
			values[i][j] = random_below(7) ? random_below(8) : -100;
		append_record(&sql, i + 1, values[i]);
		for (int j = 0; j < FIELDS; j++) {
			int before = values[i][j];

			if (before == -100 || holds(form[j], before))
				continue;
			values[i][j] = nearest(form[j], before);
			append_record(&sql, 1000 * (j + 1) + i + 1, values[i]);
			values[i][j] = before;
		}
	}
	case_data(text_string(&sql));
	text_release(&sql);
}

static struct text told;
static bool near_by[RECORDS][FIELDS]; /* of what was told: the record, and the condition */
static void tell(void *context, const struct near_period *period, const struct near_condition *condition,
                 const struct near_record *record)
{
	long key = strtol(record->key, NULL, 10), field = strtol(condition->condition->label, NULL, 10);

	(void) context, (void) period;
	if (key >= 1 && key <= RECORDS && field >= 0 && field < FIELDS)
		near_by[key - 1][field] = true;
	text_append_format(&told, "%s:%s by ", record->key, condition->condition->label);
	if (record->measured)
		decimal_print(record->misses_by, &told);
	text_append_char(&told, ' ');
}

/* What the engine gives for the records in which one fact is another. */
static void append_expected(const int *form, struct text *out, int64_t *perhaps)
{
	for (int i = 0; i < RECORDS; i++) {
		char sql[200];

		snprintf(sql, sizeof sql, "SELECT odd FROM outcome_thing WHERE id = %d", i + 1);
		if (strcmp(ask(sql), "not_eligible") != 0)
			continue;
		for (int j = 0; j < FIELDS; j++) {
			const char *answer;

			snprintf(sql, sizeof sql, "SELECT odd FROM outcome_thing WHERE id = %d",
			         1000 * (j + 1) + i + 1);
			answer = ask(sql);
			*perhaps += !strcmp(answer, "unknown");
			if (!strcmp(answer, "eligible"))
				text_append_format(out, "%d:%d by %d ", i + 1, j, distance(form[j], values[i][j]));
		}
	}
}

/* Each part of the tree counts the records that were told for one of its tests, each once; no record is near two parts that must be met. */
static bool parts_hold_what_was_told(const struct near *near)
{
	const struct near_part *parts = near->periods[0].parts;
	int64_t required = 0;

	for (size_t i = 0; i < near->part_count; i++) {
		int64_t records = 0;

		for (size_t j = 0; j < RECORDS; j++) {
			bool any = false;

			for (size_t k = i; k < near->part_count && (k == i || parts[k].depth > parts[i].depth); k++)
				any |= parts[k].declared->kind == CONDITION_TEST && near_by[j][parts[k].test];
			records += any;
		}
		if (records != parts[i].records || parts[i].first_count)
			return false;
		required += parts[i].required ? records : 0;
	}
	return required == near->periods[0].near && parts[0].records == required
	       && parts[0].perhaps == near->periods[0].perhaps;
}

/* The tree of one random rule. */
static bool near_is_what_flipping_gives(void)
{
	const struct run_options options = { .jobs = 1 };
	struct text rules = TEXT_INIT, expected = TEXT_INIT;
	struct compared run = { .path = NULL };
	struct compared_rule rule;
	struct near near = { .periods = NULL };
	int64_t perhaps = 0, found = 0;
	struct error err = ERROR_INIT;
	int form[FIELDS];
	bool same;

	for (int i = 0; i < FIELDS; i++)
		form[i] = random_below(FORMS);
	make_data(form);
	text_append(&rules, "rule \"odd\" { on = \"thing\", type = \"eligibility\", conditions = ");
	append_tree(&rules, 0, FIELDS, form, 0);
	text_append(&rules, "}\n");
	case_write("case.lua", text_string(&rules));
	case_write("parameters.yaml", "limit: {title: L, type: integer, illustrative: t, values: {2025-26: 4}}\n");
	case_write("case.yaml", CASE_SCENARIO "parameters: [parameters.yaml]\n");
	if (!succeeds(case_run("case")))
		return false;
	append_expected(form, &expected, &perhaps);
	case_write("case.yaml",
	           CASE_SCENARIO "parameters: [parameters.yaml]\nrecords: {thing: {where: id < 1000}}\n");
	text_clear(&told);
	memset(near_by, 0, sizeof near_by);
	same = !compared_open(&run, in_folder("case.yaml"), &options, &case_problems)
	       && !compared_find_rule(&run, "odd", &rule, &err) && !compared_ask(&run, &rule, NULL, &case_problems)
	       && !near_find(&run, &rule, tell, NULL, &near, &err);
	for (size_t i = 0; same && i < near.condition_count; i++)
		found += near.periods[0].conditions[i].perhaps;
	same = same && !strcmp(text_string(&told), text_string(&expected)) && found == perhaps
	       && parts_hold_what_was_told(&near);
	if (!same) {
		printf("# %s\n# expected %s\n# got      %s\n# perhaps %d, got %d; %s\n", text_string(&rules),
		       text_string(&expected), text_string(&told), (int) perhaps, (int) found, err.message);
		succeeds(-1);
	}
	near_release(&near);
	compared_close(&run);
	text_release(&rules);
	text_release(&expected);
	return same;
}

/* A test may rest on one before it: asked by itself it fails. */
static bool failing_tests_are_not_known(void)
{
	const struct run_options options = { .jobs = 1 };
	struct compared run = { .path = NULL };
	struct compared_rule rule;
	struct near near = { .periods = NULL };
	struct error err = ERROR_INIT;
	bool right;

	case_data("CREATE TABLE thing (id INTEGER PRIMARY KEY, since DATE TEXT OPTIONAL, f INTEGER);"
	          "INSERT INTO thing VALUES (1, NULL, 1), (2, '2025-03-01', 1), (3, '2024-03-01', 1), (4, "
	          "'2024-03-01', 2);");
	case_write("case.lua",
	           "rule \"odd\" { on = \"thing\", type = \"eligibility\", conditions = all {\n"
	           "{ \"came\", function(c) return c.since ~= nil end },\n"
	           "{ \"came lately\", function(c, p, at) return days_between(c.since, at.start) < 100 end },\n"
	           "{ \"came this year\", function(c) return c.since >= \"2025-01-01\" end },\n"
	           "{ \"f\", function(c) return c.f == 1 end } } }\n");
	case_write("case.yaml", CASE_SCENARIO);
	text_clear(&told);
	right = !compared_open(&run, in_folder("case.yaml"), &options, &case_problems)
	        && !compared_find_rule(&run, "odd", &rule, &err) && !compared_ask(&run, &rule, NULL, &case_problems)
	        && !near_find(&run, &rule, tell, NULL, &near, &err) && near.periods[0].perhaps == 1
	        && near.periods[0].near == 0 && near.periods[0].conditions[0].perhaps == 1
	        && near.periods[0].states[STATE_YES] == 1;
	if (!right) {
		printf("# told %s; perhaps %d; %s\n", text_string(&told),
		       near.periods ? (int) near.periods[0].perhaps : -1, err.message);
		succeeds(-1);
	}
	near_release(&near);
	compared_close(&run);
	return right;
}

/* Whose case was decided is not near, whatever its conditions come to. */
static bool decided_ones_are_not_near(void)
{
	const struct run_options options = { .jobs = 1 };
	struct compared run = { .path = NULL };
	struct compared_rule rule;
	struct near near = { .periods = NULL };
	struct error err = ERROR_INIT;
	bool right;

	case_data("CREATE TABLE thing (id INTEGER PRIMARY KEY, f INTEGER);"
	          "INSERT INTO thing VALUES (1, 1), (2, 1), (3, 1), (4, 9), (5, 1);"
	          "CREATE TABLE decision (id INTEGER PRIMARY KEY, record_type TEXT, record_key TEXT, rule TEXT, "
	          "outcome TEXT,"
	          "decided_by TEXT, decided_on DATE TEXT, reason TEXT);"
	          "INSERT INTO decision VALUES (1, 'thing', '1', 'odd', 'not_eligible', 'a', '2025-04-01', 'b'),"
	          "(2, 'thing', '2', 'odd', 'eligible', 'a', '2025-04-01', 'b'),"
	          "(3, 'thing', '3', 'odder', 'not_eligible', 'a', '2025-04-01', 'b'),"
	          "(4, 'thing', '4', 'odd', 'not_eligible', 'a', '2025-04-01', 'b');");
	case_write("case.lua", "rule \"odd\" { on = \"thing\", type = \"eligibility\", conditions = all {\n"
	                       "{ \"0\", function(c) return c.f > 6 end } } }\n"
	                       "rule \"odder\" { on = \"thing\", type = \"eligibility\", conditions = all {\n"
	                       "{ \"0\", function(c) return c.f > 6 end } } }\n");
	case_write("case.yaml", CASE_SCENARIO "decisions: decision\n");
	text_clear(&told);
	right = !compared_open(&run, in_folder("case.yaml"), &options, &case_problems)
	        && !compared_find_rule(&run, "odd", &rule, &err) && !compared_ask(&run, &rule, NULL, &case_problems)
	        && !near_find(&run, &rule, tell, NULL, &near, &err) && near.periods[0].decided == 2
	        && near.periods[0].near == 2 && !strcmp(text_string(&told), "3:0 by 6 5:0 by 6 ");
	if (!right) {
		printf("# told %s; decided %d; %s\n", text_string(&told),
		       near.periods ? (int) near.periods[0].decided : -1, err.message);
		succeeds(-1);
	}
	near_release(&near);
	compared_close(&run);
	return right;
}

int main(void)
{
	bool all = true;

	make_test_folder();
	for (int i = 0; i < TREES && all; i++)
		all = near_is_what_flipping_gives();
	ok(all, "records near an eligibility are those that are eligible when one fact is another, by that distance");
	ok(failing_tests_are_not_known(), "a test that fails by itself is not known, and the run goes on");
	ok(decided_ones_are_not_near(), "what somebody decided stays, whatever conditions come to be met");
	text_release(&told);
	return case_done();
}
