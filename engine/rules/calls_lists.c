/* calls_lists.c: follows what rules ask of lists of records: roles in related(), and any(), every(), count() and the like. */
#include "rules/abstract.h"

#include <string.h>

static const struct gathering {
	const char *name;
	size_t list; /* which argument; the next is what is asked */
	enum wanted wanted;
} gatherings[] = {
	{ "any", 0, WANTED_FLAG },         { "at_least", 1, WANTED_FLAG }, { "count", 0, WANTED_FLAG },
	{ "every", 0, WANTED_FLAG },       { "sum", 0, WANTED_AMOUNT },    { "least", 0, WANTED_MEASURE },
	{ "greatest", 0, WANTED_MEASURE },
};

/* A path that stands in a file, from every kind of record that there may be. */
static struct abstract ask_path(struct analysis *analysis, const struct atom *path, struct abstract records)
{
	struct frame place = { .file = path->file };
	struct abstract result = { NULL, 0 };

	for (size_t i = 0; i < records.count; i++) {
		if (records.items[i].kind == ATOM_RECORD)
			result = abstract_join(
				analysis, result,
				read_path(analysis, &place, path->node, records.items[i].type, path->text));
	}
	return result;
}

/* A name that is not known before it runs. */
static bool may_be_text(const struct atom *atom)
{
	return atom->kind == ATOM_PLAIN
	       && (!atom->type || atom->type == TYPE_TEXT + 1 || atom->type == TYPE_STATUS + 1);
}

/* What is asked of each item: what that gives. */
static struct abstract ask_items(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                 const struct gathering *gathering, struct abstract items, struct abstract asked)
{
	const struct syntax_node *place = call_place(node, gathering->list + 1);
	struct abstract result = { NULL, 0 };

	for (size_t i = 0; i < asked.count; i++) {
		const struct atom *atom = &asked.items[i];
		struct abstract one = { atom, 1 };

		if (atom->kind == ATOM_TEXT)
			one = ask_path(analysis, atom, items);
		else if (atom->kind == ATOM_FUNCTION || atom->kind == ATOM_DECISION || atom->kind == ATOM_LIBRARY
		         || atom->kind == ATOM_OPAQUE)
			one = call_value(analysis, frame, node, one, &(struct arguments){ &items, 1, { NULL, 0 } })
			              .first;
		else if (may_be_text(atom))
			analysis_not_followed(analysis, frame, place);
		else if (asked.count == 1)
			read_problem(analysis, frame, place, NULL, "write \"name\", or function(one) ... end",
			             "'%s' asks each record a name or a function", gathering->name);
		misuse_answer(analysis, frame, place, gathering->name, gathering->wanted, one);
		result = abstract_join(analysis, result, one);
	}
	return result;
}

/* What is in the list; reports what is surely none. */
static struct abstract items_of(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                const struct gathering *gathering, struct abstract list)
{
	const struct syntax_node *place = call_place(node, gathering->list);

	if (list.count == 1
	    && (list.items->kind == ATOM_RECORD || (list.items->kind == ATOM_PLAIN && list.items->type))) {
		read_problem(analysis, frame, place, NULL, "a record's members are related(record, \"type\")",
		             "'%s' goes through a list, and this is %s", gathering->name,
		             list.items->kind == ATOM_RECORD ? "a record" : "one value");
		return (struct abstract){ NULL, 0 };
	}
	return follow_element(analysis, frame, place, list, false);
}

bool call_gathering(struct analysis *analysis, struct frame *frame, const struct syntax_node *node, const char *name,
                    const struct arguments *arguments, struct abstract *out)
{
	const struct gathering *gathering = NULL;
	struct abstract items, asked, answer = { NULL, 0 };
	long changes;

	for (size_t i = 0; i < sizeof gatherings / sizeof *gatherings; i++)
		gathering = strcmp(gatherings[i].name, name) ? gathering : &gatherings[i];
	if (!gathering || analysis->loading)
		return false;
	items = call_argument(arguments, gathering->list);
	if (!strcmp(name, "any") && arguments->count == 1 && items.count == 1 && items.items->kind == ATOM_TABLE) {
		read_problem(analysis, frame, node, NULL, "inside a function write any(list, test)",
		             "'any { ... }' joins conditions while files are loaded");
		return false;
	}
	items = items_of(analysis, frame, node, gathering, items);
	asked = call_argument(arguments, gathering->list + 1);
	if (!asked.count && strcmp(name, "count") != 0)
		read_problem(analysis, frame, node, NULL,
		             "write it behind the list: \"name\", or function(one) ... end",
		             "'%s' asks each record a name or a function", name);
	/* The function is called for one item after another: until what it keeps in tables no longer grows. */
	analysis->loops++;
	for (int round = 0; round < MAX_ROUNDS; round++) {
		changes = analysis->changes;
		answer = ask_items(analysis, frame, node, gathering, items, asked);
		if (analysis->changes == changes)
			break;
	}
	analysis->loops--;
	if (analysis->changes != changes)
		analysis_not_followed(analysis, frame, node);
	if (gathering->wanted == WANTED_MEASURE)
		*out = items;
	else if (gathering->wanted == WANTED_AMOUNT)
		*out = answer.count == 1 && answer.items->kind == ATOM_PLAIN ? answer : abstract_plain();
	else
		*out = abstract_typed(analysis, strcmp(name, "count") ? TYPE_FLAG : TYPE_INTEGER);
	return true;
}

/* { role = "child" }: each name is read, and what it is to equal must be something that it can be. */
static void follow_equals(struct analysis *analysis, struct frame *frame, const struct syntax_node *node, int type,
                          const struct table *table)
{
	const struct syntax_node *place = call_place(node, 2);

	if (table->positional.count)
		read_problem(analysis, frame, place, NULL, "write { role = \"child\" }",
		             "what a role asks for is asked by name");
	if (table->computed.count)
		analysis_not_followed(analysis, frame, place);
	else
		read_role(analysis, frame, place, type, table);
	for (const struct table_field *field = table->fields; field; field = field->next) {
		const struct syntax_node *entry = NULL;
		struct abstract value;

		for (size_t i = 0; place == table->node && i < place->as.list.count; i++) {
			const struct syntax_node *one = place->as.list.items[i], *key = one->as.index.key;

			if (key && key->kind == SYNTAX_STRING && !strcmp(key->as.string.bytes, field->name))
				entry = one;
		}
		value = read_record(analysis, frame, entry ? entry->as.index.key : place, type, field->name);
		if (entry)
			misuse_equals(analysis, frame, entry, value, field->value);
	}
}

void call_role(struct analysis *analysis, struct frame *frame, const struct syntax_node *node, int type,
               struct abstract role)
{
	const struct syntax_node *place = call_place(node, 2);

	for (size_t i = 0; i < role.count; i++) {
		const struct atom *atom = &role.items[i];
		const struct atom record = { .kind = ATOM_RECORD, .type = type };

		if (atom->kind == ATOM_TEXT)
			misuse_answer(analysis, frame, place, "related", WANTED_FLAG,
			              ask_path(analysis, atom, (struct abstract){ &record, 1 }));
		else if (atom->kind == ATOM_TABLE)
			follow_equals(analysis, frame, node, type, atom->table);
		else if (may_be_text(atom) || atom->kind == ATOM_OPAQUE)
			analysis_not_followed(analysis, frame, place);
		else if (role.count == 1)
			read_problem(analysis, frame, place, NULL,
			             "write related(record, \"person\", { role = \"child\" })",
			             "a role is a name, or a table of names and what they equal");
	}
}
