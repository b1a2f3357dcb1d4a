/* notes.c: what a reader of the results must know. */
#include "run/notes_parts.h"

#include "evaluate/decision.h"

#include <stdlib.h>
#include <string.h>

int notes_add(struct notes *notes, struct text *text)
{
	const char *copy = text->failed ? NULL : arena_text(&notes->arena, text_string(text));

	text_clear(text);
	if (!copy || array_reserve(&notes->items, &notes->capacity, notes->count + 1, sizeof *notes->items))
		return -1;
	notes->items[notes->count++] = copy;
	return 0;
}

/* Whether the run uses a draft of the rule: the version of one of its periods, or, where records have days of their own, any. */
static bool is_draft(const struct plan *plan, size_t first)
{
	const struct ruleset *ruleset = plan->ruleset;
	bool draft = false;

	for (size_t i = 0; i < plan->period_count; i++)
		draft |= ruleset->rules[ruleset_version_near(ruleset, (int) first, plan->periods[i].start)].draft;
	for (int i = (int) first; i >= 0 && ruleset->rules[first].dated_by >= 0; i = ruleset->rules[i].next_version)
		draft |= ruleset->rules[i].draft;
	return draft;
}

static int note_drafts(struct notes *notes, const struct plan *plan, struct text *text)
{
	const struct ruleset *ruleset = plan->ruleset;
	size_t drafts = 0;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].first_version != (int) i || !is_draft(plan, i))
			continue;
		text_append_format(text, "%s%s", drafts++ ? ", " : "", ruleset->rules[i].name);
	}
	if (!drafts)
		return 0;
	text_append(text, drafts == 1 ? " is a draft rule, not in force" : " are draft rules, not in force");
	return notes_add(notes, text);
}

/* One note for all parameters for which `holds`. */
static int note_parameters(struct notes *notes, const struct plan *plan,
                           bool (*holds)(const struct plan *, const struct parameter *), const char *one,
                           const char *several, struct text *text)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->parameter_count; i++) {
		if (holds(plan, plan->parameters[i]))
			text_append_format(text, "%s%s", count++ ? ", " : "", plan->parameters[i]->name);
	}
	if (!count)
		return 0;
	text_append(text, count == 1 ? one : several);
	return notes_add(notes, text);
}

/* Whether the run may read the value: one of its days lies in the run, or records have days of their own. */
static bool is_in_run(const struct plan *plan, const struct parameter *parameter, const struct dated_value *value)
{
	const struct ruleset *ruleset = plan->ruleset;
	bool begins = date_compare(value->from, plan->periods[plan->period_count - 1].finish) <= 0;
	bool ends = value < &parameter->values[parameter->count - 1]
	            && date_compare(value[1].from, plan->periods[0].start) <= 0;

	for (size_t i = 0; i < ruleset->rule_count && (!begins || ends); i++) {
		if (ruleset->rules[i].dated_by >= 0)
			return true;
	}
	return begins && !ends;
}

static bool is_illustrative(const struct plan *plan, const struct parameter *parameter)
{
	for (size_t i = 0; i < parameter->count; i++) {
		if (parameter->values[i].illustrative && is_in_run(plan, parameter, &parameter->values[i]))
			return true;
	}
	return false;
}

static bool is_overridden(const struct plan *plan, const struct parameter *parameter)
{
	(void) plan;
	return parameter->overridden;
}

/* Of a parameter that is uprated: the index has ended. */
static void append_index_ended(const struct parameter *parameter, const struct dated_value *value, struct text *text)
{
	if (parameter->uprate && date_compare(value->from, parameter->uprate->from) >= 0)
		text_append_format(text, ", for %s uprates it no further", parameter->uprate->by);
}

static int note_carried(struct notes *notes, const struct plan *plan, struct text *text)
{
	for (size_t i = 0; i < plan->parameter_count; i++) {
		const struct parameter *parameter = plan->parameters[i];

		for (size_t j = 0; j < plan->period_count; j++) {
			bool carried = false;
			char from[DATE_TEXT_SIZE];
			struct error none_yet;
			const struct dated_value *value =
				parameter_in_force(parameter, &plan->periods[j], &carried, &none_yet);

			if (!value || !carried || !plan_reads_in_period(plan, parameter, &plan->periods[j]))
				continue;
			date_print(value->from, from);
			text_append_format(text, "%s is carried: its value of %s is used for %s", parameter->name,
			                   from, plan->periods[j].label);
			append_index_ended(parameter, value, text);
			if (notes_add(notes, text))
				return -1;
		}
	}
	return 0;
}

/* The same, on the days of records. */
static int note_carried_on_days(struct notes *notes, const struct result *result, struct text *text)
{
	for (size_t i = 0; i < result->plan->parameter_count; i++) {
		const struct parameter *parameter = result->plan->parameters[i];

		for (size_t j = 0; j < parameter->count; j++) {
			const struct dated_value *value = &parameter->values[j];
			char from[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
			struct date day;

			if (!result_carried(result, parameter, value, &day))
				continue;
			date_print(value->from, from);
			date_print(day, last);
			text_append_format(text, "%s is carried: its value of %s is used for records dated up to %s",
			                   parameter->name, from, last);
			append_index_ended(parameter, value, text);
			if (notes_add(notes, text))
				return -1;
		}
	}
	return 0;
}

/* One value for all dates takes the place of a parameter's uprating too. */
static int note_frozen(struct notes *notes, const struct plan *plan, struct text *text)
{
	for (size_t i = 0; i < plan->parameter_count; i++) {
		const struct parameter *parameter = plan->parameters[i];

		if (!parameter_is_frozen(parameter, plan->periods[0].start,
		                         plan->periods[plan->period_count - 1].finish))
			continue;
		text_append_format(text, "%s is set for all dates: it is not uprated by %s", parameter->name,
		                   parameter->uprate->by);
		if (notes_add(notes, text))
			return -1;
	}
	return 0;
}

/* Whether rules read the parameter, or one that it uprates, however many indices stand between. */
static bool moves(const struct plan *plan, const struct parameter *index)
{
	const struct parameters *all = &plan->scenario->parameters;

	for (size_t i = 0; i < plan->parameter_count; i++) {
		const struct parameter *parameter = plan->parameters[i];

		while (parameter && parameter != index)
			parameter = parameter->uprate && !parameter->held
			                    ? parameters_find(all, parameter->uprate->by)
			                    : NULL;
		if (parameter)
			return true;
	}
	return false;
}

/* "fee, charge, up to 2027-04-01": what is uprated, within the run, by an index's value past its time. */
static bool append_moved(const struct plan *plan, const struct dated_value *to, struct text *text)
{
	const struct parameters *all = &plan->scenario->parameters;
	struct date finish = plan->periods[plan->period_count - 1].finish, last = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct parameter *parameter = &all->items[i];
		bool moved = false;

		for (size_t j = 0; j < parameter->count; j++) {
			const struct dated_value *value = &parameter->values[j];

			if (!value->uprated || value->uprated->to != to || !value->uprated->carried
			    || date_compare(value->from, finish) > 0)
				continue;
			moved = true;
			last = date_compare(value->from, last) > 0 ? value->from : last;
		}
		if (moved && moves(plan, parameter))
			text_append_format(text, "%s%s", count++ ? ", " : "", parameter->name);
	}
	if (count) {
		char day[DATE_TEXT_SIZE];

		date_print(last, day);
		text_append_format(text, " up to %s", day);
	}
	return count > 0;
}

/* An index may say `carry`, and uprates all the same with what is not its value. */
static int note_carried_indices(struct notes *notes, const struct plan *plan, struct text *text)
{
	const struct parameters *all = &plan->scenario->parameters;

	for (size_t i = 0; i < all->count; i++) {
		const struct parameter *index = &all->items[i];

		for (size_t j = 0; index->carry && j < index->count; j++) {
			char from[DATE_TEXT_SIZE];

			date_print(index->values[j].from, from);
			text_append_format(text, "%s is carried: its value of %s uprates ", index->name, from);
			if (!append_moved(plan, &index->values[j], text))
				text_clear(text);
			else if (notes_add(notes, text))
				return -1;
		}
	}
	return 0;
}

static int note_not_followed(struct notes *notes, const struct ruleset *ruleset, struct text *text)
{
	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		if (reads->followed || !reads->not_followed.source)
			continue;
		text_append_format(text, "what is read at %s line %d could not be checked before the run",
		                   reads->not_followed.source->path, reads->not_followed.line);
		if (notes_add(notes, text))
			return -1;
	}
	return 0;
}

static int note_undecided(struct notes *notes, const struct result *result, struct text *text)
{
	for (size_t i = 0; i < result->plan->type_count; i++) {
		int64_t undecided = result->types[i].counts.undecided;

		if (!undecided)
			continue;
		text_append_format(text, "%s: %lld row%s left out because the scenario's where is not known for %s",
		                   result->plan->types[i].record->name, (long long) undecided,
		                   undecided == 1 ? "" : "s", undecided == 1 ? "it" : "them");
		if (notes_add(notes, text))
			return -1;
	}
	return 0;
}

/* Decisions of a table that other scenarios have too. */
static int note_elsewhere(struct notes *notes, const struct plan *plan, struct text *text)
{
	size_t count = plan->decisions ? plan->decisions->elsewhere : 0;

	if (!count)
		return 0;
	text_append_format(text, "%s: %zu decision%s on rules that this scenario does not have",
	                   plan->scenario->decisions, count, count == 1 ? " is" : "s are");
	return notes_add(notes, text);
}

/* A filter that lets nothing through is likelier to be wrong than meant. */
static int note_none_left(struct notes *notes, const struct result *result, struct text *text)
{
	for (size_t i = 0; i < result->plan->type_count; i++) {
		const struct record_counts *counts = &result->types[i].counts;

		if (counts->rows || !counts->left_out)
			continue;
		text_append_format(text, "%s: the scenario's where leaves out every row there is, %lld in all",
		                   result->plan->types[i].record->name, (long long) counts->left_out);
		if (notes_add(notes, text))
			return -1;
	}
	return 0;
}

static bool in_unknown_group(const struct total *total, const struct total_group *group)
{
	for (size_t i = 0; i < total->by_count; i++) {
		if (group->by[i].kind == VALUE_UNKNOWN)
			return true;
	}
	return false;
}

/* Records that a total lacks; one that was read by its groups lacks those too of which the group is not known. */
static int64_t count_lacking(const struct result *result, int index, size_t period, enum read_incomplete how)
{
	const struct total_result *total = &result->totals[(size_t) index * result->plan->period_count + period];
	int64_t count = total->all.unknown;

	for (size_t i = 0; how & READ_INCOMPLETE_GROUP && i < total->group_count; i++) {
		if (in_unknown_group(&result->plan->ruleset->totals[index], &total->groups[i]))
			count += total->groups[i].cell.known;
	}
	return count;
}

/* "2 records are unknown in 2025-26, 1 in 2026-27", or "... in every period". `counts`: by period, 0 where it was not read. */
static void append_counts(const struct plan *plan, const int64_t *counts, struct text *text)
{
	bool same = true, first = true;

	for (size_t i = 0; i < plan->period_count; i++)
		same &= counts[i] == counts[0];
	for (size_t i = 0; i < (same ? 1 : plan->period_count); i++) {
		if (!counts[i])
			continue;
		text_append_format(text, "%s%lld", first ? "" : ", ", (long long) counts[i]);
		if (first)
			text_append(text, counts[i] == 1 ? " record is unknown" : " records are unknown");
		if (plan->period_count > 1)
			text_append_format(text, " in %s", same ? "every period" : plan->periods[i].label);
		first = false;
	}
}

static int note_incomplete_reads(struct notes *notes, const struct result *result, struct text *text)
{
	const struct plan *plan = result->plan;
	int64_t *counts = arena_array(&notes->arena, plan->period_count, sizeof *counts);

	if (!counts)
		return -1;
	for (size_t i = 0; i < plan->wait_count; i++) {
		const struct plan_wait *wait = &plan->waits[i];
		bool some = false;

		for (size_t j = 0; j < plan->period_count; j++) {
			uint8_t how = result->read_incomplete[i * plan->period_count + j];

			counts[j] = how ? count_lacking(result, wait->total, j, (enum read_incomplete) how) : 0;
			some |= counts[j] > 0;
		}
		if (!some)
			continue;
		text_append_format(text, "%s reads what is known of %s: ", plan->ruleset->rules[wait->rule].name,
		                   plan->ruleset->totals[wait->total].name);
		append_counts(plan, counts, text);
		if (notes_add(notes, text))
			return -1;
	}
	return 0;
}

int notes_make(struct notes *notes, const struct plan *plan, const struct result *result,
               struct connection *connection, struct connection *kept, struct error *err)
{
	struct text text = TEXT_INIT;
	bool no_memory, failed = false;

	*notes = (struct notes){ .items = NULL };
	no_memory = note_drafts(notes, plan, &text)
	            || note_parameters(notes, plan, is_illustrative,
	                               " is an illustrative parameter, not published policy",
	                               " are illustrative parameters, not published policy", &text)
	            || note_parameters(notes, plan, is_overridden, " is set by the scenario",
	                               " are set by the scenario", &text)
	            || note_frozen(notes, plan, &text) || note_carried_indices(notes, plan, &text)
	            || note_carried(notes, plan, &text) || note_carried_on_days(notes, result, &text)
	            || note_not_followed(notes, plan->ruleset, &text) || note_undecided(notes, result, &text)
	            || note_elsewhere(notes, plan, &text) || note_none_left(notes, result, &text)
	            || notes_short_lists(notes, result, &text) || notes_unknown_parents(notes, result, &text)
	            || note_incomplete_reads(notes, result, &text) || notes_cut(notes, plan, &text);
	if (!no_memory)
		failed = notes_elsewhen(notes, result, connection, &text, err)
		         || notes_undated(notes, plan, connection, kept, &text, err);
	text_release(&text);
	if (no_memory)
		return error_memory(err);
	return failed ? -1 : 0;
}

void notes_release(struct notes *notes)
{
	free(notes->items);
	arena_release(&notes->arena);
	*notes = (struct notes){ .items = NULL };
}
