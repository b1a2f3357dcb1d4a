/* yaml_syntax.c: what libyaml says of text that is not YAML, in words that say what to mend. */
#include "config/yaml_parts.h"

#include <string.h>

/* What libyaml says, and what we say instead: what is wrong and what to do. */
static const struct {
	const char *theirs, *message, *hint;
	bool at_context; /* the place that helps is where the thing begins, not where libyaml gave up */
} syntax_errors[] = {
	{ "mapping values are not allowed in this context", "a ':' cannot stand here",
	  "keys of one map stand in one column; text that holds ': ' goes in quotes", false },
	{ "did not find expected key", "a key was expected here", "keys of one map stand in one column", false },
	{ "could not find expected ':'", "a line without ':' where a key was expected", "write it as 'key: value'",
	  true },
	{ "found unexpected end of stream", "a quote that is never closed", NULL, true },
	{ "found unexpected document indicator", "a quote that is never closed", NULL, true },
	{ "did not find expected ',' or ']'", "expected ',' or ']'", NULL, false },
	{ "did not find expected ',' or '}'", "expected ',' or '}'", NULL, false },
	{ "block sequence entries are not allowed in this context", "a '-' item cannot stand here",
	  "a list starts on a line of its own", false },
	{ "did not find expected '-' indicator", "an item of the list was expected here",
	  "items of one list stand in one column, each behind '-'", false },
	{ "did not find expected node content", "a value was expected here", NULL, false },
	{ "did not find expected <document start>", "text behind the end of what the file holds",
	  "keys of one map stand in one column", false },
	{ "found unknown escape character", "an escape that does not exist",
	  "in single quotes a backslash stands for itself", false },
	{ "found invalid Unicode character escape code", "an escape for a character that does not exist", NULL,
	  false },
	{ "did not find expected hexdecimal number", "an escape that lacks hexadecimal digits", NULL, false },
	{ "did not find expected alphabetic or numeric character", "anchors and aliases are not used here",
	  "text that begins with '&' or '*' goes in quotes", true },
	{ "found undefined tag handle", "tags are not used here", "text that begins with '!' goes in quotes", false },
	{ "found a tab character that violates indentation", "a tab where only spaces may stand",
	  "indent with spaces", false },
	{ "found a tab character where an indentation space is expected", "a tab where only spaces may stand",
	  "indent with spaces", false },
};

/* Context that settles what is wrong, whatever detail libyaml fell over. */
static bool describe_by_context(const char *context, struct error *err)
{
	if (strstr(context, "directive")) {
		error_set(err, ERROR_INPUT, "directives are not used here");
		error_hint(err, "text that begins with '%%' goes in quotes");
		return true;
	}
	if (strstr(context, "a tag")) {
		error_set(err, ERROR_INPUT, "tags are not used here");
		error_hint(err, "text that begins with '!' goes in quotes");
		return true;
	}
	return false;
}

static void describe_character(char found, struct error *err)
{
	if (found == '\t') {
		error_set(err, ERROR_INPUT, "a tab where only spaces may stand");
		error_hint(err, "indent with spaces");
	} else {
		error_set(err, ERROR_INPUT, "a value cannot begin with '%c'", found);
		error_hint(err, "put the text in quotes");
	}
}

bool yaml_describe_syntax_error(const char *problem, const char *context, char found, struct error *err)
{
	if (!problem)
		problem = "unreadable";
	if (context && describe_by_context(context, err))
		return true;
	if (!strcmp(problem, "found character that cannot start any token")) {
		describe_character(found, err);
		return false;
	}
	for (size_t i = 0; i < sizeof syntax_errors / sizeof *syntax_errors; i++) {
		if (strcmp(problem, syntax_errors[i].theirs))
			continue;
		error_set(err, ERROR_INPUT, "%s", syntax_errors[i].message);
		if (syntax_errors[i].hint)
			error_hint(err, "%s", syntax_errors[i].hint);
		return syntax_errors[i].at_context && context;
	}
	error_set(err, ERROR_INPUT, "this is not YAML: %s", problem);
	return false;
}
