/* parameters_parts.h: what reading and overriding parameters share. Not for others. */
#ifndef RECKON_CONFIG_PARAMETERS_PARTS_H
#define RECKON_CONFIG_PARAMETERS_PARTS_H

#include "config/parameters.h"

/* Reads a map of dates or financial years to values of the parameter's shape and type, each with `source`; sorted by date. Two keys for one day,
 * however written, are a problem. *out lives in the reader's arena; what could be read is there even on false. */
bool dated_values_read(const struct yaml_reader *reader, const struct yaml_node *map,
                       const struct parameter *parameter, const char *source, struct dated_value **out,
                       size_t *count);

/* A date, or a financial year for its 1 April. */
bool dated_day_read(const struct yaml_reader *reader, const struct yaml_node *key, struct date *out);

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
