/* table.c: lines and tables for a terminal of 80 columns. */
#include "report/table.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INDENT      2
#define GAP         2
#define FIRST_LEAST 10 /* a first column is never squeezed below this */

void table_begin(struct table *table, const enum align *align, size_t columns)
{
	*table = (struct table){ .align = align,
		                 .column_count = columns < TABLE_COLUMNS_MOST ? columns : TABLE_COLUMNS_MOST };
}

void table_row(struct table *table)
{
	struct table_row *row;

	if (array_reserve(&table->rows, &table->row_capacity, table->row_count + 1, sizeof *table->rows)) {
		table->failed = true;
		return;
	}
	row = &table->rows[table->row_count++];
	row->cells = arena_array(&table->arena, table->column_count, sizeof *row->cells);
	table->failed |= !row->cells;
}

/* Texts come from records, rules and run files of others: what a terminal would obey becomes a question mark. */
static void make_visible(char *text, bool keep_lines)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		unsigned char byte = (unsigned char) *at;
		bool second_set = byte == 0xC2 && ((unsigned char) at[1] & 0xE0) == 0x80; /* U+0080 to U+009F */

		if (byte == '\n' && !keep_lines)
			*to++ = ' ';
		else if ((byte < 0x20 && byte != '\n') || byte == 0x7F || second_set)
			*to++ = '?';
		else
			*to++ = *at;
		at += second_set;
	}
	*to = '\0';
}

void print_visible(struct text *out, const char *words)
{
	size_t before = out->length;

	text_append(out, words);
	if (out->length > before)
		make_visible(out->bytes + before, false);
	out->length = before + strlen(text_string(out) + before);
}

void table_cell(struct table *table, size_t column, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list arguments;
	const char *copy;

	va_start(arguments, format);
	text_append_formatv(&text, format, arguments);
	va_end(arguments);
	if (text.length)
		make_visible(text.bytes, false);
	copy = text.failed ? NULL : arena_text(&table->arena, text_string(&text));
	text_release(&text);
	if (!copy)
		table->failed = true;
	if (!table->failed)
		table->rows[table->row_count - 1].cells[column] = copy;
}

void table_rule(struct table *table)
{
	if (!table->failed)
		table->rows[table->row_count - 1].rule = true;
}

void table_span(struct table *table)
{
	if (!table->failed)
		table->rows[table->row_count - 1].spans = true;
}

void table_note(struct table *table, const char *text)
{
	const char *copy = arena_text(&table->arena, text);

	table->failed |= !copy;
	if (!table->failed)
		table->rows[table->row_count - 1].note = copy;
}

static size_t width_of(const char *text)
{
	return text ? utf8_width(text, strlen(text)) : 0;
}

static void pad(struct text *out, size_t spaces)
{
	while (spaces--)
		text_append_char(out, ' ');
}

/* Bytes of `text` that fit into `width` columns, cut at a space where there is one, otherwise behind a part of a name. Looks no
 * further than that: a long text is taken a line at a time. */
static size_t fitting(const char *text, size_t width)
{
	size_t at = 0, used = 0, space = 0, part = 0;

	while (text[at]) {
		size_t next = at + 1;

		while (((unsigned char) text[next] & 0xC0) == 0x80)
			next++;
		used += utf8_width(text + at, next - at);
		if (used > width)
			break;
		if (text[at] == ' ')
			space = at;
		if (text[at] == '.' || text[at] == '_')
			part = next;
		at = next;
	}
	if (!text[at])
		return at;
	if (text[at] == ' ') /* it fits to the end of a word */
		space = at;
	return space ? space : part ? part : at ? at : 1;
}

static void trim_end(struct text *out)
{
	while (out->length && out->bytes[out->length - 1] == ' ')
		out->bytes[--out->length] = '\0';
}

static void print_cell(struct text *out, const char *text, size_t length, size_t width, enum align align)
{
	size_t used = utf8_width(text, length), spaces = used < width ? width - used : 0;

	if (align == ALIGN_RIGHT)
		pad(out, spaces);
	text_append_bytes(out, text, length);
	if (align == ALIGN_LEFT)
		pad(out, spaces);
}

static void print_row(const struct table *table, const struct table_row *row, const size_t *widths, struct text *out)
{
	const char *first = row->cells[0] ? row->cells[0] : "";
	size_t length = fitting(first, widths[0]), further = strspn(first, " ") + 2;

	pad(out, INDENT);
	print_cell(out, first, length, widths[0], table->align[0]);
	for (size_t i = 1; i < table->column_count; i++) {
		const char *cell = row->cells[i] ? row->cells[i] : "";

		pad(out, GAP);
		print_cell(out, cell, strlen(cell), widths[i], table->align[i]);
	}
	trim_end(out);
	text_append_char(out, '\n');
	/* What did not fit goes on below, a little further in. */
	for (first += length; *first == ' '; first++)
		;
	while (*first) {
		length = fitting(first, widths[0] > further ? widths[0] - further : 1);
		pad(out, INDENT + further);
		text_append_bytes(out, first, length);
		text_append_char(out, '\n');
		for (first += length; *first == ' '; first++)
			;
	}
}

/* The widths of all columns; gives that of the whole table. */
static size_t measure(const struct table *table, size_t widths[TABLE_COLUMNS_MOST])
{
	size_t total = INDENT;

	memset(widths, 0, TABLE_COLUMNS_MOST * sizeof *widths);
	for (size_t i = 0; i < table->row_count; i++) {
		for (size_t j = 0; j < table->column_count && !table->rows[i].spans; j++) {
			size_t width = width_of(table->rows[i].cells[j]);

			widths[j] = width > widths[j] ? width : widths[j];
		}
	}
	for (size_t i = 0; i < table->column_count; i++)
		total += widths[i] + (i ? GAP : 0);
	return total;
}

size_t table_width(const struct table *table, size_t first)
{
	size_t widths[TABLE_COLUMNS_MOST];
	size_t total = table->failed ? 0 : measure(table, widths);

	return !table->failed && widths[0] > first ? total - widths[0] + first : total;
}

/* Wrapped as a first cell is, but as wide as the terminal. */
static void print_spanning(const struct table *table, const struct table_row *row, struct text *out)
{
	static const size_t whole[TABLE_COLUMNS_MOST] = { REPORT_COLUMNS - INDENT };
	struct table alone = *table;

	alone.column_count = 1;
	print_row(&alone, row, whole, out);
}

static void print_rule(struct text *out, size_t total)
{
	pad(out, INDENT);
	for (size_t i = INDENT; i < total; i++)
		text_append_char(out, '-');
	text_append_char(out, '\n');
}

void table_print(struct table *table, struct text *out)
{
	size_t widths[TABLE_COLUMNS_MOST], total;

	if (table->failed) {
		out->failed = true;
		return;
	}
	total = measure(table, widths);
	if (total > REPORT_COLUMNS) {
		size_t over = total - REPORT_COLUMNS, first = widths[0];

		widths[0] = first > over + FIRST_LEAST ? first - over : first < FIRST_LEAST ? first : FIRST_LEAST;
		total -= first - widths[0];
	}
	for (size_t i = 0; i < table->row_count; i++) {
		if (table->rows[i].rule)
			print_rule(out, total);
		else if (table->rows[i].spans)
			print_spanning(table, &table->rows[i], out);
		else
			print_row(table, &table->rows[i], widths, out);
		if (table->rows[i].note)
			print_wrapped(out, table->rows[i].note, INDENT + 4);
	}
}

void table_release(struct table *table)
{
	free(table->rows);
	arena_release(&table->arena);
	*table = (struct table){ .rows = NULL };
}

void print_wrapped(struct text *out, const char *words, int indent)
{
	print_hanging(out, words, indent, 0);
}

/* An address that is longer than a line is left whole, so that it can be copied. */
static size_t address(const char *text)
{
	size_t word = strcspn(text, " \n");

	return !strncmp(text, "https://", 8) || !strncmp(text, "http://", 7) ? word : 0;
}

void print_hanging(struct text *out, const char *words, int indent, int further)
{
	struct text visible = TEXT_INIT;
	const char *text;

	text_append(&visible, words);
	if (visible.length)
		make_visible(visible.bytes, true);
	text = text_string(&visible);
	while (*text) {
		size_t length = fitting(text, (size_t) (REPORT_COLUMNS - indent)), whole = address(text);
		const char *newline = memchr(text, '\n', length);

		if (length < whole)
			length = whole;
		if (newline)
			length = (size_t) (newline - text);
		pad(out, (size_t) indent);
		text_append_bytes(out, text, length);
		trim_end(out);
		text_append_char(out, '\n');
		for (text += length; *text == ' ' || *text == '\n'; text++)
			;
		indent += further;
		further = 0;
	}
	out->failed |= visible.failed;
	text_release(&visible);
}
