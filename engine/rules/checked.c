/* checked.c: works out what checked_text.c wrote as calls. */
#include "rules/checked.h"

#include "rules/library.h"
#include "rules/lua_value.h"
#include "rules/place.h"
#include "rules/sandbox_state.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* The line of the operator `number`, from 0: that of the call is where its first operand begins. */
static int line_of(const struct source *source, const char *written, int number)
{
	const char *at = strchr(written, ';') + 1;
	size_t offset;
	int line = 1;

	for (int i = 0; i < number; i++)
		at = strchr(at, ',') + 1;
	offset = strtoul(at, NULL, 10);
	for (size_t i = 0; i < offset && i < source->length; i++)
		line += text_ends_line(source->text, source->length, i);
	return line;
}

/* What the operand `number`, from 0, is called: " (field 'cap')", or "". */
static void name_of(const char *written, int number, char *out, size_t size)
{
	const char *at = strrchr(written, ';') + 1, *end;

	for (int i = 0; i < number; i++)
		at = strchr(at, ',') + 1;
	end = strchr(at, ',');
	*out = '\0';
	if (end > at)
		snprintf(out, size, " (%.*s)", (int) (end - at), at);
}

/* Raises `err` at the operator's line. */
static int fail_at(lua_State *L, struct error *err, int number)
{
	struct place place;

	if (sandbox_place(L, &place)) {
		place.line = line_of(place.source, lua_tostring(L, 1), number);
		place_error(err, place);
	}
	return sandbox_raise(L, err);
}

/* Raises as Lua does: it would not know what the operand is called. */
static int fail_operand(lua_State *L, int index, int operand, int number)
{
	struct error err = ERROR_INIT;
	const char *type = luaL_typename(L, index);
	char name[160], message[256];

	if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
		type = lua_tostring(L, -1);
	name_of(lua_tostring(L, 1), operand, name, sizeof name);
	snprintf(message, sizeof message, "attempt to perform arithmetic on a %s value%s", type, name);
	failure_explain(&err, message);
	return fail_at(L, &err, number);
}

static bool has_operation(lua_State *L, int index)
{
	int type = lua_type(L, index);

	if (type == LUA_TNUMBER)
		return true;
	return type != LUA_TSTRING && luaL_getmetafield(L, index, "__add") != LUA_TNIL;
}

/* [-2, +1, e] a and b stand on top. */
static void calculate_exactly(lua_State *L, char sign, struct decimal a, struct decimal b, int number)
{
	struct error err; /* written only on failure */
	struct decimal result;

	if ((sign == '+' ? decimal_add : sign == '-' ? decimal_subtract : decimal_multiply)(a, b, &result, &err))
		fail_at(L, &err, number);
	lua_pop(L, 2);
	lua_decimal_push(L, result);
}

static bool wraps(char sign, lua_Integer a, lua_Integer b, lua_Integer *out)
{
	return sign == '+'   ? __builtin_add_overflow(a, b, out)
	       : sign == '-' ? __builtin_sub_overflow(a, b, out)
	                     : __builtin_mul_overflow(a, b, out);
}

/* [-2, +1, e] the value so far and the next operand. Floats, and what is wrong, are left to Lua. */
static void calculate(lua_State *L, char sign, int number)
{
	struct decimal a, b;
	lua_Integer whole;
	int left = lua_gettop(L) - 1;
	bool left_can, right_can;

	if (lua_isinteger(L, -2) && lua_isinteger(L, -1)
	    && !wraps(sign, lua_tointeger(L, -2), lua_tointeger(L, -1), &whole)) {
		lua_pop(L, 2);
		lua_pushinteger(L, whole);
		return;
	}
	if (lua_decimal_at(L, -2, &a) && lua_decimal_at(L, -1, &b)) {
		calculate_exactly(L, sign, a, b, number);
		return;
	}
	left_can = has_operation(L, left);
	right_can = has_operation(L, left + 1);
	if (!left_can && (!right_can || lua_type(L, left + 1) == LUA_TNUMBER))
		fail_operand(L, left, number, number);
	if (!right_can && lua_type(L, left) == LUA_TNUMBER)
		fail_operand(L, left + 1, number + 1, number);
	lua_settop(L, left + 1);
	lua_arith(L, sign == '+' ? LUA_OPADD : sign == '-' ? LUA_OPSUB : LUA_OPMUL);
}

static int negate(lua_State *L)
{
	struct decimal x;

	lua_settop(L, 2);
	if (!has_operation(L, 2))
		fail_operand(L, 2, 0, 0);
	lua_settop(L, 2);
	if (lua_isinteger(L, 2) && lua_tointeger(L, 2) == LUA_MININTEGER) {
		lua_decimal_at(L, 2, &x);
		lua_pushinteger(L, 0);
		lua_insert(L, 2);
		calculate_exactly(L, '-', (struct decimal){ 0 }, x, 0);
		return 1;
	}
	lua_arith(L, LUA_OPUNM);
	return 1;
}

/* In the registry: the column of each function that shares its lines. */
static const char columns_key;

static int keep_column(lua_State *L)
{
	lua_settop(L, 2);
	if (!sandbox_of(L)->loading)
		return 1;
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &columns_key) == LUA_TNIL) {
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &columns_key);
	}
	lua_pushvalue(L, 2);
	lua_pushinteger(L, strtol(lua_tostring(L, 1) + 1, NULL, 10));
	lua_rawset(L, -3);
	lua_settop(L, 2);
	return 1;
}

int checked_column(lua_State *L, int index)
{
	int column = 0;

	index = lua_absindex(L, index);
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &columns_key) != LUA_TNIL) {
		lua_pushvalue(L, index);
		lua_rawget(L, -2);
		column = (int) lua_tointeger(L, -1);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return column;
}

int checked_calculate(lua_State *L)
{
	const char *signs = lua_tostring(L, 1);
	int count = (int) strcspn(signs, ";");

	if (signs[0] == 'n')
		return negate(L);
	if (signs[0] == 'f')
		return keep_column(L);
	/* A call as the last operand may have given any number of values. */
	lua_settop(L, count + 2);
	lua_pushvalue(L, 2);
	for (int i = 0; i < count; i++) {
		lua_pushvalue(L, i + 3);
		calculate(L, signs[i], i);
	}
	return 1;
}
