/* output.c: errors, progress, and making sure that results were written. See output.h. */
#include "cli/output.h"
#include "cli/signals.h"

#include "base/file.h"
#include "value/value.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int report_error(const struct error *err)
{
	error_print(err, "reckon", stderr);
	return (int) err->code;
}

int report_problems(struct problems *problems)
{
	int status = problems->memory_failed ? ERROR_SYSTEM : 0;

	problems_sort(problems);
	problems_print(problems, "reckon", stderr);
	for (size_t i = 0; i < problems->count; i++) {
		const struct error *problem = &problems->items[i];

		if (!problem->warning && (int) problem->code > status)
			status = (int) problem->code;
	}
	return status;
}

/* True when standard output is a pipe that nobody reads any more. */
static bool reader_left(void)
{
	struct pollfd pipe = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&pipe, 1, 0) > 0 && (pipe.revents & POLLERR);
}

int finish_output(int status)
{
	bool failed = ferror(stdout);
	struct error err = ERROR_INIT;

	errno = 0;
	if (!fflush(stdout) && !failed)
		return status;
	if (errno == EPIPE || reader_left()) {
		signals_end_by_pipe();
		return status ? status : ERROR_SYSTEM;
	}
	error_set(&err, ERROR_SYSTEM, "cannot write the results to standard output");
	if (errno)
		error_cause(&err, "%s", strerror(errno));
	return report_error(&err);
}

void print_count(int64_t count, const char *one, const char *many)
{
	struct text text = TEXT_INIT;

	value_print(TYPE_INTEGER, value_integer(count), &text);
	/* Without memory, without commas. */
	if (text.failed)
		printf("%" PRId64, count);
	else
		fputs(text_string(&text), stdout);
	printf(" %s", count == 1 ? one : many);
	text_release(&text);
}

bool progress_is_shown(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb");
}

void progress_rows(void *progress_pointer, int64_t rows)
{
	struct progress *progress = progress_pointer;

	if (progress_is_shown())
		progress->columns = fprintf(stderr, "\r%s: %" PRId64 " rows", progress->what, rows);
}

void progress_of(void *progress_pointer, const char *name, int64_t done, int64_t rows)
{
	struct progress *progress = progress_pointer;

	if (!progress_is_shown())
		return;
	progress_end(progress);
	progress->columns = fprintf(stderr, "%s%s: %" PRId64 " of %" PRId64, progress->what, name, done, rows);
}

void progress_of_pass(void *progress_pointer, int pass, int passes, const char *name, int64_t done, int64_t rows)
{
	struct progress *progress = progress_pointer;

	progress_of(progress, name, done, rows);
	if (progress->columns > 0 && passes > 1)
		progress->columns += fprintf(stderr, ", pass %d of %d", pass, passes);
}

void progress_end(struct progress *progress)
{
	if (progress->columns > 0)
		fprintf(stderr, "\r%*s\r", progress->columns, "");
	progress->columns = 0;
}

#define SECRET_LIMIT (1u << 20)

int secret_read(const char *path, struct text *secret, struct error *err)
{
	if (!path)
		return 0;
	if (file_read(path, SECRET_LIMIT, secret, err))
		return -1;
	if (secret->length == 0)
		return error_set(err, ERROR_INPUT, "secret file '%s' is empty", path);
	return 0;
}

void secret_release(struct text *secret)
{
	if (secret->bytes)
		explicit_bzero(secret->bytes, secret->capacity);
	text_release(secret);
}
