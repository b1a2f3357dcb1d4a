/* error.c: filling, placing and printing errors. Formats nothing that it cannot cut: no allocation here can fail. */
#include "base/error.h"

#include "base/memory.h"
#include "base/new_file.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts an over-long UTF-8 text at a character, so that a message never ends in half a letter. */
static void cut_at_character(char *bytes, size_t size)
{
	size_t length = strnlen(bytes, size);
	size_t bad;

	if (length == size - 1 && !utf8_valid(bytes, length, &bad) && length - bad < 4)
		bytes[bad] = '\0';
}

/* Bytes of the character at `bytes`, 1 for what is not UTF-8. */
static size_t character_size(const char *bytes, size_t length)
{
	unsigned char first = (unsigned char) bytes[0];
	size_t size = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;

	return size <= length && utf8_valid(bytes, size, NULL) ? size : 1;
}

/* Whether the character is one that people can see: not a control of either set (U+0000 to U+001F, U+007F to U+009F), which a
 * terminal would obey, and not a byte that is not UTF-8. */
static bool is_visible(const char *bytes, size_t size)
{
	unsigned char first = (unsigned char) bytes[0];

	if (size == 1)
		return first >= 0x20 && first < 0x7F;
	return first != 0xC2 || (unsigned char) bytes[1] >= 0xA0;
}

/* Messages quote what others wrote, in files, rules and databases. */
static void make_visible(char *bytes)
{
	size_t length = strlen(bytes), used = 0, size;

	for (size_t at = 0; at < length; at += size) {
		size = character_size(bytes + at, length - at);
		if (is_visible(bytes + at, size)) {
			memmove(bytes + used, bytes + at, size);
			used += size;
		} else {
			bytes[used++] = (unsigned char) bytes[at] < 0x20 ? ' ' : '?';
		}
	}
	bytes[used] = '\0';
}

static void format_into(char *out, size_t size, const char *format, va_list arguments)
{
	vsnprintf(out, size, format, arguments);
	cut_at_character(out, size);
	make_visible(out);
}

static void copy_into(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
	cut_at_character(out, size);
	make_visible(out);
}

void error_clear(struct error *err)
{
	*err = (struct error) ERROR_INIT;
}

int error_set(struct error *err, enum error_code code, const char *format, ...)
{
	va_list arguments;

	error_clear(err);
	err->code = code;
	va_start(arguments, format);
	format_into(err->message, sizeof err->message, format, arguments);
	va_end(arguments);
	return -1;
}

int error_place(struct error *err, const char *file, int line, int column)
{
	copy_into(err->file, sizeof err->file, file ? file : "");
	err->line = line;
	err->column = column;
	return -1;
}

int error_hint(struct error *err, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_into(err->hint, sizeof err->hint, format, arguments);
	va_end(arguments);
	return -1;
}

int error_cause(struct error *err, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_into(err->cause, sizeof err->cause, format, arguments);
	va_end(arguments);
	return -1;
}

int error_did_you_mean(struct error *err, const char *nearest)
{
	if (nearest)
		error_hint(err, "did you mean '%s'?", nearest);
	return -1;
}

/* Copies as much of a line as fits, whole characters: a control character or a byte that is not UTF-8 shows as one. */
static void copy_line(char *out, size_t size, const char *line, size_t length)
{
	size_t at = 0, used = 0;

	while (at < length) {
		size_t step = character_size(line + at, length - at);

		if (used + step >= size)
			break;
		if (is_visible(line + at, step)) {
			memcpy(out + used, line + at, step);
			used += step;
		} else {
			out[used++] = (unsigned char) line[at] < 0x20 ? ' ' : '?';
		}
		at += step;
	}
	out[used] = '\0';
}

#define COLUMNS_BEFORE 40 /* kept before the place, where the line's beginning is left out */
#define COLUMNS_BEHIND 20 /* that must fit behind it for the line to be shown from its beginning */

/* The line that err->column is in; where that lies too far along for the excerpt, only what is around it. */
static void copy_excerpt(struct error *err, const char *line, size_t length)
{
	size_t at = 0, begin = 0;
	int column = 1;

	for (; at < length && column < err->column + COLUMNS_BEHIND; column++) {
		if (column == err->column - COLUMNS_BEFORE)
			begin = at;
		at += character_size(line + at, length - at);
	}
	err->excerpt_column = 0;
	if (at < sizeof err->excerpt)
		begin = 0;
	else if (begin > 0)
		err->excerpt_column = err->column - COLUMNS_BEFORE;
	copy_line(err->excerpt, sizeof err->excerpt, line + begin, length - begin);
}

int error_excerpt(struct error *err, const char *file, const char *text, size_t text_length, size_t offset,
                  size_t length)
{
	size_t start, end, at;
	int line = 1, column = 1, underline = 0;

	if (offset > text_length)
		offset = text_length;
	for (at = 0, start = 0; at < offset; at++) {
		if (text_ends_line(text, text_length, at)) {
			line++;
			start = at + 1;
		}
	}
	for (end = start; end < text_length && text[end] != '\n' && text[end] != '\r'; end++)
		;
	for (at = start; at < offset && at < end; column++)
		at += character_size(text + at, end - at);
	for (at = offset; at < offset + length && at < end; underline++)
		at += character_size(text + at, end - at);
	error_place(err, file, line, column);
	err->length = underline > 0 ? underline : 1;
	copy_excerpt(err, text + start, end - start);
	return -1;
}

int error_excerpt_at(struct error *err, const char *file, const char *text, size_t text_length, int line, int column,
                     int length)
{
	size_t start = 0, end, at;
	int seen = 1;

	for (at = 0; at < text_length && seen < line; at++) {
		if (text_ends_line(text, text_length, at)) {
			seen++;
			start = at + 1;
		}
	}
	error_place(err, file, line, column);
	err->length = length > 0 ? length : 1;
	if (seen < line)
		return -1;
	for (end = start; end < text_length && text[end] != '\n' && text[end] != '\r'; end++)
		;
	copy_excerpt(err, text + start, end - start);
	return -1;
}

int error_memory(struct error *err)
{
	return error_set(err, ERROR_SYSTEM, "out of memory");
}

int error_system(struct error *err, const char *what, const char *path)
{
	int number = errno;
	enum error_code code = ERROR_SYSTEM;

	if (number == ENOMEM)
		return error_memory(err);
	/* A path that is not there, or is of the wrong sort, is the user's to mend. */
	if (number == ENOENT || number == EISDIR || number == ENOTDIR || number == ELOOP || number == ENAMETOOLONG)
		code = ERROR_INPUT;
	return error_set(err, code, "cannot %s '%s': %s", what, path, strerror(number));
}

_Noreturn void bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "reckon: bug: %s:%d: %s\nreckon: this is a fault in reckon itself: please report it\n", file,
	        line, what);
	new_file_abandon_all();
	exit(ERROR_BUG);
}

#define INDENT           "    "
#define INDENT_COLUMNS   4
#define EXCERPT_COLUMNS  74
#define TERMINAL_COLUMNS 80

/* Words of `text` in lines of a terminal; the first of them goes on at `column`, from 0. Ends the line. */
static void print_wrapped(const char *text, int column, FILE *out)
{
	bool begins = true;

	while (*text) {
		size_t length = strcspn(text, " ");
		int width = (int) utf8_width(text, length);

		if (!begins && column + 1 + width > TERMINAL_COLUMNS) {
			fputs("\n" INDENT, out);
			column = INDENT_COLUMNS;
		} else if (!begins) {
			fputc(' ', out);
			column++;
		}
		fprintf(out, "%.*s", (int) length, text);
		column += width;
		text += length;
		text += strspn(text, " ");
		begins = false;
	}
	fputc('\n', out);
}

static void print_line(const char *before, const char *text, bool terminal, FILE *out)
{
	fprintf(out, INDENT "%s", before);
	if (terminal)
		print_wrapped(text, INDENT_COLUMNS + (int) strlen(before), out);
	else
		fprintf(out, "%s\n", text);
}

/* Behind what is underlined up to `column`, or where it has no room there on a terminal, below. */
static void print_hint(const struct error *err, int column, bool terminal, FILE *out)
{
	int width = (int) utf8_width(err->hint, strlen(err->hint));

	if (!err->hint[0]) {
		fputc('\n', out);
	} else if (!terminal || column + 1 + width <= TERMINAL_COLUMNS) {
		fprintf(out, " %s\n", err->hint);
	} else {
		fputc('\n', out);
		print_line("", err->hint, terminal, out);
	}
}

/* Prints the excerpt and its underline, moved left when the place lies far along a long line. */
static void print_excerpt(const struct error *err, bool terminal, FILE *out)
{
	const char *from = err->excerpt, *end, *line_end = err->excerpt + strlen(err->excerpt);
	int column = err->column - (err->excerpt_column ? err->excerpt_column - 1 : 0), shown = 0, underlined = 0;

	while (column > EXCERPT_COLUMNS - 14 && from < line_end) {
		from += character_size(from, (size_t) (line_end - from));
		column--;
	}
	for (end = from; end < line_end && shown < EXCERPT_COLUMNS; shown++)
		end += character_size(end, (size_t) (line_end - end));
	bool cut = terminal && end < line_end;

	while (end > from && end[-1] == ' ')
		end--;
	fprintf(out, INDENT "%.*s%s\n", (int) (end - from), from, cut ? "…" : "");
	if (column < 1) {
		if (err->hint[0])
			print_line("", err->hint, terminal, out);
		return;
	}
	fputs(INDENT, out);
	for (int i = 1; i < column; i++)
		fputc(' ', out);
	for (; underlined < err->length && column + underlined <= EXCERPT_COLUMNS; underlined++)
		fputc('^', out);
	print_hint(err, INDENT_COLUMNS + column - 1 + underlined, terminal, out);
}

static int print_place(const struct error *err, const char *program, FILE *out)
{
	int column;

	if (!err->file[0])
		return fprintf(out, "%s:", program);
	column = fprintf(out, "%s:", err->file);
	if (err->line > 0)
		column += fprintf(out, "%d:", err->line);
	if (err->line > 0 && err->column > 0)
		column += fprintf(out, "%d:", err->column);
	return column;
}

void error_print(const struct error *err, const char *program, FILE *out)
{
	/* Files and programs get whole lines. */
	bool terminal = isatty(fileno(out));
	int column = print_place(err, program, out);

	column += fprintf(out, " %s: ", err->warning ? "warning" : "error");
	if (terminal)
		print_wrapped(err->message, column, out);
	else
		fprintf(out, "%s\n", err->message);
	if (err->excerpt[0])
		print_excerpt(err, terminal, out);
	else if (err->hint[0])
		print_line("", err->hint, terminal, out);
	if (err->cause[0])
		print_line("because: ", err->cause, terminal, out);
}

void problems_add(struct problems *problems, const struct error *err)
{
	if (!err->warning)
		problems->errors++;
	if (problems->count >= PROBLEMS_MAX) {
		problems->dropped++;
		return;
	}
	if (array_reserve(&problems->items, &problems->capacity, problems->count + 1, sizeof *problems->items)) {
		problems->memory_failed = true;
		return;
	}
	problems->items[problems->count++] = *err;
}

int problems_fail(struct problems *problems, const struct error *err)
{
	problems_add(problems, err);
	return -1;
}

void problems_add_once(struct problems *problems, const struct error *err)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct error *other = &problems->items[i];

		if (other->line == err->line && other->column == err->column && !strcmp(other->file, err->file)
		    && !strcmp(other->message, err->message))
			return;
	}
	problems_add(problems, err);
}

static int compare_places(const struct error *a, const struct error *b)
{
	int order = strcmp(a->file, b->file);

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->column < b->column ? -1 : a->column > b->column;
}

void problems_sort(struct problems *problems)
{
	/* Insertion: stable, and there are at most PROBLEMS_MAX. */
	for (size_t i = 1; i < problems->count; i++) {
		struct error moved = problems->items[i];
		size_t to = i;

		while (to > 0 && compare_places(&problems->items[to - 1], &moved) > 0) {
			problems->items[to] = problems->items[to - 1];
			to--;
		}
		problems->items[to] = moved;
	}
}

void problems_print(const struct problems *problems, const char *program, FILE *out)
{
	size_t warnings = 0;

	for (size_t i = 0; i < problems->count; i++) {
		error_print(&problems->items[i], program, out);
		warnings += problems->items[i].warning;
	}
	if (problems->memory_failed)
		fprintf(out, "%s: error: out of memory%s\n", program,
		        problems->count ? ": some problems are not listed" : "");
	if (problems->errors > 1)
		fprintf(out, "%s: %zu errors%s", program, problems->errors, warnings ? "" : "\n");
	if (problems->errors > 1 && warnings)
		fprintf(out, ", %zu warning%s\n", warnings, warnings == 1 ? "" : "s");
	if (problems->dropped)
		fprintf(out, "%s: %zu more not shown\n", program, problems->dropped);
}

void problems_release(struct problems *problems)
{
	free(problems->items);
	*problems = (struct problems) PROBLEMS_INIT;
}

int problems_failure(const struct problems *problems, struct error *err)
{
	if (problems->memory_failed)
		return error_memory(err);
	for (size_t i = 0; i < problems->count; i++) {
		const struct error *problem = &problems->items[i];

		if (!problem->warning && problem->code == ERROR_SYSTEM) {
			*err = *problem;
			return -1;
		}
	}
	return 0;
}

int problems_say_one(const struct problems *problems, struct error *err)
{
	if (problems_failure(problems, err))
		return -1;
	for (size_t i = 0; i < problems->count; i++) {
		if (!problems->items[i].warning) {
			*err = problems->items[i];
			return -1;
		}
	}
	bug("nothing is wrong");
}
