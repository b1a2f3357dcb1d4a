/* related.c: finds the parents and children of a record, and rows by lookup().
 *
 * Children of the main records are merged: one reader walks along in the order of the parents' keys, so that a scan over
 * households and their people reads each table once. Parents and looked-up rows are found by key and cached. */
#include "evaluate/machine.h"

#include <stdlib.h>
#include <string.h>

/* Copies a row's values, with their texts, into an arena. */
static const struct value *copy_row(struct machine *machine, const struct value *row, size_t count,
                                    struct arena *arena)
{
	struct value *copy = arena_array(arena, count, sizeof *copy);

	if (!copy)
		machine_raise_memory(machine);
	for (size_t i = 0; i < count; i++) {
		copy[i] = row[i];
		if (row[i].kind != VALUE_TEXT)
			continue;
		copy[i].as.text = arena_bytes(arena, row[i].as.text, row[i].length);
		if (!copy[i].as.text)
			machine_raise_memory(machine);
	}
	return copy;
}

static struct instance *take_free(struct machine *machine, int type)
{
	struct related_records *related = &machine->related[type];
	struct instance *instance = related->free;

	if (!instance)
		return record_new(machine, type);
	related->free = instance->next;
	return instance;
}

static void give_back(struct machine *machine, struct instance *chain)
{
	while (chain) {
		struct instance *next = chain->next;
		struct related_records *related = &machine->related[chain->type];

		chain->next = related->free;
		related->free = chain;
		chain = next;
	}
}

static void empty_cache(struct machine *machine, struct cache *cache)
{
	for (size_t i = 0; i < CACHE_BUCKETS; i++) {
		give_back(machine, cache->buckets[i]);
		cache->buckets[i] = NULL;
	}
	cache->count = 0;
}

/* All caches share one arena, so they are emptied together, and only between main records: a rule may hold a proxy. */
static void empty_caches(struct machine *machine)
{
	for (size_t i = 0; i < machine->plan->type_count; i++)
		empty_cache(machine, &machine->related[i].cache);
	for (size_t i = 0; i < machine->plan->lookup_count; i++)
		empty_cache(machine, &machine->lookups[i].cache);
	arena_clear(&machine->cache_arena);
}

static void empty_full_caches(struct machine *machine)
{
	size_t cached = 0;

	for (size_t i = 0; i < machine->plan->type_count; i++)
		cached += machine->related[i].cache.count;
	for (size_t i = 0; i < machine->plan->lookup_count; i++)
		cached += machine->lookups[i].cache.count;
	if (cached >= CACHE_MOST)
		empty_caches(machine);
}

void related_next_main(struct machine *machine)
{
	machine->epoch++;
	for (size_t i = 0; i < machine->plan->type_count; i++) {
		give_back(machine, machine->related[i].in_use);
		machine->related[i].in_use = NULL;
	}
	arena_clear(&machine->children_arena);
	empty_full_caches(machine);
}

void related_next_chunk(struct machine *machine)
{
	for (size_t i = 0; i < machine->children_count; i++) {
		machine->children[i].merging = false;
		machine->children[i].row = NULL;
	}
}

void related_next_pass(struct machine *machine)
{
	empty_caches(machine);
}

void related_close(struct machine *machine)
{
	for (size_t i = 0; machine->related && i < machine->plan->type_count; i++)
		reader_close(machine->related[i].by_key);
	for (size_t i = 0; machine->children && i < machine->children_count; i++) {
		reader_close(machine->children[i].merged);
		reader_close(machine->children[i].sought);
	}
	for (size_t i = 0; machine->lookups && i < machine->plan->lookup_count; i++) {
		reader_close(machine->lookups[i].reader);
		free(machine->lookups[i].key);
	}
}

static void raise_plain(struct machine *machine, struct error *err)
{
	machine->named = true; /* it names table and key itself */
	sandbox_raise(sandbox_lua(machine->sandbox), err);
}

static size_t bucket_of(const struct text *key)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < key->length; i++)
		hash = (hash ^ (unsigned char) key->bytes[i]) * 0x100000001b3u;
	return hash % CACHE_BUCKETS;
}

/* The record with `key` in `reader`, through `cache`; *out is NULL when there is none. */
static int find_by_key(struct machine *machine, struct cache *cache, struct reader *reader, int type,
                       const struct value *key, size_t key_count, struct instance **out, struct error *err)
{
	const struct plan_type *planned = &machine->plan->types[type];
	const struct value *row;
	struct instance *instance;
	size_t bucket;
	int found;

	text_clear(&machine->scratch);
	for (size_t i = 0; i < key_count; i++)
		value_canonical(key[i], &machine->scratch);
	if (machine->scratch.failed)
		machine_raise_memory(machine);
	bucket = bucket_of(&machine->scratch);
	for (instance = cache->buckets[bucket]; instance; instance = instance->next) {
		if (instance->key.length == machine->scratch.length
		    && !memcmp(instance->key.bytes, machine->scratch.bytes, instance->key.length)) {
			*out = instance;
			return 0;
		}
	}
	*out = NULL;
	found = reader_seek(reader, key, NULL, err) ? -1 : reader_next(reader, &row, err);
	if (found <= 0)
		return found;
	instance = take_free(machine, type);
	/* In the cache before anything can raise, so that it is given back. */
	instance->next = cache->buckets[bucket];
	cache->buckets[bucket] = instance;
	cache->count++;
	text_clear(&instance->key);
	text_append_bytes(&instance->key, machine->scratch.bytes, machine->scratch.length);
	if (instance->key.failed)
		machine_raise_memory(machine);
	record_fill(machine, instance, copy_row(machine, row, planned->field_count, &machine->cache_arena),
	            &machine->cache_arena);
	*out = instance;
	return 0;
}

static void set_missing(struct machine *machine, int fact)
{
	machine->missing_one = fact;
	machine->missing = &machine->missing_one;
	machine->missing_count = 1;
}

enum parent related_find_parent(struct machine *machine, struct instance *instance, int relation,
                                struct instance **out, struct error *err)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct relation *way = &type->record->relations[relation];
	int parent = machine->plan->type_place[way->parent];
	struct value key[KEY_MOST];
	struct related_records *related;

	*out = instance->parents[relation];
	if (*out)
		return PARENT_FOUND;
	if (parent < 0 || way->count > KEY_MOST) {
		error_set(err, ERROR_INPUT,
		          "relation '%s.%s' is followed in a way that could not be seen before the run",
		          type->record->name, way->name);
		machine_raise(machine, instance, NULL, err);
	}
	for (size_t i = 0; i < way->count; i++) {
		int slot = type->slot[way->fields[i]];

		ensure(slot >= 0);
		key[i] = instance->values[slot];
		if (key[i].kind == VALUE_UNKNOWN) {
			set_missing(machine, plan_fact_of_field(machine->plan, instance->type, way->fields[i]));
			return PARENT_MISSING;
		}
		if (key[i].kind == VALUE_NONE)
			return PARENT_NONE;
	}
	related = &machine->related[parent];
	if (!related->by_key
	    && reader_open(&related->by_key, machine->connection, machine->plan->schema, way->parent, READER_KEY, -1,
	                   machine->plan->types[parent].fields, machine->plan->types[parent].field_count, err))
		return PARENT_FAILED;
	if (find_by_key(machine, &related->cache, related->by_key, parent, key, way->count, out, err))
		return PARENT_FAILED;
	instance->parents[relation] = *out;
	if (*out)
		return PARENT_FOUND;
	set_missing(machine, plan_fact_of_row(machine->plan, parent));
	return PARENT_MISSING;
}

struct instance *related_parent(struct machine *machine, struct instance *instance, int relation, bool *none)
{
	struct instance *parent;
	struct error err;
	enum parent found = related_find_parent(machine, instance, relation, &parent, &err);

	if (found == PARENT_FAILED)
		raise_plain(machine, &err);
	*none |= found == PARENT_NONE;
	return parent;
}

static int compare_keys(const struct value *a, const struct value *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int order = value_compare(a[i], b[i]);

		if (order)
			return order;
	}
	return 0;
}

static void open_children(struct machine *machine, struct reader **reader, const struct children *children)
{
	const struct plan_type *type = &machine->plan->types[children->type];
	struct error err;

	if (!*reader
	    && reader_open(reader, machine->connection, machine->plan->schema, type->schema_type, READER_CHILDREN,
	                   children->relation, type->fields, type->field_count, &err))
		raise_plain(machine, &err);
}

/* The next row of a reader of children, or NULL at its end. */
static const struct value *next_child(struct machine *machine, struct reader *reader)
{
	const struct value *row;
	struct error err;
	int found = reader_next(reader, &row, &err);

	if (found < 0)
		raise_plain(machine, &err);
	return found ? row : NULL;
}

static void add_child(struct machine *machine, struct instance *parent, const struct children *children,
                      struct child_list *list, size_t *capacity, const struct value *row)
{
	const struct plan_type *type = &machine->plan->types[children->type];
	struct instance *child = take_free(machine, children->type);

	child->next = machine->related[children->type].in_use;
	machine->related[children->type].in_use = child;
	record_fill(machine, child, copy_row(machine, row, type->field_count, &machine->children_arena),
	            &machine->children_arena);
	child->parents[children->relation] = parent;
	if (list->count == *capacity) {
		size_t grown = *capacity ? 2 * *capacity : 4;
		struct instance **items = arena_array(&machine->children_arena, grown, sizeof(struct instance *));

		if (!items)
			machine_raise_memory(machine);
		if (list->count)
			memcpy(items, list->items, list->count * sizeof(struct instance *));
		list->items = items;
		*capacity = grown;
	}
	list->items[list->count++] = child;
}

const struct child_list *related_children(struct machine *machine, struct instance *instance, size_t which)
{
	struct children *children = &machine->children[which];
	struct child_list *list = &instance->children[which];
	const struct plan_type *type = &machine->plan->types[instance->type];
	size_t keys = type->record->key_count, capacity = 0;
	bool merge = instance == machine->mains[instance->type];
	struct value key[KEY_MOST];
	struct reader *reader;
	const struct value *row;
	struct error err;

	if (list->epoch == machine->epoch)
		return list;
	*list = (struct child_list){ .epoch = 0 };
	ensure(keys <= KEY_MOST);
	for (size_t i = 0; i < keys; i++)
		key[i] = instance->values[type->key_slots[i]];
	open_children(machine, merge ? &children->merged : &children->sought, children);
	reader = merge ? children->merged : children->sought;
	row = merge ? children->row : NULL;
	if (!merge || !children->merging) {
		if (reader_seek(reader, key, NULL, &err))
			raise_plain(machine, &err);
		row = next_child(machine, reader);
		children->merging |= merge;
	}
	while (row && compare_keys(reader_row_parent(reader), key, keys) < 0)
		row = next_child(machine, reader);
	while (row && compare_keys(reader_row_parent(reader), key, keys) == 0) {
		add_child(machine, instance, children, list, &capacity, row);
		row = next_child(machine, reader);
	}
	if (merge)
		children->row = row;
	list->epoch = machine->epoch; /* it is whole */
	return list;
}

static void open_lookup(struct machine *machine, size_t which)
{
	const struct plan_lookup *planned = &machine->plan->lookups[which];
	const struct plan_type *type = &machine->plan->types[planned->type];
	struct lookup_reader *lookup = &machine->lookups[which];
	const char *names[KEY_MOST];
	struct error err;

	if (lookup->reader)
		return;
	ensure(planned->key_count <= KEY_MOST);
	for (size_t i = 0; i < planned->key_count; i++)
		names[i] = type->record->fields[planned->key[i]].name;
	if (!lookup->key)
		lookup->key = calloc(planned->key_count + 1, sizeof *lookup->key);
	if (!lookup->key)
		machine_raise_memory(machine);
	if (reader_lookup_key(machine->connection, machine->plan->schema, type->schema_type, names,
	                      planned->key_count, lookup->key, &err)
	    || reader_open_lookup(&lookup->reader, machine->connection, machine->plan->schema, type->schema_type,
	                          lookup->key, planned->key_count, type->fields, type->field_count, &err))
		raise_plain(machine, &err);
}

struct instance *related_lookup(struct machine *machine, size_t which, const struct value *key)
{
	const struct plan_lookup *planned = &machine->plan->lookups[which];
	struct value ordered[KEY_MOST];
	struct instance *instance;
	struct error err;

	open_lookup(machine, which);
	for (size_t i = 0; i < planned->key_count; i++) {
		size_t j = 0;

		while (planned->key[j] != machine->lookups[which].key[i])
			ensure(++j < planned->key_count);
		ordered[i] = key[j];
	}
	if (find_by_key(machine, &machine->lookups[which].cache, machine->lookups[which].reader, planned->type,
	                ordered, planned->key_count, &instance, &err))
		raise_plain(machine, &err);
	if (!instance)
		set_missing(machine, plan_fact_of_row(machine->plan, planned->type));
	return instance;
}
