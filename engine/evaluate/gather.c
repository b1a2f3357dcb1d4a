/* gather.c: any(), every(), at_least(), count(), sum(), least() and greatest() over lists of records, in three values. */
#include "evaluate/gather.h"

#include "evaluate/members.h"

#include <lauxlib.h>
#include <string.h>

#define ITEM_STEPS 8 /* what going on to the next item costs, beside what asking it does */

/* One going through a list. */
struct gather {
	struct machine *machine;
	const char *name; /* of the function that rules called */
	struct members members;
	int asked;            /* stack index of the path or function; 0: none, each item counts */
	struct fact_set lack; /* what would settle it */
};

static int fail(const struct gather *gather, const struct instance *item, const char *hint, struct error *err)
{
	if (hint)
		error_hint(err, "%s", hint);
	return machine_raise_at(gather->machine, item, err);
}

/* [-0, +n, e] the list at `index` and what is asked behind it. */
static void start(lua_State *L, struct gather *gather, const char *name, int index, bool optional)
{
	struct error err;

	*gather = (struct gather){ .machine = sandbox_context(L), .name = name, .asked = index + 1 };
	if (optional && lua_isnone(L, gather->asked)) {
		gather->asked = 0;
	} else if (!lua_isfunction(L, gather->asked) && lua_type(L, gather->asked) != LUA_TSTRING) {
		error_set(&err, ERROR_INPUT, "'%s' asks each record a name or a function, and got %s", name,
		          lua_value_describe(L, gather->asked));
		fail(gather, NULL, "write it behind the list: \"income\", or function(one) ... end", &err);
	}
	lua_settop(L, index + (gather->asked != 0));
	members_open(L, index, name, &gather->members);
	facts_open(gather->machine, &gather->lack);
}

/* [-1, +(1|0), e] calls the function with the item on top. False: what is missing is set. */
static bool call(lua_State *L, const struct gather *gather, const struct instance *record)
{
	struct machine *machine = gather->machine;
	struct instance *outer = machine->called;
	enum call_result result;
	struct error err;

	machine_enter(machine);
	lua_pushvalue(L, gather->asked);
	lua_insert(L, -2);
	result = sandbox_call(machine->sandbox, 1, 1, &err);
	machine->nested--;
	machine->called = outer;
	if (result == CALL_FAILED)
		machine_raise_at(machine, record, &err);
	return result == CALL_OK;
}

/* [-0, +(1|0), e] what is asked of item `i`. False: that is not known, and what would settle it is in `lack`. *record is the
 * item where it is a record. */
static bool ask(lua_State *L, struct gather *gather, lua_Integer i, struct instance **record)
{
	bool known;
	struct error err;

	sandbox_charge(L, ITEM_STEPS);
	luaL_checkstack(L, LUA_MINSTACK, NULL);
	if (lua_geti(L, gather->members.list, i) == LUA_TNIL) {
		error_set(&err, ERROR_INPUT, "item %lld of the list that '%s' goes through is nil", (long long) i,
		          gather->name);
		fail(gather, NULL, "a list has no holes, and stays as it is while it is gone through", &err);
	}
	*record = record_if_any(L, -1);
	if (lua_isfunction(L, gather->asked)) {
		known = call(L, gather, *record);
	} else {
		if (!*record) {
			error_set(&err, ERROR_INPUT, "'%s' asks records by name, and item %lld of the list is %s",
			          gather->name, (long long) i, lua_value_describe(L, -1));
			fail(gather, NULL, "write a function: function(one) ... end", &err);
		}
		known = record_push_path(gather->machine, *record, lua_tostring(L, gather->asked));
		lua_remove(L, known ? -2 : -1);
	}
	if (!known)
		facts_add(&gather->lack, gather->machine->missing, gather->machine->missing_count);
	return known;
}

static int raise_lack(const struct gather *gather)
{
	struct machine *machine = gather->machine;

	facts_set_missing(&gather->lack);
	return machine_raise_missing(machine, machine->missing, machine->missing_count);
}

/* An answer of the wrong kind, on top of the stack. */
static int fail_answer(lua_State *L, const struct gather *gather, const struct instance *record, const char *expected)
{
	bool function = lua_isfunction(L, gather->asked);
	struct error err;

	if (function)
		error_set(&err, ERROR_INPUT, "the function of '%s' gave %s: expected %s", gather->name,
		          lua_value_describe(L, -1), expected);
	else
		error_set(&err, ERROR_INPUT, "'%.80s' gave %s to '%s': expected %s", lua_tostring(L, gather->asked),
		          lua_value_describe(L, -1), gather->name, expected);
	return fail(gather, record, function && lua_isnil(L, -1) ? "does the function end in 'return'?" : NULL, &err);
}

/* How many items answer `wanted`: those that surely do, and those that may. */
struct tally {
	lua_Integer sure, perhaps;
};

/* Stops where `enough` surely do: what the others lack does not matter any more. */
static struct tally tally(lua_State *L, struct gather *gather, bool wanted, lua_Integer enough)
{
	struct tally tally = { 0, 0 };

	for (lua_Integer i = 1; i <= gather->members.count && tally.sure < enough; i++) {
		struct instance *record = NULL;
		bool known = true, answer = wanted;

		if (gather->asked) {
			known = ask(L, gather, i, &record);
			if (known && !lua_isboolean(L, -1))
				fail_answer(L, gather, record, "true or false");
			if (known) {
				answer = lua_toboolean(L, -1);
				lua_pop(L, 1);
			}
		} else {
			sandbox_charge(L, 1);
		}
		if (known && answer != wanted)
			continue;
		/* Both are asked: a member in doubt whose answer is not known either lacks the facts of both. */
		if (!members_doubt(L, &gather->members, i, &gather->lack) && known)
			tally.sure++;
		else
			tally.perhaps++;
	}
	return tally;
}

static int push_flag(lua_State *L, bool flag)
{
	lua_pushboolean(L, flag);
	return 1;
}

int gather_any(lua_State *L)
{
	struct gather gather;
	struct tally found;

	start(L, &gather, "any", 1, false);
	found = tally(L, &gather, true, 1);
	return found.sure || !found.perhaps ? push_flag(L, found.sure > 0) : raise_lack(&gather);
}

int gather_every(lua_State *L)
{
	struct gather gather;
	struct tally others;

	start(L, &gather, "every", 1, false);
	others = tally(L, &gather, false, 1);
	return others.sure || !others.perhaps ? push_flag(L, !others.sure) : raise_lack(&gather);
}

int gather_at_least(lua_State *L)
{
	struct gather gather;
	struct tally found;
	lua_Integer number;
	struct error err;

	if (!lua_isinteger(L, 1)) {
		error_set(&err, ERROR_INPUT, "'at_least' takes a number first, not %s", lua_value_describe(L, 1));
		error_hint(&err, "write at_least(2, list, test)");
		return sandbox_raise(L, &err);
	}
	number = lua_tointeger(L, 1);
	start(L, &gather, "at_least", 2, false);
	found = tally(L, &gather, true, number > 0 ? number : 0);
	if (found.sure >= number || found.sure + found.perhaps < number)
		return push_flag(L, found.sure >= number);
	return raise_lack(&gather);
}

int gather_count(lua_State *L)
{
	struct gather gather;
	struct tally found;

	start(L, &gather, "count", 1, true);
	found = tally(L, &gather, true, LUA_MAXINTEGER);
	if (found.perhaps)
		return raise_lack(&gather);
	lua_pushinteger(L, found.sure);
	return 1;
}

/* Whether there is no amount or measure: what may be missing on a record is said by its type. A function says so by mistake. */
static bool there_is_none(lua_State *L, const struct gather *gather)
{
	return lua_isnil(L, -1) && !lua_isfunction(L, gather->asked);
}

int gather_sum(lua_State *L)
{
	struct gather gather;
	struct decimal sum = decimal_from_integer(0), amount = sum;
	bool known = true;
	struct error err;

	start(L, &gather, "sum", 1, false);
	for (lua_Integer i = 1; i <= gather.members.count; i++) {
		struct instance *record;

		if (!ask(L, &gather, i, &record)) {
			members_doubt(L, &gather.members, i, &gather.lack);
			known = false;
			continue;
		}
		if (!there_is_none(L, &gather)) {
			if (!lua_decimal_at(L, -1, &amount))
				fail_answer(L, &gather, record, "money, a rate, a decimal or an integer");
			if (amount.coefficient != 0 && members_doubt(L, &gather.members, i, &gather.lack))
				known = false;
			else if (decimal_add(sum, amount, &sum, &err))
				fail(&gather, record, NULL, &err);
		}
		lua_pop(L, 1);
	}
	if (!known)
		return raise_lack(&gather);
	lua_decimal_push(L, sum);
	return 1;
}

/* <0, 0, >0: the measures at two stack indexes. */
static int compare(lua_State *L, const struct gather *gather, const struct instance *record, int a, int b)
{
	struct decimal x, y;
	struct error err;

	if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING) {
		size_t length_a, length_b;
		const char *text_a = lua_tolstring(L, a, &length_a), *text_b = lua_tolstring(L, b, &length_b);
		int order = memcmp(text_a, text_b, length_a < length_b ? length_a : length_b);

		return order ? order : (length_a > length_b) - (length_a < length_b);
	}
	if (lua_decimal_at(L, a, &x) && lua_decimal_at(L, b, &y))
		return decimal_compare(x, y);
	error_set(&err, ERROR_INPUT, "'%s' cannot compare text with a number", gather->name);
	return fail(gather, record, NULL, &err);
}

static bool can_be_measure(lua_State *L, int index)
{
	struct decimal ignored;

	return lua_type(L, index) == LUA_TSTRING || lua_decimal_at(L, index, &ignored);
}

/* The one with the least (`sign` 1) or greatest (-1) measure. Members in doubt are held back until the best of the others is
 * known: only those that would come before it leave it unknown. */
static int pick(lua_State *L, const char *name, int sign)
{
	struct gather gather;
	lua_Integer best = 0;
	bool known = true;
	int measure, held;

	start(L, &gather, name, 1, false);
	lua_pushnil(L);
	lua_pushnil(L);
	measure = lua_gettop(L) - 1;
	held = measure + 1;
	for (lua_Integer i = 1; i <= gather.members.count; i++) {
		struct instance *record;

		if (!ask(L, &gather, i, &record)) {
			members_doubt(L, &gather.members, i, &gather.lack);
			known = false;
			continue;
		}
		if (there_is_none(L, &gather)) {
			lua_pop(L, 1);
			continue;
		}
		if (!can_be_measure(L, -1))
			fail_answer(L, &gather, record, "a number, a date or a text");
		if (members_doubt(L, &gather.members, i, NULL)) {
			if (lua_isnil(L, held)) {
				lua_newtable(L);
				lua_replace(L, held);
			}
			lua_rawseti(L, held, i);
		} else if (!best || sign * compare(L, &gather, record, lua_gettop(L), measure) < 0) {
			best = i;
			lua_replace(L, measure);
		} else {
			lua_pop(L, 1);
		}
	}
	for (lua_Integer i = 1; !lua_isnil(L, held) && i <= gather.members.count; i++) {
		int order;

		if (lua_rawgeti(L, held, i) != LUA_TNIL) {
			order = best ? sign * compare(L, &gather, NULL, lua_gettop(L), measure) : -1;
			if (order < 0 || (order == 0 && i < best)) {
				members_doubt(L, &gather.members, i, &gather.lack);
				known = false;
			}
		}
		lua_pop(L, 1);
	}
	if (!known)
		return raise_lack(&gather);
	if (best)
		lua_geti(L, gather.members.list, best);
	else
		lua_pushnil(L);
	return 1;
}

int gather_least(lua_State *L)
{
	return pick(L, "least", 1);
}

int gather_greatest(lua_State *L)
{
	return pick(L, "greatest", -1);
}
