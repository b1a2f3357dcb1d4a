/* scales.c: scales and values by category are read strictly, and give exactly what their brackets say at and on both sides of
 * every edge. */
#include "config/parameters.h"

#include "config.h"

#define SCALE(kind, more, brackets)                                                                         \
	"s: {type: scale, kind: " kind ", source: Act" more ", values: {2025-26: [" brackets "], 2026-27: " \
	"not set}}\n"

static struct parameters read_file(struct bench *bench, const char *text)
{
	struct parameters parameters = { .arena = &bench->arena };
	const struct source *source;

	bench_init(bench);
	source = bench_file(bench, "a", text);
	if (source)
		parameters_read(&parameters, source, &bench->problems);
	return parameters;
}

static void refused(const char *name, const char *text, const char *expected)
{
	struct bench bench;

	read_file(&bench, text);
	is_text(bench_listed(&bench), expected, name);
	bench_release(&bench);
}

/* What the scale gives of amounts, as money is typed in and as plain decimals: "0=0 50=10.5". */
static void gives(const char *name, const char *text, const char *expected)
{
	struct bench bench;
	struct parameters parameters = read_file(&bench, text);
	struct text found = TEXT_INIT;

	if (bench.problems.count || parameters.count != 1) {
		is_text(bench_listed(&bench), "", name);
		bench_release(&bench);
		return;
	}
	for (const char *at = expected; *at;) {
		size_t length = strcspn(at, "=");
		struct error err = ERROR_INIT;
		struct decimal amount, result;

		if (decimal_parse(at, length, &amount, &err)
		    || scale_of(parameters.items[0].values[0].scale, amount, &result, &err))
			break;
		text_append_format(&found, "%s%.*s=", found.length ? " " : "", (int) length, at);
		decimal_print(result, &found);
		at += strcspn(at, " ");
		at += *at == ' ';
	}
	is_text(text_string(&found), expected, name);
	text_release(&found);
	bench_release(&bench);
}

static void scales_give_what_they_say(void)
{
	gives("marginal rates apply to the part of the amount in each bracket, in pence and exactly",
	      SCALE("marginal", "", "{from: 0, rate: 20%}, {from: 100, rate: 40%}, {from: 200, rate: 45%}"),
	      "-100=0 0=0 1=0.2 10000=2000 10001=2000.4 20000=6000 20001=6000.45 20000.5=6000.225");
	gives("a marginal scale that ends charges nothing above its end",
	      SCALE("marginal", "", "{from: 10, up_to: 20, rate: 8%}"),
	      "999=0 1000=0 1001=0.08 2000=80 2001=80 900000=80");
	gives("the whole amount goes by the bracket it lies in; what is over an amount does not hold that amount "
	      "itself",
	      SCALE("whole", "", "{from: 0, rate: 0}, {over: 100, rate: 1%}, {from: 200, rate: 3%}"),
	      "10000=0 10001=100.01 19999=199.99 20000=600 20001=600.03");
	gives("a whole scale gives nothing outside of its brackets",
	      SCALE("whole", ", gives: money", "{from: 10, amount: 5}, {over: 20, below: 30, amount: 7}"),
	      "999=0 1000=500 2000=500 2001=700 2999=700 3000=0");
	gives("a bracket up to an amount holds that amount",
	      SCALE("whole", ", gives: integer", "{over: 10, up_to: 20, amount: 5}"), "1000=0 1001=5 2000=5 2001=0");
	gives("the amounts of all brackets that are reached are added up by a marginal scale",
	      SCALE("marginal", ", of: integer, gives: money", "{from: 1, amount: 5}, {over: 3, amount: 2}"),
	      "0=0 1=500 3=500 4=700 400=700");
	gives("a scale may go by ages, and below nothing too",
	      SCALE("whole", ", of: integer, gives: decimal", "{from: -5, amount: 0.25}, {from: 66, amount: 1.5}"),
	      "-6=0 -5=0.25 65=0.25 66=1.5 80=1.5");
}

static void wrong_scales_are_refused(void)
{
	refused("brackets ascend", SCALE("whole", "", "{from: 10, rate: 1%}, {from: 10, rate: 2%}"),
	        "a:1:92+2: this bracket does not begin above the one on line 1 [put the lowest first]\n");
	refused("brackets leave no gap", SCALE("whole", "", "{from: 1, below: 2, rate: 1%}, {from: 3, rate: 2%}"),
	        "a:1:101+1: between the bracket on line 1 and this one there is a gap [leave out the end of that "
	        "bracket: it then ends where this one begins]\n");
	refused("not even of one amount", SCALE("whole", "", "{from: 1, below: 2, rate: 1%}, {over: 2, rate: 2%}"),
	        "a:1:101+1: between the bracket on line 1 and this one there is a gap [leave out the end of that "
	        "bracket: it then ends where this one begins]\n");
	refused("brackets do not overlap in one amount",
	        SCALE("whole", "", "{from: 1, up_to: 2, rate: 1%}, {from: 2, rate: 2%}"),
	        "a:1:101+1: this bracket overlaps the one on line 1 [leave out the end of that bracket: it then ends "
	        "where this one begins]\n");
	refused("a bracket holds something", SCALE("whole", "", "{over: 2, up_to: 2, rate: 1%}"),
	        "a:1:80+1: the bracket ends where nothing is in it yet\n");
	refused("a bracket begins somewhere", SCALE("whole", "", "{below: 2, rate: 1%}"),
	        "a:1:63+20: where does this bracket begin? [write from: £0, or over: £0 for what is more than "
	        "that]\n");
	refused("a bracket begins once", SCALE("whole", "", "{from: 1, over: 2, rate: 1%}"),
	        "a:1:73+4: a bracket has 'from' or 'over', not both [take one of them out]\n");
	refused("rates and amounts are told apart", SCALE("whole", "", "{from: 1, amount: 5}"),
	        "a:1:73+6: the brackets of this scale have 'rate', not 'amount' [say what the scale gives: 'gives: "
	        "money' beside its type]\n");
	refused("either way", SCALE("whole", ", gives: money", "{from: 1, rate: 5%}"),
	        "a:1:87+4: the brackets of this scale have 'amount', not 'rate' [without 'gives' brackets have "
	        "rates]\n");
	refused("each bracket says what it gives", SCALE("whole", "", "{from: 1}"), "a:1:63+9: 'rate' is missing\n");
	refused("a scale says how it works",
	        "s: {type: scale, source: Act, values: {2025-26: [{from: 0, rate: 1%}]}}\n",
	        "a:1:1+1: 'kind' is missing\n");
	refused("in one of two ways", SCALE("flat", "", "{from: 0, rate: 1%}"),
	        "a:1:24+4: 'kind' must be marginal or whole, not 'flat'\n");
	refused("a scale has brackets", SCALE("whole", "", ""),
	        "a:1:62+2: the scale has no brackets [as - {from: £0, rate: 20%}]\n");
	refused("a comma within braces is explained", SCALE("whole", "", "{from: 0, below: £37,700, rate: 1%}"),
	        "a:1:84+3: within braces a comma ends the value [write it without the comma, £37700, or in "
	        "quotes]\n");
	refused("what belongs to scales is refused elsewhere",
	        "s: {type: money, kind: whole, source: Act, values: {2025-26: 1}}\n",
	        "a:1:18+4: 'kind' belongs to scales\n");
}

static void categories_are_read(void)
{
	struct bench bench;
	struct parameters parameters = read_file(
		&bench, "limit: {type: money, by: district, source: Act, values: {2025-26: {south: 6, north: 5}}}\n");
	const struct categories *categories;
	struct text shown = TEXT_INIT;

	is_text(bench_listed(&bench), "", "a value for each category is read");
	categories = parameters.items[0].values[0].categories;
	ok(categories_find(categories, "north", 5)->as.integer == 500, "each gives its own");
	ok(!categories_find(categories, "nort", 4) && !categories_find(categories, "northe", 6)
	           && !categories_find(categories, "north\0x", 7) && !categories_find(categories, "", 0),
	   "only whole names are found");
	parameter_print(&parameters.items[0], &parameters.items[0].values[0], &shown);
	is_text(text_string(&shown), "north: £5, south: £6", "they are shown by name");
	text_clear(&shown);
	parameter_print_plain(&parameters.items[0], &parameters.items[0].values[0], &shown);
	is_text(text_string(&shown), "{\"north\":500,\"south\":600}", "and for machines");
	text_release(&shown);
	bench_release(&bench);
	refused("one value for all categories is refused",
	        "limit: {type: money, by: district, source: Act, values: {2025-26: 5}}\n",
	        "a:1:67+1: there is a value for each district, not one for all [as {north: £5, south: £6}]\n");
	refused("so are none", "limit: {type: money, by: district, source: Act, values: {2025-26: {}}}\n",
	        "a:1:67+2: no district has a value [as {north: £5, south: £6}]\n");
	refused("and a value of another type",
	        "limit: {type: money, by: district, source: Act, values: {2025-26: {north: high}}}\n",
	        "a:1:75+4: expected money such as £1,234.50, £17.7m or 50p, got 'high'\n");
}

static void what_is_not_set_is_said(void)
{
	struct bench bench;
	struct parameters parameters =
		read_file(&bench, "fee: {type: money, source: Act, values: {2025-26: 5, 2026-27: not set}}\n");
	struct period period = { .start = { 2026, 4, 1 }, .finish = { 2026, 4, 1 } };
	struct error err = ERROR_INIT;
	bool carried;

	is_text(bench_listed(&bench), "", "a value that is announced may not be set yet");
	ok(!parameter_in_force(&parameters.items[0], &period, &carried, &err), "to read it is an error");
	is_text(err.message, "the value of 'fee' from 2026-04-01 on is not set yet", "that says so");
	period.start = period.finish = (struct date){ 2026, 3, 31 };
	ok(parameter_in_force(&parameters.items[0], &period, &carried, &err), "the day before has its own");
	bench_release(&bench);
}

int main(void)
{
	scales_give_what_they_say();
	wrong_scales_are_refused();
	categories_are_read();
	what_is_not_set_is_said();
	return done();
}
