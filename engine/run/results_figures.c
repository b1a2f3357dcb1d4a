/* results_figures.c: the tables figure, bridge_step and expectation, and the findings about figures. */
#include "base/json.h"
#include "run/results.h"

#include <string.h>

/* A value, plain and as people write it, in the scratch of `results`. */
static void print_value(struct results *results, enum type type, struct value value)
{
	text_clear(&results->first);
	text_clear(&results->second);
	value_print_plain(type, value, &results->first);
	if (value.kind != VALUE_NONE)
		value_print(type, value, &results->second);
}

static int write_figure(struct results *results, size_t index, size_t period, struct error *err)
{
	const struct figure *figure = &results->plan->ruleset->figures[index];
	const struct figure_result *found = &results->result->figures[index * results->plan->period_count + period];
	struct row *row = &results->row;

	print_value(results, figure->type, found->value);
	row_text(row, figure->name);
	row_text(row, results->plan->periods[period].label);
	row_integer(row, (int64_t) index + 1);
	row_text(row, figure->title);
	row_text(row, figure->source);
	row_text(row, type_names[figure->type]);
	row_text(row, found->value.kind == VALUE_NONE ? NULL : text_string(&results->first));
	row_text(row, text_string(&results->second));
	row_text(row, found->because);
	return results_insert(results, err);
}

static int write_figures(struct results *results, struct error *err)
{
	size_t periods = results->plan->period_count;

	if (results_open(results, "figure", err))
		return -1;
	for (size_t i = 0; i < results->plan->ruleset->figure_count * periods; i++) {
		if (write_figure(results, i / periods, i % periods, err))
			return -1;
	}
	return 0;
}

/* Where a part of a bridge stands, and what it is. */
struct part {
	size_t bridge, period, position;
	const char *kind;
	const struct amount *amount;
	struct value value;
};

static const char *label_of(const struct ruleset *ruleset, const struct amount *amount)
{
	const char *title =
		amount->figure >= 0 ? ruleset->figures[amount->figure].title : ruleset->totals[amount->total].title;

	return title ? title : amount->name;
}

static int write_part(struct results *results, const struct part *part, struct error *err)
{
	const struct ruleset *ruleset = results->plan->ruleset;
	const struct bridge *bridge = &ruleset->bridges[part->bridge];
	const struct bridge_result *found =
		&results->result->bridges[part->bridge * results->plan->period_count + part->period];
	struct row *row = &results->row;

	print_value(results, bridge->type, part->value);
	row_text(row, bridge->name);
	row_text(row, results->plan->periods[part->period].label);
	row_integer(row, (int64_t) part->position);
	row_integer(row, (int64_t) part->bridge + 1);
	row_text(row, bridge->title);
	row_text(row, bridge->source);
	row_text(row, part->kind);
	row_text(row, part->amount->name);
	row_text(row, label_of(ruleset, part->amount));
	row_text(row, type_names[bridge->type]);
	row_text(row, part->value.kind == VALUE_NONE ? NULL : text_string(&results->first));
	row_text(row, text_string(&results->second));
	row_text(row, found->because);
	return results_insert(results, err);
}

static int write_bridge(struct results *results, size_t index, size_t period, struct error *err)
{
	const struct bridge *bridge = &results->plan->ruleset->bridges[index];
	const struct bridge_result *found = &results->result->bridges[index * results->plan->period_count + period];
	struct part part = { index, period, 0, "opening", &bridge->opening, found->opening };

	if (found->absent)
		return 0;
	if (write_part(results, &part, err))
		return -1;
	part.kind = "step";
	for (size_t i = 0; i < bridge->step_count; i++) {
		part.position = i + 1;
		part.amount = &bridge->steps[i];
		part.value = found->steps[i];
		if (write_part(results, &part, err))
			return -1;
	}
	part = (struct part){ index, period, bridge->step_count + 1, "closing", &bridge->closing, found->closing };
	return write_part(results, &part, err);
}

static int write_bridges(struct results *results, struct error *err)
{
	size_t periods = results->plan->period_count;

	if (results_open(results, "bridge_step", err))
		return -1;
	for (size_t i = 0; i < results->plan->ruleset->bridge_count * periods; i++) {
		if (write_bridge(results, i / periods, i % periods, err))
			return -1;
	}
	return 0;
}

/* Plain, or NULL where there is none; `out` lives until the row is inserted. */
static const char *plain(enum type type, struct value value, struct text *out)
{
	text_clear(out);
	value_print_plain(type, value, out);
	return value.kind == VALUE_NONE || value.kind == VALUE_UNKNOWN ? NULL : text_string(out);
}

/* The four amounts of an expectation as a row borrows them. */
enum { EXPECTED, FOUND, DIFFERENCE, ALLOWED, AMOUNTS };

static int write_expectation(struct results *results, size_t index, struct text amounts[AMOUNTS], struct error *err)
{
	const struct expectation_result *result = &results->result->expectations[index];
	const struct expectation *expectation = result->expectation;
	bool has_unit = expectation->has_unit && result->type == TYPE_MONEY;
	struct row *row = &results->row;

	text_clear(&results->first);
	text_append_char(&results->first, '[');
	for (size_t i = 0; i < expectation->group_count; i++) {
		text_append(&results->first, i ? ", " : "");
		json_append_text(&results->first, expectation->group[i], strlen(expectation->group[i]));
	}
	text_append_char(&results->first, ']');
	row_integer(row, (int64_t) index + 1);
	row_text(row, expectation->figure ? expectation->figure : expectation->total);
	row_text(row, text_string(&results->first));
	row_text(row, results->plan->periods[result->period].label);
	row_text(row, expectation->title);
	row_text(row, expectation->source);
	row_text(row, expectation->note);
	row_text(row, has_unit ? amount_unit_names[expectation->unit] : NULL);
	row_text(row, type_names[result->type]);
	row_text(row, plain(result->type, result->expected, &amounts[EXPECTED]));
	row_text(row, plain(result->type, result->found, &amounts[FOUND]));
	row_text(row, plain(result->type, result->difference, &amounts[DIFFERENCE]));
	row_text(row, plain(result->type, result->allowed, &amounts[ALLOWED]));
	row_text(row, expectation_outcome_names[result->outcome]);
	row_text(row, result->because);
	row_text(row, expectation->file->path);
	row_integer(row, expectation->line);
	for (size_t i = 0; i < AMOUNTS; i++)
		results->first.failed |= amounts[i].failed;
	return results_insert(results, err);
}

static int write_expectations(struct results *results, struct error *err)
{
	struct text amounts[AMOUNTS] = { TEXT_INIT, TEXT_INIT, TEXT_INIT, TEXT_INIT };
	int failed = results_open(results, "expectation", err);

	for (size_t i = 0; !failed && i < results->result->expectation_count; i++)
		failed = write_expectation(results, i, amounts, err);
	for (size_t i = 0; i < AMOUNTS; i++)
		text_release(&amounts[i]);
	return failed;
}

/* Into the table that the findings on records are in already. */
static int write_findings(struct results *results, struct error *err)
{
	struct writer *writer = results->writer;
	struct row *row = &writer->finding;

	for (size_t i = 0; i < results->result->figure_finding_count; i++) {
		const struct figure_finding *found = &results->result->figure_findings[i];
		const struct finding *finding = &results->plan->ruleset->findings[found->finding];

		row_text(row, finding->name);
		row_integer(row, ++writer->finding_positions[found->finding]);
		row_integer(row, found->finding + 1);
		row_text(row, finding_level_names[finding->level]);
		row_text(row, finding->title);
		row_text(row, "");
		row_text(row, "");
		row_text(row, results->plan->periods[found->period].label);
		row_integer(row, !found->message);
		row_text(row, found->message);
		if (row_insert(row, writer->path, err))
			return -1;
	}
	return 0;
}

int results_figures(struct results *results, struct error *err)
{
	return write_figures(results, err) || write_bridges(results, err) || write_expectations(results, err)
	                       || write_findings(results, err)
	               ? -1
	               : 0;
}
