/* write.h: writes a run file while a run goes on: records and outcomes as they come, the rest at the end. */
#ifndef RECKON_RUN_WRITE_H
#define RECKON_RUN_WRITE_H

#include "evaluate/evaluate.h"

struct writer;

struct manifest_entry {
	const char *name, *value;
	bool sealed;
};

/* What a run file's tables have no place for: more columns than SQLite has, a field with the name of one of their own. */
int writer_check_type(const struct plan_type *type, struct error *err);

/* Creates the tables in the empty file `path` (a temporary one, that the caller puts in its place). `against`, a run file or NULL:
 * neither records nor outcomes go into it, but are held against those there; its seal is what it would be with them. */
int writer_open(struct writer **writer, const char *path, const struct plan *plan, bool without_data,
                struct connection *against, struct error *err);
void writer_close(struct writer *writer); /* NULL is fine; what was not finished is not in the file */

/* When it is finished: the tables of records and outcomes of `against` are, byte by byte, what they would be here. */
bool writer_is_same(const struct writer *writer);

/* Where evaluate() sends what it gives. */
struct sink writer_sink(struct writer *writer);

/* Writes what is left when evaluation is over, and the digests. `notes`: texts for the note table.
 * Fills `seal`. The file is whole then, and closed for writing. */
int writer_finish(struct writer *writer, const struct sources *sources, const struct result *result,
                  const struct manifest_entry *manifest, size_t manifest_count, const char *const *notes,
                  size_t note_count, uint8_t seal[SHA256_SIZE], struct error *err);

#endif
