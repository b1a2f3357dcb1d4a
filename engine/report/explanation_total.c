/* explanation_total.c: what a total adds up, over how many records, and what is missing in it. */
#include "report/explanation.h"

#include "evaluate/figure.h"
#include "report/parts.h"

#include <stdlib.h>

static void append_cell(const struct total *total, enum type type, const struct total_cell *cell, struct text *out)
{
	report_value(type, total_cell_value(total, cell), out);
	if (cell->unknown) {
		text_append(out, " and ");
		report_count(out, cell->unknown);
		text_append(out, " unknown");
	}
}

static void print_groups(const struct explained *explained, enum type type, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT };
	const struct total *total = explained->total;
	struct table table;

	if (!explained->found->group_count)
		return;
	table_begin(&table, align, 2);
	table_row(&table);
	for (size_t i = 0; i < explained->found->group_count && !table.failed; i++) {
		const struct total_group *group = &explained->found->groups[i];
		struct text name = TEXT_INIT, value = TEXT_INIT;

		for (size_t j = 0; j < total->by_count; j++) {
			text_append(&name, j ? ", " : "");
			report_value(total->by[j].value_type, group->by[j], &name);
		}
		append_cell(total, type, &group->cell, &value);
		if (i)
			table_row(&table);
		table_cell(&table, 0, "%s", text_string(&name));
		table_cell(&table, 1, "%s", text_string(&value));
		out->failed |= name.failed || value.failed;
		text_release(&name);
		text_release(&value);
	}
	text_append(out, "Groups, by");
	for (size_t j = 0; j < total->by_count; j++)
		text_append_format(out, "%s %s", j ? "," : "", total->by[j].text);
	text_append_char(out, '\n');
	table_print(&table, out);
	table_release(&table);
}

#define MISSING_SHOWN 12

struct missing {
	int fact;
	int64_t records;
};

static int more(const void *a, const void *b)
{
	const struct missing *x = a, *y = b;

	if (x->records != y->records)
		return x->records < y->records ? 1 : -1;
	return (x->fact > y->fact) - (x->fact < y->fact);
}

/* The facts that hold up what is added up, over all periods of the run; of a field, that it is not known. */
static int64_t held_up(const struct explained *explained, int fact)
{
	const struct result *result = explained->result;
	const struct plan *plan = result->plan;
	const struct path *of = &explained->total->of;
	int type, field;

	if (of->rule >= 0)
		return result->held_up[(size_t) of->rule * (size_t) plan->fact_count + (size_t) fact];
	plan_fact(plan, fact, &type, &field);
	if (of->field < 0 || field != of->field || plan->types[type].schema_type != of->type)
		return 0;
	return result->types[type].unknown[plan->types[type].slot[field]];
}

static void print_missing(const struct explained *explained, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT };
	const struct plan *plan = explained->result->plan;
	struct table table;
	struct missing *all = calloc((size_t) plan->fact_count + 1, sizeof *all);
	size_t count = 0;

	if (!all) {
		out->failed = true;
		return;
	}
	for (int fact = 0; fact < plan->fact_count; fact++) {
		int64_t records = held_up(explained, fact);

		if (records)
			all[count++] = (struct missing){ fact, records };
	}
	qsort(all, count, sizeof *all, more);
	if (count)
		text_append_format(out, "What is missing, by how many records it holds up%s\n",
		                   plan->period_count > 1 ? " in all periods" : "");
	table_begin(&table, align, 2);
	for (size_t i = 0; i < count && i < MISSING_SHOWN; i++) {
		struct text name = TEXT_INIT;

		plan_fact_name(plan, all[i].fact, &name);
		table_row(&table);
		table_cell(&table, 0, "%s", text_string(&name));
		count_cell(&table, 1, all[i].records);
		out->failed |= name.failed;
		text_release(&name);
	}
	if (count)
		table_print(&table, out);
	table_release(&table);
	if (count > MISSING_SHOWN)
		text_append_format(out, "  and %zu more\n", count - MISSING_SHOWN);
	free(all);
}

static void print_what(const struct explained *explained, struct text *out)
{
	static const char *const verbs[] = { [TOTAL_SUM] = "the sum of",
		                             [TOTAL_COUNT] = "the number of",
		                             [TOTAL_MIN] = "the least of",
		                             [TOTAL_MAX] = "the greatest of" };
	const struct total *total = explained->total;
	const struct ruleset *ruleset = &explained->inputs.ruleset;
	struct text line = TEXT_INIT;

	text_append_format(&line, "It is %s %s", verbs[total->kind], total->of.text);
	if (total->where != NO_FUNCTION) {
		const struct function *where = &ruleset->functions[total->where];

		text_append_format(&line, ", of those for which %s holds (%s:%d)",
		                   where->text ? where->text : "'where'", where->place.source->path,
		                   where->place.line);
	}
	print_wrapped(out, text_string(&line), 0);
	text_clear(&line);
	text_append(&line, "records that are in it ");
	report_count(&line, explained->found->all.known);
	text_append(&line, ", and that may be, but are not known ");
	report_count(&line, explained->found->all.unknown);
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

void report_explained_total(const struct explained *explained, struct text *out)
{
	const struct total *total = explained->total;
	const struct ruleset *ruleset = &explained->inputs.ruleset;
	struct amount amount = { .figure = -1, .total = (int) (total - ruleset->totals) };
	enum type type = ruleset_amount_type(ruleset, &amount);
	struct text line = TEXT_INIT;

	text_append_format(&line, "%s%s%s%s", total->title ? total->title : "", total->title ? " (" : "", total->name,
	                   total->title ? ")" : "");
	print_wrapped(out, text_string(&line), 0);
	text_clear(&line);
	text_append_format(&line, "%s: ", explained->period->label);
	append_cell(total, type, &explained->found->all, &line);
	print_wrapped(out, text_string(&line), 0);
	if (total->source)
		print_wrapped(out, total->source, 2);
	text_clear(&line);
	text_append_format(&line, "%s:%d", total->place.source->path, total->place.line);
	print_wrapped(out, text_string(&line), 2);
	print_what(explained, out);
	print_groups(explained, type, out);
	print_missing(explained, out);
	out->failed |= line.failed;
	text_release(&line);
}
