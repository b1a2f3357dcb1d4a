/* sorted_copy.h: records read once into a private, temporary database, sorted by the key they are asked for.
 *
 * Where a table has no index for an order (children without an index on the foreign key), or an index that does not
 * sort as we do (another collation, UTF-16), or where the records come from a query that would be worked out again for
 * every range, readers read a copy. It belongs to the connection, is shared by its readers, and goes with it. It is
 * apart from the user's database, so that the connection to that can stay strictly for reading. */
#ifndef RECKON_RECORDS_SORTED_COPY_H
#define RECKON_RECORDS_SORTED_COPY_H

#include "records/connection.h"
#include "records/schema.h"

struct sorted_copy;

/* What to copy. The columns of the copy are named c0, c1, ... in the order of `columns`. */
struct copy_request {
	const struct record_type *type;
	const char *sql;    /* SELECT that gives `columns` */
	const int *columns; /* fields of the type */
	size_t column_count;
	size_t order_count; /* the first so many of them sort the copy, and may not be NULL */
};

/* The copy for this request, made now or before. Borrows. A NULL or a duplicate among the order columns is an error. */
int sorted_copy_get(struct connection *connection, const struct copy_request *request, struct sorted_copy **copy,
                    struct error *err);
sqlite3 *sorted_copy_handle(struct sorted_copy *copy); /* its table is called sorted */
void sorted_copies_free(struct sorted_copy *first);

#endif
