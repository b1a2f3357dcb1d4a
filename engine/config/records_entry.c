/* records_entry.c: what a scenario says of its records: conditions, queries, keys, fields, dates. */
#include "config/records_entry.h"

#include <string.h>

static const char *const entry_keys[] = { "where",      "query",       "key",    "fields",
	                                  "valid_from", "valid_until", "period", NULL };
static const char *const field_keys[] = { "type", "optional", "personal", "references", NULL };
/* Types that a column can have. An eligibility is the outcome of a rule. */
static const char *const field_types[] = { "money", "rate", "decimal", "integer", "flag",
	                                   "date",  "text", "status",  "number",  NULL };

/* A type that cannot be read stays text, and is not held against anything else that is said of the field. */
static void set_type(const struct yaml_reader *reader, const struct yaml_node *node, struct records_field *field)
{
	int choice;

	if (yaml_choice(reader, node, "a field's type", field_types, &choice))
		ensure(type_named(field_types[choice], &field->type));
}

/* One word of the short form, as a text of its own. */
static bool next_word(const struct yaml_reader *reader, const struct yaml_node *node, size_t *at,
                      struct yaml_node *word)
{
	size_t length;

	*at += strspn(node->text + *at, " \t\n");
	length = strcspn(node->text + *at, " \t\n");
	if (length == 0)
		return false;
	*word = yaml_part(node, *at, length);
	word->text = arena_bytes(reader->arena, node->text + *at, length);
	*at += length;
	if (!word->text)
		yaml_problem_memory(reader);
	return word->text != NULL;
}

/* "money", "money optional", "text optional personal" */
static void read_short_field(const struct yaml_reader *reader, const struct yaml_node *node,
                             struct records_field *field)
{
	static const char *const further[] = { "optional", "personal", NULL };
	struct yaml_node word;
	const char *text;
	size_t at = 0;
	int choice;

	if (!yaml_text(reader, node, "a field's type", &text) || !next_word(reader, node, &at, &word))
		return;
	set_type(reader, &word, field);
	while (next_word(reader, node, &at, &word)) {
		if (!yaml_choice(reader, &word, "what follows a field's type", further, &choice))
			continue;
		bool *said = choice == 0 ? &field->optional : &field->personal;

		if (*said)
			yaml_problem(reader, &word, NULL, "'%s' is said twice", word.text);
		*said = true;
	}
}

static void read_long_field(const struct yaml_reader *reader, const struct yaml_node *key,
                            const struct yaml_node *map, struct records_field *field)
{
	const struct yaml_node *type, *optional = yaml_get(map, "optional"), *personal = yaml_get(map, "personal"),
				      *references = yaml_get(map, "references");

	yaml_known_keys(reader, map, field_keys);
	type = yaml_require(reader, map, key, "type", field_keys);
	if (type)
		set_type(reader, type, field);
	if (optional)
		yaml_flag(reader, optional, "'optional'", &field->optional);
	if (personal)
		yaml_flag(reader, personal, "'personal'", &field->personal);
	if (references)
		yaml_text(reader, references, "'references'", &field->references);
}

static void read_fields(const struct yaml_reader *reader, const struct yaml_node *map, struct records_entry *entry)
{
	if (!yaml_expect(reader, map, YAML_MAP, "'fields'"))
		return;
	if (map->count == 0 || map->count > RECORDS_FIELDS_MAX) {
		if (map->count == 0)
			yaml_problem(reader, map, NULL, "'fields' is empty");
		else
			yaml_problem(reader, map, NULL, "more than %d fields", RECORDS_FIELDS_MAX);
		return;
	}
	entry->fields = arena_array(reader->arena, map->count, sizeof *entry->fields);
	entry->field_count = entry->fields ? map->count : 0;
	if (!entry->fields)
		yaml_problem_memory(reader);
	for (size_t i = 0; i < entry->field_count; i++) {
		struct records_field *field = &entry->fields[i];

		*field = (struct records_field){ .name = map->keys[i]->text,
			                         .type = TYPE_TEXT,
			                         .line = map->keys[i]->line,
			                         .column = map->keys[i]->column };
		if (map->items[i]->kind == YAML_MAP)
			read_long_field(reader, map->keys[i], map->items[i], field);
		else
			read_short_field(reader, map->items[i], field);
	}
}

/* A text of an entry, and where it stands. */
static bool read_said(const struct yaml_reader *reader, const struct yaml_node *map, const char *key,
                      const char **text, struct node_in_file *place)
{
	const struct yaml_node *node = yaml_get(map, key);
	char what[32];

	snprintf(what, sizeof what, "'%s'", key);
	if (!node || !yaml_text(reader, node, what, text))
		return false;
	*place = (struct node_in_file){ .file = reader->source, .node = node };
	return true;
}

static void read_key(const struct yaml_reader *reader, const struct yaml_node *map, struct records_entry *entry,
                     struct node_in_file *place)
{
	const struct yaml_node *node = yaml_get(map, "key");

	if (!node)
		return;
	if (node->kind == YAML_LIST && node->count > RECORDS_FIELDS_MAX) {
		yaml_problem(reader, node, NULL, "more than %d fields", RECORDS_FIELDS_MAX);
		return;
	}
	/* A key that was refused is still one: it is not missing. */
	*place = (struct node_in_file){ .file = reader->source, .node = node };
	if (!yaml_texts(reader, node, "'key'", &entry->key))
		entry->key = NULL;
}

static void read_entry_keys(const struct yaml_reader *reader, const struct yaml_node *map,
                            struct records_entry *entry, struct records_places *places)
{
	const struct yaml_node *fields = yaml_get(map, "fields");
	struct node_in_file where;

	yaml_known_keys(reader, map, entry_keys);
	if (read_said(reader, map, "where", &entry->where, &where)) {
		entry->where_file = where.file;
		entry->where_line = where.node->line;
		entry->where_column = where.node->column;
	}
	if (read_said(reader, map, "query", &entry->query, &places->query)) {
		entry->query_file = reader->source;
		entry->query_line = places->query.node->line;
		entry->query_column = places->query.node->column;
	}
	read_key(reader, map, entry, &places->key);
	if (fields) {
		size_t errors_before = reader->problems->errors;

		places->fields = (struct node_in_file){ .file = reader->source, .node = fields };
		read_fields(reader, fields, entry);
		places->typed = reader->problems->errors == errors_before;
	}
	read_said(reader, map, "valid_from", &entry->valid_from, &places->valid_from);
	read_said(reader, map, "valid_until", &entry->valid_until, &places->valid_until);
	read_said(reader, map, "period", &entry->period, &places->period);
}

/* The entry of a type: the one there is, or a new one behind the others. There is room. */
static size_t entry_for(struct scenario *scenario, const char *type)
{
	for (size_t i = 0; i < scenario->record_count; i++) {
		if (!strcmp(scenario->records[i].type, type))
			return i;
	}
	scenario->records[scenario->record_count].type = type;
	return scenario->record_count++;
}

static bool make_room(struct records_reading *reading, const struct yaml_reader *reader, size_t more)
{
	struct scenario *scenario = reading->scenario;
	size_t count = scenario->record_count;
	struct records_entry *entries = arena_array(reader->arena, count + more, sizeof *entries);
	struct records_places *places = arena_array(reader->arena, count + more, sizeof *places);

	if (!entries || !places) {
		yaml_problem_memory(reader);
		return false;
	}
	if (count) {
		memcpy(entries, scenario->records, count * sizeof *entries);
		memcpy(places, reading->places, count * sizeof *places);
	}
	scenario->records = entries;
	reading->places = places;
	return true;
}

void records_entries_read(struct records_reading *reading, const struct yaml_reader *reader,
                          const struct yaml_node *map)
{
	if (!yaml_expect(reader, map, YAML_MAP, "'records'"))
		return;
	if (map->count > RECORDS_TYPES_MAX) {
		yaml_problem(reader, map, NULL, "more than %d record types", RECORDS_TYPES_MAX);
		return;
	}
	if (!make_room(reading, reader, map->count))
		return;
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *name = map->keys[i];
		struct records_entry *entry;
		size_t at;

		if (!yaml_expect(reader, map->items[i], YAML_MAP, "what is said of a record type"))
			continue;
		at = entry_for(reading->scenario, name->text);
		entry = &reading->scenario->records[at];
		entry->file = reader->source;
		entry->line = name->line;
		entry->column = name->column;
		reading->places[at].name = (struct node_in_file){ .file = reader->source, .node = name };
		read_entry_keys(reader, map->items[i], entry, &reading->places[at]);
	}
}

static const struct records_field *field_named(const struct records_entry *entry, const char *name,
                                               struct nearest *nearest)
{
	*nearest = nearest_to(name);
	for (size_t i = 0; i < entry->field_count; i++) {
		if (!strcmp(entry->fields[i].name, name))
			return &entry->fields[i];
	}
	for (size_t i = 0; i < entry->field_count; i++)
		nearest_offer(nearest, entry->fields[i].name);
	return NULL;
}

/* `what` names a field of the entry, of type `type` (text: or a status). */
static void check_field(const struct records_entry *entry, bool typed, const char *what, const char *name,
                        enum type type, const struct node_in_file *place, struct problems *problems)
{
	struct yaml_reader reader = { .source = place->file, .problems = problems };
	const struct records_field *field;
	struct nearest nearest;

	if (!name)
		return;
	field = field_named(entry, name, &nearest);
	if (!field)
		yaml_problem_nearest(&reader, place->node, nearest.best, "'%s' is not among the fields", name);
	else if (field->type != type && !(type == TYPE_TEXT && field->type == TYPE_STATUS) && typed)
		yaml_problem(&reader, place->node, NULL, "'%s' names the field '%s', which is not a %s but %s", what,
		             name, type_names[type], type_names[field->type]);
}

static void check_key(const struct records_entry *entry, const struct node_in_file *place, struct problems *problems)
{
	struct yaml_reader reader = { .source = place->file, .problems = problems };
	const struct yaml_node *node = place->node;

	for (size_t i = 0; entry->key && entry->key[i]; i++) {
		struct nearest nearest;

		if (!field_named(entry, entry->key[i], &nearest))
			yaml_problem_nearest(&reader, node->kind == YAML_LIST ? node->items[i] : node, nearest.best,
			                     "the key '%s' is not among the fields", entry->key[i]);
	}
}

void records_entries_check(const struct records_reading *reading, struct problems *problems)
{
	for (size_t i = 0; i < reading->scenario->record_count; i++) {
		const struct records_entry *entry = &reading->scenario->records[i];
		const struct records_places *places = &reading->places[i];
		struct yaml_reader reader = { .source = places->query.file, .problems = problems };

		/* Tables, and views that lack types, are held against the database when that is opened. */
		if (!entry->query)
			continue;
		if (!places->key.file)
			yaml_problem(&reader, places->query.node, "name the fields that tell one record from another",
			             "the query of '%s' has no 'key'", entry->type);
		if (!places->fields.file)
			yaml_problem(&reader, places->query.node, "list them with their types",
			             "the query of '%s' has no 'fields'", entry->type);
		if (!entry->fields)
			continue;
		check_key(entry, &places->key, problems);
		check_field(entry, places->typed, "valid_from", entry->valid_from, TYPE_DATE, &places->valid_from,
		            problems);
		check_field(entry, places->typed, "valid_until", entry->valid_until, TYPE_DATE, &places->valid_until,
		            problems);
		check_field(entry, places->typed, "period", entry->period, TYPE_TEXT, &places->period, problems);
	}
}
