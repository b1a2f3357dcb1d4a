/* parameters.c: reckon parameters SCENARIO [NAME...]: what a parameter's values are, where they come from, and who reads it. */
#include "cli/commands.h"
#include "cli/output.h"

#include "run/execute.h"

#include <stdio.h>
#include <string.h>

static bool is_below(const char *name, const char *group)
{
	size_t length = strlen(group);

	return !strncmp(name, group, length) && (name[length] == '.' || name[length] == '\0');
}

static const char *const read_names[] = {
	[READ_START] = NULL, [READ_END] = "at the end of a period", [READ_BY_DAY] = "as the mean of a period's days"
};

static void line(struct text *out, const char *label, const char *value)
{
	if (value)
		text_append_format(out, "  %-14s%s\n", label, value);
}

static void append_type(struct text *out, const struct parameter *parameter)
{
	static const char *const kinds[] = { [SCALE_MARGINAL] = "marginal", [SCALE_WHOLE] = "whole" };

	text_append_format(out, "  %-14s%s", "type", parameter_type_name(parameter));
	if (parameter->shape == SHAPE_SCALE)
		text_append_format(out, ", %s, of %s", kinds[parameter->kind], type_names[parameter->of]);
	if (parameter->shape == SHAPE_CATEGORIES)
		text_append_format(out, ", by %s", parameter->by);
	if (parameter->unit)
		text_append_format(out, ", %s", parameter->unit);
	text_append_char(out, '\n');
}

/* A value's own source is shown where it is not the parameter's. */
static void append_values(struct text *out, const struct parameter *parameter)
{
	char day[DATE_TEXT_SIZE];

	for (size_t i = 0; i < parameter->count; i++) {
		const struct dated_value *value = &parameter->values[i];

		date_print(value->from, day);
		text_append_format(out, "  %-14s%s  ", i ? "" : "values", value->from.year == 1 ? "always    " : day);
		parameter_print(parameter, value, out);
		text_append(out, value->not_set ? "not set\n" : "\n");
		if (value->source
		    && (!parameter->shown_source || strcmp(value->source, parameter->shown_source) != 0))
			text_append_format(out, "  %-14s%12s%s\n", "", "", value->source);
	}
	if (!parameter->until.year)
		return;
	date_print(parameter->until, day);
	text_append_format(out, "  %-14suntil %s\n", "", day);
}

static void append_uprating(struct text *out, const struct parameter *parameter)
{
	char day[DATE_TEXT_SIZE];

	if (!parameter->uprate)
		return;
	date_print(parameter->uprate->from, day);
	text_append_format(out, "  %-14sby %s each year from %s, to ", "uprated", parameter->uprate->by, day);
	value_print(parameter->type, value_decimal(parameter->uprate->step), out);
	text_append_format(out, ", %s\n", rounding_names[parameter->uprate->mode]);
}

/* Whether an earlier reader of the same parameter is the same rule, in force on other days. */
static bool named_before(const struct inputs *inputs, size_t reader)
{
	const struct plan_reader *readers = inputs->plan.readers;
	const struct rule *rules = inputs->ruleset.rules, *rule = &rules[readers[reader].rule];

	for (size_t i = 0; i < reader; i++) {
		const struct rule *other = readers[i].rule < 0 ? NULL : &rules[readers[i].rule];

		if (other && readers[i].parameter == readers[reader].parameter && other->on == rule->on
		    && !strcmp(other->name, rule->name))
			return true;
	}
	return false;
}

/* Each place that reads it, with the rule that does. */
static void append_readers(struct text *out, const struct inputs *inputs, const struct parameter *parameter)
{
	const struct ruleset *ruleset = &inputs->ruleset;
	const struct place *last = NULL; /* a helper's line is the same for every rule that calls it */
	const struct parameters *all = &inputs->scenario.parameters;
	size_t count = 0, index = 0;

	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++) {
			const struct read *read = &reads->items[j];

			if (read->kind != READ_PARAMETER || strcmp(read->name, parameter->name) != 0
			    || (last && last->source == read->place.source && last->line == read->place.line))
				continue;
			last = &read->place;
			text_append_format(out, "  %-14s%s:%d\n", count++ ? "" : "read at", read->place.source->shown,
			                   read->place.line);
		}
	}
	count = 0;
	for (size_t i = 0; i < inputs->plan.reader_count; i++) {
		const struct plan_reader *reader = &inputs->plan.readers[i];
		bool itself = reader->parameter == parameter - inputs->scenario.parameters.items;

		if (itself && reader->rule >= 0 && named_before(inputs, i))
			continue;
		if (itself && reader->rule >= 0)
			text_append_format(out, "  %-14srule '%s' of %s\n", count++ ? "" : "by",
			                   ruleset->rules[reader->rule].name,
			                   inputs->schema.types[ruleset->rules[reader->rule].on].name);
		else if (itself)
			text_append_format(out, "  %-14sa total, a figure or a finding\n", count++ ? "" : "by");
	}
	for (size_t i = 0; i < all->count; i++) {
		if (all->items[i].uprate && !strcmp(all->items[i].uprate->by, parameter->name))
			text_append_format(out, "  %-14s%s\n", index++ ? "" : "uprates", all->items[i].name);
	}
	if (count + index == 0)
		line(out, "read by", "nothing in this scenario");
}

static void append_parameter(struct text *out, const struct inputs *inputs, const struct parameter *parameter)
{
	text_append_format(out, "%s%s%s\n", parameter->name, parameter->title ? ": " : "",
	                   parameter->title ? parameter->title : "");
	append_type(out, parameter);
	line(out, "source", parameter->source);
	line(out, "illustrative", parameter->illustrative);
	line(out, "note", parameter->note);
	line(out, "read", read_names[parameter->read]);
	append_uprating(out, parameter);
	append_values(out, parameter);
	text_append_format(out, "  %-14s%s, line %d\n", "written", parameter->file->shown, parameter->line);
	append_readers(out, inputs, parameter);
}

/* Those that are named, or that are below a group that is; none is named: all. */
static int append_named(struct text *out, const struct inputs *inputs, const char *const *names, size_t count,
                        struct error *err)
{
	const struct parameters *parameters = &inputs->scenario.parameters;

	for (size_t i = 0; i < count; i++) {
		if (parameters_find(parameters, names[i]) || parameters_is_group(parameters, names[i]))
			continue;
		error_set(err, ERROR_INPUT, "the scenario has no parameter '%s'", names[i]);
		error_did_you_mean(err, parameters_nearest(parameters, names[i]));
		return -1;
	}
	for (size_t i = 0; i < parameters->count; i++) {
		bool wanted = count == 0;

		for (size_t j = 0; j < count && !wanted; j++)
			wanted = is_below(parameters->items[i].name, names[j]);
		if (!wanted)
			continue;
		if (out->length)
			text_append_char(out, '\n');
		append_parameter(out, inputs, &parameters->items[i]);
	}
	return out->failed ? error_memory(err) : 0;
}

int command_parameters(const struct arguments *arguments)
{
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	struct text out = TEXT_INIT;
	struct error err = ERROR_INIT;
	int failed = inputs_load_file(&inputs, arguments->operands[0], arguments->options[OPTION_DATA], 1, &problems);
	int status = report_problems(&problems);

	if (failed)
		goto out;
	if (append_named(&out, &inputs, arguments->operands + 1, arguments->operand_count - 1, &err))
		status = report_error(&err);
	else
		fwrite(text_string(&out), 1, out.length, stdout);
out:
	inputs_release(&inputs);
	problems_release(&problems);
	text_release(&out);
	return status;
}
