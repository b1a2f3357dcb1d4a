/* amounts.h: figures and totals by name. Internal to rules/. */
#ifndef RECKON_RULES_AMOUNTS_H
#define RECKON_RULES_AMOUNTS_H

#include "rules/ruleset.h"

/* Where `name` stands among ruleset->amounts, or would: *found says which. One that was declared and left out, since something
 * is wrong with it, is there too, with neither figure nor total: who names it is not to blame. */
size_t amount_at(const struct ruleset *ruleset, const char *name, bool *found);
bool amount_is_declared(const struct ruleset *ruleset, const char *name);

/* The amount with the name nearest to `name`; NULL: none is near. */
const char *amount_nearest(const struct ruleset *ruleset, const char *name, bool figures);

/* "there is no figure or total 'gpa'", with the nearest, or with what the name is otherwise. Returns -1. */
int amount_fail_unknown(const struct ruleset *ruleset, const char *name, struct error *err);

#endif
