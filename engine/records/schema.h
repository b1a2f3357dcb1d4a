/* schema.h: record types, read from the tables of a database, and from a scenario's own queries.
 *
 * The declared column types are the one source of truth: MONEY INTEGER, RATE TEXT, DECIMAL TEXT, DATE TEXT,
 * FLAG INTEGER, STATUS TEXT, INTEGER, TEXT, REAL, each with OPTIONAL and PERSONAL behind it; SQLite's ordinary names
 * (INT, VARCHAR(20), DOUBLE, BOOLEAN, ...) read as integer, text, number and flag.
 */
#ifndef RECKON_RECORDS_SCHEMA_H
#define RECKON_RECORDS_SCHEMA_H

#include "base/error.h"
#include "base/memory.h"
#include "config/scenario.h"
#include "value/value.h"

struct field {
	const char *name;
	enum type type;
	bool optional; /* NULL means there is none; without it NULL means not known */
	bool personal;
	const char *unusable; /* NULL, or why it cannot be read (no declared type): an error only when it is read */
	const char *const
		*statuses;        /* all that a status can be, NULL-terminated, where a CHECK lists it; else NULL */
	const char *const *words; /* the same of a text */
};

/* From a child to its parent, by a foreign key (or a scenario's `references`). Reading it on the child gives the parent
 * record; `related(parent, "child")` gives the children. A single-column key `household` or `household_id` is named
 * `household`; a key of several columns is named after the parent's type. */
struct relation {
	const char *name;
	int parent;  /* index of the parent's type */
	int *fields; /* the child's fields, in the order of the parent's key */
	size_t count;
};

struct record_type {
	const char *name;
	const char *from;  /* SQL: a quoted table name, or a query in parentheses */
	const char *where; /* SQL, or NULL */
	bool is_query;
	struct field *fields;
	size_t field_count;
	int *key; /* fields, in key order; total order of the records (BINARY collation) */
	size_t key_count;
	struct relation *relations;
	size_t relation_count;
	int valid_from, valid_until;       /* fields, or -1 */
	int period;                        /* the field that says the one period of a record, or -1 */
	const struct records_entry *entry; /* what the scenario says of it; NULL: nothing */
	bool key_unique; /* the table's own primary key; otherwise reading finds records with the same key */
	bool key_binary; /* all of the key's columns are known to have BINARY collation */
	const char
		*unusable; /* NULL, or why the table cannot hold records (no key): an error only when rules use it */
};

struct schema {
	struct arena arena;
	struct record_type *types; /* by name */
	size_t count;
};

struct connection;

/* Reads the record types of the database behind `connection`: its tables, its views where `entries` types them, and
 * `entries`' queries. For a run file (`prefix` "record_") only tables of that prefix, without it, and `where` and `query`
 * of the entries are not applied: the records already went through them. Problems of entries (an unknown table, SQL that
 * does not compile, fields the query does not give, dates that are not date fields) go to `problems` with their place. */
int schema_read(struct schema *schema, struct connection *connection, const struct records_entry *entries,
                size_t count, const char *prefix, struct problems *problems);
void schema_release(struct schema *schema);

int schema_type(const struct schema *schema, const char *name);        /* -1: none */
int schema_field(const struct record_type *type, const char *name);    /* -1: none */
int schema_relation(const struct record_type *type, const char *name); /* -1: none */
/* The one relation of `child` to `parent` used by related(); -1: none; -2: several, so name it: related(h, "person.home"). */
int schema_relation_to(const struct record_type *child, int parent);

void field_declaration(const struct field *field, struct text *out); /* "MONEY INTEGER OPTIONAL" */

#endif
