/* file.h: paths and whole files. */
#ifndef RECKON_BASE_FILE_H
#define RECKON_BASE_FILE_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* From errno, when opening `path` to `what` ("open") failed: of a file that is not there, the name most like it in its folder is
 * the hint, among those of its kind; of a folder that is not there, the folder's. Returns -1. */
int file_open_failed(struct error *err, const char *what, const char *path);
/* The same of a path that a user typed: the name goes with its folder, to be typed again. */
int file_named_failed(struct error *err, const char *what, const char *path);

/* Whether there is a folder in which `path` can be made: 0, or -1 with what is missing. What is at `path` itself is not looked at. */
int file_check_place(const char *path, struct error *err);

/* From errno, when stat of `path` failed: 0 where there is nothing to look at, -1 where the system failed. */
int file_stat_failed(const char *path, struct error *err);

/* Reads a whole regular file of at most `limit` bytes into `out` (appended). */
int file_read(const char *path, size_t limit, struct text *out, struct error *err);

/* Lexical path work; results live in `arena`; NULL: out of memory. */
char *path_directory(struct arena *arena, const char *path);                /* "a/b.c" -> "a"; "b.c" -> "." */
char *path_join(struct arena *arena, const char *folder, const char *path); /* normalised: no "." and no "x/.." */
const char *path_base(const char *path);                                    /* borrows: after the last slash */
bool path_ends_with(const char *path, const char *ending);                  /* and has something before it */

#endif
