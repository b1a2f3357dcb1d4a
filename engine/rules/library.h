/* library.h: what rules can call. Internal to rules/: library.c lists every name, each library_*.c holds one subject.
 *
 * Every function charges the budget for work that grows with its arguments (sandbox_charge), raises through
 * library_fail, and gives the same answer on every machine.
 */
#ifndef RECKON_RULES_LIBRARY_H
#define RECKON_RULES_LIBRARY_H

#include "rules/sandbox.h"
#include "value/value.h"

#include <lua.h>

struct library_entry {
	const char *name; /* NULL: the end */
	lua_CFunction function;
};
extern const struct library_entry library_basic[], library_exact[], library_dates[], library_host[];
extern const struct library_entry library_table[], library_string[], library_math[], library_utf8[];

/* [-0, +0, m] builds everything that rules can reach, read-only, and locks the metatable of strings. */
void library_open(lua_State *L);

/* [-0, +1, m] a fresh read-only _ENV for one file. */
void library_push_environment(lua_State *L);

/* Why rules do not have what stock Lua calls `name` ("pcall", "string.gsub"); NULL: it is no such name. */
const char *library_reason(const char *name);

/* [-0, +0, m] money, rate and decimal, which remember the texts they have read; adds them to the table on top. */
void library_add_readers(lua_State *L);

/* Raises an error of the user's input; `hint` may be NULL. Never returns. */
int library_fail(lua_State *L, const char *hint, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* [-0, +n, e] what the host's own function gives; raises while files are loaded, or where there is no host. */
int library_ask(lua_State *L, lua_CFunction host, const char *function);

/* The argument `index` of `function`, or an error that names both. Each: [-0, +0, e]. */
struct decimal library_exact_at(lua_State *L, int index, const char *function);
lua_Integer library_integer_at(lua_State *L, int index, const char *function);
const char *library_text_at(lua_State *L, int index, const char *function, size_t *length);
struct date library_date_at(lua_State *L, int index, const char *function);
void library_table_at(lua_State *L, int index, const char *function);
void library_function_at(lua_State *L, int index, const char *function);

/* [-0, +1, e] what tostring gives for the value at `index`: never an address, never by the locale. */
void library_push_text(lua_State *L, int index);

/* [-0, +1, e] a list of the keys of the table at `index` in the order of pairs: numbers, texts, flags. Works on frozen
 * tables. A key of another kind is an error. */
void library_push_sorted_keys(lua_State *L, int index);

#endif
