/* series.h: a table with a row a thing and a column a period, in blocks of as many periods as a terminal is wide. */
#ifndef RECKON_REPORT_SERIES_H
#define RECKON_REPORT_SERIES_H

#include "report/table.h"
#include "run/summary.h"

#define SERIES_LABELS_MOST 8

struct series {
	const struct summary *summary; /* borrows */
	struct arena arena;
	size_t label_count;          /* columns before the periods, at most SERIES_LABELS_MOST */
	const char *const *headings; /* label_count, of the labels; borrowed; each may be NULL */
	bool *hidden;                /* a period each: it has no column; borrowed; NULL: all have */
	const char *unit;            /* of the amounts, for the heading; "": none is said */
	struct series_row {
		const char **labels; /* label_count; NULL: empty */
		const char **cells;  /* a period each; NULL: empty */
		bool *marked;        /* a period each: with an asterisk, that the report explains below */
		const char *remark;  /* behind the amount, where there is one period; NULL: none */
		bool rule;           /* a line across; there is nothing else in it */
	} * rows;
	size_t row_count, row_capacity;
	bool any_marked, any_remark;
	bool failed; /* memory ran out: sticky */
};

void series_begin(struct series *series, const struct summary *summary, size_t labels);
void series_row(struct series *series);  /* a new, empty row */
void series_rule(struct series *series); /* a line across */
/* What follows is about the last row. Texts are copied. */
void series_label(struct series *series, size_t label, const char *text);
void series_cell(struct series *series, size_t period, const char *text);
void series_mark(struct series *series, size_t period);
void series_remark(struct series *series, const char *text);
void series_print(struct series *series, struct text *out);
void series_release(struct series *series);

/* The place of a period among the summary's; period_count: it is none of them. */
size_t report_period(const struct summary *summary, const char *label);

#endif
