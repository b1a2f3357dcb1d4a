/* analyse.c: what a rule's function can read is known before it runs, and what cannot be known is said. */
#include "tap.h"

#include "rules/analyse.h"

#include <stdlib.h>

enum { BAND_D, HOUSEHOLD, LANDLORD, PERSON, VISIT };

#define FIELD(text)                             \
	{                                       \
		.name = text, .type = TYPE_TEXT \
	}
static struct field band_fields[] = { FIELD("year"), FIELD("district"), FIELD("amount") };
static struct field household_fields[] = { FIELD("id"), FIELD("income"), FIELD("district"), FIELD("landlord_id"),
	                                   FIELD("size") };
static struct field landlord_fields[] = { FIELD("id"), FIELD("rent") };
static struct field person_fields[] = { FIELD("id"), FIELD("age"), FIELD("household_id"), FIELD("born") };
static struct field visit_fields[] = { FIELD("id"), FIELD("home_id"), FIELD("away_id") };
static int first[] = { 0 }, band_key[] = { 1, 0 }, third[] = { 2 }, second[] = { 1 }, fourth[] = { 3 };
static struct relation household_relations[] = { { "landlord", LANDLORD, fourth, 1 } };
static struct relation person_relations[] = { { "household", HOUSEHOLD, third, 1 } };
static struct relation visit_relations[] = { { "home", HOUSEHOLD, second, 1 }, { "away", HOUSEHOLD, third, 1 } };

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TYPE(text, list, keys) \
	.name = text, .fields = list, .field_count = COUNT(list), .key = keys, .key_count = COUNT(keys)
static struct record_type types[] = {
	{ TYPE("band_d", band_fields, band_key) },
	{ TYPE("household", household_fields, first), .relations = household_relations, .relation_count = 1 },
	{ TYPE("landlord", landlord_fields, first) },
	{ TYPE("person", person_fields, first), .relations = person_relations, .relation_count = 1 },
	{ TYPE("visit", visit_fields, first), .relations = visit_relations, .relation_count = 2 },
};
static struct schema schema = { .types = types, .count = COUNT(types) };

static struct rule rules[] = {
	{ .name = "proposed", .on = HOUSEHOLD, .type = TYPE_MONEY },
	{ .name = "voucher", .on = HOUSEHOLD, .type = TYPE_ELIGIBILITY, .award_name = "voucher_award" },
	{ .name = "adult", .on = PERSON, .type = TYPE_FLAG },
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

/* Analyses the function on those lines of `text`, a rule's on records of `on`. */
static const struct reads *analyse_lines(const char *text, int line, int last_line, int on)
{
	struct analysed_file files[2] = { { .source = &sources[0] }, { .source = &sources[1] } };
	size_t count = module_text ? 2 : 1;

	arena_clear(&arena);
	arena_release(&ruleset.arena);
	problems_release(&problems);
	ruleset = (struct ruleset){ .schema = &schema, .rules = rules, .rule_count = COUNT(rules) };
	ruleset.functions = &function;
	ruleset.function_count = 1;
	function = (struct function){ .place = { &sources[0], line, 0 }, .last_line = last_line, .on = on };
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
	if (ruleset_analyse(&ruleset, files, count, &parameters, &problems))
		exit(1);
	return &function.reads;
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
		static const char *const between[] = { ".", "!", ">", "[", "." };

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
	is_read(RULE "return at.period == at.start and at.previous and at.previous.proposed" END, HOUSEHOLD, "",
	        "the period, and the outcomes before it");
	is_read(RULE "return known(c, 'income') and known(c, 'proposed')" END, HOUSEHOLD,
	        "household!proposed household.income", "what is asked whether it is known");
	is_read(RULE "return lookup('band_d', { year = at.period, district = c.district }).amount" END, HOUSEHOLD,
	        "band_d.amount band_d.district band_d.year band_d[district,year] household.district", "a lookup");
	is_read(RULE "local n = 0 for _, m in ipairs(related(c, 'person')) do n = n + m.age end return n" END,
	        HOUSEHOLD, "household.id person.age person.household_id person.id person>household",
	        "related records");
	is_read(RULE "return #related(c, 'visit.away')" END, HOUSEHOLD,
	        "household.id visit.away_id visit.id visit>away", "related records by a named relation");
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

int main(void)
{
	test_reads();
	return done();
}
