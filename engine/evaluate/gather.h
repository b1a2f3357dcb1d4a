/* gather.h: what rules ask of all records of a list at once.
 *
 * Each takes a list and what is asked of its records: a path ("income", "household.district.name") or a function. Each record
 * is asked once, in the order of the list. A record of which the answer is not known leaves the whole unknown only where it
 * could still make a difference, as in a condition tree; so does one that may not be in the list at all.
 */
#ifndef RECKON_EVALUATE_GATHER_H
#define RECKON_EVALUATE_GATHER_H

#include <lua.h>

/* Each: [-0, +1, e]. */
int gather_any(lua_State *L);      /* any(list, test) */
int gather_every(lua_State *L);    /* every(list, test): true of an empty list */
int gather_at_least(lua_State *L); /* at_least(number, list, test) */
int gather_count(lua_State *L);    /* count(list, test), or count(list) */
int gather_sum(lua_State *L);      /* sum(list, amount): 0 of an empty list; what there is none of is left out */
/* least(list, measure), greatest(list, measure): the record, the first of several; nil where there is none. */
int gather_least(lua_State *L);
int gather_greatest(lua_State *L);

#endif
