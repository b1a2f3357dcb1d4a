/* sandbox_state.h: the inside of a sandbox, for rules/ alone. */
#ifndef RECKON_RULES_SANDBOX_STATE_H
#define RECKON_RULES_SANDBOX_STATE_H

#include "rules/sandbox.h"

struct loading;

/* Why the allocator last refused: Lua only says "not enough memory". */
enum refusal {
	REFUSED_BY_SYSTEM, /* malloc failed */
	REFUSED_BY_LIMIT,  /* the sandbox's own limit */
	REFUSED_LONG_TEXT  /* one text of more than SANDBOX_TEXT_LIMIT bytes */
};

/* Comparing two texts is one instruction, whatever their length: so their length is bounded. */
#define SANDBOX_TEXT_LIMIT ((size_t) 64 << 10)

struct sandbox {
	lua_State *lua;
	struct sandbox_limits limits;
	struct sandbox_host host;
	void *context;
	sandbox_watcher *watch;        /* may be NULL */
	sandbox_line_watcher *lines;   /* may be NULL */
	void *no_locale;               /* a locale_t that says nothing: sandbox.c alone knows locales */
	const struct sources *sources; /* borrows: to find a chunk's text by its name */
	struct loading *loading;       /* while files run; NULL afterwards: nothing can be declared or required */

	size_t memory; /* bytes that Lua holds */
	enum refusal refusal;
	struct place refused_at;

	int64_t remaining; /* instructions left of the budget */
	size_t largest;    /* bytes of the largest table's part that was made under the budget */
	bool spent;        /* sticky until sandbox_begin */
	bool spent_told;   /* `failure` says where it was spent: later errors do not overwrite it */
	bool hooked;

	struct error raised;  /* what sandbox_raise was given, on its way to the handler */
	struct error failure; /* what the handler made of the last error */
};

struct sandbox *sandbox_of(lua_State *L);

/* A sandbox with the library and nothing loaded. `host` may be NULL. */
int sandbox_open(struct sandbox **sandbox, const struct sources *sources, const struct sandbox_limits *limits,
                 const struct sandbox_host *host, struct error *err);

/* [-1, +1, -] the message handler of every protected call: turns what was raised into sandbox->failure. */
int failure_handler(lua_State *L);
/* An error in Lua's own words where they are plain, ours where they speak of its inside, with what to do about it. */
void failure_explain(struct error *err, const char *message);
/* What LUA_ERRMEM means here, with the place where memory was refused. */
void failure_memory(const struct sandbox *sandbox, struct error *err);

/* Light userdata raised instead of texts: rules can neither make nor catch them. */
extern const char failure_unknown_mark, failure_raised_mark;

#endif
