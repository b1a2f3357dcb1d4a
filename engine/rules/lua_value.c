/* lua_value.c: values between C and Lua, and the decimal userdata with its arithmetic. */
#include "rules/lua_value.h"

#include "rules/sandbox.h"

#include <string.h>

/* A struct decimal wants sixteen-byte alignment, which Lua does not promise for userdata: it is copied in and out. */
static const char decimal_key;

/* [-0, +1, m] */
static void push_boxed(lua_State *L, struct decimal value)
{
	memcpy(lua_newuserdatauv(L, sizeof value, 0), &value, sizeof value);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &decimal_key);
	lua_setmetatable(L, -2);
}

void lua_decimal_push(lua_State *L, struct decimal value)
{
	int64_t whole;

	if (decimal_is_integer(value, &whole))
		lua_pushinteger(L, whole);
	else
		push_boxed(L, value);
}

/* [-0, +0, -] */
static const void *boxed_at(lua_State *L, int index)
{
	bool same;

	if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index))
		return NULL;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &decimal_key);
	same = lua_rawequal(L, -1, -2);
	lua_pop(L, 2);
	return same ? lua_touserdata(L, index) : NULL;
}

bool lua_decimal_at(lua_State *L, int index, struct decimal *out)
{
	const void *box;

	if (lua_isinteger(L, index)) {
		*out = decimal_from_integer(lua_tointeger(L, index));
		return true;
	}
	box = boxed_at(L, index);
	if (box)
		memcpy(out, box, sizeof *out);
	return box != NULL;
}

const char *lua_value_describe(lua_State *L, int index)
{
	switch (lua_type(L, index)) {
	case LUA_TNIL:
	case LUA_TNONE:
		return "nothing (nil)";
	case LUA_TBOOLEAN:
		return "a flag";
	case LUA_TNUMBER:
		return lua_isinteger(L, index) ? "an integer" : "a float";
	case LUA_TSTRING:
		return "text";
	case LUA_TFUNCTION:
		return "a function";
	case LUA_TTABLE:
		return "a table";
	default:
		return boxed_at(L, index) ? "a decimal" : "an object";
	}
}

void lua_value_push(lua_State *L, enum type type, struct value value)
{
	(void) type;
	switch (value.kind) {
	case VALUE_NONE:
		lua_pushnil(L);
		break;
	case VALUE_INTEGER:
		lua_pushinteger(L, value.as.integer);
		break;
	case VALUE_DECIMAL:
		lua_decimal_push(L, value_as_decimal(value));
		break;
	case VALUE_FLAG:
		lua_pushboolean(L, value.as.integer != 0);
		break;
	case VALUE_TEXT:
		lua_pushlstring(L, value.as.text, value.length);
		break;
	case VALUE_NUMBER:
		lua_pushnumber(L, value.as.number);
		break;
	default:
		bug("a value that is not known was handed to Lua");
	}
}

static int wrong_kind(lua_State *L, int index, enum type type, struct error *err)
{
	if (lua_type(L, index) == LUA_TNUMBER && !lua_isinteger(L, index)) {
		error_set(err, ERROR_INPUT, "a float reached %s", type_names[type]);
		return error_hint(err, "keep to money, rates, decimals and integers, and round(x, step, mode)");
	}
	error_set(err, ERROR_INPUT, "expected %s, got %s", type_names[type], lua_value_describe(L, index));
	if (lua_isnil(L, index))
		error_hint(err, "say 'optional = true' where there may be none");
	else if (lua_type(L, index) == LUA_TSTRING
	         && (type == TYPE_MONEY || type == TYPE_RATE || type == TYPE_DECIMAL))
		error_hint(err, "write %s \"%s\" where the value stands", type_names[type],
		           type == TYPE_MONEY  ? "£12.50"
		           : type == TYPE_RATE ? "5.5%"
		                               : "1.055");
	else if (lua_type(L, index) == LUA_TBOOLEAN)
		error_hint(err, "a test gives true or false: write if ... then return ... end");
	return -1;
}

/* Text leaves Lua only as whole UTF-8 characters, whatever bytes a rule cut out of it. */
static int get_text(lua_State *L, int index, struct value *out, struct error *err)
{
	size_t length, bad;
	const char *text = lua_tolstring(L, index, &length);

	if (!utf8_valid(text, length, &bad)) {
		error_set(err, ERROR_INPUT, "the text is not UTF-8 at byte %zu", bad + 1);
		return error_hint(err, "string functions count bytes: a character was cut in two");
	}
	if (memchr(text, 0, length))
		return error_set(err, ERROR_INPUT, "the text holds a NUL");
	*out = value_text(text, length);
	return 0;
}

/* What stands at `index` by its own kind; -1: of no kind that a value has. */
static int get_any(lua_State *L, int index, enum type type, struct value *out, struct error *err)
{
	struct decimal exact;

	switch (lua_type(L, index)) {
	case LUA_TBOOLEAN:
		*out = value_flag(lua_toboolean(L, index));
		return 0;
	case LUA_TSTRING:
		return get_text(L, index, out, err);
	case LUA_TNUMBER:
		if (type == TYPE_NUMBER) {
			*out = (struct value){ .kind = VALUE_NUMBER, .as.number = (double) lua_tonumber(L, index) };
			return 0;
		}
		break;
	default:
		break;
	}
	if (!lua_decimal_at(L, index, &exact))
		return wrong_kind(L, index, type, err);
	*out = value_decimal(exact);
	return 0;
}

static bool kind_fits(enum type type, enum value_kind kind)
{
	switch (type) {
	case TYPE_FLAG:
		return kind == VALUE_FLAG;
	case TYPE_DATE:
	case TYPE_TEXT:
	case TYPE_STATUS:
		return kind == VALUE_TEXT;
	case TYPE_NUMBER:
		return kind == VALUE_NUMBER;
	default:
		return kind == VALUE_INTEGER || kind == VALUE_DECIMAL;
	}
}

int lua_value_get(lua_State *L, int index, enum type type, struct value *out, struct error *err)
{
	struct value value = { .kind = VALUE_NONE };

	ensure(type != TYPE_ELIGIBILITY);
	if (lua_isnil(L, index)) {
		*out = (struct value){ .kind = VALUE_NONE };
		return 0;
	}
	if (get_any(L, index, type, &value, err))
		return -1;
	if (!kind_fits(type, value.kind))
		return wrong_kind(L, index, type, err);
	if (value_check(type, value, err)) {
		if (type == TYPE_MONEY && value.kind == VALUE_DECIMAL)
			error_hint(err, "x pounds are x * money \"£1\"; part of a penny: write round(x, step, mode)");
		else if (type == TYPE_INTEGER && value.kind == VALUE_DECIMAL)
			error_hint(err, "write round(x, step, mode), with the step that the rule means");
		return -1;
	}
	*out = value;
	return 0;
}

/* Errors of arithmetic are written only when it fails: clearing two kilobytes first would cost more than adding. */

static int fail_operands(lua_State *L, const char *verb, int other)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "cannot %s a decimal and %s", verb, lua_value_describe(L, other));
	if (lua_type(L, other) == LUA_TSTRING)
		error_hint(&err, "write money \"£1.50\", rate \"5.5%%\" or decimal \"1.5\"");
	else if (lua_type(L, other) == LUA_TNUMBER)
		error_hint(&err, "exact values and floats do not mix");
	return sandbox_raise(L, &err);
}

/* Both operands of an operation, or an error that names it. [-0, +0, v] */
static void operands(lua_State *L, const char *verb, struct decimal *a, struct decimal *b)
{
	bool has_a = lua_decimal_at(L, 1, a), has_b = lua_decimal_at(L, 2, b);

	if (!has_a || !has_b)
		fail_operands(L, verb, has_a ? 2 : 1);
}

typedef int (*exact_operation)(struct decimal, struct decimal, struct decimal *, struct error *);

static int calculate(lua_State *L, const char *verb, exact_operation operation)
{
	struct error err;
	struct decimal a = { 0 }, b = { 0 }, result;

	operands(L, verb, &a, &b);
	if (operation(a, b, &result, &err))
		return sandbox_raise(L, &err);
	lua_decimal_push(L, result);
	return 1;
}

static int decimal_method_add(lua_State *L)
{
	return calculate(L, "add", decimal_add);
}

static int decimal_method_subtract(lua_State *L)
{
	return calculate(L, "subtract", decimal_subtract);
}

static int decimal_method_multiply(lua_State *L)
{
	return calculate(L, "multiply", decimal_multiply);
}

static int decimal_method_divide(lua_State *L)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "there is no '/' for exact values");
	error_hint(&err, "write divide(a, b, step, mode)");
	return sandbox_raise(L, &err);
}

static int decimal_method_negate(lua_State *L)
{
	struct error err = ERROR_INIT;
	struct decimal a = { 0 }, result;

	lua_decimal_at(L, 1, &a);
	if (decimal_negate(a, &result, &err))
		return sandbox_raise(L, &err);
	lua_decimal_push(L, result);
	return 1;
}

static int compare_operands(lua_State *L)
{
	struct decimal a = { 0 }, b = { 0 };

	operands(L, "compare", &a, &b);
	return decimal_compare(a, b);
}

static int decimal_method_less(lua_State *L)
{
	lua_pushboolean(L, compare_operands(L) < 0);
	return 1;
}

static int decimal_method_at_most(lua_State *L)
{
	lua_pushboolean(L, compare_operands(L) <= 0);
	return 1;
}

/* Lua asks only for two userdata; one that is no decimal equals none. */
static int decimal_method_equal(lua_State *L)
{
	struct decimal a, b;

	lua_pushboolean(L, lua_decimal_at(L, 1, &a) && lua_decimal_at(L, 2, &b) && decimal_compare(a, b) == 0);
	return 1;
}

/* A 128-bit coefficient has 39 digits; with 38 places it fits in far less than this. */
#define DECIMAL_TEXT_SIZE 96

static int decimal_method_tostring(lua_State *L)
{
	struct text text = TEXT_INIT;
	char copy[DECIMAL_TEXT_SIZE];
	struct decimal value = { 0 };
	struct error err = ERROR_INIT;
	bool failed;

	lua_decimal_at(L, 1, &value);
	decimal_print(value, &text);
	failed = text.failed;
	ensure(text.length < sizeof copy);
	memcpy(copy, text_string(&text), text.length + 1);
	text_release(&text);
	if (failed) {
		error_memory(&err);
		return sandbox_raise(L, &err);
	}
	lua_pushstring(L, copy);
	return 1;
}

void lua_decimal_open(lua_State *L)
{
	static const struct {
		const char *name;
		lua_CFunction function;
	} methods[] = {
		{ "__add", decimal_method_add },      { "__sub", decimal_method_subtract },
		{ "__mul", decimal_method_multiply }, { "__div", decimal_method_divide },
		{ "__idiv", decimal_method_divide },  { "__unm", decimal_method_negate },
		{ "__lt", decimal_method_less },      { "__le", decimal_method_at_most },
		{ "__eq", decimal_method_equal },     { "__tostring", decimal_method_tostring },
	};

	lua_newtable(L);
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		lua_pushcfunction(L, methods[i].function);
		lua_setfield(L, -2, methods[i].name);
	}
	lua_pushliteral(L, "decimal");
	lua_setfield(L, -2, "__name");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &decimal_key);
}
