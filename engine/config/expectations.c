/* expectations.c: published values that a scenario holds its figures and totals against, and the units that they are in. */
#include "config/expectations.h"

#include "config/periods.h"

#include <string.h>

const char *const amount_unit_names[] = { "£", "£000", "£m", NULL };
const int64_t amount_unit_pence[] = { 100, 100000, 100000000 };

static const char *const expectation_keys[] = { "figure", "total", "group",  "in",   "values",
	                                        "within", "title", "source", "note", NULL };
static const char *const within_keys[] = { "addends", NULL };

/* Tables are headed in many ways: £k, £'000, £M, £ million. */
static const char *unit_meant(const char *written)
{
	if (strlen(written) > 12)
		return NULL;
	if (strpbrk(written, "0kK") || strstr(written, "thousand"))
		return amount_unit_names[UNIT_THOUSANDS];
	return strpbrk(written, "mM") ? amount_unit_names[UNIT_MILLIONS] : NULL;
}

bool amount_unit_read(const struct yaml_reader *reader, const struct yaml_node *node, enum amount_unit *unit)
{
	const char *written;

	if (!yaml_text(reader, node, "'in'", &written))
		return false;
	for (size_t i = 0; amount_unit_names[i]; i++) {
		if (!strcmp(amount_unit_names[i], written)) {
			*unit = (enum amount_unit) i;
			return true;
		}
	}
	yaml_problem_nearest(reader, node, unit_meant(written), "'in' must be £, £000 or £m, not '%s'", written);
	return false;
}

static void read_name(const struct yaml_reader *reader, const struct yaml_node *map, struct expectation *expectation)
{
	const struct yaml_node *figure = yaml_get(map, "figure"), *total = yaml_get(map, "total");

	expectation->name_at = figure ? figure : total;
	if (expectation->name_at) {
		expectation->line = expectation->name_at->line;
		expectation->column = expectation->name_at->column;
	}
	if (figure && total)
		yaml_problem(reader, yaml_get_key(map, "total"), "an expectation is of one of them",
		             "both 'figure' and 'total'");
	else if (figure)
		yaml_name(reader, figure, "a figure's name", &expectation->figure);
	else if (total)
		yaml_name(reader, total, "a total's name", &expectation->total);
	else if (!yaml_misspelt(map, "figure", expectation_keys) && !yaml_misspelt(map, "total", expectation_keys))
		yaml_problem(reader, map->count ? map->keys[0] : map, "as figure: gap",
		             "'figure' or 'total' is missing");
}

static void read_group(const struct yaml_reader *reader, const struct yaml_node *map, struct expectation *expectation)
{
	const struct yaml_node *list = yaml_get(map, "group");

	if (!list)
		return;
	if (yaml_get(map, "figure") && !yaml_get(map, "total"))
		yaml_problem(reader, yaml_get_key(map, "group"), "'group' goes with 'total'",
		             "a figure has no groups");
	if (!yaml_expect(reader, list, YAML_LIST, "'group'"))
		return;
	if (list->count == 0) {
		yaml_problem(reader, list, "as [Libraries]", "'group' is an empty list");
		return;
	}
	expectation->group_at = list;
	expectation->group = arena_array(reader->arena, list->count, sizeof *expectation->group);
	expectation->group_count = expectation->group ? list->count : 0;
	if (!expectation->group)
		yaml_problem_memory(reader);
	for (size_t i = 0; i < expectation->group_count; i++)
		yaml_text(reader, list->items[i], "an item of 'group'", &expectation->group[i]);
}

/* A label that is written another way (2025-M04 for 2025-04) may be there twice without being a duplicate key. */
static bool named_before(const struct yaml_reader *reader, const struct expectation *expectation,
                         const struct expected_value *value)
{
	for (const struct expected_value *other = expectation->values; other < value; other++) {
		if (strcmp(other->period, value->period))
			continue;
		yaml_problem(reader, value->label_at, NULL, "'%s' is the period '%s', which has a value already",
		             value->label_at->text, value->period);
		return true;
	}
	return false;
}

/* Within { } a comma ends a value: {2025-26: £1,234} has a key '234' without one. */
static bool is_behind_comma(const struct yaml_node *label, const struct yaml_node *item)
{
	size_t digits = strspn(label->text, "0123456789");

	return digits == 3 && strchr(".,%", label->text[digits]) && item->kind == YAML_SCALAR && item->length == 0;
}

static bool read_label(const struct yaml_reader *reader, const struct yaml_node *label, const struct yaml_node *item,
                       struct expected_value *value)
{
	struct error err = ERROR_INIT;
	struct period period;

	if (period_parse(label->text, label->length, &period, &err)) {
		if (is_behind_comma(label, item))
			error_hint(&err, "between { and } write numbers without commas, or in quotes");
		yaml_problem_error(reader, label, &err);
		return false;
	}
	value->period = arena_text(reader->arena, period.label);
	if (!value->period)
		yaml_problem_memory(reader);
	return value->period != NULL;
}

/* What is expected in one period. False: it cannot be read; the problem was added. */
static bool read_value(const struct yaml_reader *reader, const struct yaml_node *label, const struct yaml_node *item,
                       struct expected_value *value)
{
	char what[40];

	*value = (struct expected_value){ .label_at = label, .value_at = item };
	if (!read_label(reader, label, item, value)) {
		if (item->kind != YAML_SCALAR)
			yaml_expect(reader, item, YAML_SCALAR, "a value");
		return false;
	}
	snprintf(what, sizeof what, "'%s'", value->period);
	return yaml_text(reader, item, what, &value->value);
}

static void read_values(const struct yaml_reader *reader, const struct yaml_node *map,
                        struct expectation *expectation)
{
	struct expected_value *value;

	if (!yaml_expect(reader, map, YAML_MAP, "'values'"))
		return;
	if (map->count == 0 || map->count > PERIODS_COUNT_MAX) {
		if (map->count == 0)
			yaml_problem(reader, map, "as {2025-26: 17.7}", "'values' is empty");
		else
			yaml_problem(reader, map, NULL, "values for more than %d periods", PERIODS_COUNT_MAX);
		return;
	}
	expectation->values = arena_array(reader->arena, map->count, sizeof *expectation->values);
	if (!expectation->values) {
		yaml_problem_memory(reader);
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		value = &expectation->values[expectation->value_count];
		if (!read_value(reader, map->keys[i], map->items[i], value))
			continue;
		if (!strcmp(value->period, map->keys[i]->text) || !named_before(reader, expectation, value))
			expectation->value_count++;
	}
}

static void read_within(const struct yaml_reader *reader, const struct yaml_node *node,
                        struct expectation *expectation)
{
	const struct yaml_node *addends;
	struct value value;
	const char *word;

	expectation->rounding = true;
	expectation->within_at = node;
	if (node->kind != YAML_MAP) {
		if (yaml_text(reader, node, "'within'", &word) && strcmp(word, "rounding"))
			yaml_problem(reader, node, NULL, "'within' must be rounding or {addends: 5}, not '%s'", word);
		return;
	}
	yaml_known_keys(reader, node, within_keys);
	addends = yaml_require(reader, node, node, "addends", within_keys);
	if (!addends || !yaml_value(reader, addends, TYPE_INTEGER, &value))
		return;
	if (value.as.integer < 0 || value.as.integer > ADDENDS_MAX)
		yaml_problem(reader, addends, "it is how many rounded numbers were added up",
		             "'addends' must be from 0 to %d, not '%s'", ADDENDS_MAX, addends->text);
	else
		expectation->addends = (int) value.as.integer;
}

static void read_expectation(const struct yaml_reader *reader, const struct yaml_node *map,
                             struct expectation *expectation)
{
	const struct yaml_node *node;

	*expectation = (struct expectation){ .file = reader->source };
	if (!yaml_expect(reader, map, YAML_MAP, "an expectation"))
		return;
	yaml_known_keys(reader, map, expectation_keys);
	read_name(reader, map, expectation);
	read_group(reader, map, expectation);
	if ((node = yaml_get(map, "in"))) {
		expectation->unit_at = node;
		expectation->has_unit = amount_unit_read(reader, node, &expectation->unit);
	}
	node = yaml_require(reader, map, expectation->name_at ? expectation->name_at : map, "values",
	                    expectation_keys);
	if (node)
		read_values(reader, node, expectation);
	if ((node = yaml_get(map, "within")))
		read_within(reader, node, expectation);
	if ((node = yaml_get(map, "title")))
		yaml_text(reader, node, "'title'", &expectation->title);
	if ((node = yaml_get(map, "source")))
		yaml_text(reader, node, "'source'", &expectation->source);
	if ((node = yaml_get(map, "note")))
		yaml_text(reader, node, "'note'", &expectation->note);
}

void expectations_read(struct scenario *scenario, const struct yaml_reader *reader, const struct yaml_node *list)
{
	struct expectation *expectations;

	if (!yaml_expect(reader, list, YAML_LIST, "'expect'"))
		return;
	if (list->count > EXPECTATIONS_MAX) {
		yaml_problem(reader, list, NULL, "more than %d expectations", EXPECTATIONS_MAX);
		return;
	}
	expectations = arena_array(reader->arena, list->count, sizeof *expectations);
	if (!expectations) {
		yaml_problem_memory(reader);
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		read_expectation(reader, list->items[i], &expectations[i]);
	scenario->expectations = expectations;
	scenario->expectation_count = list->count;
}
