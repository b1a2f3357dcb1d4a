/* check.c: goes through the rules that are to be checked. */
#include "rules/check.h"

#include "rules/place.h"

#include <stdarg.h>
#include <string.h>

void check_warn(struct problems *problems, const struct condition *at, const char *hint, const char *format, ...)
{
	struct error err = ERROR_INIT;
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s", message);
	err.warning = true;
	place_error(&err, at->place);
	if (hint)
		error_hint(&err, "%s", hint);
	problems_add(problems, &err);
}

static void check_tests(const struct ruleset *ruleset, const struct rule *rule, const struct condition *condition,
                        struct problems *problems)
{
	if (condition->kind == CONDITION_TEST)
		check_joined(ruleset, rule, condition, problems);
	for (size_t i = 0; i < condition->count; i++)
		check_tests(ruleset, rule, &condition->children[i], problems);
}

/* Functions that stand on one line, which are known to Lua by it: nothing that needs to know which is which looks at them. */
static void check_lines(const struct ruleset *ruleset, struct problems *problems)
{
	const struct function *said = NULL;

	for (size_t i = 0; i < ruleset->function_count; i++) {
		const struct function *function = &ruleset->functions[i];
		struct error err = ERROR_INIT;
		struct place place = function->place;

		if (!function->other_column
		    || (said && said->place.source == place.source && said->place.line == place.line))
			continue;
		said = function;
		error_set(&err, ERROR_INPUT, "functions on one line cannot be told apart");
		error_hint(&err, "begin each on a line of its own: check and explain then look into it");
		err.warning = true;
		error_excerpt_at(&err, place.source->shown, place.source->text, place.source->length, place.line,
		                 function->other_column, (int) strlen("function"));
		problems_add(problems, &err);
	}
}

void ruleset_check(const struct ruleset *ruleset, const struct scenario *scenario, struct problems *problems)
{
	check_lines(ruleset, problems);
	check_none(ruleset, scenario, problems);
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];

		if (!rule->conditions)
			continue;
		check_tests(ruleset, rule, rule->conditions, problems);
		check_ranges(ruleset, rule, scenario, problems);
		check_optional(ruleset, rule, problems);
	}
}
