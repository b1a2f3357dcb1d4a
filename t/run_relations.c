/* run_relations.c: parents, children and looked-up rows as rules see them, held against the same questions in SQL. */
#include "run_case.h"

#define TABLES                                                                                               \
	"CREATE TABLE district (code TEXT PRIMARY KEY, name TEXT);"                                          \
	"CREATE TABLE home (id INTEGER PRIMARY KEY, district TEXT OPTIONAL REFERENCES district, rent MONEY " \
	"INTEGER);"                                                                                          \
	"CREATE TABLE person (id INTEGER PRIMARY KEY, home INTEGER OPTIONAL REFERENCES home, age INTEGER, "  \
	"carer INTEGER OPTIONAL REFERENCES person);"                                                         \
	"CREATE TABLE room (block TEXT, number INTEGER, floor INTEGER, PRIMARY KEY (block, number));"        \
	"CREATE TABLE stay (id INTEGER PRIMARY KEY, block TEXT, number INTEGER, nights INTEGER,"             \
	" FOREIGN KEY (block, number) REFERENCES room);"                                                     \
	"CREATE TABLE band (year TEXT, district TEXT, amount MONEY INTEGER, PRIMARY KEY (year, district));"

/* No children, children of nobody, references to nothing, one's own carer, keys out of the order they were inserted in,
 * texts that sort otherwise by case and by number. */
static void make_data(bool indexed, int homes)
{
	struct text sql = TEXT_INIT;

	text_append(&sql, TABLES
	            "INSERT INTO district VALUES ('b', 'Bourn'), ('E', 'Elsworth'), ('10', 'Ten'), ('9', 'Nine');"
	            "INSERT INTO room VALUES ('b', 2, 1), ('B', 2, 0), ('b', 10, 3), ('', 1, 9);"
	            "INSERT INTO stay VALUES (5, 'b', 2, 4), (1, 'b', 10, 1), (3, 'b', 2, 2), (4, 'c', 1, 8),"
	            " (2, '', 1, 16), (6, NULL, 2, 3);"
	            "INSERT INTO band VALUES ('2025-04-01', 'E', 100), ('2025-04-01', 'b', 200), "
	            "('2024-04-01', '9', 300);");
	text_append_format(
		&sql,
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO home SELECT (i * 7919) %% 100003, CASE i %% 6 WHEN 0 THEN 'b' WHEN 1 THEN 'E' "
		"WHEN 2 THEN '10' WHEN 3 THEN '9' WHEN 4 THEN 'none such' END, i %% 13 FROM n;"
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO person SELECT (i * 104729) %% 1000003, CASE WHEN i %% 11 > 0 THEN "
		"((i * i %% %d) * 7919) %% 100003 END, i %% 90, "
		"CASE i %% 5 WHEN 0 THEN (i * 104729) %% 1000003 WHEN 1 THEN ((i - 1) * 104729) %% 1000003 END "
		"FROM n;",
		homes, 3 * homes, homes + 3);
	if (indexed)
		text_append(
			&sql,
			"CREATE INDEX person_home ON person (home); CREATE INDEX stay_room ON stay (block, number);");
	case_data(text_string(&sql));
	text_release(&sql);
}

static const char rules[] =
	/* children, and siblings through the parent */
	"rule \"people\" { on = \"home\", type = \"integer\", compute = function(h) return #related(h, \"person\") "
	"end }\n"
	"rule \"in_order\" { on = \"home\", type = \"text\", compute = function(h)\n"
	"  local list = {}\n"
	"  for i, person in ipairs(related(h, \"person\")) do list[i] = tostring(person.id) end\n"
	"  return table.concat(list, \",\") end }\n"
	"rule \"adult\" { on = \"person\", type = \"flag\", compute = function(c) return c.age >= 18 end }\n"
	"rule \"children\" { on = \"home\", type = \"integer\", compute = function(h)\n"
	"  local n = 0\n"
	"  for _, person in ipairs(related(h, \"person\")) do if not person.adult then n = n + 1 end end\n"
	"  return n end }\n"
	"rule \"siblings\" { on = \"person\", type = \"integer\", compute = function(c)\n"
	"  if not c.home then return -1 end\n"
	"  local n = 0\n"
	"  for _, other in ipairs(related(c.home, \"person\")) do if other ~= c then n = n + 1 end end\n"
	"  return n end }\n"
	"rule \"home_children\" { on = \"person\", type = \"integer\", optional = true,\n"
	"  compute = function(c) return c.home and c.home.children end }\n"
	/* parents, twice over, and one's own row as a parent */
	"rule \"place\" { on = \"person\", type = \"text\", compute = function(c)\n"
	"  if not c.home then return \"no home\" end\n"
	"  if not c.home.district then return \"no district\" end\n"
	"  return c.home.district.name end }\n"
	"rule \"carer_age\" { on = \"person\", type = \"integer\", optional = true,\n"
	"  compute = function(c) return c.carer and c.carer.age end }\n"
	"rule \"cares_for\" { on = \"person\", type = \"integer\",\n"
	"  compute = function(c) return #related(c, \"person\") end }\n"
	"rule \"cares_for_self\" { on = \"person\", type = \"flag\", compute = function(c) return c.carer == c end "
	"}\n"
	/* keys of two columns */
	"rule \"nights\" { on = \"room\", type = \"integer\", compute = function(r)\n"
	"  local n = 0\n"
	"  for _, stay in ipairs(related(r, \"stay\")) do n = n + stay.nights end\n"
	"  return n end }\n"
	"rule \"floor_of\" { on = \"stay\", type = \"integer\", compute = function(s) return s.room.floor end }\n"
	/* reference tables */
	"rule \"band_amount\" { on = \"home\", type = \"money\", compute = function(h, p, at)\n"
	"  if not h.district then return 0 end\n"
	"  return lookup(\"band\", { district = h.district.code, year = at.start }).amount end }\n";

/* The outcomes of `rule` are what `sql` gives of the database, both as "key value" in key order. */
static bool agrees(const char *outcome, const char *type, const char *key, const char *sql)
{
	char question[2000];
	const char *got, *expected;

	snprintf(question, sizeof question,
	         "SELECT %s, coalesce(%s, CASE WHEN instr(',' || _unknown || ',', ',%s,') THEN "
	         "'?' END) FROM outcome_%s ORDER BY %s",
	         key, outcome, outcome, type, key);
	got = ask(question);
	expected = ask_file("data.db", sql);
	if (!strcmp(got, expected) && strlen(got) > 8)
		return true;
	printf("# got:      %.300s\n# expected: %.300s\n", got, expected);
	return false;
}

static void compare_with_sql(const char *how)
{
	static const struct {
		const char *rule, *type, *key, *sql, *promise;
	} questions[] = {
		{ "people", "home", "id",
		  "SELECT id, (SELECT count(*) FROM person p WHERE p.home = h.id) FROM home h ORDER BY id",
		  "related() gives all children and no others" },
		{ "in_order", "home", "id",
		  "SELECT id, coalesce((SELECT group_concat(id) FROM (SELECT id FROM person p WHERE p.home = h.id "
		  "ORDER BY id)), '') "
		  "FROM home h ORDER BY id",
		  "children come in key order" },
		{ "children", "home", "id",
		  "SELECT id, (SELECT count(*) FROM person p WHERE p.home = h.id AND age < 18) FROM home h ORDER BY "
		  "id",
		  "children's outcomes are theirs" },
		{ "siblings", "person", "id",
		  "SELECT id, CASE WHEN home IS NULL THEN -1 WHEN home NOT IN (SELECT id FROM home) THEN '?' "
		  "ELSE (SELECT count(*) FROM person o WHERE o.home = p.home AND o.id <> p.id) END FROM person p "
		  "ORDER BY id",
		  "a record is itself among its siblings" },
		{ "home_children", "person", "id",
		  "SELECT id, CASE WHEN home IS NULL THEN NULL WHEN home NOT IN (SELECT id FROM home) THEN '?' "
		  "ELSE (SELECT count(*) FROM person o WHERE o.home = p.home AND o.age < 18) END FROM person p ORDER "
		  "BY id",
		  "a parent's outcomes are its own" },
		{ "place", "person", "id",
		  "SELECT p.id, CASE WHEN p.home IS NULL THEN 'no home' WHEN h.id IS NULL THEN '?' WHEN h.district "
		  "IS NULL THEN "
		  "'no district' ELSE coalesce(d.name, '?') END FROM person p LEFT JOIN home h ON h.id = p.home "
		  "LEFT JOIN district d ON d.code = h.district ORDER BY p.id",
		  "parents of parents are found by text keys too, and a dangling reference is not known" },
		{ "carer_age", "person", "id",
		  "SELECT p.id, CASE WHEN p.carer IS NULL THEN NULL ELSE coalesce(c.age, '?') END FROM person p "
		  "LEFT JOIN person c ON c.id = p.carer ORDER BY p.id",
		  "a record may refer to its own kind" },
		{ "cares_for", "person", "id",
		  "SELECT id, (SELECT count(*) FROM person c WHERE c.carer = p.id) FROM person p ORDER BY id",
		  "children of its own kind are found" },
		{ "cares_for_self", "person", "id",
		  "SELECT id, CASE WHEN carer IS NULL THEN 0 WHEN carer NOT IN (SELECT id FROM "
		  "person) THEN '?' ELSE carer = id END FROM person ORDER BY id",
		  "a record that refers to itself equals what it refers to" },
		{ "nights", "room", "block, number",
		  "SELECT block, number, (SELECT coalesce(sum(nights), 0) FROM stay s WHERE s.block = r.block AND "
		  "s.number = "
		  "r.number) FROM room r ORDER BY block, number",
		  "children by a key of two columns" },
		{ "floor_of", "stay", "id",
		  "SELECT s.id, coalesce((SELECT floor FROM room r WHERE r.block = s.block AND r.number = s.number), "
		  "'?') "
		  "FROM stay s ORDER BY id",
		  "parents by a key of two columns" },
		{ "band_amount", "home", "id",
		  "SELECT id, CASE WHEN district IS NULL THEN 0 WHEN district NOT IN (SELECT code FROM district) "
		  "THEN '?' ELSE "
		  "coalesce((SELECT amount FROM band b WHERE b.district = h.district AND b.year = '2025-04-01'), "
		  "'?') END "
		  "FROM home h ORDER BY id",
		  "lookup() finds the row, or raises unknown" },
	};

	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		ok(agrees(questions[i].rule, questions[i].type, questions[i].key, questions[i].sql), "%s: %s", how,
		   questions[i].promise);
}

/* Many more records than a chunk or a cache holds, with one worker and with several. RECKON_QUICK is set where the test is
 * run again in slow circumstances. */
static void test_scale(void)
{
	uint8_t seal[SHA256_SIZE];

	make_data(false, getenv("RECKON_QUICK") ? 400 : 4000);
	ok(succeeds(case_rules(rules)), "thousands of records are read");
	compare_with_sql("at scale");
	memcpy(seal, case_outcome.seal, sizeof seal);
	for (size_t jobs = 2; jobs <= 8; jobs += 3) {
		case_options.jobs = jobs;
		ok(!case_run("case") && !memcmp(seal, case_outcome.seal, sizeof seal), "%zu jobs give the same seal",
		   jobs);
	}
	case_options.jobs = 1;
}

static void test_refused(void)
{
	make_data(true, 20);
	ok(case_rules("rule \"x\" { on = \"home\", type = \"integer\", compute = function(h)\n"
	              "  return h.persn end }\n")
	                   == -1
	           && failed_with("case.lua", 2, "'home' has no field, relation or rule 'persn'", NULL),
	   "a name that a record does not have is an error before the run");
	ok(case_rules("rule \"x\" { on = \"home\", type = \"integer\", compute = function(h)\n"
	              "  return #related(h, \"persn\") end }\n")
	                   == -1
	           && failed_with("case.lua", 2, "persn", "person"),
	   "so is a kind of children that there is not, with the nearest name");
	ok(case_rules("rule \"x\" { on = \"home\", type = \"money\", compute = function(h, p, at)\n"
	              "  return lookup(\"band\", { district = 7, year = at.start }).amount end }\n")
	                   == -1
	           && failed_with("case.lua", 2, "expected text, got an integer", NULL),
	   "a key of the wrong type is an error, not a row that is not there");
	ok(case_rules("rule \"x\" { on = \"home\", type = \"money\", compute = function(h, p, at)\n"
	              "  return lookup(\"band\", { district = \"E\" }).amount end }\n")
	                   == -1
	           && failed_with("case.lua", 2, "band", NULL),
	   "half a key is refused");
	ok(access(in_folder("case.run"), F_OK) == 0, "the run file of before is left as it was");
}

/* What a parent was asked before must not matter, nor how deep a chain of records is already known. */
static void test_chains(void)
{
	static const char rank[] = "rule \"rank\" { on = \"person\", type = \"integer\", compute = function(c)\n"
				   "  if c.id == c.carer.id then return 0 end\n"
				   "  return c.carer.rank + 1 end }\n";

	for (int i = 0; i < 2; i++) {
		case_data(i ? "CREATE TABLE person (id INTEGER PRIMARY KEY, carer INTEGER REFERENCES person);"
		              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 39) "
		              "INSERT INTO person SELECT i, CASE WHEN i < 39 THEN i + 1 ELSE 39 END FROM n;"
		            : "CREATE TABLE person (id INTEGER PRIMARY KEY, carer INTEGER REFERENCES person);"
		              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 39) "
		              "INSERT INTO person SELECT i, CASE WHEN i > 1 THEN i - 1 ELSE 1 END FROM n;");
		ok(succeeds(case_rules(rank)), "a chain of 39 records is followed, %s", i ? "upwards" : "downwards");
		is_text(ask("SELECT max(rank), count(*) FROM outcome_person"), "38|39", "to its end");
	}
	case_data("CREATE TABLE person (id INTEGER PRIMARY KEY, carer INTEGER REFERENCES person);"
	          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
	          "INSERT INTO person SELECT i, CASE WHEN i > 1 THEN i - 1 ELSE 1 END FROM n;");
	for (size_t jobs = 1; jobs <= 4; jobs += 3) {
		case_options.jobs = jobs;
		ok(case_rules(rank) == -1
		           && failed_with("case.lua", 1,
		                          "more than 40 outcomes wait for one another (rule 'rank', person 41)",
		                          NULL),
		   "a longer one is refused at the same record with %zu jobs", jobs);
	}
	case_options.jobs = 1;
}

int main(void)
{
	make_test_folder();
	make_data(true, 60);
	ok(succeeds(case_rules(rules)), "rules read parents, children and reference tables");
	compare_with_sql("with indexes");
	is_text(verified("case.run"), "whole", "the run file is whole");
	is_text(replayed("case.run", &(struct run_options){ .jobs = 2 }), "same",
	        "relations come back from the run file, and the run with them");
	make_data(false, 60);
	ok(succeeds(case_rules(rules)), "foreign keys need no index");
	compare_with_sql("without indexes");
	test_scale();
	test_refused();
	test_chains();
	return case_done();
}
