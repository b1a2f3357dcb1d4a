/* decided.c: puts a decision in the place of the outcome that it is on, and notes what it changed.
 *
 * What the rule gives by itself is evaluated all the same, and kept beside. A decision settles an outcome that is unknown, but makes none
 * where there is none: outside the dates of the record or of the rule. A rule that fails on the record fails with a decision too: an
 * error is a fault to mend, and nothing that anyone decides. */
#include "evaluate/machine.h"

#include <string.h>

static const struct decision *decision_on(const struct instance *instance, int place, size_t period)
{
	for (size_t i = 0; i < instance->decision_count; i++) {
		const struct decision *decision = &instance->decisions[i];

		if (decision->place == place && decision->first <= period && period < decision->end)
			return decision;
	}
	return NULL;
}

/* The award of an outcome that was decided. */
static void settle_award(struct machine *machine, struct instance *instance, const struct rule *version,
                         const struct decided *decided, struct outcome *outcome)
{
	const struct outcome *given = &decided->given;

	if (!decided->decision->value.as.integer) {
		outcome->award = value_integer(0);
	} else if (decided->decision->award.kind != VALUE_NONE) {
		outcome->award = decided->decision->award;
	} else if (!version || (given->value.kind == VALUE_FLAG && given->value.as.integer)) {
		outcome->award = given->award;
		outcome->facts = given->facts;
		outcome->fact_count = given->fact_count;
	} else if (version->award != NO_FUNCTION) {
		outcome->award = machine_award(machine, instance, version, outcome);
	}
}

void decided_settle(struct machine *machine, struct instance *instance, int place, const struct rule *version,
                    struct outcome *outcome)
{
	const struct decision *decision = decision_on(instance, place, machine->period);
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct rule *rule = &machine->plan->ruleset->rules[type->rules[place].rule];
	struct decided *decided;

	if (!decision || (!version && outcome->value.kind != VALUE_UNKNOWN))
		return;
	decided = arena_alloc(instance->arena, sizeof *decided);
	if (!decided)
		machine_raise_memory(machine);
	*decided = (struct decided){ .decision = decision, .given = *outcome };
	outcome->decided = decided;
	outcome->value = decision->value;
	outcome->award = (struct value){ .kind = VALUE_NONE };
	outcome->facts = NULL;
	outcome->fact_count = 0;
	if (rule->type == TYPE_ELIGIBILITY && rule->award != NO_FUNCTION)
		settle_award(machine, instance, version, decided, outcome);
}

/* Where a row's PLAN_DECIDED stands in a period; NULL: the run has no decisions. */
static struct value *decided_at(const struct plan *plan, const struct chunk *chunk, size_t row, size_t period)
{
	const struct plan_type *type = &plan->types[chunk->type];

	if (plan->decision_type < 0 || !type->column_count)
		return NULL;
	return &chunk->outcomes[(row * plan->period_count + period + 1) * type->column_count - 1];
}

void decided_begin(const struct plan *plan, struct chunk *chunk, size_t row)
{
	for (size_t period = 0; plan->decision_type >= 0 && period < plan->period_count; period++) {
		struct value *decided = decided_at(plan, chunk, row, period);

		if (decided)
			*decided = (struct value){ .kind = VALUE_NONE };
	}
}

/* The rules whose outcomes were decided, in the order of their columns. */
static void list_decided(struct machine *machine, const struct instance *instance, struct chunk *chunk, size_t row,
                         size_t period)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	struct value *decided = decided_at(machine->plan, chunk, row, period);
	struct text *list = &machine->scratch;
	const char *copy;

	text_clear(list);
	for (size_t i = 0; i + 1 < type->column_count; i++) {
		const struct plan_column *column = &type->columns[i];
		const struct outcome *outcome =
			&instance->outcomes[period * type->rule_count + (size_t) type->rule_place[column->rule]];

		if (!column->award && outcome->state == OUTCOME_DONE && outcome->decided)
			text_append_format(list, "%s%s", list->length ? "," : "", column->name);
	}
	if (!list->length)
		return;
	copy = list->failed ? NULL : arena_bytes(&chunk->arena, list->bytes, list->length);
	if (!copy)
		machine_raise_memory(machine);
	*decided = value_text(copy, list->length);
}

static void note(struct machine *machine, const struct instance *instance, struct chunk *chunk, size_t row,
                 const struct decision *decision, size_t period)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct rule *rule = &machine->plan->ruleset->rules[type->rules[decision->place].rule];
	const struct outcome *outcome = &instance->outcomes[period * type->rule_count + (size_t) decision->place];
	struct chunk_decision *noted;

	if (array_reserve(&chunk->decisions, &chunk->decision_capacity, chunk->decision_count + 1,
	                  sizeof *chunk->decisions))
		machine_raise_memory(machine);
	noted = &chunk->decisions[chunk->decision_count++];
	*noted = (struct chunk_decision){ .decision = decision, .row = row, .period = period };
	noted->applies = outcome->state == OUTCOME_DONE && outcome->decided;
	if (!noted->applies)
		return;
	noted->given = machine_shown(rule, outcome->decided->given.value);
	noted->decided = machine_shown(rule, outcome->value);
	if (rule->award != NO_FUNCTION) {
		noted->given_award = outcome->decided->given.award;
		noted->decided_award = outcome->award;
	}
	noted->departs = value_compare(noted->given, noted->decided)
	                 || value_compare(noted->given_award, noted->decided_award);
}

void decided_note(struct machine *machine, const struct instance *instance, struct chunk *chunk, size_t row)
{
	for (size_t i = 0; i < instance->decision_count; i++) {
		const struct decision *decision = &instance->decisions[i];

		for (size_t period = decision->first; period < decision->end; period++)
			note(machine, instance, chunk, row, decision, period);
	}
	for (size_t period = 0; period < machine->plan->period_count; period++)
		list_decided(machine, instance, chunk, row, period);
}
