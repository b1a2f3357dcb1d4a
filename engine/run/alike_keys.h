/* alike_keys.h: keys that a column's collation (NOCASE, RTRIM) makes equal, and rules do not. */
#ifndef RECKON_RUN_ALIKE_KEYS_H
#define RECKON_RUN_ALIKE_KEYS_H

#include "evaluate/plan.h"
#include "records/connection.h"

/* Adds an error for each relation between tables of the plan by which the database leads a record to a parent whose key is written
 * otherwise, so that rules would find none. Only tables whose key has such a collation are looked at. 0, or -1. */
int alike_keys_check(const struct plan *plan, struct connection *connection, struct problems *problems);

#endif
