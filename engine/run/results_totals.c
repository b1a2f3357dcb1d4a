/* results_totals.c: the table total. */
#include "base/json.h"
#include "evaluate/figure.h"
#include "run/results.h"

#include <string.h>

static const char *const total_kind_names[] = { "sum", "count", "min", "max" };

/* The cell's value and how it is shown: what people write, for the total's type. */
static enum type cell_value(const struct total *total, const struct total_cell *cell, struct value *value)
{
	*value = total_cell_value(total, cell);
	return total->kind == TOTAL_COUNT ? TYPE_INTEGER : total->of.value_type;
}

static void append_names(const struct total *total, struct text *out)
{
	text_append_char(out, '[');
	for (size_t i = 0; i < total->by_count; i++) {
		text_append(out, i ? ", " : "");
		json_append_text(out, total->by[i].text, strlen(total->by[i].text));
	}
	text_append_char(out, ']');
}

void results_total_groups(const struct total *total, const struct value *by, struct text *out)
{
	struct text shown = TEXT_INIT;

	text_append_char(out, '[');
	for (size_t i = 0; by && i < total->by_count; i++) {
		text_clear(&shown);
		if (total->by[i].value_type == TYPE_ELIGIBILITY && by[i].kind == VALUE_FLAG)
			text_append(&shown, by[i].as.integer ? "eligible" : "not_eligible");
		else
			value_print(total->by[i].value_type, by[i], &shown);
		text_append(out, i ? ", " : "");
		json_append_text(out, text_string(&shown), shown.length);
		out->failed |= shown.failed;
	}
	text_append_char(out, ']');
	text_release(&shown);
}

static int write_cell(struct results *results, size_t index, size_t period, int64_t position,
                      const struct total_cell *cell, const struct value *by, struct error *err)
{
	const struct total *total = &results->plan->ruleset->totals[index];
	struct row *row = &results->row;
	struct text plain = TEXT_INIT, shown = TEXT_INIT;
	struct value value;
	enum type type = cell_value(total, cell, &value);
	int failed;

	text_clear(&results->first);
	text_clear(&results->second);
	append_names(total, &results->first);
	results_total_groups(total, by, &results->second);
	value_print_plain(type, value, &plain);
	/* The least of nothing: there is none, or there may be one. */
	value_print(type, value.kind == VALUE_NONE && cell->unknown ? (struct value){ .kind = VALUE_UNKNOWN } : value,
	            &shown);
	row_text(row, total->name);
	row_text(row, results->plan->periods[period].label);
	row_integer(row, position);
	row_integer(row, (int64_t) index + 1);
	row_text(row, total->title);
	row_text(row, total_kind_names[total->kind]);
	row_text(row, results->plan->schema->types[total->on].name);
	row_text(row, text_string(&results->first));
	row_text(row, text_string(&results->second));
	row_text(row, type_names[type]);
	row_text(row, value.kind == VALUE_NONE ? NULL : text_string(&plain));
	row_text(row, text_string(&shown));
	row_integer(row, cell->known);
	row_integer(row, cell->unknown);
	failed = plain.failed || shown.failed ? error_memory(err) : results_insert(results, err);
	text_release(&plain);
	text_release(&shown);
	return failed;
}

int results_totals(struct results *results, struct error *err)
{
	size_t periods = results->plan->period_count;

	if (results_open(results, "total", err))
		return -1;
	for (size_t i = 0; i < results->plan->ruleset->total_count * periods; i++) {
		const struct total_result *total = &results->result->totals[i];

		if (write_cell(results, i / periods, i % periods, 0, &total->all, NULL, err))
			return -1;
		for (size_t j = 0; j < total->group_count; j++) {
			if (write_cell(results, i / periods, i % periods, (int64_t) j + 1, &total->groups[j].cell,
			               total->groups[j].by, err))
				return -1;
		}
	}
	return 0;
}
