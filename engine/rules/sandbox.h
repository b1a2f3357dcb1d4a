/* sandbox.h: one Lua state that rules run in: what they can reach, how much they may use, how they fail.
 *
 * One sandbox belongs to one thread at a time. Nothing in it reads a clock, a random source, the environment, a locale or
 * an address, and every table order is sorted. See the allow-list in library.c.
 */
#ifndef RECKON_RULES_SANDBOX_H
#define RECKON_RULES_SANDBOX_H

#include "rules/ruleset.h"
#include "rules/step.h"

#include <lua.h>

#define SANDBOX_READ_MOST \
	65000 /* bytes of a text of the records that a rule may read: less than one that it may make */

/* What rules ask of the one who evaluates them; NULL members raise "only inside a rule's function".
 * Each is a Lua C function with the arguments that the rule gave. */
struct sandbox_host {
	lua_CFunction related; /* related(record, "person", role) */
	lua_CFunction known;   /* known(record, "field") */
	lua_CFunction lookup;  /* lookup("table", {key = value}) */
	lua_CFunction group;   /* group("total", value, ...): where a function may not ask, the host says so */
	/* Of a list: any(list, test), every(list, test), at_least(number, list, test), count(list, test), sum(list, amount),
	 * least(list, measure), greatest(list, measure) */
	lua_CFunction any, every, at_least, count, sum, least, greatest;

	/* What decision tables ask; each may be NULL. */
	size_t (*missing)(lua_State *L,
	                  const int **facts); /* what the unknown just caught lacks: until the next is raised */
	int (*raise_missing)(lua_State *L, const int *facts,
	                     size_t count); /* raises it for all of these: never returns */
	struct date (*day)(lua_State *L);   /* of the rule that runs: that by which parameters are taken */
};

struct sandbox_limits {
	size_t memory;        /* bytes; 0: 64 MiB */
	int64_t instructions; /* for one entry from the host (sandbox_begin); 0: 10 million */
};

struct sandbox;

/* A sandbox with every file of `ruleset` loaded and frozen: its functions are numbered as the ruleset's are.
 * `sources` must hold every text already (ruleset_load read them); nothing is read from disk. */
int sandbox_new(struct sandbox **sandbox, const struct ruleset *ruleset, struct sources *sources,
                const struct sandbox_limits *limits, const struct sandbox_host *host, struct error *err);
void sandbox_free(struct sandbox *sandbox); /* NULL is fine */

lua_State *sandbox_lua(struct sandbox *sandbox);
void sandbox_set_context(struct sandbox *sandbox, void *context); /* the evaluator's own */
void *sandbox_context(lua_State *L);                              /* the same, from a C function; a pointer's cost */

/* The innermost frame that runs a file of rules: false when there is none. Allocates nothing and may be asked anywhere. */
bool sandbox_place(lua_State *L, struct place *place);

/* From now on `watch`, which may raise, is told of every step that the library works out; NULL: nobody is. Returns who was told before. */
typedef void sandbox_watcher(void *context, const struct library_step *step);
sandbox_watcher *sandbox_watch(struct sandbox *sandbox, sandbox_watcher *watch);
/* The same of every line of rules that runs, before it does. Costs a call for each. */
typedef void sandbox_line_watcher(void *context, const struct place *place);
void sandbox_watch_lines(struct sandbox *sandbox, sandbox_line_watcher *watch);
/* For the library: tells the one who watches. */
void sandbox_tell(lua_State *L, const struct library_step *step);

/* [-0, +1] pushes the table of declared functions: function N (from 0) is at index N + 1. */
void sandbox_push_functions(lua_State *L);

/* Starts a new instruction budget (an evaluation: one record, one rule asked for by the host). `hooked` false: every
 * function run under it was proved bounded, so no count hook is set. */
void sandbox_begin(struct sandbox *sandbox, bool hooked);
/* An evaluation within another (a rule reads another rule) has a budget of its own, and leaves the outer one as it was: so what
 * an evaluation costs does not hang on what was evaluated before it. */
struct sandbox_budget {
	int64_t remaining;
	size_t largest;
	bool hooked;
};
struct sandbox_budget sandbox_enter(struct sandbox *sandbox, bool hooked);
void sandbox_leave(struct sandbox *sandbox, struct sandbox_budget outer);
/* Charges for reading what such an evaluation gave, the same whether it ran just now or long ago. Raises as below. */
void sandbox_charge_read(lua_State *L);
/* What Lua is handed between these costs nothing: it is handed over once, and later evaluations find it there. */
int64_t sandbox_pause(const struct sandbox *sandbox);
void sandbox_resume(struct sandbox *sandbox, int64_t paused);
/* Charges `steps` for work a C function does; raises when the budget is spent. Spent is sticky until sandbox_begin. */
void sandbox_charge(lua_State *L, int64_t steps);

/* Charges for going through a table, beyond its entries: one that was large has its room still. Raises as above. */
void sandbox_charge_walk(lua_State *L);

enum call_result { CALL_OK, CALL_UNKNOWN, CALL_FAILED };
/* One protected call: [-(arguments + 1), +results on CALL_OK, +0 otherwise].
 * CALL_UNKNOWN: sandbox_raise_unknown was called within. CALL_FAILED: *err has message, place and excerpt. */
enum call_result sandbox_call(struct sandbox *sandbox, int arguments, int results, struct error *err);
/* Runs `function` (a C function, with `argument` as its light userdata) protected, for host work that may raise. */
enum call_result sandbox_protect(struct sandbox *sandbox, lua_CFunction function, void *argument, struct error *err);

/* Raises unknown; what is not known, the evaluator keeps itself. Never returns. */
int sandbox_raise_unknown(lua_State *L);
/* Raises an error for which `err` already says everything (place and excerpt are added when it has none). */
int sandbox_raise(lua_State *L, const struct error *err);

#endif
