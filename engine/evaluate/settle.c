/* settle.c: which missing facts would settle an outcome that is not known.
 *
 * A set of missing facts can settle an outcome when, once they are known, there is a way for them to turn out that decides it,
 * whatever the others are. Minimal sets are looked for: none holds another. They follow from the trace:
 *
 *     a test                can be settled either way by all it reads that is missing
 *     all, to be no         by what settles one of its unknown parts to be no
 *     all, to be yes        by what settles every unknown part to be yes, together; any: the other way round
 *     reading an outcome    by what settles that outcome
 *
 * Tests are taken to turn out as they like: that two of them ask the same fact, and so cannot both, is not seen. What a function
 * reads only after the first fact that is missing has not been seen: of tests, what they can read of their own
 * record is added (condition.c). Of what any() and the like ask of several records, all is taken to be needed. Work is bounded: sets of so many facts, so many of them. */
#include "evaluate/tracing.h"

#include <stdlib.h>
#include <string.h>

#define FACTS_MOST 8  /* in one set */
#define SETS_MOST  24 /* that are kept of one part */
#define DEPTH_MOST 100

enum want { WANT_NO = 1, WANT_YES = 2, WANT_EITHER = 3 };

struct set {
	int facts[FACTS_MOST]; /* ascending */
	size_t count;
	int makes; /* enum want: what it can make the outcome */
};

struct sets {
	struct set items[SETS_MOST];
	size_t count;
};

struct settling {
	struct machine *machine;
	struct trace_fact **facts;
	size_t fact_count, fact_capacity;
	int depth;
	bool cut;
};

/* Kinds of keys beyond those of trace.c. */
enum { SLOT_SETS = 200 };

static void settle_outcome(struct settling *settling, const struct trace_outcome *outcome, enum want want,
                           struct sets *out);
static void settle_condition(struct settling *settling, const struct trace_condition *condition, enum want want,
                             struct sets *out);

static struct sets *new_sets(struct settling *settling)
{
	return trace_alloc(settling->machine, 1, sizeof(struct sets));
}

static bool same_fact(const struct trace_fact *fact, const struct trace_record *record, const char *name)
{
	if (strcmp(fact->name, name) != 0 || !fact->record != !record)
		return false;
	return !record || (fact->record->type == record->type && !strcmp(fact->record->key, record->key));
}

/* Records are the same by their key: one may have been met as a parent and as a child. */
static int fact_of(struct settling *settling, const struct trace_record *record, const char *name)
{
	struct trace_fact *fact;

	for (size_t i = 0; i < settling->fact_count; i++) {
		if (same_fact(settling->facts[i], record, name))
			return (int) i;
	}
	fact = trace_alloc(settling->machine, 1, sizeof *fact);
	*fact = (struct trace_fact){ record, name };
	*(struct trace_fact **) trace_more(settling->machine, &settling->facts, &settling->fact_count,
	                                   &settling->fact_capacity, sizeof(struct trace_fact *)) = fact;
	return (int) settling->fact_count - 1;
}

/* Whether every fact of `a` is in `b`. */
static bool is_within(const struct set *a, const struct set *b)
{
	size_t j = 0;

	for (size_t i = 0; i < a->count; i++, j++) {
		while (j < b->count && b->facts[j] < a->facts[i])
			j++;
		if (j == b->count || b->facts[j] != a->facts[i])
			return false;
	}
	return true;
}

/* Adds a set; keeps only minimal ones. Of two equal ones what they can make adds up. */
static void add_set(struct settling *settling, struct sets *sets, const struct set *set)
{
	size_t kept = 0;

	for (size_t i = 0; i < sets->count; i++) {
		if (!is_within(&sets->items[i], set))
			continue;
		if (sets->items[i].count == set->count)
			sets->items[i].makes |= set->makes;
		return;
	}
	for (size_t i = 0; i < sets->count; i++) {
		if (!is_within(set, &sets->items[i]))
			sets->items[kept++] = sets->items[i];
	}
	sets->count = kept;
	if (kept < SETS_MOST) {
		sets->items[sets->count++] = *set;
		return;
	}
	/* The shortest stay. */
	settling->cut = true;
	for (size_t i = 0; i < sets->count; i++) {
		if (sets->items[i].count > set->count) {
			sets->items[i] = *set;
			return;
		}
	}
}

static bool unite(const struct set *a, const struct set *b, struct set *out)
{
	size_t i = 0, j = 0;

	*out = (struct set){ .makes = a->makes & b->makes };
	while (i < a->count || j < b->count) {
		int next;

		if (out->count == FACTS_MOST)
			return false;
		if (j == b->count || (i < a->count && a->facts[i] <= b->facts[j])) {
			next = a->facts[i++];
			j += j < b->count && b->facts[j] == next;
		} else {
			next = b->facts[j++];
		}
		out->facts[out->count++] = next;
	}
	return true;
}

/* What settles both: *sets becomes every set of it together with every one of `more`. */
static void combine(struct settling *settling, struct sets *sets, const struct sets *more)
{
	struct sets *both = new_sets(settling);

	for (size_t i = 0; i < sets->count; i++) {
		for (size_t j = 0; j < more->count; j++) {
			struct set united;

			if (unite(&sets->items[i], &more->items[j], &united))
				add_set(settling, both, &united);
			else
				settling->cut = true;
		}
	}
	*sets = *both;
}

static void only(struct sets *sets, const int *fact, enum want makes)
{
	sets->count = 1;
	sets->items[0] = (struct set){ .count = fact != NULL, .makes = makes };
	if (fact)
		sets->items[0].facts[0] = *fact;
}

/* What settles one thing that was read and is not known. */
static void settle_read(struct settling *settling, const struct trace_read *read, struct sets *out)
{
	int fact;

	if (read->kind == TRACE_OUTCOME) {
		settle_outcome(settling, read->outcome, WANT_EITHER, out);
		for (size_t i = 0; i < out->count; i++)
			out->items[i].makes = WANT_EITHER;
		return;
	}
	if (read->row) {
		struct text *name = &settling->machine->scratch;

		text_clear(name);
		text_append_format(name, "%s%s%s: no such row", read->bare, read->key ? " " : "",
		                   read->key ? read->key : "");
		if (name->failed)
			machine_raise_memory(settling->machine);
		fact = fact_of(settling, read->record, trace_text(settling->machine, text_string(name)));
	} else {
		fact = fact_of(settling, read->record, read->bare);
	}
	only(out, &fact, WANT_EITHER);
}

/* All that a function read and that is not known: it needs it. */
static void settle_call(struct settling *settling, const struct trace_call *call, struct sets *out)
{
	only(out, NULL, WANT_EITHER);
	for (size_t i = 0; call && i < call->read_count; i++) {
		struct sets *one;

		if (call->reads[i]->value.kind != VALUE_UNKNOWN || call->reads[i]->kind == TRACE_KNOWN)
			continue;
		one = new_sets(settling);
		settle_read(settling, call->reads[i], one);
		combine(settling, out, one);
	}
}

/* A test that is nothing but another eligibility outcome, or that it is not: NULL when it is another one. */
static const struct trace_outcome *mere_outcome(const struct trace_call *call, bool *negated)
{
	const struct formula *formula = call->function->formula;

	*negated = formula && formula->kind == FORMULA_NOT;
	if (*negated)
		formula = formula->a;
	if (!formula || formula->kind != FORMULA_OUTCOME)
		return NULL;
	for (size_t i = 0; i < call->read_count; i++) {
		const struct trace_read *read = call->reads[i];

		if (read->kind == TRACE_OUTCOME && read->type == TYPE_ELIGIBILITY)
			return read->outcome;
	}
	return NULL;
}

static void settle_test(struct settling *settling, const struct trace_call *call, enum want want, struct sets *out)
{
	bool negated;
	const struct trace_outcome *outcome = mere_outcome(call, &negated);

	if (outcome)
		settle_outcome(settling, outcome,
		               !negated || want == WANT_EITHER ? want
		               : want == WANT_NO               ? WANT_YES
		                                               : WANT_NO,
		               out);
	else
		settle_call(settling, call, out);
}

/* Some unknown part settled alone, or all of them together. */
static void settle_tree(struct settling *settling, const struct trace_condition *condition, enum want want,
                        struct sets *out)
{
	bool alone = (condition->declared->kind == CONDITION_ALL) == (want == WANT_NO);

	out->count = 0;
	if (!alone)
		only(out, NULL, want);
	for (size_t i = 0; i < condition->count; i++) {
		struct sets *part;

		if (condition->children[i].answer != TRACE_NOT_KNOWN)
			continue;
		part = new_sets(settling);
		settle_condition(settling, &condition->children[i], want, part);
		for (size_t j = 0; alone && j < part->count; j++)
			add_set(settling, out, &part->items[j]);
		if (!alone)
			combine(settling, out, part);
	}
}

static void mark(struct sets *sets, enum want makes)
{
	for (size_t i = 0; i < sets->count; i++)
		sets->items[i].makes = makes;
}

static void settle_condition(struct settling *settling, const struct trace_condition *condition, enum want want,
                             struct sets *out)
{
	if (want == WANT_EITHER) {
		struct sets *yes = new_sets(settling);

		settle_condition(settling, condition, WANT_NO, out);
		settle_condition(settling, condition, WANT_YES, yes);
		for (size_t i = 0; i < yes->count; i++)
			add_set(settling, out, &yes->items[i]);
		return;
	}
	if (condition->declared->kind == CONDITION_TEST)
		settle_test(settling, condition->call, want, out);
	else
		settle_tree(settling, condition, want, out);
	mark(out, want);
}

static void settle_dates(struct settling *settling, const struct trace_outcome *outcome, struct sets *out)
{
	only(out, NULL, WANT_EITHER);
	for (size_t i = 0; i < outcome->date_count; i++) {
		struct sets *one;
		int fact;

		if (outcome->dates[i]->value.kind != VALUE_UNKNOWN)
			continue;
		one = new_sets(settling);
		fact = fact_of(settling, outcome->record, outcome->dates[i]->bare);
		only(one, &fact, WANT_EITHER);
		combine(settling, out, one);
	}
}

static void settle_outcome(struct settling *settling, const struct trace_outcome *outcome, enum want want,
                           struct sets *out)
{
	struct sets **kept = (struct sets **) trace_find(settling->machine, SLOT_SETS, outcome, NULL, want);

	if (*kept) {
		*out = **kept;
		return;
	}
	if (settling->depth >= DEPTH_MOST) {
		settling->cut = true;
		out->count = 0;
		return;
	}
	settling->depth++;
	if (outcome->reason != REASON_NONE)
		settle_dates(settling, outcome, out);
	else if (outcome->conditions && outcome->value.kind == VALUE_UNKNOWN)
		settle_condition(settling, outcome->conditions, want, out);
	else
		settle_call(settling, outcome->conditions ? outcome->award_call : outcome->compute, out);
	settling->depth--;

	struct sets *copy = new_sets(settling);

	*copy = *out;
	*trace_find(settling->machine, SLOT_SETS, outcome, NULL, want) = copy;
}

static int shorter(const void *a, const void *b)
{
	const struct set *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	for (size_t i = 0; i < x->count; i++) {
		if (x->facts[i] != y->facts[i])
			return x->facts[i] < y->facts[i] ? -1 : 1;
	}
	return 0;
}

void trace_settle(struct machine *machine)
{
	struct settling settling = { .machine = machine };
	struct trace *trace = machine->trace;
	struct sets *sets = NULL;

	if (!trace->root || trace->root->figure
	    || (trace->root->value.kind != VALUE_UNKNOWN && trace->root->award.kind != VALUE_UNKNOWN))
		return;
	sets = new_sets(&settling);
	settle_outcome(&settling, trace->root, WANT_EITHER, sets);
	qsort(sets->items, sets->count, sizeof *sets->items, shorter);
	trace->settlings = trace_alloc(machine, sets->count, sizeof *trace->settlings);
	for (size_t i = 0; i < sets->count; i++) {
		struct trace_settling *settled;

		if (sets->items[i].count == 0)
			continue;
		settled = &trace->settlings[trace->settling_count++];
		settled->yes = sets->items[i].makes & WANT_YES;
		settled->no = sets->items[i].makes & WANT_NO;
		settled->count = sets->items[i].count;
		settled->facts = trace_alloc(machine, settled->count, sizeof(struct trace_fact *));
		ensure(settling.facts);
		for (size_t j = 0; j < settled->count; j++)
			settled->facts[j] = settling.facts[sets->items[i].facts[j]];
	}
	trace->missing = (const struct trace_fact *const *) settling.facts;
	trace->missing_count = settling.fact_count;
	trace->settlings_cut = settling.cut;
}
