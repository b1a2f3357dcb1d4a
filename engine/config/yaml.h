/* yaml.h: reads YAML strictly, from libyaml's events, into a tree with places.
 *
 * Refused, each with its place: duplicate keys, anchors, aliases, tags, merge keys, directives, second documents, keys that
 * are not scalars, control and invisible formatting characters, NUL, depth over YAML_MAX_DEPTH, more than YAML_MAX_NODES
 * nodes, scalars over YAML_MAX_SCALAR bytes. A scalar is text until its reader says what type it is held to be; how it
 * looks decides nothing. The only file that knows yaml.h of libyaml is yaml.c.
 */
#ifndef RECKON_CONFIG_YAML_H
#define RECKON_CONFIG_YAML_H

#include "base/error.h"
#include "base/memory.h"
#include "base/source.h"
#include "value/value.h"

#define YAML_MAX_DEPTH  32
#define YAML_MAX_NODES  1000000
#define YAML_MAX_SCALAR (64u << 10)

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	bool refused;     /* a problem was added for it already: the helpers below fail in silence */
	bool quoted;      /* scalar: was written in quotes (so "" is an empty text, and a bare nothing is missing) */
	int line, column; /* from 1; column in characters */
	size_t offset, span; /* in bytes of the source: where it starts, and what to underline */
	const char *text;    /* scalar: NUL-terminated, no NUL within */
	size_t length;
	size_t count;             /* list: items; map: keys */
	struct yaml_node **keys;  /* map: scalars, none twice, in the file's order */
	struct yaml_node **items; /* list: items; map: values */
};

/* Reads one document; the tree lives in `arena`. NULL where the text cannot be read at all; what is only refused (a
 * duplicate key, an alias) is left out of the tree, so that everything else is still checked. Either way each is in
 * `problems`, so a tree is to be used only when no error was added. */
struct yaml_node *yaml_read(const struct source *source, struct arena *arena, struct problems *problems);

/* Reading the tree: every helper adds a problem with place and excerpt when something does not fit, and goes on. */
struct yaml_reader {
	const struct source *source;
	struct arena *arena;
	struct problems *problems;
};

void yaml_problem(const struct yaml_reader *reader, const struct yaml_node *at, const char *hint, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));
/* The same with "did you mean 'NEAREST'?" as its hint, unless that is NULL. */
void yaml_problem_nearest(const struct yaml_reader *reader, const struct yaml_node *at, const char *nearest,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Adds an error made elsewhere, placed at `at` unless it has a place in a file already. */
void yaml_problem_error(const struct yaml_reader *reader, const struct yaml_node *at, const struct error *err);
void yaml_problem_memory(const struct yaml_reader *reader);
/* Sets the place and excerpt of an error to those of `at`. */
void yaml_place(const struct source *source, const struct yaml_node *at, struct error *err);

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key); /* the value; NULL: not there */
const struct yaml_node *yaml_get_key(const struct yaml_node *map,
                                     const char *key); /* the key itself; NULL: not there */
/* The value; when it is not there a problem at `at`, unless a misspelling of it was reported by yaml_known_keys. */
const struct yaml_node *yaml_require(const struct yaml_reader *reader, const struct yaml_node *map,
                                     const struct yaml_node *at, const char *key, const char *const known[]);
/* The known key that an unknown one is a misspelling of; NULL: none, or `key` is known itself. */
const char *yaml_misspelling(const char *key, const char *const known[]);
/* Whether some unknown key of `map` is a misspelling of `key`. */
bool yaml_misspelt(const struct yaml_node *map, const char *key, const char *const known[]);
/* Whether key `i` is what follows the comma of a number, {over: £37,700}; a problem says so. */
bool yaml_comma(const struct yaml_reader *reader, const struct yaml_node *map, size_t i);
/* Every key of `map` must be among `known` (NULL at the end): others are problems with the nearest known one. */
void yaml_known_keys(const struct yaml_reader *reader, const struct yaml_node *map, const char *const known[]);

/* `what` names the thing in messages, as "'values'" or "a record type". */
bool yaml_expect(const struct yaml_reader *reader, const struct yaml_node *node, enum yaml_kind kind,
                 const char *what);
/* The scalar as a value of `type`; its text lives in the arena. False (and a problem) when it does not fit. */
bool yaml_value(const struct yaml_reader *reader, const struct yaml_node *node, enum type type, struct value *out);
/* A text that is not empty. */
bool yaml_text(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, const char **out);
bool yaml_flag(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, bool *out);
/* One of `names` (NULL at the end), as its index. */
bool yaml_choice(const struct yaml_reader *reader, const struct yaml_node *node, const char *what,
                 const char *const names[], int *out);
/* A lower_snake_case name. */
bool yaml_name(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, const char **out);
/* A list of texts, none twice, with NULL behind the last; one text by itself is a list of one. An empty list is a
 * problem. */
bool yaml_texts(const struct yaml_reader *reader, const struct yaml_node *node, const char *what,
                const char *const **out);
/* `length` bytes of a scalar from `start` on, as a scalar with a place of its own (not NUL-terminated; borrows). */
struct yaml_node yaml_part(const struct yaml_node *node, size_t start, size_t length);

#endif
