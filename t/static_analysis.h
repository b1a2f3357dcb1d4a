/* static_analysis.h: what clang's analyser, which sees one file at a time, has to be told of functions in others.
 * Included before every file by `make check-tidy`, and by nothing else. */
#ifndef RECKON_T_STATIC_ANALYSIS_H
#define RECKON_T_STATIC_ANALYSIS_H

#include "base/error.h"

#include <lua.h>

struct machine;
struct instance;
struct declaration;

/* These never come back. */
int lua_error(lua_State *L) __attribute__((analyzer_noreturn));
int luaL_error(lua_State *L, const char *format, ...) __attribute__((analyzer_noreturn));
int sandbox_raise(lua_State *L, const struct error *err) __attribute__((analyzer_noreturn));
int sandbox_raise_unknown(lua_State *L) __attribute__((analyzer_noreturn));
int declaration_raise_memory(struct declaration *declaration) __attribute__((analyzer_noreturn));
int machine_raise(struct machine *machine, const struct instance *instance, const char *rule, struct error *err)
	__attribute__((analyzer_noreturn));
int machine_raise_memory(struct machine *machine) __attribute__((analyzer_noreturn));
int machine_raise_missing(struct machine *machine, const int *facts, size_t count) __attribute__((analyzer_noreturn));
int machine_raise_missing_one(struct machine *machine, int fact) __attribute__((analyzer_noreturn));

/* These always give -1. (A name within its own macro stays what it is.) */
#ifndef DEFINES_ERRORS
#define error_set(...)          ((void) error_set(__VA_ARGS__), -1)
#define error_place(...)        ((void) error_place(__VA_ARGS__), -1)
#define error_hint(...)         ((void) error_hint(__VA_ARGS__), -1)
#define error_cause(...)        ((void) error_cause(__VA_ARGS__), -1)
#define error_excerpt(...)      ((void) error_excerpt(__VA_ARGS__), -1)
#define error_excerpt_at(...)   ((void) error_excerpt_at(__VA_ARGS__), -1)
#define error_did_you_mean(...) ((void) error_did_you_mean(__VA_ARGS__), -1)
#define error_memory(...)       ((void) error_memory(__VA_ARGS__), -1)
#define error_system(...)       ((void) error_system(__VA_ARGS__), -1)
#endif

#endif
