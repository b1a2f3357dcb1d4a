/* What is said to settle an unknown outcome is just what can: over random condition trees, of whose facts some are missing, the sets
 * of facts that are named are held against all sets, each tried in every way in which it can turn out. */
#include "explain_case.h"

#define FACTS 5

static uint64_t state = 42;

static unsigned random_below(unsigned bound)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (state >> 33) % bound;
}

static unsigned labels, facts_used;

/* A test of one fact or two that no other test asks; when there are no more, of none. */
static void write_test(struct text *out, bool two)
{
	if (facts_used + two >= FACTS) {
		text_append_format(out, "c.id %s 0", random_below(2) ? ">=" : "<");
		return;
	}
	text_append_format(out, "%sc.f%u", random_below(2) ? "not " : "", facts_used++);
	if (two)
		text_append_format(out, " == c.f%u", facts_used++);
}

/* A random tree, as Lua: tests of one fact or of two, negated or not. */
static void write_tree(struct text *out, int depth)
{
	unsigned kind = depth == 0 ? random_below(2) : random_below(4);

	if (depth > 2 || kind >= 2) {
		text_append_format(out, "{ 'test %u', function(c) return ", labels++);
		write_test(out, kind == 3);
		text_append(out, " end }\n");
		return;
	}
	text_append(out, kind ? "all { " : "any { ");
	for (unsigned i = 0, count = 1 + random_below(3); i < count; i++) {
		text_append(out, i ? ", " : "");
		write_tree(out, depth + 1);
	}
	text_append(out, " }");
}

static const struct trace_condition *root_of(const struct trace *trace)
{
	return trace->root->conditions;
}

static int place_of(const char *name)
{
	return name[1] - '0';
}

/* The answers of the 3^FACTS records: each stands for one way of knowing the facts. */
static enum trace_answer answers[243];

static int number_of(const int *facts)
{
	int number = 0;

	for (int i = FACTS - 1; i >= 0; i--)
		number = number * 3 + facts[i];
	return number;
}

/* Whether knowing just the facts of `set` (bits) more can settle the record `facts` (0 no, 1 yes, 2 unknown), to yes, to no. */
static void can_settle(const int *facts, unsigned set, bool *yes, bool *no)
{
	*yes = *no = false;
	for (unsigned way = 0; way < 1u << FACTS; way++) {
		int turned[FACTS];

		for (int i = 0; i < FACTS; i++)
			turned[i] = set >> i & 1 ? (int) (way >> i & 1) : facts[i];
		*yes |= answers[number_of(turned)] == TRACE_YES;
		*no |= answers[number_of(turned)] == TRACE_NO;
	}
}

static unsigned set_of(const struct trace_settling *settling)
{
	unsigned set = 0;

	for (size_t i = 0; i < settling->count; i++)
		set |= 1u << place_of(settling->facts[i]->name);
	return set;
}

/* Whether the sets of the trace are all minimal sets that can settle the record, and none else. */
static bool check_sets(const struct trace *trace, const int *facts)
{
	unsigned minimal[1u << FACTS], unknown = 0;
	size_t count = 0, found = 0;

	for (int i = 0; i < FACTS; i++)
		unknown |= (facts[i] == 2 ? 1u : 0u) << i;
	/* By size, so that what holds a smaller one is seen. */
	for (int size = 1; size <= FACTS; size++) {
		for (unsigned set = 1; set < 1u << FACTS; set++) {
			bool yes, no, holds_smaller = false;

			if (__builtin_popcount(set) != size || (set & ~unknown))
				continue;
			for (size_t i = 0; i < count; i++)
				holds_smaller |= (minimal[i] & set) == minimal[i];
			can_settle(facts, set, &yes, &no);
			if (!holds_smaller && (yes || no))
				minimal[count++] = set;
		}
	}
	for (size_t i = 0; i < trace->settling_count; i++) {
		const struct trace_settling *settling = &trace->settlings[i];
		bool yes, no, named = false;

		can_settle(facts, set_of(settling), &yes, &no);
		for (size_t j = 0; j < count; j++)
			named |= minimal[j] == set_of(settling);
		found += named && yes == settling->yes && no == settling->no;
	}
	return found == count && trace->settling_count == count && count > 0;
}

static void try_tree(int number, size_t *asked, size_t *wrong)
{
	struct inputs inputs = { .database = NULL };
	struct problems problems = PROBLEMS_INIT;
	const struct evaluate_options options = { .jobs = 1 };
	struct explainer *explainer = NULL;
	struct trace trace = { .plan = NULL };
	struct text rules = TEXT_INIT;
	struct error err = ERROR_INIT;

	text_append(&rules, "rule 'it' { on = 'thing', type = 'eligibility', conditions = ");
	facts_used = 0;
	write_tree(&rules, 0);
	text_append(&rules, " }\n");
	case_write("case.lua", text_string(&rules));
	case_write("case.yaml", CASE_SCENARIO);
	if (inputs_load_file(&inputs, in_folder("case.yaml"), NULL, 1, &problems)
	    || explainer_open(&explainer, &inputs.plan, &inputs.sources, inputs.database, &options, &err)) {
		printf("# tree %d cannot be loaded: %s %s\n", number,
		       problems.count ? problems.items[0].message : err.message, text_string(&rules));
		++*wrong;
		goto out;
	}
	for (int pass = 0; pass < 2; pass++) {
		for (int64_t i = 0; i < 243; i++) {
			struct value key = value_integer(i);
			int facts[FACTS];

			for (int j = 0, rest = (int) i; j < FACTS; j++, rest /= 3)
				facts[j] = rest % 3;
			if (explainer_outcome(explainer, 0, &key, 0, &trace, &err) != 1) {
				++*wrong;
				continue;
			}
			if (pass == 0)
				answers[i] = root_of(&trace)->answer;
			++*asked;
			if (pass == 1 && answers[i] == TRACE_NOT_KNOWN && !check_sets(&trace, facts)) {
				if (!(*wrong)++) {
					printf("# tree %d, record %d: %s", number, (int) i, text_string(&rules));
					for (size_t j = 0; j < trace.settling_count; j++)
						printf("#   set %x%s%s\n", set_of(&trace.settlings[j]),
						       trace.settlings[j].yes ? " yes" : "",
						       trace.settlings[j].no ? " no" : "");
				}
			}
		}
	}
out:
	trace_release(&trace);
	explainer_close(explainer);
	inputs_release(&inputs);
	problems_release(&problems);
	text_release(&rules);
}

int main(void)
{
	struct text sql = TEXT_INIT;
	size_t asked = 0, wrong = 0;

	make_test_folder();
	text_append(&sql, "CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY");
	for (int i = 0; i < FACTS; i++)
		text_append_format(&sql, ", f%d FLAG INTEGER CHECK (f%d IN (0, 1))", i, i);
	text_append(&sql,
	            "); WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 242) INSERT INTO "
	            "thing SELECT i");
	for (int i = 0, power = 1; i < FACTS; i++, power *= 3)
		text_append_format(&sql, ", nullif(i / %d %% 3, 2)", power);
	text_append(&sql, " FROM n");
	case_data(text_string(&sql));
	for (int i = 0; i < 40; i++)
		try_tree(i, &asked, &wrong);
	ok(asked == 40 * 2 * 243, "random condition trees are asked of every way of knowing their facts");
	is_number((long long) wrong, 0, "... and what is said to settle them is just what can");
	text_release(&sql);
	return case_done();
}
