/* schema_build.h: what schema.c and schema_entries.c share while a schema is read. Not for other folders. */
#ifndef RECKON_RECORDS_SCHEMA_BUILD_H
#define RECKON_RECORDS_SCHEMA_BUILD_H

#include "records/connection.h"
#include "records/schema.h"

struct schema_build {
	struct schema *schema;
	struct arena *arena; /* the schema's */
	struct connection *connection;
	const struct records_entry *entries;
	size_t entry_count;
	const char *prefix; /* NULL: not a run file */
	struct problems *problems;
	struct record_type *types; /* malloc'ed; sorted and moved into the arena once all are known */
	size_t count, capacity;
	struct error error; /* what stopped the reading: not a problem of an entry */
};

/* Each returns 0, or -1 with build->error set. Problems of entries are added to build->problems and are no failure. */
int schema_add_type(struct schema_build *build, const char *name, struct record_type **type);
int schema_apply_entries(struct schema_build *build);    /* before types are sorted */
int schema_apply_references(struct schema_build *build); /* after */
int schema_add_relation(struct schema_build *build, struct record_type *child, const struct relation *relation);
int schema_fields_array(struct schema_build *build, size_t count, int **fields);

/* Key fields must hold values whose order and equality SQL and we see alike. */
int schema_check_key(struct schema_build *build, struct record_type *type);
/* Two fields can hold the same key. */
bool schema_same_storage(const struct field *a, const struct field *b);
const struct records_entry *schema_entry(const struct schema_build *build, const char *type);

/* Sets the place of `err`, and underlines the first `word` from there on; where it is not found, one character; when `word` is
 * NULL, the word that stands there. `file` NULL: the place is only a line and a column. */
void schema_place(struct error *err, const struct source *file, int line, int column, const char *word);
/* The same, where the first `words` end in `last`; where they do not stand as they are (their lines are folded), `last` is sought. */
void schema_place_last(struct error *err, const struct source *file, int line, int column, const char *words,
                       const char *last);
/* Adds a problem at such a place. `nearest` may be NULL. */
void schema_problem_at(struct schema_build *build, const struct source *file, int line, int column, const char *word,
                       const char *nearest, const char *message);

/* Adds a problem at a place of the entry's file, where its word is underlined. */
void schema_problem(struct schema_build *build, const struct records_entry *entry, int line, int column,
                    const char *nearest, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* status_lists.c: finds what each status and text of `type` can be in the CREATE TABLE that `sql` is. -1: out of memory. */
int schema_status_lists(struct record_type *type, const char *sql, struct arena *arena);

/* where_values.c: adds a problem for each column that the entry's `where`, which is SQL that works, compares with what no value of the
 * column's type is like, and a warning where pounds look to be meant for pence. -1: build->error. */
int schema_check_where(struct schema_build *build, const struct records_entry *entry, const struct record_type *type);

#endif
