/* lua_parameter.c: scales and values by category in rules. */
#include "rules/lua_parameter.h"

#include "rules/library.h"
#include "rules/lua_value.h"

#include <lauxlib.h>
#include <string.h>

static const char graded_key;

/* What rules hold of such a parameter; nothing of it is Lua's. */
struct graded {
	const struct parameter *parameter;
	const struct scale *scale;
	const struct categories *categories;
};

/* [-0, +0, e] the parameter that `of` was called on. */
static const struct graded *graded_at(lua_State *L)
{
	bool same = false;

	if (lua_type(L, 1) == LUA_TUSERDATA && lua_getmetatable(L, 1)) {
		lua_rawgetp(L, LUA_REGISTRYINDEX, &graded_key);
		same = lua_rawequal(L, -1, -2);
		lua_pop(L, 2);
	}
	if (!same)
		library_fail(L, "write p.name:of(x), with a colon", "'of' was called without its parameter");
	return lua_touserdata(L, 1);
}

/* [-0, +1, e] */
static int of_scale(lua_State *L, const struct graded *graded)
{
	struct error err; /* written only on failure */
	struct decimal amount, result;

	sandbox_charge(L, 1 + 2 * (int64_t) graded->scale->count);
	if (!lua_decimal_at(L, 2, &amount))
		return library_fail(L,
		                    lua_isnil(L, 2) ? "nil means that there is none: test for it first"
		                                    : "give it money, a rate, a decimal or an integer",
		                    "'%s:of' takes an exact amount, not %s", graded->parameter->name,
		                    lua_value_describe(L, 2));
	if (scale_of(graded->scale, amount, &result, &err))
		return sandbox_raise(L, &err);
	sandbox_tell(L, &(struct library_step){ .kind = STEP_SCALE,
	                                        .x = amount,
	                                        .result = result,
	                                        .parameter = graded->parameter,
	                                        .scale = graded->scale });
	lua_decimal_push(L, result);
	return 1;
}

static int no_such_category(lua_State *L, const struct graded *graded, const char *name)
{
	struct error err = ERROR_INIT;
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < graded->categories->count; i++)
		nearest_offer(&nearest, graded->categories->items[i].name);
	error_set(&err, ERROR_INPUT, "'%.120s' has no value for the %.60s '%.60s'", graded->parameter->name,
	          graded->parameter->by, name);
	if (nearest.best)
		error_did_you_mean(&err, nearest.best);
	else
		error_hint(&err, "add it to the values in '%.100s', line %d", graded->parameter->file->shown,
		           graded->parameter->line);
	return sandbox_raise(L, &err);
}

/* [-0, +1, e] */
static int of_category(lua_State *L, const struct graded *graded)
{
	const struct value *value;
	const char *name;
	size_t length;

	sandbox_charge(L, 2);
	if (lua_isinteger(L, 2))
		library_push_text(L, 2);
	else
		lua_pushvalue(L, 2);
	if (lua_type(L, -1) != LUA_TSTRING)
		return library_fail(L,
		                    lua_isnil(L, -1) ? "nil means that there is none: test for it first"
		                                     : "give the category's name",
		                    "'%s:of' takes the %s as text, not %s", graded->parameter->name,
		                    graded->parameter->by, lua_value_describe(L, -1));
	name = lua_tolstring(L, -1, &length);
	value = categories_find(graded->categories, name, length);
	if (!value)
		return no_such_category(L, graded, name);
	sandbox_tell(L,
	             &(struct library_step){
			     .kind = STEP_CATEGORY, .parameter = graded->parameter, .name = name, .value = *value });
	lua_value_push(L, graded->parameter->type, *value);
	return 1;
}

/* p.name:of(x) */
static int graded_of(lua_State *L)
{
	const struct graded *graded = graded_at(L);

	if (lua_gettop(L) != 2)
		return library_fail(L, NULL, "'%s:of' takes one value", graded->parameter->name);
	return graded->scale ? of_scale(L, graded) : of_category(L, graded);
}

static int index_graded(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : lua_value_describe(L, 2);

	return library_fail(L, "ask it for one value: p.name:of(amount), or :of(category)",
	                    "a scale, or a parameter by category, has no '%s'", name);
}

static int refuse_assignment(lua_State *L)
{
	return library_fail(L, NULL, "parameters and periods cannot be changed");
}

static int graded_tostring(lua_State *L)
{
	const struct graded *graded = graded_at(L);

	lua_pushfstring(L, "parameter %s", graded->parameter->name);
	return 1;
}

void lua_parameter_push(lua_State *L, const struct parameter *parameter, const struct dated_value *value)
{
	struct graded *graded;

	if (parameter->shape == SHAPE_VALUE) {
		lua_value_push(L, parameter->type, value->value);
		return;
	}
	graded = lua_newuserdatauv(L, sizeof *graded, 0);
	*graded = (struct graded){ parameter, value->scale, value->categories };
	lua_rawgetp(L, LUA_REGISTRYINDEX, &graded_key);
	lua_setmetatable(L, -2);
}

void lua_parameter_open(lua_State *L)
{
	lua_createtable(L, 0, 5);
	/* The method is found without a call; any other name is explained. */
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, graded_of);
	lua_setfield(L, -2, "of");
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, index_graded);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_assignment);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, graded_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushliteral(L, "graded parameter");
	lua_setfield(L, -2, "__name");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &graded_key);
}
