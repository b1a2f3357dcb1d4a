/* plan.c: settles what a run reads: which fields of which record types, and which parameters. */
#include "evaluate/plan.h"

#include "evaluate/figure.h"
#include "evaluate/plan_draft.h"

#include <stdlib.h>
#include <string.h>

static void add_problem(struct draft *draft, struct error *err, const struct place *place)
{
	if (place && place->source)
		error_excerpt_at(err, place->source->shown, place->source->text, place->source->length, place->line,
		                 place->column, 0);
	problems_add(draft->problems, err);
}

static void use_type(struct draft *draft, int type, const struct place *place)
{
	const struct record_type *record = &draft->schema->types[type];

	if (draft->used[type])
		return;
	draft->used[type] = true;
	if (record->unusable) {
		struct error err;

		error_set(&err, ERROR_INPUT, "record type '%s' cannot be used: %s", record->name, record->unusable);
		add_problem(draft, &err, place);
		return;
	}
	if (record->key_count > KEY_MOST) {
		struct error err;

		error_set(&err, ERROR_INPUT,
		          "record type '%s' cannot be used: its key has %zu columns, and %d is the most",
		          record->name, record->key_count, KEY_MOST);
		add_problem(draft, &err, place);
	}
	for (size_t i = 0; i < record->key_count; i++)
		draft->needed[type][record->key[i]] = true;
	if (record->valid_from >= 0)
		draft->needed[type][record->valid_from] = true;
	if (record->valid_until >= 0)
		draft->needed[type][record->valid_until] = true;
	if (record->period >= 0)
		draft->needed[type][record->period] = true;
}

void plan_need_field(struct draft *draft, int type, int field, const struct place *place)
{
	use_type(draft, type, place);
	draft->needed[type][field] = true;
}

static void need_relation(struct draft *draft, int child, int relation, const struct place *place)
{
	const struct relation *way = &draft->schema->types[child].relations[relation];

	for (size_t i = 0; i < way->count; i++)
		plan_need_field(draft, child, way->fields[i], place);
	use_type(draft, way->parent, place);
}

static void need_path(struct draft *draft, int type, const struct path *path, const struct place *place)
{
	for (size_t i = 0; i < path->relation_count; i++) {
		need_relation(draft, type, path->relations[i], place);
		type = draft->schema->types[type].relations[path->relations[i]].parent;
	}
	if (path->field >= 0)
		plan_need_field(draft, path->type, path->field, place);
}

/* The key fields of a lookup, named with commas between. */
static int add_lookup(struct draft *draft, const struct read *read)
{
	struct plan *plan = draft->plan;
	const struct record_type *record = &draft->schema->types[read->type];
	struct plan_lookup *lookup;
	const char *name = read->name;

	use_type(draft, read->type, &read->place);
	for (size_t i = 0; i < plan->lookup_count; i++) {
		if (plan->lookups[i].type == read->type && !strcmp(plan->lookups[i].names, read->name))
			return 0;
	}
	lookup = &plan->lookups[plan->lookup_count];
	lookup->key = arena_array(&plan->arena, strlen(name) + 1, sizeof *lookup->key);
	lookup->names = arena_text(&plan->arena, name);
	if (!lookup->key || !lookup->names)
		return -1;
	lookup->type = read->type;
	while (*name) {
		size_t length = strcspn(name, ",");
		char *field_name = arena_bytes(&plan->arena, name, length);
		int field = field_name ? schema_field(record, field_name) : -1;

		if (!field_name)
			return -1;
		ensure(field >= 0); /* the analysis has refused unknown ones */
		plan_need_field(draft, read->type, field, &read->place);
		lookup->key[lookup->key_count++] = field;
		name += length + (name[length] == ',');
	}
	if (lookup->key_count > KEY_MOST) {
		struct error err;

		error_set(&err, ERROR_INPUT, "lookup of '%s' by %zu fields: %d is the most", record->name,
		          lookup->key_count, KEY_MOST);
		add_problem(draft, &err, &read->place);
	}
	plan->lookup_count++;
	return 0;
}

/* What could not be followed might read any field of its record, and any parameter: read them all rather than fail half-way. */
static void need_everything(struct draft *draft, const struct function *function)
{
	struct error err;

	draft->everything = true;
	if (function->on >= 0) {
		const struct record_type *record = &draft->schema->types[function->on];

		for (size_t i = 0; i < record->field_count; i++)
			plan_need_field(draft, function->on, (int) i, &function->place);
		error_set(&err, ERROR_INPUT,
		          "not checked: what this reads cannot be followed, so every field of '%s' is read",
		          record->name);
	} else {
		error_set(&err, ERROR_INPUT,
		          "not checked: what this reads cannot be followed, so every parameter is taken as read");
	}
	err.warning = true;
	add_problem(draft, &err, &function->reads.not_followed);
}

static int collect_reads(struct draft *draft, const struct function *function)
{
	const struct reads *reads = &function->reads;

	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		int relation, field;

		switch (read->kind) {
		case READ_FIELD:
			field = schema_field(&draft->schema->types[read->type], read->name);
			ensure(field >= 0);
			plan_need_field(draft, read->type, field, &read->place);
			break;
		case READ_OUTCOME:
			use_type(draft, read->type, &read->place);
			break;
		case READ_RELATED:
			relation = schema_relation(&draft->schema->types[read->type], read->name);
			ensure(relation >= 0);
			use_type(draft, read->type, &read->place);
			need_relation(draft, read->type, relation, &read->place);
			break;
		case READ_LOOKUP:
			if (add_lookup(draft, read))
				return -1;
			break;
		case READ_ROLE:
		case READ_PARAMETER:
		case READ_AMOUNT:
		case READ_PREVIOUS:
			break;
		}
	}
	if (!reads->followed && (function->on >= 0 || function->figures))
		need_everything(draft, function);
	return 0;
}

static int collect(struct draft *draft)
{
	const struct ruleset *ruleset = draft->ruleset;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];

		if (rule->left_out)
			continue;
		use_type(draft, rule->on, &rule->place);
		if (rule->dated_by >= 0)
			plan_need_field(draft, rule->on, rule->dated_by, &rule->place);
	}
	for (size_t i = 0; i < ruleset->total_count; i++) {
		const struct total *total = &ruleset->totals[i];

		use_type(draft, total->on, &total->place);
		need_path(draft, total->on, &total->of, &total->place);
		for (size_t j = 0; j < total->by_count; j++)
			need_path(draft, total->on, &total->by[j], &total->place);
	}
	for (size_t i = 0; i < ruleset->finding_count; i++) {
		const struct finding *finding = &ruleset->findings[i];

		if (finding->on < 0)
			continue;
		use_type(draft, finding->on, &finding->place);
		for (size_t j = 0; j < finding->message.count; j++) {
			if (!finding->message.parts[j].text)
				need_path(draft, finding->on, &finding->message.parts[j].path, &finding->place);
		}
	}
	for (size_t i = 0; i < ruleset->function_count; i++) {
		if (collect_reads(draft, &ruleset->functions[i]))
			return -1;
	}
	plan_decisions(draft);
	return 0;
}

/* Which of the scenario's parameters some function reads; NULL: out of memory. */
static bool *parameters_read_by_functions(struct draft *draft)
{
	const struct parameters *parameters = &draft->plan->scenario->parameters;
	bool *read = arena_array(&draft->plan->arena, parameters->count, sizeof *read);

	for (size_t i = 0; read && i < draft->ruleset->function_count; i++) {
		const struct reads *reads = &draft->ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++) {
			if (reads->items[j].kind == READ_PARAMETER)
				read[parameters_find(parameters, reads->items[j].name) - parameters->items] = true;
		}
	}
	return read;
}

static int compare_dates(const void *a, const void *b)
{
	return date_compare(*(const struct date *) a, *(const struct date *) b);
}

static int collect_gaps(struct plan *plan)
{
	for (int kept = 0; kept < 2; kept++) { /* first they are counted */
		plan->gaps = kept ? arena_array(&plan->arena, plan->gap_count, sizeof *plan->gaps) : NULL;
		if (kept && !plan->gaps)
			return -1;
		plan->gap_count = 0;
		for (size_t i = 0; i < plan->parameter_count; i++) {
			const struct parameter *parameter = plan->parameters[i];

			for (size_t j = 0; j < parameter->count; j++) {
				const struct dated_value *value = &parameter->values[j];
				struct date from;

				if (!parameter_has_gap(parameter, value, &from))
					continue;
				if (kept)
					plan->gaps[plan->gap_count] = (struct plan_gap){ value, from, value[1].from };
				plan->gap_count++;
			}
		}
	}
	return 0;
}

static int collect_parameters(struct draft *draft)
{
	struct plan *plan = draft->plan;
	const struct parameters *parameters = &plan->scenario->parameters;
	const bool *read = parameters_read_by_functions(draft);
	size_t dates = 0;

	plan->parameters = arena_array(&plan->arena, parameters->count, sizeof *plan->parameters);
	if (!plan->parameters || !read)
		return -1;
	for (size_t i = 0; i < parameters->count; i++) {
		const struct parameter *parameter = &parameters->items[i];

		if (draft->everything || read[i]) {
			plan->parameters[plan->parameter_count++] = parameter;
			dates += parameter->count;
		}
	}
	plan->breaks = arena_array(&plan->arena, dates, sizeof *plan->breaks);
	if (!plan->breaks || collect_gaps(plan))
		return -1;
	for (size_t i = 0; i < plan->parameter_count; i++) {
		for (size_t j = 0; j < plan->parameters[i]->count; j++)
			plan->breaks[plan->break_count++] = plan->parameters[i]->values[j].from;
	}
	if (plan->break_count)
		qsort(plan->breaks, plan->break_count, sizeof *plan->breaks, compare_dates);
	dates = plan->break_count ? 1 : 0;
	for (size_t i = 1; i < plan->break_count; i++) {
		if (date_compare(plan->breaks[i], plan->breaks[dates - 1]))
			plan->breaks[dates++] = plan->breaks[i];
	}
	plan->break_count = dates;
	return 0;
}

/* `strict: true`: a carried value is an error, at the parameter. */
static void check_carried(struct draft *draft)
{
	const struct plan *plan = draft->plan;

	for (size_t i = 0; plan->scenario->strict && i < plan->parameter_count; i++) {
		const struct parameter *parameter = plan->parameters[i];

		for (size_t j = 0; j < plan->period_count; j++) {
			struct error err;
			char from[DATE_TEXT_SIZE];
			bool carried = false;
			const struct dated_value *value =
				parameter_in_force(parameter, &plan->periods[j], &carried, &err);

			if (!value || !carried || !plan_reads_in_period(plan, parameter, &plan->periods[j]))
				continue;
			date_print(value->from, from);
			error_set(&err, ERROR_INPUT,
			          "parameter '%s' has no value for %s: that of %s would be carried", parameter->name,
			          plan->periods[j].label, from);
			error_excerpt_at(&err, parameter->file->shown, parameter->file->text, parameter->file->length,
			                 parameter->line, parameter->column, 0);
			parameter_hint_carried(parameter, &err);
			problems_add(draft->problems, &err);
			break;
		}
	}
}

static int begin(struct draft *draft)
{
	struct arena *arena = &draft->plan->arena;
	const struct schema *schema = draft->schema;
	size_t lookups = 0;

	draft->used = arena_array(arena, schema->count, sizeof *draft->used);
	draft->needed = arena_array(arena, schema->count, sizeof *draft->needed);
	if (!draft->used || !draft->needed)
		return -1;
	for (size_t i = 0; i < schema->count; i++) {
		draft->needed[i] = arena_array(arena, schema->types[i].field_count, sizeof *draft->needed[i]);
		if (!draft->needed[i])
			return -1;
	}
	for (size_t i = 0; i < draft->ruleset->function_count; i++)
		lookups += draft->ruleset->functions[i].reads.count;
	draft->plan->lookups = arena_array(arena, lookups, sizeof *draft->plan->lookups);
	return draft->plan->lookups ? 0 : -1;
}

int plan_make(struct plan *plan, const struct ruleset *ruleset, const struct scenario *scenario,
              struct problems *problems)
{
	struct draft draft = { .plan = plan, .schema = ruleset->schema, .ruleset = ruleset, .problems = problems };
	size_t errors = problems->errors;
	struct error err;

	*plan = (struct plan){ .ruleset = ruleset, .schema = ruleset->schema, .scenario = scenario };
	plan->periods = scenario->periods;
	plan->period_count = scenario->period_count;
	if (begin(&draft) || collect(&draft) || plan_lay_out(&draft) || plan_passes(&draft)
	    || collect_parameters(&draft) || plan_readers(plan)) {
		error_memory(&err);
		return problems_fail(problems, &err);
	}
	check_carried(&draft);
	expectations_check(plan, problems);
	return problems->errors == errors ? 0 : -1;
}

void plan_release(struct plan *plan)
{
	arena_release(&plan->arena);
	arena_release(&plan->decided);
	*plan = (struct plan){ .types = NULL };
}

void plan_fact(const struct plan *plan, int fact, int *type, int *field)
{
	size_t place = plan->type_count;

	while (plan->types[place - 1].first_fact > fact)
		place--;
	*type = (int) place - 1;
	*field = fact - plan->types[place - 1].first_fact;
	if (*field == (int) plan->types[place - 1].record->field_count)
		*field = -1;
}

void plan_fact_name(const struct plan *plan, int fact, struct text *out)
{
	int type, field;

	plan_fact(plan, fact, &type, &field);
	if (field < 0)
		text_append_format(out, "%s: no such row", plan->types[type].record->name);
	else
		text_append_format(out, "%s.%s", plan->types[type].record->name,
		                   plan->types[type].record->fields[field].name);
}

int plan_fact_of_field(const struct plan *plan, int type, int schema_field)
{
	return plan->types[type].first_fact + schema_field;
}

int plan_fact_of_row(const struct plan *plan, int type)
{
	return plan->types[type].first_fact + (int) plan->types[type].record->field_count;
}
