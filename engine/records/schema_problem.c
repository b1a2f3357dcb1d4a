/* schema_problem.c: problems of a scenario's records, at the word they are about: SQL says which name is wrong, not where. */
#include "records/schema_build.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The byte of a file that stands at a line and column. */
static size_t offset_of(const struct source *file, int line, int column)
{
	size_t at = 0;

	while (--line > 0 && memchr(file->text + at, '\n', file->length - at))
		at = (size_t) ((const char *) memchr(file->text + at, '\n', file->length - at) - file->text) + 1;
	while (--column > 0 && at < file->length) {
		do
			at++;
		while (((unsigned char) file->text[at] & 0xC0) == 0x80);
	}
	return at;
}

#define LOOKED_AHEAD 4000 /* bytes of an entry */

/* Where `word` stands in what follows byte `at`, by itself; SIZE_MAX: nowhere near. */
static size_t find_word(const struct source *file, size_t at, const char *word)
{
	size_t length = strlen(word);

	for (size_t found = at; length && found + length <= file->length && found < at + LOOKED_AHEAD; found++) {
		if (!memcmp(file->text + found, word, length) && !is_word(file->text[found + length])
		    && (found == 0 || !is_word(file->text[found - 1])))
			return found;
	}
	return SIZE_MAX;
}

void schema_place(struct error *err, const struct source *file, int line, int column, const char *word)
{
	size_t at, length = 0, found;

	if (!file) {
		error_place(err, NULL, line, column);
		return;
	}
	at = offset_of(file, line, column);
	found = word ? find_word(file, at, word) : SIZE_MAX;
	if (found != SIZE_MAX) {
		at = found;
		length = strlen(word);
	}
	while (!word && at + length < file->length && is_word(file->text[at + length]))
		length++;
	error_excerpt(err, file->shown, file->text, file->length, at, length ? length : 1);
}

void schema_place_last(struct error *err, const struct source *file, int line, int column, const char *words,
                       const char *last)
{
	size_t found = file ? find_word(file, offset_of(file, line, column), words) : SIZE_MAX;

	if (found == SIZE_MAX)
		schema_place(err, file, line, column, last);
	else
		error_excerpt(err, file->shown, file->text, file->length, found + strlen(words) - strlen(last),
		              strlen(last));
}

void schema_problem_at(struct schema_build *build, const struct source *file, int line, int column, const char *word,
                       const char *nearest, const char *message)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "%s", message);
	schema_place(&err, file, line, column, word);
	error_did_you_mean(&err, nearest);
	problems_add(build->problems, &err);
}

void schema_problem(struct schema_build *build, const struct records_entry *entry, int line, int column,
                    const char *nearest, const char *format, ...)
{
	char message[sizeof build->error.message];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	schema_problem_at(build, entry->file, line, column, NULL, nearest, message);
}
