/* definitions.h: what lua-language-server is told of the records, outcomes, figures and parameters of scenarios: a Lua file of
 * classes, that only editors read. */
#ifndef RECKON_REPORT_DEFINITIONS_H
#define RECKON_REPORT_DEFINITIONS_H

#include "run/execute.h"

/* Classes and their fields, of every scenario added: each once. */
struct definitions {
	struct arena arena;
	struct definition {
		const char *class, *name; /* name "": the class itself, with its parent as its type */
		const char *type, *note;  /* the type as the editor writes it; the note may be NULL */
		size_t order;
	} * items;
	size_t count, capacity;
	bool failed; /* memory ran out */
};
#define DEFINITIONS_INIT      \
	{                     \
		.items = NULL \
	}

/* The tables that rules can read, what rules give for them, figures, totals and parameters; copies all that it keeps. Of a
 * ruleset that could not be loaded there are no outcomes. */
void definitions_add(struct definitions *definitions, const struct inputs *inputs);
/* The file. What was given first of a name is what stands. Returns 0, or -1 when memory ran out. */
int definitions_print(struct definitions *definitions, struct text *out, struct error *err);
void definitions_release(struct definitions *definitions);

#endif
