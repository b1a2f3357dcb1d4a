/* test_coverage.c: what the tests of a file exercise, and what they do not: rules, answers of conditions, rows of decision tables,
 * lines of functions. */
#include "run/test_parts.h"

#include "rules/syntax.h"

#include <stdlib.h>
#include <string.h>

#define LINE_SHOWN 200

struct counting {
	const struct coverage *coverage;
	const struct ruleset *ruleset;
	struct arena *arena;
	struct tests_coverage *out;
	const struct source *source; /* whose lines are counted */
	size_t file_capacity;
	bool failed; /* out of memory */
};

static void add_missing(struct counting *counting, const char *file, int line, size_t number, const char *what)
{
	struct tests_coverage *out = counting->out;
	const char *kept = arena_text(counting->arena, file);

	if (!kept || !what
	    || array_reserve(&out->missing, &out->missing_capacity, out->missing_count + 1, sizeof *out->missing)) {
		counting->failed = true;
		return;
	}
	out->missing[out->missing_count++] = (struct uncovered){ kept, line, what, number };
}

/* The file's own count; NULL: out of memory. */
static struct covered_count *count_of_file(struct counting *counting, const char *file)
{
	struct tests_coverage *out = counting->out;
	const char *kept;

	for (size_t i = 0; i < out->file_count; i++) {
		if (!strcmp(out->files[i].file, file))
			return &out->files[i].count;
	}
	kept = arena_text(counting->arena, file);
	if (!kept || array_reserve(&out->files, &counting->file_capacity, out->file_count + 1, sizeof *out->files))
		return NULL;
	out->files[out->file_count] = (struct covered_part){ .file = kept };
	return &out->files[out->file_count++].count;
}

/* Counts one thing that stands in the file. */
static void count(struct counting *counting, enum covered_kind kind, const char *file, bool exercised)
{
	struct covered_count *of_file = count_of_file(counting, file);

	counting->out->counts[kind].all++;
	counting->out->counts[kind].exercised += exercised;
	counting->failed |= !of_file;
	if (!of_file)
		return;
	of_file->all++;
	of_file->exercised += exercised;
}

#define FOLLOWED_MOST 20 /* rules, one reading another */

static bool is_key(const struct record_type *type, int field)
{
	for (size_t i = 0; i < type->key_count; i++) {
		if (type->key[i] == field)
			return true;
	}
	return false;
}

static bool is_always_known(const struct ruleset *ruleset, int function, int depth);

/* The same of a condition tree. */
static bool answers_are_known(const struct ruleset *ruleset, const struct condition *condition, int depth)
{
	bool known = condition->kind != CONDITION_TEST || is_always_known(ruleset, condition->function, depth);

	for (size_t i = 0; known && i < condition->count; i++)
		known = answers_are_known(ruleset, &condition->children[i], depth);
	return known;
}

/* Whether the outcome and the award of a rule, of any version, are known whatever a record holds. */
static bool outcome_is_known(const struct ruleset *ruleset, int rule, int depth)
{
	bool known = rule >= 0 && depth < FOLLOWED_MOST;

	for (; known && rule >= 0; rule = ruleset->rules[rule].next_version) {
		const struct rule *version = &ruleset->rules[rule];

		known = version->dated_by < 0
		        && (version->compute == NO_FUNCTION || is_always_known(ruleset, version->compute, depth))
		        && (version->award == NO_FUNCTION || is_always_known(ruleset, version->award, depth))
		        && (!version->conditions || answers_are_known(ruleset, version->conditions, depth));
	}
	return known;
}

/* Whether nothing that a function reads can be unknown: what is not there of an OPTIONAL field is none. */
static bool is_always_known(const struct ruleset *ruleset, int function, int depth)
{
	const struct reads *reads = &ruleset->functions[function].reads;
	bool known = reads->followed;

	for (size_t i = 0; known && i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		const struct record_type *type =
			read->kind == READ_FIELD ? &ruleset->schema->types[read->type] : NULL;
		int field = type ? schema_field(type, read->name) : -1;

		if (read->kind == READ_OUTCOME)
			known = outcome_is_known(ruleset, ruleset_rule(ruleset, read->type, read->name), depth + 1);
		else if (read->kind != READ_PARAMETER)
			known = field >= 0 && (type->fields[field].optional || is_key(type, field));
	}
	return known;
}

static void count_answers(struct counting *counting, const struct rule *rule, const struct condition *condition)
{
	static const struct {
		int bit;
		const char *name;
	} answers[] = { { COVERED_YES, "yes" }, { COVERED_NO, "no" }, { COVERED_UNKNOWN, "unknown" } };
	struct text never = TEXT_INIT;
	size_t missing = 0;
	int met;

	for (size_t i = 0; condition->kind != CONDITION_TEST && i < condition->count; i++)
		count_answers(counting, rule, &condition->children[i]);
	if (condition->kind != CONDITION_TEST)
		return;
	met = counting->coverage->answers[condition->function];
	bool never_unknown = !(met & COVERED_UNKNOWN) && is_always_known(counting->ruleset, condition->function, 0);

	for (size_t i = 0; i < 3 - (size_t) never_unknown; i++) {
		count(counting, COVERED_ANSWERS, condition->place.source->shown, met & answers[i].bit);
		missing += !(met & answers[i].bit);
		if (!(met & answers[i].bit))
			text_append_format(&never, "%s%s", never.length ? ", " : "", answers[i].name);
	}
	if (missing)
		add_missing(counting, condition->place.source->shown, condition->place.line, missing,
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

		count(counting, COVERED_RULES, rule->place.source->shown, exercised);
		if (!exercised)
			add_missing(counting, rule->place.source->shown, rule->place.line, 1,
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

			count(counting, COVERED_ROWS, place.source->shown, exercised);
			if (!exercised)
				add_missing(counting, place.source->shown, place.line, 1,
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

	/* Of a long line as much as can be read, whole characters. */
	for (length = length > LINE_SHOWN ? LINE_SHOWN : length; ((unsigned char) text[length] & 0xC0) == 0x80;
	     length--)
		;
	count(counting, COVERED_LINES, counting->source->shown, exercised);
	if (!exercised)
		add_missing(counting, counting->source->shown, node->line, 1,
		            arena_format(counting->arena, "%.*s", (int) length, text));
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

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct covered_part *) a)->file, ((const struct covered_part *) b)->file);
}

static int compare_rules(const void *a, const void *b)
{
	const struct covered_part *left = a, *right = b;
	size_t missing[] = { left->count.all - left->count.exercised, right->count.all - right->count.exercised };
	int order = missing[0] > missing[1] ? -1 : missing[0] < missing[1];

	if (!order)
		order = strcmp(left->file, right->file);
	return order ? order : left->line < right->line ? -1 : left->line > right->line;
}

/* The rule, or version of one, that is declared last before that line of the file; NULL: none is. */
static struct covered_part *rule_at(const struct tests_coverage *out, const char *file, int line)
{
	struct covered_part *found = NULL;

	for (size_t i = 0; i < out->rule_count; i++) {
		struct covered_part *rule = &out->rules[i];

		if (rule->line <= line && (!found || rule->line > found->line) && !strcmp(rule->file, file))
			found = rule;
	}
	return found;
}

/* What is missing, by rule: only of those of which something is, most first. */
static void count_by_rule(struct counting *counting)
{
	struct tests_coverage *out = counting->out;
	const struct ruleset *ruleset = counting->ruleset;

	out->rules = arena_array(counting->arena, ruleset->rule_count, sizeof *out->rules);
	counting->failed |= !out->rules;
	if (!out->rules)
		return;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct place *place = &ruleset->rules[i].place;
		struct covered_part rule = { .file = arena_text(counting->arena, place->source->shown),
			                     .rule = arena_text(counting->arena, ruleset->rules[i].name),
			                     .line = place->line };

		counting->failed |= !rule.file || !rule.rule;
		out->rules[out->rule_count] = rule;
		out->rule_count += rule.file && rule.rule;
	}
	for (size_t i = 0; i < out->missing_count; i++) {
		struct covered_part *rule = rule_at(out, out->missing[i].file, out->missing[i].line);

		if (rule)
			rule->count.all += out->missing[i].count;
	}
	if (out->rule_count)
		qsort(out->rules, out->rule_count, sizeof *out->rules, compare_rules);
	while (out->rule_count && !out->rules[out->rule_count - 1].count.all)
		out->rule_count--;
}

/* A copy in the arena, and the array, which is malloc'ed, is gone. */
static void *keep(struct counting *counting, void *items, size_t count, size_t size)
{
	void *kept = arena_array(counting->arena, count, size);

	if (kept && count)
		memcpy(kept, items, count * size);
	free(items);
	counting->failed |= !kept;
	return kept;
}

const struct tests_coverage *test_coverage(const struct coverage *coverage, const struct ruleset *ruleset,
                                           const struct sources *sources, struct arena *arena)
{
	struct tests_coverage *out = arena_alloc(arena, sizeof *out);
	struct counting counting = { .coverage = coverage, .ruleset = ruleset, .arena = arena, .out = out };

	if (!out)
		return NULL;
	count_rules(&counting);
	count_rows(&counting);
	for (size_t i = 0; i < sources->count; i++) {
		if (sources->items[i]->kind == SOURCE_RULES)
			count_lines(&counting, sources->items[i]);
	}
	out->missing = keep(&counting, out->missing, out->missing_count, sizeof *out->missing);
	out->files = keep(&counting, out->files, out->file_count, sizeof *out->files);
	if (counting.failed)
		return NULL;
	if (out->missing_count)
		qsort(out->missing, out->missing_count, sizeof *out->missing, compare);
	if (out->file_count)
		qsort(out->files, out->file_count, sizeof *out->files, compare_files);
	count_by_rule(&counting);
	return counting.failed ? NULL : out;
}
