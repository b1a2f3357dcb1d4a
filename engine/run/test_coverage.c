/* test_coverage.c: what the tests of a file exercise, and what they do not: rules, answers of conditions, rows of decision tables,
 * lines of functions. */
#include "run/test_parts.h"

#include "rules/syntax.h"

#include <stdlib.h>
#include <string.h>

struct counting {
	const struct coverage *coverage;
	const struct ruleset *ruleset;
	struct arena *arena;
	struct tests_coverage *out;
	const struct source *source; /* whose lines are counted */
	bool failed;                 /* out of memory */
};

static void add_missing(struct counting *counting, const char *file, int line, const char *what)
{
	struct tests_coverage *out = counting->out;
	const char *kept = arena_text(counting->arena, file);

	if (!kept || !what
	    || array_reserve(&out->missing, &out->missing_capacity, out->missing_count + 1, sizeof *out->missing)) {
		counting->failed = true;
		return;
	}
	out->missing[out->missing_count++] = (struct uncovered){ kept, line, what };
}

/* Counts one thing; what is missing is said with a format that takes one text. */
static void count(struct counting *counting, enum covered_kind kind, bool exercised)
{
	counting->out->counts[kind].all++;
	counting->out->counts[kind].exercised += exercised;
}

static void count_answers(struct counting *counting, const struct rule *rule, const struct condition *condition)
{
	static const struct {
		int bit;
		const char *name;
	} answers[] = { { COVERED_YES, "yes" }, { COVERED_NO, "no" }, { COVERED_UNKNOWN, "unknown" } };
	struct text never = TEXT_INIT;
	int met;

	for (size_t i = 0; condition->kind != CONDITION_TEST && i < condition->count; i++)
		count_answers(counting, rule, &condition->children[i]);
	if (condition->kind != CONDITION_TEST)
		return;
	met = counting->coverage->answers[condition->function];
	for (size_t i = 0; i < 3; i++) {
		count(counting, COVERED_ANSWERS, met & answers[i].bit);
		if (!(met & answers[i].bit))
			text_append_format(&never, "%s%s", never.length ? ", " : "", answers[i].name);
	}
	if (met != COVERED_ALL)
		add_missing(counting, condition->place.source->shown, condition->place.line,
		            never.failed ? NULL
		                         : arena_format(counting->arena, "condition '%s' of '%s' is never %s",
		                                        condition->label, rule->name,
		                                        met ? text_string(&never) : "asked"));
	text_release(&never);
}

static void count_rules(struct counting *counting)
{
	for (size_t i = 0; i < counting->ruleset->rule_count; i++) {
		const struct rule *rule = &counting->ruleset->rules[i];
		bool exercised = counting->coverage->rules[i];

		count(counting, COVERED_RULES, exercised);
		if (!exercised)
			add_missing(counting, rule->place.source->shown, rule->place.line,
			            arena_format(counting->arena, "rule '%s'", rule->name));
		if (rule->conditions)
			count_answers(counting, rule, rule->conditions);
	}
}

static void count_rows(struct counting *counting)
{
	for (size_t i = 0; i < counting->ruleset->table_count; i++) {
		for (size_t row = 0; row < counting->ruleset->tables[i].row_count; row++) {
			bool exercised = counting->coverage->rows[i][row];
			const char *source;
			size_t number;
			struct place place = ruleset_table_row(counting->ruleset, (int) i, row, &number, &source);

			count(counting, COVERED_ROWS, exercised);
			if (!exercised)
				add_missing(counting, place.source->shown, place.line,
				            arena_format(counting->arena, "row %zu of the decision table", number));
		}
	}
}

static bool runs_between(const struct counting *counting, int first, int last)
{
	for (int line = first; line <= last; line++) {
		if (coverage_has_line(counting->coverage, counting->source->path, line))
			return true;
	}
	return false;
}

static void count_statement(struct counting *counting, const struct syntax_node *node, int last)
{
	bool exercised = runs_between(counting, node->line, last);
	const char *text = counting->source->text + node->offset;
	size_t length = strcspn(text, "\n");

	count(counting, COVERED_LINES, exercised);
	if (!exercised)
		add_missing(counting, counting->source->shown, node->line,
		            arena_format(counting->arena, "%.*s", length > 60 ? 60 : (int) length, text));
}

/* rule "x" {...}, figure(name) {...}: a declaration, which runs when the file is loaded, in whatever function it stands. */
static bool is_declaration(const struct syntax_node *call)
{
	static const char *const names[] = { "rule", "total", "figure", "bridge", "finding" };

	while (call->kind == SYNTAX_CALL)
		call = call->as.call.callee;
	for (size_t i = 0; call->kind == SYNTAX_NAME && i < sizeof names / sizeof *names; i++) {
		if (!call->as.name.local && !strcmp(call->as.name.text, names[i]))
			return true;
	}
	return false;
}

/* Whether statements of that kind are counted, and to which line their own part reaches: a branch is its condition. */
static bool is_counted(const struct syntax_node *node, int *last)
{
	*last = node->last_line;
	switch (node->kind) {
	case SYNTAX_LOCAL:
	case SYNTAX_ASSIGN:
	case SYNTAX_RETURN:
		return true;
	case SYNTAX_CALL_STATEMENT:
		return !is_declaration(node->as.operation.right);
	case SYNTAX_BRANCH:
	case SYNTAX_WHILE:
		if (node->as.loop.condition)
			*last = node->as.loop.condition->last_line;
		return node->as.loop.condition != NULL;
	case SYNTAX_FOR_NUMERIC:
	case SYNTAX_FOR_IN:
		*last = node->line;
		return true;
	default:
		return false;
	}
}

static bool visit(const struct syntax_node *node, void *context)
{
	int last;

	if (is_counted(node, &last))
		count_statement(context, node, last);
	return true;
}

/* The statements of functions: what stands outside of them runs when the file is loaded. */
static void count_lines(struct counting *counting, const struct source *source)
{
	struct arena arena = ARENA_INIT;
	struct problems problems = PROBLEMS_INIT;
	const struct syntax *syntax = syntax_parse(source, &arena, &problems);

	counting->source = source;
	counting->failed |= !syntax;
	for (size_t i = 1; syntax && i < syntax->function_count; i++) {
		const struct syntax_node *function = syntax->functions[i];

		/* Those within another are visited with it. */
		if (function->as.function.enclosing != syntax->main)
			continue;
		for (size_t j = 0; j < function->as.function.body.count; j++)
			syntax_visit(function->as.function.body.items[j], visit, counting);
	}
	problems_release(&problems);
	arena_release(&arena);
}

static int compare(const void *a, const void *b)
{
	const struct uncovered *left = a, *right = b;
	int order = strcmp(left->file, right->file);

	if (!order)
		order = left->line < right->line ? -1 : left->line > right->line;
	return order ? order : strcmp(left->what, right->what);
}

const struct tests_coverage *test_coverage(const struct coverage *coverage, const struct ruleset *ruleset,
                                           const struct sources *sources, struct arena *arena)
{
	struct tests_coverage *out = arena_alloc(arena, sizeof *out);
	struct counting counting = { .coverage = coverage, .ruleset = ruleset, .arena = arena, .out = out };
	struct uncovered *kept = NULL;

	if (!out)
		return NULL;
	count_rules(&counting);
	count_rows(&counting);
	for (size_t i = 0; i < sources->count; i++) {
		if (sources->items[i]->kind == SOURCE_RULES)
			count_lines(&counting, sources->items[i]);
	}
	if (out->missing_count)
		qsort(out->missing, out->missing_count, sizeof *out->missing, compare);
	kept = arena_array(arena, out->missing_count, sizeof *kept);
	if (kept && out->missing_count)
		memcpy(kept, out->missing, out->missing_count * sizeof *kept);
	free(out->missing);
	out->missing = kept;
	return counting.failed || !kept ? NULL : out;
}
