/* machine.c: makes a worker's machine, and evaluates rules on records, each once. */
#include "evaluate/machine.h"
#include "rules/place.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* Arrays that have one place for each rule, fact, type or total. */
static int allocate_arrays(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t facts = (size_t) plan->fact_count, periods = plan->period_count, by = 0;

	machine->mains = calloc(plan->type_count + 1, sizeof(struct instance *));
	machine->related = calloc(plan->type_count + 1, sizeof *machine->related);
	machine->lookups = calloc(plan->lookup_count + 1, sizeof *machine->lookups);
	machine->totals = calloc(ruleset->total_count * periods + 1, sizeof(struct accumulator *));
	machine->rule_results = calloc(ruleset->rule_count * periods + 1, sizeof *machine->rule_results);
	machine->latest = calloc(ruleset->rule_count + 1, sizeof *machine->latest);
	machine->finding_results = calloc(ruleset->finding_count + 1, sizeof *machine->finding_results);
	machine->held_up = calloc(ruleset->rule_count * facts + 1, sizeof *machine->held_up);
	machine->records_held_up = calloc(plan->type_count * facts + 1, sizeof *machine->records_held_up);
	machine->read_incomplete = calloc(plan->wait_count * periods + 1, sizeof *machine->read_incomplete);
	machine->fact_epoch = calloc(facts + 1, sizeof *machine->fact_epoch);
	machine->unknown = calloc(plan->type_count + 1, sizeof(int64_t *));
	machine->undated = calloc(plan->type_count + 1, sizeof *machine->undated);
	machine->parameter_values =
		calloc(periods * plan->scenario->parameters.count + 1, sizeof *machine->parameter_values);
	machine->period_texts = calloc(periods + 1, sizeof *machine->period_texts);
	if (!machine->mains || !machine->related || !machine->lookups || !machine->totals || !machine->rule_results
	    || !machine->latest || !machine->finding_results || !machine->held_up || !machine->records_held_up
	    || !machine->fact_epoch || !machine->unknown || !machine->undated || !machine->parameter_values
	    || !machine->read_incomplete || !machine->period_texts)
		return -1;
	for (size_t i = 0; i < plan->type_count; i++) {
		machine->unknown[i] = calloc(plan->types[i].field_count + 1, sizeof(int64_t));
		if (!machine->unknown[i])
			return -1;
	}
	for (size_t i = 0; i < ruleset->total_count * periods; i++) {
		const struct total *total = &ruleset->totals[i / periods];

		machine->totals[i] = accumulator_new(total);
		if (!machine->totals[i])
			return -1;
		by = total->by_count > by ? total->by_count : by;
	}
	machine->by = calloc(by + 1, sizeof *machine->by);
	machine->asked = calloc(by + 1, sizeof *machine->asked);
	return machine->by && machine->asked ? 0 : -1;
}

/* Which children rules may ask for: what the analysis found. */
static int list_children(struct machine *machine)
{
	const struct plan *plan = machine->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t most = 0;

	for (size_t i = 0; i < ruleset->function_count; i++)
		most += ruleset->functions[i].reads.count;
	machine->children = calloc(most + 1, sizeof *machine->children);
	if (!machine->children)
		return -1;
	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct reads *reads = &ruleset->functions[i].reads;

		for (size_t j = 0; j < reads->count; j++) {
			const struct read *read = &reads->items[j];
			int relation, type;
			bool listed = false;

			if (read->kind != READ_RELATED)
				continue;
			type = plan->type_place[read->type];
			relation = schema_relation(plan->types[type].record, read->name);
			for (size_t k = 0; k < machine->children_count; k++)
				listed |= machine->children[k].type == type
				          && machine->children[k].relation == relation;
			if (!listed)
				machine->children[machine->children_count++] =
					(struct children){ .type = type, .relation = relation };
		}
	}
	return 0;
}

const char *evaluate_lua_version(void)
{
	return LUA_RELEASE;
}

static int open_in_lua(lua_State *L)
{
	struct machine *machine = lua_touserdata(L, 1);

	sandbox_push_functions(L);
	machine->functions_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	record_open(machine);
	inforce_open(machine);
	after_open(machine);
	return 0;
}

struct machine *machine_new(const struct plan *plan, struct sources *sources, struct connection *connection,
                            const struct evaluate_options *options, struct error *err)
{
	struct sandbox_limits limits = { .memory = options->memory, .instructions = options->instructions };
	struct machine *machine = calloc(1, sizeof *machine);

	if (!machine) {
		error_memory(err);
		return NULL;
	}
	machine->plan = plan;
	machine->options = options;
	machine->connection = connection;
	if (allocate_arrays(machine) || list_children(machine)) {
		error_memory(err);
		goto fail;
	}
	if (sandbox_new(&machine->sandbox, plan->ruleset, sources, &limits, &record_host, err))
		goto fail;
	sandbox_set_context(machine->sandbox, machine);
	if (sandbox_protect(machine->sandbox, open_in_lua, machine, err) != CALL_OK)
		goto fail;
	return machine;
fail:
	machine_free(machine);
	return NULL;
}

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	related_close(machine);
	record_close(machine);
	sandbox_free(machine->sandbox);
	for (size_t i = 0; machine->totals && i < machine->plan->ruleset->total_count * machine->plan->period_count;
	     i++)
		accumulator_free(machine->totals[i]);
	for (size_t i = 0; machine->unknown && i < machine->plan->type_count; i++)
		free(machine->unknown[i]);
	free(machine->mains);
	free(machine->related);
	free(machine->children);
	free(machine->lookups);
	free(machine->totals);
	free(machine->rule_results);
	free(machine->latest);
	free(machine->finding_results);
	free(machine->held_up);
	free(machine->records_held_up);
	free(machine->read_incomplete);
	free(machine->fact_epoch);
	free(machine->unknown);
	free(machine->undated);
	free(machine->by);
	free(machine->parameter_values);
	free(machine->period_texts);
	free(machine->asked);
	text_release(&machine->message);
	arena_release(&machine->children_arena);
	arena_release(&machine->cache_arena);
	text_release(&machine->scratch);
	free(machine);
}

void machine_begin_pass(struct machine *machine, int pass, const bool *needed, const struct result *known)
{
	machine->pass = pass;
	machine->needed = needed;
	machine->known = known;
	related_next_pass(machine);
}

static const struct plan_type *type_of(const struct machine *machine, const struct instance *instance)
{
	return &machine->plan->types[instance->type];
}

void machine_append_key(const struct machine *machine, const struct instance *instance, struct text *out)
{
	const struct plan_type *type = type_of(machine, instance);

	text_append(out, type->record->name);
	for (size_t i = 0; i < type->record->key_count; i++) {
		const struct field *field = &type->record->fields[type->record->key[i]];

		text_append(out, i ? ", " : " ");
		value_print_plain(field->type, instance->values[type->key_slots[i]], out);
	}
}

int machine_raise(struct machine *machine, const struct instance *instance, const char *rule, struct error *err)
{
	if (!machine->named && err->code != ERROR_BUG) {
		struct text where = TEXT_INIT;
		size_t used = strlen(err->message);

		machine_append_key(machine, instance, &where);
		if (rule)
			snprintf(err->message + used, sizeof err->message - used, " (rule '%s', %.120s)", rule,
			         text_string(&where));
		else
			snprintf(err->message + used, sizeof err->message - used, " (%.120s)", text_string(&where));
		text_release(&where);
		machine->named = true;
	}
	return sandbox_raise(sandbox_lua(machine->sandbox), err);
}

int machine_raise_memory(struct machine *machine)
{
	struct error err;

	error_memory(&err);
	return sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

int machine_raise_missing(struct machine *machine, const int *facts, size_t count)
{
	machine->missing = facts;
	machine->missing_count = count;
	return sandbox_raise_unknown(sandbox_lua(machine->sandbox));
}

int machine_raise_missing_one(struct machine *machine, int fact)
{
	machine->missing_one = fact;
	return machine_raise_missing(machine, &machine->missing_one, 1);
}

void machine_keep_missing(struct machine *machine, struct instance *instance, struct outcome *outcome)
{
	int *facts = arena_array(instance->arena, machine->missing_count, sizeof *facts);

	if (!facts)
		machine_raise_memory(machine);
	if (machine->missing_count)
		memcpy(facts, machine->missing, machine->missing_count * sizeof *facts);
	outcome->facts = facts;
	outcome->fact_count = machine->missing_count;
}

enum call_result machine_call(struct machine *machine, struct instance *instance, int function,
                              const struct rule *rule, struct error *err)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct instance *outer = machine->called;
	enum call_result result;

	luaL_checkstack(L, 8, NULL);
	lua_rawgeti(L, LUA_REGISTRYINDEX, machine->functions_ref);
	lua_rawgeti(L, -1, function + 1);
	lua_replace(L, -2);
	record_push(machine, instance);
	inforce_push_parameters(machine, instance, rule);
	inforce_push_at(machine);
	machine->called = instance;
	result = sandbox_call(machine->sandbox, 3, 1, err);
	machine->called = outer;
	return result;
}

static void raise_loop(struct machine *machine, struct instance *instance, int place)
{
	const struct rule *rule;
	struct text loop = TEXT_INIT;
	struct error err;
	size_t from = 0;

	while (machine->running[from].instance != instance || machine->running[from].place != place
	       || machine->running[from].period != machine->period)
		from++;
	rule = machine->running[from].rule;
	for (size_t i = from; i < machine->running_count; i++)
		text_append_format(&loop, "%s -> ", machine->running[i].rule->name);
	error_set(&err, ERROR_INPUT, "rules read one another in a loop: %.500s%s", text_string(&loop), rule->name);
	text_release(&loop);
	place_error(&err, rule->place);
	machine_raise(machine, instance, NULL, &err);
}

/* The version of a rule that is in force for this record in this period. NULL: none is, and the outcome is none or unknown. */
static const struct rule *in_force(struct machine *machine, struct instance *instance, const struct rule *rule,
                                   struct outcome *outcome)
{
	const struct plan_type *type = type_of(machine, instance);
	const struct ruleset *ruleset = machine->plan->ruleset;
	struct date day = machine->plan->periods[machine->period].start;
	int version;

	if (rule->dated_by >= 0) {
		struct value value = instance->values[type->slot[rule->dated_by]];
		int fact = plan_fact_of_field(machine->plan, instance->type, rule->dated_by);
		struct error err;

		/* None: there is no day on which it applies. */
		outcome->value = value;
		if (value.kind == VALUE_UNKNOWN) {
			machine->missing = &fact;
			machine->missing_count = 1;
			machine_keep_missing(machine, instance, outcome);
		}
		if (value.kind != VALUE_TEXT)
			return NULL;
		if (date_parse(value.as.text, value.length, &day, &err))
			machine_raise(machine, instance, rule->name, &err);
	}
	outcome->value = (struct value){ .kind = VALUE_NONE };
	version = ruleset_version(ruleset, rule->first_version, day);
	if (version < 0)
		return NULL;
	if (rule->dated_by >= 0 && date_compare(day, machine->latest[version]) > 0)
		machine->latest[version] = day;
	return &ruleset->rules[version];
}

static bool is_declared_status(const struct rule *rule, struct value value)
{
	for (size_t i = 0; rule->statuses[i]; i++) {
		if (strlen(rule->statuses[i]) == value.length
		    && !memcmp(rule->statuses[i], value.as.text, value.length))
			return true;
	}
	return false;
}

/* What is paid: a negative one would pass for a saving in the cost. */
static int check_award(struct value award, struct error *err)
{
	struct text shown = TEXT_INIT;

	if (award.kind == VALUE_NONE) {
		error_set(err, ERROR_INPUT, "expected an award, got nothing");
		return error_hint(err, "does every way through the function end in a return? Return 0 for no award");
	}
	if (value_check(TYPE_MONEY, award, err))
		return -1;
	if (award.as.integer >= 0)
		return 0;
	value_print(TYPE_MONEY, award, &shown);
	error_set(err, ERROR_INPUT, "an award of %s: an award is never negative", text_string(&shown));
	text_release(&shown);
	return error_hint(err, "return 0 for no award; what may be negative is a rule of type money");
}

int machine_check_value(enum type type, bool optional, struct value value, struct error *err)
{
	if (value.kind != VALUE_NONE)
		return value_check(type, value, err);
	if (optional)
		return 0;
	error_set(err, ERROR_INPUT, "expected %s, got nothing", type_names[type]);
	return error_hint(err, "does every way end in a return, or every case have a row? If there may be none, "
	                       "write optional = true");
}

static int check_outcome(const struct rule *rule, struct value value, enum type type, struct error *err)
{
	if (rule->type == TYPE_ELIGIBILITY)
		return check_award(value, err);
	if (machine_check_value(type, rule->optional, value, err))
		return -1;
	if (value.kind == VALUE_NONE)
		return 0;
	if (rule->statuses && type == TYPE_STATUS && !is_declared_status(rule, value)) {
		error_set(err, ERROR_INPUT, "'%.*s' is not among the rule's values", (int) value.length,
		          value.as.text);
		struct text status = TEXT_INIT;

		text_append_bytes(&status, value.as.text, value.length);
		struct nearest nearest = nearest_to(text_string(&status));
		for (size_t i = 0; rule->statuses[i]; i++)
			nearest_offer(&nearest, rule->statuses[i]);
		error_did_you_mean(err, nearest.best);
		text_release(&status);
		return -1;
	}
	return 0;
}

/* Whether what a formula gave is an outcome of that type; if not, Lua says what is wrong with it. */
static bool formula_fits(const struct rule *rule, struct value value, enum type type, struct error *err)
{
	bool kind;

	switch (type) {
	case TYPE_FLAG:
		kind = value.kind == VALUE_FLAG;
		break;
	case TYPE_DATE:
	case TYPE_TEXT:
	case TYPE_STATUS:
		kind = value.kind == VALUE_TEXT;
		break;
	case TYPE_NUMBER:
	case TYPE_ELIGIBILITY:
		kind = false;
		break;
	default:
		kind = value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL;
		break;
	}
	return (kind || value.kind == VALUE_NONE) && !check_outcome(rule, value, type, err);
}

/* Texts may belong to Lua, or to another record. */
static struct value keep_text(struct machine *machine, struct instance *instance, struct value value)
{
	if (value.kind == VALUE_TEXT) {
		value.as.text = arena_bytes(instance->arena, value.as.text, value.length);
		if (!value.as.text)
			machine_raise_memory(machine);
	}
	return value;
}

/* Calls one function of a rule and takes what it gives: a value of `type`, or unknown. */
static struct value call_for_value(struct machine *machine, struct instance *instance, int function,
                                   const struct rule *rule, enum type type, struct outcome *outcome)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct value value = { .kind = VALUE_UNKNOWN };
	struct error err;

	switch (formula_evaluate(machine, instance, function, rule, &value)) {
	case FORMULA_DONE:
		if (formula_fits(rule, value, type, &err))
			return keep_text(machine, instance, value);
		break;
	case FORMULA_UNKNOWN:
		machine_keep_missing(machine, instance, outcome);
		return (struct value){ .kind = VALUE_UNKNOWN };
	case FORMULA_LUA:
		break;
	}
	value.kind = VALUE_UNKNOWN;
	switch (machine_call(machine, instance, function, rule, &err)) {
	case CALL_UNKNOWN:
		machine_keep_missing(machine, instance, outcome);
		return value;
	case CALL_FAILED:
		machine_raise(machine, instance, rule->name, &err);
		break;
	case CALL_OK:
		break;
	}
	if (lua_value_get(L, -1, type, &value, &err) || check_outcome(rule, value, type, &err)) {
		place_error(&err, machine->plan->ruleset->functions[function].place);
		machine_raise(machine, instance, rule->name, &err);
	}
	value = keep_text(machine, instance, value);
	lua_pop(L, 1);
	return value;
}

static void evaluate_rule(struct machine *machine, struct instance *instance, const struct rule *rule,
                          struct outcome *outcome)
{
	enum validity validity = inforce_validity(machine, instance);

	*outcome = (struct outcome){ .state = OUTCOME_RUNNING };
	if (validity == VALIDITY_OUTSIDE) /* no outcome: that is what the zeros above say */
		return;
	rule = in_force(machine, instance, rule, outcome);
	if (!rule) {
		outcome->award.kind = outcome->value.kind;
		return;
	}
	machine->running[machine->running_count - 1].rule = rule;
	if (validity == VALIDITY_UNKNOWN) {
		outcome->value.kind = outcome->award.kind = VALUE_UNKNOWN;
		inforce_missing(machine, instance);
		machine_keep_missing(machine, instance, outcome);
		return;
	}
	if (rule->type != TYPE_ELIGIBILITY) {
		outcome->value = call_for_value(machine, instance, rule->compute, rule, rule->type, outcome);
		return;
	}
	condition_evaluate(machine, instance, rule, outcome);
	if (outcome->value.kind == VALUE_UNKNOWN)
		outcome->award.kind = VALUE_UNKNOWN;
	else if (!outcome->value.as.integer)
		outcome->award = value_integer(0);
	else if (rule->award != NO_FUNCTION)
		outcome->award = call_for_value(machine, instance, rule->award, rule, TYPE_MONEY, outcome);
}

static void raise_too_deep(struct machine *machine, const struct instance *instance, const struct rule *rule)
{
	struct error err;

	error_set(&err, ERROR_INPUT, "more than %d outcomes wait for one another", RUNNING_MOST);
	error_hint(&err, "a rule that reads itself on the next record, and so on, goes no further than that");
	place_error(&err, rule->place);
	/* Where it was noticed hangs on what was evaluated before; where it began does not. */
	machine_raise(machine, machine->running_count ? machine->running[0].instance : instance, rule->name, &err);
}

/* What the rule that is running has to wait for, as if nothing had been evaluated before. */
static void note_depth(struct machine *machine, const struct outcome *outcome)
{
	struct running *reader;

	if (machine->running_count == 0)
		return;
	reader = &machine->running[machine->running_count - 1];
	reader->deepest = outcome->depth > reader->deepest ? outcome->depth : reader->deepest;
}

/* A plain rule (plan.h) whose formula gives its outcome: the same as evaluate_rule, by the shortest way. False: it has to go
 * the long one, and nothing has happened. */
static bool evaluate_plain(struct machine *machine, struct instance *instance, const struct rule *rule,
                           struct outcome *outcome)
{
	struct value value;
	struct error err;

	outcome->state = OUTCOME_RUNNING;
	if (formula_evaluate(machine, instance, rule->compute, rule, &value) != FORMULA_DONE
	    || !formula_fits(rule, value, rule->type, &err)) {
		outcome->state = OUTCOME_UNTRIED;
		return false;
	}
	outcome->value = keep_text(machine, instance, value);
	outcome->facts = NULL;
	outcome->fact_count = 0;
	return true;
}

const struct outcome *machine_outcome(struct machine *machine, struct instance *instance, int place, size_t period)
{
	const struct plan_type *type = type_of(machine, instance);
	struct outcome *outcome = &instance->outcomes[period * type->rule_count + (size_t) place];
	const struct plan_rule *planned = &type->rules[place];
	const struct rule *rule = &machine->plan->ruleset->rules[planned->rule];
	size_t outer = machine->period;

	machine->period = period;
	if (outcome->state == OUTCOME_RUNNING)
		raise_loop(machine, instance, place);
	if (machine->running_count + (outcome->state == OUTCOME_DONE ? outcome->depth : 1) > RUNNING_MOST)
		raise_too_deep(machine, instance, rule);
	if (outcome->state == OUTCOME_UNTRIED) {
		machine->running[machine->running_count++] =
			(struct running){ .instance = instance, .place = place, .rule = rule, .period = period };
		if (!planned->plain || !evaluate_plain(machine, instance, rule, outcome)) {
			struct sandbox_budget budget = sandbox_enter(machine->sandbox, planned->hooked);

			evaluate_rule(machine, instance, rule, outcome);
			sandbox_leave(machine->sandbox, budget);
		}
		machine->running_count--;
		outcome->state = OUTCOME_DONE;
		/* The record's own outcomes come in the plan's order: none of them has to wait for others. */
		outcome->depth = instance == machine->mains[instance->type]
		                         ? 0
		                         : 1 + machine->running[machine->running_count].deepest;
	}
	machine->period = outer;
	note_depth(machine, outcome);
	return outcome;
}
