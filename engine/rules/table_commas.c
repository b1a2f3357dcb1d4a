/* table_commas.c: amounts whose comma, without quotes round them, parted them into cells. See table_commas.h. */
#include "rules/table_commas.h"

#include "base/text.h"
#include "rules/cell.h"
#include "value/quote.h"

#include <string.h>

#define MOST_GROUPS 6 /* cells that are taken for one: more than money has */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_quoted(const struct table_file *file, const struct table_file_cell *cell)
{
	return memchr(file->source->text + cell->offset, '"', cell->written) != NULL;
}

/* Whether the comma behind `left` may be one that groups digits: £1 and 100, without white space between. */
static bool may_group(const struct table_file *file, const struct table_file_cell *left,
                      const struct table_file_cell *right)
{
	const char *raw = file->source->text;
	size_t end = left->offset + left->written, digits = 0, behind = 0;

	if (file->separator != ',' || right->offset != end + 1 || is_quoted(file, left) || is_quoted(file, right))
		return false;
	while (digits < left->written && is_digit(raw[end - 1 - digits]))
		digits++;
	while (behind < right->written && is_digit(raw[right->offset + behind]))
		behind++;
	if (digits < 1 || digits > 3 || behind != 3)
		return false;
	return digits == left->written || !strchr(".,", raw[end - 1 - digits]);
}

size_t table_commas_group(const struct table_file *file, const struct table_file_cell *cells, size_t count)
{
	size_t grouped = 1;

	while (grouped < count && grouped < MOST_GROUPS && may_group(file, &cells[grouped - 1], &cells[grouped]))
		grouped++;
	return grouped;
}

/* The cells as one: what stands in the file from the first to the last. */
static struct table_file_cell join(const struct table_file *file, const struct table_file_cell *cells, size_t count)
{
	const struct table_file_cell *last = &cells[count - 1];
	struct table_file_cell joined = cells[0];
	const char *raw = file->source->text;
	size_t begin = joined.offset, end = last->offset + last->written;

	joined.written = (uint32_t) (end - begin);
	while (begin < end && strchr(" \t", raw[begin]))
		begin++;
	while (end > begin && strchr(" \t", raw[end - 1]))
		end--;
	joined.text = raw + begin;
	joined.length = end - begin;
	return joined;
}

void table_commas_problem(const struct table_file *file, const struct table_file_cell *cells, size_t count,
                          bool certain, struct problems *problems)
{
	struct table_file_cell joined = join(file, cells, count);
	char raw[QUOTE_SIZE], first[QUOTE_SIZE], second[QUOTE_SIZE], meant[2 * QUOTE_SIZE + 4];
	struct error err = ERROR_INIT;

	quote(joined.text, joined.length, raw);
	quote(cells[0].text, cells[0].length, first);
	quote(cells[1].text, cells[1].length, second);
	if (table_commas_group(file, cells, count) == count)
		snprintf(meant, sizeof meant, "%s", raw);
	else
		snprintf(meant, sizeof meant, "%s, %s", first, second);
	error_set(&err, ERROR_INPUT, "without quotes '%s' is %zu cells", raw, count);
	if (certain)
		error_hint(&err, "put it in quotes: \"%s\"", meant);
	else
		error_hint(&err, "one cell is written \"%s\"; two as \"%s\",%s", meant, first, second);
	table_file_problem(file, &joined, SIZE_MAX, &err, problems);
}

/* A row read with `count` cells from `first` on as one, so that those behind it stand further to the left. */
struct shift {
	const struct table_file *file;
	const struct table_columns *columns;
	const struct table_file_row *row;
	size_t first, count;
	struct table_file_cell joined;
	struct arena arena;
	bool failed; /* out of memory */
};

/* Whether `cell` can stand in that column. */
static bool fits(struct shift *shift, size_t column, const struct table_file_cell *cell)
{
	const struct table_file *file = shift->file;
	enum table_file_role role = file->roles[column];
	const struct column_type *type;
	struct error err = ERROR_INIT;
	struct cell_test *tests;
	struct value value;
	struct cell parsed;
	struct date day;
	size_t offset;

	switch (role) {
	case TABLE_FILE_INPUT:
		type = &shift->columns->inputs[file->places[column]];
		tests = arena_array(&shift->arena, cell_most_tests(cell->text, cell->length), sizeof *tests);
		shift->failed |= !tests;
		return tests && type->known && cell->length
		       && !cell_parse(type->type, cell->text, cell->length, tests, &parsed, &offset, &err);
	case TABLE_FILE_OUTPUT:
		type = &shift->columns->outputs[file->places[column]];
		return type->known && cell->length
		       && !value_parse(type->type, cell->text, cell->length, &value, &err);
	case TABLE_FILE_FROM:
	case TABLE_FILE_UNTIL:
		return !cell->length || !date_parse(cell->text, cell->length, &day, &err);
	case TABLE_FILE_NONE:
		return !cell->length;
	default:
		return true;
	}
}

static bool row_fits(struct shift *shift)
{
	const struct table_file_cell *cells = shift->row->cells, none = { .text = "" };
	size_t gone = shift->count - 1;

	if (!fits(shift, shift->first, &shift->joined))
		return false;
	/* From the right, where a column that has to be filled would be empty. */
	for (size_t i = shift->file->column_count - 1; i > shift->first; i--) {
		if (!fits(shift, i, i + gone < shift->file->column_count ? &cells[i + gone] : &none))
			return false;
	}
	return true;
}

static bool holds_amounts(const struct shift *shift, size_t column)
{
	const struct table_file *file = shift->file;
	const struct column_type *type = file->roles[column] == TABLE_FILE_INPUT
	                                         ? &shift->columns->inputs[file->places[column]]
	                                         : &shift->columns->outputs[file->places[column]];

	return file->roles[column] <= TABLE_FILE_OUTPUT && type->known
	       && (type->type <= TYPE_INTEGER || type->type == TYPE_NUMBER);
}

/* Two cells, or more, that may be one amount: `£1,100`. */
static bool is_amount(struct shift *shift)
{
	const struct table_file_cell *cells = &shift->row->cells[shift->first];

	for (shift->count = table_commas_group(shift->file, cells, shift->file->column_count - shift->first);
	     shift->count > 1; shift->count--) {
		shift->joined = join(shift->file, cells, shift->count);
		if (row_fits(shift))
			return true;
	}
	return false;
}

/* Two cells that may be one test with two values, `1, 2`: only where a note would be an amount is it certain that they are. */
static bool is_list(struct shift *shift)
{
	const struct table_file *file = shift->file;
	const struct table_file_cell *cells = shift->row->cells, *left = &cells[shift->first];
	bool moves = false;

	for (size_t i = shift->first + 1; i + 1 < file->column_count; i++)
		moves |= file->roles[i] == TABLE_FILE_OUTPUT && file->roles[i + 1] > TABLE_FILE_OUTPUT
		         && (strstr(cells[i + 1].text, "£") || strchr(cells[i + 1].text, '%'));
	if (!moves || file->separator != ',' || is_quoted(file, left) || is_quoted(file, left + 1))
		return false;
	shift->count = 2;
	shift->joined = join(file, left, 2);
	shift->joined.text = arena_format(&shift->arena, "%s, %s", left->text, left[1].text);
	shift->failed |= !shift->joined.text;
	shift->joined.length = shift->failed ? 0 : strlen(shift->joined.text);
	return file->roles[shift->first] == TABLE_FILE_INPUT && row_fits(shift);
}

int table_commas_find(const struct table_file *file, const struct table_columns *columns,
                      const struct table_file_row *row, size_t *first, size_t *count)
{
	struct shift shift = { .file = file, .columns = columns, .row = row };

	*count = 0;
	for (size_t i = 0; i + 1 < file->column_count && !*count; i++) {
		shift.first = *first = i;
		if (holds_amounts(&shift, i) && (is_amount(&shift) || is_list(&shift)))
			*count = shift.count;
	}
	arena_release(&shift.arena);
	return shift.failed ? -1 : 0;
}
