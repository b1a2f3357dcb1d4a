/* explain.c: one record on a machine that traces; before it the passes that its rules wait for. */
#include "evaluate/explain.h"

#include "evaluate/figure.h"
#include "evaluate/scan.h"
#include "evaluate/tracing.h"

#include <stdlib.h>

struct explainer {
	const struct plan *plan;
	struct sources *sources;
	struct database *database;
	struct evaluate_options options, tracing;
	struct machine *machine;
	struct reader **readers; /* by plan type; opened when first asked for */
	bool *needed;            /* as plan_outcome_needs */
	struct result result;
	int passes; /* of the result: so many are done; more than the plan has: all that a run does */
};

int explainer_open(struct explainer **explainer, const struct plan *plan, struct sources *sources,
                   struct database *database, const struct evaluate_options *options, struct error *err)
{
	struct explainer *made = calloc(1, sizeof *made);

	if (!made)
		return error_memory(err);
	made->plan = plan;
	made->sources = sources;
	made->database = database;
	made->options = made->tracing = *options;
	made->tracing.tracing = made->tracing.lua_only = true;
	made->readers = calloc(plan->type_count + 1, sizeof(struct reader *));
	made->needed = calloc(plan->ruleset->rule_count * plan->period_count + 1, sizeof *made->needed);
	if (!made->readers || !made->needed) {
		error_memory(err);
		goto fail;
	}
	made->machine = machine_new(plan, sources, database_connection(database, 1), &made->tracing, err);
	if (!made->machine)
		goto fail;
	sandbox_watch(made->machine->sandbox, trace_watch);
	*explainer = made;
	return 0;
fail:
	explainer_close(made);
	return -1;
}

void explainer_close(struct explainer *explainer)
{
	if (!explainer)
		return;
	for (size_t i = 0; explainer->readers && i < explainer->plan->type_count; i++)
		reader_close(explainer->readers[i]);
	machine_free(explainer->machine);
	result_release(&explainer->result);
	free(explainer->readers);
	free(explainer->needed);
	free(explainer);
}

static int no_begin(void *context, const struct plan_type *type, struct error *err)
{
	(void) context, (void) type, (void) err;
	return 0;
}

static int no_chunk(void *context, const struct chunk *chunk, struct error *err)
{
	(void) context, (void) chunk, (void) err;
	return 0;
}

const struct result *explainer_result(struct explainer *explainer, struct error *err)
{
	const struct sink nowhere = { .begin = no_begin, .chunk = no_chunk };

	if (explainer->passes > explainer->plan->last_pass)
		return &explainer->result;
	result_release(&explainer->result);
	explainer->passes = 0;
	if (evaluate(explainer->plan, explainer->sources, explainer->database, &explainer->options, &nowhere,
	             &explainer->result, err))
		return NULL;
	explainer->passes = explainer->plan->last_pass + 1;
	return &explainer->result;
}

/* Whether something that is needed waits for totals. */
static bool waits(const struct explainer *explainer)
{
	const struct plan *plan = explainer->plan;

	for (size_t i = 0; i < plan->wait_count; i++) {
		for (size_t period = 0; period < plan->period_count; period++) {
			if (explainer->needed[(size_t) plan->waits[i].rule * plan->period_count + period])
				return true;
		}
	}
	return false;
}

static int find_totals(struct explainer *explainer, struct error *err)
{
	if (explainer->passes > 0 || !waits(explainer))
		return 0;
	result_release(&explainer->result);
	if (evaluate_totals(explainer->plan, explainer->sources, explainer->database, &explainer->options,
	                    &explainer->result, err))
		return -1;
	explainer->passes = explainer->plan->last_pass;
	return 0;
}

/* 1, and the record's values in the arena; 0: there is none. */
static int read_record(struct explainer *explainer, int type, const struct value *key, struct arena *arena,
                       struct value **out, struct error *err)
{
	const struct plan_type *planned = &explainer->plan->types[type];
	struct reader **reader = &explainer->readers[type];

	*out = arena_array(arena, planned->field_count + 1, sizeof **out);
	if (!*out)
		return error_memory(err);
	if (!*reader
	    && reader_open(reader, database_connection(explainer->database, 0), explainer->plan->schema,
	                   planned->schema_type, READER_KEY, -1, planned->fields, planned->field_count, err))
		return -1;
	return reader_seek(*reader, key, NULL, err) ? -1 : reader_fill(*reader, *out, arena, err);
}

struct asking {
	struct explainer *explainer;
	struct value *values;
	int type, place;
	size_t period;
};

/* What is needed comes in the plan's order, period by period, as in a run: so no rule waits deeper for others than there. */
static int ask_in_lua(lua_State *L)
{
	const struct asking *asking = lua_touserdata(L, 1);
	struct machine *machine = asking->explainer->machine;
	const struct plan *plan = machine->plan;
	const struct plan_type *type = &plan->types[asking->type];
	struct instance *instance = machine->mains[asking->type];

	related_next_chunk(machine);
	related_next_pass(machine); /* outcomes that were kept belong to another trace */
	related_next_main(machine);
	record_fill(machine, instance, asking->values, &machine->trace->arena);
	for (machine->period = 0; machine->period <= asking->period; machine->period++) {
		for (size_t i = 0; i < type->rule_count; i++) {
			const bool *needed =
				&asking->explainer->needed[(size_t) type->rules[i].rule * plan->period_count];

			if (needed[machine->period])
				machine_outcome(machine, instance, (int) i, machine->period);
		}
	}
	machine->trace->root = trace_rule_outcome(machine, instance, asking->place, asking->period);
	trace_settle(machine);
	return 0;
}

/* After an error a machine may not go on as it is. */
static int begin_machine(struct explainer *explainer, struct error *err)
{
	if (explainer->machine)
		return 0;
	explainer->machine = machine_new(explainer->plan, explainer->sources,
	                                 database_connection(explainer->database, 1), &explainer->tracing, err);
	if (!explainer->machine)
		return -1;
	sandbox_watch(explainer->machine->sandbox, trace_watch);
	return 0;
}

static void begin_trace(struct explainer *explainer, struct trace *trace)
{
	trace_release(trace);
	trace->plan = explainer->plan;
}

int explainer_record(struct explainer *explainer, int rule, const struct value *key, size_t period,
                     struct arena *arena, struct machine **machine, struct value **values, struct error *err)
{
	const struct plan *plan = explainer->plan;
	int found;

	plan_outcome_needs(plan, rule, period, explainer->needed);
	if (begin_machine(explainer, err) || find_totals(explainer, err))
		return -1;
	found = read_record(explainer, plan->type_place[plan->ruleset->rules[rule].on], key, arena, values, err);
	if (found <= 0)
		return found;
	*machine = explainer->machine;
	machine_begin_pass(explainer->machine, plan->last_pass, NULL, &explainer->result);
	return 1;
}

int explainer_outcome(struct explainer *explainer, int rule, const struct value *key, size_t period,
                      struct trace *trace, struct error *err)
{
	const struct plan *plan = explainer->plan;
	struct asking asking = { .explainer = explainer, .period = period };
	struct machine *machine;
	int found, place = plan->type_place[plan->ruleset->rules[rule].on];
	enum call_result called;

	asking.type = place;
	asking.place = plan->types[place].rule_place[rule];
	begin_trace(explainer, trace);
	found = explainer_record(explainer, rule, key, period, &trace->arena, &machine, &asking.values, err);
	if (found <= 0)
		return found;
	explainer->machine->trace = trace;
	called = sandbox_protect(explainer->machine->sandbox, ask_in_lua, &asking, err);
	explainer->machine->trace = NULL;
	ensure(called != CALL_UNKNOWN);
	if (called == CALL_OK)
		return 1;
	machine_free(explainer->machine);
	explainer->machine = NULL;
	return -1;
}

struct asking_figure {
	struct machine *machine;
	int figure;
	size_t period;
};

static int find_figure(lua_State *L)
{
	const struct asking_figure *asking = lua_touserdata(L, 1);

	asking->machine->trace->root = trace_figure_outcome(asking->machine, asking->figure, asking->period);
	return 0;
}

int explainer_figure(struct explainer *explainer, int figure, size_t period, struct trace *trace, struct error *err)
{
	const struct result *result = explainer_result(explainer, err);
	struct asking_figure asking = { .figure = figure, .period = period };
	struct result again;
	int failed;

	if (!result || begin_machine(explainer, err))
		return -1;
	begin_trace(explainer, trace);
	/* Figures are evaluated once more, from the same totals, into a result that is thrown away. */
	again = *result;
	again.arena = (struct arena) ARENA_INIT;
	asking.machine = explainer->machine;
	asking.machine->trace = trace;
	machine_begin_pass(asking.machine, explainer->plan->last_pass, NULL, result);
	failed = figures_only(asking.machine, &again, err)
	         || sandbox_protect(asking.machine->sandbox, find_figure, &asking, err) != CALL_OK;
	asking.machine->trace = NULL;
	arena_release(&again.arena);
	if (!failed)
		return 1;
	machine_free(explainer->machine);
	explainer->machine = NULL;
	return -1;
}
