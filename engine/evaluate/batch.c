/* batch.c: walks formulas for 64 records at a time. */
#include "evaluate/batch.h"

#include "rules/formula.h"

#include <stdlib.h>
#include <string.h>

#define ROOMS \
	24 /* values of all lanes that wait for one another in one formula; one that needs more is left to formula.c */

/* One value for each lane. */
struct lanes {
	bool are_flags;
	uint64_t truth;             /* flags: a bit for each lane */
	const struct value *values; /* others: lane i's is values[i * stride] */
	size_t stride;
};

struct batch {
	const struct plan *plan;
	const struct plan_type *type;
	struct chunk *chunk;
	size_t first;    /* row of lane 0 */
	uint64_t filled; /* lanes that hold a record without decisions on it */
	uint64_t whole;  /* lanes whose rules are all evaluated */
	/* [period * rule_count + place]: lanes that are evaluated; of those, flags and eligibility that are true. */
	uint64_t *evaluated, *truth;
	struct lanes slots[FORMULA_SLOTS];
	struct value rooms[FORMULA_SLOTS + ROOMS][BATCH_RECORDS];
};

/* With i the number of each lane in `mask`, from the lowest. */
/* NOLINTBEGIN(bugprone-macro-parentheses): it declares i */
#define FOR_LANES(i, mask)                                                                                \
	for (uint64_t i##_left = (mask), i; i##_left && (i = (uint64_t) __builtin_ctzll(i##_left), true); \
	     i##_left &= i##_left - 1)
/* NOLINTEND(bugprone-macro-parentheses) */

/* Walks a formula for the active lanes, using rooms from `next` on. *out: what it gives, in `own` or where it stays for the whole
 * batch. Returns the active lanes that have it. */
static uint64_t walk(struct machine *machine, const struct formula *formula, uint64_t active, size_t next,
                     struct value *own, struct lanes *out);

struct batch *batch_new(const struct plan *plan)
{
	struct batch *batch = calloc(1, sizeof *batch);
	size_t rules = 0;

	for (size_t i = 0; i < plan->type_count; i++)
		rules = plan->types[i].rule_count > rules ? plan->types[i].rule_count : rules;
	if (!batch)
		return NULL;
	batch->plan = plan;
	batch->evaluated = calloc(rules * plan->period_count + 1, sizeof *batch->evaluated);
	batch->truth = calloc(rules * plan->period_count + 1, sizeof *batch->truth);
	if (!batch->evaluated || !batch->truth) {
		batch_free(batch);
		return NULL;
	}
	return batch;
}

void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	free(batch->evaluated);
	free(batch->truth);
	free(batch);
}

static struct lanes lanes_flags(uint64_t truth)
{
	return (struct lanes){ .are_flags = true, .truth = truth };
}

static struct lanes lanes_same(const struct value *value)
{
	if (value->kind == VALUE_FLAG)
		return lanes_flags(value->as.integer ? ~UINT64_C(0) : 0);
	return (struct lanes){ .values = value };
}

/* A lane's value, in `room` where it stands nowhere. */
static inline const struct value *lane_value(const struct lanes *lanes, uint64_t lane, struct value *room)
{
	if (!lanes->are_flags)
		return &lanes->values[lane * lanes->stride];
	*room = (struct value){ .kind = VALUE_FLAG, .as.integer = lanes->truth >> lane & 1 };
	return room;
}

/* The active lanes that are true to a condition. */
static uint64_t lanes_true(const struct lanes *lanes, uint64_t active)
{
	uint64_t truth = 0;

	if (lanes->are_flags)
		return lanes->truth & active;
	FOR_LANES (i, active)
		truth |= (uint64_t) operation_is_true(&lanes->values[i * lanes->stride]) << i;
	return truth;
}

/* The lanes `of_a` of a and `of_b` of b: in `own`, unless all come from one or both are flags. Of the two only a may stand in
 * `own` before. */
static struct lanes lanes_join(const struct lanes *a, uint64_t of_a, const struct lanes *b, uint64_t of_b,
                               struct value *own)
{
	struct value room;

	if (!of_b)
		return *a;
	if (!of_a)
		return *b;
	if (a->are_flags && b->are_flags)
		return lanes_flags((a->truth & of_a) | (b->truth & of_b));
	FOR_LANES (i, of_a) {
		const struct value *value = lane_value(a, i, &room);

		if (value != &own[i])
			own[i] = *value;
	}
	FOR_LANES (i, of_b)
		own[i] = *lane_value(b, i, &room);
	return (struct lanes){ .values = own, .stride = 1 };
}

static uint64_t walk_field(const struct batch *batch, const struct formula *formula, uint64_t active,
                           struct lanes *out)
{
	int slot = batch->type->slot[formula->index];
	size_t stride = batch->type->field_count;
	const struct value *values;

	if (slot < 0)
		return 0;
	values = batch->chunk->values + batch->first * stride + slot;
	FOR_LANES (i, active) {
		if (values[i * stride].kind == VALUE_UNKNOWN)
			active &= ~(UINT64_C(1) << i);
	}
	*out = (struct lanes){ .values = values, .stride = stride };
	return active;
}

static size_t rule_at(const struct batch *batch, size_t period, size_t place)
{
	return period * batch->type->rule_count + place;
}

/* Where the outcomes of a column begin: lane 0's. */
static struct value *column_at(const struct batch *batch, size_t period, size_t column)
{
	return batch->chunk->outcomes
	       + (batch->first * batch->plan->period_count + period) * batch->type->column_count + column;
}

static size_t column_stride(const struct batch *batch)
{
	return batch->plan->period_count * batch->type->column_count;
}

static uint64_t walk_outcome(const struct batch *batch, size_t period, const struct formula *formula, uint64_t active,
                             struct lanes *out)
{
	size_t place = (size_t) batch->type->rule_place[formula->index], at = rule_at(batch, period, place);
	const struct rule *rule = &batch->plan->ruleset->rules[formula->index];
	size_t column = (size_t) batch->type->rules[place].column;

	if (!formula->award && (rule->type == TYPE_ELIGIBILITY || rule->type == TYPE_FLAG) && !rule->optional)
		*out = lanes_flags(batch->truth[at]);
	else
		*out = (struct lanes){ .values = column_at(batch, period, column + formula->award),
			               .stride = column_stride(batch) };
	return active & batch->evaluated[at];
}

static bool gives_flag(enum formula_kind kind)
{
	return kind == FORMULA_NOT || kind == FORMULA_BETWEEN
	       || (kind >= FORMULA_EQUAL && kind <= FORMULA_LESS_EQUAL);
}

/* Of whole numbers, which most are. */
static inline bool compare_whole(const struct formula *formula, int64_t a, int64_t b)
{
	if (formula->kind == FORMULA_LESS)
		return formula->index ? a > b : a < b;
	return formula->index ? a >= b : a <= b;
}

/* The commonest comparisons, as operation() does them. False: it has to. */
static inline bool compare_here(const struct formula *formula, const struct value *a, const struct value *b,
                                bool *truth)
{
	if (formula->kind > FORMULA_LESS_EQUAL || formula->kind < FORMULA_EQUAL || a->kind != b->kind)
		return false;
	if (formula->kind == FORMULA_LESS || formula->kind == FORMULA_LESS_EQUAL) {
		*truth = compare_whole(formula, a->as.integer, b->as.integer);
		return a->kind == VALUE_INTEGER;
	}
	if (a->kind == VALUE_TEXT)
		*truth = a->length == b->length && !memcmp(a->as.text, b->as.text, a->length);
	else
		*truth = a->as.integer == b->as.integer;
	*truth ^= formula->kind == FORMULA_NOT_EQUAL;
	return a->kind == VALUE_TEXT || a->kind == VALUE_INTEGER;
}

static uint64_t walk_flags(const struct formula *formula, uint64_t active, const struct lanes *parts,
                           struct lanes *out)
{
	bool here;
	struct value rooms[4];
	uint64_t truth = 0;

	FOR_LANES (i, active) {
		const struct value *a = lane_value(&parts[0], i, &rooms[0]), *b, *c;

		b = formula->b ? lane_value(&parts[1], i, &rooms[1]) : NULL;
		c = formula->c ? lane_value(&parts[2], i, &rooms[2]) : NULL;
		if (b && compare_here(formula, a, b, &here))
			truth |= (uint64_t) here << i;
		else if (operation(formula, a, b, c, &rooms[3]) == FORMULA_DONE)
			truth |= (uint64_t) rooms[3].as.integer << i;
		else
			active &= ~(UINT64_C(1) << i);
	}
	*out = lanes_flags(truth);
	return active;
}

static uint64_t walk_values(const struct formula *formula, uint64_t active, const struct lanes *parts,
                            struct value *own, struct lanes *out)
{
	struct value rooms[3];

	FOR_LANES (i, active) {
		const struct value *a = lane_value(&parts[0], i, &rooms[0]), *b, *c;

		b = formula->b ? lane_value(&parts[1], i, &rooms[1]) : NULL;
		c = formula->c ? lane_value(&parts[2], i, &rooms[2]) : NULL;
		if (operation(formula, a, b, c, &own[i]) != FORMULA_DONE)
			active &= ~(UINT64_C(1) << i);
	}
	*out = (struct lanes){ .values = own, .stride = 1 };
	return active;
}

static uint64_t walk_parts(struct machine *machine, const struct formula *formula, uint64_t active, size_t next,
                           struct value *own, struct lanes *out)
{
	const struct formula *operands[] = { formula->a, formula->b, formula->c };
	struct lanes parts[3];

	for (size_t i = 0; i < 3 && operands[i] && active; i++)
		active = walk(machine, operands[i], active, next + i + 1, machine->batch->rooms[next + i], &parts[i]);
	if (!active)
		return 0;
	return gives_flag(formula->kind) ? walk_flags(formula, active, parts, out)
	                                 : walk_values(formula, active, parts, own, out);
}

static uint64_t walk_branch(struct machine *machine, const struct formula *formula, uint64_t active, size_t next,
                            struct value *own, struct lanes *out)
{
	struct value *room = machine->batch->rooms[next];
	bool is_if = formula->kind == FORMULA_IF;
	struct lanes first, second = lanes_flags(0);
	uint64_t truth, then, otherwise;

	/* `and` and `or` may give what they test. */
	active = walk(machine, formula->a, active, next + 1, is_if ? room : own, &first);
	if (!active)
		return 0;
	truth = lanes_true(&first, active);
	then = formula->kind == FORMULA_OR ? truth : active & ~truth;
	otherwise = active & ~then;
	if (is_if) {
		then = truth ? walk(machine, formula->b, truth, next, own, &first) : 0;
		otherwise = active & ~truth;
	}
	if (otherwise)
		otherwise = walk(machine, is_if ? formula->c : formula->b, otherwise, next + 1, then ? room : own,
		                 &second);
	*out = lanes_join(&first, then, &second, otherwise, own);
	return then | otherwise;
}

static uint64_t walk(struct machine *machine, const struct formula *formula, uint64_t active, size_t next,
                     struct value *own, struct lanes *out)
{
	struct batch *batch = machine->batch;

	if (next + 3 > FORMULA_SLOTS + ROOMS)
		return 0;
	switch (formula->kind) {
	case FORMULA_CONSTANT:
		*out = lanes_same(&formula->value);
		return active;
	case FORMULA_FIELD:
		return walk_field(batch, formula, active, out);
	case FORMULA_OUTCOME:
		return walk_outcome(batch, machine->period, formula, active, out);
	case FORMULA_PARAMETER:
		*out = lanes_same(inforce_parameter(machine, formula->index));
		return inforce_parameter(machine, formula->index)->kind == VALUE_UNKNOWN ? 0 : active;
	case FORMULA_PERIOD:
		own[0] = inforce_at(machine, formula->index);
		*out = (struct lanes){ .values = own };
		return active;
	case FORMULA_SLOT:
		*out = batch->slots[formula->index];
		return active;
	case FORMULA_LET:
		active = walk(machine, formula->a, active, next, batch->rooms[formula->index],
		              &batch->slots[formula->index]);
		return active ? walk(machine, formula->b, active, next, own, out) : 0;
	case FORMULA_LET_RECORD:
		return 0;
	case FORMULA_IF:
	case FORMULA_AND:
	case FORMULA_OR:
		return walk_branch(machine, formula, active, next, own, out);
	default:
		return walk_parts(machine, formula, active, next, own, out);
	}
}

static uint64_t walk_function(struct machine *machine, int function, uint64_t active, struct lanes *out)
{
	return walk(machine, machine->plan->ruleset->functions[function].formula, active, FORMULA_SLOTS + 1,
	            machine->batch->rooms[FORMULA_SLOTS], out);
}

/* Kleene's three values, of which a lane that is unknown drops out. Returns the lanes that are settled; *yes: with yes. */
static uint64_t decide(struct machine *machine, const struct condition *condition, uint64_t active, uint64_t *yes)
{
	bool all = condition->kind == CONDITION_ALL;
	uint64_t settled = 0, open = active;
	struct lanes lanes;

	*yes = 0;
	if (condition->kind == CONDITION_TEST) {
		active = walk_function(machine, condition->function, active, &lanes);
		if (!active)
			return 0;
		if (!lanes.are_flags) /* flags that are stored stand among values */
			FOR_LANES (i, active) {
				if (lanes.values[i * lanes.stride].kind != VALUE_FLAG)
					active &= ~(UINT64_C(1) << i);
			}
		*yes = lanes_true(&lanes, active);
		return active;
	}
	for (size_t i = 0; i < condition->count && open; i++) {
		uint64_t child, known = decide(machine, &condition->children[i], open, &child);

		/* No settles `all`, yes settles `any`. */
		settled |= known & (all ? ~child : child);
		open = known & (all ? child : ~child);
	}
	*yes = all ? open : settled;
	return settled | open;
}

/* Takes what a function gave as outcomes, where it fits. */
static uint64_t keep(const struct rule *rule, enum type type, const struct lanes *lanes, uint64_t active,
                     struct value *to, size_t stride)
{
	struct value room;

	if (lanes->are_flags && type == TYPE_FLAG) {
		FOR_LANES (i, active) {
			to[i * stride].kind = VALUE_FLAG;
			to[i * stride].as.integer = lanes->truth >> i & 1;
		}
		return active;
	}
	FOR_LANES (i, active) {
		const struct value *value = lane_value(lanes, i, &room);

		if (machine_fits(rule, value, type))
			to[i * stride] = *value;
		else
			active &= ~(UINT64_C(1) << i);
	}
	return active;
}

static uint64_t evaluate_eligibility(struct machine *machine, const struct rule *rule, struct value *to,
                                     size_t stride, uint64_t *yes)
{
	const struct value eligible = value_text("eligible", 8), not_eligible = value_text("not_eligible", 12);
	uint64_t settled = decide(machine, rule->conditions, machine->batch->filled, yes);
	struct lanes awards;

	if (rule->award != NO_FUNCTION) {
		uint64_t paid = *yes ? walk_function(machine, rule->award, *yes, &awards) : 0;

		if (paid)
			paid = keep(rule, TYPE_MONEY, &awards, paid, to + 1, stride);
		FOR_LANES (i, settled & ~*yes)
			to[i * stride + 1] = value_integer(0);
		settled &= ~*yes | paid;
		*yes &= paid;
	}
	FOR_LANES (i, settled)
		to[i * stride] = *yes >> i & 1 ? eligible : not_eligible;
	return settled;
}

static void count_awards(struct machine *machine, struct total_cell *cell, const struct value *awards, size_t stride,
                         uint64_t eligible, int64_t known)
{
	struct error err;
	int64_t sum = 0; /* of 64 times money at most */

	FOR_LANES (i, eligible)
		sum += awards[i * stride].as.integer;
	if (decimal_add(cell->sum, decimal_from_integer(sum), &cell->sum, &err))
		sandbox_raise(sandbox_lua(machine->sandbox), &err);
	cell->known += known;
}

/* As chunk.c does for one outcome. */
static void count(struct machine *machine, const struct plan_rule *planned, uint64_t evaluated, uint64_t truth,
                  const struct value *outcomes, size_t stride)
{
	const struct rule *rule = &machine->plan->ruleset->rules[planned->rule];
	struct rule_result *result =
		&machine->rule_results[(size_t) planned->rule * machine->plan->period_count + machine->period];
	int64_t all = __builtin_popcountll(evaluated), yes = __builtin_popcountll(truth), none = 0;

	if (rule->type == TYPE_ELIGIBILITY) {
		result->eligible += yes;
		result->not_eligible += all - yes;
		if (rule->award != NO_FUNCTION)
			count_awards(machine, &result->award, outcomes + 1, stride, truth, all);
		return;
	}
	if (rule->optional) {
		FOR_LANES (i, evaluated)
			none += outcomes[i * stride].kind == VALUE_NONE;
	}
	result->known += all - none;
	result->none += none;
}

static void evaluate_rule(struct machine *machine, size_t place)
{
	struct batch *batch = machine->batch;
	const struct plan_rule *planned = &batch->type->rules[place];
	const struct rule *rule = &machine->plan->ruleset->rules[planned->rule];
	size_t at = rule_at(batch, machine->period, place), stride = column_stride(batch);
	struct value *to = column_at(batch, machine->period, (size_t) planned->column);
	uint64_t active;
	struct lanes lanes;

	batch->truth[at] = 0;
	if (rule->type == TYPE_ELIGIBILITY) {
		active = evaluate_eligibility(machine, rule, to, stride, &batch->truth[at]);
	} else {
		active = walk_function(machine, rule->compute, batch->filled, &lanes);
		if (active)
			active = keep(rule, rule->type, &lanes, active, to, stride);
		if (active && rule->type == TYPE_FLAG)
			batch->truth[at] = lanes_true(&lanes, active);
	}
	batch->evaluated[at] = active;
	if (!machine->needed)
		count(machine, planned, active, batch->truth[at], to, stride);
}

/* Takes out lanes whose records have decisions on them: those are evaluated one by one. */
static void leave_decided(struct batch *batch)
{
	size_t ignored;

	FOR_LANES (i, batch->filled) {
		if (decisions_find(batch->plan, batch->chunk->type,
		                   batch->chunk->values + (batch->first + i) * batch->type->field_count, &ignored))
			batch->filled &= ~(UINT64_C(1) << i);
	}
}

void batch_evaluate(struct machine *machine, struct chunk *chunk, size_t first)
{
	struct batch *batch = machine->batch;
	const struct plan *plan = machine->plan;
	const struct plan_type *type = &plan->types[chunk->type];
	size_t count = chunk->count - first;

	batch->type = type;
	batch->chunk = chunk;
	batch->first = first;
	batch->filled = (~UINT64_C(0)) >> (64 - (count < BATCH_RECORDS ? count : BATCH_RECORDS));
	if (plan->decisions)
		leave_decided(batch);
	batch->whole = batch->filled;
	for (size_t period = 0; period < plan->period_count; period++) {
		machine->period = period;
		for (size_t i = 0; i < type->rule_count; i++) {
			const struct plan_rule *planned = &type->rules[i];
			bool wanted = !machine->needed
			              || machine->needed[(size_t) planned->rule * plan->period_count + period];

			if (wanted && planned->batched && !machine->options->lua_only)
				evaluate_rule(machine, i);
			else
				batch->evaluated[rule_at(batch, period, i)] = 0;
			if (wanted)
				batch->whole &= batch->evaluated[rule_at(batch, period, i)];
		}
	}
}

bool batch_has(const struct batch *batch, size_t period, size_t place, size_t lane)
{
	return batch->evaluated[rule_at(batch, period, place)] >> lane & 1;
}

bool batch_has_all(const struct batch *batch, size_t lane)
{
	return batch->whole >> lane & 1;
}

void batch_fill(const struct batch *batch, size_t lane, struct instance *instance)
{
	const struct plan_type *type = batch->type;

	for (size_t period = 0; period < batch->plan->period_count; period++) {
		for (size_t i = 0; i < type->rule_count; i++) {
			size_t at = rule_at(batch, period, i);
			const struct value *shown = column_at(batch, period, (size_t) type->rules[i].column)
			                            + lane * column_stride(batch);
			const struct rule *rule = &batch->plan->ruleset->rules[type->rules[i].rule];
			struct outcome *outcome = &instance->outcomes[at];

			if (!(batch->evaluated[at] >> lane & 1))
				continue;
			*outcome = (struct outcome){ .state = OUTCOME_DONE, .value = *shown };
			if (rule->type == TYPE_ELIGIBILITY)
				outcome->value = value_flag(batch->truth[at] >> lane & 1);
			if (rule->award != NO_FUNCTION)
				outcome->award = shown[1];
		}
	}
}
