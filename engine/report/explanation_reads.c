/* explanation_reads.c: what was read for an outcome, for a terminal: fields, parameters with their dates and sources, other outcomes. */
#include "report/explanation_parts.h"

#include "report/uprating.h"

#include <stdlib.h>
#include <string.h>

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

static bool same_parameter(const struct trace_read *a, const struct trace_read *b)
{
	return a->parameter == b->parameter && !date_compare(a->in_force.from, b->in_force.from)
	       && !value_compare(a->value, b->value);
}

/* Whether its source was shown before; from now on, it was. */
static bool was_shown(struct printing *printing, const struct trace_read *read)
{
	for (size_t i = 0; i < printing->parameter_count; i++) {
		if (same_parameter(printing->parameters[i], read))
			return true;
	}
	if (array_reserve(&printing->parameters, &printing->parameter_capacity, printing->parameter_count + 1,
	                  sizeof *printing->parameters))
		printing->out->failed = true;
	else
		printing->parameters[printing->parameter_count++] = read;
	return false;
}

static void append_parameter(struct printing *printing, const struct trace_read *read, struct text *value,
                             struct text *note, struct text *more)
{
	const struct dated_value *in_force = &read->in_force;
	char day[DATE_TEXT_SIZE];

	parameter_print(read->parameter, in_force, value);
	if (was_shown(printing, read)) {
		text_append(value, "  (above)");
		return;
	}
	date_print(in_force->from, day);
	if (in_force->from.year > 1)
		text_append_format(note, "from %s%s: ", day, in_force->uprated ? ", uprated" : "");
	if (read->carried)
		text_append(note, "carried past its time: ");
	text_append(note, in_force->source ? in_force->source : "no source");
	report_uprating(read->parameter, in_force, more);
}

/* The name, the value and the note of one thing that was read; and of an uprated parameter how it was worked out. */
static void append_read(struct printing *printing, const struct trace_read *read, struct text *name,
                        struct text *value, struct text *note, struct text *more)
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
		append_parameter(printing, read, value, note, more);
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

/* A key that is not known leads nowhere: of the field that holds it and the relation, which have one name, one is told. */
static bool same_kind(const struct trace_read *a, const struct trace_read *b)
{
	bool keys = (a->kind == TRACE_FIELD || a->kind == TRACE_RELATION)
	            && (b->kind == TRACE_FIELD || b->kind == TRACE_RELATION) && a->value.kind == VALUE_UNKNOWN
	            && b->value.kind == VALUE_UNKNOWN && !a->row && !b->row;

	return a->kind == b->kind || keys;
}

static bool same_read(const struct trace_read *a, const struct trace_read *b)
{
	return same_kind(a, b) && a->previous == b->previous && a->award == b->award && !strcmp(a->name, b->name)
	       && !a->key == !b->key && (!a->key || !strcmp(a->key, b->key));
}

/* `untold`: unless its values were told with it. */
static void collect_call(struct printing *printing, struct reads_shown *shown, const struct trace_call *call,
                         bool untold)
{
	if (call && untold && explanation_call_has_values(call))
		return;
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
                               const struct trace_condition *condition, bool untold)
{
	collect_call(printing, shown, condition->call, untold);
	for (size_t i = 0; i < condition->count; i++)
		collect_conditions(printing, shown, &condition->children[i], untold);
}

#define NAME_COLUMNS 38

struct read_text {
	struct text name, value, note, more;
};

static void release_read(struct printing *printing, struct read_text *read)
{
	printing->out->failed |= read->name.failed || read->value.failed || read->note.failed || read->more.failed;
	text_release(&read->name);
	text_release(&read->value);
	text_release(&read->note);
	text_release(&read->more);
}

/* Name and value side by side where they fit; the note below. */
static void print_read(struct printing *printing, const struct read_text *read, size_t columns, int indent)
{
	size_t width = utf8_width(text_string(&read->name), read->name.length);
	size_t value = utf8_width(text_string(&read->value), read->value.length);
	size_t left = (size_t) (printing->indent + indent) + (width > columns ? width : columns) + 2;

	if (left + value <= REPORT_COLUMNS) {
		explanation_line(printing, indent, "%s%*s  %s", text_string(&read->name),
		                 width < columns ? (int) (columns - width) : 0, "", text_string(&read->value));
	} else {
		explanation_line(printing, indent, "%s", text_string(&read->name));
		explanation_line(printing, indent + 4, "%s", text_string(&read->value));
	}
	if (read->note.length)
		explanation_line(printing, indent + 4, "%s", text_string(&read->note));
	if (read->more.length)
		explanation_line(printing, indent + 4, "%s", text_string(&read->more));
}

/* Of another record: what its expressions do not tell, on a line. What is the same for all records was told with the first. */
static void append_again(struct printing *printing, const struct trace_read *read, struct text *out)
{
	struct read_text text = { .name = TEXT_INIT };

	if (read->kind == TRACE_AT && read->previous == 0 && printing->again)
		return;
	append_read(printing, read, &text.name, &text.value, &text.note, &text.more);
	if (read->kind != TRACE_PARAMETER || text.note.length)
		text_append_format(out, "%s%s %s%s%s%s", out->length ? "; " : "", text_string(&text.name),
		                   text_string(&text.value), text.note.length ? " (" : "", text_string(&text.note),
		                   text.note.length ? ")" : "");
	release_read(printing, &text);
}

static void print_again(struct printing *printing, const struct reads_shown *shown, int indent)
{
	struct text words = TEXT_INIT;

	for (size_t i = 0; i < shown->count; i++)
		append_again(printing, shown->items[i], &words);
	if (words.length)
		explanation_hanging(printing, indent, 2, text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

static void print_all(struct printing *printing, const struct reads_shown *shown, int indent)
{
	size_t columns = 0;

	for (size_t i = 0; i < shown->count; i++) {
		size_t width = utf8_width(shown->items[i]->name, strlen(shown->items[i]->name));

		columns = width > columns && width <= NAME_COLUMNS ? width : columns;
	}
	if (shown->count)
		explanation_line(printing, indent - 2, "What it read");
	for (size_t i = 0; i < shown->count; i++) {
		struct read_text read = { .name = TEXT_INIT };

		append_read(printing, shown->items[i], &read.name, &read.value, &read.note, &read.more);
		if (shown->items[i]->outcome)
			text_append(&read.value, "  (below)");
		print_read(printing, &read, columns, indent);
		release_read(printing, &read);
	}
}

void explanation_reads(struct printing *printing, const struct trace_outcome *outcome, int indent)
{
	struct reads_shown shown = { .count = 0 };
	struct reads_shown untold = { .count = 0 };

	if (outcome->conditions)
		collect_conditions(printing, &shown, outcome->conditions, false);
	collect_call(printing, &shown, outcome->compute, false);
	collect_call(printing, &shown, outcome->award_call, false);
	for (size_t i = 0; i < shown.count; i++) {
		if (shown.items[i]->outcome)
			explanation_needs(printing, shown.items[i]->outcome);
	}
	if (printing->again) {
		if (outcome->conditions)
			collect_conditions(printing, &untold, outcome->conditions, true);
		collect_call(printing, &untold, outcome->compute, true);
		collect_call(printing, &untold, outcome->award_call, true);
		print_again(printing, &untold, indent);
	} else {
		print_all(printing, &shown, indent);
	}
	free(shown.items);
	free(untold.items);
}
