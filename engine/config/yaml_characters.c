/* yaml_characters.c: the characters a YAML file may not hold, whatever their place in it. */
#include "config/yaml_parts.h"

#include <stdint.h>
#include <string.h>

/* Characters that libyaml reads as line breaks and editors may not, or that show a text in another order than it has. */
static const char *misleading_character(uint32_t c)
{
	if (c == '\r')
		return "a carriage return that does not end a line";
	if (c < 0x20 || (c >= 0x7F && c <= 0x9F))
		return "a control character";
	if (c == 0x2028 || c == 0x2029)
		return "a line separator that editors do not show as one";
	if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return "a character that changes the direction of the text";
	if (c == 0xFEFF || c == 0xFFFE || c == 0xFFFF)
		return "a character that cannot be seen";
	return NULL;
}

/* One character of valid UTF-8. */
static uint32_t character_at(const unsigned char *at, size_t *size)
{
	static const unsigned char first_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint32_t value;

	*size = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
	value = at[0] & first_bits[*size];
	for (size_t i = 1; i < *size; i++)
		value = value << 6 | (at[i] & 0x3Fu);
	return value;
}

static bool report(const struct yaml_reader *reader, const char *hint, const char *what, uint32_t c, size_t at,
                   size_t size, int line, size_t line_start)
{
	struct yaml_node place = { .line = line, .offset = at, .span = size };

	place.column = (int) utf8_characters(reader->source->text + line_start, at - line_start) + 1;
	yaml_problem(reader, &place, hint, "%s: U+%04X", what, (unsigned int) c);
	return false;
}

#define NO_BREAK_SPACE 0xA0 /* word processors and web pages leave it where a line is indented */

/* Whether the line holds nothing before `at` but a key with its ':', or the '-' of an item: what follows is taken for a part of it. */
static bool ends_key(const char *line, const char *at)
{
	while (line < at && (*line == ' ' || (*line == '-' && line + 1 < at && line[1] == ' ')))
		line++;
	if (at - line == 1 && *line == '-')
		return true;
	for (; line + 1 < at; line++) {
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_.-", *line))
			return false;
	}
	return line < at && *line == ':';
}

bool yaml_check_characters(const struct yaml_reader *reader)
{
	const char *text = reader->source->text;
	size_t length = reader->source->length, size, line_start = 0;
	bool good = true, indent = true;
	int line = 1;

	for (size_t at = 0; at < length; at += size) {
		uint32_t c = character_at((const unsigned char *) text + at, &size);
		const char *what;

		if (c == '\n') {
			line++;
			line_start = at + 1;
		}
		indent = c == '\n' || (indent && (c == ' ' || c == NO_BREAK_SPACE));
		if (c == NO_BREAK_SPACE && (indent || ends_key(text + line_start, text + at)))
			good = report(reader, "type a space in its place", "a no-break space", c, at, size, line,
			              line_start);
		if (c == '\n' || c == '\t' || (c == '\r' && text[at + 1] == '\n')
		    || !(what = misleading_character(c)))
			continue;
		good = report(reader, "take it out, or write it as an escape in double quotes", what, c, at, size,
		              line, line_start);
	}
	return good;
}
