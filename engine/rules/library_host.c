/* library_host.c: what only the evaluator can answer: other records, what is known of them, and what they add up to. */
#include "rules/library.h"
#include "rules/sandbox_state.h"

int library_ask(lua_State *L, lua_CFunction host, const char *function)
{
	if (!host || sandbox_of(L)->loading)
		return library_fail(L, "records are read when rules run, not when files are loaded",
		                    "'%s' works only inside a rule's function", function);
	return host(L);
}

static int host_related(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.related, "related");
}

static int host_known(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.known, "known");
}

static int host_lookup(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.lookup, "lookup");
}

static int host_group(lua_State *L)
{
	const struct sandbox *sandbox = sandbox_of(L);

	if (!sandbox->host.group || sandbox->loading)
		return library_fail(L, "totals are there when records have been evaluated",
		                    "'group' works only inside a figure's function, or that of a rule with 'after'");
	return sandbox->host.group(L);
}

static int host_every(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.every, "every");
}

static int host_at_least(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.at_least, "at_least");
}

static int host_count(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.count, "count");
}

static int host_sum(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.sum, "sum");
}

static int host_least(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.least, "least");
}

static int host_greatest(lua_State *L)
{
	return library_ask(L, sandbox_of(L)->host.greatest, "greatest");
}

/* any() joins conditions as well: it is declare_any. */
const struct library_entry library_host[] = {
	{ "at_least", host_at_least },
	{ "count", host_count },
	{ "every", host_every },
	{ "greatest", host_greatest },
	{ "group", host_group },
	{ "known", host_known },
	{ "least", host_least },
	{ "lookup", host_lookup },
	{ "related", host_related },
	{ "sum", host_sum },
	{ NULL, NULL },
};
