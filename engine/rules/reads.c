/* reads.c: what a name on a record, the parameters or `at` stands for; reads are noted and unknown names reported. */
#include "rules/abstract.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Each problem once, though a helper may be followed for many functions. */
static bool is_new(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   const char *message)
{
	struct reported *reported;

	for (size_t i = 0; i < analysis->reported_count; i++) {
		reported = &analysis->reported[i];
		if (reported->file == frame->file && reported->offset == node->offset
		    && !strcmp(reported->message, message))
			return false;
	}
	if (analysis->reported_count >= PROBLEMS_MAX)
		return true;
	if (array_reserve(&analysis->reported, &analysis->reported_capacity, analysis->reported_count + 1,
	                  sizeof *analysis->reported)) {
		analysis->memory_failed = true;
		return true;
	}
	reported = &analysis->reported[analysis->reported_count];
	*reported = (struct reported){ frame->file, node->offset, arena_text(&analysis->load_arena, message) };
	if (reported->message)
		analysis->reported_count++;
	else
		analysis->memory_failed = true;
	return true;
}

void read_problem(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  const char *nearest, const char *hint, const char *format, ...)
{
	char message[256], mean[160];
	va_list arguments;

	if (analysis->quiet)
		return;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	if (!is_new(analysis, frame, node, message))
		return;
	snprintf(mean, sizeof mean, "did you mean '%.100s'?", nearest ? nearest : "");
	syntax_problem_at(analysis->problems, frame->file->source, node->offset, node->length, nearest ? mean : hint,
	                  "%s", message);
}

void read_warning(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  const char *hint, const char *message)
{
	const struct source *source = frame->file->source;
	struct error err = ERROR_INIT;

	if (analysis->quiet || analysis->problems->count >= PROBLEMS_MAX || !is_new(analysis, frame, node, message))
		return;
	error_set(&err, ERROR_INPUT, "%s", message);
	error_hint(&err, "%s", hint);
	error_excerpt(&err, source->shown, source->text, source->length, node->offset, node->length);
	err.warning = true;
	problems_add(analysis->problems, &err);
}

/* The slot in which a read is found, or into which it belongs. */
static struct read_slot *read_slot(const struct analysis *analysis, enum read_kind kind, int type, const char *name)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t) kind ^ (uint64_t) (type + 1) << 8;

	for (size_t i = 0; name[i]; i++)
		hash = (hash ^ (unsigned char) name[i]) * 0x100000001b3u;
	for (hash ^= hash >> 32;; hash++) {
		struct read_slot *slot = &analysis->read_slots[hash & (analysis->read_slot_count - 1)];
		const struct read *read = &analysis->reads[slot->place];

		if (slot->turn != analysis->turn
		    || (read->kind == kind && read->type == type && !strcmp(read->name, name)))
			return slot;
	}
}

/* Room for one more read, with at least half of the slots empty. */
static int reserve_read(struct analysis *analysis)
{
	size_t needed = analysis->read_count + 1, slots = analysis->read_slot_count;

	if (array_reserve(&analysis->reads, &analysis->read_capacity, needed, sizeof *analysis->reads)
	    || array_reserve(&analysis->read_slots, &analysis->read_slot_count, 2 * needed,
	                     sizeof *analysis->read_slots))
		return -1;
	if (analysis->read_slot_count == slots)
		return 0;
	memset(analysis->read_slots, 0, analysis->read_slot_count * sizeof *analysis->read_slots);
	for (size_t i = 0; i < analysis->read_count; i++) {
		const struct read *read = &analysis->reads[i];

		*read_slot(analysis, read->kind, read->type, read->name) = (struct read_slot){ analysis->turn, i };
	}
	return 0;
}

void read_note(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
               enum read_kind kind, int type, const char *name)
{
	struct read_slot *slot;
	struct read *read;

	if (analysis->loading)
		return;
	if (reserve_read(analysis)) {
		analysis->memory_failed = true;
		return;
	}
	slot = read_slot(analysis, kind, type, name);
	if (slot->turn == analysis->turn)
		return;
	read = &analysis->reads[analysis->read_count];
	*read = (struct read){ kind,
		               type,
		               arena_text(&analysis->ruleset->arena, name),
		               { frame->file->source, node->line, node->column } };
	if (!read->name) {
		analysis->memory_failed = true;
		return;
	}
	*slot = (struct read_slot){ analysis->turn, analysis->read_count++ };
}

static void note_fields(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                        int type, const int *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		read_note(analysis, frame, node, READ_FIELD, type,
		          analysis->schema->types[type].fields[fields[i]].name);
}

static void note_key(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, int type)
{
	const struct record_type *record = &analysis->schema->types[type];

	note_fields(analysis, frame, node, type, record->key, record->key_count);
}

static struct abstract record_of(struct analysis *analysis, int type)
{
	return abstract_atom(analysis, (struct atom){ .kind = ATOM_RECORD, .type = type });
}

static const char *nearest_on_record(const struct analysis *analysis, int type, const char *name)
{
	const struct record_type *record = &analysis->schema->types[type];
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < record->field_count; i++)
		nearest_offer(&nearest, record->fields[i].name);
	for (size_t i = 0; i < record->relation_count; i++)
		nearest_offer(&nearest, record->relations[i].name);
	for (size_t i = 0; i < analysis->ruleset->rule_count; i++) {
		const struct rule *rule = &analysis->ruleset->rules[i];

		if (rule->on != type)
			continue;
		nearest_offer(&nearest, rule->name);
		if (rule->award_name)
			nearest_offer(&nearest, rule->award_name);
	}
	return nearest.best;
}

static enum type outcome_type(const struct rule *rule, const char *name)
{
	return rule->award_name && !strcmp(rule->award_name, name) ? TYPE_MONEY : rule->type;
}

static struct abstract outcome_of(struct analysis *analysis, const struct rule *rule, const char *name)
{
	enum type type = outcome_type(rule, name);

	return abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN,
	                                              .type = (int) type + 1,
	                                              .statuses = type == TYPE_STATUS ? rule->statuses : NULL });
}

struct abstract read_record(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                            int type, const char *name)
{
	const struct record_type *record = &analysis->schema->types[type];
	int found = schema_relation(record, name), children;
	char hint[160];

	if (found >= 0) {
		const struct relation *relation = &record->relations[found];

		note_fields(analysis, frame, node, type, relation->fields, relation->count);
		note_key(analysis, frame, node, relation->parent);
		return record_of(analysis, relation->parent);
	}
	found = schema_field(record, name);
	if (found >= 0) {
		if (record->fields[found].unusable)
			read_problem(analysis, frame, node, NULL, NULL, "field '%.80s' of '%.80s' cannot be read: %s",
			             name, record->name, record->fields[found].unusable);
		read_note(analysis, frame, node, READ_FIELD, type, name);
		return abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN,
		                                              .type = (int) record->fields[found].type + 1,
		                                              .statuses = record->fields[found].statuses });
	}
	found = ruleset_rule(analysis->ruleset, type, name);
	if (found >= 0) {
		read_note(analysis, frame, node, READ_OUTCOME, type, name);
		return outcome_of(analysis, &analysis->ruleset->rules[found], name);
	}
	children = schema_type(analysis->schema, name);
	snprintf(hint, sizeof hint, "its '%.60s' records are related(record, \"%.60s\")", name, name);
	read_problem(analysis, frame, node, nearest_on_record(analysis, type, name),
	             children >= 0 && schema_relation_to(&analysis->schema->types[children], type) != -1 ? hint
	                                                                                                 : NULL,
	             "'%.80s' has no field, relation or rule '%.80s'", record->name, name);
	return abstract_plain();
}

/* "household.income", as decision tables name their inputs: what stands at its end. */
struct abstract read_path(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                          int type, const char *path)
{
	for (;;) {
		size_t length = strcspn(path, ".");
		char name[128];
		struct abstract value;

		snprintf(name, sizeof name, "%.*s", (int) (length < sizeof name ? length : sizeof name), path);
		value = read_record(analysis, frame, node, type, name);
		path += length;
		if (!*path)
			return value;
		path++;
		if (value.count != 1 || value.items[0].kind != ATOM_RECORD) {
			if (schema_field(&analysis->schema->types[type], name) >= 0
			    || ruleset_rule(analysis->ruleset, type, name) >= 0)
				read_problem(analysis, frame, node, NULL, NULL,
				             "'%.80s' of '%.80s' is no relation: '%.80s' cannot follow it", name,
				             analysis->schema->types[type].name, path);
			return abstract_plain();
		}
		type = value.items[0].type;
	}
}

#define GROUPS_AMONG 1000 /* parameters: seeking among more takes long, and helps little */

/* A parameter, or a group, that stands where `full` does: below `group`. */
static const char *nearest_parameter(struct analysis *analysis, const char *group, const char *full)
{
	const char *best = parameters_nearest(analysis->parameters, full);
	struct nearest nearest = nearest_to(full);
	size_t length = strlen(group);

	if (analysis->parameters->count > GROUPS_AMONG)
		return best;
	for (size_t i = 0; !best && i < analysis->parameters->count; i++) {
		const char *name = analysis->parameters->items[i].name;
		const char *dot = strchr(name + (length && length < strlen(name) ? length + 1 : 0), '.');
		char *cut;

		if (!dot || strncmp(name, group, length) != 0 || (length && name[length] != '.'))
			continue;
		cut = arena_bytes(analysis->arena, name, (size_t) (dot - name));
		if (!cut)
			break;
		nearest_offer(&nearest, cut);
	}
	return best ? best : nearest.best;
}

struct abstract read_graded(struct analysis *analysis, const struct parameter *parameter)
{
	struct atom atom = { .kind = ATOM_GRADED, .text = parameter->name, .type = (int) parameter->type + 1 };

	return parameter->shape == SHAPE_VALUE ? abstract_typed(analysis, parameter->type)
	                                       : abstract_atom(analysis, atom);
}

bool read_parameter(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                    const char *group, const char *name, bool quiet, struct abstract *out)
{
	size_t size = strlen(group) + strlen(name) + 2;
	char *full = analysis_alloc(analysis, size);
	const struct parameter *parameter;

	*out = abstract_plain();
	if (!full)
		return true;
	snprintf(full, size, "%s%s%s", group, *group ? "." : "", name);
	parameter = parameters_find(analysis->parameters, full);
	if (parameter) {
		read_note(analysis, frame, node, READ_PARAMETER, -1, full);
		*out = parameter->untyped ? abstract_opaque() : read_graded(analysis, parameter);
		return true;
	}
	if (parameters_is_group(analysis->parameters, full)) {
		*out = abstract_atom(analysis, (struct atom){ .kind = ATOM_PARAMETERS, .text = full });
		return true;
	}
	/* What could not be read may hold it. */
	if (!quiet && !analysis->parameters->incomplete)
		read_problem(analysis, frame, node, nearest_parameter(analysis, group, full), NULL,
		             "unknown parameter '%.120s'", full);
	return false;
}

/* Every parameter below `group` is read; what an index by a computed name may give is one of its own groups, or a value. */
struct abstract read_all_parameters(struct analysis *analysis, const struct frame *frame,
                                    const struct syntax_node *node, const char *group)
{
	size_t length = strlen(group);
	struct abstract result = abstract_plain();

	for (size_t i = 0; i < analysis->parameters->count; i++) {
		const char *name = analysis->parameters->items[i].name, *rest;
		char *inner;

		if (!analysis_step(analysis, frame, node, 1))
			break;
		if (length && (strncmp(name, group, length) != 0 || name[length] != '.'))
			continue;
		read_note(analysis, frame, node, READ_PARAMETER, -1, name);
		rest = name + (length ? length + 1 : 0);
		if (!strchr(rest, '.')) {
			if (analysis->parameters->items[i].shape != SHAPE_VALUE)
				result = abstract_join(analysis, result,
				                       read_graded(analysis, &analysis->parameters->items[i]));
			continue;
		}
		inner = arena_bytes(analysis->arena, name, (size_t) (strchr(rest, '.') - name));
		if (!inner) {
			analysis->memory_failed = true;
			break;
		}
		result = abstract_join(
			analysis, result,
			abstract_atom(analysis, (struct atom){ .kind = ATOM_PARAMETERS, .text = inner }));
	}
	return result;
}

struct abstract read_at(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                        int type, const char *name)
{
	static const char *const names[] = { "period", "start", "finish", "previous", "totals" };
	bool figures = analysis->owner.figures, known = type >= 0 || figures;
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < sizeof names / sizeof *names - figures; i++) {
		if (!strcmp(name, names[i])) {
			struct atom atom = { .kind = i == 3 ? ATOM_PREVIOUS : ATOM_TOTALS, .type = type };

			if (i == 0)
				return abstract_atom(
					analysis,
					(struct atom){ .kind = ATOM_PLAIN, .type = TYPE_TEXT + 1, .text = names[i] });
			if (i < 3)
				return abstract_atom(analysis, (struct atom){ .kind = ATOM_PLAIN,
				                                              .type = TYPE_DATE + 1,
				                                              .text = quantity_boundary });
			return known ? abstract_atom(analysis, atom) : abstract_plain();
		}
		nearest_offer(&nearest, names[i]);
	}
	read_problem(analysis, frame, node, nearest.best,
	             figures && !strcmp(name, "totals") ? "a figure reads totals as it reads figures: f.name"
	             : figures                          ? "there are at.period, at.start, at.finish and at.previous"
	                       : "there are at.period, at.start, at.finish, at.previous and at.totals",
	             "unknown name 'at.%.80s'", name);
	return abstract_plain();
}

struct abstract read_previous(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                              int type, const char *name)
{
	struct nearest nearest = nearest_to(name);

	if (type < 0)
		return read_previous_amount(analysis, frame, node, name, false);
	if (!strcmp(name, "totals"))
		return abstract_atom(analysis, (struct atom){ .kind = ATOM_PREVIOUS_TOTALS });
	if (ruleset_rule(analysis->ruleset, type, name) >= 0) {
		read_note(analysis, frame, node, READ_PREVIOUS, type, name);
		return abstract_plain();
	}
	for (size_t i = 0; i < analysis->ruleset->rule_count; i++) {
		if (analysis->ruleset->rules[i].on == type)
			nearest_offer(&nearest, analysis->ruleset->rules[i].name);
	}
	read_problem(analysis, frame, node, nearest.best, NULL, "'%.80s' has no rule '%.80s' in the period before",
	             analysis->schema->types[type].name, name);
	return abstract_plain();
}

/* The type named `name`, or -1 with a problem. */
static int find_type(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                     const char *name)
{
	struct nearest nearest = nearest_to(name);
	int type = schema_type(analysis->schema, name);

	if (type >= 0)
		return type;
	for (size_t i = 0; i < analysis->schema->count; i++)
		nearest_offer(&nearest, analysis->schema->types[i].name);
	read_problem(analysis, frame, node, nearest.best, NULL, "unknown record type '%.80s'", name);
	return -1;
}

/* Says which they are, and how to name one. */
static void several_relations(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                              const struct record_type *record, int parent)
{
	char hint[160] = "name the one that is meant:";
	size_t used = strlen(hint), shown = 0;

	for (size_t i = 0; i < record->relation_count && used < sizeof hint; i++) {
		if (record->relations[i].parent == parent)
			used += (size_t) snprintf(hint + used, sizeof hint - used, "%s \"%.60s.%.60s\"",
			                          shown++ ? " or" : "", record->name, record->relations[i].name);
	}
	read_problem(analysis, frame, node, NULL, hint, "'%.80s' has several relations to '%.80s'", record->name,
	             analysis->schema->types[parent].name);
}

/* The relation by which records of `child` belong to `parent`: the one named, or the only one. */
static int find_relation(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                         int child, int parent, const char *name)
{
	const struct record_type *record = &analysis->schema->types[child];
	const char *parent_name = analysis->schema->types[parent].name;
	struct nearest nearest = nearest_to(name ? name : "");
	int found = name ? schema_relation(record, name) : schema_relation_to(record, parent);

	if (found >= 0 && record->relations[found].parent == parent)
		return found;
	if (found >= 0) {
		read_problem(analysis, frame, node, NULL, NULL, "'%.80s.%.80s' leads to '%.80s', not to '%.80s'",
		             record->name, name, analysis->schema->types[record->relations[found].parent].name,
		             parent_name);
	} else if (name) {
		for (size_t i = 0; i < record->relation_count; i++)
			nearest_offer(&nearest, record->relations[i].name);
		read_problem(analysis, frame, node, nearest.best, NULL, "'%.80s' has no relation '%.80s'",
		             record->name, name);
	} else if (found == -2) {
		several_relations(analysis, frame, node, record, parent);
	} else {
		const struct record_type *other = &analysis->schema->types[parent];
		char hint[160];

		found = schema_relation_to(other, child);
		snprintf(hint, sizeof hint, "'%.60s' leads to it: write .%.60s", parent_name,
		         found >= 0 ? other->relations[found].name : "");
		read_problem(analysis, frame, node, NULL, found >= 0 ? hint : NULL,
		             "'%.80s' has no relation to '%.80s'", record->name, parent_name);
	}
	return -1;
}

struct abstract read_related(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                             int type, const char *children)
{
	const char *dot = strchr(children, '.');
	const struct relation *relation;
	char name[128];
	int child, found;

	snprintf(name, sizeof name, "%.*s", dot ? (int) (dot - children) : 127, children);
	child = find_type(analysis, frame, node, name);
	if (child < 0)
		return abstract_plain();
	found = find_relation(analysis, frame, node, child, type, dot ? dot + 1 : NULL);
	if (found < 0)
		return abstract_plain();
	relation = &analysis->schema->types[child].relations[found];
	read_note(analysis, frame, node, READ_RELATED, child, relation->name);
	note_fields(analysis, frame, node, child, relation->fields, relation->count);
	note_key(analysis, frame, node, child);
	note_key(analysis, frame, node, type);
	return abstract_atom(analysis, (struct atom){ .kind = ATOM_LIST, .type = child });
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Notes a lookup by these keys, or a role that asks for these names: sorted, with commas between. */
static void note_names(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                       enum read_kind kind, int type, const char **names, size_t count)
{
	struct text joined = TEXT_INIT;

	if (count)
		qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 0; i < count; i++) {
		if (i)
			text_append_char(&joined, ',');
		text_append(&joined, names[i]);
	}
	if (joined.failed)
		analysis->memory_failed = true;
	else
		read_note(analysis, frame, node, kind, type, text_string(&joined));
	text_release(&joined);
}

void read_role(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, int type,
               const struct table *role)
{
	const char **names;
	size_t count = 0;

	for (const struct table_field *field = role->fields; field; field = field->next)
		count++;
	names = analysis_alloc(analysis, (count + 1) * sizeof *names);
	if (!names)
		return;
	count = 0;
	for (const struct table_field *field = role->fields; field; field = field->next)
		names[count++] = field->name;
	note_names(analysis, frame, node, READ_ROLE, type, names, count);
}

/* The entry of the table's constructor that gives the field `name`: where to say that it is wrong. */
static const struct syntax_node *key_node(const struct table *keys, const char *name,
                                          const struct syntax_node *otherwise)
{
	for (size_t i = 0; keys->node->kind == SYNTAX_TABLE && i < keys->node->as.list.count; i++) {
		const struct syntax_node *key = keys->node->as.list.items[i]->as.index.key;

		if (key && key->kind == SYNTAX_STRING && !strcmp(key->as.string.bytes, name))
			return key;
	}
	return otherwise;
}

struct abstract read_lookup(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                            const char *type_name, const struct table *keys)
{
	int type = find_type(analysis, frame, node, type_name);
	const struct record_type *record;
	const char **names;
	size_t count = 0;

	if (type < 0)
		return abstract_plain();
	record = &analysis->schema->types[type];
	names = analysis_alloc(analysis, record->field_count * sizeof *names);
	if (!names)
		return abstract_plain();
	for (const struct table_field *field = keys->fields; field; field = field->next) {
		struct nearest nearest = nearest_to(field->name);
		int found = schema_field(record, field->name);

		for (size_t i = 0; i < record->field_count; i++)
			nearest_offer(&nearest, record->fields[i].name);
		if (found < 0)
			read_problem(analysis, frame, key_node(keys, field->name, node), nearest.best, NULL,
			             "'%.80s' has no field '%.80s' to look it up by", record->name, field->name);
		else if (count < record->field_count)
			names[count++] = record->fields[found].name;
	}
	for (size_t i = 0; i < count; i++)
		read_note(analysis, frame, node, READ_FIELD, type, names[i]);
	note_names(analysis, frame, node, READ_LOOKUP, type, names, count);
	return record_of(analysis, type);
}
