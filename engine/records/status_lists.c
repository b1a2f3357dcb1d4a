/* status_lists.c: what a status can be, where its table says so: CHECK (tenure IN ('own', 'rent')). Everything else that a
 * CHECK may hold is passed over: a list that is not known is no list. */
#include "records/schema_build.h"

#include <string.h>

enum sql_kind { SQL_END, SQL_WORD, SQL_TEXT, SQL_OTHER };
struct sql_token {
	enum sql_kind kind;
	const char *at;
	size_t length;
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
	       || ((unsigned char) c & 0x80);
}

static const char *skip_blank(const char *at)
{
	for (;;) {
		const char *end = NULL;

		at += strspn(at, " \t\r\n\f");
		if (!strncmp(at, "--", 2))
			end = strchr(at, '\n');
		else if (!strncmp(at, "/*", 2))
			end = strstr(at + 2, "*/");
		else
			return at;
		if (!end)
			return at + strlen(at);
		at = end + (*end == '\n' ? 1 : 2);
	}
}

static struct sql_token next_token(const char **at)
{
	struct sql_token token = { .at = skip_blank(*at), .length = 1 };

	if (!*token.at) {
		token.length = 0;
	} else if (*token.at == '\'' || *token.at == '"' || *token.at == '`') {
		const char *end = strchr(token.at + 1, *token.at);

		token.kind = *token.at == '\'' ? SQL_TEXT : SQL_OTHER;
		token.length = end ? (size_t) (end - token.at) + 1 : strlen(token.at);
	} else if (is_name(*token.at)) {
		token.kind = SQL_WORD;
		while (is_name(token.at[token.length]))
			token.length++;
	} else {
		token.kind = SQL_OTHER;
	}
	*at = token.at + token.length;
	return token;
}

static bool is_token(struct sql_token token, const char *text)
{
	return token.kind != SQL_TEXT && token.length == strlen(text)
	       && !sqlite3_strnicmp(token.at, text, (int) token.length);
}

/* 'own', 'rent')): how many texts; 0: something else stands there. With `list` it is filled in, too. -1: out of memory. */
static int read_texts(const char *at, const char **list, struct arena *arena)
{
	int count = 0;

	for (;;) {
		struct sql_token text = next_token(&at), behind;

		/* A quote within a text is written twice, and would look like two texts side by side. */
		if (text.kind != SQL_TEXT || text.length < 2 || *at == '\'')
			return 0;
		if (list) {
			list[count] = arena_bytes(arena, text.at + 1, text.length - 2);
			if (!list[count])
				return -1;
		}
		count++;
		behind = next_token(&at);
		if (is_token(behind, ","))
			continue;
		return is_token(behind, ")") && is_token(next_token(&at), ")") ? count : 0;
	}
}

/* The field in (tenure IN ( behind CHECK; *at is then where the list begins. NULL: something else. */
static struct field *listed_field(struct record_type *type, const char **at)
{
	struct field *field = NULL;
	struct sql_token name;

	if (!is_token(next_token(at), "("))
		return NULL;
	name = next_token(at);
	for (size_t i = 0; i < type->field_count && name.kind == SQL_WORD && !field; i++) {
		if (type->fields[i].type == TYPE_STATUS && is_token(name, type->fields[i].name))
			field = &type->fields[i];
	}
	if (!field || field->statuses || !is_token(next_token(at), "IN") || !is_token(next_token(at), "("))
		return NULL;
	return field;
}

int schema_status_lists(struct record_type *type, const char *sql, struct arena *arena)
{
	const char *at = sql;

	for (struct sql_token token = next_token(&at); token.kind != SQL_END; token = next_token(&at)) {
		/* Other capitals than those of the list would pass the CHECK. */
		if (is_token(token, "COLLATE"))
			return 0;
	}
	at = sql;
	for (struct sql_token token = next_token(&at); token.kind != SQL_END; token = next_token(&at)) {
		const char *behind = at, **list;
		struct field *field = is_token(token, "CHECK") ? listed_field(type, &behind) : NULL;
		int count = field ? read_texts(behind, NULL, arena) : 0;

		if (count <= 0)
			continue;
		list = arena_array(arena, (size_t) count + 1, sizeof *list);
		if (!list || read_texts(behind, list, arena) < 0)
			return -1;
		list[count] = NULL;
		field->statuses = list;
	}
	return 0;
}
