/* misuse_given.c: what a declared function gives back, held against what its declaration takes: nothing at all, a value of another
 * kind, a status that the rule does not have. A run says the same, at the first record that comes by. */
#include "rules/abstract.h"

#include <stdio.h>
#include <string.h>

/* A group of parameters is reported elsewhere. */
static enum family family_of(const struct atom *atom)
{
	switch (atom->kind) {
	case ATOM_PLAIN:
		if (atom->type)
			return type_family((enum type)(atom->type - 1));
		return atom->node ? FAMILY_NUMBER : FAMILY_UNKNOWN;
	case ATOM_TEXT:
		return FAMILY_TEXT;
	case ATOM_RECORD:
	case ATOM_LIST:
		return FAMILY_RECORDS;
	default:
		return FAMILY_UNKNOWN;
	}
}

static const char *shown_given(const struct atom *atom)
{
	if (atom->kind == ATOM_RECORD)
		return "a record";
	if (atom->kind == ATOM_LIST)
		return "a list of records";
	if (atom->kind == ATOM_TEXT)
		return "text";
	return !atom->type ? "a whole number" : type_shown((enum type)(atom->type - 1));
}

static bool is_award(const struct owner *owner)
{
	return owner->rule && owner->rule->type == TYPE_ELIGIBILITY && !owner->asks;
}

static const char *shown_wanted(const struct owner *owner)
{
	if (is_award(owner))
		return "an award";
	return owner->asks ? "true or false" : type_names[owner->wanted];
}

static const char *hint_for(enum family wanted, enum family given, enum type type, const struct atom *atom)
{
	if (given == FAMILY_FLAG && wanted != FAMILY_FLAG)
		return "a test gives true or false: write if ... then return ... end";
	if (given == FAMILY_NUMBER && wanted == FAMILY_FLAG)
		return "compare it: return ... > ...";
	if (given == FAMILY_TEXT && wanted == FAMILY_FLAG)
		return "compare it: return ... == \"...\"";
	if (given == FAMILY_TEXT && type == TYPE_MONEY && atom->kind == ATOM_TEXT)
		return "write money \"£12.50\" where the value stands";
	if (atom->kind == ATOM_RECORD)
		return "name one of its fields";
	if (type == TYPE_RATE && given == FAMILY_RECORDS)
		return "divide(a, b, rate \"0.1%\") gives a as a share of b";
	return NULL;
}

/* A status that stands in the function itself: what a helper may give back, it may not give to this rule. */
static void check_status(struct analysis *analysis, const struct frame *frame, const struct atom *atom)
{
	const struct syntax_node *function = frame->function;
	struct nearest nearest = nearest_to(atom->text);

	if (!atom->node || atom->file != frame->file || atom->node->offset < function->offset
	    || atom->node->offset >= function->offset + function->length)
		return;
	for (const char *const *one = analysis->owner.statuses; *one; one++) {
		if (!strcmp(*one, atom->text))
			return;
		nearest_offer(&nearest, *one);
	}
	read_problem(analysis, frame, atom->node, nearest.best, NULL, "'%.80s' is not among the %s's values",
	             atom->text, analysis->owner.kind);
}

static void check_date(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                       const struct atom *atom)
{
	struct error err = ERROR_INIT;
	struct value value;

	if (value_parse(TYPE_DATE, atom->text, strlen(atom->text), &value, &err))
		read_problem(analysis, frame, node, NULL, err.hint[0] ? err.hint : NULL, "%s", err.message);
}

/* nil behind tests of all that there can be is never reached, and nothing is wrong. */
static void given_nothing(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node)
{
	const struct owner *owner = &analysis->owner;
	const char *hint = owner->asks       ? "write false"
	                   : is_award(owner) ? "return 0 for no award"
	                                     : "if there may be none, write optional = true";
	char message[80];

	snprintf(message, sizeof message, "expected %s, got nothing", shown_wanted(owner));
	if (frame->function->as.function.body.items[0]->kind == SYNTAX_RETURN)
		read_problem(analysis, frame, node, NULL, hint, "%s", message);
	else
		read_warning(analysis, frame, node, hint, message);
}

void misuse_given(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  struct abstract value)
{
	const struct owner *owner = &analysis->owner;
	enum family wanted = type_family(owner->wanted), given = FAMILY_UNKNOWN;

	if (!analysis->checking || !analysis->certain || analysis->loading || !owner->kind)
		return;
	for (size_t i = 0; i < value.count && owner->statuses; i++) {
		if (value.items[i].kind == ATOM_TEXT)
			check_status(analysis, frame, &value.items[i]);
	}
	for (size_t i = 0; i < value.count; i++) {
		given = family_of(&value.items[i]);
		if (given == FAMILY_UNKNOWN || given == wanted)
			break;
	}
	if (node->kind == SYNTAX_NIL && !owner->optional)
		given_nothing(analysis, frame, node);
	if (value.count == 1 && value.items->kind == ATOM_TEXT && owner->wanted == TYPE_DATE)
		check_date(analysis, frame, node, value.items);
	if (value.count == 1 && value.items->kind == ATOM_PLAIN && value.items->type == TYPE_MONEY + 1
	    && owner->wanted == TYPE_RATE)
		given = FAMILY_RECORDS;
	/* Of several that it may be, one may be as it should. */
	if (given != FAMILY_UNKNOWN && given != wanted)
		read_problem(analysis, frame, node, NULL, hint_for(wanted, given, owner->wanted, value.items),
		             "expected %s, got %s", shown_wanted(owner), shown_given(value.items));
}

static bool ends_in_loop(const struct syntax_list *body)
{
	enum syntax_kind last = body->count ? body->items[body->count - 1]->kind : SYNTAX_RETURN;

	return last == SYNTAX_WHILE || last == SYNTAX_REPEAT || last == SYNTAX_FOR_NUMERIC || last == SYNTAX_FOR_IN;
}

void misuse_ending(struct analysis *analysis, const struct frame *frame, size_t errors)
{
	const struct owner *owner = &analysis->owner;
	struct syntax_node begin = *frame->function;
	char message[120];

	if (!analysis->checking || !analysis->certain || !owner->kind || frame->stopped || !analysis->followed
	    || owner->optional || analysis->problems->errors > errors
	    || ends_in_loop(&frame->function->as.function.body))
		return;
	begin.length = strlen("function");
	if (!frame->returned) {
		read_problem(analysis, frame, &begin, NULL, "the function has no 'return': return ...",
		             "expected %s, got nothing", shown_wanted(owner));
	} else {
		snprintf(message, sizeof message, "expected %s, and one way through the function gives nothing",
		         shown_wanted(owner));
		read_warning(analysis, frame, &begin,
		             owner->asks       ? "end it with return false"
		             : is_award(owner) ? "end it with return 0 for no award"
		                               : "end it with a return; if there may be none, write optional = true",
		             message);
	}
}
