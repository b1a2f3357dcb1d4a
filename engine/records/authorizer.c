/* authorizer.c: what SQL may do to someone's records: read them, with functions whose answer depends on nothing but
 * their arguments. It sees scenarios' queries and conditions, and the views of the database itself. */
#include "records/connection.h"

#include <string.h>

/* Sorted. Left out, and why:
 *   random, randomblob, current_*                another answer each time
 *   date, time, datetime, julianday, strftime, unixepoch    read the clock when asked for 'now'
 *   changes, total_changes, last_insert_rowid, sqlite_*     tell of the program, not of the records
 *   group_concat, json_group_*                   their order is that of the scan
 *   exp, ln, log*, pow, power, sin, ...          last bits differ between C libraries
 *   load_extension, zeroblob, fts and rtree's own           no use for reading records */
static const char *const functions[] = { "->",           "->>",
	                                 "abs",          "avg",
	                                 "ceil",         "ceiling",
	                                 "char",         "coalesce",
	                                 "count",        "cume_dist",
	                                 "dense_rank",   "first_value",
	                                 "floor",        "format",
	                                 "glob",         "hex",
	                                 "ifnull",       "iif",
	                                 "instr",        "json",
	                                 "json_array",   "json_array_length",
	                                 "json_extract", "json_object",
	                                 "json_quote",   "json_type",
	                                 "json_valid",   "lag",
	                                 "last_value",   "lead",
	                                 "length",       "like",
	                                 "likelihood",   "likely",
	                                 "lower",        "ltrim",
	                                 "max",          "min",
	                                 "mod",          "nth_value",
	                                 "ntile",        "nullif",
	                                 "percent_rank", "printf",
	                                 "quote",        "rank",
	                                 "replace",      "round",
	                                 "row_number",   "rtrim",
	                                 "sign",         "soundex",
	                                 "sqrt",         "substr",
	                                 "substring",    "sum",
	                                 "total",        "trim",
	                                 "trunc",        "typeof",
	                                 "unicode",      "unlikely",
	                                 "upper" };

static bool function_permitted(const char *name)
{
	size_t low = 0, high = sizeof functions / sizeof *functions;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = sqlite3_stricmp(name, functions[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* Tables that show how SQLite keeps the data, not the data: their content changes with VACUUM, or with the version. */
static bool table_permitted(const char *name)
{
	static const char *const refused[] = { "dbstat", "bytecode", "tables_used", "completion" };

	if (!sqlite3_strnicmp(name, "sqlite_", 7) || !sqlite3_strnicmp(name, "pragma_", 7))
		return false;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (!sqlite3_stricmp(name, refused[i]))
			return false;
	}
	return true;
}

static int refuse(struct connection *connection, const char *what, const char *name)
{
	/* The first refusal is the one that stops the statement. */
	if (!connection->refused[0])
		snprintf(connection->refused, sizeof connection->refused, "%s%s%.80s%s", what, name ? " '" : "",
		         name ? name : "", name ? "'" : "");
	return SQLITE_DENY;
}

int authorize_reading(void *argument, int action, const char *first, const char *second, const char *schema,
                      const char *inner)
{
	struct connection *connection = argument;

	(void) schema;
	(void) inner;
	if (connection->trusted)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		/* A subquery without a name has none here. */
		return !first || table_permitted(first) ? SQLITE_OK : refuse(connection, "the table", first);
	case SQLITE_FUNCTION:
		return second && function_permitted(second) ? SQLITE_OK : refuse(connection, "the function", second);
	case SQLITE_PRAGMA:
		return refuse(connection, "the pragma", first);
	case SQLITE_UPDATE:
		/* So SQLite asks when it first meets a virtual table: its rows are whatever some module makes up. */
		if (first && !sqlite3_strnicmp(first, "sqlite_", 7))
			return refuse(connection, "a virtual table", NULL);
		return refuse(connection, "UPDATE", NULL);
	case SQLITE_ATTACH:
		return refuse(connection, "ATTACH", NULL);
	default:
		return refuse(connection, "a statement that does more than read", NULL);
	}
}
