/* summary.h: what a run file says, read for people and programs. Every report is made from this, so a report of a run just
 * done and one of a run of years ago are the same. */
#ifndef RECKON_RUN_SUMMARY_H
#define RECKON_RUN_SUMMARY_H

#include "base/memory.h"
#include "records/database.h"
#include "value/value.h"

/* Texts are never NULL unless it says so; numbers are as in schema/run.sql. */

struct summary_field {
	const char *name, *type;
	bool optional, personal, key;
	int64_t unknown;
};

struct summary_input {
	const char *type, *query;
	const char *filter; /* NULL: none */
	int64_t rows, left_out, undecided, undated;
	bool evaluated;
	struct summary_field *fields;
	size_t field_count;
};

struct summary_rule {
	const char *type, *name, *kind; /* record type, name, type of the outcome */
	const char *period;
	const char *title, *source; /* NULL: none */
	bool draft, eligibility, awards;
	int64_t eligible, not_eligible, known, none, unknown, award, award_unknown;
};

struct summary_missing {
	const char *type; /* record type whose outcomes are held up */
	const char *rule; /* "": any rule of it */
	const char *fact;
	int64_t records;
};

struct summary_total {
	const char *name;
	const char *title; /* NULL: none */
	const char *kind, *record_type, *type;
	const char **grouped_by; /* names */
	size_t group_count;
	struct summary_total_row {
		const char *period;
		const char **groups; /* group_count; NULL for the whole */
		const char *value;   /* plain; NULL: nothing is known */
		const char *shown;
		int64_t known, unknown;
	} * rows; /* period by period; in each the whole first */
	size_t row_count;
	bool cut; /* there are more rows than SUMMARY_ROWS_MOST */
};

struct summary_figure {
	const char *name, *type;
	const char *title, *source; /* NULL: none */
	struct summary_figure_row {
		const char *period;
		const char *value; /* plain; NULL: there is none */
		const char *shown;
		const char *because; /* names of the totals that make it incomplete; NULL: it is complete */
	} * rows;                    /* period by period */
	size_t row_count;
};

struct summary_bridge {
	const char *name, *type;
	const char *title, *source; /* NULL: none */
	struct summary_bridge_row {
		const char *period;
		const char *part, *name, *label;
		const char *value; /* NULL: nothing is known of it */
		const char *shown;
		const char *because; /* names of the totals for which its sum is not proved; NULL: it is */
	} * rows;                    /* period by period; in each the opening, the steps, the closing */
	size_t row_count;
};

struct summary_expectation {
	const char *name, *period, *type;
	const char **groups; /* group_count; 0: a figure, or the whole of a total */
	size_t group_count;
	const char *title, *source, *note, *unit; /* NULL: none */
	const char *expected;
	const char *found, *difference, *allowed; /* NULL: there is none */
	const char *outcome;
	const char *because; /* names of the totals that make it incomplete; NULL: none do */
	const char *path;
	int64_t line;
};

/* Of all of them, also of those that a report leaves out. */
struct summary_expectation_counts {
	int64_t exact, rounding, missed, incomplete;
};

struct summary_finding {
	const char *name, *level;
	const char *type;  /* "": it is about figures */
	const char *title; /* NULL: none */
	int64_t found, undecided;
	struct summary_finding_row {
		const char *key, *period, *message;
	} * rows; /* the first of those found, at most as many as were asked for */
	size_t row_count;
};

/* Of the outcomes of a rule that decisions are on, in all periods. Amounts (awards, or outcomes that are money) are of those that depart. */
struct summary_decided {
	const char *type, *rule, *kind; /* record type, name, type of the outcome */
	int64_t departs, same;
	struct summary_change {
		const char *given, *decided;
		int64_t count;
	} * changes; /* of eligibility: those that depart */
	size_t change_count;
	bool amounts; /* there are some */
	int64_t sum_given, sum_decided, unknown_given, unknown_decided;
};

struct summary_amount {
	bool there;
	int64_t pence;
};

struct summary_decision {
	int64_t position;
	const char *period; /* "": it is dormant */
	const char *name;   /* key of its row */
	const char *type, *key, *rule, *kind;
	const char *effect; /* departs, same, dormant */
	const char *given;  /* NULL: it is dormant */
	const char *decided;
	struct summary_amount given_amount, decided_amount; /* an award, or an outcome that is money */
	const char *by, *on, *reason;                       /* NULL: personal, and not kept */
	const char *because;                                /* NULL: it is not dormant */
};

struct summary_parameter {
	const char *name, *period, *type;
	const char *title, *value, *shown, *in_force, *source, *illustrative; /* each may be NULL */
	bool carried, overridden;
};

struct summary_entry {
	const char *name, *value;
};

struct summary {
	struct arena arena;
	struct summary_entry *manifest;
	size_t manifest_count;
	const char **periods;
	size_t period_count;
	struct summary_input *inputs;
	size_t input_count;
	struct summary_rule *rules; /* in the order declared; for each, every period */
	size_t rule_count;
	struct summary_missing *missing; /* by record type, then rule, then most records first */
	size_t missing_count;
	struct summary_total *totals; /* in the order declared */
	size_t total_count;
	struct summary_figure *figures; /* in the order declared */
	size_t figure_count;
	struct summary_bridge *bridges; /* in the order declared */
	size_t bridge_count;
	/* Those missed, those incomplete, those within rounding, the exact ones; of each in the scenario's order. */
	struct summary_expectation *expectations;
	size_t expectation_count;
	struct summary_expectation_counts expected;
	struct summary_finding *findings; /* errors, warnings, infos; of each level in the order declared */
	size_t finding_count;
	struct summary_decided *decided; /* by rule, in the order of decisions */
	size_t decided_count;
	int64_t dormant;
	struct summary_decision *decisions; /* the first SUMMARY_ROWS_MOST, in the order of their keys */
	size_t decision_count;
	struct summary_parameter *parameters;
	size_t parameter_count;
	const char **notes;
	size_t note_count;
	struct summary_entry *digests;
	size_t digest_count;
};

/* Groups of a total, rows of a finding, periods of a figure, expectations: a report is for reading. */
#define SUMMARY_ROWS_MOST 10000

/* Reads a whole run file's results, with at most `finding_rows` rows of each finding. */
int summary_read(struct summary *summary, struct database *file, size_t finding_rows, struct error *err);
void summary_release(struct summary *summary);

const char *summary_manifest(const struct summary *summary, const char *name); /* "" when it is not there */
const char *summary_seal(const struct summary *summary);

#endif
