/* misuse.c: what the analysis finds wrong with values, not names: comparisons that can never be true, a record or a list
 * where a value is meant, a field that is called. Lua lets most of it pass and gives false or nil. Reported only where it is
 * certain what stands there. */
#include "rules/abstract.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN (MISUSE_SHOWN - 4)

struct abstract abstract_typed(struct analysis *analysis, enum type type)
{
	return abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN, .type = (int) type + 1 });
}

/* What is known for certain of one side. */
enum side_kind { SIDE_OTHER, SIDE_RECORD, SIDE_LIST, SIDE_GROUP, SIDE_TYPED, SIDE_TEXT, SIDE_INTEGER, SIDE_FLAG };
struct side {
	enum side_kind kind;
	enum type type; /* SIDE_TYPED */
	const struct atom *atom;
	const struct syntax_node *node;
	char shown[MISUSE_SHOWN];
};

static enum side_kind kind_of(const struct syntax_node *node, struct abstract value)
{
	if (node->kind == SYNTAX_INTEGER)
		return SIDE_INTEGER;
	if (node->kind == SYNTAX_TRUE || node->kind == SYNTAX_FALSE)
		return SIDE_FLAG;
	if (value.count != 1)
		return SIDE_OTHER;
	switch (value.items->kind) {
	case ATOM_RECORD:
		return SIDE_RECORD;
	case ATOM_LIST:
		return SIDE_LIST;
	case ATOM_PARAMETERS:
		return SIDE_GROUP;
	case ATOM_TEXT:
		return SIDE_TEXT;
	case ATOM_PLAIN:
		return value.items->type ? SIDE_TYPED : SIDE_OTHER;
	default:
		return SIDE_OTHER;
	}
}

void misuse_show(const struct frame *frame, const struct syntax_node *node, char shown[MISUSE_SHOWN])
{
	const char *text = frame->file->source->text + node->offset;
	const char *newline = memchr(text, '\n', node->length);
	size_t length = newline ? (size_t) (newline - text) : node->length;
	bool cut = length > SHOWN || newline;

	length = length < SHOWN ? length : SHOWN;
	while (cut && length && ((unsigned char) text[length] & 0xC0) == 0x80)
		length--;
	snprintf(shown, MISUSE_SHOWN, "%.*s%s", (int) length, text, cut ? "..." : "");
}

static struct side side_of(const struct frame *frame, const struct syntax_node *node, struct abstract value)
{
	struct side side = { .node = node, .atom = value.items };

	side.kind = kind_of(node, value);
	if (side.kind == SIDE_TYPED)
		side.type = (enum type)(value.items->type - 1);
	misuse_show(frame, node, side.shown);
	return side;
}

enum family type_family(enum type type)
{
	switch (type) {
	case TYPE_FLAG:
	case TYPE_ELIGIBILITY:
		return FAMILY_FLAG;
	case TYPE_DATE:
	case TYPE_TEXT:
	case TYPE_STATUS:
		return FAMILY_TEXT;
	default:
		return FAMILY_NUMBER;
	}
}

const char *type_shown(enum type type)
{
	switch (type) {
	case TYPE_FLAG:
	case TYPE_ELIGIBILITY:
		return "true or false";
	case TYPE_INTEGER:
	case TYPE_NUMBER:
		return "a number";
	case TYPE_RATE:
	case TYPE_DECIMAL:
	case TYPE_DATE:
		return type == TYPE_RATE ? "a rate" : type == TYPE_DATE ? "a date" : "a decimal";
	case TYPE_STATUS:
		return "a status";
	default:
		return type_names[type];
	}
}

/* A status that a rule gives is one of those it declares. */
static void status_and_text(struct analysis *analysis, const struct frame *frame, const struct side *status,
                            const struct side *text)
{
	struct nearest nearest = nearest_to(text->atom->text);

	for (const char *const *one = status->atom->statuses; one && *one; one++) {
		if (!strcmp(*one, text->atom->text))
			return;
		nearest_offer(&nearest, *one);
	}
	if (status->atom->statuses)
		read_problem(analysis, frame, text->node, nearest.best, NULL, "'%s' is never '%.80s'", status->shown,
		             text->atom->text);
}

/* `h.income == "£5"`: says how the text is written as a value of the type. */
static void typed_and_text(struct analysis *analysis, const struct frame *frame, const struct side *typed,
                           const struct side *text)
{
	struct error err = ERROR_INIT;
	struct value value;
	char hint[160] = "";
	bool fits = !value_parse(typed->type, text->atom->text, strlen(text->atom->text), &value, &err);

	if (typed->type == TYPE_DATE) {
		if (!fits)
			read_problem(analysis, frame, text->node, NULL, err.hint[0] ? err.hint : NULL, "%s",
			             err.message);
		return;
	}
	if (typed->type == TYPE_STATUS)
		status_and_text(analysis, frame, typed, text);
	if (type_family(typed->type) == FAMILY_TEXT)
		return;
	if (type_family(typed->type) == FAMILY_FLAG)
		snprintf(hint, sizeof hint, "write %s, or not %s", typed->shown, typed->shown);
	else if (typed->type == TYPE_INTEGER && fits)
		snprintf(hint, sizeof hint, "write %.80s without quotes", text->atom->text);
	else if (typed->type != TYPE_NUMBER && typed->type != TYPE_INTEGER)
		snprintf(hint, sizeof hint, "write %s \"%.80s\"", type_names[typed->type],
		         fits                        ? text->atom->text
		         : typed->type == TYPE_MONEY ? "£12.50"
		                                     : "5.5%");
	read_problem(analysis, frame, text->node, NULL, hint[0] ? hint : NULL, "'%s' is %s, and never a text",
	             typed->shown, type_shown(typed->type));
}

/* Whether no status of the one is a status of the other. */
static bool are_apart(const char *const *one, const char *const *other)
{
	for (; *one; one++) {
		for (const char *const *same = other; *same; same++) {
			if (!strcmp(*one, *same))
				return false;
		}
	}
	return true;
}

/* `c.due < at.start`, where '01/09/2025' comes before every day. */
static void text_and_date(struct analysis *analysis, const struct frame *frame, const struct side *text,
                          const struct side *date)
{
	char hint[2 * MISUSE_SHOWN];

	if (text->atom->text == quantity_year)
		snprintf(hint, sizeof hint, "compare it with financial_year(%s)", date->shown);
	else if (text->atom->text)
		snprintf(hint, sizeof hint, "the period's days are at.start and at.finish");
	else
		snprintf(hint, sizeof hint, "declare it a date (DATE TEXT), or write date(%s)", text->shown);
	read_problem(analysis, frame, text->node, NULL, hint, "'%s' is text, and compared with a date", text->shown);
}

/* Both are texts to Lua: a day is neither a status nor another text, and of two lists of statuses some must be the same. */
static void texts(struct analysis *analysis, const struct frame *frame, const struct side *left,
                  const struct side *right)
{
	bool date = left->type == TYPE_DATE || right->type == TYPE_DATE;
	bool status = left->type == TYPE_STATUS && right->type == TYPE_STATUS;

	if (date && (left->type == TYPE_STATUS || right->type == TYPE_STATUS))
		read_problem(analysis, frame, right->node, NULL, NULL,
		             "'%s' is %s, and '%s' is %s: they are never equal", left->shown, type_shown(left->type),
		             right->shown, type_shown(right->type));
	else if (date && left->type != right->type)
		text_and_date(analysis, frame, left->type == TYPE_TEXT ? left : right,
		              left->type == TYPE_TEXT ? right : left);
	else if (status && left->atom->statuses && right->atom->statuses
	         && are_apart(left->atom->statuses, right->atom->statuses))
		read_problem(analysis, frame, right->node, NULL, NULL,
		             "'%s' and '%s' have no status in common: they are never equal", left->shown,
		             right->shown);
}

static void typed_and_typed(struct analysis *analysis, const struct frame *frame, const struct side *left,
                            const struct side *right)
{
	if (type_family(left->type) == type_family(right->type)) {
		texts(analysis, frame, left, right);
		return;
	}
	read_problem(analysis, frame, right->node, NULL, NULL, "'%s' is %s, and '%s' is %s: they cannot be compared",
	             left->shown, type_shown(left->type), right->shown, type_shown(right->type));
}

static void typed_and_constant(struct analysis *analysis, const struct frame *frame, const struct side *typed,
                               const struct side *constant)
{
	enum family family = constant->kind == SIDE_INTEGER ? FAMILY_NUMBER : FAMILY_FLAG;
	char hint[160] = "";

	if (type_family(typed->type) == family)
		return;
	if (type_family(typed->type) == FAMILY_FLAG)
		snprintf(hint, sizeof hint, "write %s, or not %s", typed->shown, typed->shown);
	else if (family == FAMILY_NUMBER && typed->type == TYPE_DATE)
		snprintf(hint, sizeof hint, "a date is written \"2025-04-01\"");
	else if (family == FAMILY_NUMBER && typed->atom->text == quantity_year)
		snprintf(hint, sizeof hint, "it gives a text: write \"%lld-%02lld\"",
		         (long long) constant->node->as.integer, (long long) (constant->node->as.integer + 1) % 100);
	else if (family == FAMILY_NUMBER)
		snprintf(hint, sizeof hint, "write \"%s\"", constant->shown);
	read_problem(analysis, frame, constant->node, NULL, hint[0] ? hint : NULL, "'%s' is %s, and never '%s'",
	             typed->shown, type_shown(typed->type), constant->shown);
}

/* A record is compared with a value: a field of it is meant, most likely its key. */
static void record_and_value(struct analysis *analysis, const struct frame *frame, const struct side *record,
                             const struct side *other)
{
	const struct record_type *type = &analysis->schema->types[record->atom->type];
	char hint[160] = "";

	if (other->kind != SIDE_TYPED && other->kind != SIDE_TEXT && other->kind != SIDE_INTEGER)
		return;
	if (type->key_count)
		snprintf(hint, sizeof hint, "write %s.%.60s", record->shown, type->fields[type->key[0]].name);
	read_problem(analysis, frame, record->node, NULL, hint[0] ? hint : NULL,
	             "'%s' is a record of '%.60s': compare one of its fields", record->shown, type->name);
}

void misuse_group(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  struct abstract value)
{
	const char *group, *below = NULL;
	char hint[160] = "";

	if (analysis->loading || kind_of(node, value) != SIDE_GROUP || !value.items->text[0])
		return;
	group = value.items->text;
	for (size_t i = 0; i < analysis->parameters->count && !below; i++) {
		const char *name = analysis->parameters->items[i].name;

		if (!strncmp(name, group, strlen(group)) && name[strlen(group)] == '.')
			below = name;
	}
	if (below)
		snprintf(hint, sizeof hint, "name one of them, as p.%.120s", below);
	read_problem(analysis, frame, node, NULL, below ? hint : NULL, "'%.100s' is a group of parameters, not one",
	             group);
}

static void compare(struct analysis *analysis, const struct frame *frame, const struct side *left,
                    const struct side *right)
{
	if (left->kind == SIDE_RECORD)
		record_and_value(analysis, frame, left, right);
	else if (left->kind == SIDE_TYPED && right->kind == SIDE_TEXT)
		typed_and_text(analysis, frame, left, right);
	else if (left->kind == SIDE_TYPED && (right->kind == SIDE_INTEGER || right->kind == SIDE_FLAG))
		typed_and_constant(analysis, frame, left, right);
}

/* `at.period == "2025/26"`: a period is named as a scenario names it. */
static void period_and_text(struct analysis *analysis, const struct frame *frame, const struct side *period,
                            const struct side *text)
{
	const char *written = text->kind == SIDE_TEXT ? text->atom->text : "";
	struct error err = ERROR_INIT;
	struct period parsed;

	if (period->kind != SIDE_TYPED || period->type != TYPE_TEXT || !period->atom->text || text->kind != SIDE_TEXT)
		return;
	if (period_parse(written, strlen(written), &parsed, &err))
		read_problem(analysis, frame, text->node, NULL, err.hint[0] ? err.hint : NULL, "%s", err.message);
	/* Months that read as financial years have another label: 2005-M06. */
	else if (strcmp(parsed.label, written) != 0 && !strchr(written, 'M'))
		read_problem(analysis, frame, text->node, parsed.label, NULL, "'%s' is never '%.80s'", period->shown,
		             written);
}

/* `financial_year(d) == "2025"`: it gives 2025-26. */
static void year_and_text(struct analysis *analysis, const struct frame *frame, const struct side *year,
                          const struct side *text)
{
	const char *written = text->kind == SIDE_TEXT ? text->atom->text : "";
	struct error err = ERROR_INIT;
	struct period parsed;
	char right[sizeof parsed.label] = "2025-26";

	if (year->kind != SIDE_TYPED || year->atom->text != quantity_year || text->kind != SIDE_TEXT)
		return;
	if (strspn(written, "0123456789") == 4 && strlen(written) != strlen("2025-04-01"))
		snprintf(right, sizeof right, "%.4s-%02d", written, (int) ((strtol(written, NULL, 10) + 1) % 100));
	else if (!period_parse(written, strlen(written), &parsed, &err))
		snprintf(right, sizeof right, "%s", period_of_financial_year(parsed.start).label);
	if (strcmp(written, right) != 0)
		read_problem(analysis, frame, text->node, right, NULL, "'%s' is a financial year, never '%.80s'",
		             year->shown, written);
}

/* Two sides of which one may be the more, or the same. */
static void compare_both(struct analysis *analysis, const struct frame *frame, const struct side *left,
                         const struct side *right)
{
	compare(analysis, frame, left, right);
	if (right->kind != SIDE_RECORD || left->kind != SIDE_RECORD)
		compare(analysis, frame, right, left);
	if (left->kind == SIDE_TYPED && right->kind == SIDE_TYPED)
		typed_and_typed(analysis, frame, left, right);
}

void misuse_compared(struct analysis *analysis, const struct frame *frame, const struct syntax_node *left_node,
                     struct abstract left_value, const struct syntax_node *right_node, struct abstract right_value)
{
	struct side left, right;

	if (analysis->loading)
		return;
	left = side_of(frame, left_node, left_value);
	right = side_of(frame, right_node, right_value);
	compare_both(analysis, frame, &left, &right);
}

void misuse_comparison(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                       struct abstract left_value, struct abstract right_value)
{
	struct side left, right;

	if (analysis->loading)
		return;
	left = side_of(frame, node->as.operation.left, left_value);
	right = side_of(frame, node->as.operation.right, right_value);
	compare_both(analysis, frame, &left, &right);
	if (node->as.operation.op == OPERATOR_EQUAL || node->as.operation.op == OPERATOR_NOT_EQUAL) {
		period_and_text(analysis, frame, &left, &right);
		period_and_text(analysis, frame, &right, &left);
		year_and_text(analysis, frame, &left, &right);
		year_and_text(analysis, frame, &right, &left);
	}
}

void misuse_equals(struct analysis *analysis, const struct frame *frame, const struct syntax_node *entry,
                   struct abstract field, struct abstract value)
{
	struct side left, right;

	left = side_of(frame, entry->as.index.key, field);
	right = side_of(frame, entry->as.index.value, value);
	if (field.count != 1 || field.items->kind != ATOM_PLAIN || !field.items->type)
		return;
	left.kind = SIDE_TYPED;
	left.type = (enum type)(field.items->type - 1);
	compare(analysis, frame, &left, &right);
	if (right.kind == SIDE_TYPED)
		typed_and_typed(analysis, frame, &left, &right);
	quantities_compared(analysis, frame, entry->as.index.key, field, entry->as.index.value, value);
}

void misuse_answer(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   const char *function, enum wanted wanted, struct abstract answer)
{
	static const char *const shown[] = { "true or false", "an amount", "a number, a date or a text" };
	const struct atom *atom = answer.items;
	enum family family;

	if (answer.count != 1 || (atom->kind == ATOM_PLAIN && !atom->type)
	    || (atom->kind != ATOM_PLAIN && atom->kind != ATOM_RECORD && atom->kind != ATOM_LIST))
		return;
	if (atom->kind == ATOM_PLAIN) {
		family = type_family((enum type)(atom->type - 1));
		if (wanted == WANTED_MEASURE ? family != FAMILY_FLAG
		                             : family == (wanted == WANTED_FLAG ? FAMILY_FLAG : FAMILY_NUMBER))
			return;
	}
	read_problem(analysis, frame, node, NULL,
	             wanted == WANTED_FLAG && atom->kind == ATOM_PLAIN
	                     ? !strcmp(function, "related") ? "say what it is to equal: { name = value }"
	                                                    : "compare it: function(one) return one.name == ... end"
	                     : NULL,
	             "'%s' wants %s of each, and this is %s", function, shown[wanted],
	             atom->kind == ATOM_PLAIN    ? type_shown((enum type)(atom->type - 1))
	             : atom->kind == ATOM_RECORD ? "a record"
	                                         : "a list");
}

void misuse_field(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  const struct atom *atom, const char *name)
{
	char method[80];

	if (analysis->loading)
		return;
	if (atom->kind == ATOM_LIST) {
		read_problem(
			analysis, frame, node, NULL, "ask its records: any(list, \"field\"), sum(list, \"field\")",
			"a list of '%.80s' records has no '%.80s'", analysis->schema->types[atom->type].name, name);
		return;
	}
	if (atom->kind != ATOM_PLAIN || !atom->type)
		return;
	snprintf(method, sizeof method, "string.%.60s", name);
	if (type_family((enum type)(atom->type - 1)) == FAMILY_TEXT && library_has(method))
		return;
	read_problem(analysis, frame, node, NULL,
	             analysis->owner.figures ? "a figure has one value for each period"
	                                     : "only a relation leads to another record: a foreign key of the table, "
	                                       "or 'references' in the "
	                                       "scenario",
	             "this is %s, which has no '%.80s'", type_shown((enum type)(atom->type - 1)), name);
}

void misuse_host(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                 const char *function)
{
	read_problem(analysis, frame, node, NULL,
	             !strcmp(function, "known") ? "a figure that is not there is nil: f.gap ~= nil"
	                                        : "what records hold comes to figures through totals",
	             "'%s' works on records, not on figures", function);
}

void misuse_call(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                 const struct atom *atom)
{
	const struct syntax_node *place = node->as.call.callee;
	char shown[MISUSE_SHOWN], hint[160] = "";

	if (analysis->loading || atom->kind != ATOM_PLAIN || !atom->type)
		return;
	misuse_show(frame, place, shown);
	if (node->kind == SYNTAX_METHOD_CALL) {
		snprintf(hint, sizeof hint, "write %s.%.60s", shown, node->as.call.name->as.string.bytes);
		place = node->as.call.name;
	} else if (place->kind == SYNTAX_INDEX) {
		snprintf(hint, sizeof hint, "write %s", shown);
	}
	read_problem(analysis, frame, place, NULL, hint[0] ? hint : NULL, "this is %s, not a function",
	             type_shown((enum type)(atom->type - 1)));
}

void misuse_iterator(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                     struct abstract value)
{
	char shown[MISUSE_SHOWN], hint[160];

	if (analysis->loading || value.count != 1 || value.items->kind != ATOM_LIST)
		return;
	misuse_show(frame, node, shown);
	snprintf(hint, sizeof hint, "write for _, one in ipairs(%s) do", shown);
	read_problem(analysis, frame, node, NULL, hint, "a list is gone through with 'ipairs'");
}

void misuse_results(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node)
{
	if (analysis->loading || frame->caller)
		return;
	if (node->as.list.count < 2)
		return;
	read_problem(analysis, frame, node->as.list.items[1], NULL, "a number is written without commas: 1000",
	             "a %s's function gives back one thing", analysis->owner.figures ? "figure" : "rule");
}
