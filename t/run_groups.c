/* run_groups.c: roles, and any(), every(), at_least(), count(), sum(), least() and greatest() over related records, in three values:
 * random households are held against every way in which what is not known of them may turn out. */
#include "run_case.h"

#define TABLES                                                                                           \
	"CREATE TABLE home (id INTEGER PRIMARY KEY);"                                                    \
	"CREATE TABLE unit (id INTEGER PRIMARY KEY);"                                                    \
	"CREATE TABLE person (id INTEGER PRIMARY KEY, home INTEGER REFERENCES home,"                     \
	" unit INTEGER OPTIONAL REFERENCES unit,"                                                        \
	" role STATUS TEXT CHECK (role IN ('adult', 'child')), flag FLAG INTEGER, amount MONEY INTEGER," \
	" extra MONEY INTEGER OPTIONAL);"

/* write_rules knows MOST too. */
enum { UNKNOWN = -99, HOMES = 600, MOST = 4, AMOUNTS = 3 };

/* Amounts are 0 to AMOUNTS - 1, flags and roles (1: child) 0 and 1, or UNKNOWN. */
struct member {
	int role, flag, amount, extra;
};
struct home {
	int count;
	struct member members[MOST];
};
static struct home homes[HOMES];

static uint64_t state = 88172645463325252u;

static int below(int limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (int) (state % (uint64_t) limit);
}

static void make_homes(int unknown_of_ten)
{
	for (int i = 0; i < HOMES; i++) {
		homes[i].count = below(MOST + 1);
		for (int j = 0; j < homes[i].count; j++)
			homes[i].members[j] = (struct member){
				.role = below(10) < unknown_of_ten ? UNKNOWN : below(2),
				.flag = below(10) < unknown_of_ten ? UNKNOWN : below(2),
				.amount = below(10) < unknown_of_ten ? UNKNOWN : below(AMOUNTS),
				.extra = below(3) ? below(AMOUNTS) : UNKNOWN, /* there is none */
			};
	}
}

static void append_value(struct text *sql, int value)
{
	if (value == UNKNOWN)
		text_append(sql, ", NULL");
	else
		text_append_format(sql, ", %d", value);
}

/* The members of each home in key order, or in the opposite one. */
static void write_homes(bool reversed)
{
	struct text sql = TEXT_INIT;

	text_append(&sql, TABLES "BEGIN;");
	for (int i = 0; i < HOMES; i++) {
		text_append_format(&sql, "INSERT INTO home VALUES (%d);", i + 1);
		for (int j = 0; j < homes[i].count; j++) {
			const struct member *member = &homes[i].members[j];

			text_append_format(&sql, "INSERT INTO person VALUES (%d, %d, NULL, %s",
			                   i * MOST + (reversed ? MOST - j : j) + 1, i + 1,
			                   member->role == UNKNOWN ? "NULL"
			                   : member->role          ? "'child'"
			                                           : "'adult'");
			append_value(&sql, member->flag);
			append_value(&sql, member->amount);
			append_value(&sql, member->extra);
			text_append(&sql, ");");
		}
	}
	text_append(&sql, "COMMIT;");
	case_data(text_string(&sql));
	text_release(&sql);
}

/* What is asked: of whom, and what. Each is a rule of its own. */
enum question { ANY, EVERY, AT_LEAST, COUNT, COUNT_ALL, SUM, SUM_EXTRA, LEAST, GREATEST };
static const struct asked {
	const char *name, *rule;
	enum question question;
	bool by_role; /* of the children alone */
} asked[] = {
	{ "any_flag", "any(related(h, 'person'), 'flag')", ANY, false },
	{ "any_child", "any(related(h, 'person', { role = 'child' }), 'flag')", ANY, true },
	{ "any_called", "any(related(h, 'person', 'child'), function(c) return c.flag end)", ANY, true },
	{ "every_flag", "every(related(h, 'person'), function(c) return c.flag == true end)", EVERY, false },
	{ "every_child", "every(related(h, 'person', 'child'), 'flag')", EVERY, true },
	{ "two_flags", "at_least(2, related(h, 'person'), 'flag')", AT_LEAST, false },
	{ "two_children", "at_least(2, related(h, 'person', { role = 'child' }), 'flag')", AT_LEAST, true },
	{ "count_flag", "count(related(h, 'person'), 'flag')", COUNT, false },
	{ "count_child", "count(related(h, 'person', 'child'), 'flag')", COUNT, true },
	{ "members", "count(related(h, 'person'))", COUNT_ALL, false },
	{ "children", "count(related(h, 'person', { role = 'child' }))", COUNT_ALL, true },
	{ "length", "#related(h, 'person', 'child')", COUNT_ALL, true },
	{ "sum_all", "sum(related(h, 'person'), 'amount')", SUM, false },
	{ "sum_child", "sum(related(h, 'person', 'child'), function(c) return c.amount end)", SUM, true },
	{ "sum_extra", "sum(related(h, 'person', { role = 'child' }), 'extra')", SUM_EXTRA, true },
	{ "least_all", "place_of(least(related(h, 'person'), 'amount'))", LEAST, false },
	{ "least_child", "place_of(least(related(h, 'person', 'child'), function(c) return c.amount end))", LEAST,
	  true },
	{ "greatest_child", "place_of(greatest(related(h, 'person', { role = 'child' }), 'amount'))", GREATEST,
	  true },
};
#define ASKED (sizeof asked / sizeof *asked)

static const char *type_of(enum question question)
{
	return question == ANY || question == EVERY || question == AT_LEAST ? "flag"
	       : question == SUM || question == SUM_EXTRA                   ? "money"
	                                                                    : "integer";
}

static void write_rules(struct text *rules)
{
	text_append(rules, "local function place_of(one) return one and (one.id - 1) % 4 end\n"
	                   "rule 'child' { on = 'person', type = 'flag', compute = function(c) return c.role == "
	                   "'child' end }\n");
	for (size_t i = 0; i < ASKED; i++)
		text_append_format(
			rules,
			"rule '%s' { on = 'home', type = '%s', optional = true, compute = function(h) return "
			"%s end }\n",
			asked[i].name, type_of(asked[i].question), asked[i].rule);
}

enum { NONE = -1000 };

/* The answer where everything is known. */
static int answer(const struct asked *about, const struct home *home)
{
	int yes = 0, all = 0, sum = 0, best = 0, first = NONE;

	for (int i = 0; i < home->count; i++) {
		const struct member *member = &home->members[i];
		int value =
			about->question == SUM_EXTRA ? member->extra == UNKNOWN ? 0 : member->extra : member->amount;

		if (about->by_role && !member->role)
			continue;
		all++;
		yes += member->flag;
		sum += value;
		if (first == NONE || (about->question == LEAST ? value < best : value > best)) {
			best = value;
			first = i;
		}
	}
	switch (about->question) {
	case ANY:
		return yes > 0;
	case EVERY:
		return yes == all;
	case AT_LEAST:
		return yes >= 2;
	case COUNT:
		return yes;
	case COUNT_ALL:
		return all;
	case SUM:
	case SUM_EXTRA:
		return sum;
	default:
		return first;
	}
}

/* What the question reads of a member. */
static int *part(const struct asked *about, struct member *member, int which)
{
	if (which == 0)
		return about->by_role ? &member->role : NULL;
	if (which == 1)
		return about->question <= COUNT ? &member->flag : NULL;
	return about->question == SUM || about->question >= LEAST ? &member->amount : NULL;
}

/* Tries every way in which the unknown parts from number `from` on may turn out; UNKNOWN where the answer hangs on it. A measure
 * may turn out below and above all that are known. */
static int settle(const struct asked *about, struct home *home, int from)
{
	int result = NONE - 1;

	for (int at = from; at < home->count * 3; at++) {
		int *value = part(about, &home->members[at / 3], at % 3);
		int low = at % 3 == 2 ? -1 : 0, high = at % 3 == 2 ? AMOUNTS : 1;

		if (!value || *value != UNKNOWN)
			continue;
		for (*value = low; *value <= high; ++*value) {
			int one = settle(about, home, at + 1);

			if (result == NONE - 1)
				result = one;
			if (one != result)
				result = UNKNOWN;
			if (result == UNKNOWN)
				break;
		}
		*value = UNKNOWN;
		return result;
	}
	return answer(about, home);
}

static void expect_answers(const struct asked *about, struct text *out)
{
	for (int i = 0; i < HOMES; i++) {
		struct home home = homes[i];
		int expected = settle(about, &home, 0);

		/* Even of the only one it has to be known: there might turn out to be no measure. */
		for (int j = 0; about->question >= LEAST && j < home.count; j++) {
			if (home.members[j].amount == UNKNOWN && (!about->by_role || home.members[j].role == 1))
				expected = UNKNOWN;
		}
		text_append(out, i ? " " : "");
		if (expected == UNKNOWN)
			text_append(out, "?");
		else if (expected == NONE)
			text_append(out, "none");
		else
			text_append_format(out, "%d", expected);
	}
}

static const char *answers_of(const struct asked *about)
{
	char sql[300];

	snprintf(sql, sizeof sql,
	         "SELECT CASE WHEN instr(',' || _unknown || ',', ',%s,') THEN '?' ELSE coalesce(%s, 'none') END "
	         "FROM outcome_home ORDER BY id",
	         about->name, about->name);
	return ask(sql);
}

/* How many homes whose answer is unknown have a member that makes a difference and whose `which` is not known. */
static int expect_missing(const struct asked *about, int which)
{
	int count = 0;

	for (int i = 0; i < HOMES; i++) {
		struct home home = homes[i];
		bool lacks = false;

		if (settle(about, &home, 0) != UNKNOWN)
			continue;
		for (int j = 0; j < home.count; j++) {
			struct home alone = { .count = 1, .members = { home.members[j] } };
			struct asked one = *about;
			const int *value = part(about, &alone.members[0], which);

			/* Two of something need only one member that may be it. */
			one.question = one.question == AT_LEAST ? ANY : one.question;
			lacks |= value && *value == UNKNOWN && settle(&one, &alone, 0) == UNKNOWN;
		}
		count += lacks;
	}
	return count;
}

static void compare_missing(const struct asked *about)
{
	static const char *const names[] = { "role", "flag", "amount" };

	for (int which = 0; which < 3; which++) {
		char sql[200], expected[20];

		snprintf(sql, sizeof sql,
		         "SELECT coalesce(sum(records), 0) FROM missing_fact WHERE rule = '%s' AND record_type = "
		         "'home' "
		         "AND fact = 'person.%s'",
		         about->name, names[which]);
		snprintf(expected, sizeof expected, "%d", expect_missing(about, which));
		is_text(ask(sql), expected, about->name);
	}
}

static void test_random(int unknown_of_ten)
{
	static char first[ASKED][HOMES * 6];
	struct text rules = TEXT_INIT;

	write_rules(&rules);
	make_homes(unknown_of_ten);
	for (int reversed = 0; reversed < 2; reversed++) {
		write_homes(reversed);
		ok(succeeds(case_rules(text_string(&rules))), "random homes, %d of ten facts unknown",
		   unknown_of_ten);
		for (size_t i = 0; i < ASKED; i++) {
			struct text expected = TEXT_INIT;
			const char *got = answers_of(&asked[i]);

			if (reversed) {
				/* Of equals the first is meant: that is another one now. */
				if (asked[i].question < LEAST)
					ok(!strcmp(got, first[i]), "%s: the order of members does not matter",
					   asked[i].name);
				continue;
			}
			snprintf(first[i], sizeof first[i], "%s", got);
			expect_answers(&asked[i], &expected);
			if (!ok(!strcmp(got, text_string(&expected)),
			        "%s: known where nothing unknown can matter, and nowhere else", asked[i].name))
				printf("# got:      %.200s\n# expected: %.200s\n", got, text_string(&expected));
			text_release(&expected);
			if (asked[i].question < LEAST)
				compare_missing(&asked[i]);
		}
	}
	text_release(&rules);
}

/* Home 1: its child's date of birth is not known. Home 2: whether one is a child at all. Home 3: everything is known. */
static void make_families(void)
{
	case_data("CREATE TABLE home (id INTEGER PRIMARY KEY);"
	          "CREATE TABLE unit (id INTEGER PRIMARY KEY);"
	          "CREATE TABLE person (id INTEGER PRIMARY KEY, home INTEGER REFERENCES home,"
	          " other_home INTEGER OPTIONAL REFERENCES home, unit INTEGER OPTIONAL REFERENCES unit,"
	          " role STATUS TEXT CHECK (role IN ('adult', 'child')), born DATE TEXT, joined DATE TEXT, left DATE "
	          "TEXT "
	          "OPTIONAL, pay MONEY INTEGER);"
	          "INSERT INTO home VALUES (1), (2), (3); INSERT INTO unit VALUES (7), (8);"
	          "INSERT INTO person VALUES"
	          " (1, 1, NULL, 7, 'adult', '1980-01-01', '2020-01-01', NULL, 100),"
	          " (2, 1, 3, 7, 'child', NULL, '2020-01-01', NULL, 0),"
	          " (3, 2, NULL, 8, 'adult', '1970-01-01', '2020-01-01', NULL, 100),"
	          " (4, 2, NULL, 8, NULL, '1970-01-01', '2020-01-01', NULL, 50),"
	          " (5, 3, NULL, NULL, 'adult', '1990-01-01', '2020-01-01', NULL, 100),"
	          " (6, 3, NULL, NULL, 'child', '2020-01-01', '2020-01-01', NULL, 5),"
	          " (7, 3, NULL, NULL, 'child', '2020-01-01', '2020-01-01', NULL, 5)");
}

#define HOME(name, type, body)                                                                                  \
	"rule '" name "' { on = 'home', type = '" type "', optional = true, compute = function(h, p, at) " body \
	" end }\n"

/* The rule's outcomes on the three homes; "?" where it is unknown. */
static const char *on_homes(const char *rule)
{
	char sql[300];

	snprintf(sql, sizeof sql,
	         "SELECT CASE WHEN instr(',' || _unknown || ',', ',%s,') THEN '?' ELSE coalesce(%s, 'none') END "
	         "FROM outcome_home ORDER BY id",
	         rule, rule);
	return ask(sql);
}

static void test_families(void)
{
	make_families();
	ok(succeeds(case_rules(
		   "rule 'minor' { on = 'person', type = 'flag', compute = function(c, p, at) return age_on(c.born, "
		   "at.start) < 18 end }\n"
		   "rule 'siblings' { on = 'person', type = 'integer', compute = function(c)\n"
		   "  return count(related(c.home, 'person.home'), function(other) return other ~= c end) end }\n"
		   "rule 'earner' { on = 'person', type = 'flag', compute = function(c)\n"
		   "  return greatest(related(c.home, 'person.home'), 'pay') == c end }\n"
		   "rule 'unit_pay' { on = 'unit', type = 'money', compute = function(u)\n"
		   "  return sum(related(u, 'person', 'minor'), 'pay') + sum(related(u, 'person', { role = 'adult' "
		   "}), "
		   "'pay') end }\n" HOME("has_minor", "flag", "return any(related(h, 'person.home'), 'minor')") HOME(
			   "has_adult", "flag",
			   "return any(related(h, 'person.home', { role = 'adult' }), "
			   "function(c) return not c.minor end)")
			   HOME("minors", "integer", "return count(related(h, 'person.home', 'minor'))") HOME(
				   "minor_pay", "money", "return sum(related(h, 'person.home', 'minor'), 'pay')")
				   HOME("visitors", "integer", "return #related(h, 'person.other_home')") HOME(
					   "eldest", "integer",
					   "local one = least(related(h, 'person.home'), 'born') return one and "
					   "one.id") HOME("youngest", "integer",
	                                                  "local one = greatest(related(h, 'person.home', { role = "
	                                                  "'child' }), 'born') return one and one.id")
					   HOME("nobody", "integer",
	                                        "local one = least(related(h, 'person.other_home', 'minor'), 'pay') "
	                                        "return one and one.id"))),
	   "rules of persons and of homes look at one another");
	is_text(on_homes("has_minor"), "? 0 1",
	        "with one child's age unknown, whether there is a child is not known");
	is_text(on_homes("has_adult"), "1 1 1", "whether there is an adult is");
	is_text(on_homes("minors"), "? 0 2", "nor is how many there are");
	is_text(on_homes("minor_pay"), "0 0 10", "but who has nothing adds nothing, whatever their age");
	is_text(on_homes("visitors"), "0 0 1", "a person may belong to several, by different relations");
	is_text(on_homes("eldest"), "? 3 5",
	        "of equals the first is taken; of one whose age is not known it is open");
	is_text(on_homes("youngest"), "? ? 6", "so it is where the role is not known");
	is_text(on_homes("nobody"), "none none ?", "there may be nobody");
	is_text(ask("SELECT group_concat(siblings, ' ') FROM outcome_person"), "1 1 1 1 2 2 2",
	        "a person asks for siblings");
	is_text(ask("SELECT group_concat(earner, ' ') FROM outcome_person"), "1 0 1 0 1 0 0",
	        "the record that is found is the record that asks");
	is_text(ask("SELECT group_concat(coalesce(unit_pay, '?'), ' ') FROM outcome_unit"), "100 ?",
	        "another group of the same persons is a group too");
	is_text(verified("case.run"), "whole", "the run file is whole");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 3 }), "same", "and the run is replayed from it");
}

/* A list of which somebody is in doubt raises unknown wherever it is used as if nobody were. */
static void test_plain_use(void)
{
	static const char *const uses[] = {
		"#l > 9 and 1 or 2",
		"l[1] and 1 or 2",
		"(function() for _, c in ipairs(l) do return 1 end return 2 end)()",
		"(function() for _, c in pairs(l) do return 1 end return 2 end)()",
		"(function() table.insert(l, 1) return 1 end)()",
		"(function() table.sort(l, function(a, b) return a.id < b.id end) return 1 end)()",
		"table.unpack(l) and 1 or 2",
		"count(l)",
		"(function() local n = 0 for i = 1, 2 do n = n + #l end return n end)()",
		"count(l, function(c) return #l > 0 end)",
	};
	struct text rules = TEXT_INIT;

	make_families();
	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
		text_append_format(&rules,
		                   "rule 'use_%zu' { on = 'home', type = 'integer', compute = function(h)\n"
		                   "  local l = related(h, 'person.home', { role = 'child' }) return %s end }\n",
		                   i, uses[i]);
	text_append(&rules, HOME("kind", "text",
	                         "local l = related(h, 'person.home', { role = 'child' }) "
	                         "return tostring(l) .. type(l)"));
	ok(succeeds(case_rules(text_string(&rules))), "lists with doubt are used as lists");
	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
		char rule[20];

		snprintf(rule, sizeof rule, "use_%zu", i);
		ok(on_homes(rule)[0] != '?' && strstr(on_homes(rule), " ? "), "unknown: %s", uses[i]);
	}
	is_text(on_homes("kind"), "tabletable tabletable tabletable", "they look like any other");
	is_text(ask("SELECT DISTINCT fact FROM missing_fact WHERE record_type = 'home'"), "person.role",
	        "it is said which fact would settle it");
	text_release(&rules);
}

/* Whether a member is there on the day may be unknown as its role may. */
static void test_dates(void)
{
	make_families();
	run_sql(in_folder("data.db"), "UPDATE person SET left = '2025-03-31' WHERE id = 6;"
	                              "UPDATE person SET joined = NULL WHERE id IN (2, 4)");
	case_write("case.yaml", CASE_SCENARIO "records:\n  person: { valid_from: joined, valid_until: left }\n");
	case_write(
		"case.lua",
		HOME("there", "integer", "return count(related(h, 'person.home'))") HOME(
			"children", "integer", "return count(related(h, 'person.home', { role = 'child' }))")
			HOME("adults", "integer", "return count(related(h, 'person.home', { role = 'adult' }))")
				HOME("pay", "money", "return sum(related(h, 'person.home'), 'pay')") HOME(
					"paid", "flag",
					"return any(related(h, 'person.home'), function(c) return c.pay > 60 end)"));
	ok(succeeds(case_run("case")), "members have days on which they are there");
	is_text(on_homes("there"), "? ? 2", "who may not be there leaves the number open");
	is_text(on_homes("children"), "? ? 1", "of those with a role too");
	is_text(on_homes("adults"), "1 ? 1", "unless it is surely not theirs");
	is_text(on_homes("pay"), "100 ? 105", "who has nothing adds nothing, there or not");
	is_text(on_homes("paid"), "1 1 1", "and one who is there settles it");
}

/* How deep rules wait for one another is the same whoever is asked first. */
static void test_chains(void)
{
	static const char by_name[] = "rule 'rank' { on = 'person', type = 'integer', compute = function(c)\n"
				      "  if c.id == 1 then return 0 end\n"
				      "  return sum({ c.carer }, 'rank') + 1 end }\n";
	static const char by_function[] = "rule 'rank' { on = 'person', type = 'integer', compute = function(c)\n"
					  "  if c.id == 1 then return 0 end\n"
					  "  return sum({ c.carer }, function(one) return one.rank end) + 1 end }\n";

	for (int i = 0; i < 4; i++) {
		int length = i < 2 ? 39 : 20;

		char sql[400];
		snprintf(sql, sizeof sql,
		         "CREATE TABLE person (id INTEGER PRIMARY KEY, carer INTEGER REFERENCES person);"
		         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		         "INSERT INTO person SELECT i, max(1, i - 1) FROM n;",
		         i % 2 ? 3000 : length);
		case_data(sql);
		for (size_t jobs = 1; jobs <= 4; jobs += 3) {
			char message[100];

			case_options.jobs = jobs;
			if (i % 2 == 0) {
				ok(succeeds(case_rules(i < 2 ? by_name : by_function)), "a chain of %d is followed",
				   length);
				continue;
			}
			snprintf(message, sizeof message,
			         "more than 40 outcomes wait for one another (rule 'rank', person %d)",
			         length + (i < 2 ? 2 : 1));
			ok(case_rules(i < 2 ? by_name : by_function) == -1
			           && failed_with("case.lua", 1, message, NULL),
			   "a longer one is refused at the same record with %zu jobs", jobs);
		}
	}
	case_options.jobs = 1;
}

int main(void)
{
	make_test_folder();
	test_random(1);
	test_random(4);
	test_families();
	test_plain_use();
	test_dates();
	test_chains();
	return case_done();
}
