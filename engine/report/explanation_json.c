/* explanation_json.c: why an outcome came out as it did, as one JSON object. Outcomes are a list, the one that was asked for first;
 * what reads another outcome names its place in the list. A value is given as machines store it (pence; null where there is none, or it
 * is not known), and as people write it. */
#include "report/explanation.h"

#include "base/json.h"
#include "evaluate/figure.h"
#include "report/json_parts.h"
#include "report/uprating.h"

#include <stdlib.h>
#include <string.h>

struct json {
	const struct trace *trace;
	struct text *out;
	const struct trace_outcome **outcomes;
	size_t count, capacity;
};

static void maybe(struct text *out, const char *name, const char *value)
{
	if (value)
		json_text(out, name, value);
}

static void built(struct text *out, const char *name, struct text *value)
{
	json_text(out, name, text_string(value));
	out->failed |= value->failed;
	text_release(value);
}

/* "value" and "shown", or, with `name`, "NAME" and "NAME_shown". */
static void value(struct text *out, const char *name, enum type type, struct value given)
{
	struct text plain = TEXT_INIT, shown = TEXT_INIT, key = TEXT_INIT;

	if (type == TYPE_ELIGIBILITY && given.kind == VALUE_FLAG)
		text_append(&plain, given.as.integer ? "eligible" : "not_eligible");
	else
		value_print_plain(type, given, &plain);
	report_value(type, given, &shown);
	text_append_format(&key, "%s%sshown", name ? name : "", name ? "_" : "");
	if (given.kind == VALUE_NONE || given.kind == VALUE_UNKNOWN)
		json_text(out, name ? name : "value", NULL);
	else
		json_text(out, name ? name : "value", text_string(&plain));
	built(out, text_string(&key), &shown);
	out->failed |= plain.failed || key.failed;
	text_release(&plain);
	text_release(&key);
}

static void place(struct text *out, const struct place *where)
{
	if (!where->source)
		return;
	json_text(out, "file", where->source->path);
	json_number(out, "line", where->line);
}

static void date(struct text *out, const char *name, struct date day)
{
	char shown[DATE_TEXT_SIZE];

	date_print(day, shown);
	json_text(out, name, shown);
}

/* The place of an outcome in the list, where it is put if it is not there yet. */
static size_t number_of(struct json *json, const struct trace_outcome *outcome)
{
	for (size_t i = 0; i < json->count; i++) {
		if (json->outcomes[i] == outcome)
			return i;
	}
	if (array_reserve(&json->outcomes, &json->capacity, json->count + 1, sizeof *json->outcomes)) {
		json->out->failed = true;
		return 0;
	}
	json->outcomes[json->count] = outcome;
	return json->count++;
}

static void record(const struct json *json, const char *name, const struct trace_record *given)
{
	if (!given)
		return;
	text_append_format(json->out, ",\"%s\":{\"type\":", name);
	json_append_text(json->out, json->trace->plan->types[given->type].record->name,
	                 strlen(json->trace->plan->types[given->type].record->name));
	json_text(json->out, "key", given->key);
	text_append_char(json->out, '}');
}

static void uprating(struct text *out, const struct parameter *of, const struct dated_value *in_force)
{
	const struct uprated *uprated = in_force->uprated;
	struct value product;
	bool exact;

	text_append(out, ",\"uprating\":{\"index\":");
	json_append_text(out, uprated->index->name, strlen(uprated->index->name));
	date(out, "index_from", uprated->to->from);
	value(out, "index_value", uprated->index->type, uprated->to->value);
	json_flag(out, "index_carried", uprated->carried);
	if (uprated->level) {
		date(out, "level_from", uprated->level->from);
		value(out, "level", uprated->index->type, uprated->level->value);
	}
	date(out, "base_from", uprated->base->from);
	if (of->shape == SHAPE_VALUE) {
		value(out, "base", of->type, uprated->base->value);
		if (uprating_product(of, uprated, uprated->base->value, in_force->value, &product, &exact)) {
			value(out, "product", of->type, product);
			json_flag(out, "product_exact", exact);
		}
	} else {
		struct text shown = TEXT_INIT;

		parameter_print(of, uprated->base, &shown);
		built(out, "base_shown", &shown);
	}
	value(out, "step", of->type, value_decimal(of->uprate->step));
	json_text(out, "mode", rounding_names[of->uprate->mode]);
	text_append_char(out, '}');
}

static void parameter(struct text *out, const struct trace_read *read)
{
	const struct dated_value *in_force = &read->in_force;
	struct text shown = TEXT_INIT;

	parameter_print(read->parameter, in_force, &shown);
	if (read->parameter->shape == SHAPE_VALUE)
		value(out, NULL, read->type, read->value);
	else
		built(out, "shown", &shown);
	text_release(&shown);
	if (in_force->from.year > 1)
		date(out, "from", in_force->from);
	json_text(out, "source", in_force->source);
	json_flag(out, "carried", read->carried);
	json_flag(out, "uprated", in_force->uprated != NULL);
	json_flag(out, "set", read->parameter->overridden);
	if (in_force->uprated)
		uprating(out, read->parameter, in_force);
}

static void print_read(struct json *json, const struct trace_read *read)
{
	static const char *const kinds[] = { "field",  "outcome", "relation", "related",   "known",
		                             "lookup", "total",   "figure",   "parameter", "at" };
	struct text *out = json->out;

	text_append_format(out, "{\"kind\":\"%s\"", kinds[read->kind]);
	json_text(out, "name", read->name);
	record(json, "record", read->record);
	maybe(out, "key", read->key);
	if (read->kind == TRACE_PARAMETER)
		parameter(out, read);
	else if (read->kind == TRACE_RELATION || read->kind == TRACE_RELATED || read->kind == TRACE_LOOKUP)
		json_text(out, "shown",
		          read->value.kind == VALUE_UNKNOWN ? "unknown"
		          : read->record_count              ? ""
		                                            : "none");
	else
		value(out, NULL, read->type, read->value);
	if (read->kind == TRACE_TOTAL)
		json_number(out, "unknown_records", read->unknown);
	for (size_t i = 0; i < read->record_count; i++) {
		text_append(out, i ? "," : ",\"records\":[");
		json_append_text(out, read->records[i]->key, strlen(read->records[i]->key));
	}
	text_append(out, read->record_count ? "]" : "");
	if (read->previous)
		json_flag(out, "previous", true);
	if (read->row)
		json_flag(out, "no_such_row", true);
	if (read->outcome)
		json_number(out, "outcome", (int64_t) number_of(json, read->outcome));
	place(out, &read->place);
	text_append_char(out, '}');
}

static void exact(struct text *out, const char *name, struct decimal given)
{
	struct text plain = TEXT_INIT;

	decimal_print(given, &plain);
	built(out, name, &plain);
}

static void print_step(struct text *out, const struct trace_step *traced)
{
	static const char *const kinds[] = { "round", "divide", "share", "scale", "category", "table" };
	const struct library_step *step = &traced->step;

	text_append_format(out, "{\"kind\":\"%s\"", kinds[step->kind]);
	if (step->kind <= STEP_SCALE)
		exact(out, "x", step->x);
	if (step->kind == STEP_DIVIDE)
		exact(out, "by", step->by);
	if (step->kind == STEP_ROUND || step->kind == STEP_DIVIDE) {
		exact(out, "step", step->step);
		json_text(out, "mode", rounding_names[step->mode]);
	}
	if (step->parameter)
		json_text(out, "parameter", step->parameter->name);
	if (step->kind == STEP_CATEGORY) {
		ensure(step->parameter);
		json_text(out, "category", step->name);
		value(out, NULL, step->parameter->type, step->value);
	}
	if (step->kind != STEP_SHARE && step->kind < STEP_CATEGORY)
		exact(out, "result", step->result);
	for (size_t i = 0; i < step->input_count; i++) {
		text_append(out, i ? ",{\"input\":" : ",\"inputs\":[{\"input\":");
		json_append_text(out, step->inputs[i].label, strlen(step->inputs[i].label));
		value(out, NULL, step->inputs[i].type, step->inputs[i].value);
		text_append_char(out, '}');
	}
	text_append(out, step->input_count ? "]" : "");
	for (size_t i = 0; i < step->row_count; i++) {
		const struct step_row *row = &step->rows[i];

		text_append_format(out, "%s{\"row\":%zu", i ? "," : ",\"rows\":[", row->number);
		json_flag(out, "certain", row->certain);
		maybe(out, "file", row->file);
		maybe(out, "source", row->source);
		json_key(out, "cells");
		text_append_char(out, '[');
		for (size_t j = 0; j < step->input_count; j++) {
			const char *cell = traced->cells[i * step->input_count + j];

			text_append(out, j ? "," : "");
			json_append_text(out, cell, strlen(cell));
		}
		text_append(out, "]}");
	}
	text_append(out, step->row_count ? "]" : "");
	place(out, &traced->place);
	text_append_char(out, '}');
}

static void print_sum(struct text *out, const struct expression *expression)
{
	struct text names = TEXT_INIT, values = TEXT_INIT;

	report_expression(expression, false, &names);
	report_expression(expression, true, &values);
	built(out, "expression", &names);
	built(out, "with_values", &values);
}

/* In the order in which they came about. */
static void print_locals(struct text *out, const struct expression *expression)
{
	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return;
	print_locals(out, expression->a);
	if (report_expression_is_step(expression)) {
		text_append(out, out->bytes[out->length - 1] == '}' ? ",{" : "{");
		json_text(out, "name", expression->name);
		print_sum(out, expression->a);
		value(out, NULL, expression->a->type, expression->a->value);
		text_append_char(out, '}');
	}
	print_locals(out, expression->b);
	print_locals(out, expression->c);
}

static void print_call(struct json *json, const char *name, const struct trace_call *call)
{
	struct text *out = json->out;

	if (!call)
		return;
	text_append_format(out, ",\"%s\":{", name);
	/* Of functions that share a line it is not known which text is whose. */
	json_text(out, "lua", call->function->reads.shared ? NULL : call->function->text);
	place(out, &call->function->place);
	value(out, NULL, call->type, call->value);
	if (call->expression && report_expression_is_whole(call->expression)) {
		json_key(out, "locals");
		text_append_char(out, '[');
		print_locals(out, call->expression);
		text_append_char(out, ']');
		print_sum(out, call->expression);
	}
	text_append(out, ",\"reads\":[");
	for (size_t i = 0; i < call->read_count; i++) {
		text_append(out, i ? "," : "");
		print_read(json, call->reads[i]);
	}
	text_append(out, "],\"steps\":[");
	for (size_t i = 0; i < call->step_count; i++) {
		text_append(out, i ? "," : "");
		print_step(out, &call->steps[i]);
	}
	text_append(out, "]}");
}

static void print_condition(struct json *json, const struct trace_condition *condition)
{
	static const char *const kinds[] = { "all", "any", "test" };
	struct text *out = json->out;

	text_append_format(out, "{\"kind\":\"%s\"", kinds[condition->declared->kind]);
	maybe(out, "label", condition->declared->label);
	json_text(out, "answer", trace_answer_names[condition->answer]);
	json_flag(out, "settled_before", condition->beside);
	place(out, &condition->declared->place);
	print_call(json, "call", condition->call);
	for (size_t i = 0; i < condition->count; i++) {
		text_append(out, i ? "," : ",\"conditions\":[");
		print_condition(json, &condition->children[i]);
	}
	text_append(out, condition->count ? "]}" : "}");
}

static void print_decision(struct text *out, const struct trace_outcome *outcome)
{
	const struct decision *decision = outcome->decision;

	if (!decision)
		return;
	text_append(out, ",\"decision\":{\"key\":");
	json_append_text(out, decision->name, strlen(decision->name));
	json_text(out, "by", decision->by);
	json_text(out, "on", decision->on);
	json_text(out, "reason", decision->reason);
	value(out, "rule_gives", outcome->type, outcome->given);
	text_append_char(out, '}');
}

static void print_outcome(struct json *json, const struct trace_outcome *outcome)
{
	static const char *const reasons[] = { NULL,     "outside",     "dates_unknown",
		                               "no_day", "day_unknown", "not_in_force" };
	struct text *out = json->out;
	const struct rule *rule = outcome->rule;

	text_append_format(out, "{\"kind\":\"%s\"", rule ? "rule" : "figure");
	json_text(out, "name", rule ? rule->name : outcome->figure->name);
	maybe(out, "title", rule ? rule->title : outcome->figure->title);
	maybe(out, "source", rule ? rule->source : outcome->figure->source);
	json_text(out, "type", type_names[outcome->type]);
	place(out, rule ? &rule->place : &outcome->figure->place);
	if (rule && rule->from.year)
		date(out, "from", rule->from);
	if (rule && rule->to.year)
		date(out, "to", rule->to);
	record(json, "record", outcome->record);
	json_text(out, "period", outcome->period->label);
	value(out, NULL, outcome->type, outcome->value);
	if (rule && rule->award != NO_FUNCTION)
		value(out, "award", TYPE_MONEY, outcome->award);
	maybe(out, "incomplete_because", outcome->because);
	maybe(out, "reason", reasons[outcome->reason]);
	print_decision(out, outcome);
	if (outcome->conditions) {
		text_append(out, ",\"conditions\":");
		print_condition(json, outcome->conditions);
	}
	print_call(json, "compute", outcome->compute);
	print_call(json, "award_call", outcome->award_call);
	text_append_char(out, '}');
}

static void print_settlings(struct json *json)
{
	const struct trace *trace = json->trace;
	struct text *out = json->out;

	text_append(out, "],\"settle\":[");
	for (size_t i = 0; i < trace->settling_count; i++) {
		const struct trace_settling *settling = &trace->settlings[i];

		text_append_format(out, "%s{\"facts\":[", i ? "," : "");
		for (size_t j = 0; j < settling->count; j++) {
			text_append(out, j ? ",{\"name\":" : "{\"name\":");
			json_append_text(out, settling->facts[j]->name, strlen(settling->facts[j]->name));
			record(json, "record", settling->facts[j]->record);
			text_append_char(out, '}');
		}
		text_append_format(out, "],\"eligible\":%s,\"not_eligible\":%s}", settling->yes ? "true" : "false",
		                   settling->no ? "true" : "false");
	}
	text_append_format(out, "],\"settle_more\":%s}\n", trace->settlings_cut ? "true" : "false");
}

static void cell(struct text *out, const struct total *total, enum type type, const struct total_cell *given)
{
	value(out, NULL, type, total_cell_value(total, given));
	json_number(out, "known", given->known);
	json_number(out, "unknown", given->unknown);
}

static void print_total(const struct explained *explained, struct text *out)
{
	const struct total *total = explained->total;
	const struct ruleset *ruleset = &explained->inputs.ruleset;
	struct amount amount = { .figure = -1, .total = (int) (total - ruleset->totals) };
	enum type type = ruleset_amount_type(ruleset, &amount);

	text_append(out, "{\"total\":");
	json_append_text(out, total->name, strlen(total->name));
	maybe(out, "title", total->title);
	maybe(out, "source", total->source);
	place(out, &total->place);
	json_text(out, "period", explained->period->label);
	cell(out, total, type, &explained->found->all);
	text_append(out, ",\"groups\":[");
	for (size_t i = 0; i < explained->found->group_count; i++) {
		const struct total_group *group = &explained->found->groups[i];

		text_append(out, i ? ",{\"by\":[" : "{\"by\":[");
		for (size_t j = 0; j < total->by_count; j++) {
			struct text shown = TEXT_INIT;

			report_value(total->by[j].value_type, group->by[j], &shown);
			text_append(out, j ? "," : "");
			json_append_text(out, text_string(&shown), shown.length);
			out->failed |= shown.failed;
			text_release(&shown);
		}
		text_append_char(out, ']');
		cell(out, total, type, &group->cell);
		text_append_char(out, '}');
	}
	text_append(out, "]}\n");
}

void report_trace_json(const struct trace *trace, struct text *out)
{
	struct json json = { .trace = trace, .out = out };

	text_append(out, "{\"outcomes\":[");
	number_of(&json, trace->root);
	for (size_t i = 0; i < json.count; i++) {
		text_append(out, i ? "," : "");
		print_outcome(&json, json.outcomes[i]);
	}
	print_settlings(&json);
	free(json.outcomes);
}

void report_explanation_json(const struct explained *explained, struct text *out)
{
	if (explained->kind == EXPLAINED_TOTAL)
		print_total(explained, out);
	else
		report_trace_json(&explained->trace, out);
}
