/* csv_file.h: reads a CSV file (RFC 4180, UTF-8) row by row, knowing where every cell stands.
 * The only file that knows libcsv's csv.h is csv_file.c. */
#ifndef RECKON_RECORDS_CSV_FILE_H
#define RECKON_RECORDS_CSV_FILE_H

#include "base/error.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct csv_file;

struct csv_cell {
	const char *text; /* without its quotes; NUL-terminated */
	size_t length;
};

struct csv_row {
	const struct csv_cell *cells; /* borrowed: until the next row */
	size_t count;
	int line;   /* its first, from 1 */
	int number; /* as a spreadsheet counts its rows: from 1, empty ones too */
};

/* Cells may hold line ends between quotes, so a row is bounded where a file would lack a closing quote. */
#define CSV_ROW_LIMIT (1u << 20)

/* `cancelled` (borrowed; may be NULL), once set, makes reading fail: of a pipe it can take as long as its writer likes. */
/* Its cells are parted as csv_separator has it; by commas, where several stand in the first line. */
int csv_open(struct csv_file **file, const char *path, const atomic_bool *cancelled, struct error *err);
/* The same of a text (borrowed, UTF-8 without a mark at its beginning) with `separator` between its cells; `path` is for messages. */
int csv_open_text(struct csv_file **file, const char *path, const char *text, size_t length, char separator,
                  struct error *err);
/* What parts the cells of such a text: that of comma, semicolon and tab which alone stands in its first line, outside of quotes; a comma
 * where none does. 0: several do. Spreadsheets write semicolons where the comma is for decimals. */
char csv_separator(const char *text, size_t length);
void csv_close(struct csv_file *file); /* NULL is fine */

enum csv_result { CSV_END, CSV_ROW, CSV_BAD_ROW, CSV_BROKEN };
/* CSV_BAD_ROW: this row cannot be used (err says why and where), the next can. CSV_BROKEN: nor can what follows.
 * A byte order mark at the beginning is skipped; so are empty lines. */
enum csv_result csv_next(struct csv_file *file, struct csv_row *row, struct error *err);

/* Sets place and excerpt to a cell of the current row (one past the last: the end of the row). Returns -1. */
int csv_place(const struct csv_file *file, size_t cell, struct error *err);

/* The bytes of the file at which a cell of the current row begins; *length: how many it takes there, with its quotes, at least one. */
size_t csv_find(const struct csv_file *file, size_t cell, size_t *length);

#endif
