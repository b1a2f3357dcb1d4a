/* json.c: writing JSON. Bytes that are no UTF-8 (a file can be called so) become U+FFFD. */
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
		else if (c < 0x80)
			text_append_char(out, (char) c);
		else {
			size_t size = utf8_shown_size(bytes + i, length - i);

			text_append_bytes(out, size ? bytes + i : "\xEF\xBF\xBD", size ? size : 3);
			i += size ? size - 1 : 0;
		}
	}
	text_append_char(out, '"');
}
