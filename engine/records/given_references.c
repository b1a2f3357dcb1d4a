/* given_references.c: references by a key, as far as they lead to no record that is given. */
#include "records/given.h"

#include <stdlib.h>
#include <string.h>

/* Whether the key, all of it written, is what the record refers to. */
static bool leads_to(const struct given_record *record, const struct relation *way, const struct given_record *other,
                     const struct record_type *parent)
{
	if (other->type != way->parent || !other->own_key)
		return false;
	for (size_t i = 0; i < way->count; i++) {
		if (value_compare(record->values[way->fields[i]], other->values[parent->key[i]]))
			return false;
	}
	return true;
}

static bool leads_into(const struct given_record *record, const struct relation *way, const struct given *given)
{
	for (size_t i = 0; given && i < given->count; i++) {
		if (leads_to(record, way, given->items[i], &given->schema->types[way->parent]))
			return true;
	}
	return false;
}

/* Where the reference is written; NULL: what it is made of is not all there, or was not written as a reference. */
static const struct yaml_node *written_at(const struct given_record *record, const struct record_type *type,
                                          const struct relation *way)
{
	const struct yaml_node *node = NULL;

	for (size_t i = 0; i < way->count; i++) {
		const struct value *value = &record->values[way->fields[i]];
		const struct yaml_node *field = yaml_get(record->node, type->fields[way->fields[i]].name);

		if (value->kind == VALUE_UNKNOWN || value->kind == VALUE_NONE)
			return NULL;
		node = field ? field : node;
	}
	return node ? node : way->count == 1 ? yaml_get(record->node, way->name) : NULL;
}

static int add(struct given *given, const struct given_reference *reference)
{
	if (array_reserve(&given->loose, &given->loose_capacity, given->loose_count + 1, sizeof *given->loose))
		return -1;
	given->loose[given->loose_count++] = *reference;
	return 0;
}

int given_find_loose(struct given *given, const struct given *shared)
{
	for (size_t i = 0; i < given->count; i++) {
		const struct given_record *record = given->items[i];
		const struct record_type *type = &given->schema->types[record->type];

		for (size_t j = 0; j < type->relation_count; j++) {
			const struct relation *way = &type->relations[j];
			const struct yaml_node *node = record->parents[j] ? NULL : written_at(record, type, way);
			const struct given_reference loose = { .record = record, .way = way, .node = node };

			if (node && !leads_into(record, way, given) && !leads_into(record, way, shared)
			    && add(given, &loose))
				return -1;
		}
	}
	return 0;
}

/* What the record goes by; NULL: nothing. */
static const char *name_of(const struct given_record *record, const struct record_type *type)
{
	const struct yaml_node *key = yaml_get(record->node, type->fields[type->key[0]].name);

	if (record->name)
		return record->name;
	return type->key_count == 1 && key && key->kind == YAML_SCALAR ? key->text : NULL;
}

void given_report_none(const struct yaml_reader *reader, const struct yaml_node *node, int type,
                       const struct given *const both[2])
{
	const struct record_type *declared = &both[0]->schema->types[type];
	struct nearest nearest = nearest_to(node->text);
	bool named = false;

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; both[i] && j < both[i]->count; j++) {
			const char *name =
				both[i]->items[j]->type == type ? name_of(both[i]->items[j], declared) : NULL;

			if (!name)
				continue;
			named = true;
			nearest_offer(&nearest, name);
		}
	}
	if (declared->key_count > 1)
		yaml_problem(reader, node, "give it too, or name one that is given", "there is no %s with this key",
		             declared->name);
	else if (nearest.best)
		yaml_problem_nearest(reader, node, nearest.best, "there is no %s '%s'", declared->name, node->text);
	else
		yaml_problem(reader, node,
		             named ? "give it too, or name one that is given"
		                   : "name the one that is given with 'called'",
		             "there is no %s '%s'", declared->name, node->text);
}

/* Whether anything of the type is given that the reference could mean. */
static bool has_other(const struct given *given, const struct given_reference *loose)
{
	for (size_t i = 0; given && i < given->count; i++) {
		if (given->items[i]->type == loose->way->parent && given->items[i] != loose->record)
			return true;
	}
	return false;
}

void given_report_loose(const struct given *given, const struct yaml_reader *reader, struct given *shared)
{
	const struct given *const both[] = { given, shared };

	for (size_t i = 0; i < given->loose_count; i++) {
		if (has_other(given, &given->loose[i]) || has_other(shared, &given->loose[i]))
			given_report_none(reader, given->loose[i].node, given->loose[i].way->parent, both);
	}
	for (size_t i = 0; shared && i < shared->loose_count; i++) {
		struct given_reference *loose = &shared->loose[i];

		if (loose->reported || leads_into(loose->record, loose->way, given)
		    || (!has_other(given, loose) && !has_other(shared, loose)))
			continue;
		given_report_none(reader, loose->node, loose->way->parent, both);
		loose->reported = true;
	}
}
