/* given_store.h: a database in memory that holds what a test gives, for as long as that test is evaluated.
 *
 * Its tables are those that a schema's record types were read from, as far as rules can tell: the fields with their types, the
 * keys, and an index for each relation and lookup. What else was declared (NOT NULL, CHECK) does not bind a test, which gives only
 * what matters.
 */
#ifndef RECKON_RECORDS_GIVEN_STORE_H
#define RECKON_RECORDS_GIVEN_STORE_H

#include "records/database.h"
#include "records/given.h"

struct given_store;

/* Fields that tell the records of a type apart besides its key: for lookups. */
struct given_key {
	int type;
	const int *fields;
	size_t count;
};

/* Makes tables for the record types that `wanted` says (by type), which become plain tables in `schema`: no query, no `where`. */
int given_store_open(struct given_store **store, struct schema *schema, const bool *wanted,
                     const struct given_key *keys, size_t key_count, struct error *err);
void given_store_close(struct given_store *store); /* NULL is fine */

/* For one thread; any number of connections are one. */
struct database *given_store_database(struct given_store *store);

/* Puts records there, of wanted types; others are left out. Errors, of which *culprit is the record: another has the same key. */
int given_store_put(struct given_store *store, const struct given *given, const struct given_record **culprit,
                    struct error *err);
/* Takes away again all that is put after it. */
int given_store_mark(struct given_store *store, struct error *err);
int given_store_back(struct given_store *store, struct error *err);

#endif
