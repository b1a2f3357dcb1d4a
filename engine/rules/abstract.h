/* abstract.h: how the analysis follows a file: abstract values, frames, and its state. Private to analyse.c, abstract.c,
 * written.c, reads.c, read_amounts.c, misuse.c, misuse_given.c, misuse_graded.c, misuse_nil.c, misuse_operand.c, misuse_table.c, quantities.c, follow.c,
 * calls.c, calls_lists.c and statements.c.
 *
 * A value is a set of atoms: everything that it may be. The empty set is nil. First every file is followed as it loads,
 * which makes the closures that declarations hand over; then each declared function is followed on its own.
 */
#ifndef RECKON_RULES_ABSTRACT_H
#define RECKON_RULES_ABSTRACT_H

#include "rules/analyse.h"

#define MAX_ATOMS      32      /* of one value; beyond it is not known what it may be */
#define MAX_INLINED    20      /* calls inside calls */
#define MAX_DEPTH      1500    /* of our own recursion */
#define MAX_ROUNDS     8       /* of a loop, until nothing new comes */
#define LOAD_STEPS     2000000 /* for loading all files */
#define FUNCTION_STEPS 200000  /* for one function */
#define TOTAL_STEPS    20000000
#define BOUNDED_STEPS  20000 /* a function that took more may be without loops, but is not quick */
#define BOUNDED_LOOP   1000  /* how often constant loops may go round in all */

enum atom_kind {
	ATOM_PLAIN,  /* money, text, flag...: holds nothing, cannot be called; type: its own plus one; 0: not known;
	              * text "period": at.period; quantity_boundary: at.start and at.finish; node: a whole number that stands there */
	ATOM_TEXT,   /* that text */
	ATOM_RECORD, /* of type */
	ATOM_LIST,   /* records of type */
	ATOM_PARAMETERS,      /* the group named text; "" is p itself */
	ATOM_GRADED,          /* a parameter named text, a scale or by category; type: what `:of` gives, plus one */
	ATOM_OF,              /* its function `of`; likewise */
	ATOM_AT,              /* type: of the record */
	ATOM_PREVIOUS,        /* outcomes of type in the period before; -1: figures and totals */
	ATOM_FIGURES,         /* what a figure's function gets: figures and totals */
	ATOM_TOTALS,          /* at.totals */
	ATOM_PREVIOUS_TOTALS, /* at.previous.totals */
	ATOM_FUNCTION,        /* node, in file, inside frame */
	ATOM_TABLE,
	ATOM_LIBRARY,  /* text: "money", "table", "table.insert" */
	ATOM_DECISION, /* a decision table: node its call, table its argument */
	ATOM_OPAQUE    /* made while loading, not known: holds no record, may be a function */
};

struct frame;
struct table;

struct atom {
	enum atom_kind kind;
	int type;
	const char *text;
	const struct analysed_file *file;
	const struct syntax_node *node;
	struct frame *frame;
	struct table *table;
	const char *const
		*statuses; /* ATOM_PLAIN of type status: all that it can be, NULL-terminated; NULL: not known */
};

struct abstract {
	const struct atom *items; /* immutable */
	size_t count;
};

/* What a call gives: its first result, and what any further one may be. */
struct multi {
	struct abstract first, rest;
};

struct table_field {
	struct table_field *next;
	const char *name;
	struct abstract value;
};

/* A table, known by where it is made. */
struct table {
	struct table *next; /* of the same frame */
	const struct syntax_node *node;
	bool loading; /* made while loading: read-only since */
	int mark;     /* last walk that came by */
	struct table_field *fields;
	struct abstract positional, computed; /* by number; by a key that is not known */
};

/* A loop that is being followed: what holds where it is left by break. */
struct loop {
	struct abstract *left; /* NULL: nowhere yet */
};

/* A function being followed, for one place that calls it. */
struct frame {
	const struct analysed_file *file;
	const struct syntax_node *function, *call;
	struct frame *parent; /* the enclosing function's */
	struct frame *caller;
	struct frame *called, *sibling; /* frames of the calls made from here */
	struct table *tables;
	struct abstract *locals;   /* by slot, as they are at this point */
	struct abstract *captured; /* by slot, for those that inner functions name: all they ever are */
	struct abstract varargs;
	struct multi result;
	struct loop *loop;
	int depth;
	bool returned; /* a value */
	bool stopped;  /* nothing behind here is reached: return or break */
	bool again;    /* was followed before */
	bool loading;
};

/* A declaration as it is written: rule "name" { ... }. */
struct written {
	size_t begin, end; /* bytes of the file */
	const char *kind, *name;
};

struct module {
	struct frame *frame; /* NULL: not followed yet */
	bool running;
	struct written *written; /* as they begin */
	size_t written_count;
};

/* What handed a function over. */
struct owner {
	const char *kind, *name;     /* "rule", "proposed"; NULL: not known */
	const struct rule *rule;     /* NULL: another declaration */
	enum type wanted;            /* of what the function gives */
	bool optional;               /* it may give nothing */
	bool asks;                   /* it is a test: of a condition, `when` or `where` */
	const char *const *statuses; /* all that it may give, where it gives statuses; NULL: any */
	bool gives_money;
	bool figures; /* it is given the figures, not a record */
	bool records; /* a total's or a finding's, which is given a record */
};

struct reported {
	const struct analysed_file *file;
	size_t offset;
	const char *message;
};

/* A place among the reads of the function whose turn it was, by a hash of kind, type and name. */
struct read_slot {
	size_t turn, place;
};

struct analysis {
	struct ruleset *ruleset;
	const struct schema *schema;
	const struct analysed_file *files;
	struct module *modules; /* one a file */
	size_t file_count;
	const struct parameters *parameters;
	struct problems *problems;
	struct arena load_arena, function_arena;
	struct arena *arena; /* one of the two */
	bool loading, memory_failed;
	bool load_incomplete; /* loading may have made closures that were not seen */
	long steps, step_limit, total_steps;
	int depth, loops;
	long rounds;  /* product of the constant loops around here */
	long changes; /* counts what was added to tables and captured locals */
	int mark;
	struct atom *closures; /* functions and decision tables made while loading */
	size_t closure_count, closure_capacity;
	struct reported *reported;
	size_t reported_count, reported_capacity;
	struct owner *owners; /* by function */
	/* of the function being followed */
	struct owner owner;
	struct read *reads;
	size_t read_count, read_capacity;
	struct read_slot *read_slots; /* by which each of `reads` is found; a power of two of them */
	size_t read_slot_count;
	size_t turn; /* counts the functions that were followed: slots of earlier ones are empty */
	bool followed, bounded;
	size_t matches; /* functions that may be the one */
	bool checking;  /* what a run finds at a record is said too */
	bool certain;   /* it is certain which closure is followed */
	bool quiet;     /* this one is most likely another declaration's, which will report what is wrong with it */
	struct place not_followed;
};

/* abstract.c */
void *analysis_alloc(struct analysis *analysis, size_t size);
bool analysis_step(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, long steps);
void analysis_not_followed(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node);
void analysis_keep(struct analysis *analysis, const struct atom *closure); /* while loading: it may be declared */
struct abstract abstract_atom(struct analysis *analysis, struct atom atom);
struct abstract abstract_plain(void);
struct abstract abstract_opaque(void);
struct abstract abstract_join(struct analysis *analysis, struct abstract a, struct abstract b);
bool abstract_grow(struct analysis *analysis, struct abstract *value, struct abstract more); /* true: it grew */
bool abstract_is_text(struct abstract value);                          /* known texts and nothing else */
bool abstract_holds(struct analysis *analysis, struct abstract value); /* records or functions, in tables too */
struct table *table_at(struct analysis *analysis, struct frame *frame, const struct syntax_node *node);
void table_set(struct analysis *analysis, struct table *table, const char *name, struct abstract value);
void table_add(struct analysis *analysis, struct table *table, struct abstract value); /* by a number */
struct abstract table_get(struct analysis *analysis, const struct table *table, const char *name);
struct abstract table_all(struct analysis *analysis, const struct table *table);
struct frame *frame_new(struct analysis *analysis, const struct analysed_file *file,
                        const struct syntax_node *function, struct frame *parent);
struct abstract local_get(struct analysis *analysis, struct frame *frame, const struct syntax_local *local);
void local_set(struct analysis *analysis, struct frame *frame, const struct syntax_local *local,
               struct abstract value);
struct abstract *frame_snapshot(struct analysis *analysis, struct frame *frame);
void frame_restore(struct frame *frame, const struct abstract *snapshot);
bool frame_merge(struct analysis *analysis, struct frame *frame, struct abstract *into); /* locals into a snapshot */

/* written.c */
void written_find(struct analysis *analysis, size_t file);
bool written_elsewhere(const struct analysis *analysis,
                       const struct atom *closure); /* than in the owner's declaration */

/* reads.c: names on records, parameters and `at`. `node` is the place that names it. */
void read_problem(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  const char *nearest, const char *hint, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
/* What may be meant after all: the rules run. */
void read_warning(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  const char *hint, const char *message);
void read_note(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
               enum read_kind kind, int type, const char *name);
struct abstract read_record(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                            int type, const char *name);
struct abstract read_path(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                          int type, const char *path);
bool read_parameter(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                    const char *group, const char *name, bool quiet, struct abstract *out);
struct abstract read_graded(struct analysis *analysis, const struct parameter *parameter);
struct abstract read_all_parameters(struct analysis *analysis, const struct frame *frame,
                                    const struct syntax_node *node, const char *group);
struct abstract read_at(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                        int type, const char *name);
struct abstract read_previous(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                              int type, const char *name);
struct abstract read_related(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                             int type, const char *children);
void read_role(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, int type,
               const struct table *role);
struct abstract read_lookup(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                            const char *type, const struct table *keys);

/* read_amounts.c: names on figures and totals. */
struct abstract read_figure(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                            const char *name);
struct abstract read_total(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                           const char *name);
struct abstract read_previous_amount(struct analysis *analysis, const struct frame *frame,
                                     const struct syntax_node *node, const char *name, bool totals);

/* misuse.c: reports what is certain to be meant otherwise. `node` is what is followed. */
struct abstract abstract_typed(struct analysis *analysis, enum type type); /* a value of that type */
void misuse_group(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  struct abstract value); /* a group of parameters, where a value is wanted */
void misuse_graded(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   const char *name); /* a scale, or a parameter by category, likewise */
void misuse_of(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node, const char *name,
               struct abstract asked); /* what it is asked for */
void misuse_comparison(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                       struct abstract left_value, struct abstract right_value);
void misuse_compared(struct analysis *analysis, const struct frame *frame, const struct syntax_node *left_node,
                     struct abstract left_value, const struct syntax_node *right_node,
                     struct abstract right_value); /* by a function, as between() */
void misuse_field(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  const struct atom *atom, const char *name); /* a name on what has none */
void misuse_host(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                 const char *function); /* a function about records, where there are figures */
void misuse_call(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                 const struct atom *atom); /* a value that is called */
void misuse_iterator(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                     struct abstract value); /* a list that is gone through without ipairs */
enum wanted { WANTED_FLAG, WANTED_AMOUNT, WANTED_MEASURE };
void misuse_answer(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   const char *function, enum wanted wanted,
                   struct abstract answer); /* what `function` asks of items */
void misuse_equals(struct analysis *analysis, const struct frame *frame, const struct syntax_node *entry,
                   struct abstract field, struct abstract value); /* { name = value }: what `name` can never be */
const char *type_shown(enum type type);                           /* "a date", "true or false" */
/* Values of different families are never equal, and have no order. The last two are of no type. */
enum family { FAMILY_NUMBER, FAMILY_TEXT, FAMILY_FLAG, FAMILY_RECORDS, FAMILY_UNKNOWN };
enum family type_family(enum type type);
#define MISUSE_SHOWN 64 /* bytes of an expression that a message repeats, and its end */
void misuse_show(const struct frame *frame, const struct syntax_node *node,
                 char shown[MISUSE_SHOWN]); /* as it is written */
void misuse_results(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node);

/* quantities.c: money, rates and whole numbers through arithmetic, and where one is taken for another. `node` is what is followed. */
extern const char quantity_boundary[]; /* text of a day that a period begins or ends on */
extern const char quantity_year[];     /* text of what financial_year() gives */
extern const char quantity_mixed[];    /* text of an atom beside which numbers and amounts are not told apart */
struct abstract quantity_written(struct analysis *analysis, const struct frame *frame,
                                 const struct syntax_node *node); /* a whole number that stands there */
void quantities_compared(struct analysis *analysis, const struct frame *frame, const struct syntax_node *left_node,
                         struct abstract left_value, const struct syntax_node *right_node,
                         struct abstract right_value);
struct abstract quantities_binary(struct analysis *analysis, const struct frame *frame,
                                  const struct syntax_node *node, struct abstract left_value,
                                  struct abstract right_value); /* what it gives */
void quantity_pence(struct analysis *analysis, const struct frame *frame,
                    const struct syntax_node *node); /* warns of a whole number that stands there for money */
struct abstract quantities_negated(struct analysis *analysis, struct abstract value);
void quantities_given(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                      struct abstract value); /* what a declared function gives back */
struct arguments;
/* What a function of the library gives; false: none that is known here. */
bool quantities_call(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                     const char *name, const struct arguments *arguments, struct abstract *out);

/* misuse_given.c */
void misuse_given(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                  struct abstract value); /* by a declared function, at `node` */
void misuse_ending(struct analysis *analysis, const struct frame *frame,
                   size_t errors); /* of a declared function that was followed; before it there were so many errors */

/* misuse_operand.c: one side of `..`; what `#` counts. */
void misuse_concatenation(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                          struct abstract value);
void misuse_length(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   struct abstract value);

/* misuse_nil.c */
void misuse_nil(struct analysis *analysis, struct frame *frame,
                const struct syntax_node *node); /* == and ~= with nil, of what never is */
void misuse_truth(struct analysis *analysis, struct frame *frame,
                  const struct syntax_node *node); /* the left side of `and` and `or` */
void misuse_condition(struct analysis *analysis, struct frame *frame,
                      const struct syntax_node *node); /* of `if` and `not`: its truth alone matters */

bool misuse_not(struct analysis *analysis, struct frame *frame,
                const struct syntax_node *node); /* not a == b; true: it was reported */
void misuse_joined(struct analysis *analysis, const struct frame *frame,
                   const struct syntax_node *node); /* `and`, `or` */
bool misuse_never_nil(const struct analysis *analysis, int type,
                      const char *name); /* what a record has by that name */

/* misuse_table.c: an input of a decision table, declared at `node`, and what it gives when it is read from a record of type `on`
 * (-1: from the figures). */
void misuse_input(struct analysis *analysis, const struct atom *decision, const struct syntax_node *node,
                  struct abstract given, int on);
void misuse_pence(struct analysis *analysis, const struct atom *decision); /* bare numbers in cells of money */
void misuse_output(struct analysis *analysis,
                   const struct atom *decision); /* of a table that is the owner's function */

/* follow.c */
struct abstract follow(struct analysis *analysis, struct frame *frame, const struct syntax_node *node);
struct multi follow_multi(struct analysis *analysis, struct frame *frame, const struct syntax_node *node);
struct abstract follow_element(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                               struct abstract list, bool named);
struct abstract follow_index(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                             struct abstract object);
void follow_scalar(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   struct abstract value);

/* calls.c */
struct arguments {
	struct abstract *items;
	size_t count;
	struct abstract rest; /* what may follow them */
};
struct abstract call_argument(const struct arguments *arguments, size_t index);
const struct syntax_node *call_place(const struct syntax_node *call, size_t index); /* where it stands, or the call */
struct abstract read_group(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                           const struct arguments *arguments); /* read_amounts.c: group("total", value, ...) */
struct multi call_node(struct analysis *analysis, struct frame *frame, const struct syntax_node *node);
struct multi call_value(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                        struct abstract callee, const struct arguments *arguments);
/* calls_lists.c: any(), every(), count() and the like. False: `name` is none of them. */
bool call_gathering(struct analysis *analysis, struct frame *frame, const struct syntax_node *node, const char *name,
                    const struct arguments *arguments, struct abstract *out);
void call_role(struct analysis *analysis, struct frame *frame, const struct syntax_node *node, int type,
               struct abstract role); /* the third argument of related(), for members of `type` */
void call_declared(struct analysis *analysis, const struct atom *function, int on);
struct frame *call_module(struct analysis *analysis, size_t file);

/* statements.c */
void follow_statements(struct analysis *analysis, struct frame *frame, const struct syntax_list *statements);

/* names.c */
bool library_has(const char *name);
bool library_is_quick(const char *name); /* takes no longer for larger arguments */

#endif
