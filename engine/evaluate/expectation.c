/* expectation.c: holds published values against the figures and totals of a run. */
#include "evaluate/figure.h"
#include "evaluate/published.h"

#include "config/yaml.h"

#include <string.h>

const char *const expectation_outcome_names[] = { "exact", "rounding", "missed", "incomplete", NULL };

/* One expectation among the rules. */
struct claim {
	const struct plan *plan;
	const struct expectation *expectation;
	struct amount amount;
	enum type type;
	const char *name;
};

static const struct total *total_of(const struct claim *claim)
{
	return claim->amount.total < 0 ? NULL : &claim->plan->ruleset->totals[claim->amount.total];
}

/* False: there is no such figure or total. */
static bool find_claim(const struct plan *plan, const struct expectation *expectation, struct claim *claim)
{
	*claim = (struct claim){ .plan = plan, .expectation = expectation };
	claim->name = expectation->figure ? expectation->figure : expectation->total;
	if (!ruleset_amount(plan->ruleset, claim->name, &claim->amount)
	    || (expectation->figure ? claim->amount.figure : claim->amount.total) < 0)
		return false;
	claim->type = ruleset_amount_type(plan->ruleset, &claim->amount);
	return true;
}

static void report_unknown_name(const struct yaml_reader *reader, const struct claim *claim)
{
	const struct ruleset *ruleset = claim->plan->ruleset;
	const struct expectation *expectation = claim->expectation;
	const char *what = expectation->figure ? "figure" : "total",
		   *other = expectation->figure ? "total" : "figure";
	struct nearest nearest = nearest_to(claim->name);
	struct amount amount;
	bool full = reader->problems->count >= PROBLEMS_MAX;
	char hint[128];

	if (ruleset_amount(ruleset, claim->name, &amount)) {
		snprintf(hint, sizeof hint, "it is a %s: write '%s'", other, other);
		yaml_problem(reader, expectation->name_at, hint, "there is no %s '%s'", what, claim->name);
		return;
	}
	/* A hostile list can hold thousands: once no more problems are kept, what is near no longer matters. */
	for (size_t i = 0; !full && expectation->figure && i < ruleset->figure_count; i++)
		nearest_offer(&nearest, ruleset->figures[i].name);
	for (size_t i = 0; !full && expectation->total && i < ruleset->total_count; i++)
		nearest_offer(&nearest, ruleset->totals[i].name);
	yaml_problem_nearest(reader, expectation->name_at, nearest.best, "there is no %s '%s'", what, claim->name);
}

int total_by_read(enum type type, const char *text, bool words, struct value *out, struct error *err)
{
	bool none = !strcmp(text, "none"), unknown = !strcmp(text, "unknown");

	if ((none || unknown) && (words || (type != TYPE_TEXT && type != TYPE_STATUS))) {
		*out = (struct value){ .kind = none ? VALUE_NONE : VALUE_UNKNOWN };
		return 0;
	}
	if (value_parse(type, text, strlen(text), out, err))
		return -1;
	if (type == TYPE_ELIGIBILITY)
		*out = value_flag(!strcmp(out->as.text, "eligible"));
	return 0;
}

/* A group that is one of a list of statuses, and is not on it. */
static void check_status(const struct yaml_reader *reader, const struct claim *claim, size_t number)
{
	const struct ruleset *ruleset = claim->plan->ruleset;
	const struct path *by = &total_of(claim)->by[number];
	const char *const *statuses = by->award        ? NULL
	                              : by->field >= 0 ? ruleset->schema->types[by->type].fields[by->field].statuses
	                                               : ruleset->rules[by->rule].statuses;
	const char *name = claim->expectation->group[number];
	struct nearest nearest = nearest_to(name);
	struct error err = ERROR_INIT;

	for (; statuses && *statuses; statuses++) {
		if (!strcmp(*statuses, name))
			return;
		nearest_offer(&nearest, *statuses);
	}
	if (!statuses)
		return;
	error_set(&err, ERROR_INPUT, "total '%s' has no group '%s': '%s' is never that", claim->name, name, by->text);
	error_did_you_mean(&err, nearest.best);
	yaml_problem_error(reader, claim->expectation->group_at->items[number], &err);
}

static void check_group(const struct yaml_reader *reader, const struct claim *claim)
{
	const struct expectation *expectation = claim->expectation;
	const struct total *total = total_of(claim);
	struct text by = TEXT_INIT;

	if (!expectation->group)
		return;
	if (total->by_count == 0) {
		yaml_problem(reader, expectation->group_at,
		             "take 'group' out, or declare the total with by = { ... }", "total '%s' has no groups",
		             total->name);
		return;
	}
	if (total->by_count != expectation->group_count) {
		for (size_t i = 0; i < total->by_count; i++)
			text_append_format(&by, "%s'%s'", i ? ", " : "", total->by[i].text);
		yaml_problem(reader, expectation->group_at, NULL,
		             "total '%s' is grouped by %.300s: expected %zu value%s in 'group', not %zu", total->name,
		             text_string(&by), total->by_count, total->by_count == 1 ? "" : "s",
		             expectation->group_count);
		text_release(&by);
		return;
	}
	for (size_t i = 0; i < total->by_count; i++) {
		struct error err = ERROR_INIT;
		struct value value;

		if (total_by_read(total->by[i].value_type, expectation->group[i], false, &value, &err))
			yaml_problem_error(reader, expectation->group_at->items[i], &err);
		else if (value.kind == VALUE_TEXT && total->by[i].value_type == TYPE_STATUS)
			check_status(reader, claim, i);
	}
}

/* `in` and `within` are for what has them. */
static void check_type(const struct yaml_reader *reader, const struct claim *claim)
{
	const struct expectation *expectation = claim->expectation;
	const char *what = expectation->figure ? "figure" : "total";

	if (claim->type == TYPE_NUMBER)
		yaml_problem(reader, expectation->name_at,
		             "expectations are of exact values: declare it as a decimal",
		             "%s '%s' is a number, which is never exact", what, claim->name);
	if (expectation->unit_at && claim->type != TYPE_MONEY)
		yaml_problem(reader, expectation->unit_at, NULL, "'in' is for money, and %s '%s' is of type %s", what,
		             claim->name, type_names[claim->type]);
	if (expectation->within_at && !published_is_number(claim->type))
		yaml_problem(reader, expectation->within_at, NULL,
		             "'within' is for numbers, and %s '%s' is of type %s", what, claim->name,
		             type_names[claim->type]);
}

/* Index of the period that goes by this label, or -1. */
static int find_period(const struct plan *plan, const struct period *wanted)
{
	for (size_t i = 0; i < plan->period_count; i++) {
		if (!date_compare(plan->periods[i].start, wanted->start)
		    && !date_compare(plan->periods[i].finish, wanted->finish))
			return (int) i;
	}
	return -1;
}

static struct period read_period(const struct expected_value *value)
{
	struct period period;
	struct error err;

	ensure(!period_parse(value->period, strlen(value->period), &period, &err));
	return period;
}

/* What a scenario expects of other periods than those of one that extends it: said once, for it is one mistake. */
static void report_inherited(const struct yaml_reader *reader, const struct plan *plan,
                             const struct expected_value *value)
{
	yaml_problem(reader, value->label_at,
	             "it is expected by what the scenario extends: write 'expect: []', or expectations of its own",
	             "the run of '%s' has no period '%s'", plan->scenario->name, value->period);
}

static void report_unknown_period(const struct yaml_reader *reader, const struct plan *plan,
                                  const struct expected_value *value)
{
	struct period wanted = read_period(value);
	const struct period *first = plan->periods, *last = first + plan->period_count - 1, *nearest = first;
	char hint[160];

	for (const struct period *period = first; period <= last; period++) {
		int32_t distance = date_number(period->start) - date_number(wanted.start),
			least = date_number(nearest->start) - date_number(wanted.start);

		if ((distance < 0 ? -distance : distance) < (least < 0 ? -least : least))
			nearest = period;
	}
	if (first == last)
		snprintf(hint, sizeof hint, "it has only '%s'", first->label);
	else
		snprintf(hint, sizeof hint, "it has '%s' to '%s', of which '%s' is the nearest", first->label,
		         last->label, nearest->label);
	yaml_problem(reader, value->label_at, hint, "the run has no period '%s'", value->period);
}

static const enum amount_unit *unit_of(const struct claim *claim)
{
	return claim->expectation->has_unit ? &claim->expectation->unit : NULL;
}

/* *inherited: one of what the scenario extends was reported already. */
static void check_values(const struct yaml_reader *reader, const struct claim *claim, bool *inherited)
{
	const struct expectation *expectation = claim->expectation;
	bool own = expectation->file == claim->plan->scenario->file;

	for (size_t i = 0; i < expectation->value_count; i++) {
		const struct expected_value *value = &expectation->values[i];
		struct period period = read_period(value);
		struct published published;
		struct error err = ERROR_INIT;

		if (find_period(claim->plan, &period) < 0 && own) {
			report_unknown_period(reader, claim->plan, value);
		} else if (find_period(claim->plan, &period) < 0 && !*inherited) {
			report_inherited(reader, claim->plan, value);
			*inherited = true;
		}
		if (claim->type != TYPE_NUMBER && (!expectation->has_unit || claim->type == TYPE_MONEY)
		    && published_read(claim->type, unit_of(claim), value->value, &published, &err))
			yaml_problem_error(reader, value->value_at, &err);
	}
}

void expectations_check(const struct plan *plan, struct problems *problems)
{
	bool inherited = false;

	for (size_t i = 0; i < plan->scenario->expectation_count; i++) {
		const struct expectation *expectation = &plan->scenario->expectations[i];
		struct yaml_reader reader = { .source = expectation->file, .problems = problems };
		struct claim claim;

		if (!find_claim(plan, expectation, &claim)) {
			report_unknown_name(&reader, &claim);
			continue;
		}
		check_type(&reader, &claim);
		check_group(&reader, &claim);
		check_values(&reader, &claim, &inherited);
	}
}

/* What a run has found of a claim in one period. */
struct found {
	struct value value;
	const char *because; /* incomplete because of these totals; NULL: complete */
};

static int append_group(const struct total *total, const struct value *by, struct text *out)
{
	text_clear(out);
	for (size_t i = 0; i < total->by_count; i++) {
		text_append(out, i ? ", " : "");
		if (total->by[i].value_type == TYPE_ELIGIBILITY && by[i].kind == VALUE_FLAG)
			text_append(out, by[i].as.integer ? "eligible" : "not_eligible");
		else
			value_print(total->by[i].value_type, by[i], out);
	}
	return out->failed ? -1 : 0;
}

/* No period has the group. */
static int refuse_group(const struct result *result, const struct claim *claim, struct error *err)
{
	const struct expectation *expectation = claim->expectation;
	const struct total *total = total_of(claim);
	size_t periods = claim->plan->period_count;
	const struct total_result *found = &result->totals[(size_t) claim->amount.total * periods];
	struct text wanted = TEXT_INIT, shown = TEXT_INIT, best = TEXT_INIT;
	struct nearest nearest;
	int failed;

	for (size_t i = 0; i < expectation->group_count; i++)
		text_append_format(&wanted, "%s%s", i ? ", " : "", expectation->group[i]);
	failed = wanted.failed;
	nearest = nearest_to(text_string(&wanted));
	for (size_t period = 0; !failed && period < periods; period++) {
		for (size_t i = 0; !failed && i < found[period].group_count; i++) {
			failed = append_group(total, found[period].groups[i].by, &shown);
			nearest_offer(&nearest, text_string(&shown));
			if (nearest.best != text_string(&shown))
				continue;
			text_clear(&best);
			text_append(&best, text_string(&shown));
			nearest.best = text_string(&best);
		}
	}
	if (failed || best.failed) {
		error_memory(err);
	} else {
		error_set(err, ERROR_INPUT, "total '%s' has no group '%.300s' in any period", total->name,
		          text_string(&wanted));
		error_did_you_mean(err, nearest.best);
		yaml_place(expectation->file, expectation->group_at, err);
	}
	text_release(&wanted);
	text_release(&shown);
	text_release(&best);
	return -1;
}

/* Whether no record came to the total at all: then no group tells a wrong name from a right one. */
static bool has_no_groups(const struct result *result, const struct claim *claim)
{
	size_t periods = claim->plan->period_count;
	const struct total_result *found = &result->totals[(size_t) claim->amount.total * periods];

	for (size_t i = 0; i < periods; i++) {
		if (found[i].group_count)
			return false;
	}
	return true;
}

/* NULL: nothing of the group in this period; *known says whether there is any in another. A text that is called "none" goes
 * before there being none. */
static const struct total_cell *find_cell(const struct result *result, const struct claim *claim, size_t period,
                                          struct value *by, bool *known)
{
	const struct expectation *expectation = claim->expectation;
	const struct total *total = total_of(claim);
	const struct total_cell *cell = NULL;
	struct error none;

	*known = false;
	for (int words = 0; !cell && !*known && words < 2; words++) {
		for (size_t i = 0; i < total->by_count; i++)
			ensure(!total_by_read(total->by[i].value_type, expectation->group[i], words, &by[i], &none));
		cell = total_group_cell(result, claim->amount.total, period, by, known);
	}
	*known = *known || cell;
	return cell;
}

static int find_group(const struct result *result, const struct claim *claim, size_t period, struct found *found,
                      struct error *err)
{
	static const struct total_cell nothing = { .known = 0 };
	const struct total *total = total_of(claim);
	const struct total_cell *cell;
	struct arena scratch = ARENA_INIT;
	struct value *by = arena_array(&scratch, total->by_count, sizeof *by);
	bool known;
	int failed = 0;

	if (!by)
		return error_memory(err);
	cell = find_cell(result, claim, period, by, &known);
	if (!known && !has_no_groups(result, claim)) {
		failed = refuse_group(result, claim, err);
	} else {
		if (total_group_incomplete(result, claim->amount.total, period, by))
			found->because = total->name;
		if (!found->because || (cell && cell->known > 0))
			found->value = total_cell_value(total, cell ? cell : &nothing);
	}
	arena_release(&scratch);
	return failed;
}

static int find(const struct result *result, const struct claim *claim, size_t period, struct found *found,
                struct error *err)
{
	const struct total *total = total_of(claim);
	size_t periods = claim->plan->period_count;

	*found = (struct found){ .because = NULL };
	if (!total) {
		const struct figure_result *figure =
			&result->figures[(size_t) claim->amount.figure * periods + period];

		found->value = figure->value;
		found->because = figure->because;
		return 0;
	}
	if (claim->expectation->group)
		return find_group(result, claim, period, found, err);

	const struct total_cell *all = &result->totals[(size_t) claim->amount.total * periods + period].all;

	if (all->unknown > 0)
		found->because = total->name;
	if (all->unknown == 0 || all->known > 0)
		found->value = total_cell_value(total, all);
	return 0;
}

/* Allowed differences lie on both sides of nothing, the most among them. */
static bool explains(struct value allowed, struct decimal difference)
{
	struct decimal most = value_as_decimal(allowed), least = most;

	least.coefficient = -most.coefficient;
	return decimal_compare(difference, most) <= 0 && decimal_compare(difference, least) >= 0;
}

static int settle_number(const struct claim *claim, const struct published *published, struct expectation_result *out,
                         struct error *err)
{
	struct decimal difference;

	out->allowed = value_integer(0);
	if (claim->expectation->rounding
	    && published_allowed(claim->type, published, claim->expectation->addends, &out->allowed, err))
		return -1;
	out->outcome = EXPECTATION_MISSED;
	if (out->found.kind == VALUE_NONE)
		return 0;
	if (decimal_subtract(value_as_decimal(out->found), value_as_decimal(out->expected), &difference, err))
		return -1;
	out->difference = value_decimal(difference);
	if (difference.coefficient == 0)
		out->outcome = EXPECTATION_EXACT;
	else if (explains(out->allowed, difference))
		out->outcome = EXPECTATION_ROUNDING;
	return 0;
}

static int settle(const struct result *result, const struct claim *claim, const struct expected_value *value,
                  struct expectation_result *out, struct error *err)
{
	struct period period = read_period(value);
	struct published published;
	struct found found;
	int place = find_period(claim->plan, &period), failed = 0;

	ensure(place >= 0);
	/* It was read before: memory can run out, and nothing else. */
	if (published_read(claim->type, unit_of(claim), value->value, &published, err))
		return -1;
	*out = (struct expectation_result){ .expectation = claim->expectation,
		                            .period = (size_t) place,
		                            .type = claim->type,
		                            .expected = published.value };
	if (find(result, claim, out->period, &found, err))
		return -1;
	out->found = found.value;
	if (published_is_number(claim->type))
		failed = settle_number(claim, &published, out, err);
	else
		out->outcome = value_compare(out->found, out->expected) ? EXPECTATION_MISSED : EXPECTATION_EXACT;
	if (failed) {
		yaml_place(claim->expectation->file, value->value_at, err);
		return -1;
	}
	if (found.because) {
		out->outcome = EXPECTATION_INCOMPLETE;
		out->because = found.because;
	}
	return 0;
}

int expectations_settle(struct result *result, struct error *err)
{
	const struct scenario *scenario = result->plan->scenario;
	size_t count = 0;

	for (size_t i = 0; i < scenario->expectation_count; i++)
		count += scenario->expectations[i].value_count;
	result->expectations = arena_array(&result->arena, count, sizeof *result->expectations);
	if (!result->expectations)
		return error_memory(err);
	for (size_t i = 0; i < scenario->expectation_count; i++) {
		const struct expectation *expectation = &scenario->expectations[i];
		struct claim claim;

		ensure(find_claim(result->plan, expectation, &claim));
		for (size_t j = 0; j < expectation->value_count; j++) {
			if (settle(result, &claim, &expectation->values[j],
			           &result->expectations[result->expectation_count], err))
				return -1;
			result->expectation_count++;
		}
	}
	return 0;
}
