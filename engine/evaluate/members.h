/* members.h: lists of records as any(), every(), count() and the like go through them, and sets of missing facts.
 *
 * Whether a record is in such a list may itself be unknown: its role is, or its own dates are. Such a member is in doubt. A list
 * without doubt is a plain Lua table; one with doubt raises unknown wherever it is used as a plain table.
 */
#ifndef RECKON_EVALUATE_MEMBERS_H
#define RECKON_EVALUATE_MEMBERS_H

#include "evaluate/machine.h"

/* Facts that are missing, each once: one place of the Lua stack, which holds their bits once there is one. */
struct fact_set {
	struct machine *machine;
	int at;
};
void facts_open(struct machine *machine, struct fact_set *set); /* [-0, +1] the place */
void facts_add(struct fact_set *set, const int *facts, size_t count);
void facts_clear(struct fact_set *set);
/* Sets machine->missing to what is in the set, ascending: until something else is missing. */
void facts_set_missing(const struct fact_set *set);

/* A list that is gone through. */
struct members {
	int list;   /* stack index of a table */
	int doubts; /* stack index of a table, or of nil: no member is in doubt */
	lua_Integer count;
};
/* [-0, +2, e] the list at `index`, which `function` was given. */
void members_open(lua_State *L, int index, const char *function, struct members *out);
/* Whether member `i` is in doubt. If so, what would settle it goes to `set`, unless that is NULL. */
bool members_doubt(lua_State *L, const struct members *members, lua_Integer i, struct fact_set *set);

/* [-0, +1, e] related(record, "person", role): a list of records in key order. `role` picks members: a name that is yes or no,
 * or a table of names and what they equal. */
int members_related(lua_State *L);

#endif
