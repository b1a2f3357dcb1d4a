/* json.c: writing JSON. */
#include "base/json.h"

void json_append_text(struct text *out, const char *bytes, size_t length)
{
	text_append_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char) bytes[i];

		if (c == '"' || c == '\\')
			text_append_format(out, "\\%c", c);
		else if (c == '\n')
			text_append(out, "\\n");
		else if (c < 0x20 || c == 0x7F)
			text_append_format(out, "\\u%04x", c);
		else if (c == 0xC2 && i + 1 < length
		         && ((unsigned char) bytes[i + 1] & 0xE0) == 0x80) /* the second set of controls */
			text_append_format(out, "\\u%04x", (unsigned char) bytes[++i]);
		else
			text_append_char(out, (char) c);
	}
	text_append_char(out, '"');
}
