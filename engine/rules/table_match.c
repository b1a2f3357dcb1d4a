/* table_match.c: the rows that match a case, and what the hit policy makes of them. */
#include "rules/table_match.h"

#include "rules/table_doubt.h"

enum match { NO, MAYBE, YES };

bool table_row_applies(const struct decision_table *table, size_t row, struct date day)
{
	const struct table_file_row *own;

	if (!table->file || !table->file->dated || !day.year)
		return true;
	own = &table->file->rows[row];
	return (!own->from.year || date_compare(own->from, day) <= 0)
	       && (!own->until.year || date_compare(day, own->until) <= 0);
}

static enum match match_row(const struct decision_table *table, const struct table_case *asked, size_t row)
{
	const struct cell *cells = table->cells + row * table->input_count;
	enum match match = YES;

	for (size_t i = 0; i < table->input_count; i++) {
		if (cells[i].any)
			continue;
		if (asked->inputs[i].kind == VALUE_UNKNOWN)
			match = MAYBE;
		else if (!cell_matches(&cells[i], asked->inputs[i]))
			return NO;
	}
	return match;
}

static void note_lacking(const struct decision_table *table, const struct table_case *asked, size_t row,
                         bool *lacking)
{
	const struct cell *cells = table->cells + row * table->input_count;

	for (size_t i = 0; i < table->input_count; i++)
		lacking[i] |= !cells[i].any && asked->inputs[i].kind == VALUE_UNKNOWN;
}

/* Where every row is of other days, there is no case that it was made for. */
static int no_row_applies(const struct table_case *asked, struct error *err)
{
	char day[DATE_TEXT_SIZE];

	date_print(asked->day, day);
	error_set(err, ERROR_INPUT, "none of its rows applies on %s", day);
	return error_hint(err, "add rows for that day, or move the last day of those that go on");
}

/* Every row that matches or may, in the order of the policy, up to and with the first that is certain where that one settles it.
 * -1: an error. */
static int find_rows(const struct decision_table *table, const struct table_case *asked,
                     struct table_matches *matches, struct error *err)
{
	bool settled = false, applies = false;

	matches->count = 0;
	for (size_t at = 0; at < table->row_count && !settled; at++) {
		size_t row = table->order[at];
		enum match match;

		if (!table_row_applies(table, row, asked->day))
			continue;
		applies = true;
		match = match_row(table, asked, row);
		if (match == NO)
			continue;
		if (match == MAYBE)
			note_lacking(table, asked, row, matches->lacking);
		matches->rows[matches->count++] = (struct table_row_match){ row, match == YES };
		settled = match == YES && (table->hit == HIT_FIRST || table->hit == HIT_PRIORITY);
	}
	return applies ? 0 : no_row_applies(asked, err);
}

static int two_match(const struct decision_table *table, size_t a, size_t b, struct error *err)
{
	bool any = table->hit == HIT_ANY;

	error_set(err, ERROR_INPUT, "rows %zu and %zu both match%s", decision_table_row_number(table, a),
	          decision_table_row_number(table, b), any ? ", and give different outputs" : "");
	return error_hint(err, any ? "under 'any', rows that match must agree"
	                           : "under 'unique', one row at most may match");
}

/* The policies that give one row. */
static enum table_answer give_one(const struct decision_table *table, const struct table_case *asked,
                                  struct table_matches *matches, struct error *err)
{
	int settled;

	bool unique = table->hit == HIT_UNIQUE, any = table->hit == HIT_ANY, differ = false;
	const struct table_row_match *certain = NULL;

	for (size_t i = 0; i < matches->count; i++) {
		const struct table_row_match *match = &matches->rows[i];

		if (!match->certain)
			continue;
		if (certain && (unique || (any && !decision_table_same(table, certain->row, match->row)))) {
			two_match(table, certain->row, match->row, err);
			matches->given = match->row;
			return TABLE_WRONG;
		}
		certain = certain ? certain : match;
	}
	matches->none = !certain;
	matches->given = certain ? certain->row : table->row_count;
	/* A row in doubt beside one that is certain: that would be two. */
	differ = unique && certain && matches->count > 1;
	for (size_t i = 0; i < matches->count; i++)
		differ |= !decision_table_same(table, matches->given, matches->rows[i].row);
	if (!differ)
		return TABLE_ROW;
	/* Each row in doubt may or may not match, but not all of them as they like: between them they may leave no way out. */
	settled = table_doubt_settled(table, asked, matches, err);
	return settled < 0 ? TABLE_WRONG : settled ? TABLE_ROW : TABLE_UNKNOWN;
}

static enum table_answer give_list(struct table_matches *matches)
{
	matches->none = matches->count == 0;
	for (size_t i = 0; i < matches->count; i++) {
		if (!matches->rows[i].certain)
			return TABLE_UNKNOWN;
	}
	return TABLE_LIST;
}

static int add(struct value *sum, struct value more, struct error *err)
{
	struct decimal result;

	if (more.kind == VALUE_NUMBER) {
		sum->as.number += more.as.number;
		return 0;
	}
	if (decimal_add(value_as_decimal(*sum), value_as_decimal(more), &result, err))
		return -1;
	*sum = value_decimal(result);
	return 0;
}

/* The sum, least or greatest of what the rows give that are certain. -1: none is; -2: it does not fit. */
static int aggregate_certain(const struct decision_table *table, const struct table_matches *matches,
                             struct value *result, struct error *err)
{
	bool found = false;

	for (size_t i = 0; i < matches->count; i++) {
		struct value value = table->results[matches->rows[i].row * table->output_count];
		bool takes = !found || (table->aggregate == AGGREGATE_MIN && value_compare(value, *result) < 0)
		             || (table->aggregate == AGGREGATE_MAX && value_compare(value, *result) > 0);

		if (!matches->rows[i].certain)
			continue;
		if (takes)
			*result = value;
		else if (table->aggregate == AGGREGATE_SUM && add(result, value, err))
			return -2;
		found = true;
	}
	return found ? 0 : -1;
}

/* Whether a row in doubt would change what those that are certain come to. */
static bool would_change(const struct decision_table *table, struct value result, size_t row)
{
	struct value value = table->results[row * table->output_count];

	switch (table->aggregate) {
	case AGGREGATE_MIN:
		return value_compare(value, result) < 0;
	case AGGREGATE_MAX:
		return value_compare(value, result) > 0;
	default: /* a sum */
		return value.kind == VALUE_NUMBER ? value.as.number != 0
		                                  : value_compare(value, value_integer(0)) != 0;
	}
}

/* Sum, min, max and count. */
static enum table_answer give_aggregate(const struct decision_table *table, struct table_matches *matches,
                                        struct value *result, struct error *err)
{
	bool differ = false;
	struct error whole;
	int found;

	if (table->aggregate == AGGREGATE_COUNT) {
		*result = value_integer((int64_t) matches->count);
		return give_list(matches) == TABLE_LIST ? TABLE_VALUE : TABLE_UNKNOWN;
	}
	found = aggregate_certain(table, matches, result, err);
	if (found == -1) { /* one row in doubt gives its value, none the default */
		matches->none = true;
		matches->given = table->row_count;
		for (size_t i = 0; i < matches->count; i++)
			differ |= !decision_table_same(table, table->row_count, matches->rows[i].row)
			          || (table->aggregate == AGGREGATE_SUM
			              && would_change(table, value_integer(0), matches->rows[i].row));
		return differ ? TABLE_UNKNOWN : TABLE_ROW;
	}
	for (size_t i = 0; !found && i < matches->count; i++)
		differ |= !matches->rows[i].certain && would_change(table, *result, matches->rows[i].row);
	if (differ)
		return TABLE_UNKNOWN;
	if (!found && !value_check(table->outputs[0].type, *result, err))
		return TABLE_VALUE;
	whole = *err;
	error_set(err, whole.code, "sum: %s", whole.message);
	error_hint(err, "%s", whole.hint);
	return TABLE_WRONG;
}

enum table_answer table_match(const struct decision_table *table, const struct table_case *asked,
                              struct table_matches *matches, struct value *aggregate, struct error *err)
{
	if (find_rows(table, asked, matches, err))
		return TABLE_WRONG;
	switch (table->hit) {
	case HIT_UNIQUE:
	case HIT_ANY:
	case HIT_PRIORITY:
	case HIT_FIRST:
		return give_one(table, asked, matches, err);
	case HIT_RULE_ORDER:
	case HIT_OUTPUT_ORDER:
		return give_list(matches);
	case HIT_COLLECT:
		return table->aggregate == AGGREGATE_LIST ? give_list(matches)
		                                          : give_aggregate(table, matches, aggregate, err);
	}
	bug("a hit policy that does not exist");
}
