/* parameters.c: reads parameter files: groups of parameters, each typed, sourced and dated. */
#include "config/parameters_parts.h"

#include <stdlib.h>
#include <string.h>

static const char *const parameter_keys[] = { "type",   "values", "title", "source", "illustrative", "read", "carry",
	                                      "until",  "note",   "unit",  "by",     "kind",         "of",   "gives",
	                                      "uprate", "step",   NULL };
static const char *const parameter_types[] = { "money", "rate", "decimal", "integer", "flag",
	                                       "date",  "text", "scale",   NULL };
static const char *const exact_types[] = { "money", "rate", "decimal", "integer", NULL };
static const char *const scale_kinds[] = { [SCALE_MARGINAL] = "marginal", [SCALE_WHOLE] = "whole", NULL };
static const char *const uprate_keys[] = { "by", "from", "step", "mode", NULL };
static const char *const read_names[] = {
	[READ_START] = "start", [READ_END] = "end", [READ_BY_DAY] = "by_day", NULL
};

/* One file being read. */
struct reading {
	struct parameters *parameters;
	struct yaml_reader reader;
	size_t known; /* parameters that earlier files gave: by name; this file's come behind them */
};

static void append(const struct reading *reading, const struct parameter *parameter)
{
	struct parameters *parameters = reading->parameters;

	if (parameters->count == parameters->capacity) {
		size_t capacity = parameters->capacity ? parameters->capacity * 2 : 64;
		struct parameter *moved = arena_array(parameters->arena, capacity, sizeof *moved);

		if (!moved) {
			yaml_problem_memory(&reading->reader);
			return;
		}
		if (parameters->count)
			memcpy(moved, parameters->items, parameters->count * sizeof *moved);
		parameters->items = moved;
		parameters->capacity = capacity;
	}
	parameters->items[parameters->count++] = *parameter;
}

/* Exactly one of source and illustrative. */
static void read_source(const struct reading *reading, const struct yaml_node *key, const struct yaml_node *map,
                        struct parameter *parameter, struct value_source *out)
{
	const struct yaml_reader *reader = &reading->reader;

	if (!yaml_get(map, "source") && !yaml_get(map, "illustrative")
	    && !yaml_misspelt(map, "source", parameter_keys) && !yaml_misspelt(map, "illustrative", parameter_keys))
		yaml_problem(reader, key, "say where it is published, or with 'illustrative' why it need not be",
		             "'%s' has no 'source'", parameter->name);
	value_source_read(reader, map, parameter->name, out);
	parameter->source = out->source;
	parameter->illustrative = out->illustrative;
	parameter->shown_source = out->shown;
}

/* The keys that say how the values are read. After the values: `until` is held against the last. */
static void read_rules_of_reading(const struct yaml_reader *reader, const struct yaml_node *map,
                                  struct parameter *parameter)
{
	const struct yaml_node *read = yaml_get(map, "read"), *carry = yaml_get(map, "carry"),
			       *until = yaml_get(map, "until");
	struct error err = ERROR_INIT;
	struct value day;
	int choice;

	if (read && yaml_choice(reader, read, "'read'", read_names, &choice))
		parameter->read = (enum parameter_read) choice;
	if (carry)
		yaml_flag(reader, carry, "'carry'", &parameter->carry);
	if (!until || !yaml_value(reader, until, TYPE_DATE, &day))
		return;
	ensure(!date_parse(day.as.text, day.length, &parameter->until, &err));
	if (parameter->count && date_compare(parameter->until, parameter->values[parameter->count - 1].from) < 0)
		yaml_problem(reader, until, NULL, "'until' lies before the last value, on line %d",
		             parameter->values[parameter->count - 1].key->line);
}

/* What is rounded to a step is a number. */
static bool is_exact(const struct parameter *parameter)
{
	return parameter->shape != SHAPE_SCALE
	       && (parameter->type == TYPE_MONEY || parameter->type == TYPE_RATE || parameter->type == TYPE_DECIMAL
	           || parameter->type == TYPE_INTEGER);
}

static bool read_step(const struct yaml_reader *reader, const struct yaml_node *node, enum type type,
                      struct decimal *out)
{
	struct value value;

	if (!yaml_value(reader, node, type, &value))
		return false;
	*out = value_as_decimal(value);
	if (out->coefficient <= 0)
		yaml_problem(reader, node, NULL, "a step is above zero");
	return out->coefficient > 0;
}

static void read_by_day(const struct yaml_reader *reader, const struct yaml_node *key, const struct yaml_node *map,
                        struct parameter *parameter)
{
	const struct yaml_node *step = yaml_get(map, "step");

	parameter->step = decimal_from_integer(1);
	if (parameter->read != READ_BY_DAY) {
		if (step)
			yaml_problem(reader, yaml_get_key(map, "step"), NULL, "'step' belongs to 'read: by_day'");
	} else if (!is_exact(parameter) || parameter->shape != SHAPE_VALUE) {
		yaml_problem(reader, yaml_get_key(map, "read"), NULL,
		             "only money, rates, decimals and integers have a mean by days");
	} else if (step) {
		read_step(reader, step, parameter->type, &parameter->step);
	} else if (parameter->type != TYPE_MONEY) {
		yaml_problem(reader, key, "say what the mean by days is rounded to, as step: 0.01%",
		             "'%s' is read by day, and has no 'step'", parameter->name);
	}
}

/* The keys of `uprate`. */
static void read_uprate(const struct yaml_reader *reader, const struct yaml_node *map, struct parameter *parameter)
{
	struct uprating *uprate = arena_alloc(reader->arena, sizeof *uprate);
	const struct yaml_node *by, *from, *step, *mode;
	bool good;
	int choice;

	if (!uprate) {
		yaml_problem_memory(reader);
		return;
	}
	if (!is_exact(parameter)) {
		yaml_problem(reader, map, NULL, "only money, rates, decimals and integers are uprated");
		return;
	}
	if (!yaml_expect(reader, map, YAML_MAP, "'uprate'"))
		return;
	yaml_known_keys(reader, map, uprate_keys);
	by = yaml_require(reader, map, map, "by", uprate_keys);
	from = yaml_require(reader, map, map, "from", uprate_keys);
	step = yaml_require(reader, map, map, "step", uprate_keys);
	mode = yaml_get(map, "mode");
	*uprate = (struct uprating){ .mode = ROUND_HALF_UP, .node = by };
	good = by && yaml_text(reader, by, "'by'", &uprate->by);
	good = from && dated_day_read(reader, from, &uprate->from) && good;
	good = step && read_step(reader, step, parameter->type, &uprate->step) && good;
	if (mode && yaml_choice(reader, mode, "'mode'", rounding_names, &choice))
		uprate->mode = (enum rounding) choice;
	if (good)
		parameter->uprate = uprate;
}

static void read_words(const struct yaml_reader *reader, const struct yaml_node *map, const char *key,
                       const char **out)
{
	const struct yaml_node *node = yaml_get(map, key);
	char what[32];

	snprintf(what, sizeof what, "'%s'", key);
	if (node)
		yaml_text(reader, node, what, out);
}

/* The parameter of an earlier file whose name this one takes again, as a parameter or as a group; NULL: none. Within one
 * file that cannot happen: duplicate keys are refused. */
static const struct parameter *taken_by(const struct parameters *earlier, const char *name)
{
	size_t at = parameters_lower_bound(earlier, name, strlen(name)), length;

	if (parameters_find(earlier, name) || parameters_is_group(earlier, name))
		return &earlier->items[at];
	for (length = strcspn(name, "."); name[length]; length += 1 + strcspn(name + length + 1, ".")) {
		at = parameters_lower_bound(earlier, name, length);
		if (at < earlier->count && strlen(earlier->items[at].name) == length
		    && !memcmp(earlier->items[at].name, name, length))
			return &earlier->items[at];
	}
	return NULL;
}

static bool is_free(const struct reading *reading, const char *name, const struct yaml_node *key)
{
	struct parameters earlier = { .items = reading->parameters->items, .count = reading->known };
	const struct parameter *other = taken_by(&earlier, name);
	struct error err = ERROR_INIT;

	if (!other)
		return true;
	if (!strcmp(other->name, name))
		error_set(&err, ERROR_INPUT, "the parameter '%s' is given already", name);
	else
		error_set(&err, ERROR_INPUT, "'%s' cannot be both a parameter and a group",
		          strlen(other->name) < strlen(name) ? other->name : name);
	error_hint(&err, "'%s' is on line %d of %s", other->name, other->line, other->file->shown);
	yaml_problem_error(&reading->reader, key, &err);
	return false;
}

/* A key that belongs to another kind of parameter. */
static void refuse_key(const struct yaml_reader *reader, const struct yaml_node *map, const char *key,
                       const char *belongs)
{
	if (yaml_get(map, key))
		yaml_problem(reader, yaml_get_key(map, key), NULL, "'%s' belongs to %s", key, belongs);
}

/* False: how brackets are to be read is not known. */
static bool read_scale(const struct yaml_reader *reader, const struct yaml_node *key, const struct yaml_node *map,
                       struct parameter *parameter)
{
	const struct yaml_node *kind = yaml_require(reader, map, key, "kind", parameter_keys),
			       *of = yaml_get(map, "of"), *gives = yaml_get(map, "gives");
	int choice;

	parameter->shape = SHAPE_SCALE;
	parameter->of = TYPE_MONEY;
	parameter->type = TYPE_DECIMAL;
	parameter->rates = !gives;
	refuse_key(reader, map, "by", "parameters that are no scales");
	if (kind && yaml_choice(reader, kind, "'kind'", scale_kinds, &choice))
		parameter->kind = (enum scale_kind) choice;
	if (of && !yaml_choice(reader, of, "'of'", exact_types, &choice))
		return false;
	if (of)
		ensure(type_named(exact_types[choice], &parameter->of));
	if (gives && !yaml_choice(reader, gives, "'gives'", exact_types, &choice))
		return false;
	if (gives)
		ensure(type_named(exact_types[choice], &parameter->type));
	return true;
}

/* False: what the values are to be read as is not known. *known: a type was given that there is. */
static bool read_type(const struct yaml_reader *reader, const struct yaml_node *key, const struct yaml_node *map,
                      struct parameter *parameter, bool *known)
{
	const struct yaml_node *type = yaml_require(reader, map, key, "type", parameter_keys),
			       *by = yaml_get(map, "by");
	int choice = -1;

	if (type)
		yaml_choice(reader, type, "'type'", parameter_types, &choice);
	*known = choice >= 0;
	if (choice >= 0 && !strcmp(parameter_types[choice], "scale"))
		return read_scale(reader, key, map, parameter);
	/* With a type that is not known, values are read as texts: their dates are still checked. */
	if (choice >= 0)
		ensure(type_named(parameter_types[choice], &parameter->type));
	refuse_key(reader, map, "kind", "scales");
	refuse_key(reader, map, "of", "scales");
	refuse_key(reader, map, "gives", "scales");
	if (by)
		parameter->shape = SHAPE_CATEGORIES;
	return !by || yaml_text(reader, by, "'by'", &parameter->by);
}

static void read_parameter(const struct reading *reading, const char *name, const struct yaml_node *key,
                           const struct yaml_node *map)
{
	const struct yaml_reader *reader = &reading->reader;
	struct parameter parameter = {
		.name = name, .type = TYPE_TEXT, .file = reader->source, .line = key->line, .column = key->column
	};
	const struct yaml_node *values;
	struct value_source source = { .shown = NULL };
	bool readable, known;

	yaml_known_keys(reader, map, parameter_keys);
	read_words(reader, map, "title", &parameter.title);
	read_words(reader, map, "unit", &parameter.unit);
	read_words(reader, map, "note", &parameter.note);
	read_source(reading, key, map, &parameter, &source);
	readable = read_type(reader, key, map, &parameter, &known);
	values = yaml_require(reader, map, key, "values", parameter_keys);
	if (values && readable && yaml_expect(reader, values, YAML_MAP, "'values'")) {
		if (values->count == 0)
			yaml_problem(reader, values, NULL, "'values' is empty");
		dated_values_read(reader, values, &parameter, &source, true, &parameter.values, &parameter.count);
	}
	read_rules_of_reading(reader, map, &parameter);
	read_by_day(reader, key, map, &parameter);
	if (yaml_get(map, "uprate"))
		read_uprate(reader, yaml_get(map, "uprate"), &parameter);
	parameter.untyped = !known;
	if (is_free(reading, name, key))
		append(reading, &parameter);
}

/* A map with `values` is a parameter; so is one with another key of a parameter, right or misspelt, that holds a single
 * value: it lacks its `values`. */
static bool is_parameter(const struct yaml_node *map)
{
	if (yaml_get(map, "values"))
		return true;
	for (size_t i = 0; i < map->count && i < PROBLEMS_MAX; i++) {
		const char *key = map->keys[i]->text;

		if (map->items[i]->kind == YAML_SCALAR
		    && (yaml_misspelling(key, parameter_keys)
		        || (!strcmp(key, "type") || !strcmp(key, "source") || !strcmp(key, "illustrative"))))
			return true;
	}
	return false;
}

/* Recursion is bounded by YAML_MAX_DEPTH. */
static void read_group(const struct reading *reading, const char *prefix, const struct yaml_node *map)
{
	const struct yaml_reader *reader = &reading->reader;

	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_node *key = map->keys[i], *item = map->items[i];
		const char *last, *name;

		if (!yaml_name(reader, key, "a parameter's name", &last) || item->refused)
			continue;
		name = prefix ? arena_format(reader->arena, "%s.%s", prefix, last) : last;
		if (!name) {
			yaml_problem_memory(reader);
			return;
		}
		if (item->kind != YAML_MAP)
			yaml_problem(reader, key, "a parameter is a map with 'type', 'values' and 'source'",
			             "'%s' is neither a parameter nor a group of them", name);
		else if (is_parameter(item))
			read_parameter(reading, name, key, item);
		else if (item->count == 0)
			yaml_problem(reader, key, NULL, "the group '%s' is empty", name);
		else
			read_group(reading, name, item);
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct parameter *) a)->name, ((const struct parameter *) b)->name);
}

void parameters_read(struct parameters *parameters, const struct source *source, struct problems *problems)
{
	struct reading reading = {
		.parameters = parameters,
		.reader = { .source = source, .arena = parameters->arena, .problems = problems },
		.known = parameters->count,
	};
	const struct yaml_node *root = yaml_read(source, parameters->arena, problems);

	if (!root || !yaml_expect(&reading.reader, root, YAML_MAP, "a file of parameters")) {
		parameters->incomplete = true;
		return;
	}
	read_group(&reading, NULL, root);
	if (parameters->count)
		qsort(parameters->items, parameters->count, sizeof *parameters->items, compare_names);
}

bool parameters_are_in(const struct yaml_node *root)
{
	if (root->kind != YAML_MAP)
		return false;
	if (yaml_get(root, "values"))
		return true;
	for (size_t i = 0; i < root->count; i++) {
		if (parameters_are_in(root->items[i]))
			return true;
	}
	return false;
}
