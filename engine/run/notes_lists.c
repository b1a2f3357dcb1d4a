/* notes_lists.c: lists of children that may lack some: rows that `where` left out, and rows of which it is not known whose they are. */
#include "run/notes_parts.h"

/* The list of children that a parent has. */
struct list {
	const struct ruleset *ruleset;
	const struct record_type *child, *parent;
	int relation; /* of the child; -1: any */
	bool read;    /* by what is looked at */
};

static void note_read(void *list_pointer, const struct reads *reads)
{
	struct list *list = list_pointer;
	const struct record_type *types = list->ruleset->schema->types;

	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		int relation = read->kind == READ_RELATED && &types[read->type] == list->child
		                       ? schema_relation(list->child, read->name)
		                       : -1;

		list->read |= relation >= 0 && (list->relation < 0 || relation == list->relation)
		              && &types[list->child->relations[relation].parent] == list->parent;
	}
}

/* Whether some function goes through the list. */
static bool list_is_read(struct list *list)
{
	list->read = false;
	for (size_t i = 0; i < list->ruleset->function_count && !list->read; i++)
		note_read(list, &list->ruleset->functions[i].reads);
	return list->read;
}

#define READERS_NAMED 5

static bool rule_reads(struct list *list, size_t rule)
{
	list->read = false;
	if (list->ruleset->rules[rule].first_version == (int) rule)
		plan_visit_rule(list->ruleset, (int) rule, note_read, list);
	return list->read;
}

/* "rule earned goes"; "rules earned, spent and 2 others go"; "rules go" where it is a total's `where`, or a finding. */
static void append_list_readers(struct list *list, struct text *text)
{
	size_t count = 0, named = 0;

	for (size_t i = 0; i < list->ruleset->rule_count; i++)
		count += rule_reads(list, i);
	text_append(text, count == 1 ? "rule" : "rules");
	for (size_t i = 0; i < list->ruleset->rule_count && named < READERS_NAMED; i++) {
		if (rule_reads(list, i))
			text_append_format(text, "%s %s", named++ ? "," : "", list->ruleset->rules[i].name);
	}
	if (count > named)
		text_append_format(text, " and %zu other%s", count - named, count - named == 1 ? "" : "s");
	text_append(text, count == 1 ? " goes" : " go");
}

/* A list lacks the rows that are left out, and what is made of it says nothing of them. Where the parents are narrowed too, what is left
 * out for certain is taken to be theirs. */
int notes_short_lists(struct notes *notes, const struct result *result, struct text *text)
{
	const struct plan *plan = result->plan;

	for (size_t i = 0; i < plan->type_count; i++) {
		const struct record_counts *child = &result->types[i].counts;

		for (size_t j = 0; j < plan->type_count; j++) {
			const struct record_counts *parent = &result->types[j].counts;
			int64_t lacking = child->undecided + (parent->left_out ? 0 : child->left_out);

			struct list list = { plan->ruleset, plan->types[i].record, plan->types[j].record, -1, false };

			if (!lacking || !list_is_read(&list))
				continue;
			text_append_format(text, "%s: ", list.parent->name);
			append_list_readers(&list, text);
			text_append_format(text, " through its %s records without the %lld row%s left out",
			                   list.child->name, (long long) lacking, lacking == 1 ? "" : "s");
			if (child->undecided && child->undecided < lacking)
				text_append_format(text, ", %lld of which may belong there",
				                   (long long) child->undecided);
			else if (child->undecided)
				text_append(text, ", which may belong there");
			if (notes_add(notes, text))
				return -1;
		}
	}
	return 0;
}

/* Rows of which it is not known which parent they lead to: a column of the key is NULL that is not OPTIONAL. Where several are, a row
 * may lack more than one of them: *several, and there are at least so many. */
static int64_t count_astray(const struct result *result, size_t type, const struct relation *relation, bool *several)
{
	int64_t most = 0;

	*several = false;
	for (size_t i = 0; i < relation->count; i++) {
		int slot = result->plan->types[type].slot[relation->fields[i]];
		int64_t unknown = slot >= 0 ? result->types[type].unknown[slot] : 0;

		*several |= most && unknown;
		most = unknown > most ? unknown : most;
	}
	return most;
}

/* Every list may lack such a row. That it makes none of them unknown is meant: one bad row would take the outcome from each parent there
 * is, though it can be the child of one at most. So it is said. */
static int note_astray(struct notes *notes, const struct result *result, size_t type, int index, struct text *text)
{
	const struct plan *plan = result->plan;
	const struct record_type *child = plan->types[type].record;
	const struct relation *relation = &child->relations[index];
	struct list list = { plan->ruleset, child, &plan->schema->types[relation->parent], index, false };
	bool several;
	int64_t astray = count_astray(result, type, relation, &several);

	if (!astray || !list_is_read(&list))
		return 0;
	text_append_format(text, "%s: ", list.parent->name);
	append_list_readers(&list, text);
	text_append_format(
		text, " through its %s records without %s%lld row%s whose %s is not known, which may belong there",
		child->name, several ? "at least " : "", (long long) astray, astray == 1 ? "" : "s", relation->name);
	return notes_add(notes, text);
}

int notes_unknown_parents(struct notes *notes, const struct result *result, struct text *text)
{
	for (size_t i = 0; i < result->plan->type_count; i++) {
		for (size_t j = 0; j < result->plan->types[i].record->relation_count; j++) {
			if (note_astray(notes, result, i, (int) j, text))
				return -1;
		}
	}
	return 0;
}
