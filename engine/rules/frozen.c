/* frozen.c: read-only tables. */
#include "rules/frozen.h"

#include "rules/sandbox.h"

#include <lauxlib.h>

/* In the metatable of each frozen table: the table behind it. */
static const char content_key;

static int refuse_write(lua_State *L)
{
	struct error err = ERROR_INIT;

	if (lua_type(L, 2) == LUA_TSTRING)
		error_set(&err, ERROR_INPUT, "cannot set '%s': the table is read-only after loading",
		          lua_tostring(L, 2));
	else
		error_set(&err, ERROR_INPUT, "cannot change the table: it is read-only after loading");
	error_hint(&err, "a rule keeps nothing from one record to the next: make a table inside the function");
	return sandbox_raise(L, &err);
}

static int content_length(lua_State *L)
{
	if (!frozen_push_content(L, 1))
		return 0;
	lua_pushinteger(L, (lua_Integer) lua_rawlen(L, -1));
	return 1;
}

bool frozen_push_content(lua_State *L, int index)
{
	if (!lua_istable(L, index) || !lua_getmetatable(L, index))
		return false;
	if (lua_rawgetp(L, -1, &content_key) != LUA_TTABLE) {
		lua_pop(L, 2);
		return false;
	}
	lua_remove(L, -2);
	return true;
}

/* [-2, +1, m] content and empty table: sets the table's metatable, pops the content. */
static void put_over(lua_State *L)
{
	lua_createtable(L, 0, 5);
	lua_pushvalue(L, -3);
	lua_rawsetp(L, -2, &content_key);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, content_length);
	lua_setfield(L, -2, "__len");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_remove(L, -2);
}

void frozen_wrap(lua_State *L, lua_CFunction missing)
{
	if (missing) {
		lua_createtable(L, 0, 1);
		lua_pushcfunction(L, missing);
		lua_setfield(L, -2, "__index");
		lua_setmetatable(L, -2);
	}
	lua_newtable(L);
	put_over(L);
}

/* [-1, +0, m] pops a value and appends it to the list of work at `work` when there is something in it to freeze. */
static void add_work(lua_State *L, int work)
{
	if (lua_istable(L, -1) || (lua_isfunction(L, -1) && !lua_iscfunction(L, -1)))
		lua_rawseti(L, work, (lua_Integer) lua_rawlen(L, work) + 1);
	else
		lua_pop(L, 1);
}

/* [-0, +0, m] moves what the table on top holds behind it. */
static void freeze_table(lua_State *L, int work)
{
	int table = lua_gettop(L), content = table + 1;

	if (lua_getmetatable(L, table)) {
		lua_pop(L, 1);
		return;
	}
	lua_createtable(L, (int) lua_rawlen(L, table), 0);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		lua_pushvalue(L, -1);
		add_work(L, work);
		lua_pushvalue(L, -2);
		add_work(L, work);
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, content);
	}
	/* An entry may be cleared while the table is walked. */
	lua_pushnil(L);
	while (lua_next(L, table)) {
		lua_pop(L, 1);
		lua_pushvalue(L, -1);
		lua_pushnil(L);
		lua_rawset(L, table);
	}
	lua_pushvalue(L, table);
	put_over(L);
	lua_pop(L, 1);
}

/* [-0, +0, m] the upvalues of the function on top, once. */
static void freeze_function(lua_State *L, int work, int seen)
{
	int function = lua_gettop(L);

	lua_pushvalue(L, function);
	if (lua_rawget(L, seen) == LUA_TNIL) {
		lua_pushvalue(L, function);
		lua_pushboolean(L, 1);
		lua_rawset(L, seen);
		for (int i = 1; lua_getupvalue(L, function, i); i++)
			add_work(L, work);
	}
	lua_settop(L, function);
}

void frozen_freeze(lua_State *L, int index)
{
	int top = lua_gettop(L), work = top + 1, seen = top + 2;
	lua_Integer left;

	index = lua_absindex(L, index);
	luaL_checkstack(L, LUA_MINSTACK, "too deep");
	lua_newtable(L);
	lua_newtable(L);
	lua_pushvalue(L, index);
	add_work(L, work);
	while ((left = (lua_Integer) lua_rawlen(L, work)) > 0) {
		lua_rawgeti(L, work, left);
		lua_pushnil(L);
		lua_rawseti(L, work, left);
		if (lua_istable(L, -1))
			freeze_table(L, work);
		else
			freeze_function(L, work, seen);
		lua_pop(L, 1);
	}
	lua_settop(L, top);
}
