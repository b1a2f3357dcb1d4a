/* resolve.h: finds the types, fields, relations and rules that declarations name. Internal to rules/. */
#ifndef RECKON_RULES_RESOLVE_H
#define RECKON_RULES_RESOLVE_H

#include "rules/declare.h"
#include "rules/load.h"

struct resolver {
	struct ruleset *ruleset;
	const struct declared *declared;
	const struct declared_rule **rules; /* for each rule of the ruleset, how it was declared */
	struct problems *problems;
};

/* Moves what was declared into `ruleset` (its arena, its schema), every name resolved. A declaration whose names are wrong
 * is left out, and reported with the nearest right name. Unless `all_loaded`, only rules are looked at: what the
 * others name may be in a file that failed. -1: out of memory. */
int resolve(struct ruleset *ruleset, const struct declared *declared, bool all_loaded, struct problems *problems);

/* resolve_tables.c: reads the rows of decision tables in CSV files by the types of what they name, and where loading->checking is
 * set looks into them. Comes behind resolve. Problems go to loading->problems. -1: out of memory. */
int resolve_tables(struct ruleset *ruleset, struct loading *loading, bool all_loaded);

/* rule_index.c: room for the names of so many rules (0, or -1: out of memory), and one more rule, a first version, in it. */
int rule_index_begin(struct ruleset *ruleset, size_t most);
void rule_index_add(struct ruleset *ruleset, int rule);

/* resolve.c: each function of a declaration gets a record of its type. */
void resolve_set_on(struct ruleset *ruleset, int function, int on);

/* resolve_totals.c. -1: out of memory. */
int resolve_total(struct resolver *resolver, const struct declared_total *declared);

/* resolve_figures.c. -1: out of memory. Totals come before figures, figures before what names them. */
void resolve_figure(struct resolver *resolver, const struct figure *declared);
int resolve_bridge(struct resolver *resolver, const struct declared_bridge *declared);
int resolve_after(struct resolver *resolver); /* of every rule */
/* Takes the name for a total or figure, to be filled in when it is one: until then it is known to have been declared. NULL: it
 * is taken, which is reported. */
struct amount *resolve_amount(struct resolver *resolver, const char *name, struct place place);

/* resolve_path.c: "household.district" read from a record of type `on`. -1 with an error, without a place. `text` lives as
 * long as the ruleset. */
int resolve_path(struct ruleset *ruleset, int on, const char *text, struct path *path, struct error *err);
/* "published {published}, policy gives {proposed}"; `on` -1: of figures and totals. */
int resolve_message(struct ruleset *ruleset, int on, const char *text, struct message *message, struct error *err);

/* The record type called `name`, or -1 with an error that names the nearest, or says why it cannot be used. */
int resolve_type(const struct schema *schema, const char *name, struct error *err);

#endif
