/* explain.h: why an outcome, a figure or a total of a scenario, or of a run file, came out as it did: names and keys as people write
 * them, looked up and asked of the evaluator.
 *
 * Who has inputs and an explainer of its own needs nothing from here.
 */
#ifndef RECKON_RUN_EXPLAIN_H
#define RECKON_RUN_EXPLAIN_H

#include "evaluate/explain.h"
#include "run/execute.h"

enum explained_kind { EXPLAINED_OUTCOME, EXPLAINED_FIGURE, EXPLAINED_TOTAL };

/* What is asked, as it was written. */
struct question {
	const char *path; /* a scenario, or a run file */
	const char *
		name; /* a rule, an award, a figure or a total; "type.rule" where rules of several types share a name */
	const char *key;    /* of the record; of a figure or total: the period. NULL: not given */
	const char *period; /* NULL: the first */
};

struct explained {
	enum explained_kind kind;
	struct inputs inputs;
	struct explainer *explainer;
	struct database *file;            /* the run file that was asked; NULL: a scenario */
	struct trace trace;               /* outcomes, figures */
	bool award;                       /* it was asked for by the name of its award */
	const struct result *result;      /* totals: all of the run */
	const struct total *total;        /* the one */
	const struct total_result *found; /* what it came to */
	const struct period *period;
};

/* options: data, jobs, cancelled. 0, or -1 with errors in `problems`; explained_release in any case. Where a run file holds another
 * outcome, it is explained all the same, and said (ERROR_FOUND). */
int explain(const struct question *question, const struct run_options *options, struct explained *out,
            struct problems *problems);
void explained_release(struct explained *explained);

#endif
