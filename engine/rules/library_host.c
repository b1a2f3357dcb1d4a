/* library_host.c: what only the evaluator can answer: other records, and what is known of them. */
#include "rules/library.h"
#include "rules/sandbox_state.h"

static int ask(lua_State *L, lua_CFunction host, const char *function)
{
	if (!host || sandbox_of(L)->loading)
		return library_fail(L, "records are read when rules run, not when files are loaded",
		                    "'%s' works only inside a rule's function", function);
	return host(L);
}

static int host_related(lua_State *L)
{
	return ask(L, sandbox_of(L)->host.related, "related");
}

static int host_known(lua_State *L)
{
	return ask(L, sandbox_of(L)->host.known, "known");
}

static int host_lookup(lua_State *L)
{
	return ask(L, sandbox_of(L)->host.lookup, "lookup");
}

const struct library_entry library_host[] = {
	{ "known", host_known },
	{ "lookup", host_lookup },
	{ "related", host_related },
	{ NULL, NULL },
};
