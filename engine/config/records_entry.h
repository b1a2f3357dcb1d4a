/* records_entry.h: reads the `records:` section of a scenario. */
#ifndef RECKON_CONFIG_RECORDS_ENTRY_H
#define RECKON_CONFIG_RECORDS_ENTRY_H

#include "config/scenario.h"

#define RECORDS_TYPES_MAX  1000
#define RECORDS_FIELDS_MAX 2000 /* SQLite's own bound on columns */

/* A node and the file that it is from. */
struct node_in_file {
	const struct source *file; /* NULL: not given */
	const struct yaml_node *node;
};

/* Where one entry's keys stand, for the problems that show only when all files were read. */
struct records_places {
	struct node_in_file name, query, key, fields, valid_from, valid_until, period;
	bool typed; /* the fields were read without a problem */
};

struct records_reading {
	struct scenario *scenario;     /* borrows; entries live in its arena */
	struct records_places *places; /* one for each of the scenario's entries */
};

/* Reads one file's section into scenario->records: what it says of a type wins, key by key, over what is there already. */
void records_entries_read(struct records_reading *reading, const struct yaml_reader *reader,
                          const struct yaml_node *map);

/* What must hold once every file has been read: a query has fields and a key among them, and its dates are date fields. */
void records_entries_check(const struct records_reading *reading, struct problems *problems);

#endif
