/* resolve.c: from what was declared to the ruleset: names become indexes, and what cannot be meant is refused. */
#include "rules/resolve.h"

#include "rules/place.h"

#include <string.h>

/* The record type a declaration is on; -1: none, which is reported here or was before. */
static int resolve_on(struct resolver *resolver, const char *on, struct place place)
{
	struct error err = ERROR_INIT;
	int type;

	if (!on)
		return -1;
	type = resolve_type(resolver->ruleset->schema, on, &err);
	if (type < 0)
		place_problem_of(resolver->problems, place, on, &err);
	return type;
}

/* Whether `name` is free to be an outcome of records of type `on`; reports what it is already. */
static bool check_free(struct resolver *resolver, int on, const char *name, struct place place)
{
	const struct ruleset *ruleset = resolver->ruleset;
	const struct record_type *type = &ruleset->schema->types[on];
	int rule = ruleset_rule(ruleset, on, name);
	const char *is = NULL;

	if (!strcmp(name, "totals")) {
		place_problem(resolver->problems, place, name,
		              "at.previous.totals is the totals of the period before",
		              "a rule cannot be called 'totals'");
		return false;
	}
	for (size_t i = 0; i < type->field_count && !is; i++)
		is = names_equal_nocase(type->fields[i].name, name) ? "a field" : NULL;
	for (size_t i = 0; i < type->relation_count && !is; i++)
		is = names_equal_nocase(type->relations[i].name, name) ? "a relation" : NULL;
	if (!is && rule >= 0) /* rules' names are of one case */
		is = strcmp(ruleset->rules[rule].name, name) ? "an award" : "a rule";
	if (is)
		place_problem(resolver->problems, place, name, "a record has one thing of each name",
		              "'%s' is already %s of '%s'", name, is, type->name);
	return !is;
}

static int resolve_dated_by(struct resolver *resolver, const struct declared_rule *declared, int on)
{
	const struct record_type *type = &resolver->ruleset->schema->types[on];
	struct nearest nearest = nearest_to(declared->dated_by ? declared->dated_by : "");
	struct error err = ERROR_INIT;
	int field;

	if (!declared->dated_by)
		return -1;
	field = schema_field(type, declared->dated_by);
	if (field >= 0 && type->fields[field].type == TYPE_DATE)
		return field;
	for (size_t i = 0; i < type->field_count; i++) {
		if (type->fields[i].type == TYPE_DATE)
			nearest_offer(&nearest, type->fields[i].name);
	}
	if (field >= 0)
		error_set(&err, ERROR_INPUT, "'%s' of '%s' is %s, not a date", declared->dated_by, type->name,
		          type_names[type->fields[field].type]);
	else
		error_set(&err, ERROR_INPUT, "'%s' has no date field '%s'", type->name, declared->dated_by);
	error_did_you_mean(&err, nearest.best);
	place_problem_of(resolver->problems, declared->rule.place, declared->dated_by, &err);
	return -1;
}

void resolve_set_on(struct ruleset *ruleset, int function, int on)
{
	if (function != NO_FUNCTION)
		ruleset->functions[function].on = on;
}

static void set_conditions_on(struct ruleset *ruleset, const struct condition *condition, int on)
{
	if (condition->kind == CONDITION_TEST)
		resolve_set_on(ruleset, condition->function, on);
	for (size_t i = 0; i < condition->count; i++)
		set_conditions_on(ruleset, &condition->children[i], on);
}

/* "from 2025-04-01 to 2026-03-31"; both open: "on every day". */
static void append_days(struct text *out, struct date from, struct date to)
{
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

	date_print(from, first);
	date_print(to, last);
	if (!from.year && !to.year)
		text_append(out, "on every day");
	else if (!to.year)
		text_append_format(out, "from %s on", first);
	else if (!from.year)
		text_append_format(out, "until %s", last);
	else if (!date_compare(from, to))
		text_append_format(out, "on %s", first);
	else
		text_append_format(out, "from %s to %s", first, last);
}

/* Whether no day is in both; reports the days that are. */
static bool check_days_apart(struct resolver *resolver, const struct rule *rule, const struct rule *other)
{
	struct date from = date_compare(rule->from, other->from) > 0 ? rule->from : other->from;
	struct date to = !rule->to.year                          ? other->to
	                 : !other->to.year                       ? rule->to
	                 : date_compare(rule->to, other->to) < 0 ? rule->to
	                                                         : other->to;
	struct text days = TEXT_INIT;

	if (to.year && date_compare(from, to) > 0)
		return true;
	append_days(&days, from, to);
	place_problem(resolver->problems, rule->place, rule->name,
	              "a rule may be declared again for other days, with 'from' and 'to': no day may be in both",
	              "'%s' is already a rule of '%s' %s: it is declared on line %d of '%s'", rule->name,
	              resolver->ruleset->schema->types[rule->on].name, text_string(&days), other->place.line,
	              other->place.source->shown);
	text_release(&days);
	return false;
}

static bool same_statuses(const struct rule *a, const struct rule *b)
{
	size_t i = 0;

	if (!a->statuses || !b->statuses)
		return a->statuses == b->statuses;
	while (a->statuses[i] && b->statuses[i] && !strcmp(a->statuses[i], b->statuses[i]))
		i++;
	return !a->statuses[i] && !b->statuses[i];
}

/* Whether `rule` can be a version of `other`: they share one outcome. Reports what differs. */
static bool check_same_outcome(struct resolver *resolver, const struct rule *rule, const struct rule *other)
{
	const char *differs = rule->type != other->type                                       ? "type"
	                      : rule->optional != other->optional                             ? "optional"
	                      : !same_statuses(rule, other)                                   ? "values"
	                      : rule->dated_by != other->dated_by                             ? "dated_by"
	                      : (rule->award == NO_FUNCTION) != (other->award == NO_FUNCTION) ? "award"
	                                                                                      : NULL;

	if (differs)
		place_problem(resolver->problems, rule->place, rule->name,
		              "versions of a rule have one type, the same optional, values and dated_by, and all an "
		              "award or none",
		              "'%s' has another '%s' than its version on line %d of '%s'", rule->name, differs,
		              other->place.line, other->place.source->shown);
	return !differs;
}

/* The index of the last version declared so far of the rule of this name; -1: there is none. */
static int last_version(const struct ruleset *ruleset, const struct rule *rule)
{
	int last = ruleset_rule(ruleset, rule->on, rule->name);

	if (last < 0 || strcmp(ruleset->rules[last].name, rule->name) != 0)
		return -1;
	while (ruleset->rules[last].next_version >= 0)
		last = ruleset->rules[last].next_version;
	return last;
}

/* Whether `rule`, whose name is already that of a rule whose last version is `last`, can be one more; reports why not. */
static bool check_version(struct resolver *resolver, const struct rule *rule, int last)
{
	const struct ruleset *ruleset = resolver->ruleset;
	int other = ruleset->rules[last].first_version;

	for (; other >= 0; other = ruleset->rules[other].next_version) {
		if (!check_days_apart(resolver, rule, &ruleset->rules[other]))
			return false;
	}
	return check_same_outcome(resolver, rule, &ruleset->rules[last]);
}

static void add_rule(struct resolver *resolver, const struct declared_rule *declared, struct rule *rule, int last)
{
	struct ruleset *ruleset = resolver->ruleset;
	int place = (int) ruleset->rule_count++;

	rule->first_version = last < 0 ? place : ruleset->rules[last].first_version;
	rule->next_version = -1;
	if (last >= 0)
		ruleset->rules[last].next_version = place;
	ruleset->rules[place] = *rule;
	if (last < 0)
		rule_index_add(ruleset, place);
	resolver->rules[place] = declared;
}

static int resolve_rule(struct resolver *resolver, const struct declared_rule *declared)
{
	struct ruleset *ruleset = resolver->ruleset;
	struct rule rule = declared->rule;
	bool is_free;
	int last;

	rule.on = resolve_on(resolver, declared->on, rule.place);
	if (rule.on < 0)
		return 0;
	rule.dated_by = resolve_dated_by(resolver, declared, rule.on);
	last = last_version(ruleset, &rule);
	is_free = last < 0 ? check_free(resolver, rule.on, rule.name, rule.place)
	                   : check_version(resolver, &rule, last);
	if (rule.award != NO_FUNCTION) {
		rule.award_name = arena_format(&ruleset->arena, "%s_award", rule.name);
		if (!rule.award_name)
			return -1;
		if (last < 0)
			is_free &= check_free(resolver, rule.on, rule.award_name, rule.place);
	}
	resolve_set_on(ruleset, rule.compute, rule.on);
	resolve_set_on(ruleset, rule.award, rule.on);
	if (rule.conditions)
		set_conditions_on(ruleset, rule.conditions, rule.on);
	if (is_free)
		add_rule(resolver, declared, &rule, last);
	return 0;
}

/* A message stands in the run file as it is, whatever becomes of the records there. */
static void warn_of_personal(const struct resolver *resolver, const struct finding *finding)
{
	for (size_t i = 0; i < finding->message.count; i++) {
		const struct message_part *part = &finding->message.parts[i];
		const struct record_type *type =
			part->text ? NULL : &resolver->ruleset->schema->types[part->path.type];
		struct error err = ERROR_INIT;

		if (!type || part->path.field < 0 || !type->fields[part->path.field].personal)
			continue;
		error_set(&err, ERROR_INPUT, "the message shows '%s', which is personal", part->path.text);
		error_hint(&err, "it stays in the run file even where the records are left out");
		err.warning = true;
		place_problem_of(resolver->problems, finding->place, "message", &err);
	}
}

static int resolve_finding(struct resolver *resolver, const struct declared_finding *declared)
{
	struct ruleset *ruleset = resolver->ruleset;
	struct finding finding = declared->finding;
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < ruleset->finding_count; i++) {
		if (names_equal_nocase(ruleset->findings[i].name, finding.name)) {
			place_problem(resolver->problems, finding.place, finding.name, NULL,
			              "there is already a finding '%s'", ruleset->findings[i].name);
			return 0;
		}
	}
	finding.on = declared->figures ? -1 : resolve_on(resolver, declared->on, finding.place);
	if (finding.on < 0 && !declared->figures)
		return 0;
	resolve_set_on(ruleset, finding.when, finding.on);
	if (!declared->message)
		return 0;
	if (resolve_message(ruleset, finding.on, declared->message, &finding.message, &err)) {
		place_problem_of(resolver->problems, finding.place, "message", &err);
		return 0;
	}
	if (finding.on >= 0)
		warn_of_personal(resolver, &finding);
	ruleset->findings[ruleset->finding_count++] = finding;
	return 0;
}

/* What is not a rule: it may name rules, totals and figures of later files. */
static int resolve_others(struct resolver *resolver)
{
	const struct declared *declared = resolver->declared;

	for (size_t i = 0; i < declared->total_count; i++) {
		if (resolve_total(resolver, &declared->totals[i]))
			return -1;
	}
	for (size_t i = 0; i < declared->figure_count; i++)
		resolve_figure(resolver, &declared->figures[i]);
	for (size_t i = 0; i < declared->bridge_count; i++) {
		if (resolve_bridge(resolver, &declared->bridges[i]))
			return -1;
	}
	for (size_t i = 0; i < declared->finding_count; i++) {
		if (resolve_finding(resolver, &declared->findings[i]))
			return -1;
	}
	return resolve_after(resolver);
}

int resolve(struct ruleset *ruleset, const struct declared *declared, bool all_loaded, struct problems *problems)
{
	struct resolver resolver = { .ruleset = ruleset, .declared = declared, .problems = problems };
	struct arena *arena = &ruleset->arena;

	ruleset->functions = arena_array(arena, declared->function_count + 1, sizeof *ruleset->functions);
	ruleset->rules = arena_array(arena, declared->rule_count + 1, sizeof *ruleset->rules);
	ruleset->totals = arena_array(arena, declared->total_count + 1, sizeof *ruleset->totals);
	ruleset->figures = arena_array(arena, declared->figure_count + 1, sizeof *ruleset->figures);
	ruleset->bridges = arena_array(arena, declared->bridge_count + 1, sizeof *ruleset->bridges);
	ruleset->findings = arena_array(arena, declared->finding_count + 1, sizeof *ruleset->findings);
	ruleset->amounts =
		arena_array(arena, declared->total_count + declared->figure_count + 1, sizeof *ruleset->amounts);
	resolver.rules = arena_array(arena, declared->rule_count + 1, sizeof *resolver.rules);
	if (!ruleset->functions || !ruleset->rules || !ruleset->totals || !ruleset->figures || !ruleset->bridges
	    || !ruleset->findings || !ruleset->amounts || !resolver.rules
	    || rule_index_begin(ruleset, declared->rule_count))
		return -1;
	if (declared->function_count)
		memcpy(ruleset->functions, declared->functions,
		       declared->function_count * sizeof *ruleset->functions);
	ruleset->function_count = ruleset->declared_count = declared->function_count;
	/* Rules first: totals and findings may name rules of later files. */
	for (size_t i = 0; i < declared->rule_count; i++) {
		if (resolve_rule(&resolver, &declared->rules[i]))
			return -1;
	}
	return all_loaded ? resolve_others(&resolver) : 0;
}
