/* decisions.c: decisions on single records, for a terminal: of each rule how many depart from it and what they cost, who decided what and
 * why, and those that are dormant. */
#include "report/report.h"

#include "report/parts.h"

#include <inttypes.h>
#include <string.h>

#define DECISIONS_SHOWN 10 /* of each rule */

/* Appends the line and empties it. */
static void print_line(struct text *out, struct text *line, int indent)
{
	print_wrapped(out, text_string(line), indent);
	out->failed |= line->failed;
	text_clear(line);
}

static bool is_eligibility(const char *kind)
{
	return !strcmp(kind, type_names[TYPE_ELIGIBILITY]);
}

/* An outcome as people write it: not_eligible is the word of columns. */
static void append_outcome(struct text *line, const char *kind, const char *shown)
{
	text_append(line, is_eligibility(kind) && !strcmp(shown, "not_eligible") ? "not eligible" : shown);
}

static void append_money(struct text *line, int64_t pence)
{
	value_print(TYPE_MONEY, value_integer(pence), line);
}

static void append_amount(struct text *line, int64_t sum, int64_t unknown)
{
	append_money(line, sum);
	if (unknown) {
		text_append(line, " and ");
		report_count(line, unknown);
		text_append(line, " unknown");
	}
}

static void print_counts(const struct summary_decided *decided, const char *title, struct text *line,
                         struct text *out)
{
	text_append_format(line, "%s: ", title);
	if (decided->departs) {
		report_count(line, decided->departs);
		text_append(line, decided->departs == 1 ? " departs from the rule" : " depart from the rule");
	}
	if (decided->same) {
		text_append(line, decided->departs ? ", " : "");
		report_count(line, decided->same);
		text_append(line, decided->same == 1 ? " is as the rule gives" : " are as the rule gives");
	}
	print_line(out, line, 2);
	for (size_t i = 0; i < decided->change_count; i++) {
		const struct summary_change *change = &decided->changes[i];

		append_outcome(line, decided->kind, change->decided);
		text_append(line, !strcmp(change->given, change->decided) ? ", with another award"
		                                                          : ", where the rule gives ");
		if (strcmp(change->given, change->decided) != 0)
			append_outcome(line, decided->kind, change->given);
		text_append(line, ": ");
		report_count(line, change->count);
		print_line(out, line, 4);
	}
	if (!decided->amounts)
		return;
	text_append(line, is_eligibility(decided->kind) ? "awards of " : "amounts of ");
	append_amount(line, decided->sum_decided, decided->unknown_decided);
	text_append(line, ", by the rule ");
	append_amount(line, decided->sum_given, decided->unknown_given);
	print_line(out, line, 4);
}

/* "person 17, 2025-26: eligible, £390; the rule gives unknown; case panel, 2025-03-12: reason" */
static void print_decision(const struct summary *summary, const struct summary_decision *decision, struct text *line,
                           struct text *out)
{
	bool award = is_eligibility(decision->kind);

	text_append_format(line, "%s %s", decision->type, decision->key);
	if (summary->period_count > 1)
		text_append_format(line, ", %s", decision->period);
	text_append(line, ": ");
	append_outcome(line, decision->kind, decision->decided);
	if (award && decision->decided_amount.there && decision->decided_amount.pence) {
		text_append(line, ", ");
		append_money(line, decision->decided_amount.pence);
	}
	text_append(line, "; the rule gives ");
	append_outcome(line, decision->kind, decision->given ?: "");
	if (award && decision->given_amount.there && decision->given_amount.pence) {
		text_append(line, ", ");
		append_money(line, decision->given_amount.pence);
	}
	print_line(out, line, 4);
	text_append_format(line, "%s%s%s: %s", decision->by ?: "", decision->by ? ", " : "",
	                   decision->on ?: "day not kept", decision->reason ?: "reason not kept");
	print_line(out, line, 6);
}

static void print_rule(const struct summary *summary, const struct summary_decided *decided, const char *title,
                       struct text *line, struct text *out)
{
	int64_t shown = 0;

	print_counts(decided, title, line, out);
	for (size_t i = 0; i < summary->decision_count && shown < DECISIONS_SHOWN; i++) {
		const struct summary_decision *decision = &summary->decisions[i];

		if (strcmp(decision->effect, "departs") != 0 || strcmp(decision->rule, decided->rule) != 0
		    || strcmp(decision->type, decided->type) != 0)
			continue;
		print_decision(summary, decision, line, out);
		shown++;
	}
	if (decided->departs > shown)
		text_append_format(out, "    and %" PRId64 " more, in the run file's table decision\n",
		                   decided->departs - shown);
}

static const char *dormant_because(const char *because)
{
	if (!strcmp(because, "no_period"))
		return "it holds in no period of this run";
	if (!strcmp(because, "no_record"))
		return "there is no such record";
	return "there is no outcome at that time";
}

static void print_dormant(const struct summary *summary, struct text *line, struct text *out)
{
	int64_t shown = 0;

	if (!summary->dormant)
		return;
	report_count(line, summary->dormant);
	text_append(line, summary->dormant == 1 ? " decision is dormant" : " decisions are dormant");
	print_line(out, line, 2);
	for (size_t i = 0; i < summary->decision_count && shown < DECISIONS_SHOWN; i++) {
		const struct summary_decision *decision = &summary->decisions[i];

		if (strcmp(decision->effect, "dormant") != 0)
			continue;
		text_append_format(line, "decision %s, %s %s, %s: %s", decision->name, decision->type, decision->key,
		                   decision->rule, dormant_because(decision->because ?: ""));
		print_line(out, line, 4);
		shown++;
	}
	if (summary->dormant > shown)
		text_append_format(out, "    and %" PRId64 " more, in the run file's table decision\n",
		                   summary->dormant - shown);
}

/* A rule stands once for each period. */
static const char *title_of_rule(const struct summary *summary, const struct summary_decided *decided)
{
	for (size_t i = 0; i < summary->rule_count; i++) {
		const struct summary_rule *rule = &summary->rules[i];

		if (!strcmp(rule->type, decided->type) && !strcmp(rule->name, decided->rule))
			return title_of(rule->title, rule->name);
	}
	return decided->rule;
}

void report_decided(const struct summary *summary, struct text *out)
{
	struct text line = TEXT_INIT;
	int64_t departs = 0;

	for (size_t i = 0; i < summary->decided_count; i++)
		departs += summary->decided[i].departs;
	if (!departs)
		return;
	report_count(&line, departs);
	text_append(&line, departs == 1 ? " outcome was decided otherwise than its rule gives: see Decisions"
	                                : " outcomes were decided otherwise than their rules give: see Decisions");
	print_line(out, &line, 2);
	text_release(&line);
}

void report_decisions(const struct summary *summary, struct text *out)
{
	struct text line = TEXT_INIT;

	if (!summary->decided_count && !summary->dormant)
		return;
	report_heading(out, "Decisions");
	for (size_t i = 0; i < summary->decided_count; i++)
		print_rule(summary, &summary->decided[i], title_of_rule(summary, &summary->decided[i]), &line, out);
	print_dormant(summary, &line, out);
	out->failed |= line.failed;
	text_release(&line);
}
