/* json.c: a run as JSON, for programs: one object, every number as it is stored. */
#include "report/report.h"

#include "base/json.h"
#include "report/json_parts.h"

#include <string.h>

static void put_inputs(const struct summary *summary, struct text *out)
{
	json_list(out, "inputs");
	for (size_t i = 0; i < summary->input_count; i++) {
		const struct summary_input *input = &summary->inputs[i];

		json_item(out);
		json_text(out, "record_type", input->type);
		json_text(out, "query", input->query);
		json_text(out, "where", input->filter);
		json_number(out, "rows", input->rows);
		json_number(out, "left_out", input->left_out);
		json_number(out, "undecided", input->undecided);
		json_number(out, "in_no_period", input->undated);
		json_key(out, "not_known");
		text_append_char(out, '{');
		for (size_t j = 0; j < input->field_count; j++) {
			if (input->fields[j].unknown)
				json_number(out, input->fields[j].name, input->fields[j].unknown);
		}
		text_append(out, "}}");
	}
	text_append(out, "]");
}

static void put_rules(const struct summary *summary, struct text *out)
{
	json_list(out, "rules");
	for (size_t i = 0; i < summary->rule_count; i++) {
		const struct summary_rule *rule = &summary->rules[i];

		json_item(out);
		json_text(out, "record_type", rule->type);
		json_text(out, "name", rule->name);
		json_text(out, "period", rule->period);
		json_text(out, "type", rule->kind);
		json_text(out, "title", rule->title);
		json_text(out, "source", rule->source);
		json_flag(out, "draft", rule->draft);
		if (rule->eligibility) {
			json_number(out, "eligible", rule->eligible);
			json_number(out, "not_eligible", rule->not_eligible);
		} else {
			json_number(out, "known", rule->known);
		}
		json_number(out, "none", rule->none);
		json_number(out, "unknown", rule->unknown);
		if (rule->awards) {
			json_number(out, "award", rule->award);
			json_number(out, "award_unknown", rule->award_unknown);
		}
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_totals(const struct summary *summary, struct text *out)
{
	json_list(out, "totals");
	for (size_t i = 0; i < summary->total_count; i++) {
		const struct summary_total *total = &summary->totals[i];

		for (size_t j = 0; j < total->row_count; j++) {
			const struct summary_total_row *row = &total->rows[j];

			json_item(out);
			json_text(out, "name", total->name);
			json_text(out, "title", total->title);
			json_text(out, "period", row->period);
			json_text(out, "kind", total->kind);
			json_text(out, "record_type", total->record_type);
			json_text(out, "type", total->type);
			json_texts(out, "by", total->grouped_by, total->group_count);
			json_texts(out, "group", row->groups, total->group_count);
			json_text(out, "value", row->value);
			json_text(out, "shown", row->shown);
			json_number(out, "known", row->known);
			json_number(out, "unknown", row->unknown);
			text_append_char(out, '}');
		}
	}
	text_append(out, "]");
}

/* "net, spent" as a list; what is not there as null. */
static void put_names(struct text *out, const char *name, const char *names)
{
	json_key(out, name);
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
	json_list(out, "figures");
	for (size_t i = 0; i < summary->figure_count; i++) {
		const struct summary_figure *figure = &summary->figures[i];

		for (size_t j = 0; j < figure->row_count; j++) {
			const struct summary_figure_row *row = &figure->rows[j];

			json_item(out);
			json_text(out, "name", figure->name);
			json_text(out, "title", figure->title);
			json_text(out, "source", figure->source);
			json_text(out, "period", row->period);
			json_text(out, "type", figure->type);
			json_text(out, "value", row->value);
			json_text(out, "shown", row->value ? row->shown : NULL);
			put_names(out, "incomplete", row->because);
			text_append_char(out, '}');
		}
	}
	text_append(out, "]");
}

static void put_parts(const struct summary_bridge *bridge, size_t first, struct text *out)
{
	const char *period = bridge->rows[first].period;

	json_key(out, "parts");
	text_append_char(out, '[');
	for (size_t i = first; i < bridge->row_count && !strcmp(bridge->rows[i].period, period); i++) {
		const struct summary_bridge_row *row = &bridge->rows[i];

		json_item(out);
		json_text(out, "part", row->part);
		json_text(out, "name", row->name);
		json_text(out, "label", row->label);
		json_text(out, "value", row->value);
		json_text(out, "shown", row->shown);
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
}

/* One object for a bridge in a period. */
static void put_bridges(const struct summary *summary, struct text *out)
{
	json_list(out, "bridges");
	for (size_t i = 0; i < summary->bridge_count; i++) {
		const struct summary_bridge *bridge = &summary->bridges[i];

		for (size_t j = 0; j < bridge->row_count; j++) {
			if (j > 0 && !strcmp(bridge->rows[j].period, bridge->rows[j - 1].period))
				continue;
			json_item(out);
			json_text(out, "name", bridge->name);
			json_text(out, "title", bridge->title);
			json_text(out, "source", bridge->source);
			json_text(out, "period", bridge->rows[j].period);
			json_text(out, "type", bridge->type);
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
	json_number(out, "exact", summary->expected.exact);
	json_number(out, "rounding", summary->expected.rounding);
	json_number(out, "missed", summary->expected.missed);
	json_number(out, "incomplete", summary->expected.incomplete);
	text_append_char(out, '}');
	json_list(out, "expectations");
	for (size_t i = 0; i < summary->expectation_count; i++) {
		const struct summary_expectation *expectation = &summary->expectations[i];

		json_item(out);
		json_text(out, "name", expectation->name);
		json_texts(out, "group", expectation->groups, expectation->group_count);
		json_text(out, "period", expectation->period);
		json_text(out, "title", expectation->title);
		json_text(out, "source", expectation->source);
		json_text(out, "note", expectation->note);
		json_text(out, "in", expectation->unit);
		json_text(out, "type", expectation->type);
		json_text(out, "expected", expectation->expected);
		json_text(out, "found", expectation->found);
		json_text(out, "difference", expectation->difference);
		json_text(out, "allowed", expectation->allowed);
		json_text(out, "outcome", expectation->outcome);
		put_names(out, "incomplete", expectation->because);
		json_text(out, "path", expectation->path);
		json_number(out, "line", expectation->line);
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_missing(const struct summary *summary, struct text *out)
{
	json_list(out, "missing_facts");
	for (size_t i = 0; i < summary->missing_count; i++) {
		const struct summary_missing *missing = &summary->missing[i];

		json_item(out);
		json_text(out, "record_type", missing->type);
		json_text(out, "rule", *missing->rule ? missing->rule : NULL);
		json_text(out, "fact", missing->fact);
		json_number(out, "records", missing->records);
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_findings(const struct summary *summary, struct text *out)
{
	json_list(out, "findings");
	for (size_t i = 0; i < summary->finding_count; i++) {
		const struct summary_finding *finding = &summary->findings[i];

		json_item(out);
		json_text(out, "name", finding->name);
		json_text(out, "level", finding->level);
		json_text(out, "title", finding->title);
		json_text(out, "record_type", *finding->type ? finding->type : NULL);
		json_number(out, "found", finding->found);
		json_number(out, "undecided", finding->undecided);
		json_key(out, "rows");
		text_append_char(out, '[');
		for (size_t j = 0; j < finding->row_count; j++) {
			json_item(out);
			json_text(out, "key", *finding->type ? finding->rows[j].key : NULL);
			json_text(out, "period", finding->rows[j].period);
			json_text(out, "message", finding->rows[j].message);
			text_append_char(out, '}');
		}
		text_append(out, "]}");
	}
	text_append(out, "]");
}

static void put_amount(struct text *out, const char *name, const struct summary_amount *amount)
{
	if (amount->there)
		json_number(out, name, amount->pence);
	else
		json_text(out, name, NULL);
}

static void put_decision(const struct summary_decision *decision, struct text *out)
{
	json_text(out, "decision", decision->name);
	json_text(out, "record_type", decision->type);
	json_text(out, "key", decision->key);
	json_text(out, "rule", decision->rule);
	json_text(out, "period", *decision->period ? decision->period : NULL);
	json_text(out, "effect", decision->effect);
	json_text(out, "given", decision->given);
	json_text(out, "decided", decision->decided);
	put_amount(out, "given_amount", &decision->given_amount);
	put_amount(out, "decided_amount", &decision->decided_amount);
	json_text(out, "decided_by", decision->by);
	json_text(out, "decided_on", decision->on);
	json_text(out, "reason", decision->reason);
	json_text(out, "because", decision->because);
}

static void put_decisions(const struct summary *summary, struct text *out)
{
	json_list(out, "decision_counts");
	for (size_t i = 0; i < summary->decided_count; i++) {
		const struct summary_decided *decided = &summary->decided[i];

		json_item(out);
		json_text(out, "record_type", decided->type);
		json_text(out, "rule", decided->rule);
		json_number(out, "departs", decided->departs);
		json_number(out, "same", decided->same);
		if (decided->amounts) {
			json_number(out, "given_amount", decided->sum_given);
			json_number(out, "given_amount_unknown", decided->unknown_given);
			json_number(out, "decided_amount", decided->sum_decided);
			json_number(out, "decided_amount_unknown", decided->unknown_decided);
		}
		text_append_char(out, '}');
	}
	text_append(out, "]");
	json_list(out, "decisions");
	for (size_t i = 0; i < summary->decision_count; i++) {
		json_item(out);
		put_decision(&summary->decisions[i], out);
		text_append_char(out, '}');
	}
	text_append(out, "]");
}

static void put_parameters(const struct summary *summary, struct text *out)
{
	json_list(out, "parameters");
	for (size_t i = 0; i < summary->parameter_count; i++) {
		const struct summary_parameter *parameter = &summary->parameters[i];

		json_item(out);
		json_text(out, "name", parameter->name);
		json_text(out, "period", parameter->period);
		json_text(out, "title", parameter->title);
		json_text(out, "type", parameter->type);
		json_text(out, "value", parameter->value);
		json_text(out, "shown", parameter->shown);
		json_text(out, "in_force_from", parameter->in_force);
		json_text(out, "source", parameter->source);
		json_text(out, "illustrative", parameter->illustrative);
		json_flag(out, "carried", parameter->carried);
		json_flag(out, "overridden", parameter->overridden);
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
		json_text(out, summary->manifest[i].name, summary->manifest[i].value);
	text_append_char(out, '}');
	put_inputs(summary, out);
	put_figures(summary, out);
	put_bridges(summary, out);
	put_expectations(summary, out);
	put_rules(summary, out);
	put_totals(summary, out);
	put_missing(summary, out);
	put_findings(summary, out);
	put_decisions(summary, out);
	put_parameters(summary, out);
	text_append(out, ",\n  \"notes\": [");
	for (size_t i = 0; i < summary->note_count; i++) {
		text_append(out, i ? ", " : "");
		json_append_text(out, summary->notes[i], strlen(summary->notes[i]));
	}
	text_append(out, "]\n}\n");
}
