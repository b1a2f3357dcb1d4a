/* formula.c: evaluates a function's formula (rules/formula.h) on a record, without Lua.
 *
 * Each step does what Lua and the library do with the same values (`t/formula.c` holds one against the other). What they
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

static bool is_exact(const struct value *value)
{
	return value->kind == VALUE_INTEGER || value->kind == VALUE_DECIMAL;
}

static bool is_true(const struct value *value)
{
	return value->kind != VALUE_NONE && (value->kind != VALUE_FLAG || value->as.integer);
}

static int compare_texts(const struct value *a, const struct value *b)
{
	int order = memcmp(a->as.text, b->as.text, a->length < b->length ? a->length : b->length);

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

static bool are_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_INTEGER:
	case VALUE_FLAG:
		return a->as.integer == b->as.integer;
	case VALUE_TEXT:
		return a->length == b->length && !memcmp(a->as.text, b->as.text, a->length);
	case VALUE_DECIMAL:
		return a->scale == b->scale && a->as.coefficient == b->as.coefficient;
	default:
		return true; /* nil and nil */
	}
}

/* Two exact values or two texts; anything else is for Lua to refuse. */
static bool compare(const struct value *a, const struct value *b, int *order)
{
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		*order = (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
	else if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		*order = compare_texts(a, b);
	else if (is_exact(a) && is_exact(b))
		*order = decimal_compare(value_as_decimal(*a), value_as_decimal(*b));
	else
		return false;
	return true;
}

/* Whole numbers that leave 64 bits wrap in Lua: left to it. */
static enum formula_result add_up(enum formula_kind kind, const struct value *a, const struct value *b,
                                  struct value *out)
{
	struct decimal result;
	struct error err; /* written only on failure, and Lua says it again */
	int64_t whole;
	bool overflow;

	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER) {
		overflow = kind == FORMULA_ADD        ? __builtin_add_overflow(a->as.integer, b->as.integer, &whole)
		           : kind == FORMULA_SUBTRACT ? __builtin_sub_overflow(a->as.integer, b->as.integer, &whole)
		                                      : __builtin_mul_overflow(a->as.integer, b->as.integer, &whole);
		*out = value_integer(whole);
		return overflow ? FORMULA_LUA : FORMULA_DONE;
	}
	if (!is_exact(a) || !is_exact(b))
		return FORMULA_LUA;
	if ((kind == FORMULA_ADD ? decimal_add
	     : kind == FORMULA_SUBTRACT
	             ? decimal_subtract
	             : decimal_multiply)(value_as_decimal(*a), value_as_decimal(*b), &result, &err))
		return FORMULA_LUA;
	*out = value_decimal(result);
	return FORMULA_DONE;
}

static enum formula_result negate(const struct value *a, struct value *out)
{
	struct decimal result;
	struct error err;

	if (!is_exact(a) || decimal_negate(value_as_decimal(*a), &result, &err))
		return FORMULA_LUA;
	/* -(-2^63) is itself in Lua. */
	if (a->kind == VALUE_INTEGER && a->as.integer == INT64_MIN)
		return FORMULA_LUA;
	*out = value_decimal(result);
	return FORMULA_DONE;
}

static enum formula_result round_to(const struct value *x, const struct value *by, const struct value *step,
                                    enum rounding mode, struct value *out)
{
	struct decimal result;
	struct error err;

	if (!is_exact(x) || !is_exact(by) || !is_exact(step) || value_as_decimal(*step).coefficient <= 0
	    || value_as_decimal(*by).coefficient == 0)
		return FORMULA_LUA;
	if (by->kind == VALUE_INTEGER && by->as.integer == 1
	            ? decimal_round(value_as_decimal(*x), value_as_decimal(*step), mode, &result, &err)
	            : decimal_divide(value_as_decimal(*x), value_as_decimal(*by), value_as_decimal(*step), mode,
	                             &result, &err))
		return FORMULA_LUA;
	*out = value_decimal(result);
	return FORMULA_DONE;
}

/* What takes two or three values that are all needed. */
static enum formula_result combine(const struct formula *formula, const struct value *a, const struct value *b,
                                   const struct value *c, struct value *out)
{
	const struct value one = { .kind = VALUE_INTEGER, .as.integer = 1 };
	int low, high;

	switch (formula->kind) {
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
		*out = value_flag(are_equal(a, b) == (formula->kind == FORMULA_EQUAL));
		return FORMULA_DONE;
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
		if (!compare(a, b, &low))
			return FORMULA_LUA;
		low = formula->index ? -low : low;
		*out = value_flag(formula->kind == FORMULA_LESS ? low < 0 : low <= 0);
		return FORMULA_DONE;
	case FORMULA_ADD:
	case FORMULA_SUBTRACT:
	case FORMULA_MULTIPLY:
		return add_up(formula->kind, a, b, out);
	case FORMULA_ROUND:
		return round_to(a, &one, b, (enum rounding) formula->index, out);
	case FORMULA_DIVIDE:
		return round_to(a, b, c, (enum rounding) formula->index, out);
	case FORMULA_MINIMUM:
	case FORMULA_MAXIMUM: /* the first of equals */
		if (!compare(b, a, &low))
			return FORMULA_LUA;
		*out = (formula->kind == FORMULA_MINIMUM ? low < 0 : low > 0) ? *b : *a;
		return FORMULA_DONE;
	case FORMULA_BETWEEN:
		if (!compare(a, b, &low) || !compare(a, c, &high))
			return FORMULA_LUA;
		*out = value_flag(low >= 0 && high <= 0);
		return FORMULA_DONE;
	default:
		return FORMULA_LUA;
	}
}

static enum formula_result walk_branch(struct walk *with, const struct formula *formula, const struct value **out,
                                       struct value *room)
{
	enum formula_result result = walk(with, formula->a, out, room);

	if (result != FORMULA_DONE)
		return result;
	switch (formula->kind) {
	case FORMULA_NOT:
		*room = value_flag(!is_true(*out));
		*out = room;
		return FORMULA_DONE;
	case FORMULA_NEGATE:
		result = negate(*out, room);
		*out = room;
		return result;
	case FORMULA_AND:
		return is_true(*out) ? walk(with, formula->b, out, room) : FORMULA_DONE;
	case FORMULA_OR:
		return is_true(*out) ? FORMULA_DONE : walk(with, formula->b, out, room);
	default: /* FORMULA_IF */
		return walk(with, is_true(*out) ? formula->b : formula->c, out, room);
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
	struct value rooms[3] = { { .kind = VALUE_NONE } };
	const struct value *a, *b, *c = &rooms[2];
	enum formula_result result = walk(with, formula->a, &a, &rooms[0]);

	if (result == FORMULA_DONE)
		result = walk(with, formula->b, &b, &rooms[1]);
	if (result == FORMULA_DONE && formula->c)
		result = walk(with, formula->c, &c, &rooms[2]);
	if (result == FORMULA_DONE)
		result = combine(formula, a, b, c, room);
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
	case FORMULA_NOT:
	case FORMULA_NEGATE:
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
