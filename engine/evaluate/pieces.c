/* pieces.c: an outcome as a function of one field, piece by piece. See pieces.h. */
#include "evaluate/pieces_parts.h"

#include "evaluate/plan_draft.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MOST 60

enum state_of_tree { TREE_NO, TREE_YES, TREE_UNKNOWN };

/* Whether what a function reads may hang on the field. */
static bool reads_field(const struct pieces *pieces, const struct reads *reads)
{
	const struct plan *plan = pieces->plan;
	const struct path *path = pieces->question.path;

	if (!reads->followed)
		return true;
	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		int rule;

		if (read->kind == READ_FIELD && read->type == path->type
		    && schema_field(&plan->schema->types[read->type], read->name) == path->field)
			return true;
		if ((read->kind != READ_OUTCOME && read->kind != READ_PREVIOUS) || read->type < 0)
			continue;
		rule = ruleset_rule(plan->ruleset, read->type, read->name);
		if (rule >= 0 && pieces->depends[rule])
			return true;
	}
	return false;
}

struct reach {
	struct pieces *pieces;
	bool reached;
};

static void note_reads(void *context, const struct reads *reads)
{
	struct reach *reach = context;

	reach->reached |= reads_field(reach->pieces, reads);
}

/* Until nothing more is reached. */
static void find_dependent(struct pieces *pieces)
{
	const struct ruleset *ruleset = pieces->plan->ruleset;
	const struct path *path = pieces->question.path;
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < ruleset->rule_count; i++) {
			const struct rule *rule = &ruleset->rules[i];
			struct reach reach = { .pieces = pieces };

			if (rule->first_version != (int) i || pieces->depends[i])
				continue;
			plan_visit_rule(ruleset, (int) i, note_reads, &reach);
			reach.reached |= rule->on == path->type && rule->dated_by == path->field;
			more |= reach.reached;
			pieces->depends[i] = reach.reached;
		}
	}
}

/* Whether what the path leads to may hang on the field. */
static bool leads_to_field(const struct pieces *pieces, const struct path *path)
{
	const struct path *asked = pieces->question.path;

	return path->rule >= 0 ? pieces->depends[path->rule]
	                       : path->field >= 0 && path->type == asked->type && path->field == asked->field;
}

static bool adds_up_field(const struct pieces *pieces, const struct total *total)
{
	bool hangs = leads_to_field(pieces, &total->of)
	             || (total->where != NO_FUNCTION
	                 && reads_field(pieces, &pieces->plan->ruleset->functions[total->where].reads));

	for (size_t i = 0; i < total->by_count; i++)
		hangs |= leads_to_field(pieces, &total->by[i]);
	return hangs;
}

/* What the rules read that an outcome rests on. */
struct resting {
	const struct pieces *pieces;
	bool *rests; /* by rule */
	bool more;
	const struct total *total; /* that the field has a part in; NULL: there is none */
};

static void rest_on(struct resting *resting, int rule)
{
	if (rule >= 0 && !resting->rests[rule])
		resting->rests[rule] = resting->more = true;
}

static void note_rests(void *context, const struct reads *reads)
{
	struct resting *resting = context;
	const struct ruleset *ruleset = resting->pieces->plan->ruleset;
	struct amount amount;

	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];

		if (read->kind == READ_OUTCOME || (read->kind == READ_PREVIOUS && read->type >= 0))
			rest_on(resting, ruleset_rule(ruleset, read->type, read->name));
		if (read->kind != READ_AMOUNT || !ruleset_amount(ruleset, read->name, &amount) || amount.total < 0)
			continue;
		rest_on(resting, ruleset->totals[amount.total].of.rule);
		if (adds_up_field(resting->pieces, &ruleset->totals[amount.total]))
			resting->total = &ruleset->totals[amount.total];
	}
}

/* A total that would be another with another value in the field: all records would have to be evaluated again for each. 0, or -1. */
static int refuse_total(const struct pieces *pieces, struct error *err)
{
	const struct ruleset *ruleset = pieces->plan->ruleset;
	struct resting resting = { .pieces = pieces,
		                   .rests = calloc(ruleset->rule_count + 1, sizeof *resting.rests),
		                   .more = true };

	if (!resting.rests)
		return error_memory(err);
	resting.rests[pieces->question.rule] = true;
	while (resting.more) {
		resting.more = false;
		for (size_t i = 0; i < ruleset->rule_count; i++) {
			if (resting.rests[i])
				plan_visit_rule(ruleset, (int) i, note_rests, &resting);
		}
	}
	free(resting.rests);
	if (!resting.total)
		return 0;
	error_set(err, ERROR_INPUT, "rule '%s' rests on the total '%s', in which '%s' has a part",
	          ruleset->rules[pieces->question.rule].name, resting.total->name, pieces->question.path->text);
	return error_hint(err, "cliffs are found where one record changes, and no other with it");
}

static bool goes_by_field(const struct pieces *pieces, const struct instance *instance, int schema_field)
{
	return schema_field == pieces->question.path->field && pieces_is_target(pieces, instance);
}

/* A test that only Lua knows, and that does not hang on the field. */
static void call_test(struct pieces *pieces, struct instance *instance, const struct rule *rule, int function,
                      struct hanging *out)
{
	struct machine *machine = pieces->machine;
	lua_State *L = sandbox_lua(machine->sandbox);
	struct error err;

	pieces_hang_still(out, (struct value){ .kind = VALUE_UNKNOWN });
	switch (machine_call(machine, instance, function, rule, &err)) {
	case CALL_OK:
		pieces_hang_still(out, value_flag(lua_toboolean(L, -1)));
		lua_pop(L, 1);
		break;
	case CALL_UNKNOWN:
		break;
	case CALL_FAILED:
		machine_raise(machine, instance, rule->name, &err);
	}
}

/* What a function of a rule gives. `given`: what a run gives for it; NULL: of a test, which has no outcome of its own. False: only
 * Lua knows, and the span is x alone. */
static bool walk_function(struct pieces *pieces, struct instance *instance, const struct rule *rule, int function,
                          const struct value *given, struct hanging *out)
{
	const struct function *declared = &pieces->plan->ruleset->functions[function];
	struct walk with = { .pieces = pieces, .instance = instance, .rule = rule };
	enum formula_result result = declared->wider ? pieces_walk(&with, declared->wider, out) : FORMULA_LUA;

	if (result == FORMULA_UNKNOWN) {
		pieces_hang_still(out, (struct value){ .kind = VALUE_UNKNOWN });
		return true;
	}
	if (result == FORMULA_DONE && (!given || !value_compare(out->value, *given)))
		return true;
	/* Rows may have days of their own. */
	if (given && !declared->wider && !(rule->dated_by >= 0 && goes_by_field(pieces, instance, rule->dated_by))
	    && pieces_walk_table(&with, function)) {
		pieces_hang_still(out, *given);
		return true;
	}
	if (given && !reads_field(pieces, &declared->reads)) {
		pieces_hang_still(out, *given);
		return true;
	}
	if (!given && !reads_field(pieces, &declared->reads)) {
		call_test(pieces, instance, rule, function, out);
		return true;
	}
	pieces_give_up(pieces, rule->name);
	if (given)
		pieces_hang_still(out, *given);
	return false;
}

/* The tests that settle the tree come out as they do. False: one of them only Lua knows. */
static bool walk_tree(struct pieces *pieces, struct instance *instance, const struct rule *rule,
                      const struct condition *condition, enum state_of_tree *out)
{
	enum state_of_tree settles = condition->kind == CONDITION_ANY ? TREE_YES : TREE_NO;
	struct hanging answer;

	if (condition->kind == CONDITION_TEST) {
		if (!walk_function(pieces, instance, rule, condition->function, NULL, &answer))
			return false;
		*out = answer.value.kind == VALUE_UNKNOWN                           ? TREE_UNKNOWN
		       : answer.value.kind == VALUE_FLAG && answer.value.as.integer ? TREE_YES
		                                                                    : TREE_NO;
		return true;
	}
	*out = settles == TREE_YES ? TREE_NO : TREE_YES;
	for (size_t i = 0; i < condition->count; i++) {
		enum state_of_tree child;

		if (!walk_tree(pieces, instance, rule, &condition->children[i], &child))
			return false;
		if (child == settles) {
			*out = settles;
			return true;
		}
		if (child == TREE_UNKNOWN)
			*out = TREE_UNKNOWN;
	}
	return true;
}

/* A rule that goes by the date that is tried: between two days on which a parameter or the rule changes, all else is the same. */
static void keep_law(struct pieces *pieces, const struct rule *rule)
{
	const struct plan *plan = pieces->plan;
	struct span *span = &pieces->span;

	for (size_t i = 0; i < plan->break_count; i++) {
		int64_t day = date_number(plan->breaks[i]);

		if (day <= span->x && day > span->low)
			span->low = day;
		if (day > span->x && day <= span->high)
			span->high = day - 1;
	}
	for (int i = rule->first_version; i >= 0; i = plan->ruleset->rules[i].next_version) {
		const struct rule *version = &plan->ruleset->rules[i];
		const int64_t days[] = { version->from.year ? date_number(version->from) : INT64_MIN,
			                 version->to.year ? date_number(version->to) + 1 : INT64_MIN };

		for (size_t j = 0; j < 2; j++) {
			if (days[j] <= span->x && days[j] > span->low)
				span->low = days[j];
			if (days[j] > span->x && days[j] <= span->high)
				span->high = days[j] - 1;
		}
	}
}

/* The version of the rule in force for the record; NULL: none, or the record's own dates settle the outcome. */
static const struct rule *version_of(struct pieces *pieces, struct instance *instance, const struct rule *rule)
{
	const struct plan *plan = pieces->plan;
	const struct plan_type *type = &plan->types[instance->type];
	struct date day = plan->periods[pieces->machine->period].start;
	struct error err;
	int version;

	if (rule->dated_by >= 0) {
		struct value value = instance->values[type->slot[rule->dated_by]];

		if (value.kind != VALUE_TEXT || date_parse(value.as.text, value.length, &day, &err))
			return NULL;
		if (goes_by_field(pieces, instance, rule->dated_by))
			keep_law(pieces, rule);
	}
	version = ruleset_version(plan->ruleset, rule->first_version, day);
	return version < 0 ? NULL : &plan->ruleset->rules[version];
}

static bool is_own_date(const struct pieces *pieces, const struct instance *instance)
{
	const struct plan_type *type = &pieces->plan->types[instance->type];

	return pieces_is_target(pieces, instance)
	       && (pieces->slot == type->valid_from || pieces->slot == type->valid_until
	           || pieces->slot == type->period);
}

void pieces_outcome(struct pieces *pieces, struct instance *instance, int place_of_rule, bool award,
                    struct hanging *out)
{
	const struct plan_type *type = &pieces->plan->types[instance->type];
	const struct rule *rule = &pieces->plan->ruleset->rules[place_of_rule];
	const struct outcome *outcome =
		machine_outcome(pieces->machine, instance, type->rule_place[place_of_rule], pieces->machine->period);
	const struct rule *version;
	enum state_of_tree answer;

	pieces_hang_still(out, award ? outcome->award : outcome->value);
	if (!pieces->depends[place_of_rule] || pieces->opaque)
		return;
	if (is_own_date(pieces, instance) || pieces->depth == DEPTH_MOST) {
		pieces_give_up(pieces, rule->name);
		return;
	}
	pieces->depth++;
	version = version_of(pieces, instance, rule);
	if (version && inforce_validity(pieces->machine, instance) == VALIDITY_INSIDE) {
		if (version->type != TYPE_ELIGIBILITY)
			walk_function(pieces, instance, version, version->compute, &outcome->value, out);
		else if (walk_tree(pieces, instance, version, version->conditions, &answer) && award
		         && version->award != NO_FUNCTION && answer == TREE_YES)
			walk_function(pieces, instance, version, version->award, &outcome->award, out);
		/* A decision stands whatever the rule gives; what it rests on was kept all the same. */
		if (outcome->decided)
			pieces_hang_still(out, award ? outcome->award : outcome->value);
	}
	pieces->depth--;
}

/* The record to which the path leads. NULL: there is none. */
static struct instance *find_target(struct pieces *pieces, struct instance *instance)
{
	const struct path *path = pieces->question.path;
	struct error err;

	for (size_t i = 0; i < path->relation_count; i++) {
		if (related_find_parent(pieces->machine, instance, path->relations[i], &instance, &err)
		    != PARENT_FOUND)
			return NULL;
	}
	return instance;
}

static struct value value_of_x(struct pieces *pieces)
{
	if (pieces->type != TYPE_DATE)
		return value_integer(pieces->x);
	date_print(date_from_number((int32_t) pieces->x), pieces->date);
	return value_text(pieces->date, strlen(pieces->date));
}

/* [-0, +0, e] the record as it is, all that was evaluated of it forgotten. */
static struct instance *begin_record(struct pieces *pieces)
{
	struct machine *machine = pieces->machine;
	struct instance *instance =
		machine->mains[pieces->plan->type_place[pieces->plan->ruleset->rules[pieces->question.rule].on]];

	related_next_chunk(machine);
	related_next_pass(machine);
	related_next_main(machine);
	machine->period = pieces->question.period;
	record_fill(machine, instance, pieces->values, &pieces->arena);
	return instance;
}

static int try_in_lua(lua_State *L)
{
	struct pieces *pieces = lua_touserdata(L, 1);
	const struct plan *plan = pieces->plan;
	struct instance *instance;
	int place;

	pieces->substitute.value = value_of_x(pieces);
	pieces->machine->substitute = &pieces->substitute;
	instance = begin_record(pieces);
	place = plan->types[instance->type].rule_place[pieces->question.rule];
	/* As in a run, period by period, for rules may read the one before. */
	for (size_t i = 0; i < pieces->question.period; i++)
		machine_outcome(pieces->machine, instance, place, i);
	pieces_outcome(pieces, instance, pieces->question.rule, pieces->question.award, &pieces->found);
	return 0;
}

/* [-0, +0, m] which record it is, for as long as pieces are asked for. */
static void keep_target(struct pieces *pieces, const struct instance *target)
{
	const struct plan_type *type = &pieces->plan->types[target->type];
	size_t count = type->record->key_count;
	struct value *key = arena_array(&pieces->record, count, sizeof *key);

	for (size_t i = 0; key && i < count; i++) {
		key[i] = target->values[type->key_slots[i]];
		if (key[i].kind != VALUE_TEXT)
			continue;
		key[i].as.text = arena_bytes(&pieces->record, key[i].as.text, key[i].length);
		if (!key[i].as.text)
			key = NULL;
	}
	if (!key)
		machine_raise_memory(pieces->machine);
	pieces->substitute = (struct substitute){ .type = target->type, .key = key, .slot = pieces->slot };
}

static int look_in_lua(lua_State *L)
{
	struct pieces *pieces = lua_touserdata(L, 1);
	struct instance *target = find_target(pieces, begin_record(pieces));
	struct value value;
	struct date date;
	struct error err;

	if (!target)
		return 0;
	keep_target(pieces, target);
	value = target->values[pieces->slot];
	pieces->has_own = value.kind == VALUE_INTEGER;
	pieces->own = pieces->has_own ? value.as.integer : 0;
	if (value.kind == VALUE_TEXT && !date_parse(value.as.text, value.length, &date, &err)) {
		pieces->has_own = true;
		pieces->own = date_number(date);
	}
	return 0;
}

int pieces_open(struct pieces **pieces, struct explainer *explainer, const struct plan *plan,
                const struct pieces_question *question, struct error *err)
{
	struct pieces *made = calloc(1, sizeof *made);
	int place = plan->type_place[question->path->type], found;

	if (!made)
		return error_memory(err);
	*made = (struct pieces){ .plan = plan, .question = *question, .type = question->path->value_type };
	made->slot = place < 0 ? -1 : plan->types[place].slot[question->path->field];
	made->depends = calloc(plan->ruleset->rule_count + 1, sizeof *made->depends);
	if (!made->depends) {
		free(made);
		return error_memory(err);
	}
	find_dependent(made);
	if (refuse_total(made, err)) {
		found = -1;
	} else if (made->slot < 0 || !made->depends[question->rule]) {
		error_set(err, ERROR_INPUT, "'%s' has no part in rule '%s'", question->path->text,
		          plan->ruleset->rules[question->rule].name);
		found = -1;
	} else {
		found = explainer_record(explainer, question->rule, question->key, question->period, &made->record,
		                         &made->machine, &made->values, err);
	}
	if (found > 0 && sandbox_protect(made->machine->sandbox, look_in_lua, made, err) != CALL_OK)
		found = -1;
	if (found > 0 && !made->substitute.key)
		found = error_set(err, ERROR_INPUT,
		                  "the record has no '%s': one on the way is not there or not known",
		                  question->path->text);
	if (found > 0)
		*pieces = made;
	else
		pieces_close(made);
	return found;
}

void pieces_close(struct pieces *pieces)
{
	if (!pieces)
		return;
	if (pieces->machine)
		pieces->machine->substitute = NULL;
	arena_release(&pieces->record);
	arena_release(&pieces->arena);
	free(pieces->depends);
	free(pieces);
}

bool pieces_own(const struct pieces *pieces, int64_t *x)
{
	*x = pieces->own;
	return pieces->has_own;
}

int pieces_at(struct pieces *pieces, int64_t x, int64_t low, int64_t high, struct piece *out, struct error *err)
{
	pieces->x = x;
	pieces->span = (struct span){ .x = x, .low = low, .high = high };
	pieces->opaque = false;
	pieces->because = NULL;
	pieces->depth = 0;
	arena_clear(&pieces->arena);
	if (sandbox_protect(pieces->machine->sandbox, try_in_lua, pieces, err) != CALL_OK)
		return -1;
	*out = (struct piece){ .span = pieces->span,
		               .value = pieces->found.value,
		               .opaque = pieces->opaque,
		               .because = pieces->because,
		               .form = pieces->found.varies ? pieces->found.form
		                                            : form_constant(decimal_from_integer(0)) };
	return 0;
}
