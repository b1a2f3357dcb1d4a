/* new_file.h: files that appear whole or not at all, whatever ends the program that writes them. */
#ifndef RECKON_BASE_NEW_FILE_H
#define RECKON_BASE_NEW_FILE_H

#include "base/error.h"

#include <stddef.h>

/* A file being written beside its target. Ends with exactly one of new_file_commit and new_file_abandon.
 *
 * Its name says what it is: "base.run.unfinished-x7Rk2q". A program that is killed cannot take it away; the next one that
 * begins a file for the same target does, which a lock on the file, held while it is being written, makes safe. */
struct new_file {
	char *target;    /* owned */
	char *temporary; /* owned: target plus a suffix, in the same folder; created empty, mode 0600 less umask */
	int fd;          /* of `temporary`: holds the lock */
};
int new_file_begin(struct new_file *file, const char *target, struct error *err);
int new_file_commit(struct new_file *file, struct error *err); /* fsync, rename, fsync of the folder */
void new_file_abandon(struct new_file *file);                  /* unlinks; harmless when done before */

/* All of it at once: a whole file at `target`, in place of what was there. */
int new_file_write(const char *target, const char *bytes, size_t length, struct error *err);

/* For a signal handler, which it is safe in: only unlinks. Whether there was anything. */
bool new_file_abandon_all(void);

#endif
