/* table_file.c: reads the CSV file of a decision table: headings, and rows of texts with their places. */
#include "rules/table_file.h"

#include "base/text.h"
#include "records/csv_file.h"
#include "rules/table_commas.h"
#include "value/quote.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The headings that stand alone, in the order of their roles. */
static const char *const words[] = { [TABLE_FILE_FROM] = "from",
	                             [TABLE_FILE_UNTIL] = "until",
	                             [TABLE_FILE_SOURCE] = "source",
	                             [TABLE_FILE_NOTE] = "note" };

struct reading {
	struct table_file file;
	struct csv_file *csv;
	struct arena *arena;
	struct problems *problems;
	size_t row_capacity;
	bool failed; /* out of memory */
};

void table_file_cell_name(int row, int column, char out[TABLE_FILE_NAME_SIZE])
{
	char letters[8];
	size_t at = sizeof letters - 1;

	letters[at] = '\0';
	for (int left = column + 1; left > 0 && at > 0; left = (left - 1) / 26)
		letters[--at] = (char) ('A' + (left - 1) % 26);
	snprintf(out, TABLE_FILE_NAME_SIZE, "%s%d", letters + at, row);
}

/* The bytes of the source at which byte `offset` of the cell's text stands. */
static size_t written_at(const struct table_file *file, const struct table_file_cell *cell, size_t offset)
{
	const char *raw = file->source->text;
	size_t at = cell->offset, end = at + cell->written;
	bool quoted;

	while (at < end && (raw[at] == ' ' || raw[at] == '\t'))
		at++;
	quoted = at < end && raw[at] == '"';
	at += quoted;
	while (quoted && at < end && (raw[at] == ' ' || raw[at] == '\t'))
		at++;
	for (; offset > 0 && at + 1 < end; offset--)
		at += quoted && raw[at] == '"' ? 2 : 1;
	return at < end ? at : cell->offset;
}

void table_file_problem(const struct table_file *file, const struct table_file_cell *cell, size_t offset,
                        const struct error *err, struct problems *problems)
{
	const struct source *source = file->source;
	struct error placed = *err;
	char name[TABLE_FILE_NAME_SIZE];

	table_file_cell_name(cell->row, cell->column, name);
	error_set(&placed, err->code, "cell %s: %s", name, err->message);
	placed.warning = err->warning;
	if (err->hint[0])
		error_hint(&placed, "%s", err->hint);
	if (offset == SIZE_MAX)
		error_excerpt(&placed, source->shown, source->text, source->length, cell->offset, cell->written);
	else
		error_excerpt(&placed, source->shown, source->text, source->length, written_at(file, cell, offset),
		              1);
	problems_add(problems, &placed);
}

static void report(struct reading *reading, const struct table_file_cell *cell, const struct error *err)
{
	table_file_problem(&reading->file, cell, SIZE_MAX, err, reading->problems);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A copy of cell `index` of the current row; one behind the last is empty, at the row's end. */
static struct table_file_cell cell_of(struct reading *reading, const struct csv_row *row, size_t index)
{
	struct table_file_cell cell = { .text = "", .row = row->number, .column = (int) index };
	size_t written, length = 0;
	const char *text = "";

	cell.offset = (uint32_t) csv_find(reading->csv, index, &written);
	cell.written = (uint32_t) written;
	if (index < row->count) {
		text = row->cells[index].text;
		length = row->cells[index].length;
	}
	for (; length > 0 && is_space(*text); text++)
		length--;
	while (length > 0 && is_space(text[length - 1]))
		length--;
	if (length > 0) {
		cell.text = arena_bytes(reading->arena, text, length);
		cell.length = length;
	}
	if (!cell.text) {
		reading->failed = true;
		cell = (struct table_file_cell){ .text = "" };
	}
	return cell;
}

/* "if income" or "If  income": what follows the word; NULL: it does not begin so. */
static const char *behind(const char *heading, const char *word)
{
	size_t length = strlen(word);

	if (strncasecmp(heading, word, length) != 0 || !is_space(heading[length]))
		return NULL;
	for (heading += length; is_space(*heading);)
		heading++;
	return *heading ? heading : NULL;
}

/* What a heading that says nothing was meant to be. */
static void report_heading(struct reading *reading, const struct table_file_cell *cell)
{
	struct nearest nearest = nearest_to(cell->text);
	struct error err = ERROR_INIT;
	char quoted[QUOTE_SIZE];

	for (int i = TABLE_FILE_FROM; i <= TABLE_FILE_NOTE; i++)
		nearest_offer(&nearest, words[i]);
	error_set(&err, ERROR_INPUT, "'%s' is no heading of a decision table",
	          quote(cell->text, cell->length, quoted));
	if (names_equal_nocase(cell->text, "to"))
		nearest.best = words[TABLE_FILE_UNTIL];
	if (strstr(cell->text, "\u00A0"))
		error_hint(&err, "there is a no-break space in it: type a space in its place");
	else if (nearest.best)
		error_did_you_mean(&err, nearest.best);
	else
		error_hint(&err, "write 'if %.60s' or 'then %.60s'; others are from, until, source and note",
		           cell->text, cell->text);
	report(reading, cell, &err);
}

static void report_twice(struct reading *reading, const struct table_file_cell *cell, bool input)
{
	struct error err = ERROR_INIT;
	char quoted[QUOTE_SIZE];

	error_set(&err, ERROR_INPUT, "there is a column '%s' already", quote(cell->text, cell->length, quoted));
	if (input)
		error_hint(&err, "one cell holds both ends: [£10..£20)");
	report(reading, cell, &err);
}

static void add_column(struct reading *reading, const struct table_file_cell *heading, enum table_file_role role,
                       const char *name, size_t index)
{
	struct table_file *file = &reading->file;
	struct table_file_column *columns = role == TABLE_FILE_INPUT ? file->inputs : file->outputs;
	size_t *count = role == TABLE_FILE_INPUT ? &file->input_count : &file->output_count;

	for (size_t i = 0; i < *count; i++) {
		if (!strcmp(columns[i].name, name))
			report_twice(reading, heading, role == TABLE_FILE_INPUT);
	}
	reading->file.places[index] = (int) *count;
	columns[(*count)++] = (struct table_file_column){ .name = name, .heading = *heading };
}

static void read_heading(struct reading *reading, const struct table_file_cell *cell, size_t index)
{
	const char *input = behind(cell->text, "if"), *output = behind(cell->text, "then");
	enum table_file_role *role = &reading->file.roles[index];

	*role = TABLE_FILE_NONE;
	if (cell->length == 0)
		return;
	if (input || output) {
		*role = input ? TABLE_FILE_INPUT : TABLE_FILE_OUTPUT;
		add_column(reading, cell, *role, input ? input : output, index);
		return;
	}
	for (int i = TABLE_FILE_FROM; i <= TABLE_FILE_NOTE; i++) {
		if (names_equal_nocase(cell->text, words[i]))
			*role = (enum table_file_role) i;
	}
	if (*role == TABLE_FILE_NONE) {
		report_heading(reading, cell);
		*role = TABLE_FILE_NOTE; /* its cells are not to blame */
	}
	for (size_t i = 0; i < index && *role != TABLE_FILE_NOTE; i++) {
		if (reading->file.roles[i] == *role)
			report_twice(reading, cell, false);
	}
}

static int read_header(struct reading *reading, const struct csv_row *row)
{
	struct table_file *file = &reading->file;
	struct table_file_cell first = cell_of(reading, row, 0), last = cell_of(reading, row, row->count - 1);
	struct error err = ERROR_INIT;

	if (row->count > TABLE_FILE_MOST_COLUMNS) {
		error_set(&err, ERROR_INPUT, "the header has %zu cells: %d are possible", row->count,
		          TABLE_FILE_MOST_COLUMNS);
		report(reading, &first, &err);
		return -1;
	}
	file->inputs = arena_array(reading->arena, row->count, sizeof *file->inputs);
	file->outputs = arena_array(reading->arena, row->count, sizeof *file->outputs);
	file->roles = arena_array(reading->arena, row->count, sizeof *file->roles);
	file->places = arena_array(reading->arena, row->count, sizeof *file->places);
	if (!file->inputs || !file->outputs || !file->roles || !file->places) {
		reading->failed = true;
		return -1;
	}
	reading->file.column_count = row->count;
	for (size_t i = 0; i < row->count; i++) {
		struct table_file_cell cell = cell_of(reading, row, i);

		read_heading(reading, &cell, i);
	}
	if (file->input_count == 0)
		error_set(&err, ERROR_INPUT, "no column is an input");
	else if (file->output_count == 0)
		error_set(&err, ERROR_INPUT, "no column is an output");
	if (!err.code)
		return 0;
	error_hint(&err, "the first row has the headings: if INPUT, then OUTPUT, from, until, source, note");
	error_excerpt(&err, file->source->shown, file->source->text, file->source->length, first.offset,
	              last.offset + last.written - first.offset);
	return problems_fail(reading->problems, &err);
}

static void read_day(struct reading *reading, const struct table_file_cell *cell, struct date *day)
{
	struct error err = ERROR_INIT;

	if (cell->length == 0 || !date_parse(cell->text, cell->length, day, &err))
		return;
	if (cell->column > 0 && table_commas_group(&reading->file, cell - 1, 2) == 2) {
		table_commas_problem(&reading->file, cell - 1, 2, true, reading->problems);
		return;
	}
	/* What a spreadsheet makes of a day that it knows for one. */
	if (strchr(cell->text, '/'))
		error_hint(&err, "write the year first, 2025-04-01, in a column that the spreadsheet keeps as text");
	report(reading, cell, &err);
}

/* A cell too many: an amount of the row without quotes may be why. True: that is reported. */
static bool report_parted(struct reading *reading, const struct csv_row *row)
{
	size_t most = row->count < TABLE_FILE_MOST_COLUMNS ? row->count : TABLE_FILE_MOST_COLUMNS;
	struct table_file_cell *cells = arena_array(reading->arena, most, sizeof *cells);

	reading->failed |= !cells;
	for (size_t i = 0; cells && i < most; i++)
		cells[i] = cell_of(reading, row, i);
	for (size_t i = 0; cells && i + 1 < most; i++) {
		size_t count = table_commas_group(&reading->file, &cells[i], most - i);

		if (count < 2)
			continue;
		table_commas_problem(&reading->file, &cells[i], count, true, reading->problems);
		return true;
	}
	return false;
}

static void report_unheaded(struct reading *reading, const struct table_file_cell *cell)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "there is no heading above it");
	error_hint(&err, "give the column a heading, 'note' if it is one; or put a cell with a comma in quotes");
	report(reading, cell, &err);
}

/* What stands below no heading. */
static void find_unheaded(struct reading *reading, const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		struct table_file_cell cell;

		if ((i < reading->file.column_count && reading->file.roles[i] != TABLE_FILE_NONE)
		    || row->cells[i].length == 0)
			continue;
		cell = cell_of(reading, row, i);
		if (cell.length == 0)
			continue;
		if (!report_parted(reading, row))
			report_unheaded(reading, &cell);
		return; /* once a row */
	}
}

/* -1: no more rows can be taken. */
static int add_row(struct reading *reading, const struct csv_row *row)
{
	struct table_file *file = &reading->file;
	struct table_file_cell *cells = arena_array(reading->arena, file->column_count, sizeof *cells);
	struct table_file_row out = { .line = row->line, .number = row->number, .cells = cells };
	struct error err = ERROR_INIT;
	size_t last;

	if (!cells || array_reserve(&file->rows, &reading->row_capacity, file->row_count + 1, sizeof *file->rows)) {
		reading->failed = true;
		return -1;
	}
	for (size_t i = 0; i < file->column_count; i++) {
		const struct table_file_cell *cell = &cells[i];

		cells[i] = cell_of(reading, row, i);
		switch (file->roles[i]) {
		case TABLE_FILE_INPUT:
		case TABLE_FILE_OUTPUT:
		case TABLE_FILE_NOTE:
			break;
		case TABLE_FILE_FROM:
			read_day(reading, cell, &out.from);
			break;
		case TABLE_FILE_UNTIL:
			read_day(reading, cell, &out.until);
			if (out.from.year && out.until.year && date_compare(out.from, out.until) > 0) {
				error_set(&err, ERROR_INPUT, "the row ends before it begins");
				report(reading, cell, &err);
			}
			break;
		case TABLE_FILE_SOURCE:
			out.source = cell->length ? cell->text : NULL;
			break;
		case TABLE_FILE_NONE:
			break;
		}
	}
	find_unheaded(reading, row);
	out.offset = (uint32_t) csv_find(reading->csv, 0, &last);
	out.written = (uint32_t) (csv_find(reading->csv, row->count - 1, &last) + last) - out.offset;
	file->dated |= out.from.year || out.until.year;
	file->rows[file->row_count++] = out;
	return 0;
}

static bool is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		for (size_t j = 0; j < row->cells[i].length; j++) {
			if (!is_space(row->cells[i].text[j]))
				return false;
		}
	}
	return true;
}

static void add_problem(struct reading *reading, struct error *err)
{
	if (!err->file[0])
		error_place(err, reading->file.source->shown, 1, 1);
	problems_add(reading->problems, err);
}

static void read_rows(struct reading *reading)
{
	struct error err = ERROR_INIT;
	struct csv_row row;
	bool header = false;

	for (;;) {
		enum csv_result result = csv_next(reading->csv, &row, &err);

		if (result == CSV_END)
			break;
		if (result != CSV_ROW) { /* its text was found to be whole when it was read */
			add_problem(reading, &err);
			return;
		}
		if (is_empty(&row))
			continue;
		if (!header) {
			header = true;
			if (read_header(reading, &row))
				return;
			continue;
		}
		if (reading->file.row_count == TABLE_FILE_MOST_ROWS) {
			error_set(&err, ERROR_INPUT, "a decision table has at most %d rows", TABLE_FILE_MOST_ROWS);
			csv_place(reading->csv, 0, &err);
			problems_add(reading->problems, &err);
			return;
		}
		if (add_row(reading, &row))
			return;
	}
	if (reading->file.row_count)
		return;
	error_set(&err, ERROR_INPUT, header ? "there is no row below the header" : "the file is empty");
	error_hint(&err, "the first row has the headings: if INPUT, then OUTPUT, from, until, source, note");
	add_problem(reading, &err);
}

/* Moves what was read into the arena. NULL: out of memory. */
static const struct table_file *keep(struct reading *reading)
{
	struct table_file *kept = arena_alloc(reading->arena, sizeof *kept);
	struct table_file_row *rows = arena_array(reading->arena, reading->file.row_count, sizeof *rows);

	if (!kept || !rows) {
		reading->failed = true;
		return NULL;
	}
	memcpy(rows, reading->file.rows, reading->file.row_count * sizeof *rows);
	*kept = reading->file;
	kept->rows = rows;
	return kept;
}

const struct table_file *table_file_read(const struct source *source, struct arena *arena, struct problems *problems)
{
	struct reading reading = { .file = { .source = source }, .arena = arena, .problems = problems };
	char separator = csv_separator(source->text, source->length);
	const struct table_file *kept = NULL;
	size_t errors = problems->errors;
	struct error err = ERROR_INIT;

	if (!separator) {
		error_set(&err, ERROR_INPUT, "more than one of comma, semicolon and tab stands in the header");
		error_hint(&err, "put a heading in quotes where one of them belongs to it");
		error_excerpt_at(&err, source->shown, source->text, source->length, 1, 1, 0);
		problems_add(problems, &err);
		return NULL;
	}
	reading.file.separator = separator;
	if (csv_open_text(&reading.csv, source->shown, source->text, source->length, separator, &err))
		reading.failed = true;
	else
		read_rows(&reading);
	csv_close(reading.csv);
	if (!reading.failed && problems->errors == errors && !problems->memory_failed)
		kept = keep(&reading);
	if (reading.failed) {
		error_memory(&err);
		problems_add(problems, &err);
	}
	free(reading.file.rows);
	return kept;
}
