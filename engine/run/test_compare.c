/* test_compare.c: holds what a test expects against what came out. */
#include "run/test_parts.h"

#include "evaluate/figure.h"

#include <math.h>
#include <string.h>

/* What came out of one thing in one period. */
struct actual {
	struct value value;
	const int *facts;
	size_t fact_count;
	int64_t unknown;     /* of a total: records that are not known */
	const char *because; /* of a figure: what makes it incomplete */
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

static bool is_value_met(const struct expected *expected, const struct actual *actual)
{
	switch (expected->kind) {
	case EXPECTED_NONE:
		return actual->value.kind == VALUE_NONE;
	case EXPECTED_UNKNOWN:
		return actual->value.kind == VALUE_UNKNOWN
		       && (!expected->facts_said
		           || (expected->fact_count == actual->fact_count
		               && (actual->fact_count == 0
		                   || !memcmp(expected->facts, actual->facts,
		                              actual->fact_count * sizeof *actual->facts))));
	case EXPECTED_VALUE:
		break;
	}
	if (expected->within.kind != VALUE_NONE && is_number(actual->value))
		return within(expected, actual->value);
	return expected->value.kind == actual->value.kind && value_compare(expected->value, actual->value) == 0;
}

static bool is_met(const struct expected *expected, const struct actual *actual)
{
	return is_value_met(expected, actual) && expected->unknown == actual->unknown
	       && expected->incomplete == (actual->because != NULL);
}

/* ", and 2 records unknown", ", incomplete" */
static void append_completeness(int64_t unknown, bool incomplete, struct text *out)
{
	if (unknown)
		text_append_format(out, ", and %lld record%s unknown", (long long) unknown, unknown == 1 ? "" : "s");
	if (incomplete)
		text_append(out, ", incomplete");
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
	append_completeness(expected->unknown, expected->incomplete, out);
}

static void append_actual(const struct plan *plan, enum type type, const struct actual *actual, struct text *out)
{
	append_value(type, actual->value, out);
	if (actual->value.kind == VALUE_UNKNOWN)
		append_facts(plan, actual->facts, actual->fact_count, out);
	append_completeness(actual->unknown, actual->because, out);
	if (actual->because)
		text_append_format(out, " because of %s", actual->because);
}

static const char *keep(struct comparing *comparing, struct text *text)
{
	const char *kept = text->failed ? NULL : arena_text(comparing->arena, text_string(text));

	text_release(text);
	return kept;
}

static int add_miss(struct comparing *comparing, struct text *what, struct text *expected, struct text *actual,
                    int line, struct why why, struct error *err)
{
	struct test_result *result = comparing->test_case->result;
	struct test_miss miss = { .what = keep(comparing, what),
		                  .expected = keep(comparing, expected),
		                  .actual = keep(comparing, actual),
		                  .line = line };

	if (result->miss_count == comparing->capacity) {
		size_t capacity = comparing->capacity ? 2 * comparing->capacity : 4;
		struct test_miss *grown = arena_array(comparing->arena, capacity, sizeof *grown);
		struct why *whys = arena_array(comparing->arena, capacity, sizeof *whys);

		if (!grown || !whys)
			return error_memory(err);
		if (result->miss_count) {
			memcpy(grown, result->misses, result->miss_count * sizeof *grown);
			memcpy(whys, comparing->whys, result->miss_count * sizeof *whys);
		}
		result->misses = grown;
		comparing->whys = whys;
		comparing->capacity = capacity;
	}
	if (!miss.what || !miss.expected || !miss.actual)
		return error_memory(err);
	comparing->whys[result->miss_count] = why;
	result->misses[result->miss_count++] = miss;
	return 0;
}

static void append_group(const struct total *total, const struct value *by, struct text *out)
{
	for (size_t i = 0; by && i < total->by_count; i++) {
		text_append(out, i ? ", " : " of ");
		if (total->by[i].value_type == TYPE_ELIGIBILITY && by[i].kind == VALUE_FLAG)
			text_append(out, by[i].as.integer ? "eligible" : "not_eligible");
		else
			value_print(total->by[i].value_type, by[i], out);
	}
}

/* "household_support of household smith in 2026-27" */
static void append_what(const struct comparing *comparing, const struct test_expectation *expectation, size_t period,
                        struct text *out)
{
	const struct plan *plan = comparing->plan;
	const struct plan_type *type = &plan->types[expectation->type];
	const struct ruleset *ruleset = plan->ruleset;

	switch (expectation->target) {
	case TARGET_OUTCOME:
		text_append(out, type->columns[expectation->index].name);
		break;
	case TARGET_CONDITION:
		text_append_format(out, "condition '%s' of %s", expectation->label,
		                   ruleset->rules[expectation->index].name);
		break;
	case TARGET_FINDINGS:
		text_append(out, "findings");
		break;
	case TARGET_FIGURE_FINDINGS:
		text_append(out, "findings about figures");
		break;
	case TARGET_FIGURE:
		text_append(out, ruleset->figures[expectation->index].name);
		break;
	case TARGET_TOTAL:
		text_append(out, ruleset->totals[expectation->index].name);
		append_group(&ruleset->totals[expectation->index], expectation->by, out);
		break;
	}
	if (expectation->record)
		text_append_format(out, " of %s%s%s", type->record->name, expectation->record->name ? " " : "",
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
	return add_miss(comparing, &what, &wanted, &got, expected->node->line, (struct why){ expectation, period },
	                err);
}

static bool is_row(const struct plan_type *type, const struct value *row, const struct given_record *record)
{
	for (size_t i = 0; i < type->record->key_count; i++) {
		if (value_compare(row[type->key_slots[i]], record->values[type->record->key[i]]))
			return false;
	}
	return true;
}

/* Where things came out: of a row of a chunk, or of all records. */
struct source_of_actual {
	const struct chunk *chunk;
	size_t row;
	const struct result *result;
};

static struct actual total_of(const struct result *result, const struct test_expectation *expectation, size_t period)
{
	static const struct total_cell nothing;
	const struct plan *plan = result->plan;
	const struct total_cell *cell =
		&result->totals[(size_t) expectation->index * plan->period_count + period].all;
	bool elsewhere;

	if (expectation->by)
		cell = total_group_cell(result, expectation->index, period, expectation->by, &elsewhere);
	cell = cell ? cell : &nothing;
	return (struct actual){ .value = total_cell_value(&plan->ruleset->totals[expectation->index], cell),
		                .unknown = cell->unknown };
}

static struct actual actual_of(const struct comparing *comparing, const struct test_expectation *expectation,
                               const struct source_of_actual *source, size_t period)
{
	const struct figure_result *figure;

	if (expectation->target == TARGET_OUTCOME)
		return outcome_of(comparing->plan, source->chunk, source->row, period, expectation->index);
	ensure(source->result);
	if (expectation->target == TARGET_TOTAL)
		return total_of(source->result, expectation, period);
	figure = &source->result->figures[(size_t) expectation->index * comparing->plan->period_count + period];
	return (struct actual){ .value = figure->value, .because = figure->because };
}

/* The finding with that index, of the source in the period. False: there is none. */
static bool find_finding(const struct source_of_actual *source, size_t period, int finding,
                         struct expected_finding *out)
{
	*out = (struct expected_finding){ .finding = finding };
	for (size_t i = 0; source->chunk && i < source->chunk->finding_count; i++) {
		const struct chunk_finding *found = &source->chunk->findings[i];

		if (found->row != source->row || found->period != period || found->finding != finding)
			continue;
		out->undecided = found->undecided;
		out->message = found->message;
		return true;
	}
	for (size_t i = 0; source->result && i < source->result->figure_finding_count; i++) {
		const struct figure_finding *found = &source->result->figure_findings[i];

		if (found->period != period || found->finding != finding)
			continue;
		out->undecided = !found->message;
		out->message = found->message;
		return true;
	}
	return false;
}

/* "limit (undecided)", "limit: £5 too much" */
static void append_finding(const struct ruleset *ruleset, const struct expected_finding *finding, struct text *out)
{
	text_append_format(out, "%s%s%s", out->length ? ", " : "", ruleset->findings[finding->finding].name,
	                   finding->undecided ? " (undecided)" : "");
	if (finding->message)
		text_append_format(out, ": %s", finding->message);
}

static int compare_findings(struct comparing *comparing, const struct test_expectation *expectation,
                            const struct expected_findings *expected, const struct source_of_actual *source,
                            size_t period, struct error *err)
{
	const struct ruleset *ruleset = comparing->plan->ruleset;
	struct text what = TEXT_INIT, wanted = TEXT_INIT, got = TEXT_INIT;
	bool met = true;
	size_t at = 0;

	for (int i = 0; i < (int) ruleset->finding_count; i++) {
		const struct expected_finding *one =
			at < expected->count && expected->items[at].finding == i ? &expected->items[at++] : NULL;
		struct expected_finding found;
		bool is_there = find_finding(source, period, i, &found);

		/* A message that is not asked for is not shown. */
		if (is_there && one && !one->message)
			found.message = NULL;
		if (one)
			append_finding(ruleset, one, &wanted);
		if (is_there)
			append_finding(ruleset, &found, &got);
		met &= is_there == (one != NULL)
		       && (!one
		           || (one->undecided == found.undecided
		               && (!one->message || (found.message && !strcmp(one->message, found.message)))));
	}
	if (met) {
		bool failed = wanted.failed || got.failed;

		text_release(&wanted);
		text_release(&got);
		return failed ? error_memory(err) : 0;
	}
	append_what(comparing, expectation, period, &what);
	if (!wanted.length)
		text_append(&wanted, "none");
	if (!got.length)
		text_append(&got, "none");
	return add_miss(comparing, &what, &wanted, &got, expected->node->line, (struct why){ expectation, period },
	                err);
}

static int compare(struct comparing *comparing, const struct test_expectation *expectation,
                   const struct source_of_actual *source, struct error *err)
{
	for (size_t i = 0; i < expectation->count; i++) {
		const struct expected *value = expectation->findings ? NULL : &expectation->values[i];
		int wanted;

		ensure(value || expectation->findings);
		wanted = value ? value->period : expectation->findings[i].period;

		for (size_t period = 0; period < comparing->plan->period_count; period++) {
			struct actual actual;

			if (wanted >= 0 && wanted != (int) period)
				continue;
			if (!value) {
				if (compare_findings(comparing, expectation, &expectation->findings[i], source,
				                     period, err))
					return -1;
				continue;
			}
			actual = actual_of(comparing, expectation, source, period);
			if (compare_value(comparing, expectation, value, &actual, period, err))
				return -1;
		}
	}
	return 0;
}

bool test_expects(const struct test_expectation *expectation, size_t period)
{
	bool expects = false;

	for (size_t i = 0; i < expectation->count; i++) {
		int wanted = expectation->findings ? expectation->findings[i].period : expectation->values[i].period;

		expects |= wanted < 0 || wanted == (int) period;
	}
	return expects;
}

int test_compare_condition(struct comparing *comparing, const struct test_expectation *expectation, size_t period,
                           struct value answer, struct error *err)
{
	const struct actual actual = { .value = answer };

	for (size_t i = 0; i < expectation->count; i++) {
		const struct expected *value = &expectation->values[i];

		if ((value->period < 0 || value->period == (int) period)
		    && compare_value(comparing, expectation, value, &actual, period, err))
			return -1;
	}
	return 0;
}

int test_compare_result(struct comparing *comparing, const struct result *result, struct error *err)
{
	const struct source_of_actual source = { .result = result };

	for (size_t i = 0; i < comparing->test_case->count; i++) {
		const struct test_expectation *expectation = &comparing->test_case->expectations[i];

		ensure(!expectation->record || expectation->compared || expectation->target == TARGET_CONDITION);
		if (!expectation->record && compare(comparing, expectation, &source, err))
			return -1;
	}
	return 0;
}

int test_compare_chunk(struct comparing *comparing, const struct chunk *chunk, struct error *err)
{
	const struct plan_type *type = &comparing->plan->types[chunk->type];

	for (size_t i = 0; i < comparing->test_case->count; i++) {
		struct test_expectation *expectation = &comparing->test_case->expectations[i];

		if (!expectation->record || expectation->type != chunk->type
		    || expectation->target == TARGET_CONDITION)
			continue;
		for (size_t row = 0; row < chunk->count; row++) {
			const struct source_of_actual source = { .chunk = chunk, .row = row };

			if (!is_row(type, chunk->values + row * type->field_count, expectation->record))
				continue;
			expectation->compared = true;
			if (compare(comparing, expectation, &source, err))
				return -1;
		}
	}
	return 0;
}
