/* quantities.c: which values are money, rates or whole numbers, through arithmetic and the functions of the library; and where
 * pounds are taken for pence, or one of these for another. Lua adds and compares them all alike. */
#include "rules/abstract.h"

#include <string.h>

/* What is certain of a value: all that it may be is of one kind, whole numbers that stand in the rule aside. */
enum quantity {
	QUANTITY_OTHER,   /* not known, or no amount */
	QUANTITY_WRITTEN, /* nothing but whole numbers that stand in the rule */
	QUANTITY_MONEY,
	QUANTITY_SQUARE, /* money times money */
	QUANTITY_RATE,
	QUANTITY_PERCENT, /* a rate times 100: 5 where it is 5% */
	QUANTITY_DECIMAL,
	QUANTITY_FLOAT,
	QUANTITY_INTEGER
};

/* What an operand, or an argument, is: its value, and where it stands. */
struct operand {
	struct abstract value;
	const struct syntax_node *node;
	enum quantity quantity;
};

const char quantity_boundary[] = "boundary";
const char quantity_year[] = "year";
const char quantity_mixed[] = "mixed";
static const char so_many_pounds[] = "n pounds are n * money \"£1\"";
static const char square[] = "square";   /* text of an atom whose type is not known */
static const char percent[] = "percent"; /* text of a decimal */

static enum quantity quantity_of_atom(const struct atom *atom)
{
	if (atom->kind != ATOM_PLAIN)
		return QUANTITY_OTHER;
	switch (atom->type - 1) {
	case -1:
		return atom->node ? QUANTITY_WRITTEN : atom->text == square ? QUANTITY_SQUARE : QUANTITY_OTHER;
	case TYPE_MONEY:
		return QUANTITY_MONEY;
	case TYPE_RATE:
		return QUANTITY_RATE;
	case TYPE_DECIMAL:
		return atom->text == percent ? QUANTITY_PERCENT : QUANTITY_DECIMAL;
	case TYPE_INTEGER:
		return QUANTITY_INTEGER;
	case TYPE_NUMBER:
		return QUANTITY_FLOAT;
	default:
		return QUANTITY_OTHER;
	}
}

static struct operand operand_of(struct abstract value, const struct syntax_node *node)
{
	struct operand operand = { value, node, value.count ? QUANTITY_WRITTEN : QUANTITY_OTHER };

	for (size_t i = 0; i < value.count; i++) {
		enum quantity one = quantity_of_atom(&value.items[i]);

		if (value.items[i].text == quantity_mixed)
			return (struct operand){ { NULL, 0 }, node, QUANTITY_OTHER };
		if (one == QUANTITY_WRITTEN || one == operand.quantity)
			continue;
		if (one == QUANTITY_OTHER || operand.quantity != QUANTITY_WRITTEN)
			return (struct operand){ value, node, QUANTITY_OTHER };
		operand.quantity = one;
	}
	return operand;
}

static struct abstract value_of(struct analysis *analysis, enum quantity quantity)
{
	switch (quantity) {
	case QUANTITY_MONEY:
		return abstract_typed(analysis, TYPE_MONEY);
	case QUANTITY_RATE:
		return abstract_typed(analysis, TYPE_RATE);
	case QUANTITY_DECIMAL:
		return abstract_typed(analysis, TYPE_DECIMAL);
	case QUANTITY_PERCENT:
		return abstract_atom(analysis,
		                     (struct atom){ .kind = ATOM_PLAIN, .type = TYPE_DECIMAL + 1, .text = percent });
	case QUANTITY_INTEGER:
		return abstract_typed(analysis, TYPE_INTEGER);
	case QUANTITY_FLOAT:
		return abstract_typed(analysis, TYPE_NUMBER);
	case QUANTITY_SQUARE:
		return abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN, .text = square });
	default:
		return abstract_plain();
	}
}

struct abstract quantity_written(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node)
{
	return abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN, .node = node, .file = frame->file });
}

/* Whoever writes 20000 for £20,000 does not think of pence. 0 is 0. */
void quantity_pence(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node)
{
	int64_t number = node->as.integer;
	struct text shown = TEXT_INIT;
	char message[120], hint[120];

	if (number == 0 || number > MONEY_LIMIT)
		return;
	value_print(TYPE_MONEY, value_integer(number), &shown);
	snprintf(message, sizeof message, "money counts pence: %lld here is %s", (long long) number,
	         text_string(&shown));
	snprintf(hint, sizeof hint, "write money \"%s\", or money \"£%lld\"", text_string(&shown),
	         (long long) number);
	if (shown.failed)
		analysis->memory_failed = true;
	else
		read_warning(analysis, frame, node, hint, message);
	text_release(&shown);
}

/* Whole numbers that stand in the rule count pence where money is meant. */
static void warn_of_written(struct analysis *analysis, const struct operand *operand)
{
	for (size_t i = 0; i < operand->value.count; i++) {
		const struct atom *atom = &operand->value.items[i];
		const struct frame place = { .file = atom->file };

		if (quantity_of_atom(atom) == QUANTITY_WRITTEN)
			quantity_pence(analysis, &place, atom->node);
	}
}

static const char *quantity_shown(enum quantity quantity)
{
	switch (quantity) {
	case QUANTITY_RATE:
		return "a rate";
	case QUANTITY_SQUARE:
		return "money times money";
	case QUANTITY_DECIMAL:
	case QUANTITY_PERCENT:
		return "a decimal";
	case QUANTITY_FLOAT:
		return "a float";
	default:
		return "a number";
	}
}

/* Whether it is no money, and taken for so many pence: 75 of a decimal for £0.75. */
static bool counts_pence(enum quantity quantity)
{
	return quantity == QUANTITY_INTEGER || quantity == QUANTITY_DECIMAL || quantity == QUANTITY_PERCENT;
}

/* One is money, and stands where the other is added to it or compared with it. */
static void money_meets(struct analysis *analysis, const struct frame *frame, const struct operand *money,
                        const struct operand *other)
{
	char shown[MISUSE_SHOWN], money_shown[MISUSE_SHOWN], message[2 * MISUSE_SHOWN + 80];

	warn_of_written(analysis, money);
	warn_of_written(analysis, other);
	misuse_show(frame, other->node, shown);
	misuse_show(frame, money->node, money_shown);
	if (other->quantity == QUANTITY_RATE || other->quantity == QUANTITY_SQUARE) {
		read_problem(analysis, frame, other->node, NULL, NULL, "'%s' is %s, and '%s' is money", shown,
		             quantity_shown(other->quantity), money_shown);
	} else if (counts_pence(other->quantity) || other->quantity == QUANTITY_FLOAT) {
		snprintf(message, sizeof message, "'%s' is %s, and '%s' is money, which counts pence", shown,
		         quantity_shown(other->quantity), money_shown);
		read_warning(analysis, frame, other->node,
		             other->quantity == QUANTITY_FLOAT ? "declare an amount MONEY INTEGER, or DECIMAL TEXT"
		                                               : so_many_pounds,
		             message);
	}
}

/* Two values that are added, compared, or of which one is taken. */
static void meet(struct analysis *analysis, const struct frame *frame, const struct operand *left,
                 const struct operand *right)
{
	if (analysis->loading)
		return;
	if (left->quantity == QUANTITY_MONEY)
		money_meets(analysis, frame, left, right);
	else if (right->quantity == QUANTITY_MONEY)
		money_meets(analysis, frame, right, left);
}

/* `c.share >= 50`: a rate is 1 where it is 100%. */
static void rate_and_written(struct analysis *analysis, const struct operand *rate, const struct operand *written)
{
	char message[120], hint[80];

	for (size_t i = 0; rate->quantity == QUANTITY_RATE && i < written->value.count; i++) {
		const struct atom *atom = &written->value.items[i];
		const struct frame place = { .file = atom->file };

		if (quantity_of_atom(atom) != QUANTITY_WRITTEN || atom->node->as.integer < 2)
			continue;
		snprintf(message, sizeof message, "a rate is 1 where it is 100%%: %lld here is %lld00%%",
		         (long long) atom->node->as.integer, (long long) atom->node->as.integer);
		snprintf(hint, sizeof hint, "write rate \"%lld%%\"", (long long) atom->node->as.integer);
		read_warning(analysis, &place, atom->node, hint, message);
	}
}

void quantities_compared(struct analysis *analysis, const struct frame *frame, const struct syntax_node *left_node,
                         struct abstract left_value, const struct syntax_node *right_node,
                         struct abstract right_value)
{
	struct operand left = operand_of(left_value, left_node), right = operand_of(right_value, right_node);

	if (analysis->loading)
		return;
	meet(analysis, frame, &left, &right);
	rate_and_written(analysis, &left, &right);
	rate_and_written(analysis, &right, &left);
}

static bool is_whole(enum quantity quantity)
{
	return quantity == QUANTITY_WRITTEN || quantity == QUANTITY_INTEGER;
}

static bool is_exact(enum quantity quantity)
{
	return is_whole(quantity) || quantity == QUANTITY_RATE || quantity == QUANTITY_DECIMAL
	       || quantity == QUANTITY_PERCENT;
}

static enum quantity sum_of(enum quantity left, enum quantity right)
{
	if (left == QUANTITY_MONEY || right == QUANTITY_MONEY)
		return QUANTITY_MONEY;
	if (left == QUANTITY_WRITTEN && right == QUANTITY_WRITTEN)
		return QUANTITY_OTHER;
	if (left == right)
		return left;
	if (is_whole(left) && is_whole(right))
		return QUANTITY_INTEGER;
	return is_exact(left) && is_exact(right) ? QUANTITY_DECIMAL : QUANTITY_OTHER;
}

static enum quantity product_of(enum quantity left, enum quantity right)
{
	if (left == QUANTITY_MONEY && right == QUANTITY_MONEY)
		return QUANTITY_SQUARE;
	if (left == QUANTITY_MONEY || right == QUANTITY_MONEY)
		return is_exact(left == QUANTITY_MONEY ? right : left) ? QUANTITY_MONEY : QUANTITY_OTHER;
	if (left == QUANTITY_WRITTEN && right == QUANTITY_WRITTEN)
		return QUANTITY_OTHER;
	if (is_whole(left) && is_whole(right))
		return QUANTITY_INTEGER;
	return is_exact(left) && is_exact(right) ? QUANTITY_DECIMAL : QUANTITY_OTHER;
}

/* All that it may be is the number `number`, which stands in the rule. */
static bool is_number(const struct operand *operand, int64_t number)
{
	for (size_t i = 0; i < operand->value.count; i++) {
		if (operand->quantity != QUANTITY_WRITTEN || operand->value.items[i].node->as.integer != number)
			return false;
	}
	return operand->value.count > 0;
}

static bool is_percent(const struct operand *left, const struct operand *right)
{
	return (left->quantity == QUANTITY_RATE && is_number(right, 100))
	       || (right->quantity == QUANTITY_RATE && is_number(left, 100));
}

/* `1 + c.uplift * 100`: who adds to 1 works with rates, of which 1 is the whole. */
static void one_and_percent(struct analysis *analysis, const struct frame *frame, const struct operand *one,
                            const struct operand *other)
{
	char shown[MISUSE_SHOWN], message[MISUSE_SHOWN + 120];

	if (analysis->loading || !is_number(one, 1) || other->quantity != QUANTITY_PERCENT)
		return;
	misuse_show(frame, other->node, shown);
	snprintf(message, sizeof message, "a rate is 1 where it is 100%%: '%s' is 5 where it is 5%%, beside 1",
	         shown);
	read_warning(analysis, frame, other->node, "leave out * 100: 1 + rate", message);
}

struct abstract quantities_binary(struct analysis *analysis, const struct frame *frame,
                                  const struct syntax_node *node, struct abstract left_value,
                                  struct abstract right_value)
{
	struct operand left = operand_of(left_value, node->as.operation.left);
	struct operand right = operand_of(right_value, node->as.operation.right);

	switch (node->as.operation.op) {
	case OPERATOR_ADD:
	case OPERATOR_SUBTRACT:
		meet(analysis, frame, &left, &right);
		one_and_percent(analysis, frame, &left, &right);
		one_and_percent(analysis, frame, &right, &left);
		return value_of(analysis, sum_of(left.quantity, right.quantity));
	case OPERATOR_MULTIPLY:
		if (is_percent(&left, &right))
			return value_of(analysis, QUANTITY_PERCENT);
		return value_of(analysis, product_of(left.quantity, right.quantity));
	case OPERATOR_MODULO:
		return value_of(analysis, left.quantity == QUANTITY_MONEY ? QUANTITY_MONEY : QUANTITY_OTHER);
	default:
		return abstract_plain();
	}
}

struct abstract quantities_negated(struct analysis *analysis, struct abstract value)
{
	struct operand operand = operand_of(value, NULL);

	/* A number that stands there stays one: what it means as money is told of it without its sign. */
	return operand.quantity == QUANTITY_WRITTEN ? value : value_of(analysis, operand.quantity);
}

void quantities_given(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                      struct abstract value)
{
	struct operand given = operand_of(value, node);
	char shown[MISUSE_SHOWN], message[MISUSE_SHOWN + 80];

	if (analysis->loading || !analysis->owner.gives_money)
		return;
	warn_of_written(analysis, &given);
	misuse_show(frame, node, shown);
	if (given.quantity == QUANTITY_RATE || given.quantity == QUANTITY_SQUARE) {
		read_problem(analysis, frame, node, NULL,
		             given.quantity == QUANTITY_RATE ? "multiply an amount by it, and round" : NULL,
		             "'%s' is %s, where money is meant", shown, quantity_shown(given.quantity));
	} else if (counts_pence(given.quantity)) {
		snprintf(message, sizeof message, "'%s' is %s, where money is meant, which counts pence", shown,
		         quantity_shown(given.quantity));
		read_warning(analysis, frame, node, so_many_pounds, message);
	}
}

/* A call of a function of the library. */
struct called {
	struct analysis *analysis;
	const struct frame *frame;
	const struct syntax_node *node;
	const struct arguments *arguments;
};

static struct operand argument_of(const struct called *called, size_t index)
{
	return operand_of(call_argument(called->arguments, index), call_place(called->node, index));
}

/* A text that stands there is read as it will be when the rule runs: money "£12.505", age_on(c.born, "01/04/2025"). */
static void read_text(const struct called *called, size_t index, enum type type)
{
	struct operand written = argument_of(called, index);
	struct error err = ERROR_INIT;
	struct value value;

	if (!called->analysis->loading && written.value.count == 1 && written.value.items->kind == ATOM_TEXT
	    && value_parse(type, written.value.items->text, strlen(written.value.items->text), &value, &err))
		read_problem(called->analysis, called->frame, written.node, NULL, err.hint[0] ? err.hint : NULL, "%s",
		             err.message);
}

/* Whether one argument is more than another is asked. */
static void compare(const struct called *called, const struct operand *left, const struct operand *right)
{
	meet(called->analysis, called->frame, left, right);
	misuse_compared(called->analysis, called->frame, left->node, left->value, right->node, right->value);
}

/* The least or the most of the arguments. */
static struct abstract extreme(const struct called *called)
{
	struct operand most = argument_of(called, 0);

	for (size_t i = 1; i < called->arguments->count; i++) {
		struct operand one = argument_of(called, i);

		compare(called, &most, &one);
		if (most.quantity != QUANTITY_MONEY)
			most = (struct operand){ one.value, one.node, sum_of(most.quantity, one.quantity) };
	}
	return value_of(called->analysis, most.quantity);
}

static struct abstract between(const struct called *called)
{
	struct operand value = argument_of(called, 0), low = argument_of(called, 1), high = argument_of(called, 2);

	compare(called, &value, &low);
	compare(called, &value, &high);
	if (!called->analysis->loading) {
		rate_and_written(called->analysis, &value, &low);
		rate_and_written(called->analysis, &value, &high);
	}
	return abstract_typed(called->analysis, TYPE_FLAG);
}

/* The step and the mode of round() and divide(), which stand behind what they work on. */
static void look_at_step(const struct called *called, const char *name, size_t index, bool money)
{
	struct operand step = argument_of(called, index), mode = argument_of(called, index + 1);
	struct nearest nearest;
	enum rounding ignored;

	if (called->analysis->loading)
		return;
	if (called->arguments->count == index && !called->arguments->rest.count)
		read_problem(called->analysis, called->frame, called->node, NULL,
		             "money \"1p\" gives whole pence, 1 a whole number", "'%s' needs the step to round to",
		             name);
	if (money)
		warn_of_written(called->analysis, &step);
	if (mode.value.count != 1 || mode.value.items->kind != ATOM_TEXT
	    || rounding_named(mode.value.items->text, &ignored))
		return;
	nearest = nearest_to(mode.value.items->text);
	for (const char *const *one = rounding_names; *one; one++)
		nearest_offer(&nearest, *one);
	read_problem(called->analysis, called->frame, mode.node, nearest.best,
	             "the modes are half_up, half_even, half_down, up, down, ceiling and floor",
	             "'%s' has no rounding mode '%.60s'", name, mode.value.items->text);
}

static struct abstract rounded(const struct called *called)
{
	struct operand value = argument_of(called, 0), step = argument_of(called, 1);
	bool money = value.quantity == QUANTITY_MONEY || step.quantity == QUANTITY_MONEY;

	look_at_step(called, "round", 1, value.quantity == QUANTITY_MONEY);
	return value_of(called->analysis, money                            ? QUANTITY_MONEY
	                                  : step.quantity == QUANTITY_RATE ? QUANTITY_RATE
	                                                                   : QUANTITY_OTHER);
}

static struct abstract divided(const struct called *called)
{
	struct operand value = argument_of(called, 0), by = argument_of(called, 1), step = argument_of(called, 2);
	bool share = value.quantity == QUANTITY_MONEY && is_exact(by.quantity);
	char shown[MISUSE_SHOWN], message[MISUSE_SHOWN + 80];

	look_at_step(called, "divide", 2, share);
	if (!called->analysis->loading && step.quantity == QUANTITY_MONEY && by.quantity == QUANTITY_MONEY
	    && is_whole(value.quantity)) {
		misuse_show(called->frame, by.node, shown);
		snprintf(message, sizeof message, "a number is divided by '%s', which is money", shown);
		read_warning(called->analysis, called->frame, by.node, "divide(a, b, step) gives a by b", message);
	}
	return value_of(called->analysis, share || step.quantity == QUANTITY_MONEY ? QUANTITY_MONEY
	                                  : step.quantity == QUANTITY_RATE         ? QUANTITY_RATE
	                                                                           : QUANTITY_OTHER);
}

static struct abstract multiplied(const struct called *called)
{
	return value_of(called->analysis,
	                product_of(argument_of(called, 0).quantity, argument_of(called, 1).quantity));
}

static struct abstract days(const struct called *called)
{
	read_text(called, 0, TYPE_DATE);
	read_text(called, 1, TYPE_DATE);
	return abstract_typed(called->analysis, TYPE_INTEGER);
}

/* age_on(at.start, c.born): nobody asks how old a period was when somebody was born. */
static struct abstract aged(const struct called *called)
{
	struct operand born = argument_of(called, 0), on = argument_of(called, 1);

	if (!called->analysis->loading && born.value.count == 1 && born.value.items->kind == ATOM_PLAIN
	    && born.value.items->text == quantity_boundary
	    && (on.value.count != 1 || on.value.items->text != quantity_boundary))
		read_problem(called->analysis, called->frame, born.node, NULL, "write age_on(born, day)",
		             "'age_on' takes the day of birth first");
	return days(called);
}

static struct abstract read_money(const struct called *called)
{
	read_text(called, 0, TYPE_MONEY);
	return abstract_typed(called->analysis, TYPE_MONEY);
}

static struct abstract read_rate(const struct called *called)
{
	read_text(called, 0, TYPE_RATE);
	return abstract_typed(called->analysis, TYPE_RATE);
}

static struct abstract read_decimal(const struct called *called)
{
	read_text(called, 0, TYPE_DECIMAL);
	return abstract_typed(called->analysis, TYPE_DECIMAL);
}

static struct abstract read_date(const struct called *called)
{
	read_text(called, 0, TYPE_DATE);
	return abstract_typed(called->analysis, TYPE_DATE);
}

/* add_months(c.applied, 1): the run refuses it without the word that says what becomes of 31 January. */
static struct abstract months_added(const struct called *called)
{
	struct operand word = argument_of(called, 2);
	struct nearest nearest;

	if (!called->analysis->loading && called->arguments->count == 2 && !called->arguments->rest.count)
		read_problem(called->analysis, called->frame, called->node, NULL, month_end_choice,
		             "'add_months' needs the month-end rule");
	if (called->analysis->loading || word.value.count != 1 || word.value.items->kind != ATOM_TEXT)
		return read_date(called);
	nearest = nearest_to(word.value.items->text);
	for (const char *const *one = month_end_names; *one; one++) {
		if (!strcmp(*one, word.value.items->text))
			return read_date(called);
		nearest_offer(&nearest, *one);
	}
	read_problem(called->analysis, called->frame, word.node, nearest.best, month_end_choice,
	             "'add_months' has no month-end rule '%.60s'", word.value.items->text);
	return read_date(called);
}

static struct abstract year(const struct called *called)
{
	read_text(called, 0, TYPE_DATE);
	return abstract_atom(called->analysis,
	                     (struct atom){ .kind = ATOM_PLAIN, .type = TYPE_TEXT + 1, .text = quantity_year });
}

bool quantities_call(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                     const char *name, const struct arguments *arguments, struct abstract *out)
{
	static const struct {
		const char *name;
		struct abstract (*call)(const struct called *called);
	} functions[] = {
		{ "add_months", months_added },
		{ "age_on", aged },
		{ "between", between },
		{ "date", read_date },
		{ "days_between", days },
		{ "decimal", read_decimal },
		{ "divide", divided },
		{ "financial_year", year },
		{ "max", extreme },
		{ "min", extreme },
		{ "money", read_money },
		{ "multiply", multiplied },
		{ "rate", read_rate },
		{ "round", rounded },
	};
	const struct called called = { analysis, frame, node, arguments };

	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (strcmp(functions[i].name, name) != 0)
			continue;
		*out = functions[i].call(&called);
		return true;
	}
	return false;
}
