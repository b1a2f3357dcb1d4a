/* evaluate.h: the pure function: records in, outcomes out, in key order, whatever the number of workers.
 *
 * evaluate() reads each record type of the plan in key order, in chunks, once, or again for each pass that the plan needs.
 * Workers evaluate chunks side by side; the sink gets those of the last pass, one by one in order. What is small (counts, totals, missing facts, roots) comes back in the result.
 */
#ifndef RECKON_EVALUATE_EVALUATE_H
#define RECKON_EVALUATE_EVALUATE_H

#include "base/sha256.h"
#include "base/text.h"
#include "evaluate/plan.h"
#include "evaluate/total.h"
#include "records/database.h"
#include "records/reader.h"

#include <stdatomic.h>

#define CHUNK_RECORDS 1024

struct decision;

/* A finding on one record of a chunk. */
struct chunk_finding {
	int finding; /* index into the ruleset */
	size_t row;  /* record within the chunk */
	size_t period;
	bool undecided; /* its `when` is unknown; no message then */
	const char *message;
	size_t message_length;
};

/* What came of a decision on a record of a chunk, in one of the periods that it holds in. */
struct chunk_decision {
	const struct decision *decision;
	size_t row, period;
	bool applies; /* there is an outcome to decide; the rest is empty where there is none */
	bool departs; /* from what the rule gave */
	struct value given, given_award, decided,
		decided_award; /* as chunk->outcomes; awards of rules that have none are none */
};

/* What an outcome of a record of a chunk lacks. */
struct chunk_missing {
	int rule; /* index into the ruleset: the first version */
	size_t row, period;
	const int *facts; /* ascending */
	size_t fact_count;
};

/* Up to CHUNK_RECORDS records of one type, with their outcomes. Everything in it lives until the sink returns. */
struct chunk {
	int type; /* index into plan->types */
	size_t count;
	struct value *values;                /* count rows of field_count */
	uint8_t (*leaves)[SHA256_SIZE];      /* a leaf for each row */
	uint8_t (*commitments)[SHA256_SIZE]; /* count rows of personal_count */
	struct value *
		outcomes; /* count records, each period_count rows of column_count; VALUE_UNKNOWN and VALUE_NONE too */
	uint8_t (*outcome_leaves)[SHA256_SIZE]; /* count x period_count */
	struct merkle record_tree,
		outcome_tree; /* parts of the tables' trees; of outcomes only where none is absent */
	bool *absent;         /* count x period_count: outside the record's own dates, so there is no row */
	struct chunk_finding *findings;
	size_t finding_count, finding_capacity;
	struct chunk_decision *decisions;
	size_t decision_count, decision_capacity;
	struct text kept_records, kept_outcomes; /* the sink's own: what it makes of them in prepare() */
	struct chunk_missing *missing;           /* where the options ask for it: each outcome that is unknown */
	size_t missing_count, missing_capacity;
	struct arena arena;
};

struct sink {
	void *context;
	/* A record type begins; its chunks follow, in key order. Called in the order of plan->types. */
	int (*begin)(void *context, const struct plan_type *type, struct error *err);
	/* May be NULL. Called for each chunk before `chunk` is, out of order and for several at once. */
	int (*prepare)(void *context, struct chunk *chunk, struct error *err);
	int (*chunk)(void *context, const struct chunk *chunk, struct error *err);
};

struct rule_result {
	int64_t eligible, not_eligible; /* eligibility rules */
	int64_t known;                  /* others: outcomes that are there */
	int64_t none;                   /* no outcome: outside the rule's or the record's dates, or an optional nil */
	int64_t unknown;
	struct total_cell award; /* eligibility: the awards' sum and its unknowns */
};

struct finding_result {
	int64_t found, undecided;
};

/* What came of a decision in the whole run. */
struct decision_result {
	bool met;        /* its record is there */
	size_t periods;  /* in which it applies; 0: it is dormant */
	size_t departed; /* of them: in which it departs from the rule */
};

/* How a rule read a total of which not everything is known. */
enum read_incomplete { READ_INCOMPLETE_WHOLE = 1, READ_INCOMPLETE_GROUP = 2 };

struct type_result {
	struct record_counts counts;
	int64_t *unknown;          /* for each field read: rows in which it is not known */
	int64_t undated;           /* records whose own dates touch no period of the run */
	uint8_t root[SHA256_SIZE]; /* of the records read */
	uint8_t outcome_root[SHA256_SIZE];
};

/* A figure in one period. */
struct figure_result {
	struct value value;  /* VALUE_NONE: there is none */
	const char *because; /* names of the totals that make it incomplete, comma between; NULL: it is complete */
};

/* A bridge in one period. */
struct bridge_result {
	bool absent; /* its opening or closing figure is none, and that is certain */
	struct value opening, closing;
	struct value *steps; /* as the bridge's */
	const char *because; /* incomplete because of these totals: its sum is not proved; NULL: it is */
};

/* A finding about figures in one period. */
struct figure_finding {
	int finding; /* index into the ruleset */
	size_t period;
	const char *message; /* NULL: it does not hold for what is known, and not all is: undecided */
};

enum expectation_outcome { EXPECTATION_EXACT, EXPECTATION_ROUNDING, EXPECTATION_MISSED, EXPECTATION_INCOMPLETE };
extern const char *const expectation_outcome_names[]; /* "exact", "rounding", "missed", "incomplete", NULL */

/* One published value, held against what was found. */
struct expectation_result {
	const struct expectation *expectation;
	size_t period;
	enum type type;
	struct value expected, found; /* found VALUE_NONE: there is none, or nothing is known */
	struct value difference;      /* found - expected; VALUE_NONE where there is none to take */
	struct value allowed;         /* the most that rounding explains, 0: nothing; VALUE_NONE: no number */
	enum expectation_outcome outcome;
	const char *because; /* with EXPECTATION_INCOMPLETE: the totals, comma between */
};

/* What is counted for a rule stands with the first of its versions. */
struct result {
	struct arena arena;
	const struct plan *plan;
	struct type_result *types;              /* as plan->types */
	struct rule_result *rules;              /* as ruleset->rules; for each, every period */
	struct finding_result *findings;        /* as ruleset->findings */
	struct decision_result *decisions;      /* by position (decision.h) */
	struct total_result *totals;            /* as ruleset->totals; for each, every period */
	struct figure_result *figures;          /* as ruleset->figures; for each, every period */
	struct bridge_result *bridges;          /* as ruleset->bridges; for each, every period */
	struct figure_finding *figure_findings; /* by finding, then period */
	size_t figure_finding_count;
	struct expectation_result *expectations; /* as the scenario's, value by value */
	size_t expectation_count;
	uint8_t *
		read_incomplete; /* [wait x period_count + period]: enum read_incomplete, of plan->waits' rule and total */
	struct date *
		latest; /* [rule x (1 + gap_count)]: of those dated by their records the last day, then that in each of plan->gaps;
	                      * year 0: none */
	int64_t *held_up; /* [rule x fact_count + fact]: records whose outcome of that rule a missing fact holds up */
	int64_t *records_held_up; /* [type place x fact_count + fact]: records with any rule held up by it */
};

struct coverage;
struct evaluate_options {
	size_t jobs;               /* at least 1 */
	size_t memory;             /* for each worker's Lua; 0: the default */
	int64_t instructions;      /* for each evaluation; 0: the default */
	bool lua_only;             /* no formulas: for holding what they give against Lua */
	bool missing;              /* chunks say what unknown outcomes lack */
	struct coverage *coverage; /* NULL, or what notes what is exercised (coverage.h), with lua_only; one job */
	bool tracing;              /* rules are handed what can be traced: of a machine that explains (explain.h) */
	const void *secret;        /* key for the commitments of PERSONAL fields; NULL: none */
	size_t secret_length;
	atomic_bool *cancelled; /* may be NULL; set by a signal: evaluation stops with an error */
	/* May be NULL: where it is not, rows are counted before they are read. Passes count from 1. */
	void (*progress)(void *context, int pass, int passes, const char *type, int64_t done, int64_t rows);
	void *progress_context;
};

/* Evaluates. `database` has jobs + 1 connections: the scan's, then one for each worker. Fills `result` (release it in
 * any case). The first error in key order is the one reported, whatever the number of jobs. */
int evaluate(const struct plan *plan, struct sources *sources, struct database *database,
             const struct evaluate_options *options, const struct sink *sink, struct result *result,
             struct error *err);
void result_release(struct result *result);
/* Only the passes before the last, which find the totals that rules wait for. */
int evaluate_totals(const struct plan *plan, struct sources *sources, struct database *database,
                    const struct evaluate_options *options, struct result *result, struct error *err);

/* The same for one state of the data after another, which is far quicker than evaluating each by itself: `database` may be written
 * between two calls. All but `result` and `sink` are borrowed until it is closed. After an error it is only good for closing. */
struct evaluator;
int evaluator_open(struct evaluator **evaluator, const struct plan *plan, struct sources *sources,
                   struct database *database, const struct evaluate_options *options, struct error *err);
int evaluator_run(struct evaluator *evaluator, const struct sink *sink, struct result *result, struct error *err);
void evaluator_close(struct evaluator *evaluator); /* NULL is fine */

/* Whether a value of a parameter was carried for a rule dated by its records; *day: the last of their days on which it was. */
bool result_carried(const struct result *result, const struct parameter *parameter, const struct dated_value *value,
                    struct date *day);

const char *evaluate_lua_version(void); /* "Lua 5.4.4" */

#endif
