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
	struct row decision;        /* prepared when the first is written */
	int64_t *finding_positions; /* as ruleset->findings: how many were written */
	struct text scratch;
};

/* results_decisions.c: writes what came of a decision on a record of a chunk. */
int writer_decision(struct writer *writer, const struct chunk_decision *found, struct error *err);

int writer_failed(const struct writer *writer, int code, struct error *err);
int writer_execute(struct writer *writer, const char *sql, struct error *err);

#endif
