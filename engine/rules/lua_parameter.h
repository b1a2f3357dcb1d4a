/* lua_parameter.h: parameters that are asked for one value: scales, p.tax.bands:of(amount), and values by category,
 * p.limit:of(district). */
#ifndef RECKON_RULES_LUA_PARAMETER_H
#define RECKON_RULES_LUA_PARAMETER_H

#include "config/parameters.h"

#include <lua.h>

/* [-0, +1, m] pushes the value of a parameter as rules see it: a plain one by its type, of others what has `:of`. Both are
 * borrowed for as long as the Lua state lives; the value is set. */
void lua_parameter_push(lua_State *L, const struct parameter *parameter, const struct dated_value *value);

void lua_parameter_open(lua_State *L); /* [-0, +0, m] registers the metatable */

#endif
