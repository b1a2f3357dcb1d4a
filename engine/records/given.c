/* given.c: reads the records that a test gives: see given.h. */
#include "records/given.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct given *given;
	const struct yaml_reader *reader;
	const struct schema *schema;
	const struct given *shared;
	bool failed; /* out of memory, which was said */
};

/* What a key of a record's map is. */
enum part { PART_NAME, PART_FIELD, PART_PARENT, PART_CHILDREN, PART_UNKNOWN };
struct meaning {
	enum part part;
	int field;    /* PART_FIELD */
	int type;     /* PART_CHILDREN: the children's */
	int relation; /* PART_PARENT: of the record; PART_CHILDREN: of the children */
};

static void out_of_memory(struct reading *reading)
{
	if (!reading->failed)
		yaml_problem_memory(reading->reader);
	reading->failed = true;
}

/* The relation whose only field it is; -1: none. */
static int relation_of_field(const struct record_type *type, int field)
{
	for (size_t i = 0; i < type->relation_count; i++) {
		if (type->relations[i].count == 1 && type->relations[i].fields[0] == field)
			return (int) i;
	}
	return -1;
}

/* "person", or "person.home" where several relations lead here. False: neither. *relation is -2 where it has to be said. */
static bool find_children(const struct reading *reading, int type, const char *key, struct meaning *meaning)
{
	const char *dot = strchr(key, '.');
	char name[128];

	if (dot && (size_t) (dot - key) >= sizeof name)
		return false;
	snprintf(name, sizeof name, "%.*s", dot ? (int) (dot - key) : (int) sizeof name - 1, key);
	meaning->part = PART_CHILDREN;
	meaning->type = schema_type(reading->schema, name);
	if (meaning->type < 0)
		return false;
	const struct record_type *child = &reading->schema->types[meaning->type];

	meaning->relation = dot ? schema_relation(child, dot + 1) : schema_relation_to(child, type);
	return dot ? meaning->relation >= 0 && child->relations[meaning->relation].parent == type
	           : meaning->relation != -1;
}

static struct meaning understand(const struct reading *reading, int type, const char *key)
{
	const struct record_type *record = &reading->schema->types[type];
	struct meaning meaning = { .part = PART_FIELD, .field = schema_field(record, key) };

	meaning.relation =
		meaning.field < 0 ? schema_relation(record, key) : relation_of_field(record, meaning.field);
	if (meaning.relation >= 0)
		meaning.part = PART_PARENT;
	else if (meaning.field < 0 && !strcmp(key, "called"))
		meaning.part = PART_NAME;
	else if (meaning.field < 0 && !find_children(reading, type, key, &meaning))
		meaning.part = PART_UNKNOWN;
	return meaning;
}

static void report_unknown_key(const struct reading *reading, int type, const struct yaml_node *map, size_t at)
{
	const struct schema *schema = reading->schema;
	const struct record_type *record = &schema->types[type];
	const struct yaml_node *key = map->keys[at];
	struct nearest nearest = nearest_to(key->text);

	if (yaml_comma(reading->reader, map, at))
		return;
	for (size_t i = 0; i < record->field_count; i++)
		nearest_offer(&nearest, record->fields[i].name);
	for (size_t i = 0; i < record->relation_count; i++)
		nearest_offer(&nearest, record->relations[i].name);
	for (size_t i = 0; i < schema->count; i++) {
		if (schema_relation_to(&schema->types[i], type) >= 0)
			nearest_offer(&nearest, schema->types[i].name);
	}
	if (schema_type(schema, key->text) >= 0)
		yaml_problem(reading->reader, key, "name it by a field that leads there, or give it beside",
		             "no relation leads from '%s' to '%s'", key->text, record->name);
	else
		yaml_problem_nearest(reading->reader, key, nearest.best, "'%s' has no field or relation '%s'",
		                     record->name, key->text);
}

static void add_records(struct reading *reading, int type, const struct yaml_node *key, const struct yaml_node *node,
                        struct given_record *parent, int relation);

static void read_name(const struct reading *reading, struct given_record *record, const struct yaml_node *node)
{
	const char *name;

	if (!yaml_text(reading->reader, node, "'called'", &name))
		return;
	if (given_find(reading->given, record->type, name)
	    || (reading->shared && given_find(reading->shared, record->type, name)))
		yaml_problem(reading->reader, node, NULL, "another '%s' is called '%s'",
		             reading->schema->types[record->type].name, name);
	record->name = name;
}

/* What is nested in it, which may be any number of records; fields come when all names are known. */
static void read_nested(struct reading *reading, struct given_record *record)
{
	const struct record_type *type = &reading->schema->types[record->type];
	const struct yaml_node *map = record->node;

	for (size_t i = 0; i < map->count && !reading->failed; i++) {
		struct meaning meaning = understand(reading, record->type, map->keys[i]->text);
		const struct yaml_node *item = map->items[i];

		if (meaning.part == PART_NAME) {
			read_name(reading, record, item);
		} else if (meaning.part == PART_CHILDREN && meaning.relation == -2) {
			yaml_problem(reading->reader, map->keys[i], "name it, as person.home",
			             "several relations lead from '%s' to '%s'", map->keys[i]->text, type->name);
		} else if (meaning.part == PART_CHILDREN) {
			add_records(reading, meaning.type, map->keys[i], item, record, meaning.relation);
		} else if (meaning.part == PART_PARENT && item->kind == YAML_MAP) {
			size_t at = reading->given->count;

			add_records(reading, type->relations[meaning.relation].parent, map->keys[i], item, NULL, -1);
			if (reading->given->count > at)
				record->parents[meaning.relation] = reading->given->items[at];
		}
	}
}

static void add_record(struct reading *reading, int type, const struct yaml_node *node, struct given_record *parent,
                       int relation)
{
	const struct record_type *declared = &reading->schema->types[type];
	struct given *given = reading->given;
	struct arena *arena = reading->reader->arena;
	struct given_record *record = arena_alloc(arena, sizeof *record);

	if (record) {
		*record = (struct given_record){ .type = type, .node = node };
		record->values = arena_array(arena, declared->field_count, sizeof *record->values);
		record->parents = arena_array(arena, declared->relation_count, sizeof(struct given_record *));
	}
	if (!record || !record->values || !record->parents
	    || array_reserve(&given->items, &given->capacity, given->count + 1, sizeof(struct given_record *))) {
		out_of_memory(reading);
		return;
	}
	for (size_t i = 0; i < declared->field_count; i++)
		record->values[i].kind = declared->fields[i].optional ? VALUE_NONE : VALUE_UNKNOWN;
	if (relation >= 0)
		record->parents[relation] = parent;
	given->items[given->count++] = record;
	read_nested(reading, record);
}

/* One record, or a list of them. */
static void add_records(struct reading *reading, int type, const struct yaml_node *key, const struct yaml_node *node,
                        struct given_record *parent, int relation)
{
	const struct record_type *declared = &reading->schema->types[type];

	if (declared->unusable) {
		yaml_problem(reading->reader, key, NULL, "'%s' cannot be read as records: %s", declared->name,
		             declared->unusable);
		return;
	}
	if (node->kind == YAML_MAP) {
		add_record(reading, type, node, parent, relation);
		return;
	}
	if (node->kind != YAML_LIST) {
		if (!node->refused)
			yaml_problem(reading->reader, node, "as {income: £9,000}, or a list of such",
			             "'%s' must be a record or a list of records", key->text);
		return;
	}
	for (size_t i = 0; i < node->count && !reading->failed; i++) {
		if (yaml_expect(reading->reader, node->items[i], YAML_MAP, "a record"))
			add_record(reading, type, node->items[i], parent, relation);
	}
}

static bool is_listed(const struct field *field, const char *text)
{
	for (size_t i = 0; field->statuses && field->statuses[i]; i++) {
		if (!strcmp(field->statuses[i], text))
			return true;
	}
	return false;
}

/* "unknown" of what is not known, "none" of what there is not, where the type has no such value of its own. */
static bool read_absence(const struct reading *reading, const struct field *field, const struct yaml_node *node,
                         struct value *out)
{
	bool unknown = !strcmp(node->text, "unknown"), none = !strcmp(node->text, "none");

	if (node->quoted || (!unknown && !none) || field->type == TYPE_TEXT || is_listed(field, node->text)
	    || (field->type == TYPE_STATUS && !field->statuses))
		return false;
	if (unknown && field->optional)
		yaml_problem(reading->reader, node, "leave it out, or say none",
		             "'%s' is OPTIONAL: where it is not given there is none", field->name);
	else if (none && !field->optional)
		yaml_problem(reading->reader, node, "leave it out, or say unknown, where it is not known",
		             "'%s' is not OPTIONAL: there is always one", field->name);
	out->kind = unknown ? VALUE_UNKNOWN : VALUE_NONE;
	return true;
}

static void read_value(const struct reading *reading, const struct field *field, const struct yaml_node *node,
                       struct value *out)
{
	struct nearest nearest;

	if (field->unusable) {
		yaml_problem(reading->reader, node, NULL, "field '%s' cannot be read: %s", field->name,
		             field->unusable);
		return;
	}
	if (node->kind == YAML_SCALAR && read_absence(reading, field, node, out))
		return;
	if (!yaml_value(reading->reader, node, field->type, out) || field->type != TYPE_STATUS || !field->statuses
	    || is_listed(field, node->text))
		return;
	nearest = nearest_to(node->text);
	for (size_t i = 0; field->statuses[i]; i++)
		nearest_offer(&nearest, field->statuses[i]);
	yaml_problem_nearest(reading->reader, node, nearest.best, "'%s' is never '%s'", field->name, node->text);
}

/* A parent by its name, or else by its key. */
static void read_parent(const struct reading *reading, struct given_record *record, int relation,
                        const struct yaml_node *node)
{
	const struct record_type *type = &reading->schema->types[record->type];
	const struct relation *way = &type->relations[relation];
	const struct record_type *parent = &reading->schema->types[way->parent];
	const struct field *field = &type->fields[way->fields[0]];
	const struct given_record *found;
	struct error err;
	struct value value;

	if (node->kind != YAML_SCALAR) {
		yaml_problem(reading->reader, node, "a list of records stands where children are",
		             "'%s' leads to one '%s': its name, its key or the record itself", way->name,
		             parent->name);
		return;
	}
	found = given_find(reading->given, way->parent, node->text);
	if (!found && reading->shared)
		found = given_find(reading->shared, way->parent, node->text);
	if (found) {
		record->parents[relation] = (struct given_record *) found;
		return;
	}
	if (way->count == 1
	    && (field->type == TYPE_TEXT || field->type == TYPE_STATUS
	        || !value_parse(field->type, node->text, node->length, &value, &err) || !strcmp(node->text, "unknown")
	        || !strcmp(node->text, "none"))) {
		read_value(reading, field, node, &record->values[way->fields[0]]);
		return;
	}
	struct nearest nearest = nearest_to(node->text);

	for (size_t i = 0; i < reading->given->count; i++) {
		const struct given_record *other = reading->given->items[i];

		if (other->type == way->parent && other->name)
			nearest_offer(&nearest, other->name);
	}
	yaml_problem_nearest(reading->reader, node, nearest.best, "no '%s' is called '%s'", parent->name, node->text);
}

static void read_fields(struct reading *reading, struct given_record *record)
{
	const struct record_type *type = &reading->schema->types[record->type];
	const struct yaml_node *map = record->node;

	for (size_t i = 0; i < map->count; i++) {
		struct meaning meaning = understand(reading, record->type, map->keys[i]->text);

		if (meaning.part == PART_FIELD)
			read_value(reading, &type->fields[meaning.field], map->items[i],
			           &record->values[meaning.field]);
		else if (meaning.part == PART_UNKNOWN)
			report_unknown_key(reading, record->type, map, i);
		else if (meaning.part == PART_PARENT && map->items[i]->kind != YAML_MAP) {
			if (record->parents[meaning.relation])
				yaml_problem(reading->reader, map->keys[i], "take one of them out",
				             "'%s' is given, and the record is nested in one",
				             type->relations[meaning.relation].name);
			else
				read_parent(reading, record, meaning.relation, map->items[i]);
		}
	}
}

/* What its parents' keys say of it, as far as they are whole. */
static void copy_references(const struct reading *reading, struct given_record *record)
{
	const struct record_type *type = &reading->schema->types[record->type];

	for (size_t i = 0; i < type->relation_count; i++) {
		const struct relation *way = &type->relations[i];
		const struct given_record *parent = record->parents[i];

		for (size_t j = 0; parent && parent->keyed && j < way->count; j++)
			record->values[way->fields[j]] = parent->values[reading->schema->types[way->parent].key[j]];
	}
}

static bool refers_by(const struct record_type *type, const struct given_record *record, int field)
{
	for (size_t i = 0; i < type->relation_count; i++) {
		for (size_t j = 0; record->parents[i] && j < type->relations[i].count; j++) {
			if (type->relations[i].fields[j] == field)
				return true;
		}
	}
	return false;
}

/* What the record's references say of that field of records of the type, at most. */
static int64_t most_referred(const struct reading *reading, const struct given_record *record, int type, int field)
{
	const struct record_type *declared = &reading->schema->types[record->type];
	int64_t most = 0;

	for (size_t i = 0; i < declared->relation_count; i++) {
		const struct relation *way = &declared->relations[i];

		for (size_t j = 0; way->parent == type && j < way->count; j++) {
			const struct value *value = &record->values[way->fields[j]];

			if (reading->schema->types[type].key[j] == field && value->kind == VALUE_INTEGER
			    && value->as.integer > most)
				most = value->as.integer;
		}
	}
	return most;
}

/* The next number that no record of the type has been given in that field, and that nothing refers to. */
static int64_t next_number(const struct reading *reading, int type, int field)
{
	const struct given *all[] = { reading->given, reading->shared };
	int64_t most = 0;

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; all[i] && j < all[i]->count; j++) {
			const struct given_record *record = all[i]->items[j];
			int64_t referred = most_referred(reading, record, type, field);

			most = referred > most ? referred : most;
			if (record->type == type && record->values[field].kind == VALUE_INTEGER
			    && record->values[field].as.integer > most)
				most = record->values[field].as.integer;
		}
	}
	return most < INT64_MAX ? most + 1 : most;
}

static void make_up(struct reading *reading, struct given_record *record, int field)
{
	const struct record_type *type = &reading->schema->types[record->type];
	const struct field *declared = &type->fields[field];
	struct value *value = &record->values[field];
	const char *text = record->name;
	size_t number = reading->shared ? reading->shared->count : 0, at = 0;

	if (declared->type == TYPE_INTEGER) {
		*value = value_integer(next_number(reading, record->type, field));
		return;
	}
	if (declared->type != TYPE_TEXT && (declared->type != TYPE_STATUS || declared->statuses)) {
		/* One that cannot be read was said. */
		if (!yaml_get(record->node, declared->name))
			yaml_problem(reading->reader, record->node, NULL,
			             "'%s' is part of the key of '%s': it must be given", declared->name, type->name);
		*value = value_integer(0);
		return;
	}
	while (reading->given->items[at] != record)
		at++;
	if (!text)
		text = arena_format(reading->reader->arena, "%s %zu", type->name, number + at + 1);
	if (text)
		*value = value_text(text, strlen(text));
	else
		out_of_memory(reading);
}

/* Makes its key whole, after those of its parents of which it is made. */
static void settle_key(struct reading *reading, struct given_record *record, int depth)
{
	const struct record_type *type = &reading->schema->types[record->type];

	if (record->keyed || reading->failed)
		return;
	record->own_key = true;
	for (size_t i = 0; i < type->relation_count; i++) {
		for (size_t j = 0; record->parents[i] && j < type->key_count; j++) {
			if (refers_by(type, record, type->key[j]) && depth < YAML_MAX_DEPTH)
				settle_key(reading, record->parents[i], depth + 1);
		}
	}
	copy_references(reading, record);
	for (size_t i = 0; i < type->key_count; i++) {
		struct value *value = &record->values[type->key[i]];

		if (value->kind != VALUE_UNKNOWN && value->kind != VALUE_NONE)
			continue;
		record->own_key = false;
		make_up(reading, record, type->key[i]);
	}
	record->keyed = true;
}

void given_read(struct given *given, const struct yaml_reader *reader, const struct schema *schema,
                const struct yaml_node *map, const struct given *shared)
{
	struct reading reading = { .given = given, .reader = reader, .schema = schema, .shared = shared };

	*given = (struct given){ .schema = schema };
	for (size_t i = 0; map && i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		int type = schema_type(schema, key->text);
		struct nearest nearest;

		if (type >= 0) {
			add_records(&reading, type, key, map->items[i], NULL, -1);
			continue;
		}
		nearest = nearest_to(key->text);
		for (size_t j = 0; j < schema->count; j++)
			nearest_offer(&nearest, schema->types[j].name);
		yaml_problem_nearest(reader, key, nearest.best, "there is no record type '%s'", key->text);
	}
	for (size_t i = 0; i < given->count; i++)
		read_fields(&reading, given->items[i]);
	for (size_t i = 0; i < given->count; i++)
		settle_key(&reading, given->items[i], 0);
	for (size_t i = 0; i < given->count; i++)
		copy_references(&reading, given->items[i]);
	if (!reading.failed && given_find_loose(given, shared))
		out_of_memory(&reading);
}

void given_release(struct given *given)
{
	free(given->items);
	free(given->loose);
	*given = (struct given){ .items = NULL };
}

/* Whether the record's key, of one field, was written so. */
static bool has_key(const struct given *given, const struct given_record *record, const char *name)
{
	const struct record_type *type = &given->schema->types[record->type];
	const struct field *field = &type->fields[type->key[0]];
	struct value value;
	struct error err;

	if (type->key_count != 1 || (record->keyed && !record->own_key))
		return false;
	return !value_parse(field->type, name, strlen(name), &value, &err)
	       && value_compare(value, record->values[type->key[0]]) == 0;
}

const struct given_record *given_find(const struct given *given, int type, const char *name)
{
	for (size_t i = 0; i < given->count; i++) {
		const struct given_record *record = given->items[i];

		if (record->type == type
		    && (record->name ? !strcmp(record->name, name) : has_key(given, record, name)))
			return record;
	}
	return NULL;
}
