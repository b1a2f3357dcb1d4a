/* frozen.h: read-only tables, so that no rule keeps anything from one record to the next.
 *
 * A table is frozen in place: what it holds moves to a table behind it that rules cannot reach, and writing raises.
 * Everyone who holds the table sees the same table; indexing, '#', ipairs and pairs go on as before.
 */
#ifndef RECKON_RULES_FROZEN_H
#define RECKON_RULES_FROZEN_H

#include <lua.h>
#include <stdbool.h>

/* [-0, +0, m] freezes the value at `index` and all that can be reached from it: tables, their keys and values, and the
 * upvalues of Lua functions. Tables with a metatable are the host's own and stay as they are. */
void frozen_freeze(lua_State *L, int index);

/* [-0, +(0|1), -] true, and pushes the table behind the one at `index`, when it is frozen. */
bool frozen_push_content(lua_State *L, int index);

/* [-1, +1, m] takes the table of content on top and puts a read-only table over it. Reading a name that is not there calls
 * `missing` as an __index metamethod; NULL: it gives nil. */
void frozen_wrap(lua_State *L, lua_CFunction missing);

#endif
