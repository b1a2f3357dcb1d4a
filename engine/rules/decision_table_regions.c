/* decision_table_regions.c: parts the values of each input of a decision table where cells begin and end. */
#include "rules/decision_table_regions.h"

#include <stdlib.h>
#include <string.h>

/* The regions of one input while they are collected. */
struct parting {
	struct arena *arena;
	enum type type;
	const char *const *statuses; /* all that it can be; NULL: not known */
	struct value *bounds;        /* ascending, each once */
	size_t bound_count;
	bool none; /* some cell tests for there being none */
	enum table_none may_be_none;
	bool failed; /* out of memory */
	struct input_regions *out;
};

static int compare(const void *a, const void *b)
{
	return value_compare(*(const struct value *) a, *(const struct value *) b);
}

static const struct cell *cell_of(const struct decision_table *table, size_t row, size_t input)
{
	return &table->cells[row * table->input_count + input];
}

/* Every value that some cell names; 1: done; 0: they are too many; -1: out of memory. */
static int collect(struct parting *parting, const struct decision_table *table, size_t input)
{
	size_t room = 0, kept = 0;

	for (size_t row = 0; row < table->row_count; row++)
		room += 2 * cell_of(table, row, input)->count;
	parting->bounds = arena_array(parting->arena, room + 1, sizeof *parting->bounds);
	if (!parting->bounds)
		return -1;
	for (size_t row = 0; row < table->row_count; row++) {
		const struct cell *cell = cell_of(table, row, input);

		for (size_t i = 0; i < cell->count; i++) {
			const struct cell_bound *ends[] = { &cell->tests[i].low, &cell->tests[i].high };

			for (int end = 0; end < 2; end++) {
				if (ends[end]->present && ends[end]->value.kind == VALUE_NONE)
					parting->none = true;
				else if (ends[end]->present)
					parting->bounds[parting->bound_count++] = ends[end]->value;
			}
		}
	}
	if (parting->bound_count)
		qsort(parting->bounds, parting->bound_count, sizeof *parting->bounds, compare);
	for (size_t i = 0; i < parting->bound_count; i++) {
		if (!kept || value_compare(parting->bounds[kept - 1], parting->bounds[i]) != 0)
			parting->bounds[kept++] = parting->bounds[i];
	}
	parting->bound_count = kept;
	return kept <= REGIONS_MOST_BOUNDS;
}

static void add(struct parting *parting, struct value example, bool likely, bool missing)
{
	parting->out->items[parting->out->count++] =
		(struct region){ .example = example, .likely = likely, .missing = missing };
}

static bool is_decimal(enum type type)
{
	return type == TYPE_RATE || type == TYPE_DECIMAL;
}

/* The day so many behind a date; false: there is none. */
static bool day_after(struct parting *parting, struct value date, int days, struct value *out)
{
	struct date day;
	struct error err;
	char *text;

	if (date_parse(date.as.text, date.length, &day, &err))
		return false;
	day = date_from_number(date_number(day) + days);
	if (day.year < 1 || day.year > 9999)
		return false;
	text = arena_alloc(parting->arena, DATE_TEXT_SIZE);
	parting->failed |= !text;
	if (!text)
		return false;
	date_print(day, text);
	*out = value_text(text, strlen(text));
	return true;
}

/* A value one step behind `value` (-1: before it). */
static bool beside(struct parting *parting, struct value value, int step, struct value *out)
{
	struct decimal sum;
	struct error err;

	if (parting->type == TYPE_DATE)
		return day_after(parting, value, step, out);
	if (value.kind != VALUE_INTEGER && value.kind != VALUE_DECIMAL)
		return false;
	if (decimal_add(value_as_decimal(value), decimal_from_integer(step), &sum, &err))
		return false;
	*out = value_decimal(sum);
	return true;
}

/* A value between two; false: there is none. */
static bool between(struct parting *parting, struct value low, struct value high, struct value *out)
{
	struct decimal sum, half = { .coefficient = 5, .scale = 1 };
	struct error err;

	if (!is_decimal(parting->type))
		return beside(parting, low, 1, out) && value_compare(*out, high) < 0;
	if (decimal_add(value_as_decimal(low), value_as_decimal(high), &sum, &err)
	    || decimal_multiply(sum, half, &sum, &err))
		return false;
	*out = value_decimal(sum);
	return true;
}

/* What lies before the first value that a cell names: less than nothing is not what amounts and ages are. */
static void add_before(struct parting *parting)
{
	struct value zero = value_integer(0), before;
	bool is_date = parting->type == TYPE_DATE;
	int side = is_date ? -1 : value_compare(parting->bounds[0], zero);

	if (!beside(parting, parting->bounds[0], -1, &before))
		return;
	if (side > 0 && value_compare(before, zero) < 0)
		before = zero;
	if (side > 0)
		add(parting, value_integer(-1), false, false);
	add(parting, before, is_date || side != 0, !is_date && side != 0);
}

/* What lies behind the last: shares end at 100 %. */
static void add_after(struct parting *parting)
{
	struct value last = parting->bounds[parting->bound_count - 1], after;
	bool end = is_decimal(parting->type) && value_compare(last, value_integer(1)) >= 0;

	if (beside(parting, last, 1, &after))
		add(parting, after, !end, !end && parting->type != TYPE_DATE);
}

/* A text that no cell names: of a status it is not known whether there is another. */
static int add_other(struct parting *parting)
{
	char *other = arena_text(parting->arena, "something else");

	if (!other)
		return -1;
	for (size_t i = 0; i < parting->bound_count; i++) {
		if (!value_compare(parting->bounds[i], value_text(other, strlen(other))))
			return 0;
	}
	add(parting, value_text(other, strlen(other)), parting->type == TYPE_TEXT, false);
	return 0;
}

/* Each is a region: no cell names another. */
static void add_statuses(struct parting *parting)
{
	for (const char *const *status = parting->statuses; *status; status++)
		add(parting, value_text(*status, strlen(*status)), true, true);
}

/* That there is none, where no cell tests for it. "-" takes it, and so does not(...). */
static void add_none(struct parting *parting)
{
	bool possible = parting->may_be_none == NONE_POSSIBLE;

	if (parting->none || parting->may_be_none == NONE_NEVER || parting->bound_count == 0)
		return;
	add(parting, (struct value){ .kind = VALUE_NONE }, possible, possible);
	parting->out->items[parting->out->count - 1].doubtful = !possible;
}

static int part(struct parting *parting)
{
	enum type type = parting->type;
	size_t statuses = 0;

	while (parting->statuses && parting->statuses[statuses])
		statuses++;
	parting->out->items =
		arena_array(parting->arena, 2 * parting->bound_count + statuses + 6, sizeof *parting->out->items);
	if (!parting->out->items)
		return -1;
	if (parting->none)
		add(parting, (struct value){ .kind = VALUE_NONE }, true, true);
	if (type == TYPE_FLAG) {
		add(parting, value_flag(false), true, true);
		add(parting, value_flag(true), true, true);
		return 0;
	}
	if (parting->bound_count == 0) {
		add(parting, (struct value){ .kind = VALUE_UNKNOWN }, true, true);
		return 0;
	}
	if (statuses) {
		add_statuses(parting);
		return 0;
	}
	if (type == TYPE_TEXT || type == TYPE_STATUS) {
		for (size_t i = 0; i < parting->bound_count; i++)
			add(parting, parting->bounds[i], true, true);
		return add_other(parting);
	}
	add_before(parting);
	for (size_t i = 0; i < parting->bound_count; i++) {
		struct value middle;

		add(parting, parting->bounds[i], true, true);
		if (i + 1 < parting->bound_count
		    && between(parting, parting->bounds[i], parting->bounds[i + 1], &middle))
			add(parting, middle, true, true);
	}
	add_after(parting);
	return parting->failed ? -1 : 0;
}

/* Which row matches which region. */
static int match(struct regions *regions, size_t input, struct arena *arena)
{
	const struct decision_table *table = regions->table;
	struct input_regions *own = &regions->inputs[input];

	own->rows = arena_array(arena, own->count + 1, sizeof *own->rows);
	own->regions = arena_array(arena, table->row_count, sizeof *own->regions);
	if (!own->rows || !own->regions)
		return -1;
	for (size_t i = 0; i < own->count; i++) {
		own->rows[i] = arena_array(arena, regions->row_words, sizeof **own->rows);
		if (!own->rows[i])
			return -1;
	}
	for (size_t row = 0; row < table->row_count; row++) {
		own->regions[row] = arena_array(arena, bit_words(own->count), sizeof **own->regions);
		if (!own->regions[row])
			return -1;
		for (size_t i = 0; i < own->count; i++) {
			if (!cell_matches(cell_of(table, row, input), own->items[i].example))
				continue;
			bit_set(own->rows[i], row);
			bit_set(own->regions[row], i);
		}
	}
	return 0;
}

int regions_make(struct regions *regions, const struct decision_table *table, struct arena *arena)
{
	*regions = (struct regions){ .table = table, .row_words = bit_words(table->row_count) };
	if (table->row_count > REGIONS_MOST_ROWS)
		return 0;
	regions->inputs = arena_array(arena, table->input_count, sizeof *regions->inputs);
	regions->any_from = arena_array(arena, table->row_count, sizeof *regions->any_from);
	if (!regions->inputs || !regions->any_from)
		return -1;
	for (size_t i = 0; i < table->input_count; i++) {
		struct parting parting = { .arena = arena,
			                   .type = table->inputs[i].type,
			                   .statuses = table->inputs[i].statuses,
			                   .may_be_none = table->inputs[i].none,
			                   .out = &regions->inputs[i] };
		int result = parting.type == TYPE_NUMBER ? 0 : collect(&parting, table, i);

		if (result <= 0)
			return result;
		if (part(&parting))
			return -1;
		add_none(&parting);
		if (match(regions, i, arena))
			return -1;
	}
	for (size_t row = 0; row < table->row_count; row++) {
		size_t from = table->input_count;

		while (from > 0 && cell_of(table, row, from - 1)->any)
			from--;
		regions->any_from[row] = from;
	}
	return 1;
}
