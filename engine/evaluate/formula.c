/* formula.c: evaluates a function's formula (rules/formula.h) on a record, without Lua.
 *
 * Each step does what Lua and the library do with the same values (t/run_formulas.c holds one against the other). What they
 * would refuse is left to them: then the formula gives up, and the function is called in Lua, which says what is wrong. */
#include "evaluate/machine.h"
#include "rules/formula.h"

#include <string.h>

struct walk {
	struct machine *machine;
	struct instance *instance; /* what the function was called with */
	struct value slots[FORMULA_SLOTS];
	struct instance *records[FORMULA_SLOTS];
};

/* *out becomes what the formula gives: it points to where that stands already, or to `room`. */
static enum formula_result walk(struct walk *with, const struct formula *formula, const struct value **out,
                                struct value *room);

static enum formula_result miss(struct machine *machine, int fact)
{
	machine->missing_one = fact;
	machine->missing = &machine->missing_one;
	machine->missing_count = 1;
	return FORMULA_UNKNOWN;
}

static enum formula_result find_record(struct walk *with, const struct formula_record *record, struct instance **out)
{
	struct instance *child;
	enum formula_result result;
	struct error err; /* written only on failure, and Lua says it again, with its place */

	if (!record->child) {
		*out = record->slot < 0 ? with->instance : with->records[record->slot];
		return FORMULA_DONE;
	}
	result = find_record(with, record->child, &child);
	if (result != FORMULA_DONE)
		return result;
	switch (related_find_parent(with->machine, child, record->relation, out, &err)) {
	case PARENT_FOUND:
		return FORMULA_DONE;
	case PARENT_MISSING:
		return FORMULA_UNKNOWN;
	default:
		return FORMULA_LUA;
	}
}

static enum formula_result read_field(struct walk *with, const struct formula *formula, const struct value **out)
{
	const struct plan_type *type;
	struct instance *instance;
	enum formula_result result = find_record(with, formula->record, &instance);
	int slot;

	if (result != FORMULA_DONE)
		return result;
	type = &with->machine->plan->types[instance->type];
	slot = type->slot[formula->index];
	if (slot < 0)
		return FORMULA_LUA;
	*out = &instance->values[slot];
	if ((*out)->kind == VALUE_UNKNOWN)
		return miss(with->machine, plan_fact_of_field(with->machine->plan, instance->type, formula->index));
	return FORMULA_DONE;
}

static enum formula_result read_outcome(struct walk *with, const struct formula *formula, const struct value **out)
{
	struct machine *machine = with->machine;
	const struct outcome *outcome;
	struct instance *instance;
	enum formula_result result = find_record(with, formula->record, &instance);

	if (result != FORMULA_DONE)
		return result;
	outcome = machine_outcome(machine, instance, machine->plan->types[instance->type].rule_place[formula->index],
	                          machine->period);
	*out = formula->award ? &outcome->award : &outcome->value;
	if ((*out)->kind != VALUE_UNKNOWN)
		return FORMULA_DONE;
	machine->missing = outcome->facts;
	machine->missing_count = outcome->fact_count;
	return FORMULA_UNKNOWN;
}

static enum formula_result walk_branch(struct walk *with, const struct formula *formula, const struct value **out,
                                       struct value *room)
{
	enum formula_result result = walk(with, formula->a, out, room);

	if (result != FORMULA_DONE)
		return result;
	switch (formula->kind) {
	case FORMULA_AND:
		return operation_is_true(*out) ? walk(with, formula->b, out, room) : FORMULA_DONE;
	case FORMULA_OR:
		return operation_is_true(*out) ? FORMULA_DONE : walk(with, formula->b, out, room);
	default: /* FORMULA_IF */
		return walk(with, operation_is_true(*out) ? formula->b : formula->c, out, room);
	}
}

static enum formula_result walk_let(struct walk *with, const struct formula *formula, const struct value **out,
                                    struct value *room)
{
	enum formula_result result;

	if (formula->kind == FORMULA_LET) {
		result = walk(with, formula->a, out, room);
		if (result == FORMULA_DONE)
			with->slots[formula->index] = **out;
	} else {
		result = find_record(with, formula->record, &with->records[formula->index]);
	}
	return result == FORMULA_DONE ? walk(with, formula->b, out, room) : result;
}

static enum formula_result walk_parts(struct walk *with, const struct formula *formula, const struct value **out,
                                      struct value *room)
{
	struct value rooms[3];
	const struct value *a, *b = NULL, *c = NULL;
	enum formula_result result = walk(with, formula->a, &a, &rooms[0]);

	if (result == FORMULA_DONE && formula->b)
		result = walk(with, formula->b, &b, &rooms[1]);
	if (result == FORMULA_DONE && formula->c)
		result = walk(with, formula->c, &c, &rooms[2]);
	if (result == FORMULA_DONE)
		result = operation(formula, a, b, c, room);
	*out = room;
	return result;
}

static enum formula_result walk(struct walk *with, const struct formula *formula, const struct value **out,
                                struct value *room)
{
	switch (formula->kind) {
	case FORMULA_CONSTANT:
		*out = &formula->value;
		return FORMULA_DONE;
	case FORMULA_FIELD:
		return read_field(with, formula, out);
	case FORMULA_OUTCOME:
		return read_outcome(with, formula, out);
	case FORMULA_PARAMETER:
		*out = inforce_parameter(with->machine, formula->index);
		return (*out)->kind == VALUE_UNKNOWN ? FORMULA_LUA : FORMULA_DONE;
	case FORMULA_PERIOD:
		*room = inforce_at(with->machine, formula->index);
		*out = room;
		return FORMULA_DONE;
	case FORMULA_SLOT:
		*out = &with->slots[formula->index];
		return FORMULA_DONE;
	case FORMULA_LET:
	case FORMULA_LET_RECORD:
		return walk_let(with, formula, out, room);
	case FORMULA_IF:
	case FORMULA_AND:
	case FORMULA_OR:
		return walk_branch(with, formula, out, room);
	default:
		return walk_parts(with, formula, out, room);
	}
}

enum formula_result formula_evaluate(struct machine *machine, struct instance *instance, int function,
                                     const struct rule *rule, struct value *out)
{
	const struct formula *formula = machine->plan->ruleset->functions[function].formula;
	enum formula_result result;
	const struct value *value;
	struct walk with;

	/* A rule dated by its records has parameters of another day each time. */
	if (!formula || machine->options->lua_only || (rule && rule->dated_by >= 0))
		return FORMULA_LUA;
	with.machine = machine;
	with.instance = instance;
	result = walk(&with, formula, &value, out);
	if (result == FORMULA_DONE && value != out)
		*out = *value;
	return result;
}
