/* reading.c: the rows of a run file's tables, taken into the arena of a summary. */
#include "run/reading.h"

#include <string.h>

const char *reading_maybe(struct reading *reading, int column)
{
	const void *text = sqlite3_column_text(reading->statement, column);
	char *copy;
	size_t bad;

	if (!text)
		return NULL;
	copy = arena_bytes(&reading->summary->arena, text, (size_t) sqlite3_column_bytes(reading->statement, column));
	for (char *at = copy; at && !utf8_valid(at, strlen(at), &bad); at += bad + 1)
		at[bad] = '?';
	reading->failed |= !copy;
	return copy;
}

const char *reading_text(struct reading *reading, int column)
{
	const char *text = reading_maybe(reading, column);

	return text ? text : "";
}

/* No run counts further than this: numbers of a file that lies can be added and subtracted all the same. */
#define NUMBER_MOST ((int64_t) 1 << 60)

int64_t reading_number(const struct reading *reading, int column)
{
	int64_t number = sqlite3_column_int64(reading->statement, column);

	return number > NUMBER_MOST ? NUMBER_MOST : number < -NUMBER_MOST ? -NUMBER_MOST : number;
}

void *reading_more(struct reading *reading, void *items_pointer, size_t *count, size_t item_size)
{
	void **items = items_pointer;

	/* Grown when the count is a power of two: what was there is copied, the arena keeps the old until the end. */
	if ((*count & (*count - 1)) == 0) {
		void *grown = arena_array(&reading->summary->arena, *count ? 2 * *count : 1, item_size);

		if (!grown) {
			reading->failed = true;
			return NULL;
		}
		if (*count)
			memcpy(grown, *items, *count * item_size);
		*items = grown;
	}
	return (char *) *items + (*count)++ * item_size;
}

int reading_each(struct reading *reading, const char *sql, void (*each)(struct reading *))
{
	sqlite3_stmt *outer = reading->statement;
	int code;

	if (connection_prepare(reading->file, sql, &reading->statement, reading->err))
		return -1;
	while ((code = sqlite3_step(reading->statement)) == SQLITE_ROW && !reading->failed)
		each(reading);
	sqlite3_finalize(reading->statement);
	reading->statement = outer;
	if (reading->failed)
		return error_memory(reading->err);
	if (reading->spoilt)
		return error_set(reading->err, ERROR_INPUT, "run file '%s': table '%s' was altered",
		                 database_path(reading->file->database), reading->spoilt);
	return code == SQLITE_DONE ? 0 : connection_error(reading->file, code, reading->err);
}

void reading_list(struct reading *reading, const char *table, const char *json, const char ***items, size_t *count)
{
	struct connection *file = reading->file;
	bool trusted = file->trusted;
	sqlite3_stmt *statement = NULL;
	int code;

	/* Our own SQL, on a text: the authorizer, which guards what others wrote, does not know json_each. */
	file->trusted = true;
	code = sqlite3_prepare_v2(file->sqlite, "SELECT value FROM json_each(?) ORDER BY key", -1, &statement, NULL);
	file->trusted = trusted;
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, json, -1, SQLITE_STATIC);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		const char **item, *text;

		code = sqlite3_step(statement);
		if (code != SQLITE_ROW)
			break;
		text = (const char *) sqlite3_column_text(statement, 0);
		item = reading_more(reading, items, count, sizeof *item);
		if (item)
			*item = arena_text(&reading->summary->arena, text ? text : "");
		reading->failed |= !item || !*item;
		if (reading->failed)
			break;
	}
	reading->failed |= (code & 0xFF) == SQLITE_NOMEM;
	if (code != SQLITE_DONE && !reading->failed) /* not JSON: the file was altered */
		reading->spoilt = table;
	sqlite3_finalize(statement);
}
