/* resolve.h: finds the types, fields, relations and rules that declarations name. Internal to rules/. */
#ifndef RECKON_RULES_RESOLVE_H
#define RECKON_RULES_RESOLVE_H

#include "rules/declare.h"

/* Moves what was declared into `ruleset` (its arena, its schema), every name resolved. A declaration whose names are wrong
 * is left out, and reported with the nearest right name. Unless `all_loaded`, totals and findings are not looked at: the
 * rules that they name may be in a file that failed. -1: out of memory. */
int resolve(struct ruleset *ruleset, const struct declared *declared, bool all_loaded, struct problems *problems);

/* resolve_path.c: "household.district" read from a record of type `on`. -1 with an error, without a place. `text` lives as
 * long as the ruleset. */
int resolve_path(struct ruleset *ruleset, int on, const char *text, struct path *path, struct error *err);
/* "published {published}, policy gives {proposed}" */
int resolve_message(struct ruleset *ruleset, int on, const char *text, struct message *message, struct error *err);

/* The record type called `name`, or -1 with an error that names the nearest, or says why it cannot be used. */
int resolve_type(const struct schema *schema, const char *name, struct error *err);

#endif
