/* parameter_value.c: one value of a parameter: a plain one, the brackets of a scale, or one for each category. */
#include "config/parameters_parts.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const bracket_keys[] = { "from", "over", "below", "up_to", "rate", "amount", NULL };

/* An edge of a bracket, under one of two keys: just before the amount, or just behind it. *at: where it is
 * written; NULL: it is not given. */
static bool read_edge(const struct yaml_reader *reader, const struct yaml_node *map, enum type of, const char *before,
                      const char *behind, struct bracket_edge *out, const struct yaml_node **at)
{
	const struct yaml_node *first = yaml_get(map, before), *second = yaml_get(map, behind);

	*at = first ? first : second;
	out->behind = second != NULL;
	if (first && second) {
		yaml_problem(reader, yaml_get_key(map, behind), "take one of them out",
		             "a bracket has '%s' or '%s', not both", before, behind);
		return false;
	}
	return !*at || yaml_value(reader, *at, of, &out->at);
}

/* What a bracket gives. */
static bool read_gives(const struct yaml_reader *reader, const struct yaml_node *map,
                       const struct parameter *parameter, struct value *out)
{
	const char *wanted = parameter->rates ? "rate" : "amount", *other = parameter->rates ? "amount" : "rate";
	const struct yaml_node *key = yaml_get_key(map, other), *node;

	if (key) {
		yaml_problem(reader, key,
		             parameter->rates ? "say what the scale gives: 'gives: money' beside its type"
		                              : "without 'gives' brackets have rates",
		             "the brackets of this scale have '%s', not '%s'", wanted, other);
		return false;
	}
	node = yaml_require(reader, map, map, wanted, bracket_keys);
	return node && yaml_value(reader, node, parameter->rates ? TYPE_RATE : parameter->type, out);
}

static bool read_bracket(const struct yaml_reader *reader, const struct yaml_node *map,
                         const struct parameter *parameter, struct bracket *out)
{
	const struct yaml_node *begin, *end;
	bool good;

	*out = (struct bracket){ .line = map->line };
	if (!yaml_expect(reader, map, YAML_MAP, "a bracket"))
		return false;
	yaml_known_keys(reader, map, bracket_keys);
	good = read_edge(reader, map, parameter->of, "from", "over", &out->begin, &begin);
	good = read_edge(reader, map, parameter->of, "below", "up_to", &out->end, &end) && good;
	good = read_gives(reader, map, parameter, &out->gives) && good;
	if (!begin && !yaml_misspelt(map, "from", bracket_keys) && !yaml_misspelt(map, "over", bracket_keys))
		yaml_problem(reader, map, "write from: £0, or over: £0 for what is more than that",
		             "where does this bracket begin?");
	if (!begin || !good)
		return false;
	if (end && bracket_edge_compare(out->begin, out->end) >= 0) {
		yaml_problem(reader, end, NULL, "the bracket ends where nothing is in it yet");
		return false;
	}
	return true;
}

/* A bracket behind another: it begins where that one ends. */
static bool follows(const struct yaml_reader *reader, const struct yaml_node *map, struct bracket *before,
                    const struct bracket *bracket)
{
	const struct yaml_node *at = yaml_get(map, bracket->begin.behind ? "over" : "from");
	int order;

	if (bracket_edge_compare(bracket->begin, before->begin) <= 0) {
		yaml_problem(reader, at, "put the lowest first",
		             "this bracket does not begin above the one on line %d", before->line);
		return false;
	}
	if (before->end.at.kind == VALUE_NONE) {
		before->end = bracket->begin;
		return true;
	}
	order = bracket_edge_compare(before->end, bracket->begin);
	if (order)
		yaml_problem(reader, at, "leave out the end of that bracket: it then ends where this one begins",
		             order < 0 ? "between the bracket on line %d and this one there is a gap"
		                       : "this bracket overlaps the one on line %d",
		             before->line);
	return order == 0;
}

static bool read_brackets(const struct yaml_reader *reader, const struct yaml_node *list,
                          const struct parameter *parameter, struct dated_value *out)
{
	struct scale *scale = arena_alloc(reader->arena, sizeof *scale);
	struct bracket *brackets;
	bool good = true;

	if (!yaml_expect(reader, list, YAML_LIST, "the value of a scale"))
		return false;
	brackets = arena_array(reader->arena, list->count, sizeof *brackets);
	if (!scale || !brackets) {
		yaml_problem_memory(reader);
		return false;
	}
	if (list->count == 0)
		yaml_problem(reader, list, "as - {from: £0, rate: 20%}", "the scale has no brackets");
	for (size_t i = 0; i < list->count; i++) {
		good = read_bracket(reader, list->items[i], parameter, &brackets[i]) && good;
		good = good && (i == 0 || follows(reader, list->items[i], &brackets[i - 1], &brackets[i]));
	}
	*scale = (struct scale){ .kind = parameter->kind,
		                 .of = parameter->of,
		                 .rates = parameter->rates,
		                 .gives = parameter->rates ? TYPE_RATE : parameter->type,
		                 .brackets = brackets,
		                 .count = list->count };
	out->scale = scale;
	return good && list->count > 0;
}

static int compare_categories(const void *a, const void *b)
{
	return strcmp(((const struct category *) a)->name, ((const struct category *) b)->name);
}

static bool read_categories(const struct yaml_reader *reader, const struct yaml_node *map,
                            const struct parameter *parameter, struct dated_value *out)
{
	struct categories *categories = arena_alloc(reader->arena, sizeof *categories);
	struct category *items;
	bool good = true;

	if (map->kind != YAML_MAP) {
		yaml_problem(reader, map, "as {north: £5, south: £6}",
		             "there is a value for each %s, not one for all", parameter->by);
		return false;
	}
	items = arena_array(reader->arena, map->count, sizeof *items);
	if (!categories || !items) {
		yaml_problem_memory(reader);
		return false;
	}
	if (map->count == 0)
		yaml_problem(reader, map, "as {north: £5, south: £6}", "no %s has a value", parameter->by);
	for (size_t i = 0; i < map->count; i++) {
		items[i].name = map->keys[i]->text;
		good = !yaml_comma(reader, map, i)
		       && yaml_value(reader, map->items[i], parameter->type, &items[i].value) && good;
	}
	if (map->count)
		qsort(items, map->count, sizeof *items, compare_categories);
	*categories = (struct categories){ items, map->count };
	out->categories = categories;
	return good && map->count > 0;
}

bool parameter_value_is_not_set(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && !node->quoted && !strcmp(node->text, "not set");
}

static const char announced_hint[] = "what is announced, and not set yet, is written: not set";

/* "TBC": there is no value yet. */
static bool is_announced(const char *text)
{
	static const char *const words[] = { "tbc",
		                             "tbd",
		                             "tba",
		                             "to be confirmed",
		                             "to be decided",
		                             "to be determined",
		                             "n/a",
		                             "na",
		                             "pending",
		                             "?",
		                             "-",
		                             "none",
		                             "unknown",
		                             "not known",
		                             "null" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!strcasecmp(words[i], text))
			return true;
	}
	return false;
}

static bool read_plain(const struct yaml_reader *reader, const struct yaml_node *node, enum type type,
                       struct value *out)
{
	struct error err = ERROR_INIT;

	if (node->kind != YAML_SCALAR || (*node->text ? !is_announced(node->text) : node->quoted))
		return yaml_value(reader, node, type, out);
	if (!*node->text)
		yaml_problem(reader, node, announced_hint, "a value is missing");
	else if (!value_parse(type, node->text, node->length, out, &err))
		return true;
	else {
		error_hint(&err, "%s", announced_hint);
		yaml_problem_error(reader, node, &err);
	}
	return false;
}

bool parameter_value_read(const struct yaml_reader *reader, const struct yaml_node *node,
                          const struct parameter *parameter, struct dated_value *out)
{
	out->not_set = parameter_value_is_not_set(node);
	if (out->not_set)
		return true;
	switch (parameter->shape) {
	case SHAPE_SCALE:
		return read_brackets(reader, node, parameter, out);
	case SHAPE_CATEGORIES:
		return read_categories(reader, node, parameter, out);
	default:
		out->written = node;
		return read_plain(reader, node, parameter->type, &out->value);
	}
}

const struct value *categories_find(const struct categories *categories, const char *name, size_t length)
{
	size_t low = 0, high = categories->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *other = categories->items[middle].name;
		size_t other_length = strlen(other);
		int order = memcmp(other, name, length < other_length ? length : other_length);

		if (!order && other_length == length)
			return &categories->items[middle].value;
		order = order ? order : other_length < length ? -1 : 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *parameter_type_name(const struct parameter *parameter)
{
	return parameter->shape == SHAPE_SCALE ? "scale" : type_names[parameter->type];
}

void parameter_print(const struct parameter *parameter, const struct dated_value *value, struct text *out)
{
	if (value->not_set)
		return;
	if (value->scale)
		scale_print(value->scale, out);
	for (size_t i = 0; value->categories && i < value->categories->count; i++) {
		text_append_format(out, "%s%s: ", i ? ", " : "", value->categories->items[i].name);
		value_print(parameter->type, value->categories->items[i].value, out);
	}
	if (parameter->shape == SHAPE_VALUE)
		value_print(parameter->type, value->value, out);
}

/* {"north":500,"south":600} */
static void print_categories(const struct categories *categories, enum type type, struct text *out)
{
	bool quoted = type == TYPE_TEXT || type == TYPE_DATE;
	struct text one = TEXT_INIT;

	for (size_t i = 0; i < categories->count; i++) {
		const struct category *category = &categories->items[i];

		text_append_char(out, i ? ',' : '{');
		json_append_text(out, category->name, strlen(category->name));
		text_append_char(out, ':');
		text_clear(&one);
		value_print_plain(type, category->value, &one);
		if (quoted)
			json_append_text(out, text_string(&one), one.length);
		else
			text_append(out, text_string(&one));
	}
	text_append_char(out, '}');
	out->failed = out->failed || one.failed;
	text_release(&one);
}

void parameter_print_plain(const struct parameter *parameter, const struct dated_value *value, struct text *out)
{
	if (value->not_set)
		return;
	if (value->scale)
		scale_print_plain(value->scale, out);
	else if (value->categories)
		print_categories(value->categories, parameter->type, out);
	else
		value_print_plain(parameter->type, value->value, out);
}
