/* alike_keys.c: a child of street 'high st' where the street is 'High St'. See alike_keys.h. */
#include "run/alike_keys.h"

#include "records/reader_sql.h"
#include "records/sql_text.h"

#include <string.h>

/* "p"."name" = c."street", with what comes behind each of them. */
static void append_pairs(const struct record_type *child, const struct relation *relation,
                         const struct record_type *parent, const char *joint, const char *sign, const char *behind,
                         struct text *out)
{
	for (size_t i = 0; i < relation->count; i++) {
		text_append(out, i ? joint : "");
		text_append(out, "p.");
		sql_append_name(out, parent->fields[parent->key[i]].name);
		text_append(out, sign);
		text_append(out, "c.");
		sql_append_name(out, child->fields[relation->fields[i]].name);
		text_append(out, behind);
	}
}

/* The first child, with its reference, and the key that this is equal to for SQLite alone. */
static void append_query(const struct record_type *child, const struct relation *relation,
                         const struct record_type *parent, struct text *out)
{
	text_append(out, "SELECT c.");
	sql_append_name(out, child->fields[relation->fields[0]].name);
	text_append(out, ", p.");
	sql_append_name(out, parent->fields[parent->key[0]].name);
	text_append(out, " FROM (SELECT *");
	reader_sql_from(child, out);
	text_append_format(out, ") c JOIN %s p ON ", parent->from);
	append_pairs(child, relation, parent, " AND ", " = ", "", out);
	text_append(out, " WHERE ");
	append_pairs(child, relation, parent, " OR ", " <> ", " COLLATE BINARY", out);
	text_append(out, " ORDER BY 1 COLLATE BINARY, 2 COLLATE BINARY LIMIT 1");
}

static void report(const struct record_type *child, const struct relation *relation, const struct record_type *parent,
                   sqlite3_stmt *statement, struct problems *problems)
{
	const char *one = (const char *) sqlite3_column_text(statement, 0);
	const char *other = (const char *) sqlite3_column_text(statement, 1);
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT,
	          "table '%.80s', column '%.80s': '%.80s' is the %.80s '%.80s' for the database, which heeds no such "
	          "difference, and none for rules",
	          child->name, child->fields[relation->fields[0]].name, one ? one : "", parent->name,
	          other ? other : "");
	error_hint(&err, "write them alike, or join them in a query of the scenario's records");
	problems_add(problems, &err);
}

static int check_relation(const struct record_type *child, const struct relation *relation,
                          const struct record_type *parent, struct connection *connection, struct problems *problems)
{
	sqlite3_stmt *statement = NULL;
	struct text sql = TEXT_INIT;
	struct error err = ERROR_INIT;
	int code, failed;

	append_query(child, relation, parent, &sql);
	failed =
		sql.failed ? error_memory(&err) : connection_prepare(connection, text_string(&sql), &statement, &err);
	text_release(&sql);
	code = failed ? SQLITE_DONE : sqlite3_step(statement);
	if (code == SQLITE_ROW)
		report(child, relation, parent, statement, problems);
	else if (code != SQLITE_DONE)
		failed = connection_error(connection, code, &err);
	sqlite3_finalize(statement);
	if (failed)
		problems_add(problems, &err);
	return failed || code == SQLITE_ROW ? -1 : 0;
}

int alike_keys_check(const struct plan *plan, struct connection *connection, struct problems *problems)
{
	int failed = 0;

	for (size_t i = 0; i < plan->type_count; i++) {
		const struct record_type *child = plan->types[i].record;

		for (size_t j = 0; j < child->relation_count; j++) {
			const struct relation *relation = &child->relations[j];
			const struct record_type *parent = &plan->schema->types[relation->parent];

			/* Of a query it is not known how its columns compare. */
			if (parent->key_binary || !parent->key_unique || parent->is_query
			    || plan->type_place[relation->parent] < 0)
				continue;
			failed |= check_relation(child, relation, parent, connection, problems);
		}
	}
	return failed;
}
