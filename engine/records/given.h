/* given.h: records that a test gives, as YAML has them: typed by the schema, told apart by keys that are made up where none is
 * written, joined by nesting or by name.
 *
 *     household:
 *       - called: smith               a name for this test, unless the type has a field 'called'
 *         income: £9,000
 *         person:                     children, by the relation that leads from them to the household
 *           - {born: 2015-03-01}
 *     council_tax_account:
 *       - {household: smith, arrears: £0}       a parent by its name; by its key; or {income: £9,000} itself
 *
 * A field that is not given is not known, or is none where it is OPTIONAL. A reference to a type of which no other record is given
 * leads to one of which nothing is known; where some are given, one that leads to none of them is a mistake.
 */
#ifndef RECKON_RECORDS_GIVEN_H
#define RECKON_RECORDS_GIVEN_H

#include "records/schema.h"

struct given_record {
	int type;                      /* index into the schema's types */
	const char *name;              /* as `called`; NULL: none */
	const struct yaml_node *node;  /* a map */
	struct value *values;          /* by the type's fields */
	struct given_record **parents; /* by relation: those that are records given here; NULL: others */
	bool keyed;                    /* its key is whole */
	bool own_key;                  /* all of it was written */
};

/* A key that is written where a record leads to another, and that no record has which was given when it was read. */
struct given_reference {
	const struct given_record *record;
	const struct relation *way;
	const struct yaml_node *node;
	bool reported;
};

struct given {
	const struct schema *schema;
	struct given_record **items; /* in the order written: parents before the children that are nested in them */
	size_t count, capacity;
	struct given_reference *loose;
	size_t loose_count, loose_capacity; /* both malloc'ed; all else lives in the reader's arena */
};

/* Reads `map`, which may be NULL (no records). `shared`: records that are there besides, and can be named; NULL: none. Problems go to
 * the reader's. Release it in any case. What others give besides may still be what `map` refers to: see given_report_loose. */
void given_read(struct given *given, const struct yaml_reader *reader, const struct schema *schema,
                const struct yaml_node *map, const struct given *shared);
void given_release(struct given *given);

/* given_references.c. Finds references that lead to no record of `given` or `shared` (NULL: none). -1: out of memory. */
int given_find_loose(struct given *given, const struct given *shared);
/* Reports that no record of the type is called what `node` says, nor has it as its key, with the nearest of those that there are. */
void given_report_none(const struct yaml_reader *reader, const struct yaml_node *node, int type,
                       const struct given *const both[2]);
/* Reports those of both that lead nowhere although there are others that they could mean; of `shared` each once. */
void given_report_loose(const struct given *given, const struct yaml_reader *reader, struct given *shared);

/* The record of the type that is called `name`, or whose one key it is. NULL: none. */
const struct given_record *given_find(const struct given *given, int type, const char *name);

#endif
