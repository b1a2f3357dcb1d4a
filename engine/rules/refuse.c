/* refuse.c: what is good Lua but may not stand in a rule file, each with what to write instead. */
#include "rules/syntax.h"

#include <string.h>

struct refusal {
	const struct source *source;
	struct problems *problems;
};

#define FLOAT_HINT  "write money \"£12.50\", rate \"5.5%\" or decimal \"1.055\""
#define DIVIDE_HINT "write divide(a, b, step, mode), which says how it rounds"

static void refuse_operator(const struct refusal *refusal, const struct syntax_node *node)
{
	struct problems *problems = refusal->problems;
	size_t at = node->as.operation.at;

	switch (node->as.operation.op) {
	case OPERATOR_DIVIDE:
		syntax_problem_at(problems, refusal->source, at, 1, DIVIDE_HINT, "rules do not divide by '/'");
		break;
	case OPERATOR_FLOOR_DIVIDE:
		syntax_problem_at(problems, refusal->source, at, 2, DIVIDE_HINT, "rules do not divide by '//'");
		break;
	case OPERATOR_POWER:
		syntax_problem_at(problems, refusal->source, at, 1, "multiply it out: x * x",
		                  "rules do not use '^', which is never exact");
		break;
	default:
		break;
	}
}

/* Lua drops what a hexadecimal number has beyond 64 bits, and takes the highest of them for a sign. */
static void refuse_wrapped(const struct refusal *refusal, const struct syntax_node *number)
{
	const char *text = refusal->source->text + number->offset;
	size_t at = 2, length = number->length;

	if (length <= 2 || (text[1] | 0x20) != 'x')
		return;
	while (at + 1 < length && text[at] == '0')
		at++;
	if (length - at > 16 || number->as.integer < 0)
		syntax_problem_at(refusal->problems, refusal->source, number->offset, length,
		                  "write decimal \"18446744073709551615\": decimals have 127 bits",
		                  "'%.*s' has more than the 63 bits of a whole number",
		                  (int) (length < 40 ? length : 40), text);
}

static bool is_environment(const char *name)
{
	return !strcmp(name, "_ENV");
}

static void refuse_environment(const struct refusal *refusal, size_t offset)
{
	syntax_problem_at(refusal->problems, refusal->source, offset, 4, NULL, "rules do not use '_ENV'");
}

static void refuse_declared(const struct refusal *refusal, const struct syntax_locals *locals)
{
	for (size_t i = 0; i < locals->count; i++) {
		if (is_environment(locals->items[i]->name))
			refuse_environment(refusal, locals->items[i]->offset);
	}
}

static void refuse_target(const struct refusal *refusal, const struct syntax_node *target)
{
	const struct syntax_local *local;

	if (target->kind != SYNTAX_NAME || is_environment(target->as.name.text))
		return;
	local = target->as.name.local;
	if (!local)
		syntax_problem_at(refusal->problems, refusal->source, target->offset, target->length,
		                  "declare it with 'local'", "'%.80s' would be a global", target->as.name.text);
	else if (local->function != target->as.name.function)
		syntax_problem_at(refusal->problems, refusal->source, target->offset, target->length,
		                  "a function keeps nothing from one record to the next: return it instead",
		                  "'%.80s' belongs to an enclosing function and cannot be assigned here",
		                  target->as.name.text);
}

/* A function of the library: what it gives back is bounded, however much it is handed. */
static bool is_of_library(const struct syntax_node *callee)
{
	if (callee->kind == SYNTAX_INDEX)
		callee = callee->as.index.object;
	return callee->kind == SYNTAX_NAME && !callee->as.name.local;
}

/* Handing a number of values on is one instruction, whatever the number: so no function may pass on more than it got. */
static void refuse_handing_on(const struct refusal *refusal, const struct syntax_node *call)
{
	const struct syntax_list *arguments = &call->as.call.arguments;
	const struct syntax_node *last = arguments->count ? arguments->items[arguments->count - 1] : NULL;

	if (last && last->kind == SYNTAX_VARARG
	    && (call->kind == SYNTAX_METHOD_CALL || !is_of_library(call->as.call.callee)))
		syntax_problem_at(refusal->problems, refusal->source, last->offset, last->length,
		                  "hand on a list: { ... }", "rules hand '...' on to functions of the library only");
}

static void refuse_returned(const struct refusal *refusal, const struct syntax_list *values)
{
	const struct syntax_node *last = values->count ? values->items[values->count - 1] : NULL;

	if (!last)
		return;
	if (last->kind == SYNTAX_VARARG)
		syntax_problem_at(refusal->problems, refusal->source, last->offset, last->length,
		                  "return a list: { ... }", "rules do not return '...'");
	else if (values->count > 1
	         && (last->kind == SYNTAX_METHOD_CALL
	             || (last->kind == SYNTAX_CALL && !is_of_library(last->as.call.callee))))
		syntax_problem_at(refusal->problems, refusal->source, last->offset, last->length,
		                  "in brackets it gives one value: return a, (f(x))",
		                  "rules do not return values and then all that a call gives");
}

static bool refuse_node(const struct syntax_node *node, void *context)
{
	const struct refusal *refusal = context;

	switch (node->kind) {
	case SYNTAX_BINARY:
		refuse_operator(refusal, node);
		break;
	case SYNTAX_FLOAT:
		syntax_problem_at(refusal->problems, refusal->source, node->offset, node->length, FLOAT_HINT,
		                  "'%.*s' would be a float, which is never exact",
		                  (int) (node->length < 40 ? node->length : 40),
		                  refusal->source->text + node->offset);
		break;
	case SYNTAX_INTEGER:
		refuse_wrapped(refusal, node);
		break;
	case SYNTAX_GOTO:
		syntax_problem_at(refusal->problems, refusal->source, node->offset, node->length,
		                  "use if, or a function that returns", "rules do not use 'goto'");
		break;
	case SYNTAX_NAME:
		if (is_environment(node->as.name.text))
			refuse_environment(refusal, node->offset);
		break;
	case SYNTAX_ASSIGN:
	case SYNTAX_FUNCTION_STATEMENT:
		for (size_t i = 0; i < node->as.assign.targets.count; i++)
			refuse_target(refusal, node->as.assign.targets.items[i]);
		break;
	case SYNTAX_LOCAL:
	case SYNTAX_LOCAL_FUNCTION:
		refuse_declared(refusal, &node->as.local.locals);
		break;
	case SYNTAX_FUNCTION:
		refuse_declared(refusal, &node->as.function.parameters);
		break;
	case SYNTAX_CALL:
	case SYNTAX_METHOD_CALL:
		refuse_handing_on(refusal, node);
		break;
	case SYNTAX_RETURN:
		refuse_returned(refusal, &node->as.list);
		break;
	case SYNTAX_FOR_NUMERIC:
	case SYNTAX_FOR_IN:
		refuse_declared(refusal, &node->as.loop.locals);
		break;
	default:
		break;
	}
	return true;
}

void syntax_refuse(const struct syntax *syntax, struct problems *problems)
{
	struct refusal refusal = { syntax->source, problems };

	syntax_visit(syntax->main, refuse_node, &refusal);
}
