/* trace_read.c: what the functions of rules read, each thing once for each call; and, when a function is called again, what it is
 * given back of that. */
#include "evaluate/tracing.h"

#include <string.h>

/* The call that reads; NULL: nobody's function is running. */
static struct trace_call *reader(const struct machine *machine)
{
	return machine->trace->call;
}

static uint64_t hash_of(const void *bytes, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ ((const unsigned char *) bytes)[i]) * 0x100000001b3u;
	return hash;
}

#define PATHS_MOST 64 /* of one call that are remembered: beyond, records go by their key */

static void add_path(struct machine *machine, struct trace_call *call, const struct instance *instance,
                     const char *path)
{
	struct trace_path *added;

	for (size_t i = 0; i < call->path_count; i++) {
		if (call->paths[i].instance == instance)
			return;
	}
	if (call->path_count == PATHS_MOST || instance == call->instance)
		return;
	added = trace_more(machine, &call->paths, &call->path_count, &call->path_capacity, sizeof *added);
	*added = (struct trace_path){ instance, path };
}

/* "income", "household.income" where a relation led there, otherwise "person 17: income". Into the trace's arena. */
static const char *name_on(struct machine *machine, const struct trace_call *call, const struct instance *instance,
                           const char *bare, bool previous)
{
	const struct trace_record *record = trace_record_of(machine, instance);
	struct text *name = &machine->scratch;

	text_clear(name);
	if (previous)
		text_append(name, "at.previous.");
	if (instance != call->instance) {
		size_t i = 0;

		while (i < call->path_count && call->paths[i].instance != instance)
			i++;
		if (i < call->path_count)
			text_append_format(name, "%s.", call->paths[i].path);
		else
			text_append_format(name, "%s %s: ", machine->plan->types[instance->type].record->name,
			                   record->key);
	}
	text_append(name, bare);
	if (name->failed)
		machine_raise_memory(machine);
	return trace_text(machine, text_string(name));
}

/* What the call has noted of this; NULL: nothing, and *fresh is where it goes. When it is called again, it has. */
static struct trace_read *noted(struct machine *machine, enum trace_read_kind kind, const void *subject,
                                uint64_t number)
{
	struct trace_read *read;

	read = *trace_find(machine, (int) kind, reader(machine), subject, number);
	ensure(read || !machine->trace->again);
	return read;
}

static struct trace_read *note(struct machine *machine, struct trace_call *call, enum trace_read_kind kind,
                               const void *subject, uint64_t number)
{
	struct trace_read *read = trace_alloc(machine, 1, sizeof *read);
	struct trace_read **place =
		trace_more(machine, &call->reads, &call->read_count, &call->read_capacity, sizeof *place);

	read->kind = kind;
	read->subject = subject;
	read->name = read->bare = "";
	if (!sandbox_place(sandbox_lua(machine->sandbox), &read->place))
		read->place = call->function->place;
	*trace_find(machine, (int) kind, call, subject, number) = *place = read;
	return read;
}

/* The same, of a record: everything that takes memory comes before. */
static struct trace_read *note_on(struct machine *machine, struct trace_call *call, enum trace_read_kind kind,
                                  const struct instance *instance, uint64_t number, const char *bare, bool previous)
{
	const struct trace_record *record = trace_record_of(machine, instance);
	const char *name = name_on(machine, call, instance, bare, previous);
	struct trace_read *read = note(machine, call, kind, instance, number);

	read->record = record;
	read->name = name;
	read->bare = bare;
	read->previous = previous;
	return read;
}

static struct trace_read *note_field(struct machine *machine, struct trace_call *call,
                                     const struct instance *instance, int field)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	struct trace_read *read = note_on(machine, call, TRACE_FIELD, instance, (uint64_t) field,
	                                  type->record->fields[field].name, false);

	read->type = type->record->fields[field].type;
	return read;
}

struct value trace_field(struct machine *machine, const struct instance *instance, int field, struct value value)
{
	struct trace_read *read;

	if (!reader(machine))
		return value;
	read = noted(machine, TRACE_FIELD, instance, (uint64_t) field);
	if (!read) {
		read = note_field(machine, reader(machine), instance, field);
		read->value = trace_value(machine, value);
	}
	return read->value;
}

void trace_beside(struct machine *machine, const struct instance *instance, int field)
{
	struct trace_call *call = machine->trace->last;
	struct trace_read *read;

	if (*trace_find(machine, TRACE_FIELD, call, instance, (uint64_t) field))
		return;
	read = note_field(machine, call, instance, field);
	read->value.kind = VALUE_UNKNOWN;
	read->beside = true;
}

struct value trace_outcome_read(struct machine *machine, struct instance *instance, int place, bool award,
                                size_t period, struct value value)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const struct rule *rule = &machine->plan->ruleset->rules[type->rules[place].rule];
	bool previous = period != machine->period;
	uint64_t number = trace_outcome_number(place, award, previous);
	struct trace_read *read;

	if (!reader(machine))
		return value;
	read = noted(machine, TRACE_OUTCOME, instance, number);
	if (!read) {
		const struct trace_outcome *outcome = trace_rule_outcome(machine, instance, place, period);

		read = note_on(machine, reader(machine), TRACE_OUTCOME, instance, number,
		               award ? rule->award_name : rule->name, previous);
		read->type = award ? TYPE_MONEY : rule->type;
		read->award = award;
		read->outcome = outcome;
		read->value = trace_value(machine, value);
	}
	return read->value;
}

/* What a read gives that is one record, or several. */
static void keep_records(struct machine *machine, struct trace_read *read, struct instance *const *items,
                         size_t count)
{
	const struct trace_record **records = trace_alloc(machine, count, sizeof(struct trace_record *));
	const void **instances = trace_alloc(machine, count, sizeof(void *));

	for (size_t i = 0; i < count; i++) {
		records[i] = trace_record_of(machine, items[i]);
		instances[i] = items[i];
	}
	read->records = records;
	read->instances = instances;
	read->record_count = count;
}

/* Whether what is missing is a row, rather than the field that would lead to one. */
static bool misses_row(const struct machine *machine)
{
	int type, field = 0;

	if (machine->missing_count > 0)
		plan_fact(machine->plan, machine->missing[0], &type, &field);
	return field < 0;
}

struct instance *trace_relation(struct machine *machine, const struct instance *instance, int relation,
                                struct instance *parent, bool *none)
{
	struct trace_call *call = reader(machine);
	struct trace_read *read;

	if (!call)
		return parent;
	read = noted(machine, TRACE_RELATION, instance, (uint64_t) relation);
	if (!read) {
		const struct plan_type *type = &machine->plan->types[instance->type];

		read = note_on(machine, call, TRACE_RELATION, instance, (uint64_t) relation,
		               type->record->relations[relation].name, false);
		read->value.kind = *none ? VALUE_NONE : parent ? VALUE_FLAG : VALUE_UNKNOWN;
		if (!parent && !*none) {
			read->row = misses_row(machine);
			if (!read->row)
				read->bare = type->record->fields[type->record->relations[relation].fields[0]].name;
		}
		if (parent) {
			keep_records(machine, read, &parent, 1);
			add_path(machine, call, parent, read->name);
		}
	}
	*none = read->value.kind == VALUE_NONE;
	return read->record_count ? (struct instance *) read->instances[0] : NULL;
}

struct child_list trace_related(struct machine *machine, const struct instance *instance, size_t which,
                                struct child_list list)
{
	struct trace_read *read;

	if (!reader(machine))
		return list;
	read = noted(machine, TRACE_RELATED, instance, which);
	if (!read) {
		const struct children *children = &machine->children[which];

		read = note_on(machine, reader(machine), TRACE_RELATED, instance, which,
		               machine->plan->types[children->type].record->name, false);
		read->value.kind = VALUE_FLAG;
		keep_records(machine, read, list.items, list.count);
	}
	list.items = (struct instance **) read->instances;
	list.count = read->record_count;
	return list;
}

void trace_missing(struct machine *machine, const struct instance *instance)
{
	const struct plan_type *type = &machine->plan->types[instance->type];
	const int own[] = { type->valid_from, type->valid_until, type->period };

	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (own[i] >= 0 && instance->values[own[i]].kind == VALUE_UNKNOWN)
			trace_field(machine, instance, type->fields[own[i]], instance->values[own[i]]);
	}
}

bool trace_known(struct machine *machine, const struct instance *instance, const char *name, bool known)
{
	uint64_t number = hash_of(name, strlen(name));
	struct trace_read *read;

	if (!reader(machine))
		return known;
	read = noted(machine, TRACE_KNOWN, instance, number);
	if (!read) {
		const char *bare = trace_text(machine, name);

		read = note_on(machine, reader(machine), TRACE_KNOWN, instance, number, bare, false);
		read->type = TYPE_FLAG;
		read->value = value_flag(known);
	}
	return read->value.as.integer;
}

struct instance *trace_lookup(struct machine *machine, size_t which, const struct value *key, struct instance *row)
{
	const struct plan_lookup *lookup = &machine->plan->lookups[which];
	const struct plan_type *type = &machine->plan->types[lookup->type];
	struct text *text = &machine->scratch;
	struct trace_read *read;
	uint64_t number;

	if (!reader(machine))
		return row;
	text_clear(text);
	values_canonical(key, lookup->key_count, text);
	if (text->failed)
		machine_raise_memory(machine);
	number = hash_of(text->bytes, text->length);
	read = noted(machine, TRACE_LOOKUP, lookup, number);
	if (!read) {
		read = note(machine, reader(machine), TRACE_LOOKUP, lookup, number);
		read->name = read->bare = type->record->name;
		text_clear(text);
		for (size_t i = 0; i < lookup->key_count; i++) {
			const struct field *field = &type->record->fields[lookup->key[i]];

			text_append_format(text, "%s%s ", i ? ", " : "", field->name);
			value_print(field->type, key[i], text);
		}
		if (text->failed)
			machine_raise_memory(machine);
		read->key = trace_text(machine, text_string(text));
		read->value.kind = row ? VALUE_FLAG : VALUE_UNKNOWN;
		read->row = !row;
		if (row) {
			keep_records(machine, read, &row, 1);
			add_path(machine, reader(machine), row, read->name);
		}
	}
	return read->record_count ? (struct instance *) read->instances[0] : NULL;
}

/* The group, as it is shown: "district north, tenure rent". */
static const char *group_text(struct machine *machine, const struct total *total, const struct value *by)
{
	struct text *text = &machine->scratch;

	text_clear(text);
	for (size_t i = 0; i < total->by_count; i++) {
		text_append_format(text, "%s%s ", i ? ", " : "", total->by[i].text);
		if (total->by[i].value_type == TYPE_ELIGIBILITY && by[i].kind == VALUE_FLAG)
			text_append(text, by[i].as.integer ? "eligible" : "not eligible");
		else
			value_print(total->by[i].value_type, by[i], text);
	}
	if (text->failed)
		machine_raise_memory(machine);
	return trace_text(machine, text_string(text));
}

struct value trace_total(struct machine *machine, int total, const struct value *by, bool previous,
                         struct value value, int64_t unknown)
{
	const struct total *declared = &machine->plan->ruleset->totals[total];
	struct text *text = &machine->scratch;
	struct trace_read *read;
	uint64_t number = previous;

	if (!reader(machine))
		return value;
	if (by) {
		text_clear(text);
		values_canonical(by, declared->by_count, text);
		if (text->failed)
			machine_raise_memory(machine);
		number = hash_of(text->bytes, text->length);
	}
	read = noted(machine, TRACE_TOTAL, declared, number);
	if (!read) {
		struct amount amount = { .figure = -1, .total = total };

		read = note(machine, reader(machine), TRACE_TOTAL, declared, number);
		read->name = read->bare = declared->name;
		read->previous = previous;
		read->total = total;
		read->type = ruleset_amount_type(machine->plan->ruleset, &amount);
		read->unknown = unknown;
		if (by)
			read->key = group_text(machine, declared, by);
		read->value = trace_value(machine, value);
	}
	return read->value;
}

struct value trace_figure(struct machine *machine, int figure, bool previous, struct value value)
{
	const struct figure *declared = &machine->plan->ruleset->figures[figure];
	struct trace_read *read;

	if (!reader(machine))
		return value;
	read = noted(machine, TRACE_FIGURE, declared, previous);
	if (!read) {
		const struct trace_outcome *outcome =
			trace_figure_outcome(machine, figure, machine->period - previous);

		read = note(machine, reader(machine), TRACE_FIGURE, declared, previous);
		read->name = read->bare = declared->name;
		read->previous = previous;
		read->type = declared->type;
		read->outcome = outcome;
		read->value = trace_value(machine, value);
	}
	return read->value;
}

const struct dated_value *trace_parameter(struct machine *machine, const struct parameter *parameter,
                                          const struct dated_value *value, bool carried)
{
	struct trace_read *read;

	if (!reader(machine))
		return value;
	read = noted(machine, TRACE_PARAMETER, parameter, 0);
	if (!read) {
		read = note(machine, reader(machine), TRACE_PARAMETER, parameter, 0);
		read->name = read->bare = parameter->name;
		read->type = parameter->type;
		read->parameter = parameter;
		read->in_force = *value;
		read->in_force.value = read->value = trace_value(machine, value->value);
		read->carried = carried;
	}
	return &read->in_force;
}

const char *trace_at_name(int part)
{
	static const char *const names[] = { "at.period", "at.start", "at.finish" };

	return names[part];
}

void trace_at(struct machine *machine, int part, struct value value)
{
	struct trace_read *read;

	if (!reader(machine) || noted(machine, TRACE_AT, NULL, (uint64_t) part))
		return;
	read = note(machine, reader(machine), TRACE_AT, NULL, (uint64_t) part);
	read->name = read->bare = trace_at_name(part);
	read->type = part == FORMULA_AT_PERIOD ? TYPE_TEXT : TYPE_DATE;
	read->value = trace_value(machine, value);
}
