/* run_cliffs.c: outcomes along a field, piece by piece, held against what a run gives for every value of it: random rules. */
#include "run_case.h"

#include "evaluate/pieces.h"
#include "rules/formula.h"
#include "rules/resolve.h"
#include "run/cliffs.h"

#define MOST   250 /* values of x: from 0 */
#define RULES  40
#define ROUNDS 3

static uint64_t seed = 7;

static int random_below(int most)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int) ((seed >> 33) % (uint64_t) most);
}

static void append_condition(struct text *out, int depth, int rules);

static void append_number(struct text *out, int depth, int rules)
{
	static const char *const rates[] = {
		"decimal \"0.25\"", "decimal \"0.055\"", "decimal \"-0.4\"", "3", "-2", "0"
	};
	static const char *const steps[] = { "1", "5", "25", "decimal \"0.5\"", "7" };
	static const char *const modes[] = { "half_up", "half_even", "half_down", "up", "down", "ceiling", "floor" };
	int kind = random_below(depth > 3 ? 4 : 16);

	switch (kind) {
	case 0:
	case 1:
		text_append(out, "c.x");
		return;
	case 2:
		text_append_format(out, "%d", random_below(MOST));
		return;
	case 3:
		if (rules && random_below(2))
			text_append_format(out, "c.r%d", random_below(rules));
		else
			text_append(out, random_below(2) ? "p.k" : "c.y");
		return;
	case 4:
	case 5:
		text_append_char(out, '(');
		append_number(out, depth + 1, rules);
		text_append(out, kind == 4 ? " + " : " - ");
		append_number(out, depth + 1, rules);
		text_append_char(out, ')');
		return;
	case 6:
		text_append_format(out, "(%s) * ", rates[random_below(6)]);
		append_number(out, depth + 1, rules);
		return;
	case 7:
	case 8:
		text_append(out, kind == 7 ? "min(" : "max(");
		append_number(out, depth + 1, rules);
		text_append(out, ", ");
		append_number(out, depth + 1, rules);
		text_append_char(out, ')');
		return;
	case 9:
	case 10:
		text_append(out, "round(");
		append_number(out, depth + 1, rules);
		text_append_format(out, ", %s, \"%s\")", steps[random_below(5)], modes[random_below(7)]);
		return;
	case 11:
		text_append(out, "divide(");
		append_number(out, depth + 1, rules);
		text_append_format(out, ", %d, %s, \"%s\")", random_below(2) ? -3 : 12, steps[random_below(5)],
		                   modes[random_below(7)]);
		return;
	case 12:
	case 13:
		text_append(out, kind == 12 ? "p.marginal:of(" : "p.whole:of(");
		append_number(out, depth + 1, rules);
		text_append_char(out, ')');
		return;
	default:
		text_append_char(out, '(');
		append_condition(out, depth + 1, rules);
		text_append(out, " and ");
		append_number(out, depth + 1, rules);
		text_append(out, " or ");
		append_number(out, depth + 1, rules);
		text_append_char(out, ')');
		return;
	}
}

static void append_condition(struct text *out, int depth, int rules)
{
	static const char *const operators[] = { " < ", " <= ", " > ", " >= ", " == ", " ~= " };

	if (random_below(6) == 0) {
		text_append(out, "between(");
		append_number(out, depth, rules);
		text_append(out, ", 40, 90)");
		return;
	}
	text_append(out, random_below(5) ? "(" : "not (");
	append_number(out, depth, rules);
	text_append(out, operators[random_below(6)]);
	append_number(out, depth, rules);
	text_append_char(out, ')');
}

/* Numbers, each of which may read those before it; and an eligibility with an award. */
static void make_rules(void)
{
	struct text rules = TEXT_INIT;

	for (int i = 0; i < RULES; i++) {
		text_append_format(
			&rules, "rule \"r%d\" { on = \"thing\", type = \"decimal\", compute = function(c, p)\n", i);
		if (i % 10 == 9) /* Lua alone */
			text_append(&rules,
			            "for i = 1, 2 do if c.x > 100 * i then return i end end return 0 end }\n");
		else {
			text_append(&rules, "local n = ");
			append_number(&rules, 0, i);
			text_append(&rules, "\nif ");
			append_condition(&rules, 2, i);
			text_append(&rules, " then return n end\nreturn ");
			append_number(&rules, 1, i);
			text_append(&rules, " end }\n");
		}
	}
	text_append(&rules, "rule \"scheme\" { on = \"thing\", type = \"eligibility\", conditions = all {\n{ \"a\", "
	                    "function(c, p) return ");
	append_condition(&rules, 1, RULES);
	text_append(&rules, " end }, any { { \"b\", function(c, p) return ");
	append_condition(&rules, 1, RULES);
	text_append(&rules, " end }, { \"c\", function(c, p) return c.x ~= 13 end } } },\naward = function(c, p) "
	                    "return max(0, round(");
	append_number(&rules, 1, RULES);
	text_append(&rules, ", 1)) end }\n");
	case_write("case.lua", text_string(&rules));
	text_release(&rules);
}

#define PARAMETERS                                                                                   \
	"k: {title: K, type: decimal, illustrative: t, values: {2025-26: 77.5}}\n"                   \
	"marginal:\n  title: M\n  type: scale\n  kind: marginal\n  of: decimal\n  illustrative: t\n" \
	"  values:\n    2025-26:\n      - {from: 0, rate: 10%}\n      - {over: 50, rate: 25%}\n"     \
	"      - {from: 120, rate: 5%}\n"                                                            \
	"whole:\n  title: W\n  type: scale\n  kind: whole\n  of: decimal\n  illustrative: t\n"       \
	"  values:\n    2025-26:\n      - {from: 10, up_to: 60, rate: 10%}\n      - {over: 60, rate: 20%}\n"

static struct decimal run_value(const char *column, int x)
{
	char sql[160];
	struct decimal value = decimal_from_integer(0);
	struct error err;
	const char *text;

	snprintf(sql, sizeof sql, "SELECT \"%s\" FROM outcome_thing WHERE id = %d", column, x);
	text = ask(sql);
	if (decimal_parse(text, strlen(text), &value, &err))
		printf("# no number: %s\n", text);
	return value;
}

/* Whether the run's value lies where the piece says. */
static bool is_on_piece(const struct piece *piece, int x, struct decimal value)
{
	struct decimal moved, all, rest, low, high;
	struct error err;

	/* value * over - at - slope * (x - x0) lies between low * over and high * over. */
	return !decimal_multiply(piece->form.slope, decimal_from_integer(x - piece->span.x), &moved, &err)
	       && !decimal_multiply(value, piece->form.over, &all, &err)
	       && !decimal_subtract(all, piece->form.at, &rest, &err) && !decimal_subtract(rest, moved, &rest, &err)
	       && !decimal_multiply(piece->form.low, piece->form.over, &low, &err)
	       && !decimal_multiply(piece->form.high, piece->form.over, &high, &err)
	       && decimal_compare(low, rest) <= 0 && decimal_compare(rest, high) <= 0;
}

static int64_t pieces_seen, opaque_seen;

/* Every piece of one rule, from 0 to MOST. */
static bool check_rule(struct inputs *inputs, struct explainer *explainer, int rule, const struct path *path)
{
	const struct rule *declared = &inputs->ruleset.rules[rule];
	const struct value key = value_integer(3);
	struct pieces_question question = { .rule = rule, .award = declared->award_name, .key = &key, .path = path };
	struct pieces *pieces = NULL;
	struct error err = ERROR_INIT;
	bool right = pieces_open(&pieces, explainer, &inputs->plan, &question, &err) > 0;

	if (!right && strstr(err.message, "has no part"))
		return true;
	for (int64_t x = 0; right && x < MOST;) {
		struct piece piece;

		right = !pieces_at(pieces, x, 0, MOST - 1, &piece, &err) && piece.span.low <= x
		        && piece.span.high >= x;
		pieces_seen++;
		opaque_seen += right && piece.opaque;
		for (int64_t at = piece.span.low; right && at <= piece.span.high; at++) {
			struct decimal value =
				run_value(declared->award_name ? declared->award_name : declared->name, (int) at);
			struct piece still = piece;

			if (at == x)
				right = !decimal_compare(value, value_as_decimal(piece.value));
			if (!piece.opaque && form_is_constant(&still.form) && still.form.at.coefficient == 0)
				right = right && !decimal_compare(value, value_as_decimal(piece.value));
			else if (!piece.opaque)
				right = right && is_on_piece(&piece, (int) at, value);
			if (!right) {
				struct text text = TEXT_INIT;

				value_print_plain(TYPE_DECIMAL, piece.value, &text);
				text_append(&text, ", run gives ");
				decimal_print(value, &text);
				printf("# rule %s at %d, tried at %d (%d to %d): %s\n", declared->name, (int) at,
				       (int) x, (int) piece.span.low, (int) piece.span.high, text_string(&text));
				text_release(&text);
			}
		}
		x = piece.span.high + 1;
	}
	if (!right)
		printf("# %s: %s\n", declared->name, err.message);
	pieces_close(pieces);
	return right;
}

/* Whether the comparison with 7 turns there, however wide the range is that is looked at. */
static bool turns_at_eight(struct inputs *inputs, struct explainer *explainer, int rule, const struct path *path)
{
	const struct value key = value_integer(3);
	struct pieces_question question = { .rule = rule, .key = &key, .path = path };
	struct pieces *pieces = NULL;
	struct error err = ERROR_INIT;
	bool right = pieces_open(&pieces, explainer, &inputs->plan, &question, &err) > 0;

	for (int64_t x = INT64_MIN; right;) {
		struct piece piece;

		right = !pieces_at(pieces, x, x, INT64_MAX, &piece, &err) && piece.span.low == x
		        && (piece.span.low > 7 || piece.span.high <= 7) && piece.value.as.integer == (x > 7);
		if (piece.span.high == INT64_MAX)
			break;
		x = piece.span.high + 1;
	}
	pieces_close(pieces);
	return right;
}

/* The rules of `case.lua`. */
static bool rules_go_as_pieces_say(void)
{
	const struct evaluate_options how = { .jobs = 1, .lua_only = true };
	struct inputs inputs = { .database = NULL };
	struct explainer *explainer = NULL;
	struct problems found = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	struct path path;
	bool right;

	case_write("parameters.yaml", PARAMETERS);
	case_write("case.yaml", CASE_SCENARIO "parameters: [parameters.yaml]\n");
	right = succeeds(case_run("case")) && !inputs_load_file(&inputs, in_folder("case.yaml"), NULL, 1, &found)
	        && !resolve_path(&inputs.ruleset, inputs.ruleset.rules[0].on, "x", &path, &err)
	        && !explainer_open(&explainer, &inputs.plan, &inputs.sources, inputs.database, &how, &err);
	for (size_t i = 0; right && i < inputs.ruleset.rule_count; i++)
		right = strcmp(inputs.ruleset.rules[i].name, "wide") != 0
		                ? check_rule(&inputs, explainer, (int) i, &path)
		                : turns_at_eight(&inputs, explainer, (int) i, &path);
	explainer_close(explainer);
	inputs_release(&inputs);
	problems_release(&found);
	return right;
}

/* What the run gives for that value of the field, plain. */
static const char *run_text(const char *column, int64_t x)
{
	char sql[160];

	snprintf(sql, sizeof sql, "SELECT ifnull(\"%s\", 'NULL') FROM outcome_thing WHERE id = %d", column, (int) x);
	return ask(sql);
}

static bool is_run_value(const char *column, int64_t x, enum type type, struct value value)
{
	struct text plain = TEXT_INIT;
	bool same;

	if (value.kind == VALUE_NONE)
		text_append(&plain, "NULL");
	else if (type == TYPE_ELIGIBILITY)
		text_append(&plain, value.as.integer ? "eligible" : "not_eligible");
	else
		value_print_plain(type, value, &plain);
	same = !strcmp(text_string(&plain), run_text(column, x));
	if (!same)
		printf("# %s at %d: %s\n", column, (int) x, text_string(&plain));
	text_release(&plain);
	return same;
}

/* A cliff is the step from the last value of a stretch to the first of the next: as much as the runs below it and at it differ. */
static bool is_run_jump(const struct cliffs *cliffs, const struct cliff *cliff, const char *column)
{
	int64_t at = cliffs->stretches[cliff->behind].from;
	struct decimal jump;
	struct error err;

	if (!cliff->measured)
		return strcmp(run_text(column, at), run_text(column, at - 1)) != 0;
	return !decimal_subtract(run_value(column, (int) at), run_value(column, (int) at - 1), &jump, &err)
	       && !decimal_compare(jump, cliff->jump);
}

/* The stretches follow each other over the whole range, each with the run's values at both ends. */
static bool stretches_are_the_run(const struct cliffs *cliffs, const char *column)
{
	int64_t next = 0;
	bool right = cliffs->stretch_count > 0;

	for (size_t i = 0; right && i < cliffs->stretch_count; i++) {
		const struct stretch *stretch = &cliffs->stretches[i];

		right = stretch->from == next && stretch->to >= stretch->from
		        && is_run_value(column, stretch->from, cliffs->type, stretch->at_from)
		        && is_run_value(column, stretch->to, cliffs->type, stretch->at_to);
		next = stretch->to + 1;
	}
	return right && next == MOST;
}

static int64_t cliffs_seen;

/* Of an outcome that is no number every change is a cliff, and nothing else is. */
static bool cliffs_are_the_run(const char *name, const char *column, bool words)
{
	const struct cliffs_question question = { .field = "x", .key = "3", .from = "0", .to = "249" };
	const struct run_options options = { .jobs = 1 };
	struct compared run = { .path = NULL };
	struct cliffs cliffs = { .stretches = NULL };
	struct problems found = PROBLEMS_INIT;
	struct compared_rule rule;
	struct error err = ERROR_INIT;
	size_t changes = 0;
	bool right = !compared_open(&run, in_folder("case.yaml"), &options, &found) && !compared_load(&run, &found)
	             && !compared_find_rule(&run, name, &rule, &err)
	             && !cliffs_find(&run, &rule, &question, &cliffs, &found);

	if (!right && found.count && strstr(found.items[0].message, "has no part")) {
		right = true;
		goto out;
	}
	right = right && stretches_are_the_run(&cliffs, column);
	for (size_t i = 0; right && i < cliffs.count; i++)
		right = is_run_jump(&cliffs, &cliffs.items[i], column);
	for (int64_t x = 1; right && words && x < MOST; x++)
		changes += strcmp(run_text(column, x), run_text(column, x - 1)) != 0;
	right = right && (!words || changes == cliffs.count);
	cliffs_seen += (int64_t) cliffs.count;
	if (!right)
		printf("# %s: %d cliffs, %d changes; %s %s\n", name, (int) cliffs.count, (int) changes, err.message,
		       found.count ? found.items[0].message : "");
out:
	cliffs_release(&cliffs);
	compared_close(&run);
	problems_release(&found);
	return right;
}

/* Words, none and unknown among them; where a field is not there; and an award. */
static bool cliffs_of_words(void)
{
	struct text rules = TEXT_INIT;
	bool right;

	for (int i = 0; i < 12; i++) {
		text_append_format(&rules,
		                   "rule \"w%d\" { on = \"thing\", type = \"text\", optional = true, compute = "
		                   "function(c, p)\nif ",
		                   i);
		append_condition(&rules, 2, 0);
		text_append(&rules, " then return \"a\" end\nif ");
		append_condition(&rules, 2, 0);
		text_append(&rules, " then return nil end\nif c.x == nil then return \"never\" end\n");
		text_append(&rules, "if c.y ~= nil and ");
		append_condition(&rules, 2, 0);
		text_append(&rules, " then return \"b\" end\nreturn nil end }\n");
	}
	text_append(&rules, "rule \"scheme\" { on = \"thing\", type = \"eligibility\", conditions = any { { \"a\", "
	                    "function(c, p) return ");
	append_condition(&rules, 1, 0);
	text_append(&rules,
	            " end }, { \"b\", function(c) return c.w0 == \"a\" end } },\naward = function(c, p) return "
	            "max(0, round(");
	append_number(&rules, 1, 0);
	text_append(&rules, ", 1)) end }\n");
	case_write("case.lua", text_string(&rules));
	text_release(&rules);
	right = succeeds(case_run("case"));
	for (int i = 0; right && i < 12; i++) {
		char name[8];

		snprintf(name, sizeof name, "w%d", i);
		right = cliffs_are_the_run(name, name, true);
	}
	return right && cliffs_are_the_run("scheme", "scheme_award", false);
}

int main(void)
{
	bool all = true;

	make_test_folder();
	case_data("CREATE TABLE thing (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER);"
	          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 249) "
	          "INSERT INTO thing SELECT i, i, 33 FROM n;");
	case_write("case.lua",
	           "rule 'kept' { on = 'thing', type = 'decimal', compute = function(c, p) return round(1008 + c.x * "
	           "(p.k - p.k), 5) end }\n"
	           "rule 'edge' { on = 'thing', type = 'integer', compute = function(c, p)\n"
	           "if c.x + c.kept <= 1100 then return 1 end return 0 end }\n"
	           "rule 'wide' { on = 'thing', type = 'integer', compute = function(c, p)\n"
	           "if c.x > 7 then return 1 end return 0 end }\n");
	ok(rules_go_as_pieces_say(),
	   "what a taper of nothing leaves is rounded, and a range may be as wide as numbers are");
	for (int i = 0; i < ROUNDS && all; i++) {
		make_rules();
		all = rules_go_as_pieces_say();
	}
	ok(all, "every value of random rules lies where the piece that it is in says");
	ok(cliffs_are_the_run("scheme", "scheme_award", false),
	   "below, at and behind each cliff the run gives what it says");
	case_data("CREATE TABLE thing (id INTEGER PRIMARY KEY, x INTEGER OPTIONAL, y INTEGER OPTIONAL);"
	          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 249) "
	          "INSERT INTO thing SELECT i, i, 33 FROM n;");
	for (int i = 0; i < ROUNDS && all; i++)
		all = cliffs_of_words();
	ok(all, "every change of an outcome in words, to none and back too, is a cliff");
	ok(cliffs_seen > 20, "of which there are some");
	ok(pieces_seen > 500 && opaque_seen * 2 < pieces_seen, "most of what is random is known from formulas");
	printf("# %d pieces, %d of them tried; %d cliffs\n", (int) pieces_seen, (int) opaque_seen, (int) cliffs_seen);
	return case_done();
}
