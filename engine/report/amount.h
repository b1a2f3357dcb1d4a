/* amount.h: amounts of money as a report prints them: in pounds, thousands or millions of them. */
#ifndef RECKON_REPORT_AMOUNT_H
#define RECKON_REPORT_AMOUNT_H

#include "run/summary.h"

#include "config/scenario.h"

/* How the amounts of one table are printed. £: 1,234 or, where one of them has pence, 1,234.50, with the sign before it;
 * £000: whole thousands; £m: with one decimal. Those two stand without a sign: the table says the unit. */
struct amount_style {
	enum amount_unit unit;
	bool with_pence; /* with £ */
};

enum amount_unit amount_unit_named(const char *name); /* £ for what is no unit */
enum amount_unit amount_unit_of(const struct summary *summary);
const char *amount_unit_shown(enum amount_unit unit); /* "£000"; "" for £, whose amounts say it themselves */

/* `plain`: pence, as a run file stores them. A foreign run file may hold anything: what is no number has no pence. */
bool amount_has_pence(const char *plain);
/* What is printed, as a number of the unit: rounded half up. False: `plain` is no number that can be printed. */
bool amount_printed(const char *plain, enum amount_unit unit, struct decimal *out);
void amount_append_number(struct text *out, struct decimal number, enum amount_unit unit);
void amount_append(struct text *out, const char *plain, struct amount_style style);
/* With every digit that there is. */
void amount_append_exact(struct text *out, const char *plain, enum amount_unit unit);

/* Whether what is printed looks wrong: parts whose printed sum is not the printed whole. Zero-initialise to begin. */
struct printed_sum {
	struct decimal parts, whole;
	bool unknown; /* a part or the whole is no number */
};
void printed_part(struct printed_sum *sum, const char *plain, enum amount_unit unit);
void printed_whole(struct printed_sum *sum, const char *plain, enum amount_unit unit);
/* Appends to `line` that the sum looks wrong, when it does; `period` NULL: there is only one. */
void printed_sum_tell(const struct printed_sum *sum, enum amount_unit unit, const char *period, struct text *line);
/* Appends the whole line, when there is one, and releases it. */
void printed_sum_print(struct text *line, struct text *out);

#endif
