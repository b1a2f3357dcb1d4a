/* decision_table_policy.c: what the hit policies of decision tables ask for, and the order in which they look at rows. */
#include "rules/decision_table_state.h"

#include <stdlib.h>
#include <string.h>

const char *const hit_names[] = {
	"unique", "any", "priority", "first", "rule_order", "output_order", "collect", NULL
};
const char *const aggregate_names[] = { "list", "sum", "min", "max", "count", NULL };

static bool is_number(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL || type == TYPE_INTEGER
	       || type == TYPE_NUMBER;
}

int decision_table_check_policy(const struct decision_table *table, bool has_default, struct error *err)
{
	enum aggregate aggregate = table->aggregate;
	bool listed = false;

	for (size_t i = 0; i < table->output_count; i++)
		listed |= table->outputs[i].value_count > 0;
	if (aggregate != AGGREGATE_LIST && table->hit != HIT_COLLECT)
		error_set(err, ERROR_INPUT, "an aggregate goes with hit = \"collect\" only");
	else if ((table->hit == HIT_PRIORITY || table->hit == HIT_OUTPUT_ORDER) && !listed)
		error_set(err, ERROR_INPUT, "hit = \"%s\" needs an output with its values, best first",
		          hit_names[table->hit]);
	else if (aggregate != AGGREGATE_LIST && aggregate != AGGREGATE_COUNT && table->output_count != 1)
		error_set(err, ERROR_INPUT, "a %s is of one output", aggregate_names[aggregate]);
	else if (aggregate == AGGREGATE_SUM && !is_number(table->outputs[0].type))
		error_set(err, ERROR_INPUT, "there is no sum of a %s", type_names[table->outputs[0].type]);
	else if ((aggregate == AGGREGATE_MIN || aggregate == AGGREGATE_MAX) && !is_number(table->outputs[0].type)
	         && table->outputs[0].type != TYPE_DATE)
		error_set(err, ERROR_INPUT, "there is no %s of a %s", aggregate_names[aggregate],
		          type_names[table->outputs[0].type]);
	else if (aggregate == AGGREGATE_COUNT && has_default)
		error_set(err, ERROR_INPUT, "a count needs no default: of nothing it is 0");
	else
		return 0;
	return -1;
}

/* How good an output is: its number among the values. */
static size_t place_of(const struct table_output *output, struct value value)
{
	size_t place = 0;

	while (place < output->value_count && value_compare(output->values[place], value) != 0)
		place++;
	return place;
}

bool decision_table_is_listed(const struct table_output *output, struct value value)
{
	return output->value_count == 0 || place_of(output, value) < output->value_count;
}

/* Rows by the first output's values, then the next one's; equal ones as they stand. */
static int by_priority(const void *left, const void *right, void *context)
{
	const struct decision_table *table = context;
	size_t a = *(const uint32_t *) left, b = *(const uint32_t *) right;

	for (size_t i = 0; i < table->output_count; i++) {
		size_t of_a = place_of(&table->outputs[i], table->results[a * table->output_count + i]);
		size_t of_b = place_of(&table->outputs[i], table->results[b * table->output_count + i]);

		if (of_a != of_b)
			return of_a < of_b ? -1 : 1;
	}
	return a < b ? -1 : a > b;
}

void decision_table_order(struct decision_table *table)
{
	for (size_t row = 0; row < table->row_count; row++)
		table->order[row] = (uint32_t) row;
	if (table->hit == HIT_PRIORITY || table->hit == HIT_OUTPUT_ORDER)
		qsort_r(table->order, table->row_count, sizeof *table->order, by_priority, table);
}

static const struct value *outputs_of(const struct decision_table *table, size_t row)
{
	return row < table->row_count ? table->results + row * table->output_count : table->defaults;
}

bool decision_table_same(const struct decision_table *table, size_t a, size_t b)
{
	const struct value *of_a = outputs_of(table, a), *of_b = outputs_of(table, b);

	if (!of_a || !of_b)
		return of_a == of_b;
	for (size_t i = 0; i < table->output_count; i++) {
		if (value_compare(of_a[i], of_b[i]))
			return false;
	}
	return true;
}

size_t decision_table_row_number(const struct decision_table *table, size_t row)
{
	return table->file ? (size_t) table->file->rows[row].number : row + 1;
}
