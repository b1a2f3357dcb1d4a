/* check_rules.c: which rules nothing reads. An outcome is a result by itself, and an eligibility always is. So only a rule of another
 * type without a title, in a file where others have one to be shown under, counts: it was made for others, which read it no longer. Files of tests come in here too, for what they expect is read as well. */
#include "run/check_parts.h"

#include "base/file.h"
#include "rules/place.h"
#include "run/test.h"

#include <string.h>

static struct usage_rule *find_rule(const struct checking *checking, const struct rule *rule)
{
	for (size_t i = 0; i < checking->rule_count; i++) {
		if (checking->rules[i].line == rule->place.line
		    && !strcmp(checking->rules[i].shown, rule->place.source->shown))
			return &checking->rules[i];
	}
	return NULL;
}

/* Whether some rule of the same file has a title. */
static bool has_titles(const struct ruleset *ruleset, const struct source *file)
{
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].place.source == file && ruleset->rules[i].title)
			return true;
	}
	return false;
}

static struct usage_rule *add_rule(struct checking *checking, const struct rule *rule)
{
	struct usage_rule *added = find_rule(checking, rule);
	const char *shown;

	if (added)
		return added;
	shown = arena_text(&checking->arena, rule->place.source->shown);
	if (!shown
	    || array_reserve(&checking->rules, &checking->rule_capacity, checking->rule_count + 1,
	                     sizeof *checking->rules)) {
		checking->failed = true;
		return NULL;
	}
	added = &checking->rules[checking->rule_count++];
	*added = (struct usage_rule){ .shown = shown, .line = rule->place.line };
	error_set(&added->unread, ERROR_INPUT, "nothing reads the rule '%s', and it has no title", rule->name);
	error_hint(&added->unread, "leave it out; or give it a title, as others have, if it is a result by itself");
	added->unread.warning = true;
	place_error(&added->unread, rule->place);
	return added;
}

/* All versions of a rule are read together. */
static void read_rule(struct checking *checking, const struct ruleset *ruleset, int rule)
{
	for (int i = rule < 0 ? -1 : ruleset->rules[rule].first_version; i >= 0; i = ruleset->rules[i].next_version) {
		struct usage_rule *usage = find_rule(checking, &ruleset->rules[i]);

		if (usage)
			usage->read = true;
	}
}

static void read_path(struct checking *checking, const struct ruleset *ruleset, const struct path *path)
{
	read_rule(checking, ruleset, path->rule);
}

static bool is_condition_of(const struct condition *condition, int function)
{
	bool is = condition->kind == CONDITION_TEST && condition->function == function;

	for (size_t i = 0; !is && i < condition->count; i++)
		is = is_condition_of(&condition->children[i], function);
	return is;
}

/* Whether the function is of this rule, in any of its versions: what it reads of itself does not count. */
static bool is_own(const struct ruleset *ruleset, int rule, int function)
{
	for (int i = ruleset->rules[rule].first_version; i >= 0; i = ruleset->rules[i].next_version) {
		const struct rule *version = &ruleset->rules[i];

		if (version->compute == function || version->award == function
		    || (version->conditions && is_condition_of(version->conditions, function)))
			return true;
	}
	return false;
}

static void note_reads(struct checking *checking, const struct ruleset *ruleset, int function)
{
	const struct reads *reads = &ruleset->functions[function].reads;

	for (size_t i = 0; i < reads->count; i++) {
		const struct read *read = &reads->items[i];
		bool outcome = read->kind == READ_OUTCOME || (read->kind == READ_PREVIOUS && read->type >= 0);
		int rule = outcome ? ruleset_rule(ruleset, read->type, read->name) : -1;

		if (rule >= 0 && !is_own(ruleset, rule, function))
			read_rule(checking, ruleset, rule);
	}
}

void usage_note_rules(struct checking *checking, const struct ruleset *ruleset, const struct plan *plan)
{
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];
		bool helps = !rule->title && !rule->asked && rule->type != TYPE_ELIGIBILITY;
		struct usage_rule *usage =
			helps && has_titles(ruleset, rule->place.source) ? add_rule(checking, rule) : NULL;

		if (usage && !plan)
			usage->read = true;
	}
	for (size_t i = 0; plan && i < ruleset->function_count; i++)
		note_reads(checking, ruleset, (int) i);
	for (size_t i = 0; i < ruleset->total_count; i++) {
		read_path(checking, ruleset, &ruleset->totals[i].of);
		for (size_t j = 0; j < ruleset->totals[i].by_count; j++)
			read_path(checking, ruleset, &ruleset->totals[i].by[j]);
	}
	for (size_t i = 0; i < ruleset->finding_count; i++) {
		for (size_t j = 0; j < ruleset->findings[i].message.count; j++) {
			const struct message_part *part = &ruleset->findings[i].message.parts[j];

			if (!part->text && part->path.text)
				read_path(checking, ruleset, &part->path);
		}
	}
}

static void note_expected(void *context, const struct ruleset *ruleset, int rule)
{
	read_rule(context, ruleset, rule);
}

void check_tests(struct checking *checking, const char *path)
{
	const struct test_options options = { .data = checking->options->data, .schema = checking->options->schema };
	struct problems problems = PROBLEMS_INIT;

	tests_check(path, &options, note_expected, checking, &problems);
	checking->test_files++;
	/* What was not understood may expect any of them. */
	for (size_t i = 0; problems.count && i < checking->rule_count; i++)
		checking->rules[i].read = true;
	checking_add(checking, &problems);
	problems_release(&problems);
}

void usage_report_rules(struct checking *checking, const char *folder)
{
	for (size_t i = 0; i < checking->rule_count; i++) {
		const struct usage_rule *rule = &checking->rules[i];
		const char *own = path_directory(&checking->arena, rule->shown);

		if (!own) {
			checking->failed = true;
			return;
		}
		if (!rule->read && !strcmp(own, folder))
			problems_add(checking->found, &rule->unread);
	}
}
