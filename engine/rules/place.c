/* place.c: where a word stands in a rule file. Lua knows a declaration's line; people want to see the word. */
#include "rules/place.h"

#include <stdarg.h>
#include <string.h>

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The line that holds `at`: its length without its end. */
static size_t line_length(const struct source *source, const char *at)
{
	const char *end = source->text + source->length, *newline = memchr(at, '\n', (size_t) (end - at));
	const char *last = newline ? newline : end, *back = memchr(at, '\r', (size_t) (last - at));

	return (size_t) ((back && back + 1 < last ? back : last) - at);
}

/* The next line; NULL: there is none. */
static const char *next_line(const struct source *source, const char *at)
{
	at += line_length(source, at);
	return at < source->text + source->length ? at + 1 : NULL;
}

static const char *line_at(const struct source *source, int line)
{
	const char *at = source->text;

	while (at && --line > 0)
		at = next_line(source, at);
	return at;
}

/* Where `word` stands by itself in the line; NULL: nowhere. */
static const char *find_word(const char *line, size_t size, const char *word, size_t word_length)
{
	if (word_length == 0)
		return NULL;
	for (size_t at = 0; at + word_length <= size; at++) {
		size_t behind = at + word_length;
		bool begins = at == 0 || !is_word(line[at - 1]) || !is_word(word[0]);
		bool ends = behind == size || !is_word(line[behind]) || !is_word(word[word_length - 1]);

		if (begins && ends && !memcmp(line + at, word, word_length))
			return line + at;
	}
	return NULL;
}

static bool begins_declaration(const char *line, size_t size)
{
	static const char *const words[] = { "rule", "total", "finding", "figure", "bridge" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t word_length = strlen(words[i]);

		if (size > word_length && !memcmp(line, words[i], word_length) && !is_word(line[word_length]))
			return true;
	}
	return false;
}

/* Whether a key ends there: `by   = {`, and not `by == 2`. */
static bool ends_key(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at < end && *at == '=' && (at + 1 == end || at[1] != '=');
}

static bool find_from(struct place *place, const char *word, size_t length, bool key, int *underline)
{
	const char *line = line_at(place->source, place->line);

	for (int number = place->line; line; number++, line = next_line(place->source, line)) {
		size_t size = line_length(place->source, line);
		const char *found;

		if (number > place->line && begins_declaration(line, size))
			return false;
		found = find_word(line, size, word, length);
		while (found && key && !ends_key(found + length, line + size))
			found = find_word(found + length, (size_t) (line + size - found) - length, word, length);
		if (found) {
			place->line = number;
			place->column = (int) utf8_characters(line, (size_t) (found - line)) + 1;
			*underline = (int) utf8_characters(word, length);
			return true;
		}
	}
	return false;
}

bool place_find(struct place *place, const char *word, size_t length, int *underline)
{
	/* A title may hold the word of a key before the key stands. */
	return find_from(place, word, length, true, underline) || find_from(place, word, length, false, underline);
}

/* Underlines the first of the message's quoted words that stands on the line: charge.curent stands there as c.curent. */
static void find_quoted(const struct error *err, struct place *place, int *underline)
{
	const char *line = line_at(place->source, place->line), *quote = strchr(err->message, '\'');

	while (line && quote) {
		const char *word = quote + 1, *end = strchr(word, '\''), *dot, *found;
		size_t size = line_length(place->source, line);

		if (!end)
			return;
		found = find_word(line, size, word, (size_t) (end - word));
		dot = memchr(word, '.', (size_t) (end - word));
		if (!found && dot) {
			word = dot + 1;
			found = find_word(line, size, word, (size_t) (end - word));
		}
		if (found) {
			place->column = (int) utf8_characters(line, (size_t) (found - line)) + 1;
			*underline = (int) utf8_characters(word, (size_t) (end - word));
			return;
		}
		quote = strchr(end + 1, '\'');
	}
}

/* The first character of a line that is not white: 0 when there is none. */
static int first_column(const struct place *place)
{
	const char *line = line_at(place->source, place->line);
	size_t size = line ? line_length(place->source, line) : 0, at = 0;

	while (at < size && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r'))
		at++;
	return at < size ? (int) at + 1 : 0;
}

/* A decision table is known by the line where it begins; what is wrong in it is most likely the last word that the message
 * quotes. */
static void find_in_table(const struct error *err, struct place *place, int *underline)
{
	static const char prefix[] = "decision table: ";
	const char *end = strrchr(err->message, '\''), *begin = end;

	if (!end || strncmp(err->message, prefix, sizeof prefix - 1))
		return;
	while (begin > err->message && *--begin != '\'')
		;
	if (begin < end && *begin == '\'')
		place_find(place, begin + 1, (size_t) (end - begin) - 1, underline);
}

void place_error(struct error *err, struct place place)
{
	int underline = 1;

	if (place.column == 0)
		find_in_table(err, &place, &underline);
	if (place.column == 0)
		find_quoted(err, &place, &underline);
	if (place.column == 0)
		place.column = first_column(&place);
	error_excerpt_at(err, place.source->shown, place.source->text, place.source->length, place.line, place.column,
	                 underline);
}

void place_problem_of(struct problems *problems, struct place place, const char *word, struct error *err)
{
	int underline = 1;

	/* Where it would be is not worth looking for when it is only counted. */
	if (problems->count < PROBLEMS_MAX) {
		if (word && place_find(&place, word, strlen(word), &underline))
			error_excerpt_at(err, place.source->shown, place.source->text, place.source->length,
			                 place.line, place.column, underline);
		else
			place_error(err, place);
	}
	problems_add(problems, err);
}

void place_problem(struct problems *problems, struct place place, const char *word, const char *hint,
                   const char *format, ...)
{
	struct error err = ERROR_INIT;
	char message[sizeof err.message];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_INPUT, "%s", message);
	if (hint)
		error_hint(&err, "%s", hint);
	place_problem_of(problems, place, word, &err);
}
