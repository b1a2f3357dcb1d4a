/* chunk.c: evaluates every record of a chunk: its outcomes, what they add to totals, its findings, its leaves. */
#include "evaluate/batch.h"
#include "evaluate/leaf.h"
#include "evaluate/machine.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

static void commit_personal(struct machine *machine, const struct plan_type *type, const struct value *values,
                            uint8_t (*commitments)[SHA256_SIZE])
{
	const struct evaluate_options *options = machine->options;
	size_t personal = 0;

	for (size_t i = 0; i < type->field_count; i++) {
		if (type->record->fields[type->fields[i]].personal
		    && leaf_commitment(type, values, i, options->secret, options->secret_length, &machine->scratch,
		                       commitments[personal++]))
			machine_raise_memory(machine);
	}
}

/* A record's leaf; counts what is not known on the way. */
static void leaf_of_row(struct machine *machine, struct chunk *chunk, size_t row, struct text *content)
{
	const struct plan_type *type = &machine->plan->types[chunk->type];
	const struct value *values = chunk->values + row * type->field_count;
	uint8_t(*commitments)[SHA256_SIZE] = chunk->commitments + row * type->personal_count;
	int64_t *unknown = machine->unknown[chunk->type];

	for (size_t i = 0; i < type->field_count; i++) {
		if (values[i].kind == VALUE_UNKNOWN)
			unknown[i]++;
	}
	if (type->personal_count)
		commit_personal(machine, type, values, commitments);
	if (leaf_record(type, values, commitments, content, chunk->leaves[row]))
		machine_raise_memory(machine);
}

static void count_missing(struct machine *machine, int type, int rule, const struct outcome *outcome)
{
	size_t facts = (size_t) machine->plan->fact_count;

	for (size_t i = 0; i < outcome->fact_count; i++) {
		int fact = outcome->facts[i];

		machine->held_up[(size_t) rule * facts + (size_t) fact]++;
		if (machine->fact_epoch[fact] == machine->epoch)
			continue;
		machine->fact_epoch[fact] = machine->epoch;
		machine->records_held_up[(size_t) type * facts + (size_t) fact]++;
	}
}

/* For those who ask. */
static void keep_missing(struct machine *machine, struct chunk *chunk, size_t row, int rule,
                         const struct outcome *outcome)
{
	if (outcome->fact_count == 0)
		return;
	if (array_reserve(&chunk->missing, &chunk->missing_capacity, chunk->missing_count + 1,
	                  sizeof *chunk->missing))
		machine_raise_memory(machine);
	chunk->missing[chunk->missing_count++] = (struct chunk_missing){ .rule = rule,
		                                                         .row = row,
		                                                         .period = machine->period,
		                                                         .facts = outcome->facts,
		                                                         .fact_count = outcome->fact_count };
}

static void count_outcome(struct machine *machine, int rule, const struct outcome *outcome)
{
	const struct rule *declared = &machine->plan->ruleset->rules[rule];
	struct rule_result *result =
		&machine->rule_results[(size_t) rule * machine->plan->period_count + machine->period];
	struct error err;

	if (outcome->value.kind == VALUE_NONE)
		result->none++;
	else if (outcome->value.kind == VALUE_UNKNOWN)
		result->unknown++;
	else if (declared->type != TYPE_ELIGIBILITY)
		result->known++;
	else if (outcome->value.as.integer)
		result->eligible++;
	else
		result->not_eligible++;
	if (declared->award == NO_FUNCTION || outcome->value.kind == VALUE_NONE)
		return;
	if (outcome->award.kind == VALUE_UNKNOWN)
		result->award.unknown++;
	else if (total_cell_add(&result->award, outcome->award, &err))
		sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

/* The rules that the batch has not evaluated. */
static void evaluate_rules(struct machine *machine, struct instance *instance, struct chunk *chunk, size_t row,
                           struct value *out)
{
	size_t lane = row % BATCH_RECORDS;
	const struct plan_type *type = &machine->plan->types[instance->type];

	for (size_t i = 0; i < type->rule_count; i++) {
		const struct plan_rule *planned = &type->rules[i];
		const struct rule *rule = &machine->plan->ruleset->rules[planned->rule];
		const struct outcome *outcome;

		if (batch_has(machine->batch, machine->period, i, lane))
			continue;
		outcome = machine_outcome(machine, instance, (int) i, machine->period);
		out[planned->column] = machine_shown(rule, outcome->value);
		if (rule->award != NO_FUNCTION)
			out[planned->column + 1] = outcome->award;
		count_outcome(machine, planned->rule, outcome);
		count_missing(machine, instance->type, planned->rule, outcome);
		if (machine->options->missing)
			keep_missing(machine, chunk, row, planned->rule, outcome);
	}
}

/* Calls a `when` or a `where`: true, false, or unknown. */
static enum call_result call_test(struct machine *machine, struct instance *instance, int function, const char *what,
                                  const char *name, bool *answer)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	const struct function *declared = &machine->plan->ruleset->functions[function];
	enum call_result result;
	struct value value;
	struct error err;

	switch (formula_evaluate(machine, instance, function, NULL, &value)) {
	case FORMULA_UNKNOWN:
		return CALL_UNKNOWN;
	case FORMULA_DONE:
		if (value.kind != VALUE_FLAG)
			break;
		*answer = value.as.integer;
		return CALL_OK;
	case FORMULA_LUA:
		break;
	}
	sandbox_begin(machine->sandbox, !declared->reads.bounded || !declared->reads.followed);
	result = machine_call(machine, instance, function, NULL, &err);
	if (result == CALL_OK && !lua_isboolean(L, -1)) {
		error_set(&err, ERROR_INPUT, "%s of '%s' gave %s: expected true or false", what, name,
		          lua_value_describe(L, -1));
		error_excerpt_at(&err, declared->place.source->shown, declared->place.source->text,
		                 declared->place.source->length, declared->place.line, declared->place.column, 0);
		result = CALL_FAILED;
	}
	if (result == CALL_FAILED)
		machine_raise(machine, instance, NULL, &err);
	if (result == CALL_OK) {
		*answer = lua_toboolean(L, -1);
		lua_pop(L, 1);
	}
	return result;
}

/* Whether it would change nothing if the record belonged into the total: then it need not be known whether it does. */
static bool adds_nothing(const struct total *total, struct value value)
{
	return value.kind == VALUE_NONE
	       || (total->kind == TOTAL_COUNT && value.kind == VALUE_FLAG && !value.as.integer);
}

static void add_to_total(struct machine *machine, struct instance *instance, int index)
{
	const struct total *total = &machine->plan->ruleset->totals[index];
	bool counted = true, known = inforce_validity(machine, instance) == VALIDITY_INSIDE;
	struct value value;
	struct error err;

	if (total->where != NO_FUNCTION)
		known &= call_test(machine, instance, total->where, "where", total->name, &counted) == CALL_OK;
	if (!counted)
		return;
	value = record_path(machine, instance, &total->of);
	if (!known && adds_nothing(total, value))
		return;
	if (!known)
		value.kind = VALUE_UNKNOWN;
	for (size_t i = 0; i < total->by_count; i++)
		machine->by[i] = record_path(machine, instance, &total->by[i]);
	if (accumulator_add(machine->totals[(size_t) index * machine->plan->period_count + machine->period], value,
	                    machine->by, &err))
		machine_raise(machine, instance, NULL, &err);
}

/* Into machine->message: a path may raise. */
static void write_message(struct machine *machine, struct instance *instance, const struct finding *finding)
{
	struct text *out = &machine->message;

	text_clear(out);
	for (size_t i = 0; i < finding->message.count; i++) {
		const struct message_part *part = &finding->message.parts[i];
		struct value value;

		if (part->text) {
			text_append(out, part->text);
			continue;
		}
		value = record_path(machine, instance, &part->path);
		if (part->path.value_type == TYPE_ELIGIBILITY && value.kind == VALUE_FLAG)
			text_append(out, value.as.integer ? "eligible" : "not eligible");
		else
			value_print(part->path.value_type, value, out);
	}
}

static void observe(struct machine *machine, struct instance *instance, struct chunk *chunk, size_t row, int index)
{
	const struct finding *finding = &machine->plan->ruleset->findings[index];
	struct chunk_finding *found;
	bool answer = true, undecided = inforce_validity(machine, instance) != VALIDITY_INSIDE;

	undecided |= call_test(machine, instance, finding->when, "when", finding->name, &answer) == CALL_UNKNOWN;
	if (!answer)
		return;
	if (array_reserve(&chunk->findings, &chunk->finding_capacity, chunk->finding_count + 1,
	                  sizeof *chunk->findings))
		machine_raise_memory(machine);
	found = &chunk->findings[chunk->finding_count++];
	*found = (struct chunk_finding){
		.finding = index, .row = row, .period = machine->period, .undecided = undecided
	};
	if (undecided) {
		machine->finding_results[index].undecided++;
		return;
	}
	write_message(machine, instance, finding);
	found->message_length = machine->message.length;
	found->message = machine->message.failed ? NULL
	                                         : arena_bytes(&chunk->arena, text_string(&machine->message),
	                                                       machine->message.length);
	if (!found->message)
		machine_raise_memory(machine);
	machine->finding_results[index].found++;
}

/* The totals of this pass. */
static void add_to_totals(struct machine *machine, struct instance *instance)
{
	const struct plan *plan = machine->plan;
	const struct plan_type *type = &plan->types[instance->type];

	for (size_t i = 0; i < type->total_count; i++) {
		if (plan->passes[(size_t) type->totals[i] * plan->period_count + machine->period] == machine->pass)
			add_to_total(machine, instance, type->totals[i]);
	}
}

/* Makes the record of a row the main one, with the outcomes that its batch has. */
static struct instance *begin_record(struct machine *machine, struct chunk *chunk, size_t row)
{
	const struct plan_type *type = &machine->plan->types[chunk->type];
	struct instance *instance = machine->mains[chunk->type];

	related_next_main(machine);
	record_fill(machine, instance, chunk->values + row * type->field_count, &chunk->arena);
	batch_fill(machine->batch, row % BATCH_RECORDS, instance);
	return instance;
}

/* A dry pass: in the plan's order, like the last one, so that no rule waits deeper for others than there. */
static void run_record_dry(struct machine *machine, struct chunk *chunk, size_t row)
{
	const struct plan *plan = machine->plan;
	const struct plan_type *type = &plan->types[chunk->type];
	struct instance *instance = begin_record(machine, chunk, row);

	for (size_t period = 0; period < plan->period_count; period++) {
		machine->period = period;
		if (inforce_validity(machine, instance) == VALIDITY_OUTSIDE)
			continue;
		for (size_t i = 0; i < type->rule_count; i++) {
			if (machine->needed[(size_t) type->rules[i].rule * plan->period_count + period])
				machine_outcome(machine, instance, (int) i, period);
		}
		add_to_totals(machine, instance);
	}
}

/* Everything about a row in one period but what its batch did. False: the record's own dates lie outside the period. */
static bool run_period(struct machine *machine, struct instance *instance, struct chunk *chunk, size_t row)
{
	const struct plan_type *type = &machine->plan->types[chunk->type];
	size_t at = row * machine->plan->period_count + machine->period;

	chunk->absent[at] = inforce_validity(machine, instance) == VALIDITY_OUTSIDE;
	if (chunk->absent[at])
		return false;
	evaluate_rules(machine, instance, chunk, row, chunk->outcomes + at * type->column_count);
	add_to_totals(machine, instance);
	for (size_t i = 0; i < type->finding_count; i++)
		observe(machine, instance, chunk, row, type->findings[i]);
	return true;
}

static void run_record(struct machine *machine, struct chunk *chunk, size_t row)
{
	struct instance *instance = begin_record(machine, chunk, row);
	size_t absent = 0;

	for (size_t period = 0; period < machine->plan->period_count; period++) {
		machine->period = period;
		absent += !run_period(machine, instance, chunk, row);
	}
	machine->undated[chunk->type] += absent == machine->plan->period_count;
	if (instance->decisions)
		decided_note(machine, instance, chunk, row);
}

/* The leaves of a row's outcomes. */
static void leaves_of_outcomes(struct machine *machine, struct chunk *chunk, size_t row, struct text *content)
{
	const struct plan_type *type = &machine->plan->types[chunk->type];
	size_t periods = machine->plan->period_count;

	for (size_t at = row * periods; at < (row + 1) * periods; at++) {
		if (chunk->absent[at])
			continue;
		if (leaf_outcome(type, chunk->values + row * type->field_count,
		                 machine->plan->periods[at % periods].label,
		                 chunk->outcomes + at * type->column_count, content, chunk->outcome_leaves[at]))
			machine_raise_memory(machine);
		if (!type->dated)
			merkle_add(&chunk->outcome_tree, chunk->outcome_leaves[at]);
	}
}

struct work {
	struct machine *machine;
	struct chunk *chunk;
	struct text content;
};

static void run_row(struct work *work, size_t row)
{
	struct machine *machine = work->machine;
	const struct plan_type *type = &machine->plan->types[work->chunk->type];

	if (machine->needed) {
		run_record_dry(machine, work->chunk, row);
		return;
	}
	decided_begin(machine->plan, work->chunk, row);
	leaf_of_row(machine, work->chunk, row, &work->content);
	merkle_add(&work->chunk->record_tree, work->chunk->leaves[row]);
	if (!type->evaluated)
		return;
	/* A batch has rules of records without dates only; totals and findings are asked record by record. */
	if (type->total_count || type->finding_count || !batch_has_all(machine->batch, row % BATCH_RECORDS))
		run_record(machine, work->chunk, row);
	leaves_of_outcomes(machine, work->chunk, row, &work->content);
}

static int run_in_lua(lua_State *L)
{
	struct work *work = lua_touserdata(L, 1);
	struct machine *machine = work->machine;
	struct chunk *chunk = work->chunk;

	related_next_chunk(machine);
	for (size_t row = 0; row < chunk->count; row++) {
		if (row % BATCH_RECORDS == 0 && machine->plan->types[chunk->type].evaluated)
			batch_evaluate(machine, chunk, row);
		run_row(work, row);
	}
	return 0;
}

int machine_run(struct machine *machine, struct chunk *chunk, struct error *err)
{
	struct work work = { .machine = machine, .chunk = chunk };
	enum call_result result = sandbox_protect(machine->sandbox, run_in_lua, &work, err);

	text_release(&work.content);
	ensure(result != CALL_UNKNOWN);
	return result == CALL_OK ? 0 : -1;
}
