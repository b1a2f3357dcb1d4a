/* compared.h: one of the runs that are compared: that of a scenario, which is evaluated for it, or the one that a run file holds. */
#ifndef RECKON_RUN_COMPARED_H
#define RECKON_RUN_COMPARED_H

#include "base/new_file.h"
#include "records/connection.h"
#include "rules/asked.h"
#include "run/execute.h"

struct compared {
	const char *path;           /* borrowed */
	struct run_options options; /* jobs settled */
	struct database *recorded;  /* the run file; NULL: it is a scenario */
	struct inputs inputs;
	bool loaded; /* the inputs are: it can be evaluated */
	struct new_file scratch;
	struct database *evaluated; /* what was evaluated for this; NULL: nothing, and `recorded` is taken as it is */
	bool differs;       /* `recorded` holds other outcomes than what was evaluated for this, and was let go */
	struct asked asked; /* of what was evaluated */
	struct arena names; /* of a run file's rules */
};

/* Opens what lies at `path`; of a scenario, everything but the records. Zero-initialise, and close in any case. options->output is not
 * used. */
int compared_open(struct compared *compared, const char *path, const struct run_options *options,
                  struct problems *problems);
void compared_close(struct compared *compared);
/* Everything but the records of a run file too, where it holds them; otherwise it stays unloaded. */
int compared_load(struct compared *compared, struct problems *problems);

/* A rule of a run. Its texts live as long as the compared. */
struct compared_rule {
	const char *type, *name;
};
/* The one that a user means: RULE, or TYPE.RULE where several types have one of that name. */
int compared_find_rule(struct compared *compared, const char *text, struct compared_rule *out, struct error *err);
/* The path by which a total groups what this rule gives; NULL: none does, or the compared is not loaded. */
const char *compared_usual_groups(const struct compared *compared, const struct compared_rule *rule);

/* Evaluates it, when it is a scenario. */
int compared_run(struct compared *compared, struct problems *problems);
/* Evaluates it with questions about a rule (rules/asked.h), `by` NULL for none. A run file that is not loaded is
 * taken as it is, and compared->evaluated stays NULL; so is one that does not give again the outcomes that it holds, which is said
 * (ERROR_FOUND). */
int compared_ask(struct compared *compared, const struct compared_rule *rule, const char *by,
                 struct problems *problems);

/* The finished run. */
struct database *compared_database(const struct compared *compared);
struct connection *compared_file(const struct compared *compared);

#endif
