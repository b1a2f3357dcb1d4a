/* test_compare.c: holds what a test expects against what came out. */
#include "run/test_parts.h"

#include <math.h>
#include <string.h>

/* What came out of one thing in one period. */
struct actual {
	struct value value;
	const int *facts;
	size_t fact_count;
};

static bool within(const struct expected *expected, struct value value)
{
	struct decimal difference;
	struct error err;

	if (expected->value.kind == VALUE_NUMBER && value.kind == VALUE_NUMBER)
		return fabs(value.as.number - expected->value.as.number) <= expected->within.as.number;
	if (decimal_subtract(value_as_decimal(value), value_as_decimal(expected->value), &difference, &err))
		return false;
	if (difference.coefficient < 0 && decimal_negate(difference, &difference, &err))
		return false;
	return decimal_compare(difference, value_as_decimal(expected->within)) <= 0;
}

static bool is_number(struct value value)
{
	return value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL || value.kind == VALUE_NUMBER;
}

static bool is_met(const struct expected *expected, const struct actual *actual)
{
	switch (expected->kind) {
	case EXPECTED_NONE:
		return actual->value.kind == VALUE_NONE;
	case EXPECTED_UNKNOWN:
		return actual->value.kind == VALUE_UNKNOWN
		       && (!expected->facts_said
		           || (expected->fact_count == actual->fact_count
		               && !memcmp(expected->facts, actual->facts,
		                          actual->fact_count * sizeof *actual->facts)));
	case EXPECTED_VALUE:
		break;
	}
	if (expected->within.kind != VALUE_NONE && is_number(actual->value))
		return within(expected, actual->value);
	return expected->value.kind == actual->value.kind && value_compare(expected->value, actual->value) == 0;
}

static void append_facts(const struct plan *plan, const int *facts, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		text_append(out, i ? ", " : " without ");
		plan_fact_name(plan, facts[i], out);
	}
}

/* As tests write it: an eligibility outcome is a word. */
static void append_value(enum type type, struct value value, struct text *out)
{
	value_print(type == TYPE_ELIGIBILITY && value.kind == VALUE_TEXT ? TYPE_TEXT : type, value, out);
}

static void append_expected(const struct plan *plan, enum type type, const struct expected *expected,
                            struct text *out)
{
	if (expected->kind != EXPECTED_VALUE)
		text_append(out, expected->kind == EXPECTED_NONE ? "none" : "unknown");
	else
		append_value(type, expected->value, out);
	if (expected->kind == EXPECTED_UNKNOWN)
		append_facts(plan, expected->facts, expected->fact_count, out);
	if (expected->within.kind != VALUE_NONE) {
		text_append(out, ", within ");
		value_print(type, expected->within, out);
	}
}

static void append_actual(const struct plan *plan, enum type type, const struct actual *actual, struct text *out)
{
	append_value(type, actual->value, out);
	if (actual->value.kind == VALUE_UNKNOWN)
		append_facts(plan, actual->facts, actual->fact_count, out);
}

static const char *keep(struct comparing *comparing, struct text *text)
{
	const char *kept = text->failed ? NULL : arena_text(comparing->arena, text_string(text));

	text_release(text);
	return kept;
}

static int add_miss(struct comparing *comparing, struct text *what, struct text *expected, struct text *actual,
                    int line, struct error *err)
{
	struct test_result *result = comparing->test_case->result;
	struct test_miss miss = { .what = keep(comparing, what),
		                  .expected = keep(comparing, expected),
		                  .actual = keep(comparing, actual),
		                  .line = line };

	if (result->miss_count == comparing->capacity) {
		size_t capacity = comparing->capacity ? 2 * comparing->capacity : 4;
		struct test_miss *grown = arena_array(comparing->arena, capacity, sizeof *grown);

		if (!grown)
			return error_memory(err);
		if (result->miss_count)
			memcpy(grown, result->misses, result->miss_count * sizeof *grown);
		result->misses = grown;
		comparing->capacity = capacity;
	}
	if (!miss.what || !miss.expected || !miss.actual)
		return error_memory(err);
	result->misses[result->miss_count++] = miss;
	return 0;
}

/* "household_support of household smith in 2026-27" */
static void append_what(const struct comparing *comparing, const struct test_expectation *expectation, size_t period,
                        struct text *out)
{
	const struct plan *plan = comparing->plan;
	const struct plan_type *type = &plan->types[expectation->type];

	text_append_format(out, "%s of %s%s%s", type->columns[expectation->column].name, type->record->name,
	                   expectation->record->name ? " " : "",
	                   expectation->record->name ? expectation->record->name : "");
	if (plan->period_count > 1)
		text_append_format(out, " in %s", plan->periods[period].label);
}

static struct actual outcome_of(const struct plan *plan, const struct chunk *chunk, size_t row, size_t period,
                                int column)
{
	const struct plan_type *type = &plan->types[chunk->type];
	size_t at = row * plan->period_count + period;
	struct actual actual = { .value = { .kind = VALUE_NONE } };

	if (chunk->absent[at])
		return actual;
	actual.value = chunk->outcomes[at * type->column_count + (size_t) column];
	/* An eligibility outcome is kept as a word. */
	if (type->columns[column].type == TYPE_ELIGIBILITY && actual.value.kind == VALUE_TEXT
	    && !strcmp(actual.value.as.text, "unknown"))
		actual.value.kind = VALUE_UNKNOWN;
	for (size_t i = 0; actual.value.kind == VALUE_UNKNOWN && i < chunk->missing_count; i++) {
		const struct chunk_missing *missing = &chunk->missing[i];

		if (missing->row == row && missing->period == period && missing->rule == type->columns[column].rule) {
			actual.facts = missing->facts;
			actual.fact_count = missing->fact_count;
		}
	}
	return actual;
}

static int compare_value(struct comparing *comparing, const struct test_expectation *expectation,
                         const struct expected *expected, const struct actual *actual, size_t period,
                         struct error *err)
{
	struct text what = TEXT_INIT, wanted = TEXT_INIT, got = TEXT_INIT;

	if (is_met(expected, actual))
		return 0;
	append_what(comparing, expectation, period, &what);
	append_expected(comparing->plan, expectation->value_type, expected, &wanted);
	append_actual(comparing->plan, expectation->value_type, actual, &got);
	return add_miss(comparing, &what, &wanted, &got, expected->node->line, err);
}

static bool is_row(const struct plan_type *type, const struct value *row, const struct given_record *record)
{
	for (size_t i = 0; i < type->record->key_count; i++) {
		if (value_compare(row[type->key_slots[i]], record->values[type->record->key[i]]))
			return false;
	}
	return true;
}

static int compare_row(struct comparing *comparing, const struct test_expectation *expectation,
                       const struct chunk *chunk, size_t row, struct error *err)
{
	for (size_t i = 0; i < expectation->count; i++) {
		const struct expected *expected = &expectation->values[i];

		for (size_t period = 0; period < comparing->plan->period_count; period++) {
			struct actual actual;

			if (expected->period >= 0 && expected->period != (int) period)
				continue;
			actual = outcome_of(comparing->plan, chunk, row, period, expectation->column);
			if (compare_value(comparing, expectation, expected, &actual, period, err))
				return -1;
		}
	}
	return 0;
}

int test_compare_chunk(struct comparing *comparing, const struct chunk *chunk, struct error *err)
{
	const struct plan_type *type = &comparing->plan->types[chunk->type];

	for (size_t i = 0; i < comparing->test_case->count; i++) {
		struct test_expectation *expectation = &comparing->test_case->expectations[i];

		if (expectation->type != chunk->type)
			continue;
		for (size_t row = 0; row < chunk->count; row++) {
			if (!is_row(type, chunk->values + row * type->field_count, expectation->record))
				continue;
			expectation->compared = true;
			if (compare_row(comparing, expectation, chunk, row, err))
				return -1;
		}
	}
	return 0;
}
