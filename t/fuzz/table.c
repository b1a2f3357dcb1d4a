/* table.c: CSV files of decision tables. What is wrong is said; a table that is read gives of every case the same twice, and where an
 * input is not known, what it gives all the same is what it gives whatever that input may be. */
#include "fuzz.h"
#include "rule_files.h"

#include "rules/table_match.h"

#define MOST_ROWS  40 /* of a table that is asked */
#define MOST_TRIED 12 /* values of an input */

static const char *const declarations[] = {
	"'t.csv'",
	"{ file = 't.csv', hit = 'any' }",
	"{ file = 't.csv', hit = 'first', default = 7 }",
	"{ file = 't.csv', hit = 'priority', outputs = { { 'y', type = 'integer', values = { 3, 2, 1 } } } }",
	"{ file = 't.csv', hit = 'rule_order' }",
	"{ file = 't.csv', hit = 'output_order', outputs = { { 'y', type = 'integer', values = { 3, 2, 1 } } } }",
	"{ file = 't.csv', hit = 'collect', aggregate = 'sum', default = 0 }",
	"{ file = 't.csv', hit = 'collect', aggregate = 'min' }",
	"{ file = 't.csv', hit = 'collect', aggregate = 'max' }",
	"{ file = 't.csv', hit = 'collect', aggregate = 'count' }",
};

struct answer {
	enum table_answer answer;
	struct table_matches matches;
	struct table_row_match rows[MOST_ROWS];
	bool lacking[TABLE_MOST_INPUTS];
	struct value value;
};

static void ask(const struct decision_table *table, const struct value *inputs, struct date day, struct answer *out)
{
	struct table_case asked = { .inputs = inputs, .day = day };
	struct error err = ERROR_INIT;

	*out = (struct answer){ .answer = TABLE_WRONG };
	out->matches = (struct table_matches){ .rows = out->rows, .lacking = out->lacking };
	out->answer = table_match(table, &asked, &out->matches, &out->value, &err);
	if (out->answer == TABLE_WRONG)
		check_error(&err);
	must(out->matches.count <= table->row_count && out->matches.given <= table->row_count);
}

/* What is given although an input is not known, beside what is given where it is. */
static void must_agree(const struct decision_table *table, const struct answer *unknown, const struct answer *known)
{
	if (unknown->answer == TABLE_UNKNOWN || unknown->answer == TABLE_WRONG || known->answer == TABLE_WRONG)
		return;
	/* A sum of nothing may be the default, and one of what is nothing the same amount. */
	if (unknown->answer != known->answer) {
		must(table->aggregate == AGGREGATE_SUM || table->aggregate == AGGREGATE_MIN
		     || table->aggregate == AGGREGATE_MAX);
		must(table->defaults || unknown->answer == TABLE_VALUE);
		return;
	}
	switch (known->answer) {
	case TABLE_ROW:
		must(decision_table_same(table, unknown->matches.given, known->matches.given));
		break;
	case TABLE_LIST:
		must(unknown->matches.count == known->matches.count);
		for (size_t i = 0; i < known->matches.count; i++)
			must(unknown->rows[i].row == known->rows[i].row);
		break;
	case TABLE_VALUE:
		must(!value_compare(unknown->value, known->value));
		break;
	default:
		must(false);
	}
}

/* Values that the cells of an input name, and none. */
static size_t some_values(const struct decision_table *table, size_t input, struct value out[MOST_TRIED])
{
	size_t count = 0;

	out[count++] = (struct value){ .kind = VALUE_NONE };
	for (size_t row = 0; row < table->row_count; row++) {
		const struct cell *cell = &table->cells[row * table->input_count + input];

		for (size_t i = 0; i < cell->count; i++) {
			if (count < MOST_TRIED && cell->tests[i].low.present)
				out[count++] = cell->tests[i].low.value;
			if (count < MOST_TRIED && cell->tests[i].high.present)
				out[count++] = cell->tests[i].high.value;
		}
	}
	return count;
}

static void try_table(const struct decision_table *table, struct date day)
{
	struct value inputs[TABLE_MOST_INPUTS], tried[MOST_TRIED];

	for (size_t round = 0; round < MOST_TRIED; round++) {
		for (size_t i = 0; i < table->input_count; i++) {
			size_t count = some_values(table, i, tried);

			inputs[i] = tried[(round * (i + 1)) % count];
		}
		for (size_t i = 0; i < table->input_count; i++) {
			size_t count = some_values(table, i, tried);
			struct value was = inputs[i];
			struct answer unknown, known;

			inputs[i] = (struct value){ .kind = VALUE_UNKNOWN };
			ask(table, inputs, day, &unknown);
			must(unknown.answer != TABLE_UNKNOWN || unknown.lacking[i]);
			for (size_t j = 0; j < count; j++) {
				inputs[i] = tried[j];
				ask(table, inputs, day, &known);
				must(known.answer != TABLE_UNKNOWN);
				must_agree(table, &unknown, &known);
			}
			inputs[i] = was;
		}
	}
}

static void add(struct loaded *loaded, const char *path, enum source_kind kind, const char *text, size_t length,
                bool *taken)
{
	struct error err = ERROR_INIT;

	if (!sources_add(&loaded->sources, path, kind, text, length, &err))
		return;
	check_error(&err);
	*taken = false;
}

/* A byte for the declaration, then the file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct loaded loaded = { .problems = PROBLEMS_INIT };
	struct error err = ERROR_INIT;
	char rule[400];
	bool taken = true;

	if (size == 0)
		return 0;
	snprintf(rule, sizeof rule,
	         "rule 'y' { on = 'charge', type = 'integer', optional = true, compute = decision_table %s }",
	         declarations[data[0] % (sizeof declarations / sizeof *declarations)]);
	must(!sources_init(&loaded.sources, NULL, &err));
	add(&loaded, "a.lua", SOURCE_RULES, rule, strlen(rule), &taken);
	add(&loaded, "t.csv", SOURCE_TABLE, (const char *) data + 1, size - 1, &taken);
	if (taken) {
		loaded.paths[loaded.scenario.rule_count++] = "a.lua";
		loaded.scenario.parameters.arena = &loaded.scenario.arena;
		loaded.scenario.rules = loaded.paths;
		loaded.result = ruleset_load_checking(&loaded.ruleset, &loaded.sources, &loaded.scenario,
		                                      &test_schema, &loaded.problems);
		must((loaded.result == 0) == (loaded.problems.errors == 0));
		check_problems(&loaded.problems);
		if (loaded.result == 0 && loaded.ruleset.tables[0].row_count <= MOST_ROWS) {
			try_table(loaded.ruleset.tables[0].content, (struct date){ 0 });
			try_table(loaded.ruleset.tables[0].content, (struct date){ 2025, 4, 1 });
		}
	}
	forget(&loaded);
	return 0;
}
