/* schema.c: record types, as tables declare them and as scenarios type them. */
#include "records/column_type.h"

#include "records.h"

static struct schema schema;
static struct problems problems;
static struct database *database;

static int read_schema(const struct records_entry *entries, size_t count, const char *prefix)
{
	problems_release(&problems);
	schema_release(&schema);
	return schema_read(&schema, database_connection(database, 0), entries, count, prefix, &problems);
}

static const struct record_type *type_named_so(const char *name)
{
	int index = schema_type(&schema, name);

	return index < 0 ? NULL : &schema.types[index];
}

/* "MONEY INTEGER OPTIONAL", or why the field cannot be read. */
static const char *declared_as(const char *declaration)
{
	static struct text text;
	struct arena arena = ARENA_INIT;
	struct field field = { .name = "f" };

	text_clear(&text);
	if (column_type_read(declaration, &field, &arena))
		return "out of memory";
	if (field.unusable)
		text_append(&text, field.unusable);
	else
		field_declaration(&field, &text);
	arena_release(&arena);
	return text_string(&text);
}

static void declared_types(void)
{
	static const char *const same[] = {
		"MONEY INTEGER",         "RATE TEXT", "DECIMAL TEXT", "DATE TEXT", "FLAG INTEGER",
		"STATUS TEXT",           "INTEGER",   "TEXT",         "REAL",      "MONEY INTEGER OPTIONAL",
		"TEXT OPTIONAL PERSONAL"
	};
	static const char *const read_as[][2] = { { "money integer personal optional",
		                                    "MONEY INTEGER OPTIONAL PERSONAL" },
		                                  { "INT", "INTEGER" },
		                                  { "BIGINT", "INTEGER" },
		                                  { "UNSIGNED BIG INT", "INTEGER" },
		                                  { "VARCHAR(20)", "TEXT" },
		                                  { "NATIVE CHARACTER(70)", "TEXT" },
		                                  { "CLOB", "TEXT" },
		                                  { "DOUBLE PRECISION", "REAL" },
		                                  { "FLOAT", "REAL" },
		                                  { "BOOLEAN", "FLAG INTEGER" },
		                                  { "bool optional", "FLAG INTEGER OPTIONAL" },
		                                  { "DATE", "DATE TEXT" },
		                                  { "DECIMAL(10,2)", "DECIMAL TEXT" },
		                                  { "DECIMAL( 10 , 2 ) OPTIONAL", "DECIMAL TEXT OPTIONAL" },
		                                  { "NUMERIC(10, 5)", "DECIMAL TEXT" },
		                                  { "  TEXT\tPERSONAL ", "TEXT PERSONAL" } };
	static const char *const unusable[] = { NULL,         "",
		                                "BLOB",       "MONEY",
		                                "MONEY REAL", "RATE",
		                                "DATETIME",   "UUID",
		                                "JSON",       "MONEY INTEGER OPTIONL",
		                                "OPTIONAL",   "RATE TEXT NULLABLE",
		                                "((((" };

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		is_text(declared_as(same[i]), same[i], same[i]);
	for (size_t i = 0; i < sizeof read_as / sizeof *read_as; i++)
		is_text(declared_as(read_as[i][0]), read_as[i][1], read_as[i][0]);
	for (size_t i = 0; i < sizeof unusable / sizeof *unusable; i++)
		ok(strstr(declared_as(unusable[i]), "its column is declared") != NULL, "not a type: %s: %s",
		   unusable[i] ? unusable[i] : "(none)", declared_as(unusable[i]));
	ok(strstr(declared_as("MONEY INTEGER OPTIONL"), "'OPTIONL' means nothing") != NULL,
	   "a misspelt word is named");
}

static void tables(void)
{
	const struct record_type *household, *person, *card, *band, *ledger, *line, *odd;

	database = open_new(
		"tables.db",
		"CREATE TABLE household(id INTEGER PRIMARY KEY, name TEXT PERSONAL, income MONEY INTEGER, cap MONEY "
		"INTEGER "
		"OPTIONAL);"
		"CREATE TABLE person(id TEXT PRIMARY KEY NOT NULL, household_id INTEGER REFERENCES household(id),"
		" home INTEGER REFERENCES Household, mother TEXT REFERENCES person, note NOSUCH, loose);"
		"CREATE TABLE card(a TEXT, b INTEGER, person TEXT REFERENCES person, PRIMARY KEY(b, a)) WITHOUT "
		"ROWID;"
		"CREATE TABLE stamp(n INTEGER PRIMARY KEY, x TEXT, y INTEGER, FOREIGN KEY(x, y) REFERENCES card(a, "
		"b));"
		"CREATE TABLE band(year INTEGER, district TEXT, amount MONEY INTEGER, PRIMARY KEY(year, district));"
		"CREATE TABLE ledger(a TEXT, b TEXT);"
		"CREATE TABLE line(r RATE TEXT PRIMARY KEY, s INTEGER);"
		"CREATE TABLE nocase(k TEXT COLLATE NOCASE PRIMARY KEY);"
		"CREATE TABLE \"two words; DROP \"\"x\"\" 'y' (z)\"(\"a \"\"b\" INTEGER PRIMARY KEY, \"é\" TEXT, "
		"\"Select\" TEXT);"
		"CREATE TABLE computed(id INTEGER PRIMARY KEY, twice INTEGER AS (id * 2));"
		"CREATE TABLE wrong(id INTEGER PRIMARY KEY, h TEXT REFERENCES household, u TEXT REFERENCES nowhere,"
		" v TEXT REFERENCES card(a));"
		"CREATE VIEW rich AS SELECT id, income FROM household;"
		"CREATE VIRTUAL TABLE found USING rtree(id, x, y);");
	is_number(read_schema(NULL, 0, NULL), 0, "a schema is read");
	household = type_named_so("household");
	person = type_named_so("person");
	card = type_named_so("card");
	band = type_named_so("band");
	ledger = type_named_so("ledger");
	line = type_named_so("line");
	odd = type_named_so("two words; DROP \"x\" 'y' (z)");
	ok(household && household->key_count == 1 && household->key[0] == 0 && !household->unusable,
	   "a rowid table has its INTEGER PRIMARY KEY");
	ok(household && household->fields[1].personal && household->fields[3].optional
	           && !household->fields[2].optional && household->fields[2].type == TYPE_MONEY,
	   "fields have types, OPTIONAL and PERSONAL");
	ok(card && card->key_count == 2 && card->key[0] == 1 && card->key[1] == 0,
	   "a composite key is in the order of the key, not of the columns");
	ok(band && band->key_count == 2, "a rowid table may have a composite key");
	ok(ledger && ledger->unusable && strstr(ledger->unusable, "no primary key"),
	   "a table without a key is listed so");
	ok(line && line->unusable && strstr(line->unusable, "'r' is a rate"), "a decimal cannot be a key: %s",
	   line && line->unusable ? line->unusable : "");
	ok(!type_named_so("rich"), "a view says no types, so it is no record type by itself");
	ok(!type_named_so("found"), "a virtual table is no record type");
	ok(odd && !odd->unusable && schema_field(odd, "a \"b") == 0 && schema_field(odd, "é") == 1,
	   "names need not be identifiers");
	ok(type_named_so("computed") && schema_field(type_named_so("computed"), "twice") == 1,
	   "computed columns are fields");
	ok(person && person->fields[4].unusable && person->fields[5].unusable && !person->fields[0].unusable,
	   "a column without a known type can not be read");
	ok(schema_type(&schema, "PERSON") == -1, "record types are known by their exact name");

	is_number(person ? (long long) person->relation_count : -1, 3, "each foreign key is a relation");
	ok(person && schema_relation(person, "household") >= 0 && schema_relation(person, "home") >= 0,
	   "a relation has the column's name, without _id");
	ok(person && schema_relation(person, "mother") >= 0
	           && &schema.types[person->relations[schema_relation(person, "mother")].parent] == person,
	   "a table can refer to itself");
	is_number(schema_relation_to(person, schema_type(&schema, "household")), -2,
	          "two relations to one type are told");
	is_number(schema_relation_to(person, schema_type(&schema, "band")), -1, "no relation is told");
	{
		const struct record_type *stamp = type_named_so("stamp");

		ok(stamp && stamp->relation_count == 1 && !strcmp(stamp->relations[0].name, "card")
		           && stamp->relations[0].count == 2 && stamp->relations[0].fields[0] == 2
		           && stamp->relations[0].fields[1] == 1,
		   "a composite relation has the parent's name, its fields in the order of the parent's key");
	}
	is_number(type_named_so("wrong") ? (long long) type_named_so("wrong")->relation_count : -1, 0,
	          "a foreign key of another type, to no table, or to half a key is no relation");
	ok(type_named_so("nocase") && !type_named_so("nocase")->key_binary && person && person->key_binary,
	   "keys that do not sort as bytes are known");
	database_close(database);
}

static const struct source *entry_source(void)
{
	static struct source source = {
		.path = "s.yaml", .shown = "s.yaml", .text = "one\ntwo\nthree\nfour\n", .length = 19
	};

	return &source;
}

/* The problems that one entry gives, as text. */
static const char *entry_problems(struct records_entry entry)
{
	entry.file = entry_source();
	entry.line = 1;
	entry.column = 1;
	entry.where_line = entry.query_line = 2;
	entry.where_column = entry.query_column = 1;
	for (size_t i = 0; i < entry.field_count; i++) {
		entry.fields[i].line = 3;
		entry.fields[i].column = 1;
	}
	read_schema(&entry, 1, NULL);
	return problems_text(&problems);
}

static void entries(void)
{
	struct records_field id[] = { { .name = "id", .type = TYPE_INTEGER },
		                      { .name = "income", .type = TYPE_MONEY } };
	struct records_field household[] = { { .name = "household", .type = TYPE_INTEGER, .references = "household" },
		                             { .name = "n", .type = TYPE_INTEGER } };
	struct records_field bad_reference[] = { { .name = "id", .type = TYPE_INTEGER, .references = "houshold" } };
	struct records_field income_text[] = { { .name = "income", .type = TYPE_TEXT } };
	struct records_field extra[] = {
		{ .name = "loose", .type = TYPE_MONEY, .optional = true, .personal = true }
	};
	const char *const key[] = { "id", NULL }, *const no_key[] = { "idd", NULL },
			  *const two[] = { "household", "n", NULL };
	const char *text;

	database = open_new(
		"entries.db",
		"CREATE TABLE household(id INTEGER PRIMARY KEY, income MONEY INTEGER, since DATE TEXT, loose);"
		"CREATE TABLE plain(id INTEGER, income INTEGER);"
		"CREATE VIEW rich AS SELECT id, income, 1 AS other FROM household;");
	is_text(entry_problems((struct records_entry){ .type = "household", .where = "income > 0 -- pence" }), "",
	        "a condition is accepted");
	is_text(type_named_so("household")->where, "income > 0 -- pence", "and kept");
	text = entry_problems((struct records_entry){ .type = "houshold" });
	ok(strstr(text, "1:1 there is no table 'houshold'") && strstr(text, "[did you mean 'household'?]"),
	   "an unknown table is named with the nearest: %s", text);
	text = entry_problems((struct records_entry){ .type = "household", .where = "incom > 1" });
	ok(strstr(text, "2:1 the where of 'household' is not SQL that works here [did you mean 'income'?]") != NULL
	           && strstr(problems.items[0].cause, "no such column: incom"),
	   "a condition that does not compile has its place, SQLite's words and the nearest column: %s", text);
	is_text(problems.items[0].excerpt, "two", "and shows its line");

	static const char *const bad_where[] = { "1) OR (1",
		                                 "1; DROP TABLE household",
		                                 "'a",
		                                 "/* a",
		                                 "(1",
		                                 "",
		                                 "  ",
		                                 "income = ?1",
		                                 "income = :x",
		                                 "random() > 0",
		                                 "date('now') > since",
		                                 "EXISTS (SELECT 1 FROM sqlite_schema)",
		                                 "count(*) > 1",
		                                 "income > 1 LIMIT 1",
		                                 "income = \"text\"" };
	for (size_t i = 0; i < sizeof bad_where / sizeof *bad_where; i++) {
		text = entry_problems((struct records_entry){ .type = "household", .where = bad_where[i] });
		ok(!strncmp(text, "2:1 ", 4), "where refused: %s", bad_where[i]);
	}
	text = entry_problems((struct records_entry){ .type = "household", .where = "random() > 0" });
	ok(strstr(text, "the function 'random' may not be used") != NULL, "a refused function is named: %s", text);

	is_text(entry_problems((struct records_entry){ .type = "q",
	                                               .query = "SELECT id, income FROM household;\n",
	                                               .key = key,
	                                               .fields = id,
	                                               .field_count = 2,
	                                               .where = "income > 0" }),
	        "", "a query is a record type");
	ok(type_named_so("q") && type_named_so("q")->is_query && type_named_so("q")->key_count == 1, "with its key");
	is_text(entry_problems((struct records_entry){ .type = "household",
	                                               .query = "SELECT id, income FROM household",
	                                               .key = key,
	                                               .fields = id,
	                                               .field_count = 2 }),
	        "", "a query may take a table's place");
	ok(type_named_so("household")->is_query, "and then it is the query");
	is_text(entry_problems((struct records_entry){ .type = "rich", .key = key, .fields = id, .field_count = 2 }),
	        "", "a view is a record type when it is typed");
	ok(entry_problems((struct records_entry){ .type = "rich" })[0], "and not without");
	ok(entry_problems((struct records_entry){
		   .type = "q", .query = "SELECT 1 AS id", .fields = id, .field_count = 1 })[0],
	   "a query needs a key");
	text = entry_problems((struct records_entry){ .type = "q",
	                                              .query = "SELECT id, income FROM household",
	                                              .key = no_key,
	                                              .fields = id,
	                                              .field_count = 2 });
	ok(strstr(text, "the key of 'q' has no field 'idd' [did you mean 'id'?]") != NULL,
	   "a key must be a field: %s", text);
	text = entry_problems((struct records_entry){ .type = "q",
	                                              .query = "SELECT id, income AS incom FROM household",
	                                              .key = key,
	                                              .fields = id,
	                                              .field_count = 2 });
	ok(strstr(text, "gives no field 'income' [did you mean 'incom'?]") && strstr(text, "a column 'incom' that"),
	   "fields must be columns and columns fields: %s", text);

	static const char *const bad_query[] = { "SELECT id, income FROM household; DELETE FROM household",
		                                 "DELETE FROM household",
		                                 "PRAGMA user_version",
		                                 "SELECT id, income FROM household WHERE id = ?",
		                                 "INSERT INTO household VALUES (1,1,1,1) RETURNING id, income",
		                                 "SELECT id, income FROM",
		                                 "EXPLAIN SELECT 1",
		                                 "",
		                                 "household",
		                                 "SELECT random() AS id, 1 AS income",
		                                 "SELECT id, income FROM household) AS x, (SELECT 1",
		                                 "SELECT id, income FROM household /*" };
	for (size_t i = 0; i < sizeof bad_query / sizeof *bad_query; i++) {
		text = entry_problems((struct records_entry){
			.type = "q", .query = bad_query[i], .key = key, .fields = id, .field_count = 2 });
		ok(!strncmp(text, "2:1 ", 4), "query refused: %s", bad_query[i]);
	}

	is_text(entry_problems((struct records_entry){ .type = "household", .valid_from = "since" }), "",
	        "a date field dates");
	is_number(type_named_so("household")->valid_from, 2, "and is known");
	text = entry_problems(
		(struct records_entry){ .type = "household", .valid_from = "income", .valid_until = "sinse" });
	ok(strstr(text, "not a date but money") && strstr(text, "no field 'sinse' [did you mean 'since'?]"),
	   "dates must be date fields: %s", text);

	is_text(entry_problems((struct records_entry){ .type = "household", .fields = extra, .field_count = 1 }), "",
	        "a scenario types a column that has no type");
	{
		const struct field *field = &type_named_so("household")->fields[3];

		ok(!field->unusable && field->type == TYPE_MONEY && field->optional && field->personal,
		   "and so it is read");
	}
	ok(strstr(entry_problems(
			  (struct records_entry){ .type = "household", .fields = income_text, .field_count = 1 }),
	          "which a scenario cannot change")
	           != NULL,
	   "a scenario cannot contradict our own types");
	is_text(entry_problems((struct records_entry){ .type = "plain", .fields = id, .field_count = 2, .key = key }),
	        "", "a scenario gives a key and types to a foreign table");
	ok(!type_named_so("plain")->unusable && type_named_so("plain")->fields[1].type == TYPE_MONEY,
	   "which can be read");

	is_text(entry_problems((struct records_entry){ .type = "visit",
	                                               .query = "SELECT 1 AS household, 2 AS n",
	                                               .key = two,
	                                               .fields = household,
	                                               .field_count = 2 }),
	        "", "a query's field can reference a table");
	is_number(schema_relation_to(type_named_so("visit"), schema_type(&schema, "household")), 0,
	          "and is a relation");
	text = entry_problems((struct records_entry){
		.type = "q", .query = "SELECT 1 AS id", .key = key, .fields = bad_reference, .field_count = 1 });
	ok(strstr(text, "references 'houshold', which is no record type [did you mean 'household'?]") != NULL,
	   "a reference to nothing is named: %s", text);
	database_close(database);
}

static void run_files(void)
{
	struct records_entry entry = {
		.type = "household", .where = "no such thing", .query = "nor this", .file = NULL
	};
	const struct record_type *person;

	database = open_new(
		"old.run",
		"CREATE TABLE record_household(id INTEGER PRIMARY KEY);"
		"CREATE TABLE record_person(id INTEGER PRIMARY KEY, household INTEGER REFERENCES record_household);"
		"CREATE TABLE record_fake(id INTEGER PRIMARY KEY, x INTEGER AS (id + 1));"
		"CREATE VIEW record_view AS SELECT 1 AS id; CREATE TABLE manifest(a INTEGER PRIMARY KEY);"
		"CREATE TABLE record_(id INTEGER PRIMARY KEY)");
	is_number(read_schema(&entry, 1, "record_"), 0, "a run file's records are read, without where and query");
	person = type_named_so("person");
	is_number((long long) schema.count, 3, "only tables of the prefix");
	ok(person && person->relation_count == 1 && !strcmp(person->relations[0].name, "household"),
	   "with their relations");
	ok(type_named_so("fake") && type_named_so("fake")->unusable,
	   "(19) computed columns of a run file are not run");
	ok(!type_named_so("household")->where, "(19) no condition of a run file's records is applied");
	database_close(database);
}

/* "own, rent": what a status can be; "" where that is not known. */
static const char *listed(const char *columns)
{
	static struct text text;
	char sql[300];
	const struct record_type *type;

	text_clear(&text);
	snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS t; CREATE TABLE t (id INTEGER PRIMARY KEY, s %s)", columns);
	database = open_new("lists.db", sql);
	if (read_schema(NULL, 0, NULL))
		return "failed";
	type = type_named_so("t");
	for (const char *const *one = type->fields[1].statuses; one && *one; one++)
		text_append_format(&text, "%s%s", one == type->fields[1].statuses ? "" : ", ", *one);
	database_close(database);
	return text_string(&text);
}

static void status_lists(void)
{
	is_text(listed("STATUS TEXT CHECK (s IN ('own', 'rent'))"), "own, rent",
	        "a CHECK lists what a status can be");
	is_text(listed("STATUS TEXT /* CHECK (s IN ('a')) */ check(S in('own',-- b\n'rent'))"), "own, rent",
	        "in any capitals, with remarks and without blanks");
	is_text(listed("STATUS TEXT CHECK (s IN ('own') OR s GLOB 'x*')"), "", "a CHECK that says more is no list");
	is_text(listed("STATUS TEXT CHECK (s NOT IN ('own'))"), "", "nor one that says less");
	is_text(listed("STATUS TEXT CHECK (s IN ('it''s'))"), "", "nor one with quotes inside its texts");
	is_text(listed("STATUS TEXT COLLATE NOCASE CHECK (s IN ('own'))"), "", "nor one that heeds no capitals");
	is_text(listed("STATUS TEXT DEFAULT 'CHECK (s IN (' CHECK (s IN ('own', 1))"), "", "nor one of other things");
	is_text(listed("TEXT CHECK (s IN ('own'))"), "", "only a status has a list");
}

int main(void)
{
	make_test_folder();
	declared_types();
	tables();
	entries();
	run_files();
	status_lists();
	schema_release(&schema);
	problems_release(&problems);
	remove_test_folder();
	return done();
}
