/* lua_value.h: values between C and Lua.
 *
 * | type                     | in Lua                                           |
 * | money, integer           | integer                                          |
 * | rate, decimal            | integer when whole, else userdata "decimal"      |
 * | flag                     | boolean                                          |
 * | date, text, status       | string                                           |
 * | number                   | float                                            |
 * | none                     | nil                                              |
 * Eligibility outcomes never reach Lua as values: reading one gives true, false or raises unknown.
 */
#ifndef RECKON_RULES_LUA_VALUE_H
#define RECKON_RULES_LUA_VALUE_H

#include "value/value.h"

#include <lua.h>

/* [-0, +1, m] pushes `value` as `type` says. VALUE_UNKNOWN may not be pushed: a bug. */
void lua_value_push(lua_State *L, enum type type, struct value value);

/* [-0, +0, -] what stands at `index`, as a value of `type`; text is borrowed from Lua: anchor it or copy it before it is
 * popped. nil gives VALUE_NONE. A wrong type is an error that says what to write instead ("a float reached money: use
 * round(...)"). */
int lua_value_get(lua_State *L, int index, enum type type, struct value *out, struct error *err);

void lua_decimal_push(lua_State *L, struct decimal value);         /* [-0, +1, m] an integer when whole */
bool lua_decimal_at(lua_State *L, int index, struct decimal *out); /* an integer or a decimal: true; never raises */
void lua_decimal_open(lua_State *L);                               /* [-0, +0, m] registers the decimal's metatable */

/* [-0, +0, -] what stands at `index`, for messages: "nothing (nil)", "text", "an integer", "a decimal"... */
const char *lua_value_describe(lua_State *L, int index);

#endif
