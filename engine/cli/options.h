/* options.h: the one table of commands and options. Parsing, help, manual pages and shell completion are all made from it,
 * so none of them can say what another does not.
 */
#ifndef RECKON_CLI_OPTIONS_H
#define RECKON_CLI_OPTIONS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum option_id {
	OPTION_OUTPUT,
	OPTION_DATA,
	OPTION_JOBS,
	OPTION_LIMIT_TIME,
	OPTION_LIMIT_MEMORY,
	OPTION_WITHOUT_DATA,
	OPTION_SECRET_FILE,
	OPTION_SCHEMA,
	OPTION_STRICT,
	OPTION_COVERAGE,
	OPTION_THRESHOLD,
	OPTION_ONLY,
	OPTION_RECORDS,
	OPTION_BY,
	OPTION_NEAR,
	OPTION_CLIFFS,
	OPTION_FIELD, /* the second argument of --cliffs */
	OPTION_KEY,
	OPTION_FROM,
	OPTION_TO,
	OPTION_PERIOD,
	OPTION_JSON,
	OPTION_MAN,
	OPTION_COMPLETION,
	OPTION_HELP,
	OPTION_COUNT
};

/* What an option or operand holds: what a shell offers for it. */
enum holds { HOLDS_NOTHING, HOLDS_FILE, HOLDS_NUMBER, HOLDS_NAME, HOLDS_COMMAND };

struct option {
	enum option_id id;
	const char *name; /* long, without its dashes */
	char letter;      /* '\0': there is no short form */
	enum holds holds;
	const char *argument;  /* "FILE"; NULL for HOLDS_NOTHING */
	const char *help;      /* sentences */
	enum option_id second; /* keeps a second argument, which `argument` names too; OPTION_OUTPUT: it takes none */
};

struct operand {
	const char *name; /* "SCENARIO" */
	enum holds holds;
	bool optional;
	bool repeats;      /* one or more; the last operand only */
	const char *files; /* HOLDS_FILE: how their names end (".yaml"); NULL: any way */
};

struct example {
	const char *command;
	const char *does; /* what it is for, a sentence without its full stop */
};

struct arguments;
struct command {
	const char *name;
	const char *summary;                           /* "evaluate scenarios and write run files" */
	const struct operand *operands;                /* ends with a NULL name */
	const struct option *const *options;           /* ends with NULL; --help, which all have, is not among them */
	const char *const *description;                /* paragraphs; ends with NULL */
	const struct example *examples;                /* ends with a NULL command */
	int (*run)(const struct arguments *arguments); /* the exit status */
};

extern const struct command commands[]; /* ends with a NULL name */
extern const struct option help_option; /* every command's own */

struct exit_status {
	int status;
	const char *means;
};
extern const struct exit_status exit_statuses[]; /* ends with NULL */

/* What was given on a command line. Everything in it is borrowed from argv, but for `operands`. */
struct arguments {
	const struct command *command;
	const char *options[OPTION_COUNT]; /* an option's argument; "" for one without; NULL: not given */
	const char **operands;             /* owned */
	size_t operand_count;
	size_t jobs;         /* --jobs; 0: not given, as many as there are processors */
	size_t limit_time;   /* --limit-time, in seconds; 0: not given */
	size_t limit_memory; /* --limit-memory, in MiB; 0: not given */
	size_t threshold;    /* --threshold, in percent; 0: not given */
};

#define JOBS_MAX         256
#define THRESHOLD_MAX    100
#define LIMIT_TIME_MAX   1000000
#define LIMIT_MEMORY_MAX 1000000

/* NULL when there is none of that name. */
const struct command *command_find(const char *name);

/* Adds "did you mean" to `err` when a command's name is near `name`. */
void command_hint(const char *name, struct error *err);

/* Parses what follows the command's name: options and operands in any order, `--` before operands that begin with '-'.
 * With --help nothing else is asked for. Returns 0, or -1 with an error of ERROR_INPUT. */
int arguments_parse(struct arguments *arguments, const struct command *command, int count, char **values,
                    struct error *err);
void arguments_release(struct arguments *arguments);

#endif
