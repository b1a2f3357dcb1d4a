/* json.c: a run as JSON, for programs: one object, every number as it is stored. */
#include "report/report.h"

#include "base/json.h"

#include <inttypes.h>
#include <string.h>

static void key(struct text *out, const char *name)
{
	if (out->length && out->bytes[out->length - 1] != '{' && out->bytes[out->length - 1] != '[')
		text_append(out, ", ");
	json_append_text(out, name, strlen(name));
	text_append(out, ": ");
}

static void put_text(struct text *out, const char *name, const char *value)
{
	key(out, name);
	if (value)
		json_append_text(out, value, strlen(value));
	else
		text_append(out, "null");
}

static void put_number(struct text *out, const char *name, int64_t value)
{
	key(out, name);
	text_append_format(out, "%" PRId64, value);
}

static void put_flag(struct text *out, const char *name, bool value)
{
	key(out, name);
	text_append(out, value ? "true" : "false");
}

static void begin_item(struct text *out)
{
	if (out->bytes[out->length - 1] == '}')
		text_append_char(out, ',');
	text_append(out, "\n    {");
}

static void begin_list(struct text *out, const char *name)
{
	text_append(out, ",\n  ");
	json_append_text(out, name, strlen(name));
	text_append(out, ": [");
}

static void put_texts(struct text *out, const char *name, const char *const *items, size_t count)
{
	key(out, name);
	text_append_char(out, '[');
	for (size_t i = 0; items && i < count; i++) {
		text_append(out, i ? ", " : "");
		json_append_text(out, items[i], strlen(items[i]));
	}
	text_append_char(out, ']');
}

static void put_inputs(const struct summary *summary, struct text *out)
{
	begin_list(out, "inputs");
	for (size_t i = 0; i < summary->input_count; i++) {
		const struct summary_input *input = &summary->inputs[i];

		begin_item(out);
		put_text(out, "record_type", input->type);
		put_text(out, "query", input->query);
		put_text(out, "where", input->filter);
		put_number(out, "rows", input->rows);
		put_number(out, "left_out", input->left_out);
		put_number(out, "undecided", input->undecided);
		put_number(out, "in_no_period", input->undated);
		key(out, "not_known");
		text_append_char(out, '{');
		for (size_t j = 0; j < input->field_count; j++) {
			if (input->fields[j].unknown)
				put_number(out, input->fields[j].name, input->fields[j].unknown);
		}
		text_append(out, "}}");
	}
	text_append(out, "]");
}

static void put_rules(const struct summary *summary, struct text *out)
{
	begin_list(out, "rules");
	for (size_t i = 0; i < summary->rule_count; i++) {
		const struct summary_rule *rule = &summary->rules[i];

		begin_item(out);
		put_text(out, "record_type", rule->type);
		put_text(out, "name", rule->name);
		put_text(out, "period", rule->period);
		put_text(out, "type", rule->kind);
		put_text(out, "title", rule->title);
		put_text(out, "source", rule->source);
		put_flag(out, "draft", rule->draft);
		if (rule->eligibility) {
			put_number(out, "eligible", rule->eligible);
			put_number(out, "not_eligible", rule->not_eligible);
		} else {
			put_number(out, "known", rule->known);
		}
		put_number(out, "none", rule->none);
		put_number(out, "unknown", rule->unknown);
		if (rule->awards) {
			put_number(out, "award", rule->award);
			put_number(out, "award_unknown", rule->award_unknown);
		}
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_totals(const struct summary *summary, struct text *out)
{
	begin_list(out, "totals");
	for (size_t i = 0; i < summary->total_count; i++) {
		const struct summary_total *total = &summary->totals[i];

		for (size_t j = 0; j < total->row_count; j++) {
			const struct summary_total_row *row = &total->rows[j];

			begin_item(out);
			put_text(out, "name", total->name);
			put_text(out, "title", total->title);
			put_text(out, "period", row->period);
			put_text(out, "kind", total->kind);
			put_text(out, "record_type", total->record_type);
			put_text(out, "type", total->type);
			put_texts(out, "by", total->grouped_by, total->group_count);
			put_texts(out, "group", row->groups, total->group_count);
			put_text(out, "value", row->value);
			put_text(out, "shown", row->shown);
			put_number(out, "known", row->known);
			put_number(out, "unknown", row->unknown);
			text_append_char(out, '}');
		}
	}
	text_append(out, "]");
}

/* "net, spent" as a list; what is not there as null. */
static void put_names(struct text *out, const char *name, const char *names)
{
	key(out, name);
	if (!names) {
		text_append(out, "null");
		return;
	}
	text_append_char(out, '[');
	for (const char *at = names; *at;) {
		size_t length = strcspn(at, ",");

		json_append_text(out, at, length);
		at += length;
		at += strspn(at, ", ");
		text_append(out, *at ? ", " : "");
	}
	text_append_char(out, ']');
}

static void put_figures(const struct summary *summary, struct text *out)
{
	begin_list(out, "figures");
	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];

		for (size_t j = 0; j < figure->row_count; j++) {
			const struct summary_figure_row *row = &figure->rows[j];

			begin_item(out);
			put_text(out, "name", figure->name);
			put_text(out, "title", figure->title);
			put_text(out, "source", figure->source);
			put_text(out, "period", row->period);
			put_text(out, "type", figure->type);
			put_text(out, "value", row->value);
			put_text(out, "shown", row->value ? row->shown : NULL);
			put_names(out, "incomplete", row->because);
			text_append_char(out, '}');
		}
	}
	text_append(out, "]");
}

static void put_parts(const struct summary_bridge *bridge, size_t first, struct text *out)
{
	const char *period = bridge->rows[first].period;

	key(out, "parts");
	text_append_char(out, '[');
	for (size_t i = first; i < bridge->row_count && !strcmp(bridge->rows[i].period, period); i++) {
		const struct summary_bridge_row *row = &bridge->rows[i];

		begin_item(out);
		put_text(out, "part", row->part);
		put_text(out, "name", row->name);
		put_text(out, "label", row->label);
		put_text(out, "value", row->value);
		put_text(out, "shown", row->shown);
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
}

/* One object for a bridge in a period. */
static void put_bridges(const struct summary *summary, struct text *out)
{
	begin_list(out, "bridges");
	for (size_t i = 0; i < summary->bridge_count; i++) {
		const struct summary_bridge *bridge = &summary->bridges[i];

		for (size_t j = 0; j < bridge->row_count; j++) {
			if (j > 0 && !strcmp(bridge->rows[j].period, bridge->rows[j - 1].period))
				continue;
			begin_item(out);
			put_text(out, "name", bridge->name);
			put_text(out, "title", bridge->title);
			put_text(out, "source", bridge->source);
			put_text(out, "period", bridge->rows[j].period);
			put_text(out, "type", bridge->type);
			put_names(out, "incomplete", bridge->rows[j].because);
			put_parts(bridge, j, out);
			text_append_char(out, '}');
		}
	}
	text_append(out, "]");
}

static void put_expectations(const struct summary *summary, struct text *out)
{
	text_append(out, ",\n  \"expectation_counts\": {");
	put_number(out, "exact", summary->expected.exact);
	put_number(out, "rounding", summary->expected.rounding);
	put_number(out, "missed", summary->expected.missed);
	put_number(out, "incomplete", summary->expected.incomplete);
	text_append_char(out, '}');
	begin_list(out, "expectations");
	for (size_t i = 0; i < summary->expectation_count; i++) {
		const struct summary_expectation *expectation = &summary->expectations[i];

		begin_item(out);
		put_text(out, "name", expectation->name);
		put_texts(out, "group", expectation->groups, expectation->group_count);
		put_text(out, "period", expectation->period);
		put_text(out, "title", expectation->title);
		put_text(out, "source", expectation->source);
		put_text(out, "note", expectation->note);
		put_text(out, "in", expectation->unit);
		put_text(out, "type", expectation->type);
		put_text(out, "expected", expectation->expected);
		put_text(out, "found", expectation->found);
		put_text(out, "difference", expectation->difference);
		put_text(out, "allowed", expectation->allowed);
		put_text(out, "outcome", expectation->outcome);
		put_names(out, "incomplete", expectation->because);
		put_text(out, "path", expectation->path);
		put_number(out, "line", expectation->line);
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_missing(const struct summary *summary, struct text *out)
{
	begin_list(out, "missing_facts");
	for (size_t i = 0; i < summary->missing_count; i++) {
		const struct summary_missing *missing = &summary->missing[i];

		begin_item(out);
		put_text(out, "record_type", missing->type);
		put_text(out, "rule", *missing->rule ? missing->rule : NULL);
		put_text(out, "fact", missing->fact);
		put_number(out, "records", missing->records);
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_findings(const struct summary *summary, struct text *out)
{
	begin_list(out, "findings");
	for (size_t i = 0; i < summary->finding_count; i++) {
		const struct summary_finding *finding = &summary->findings[i];

		begin_item(out);
		put_text(out, "name", finding->name);
		put_text(out, "level", finding->level);
		put_text(out, "title", finding->title);
		put_text(out, "record_type", *finding->type ? finding->type : NULL);
		put_number(out, "found", finding->found);
		put_number(out, "undecided", finding->undecided);
		key(out, "rows");
		text_append_char(out, '[');
		for (size_t j = 0; j < finding->row_count; j++) {
			begin_item(out);
			put_text(out, "key", *finding->type ? finding->rows[j].key : NULL);
			put_text(out, "period", finding->rows[j].period);
			put_text(out, "message", finding->rows[j].message);
			text_append_char(out, '}');
		}
		text_append(out, "]}");
	}
	text_append(out, "]");
}

static void put_parameters(const struct summary *summary, struct text *out)
{
	begin_list(out, "parameters");
	for (size_t i = 0; i < summary->parameter_count; i++) {
		const struct summary_parameter *parameter = &summary->parameters[i];

		begin_item(out);
		put_text(out, "name", parameter->name);
		put_text(out, "period", parameter->period);
		put_text(out, "title", parameter->title);
		put_text(out, "type", parameter->type);
		put_text(out, "value", parameter->value);
		put_text(out, "shown", parameter->shown);
		put_text(out, "in_force_from", parameter->in_force);
		put_text(out, "source", parameter->source);
		put_text(out, "illustrative", parameter->illustrative);
		put_flag(out, "carried", parameter->carried);
		put_flag(out, "overridden", parameter->overridden);
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

void report_json(const struct summary *summary, const char *path, struct text *out)
{
	text_append(out, "{\n  \"run_file\": ");
	json_append_text(out, path, strlen(path));
	text_append(out, ",\n  \"seal\": ");
	json_append_text(out, summary_seal(summary), strlen(summary_seal(summary)));
	text_append(out, ",\n  \"manifest\": {");
	for (size_t i = 0; i < summary->manifest_count; i++)
		put_text(out, summary->manifest[i].name, summary->manifest[i].value);
	text_append_char(out, '}');
	put_inputs(summary, out);
	put_figures(summary, out);
	put_bridges(summary, out);
	put_expectations(summary, out);
	put_rules(summary, out);
	put_totals(summary, out);
	put_missing(summary, out);
	put_findings(summary, out);
	put_parameters(summary, out);
	text_append(out, ",\n  \"notes\": [");
	for (size_t i = 0; i < summary->note_count; i++) {
		text_append(out, i ? ", " : "");
		json_append_text(out, summary->notes[i], strlen(summary->notes[i]));
	}
	text_append(out, "]\n}\n");
}
