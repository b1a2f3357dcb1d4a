/* decision_table_state.h: the inside of a decision table, for decision_table*.c alone.
 *
 * A table is a userdata, and what it points to hangs on its user values, so that Lua's collector gives all of it back and
 * the sandbox's bound on memory holds for it:
 *   KEPT     blocks of memory, and the Lua texts that values and labels borrow
 *   READERS  for each input a function, or the list of names of a path
 *   RESULTS  for each row what it gives in Lua, counted from 1
 *   DEFAULT  the same for no match; nil without one
 */
#ifndef RECKON_RULES_DECISION_TABLE_STATE_H
#define RECKON_RULES_DECISION_TABLE_STATE_H

#include "rules/cell.h"

#include <lua.h>

enum { TABLE_KEPT = 1, TABLE_READERS, TABLE_RESULTS, TABLE_DEFAULT, TABLE_USER_VALUES = TABLE_DEFAULT };

enum hit_policy { HIT_UNIQUE, HIT_ANY, HIT_PRIORITY, HIT_FIRST, HIT_RULE_ORDER, HIT_OUTPUT_ORDER, HIT_COLLECT };
enum aggregate { AGGREGATE_LIST, AGGREGATE_SUM, AGGREGATE_MIN, AGGREGATE_MAX, AGGREGATE_COUNT };

struct table_input {
	enum type type;
	bool needed;       /* some row has another cell than "-" */
	const char *label; /* the path, or what the function's reader is called */
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
	bool frozen; /* so are the input functions: done by the first call */
	enum hit_policy hit;
	enum aggregate aggregate;
	size_t input_count, output_count, row_count;
	struct table_input *inputs;
	struct table_output *outputs;
	struct cell *cells;    /* row by row */
	struct value *results; /* row by row */
	uint32_t *order;       /* rows as they are looked at: by priority where the policy says so */
};

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
