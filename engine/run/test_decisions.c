/* test_decisions.c: decisions that a test gives: rows of the record type that its scenario names for them, which hold as they do in a run.
 * What one is on can go by the name that the test calls it. */
#include "run/test_parts.h"

#include "evaluate/decision.h"
#include "evaluate/key_text.h"

#include <string.h>

/* A decision that is given, and the records that it can be on. */
struct naming {
	const struct yaml_reader *reader;
	const struct plan *plan;
	const struct given *both[2];
	bool complete; /* no others will be given */
};

bool test_decisions_given(const struct plan *plan, const struct given *given)
{
	for (size_t i = 0; plan->decision_type >= 0 && i < given->count; i++) {
		if (given->items[i]->type == plan->decision_type)
			return true;
	}
	return false;
}

static void append_key(const struct record_type *type, const struct given_record *record, struct text *out)
{
	for (size_t i = 0; i < type->key_count; i++) {
		text_append(out, i ? ", " : "");
		value_print_plain(type->fields[type->key[i]].type, record->values[type->key[i]], out);
	}
}

/* Whether a record that is given has that key, all of it written. */
static bool has_record(const struct naming *naming, int type, const char *text)
{
	const struct record_type *declared = &naming->plan->schema->types[type];
	struct text key = TEXT_INIT;
	bool found = false;

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; naming->both[i] && j < naming->both[i]->count && !found; j++) {
			const struct given_record *record = naming->both[i]->items[j];

			text_clear(&key);
			if (record->type == type && record->own_key)
				append_key(declared, record, &key);
			found = key.length && !strcmp(text_string(&key), text);
		}
	}
	if (key.failed)
		yaml_problem_memory(naming->reader);
	text_release(&key);
	return found;
}

static void set_key(const struct naming *naming, int type, const struct given_record *on, struct value *value)
{
	struct text key = TEXT_INIT;
	const char *kept;

	append_key(&naming->plan->schema->types[type], on, &key);
	kept = key.failed ? NULL : arena_text(naming->reader->arena, text_string(&key));
	if (kept)
		*value = value_text(kept, key.length);
	else
		yaml_problem_memory(naming->reader);
	text_release(&key);
}

static void name_record(const struct naming *naming, struct given_record *decision)
{
	const struct plan *plan = naming->plan;
	const struct value *of = &decision->values[plan->decision_fields[DECISION_RECORD_TYPE]];
	struct value *value = &decision->values[plan->decision_fields[DECISION_RECORD_KEY]];
	const struct yaml_node *node = yaml_get(decision->node, decision_field_names[DECISION_RECORD_KEY]);
	const struct given_record *on = NULL;
	int type;

	if (of->kind != VALUE_TEXT || value->kind != VALUE_TEXT || !node)
		return;
	type = schema_type(plan->schema, of->as.text);
	if (type < 0)
		return;
	for (int i = 0; i < 2 && !on; i++)
		on = naming->both[i] ? given_find(naming->both[i], type, node->text) : NULL;
	if (on)
		set_key(naming, type, on, value);
	else if (naming->complete && !has_record(naming, type, node->text))
		given_report_none(naming->reader, node, type, naming->both);
}

void test_decisions_name(const struct yaml_reader *reader, const struct plan *plan, const struct given *given,
                         const struct given *shared)
{
	const struct naming naming = {
		.reader = reader, .plan = plan, .both = { given, shared }, .complete = shared != NULL
	};

	for (size_t i = 0; plan->decision_type >= 0 && i < given->count; i++) {
		if (given->items[i]->type == plan->decision_type)
			name_record(&naming, given->items[i]);
	}
}

/* Where the row with that key is written: decision_place. */
static void place(void *context, const char *key, const char *field, struct error *err)
{
	const struct naming *naming = context;
	const struct plan *plan = naming->plan;
	struct text text = TEXT_INIT;

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; j < naming->both[i]->count; j++) {
			const struct given_record *record = naming->both[i]->items[j];
			const struct yaml_node *node = yaml_get(record->node, field);

			if (record->type != plan->decision_type)
				continue;
			text_clear(&text);
			append_key(&plan->schema->types[record->type], record, &text);
			if (!strcmp(text_string(&text), key))
				yaml_place(naming->reader->source, node ? node : record->node, err);
		}
	}
	text_release(&text);
}

int test_decisions_read(const struct yaml_reader *reader, struct plan *plan, struct database *database,
                        const struct given *given, const struct given *shared, struct problems *problems)
{
	struct naming naming = { .reader = reader, .plan = plan, .both = { given, shared } };

	return decisions_read(plan, database_connection(database, 0), place, &naming, problems);
}
