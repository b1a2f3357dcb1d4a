/* decision.c: reads decisions, holds each against the rule that it is on, and finds those of a record. */
#include "evaluate/decision.h"

#include "evaluate/key_text.h"
#include "evaluate/machine.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One row on its way to a decision. */
struct taking {
	struct plan *plan;
	const struct plan_type *table; /* that holds decisions */
	struct problems *problems;
	decision_place *place;
	void *context; /* its own */
	const struct value *row;
	struct decision decision;
	const struct rule *rule;
	size_t bytes;   /* of all texts so far */
	bool bad;       /* the row has a problem */
	bool elsewhere; /* it is on a rule that the scenario does not have */
	bool memory_failed;
};

/* "table 'decision', key 17, column 'rule': MESSAGE" */
static void report(struct taking *taking, enum decision_field field, const struct error *hinted, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));
static void report(struct taking *taking, enum decision_field field, const struct error *hinted, const char *format,
                   ...)
{
	const struct record_type *record = taking->table->record;
	struct text message = TEXT_INIT;
	struct error err;
	va_list arguments;

	va_start(arguments, format);
	text_append_formatv(&message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s '%s', key %.100s, column '%s': %s", record->is_query ? "query" : "table",
	          record->name, taking->decision.name, decision_field_names[field], text_string(&message));
	if (hinted && *hinted->hint)
		error_hint(&err, "%s", hinted->hint);
	if (taking->place)
		taking->place(taking->context, taking->decision.name, decision_field_names[field], &err);
	problems_add(taking->problems, &err);
	taking->memory_failed |= message.failed;
	taking->bad = true;
	text_release(&message);
}

static struct value field_of(const struct taking *taking, enum decision_field field)
{
	int found = taking->plan->decision_fields[field];

	return found < 0 ? (struct value){ .kind = VALUE_NONE } : taking->row[taking->table->slot[found]];
}

static const char *keep(struct taking *taking, const char *text, size_t length)
{
	const char *copy = arena_bytes(&taking->plan->decided, text, length);

	taking->bytes += length;
	taking->memory_failed |= !copy;
	return copy ? copy : "";
}

static bool is_blank(struct value text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (!strchr(" \t\r\n", text.as.text[i]))
			return false;
	}
	return true;
}

/* A text that must be there. NULL: it is not, which is reported. */
static const char *take_text(struct taking *taking, enum decision_field field)
{
	struct value value = field_of(taking, field);

	if (value.kind == VALUE_TEXT && !is_blank(value))
		return keep(taking, value.as.text, value.length);
	report(taking, field, NULL, value.kind == VALUE_TEXT ? "it is empty" : "it is NULL");
	return NULL;
}

/* One that need not be there. In a column that is not OPTIONAL, NULL says that it is not known. */
static struct value take_optional(struct taking *taking, enum decision_field field)
{
	struct value value = field_of(taking, field);
	struct error hint;

	if (value.kind == VALUE_UNKNOWN) {
		error_set(&hint, ERROR_INPUT, "unknown");
		error_hint(&hint, "declare the column OPTIONAL: then NULL means that there is none");
		report(taking, field, &hint, "it is not known (NULL)");
	}
	return value;
}

static void take_type(struct taking *taking)
{
	const struct plan *plan = taking->plan;
	const char *name = take_text(taking, DECISION_RECORD_TYPE);
	struct nearest nearest;
	struct error err;
	int type;

	taking->decision.type = -1;
	if (!name)
		return;
	type = schema_type(plan->schema, name);
	if (type >= 0 && plan->type_place[type] >= 0 && plan->types[plan->type_place[type]].rule_count) {
		taking->decision.type = plan->type_place[type];
		return;
	}
	if (type >= 0 && !taking->place) {
		taking->elsewhere = true;
		return;
	}
	nearest = nearest_to(name);
	for (size_t i = 0; i < plan->type_count; i++) {
		if (plan->types[i].rule_count)
			nearest_offer(&nearest, plan->types[i].record->name);
	}
	error_set(&err, ERROR_INPUT, "no rule");
	error_did_you_mean(&err, nearest.best);
	if (type >= 0)
		report(taking, DECISION_RECORD_TYPE, &err, "the scenario has no rule on '%s'", name);
	else
		report(taking, DECISION_RECORD_TYPE, &err, "there is no record type '%s'", name);
}

/* Where `name` is the award of a rule. */
static void hint_award(const struct taking *taking, const char *name, struct error *err)
{
	const struct plan_type *type = &taking->plan->types[taking->decision.type];
	int index = ruleset_rule(taking->plan->ruleset, type->schema_type, name);

	if (index >= 0)
		error_hint(err, "decide on '%s', and give the award in the column 'award'",
		           taking->plan->ruleset->rules[index].name);
}

static void take_rule(struct taking *taking)
{
	const char *name = take_text(taking, DECISION_RULE);
	const struct ruleset *ruleset = taking->plan->ruleset;
	const struct plan_type *type;
	struct nearest nearest;
	struct error err;

	taking->rule = NULL;
	if (!name || taking->decision.type < 0)
		return;
	type = &taking->plan->types[taking->decision.type];
	nearest = nearest_to(name);
	for (size_t i = 0; i < type->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[type->rules[i].rule];

		if (!strcmp(rule->name, name)) {
			taking->rule = rule;
			taking->decision.place = (int) i;
			return;
		}
		nearest_offer(&nearest, rule->name);
	}
	error_set(&err, ERROR_INPUT, "no rule");
	error_did_you_mean(&err, nearest.best);
	hint_award(taking, name, &err);
	if (!err.hint[0] && !taking->place) {
		taking->elsewhere = true;
		return;
	}
	report(taking, DECISION_RULE, &err, "the scenario has no rule '%s' on '%s'", name, type->record->name);
}

static void take_key(struct taking *taking)
{
	const char *text = take_text(taking, DECISION_RECORD_KEY);
	const struct record_type *record;
	struct value *key;
	struct error err;

	if (!text || taking->decision.type < 0)
		return;
	record = taking->plan->types[taking->decision.type].record;
	key = arena_array(&taking->plan->decided, record->key_count, sizeof *key);
	taking->memory_failed |= !key;
	if (key && key_parse(record, text, strlen(text), key, &err))
		report(taking, DECISION_RECORD_KEY, &err, "%s", err.message);
	taking->decision.record_key = text;
	taking->decision.key = key;
}

static void take_eligibility(struct taking *taking, struct value text)
{
	static const char *const names[] = { "not_eligible", "eligible" };
	const char *written = keep(taking, text.as.text, text.length);
	struct nearest nearest = nearest_to(written);
	struct error err;

	for (int i = 0; i < 2; i++) {
		if (!strcmp(written, names[i])) {
			taking->decision.value = value_flag(i);
			return;
		}
		nearest_offer(&nearest, names[i]);
	}
	error_set(&err, ERROR_INPUT, "no outcome");
	error_did_you_mean(&err, nearest.best);
	report(taking, DECISION_OUTCOME, &err, "expected eligible or not_eligible, got '%s'", written);
}

static void take_outcome(struct taking *taking)
{
	struct value text = field_of(taking, DECISION_OUTCOME), *value = &taking->decision.value;
	const struct rule *rule = taking->rule;
	struct error err;

	if (!rule)
		return;
	if (text.kind == VALUE_NONE && rule->optional) {
		*value = text;
	} else if (text.kind != VALUE_TEXT) {
		error_set(&err, ERROR_INPUT, "no outcome");
		if (rule->optional)
			error_hint(&err, "declare the column OPTIONAL: then NULL means that there is none");
		report(taking, DECISION_OUTCOME, &err, "it is NULL");
	} else if (rule->type == TYPE_ELIGIBILITY) {
		take_eligibility(taking, text);
	} else if (value_parse(rule->type, keep(taking, text.as.text, text.length), text.length, value, &err)
	           || machine_check_outcome(rule, *value, rule->type, &err)) {
		report(taking, DECISION_OUTCOME, &err, "rule '%s': %s", rule->name, err.message);
	}
}

static void take_award(struct taking *taking)
{
	struct value award = take_optional(taking, DECISION_AWARD);
	const struct rule *rule = taking->rule;
	struct error err;

	taking->decision.award = (struct value){ .kind = VALUE_NONE };
	if (!rule || award.kind != VALUE_INTEGER)
		return;
	taking->decision.award = award;
	if (rule->type != TYPE_ELIGIBILITY || rule->award == NO_FUNCTION)
		report(taking, DECISION_AWARD, NULL, "rule '%s' has no award", rule->name);
	else if (!taking->bad && !taking->decision.value.as.integer && award.as.integer)
		report(taking, DECISION_AWARD, NULL, "an award for one who is not_eligible");
	else if (machine_check_outcome(rule, award, TYPE_MONEY, &err))
		report(taking, DECISION_AWARD, NULL, "%s", err.message);
}

/* `open` where there is none. The reader has checked that it is a date. */
static struct date take_date(struct taking *taking, enum decision_field field, struct date open)
{
	struct value value = take_optional(taking, field);
	struct error ignored;
	struct date date;

	return value.kind == VALUE_TEXT && !date_parse(value.as.text, value.length, &date, &ignored) ? date : open;
}

/* Like a record with such dates, it is there in every period that they touch. */
static void take_periods(struct taking *taking)
{
	const struct plan *plan = taking->plan;
	struct decision *decision = &taking->decision;
	const struct period *last = &plan->periods[plan->period_count - 1];
	struct date from = take_date(taking, DECISION_FROM, plan->periods[0].start);
	struct date until =
		take_date(taking, DECISION_UNTIL, date_compare(from, last->finish) > 0 ? from : last->finish);

	if (date_compare(from, until) > 0 && field_of(taking, DECISION_FROM).kind == VALUE_TEXT)
		report(taking, DECISION_UNTIL, NULL, "it ends before it begins");
	decision->first = 0;
	while (decision->first < plan->period_count && date_compare(plan->periods[decision->first].finish, from) < 0)
		decision->first++;
	decision->end = decision->first;
	while (decision->end < plan->period_count && date_compare(plan->periods[decision->end].start, until) <= 0)
		decision->end++;
}

/* Fills taking->decision from its row. */
static void take_row(struct taking *taking, size_t position)
{
	struct text name = TEXT_INIT;

	key_print(taking->table, taking->row, &name);
	taking->decision = (struct decision){ .position = position };
	taking->decision.name = keep(taking, text_string(&name), name.length);
	taking->memory_failed |= name.failed;
	taking->bad = taking->elsewhere = false;
	text_release(&name);
	take_type(taking);
	take_rule(taking);
	if (taking->elsewhere)
		return;
	take_key(taking);
	take_outcome(taking);
	take_award(taking);
	take_periods(taking);
	taking->decision.by = take_text(taking, DECISION_BY);
	taking->decision.on = take_text(taking, DECISION_ON);
	taking->decision.reason = take_text(taking, DECISION_REASON);
}

static int compare_keys(const struct value *a, const struct value *b, const struct record_type *record)
{
	int order = 0;

	for (size_t i = 0; i < record->key_count && !order; i++)
		order = value_compare(a[i], b[i]);
	return order;
}

/* Of the same outcome: 0. */
static int compare_outcomes(const struct decision *a, const struct decision *b, const struct plan *plan)
{
	int order = a->type < b->type ? -1 : a->type > b->type;

	if (!order)
		order = compare_keys(a->key, b->key, plan->types[a->type].record);
	return order ? order : a->place < b->place ? -1 : a->place > b->place;
}

static int compare_decisions(const void *left, const void *right, void *context)
{
	const struct decision *a = left, *b = right;
	int order = compare_outcomes(a, b, context);

	if (!order)
		order = a->first < b->first ? -1 : a->first > b->first;
	return order ? order : a->position < b->position ? -1 : a->position > b->position;
}

static void report_both(struct taking *taking, const struct decision *one, const struct decision *other)
{
	const struct period *period = &taking->plan->periods[other->first > one->first ? other->first : one->first];
	const struct decision *later = one->position > other->position ? one : other;
	struct text about = TEXT_INIT;
	struct error hint;

	taking->decision = *later;
	decision_print(taking->plan, later, &about);
	error_set(&hint, ERROR_INPUT, "two");
	error_hint(&hint, "let one end (valid_until) before the period in which the other begins");
	report(taking, DECISION_RECORD_KEY, &hint, "%s is decided for %s by the row with key %s already",
	       text_string(&about), period->label, (later == one ? other : one)->name);
	taking->memory_failed |= about.failed;
	text_release(&about);
}

/* Two on one outcome in one period. They stand in order. */
static void find_doubles(struct taking *taking, const struct decisions *decisions)
{
	const struct decision *longest = NULL;

	for (size_t i = 0; i < decisions->count; i++) {
		const struct decision *decision = &decisions->items[i];

		if (decision->first == decision->end)
			continue;
		if (!longest || compare_outcomes(longest, decision, taking->plan)) {
			longest = decision;
			continue;
		}
		if (decision->first < longest->end)
			report_both(taking, longest, decision);
		longest = decision->end > longest->end ? decision : longest;
	}
}

static int settle(struct taking *taking, const struct decision *items, size_t count)
{
	struct plan *plan = taking->plan;
	struct decisions *decisions = arena_alloc(&plan->decided, sizeof *decisions);

	if (!decisions)
		return -1;
	decisions->items = arena_array(&plan->decided, count, sizeof *items);
	decisions->of = arena_array(&plan->decided, plan->type_count, sizeof *decisions->of);
	if (!decisions->items || !decisions->of)
		return -1;
	decisions->count = count;
	if (count) {
		memcpy(decisions->items, items, count * sizeof *items);
		qsort_r(decisions->items, count, sizeof *items, compare_decisions, plan);
	}
	for (size_t i = count; i-- > 0;) {
		decisions->of[decisions->items[i].type].items = &decisions->items[i];
		decisions->of[decisions->items[i].type].count++;
	}
	find_doubles(taking, decisions);
	plan->decisions = decisions;
	return 0;
}

/* 1: there was another row; 0: there was none; -1: an error. */
static int take_next(struct taking *taking, struct reader *reader, size_t position, struct error *err)
{
	int found = reader_next(reader, &taking->row, err);

	if (found <= 0)
		return found;
	take_row(taking, position);
	if (taking->memory_failed)
		return error_memory(err);
	if (position < DECISIONS_MOST && taking->bytes <= DECISIONS_TEXT_MOST)
		return 1;
	error_set(err, ERROR_INPUT, "'%s' holds more decisions than a run can: %d, with texts of %u MB together",
	          taking->table->record->name, DECISIONS_MOST, DECISIONS_TEXT_MOST >> 20);
	return error_hint(err, "leave out what this scenario does not need by a 'where' in 'records'");
}

int decisions_read(struct plan *plan, struct connection *connection, decision_place *place, void *context,
                   struct problems *problems)
{
	struct taking taking = { .plan = plan, .problems = problems, .place = place, .context = context };
	struct decision *items = NULL;
	size_t count = 0, capacity = 0, position = 0, elsewhere = 0, errors = problems->errors;
	struct reader *reader = NULL;
	struct error err;
	int found;

	if (plan->decision_type < 0)
		return 0;
	arena_release(&plan->decided);
	plan->decisions = NULL;
	taking.table = &plan->types[plan->type_place[plan->decision_type]];
	if (reader_open(&reader, connection, plan->schema, plan->decision_type, READER_SCAN, -1, taking.table->fields,
	                taking.table->field_count, &err)
	    || reader_seek(reader, NULL, NULL, &err))
		goto fail;
	while ((found = take_next(&taking, reader, position++, &err)) > 0) {
		elsewhere += taking.elsewhere;
		if (taking.bad || taking.elsewhere)
			continue;
		if (array_reserve(&items, &capacity, count + 1, sizeof *items)) {
			error_memory(&err);
			goto fail;
		}
		items[count++] = taking.decision;
	}
	if (found < 0)
		goto fail;
	if (settle(&taking, items, count) || taking.memory_failed) {
		error_memory(&err);
		goto fail;
	}
	plan->decisions->rows = position - 1;
	plan->decisions->elsewhere = elsewhere;
	goto out;
fail:
	problems_add(problems, &err);
out:
	reader_close(reader);
	free(items);
	return problems->errors > errors ? -1 : 0;
}

static int compare_with_row(const struct decision *decision, const struct plan_type *type, const struct value *values)
{
	int order = 0;

	for (size_t i = 0; i < type->record->key_count && !order; i++)
		order = value_compare(decision->key[i], values[type->key_slots[i]]);
	return order;
}

const struct decision *decisions_find(const struct plan *plan, int type, const struct value *values, size_t *count)
{
	const struct plan_type *planned = &plan->types[type];
	const struct decision *items;
	size_t low = 0, high, all;

	*count = 0;
	if (!plan->decisions || !plan->decisions->of[type].count)
		return NULL;
	items = plan->decisions->of[type].items;
	all = high = plan->decisions->of[type].count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_with_row(&items[middle], planned, values) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + *count < all && !compare_with_row(&items[low + *count], planned, values))
		++*count;
	return *count ? &items[low] : NULL;
}

void decision_print(const struct plan *plan, const struct decision *decision, struct text *out)
{
	const struct plan_type *type = &plan->types[decision->type];

	text_append_format(out, "%s %s, rule '%s'", type->record->name, decision->record_key,
	                   plan->ruleset->rules[type->rules[decision->place].rule].name);
}
