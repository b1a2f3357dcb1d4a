/* library_strings.c: text, byte by byte as in Lua, without patterns: finding is plain. Letters are those of ASCII: no
 * locale decides what is upper case. */
#include "rules/library.h"
#include "rules/sandbox_state.h"

#include <lauxlib.h>
#include <stdint.h>
#include <string.h>

#define BYTES_A_STEP 16

/* [-0, +0, e] the text argument, charged for. */
static const char *text_at(lua_State *L, int index, const char *function, size_t *length)
{
	const char *text = library_text_at(L, index, function, length);

	sandbox_charge(L, (int64_t) (*length / BYTES_A_STEP));
	return text;
}

/* An optional position, counted from 1, or from -1 at the end. */
static lua_Integer position_at(lua_State *L, int index, const char *function, size_t length, lua_Integer otherwise)
{
	lua_Integer at = lua_isnoneornil(L, index) ? otherwise : library_integer_at(L, index, function);

	if (at >= 0)
		return at;
	return at < -(lua_Integer) length ? 0 : (lua_Integer) length + at + 1;
}

/* A range of positions, cut to what the text has. False: it is empty. */
static bool range_at(lua_State *L, const char *function, size_t length, lua_Integer first, lua_Integer last,
                     lua_Integer *from, lua_Integer *to)
{
	*from = position_at(L, 2, function, length, first);
	*to = position_at(L, 3, function, length, last == 0 ? *from : last);
	if (*from < 1)
		*from = 1;
	if (*to > (lua_Integer) length)
		*to = (lua_Integer) length;
	return *from <= *to;
}

static int string_len(lua_State *L)
{
	size_t length;

	library_text_at(L, 1, "string.len", &length);
	lua_pushinteger(L, (lua_Integer) length);
	return 1;
}

static int string_sub(lua_State *L)
{
	size_t length;
	const char *text = text_at(L, 1, "string.sub", &length);
	lua_Integer from, to;
	bool some = range_at(L, "string.sub", length, 1, -1, &from, &to);

	lua_pushlstring(L, some ? text + from - 1 : "", some ? (size_t) (to - from + 1) : 0);
	return 1;
}

static int string_byte(lua_State *L)
{
	size_t length;
	const char *text = library_text_at(L, 1, "string.byte", &length);
	lua_Integer from, to;

	if (!range_at(L, "string.byte", length, 1, 0, &from, &to))
		return 0;
	sandbox_charge(L, to - from);
	if (to - from >= 200 || !lua_checkstack(L, (int) (to - from) + 1))
		return library_fail(L, NULL, "'string.byte' gives at most 200 bytes at once");
	for (lua_Integer at = from; at <= to; at++)
		lua_pushinteger(L, (unsigned char) text[at - 1]);
	return (int) (to - from + 1);
}

static int string_char(lua_State *L)
{
	char bytes[256];
	int count = lua_gettop(L);

	if (count > (int) sizeof bytes)
		return library_fail(L, NULL, "'string.char' takes at most %zu bytes", sizeof bytes);
	for (int i = 1; i <= count; i++) {
		lua_Integer byte = library_integer_at(L, i, "string.char");

		if (byte < 0 || byte > 255)
			return library_fail(L, NULL, "'string.char' takes bytes from 0 to 255, not %lld",
			                    (long long) byte);
		bytes[i - 1] = (char) byte;
	}
	lua_pushlstring(L, bytes, (size_t) count);
	return 1;
}

/* [-0, +1, m] a copy of the text with each byte changed. */
static int push_changed(lua_State *L, const char *function, char first, char last, int change)
{
	size_t length;
	const char *text = text_at(L, 1, function, &length);
	char *copy = lua_newuserdatauv(L, length + 1, 0);

	for (size_t i = 0; i < length; i++)
		copy[i] = text[i] >= first && text[i] <= last ? (char) (text[i] + change) : text[i];
	lua_pushlstring(L, copy, length);
	return 1;
}

static int string_upper(lua_State *L)
{
	return push_changed(L, "string.upper", 'a', 'z', 'A' - 'a');
}

static int string_lower(lua_State *L)
{
	return push_changed(L, "string.lower", 'A', 'Z', 'a' - 'A');
}

/* rep(text, times, separator) */
static int string_rep(lua_State *L)
{
	size_t length, gap = 0, total, used = 0;
	const char *text = library_text_at(L, 1, "string.rep", &length);
	lua_Integer times = library_integer_at(L, 2, "string.rep");
	const char *separator = lua_isnoneornil(L, 3) ? "" : library_text_at(L, 3, "string.rep", &gap);
	char *copy;

	if (times < 0)
		times = 0;
	if (__builtin_mul_overflow(length + gap, (size_t) times, &total) || total > SANDBOX_TEXT_LIMIT)
		return library_fail(L, NULL, "'string.rep' would make a text of more than %zu KiB",
		                    SANDBOX_TEXT_LIMIT / 1024);
	sandbox_charge(L, (int64_t) (total / BYTES_A_STEP) + (total > 0 ? times : 0));
	copy = lua_newuserdatauv(L, total + 1, 0);
	for (lua_Integer i = 0; i < times && total > 0; i++) {
		if (i > 0) {
			memcpy(copy + used, separator, gap);
			used += gap;
		}
		memcpy(copy + used, text, length);
		used += length;
	}
	lua_pushlstring(L, copy, used);
	return 1;
}

/* Whether Lua would read the text as a pattern that means something other than itself. */
static bool is_pattern(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] && strchr("^$*+?.([%-", text[i]))
			return true;
	}
	return false;
}

/* find(text, wanted, from, plain): first and last position, or nil. What would be a pattern must say that it is not. */
static int string_find(lua_State *L)
{
	size_t length, wanted_length;
	const char *text = library_text_at(L, 1, "string.find", &length), *found;
	const char *wanted = library_text_at(L, 2, "string.find", &wanted_length);
	lua_Integer from = position_at(L, 3, "string.find", length, 1);

	if (!lua_toboolean(L, 4) && is_pattern(wanted, wanted_length))
		return library_fail(L, "to find the text as it stands write find(text, wanted, 1, true)",
		                    "'string.find' has no patterns, and '%s' would be one", wanted);
	if (from < 1)
		from = 1;
	if (from > (lua_Integer) length + 1) {
		lua_pushnil(L);
		return 1;
	}
	/* glibc's memmem takes time in proportion to the lengths, whatever is in them. */
	sandbox_charge(L, (int64_t) ((length + wanted_length) / BYTES_A_STEP));
	found = memmem(text + from - 1, length - (size_t) (from - 1), wanted, wanted_length);
	if (!found) {
		lua_pushnil(L);
		return 1;
	}
	lua_pushinteger(L, found - text + 1);
	lua_pushinteger(L, found - text + (lua_Integer) wanted_length);
	return 2;
}

/* One % of a format: [-][0][width]d, [-][width][.precision]s, or %. */
struct directive {
	bool left, zeros;
	int width, precision; /* precision -1: none */
	char kind;
};

#define WIDTH_MOST 99

/* Reads digits; -1: more than WIDTH_MOST. */
static int read_number(const char **at, const char *end)
{
	int number = 0;

	while (*at < end && **at >= '0' && **at <= '9') {
		number = number * 10 + (**at - '0');
		if (number > WIDTH_MOST)
			return -1;
		(*at)++;
	}
	return number;
}

/* Reads what stands behind a %; false: not one of ours. */
static bool read_directive(const char **at, const char *end, struct directive *out)
{
	*out = (struct directive){ .precision = -1 };
	for (; *at < end && (**at == '-' || **at == '0'); (*at)++) {
		out->left |= **at == '-';
		out->zeros |= **at == '0';
	}
	out->width = read_number(at, end);
	if (*at < end && **at == '.') {
		(*at)++;
		out->precision = read_number(at, end);
		if (out->precision < 0)
			return false;
	}
	if (*at == end || out->width < 0)
		return false;
	out->kind = *(*at)++;
	if (out->kind == 'd')
		return out->precision < 0;
	return out->kind == 's' ? !out->zeros : out->kind == '%' && out->width == 0 && out->precision < 0;
}

/* [-0, +1, e] an integer with the zeros that its directive wants. */
static void push_integer(lua_State *L, const struct directive *directive, int argument)
{
	char digits[32], room[WIDTH_MOST + 32];
	lua_Integer number = library_integer_at(L, argument, "string.format");
	int length = snprintf(digits, sizeof digits, "%lld", (long long) number);
	int zeros = directive->zeros && !directive->left && length < directive->width ? directive->width - length : 0;
	int sign = number < 0;

	memcpy(room, digits, (size_t) sign);
	memset(room + sign, '0', (size_t) zeros);
	memcpy(room + sign + zeros, digits + sign, (size_t) length - (size_t) sign);
	lua_pushlstring(L, room, (size_t) length + (size_t) zeros);
}

/* [-0, +1, e] the argument as the directive shows it, filled with spaces. */
static void push_formatted(lua_State *L, const struct directive *directive, int argument)
{
	char spaces[WIDTH_MOST];
	const char *text;
	size_t length, fill = 0;

	if (directive->kind == 'd')
		push_integer(L, directive, argument);
	else
		library_push_text(L, argument);
	text = lua_tolstring(L, -1, &length);
	if (directive->precision >= 0 && (size_t) directive->precision < length) {
		length = (size_t) directive->precision;
		lua_pushlstring(L, text, length);
		lua_remove(L, -2);
	}
	if (length < (size_t) directive->width)
		fill = (size_t) directive->width - length;
	memset(spaces, ' ', sizeof spaces);
	lua_pushlstring(L, spaces, fill);
	if (!directive->left)
		lua_insert(L, -2);
	lua_concat(L, 2);
}

/* format(text, ...) with %d, %s and %%, widths and precisions: nothing that could show an address or a float's digits
 * as some C library chooses them. */
static int string_format(lua_State *L)
{
	size_t length;
	const char *at = text_at(L, 1, "string.format", &length), *end = at + length;
	int arguments = lua_gettop(L), used = 1;

	luaL_checkstack(L, LUA_MINSTACK, "too many values");
	lua_pushliteral(L, "");
	while (at < end) {
		const char *percent = memchr(at, '%', (size_t) (end - at));
		struct directive directive;

		lua_pushlstring(L, at, (size_t) ((percent ? percent : end) - at));
		lua_concat(L, 2);
		if (!percent)
			break;
		at = percent + 1;
		if (!read_directive(&at, end, &directive))
			return library_fail(L, "it has %d for integers, %s for anything and %% for a percent sign",
			                    "'string.format' does not know what stands behind '%%' number %d", used);
		if (directive.kind == '%')
			lua_pushliteral(L, "%");
		else if (++used > arguments)
			return library_fail(L, NULL, "'string.format' has no value for its %%%c number %d",
			                    directive.kind, used - 1);
		else
			push_formatted(L, &directive, used);
		sandbox_charge(L, (int64_t) (lua_rawlen(L, -1) + lua_rawlen(L, -2)) / BYTES_A_STEP);
		lua_concat(L, 2);
	}
	return 1;
}

const struct library_entry library_string[] = {
	{ "byte", string_byte },   { "char", string_char },
	{ "find", string_find },   { "format", string_format },
	{ "len", string_len },     { "lower", string_lower },
	{ "rep", string_rep },     { "sub", string_sub },
	{ "upper", string_upper }, { NULL, NULL },
};

/* utf8.len(text): characters, or nil and the position of the first byte that is not UTF-8 */
static int utf8_len(lua_State *L)
{
	size_t length, bad;
	const char *text = text_at(L, 1, "utf8.len", &length);

	if (!utf8_valid(text, length, &bad)) {
		lua_pushnil(L);
		lua_pushinteger(L, (lua_Integer) bad + 1);
		return 2;
	}
	lua_pushinteger(L, (lua_Integer) utf8_characters(text, length));
	return 1;
}

const struct library_entry library_utf8[] = {
	{ "len", utf8_len },
	{ NULL, NULL },
};
