/* machine.h: one worker: a sandbox, its connection to the data, and the record that is being evaluated.
 *
 * | file         | does                                                              |
 * | machine.c    | makes a machine; calls functions, raises errors                   |
 * | outcome.c    | outcomes of rules; cycles                                         |
 * | decided.c    | decisions in the place of outcomes                                |
 * | condition.c  | condition trees in three values                                   |
 * | formula.c    | functions that need no Lua                                        |
 * | batch.c      | rules that need no Lua, on many records at a time                 |
 * | record.c     | records as rules see them: fields, outcomes, relations            |
 * | related.c    | finds parents, children and looked-up rows                        |
 * | host.c       | known(), lookup() and group()                                     |
 * | members.c    | related(): lists of records, and roles in them                    |
 * | gather.c     | any(), every(), count() and the like over such a list             |
 * | inforce.c    | the parameters `p` and the period `at`; what a record's dates say |
 * | chunk.c      | every record of a chunk: outcomes, totals, findings, leaves       |
 * | after.c      | totals as rules with `after` read them                            |
 * | figure.c     | when all records are done: figures and findings about them        |
 * | amount.c     | figures and totals as the functions of figures read them          |
 * | bridge.c     | bridges: that what they add up is what they close with            |
 * | trace.c      | what a machine that explains keeps of what it does (tracing.h)    |
 *
 * Functions that take a machine and no `err` run inside one protected call (machine_run) and raise Lua errors.
 */
#ifndef RECKON_EVALUATE_MACHINE_H
#define RECKON_EVALUATE_MACHINE_H

#include "evaluate/decision.h"
#include "evaluate/evaluate.h"
#include "evaluate/operation.h"
#include "rules/lua_value.h"
#include "rules/sandbox.h"

/* Whether a record's own dates (valid_from, valid_until) touch the period, and its own period is this one. */
enum validity { VALIDITY_UNASKED, VALIDITY_INSIDE, VALIDITY_OUTSIDE, VALIDITY_UNKNOWN };

enum outcome_state { OUTCOME_UNTRIED, OUTCOME_RUNNING, OUTCOME_DONE };

/* What a rule gave for a record. */
struct outcome {
	enum outcome_state state;
	struct value value; /* eligibility: VALUE_FLAG, or VALUE_UNKNOWN or VALUE_NONE */
	struct value award; /* eligibility with an award */
	const int *facts;   /* when value or award is unknown: what is missing, ascending */
	size_t fact_count;
	size_t depth;                  /* how many rules wait for one another for it; 0: of the main record */
	const struct decided *decided; /* NULL: it is what the rule gave */
};

/* A decision that an outcome came from, and what the rule gave by itself. */
struct decided {
	const struct decision *decision;
	struct outcome given;
};

/* A record as a rule meets it. The main record of each type is used again and again; parents, children and looked-up
 * rows come from a pool and go back to it. */
struct instance {
	struct machine *machine;
	int type;                   /* index into plan->types */
	int values_ref, proxy_ref;  /* Lua registry: the table that holds the fields, and the proxy that rules see */
	const struct value *values; /* field_count */
	bool in_lua;                /* the table of values_ref holds them */
	struct outcome *outcomes;   /* period by period; within one, as the plan's rules of the type */
	const struct decision *decisions; /* on it; NULL: none */
	size_t decision_count;
	int previous_ref;       /* Lua registry: what `at.previous` gives; LUA_NOREF until it is asked for */
	enum validity validity; /* in the period `validity_period` */
	size_t validity_period;
	struct arena *arena;       /* where this record's texts and facts live */
	struct instance **parents; /* by relation; NULL: not read yet */
	struct child_list {
		int64_t epoch; /* of the main record for which it was read */
		struct instance **items;
		size_t count;
	} * children;               /* as the machine's children */
	struct instance *next;      /* in a pool or a cache bucket */
	struct instance *next_made; /* every instance of the machine */
	struct text key;            /* canonical key: cached ones only */
};

#define CACHE_BUCKETS 512
#define CACHE_MOST    2048

/* Records found by key: parents, or the rows of one lookup. Emptied between main records when CACHE_MOST is passed. */
struct cache {
	struct instance *buckets[CACHE_BUCKETS];
	size_t count;
};

/* The records of one type that are not the main one. */
struct related_records {
	struct instance *free;
	struct instance *in_use; /* children of the main record: back to free with the next */
	struct cache cache;      /* parents */
	struct reader *by_key;   /* opened when first asked for */
};

/* Children of one type by one relation. */
struct children {
	int type, relation;      /* child's place in plan->types; index of its relation */
	struct reader *merged;   /* walks along with the main records of the chunk */
	bool merging;            /* `merged` was sought for this chunk */
	const struct value *row; /* waiting there; NULL: no more */
	struct reader *sought;   /* for any other record */
};

/* What a role of records of one type asks for by name: as in READ_ROLE. */
struct asked_role {
	int type; /* place in plan->types */
	const char *names;
};

struct lookup_reader {
	struct reader *reader; /* opened when first asked for */
	int *key;              /* schema fields, in the order of the reader's key */
	struct cache cache;
};

struct running {
	struct instance *instance;
	int place;               /* of the rule among the type's */
	const struct rule *rule; /* its version in force; the first while that is not known */
	size_t period;
	size_t deepest; /* of the outcomes that it read */
	size_t nested;  /* the machine's, where it began */
};

/* Rules that wait for one another: Lua allows 200 nested C calls, of which a tree of conditions takes four. */
#define RUNNING_MOST 40

struct figures;
struct trace;

/* A field of one record that has another value than is stored, wherever the record is met: as the main one, a parent or a child. */
struct substitute {
	int type; /* index into plan->types */
	const struct value *key;
	int slot;
	struct value value;
};

struct machine {
	const struct plan *plan;
	const struct evaluate_options *options;
	struct connection *connection;
	struct sandbox *sandbox;
	struct sources *sources;
	int functions_ref;                   /* Lua registry: the table of declared functions */
	int names_ref;                       /* for each plan type, a table from name to code (record.c) */
	int keys_ref;                        /* for each plan type, a list of its fields' names */
	int parameters_ref;                  /* for each period, and each interval between breaks, a `p` */
	int at_ref;                          /* for each period, an `at` */
	int totals_ref, previous_totals_ref; /* at.totals, at.previous.totals */
	struct value *parameter_values;      /* for each period, those of the scenario's parameters that are read */
	struct period_texts {
		char start[DATE_TEXT_SIZE], finish[DATE_TEXT_SIZE];
	} * period_texts; /* by period */

	struct instance *made;           /* every instance, to be freed at the end */
	struct instance **mains;         /* by plan type */
	int64_t epoch;                   /* counts main records */
	struct related_records *related; /* by plan type */
	struct children *children;
	size_t children_count;
	struct asked_role *roles;
	size_t role_count;
	struct lookup_reader *lookups; /* as plan->lookups */
	struct arena children_arena;   /* cleared with each main record */
	struct arena cache_arena;      /* cleared when the caches are */

	int pass;                   /* of the plan */
	const bool *needed;         /* a dry pass: what to evaluate, as plan_pass_needs says; NULL: everything */
	const struct result *known; /* its totals of earlier passes, and at the end all, can be read */
	uint8_t *read_incomplete;   /* as the result's */

	struct accumulator **totals;      /* as ruleset->totals; for each, every period */
	struct value *by;                 /* room for the groups of one record in a total */
	struct value *asked;              /* room for the group that group() asks for */
	struct text message;              /* of the finding being written: here, where a raise cannot lose it */
	struct rule_result *rule_results; /* as ruleset->rules; for each, every period */
	struct date *latest;              /* as the result's */
	struct finding_result *finding_results;
	int64_t *held_up, *records_held_up;
	int64_t *fact_epoch; /* by fact: the last main record it held up, so that each counts once */
	int64_t **unknown;   /* by plan type, by field */
	int64_t *undated;    /* by plan type */

	size_t period;           /* being evaluated */
	struct instance *called; /* the record that the function being run was called with */
	struct chunk *chunk;
	struct running running[RUNNING_MOST];
	size_t running_count;
	size_t nested;      /* functions that any() and the like are calling just now: each waits as a rule does */
	bool named;         /* the error on its way already names its record and rule */
	const int *missing; /* what the unknown that is being raised lacks */
	size_t missing_count;
	int missing_one, missing_dates[3]; /* room for a few */
	int *missing_room;                 /* room for all that there are */
	struct text scratch;
	struct text *told; /* no_row.c: what the decision table `told_table` was asked */
	int told_table;

	struct trace *trace;                 /* tracing.h; NULL: nobody asks why */
	const struct substitute *substitute; /* NULL: every record is what it is */

	struct batch *batch;     /* batch.h */
	struct figures *figures; /* while figures are evaluated (amount.h) */
};

struct machine *machine_new(const struct plan *plan, struct sources *sources, struct connection *connection,
                            const struct evaluate_options *options, struct error *err);
void machine_free(struct machine *machine); /* NULL is fine */
/* Before another run on the same machine: nothing was counted, and nothing is known of the records. */
void machine_begin_run(struct machine *machine);
/* Before the first scan of each pass. */
void machine_begin_pass(struct machine *machine, int pass, const bool *needed, const struct result *known);
/* Evaluates a chunk whose values are filled in: fills its outcomes, leaves and findings; in a dry pass adds to totals only. */
int machine_run(struct machine *machine, struct chunk *chunk, struct error *err);

/* The rest is between the files of the machine. */

/* [-0, +0, e] the outcome in `period` of the rule at `place` of the instance's type, evaluated once. */
const struct outcome *machine_outcome(struct machine *machine, struct instance *instance, int place, size_t period);
/* [-0, +0, e] calls declared function `function` on the instance (NULL: on the figures), for the rule's day. The result is on the
 * stack with CALL_OK. */
enum call_result machine_call(struct machine *machine, struct instance *instance, int function,
                              const struct rule *rule, struct error *err);
/* Raises unknown because of these facts. */
int machine_raise_missing(struct machine *machine, const int *facts, size_t count);
int machine_raise_missing_one(struct machine *machine, int fact);
/* Whether an outcome, or a figure, may have this value: there is none only where it is optional. */
int machine_check_value(enum type type, bool optional, struct value value, struct error *err);
/* no_row.c: the function gave nothing, which `err` says: where no row of a decision table matched, says that instead. */
void no_row_explain(struct machine *machine, struct instance *instance, int function, const struct rule *rule,
                    struct error *err);
/* Whether what a formula gave is an outcome of the type; if not, Lua says what is wrong with it. */
bool machine_fits(const struct rule *rule, const struct value *value, enum type type);
/* Whether a rule may have this outcome, or of TYPE_MONEY for eligibility, this award. */
int machine_check_outcome(const struct rule *rule, struct value value, enum type type, struct error *err);
/* What a rule's award function gives; unknown: the outcome has its facts. */
struct value machine_award(struct machine *machine, struct instance *instance, const struct rule *rule,
                           struct outcome *outcome);
/* The outcome as it is kept: an eligibility outcome is one of three words. */
struct value machine_shown(const struct rule *rule, struct value value);
/* Keeps a sorted copy, without doubles, of the facts just raised, in the instance's arena. */
void machine_keep_missing(struct machine *machine, struct instance *instance, struct outcome *outcome);
/* Raises `err`, naming the record and, where there is one, the rule. */
int machine_raise(struct machine *machine, const struct instance *instance, const char *rule, struct error *err);
int machine_raise_memory(struct machine *machine);
/* Raises `err`, which a function of a rule met at this record among others: the rule's own record is still to be named. */
int machine_raise_at(struct machine *machine, const struct instance *instance, struct error *err);
/* A function waits for one that it called by way of any() and the like. Raises where too many wait. */
void machine_enter(struct machine *machine);
void machine_append_key(const struct machine *machine, const struct instance *instance, struct text *out);

/* decided.c: puts the decision on the outcome of the rule at `place` in its place, where there is one for the period. `version`: the one in
 * force; NULL: none is, or it is not known which. */
void decided_settle(struct machine *machine, struct instance *instance, int place, const struct rule *version,
                    struct outcome *outcome);
/* Before the row's outcomes are evaluated: none is decided. */
void decided_begin(const struct plan *plan, struct chunk *chunk, size_t row);
/* Notes in the chunk what came of the decisions on the main record at `row`, whose outcomes are evaluated. */
void decided_note(struct machine *machine, const struct instance *instance, struct chunk *chunk, size_t row);

/* formula.c: what declared function `function` gives for the instance, for the rule's day (`rule` NULL: the period's).
 * FORMULA_UNKNOWN: machine->missing says which facts. FORMULA_LUA: call it, for Lua has to say. */
enum formula_result formula_evaluate(struct machine *machine, struct instance *instance, int function,
                                     const struct rule *rule, struct value *out);

/* condition.c: fills the outcome's value (VALUE_FLAG or VALUE_UNKNOWN) and facts. */
void condition_evaluate(struct machine *machine, struct instance *instance, const struct rule *rule,
                        struct outcome *outcome);

/* record.c */
void record_open(struct machine *machine);  /* names, keys and main instances */
void record_close(struct machine *machine); /* frees what instances and readers own; outside Lua */
struct instance *record_new(struct machine *machine, int type);
void record_fill(struct machine *machine, struct instance *instance, const struct value *values, struct arena *arena);
bool record_is_substituted(const struct machine *machine, int type, const struct value *values);
void record_push(struct machine *machine, struct instance *instance); /* [-0, +1] the proxy */
void record_push_previous(struct machine *machine,
                          struct instance *instance); /* [-0, +1] its outcomes in the period before */
/* Any value a path leads to; eligibility outcomes as VALUE_FLAG. */
struct value record_path(struct machine *machine, struct instance *instance, const struct path *path);

/* related.c: parents, children, and rows found by lookup() */
void related_next_main(struct machine *machine);  /* gives back what belonged to the main record before */
void related_next_chunk(struct machine *machine); /* the merged readers start again */
void related_next_pass(
	struct machine *machine); /* forgets cached records, whose outcomes may rest on what is not known yet */
void related_close(struct machine *machine);
/* PARENT_MISSING: what is missing is set for machine_raise_missing. PARENT_FAILED: `err` says how it cannot be read. */
enum parent { PARENT_FOUND, PARENT_NONE, PARENT_MISSING, PARENT_FAILED };
enum parent related_find_parent(struct machine *machine, struct instance *instance, int relation,
                                struct instance **out, struct error *err);
/* The same; raises where it cannot be read. NULL: *none, or what is missing is set. */
struct instance *related_parent(struct machine *machine, struct instance *instance, int relation, bool *none);
/* The children of `instance` by m->children[which]. */
const struct child_list *related_children(struct machine *machine, struct instance *instance, size_t which);
/* The row of lookup `which` with this key (in the order of lookups[which].key); NULL: what is missing is set. */
struct instance *related_lookup(struct machine *machine, size_t which, const struct value *key);

struct instance *record_at(lua_State *L, int index);     /* [-0, +0, e] raises when it is not a record */
struct instance *record_if_any(lua_State *L, int index); /* [-0, +0, -] NULL when it is not */
/* [-0, +(1|0), e] what a path as rules write it ("income", "household.district.name") leads to; false: what is missing is set. */
bool record_push_path(struct machine *machine, struct instance *instance, const char *path);

/* host.c: known(), lookup(), group(), and the list of all that rules ask by name */
extern const struct sandbox_host record_host;

/* after.c */
void after_open(struct machine *machine);                       /* makes at.totals and at.previous.totals */
void after_push_totals(struct machine *machine, bool previous); /* [-0, +1] */
void after_push_group(struct machine *machine, int total);      /* [-0, +1] what group() gives to a rule */

/* inforce.c */
void inforce_open(struct machine *machine);
void inforce_push_parameters(struct machine *machine, const struct instance *instance,
                             const struct rule *rule); /* [-0, +1] */
void inforce_push_at(struct machine *machine);         /* [-0, +1] */
/* The scenario's parameter number `index`, in force in the period; VALUE_UNKNOWN: it has no value, or none may be read. */
const struct value *inforce_parameter(const struct machine *machine, int index);
struct value inforce_at(const struct machine *machine, int part);                   /* enum formula_at */
enum validity inforce_validity(struct machine *machine, struct instance *instance); /* asked once a period */
/* With VALIDITY_UNKNOWN: which of its dates are missing. */
void inforce_missing(struct machine *machine, const struct instance *instance);

#endif
