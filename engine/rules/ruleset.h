/* ruleset.h: what the rule files declare, after loading: rules, totals and findings, with their places and what they read.
 *
 * Immutable once loaded, and free of Lua: functions are numbers. Function N is the Nth function that declarations handed
 * over, the same in every sandbox that loads the same files (sandbox.h), since loading is deterministic.
 */
#ifndef RECKON_RULES_RULESET_H
#define RECKON_RULES_RULESET_H

#include "base/error.h"
#include "base/memory.h"
#include "base/source.h"
#include "config/scenario.h"
#include "records/schema.h"
#include "value/value.h"

struct place {
	const struct source *source;
	int line, column; /* from 1; column 0: not known */
};

enum read_kind {
	READ_FIELD,     /* type, name */
	READ_OUTCOME,   /* type, name: another rule's outcome (or its award) */
	READ_RELATED,   /* type: the children's type, name: the relation of theirs that is followed */
	READ_ROLE,      /* type: the children's type; name: what a role of theirs asks for by name, comma between */
	READ_LOOKUP,    /* type: the reference table; name: the key fields, comma between */
	READ_PARAMETER, /* name: dotted */
	READ_AMOUNT,    /* name: a total or a figure, by a figure, a finding about figures, or a rule with `after` */
	READ_PREVIOUS /* of the period before: type, name: an outcome (or award); type -1, name: a total or a figure */
};

/* One thing that a function can read, as seen in the source before running it. */
struct read {
	enum read_kind kind;
	int type; /* index into the schema's types; -1 for parameters */
	const char *name;
	struct place place; /* where it is first read */
};

struct reads {
	struct read *items; /* unique by kind, type and name */
	size_t count;
	bool followed;             /* everything was followed: nothing can be read that is not listed */
	struct place not_followed; /* where the first thing is that could not be (when !followed) */
	bool shared;  /* several functions stand on its lines: some of what is listed may be another one's */
	bool bounded; /* proved: no loop, no recursion, no unbounded call: needs no instruction hook */
};

enum { NO_FUNCTION = -1 };

struct syntax_node;
struct formula;

/* A function that a declaration handed over. */
struct function {
	struct place place; /* where it begins */
	int last_line;
	int other_column; /* where another function of the same lines begins: Lua does not say which of them it is; 0: there is none */
	const char *text; /* its source, one line, for explanations: "c.income < p.limit"; may be NULL */
	struct reads reads;
	int on;       /* record type of its first argument; -1: none, or figures */
	bool figures; /* its first argument is the figures: of a figure, or of a finding about figures */
	int table;    /* the decision table that it is; -1: none */
	const struct syntax_node *syntax; /* NULL: a decision table, or more than one function stands on its lines */
	const struct formula *formula;    /* what it gives, without Lua (formula.h); NULL: only Lua knows */
	const struct formula
		*wider; /* that, or one with kinds that only Lua evaluates, for who asks how it comes about */
};

enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_TEST };
struct condition {
	enum condition_kind kind;
	const char *label;          /* tests: always; all and any: may be NULL */
	int function;               /* tests */
	struct condition *children; /* all, any: in the order written, at least one */
	size_t count;
	struct place place;
};

/* A rule, or one version of it: declarations of one name on one type, in force on different days, that share an outcome. They
 * have the same type, optional, values and dated_by, and all have an award or none has. The first declared stands for all. */
struct rule {
	const char *name;
	int on;                      /* index into the schema's types */
	enum type type;              /* of the outcome; TYPE_ELIGIBILITY for eligibility rules */
	bool optional;               /* the outcome may be nil: there is none */
	const char *const *statuses; /* type status: the declared list, NULL-terminated */
	const char *title, *source;  /* may be NULL */
	bool draft;
	bool asked;           /* no file declares it (asked.h): where its function fails, its outcome is unknown */
	bool left_out;        /* nobody asks for it (narrow.h): it is not planned */
	struct date from, to; /* first and last day the rule is in force; year 0: open */
	int dated_by;         /* date field that is the record's own assessment date; -1: the period's start */
	int compute;          /* function; NO_FUNCTION for eligibility */
	struct condition *conditions; /* eligibility */
	int award;                    /* function: money, or NO_FUNCTION */
	const char *award_name;       /* NAME_award, when there is an award */
	int *after;                   /* totals that it may read: it comes in a pass after theirs */
	size_t after_count;
	int first_version; /* index of the first declared, which may be its own */
	int next_version;  /* index of the next declared; -1: none */
	struct place place;
};

enum total_kind { TOTAL_SUM, TOTAL_COUNT, TOTAL_MIN, TOTAL_MAX };

/* A path from a record: "district", "household.district", "voucher_award". Resolved at loading. */
struct path {
	const char *text;
	int *relations; /* relation indexes followed, from the record's type on */
	size_t relation_count;
	int type;   /* type of the record at its end */
	int field;  /* field there, or -1 */
	int rule;   /* rule there, or -1 */
	bool award; /* the rule's award */
	enum type value_type;
};

struct total {
	const char *name;
	const char *title, *source; /* may be NULL */
	enum total_kind kind;
	int on;          /* record type */
	struct path of;  /* what is added up; for counting records: field and rule are -1 */
	struct path *by; /* groups */
	size_t by_count;
	int where; /* function, or NO_FUNCTION */
	struct place place;
};

/* A value for each period, computed from totals, parameters, other figures and its own past. */
struct figure {
	const char *name;            /* unique among figures and totals */
	enum type type;              /* any but TYPE_ELIGIBILITY */
	bool optional;               /* it may be nil: there is none */
	const char *const *statuses; /* type status: the declared list, NULL-terminated */
	const char *title, *source;  /* may be NULL */
	int compute;                 /* function */
	struct place place;
};

/* A figure, or the whole of a total, by name. */
struct amount {
	const char *name;
	int figure, total; /* index into the ruleset; the other is -1 */
};

/* opening + steps = closing, in every period. */
struct bridge {
	const char *name;
	const char *title, *source; /* may be NULL */
	struct amount opening, closing;
	struct amount *steps;
	size_t step_count;
	enum type type; /* of all of them: money, integer or decimal */
	struct place place;
};

enum finding_level { FINDING_INFO, FINDING_WARNING, FINDING_ERROR };
extern const char *const finding_level_names[]; /* "info", "warning", "error", NULL */

/* "published {published}, policy gives {proposed}": text, path, text, path, text. */
struct message {
	struct message_part {
		const char *text; /* NULL: this part is the path, or the amount of a finding about figures */
		struct path path;
		struct amount amount;
	} * parts;
	size_t count;
};

struct finding {
	const char *name;
	const char *title; /* may be NULL */
	int on;            /* -1: about figures, once a period */
	enum finding_level level;
	int when; /* function */
	struct message message;
	struct place place;
};

struct decision_table;

/* A decision table, as rule files make them, whoever asks it. Its rows are counted from 0. */
struct table_made {
	struct place place; /* of its call of decision_table */
	size_t row_count;
	bool in_file; /* its rows are those of a CSV file */
	const struct decision_table
		*content; /* of a file; NULL: its rows stand in Lua, or something is wrong with them */
};

struct ruleset {
	struct arena arena;
	const struct schema *schema; /* borrows */
	const char **files;          /* paths of the rule files, in order; required files are not among them */
	size_t file_count;
	struct rule *rules; /* in the order declared */
	size_t rule_count;
	int *rule_slots; /* for ruleset_rule: rule_index.c */
	size_t rule_slot_count;
	struct total *totals;
	size_t total_count;
	struct figure *figures;
	size_t figure_count;
	struct amount *amounts; /* figures and totals, sorted by name */
	size_t amount_count;
	struct bridge *bridges;
	size_t bridge_count;
	struct finding *findings;
	size_t finding_count;
	struct function *functions;
	size_t function_count;
	size_t declared_count; /* of functions: those that declarations handed over; what follows has a formula alone */
	struct table_made *tables; /* in the order made: the same in every sandbox */
	size_t table_count;
};

/* Loads scenario->rules: reads and parses each file, refuses what rules may not do, runs the declarations in a sandbox,
 * resolves names against the schema and the parameters, and finds what every function can read. All problems of all
 * files go to `problems` with place and nearest right name. Returns 0, or -1 when there was an error. Without a schema (NULL) only
 * what needs none is looked at: the ruleset stays empty. */
int ruleset_load(struct ruleset *ruleset, struct sources *sources, const struct scenario *scenario,
                 const struct schema *schema, struct problems *problems);
/* The same, and adds a warning for what is odd in decision tables (decision_table_check.h). */
int ruleset_load_checking(struct ruleset *ruleset, struct sources *sources, const struct scenario *scenario,
                          const struct schema *schema, struct problems *problems);
void ruleset_release(struct ruleset *ruleset);

/* Where a row of a decision table stands: its line in a CSV file (with what its column `source` says, or NULL), or the table's own
 * place. *number is what a reader would call it: its row in the spreadsheet, or its number in Lua, from 1. */
struct place ruleset_table_row(const struct ruleset *ruleset, int table, size_t row, size_t *number,
                               const char **source);

/* The figure or total called `name`; false: there is none. */
bool ruleset_amount(const struct ruleset *ruleset, const char *name, struct amount *amount);
enum type ruleset_amount_type(const struct ruleset *ruleset, const struct amount *amount);
/* By name, or by award name: the first version. -1: none. */
int ruleset_rule(const struct ruleset *ruleset, int on, const char *name);
/* Of the versions of `rule` (the first) the one in force on `day`; -1: none. */
int ruleset_version(const struct ruleset *ruleset, int rule, struct date day);
/* Whether the rule, whose first version is `rule`, gives every record an outcome, if only unknown: it is not optional, and neither it
 * nor its records have days outside which there is none. */
bool ruleset_always_gives(const struct ruleset *ruleset, int rule);
/* The one to speak of on `day`: that in force, otherwise the next to come, otherwise the last there was. */
int ruleset_version_near(const struct ruleset *ruleset, int rule, struct date day);

#endif
