/* misuse_operand.c: what `..` and `#` are given. Lua joins pence to a text as a bare number, and has a length for a record, which is
 * none. Reported only where it is certain what stands there. */
#include "rules/abstract.h"

#include <string.h>

/* The type of all that it may be; TYPE_COUNT: not certain, or nothing that has a type. */
static enum type type_of(struct abstract value)
{
	int type = value.count && value.items->kind == ATOM_PLAIN ? value.items->type : 0;

	for (size_t i = 1; type && i < value.count; i++) {
		if (value.items[i].kind != ATOM_PLAIN || value.items[i].type != type)
			type = 0;
	}
	return type ? (enum type)(type - 1) : TYPE_COUNT;
}

void misuse_concatenation(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                          struct abstract value)
{
	enum type type = type_of(value);
	char shown[MISUSE_SHOWN], hint[MISUSE_SHOWN + 80];

	if (analysis->loading)
		return;
	misuse_show(frame, node, shown);
	if (type == TYPE_MONEY) {
		read_problem(
			analysis, frame, node, NULL,
			"the message of a finding shows amounts: \"... {name}\"; or keep it as a rule of its own",
			"'%s' is money: joined to a text it is a bare number of pence", shown);
	} else if (type == TYPE_RATE || type == TYPE_DECIMAL) {
		snprintf(hint, sizeof hint, "write tostring(%s)", shown);
		read_problem(analysis, frame, node, NULL, hint, "'%s' is %s, and '..' joins texts", shown,
		             type_shown(type));
	} else if (type == TYPE_FLAG || type == TYPE_ELIGIBILITY) {
		snprintf(hint, sizeof hint, "write (%s and \"yes\" or \"no\")", shown);
		read_problem(analysis, frame, node, NULL, hint, "'%s' is true or false, and '..' joins texts", shown);
	} else if (value.count == 1 && (value.items->kind == ATOM_RECORD || value.items->kind == ATOM_LIST)) {
		read_problem(analysis, frame, node, NULL, "name one of its fields",
		             "'%s' is a %s, and '..' joins texts", shown,
		             value.items->kind == ATOM_LIST ? "list of records" : "record");
	}
}

void misuse_length(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   struct abstract value)
{
	const char *what = NULL;
	enum type type = type_of(value);
	char shown[MISUSE_SHOWN], hint[MISUSE_SHOWN + 80];

	if (analysis->loading || value.count != 1)
		return;
	misuse_show(frame, node, shown);
	snprintf(hint, sizeof hint, "how many records belong to it is #related(%s, \"...\")", shown);
	switch (value.items->kind) {
	case ATOM_RECORD:
		what = "a record";
		break;
	case ATOM_PARAMETERS:
	case ATOM_AT:
	case ATOM_PREVIOUS:
	case ATOM_FIGURES:
	case ATOM_TOTALS:
	case ATOM_PREVIOUS_TOTALS:
		what = "no list";
		break;
	case ATOM_PLAIN:
		if (type != TYPE_COUNT && type != TYPE_TEXT && type != TYPE_STATUS && type != TYPE_DATE)
			what = type_shown(type);
		break;
	default:
		break;
	}
	if (what)
		read_problem(analysis, frame, node, NULL, value.items->kind == ATOM_RECORD ? hint : NULL,
		             "'%s' is %s: '#' counts a list, or the bytes of a text", shown, what);
}
