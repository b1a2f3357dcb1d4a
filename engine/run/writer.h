/* writer.h: what write.c (tables that grow with the data) and results.c (the small ones) share. */
#ifndef RECKON_RUN_WRITER_H
#define RECKON_RUN_WRITER_H

#include "run/kept_table.h"
#include "run/run_file.h"
#include "run/table_tree.h"
#include "run/write.h"

/* A table of the type being written. */
struct grown_table {
	struct kept_table kept; /* type NULL: none is written */
	struct table_tree tree;
};

struct writer {
	sqlite3 *sqlite;
	char *path; /* owned */
	const struct plan *plan;
	bool without_data; /* no records */
	struct connection *against;
	struct grown_table records, outcomes;
	struct page_file pages;
	bool has_file; /* the file is ours, not SQLite's, which has a transaction open else */
	struct row finding;
	struct row decision;        /* prepared when the first is written */
	int64_t *finding_positions; /* as ruleset->findings: how many were written */
	struct text scratch;
};

/* results_decisions.c: writes what came of a decision on a record of a chunk. */
int writer_decision(struct writer *writer, const struct chunk_decision *found, struct error *err);

/* Finishes the tables of the last type, and gives the file back to SQLite. */
int writer_end_tables(struct writer *writer, struct error *err);
int writer_failed(const struct writer *writer, int code, struct error *err);
int writer_execute(struct writer *writer, const char *sql, struct error *err);

#endif
