/* explanation.c: why an outcome came out as it did, for a terminal: the conclusion first, then what it rests on, a block for each
 * outcome on the way. Outcomes of one rule, of several records or periods, stand together: what the rule says is shown with the first
 * of them, and of the others what differs. */
#include "report/explanation_parts.h"

#include <stdlib.h>
#include <string.h>

void explanation_line(struct printing *printing, int indent, const char *format, ...)
{
	struct text words = TEXT_INIT;
	va_list arguments;

	va_start(arguments, format);
	text_append_formatv(&words, format, arguments);
	va_end(arguments);
	explanation_hanging(printing, indent, 0, text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

void explanation_hanging(struct printing *printing, int indent, int further, const char *words)
{
	print_hanging(printing->out, words, printing->indent + indent, further);
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

void explanation_needs(struct printing *printing, const struct trace_outcome *outcome)
{
	for (size_t i = 0; i < printing->block_count; i++) {
		if (same_outcome(printing->blocks[i].outcome, outcome))
			return;
	}
	if (array_reserve(&printing->blocks, &printing->block_capacity, printing->block_count + 1,
	                  sizeof *printing->blocks)) {
		printing->out->failed = true;
		return;
	}
	printing->blocks[printing->block_count++] = (struct block){ .outcome = outcome };
}

/* Conditions */

static const char *joined_by(const struct trace_condition *condition)
{
	return condition->declared->kind == CONDITION_ALL ? "all of these" : "any of these";
}

/* On the line that there is, or on the next. */
static void append_whole(struct text *words, const char *part, int columns)
{
	size_t width = utf8_width(text_string(words), words->length) + 1 + utf8_width(part, strlen(part));

	if (*part)
		text_append_format(words, "%c%s", width <= (size_t) columns ? ' ' : '\n', part);
}

/* `file`: where the rule stands, which was said. */
static void print_condition(struct printing *printing, const struct trace_condition *condition,
                            const struct source *file, int indent)
{
	const char *label = condition->declared->label;
	const struct place *place = &condition->declared->place;
	struct text words = TEXT_INIT, line = TEXT_INIT;

	text_append_format(&words, "%-9s  %s", trace_answer_names[condition->answer], label ? label : "");
	if (condition->declared->kind != CONDITION_TEST)
		text_append_format(&words, "%s%s", label ? ": " : "", joined_by(condition));
	else if (!printing->again && place->source == file)
		text_append_format(&line, "(line %d)", place->line);
	else if (!printing->again)
		text_append_format(&line, "(%s:%d)", place->source->path, place->line);
	append_whole(&words, text_string(&line), REPORT_COLUMNS - printing->indent - indent);
	explanation_hanging(printing, indent, 11, text_string(&words));
	printing->out->failed |= words.failed || line.failed;
	text_release(&words);
	text_release(&line);
	if (condition->call)
		explanation_call(printing, condition->call, indent + 11);
	for (size_t i = 0; i < condition->count; i++)
		print_condition(printing, &condition->children[i], file, indent + 2);
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

static void print_title(struct printing *printing, const struct trace_outcome *outcome)
{
	const char *name = outcome->rule ? outcome->rule->name : outcome->figure->name;
	const char *title = outcome->rule ? outcome->rule->title : outcome->figure->title;

	if (title)
		explanation_line(printing, 0, "%s (%s)", title, name);
	else
		explanation_line(printing, 0, "%s", name);
}

static void print_head(struct printing *printing, const struct trace_outcome *outcome)
{
	struct text value = TEXT_INIT;

	print_title(printing, outcome);
	append_outcome(outcome, &value);
	if (outcome->record)
		explanation_line(printing, 0, "%s %s, %s: %s", type_name(printing, outcome->record),
		                 outcome->record->key, outcome->period->label, text_string(&value));
	else
		explanation_line(printing, 0, "%s: %s", outcome->period->label, text_string(&value));
	printing->out->failed |= value.failed;
	text_release(&value);
}

static void append_day(struct text *out, const char *word, struct date date)
{
	char day[DATE_TEXT_SIZE];

	if (!date.year)
		return;
	date_print(date, day);
	text_append_format(out, "%s%s", word, day);
}

static void print_declared(struct printing *printing, const struct trace_outcome *outcome)
{
	const struct place *place = outcome->rule ? &outcome->rule->place : &outcome->figure->place;
	const char *source = outcome->rule ? outcome->rule->source : outcome->figure->source;
	const struct rule *rule = outcome->rule;
	struct text dates = TEXT_INIT;

	if (source)
		explanation_line(printing, 2, "%s", source);
	explanation_line(printing, 2, "%s:%d%s", place->source->path, place->line,
	                 rule && rule->draft ? ", a draft" : "");
	if (rule && (rule->from.year || rule->to.year)) {
		text_append(&dates, "in force");
		append_day(&dates, " from ", rule->from);
		append_day(&dates, " to ", rule->to);
		explanation_line(printing, 2, "%s", text_string(&dates));
	}
	printing->out->failed |= dates.failed;
	text_release(&dates);
}

static void print_dates(struct printing *printing, const struct trace_outcome *outcome, int indent)
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
		explanation_line(printing, indent, "%s %s", outcome->dates[i]->name, text_string(&value));
		printing->out->failed |= value.failed;
		text_release(&value);
	}
	if (reasons[outcome->reason])
		explanation_line(printing, indent, "%s", reasons[outcome->reason]);
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
	explanation_line(printing, 0, "Decided by %s on %s: %s", decision->by, decision->on, decision->reason);
	explanation_line(printing, 2, "the rule gives: %s", text_string(&given));
	printing->out->failed |= given.failed;
	text_release(&given);
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
	explanation_line(printing, 0, "What would settle it");
	for (size_t i = 0; i < trace->settling_count; i++) {
		const struct trace_settling *settling = &trace->settlings[i];
		struct text words = TEXT_INIT;

		for (size_t j = 0; j < settling->count; j++) {
			text_append(&words, j == 0 ? "" : j + 1 == settling->count ? " and " : ", ");
			append_fact(printing, settling->facts[j], &words);
		}
		if (settling->yes != settling->no)
			text_append(&words, settling->yes ? ": can make it eligible" : ": can make it not eligible");
		explanation_line(printing, 2, "%s", text_string(&words));
		printing->out->failed |= words.failed;
		text_release(&words);
	}
	if (trace->settlings_cut)
		explanation_line(printing, 2, "and other ways, with more facts");
}

/* What the rule says, and what became of it. */
static void print_block(struct printing *printing, const struct trace_outcome *outcome)
{
	print_head(printing, outcome);
	print_decision(printing, outcome);
	print_declared(printing, outcome);
	print_dates(printing, outcome, 2);
	if (outcome == printing->trace->root)
		print_settlings(printing);
	if (outcome->conditions) {
		explanation_line(printing, 0, "Conditions");
		print_condition(printing, outcome->conditions, outcome->rule->place.source, 2);
	}
	if (outcome->compute) {
		explanation_line(printing, 0, "How it is worked out");
		explanation_call(printing, outcome->compute, 2);
	}
	if (outcome->award_call) {
		explanation_line(printing, 0, "How the award is worked out");
		explanation_call(printing, outcome->award_call, 2);
	}
	explanation_reads(printing, outcome, 2);
}

static void print_parts_again(struct printing *printing, const struct trace_outcome *outcome)
{
	print_dates(printing, outcome, 4);
	if (outcome->conditions)
		print_condition(printing, outcome->conditions, NULL, 4);
	if (outcome->compute)
		explanation_call(printing, outcome->compute, 4);
	if (outcome->award_call)
		explanation_call(printing, outcome->award_call, 4);
	explanation_reads(printing, outcome, 4);
}

/* Of another record, or period, what differs: behind its value where that is little. */
static void print_again(struct printing *printing, const struct trace_outcome *outcome,
                        const struct trace_outcome *first)
{
	struct text head = TEXT_INIT, parts = TEXT_INIT, *out = printing->out;
	const char *begin, *newline;
	size_t width;

	if (outcome->record)
		text_append_format(&head, "%s %s%s", type_name(printing, outcome->record), outcome->record->key,
		                   outcome->period == first->period ? "" : ", ");
	if (!outcome->record || outcome->period != first->period)
		text_append(&head, outcome->period->label);
	text_append(&head, ": ");
	append_outcome(outcome, &head);
	printing->again = first;
	printing->out = &parts;
	print_parts_again(printing, outcome);
	printing->out = out;
	printing->again = NULL;
	begin = text_string(&parts) + strspn(text_string(&parts), " ");
	newline = strchr(begin, '\n');
	width = utf8_width(text_string(&head), head.length) + utf8_width(begin, strlen(begin)) + 5;
	if (newline && !newline[1] && width <= (size_t) (REPORT_COLUMNS - printing->indent)) {
		explanation_line(printing, 2, "%s (%.*s)", text_string(&head), (int) (newline - begin), begin);
	} else {
		explanation_line(printing, 2, "%s", text_string(&head));
		text_append(out, text_string(&parts));
	}
	out->failed |= head.failed || parts.failed;
	text_release(&head);
	text_release(&parts);
}

/* Whether b can be shown beside a: they are worked out by the same words. */
static bool stands_beside(const struct trace_outcome *a, const struct trace_outcome *b)
{
	return a->rule == b->rule && a->figure == b->figure && a->reason == REASON_NONE && b->reason == REASON_NONE
	       && !b->decision;
}

/* The others of its rule that are needed up to now. */
static void print_others(struct printing *printing, size_t first)
{
	const struct trace_outcome *outcome = printing->blocks[first].outcome;
	bool any = false;

	for (size_t i = first + 1; i < printing->block_count; i++) {
		if (printing->blocks[i].shown || !stands_beside(outcome, printing->blocks[i].outcome))
			continue;
		if (!any)
			explanation_line(printing, 0, "The same of");
		any = true;
		printing->blocks[i].shown = true;
		print_again(printing, printing->blocks[i].outcome, outcome);
	}
}

/* The outcome, or, where its rule was shown with another, what differs. */
static void print_next(struct printing *printing, size_t at)
{
	const struct trace_outcome *outcome = printing->blocks[at].outcome;
	size_t first = 0;

	while (first < at
	       && !(printing->blocks[first].shown && stands_beside(printing->blocks[first].outcome, outcome)))
		first++;
	if (first < at) {
		print_title(printing, outcome);
		print_others(printing, first);
		return;
	}
	printing->blocks[at].shown = true;
	print_block(printing, outcome);
	print_others(printing, at);
}

void report_trace(const struct trace *trace, int indent, struct text *out)
{
	struct printing printing = { .trace = trace, .indent = indent, .out = out };

	if (!trace->root)
		return;
	explanation_needs(&printing, trace->root);
	for (size_t i = 0; i < printing.block_count; i++) {
		if (printing.blocks[i].shown)
			continue;
		if (i)
			text_append_char(out, '\n');
		print_next(&printing, i);
	}
	free(printing.blocks);
	free(printing.parameters);
}

void report_explanation(const struct explained *explained, struct text *out)
{
	if (explained->kind == EXPLAINED_TOTAL)
		report_explained_total(explained, out);
	else
		report_trace(&explained->trace, 0, out);
}
