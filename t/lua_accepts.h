/* lua_accepts.h: what Lua's own compiler says of a text, for tests of our parser. */
#ifndef RECKON_T_LUA_ACCEPTS_H
#define RECKON_T_LUA_ACCEPTS_H

#include <lauxlib.h>
#include <string.h>

/* 1 accepted, 0 refused, -1 refused only because a limit of the compiler's own was met. */
__attribute__((unused)) static int lua_accepts(lua_State *L, const char *text, size_t length)
{
	int status = luaL_loadbufferx(L, text, length, "test", "t");
	const char *message = status ? lua_tostring(L, -1) : "";
	int result = !status;

	if (strstr(message, "overflow") || strstr(message, "too many registers")
	    || strstr(message, "too many upvalues"))
		result = -1;
	lua_pop(L, 1);
	return result;
}

#endif
