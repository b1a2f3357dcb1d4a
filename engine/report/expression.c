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

/* What stands for an expression: itself, or the part of it that was taken. */
static const struct expression *taken(const struct expression *expression)
{
	for (;;) {
		switch (expression->formula->kind) {
		case FORMULA_LET:
		case FORMULA_LET_RECORD:
			expression = expression->b;
			continue;
		case FORMULA_SLOT:
			expression = expression->a;
			continue;
		case FORMULA_IF:
			expression = expression->b ? expression->b : expression->c;
			continue;
		case FORMULA_AND:
		case FORMULA_OR:
			if (expression->b)
				return expression;
			expression = expression->a;
			continue;
		default:
			return expression;
		}
	}
}

bool report_expression_is_leaf(const struct expression *expression)
{
	const struct expression *shown = taken(expression);

	return shown->read || shown->formula->kind == FORMULA_CONSTANT;
}

static void print_leaf(const struct expression *leaf, bool values, struct text *out)
{
	bool text = leaf->value.kind == VALUE_TEXT && leaf->type != TYPE_DATE;

	if (leaf->read && !values) {
		text_append(out, leaf->read->name);
		return;
	}
	text_append(out, text ? "\"" : "");
	report_value(leaf->type, leaf->value, out);
	text_append(out, text ? "\"" : "");
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
	default:
		print_leaf(shown, values, out);
		break;
	}
}

void report_expression(const struct expression *expression, bool values, struct text *out)
{
	print(expression, values, BINDS_OR, out);
}
