/* writer.h: what write.c (tables that grow with the data) and results.c (the small ones) share. */
#ifndef RECKON_RUN_WRITER_H
#define RECKON_RUN_WRITER_H

#include "run/chunk_table.h"
#include "run/run_file.h"
#include "run/write.h"

struct writer {
	sqlite3 *sqlite;
	char *path; /* owned */
	const struct plan *plan;
	bool without_data, seal_only;   /* no records; neither records nor outcomes */
	sqlite3_stmt *record, *outcome; /* of the type being written */
	struct chunk_table chunk;       /* what they select from */
	struct row finding;
	int64_t *finding_positions; /* as ruleset->findings: how many were written */
	struct text scratch;
};

int writer_failed(const struct writer *writer, int code, struct error *err);
int writer_execute(struct writer *writer, const char *sql, struct error *err);

#endif
