/* parts.c: what the parts of a report for a terminal share. */
#include "report/parts.h"

void report_count(struct text *out, int64_t count)
{
	value_print(TYPE_INTEGER, value_integer(count), out);
}

void count_cell(struct table *table, size_t column, int64_t count)
{
	struct text text = TEXT_INIT;

	report_count(&text, count);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

/* Pounds, with pence where the column has any, so that a column of money lines up. */
static void print_money(struct text *out, int64_t pence, bool with_pence)
{
	uint64_t size = pence < 0 ? 0 - (uint64_t) pence : (uint64_t) pence;
	struct text pounds = TEXT_INIT;

	report_count(&pounds, (int64_t) (size / 100));
	text_append_format(out, "%s£%s", pence < 0 ? "-" : "", text_string(&pounds));
	if (with_pence)
		text_append_format(out, ".%02d", (int) (size % 100));
	out->failed |= pounds.failed;
	text_release(&pounds);
}

void money_cell(struct table *table, size_t column, int64_t pence, bool with_pence)
{
	struct text text = TEXT_INIT;

	print_money(&text, pence, with_pence);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

void report_heading(struct text *out, const char *text)
{
	text_append_format(out, "\n%s\n", text);
}

void report_detailed_heading(struct text *out, const char *text, const char *detail)
{
	text_append_format(out, "\n%s%s", text, *detail ? ", " : "");
	print_visible(out, detail);
	text_append_char(out, '\n');
}

const char *title_of(const char *title, const char *name)
{
	return title ? title : name;
}

void report_append(struct text *out, struct text *part)
{
	text_append_bytes(out, text_string(part), part->length);
	out->failed |= part->failed;
	text_release(part);
}
