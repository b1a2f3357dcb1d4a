/* explanation.c: why an outcome came out as it did, for a terminal: the conclusion first, then what it rests on, a block for each
 * outcome on the way. */
#include "report/explanation.h"

#include "report/parts.h"

#include <stdlib.h>
#include <string.h>

/* What is being printed. */
struct printing {
	const struct trace *trace;
	int indent;
	struct text *out;
	const struct trace_outcome **blocks; /* that are shown, or will be, in their order */
	size_t block_count, block_capacity;
};

static void line(struct printing *printing, int indent, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void line(struct printing *printing, int indent, const char *format, ...)
{
	struct text words = TEXT_INIT;
	va_list arguments;

	va_start(arguments, format);
	text_append_formatv(&words, format, arguments);
	va_end(arguments);
	print_wrapped(printing->out, text_string(&words), printing->indent + indent);
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* What does not fit goes on below, further in. */
static void hanging(struct printing *printing, int indent, int further, const char *words)
{
	size_t room = (size_t) (REPORT_COLUMNS - printing->indent - indent), length = strlen(words);

	if (utf8_width(words, length) <= room) {
		line(printing, indent, "%s", words);
		return;
	}
	while (room > 20 && words[room] != ' ')
		room--;
	line(printing, indent, "%.*s", (int) room, words);
	line(printing, indent + further, "%s", words + room + (words[room] == ' '));
}

static const char *type_name(const struct printing *printing, const struct trace_record *record)
{
	return printing->trace->plan->types[record->type].record->name;
}

/* The same outcome may have been evaluated twice: of a record that was met as a parent and as a child. */
static bool same_outcome(const struct trace_outcome *a, const struct trace_outcome *b)
{
	if (a == b)
		return true;
	return a->rule && b->rule && a->rule->first_version == b->rule->first_version && a->period == b->period
	       && a->record->type == b->record->type && !strcmp(a->record->key, b->record->key);
}

static void need_block(struct printing *printing, const struct trace_outcome *outcome)
{
	for (size_t i = 0; i < printing->block_count; i++) {
		if (same_outcome(printing->blocks[i], outcome))
			return;
	}
	if (array_reserve(&printing->blocks, &printing->block_capacity, printing->block_count + 1,
	                  sizeof *printing->blocks)) {
		printing->out->failed = true;
		return;
	}
	printing->blocks[printing->block_count++] = outcome;
}

/* Expressions */

/* The decisions on the way: of each `if`, what it asked. */
static void print_decisions(struct printing *printing, const struct expression *expression, int indent)
{
	if (!expression)
		return;
	if (expression->formula->kind == FORMULA_IF && expression->a->value.kind == VALUE_FLAG) {
		struct text words = TEXT_INIT;

		report_expression(expression->a, false, &words);
		text_append(&words, expression->a->value.as.integer ? ": yes" : ": no");
		if (!report_expression_is_leaf(expression->a)) {
			text_append(&words, " (");
			report_expression(expression->a, true, &words);
			text_append_char(&words, ')');
		}
		line(printing, indent, "as %s", text_string(&words));
		printing->out->failed |= words.failed;
		text_release(&words);
	}
	if (expression->formula->kind == FORMULA_SLOT)
		return; /* it was shown where it was given */
	print_decisions(printing, expression->a, indent);
	print_decisions(printing, expression->b, indent);
	print_decisions(printing, expression->c, indent);
}

static void print_rounding(struct printing *printing, const struct expression *expression, int indent)
{
	const struct expression *step = expression->formula->kind == FORMULA_DIVIDE ? expression->c : expression->b;
	struct text words = TEXT_INIT;

	if (expression->formula->kind == FORMULA_DIVIDE) {
		report_value(expression->a->type, expression->a->value, &words);
		text_append(&words, " by ");
		report_value(expression->b->type, expression->b->value, &words);
		text_append(&words, " is ");
	} else {
		report_value(expression->type, expression->a->value, &words);
		text_append(&words, " rounds to ");
	}
	report_value(expression->type, expression->value, &words);
	text_append(&words, ", a multiple of ");
	report_value(expression->type, step->value, &words);
	line(printing, indent, "%s (%s)", text_string(&words), rounding_names[expression->formula->index]);
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* Every rounding on the way, before and after. */
static void print_roundings(struct printing *printing, const struct expression *expression, int indent)
{
	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return;
	print_roundings(printing, expression->a, indent);
	print_roundings(printing, expression->b, indent);
	print_roundings(printing, expression->c, indent);
	if (expression->value.kind != VALUE_UNKNOWN
	    && (expression->formula->kind == FORMULA_ROUND || expression->formula->kind == FORMULA_DIVIDE))
		print_rounding(printing, expression, indent);
}

static void print_expression(struct printing *printing, const struct expression *expression, int indent)
{
	struct text names = TEXT_INIT, values = TEXT_INIT;

	report_expression(expression, false, &names);
	report_expression(expression, true, &values);
	print_decisions(printing, expression, indent);
	if (report_expression_is_leaf(expression) && strcmp(text_string(&names), text_string(&values)) != 0) {
		line(printing, indent, "%s: %s", text_string(&names), text_string(&values));
	} else {
		line(printing, indent, "%s", text_string(&names));
		if (strcmp(text_string(&names), text_string(&values)) != 0)
			line(printing, indent, "%s%s", expression->type == TYPE_FLAG ? "" : "= ",
			     text_string(&values));
	}
	if (!report_expression_is_leaf(expression) && expression->type != TYPE_FLAG) {
		text_clear(&values);
		report_value(expression->type, expression->value, &values);
		line(printing, indent, "= %s", text_string(&values));
	}
	print_roundings(printing, expression, indent);
	printing->out->failed |= names.failed || values.failed;
	text_release(&names);
	text_release(&values);
}

/* Calls that only Lua can follow: its lines, and the steps of the library. */

static void print_exact(struct decimal value, enum type type, struct text *out)
{
	report_value(type, value_decimal(value), out);
}

/* What a step gave, where it is what the function gave in the end, is of the function's type; otherwise nobody says whether a number
 * is pence. */
static enum type type_of_step(const struct trace_call *call, const struct library_step *step)
{
	return call->type != TYPE_FLAG && !value_compare(value_decimal(step->result), call->value) ? call->type
	                                                                                           : TYPE_DECIMAL;
}

static void print_table(struct printing *printing, const struct library_step *step, int indent)
{
	struct text words = TEXT_INIT;

	for (size_t i = 0; i < step->input_count; i++) {
		if (!step->inputs[i].needed)
			continue;
		text_append_format(&words, "%s%s ", words.length ? ", " : "", step->inputs[i].label);
		report_value(step->inputs[i].type, step->inputs[i].value, &words);
	}
	text_append(&words, step->row_count == 0 ? ": no row matches" : step->row_count == 1 ? ": row " : ": rows ");
	for (size_t i = 0; i < step->row_count; i++) {
		const struct step_row *row = &step->rows[i];

		text_append_format(&words, "%s%zu", i ? ", " : "", row->number);
		if (row->source)
			text_append_format(&words, " (%s)", row->source);
		if (!row->certain)
			text_append(&words, " perhaps");
	}
	if (step->row_count > 0 && step->rows[0].file)
		text_append_format(&words, " of %s", step->rows[0].file);
	line(printing, indent, "decision table: %s", text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* "£37,700 from £0: 20% is £7,540" */
static void print_parts(struct printing *printing, const struct trace_step *traced, int indent)
{
	const struct scale *scale = traced->step.scale;

	for (size_t i = 0; i < traced->part_count; i++) {
		const struct trace_part *part = &traced->parts[i];
		struct text words = TEXT_INIT;

		print_exact(part->amount, scale->of, &words);
		text_append(&words, part->bracket->begin.behind ? " over " : " from ");
		report_value(scale->of, part->bracket->begin.at, &words);
		text_append(&words, ", at ");
		report_value(scale->gives, part->bracket->gives, &words);
		text_append(&words, ": ");
		print_exact(part->gives, scale->rates ? scale->of : scale->gives, &words);
		line(printing, indent, "%s", text_string(&words));
		printing->out->failed |= words.failed;
		text_release(&words);
	}
}

static void print_step(struct printing *printing, const struct trace_call *call, const struct trace_step *traced,
                       int indent)
{
	const struct library_step *step = &traced->step;
	enum type type = type_of_step(call, step);
	struct text words = TEXT_INIT;

	switch (step->kind) {
	case STEP_TABLE:
		print_table(printing, step, indent);
		return;
	case STEP_ROUND:
		print_exact(step->x, type, &words);
		text_append(&words, " rounds to ");
		break;
	case STEP_DIVIDE:
		print_exact(step->x, TYPE_DECIMAL, &words);
		text_append(&words, " by ");
		print_exact(step->by, TYPE_DECIMAL, &words);
		text_append(&words, " is ");
		break;
	case STEP_SHARE:
		print_exact(step->x, TYPE_DECIMAL, &words);
		text_append_format(&words, " is shared out in %zu parts", step->count);
		break;
	case STEP_SCALE:
		text_append_format(&words, "%s of ", step->parameter->name);
		print_exact(step->x, step->scale->of, &words);
		text_append(&words, " is ");
		print_exact(step->result, step->scale->rates ? step->scale->of : step->scale->gives, &words);
		break;
	case STEP_CATEGORY:
		text_append_format(&words, "%s of %s is ", step->parameter->name, step->name);
		report_value(step->parameter->type, step->value, &words);
		break;
	}
	if (step->kind == STEP_ROUND || step->kind == STEP_DIVIDE) {
		print_exact(step->result, type, &words);
		text_append(&words, ", a multiple of ");
		print_exact(step->step, type, &words);
		text_append_format(&words, " (%s)", rounding_names[step->mode]);
	}
	line(printing, indent, "%s", text_string(&words));
	if (step->kind == STEP_SCALE)
		print_parts(printing, traced, indent + 2);
	printing->out->failed |= words.failed;
	text_release(&words);
}

#define LINES_MOST 12

/* One line of Lua, `skip` bytes of its indentation left out, behind its number. */
static void print_source_line(struct printing *printing, int number, const char *text, size_t length, size_t skip,
                              int indent)
{
	struct text words = TEXT_INIT;
	size_t begin = strspn(text, " \t");

	text_append_format(&words, "%d  ", number);
	for (size_t i = skip; i < begin; i++)
		text_append(&words, "  ");
	text_append_bytes(&words, text + begin, length - begin);
	hanging(printing, indent, 8, text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* "function(c) return c.income end": what is between. */
static void print_one_line(struct printing *printing, const struct function *function, int indent)
{
	const char *text = function->text, *begin = strstr(text, ") return "), *end = text + strlen(text);

	if (!strncmp(text, "function(", strlen("function(")) && begin && end - text > 4 && !strcmp(end - 4, " end"))
		line(printing, indent, "%.*s", (int) (end - 4 - (begin + strlen(") return "))),
		     begin + strlen(") return "));
	else
		line(printing, indent, "%s", text);
}

/* The lines of the function. */
static void print_source(struct printing *printing, const struct function *function, int indent)
{
	const struct source *source = function->place.source;
	const char *text = source->text;
	int first = function->place.line, last = function->last_line;
	size_t skip = 0;

	for (int at = 1; at < first && text; at++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	/* Of functions that share a line it is not known which text is whose. */
	if (first == last && function->text && !function->reads.shared) {
		print_one_line(printing, function, indent);
		return;
	}
	line(printing, indent, "%s", source->path);
	for (int at = first; at <= last && at < first + LINES_MOST && text && *text; at++) {
		size_t length = strcspn(text, "\n");

		if (at == first)
			skip = strspn(text, " \t");
		if (strspn(text, " \t") < length)
			print_source_line(printing, at, text, length, skip, indent);
		text += length + (text[length] == '\n');
	}
	if (last >= first + LINES_MOST)
		line(printing, indent, "... to line %d", last);
}

static void print_call(struct printing *printing, const struct trace_call *call, int indent)
{
	if (call->expression && call->expression->value.kind != VALUE_UNKNOWN) {
		print_expression(printing, call->expression, indent);
		return;
	}
	print_source(printing, call->function, indent);
	for (size_t i = 0; i < call->step_count; i++)
		print_step(printing, call, &call->steps[i], indent);
}

/* What was read */

static void append_records(const struct trace_read *read, struct text *out)
{
	if (read->record_count == 0)
		text_append(out, "none");
	for (size_t i = 0; i < read->record_count; i++) {
		if (i == 12 && read->record_count > 13) {
			text_append_format(out, " and %zu more", read->record_count - i);
			break;
		}
		text_append_format(out, "%s%s", i ? "; " : "", read->records[i]->key);
	}
}

static void append_parameter(const struct trace_read *read, struct text *value, struct text *note)
{
	const struct dated_value *in_force = &read->in_force;
	const struct parameter *parameter = read->parameter;
	char day[DATE_TEXT_SIZE];

	parameter_print(parameter, in_force, value);
	date_print(in_force->from, day);
	if (in_force->from.year > 1)
		text_append_format(note, "from %s%s: ", day, in_force->derived ? ", uprated" : "");
	if (read->carried)
		text_append(note, "carried past its time: ");
	text_append(note, in_force->source ? in_force->source : "no source");
}

/* The name, the value and the note of one thing that was read. */
static void append_read(const struct trace_read *read, struct text *name, struct text *value, struct text *note)
{
	text_append(name, read->name);
	switch (read->kind) {
	case TRACE_KNOWN:
		text_clear(name);
		text_append_format(name, "known: %s", read->name);
		break;
	case TRACE_RELATION:
		text_append(value, read->value.kind == VALUE_NONE ? "none" : read->row ? "no such row" : "unknown");
		return;
	case TRACE_RELATED:
		text_append_format(value, "%zu", read->record_count);
		append_records(read, note);
		return;
	case TRACE_LOOKUP:
		text_append(value, read->row ? "no such row" : "a row");
		text_append(note, read->key);
		return;
	case TRACE_TOTAL:
		if (read->key)
			text_append_format(name, ", %s", read->key);
		if (read->unknown)
			text_append_format(note, "incomplete: %lld records are unknown", (long long) read->unknown);
		break;
	case TRACE_PARAMETER:
		append_parameter(read, value, note);
		return;
	default:
		break;
	}
	report_value(read->type, read->value, value);
	if (read->previous && strncmp(read->name, "at.previous.", strlen("at.previous.")) != 0)
		text_append(note, "of the period before");
	if (read->beside)
		text_append(note, "needed too");
}

/* What was read by all the calls of one outcome, each thing once. */
struct reads_shown {
	const struct trace_read **items;
	size_t count, capacity;
};

static bool same_read(const struct trace_read *a, const struct trace_read *b)
{
	return a->kind == b->kind && a->previous == b->previous && a->award == b->award && !strcmp(a->name, b->name)
	       && !a->key == !b->key && (!a->key || !strcmp(a->key, b->key));
}

static void collect_call(struct printing *printing, struct reads_shown *shown, const struct trace_call *call)
{
	for (size_t i = 0; call && i < call->read_count; i++) {
		const struct trace_read *read = call->reads[i];
		size_t j = 0;

		if (read->kind == TRACE_RELATION && read->record_count)
			continue;
		while (j < shown->count && !same_read(shown->items[j], read))
			j++;
		if (j < shown->count)
			continue;
		if (array_reserve(&shown->items, &shown->capacity, shown->count + 1, sizeof *shown->items)) {
			printing->out->failed = true;
			return;
		}
		shown->items[shown->count++] = read;
	}
}

static void collect_conditions(struct printing *printing, struct reads_shown *shown,
                               const struct trace_condition *condition)
{
	collect_call(printing, shown, condition->call);
	for (size_t i = 0; i < condition->count; i++)
		collect_conditions(printing, shown, &condition->children[i]);
}

#define NAME_COLUMNS 38

struct read_text {
	struct text name, value, note;
};

static void release_read(struct printing *printing, struct read_text *read)
{
	printing->out->failed |= read->name.failed || read->value.failed || read->note.failed;
	text_release(&read->name);
	text_release(&read->value);
	text_release(&read->note);
}

/* Name and value side by side where they fit; the note below. */
static void print_read(struct printing *printing, const struct read_text *read, size_t columns)
{
	size_t width = utf8_width(text_string(&read->name), read->name.length);
	size_t value = utf8_width(text_string(&read->value), read->value.length);
	size_t left = (size_t) printing->indent + 2 + (width > columns ? width : columns) + 2;

	if (left + value <= REPORT_COLUMNS) {
		line(printing, 2, "%s%*s  %s", text_string(&read->name),
		     width < columns ? (int) (columns - width) : 0, "", text_string(&read->value));
	} else {
		line(printing, 2, "%s", text_string(&read->name));
		line(printing, 6, "%s", text_string(&read->value));
	}
	if (read->note.length)
		line(printing, 6, "%s", text_string(&read->note));
}

static void print_reads(struct printing *printing, const struct trace_outcome *outcome)
{
	struct reads_shown shown = { .count = 0 };
	size_t columns = 0;

	if (outcome->conditions)
		collect_conditions(printing, &shown, outcome->conditions);
	collect_call(printing, &shown, outcome->compute);
	collect_call(printing, &shown, outcome->award_call);
	for (size_t i = 0; i < shown.count; i++) {
		size_t width = utf8_width(shown.items[i]->name, strlen(shown.items[i]->name));

		columns = width > columns && width <= NAME_COLUMNS ? width : columns;
	}
	if (shown.count)
		line(printing, 0, "What it read");
	for (size_t i = 0; i < shown.count; i++) {
		struct read_text read = { .name = TEXT_INIT };

		append_read(shown.items[i], &read.name, &read.value, &read.note);
		if (shown.items[i]->outcome) {
			need_block(printing, shown.items[i]->outcome);
			text_append(&read.value, "  (below)");
		}
		print_read(printing, &read, columns);
		release_read(printing, &read);
	}
	free(shown.items);
}

/* Conditions */

static const char *joined_by(const struct trace_condition *condition)
{
	return condition->declared->kind == CONDITION_ALL ? "all of these" : "any of these";
}

static void print_condition(struct printing *printing, const struct trace_condition *condition, int depth)
{
	const char *label = condition->declared->label;
	int indent = 2 + 2 * depth;
	const char *answer = trace_answer_names[condition->answer];

	struct text words = TEXT_INIT;

	if (condition->declared->kind == CONDITION_TEST)
		text_append_format(&words, "%-9s  %s  (%s:%d)", answer, label,
		                   condition->declared->place.source->path, condition->declared->place.line);
	else
		text_append_format(&words, "%-9s  %s%s%s", answer, label ? label : "", label ? ": " : "",
		                   joined_by(condition));
	hanging(printing, indent, 11, text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
	if (condition->call)
		print_call(printing, condition->call, indent + 11);
	for (size_t i = 0; i < condition->count; i++)
		print_condition(printing, &condition->children[i], depth + 1);
}

/* Outcomes */

static void append_outcome(const struct trace_outcome *outcome, struct text *out)
{
	report_value(outcome->type, outcome->value, out);
	if (outcome->rule && outcome->rule->award != NO_FUNCTION && outcome->value.kind == VALUE_FLAG
	    && outcome->value.as.integer) {
		text_append(out, ", award ");
		report_value(TYPE_MONEY, outcome->award, out);
	}
	if (outcome->because)
		text_append_format(out, " (incomplete: %s)", outcome->because);
}

static void print_head(struct printing *printing, const struct trace_outcome *outcome)
{
	const char *name = outcome->rule ? outcome->rule->name : outcome->figure->name;
	const char *title = outcome->rule ? outcome->rule->title : outcome->figure->title;
	struct text value = TEXT_INIT;

	append_outcome(outcome, &value);
	if (title)
		line(printing, 0, "%s (%s)", title, name);
	else
		line(printing, 0, "%s", name);
	if (outcome->record)
		line(printing, 0, "%s %s, %s: %s", type_name(printing, outcome->record), outcome->record->key,
		     outcome->period->label, text_string(&value));
	else
		line(printing, 0, "%s: %s", outcome->period->label, text_string(&value));
	printing->out->failed |= value.failed;
	text_release(&value);
}

static void print_declared(struct printing *printing, const struct trace_outcome *outcome)
{
	const struct place *place = outcome->rule ? &outcome->rule->place : &outcome->figure->place;
	const char *source = outcome->rule ? outcome->rule->source : outcome->figure->source;
	const struct rule *rule = outcome->rule;
	char day[DATE_TEXT_SIZE];

	if (source)
		line(printing, 2, "%s", source);
	line(printing, 2, "%s:%d%s", place->source->path, place->line, rule && rule->draft ? ", a draft" : "");
	if (rule && rule->from.year) {
		date_print(rule->from, day);
		line(printing, 2, "in force from %s", day);
	}
	if (rule && rule->to.year) {
		date_print(rule->to, day);
		line(printing, 2, "in force to %s", day);
	}
}

static void print_dates(struct printing *printing, const struct trace_outcome *outcome)
{
	static const char *const reasons[] = {
		[REASON_NONE] = NULL,
		[REASON_OUTSIDE] = "There is no outcome: the record's own dates lie outside the period.",
		[REASON_DATES_UNKNOWN] = "It is not known whether the record belongs to the period.",
		[REASON_NO_DAY] = "There is no outcome: the record has no date that the rule could go by.",
		[REASON_DAY_UNKNOWN] = "The date that the rule goes by is not known.",
		[REASON_NOT_IN_FORCE] = "There is no outcome: no version of the rule is in force on that day.",
	};

	for (size_t i = 0; i < outcome->date_count; i++) {
		struct text value = TEXT_INIT;

		report_value(outcome->dates[i]->type, outcome->dates[i]->value, &value);
		line(printing, 2, "%s %s", outcome->dates[i]->name, text_string(&value));
		printing->out->failed |= value.failed;
		text_release(&value);
	}
	if (reasons[outcome->reason])
		line(printing, 2, "%s", reasons[outcome->reason]);
}

/* What was decided, by whom and why, in place of what the rule gives. */
static void print_decision(struct printing *printing, const struct trace_outcome *outcome)
{
	const struct decision *decision = outcome->decision;
	struct text given = TEXT_INIT;

	if (!decision)
		return;
	report_value(outcome->type, outcome->given, &given);
	if (outcome->given.kind == VALUE_FLAG && outcome->given.as.integer
	    && outcome->given_award.kind != VALUE_NONE) {
		text_append(&given, ", award ");
		report_value(TYPE_MONEY, outcome->given_award, &given);
	}
	line(printing, 0, "Decided by %s on %s: %s", decision->by, decision->on, decision->reason);
	line(printing, 2, "the rule gives: %s", text_string(&given));
	printing->out->failed |= given.failed;
	text_release(&given);
}

static void print_block(struct printing *printing, const struct trace_outcome *outcome)
{
	print_head(printing, outcome);
	print_decision(printing, outcome);
	print_declared(printing, outcome);
	print_dates(printing, outcome);
	if (outcome->conditions) {
		line(printing, 0, "Conditions");
		print_condition(printing, outcome->conditions, 0);
	}
	if (outcome->compute) {
		line(printing, 0, "How it is worked out");
		print_call(printing, outcome->compute, 2);
	}
	if (outcome->award_call) {
		line(printing, 0, "How the award is worked out");
		print_call(printing, outcome->award_call, 2);
	}
	print_reads(printing, outcome);
}

static void append_fact(const struct printing *printing, const struct trace_fact *fact, struct text *out)
{
	if (fact->record)
		text_append_format(out, "%s of %s %s", fact->name, type_name(printing, fact->record),
		                   fact->record->key);
	else
		text_append(out, fact->name);
}

static void print_settlings(struct printing *printing)
{
	const struct trace *trace = printing->trace;

	if (!trace->settling_count)
		return;
	text_append_char(printing->out, '\n');
	line(printing, 0, "What would settle it");
	for (size_t i = 0; i < trace->settling_count; i++) {
		const struct trace_settling *settling = &trace->settlings[i];
		struct text words = TEXT_INIT;

		for (size_t j = 0; j < settling->count; j++) {
			text_append(&words, j == 0 ? "" : j + 1 == settling->count ? " and " : ", ");
			append_fact(printing, settling->facts[j], &words);
		}
		if (settling->yes != settling->no)
			text_append(&words, settling->yes ? ": can make it eligible" : ": can make it not eligible");
		line(printing, 2, "%s", text_string(&words));
		printing->out->failed |= words.failed;
		text_release(&words);
	}
	if (trace->settlings_cut)
		line(printing, 2, "and other ways, with more facts");
}

void report_trace(const struct trace *trace, int indent, struct text *out)
{
	struct printing printing = { .trace = trace, .indent = indent, .out = out };

	if (!trace->root)
		return;
	need_block(&printing, trace->root);
	for (size_t i = 0; i < printing.block_count; i++) {
		if (i)
			text_append_char(out, '\n');
		print_block(&printing, printing.blocks[i]);
		if (i == 0)
			print_settlings(&printing);
	}
	free(printing.blocks);
}

void report_explanation(const struct explained *explained, struct text *out)
{
	if (explained->kind == EXPLAINED_TOTAL)
		report_explained_total(explained, out);
	else
		report_trace(&explained->trace, 0, out);
}
