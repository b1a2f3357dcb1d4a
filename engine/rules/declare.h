/* declare.h: what rule files declare, as they say it: rules, totals, figures, bridges and findings before their names are resolved.
 * Internal to rules/: resolve.h makes the ruleset's parts of them. */
#ifndef RECKON_RULES_DECLARE_H
#define RECKON_RULES_DECLARE_H

#include "rules/library.h"
#include "rules/ruleset.h"

#include <lua.h>

struct declared_rule {
	struct rule rule;          /* all but `on`, `dated_by`, `award_name`, `after` */
	const char *on, *dated_by; /* NULL: not given, or not text, which was reported */
	const char **after;
	size_t after_count;
};

struct declared_total {
	struct total total; /* all but `on`, `of`, `by` */
	const char *of;     /* "charge.income_change"; NULL: not given */
	const char **by;
	size_t by_count;
};

struct declared_bridge {
	struct bridge bridge;          /* all but its amounts and their type */
	const char *opening, *closing; /* NULL: not given */
	const char **steps;
	size_t step_count;
};

struct declared_finding {
	struct finding finding; /* all but `on`, `message` */
	const char *on, *message;
	bool figures; /* it says nothing of `on`: it is about figures */
};

struct table_declaration;

struct declared_table {
	struct place place;                          /* of its call of decision_table */
	const struct table_declaration *declaration; /* NULL: its rows stand in Lua, or are in the ruleset already */
	size_t row_count;                            /* of one in Lua */
};

/* rule "name" without the table that should follow. */
struct declared_name {
	const char *kind, *name;
	struct place place;
	bool finished;
};

/* Lists grow by malloc; what their items point to lives in the loading's arena. */
struct declared {
	struct declared_rule *rules;
	size_t rule_count, rule_capacity;
	struct declared_total *totals;
	size_t total_count, total_capacity;
	struct figure *figures;
	size_t figure_count, figure_capacity;
	struct declared_bridge *bridges;
	size_t bridge_count, bridge_capacity;
	struct declared_finding *findings;
	size_t finding_count, finding_capacity;
	struct function *functions;
	size_t function_count, function_capacity;
	struct declared_table *tables;
	size_t table_count, table_capacity;
	struct declared_name *names;
	size_t name_count, name_capacity;
};

void declared_release(struct declared *declared);
void declared_interrupted(struct declared *declared); /* a file stopped: the last name waits for no table any more */
void declared_check_finished(const struct declared *declared, struct problems *problems);

void declare_open(lua_State *L);                     /* [-0, +0, m] registers the metatable of condition groups */
extern const struct library_entry declare_entries[]; /* rule, total, figure, all, ... */

#endif
