/* decision_table_content.c: what a decision table's CSV file says, read by the types of its columns. Free of Lua: every sandbox has
 * the same rows. */
#include "rules/decision_table_state.h"
#include "rules/place.h"
#include "rules/table_commas.h"
#include "value/quote.h"

#include <string.h>

struct content {
	const struct table_declaration *declaration;
	const struct table_file *file;
	const struct table_columns *columns;
	struct decision_table *table;
	struct place place;
	struct arena *arena;
	struct problems *problems;
	bool failed;  /* out of memory */
	bool unknown; /* some type is */
};

static void report(struct content *content, const struct table_file_cell *cell, size_t offset,
                   const struct table_file_column *column, const char *word, struct error *err)
{
	struct error full = *err;

	error_set(&full, err->code, "%s %.80s: %s", word, column->name, err->message);
	error_hint(&full, "%s", err->hint);
	table_file_problem(content->file, cell, offset, &full, content->problems);
}

static bool is_number(enum type type)
{
	return type <= TYPE_INTEGER || type == TYPE_NUMBER;
}

/* Where semicolons part the cells, a comma within a number may be the mark of its decimals. */
static bool is_doubtful(const struct content *content, enum type type, const struct table_file_cell *cell,
                        size_t *offset, struct error *err)
{
	if (content->file->separator != ';' || !is_number(type))
		return false;
	for (size_t i = 1; i + 1 < cell->length; i++) {
		bool between = cell->text[i - 1] >= '0' && cell->text[i - 1] <= '9' && cell->text[i + 1] >= '0'
		               && cell->text[i + 1] <= '9';

		if (cell->text[i] != ',' || !between)
			continue;
		*offset = i;
		error_set(err, ERROR_INPUT, "does this comma mark decimals, or thousands?");
		error_hint(err, "in a file whose cells are parted by semicolons write 1.5 and 1200");
		return true;
	}
	return false;
}

static bool is_status(const char *const *statuses, struct value value)
{
	for (; *statuses; statuses++) {
		if (strlen(*statuses) == value.length && !memcmp(*statuses, value.as.text, value.length))
			return true;
	}
	return false;
}

/* A status that there is not. */
static bool is_no_status(struct content *content, const char *const *statuses, struct value value, struct error *err)
{
	struct nearest nearest;
	char *name;

	if (!statuses || value.kind != VALUE_TEXT || is_status(statuses, value))
		return false;
	name = arena_bytes(content->arena, value.as.text, value.length);
	content->failed |= !name;
	nearest = nearest_to(name ? name : "");
	for (; *statuses; statuses++)
		nearest_offer(&nearest, *statuses);
	error_set(err, ERROR_INPUT, "there is no status '%.60s'", name ? name : "");
	if (name && strstr(name, "\u00A0"))
		error_hint(err, "there is a no-break space in it: type a space, or none");
	else
		error_did_you_mean(err, nearest.best);
	return true;
}

/* `none` where there always is a value: such a test never holds, and is most likely meant for a word of that name. */
static bool is_never(const struct column_type *column, const char *name, const struct cell_test *test,
                     struct error *err)
{
	if (!column->never_none || !test->low.present || test->low.value.kind != VALUE_NONE)
		return false;
	error_set(err, ERROR_INPUT, "'none' means that there is none, and '%.60s' always has a value", name);
	if (column->type == TYPE_STATUS || column->type == TYPE_TEXT)
		error_hint(err, "for the word itself write \"none\", with the quotes in the cell");
	return true;
}

static void read_input(struct content *content, const struct table_file_row *row, size_t number, struct cell *out)
{
	const struct table_file_cell *cell = table_file_input(content->file, row, number);
	struct table_input *input = &content->table->inputs[number];
	struct cell_test *tests =
		arena_array(content->arena, cell_most_tests(cell->text, cell->length), sizeof *tests);
	struct error err = ERROR_INIT;
	size_t offset = SIZE_MAX;

	*out = (struct cell){ .any = true };
	if (!tests || !content->columns->inputs[number].known) {
		content->failed |= !tests;
		return;
	}
	if (cell->length == 0) {
		error_set(&err, ERROR_INPUT, "the cell is empty");
		error_hint(&err, "write - where any value will do");
	} else if (!is_doubtful(content, input->type, cell, &offset, &err)) {
		offset = 0;
		cell_parse(input->type, cell->text, cell->length, tests, out, &offset, &err);
	}
	for (size_t i = 0; !err.code && i < out->count; i++) {
		if (is_no_status(content, input->statuses, out->tests[i].low.value, &err)
		    || is_never(&content->columns->inputs[number], content->file->inputs[number].name, &out->tests[i],
		                &err))
			offset = SIZE_MAX;
	}
	if (err.code)
		report(content, cell, offset, &content->file->inputs[number], "if", &err);
	input->needed |= !out->any;
}

/* As a run says of it, when a record comes by. */
static bool is_no_award(const struct column_type *column, struct value value, struct error *err)
{
	struct text shown = TEXT_INIT;

	if (!column->award || value.kind != VALUE_INTEGER || value.as.integer >= 0)
		return false;
	value_print(TYPE_MONEY, value, &shown);
	error_set(err, ERROR_INPUT, "an award of %s: an award is never negative", text_string(&shown));
	error_hint(err, "write £0 for no award; what may be negative is a rule of type money");
	text_release(&shown);
	return true;
}

static void read_output(struct content *content, const struct table_file_row *row, size_t number, struct value *out)
{
	const struct table_file_cell *cell = table_file_output(content->file, row, number);
	const struct table_output *output = &content->table->outputs[number];
	const struct column_type *column = &content->columns->outputs[number];
	struct error err = ERROR_INIT;
	size_t offset = SIZE_MAX;

	if (!column->known)
		return;
	if (cell->length == 0)
		error_set(&err, ERROR_INPUT, "the cell is empty");
	else if (!is_doubtful(content, output->type, cell, &offset, &err)
	         && !value_parse(output->type, cell->text, cell->length, out, &err)
	         && !is_no_award(column, *out, &err) && !is_no_status(content, column->statuses, *out, &err)
	         && !decision_table_is_listed(output, *out))
		error_set(&err, ERROR_INPUT, "it is not one of the output's values");
	if (err.code && column->rule && !err.hint[0] && cell->length)
		error_hint(&err, "'%.60s' is of type %s", column->rule, type_names[column->type]);
	if (err.code)
		report(content, cell, offset, &content->file->outputs[number], "then", &err);
}

/* An amount that its comma parted: what the row's cells say is not what was meant, which is reported. */
static bool is_parted(struct content *content, const struct table_file_row *row)
{
	size_t first, count;

	if (table_commas_find(content->file, content->columns, row, &first, &count)) {
		content->failed = true;
		return true;
	}
	if (count)
		table_commas_problem(content->file, &row->cells[first], count, false, content->problems);
	return count > 0;
}

static void fail_at(struct content *content, const char *word, struct error *err)
{
	struct error full = *err;

	error_set(&full, err->code, "decision table '%s': %s", content->file->source->path, err->message);
	error_hint(&full, "%s", err->hint);
	place_problem_of(content->problems, content->place, word, &full);
}

static void read_default(struct content *content)
{
	const struct table_declaration *declaration = content->declaration;
	struct decision_table *table = content->table;
	struct error err = ERROR_INIT;

	if (declaration->default_count == 0)
		return;
	if (declaration->default_count != table->output_count) {
		error_set(&err, ERROR_INPUT, "the default has %zu values: for %zu output%s it needs %zu",
		          declaration->default_count, table->output_count, table->output_count == 1 ? "" : "s",
		          table->output_count);
		fail_at(content, "default", &err);
		return;
	}
	table->defaults = arena_array(content->arena, table->output_count, sizeof *table->defaults);
	content->failed |= !table->defaults;
	for (size_t i = 0; table->defaults && i < table->output_count; i++) {
		const struct table_default *given = &declaration->defaults[i];
		const struct table_output *output = &table->outputs[i];

		table->defaults[i] = given->value;
		if (!content->columns->outputs[i].known)
			continue;
		if ((given->text
		             ? value_parse(output->type, given->text, strlen(given->text), &table->defaults[i], &err)
		             : value_check(output->type, given->value, &err))
		    || is_no_award(&content->columns->outputs[i], table->defaults[i], &err)
		    || is_no_status(content, content->columns->outputs[i].statuses, table->defaults[i], &err))
			fail_at(content, "default", &err);
		else if (!decision_table_is_listed(output, table->defaults[i])) {
			error_set(&err, ERROR_INPUT, "the default is not one of the output's values");
			fail_at(content, "default", &err);
		}
	}
}

/* The outputs as they stand in the file, with the values that Lua lists for them. */
static void set_columns(struct content *content)
{
	const struct table_declaration *declaration = content->declaration;
	const struct table_file *file = content->file;
	struct decision_table *table = content->table;

	for (size_t i = 0; i < file->input_count; i++) {
		const struct column_type *column = &content->columns->inputs[i];

		table->inputs[i] = (struct table_input){ .type = column->type,
			                                 .none = column->none,
			                                 .label = file->inputs[i].name,
			                                 .statuses = column->statuses,
			                                 .given = column->given };
		content->unknown |= !column->known;
	}
	for (size_t i = 0; i < file->output_count; i++) {
		table->outputs[i] = (struct table_output){ .type = content->columns->outputs[i].type,
			                                   .name = file->outputs[i].name };
		for (size_t j = 0; j < declaration->output_count; j++) {
			if (strcmp(declaration->outputs[j].name, file->outputs[i].name) != 0)
				continue;
			table->outputs[i].values = declaration->outputs[j].values;
			table->outputs[i].value_count = declaration->outputs[j].value_count;
		}
		content->unknown |= !content->columns->outputs[i].known;
	}
}

static struct decision_table *allocate(const struct table_declaration *declaration, struct arena *arena)
{
	const struct table_file *file = declaration->file;
	struct decision_table *table = arena_alloc(arena, sizeof *table);

	if (!table)
		return NULL;
	*table = (struct decision_table){ .hit = declaration->hit,
		                          .aggregate = declaration->aggregate,
		                          .input_count = file->input_count,
		                          .output_count = file->output_count,
		                          .row_count = file->row_count,
		                          .file = file };
	table->inputs = arena_array(arena, table->input_count, sizeof *table->inputs);
	table->outputs = arena_array(arena, table->output_count, sizeof *table->outputs);
	table->cells = arena_array(arena, table->row_count * table->input_count, sizeof *table->cells);
	table->results = arena_array(arena, table->row_count * table->output_count, sizeof *table->results);
	table->order = arena_array(arena, table->row_count, sizeof *table->order);
	return table->inputs && table->outputs && table->cells && table->results && table->order ? table : NULL;
}

const struct decision_table *decision_table_content(const struct table_declaration *declaration, struct place place,
                                                    const struct table_columns *columns, struct arena *arena,
                                                    struct problems *problems)
{
	struct content content = { .declaration = declaration,
		                   .file = declaration->file,
		                   .columns = columns,
		                   .place = place,
		                   .arena = arena,
		                   .problems = problems,
		                   .table = allocate(declaration, arena) };
	struct decision_table *table = content.table;
	size_t errors = problems->errors;
	struct error err = ERROR_INIT;

	if (!table) {
		error_memory(&err);
		problems_add(problems, &err);
		return NULL;
	}
	set_columns(&content);
	if (!content.unknown && decision_table_check_policy(table, declaration->default_count > 0, &err))
		fail_at(&content, "hit", &err);
	read_default(&content);
	for (size_t row = 0; row < table->row_count; row++) {
		if (is_parted(&content, &content.file->rows[row]))
			continue;
		for (size_t i = 0; i < table->input_count; i++)
			read_input(&content, &content.file->rows[row], i,
			           &table->cells[row * table->input_count + i]);
		for (size_t i = 0; i < table->output_count; i++)
			read_output(&content, &content.file->rows[row], i,
			            &table->results[row * table->output_count + i]);
	}
	if (content.failed) {
		error_memory(&err);
		problems_add(problems, &err);
	}
	if (content.failed || content.unknown || problems->errors != errors || problems->memory_failed)
		return NULL;
	decision_table_order(table);
	return table;
}
