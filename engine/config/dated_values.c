/* dated_values.c: maps of dates to values, in parameter files and in a scenario's overrides. */
#include "config/parameters_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Whether "2025-26" is meant for a financial year, and not for a month as "2025-04" is. */
static bool month_is_year(const char *text)
{
	struct error ignored = ERROR_INIT;
	struct period period;

	return !period_parse(text, strlen(text), &period, &ignored) && period.finish.year != period.start.year;
}

bool dated_day_read(const struct yaml_reader *reader, const struct yaml_node *key, struct date *out)
{
	struct error err = ERROR_INIT, as_date = ERROR_INIT;
	struct period period;
	bool read = !period_parse(key->text, key->length, &period, &err), is_day, is_financial_year;

	is_day = read && !date_compare(period.start, period.finish);
	is_financial_year = read && period.start.month == 4 && period.finish.year == period.start.year + 1;
	if (is_day || is_financial_year) {
		*out = period.start;
		return true;
	}
	/* Of what is nearly a date the reader of dates knows which; of what is nearly a financial year, that of periods. */
	if (date_parse(key->text, key->length, out, &as_date) && !strncmp(as_date.hint, "write ", strlen("write "))
	    && key->length > strlen("2025-26"))
		memcpy(err.hint, as_date.hint, sizeof err.hint);
	if (read || key->length != strlen("2025-04-01") || strpbrk(key->text, "/.")) {
		char hint[sizeof err.hint];

		/* A month is no day: what it would be written as cannot stand here either. */
		if (strlen(err.hint) == strlen("write 2025-04") && isdigit((unsigned char) err.hint[6])
		    && !month_is_year(err.hint + 6))
			snprintf(hint, sizeof hint, "%s-01, its first day", err.hint);
		else
			snprintf(hint, sizeof hint, "%s", err.hint[0] ? err.hint : "write 2025-04-01 or 2025-26");
		error_set(&err, ERROR_INPUT, "a value is given from a date or for a financial year, not for '%s'",
		          key->text);
		error_hint(&err, "%s", hint);
	}
	yaml_problem_error(reader, key, &err);
	return false;
}

static int compare_entries(const void *a, const void *b)
{
	const struct dated_value *left = a, *right = b;
	int order = date_compare(left->from, right->from);

	return order ? order : left->key->offset < right->key->offset ? -1 : left->key->offset > right->key->offset;
}

/* Copies the sorted entries out, each day once. */
static bool keep_each_day_once(const struct yaml_reader *reader, const struct dated_value *entries,
                               size_t entry_count, struct dated_value *out, size_t *count)
{
	bool good = true;

	*count = 0;
	for (size_t i = 0; i < entry_count; i++) {
		if (i > 0 && !date_compare(entries[i - 1].from, entries[i].from)) {
			yaml_problem(reader, entries[i].key, NULL,
			             "'%s' is the day that '%s' on line %d gives a value already",
			             entries[i].key->text, entries[i - 1].key->text, entries[i - 1].key->line);
			good = false;
		} else {
			out[(*count)++] = entries[i];
		}
	}
	return good;
}

static const char *const sourced_keys[] = { "value", "source", "illustrative", NULL };

/* Whether a value stands with its source: {value: £5, source: ...}. Categories may have these names. */
static bool is_sourced(const struct parameter *parameter, const struct yaml_node *node)
{
	const struct yaml_node *value = node->kind == YAML_MAP ? yaml_get(node, "value") : NULL;

	if (parameter->shape != SHAPE_CATEGORIES)
		return node->kind == YAML_MAP
		       && (value || yaml_get(node, "source") || yaml_get(node, "illustrative"));
	return value && (value->kind == YAML_MAP || parameter_value_is_not_set(value));
}

/* One value, and where it comes from. */
static bool read_sourced(const struct yaml_reader *reader, const struct yaml_node *node,
                         const struct parameter *parameter, const struct value_source *source, bool own,
                         struct dated_value *out)
{
	struct value_source its = *source;

	if (own && is_sourced(parameter, node)) {
		yaml_known_keys(reader, node, sourced_keys);
		value_source_read(reader, node, parameter->name, &its);
		node = yaml_require(reader, node, node, "value", sourced_keys);
	}
	out->source = its.shown;
	out->illustrative = its.illustrative;
	return node && parameter_value_read(reader, node, parameter, out);
}

bool dated_values_read(const struct yaml_reader *reader, const struct yaml_node *map,
                       const struct parameter *parameter, const struct value_source *source, bool own,
                       struct dated_value **out, size_t *count)
{
	struct dated_value *entries = arena_array(reader->arena, map->count, sizeof *entries);
	struct dated_value *values = arena_array(reader->arena, map->count, sizeof *values);
	size_t read = 0;
	bool good = true;

	if (!entries || !values) {
		yaml_problem_memory(reader);
		return false;
	}
	for (size_t i = 0; i < map->count; i++) {
		struct dated_value *entry = &entries[read];

		if (yaml_comma(reader, map, i)) {
			good = false;
			continue;
		}
		bool dated = dated_day_read(reader, map->keys[i], &entry->from);

		good = dated && good;
		good = read_sourced(reader, map->items[i], parameter, source, own, entry) && good;
		entry->file = reader->source;
		entry->key = map->keys[i];
		read += dated;
	}
	qsort(entries, read, sizeof *entries, compare_entries);
	*out = values;
	return keep_each_day_once(reader, entries, read, values, count) && good;
}
