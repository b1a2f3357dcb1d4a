/* plan.h: what a run will do, settled before it reads a record: which fields of which record types, which rules in which
 * order, which parameters on which days, which facts may be missing.
 *
 * A plan is immutable and shared by all workers. It borrows the ruleset, the schema and the scenario.
 */
#ifndef RECKON_EVALUATE_PLAN_H
#define RECKON_EVALUATE_PLAN_H

#include "config/scenario.h"
#include "records/schema.h"
#include "rules/ruleset.h"

#define KEY_MOST 16 /* columns of a key: of a record type, or of a lookup */

/* One column of the outcomes of a record type: a rule's outcome, or its award. */
struct plan_column {
	const char *name;
	enum type type;
	int rule; /* index into the ruleset: the first version; -1: PLAN_DECIDED */
	bool award;
};

/* The last column where the run has decisions: the rules of this record and period whose outcomes were decided, comma between; else none. */
#define PLAN_DECIDED "_decided"

struct plan_rule {
	int rule;    /* index into the ruleset: the first version */
	int column;  /* of its outcome; the award's is the next one */
	bool hooked; /* it, or a rule it may read, was not proved bounded */
	bool plain; /* it has one version, in force for every record in every period, and formulas for all its functions */
	bool batched; /* plain, and reads only its own record, and only batched rules, which come before it */
};

/* A reference table read by lookup(). */
struct plan_lookup {
	int type;          /* index into plan->types */
	const char *names; /* key fields in alphabetical order, comma between: as in READ_LOOKUP */
	int *key;          /* schema fields, in that order */
	size_t key_count;
};

struct plan_type {
	int schema_type; /* index into the schema's types */
	const struct record_type *record;
	int *fields; /* schema fields that are read, digested and kept, in the schema's order */
	size_t field_count;
	int *slot;                           /* schema field -> place among `fields`, or -1 */
	int *key_slots;                      /* the key's places among `fields` */
	int valid_from, valid_until, period; /* slots, or -1 */
	bool dated;                          /* it has one of these: its records may lie outside a period */
	size_t personal_count;               /* of `fields` */

	struct plan_rule
		*rules; /* in the order they are evaluated: what a rule reads comes before it where possible */
	size_t rule_count;
	int *rule_place;             /* ruleset rule, the first version -> place among `rules`, or -1 */
	struct plan_column *columns; /* by the rules' names */
	size_t column_count;
	int *totals; /* ruleset totals on this type */
	size_t total_count;
	int *findings;
	size_t finding_count;
	bool evaluated; /* has rules, totals or findings; others are only read by them */
	int first_fact; /* facts of this type: one for each schema field, then "no such row" */
};

/* A rule (its first version) that comes after a total. */
struct plan_wait {
	int rule, total;
};

/* Something that reads a parameter. */
struct plan_reader {
	int parameter; /* index into the scenario's; -1: what it reads could not be followed, and may be any */
	int rule;      /* index into the ruleset: a version; -1: a total, a figure or a finding */
};

/* The fields of a decision, as schema/decisions.sql has them. */
enum decision_field {
	DECISION_RECORD_TYPE,
	DECISION_RECORD_KEY,
	DECISION_RULE,
	DECISION_OUTCOME,
	DECISION_BY,
	DECISION_ON,
	DECISION_REASON,
	DECISION_AWARD, /* this one and those that follow need not be there */
	DECISION_FROM,
	DECISION_UNTIL,
	DECISION_FIELDS
};
extern const char *const decision_field_names[]; /* "record_type", ...; NULL at the end */

struct decisions;

/* Days on which a value is carried, until the next one of its parameter. */
struct plan_gap {
	const struct dated_value *value;
	struct date from, until; /* the first of them, and the first behind them */
};

struct plan {
	struct arena arena;
	const struct ruleset *ruleset;
	const struct schema *schema;
	const struct scenario *scenario;
	const struct period *periods;
	size_t period_count;
	struct plan_type *types; /* those that the run reads, by name */
	size_t type_count;
	int *type_place; /* schema type -> place among `types`, or -1 */
	struct plan_lookup *lookups;
	size_t lookup_count;
	const struct parameter **parameters; /* those that rules may read, by name */
	size_t parameter_count;
	struct plan_reader *readers; /* of parameters: by the parameter */
	size_t reader_count;
	struct date *breaks; /* days on which the value of some parameter changes, ascending */
	size_t break_count;
	struct plan_gap *gaps;
	size_t gap_count;
	int fact_count;
	int *passes; /* of each total, in each period: the pass that computes it, from 0; plan_passes.c says which */
	int last_pass;           /* the one that evaluates and writes everything */
	struct plan_wait *waits; /* each once */
	size_t wait_count;
	int decision_type;                    /* of the schema: holds decisions; -1: the scenario names none */
	int decision_fields[DECISION_FIELDS]; /* of it; -1: not there */
	struct decisions *decisions;          /* decision.h; NULL: not read, or the scenario names none */
	struct arena decided;                 /* owns them */
	struct plan_needs *needs;             /* between the functions of plan_passes.c */
};

/* Settles a run. Errors: a record type that cannot be used, several periods where none may be, `strict` with carried
 * parameters. Warnings: functions that could not be followed (all fields of their records are then read). */
int plan_make(struct plan *plan, const struct ruleset *ruleset, const struct scenario *scenario,
              struct problems *problems);
void plan_release(struct plan *plan);

/* Whether something reads the parameter as it is in force in the period: not only on the days of records, and not in rules that
 * are not in force then. */
bool plan_reads_in_period(const struct plan *plan, const struct parameter *parameter, const struct period *period);

/* Marks in needed[rule * period_count + period] (rules by their first version) the outcomes that the totals of a pass need. */
void plan_pass_needs(const struct plan *plan, int pass, bool *needed);
/* Marks the same for one outcome of one rule, and what it hangs on. */
void plan_outcome_needs(const struct plan *plan, int rule, size_t period, bool *needed);
/* The place of a rule (its first version) and a total among `waits`; -1: it does not come after it. */
int plan_wait(const struct plan *plan, int rule, int total);
/* Gives each period passes of its own, though it need not wait for the one before. For tests: it changes no result. */
void plan_one_by_one(struct plan *plan);

/* Calls `visit` with the reads of every function of all versions of a rule, given by its first. */
void plan_visit_rule(const struct ruleset *ruleset, int first, void (*visit)(void *, const struct reads *),
                     void *context);

/* "household.income", or "household: no such row". */
void plan_fact_name(const struct plan *plan, int fact, struct text *out);
/* The type (index into plan->types) and schema field of a fact; field -1: no such row. */
void plan_fact(const struct plan *plan, int fact, int *type, int *field);
int plan_fact_of_field(const struct plan *plan, int type, int schema_field);
int plan_fact_of_row(const struct plan *plan, int type);

#endif
