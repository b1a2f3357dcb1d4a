/* arithmetic.c: works out what a function gave once more, from what it read and nothing else, part by part: for those that have a
 * formula, plain or wider. Lua gave the outcome; this does without it, so that each holds the other to account. */
#include "evaluate/tracing.h"

struct sum {
	struct machine *machine;
	const struct trace_call *call;
	const struct expression *slots[FORMULA_SLOTS];
	const char *names[FORMULA_SLOTS];                 /* of locals; NULL: a helper's */
	const void *records[FORMULA_SLOTS];               /* instances; NULL: not known */
	const struct formula_record *ways[FORMULA_SLOTS]; /* to them */
	bool given_up;                                    /* it met what only Lua can say */
};

static const struct expression *work_out(struct sum *sum, const struct formula *formula);

static const struct trace_read *find_read(struct sum *sum, enum trace_read_kind kind, const void *subject,
                                          uint64_t number)
{
	return *trace_find(sum->machine, (int) kind, sum->call, subject, number);
}

static const void *find_record(struct sum *sum, const struct formula_record *record)
{
	const struct trace_read *read;
	const void *child;

	if (!record->child)
		return record->slot < 0 ? sum->call->instance : sum->records[record->slot];
	child = find_record(sum, record->child);
	read = child ? find_read(sum, TRACE_RELATION, child, (uint64_t) record->relation) : NULL;
	return read && read->record_count ? read->instances[0] : NULL;
}

static void append_way(const struct sum *sum, const struct formula_record *record, struct text *out)
{
	const struct schema *schema = sum->machine->plan->schema;

	if (!record->child) {
		if (record->slot >= 0 && sum->ways[record->slot])
			append_way(sum, sum->ways[record->slot], out);
		return;
	}
	append_way(sum, record->child, out);
	text_append_format(out, "%s.", schema->types[record->child->type].relations[record->relation].name);
}

/* Of a leaf that was not read, what its read would have been called, and its type. */
static void name_leaf(struct sum *sum, const struct formula *formula, struct expression *out)
{
	const struct plan *plan = sum->machine->plan;
	const struct rule *rule = &plan->ruleset->rules[formula->kind == FORMULA_OUTCOME ? formula->index : 0];
	const struct field *field;
	struct text *name = &sum->machine->scratch;

	text_clear(name);
	if (formula->record)
		append_way(sum, formula->record, name);
	switch (formula->kind) {
	case FORMULA_PARAMETER:
	case FORMULA_SCALE:
	case FORMULA_CATEGORY:
		text_append(name, plan->scenario->parameters.items[formula->index].name);
		out->type = plan->scenario->parameters.items[formula->index].type;
		break;
	case FORMULA_PERIOD:
		text_append(name, trace_at_name(formula->index));
		out->type = formula->index == FORMULA_AT_PERIOD ? TYPE_TEXT : TYPE_DATE;
		break;
	case FORMULA_FIELD:
		ensure(formula->record);
		field = &plan->schema->types[formula->record->type].fields[formula->index];
		text_append(name, field->name);
		out->type = field->type;
		break;
	default:
		text_append(name, formula->award ? rule->award_name : rule->name);
		out->type = formula->award ? TYPE_MONEY : rule->type;
		break;
	}
	if (name->failed)
		machine_raise_memory(sum->machine);
	out->name = trace_text(sum->machine, text_string(name));
}

/* A part that is read. Without a record, or a read, it is not known: whoever asks compares with what came out. */
static void read_leaf(struct sum *sum, const struct formula *formula, struct expression *out)
{
	const struct plan *plan = sum->machine->plan;
	const struct instance *instance = formula->record ? find_record(sum, formula->record) : NULL;
	const struct trace_read *read = NULL;

	switch (formula->kind) {
	case FORMULA_PARAMETER:
	case FORMULA_SCALE:
	case FORMULA_CATEGORY:
		read = find_read(sum, TRACE_PARAMETER, &plan->scenario->parameters.items[formula->index], 0);
		break;
	case FORMULA_PERIOD:
		read = find_read(sum, TRACE_AT, NULL, (uint64_t) formula->index);
		break;
	case FORMULA_FIELD:
		if (instance)
			read = find_read(sum, TRACE_FIELD, instance, (uint64_t) formula->index);
		break;
	default:
		if (instance)
			read = find_read(sum, TRACE_OUTCOME, instance,
			                 trace_outcome_number(plan->types[instance->type].rule_place[formula->index],
			                                      formula->award, false));
		break;
	}
	out->read = read;
	if (!read) {
		name_leaf(sum, formula, out);
		return;
	}
	out->name = read->name;
	out->value = read->value;
	out->type = read->type;
}

static bool is_number(enum type type)
{
	return type == TYPE_INTEGER || type == TYPE_DECIMAL;
}

/* What two parts that are added or held against each other are shown as: a bare number beside money is pence. */
static enum type common_type(const struct expression *a, const struct expression *b)
{
	return is_number(a->type) ? b->type : a->type;
}

static enum type type_of(const struct formula *formula, const struct expression *a, const struct expression *b)
{
	switch (formula->kind) {
	case FORMULA_NOT:
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
	case FORMULA_BETWEEN:
		return TYPE_FLAG;
	case FORMULA_MULTIPLY:
		ensure(b);
		if (a->type == TYPE_MONEY || b->type == TYPE_MONEY)
			return TYPE_MONEY;
		return a->type == TYPE_INTEGER && b->type == TYPE_INTEGER ? TYPE_INTEGER : TYPE_DECIMAL;
	case FORMULA_DIVIDE:
		ensure(b);
		return a->type == TYPE_MONEY && b->type == TYPE_MONEY ? TYPE_DECIMAL : a->type;
	case FORMULA_ROUND:
	case FORMULA_NEGATE:
		return a->type;
	case FORMULA_AGE:
	case FORMULA_DAYS:
		return TYPE_INTEGER;
	default:
		ensure(b);
		return common_type(a, b);
	}
}

/* A bare number that stands beside money (added to it, compared with it, as its step) is shown as money. */
static void show_as(const struct expression *part, enum type type)
{
	ensure(part);
	if (part->formula->kind == FORMULA_CONSTANT && is_number(part->type) && type == TYPE_MONEY)
		((struct expression *) part)->type = type;
}

static void show_beside(const struct formula *formula, const struct expression *a, const struct expression *b,
                        const struct expression *c)
{
	if (formula->kind == FORMULA_MULTIPLY || !b)
		return;
	if (formula->kind == FORMULA_DIVIDE) {
		show_as(c, type_of(formula, a, b));
		return;
	}
	show_as(a, b->type);
	show_as(b, a->type);
	if (c)
		show_as(c, a->type);
}

static bool is_unknown(const struct expression *part)
{
	return part->value.kind == VALUE_UNKNOWN;
}

static bool date_of(const struct value *value, struct date *out)
{
	struct error err;

	return value->kind == VALUE_TEXT && !date_parse(value->as.text, value->length, out, &err);
}

/* Whole years, or days, from one date to the other. */
static enum formula_result count_time(const struct formula *formula, const struct value *from, const struct value *to,
                                      struct value *out)
{
	struct date a, b;

	if (!date_of(from, &a) || !date_of(to, &b))
		return FORMULA_LUA;
	*out = value_integer(formula->kind == FORMULA_AGE ? date_age_on(a, b)
	                                                  : (int64_t) date_number(b) - date_number(a));
	return FORMULA_DONE;
}

static void give_up(struct sum *sum, struct expression *out)
{
	sum->given_up = true;
	out->value.kind = VALUE_UNKNOWN;
}

/* What a scale gives of an amount, or a parameter of a category. */
static void do_of(struct sum *sum, const struct formula *formula, struct expression *out)
{
	const struct expression *a = out->a = work_out(sum, formula->a);
	const struct dated_value *in_force;
	const struct value *given;
	struct decimal result;
	struct error err;

	read_leaf(sum, formula, out);
	out->value.kind = VALUE_UNKNOWN;
	in_force = out->read ? &out->read->in_force : NULL;
	if (in_force && in_force->scale)
		out->type = in_force->scale->rates ? in_force->scale->of : in_force->scale->gives;
	if (in_force && in_force->scale && a->formula->kind == FORMULA_CONSTANT)
		show_as(a, in_force->scale->of);
	if (is_unknown(a))
		return;
	if (in_force && in_force->scale && (a->value.kind == VALUE_INTEGER || a->value.kind == VALUE_DECIMAL)
	    && !scale_of(in_force->scale, value_as_decimal(a->value), &result, &err)) {
		out->value = value_decimal(result);
		return;
	}
	given = in_force && in_force->categories && a->value.kind == VALUE_TEXT
	                ? categories_find(in_force->categories, a->value.as.text, a->value.length)
	                : NULL;
	if (given)
		out->value = *given;
	else
		give_up(sum, out);
}

/* All of its parts are shown: also those that Lua did not come to, for one before is not known. */
static void do_operation(struct sum *sum, const struct formula *formula, struct expression *out)
{
	const struct expression *a = out->a = work_out(sum, formula->a);
	const struct expression *b = out->b = formula->b ? work_out(sum, formula->b) : NULL;
	const struct expression *c = out->c = formula->c ? work_out(sum, formula->c) : NULL;

	out->type = type_of(formula, a, b);
	show_beside(formula, a, b, c);
	if (is_unknown(a) || (b && is_unknown(b)) || (c && is_unknown(c)))
		return;
	if ((b && (formula->kind == FORMULA_AGE || formula->kind == FORMULA_DAYS)
	             ? count_time(formula, &a->value, &b->value, &out->value)
	             : operation(formula, &a->value, b ? &b->value : NULL, c ? &c->value : NULL, &out->value))
	    != FORMULA_DONE)
		give_up(sum, out);
}

/* The part that decides, and then the one that it decides for. */
static void do_branch(struct sum *sum, const struct formula *formula, struct expression *out)
{
	const struct expression *taken = out->a = work_out(sum, formula->a);
	bool yes = operation_is_true(&out->a->value);

	out->type = TYPE_FLAG;
	if (is_unknown(out->a)) {
		if (formula->kind != FORMULA_IF)
			out->b = work_out(sum, formula->b);
		return;
	}
	if (formula->kind == FORMULA_IF && !yes)
		taken = out->c = work_out(sum, formula->c);
	else if (formula->kind == FORMULA_IF || yes == (formula->kind == FORMULA_AND))
		taken = out->b = work_out(sum, formula->b);
	out->value = taken->value;
	out->type = taken->type;
}

static void do_let(struct sum *sum, const struct formula *formula, struct expression *out)
{
	if (formula->kind == FORMULA_LET) {
		out->a = sum->slots[formula->index] = work_out(sum, formula->a);
		sum->names[formula->index] = out->name = formula->value.as.text;
	} else {
		sum->ways[formula->index] = formula->record;
		sum->records[formula->index] = find_record(sum, formula->record);
	}
	out->b = work_out(sum, formula->b);
	/* Lua came no further than to what is not known. */
	if (formula->kind == FORMULA_LET ? is_unknown(out->a) : !sum->records[formula->index])
		return;
	out->value = out->b->value;
	out->type = out->b->type;
}

static const struct expression *work_out(struct sum *sum, const struct formula *formula)
{
	struct expression *out = trace_alloc(sum->machine, 1, sizeof *out);

	*out = (struct expression){ .formula = formula, .value.kind = VALUE_UNKNOWN };
	switch (formula->kind) {
	case FORMULA_CONSTANT:
		out->value = formula->value;
		out->type = formula->value.kind == VALUE_FLAG      ? TYPE_FLAG
		            : formula->value.kind == VALUE_TEXT    ? TYPE_TEXT
		            : formula->index == 1                  ? TYPE_MONEY
		            : formula->value.kind == VALUE_DECIMAL ? TYPE_DECIMAL
		                                                   : TYPE_INTEGER;
		break;
	case FORMULA_FIELD:
	case FORMULA_OUTCOME:
	case FORMULA_PARAMETER:
	case FORMULA_PERIOD:
		read_leaf(sum, formula, out);
		break;
	case FORMULA_SLOT:
		out->a = sum->slots[formula->index];
		out->name = sum->names[formula->index];
		out->value = out->a->value;
		out->type = out->a->type;
		break;
	case FORMULA_LET:
	case FORMULA_LET_RECORD:
		do_let(sum, formula, out);
		break;
	case FORMULA_IF:
	case FORMULA_AND:
	case FORMULA_OR:
		do_branch(sum, formula, out);
		break;
	case FORMULA_SCALE:
	case FORMULA_CATEGORY:
		do_of(sum, formula, out);
		break;
	default:
		do_operation(sum, formula, out);
		break;
	}
	return out;
}

/* A bare number that comes out is of the type that the outcome has. */
static void show_result_as(const struct expression *whole, enum type type)
{
	while (whole) {
		enum formula_kind kind = whole->formula->kind;

		if (is_number(whole->type) || kind == FORMULA_CONSTANT)
			((struct expression *) whole)->type = type;
		whole = kind == FORMULA_LET || kind == FORMULA_LET_RECORD ? whole->b
		        : kind == FORMULA_IF                              ? (whole->b ? whole->b : whole->c)
		                                                          : NULL;
	}
}

void trace_arithmetic(struct machine *machine, struct trace_call *call)
{
	struct sum sum = { .machine = machine, .call = call };
	const struct expression *whole;

	if (!call->function->wider)
		return;
	whole = work_out(&sum, call->function->wider);
	if (sum.given_up)
		return;
	ensure((whole->value.kind == VALUE_UNKNOWN) == (call->value.kind == VALUE_UNKNOWN)
	       && value_compare(whole->value, call->value) == 0);
	show_result_as(whole, call->type);
	call->expression = whole;
}

/* Whether the amount has passed the edge: lies behind it. */
static bool is_past(struct decimal amount, struct bracket_edge edge)
{
	int order = decimal_compare(amount, value_as_decimal(edge.at));

	return order > 0 || (order == 0 && !edge.behind);
}

/* What one bracket gives of an amount that reaches it. */
static struct decimal give_of(const struct scale *scale, const struct bracket *bracket, struct decimal amount)
{
	struct decimal gives = value_as_decimal(bracket->gives);
	struct error err;

	/* The scale gave something, so nothing is too large. */
	if (scale->rates)
		ensure(!decimal_multiply(gives, amount, &gives, &err));
	return gives;
}

void trace_brackets(struct machine *machine, struct trace_step *traced)
{
	const struct scale *scale = traced->step.scale;
	struct decimal amount = traced->step.x, sum = decimal_from_integer(0);
	struct error err;

	traced->parts = trace_alloc(machine, scale->count, sizeof *traced->parts);
	for (size_t i = 0; i < scale->count; i++) {
		const struct bracket *bracket = &scale->brackets[i];
		struct trace_part *part = &traced->parts[traced->part_count];
		bool ends = bracket->end.at.kind != VALUE_NONE, passed = ends && is_past(amount, bracket->end);

		if (!is_past(amount, bracket->begin) || (scale->kind == SCALE_WHOLE && passed))
			continue;
		*part = (struct trace_part){ .bracket = bracket, .amount = amount };
		if (scale->kind == SCALE_MARGINAL)
			ensure(!decimal_subtract(passed ? value_as_decimal(bracket->end.at) : amount,
			                         value_as_decimal(bracket->begin.at), &part->amount, &err));
		part->gives = give_of(scale, bracket, part->amount);
		ensure(!decimal_add(sum, part->gives, &sum, &err));
		traced->part_count++;
	}
	ensure(decimal_compare(sum, traced->step.result) == 0);
}

bool trace_sides(const struct trace_call *call, struct trace_sides *sides)
{
	const struct expression *whole = call ? call->expression : NULL;

	while (whole && (whole->formula->kind == FORMULA_LET || whole->formula->kind == FORMULA_LET_RECORD))
		whole = whole->b;
	if (!whole || !whole->a || !whole->b || whole->value.kind != VALUE_FLAG)
		return false;
	*sides = (struct trace_sides){ .left = whole->a,
		                       .right = whole->b,
		                       .high = whole->c,
		                       .kind = whole->formula->kind,
		                       .swapped = whole->formula->index };
	switch (whole->formula->kind) {
	case FORMULA_EQUAL:
	case FORMULA_NOT_EQUAL:
		sides->swapped = false;
		return true;
	case FORMULA_LESS:
	case FORMULA_LESS_EQUAL:
		return true;
	case FORMULA_BETWEEN:
		sides->swapped = false;
		return whole->c != NULL;
	default:
		return false;
	}
}
