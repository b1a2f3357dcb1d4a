/* yaml.h: reads YAML strictly, from libyaml's events, into a tree with places.
 *
 * Refused, each with its place: duplicate keys, anchors, aliases, tags, merge keys, second documents, keys that are not
 * scalars, bytes that are not UTF-8, NUL, depth over YAML_MAX_DEPTH, more than YAML_MAX_NODES nodes.
 * A scalar is text until its reader says what type it is held to be; how it looks decides nothing.
 * The only file that knows yaml.h of libyaml is yaml.c.
 */
#ifndef RECKON_CONFIG_YAML_H
#define RECKON_CONFIG_YAML_H

#include "base/error.h"
#include "base/memory.h"
#include "base/source.h"
#include "value/value.h"

#define YAML_MAX_DEPTH 32
#define YAML_MAX_NODES 1000000

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	int line, column;           /* from 1; column in characters */
	const char *text;           /* scalar: NUL-terminated, no NUL within */
	size_t length;
	bool quoted;                /* scalar: was written in quotes (so "" is an empty text, and a bare nothing is missing) */
	size_t count;               /* list: items; map: keys */
	struct yaml_node **keys;    /* map: scalars, in the file's order */
	struct yaml_node **items;   /* list: items; map: values */
};

/* Reads one document. On bad YAML adds to `problems` and returns NULL; the tree lives in `arena`. */
struct yaml_node *yaml_read(const struct source *source, struct arena *arena, struct problems *problems);

/* Reading the tree: every helper adds a problem with place and excerpt when something does not fit, and goes on. */
struct yaml_reader {
	const struct source *source;
	struct arena *arena;
	struct problems *problems;
};

void yaml_problem(const struct yaml_reader *reader, const struct yaml_node *at, const char *hint, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);   /* NULL: not there */
bool yaml_expect(const struct yaml_reader *reader, const struct yaml_node *node, enum yaml_kind kind, const char *what);
/* Every key of `map` must be among `known` (NULL at the end): others are problems with the nearest known one. */
void yaml_known_keys(const struct yaml_reader *reader, const struct yaml_node *map, const char *const known[]);
/* The scalar as a value of `type`; its text lives in the arena. False (and a problem) when it does not fit. */
bool yaml_value(const struct yaml_reader *reader, const struct yaml_node *node, enum type type, struct value *out);
bool yaml_text(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, const char **out);
bool yaml_flag(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, bool *out);

#endif
