/* analyse.c: what a rule's function can read is known before it runs, and what cannot be known is said. */
#include "tap.h"

#include "rules/abstract.h"
#include "rules/declare.h"
#include "rules/library.h"
#include "rules/load.h"
#include "rules/resolve.h"

#include <stdlib.h>

enum { BAND_D, HOUSEHOLD, LANDLORD, PERSON, VISIT };

#define FIELD_OF(text, its_type)               \
	{                                      \
		.name = text, .type = its_type \
	}
#define FIELD(text) FIELD_OF(text, TYPE_TEXT)
static struct field band_fields[] = { FIELD("year"), FIELD("district"), FIELD_OF("amount", TYPE_MONEY) };
static struct field household_fields[] = { FIELD("id"),
	                                   FIELD_OF("income", TYPE_MONEY),
	                                   FIELD("district"),
	                                   { .name = "landlord_id", .type = TYPE_TEXT, .optional = true },
	                                   FIELD_OF("size", TYPE_INTEGER) };
static struct field landlord_fields[] = { FIELD("id"), FIELD_OF("rent", TYPE_MONEY) };
static struct field person_fields[] = { FIELD("id"), FIELD_OF("age", TYPE_INTEGER), FIELD("household_id"),
	                                FIELD_OF("born", TYPE_DATE) };
static struct field visit_fields[] = { FIELD("id"), FIELD("home_id"), FIELD("away_id") };
static int first[] = { 0 }, band_key[] = { 1, 0 }, third[] = { 2 }, second[] = { 1 }, fourth[] = { 3 };
static struct relation household_relations[] = { { "landlord", LANDLORD, fourth, 1 } };
static struct relation person_relations[] = { { "household", HOUSEHOLD, third, 1 } };
static struct relation visit_relations[] = { { "home", HOUSEHOLD, second, 1 }, { "away", HOUSEHOLD, third, 1 } };

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TYPE(text, list, keys)                                                                                       \
	.name = text, .valid_from = -1, .valid_until = -1, .period = -1, .fields = list, .field_count = COUNT(list), \
	.key = keys, .key_count = COUNT(keys)
static struct record_type types[] = {
	{ TYPE("band_d", band_fields, band_key) },
	{ TYPE("household", household_fields, first), .relations = household_relations, .relation_count = 1 },
	{ TYPE("landlord", landlord_fields, first) },
	{ TYPE("person", person_fields, first), .relations = person_relations, .relation_count = 1 },
	{ TYPE("visit", visit_fields, first), .relations = visit_relations, .relation_count = 2 },
};
static struct schema schema = { .types = types, .count = COUNT(types) };

static struct rule rules[] = {
	{ .dated_by = -1, .next_version = -1, .name = "proposed", .on = HOUSEHOLD, .type = TYPE_MONEY },
	{ .dated_by = -1,
	  .next_version = -1,
	  .name = "voucher",
	  .on = HOUSEHOLD,
	  .type = TYPE_ELIGIBILITY,
	  .award_name = "voucher_award" },
	{ .dated_by = -1, .next_version = -1, .name = "adult", .on = PERSON, .type = TYPE_FLAG },
	{ .dated_by = -1, .next_version = -1, .name = "cap", .on = HOUSEHOLD, .type = TYPE_MONEY, .optional = true },
	{ .dated_by = -1,
	  .next_version = -1,
	  .name = "dated",
	  .on = HOUSEHOLD,
	  .type = TYPE_MONEY,
	  .from = { 2025, 4, 1 } },
};

static struct parameter parameter_items[] = {
	{ .name = "rates.deep.inner" }, { .name = "rates.high" },     { .name = "rates.low" },
	{ .name = "tiers.a.amount" },   { .name = "tiers.b.amount" }, { .name = "voucher.income_limit" },
	{ .name = "voucher.weekly" },
};
static struct parameters parameters = { .items = parameter_items, .count = COUNT(parameter_items) };

static struct source sources[2] = { { .path = "rules.lua", .shown = "rules.lua", .kind = SOURCE_RULES },
	                            { .path = "../lib/help.lua", .shown = "lib/help.lua", .kind = SOURCE_RULES } };
static struct arena arena = ARENA_INIT;
static struct ruleset ruleset;
static struct problems problems = PROBLEMS_INIT;
static struct function function;
static const char *module_text;

/* Analyses the function on those lines of `text`, a rule's on records of `on`; or, where `table` is 0, the decision table there. */
static const struct reads *analyse_there(const char *text, int line, int last_line, int on, int table)
{
	struct analysed_file files[2] = { { .source = &sources[0] }, { .source = &sources[1] } };
	size_t count = module_text ? 2 : 1;

	arena_clear(&arena);
	arena_release(&ruleset.arena);
	problems_release(&problems);
	ruleset = (struct ruleset){ .schema = &schema, .rules = rules, .rule_count = COUNT(rules) };
	ruleset.functions = &function;
	ruleset.function_count = 1;
	if (rule_index_begin(&ruleset, COUNT(rules)))
		exit(1);
	for (size_t i = 0; i < COUNT(rules); i++)
		rule_index_add(&ruleset, (int) i);
	function = (struct function){
		.place = { &sources[0], line, 0 }, .last_line = last_line, .on = on, .table = table
	};
	sources[0].text = text;
	sources[0].length = strlen(text);
	sources[1].text = module_text ? module_text : "";
	sources[1].length = strlen(sources[1].text);
	for (size_t i = 0; i < count; i++) {
		files[i].syntax = syntax_parse(&sources[i], &arena, &problems);
		if (!files[i].syntax) {
			printf("# %s\n", problems.items[0].message);
			exit(1);
		}
	}
	if (ruleset_analyse(&ruleset, files, count, &parameters, false, &problems))
		exit(1);
	return &function.reads;
}

static const struct reads *analyse_lines(const char *text, int line, int last_line, int on)
{
	return analyse_there(text, line, last_line, on, -1);
}

/* The only function of a text of one line, or the one on its last line. */
static const struct reads *analyse(const char *text, int on)
{
	int line = 1;

	for (const char *at = text; *at; at++)
		line += *at == '\n';
	return analyse_lines(text, line, line, on);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* "household.income household!proposed person>household band_d[year] p.voucher.weekly", sorted. */
static const char *shown(const struct reads *reads)
{
	static char buffer[2000];
	char *items[64];
	size_t used = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < reads->count && i < 64; i++) {
		const struct read *read = &reads->items[i];
		const char *type = read->type < 0 ? "p" : types[read->type].name;
		static const char *const between[] = { ".", "!", ">", "~", "[", ".", "=", "<" };

		items[i] = arena_format(&arena, "%s%s%s%s", type, between[read->kind], read->name,
		                        read->kind == READ_LOOKUP ? "]" : "");
	}
	qsort(items, reads->count, sizeof *items, compare_texts);
	for (size_t i = 0; i < reads->count; i++)
		used += (size_t) snprintf(buffer + used, sizeof buffer - used, "%s%s", i ? " " : "", items[i]);
	return buffer;
}

static void is_read(const char *text, int on, const char *expected, const char *name)
{
	const struct reads *reads = analyse(text, on);

	is_text(shown(reads), expected, name);
	ok(reads->followed && problems.count == 0, "all is followed: %s", name);
	for (size_t i = 0; i < problems.count; i++)
		printf("#   %s\n", problems.items[i].message);
	if (!reads->followed)
		printf("#   not followed: %d:%d\n", reads->not_followed.line, reads->not_followed.column);
}

#define RULE "rule 'x' { compute = function(c, p, at) "
#define END  " end }"

static void test_reads(void)
{
	is_read(RULE "return c.income + c['size']" END, HOUSEHOLD, "household.income household.size", "fields");
	is_read(RULE "return c.proposed + c.voucher_award" END, HOUSEHOLD,
	        "household!proposed household!voucher_award", "outcomes and awards");
	is_read(RULE "return c.household.income" END, PERSON, "household.id household.income person.household_id",
	        "a relation, with its keys");
	is_read(RULE "return c.household.landlord.rent" END, PERSON,
	        "household.id household.landlord_id landlord.id landlord.rent person.household_id", "two relations");
	is_read(RULE "local h = c.household local l = h.landlord return l.rent" END, PERSON,
	        "household.id household.landlord_id landlord.id landlord.rent person.household_id", "aliases");
	is_read(RULE "return p.voucher.weekly * 2" END, HOUSEHOLD, "p.voucher.weekly", "a parameter");
	is_read(RULE "local v = p.voucher return v.weekly" END, HOUSEHOLD, "p.voucher.weekly", "an alias of a group");
	is_read(RULE "return p.rates[c.district]" END, HOUSEHOLD,
	        "household.district p.rates.deep.inner p.rates.high p.rates.low",
	        "a computed name reads every parameter below its group");
	is_read(RULE "return p.tiers[c.district].amount" END, HOUSEHOLD,
	        "household.district p.tiers.a.amount p.tiers.b.amount", "a name below a computed one");
	is_read(RULE "local total = 0 for _, r in pairs(p.rates) do total = total + 1 end return total" END,
	        HOUSEHOLD, "p.rates.deep.inner p.rates.high p.rates.low", "a walk over a group reads all of it");
	is_read(RULE "return at.period == at.start and at.previous and at.previous.proposed" END, HOUSEHOLD,
	        "household<proposed", "the period, and the outcomes before it");
	is_read(RULE "return known(c, 'income') and known(c, 'proposed')" END, HOUSEHOLD,
	        "household!proposed household.income", "what is asked whether it is known");
	is_read(RULE "return lookup('band_d', { year = at.period, district = c.district }).amount" END, HOUSEHOLD,
	        "band_d.amount band_d.district band_d.year band_d[district,year] household.district", "a lookup");
	is_read(RULE "local n = 0 for _, m in ipairs(related(c, 'person')) do n = n + m.age end return n" END,
	        HOUSEHOLD, "household.id person.age person.household_id person.id person>household",
	        "related records");
	is_read(RULE "return #related(c, 'visit.away')" END, HOUSEHOLD,
	        "household.id visit.away_id visit.id visit>away", "related records by a named relation");
	is_read(RULE "return any(related(c, 'person'), 'adult') and sum(related(c, 'person'), 'household.income') > "
	             "c.size" END,
	        HOUSEHOLD,
	        "household.id household.income household.size person!adult person.household_id person.id "
	        "person>household",
	        "what is asked of related records by a path");
	is_read("local function old(m) return m.age > 3 end local adults = { adult = true }\n" RULE
	        "local people = related(c, 'person', adults) return count(people, old)" END,
	        HOUSEHOLD,
	        "household.id person!adult person.age person.household_id person.id person>household person~adult",
	        "what a helper asks of those with a role");
	is_read(RULE
	        "local limit = p.voucher.weekly local h = c "
	        "return every(related(c, 'person', 'adult'), function(m) return h.income < limit + m.age end)" END,
	        HOUSEHOLD,
	        "household.id household.income p.voucher.weekly person!adult person.age person.household_id "
	        "person.id "
	        "person>household",
	        "what the asking function has from around it");
	is_read(RULE "return least(related(c, 'person'), 'born').age" END, HOUSEHOLD,
	        "household.id person.age person.born person.household_id person.id person>household",
	        "what is read of the one that is found");
	is_read(RULE
	        "local seen = {} every(related(c, 'person'), function(m) if seen.last and seen.last.age > 1 then "
	        "return false end seen.last = m return true end) return true" END,
	        HOUSEHOLD, "household.id person.age person.household_id person.id person>household",
	        "what an asking function reads the second time");
	is_read(RULE "return any(related(c.household, 'person'), function(o) return o ~= c and at_least(2, "
	             "related(o.household, "
	             "'visit.away'), function(v) return v.id == 1 end) end)" END,
	        PERSON,
	        "household.id person.household_id person.id person>household visit.away_id visit.id visit>away",
	        "one asking within another");
	is_read(RULE "local r = c.household if c.age > 3 then r = r.landlord end return r == nil" END, PERSON,
	        "household.id household.landlord_id landlord.id person.age person.household_id",
	        "a local that changes");
	is_read(RULE "local r = c r = r.household r = r.landlord return r.rent" END, PERSON,
	        "household.id household.landlord_id landlord.id landlord.rent person.household_id",
	        "a local that is set again and again");
	is_read(RULE "local r if c.age > 1 then r = c.household else r = c.household.landlord end return r.id" END,
	        PERSON, "household.id household.landlord_id landlord.id person.age person.household_id",
	        "both ways of an if");
	is_read(RULE "return (c.age > 1 and c.household or c.household.landlord).id" END, PERSON,
	        "household.id household.landlord_id landlord.id person.age person.household_id",
	        "both ways of and and or");
	is_read(RULE "while true do if c.age > 1 then break end return c.born end return c.id" END, PERSON,
	        "person.age person.born person.id", "a loop");
	is_read("local low = function(c, p) return c.income < p.voucher.income_limit end\n" RULE
	        "return low(c, p)" END,
	        HOUSEHOLD, "household.income p.voucher.income_limit", "a helper");
	is_read("local function a(c) return c.income end local function b(c) return a(c.household) end\n" RULE
	        "return b(c)" END,
	        PERSON, "household.id household.income person.household_id", "a helper of a helper");
	is_read("local t = { deep = {} } function t.deep.income(r) return r.income end\n" RULE
	        "return t.deep.income(c)" END,
	        HOUSEHOLD, "household.income", "a helper in a table");
	is_read("local function either(c, f, g) return f(c) or g(c) end\n" RULE
	        "return either(c, function(x) return x.income end, function(x) return x.size end)" END,
	        HOUSEHOLD, "household.income household.size", "functions as arguments");
	is_read("local function below(name) return function(c, p) return c.income < p.voucher[name] end end\n" RULE
	        "return below('weekly')(c, p)" END,
	        HOUSEHOLD, "household.income p.voucher.weekly", "a closure with a name that stands there");
}

static void test_declarations(void)
{
	const struct reads *reads;

	reads = analyse_lines("local function scheme(name, f, limit)\n rule(name) { compute = function(c, p)\n"
	                      " return f(c) < p.voucher[limit]\n end }\nend\n"
	                      "for _, s in ipairs { { 'a', 'income' }, { 'b', 'size' } } do\n"
	                      " scheme(s[1], function(c) return c.income end, 'weekly')\nend",
	                      2, 4, HOUSEHOLD);
	is_text(shown(reads), "household.income p.voucher.weekly",
	        "a rule declared by a helper in a loop reads what the helper is given");
	ok(reads->followed, "and is followed");
	is_text(function.text, "f(c) < p.voucher[limit]", "its text is the expression that it returns");
	is_number(function.place.column, 25, "its column is known");

	is_read("local t = decision_table {\n inputs = { { 'household.income', type = 'money' },\n { 'old', "
	        "function(c, p) "
	        "return c.age >= p.voucher.weekly end } } }\n" RULE "return t(c, p, at)" END,
	        PERSON, "household.id household.income p.voucher.weekly person.age person.household_id",
	        "a decision table reads its inputs");
	reads = analyse_there(
		"rule 'x' {\n compute = decision_table {\n  inputs = { { 'income', type = 'money' } },\n"
		"  { '-', 1 } } }",
		2, 2, HOUSEHOLD, 0);
	is_text(shown(reads), "household.income", "a decision table may be the function itself");
	ok(reads->followed && reads->bounded && function.place.column == 12,
	   "followed, bounded, and with its column");

	reads = analyse("rule 'x' { a = function(c) return c.income end, b = function(c) return c.size end }",
	                HOUSEHOLD);
	is_text(shown(reads), "household.income household.size", "functions on one line are taken together");

	module_text = "local M = {}\nlocal function poor(h, p) return h.income < p.voucher.income_limit end\n"
		      "M.poor = poor\nM.limits = { low = 'weekly' }\nreturn M";
	is_read("local help = require 'help'\n" RULE "return help.poor(c.household, p)" END, PERSON,
	        "household.id household.income p.voucher.income_limit person.household_id", "a required module");
	is_read("local limits = require('help').limits\n" RULE "return p.voucher[limits.low]" END, PERSON,
	        "p.voucher.weekly", "a name that a module keeps");
	reads = analyse("local help = require 'help'\n" RULE "return help.rich(c)" END, PERSON);
	ok(reads->count == 0 && problems.count == 0, "what a module does not have is for Lua to say");
	module_text = NULL;

	reads = analyse_lines(RULE "return c.income" END, 7, 9, HOUSEHOLD);
	ok(!reads->followed && !reads->bounded && reads->not_followed.line == 7,
	   "a function whose place is not in its file is not followed");
	reads = analyse("local function unused()\nreturn function(c) return c.income end end", HOUSEHOLD);
	ok(reads->count == 1, "a function that loading did not make is followed by itself");
}

static void is_not_followed(const char *text, int column, const char *expected, const char *name)
{
	const struct reads *reads = analyse(text, HOUSEHOLD);

	ok(!reads->followed && !reads->bounded, "is not followed: %s", name);
	is_number(reads->not_followed.column, column, name);
	is_text(shown(reads), expected, name);
}

static void test_escapes(void)
{
	is_not_followed("return function(c) return tostring(c) .. c.size end", 27, "household.size",
	                "a record given to the library");
	is_not_followed("return function(c) local t = { c } return table.concat({ t }) end", 43, "",
	                "a record in a table given to the library");
	is_not_followed("return function(c) return known(c, c.district) end", 27, "household.district",
	                "a computed name of a field");
	is_not_followed("return function(c) return related(c, 'per' .. 'son') end", 27, "", "a computed record type");
	is_not_followed("return function(c) return lookup(c.district, {}) end", 27, "household.district",
	                "a computed table");
	is_not_followed("local f = table.remove({})\nreturn function(c) return f(c) end", 27, "",
	                "a function that is not known");
	is_not_followed("local function f(g)\nreturn function(c) return g(c) end end", 27, "",
	                "a function given to one that nobody calls");
	is_not_followed("local function f(n, c) if n > 0 then return f(n - 1, c) end return c.size end\n"
	                "return function(c) return f(3, c) end",
	                45, "household.size", "recursion");
	is_not_followed("return function(c) for k, v in pairs(c) do end end", 38, "", "a walk over a record");
	is_not_followed("return function(c) for k in c.income do end end", 29, "household.income",
	                "another iterator");
	is_not_followed("return function(c) return any(related(c, 'person'), c.district) end", 53,
	                "household.district household.id person.household_id person.id person>household",
	                "a computed name that is asked");
	is_not_followed("return function(c) return related(c, 'person', c.district) end", 48,
	                "household.district household.id person.household_id person.id person>household",
	                "a computed role");
	is_not_followed("return function(c) return related(c, 'person', { [c.district] = 1 }) end", 48,
	                "household.district household.id person.household_id person.id person>household",
	                "a role by a computed name");
	is_not_followed("local keep = {}\nreturn function(c) keep.last = c return 1 end", 20, "",
	                "a record kept in a table of the file");
	is_not_followed("local keep = {}\nreturn function(c) table.insert(keep, c) end", 20, "",
	                "a record put into a table of the file");
}

static void is_problem(const char *text, int on, int column, int length, const char *message, const char *hint)
{
	analyse(text, on);
	if (!ok(problems.count == 1, "one problem: %s", message)) {
		for (size_t i = 0; i < problems.count; i++)
			printf("#   %s\n", problems.items[i].message);
		return;
	}
	is_text(problems.items[0].message, message, "says what");
	is_text(problems.items[0].hint, hint, "says what is meant");
	ok(problems.items[0].column == column && problems.items[0].length == length && problems.items[0].excerpt[0],
	   "says where: column %d length %d, expected %d and %d", problems.items[0].column, problems.items[0].length,
	   column, length);
}

static void test_problems(void)
{
	is_problem("return function(c) return c.incme end", HOUSEHOLD, 29, 5,
	           "'household' has no field, relation or rule 'incme'", "did you mean 'income'?");
	is_problem("return function(c) return c.vouchers_award end", HOUSEHOLD, 29, 14,
	           "'household' has no field, relation or rule 'vouchers_award'", "did you mean 'voucher_award'?");
	is_problem("return function(c) return c.houshold.income end", PERSON, 29, 8,
	           "'person' has no field, relation or rule 'houshold'", "did you mean 'household'?");
	is_problem("return function(c) local h = c.household return h.zzzzzz end", PERSON, 51, 6,
	           "'household' has no field, relation or rule 'zzzzzz'", "");
	is_problem("return function(c, p) return p.voucher.limit end", HOUSEHOLD, 40, 5,
	           "unknown parameter 'voucher.limit'",
	           parameters_nearest(&parameters, "voucher.limit") ? problems.items[0].hint : "");
	is_problem("return function(c, p) return p.vouchr.weekly end", HOUSEHOLD, 32, 6, "unknown parameter 'vouchr'",
	           "did you mean 'voucher'?");
	is_problem("return function(c, p, at) return at.perod end", HOUSEHOLD, 37, 5, "unknown name 'at.perod'",
	           "did you mean 'period'?");
	is_problem("return function(c, p, at) return at.previous.propose end", HOUSEHOLD, 46, 7,
	           "'household' has no rule 'propose' in the period before", "did you mean 'proposed'?");
	is_problem("return function(c) return c[c.district] end", HOUSEHOLD, 27, 13, "records are read by name only",
	           "write c.income, never c[x]");
	is_problem("return function(c) c.income = 1 end", HOUSEHOLD, 20, 8,
	           "records and parameters cannot be changed", "keep it in a local, or return it");
	is_problem("return function(c) return related(c, 'persn') end", HOUSEHOLD, 38, 7,
	           "unknown record type 'persn'", "did you mean 'person'?");
	is_problem("return function(c) return related(c, 'landlord') end", HOUSEHOLD, 38, 10,
	           "'landlord' has no relation to 'household'", "'household' leads to it: write .landlord");
	is_problem("return function(c) return related(c, 'visit') end", HOUSEHOLD, 38, 7,
	           "'visit' has several relations to 'household'",
	           "name the one that is meant: \"visit.home\" or \"visit.away\"");
	is_problem("return function(c) return related(c, 'visit.homes') end", HOUSEHOLD, 38, 13,
	           "'visit' has no relation 'homes'", "did you mean 'home'?");
	is_problem("return function(c) return related(c, 'visit.home') end", PERSON, 38, 12,
	           "'visit.home' leads to 'household', not to 'person'", "");
	is_problem("return function(c) return any(related(c, 'person'), 'adlt') end", HOUSEHOLD, 53, 6,
	           "'person' has no field, relation or rule 'adlt'", "did you mean 'adult'?");
	is_problem("return function(c) return any(related(c, 'person'), function(m) return m.agee > 3 end) end",
	           HOUSEHOLD, 74, 4, "'person' has no field, relation or rule 'agee'", "did you mean 'age'?");
	is_problem("return function(c) return sum(related(c, 'person'), 'household.incme') end", HOUSEHOLD, 53, 17,
	           "'household' has no field, relation or rule 'incme'", "did you mean 'income'?");
	is_problem("return function(c) return any(related(c, 'person'), 'age') end", HOUSEHOLD, 53, 5,
	           "'any' wants true or false of each, and this is a number",
	           "compare it: function(one) return one.name == ... end");
	is_problem("return function(c) return sum(related(c, 'person'), function(m) return m.adult end) end",
	           HOUSEHOLD, 53, 30, "'sum' wants an amount of each, and this is true or false", "");
	is_problem("return function(c) return least(related(c, 'person'), 'household').id end", HOUSEHOLD, 55, 11,
	           "'least' wants a number, a date or a text of each, and this is a record", "");
	is_problem("return function(c) return any(c, 'adult') end", HOUSEHOLD, 31, 1,
	           "'any' goes through a list, and this is a record",
	           "a record's members are related(record, \"type\")");
	is_problem("return function(c) return every(related(c, 'person')) end", HOUSEHOLD, 27, 27,
	           "'every' asks each record a name or a function",
	           "write it behind the list: \"name\", or function(one) ... end");
	is_problem("return function(c) return #related(c, 'person', 'adlt') end", HOUSEHOLD, 49, 6,
	           "'person' has no field, relation or rule 'adlt'", "did you mean 'adult'?");
	is_problem("return function(c) return #related(c, 'person', 'age') end", HOUSEHOLD, 49, 5,
	           "'related' wants true or false of each, and this is a number",
	           "say what it is to equal: { name = value }");
	is_problem("return function(c) return #related(c, 'person', { agee = 3 }) end", HOUSEHOLD, 51, 4,
	           "'person' has no field, relation or rule 'agee'", "did you mean 'age'?");
	is_problem("return function(c) return #related(c, 'person', { age = '3' }) end", HOUSEHOLD, 57, 3,
	           "'age' is a number, and never a text", "write 3 without quotes");
	is_problem("return function(c) return #related(c, 'person', { 'adult' }) end", HOUSEHOLD, 49, 11,
	           "what a role asks for is asked by name", "write { role = \"child\" }");
	is_problem("return function(c) return known(c, 'incom') end", HOUSEHOLD, 36, 7,
	           "'household' has no field, relation or rule 'incom'", "did you mean 'income'?");
	is_problem("return function(c) return lookup('band', { year = 1 }) end", HOUSEHOLD, 34, 6,
	           "unknown record type 'band'", "");
	is_problem("return function(c) return lookup('band_d', { yr = 1, district = 2 }).amount end", HOUSEHOLD, 46,
	           2, "'band_d' has no field 'yr' to look it up by", "");
	is_problem("return function(c) return lookup('band_d', { distrct = 2 }).amount end", HOUSEHOLD, 46, 7,
	           "'band_d' has no field 'distrct' to look it up by", "did you mean 'district'?");
	is_problem("local function f(c) return c.incme end\nreturn function(c) return f(c) + f(c) + f(c) end",
	           HOUSEHOLD, 30, 5, "'household' has no field, relation or rule 'incme'", "did you mean 'income'?");
	is_problem(
		"local t = decision_table { inputs = { { 'household.incme' } } }\nreturn function(c) return t(c) end",
		PERSON, 41, 17, "'household' has no field, relation or rule 'incme'", "did you mean 'income'?");
	analyse("return function(c, p) return c.a + c.b + p.c end", HOUSEHOLD);
	is_number((long long) problems.count, 3, "every problem of a function is reported");
}

/* What Lua would let pass, and give false or nil for. */
static void test_misuse(void)
{
	is_problem("return function(c) return c.income == '£5' end", HOUSEHOLD, 39, 4,
	           "'c.income' is money, and never a text", "write money \"£5\"");
	is_problem("return function(c) return 'lots' < c.income end", HOUSEHOLD, 27, 6,
	           "'c.income' is money, and never a text", "write money \"£12.50\"");
	is_problem("return function(c) return c.size ~= '5' end", HOUSEHOLD, 37, 3,
	           "'c.size' is a number, and never a text", "write 5 without quotes");
	is_problem("return function(c) return c.district == 5 end", HOUSEHOLD, 41, 1,
	           "'c.district' is text, and never '5'", "write \"5\"");
	is_problem("return function(c, p, at) return at.period == 2025 end", HOUSEHOLD, 47, 4,
	           "'at.period' is text, and never '2025'", "write \"2025\"");
	is_problem("return function(c, p, at) return at.start == 2025 end", HOUSEHOLD, 46, 4,
	           "'at.start' is a date, and never '2025'", "a date is written \"2025-04-01\"");
	is_problem("return function(c, p, at) return at.finish <= '2025' end", HOUSEHOLD, 47, 6,
	           "expected a date such as 2025-04-01, got '2025'", "it takes one day, as 2025-04-01");
	is_problem("return function(c, p, at) local when = at.period return '2025/26' == when end", HOUSEHOLD, 57, 9,
	           "expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '2025/26'",
	           "write 2025-26");
	is_problem("return function(c, p, at) return at.period ~= c.size end", HOUSEHOLD, 47, 6,
	           "'at.period' is text, and 'c.size' is a number: they cannot be compared", "");
	is_problem("return function(c) return c.adult == 1 end", PERSON, 38, 1,
	           "'c.adult' is true or false, and never '1'", "write c.adult, or not c.adult");
	is_problem("return function(c) return c.voucher == 'eligible' end", HOUSEHOLD, 40, 10,
	           "'c.voucher' is true or false, and never a text", "write c.voucher, or not c.voucher");
	is_problem("return function(c) return c.born < '2025-4-1' end", PERSON, 36, 10,
	           "expected a date such as 2025-04-01, got '2025-4-1'", "write 2025-04-01 (year, month, day)");
	is_problem("return function(c) return c.born < c.age end", PERSON, 36, 5,
	           "'c.born' is a date, and 'c.age' is a number: they cannot be compared", "");
	is_problem("return function(c, p, at) return c.born > at.period end", PERSON, 43, 9,
	           "'at.period' is text, and compared with a date", "the period's days are at.start and at.finish");
	is_problem("return function(c) return financial_year(c.born) == c.born end", PERSON, 27, 22,
	           "'financial_year(c.born)' is text, and compared with a date",
	           "compare it with financial_year(c.born)");
	is_problem("return function(c, p, at) return c.district < at.start end", HOUSEHOLD, 34, 10,
	           "'c.district' is text, and compared with a date",
	           "declare it a date (DATE TEXT), or write date(c.district)");
	is_problem("return function(c, p, at) return at.start == c.district end", HOUSEHOLD, 46, 10,
	           "'c.district' is text, and compared with a date",
	           "declare it a date (DATE TEXT), or write date(c.district)");
	is_problem("return function(c, p, at) return between(c.district, at.start, at.finish) end", HOUSEHOLD, 42, 10,
	           "'c.district' is text, and compared with a date",
	           "declare it a date (DATE TEXT), or write date(c.district)");
	is_problem("return function(c) return between(c.income, '£5', c.income) end", HOUSEHOLD, 45, 4,
	           "'c.income' is money, and never a text", "write money \"£5\"");
	is_problem("return function(c) return max(c.born, c.age) end", PERSON, 39, 5,
	           "'c.born' is a date, and 'c.age' is a number: they cannot be compared", "");
	is_problem("return function(c) return c.household == 5 end", PERSON, 27, 11,
	           "'c.household' is a record of 'household': compare one of its fields", "write c.household.id");
	is_problem("return function(c, p) return p.voucher > 5 end", HOUSEHOLD, 30, 9,
	           "'voucher' is a group of parameters, not one", "name one of them, as p.voucher.income_limit");
	is_problem("return function(c) return related(c, 'person').age end", HOUSEHOLD, 48, 3,
	           "a list of 'person' records has no 'age'",
	           "ask its records: any(list, \"field\"), sum(list, \"field\")");
	is_problem("return function(c) return c.district.name end", HOUSEHOLD, 38, 4,
	           "this is text, which has no 'name'",
	           "only a relation leads to another record: a foreign key of the table, or 'references' in the "
	           "scenario");
	is_problem("return function(c) return c:income() end", HOUSEHOLD, 29, 6, "this is money, not a function",
	           "write c.income");
	is_problem("return function(c) return c.income() end", HOUSEHOLD, 27, 8, "this is money, not a function",
	           "write c.income");
	is_problem("return function(c) for m in related(c, 'person') do end end", HOUSEHOLD, 29, 20,
	           "a list is gone through with 'ipairs'", "write for _, one in ipairs(related(c, 'person')) do");
	is_problem("return function(c) return 1,000 end", HOUSEHOLD, 29, 3, "a rule's function gives back one thing",
	           "a number is written without commas: 1000");
	analyse("return function(c, p, at) local d = c.district == 'N' or c.district:upper() == c.landlord.id "
	        "local e = c.landlord == nil or c.landlord == c.landlord or p.voucher.weekly < c.income "
	        "return d and e and at.start > '2025-04-01' and c.size == 3 and at.period == '2025-Q1' "
	        "and at.period:sub(1, 4) == '2025' and at.period < '2026' and at.period ~= '2005-M06' end",
	        HOUSEHOLD);
	is_number((long long) problems.count, 0, "what is right is not reported");
}

/* What is always there, and asked whether it is: the answer is the same for every record. */
static void test_never_nil(void)
{
	const char *known = "write known(c, \"income\") to ask whether it is known";

	is_problem("return function(c) return c.income ~= nil end", HOUSEHOLD, 27, 8,
	           "'c.income' is never nil: it is not OPTIONAL", known);
	is_problem("return function(c) return nil == (c.income) end", HOUSEHOLD, 34, 10,
	           "'(c.income)' is never nil: it is not OPTIONAL",
	           "write not known(c, \"income\") to ask whether it is known");
	is_problem("return function(c) local x <const> = c.income return x ~= nil end", HOUSEHOLD, 54, 1,
	           "'x' is never nil: it is not OPTIONAL", known);
	is_problem("return function(c) local h = c.household return h.income ~= nil end", PERSON, 49, 8,
	           "'h.income' is never nil: it is not OPTIONAL",
	           "write known(h, \"income\") to ask whether it is known");
	is_problem("return function(c) return c.household ~= nil end", PERSON, 27, 11,
	           "'c.household' is never nil: its key is not OPTIONAL",
	           "write known(c, \"household\") to ask whether it is known");
	is_problem("return function(c) return c.adult == nil end", PERSON, 27, 7,
	           "'c.adult' is never nil: its rule is not optional",
	           "write not known(c, \"adult\") to ask whether it is known");
	is_problem("return function(c) return c.voucher_award == nil end", HOUSEHOLD, 27, 15,
	           "'c.voucher_award' is never nil: its rule is not optional",
	           "write not known(c, \"voucher_award\") to ask whether it is known");
	is_problem("return function(c, p) return p.voucher.weekly == nil end", HOUSEHOLD, 30, 16,
	           "'p.voucher.weekly' is never nil: a parameter has a value in every period, or the run stops", "");
	is_problem("return function(c, p, at) return at.start == nil end", HOUSEHOLD, 34, 8,
	           "'at.start' is never nil: every run has a period", "");
	is_problem("return function(c) if c.size then return 0 end return 0 end", HOUSEHOLD, 23, 6,
	           "'c.size' counts as true, whatever it is: it is not OPTIONAL",
	           "write known(c, \"size\") to ask whether it is known");
	is_problem("return function(c) return c.income or 0 end", HOUSEHOLD, 27, 8,
	           "'c.income' counts as true, whatever it is: it is not OPTIONAL", known);
	is_problem("return function(c) return not (c.adult and c.age) end", PERSON, 44, 5,
	           "'c.age' counts as true, whatever it is: it is not OPTIONAL",
	           "write known(c, \"age\") to ask whether it is known");
	is_problem("return function(c) if c.adult and (c.age) then return 0 end end", PERSON, 36, 5,
	           "'c.age' counts as true, whatever it is: it is not OPTIONAL",
	           "write known(c, \"age\") to ask whether it is known");
	is_problem("return function(c) return not c.district == 'N' end", HOUSEHOLD, 27, 14,
	           "'not' is of 'c.district' alone: true or false, and never 'N'", "write c.district ~= 'N'");
	is_problem("return function(c) return c.district == 'N' or 'S' end", HOUSEHOLD, 48, 3,
	           "'S' stands by itself here, and counts as true",
	           "each is compared by itself: or c.district == 'S'");
	is_problem("return function(c) return c.district == ('N' or 'S') end", HOUSEHOLD, 42, 3,
	           "'N' counts as true, so 'or' chooses nothing", "each is compared by itself: x == 'N' or x == ...");
	analyse("return function(c) return not c.adult == c.adult or not (c.age == 3) or c.adult and 'N' or 'S' end",
	        PERSON);
	is_number((long long) problems.count, 0, "a choice between two texts is none of these");
	is_problem("return function(c) return related(c, 'person') ~= nil end", HOUSEHOLD, 27, 20,
	           "'related(c, 'person')' is never nil: it is a list, which is empty where there are none",
	           "write #related(c, 'person') > 0 to ask whether there are any");
	is_problem("return function(c) local l = related(c, 'person') return l == nil end", HOUSEHOLD, 58, 1,
	           "'l' is never nil: it is a list, which is empty where there are none",
	           "write #l == 0 to ask whether there are none");
	is_problem("return function(c) if related(c, 'person') then return 0 end return 0 end", HOUSEHOLD, 23, 20,
	           "'related(c, 'person')' counts as true, whatever it is: it is a list, which is empty where there "
	           "are none",
	           "write #related(c, 'person') > 0 to ask whether there are any");
	analyse("local function f(x) return x == nil end return function(c, p, at) "
	        "local l = c.cap and related(c, 'person') if l == nil then return false end "
	        "local x = c.income if c.cap == nil then x = nil end local r = c.landlord "
	        "local a = c.voucher and c.income or 0 "
	        "return x == nil or r == nil or c.dated ~= nil or c.cap == nil or c.landlord_id ~= nil or "
	        "f(c.income) "
	        "or at.previous == nil or not c.voucher or c.cap or a end",
	        HOUSEHOLD);
	is_number((long long) problems.count, 0, "what may be nil may be asked for");
}

static void is_bounded(const char *text, bool expected, const char *name)
{
	const struct reads *reads = analyse(text, HOUSEHOLD);

	ok(reads->bounded == expected, "%s: %s", expected ? "bounded" : "not proved bounded", name);
}

static void test_bounds(void)
{
	is_bounded("return function(c, p) return round(c.income * 2, money '5p') end", true, "arithmetic");
	is_bounded("local function f(c) return c.income end return function(c) return f(c) end", true, "a helper");
	is_bounded(
		"return function(c) if c.income then return max(1, 2) end return lookup('band_d', { year = 1 }) end",
		true, "a branch and a lookup");
	is_bounded("return function(c) local n = 0 for i = 1, 10 do n = n + i end return n end", true,
	           "a short loop");
	is_bounded("return function(c) local s = '' for i = 1, 10 do s = s .. s end return s end", false,
	           "text that grows in a loop");
	is_bounded("return function(c) for i = 1, 100 do for j = 1, 100 do end end end", false, "a loop in a loop");
	is_bounded("return function(c) for i = 1, c.size do end end", false, "a loop as long as a field says");
	is_bounded("return function(c) for i = 1, 10, 0 do end end", false, "a loop without a step");
	is_bounded("return function(c) while c.size do end end", false, "while");
	is_bounded("return function(c) repeat until c.size end", false, "repeat");
	is_bounded("return function(c) for _, m in ipairs(related(c, 'person')) do end end", false,
	           "a walk over records");
	is_bounded("return function(c) return any(related(c, 'person'), 'adult') end", false,
	           "asking related records");
	is_bounded("local function f(n) return f(n) end return function(c) return f(1) end", false, "recursion");
	is_bounded("return function(c) return string.rep('x', 1000000000) end", false, "text as long as one likes");
	is_bounded("return function(c) return ('x'):rep(1000000000) end", false, "the same as a method");
	is_bounded("local function a(c) return c.size end local function b(c) return a(c) + a(c) end "
	           "local function d(c) return b(c) + b(c) end local function e(c) return d(c) + d(c) end "
	           "local function f(c) return e(c) + e(c) + e(c) + e(c) end local function g(c) return f(c) + f(c) "
	           "+ f(c) end "
	           "local function h(c) return g(c) + g(c) + g(c) + g(c) end local function i(c) return h(c) + h(c) "
	           "+ h(c) end "
	           "local function j(c) return i(c) + i(c) + i(c) + i(c) end local function k(c) return j(c) + j(c) "
	           "+ j(c) end "
	           "return function(c) return k(c) + k(c) + k(c) + k(c) end",
	           false, "calls that multiply");
}

/* Functions that call one another more and more often: the analysis itself stops. */
static void test_hostile(void)
{
	struct text text = TEXT_INIT;
	const struct reads *reads;

	text_append(&text, "local function f0(c) return c.income end ");
	for (int i = 1; i < 19; i++)
		text_append_format(&text, "local function f%d(c) return f%d(c) + f%d(c) + f%d(c) + f%d(c) end ", i,
		                   i - 1, i - 1, i - 1, i - 1);
	text_append(&text, "return function(c) return f18(c) end");
	reads = analyse(text_string(&text), HOUSEHOLD);
	ok(!reads->followed && !reads->bounded, "calls without end are given up");
	text_clear(&text);
	text_append(&text, "local t = {} ");
	for (int i = 0; i < 3000; i++)
		text_append_format(&text, "t[%d] = function(c) return c.income end ", i);
	text_append(&text, "\nreturn function(c) return t[c.size](c) end");
	reads = analyse(text_string(&text), HOUSEHOLD);
	ok(!reads->followed && !reads->bounded, "more functions than can be told apart are not followed");
	text_clear(&text);
	text_append(&text, "return function(c) local x = c ");
	for (int i = 0; i < 20; i++)
		text_append(&text, "for i = 1, 2 do for i = 1, 2 do ");
	text_append(&text, "x = x.household");
	for (int i = 0; i < 40; i++)
		text_append(&text, " end");
	text_append(&text, " return x end");
	reads = analyse(text_string(&text), HOUSEHOLD);
	ok(reads->followed && !reads->bounded, "loops in loops in loops are followed, and not bounded");
	text_release(&text);
}

static void is_unknown(const char *text, int column, const char *message, const char *hint)
{
	const struct syntax *syntax;

	problems_release(&problems);
	sources[0].text = text;
	sources[0].length = strlen(text);
	syntax = syntax_parse(&sources[0], &arena, &problems);
	if (syntax)
		analyse_names(syntax, &problems);
	if (!message) {
		is_number((long long) problems.count, 0, "every name is known");
		return;
	}
	if (!ok(problems.count == 1, "one unknown name: %s", message))
		return;
	is_text(problems.items[0].message, message, "says which");
	is_text(problems.items[0].hint, hint, "and what is meant");
	is_number(problems.items[0].column, column, "and where");
}

/* True when the analysis knows every function of that part of the sandbox. */
static bool knows_all(const char *library, const struct library_entry *entries)
{
	bool all = true;

	for (; entries->name; entries++) {
		char name[64];

		snprintf(name, sizeof name, "%s%s%s", library, *library ? "." : "", entries->name);
		all = all && library_has(name);
		if (!library_has(name))
			printf("#   %s\n", name);
	}
	return all;
}

static void test_names(void)
{
	ok(knows_all("", library_basic) && knows_all("", library_exact) && knows_all("", library_dates)
	           && knows_all("", library_host) && knows_all("", declare_entries) && knows_all("", load_entries)
	           && knows_all("math", library_math) && knows_all("string", library_string)
	           && knows_all("table", library_table) && knows_all("utf8", library_utf8),
	   "every function of the sandbox is known to the analysis");
	is_unknown("local x = ruond(1, 2)", 11, "unknown function 'ruond'", "did you mean 'round'?");
	is_unknown("return income", 8, "unknown name 'income'", "");
	is_unknown("return math.floor(1)", 8, "rules have no 'math.floor'", "write round(x, 1, \"floor\")");
	is_unknown("return next({})", 8, "rules have no 'next'",
	           "its order differs on every run: use pairs, which goes in sorted order");
	is_unknown("return string.uper('x')", 8, "unknown function 'string.uper'", "did you mean 'string.upper'?");
	is_unknown("x = 1 function y() end rule 'z' { a = math.max(1, 2) } local t = {} t.floor = 1", 0, NULL, NULL);
}

int main(void)
{
	test_reads();
	test_declarations();
	test_escapes();
	test_problems();
	test_misuse();
	test_never_nil();
	test_bounds();
	test_hostile();
	test_names();
	arena_release(&arena);
	arena_release(&ruleset.arena);
	problems_release(&problems);
	return done();
}
