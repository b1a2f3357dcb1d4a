/* read_amounts.c: what a name on figures, at.totals or at.previous.totals stands for, and group(...). */
#include "rules/abstract.h"
#include "rules/amounts.h"

#include <string.h>

static struct abstract value_of(struct analysis *analysis, const struct amount *amount)
{
	const struct ruleset *ruleset = analysis->ruleset;
	struct atom atom = { .kind = ATOM_PLAIN, .type = (int) ruleset_amount_type(ruleset, amount) + 1 };

	if (amount->figure >= 0)
		atom.statuses = ruleset->figures[amount->figure].statuses;
	return abstract_atom(analysis, atom);
}

/* The figure or total called `name`; false: there is none, which is reported. */
static bool find_amount(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                        const char *name, struct amount *amount)
{
	struct error err = ERROR_INIT;

	if (ruleset_amount(analysis->ruleset, name, amount))
		return true;
	if (!amount_is_declared(analysis->ruleset, name)) {
		amount_fail_unknown(analysis->ruleset, name, &err);
		read_problem(analysis, frame, node, NULL, err.hint[0] ? err.hint : NULL, "%s", err.message);
	}
	return false;
}

struct abstract read_figure(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                            const char *name)
{
	struct amount amount;

	if (!find_amount(analysis, frame, node, name, &amount))
		return abstract_plain();
	read_note(analysis, frame, node, READ_AMOUNT, -1, name);
	return value_of(analysis, &amount);
}

/* The total called `name`, of those that the rule says it comes after. NULL: it may not be read, which is reported. */
static const struct total *find_total(struct analysis *analysis, const struct frame *frame,
                                      const struct syntax_node *node, const char *name, struct amount *amount)
{
	const struct ruleset *ruleset = analysis->ruleset;
	const struct rule *rule = analysis->owner.rule;
	char hint[160];

	if (!ruleset_amount(ruleset, name, amount)) {
		if (!amount_is_declared(ruleset, name))
			read_problem(analysis, frame, node, amount_nearest(ruleset, name, false), NULL,
			             "there is no total '%.80s'", name);
		return NULL;
	}
	if (amount->total < 0) {
		read_problem(analysis, frame, node, NULL,
		             analysis->owner.figures ? "write f.name: a figure has no groups"
		                                     : "figures are there when every record has been evaluated",
		             "'%.80s' is a figure, not a total", name);
		return NULL;
	}
	if (analysis->owner.figures)
		return &ruleset->totals[amount->total];
	if (!rule) {
		if (analysis->owner.records)
			read_problem(analysis, frame, node, NULL, "give the record an outcome by a rule with 'after'",
			             "only figures, findings about figures and rules with 'after' read totals");
		return NULL;
	}
	for (size_t i = 0; i < rule->after_count; i++) {
		if (rule->after[i] == amount->total)
			return &ruleset->totals[amount->total];
	}
	if (rule->after_count)
		snprintf(hint, sizeof hint, "add it there: after = { \"%.60s\", ... }", name);
	else
		snprintf(hint, sizeof hint, "write after = { \"%.60s\" } in the rule", name);
	read_problem(analysis, frame, node, NULL, hint,
	             "rule '%.80s' reads total '%.80s', which is not in its 'after'", rule->name, name);
	return NULL;
}

struct abstract read_total(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                           const char *name)
{
	struct amount amount;

	if (!find_total(analysis, frame, node, name, &amount))
		return abstract_plain();
	read_note(analysis, frame, node, READ_AMOUNT, -1, name);
	return value_of(analysis, &amount);
}

struct abstract read_previous_amount(struct analysis *analysis, const struct frame *frame,
                                     const struct syntax_node *node, const char *name, bool totals)
{
	struct amount amount;

	if (totals ? !find_total(analysis, frame, node, name, &amount)
	           : !find_amount(analysis, frame, node, name, &amount))
		return abstract_plain();
	read_note(analysis, frame, node, READ_PREVIOUS, -1, name);
	return value_of(analysis, &amount);
}

/* How many values follow the name is known: no call or `...` at the end gives more. */
static bool is_counted(const struct syntax_list *written, const struct arguments *arguments)
{
	return !arguments->rest.count
	       && (!written->count || written->items[written->count - 1]->kind != SYNTAX_VARARG);
}

static struct abstract group_of(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                                const struct syntax_node *place, const char *name, const struct arguments *arguments)
{
	struct amount amount;
	const struct total *total = find_total(analysis, frame, place, name, &amount);
	size_t given = arguments->count - 1;
	struct text by = TEXT_INIT;

	if (!total)
		return abstract_plain();
	read_note(analysis, frame, place, READ_AMOUNT, -1, name);
	if (!total->by_count) {
		read_problem(analysis, frame, place, NULL,
		             analysis->owner.figures ? "its whole is f.name" : "its whole is at.totals.name",
		             "total '%.80s' has no groups: it has no 'by'", name);
		return abstract_plain();
	}
	for (size_t i = 0; i < total->by_count; i++)
		text_append_format(&by, ", %s", total->by[i].text);
	if (by.failed)
		analysis->memory_failed = true;
	else if (is_counted(&node->as.call.arguments, arguments) && given != total->by_count)
		read_problem(analysis, frame, node, NULL, NULL,
		             "total '%.80s' is grouped by %zu value%s, and %zu %s given: group(\"%.60s\"%.300s)",
		             name, total->by_count, total->by_count == 1 ? "" : "s", given, given == 1 ? "is" : "are",
		             name, text_string(&by));
	text_release(&by);
	return value_of(analysis, &amount);
}

/* group(...): which of the texts is the name is not known; those that name totals may be it. So may be a text of a record, and what
 * a rule reads has to be known before it runs; figures come when every total is there. */
static struct abstract forwarded_group(struct analysis *analysis, const struct frame *frame,
                                       const struct syntax_node *node, const struct arguments *arguments)
{
	bool quiet = analysis->quiet;

	analysis->quiet = true;
	for (size_t i = 0; i < arguments->rest.count; i++) {
		if (arguments->rest.items[i].kind == ATOM_TEXT)
			group_of(analysis, frame, node, node, arguments->rest.items[i].text, arguments);
		else if (arguments->rest.items[i].kind == ATOM_OPAQUE || !analysis->owner.figures)
			analysis_not_followed(analysis, frame, node);
	}
	analysis->quiet = quiet;
	return abstract_plain();
}

struct abstract read_group(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                           const struct arguments *arguments)
{
	const struct syntax_list *written = &node->as.call.arguments;
	const struct syntax_node *first = written->count ? written->items[0] : node;
	const struct syntax_node *place = first->kind == SYNTAX_STRING ? first : node;
	struct abstract name = arguments->count ? arguments->items[0] : arguments->rest, result = { NULL, 0 };

	if (analysis->loading)
		return abstract_opaque();
	if (first->kind == SYNTAX_VARARG)
		return forwarded_group(analysis, frame, node, arguments);
	for (size_t i = 0; i < name.count; i++) {
		if (name.items[i].kind == ATOM_OPAQUE) {
			analysis_not_followed(analysis, frame, node);
			return abstract_plain();
		}
	}
	if (!abstract_is_text(name)) {
		read_problem(analysis, frame, place, NULL, "write group(\"total\", value)",
		             "'group' takes the name of a total, as a text that stands there");
		return abstract_plain();
	}
	for (size_t i = 0; i < name.count; i++)
		result = abstract_join(analysis, result,
		                       group_of(analysis, frame, node, place, name.items[i].text, arguments));
	return result;
}
