/* yaml.c: from libyaml's events to a tree with places. It only reads and refuses: what a tree means is for its reader
 * (yaml_reader.c). Events, not libyaml's documents: those accept duplicate keys, expand aliases without bound and take
 * deep nesting into memory before anyone can stop it. */
#include "config/yaml.h"

#include "config/yaml_parts.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* A list or map that is still open: its children are those of `pending` from `first` on. */
struct open_node {
	struct yaml_node *node;
	size_t first;
};

struct builder {
	struct yaml_reader reader;
	struct open_node open[YAML_MAX_DEPTH];
	size_t depth;
	struct yaml_node **pending; /* owned: items, or keys and values by turns, of all open nodes */
	size_t pending_count, pending_capacity;
	size_t node_count;
	size_t documents;
	size_t at_character, at_byte; /* where libyaml's last mark lies: it counts characters, the source has bytes */
	struct yaml_node *root;
};

/* libyaml's mark as a byte offset. Marks go forward, but for a step now and then, so this is walked, not searched. */
static size_t byte_offset(struct builder *builder, size_t character)
{
	const char *text = builder->reader.source->text;
	size_t length = builder->reader.source->length;

	while (builder->at_character < character && builder->at_byte < length) {
		do
			builder->at_byte++;
		while (builder->at_byte < length && ((unsigned char) text[builder->at_byte] & 0xC0) == 0x80);
		builder->at_character++;
	}
	while (builder->at_character > character && builder->at_byte > 0) {
		do
			builder->at_byte--;
		while (builder->at_byte > 0 && ((unsigned char) text[builder->at_byte] & 0xC0) == 0x80);
		builder->at_character--;
	}
	return builder->at_byte;
}

/* A place without a node in the tree: for problems with what never becomes one. */
static struct yaml_node place_of(struct builder *builder, yaml_mark_t mark)
{
	return (struct yaml_node){
		.kind = YAML_SCALAR,
		.line = (int) mark.line + 1,
		.column = (int) mark.column + 1,
		.offset = byte_offset(builder, mark.index),
		.span = 1,
	};
}

/* The same, underlining up to the next white space. */
static struct yaml_node word_at(struct builder *builder, yaml_mark_t mark)
{
	struct yaml_node place = place_of(builder, mark);
	size_t span = strcspn(builder->reader.source->text + place.offset, " \t\r\n,]}");

	place.span = span ? span : 1;
	return place;
}

/* The innermost list or map, where it is in brackets; else NULL. */
static const struct yaml_node *open_bracket(const struct builder *builder, char *opening)
{
	const struct yaml_node *opened = builder->depth ? builder->open[builder->depth - 1].node : NULL;

	*opening = opened ? builder->reader.source->text[opened->offset] : '\0';
	return *opening == '[' || *opening == '{' ? opened : NULL;
}

/* `scenario:plan`, in the line of `at` or the last that says something before it: to YAML it is a text that goes on below. False: there
 * is no such line. */
static bool find_joined_key(const struct builder *builder, const struct yaml_node *at, struct yaml_node *out)
{
	const char *text = builder->reader.source->text;
	size_t start = at->offset, length;

	for (*out = *at; out->line > 0; out->line--) {
		while (start > 0 && text[start - 1] != '\n')
			start--;
		out->offset = start + strspn(text + start, " ");
		length = strspn(text + out->offset, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
		out->column = (int) (out->offset - start) + 1;
		out->span = length + 1;
		if (length && text[out->offset + length] == ':'
		    && !strchr(" \t\r\n/", text[out->offset + length + 1]))
			return true;
		if (start == 0 || (out->line < at->line && !strchr("#\r\n", text[out->offset])))
			return false;
		start--;
	}
	return false;
}

static void report_syntax_error(struct builder *builder, const yaml_parser_t *parser)
{
	struct error err = ERROR_INIT;
	char opening;
	struct yaml_node place, context, joined;
	const struct yaml_node *opened = open_bracket(builder, &opening), *at = &place;

	if (parser->error == YAML_MEMORY_ERROR) {
		yaml_problem_memory(&builder->reader);
		return;
	}
	place = place_of(builder, parser->problem_mark);
	context = place_of(builder, parser->context_mark);
	if (yaml_describe_syntax_error(parser->problem, parser->context, builder->reader.source->text[place.offset],
	                               &err))
		at = &context;
	if (opened && place.offset >= builder->reader.source->length) {
		error_set(&err, ERROR_INPUT, "this '%c' is never closed", opening);
		at = opened;
	} else if (opened && !err.hint[0]) {
		error_hint(&err, "the '%c' on line %d, column %d is still open", opening, opened->line,
		           opened->column);
	}
	if (find_joined_key(builder, at, &joined)) {
		error_set(&err, ERROR_INPUT, "a space is missing behind the ':'");
		error_hint(&err, "write it as 'key: value'");
		at = &joined;
	}
	yaml_problem_error(&builder->reader, at, &err);
}

/* Anchors and tags sit on the event of the node they belong to; the node itself is still read. */
static void refuse_properties(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
                              const yaml_char_t *tag)
{
	struct yaml_node place;

	if (!anchor && !tag)
		return;
	place = word_at(builder, event->start_mark);
	if (anchor)
		yaml_problem(&builder->reader, &place, "write the value out where it is needed",
		             "anchors are not used here");
	if (tag)
		yaml_problem(&builder->reader, &place, "the key says what type its value has",
		             "tags are not used here");
}

/* Makes a node and hands it to the one that is open. NULL: a limit or memory; the reading ends. */
static struct yaml_node *add_node(struct builder *builder, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node place = place_of(builder, event->start_mark), *node;

	if (++builder->node_count > YAML_MAX_NODES) {
		yaml_problem(&builder->reader, &place, NULL, "more than %d values in one file", YAML_MAX_NODES);
		return NULL;
	}
	node = arena_alloc(builder->reader.arena, sizeof *node);
	if (!node
	    || (builder->depth > 0
	        && array_reserve(&builder->pending, &builder->pending_capacity, builder->pending_count + 1,
	                         sizeof *builder->pending))) {
		yaml_problem_memory(&builder->reader);
		return NULL;
	}
	*node = place;
	node->kind = kind;
	if (builder->depth > 0)
		builder->pending[builder->pending_count++] = node;
	else
		builder->root = node;
	return node;
}

static bool add_scalar(struct builder *builder, const yaml_event_t *event)
{
	const char *bytes = (const char *) event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct yaml_node *node;

	refuse_properties(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
	node = add_node(builder, event, YAML_SCALAR);
	if (!node)
		return false;
	node->span = byte_offset(builder, event->end_mark.index) - node->offset;
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (length > YAML_MAX_SCALAR) {
		yaml_problem(&builder->reader, node, NULL, "a text of more than %u bytes", YAML_MAX_SCALAR);
		node->refused = true;
	} else if (memchr(bytes, 0, length)) {
		yaml_problem(&builder->reader, node, "take the escape '\\0' out", "a NUL in text");
		node->refused = true;
	}
	node->length = node->refused ? 0 : length;
	node->text = arena_bytes(builder->reader.arena, bytes, node->length);
	if (!node->text)
		yaml_problem_memory(&builder->reader);
	return node->text != NULL;
}

static bool add_alias(struct builder *builder, const yaml_event_t *event)
{
	struct yaml_node *node = add_node(builder, event, YAML_SCALAR);

	if (!node)
		return false;
	node->span = word_at(builder, event->start_mark).span;
	node->refused = true;
	node->text = "";
	yaml_problem(&builder->reader, node, "write the value out; text that begins with '*' goes in quotes",
	             "aliases are not used here");
	return true;
}

static bool open_node(struct builder *builder, const yaml_event_t *event, enum yaml_kind kind,
                      const yaml_char_t *anchor, const yaml_char_t *tag)
{
	struct yaml_node *node;

	refuse_properties(builder, event, anchor, tag);
	if (builder->depth == YAML_MAX_DEPTH) {
		struct yaml_node place = place_of(builder, event->start_mark);

		yaml_problem(&builder->reader, &place, NULL, "lists and maps more than %d deep", YAML_MAX_DEPTH);
		return false;
	}
	node = add_node(builder, event, kind);
	if (!node)
		return false;
	builder->open[builder->depth++] = (struct open_node){ .node = node, .first = builder->pending_count };
	return true;
}

static int compare_keys(const void *a, const void *b)
{
	const struct yaml_node *left = *(struct yaml_node *const *) a, *right = *(struct yaml_node *const *) b;
	int order = strcmp(left->text, right->text);

	return order ? order : left->offset < right->offset ? -1 : left->offset > right->offset;
}

/* Marks every key that was written before in the same map. Sorted, not compared pair by pair: maps can be large. */
static bool refuse_duplicates(struct builder *builder, struct yaml_node *const *keys, size_t count)
{
	struct yaml_node **sorted = arena_array(builder->reader.arena, count, sizeof(struct yaml_node *));

	if (!sorted) {
		yaml_problem_memory(&builder->reader);
		return false;
	}
	if (count)
		memcpy(sorted, keys, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare_keys);
	for (size_t i = 1, first = 0; i < count; i++) {
		char hint[64];

		if (strcmp(sorted[first]->text, sorted[i]->text)) {
			first = i;
			continue;
		}
		snprintf(hint, sizeof hint, "it is on line %d already", sorted[first]->line);
		yaml_problem(&builder->reader, sorted[i], hint, "duplicate key '%s'", sorted[i]->text);
		sorted[i]->refused = true;
	}
	return true;
}

/* Whether a key can be one at all; a problem when not. */
static bool check_key(struct builder *builder, struct yaml_node *key)
{
	const struct yaml_reader *reader = &builder->reader;

	if (key->refused)
		return false;
	if (key->kind != YAML_SCALAR)
		yaml_problem(reader, key, "a key is a word", "a %s as a key", key->kind == YAML_MAP ? "map" : "list");
	else if (!key->quoted && !strcmp(key->text, "<<"))
		yaml_problem(reader, key, "write the keys out", "merge keys are not used here");
	else if (key->length == 0)
		yaml_problem(reader, key, NULL, "an empty key");
	else
		return true;
	return false;
}

/* Moves the children of a map out of `pending`, without those whose key was refused. */
static bool close_map(struct builder *builder, struct yaml_node *map, struct yaml_node **children, size_t pairs)
{
	struct arena *arena = builder->reader.arena;
	size_t kept = 0;

	map->keys = arena_array(arena, pairs, sizeof *map->keys);
	map->items = arena_array(arena, pairs, sizeof *map->items);
	if (!map->keys || !map->items) {
		yaml_problem_memory(&builder->reader);
		return false;
	}
	for (size_t i = 0; i < pairs; i++) {
		if (!check_key(builder, children[2 * i]))
			continue;
		map->keys[kept] = children[2 * i];
		map->items[kept++] = children[2 * i + 1];
	}
	if (!refuse_duplicates(builder, map->keys, kept))
		return false;
	for (size_t i = 0; i < kept; i++) {
		if (map->keys[i]->refused)
			continue;
		map->keys[map->count] = map->keys[i];
		map->items[map->count++] = map->items[i];
	}
	return true;
}

static bool close_node(struct builder *builder, const yaml_event_t *event)
{
	struct open_node closed = builder->open[--builder->depth];
	struct yaml_node *node = closed.node, **children = builder->pending ? builder->pending + closed.first : NULL;
	size_t count = builder->pending_count - closed.first;

	ensure(node && (children || !count));
	char opening = builder->reader.source->text[node->offset];

	builder->pending_count = closed.first;
	/* A list or map in brackets is underlined whole; others by how they begin. */
	if (event->end_mark.index > event->start_mark.index && (opening == '[' || opening == '{'))
		node->span = byte_offset(builder, event->end_mark.index) - node->offset;
	else if (node->kind == YAML_MAP && count && children[0]->offset == node->offset)
		node->span = children[0]->span;
	if (node->kind == YAML_MAP)
		return close_map(builder, node, children, count / 2);
	node->items = arena_array(builder->reader.arena, count, sizeof *node->items);
	if (!node->items) {
		yaml_problem_memory(&builder->reader);
		return false;
	}
	if (count)
		memcpy(node->items, children, count * sizeof *children);
	node->count = count;
	return true;
}

static bool start_document(struct builder *builder, const yaml_event_t *event)
{
	struct yaml_node place = word_at(builder, event->start_mark);

	if (++builder->documents > 1) {
		yaml_problem(&builder->reader, &place, NULL, "a second document in one file");
		return false;
	}
	if (event->data.document_start.version_directive
	    || event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
		yaml_problem(&builder->reader, &place, "take the line out", "directives are not used here");
	return true;
}

/* False: stop reading. */
static bool take_event(struct builder *builder, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return start_document(builder, event);
	case YAML_SCALAR_EVENT:
		return add_scalar(builder, event);
	case YAML_ALIAS_EVENT:
		return add_alias(builder, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_node(builder, event, YAML_LIST, event->data.sequence_start.anchor,
		                 event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_node(builder, event, YAML_MAP, event->data.mapping_start.anchor,
		                 event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_node(builder, event);
	default:
		return true;
	}
}

/* True when the whole text was read. */
static bool take_events(struct builder *builder, yaml_parser_t *parser)
{
	bool more = true, ended = false;

	while (more) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event)) {
			report_syntax_error(builder, parser);
			return false;
		}
		ended = event.type == YAML_STREAM_END_EVENT;
		more = !ended && take_event(builder, &event);
		yaml_event_delete(&event);
	}
	return ended;
}

struct yaml_node *yaml_read(const struct source *source, struct arena *arena, struct problems *problems)
{
	struct builder builder = { .reader = { .source = source, .arena = arena, .problems = problems } };
	struct yaml_node *root = NULL;
	yaml_parser_t parser;

	if (!yaml_check_characters(&builder.reader))
		return NULL;
	if (!yaml_parser_initialize(&parser)) {
		yaml_problem_memory(&builder.reader);
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *) source->text, source->length);
	if (take_events(&builder, &parser)) {
		root = builder.root;
		if (!root || (root->kind == YAML_SCALAR && root->length == 0 && !root->refused)) {
			struct yaml_node top = { .line = 1, .column = 1 };

			yaml_problem(&builder.reader, &top, NULL, "the file holds nothing");
			root = NULL;
		}
	}
	yaml_parser_delete(&parser);
	free(builder.pending);
	return root;
}
