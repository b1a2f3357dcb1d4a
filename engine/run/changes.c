/* changes.c: whose outcomes of one rule differ between two runs, as a merge in the order of keys. See changes.h. */
#include "run/changes.h"

#include "run/outcomes.h"

#include <stdlib.h>
#include <string.h>

/* Which columns of a run are read. */
struct side {
	const struct compared *run;
	const struct compared_rule *rule;
	struct outcomes outcomes;
	size_t award, by, tests; /* places among the outcomes; award and by 0: there is none */
	const char **periods;
	size_t period_count;
};

struct walk {
	struct changes *changes;
	struct side from, to;
	bool one_period; /* of each run: they are compared, whatever they are called */
	void (*each)(void *context, const struct changes_period *period, const struct change *change);
	void *context;
	struct error *err;
	struct text key, group, conditions;
	struct text shown[5], plain[5]; /* of the change that is told */
	int64_t *kinds;                 /* of each period, samples of each kind of change */
};

#define KINDS (STATE_COUNT * STATE_COUNT + 3) /* from one state to another; more; less; another value */

/* What the run says of the rule itself. */
static int read_rule(struct walk *walk, struct side *side, enum type *type, bool *awards)
{
	struct arena *arena = &walk->changes->arena;
	struct connection *file = compared_file(side->run);
	sqlite3_stmt *statement = NULL;
	const char *title, *period, *name;
	size_t capacity = 0;
	int code, failed = -1;

	if (connection_prepare(file,
	                       "SELECT period, type, award IS NOT NULL, title FROM rule WHERE record_type = ? AND "
	                       "name = ? ORDER BY period",
	                       &statement, walk->err))
		return -1;
	code = sqlite3_bind_text(statement, 1, side->rule->type, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 2, side->rule->name, -1, SQLITE_STATIC);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(statement);
		if (code != SQLITE_ROW)
			break;
		period = (const char *) sqlite3_column_text(statement, 0);
		name = (const char *) sqlite3_column_text(statement, 1);
		title = (const char *) sqlite3_column_text(statement, 3);
		if (!period || !name || !type_named(name, type)
		    || array_reserve(&side->periods, &capacity, side->period_count + 1, sizeof *side->periods)) {
			error_memory(walk->err);
			goto out;
		}
		*awards = sqlite3_column_int(statement, 2);
		side->periods[side->period_count] = arena_text(arena, period);
		if (!walk->changes->title && title)
			walk->changes->title = arena_text(arena, title);
		if (!side->periods[side->period_count++] || (title && !walk->changes->title)) {
			error_memory(walk->err);
			goto out;
		}
	}
	failed = code == SQLITE_DONE ? 0 : connection_error(file, code, walk->err);
	if (!failed && side->period_count == 0)
		failed = error_set(walk->err, ERROR_INPUT, "'%s' has no outcomes of rule '%s'", side->run->path,
		                   side->rule->name);
out:
	sqlite3_finalize(statement);
	return failed;
}

static int read_rules(struct walk *walk)
{
	struct changes *changes = walk->changes;
	enum type to_type = TYPE_COUNT;
	bool to_awards = false;

	if (read_rule(walk, &walk->from, &changes->type, &changes->awards)
	    || read_rule(walk, &walk->to, &to_type, &to_awards))
		return -1;
	if (changes->type != to_type || changes->awards != to_awards) {
		error_set(walk->err, ERROR_INPUT, "rule '%s' is %s%s in '%s', and %s%s in '%s'",
		          walk->from.rule->name, type_names[changes->type], changes->awards ? " with an award" : "",
		          walk->from.run->path, type_names[to_type], to_awards ? " with an award" : "",
		          walk->to.run->path);
		return error_hint(walk->err, "outcomes of one type can be compared");
	}
	changes->amounts = changes->type == TYPE_MONEY || changes->type == TYPE_RATE || changes->type == TYPE_DECIMAL
	                   || changes->type == TYPE_INTEGER;
	changes->summed = changes->awards || (changes->amounts && changes->type != TYPE_RATE);
	return 0;
}

/* The periods that both runs have. */
static int match_periods(struct walk *walk)
{
	struct changes *changes = walk->changes;
	const struct side *from = &walk->from, *to = &walk->to;

	walk->one_period = from->period_count == 1 && to->period_count == 1;
	changes->periods = arena_array(&changes->arena, from->period_count, sizeof *changes->periods);
	walk->kinds = arena_array(&changes->arena, from->period_count, KINDS * sizeof *walk->kinds);
	if (!changes->periods || !walk->kinds)
		return error_memory(walk->err);
	for (size_t i = 0; i < from->period_count; i++) {
		for (size_t j = 0; j < to->period_count; j++) {
			if (walk->one_period || !strcmp(from->periods[i], to->periods[j]))
				changes->periods[changes->period_count++] =
					(struct changes_period){ .from = from->periods[i], .to = to->periods[j] };
		}
	}
	if (changes->period_count)
		return 0;
	error_set(walk->err, ERROR_INPUT, "'%s' and '%s' have no period in common", from->run->path, to->run->path);
	return error_hint(walk->err, "'%s' has %s%s%s", from->run->path, from->periods[0],
	                  from->period_count > 1 ? " to " : "",
	                  from->period_count > 1 ? from->periods[from->period_count - 1] : "");
}

/* Opens the outcome, its award, its group and its conditions. */
static int open_side(struct walk *walk, struct side *side)
{
	const struct asked *asked = &side->run->asked;
	const struct ruleset *ruleset = &side->run->inputs.ruleset;
	const char **names = arena_array(&walk->changes->arena, asked->test_count + 3, sizeof *names);
	const char *award = arena_format(&walk->changes->arena, "%s_award", side->rule->name);
	size_t count = 0;

	if (!names || !award)
		return error_memory(walk->err);
	names[count++] = side->rule->name;
	if (walk->changes->awards)
		names[side->award = count++] = award;
	if (walk->changes->by)
		names[side->by = count++] = asked->by;
	side->tests = count;
	for (size_t i = 0; walk->changes->conditions && i < asked->test_count; i++)
		names[count++] = ruleset->rules[asked->tests[i].rule].name;
	return outcomes_open(&side->outcomes, compared_file(side->run), side->rule->type, names, count, walk->err);
}

static bool has_same_keys(const struct outcomes *a, const struct outcomes *b)
{
	bool same = a->key_count == b->key_count;

	for (size_t i = 0; same && i < a->key_count; i++)
		same = !strcmp(sqlite3_column_name(a->statement, (int) i),
		               sqlite3_column_name(b->statement, (int) i));
	return same;
}

static int open_sides(struct walk *walk)
{
	struct changes *changes = walk->changes;
	size_t tests = walk->from.run->asked.test_count + walk->to.run->asked.test_count;

	bool evaluated = walk->from.run->evaluated && walk->to.run->evaluated;

	changes->by = evaluated ? walk->from.run->asked.path : NULL;
	changes->conditions = evaluated && changes->type == TYPE_ELIGIBILITY;
	if (open_side(walk, &walk->from) || open_side(walk, &walk->to))
		return -1;
	if (strcmp(walk->from.rule->type, walk->to.rule->type) != 0
	    || !has_same_keys(&walk->from.outcomes, &walk->to.outcomes))
		return error_set(walk->err, ERROR_INPUT, "the records of '%s' and '%s' have different keys",
		                 walk->from.run->path, walk->to.run->path);
	for (size_t i = 0; i < changes->period_count; i++) {
		struct changes_period *period = &changes->periods[i];

		period->flips = arena_array(&changes->arena, tests, sizeof *period->flips);
		period->samples =
			arena_array(&changes->arena, (size_t) KINDS * SAMPLES_EACH, sizeof *period->samples);
		period->pairs = arena_array(&changes->arena, PAIRS_MOST, sizeof *period->pairs);
		if (!period->flips || !period->samples || !period->pairs)
			return error_memory(walk->err);
	}
	return 0;
}

static const char *show(enum type type, struct value value, struct text *out)
{
	text_clear(out);
	if (type == TYPE_ELIGIBILITY && value.kind == VALUE_FLAG)
		text_append(out, value.as.integer ? "eligible" : "not eligible");
	else if (type == TYPE_ELIGIBILITY && state_of(type, value) == STATE_NO)
		text_append(out, "not eligible");
	else
		value_print(type, value, out);
	return text_string(out);
}

/* A copy of a value, with its text. */
static int keep_value(struct walk *walk, struct value value, struct value *out)
{
	*out = value;
	if (value.kind == VALUE_TEXT)
		out->as.text = arena_bytes(&walk->changes->arena, value.as.text, value.length);
	return value.kind == VALUE_TEXT && !out->as.text ? error_memory(walk->err) : 0;
}

/* The record's group: that of the run which is compared from. NULL: there is an error. */
static struct change_group *find_group(struct walk *walk, struct changes_period *period, struct value by)
{
	size_t low = 0, high = period->group_count;
	struct change_group *group;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = value_compare(period->groups[middle]->value, by);

		if (!order)
			return period->groups[middle];
		*(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
	}
	if (period->group_count == GROUPS_MOST) {
		error_set(walk->err, ERROR_INPUT, "'%s' has more than %d different values: that is no grouping",
		          walk->changes->by, GROUPS_MOST);
		return NULL;
	}
	group = arena_alloc(&walk->changes->arena, sizeof *group);
	if (!group
	    || array_reserve(&period->groups, &period->group_capacity, period->group_count + 1,
	                     sizeof(struct change_group *))) {
		error_memory(walk->err);
		return NULL;
	}
	group->name = arena_text(&walk->changes->arena, show(walk->from.run->asked.by_type, by, &walk->group));
	if (!group->name || keep_value(walk, by, &group->value)) {
		error_memory(walk->err);
		return NULL;
	}
	memmove(period->groups + low + 1, period->groups + low,
	        (period->group_count - low) * sizeof(struct change_group *));
	period->groups[low] = group;
	period->group_count++;
	return group;
}

/* A rule's award is nothing where the rule is not in force. */
static struct value amount_of(const struct walk *walk, const struct side *side)
{
	struct value value = side->outcomes.values[side->award];

	return walk->changes->awards && value.kind == VALUE_NONE ? value_integer(0) : value;
}

static int add_to_tally(struct walk *walk, struct tally *tally, bool differs, struct decimal *difference)
{
	enum state was = state_of(walk->changes->type, walk->from.outcomes.values[0]);
	enum state is = state_of(walk->changes->type, walk->to.outcomes.values[0]);

	tally->records++;
	tally->states[was][is]++;
	tally->changed += differs && was != STATE_UNKNOWN && is != STATE_UNKNOWN;
	if (!walk->changes->awards && !walk->changes->amounts)
		return 0;
	return tally_amount(tally, amount_of(walk, &walk->from), amount_of(walk, &walk->to), difference, walk->err);
}

/* From one value to another. Those beyond PAIRS_MOST are counted together. */
static int add_pair(struct walk *walk, struct changes_period *period, const char *from, const char *to)
{
	struct pair *pair = period->pairs;

	while (pair < period->pairs + period->pair_count && (strcmp(pair->from, from) || strcmp(pair->to, to)))
		pair++;
	if (pair == period->pairs + PAIRS_MOST) {
		period->other_pairs++;
		return 0;
	}
	if (pair == period->pairs + period->pair_count) {
		pair->from = arena_text(&walk->changes->arena, from);
		pair->to = arena_text(&walk->changes->arena, to);
		if (!pair->from || !pair->to)
			return error_memory(walk->err);
		period->pair_count++;
	}
	pair->records++;
	return 0;
}

static void note_flip(struct walk *walk, struct changes_period *period, const char *label, enum state from,
                      enum state to)
{
	static const char *const became[] = { " (now yes)", " (now no)", " (now unknown)", " (no longer asked)" };
	struct flipped *flip = period->flips;

	while (flip < period->flips + period->flip_count && strcmp(flip->label, label) != 0)
		flip++;
	if (flip == period->flips + period->flip_count) {
		flip->label = label;
		period->flip_count++;
	}
	flip->records[from][to]++;
	text_append(&walk->conditions, walk->conditions.length ? "; " : "");
	text_append_format(&walk->conditions, "%s%s%s", label, became[to],
	                   from == STATE_NONE ? ", not asked before" : "");
}

/* The conditions of both runs by their labels; of one label the first of one run is the first of the other. A condition of one
 * run only matters where it stood, or stands, in the way. */
static void compare_conditions(struct walk *walk, struct changes_period *period)
{
	const struct asked *from = &walk->from.run->asked, *to = &walk->to.run->asked;
	const struct value *before = walk->from.outcomes.values + walk->from.tests;
	const struct value *after = walk->to.outcomes.values + walk->to.tests;
	uint64_t met = 0; /* of the first 64: no tree that people read has more */

	for (size_t i = 0; i < from->test_count; i++) {
		const char *label = from->tests[i].condition->label;
		enum state was = state_of(TYPE_ELIGIBILITY, before[i]), is = STATE_NONE;

		for (size_t j = 0; was != STATE_NONE && j < to->test_count && j < 64; j++) {
			if (after[j].kind == VALUE_NONE || (met >> j & 1)
			    || strcmp(to->tests[j].condition->label, label) != 0)
				continue;
			met |= (uint64_t) 1 << j;
			is = state_of(TYPE_ELIGIBILITY, after[j]);
			break;
		}
		if (was != is && !(is == STATE_NONE && was == STATE_YES))
			note_flip(walk, period, label, was, is);
	}
	for (size_t j = 0; j < to->test_count && j < 64; j++) {
		enum state is = state_of(TYPE_ELIGIBILITY, after[j]);

		if (!(met >> j & 1) && is != STATE_NONE && is != STATE_YES)
			note_flip(walk, period, to->tests[j].condition->label, STATE_NONE, is);
	}
}

/* Which kind of change it is: so many of each are kept. */
static size_t kind_of(enum state from, enum state to, const struct decimal *difference)
{
	if (from != to)
		return (size_t) from * STATE_COUNT + (size_t) to;
	return STATE_COUNT * STATE_COUNT + (difference->coefficient > 0 ? 0 : difference->coefficient < 0 ? 1 : 2);
}

static int keep_text(struct walk *walk, const char **text)
{
	if (!*text)
		return 0;
	*text = arena_text(&walk->changes->arena, *text);
	return *text ? 0 : error_memory(walk->err);
}

static int keep_shown(struct walk *walk, struct shown *shown)
{
	return keep_text(walk, &shown->shown) || keep_text(walk, &shown->plain) ? -1 : 0;
}

static int keep_sample(struct walk *walk, struct changes_period *period, size_t kind, const struct change *change)
{
	int64_t *kept = &walk->kinds[(size_t) (period - walk->changes->periods) * KINDS + kind];
	struct change *sample = &period->samples[period->sample_count];

	if (*kept == SAMPLES_EACH)
		return 0;
	*sample = *change;
	if (keep_text(walk, &sample->key) || keep_text(walk, &sample->group) || keep_shown(walk, &sample->from)
	    || keep_shown(walk, &sample->to) || keep_shown(walk, &sample->amount_from)
	    || keep_shown(walk, &sample->amount_to) || keep_shown(walk, &sample->difference)
	    || keep_text(walk, &sample->conditions))
		return -1;
	++*kept;
	period->sample_count++;
	return 0;
}

/* Into texts of the walk, of which each change has the same ones. */
static struct shown show_both(struct walk *walk, size_t which, enum type type, struct value value)
{
	struct shown both = { .shown = show(type, value, &walk->shown[which]) };

	text_clear(&walk->plain[which]);
	if (value.kind == VALUE_UNKNOWN)
		text_append(&walk->plain[which], "unknown");
	else
		value_print_plain(type == TYPE_ELIGIBILITY ? TYPE_STATUS : type, value, &walk->plain[which]);
	both.plain = value.kind == VALUE_NONE ? NULL : text_string(&walk->plain[which]);
	return both;
}

static struct shown show_difference(struct walk *walk, enum type type, struct decimal difference)
{
	struct shown both = show_both(walk, 4, type, value_decimal(difference));
	struct text *shown = &walk->shown[4];

	if (difference.coefficient == 0)
		return (struct shown){ NULL, NULL };
	if (difference.coefficient > 0) {
		text_clear(shown);
		text_append_char(shown, '+');
		value_print(type, value_decimal(difference), shown);
		both.shown = text_string(shown);
	}
	return both;
}

static bool texts_failed(const struct walk *walk)
{
	bool failed = walk->key.failed || walk->conditions.failed || walk->group.failed;

	for (size_t i = 0; i < sizeof walk->shown / sizeof *walk->shown; i++)
		failed |= walk->shown[i].failed || walk->plain[i].failed;
	return failed;
}

/* A record whose outcome, or amount, is another: told, counted and perhaps kept. */
static int tell(struct walk *walk, struct changes_period *period, const char *group, const struct decimal *difference)
{
	struct changes *changes = walk->changes;
	struct value from = walk->from.outcomes.values[0], to = walk->to.outcomes.values[0];
	enum state was = state_of(changes->type, from), is = state_of(changes->type, to);
	enum type amount = changes->awards ? TYPE_MONEY : changes->type;
	struct change change = { .group = group };

	text_clear(&walk->key);
	text_clear(&walk->conditions);
	outcomes_key(&walk->from.outcomes, &walk->key);
	change.key = text_string(&walk->key);
	change.from = show_both(walk, 0, changes->type, from);
	change.to = show_both(walk, 1, changes->type, to);
	if (changes->awards) {
		change.amount_from = show_both(walk, 2, amount, amount_of(walk, &walk->from));
		change.amount_to = show_both(walk, 3, amount, amount_of(walk, &walk->to));
	}
	change.difference = show_difference(walk, amount, *difference);
	/* Where the rule is not in force there are no conditions that could have flipped. */
	if (changes->conditions && was != is && was != STATE_NONE && is != STATE_NONE)
		compare_conditions(walk, period);
	if (walk->conditions.length)
		change.conditions = text_string(&walk->conditions);
	if (texts_failed(walk))
		return error_memory(walk->err);
	if (changes->type != TYPE_ELIGIBILITY && changes->type != TYPE_FLAG && !changes->amounts
	    && add_pair(walk, period, change.from.shown, change.to.shown))
		return -1;
	if (walk->each)
		walk->each(walk->context, period, &change);
	return keep_sample(walk, period, kind_of(was, is, difference), &change);
}

/* A record that both runs have. */
static int compare(struct walk *walk, struct changes_period *period)
{
	struct value from = walk->from.outcomes.values[0], to = walk->to.outcomes.values[0];
	bool differs = value_compare(from, to) != 0, measured = walk->changes->awards || walk->changes->amounts;
	struct decimal difference = decimal_from_integer(0), again;
	struct value amount_from = amount_of(walk, &walk->from), amount_to = amount_of(walk, &walk->to);
	struct change_group *group = NULL;

	if (walk->changes->by) {
		group = find_group(walk, period, walk->from.outcomes.values[walk->from.by]);
		if (!group || add_to_tally(walk, &group->tally, differs, &again))
			return -1;
	}
	if (add_to_tally(walk, &period->all, differs, &difference))
		return -1;
	if (!differs && (!measured || !value_compare(amount_from, amount_to)))
		return 0;
	return tell(walk, period, group ? group->name : NULL, &difference);
}

/* NULL: the row's period is not compared. */
static struct changes_period *period_of(const struct walk *walk, const struct side *side)
{
	for (size_t i = 0; i < walk->changes->period_count; i++) {
		struct changes_period *period = &walk->changes->periods[i];

		if (!strcmp(side == &walk->from ? period->from : period->to, side->outcomes.period))
			return period;
	}
	return NULL;
}

static int next(struct walk *walk, struct side *side)
{
	do {
		if (outcomes_next(&side->outcomes, walk->err))
			return -1;
	} while (side->outcomes.row && !period_of(walk, side));
	return 0;
}

static int order_of(const struct walk *walk)
{
	const struct outcomes *from = &walk->from.outcomes, *to = &walk->to.outcomes;
	int order = !from->row ? 1 : !to->row ? -1 : outcomes_compare(from, to);

	return order || walk->one_period ? order : strcmp(from->period, to->period);
}

static int merge(struct walk *walk)
{
	if (next(walk, &walk->from) || next(walk, &walk->to))
		return -1;
	while (walk->from.outcomes.row || walk->to.outcomes.row) {
		int order = order_of(walk);

		if (order < 0)
			period_of(walk, &walk->from)->only_from++;
		else if (order > 0)
			period_of(walk, &walk->to)->only_to++;
		else if (compare(walk, period_of(walk, &walk->from)))
			return -1;
		if (order <= 0 && next(walk, &walk->from))
			return -1;
		if (order >= 0 && next(walk, &walk->to))
			return -1;
	}
	return 0;
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;
	int order = (left->records < right->records) - (left->records > right->records);

	order = order ? order : strcmp(left->from, right->from);
	return order ? order : strcmp(left->to, right->to);
}

int changes_find(const struct compared *from, const struct compared_rule *from_rule, const struct compared *to,
                 const struct compared_rule *to_rule,
                 void (*each)(void *context, const struct changes_period *period, const struct change *change),
                 void *context, struct changes *changes, struct error *err)
{
	struct walk walk = { .changes = changes,
		             .from = { .run = from, .rule = from_rule },
		             .to = { .run = to, .rule = to_rule },
		             .each = each,
		             .context = context,
		             .err = err };
	int failed;

	*changes = (struct changes){ .record_type = from_rule->type, .rule = from_rule->name };
	failed = read_rules(&walk) || match_periods(&walk) || open_sides(&walk) || merge(&walk);
	for (size_t i = 0; i < changes->period_count; i++) {
		if (changes->periods[i].pair_count)
			qsort(changes->periods[i].pairs, changes->periods[i].pair_count,
			      sizeof *changes->periods[i].pairs, compare_pairs);
	}
	outcomes_close(&walk.from.outcomes);
	outcomes_close(&walk.to.outcomes);
	free(walk.from.periods);
	free(walk.to.periods);
	text_release(&walk.key);
	text_release(&walk.group);
	text_release(&walk.conditions);
	for (size_t i = 0; i < sizeof walk.shown / sizeof *walk.shown; i++) {
		text_release(&walk.shown[i]);
		text_release(&walk.plain[i]);
	}
	return failed ? -1 : 0;
}

void changes_release(struct changes *changes)
{
	for (size_t i = 0; i < changes->period_count; i++)
		free(changes->periods[i].groups);
	arena_release(&changes->arena);
	*changes = (struct changes){ .periods = NULL };
}
