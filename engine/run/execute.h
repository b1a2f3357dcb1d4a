/* execute.h: a run, from a scenario (or from the sources kept in a run file) to a run file. */
#ifndef RECKON_RUN_EXECUTE_H
#define RECKON_RUN_EXECUTE_H

#include "evaluate/evaluate.h"

struct run_options {
	const char *data;   /* path of the database; NULL: what the scenario says */
	const char *output; /* path of the run file, or of a folder for NAME.run; NULL: the working directory */
	const char *const *written; /* run files that the same command has written: not to be written over */
	size_t written_count;
	size_t jobs;       /* 0: as many as there are processors */
	bool without_data; /* records are not kept */
	/* A run file that records and outcomes are held against, in the place of being kept; NULL: none. */
	struct connection *against;
	bool lua_only;      /* see evaluate_options */
	bool one_by_one;    /* see plan_one_by_one */
	const void *secret; /* key for the commitments of PERSONAL fields; NULL: none */
	size_t secret_length;
	atomic_bool *cancelled; /* may be NULL */
	/* May be NULL. Passes over the records count from 1. */
	void (*progress)(void *context, int pass, int passes, const char *type, int64_t done, int64_t rows);
	void *progress_context;
};

struct run_outcome {
	char *path; /* of the run file; owned: run_outcome_release */
	uint8_t seal[SHA256_SIZE];
	bool same; /* with `against`: its records and outcomes are those that came out, byte by byte */
	size_t expectations, missed, incomplete; /* published values; those missed; those that cannot be settled */
};
void run_outcome_release(struct run_outcome *outcome);

/* Runs a scenario. Writes the run file beside its target and renames it, so that there is never half of one; an existing
 * target is replaced only when it is a run file. Warnings too go to `problems`. 0, or -1 with errors in `problems`. */
int run_scenario(const char *path, const struct run_options *options, struct run_outcome *outcome,
                 struct problems *problems);

/* As many as there are processors. */
size_t run_default_jobs(void);

/* Everything that a run is evaluated from. */
struct inputs {
	struct sources sources;
	struct scenario scenario;
	struct database *database;
	struct schema schema;
	struct ruleset ruleset;
	struct plan plan;
};

/* Opens the database of the scenario, which was read: `data`, or what the scenario says when it is NULL. One connection for
 * each job and one more. */
int inputs_open(struct inputs *inputs, const char *data, const char *prefix, size_t jobs, struct error *err);
/* Reads and checks everything but the records. `sources` is begun by the caller; `path` is the scenario's. With `prefix`
 * the records are those of a run file. Always leaves `inputs` releasable. */
int inputs_load(struct inputs *inputs, const char *path, const char *data, const char *prefix, size_t jobs,
                struct problems *problems);
/* Plans the run, its decisions included; and anew, when the ruleset was added to. */
int inputs_plan(struct inputs *inputs, struct problems *problems);
/* The period of the scenario that is called so; NULL: the first. */
int inputs_find_period(const struct inputs *inputs, const char *label, size_t *out, struct error *err);
/* inputs_load of a scenario file on disk, its sources begun too. */
int inputs_load_file(struct inputs *inputs, const char *path, const char *data, size_t jobs,
                     struct problems *problems);
void inputs_release(struct inputs *inputs);

/* Evaluates into a new file at `path`. `kept`: a run file whose counts of rows left out are taken over (a replay from it);
 * NULL: they were counted. Fills the outcome but its path. */
int inputs_run(struct inputs *inputs, const char *path, const struct run_options *options, struct connection *kept,
               struct run_outcome *outcome, struct error *err);

#endif
