/* expectations.h: reads `in:` and `expect:` of a scenario. */
#ifndef RECKON_CONFIG_EXPECTATIONS_H
#define RECKON_CONFIG_EXPECTATIONS_H

#include "config/scenario.h"

#define EXPECTATIONS_MAX 10000
#define ADDENDS_MAX      1000

/* A unit of money: £, £000 or £m. False: a problem was added. */
bool amount_unit_read(const struct yaml_reader *reader, const struct yaml_node *node, enum amount_unit *unit);

/* Reads one file's list in place of the one that was there. Names, groups and values are held against the rules later, when
 * those are known (expectations_check). */
void expectations_read(struct scenario *scenario, const struct yaml_reader *reader, const struct yaml_node *list);

#endif
