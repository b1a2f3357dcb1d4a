/* table_file.h: a decision table's CSV file, as a spreadsheet saves it: its columns by what their headings say, and its rows as
 * texts. What the cells mean is decided when the types of their columns are known (table_content.h).
 *
 *     if income_after_housing, if children, then award, from,       until,      source,        note
 *     <= £10,000,              >= 3,        £500,       2025-04-01, 2026-03-31, "Scheme, 4.2", large families
 *
 * - A heading is `if INPUT`, `then OUTPUT`, `from`, `until` (the first and last day on which the row applies), `source` or `note`.
 * - Commas, semicolons or tabs part the cells, whichever alone stands in the header. White space round a cell is left out, and so
 *   are rows in which every cell is empty, and columns without a heading in which nothing stands.
 * - Every problem of the file is reported, at its cell: line and column for editors, "cell C4" for the spreadsheet.
 */
#ifndef RECKON_RULES_TABLE_FILE_H
#define RECKON_RULES_TABLE_FILE_H

#include "base/memory.h"
#include "base/source.h"
#include "value/date.h"

#include <stdint.h>

#define TABLE_FILE_MOST_COLUMNS 200
#define TABLE_FILE_MOST_ROWS    10000

struct table_file_cell {
	const char *text; /* NUL-terminated, trimmed */
	size_t length;
	uint32_t offset, written; /* bytes of the source, with quotes */
	int row, column;          /* of the spreadsheet: row from 1, column from 0 */
};

struct table_file_column {
	const char *name; /* what follows `if` or `then` */
	struct table_file_cell heading;
};

/* What a heading makes of its column. TABLE_FILE_NONE: there is no heading, and nothing may stand below. */
enum table_file_role {
	TABLE_FILE_INPUT,
	TABLE_FILE_OUTPUT,
	TABLE_FILE_FROM,
	TABLE_FILE_UNTIL,
	TABLE_FILE_SOURCE,
	TABLE_FILE_NOTE,
	TABLE_FILE_NONE
};

struct table_file_row {
	int line;                            /* its first, of the source */
	uint32_t offset, written;            /* bytes of the source */
	int number;                          /* of the spreadsheet, from 1 */
	struct date from, until;             /* year 0: open */
	const char *source;                  /* NULL: not given */
	const struct table_file_cell *cells; /* one below each heading */
};

struct table_file {
	const struct source *source;
	struct table_file_column *inputs, *outputs;
	size_t input_count, output_count;
	enum table_file_role *roles; /* by column */
	int *places;                 /* by column: which input or output it is */
	size_t column_count;
	struct table_file_row *rows;
	size_t row_count;
	bool dated;     /* some row has days */
	char separator; /* between its cells; with semicolons, numbers may have been written with a decimal comma */
};

static inline const struct table_file_cell *table_file_input(const struct table_file *file,
                                                             const struct table_file_row *row, size_t number)
{
	return &row->cells[file->inputs[number].heading.column];
}

static inline const struct table_file_cell *table_file_output(const struct table_file *file,
                                                              const struct table_file_row *row, size_t number)
{
	return &row->cells[file->outputs[number].heading.column];
}

/* Reads the file into `arena`, borrowing `source`. NULL: something is wrong, which is reported. */
const struct table_file *table_file_read(const struct source *source, struct arena *arena, struct problems *problems);

/* Adds `err`, which says all but its place, at byte `offset` of the cell's text ("cell C4: " comes before its message);
 * SIZE_MAX: at the whole of it. */
void table_file_problem(const struct table_file *file, const struct table_file_cell *cell, size_t offset,
                        const struct error *err, struct problems *problems);
/* "C4" */
#define TABLE_FILE_NAME_SIZE 24
void table_file_cell_name(int row, int column, char out[TABLE_FILE_NAME_SIZE]);

#endif
