/* database_parts.h: what database.c and database_sql.c share: the inside of a database. Not for others. */
#ifndef RECKON_RECORDS_DATABASE_PARTS_H
#define RECKON_RECORDS_DATABASE_PARTS_H

#include "records/connection.h"

#include <stdatomic.h>

struct database {
	char *path;
	struct connection *connections;
	size_t count;
	bool one; /* the first connection serves as any other: all are used by one thread */
	atomic_bool interrupted;
};

/* A database of that path without its connections, for which there is room; NULL: out of memory. */
struct database *database_new(const char *path, size_t connections);
/* The last settings of an open handle: from here on it only reads. */
int database_finish_connection(struct connection *connection, struct error *err);

#endif
