/* library_basic.c: the basic functions, with nothing that shows an address or an order that differs between runs. */
#include "rules/frozen.h"
#include "rules/library.h"
#include "rules/lua_value.h"
#include "rules/sandbox_state.h"
#include "value/float_text.h"

#include <lauxlib.h>
#include <string.h>

/* [-0, +1, m] the name of the type of what stands at `index`. The host's own objects say their name. */
static void push_type_name(lua_State *L, int index)
{
	if (lua_type(L, index) >= LUA_TTABLE && luaL_getmetafield(L, index, "__name") != LUA_TNIL)
		return;
	lua_pushstring(L, luaL_typename(L, index));
}

static int basic_type(lua_State *L)
{
	if (lua_isnone(L, 1))
		return library_fail(L, NULL, "'type' takes a value");
	push_type_name(L, 1);
	return 1;
}

void library_push_text(lua_State *L, int index)
{
	char number[FLOAT_TEXT_SIZE];

	switch (lua_type(L, index)) {
	case LUA_TNIL:
		lua_pushliteral(L, "nil");
		return;
	case LUA_TBOOLEAN:
		lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
		return;
	case LUA_TNUMBER:
		if (lua_isinteger(L, index)) {
			lua_pushfstring(L, "%I", (LUAI_UACINT) lua_tointeger(L, index));
			return;
		}
		/* Lua's own text of a float depends on the locale, and that of NaN on the machine. */
		float_format((double) lua_tonumber(L, index), number);
		lua_pushstring(L, number);
		return;
	case LUA_TSTRING:
		lua_pushvalue(L, index);
		return;
	default:
		if (!luaL_callmeta(L, index, "__tostring"))
			push_type_name(L, index);
	}
}

static int basic_tostring(lua_State *L)
{
	if (lua_isnone(L, 1))
		return library_fail(L, NULL, "'tostring' takes a value");
	library_push_text(L, 1);
	return 1;
}

/* Whole numbers only, in decimal digits: a text never becomes a float. */
static int basic_tonumber(lua_State *L)
{
	struct error err = ERROR_INIT;
	struct decimal exact;
	size_t length;
	int64_t whole;
	const char *text;

	if (lua_gettop(L) != 1)
		return library_fail(L, NULL, "'tonumber' takes one argument: digits are decimal");
	if (lua_type(L, 1) == LUA_TNUMBER || lua_decimal_at(L, 1, &exact)) {
		lua_settop(L, 1);
		return 1;
	}
	lua_pushnil(L);
	if (lua_type(L, 1) != LUA_TSTRING)
		return 1;
	text = lua_tolstring(L, 1, &length);
	sandbox_charge(L, (int64_t) length / 16);
	if (!decimal_parse(text, length, &exact, &err) && decimal_is_integer(exact, &whole))
		lua_pushinteger(L, whole);
	return 1;
}

/* What gives back as many values as it takes could pile them up: more than these at once are a list. */
#define VALUES_MOST 250

static int fail_many(lua_State *L, const char *function)
{
	return library_fail(L, "hand on a list", "'%s' takes at most %d values at once", function, VALUES_MOST);
}

static int basic_assert(lua_State *L)
{
	if (lua_gettop(L) > VALUES_MOST)
		return fail_many(L, "assert");
	if (lua_toboolean(L, 1))
		return lua_gettop(L);
	if (lua_type(L, 2) == LUA_TSTRING)
		return library_fail(L, NULL, "%s", lua_tostring(L, 2));
	return library_fail(L, NULL, "an assertion does not hold");
}

/* The place of an error is where it is raised, so there is no level. What is not text is described by the handler. */
static int basic_error(lua_State *L)
{
	if (lua_type(L, 1) == LUA_TSTRING)
		return library_fail(L, NULL, "%s",
		                    lua_rawlen(L, 1) ? lua_tostring(L, 1) : "an error without a message");
	lua_settop(L, 1);
	return lua_error(L);
}

static int basic_select(lua_State *L)
{
	int count = lua_gettop(L) - 1;
	lua_Integer from;

	if (count >= VALUES_MOST)
		return fail_many(L, "select");
	if (lua_type(L, 1) == LUA_TSTRING && !strcmp(lua_tostring(L, 1), "#")) {
		lua_pushinteger(L, count);
		return 1;
	}
	from = library_integer_at(L, 1, "select");
	if (from < 0)
		from += count + 1;
	if (from < 1)
		return library_fail(L, NULL, "'select' counts from 1, or from -1 at the end");
	sandbox_charge(L, count / 16);
	return from > count ? 0 : (int) (count - from + 1);
}

static int ipairs_step(lua_State *L)
{
	lua_Integer at = lua_tointeger(L, 2) + 1;

	lua_pushinteger(L, at);
	return lua_geti(L, 1, at) == LUA_TNIL ? 1 : 2;
}

static int basic_ipairs(lua_State *L)
{
	if (lua_type(L, 1) != LUA_TUSERDATA)
		library_table_at(L, 1, "ipairs");
	lua_pushcfunction(L, ipairs_step);
	lua_pushvalue(L, 1);
	lua_pushinteger(L, 0);
	return 3;
}

/* What pairs walks: the keys are kept where rules cannot reach them. The position is only a first guess: where a walk
 * stands is decided by the key that Lua hands back, so that an iterator kept by a rule remembers nothing. */
struct walk {
	lua_Integer count, guess;
	bool loading; /* made while files were loaded: it holds a table that nothing has made read-only */
};
enum { WALK_TABLE = 1, WALK_KEYS = 2 };

static const char walk_key;

static int kind_order(int type)
{
	return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

/* <0, 0, >0: keys at two stack places, in the order of pairs. Never raises. */
static int compare_keys(lua_State *L, int a, int b)
{
	int type_a = lua_type(L, a), type_b = lua_type(L, b), order;
	size_t length_a, length_b;

	if (type_a != type_b)
		return kind_order(type_a) - kind_order(type_b);
	if (type_a == LUA_TNUMBER)
		return lua_compare(L, a, b, LUA_OPLT) ? -1 : lua_compare(L, b, a, LUA_OPLT);
	if (type_a == LUA_TBOOLEAN)
		return lua_toboolean(L, a) - lua_toboolean(L, b);
	const char *text_a = lua_tolstring(L, a, &length_a), *text_b = lua_tolstring(L, b, &length_b);

	order = memcmp(text_a, text_b, length_a < length_b ? length_a : length_b);
	return order ? order : (length_a > length_b) - (length_a < length_b);
}

/* Sifts down in a heap of keys 1..count held in the list at `list`. */
static void sift(lua_State *L, int list, lua_Integer at, lua_Integer count)
{
	for (;;) {
		lua_Integer child = 2 * at;

		if (child > count)
			return;
		lua_rawgeti(L, list, child);
		if (child < count) {
			lua_rawgeti(L, list, child + 1);
			if (compare_keys(L, -2, -1) < 0) {
				child++;
				lua_remove(L, -2);
			} else {
				lua_pop(L, 1);
			}
		}
		lua_rawgeti(L, list, at);
		if (compare_keys(L, -1, -2) >= 0) {
			lua_pop(L, 2);
			return;
		}
		lua_rawseti(L, list, child);
		lua_rawseti(L, list, at);
		at = child;
	}
}

/* Heap sort: keys differ from each other, so stability means nothing, and it needs no memory and no luck. */
static void sort_keys(lua_State *L, int list, lua_Integer count)
{
	for (lua_Integer at = count / 2; at >= 1; at--)
		sift(L, list, at, count);
	for (lua_Integer last = count; last > 1; last--) {
		lua_rawgeti(L, list, 1);
		lua_rawgeti(L, list, last);
		lua_rawseti(L, list, 1);
		lua_rawseti(L, list, last);
		sift(L, list, 1, last - 1);
	}
}

void library_push_sorted_keys(lua_State *L, int index)
{
	lua_Integer count = 0;
	bool sorted = true;
	int table, list;

	index = lua_absindex(L, index);
	luaL_checkstack(L, LUA_MINSTACK, "too deep");
	if (!frozen_push_content(L, index))
		lua_pushvalue(L, index);
	table = lua_gettop(L);
	list = table + 1;
	sandbox_charge_walk(L);
	lua_createtable(L, (int) lua_rawlen(L, table), 0);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		int type = lua_type(L, -2);

		lua_pop(L, 1);
		if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN)
			library_fail(L, NULL, "'pairs' cannot put a key in order that is %s",
			             lua_value_describe(L, -1));
		if (sorted && count > 0) {
			lua_rawgeti(L, list, count);
			sorted = compare_keys(L, -1, -2) < 0;
			lua_pop(L, 1);
		}
		lua_pushvalue(L, -1);
		lua_rawseti(L, list, ++count);
	}
	/* The charge may not depend on the order that Lua keeps, only on what is in the table. */
	sandbox_charge(L, count * 8);
	if (!sorted)
		sort_keys(L, list, count);
	lua_remove(L, table);
}

/* The position of the key at stack place 2 among the keys at `keys`; 0: it is not one of them. */
static lua_Integer position_of(lua_State *L, struct walk *walk, int keys)
{
	lua_Integer low = 1, high = walk->count, middle = walk->guess;

	while (low <= high) {
		int order;

		if (middle < low || middle > high)
			middle = low + (high - low) / 2;
		lua_rawgeti(L, keys, middle);
		order = compare_keys(L, -1, 2);
		lua_pop(L, 1);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle - 1;
		middle = 0;
	}
	return 0;
}

/* A rule may call the iterator itself, with anything. */
static struct walk *walk_at(lua_State *L, int index)
{
	bool is_walk = false;
	struct walk *walk;

	if (lua_type(L, index) == LUA_TUSERDATA && lua_getmetatable(L, index)) {
		lua_rawgetp(L, LUA_REGISTRYINDEX, &walk_key);
		is_walk = lua_rawequal(L, -1, -2);
		lua_pop(L, 2);
	}
	if (!is_walk)
		library_fail(L, "write for key, value in pairs(t) do",
		             "the iterator of 'pairs' goes on only from its own state");
	walk = lua_touserdata(L, index);
	if (walk->loading && !sandbox_of(L)->loading)
		library_fail(L, "call pairs(t) inside the function",
		             "the iterator of 'pairs' was made while files were loaded, and ended with that");
	return walk;
}

/* [-0, +1, m] */
static struct walk *push_walk(lua_State *L)
{
	struct walk *walk = lua_newuserdatauv(L, sizeof *walk, 2);

	*walk = (struct walk){ .count = 0 };
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &walk_key) == LUA_TNIL) {
		lua_pop(L, 1);
		lua_createtable(L, 0, 2);
		lua_pushliteral(L, "iterator");
		lua_setfield(L, -2, "__name");
		lua_pushboolean(L, 0);
		lua_setfield(L, -2, "__metatable");
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &walk_key);
	}
	lua_setmetatable(L, -2);
	return walk;
}

static int pairs_step(lua_State *L)
{
	struct walk *walk = walk_at(L, 1);
	lua_Integer at = 0;

	lua_settop(L, 2);
	lua_getiuservalue(L, 1, WALK_TABLE);
	lua_getiuservalue(L, 1, WALK_KEYS);
	if (!lua_isnoneornil(L, 2)) {
		int type = lua_type(L, 2);

		if (type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TBOOLEAN)
			at = position_of(L, walk, 4);
		if (at == 0)
			return library_fail(L, NULL, "the key that 'pairs' goes on from is not in the table");
	}
	while (at++ < walk->count) {
		lua_rawgeti(L, 4, at);
		lua_pushvalue(L, -1);
		if (lua_gettable(L, 3) != LUA_TNIL) {
			walk->guess = at;
			return 2;
		}
		lua_pop(L, 2);
		sandbox_charge(L, 1);
	}
	lua_pushnil(L);
	return 1;
}

static int basic_pairs(lua_State *L)
{
	struct walk *walk;
	bool frozen;

	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	library_table_at(L, 1, "pairs");
	lua_settop(L, 1);
	frozen = frozen_push_content(L, 1);
	if (!frozen && lua_getmetatable(L, 1))
		return library_fail(L, "rules read records and parameters by name",
		                    "'pairs' goes through plain tables only");
	lua_settop(L, 1);
	lua_pushcfunction(L, pairs_step);
	walk = push_walk(L);
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, 3, WALK_TABLE);
	library_push_sorted_keys(L, 1);
	*walk = (struct walk){ .count = (lua_Integer) lua_rawlen(L, -1),
		               .guess = 1,
		               .loading = sandbox_of(L)->loading != NULL };
	lua_setiuservalue(L, 3, WALK_KEYS);
	return 2;
}

const struct library_entry library_basic[] = {
	{ "assert", basic_assert },     { "error", basic_error },   { "ipairs", basic_ipairs },
	{ "pairs", basic_pairs },       { "select", basic_select }, { "tonumber", basic_tonumber },
	{ "tostring", basic_tostring }, { "type", basic_type },     { NULL, NULL },
};
