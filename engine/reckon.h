/* reckon.h: reckon within another program.
 *
 *     struct reckon_options options = { .data = "council.db" };
 *     struct reckon_outcome outcome;
 *
 *     if (reckon_run("rules/fees/2025-26.yaml", &options, &outcome) == RECKON_DONE)
 *             printf("%s %s\n", outcome.path, outcome.seal);
 *     reckon_outcome_release(&outcome);
 *
 * Link with libreckon.a and what it is made with: lua5.4, sqlite3, yaml-0.1, libcrypto, libcsv.
 * Every function can be called from any thread; each call stands alone. Nothing is printed and no signal is handled:
 * what there is to say is given to options->say. One word governs memory: what an outcome holds is its own, until
 * reckon_outcome_release.
 */
#ifndef RECKON_H
#define RECKON_H

#include <stddef.h>

enum reckon_status {
	RECKON_DONE = 0,
	RECKON_FOUND =
		1, /* done, but something was found: an expectation missed, an altered row, a replay that differs */
	RECKON_INPUT = 2, /* a file, a rule, a scenario or the data is wrong */
	RECKON_SYSTEM = 3 /* disk full, no permission, out of memory */
};

struct reckon_options {
	const char *data;   /* the database; NULL: what the scenario (replay: the run file) says */
	const char *output; /* run: the run file; NULL: NAME.run in the working directory */
	unsigned int jobs;  /* workers; 0: as many as there are processors */
	int without_data;   /* run: do not keep the records */
	const void *secret; /* key for the commitments of PERSONAL fields; NULL: none */
	size_t secret_length;
	/* Called for each problem, as the command line would print it: several lines, the last ends with a newline. */
	void (*say)(void *context, const char *text);
	void *context;
};

struct reckon_outcome {
	char *path;    /* the run file; NULL when there is none */
	char seal[65]; /* hexadecimal; "" when there is none */
	char *report;  /* reckon_report: its text; otherwise NULL */
};
void reckon_outcome_release(struct reckon_outcome *outcome);

/* Each fills *outcome in any case, and returns one of enum reckon_status. `options` may be NULL. */
int reckon_run(const char *scenario, const struct reckon_options *options, struct reckon_outcome *outcome);
int reckon_replay(const char *run_file, const struct reckon_options *options, struct reckon_outcome *outcome);
int reckon_verify(const char *run_file, const struct reckon_options *options, struct reckon_outcome *outcome);

enum reckon_format { RECKON_TEXT, RECKON_JSON };
int reckon_report(const char *run_file, enum reckon_format format, const struct reckon_options *options,
                  struct reckon_outcome *outcome);

#endif
