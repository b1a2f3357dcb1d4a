/* names.c: the names that rules can call, as the sandbox has them, and those that a file calls and are not among them. */
#include "rules/abstract.h"
#include "rules/library.h"

#include <string.h>

/* quick: takes no longer for larger arguments, so that a function which calls nothing else is bounded. */
static const struct {
	const char *name;
	bool quick;
} names[] = {
	{ "add_months", true },
	{ "age_on", true },
	{ "all", false },
	{ "any", false },
	{ "assert", true },
	{ "at_least", false },
	{ "between", true },
	{ "bridge", false },
	{ "count", false },
	{ "date", true },
	{ "days_between", true },
	{ "decimal", true },
	{ "decision_table", false },
	{ "divide", true },
	{ "error", true },
	{ "every", false },
	{ "figure", false },
	{ "financial_year", true },
	{ "finding", false },
	{ "greatest", false },
	{ "group", true },
	{ "ipairs", false },
	{ "known", true },
	{ "least", false },
	{ "lookup", true },
	{ "math", false },
	{ "math.abs", true },
	{ "math.max", true },
	{ "math.maxinteger", true },
	{ "math.min", true },
	{ "math.mininteger", true },
	{ "math.tointeger", true },
	{ "math.type", true },
	{ "max", true },
	{ "min", true },
	{ "money", true },
	{ "multiply", true },
	{ "pairs", false },
	{ "rate", true },
	{ "related", false },
	{ "require", false },
	{ "round", true },
	{ "rule", false },
	{ "select", true },
	{ "share", false },
	{ "string", false },
	{ "string.byte", false },
	{ "string.char", false },
	{ "string.find", false },
	{ "string.format", false },
	{ "string.len", true },
	{ "string.lower", false },
	{ "string.rep", false },
	{ "string.sub", false },
	{ "string.upper", false },
	{ "sum", false },
	{ "table", false },
	{ "table.concat", false },
	{ "table.insert", false },
	{ "table.pack", false },
	{ "table.remove", false },
	{ "table.sort", false },
	{ "table.unpack", false },
	{ "tonumber", true },
	{ "tostring", true },
	{ "total", false },
	{ "type", true },
	{ "utf8", false },
	{ "utf8.len", false },
};
#define NAMES (sizeof names / sizeof *names)

static int find_name(const char *name)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (!strcmp(names[i].name, name))
			return (int) i;
	}
	return -1;
}

bool library_has(const char *name)
{
	return find_name(name) >= 0;
}

bool library_is_quick(const char *name)
{
	int found = find_name(name);

	return found >= 0 && names[found].quick;
}

/* Names that mean something to who writes them, though not here. */
static const struct {
	const char *name, *hint;
} meant[] = {
	{ "at", "it is handed to a rule's function: function(c, p, at)" },
	{ "p", "it is handed to a rule's function: function(c, p)" },
	{ "c", "it is handed to a rule's function: function(c, p)" },
	{ "f", "it is handed to a figure's function: function(f, p, at)" },
	{ "null", "write nil; whether a fact is known is asked with known(c, \"field\")" },
	{ "NULL", "write nil; whether a fact is known is asked with known(c, \"field\")" },
	{ "None", "write nil; whether a fact is known is asked with known(c, \"field\")" },
	{ "undefined", "write nil; whether a fact is known is asked with known(c, \"field\")" },
	{ "True", "write true" },
	{ "TRUE", "write true" },
	{ "yes", "write true" },
	{ "False", "write false" },
	{ "FALSE", "write false" },
	{ "no", "write false" },
};

static const char *hint_for(const char *name, bool in_figure)
{
	if (in_figure && !strcmp(name, "c"))
		return "a figure reads no record: its function is handed the figures, function(f, p, at)";
	if (in_figure && (!strcmp(name, "p") || !strcmp(name, "at")))
		return "it is handed to a figure's function: function(f, p, at)";
	for (size_t i = 0; i < sizeof meant / sizeof *meant; i++) {
		if (!strcmp(meant[i].name, name))
			return meant[i].hint;
	}
	return NULL;
}

struct checked {
	const struct syntax *syntax;
	struct problems *problems;
	const struct syntax_node *called; /* the name whose arguments follow */
	const struct syntax_node
		*texts[2]; /* where a text may have been meant: the sides of == and ~=, what a key is set to */
	const struct syntax_node *set; /* `title == "..."` in a table: one '=' was meant */
	size_t figure_end;             /* where the figure ends in which we are */
};

static void unknown_name(const struct checked *checked, const struct syntax_node *node, const char *name, bool called)
{
	struct nearest nearest = nearest_to(name);
	const char *reason = library_reason(name);
	bool dotted = strchr(name, '.') != NULL, may_be_text = node == checked->texts[0] || node == checked->texts[1];
	const char *meant_hint = hint_for(name, node->offset < checked->figure_end);
	char hint[128];

	if (reason) {
		syntax_problem_at(checked->problems, checked->syntax->source, node->offset, node->length, reason,
		                  "rules have no '%.80s'", name);
		return;
	}
	for (size_t i = 0; i < NAMES; i++) {
		if (dotted == (strchr(names[i].name, '.') != NULL))
			nearest_offer(&nearest, names[i].name);
	}
	if (node == checked->set)
		snprintf(hint, sizeof hint, "a key is set with one '=': %.60s = ...", name);
	else if (nearest.best)
		snprintf(hint, sizeof hint, "did you mean '%s'?", nearest.best);
	else
		snprintf(hint, sizeof hint, "a text stands in quotes: \"%.60s\"", name);
	syntax_problem_at(checked->problems, checked->syntax->source, node->offset, node->length,
	                  meant_hint && node != checked->set                    ? meant_hint
	                  : nearest.best || node == checked->set || may_be_text ? hint
	                                                                        : NULL,
	                  "unknown %s '%.80s'", called ? "function" : "name", name);
}

static bool is_global(const struct syntax_node *node)
{
	return node->kind == SYNTAX_NAME && !node->as.name.local && strcmp(node->as.name.text, "_ENV") != 0;
}

/* math.max and the like: libraries are the globals that have names below them. */
static void check_member(const struct checked *checked, const struct syntax_node *node)
{
	const struct syntax_node *object = node->as.index.object, *key = node->as.index.key;
	char full[160], *dot;

	if (!is_global(object) || key->kind != SYNTAX_STRING)
		return;
	snprintf(full, sizeof full, "%.64s.%.64s", object->as.name.text, key->as.string.bytes);
	if (library_has(full))
		return;
	dot = strchr(full, '.');
	for (size_t i = 0; i < NAMES; i++) {
		if (!strncmp(names[i].name, full, (size_t) (dot - full) + 1)) {
			unknown_name(checked, node, full, true);
			return;
		}
	}
}

/* figure "name" { ... } */
static bool is_figure(const struct syntax_node *node)
{
	const struct syntax_node *inner = node->as.call.callee;

	return inner->kind == SYNTAX_CALL && is_global(inner->as.call.callee)
	       && !strcmp(inner->as.call.callee->as.name.text, "figure");
}

static bool check_node(const struct syntax_node *node, void *context)
{
	struct checked *checked = context;

	switch (node->kind) {
	case SYNTAX_CALL:
		checked->called = node->as.call.callee;
		if (is_figure(node))
			checked->figure_end = node->offset + node->length;
		break;
	case SYNTAX_BINARY:
		if (node->as.operation.op == OPERATOR_EQUAL || node->as.operation.op == OPERATOR_NOT_EQUAL) {
			checked->texts[0] = node->as.operation.left;
			checked->texts[1] = node->as.operation.right;
		}
		break;
	case SYNTAX_ENTRY:
		checked->texts[0] = node->as.index.key ? node->as.index.value : NULL;
		if (!node->as.index.key && node->as.index.value->kind == SYNTAX_BINARY
		    && node->as.index.value->as.operation.op == OPERATOR_EQUAL)
			checked->set = node->as.index.value->as.operation.left;
		break;
	case SYNTAX_INDEX:
		check_member(checked, node);
		break;
	case SYNTAX_NAME:
		if (is_global(node) && !library_has(node->as.name.text))
			unknown_name(checked, node, node->as.name.text, node == checked->called);
		break;
	case SYNTAX_ASSIGN:
		/* Assigning to a global is refused already, and once is enough. */
		for (size_t i = 0; i < node->as.assign.targets.count; i++) {
			const struct syntax_node *target = node->as.assign.targets.items[i];

			if (target->kind != SYNTAX_NAME)
				syntax_visit(target, check_node, context);
		}
		for (size_t i = 0; i < node->as.assign.values.count; i++)
			syntax_visit(node->as.assign.values.items[i], check_node, context);
		return false;
	case SYNTAX_FUNCTION_STATEMENT:
		if (node->as.assign.targets.items[0]->kind != SYNTAX_NAME)
			break;
		syntax_visit(node->as.assign.values.items[0], check_node, context);
		return false;
	default:
		break;
	}
	return true;
}

void analyse_names(const struct syntax *syntax, struct problems *problems)
{
	struct checked checked = { .syntax = syntax, .problems = problems };

	syntax_visit(syntax->main, check_node, &checked);
}
