/* machine.c: makes a worker's machine; how it calls functions and raises errors. */
#include "evaluate/machine.h"

#include "evaluate/amount.h"
#include "evaluate/batch.h"
#include "evaluate/coverage.h"
#include "rules/step.h"
#include "evaluate/key_text.h"
#include "evaluate/tracing.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* Arrays that have one place for each rule, fact, type or total. */
static int allocate_arrays(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t facts = (size_t) plan->fact_count, periods = plan->period_count, by = 0;

	machine->mains = calloc(plan->type_count + 1, sizeof(struct instance *));
	machine->related = calloc(plan->type_count + 1, sizeof *machine->related);
	machine->lookups = calloc(plan->lookup_count + 1, sizeof *machine->lookups);
	machine->totals = calloc(ruleset->total_count * periods + 1, sizeof(struct accumulator *));
	machine->rule_results = calloc(ruleset->rule_count * periods + 1, sizeof *machine->rule_results);
	machine->latest = calloc(ruleset->rule_count * (1 + plan->gap_count) + 1, sizeof *machine->latest);
	machine->finding_results = calloc(ruleset->finding_count + 1, sizeof *machine->finding_results);
	machine->held_up = calloc(ruleset->rule_count * facts + 1, sizeof *machine->held_up);
	machine->records_held_up = calloc(plan->type_count * facts + 1, sizeof *machine->records_held_up);
	machine->read_incomplete = calloc(plan->wait_count * periods + 1, sizeof *machine->read_incomplete);
	machine->fact_epoch = calloc(facts + 1, sizeof *machine->fact_epoch);
	machine->missing_room = calloc(facts + 1, sizeof *machine->missing_room);
	machine->unknown = calloc(plan->type_count + 1, sizeof(int64_t *));
	machine->undated = calloc(plan->type_count + 1, sizeof *machine->undated);
	machine->parameter_values =
		calloc(periods * plan->scenario->parameters.count + 1, sizeof *machine->parameter_values);
	machine->period_texts = calloc(periods + 1, sizeof *machine->period_texts);
	if (!machine->mains || !machine->related || !machine->lookups || !machine->totals || !machine->rule_results
	    || !machine->latest || !machine->finding_results || !machine->held_up || !machine->records_held_up
	    || !machine->fact_epoch || !machine->unknown || !machine->undated || !machine->parameter_values
	    || !machine->read_incomplete || !machine->period_texts || !machine->missing_room)
		return -1;
	for (size_t i = 0; i < plan->type_count; i++) {
		machine->unknown[i] = calloc(plan->types[i].field_count + 1, sizeof(int64_t));
		if (!machine->unknown[i])
			return -1;
	}
	for (size_t i = 0; i < ruleset->total_count * periods; i++) {
		const struct total *total = &ruleset->totals[i / periods];

		machine->totals[i] = accumulator_new(total);
		if (!machine->totals[i])
			return -1;
		by = total->by_count > by ? total->by_count : by;
	}
	machine->batch = batch_new(plan);
	machine->by = calloc(by + 1, sizeof *machine->by);
	machine->asked = calloc(by + 1, sizeof *machine->asked);
	return machine->batch && machine->by && machine->asked ? 0 : -1;
}

/* Which children rules may ask for: what the analysis found. */
static int list_children(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t most = 0;

	for (size_t i = 0; i < ruleset->function_count; i++)
		most += ruleset->functions[i].reads.count;
	machine->children = calloc(most + 1, sizeof *machine->children);
	if (!machine->children)
		return -1;
	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++) {
			const struct read *read = &reads->items[j];
			int relation, type;
			bool listed = false;

			if (read->kind != READ_RELATED)
				continue;
			type = plan->type_place[read->type];
			relation = schema_relation(plan->types[type].record, read->name);
			for (size_t k = 0; k < machine->children_count; k++)
				listed |= machine->children[k].type == type
				          && machine->children[k].relation == relation;
			if (!listed)
				machine->children[machine->children_count++] =
					(struct children){ .type = type, .relation = relation };
		}
	}
	return 0;
}

/* Which roles rules may ask for: likewise. */
static int list_roles(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t capacity = 0;

	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++) {
			if (reads->items[j].kind != READ_ROLE)
				continue;
			if (array_reserve(&machine->roles, &capacity, machine->role_count + 1,
			                  sizeof *machine->roles))
				return -1;
			machine->roles[machine->role_count++] =
				(struct asked_role){ .type = plan->type_place[reads->items[j].type],
				                     .names = reads->items[j].name };
		}
	}
	return 0;
}

const char *evaluate_lua_version(void)
{
	return LUA_RELEASE;
}

static int open_in_lua(lua_State *L)
{
	struct machine *machine = lua_touserdata(L, 1);

	sandbox_push_functions(L);
	machine->functions_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	record_open(machine);
	inforce_open(machine);
	after_open(machine);
	return 0;
}

/* A row that matches for certain. */
static void cover_step(void *context, const struct library_step *step)
{
	const struct machine *machine = context;

	for (size_t i = 0; step->kind == STEP_TABLE && i < step->row_count; i++) {
		if (step->rows[i].certain)
			coverage_row(machine->options->coverage, step->table, step->rows[i].row);
	}
}

static void cover_line(void *context, const struct place *place)
{
	const struct machine *machine = context;

	coverage_line(machine->options->coverage, place->source->path, place->line);
}

struct machine *machine_new(const struct plan *plan, struct sources *sources, struct connection *connection,
                            const struct evaluate_options *options, struct error *err)
{
	struct sandbox_limits limits = { .memory = options->memory, .instructions = options->instructions };
	struct machine *machine = calloc(1, sizeof *machine);

	if (!machine) {
		error_memory(err);
		return NULL;
	}
	machine->plan = plan;
	machine->options = options;
	machine->connection = connection;
	if (allocate_arrays(machine) || list_children(machine) || list_roles(machine)) {
		error_memory(err);
		goto fail;
	}
	if (sandbox_new(&machine->sandbox, plan->ruleset, sources, &limits, &record_host, err))
		goto fail;
	sandbox_set_context(machine->sandbox, machine);
	if (sandbox_protect(machine->sandbox, open_in_lua, machine, err) != CALL_OK)
		goto fail;
	if (options->coverage) {
		sandbox_watch(machine->sandbox, cover_step);
		sandbox_watch_lines(machine->sandbox, cover_line);
	}
	return machine;
fail:
	machine_free(machine);
	return NULL;
}

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	related_close(machine);
	record_close(machine);
	sandbox_free(machine->sandbox);
	for (size_t i = 0; machine->totals && i < machine->plan->ruleset->total_count * machine->plan->period_count;
	     i++)
		accumulator_free(machine->totals[i]);
	for (size_t i = 0; machine->unknown && i < machine->plan->type_count; i++)
		free(machine->unknown[i]);
	batch_free(machine->batch);
	free(machine->mains);
	free(machine->related);
	free(machine->children);
	free(machine->roles);
	free(machine->lookups);
	free(machine->totals);
	free(machine->rule_results);
	free(machine->latest);
	free(machine->finding_results);
	free(machine->held_up);
	free(machine->records_held_up);
	free(machine->read_incomplete);
	free(machine->fact_epoch);
	free(machine->missing_room);
	free(machine->unknown);
	free(machine->undated);
	free(machine->by);
	free(machine->parameter_values);
	free(machine->period_texts);
	free(machine->asked);
	text_release(&machine->message);
	arena_release(&machine->children_arena);
	arena_release(&machine->cache_arena);
	text_release(&machine->scratch);
	free(machine);
}

static void forget_counts(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	size_t rules = plan->ruleset->rule_count, facts = (size_t) plan->fact_count, periods = plan->period_count;

	memset(machine->rule_results, 0, rules * periods * sizeof *machine->rule_results);
	memset(machine->latest, 0, rules * (1 + plan->gap_count) * sizeof *machine->latest);
	memset(machine->finding_results, 0, plan->ruleset->finding_count * sizeof *machine->finding_results);
	memset(machine->held_up, 0, rules * facts * sizeof *machine->held_up);
	memset(machine->records_held_up, 0, plan->type_count * facts * sizeof *machine->records_held_up);
	memset(machine->read_incomplete, 0, plan->wait_count * periods * sizeof *machine->read_incomplete);
	memset(machine->undated, 0, plan->type_count * sizeof *machine->undated);
	for (size_t i = 0; i < plan->type_count; i++)
		memset(machine->unknown[i], 0, plan->types[i].field_count * sizeof *machine->unknown[i]);
}

void machine_begin_run(struct machine *machine)
{
	const struct plan *plan = machine->plan;

	forget_counts(machine);
	for (size_t i = 0; i < plan->ruleset->total_count * plan->period_count; i++)
		accumulator_clear(machine->totals[i]);
}

void machine_begin_pass(struct machine *machine, int pass, const bool *needed, const struct result *known)
{
	machine->pass = pass;
	machine->needed = needed;
	machine->known = known;
	related_next_pass(machine);
}

void machine_append_key(const struct machine *machine, const struct instance *instance, struct text *out)
{
	const struct plan_type *type = &machine->plan->types[instance->type];

	text_append_format(out, "%s ", type->record->name);
	key_print(type, instance->values, out);
}

/* Behind the message, which is cut where it is too long: whose error it is must be said. */
static void append_where(struct error *err, const char *where)
{
	size_t used = strlen(err->message), length = strlen(where), most = sizeof err->message - 1 - length;

	if (used > most) {
		used = most - strlen("...");
		while (used > 0 && ((unsigned char) err->message[used] & 0xC0) == 0x80)
			used--;
		used += (size_t) snprintf(err->message + used, sizeof err->message - used, "...");
	}
	snprintf(err->message + used, sizeof err->message - used, "%s", where);
}

int machine_raise(struct machine *machine, const struct instance *instance, const char *rule, struct error *err)
{
	if (!machine->named && err->code != ERROR_BUG) {
		struct text where = TEXT_INIT;
		char suffix[256] = "";

		machine_append_key(machine, instance, &where);
		if (machine->plan->period_count > 1)
			text_append_format(&where, ", %s", machine->plan->periods[machine->period].label);
		/* Where memory is at its end, the rule's name at least is there. */
		if (rule && where.failed)
			snprintf(suffix, sizeof suffix, " (rule '%s')", rule);
		else if (rule)
			snprintf(suffix, sizeof suffix, " (rule '%s', %.160s)", rule, text_string(&where));
		else if (!where.failed)
			snprintf(suffix, sizeof suffix, " (%.160s)", text_string(&where));
		append_where(err, suffix);
		text_release(&where);
		machine->named = true;
	}
	return sandbox_raise(sandbox_lua(machine->sandbox), err);
}

int machine_raise_at(struct machine *machine, const struct instance *instance, struct error *err)
{
	if (instance && !machine->named && err->code != ERROR_BUG) {
		struct text where = TEXT_INIT;
		char suffix[128] = "";

		machine_append_key(machine, instance, &where);
		if (!where.failed)
			snprintf(suffix, sizeof suffix, " for %.100s", text_string(&where));
		append_where(err, suffix);
		text_release(&where);
	}
	return sandbox_raise(sandbox_lua(machine->sandbox), err);
}

int machine_raise_memory(struct machine *machine)
{
	struct error err;

	error_memory(&err);
	return sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

int machine_raise_missing(struct machine *machine, const int *facts, size_t count)
{
	machine->missing = facts;
	machine->missing_count = count;
	return sandbox_raise_unknown(sandbox_lua(machine->sandbox));
}

int machine_raise_missing_one(struct machine *machine, int fact)
{
	machine->missing_one = fact;
	return machine_raise_missing(machine, &machine->missing_one, 1);
}

void machine_keep_missing(struct machine *machine, struct instance *instance, struct outcome *outcome)
{
	int *facts = arena_array(instance->arena, machine->missing_count, sizeof *facts);

	if (!facts)
		machine_raise_memory(machine);
	if (machine->missing_count)
		memcpy(facts, machine->missing, machine->missing_count * sizeof *facts);
	outcome->facts = facts;
	outcome->fact_count = machine->missing_count;
}

static enum call_result call_once(struct machine *machine, struct instance *instance, int function,
                                  const struct rule *rule, struct error *err)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct instance *outer = machine->called;
	enum call_result result;

	luaL_checkstack(L, 8, NULL);
	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->functions_ref);
	lua_rawgeti(L, -1, function + 1);
	lua_replace(L, -2);
	if (instance)
		record_push(machine, instance);
	else
		amount_push_figures(machine);
	inforce_push_parameters(machine, instance, rule);
	inforce_push_at(machine);
	machine->called = instance;
	result = sandbox_call(machine->sandbox, 3, 1, err);
	machine->called = outer;
	return result;
}

/* Once for what it reads, and once more with nothing but that to read: it must come to the same, unless memory runs out. */
static enum call_result call_traced(struct machine *machine, struct instance *instance, int function,
                                    const struct rule *rule, struct error *err)
{
	const struct reads *reads = &machine->plan->ruleset->functions[function].reads;
	struct trace_outer outer = trace_begin_call(machine, instance, function);
	enum call_result result = call_once(machine, instance, function, rule, err), again = result;

	if (result != CALL_FAILED) {
		struct sandbox_budget budget = sandbox_enter(machine->sandbox, !reads->bounded || !reads->followed);

		trace_again(machine);
		again = call_once(machine, instance, function, rule, err);
		sandbox_leave(machine->sandbox, budget);
	}
	trace_end_call(machine, outer, result, again);
	if (result == CALL_OK)
		lua_pop(sandbox_lua(machine->sandbox), 1);
	return again;
}

enum call_result machine_call(struct machine *machine, struct instance *instance, int function,
                              const struct rule *rule, struct error *err)
{
	return machine->trace ? call_traced(machine, instance, function, rule, err)
	                      : call_once(machine, instance, function, rule, err);
}
