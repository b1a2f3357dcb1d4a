/* json.c: writing JSON. Bytes that are no UTF-8 (a file can be called so) become U+FFFD. What comes out is YAML too, where some
 * characters mean more than in JSON. */
#include "base/json.h"

#include <string.h>

/* The number of a character that YAML breaks lines at (U+2028, U+2029) or does not have (U+FFFE, U+FFFF); 0: it is none of those. */
static unsigned int special(const char *bytes, size_t length)
{
	static const struct {
		const char *bytes;
		unsigned int number;
	} all[] = { { "\xE2\x80\xA8", 0x2028 },
		    { "\xE2\x80\xA9", 0x2029 },
		    { "\xEF\xBF\xBE", 0xFFFE },
		    { "\xEF\xBF\xBF", 0xFFFF } };

	for (size_t i = 0; length >= 3 && i < sizeof all / sizeof *all; i++) {
		if (!memcmp(bytes, all[i].bytes, 3))
			return all[i].number;
	}
	return 0;
}

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
		else if (special(bytes + i, length - i)) {
			text_append_format(out, "\\u%04x", special(bytes + i, length - i));
			i += 2;
		} else {
			size_t size = utf8_shown_size(bytes + i, length - i);

			text_append_bytes(out, size ? bytes + i : "\xEF\xBF\xBD", size ? size : 3);
			i += size ? size - 1 : 0;
		}
	}
	text_append_char(out, '"');
}
