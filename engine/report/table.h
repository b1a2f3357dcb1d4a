/* table.h: lines and tables for a terminal of 80 columns. */
#ifndef RECKON_REPORT_TABLE_H
#define RECKON_REPORT_TABLE_H

#include "base/memory.h"
#include "base/text.h"

#define REPORT_COLUMNS     80
#define TABLE_COLUMNS_MOST 16

enum align { ALIGN_LEFT, ALIGN_RIGHT };

/* Rows of cells whose columns line up. Cells are copied. Zero-initialise to begin, table_release at the end. */
struct table {
	struct arena arena;
	struct table_row {
		const char **cells; /* column_count; NULL: empty */
		const char *note;   /* on lines of its own, below the row; NULL: none */
		bool rule;          /* a line across the table, and nothing else */
		bool spans;         /* its first cell has the whole width: there are no others */
	} * rows;
	size_t row_count, row_capacity;
	const enum align *align; /* column_count; borrowed */
	size_t column_count;
	bool failed; /* memory ran out: sticky */
};

void table_begin(struct table *table, const enum align *align, size_t columns);
void table_row(struct table *table); /* a new, empty row; the first is the heading */
void table_cell(struct table *table, size_t column, const char *format, ...) __attribute__((format(printf, 3, 4)));
void table_rule(struct table *table); /* makes the last row a line across */
void table_span(struct table *table); /* the last row's first cell has the whole width: there are no others */
void table_note(struct table *table, const char *text); /* below the last row, as wide as the terminal */
/* Columns that the table takes when its first column has `first` at most. */
size_t table_width(const struct table *table, size_t first);
/* Appends the table, indented by two. When it is too wide, the first column gives way and wraps. */
void table_print(struct table *table, struct text *out);
void table_release(struct table *table);

/* Appends `words` on one line, with question marks for what a terminal would obey. */
void print_visible(struct text *out, const char *words);

/* Appends `words`, made visible too, wrapped at REPORT_COLUMNS, every line indented by `indent`. */
void print_wrapped(struct text *out, const char *words, int indent);
/* What does not fit on the first line goes on below, so much further in. */
void print_hanging(struct text *out, const char *words, int indent, int further);

#endif
