/* parameters_parts.h: what reading and overriding parameters share. Not for others. */
#ifndef RECKON_CONFIG_PARAMETERS_PARTS_H
#define RECKON_CONFIG_PARAMETERS_PARTS_H

#include "config/parameters.h"

/* Where a value comes from: a source, or why it is only illustrative. */
struct value_source {
	const char *source, *illustrative; /* NULL: not said */
	const char *shown;                 /* what stands beside the value */
};
/* Reads the keys `source` and `illustrative` of a map. False: neither is there, and *out stays as it is. `name`: of whom both are
 * given, in a problem. */
bool value_source_read(const struct yaml_reader *reader, const struct yaml_node *map, const char *name,
                       struct value_source *out);

/* Reads a map of dates or financial years to values of the parameter's shape and type, each with `source`, or with its own where
 * `own` lets it have one: {value: £5, source: ...}. Sorted by date. Two keys for one day, however written, are a problem. *out lives
 * in the reader's arena; what could be read is there even on false. */
bool dated_values_read(const struct yaml_reader *reader, const struct yaml_node *map,
                       const struct parameter *parameter, const struct value_source *source, bool own,
                       struct dated_value **out, size_t *count);

/* A date, or a financial year for its 1 April. */
bool dated_day_read(const struct yaml_reader *reader, const struct yaml_node *key, struct date *out);

bool parameter_value_is_not_set(const struct yaml_node *node); /* "not set" */

/* Reads one value of the parameter's shape and type; *out keeps its other members. False after a problem. */
bool parameter_value_read(const struct yaml_reader *reader, const struct yaml_node *node,
                          const struct parameter *parameter, struct dated_value *out);

/* The value of the day, which may not be set; NULL: the first one comes later. */
const struct dated_value *dated_value_on(const struct parameter *parameter, struct date day);

/* Whether the value, of the parameter, has been in force for a year or, as the last one, beyond the parameter's `until`. */
bool dated_value_is_over(const struct parameter *parameter, const struct dated_value *value, struct date day);

/* Index of the first parameter, by name, that does not come before the `length` bytes at `name`. */
size_t parameters_lower_bound(const struct parameters *parameters, const char *name, size_t length);

#endif
