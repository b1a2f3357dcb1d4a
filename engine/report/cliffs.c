/* cliffs.c: where an award jumps along a field, and how it goes between, for a terminal and for programs. */
#include "report/comparison.h"

#include "report/json_parts.h"
#include "report/parts.h"

#include <string.h>

static void append_x(struct text *out, const struct cliffs *cliffs, int64_t x)
{
	char date[DATE_TEXT_SIZE];

	if (cliffs->field_type == TYPE_DATE) {
		date_print(date_from_number((int32_t) x), date);
		text_append(out, date);
	} else {
		value_print(cliffs->field_type, value_integer(x), out);
	}
}

static void append_outcome(struct text *out, const struct cliffs *cliffs, struct value value)
{
	if (cliffs->type == TYPE_ELIGIBILITY && value.kind == VALUE_FLAG)
		text_append(out, value.as.integer ? "eligible" : "not eligible");
	else
		value_print(cliffs->type, value, out);
}

static void x_cell(struct table *table, size_t column, const struct cliffs *cliffs, int64_t x)
{
	struct text text = TEXT_INIT;

	append_x(&text, cliffs, x);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

static void outcome_cell(struct table *table, size_t column, const struct cliffs *cliffs, struct value value)
{
	struct text text = TEXT_INIT;

	append_outcome(&text, cliffs, value);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

static void jump_cell(struct table *table, size_t column, const struct cliffs *cliffs, const struct cliff *cliff)
{
	struct text text = TEXT_INIT;

	if (cliff->jump.coefficient > 0)
		text_append_char(&text, '+');
	if (cliff->measured)
		value_print(cliffs->type, value_decimal(cliff->jump), &text);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

/* For each pound, one or day more: to a hundredth of a penny. */
static void slope_cell(struct table *table, size_t column, const struct cliffs *cliffs, const struct stretch *stretch)
{
	struct decimal by = decimal_from_integer(cliffs->field_type == TYPE_MONEY ? 100 : 1), slope;
	bool money = cliffs->type == TYPE_MONEY;
	struct text text = TEXT_INIT;
	struct error err;

	if (stretch->tried || stretch->slope.coefficient == 0) {
		table_cell(table, column, "%s", stretch->tried ? "tried" : "level");
		return;
	}
	if (decimal_multiply(stretch->slope, by, &slope, &err)
	    || decimal_divide(slope, stretch->over, (struct decimal){ 1, 4 }, ROUND_HALF_UP, &slope, &err))
		return;
	if (slope.coefficient > 0)
		text_append_char(&text, '+');
	value_print(TYPE_DECIMAL, value_decimal(slope), &text);
	table_cell(table, column, "%s%s", text_string(&text), money ? "p" : "");
	table->failed |= text.failed;
	text_release(&text);
}

static void print_jumps(const struct cliffs *cliffs, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct table table;

	text_append_char(out, '\n');
	if (!cliffs->count) {
		print_wrapped(out, "There is no cliff.", 2);
		return;
	}
	table_begin(&table, align, 4);
	table_row(&table);
	table_cell(&table, 0, "cliff at");
	table_cell(&table, 1, "before");
	table_cell(&table, 2, "from there");
	table_cell(&table, 3, "jump");
	for (size_t i = 0; i < cliffs->count && !table.failed; i++) {
		const struct stretch *after = &cliffs->stretches[cliffs->items[i].behind];

		table_row(&table);
		x_cell(&table, 0, cliffs, after->from);
		outcome_cell(&table, 1, cliffs, after[-1].at_to);
		outcome_cell(&table, 2, cliffs, after->at_from);
		jump_cell(&table, 3, cliffs, &cliffs->items[i]);
	}
	table_print(&table, out);
	table_release(&table);
}

static void print_stretches(const struct cliffs *cliffs, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct table table;

	text_append_char(out, '\n');
	table_begin(&table, align, 5);
	table_row(&table);
	table_cell(&table, 0, "from");
	table_cell(&table, 1, "to");
	table_cell(&table, 2, cliffs->award ? "award" : "outcome");
	table_cell(&table, 3, "at the end");
	table_cell(&table, 4, "each %s more",
	           cliffs->field_type == TYPE_MONEY  ? "£1"
	           : cliffs->field_type == TYPE_DATE ? "day"
	                                             : "1");
	for (size_t i = 0; i < cliffs->stretch_count && !table.failed; i++) {
		const struct stretch *stretch = &cliffs->stretches[i];

		table_row(&table);
		x_cell(&table, 0, cliffs, stretch->from);
		x_cell(&table, 1, cliffs, stretch->to);
		outcome_cell(&table, 2, cliffs, stretch->at_from);
		outcome_cell(&table, 3, cliffs, stretch->at_to);
		slope_cell(&table, 4, cliffs, stretch);
	}
	table_print(&table, out);
	table_release(&table);
}

void report_cliffs(const struct cliffs *cliffs, const struct cliffs *before, struct text *out)
{
	struct text line = TEXT_INIT;

	if (before && cliffs_same(cliffs, before)) {
		text_append_format(&line, "%s: the same as in %s", cliffs->period, before->period);
		print_wrapped(out, text_string(&line), 2);
		out->failed |= line.failed;
		text_release(&line);
		return;
	}
	if (before)
		text_append_char(out, '\n');
	text_append_format(&line, "%s of %s %s, along %s", title_of(cliffs->title, cliffs->rule), cliffs->record_type,
	                   cliffs->key, cliffs->field);
	print_wrapped(out, text_string(&line), 0);
	text_clear(&line);
	text_append_format(&line, "%s; %s from ", cliffs->period, cliffs->field);
	append_x(&line, cliffs, cliffs->low);
	text_append(&line, " to ");
	append_x(&line, cliffs, cliffs->high);
	if (cliffs->has_own) {
		text_append(&line, "; it is ");
		append_x(&line, cliffs, cliffs->own);
	}
	print_wrapped(out, text_string(&line), 2);
	print_jumps(cliffs, out);
	print_stretches(cliffs, out);
	text_clear(&line);
	if (cliffs->tried)
		text_append_format(
			&line,
			"Exact: where only Lua knows what a rule does ('%s'), each value was tried; elsewhere "
			"every comparison on the way is known.",
			cliffs->tried);
	else
		text_append(&line, "Exact: every comparison on the way to the outcome is known, and where it turns.");
	text_append_char(out, '\n');
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

static void put_x(struct text *out, const char *name, const struct cliffs *cliffs, int64_t x)
{
	char date[DATE_TEXT_SIZE];

	if (cliffs->field_type == TYPE_DATE) {
		date_print(date_from_number((int32_t) x), date);
		json_text(out, name, date);
	} else {
		json_number(out, name, x);
	}
}

static void put_outcome(struct text *out, const char *name, const struct cliffs *cliffs, struct value value)
{
	struct text plain = TEXT_INIT;

	if (value.kind == VALUE_UNKNOWN || cliffs->type == TYPE_ELIGIBILITY)
		append_outcome(&plain, cliffs, value);
	else
		value_print_plain(cliffs->type, value, &plain);
	json_text(out, name, value.kind == VALUE_NONE ? NULL : text_string(&plain));
	out->failed |= plain.failed;
	text_release(&plain);
}

static void put_decimal(struct text *out, const char *name, struct decimal value)
{
	struct text plain = TEXT_INIT;

	decimal_print(value, &plain);
	json_text(out, name, text_string(&plain));
	out->failed |= plain.failed;
	text_release(&plain);
}

void report_cliffs_json(const struct cliffs *cliffs, struct text *out)
{
	text_append_char(out, '{');
	json_text(out, "record_type", cliffs->record_type);
	json_text(out, "key", cliffs->key);
	json_text(out, "rule", cliffs->rule);
	json_text(out, "field", cliffs->field);
	json_text(out, "period", cliffs->period);
	put_x(out, "from", cliffs, cliffs->low);
	put_x(out, "to", cliffs, cliffs->high);
	json_text(out, "each_value_tried_for", cliffs->tried);
	json_list(out, "cliffs");
	for (size_t i = 0; i < cliffs->count; i++) {
		const struct stretch *after = &cliffs->stretches[cliffs->items[i].behind];

		json_item(out);
		put_x(out, "at", cliffs, after->from);
		put_outcome(out, "before", cliffs, after[-1].at_to);
		put_outcome(out, "after", cliffs, after->at_from);
		if (cliffs->items[i].measured)
			put_decimal(out, "jump", cliffs->items[i].jump);
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
	json_list(out, "stretches");
	for (size_t i = 0; i < cliffs->stretch_count; i++) {
		const struct stretch *stretch = &cliffs->stretches[i];

		json_item(out);
		put_x(out, "from", cliffs, stretch->from);
		put_x(out, "to", cliffs, stretch->to);
		put_outcome(out, "at_from", cliffs, stretch->at_from);
		put_outcome(out, "at_to", cliffs, stretch->at_to);
		json_flag(out, "tried", stretch->tried);
		if (!stretch->tried) {
			put_decimal(out, "slope", stretch->slope);
			put_decimal(out, "slope_over", stretch->over);
		}
		text_append_char(out, '}');
	}
	text_append(out, "]\n}");
}
