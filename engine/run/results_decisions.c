/* results_decisions.c: the table decision: what was decided on single records, and what the rules give by themselves. */
#include "evaluate/decision.h"

#include "run/results.h"

/* The four values as a row borrows them. */
struct values {
	struct text given, given_shown, decided, decided_shown;
};

static void release(struct values *values)
{
	text_release(&values->given);
	text_release(&values->given_shown);
	text_release(&values->decided);
	text_release(&values->decided_shown);
}

static const struct rule *rule_of(const struct plan *plan, const struct decision *decision)
{
	return &plan->ruleset->rules[plan->types[decision->type].rules[decision->place].rule];
}

/* Plain, and as people write it. NULL: there is none, or it is not known. */
static const char *print_value(enum type type, struct value value, struct text *plain, struct text *shown)
{
	enum type printed = type == TYPE_ELIGIBILITY ? TYPE_STATUS : type;

	value_print_plain(printed, value, plain);
	value_print(printed, value, shown);
	return value.kind == VALUE_NONE || value.kind == VALUE_UNKNOWN ? NULL : text_string(plain);
}

static void pence_or_null(struct row *row, struct value award)
{
	if (award.kind == VALUE_INTEGER)
		row_integer(row, award.as.integer);
	else
		row_text(row, NULL);
}

/* Who, when or why; in this table it is not committed apart. */
static void unless_personal(struct row *row, const struct plan *plan, enum decision_field field, const char *text)
{
	const struct record_type *record = &plan->schema->types[plan->decision_type];

	row_text(row, record->fields[plan->decision_fields[field]].personal ? NULL : text);
}

/* `found` NULL: it is dormant, because of that. */
static int write_row(struct row *row, const struct plan *plan, const struct decision *decision,
                     const struct chunk_decision *found, const char *because, const char *path, struct error *err)
{
	const struct rule *rule = rule_of(plan, decision);
	struct values values = { .given = TEXT_INIT };
	struct value decided = decision->value, award = decision->award;
	const char *given = NULL, *plain;
	int failed;

	if (found) {
		given = print_value(rule->type, found->given, &values.given, &values.given_shown);
		decided = found->decided;
		award = found->decided_award;
	} else if (rule->type == TYPE_ELIGIBILITY) {
		decided = decided.as.integer ? value_text("eligible", 8) : value_text("not_eligible", 12);
	}
	plain = print_value(rule->type, decided, &values.decided, &values.decided_shown);
	row_integer(row, (int64_t) decision->position + 1);
	row_text(row, found ? plan->periods[found->period].label : "");
	row_text(row, decision->name);
	row_text(row, plan->types[decision->type].record->name);
	row_text(row, decision->record_key);
	row_text(row, rule->name);
	row_text(row, type_names[rule->type]);
	row_text(row, !found ? "dormant" : found->departs ? "departs" : "same");
	row_text(row, given);
	row_text(row, found ? text_string(&values.given_shown) : NULL);
	pence_or_null(row, found ? found->given_award : (struct value){ .kind = VALUE_NONE });
	row_text(row, plain);
	row_text(row, text_string(&values.decided_shown));
	pence_or_null(row, award);
	unless_personal(row, plan, DECISION_BY, decision->by);
	unless_personal(row, plan, DECISION_ON, decision->on);
	unless_personal(row, plan, DECISION_REASON, decision->reason);
	row_text(row, because);
	failed = values.given.failed || values.given_shown.failed || values.decided.failed
	         || values.decided_shown.failed;
	failed = failed ? error_memory(err) : row_insert(row, path, err);
	release(&values);
	return failed;
}

int writer_decision(struct writer *writer, const struct chunk_decision *found, struct error *err)
{
	struct text sql = TEXT_INIT;
	int failed = 0;

	if (!writer->decision.statement) {
		results_sql("decision", &sql);
		failed = sql.failed ? error_memory(err)
		                    : row_prepare(&writer->decision, writer->sqlite, text_string(&sql), err);
		text_release(&sql);
	}
	return failed ? -1
	              : write_row(&writer->decision, writer->plan, found->decision, found, NULL, writer->path, err);
}

int results_decisions(struct results *results, struct error *err)
{
	const struct decisions *decisions = results->plan->decisions;

	if (!decisions)
		return 0;
	if (results_open(results, "decision", err))
		return -1;
	for (size_t i = 0; i < decisions->count; i++) {
		const struct decision *decision = &decisions->items[i];
		const struct decision_result *result = &results->result->decisions[decision->position];
		const char *because = decision->first == decision->end ? "no_period"
		                      : !result->met                   ? "no_record"
		                                                       : "no_outcome";

		if (!result->periods
		    && write_row(&results->row, results->plan, decision, NULL, because, results->writer->path, err))
			return -1;
	}
	return 0;
}
