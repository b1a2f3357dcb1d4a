/* output.h: what every command does with its results and its errors. */
#ifndef RECKON_CLI_OUTPUT_H
#define RECKON_CLI_OUTPUT_H

#include "base/error.h"

#include <stdint.h>

/* Prints the error on standard error; returns the exit status that it gives. */
int report_error(const struct error *err);

/* Sorts and prints the problems; returns the exit status they give (0 when there are only warnings). */
int report_problems(struct problems *problems);

/* Flushes standard output at the very end. Returns `status`, or ERROR_SYSTEM (said on standard error, unless the one who was
 * reading went away on purpose) when not everything could be written. */
int finish_output(int status);

/* A count of rows on standard error, on a terminal only. progress_rows takes a `struct progress`. */
struct progress {
	const char *what; /* "reading charges.csv" */
	int columns;      /* on the terminal now */
};
void progress_rows(void *progress_pointer, int64_t rows);
void progress_end(struct progress *progress); /* takes it off the terminal; harmless when nothing was shown */

#endif
