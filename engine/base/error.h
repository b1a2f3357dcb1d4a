/* error.h: one error with its place, and a list of problems found in files.
 *
 * Every function that can fail takes a `struct error *err` last and returns 0 or -1 (or NULL).
 * `err` is written only on failure and is untouched on success. It holds its text inside itself:
 * nothing to free, nothing that can fail, so running out of memory can be reported too.
 *
 * Messages are lower case, without a full stop, with their subject in single quotes.
 */
#ifndef RECKON_BASE_ERROR_H
#define RECKON_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Values are the exit status of the command that meets the error. */
enum error_code {
	ERROR_NONE = 0,
	ERROR_FOUND = 1,  /* done, but something was found: a digest that differs, a failed test */
	ERROR_INPUT = 2,  /* the user's input or usage is wrong */
	ERROR_SYSTEM = 3, /* disk full, no permission, out of memory, a signal */
	ERROR_BUG = 70    /* a broken invariant of ours */
};

struct error {
	enum error_code code;
	bool warning;   /* in a list of problems: reported, but does not stop the run */
	int line;       /* from 1; 0: the place is not a line of a file */
	int column;     /* from 1, in characters (not bytes); 0: not known */
	int length;     /* characters to underline; 0: one */
	char file[256]; /* path as the user would write it; "" when there is none */
	char message[768];
	char excerpt[256]; /* the line of text, with spaces and question marks for what cannot be seen */
	int excerpt_column; /* of the line, where the excerpt begins, when that is not the first: far along a long line */
	char hint[256];     /* "did you mean 'periods'?" */
	char cause[256]; /* the lower layer's own words */
};

/* Start of every `struct error` on the stack. */
#define ERROR_INIT                 \
	{                          \
		.code = ERROR_NONE \
	}

void error_clear(struct error *err);

/* Sets code and message (printf-like), clearing the rest. Returns -1, so `return error_set(...)`. */
int error_set(struct error *err, enum error_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds to an error that was set: each returns -1. Text that is too long is cut at a character, and
 * what a terminal would obey, or is not UTF-8, is left out of it: a space or a question mark stands there. */
int error_place(struct error *err, const char *file, int line, int column);
int error_hint(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
int error_cause(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes the line that holds byte `offset` out of `text` and sets file, line, column, length
 * (`length` in bytes of text, converted to characters) and excerpt from it. Returns -1. */
int error_excerpt(struct error *err, const char *file, const char *text, size_t text_length, size_t offset,
                  size_t length);

/* Same, for a place known as line and column (from 1; column in characters). Returns -1. */
int error_excerpt_at(struct error *err, const char *file, const char *text, size_t text_length, int line, int column,
                     int length);

/* "did you mean 'X'?" when `nearest` is not NULL; nothing otherwise. Returns -1. */
int error_did_you_mean(struct error *err, const char *nearest);

int error_memory(struct error *err); /* ERROR_SYSTEM, "out of memory"; returns -1 */
int error_system(struct error *err, const char *what, const char *path); /* from errno: "cannot WHAT 'PATH': ..." */

/* A broken invariant: prints file and line and exits with 70. */
_Noreturn void bug_at(const char *file, int line, const char *what);
#define bug(what)         bug_at(__FILE__, __LINE__, (what))
#define ensure(condition) ((condition) ? (void) 0 : bug_at(__FILE__, __LINE__, #condition))

/* Writes as
 *     rules/savings/base.yaml:14:5: error: unknown key 'perods'
 *         perods: 2025-26 to 2029-30
 *         ^^^^^^ did you mean 'periods'?
 * `program` is used instead of a file when there is none. On a terminal no line is longer than 80 columns, but for a place. */
void error_print(const struct error *err, const char *program, FILE *out);

/* A list of problems: every problem of a file is reported, not only the first. */
struct problems {
	struct error *items;
	size_t count, capacity;
	size_t errors;      /* items that are not warnings */
	size_t dropped;     /* beyond PROBLEMS_MAX, counted only */
	bool memory_failed; /* one could not be kept */
};
#define PROBLEMS_MAX 500
#define PROBLEMS_INIT         \
	{                     \
		.items = NULL \
	}

void problems_add(struct problems *problems, const struct error *err);
int problems_fail(struct problems *problems, const struct error *err); /* adds it; -1 */
void problems_add_once(struct problems *problems,
                       const struct error *err); /* unless the same is there, at the same place */
void problems_sort(struct problems *problems);   /* by file, line, column; stable */
void problems_print(const struct problems *problems, const char *program, FILE *out); /* with a closing count */
void problems_release(struct problems *problems);
/* Of problems that are not to be said: whether one is the system's and none of the input's. 0, or -1 with *err. */
int problems_failure(const struct problems *problems, struct error *err);
/* Of problems of which one alone can be said: the system's, else the first that is no warning. Returns -1 with *err. */
int problems_say_one(const struct problems *problems, struct error *err);

#endif
