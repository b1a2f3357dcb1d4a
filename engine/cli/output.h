/* output.h: what every command does with its results and its errors. */
#ifndef RECKON_CLI_OUTPUT_H
#define RECKON_CLI_OUTPUT_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

/* Prints the error on standard error; returns the exit status that it gives. */
int report_error(const struct error *err);

/* Sorts and prints the problems; returns the exit status they give (0 when there are only warnings). */
int report_problems(struct problems *problems);

/* Flushes standard output at the very end. Returns `status`, or ERROR_SYSTEM (said on standard error) when not everything could be
 * written. Where the one who was reading went away, as `head` does, the program ends as others do then: by SIGPIPE, in silence. */
int finish_output(int status);

/* On standard output, with thousands commas: "1 row", "20,000 rows". */
void print_count(int64_t count, const char *one, const char *many);

/* What is being done, on standard error, on a terminal only. Each function takes a `struct progress` first, as a callback. */
struct progress {
	const char *what; /* "reading charges.csv", before the name of what is counted */
	int columns;      /* on the terminal now */
};
bool progress_is_shown(void); /* counting what is to do may cost something */
void progress_rows(void *progress, int64_t rows);
void progress_of(void *progress, const char *name, int64_t done, int64_t rows);
void progress_of_pass(void *progress, int pass, int passes, const char *name, int64_t done, int64_t rows);
void progress_end(struct progress *progress); /* takes it off the terminal; harmless when nothing was shown */

/* Reads the bytes of a --secret-file, which may not be empty. `path` NULL: there is none, and `secret` stays empty. */
int secret_read(const char *path, struct text *secret, struct error *err);
void secret_release(struct text *secret); /* leaves no trace in memory */

#endif
