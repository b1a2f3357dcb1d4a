/* yaml_reader.c: reading a YAML tree: problems with their place, known keys, typed scalars. */
#include "config/yaml.h"

#include <stdlib.h>
#include <string.h>

/* Once no more problems are kept, making them well (finding the line, the nearest name) would only cost time: a hostile
 * file can hold a million. They are still counted. */
static bool list_is_full(const struct yaml_reader *reader)
{
	return reader->problems->count >= PROBLEMS_MAX;
}

/* A file may be one line of many megabytes with hundreds of problems: no more of it is looked at than is shown. */
#define PLACE_BEFORE 60
#define PLACE_BYTES  1024

void yaml_place(const struct source *source, const struct yaml_node *at, struct error *err)
{
	const char *text = source->text;
	size_t offset = at->offset < source->length ? at->offset : source->length, start = offset, end = offset;
	bool from_start = at->column <= PLACE_BEFORE;
	int before = 0;

	while (end < source->length && end - offset < at->span && text[end] != '\n' && text[end] != '\r')
		end++;
	while (start > 0 && text[start - 1] != '\n' && (from_start || before < PLACE_BEFORE))
		before += ((unsigned char) text[--start] & 0xC0) != 0x80;
	/* Not in the middle of a character. */
	while (start > 0 && ((unsigned char) text[start] & 0xC0) == 0x80)
		start--;
	error_excerpt_at(err, source->shown, text + start,
	                 source->length - start < PLACE_BYTES ? source->length - start : PLACE_BYTES, 1, before + 1,
	                 (int) utf8_characters(text + offset, end - offset));
	if (!from_start)
		err->excerpt_column = at->column - before + (err->excerpt_column ? err->excerpt_column - 1 : 0);
	err->column = at->column;
	err->line = at->line;
}

void yaml_problem_error(const struct yaml_reader *reader, const struct yaml_node *at, const struct error *err)
{
	struct error placed = *err;

	if (!placed.file[0] && !list_is_full(reader))
		yaml_place(reader->source, at, &placed);
	problems_add(reader->problems, &placed);
}

void yaml_problem_memory(const struct yaml_reader *reader)
{
	struct error err = ERROR_INIT;

	error_memory(&err);
	problems_add(reader->problems, &err);
}

static void add_problem(const struct yaml_reader *reader, const struct yaml_node *at, const char *hint,
                        const char *nearest, const char *format, va_list arguments)
{
	struct error err = ERROR_INIT;
	char message[sizeof err.message];

	vsnprintf(message, sizeof message, format, arguments);
	/* Escapes in double quotes can give any character: none of them may reach a terminal. */
	for (char *byte = message; *byte; byte++) {
		if ((unsigned char) *byte < 0x20 || *byte == 0x7F)
			*byte = '?';
	}
	error_set(&err, ERROR_INPUT, "%s", message);
	if (hint)
		error_hint(&err, "%s", hint);
	error_did_you_mean(&err, nearest);
	yaml_problem_error(reader, at, &err);
}

void yaml_problem(const struct yaml_reader *reader, const struct yaml_node *at, const char *hint, const char *format,
                  ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_problem(reader, at, hint, NULL, format, arguments);
	va_end(arguments);
}

void yaml_problem_nearest(const struct yaml_reader *reader, const struct yaml_node *at, const char *nearest,
                          const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_problem(reader, at, NULL, nearest, format, arguments);
	va_end(arguments);
}

static size_t find_key(const struct yaml_node *map, const char *key)
{
	size_t i = 0;

	if (map->kind != YAML_MAP)
		return map->count;
	while (i < map->count && strcmp(map->keys[i]->text, key))
		i++;
	return i;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	size_t i = find_key(map, key);

	return map->kind == YAML_MAP && i < map->count ? map->items[i] : NULL;
}

const struct yaml_node *yaml_get_key(const struct yaml_node *map, const char *key)
{
	size_t i = find_key(map, key);

	return map->kind == YAML_MAP && i < map->count ? map->keys[i] : NULL;
}

const char *yaml_misspelling(const char *key, const char *const known[])
{
	struct nearest nearest = nearest_to(key);

	for (size_t i = 0; known[i]; i++) {
		if (!strcmp(known[i], key))
			return NULL;
		nearest_offer(&nearest, known[i]);
	}
	return nearest.best;
}

bool yaml_misspelt(const struct yaml_node *map, const char *key, const char *const known[])
{
	/* A map of thousands of keys is no map of settings, and guessing at each would take long. */
	for (size_t i = 0; i < map->count && i < PROBLEMS_MAX; i++) {
		const char *meant = yaml_misspelling(map->keys[i]->text, known);

		if (meant && !strcmp(meant, key))
			return true;
	}
	return false;
}

const struct yaml_node *yaml_require(const struct yaml_reader *reader, const struct yaml_node *map,
                                     const struct yaml_node *at, const char *key, const char *const known[])
{
	const struct yaml_node *value = yaml_get(map, key);

	if (!value && !yaml_misspelt(map, key, known))
		yaml_problem(reader, at, NULL, "'%s' is missing", key);
	return value;
}

static bool is_known(const char *key, const char *const known[])
{
	size_t i = 0;

	while (known[i] && strcmp(known[i], key))
		i++;
	return known[i] != NULL;
}

bool yaml_comma(const struct yaml_reader *reader, const struct yaml_node *map, size_t i)
{
	const struct yaml_node *key = map->keys[i], *item = map->items[i], *before;
	char hint[192];

	ensure(item);
	if (key->quoted || strspn(key->text, "0123456789") != 3 || item->kind != YAML_SCALAR || item->length
	    || item->quoted || i == 0)
		return false;
	before = map->items[i - 1];
	snprintf(hint, sizeof hint, "write it without the comma, %.60s%.60s, or in quotes",
	         before->kind == YAML_SCALAR ? before->text : "", key->text);
	yaml_problem(reader, key, hint, "within braces a comma ends the value");
	return true;
}

void yaml_known_keys(const struct yaml_reader *reader, const struct yaml_node *map, const char *const known[])
{
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i];
		const char *nearest;

		if (is_known(key->text, known) || yaml_comma(reader, map, i))
			continue;
		nearest = list_is_full(reader) ? NULL : yaml_misspelling(key->text, known);
		/* A key that is there already was not misspelt: its neighbour's suggestion would only make a duplicate. */
		if (nearest && yaml_get(map, nearest))
			nearest = NULL;
		yaml_problem_nearest(reader, key, nearest, "unknown key '%s'", key->text);
	}
}

static const char *kind_name(const struct yaml_node *node)
{
	if (node->kind == YAML_SCALAR)
		return node->length == 0 && !node->quoted ? "nothing" : "a single value";
	return node->kind == YAML_LIST ? "a list" : "a map";
}

bool yaml_expect(const struct yaml_reader *reader, const struct yaml_node *node, enum yaml_kind kind,
                 const char *what)
{
	static const char *const wanted[] = {
		[YAML_SCALAR] = "a single value", [YAML_LIST] = "a list", [YAML_MAP] = "a map of keys and values"
	};
	static const char *const hints[] = { [YAML_SCALAR] = NULL,
		                             [YAML_LIST] = "a list is written [a, b]",
		                             [YAML_MAP] = "a map is written {key: value}" };

	if (node->refused || node->kind == kind)
		return !node->refused;
	if (kind == YAML_SCALAR && node->kind != YAML_SCALAR)
		yaml_problem(reader, node, NULL, "%s must be %s, not %s", what, wanted[kind], kind_name(node));
	else
		yaml_problem(reader, node, hints[kind], "%s must be %s, not %s", what, wanted[kind], kind_name(node));
	return false;
}

/* A scalar that was given a value. `what` may be NULL: a value. */
static bool expect_scalar(const struct yaml_reader *reader, const struct yaml_node *node, const char *what)
{
	if (!yaml_expect(reader, node, YAML_SCALAR, what ? what : "a value"))
		return false;
	if (node->length == 0 && !node->quoted) {
		if (what)
			yaml_problem(reader, node, NULL, "%s has no value", what);
		else
			yaml_problem(reader, node, NULL, "a value is missing");
		return false;
	}
	return true;
}

bool yaml_value(const struct yaml_reader *reader, const struct yaml_node *node, enum type type, struct value *out)
{
	struct error err = ERROR_INIT;

	if (!expect_scalar(reader, node, NULL))
		return false;
	if (!value_parse(type, node->text, node->length, out, &err))
		return true;
	yaml_problem_error(reader, node, &err);
	return false;
}

bool yaml_text(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, const char **out)
{
	if (!expect_scalar(reader, node, what))
		return false;
	if (strspn(node->text, " \t\n") == node->length) {
		yaml_problem(reader, node, NULL, "%s is empty", what);
		return false;
	}
	*out = node->text;
	return true;
}

bool yaml_flag(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, bool *out)
{
	struct value value;

	if (!expect_scalar(reader, node, what) || !yaml_value(reader, node, TYPE_FLAG, &value))
		return false;
	*out = value.as.integer != 0;
	return true;
}

/* "start or end", "money, rate or text" */
static void list_choices(const char *const names[], char *out, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; names[i] && used < size; i++) {
		const char *between = i == 0 ? "" : names[i + 1] ? ", " : " or ";
		int length = snprintf(out + used, size - used, "%s%s", between, names[i]);

		used += length > 0 ? (size_t) length : 0;
	}
}

bool yaml_choice(const struct yaml_reader *reader, const struct yaml_node *node, const char *what,
                 const char *const names[], int *out)
{
	struct nearest nearest;
	char choices[256];

	if (!expect_scalar(reader, node, what))
		return false;
	nearest = nearest_to(node->text);
	for (int i = 0; names[i]; i++) {
		if (!strcmp(names[i], node->text)) {
			*out = i;
			return true;
		}
		nearest_offer(&nearest, names[i]);
	}
	list_choices(names, choices, sizeof choices);
	yaml_problem_nearest(reader, node, nearest.best, "%s must be %s, not '%s'", what, choices, node->text);
	return false;
}

/* What the name could be in lower_snake_case, to suggest it. Empty when there is no such thing. */
static void suggest_name(const char *text, char *out, size_t size)
{
	size_t used = 0;

	for (; *text && used + 2 < size; text++) {
		char c = *text;

		if (c >= 'A' && c <= 'Z') {
			char before = used ? text[-1] : '_';

			if ((before >= 'a' && before <= 'z') || (before >= '0' && before <= '9'))
				out[used++] = '_';
			c = (char) (c - 'A' + 'a');
		}
		out[used++] = c == ' ' || c == '-' ? '_' : c;
	}
	out[used] = '\0';
	if (*text || !name_is_identifier(out, used))
		out[0] = '\0';
}

bool yaml_name(const struct yaml_reader *reader, const struct yaml_node *node, const char *what, const char **out)
{
	char better[80];

	if (!yaml_text(reader, node, what, out))
		return false;
	if (name_is_identifier(node->text, node->length))
		return true;
	suggest_name(node->text, better, sizeof better);
	yaml_problem_nearest(reader, node, better[0] ? better : NULL,
	                     "%s must be small letters, digits and '_', beginning with a letter, not '%s'", what,
	                     node->text);
	return false;
}

static int compare_places(const void *a, const void *b)
{
	const struct yaml_node *left = *(const struct yaml_node *const *) a;
	const struct yaml_node *right = *(const struct yaml_node *const *) b;
	int order = strcmp(left->text, right->text);

	return order ? order : left->offset < right->offset ? -1 : left->offset > right->offset;
}

/* Adds a problem for each item that was listed before. */
static bool all_different(const struct yaml_reader *reader, const struct yaml_node *list, const char *what)
{
	const struct yaml_node **sorted = arena_array(reader->arena, list->count, sizeof(struct yaml_node *));
	bool different = true;

	if (!sorted) {
		yaml_problem_memory(reader);
		return false;
	}
	for (size_t i = 0; i < list->count; i++)
		sorted[i] = list->items[i];
	qsort(sorted, list->count, sizeof *sorted, compare_places);
	for (size_t i = 1; i < list->count; i++) {
		if (!strcmp(sorted[i - 1]->text, sorted[i]->text)) {
			yaml_problem(reader, sorted[i], NULL, "%s lists '%s' twice", what, sorted[i]->text);
			different = false;
		}
	}
	return different;
}

bool yaml_texts(const struct yaml_reader *reader, const struct yaml_node *node, const char *what,
                const char *const **out)
{
	size_t count = node->kind == YAML_LIST ? node->count : 1;
	const char **texts = arena_array(reader->arena, count + 1, sizeof *texts);
	char item[64];
	bool good = true;

	if (!texts) {
		yaml_problem_memory(reader);
		return false;
	}
	*out = texts;
	if (node->kind == YAML_SCALAR)
		return yaml_text(reader, node, what, &texts[0]);
	if (!yaml_expect(reader, node, YAML_LIST, what))
		return false;
	if (count == 0) {
		yaml_problem(reader, node, NULL, "%s is an empty list", what);
		return false;
	}
	snprintf(item, sizeof item, "an item of %s", what);
	for (size_t i = 0; i < count; i++)
		good = yaml_text(reader, node->items[i], item, &texts[i]) && good;
	return good && all_different(reader, node, what);
}

struct yaml_node yaml_part(const struct yaml_node *node, size_t start, size_t length)
{
	struct yaml_node part = *node;

	part.text += start;
	part.length = length;
	if (!node->quoted && node->span == node->length) {
		part.offset += start;
		part.column += (int) utf8_characters(node->text, start);
		part.span = length;
	}
	return part;
}
