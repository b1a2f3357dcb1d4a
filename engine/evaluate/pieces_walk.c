/* pieces_walk.c: what a formula or a decision table gives, and in which span of the field each comparison on the way comes out the
 * same. See pieces_parts.h. */
#include "evaluate/pieces_parts.h"

#include "rules/decision_table_bounds.h"

#include <string.h>

void pieces_hang_still(struct hanging *out, struct value value)
{
	*out = (struct hanging){ .value = value };
}

static bool is_number(const struct value *value)
{
	return value->kind == VALUE_INTEGER || value->kind == VALUE_DECIMAL;
}

/* The form of any number, or of a date; false: it is neither. */
static bool form_of(const struct hanging *hanging, struct form *out)
{
	struct date date;
	struct error err;

	if (hanging->varies) {
		*out = hanging->form;
		return true;
	}
	if (is_number(&hanging->value)) {
		*out = form_constant(value_as_decimal(hanging->value));
		return true;
	}
	if (hanging->value.kind != VALUE_TEXT
	    || date_parse(hanging->value.as.text, hanging->value.length, &date, &err))
		return false;
	*out = form_constant(decimal_from_integer(date_number(date)));
	return true;
}

void pieces_give_up(struct pieces *pieces, const char *because)
{
	span_collapse(&pieces->span);
	pieces->opaque = true;
	pieces->because = because;
}

/* How a and b stand to each other at x stays so. False: that cannot be said of them. */
static bool keep_order(struct walk *with, const struct hanging *a, const struct hanging *b, bool equal_is_less,
                       bool equal_is_more)
{
	struct form left, right;
	int order;

	/* The field has a value, whichever: it never becomes one that is not there. */
	if ((!a->varies && !b->varies) || a->value.kind == VALUE_NONE || b->value.kind == VALUE_NONE)
		return true;
	if (!form_of(a, &left) || !form_of(b, &right))
		return false;
	order = value_compare(a->value, b->value);
	if (order < 0)
		span_keep(&with->pieces->span, &left, &right, equal_is_less ? KEEP_LESS_EQUAL : KEEP_LESS);
	else if (order > 0)
		span_keep(&with->pieces->span, &left, &right, equal_is_more ? KEEP_GREATER_EQUAL : KEEP_GREATER);
	else
		span_keep(&with->pieces->span, &left, &right,
		          equal_is_less   ? KEEP_LESS_EQUAL
		          : equal_is_more ? KEEP_GREATER_EQUAL
		                          : KEEP_EQUAL);
	return true;
}

bool pieces_is_target(const struct pieces *pieces, const struct instance *instance)
{
	return record_is_substituted(pieces->machine, instance->type, instance->values);
}

static enum formula_result find_record(struct walk *with, const struct formula_record *record, struct instance **out)
{
	struct instance *child;
	enum formula_result result;
	struct error err;

	if (!record->child) {
		*out = record->slot < 0 ? with->instance : with->records[record->slot];
		return FORMULA_DONE;
	}
	result = find_record(with, record->child, &child);
	if (result != FORMULA_DONE)
		return result;
	switch (related_find_parent(with->pieces->machine, child, record->relation, out, &err)) {
	case PARENT_FOUND:
		return FORMULA_DONE;
	case PARENT_MISSING:
		return FORMULA_UNKNOWN;
	default:
		return FORMULA_LUA;
	}
}

static enum formula_result read_field(struct walk *with, const struct formula *formula, struct hanging *out)
{
	struct pieces *pieces = with->pieces;
	struct instance *instance;
	enum formula_result result = find_record(with, formula->record, &instance);
	int slot;

	if (result != FORMULA_DONE)
		return result;
	slot = pieces->plan->types[instance->type].slot[formula->index];
	if (slot < 0)
		return FORMULA_LUA;
	pieces_hang_still(out, instance->values[slot]);
	if (out->value.kind == VALUE_UNKNOWN)
		return FORMULA_UNKNOWN;
	if (slot == pieces->slot && pieces_is_target(pieces, instance)) {
		out->varies = true;
		out->form = form_of_x(pieces->x);
	}
	return FORMULA_DONE;
}

static enum formula_result read_outcome(struct walk *with, const struct formula *formula, struct hanging *out)
{
	struct instance *instance;
	enum formula_result result = find_record(with, formula->record, &instance);

	if (result != FORMULA_DONE)
		return result;
	pieces_outcome(with->pieces, instance, formula->index, formula->award, out);
	return out->value.kind == VALUE_UNKNOWN ? FORMULA_UNKNOWN : FORMULA_DONE;
}

/* The value of a parameter for the rule's day, or the period. NULL: there is none. */
static const struct dated_value *parameter_of(struct walk *with, int index, struct dated_value *room)
{
	const struct plan *plan = with->pieces->plan;
	struct period period = plan->periods[with->pieces->machine->period];
	const struct rule *rule = with->rule;
	struct date day;
	struct error err;
	bool carried;

	if (rule && rule->dated_by >= 0) {
		const struct plan_type *type = &plan->types[with->instance->type];
		struct value value = with->instance->values[type->slot[rule->dated_by]];

		if (value.kind != VALUE_TEXT || date_parse(value.as.text, value.length, &day, &err))
			return NULL;
		period.start = period.finish = day;
	}
	return parameter_value(&plan->scenario->parameters.items[index], &period, room, &carried, &err);
}

static enum formula_result read_parameter(struct walk *with, const struct formula *formula, struct hanging *out)
{
	struct dated_value room;
	const struct dated_value *value = parameter_of(with, formula->index, &room);

	if (!value || value->value.kind == VALUE_NONE)
		return FORMULA_LUA;
	pieces_hang_still(out, value->value);
	return FORMULA_DONE;
}

static enum formula_result walk_branch(struct walk *with, const struct formula *formula, struct hanging *out)
{
	enum formula_result result = pieces_walk(with, formula->a, out);
	bool answer;

	if (result != FORMULA_DONE)
		return result;
	answer = operation_is_true(&out->value);
	switch (formula->kind) {
	case FORMULA_AND:
		return answer ? pieces_walk(with, formula->b, out) : FORMULA_DONE;
	case FORMULA_OR:
		return answer ? FORMULA_DONE : pieces_walk(with, formula->b, out);
	default: /* FORMULA_IF */
		return pieces_walk(with, answer ? formula->b : formula->c, out);
	}
}

static enum formula_result walk_let(struct walk *with, const struct formula *formula, struct hanging *out)
{
	enum formula_result result;

	if (formula->kind == FORMULA_LET)
		result = pieces_walk(with, formula->a, &with->slots[formula->index]);
	else
		result = find_record(with, formula->record, &with->records[formula->index]);
	return result == FORMULA_DONE ? pieces_walk(with, formula->b, out) : result;
}

static int age_of(int64_t born, int64_t on)
{
	return date_age_on(date_from_number((int32_t) born), date_from_number((int32_t) on));
}

/* How old somebody is stays so from one birthday to the next: ages go one way with either date, so that the ends can be halved for. */
static enum formula_result walk_age(struct walk *with, const struct hanging *born, const struct hanging *on,
                                    struct hanging *out)
{
	struct span *span = &with->pieces->span;
	struct form forms[2];
	int64_t fixed, x = with->pieces->x;
	bool varies = born->varies;
	int age;

	if (!form_of(born, &forms[0]) || !form_of(on, &forms[1]) || (born->varies && on->varies)
	    || !decimal_is_integer(forms[varies ? 1 : 0].at, &fixed)
	    || decimal_compare(forms[varies ? 0 : 1].at, decimal_from_integer(x)))
		return FORMULA_LUA;
	age = varies ? age_of(x, fixed) : age_of(fixed, x);
	for (int side = 0; side < 2; side++) {
		int64_t inside = x, outside = side ? span->high + 1 : span->low - 1;

		while (outside - inside > 1 || inside - outside > 1) {
			int64_t middle = inside + (outside - inside) / 2;
			bool same = (varies ? age_of(middle, fixed) : age_of(fixed, middle)) == age;

			*(same ? &inside : &outside) = middle;
		}
		*(side ? &span->high : &span->low) = inside;
	}
	pieces_hang_still(out, value_integer(age));
	return FORMULA_DONE;
}

static enum formula_result walk_dates(struct walk *with, const struct formula *formula, struct hanging *out)
{
	struct hanging a, b;
	enum formula_result result = pieces_walk(with, formula->a, &a);
	struct form from, to;
	int64_t days;

	if (result == FORMULA_DONE)
		result = pieces_walk(with, formula->b, &b);
	if (result != FORMULA_DONE)
		return result;
	if (a.value.kind != VALUE_TEXT || b.value.kind != VALUE_TEXT || !form_of(&a, &from) || !form_of(&b, &to))
		return FORMULA_LUA;
	if (formula->kind == FORMULA_AGE && (a.varies || b.varies))
		return walk_age(with, &a, &b, out);
	out->form = form_add(&with->pieces->span, &to, &from, true);
	out->varies = a.varies || b.varies;
	if (!decimal_is_integer(out->form.at, &days))
		return FORMULA_LUA;
	if (formula->kind == FORMULA_AGE) {
		int64_t born, on;

		if (!decimal_is_integer(from.at, &born) || !decimal_is_integer(to.at, &on))
			return FORMULA_LUA;
		pieces_hang_still(out, value_integer(age_of(born, on)));
	} else {
		out->value = value_integer(days);
	}
	return FORMULA_DONE;
}

/* Between two edges of its brackets a scale is linear. */
static enum formula_result walk_scale(struct walk *with, const struct formula *formula, struct hanging *out)
{
	struct pieces *pieces = with->pieces;
	struct dated_value room;
	const struct dated_value *value = parameter_of(with, formula->index, &room);
	struct hanging amount;
	enum formula_result result = pieces_walk(with, formula->a, &amount);
	const struct scale *scale = value ? value->scale : NULL;
	struct form part = form_constant(decimal_from_integer(0)), of;
	struct decimal given, here = decimal_from_integer(0), rest;
	struct error err;

	if (result != FORMULA_DONE)
		return result;
	if (!scale || !is_number(&amount.value) || !form_of(&amount, &of)
	    || scale_of(scale, value_as_decimal(amount.value), &given, &err))
		return FORMULA_LUA;
	pieces_hang_still(out, value_decimal(given));
	if (!amount.varies)
		return FORMULA_DONE;
	for (size_t i = 0; i < scale->count; i++) {
		const struct bracket *bracket = &scale->brackets[i];
		struct hanging begin = { .value = bracket->begin.at }, end = { .value = bracket->end.at };
		int below = value_compare(amount.value, bracket->begin.at), above = -1;
		struct form edge = form_constant(value_as_decimal(bracket->begin.at)), piece;

		/* An edge behind its value has that below it. */
		keep_order(with, &amount, &begin, bracket->begin.behind, !bracket->begin.behind);
		if (bracket->end.at.kind != VALUE_NONE) {
			keep_order(with, &amount, &end, bracket->end.behind, !bracket->end.behind);
			above = value_compare(amount.value, bracket->end.at);
		}
		if (below < 0 || (below == 0 && bracket->begin.behind) || !scale->rates || above > 0
		    || (above == 0 && bracket->end.at.kind != VALUE_NONE && !bracket->end.behind))
			continue;
		piece = scale->kind == SCALE_WHOLE ? of : form_add(&pieces->span, &of, &edge, true);
		part = form_scale(&pieces->span, &piece, value_as_decimal(bracket->gives));
		if ((scale->kind == SCALE_MARGINAL
		     && decimal_subtract(value_as_decimal(amount.value), value_as_decimal(bracket->begin.at), &here,
		                         &err)))
			return FORMULA_LUA;
		if (scale->kind == SCALE_WHOLE)
			here = value_as_decimal(amount.value);
		if (decimal_multiply(here, value_as_decimal(bracket->gives), &here, &err))
			return FORMULA_LUA;
	}
	/* What lies below the amount's own bracket does not change. */
	out->varies = !form_is_constant(&part);
	if (out->varies && decimal_subtract(given, here, &rest, &err))
		return FORMULA_LUA;
	if (out->varies) {
		struct form still = form_constant(rest);

		out->form = form_add(&pieces->span, &part, &still, false);
	}
	return FORMULA_DONE;
}

static enum formula_result walk_category(struct walk *with, const struct formula *formula, struct hanging *out)
{
	struct dated_value room;
	const struct dated_value *value = parameter_of(with, formula->index, &room);
	const struct value *given;
	struct hanging name;
	enum formula_result result = pieces_walk(with, formula->a, &name);

	if (result != FORMULA_DONE)
		return result;
	if (!value || !value->categories || name.varies || name.value.kind != VALUE_TEXT)
		return FORMULA_LUA;
	given = categories_find(value->categories, name.value.as.text, name.value.length);
	if (!given)
		return FORMULA_LUA;
	pieces_hang_still(out, *given);
	return FORMULA_DONE;
}

/* A comparison at x, or an extreme, stays what it is. */
static bool keep_comparison(struct walk *with, const struct formula *formula, const struct hanging parts[3],
                            const struct value *answer)
{
	bool yes = answer->kind == VALUE_FLAG && answer->as.integer, swapped = formula->index != 0;

	switch (formula->kind) {
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
		return keep_order(with, &parts[0], &parts[1], false, false);
	case FORMULA_LESS: /* of equals: no */
		return keep_order(with, &parts[0], &parts[1], swapped && !yes, !swapped && !yes);
	case FORMULA_LESS_EQUAL: /* of equals: yes */
		return keep_order(with, &parts[0], &parts[1], !swapped && yes, swapped && yes);
	default: /* FORMULA_BETWEEN */
		if (yes)
			return keep_order(with, &parts[0], &parts[1], false, true)
			       && keep_order(with, &parts[0], &parts[2], true, false);
		return value_compare(parts[0].value, parts[1].value) < 0
		               ? keep_order(with, &parts[0], &parts[1], false, true)
		               : keep_order(with, &parts[0], &parts[2], true, false);
	}
}

static bool multiply(struct walk *with, const struct hanging parts[3], struct form *out)
{
	const struct hanging *still = parts[0].varies ? &parts[1] : &parts[0];
	const struct hanging *moves = parts[0].varies ? &parts[0] : &parts[1];

	if (still->varies || !is_number(&still->value))
		return false;
	*out = form_scale(&with->pieces->span, &moves->form, value_as_decimal(still->value));
	return true;
}

/* How the result of an operation hangs on x. False: only Lua can say. */
static bool hang(struct walk *with, const struct formula *formula, const struct hanging parts[3], struct hanging *out)
{
	struct span *span = &with->pieces->span;
	const struct value one = value_integer(1);
	const struct value *by = formula->kind == FORMULA_DIVIDE ? &parts[1].value : &one;
	const struct hanging *step = formula->kind == FORMULA_DIVIDE ? &parts[2] : &parts[1];
	struct form a, b;
	bool second;

	switch (formula->kind) {
	case FORMULA_NOT:
		return !parts[0].varies || is_number(&parts[0].value) || parts[0].value.kind == VALUE_TEXT;
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
	case FORMULA_BETWEEN:
		return keep_comparison(with, formula, parts, &out->value);
	case FORMULA_ADD:
	case FORMULA_SUBTRACT:
		if (!form_of(&parts[0], &a) || !form_of(&parts[1], &b))
			return false;
		out->form = form_add(span, &a, &b, formula->kind == FORMULA_SUBTRACT);
		break;
	case FORMULA_MULTIPLY:
		if (!multiply(with, parts, &out->form))
			return false;
		break;
	case FORMULA_NEGATE:
		out->form = form_scale(span, &parts[0].form, decimal_from_integer(-1));
		break;
	case FORMULA_ROUND:
	case FORMULA_DIVIDE:
		if (step->varies || !parts[0].varies || (formula->kind == FORMULA_DIVIDE && parts[1].varies))
			return false;
		out->form = form_round(span, &parts[0].form, value_as_decimal(*by), value_as_decimal(step->value),
		                       (enum rounding) formula->index);
		break;
	case FORMULA_MINIMUM:
	case FORMULA_MAXIMUM: /* which of two equals it is makes no difference to the value, but to how it goes on */
		if (!keep_order(with, &parts[0], &parts[1], false, false))
			return false;
		second = value_compare(parts[1].value, parts[0].value) * (formula->kind == FORMULA_MINIMUM ? 1 : -1)
		         < 0;
		*out = parts[second];
		return true;
	default:
		return false;
	}
	/* What does not hang on x after all is what it came to at x: its form does not know how that was rounded. */
	out->varies = !form_is_constant(&out->form);
	return true;
}

static enum formula_result walk_parts(struct walk *with, const struct formula *formula, struct hanging *out)
{
	const struct formula *const asked[3] = { formula->a, formula->b, formula->c };
	struct hanging parts[3] = { { .varies = false } };
	enum formula_result result = FORMULA_DONE;
	bool varies = false;

	for (int i = 0; i < 3 && asked[i] && result == FORMULA_DONE; i++) {
		result = pieces_walk(with, asked[i], &parts[i]);
		varies |= parts[i].varies;
	}
	if (result != FORMULA_DONE)
		return result;
	pieces_hang_still(out, (struct value){ .kind = VALUE_NONE });
	result = operation(formula, &parts[0].value, &parts[1].value, &parts[2].value, &out->value);
	if (result != FORMULA_DONE || !varies)
		return result;
	return hang(with, formula, parts, out) ? FORMULA_DONE : FORMULA_LUA;
}

enum formula_result pieces_walk(struct walk *with, const struct formula *formula, struct hanging *out)
{
	switch (formula->kind) {
	case FORMULA_CONSTANT:
		pieces_hang_still(out, formula->value);
		return FORMULA_DONE;
	case FORMULA_FIELD:
		return read_field(with, formula, out);
	case FORMULA_OUTCOME:
		return read_outcome(with, formula, out);
	case FORMULA_PARAMETER:
		return read_parameter(with, formula, out);
	case FORMULA_PERIOD:
		pieces_hang_still(out, inforce_at(with->pieces->machine, formula->index));
		return FORMULA_DONE;
	case FORMULA_SLOT:
		*out = with->slots[formula->index];
		return FORMULA_DONE;
	case FORMULA_LET:
	case FORMULA_LET_RECORD:
		return walk_let(with, formula, out);
	case FORMULA_IF:
	case FORMULA_AND:
	case FORMULA_OR:
		return walk_branch(with, formula, out);
	case FORMULA_SCALE:
		return walk_scale(with, formula, out);
	case FORMULA_CATEGORY:
		return walk_category(with, formula, out);
	case FORMULA_AGE:
	case FORMULA_DAYS:
		return walk_dates(with, formula, out);
	default:
		return walk_parts(with, formula, out);
	}
}

struct bounding {
	struct walk *walk;
	struct hanging input;
	bool known;
};

static void keep_bound(void *context, struct value bound)
{
	struct bounding *bounding = context;
	struct hanging still = { .value = bound };

	if (bound.kind == VALUE_NONE)
		return;
	bounding->known &= keep_order(bounding->walk, &bounding->input, &still, false, false);
}

/* What the path of an input leads to. */
static enum formula_result walk_path(struct walk *with, const char *label, struct hanging *out)
{
	struct pieces *pieces = with->pieces;
	struct instance *instance = with->instance;
	const struct record_type *record;
	char name[128];
	struct error err;

	for (const char *dot; (dot = strchr(label, '.')) != NULL; label = dot + 1) {
		int relation;

		record = pieces->plan->types[instance->type].record;
		if ((size_t) (dot - label) >= sizeof name)
			return FORMULA_LUA;
		memcpy(name, label, (size_t) (dot - label));
		name[dot - label] = '\0';
		relation = schema_relation(record, name);
		if (relation < 0
		    || related_find_parent(pieces->machine, instance, relation, &instance, &err) != PARENT_FOUND)
			return FORMULA_LUA;
	}
	const struct formula_record here = { .relation = -1, .slot = -1 };
	struct formula end = { .kind = FORMULA_FIELD, .record = &here };
	struct walk at_end = { .pieces = pieces, .instance = instance };
	int schema_type = pieces->plan->types[instance->type].schema_type;

	record = pieces->plan->types[instance->type].record;
	end.index = schema_field(record, label);
	if (end.index >= 0)
		return read_field(&at_end, &end, out);
	end.index = ruleset_rule(pieces->plan->ruleset, schema_type, label);
	end.award = end.index >= 0 && strcmp(pieces->plan->ruleset->rules[end.index].name, label) != 0;
	return end.index < 0 ? FORMULA_LUA : read_outcome(&at_end, &end, out);
}

bool pieces_walk_table(struct walk *with, int function)
{
	struct machine *machine = with->pieces->machine;
	lua_State *L = sandbox_lua(machine->sandbox);
	bool followed = true;
	size_t inputs;
	int table;

	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->functions_ref);
	lua_rawgeti(L, -1, function + 1);
	table = lua_gettop(L);
	inputs = decision_table_inputs(L, table);
	for (size_t i = 0; i < inputs && followed; i++) {
		struct bounding bounding = { .walk = with, .known = true };
		enum formula_result result;
		bool is_function;
		const char *label = decision_table_input(L, table, i, &is_function);

		if (!label)
			continue;
		result = is_function ? FORMULA_LUA : walk_path(with, label, &bounding.input);
		/* What is not known stays so. */
		followed = result != FORMULA_LUA;
		if (result == FORMULA_DONE && bounding.input.varies) {
			decision_table_bounds(L, table, i, keep_bound, &bounding);
			followed = bounding.known;
		}
	}
	lua_pop(L, 2);
	return inputs > 0 && followed;
}
