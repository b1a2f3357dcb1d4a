/* decision_table_state.h: the inside of a decision table, for decision_table*.c and resolve_tables.c.
 *
 * In Lua a table is a userdata. What it points to hangs on its user values, so that Lua's collector gives all of it back and the
 * sandbox's bound on memory holds for it:
 *   KEPT     blocks of memory, and the Lua texts that values and labels borrow
 *   READERS  for each input a function, or the list of names of a path
 *   RESULTS  for each row what it gives in Lua, counted from 1
 *   DEFAULT  the same for no match; nil without one
 * Only the rows of a CSV file, which are the same in every sandbox, lie in the ruleset.
 */
#ifndef RECKON_RULES_DECISION_TABLE_STATE_H
#define RECKON_RULES_DECISION_TABLE_STATE_H

#include "rules/cell.h"
#include "rules/ruleset.h"
#include "rules/table_file.h"

#include <lua.h>

enum { TABLE_KEPT = 1, TABLE_READERS, TABLE_RESULTS, TABLE_DEFAULT, TABLE_USER_VALUES = TABLE_DEFAULT };

enum hit_policy { HIT_UNIQUE, HIT_ANY, HIT_PRIORITY, HIT_FIRST, HIT_RULE_ORDER, HIT_OUTPUT_ORDER, HIT_COLLECT };
enum aggregate { AGGREGATE_LIST, AGGREGATE_SUM, AGGREGATE_MIN, AGGREGATE_MAX, AGGREGATE_COUNT };

/* Whether there may be none of what an input asks for. */
enum table_none { NONE_PERHAPS, NONE_NEVER, NONE_POSSIBLE };

struct table_input {
	enum type type;
	enum table_none none;
	bool needed;                 /* some row has another cell than "-" */
	const char *label;           /* the path, or what the function's reader is called */
	const char *const *statuses; /* all that a status can be, NULL-terminated; NULL: not known */
	bool given;                  /* of a file's table: declared in Lua */
};

struct table_output {
	enum type type;
	const char *name;
	const struct value *values; /* what it may be, best first */
	size_t value_count;         /* 0: not listed */
};

#define TABLE_MOST_INPUTS  32
#define TABLE_MOST_OUTPUTS 32

struct decision_table {
	enum hit_policy hit;
	enum aggregate aggregate;
	size_t input_count, output_count, row_count;
	struct table_input *inputs;
	struct table_output *outputs;
	struct cell *cells;            /* row by row */
	struct value *results;         /* row by row */
	struct value *defaults;        /* of the outputs; NULL: there is none */
	uint32_t *order;               /* rows as they are looked at: by priority where the policy says so */
	const struct table_file *file; /* NULL: its rows stand in Lua */
};

struct table_declaration;

/* The userdata. */
struct table_object {
	const struct decision_table
		*table; /* its own, or the ruleset's; NULL: of a file whose types are not known yet */
	struct decision_table own;
	struct table_declaration *declaration; /* of a file, when it is read for the first time; else NULL */
	int number;                            /* among those made while loading; -1: it was not */
	bool frozen;                           /* the input functions are: done by the first call */
};

/* decision_table { file = "support.csv", ... }, until the types of its columns are known. Lives with the ruleset. */
struct table_declaration {
	const struct source *source;
	const struct table_file *file; /* NULL: what is wrong with it was reported */
	const char *on;                /* NULL: not given */
	enum hit_policy hit;
	enum aggregate aggregate;
	struct table_input *inputs; /* those whose types are given */
	size_t input_count;
	struct table_output *outputs;
	size_t output_count;
	struct table_default {
		const char *text; /* as it is written; NULL: a value of Lua */
		struct value value;
	} * defaults;
	size_t default_count; /* 0: none */
};

/* The types of the columns of a file, as far as they are known. */
struct table_columns {
	struct column_type {
		bool known;      /* otherwise its cells are not looked at */
		bool given;      /* an input that Lua declares */
		bool never_none; /* an input that always has a value, known or not */
		enum table_none none;
		enum type type;
		const char *const *statuses;
		bool award;       /* an output that is paid: none is negative */
		const char *rule; /* whose type an output has, since Lua says nothing of it; NULL: another way */
	} * inputs, *outputs;
};

/* decision_table_policy.c: what hit policy and aggregate ask of the outputs; 0, or -1 with an error. */
extern const char *const hit_names[], *const aggregate_names[];
int decision_table_check_policy(const struct decision_table *table, bool has_default, struct error *err);
void decision_table_order(struct decision_table *table); /* fills table->order */
/* Whether two rows give the same; row_count stands for no row, and so for the default. */
bool decision_table_same(const struct decision_table *table, size_t a, size_t b);
/* Whether `value` is one of the output's; true where they are not listed. */
bool decision_table_is_listed(const struct table_output *output, struct value value);
/* What messages call a row: as it stands in its spreadsheet, or as its table counts it, from 1. */
size_t decision_table_row_number(const struct decision_table *table, size_t row);

/* decision_table_content.c: reads the cells of a file by their types, into `arena`. NULL: problems, which are added, were found, or
 * some type is not known. */
const struct decision_table *decision_table_content(const struct table_declaration *declaration, struct place place,
                                                    const struct table_columns *columns, struct arena *arena,
                                                    struct problems *problems);

/* The metatable's key in the registry. */
extern const char decision_table_key;

/* A table being built from its declaration: decision_table_new.c and decision_table_parts.c. */
struct table_builder {
	lua_State *L;
	struct decision_table *table;
	int kept, readers, results; /* stack indexes of the tables of that name */
};

/* Memory that lives as long as the decision table, zeroed and aligned for any type. [-0, +0, m] */
void *decision_table_block(struct table_builder *builder, size_t count, size_t size);
/* [-0, +0, m] keeps what stands at `index` alive as long as the table, for who borrows its text. */
void decision_table_keep(struct table_builder *builder, int index);

/* [-0, +1, e] pushes the table at `index`, or the one behind it when it is frozen, after checking that it is one, and
 * that its keys are 1 to `length` (0: to as many as there are) and those of `names` (NULL at the end). `place` begins the
 * messages. Returns how long its list is. */
size_t decision_table_open_list(lua_State *L, int index, size_t length, const char *const *names, const char *place);

/* [-0, +1, m] pushes the new userdata and what hangs on it; its index is returned. */
int decision_table_push(struct table_builder *builder);
/* [-0, +0, e] one of `names` under `key` of the declaration at `index`; the first when there is none. */
int decision_table_choice(lua_State *L, int index, const char *key, const char *const *names);
/* [-0, +1, m] pushes what Lua is given for these outputs. */
void decision_table_push_result(lua_State *L, const struct decision_table *table, const struct value *results);
/* [-0, +1, e] pushes the list of names of a path; `place` begins the messages. */
void decision_table_push_path(lua_State *L, const char *path, const char *place);

/* decision_table_new_file.c: [-0, +1, e] decision_table "support.csv", or { file = ... } at index 1. */
int decision_table_new_file(lua_State *L);

/* [-0, +0, e] the declarations of inputs and outputs at `index`; fills table->inputs and the readers, table->outputs. */
void decision_table_read_inputs(struct table_builder *builder, int index);
void decision_table_read_outputs(struct table_builder *builder, int index);
/* [-0, +0, e] an output as written: text of the output's type, or a value of Lua. Checks it against `values`. */
struct value decision_table_output(struct table_builder *builder, int index, const struct table_output *output,
                                   const char *place);

/* [-0, +0, v] raises `err`, its message put behind "decision table: " and the place that the format gives. */
int decision_table_fail(lua_State *L, const struct error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
