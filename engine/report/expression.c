/* expression.c: expressions as people write them, with names or with values: household.earnings <= limit. Only the way that was
 * taken is shown: of `if`, the branch; of `and` and `or`, what was asked. */
#include "report/explanation.h"

#include <string.h>

/* How tightly what is written holds together. */
enum binding { BINDS_OR, BINDS_AND, BINDS_NOT, BINDS_COMPARE, BINDS_ADD, BINDS_MULTIPLY, BINDS_SIGN, BINDS_WHOLE };

static void print(const struct expression *expression, bool values, enum binding least, struct text *out);

/* Pence that are not whole: £27.9575. */
static void append_part_pence(struct decimal pence, struct text *out)
{
	struct text digits = TEXT_INIT;
	const char *shown;

	pence.scale += 2;
	value_print(TYPE_DECIMAL, value_decimal(pence), &digits);
	shown = text_string(&digits);
	text_append_format(out, "%s£%s", *shown == '-' ? "-" : "", *shown == '-' ? shown + 1 : shown);
	out->failed |= digits.failed;
	text_release(&digits);
}

void report_value(enum type type, struct value value, struct text *out)
{
	if (type == TYPE_ELIGIBILITY && value.kind == VALUE_FLAG)
		text_append(out, value.as.integer ? "eligible" : "not eligible");
	else if (type == TYPE_MONEY && value.kind == VALUE_DECIMAL && value.scale + 2 <= DECIMAL_MAX_SCALE)
		append_part_pence(value_as_decimal(value), out);
	else
		value_print(type, value, out);
}

/* `a and b or c`, written for a value that is no flag, takes one of them, as an `if` does. */
static bool is_choice(const struct expression *expression)
{
	return expression->b && expression->type != TYPE_FLAG && expression->value.kind != VALUE_UNKNOWN;
}

const struct expression *report_expression_decision(const struct expression *expression)
{
	enum formula_kind kind = expression->formula->kind;

	return expression->a && expression->a->value.kind == VALUE_FLAG
	                       && (kind == FORMULA_IF
	                           || ((kind == FORMULA_AND || kind == FORMULA_OR) && is_choice(expression)))
	               ? expression->a
	               : NULL;
}

/* Of what `taken` gives. */
static bool is_leaf(const struct expression *shown)
{
	switch (shown->formula->kind) {
	case FORMULA_SCALE:
		return false;
	case FORMULA_CATEGORY:
		return shown->a->formula->kind == FORMULA_CONSTANT;
	default:
		return shown->name || shown->formula->kind == FORMULA_CONSTANT;
	}
}

/* What stands for an expression: itself, or the part of it that was taken. A local that was told before stands for itself. */
static const struct expression *taken(const struct expression *expression)
{
	const struct expression *given;

	for (;;) {
		switch (expression->formula->kind) {
		case FORMULA_LET:
		case FORMULA_LET_RECORD:
			expression = expression->b;
			continue;
		case FORMULA_SLOT:
			given = taken(expression->a);
			return expression->name && !is_leaf(given) ? expression : given;
		case FORMULA_IF:
			if (!expression->b && !expression->c)
				return expression; /* what it asks is not known */
			expression = expression->b ? expression->b : expression->c;
			continue;
		case FORMULA_AND:
		case FORMULA_OR:
			if (expression->b && !is_choice(expression))
				return expression;
			expression = expression->b ? expression->b : expression->a;
			continue;
		default:
			return expression;
		}
	}
}

bool report_expression_is_leaf(const struct expression *expression)
{
	return is_leaf(taken(expression));
}

bool report_expression_is_step(const struct expression *expression)
{
	return expression->formula->kind == FORMULA_LET && expression->name && !is_leaf(taken(expression->a));
}

/* Of what `taken` gives: NULL where there are no more, or where they were told before. */
static const struct expression *part(const struct expression *shown, int number)
{
	if (shown->formula->kind == FORMULA_SLOT)
		return NULL;
	return number == 0 ? shown->a : number == 1 ? shown->b : shown->c;
}

static bool is_whole(const struct expression *expression)
{
	const struct expression *shown = taken(expression);
	bool whole = shown->formula->kind != FORMULA_IF;

	for (int i = 0; whole && i < 3; i++)
		whole = !part(shown, i) || is_whole(part(shown, i));
	return whole;
}

static bool steps_are_whole(const struct expression *expression)
{
	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return true;
	return (!report_expression_is_step(expression) || is_whole(expression->a)) && steps_are_whole(expression->a)
	       && steps_are_whole(expression->b) && steps_are_whole(expression->c);
}

bool report_expression_is_whole(const struct expression *expression)
{
	return is_whole(expression) && steps_are_whole(expression);
}

/* Words, yes and no, and what is not there are no arithmetic. */
static bool is_word(const struct expression *shown)
{
	return shown->value.kind == VALUE_NONE || (shown->name && shown->type == TYPE_FLAG)
	       || shown->type == TYPE_TEXT || shown->type == TYPE_STATUS || shown->type == TYPE_ELIGIBILITY;
}

bool report_expression_has_words(const struct expression *expression)
{
	const struct expression *shown = taken(expression);
	bool words;

	/* The category is told beside what it has. */
	if (!part(shown, 0) || shown->formula->kind == FORMULA_CATEGORY)
		return is_word(shown);
	words = false;
	for (int i = 0; !words && i < 3; i++)
		words = part(shown, i) && report_expression_has_words(part(shown, i));
	return words;
}

static void print_leaf(const struct expression *leaf, bool values, struct text *out)
{
	bool text = leaf->value.kind == VALUE_TEXT && leaf->type != TYPE_DATE;

	if (leaf->name && (!values || !(leaf->read || leaf->formula->kind == FORMULA_SLOT))) {
		text_append(out, leaf->name);
		return;
	}
	text_append(out, text ? "\"" : "");
	report_value(leaf->type, leaf->value, out);
	text_append(out, text ? "\"" : "");
}

/* "income_tax.rates of taxed"; with values what a scale is asked for, and what a category has. */
static void print_of(const struct expression *shown, bool values, struct text *out)
{
	const struct expression *asked = taken(shown->a);

	if (values && shown->formula->kind == FORMULA_CATEGORY) {
		print_leaf(shown, true, out);
		return;
	}
	text_append_format(out, "%s of ", shown->name);
	if (asked->formula->kind == FORMULA_CONSTANT)
		report_value(asked->type, asked->value, out);
	else
		print(asked, values, BINDS_SIGN, out);
}

/* A fact that is asked for twice is told once. */
static bool is_told(const char *facts, const char *fact)
{
	size_t length = strlen(fact);

	for (const char *at = facts; (at = strstr(at, fact)); at++) {
		if ((at == facts || at[-1] == ' ') && (at[length] == '\0' || at[length] == ';')
		    && (at == facts || at[-2] == ';'))
			return true;
	}
	return false;
}

void report_expression_facts(const struct expression *expression, struct text *out)
{
	const struct expression *shown = taken(expression);
	bool category = shown->formula->kind == FORMULA_CATEGORY;
	struct text fact = TEXT_INIT;

	for (int i = 0; i < 3 && part(shown, i); i++)
		report_expression_facts(part(shown, i), out);
	if (part(shown, 0) ? !category || shown->value.kind == VALUE_UNKNOWN
	                   : !shown->read && shown->formula->kind != FORMULA_SLOT)
		return;
	if (category)
		print_of(shown, false, &fact);
	else
		text_append(&fact, shown->name);
	text_append(&fact, " is ");
	print_leaf(shown, true, &fact);
	if (!is_told(text_string(out), text_string(&fact)))
		text_append_format(out, "%s%s", out->length ? "; " : "", text_string(&fact));
	out->failed |= fact.failed;
	text_release(&fact);
}

static void print_function(const char *name, const struct expression *expression, bool values, struct text *out)
{
	const struct expression *const parts[] = { expression->a, expression->b, expression->c };

	text_append_format(out, "%s(", name);
	for (size_t i = 0; i < 3 && parts[i]; i++) {
		text_append(out, i ? ", " : "");
		print(parts[i], values, BINDS_OR, out);
	}
	if ((expression->formula->kind == FORMULA_ROUND || expression->formula->kind == FORMULA_DIVIDE)
	    && expression->formula->index != ROUND_HALF_UP)
		text_append_format(out, ", %s", rounding_names[expression->formula->index]);
	text_append_char(out, ')');
}

static void print_between(const struct expression *expression, bool values, struct text *out)
{
	print(expression->a, values, BINDS_ADD, out);
	text_append(out, " from ");
	print(expression->b, values, BINDS_ADD, out);
	text_append(out, " to ");
	print(expression->c, values, BINDS_ADD, out);
}

struct written {
	enum formula_kind kind;
	const char *sign, *swapped;
	enum binding binding, right; /* its own, and the least that its right side needs */
};

static const struct written *written_as(enum formula_kind kind)
{
	static const struct written all[] = {
		{ FORMULA_OR, " or ", NULL, BINDS_OR, BINDS_OR },
		{ FORMULA_AND, " and ", NULL, BINDS_AND, BINDS_AND },
		{ FORMULA_EQUAL, " = ", NULL, BINDS_COMPARE, BINDS_ADD },
		{ FORMULA_NOT_EQUAL, " ≠ ", NULL, BINDS_COMPARE, BINDS_ADD },
		{ FORMULA_LESS, " < ", " > ", BINDS_COMPARE, BINDS_ADD },
		{ FORMULA_LESS_EQUAL, " ≤ ", " ≥ ", BINDS_COMPARE, BINDS_ADD },
		{ FORMULA_ADD, " + ", NULL, BINDS_ADD, BINDS_ADD },
		{ FORMULA_SUBTRACT, " - ", NULL, BINDS_ADD, BINDS_MULTIPLY },
		{ FORMULA_MULTIPLY, " × ", NULL, BINDS_MULTIPLY, BINDS_MULTIPLY },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i].kind == kind)
			return &all[i];
	}
	return NULL;
}

static void print_infix(const struct expression *expression, const struct written *written, bool values,
                        enum binding least, struct text *out)
{
	bool loose = written->binding < least;
	enum binding left = written->binding == BINDS_COMPARE ? BINDS_ADD : written->binding;

	text_append(out, loose ? "(" : "");
	print(expression->a, values, left, out);
	text_append(out, written->swapped && expression->formula->index ? written->swapped : written->sign);
	print(expression->b, values, written->right, out);
	text_append(out, loose ? ")" : "");
}

static void print(const struct expression *expression, bool values, enum binding least, struct text *out)
{
	const struct expression *shown = taken(expression);
	const struct written *written = written_as(shown->formula->kind);

	if (written) {
		print_infix(shown, written, values, least, out);
		return;
	}
	switch (shown->formula->kind) {
	case FORMULA_NOT:
		text_append(out, least > BINDS_NOT ? "(not " : "not ");
		print(shown->a, values, BINDS_COMPARE, out);
		text_append(out, least > BINDS_NOT ? ")" : "");
		break;
	case FORMULA_NEGATE:
		text_append_char(out, '-');
		print(shown->a, values, BINDS_WHOLE, out);
		break;
	case FORMULA_ROUND:
		print_function("round", shown, values, out);
		break;
	case FORMULA_DIVIDE:
		print_function("divide", shown, values, out);
		break;
	case FORMULA_MINIMUM:
		print_function("min", shown, values, out);
		break;
	case FORMULA_MAXIMUM:
		print_function("max", shown, values, out);
		break;
	case FORMULA_BETWEEN:
		print_between(shown, values, out);
		break;
	case FORMULA_SCALE:
	case FORMULA_CATEGORY:
		print_of(shown, values, out);
		break;
	case FORMULA_AGE:
		print_function("age_on", shown, values, out);
		break;
	case FORMULA_DAYS:
		print_function("days_between", shown, values, out);
		break;
	default:
		print_leaf(shown, values, out);
		break;
	}
}

void report_expression(const struct expression *expression, bool values, struct text *out)
{
	print(expression, values, BINDS_OR, out);
}
