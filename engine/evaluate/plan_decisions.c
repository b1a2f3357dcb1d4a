/* plan_decisions.c: finds the record type that a scenario's `decisions` names, and the fields of a decision in it. */
#include "evaluate/plan_draft.h"

#include <string.h>

const char *const decision_field_names[] = { "record_type", "record_key",  "rule",   "outcome",
	                                     "decided_by",  "decided_on",  "reason", "award",
	                                     "valid_from",  "valid_until", NULL };

static const enum type field_types[] = { TYPE_TEXT, TYPE_TEXT, TYPE_TEXT,  TYPE_TEXT, TYPE_TEXT,
	                                 TYPE_DATE, TYPE_TEXT, TYPE_MONEY, TYPE_DATE, TYPE_DATE };

static void add_problem(const struct draft *draft, struct error *err)
{
	const struct scenario *scenario = draft->plan->scenario;
	const struct source *file = scenario->decisions_file;

	error_excerpt_at(err, file->shown, file->text, file->length, scenario->decisions_line,
	                 scenario->decisions_column, 0);
	problems_add(draft->problems, err);
}

/* The record type that has the fields of a decision; NULL: none. */
static const char *likely_type(const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct record_type *record = &schema->types[i];

		if (schema_field(record, "decided_by") >= 0 && schema_field(record, "record_key") >= 0)
			return record->name;
	}
	return NULL;
}

static void report_no_type(const struct draft *draft)
{
	const char *name = draft->plan->scenario->decisions;
	const struct schema *schema = draft->schema;
	struct nearest nearest = nearest_to(name);
	struct error err;

	for (size_t i = 0; i < schema->count; i++)
		nearest_offer(&nearest, schema->types[i].name);
	error_set(&err, ERROR_INPUT, "there is no record type '%s' that could hold decisions", name);
	if (nearest.best || likely_type(schema))
		error_did_you_mean(&err, nearest.best ? nearest.best : likely_type(schema));
	else
		error_hint(&err, "schema/decisions.sql makes a table for them");
	add_problem(draft, &err);
}

/* A text that is one of a list is a text. */
static bool fits(const struct field *field, enum type type)
{
	return !field->unusable && (field->type == type || (type == TYPE_TEXT && field->type == TYPE_STATUS));
}

static void find_field(struct draft *draft, enum decision_field which, const struct place *place)
{
	struct plan *plan = draft->plan;
	const struct record_type *record = &draft->schema->types[plan->decision_type];
	const char *name = decision_field_names[which];
	int found = schema_field(record, name);
	struct nearest nearest = nearest_to(name);
	struct error err;

	if (found >= 0 && fits(&record->fields[found], field_types[which])) {
		plan->decision_fields[which] = found;
		plan_need_field(draft, plan->decision_type, found, place);
		return;
	}
	if (found >= 0) {
		error_set(&err, ERROR_INPUT, "field '%s' of '%s' is %s: in a decision it is %s", name, record->name,
		          record->fields[found].unusable ? "without a type" : type_names[record->fields[found].type],
		          type_names[field_types[which]]);
		error_hint(&err, "as in schema/decisions.sql");
		add_problem(draft, &err);
	} else if (which < DECISION_AWARD) {
		for (size_t i = 0; i < record->field_count; i++)
			nearest_offer(&nearest, record->fields[i].name);
		error_set(&err, ERROR_INPUT, "'%s' holds no decisions: it has no field '%s'", record->name, name);
		if (nearest.best)
			error_hint(&err, "is it '%s'? A 'query' in 'records' can give it that name", nearest.best);
		else
			error_hint(&err, "schema/decisions.sql has the fields of a decision");
		add_problem(draft, &err);
	}
}

void plan_decisions(struct draft *draft)
{
	const struct scenario *scenario = draft->plan->scenario;
	const struct place place = { scenario->decisions_file, scenario->decisions_line, scenario->decisions_column };
	struct plan *plan = draft->plan;

	plan->decision_type = -1;
	for (int i = 0; i < DECISION_FIELDS; i++)
		plan->decision_fields[i] = -1;
	if (!scenario->decisions)
		return;
	plan->decision_type = schema_type(draft->schema, scenario->decisions);
	if (plan->decision_type < 0)
		report_no_type(draft);
	for (int i = 0; plan->decision_type >= 0 && i < DECISION_FIELDS; i++)
		find_field(draft, (enum decision_field) i, &place);
}
