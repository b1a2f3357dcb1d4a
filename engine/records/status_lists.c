/* status_lists.c: what a status or a text can be, where its table says so: CHECK (tenure IN ('own', 'rent')). Everything else
 * that a CHECK may hold is passed over: a list that is not known is no list. */
#include "records/schema_build.h"
#include "records/sql_token.h"

#include <string.h>

/* 'own', 'rent')): how many texts; 0: something else stands there. With `list` it is filled in, too. -1: out of memory. */
static int read_texts(const char *at, const char **list, struct arena *arena)
{
	int count = 0;

	for (;;) {
		struct sql_token text = sql_token_next(&at), behind;

		/* A quote within a text is written twice: what the text is would have to be made first. */
		if (text.kind != SQL_TEXT || text.length < 2 || memchr(text.at + 1, '\'', text.length - 2))
			return 0;
		if (list) {
			list[count] = arena_bytes(arena, text.at + 1, text.length - 2);
			if (!list[count])
				return -1;
		}
		count++;
		behind = sql_token_next(&at);
		if (sql_token_is(behind, ","))
			continue;
		return sql_token_is(behind, ")") && sql_token_is(sql_token_next(&at), ")") ? count : 0;
	}
}

/* The list of the field in (tenure IN ( behind CHECK, to be filled in; *at is then where it begins. NULL: something else. */
static const char *const **listed_field(struct record_type *type, const char **at)
{
	const char *const **list = NULL;
	struct sql_token name;

	if (!sql_token_is(sql_token_next(at), "("))
		return NULL;
	name = sql_token_next(at);
	for (size_t i = 0; i < type->field_count && name.kind == SQL_WORD && !list; i++) {
		struct field *field = &type->fields[i];

		if (sql_token_is(name, field->name))
			list = field->type == TYPE_STATUS ? &field->statuses
			       : field->type == TYPE_TEXT ? &field->words
			                                  : NULL;
	}
	if (!list || *list || !sql_token_is(sql_token_next(at), "IN") || !sql_token_is(sql_token_next(at), "("))
		return NULL;
	return list;
}

int schema_status_lists(struct record_type *type, const char *sql, struct arena *arena)
{
	const char *at = sql;

	for (struct sql_token token = sql_token_next(&at); token.kind != SQL_END; token = sql_token_next(&at)) {
		/* Other capitals than those of the list would pass the CHECK. */
		if (sql_token_is(token, "COLLATE"))
			return 0;
	}
	at = sql;
	for (struct sql_token token = sql_token_next(&at); token.kind != SQL_END; token = sql_token_next(&at)) {
		const char *behind = at, **list, *const * *listed;
		int count = 0;

		listed = sql_token_is(token, "CHECK") ? listed_field(type, &behind) : NULL;
		if (listed)
			count = read_texts(behind, NULL, arena);

		if (count <= 0)
			continue;
		list = arena_array(arena, (size_t) count + 1, sizeof *list);
		if (!list || read_texts(behind, list, arena) < 0)
			return -1;
		list[count] = NULL;
		*listed = list;
	}
	return 0;
}
