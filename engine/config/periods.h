/* periods.h: the periods of a run, as a scenario writes them. */
#ifndef RECKON_CONFIG_PERIODS_H
#define RECKON_CONFIG_PERIODS_H

#include "config/yaml.h"
#include "value/date.h"

#define PERIODS_COUNT_MAX 400

/* One day: `on: 2025-04-01`. *out has one item and lives in the reader's arena. False: a problem was added. */
bool periods_read_day(const struct yaml_reader *reader, const struct yaml_node *node, struct period **out);

/* `periods:`: one period (2025-26, 2025, 2025-Q2, 2025-04), a range of like ones (2025-26 to 2029-30), or a list of like ones, each
 * after the other. Their labels increase as they do. */
bool periods_read(const struct yaml_reader *reader, const struct yaml_node *node, struct period **out, size_t *count);

#endif
