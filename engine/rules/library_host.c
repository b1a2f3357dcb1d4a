/* library_host.c: what only the evaluator can answer: other records, what is known of them, and what they add up to. */
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

static int host_group(lua_State *L)
{
	const struct sandbox *sandbox = sandbox_of(L);

	if (!sandbox->host.group || sandbox->loading)
		return library_fail(L, "totals are there when records have been evaluated",
		                    "'group' works only inside a figure's function, or that of a rule with 'after'");
	return sandbox->host.group(L);
}

const struct library_entry library_host[] = {
	{ "group", host_group },     { "known", host_known }, { "lookup", host_lookup },
	{ "related", host_related }, { NULL, NULL },
};
