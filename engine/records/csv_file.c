/* csv_file.c: reads a CSV file row by row, by libcsv. That gives cells but no places, so it is fed up to one line end at a
 * time, and the bytes of the current row are kept to find a cell in when there is something to say about it. */
#include "records/csv_file.h"

#include "base/content.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t) 1 << 16)

struct csv_file {
	char *path;
	const atomic_bool *cancelled;
	int fd;
	struct csv_parser parser;
	bool parser_ready, at_end, after_return;
	bool finished; /* nothing more can be read: the end, or what libcsv cannot go on from */
	char separator;
	char *room; /* for the block; NULL: it is a text */
	const char *block;
	size_t used, filled; /* of the block */
	size_t before;       /* bytes of the file before the block */
	int line;            /* of the next byte */
	struct text raw;     /* bytes of the current row */
	size_t row_offset;   /* of the file, where they begin */
	int row_line, row_number;
	int next_line; /* behind the row before */
	bool row_ended;
	struct text bytes; /* of its cells, each with a NUL */
	size_t *offsets;
	size_t offset_capacity, cell_count, cell_capacity;
	struct csv_cell *cells;
	bool memory_failed;
};

/* libcsv's callbacks. */
static void take_cell(void *bytes, size_t length, void *context)
{
	struct csv_file *file = context;

	if (array_reserve(&file->offsets, &file->offset_capacity, file->cell_count + 2, sizeof *file->offsets)) {
		file->memory_failed = true;
		return;
	}
	file->offsets[file->cell_count++] = file->bytes.length;
	text_append_bytes(&file->bytes, bytes, length);
	text_append_char(&file->bytes, '\0');
	file->offsets[file->cell_count] = file->bytes.length;
	file->memory_failed = file->memory_failed || file->bytes.failed;
}

static void end_row(int terminator, void *context)
{
	struct csv_file *file = context;

	(void) terminator;
	file->row_ended = true;
}

static int fill(struct csv_file *file, struct error *err)
{
	ssize_t got;

	if (!file->room) {
		file->at_end = true;
		return 0;
	}
	do {
		if (file->cancelled && atomic_load(file->cancelled))
			return error_set(err, ERROR_SYSTEM, "reading '%s' was stopped", file->path);
		got = read(file->fd, file->room, BLOCK);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_system(err, "read", file->path);
	file->at_end = got == 0;
	file->before += file->filled;
	file->used = 0;
	file->filled = (size_t) got;
	return 0;
}

static int check_beginning(struct csv_file *file, struct error *err)
{
	enum content content;

	if (fill(file, err))
		return -1;
	if (file->filled >= 3 && !memcmp(file->block, "\xEF\xBB\xBF", 3))
		file->used = 3;
	content = content_of_bytes(file->block, file->filled);
	if (content != CONTENT_UNKNOWN) {
		content_refuse(err, file->path, content, "a CSV file in UTF-8");
		error_place(err, file->path, 1, 1);
		return error_hint(err, "save it as 'CSV UTF-8'");
	}
	return 0;
}

static int open_path(struct csv_file *file, const char *path, struct error *err)
{
	struct stat status;

	/* A pipe is fine to read from, so only a folder is refused. */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (file->fd < 0 || fstat(file->fd, &status))
		return file_named_failed(err, "open", path);
	if (S_ISDIR(status.st_mode))
		return error_set(err, ERROR_INPUT, "'%s' is a folder, not a CSV file", path);
	return 0;
}

/* NULL: out of memory. */
static struct csv_file *make(const char *path)
{
	struct csv_file *file = calloc(1, sizeof *file);

	if (!file)
		return NULL;
	file->fd = -1;
	file->line = file->next_line = 1;
	file->path = strdup(path);
	if (!file->path || csv_init(&file->parser, CSV_STRICT | CSV_STRICT_FINI)) {
		csv_close(file);
		return NULL;
	}
	file->parser_ready = true;
	return file;
}

char csv_separator(const char *text, size_t length)
{
	static const char separators[] = { ',', ';', '\t' };
	bool quoted = false, found[sizeof separators] = { false };
	char separator = 0;
	int count = 0;

	while (length > 0 && strchr(" \t\r\n", *text)) {
		text++;
		length--;
	}
	for (size_t i = 0; i < length && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
		if (text[i] == '"')
			quoted = !quoted;
		for (size_t j = 0; j < sizeof separators && !quoted; j++)
			found[j] |= text[i] == separators[j];
	}
	for (size_t j = 0; j < sizeof separators; j++) {
		if (found[j]) {
			separator = separators[j];
			count++;
		}
	}
	return count == 0 ? ',' : count == 1 ? separator : 0;
}

static void set_separator(struct csv_file *file, char separator)
{
	file->separator = separator;
	csv_set_delim(&file->parser, (unsigned char) separator);
}

int csv_open(struct csv_file **out, const char *path, const atomic_bool *cancelled, struct error *err)
{
	struct csv_file *file = make(path);
	char separator;

	if (!file)
		return error_memory(err);
	file->cancelled = cancelled;
	file->block = file->room = malloc(BLOCK);
	if (!file->room) {
		error_memory(err);
		goto fail;
	}
	if (open_path(file, path, err) || check_beginning(file, err))
		goto fail;
	separator = csv_separator(file->block + file->used, file->filled - file->used);
	set_separator(file, separator ? separator : ',');
	*out = file;
	return 0;
fail:
	csv_close(file);
	return -1;
}

int csv_open_text(struct csv_file **out, const char *path, const char *text, size_t length, char separator,
                  struct error *err)
{
	*out = make(path);
	if (!*out)
		return error_memory(err);
	set_separator(*out, separator);
	(*out)->block = text;
	(*out)->filled = length;
	return 0;
}

void csv_close(struct csv_file *file)
{
	if (!file)
		return;
	if (file->fd >= 0)
		close(file->fd);
	if (file->parser_ready)
		csv_free(&file->parser);
	text_release(&file->raw);
	text_release(&file->bytes);
	free(file->offsets);
	free(file->cells);
	free(file->room);
	free(file->path);
	free(file);
}

static void place_at(const struct csv_file *file, size_t offset, size_t length, struct error *err)
{
	error_excerpt(err, file->path, text_string(&file->raw), file->raw.length, offset, length);
	err->line += file->row_line - 1;
}

/* Walks the raw row to the cell: where it begins, and how long it is with its quotes. */
static size_t find_cell(const struct csv_file *file, size_t cell, size_t *length)
{
	const char *raw = text_string(&file->raw);
	size_t end = file->raw.length, at = 0, start = 0;
	bool quoted = false;

	while (end > 0 && (raw[end - 1] == '\n' || raw[end - 1] == '\r'))
		end--;
	for (;; at++) {
		bool ends = at >= end || (raw[at] == file->separator && !quoted);

		if (ends && (cell == 0 || at >= end))
			break;
		if (ends) {
			cell--;
			start = at + 1;
		} else if (raw[at] == '"') {
			quoted = !quoted;
		}
	}
	if (cell > 0)
		start = end;
	*length = at > start ? at - start : 1;
	return start;
}

size_t csv_find(const struct csv_file *file, size_t cell, size_t *length)
{
	return file->row_offset + find_cell(file, cell, length);
}

int csv_place(const struct csv_file *file, size_t cell, struct error *err)
{
	size_t length, start = find_cell(file, cell, &length);

	place_at(file, start, length, err);
	return -1;
}

/* An unclosed quote: the last one that opens a cell. */
static int unclosed_quote(struct csv_file *file, struct error *err)
{
	size_t length, start = find_cell(file, file->cell_count, &length);

	file->finished = true;
	error_set(err, ERROR_INPUT, "a quote that is opened here is not closed");
	place_at(file, start, 1, err);
	return error_hint(err, "a quote within a quoted cell is written twice");
}

static int row_too_long(struct csv_file *file, struct error *err)
{
	size_t length, start = find_cell(file, file->cell_count, &length);

	if (text_string(&file->raw)[start] == '"') {
		unclosed_quote(file, err);
		return error_cause(err, "the row is longer than %u bytes", CSV_ROW_LIMIT);
	}
	file->finished = true;
	error_set(err, ERROR_INPUT, "the row is longer than %u bytes", CSV_ROW_LIMIT);
	place_at(file, start, 1, err);
	return -1;
}

static int stray_quote(struct csv_file *file, size_t offset, struct error *err)
{
	file->finished = true;
	error_set(err, ERROR_INPUT, "a quote stands where none can");
	place_at(file, offset, 1, err);
	return error_hint(err,
	                  "a cell with a quote in it is put in quotes, and that quote written twice: \"5\"\" pipe\"");
}

/* The next bytes up to and with a line end, or what is left of the block. */
static size_t next_piece(const struct csv_file *file)
{
	const char *from = file->block + file->used;
	size_t left = file->filled - file->used;
	const char *feed = memchr(from, '\n', left);
	size_t length = feed ? (size_t) (feed - from) + 1 : left;
	const char *back = memchr(from, '\r', length);

	return back ? (size_t) (back - from) + 1 : length;
}

static void count_line(struct csv_file *file, char last, bool alone)
{
	/* The line feed of a pair was counted with its carriage return. */
	if (last == '\r' || (last == '\n' && !(file->after_return && alone)))
		file->line++;
	file->after_return = last == '\r';
}

/* Nothing but white space since the last row: an empty line, which libcsv passes over. */
static bool only_white_space(const struct text *raw)
{
	for (size_t i = 0; i < raw->length; i++) {
		if (!strchr(" \t\r\n", raw->bytes[i]) || !raw->bytes[i])
			return false;
	}
	return true;
}

/* Feeds one piece. Returns 0 or -1. */
static int feed(struct csv_file *file, struct error *err)
{
	size_t length = next_piece(file), before = file->raw.length, parsed;
	const char *piece = file->block + file->used;

	if (before == 0) {
		file->row_line = file->line;
		file->row_offset = file->before + file->used;
	}
	text_append_bytes(&file->raw, piece, length);
	count_line(file, piece[length - 1], length == 1);
	file->used += length;
	parsed = csv_parse(&file->parser, piece, length, take_cell, end_row, file);
	if (file->memory_failed || file->raw.failed || csv_error(&file->parser) == CSV_ENOMEM)
		return error_memory(err);
	if (parsed != length)
		return stray_quote(file, before + parsed, err);
	if (!file->row_ended && file->cell_count == 0 && only_white_space(&file->raw))
		text_clear(&file->raw);
	if (file->raw.length > CSV_ROW_LIMIT && !file->row_ended) {
		return row_too_long(file, err);
	}
	return 0;
}

static int check_text(const struct csv_file *file, struct error *err)
{
	const char *raw = text_string(&file->raw), *nul = memchr(raw, 0, file->raw.length);
	size_t bad;

	if (nul) {
		error_set(err, ERROR_INPUT, "a NUL byte in text");
		place_at(file, (size_t) (nul - raw), 1, err);
		return error_hint(err, "save the file as 'CSV UTF-8'");
	}
	if (!utf8_valid(raw, file->raw.length, &bad)) {
		error_set(err, ERROR_INPUT, "byte 0x%02X is not UTF-8 text", (unsigned int) (unsigned char) raw[bad]);
		place_at(file, bad, 1, err);
		return error_hint(err, "save the file as 'CSV UTF-8'");
	}
	return 0;
}

static int give_row(struct csv_file *file, struct csv_row *row, struct error *err)
{
	if (array_reserve(&file->cells, &file->cell_capacity, file->cell_count, sizeof *file->cells))
		return error_memory(err);
	for (size_t i = 0; i < file->cell_count; i++) {
		file->cells[i].text = text_string(&file->bytes) + file->offsets[i];
		file->cells[i].length = file->offsets[i + 1] - file->offsets[i] - 1;
	}
	*row = (struct csv_row){
		.cells = file->cells, .count = file->cell_count, .line = file->row_line, .number = file->row_number
	};
	return 0;
}

enum csv_result csv_next(struct csv_file *file, struct csv_row *row, struct error *err)
{
	if (file->finished)
		return CSV_END;
	text_clear(&file->raw);
	text_clear(&file->bytes);
	file->cell_count = 0;
	file->row_ended = false;
	while (!file->row_ended) {
		if (file->used == file->filled && !file->at_end && fill(file, err)) {
			file->finished = true;
			return CSV_BROKEN;
		}
		if (file->at_end) {
			if (csv_fini(&file->parser, take_cell, end_row, file)) {
				unclosed_quote(file, err);
				return CSV_BROKEN;
			}
			file->finished = true;
			if (!file->row_ended)
				return CSV_END;
		} else if (feed(file, err)) {
			file->finished = true;
			return CSV_BROKEN;
		}
	}
	if (file->memory_failed || file->raw.failed || file->bytes.failed) {
		error_memory(err);
		return CSV_BROKEN;
	}
	/* A row may go over several lines; each empty line before it is a row. */
	file->row_number += 1 + file->row_line - file->next_line;
	file->next_line = file->line;
	if (check_text(file, err))
		return CSV_BAD_ROW;
	return give_row(file, row, err) ? CSV_BROKEN : CSV_ROW;
}
