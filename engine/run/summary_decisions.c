/* summary_decisions.c: what a run file says of decisions on single records. */
#include "run/reading.h"

#include "run/stored.h"

#include <string.h>

static bool is_text(const char *text, const char *other)
{
	return text && !strcmp(text, other);
}

/* The counts of a rule's decisions; NULL: out of memory. */
static struct summary_decided *decided_of(struct reading *reading, const struct summary_decision *decision)
{
	struct summary *summary = reading->summary;
	struct summary_decided *decided = summary->decided;

	for (size_t i = 0; i < summary->decided_count; i++, decided++) {
		if (!strcmp(decided->type, decision->type) && !strcmp(decided->rule, decision->rule))
			return decided;
	}
	decided = reading_more(reading, &summary->decided, &summary->decided_count, sizeof *decided);
	if (decided)
		*decided = (struct summary_decided){ .type = decision->type,
			                             .rule = decision->rule,
			                             .kind = decision->kind };
	return decided;
}

static void count_change(struct reading *reading, struct summary_decided *decided, const char *given, const char *to)
{
	struct summary_change *change = decided->changes;

	for (size_t i = 0; i < decided->change_count; i++, change++) {
		if (!strcmp(change->given, given) && !strcmp(change->decided, to)) {
			change->count++;
			return;
		}
	}
	change = reading_more(reading, &decided->changes, &decided->change_count, sizeof *change);
	if (change)
		*change = (struct summary_change){ given, to, 1 };
}

/* Whoever wrote the file: as far as numbers go. */
static void add_amount(int64_t *sum, int64_t *unknown, const struct summary_amount *amount)
{
	if (!amount->there)
		++*unknown;
	else if (__builtin_add_overflow(*sum, amount->pence, sum))
		*sum = amount->pence < 0 ? INT64_MIN : INT64_MAX;
}

static void count_decision(struct reading *reading, const struct summary_decision *decision)
{
	struct summary_decided *decided;

	if (!strcmp(decision->effect, "dormant")) {
		reading->summary->dormant++;
		return;
	}
	decided = decided_of(reading, decision);
	if (!decided)
		return;
	if (strcmp(decision->effect, "departs") != 0) {
		decided->same++;
		return;
	}
	decided->departs++;
	if (!strcmp(decision->kind, type_names[TYPE_ELIGIBILITY]))
		count_change(reading, decided, decision->given ?: "", decision->decided);
	decided->amounts |= decision->given_amount.there || decision->decided_amount.there;
	add_amount(&decided->sum_given, &decided->unknown_given, &decision->given_amount);
	add_amount(&decided->sum_decided, &decided->unknown_decided, &decision->decided_amount);
}

/* An award, or the outcome itself where that is money. */
static struct summary_amount read_amount(const struct reading *reading, const char *kind, int award, int value)
{
	int column = is_text(kind, type_names[TYPE_MONEY]) ? value : award;

	return (struct summary_amount){ .there = sqlite3_column_type(reading->statement, column) != SQLITE_NULL,
		                        .pence = reading_number(reading, column) };
}

static void add_decision(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_decision decision = { .position = reading_number(reading, 0),
		                             .period = reading_text(reading, 1),
		                             .name = reading_text(reading, 2),
		                             .type = reading_text(reading, 3),
		                             .key = reading_text(reading, 4),
		                             .rule = reading_text(reading, 5),
		                             .kind = reading_text(reading, 6),
		                             .effect = reading_text(reading, 7),
		                             .given = reading_maybe(reading, 8),
		                             .decided = reading_text(reading, 9),
		                             .by = reading_maybe(reading, 10),
		                             .on = reading_maybe(reading, 11),
		                             .reason = reading_maybe(reading, 12),
		                             .because = reading_maybe(reading, 13) };
	struct summary_decision *kept;

	decision.given_amount = read_amount(reading, decision.kind, 14, 15);
	decision.decided_amount = read_amount(reading, decision.kind, 16, 17);
	count_decision(reading, &decision);
	if (summary->decision_count >= SUMMARY_ROWS_MOST)
		return;
	kept = reading_more(reading, &summary->decisions, &summary->decision_count, sizeof *kept);
	if (kept)
		*kept = decision;
}

/* What is PERSONAL stands with the records alone, if those were kept: their rows come in the order of the positions. */
struct personal {
	size_t next;        /* of the decisions */
	int by, on, reason; /* columns; -1: not there */
};

static const char *read_personal(struct reading *reading, const char *known, int column)
{
	return known || column < 0 ? known : reading_maybe(reading, column);
}

static int read_rows(struct reading *reading, struct personal *personal)
{
	struct summary *summary = reading->summary;
	int64_t position = 0;
	int code;

	while ((code = sqlite3_step(reading->statement)) == SQLITE_ROW && !reading->failed) {
		position++;
		for (; personal->next < summary->decision_count
		       && summary->decisions[personal->next].position <= position;
		     personal->next++) {
			struct summary_decision *decision = &summary->decisions[personal->next];

			decision->by = read_personal(reading, decision->by, personal->by);
			decision->on = read_personal(reading, decision->on, personal->on);
			decision->reason = read_personal(reading, decision->reason, personal->reason);
		}
	}
	if (reading->failed)
		return error_memory(reading->err);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : connection_error(reading->file, code, reading->err);
}

static int read_from(struct reading *reading, const struct stored_type *type)
{
	struct personal personal = { 0, -1, -1, -1 };
	int failed;

	for (size_t i = 0; i < type->record.field_count; i++) {
		const char *name = type->record.fields[i].name;

		personal.by = strcmp(name, "decided_by") ? personal.by : (int) i;
		personal.on = strcmp(name, "decided_on") ? personal.on : (int) i;
		personal.reason = strcmp(name, "reason") ? personal.reason : (int) i;
	}
	if (stored_records(reading->file, type, NULL, &reading->statement, reading->err))
		return -1;
	failed = read_rows(reading, &personal);
	sqlite3_finalize(reading->statement);
	reading->statement = NULL;
	return failed;
}

int summary_read_decisions(struct reading *reading)
{
	static const char sql[] =
		"SELECT position, period, decision, record_type, key, rule, type, effect, given_shown, "
		"decided_shown, decided_by, decided_on, reason, because, given_award, given, decided_award, "
		"decided FROM decision ORDER BY position, period";
	const char *name = summary_manifest(reading->summary, "decisions");
	const struct stored_type *type;
	struct stored_types types;
	bool there;

	if (reading_each(reading, sql, add_decision))
		return -1;
	if (!*name || !reading->summary->decision_count)
		return 0;
	if (stored_types_read(reading->file, &reading->summary->arena, &types, reading->err))
		return -1;
	type = stored_type_named(&types, name);
	if (!type)
		return 0;
	if (stored_table_is_there(reading->file, "record_", name, &there, reading->err))
		return -1;
	return there ? read_from(reading, type) : 0;
}
