/* library_exact.c: money, rates and decimals: reading them, rounding, dividing, comparing, sharing out. */
#include "rules/library.h"
#include "rules/lua_value.h"

#include <lauxlib.h>
#include <stdint.h>
#include <string.h>

/* Texts that each reader remembers: constants in rules are few, texts of records may be any number. */
#define REMEMBERED 256

/* Reads a text as `type` is written. Upvalues: the values of texts read before, and how many they are. */
static int read_text(lua_State *L, enum type type)
{
	struct error err; /* written only on failure */
	struct value value;
	size_t length;
	const char *text = library_text_at(L, 1, type_names[type], &length);
	lua_Integer remembered;

	lua_settop(L, 1);
	/* The same charge whether it is remembered or not, so that what ran before decides nothing. */
	sandbox_charge(L, 1 + (int64_t) length / 8);
	lua_pushvalue(L, 1);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	if (value_parse(type, text, length, &value, &err))
		return sandbox_raise(L, &err);
	lua_value_push(L, type, value);
	remembered = lua_tointeger(L, lua_upvalueindex(2));
	if (remembered < REMEMBERED) {
		lua_pushvalue(L, 1);
		lua_pushvalue(L, -2);
		lua_rawset(L, lua_upvalueindex(1));
		lua_pushinteger(L, remembered + 1);
		lua_replace(L, lua_upvalueindex(2));
	}
	return 1;
}

static int exact_money(lua_State *L)
{
	return read_text(L, TYPE_MONEY);
}

static int exact_rate(lua_State *L)
{
	return read_text(L, TYPE_RATE);
}

static int exact_decimal(lua_State *L)
{
	return read_text(L, TYPE_DECIMAL);
}

void library_add_readers(lua_State *L)
{
	static const struct library_entry readers[] = {
		{ "money", exact_money },
		{ "rate", exact_rate },
		{ "decimal", exact_decimal },
	};

	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		lua_newtable(L);
		lua_pushinteger(L, 0);
		lua_pushcclosure(L, readers[i].function, 2);
		lua_setfield(L, -2, readers[i].name);
	}
}

static int fail_mode(lua_State *L, const char *name, const char *function)
{
	struct error err = ERROR_INIT;
	struct nearest nearest = nearest_to(name);

	error_set(&err, ERROR_INPUT, "'%s' has no rounding mode '%s'", function, name);
	for (const char *const *known = rounding_names; *known; known++)
		nearest_offer(&nearest, *known);
	if (nearest.best)
		error_did_you_mean(&err, nearest.best);
	else
		error_hint(&err, "the modes are half_up, half_even, half_down, up, down, ceiling and floor");
	return sandbox_raise(L, &err);
}

static enum rounding mode_at(lua_State *L, int index, const char *function)
{
	enum rounding mode = ROUND_HALF_UP;
	const char *name;

	if (lua_isnoneornil(L, index))
		return mode;
	name = library_text_at(L, index, function, NULL);
	if (!rounding_named(name, &mode))
		fail_mode(L, name, function);
	return mode;
}

static struct decimal step_at(lua_State *L, int index, const char *function)
{
	struct decimal step = { 0 };

	if (lua_isnoneornil(L, index))
		library_fail(L, "money \"1p\" gives whole pence, 1 a whole number", "'%s' needs the step to round to",
		             function);
	step = library_exact_at(L, index, function);
	if (step.coefficient <= 0)
		library_fail(L, NULL, "'%s' needs a step above zero", function);
	return step;
}

/* round(x, step, mode) */
static int exact_round(lua_State *L)
{
	struct error err; /* written only on failure */
	struct library_step made = { .kind = STEP_ROUND,
		                     .x = library_exact_at(L, 1, "round"),
		                     .step = step_at(L, 2, "round"),
		                     .mode = mode_at(L, 3, "round") };

	if (decimal_round(made.x, made.step, made.mode, &made.result, &err))
		return sandbox_raise(L, &err);
	sandbox_tell(L, &made);
	lua_decimal_push(L, made.result);
	return 1;
}

/* divide(a, b, step, mode) */
static int exact_divide(lua_State *L)
{
	struct error err; /* written only on failure */
	struct library_step made = { .kind = STEP_DIVIDE,
		                     .x = library_exact_at(L, 1, "divide"),
		                     .by = library_exact_at(L, 2, "divide"),
		                     .step = step_at(L, 3, "divide") };

	if (made.by.coefficient == 0)
		return library_fail(L, "test for it first, and say what holds then",
		                    "'divide' cannot divide by zero");
	made.mode = mode_at(L, 4, "divide");
	if (decimal_divide(made.x, made.by, made.step, made.mode, &made.result, &err))
		return sandbox_raise(L, &err);
	sandbox_tell(L, &made);
	lua_decimal_push(L, made.result);
	return 1;
}

/* multiply(a, b): beyond 64 bits the product is a decimal, never a wrapped integer. */
static int exact_multiply(lua_State *L)
{
	struct error err; /* written only on failure */
	struct decimal a = library_exact_at(L, 1, "multiply"), b = library_exact_at(L, 2, "multiply"), result;

	if (decimal_multiply(a, b, &result, &err))
		return sandbox_raise(L, &err);
	lua_decimal_push(L, result);
	return 1;
}

/* [-0, +1, m] room that Lua frees, aligned for anything. */
static void *push_room(lua_State *L, size_t size)
{
	char *room = lua_newuserdatauv(L, size + _Alignof(max_align_t), 0);

	return room + (-(uintptr_t) room & (_Alignof(max_align_t) - 1));
}

#define SHARES_MOST 100000

/* share(total, weights): a list of integers that sum to the total */
static int exact_share(lua_State *L)
{
	struct error err = ERROR_INIT;
	int64_t total = library_integer_at(L, 1, "share"), *shares;
	struct decimal *weights;
	lua_Integer count;

	library_table_at(L, 2, "share");
	count = luaL_len(L, 2);
	if (count < 1 || count > SHARES_MOST)
		return library_fail(L, NULL, "'share' takes from 1 to %d weights, not %lld", SHARES_MOST,
		                    (long long) count);
	sandbox_charge(L, count * 8);
	weights = push_room(L, (size_t) count * sizeof *weights);
	shares = push_room(L, (size_t) count * sizeof *shares);
	for (lua_Integer i = 0; i < count; i++) {
		lua_geti(L, 2, i + 1);
		if (!lua_decimal_at(L, -1, &weights[i]))
			return library_fail(L, NULL, "weight %lld of 'share' must be an exact value, not %s",
			                    (long long) i + 1, lua_value_describe(L, -1));
		lua_pop(L, 1);
	}
	if (share_by_weight(total, weights, (size_t) count, shares, &err))
		return sandbox_raise(L, &err);
	sandbox_tell(L, &(struct library_step){
				.kind = STEP_SHARE, .x = decimal_from_integer(total), .count = (size_t) count });
	lua_createtable(L, (int) count, 0);
	for (lua_Integer i = 0; i < count; i++) {
		lua_pushinteger(L, shares[i]);
		lua_rawseti(L, -2, i + 1);
	}
	return 1;
}

/* Compares two arguments: both exact, or both text (dates are). */
static int compare_at(lua_State *L, int a, int b, const char *function)
{
	struct decimal x, y;
	size_t length_x, length_y;
	int order;

	if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING) {
		const char *text_x = lua_tolstring(L, a, &length_x), *text_y = lua_tolstring(L, b, &length_y);

		order = memcmp(text_x, text_y, length_x < length_y ? length_x : length_y);
		return order ? order : (length_x > length_y) - (length_x < length_y);
	}
	if (!lua_decimal_at(L, a, &x) || !lua_decimal_at(L, b, &y))
		return library_fail(L, "compare exact values with exact values, and dates with dates",
		                    "'%s' cannot compare %s with %s", function, lua_value_describe(L, a),
		                    lua_value_describe(L, b));
	return decimal_compare(x, y);
}

/* between(x, low, high): both ends included */
static int exact_between(lua_State *L)
{
	int low, high;

	lua_settop(L, 3);
	low = compare_at(L, 1, 2, "between");
	high = compare_at(L, 1, 3, "between");
	lua_pushboolean(L, low >= 0 && high <= 0);
	return 1;
}

/* The first of the arguments that is least (sign -1) or greatest (sign 1). */
static int extreme(lua_State *L, int sign, const char *function)
{
	int count = lua_gettop(L), best = 1;

	if (count == 0)
		return library_fail(L, NULL, "'%s' takes at least one value", function);
	sandbox_charge(L, count);
	compare_at(L, 1, 1, function);
	for (int i = 2; i <= count; i++) {
		if (compare_at(L, i, best, function) * sign > 0)
			best = i;
	}
	lua_pushvalue(L, best);
	return 1;
}

static int exact_min(lua_State *L)
{
	return extreme(L, -1, "min");
}

static int exact_max(lua_State *L)
{
	return extreme(L, 1, "max");
}

const struct library_entry library_exact[] = {
	{ "between", exact_between },   { "divide", exact_divide }, { "max", exact_max },     { "min", exact_min },
	{ "multiply", exact_multiply }, { "round", exact_round },   { "share", exact_share }, { NULL, NULL },
};

static int math_abs(lua_State *L)
{
	struct error err = ERROR_INIT;
	struct decimal x;

	if (lua_type(L, 1) == LUA_TNUMBER && !lua_isinteger(L, 1)) {
		lua_Number number = lua_tonumber(L, 1);

		lua_pushnumber(L, number < 0 ? -number : number);
		return 1;
	}
	x = library_exact_at(L, 1, "math.abs");
	if (x.coefficient < 0 && decimal_negate(x, &x, &err))
		return sandbox_raise(L, &err);
	lua_decimal_push(L, x);
	return 1;
}

/* The whole number that x is, or nil: never a float, never a rounding. */
static int math_tointeger(lua_State *L)
{
	if (lua_isinteger(L, 1))
		lua_settop(L, 1);
	else
		lua_pushnil(L);
	return 1;
}

static int math_type(lua_State *L)
{
	if (lua_type(L, 1) == LUA_TNUMBER)
		lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
	else
		lua_pushnil(L);
	return 1;
}

const struct library_entry library_math[] = {
	{ "abs", math_abs },   { "max", exact_max }, { "min", exact_min }, { "tointeger", math_tointeger },
	{ "type", math_type }, { NULL, NULL },
};
