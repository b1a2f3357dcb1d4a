/* library_tables.c: lists. Sorting is stable and always the same; every loop is charged to the budget, and read-only
 * tables stay so, since all writing goes through their metatables. */
#include "rules/library.h"
#include "rules/sandbox_state.h"

#include <lauxlib.h>

/* [-0, +0, e] */
static lua_Integer list_at(lua_State *L, int index, const char *function)
{
	library_table_at(L, index, function);
	return luaL_len(L, index);
}

/* insert(list, value) or insert(list, position, value) */
static int table_insert(lua_State *L)
{
	lua_Integer length = list_at(L, 1, "table.insert"), at = length + 1;
	int arguments = lua_gettop(L);

	if (arguments != 2 && arguments != 3)
		return library_fail(L, NULL, "'table.insert' takes a list, perhaps a position, and a value");
	if (arguments == 3) {
		at = library_integer_at(L, 2, "table.insert");
		if (at < 1 || at > length + 1)
			return library_fail(L, NULL, "position %lld is outside the list", (long long) at);
	}
	sandbox_charge(L, 1 + length - at + 1);
	for (lua_Integer i = length; i >= at; i--) {
		lua_geti(L, 1, i);
		lua_seti(L, 1, i + 1);
	}
	lua_seti(L, 1, at);
	return 0;
}

/* remove(list, position): the value taken out; of an empty list nil */
static int table_remove(lua_State *L)
{
	lua_Integer length = list_at(L, 1, "table.remove");
	lua_Integer at = lua_isnoneornil(L, 2) ? length : library_integer_at(L, 2, "table.remove");

	if (length == 0 && (at == 0 || at == 1)) {
		lua_pushnil(L);
		return 1;
	}
	if (at < 1 || at > length)
		return library_fail(L, NULL, "position %lld is outside the list", (long long) at);
	sandbox_charge(L, 1 + length - at);
	lua_geti(L, 1, at);
	for (lua_Integer i = at; i < length; i++) {
		lua_geti(L, 1, i + 1);
		lua_seti(L, 1, i);
	}
	lua_pushnil(L);
	lua_seti(L, 1, length);
	return 1;
}

/* concat(list, separator, first, last): of texts and integers */
static int table_concat(lua_State *L)
{
	lua_Integer length = list_at(L, 1, "table.concat"), first, last;
	size_t gap = 0, added;
	const char *separator = lua_isnoneornil(L, 2) ? "" : library_text_at(L, 2, "table.concat", &gap);
	size_t total = 0;
	luaL_Buffer buffer;

	first = lua_isnoneornil(L, 3) ? 1 : library_integer_at(L, 3, "table.concat");
	last = lua_isnoneornil(L, 4) ? length : library_integer_at(L, 4, "table.concat");
	luaL_buffinit(L, &buffer);
	for (lua_Integer i = first; i <= last; i++) {
		if (lua_geti(L, 1, i) != LUA_TSTRING && !lua_isinteger(L, -1))
			return library_fail(L, "write tostring(x)",
			                    "item %lld of 'table.concat' is neither text nor an integer",
			                    (long long) i);
		lua_tolstring(L, -1, &added);
		total += added + gap;
		if (total > SANDBOX_TEXT_LIMIT)
			return library_fail(L, NULL, "'table.concat' would make a text of more than %zu KiB",
			                    SANDBOX_TEXT_LIMIT / 1024);
		sandbox_charge(L, 1 + (int64_t) (added + gap) / 16);
		luaL_addvalue(&buffer);
		if (i == last)
			break;
		luaL_addlstring(&buffer, separator, gap);
	}
	luaL_pushresult(&buffer);
	return 1;
}

/* More values at once than this are a list. */
#define UNPACKED_MOST 200

static int table_unpack(lua_State *L)
{
	lua_Integer length = list_at(L, 1, "table.unpack");
	lua_Integer first = lua_isnoneornil(L, 2) ? 1 : library_integer_at(L, 2, "table.unpack");
	lua_Integer last = lua_isnoneornil(L, 3) ? length : library_integer_at(L, 3, "table.unpack");

	if (first > last)
		return 0;
	if ((lua_Unsigned) last - (lua_Unsigned) first >= UNPACKED_MOST)
		return library_fail(L, NULL, "'table.unpack' gives at most %d values at once", UNPACKED_MOST);
	luaL_checkstack(L, UNPACKED_MOST, "too many values");
	sandbox_charge(L, last - first + 1);
	for (lua_Integer i = 0; i <= last - first; i++)
		lua_geti(L, 1, first + i);
	return (int) (last - first + 1);
}

static int table_pack(lua_State *L)
{
	int count = lua_gettop(L);

	sandbox_charge(L, count);
	lua_createtable(L, count, 1);
	lua_insert(L, 1);
	for (int i = count; i >= 1; i--)
		lua_rawseti(L, 1, i);
	lua_pushinteger(L, count);
	lua_setfield(L, 1, "n");
	return 1;
}

enum { SORT_LIST = 1, SORT_BEFORE = 2, SORT_FROM = 3, SORT_INTO = 4 };

/* Whether the value on top but one comes before the one on top. [-0, +0, e] */
static bool comes_before(lua_State *L)
{
	bool before;

	sandbox_charge(L, 1);
	if (lua_isnil(L, SORT_BEFORE))
		return lua_compare(L, -2, -1, LUA_OPLT);
	lua_pushvalue(L, SORT_BEFORE);
	lua_pushvalue(L, -3);
	lua_pushvalue(L, -3);
	lua_call(L, 2, 1);
	before = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return before;
}

/* Merges [low, middle) and [middle, high) of the list at `from` into the one at `into`. */
static void merge(lua_State *L, int from, int into, lua_Integer low, lua_Integer middle, lua_Integer high)
{
	lua_Integer left = low, right = middle;

	for (lua_Integer at = low; at < high; at++) {
		bool take_right = left == middle;

		if (left < middle && right < high) {
			/* Right only when it truly comes before: equals keep their order. */
			lua_rawgeti(L, from, right);
			lua_rawgeti(L, from, left);
			take_right = comes_before(L);
			lua_pop(L, 2);
		}
		lua_rawgeti(L, from, take_right ? right++ : left++);
		lua_rawseti(L, into, at);
	}
}

/* A comparison that says both 'a before b' and 'b before a', or 'a before a', orders nothing. */
static void check_sorted(lua_State *L, int list, lua_Integer length)
{
	for (lua_Integer i = 1; i <= length; i++) {
		lua_rawgeti(L, list, i < length ? i + 1 : i);
		lua_rawgeti(L, list, i);
		if (comes_before(L))
			library_fail(
				L,
				"it must be true only when its first argument comes before its second: < and not <=",
				"the comparison of 'table.sort' is inconsistent");
		lua_pop(L, 2);
	}
}

/* sort(list, before): a merge sort, from the smallest runs up, on copies, so that the comparison sees no half-sorted list */
static int table_sort(lua_State *L)
{
	lua_Integer length = list_at(L, 1, "table.sort");
	int from = SORT_FROM, into = SORT_INTO;

	if (!lua_isnoneornil(L, SORT_BEFORE))
		library_function_at(L, SORT_BEFORE, "table.sort");
	lua_settop(L, 2);
	sandbox_charge(L, length);
	lua_newtable(L);
	lua_newtable(L);
	for (lua_Integer i = 1; i <= length; i++) {
		lua_geti(L, SORT_LIST, i);
		lua_rawseti(L, SORT_FROM, i);
	}
	for (lua_Integer width = 1; width < length; width *= 2) {
		int swapped = from;

		for (lua_Integer low = 1; low <= length; low += 2 * width) {
			lua_Integer middle = low + width, high = low + 2 * width;

			merge(L, from, into, low, middle < length + 1 ? middle : length + 1,
			      high < length + 1 ? high : length + 1);
		}
		from = into;
		into = swapped;
	}
	check_sorted(L, from, length);
	for (lua_Integer i = 1; i <= length; i++) {
		lua_rawgeti(L, from, i);
		lua_seti(L, SORT_LIST, i);
	}
	return 0;
}

const struct library_entry library_table[] = {
	{ "concat", table_concat }, { "insert", table_insert }, { "pack", table_pack }, { "remove", table_remove },
	{ "sort", table_sort },     { "unpack", table_unpack }, { NULL, NULL },
};
